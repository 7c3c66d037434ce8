/* Throws bytes at prepared roads, their checksum made good: what opens can be searched. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <stddef.h>

#include "engine/route/route_state.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct route_graph *small_graph(void)
{
	static const struct geo_point points[] = { { 116, 40 }, { 116.01, 40 }, { 116.01, 40.01 } };
	static const struct geo_point shape[] = { { 116.005, 40.001 } };
	static const struct route_link links[] = {
		{ .from = 0, .to = 1, .nshape = 1, .class = ROUTE_PRIMARY,
		  .pass = { ROUTE_ANY, ROUTE_ANY } },
		{ .from = 1, .to = 2, .class = ROUTE_MINOR, .pass = { ROUTE_ANY, ROUTE_FOOT } },
		{ .from = 2, .to = 0, .class = ROUTE_PATH, .pass = { ROUTE_FOOT, ROUTE_FOOT } },
	};
	static const struct route_turn turns[] = { { 0, 1, 1, false } };
	const struct route_input input = { points, 3, links, 3, shape, 1, turns, 1, { NULL, 0 } };
	struct route_graph *graph;
	uint32_t place;
	enum route_error error = route_build(&input, &graph, &place);

	assert(error == ROUTE_OK);
	return graph;
}

static void search(struct route_graph *graph)
{
	struct route_day *day = route_day_create(graph);
	struct route_scratch *scratch = route_scratch_create(graph);
	struct arena *arena = arena_create();
	struct route_ask ask = { .day = day, .by = ROUTE_ANY, .vehicle = 1, .at = 1000 };
	struct route_spot place = route_snap(graph, (struct geo_point){ 116.004, 40 }, ROUTE_ANY,
					     5000), unit = route_at_node(0);
	struct route_near near;
	uint8_t reason;
	uint32_t limit = 60000;
	struct route_area area;

	route_near(scratch, &ask, &place, &unit, 1, 1, &near, &reason);
	if (graph->head->nlinks < 1000)
		route_reach(scratch, arena, &ask, &place, false, &limit, 1, &area);
	arena_destroy(arena);
	route_scratch_destroy(scratch);
	route_day_destroy(day);
	route_destroy(graph);
}

/* Pairs of a place and a byte change a good graph here and there. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct route_graph *good = small_graph(), *graph;
	struct str bytes = route_bytes(good);
	uint8_t *copy = heap_alloc(bytes.len);

	memcpy(copy, bytes.at, bytes.len);
	for (size_t i = 0; i + 3 <= size; i += 3)
		copy[(data[i] | (uint32_t)data[i + 1] << 8) % bytes.len] = data[i + 2];
	struct str changed = { (const char *)copy, bytes.len };

	if (route_open(changed, &graph) == ROUTE_OK)
		search(graph);
	struct route_graph sealed = { .head = (struct route_head *)(void *)copy };

	if (sealed.head->bytes == bytes.len) {
		route_file_seal(&sealed);
		if (route_open(changed, &graph) == ROUTE_OK)
			search(graph);
	}
	heap_free(copy);
	route_destroy(good);
	return 0;
}
