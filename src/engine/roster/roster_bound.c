/* A cost below which no roster can be, found by paying for demand instead of asking for it. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <string.h>

#include "engine/roster/roster_inner.h"

/*
 * Lagrangian relaxation of the demand: every person of a slot earns a price between minus the
 * weight of one too many and the weight of one too few, and nobody asks whether the numbers fit.
 * Then each person's best row is found alone and exactly, and
 *
 *	sum of the rows' costs + sum over slots of price * need
 *
 * is a lower bound for any prices (Geoffrion 1974). It is the bound of a column generation at its
 * end when the prices are the best ones; these are looked for by steps along the difference
 * between need and what the rows give, the length by Polyak's rule. Caps of duties and fair shares
 * are left out: each would only make the rows dearer.
 */

#define STEPS_MOST 600
#define WORK_MOST 2000000                /* cells priced in all the steps */
#define PATIENCE 12

struct roster_bound {
	struct roster_state *state;
	int64_t *pay;                    /* [day * slots + slot], in sixteenths */
	int64_t *best_pay;
	double *direction;
	int64_t best;                    /* in sixteenths */
};

static int64_t clip(int64_t value, int64_t least, int64_t most)
{
	return value < least ? least : value > most ? most : value;
}

static int64_t weight_of(int32_t weight)
{
	return (int64_t)weight * ROSTER_SCALE;
}

/* The relaxed cost for the prices as they are, and how many each slot gets; false: nobody knows. */
static bool relax(struct roster_bound *bound, int64_t *ret)
{
	struct roster_state *state = bound->state;
	const struct roster_plan *plan = state->plan;
	const struct roster_problem *p = plan->problem;
	size_t rows = (size_t)p->days * p->slots;
	int64_t sum = 0;

	memset(state->count, 0, rows * sizeof *state->count);
	for (size_t at = 0; at < rows; at++)
		sum += bound->pay[at] * p->need[at];
	for (uint32_t e = 0; e < p->people; e++) {
		uint16_t *row = state->cells + (size_t)e * p->days;
		int64_t price;

		if (!roster_insert_paid(state, e, bound->pay, &price))
			return false;
		sum += price + plan->own[e].wished * ROSTER_SCALE;
		roster_state_count(state, row, 0, p->days, 1);
	}
	*ret = sum;
	return true;
}

/* A step from the best prices; what was learnt of the last direction is kept in part. */
static void step(struct roster_bound *bound, double force, int64_t value, int64_t target)
{
	const struct roster_problem *p = bound->state->plan->problem;
	size_t rows = (size_t)p->days * p->slots;
	double norm = 0, length;

	for (size_t at = 0; at < rows; at++) {
		double missing = p->need[at] - bound->state->count[at];

		bound->direction[at] = missing + 0.3 * bound->direction[at];
		norm += bound->direction[at] * bound->direction[at];
	}
	if (norm < 1e-9)
		return;
	length = force * (double)(target - value) / norm;
	for (size_t at = 0; at < rows; at++)
		bound->pay[at] = clip(bound->pay[at] + llround(length * bound->direction[at]),
				      -weight_of(p->over[at]), weight_of(p->under[at]));
}

static void begin(struct roster_bound *bound)
{
	const struct roster_problem *p = bound->state->plan->problem;
	size_t rows = (size_t)p->days * p->slots;

	bound->pay = heap_alloc((rows + 1) * sizeof *bound->pay);
	bound->best_pay = heap_alloc((rows + 1) * sizeof *bound->best_pay);
	bound->direction = heap_alloc((rows + 1) * sizeof *bound->direction);
	for (size_t at = 0; at < rows; at++)
		bound->pay[at] = weight_of(p->under[at]) / 2;
	bound->best = INT64_MIN;
}

static void run(struct roster_bound *bound, const struct roster_bound_until *until)
{
	const struct roster_problem *p = bound->state->plan->problem;
	size_t bytes = (size_t)p->days * p->slots * sizeof *bound->pay;
	double force = 1;
	int waited = 0;

	uint64_t steps = WORK_MOST / ((uint64_t)p->people * p->days);

	for (uint64_t i = 0; i < steps && i < STEPS_MOST && force > 0.005; i++) {
		int64_t value, target = until->known * ROSTER_SCALE;

		if (until->share != NULL && until->share(until->user) >= until->limit)
			break;
		if (!relax(bound, &value))
			break;
		if (value > bound->best) {
			bound->best = value;
			memcpy(bound->best_pay, bound->pay, bytes);
			waited = 0;
		} else if (++waited == PATIENCE) {
			waited = 0;
			force /= 2;
			memcpy(bound->pay, bound->best_pay, bytes);
		}
		if (bound->best >= target)
			break;
		step(bound, force, value, target);
	}
}

int64_t roster_bound_find(const struct roster_plan *plan, const struct roster_bound_until *until,
			  int32_t *ret_pay)
{
	const struct roster_problem *p = plan->problem;
	struct roster_state state;
	struct roster_bound bound = { .state = &state };
	int64_t cost = INT64_MIN;

	roster_state_init(&state, plan, 0);
	begin(&bound);
	run(&bound, until);
	if (bound.best != INT64_MIN) {
		/* Costs are whole numbers. */
		cost = bound.best >= 0 ? (bound.best + ROSTER_SCALE - 1) / ROSTER_SCALE : 0;
		for (size_t at = 0; ret_pay != NULL && at < (size_t)p->days * p->slots; at++)
			ret_pay[at] = (int32_t)bound.best_pay[at];
	}
	heap_free(bound.pay);
	heap_free(bound.best_pay);
	heap_free(bound.direction);
	roster_state_release(&state);
	return cost;
}
