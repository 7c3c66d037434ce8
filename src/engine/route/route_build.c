/* Makes a graph that can be searched out of links, nodes and forbidden turns. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "engine/route/route_state.h"

/* After from no way into to; or (only) no other. */
struct ban {
	uint32_t from, to;                         /* dirs */
	bool only;
};
struct builder {
	const struct route_input *input;
	uint32_t *dir_begin, *dirs;                /* that leave a node */
	uint32_t *by_rank;                         /* nodes along the curve */
	uint32_t *state[2];                        /* by node: of cars, of walkers */
	struct ban *bans;                          /* by from */
	uint32_t nbans, sbans;
	uint32_t *copies;                          /* dirs whose end has a state of its own */
	uint32_t ncopies;
	struct route_head head;
	struct route_graph *graph;
};

/* ---- what comes in --------------------------------------------------------------------------- */

static bool on_earth(struct geo_point p)
{
	return isfinite(p.lon) && isfinite(p.lat) && fabs(p.lon) <= 180 && fabs(p.lat) <= 90;
}

static enum route_error check_points(const struct geo_point *points, uint32_t count,
				     uint32_t *place)
{
	for (uint32_t i = 0; points && i < count; i++)
		if (!on_earth(points[i])) {
			*place = i;
			return ROUTE_BAD_POINT;
		}
	return ROUTE_OK;
}

static bool has_length(const struct route_input *input, const struct route_link *link)
{
	if (!(link->metres >= 0 && link->metres <= 1e7) || link->fixed_ms > ROUTE_LINK_MS_MOST)
		return false;
	return link->metres > 0 || input->points || link->fixed_ms;
}

static enum route_error check_link(const struct route_input *input, const struct route_link *link)
{
	if (link->from >= input->nnodes || link->to >= input->nnodes)
		return ROUTE_BAD_NODE;
	if (link->shape > input->nshape || link->nshape > input->nshape - link->shape ||
	    (link->nshape && !input->points))
		return ROUTE_BAD_SHAPE;
	if (!has_length(input, link))
		return ROUTE_BAD_LENGTH;
	if (link->class >= ROUTE_CLASSES)
		return ROUTE_BAD_CLASS;
	if (link->name > input->names.len || (link->name && link->name == input->names.len))
		return ROUTE_BAD_NAME;
	return ROUTE_OK;
}

static bool touches(const struct route_link *link, uint32_t node)
{
	return link->from == node || link->to == node;
}

static enum route_error check_rest(const struct route_input *input, uint32_t *place)
{
	for (uint32_t i = 0; i < input->nlinks; i++) {
		enum route_error error = check_link(input, &input->links[i]);

		*place = i;
		if (error != ROUTE_OK)
			return error;
	}
	for (uint32_t i = 0; i < input->nturns; i++) {
		const struct route_turn *turn = &input->turns[i];

		*place = i;
		if (turn->from >= input->nlinks || turn->to >= input->nlinks ||
		    !touches(&input->links[turn->from], turn->via) ||
		    !touches(&input->links[turn->to], turn->via))
			return ROUTE_BAD_TURN;
	}
	return ROUTE_OK;
}

static enum route_error check(const struct route_input *input, uint32_t *place)
{
	enum route_error error;

	*place = 0;
	if (input->nlinks == 0 || input->nnodes == 0)
		return ROUTE_NO_LINKS;
	if (input->nnodes > ROUTE_NODES_MOST || input->nlinks > ROUTE_LINKS_MOST ||
	    input->nshape > ROUTE_SHAPE_MOST || input->nturns > ROUTE_LINKS_MOST)
		return ROUTE_TOO_LARGE;
	if (input->names.len && input->names.at[input->names.len - 1])
		return ROUTE_BAD_NAME;
	error = check_points(input->points, input->nnodes, place);
	if (error == ROUTE_OK)
		error = check_points(input->shape, input->nshape, place);
	return error == ROUTE_OK ? check_rest(input, place) : error;
}

/* ---- states ---------------------------------------------------------------------------------- */

static bool passes(const struct builder *b, uint32_t dir, uint32_t by)
{
	return (b->input->links[dir / 2].pass[dir & 1] & by) != 0;
}

static uint32_t tail(const struct builder *b, uint32_t dir)
{
	const struct route_link *link = &b->input->links[dir / 2];

	return dir & 1 ? link->to : link->from;
}

