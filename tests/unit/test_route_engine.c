/* The road engine on a valley that one knows by heart: who is there first, and by which way. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/lib/unit.h"

#include <math.h>

#include "tests/lib/roadkit.h"

/*
 * A town on a road (a b c d, a kilometre each), a valley road from c to the valley's end v, a lift
 * from v up to the summit s, stairs from b to the square q, an island that no road leads to, and a
 * one-way street round from b to d by e.
 */
static const char valley[] =
	"node,a,116.00,40.0\n"
	"node,b,116.01,40.0\n"
	"node,c,116.02,40.0,500\n"
	"node,d,116.03,40.0\n"
	"node,e,116.02,40.01\n"
	"node,q,116.01,40.005\n"
	"node,v,116.02,39.95,1000\n"
	"node,s,116.02,39.94,1800\n"
	"node,x,116.10,40.0\n"
	"node,y,116.11,40.0\n"
	"link,ab,a,b,primary,all,1000,100,Main Street\n"
	"link,bc,b,c,primary,all,1000,100,Main Street\n"
	"link,cd,c,d,primary,all,1000,100,Main Street\n"
	"link,cv,c,v,secondary,all,5000,50,Valley Road\n"
	"bend,116.025,39.97\n"
	"link,vs,v,s,gondola,foot,,,Gondola,600\n"
	"link,bq,b,q,stairs,foot,500\n"
	"link,be,b,e,minor,all-oneway,2000,50,Ring\n"
	"link,ed,e,d,minor,all-oneway,2000,50,Ring\n"
	"link,xy,x,y,minor,all,1000,50,Island\n";
enum { A, B, C, D, E, Q, V, S, X, Y };
enum { AB, BC, CD, CV, VS, BQ, BE, ED, XY };
#define MINUTE 60000
/* 100 km/h posted are 80; 1000 m then take 45 s. 5000 m at 40 km/h take 450 s. */
#define KM 45000
#define VALLEY 450000

static struct route_ask by(const struct roadkit *kit, uint32_t means)
{
	return (struct route_ask){ .day = kit->day, .by = means, .vehicle = 1, .at = 1000000 };
}

static void test_reasons(void **state)
{
	struct roadkit kit;
	struct route_near near[8];
	uint8_t reasons[8];

	(void)state;
	roadkit_csv(&kit, valley);
	struct route_ask ask = by(&kit, ROUTE_CAR);
	struct route_spot place = route_at_node(V), units[8] = {
		route_at_node(A), route_at_node(D), route_at_node(X), route_at_node(C),
		route_snap(kit.graph, (struct geo_point){ 116.5, 40.5 }, ROUTE_ANY, ROUTE_SNAP_M),
	};

	assert_int_equal(route_near(kit.scratch, &ask, &place, units, 5, 2, near, reasons), 2);
	assert_int_equal(near[0].unit, 3);
	assert_int_equal(near[0].ms, VALLEY);
	assert_int_equal(near[1].unit, 1);
	assert_int_equal(near[1].ms, VALLEY + KM);
	assert_int_equal(reasons[0], ROUTE_FARTHER);
	assert_int_equal(reasons[4], ROUTE_OFF_ROAD);
	assert_int_equal(route_near(kit.scratch, &ask, &place, units, 5, 5, near, reasons), 3);
	assert_int_equal(reasons[2], ROUTE_CUT);
	ask.most_ms = VALLEY + KM;
	assert_int_equal(route_near(kit.scratch, &ask, &place, units, 5, 5, near, reasons), 2);
	assert_int_equal(reasons[0], ROUTE_TOO_FAR);
	/* The valley is cut off: everybody is told that it is closed, nobody that it is far. */
	struct route_rule rule = { .link = CV, .ways = ROUTE_FORTH, .vehicles = 1,
				   .from = 1000000, .until = 1000001, .origin = 7 };
	uint32_t number = route_day_put(kit.day, &rule);

	assert_int_equal(route_near(kit.scratch, &ask, &place, units, 5, 5, near, reasons), 0);
	assert_int_equal(reasons[1], ROUTE_CLOSED);
	assert_int_equal(reasons[3], ROUTE_CLOSED);
	assert_int_equal(reasons[2], ROUTE_CUT);
	route_day_remove(kit.day, number);
	assert_int_equal(route_near(kit.scratch, &ask, &place, units, 5, 5, near, reasons), 2);
	place = route_snap(kit.graph, (struct geo_point){ 117, 41 }, ROUTE_CAR, ROUTE_SNAP_M);
	assert_int_equal(route_near(kit.scratch, &ask, &place, units, 5, 5, near, reasons), 0);
	assert_int_equal(reasons[0], ROUTE_PLACE_OFF_ROAD);
	roadkit_release(&kit);
}

