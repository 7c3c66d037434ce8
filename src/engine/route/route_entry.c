/* How one gets from a spot onto the graph and off it: along a part of a link, or on foot. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/route/route_state.h"

uint32_t route_off_ms(float off_m)
{
	return off_m > CURB_M ? (uint32_t)((off_m - CURB_M) * WALK_MS_PER_M) : 0;
}

struct entries {
	const struct route_graph *graph;
	const struct route_ask *ask;
	bool free, arrives;
	struct route_entry *at;
	uint32_t count;
};

static bool of_layer(const struct entries *entries, uint32_t state, uint32_t by)
{
	return route_is_car(entries->graph, state) == (by == ROUTE_CAR);
}

static void put(struct entries *entries, struct route_entry entry)
{
	if (entries->count < ROUTE_ENTRIES_MOST)
		entries->at[entries->count++] = entry;
}

/* The out arc of a dir in a layer; ROUTE_NONE. */
static uint32_t arc_of(const struct entries *entries, uint32_t dir, uint32_t by)
{
	const struct route_graph *graph = entries->graph;

	for (uint32_t i = graph->way_begin[dir]; i < graph->way_begin[dir + 1]; i++)
		if (of_layer(entries, graph->out[graph->ways[i]].state, by))
			return graph->ways[i];
	return ROUTE_NONE;
}

/* What the whole dir takes. Who stands on a closed link may leave it, at its usual speed. */
static uint32_t dir_ms(const struct entries *entries, uint32_t dir, uint32_t arc)
{
	uint32_t ms = entries->ask->day->out[arc].ms;
	uint32_t today = route_day_look(entries->ask, entries->free, dir, ms);

	return today == UNREACHED ? ms : today;
}

static void at_node(struct entries *entries, uint32_t node, uint32_t by)
{
	const struct route_graph *graph = entries->graph;

	if (node >= graph->head->nnodes)
		return;
	for (uint32_t i = graph->node_begin[node]; i < graph->node_begin[node + 1]; i++) {
		uint32_t state = graph->node_states[i];

		if (!of_layer(entries, state, by))
			continue;
		put(entries, (struct route_entry){ state, 0, ROUTE_NONE, 0, by });
		/* One who sets off here has come by no link: all turns are his. */
		if (!entries->arrives)
			return;
	}
}

static bool has_arc(const struct route_graph *graph, uint32_t state, uint32_t dir)
{
	for (uint32_t i = graph->out_begin[state]; i < graph->out_begin[state + 1]; i++)
		if (graph->out_dir[i] == dir)
			return true;
	return false;
}

static void along(struct entries *entries, uint32_t dir, float part, uint32_t off_ms, uint32_t by)
{
	const struct route_graph *graph = entries->graph;
	uint32_t arc = arc_of(entries, dir, by);

	if (arc == ROUTE_NONE)
		return;
	float gone = entries->arrives ? part : 1 - part;
	uint32_t ms = off_ms + (uint32_t)(gone * (float)dir_ms(entries, dir, arc));
	struct route_entry entry = { graph->out[arc].state, ms, dir, part, by };

	if (!entries->arrives) {
		put(entries, entry);
		return;
	}
	uint32_t node = route_tail_node(graph, dir);

	for (uint32_t i = graph->node_begin[node]; i < graph->node_begin[node + 1]; i++) {
		entry.state = graph->node_states[i];
		if (of_layer(entries, entry.state, by) && has_arc(graph, entry.state, dir))
			put(entries, entry);
	}
}

uint32_t route_entries(const struct route_graph *graph, const struct route_ask *ask, bool free,
		       const struct route_spot *spot, bool arrives, struct route_entry *ret)
{
	struct entries entries = { graph, ask, free, arrives, ret, 0 };

	for (uint32_t by = ROUTE_CAR; by <= ROUTE_FOOT; by++) {
		const struct route_on *on = by == ROUTE_CAR ? &spot->car : &spot->foot;

		if (!(ask->by & by))
			continue;
		if (spot->node != ROUTE_NONE) {
			at_node(&entries, spot->node, by);
		} else if (on->link < graph->head->nlinks) {
			uint32_t off_ms = route_off_ms(on->off_m);

			along(&entries, 2 * on->link, on->share, off_ms, by);
			along(&entries, 2 * on->link + 1, 1 - on->share, off_ms, by);
		}
	}
	return entries.count;
}

uint32_t route_straight(const struct route_graph *graph, const struct route_ask *ask, bool free,
			const struct route_spot *from, const struct route_spot *to,
			struct route_entry *ret_from, float *ret_part)
{
	struct entries entries = { graph, ask, free, false, NULL, 0 };
	uint32_t best = UNREACHED;

	for (uint32_t by = ROUTE_CAR; by <= ROUTE_FOOT; by++) {
		const struct route_on *a = by == ROUTE_CAR ? &from->car : &from->foot;
		const struct route_on *b = by == ROUTE_CAR ? &to->car : &to->foot;

		if (!(ask->by & by) || from->node != ROUTE_NONE || to->node != ROUTE_NONE ||
		    a->link != b->link || a->link >= graph->head->nlinks)
			continue;
		for (uint32_t back = 0; back < 2; back++) {
			float start = back ? 1 - a->share : a->share;
			float end = back ? 1 - b->share : b->share;
			uint32_t dir = 2 * a->link + back, arc = arc_of(&entries, dir, by);

			if (arc == ROUTE_NONE || end < start)
				continue;
			uint32_t ms = route_off_ms(a->off_m) + route_off_ms(b->off_m) +
				      (uint32_t)((end - start) * (float)dir_ms(&entries, dir, arc));

			if (ms >= best)
				continue;
			best = ms;
			*ret_from = (struct route_entry){ ROUTE_NONE, ms, dir, start, by };
			*ret_part = end;
		}
	}
	return best;
}
