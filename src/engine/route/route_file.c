/* The prepared form of a road graph: one piece of bytes, checked before it is believed. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>

#include "engine/route/route_state.h"

/* Where the next part lies; without a base only the size is worked out. */
static void *part(void *base, uint64_t *at, uint64_t count, size_t each)
{
	void *p = base ? (char *)base + *at : NULL;

	*at += (count * each + 7) & ~UINT64_C(7);
	return p;
}

uint64_t route_file_parts(struct route_head *head, void *base, struct route_graph *ret)
{
	const uint64_t grid = head->has_points ? (uint64_t)head->columns * head->rows + 1 : 0;
	uint64_t at = (sizeof *head + 7) & ~UINT64_C(7);

	*ret = (struct route_graph){ .head = head };
	ret->points = part(base, &at, head->has_points ? head->nnodes : 0, sizeof *ret->points);
	ret->links = part(base, &at, head->nlinks, sizeof *ret->links);
	ret->shape = part(base, &at, head->nshape, sizeof *ret->shape);
	ret->out_begin = part(base, &at, head->nstates + UINT64_C(1), sizeof *ret->out_begin);
	ret->in_begin = part(base, &at, head->nstates + UINT64_C(1), sizeof *ret->in_begin);
	ret->out = part(base, &at, head->narcs, sizeof *ret->out);
	ret->in = part(base, &at, head->narcs, sizeof *ret->in);
	ret->out_dir = part(base, &at, head->narcs, sizeof *ret->out_dir);
	ret->in_dir = part(base, &at, head->narcs, sizeof *ret->in_dir);
	ret->way_begin = part(base, &at, 2 * (uint64_t)head->nlinks + 1, sizeof *ret->way_begin);
	ret->ways = part(base, &at, head->nways, sizeof *ret->ways);
	ret->node_begin = part(base, &at, head->nnodes + UINT64_C(1), sizeof *ret->node_begin);
	ret->node_states = part(base, &at, head->nstates, sizeof *ret->node_states);
	ret->state_node = part(base, &at, head->nstates, sizeof *ret->state_node);
	ret->cell_begin = part(base, &at, grid, sizeof *ret->cell_begin);
	ret->cells = part(base, &at, head->ncells, sizeof *ret->cells);
	ret->names = part(base, &at, head->nnames, 1);
	return at;
}

/*
 * Four lanes of multiply and shift over words: several bytes a cycle, and every changed bit shows.
 * It finds damage; it is no seal against somebody who means harm, so contents are checked too.
 */
static void sum_up(uint64_t lanes[4], const void *bytes, uint64_t count)
{
	const uint64_t *word = bytes;
	uint64_t i = 0;

	for (; i + 4 <= count; i += 4)
		for (uint32_t k = 0; k < 4; k++) {
			lanes[k] = (lanes[k] ^ word[i + k]) * UINT64_C(0x9e3779b97f4a7c15);
			lanes[k] ^= lanes[k] >> 29;
		}
	for (; i < count; i++) {
		lanes[0] = (lanes[0] ^ word[i]) * UINT64_C(0x9e3779b97f4a7c15);
		lanes[0] ^= lanes[0] >> 29;
	}
}

static uint64_t sum_of(const struct route_head *head)
{
	struct route_head first = *head;
	uint64_t lanes[4] = { 1, 2, 3, 4 };

	first.sum = 0;
	sum_up(lanes, &first, sizeof first / 8);
	sum_up(lanes, head + 1, (head->bytes - sizeof *head) / 8);
	for (uint32_t k = 1; k < 4; k++)
		lanes[0] = (lanes[0] ^ lanes[k]) * UINT64_C(0xbf58476d1ce4e5b9) ^ lanes[0] >> 31;
	return lanes[0];
}

_Static_assert(sizeof(struct route_head) % 8 == 0, "the head is whole words");

void route_file_seal(struct route_graph *graph)
{
	graph->head->sum = sum_of(graph->head);
}

struct str route_bytes(const struct route_graph *graph)
{
	assert(graph->head->bytes <= UINT32_MAX);
	return (struct str){ (const char *)graph->head, (uint32_t)graph->head->bytes };
}