static void find_dirs(struct builder *b)
{
	const struct route_input *input = b->input;

	b->dir_begin = heap_alloc((input->nnodes + 2) * sizeof *b->dir_begin);
	b->dirs = heap_alloc((2 * (size_t)input->nlinks + 1) * sizeof *b->dirs);
	for (uint32_t dir = 0; dir < 2 * input->nlinks; dir++)
		b->dir_begin[tail(b, dir) + 2]++;
	for (uint32_t i = 0; i < input->nnodes; i++)
		b->dir_begin[i + 2] += b->dir_begin[i + 1];
	for (uint32_t dir = 0; dir < 2 * input->nlinks; dir++)
		b->dirs[b->dir_begin[tail(b, dir) + 1]++] = dir;
}

static void add_ban(struct builder *b, uint32_t from, uint32_t to, bool only)
{
	if (!passes(b, from, ROUTE_CAR) || !passes(b, to, ROUTE_CAR))
		return;
	HEAP_ROOM(b->bans, b->nbans, b->sbans);
	b->bans[b->nbans++] = (struct ban){ from, to, only };
}

static int by_from(const void *a, const void *b)
{
	const struct ban *x = a, *y = b;

	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	return x->to < y->to ? -1 : x->to > y->to;
}

static void find_bans(struct builder *b)
{
	for (uint32_t i = 0; i < b->input->nturns; i++) {
		const struct route_turn *turn = &b->input->turns[i];

		/* A link that begins and ends there is left and entered both ways. */
		for (uint32_t from = 2 * turn->from; from < 2 * turn->from + 2; from++)
			for (uint32_t to = 2 * turn->to; to < 2 * turn->to + 2; to++)
				if (tail(b, from ^ 1) == turn->via && tail(b, to) == turn->via)
					add_ban(b, from, to, turn->only);
	}
	if (b->nbans == 0)
		return;
	qsort(b->bans, b->nbans, sizeof *b->bans, by_from);
	b->copies = heap_alloc(b->nbans * sizeof *b->copies);
	for (uint32_t i = 0; i < b->nbans; i++)
		if (i == 0 || b->bans[i].from != b->bans[i - 1].from)
			b->copies[b->ncopies++] = b->bans[i].from;
}

static bool allowed(const struct builder *b, uint32_t from, uint32_t to)
{
	uint32_t low = 0, high = b->nbans;
	bool only = false, named = false;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (b->bans[middle].from < from)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < b->nbans && b->bans[low].from == from; low++) {
		const struct ban *ban = &b->bans[low];

		if (!ban->only && ban->to == to)
			return false;
		only = only || ban->only;
		named = named || (ban->only && ban->to == to);
	}
	return !only || named;
}

/* The place of a dir among those with a state of their own; ROUTE_NONE. */
static uint32_t copy_of(const struct builder *b, uint32_t dir)
{
	uint32_t low = 0, high = b->ncopies;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (b->copies[middle] < dir)
			low = middle + 1;
		else
			high = middle;
	}
	return low < b->ncopies && b->copies[low] == dir ? low : ROUTE_NONE;
}

static void find_states(struct builder *b)
{
	const struct route_input *input = b->input;
	uint32_t *rank = route_order(input), next = 0;
	uint8_t *used = heap_alloc(input->nnodes);

	for (uint32_t i = 0; i < input->nlinks; i++) {
		uint8_t by = input->links[i].pass[0] | input->links[i].pass[1];

		used[input->links[i].from] |= by;
		used[input->links[i].to] |= by;
	}
	b->by_rank = heap_alloc((input->nnodes + 1) * sizeof *b->by_rank);
	for (uint32_t i = 0; i < input->nnodes; i++)
		b->by_rank[rank[i]] = i;
	heap_free(rank);
	for (uint32_t layer = 0; layer < 2; layer++) {
		b->state[layer] = heap_alloc((input->nnodes + 1) * sizeof *b->state[layer]);
		for (uint32_t i = 0; i < input->nnodes; i++)
			b->state[layer][b->by_rank[i]] =
				used[b->by_rank[i]] & (layer ? ROUTE_FOOT : ROUTE_CAR) ? next++ :
											 ROUTE_NONE;
		if (layer == 0)
			b->head.ncar = next += b->ncopies;
	}
	b->head.nstates = next;
	heap_free(used);
}

/* ---- arcs ------------------------------------------------------------------------------------ */

static uint32_t head_state(const struct builder *b, uint32_t layer, uint32_t dir)
{
	uint32_t copy = layer == 0 && b->ncopies ? copy_of(b, dir) : ROUTE_NONE;

	if (copy != ROUTE_NONE)
		return b->head.ncar - b->ncopies + copy;
	return b->state[layer][tail(b, dir ^ 1)];
}

