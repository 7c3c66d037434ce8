/* A search's own copy of a roster, with the counts that make a change cheap to judge. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "engine/roster/roster_inner.h"

void roster_state_init(struct roster_state *state, const struct roster_plan *plan, uint64_t seed)
{
	const struct roster_problem *p = plan->problem;
	size_t cells = (size_t)p->people * p->days;
	size_t prices = (size_t)(plan->kit_duties_most + 1) * p->days;

	*state = (struct roster_state){
		.plan = plan,
		.cells = heap_alloc(cells * sizeof *state->cells),
		.count = heap_alloc(((size_t)p->days * p->slots + 1) * sizeof *state->count),
		.personal = heap_alloc(p->people * sizeof *state->personal),
		.told = heap_alloc(p->people),
		.chance = seed,
		.best = roster_best_create(plan),
		.price = heap_alloc(prices * sizeof *state->price),
		.rest = heap_alloc(p->days * sizeof *state->rest),
	};
	memset(state->cells, 0xff, cells * sizeof *state->cells);
	roster_state_load(state, state->cells);
}

void roster_state_release(struct roster_state *state)
{
	heap_free(state->cells);
	heap_free(state->count);
	heap_free(state->personal);
	heap_free(state->told);
	heap_free(state->price);
	heap_free(state->rest);
	roster_best_destroy(state->best);
}

int64_t roster_state_count(struct roster_state *state, const uint16_t *row, uint32_t from,
			   uint32_t to, int32_t sign)
{
	const struct roster_problem *p = state->plan->problem;
	int64_t delta = 0;

	for (uint32_t day = from; day < to; day++) {
		if (row[day] == ROSTER_OFF)
			continue;
		for (uint32_t i = p->cover_from[row[day]]; i < p->cover_from[row[day] + 1]; i++) {
			size_t at = (size_t)day * p->slots + p->cover[i];
			int32_t *count = &state->count[at];

			if (sign < 0)
				delta -= roster_cost_more(p, at, --*count);
			else
				delta += roster_cost_more(p, at, (*count)++);
		}
	}
	return delta;
}

int64_t roster_state_told_cost(const struct roster_plan *plan, uint32_t told)
{
	uint32_t most = plan->problem->told_most;

	return told > most ? (int64_t)(told - most) * ROSTER_HARD : 0;
}

void roster_state_load(struct roster_state *state, const uint16_t *cells)
{
	const struct roster_plan *plan = state->plan;
	const struct roster_problem *p = plan->problem;
	size_t rows = (size_t)p->days * p->slots;

	if (cells != state->cells)
		memcpy(state->cells, cells, (size_t)p->people * p->days * sizeof *cells);
	memset(state->count, 0, rows * sizeof *state->count);
	state->total = 0;
	for (size_t at = 0; at < rows; at++)
		state->total += (int64_t)p->need[at] * p->under[at];
	state->told_count = 0;
	for (uint32_t e = 0; e < p->people; e++) {
		const uint16_t *row = roster_row(plan, state->cells, e);

		state->total += roster_state_count(state, row, 0, p->days, 1);
		state->personal[e] = roster_cost_person(plan, e, row, NULL);
		state->total += state->personal[e];
		state->told[e] = roster_cost_told(plan, e, row);
		state->told_count += state->told[e];
	}
	state->total += roster_state_told_cost(plan, state->told_count);
}