static void test_snap(void **state)
{
	struct roadkit kit;

	(void)state;
	roadkit_csv(&kit, valley);
	struct route_spot spot = route_snap(kit.graph, (struct geo_point){ 116.0025, 40.0001 },
					    ROUTE_ANY, ROUTE_SNAP_M);

	assert_int_equal(spot.car.link, AB);
	assert_true(fabs((double)spot.car.share - 0.25) < 0.001);
	assert_true(fabs((double)spot.car.off_m - 11.1) < 0.2);
	/* By the square: for walkers the stairs, for cars the ring. */
	spot = route_snap(kit.graph, (struct geo_point){ 116.0099, 40.003 }, ROUTE_ANY, 400);
	assert_int_equal(spot.foot.link, BQ);
	assert_int_equal(spot.car.link, BE);
	assert_true((double)spot.car.off_m > 200 && (double)spot.car.off_m < 215);
	spot = route_snap(kit.graph, (struct geo_point){ 116.0099, 40.003 }, ROUTE_ANY, 190);
	assert_int_equal(spot.car.link, ROUTE_NONE);
	assert_false(route_on_road(&spot, ROUTE_CAR));
	assert_true(route_on_road(&spot, ROUTE_ANY));
	/* Its bend belongs to the road. */
	spot = route_snap(kit.graph, (struct geo_point){ 116.0251, 39.97 }, ROUTE_CAR, 50);
	assert_int_equal(spot.car.link, CV);
	/* The island leads nowhere: one stands there only where there is no other road. */
	spot = route_snap(kit.graph, (struct geo_point){ 116.10, 40 }, ROUTE_CAR, 10000);
	assert_int_equal(spot.car.link, CD);
	spot = route_snap(kit.graph, (struct geo_point){ 116.10, 40 }, ROUTE_CAR, 500);
	assert_int_equal(spot.car.link, XY);
	const struct geo_point no[] = { { NAN, 40 }, { 116, INFINITY }, { 40, 116 }, { -200, 0 } };

	for (uint32_t i = 0; i < COUNT(no); i++) {
		spot = route_snap(kit.graph, no[i], ROUTE_ANY, 1e9);
		assert_false(route_on_road(&spot, ROUTE_ANY));
	}
	roadkit_release(&kit);
}

/* From a quarter into one link to three quarters of another; and against the way of a one-way. */
static void test_parts(void **state)
{
	struct roadkit kit;
	uint32_t ms[4];

	(void)state;
	roadkit_csv(&kit, valley);
	struct route_ask ask = by(&kit, ROUTE_CAR);
	struct route_spot from = route_at_node(ROUTE_NONE), to = from;

	from.car = (struct route_on){ AB, 0.25f, 0 };
	to.car = (struct route_on){ CD, 0.75f, 0 };
	route_times(kit.scratch, &ask, &from, 1, &to, 1, ms);
	assert_int_equal(ms[0], 33750 + KM + 33750);
	to.car = (struct route_on){ AB, 0.75f, 0 };
	route_times(kit.scratch, &ask, &from, 1, &to, 1, ms);
	assert_int_equal(ms[0], 22500);
	/* Off the road by 130 m: 100 m of it are walked at 4.5 km/h. */
	to.car.off_m = 130;
	route_times(kit.scratch, &ask, &from, 1, &to, 1, ms);
	assert_int_equal(ms[0], 22500 + 80000);
	from.car = (struct route_on){ BE, 0.5f, 0 };
	to.car = (struct route_on){ BE, 0.25f, 0 };
	route_times(kit.scratch, &ask, &from, 1, &to, 1, ms);
	/* On to e, d, c, b, and in again: 2000 m at 40 km/h are 180 s. */
	assert_int_equal(ms[0], 90000 + 180000 + 2 * KM + 45000);
	roadkit_release(&kit);
}

