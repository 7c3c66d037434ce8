/* A queue that rises and falls with what arrives: longest, when, how dense, and when it is gone. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef QUEUE_FLUID_H
#define QUEUE_FLUID_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Q' = arrivals - capacity, never below nothing; W = Q / capacity (doctrine 13.2). Between the
 * turns of the two rates the queue is a straight line, so it is followed exactly, without steps.
 */
#define FLUID_PERIODS_MOST 512

struct fluid_period {
	double seconds;                                    /* how long it lasts */
	double arrivals;                                   /* per hour */
	double capacity;                                   /* per hour, of all lanes */
};
struct fluid_peak {
	double length;                                     /* most that wait at once */
	double at;                                         /* seconds from the start */
	double wait;                                       /* longest, in seconds */
	double density;                                   /* most per m²; 0: no area given */
	double gone;                                       /* seconds until the queue is over */
	double left;                                       /* that still wait at the end */
	double persons;                                    /* that arrived */
	double waited;                                     /* person-seconds of waiting */
};
/* false: a negative number, too many periods, or people who wait while nothing is served. */
bool fluid_run(const struct fluid_period *periods, uint32_t count, double length, double area,
	       struct fluid_peak *ret);
/* The queue at a moment; from the same periods. */
double fluid_at(const struct fluid_period *periods, uint32_t count, double length, double seconds);

/* How many of those who come are there by then: a rising line of points. */
struct fluid_point {
	double seconds;                                    /* before the session: negative */
	double share;                                      /* 0 to 1 */
};
/*
 * Turns a profile of `persons` arriving at lanes of `capacity` into periods, and adds one without
 * arrivals that lasts until the queue is gone. Returns how many; 0: the profile does not rise from
 * 0 to 1 in time, or there is nothing to serve them.
 */
uint32_t fluid_profile(const struct fluid_point *points, uint32_t count, double persons,
		       double capacity, struct fluid_period *ret);
/* Doctrine 13.2 [M]: 10 % two hours before the session, 30 % at 90 min, 62 % at 60, 90 % at 30. */
#define FLUID_SESSION_POINTS 6
extern const struct fluid_point fluid_session[FLUID_SESSION_POINTS];

#endif
