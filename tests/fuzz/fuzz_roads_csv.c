/* Throws bytes at the readers of roads: what they take can be built and searched. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <stddef.h>

#include "wire/road/roads.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void search(const struct roads *roads)
{
	struct route_input input = roads_input(roads);
	struct route_graph *graph;
	uint32_t place, ms;
	enum route_error error = route_build(&input, &graph, &place);

	/* All that the engine asks of links and turns the reader has asked before. */
	assert(error == ROUTE_OK);
	struct route_day *day = route_day_create(graph);
	struct route_scratch *scratch = route_scratch_create(graph);
	struct arena *arena = arena_create();
	struct route_ask ask = { .day = day, .by = ROUTE_ANY, .vehicle = 1, .at = 1000 };
	struct route_spot from = route_at_node(0), to = route_at_node(roads->npoints - 1);
	struct route_way way;

	route_times(scratch, &ask, &from, 1, &to, 1, &ms);
	route_way(scratch, arena, &ask, &from, &to, 0, &way);
	assert((way.reason == ROUTE_REACHES) == (ms != ROUTE_NONE));
	assert(way.reason != ROUTE_REACHES || way.ms == ms);
	arena_destroy(arena);
	route_scratch_destroy(scratch);
	route_day_destroy(day);
	route_destroy(graph);
}

/* The first byte says which form the rest is. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct roads_fault fault;
	struct roads roads;

	if (size < 1)
		return 0;
	struct str text = { (const char *)data + 1, (uint32_t)(size - 1) };

	roads_init(&roads);
	if (data[0] == 'c') {
		fault = roads_csv(text, NULL, &roads);
	} else {
		struct str rest = text, graph;

		if (!str_split(&rest, '|', &graph))
			graph = rest = text;
		if (data[0] == 'd')
			rest = (struct str){ NULL, 0 };
		fault = roads_dimacs(graph, rest, &roads);
	}
	if (fault.error == ROADS_OK && roads.nlinks < 1000)
		search(&roads);
	roads_release(&roads);
	return 0;
}
