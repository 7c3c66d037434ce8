/* Finds where units stand so that most demand is reached in time, and which to move up. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/chance.h"
#include "engine/cover/cover.h"

/* Places looked at for one unit; a walk begins and ends as warm as these shares of a mean loss. */
#define TRIES 4
#define WARM 0.1
#define COLD 0.002
#define FAR 1                             /* of eight draws */

/*
 * The state of a search. `add` and `loss` are kept true after each step, so that a step costs the
 * sites around one site, and looking for the best costs one pass over numbers in a row.
 */
struct placing {
	const struct cover_problem *problem;
	uint32_t *near_from, *near;       /* the sites that reach a point */
	uint32_t *count;                  /* [sites] units that stand there */
	uint32_t *held;                   /* [sites] of them, may not leave */
	uint32_t *times;                  /* [points] units that reach it */
	double *add;                      /* [sites] what one unit more there would add */
	double *loss;                     /* [sites] what would go with one of those there */
	double *part;                     /* [units + 2] busy^k * (1 - busy) */
	double value;
	struct arena *arena;
};

/* ---- whether the question can be asked ------------------------------------------------------- */

static enum cover_fault check_sizes(const struct cover_problem *p)
{
	uint64_t room = 0;

	if (p->sites == 0)
		return COVER_FAULT_no_sites;
	if (p->points == 0)
		return COVER_FAULT_no_points;
	if (p->units == 0)
		return COVER_FAULT_no_units;
	if (p->sites > COVER_SITES_MOST || p->points > COVER_POINTS_MOST ||
	    p->units > COVER_UNITS_MOST)
		return COVER_FAULT_too_large;
	for (uint32_t s = 0; s < p->sites; s++) {
		if (p->room != NULL && p->room[s] > COVER_ROOM_MOST)
			return COVER_FAULT_too_large;
		room += p->room != NULL ? p->room[s] : 1;
	}
	return room < p->units ? COVER_FAULT_no_room : COVER_SOUND;
}

static enum cover_fault check_reach(const struct cover_problem *p)
{
	if (p->reach_from[0] != 0 || p->reach_from[p->sites] > COVER_PAIRS_MOST)
		return COVER_FAULT_bad_reach;
	for (uint32_t s = 0; s < p->sites; s++)
		if (p->reach_from[s + 1] < p->reach_from[s])
			return COVER_FAULT_bad_reach;
	for (uint32_t s = 0; s < p->sites; s++)
		for (uint32_t i = p->reach_from[s]; i < p->reach_from[s + 1]; i++)
			if (p->reach[i] >= p->points ||
			    (i > p->reach_from[s] && p->reach[i] <= p->reach[i - 1]))
				return COVER_FAULT_bad_reach;
	return COVER_SOUND;
}

static enum cover_fault check(const struct cover_problem *p)
{
	enum cover_fault fault = check_sizes(p);

	if (fault == COVER_SOUND)
		fault = check_reach(p);
	if (fault != COVER_SOUND)
		return fault;
	if (!(p->busy >= 0 && p->busy < 1))
		return COVER_FAULT_bad_busy;
	for (uint32_t d = 0; d < p->points; d++)
		if (!(p->weight[d] >= 0) || !isfinite(p->weight[d]))
			return COVER_FAULT_bad_weight;
	if (p->held > p->units || (p->held > 0 && p->start == NULL))
		return COVER_FAULT_bad_start;
	for (uint32_t u = 0; p->start != NULL && u < p->units; u++)
		if (p->start[u] >= p->sites)
			return COVER_FAULT_bad_start;
	return COVER_SOUND;
}

static uint32_t room_at(const struct cover_problem *p, uint32_t site)
{
	return p->room != NULL ? p->room[site] : 1;
}

/* ---- the state of a search ------------------------------------------------------------------- */

