/* Points of time: every day from 1970 to 9999, and every wrong way to write one. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/unit.h"

#include <stdio.h>

#include "base/instant.h"
#include "base/chance.h"

#define DAY_MS INT64_C(86400000)

static void test_good(void **state)
{
	static const struct {
		const char *text;
		instant at;
	} rows[] = {
		{ "1970-01-01T00:00:00.001Z", 1 },
		{ "1970-01-01T00:00:01Z", 1000 },
		{ "1969-12-31T23:59:59-00:01", 59000 },
		{ "2022-02-04T12:00:00.000Z", INT64_C(1643976000000) },
		{ "2022-02-04T20:00:00+08:00", INT64_C(1643976000000) },
		{ "2022-02-04 20:00:00+08:00", INT64_C(1643976000000) },
		{ "2022-02-04t12:00:00z", INT64_C(1643976000000) },
		{ "2022-02-04T12:00Z", INT64_C(1643976000000) },
		{ "2022-02-04T07:30-04:30", INT64_C(1643976000000) },
		{ "2022-02-04T12:00:00-00:00", INT64_C(1643976000000) },
		{ "2022-02-04T12:00:00.5Z", INT64_C(1643976000500) },
		{ "2022-02-04T12:00:00.1239999Z", INT64_C(1643976000123) },
		{ "2022-02-05T00:00:00+23:59", INT64_C(1643932860000) },
		{ "2000-02-29T00:00:00Z", INT64_C(951782400000) },
		{ "2024-02-29T23:59:59.999Z", INT64_C(1709251199999) },
		{ "2016-12-31T23:59:60Z", INT64_C(1483228800000) },
		{ "2017-01-01T07:59:60.25+08:00", INT64_C(1483228800250) },
		{ "9999-12-31T23:59:59.999Z", INSTANT_MAX },
	};
	instant at = 0;

	(void)state;
	for (unsigned i = 0; i < COUNT(rows); i++) {
		ROW_TRUE(rows[i].text, instant_parse(str_of(rows[i].text), &at));
		ROW_TRUE(rows[i].text, at == rows[i].at);
	}
}

static void test_bad(void **state)
{
	static const char *const rows[] = {
		"", "2022", "2022-02-04", "2022-02-04T", "2022-02-04T12", "2022-02-04T12:00",
		"2022-02-04T12:00:00", "2022-02-04T12:00:00.Z", "2022-02-04T12:00:00,5Z",
		"2022-02-04T12:00:00.000", "2022-2-4T12:00:00Z", "20220204T120000Z",
		"2022-02-04T12:00:00+8", "2022-02-04T12:00:00+0800", "2022-02-04T12:00:00+08",
		"2022-02-04T12:00:00+24:00", "2022-02-04T12:00:00+08:60",
		"2022-02-04T12:00:00 +08:00", "2022-02-04T12:00:00ZZ",
		"2022-02-04T12:00:00Z ", " 2022-02-04T12:00:00Z",
		"2022-02-04T24:00:00Z", "2022-02-04T12:60:00Z", "2022-02-04T12:00:61Z",
		"2022-02-04T12:00:60Z", "2022-02-04T23:59:60Z", "2022-02-28T23:59:60+01:00",
		"2022-00-04T12:00:00Z", "2022-13-04T12:00:00Z", "2022-02-00T12:00:00Z",
		"2022-02-29T12:00:00Z", "1900-02-29T12:00:00Z", "2100-02-29T12:00:00Z",
		"2022-04-31T12:00:00Z", "2022-02-32T12:00:00Z", "-2022-02-04T12:00:00Z",
		"12022-02-04T12:00:00Z", "2022-02-04T12:00:00.-5Z", "2022-02-04_12:00:00Z",
		"２０22-02-04T12:00:00Z", "0000-01-01T00:00:00Z", "0001-01-01T00:00:00Z",
		"1969-12-31T23:59:59Z", "1970-01-01T00:00:00Z", "1970-01-01T00:00:00.999+00:01",
		"9999-12-31T23:59:59-00:01", "9999-12-31T23:59:60Z", "now",
	};
	instant at = 42;

	(void)state;
	for (unsigned i = 0; i < COUNT(rows); i++)
		ROW_TRUE(rows[i], !instant_parse(str_of(rows[i]), &at) && at == 42);
	assert_false(instant_parse((struct str){ NULL, 0 }, &at));
	assert_false(instant_parse((struct str){ "2022-02-04T12:00\0", 17 }, &at));
}

/* A calendar that counts day by day, as a person would. */
static void test_every_day(void **state)
{
	static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	int64_t days = 0;
	char want[64], got[INSTANT_TEXT];
	instant back = 0;

	(void)state;
	for (int year = 1970; year <= 9999; year++) {
		bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

		for (int month = 1; month <= 12; month++) {
			int length = month == 2 && leap ? 29 : lengths[month - 1];

			for (int day = 1; day <= length; day++, days++) {
				instant at = days * DAY_MS + 43200000;

				instant_format(at, got);
				if (day == 1 || day == length) {
					snprintf(want, sizeof want,
						 "%04d-%02d-%02dT12:00:00.000Z", year, month, day);
					assert_string_equal(got, want);
				}
				if (!instant_parse(str_of(got), &back) || back != at)
					fail_msg("%s does not come back", got);
			}
		}
	}
	assert_int_equal(days * DAY_MS - 1, INSTANT_MAX);
}

