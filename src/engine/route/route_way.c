/* The quickest way from one place to another, today and usually, and why there is none. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>

#include "engine/route/route_way.h"

/* ---- searching ------------------------------------------------------------------------------- */

static uint32_t seed(struct route_side *side, const struct route_entry *entries, uint32_t count)
{
	route_side_begin(side);
	for (uint32_t i = 0; i < count; i++)
		route_side_reach(side, entries[i].state, entries[i].ms);
	return count;
}

/* The least time over the states that lie next to the goal. */
static void offer_goal(struct way_run *run, uint32_t state, uint32_t ms)
{
	for (uint32_t i = 0; i < run->ngoals; i++) {
		const struct route_entry *goal = &run->goals[i];

		if (goal->state == state && ms + goal->ms < run->best) {
			run->best = ms + goal->ms;
			run->meets = state;
			run->goal = i;
		}
	}
}

/* From both ends at once, where times do not hang on the hour: a third of the work or less. */
static void search_free(struct way_run *run)
{
	struct route_side *side = run->scratch->side;
	bool open[2];
	uint32_t state, front[2] = { 0, 0 };

	open[0] = seed(&side[0], run->starts, run->nstarts) > 0;
	open[1] = seed(&side[1], run->goals, run->ngoals) > 0;
	while (open[0] && open[1]) {
		uint32_t s = front[1] < front[0];

		open[s] = route_side_next(&side[s], run->most, &state);
		if (!open[s])
			return;
		front[s] = side[s].ms[state];
		if (front[0] + front[1] >= run->best)
			return;
		if (side[!s].ms[state] != UNREACHED &&
		    front[s] + side[!s].ms[state] < run->best) {
			run->best = front[s] + side[!s].ms[state];
			run->meets = state;
		}
		route_search_spread(run->scratch, run->ask, true, s, state);
	}
}

/* What an arc takes for one who comes to its tail then. */
static uint32_t arc_leave(const struct way_run *run, uint32_t dir, uint32_t ms, uint32_t at,
			  uint32_t *ret_enter)
{
	*ret_enter = at;
	if (dir == ROUTE_NONE)
		return run->ask->by == ROUTE_ANY ? at + ms : UNREACHED;
	if (run->free || !run->ask->day->first[dir])
		return at + ms;
	return route_day_pass(run->ask, dir, ms, at, run->wait_ms, ret_enter);
}

static void search_timed(struct way_run *run)
{
	const struct route_graph *graph = run->scratch->graph;
	struct route_side *side = &run->scratch->side[0];
	uint32_t state, enter;

	seed(side, run->starts, run->nstarts);
	while (route_side_next(side, run->most, &state)) {
		uint32_t ms = side->ms[state];

		if (ms >= run->best)
			return;
		offer_goal(run, state, ms);
		for (uint32_t i = graph->out_begin[state]; i < graph->out_begin[state + 1]; i++) {
			uint32_t leave = arc_leave(run, graph->out_dir[i],
						   run->ask->day->out[i].ms, ms, &enter);

			if (leave != UNREACHED)
				route_side_reach(side, run->ask->day->out[i].state, leave);
		}
	}
}

/* ---- the way back to where it began ---------------------------------------------------------- */

static void put_step(struct way_run *run, struct route_step step)
{
	HEAP_ROOM(run->steps, run->nsteps, run->ssteps);
	run->steps[run->nsteps++] = step;
}

static void turn_round(struct way_run *run)
{
	for (uint32_t i = 0, k = run->nsteps; i + 1 < k; i++) {
		struct route_step step = run->steps[i];

		run->steps[i] = run->steps[--k];
		run->steps[k] = step;
	}
}

static struct route_step whole(const struct way_run *run, uint32_t dir, uint32_t tail,
			       uint32_t enter, uint32_t leave)
{
	return (struct route_step){
		.dir = dir, .enter_ms = enter, .leave_ms = leave, .from_share = 0, .to_share = 1,
		.by = route_is_car(run->scratch->graph, tail) ? ROUTE_CAR : ROUTE_FOOT,
	};
}

