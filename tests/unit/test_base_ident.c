/* Names of records: what is one, what is none, and how they sort. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/unit.h"

#include <string.h>

#include "base/ident.h"
#include "base/chance.h"

static void test_codes(void **state)
{
	static const char *const good[] = { "a", "z", "0", "9", "nst", "hq2022", "abcdefgh" };
	static const char *const bad[] = {
		"", "A", "abcdefghi", "a b", "a-b", "_", "é", "北京", "a.", "nst ",
	};
	char text[CODE_TEXT];
	code value = 42;

	(void)state;
	for (unsigned i = 0; i < COUNT(bad); i++)
		ROW_TRUE(bad[i], !code_parse(str_of(bad[i]), &value) && value == 42);
	for (unsigned i = 0; i < COUNT(good); i++) {
		ROW_TRUE(good[i], code_parse(str_of(good[i]), &value));
		code_format(value, text);
		assert_string_equal(text, good[i]);
	}
	assert_false(code_parse((struct str){ "a\0", 2 }, &value));
	code_format(0, text);
	assert_string_equal(text, "");
}

static void random_code(struct chance *chance, char text[CODE_TEXT])
{
	static const char letters[] = "abcxyz0189";
	uint32_t len = 1 + chance_below(chance, 8);

	for (uint32_t i = 0; i < len; i++)
		text[i] = letters[chance_below(chance, sizeof letters - 1)];
	text[len] = '\0';
}

static void test_codes_sort_as_text(void **state)
{
	struct chance chance = { 5 };

	(void)state;
	for (int i = 0; i < 20000; i++) {
		char a[CODE_TEXT], b[CODE_TEXT];
		code x = 0, y = 0;

		random_code(&chance, a);
		random_code(&chance, b);
		assert_true(code_parse(str_of(a), &x) && code_parse(str_of(b), &y));
		assert_int_equal((x > y) - (x < y), str_cmp(str_of(a), str_of(b)));
	}
}

static void test_idents(void **state)
{
	static const char *const good[] = {
		"nst", "nst-1", "nst-137", "0-9", "abcdefgh-9007199254740991",
	};
	static const char *const bad[] = {
		"", "-", "-1", "nst-", "nst-0", "nst-01", "nst--1", "nst-1-2", "nst-+1", "nst- 1",
		"nst-1 ", "nst-9007199254740992", "nst-18446744073709551617", "NST-1", "nst-1a",
		"nst_1", "abcdefghi-1",
	};
	char text[IDENT_TEXT];
	struct ident id = { 42, 42 };

	(void)state;
	for (unsigned i = 0; i < COUNT(bad); i++)
		ROW_TRUE(bad[i], !ident_parse(str_of(bad[i]), &id) && id.seq == 42);
	for (unsigned i = 0; i < COUNT(good); i++) {
		struct buf buf;

		ROW_TRUE(good[i], ident_parse(str_of(good[i]), &id));
		ident_format(id, text);
		assert_string_equal(text, good[i]);
		buf_init(&buf, 100);
		ident_add(&buf, id);
		assert_true(str_eq(buf_str(&buf), str_of(good[i])));
		buf_release(&buf);
	}
	assert_false(ident_parse((struct str){ NULL, 0 }, &id));
	ident_format((struct ident){ UINT64_MAX, UINT64_MAX }, text);
	assert_int_equal(strlen(text), IDENT_TEXT - 1);
}

static void test_order(void **state)
{
	static const char *const sorted[] = { "a", "a-1", "a-2", "a-10", "aa", "b", "b-1" };
	struct ident x = { 0, 0 }, y = x;

	(void)state;
	for (unsigned i = 0; i < COUNT(sorted); i++) {
		for (unsigned j = 0; j < COUNT(sorted); j++) {
			assert_true(ident_parse(str_of(sorted[i]), &x));
			assert_true(ident_parse(str_of(sorted[j]), &y));
			assert_int_equal(ident_cmp(x, y), (i > j) - (i < j));
			assert_int_equal(ident_eq(x, y), i == j);
			assert_int_equal(ident_hash(x) == ident_hash(y), i == j);
		}
	}
	assert_true(ident_none((struct ident){ 0, 0 }));
	assert_false(ident_none(x));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_codes), cmocka_unit_test(test_codes_sort_as_text),
		cmocka_unit_test(test_idents), cmocka_unit_test(test_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
