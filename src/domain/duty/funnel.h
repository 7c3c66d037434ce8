/* How many people will really be there on the day, told from how fast they go through the steps. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DOMAIN_DUTY_FUNNEL_H
#define DOMAIN_DUTY_FUNNEL_H

#include "model/kind.h"

/* Doctrine 14, the lesson of London 2012: guards are counted as present, not as promised. */
enum funnel_stage { FUNNEL_CONTRACTED, FUNNEL_RECRUITED, FUNNEL_TRAINED, FUNNEL_ACCREDITED,
		    FUNNEL_ROSTERED, FUNNEL_PRESENT, FUNNEL_STAGES };
extern const struct choice funnel_stages[];                /* in that order, from 1 */

/* Of one stage: how many had passed it at two moments, both verified. before_at 0: only one. */
struct funnel_count {
	int64_t before, now;
	instant before_at, now_at;                         /* now_at 0: nothing is known */
};

struct funnel_forecast {
	int64_t present;                                   /* expected on the day */
	int64_t gap;                                       /* required less present, at least 0 */
	int64_t ask;                                       /* to be rostered to meet the need */
	enum funnel_stage narrowest;                       /* the stage that holds the others up */
};
/*
 * Our own formula, simple enough to be checked by hand. Each stage goes on at the pace between its
 * two counts; a stage of which nothing is known is at 0. No stage can have more people than the
 * one before it, and contracted none more than is agreed now. Of those who will be rostered the
 * share no_show (0 … 1) does not come. `ask` = required / (1 - no_show), rounded up;
 * no figure is over ten million.
 */
/* How many will have passed the stage on the day; no fewer than none. */
double funnel_reached(const struct funnel_count *count, instant at, instant day);
struct funnel_forecast funnel_look(const struct funnel_count stages[FUNNEL_STAGES],
				   int64_t required, double no_show, instant at, instant day);

#endif
