/* Spans of time as people write them. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/unit.h"

#include <stdio.h>
#include <string.h>

#include "base/instant.h"
#include "base/chance.h"

static void test_good(void **state)
{
	static const struct {
		const char *text;
		int64_t seconds;
		const char *shortest;
	} rows[] = {
		{ "0s", 0, "0s" }, { "0d", 0, "0s" }, { "90s", 90, "90s" }, { "1m30s", 90, "90s" },
		{ "15m", 900, "15m" }, { "900s", 900, "15m" }, { "2h", 7200, "2h" },
		{ "1h30m", 5400, "90m" }, { "60m", 3600, "1h" }, { "24h", 86400, "1d" },
		{ "3d", 259200, "3d" }, { "1d1h1m1s", 90061, "90061s" },
		{ "4d4h1s", 360001, "100h1s" }, { "36525d", INT64_C(3155760000), "36525d" },
		{ "0001h", 3600, "1h" }, { "1d0h0m0s", 86400, "1d" }, { "1h99m", 9540, "159m" },
	};
	struct buf buf;
	int64_t seconds = -1;

	(void)state;
	buf_init(&buf, 64);
	for (unsigned i = 0; i < COUNT(rows); i++) {
		ROW_TRUE(rows[i].text, span_parse(str_of(rows[i].text), &seconds));
		ROW_TRUE(rows[i].text, seconds == rows[i].seconds);
		buf_clear(&buf);
		span_add(&buf, seconds);
		ROW_TRUE(rows[i].text, buf.len <= strlen(rows[i].text));
		ROW_TRUE(rows[i].text, str_eq(buf_str(&buf), str_of(rows[i].shortest)));
	}
	buf_release(&buf);
}

static void test_bad(void **state)
{
	static const char *const rows[] = {
		"", "5", "m", "5 m", " 5m", "5m ", "-5m", "+5m", "5M", "5min", "1.5h", "30s1m",
		"1h1h", "1m1h", "5w", "五分", "1h30", "h1", "36525d1s", "36526d", "3155760001s",
		"9223372036854775807s", "99999999999999999999s", "106751991167301d",
	};
	int64_t seconds = 42;

	(void)state;
	for (unsigned i = 0; i < COUNT(rows); i++)
		ROW_TRUE(rows[i], !span_parse(str_of(rows[i]), &seconds) && seconds == 42);
	assert_false(span_parse((struct str){ NULL, 0 }, &seconds));
}

static void check_back(int64_t seconds)
{
	struct buf buf;
	int64_t back = -1;

	buf_init(&buf, 64);
	span_add(&buf, seconds);
	if (!span_parse(buf_str(&buf), &back) || back != seconds)
		fail_msg(STR_FMT " is not %ld seconds", STR_ARG(buf_str(&buf)), (long)seconds);
	buf_release(&buf);
}

static void test_round_trip(void **state)
{
	struct chance chance = { 17 };

	(void)state;
	for (int64_t seconds = 0; seconds < 100000; seconds++)
		check_back(seconds);
	for (int i = 0; i < 20000; i++)
		check_back((int64_t)(chance_next(&chance) % UINT64_C(3155760001)));
}

static size_t length_in(int64_t count)
{
	char text[32];

	return count == 0 ? 0 : (size_t)snprintf(text, sizeof text, "%ldx", (long)count);
}

/* Tries every way to write the span. */
static size_t shortest(int64_t seconds)
{
	size_t best = 99;

	for (int64_t d = 0; d <= seconds / 86400; d++) {
		for (int64_t h = 0; h <= (seconds - d * 86400) / 3600; h++) {
			int64_t rest = seconds - d * 86400 - h * 3600;
			size_t head = length_in(d) + length_in(h);

			for (int64_t m = 0; m <= rest / 60; m++) {
				size_t len = head + length_in(m) + length_in(rest - m * 60);

				best = len < best ? len : best;
			}
		}
	}
	return best;
}

static void test_none_is_shorter(void **state)
{
	static const int64_t rows[] = {
		1, 59, 60, 61, 100, 600, 999, 3600, 3601, 3660, 5400, 6000, 36000, 36060, 60000,
		86399, 86400, 86401, 86460, 90000, 90060, 100000,
	};
	struct buf buf;

	(void)state;
	buf_init(&buf, 64);
	for (unsigned i = 0; i < COUNT(rows); i++) {
		buf_clear(&buf);
		span_add(&buf, rows[i]);
		assert_int_equal(buf.len, shortest(rows[i]));
	}
	buf_clear(&buf);
	span_add(&buf, -90);
	assert_true(str_eq(buf_str(&buf), STR("-90s")));
	buf_clear(&buf);
	span_add(&buf, INT64_MIN);
	assert_int_equal(buf.at[0], '-');
	buf_release(&buf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good), cmocka_unit_test(test_bad),
		cmocka_unit_test(test_round_trip), cmocka_unit_test(test_none_is_shorter),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
