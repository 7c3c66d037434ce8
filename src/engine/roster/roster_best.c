/* One person's cheapest legal roster for given prices of duties, found exactly. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <string.h>

#include "engine/roster/roster_inner.h"

/*
 * Dynamic programming over days. A state is what the rules remember of the days before:
 * how long the present run of rest is (up to the least that is asked for) or the class of the last
 * duty and how long the run of duty is; weekends so far; units of work so far. A layer holds the
 * cheapest way to each state, [weekend][state][unit], for the units that a way can have by that
 * day if it is to end well; the way itself is found backwards by asking which step gives exactly
 * the value.
 */

/* 192 MiB of layers; longer horizons go through windows. */
#define CELLS_MOST ((size_t)48 * 1024 * 1024)
#define LANES 4
typedef int32_t lanes __attribute__((vector_size(LANES * 4)));

struct roster_best {
	const struct roster_plan *plan;
	int32_t *layers;
	size_t size;
	int32_t *base;                   /* [unit]: the cheapest predecessor */
	size_t base_size;
	uint8_t *live;                   /* [day][weekend][state]: some way leads there */
	size_t live_size;
	uint32_t *most_left;             /* [days]: units that so many days can hold */
	uint32_t *least_at, *most_at;    /* [day]: units that a way may have before the day */
	uint32_t *offset;                /* [day]: units of the first column of the day's layer */
	size_t days_size;
	int32_t *group_price;            /* [day][group] */
	uint16_t *group_duty;
	size_t groups_size;
};

struct run {
	const struct roster_plan *plan;
	const struct roster_window *window;
	const struct roster_kit *kit;
	const struct roster_person *person;
	struct roster_best *best;
	uint32_t days;                   /* of the window */
	uint32_t rests, runs, states;    /* rest 1..rests; then class * runs + run - 1 */
	uint32_t weekends, units;        /* sizes: 0 .. weekends - 1 */
	bool weekless;                   /* weekends cannot be too many and cost nothing */
	uint32_t stride;                 /* of units, with room for whole vectors */
	int64_t low, high;               /* units of the window, if hard */
	int64_t units_outside, weekends_outside;
	bool row_works_behind;           /* the day behind the window has duty */
	int32_t run_least, rest_least, run_most, succession;    /* price of a unit, or NEVER */
};

static int32_t price_of(const struct roster_plan *plan, enum roster_rule rule)
{
	int32_t weight = plan->problem->weight[rule];

	return weight >= ROSTER_HARD ? ROSTER_NEVER : weight * ROSTER_SCALE;
}

static inline int32_t times(int32_t price, uint32_t units)
{
	return price == ROSTER_NEVER ? (units > 0 ? ROSTER_NEVER : 0) : price * (int32_t)units;
}

static inline int32_t *layer_of(const struct run *run, uint32_t day, uint32_t weekend,
				uint32_t state)
{
	size_t at = ((size_t)day * run->weekends + weekend) * run->states + state;

	return run->best->layers + at * run->stride - run->best->offset[day];
}

static inline uint8_t *live_at(const struct run *run, uint32_t day, uint32_t weekend)
{
	return run->best->live + ((size_t)day * run->weekends + weekend) * run->states;
}

static uint32_t state_of_rest(uint32_t length)
{
	return length - 1;
}

static uint32_t state_of_duty(const struct run *run, uint32_t class, uint32_t length)
{
	return run->rests + class * run->runs + length - 1;
}

/* ---- what stands around the window --------------------------------------------------------- */

static uint32_t class_of(const struct run *run, uint16_t duty)
{
	const struct roster_kit *kit = run->kit;

	for (uint32_t i = 0; i < kit->duties; i++)
		if (kit->duty[i] == duty)
			return kit->group[kit->group_of[i]].class;
	return 0;
}

