/* Wind chill, frostbite and work schedules: every published figure, worked out again. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/unit.h"

#include <math.h>
#include <stdio.h>

#include "engine/cold/cold.h"

static bool close_to(double value, double wanted, double most)
{
	return fabs(value - wanted) <= most;
}

static void test_wind_chill(void **state)
{
	static const struct {
		double air, wind, wanted;
	} rows[] = {
		{ 0, 10, -3.31 },    { -5, 20, -11.55 },  { -10, 20, -17.86 }, { -12, 30, -22.13 },
		{ -15, 25, -25.19 }, { -20, 20, -30.48 }, { -20, 50, -35.40 }, { -25, 30, -39.09 },
		{ -30, 40, -47.50 }, { -45, 40, -67.56 },
		/* light wind */
		{ -10, 2, -11.17 },  { -20, 3, -22.57 },  { -20, 0, -20 },     { 0, 0, 0 },
		/* warmer than it is made for */
		{ 10.1, 50, 10.1 },  { 25, 0, 25 },
	};
	char name[40];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		snprintf(name, sizeof name, "%g at %g", rows[i].air, rows[i].wind);
		ROW_TRUE(name, close_to(cold_wind_chill(rows[i].air, rows[i].wind),
					rows[i].wanted, 0.005));
	}
}

/* The form in °F and mph, which the US Weather Service publishes, must say the same. */
static void test_against_fahrenheit(void **state)
{
	char name[40];

	(void)state;
	for (double air = -45; air <= 5; air += 5) {
		for (double wind = 8; wind <= 80; wind += 8) {
			double f = air * 1.8 + 32, power = pow(wind / 1.609344, 0.16);
			double chill = 35.74 + 0.6215 * f - 35.75 * power + 0.4275 * f * power;

			snprintf(name, sizeof name, "%g at %g", air, wind);
			ROW_TRUE(name, close_to(cold_wind_chill(air, wind), (chill - 32) / 1.8,
						0.1));
		}
	}
}

/* Two faults that others have made: m/s taken for km/h, and a factor that is not 3.6. */
static void test_units(void **state)
{
	(void)state;
	assert_true(close_to(cold_kmh(1), 3.6, 1e-12));
	assert_true(close_to(cold_kmh(10), 36, 1e-12));
	assert_true(close_to(cold_wind_chill(-20, cold_kmh(50 / 3.6)), -35.40, 0.005));
	/* 50 km/h said as 13.9 is milder by seven degrees: enough to miss a band. */
	assert_true(cold_wind_chill(-20, 50 / 3.6) > -29);
	assert_true(cold_band(cold_wind_chill(-25, 15)) == COLD_HIGH);
	assert_true(cold_band(cold_wind_chill(-25, cold_kmh(15))) == COLD_VERY_HIGH);
}

static void test_bands(void **state)
{
	static const struct {
		double chill;
		enum cold_band band;
	} rows[] = {
		{ 12, COLD_NONE },	{ 0.6, COLD_NONE },	{ 0.4, COLD_LOW },
		{ 0, COLD_LOW },	{ -9, COLD_LOW },	{ -9.4, COLD_LOW },
		{ -9.6, COLD_MODERATE },{ -10, COLD_MODERATE }, { -27, COLD_MODERATE },
		{ -27.4, COLD_MODERATE },{ -27.5, COLD_HIGH },	{ -28, COLD_HIGH },
		{ -39, COLD_HIGH },	{ -40, COLD_VERY_HIGH },{ -47, COLD_VERY_HIGH },
		{ -48, COLD_SEVERE },	{ -54, COLD_SEVERE },	{ -54.6, COLD_EXTREME },
		{ -55, COLD_EXTREME },	{ -80, COLD_EXTREME },
	};
	char name[40];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		snprintf(name, sizeof name, "%g", rows[i].chill);
		ROW_TRUE(name, cold_band(rows[i].chill) == rows[i].band);
	}
}

static void test_frostbite(void **state)
{
	static const struct {
		double air, wind, wanted;
	} rows[] = {
		{ -20, 30, 16.1 }, { -25, 30, 10.0 }, { -30, 30, 6.9 }, { -35, 40, 4.6 },
	};
	double minutes = -1;
	char name[40];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		snprintf(name, sizeof name, "%g at %g", rows[i].air, rows[i].wind);
		ROW_TRUE(name, cold_frostbite(rows[i].air, rows[i].wind, &minutes) &&
				       close_to(minutes, rows[i].wanted, 0.06));
	}
	minutes = 42;
	assert_false(cold_frostbite(-14.9, 30, &minutes));
	assert_false(cold_frostbite(-20, 24.9, &minutes));
	assert_true(close_to(minutes, 42, 0));
	assert_true(cold_frostbite(-15, 25, &minutes));
	/* The fit runs below nothing in a storm: then it says nothing. */
	assert_false(cold_frostbite(-30, 130, &minutes));
}

/* The printed table; N stands for normal breaks, X for stop. */
#define N 120
#define X 0
static const struct {
	double coldest, warmest;
	int minutes[5];
} table[] = {
	{ -28, -26, { N, N, 75, 55, 40 } },  { -31, -29, { N, 75, 55, 40, 30 } },
	{ -34, -32, { 75, 55, 40, 30, X } }, { -37, -35, { 55, 40, 30, X, X } },
	{ -39, -38, { 40, 30, X, X, X } },   { -42, -40, { 30, X, X, X, X } },
	{ -60, -43, { X, X, X, X, X } },
};

static int breaks_of(int minutes)
{
	static const int rows[][2] = { { N, 1 }, { 75, 2 }, { 55, 3 }, { 40, 4 }, { 30, 5 } };

	for (size_t i = 0; i < COUNT(rows); i++)
		if (rows[i][0] == minutes)
			return rows[i][1];
	return 0;
}

