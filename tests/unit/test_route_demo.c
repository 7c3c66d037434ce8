/* The roads of the scenario: all can be reached, and a valley with one road can be cut off. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/lib/unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "os/os.h"
#include "tests/lib/roadkit.h"

static const struct geo_point stadium = { 116.39, 39.993 }, valley = { 115.806, 40.568 };
static const struct geo_point summit = { 115.785, 40.578 }, mouth = { 115.812, 40.556 };

static void open_demo(struct roadkit *kit)
{
	const char *root = getenv("SOURCE_ROOT");
	char path[4096];
	struct buf text;

	snprintf(path, sizeof path, "%s/demo/beijing-2022/roads.csv", root ? root : ".");
	buf_init(&text, (size_t)4 * 1024 * 1024);
	assert_int_equal(os_read_file(path, &text), 0);
	buf_add_char(&text, '\0');
	roadkit_csv(kit, text.at);
	buf_release(&text);
}

/* Every node by simple means; cars only, without turns. */
static void test_simple_means(void **state)
{
	struct roadkit kit;

	(void)state;
	open_demo(&kit);
	uint32_t n = kit.roads.npoints, wrong = 0, reached = 0;
	uint32_t *want = heap_alloc(n * sizeof *want), *got = heap_alloc(n * sizeof *got);
	struct route_spot *spots = heap_alloc(n * sizeof *spots);
	struct route_ask ask = { .day = kit.day, .by = ROUTE_CAR, .vehicle = 1, .at = 1000 };

	for (uint32_t i = 0; i < n; i++)
		spots[i] = route_at_node(i);
	/* The file leaves lengths to the lines. */
	for (uint32_t i = 0; i < kit.roads.nlinks; i++)
		route_link_get(kit.graph, i, &kit.roads.links[i]);
	roadkit_relax(&kit, 0, false, want);
	route_times(kit.scratch, &ask, spots, 1, spots, n, got);
	for (uint32_t i = 0; i < n; i++) {
		wrong += want[i] != got[i];
		reached += got[i] != ROUTE_NONE;
	}
	assert_int_equal(wrong, 0);
	assert_true(reached > n - 30);
	heap_free(want);
	heap_free(got);
	heap_free(spots);
	roadkit_release(&kit);
}

static void test_cut_off(void **state)
{
	struct roadkit kit;
	struct route_near near[2];
	struct route_way way;
	uint8_t reasons[2];

	(void)state;
	open_demo(&kit);
	struct route_ask ask = { .day = kit.day, .by = ROUTE_CAR, .vehicle = 1, .at = 1000000 };
	struct route_spot from = route_snap(kit.graph, stadium, ROUTE_ANY, ROUTE_SNAP_M);
	struct route_spot to = route_snap(kit.graph, valley, ROUTE_ANY, ROUTE_SNAP_M);
	struct route_spot top = route_snap(kit.graph, summit, ROUTE_ANY, ROUTE_SNAP_M);
	struct route_spot road = route_snap(kit.graph, mouth, ROUTE_CAR, ROUTE_SNAP_M);

	route_way(kit.scratch, kit.arena, &ask, &from, &to, 0, &way);
	assert_int_equal(way.reason, ROUTE_REACHES);
	assert_true(way.ms > 3600000 && way.ms < 7200000);
	route_way(kit.scratch, kit.arena, &ask, &from, &top, 0, &way);
	assert_int_equal(way.reason, ROUTE_PLACE_OFF_ROAD);
	ask.by = ROUTE_ANY;
	route_way(kit.scratch, kit.arena, &ask, &from, &top, 0, &way);
	assert_int_equal(way.reason, ROUTE_REACHES);
	/* Snow comes down on the road: units inside the valley still answer, others do not. */
	ask.by = ROUTE_CAR;
	route_day_put(kit.day, &(struct route_rule){
		.link = road.car.link, .ways = ROUTE_FORTH | ROUTE_BACK, .vehicles = 1, .from = 1,
		.until = INSTANT_MAX });
	const struct route_spot units[] = {
		from, route_snap(kit.graph, (struct geo_point){ 115.807, 40.565 }, ROUTE_CAR, 500),
	};

	assert_int_equal(route_near(kit.scratch, &ask, &to, units, 2, 2, near, reasons), 1);
	assert_int_equal(near[0].unit, 1);
	assert_int_equal(reasons[0], ROUTE_CLOSED);
	roadkit_release(&kit);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_simple_means),
		cmocka_unit_test(test_cut_off),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