/* One gets out where something begins that no car may pass. */
static bool leaves_car(const struct builder *b, uint32_t node)
{
	if (b->state[0][node] == ROUTE_NONE || b->state[1][node] == ROUTE_NONE)
		return false;
	for (uint32_t i = b->dir_begin[node]; i < b->dir_begin[node + 1]; i++) {
		const struct route_link *link = &b->input->links[b->dirs[i] / 2];

		if (!((link->pass[0] | link->pass[1]) & ROUTE_CAR))
			return true;
	}
	return false;
}

static void put_arc(struct builder *b, uint32_t state, uint32_t ms, uint32_t dir)
{
	if (b->graph) {
		b->graph->out[b->head.narcs] = (struct route_arc){ state, ms };
		b->graph->out_dir[b->head.narcs] = dir;
	}
	b->head.narcs++;
	b->head.nways += dir != ROUTE_NONE;
}

/* The arcs of a state; `from`: the dir by which one has come to it, if that matters. */
static void put_arcs(struct builder *b, uint32_t state, uint32_t layer, uint32_t node,
		     uint32_t from)
{
	uint32_t by = layer ? ROUTE_FOOT : ROUTE_CAR;

	if (b->graph) {
		b->graph->out_begin[state] = b->head.narcs;
		b->graph->state_node[state] = node;
	}
	for (uint32_t i = b->dir_begin[node]; i < b->dir_begin[node + 1]; i++) {
		uint32_t dir = b->dirs[i];

		if (!passes(b, dir, by) || (from != ROUTE_NONE && !allowed(b, from, dir)))
			continue;
		put_arc(b, head_state(b, layer, dir),
			b->graph ? route_dir_ms(b->graph, dir, by, ROUTE_DRY) : 0, dir);
	}
	if (layer == 0 && leaves_car(b, node))
		put_arc(b, b->state[1][node], LEAVE_CAR_MS, ROUTE_NONE);
}

/* Once to count them, once to write them down. */
static void put_all_arcs(struct builder *b)
{
	b->head.narcs = b->head.nways = 0;
	for (uint32_t layer = 0; layer < 2; layer++) {
		for (uint32_t i = 0; i < b->input->nnodes; i++) {
			uint32_t node = b->by_rank[i], state = b->state[layer][node];

			if (state != ROUTE_NONE)
				put_arcs(b, state, layer, node, ROUTE_NONE);
		}
		for (uint32_t i = 0; layer == 0 && i < b->ncopies; i++)
			put_arcs(b, b->head.ncar - b->ncopies + i, 0, tail(b, b->copies[i] ^ 1),
				 b->copies[i]);
	}
	if (b->graph)
		b->graph->out_begin[b->head.nstates] = b->head.narcs;
}

/* The same arcs by where they lead. */
static void turn_arcs(struct route_graph *graph)
{
	uint32_t nstates = graph->head->nstates;
	uint32_t *next = heap_alloc((nstates + 1) * sizeof *next);

	for (uint32_t i = 0; i < graph->head->narcs; i++)
		graph->in_begin[graph->out[i].state + 1]++;
	for (uint32_t i = 0; i < nstates; i++) {
		graph->in_begin[i + 1] += graph->in_begin[i];
		next[i] = graph->in_begin[i];
	}
	for (uint32_t state = 0; state < nstates; state++)
		for (uint32_t i = graph->out_begin[state]; i < graph->out_begin[state + 1]; i++) {
			uint32_t at = next[graph->out[i].state]++;

			graph->in[at] = (struct route_arc){ state, graph->out[i].ms };
			graph->in_dir[at] = graph->out_dir[i];
		}
	heap_free(next);
}

static void list_ways(struct route_graph *graph)
{
	uint32_t ndirs = 2 * graph->head->nlinks;
	uint32_t *next = heap_alloc((ndirs + 1) * sizeof *next);

	for (uint32_t i = 0; i < graph->head->narcs; i++)
		if (graph->out_dir[i] != ROUTE_NONE)
			graph->way_begin[graph->out_dir[i] + 1]++;
	for (uint32_t i = 0; i < ndirs; i++) {
		graph->way_begin[i + 1] += graph->way_begin[i];
		next[i] = graph->way_begin[i];
	}
	for (uint32_t i = 0; i < graph->head->narcs; i++)
		if (graph->out_dir[i] != ROUTE_NONE)
			graph->ways[next[graph->out_dir[i]]++] = i;
	heap_free(next);
}

