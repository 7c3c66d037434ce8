/* Ways out of a city as JSON: what is read, and every fault by what is wrong. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/unit.h"

#include "wire/evac/cityplan.h"

#define PLACES "\"places\":[{\"id\":\"a\",\"waits_most\":9},{\"id\":\"z\"}]"
#define PLAN(links, sources, more)                                                                 \
	"{" PLACES ",\"links\":[" links "],\"sources\":[" sources "]" more "}"
#define LINK "{\"from\":\"a\",\"to\":\"z\",\"steps\":3,\"persons\":7,\"every\":2}"
#define SOURCE "{\"place\":\"a\",\"persons\":70}"
#define GOAL ",\"goal\":\"z\""

static enum cityplan_error read_plan(struct arena *arena, const char *text, struct cityplan *ret,
				     struct str *what)
{
	struct json json;

	*what = STR("");
	if (json_parse(arena, str_of(text), &json) != JSON_OK)
		fail_msg("not JSON: %s", text);
	return cityplan_read(arena, &json, ret, what);
}

static void test_read(void **state)
{
	struct arena *arena = arena_create();
	struct city_result result;
	struct cityplan plan;
	struct str what;

	(void)state;
	assert_int_equal(read_plan(arena, PLAN(LINK, SOURCE, GOAL ",\"steps\":60"), &plan, &what),
			 CITYPLAN_OK);
	assert_int_equal(plan.network.nnodes, 2);
	assert_int_equal(plan.network.waits_most[0], 9);
	assert_int_equal(plan.nsteps, 60);
	assert_true(plan.step_seconds == 60);
	/* Ten departures of 7, the last at step 18. Nine can wait: 61 set off late. */
	plan.network.waits_most = (const uint32_t[]){ 100, 100 };
	assert_int_equal(city_run(arena, &plan.network, 60, &result), CITY_OK);
	assert_int_equal(result.done, 18 + 3);
	arena_destroy(arena);
}

static void test_faults(void **state)
{
	static const struct {
		const char *text;
		enum cityplan_error error;
		const char *what;
	} rows[] = {
		{ "[]", CITYPLAN_NOT_PLAN, NULL },
		{ "{" PLACES "}", CITYPLAN_NOT_PLAN, "links" },
		{ PLAN(LINK, SOURCE, GOAL ",\"end\":1"), CITYPLAN_UNKNOWN_MEMBER, "end" },
		{ PLAN("{\"from\":\"a\",\"to\":\"z\",\"bus\":1}", SOURCE, GOAL),
		  CITYPLAN_UNKNOWN_MEMBER, "bus" },
		{ PLAN("{\"from\":\"a\",\"to\":\"b\"}", SOURCE, GOAL), CITYPLAN_NO_SUCH_PLACE,
		  "b" },
		{ PLAN("{\"from\":\"a\"}", SOURCE, GOAL), CITYPLAN_NO_SUCH_PLACE, "to" },
		{ PLAN(LINK, "{\"place\":\"a\",\"persons\":-1}", GOAL), CITYPLAN_BAD_VALUE,
		  "persons" },
		{ PLAN(LINK, "{\"place\":\"a\",\"persons\":1.5}", GOAL), CITYPLAN_BAD_VALUE,
		  "persons" },
		{ PLAN(LINK, SOURCE, ""), CITYPLAN_NO_SUCH_PLACE, "goal" },
		{ PLAN(LINK, SOURCE, GOAL ",\"steps\":99999"), CITYPLAN_BAD_VALUE, "steps" },
	};
	struct arena *arena = arena_create();
	struct cityplan plan;
	struct str what;

	(void)state;
	for (unsigned i = 0; i < COUNT(rows); i++) {
		ROW_TRUE(rows[i].text,
			 read_plan(arena, rows[i].text, &plan, &what) == rows[i].error);
		if (rows[i].what)
			ROW_TRUE(rows[i].text, str_eq(what, str_of(rows[i].what)));
	}
	assert_string_equal(cityplan_error_text(CITYPLAN_OK), "没有错误 / nothing is wrong");
	arena_destroy(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_read),
		cmocka_unit_test(test_faults),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