/* The arc by which a state was reached at its time; its tail, or ROUTE_NONE: it is a start. */
static uint32_t came_from(struct way_run *run, uint32_t state)
{
	const struct route_graph *graph = run->scratch->graph;
	const struct route_side *side = &run->scratch->side[0];

	for (uint32_t i = graph->in_begin[state]; i < graph->in_begin[state + 1]; i++) {
		uint32_t tail = graph->in[i].state, enter;

		if (side->ms[tail] >= side->ms[state])
			continue;
		if (arc_leave(run, graph->in_dir[i], run->ask->day->in[i].ms, side->ms[tail],
			      &enter) != side->ms[state])
			continue;
		put_step(run, whole(run, graph->in_dir[i], tail, enter, side->ms[state]));
		return tail;
	}
	return ROUTE_NONE;
}

static uint32_t start_at(const struct way_run *run, uint32_t state)
{
	uint32_t best = ROUTE_NONE;

	for (uint32_t i = 0; i < run->nstarts; i++)
		if (run->starts[i].state == state &&
		    (best == ROUTE_NONE || run->starts[i].ms < run->starts[best].ms))
			best = i;
	return best;
}

static void put_part(struct way_run *run, const struct route_entry *entry, bool arrives,
		     uint32_t at)
{
	if (entry->dir == ROUTE_NONE)
		return;
	put_step(run, (struct route_step){
		.dir = entry->dir, .enter_ms = at, .leave_ms = at + entry->ms,
		.from_share = arrives ? 0 : entry->part, .to_share = arrives ? entry->part : 1,
		.by = (uint8_t)entry->by });
}

/* From a state back to a start; the steps then stand in order. */
static void trace_back(struct way_run *run, uint32_t state)
{
	const struct route_side *side = &run->scratch->side[0];

	run->nsteps = 0;
	for (;;) {
		uint32_t start = start_at(run, state);

		if (start != ROUTE_NONE && run->starts[start].ms == side->ms[state]) {
			put_part(run, &run->starts[start], false, 0);
			break;
		}
		state = came_from(run, state);
		assert(state != ROUTE_NONE);
	}
	turn_round(run);
}

/* From where the two sides met, forward along what the far side has reached. */
static void trace_on(struct way_run *run, uint32_t state)
{
	const struct route_graph *graph = run->scratch->graph;
	const struct route_side *side = &run->scratch->side[1];
	uint32_t at = run->scratch->side[0].ms[state], enter;

	for (;;) {
		for (uint32_t i = 0; i < run->ngoals; i++)
			if (run->goals[i].state == state && run->goals[i].ms == side->ms[state]) {
				put_part(run, &run->goals[i], true, at);
				return;
			}
		uint32_t i = graph->out_begin[state];

		while (i < graph->out_begin[state + 1]) {
			uint32_t head = graph->out[i].state, ms = run->ask->day->out[i].ms;

			if (side->ms[head] < side->ms[state] &&
			    side->ms[head] + ms == side->ms[state] &&
			    arc_leave(run, graph->out_dir[i], ms, at, &enter) != UNREACHED)
				break;
			i++;
		}
		assert(i < graph->out_begin[state + 1]);
		uint32_t leave = at + run->ask->day->out[i].ms;

		put_step(run, whole(run, graph->out_dir[i], state, at, leave));
		at = leave;
		state = graph->out[i].state;
	}
}

static void straight(struct way_run *run)
{
	struct route_entry from;
	float part;
	uint32_t ms = route_straight(run->scratch->graph, run->ask, run->free, run->from, run->to,
				     &from, &part);

	if (ms == UNREACHED || ms > run->most || ms > run->best)
		return;
	run->best = ms;
	run->nsteps = 0;
	put_step(run, (struct route_step){ .dir = from.dir, .enter_ms = 0, .leave_ms = ms,
					   .from_share = from.part, .to_share = part,
					   .by = (uint8_t)from.by });
}