static void test_detour(void **state)
{
	struct roadkit kit;
	struct route_way way;

	(void)state;
	roadkit_csv(&kit, valley);
	struct route_ask ask = by(&kit, ROUTE_CAR);
	struct route_spot a = route_at_node(A), d = route_at_node(D);

	route_way(kit.scratch, kit.arena, &ask, &a, &d, 0, &way);
	assert_int_equal(way.reason, ROUTE_REACHES);
	assert_int_equal(way.ms, 3 * KM);
	assert_false(way.detour);
	assert_int_equal(way.nsteps, 3);
	assert_int_equal(way.npoints, 4);
	assert_true(fabs(way.metres - 3000) < 0.01);
	struct route_rule rule = { .link = BC, .ways = ROUTE_FORTH | ROUTE_BACK, .vehicles = 1,
				   .from = 1, .until = INSTANT_MAX, .origin = 99 };

	route_day_put(kit.day, &rule);
	route_way(kit.scratch, kit.arena, &ask, &a, &d, 0, &way);
	assert_true(way.detour);
	assert_int_equal(way.ms, KM + 2 * 180000);
	assert_int_equal(way.usual_ms, 3 * KM);
	assert_int_equal(way.origin, 99);
	assert_int_equal(way.steps[1].dir, 2 * BE);
	assert_int_equal(way.steps[1].enter_ms, KM);
	/* Back there is no detour: the ring is one-way. */
	route_way(kit.scratch, kit.arena, &ask, &d, &a, 0, &way);
	assert_int_equal(way.reason, ROUTE_CLOSED);
	assert_int_equal(way.origin, 99);
	/* Another vehicle is exempt. */
	ask.vehicle = 2;
	route_way(kit.scratch, kit.arena, &ask, &d, &a, 0, &way);
	assert_int_equal(way.ms, 3 * KM);
	route_day_remove_origin(kit.day, 99);
	assert_int_equal(route_day_rules(kit.day), 0);
	roadkit_release(&kit);
}

/* Who stands on the closed road may leave it, and whoever is sent there gets there. */
static void test_on_closed(void **state)
{
	struct roadkit kit;
	struct route_way way;
	struct route_near near[2];

	(void)state;
	roadkit_csv(&kit, valley);
	struct route_ask ask = by(&kit, ROUTE_CAR);
	struct route_spot on = route_at_node(ROUTE_NONE), a = route_at_node(A);
	struct route_rule rule = { .link = CV, .ways = ROUTE_FORTH | ROUTE_BACK, .vehicles = 1,
				   .from = 1, .until = INSTANT_MAX };

	on.car = (struct route_on){ CV, 0.5f, 0 };
	route_day_put(kit.day, &rule);
	route_way(kit.scratch, kit.arena, &ask, &a, &on, 0, &way);
	assert_int_equal(way.ms, 2 * KM + VALLEY / 2);
	/* Down again at 30 km/h: the valley falls by ten in a hundred. */
	route_way(kit.scratch, kit.arena, &ask, &on, &a, 0, &way);
	assert_int_equal(way.ms, 2 * KM + 300000);
	assert_int_equal(route_near(kit.scratch, &ask, &on, &a, 1, 1, near, NULL), 1);
	assert_int_equal(near[0].ms, 2 * KM + VALLEY / 2);
	assert_int_equal(route_near(kit.scratch, &ask, &a, &on, 1, 1, near, NULL), 1);
	assert_int_equal(near[0].ms, 2 * KM + 300000);
	roadkit_release(&kit);
}