static void test_round_trip(void **state)
{
	struct chance chance = { 13 };
	struct buf buf;
	instant back = 0;

	(void)state;
	buf_init(&buf, 64);
	for (int i = 0; i < 200000; i++) {
		instant at = 1 + (int64_t)(chance_next(&chance) % (uint64_t)INSTANT_MAX);

		buf_clear(&buf);
		instant_add(&buf, at);
		assert_int_equal(buf.len, INSTANT_TEXT - 1);
		assert_true(instant_parse(buf_str(&buf), &back) && back == at);
		int offset = (int)chance_below(&chance, 2879) - 1439;

		at = at / 1000 * 1000;
		if (at < 2 * DAY_MS || at > INSTANT_MAX - 2 * DAY_MS)
			continue;
		buf_clear(&buf);
		instant_add_local(&buf, at, offset);
		assert_true(instant_parse(buf_str(&buf), &back) && back == at);
	}
	buf_release(&buf);
}

static void test_local_and_clamped(void **state)
{
	static const struct {
		instant at;
		int offset;
		const char *text;
		const char *cap;
	} rows[] = {
		{ INT64_C(1643976000999), 480, "2022-02-04 20:00:00+08:00",
		  "2022-02-04T20:00:00+08:00" },
		{ INT64_C(1643976000000), 0, "2022-02-04 12:00:00+00:00",
		  "2022-02-04T12:00:00-00:00" },
		{ INT64_C(1643976000000), -210, "2022-02-04 08:30:00-03:30",
		  "2022-02-04T08:30:00-03:30" },
		{ INT64_C(1709251199999), 345, "2024-03-01 05:44:59+05:45",
		  "2024-03-01T05:44:59+05:45" },
		{ INT64_MAX, 0, "9999-12-31 23:59:59+00:00", "9999-12-31T23:59:59-00:00" },
		{ INT64_MIN, 0, "1970-01-01 00:00:00+00:00", "1970-01-01T00:00:00-00:00" },
	};
	char text[INSTANT_TEXT];
	struct buf buf;

	(void)state;
	buf_init(&buf, 64);
	for (unsigned i = 0; i < COUNT(rows); i++) {
		buf_clear(&buf);
		instant_add_local(&buf, rows[i].at, rows[i].offset);
		ROW_TRUE(rows[i].text, str_eq(buf_str(&buf), str_of(rows[i].text)));
		buf_clear(&buf);
		instant_add_cap(&buf, rows[i].at, rows[i].offset);
		ROW_TRUE(rows[i].cap, str_eq(buf_str(&buf), str_of(rows[i].cap)));
	}
	buf_release(&buf);
	instant_format(INSTANT_MAX + 1, text);
	assert_string_equal(text, "9999-12-31T23:59:59.999Z");
	instant_format(-1, text);
	assert_string_equal(text, "1970-01-01T00:00:00.000Z");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good), cmocka_unit_test(test_bad),
		cmocka_unit_test(test_every_day), cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_local_and_clamped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
