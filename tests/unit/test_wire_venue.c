/* Plans of venues: what is read, and every fault by its name and place. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/unit.h"

#include <math.h>
#include <stdio.h>

#include "wire/evac/venue.h"

#define SQUARE "[[[0,0],[10,0],[10,10],[0,10],[0,0]]]"
#define FEATURE(more, role, geometry)                                                              \
	"{\"type\":\"Feature\"" more ",\"properties\":{\"role\":\"" role                           \
	"},\"geometry\":" geometry "}"
#define POLYGON "{\"type\":\"Polygon\",\"coordinates\":" SQUARE "}"
#define LINE "{\"type\":\"LineString\",\"coordinates\":[[10,4],[10,6]]}"
#define PLAN(head, features)                                                                       \
	"{\"type\":\"FeatureCollection\",\"metres\":true" head ",\"features\":[" features "]}"
#define FLOOR FEATURE(",\"id\":\"hall\"", "walkable\"", POLYGON)
#define EXIT FEATURE(",\"id\":\"out\"", "exit\"", LINE)
#define START(more) FEATURE(",\"id\":\"all\"", "start\",\"count\":5" more, POLYGON)

static enum venue_error read_run(struct arena *arena, const char *text, uint32_t run,
				 struct venue *ret, struct venue_fault *fault)
{
	struct json json;

	*fault = (struct venue_fault){ .error = VENUE_OK };
	if (json_parse(arena, str_of(text), &json) != JSON_OK)
		fail_msg("not JSON: %s", text);
	return venue_read(arena, &json, run, ret, fault);
}

static void test_faults(void **state)
{
	static const struct {
		const char *text;
		enum venue_error error;
		const char *what;
	} rows[] = {
		{ PLAN("", FLOOR "," EXIT "," START("")), VENUE_OK, NULL },
		{ "[]", VENUE_NOT_COLLECTION, NULL },
		{ "{\"type\":\"Feature\"}", VENUE_NOT_COLLECTION, NULL },
		{ "{\"type\":\"FeatureCollection\",\"features\":{}}", VENUE_NOT_COLLECTION, NULL },
		{ PLAN(",\"meters\":true", FLOOR), VENUE_UNKNOWN_MEMBER, "meters" },
		{ PLAN("", "1"), VENUE_NOT_FEATURE, NULL },
		{ PLAN("", "{\"type\":\"Feature\",\"geometry\":" POLYGON "}"), VENUE_NO_ROLE,
		  NULL },
		{ PLAN("", "{\"type\":\"Feature\",\"properties\":{},\"geometry\":" POLYGON "}"),
		  VENUE_NO_ROLE, NULL },
		{ PLAN("", FEATURE("", "lake\"", POLYGON)), VENUE_UNKNOWN_ROLE, "lake" },
		{ PLAN("", FEATURE("", "walkable\",\"speed\":1", POLYGON)), VENUE_UNKNOWN_MEMBER,
		  "speed" },
		{ PLAN("", FEATURE("", "walkable\"", LINE)), VENUE_WRONG_GEOMETRY, "LineString" },
		{ PLAN("", FEATURE("", "walkable\"",
				   "{\"type\":\"Polygon\",\"coordinates\":[[[0,\"a\"]]]}")),
		  VENUE_BAD_GEOMETRY, NULL },
		{ PLAN("", FEATURE("", "walkable\"", "{\"type\":\"Polygon\",\"coordinates\":[]}")),
		  VENUE_BAD_GEOMETRY, NULL },
		{ PLAN("", FLOOR "," START(",\"speed\":-1")), VENUE_BAD_VALUE, "speed" },
		{ PLAN("", FLOOR "," START(",\"speed\":{\"law\":\"odd\",\"a\":1}")),
		  VENUE_BAD_VALUE, "speed" },
		{ PLAN("", FLOOR "," START(",\"together\":1.5")), VENUE_BAD_VALUE, "together" },
		{ PLAN("", FLOOR "," START(",\"exits\":[\"gone\"]")), VENUE_NO_SUCH_ID, "gone" },
		{ PLAN("", FLOOR "," START(",\"via\":\"gone\"")), VENUE_NO_SUCH_ID, "gone" },
		{ PLAN("", FLOOR "," FLOOR), VENUE_REPEATED_ID, "hall" },
		{ PLAN("", FEATURE("", "server\",\"to\":\"gone\"", POLYGON)), VENUE_NO_SUCH_ID,
		  "gone" },
		{ PLAN("", FEATURE("", "gate\",\"ways\":\"odd\"", LINE)), VENUE_BAD_VALUE, "ways" },
		{ PLAN("", FEATURE("", "walkable\",\"level\":99", POLYGON)), VENUE_BAD_VALUE,
		  "level" },
		{ PLAN(",\"events\":[{\"at\":1,\"close\":\"gone\"}]", FLOOR), VENUE_NO_SUCH_ID,
		  "gone" },
		{ PLAN(",\"events\":[{\"at\":1}]", EXIT), VENUE_BAD_VALUE, "events" },
		{ PLAN(",\"run\":{\"dt\":5}", FLOOR), VENUE_BAD_VALUE, "run" },
		{ PLAN(",\"run\":{\"speed\":5}", FLOOR), VENUE_UNKNOWN_MEMBER, "speed" },
		{ PLAN(",\"runs\":[{\"drop\":[\"gone\"]}]", FLOOR), VENUE_NO_SUCH_ID, "gone" },
		{ PLAN(",\"runs\":[{\"set\":{\"hall\":{\"count\":1}}}]", FLOOR),
		  VENUE_UNKNOWN_MEMBER, "count" },
	};
	struct arena *arena = arena_create();
	struct venue_fault fault;
	struct venue venue;

	(void)state;
	for (unsigned i = 0; i < COUNT(rows); i++) {
		ROW_TRUE(rows[i].text,
			 read_run(arena, rows[i].text, 0, &venue, &fault) == rows[i].error);
		ROW_TRUE(rows[i].text, fault.error == rows[i].error);
		if (rows[i].what)
			ROW_TRUE(rows[i].text, str_eq(fault.what, str_of(rows[i].what)));
	}
	arena_destroy(arena);
}

static void test_runs(void **state)
{
	static const char text[] =
		PLAN(",\"runs\":[{\"name\":\"a\"},{\"name\":\"b\",\"drop\":[\"out\"],"
		     "\"set\":{\"all\":{\"count\":7}},\"run\":{\"seed\":9}}]",
		     FLOOR "," EXIT "," START(""));
	struct arena *arena = arena_create();
	struct venue_fault fault;
	struct venue venue;

	(void)state;
	assert_int_equal(read_run(arena, text, 0, &venue, &fault), VENUE_OK);
	assert_int_equal(venue.world.nexits, 1);
	assert_int_equal(venue.world.groups[0].count, 5);
	assert_true(str_eq(venue.run, STR("a")));
	assert_int_equal(read_run(arena, text, 1, &venue, &fault), VENUE_OK);
	assert_int_equal(venue.world.nexits, 0);
	assert_int_equal(venue.world.groups[0].count, 7);
	assert_int_equal(venue.options.seed, 9);
	assert_int_equal(read_run(arena, text, 2, &venue, &fault), VENUE_NOT_COLLECTION);
	arena_destroy(arena);
}

/* A thousandth of a degree at 40 degrees north: 111.2 m north, 85.2 m east. */
static void test_degrees(void **state)
{
	static const char text[] = "{\"type\":\"FeatureCollection\",\"features\":[" FEATURE(
		"", "walkable\"",
		"{\"type\":\"Polygon\",\"coordinates\":[[[116,40],[116.001,40],[116.001,40.001],"
		"[116,40]]]}") "]}";
	struct arena *arena = arena_create();
	struct venue_fault fault;
	struct venue venue;

	(void)state;
	assert_int_equal(read_run(arena, text, 0, &venue, &fault), VENUE_OK);
	assert_true(fabs(venue.world.floors[0].shape.points[2].x - 85.18) < 0.05);
	assert_true(fabs(venue.world.floors[0].shape.points[2].y - 111.2) < 0.05);
	arena_destroy(arena);
}