/* Before what opens in time one waits; slow hours count only as long as they last. */
static void test_by_time(void **state)
{
	struct roadkit kit;
	struct route_way way;

	(void)state;
	roadkit_csv(&kit, valley);
	struct route_ask ask = by(&kit, ROUTE_CAR);
	struct route_spot a = route_at_node(A), v = route_at_node(V);
	const instant at = ask.at;
	struct route_rule rule = { .link = CV, .ways = ROUTE_FORTH, .vehicles = 1,
				   .from = at + MINUTE, .until = at + 5 * MINUTE };
	uint32_t number = route_day_put(kit.day, &rule);

	/* At 90 s it is closed; setting off a minute and a half earlier one is on it by then. */
	route_way(kit.scratch, kit.arena, &ask, &a, &v, 0, &way);
	assert_int_equal(way.reason, ROUTE_CLOSED);
	route_way(kit.scratch, kit.arena, &ask, &a, &v, 4 * MINUTE, &way);
	assert_int_equal(way.ms, 5 * MINUTE + VALLEY);
	assert_int_equal(way.steps[2].enter_ms, 5 * MINUTE);
	ask.at = at - MINUTE;
	route_way(kit.scratch, kit.arena, &ask, &a, &v, 0, &way);
	assert_int_equal(way.ms, 2 * KM + VALLEY);
	route_day_remove(kit.day, number);
	/* Half as fast for the first 100 s on it: 50 s of way are lost. */
	ask.at = at;
	rule.percent = 50;
	rule.until = at + 2 * KM + 100000;
	route_day_put(kit.day, &rule);
	route_way(kit.scratch, kit.arena, &ask, &a, &v, 0, &way);
	assert_int_equal(way.ms, 2 * KM + VALLEY + 50000);
	/* Of several rules the strictest holds; a lane that is quicker is used. */
	rule = (struct route_rule){ .link = BE, .ways = ROUTE_FORTH, .vehicles = 1, .from = 1,
				    .until = INSTANT_MAX, .percent = 1000 };
	route_day_put(kit.day, &rule);
	rule.link = ED;
	route_day_put(kit.day, &rule);
	struct route_spot d = route_at_node(D);

	route_way(kit.scratch, kit.arena, &ask, &a, &d, 0, &way);
	assert_int_equal(way.ms, KM + 36000);
	rule.percent = 60;
	route_day_put(kit.day, &rule);
	route_way(kit.scratch, kit.arena, &ask, &a, &d, 0, &way);
	assert_int_equal(way.ms, 3 * KM);
	roadkit_release(&kit);
}

/* By car to the valley's end, then the lift; the square over the stairs. */
static void test_by_any(void **state)
{
	struct roadkit kit;
	struct route_way way;

	(void)state;
	roadkit_csv(&kit, valley);
	struct route_ask ask = by(&kit, ROUTE_CAR);
	struct route_spot a = route_at_node(A), s = route_at_node(S);

	route_way(kit.scratch, kit.arena, &ask, &a, &s, 0, &way);
	assert_int_equal(way.reason, ROUTE_CUT);
	ask.by = ROUTE_ANY;
	route_way(kit.scratch, kit.arena, &ask, &a, &s, 0, &way);
	assert_int_equal(way.reason, ROUTE_REACHES);
	assert_int_equal(way.ms, 2 * KM + VALLEY + 60000 + 600000);
	assert_int_equal(way.nsteps, 5);
	assert_int_equal(way.steps[3].dir, ROUTE_NONE);
	assert_int_equal(way.steps[4].by, ROUTE_FOOT);
	/* The lift stands still: on foot it is no way at all. */
	struct route_rule rule = { .link = VS, .ways = ROUTE_FORTH | ROUTE_BACK, .vehicles = 1,
				   .from = 1, .until = INSTANT_MAX };

	route_day_put(kit.day, &rule);
	route_way(kit.scratch, kit.arena, &ask, &a, &s, 0, &way);
	assert_int_equal(way.reason, ROUTE_CLOSED);
	/* Nobody gets back into a car: from the summit one walks. */
	route_day_remove(kit.day, 0);
	route_way(kit.scratch, kit.arena, &ask, &s, &a, 0, &way);
	assert_int_equal(way.reason, ROUTE_REACHES);
	for (uint32_t i = 0; i < way.nsteps; i++)
		assert_int_equal(way.steps[i].by, ROUTE_FOOT);
	roadkit_release(&kit);
}

