/* A smaller graph with the same travel times: what is only passed through is left out. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>

#include "engine/route/route_state.h"

/*
 * States are taken out one by one; each pair of neighbours that were joined through one gets an arc
 * of the sum (as in Geisberger et al. 2008, without looking for witnesses). It is made for the day
 * and the vehicle at hand, each time: a fraction of a second, so a closure needs no preparation.
 */
struct half {
	uint32_t other, ms;
};
struct halves {
	struct half *at;
	uint32_t count, size;
};
struct shrinker {
	struct arena *arena;
	struct halves *out, *in;                   /* by state */
	const bool *kept;
	bool *gone, *queued;
	uint32_t *queue;                           /* states to look at */
	uint32_t nqueue;
};
/* So many more arcs than before a state may leave behind, limit after limit. */
static const int32_t limits[] = { -1, 0, 2, 4, 7, 10, 14, 18, 24, 32, 42, 56, 75, 100, 140 };
#define DEGREE_MOST 40

static void put_half(struct shrinker *shrinker, struct halves *halves, uint32_t other, uint32_t ms)
{
	for (uint32_t i = 0; i < halves->count; i++)
		if (halves->at[i].other == other) {
			halves->at[i].ms = ms < halves->at[i].ms ? ms : halves->at[i].ms;
			return;
		}
	if (halves->count == halves->size) {
		uint32_t size = halves->size ? halves->size * 2 : 4;
		struct half *at = arena_room(shrinker->arena, size * sizeof *at);

		if (halves->count)
			memcpy(at, halves->at, halves->count * sizeof *at);
		halves->at = at;
		halves->size = size;
	}
	halves->at[halves->count++] = (struct half){ other, ms };
}

static void drop_half(struct halves *halves, uint32_t other)
{
	for (uint32_t i = 0; i < halves->count; i++)
		if (halves->at[i].other == other) {
			halves->at[i] = halves->at[--halves->count];
			return;
		}
}

static void put_arc(struct shrinker *shrinker, uint32_t from, uint32_t to, uint32_t ms)
{
	if (from == to || ms > ROUTE_MS_MOST)
		return;
	put_half(shrinker, &shrinker->out[from], to, ms);
	put_half(shrinker, &shrinker->in[to], from, ms);
}

/* Arcs that would come, less those that would go. */
static int32_t score(const struct shrinker *shrinker, uint32_t state)
{
	const struct halves *in = &shrinker->in[state], *out = &shrinker->out[state];
	uint32_t pairs = in->count * out->count;

	if (in->count > DEGREE_MOST || out->count > DEGREE_MOST)
		return INT32_MAX;
	for (uint32_t i = 0; i < in->count; i++)
		for (uint32_t k = 0; k < out->count; k++)
			pairs -= in->at[i].other == out->at[k].other;
	return (int32_t)pairs - (int32_t)(in->count + out->count);
}

static void queue_up(struct shrinker *shrinker, uint32_t state)
{
	if (shrinker->queued[state] || shrinker->kept[state] || shrinker->gone[state])
		return;
	shrinker->queued[state] = true;
	shrinker->queue[shrinker->nqueue++] = state;
}

static void take_out(struct shrinker *shrinker, uint32_t state)
{
	const struct halves in = shrinker->in[state], out = shrinker->out[state];

	shrinker->gone[state] = true;
	for (uint32_t i = 0; i < in.count; i++)
		drop_half(&shrinker->out[in.at[i].other], state);
	for (uint32_t k = 0; k < out.count; k++)
		drop_half(&shrinker->in[out.at[k].other], state);
	for (uint32_t i = 0; i < in.count; i++)
		for (uint32_t k = 0; k < out.count; k++)
			put_arc(shrinker, in.at[i].other, out.at[k].other,
				in.at[i].ms + out.at[k].ms);
	shrinker->in[state].count = shrinker->out[state].count = 0;
}

/* The queue is a stack: a chain is then followed along, which stays in the cache. */
static void shrink(struct shrinker *shrinker, uint32_t nstates)
{
	for (uint32_t l = 0; l < sizeof limits / sizeof limits[0]; l++) {
		for (uint32_t i = nstates; i > 0; i--)
			queue_up(shrinker, i - 1);
		while (shrinker->nqueue > 0) {
			uint32_t state = shrinker->queue[--shrinker->nqueue];

			shrinker->queued[state] = false;
			if (score(shrinker, state) > limits[l])
				continue;
			const struct halves in = shrinker->in[state], out = shrinker->out[state];

			take_out(shrinker, state);
			for (uint32_t i = 0; i < in.count; i++)
				queue_up(shrinker, in.at[i].other);
			for (uint32_t k = 0; k < out.count; k++)
				queue_up(shrinker, out.at[k].other);
		}
	}
}

