/* The road engine's travel times equal igraph's on every road file of ../shared, node to node. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/lib/unit.h"

#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/lib/roadkit.h"
#include "tests/lib/roadpeer.h"

#define SOURCES 2

/* Nodes that a car can stand on; the others are on no road. */
static bool *on_road(const struct roads *roads)
{
	bool *on = heap_alloc(roads->npoints + (size_t)1);

	for (uint32_t i = 0; i < roads->nlinks; i++)
		if ((roads->links[i].pass[0] | roads->links[i].pass[1]) & ROUTE_CAR)
			on[roads->links[i].from] = on[roads->links[i].to] = true;
	return on;
}

static void compare(struct roadkit *kit, uint64_t seed)
{
	uint32_t n = kit->roads.npoints, reached = 0;
	struct route_spot *spots = heap_alloc(n * sizeof *spots);
	uint32_t *ours = heap_alloc(n * sizeof *ours);
	bool *on = on_road(&kit->roads);
	struct route_ask ask = { .day = kit->day, .by = ROUTE_CAR, .vehicle = 1, .at = 1000 };
	struct chance chance = { seed };
	igraph_vector_t weights;
	igraph_matrix_t times;
	igraph_t peer;

	roadpeer_make(&kit->roads, &peer, &weights);
	igraph_matrix_init(&times, 0, 0);
	for (uint32_t i = 0; i < n; i++)
		spots[i] = route_at_node(i);
	for (uint32_t s = 0; s < SOURCES; s++) {
		uint32_t from;

		do
			from = chance_below(&chance, n);
		while (!on[from]);
		route_times(kit->scratch, &ask, &spots[from], 1, spots, n, ours);
		igraph_distances_dijkstra(&peer, &times, igraph_vss_1(from), igraph_vss_all(),
					  &weights, IGRAPH_OUT);
		for (uint32_t to = 0; to < n; to++) {
			double theirs = MATRIX(times, 0, to);
			double mine = ours[to] == ROUTE_NONE ? IGRAPH_INFINITY : ours[to];

			reached += ours[to] != ROUTE_NONE;
			if (mine != theirs)
				fail_msg("%u to %u: %f ours, %f igraph's", from, to, mine, theirs);
		}
	}
	assert_true(reached > n);
	igraph_matrix_destroy(&times);
	igraph_vector_destroy(&weights);
	igraph_destroy(&peer);
	heap_free(spots);
	heap_free(ours);
	heap_free(on);
}

static void compare_osm(const char *name)
{
	const char *path = roadkit_shared(name);
	struct roadkit kit;

	if (path == NULL) {
		print_message("skipped: no ../shared\n");
		return;
	}
	roads_init(&kit.roads);
	struct roads_fault fault = roads_osm(path, NULL, &kit.roads);

	if (fault.error != ROADS_OK)
		fail_msg("%s: %s", name, roads_error_name(fault.error));
	kit.roads.nturns = 0;
	roadkit_ready(&kit);
	compare(&kit, 11);
	roadkit_release(&kit);
}

static void test_beijing(void **state)
{
	(void)state;
	compare_osm("beijing-core.osm.pbf");
}

static void test_beijing_large(void **state)
{
	(void)state;
	compare_osm("beijing-3x3.osm.pbf");
}

static void test_andorra(void **state)
{
	(void)state;
	compare_osm("andorra-2021.osm.pbf");
}

static void test_liechtenstein(void **state)
{
	(void)state;
	compare_osm("liechtenstein-2021.osm.pbf");
}

/* What a program writes to its standard output, as a stream. */
static FILE *unpacked(const char *path, pid_t *ret_child)
{
	int ends[2];

	assert_int_equal(pipe(ends), 0);
	*ret_child = fork();
	if (*ret_child == 0) {
		dup2(ends[1], 1);
		close(ends[0]);
		execlp("xz", "xz", "-dc", path, (char *)NULL);
		_exit(127);
	}
	close(ends[1]);
	return fdopen(ends[0], "r");
}

/* Rows of that file: arc, from, to, length / 1000, -1. */
static void test_new_york(void **state)
{
	const char *path = roadkit_shared("new-york-dimacs-edges.csv.xz");
	unsigned arc, from, to;
	double length;
	struct roadkit kit;
	pid_t child;
	int rc;

	(void)state;
	if (path == NULL) {
		print_message("skipped: no ../shared\n");
		return;
	}
	roads_init(&kit.roads);
	kit.roads.has_points = false;
	FILE *rows = unpacked(path, &child);

	while (fscanf(rows, "%u,%u,%u,%lf,-1\n", &arc, &from, &to, &length) == 4) {
		while (kit.roads.npoints <= from || kit.roads.npoints <= to)
			roads_add_point(&kit.roads, (struct geo_point){ 0, 0 });
		roads_add_link(&kit.roads, &(struct route_link){
			.from = from, .to = to, .fixed_ms = (uint32_t)(length * 1000 + 0.5),
			.class = ROUTE_MINOR, .pass = { ROUTE_CAR, 0 } });
	}
	fclose(rows);
	waitpid(child, &rc, 0);
	assert_int_equal(rc, 0);
	assert_int_equal(kit.roads.npoints, 264346);
	assert_int_equal(kit.roads.nlinks, 730100);
	roadkit_ready(&kit);
	compare(&kit, 5);
	roadkit_release(&kit);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_beijing),	     cmocka_unit_test(test_beijing_large),
		cmocka_unit_test(test_andorra),	     cmocka_unit_test(test_liechtenstein),
		cmocka_unit_test(test_new_york),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
