/* Where a unit has been: points taken now and then, kept for so long, then gone. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/live/tracks.h"

#include <assert.h>
#include <math.h>

#define FINE 1e7                                           /* parts of a degree */

struct point {
	instant time;
	instant taken;                                     /* by our clock */
	uint64_t before;                                   /* number of the unit's one before */
	int32_t lat, lon;
};
struct last {
	uint64_t number;                                   /* of its newest point; 0: none */
	instant time;
};

struct tracks {
	struct point *ring;                                /* point n lies at n % size */
	uint32_t size, most;
	uint64_t first, next;                              /* numbers, from 1 on */
	int64_t every_ms, keep_ms;
	struct last *lasts;
	uint32_t slots;
	uint64_t early;
};

struct tracks *tracks_create(uint32_t most)
{
	struct tracks *tracks = heap_alloc(sizeof *tracks);

	assert(most > 0);
	tracks->most = most;
	tracks->first = tracks->next = 1;
	return tracks;
}

void tracks_destroy(struct tracks *tracks)
{
	if (!tracks)
		return;
	heap_free(tracks->ring);
	heap_free(tracks->lasts);
	heap_free(tracks);
}

void tracks_set_rules(struct tracks *tracks, int64_t every_ms, int64_t keep_ms)
{
	tracks->every_ms = every_ms;
	tracks->keep_ms = keep_ms;
}

void tracks_expire(struct tracks *tracks, instant now)
{
	while (tracks->first < tracks->next &&
	       tracks->ring[tracks->first % tracks->size].taken < now - tracks->keep_ms)
		tracks->ring[tracks->first++ % tracks->size] = (struct point){ 0 };
	if (tracks->first == tracks->next && tracks->ring) {
		heap_free(tracks->ring);
		tracks->ring = NULL;
		tracks->size = 0;
	}
}

static void grow(struct tracks *tracks)
{
	uint32_t size = tracks->size ? tracks->size * 2 : 1024;
	struct point *ring;

	if (size > tracks->most || size < tracks->size)
		size = tracks->most;
	ring = heap_alloc(size * sizeof *ring);
	for (uint64_t n = tracks->first; n < tracks->next; n++)
		ring[n % size] = tracks->ring[n % tracks->size];
	heap_free(tracks->ring);
	tracks->ring = ring;
	tracks->size = size;
}

static struct last *last_of(struct tracks *tracks, uint32_t slot)
{
	uint32_t slots = tracks->slots ? tracks->slots : 64;

	while (slots <= slot)
		slots *= 2;
	if (slots > tracks->slots) {
		tracks->lasts = heap_grow(tracks->lasts,
					  tracks->slots * sizeof tracks->lasts[0],
					  slots * sizeof tracks->lasts[0]);
		tracks->slots = slots;
	}
	return &tracks->lasts[slot];
}

void tracks_take(struct tracks *tracks, uint32_t slot, struct geo_point at, instant time,
		 instant now)
{
	struct last *last = last_of(tracks, slot);

	if (tracks->keep_ms == 0 ||
	    (last->number >= tracks->first && time < last->time + tracks->every_ms))
		return;
	if (tracks->next - tracks->first == tracks->size && tracks->size < tracks->most)
		grow(tracks);
	if (tracks->next - tracks->first == tracks->size) {
		tracks->first++;
		tracks->early++;
	}
	tracks->ring[tracks->next % tracks->size] = (struct point){
		.time = time, .taken = now, .before = last->number,
		.lat = (int32_t)lround(at.lat * FINE), .lon = (int32_t)lround(at.lon * FINE) };
	*last = (struct last){ tracks->next++, time };
}

uint32_t tracks_of(const struct tracks *tracks, uint32_t slot, instant from,
		   struct tracks_point *ret, uint32_t max)
{
	uint64_t number = slot < tracks->slots ? tracks->lasts[slot].number : 0;
	uint32_t count = 0;

	while (number >= tracks->first && count < max) {
		const struct point *point = &tracks->ring[number % tracks->size];

		if (point->time < from)
			break;
		ret[count++] = (struct tracks_point){ { point->lon / FINE, point->lat / FINE },
						      point->time };
		number = point->before;
	}
	return count;
}

uint64_t tracks_early(const struct tracks *tracks)
{
	return tracks->early;
}
