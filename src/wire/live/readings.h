/* What turnstiles, counters of people and weather stations send, read into values. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WIRE_LIVE_READINGS_H
#define WIRE_LIVE_READINGS_H

#include "model/entry.h"

/* A turnstile of a counted place; its totals only grow until it is set back. */
struct readings_gate {
	struct ident count;                                /* record of kind `count`; or none */
	struct str gate;                                   /* its name, 1 to 64 bytes; or absent */
	double in, out;                                    /* NaN: not readable */
	instant time;                                      /* 0: not said */
};
/* How many are inside by one sensor's own count. */
struct readings_inside {
	struct ident count;
	double inside;
	instant time;
};
/* NaN: not said (or, for air and wind, not readable). */
struct readings_weather {
	struct ident place;
	double air, wind, gust, humidity, visibility;      /* °C, m/s, m/s, %, m */
	instant time;
};

/*
 * {"gates":[["nst-50","G1",IN,OUT,TIME],…], "inside":[["nst-50",COUNT,TIME],…],
 *  "weather":[["nst-1",AIR,WIND,TIME,GUST,HUMIDITY,VISIBILITY],…]}: any of the three; TIME and what
 * follows it may be left out or null, and is read as in fixes.h.
 */
struct readings {
	struct readings_gate *gates;
	struct readings_inside *inside;
	struct readings_weather *weather;
	uint32_t ngates, ninside, nweather;
};
struct refused readings_read(struct arena *arena, struct str body, struct readings *ret);

#endif
