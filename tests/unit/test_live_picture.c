/* Positions: what is believed of a device and what is not, who is nearest, where somebody was. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/unit.h"

#include <math.h>
#include <stdlib.h>

#include "engine/live/picture.h"
#include "engine/live/tracks.h"
#include "base/chance.h"

#define NOW INT64_C(1644631200000)

static const struct picture_rules rules = {
	.most_speed = 70, .ahead_ms = 60000, .old_ms = 3600000, .agreeing = 3,
	.south_west = { 114, 39 }, .north_east = { 118, 42 },
};

/* Each row is a fix behind those above it: seconds from the first, where, what becomes of it. */
#define PLAIN 5, 1, 90
static const struct row {
	const char *name;
	int64_t second;
	double lon, lat, accuracy, speed, course;
	enum picture_verdict verdict;
	uint8_t marks;
} rows[] = {
	{ "first", 0, 116, 40, PLAIN, PICTURE_TAKEN, 0 },
	{ "same moment", 0, 116, 40, PLAIN, PICTURE_REPEATED, 0 },
	{ "before it", -1, 116, 40, PLAIN, PICTURE_LATE, 0 },
	{ "a step", 10, 116.001, 40, PLAIN, PICTURE_TAKEN, 0 },
	{ "not a number", 20, NAN, 40, PLAIN, PICTURE_NOT_A_NUMBER, 0 },
	{ "infinite", 20, 116, INFINITY, PLAIN, PICTURE_NOT_A_NUMBER, 0 },
	{ "speed not a number", 20, 116, 40, 5, NAN, 90, PICTURE_NOT_A_NUMBER, 0 },
	{ "beyond the pole", 20, 16, 91, PLAIN, PICTURE_OUT_OF_RANGE, 0 },
	{ "beyond the date line", 20, 180.5, 40, PLAIN, PICTURE_OUT_OF_RANGE, 0 },
	{ "course beyond the circle", 20, 116.001, 40, 5, 1, 361, PICTURE_OUT_OF_RANGE, 0 },
	{ "axes swapped", 20, 40, 116, PLAIN, PICTURE_AXES_SWAPPED, 0 },
	{ "speed of a jet", 20, 116.001, 40, 5, 300, 90, PICTURE_TOO_FAST, 0 },
	{ "an hour and more old", -3601, 116, 40, PLAIN, PICTURE_TOO_OLD, 0 },
	{ "clock ahead", 200, 116, 40, PLAIN, PICTURE_AHEAD, 0 },
	{ "one wild position", 20, 117, 41, PLAIN, PICTURE_TOO_FAST, 0 },
	{ "and back", 30, 116.002, 40, PLAIN, PICTURE_TAKEN, 0 },
	{ "said once", 35, 117, 41, PLAIN, PICTURE_TOO_FAST, 0 },
	{ "somewhere else", 40, 115, 41, PLAIN, PICTURE_TOO_FAST, 0 },
	{ "there again", 45, 115, 41.001, PLAIN, PICTURE_TOO_FAST, 0 },
	{ "there a third time", 50, 115, 41.002, PLAIN, PICTURE_TAKEN, PICTURE_JUMPED },
	{ "goes on from there", 55, 115, 41.003, PLAIN, PICTURE_TAKEN, 0 },
	{ "nothing known but where", 60, 115, 41.003, -1, -1, -1, PICTURE_TAKEN, 0 },
};

static struct fix fix_of(const struct row *row)
{
	return (struct fix){ .at = { row->lon, row->lat }, .accuracy = row->accuracy,
			     .speed = row->speed, .course = row->course, .source = 3,
			     .time = NOW + row->second * 1000 };
}

static void test_rules(void **state)
{
	struct picture *picture = picture_create();
	uint32_t slot = picture_add(picture);

	(void)state;
	picture_set_rules(picture, &rules);
	picture_allow(picture, slot, true);
	for (size_t i = 0; i < COUNT(rows); i++) {
		uint64_t changes = picture_changes(picture);
		struct fix fix = fix_of(&rows[i]);
		enum picture_verdict verdict = picture_take(picture, slot, &fix, NOW + 60000);
		const struct picture_place *place = picture_at(picture, slot);

		if (verdict != rows[i].verdict)
			fail_msg("row \"%s\": %s", rows[i].name, picture_verdict_name(verdict));
		if (verdict != PICTURE_TAKEN) {
			ROW_TRUE(rows[i].name, picture_changes(picture) == changes);
			continue;
		}
		ROW_TRUE(rows[i].name, place->known && place->at.lon == rows[i].lon);
		ROW_TRUE(rows[i].name, place->marks == rows[i].marks && place->source == 3);
		ROW_TRUE(rows[i].name, place->time == fix.time);
		ROW_TRUE(rows[i].name, picture_changed(picture, slot) == changes + 1);
	}
	picture_destroy(picture);
}

