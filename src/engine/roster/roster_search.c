/* Looks for a good roster: takes some people's days out, puts them back better, again and again. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <math.h>
#include <string.h>

#include "engine/roster/roster_inner.h"

#define TAKEN_MOST 8
#define BLENDED_OF_TEN 6                /* attempts that look at the bound's prices */

struct search {
	struct roster_state state;
	uint16_t *best_cells;
	int64_t best_total;
	uint64_t iterations;
	uint32_t stuck;
};

struct job {
	const struct roster_plan *plan;
	const struct roster_options *options;
	struct search *search;
	uint32_t searches;
	int64_t bound;
	int32_t *pay;
	double until;                    /* share of the time at which this round ends */
};

/* One attempt: whose days, which days, and what was there. */
struct move {
	uint32_t people[TAKEN_MOST];
	uint32_t count, from, to;
	uint16_t was[TAKEN_MOST][ROSTER_DAYS_MOST];
	int64_t personal[TAKEN_MOST];
	uint8_t told[TAKEN_MOST];
};

static double share_of(const struct job *job, const struct search *search)
{
	double share = job->options->share != NULL ? job->options->share(job->options->user) : 0;

	if (job->options->iterations > 0) {
		double done = (double)search->iterations / (double)job->options->iterations;

		share = done > share ? done : share;
	}
	return share;
}

/* ---- choosing ------------------------------------------------------------------------------ */

static bool chosen(const struct move *move, uint32_t person)
{
	for (uint32_t i = 0; i < move->count; i++)
		if (move->people[i] == person)
			return true;
	return false;
}

/* Somebody who may do one of the duties that the first one may do. */
static uint32_t companion(struct roster_state *state, uint32_t first)
{
	const struct roster_plan *plan = state->plan;
	const struct roster_kit *kit = &plan->kit[plan->own[first].kit];

	if (kit->duties == 0)
		return first;
	uint16_t duty = kit->duty[roster_chance_below(state, kit->duties)];
	uint32_t from = plan->people_from[duty], to = plan->people_from[duty + 1];

	return plan->people_of[from + roster_chance_below(state, to - from)];
}

/* A slot and day where the demand is not met, tried a few times; false: none was hit. */
static bool find_defect(struct roster_state *state, uint32_t *ret_day, uint32_t *ret_person)
{
	const struct roster_plan *plan = state->plan;
	const struct roster_problem *p = plan->problem;

	for (int i = 0; i < 8; i++) {
		uint32_t day = roster_chance_below(state, p->days);
		uint16_t duty = (uint16_t)roster_chance_below(state, p->duties);
		uint32_t people = plan->people_from[duty + 1] - plan->people_from[duty];

		if (p->cover_from[duty] == p->cover_from[duty + 1] || people == 0)
			continue;
		size_t at = (size_t)day * p->slots + p->cover[p->cover_from[duty]];

		if (state->count[at] == p->need[at])
			continue;
		*ret_day = day;
		*ret_person = plan->people_of[plan->people_from[duty] +
					      roster_chance_below(state, people)];
		return true;
	}
	return false;
}

static void choose_days(struct roster_state *state, struct move *move, uint32_t around)
{
	uint32_t days = state->plan->problem->days;
	uint32_t length = 3 + roster_chance_below(state, roster_chance_below(state, 4) ? 12 : 26);

	if (length > days)
		length = days;
	uint32_t back = roster_chance_below(state, length);

	move->from = around > back ? around - back : 0;
	if (move->from + length > days)
		move->from = days - length;
	move->to = move->from + length;
}

static void choose(struct roster_state *state, struct move *move)
{
	const struct roster_problem *p = state->plan->problem;
	uint32_t day = roster_chance_below(state, p->days);
	uint32_t first = roster_chance_below(state, p->people);
	uint32_t wanted = 1 + roster_chance_below(state, 5);

	if (roster_chance_below(state, 2) == 0)
		find_defect(state, &day, &first);
	choose_days(state, move, day);
	move->people[0] = first;
	move->count = 1;
	for (uint32_t tries = 0; move->count < wanted && tries < 2 * TAKEN_MOST; tries++) {
		uint32_t other = companion(state, first);

		if (!chosen(move, other))
			move->people[move->count++] = other;
	}
}

/* ---- one attempt --------------------------------------------------------------------------- */

