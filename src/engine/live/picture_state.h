/* What a picture is made of; for its own files only. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ENGINE_LIVE_PICTURE_STATE_H
#define ENGINE_LIVE_PICTURE_STATE_H

#include "engine/live/picture.h"

#define METRES_PER_DEGREE (6371008.8 * 3.14159265358979323846 / 180)

struct picture_unit {
	struct picture_place place;
	struct geo_point suspect;                          /* where it said it had jumped to */
	instant suspect_time;
	bool allowed;
	uint8_t suspects;                                  /* in a row that agreed */
};

/* What a search looks at, close together. */
struct picture_spot {
	double lon, lat, cos_lat;
	int32_t row, column;                               /* of its cell */
	uint32_t next, before;                             /* slot + 1 of those in its bucket */
};

struct picture {
	struct picture_rules rules;
	struct picture_unit *units;
	struct picture_spot *spots;
	uint64_t *changed;
	uint32_t count, size;
	uint32_t known;                                    /* units with a position */
	uint64_t changes;
	uint32_t *heads;                                   /* of the buckets: slot + 1 */
};

/* picture_near.c */
void picture_near_init(struct picture *picture);
void picture_near_put(struct picture *picture, uint32_t slot, bool was_known);
void picture_near_remove(struct picture *picture, uint32_t slot);

#endif
