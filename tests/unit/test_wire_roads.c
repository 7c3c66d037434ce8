/* Roads as OSM, CSV and DIMACS: what is read, and every fault by its name and place. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/lib/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "os/os.h"
#include "tests/lib/roadkit.h"

#define CSV_NODES "node,a,116,40,100\nnode,b,116.01,40,200\n"

static void test_csv(void **state)
{
	static const struct {
		const char *text;
		enum roads_error error;
		int place;
	} rows[] = {
		{ "", ROADS_NO_ROADS, 0 },
		{ CSV_NODES, ROADS_NO_ROADS, 0 },
		{ "street,a,b\n", ROADS_BAD_ROW, 1 },
		{ "# a comment\n\nnode,a,116\n", ROADS_BAD_ROW, 3 },
		{ "node,a,NaN,40\n", ROADS_BAD_NUMBER, 1 },
		{ "node,a,nan,40\n", ROADS_BAD_NUMBER, 1 },
		{ "node,a,1e400,40\n", ROADS_BAD_NUMBER, 1 },
		{ "node,a,181,40\n", ROADS_OUT_OF_RANGE, 1 },
		{ "node,a,40,116\n", ROADS_AXES_SWAPPED, 1 },
		{ "node,a,116,40\nnode,a,116,41\n", ROADS_REPEATED_ID, 2 },
		{ CSV_NODES "link,l,a,c,primary,all\n", ROADS_UNKNOWN_NODE, 3 },
		{ CSV_NODES "link,l,a,b,canal,all\n", ROADS_UNKNOWN_CLASS, 3 },
		{ CSV_NODES "link,l,a,b,primary,boat\n", ROADS_UNKNOWN_WAYS, 3 },
		{ CSV_NODES "link,l,a,b,primary,all,-5\n", ROADS_BAD_NUMBER, 3 },
		{ CSV_NODES "link,l,a,b,primary,all,5,900\n", ROADS_BAD_NUMBER, 3 },
		{ CSV_NODES "link,l,a,b,primary,all\nlink,l,b,a,primary,all\n",
		  ROADS_REPEATED_ID, 4 },
		{ CSV_NODES "bend,116,40\n", ROADS_BAD_ROW, 3 },
		{ CSV_NODES "link,l,a,b,primary,all\nbend,116,95\n", ROADS_OUT_OF_RANGE, 4 },
		{ CSV_NODES "link,l,a,b,primary,all\nturn,no,l,a,m\n", ROADS_UNKNOWN_LINK, 4 },
		{ CSV_NODES "link,l,a,b,primary,all\nturn,not,l,a,l\n", ROADS_BAD_ROW, 4 },
		{ CSV_NODES "link,l,a,b,primary,all\nturn,no,l,z,l\n", ROADS_UNKNOWN_NODE, 4 },
		{ CSV_NODES "node,c,116,41\nlink,l,a,b,primary,all\nturn,no,l,c,l\n",
		  ROADS_BAD_TURN, 5 },
		{ CSV_NODES "link,l,a,b,primary,all,1000\nbend,116.005,40\nturn,no,l,b,l\n",
		  ROADS_OK, 0 },
	};
	struct roads roads;

	(void)state;
	for (uint32_t i = 0; i < COUNT(rows); i++) {
		roads_init(&roads);
		struct roads_fault fault = roads_csv(str_of(rows[i].text), NULL, &roads);

		if (fault.error != rows[i].error || fault.place != rows[i].place)
			fail_msg("row %u: %s at %lld", i, roads_error_name(fault.error),
				 (long long)fault.place);
		roads_release(&roads);
	}
	roads_init(&roads);
	roads_csv(str_of(rows[COUNT(rows) - 1].text), NULL, &roads);
	assert_int_equal(roads.links[0].nshape, 1);
	assert_int_equal(roads.links[0].slope, 10);
	roads_release(&roads);
	assert_string_equal(roads_error_text(ROADS_AXES_SWAPPED),
			    "经纬度写反了 / longitude and latitude are the wrong way round");
}

/* Where the numbers alone do not tell, the event's area does. */
static void test_area(void **state)
{
	const struct roads_area area = { { 44, 40 }, { 46, 42 } };
	struct roads roads;

	(void)state;
	roads_init(&roads);
	assert_int_equal(roads_csv(STR("node,a,41,45\nnode,b,41.1,45\nlink,l,a,b,minor,all\n"),
				   &area, &roads).error, ROADS_AXES_SWAPPED);
	roads_release(&roads);
	roads_init(&roads);
	assert_int_equal(roads_csv(STR("node,a,1,5\nnode,b,1.1,5\nlink,l,a,b,minor,all\n"),
				   &area, &roads).error, ROADS_OUT_OF_AREA);
	roads_release(&roads);
	roads_init(&roads);
	assert_int_equal(roads_csv(STR("node,a,45,41\nnode,b,45,41.1\nlink,l,a,b,minor,all\n"),
				   &area, &roads).error, ROADS_OK);
	roads_release(&roads);
}

