/* What the files of this engine share: the problem made ready, and a search's roster. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ENGINE_ROSTER_INNER_H
#define ENGINE_ROSTER_INNER_H

#include "engine/roster/roster.h"

/* ---- the plan ------------------------------------------------------------------------------ */

/*
 * People who may do the same duties from the same home share a kit. Within it, duties of equal
 * length that the same duties may follow and that may follow the same duties form a group: only
 * the cheapest duty of a group matters to a single roster.
 */
#define ROSTER_CLASSES_MOST 64
struct roster_group {
	uint32_t units;                  /* length in the kit's unit */
	uint32_t class;                  /* what may follow it */
	uint32_t follows;                /* row of `allowed` */
};
struct roster_kit {
	uint32_t duties, groups, classes, followings;
	uint32_t unit;                   /* minutes; divides every length */
	uint32_t units_most;             /* the longest duty */
	const uint16_t *duty;            /* ascending */
	const uint16_t *group_of;        /* [place in duty] */
	const struct roster_group *group;
	const uint64_t *allowed;         /* [following]: classes that may stand before */
	const uint16_t *example;         /* [class]: one of its duties */
	uint32_t home;
};

struct roster_wish {
	uint16_t duty;
	int32_t delta;                   /* to a cell's cost if the duty is done */
};

struct roster_own {
	uint32_t kit;
	uint32_t low, high;              /* total of units, if minutes_* were hard */
	int64_t wished;                  /* cost if no wish for a duty were met */
	uint32_t share[3];               /* fair number of nights, weekends, cold duties */
	bool capped;                     /* some duty may be done on few days only */
};

struct roster_plan {
	const struct roster_problem *problem;
	uint32_t kits;
	const struct roster_kit *kit;
	const struct roster_own *own;    /* [person] */
	const uint32_t *wish_from;       /* [person * days + day], one more at the end */
	const struct roster_wish *wish;
	const uint32_t *people_from;     /* [duty], one more: who may do it */
	const uint32_t *people_of;
	const uint8_t *forbid;           /* [home * duties * duties + duty * duties + next] */
	uint32_t kit_duties_most;
	uint32_t coverable_most;         /* slots that one duty fills */
	bool fair;                       /* some share has a weight */
};

static inline bool roster_hard(const struct roster_plan *plan, enum roster_rule rule)
{
	return plan->problem->weight[rule] >= ROSTER_HARD;
}

static inline const uint16_t *roster_row(const struct roster_plan *plan, const uint16_t *cells,
					 uint32_t person)
{
	return cells + (size_t)person * plan->problem->days;
}

static inline bool roster_forbidden(const struct roster_plan *plan, uint32_t home, uint16_t duty,
				    uint16_t next)
{
	size_t n = plan->problem->duties;

	return plan->forbid[(home * n + duty) * n + next] != 0;
}

/* 0 to 6, Monday to Sunday. */
static inline uint32_t roster_weekday(const struct roster_plan *plan, uint32_t day)
{
	return (plan->problem->first_weekday + day) % 7;
}
#define ROSTER_SATURDAY 5
#define ROSTER_SUNDAY 6

/* What was told and could still be kept; ROSTER_FREE: nothing. */
uint16_t roster_plan_told(const struct roster_plan *plan, uint32_t person, uint32_t day);
/* Cost of the wishes for and against a duty. */
int32_t roster_plan_wish(const struct roster_plan *plan, uint32_t person, uint32_t day,
			 uint16_t duty);

/* ---- costs --------------------------------------------------------------------------------- */

/* Of one row: everything but demand and told. With ret_units, by rule and unweighted. */
int64_t roster_cost_person(const struct roster_plan *plan, uint32_t person, const uint16_t *row,
			   int64_t *ret_units);
/* Of one more (less) person in a slot that has `count`. */
static inline int32_t roster_cost_more(const struct roster_problem *problem, size_t at,
				       int32_t count)
{
	return count < problem->need[at] ? -problem->under[at] : problem->over[at];
}
/* Are cells of the row other than what was told? */
bool roster_cost_told(const struct roster_plan *plan, uint32_t person, const uint16_t *row);

