/* How long until so many people are gone from a city's places: stations, buses, lots and roads. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef EVAC_CITY_H
#define EVAC_CITY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/mem.h"

/*
 * A network over time, in steps of equal length. What is found is an earliest arrival flow: by the
 * end of every step as many people are gone as by any plan (Gale 1959; one goal). It is found on
 * the time-expanded network, a step of the goal after the other, by augmenting paths (Dinic 1970).
 * So it is a bound that no real crowd beats, and it says which link binds.
 */
#define CITY_NODES_MOST 2000
#define CITY_LINKS_MOST 5000
#define CITY_STEPS_MOST 2000
#define CITY_ARCS_MOST 20000000 /* of the expanded network */
#define CITY_NONE UINT32_MAX

struct city_link {
	uint32_t from, to;
	uint32_t steps; /* from setting off to arriving */
	uint32_t persons; /* a departure */
	uint32_t first, every, last; /* steps of departures; every 0 is once; last 0: no end */
};
struct city_source {
	uint32_t node;
	uint32_t persons;
	uint32_t step; /* from here on they can set off */
};
struct city_network {
	const uint32_t *waits_most; /* by node: how many can wait there */
	uint32_t nnodes;
	const struct city_link *links;
	uint32_t nlinks;
	const struct city_source *sources;
	uint32_t nsources;
	uint32_t goal; /* a node */
};

enum city_error {
	CITY_OK,
	CITY_NO_SUCH_NODE,
	CITY_BAD_NUMBER,
	CITY_TOO_LARGE,
	CITY_STAYS, /* some cannot be gone within the steps */
};
const char *city_error_name(enum city_error error);

struct city_result {
	uint32_t persons; /* in all sources */
	uint32_t done; /* steps until all are gone */
	uint32_t nsteps;
	uint32_t *gone; /* by the end of each step */
	uint32_t *used; /* persons by link */
	/*
	 * Links of a smallest cut at the last step that is too short: only more there makes it
	 * quicker. How many departures of the link the cut holds, by link; 0: it does not bind.
	 */
	uint32_t *binding;
};
/* On CITY_STAYS the result holds what can be done within `nsteps`; arrays live in the arena. */
enum city_error city_run(struct arena *arena, const struct city_network *network, uint32_t nsteps,
			 struct city_result *ret);

/* The steps saved by so many more persons a departure of a link; 0 where it does not bind. */
uint32_t city_gain(struct arena *arena, const struct city_network *network, uint32_t nsteps,
		   uint32_t link, uint32_t more_persons);

#endif
