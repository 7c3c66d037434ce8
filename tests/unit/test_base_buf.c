/* A growing text: what goes in, and what stays out at the ceiling. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/unit.h"

#include <string.h>

#include "base/buf.h"

static bool holds(const struct buf *buf, const char *text)
{
	return str_eq(buf_str(buf), str_of(text));
}

static void test_adds(void **state)
{
	struct buf buf;

	(void)state;
	buf_init(&buf, 1000);
	assert_non_null(buf_str(&buf).at);
	buf_add(&buf, STR("指"));
	buf_add_char(&buf, ' ');
	buf_add_hex(&buf, (const uint8_t[]){ 0x00, 0x9f, 0xff }, 3);
	buf_printf(&buf, " %s=%d", "x", -5);
	buf_add(&buf, (struct str){ NULL, 0 });
	assert_true(holds(&buf, "指 009fff x=-5"));
	buf_clear(&buf);
	assert_true(holds(&buf, ""));
	assert_false(buf.over);
	buf_release(&buf);
	buf_add(&buf, STR("again"));
	assert_true(holds(&buf, "again"));
	buf_release(&buf);
}

static void test_i64(void **state)
{
	static const struct {
		int64_t value;
		const char *text;
	} rows[] = {
		{ 0, "0" }, { -1, "-1" }, { 10, "10" }, { 99, "99" }, { 12345, "12345" },
		{ INT64_MAX, "9223372036854775807" }, { INT64_MIN, "-9223372036854775808" },
	};
	struct buf buf;

	(void)state;
	buf_init(&buf, 100);
	for (unsigned i = 0; i < COUNT(rows); i++) {
		buf_clear(&buf);
		buf_add_i64(&buf, rows[i].value);
		ROW_TRUE(rows[i].text, holds(&buf, rows[i].text));
	}
	buf_release(&buf);
}

/* A piece that does not fit stays out whole, and so does everything after it. */
static void test_limit(void **state)
{
	struct buf buf;

	(void)state;
	buf_init(&buf, 5);
	buf_add(&buf, STR("abc"));
	buf_add(&buf, STR("de"));
	assert_false(buf.over);
	buf_add(&buf, STR("f"));
	assert_true(buf.over);
	assert_true(holds(&buf, "abcde"));
	buf_clear(&buf);
	buf_add(&buf, STR("abcd"));
	buf_add(&buf, STR("xy"));
	assert_true(buf.over);
	buf_add(&buf, STR("z"));
	buf_add_char(&buf, 'z');
	buf_add_i64(&buf, 1);
	buf_printf(&buf, "z");
	buf_add_hex(&buf, (const uint8_t[]){ 1 }, 0);
	assert_null(buf_room(&buf, 0));
	assert_true(holds(&buf, "abcd"));
	buf_release(&buf);
}

static void test_printf_at_the_limit(void **state)
{
	struct buf buf;

	(void)state;
	for (size_t limit = 0; limit < 200; limit++) {
		buf_init(&buf, limit);
		for (size_t i = 0; i < limit; i++)
			buf_printf(&buf, "%c", 'a' + (int)(i % 26));
		assert_int_equal(buf.len, limit);
		assert_false(buf.over);
		buf_printf(&buf, "%d", 1);
		assert_true(buf.over);
		assert_int_equal(buf.len, limit);
		for (size_t i = 0; i < limit; i++)
			assert_int_equal(buf.at[i], 'a' + (int)(i % 26));
		buf_release(&buf);
	}
}

static void test_room(void **state)
{
	struct buf buf;

	(void)state;
	buf_init(&buf, 100000);
	for (size_t i = 0; i < 1000; i++) {
		char *at = buf_room(&buf, 100);

		assert_non_null(at);
		memset(at, (int)('a' + i % 26), 100);
		buf.len += 100;
	}
	assert_null(buf_room(&buf, 1));
	assert_true(buf.over);
	for (size_t i = 0; i < buf.len; i++)
		assert_int_equal(buf.at[i], 'a' + i / 100 % 26);
	buf_release(&buf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_adds), cmocka_unit_test(test_i64),
		cmocka_unit_test(test_limit), cmocka_unit_test(test_printf_at_the_limit),
		cmocka_unit_test(test_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
