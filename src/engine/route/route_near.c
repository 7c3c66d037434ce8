/* Who can be there first: the nearest units by travel time, and why each of the others is not. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>

#include "engine/route/route_state.h"

struct near_run {
	struct route_scratch *scratch;
	const struct route_ask *ask;
	const struct route_spot *place, *units;
	uint32_t count;                            /* of units */
	uint32_t most;
	struct route_near *best;                   /* nearest first */
	uint32_t nbest, max;
	bool free;                                 /* without rules: for the reasons */
	void (*take)(struct near_run *run, uint32_t unit, uint32_t ms);
	uint8_t *reasons;
	uint32_t open;                             /* without a reason */
};

/* Equals stand by their numbers, so that the answer is always the same. */
static bool sooner(const struct route_near *a, const struct route_near *b)
{
	return a->ms < b->ms || (a->ms == b->ms && a->unit < b->unit);
}

static void offer(struct near_run *run, uint32_t unit, uint32_t ms)
{
	const struct route_near near = { unit, ms };
	uint32_t i = 0;

	if (near.ms > run->most)
		return;
	if (run->nbest == run->max && !sooner(&near, &run->best[run->max - 1]))
		return;
	/* It may be there already, by another way. */
	while (i < run->nbest && run->best[i].unit != near.unit)
		i++;
	if (i < run->nbest && !sooner(&near, &run->best[i]))
		return;
	if (i == run->nbest) {
		if (run->nbest < run->max)
			run->nbest++;
		i = run->nbest - 1;
	}
	for (; i > 0 && sooner(&near, &run->best[i - 1]); i--)
		run->best[i] = run->best[i - 1];
	run->best[i] = near;
}

static void offer_straight(struct near_run *run)
{
	struct route_entry entry;
	float part;

	for (uint32_t i = 0; i < run->count; i++) {
		if (run->units[i].car.link != run->place->car.link &&
		    run->units[i].foot.link != run->place->foot.link)
			continue;
		uint32_t ms = route_straight(run->scratch->graph, run->ask, false, &run->units[i],
					     run->place, &entry, &part);
		if (ms != UNREACHED)
			offer(run, i, ms);
	}
}

/* From the place backwards; false: it lies off the road. */
static bool begin(struct near_run *run, bool free)
{
	struct route_entry entries[ROUTE_ENTRIES_MOST];
	struct route_side *side = &run->scratch->side[1];
	uint32_t n = route_entries(run->scratch->graph, run->ask, free, run->place, true, entries);

	route_side_begin(side);
	for (uint32_t i = 0; i < n; i++)
		route_side_reach(side, entries[i].state, entries[i].ms);
	return n > 0;
}

static void add_at_node(struct near_run *run, uint32_t unit)
{
	struct route_entry entries[ROUTE_ENTRIES_MOST];
	uint32_t n = route_entries(run->scratch->graph, run->ask, run->free, &run->units[unit],
				   false, entries);

	for (uint32_t i = 0; i < n; i++)
		route_exits_add(run->scratch, entries[i].state, 0, unit);
}

/*
 * Units are met where they stand: by their link, which costs no look at the graph for those that
 * are never met. Only those without a reason are waited for, if there are reasons.
 */
static void add_units(struct near_run *run, const uint8_t *reasons)
{
	struct route_scratch *scratch = run->scratch;
	const struct route_head *head = scratch->graph->head;

	route_exits_begin(scratch, 2 * run->count);
	for (uint32_t u = 0; u < run->count; u++) {
		const struct route_spot *unit = &run->units[u];

		if (reasons && reasons[u] != ROUTE_REASONS)
			continue;
		if (unit->node < head->nnodes) {
			add_at_node(run, u);
			continue;
		}
		if (run->ask->by & ROUTE_CAR && unit->car.link < head->nlinks)
			route_exits_add(scratch, head->nstates + unit->car.link, 0, u);
		if (run->ask->by & ROUTE_FOOT && unit->foot.link < head->nlinks &&
		    (unit->foot.link != unit->car.link || !(run->ask->by & ROUTE_CAR)))
			route_exits_add(scratch, head->nstates + unit->foot.link, 0, u);
	}
}