static void test_wkt(void **state)
{
	static const struct {
		const char *text;
		uint32_t floors;
	} rows[] = {
		{ "POLYGON((0 0,1 0,1 1,0 0))", 1 },
		{ " polygon ( ( 0 0 , 1. 0 , 1 +1 , 0 0 ) , (0 0, 1 0, 1 1, 0 0) ) ", 1 },
		{ "MULTIPOLYGON(((0 0,1 0,1 1,0 0)),((2 2,3 2,3 3,2 2)))", 2 },
		{ "GEOMETRYCOLLECTION(POLYGON((0 0,1 0,1 1,0 0)))", 1 },
		{ "POLYGON((0 0,1 0,1 1,0 0)", 0 },
		{ "POLYGON", 0 },
		{ "", 0 },
		{ "POINT(0 0)", 0 },
		{ "POLYGON((0 0,1 0,1 1,0 0)) x", 0 },
		{ "POLYGON((0 0,1 0,1 1,0 nan))", 0 },
		{ "POLYGON((0 0 5,1 0,1 1,0 0))", 0 },
		{ "POLYGON EMPTY", 0 },
	};
	struct arena *arena = arena_create();

	(void)state;
	for (unsigned i = 0; i < COUNT(rows); i++) {
		struct venue venue = { .until = 0 };
		struct venue_fault fault = { .error = VENUE_OK };

		ROW_TRUE(rows[i].text, (venue_wkt(arena, str_of(rows[i].text), &venue, &fault) ==
					VENUE_OK) == (rows[i].floors > 0));
		ROW_TRUE(rows[i].text, venue.world.nfloors == rows[i].floors);
		ROW_TRUE(rows[i].text, (fault.error == VENUE_BAD_WKT) == (rows[i].floors == 0));
	}
	arena_destroy(arena);
}

static void test_names(void **state)
{
	(void)state;
	assert_string_equal(venue_error_name(VENUE_BAD_WKT), "BAD_WKT");
	assert_string_equal(venue_error_text(VENUE_OK), "没有错误 / nothing is wrong");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_faults),  cmocka_unit_test(test_runs),
		cmocka_unit_test(test_degrees), cmocka_unit_test(test_wkt),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