static void test_dimacs(void **state)
{
	static const struct {
		const char *graph, *coordinates;
		enum roads_error error;
		int place;
	} rows[] = {
		{ "", NULL, ROADS_NO_HEADER, 1 },
		{ "a 1 2 3\n", NULL, ROADS_NO_HEADER, 1 },
		{ "c roads\np sp 2 1\na 1 2 7\n", NULL, ROADS_OK, 0 },
		{ "p sp 2 0\nc no\n", NULL, ROADS_NO_ROADS, 0 },
		{ "p sp 2 2\na 1 2 7\n", NULL, ROADS_WRONG_COUNT, 0 },
		{ "p sp 2 1\na 1 3 7\n", NULL, ROADS_UNKNOWN_NODE, 2 },
		{ "p sp 2 1\na 0 1 7\n", NULL, ROADS_UNKNOWN_NODE, 2 },
		{ "p sp 2 1\na 1 2 -7\n", NULL, ROADS_BAD_NUMBER, 2 },
		{ "p sp 2 1\nb 1 2 7\n", NULL, ROADS_BAD_ROW, 2 },
		{ "p sp 99999999999 1\n", NULL, ROADS_TOO_MANY, 1 },
		{ "p sp 9999999 1\na 1 2 7\n", NULL, ROADS_WRONG_COUNT, 1 },
		{ "p sp 2 1\na 1 2 7\n", "v 1 116000000 40000000\nv 2 116000000 41000000\n",
		  ROADS_OK, 0 },
		{ "p sp 2 1\na 1 2 7\n", "v 3 116000000 40000000\n", ROADS_UNKNOWN_NODE, 1 },
		{ "p sp 2 1\na 1 2 7\n", "v 1 40000000 116000000\n", ROADS_AXES_SWAPPED, 1 },
	};

	(void)state;
	for (uint32_t i = 0; i < COUNT(rows); i++) {
		struct roads roads;

		roads_init(&roads);
		struct roads_fault fault = roads_dimacs(str_of(rows[i].graph),
							str_of(rows[i].coordinates), &roads);

		if (fault.error != rows[i].error || fault.place != rows[i].place)
			fail_msg("row %u: %s at %lld", i, roads_error_name(fault.error),
				 (long long)fault.place);
		roads_release(&roads);
	}
}

/* The library forgets a few bytes, and its XML parser, where a file breaks off. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libreadosm\nleak:libexpat";
}

/* ---- OSM ------------------------------------------------------------------------------------- */

static char folder[] = "/tmp/watchfloor-roads-XXXXXX";

static struct roads_fault read_osm(const char *name, struct str text, struct roads *roads)
{
	char path[128];

	snprintf(path, sizeof path, "%s/%s", folder, name);
	assert_int_equal(os_write_file(path, text, false), 0);
	roads_init(roads);
	struct roads_fault fault = roads_osm(path, NULL, roads);

	os_remove(path);
	return fault;
}

