/* Addresses as strangers write them: each has one spelling, and every other is refused by name. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/unit.h"
#include "wire/http/problem.h"
#include "wire/http/target.h"

static const struct {
	const char *raw;
	const char *refusal;                               /* NULL: taken apart */
	const char *segments;                              /* joined by | */
	const char *pairs;                                 /* name=value joined by | */
} rows[] = {
	{ "/", NULL, "", "" },
	{ "/a", NULL, "a", "" },
	{ "/api/v1/records/incident/nst-12", NULL, "api|v1|records|incident|nst-12", "" },
	{ "/a%20b", NULL, "a b", "" },
	{ "/%E4%BA%8B%E4%BB%B6", NULL, "事件", "" },
	{ "/a?x=1&y=2", NULL, "a", "x=1|y=2" },
	{ "/a?x=1+2%2B3", NULL, "a", "x=1 2+3" },
	{ "/a?x", NULL, "a", "x=" },
	{ "/a?x=a=b", NULL, "a", "x=a=b" },
	{ "/a?&&x=1&", NULL, "a", "x=1" },
	{ "/a?q=%E6%8B%A5", NULL, "a", "q=拥" },
	{ "/?x=/../", NULL, "", "x=/../" },
	{ "", "bad_path", "", "" },
	{ "a", "bad_path", "", "" },
	{ "http://host/a", "bad_path", "", "" },
	{ "*", "bad_path", "", "" },
	{ "//", "bad_path", "", "" },
	{ "/a/", "bad_path", "", "" },
	{ "/a//b", "bad_path", "", "" },
	{ "/./a", "bad_path", "", "" },
	{ "/a/..", "bad_path", "", "" },
	{ "/a/%2e%2E/b", "bad_path", "", "" },
	{ "/a%2fb", "bad_path", "", "" },
	{ "/a%5Cb", "bad_path", "", "" },
	{ "/a\\b", "bad_path", "", "" },
	{ "/a%", "bad_path", "", "" },
	{ "/a%2", "bad_path", "", "" },
	{ "/a%2g", "bad_path", "", "" },
	{ "/a%00", "bad_path", "", "" },
	{ "/a%0d%0aX:1", "bad_path", "", "" },
	{ "/a%7f", "bad_path", "", "" },
	{ "/a%ff", "bad_path", "", "" },
	{ "/a%c0%af", "bad_path", "", "" },
	{ "/a#b", "bad_path", "", "" },
	{ "/1/2/3/4/5/6/7/8/9", "bad_path", "", "" },
	{ "/a?=1", "bad_query", "", "" },
	{ "/a?x=%zz", "bad_query", "", "" },
	{ "/a?x=%00", "bad_query", "", "" },
	{ "/a?x=%ed%a0%80", "bad_query", "", "" },
	{ "/a?1&2&3&4&5&6&7&8&9&0&1&2&3&4&5&6&7&8&9&0&1&2&3&4&5&6&7&8&9&0&1&2&3", "bad_query", "",
	  "" },
};

static void join(const struct target *target, struct buf *segments, struct buf *pairs)
{
	for (uint32_t i = 0; i < target->nsegments; i++) {
		if (i > 0)
			buf_add_char(segments, '|');
		buf_add(segments, target->segments[i]);
	}
	for (uint32_t i = 0; i < target->npairs; i++) {
		if (i > 0)
			buf_add_char(pairs, '|');
		buf_add(pairs, target->pairs[i].name);
		buf_add_char(pairs, '=');
		buf_add(pairs, target->pairs[i].value);
	}
}

static void check(const char *raw, const char *refusal, const char *wanted_segments,
		  const char *wanted_pairs)
{
	struct arena *arena = arena_create();
	struct target target;
	const struct refusal *why = target_parse(arena, str_of(raw), &target);
	struct buf segments, pairs;

	buf_init(&segments, 4096);
	buf_init(&pairs, 4096);
	if (why == NULL)
		join(&target, &segments, &pairs);
	ROW_TRUE(raw, (why == NULL) == (refusal == NULL));
	ROW_TRUE(raw, why == NULL || strcmp(why->name, refusal) == 0);
	ROW_TRUE(raw, str_eq(buf_str(&segments), str_of(wanted_segments)));
	ROW_TRUE(raw, str_eq(buf_str(&pairs), str_of(wanted_pairs)));
	buf_release(&segments);
	buf_release(&pairs);
	arena_destroy(arena);
}

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		check(rows[i].raw, rows[i].refusal, rows[i].segments, rows[i].pairs);
}

static void test_too_long(void **state)
{
	struct arena *arena = arena_create();
	struct target target;
	char raw[TARGET_BYTES + 2];

	(void)state;
	memset(raw, 'a', sizeof raw);
	raw[0] = '/';
	assert_null(target_parse(arena, (struct str){ raw, TARGET_BYTES }, &target));
	assert_ptr_equal(target_parse(arena, (struct str){ raw, TARGET_BYTES + 1 }, &target),
			 &problem_address_too_long);
	arena_destroy(arena);
}

static void test_value(void **state)
{
	struct arena *arena = arena_create();
	struct target target;

	(void)state;
	assert_null(target_parse(arena, STR("/a?x=1&y=&x=2"), &target));
	assert_true(str_eq(target_value(&target, "x"), STR("1")));
	assert_true(target_value(&target, "y").at != NULL);
	assert_int_equal(target_value(&target, "y").len, 0);
	assert_null(target_value(&target, "z").at);
	arena_destroy(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_too_long),
		cmocka_unit_test(test_value),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