static void turn_reach(struct placing *placing, struct arena *arena)
{
	const struct cover_problem *p = placing->problem;
	uint32_t pairs = p->reach_from[p->sites];

	placing->near_from = arena_alloc(arena, (p->points + 2) * sizeof(uint32_t));
	placing->near = arena_room(arena, (pairs + 1) * sizeof(uint32_t));
	for (uint32_t i = 0; i < pairs; i++)
		placing->near_from[p->reach[i] + 2]++;
	for (uint32_t d = 0; d < p->points; d++)
		placing->near_from[d + 2] += placing->near_from[d + 1];
	for (uint32_t s = 0; s < p->sites; s++)
		for (uint32_t i = p->reach_from[s]; i < p->reach_from[s + 1]; i++)
			placing->near[placing->near_from[p->reach[i] + 1]++] = s;
}

static void placing_init(struct placing *placing, const struct cover_problem *problem,
			 struct arena *arena)
{
	const struct cover_problem *p = problem;
	double power = 1 - p->busy;

	*placing = (struct placing){ .problem = problem, .arena = arena };
	turn_reach(placing, arena);
	placing->count = arena_alloc(arena, p->sites * sizeof(uint32_t));
	placing->held = arena_alloc(arena, p->sites * sizeof(uint32_t));
	placing->times = arena_alloc(arena, p->points * sizeof(uint32_t));
	placing->add = arena_alloc(arena, p->sites * sizeof(double));
	placing->loss = arena_alloc(arena, p->sites * sizeof(double));
	placing->part = arena_alloc(arena, (p->units + 2) * sizeof(double));
	for (uint32_t k = 0; k < p->units + 2; k++, power *= p->busy)
		placing->part[k] = power;
	for (uint32_t s = 0; s < p->sites; s++)
		for (uint32_t i = p->reach_from[s]; i < p->reach_from[s + 1]; i++)
			placing->add[s] += p->weight[p->reach[i]] * placing->part[0];
}

/* A point is now reached `now` times where it was `was`: what that means to all sites around it. */
static void tell_sites(struct placing *placing, uint32_t point, uint32_t was, uint32_t now)
{
	const double *part = placing->part;
	double weight = placing->problem->weight[point];
	double add = weight * (part[now] - part[was]);
	double loss = weight * ((now > 0 ? part[now - 1] : 0) - (was > 0 ? part[was - 1] : 0));

	placing->times[point] = now;
	if (add == 0 && loss == 0)
		return;
	for (uint32_t i = placing->near_from[point]; i < placing->near_from[point + 1]; i++) {
		placing->add[placing->near[i]] += add;
		placing->loss[placing->near[i]] += loss;
	}
}

static void put(struct placing *placing, uint32_t site)
{
	const struct cover_problem *p = placing->problem;

	placing->value += placing->add[site];
	placing->count[site]++;
	for (uint32_t i = p->reach_from[site]; i < p->reach_from[site + 1]; i++)
		tell_sites(placing, p->reach[i], placing->times[p->reach[i]],
			   placing->times[p->reach[i]] + 1);
}

static void take(struct placing *placing, uint32_t site)
{
	const struct cover_problem *p = placing->problem;

	assert(placing->count[site] > 0);
	placing->value -= placing->loss[site];
	placing->count[site]--;
	for (uint32_t i = p->reach_from[site]; i < p->reach_from[site + 1]; i++)
		tell_sites(placing, p->reach[i], placing->times[p->reach[i]],
			   placing->times[p->reach[i]] - 1);
}

/* Units of the question that stand somewhere; false: more at a site than it has room for. */
static bool put_start(struct placing *placing, uint32_t units)
{
	const struct cover_problem *p = placing->problem;

	for (uint32_t u = 0; u < units; u++) {
		uint32_t site = p->start[u];

		if (placing->count[site] >= room_at(p, site))
			return false;
		put(placing, site);
		if (u < p->held)
			placing->held[site]++;
	}
	return true;
}

double cover_value(const struct cover_problem *problem, const uint32_t *site, uint32_t units)
{
	struct arena *arena = arena_create();
	uint32_t *times = arena_alloc(arena, problem->points * sizeof(uint32_t));
	double value = 0;

	for (uint32_t u = 0; u < units; u++)
		for (uint32_t i = problem->reach_from[site[u]];
		     i < problem->reach_from[site[u] + 1]; i++)
			times[problem->reach[i]]++;
	for (uint32_t d = 0; d < problem->points; d++)
		if (times[d] > 0)
			value += problem->weight[d] * (1 - pow(problem->busy, times[d]));
	arena_destroy(arena);
	return value;
}