static void test_snow(void **state)
{
	struct roadkit kit;
	struct route_way way;

	(void)state;
	roadkit_csv(&kit, valley);
	struct route_ask ask = by(&kit, ROUTE_CAR);
	struct route_spot a = route_at_node(A), d = route_at_node(D), v = route_at_node(V);

	/* On ice at most 30 km/h: a kilometre takes two minutes. */
	route_day_snow(kit.day, NULL, 0, ROUTE_ICE);
	route_way(kit.scratch, kit.arena, &ask, &a, &d, 0, &way);
	assert_int_equal(way.ms, 3 * 120000);
	route_day_snow(kit.day, NULL, 0, ROUTE_SNOW_COVER);
	route_way(kit.scratch, kit.arena, &ask, &a, &d, 0, &way);
	assert_int_equal(way.ms, lrint(KM / 0.65) * 3);
	route_day_snow(kit.day, NULL, 0, ROUTE_DRY);
	route_way(kit.scratch, kit.arena, &ask, &a, &d, 0, &way);
	assert_int_equal(way.ms, 3 * KM);
	/* Snow in the valley alone. */
	route_day_snow(kit.day, (const uint32_t[]){ CV }, 1, ROUTE_ICE);
	route_way(kit.scratch, kit.arena, &ask, &a, &v, 0, &way);
	assert_int_equal(way.ms, 2 * KM + lrint(VALLEY / 0.65));
	route_way(kit.scratch, kit.arena, &ask, &a, &d, 0, &way);
	assert_int_equal(way.ms, 3 * KM);
	roadkit_release(&kit);
}

static void test_speeds(void **state)
{
	static const struct {
		const char *name;
		struct route_link link;
		bool back;
		uint32_t by;
		enum route_snow snow;
		double kmh;
	} rows[] = {
		{ "motorway", { .class = ROUTE_MOTORWAY }, false, ROUTE_CAR, ROUTE_DRY, 90 },
		{ "snowing", { .class = ROUTE_MOTORWAY }, false, ROUTE_CAR, ROUTE_SNOWING, 81 },
		{ "covered", { .class = ROUTE_MOTORWAY }, false, ROUTE_CAR, ROUTE_SNOW_COVER, 54 },
		{ "covered street", { .class = ROUTE_PRIMARY }, false, ROUTE_CAR, ROUTE_SNOW_COVER,
		  42.25 },
		{ "ice", { .class = ROUTE_PRIMARY }, false, ROUTE_CAR, ROUTE_ICE, 30 },
		{ "posted", { .class = ROUTE_TRUNK, .kmh = 50 }, false, ROUTE_CAR, ROUTE_DRY, 40 },
		{ "steep up", { .class = ROUTE_PRIMARY, .slope = 9 }, false, ROUTE_CAR, ROUTE_DRY,
		  65 },
		{ "steep down", { .class = ROUTE_PRIMARY, .slope = 9 }, true, ROUTE_CAR, ROUTE_DRY,
		  30 },
		{ "walking", { .class = ROUTE_PATH }, false, ROUTE_FOOT, ROUTE_DRY, 5.0367 },
		{ "walking up", { .class = ROUTE_PATH, .slope = 20 }, false, ROUTE_FOOT, ROUTE_DRY,
		  2.5012 },
		{ "walking down", { .class = ROUTE_PATH, .slope = 5 }, true, ROUTE_FOOT, ROUTE_DRY,
		  6 },
		{ "in snow", { .class = ROUTE_PATH }, false, ROUTE_FOOT, ROUTE_SNOW_COVER, 3.0220 },
		{ "stairs", { .class = ROUTE_STAIRS }, false, ROUTE_FOOT, ROUTE_DRY, 2.196 },
		{ "ride", { .class = ROUTE_GONDOLA, .fixed_ms = 3600000 }, true, ROUTE_FOOT,
		  ROUTE_ICE, 10 },
	};

	(void)state;
	for (uint32_t i = 0; i < COUNT(rows); i++) {
		struct route_link link = rows[i].link;

		link.metres = 10000;
		double ms = route_class_ms(&link, rows[i].back, rows[i].by, rows[i].snow);

		ROW_TRUE(rows[i].name, fabs(10000 * 3600 / ms - rows[i].kmh) < 0.001);
	}
	for (uint32_t i = 0; i < ROUTE_CLASSES; i++)
		assert_int_equal(route_class_of(str_of(route_class_name((enum route_class)i))), i);
	assert_int_equal(route_class_of(STR("canal")), ROUTE_CLASSES);
}