/* ---- one person's best roster -------------------------------------------------------------- */

/* Prices are in sixteenths of a cost unit, so that chance can decide between equals. */
#define ROSTER_SCALE 16
#define ROSTER_NEVER (INT32_C(1) << 29)

struct roster_best;                      /* working memory */
struct roster_best *roster_best_create(const struct roster_plan *plan);
void roster_best_destroy(struct roster_best *best);

struct roster_window {
	uint32_t person;
	uint32_t from, to;               /* days from .. to - 1 may change */
	/* [day - from][place in the kit's duties], and of a day without duty. */
	const int32_t *price;
	const int32_t *rest;
	bool open_end;                   /* what stands behind the window is not made yet */
	/* Hours and weekends up to each day keep pace with the days on which the person can be
	 * there, so many of the longest duties more or less. 0: they need not. */
	uint32_t pace;
};
/*
 * Writes the cheapest legal row into row[from..to) and its price; false if there is none (or it
 * would take more than the working memory), and the row is as it was. Caps of duties and fair
 * shares are not looked at: they belong into the prices.
 */
bool roster_best_find(struct roster_best *best, const struct roster_window *window, uint16_t *row,
		      int64_t *ret_price);

/* ---- a search's roster --------------------------------------------------------------------- */

struct roster_state {
	const struct roster_plan *plan;
	uint16_t *cells;
	int32_t *count;                  /* [day * slots + slot] */
	int64_t *personal;               /* [person] */
	uint8_t *told;                   /* [person] */
	int64_t total;
	uint32_t told_count;
	uint64_t chance;
	const int32_t *pay;              /* of the bound: [day * slots + slot]; NULL: none */
	bool keep;                       /* the person must have what was told, in the window */
	uint32_t blend;                  /* sixteenths of it in the prices at the moment */
	struct roster_best *best;
	int32_t *price, *rest;           /* room for the greatest window */
};
void roster_state_init(struct roster_state *state, const struct roster_plan *plan, uint64_t seed);
void roster_state_release(struct roster_state *state);
void roster_state_load(struct roster_state *state, const uint16_t *cells);
/* Takes a row's days out of the demand's count, or puts them in; gives the change of cost. */
int64_t roster_state_count(struct roster_state *state, const uint16_t *row, uint32_t from,
			   uint32_t to, int32_t sign);
/* Of people told over the limit. */
int64_t roster_state_told_cost(const struct roster_plan *plan, uint32_t told);

static inline uint64_t roster_chance(struct roster_state *state)
{
	uint64_t z = (state->chance += UINT64_C(0x9e3779b97f4a7c15));

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}
static inline uint32_t roster_chance_below(struct roster_state *state, uint32_t end)
{
	return (uint32_t)(((roster_chance(state) >> 32) * end) >> 32);
}

/* ---- moves --------------------------------------------------------------------------------- */

/* Gives the person the best row of the window against the count as it is, whose cells are not
 * counted. `noise` in sixteenths of a cost unit. False: no legal row, nothing changed. */
bool roster_insert(struct roster_state *state, uint32_t person, uint32_t from, uint32_t to,
		   uint32_t noise);
/* The same over the whole horizon for given pay of each slot, in sixteenths; ret_price is the row's
 * price. Caps and fair shares are left out. */
bool roster_insert_paid(struct roster_state *state, uint32_t person, const int64_t *pay,
			int64_t *ret_price);
/* A legal row for everybody who has one; the first who has none, or UINT32_MAX. */
uint32_t roster_construct(struct roster_state *state, double (*share)(void *user), void *user);

/* ---- a bound ------------------------------------------------------------------------------- */

struct roster_bound_until {
	int64_t known;                   /* the cost of a roster that is known */
	double (*share)(void *user);
	void *user;
	double limit;                    /* share of the time at which to stop */
};
/* The bound, or INT64_MIN; with ret_pay [day * slots + slot], what a person there is worth, in
 * sixteenths. */
int64_t roster_bound_find(const struct roster_plan *plan, const struct roster_bound_until *until,
			  int32_t *ret_pay);

#endif
