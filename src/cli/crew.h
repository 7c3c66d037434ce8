/* Threads for an engine: so many searches side by side, and a clock that ends them. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_CREW_H
#define CLI_CREW_H

#include <stdint.h>

/* Runs task(arg, i) for each i below count, each on a thread of its own; returns when all ended. */
void crew_run(void *user, uint32_t count, void (*task)(void *arg, uint32_t i), void *arg);

/* How much of a span of time is used up: what engines ask for. */
struct crew_clock {
	int64_t start_ns;
	double seconds;
};
void crew_clock_start(struct crew_clock *clock, double seconds);
double crew_clock_share(void *clock);                      /* a struct crew_clock */

#endif
