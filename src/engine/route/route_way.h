/* What the search for one way hands to its drawing; for these files only. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ROUTE_WAY_H
#define ROUTE_WAY_H

#include "engine/route/route_state.h"

struct way_run {
	struct route_scratch *scratch;
	const struct route_ask *ask;
	const struct route_spot *from, *to;
	uint32_t most, wait_ms;
	bool free;                                 /* as if there were no rules */
	struct route_entry starts[ROUTE_ENTRIES_MOST], goals[ROUTE_ENTRIES_MOST];
	uint32_t nstarts, ngoals;
	uint32_t best;
	uint32_t meets, goal;                      /* state, and the goal that it is next to */
	struct route_step *steps;
	uint32_t nsteps, ssteps;
};
/* Length and points of the way's steps. */
void route_way_draw(const struct way_run *run, struct arena *arena, struct route_way *ret);

#endif
