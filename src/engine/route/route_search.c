/* The search itself: who is reached next, and what leads on from there (Dijkstra 1959). */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>

#include "engine/route/route_state.h"

/* ---- the heap -------------------------------------------------------------------------------- */

/* Deals the items of the lowest bucket out to those below it, of which the first is then ripe. */
static void ripen(struct route_heap *heap, uint32_t i)
{
	struct route_bucket *bucket = &heap->buckets[i];
	uint64_t least = bucket->at[0];
	uint32_t count = bucket->count;

	for (uint32_t k = 1; k < count; k++)
		least = bucket->at[k] < least ? bucket->at[k] : least;
	heap->last = (uint32_t)(least >> 32);
	bucket->count = 0;
	heap->filled &= ~(UINT64_C(1) << i);
	for (uint32_t k = 0; k < count; k++)
		route_heap_push(heap, bucket->at[k]);
}

bool route_heap_pop(struct route_heap *heap, uint64_t *ret)
{
	struct route_bucket *ripe = &heap->buckets[0];

	if (heap->filled == 0)
		return false;
	if (ripe->count == 0)
		ripen(heap, (uint32_t)__builtin_ctzll(heap->filled));
	*ret = ripe->at[--ripe->count];
	if (ripe->count == 0)
		heap->filled &= ~UINT64_C(1);
	return true;
}

/* ---- one side of a search -------------------------------------------------------------------- */

void route_side_begin(struct route_side *side)
{
	for (uint32_t i = 0; i < side->ntouched; i++)
		side->ms[side->touched[i]] = UNREACHED;
	side->ntouched = 0;
	for (uint32_t i = 0; i < ROUTE_BUCKETS; i++)
		side->heap.buckets[i].count = 0;
	side->heap.filled = 0;
	side->heap.last = 0;
}

bool route_side_next(struct route_side *side, uint32_t most, uint32_t *ret_state)
{
	uint64_t key;

	while (route_heap_pop(&side->heap, &key)) {
		uint32_t state = (uint32_t)key, ms = (uint32_t)(key >> 32);

		if (ms > side->ms[state])
			continue;
		*ret_state = state;
		return ms <= most;
	}
	return false;
}

void route_search_spread(struct route_scratch *scratch, const struct route_ask *ask, bool free,
			 bool against, uint32_t state)
{
	const struct route_graph *graph = scratch->graph;
	const uint32_t *begin = against ? graph->in_begin : graph->out_begin;
	const uint32_t *dirs = against ? graph->in_dir : graph->out_dir;
	const struct route_arc *arcs = against ? ask->day->in : ask->day->out;
	const uint64_t *bits = against ? ask->day->in_bits : ask->day->out_bits;
	struct route_side *side = &scratch->side[against];
	uint32_t ms = side->ms[state];

	for (uint32_t i = begin[state]; i < begin[state + 1]; i++) {
		uint32_t takes = arcs[i].ms;

		if (route_bit(bits, i)) {
			takes = route_day_look(ask, free, dirs[i], takes);
			if (takes == UNREACHED)
				continue;
		}
		route_side_reach(side, arcs[i].state, ms + takes);
	}
}

/* ---- scratch --------------------------------------------------------------------------------- */

struct route_scratch *route_scratch_create(const struct route_graph *graph)
{
	struct route_scratch *scratch = heap_alloc(sizeof *scratch);
	uint32_t n = graph->head->nstates;

	scratch->graph = graph;
	for (uint32_t i = 0; i < 2; i++) {
		struct route_side *side = &scratch->side[i];

		side->ms = heap_alloc((n + (size_t)1) * sizeof *side->ms);
		side->touched = heap_alloc((n + (size_t)1) * sizeof *side->touched);
		memset(side->ms, 0xff, n * sizeof *side->ms);
	}
	scratch->marks = heap_alloc(((n + (size_t)graph->head->nlinks) / 64 + 1) *
				    sizeof *scratch->marks);
	return scratch;
}

void route_scratch_destroy(struct route_scratch *scratch)
{
	if (scratch == NULL)
		return;
	for (uint32_t i = 0; i < 2; i++) {
		heap_free(scratch->side[i].ms);
		heap_free(scratch->side[i].touched);
		for (uint32_t k = 0; k < ROUTE_BUCKETS; k++)
			heap_free(scratch->side[i].heap.buckets[k].at);
	}
	heap_free(scratch->marks);
	heap_free(scratch->exits);
	heap_free(scratch->buckets);
	heap_free(scratch);
}

/* ---- exits ----------------------------------------------------------------------------------- */

void route_exits_begin(struct route_scratch *scratch, uint32_t most)
{
	uint32_t wanted = 64;

	while (wanted < 2 * most)
		wanted *= 2;
	if (wanted > scratch->nbuckets) {
		heap_free(scratch->buckets);
		scratch->buckets = heap_alloc(wanted * sizeof *scratch->buckets);
		scratch->nbuckets = wanted;
	}
	assert(scratch->nexits == 0);
}

void route_exits_add(struct route_scratch *scratch, uint32_t key, uint32_t ms, uint32_t who)
{
	uint32_t *bucket = &scratch->buckets[route_exits_bucket(scratch, key)];

	HEAP_ROOM(scratch->exits, scratch->nexits, scratch->sexits);
	scratch->exits[scratch->nexits++] = (struct route_exit){ key, ms, who, *bucket };
	*bucket = scratch->nexits;
	scratch->marks[key >> 6] |= UINT64_C(1) << (key & 63);
}

void route_exits_end(struct route_scratch *scratch)
{
	for (uint32_t i = 0; i < scratch->nexits; i++) {
		uint32_t key = scratch->exits[i].key;

		scratch->marks[key >> 6] &= ~(UINT64_C(1) << (key & 63));
		scratch->buckets[route_exits_bucket(scratch, key)] = 0;
	}
	scratch->nexits = 0;
}
