/* Where the forces are now: the newest position of each, and what is not believed of a device. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ENGINE_LIVE_PICTURE_H
#define ENGINE_LIVE_PICTURE_H

#include "base/geo.h"
#include "base/instant.h"

/* What a device says. Unknown: accuracy, speed, course below 0. */
struct fix {
	struct geo_point at;
	double accuracy;                                   /* metres, radius */
	double speed;                                      /* metres per second */
	double course;                                     /* degrees from north, clockwise */
	instant time;                                      /* when it was there; by its own clock */
	uint8_t source;                                    /* the caller's number; kept as it is */
};

/* What became of a fix. All but the first are left out, each for a reason with a name. */
enum picture_verdict {
	PICTURE_TAKEN,
	PICTURE_REPEATED,                                  /* the same moment again */
	PICTURE_LATE,                                      /* a newer one is here already */
	PICTURE_TOO_OLD,                                   /* when it came */
	PICTURE_AHEAD,                                     /* its clock runs ahead of ours */
	PICTURE_TOO_FAST,                                  /* nobody gets there in that time */
	PICTURE_NOT_A_NUMBER,
	PICTURE_OUT_OF_RANGE,
	PICTURE_AXES_SWAPPED,                     /* the other way round it lies in the area */
	PICTURE_OFF_DUTY,                                  /* only duty forces, only on duty */
	PICTURE_VERDICTS
};
const char *picture_verdict_name(enum picture_verdict verdict);

/* Marks of a place that was taken. */
#define PICTURE_JUMPED 1u                     /* too far, but said again and again: believed */
#define PICTURE_OUTSIDE 2u                                 /* of the event's area */

struct picture_rules {
	double most_speed;                                 /* metres per second */
	int64_t ahead_ms;                                  /* that a clock may run ahead */
	int64_t old_ms;                                    /* older is not taken any more */
	uint32_t agreeing;                         /* fixes that agree make a jump believed */
	/* the event's area, west <= east; all 0: not known */
	struct geo_point south_west, north_east;
};

struct picture_place {
	struct geo_point at;
	instant time;
	instant received;
	float accuracy, speed, course;                     /* below 0: unknown */
	uint8_t source;
	uint8_t marks;
	bool known;                                        /* there is a position */
};

/* Units are slots, numbered from 0 as they are added; they stay for good. */
struct picture;
struct picture *picture_create(void);
void picture_destroy(struct picture *picture);             /* NULL is fine */
void picture_set_rules(struct picture *picture, const struct picture_rules *rules);
uint32_t picture_add(struct picture *picture);
uint32_t picture_count(const struct picture *picture);
/* Goes on or off duty; off duty its position is gone at once. */
void picture_allow(struct picture *picture, uint32_t slot, bool on_duty);
bool picture_allowed(const struct picture *picture, uint32_t slot);
enum picture_verdict picture_take(struct picture *picture, uint32_t slot, const struct fix *fix,
				  instant now);
/* What another node has judged already: only what is newer counts. False: it is not. */
bool picture_put(struct picture *picture, uint32_t slot, const struct picture_place *place);
void picture_forget(struct picture *picture, uint32_t slot);   /* its position, not the slot */
const struct picture_place *picture_at(const struct picture *picture, uint32_t slot);

/* Each change has a number, ever larger: who knows all up to one asks for what came after it. */
uint64_t picture_changes(const struct picture *picture);
uint64_t picture_changed(const struct picture *picture, uint32_t slot);
/* It must be told anew, though it has not moved. */
void picture_touch(struct picture *picture, uint32_t slot);

/* The nearest by straight line (great circle), nearest first; at most `max`. */
struct picture_near {
	uint32_t slot;
	double distance_m;
};
uint32_t picture_nearest(const struct picture *picture, struct geo_point p, uint32_t max,
			 struct picture_near *ret);

#endif
