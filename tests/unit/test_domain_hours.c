/* Hours of duty and rest: each limit just kept and just broken (doctrine 12.4). */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/unit.h"

#include "domain/duty/hours.h"

#define H INT64_C(3600000)
#define D (24 * H)
#define MOST 16

static const struct hours_limits limits = {
	.shift_most = 12 * H, .rest_least = 11 * H, .week_most = 60 * H, .days_most = 6,
	.nights_most = 4, .offset = 8 * H,
};

/* Day 19000 on the clock of the venues, at that hour. */
static struct hours_shift on(int day, double from, double hours)
{
	instant begin = (19000 + day) * D + (instant)(from * (double)H) - limits.offset;

	return (struct hours_shift){ begin, begin + (instant)(hours * (double)H) };
}

struct row {
	const char *name;
	struct { int day; double from, hours; } others[MOST];
	int count;
	int day;
	double from, hours;
	enum hours_fault fault;
};
static const struct row rows[] = {
	{ "a first shift", { { 0 } }, 0, 0, 8, 8, HOURS_OK },
	{ "twelve hours are the most", { { 0 } }, 0, 0, 8, 12, HOURS_OK },
	{ "and not a quarter more", { { 0 } }, 0, 0, 8, 12.25, HOURS_LONG },
	{ "nobody is in two places", { { 0, 8, 8 } }, 1, 0, 15, 4, HOURS_TWICE },
	{ "two that touch leave no rest", { { 0, 8, 8 } }, 1, 0, 16, 4, HOURS_REST },
	{ "eleven hours of rest", { { 0, 8, 8 } }, 1, 1, 3, 8, HOURS_OK },
	{ "ten and three quarters", { { 0, 8, 8 } }, 1, 1, 2.75, 8, HOURS_REST },
	{ "rest counts towards what comes after", { { 1, 8, 8 } }, 1, 0, 14, 8, HOURS_REST },
	{ "six days in a row",
	  { { 0, 8, 8 }, { 1, 8, 8 }, { 2, 8, 8 }, { 3, 8, 8 }, { 4, 8, 8 } }, 5, 5, 8, 8,
	  HOURS_OK },
	{ "not seven",
	  { { 0, 8, 8 }, { 1, 8, 8 }, { 2, 8, 8 }, { 3, 8, 8 }, { 4, 8, 8 }, { 5, 8, 8 } }, 6, 6,
	  8, 8, HOURS_DAYS },
	{ "the one that joins two runs",
	  { { 0, 8, 8 }, { 1, 8, 8 }, { 2, 8, 8 }, { 4, 8, 8 }, { 5, 8, 8 }, { 6, 8, 8 } }, 6, 3,
	  8, 8, HOURS_DAYS },
	{ "a day off between",
	  { { 0, 8, 8 }, { 1, 8, 8 }, { 2, 8, 8 }, { 3, 8, 8 }, { 4, 8, 8 }, { 5, 8, 8 } }, 6, 7,
	  8, 8, HOURS_OK },
	{ "sixty hours in seven days",
	  { { 0, 8, 12 }, { 1, 8, 12 }, { 2, 8, 12 }, { 3, 8, 12 } }, 4, 4, 8, 12, HOURS_OK },
	{ "sixty-one",
	  { { 0, 8, 12 }, { 1, 8, 12 }, { 2, 8, 12 }, { 3, 8, 12 }, { 4, 8, 12 } }, 5, 5, 8, 1,
	  HOURS_WEEK },
	{ "an older week does not count",
	  { { 0, 8, 12 }, { 1, 8, 12 }, { 2, 8, 12 }, { 3, 8, 12 }, { 4, 8, 12 } }, 5, 7, 8, 12,
	  HOURS_OK },
	{ "four nights",
	  { { 0, 20, 8 }, { 1, 20, 8 }, { 2, 20, 8 } }, 3, 3, 20, 8, HOURS_OK },
	{ "not five",
	  { { 0, 20, 8 }, { 1, 20, 8 }, { 2, 20, 8 }, { 3, 20, 8 } }, 4, 4, 20, 8, HOURS_NIGHTS },
	{ "a late evening is no night",
	  { { 0, 20, 8 }, { 1, 20, 8 }, { 2, 20, 8 }, { 3, 20, 8 } }, 4, 4, 15.5, 8, HOURS_OK },
	{ "two hours before six are one",
	  { { 0, 4, 8 }, { 1, 4, 8 }, { 2, 4, 8 }, { 3, 4, 8 } }, 4, 4, 4, 8, HOURS_NIGHTS },
};

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct hours_shift others[MOST];

		for (int o = 0; o < rows[i].count; o++)
			others[o] = on(rows[i].others[o].day, rows[i].others[o].from,
				       rows[i].others[o].hours);
		ROW_TRUE(rows[i].name,
			 hours_check(others, (size_t)rows[i].count,
				     on(rows[i].day, rows[i].from, rows[i].hours), &limits) ==
				 rows[i].fault);
	}
}

static void test_no_limits(void **state)
{
	static const struct hours_limits none = { 0 };
	struct hours_shift others[] = { on(0, 0, 24), on(1, 0, 24) };

	(void)state;
	assert_true(hours_check(others, 2, on(2, 0, 24), &none) == HOURS_OK);
	assert_true(hours_check(others, 2, on(1, 23, 2), &none) == HOURS_TWICE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_no_limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