/* ---- the search ------------------------------------------------------------------------------ */

/* The site where one more adds most. */
static uint32_t best_add(const struct placing *placing)
{
	const struct cover_problem *p = placing->problem;
	uint32_t best = UINT32_MAX;

	for (uint32_t s = 0; s < p->sites; s++)
		if (placing->count[s] < room_at(p, s) &&
		    (best == UINT32_MAX || placing->add[s] > placing->add[best]))
			best = s;
	return best;
}

struct gain {
	double add;
	uint32_t times;
};

static int compare_gains(const void *left, const void *right)
{
	const struct gain *a = left, *b = right;

	return (a->add < b->add) - (a->add > b->add);
}

/*
 * f(best) <= f(S) + the greatest gains that single units would still add to S, as many as there are
 * units, for any S, because what a unit adds only falls as others come (Nemhauser, Wolsey and
 * Fisher 1978). Held units are in S already and stand in no better place.
 */
static double bound_of(const struct placing *placing, struct arena *arena)
{
	const struct cover_problem *p = placing->problem;
	struct gain *gains = arena_room(arena, p->sites * sizeof *gains);
	uint32_t left = p->units - p->held;
	double sum = placing->value;

	for (uint32_t s = 0; s < p->sites; s++)
		gains[s] = (struct gain){ placing->add[s], room_at(p, s) - placing->held[s] };
	qsort(gains, p->sites, sizeof *gains, compare_gains);
	for (uint32_t s = 0; s < p->sites && left > 0; s++) {
		uint32_t times = gains[s].times < left ? gains[s].times : left;

		sum += times * gains[s].add;
		left -= times;
	}
	return sum;
}

static double value_of_all(const struct cover_problem *p, const struct placing *placing)
{
	double value = 0;

	for (uint32_t d = 0; d < p->points; d++) {
		uint64_t most = 0;

		for (uint32_t i = placing->near_from[d]; i < placing->near_from[d + 1]; i++)
			most += room_at(p, placing->near[i]);
		if (most > 0)
			value += p->weight[d] * (1 - pow(p->busy, (double)most));
	}
	return value;
}

/*
 * Simulated annealing (Kirkpatrick, Gelatt and Vecchi 1983) by moving one unit at a time, mostly to
 * a site that shares a point with where it stands. A walk needs none of the sums of `placing`: how
 * often points are reached is enough to tell what a move is worth.
 */
struct walk {
	const struct placing *placing;
	struct chance chance;
	uint32_t *site;                   /* [units] */
	uint64_t *marked, look;           /* [points] at which look a point was marked */
	double value;
	double warmth;
};

static uint32_t draw_near(struct walk *walk, uint32_t point)
{
	const struct placing *placing = walk->placing;
	uint32_t first = placing->near_from[point];

	return placing->near[first +
			     chance_below(&walk->chance, placing->near_from[point + 1] - first)];
}

/* A site that shares a point with `from`, or one that reaches a point which nobody reaches yet. */
static uint32_t draw_site(struct walk *walk, uint32_t from)
{
	const struct placing *placing = walk->placing;
	const struct cover_problem *p = placing->problem;
	uint32_t reached = p->reach_from[from + 1] - p->reach_from[from];

	if (reached > 0 && chance_below(&walk->chance, 8) >= FAR) {
		uint32_t d = p->reach[p->reach_from[from] + chance_below(&walk->chance, reached)];

		return draw_near(walk, d);
	}
	for (int i = 0; i < 8; i++) {
		uint32_t d = chance_below(&walk->chance, p->points);

		if (placing->times[d] == 0 && placing->near_from[d + 1] > placing->near_from[d])
			return draw_near(walk, d);
	}
	return chance_below(&walk->chance, p->sites);
}

static double draw_share(struct chance *chance)
{
	return ((double)(chance_next(chance) >> 11) + 0.5) / 9007199254740992.0;
}

