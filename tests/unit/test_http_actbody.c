/* Bodies of acts: what they must hold, what they must not, and which refusal says so. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/unit.h"
#include "wire/http/actbody.h"

static const struct {
	const char *body;
	bool making;
	const char *refusal;                               /* NULL: read */
	const char *field;
} rows[] = {
	{ "{\"post\":\"nst\",\"key\":\"k\"}", true, NULL, NULL },
	{ "{\"post\":\"nst\",\"key\":\"k\",\"fields\":{}}", true, NULL, NULL },
	{ "{\"act\":\"report\",\"post\":\"nst\",\"key\":\"k\"}", true, NULL, NULL },
	{ "{\"act\":\"verify\",\"post\":\"nst\",\"key\":\"k\"}", false, "bad_envelope", NULL },
	{ "{\"act\":7,\"post\":\"nst\",\"key\":\"k\"}", true, "bad_envelope", "act" },
	{ "{\"post\":\"nst\",\"key\":\"k\",\"version\":3}", false, NULL, NULL },
	{ "{\"post\":\"nst\",\"key\":\"k\",\"version\":0}", false, "bad_envelope", "version" },
	{ "{\"post\":\"nst\",\"key\":\"k\",\"version\":-1}", false, "bad_envelope", "version" },
	{ "{\"post\":\"nst\",\"key\":\"k\",\"version\":4294967296}", false, "bad_envelope",
	  "version" },
	{ "{\"post\":\"nst\",\"key\":\"k\",\"version\":\"3\"}", false, "bad_envelope", "version" },
	{ "{\"post\":\"nst\",\"key\":\"k\",\"event_at\":\"2022-02-04T20:00:00+08:00\"}", true, NULL,
	  NULL },
	{ "{\"post\":\"nst\",\"key\":\"k\",\"event_at\":0}", true, "bad_envelope", "event_at" },
	{ "{\"post\":\"nst\",\"key\":\"k\",\"fields\":[]}", true, "bad_envelope", "fields" },
	{ "{\"post\":\"nst\",\"key\":\"k\",\"fields\":null}", true, "bad_envelope", "fields" },
	{ "{\"key\":\"k\"}", true, "bad_envelope", "post" },
	{ "{\"post\":\"NST\",\"key\":\"k\"}", true, "bad_envelope", "post" },
	{ "{\"post\":\"toolongcode\",\"key\":\"k\"}", true, "bad_envelope", "post" },
	{ "{\"post\":null,\"key\":\"k\"}", true, "bad_envelope", "post" },
	{ "{\"post\":\"nst\"}", true, "bad_envelope", "key" },
	{ "{\"post\":\"nst\",\"key\":\"\"}", true, "bad_envelope", "key" },
	{ "{\"post\":\"nst\",\"key\":5}", true, "bad_envelope", "key" },
	{ "{\"post\":\"nst\",\"key\":\"k\",\"system\":true}", true, "bad_envelope", NULL },
	{ "{\"post\":\"nst\",\"key\":\"k\",\"actor\":\"nat-1\"}", true, "bad_envelope", NULL },
	{ "[]", true, "bad_envelope", NULL },
	{ "7", true, "bad_envelope", NULL },
	{ "", true, "broken_json", NULL },
	{ "{\"post\":\"nst\",\"key\":\"k\"", true, "broken_json", NULL },
	{ "{\"key\":\"a\",\"key\":\"b\"}", true, "broken_json", NULL },
	{ "{\"key\":\"\xff\"}", true, "not_utf8", NULL },
};

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct arena *arena = arena_create();
		struct request request = { 0 };
		struct refused refused =
			actbody_read(arena, str_of(rows[i].body), rows[i].making, &request);

		ROW_TRUE(rows[i].body, (refused.why == NULL) == (rows[i].refusal == NULL));
		if (refused.why != NULL)
			ROW_TRUE(rows[i].body, strcmp(refused.why->name, rows[i].refusal) == 0);
		ROW_TRUE(rows[i].body, (refused.field == NULL) == (rows[i].field == NULL));
		if (refused.field != NULL)
			ROW_TRUE(rows[i].body, strcmp(refused.field, rows[i].field) == 0);
		/* Nothing that the node alone may say ever comes from outside. */
		ROW_TRUE(rows[i].body, !request.system && !request.setup &&
					       ident_none(request.actor) &&
					       ident_none(request.cause));
		arena_destroy(arena);
	}
}

static void test_values(void **state)
{
	struct arena *arena = arena_create();
	struct request request = { 0 };
	struct refused refused = actbody_read(
		arena,
		STR("{\"fields\":{\"a\":1},\"event_at\":\"2022-02-04T20:00:00+08:00\","
		    "\"version\":7,\"key\":\"\\u6309\",\"post\":\"nst\",\"act\":\"report\"}"),
		true, &request);
	code post;

	(void)state;
	assert_null(refused.why);
	assert_true(code_parse(STR("nst"), &post));
	assert_true(request.post == post);
	assert_true(str_eq(request.key, STR("按")));
	assert_true(str_eq(request.act, STR("report")));
	assert_int_equal(request.version, 7);
	assert_int_equal(request.event_at, INT64_C(1643976000000));
	assert_true(str_eq(json_raw(request.json, request.fields), STR("{\"a\":1}")));
	arena_destroy(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_values),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