static void test_outside_is_marked(void **state)
{
	struct picture *picture = picture_create();
	uint32_t slot = picture_add(picture);
	struct fix fix = { .at = { 120, 30 }, .accuracy = -1, .speed = -1, .course = -1,
			   .time = NOW };

	(void)state;
	picture_set_rules(picture, &rules);
	picture_allow(picture, slot, true);
	assert_int_equal(picture_take(picture, slot, &fix, NOW), PICTURE_TAKEN);
	assert_int_equal(picture_at(picture, slot)->marks, PICTURE_OUTSIDE);
	picture_destroy(picture);
}

/* Off duty nothing is taken, and what was known is gone at once. */
static void test_duty(void **state)
{
	struct picture *picture = picture_create();
	uint32_t slot = picture_add(picture);
	struct fix fix = { .at = { 116, 40 }, .time = NOW };
	struct picture_place place = { .at = { 116, 40 }, .time = NOW + 1 };
	struct picture_near near;

	(void)state;
	assert_int_equal(picture_take(picture, slot, &fix, NOW), PICTURE_OFF_DUTY);
	assert_false(picture_put(picture, slot, &place));
	picture_allow(picture, slot, true);
	assert_int_equal(picture_take(picture, slot, &fix, NOW), PICTURE_TAKEN);
	assert_true(picture_put(picture, slot, &place));
	assert_false(picture_put(picture, slot, &place));
	assert_int_equal(picture_nearest(picture, place.at, 1, &near), 1);
	uint64_t changes = picture_changes(picture);

	picture_allow(picture, slot, false);
	assert_false(picture_at(picture, slot)->known);
	assert_true(picture_at(picture, slot)->at.lon == 0);
	assert_true(picture_changed(picture, slot) > changes);
	assert_int_equal(picture_nearest(picture, place.at, 1, &near), 0);
	picture_destroy(picture);
	picture_destroy(NULL);
}

/* ---- nearest --------------------------------------------------------------------------------- */

static double between(struct chance *chance, double low, double high)
{
	return low + (high - low) * (double)chance_below(chance, 1u << 30) / (1u << 30);
}