/* What the unit at `from` is worth; its points are marked for `worth_at`. */
static double worth_of(struct walk *walk, uint32_t from)
{
	const struct placing *placing = walk->placing;
	const struct cover_problem *p = placing->problem;
	double sum = 0;

	walk->look++;
	for (uint32_t i = p->reach_from[from]; i < p->reach_from[from + 1]; i++) {
		uint32_t d = p->reach[i];

		sum += p->weight[d] * placing->part[placing->times[d] - 1];
		walk->marked[d] = walk->look;
	}
	return sum;
}

/* What the unit looked at would be worth at `to`. */
static double worth_at(const struct walk *walk, uint32_t to)
{
	const struct placing *placing = walk->placing;
	const struct cover_problem *p = placing->problem;
	double sum = 0;

	for (uint32_t i = p->reach_from[to]; i < p->reach_from[to + 1]; i++) {
		uint32_t d = p->reach[i];

		sum += p->weight[d] *
		       placing->part[placing->times[d] - (walk->marked[d] == walk->look)];
	}
	return sum;
}

static void stand(const struct walk *walk, uint32_t site, uint32_t by)
{
	const struct placing *placing = walk->placing;
	const struct cover_problem *p = placing->problem;

	placing->count[site] += by;
	for (uint32_t i = p->reach_from[site]; i < p->reach_from[site + 1]; i++)
		placing->times[p->reach[i]] += by;
}

/* Looks at a few places for one unit and takes the first that the warmth allows. */
static void walk_on(struct walk *walk)
{
	const struct cover_problem *p = walk->placing->problem;
	uint32_t u = p->held + chance_below(&walk->chance, p->units - p->held);
	uint32_t from = walk->site[u];
	double here = worth_of(walk, from);

	for (int i = 0; i < TRIES; i++) {
		uint32_t to = draw_site(walk, from);
		double gain;

		if (to == from || walk->placing->count[to] >= room_at(p, to))
			continue;
		gain = worth_at(walk, to) - here;
		if (gain < 0 && draw_share(&walk->chance) >= exp(gain / walk->warmth))
			continue;
		stand(walk, from, UINT32_MAX);
		stand(walk, to, 1);
		walk->site[u] = to;
		walk->value += gain;
		return;
	}
}

/* What a unit is missed by on average: the measure of how warm a walk begins and ends. */
static double mean_loss(const struct placing *placing, const uint32_t *site)
{
	double sum = 0;

	for (uint32_t u = 0; u < placing->problem->units; u++)
		sum += placing->loss[site[u]];
	return sum / placing->problem->units;
}

/* One walk that cools as the time, or the rounds, are used up. */
static void search(struct placing *placing, const struct cover_effort *effort, uint32_t *site)
{
	const struct cover_problem *p = placing->problem;
	double scale = mean_loss(placing, site), best = placing->value, share = 0;
	struct walk walk = { .placing = placing, .chance = { effort->seed }, .value = best };
	uint64_t round = 0;

	walk.site = arena_room(placing->arena, p->units * sizeof *site);
	walk.marked = arena_alloc(placing->arena, p->points * sizeof *walk.marked);
	memcpy(walk.site, site, p->units * sizeof *site);
	while (p->held < p->units && (share = cover_share(effort, round)) < 1) {
		walk.warmth = scale * WARM * pow(COLD / WARM, share);
		for (int i = 0; i < 256; i++, round++) {
			walk_on(&walk);
			if (walk.value > best * (1 + 1e-12)) {
				best = walk.value;
				memcpy(site, walk.site, p->units * sizeof *site);
			}
		}
	}
}

/* A walk leaves the sums behind: they are made anew for the place it found. */
static void put_all(struct placing *placing, const uint32_t *site)
{
	const struct cover_problem *p = placing->problem;

	placing_init(placing, p, placing->arena);
	for (uint32_t u = 0; u < p->units; u++) {
		put(placing, site[u]);
		placing->held[site[u]] += u < p->held;
	}
}

enum cover_fault cover_place(const struct cover_problem *problem, const struct cover_effort *effort,
			     struct arena *arena, struct cover_answer *ret)
{
	enum cover_fault fault = check(problem);
	struct arena *scratch;
	struct placing placing;

