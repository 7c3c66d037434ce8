/* When a column or a torch relay passes each road, and so which roads are closed when. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>

#include "engine/route/route_state.h"

/*
 * The column keeps its spacing by distance: its tail is where its head was column_m before. So all
 * follows from when the head is where, and a halt of the head is one of the whole column.
 */
struct leg {
	double begin_m, end_m;
	double ms_per_m;
};
struct march {
	const struct route_convoy *convoy;
	struct leg *legs;
	uint32_t nlegs;
	double whole_m;
};

/* When the head is so far on the way; with `leaves` after halts exactly there, else before. */
static instant head_at(const struct march *march, double metres, bool leaves)
{
	const struct route_convoy *convoy = march->convoy;
	double ms = 0;

	for (uint32_t i = 0; i < march->nlegs && march->legs[i].begin_m < metres; i++) {
		const struct leg *leg = &march->legs[i];
		/* Behind its end the head goes on as on the last link: the column closes up. */
		double until = i + 1 < march->nlegs ? fmin(leg->end_m, metres) : metres;

		ms += (until - leg->begin_m) * leg->ms_per_m;
	}
	for (uint32_t i = 0; i < convoy->nhalts; i++)
		if (convoy->halts[i].metres < metres ||
		    (leaves && convoy->halts[i].metres <= metres))
			ms += convoy->halts[i].ms;
	return convoy->sets_off + (instant)llrint(ms);
}

static enum route_convoy_fault check(const struct route_convoy *convoy)
{
	double before = 0;

	if (convoy->vehicles == 0 || convoy->vehicles > 100000 || !(convoy->kmh > 0) ||
	    !(convoy->kmh <= 300) || !(convoy->vehicle_m >= 0 && convoy->vehicle_m <= 1000) ||
	    !(convoy->gap_m >= 0 && convoy->gap_m <= 10000) || convoy->sets_off <= 0 ||
	    convoy->sets_off > INSTANT_MAX / 2)
		return ROUTE_CONVOY_BAD_NUMBER;
	for (uint32_t i = 0; i < convoy->nhalts; i++) {
		if (!(convoy->halts[i].metres >= before))
			return ROUTE_CONVOY_BAD_HALT;
		before = convoy->halts[i].metres;
	}
	return ROUTE_CONVOY_OK;
}

static void lay_legs(struct march *march, struct arena *arena, const struct route_graph *graph,
		     const struct route_way *way, struct route_passing *passings)
{
	march->legs = arena_alloc(arena, (way->nsteps + (size_t)1) * sizeof *march->legs);
	for (uint32_t i = 0; i < way->nsteps; i++) {
		const struct route_step *step = &way->steps[i];

		if (step->dir == ROUTE_NONE)
			continue;
		double link_m = fmax(0.01, (double)graph->links[step->dir / 2].metres);
		double metres = link_m * ((double)step->to_share - (double)step->from_share);
		double ms_per_m = 3600 / march->convoy->kmh;

		if (!march->convoy->steady)
			ms_per_m = fmax(ms_per_m, route_dir_ms(graph, step->dir, step->by,
							       ROUTE_DRY) / link_m);
		passings[march->nlegs] = (struct route_passing){ .dir = step->dir,
								 .metres = march->whole_m };
		march->legs[march->nlegs++] = (struct leg){ march->whole_m,
							    march->whole_m + metres, ms_per_m };
		march->whole_m += metres;
	}
}

enum route_convoy_fault route_convoy(struct arena *arena, const struct route_graph *graph,
				     const struct route_way *way,
				     const struct route_convoy *convoy,
				     struct route_convoy_times *ret)
{
	struct march march = { .convoy = convoy };
	enum route_convoy_fault fault = check(convoy);
	struct route_convoy_times times = {
		.column_m = convoy->vehicles * convoy->vehicle_m +
			    (convoy->vehicles - 1.0) * convoy->gap_m };

	if (fault != ROUTE_CONVOY_OK)
		return fault;
	times.passings = arena_alloc(arena, (way->nsteps + (size_t)1) * sizeof *times.passings);
	lay_legs(&march, arena, graph, way, times.passings);
	if (way->reason != ROUTE_REACHES || march.nlegs == 0)
		return ROUTE_CONVOY_NO_WAY;
	if (convoy->nhalts && convoy->halts[convoy->nhalts - 1].metres > march.whole_m)
		return ROUTE_CONVOY_BAD_HALT;
	times.npassings = march.nlegs;
	for (uint32_t i = 0; i < march.nlegs; i++) {
		struct route_passing *passing = &times.passings[i];
		double begin = march.legs[i].begin_m, end = march.legs[i].end_m;

		passing->head_in = head_at(&march, begin, false);
		passing->head_out = head_at(&march, end, true);
		passing->tail_in = head_at(&march, begin + times.column_m, false);
		passing->tail_out = head_at(&march, end + times.column_m, true);
		passing->closed_from = passing->head_in - convoy->before_ms;
		passing->closed_until = passing->tail_out + convoy->after_ms;
	}
	times.head_arrives = head_at(&march, march.whole_m, false);
	times.tail_arrives = head_at(&march, march.whole_m + times.column_m, true);
	*ret = times;
	return ROUTE_CONVOY_OK;
}

uint32_t route_convoy_rules(const struct route_convoy_times *times, uint32_t vehicles,
			    uint64_t origin, struct route_rule *ret, uint32_t max)
{
	for (uint32_t i = 0; i < times->npassings && i < max; i++) {
		const struct route_passing *passing = &times->passings[i];

		ret[i] = (struct route_rule){ .link = passing->dir / 2,
					      .ways = ROUTE_FORTH | ROUTE_BACK,
					      .vehicles = vehicles,
					      .from = passing->closed_from,
					      .until = passing->closed_until, .origin = origin };
	}
	return times->npassings;
}
