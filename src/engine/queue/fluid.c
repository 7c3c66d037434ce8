/* Follows a queue through periods of steady flow; makes such periods of a profile of arrivals. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/queue/fluid.h"

#include <math.h>

#define HOUR 3600.0

const struct fluid_point fluid_session[FLUID_SESSION_POINTS] = {
	{ -3 * HOUR, 0 },    { -2 * HOUR, 0.1 },  { -1.5 * HOUR, 0.3 },
	{ -1 * HOUR, 0.62 }, { -0.5 * HOUR, 0.9 }, { 0, 1 },
};

/* People per second that the queue grows by. */
static double growth(const struct fluid_period *p)
{
	return (p->arrivals - p->capacity) / HOUR;
}

static double after(const struct fluid_period *p, double length, double seconds)
{
	double then = length + growth(p) * seconds;

	return then > 0 ? then : 0;
}

/* When within the period the queue is gone; its length in time if it is not. */
static double until_gone(const struct fluid_period *p, double length)
{
	double slope = growth(p);

	if (slope >= 0 || length + slope * p->seconds >= 0)
		return length > 0 || slope > 0 ? p->seconds : 0;
	return length / -slope;
}

static bool is_sound(const struct fluid_period *p)
{
	return isfinite(p->seconds) && isfinite(p->arrivals) && isfinite(p->capacity) &&
	       p->seconds >= 0 && p->arrivals >= 0 && p->capacity >= 0;
}

static void look_at(struct fluid_peak *peak, const struct fluid_period *p, double length,
		    double seconds, double area)
{
	double wait = length > 0 ? length / p->capacity * HOUR : 0;

	if (length > peak->length) {
		peak->length = length;
		peak->at = seconds;
		peak->density = area > 0 ? length / area : 0;
	}
	if (wait > peak->wait)
		peak->wait = wait;
}

bool fluid_run(const struct fluid_period *periods, uint32_t count, double length, double area,
	       struct fluid_peak *ret)
{
	double now = 0;

	*ret = (struct fluid_peak){ 0 };
	if (count > FLUID_PERIODS_MOST || !(length >= 0) || !(area >= 0))
		return false;
	for (uint32_t i = 0; i < count; i++) {
		const struct fluid_period *p = &periods[i];
		double busy, then;

		if (!is_sound(p))
			return false;
		busy = until_gone(p, length);
		then = after(p, length, p->seconds);
		if (p->capacity <= 0 && (length > 0 || then > 0) && p->seconds > 0)
			return false;
		look_at(ret, p, length, now, area);
		look_at(ret, p, then, now + p->seconds, area);
		ret->persons += p->arrivals * p->seconds / HOUR;
		/* The area under a straight line, down to where it meets nothing. */
		ret->waited += (length + then) / 2 * busy;
		if (busy > 0)
			ret->gone = now + busy;
		length = then;
		now += p->seconds;
	}
	ret->left = length;
	return true;
}

double fluid_at(const struct fluid_period *periods, uint32_t count, double length, double seconds)
{
	for (uint32_t i = 0; i < count && seconds > 0; i++) {
		double part = fmin(seconds, periods[i].seconds);

		length = after(&periods[i], length, part);
		seconds -= part;
	}
	return length;
}

uint32_t fluid_profile(const struct fluid_point *points, uint32_t count, double persons,
		       double capacity, struct fluid_period *ret)
{
	double length = 0;

	if (count < 2 || count > FLUID_PERIODS_MOST - 1 || points[0].share != 0 ||
	    points[count - 1].share != 1 || !(capacity > 0) || !(persons >= 0))
		return 0;
	for (uint32_t i = 1; i < count; i++) {
		double seconds = points[i].seconds - points[i - 1].seconds;
		double share = points[i].share - points[i - 1].share;

		if (!(seconds > 0) || share < 0)
			return 0;
		ret[i - 1] = (struct fluid_period){ .seconds = seconds,
						    .arrivals = persons * share / seconds * HOUR,
						    .capacity = capacity };
		length = after(&ret[i - 1], length, seconds);
	}
	ret[count - 1] = (struct fluid_period){ .seconds = length / capacity * HOUR,
						.capacity = capacity };
	return count;
}
