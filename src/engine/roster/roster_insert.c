/* Gives one person the best row for the demand as it stands; makes a first roster that way. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "engine/roster/roster_inner.h"

/* A price beyond this decides anything; the sum over a horizon stays far below ROSTER_NEVER. */
#define PRICE_MOST (20000 * ROSTER_SCALE)
#define CAP_TRIES 16
#define CAP_PRICED 4

static int32_t limit(int64_t price)
{
	if (price > PRICE_MOST)
		return PRICE_MOST;
	return price < -PRICE_MOST ? -PRICE_MOST : (int32_t)price;
}

static uint32_t place_in(const struct roster_kit *kit, uint16_t duty)
{
	uint32_t low = 0, high = kit->duties;

	while (low < high) {
		uint32_t middle = (low + high) / 2;

		if (kit->duty[middle] < duty)
			low = middle + 1;
		else
			high = middle;
	}
	return low < kit->duties && kit->duty[low] == duty ? low : UINT32_MAX;
}

static int32_t noisy(struct roster_state *state, int64_t price, uint32_t noise)
{
	return limit(price + (noise > 0 ? roster_chance_below(state, noise + 1) : 0));
}

/*
 * What the demand pays for each duty on the day: what one more person changes now, blended with
 * what the bound found a person there to be worth in the end.
 */
static void price_demand(struct roster_state *state, const struct roster_kit *kit, uint32_t day,
			 uint32_t noise, int32_t *price)
{
	const struct roster_problem *p = state->plan->problem;

	for (uint32_t i = 0; i < kit->duties; i++) {
		uint16_t duty = kit->duty[i];
		int64_t sum = 0;

		for (uint32_t k = p->cover_from[duty]; k < p->cover_from[duty + 1]; k++) {
			size_t at = (size_t)day * p->slots + p->cover[k];

			sum += (int64_t)roster_cost_more(p, at, state->count[at]) * ROSTER_SCALE *
			       (16 - state->blend);
			if (state->blend > 0)
				sum -= (int64_t)state->pay[at] * state->blend;
		}
		price[i] = noisy(state, sum / 16, noise);
	}
}

static void price_wishes(const struct roster_plan *plan, const struct roster_kit *kit,
			 uint32_t person, uint32_t day, int32_t *price)
{
	size_t row = (size_t)person * plan->problem->days + day;

	for (uint32_t i = plan->wish_from[row]; i < plan->wish_from[row + 1]; i++) {
		uint32_t place = place_in(kit, plan->wish[i].duty);

		if (place != UINT32_MAX)
			price[place] = limit((int64_t)price[place] +
					     plan->wish[i].delta * ROSTER_SCALE);
	}
}

static int32_t weight_price(const struct roster_plan *plan, enum roster_rule rule)
{
	int32_t weight = plan->problem->weight[rule];

	return weight >= ROSTER_HARD ? ROSTER_NEVER : weight * ROSTER_SCALE;
}

static void add_to(int32_t *price, int32_t more)
{
	if (*price < ROSTER_NEVER)
		*price = more >= ROSTER_NEVER ? ROSTER_NEVER : limit((int64_t)*price + more);
}

/* What was told, what is locked, and days on which the person is not there. */
static void price_cell(struct roster_state *state, const struct roster_kit *kit, uint32_t person,
		       uint32_t day, int32_t *price, int32_t *rest)
{
	const struct roster_plan *plan = state->plan;
	const struct roster_problem *p = plan->problem;
	size_t at = (size_t)person * p->days + day;
	uint16_t told = roster_plan_told(plan, person, day);
	uint16_t fixed = p->fixed != NULL ? p->fixed[at] : ROSTER_FREE;
	bool off = p->off != NULL && p->off[at];

	int32_t changed = state->keep ? ROSTER_NEVER : weight_price(plan, ROSTER_changed);

	if (told != ROSTER_FREE && told != ROSTER_OFF)
		add_to(rest, changed);
	if (fixed != ROSTER_FREE && fixed != ROSTER_OFF)
		add_to(rest, weight_price(plan, ROSTER_fixed));
	for (uint32_t i = 0; i < kit->duties; i++) {
		if (told != ROSTER_FREE && told != kit->duty[i])
			add_to(&price[i], changed);
		if (fixed != ROSTER_FREE && fixed != kit->duty[i])
			add_to(&price[i], weight_price(plan, ROSTER_fixed));
		if (off)
			add_to(&price[i], weight_price(plan, ROSTER_day_off));
	}
}