/* ---- checking -------------------------------------------------------------------------------- */

/* Rising from 0 to `total`. */
static bool rises(const uint32_t *begin, uint64_t count, uint32_t total)
{
	bool good = begin[0] == 0 && begin[count] == total;

	for (uint64_t i = 0; i < count; i++)
		good &= begin[i] <= begin[i + 1];
	return good;
}

static bool all_below(const uint32_t *values, uint64_t count, uint32_t limit, bool or_none)
{
	uint32_t wrong = 0;

	for (uint64_t i = 0; i < count; i++)
		wrong |= values[i] >= limit && !(or_none && values[i] == ROUTE_NONE);
	return wrong == 0;
}

static bool arcs_hold(const struct route_arc *arcs, uint32_t count, uint32_t nstates)
{
	uint32_t wrong = 0;

	for (uint32_t i = 0; i < count; i++)
		wrong |= (uint32_t)(arcs[i].state >= nstates) | (uint32_t)(arcs[i].ms == 0) |
			 (uint32_t)(arcs[i].ms > ROUTE_LINK_MS_MOST);
	return wrong == 0;
}

static bool links_hold(const struct route_graph *graph)
{
	const struct route_head *head = graph->head;

	for (uint32_t i = 0; i < head->nlinks; i++) {
		const struct route_kept *link = &graph->links[i];

		if (link->from >= head->nnodes || link->to >= head->nnodes ||
		    link->shape > head->nshape || link->nshape > head->nshape - link->shape ||
		    link->class >= ROUTE_CLASSES || link->name >= head->nnames ||
		    !(link->metres >= 0 && link->metres < 1e8f) ||
		    (link->nshape && !head->has_points))
			return false;
	}
	return true;
}

static bool points_hold(const struct route_e7 *points, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		if (points[i].lon < -1800000000 || points[i].lon > 1800000000 ||
		    points[i].lat < -900000000 || points[i].lat > 900000000)
			return false;
	return true;
}

static bool cells_hold(const struct route_graph *graph)
{
	const struct route_head *head = graph->head;

	if (!head->has_points)
		return head->ncells == 0;
	if (!rises(graph->cell_begin, (uint64_t)head->columns * head->rows, head->ncells))
		return false;
	for (uint32_t i = 0; i < head->ncells; i++)
		if (graph->cells[i].link >= head->nlinks ||
		    graph->cells[i].piece > graph->links[graph->cells[i].link].nshape)
			return false;
	return true;
}

static bool lists_hold(const struct route_graph *graph)
{
	const struct route_head *head = graph->head;

	return rises(graph->out_begin, head->nstates, head->narcs) &&
	       rises(graph->in_begin, head->nstates, head->narcs) &&
	       rises(graph->way_begin, 2 * (uint64_t)head->nlinks, head->nways) &&
	       rises(graph->node_begin, head->nnodes, head->nstates) &&
	       all_below(graph->ways, head->nways, head->narcs, false) &&
	       all_below(graph->node_states, head->nstates, head->nstates, false) &&
	       all_below(graph->state_node, head->nstates, head->nnodes, false);
}

/* A search writes where these numbers say: each must lie within. */
static bool contents_hold(const struct route_graph *graph)
{
	const struct route_head *head = graph->head;
	uint32_t ndirs = 2 * head->nlinks;

	return links_hold(graph) && lists_hold(graph) &&
	       arcs_hold(graph->out, head->narcs, head->nstates) &&
	       arcs_hold(graph->in, head->narcs, head->nstates) &&
	       all_below(graph->out_dir, head->narcs, ndirs, true) &&
	       all_below(graph->in_dir, head->narcs, ndirs, true) &&
	       points_hold(graph->points, head->has_points ? head->nnodes : 0) &&
	       points_hold(graph->shape, head->nshape) && cells_hold(graph) &&
	       graph->names[head->nnames - 1] == '\0';
}

