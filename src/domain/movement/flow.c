/* Adds up the waves of each route and follows the queue before it. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/movement/flow.h"

#include <math.h>
#include <stdlib.h>

#include "engine/queue/fluid.h"

#define TURNS_MOST (2 * LIMIT_REFS)

/* Moments at which some wave of the route begins or ends, in order and each once. */
static uint32_t turns_of(const struct flow_wave *waves, uint32_t count, struct ident route,
			 instant *ret)
{
	uint32_t n = 0;

	for (uint32_t w = 0; w < count; w++)
		for (int end = 0; end < 2 && ident_eq(waves[w].route, route); end++) {
			instant turn = end ? waves[w].until : waves[w].from;
			uint32_t at = n;

			while (at > 0 && ret[at - 1] >= turn)
				at--;
			if (at < n && ret[at] == turn)
				continue;
			for (uint32_t i = n++; i > at; i--)
				ret[i] = ret[i - 1];
			ret[at] = turn;
		}
	return n;
}

/* People an hour who come between two turns; the capacity of the route goes into *capacity. */
static double arrivals(const struct flow_wave *waves, uint32_t count, struct ident route,
		       instant from, instant until, double *capacity)
{
	double sum = 0;

	for (uint32_t w = 0; w < count; w++) {
		if (!ident_eq(waves[w].route, route))
			continue;
		*capacity = fmin(*capacity, (double)waves[w].capacity);
		if (waves[w].from <= from && waves[w].until >= until)
			sum += (double)waves[w].persons /
			       (double)(waves[w].until - waves[w].from) * 3600000;
	}
	return sum;
}

static void add_route(const struct flow_wave *waves, uint32_t count, struct ident route,
		      struct flow *flow)
{
	instant turns[TURNS_MOST], clear;
	struct fluid_period periods[TURNS_MOST + 1];
	uint32_t n = turns_of(waves, count, route, turns), i;
	double capacity = INFINITY, length = 0;
	struct fluid_peak peak;

	for (i = 0; i + 1 < n; i++) {
		double in = arrivals(waves, count, route, turns[i], turns[i + 1], &capacity);

		periods[i] = (struct fluid_period){ (double)(turns[i + 1] - turns[i]) / 1000, in,
						    capacity };
		length = fmax(0, length + (in - capacity) * periods[i].seconds / 3600);
	}
	periods[i++] = (struct fluid_period){ length / capacity * 3600, 0, capacity };
	if (!fluid_run(periods, i, 0, 0, &peak))
		return;
	clear = turns[n - 1] + (instant)(length / capacity * 3600000);
	flow->longest = peak.length > (double)flow->longest ? (int64_t)ceil(peak.length)
							    : flow->longest;
	flow->wait = peak.wait > (double)flow->wait ? (int64_t)ceil(peak.wait) : flow->wait;
	flow->clear = clear > flow->clear ? clear : flow->clear;
}

struct flow flow_of(struct flow_wave *waves, uint32_t count)
{
	struct flow flow = { 0 };

	for (uint32_t w = 0; w < count && w < LIMIT_REFS; w++) {
		bool seen = false;

		for (uint32_t before = 0; before < w && !seen; before++)
			seen = ident_eq(waves[before].route, waves[w].route);
		if (!seen)
			add_route(waves, count < LIMIT_REFS ? count : LIMIT_REFS, waves[w].route,
				  &flow);
	}
	return flow;
}
