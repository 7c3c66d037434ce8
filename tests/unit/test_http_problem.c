/* Problem details: their form, their two languages, and that no two refusals share a name. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json.h"
#include "lib/unit.h"
#include "wire/http/problem.h"
#include "wire/http/sse.h"

static void check(const struct refused *refused, bool zh, int64_t retry, const char *wanted)
{
	struct buf out;

	buf_init(&out, 4096);
	problem_write(&out, refused, zh, retry);
	if (!str_eq(buf_str(&out), str_of(wanted)))
		fail_msg(STR_FMT, STR_ARG(buf_str(&out)));
	buf_release(&out);
}

static void test_form(void **state)
{
	const struct refused bare = { .why = &problem_bad_path };
	const struct refused full = { .why = &problem_locked_out, .field = "login",
				      .detail = STR("\"x\"") };

	(void)state;
	check(&bare, true, 0,
	      "{\"type\":\"/reference/refusals#bad_path\",\"title\":\"网址无效\",\"status\":400,"
	      "\"refusal\":\"bad_path\",\"zh\":\"网址无效\",\"en\":\"The address is not valid\"}");
	check(&full, false, 4,
	      "{\"type\":\"/reference/refusals#locked_out\",\"title\":"
	      "\"Too many failures; wait before the next try\",\"status\":429,"
	      "\"refusal\":\"locked_out\",\"zh\":\"失败次数过多，请稍后再试\","
	      "\"en\":\"Too many failures; wait before the next try\",\"field\":\"login\","
	      "\"detail\":\"\\\"x\\\"\",\"retry_after\":4}");
}

static bool is_name(const char *name)
{
	for (const char *c = name; *c != 0; c++)
		if (!((*c >= 'a' && *c <= 'z') || *c == '_'))
			return false;
	return name[0] != 0;
}

static bool is_chinese(const char *text)
{
	struct str s = str_of(text);

	for (uint32_t at = 0; at < s.len;) {
		uint32_t c = utf8_next(s, &at);

		if (c >= 0x4e00 && c <= 0x9fff)
			return true;
	}
	return false;
}

/* Every refusal of this side is complete, and none has a name that the kernel gives, too. */
static void test_table(void **state)
{
	(void)state;
	for (uint32_t i = 0; problem_all[i] != NULL; i++) {
		const struct refusal *problem = problem_all[i];

		ROW_TRUE(problem->name, is_name(problem->name));
		ROW_TRUE(problem->name, problem->http >= 400 && problem->http < 600);
		ROW_TRUE(problem->name, is_chinese(problem->zh) && !is_chinese(problem->en));
		for (uint32_t j = 0; j < i; j++)
			ROW_TRUE(problem->name, strcmp(problem->name, problem_all[j]->name) != 0);
		for (uint32_t j = 0; refusal_all[j] != NULL; j++)
			ROW_TRUE(problem->name, strcmp(problem->name, refusal_all[j]->name) != 0);
	}
}

static void test_event(void **state)
{
	struct buf out;
	uint64_t id;

	(void)state;
	buf_init(&out, 256);
	sse_begin(&out, "entry", 12);
	buf_add(&out, STR("{}"));
	sse_end(&out);
	sse_begin(&out, "resync", 0);
	buf_add(&out, STR("{\"a\":1}"));
	sse_end(&out);
	assert_true(str_eq(buf_str(&out), STR("event: entry\nid: 12\ndata: {}\n\n"
					      "event: resync\ndata: {\"a\":1}\n\n")));
	buf_release(&out);
	assert_true(sse_last_id(STR("12"), &id) && id == 12);
	assert_true(sse_last_id(STR(" 0 "), &id) && id == 0);
	assert_false(sse_last_id(STR(""), &id));
	assert_false(sse_last_id(STR("-1"), &id));
	assert_false(sse_last_id(STR("12a"), &id));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_form),
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_event),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
