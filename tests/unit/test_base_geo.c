/* Places: points, lines and areas; distances; inside and outside; the shift of Chinese maps. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/unit.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/geo.h"
#include "base/limits.h"
#include "base/chance.h"

static enum geo_error parse(struct arena *arena, struct str text, struct geo_shape *ret)
{
	struct json json;
	enum json_error error = json_parse(arena, text, &json);

	if (error != JSON_OK)
		fail_msg("%s: " STR_FMT, json_error_name(error), STR_ARG(text));
	return geo_parse(arena, &json, 0, ret);
}

#define SHAPE(type, coordinates) "{\"type\":\"" type "\",\"coordinates\":" coordinates "}"
#define SQUARE "[[0,0],[10,0],[10,10],[0,10],[0,0]]"
#define HOLE "[[4,4],[4,6],[6,6],[6,4],[4,4]]"

static void test_rows(void **state)
{
	static const struct {
		const char *text;
		enum geo_error error;
	} rows[] = {
		{ SHAPE("Point", "[116.39,39.99]"), GEO_OK },
		{ SHAPE("Point", "[-180,-90,8848.86]"), GEO_OK },
		{ "{\"bbox\":[0],\"coordinates\":[1,2],\"type\":\"Point\"}", GEO_OK },
		{ SHAPE("LineString", "[[0,0],[1,1]]"), GEO_OK },
		{ SHAPE("Polygon", "[" SQUARE "]"), GEO_OK },
		{ SHAPE("Polygon", "[" SQUARE "," HOLE "]"), GEO_OK },
		{ "1", GEO_NOT_GEOMETRY }, { "[]", GEO_NOT_GEOMETRY }, { "{}", GEO_NOT_GEOMETRY },
		{ "{\"type\":\"Point\"}", GEO_NOT_GEOMETRY },
		{ "{\"coordinates\":[1,2]}", GEO_NOT_GEOMETRY },
		{ "{\"type\":1,\"coordinates\":[1,2]}", GEO_NOT_GEOMETRY },
		{ SHAPE("point", "[1,2]"), GEO_NOT_GEOMETRY },
		{ SHAPE("MultiPoint", "[[1,2]]"), GEO_NOT_GEOMETRY },
		{ SHAPE("Point", "[]"), GEO_NOT_GEOMETRY },
		{ SHAPE("Point", "[1]"), GEO_NOT_GEOMETRY },
		{ SHAPE("Point", "[1,2,3,4]"), GEO_NOT_GEOMETRY },
		{ SHAPE("Point", "[1,\"2\"]"), GEO_NOT_GEOMETRY },
		{ SHAPE("Point", "[1,2,null]"), GEO_NOT_GEOMETRY },
		{ SHAPE("Point", "[[1],2]"), GEO_NOT_GEOMETRY },
		{ SHAPE("Point", "{\"a\":1}"), GEO_NOT_GEOMETRY },
		{ SHAPE("Point", "[1e999,2]"), GEO_NOT_GEOMETRY },
		{ SHAPE("LineString", "[1,2]"), GEO_NOT_GEOMETRY },
		{ SHAPE("LineString", "5"), GEO_NOT_GEOMETRY },
		{ SHAPE("Polygon", SQUARE), GEO_NOT_GEOMETRY },
		{ SHAPE("Polygon", "true"), GEO_NOT_GEOMETRY },
		{ SHAPE("Point", "[180.001,0]"), GEO_OUT_OF_RANGE },
		{ SHAPE("Point", "[0,-90.001]"), GEO_OUT_OF_RANGE },
		{ SHAPE("Point", "[39.99,116.39]"), GEO_OUT_OF_RANGE },
		{ SHAPE("LineString", "[[0,0],[1,91]]"), GEO_OUT_OF_RANGE },
		{ SHAPE("LineString", "[]"), GEO_RING_SHORT },
		{ SHAPE("LineString", "[[0,0]]"), GEO_RING_SHORT },
		{ SHAPE("Polygon", "[]"), GEO_RING_SHORT },
		{ SHAPE("Polygon", "[[]]"), GEO_RING_SHORT },
		{ SHAPE("Polygon", "[[[0,0],[1,1],[0,0]]]"), GEO_RING_SHORT },
		{ SHAPE("Polygon", "[" SQUARE ",[[0,0],[0,0]]]"), GEO_RING_SHORT },
		{ SHAPE("Polygon", "[[[0,0],[1,0],[1,1],[0,1]]]"), GEO_RING_OPEN },
		{ SHAPE("Polygon", "[" SQUARE ",[[4,4],[4,6],[6,6],[6,4]]]"), GEO_RING_OPEN },
	};
	struct arena *arena = arena_create();
	struct geo_shape shape;

	(void)state;
	for (unsigned i = 0; i < COUNT(rows); i++)
		ROW_TRUE(rows[i].text, parse(arena, str_of(rows[i].text), &shape) == rows[i].error);
	arena_destroy(arena);
}

static void test_names(void **state)
{
	static const char *const names[] = {
		"geo_ok", "geo_not_geometry", "geo_out_of_range", "geo_too_many", "geo_ring_open",
		"geo_ring_short",
	};

	(void)state;
	for (unsigned i = 0; i < COUNT(names); i++)
		assert_string_equal(geo_error_name((enum geo_error)i), names[i]);
}

#define HOLED SHAPE("Polygon", "[" SQUARE "," HOLE "]")
#define BENT SHAPE("LineString", "[[0,0],[2,4],[4,2]]")

static void test_shapes(void **state)
{
	struct arena *arena = arena_create();
	struct geo_shape shape;

	(void)state;
	assert_int_equal(parse(arena, STR(SHAPE("Point", "[116.39,39.99,5]")), &shape), GEO_OK);
	assert_int_equal(shape.type, GEO_POINT);
	assert_int_equal(shape.npoints, 1);
	assert_int_equal(shape.nrings, 1);
	assert_int_equal(shape.ring_ends[0], 1);
	assert_true(geo_center(&shape).lon == 116.39 && geo_center(&shape).lat == 39.99);
	assert_int_equal(parse(arena, STR(BENT), &shape), GEO_OK);
	assert_int_equal(shape.type, GEO_LINE);
	assert_int_equal(shape.npoints, 3);
	assert_true(geo_center(&shape).lon == 2 && geo_center(&shape).lat == 2);
	assert_false(geo_inside(&shape, (struct geo_point){ 2, 2 }));
	assert_int_equal(parse(arena, STR(HOLED), &shape), GEO_OK);
	assert_int_equal(shape.type, GEO_POLYGON);
	assert_int_equal(shape.nrings, 2);
	assert_int_equal(shape.ring_ends[0], 5);
	assert_int_equal(shape.ring_ends[1], 10);
	assert_true(geo_center(&shape).lon == 5 && geo_center(&shape).lat == 5);
	arena_destroy(arena);
}

static void test_too_many(void **state)
{
	struct arena *arena = arena_create();
	struct geo_shape shape;
	struct buf buf;

	(void)state;
	buf_init(&buf, 100000);
	for (unsigned count = LIMIT_GEO_POINTS; count <= LIMIT_GEO_POINTS + 1; count++) {
		buf_clear(&buf);
		buf_add(&buf, STR("{\"type\":\"LineString\",\"coordinates\":["));
		for (unsigned i = 0; i < count; i++)
			buf_printf(&buf, "%s[%u,1]", i ? "," : "", i % 180);
		buf_add(&buf, STR("]}"));
		assert_int_equal(parse(arena, buf_str(&buf), &shape),
				 count == LIMIT_GEO_POINTS ? GEO_OK : GEO_TOO_MANY);
	}
	buf_release(&buf);
	arena_destroy(arena);
}

static void test_inside(void **state)
{
	static const struct {
		const char *name;
		struct geo_point p;
		bool inside;
	} rows[] = {
		{ "near a corner", { 0.1, 0.1 }, true }, { "west", { -0.1, 5 }, false },
		{ "east", { 10.1, 5 }, false }, { "north", { 5, 10.1 }, false },
		{ "south", { 5, -0.1 }, false }, { "in the hole", { 5, 5 }, false },
		{ "west of the hole", { 3, 5 }, true }, { "east of the hole", { 7, 5 }, true },
		{ "level with a corner of the hole, west", { 1, 4 }, true },
		{ "level with a corner of the hole, outside", { -1, 4 }, false },
		{ "level with the south side, outside", { -1, 0 }, false },
	};
	struct arena *arena = arena_create();
	struct geo_shape shape;

	(void)state;
	assert_int_equal(parse(arena, STR(HOLED), &shape), GEO_OK);
	for (unsigned i = 0; i < COUNT(rows); i++)
		ROW_TRUE(rows[i].name, geo_inside(&shape, rows[i].p) == rows[i].inside);
	arena_destroy(arena);
}

/* A convex area may also be asked edge by edge: on which side of each does the point lie? */
static void test_inside_against_half_planes(void **state)
{
	struct geo_point corners[9];
	uint32_t end = COUNT(corners);
	struct geo_shape shape = { GEO_POLYGON, 1, &end, corners, end };
	struct chance chance = { 29 };

	(void)state;
	for (unsigned i = 0; i < COUNT(corners); i++) {
		double angle = (i % 8) * 0.785398 + 0.1;

		corners[i] = (struct geo_point){ 100 + 3 * cos(angle), 30 + 2 * sin(angle) };
	}
	for (int i = 0; i < 20000; i++) {
		struct geo_point p = {
			96 + chance_below(&chance, 8000) / 1000.0,
			27 + chance_below(&chance, 6000) / 1000.0,
		};
		bool inside = true;

		for (unsigned k = 0; k + 1 < COUNT(corners); k++) {
			struct geo_point a = corners[k], b = corners[k + 1];

			inside &= (b.lon - a.lon) * (p.lat - a.lat) >
				  (b.lat - a.lat) * (p.lon - a.lon);
		}
		assert_int_equal(geo_inside(&shape, p), inside);
	}
}

