/* Where a unit has been: points taken now and then, kept for so long, then gone. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ENGINE_LIVE_TRACKS_H
#define ENGINE_LIVE_TRACKS_H

#include "base/geo.h"
#include "base/instant.h"

/*
 * One ring for all units, in the order of arrival; each point knows the one before it of its unit.
 * So what is too old falls out at one end, whoever's it was, and memory has one limit.
 */
struct tracks;
/* At most `most` points; then the oldest go early (tracks_early counts them). */
struct tracks *tracks_create(uint32_t most);
void tracks_destroy(struct tracks *tracks);                /* NULL is fine */
/* A point every so often of a unit; kept that long. */
void tracks_set_rules(struct tracks *tracks, int64_t every_ms, int64_t keep_ms);
void tracks_take(struct tracks *tracks, uint32_t slot, struct geo_point at, instant time,
		 instant now);
/* Lets go of what has been kept long enough by now. */
void tracks_expire(struct tracks *tracks, instant now);

struct tracks_point {
	struct geo_point at;                               /* to 1e-7 degrees */
	instant time;
};
/* Newest first, not before `from`; at most `max`. */
uint32_t tracks_of(const struct tracks *tracks, uint32_t slot, instant from,
		   struct tracks_point *ret, uint32_t max);
uint64_t tracks_early(const struct tracks *tracks);

#endif