/* Of nights and cold duties outside the window: is the fair share used up? */
static void price_shares(struct roster_state *state, const struct roster_kit *kit, uint32_t person,
			 uint32_t from, uint32_t to)
{
	const struct roster_problem *p = state->plan->problem;
	const uint16_t *row = roster_row(state->plan, state->cells, person);
	const uint32_t *share = state->plan->own[person].share;
	uint32_t nights = 0, cold = 0;

	for (uint32_t day = 0; day < p->days; day++)
		if ((day < from || day >= to) && row[day] != ROSTER_OFF) {
			nights += p->duty[row[day]].night;
			cold += p->duty[row[day]].cold;
		}
	for (uint32_t day = from; day < to; day++)
		for (uint32_t i = 0; i < kit->duties; i++) {
			const struct roster_duty *duty = &p->duty[kit->duty[i]];
			int32_t *price = &state->price[(size_t)(day - from) * kit->duties + i];

			if (duty->night && nights >= share[0])
				add_to(price, weight_price(state->plan, ROSTER_night_share));
			if (duty->cold && cold >= share[2])
				add_to(price, weight_price(state->plan, ROSTER_cold_share));
		}
}

static void make_prices(struct roster_state *state, uint32_t person, uint32_t from, uint32_t to,
			uint32_t noise)
{
	const struct roster_plan *plan = state->plan;
	const struct roster_problem *p = plan->problem;
	const struct roster_kit *kit = &plan->kit[plan->own[person].kit];
	bool cells = p->fixed != NULL || p->published != NULL || p->off != NULL;

	for (uint32_t day = from; day < to; day++) {
		int32_t *price = state->price + (size_t)(day - from) * kit->duties;
		int32_t *rest = &state->rest[day - from];

		*rest = noisy(state, 0, noise);
		price_demand(state, kit, day, noise, price);
		price_wishes(plan, kit, person, day, price);
		if (cells)
			price_cell(state, kit, person, day, price, rest);
	}
	if (plan->fair)
		price_shares(state, kit, person, from, to);
}

static void price_duty(struct roster_state *state, const struct roster_kit *kit, uint32_t days,
		       uint32_t place, int32_t more)
{
	for (uint32_t day = 0; day < days; day++)
		add_to(&state->price[(size_t)day * kit->duties + place], more);
}

/* Leaves the duty only so many of the days on which the row has it now. */
static void leave_days(struct roster_state *state, const struct roster_kit *kit,
		       const uint16_t *row, uint32_t from, uint32_t to, uint32_t place,
		       uint32_t left)
{
	int32_t price = weight_price(state->plan, ROSTER_duty_cap);

	for (uint32_t day = from; day < to; day++) {
		if (row[day] == kit->duty[place] && left > 0)
			left--;
		else
			add_to(&state->price[(size_t)(day - from) * kit->duties + place], price);
	}
}

/*
 * Attempt 0 shuts out duties whose cap is used up outside the window. The next ones make those
 * dearer that the row has too often, the last ones leave them no more days than they may have:
 * every duty once, so that it ends.
 */
static bool price_caps(struct roster_state *state, uint32_t person, const uint16_t *row,
		       uint32_t from, uint32_t to, int attempt)
{
	const struct roster_plan *plan = state->plan;
	const struct roster_problem *p = plan->problem;
	const struct roster_kit *kit = &plan->kit[plan->own[person].kit];
	const uint16_t *cap = p->cap + (size_t)person * p->duties;
	bool over = false;

	for (uint32_t i = 0; i < kit->duties; i++) {
		uint32_t outside = 0, inside = 0, most = cap[kit->duty[i]];

		if (most >= p->days)
			continue;
		for (uint32_t day = 0; day < p->days; day++) {
			bool in = day >= from && day < to;

			outside += !in && row[day] == kit->duty[i];
			inside += in && row[day] == kit->duty[i];
		}
		if (attempt == 0 ? outside < most : outside + inside <= most)
			continue;
		over = true;
		if (attempt == 0)
			price_duty(state, kit, to - from, i, weight_price(plan, ROSTER_duty_cap));
		else if (attempt < CAP_PRICED)
			price_duty(state, kit, to - from, i, (4 * ROSTER_SCALE) << attempt);
		else
			leave_days(state, kit, row, from, to, i,
				   most > outside ? most - outside : 0);
	}
	return over;
}

static bool insert(struct roster_state *state, uint32_t person, uint32_t from, uint32_t to,
		   uint32_t noise, uint32_t pace)
{
	const struct roster_plan *plan = state->plan;
	uint16_t *row = state->cells + (size_t)person * plan->problem->days;
	uint16_t was[ROSTER_DAYS_MOST];
	struct roster_window window = {
		.person = person, .from = from, .to = to, .price = state->price,
		.rest = state->rest, .pace = pace,
	};
	bool capped = plan->own[person].capped;
	int64_t price;

	make_prices(state, person, from, to, noise);
	if (capped)
		price_caps(state, person, row, from, to, 0);
	memcpy(was, row + from, (to - from) * sizeof *row);
	for (int attempt = 1; attempt <= CAP_TRIES; attempt++) {
		if (!roster_best_find(state->best, &window, row, &price))
			break;
		if (!capped || !roster_hard(plan, ROSTER_duty_cap) ||
		    !price_caps(state, person, row, from, to, attempt))
			return true;
	}
	memcpy(row + from, was, (to - from) * sizeof *row);
	return false;
}