static void test_distance(void **state)
{
	static const struct {
		const char *name;
		struct geo_point a, b;
		double metres, within;
	} rows[] = {
		{ "none", { 116, 39 }, { 116, 39 }, 0, 1e-9 },
		{ "one degree of the equator", { 0, 0 }, { 1, 0 }, 111195.080, 0.001 },
		{ "one degree of a meridian", { 5, 59 }, { 5, 60 }, 111195.080, 0.001 },
		{ "over the date line", { 179.5, 0 }, { -179.5, 0 }, 111195.080, 0.001 },
		{ "to the other side", { 0, 0 }, { 180, 0 }, 20015114.442, 0.001 },
		{ "pole to pole", { 7, 90 }, { -99, -90 }, 20015114.442, 0.001 },
		{ "one second of arc", { 0, 0 }, { 0, 1 / 3600.0 }, 30.8875, 0.0001 },
		/* By the haversine in decimal arithmetic of 50 digits. */
		{ "Beijing to Yanqing", { 116.3904, 39.9911 }, { 115.8135, 40.5478 },
		  78914.8134, 0.001 },
	};

	(void)state;
	for (unsigned i = 0; i < COUNT(rows); i++) {
		double there = geo_distance_m(rows[i].a, rows[i].b);
		double back = geo_distance_m(rows[i].b, rows[i].a);

		ROW_TRUE(rows[i].name, fabs(there - rows[i].metres) <= rows[i].within);
		ROW_TRUE(rows[i].name, fabs(there - back) < 1e-6);
	}
}

