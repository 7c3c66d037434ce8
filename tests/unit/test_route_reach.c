/* Ground within reach as polygons, and when a column passes which road. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/lib/unit.h"

#include <math.h>
#include <stdio.h>

#include "tests/lib/roadkit.h"

/* A straight road of 10 km eastward at 60 km/h (75 posted), a node each kilometre. */
static void straight_road(struct roadkit *kit, const char *ways)
{
	struct buf text;

	buf_init(&text, 65536);
	for (int i = 0; i <= 10; i++)
		buf_printf(&text, "node,%d,%.7f,40\n", i, 116 + i * 0.011740);
	for (int i = 0; i < 10; i++)
		buf_printf(&text, "link,l%d,%d,%d,primary,%s,1000,75\n", i, i, i + 1, ways);
	buf_add_char(&text, '\0');
	roadkit_csv(kit, text.at);
	buf_release(&text);
}

static struct route_ask by_car(const struct roadkit *kit)
{
	return (struct route_ask){ .day = kit->day, .by = ROUTE_CAR, .vehicle = 1, .at = 1000000 };
}

static struct geo_point at_metre(double metres)
{
	return (struct geo_point){ 116 + metres * 0.011740 / 1000, 40 };
}

static bool covers(const struct route_area *area, struct geo_point p)
{
	for (uint32_t i = 0; i < area->npolygons; i++)
		if (geo_inside(&area->polygons[i], p))
			return true;
	return false;
}

static void test_circles(void **state)
{
	static const uint32_t limits[] = { 60000, 180000, 300000 };
	struct route_area areas[3];
	struct roadkit kit;

	(void)state;
	straight_road(&kit, "all");
	struct route_ask ask = by_car(&kit);
	struct route_spot place = route_snap(kit.graph, at_metre(5500), ROUTE_CAR, 100);

	assert_int_equal(route_reach(kit.scratch, kit.arena, &ask, &place, false, limits, 3, areas),
			 ROUTE_REACHES);
	/* A kilometre a minute; a cell is 41 m here, so two of them are the doubt at an end. */
	for (uint32_t i = 0; i < 3; i++) {
		double metres = limits[i] / 60.0;

		assert_int_equal(areas[i].npolygons, 1);
		for (double m = 0; m <= 10000; m += 100) {
			if (fabs(m - 5500) < metres - 90)
				assert_true(covers(&areas[i], at_metre(m)));
			if (fabs(m - 5500) > metres + 150)
				assert_false(covers(&areas[i], at_metre(m)));
		}
		assert_true(areas[i].km2 > 2 * metres * 80 * 1e-6 &&
			    areas[i].km2 < 2 * (metres + 100) * 170 * 1e-6);
		const struct geo_shape *shape = &areas[i].polygons[0];

		assert_memory_equal(&shape->points[0], &shape->points[shape->ring_ends[0] - 1],
				    sizeof shape->points[0]);
	}
	/* Closed on both sides of the link it stands on: that is all of its reach. */
	for (uint32_t i = 4; i <= 6; i += 2)
		route_day_put(kit.day, &(struct route_rule){
			.link = i, .ways = ROUTE_FORTH | ROUTE_BACK, .vehicles = 1, .from = 1,
			.until = INSTANT_MAX });
	route_reach(kit.scratch, kit.arena, &ask, &place, false, limits, 3, areas);
	assert_true(covers(&areas[2], at_metre(5100)));
	assert_false(covers(&areas[2], at_metre(4800)));
	place = route_snap(kit.graph, (struct geo_point){ 10, 10 }, ROUTE_CAR, 100);
	assert_int_equal(route_reach(kit.scratch, kit.arena, &ask, &place, false, limits, 3, areas),
			 ROUTE_PLACE_OFF_ROAD);
	assert_int_equal(areas[2].npolygons, 0);
	roadkit_release(&kit);
}

