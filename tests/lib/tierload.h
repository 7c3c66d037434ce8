/* People at work at several sites at once: what was acknowledged to them is remembered. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LIB_TIERLOAD_H
#define LIB_TIERLOAD_H

#include <stddef.h>

#include "lib/tierkit.h"

enum tierload_kind {
	TIERLOAD_NOTE,
	TIERLOAD_INCIDENT,
	TIERLOAD_REPORT,                                   /* about the site's newest incident */
	TIERLOAD_ORDER,                                    /* to a venue below, in turn */
	TIERLOAD_KINDS
};

/* An act that was answered as done: the entry that it made, and whose it is besides the maker's. */
struct tierload_ack {
	enum tierkit_site site;
	enum tierkit_site to;                              /* of an order; else the site itself */
	uint64_t seq;                                      /* in the main post's chain */
};

/* How many acts of each kind each site is to have acknowledged. */
struct tierload_plan {
	uint32_t count[TIERKIT_SITES][TIERLOAD_KINDS];
	/* Called once, when half of them are; others are then under way. NULL: nothing. */
	void (*at_half)(void);
};
struct tierload_result {
	double seconds;
	uint64_t refused;                                  /* answered otherwise, and asked again */
	uint64_t unanswered;                               /* nobody knows what became of them */
};

/*
 * Works until the plan is carried out; the sessions are new. Connections that break are made anew,
 * and an act without an answer counts as not done.
 */
void tierload_run(const struct tierload_plan *plan, struct tierload_result *ret);
const struct tierload_ack *tierload_acks(uint64_t *ret_count); /* of all runs */
void tierload_release(void);

/* One act of somebody at a site, in the body as the API wants it; what the node answered. */
int tierload_act(enum tierkit_site site, const char *login, const char *path, const char *body,
		 char *ret_id, size_t size);

#endif