static bool near(struct geo_point p, double lon, double lat, double within)
{
	return fabs(p.lon - lon) < within && fabs(p.lat - lat) < within;
}

static void test_gcj02(void **state)
{
	static const struct {
		double lon, lat, to_lon, to_lat;
	} rows[] = {
		{ 116.377817, 39.911954, 116.38404722455657, 39.91334545536069 },
		{ 121.5272106, 31.1774276, 121.531541859215, 31.17530398364597 },
		{ 113.912316, 22.543847, 113.9171764808363, 22.540796131694766 },
		{ 116.404, 39.915, 116.41024449916938, 39.91640428150164 },
	};
	static const struct geo_point abroad[] = {
		{ 2.35, 48.86 }, { 72, 35 }, { 137.84, 35 }, { 105, 0.82 }, { 105, 55.83 },
		{ -70, -33 },
	};

	(void)state;
	for (unsigned i = 0; i < COUNT(rows); i++)
		assert_true(near(geo_to_gcj02((struct geo_point){ rows[i].lon, rows[i].lat }),
				 rows[i].to_lon, rows[i].to_lat, 1e-12));
	for (unsigned i = 0; i < COUNT(abroad); i++) {
		struct geo_point p = geo_to_gcj02(abroad[i]);

		assert_true(p.lon == abroad[i].lon && p.lat == abroad[i].lat);
	}
}

/*
 * Rows of from,to,lon,lat,expected_lon,expected_lat,source; only those of our direction count.
 * To two centimetres: one row of the file departs from the published value in the 7th decimal.
 */
static unsigned check_vectors(FILE *file)
{
	char line[512];
	unsigned checked = 0;

	while (fgets(line, sizeof line, file) != NULL) {
		struct str rest = str_of(line), cell;
		double numbers[4];

		if (strncmp(line, "wgs84,gcj02,", 12) != 0)
			continue;
		str_split(&rest, ',', &cell);
		str_split(&rest, ',', &cell);
		for (int i = 0; i < 4; i++) {
			assert_true(str_split(&rest, ',', &cell));
			ROW_TRUE(line, str_to_f64(cell, &numbers[i]));
		}
		ROW_TRUE(line, near(geo_to_gcj02((struct geo_point){ numbers[0], numbers[1] }),
				    numbers[2], numbers[3], 2e-7));
		checked++;
	}
	return checked;
}

static void test_vectors(void **state)
{
	const char *root = getenv("SOURCE_ROOT");
	char path[1024];

	(void)state;
	snprintf(path, sizeof path, "%s/../shared/data/coordinates/vectors.csv", root ? root : ".");
	FILE *file = fopen(path, "r");

	if (file == NULL) {
		print_message("skipped: no ../shared\n");
		return;
	}
	assert_true(check_vectors(file) >= 4);
	fclose(file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows), cmocka_unit_test(test_names),
		cmocka_unit_test(test_shapes), cmocka_unit_test(test_too_many),
		cmocka_unit_test(test_inside), cmocka_unit_test(test_inside_against_half_planes),
		cmocka_unit_test(test_distance), cmocka_unit_test(test_gcj02),
		cmocka_unit_test(test_vectors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
