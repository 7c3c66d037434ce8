/* How long people and vehicles wait at a check, how many lanes that takes, and what it assures. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef QUEUE_QUEUE_H
#define QUEUE_QUEUE_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Rates are per hour, times in seconds, shares 0 to 1. Formulas: Erlang 1917 (M/M/c), Allen and
 * Cunneen (G/G/c), Pollaczek and Khinchine (M/G/1). They hold for a flow that stays as it is; what
 * rises and falls, as before a session, is the business of queue_fluid.
 */
#define QUEUE_SERVERS_MOST 10000

/* `load` is arrivals over the rate of one server. What no station can be gives 0. */
double queue_erlang_b(uint32_t servers, double load);      /* chance that all are busy */
double queue_erlang_c(uint32_t servers, double load);      /* to wait; 1 at load >= servers */

struct queue_station {
	uint32_t servers;                                  /* 1 to QUEUE_SERVERS_MOST */
	double arrivals;
	double rate;                                       /* of one server */
	/* variance over mean squared of the gaps between arrivals, of service; 1, 1: M/M/c */
	double ca2, cs2;
};
struct queue_steady {
	double use;                                        /* arrivals over what all servers do */
	double waits;                                      /* share that waits at all */
	double wait;                                       /* mean, of all who come */
	double length;                                     /* mean number that waits */
};
/* false: numbers that no station has, or more arrives than is served, and the queue only grows. */
bool queue_steady(const struct queue_station *station, struct queue_steady *ret);
/* The share that waits longer than so many seconds (M/M/c); 1 where the queue only grows. */
double queue_late(const struct queue_station *station, double seconds);
/* The fewest servers with at most `share` waiting longer than `seconds`; 0: no number suffices. */
uint32_t queue_servers(double arrivals, double rate, double share, double seconds);

/* Mean wait with one server; mean and mean square of the service in s and s². < 0: only grows. */
double queue_wait_one(double arrivals, double service, double service_square);

/*
 * A lane that lets most pass and searches a share of them: its rate, and how much its service
 * varies, if each of the two sorts varies by `sort_cs2` by itself.
 */
struct queue_mix {
	double rate;
	double cs2;
};
struct queue_mix queue_mix(double share, double pass_rate, double search_rate, double sort_cs2);

#endif