/* The state before the first day of the window. */
static uint32_t first_state(const struct run *run, const uint16_t *row, uint16_t *ret_duty)
{
	uint32_t from = run->window->from, length = 0;

	*ret_duty = from > 0 ? row[from - 1] : run->person->before_duty;
	if (from == 0 ? run->person->before == 0 : row[from - 1] == ROSTER_OFF) {
		while (length < from && row[from - 1 - length] == ROSTER_OFF)
			length++;
		/* Rest that began before the first day may have been as long as needed. */
		if (length == from && run->person->before == 0)
			length = run->rests;
		*ret_duty = ROSTER_OFF;
		return state_of_rest(length < run->rests ? length : run->rests);
	}
	while (length < from && row[from - 1 - length] != ROSTER_OFF)
		length++;
	if (length == from)
		length += run->person->before;
	return state_of_duty(run, *ret_duty == ROSTER_OFF ? 0 : class_of(run, *ret_duty),
			     length < run->runs ? length : run->runs);
}

/* Units and weekends of the row outside the window. */
static void count_outside(struct run *run, const uint16_t *row)
{
	const struct roster_problem *problem = run->plan->problem;
	uint32_t from = run->window->from, to = run->window->to;
	int64_t units = 0, weekends = 0;
	bool counted = false;

	for (uint32_t day = 0; day < problem->days; day++) {
		uint32_t weekday = roster_weekday(run->plan, day);
		bool inside = day >= from && (day < to || run->window->open_end);

		if (weekday == ROSTER_SATURDAY)
			counted = false;
		if (inside || row[day] == ROSTER_OFF)
			continue;
		units += problem->duty[row[day]].minutes / run->kit->unit;
		if (weekday >= ROSTER_SATURDAY && !counted) {
			weekends++;
			counted = true;
		}
	}
	run->units_outside = units;
	run->weekends_outside = weekends;
	run->row_works_behind = to < problem->days && !run->window->open_end &&
				row[to] != ROSTER_OFF;
}

/* ---- sizes --------------------------------------------------------------------------------- */

static uint32_t weekends_inside(const struct run *run)
{
	uint32_t count = 0;

	for (uint32_t day = run->window->from; day < run->window->to; day++) {
		uint32_t weekday = roster_weekday(run->plan, day);

		if (weekday == ROSTER_SATURDAY ||
		    (weekday == ROSTER_SUNDAY && (day == run->window->from || day == 0)))
			count++;
	}
	return count;
}

/* ---- pace ---------------------------------------------------------------------------------- */


static int64_t available(const struct run *run, uint32_t to)
{
	const struct roster_problem *p = run->plan->problem;
	const uint8_t *off = p->off;
	int64_t count = 0;

	for (uint32_t day = 0; day < to; day++)
		count += off == NULL || !off[(size_t)run->window->person * p->days + day];
	return count;
}

/* Units up to the day, of a total spread over the days on which the person is there. */
static int64_t evenly(const struct run *run, int64_t total, uint32_t day)
{
	int64_t all = available(run, run->plan->problem->days);

	return all > 0 ? total * available(run, day) / all : 0;
}

static int64_t pace_most(const struct run *run, uint32_t day)
{
	return evenly(run, run->plan->own[run->window->person].high, day) - run->units_outside +
	       run->window->pace * (int64_t)run->kit->units_most;
}

static int64_t pace_least(const struct run *run, uint32_t day)
{
	return evenly(run, run->plan->own[run->window->person].low, day) - run->units_outside -
	       run->window->pace * (int64_t)run->kit->units_most;
}

static int64_t pace_weekends(const struct run *run)
{
	uint32_t days = run->plan->problem->days;

	return ((int64_t)run->person->weekends_most * run->window->to + days - 1) / days -
	       run->weekends_outside;
}