	assert(effort->rounds > 0 || effort->share != NULL);
	if (fault != COVER_SOUND)
		return fault;
	scratch = arena_create();
	placing_init(&placing, problem, scratch);
	ret->site = arena_alloc(arena, problem->units * sizeof(uint32_t));
	if (put_start(&placing, problem->start != NULL ? problem->units : 0)) {
		for (uint32_t u = 0; u < problem->units; u++) {
			ret->site[u] = problem->start != NULL ? problem->start[u]
							      : best_add(&placing);
			if (problem->start == NULL)
				put(&placing, ret->site[u]);
		}
		search(&placing, effort, ret->site);
		put_all(&placing, ret->site);
		ret->value = cover_value(problem, ret->site, problem->units);
		ret->most = value_of_all(problem, &placing);
		ret->bound = bound_of(&placing, scratch);
		ret->bound = ret->bound < ret->value ? ret->value : ret->bound;
	} else {
		fault = COVER_FAULT_bad_start;
	}
	arena_destroy(scratch);
	return fault;
}

/* ---- move-up --------------------------------------------------------------------------------- */

/* Gains that differ by less than this decide nothing: then the shorter way does. */
static bool better(const struct cover_move *move, const struct cover_move *than, double same)
{
	if (move->gain > than->gain + same || than->gain == 0)
		return true;
	return move->gain > than->gain - same && move->time < than->time;
}

/* The best single move: every unit that may leave, every place with room. */
static bool best_move(struct placing *placing, const struct cover_moves *moves,
		      const uint32_t *stands, const bool *moved, struct cover_move *ret)
{
	const struct cover_problem *p = placing->problem;
	double same = moves->gain_least * 1e-3;

	ret->gain = 0;
	for (uint32_t u = p->held; u < p->units; u++) {
		struct cover_move move = { .unit = u, .from = stands[u] };
		double loss = placing->loss[move.from];

		if (moved[u])
			continue;
		take(placing, move.from);
		for (move.to = 0; move.to < p->sites; move.to++) {
			move.gain = placing->add[move.to] - loss;
			if (move.to == move.from ||
			    placing->count[move.to] >= room_at(p, move.to) ||
			    move.gain < moves->gain_least || move.gain <= ret->gain - same)
				continue;
			move.time = moves->time(moves->user, move.from, move.to);
			if (move.time <= moves->time_most && move.time != COVER_NEVER &&
			    better(&move, ret, same))
				*ret = move;
		}
		put(placing, move.from);
	}
	return ret->gain > 0;
}

enum cover_fault cover_move_up(const struct cover_problem *problem, const struct cover_moves *moves,
			       struct arena *arena, struct cover_move **ret, uint32_t *ret_count)
{
	enum cover_fault fault = check(problem);
	struct arena *scratch;
	struct placing placing;
	uint32_t *stands;
	bool *moved;

	assert(moves->gain_least > 0);
	*ret_count = 0;
	if (fault == COVER_SOUND && (problem->start == NULL || moves->most > COVER_UNITS_MOST))
		fault = COVER_FAULT_bad_start;
	if (fault != COVER_SOUND)
		return fault;
	scratch = arena_create();
	placing_init(&placing, problem, scratch);
	stands = arena_alloc(scratch, problem->units * sizeof(uint32_t));
	moved = arena_alloc(scratch, problem->units * sizeof(bool));
	*ret = arena_alloc(arena, (moves->most + 1) * sizeof **ret);
	if (!put_start(&placing, problem->units)) {
		arena_destroy(scratch);
		return COVER_FAULT_bad_start;
	}
	for (uint32_t u = 0; u < problem->units; u++)
		stands[u] = problem->start[u];
	while (*ret_count < moves->most &&
	       best_move(&placing, moves, stands, moved, &(*ret)[*ret_count])) {
		const struct cover_move *move = &(*ret)[(*ret_count)++];

		take(&placing, move->from);
		put(&placing, move->to);
		stands[move->unit] = move->to;
		moved[move->unit] = true;
	}
	arena_destroy(scratch);
	return COVER_SOUND;
}
