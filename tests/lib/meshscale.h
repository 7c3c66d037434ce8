/* A large event on a simulated mesh: a nation, its territories, many venues, and how they fared. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_LIB_MESHSCALE_H
#define TESTS_LIB_MESHSCALE_H

#include "lib/meshsim.h"

struct meshscale_plan {
	uint64_t seed;
	uint32_t sites;                                    /* nodes, the nation among them */
	uint32_t territories;
	uint32_t notices;               /* acts of the nation about the programme: for everybody */
	uint32_t acts;                                     /* at each other site, about its own */
	uint32_t desks;                                    /* nodes that are at work at once */
	uint32_t looked_at;                                /* nodes that are checked to the last */
};
enum meshscale_phase { MESHSCALE_JOIN, MESHSCALE_WORK, MESHSCALE_CUT, MESHSCALE_HEAL,
		       MESHSCALE_CHECK, MESHSCALE_PHASES };
const char *meshscale_phase_name(enum meshscale_phase phase);
struct meshscale_result {
	uint64_t made;                                     /* numbers of all chains */
	uint64_t stored, veils;                            /* at all nodes together */
	uint32_t killed, cut_off, checked;
	struct hash digest;                                /* of the states of all nodes */
	struct meshsim_stats stats;
	double seconds[MESHSCALE_PHASES];
	double memory_mib;                                 /* of all processes and disks */
	char text[SIMKIT_TEXT];                            /* what did not hold */
};
/* False: ret->text says what did not hold. */
bool meshscale_run(const struct meshscale_plan *plan, struct meshscale_result *ret);

/* meshscale_life.c: what the nodes do. */
void meshscale_build(struct meshsim_life *life);
void meshscale_let_in(struct meshsim_life *life);         /* all right below that have a key */
void meshscale_work(struct meshsim_life *life, const struct meshsim_order *order);
void meshscale_tally(struct meshsim_life *life);

#endif