static bool is_row(double air, int column, int minutes)
{
	struct cold_schedule got;

	return cold_schedule(air, 8.0 * column, COLD_WORKING, &got) &&
	       got.stop == (minutes == 0) && got.minutes == minutes &&
	       got.breaks == breaks_of(minutes);
}

static void test_schedule(void **state)
{
	char name[40];

	(void)state;
	for (size_t r = 0; r < COUNT(table); r++) {
		for (int c = 0; c < 5; c++) {
			snprintf(name, sizeof name, "row %zu column %d", r, c);
			ROW_TRUE(name, is_row(table[r].warmest, c, table[r].minutes[c]));
			ROW_TRUE(name, is_row(table[r].coldest, c, table[r].minutes[c]));
		}
	}
}

static void test_standing_is_one_step_stricter(void **state)
{
	struct cold_schedule got;

	(void)state;
	/* The printed example: -35 °C, no wind, light work. */
	assert_true(cold_schedule(-35, 0, COLD_STANDING, &got));
	assert_true(!got.stop && got.minutes == 40 && got.breaks == 4);
	assert_true(cold_schedule(-26, 0, COLD_STANDING, &got) && got.minutes == N);
	assert_true(cold_schedule(-26, 8, COLD_STANDING, &got) && got.minutes == 75);
	assert_true(cold_schedule(-40, 0, COLD_STANDING, &got) && got.stop);
	assert_true(cold_schedule(-26, 40, COLD_STANDING, &got) && got.stop);
}

static void test_edges_of_the_table(void **state)
{
	struct cold_schedule got = { false, 7, 7 };

	(void)state;
	assert_false(cold_schedule(-25.4, 30, COLD_WORKING, &got));
	assert_true(got.minutes == 7 && got.breaks == 7);
	assert_true(cold_schedule(-25.5, 0, COLD_WORKING, &got) && got.minutes == N);
	assert_true(cold_schedule(-28.5, 8, COLD_WORKING, &got) && got.minutes == 75);
	/* calm, then the stronger of two columns */
	assert_true(cold_schedule(-32, 1.9, COLD_WORKING, &got) && got.minutes == 75);
	assert_true(cold_schedule(-32, 2, COLD_WORKING, &got) && got.minutes == 55);
	assert_true(cold_schedule(-32, 8.1, COLD_WORKING, &got) && got.minutes == 40);
	/* 40 km/h is a step further than 32 */
	assert_true(cold_schedule(-26, 32, COLD_WORKING, &got) && got.minutes == 40);
	assert_true(cold_schedule(-26, 33, COLD_WORKING, &got) && got.minutes == 30);
	assert_true(cold_schedule(-26, 1e9, COLD_WORKING, &got) && got.stop);
}

static const struct cold_step steps[] = {
	{ -15, 60 }, { -20, 45 }, { -28, 30 }, { -40, 15 }, { -48, 0 },
};

static void test_stay(void **state)
{
	/* minutes -1: no limit, 0: stop */
	static const struct {
		double air, wind;
		enum cold_work work;
		int minutes;
	} rows[] = {
		{ 5, 10, COLD_STANDING, -1 },	 { -10, 8, COLD_STANDING, -1 },
		{ -5, 20, COLD_STANDING, -1 },	 { -10, 20, COLD_STANDING, 60 },
		{ -12, 30, COLD_STANDING, 45 },	 { -20, 20, COLD_STANDING, 30 },
		{ -25, 36, COLD_STANDING, 15 },	 { -25, 36, COLD_WORKING, -1 },
		{ -25, 100, COLD_STANDING, 15 }, { -25.4, 150, COLD_STANDING, 0 },
		/* -26 °C calm: the ladder of the policy is the stricter */
		{ -26, 0, COLD_STANDING, 45 },	 { -26, 0, COLD_WORKING, N },
		{ -32, 8, COLD_STANDING, 15 },	 { -35, 0, COLD_STANDING, 30 },
		{ -38, 0, COLD_WORKING, 40 },	 { -43, 0, COLD_WORKING, 0 },
		{ -40, 0, COLD_STANDING, 0 },
	};
	char name[40];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct cold_stay stay = cold_stay(rows[i].air, rows[i].wind, rows[i].work, steps,
						  COUNT(steps));
		int minutes = !stay.limited ? -1 : stay.stop ? 0 : stay.minutes;

		snprintf(name, sizeof name, "%g at %g: %d", rows[i].air, rows[i].wind, minutes);
		ROW_TRUE(name, minutes == rows[i].minutes);
	}
}

/* Whatever gets colder or windier never gets longer. */
static void test_never_longer(void **state)
{
	char name[40];

	(void)state;
	for (int air = 10; air > -60; air--) {
		int before = 10000;

		for (int wind = 0; wind <= 120; wind++) {
			struct cold_stay s =
				cold_stay(air, wind, COLD_STANDING, steps, COUNT(steps));
			int minutes = !s.limited ? 1000 : s.minutes;

			snprintf(name, sizeof name, "%d at %d", air, wind);
			ROW_TRUE(name, minutes <= before);
			before = minutes;
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_wind_chill),
		cmocka_unit_test(test_against_fahrenheit),
		cmocka_unit_test(test_units),
		cmocka_unit_test(test_bands),
		cmocka_unit_test(test_frostbite),
		cmocka_unit_test(test_schedule),
		cmocka_unit_test(test_standing_is_one_step_stricter),
		cmocka_unit_test(test_edges_of_the_table),
		cmocka_unit_test(test_stay),
		cmocka_unit_test(test_never_longer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
