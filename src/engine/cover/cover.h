/* Where to put forces so that most of what may happen is reached in time, and what to move up. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ENGINE_COVER_COVER_H
#define ENGINE_COVER_COVER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/mem.h"

/*
 * A pure library: arrays in, arrays out. It reads no clock; when to end is asked of the caller.
 * Sites are where units may stand, points where they may be needed; both are numbered from 0.
 * Times are whole numbers of any one unit (seconds, say); COVER_NEVER: no way there.
 */
#define COVER_NEVER UINT32_MAX
#define COVER_SITES_MOST 50000
#define COVER_POINTS_MOST 100000
#define COVER_UNITS_MOST 4096
#define COVER_TASKS_MOST 512              /* to be given out at once */
#define COVER_ROOM_MOST 64                /* units at one site */
#define COVER_PAIRS_MOST (UINT64_C(1) << 28)

#define COVER_FAULTS(X)                                                                         \
	X(no_sites, "没有可部署的点", "There is no site")                                       \
	X(no_points, "没有需要覆盖的点", "There is no point to be reached")                     \
	X(no_units, "没有力量可部署", "There are no units")                                     \
	X(too_large, "规模超出上限", "The problem is larger than the engine takes")             \
	X(no_room, "力量多于点位容量", "There are more units than room at the sites")           \
	X(bad_weight, "权重须为不小于0的有限数", "A weight is negative or not finite")          \
	X(bad_busy, "占用率须在0至1之间", "The busy share is 0 or more and less than 1")        \
	X(bad_reach, "引用了不存在的点", "A site reaches a point that there is not")            \
	X(bad_start, "现有部署有误", "The places where units stand now are impossible")         \
	X(no_way, "有的任务无人能到", "A task cannot be reached by a unit of its own")

enum cover_fault {
	COVER_SOUND,
#define COVER_FAULT_ID(name, zh, en) COVER_FAULT_##name,
	COVER_FAULTS(COVER_FAULT_ID)
#undef COVER_FAULT_ID
};
const char *cover_fault_name(enum cover_fault fault);
const char *cover_fault_text(enum cover_fault fault, bool zh);

/*
 * How long a search goes on: for so many rounds, or for as long as `share` stays below 1, which
 * tells how much of the time is used up. A search plans by it, so it should rise evenly.
 */
struct cover_effort {
	uint64_t seed;
	uint64_t rounds;                  /* 0: `share` decides */
	double (*share)(void *user);      /* ? asked every few rounds */
	void *user;
};
double cover_share(const struct cover_effort *effort, uint64_t round);

/* ---- most of the demand within the target time ---------------------------------------------- */

/*
 * A point that k units reach in time counts weight * (1 - busy^k): with busy 0 the maximal covering
 * location problem (Church and ReVelle 1974), else the maximal expected covering location problem
 * (Daskin 1983), in which each unit is engaged elsewhere for a share `busy` of the time.
 */
struct cover_problem {
	uint32_t sites, points, units;
	/* Site s reaches in time the points reach[reach_from[s]] to before
	 * reach[reach_from[s + 1]], each once and rising. */
	const uint32_t *reach_from;       /* [sites + 1] */
	const uint32_t *reach;
	const double *weight;             /* [points] */
	const uint32_t *room;             /* ? [sites]: how many units may stand there; NULL: one */
	double busy;
	/* The first `held` units of `start` stay where they are. */
	const uint32_t *start;            /* ? [units]: where they stand; NULL: anywhere */
	uint32_t held;
};
struct cover_answer {
	uint32_t *site;                   /* [units] where each stands */
	double value;                     /* the weight covered, expected */
	double bound;                     /* no placing covers more (Nemhauser et al. 1978) */
	double most;                      /* what units at all sites at once would cover */
};
/* What these units cover: for a picture of now, and for the judge of an answer. */
double cover_value(const struct cover_problem *problem, const uint32_t *site, uint32_t units);
/* The answer lives in the arena. The same seed and number of rounds give the same answer. */
enum cover_fault cover_place(const struct cover_problem *problem, const struct cover_effort *effort,
			     struct arena *arena, struct cover_answer *ret);

/* A unit that goes from where it stands to stand elsewhere, and what that alone adds. */
struct cover_move {
	uint32_t unit, from, to;
	uint32_t time;
	double gain;
};
struct cover_moves {
	uint32_t most;                    /* so many moves; COVER_UNITS_MOST at the most */
	double gain_least;                /* a move that adds less is not worth the trouble; > 0 */
	uint32_t time_most;               /* nobody is on the way for longer */
	/* The way of a unit from one site to another; COVER_NEVER: none. */
	uint32_t (*time)(void *user, uint32_t from, uint32_t to);
	void *user;
};
/*
 * Move-up when units have left: from `start`, the move that adds most, then the next. Of equal gain
 * the shortest way, then the lowest numbers. The moves live in the arena.
 */
enum cover_fault cover_move_up(const struct cover_problem *problem, const struct cover_moves *moves,
			       struct arena *arena, struct cover_move **ret, uint32_t *ret_count);

/* ---- the least way to all ------------------------------------------------------------------- */

/* p-median (Hakimi 1964): `units` sites with the least sum of weight times way to the nearest. */
struct cover_median {
	uint32_t sites, points, units;
	const uint32_t *way;              /* [site * points + point], below 2^31 or COVER_NEVER */
	const double *weight;             /* ? [points]; NULL: 1 each */
};
/*
 * By exchange of sites (Whitaker 1983, as made fast by Resende and Werneck 2007) from one random
 * shake to the next. *ret_sites: [units], rising, in the arena. A point without any way counts
 * COVER_NEVER_COSTS.
 */
#define COVER_NEVER_COSTS 4294967296.0
enum cover_fault cover_median(const struct cover_median *median, const struct cover_effort *effort,
			      struct arena *arena, uint32_t **ret_sites, double *ret_sum);

/* ---- every task its own unit ---------------------------------------------------------------- */

/*
 * Gives each task a unit of its own so that the last is there soonest, and of those ways the one
 * with the least sum (bottleneck, then linear assignment). *ret_unit: [tasks], in the arena.
 */
enum cover_fault cover_assign(const uint32_t *way, uint32_t units, uint32_t tasks,
			      struct arena *arena, uint32_t **ret_unit, uint32_t *ret_last);

#endif