/* On a one-way road one gets forward, and is reached from behind. */
static void test_one_way(void **state)
{
	static const uint32_t limit = 120000;
	struct route_area area;
	struct roadkit kit;

	(void)state;
	straight_road(&kit, "car-oneway");
	struct route_ask ask = by_car(&kit);
	struct route_spot place = route_snap(kit.graph, at_metre(5500), ROUTE_CAR, 100);

	for (uint32_t towards = 0; towards < 2; towards++) {
		double side = towards ? -1 : 1;

		route_reach(kit.scratch, kit.arena, &ask, &place, towards, &limit, 1, &area);
		assert_true(covers(&area, at_metre(5500 + side * 1800)));
		assert_true(covers(&area, at_metre(5500 + side * 300)));
		assert_false(covers(&area, at_metre(5500 - side * 300)));
		assert_false(covers(&area, at_metre(5500 + side * 2300)));
	}
	roadkit_release(&kit);
}

/* Round a square of roads lies a hole; a small one is a block between streets. */
static void test_hole(void **state)
{
	static const uint32_t limit = 1200000;
	static const double sides[] = { 0.05, 0.004 };
	struct route_area area;

	(void)state;
	for (uint32_t i = 0; i < 2; i++) {
		char text[1024];
		double s = sides[i];
		struct roadkit kit;

		snprintf(text, sizeof text,
			 "node,a,116,40\nnode,b,%.4f,40\nnode,c,%.4f,%.4f\nnode,d,116,%.4f\n"
			 "link,ab,a,b,primary,all\nlink,bc,b,c,primary,all\n"
			 "link,cd,c,d,primary,all\nlink,da,d,a,primary,all\n",
			 116 + s, 116 + s, 40 + s, 40 + s);
		roadkit_csv(&kit, text);
		struct route_ask ask = by_car(&kit);
		struct route_spot place = route_at_node(0);

		route_reach(kit.scratch, kit.arena, &ask, &place, false, &limit, 1, &area);
		assert_int_equal(area.npolygons, 1);
		assert_int_equal(area.polygons[0].nrings, i == 0 ? 2 : 1);
		assert_true(covers(&area, (struct geo_point){ 116 + s / 2, 40 }));
		assert_int_equal(covers(&area, (struct geo_point){ 116 + s / 2, 40 + s / 2 }),
				 i == 1);
		roadkit_release(&kit);
	}
}

/* ---- columns -------------------------------------------------------------------------------- */

static void test_column(void **state)
{
	const instant start = 100000000;
	const struct route_halt halt = { 2000, 300000 };
	struct route_convoy convoy = { .vehicles = 10, .vehicle_m = 10, .gap_m = 100, .kmh = 36,
				       .sets_off = start, .before_ms = 60000, .after_ms = 30000,
				       .halts = &halt, .nhalts = 1 };
	struct route_convoy_times times;
	struct route_rule rules[16];
	struct route_way way;
	struct roadkit kit;

	(void)state;
	straight_road(&kit, "all");
	struct route_ask ask = by_car(&kit);
	struct route_spot a = route_at_node(0), b = route_at_node(10);

	route_way(kit.scratch, kit.arena, &ask, &a, &b, 0, &way);
	assert_int_equal(route_convoy(kit.arena, kit.graph, &way, &convoy, &times),
			 ROUTE_CONVOY_OK);
	/* Ten vehicles of 10 m and nine gaps of 100 m, at ten metres a second. */
	assert_true(fabs(times.column_m - 1000) < 1e-9);
	assert_int_equal(times.npassings, 10);
	const struct route_passing *first = &times.passings[0], *third = &times.passings[2];

	assert_int_equal(first->head_in, start);
	assert_int_equal(first->head_out, start + 100000);
	assert_int_equal(first->tail_in, start + 100000);
	/* Two kilometres on the head halts for five minutes, and so does the tail. */
	assert_int_equal(first->tail_out, start + 200000 + 300000);
	assert_int_equal(third->head_in, start + 200000);
	assert_int_equal(third->head_out, start + 600000);
	assert_int_equal(third->closed_from, third->head_in - 60000);
	assert_int_equal(third->closed_until, third->tail_out + 30000);
	assert_int_equal(times.head_arrives, start + 1300000);
	assert_int_equal(times.tail_arrives, start + 1400000);

	/* As closures of the roads behind and before it, they hold for who comes across in time. */
	uint32_t n = route_convoy_rules(&times, 1, 77, rules, 16);

	assert_int_equal(n, 10);
	for (uint32_t i = 0; i < n; i++)
		route_day_put(kit.day, &rules[i]);
	struct route_spot from = route_at_node(4), to = route_at_node(5);

	ask.at = start;
	route_way(kit.scratch, kit.arena, &ask, &from, &to, 0, &way);
	assert_int_equal(way.reason, ROUTE_REACHES);
	ask.at = rules[4].from;
	route_way(kit.scratch, kit.arena, &ask, &from, &to, 0, &way);
	assert_int_equal(way.reason, ROUTE_CLOSED);
	assert_int_equal(way.origin, 77);
	ask.at = rules[4].until;
	route_way(kit.scratch, kit.arena, &ask, &from, &to, 0, &way);
	assert_int_equal(way.reason, ROUTE_REACHES);
	roadkit_release(&kit);
}

