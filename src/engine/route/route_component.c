/* Finds roads that lead nowhere: what stands on one of them is looked for on the next real road. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/route/route_state.h"

/* Tarjan's strongly connected components (1972) over all states, without recursion. */
struct walk {
	const struct route_graph *graph;
	uint32_t *index, *low, *next, *stack, *path;
	uint32_t nstack, npath, count;
	uint32_t *component, *sizes, ncomponents;
};

static void enter(struct walk *walk, uint32_t state)
{
	walk->index[state] = walk->low[state] = ++walk->count;
	walk->next[state] = walk->graph->out_begin[state];
	walk->stack[walk->nstack++] = state;
	walk->path[walk->npath++] = state;
}

static void leave(struct walk *walk, uint32_t state)
{
	uint32_t other;

	walk->npath--;
	if (walk->npath > 0) {
		uint32_t before = walk->path[walk->npath - 1];

		if (walk->low[state] < walk->low[before])
			walk->low[before] = walk->low[state];
	}
	if (walk->low[state] != walk->index[state])
		return;
	do {
		other = walk->stack[--walk->nstack];
		walk->component[other] = walk->ncomponents;
		walk->sizes[walk->ncomponents]++;
	} while (other != state);
	walk->ncomponents++;
}

/* Getting out of the car joins no components: one does not get back in. */
static void step(struct walk *walk)
{
	const struct route_graph *graph = walk->graph;
	uint32_t state = walk->path[walk->npath - 1];

	if (walk->next[state] == graph->out_begin[state + 1]) {
		leave(walk, state);
		return;
	}
	uint32_t arc = walk->next[state]++, other = graph->out[arc].state;

	if (walk->index[other] == 0)
		enter(walk, other);
	else if (walk->component[other] == ROUTE_NONE && walk->index[other] < walk->low[state])
		walk->low[state] = walk->index[other];
}

static void mark_links(struct route_graph *graph, const struct walk *walk)
{
	uint32_t largest[2] = { 0, 0 };

	for (uint32_t i = 0; i < graph->head->nstates; i++) {
		uint32_t *size = &largest[!route_is_car(graph, i)];

		if (walk->sizes[walk->component[i]] > *size)
			*size = walk->sizes[walk->component[i]];
	}
	/* Kept unless both ends of all its ways lie in components that are small. */
	for (uint32_t i = 0; i < graph->head->nlinks; i++)
		graph->links[i].stray = graph->links[i].pass[0] | graph->links[i].pass[1];
	for (uint32_t state = 0; state < graph->head->nstates; state++) {
		bool car = route_is_car(graph, state);
		uint32_t size = walk->sizes[walk->component[state]];

		if (size < STRAY_STATES && size < largest[!car])
			continue;
		for (uint32_t i = graph->out_begin[state]; i < graph->out_begin[state + 1]; i++)
			if (graph->out_dir[i] != ROUTE_NONE &&
			    walk->component[graph->out[i].state] == walk->component[state])
				graph->links[graph->out_dir[i] / 2].stray &=
					(uint8_t)~(car ? ROUTE_CAR : ROUTE_FOOT);
	}
}

void route_component_mark(struct route_graph *graph)
{
	uint32_t n = graph->head->nstates + 1;
	struct walk walk = { .graph = graph };
	uint32_t *memory = heap_alloc(7 * (size_t)n * sizeof *memory);

	walk.index = memory;
	walk.low = memory + n;
	walk.next = memory + 2 * (size_t)n;
	walk.stack = memory + 3 * (size_t)n;
	walk.path = memory + 4 * (size_t)n;
	walk.component = memory + 5 * (size_t)n;
	walk.sizes = memory + 6 * (size_t)n;
	memset(walk.component, 0xff, n * sizeof *walk.component);
	for (uint32_t i = 0; i + 1 < n; i++) {
		if (walk.index[i] != 0)
			continue;
		enter(&walk, i);
		while (walk.npath > 0)
			step(&walk);
	}
	mark_links(graph, &walk);
	heap_free(memory);
}