static int64_t lesser(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t greater(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* Least and most units of the window, as far as they are hard. */
static void bound_totals(struct run *run)
{
	const struct roster_window *window = run->window;
	const struct roster_own *own = &run->plan->own[window->person];

	run->high = (int64_t)run->days * run->kit->units_most;
	run->low = 0;
	if (roster_hard(run->plan, ROSTER_minutes_most))
		run->high = lesser(run->high, (int64_t)own->high - run->units_outside);
	if (roster_hard(run->plan, ROSTER_minutes_least) && !window->open_end)
		run->low = greater(run->low, (int64_t)own->low - run->units_outside);
	if (window->pace > 0) {
		run->high = lesser(run->high, pace_most(run, window->to));
		run->low = greater(run->low, pace_least(run, window->to));
	}
}

static bool size_up(struct run *run)
{
	const int32_t *weight = run->plan->problem->weight;
	int64_t left = weekends_inside(run);

	bound_totals(run);
	if (roster_hard(run->plan, ROSTER_weekends_most))
		left = lesser(left, run->person->weekends_most - run->weekends_outside);
	if (run->window->pace > 0)
		left = lesser(left, pace_weekends(run));
	if (run->high < run->low || left < 0)
		return false;
	run->weekless = left == weekends_inside(run) && weight[ROSTER_weekend_share] == 0 &&
			(weight[ROSTER_weekends_most] == 0 || weight[ROSTER_weekends_most] ==
								      ROSTER_HARD);
	run->weekends = run->weekless ? 1 : (uint32_t)left + 1;
	run->units = (uint32_t)run->high + 1;
	return true;
}

static void *grown(void *old, size_t *size, size_t wanted, size_t item)
{
	if (wanted <= *size)
		return old;
	heap_free(old);
	*size = wanted + wanted / 4;
	return heap_alloc(*size * item);
}

static void make_days(struct run *run)
{
	struct roster_best *best = run->best;
	uint32_t **list[] = { &best->most_left, &best->least_at, &best->most_at, &best->offset };
	size_t size = best->days_size;

	for (size_t i = 0; i < sizeof list / sizeof list[0]; i++) {
		size = best->days_size;
		*list[i] = grown(*list[i], &size, run->days + 1, sizeof **list[i]);
	}
	best->days_size = size;
}

/*
 * A layer begins some columns early: whole vectors may reach below its first unit and above its
 * last one. What stands there is never an answer.
 */
static void set_column(struct run *run, uint32_t day, int64_t least, int64_t most)
{
	uint32_t low = (uint32_t)least / LANES * LANES;

	run->best->least_at[day] = (uint32_t)least;
	run->best->most_at[day] = most > 0 ? (uint32_t)most : 0;
	run->best->offset[day] = low > LANES ? low - LANES : 0;
	if (run->best->most_at[day] > run->best->offset[day] + run->stride)
		run->stride = run->best->most_at[day] - run->best->offset[day];
}

/*
 * Units that a way of the window's first days can have if it is to end well. So many days hold at
 * most the longest runs with the shortest rests between them, if those rules are hard.
 */
static void bound_units(struct run *run)
{
	uint32_t cycle = run->runs + run->rests;
	bool hard = run->run_most == ROSTER_NEVER && run->rest_least == ROSTER_NEVER;

	run->stride = 0;
	for (uint32_t n = 0; n <= run->days; n++) {
		uint32_t part = n % cycle < run->runs ? n % cycle : run->runs;

		run->best->most_left[n] =
			(hard ? n / cycle * run->runs + part : n) * run->kit->units_most;
	}
	for (uint32_t day = 0; day <= run->days; day++) {
		int64_t least = run->low - run->best->most_left[run->days - day];
		int64_t most = run->best->most_left[day] < run->high ? run->best->most_left[day]
								     : run->high;

		if (run->window->pace > 0 && day > 0) {
			int64_t slow = pace_least(run, run->window->from + day);
			int64_t fast = pace_most(run, run->window->from + day);

			least = slow > least ? slow : least;
			most = fast < most ? fast : most;
		}
		set_column(run, day, greater(least, 0), most);
	}
	run->stride = (run->stride + 3 * LANES) / LANES * LANES;
}


static bool make_room(struct run *run)
{
	struct roster_best *best = run->best;

	make_days(run);
	bound_units(run);
	size_t states = (size_t)(run->days + 1) * run->weekends * run->states;
	size_t groups = (size_t)run->days * run->kit->groups, days = best->groups_size;

	if (states * run->stride > CELLS_MOST)
		return false;
	best->layers = grown(best->layers, &best->size, states * run->stride,
			     sizeof *best->layers);
	best->base = grown(best->base, &best->base_size, run->units + 2 * LANES,
			   sizeof *best->base);
	best->live = grown(best->live, &best->live_size, states, 1);
	best->group_price = grown(best->group_price, &days, groups, sizeof *best->group_price);
	best->group_duty = grown(best->group_duty, &best->groups_size, groups,
				 sizeof *best->group_duty);
	return true;
}

/* The cheapest duty of each group and day; what may not follow the day before is never. */
static void price_groups(struct run *run, uint16_t before)
{
	const struct roster_kit *kit = run->kit;

	for (uint32_t day = 0; day < run->days; day++) {
		int32_t *price = run->best->group_price + (size_t)day * kit->groups;
		uint16_t *duty = run->best->group_duty + (size_t)day * kit->groups;
		const int32_t *of = run->window->price + (size_t)day * kit->duties;

		for (uint32_t g = 0; g < kit->groups; g++)
			price[g] = ROSTER_NEVER;
		for (uint32_t i = 0; i < kit->duties; i++) {
			uint32_t g = kit->group_of[i];
			int32_t cost = of[i];

			if (day == 0 && before != ROSTER_OFF && cost < ROSTER_NEVER &&
			    roster_forbidden(run->plan, kit->home, before, kit->duty[i]))
				cost = run->succession == ROSTER_NEVER ? ROSTER_NEVER
								       : cost + run->succession;
			if (cost < price[g]) {
				price[g] = cost;
				duty[g] = kit->duty[i];
			}
		}
	}
}

/* ---- forward ------------------------------------------------------------------------------- */

static uint32_t units_from(const struct run *run, uint32_t day)
{
	return run->best->least_at[day] / LANES * LANES;
}

static uint32_t units_to(const struct run *run, uint32_t day)
{
	return run->best->most_at[day];
}

/* The first units from which a duty of so many leads into the next day's layer. */
static uint32_t units_into(const struct run *run, uint32_t day, uint32_t units)
{
	uint32_t low = units_from(run, day), next = run->best->least_at[day + 1];

	if (next > low + units)
		low = (next - units) / LANES * LANES;
	return low;
}

static uint32_t lesser_units(const struct run *run, uint32_t day, uint32_t units)
{
	uint32_t high = units_to(run, day), next = run->best->most_at[day + 1] - units;

	return high < next ? high : next;
}

/*
 * Whole vectors of units: from `low`, which is a multiple of LANES, until `high` is in. What lies
 * above the highest unit is never read as an answer, and units only grow.
 */
static inline void relax(int32_t *restrict to, const int32_t *restrict from, int32_t price,
			 uint32_t low, uint32_t high)
{
	for (uint32_t m = low; m <= high; m += LANES) {
		lanes old, value;

		memcpy(&value, from + m, sizeof value);
		memcpy(&old, to + m, sizeof old);
		value += price;
		/* A choice by mask: the oldest processors of this family have no minimum. */
		lanes less = value < old;

		old = (value & less) | (old & ~less);
		memcpy(to + m, &old, sizeof old);
	}
}

/* What it costs to end a run of duty of this length before the day; exempt if it began outside. */
static inline int32_t price_of_ending(const struct run *run, uint32_t day, uint32_t length)
{
	uint32_t least = run->person->run_least;

	if (length >= least || length == run->window->from + day + run->person->before)
		return 0;
	return times(run->run_least, least - length);
}

static inline int32_t price_of_waking(const struct run *run, uint32_t length)
{
	return times(run->rest_least, run->rests - length);
}

/* The day is without duty. */
static void step_rest(const struct run *run, uint32_t day)
{
	uint32_t low = units_into(run, day, 0), high = lesser_units(run, day, 0);
	int32_t price = run->window->rest[day];

	if (price >= ROSTER_NEVER)
		return;
	for (uint32_t w = 0; w < run->weekends; w++) {
		const uint8_t *live = live_at(run, day, w);
		uint8_t *next = live_at(run, day + 1, w);
		int32_t *first = layer_of(run, day + 1, w, state_of_rest(1));

		for (uint32_t s = run->rests; s < run->states; s++) {
			int32_t end = live[s] ? price_of_ending(run, day,
								(s - run->rests) % run->runs + 1)
					      : ROSTER_NEVER;

			if (end >= ROSTER_NEVER)
				continue;
			relax(first, layer_of(run, day, w, s), price + end, low, high);
			next[0] = 1;
		}
		for (uint32_t length = 1; length <= run->rests; length++) {
			uint32_t longer = length < run->rests ? length + 1 : length;

			if (!live[length - 1])
				continue;
			relax(layer_of(run, day + 1, w, state_of_rest(longer)),
			      layer_of(run, day, w, state_of_rest(length)), price, low, high);
			next[longer - 1] = 1;
		}
	}
}

/* Does duty on the day begin a weekend that is not counted yet? */
static bool weekend_begins(const struct run *run, uint32_t day, bool rested)
{
	uint32_t at = run->window->from + day;
	uint32_t weekday = roster_weekday(run->plan, at);

	if (run->weekless)
		return false;
	if (weekday == ROSTER_SATURDAY)
		return !(day + 1 == run->days && run->row_works_behind);
	return weekday == ROSTER_SUNDAY && (rested || at == 0);
}

static void fill_base(struct run *run, uint32_t low, uint32_t high)
{
	for (uint32_t m = low; m <= high; m += LANES)
		for (uint32_t k = m; k < m + LANES; k++)
			run->best->base[k] = ROSTER_NEVER;
}

/* From the base into each group of the following, as day `length` of a run. */
static void enter_groups(struct run *run, uint32_t day, uint32_t weekend, uint32_t following,
			 uint32_t length, int32_t extra)
{
	const struct roster_kit *kit = run->kit;
	const int32_t *price = run->best->group_price + (size_t)day * kit->groups;

	for (uint32_t g = 0; g < kit->groups; g++) {
		uint32_t units = kit->group[g].units;

		if (kit->group[g].follows != following || price[g] >= ROSTER_NEVER ||
		    units > run->best->most_at[day + 1])
			continue;
		uint32_t low = units_into(run, day, units), last = lesser_units(run, day, units);
		uint32_t state = state_of_duty(run, kit->group[g].class, length);

		relax(layer_of(run, day + 1, weekend, state) + units, run->best->base,
		      price[g] + extra, low, last);
		live_at(run, day + 1, weekend)[state] = 1;
	}
}

static void step_begin(struct run *run, uint32_t day, uint32_t weekend, uint32_t following)
{
	uint32_t low = units_from(run, day), high = units_to(run, day);
	uint32_t to = weekend + weekend_begins(run, day, true);
	const uint8_t *live = live_at(run, day, weekend);
	bool any = false;

	if (to >= run->weekends)
		return;
	fill_base(run, low, high);
	for (uint32_t length = 1; length <= run->rests; length++) {
		int32_t wake = live[length - 1] ? price_of_waking(run, length) : ROSTER_NEVER;

		if (wake >= ROSTER_NEVER)
			continue;
		relax(run->best->base, layer_of(run, day, weekend, state_of_rest(length)), wake,
		      low, high);
		any = true;
	}
	if (any)
		enter_groups(run, day, to, following, 1, 0);
}

static void step_go_on(struct run *run, uint32_t day, uint32_t weekend, uint32_t following)
{
	uint32_t low = units_from(run, day), high = units_to(run, day);
	uint32_t to = weekend + weekend_begins(run, day, false);
	uint64_t allowed = day == 0 ? UINT64_MAX : run->kit->allowed[following];
	const uint8_t *live = live_at(run, day, weekend);

	if (to >= run->weekends)
		return;
	for (uint32_t length = 1; length <= run->runs; length++) {
		bool last = length == run->runs, any = false;

		if (last && run->run_most == ROSTER_NEVER)
			return;
		fill_base(run, low, high);
		for (uint32_t c = 0; c < run->kit->classes; c++) {
			int32_t price = allowed >> c & 1 ? 0 : run->succession;
			uint32_t state = state_of_duty(run, c, length);

			if (price >= ROSTER_NEVER || !live[state])
				continue;
			relax(run->best->base, layer_of(run, day, weekend, state), price, low,
			      high);
			any = true;
		}
		if (any)
			enter_groups(run, day, to, following, last ? length : length + 1,
				     last ? run->run_most : 0);
	}
}

static void forward(struct run *run, uint32_t start)
{
	size_t states = (size_t)(run->days + 1) * run->weekends * run->states;
	int32_t *all = run->best->layers;

	for (size_t i = 0; i < states * run->stride; i++)
		all[i] = ROSTER_NEVER;
	memset(run->best->live, 0, states);
	*layer_of(run, 0, 0, start) = 0;
	live_at(run, 0, 0)[start] = 1;
	for (uint32_t day = 0; day < run->days; day++) {
		step_rest(run, day);
		for (uint32_t w = 0; w < run->weekends; w++)
			for (uint32_t f = 0; f < run->kit->followings; f++) {
				step_begin(run, day, w, f);
				step_go_on(run, day, w, f);
			}
	}
}

/* ---- the end ------------------------------------------------------------------------------- */

struct behind {
	bool nothing;                    /* the horizon ends, or it does not matter */
	bool works, touches;             /* the run behind: of duty; up to the end of the horizon */
	uint32_t length;
	uint16_t duty;
};

static struct behind look_behind(const struct run *run, const uint16_t *row)
{
	uint32_t to = run->window->to, days = run->plan->problem->days, at = to;
	struct behind behind = { .nothing = to >= days || run->window->open_end };

	if (behind.nothing)
		return behind;
	behind.duty = row[to];
	behind.works = row[to] != ROSTER_OFF;
	while (at < days && (row[at] != ROSTER_OFF) == behind.works)
		at++;
	behind.length = at - to;
	behind.touches = at == days;
	return behind;
}

/* Which price the joint behind a run of rest of this length has. */
static int32_t join_rest(const struct run *run, const struct behind *behind, uint32_t length)
{
	uint32_t least = run->person->run_least;
	int32_t price = 0;

	if (behind->works) {
		price = price_of_waking(run, length);
		if (price < ROSTER_NEVER && behind->length < least && !behind->touches)
			price += times(run->run_least, least - behind->length);
		return price;
	}
	length += behind->length;
	return length >= run->rests || behind->touches ? 0 : price_of_waking(run, length);
}

static int32_t join_duty(const struct run *run, const struct behind *behind, uint32_t class,
			 uint32_t length)
{
	const struct roster_person *person = run->person;
	bool outside = length == run->window->from + run->days + person->before;
	int32_t price = 0;

	if (!behind->works) {
		price = price_of_ending(run, run->days, length);
		if (price < ROSTER_NEVER && !behind->touches && behind->length < run->rests)
			price += price_of_waking(run, behind->length);
		return price;
	}
	length += behind->length;
	if (roster_forbidden(run->plan, run->kit->home, run->kit->example[class], behind->duty))
		price += run->succession;
	if (length > person->run_most)
		price += times(run->run_most, length - person->run_most);
	if (length < person->run_least && !outside && !behind->touches)
		price += times(run->run_least, person->run_least - length);
	return price < ROSTER_NEVER ? price : ROSTER_NEVER;
}

static int32_t join(const struct run *run, const struct behind *behind, uint32_t state)
{
	if (behind->nothing)
		return 0;
	if (state < run->rests)
		return join_rest(run, behind, state + 1);
	state -= run->rests;
	return join_duty(run, behind, state / run->runs, state % run->runs + 1);
}

static int32_t hours_over(int64_t minutes)
{
	return minutes > 0 ? (int32_t)((minutes + 59) / 60) : 0;
}

/* The price of totals that break a soft rule. */
static int64_t totals(const struct run *run, uint32_t weekend, uint32_t units)
{
	const struct roster_problem *problem = run->plan->problem;
	const struct roster_person *person = run->person;
	const int32_t *weight = problem->weight;
	int64_t minutes = (run->units_outside + units) * (int64_t)run->kit->unit;
	int64_t weekends = run->weekends_outside + weekend, cost = 0;
	int64_t share = run->plan->own[run->window->person].share[1];

	if (weekends > person->weekends_most)
		cost += weight[ROSTER_weekends_most] * (weekends - person->weekends_most);
	if (weekends > share)
		cost += weight[ROSTER_weekend_share] * (weekends - share);
	cost += (int64_t)weight[ROSTER_minutes_most] * hours_over(minutes - person->minutes_most);
	if (!run->window->open_end)
		cost += (int64_t)weight[ROSTER_minutes_least] *
			hours_over(person->minutes_least - minutes);
	return cost * ROSTER_SCALE;
}

struct point {
	uint32_t weekend, state, units;
	int64_t price;
};

static bool find_end(const struct run *run, const struct behind *behind, struct point *ret)
{
	ret->price = ROSTER_NEVER / 2;
	for (uint32_t s = 0; s < run->states; s++) {
		int32_t joint = join(run, behind, s);

		if (joint >= ROSTER_NEVER)
			continue;
		for (uint32_t w = 0; w < run->weekends; w++) {
			const int32_t *value = layer_of(run, run->days, w, s);

			for (uint32_t m = run->best->least_at[run->days];
			     m <= run->best->most_at[run->days]; m++) {
				int64_t price = (int64_t)value[m] + joint;

				if (price >= ret->price || value[m] >= ROSTER_NEVER / 2)
					continue;
				price += totals(run, w, m);
				if (price < ret->price)
					*ret = (struct point){ w, s, m, price };
			}
		}
	}
	return ret->price < ROSTER_NEVER / 2;
}

/* ---- backward ------------------------------------------------------------------------------ */

static bool came_from(const struct run *run, uint32_t day, const struct point *to, int32_t price,
		      uint32_t weekend, uint32_t state, uint32_t units, struct point *ret)
{
	uint32_t offset = run->best->offset[day];
	int32_t before;

	if (units < offset || units >= offset + run->stride)
		return false;
	before = layer_of(run, day, weekend, state)[units];
	if (price >= ROSTER_NEVER || before >= ROSTER_NEVER / 2 ||
	    before + price != layer_of(run, day + 1, to->weekend, to->state)[to->units])
		return false;
	*ret = (struct point){ weekend, state, units, 0 };
	return true;
}

static bool back_rest(const struct run *run, uint32_t day, const struct point *to,
		      struct point *ret)
{
	int32_t price = run->window->rest[day];
	uint32_t length = to->state + 1;

	if (price >= ROSTER_NEVER)
		return false;
	if (length > 1 &&
	    came_from(run, day, to, price, to->weekend, to->state - 1, to->units, ret))
		return true;
	if (length == run->rests &&
	    came_from(run, day, to, price, to->weekend, to->state, to->units, ret))
		return true;
	if (length > 1)
		return false;
	for (uint32_t r = 1; r <= run->runs; r++) {
		int32_t end = price_of_ending(run, day, r);

		for (uint32_t c = 0; end < ROSTER_NEVER && c < run->kit->classes; c++)
			if (came_from(run, day, to, price + end, to->weekend,
				      state_of_duty(run, c, r), to->units, ret))
				return true;
	}
	return false;
}

static bool back_begin(const struct run *run, uint32_t day, const struct point *to, uint32_t g,
		       struct point *ret)
{
	int32_t price = run->best->group_price[(size_t)day * run->kit->groups + g];
	uint32_t begins = weekend_begins(run, day, true);

	if (begins > to->weekend)
		return false;
	for (uint32_t r = run->rests; r >= 1; r--) {
		int32_t wake = price_of_waking(run, r);

		if (wake < ROSTER_NEVER &&
		    came_from(run, day, to, price + wake, to->weekend - begins, state_of_rest(r),
			      to->units - run->kit->group[g].units, ret))
			return true;
	}
	return false;
}

static bool back_go_on(const struct run *run, uint32_t day, const struct point *to, uint32_t g,
		       uint32_t length, int32_t extra, struct point *ret)
{
	const struct roster_kit *kit = run->kit;
	int32_t price = run->best->group_price[(size_t)day * kit->groups + g] + extra;
	uint32_t begins = weekend_begins(run, day, false);
	uint64_t allowed = day == 0 ? UINT64_MAX : kit->allowed[kit->group[g].follows];

	if (begins > to->weekend)
		return false;
	for (uint32_t c = 0; c < kit->classes; c++) {
		int32_t follow = allowed >> c & 1 ? 0 : run->succession;

		if (follow < ROSTER_NEVER &&
		    came_from(run, day, to, price + follow, to->weekend - begins,
			      state_of_duty(run, c, length), to->units - kit->group[g].units, ret))
			return true;
	}
	return false;
}

static bool back_duty(const struct run *run, uint32_t day, const struct point *to,
		      struct point *ret, uint16_t *ret_duty)
{
	const struct roster_kit *kit = run->kit;
	uint32_t class = (to->state - run->rests) / run->runs;
	uint32_t length = (to->state - run->rests) % run->runs + 1;

	for (uint32_t g = 0; g < kit->groups; g++) {
		size_t at = (size_t)day * kit->groups + g;

		if (kit->group[g].class != class || kit->group[g].units > to->units ||
		    run->best->group_price[at] >= ROSTER_NEVER)
			continue;
		*ret_duty = run->best->group_duty[at];
		if (length == 1 && back_begin(run, day, to, g, ret))
			return true;
		if (length > 1 && back_go_on(run, day, to, g, length - 1, 0, ret))
			return true;
		if (length == run->runs && run->run_most < ROSTER_NEVER &&
		    back_go_on(run, day, to, g, length, run->run_most, ret))
			return true;
	}
	return false;
}

static void backward(const struct run *run, struct point at, uint16_t *row)
{
	for (uint32_t day = run->days; day-- > 0;) {
		struct point before;
		uint16_t duty = ROSTER_OFF;
		bool found = at.state < run->rests ? back_rest(run, day, &at, &before)
						   : back_duty(run, day, &at, &before, &duty);

		assert(found);
		row[run->window->from + day] = duty;
		at = before;
	}
}

/* ---- the way in ---------------------------------------------------------------------------- */

struct roster_best *roster_best_create(const struct roster_plan *plan)
{
	struct roster_best *best = heap_alloc(sizeof *best);

	best->plan = plan;
	return best;
}

void roster_best_destroy(struct roster_best *best)
{
	if (best == NULL)
		return;
	heap_free(best->layers);
	heap_free(best->base);
	heap_free(best->live);
	heap_free(best->most_left);
	heap_free(best->least_at);
	heap_free(best->most_at);
	heap_free(best->offset);
	heap_free(best->group_price);
	heap_free(best->group_duty);
	heap_free(best);
}

bool roster_best_find(struct roster_best *best, const struct roster_window *window, uint16_t *row,
		      int64_t *ret_price)
{
	const struct roster_plan *plan = best->plan;
	struct run run = {
		.plan = plan, .window = window, .best = best,
		.person = &plan->problem->person[window->person],
		.kit = &plan->kit[plan->own[window->person].kit],
		.days = window->to - window->from,
		.run_least = price_of(plan, ROSTER_run_least),
		.run_most = price_of(plan, ROSTER_run_most),
		.rest_least = price_of(plan, ROSTER_rest_least),
		.succession = price_of(plan, ROSTER_succession),
	};
	struct point end;
	uint16_t before;

	run.rests = run.person->rest_least;
	/* A run longer than the window's days and what stands before is never counted apart. */
	run.runs = run.person->run_most;
	if (run.runs < run.person->run_least)
		run.runs = run.person->run_least;
	run.states = run.rests + run.kit->classes * run.runs;
	count_outside(&run, row);
	if (!size_up(&run) || !make_room(&run))
		return false;
	uint32_t start = first_state(&run, row, &before);

	price_groups(&run, before);
	forward(&run, start);
	struct behind behind = look_behind(&run, row);

	if (!find_end(&run, &behind, &end))
		return false;
	backward(&run, end, row);
	*ret_price = end.price;
	return true;
}
