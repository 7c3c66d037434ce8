/* What the waves of a movement make of its routes: how long people queue, when all are through. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DOMAIN_MOVEMENT_FLOW_H
#define DOMAIN_MOVEMENT_FLOW_H

#include "model/model.h"

/* One wave: so many set off evenly between two times, along a route of so many an hour. */
struct flow_wave {
	struct ident route;
	instant from, until;
	int64_t persons;
	int64_t capacity;
};
struct flow {
	int64_t longest;                                   /* persons waiting at once on a route */
	int64_t wait;                                      /* seconds, the longest */
	instant clear;                                     /* when the last is through */
};
/* Waves on one route share it; its capacity is the least that one of them names. */
struct flow flow_of(struct flow_wave *waves, uint32_t count);

#endif