static void test_inside(void **state)
{
	struct geo_point ring[] = { { 116.015, 39.9 }, { 116.035, 39.9 }, { 116.035, 39.98 },
				    { 116.015, 39.98 }, { 116.015, 39.9 } };
	uint32_t end = 5, links[2];
	struct geo_shape shape = { GEO_POLYGON, 1, &end, ring, 5 };
	struct roadkit kit;

	(void)state;
	roadkit_csv(&kit, valley);
	assert_int_equal(route_links_in(kit.graph, &shape, links, 2), 2);
	assert_int_equal(links[0], CV);
	assert_int_equal(links[1], VS);
	struct route_facts facts;

	route_facts(kit.graph, &facts);
	assert_int_equal(facts.links, 9);
	assert_int_equal(facts.stray[0], 1);
	assert_true(str_eq(route_link_name(kit.graph, CV), STR("Valley Road")));
	assert_true(str_eq(route_link_name(kit.graph, BQ), STR("")));
	roadkit_release(&kit);
}

static void test_bad_input(void **state)
{
	static const _Alignas(8) char letter[] = "a letter";
	struct geo_point points[2] = { { 116, 40 }, { 116.01, 40 } };
	const struct route_link good = { .from = 0, .to = 1, .class = ROUTE_MINOR,
					 .pass = { ROUTE_CAR, ROUTE_CAR } };
	struct route_link link = good;
	struct route_turn turn = { 0, 0, 0, false };
	struct route_input input = { .points = points, .nnodes = 2, .links = &link, .nlinks = 1 };
	struct route_graph *graph;
	uint32_t place;

	(void)state;
	link.to = 2;
	assert_int_equal(route_build(&input, &graph, &place), ROUTE_BAD_NODE);
	link = good;
	link.nshape = 1;
	assert_int_equal(route_build(&input, &graph, &place), ROUTE_BAD_SHAPE);
	link = good;
	link.metres = NAN;
	assert_int_equal(route_build(&input, &graph, &place), ROUTE_BAD_LENGTH);
	link = good;
	link.class = ROUTE_CLASSES;
	assert_int_equal(route_build(&input, &graph, &place), ROUTE_BAD_CLASS);
	link = good;
	link.name = 5;
	assert_int_equal(route_build(&input, &graph, &place), ROUTE_BAD_NAME);
	link = good;
	turn.from = 1;
	input.turns = &turn;
	input.nturns = 1;
	assert_int_equal(route_build(&input, &graph, &place), ROUTE_BAD_TURN);
	input.nturns = 0;
	points[1].lat = 91;
	assert_int_equal(route_build(&input, &graph, &place), ROUTE_BAD_POINT);
	assert_int_equal(place, 1);
	input.nlinks = 0;
	assert_int_equal(route_build(&input, &graph, &place), ROUTE_NO_LINKS);
	input.nlinks = ROUTE_LINKS_MOST + 1;
	assert_int_equal(route_build(&input, &graph, &place), ROUTE_TOO_LARGE);
	/* Without coordinates or a length nobody knows how far it is. */
	points[1].lat = 40;
	input.nlinks = 1;
	input.points = NULL;
	assert_int_equal(route_build(&input, &graph, &place), ROUTE_BAD_LENGTH);
	assert_int_equal(route_open((struct str){ letter, sizeof letter }, &graph),
			 ROUTE_NOT_GRAPH);
	assert_string_equal(route_error_text(ROUTE_DAMAGED),
			    "路网文件已损坏 / prepared roads that are damaged");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reasons),	  cmocka_unit_test(test_snap),
		cmocka_unit_test(test_parts),	  cmocka_unit_test(test_detour),
		cmocka_unit_test(test_on_closed), cmocka_unit_test(test_by_time),
		cmocka_unit_test(test_by_any),	  cmocka_unit_test(test_snow),
		cmocka_unit_test(test_speeds),	  cmocka_unit_test(test_inside),
		cmocka_unit_test(test_bad_input),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