static int by_distance(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* Where units are thrown: dense, thin, around the date line, near a pole, all over the earth. */
static const struct spread {
	const char *name;
	uint32_t units;
	double west, south, east, north;
} spreads[] = {
	{ "few", 40, 116, 39.5, 117.4, 41 },
	{ "a city", 6000, 116, 39.5, 117.4, 41 },
	{ "one street", 3000, 116, 40, 116.02, 40.001 },
	{ "two heaps", 2000, 115.4, 40.95, 115.5, 41 },
	{ "date line", 4000, 179.5, -10, 180.5, -9 },
	{ "far north", 2000, 10, 78, 30, 86 },
	{ "everywhere", 3000, -180, -90, 180, 90 },
};

static struct geo_point throw(struct chance *chance, const struct spread *spread)
{
	struct geo_point p = { between(chance, spread->west, spread->east),
			       between(chance, spread->south, spread->north) };

	if (p.lon > 180)
		p.lon -= 360;
	return p;
}

static void check_nearest(const struct picture *picture, const char *name, struct geo_point p)
{
	uint32_t count = picture_count(picture), known = 0;
	double *all = heap_alloc(count * sizeof *all);
	struct picture_near got[10];
	uint32_t ngot = picture_nearest(picture, p, 10, got);

	for (uint32_t i = 0; i < count; i++)
		if (picture_at(picture, i)->known)
			all[known++] = geo_distance_m(p, picture_at(picture, i)->at);
	qsort(all, known, sizeof *all, by_distance);
	ROW_TRUE(name, ngot == (known < 10 ? known : 10));
	for (uint32_t i = 0; i < ngot; i++) {
		struct geo_point at = picture_at(picture, got[i].slot)->at;

		ROW_TRUE(name, fabs(got[i].distance_m - all[i]) <= 1e-6 + 1e-9 * all[i]);
		ROW_TRUE(name, fabs(geo_distance_m(p, at) - got[i].distance_m) <= 1e-6 +
			 1e-9 * all[i]);
		for (uint32_t j = 0; j < i; j++)
			ROW_TRUE(name, got[i].slot != got[j].slot);
	}
	heap_free(all);
}

static void test_nearest(void **state)
{
	struct chance chance = { 42 };

	(void)state;
	for (size_t s = 0; s < COUNT(spreads); s++) {
		const struct spread *spread = &spreads[s];
		struct picture *picture = picture_create();

		for (uint32_t i = 0; i < spread->units; i++)
			picture_allow(picture, picture_add(picture), true);
		/* Each moves several times, and some go off duty again. */
		for (uint32_t i = 0; i < spread->units * 3; i++) {
			struct picture_place place = { .at = throw(&chance, spread),
						       .time = NOW + i };

			picture_put(picture, chance_below(&chance, spread->units), &place);
			if (i % 17 == 0)
				picture_forget(picture, chance_below(&chance, spread->units));
		}
		for (int i = 0; i < 100; i++)
			check_nearest(picture, spread->name, throw(&chance, spread));
		check_nearest(picture, spread->name, (struct geo_point){ 0, 0 });
		check_nearest(picture, spread->name, (struct geo_point){ 180, 40 });
		picture_destroy(picture);
	}
}

/* ---- tracks ---------------------------------------------------------------------------------- */

static void test_tracks(void **state)
{
	struct tracks *tracks = tracks_create(5000);
	struct tracks_point points[100];

	(void)state;
	tracks_set_rules(tracks, 30000, 600000);
	for (int64_t second = 0; second < 1200; second += 10) {
		for (uint32_t slot = 0; slot < 3; slot++)
			tracks_take(tracks, slot * 100, (struct geo_point){ 116 + slot, 40 +
				    (double)second / 1e4 }, NOW + second * 1000,
				    NOW + second * 1000);
		tracks_expire(tracks, NOW + second * 1000);
	}
	/* Every 30 s from 590 to 1,190 that a point fell on: 600, 630 … 1,170 */
	assert_int_equal(tracks_of(tracks, 200, 0, points, 100), 20);
	for (int i = 0; i < 20; i++) {
		assert_int_equal(points[i].time, NOW + 1170000 - i * 30000);
		assert_true(fabs(points[i].at.lat - 40 - (1170 - i * 30) / 1e4) < 1e-7);
		assert_true(fabs(points[i].at.lon - 118) < 1e-7);
	}
	assert_int_equal(tracks_of(tracks, 200, NOW + 1100000, points, 100), 3);
	assert_int_equal(tracks_of(tracks, 200, 0, points, 4), 4);
	assert_int_equal(tracks_of(tracks, 7, 0, points, 100), 0);
	assert_int_equal(tracks_of(tracks, 100000, 0, points, 100), 0);
	assert_int_equal(tracks_early(tracks), 0);
	tracks_expire(tracks, NOW + 2000000);
	assert_int_equal(tracks_of(tracks, 200, 0, points, 100), 0);
	tracks_destroy(tracks);
	tracks_destroy(NULL);
}

/* Full: the oldest go early, whoever's, and that is counted. */
static void test_tracks_full(void **state)
{
	struct tracks *tracks = tracks_create(1500);
	struct tracks_point points[2000];

	(void)state;
	tracks_set_rules(tracks, 0, INT64_C(1) << 40);
	for (uint32_t i = 0; i < 4000; i++)
		tracks_take(tracks, i % 2, (struct geo_point){ 1, 1 }, NOW + i, NOW + i);
	assert_int_equal(tracks_early(tracks), 2500);
	assert_int_equal(tracks_of(tracks, 0, 0, points, 2000), 750);
	assert_int_equal(tracks_of(tracks, 1, 0, points, 2000), 750);
	assert_int_equal(points[0].time, NOW + 3999);
	tracks_set_rules(tracks, 0, 0);
	tracks_take(tracks, 0, (struct geo_point){ 1, 1 }, NOW + 9999, NOW + 9999);
	tracks_expire(tracks, NOW + 9999);
	assert_int_equal(tracks_of(tracks, 0, 0, points, 2000), 0);
	tracks_destroy(tracks);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rules), cmocka_unit_test(test_outside_is_marked),
		cmocka_unit_test(test_duty), cmocka_unit_test(test_nearest),
		cmocka_unit_test(test_tracks), cmocka_unit_test(test_tracks_full),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
