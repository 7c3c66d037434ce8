/* Pieces of text: comparing, cutting, reading numbers. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/unit.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/str.h"
#include "base/chance.h"

static const struct str absent = { NULL, 0 };

static void test_of_and_eq(void **state)
{
	(void)state;
	assert_null(str_of(NULL).at);
	assert_int_equal(str_of("").len, 0);
	assert_non_null(str_of("").at);
	assert_true(str_eq(str_of("指挥部"), STR("指挥部")));
	assert_false(str_eq(STR("a"), STR("b")));
	assert_false(str_eq(STR("a"), STR("ab")));
	assert_true(str_eq(absent, STR("")));
}

static void test_cmp(void **state)
{
	static const char *const sorted[] = { "", "a", "a\x01", "aa", "ab", "b", "\x7f", "\xe4", };

	(void)state;
	for (unsigned i = 0; i < COUNT(sorted); i++) {
		for (unsigned j = 0; j < COUNT(sorted); j++) {
			int want = (i > j) - (i < j);

			assert_int_equal(str_cmp(str_of(sorted[i]), str_of(sorted[j])), want);
		}
	}
	assert_int_equal(str_cmp(absent, STR("")), 0);
}

static void test_parts(void **state)
{
	(void)state;
	assert_true(str_starts(STR("north"), STR("")));
	assert_true(str_starts(STR("north"), STR("nor")));
	assert_false(str_starts(STR("no"), STR("nor")));
	assert_false(str_starts(STR("north"), STR("orth")));
	assert_true(str_contains(STR("north"), STR("rt")));
	assert_true(str_contains(absent, STR("")));
	assert_false(str_contains(absent, STR("x")));
	assert_false(str_contains(STR("north"), STR("tr")));
	assert_true(str_eq(str_trim(STR(" \t a b\r\n")), STR("a b")));
	assert_int_equal(str_trim(STR(" \t ")).len, 0);
	assert_int_equal(str_trim(absent).len, 0);
}

static void test_split(void **state)
{
	static const struct {
		const char *text;
		const char *pieces[4];
	} rows[] = {
		{ "", { "" } },
		{ "a", { "a" } },
		{ "a,b", { "a", "b" } },
		{ ",", { "", "" } },
		{ "a,,b,", { "a", "", "b", "" } },
	};

	(void)state;
	for (unsigned i = 0; i < COUNT(rows); i++) {
		struct str rest = str_of(rows[i].text), piece;
		unsigned n = 0;

		for (; str_split(&rest, ',', &piece); n++) {
			ROW_TRUE(rows[i].text, n < 4 && rows[i].pieces[n] != NULL);
			ROW_TRUE(rows[i].text, str_eq(piece, str_of(rows[i].pieces[n])));
		}
		ROW_TRUE(rows[i].text, n == 4 || rows[i].pieces[n] == NULL);
	}
	struct str none = absent, piece;

	assert_false(str_split(&none, ',', &piece));
}

static void test_to_i64(void **state)
{
	static const struct {
		const char *text;
		int64_t value;
	} good[] = {
		{ "0", 0 }, { "-0", 0 }, { "007", 7 }, { "-1", -1 }, { "137", 137 },
		{ "9223372036854775807", INT64_MAX }, { "-9223372036854775808", INT64_MIN },
	};
	static const char *const bad[] = {
		"", "-", "+1", " 1", "1 ", "1.0", "1e3", "0x1", "--1", "一", "9223372036854775808",
		"-9223372036854775809", "18446744073709551616", "99999999999999999999999",
	};
	int64_t value = 42;

	(void)state;
	for (unsigned i = 0; i < COUNT(bad); i++)
		ROW_TRUE(bad[i], !str_to_i64(str_of(bad[i]), &value) && value == 42);
	assert_false(str_to_i64(absent, &value));
	for (unsigned i = 0; i < COUNT(good); i++) {
		ROW_TRUE(good[i].text, str_to_i64(str_of(good[i].text), &value));
		ROW_TRUE(good[i].text, value == good[i].value);
	}
}

static void test_to_f64(void **state)
{
	static const struct {
		const char *text;
		double value;
	} good[] = {
		{ "0", 0 }, { "-0", -0.0 }, { "1", 1 }, { "116.3904", 116.3904 },
		{ "-33.8568", -33.8568 }, { "1e3", 1000 }, { "1E-2", 0.01 }, { "2.5e+1", 25 },
		{ "999999999999999", 999999999999999.0 },
		{ "9007199254740993", 9007199254740992.0 },
		{ "0.000000000000001", 1e-15 }, { "5e-324", 5e-324 }, { "1e-999", 0 },
		{ "1.7976931348623157e308", 1.7976931348623157e308 },
		{ "0.1000000000000000055511151231257827021181583404541015625000000000000", 0.1 },
	};
	static const char *const bad[] = {
		"", "-", "+1", ".5", "1.", "01", "-01", "1e", "1e+", "0x10", "inf", "nan",
		"Infinity", "1 ", " 1", "1,5", "1e999", "-1e999", "1..2", "1e5.5",
	};
	double value = 42;

	(void)state;
	for (unsigned i = 0; i < COUNT(bad); i++)
		ROW_TRUE(bad[i], !str_to_f64(str_of(bad[i]), &value) && value == 42);
	for (unsigned i = 0; i < COUNT(good); i++) {
		ROW_TRUE(good[i].text, str_to_f64(str_of(good[i].text), &value));
		ROW_TRUE(good[i].text, memcmp(&value, &good[i].value, sizeof value) == 0);
	}
}

/* The quick way for short numbers must round as the C library does. */
static void test_to_f64_rounds(void **state)
{
	struct chance chance = { 1 };
	char text[64];

	(void)state;
	for (int i = 0; i < 200000; i++) {
		int decimals = (int)chance_below(&chance, 16);
		double scale = (double)(chance_next(&chance) >> 20) /
			       (1 << chance_below(&chance, 30));
		double got;

		snprintf(text, sizeof text, "%.*f", decimals, i % 2 ? -scale : scale);
		ROW_TRUE(text, str_to_f64(str_of(text), &got) && got == strtod(text, NULL));
	}
}

/* Written down once: these numbers must be the same on every machine and in every year. */
static void test_hash(void **state)
{
	static const struct {
		const char *text;
		uint64_t hash;
	} rows[] = {
		{ "", UINT64_C(0x0000000000000000) },
		{ "a", UINT64_C(0x659d4bffe6118f8e) },
		{ "nst-137", UINT64_C(0x2a280c9c78a5e1ef) },
		{ "12345678", UINT64_C(0x5cba2fcc4fcacebd) },
		{ "国家体育场", UINT64_C(0x7cddb241dce31953) },
		{ "the quick brown fox", UINT64_C(0xd2b958e08568d21b) },
	};

	(void)state;
	for (unsigned i = 0; i < COUNT(rows); i++)
		ROW_TRUE(rows[i].text, str_hash(str_of(rows[i].text)) == rows[i].hash);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_of_and_eq), cmocka_unit_test(test_cmp),
		cmocka_unit_test(test_parts), cmocka_unit_test(test_split),
		cmocka_unit_test(test_to_i64), cmocka_unit_test(test_to_f64),
		cmocka_unit_test(test_to_f64_rounds), cmocka_unit_test(test_hash),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