static void take_out(struct roster_state *state, struct move *move)
{
	size_t bytes = (move->to - move->from) * sizeof(uint16_t);

	for (uint32_t i = 0; i < move->count; i++) {
		uint32_t person = move->people[i];
		const uint16_t *row = roster_row(state->plan, state->cells, person);

		memcpy(move->was[i], row + move->from, bytes);
		move->personal[i] = state->personal[person];
		move->told[i] = state->told[person];
	}
}

static void put_back(struct roster_state *state, const struct move *move)
{
	size_t bytes = (move->to - move->from) * sizeof(uint16_t);
	uint32_t days = state->plan->problem->days;

	for (uint32_t i = 0; i < move->count; i++) {
		uint32_t person = move->people[i];
		uint16_t *row = state->cells + (size_t)person * days;

		roster_state_count(state, row, move->from, move->to, -1);
		memcpy(row + move->from, move->was[i], bytes);
		roster_state_count(state, row, move->from, move->to, 1);
		state->personal[person] = move->personal[i];
		state->told[person] = move->told[i];
	}
}

/* Counts the person's cells in and judges the row anew; gives the change of cost. */
static int64_t settle(struct roster_state *state, const struct move *move, uint32_t i)
{
	uint32_t person = move->people[i];
	const uint16_t *row = roster_row(state->plan, state->cells, person);
	int64_t delta = roster_state_count(state, row, move->from, move->to, 1);

	state->personal[person] = roster_cost_person(state->plan, person, row, NULL);
	state->told[person] = roster_cost_told(state->plan, person, row);
	return delta + state->personal[person] - move->personal[i];
}

static int64_t attempt(struct roster_state *state, struct move *move, uint32_t noise,
		       uint32_t *ret_told)
{
	int64_t delta = 0;
	uint32_t told = state->told_count;

	take_out(state, move);
	for (uint32_t i = 0; i < move->count; i++) {
		const uint16_t *row = roster_row(state->plan, state->cells, move->people[i]);

		delta += roster_state_count(state, row, move->from, move->to, -1);
		told -= move->told[i];
	}
	for (uint32_t i = 0; i < move->count; i++) {
		/* When no more people may be told something new, this one keeps what they know. */
		state->keep = told >= state->plan->problem->told_most;
		roster_insert(state, move->people[i], move->from, move->to, noise);
		delta += settle(state, move, i);
		told += state->told[move->people[i]];
	}
	state->keep = false;
	delta += roster_state_told_cost(state->plan, told) -
		 roster_state_told_cost(state->plan, state->told_count);
	*ret_told = told;
	return delta;
}

static bool accepts(struct roster_state *state, int64_t delta, double heat)
{
	if (delta <= 0)
		return true;
	double chance = (double)(roster_chance(state) >> 11) * 0x1p-53;

	return chance < exp(-(double)delta / heat);
}

static void step(struct search *search, double heat)
{
	struct roster_state *state = &search->state;
	struct move move;
	uint32_t told, noise = 2;

	if (roster_chance_below(state, 2))
		noise += roster_chance_below(state, 30);

	choose(state, &move);
	state->blend = state->pay != NULL && roster_chance_below(state, 10) < BLENDED_OF_TEN
			       ? 1 + roster_chance_below(state, 8)
			       : 0;
	int64_t delta = attempt(state, &move, noise, &told);

	if (accepts(state, delta, heat)) {
		state->total += delta;
		state->told_count = told;
	} else {
		put_back(state, &move);
	}
	if (state->total < search->best_total) {
		search->best_total = state->total;
		memcpy(search->best_cells, state->cells,
		       (size_t)state->plan->problem->people * state->plan->problem->days *
			       sizeof(uint16_t));
	}
	search->iterations++;
}

/* ---- rounds -------------------------------------------------------------------------------- */

#define HEAT_FIRST 50.0
#define HEAT_LAST 1.0

static void run_round(void *arg, uint32_t i)
{
	struct job *job = arg;
	struct search *search = &job->search[i];
	double share = share_of(job, search);

	while (share < job->until) {
		double heat = HEAT_FIRST * pow(HEAT_LAST / HEAT_FIRST, share);

		for (int k = 0; k < 16; k++)
			step(search, heat);
		share = share_of(job, search);
	}
}

static void run_crew(const struct job *job, void (*task)(void *arg, uint32_t i), void *arg)
{
	const struct roster_crew *crew = job->options->crew;

	if (crew != NULL)
		crew->run(crew->user, job->searches, task, arg);
	else
		for (uint32_t i = 0; i < job->searches; i++)
			task(arg, i);
}