#define NODE(id, lon, lat) "<node id=\"" id "\" lon=\"" lon "\" lat=\"" lat "\"/>"
#define TAG(key, value) "<tag k=\"" key "\" v=\"" value "\"/>"
#define WAY(id, refs, tags) "<way id=\"" id "\">" refs tags "</way>"
#define ND(id) "<nd ref=\"" id "\"/>"
#define OSM(inner) "<?xml version=\"1.0\"?><osm version=\"0.6\">" inner "</osm>"
#define TOWN                                                                                       \
	NODE("1", "116.00", "40.00") NODE("2", "116.01", "40.00") NODE("3", "116.02", "40.00")     \
	NODE("4", "116.01", "40.01") NODE("5", "116.01", "39.99")                                  \
	"<node id=\"6\" lon=\"116.005\" lat=\"40.0\">" TAG("barrier", "bollard") "</node>"

/* A crossing at 2; from the west one may not turn north. */
#define CROSSING                                                                                   \
	WAY("10", ND("1") ND("2"), TAG("highway", "primary") TAG("name", "West"))                  \
	WAY("11", ND("2") ND("3"), TAG("highway", "primary") TAG("oneway", "yes"))                 \
	WAY("12", ND("2") ND("4"), TAG("highway", "secondary") TAG("maxspeed", "30 mph"))          \
	WAY("13", ND("5") ND("2"), TAG("highway", "steps"))                                        \
	WAY("14", ND("4") ND("3"), TAG("waterway", "river"))
#define NO_TURN                                                                                    \
	"<relation id=\"20\"><member type=\"way\" ref=\"10\" role=\"from\"/>"                      \
	"<member type=\"node\" ref=\"2\" role=\"via\"/>"                                           \
	"<member type=\"way\" ref=\"12\" role=\"to\"/>"                                            \
	TAG("type", "restriction") TAG("restriction", "no_left_turn") "</relation>"

static void test_osm(void **state)
{
	struct roads roads;
	struct roads_fault fault = read_osm("town.osm", STR(OSM(TOWN CROSSING NO_TURN)), &roads);

	(void)state;
	assert_int_equal(fault.error, ROADS_OK);
	assert_int_equal(roads.nlinks, 4);
	assert_int_equal(roads.npoints, 5);
	assert_int_equal(roads.nturns, 1);
	assert_int_equal(roads.turns_left, 0);
	assert_int_equal(roads.links[1].pass[0], ROUTE_ANY);
	assert_int_equal(roads.links[1].pass[1], ROUTE_FOOT);
	assert_int_equal(roads.links[2].kmh, 48);
	assert_int_equal(roads.links[3].pass[0], ROUTE_FOOT);
	assert_int_equal(roads.turns[0].from, 0);
	assert_int_equal(roads.turns[0].to, 2);
	assert_string_equal(roads.names.at + roads.links[0].name, "West");
	roads_release(&roads);
}

/* A bollard stops cars and not walkers; a road in three ways is one link. */
static void test_osm_forms(void **state)
{
	struct roads roads;

	(void)state;
	read_osm("bollard.osm", STR(OSM(TOWN WAY("10", ND("1") ND("6") ND("2"),
						 TAG("highway", "service")))), &roads);
	assert_int_equal(roads.nlinks, 2);
	assert_int_equal(roads.nturns, 2);
	roads_release(&roads);
	read_osm("chain.osm", STR(OSM(TOWN WAY("10", ND("1") ND("2"), TAG("highway", "primary")
								     TAG("oneway", "yes"))
				      WAY("12", ND("3") ND("2"), TAG("highway", "primary")
								 TAG("oneway", "-1"))
				      WAY("11", ND("3") ND("4"), TAG("highway", "primary")
								 TAG("oneway", "yes")))), &roads);
	assert_int_equal(roads.nlinks, 1);
	assert_int_equal(roads.links[0].nshape, 2);
	assert_int_equal(roads.links[0].pass[0] | roads.links[0].pass[1] << 4,
			 ROUTE_ANY | ROUTE_FOOT << 4);
	roads_release(&roads);
	/* Refs to nodes that are not there: the rest of the way is road all the same. */
	read_osm("holes.osm", STR(OSM(TOWN WAY("10", ND("1") ND("2") ND("77") ND("3") ND("4"),
					       TAG("highway", "primary")))), &roads);
	assert_int_equal(roads.nlinks, 2);
	assert_int_equal(roads.missing, 1);
	roads_release(&roads);
	read_osm("lift.osm", STR(OSM(TOWN WAY("10", ND("1") ND("2"),
					      TAG("aerialway", "chair_lift")
					      TAG("duration", "00:07")))), &roads);
	assert_int_equal(roads.links[0].class, ROUTE_CHAIRLIFT);
	assert_true(roads.links[0].fixed_ms / 10 == 42000);
	assert_int_equal(roads.links[0].pass[1], 0);
	roads_release(&roads);
}

