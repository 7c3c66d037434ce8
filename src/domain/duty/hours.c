/* How long people may be on duty and must rest: whether one more shift is too much. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/duty/hours.h"

#include <stdbool.h>

#define HOUR INT64_C(3600000)
#define DAY (24 * HOUR)
#define NIGHT_LEAST (2 * HOUR)

static instant overlap(struct hours_shift a, struct hours_shift b)
{
	instant from = a.from > b.from ? a.from : b.from;
	instant until = a.until < b.until ? a.until : b.until;

	return until > from ? until - from : 0;
}

static int64_t day_of(instant at, const struct hours_limits *limits)
{
	return (at + limits->offset) / DAY;
}

static bool is_night(struct hours_shift shift, const struct hours_limits *limits)
{
	int64_t last = day_of(shift.until, limits);
	instant in_nights = 0;

	for (int64_t day = day_of(shift.from, limits) - 1; day <= last; day++) {
		struct hours_shift night = { day * DAY + 22 * HOUR - limits->offset,
					     day * DAY + 30 * HOUR - limits->offset };

		in_nights += overlap(shift, night);
	}
	return in_nights >= NIGHT_LEAST;
}

static bool begins_on(const struct hours_shift *others, size_t count, int64_t day, bool nights,
		      const struct hours_limits *limits)
{
	for (size_t i = 0; i < count; i++)
		if (day_of(others[i].from, limits) == day &&
		    (!nights || is_night(others[i], limits)))
			return true;
	return false;
}

/* Days in a row of which the wanted shift's is one. */
static int run_of(const struct hours_shift *others, size_t count, struct hours_shift wanted,
		  bool nights, const struct hours_limits *limits)
{
	int64_t day = day_of(wanted.from, limits);
	int run = 1;

	for (int64_t d = day - 1; begins_on(others, count, d, nights, limits); d--)
		run++;
	for (int64_t d = day + 1; begins_on(others, count, d, nights, limits); d++)
		run++;
	return run;
}

static instant within(const struct hours_shift *others, size_t count, struct hours_shift wanted,
		      struct hours_shift week)
{
	instant sum = overlap(wanted, week);

	for (size_t i = 0; i < count; i++)
		sum += overlap(others[i], week);
	return sum;
}

/* The fullest seven days begin with a shift or end with one. */
static bool week_too_full(const struct hours_shift *others, size_t count,
			  struct hours_shift wanted, instant most)
{
	for (size_t i = 0; i <= count; i++) {
		struct hours_shift at = i < count ? others[i] : wanted;
		struct hours_shift weeks[] = { { at.from, at.from + 7 * DAY },
					       { at.until - 7 * DAY, at.until } };

		for (int w = 0; w < 2; w++)
			if (overlap(wanted, weeks[w]) > 0 &&
			    within(others, count, wanted, weeks[w]) > most)
				return true;
	}
	return false;
}

static enum hours_fault against_others(const struct hours_shift *others, size_t count,
				       struct hours_shift wanted, instant rest)
{
	enum hours_fault found = HOURS_OK;

	for (size_t i = 0; i < count; i++) {
		if (overlap(others[i], wanted) > 0)
			return HOURS_TWICE;
		if (wanted.from < others[i].until + rest && others[i].from < wanted.until + rest)
			found = HOURS_REST;
	}
	return found;
}

enum hours_fault hours_check(const struct hours_shift *others, size_t count,
			     struct hours_shift wanted, const struct hours_limits *limits)
{
	enum hours_fault found = against_others(others, count, wanted, limits->rest_least);

	if (found == HOURS_TWICE)
		return found;
	if (limits->shift_most > 0 && wanted.until - wanted.from > limits->shift_most)
		return HOURS_LONG;
	if (found == HOURS_REST)
		return found;
	if (limits->days_most > 0 &&
	    run_of(others, count, wanted, false, limits) > limits->days_most)
		return HOURS_DAYS;
	if (limits->week_most > 0 && week_too_full(others, count, wanted, limits->week_most))
		return HOURS_WEEK;
	if (limits->nights_most > 0 && is_night(wanted, limits) &&
	    run_of(others, count, wanted, true, limits) > limits->nights_most)
		return HOURS_NIGHTS;
	return HOURS_OK;
}