static void test_relay(void **state)
{
	struct route_convoy relay = { .vehicles = 1, .vehicle_m = 200, .kmh = 8, .steady = true,
				      .sets_off = 1000000 };
	struct route_convoy_times times;
	struct route_way way;
	struct roadkit kit;

	(void)state;
	straight_road(&kit, "all");
	struct route_ask ask = by_car(&kit);
	struct route_spot a = route_at_node(0), b = route_at_node(10);

	route_way(kit.scratch, kit.arena, &ask, &a, &b, 0, &way);
	route_convoy(kit.arena, kit.graph, &way, &relay, &times);
	assert_int_equal(times.head_arrives - relay.sets_off, 4500000);
	assert_int_equal(times.tail_arrives - times.head_arrives, 90000);
	/* Faster than the road a column is not; a relay is as fast as it is said to be. */
	relay.kmh = 200;
	route_convoy(kit.arena, kit.graph, &way, &relay, &times);
	assert_int_equal(times.head_arrives - relay.sets_off, 180000);
	relay.steady = false;
	route_convoy(kit.arena, kit.graph, &way, &relay, &times);
	assert_int_equal(times.head_arrives - relay.sets_off, 600000);
	roadkit_release(&kit);
}

static void test_convoy_faults(void **state)
{
	const struct route_convoy good = { .vehicles = 2, .vehicle_m = 10, .gap_m = 50, .kmh = 40,
					   .sets_off = 1000 };
	const struct route_halt halts[] = { { 500, 1 }, { 400, 1 } }, far = { 20000, 1 };
	struct route_convoy_times times;
	struct route_convoy bad[7];
	struct route_way way;
	struct roadkit kit;

	(void)state;
	straight_road(&kit, "all");
	struct route_ask ask = by_car(&kit);
	struct route_spot a = route_at_node(0), b = route_at_node(10);

	route_way(kit.scratch, kit.arena, &ask, &a, &b, 0, &way);
	for (uint32_t i = 0; i < COUNT(bad); i++)
		bad[i] = good;
	bad[0].vehicles = 0;
	bad[1].kmh = 0;
	bad[2].gap_m = -1;
	bad[3].vehicle_m = NAN;
	bad[4].sets_off = 0;
	bad[5].halts = halts;
	bad[5].nhalts = 2;
	bad[6].halts = &far;
	bad[6].nhalts = 1;
	for (uint32_t i = 0; i < COUNT(bad); i++)
		assert_int_equal(route_convoy(kit.arena, kit.graph, &way, &bad[i], &times),
				 i < 5 ? ROUTE_CONVOY_BAD_NUMBER : ROUTE_CONVOY_BAD_HALT);
	way.reason = ROUTE_CLOSED;
	assert_int_equal(route_convoy(kit.arena, kit.graph, &way, &good, &times),
			 ROUTE_CONVOY_NO_WAY);
	roadkit_release(&kit);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_circles), cmocka_unit_test(test_one_way),
		cmocka_unit_test(test_hole),	cmocka_unit_test(test_column),
		cmocka_unit_test(test_relay),	cmocka_unit_test(test_convoy_faults),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
