/* Police of a real city: who is reached in time, how soon all ways out are held, known optima. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/unit.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/cover_data.h"

/*
 * CUMCM 2011, problem B: 582 junctions, roads, 80 police platforms. Coordinates in 100 m; a patrol
 * car drives 60 km/h and should be there within 3 minutes. Times here are milliseconds.
 */
#define FOLDER COVER_DATA "/police-platforms/sheet_"
#define JUNCTIONS 582
#define DISTRICT_A 92                     /* junctions 1 to 92 */
#define PLATFORMS_A 20
#define MS_A_UNIT 6000                    /* 100 m at 60 km/h */
#define TARGET_MS (3 * 60 * 1000)

struct city {
	double x[JUNCTIONS], y[JUNCTIONS];
	uint32_t way[JUNCTIONS * JUNCTIONS];
	uint32_t platform[100], exits[20];
	uint32_t platforms, nexits;
};

/* The numbers at the beginning of each line that begins with enough of them. */
static bool read_rows(const char *name, uint32_t columns,
		      void (*take)(struct city *, const double *), struct city *city)
{
	char path[120], line[600];
	FILE *file;

	snprintf(path, sizeof path, FOLDER "%s.csv", name);
	file = fopen(path, "r");
	if (file == NULL)
		return false;
	while (fgets(line, sizeof line, file) != NULL) {
		double value[4];
		char *at = line;
		uint32_t n = 0;

		for (; n < columns; n++) {
			char *end;

			value[n] = strtod(at, &end);
			if (end == at)
				break;
			at = *end == ',' ? end + 1 : end;
		}
		if (n == columns)
			take(city, value);
	}
	fclose(file);
	return true;
}

static void take_junction(struct city *city, const double *value)
{
	uint32_t i = (uint32_t)value[0] - 1;

	assert_true(i < JUNCTIONS);
	city->x[i] = value[1];
	city->y[i] = value[2];
}

static void take_road(struct city *city, const double *value)
{
	uint32_t a = (uint32_t)value[0] - 1, b = (uint32_t)value[1] - 1;
	double length;

	assert_true(a < JUNCTIONS && b < JUNCTIONS);
	length = hypot(city->x[a] - city->x[b], city->y[a] - city->y[b]);
	city->way[a * JUNCTIONS + b] = city->way[b * JUNCTIONS + a] =
		(uint32_t)(length * MS_A_UNIT + 0.5);
}

static void take_platform(struct city *city, const double *value)
{
	city->platform[city->platforms++] = (uint32_t)value[2] - 1;
}

static void take_exit(struct city *city, const double *value)
{
	city->exits[city->nexits++] = (uint32_t)value[2] - 1;
}

static struct city *read_city(void)
{
	struct city *city = calloc(1, sizeof *city);

	assert_non_null(city);
	memset(city->way, 0xff, sizeof city->way);
	for (uint32_t i = 0; i < JUNCTIONS; i++)
		city->way[i * JUNCTIONS + i] = 0;
	if (!read_rows("Intersection_Data", 3, take_junction, city) ||
	    !read_rows("Routes_connecting_intersections", 2, take_road, city) ||
	    !read_rows("TPPSP_Locations", 3, take_platform, city) ||
	    !read_rows("accesses_of_the_city", 3, take_exit, city)) {
		free(city);
		return NULL;
	}
	cover_data_all_pairs(city->way, JUNCTIONS);
	return city;
}

/* Junctions below `count` that no platform of the first `platforms` reaches in time. */
static uint32_t beyond(const struct city *city, uint32_t count, uint32_t platforms,
		       uint32_t *ret_which, uint32_t *ret_worst)
{
	uint32_t n = 0;

	*ret_worst = 0;
	for (uint32_t d = 0; d < count; d++) {
		uint32_t near = COVER_NEVER;

		for (uint32_t k = 0; k < platforms; k++) {
			uint32_t way = city->way[city->platform[k] * JUNCTIONS + d];

			near = way < near ? way : near;
		}
		if (near > TARGET_MS)
			ret_which[n++] = d + 1;
		*ret_worst = near > *ret_worst ? near : *ret_worst;
	}
	return n;
}

static void the_city_is_reached_as_published(void **state)
{
	static const uint32_t known[] = { 28, 29, 38, 39, 61, 92 };
	struct city *city = read_city();
	uint32_t which[JUNCTIONS], worst, way[PLATFORMS_A * 13], *unit_of, last;
	struct arena *arena;

	(void)state;
	if (city == NULL) {
		print_message("# skipped: no ../shared\n");
		return;
	}
	assert_int_equal(city->platforms, 80);
	assert_int_equal(beyond(city, DISTRICT_A, PLATFORMS_A, which, &worst), COUNT(known));
	assert_memory_equal(which, known, sizeof known);
	assert_int_equal((worst + 300) / 600, 570);              /* 5.70 min */
	assert_int_equal(beyond(city, JUNCTIONS, 80, which, &worst), 138);

	/* The fastest blockade of the 13 ways out of district A: 8.0155 min. */
	assert_int_equal(city->nexits, 13);
	for (uint32_t k = 0; k < PLATFORMS_A; k++)
		for (uint32_t e = 0; e < 13; e++)
			way[k * 13 + e] =
				city->way[city->platform[k] * JUNCTIONS + city->exits[e]];
	arena = arena_create();
	assert_int_equal(cover_assign(way, PLATFORMS_A, 13, arena, &unit_of, &last), COVER_SOUND);
	assert_true(fabs(last / 60000.0 - 8.0155) < 0.0002);
	arena_destroy(arena);
	free(city);
}

/* Optima of OR-Library; more of them, and larger ones, are in `make bench`. */
static void known_optima_are_found(void **state)
{
	static const struct {
		int number;
		double optimum;
	} rows[] = { { 2, 4093 }, { 4, 3034 }, { 6, 7824 }, { 8, 4445 }, { 10, 1255 } };
	const struct cover_effort effort = { .seed = 1, .rounds = 400 };

	(void)state;
	for (uint32_t i = 0; i < COUNT(rows); i++) {
		struct arena *arena = arena_create();
		struct cover_median median;
		uint32_t *sites;
		double sum;

		if (!cover_data_pmedian(rows[i].number, &median)) {
			print_message("# skipped: no ../shared\n");
			arena_destroy(arena);
			return;
		}
		assert_int_equal(cover_median(&median, &effort, arena, &sites, &sum), COVER_SOUND);
		if (sum != rows[i].optimum)
			fail_msg("pmed%d: %.0f", rows[i].number, sum);
		heap_free((void *)(uintptr_t)median.way);
		arena_destroy(arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_city_is_reached_as_published),
		cmocka_unit_test(known_optima_are_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