static uint32_t best_of(const struct job *job)
{
	uint32_t best = 0;

	for (uint32_t i = 1; i < job->searches; i++)
		if (job->search[i].best_total < job->search[best].best_total)
			best = i;
	return best;
}

static void report(const struct job *job)
{
	struct roster_progress progress = { .best = job->search[best_of(job)].best_total,
					    .bound = job->bound };

	if (job->options->progress == NULL)
		return;
	for (uint32_t i = 0; i < job->searches; i++)
		progress.iterations += job->search[i].iterations;
	job->options->progress(job->options->user, &progress);
}

/* Searches whose present roster is worse than the best known go on from that. */
static void exchange(struct job *job)
{
	const struct search *best = &job->search[best_of(job)];

	for (uint32_t i = 0; i < job->searches; i++)
		if (job->search[i].state.total > best->best_total)
			roster_state_load(&job->search[i].state, best->best_cells);
}

#define ROUNDS 20
#define BOUND_SHARE 0.1
#define BOUND_CELLS_MOST 50000

/* What people were told is where a new roster begins. */
static void load_published(struct roster_state *state)
{
	const struct roster_problem *p = state->plan->problem;

	for (size_t i = 0; i < (size_t)p->people * p->days; i++)
		state->cells[i] = p->published[i] == ROSTER_FREE ? ROSTER_OFF : p->published[i];
	roster_state_load(state, state->cells);
}

static void begin(void *arg, uint32_t i)
{
	struct job *job = arg;
	struct search *search = &job->search[i];
	const struct roster_options *options = job->options;
	size_t cells = (size_t)job->plan->problem->people * job->plan->problem->days;

	roster_state_init(&search->state, job->plan, options->seed + i * UINT64_C(1000003));
	search->stuck = UINT32_MAX;
	search->best_cells = heap_alloc(cells * sizeof *search->best_cells);
	if (options->start != NULL)
		roster_state_load(&search->state, options->start);
	else if (job->plan->problem->published != NULL)
		load_published(&search->state);
	else
		search->stuck = roster_construct(&search->state, options->share, options->user);
	memcpy(search->best_cells, search->state.cells, cells * sizeof *search->best_cells);
	search->best_total = search->state.total;
}

/* A bound, if the problem is small enough for one, and its prices for the searches. */
static void find_bound(struct job *job)
{
	const struct roster_problem *p = job->plan->problem;
	const struct roster_bound_until until = {
		.known = job->search[best_of(job)].best_total, .share = job->options->share,
		.user = job->options->user, .limit = BOUND_SHARE,
	};

	if ((uint64_t)p->people * p->days > BOUND_CELLS_MOST)
		return;
	job->pay = heap_alloc(((size_t)p->days * p->slots + 1) * sizeof *job->pay);
	job->bound = roster_bound_find(job->plan, &until, job->pay);
	for (uint32_t i = 0; job->bound != INT64_MIN && i < job->searches; i++)
		job->search[i].state.pay = job->pay;
}

static void end(struct job *job, struct arena *arena, struct roster_answer *ret)
{
	size_t cells = (size_t)job->plan->problem->people * job->plan->problem->days;

	ret->cells = arena_alloc(arena, cells * sizeof *ret->cells);
	memcpy(ret->cells, job->search[best_of(job)].best_cells, cells * sizeof *ret->cells);
	roster_evaluate(job->plan, ret->cells, &ret->cost);
	for (uint32_t i = 0; i < job->searches; i++) {
		struct search *search = &job->search[i];

		ret->iterations += search->iterations;
		if (search->stuck < ret->stuck)
			ret->stuck = search->stuck;
		heap_free(search->best_cells);
		roster_state_release(&search->state);
	}
}

void roster_solve(const struct roster_plan *plan, const struct roster_options *options,
		  struct arena *arena, struct roster_answer *ret)
{
	struct job job = { .plan = plan, .options = options, .searches = 1, .bound = INT64_MIN };

	if (options->crew != NULL)
		job.searches = options->crew->count;
	assert(job.searches >= 1 && job.searches <= ROSTER_CREW_MOST);
	job.search = arena_alloc(arena, job.searches * sizeof *job.search);
	run_crew(&job, begin, &job);
	find_bound(&job);
	for (uint32_t round = 1; round <= ROUNDS; round++) {
		job.until = (double)round / ROUNDS;
		run_crew(&job, run_round, &job);
		exchange(&job);
		report(&job);
	}
	*ret = (struct roster_answer){ .bound = job.bound, .stuck = UINT32_MAX };
	end(&job, arena, ret);
	heap_free(job.pay);
}