/* Finds the way into run->steps; false: there is none. */
static bool find(struct way_run *run, bool free)
{
	const struct route_graph *graph = run->scratch->graph;

	run->free = free;
	run->best = UNREACHED;
	run->meets = ROUTE_NONE;
	run->nsteps = 0;
	run->nstarts = route_entries(graph, run->ask, free, run->from, false, run->starts);
	run->ngoals = route_entries(graph, run->ask, free, run->to, true, run->goals);
	if (free)
		search_free(run);
	else
		search_timed(run);
	if (run->best > run->most)
		run->best = UNREACHED;
	if (run->best != UNREACHED) {
		trace_back(run, run->meets);
		if (free)
			trace_on(run, run->meets);
		else
			put_part(run, &run->goals[run->goal], true,
				 run->scratch->side[0].ms[run->meets]);
	}
	straight(run);
	return run->best != UNREACHED;
}

/* ---- today and usually ----------------------------------------------------------------------- */

/* A rule stands in the way that was found, so there may be a better one; or it bars it. */
static bool is_touched(const struct way_run *run, uint64_t *ret_origin)
{
	bool touched = false;

	for (uint32_t i = 0; i < run->nsteps; i++) {
		uint32_t dir = run->steps[i].dir;
		uint64_t origin = 0;

		if (dir == ROUTE_NONE || !run->ask->day->first[dir])
			continue;
		touched = true;
		if (route_day_percent(run->ask->day, dir, run->ask->vehicle,
				      run->ask->at + run->steps[i].enter_ms, NULL, &origin) == 0) {
			*ret_origin = origin;
			return true;
		}
	}
	return touched;
}

/* Roads that a rule makes quicker for this vehicle can beat a way that no rule touches. */
static bool some_quicker(const struct route_day *day, uint32_t vehicle)
{
	for (uint32_t i = 0; i < day->nrules; i++)
		if (day->rules[i].used && day->rules[i].rule.percent > 100 &&
		    day->rules[i].rule.vehicles & vehicle)
			return true;
	return false;
}

static bool same_dirs(const struct way_run *run, const struct route_step *steps, uint32_t count)
{
	bool same = run->nsteps == count;

	for (uint32_t i = 0; same && i < count; i++)
		same = run->steps[i].dir == steps[i].dir;
	return same;
}

static enum route_reason why_not(struct way_run *run, bool usual)
{
	if (!route_on_road(run->from, run->ask->by))
		return ROUTE_OFF_ROAD;
	if (!route_on_road(run->to, run->ask->by))
		return ROUTE_PLACE_OFF_ROAD;
	if (usual)
		return ROUTE_CLOSED;
	if (run->most == ROUTE_MS_MOST)
		return ROUTE_CUT;
	run->most = ROUTE_MS_MOST;
	return find(run, true) ? ROUTE_TOO_FAR : ROUTE_CUT;
}

static void take(struct way_run *run, struct arena *arena, struct route_way *ret)
{
	ret->reason = ROUTE_REACHES;
	ret->ms = run->best;
	ret->nsteps = run->nsteps;
	ret->steps = arena_alloc(arena, (run->nsteps + (size_t)1) * sizeof *ret->steps);
	if (run->nsteps > 0)
		memcpy(ret->steps, run->steps, run->nsteps * sizeof *ret->steps);
	route_way_draw(run, arena, ret);
}

void route_way(struct route_scratch *scratch, struct arena *arena, const struct route_ask *ask,
	       const struct route_spot *from, const struct route_spot *to, uint32_t wait_ms,
	       struct route_way *ret)
{
	struct way_run run = { .scratch = scratch, .ask = ask, .from = from, .to = to,
			       .most = ask->most_ms ? ask->most_ms : ROUTE_MS_MOST,
			       .wait_ms = wait_ms };
	bool usual = find(&run, true), today = usual;
	struct route_step *steps;
	uint32_t nsteps = run.nsteps;

	assert(ask->day->graph == scratch->graph);
	*ret = (struct route_way){ .usual_ms = usual ? run.best : ROUTE_NONE };
	steps = heap_alloc((nsteps + (size_t)1) * sizeof *steps);
	if (nsteps)
		memcpy(steps, run.steps, nsteps * sizeof *steps);
	if (usual && (is_touched(&run, &ret->origin) || some_quicker(ask->day, ask->vehicle))) {
		today = find(&run, false);
		ret->detour = today && !same_dirs(&run, steps, nsteps);
	}
	if (today)
		take(&run, arena, ret);
	else
		ret->reason = why_not(&run, usual);
	heap_free(run.steps);
	heap_free(steps);
}
