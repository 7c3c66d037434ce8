/* How long people may be on duty and must rest: whether one more shift is too much. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DOMAIN_DUTY_HOURS_H
#define DOMAIN_DUTY_HOURS_H

#include <stddef.h>

#include "base/instant.h"

struct hours_shift {
	instant from, until;
};

/* Doctrine 12.4, as the policy in force says it; milliseconds, shifts and days. 0: no limit. */
struct hours_limits {
	instant shift_most;
	instant rest_least;
	instant week_most;                                 /* in any seven days */
	int days_most;                                     /* in a row */
	int nights_most;                                   /* in a row */
	instant offset;                                    /* of the local clock */
};

/* In the order in which they are looked for. */
enum hours_fault { HOURS_OK, HOURS_TWICE, HOURS_LONG, HOURS_REST, HOURS_DAYS, HOURS_WEEK,
		   HOURS_NIGHTS };
/*
 * A day counts when a shift begins on it. A night counts when two hours of the shift lie between
 * 22:00 and 06:00. What the others break among themselves is not counted against this one.
 */
enum hours_fault hours_check(const struct hours_shift *others, size_t count,
			     struct hours_shift wanted, const struct hours_limits *limits);

#endif
