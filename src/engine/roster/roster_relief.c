/* Who stands outside when, inside one shift, so that nobody is in the cold longer than allowed. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/roster/roster_inner.h"

/*
 * Each post is relieved when its person's time in the cold is used up; who has been warm the
 * longest goes next. The first turns are cut to parts of a turn so that the reliefs of several
 * posts do not fall together: then `posts * (outside + warm) / outside` people, rounded up, are
 * enough when the cold stays the same, and fewer cannot be, as each is outside that share of the
 * time at most.
 */

static const struct roster_exposure *row_at(const struct roster_relief *relief, uint32_t minute)
{
	int32_t feels = relief->feels[minute / relief->feels_minutes];

	for (uint32_t i = 0; i < relief->rows; i++)
		if (feels <= relief->row[i].feels_most)
			return &relief->row[i];
	return &relief->row[relief->rows - 1];
}

/* How long a turn may last that begins then: the coldest minute in it decides. */
static uint32_t turn_from(const struct roster_relief *relief, uint32_t minute)
{
	uint32_t length = row_at(relief, minute)->outside_most;

	for (uint32_t i = 1; i < length && minute + i < relief->minutes; i++) {
		uint32_t here = row_at(relief, minute + i)->outside_most;

		if (here < length)
			length = here > i ? here : i;
	}
	return length;
}

struct hands {
	uint32_t *ready;                 /* [person]: minute from which they may go out again */
	uint32_t count, most;
};

/* Who has been warm the longest; a new one if nobody is ready. */
static uint32_t next_hand(struct hands *hands, uint32_t minute)
{
	uint32_t best = UINT32_MAX;

	for (uint32_t i = 0; i < hands->count; i++)
		if (hands->ready[i] <= minute &&
		    (best == UINT32_MAX || hands->ready[i] < hands->ready[best]))
			best = i;
	if (best != UINT32_MAX)
		return best;
	return hands->count < hands->most ? hands->count++ : UINT32_MAX;
}

static uint32_t next_post(const uint32_t *until, uint32_t posts)
{
	uint32_t first = 0;

	for (uint32_t i = 1; i < posts; i++)
		if (until[i] < until[first])
			first = i;
	return first;
}

static bool sound(const struct roster_relief *relief)
{
	if (relief->posts == 0 || relief->posts > ROSTER_RELIEF_MOST || relief->rows == 0 ||
	    relief->minutes == 0 || relief->minutes > 1440 || relief->feels_minutes == 0 ||
	    relief->people > ROSTER_RELIEF_MOST)
		return false;
	for (uint32_t i = 0; i < relief->rows; i++) {
		if (relief->row[i].outside_most == 0 || relief->row[i].warm_least > 1440)
			return false;
		if (i > 0 && relief->row[i].feels_most <= relief->row[i - 1].feels_most)
			return false;
	}
	return true;
}

bool roster_relieve(const struct roster_relief *relief, struct arena *arena,
		    struct roster_chain *ret)
{
	uint32_t until[ROSTER_RELIEF_MOST] = { 0 }, ready[2 * ROSTER_RELIEF_MOST] = { 0 };
	struct hands hands = { ready, relief->people, 2 * ROSTER_RELIEF_MOST };

	if (!sound(relief))
		return false;
	*ret = (struct roster_chain){ .stint = arena_alloc(
		arena, (size_t)relief->posts * (relief->minutes + 1) * sizeof *ret->stint) };
	for (;;) {
		uint32_t post = next_post(until, relief->posts), minute = until[post];

		if (minute >= relief->minutes)
			break;
		uint32_t turn = turn_from(relief, minute), person = next_hand(&hands, minute);

		if (person == UINT32_MAX)
			return false;
		if (minute == 0)
			turn = turn * (post + 1) / relief->posts;
		if (turn == 0)
			turn = 1;
		if (turn > relief->minutes - minute)
			turn = relief->minutes - minute;
		until[post] = minute + turn;
		ready[person] = until[post] + row_at(relief, minute + turn - 1)->warm_least;
		ret->stint[ret->count++] = (struct roster_stint){ post, person, minute,
								  until[post] };
		if (person + 1 > ret->people)
			ret->people = person + 1;
	}
	return true;
}