bool roster_insert(struct roster_state *state, uint32_t person, uint32_t from, uint32_t to,
		   uint32_t noise)
{
	return insert(state, person, from, to, noise, 0);
}

/* Cells that a person may not have, and what cells cost besides the demand. */
static void price_paid(struct roster_state *state, uint32_t person, const int64_t *pay)
{
	const struct roster_problem *p = state->plan->problem;
	const struct roster_kit *kit = &state->plan->kit[state->plan->own[person].kit];

	for (uint32_t day = 0; day < p->days; day++) {
		int32_t *price = state->price + (size_t)day * kit->duties;

		for (uint32_t i = 0; i < kit->duties; i++) {
			uint16_t duty = kit->duty[i];
			int64_t sum = 0;

			for (uint32_t k = p->cover_from[duty]; k < p->cover_from[duty + 1]; k++)
				sum -= pay[(size_t)day * p->slots + p->cover[k]];
			price[i] = limit(sum);
		}
		state->rest[day] = 0;
		price_wishes(state->plan, kit, person, day, price);
		price_cell(state, kit, person, day, price, &state->rest[day]);
	}
}

bool roster_insert_paid(struct roster_state *state, uint32_t person, const int64_t *pay,
			int64_t *ret_price)
{
	uint32_t days = state->plan->problem->days;
	struct roster_window window = {
		.person = person, .to = days, .price = state->price, .rest = state->rest,
	};

	price_paid(state, person, pay);
	return roster_best_find(state->best, &window, state->cells + (size_t)person * days,
				ret_price);
}

/* ---- a first roster ------------------------------------------------------------------------ */

/* A window that is solved, and how much of it is kept before the next one begins. */
#define WINDOW_DAYS 35
#define KEPT_DAYS 21

/* A row for a horizon that is too long to be solved whole: window after window. */
static bool insert_long(struct roster_state *state, uint32_t person)
{
	const struct roster_plan *plan = state->plan;
	uint32_t days = plan->problem->days, from = 0;
	uint16_t *row = state->cells + (size_t)person * days;
	bool capped = plan->own[person].capped;
	int64_t price;

	while (from < days) {
		uint32_t to = days - from <= WINDOW_DAYS + KEPT_DAYS / 3 ? days
									 : from + WINDOW_DAYS;
		struct roster_window window = {
			.person = person, .from = from, .to = to, .price = state->price,
			.rest = state->rest, .open_end = to < days, .pace = to < days ? 4 : 0,
		};
		bool found = false;

		make_prices(state, person, from, to, 0);
		if (capped)
			price_caps(state, person, row, from, to, 0);
		for (int attempt = 1; attempt <= CAP_TRIES; attempt++) {
			found = roster_best_find(state->best, &window, row, &price);
			if (!found || !capped || !price_caps(state, person, row, from, to, attempt))
				break;
		}
		if (!found)
			return false;
		if (to == days)
			return true;
		for (uint32_t day = from + KEPT_DAYS; day < to; day++)
			row[day] = ROSTER_OFF;
		from += KEPT_DAYS;
	}
	return true;
}

#define WHOLE_DAYS 190                   /* up to here any way through the horizon is looked at */

/* A longer horizon is looked at near an even spread of hours first, then farther from it. */
static bool insert_whole(struct roster_state *state, uint32_t person)
{
	uint32_t days = state->plan->problem->days;

	if (days > WHOLE_DAYS)
		for (uint32_t pace = 6; pace <= 24; pace *= 2)
			if (insert(state, person, 0, days, 0, pace))
				return true;
	return insert(state, person, 0, days, 0, 0) || insert_long(state, person);
}

uint32_t roster_construct(struct roster_state *state, double (*share)(void *user), void *user)
{
	const struct roster_plan *plan = state->plan;
	uint32_t people = plan->problem->people, days = plan->problem->days, stuck = UINT32_MAX;
	uint32_t *order = heap_alloc(people * sizeof *order);

	for (uint32_t i = 0; i < people; i++) {
		uint32_t other = roster_chance_below(state, i + 1);

		order[i] = order[other];
		order[other] = i;
	}
	for (uint32_t i = 0; i < people && (share == NULL || share(user) < 1); i++) {
		uint16_t *row = state->cells + (size_t)order[i] * days;

		roster_state_count(state, row, 0, days, -1);
		for (uint32_t day = 0; day < days; day++)
			row[day] = ROSTER_OFF;
		if (!insert_whole(state, order[i]) && order[i] < stuck)
			stuck = order[i];
		roster_state_count(state, row, 0, days, 1);
	}
	heap_free(order);
	roster_state_load(state, state->cells);
	return stuck;
}