/* ---- from the graph, and into one again ------------------------------------------------------ */

static bool searched(const struct route_graph *graph, const struct route_ask *ask, uint32_t state)
{
	return ask->by == ROUTE_ANY || route_is_car(graph, state) == (ask->by == ROUTE_CAR);
}

static void take_arcs(struct shrinker *shrinker, const struct route_graph *graph,
		      const struct route_ask *ask)
{
	for (uint32_t state = 0; state < graph->head->nstates; state++) {
		shrinker->gone[state] = !searched(graph, ask, state);
		for (uint32_t i = graph->out_begin[state];
		     !shrinker->gone[state] && i < graph->out_begin[state + 1]; i++) {
			uint32_t ms = ask->day->out[i].ms;

			if (route_bit(ask->day->out_bits, i))
				ms = route_day_look(ask, false, graph->out_dir[i], ms);
			put_arc(shrinker, state, ask->day->out[i].state, ms);
		}
	}
}

static void put_side(const struct halves *halves, const struct route_core *core,
		     const bool *gone, uint32_t nstates, uint32_t **ret_begin,
		     struct route_arc **ret_arcs)
{
	uint32_t count = 0, arcs = 0, n = 0;

	for (uint32_t i = 0; i < nstates; i++)
		arcs += gone[i] ? 0 : halves[i].count;
	*ret_begin = heap_alloc((core->head.nstates + (size_t)1) * sizeof **ret_begin);
	*ret_arcs = heap_alloc((arcs + (size_t)1) * sizeof **ret_arcs);
	for (uint32_t i = 0; i < nstates; i++) {
		if (gone[i])
			continue;
		for (uint32_t k = 0; k < halves[i].count; k++)
			(*ret_arcs)[n++] = (struct route_arc){
				core->state_of[halves[i].at[k].other], halves[i].at[k].ms };
		(*ret_begin)[++count] = n;
	}
}

struct route_core *route_core_create(const struct route_graph *graph, const struct route_ask *ask,
				     const bool *kept)
{
	uint32_t n = graph->head->nstates;
	struct route_core *core = heap_alloc(sizeof *core);
	struct shrinker shrinker = { .arena = arena_create(), .kept = kept };

	shrinker.out = heap_alloc((n + (size_t)1) * sizeof *shrinker.out);
	shrinker.in = heap_alloc((n + (size_t)1) * sizeof *shrinker.in);
	shrinker.gone = heap_alloc(n + (size_t)1);
	shrinker.queued = heap_alloc(n + (size_t)1);
	shrinker.queue = heap_alloc((n + (size_t)1) * sizeof *shrinker.queue);
	take_arcs(&shrinker, graph, ask);
	shrink(&shrinker, n);
	core->state_of = heap_alloc((n + (size_t)1) * sizeof *core->state_of);
	for (uint32_t i = 0; i < n; i++)
		core->state_of[i] = shrinker.gone[i] ? ROUTE_NONE : core->head.nstates++;
	core->graph.head = &core->head;
	put_side(shrinker.out, core, shrinker.gone, n, &core->graph.out_begin, &core->day.out);
	put_side(shrinker.in, core, shrinker.gone, n, &core->graph.in_begin, &core->day.in);
	core->head.narcs = core->graph.out_begin[core->head.nstates];
	core->day.graph = &core->graph;
	core->day.out_bits = heap_alloc((core->head.narcs / 64 + (size_t)1) * 8);
	core->day.in_bits = core->day.out_bits;
	heap_free(shrinker.out);
	heap_free(shrinker.in);
	heap_free(shrinker.gone);
	heap_free(shrinker.queued);
	heap_free(shrinker.queue);
	arena_destroy(shrinker.arena);
	return core;
}

void route_core_destroy(struct route_core *core)
{
	if (core == NULL)
		return;
	heap_free(core->graph.out_begin);
	heap_free(core->graph.in_begin);
	heap_free(core->day.out);
	heap_free(core->day.in);
	heap_free(core->day.out_bits);
	heap_free(core->state_of);
	heap_free(core);
}