static void test_osm_faults(void **state)
{
	static const struct {
		const char *name, *text;
		enum roads_error error;
		int place;
	} rows[] = {
		{ "a.txt", "", ROADS_SUFFIX, 0 },
		{ "a.osm", "{}", ROADS_NOT_ROADS, 0 },
		{ "a.osm", "", ROADS_NOT_ROADS, 0 },
		{ "a.osm.pbf", "no such thing at all", ROADS_NOT_ROADS, 0 },
		{ "a.osm", OSM(""), ROADS_NO_ROADS, 0 },
		{ "a.osm", OSM(TOWN), ROADS_NO_ROADS, 6 },
		{ "a.osm", OSM(NODE("1", "40", "116")), ROADS_AXES_SWAPPED, 1 },
		{ "a.osm", OSM(NODE("7", "nan", "40")), ROADS_OUT_OF_RANGE, 7 },
		{ "a.osm", OSM(NODE("8", "1e9", "40")), ROADS_OUT_OF_RANGE, 8 },
		{ "a.osm", OSM(WAY("1", ND("1") ND("2"), TAG("highway", "primary"))),
		  ROADS_NO_ROADS, 1 },
	};

	(void)state;
	for (uint32_t i = 0; i < COUNT(rows); i++) {
		struct roads roads;
		struct roads_fault fault = read_osm(rows[i].name, str_of(rows[i].text), &roads);

		if (fault.error != rows[i].error || fault.place != rows[i].place)
			fail_msg("row %u: %s at %lld", i, roads_error_name(fault.error),
				 (long long)fault.place);
		roads_release(&roads);
	}
	struct roads roads;

	roads_init(&roads);
	assert_int_equal(roads_osm("/no/such/file.osm", NULL, &roads).error, ROADS_UNREADABLE);
	roads_release(&roads);
}

/* Cut anywhere: a name and a place, or what came before it; never a crash. */
static void test_cut(void **state)
{
	static const char text[] = OSM(TOWN CROSSING NO_TURN);

	(void)state;
	for (uint32_t len = 0; len < sizeof text - 1; len += 37) {
		struct roads roads;
		struct roads_fault fault = read_osm("cut.osm", (struct str){ text, len }, &roads);

		assert_true(fault.error == ROADS_BROKEN_OFF || fault.error == ROADS_NOT_ROADS);
		roads_release(&roads);
	}
}

static void test_cut_pbf(void **state)
{
	const char *path = roadkit_shared("beijing-core.osm.pbf");
	struct buf buf;

	(void)state;
	if (path == NULL) {
		print_message("skipped: no ../shared\n");
		return;
	}
	buf_init(&buf, (size_t)64 * 1024 * 1024);
	assert_int_equal(os_read_file(path, &buf), 0);
	for (uint32_t i = 1; i < 16; i++) {
		struct roads roads;
		struct str part = { buf.at, (uint32_t)(buf.len * i / 16) };
		struct roads_fault fault = read_osm("cut.osm.pbf", part, &roads);

		/* Its first block is large: cut before its end, nothing has been seen. */
		assert_int_equal(fault.error, fault.place ? ROADS_BROKEN_OFF : ROADS_NOT_ROADS);
		roads_release(&roads);
	}
	buf_release(&buf);
}

static int begin(void **state)
{
	(void)state;
	return mkdtemp(folder) == NULL;
}

static int end(void **state)
{
	(void)state;
	return rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_csv),	   cmocka_unit_test(test_area),
		cmocka_unit_test(test_dimacs),	   cmocka_unit_test(test_osm),
		cmocka_unit_test(test_osm_forms),  cmocka_unit_test(test_osm_faults),
		cmocka_unit_test(test_cut),	   cmocka_unit_test(test_cut_pbf),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