static bool counts_hold(const struct route_head *head)
{
	return head->nnodes > 0 && head->nnodes <= ROUTE_NODES_MOST && head->nlinks > 0 &&
	       head->nlinks <= ROUTE_LINKS_MOST && head->nshape <= ROUTE_SHAPE_MOST &&
	       head->ncar <= head->nstates && head->nnames > 0 && head->nways <= head->narcs &&
	       (!head->has_points ||
		((uint64_t)head->columns * head->rows < UINT32_MAX && head->columns > 0 &&
		 head->rows > 0 && head->cell_lon > 0 && head->cell_lat > 0));
}

static enum route_error check(struct str bytes)
{
	const struct route_head *head = (const void *)bytes.at;

	if (bytes.len < sizeof ROUTE_MAGIC || memcmp(bytes.at, ROUTE_MAGIC, sizeof ROUTE_MAGIC))
		return ROUTE_NOT_GRAPH;
	if (bytes.len < sizeof *head)
		return ROUTE_CUT_OFF;
	if (head->version != ROUTE_VERSION || head->order != ROUTE_ORDER)
		return ROUTE_OTHER_VERSION;
	if (bytes.len < head->bytes)
		return ROUTE_CUT_OFF;
	if (bytes.len > head->bytes || head->bytes < sizeof *head || head->bytes % 8)
		return ROUTE_DAMAGED;
	return sum_of(head) == head->sum ? ROUTE_OK : ROUTE_DAMAGED;
}

enum route_error route_open(struct str bytes, struct route_graph **ret)
{
	struct route_head *head = (struct route_head *)(uintptr_t)bytes.at;
	struct route_graph graph;
	enum route_error error;

	assert((uintptr_t)bytes.at % 8 == 0);
	error = check(bytes);
	if (error != ROUTE_OK)
		return error;
	if (!counts_hold(head) || route_file_parts(head, head, &graph) != head->bytes ||
	    !contents_hold(&graph))
		return ROUTE_NONSENSE;
	*ret = heap_alloc(sizeof **ret);
	**ret = graph;
	return ROUTE_OK;
}

void route_destroy(struct route_graph *graph)
{
	if (graph == NULL)
		return;
	heap_free(graph->owned);
	heap_free(graph);
}

/* ---- what is in it --------------------------------------------------------------------------- */

void route_facts(const struct route_graph *graph, struct route_facts *ret)
{
	const struct route_head *head = graph->head;
	struct route_facts facts = {
		.nodes = head->nnodes, .links = head->nlinks, .states = head->nstates,
		.arcs = head->narcs, .restricted = head->nrestricted,
		.has_points = head->has_points,
		.south_west = { head->west * 1e-7, head->south * 1e-7 },
		.north_east = { head->east * 1e-7, head->north * 1e-7 },
	};

	for (uint32_t i = 0; i < head->nlinks; i++) {
		facts.metres += graph->links[i].metres;
		facts.stray[0] += (graph->links[i].stray & ROUTE_CAR) != 0;
		facts.stray[1] += (graph->links[i].stray & ROUTE_FOOT) != 0;
	}
	*ret = facts;
}

struct str route_link_name(const struct route_graph *graph, uint32_t link)
{
	return str_of(graph->names + graph->links[link].name);
}

void route_link_get(const struct route_graph *graph, uint32_t link, struct route_link *ret)
{
	const struct route_kept *kept = &graph->links[link];

	*ret = (struct route_link){
		.from = kept->from, .to = kept->to, .shape = kept->shape, .nshape = kept->nshape,
		.metres = kept->metres, .fixed_ms = kept->fixed_ms, .name = kept->name,
		.class = kept->class, .kmh = kept->kmh,
		.pass = { kept->pass[0], kept->pass[1] }, .slope = kept->slope,
	};
}

uint32_t route_link_points(const struct route_graph *graph, uint32_t dir, struct geo_point *ret,
			   uint32_t max)
{
	const struct route_kept *link = &graph->links[dir / 2];
	uint32_t count = graph->head->has_points ? link->nshape + 2 : 0;

	for (uint32_t i = 0; i < count && i < max; i++)
		ret[i] = route_point(route_line_point(graph, link, dir & 1 ? count - 1 - i : i));
	return count;
}
