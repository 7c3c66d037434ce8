/* The ladder of four levels as data: what each asks of a checkpoint and costs on the road. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DOMAIN_CHECKPOINTS_LADDER_H
#define DOMAIN_CHECKPOINTS_LADDER_H

#include "engine/queue/rings.h"
#include "model/model.h"

/* Also the numbers of a checkpoint's states. */
enum ladder_level { LADDER_C4 = 1, LADDER_C3, LADDER_C2, LADDER_C1 };
enum ladder_ring { LADDER_R3 = 1, LADDER_R2, LADDER_R1, LADDER_R0, LADDER_RINGS = 4 };
/* The nearest whole number; what is none, or beyond all reason, becomes the nearest that is. */
int64_t ladder_whole(double value);

extern const struct choice ladder_levels[];                /* c4 c3 c2 c1 */
extern const struct choice ladder_rings[];                 /* r3 r2 r1 r0: far to near */

/* Doctrine 7.2, 13.1: stop share, lanes, search rate and staff of each level, from the policy. */
struct ring ladder_ring(const struct model *model, const struct record *checkpoint, instant at);

/*
 * What else a level asks, by the policy's words: "id_check", "search", "always.coach" …, "wait"
 * (seconds that one may wait there, doctrine 13.3). Levels as numbered above.
 */
double ladder_asks(const struct model *model, const struct record *checkpoint, instant at,
		   uint16_t level, const char *what);

/* The checkpoints of a corridor that are not closed; of one ring, or of all (0). */
uint32_t ladder_checkpoints(const struct model *model, struct ident corridor, uint16_t ring,
			    const struct record **ret, uint32_t max);
/* The highest level of those; 0: there are none. */
uint16_t ladder_present(const struct record *const *checkpoints, uint32_t count);

/*
 * The rings of a corridor that have checkpoints, far to near, each as its busiest checkpoint with
 * the staff of all; *ret_levels: where they stand, *ret_ring: which ring each is. Returns how many.
 */
uint32_t ladder_corridor(const struct model *model, struct ident corridor, instant at,
			 struct ring *ret, uint32_t *ret_levels, uint16_t *ret_ring);

#endif