/* One who drives or walks on from a spot of that link to the state at the arc's other end. */
static void meet_on_link(struct near_run *run, uint32_t state, uint32_t arc, uint32_t key)
{
	const struct route_scratch *scratch = run->scratch;
	const struct route_graph *graph = scratch->graph;
	uint32_t dir = graph->in_dir[arc];
	uint32_t whole = run->ask->day->in[arc].ms;
	uint32_t today = route_day_look(run->ask, run->free, dir, whole);

	whole = today == UNREACHED ? whole : today;
	for (uint32_t next = route_exits_at(scratch, key); next;
	     next = scratch->exits[next - 1].next) {
		const struct route_exit *exit = &scratch->exits[next - 1];
		const struct route_spot *unit = &run->units[exit->who];
		const struct route_on *on = route_is_car(graph, state) ? &unit->car : &unit->foot;

		if (exit->key != key || on->link != dir / 2)
			continue;
		float left = dir & 1 ? on->share : 1 - on->share;

		run->take(run, exit->who, scratch->side[1].ms[state] + route_off_ms(on->off_m) +
						  (uint32_t)(left * (float)whole));
	}
}

static void meet(struct near_run *run, uint32_t state)
{
	const struct route_scratch *scratch = run->scratch;
	const struct route_graph *graph = scratch->graph;

	for (uint32_t next = route_exits_at(scratch, state); next;
	     next = scratch->exits[next - 1].next)
		if (scratch->exits[next - 1].key == state)
			run->take(run, scratch->exits[next - 1].who, scratch->side[1].ms[state]);
	for (uint32_t i = graph->in_begin[state]; i < graph->in_begin[state + 1]; i++) {
		uint32_t key = graph->head->nstates + graph->in_dir[i] / 2;

		if (graph->in_dir[i] != ROUTE_NONE && route_bit(scratch->marks, key))
			meet_on_link(run, state, i, key);
	}
}

static void find(struct near_run *run)
{
	struct route_side *side = &run->scratch->side[1];
	uint32_t state;

	while (route_side_next(side, run->most, &state)) {
		if (run->nbest == run->max && side->ms[state] > run->best[run->max - 1].ms)
			return;
		meet(run, state);
		route_search_spread(run->scratch, run->ask, false, true, state);
	}
}

/* ---- reasons --------------------------------------------------------------------------------- */

static void resolve(struct near_run *run, uint32_t unit, uint32_t ms)
{
	if (run->reasons[unit] != ROUTE_REASONS)
		return;
	run->reasons[unit] = ms <= run->most ? ROUTE_CLOSED : ROUTE_TOO_FAR;
	run->open--;
}

/* Without rules and however far: who is reached then was closed off, or is too far. */
static void explain(struct near_run *run)
{
	struct route_side *side = &run->scratch->side[1];
	uint32_t state;

	run->free = true;
	run->take = resolve;
	begin(run, true);
	add_units(run, run->reasons);
	while (run->open > 0 && route_side_next(side, ROUTE_MS_MOST, &state)) {
		meet(run, state);
		route_search_spread(run->scratch, run->ask, true, true, state);
	}
	route_exits_end(run->scratch);
	for (uint32_t u = 0; u < run->count; u++)
		if (run->reasons[u] == ROUTE_REASONS)
			run->reasons[u] = ROUTE_CUT;
}

static void give_reasons(struct near_run *run, bool on_road)
{
	for (uint32_t u = 0; u < run->count; u++) {
		bool stands = route_on_road(&run->units[u], run->ask->by);

		run->reasons[u] = !stands ? ROUTE_OFF_ROAD :
				  !on_road ? ROUTE_PLACE_OFF_ROAD :
				  run->nbest == run->max ? ROUTE_FARTHER : ROUTE_REASONS;
	}
	for (uint32_t i = 0; i < run->nbest; i++)
		run->reasons[run->best[i].unit] = ROUTE_REACHES;
	for (uint32_t u = 0; u < run->count; u++)
		run->open += run->reasons[u] == ROUTE_REASONS;
	if (run->open > 0)
		explain(run);
}

uint32_t route_near(struct route_scratch *scratch, const struct route_ask *ask,
		    const struct route_spot *place, const struct route_spot *units, uint32_t count,
		    uint32_t max, struct route_near *ret, uint8_t *reasons)
{
	struct near_run run = {
		.scratch = scratch, .ask = ask, .place = place, .units = units, .count = count,
		.most = ask->most_ms ? ask->most_ms : ROUTE_MS_MOST, .best = ret, .max = max,
		.take = offer, .reasons = reasons,
	};
	bool on_road;

	assert(ask->day->graph == scratch->graph);
	if (max == 0 || count == 0)
		return 0;
	on_road = begin(&run, false);
	if (on_road) {
		add_units(&run, NULL);
		offer_straight(&run);
		find(&run);
		route_exits_end(scratch);
	}
	if (reasons)
		give_reasons(&run, on_road);
	return run.nbest;
}