/* Its plain state comes first, as its number is the lowest of cars' or it is the only one. */
static void list_states(struct route_graph *graph)
{
	uint32_t nnodes = graph->head->nnodes, nstates = graph->head->nstates;
	uint32_t *next = heap_alloc((nnodes + 1) * sizeof *next);

	for (uint32_t i = 0; i < nstates; i++)
		graph->node_begin[graph->state_node[i] + 1]++;
	for (uint32_t i = 0; i < nnodes; i++) {
		graph->node_begin[i + 1] += graph->node_begin[i];
		next[i] = graph->node_begin[i];
	}
	for (uint32_t i = 0; i < nstates; i++)
		graph->node_states[next[graph->state_node[i]]++] = i;
	heap_free(next);
}

/* ---- the whole ------------------------------------------------------------------------------- */

static double line_metres(const struct route_graph *graph, const struct route_kept *link)
{
	double metres = 0;

	for (uint32_t i = 0; i <= link->nshape; i++)
		metres += geo_distance_m(route_point(route_line_point(graph, link, i)),
					 route_point(route_line_point(graph, link, i + 1)));
	return metres;
}

static void keep_links(struct builder *b)
{
	const struct route_input *input = b->input;
	struct route_graph *graph = b->graph;

	for (uint32_t i = 0; input->points && i < input->nnodes; i++)
		graph->points[i] = route_e7_of(input->points[i]);
	for (uint32_t i = 0; i < input->nshape; i++)
		graph->shape[i] = route_e7_of(input->shape[i]);
	if (input->names.len)
		memcpy(graph->names, input->names.at, input->names.len);
	for (uint32_t i = 0; i < input->nlinks; i++) {
		const struct route_link *link = &input->links[i];
		struct route_kept *kept = &graph->links[i];

		*kept = (struct route_kept){
			.from = link->from, .to = link->to,
			.shape = link->shape, .nshape = link->nshape,
			.metres = (float)link->metres, .fixed_ms = link->fixed_ms,
			.name = input->names.len ? link->name : 0,
			.class = link->class, .kmh = link->kmh,
			.pass = { link->pass[0], link->pass[1] }, .slope = link->slope,
		};
		if (link->metres == 0 && input->points)
			kept->metres = (float)line_metres(graph, kept);
	}
}

static void release(struct builder *b)
{
	heap_free(b->dir_begin);
	heap_free(b->dirs);
	heap_free(b->by_rank);
	heap_free(b->state[0]);
	heap_free(b->state[1]);
	heap_free(b->bans);
	heap_free(b->copies);
}

static void prepare_head(struct builder *b)
{
	const struct route_input *input = b->input;

	memcpy(b->head.magic, ROUTE_MAGIC, sizeof ROUTE_MAGIC);
	b->head.version = ROUTE_VERSION;
	b->head.order = ROUTE_ORDER;
	b->head.nnodes = input->nnodes;
	b->head.nlinks = input->nlinks;
	b->head.nshape = input->nshape;
	b->head.nnames = input->names.len ? input->names.len : 1;
	b->head.has_points = input->points != NULL;
	b->head.nrestricted = b->ncopies;
	route_grid_size(input, &b->head);
}

enum route_error route_build(const struct route_input *input, struct route_graph **ret,
			     uint32_t *ret_place)
{
	struct builder b = { .input = input };
	enum route_error error = check(input, ret_place);
	struct route_graph graph;

	if (error != ROUTE_OK)
		return error;
	find_dirs(&b);
	find_bans(&b);
	find_states(&b);
	prepare_head(&b);
	put_all_arcs(&b);
	b.head.bytes = route_file_parts(&b.head, NULL, &graph);
	if (b.head.bytes > UINT32_MAX) {
		release(&b);
		return ROUTE_TOO_LARGE;
	}
	struct route_graph *made = heap_alloc(sizeof *made);
	void *bytes = heap_alloc(b.head.bytes);

	memcpy(bytes, &b.head, sizeof b.head);
	route_file_parts(bytes, bytes, made);
	made->owned = bytes;
	b.graph = made;
	keep_links(&b);
	put_all_arcs(&b);
	turn_arcs(made);
	list_ways(made);
	list_states(made);
	route_component_mark(made);
	route_grid_fill(made);
	route_file_seal(made);
	release(&b);
	*ret = made;
	return ROUTE_OK;
}
