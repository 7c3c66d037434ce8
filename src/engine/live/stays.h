/* Who is inside which fence, since when, and what that is worth saying: entered, stayed, left. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ENGINE_LIVE_STAYS_H
#define ENGINE_LIVE_STAYS_H

#include "base/instant.h"
#include "engine/live/fences.h"

/*
 * By the times of the fixes, not by when they came:
 * - enter: inside at two fixes in a row, or at all fixes for enter_ms, whichever is later;
 * - dwell: inside for dwell_ms since it entered; once a stay; 0: never;
 * - leave: outside at two fixes in a row at least leave_ms apart, and at both by more than the
 *   radius of their accuracy: who is only thought to be outside is not sent away.
 * A stay that ends before `enter` was said leaves no trace.
 */
struct stays_rules {
	int64_t enter_ms, leave_ms, dwell_ms;
};
enum stays_what { STAYS_ENTER, STAYS_DWELL, STAYS_LEAVE };
struct stays_event {
	uint32_t slot;
	uint32_t fence;
	enum stays_what what;
	instant since;                                     /* the first fix inside */
	instant at;                                        /* of the fix that showed it */
};
#define STAYS_MOST 32                                      /* fences that hold one unit at a time */

struct stays;
struct stays *stays_create(void);
void stays_destroy(struct stays *stays);                   /* NULL is fine */
void stays_set_rules(struct stays *stays, const struct stays_rules *rules);
/* A unit is at `p` now (accuracy below 0: unknown). At most 2 * STAYS_MOST events; how many. */
uint32_t stays_move(struct stays *stays, const struct fences *fences, uint32_t slot,
		    struct geo_point p, double accuracy, instant at, struct stays_event *ret);
/* A unit went off duty: nothing is said. */
void stays_forget(struct stays *stays, uint32_t slot);
/* A fence is no more, or a new one has its number. */
void stays_forget_fence(struct stays *stays, uint32_t fence);
/* The fences that a unit has entered and not left. */
uint32_t stays_of(const struct stays *stays, uint32_t slot, uint32_t *ret, uint32_t max);

#endif
