/* Checks one behind the other on a way in: what they assure together, what each level costs. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef QUEUE_RINGS_H
#define QUEUE_RINGS_H

#include <stdbool.h>
#include <stdint.h>

#define RINGS_MOST 8
#define RINGS_LEVELS_MOST 4

/* 1 - Π(1 - share): the chance that a vehicle is checked at least once on its way. */
double rings_assurance(const double *shares, uint32_t count);

/* What a level does at a ring. Lanes and posts already count what the level adds. */
struct ring_level {
	double share;                                      /* of vehicles not checked before */
	uint32_t lanes;
	double search_rate;                                /* per hour and lane, of those stopped */
	double cost;                                       /* staff on post, or any other measure */
};
/* Rings in the order in which they are passed, the far one first. Rates per hour. */
struct ring {
	double arrivals;                                   /* vehicles */
	/* share of them that has passed the ring before, and may bring its token (doctrine 7.2) */
	double upstream;
	double pass_rate;                                  /* per lane, of those not stopped */
	double sort_cs2;                                   /* as in queue_mix */
	struct ring_level levels[RINGS_LEVELS_MOST];       /* from the lowest up */
	uint32_t nlevels;
	uint32_t least;                                    /* the lowest that may be chosen */
};
struct rings_ring {
	double stopped;                                    /* share of what arrives, tokens known */
	double capacity;                                   /* per hour, of all lanes */
	double wait;                                       /* mean, seconds; < 0: only grows */
};
struct rings_outcome {
	double assurance;
	double wait;                                       /* of all rings together */
	uint32_t growing;                                  /* rings whose queue only grows */
	double cost;
	struct rings_ring rings[RINGS_MOST];
};
/* `levels`: which level each ring has. false: numbers that no ring has. */
bool rings_evaluate(const struct ring *rings, uint32_t count, const uint32_t *levels,
		    struct rings_outcome *ret);
/*
 * The cheapest levels that assure `wanted`: fewest rings whose queue only grows, then lowest cost,
 * then shortest wait, then the load on the far rings (doctrine 7.2). All sets are looked at. false:
 * no set assures it; then the levels are the highest and `ret` tells how far they come.
 */
bool rings_cheapest(const struct ring *rings, uint32_t count, double wanted, uint32_t *ret_levels,
		    struct rings_outcome *ret);

#endif
