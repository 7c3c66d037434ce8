/* What a roster costs, rule by rule. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/roster/roster_inner.h"

static int64_t hours(int64_t minutes)
{
	return minutes > 0 ? (minutes + 59) / 60 : 0;
}

static int64_t above(int64_t value, int64_t most)
{
	return value > most ? value - most : 0;
}

struct pass {
	const struct roster_plan *plan;
	const struct roster_problem *problem;
	const struct roster_person *person;
	uint32_t index;
	const uint16_t *row;
	int64_t *units;
};

/* A run of duty or of rest that ends before `day`. */
static void end_run(const struct pass *pass, bool duty, uint32_t length, uint32_t day)
{
	const struct roster_person *person = pass->person;
	bool first = length == day, last = day == pass->problem->days;
	uint32_t whole = duty && first ? length + person->before : length;

	if (duty) {
		pass->units[ROSTER_run_most] += above(whole, person->run_most);
		if (whole < person->run_least && !first && !last)
			pass->units[ROSTER_run_least] += person->run_least - whole;
		return;
	}
	if (length < person->rest_least && !(first && person->before == 0) && !last)
		pass->units[ROSTER_rest_least] += person->rest_least - length;
}

static void add_runs(const struct pass *pass)
{
	uint32_t length = 0, days = pass->problem->days;

	for (uint32_t day = 0; day < days; day++) {
		length++;
		if (day + 1 == days ||
		    (pass->row[day] == ROSTER_OFF) != (pass->row[day + 1] == ROSTER_OFF)) {
			end_run(pass, pass->row[day] != ROSTER_OFF, length, day + 1);
			length = 0;
		}
	}
}

static void add_successions(const struct pass *pass)
{
	uint32_t home = pass->problem->travel != NULL ? pass->person->home : 0;
	uint16_t before = pass->person->before > 0 ? pass->person->before_duty : ROSTER_OFF;

	for (uint32_t day = 0; day < pass->problem->days; day++) {
		uint16_t duty = pass->row[day];

		if (before != ROSTER_OFF && duty != ROSTER_OFF &&
		    roster_forbidden(pass->plan, home, before, duty))
			pass->units[ROSTER_succession]++;
		before = duty;
	}
}

static void add_totals(const struct pass *pass)
{
	const struct roster_problem *problem = pass->problem;
	const uint32_t *share = pass->plan->own[pass->index].share;
	int64_t minutes = 0, weekends = 0, nights = 0, cold = 0;
	bool counted = false;

	for (uint32_t day = 0; day < problem->days; day++) {
		uint32_t weekday = roster_weekday(pass->plan, day);

		if (weekday == ROSTER_SATURDAY)
			counted = false;
		if (pass->row[day] == ROSTER_OFF)
			continue;
		const struct roster_duty *duty = &problem->duty[pass->row[day]];

		minutes += duty->minutes;
		nights += duty->night;
		cold += duty->cold;
		if (weekday >= ROSTER_SATURDAY && !counted) {
			weekends++;
			counted = true;
		}
	}
	pass->units[ROSTER_minutes_most] += hours(minutes - pass->person->minutes_most);
	pass->units[ROSTER_minutes_least] += hours(pass->person->minutes_least - minutes);
	pass->units[ROSTER_weekends_most] += above(weekends, pass->person->weekends_most);
	pass->units[ROSTER_night_share] += above(nights, share[0]);
	pass->units[ROSTER_weekend_share] += above(weekends, share[1]);
	pass->units[ROSTER_cold_share] += above(cold, share[2]);
}

/* What hangs on one cell alone. */
static void add_cells(const struct pass *pass)
{
	const struct roster_problem *problem = pass->problem;
	size_t from = (size_t)pass->index * problem->days;

	for (uint32_t day = 0; day < problem->days; day++) {
		uint16_t told = roster_plan_told(pass->plan, pass->index, day);
		uint16_t duty = pass->row[day];

		if (duty != ROSTER_OFF && problem->off != NULL && problem->off[from + day])
			pass->units[ROSTER_day_off]++;
		if (problem->fixed != NULL && problem->fixed[from + day] != ROSTER_FREE &&
		    problem->fixed[from + day] != duty)
			pass->units[ROSTER_fixed]++;
		if (told != ROSTER_FREE && told != duty)
			pass->units[ROSTER_changed]++;
	}
}

static int64_t add_wishes(const struct pass *pass)
{
	const struct roster_plan *plan = pass->plan;
	int64_t on = plan->own[pass->index].wished, off = 0;
	size_t from = (size_t)pass->index * pass->problem->days;

	for (uint32_t day = 0; day < pass->problem->days; day++)
		for (uint32_t i = plan->wish_from[from + day]; i < plan->wish_from[from + day + 1];
		     i++) {
			if (plan->wish[i].duty != pass->row[day])
				continue;
			if (plan->wish[i].delta < 0)
				on += plan->wish[i].delta;
			else
				off += plan->wish[i].delta;
		}
	pass->units[ROSTER_request_on] += on;
	pass->units[ROSTER_request_off] += off;
	return on + off;
}

/* Caps, and duties that the person may never do. */
static void add_caps(const struct pass *pass)
{
	const struct roster_problem *problem = pass->problem;
	const struct roster_kit *kit = &pass->plan->kit[pass->plan->own[pass->index].kit];
	const uint16_t *cap = problem->cap;

	for (uint32_t day = 0; day < problem->days; day++) {
		uint16_t duty = pass->row[day];
		uint32_t low = 0, high = kit->duties, sum = 1;

		if (duty == ROSTER_OFF)
			continue;
		while (low < high) {
			uint32_t middle = (low + high) / 2;

			if (kit->duty[middle] < duty)
				low = middle + 1;
			else
				high = middle;
		}
		if (low == kit->duties || kit->duty[low] != duty) {
			pass->units[roster_refuses(problem, pass->index, duty)]++;
			continue;
		}
		uint16_t most = cap != NULL ? cap[(size_t)pass->index * problem->duties + duty]
					    : ROSTER_NO_CAP;

		if (most >= problem->days)
			continue;
		for (uint32_t other = 0; other < day; other++)
			sum += pass->row[other] == duty;
		if (sum > most)
			pass->units[ROSTER_duty_cap]++;
	}
}

int64_t roster_cost_person(const struct roster_plan *plan, uint32_t person, const uint16_t *row,
			   int64_t *ret_units)
{
	int64_t units[ROSTER_NRULES] = { 0 }, cost;
	const struct pass pass = { plan, plan->problem, &plan->problem->person[person], person, row,
				   ret_units != NULL ? ret_units : units };

	add_runs(&pass);
	add_successions(&pass);
	add_totals(&pass);
	add_cells(&pass);
	add_caps(&pass);
	cost = add_wishes(&pass);
	for (uint32_t rule = 0; rule < ROSTER_NRULES; rule++)
		if (rule != ROSTER_request_on && rule != ROSTER_request_off)
			cost += pass.units[rule] * plan->problem->weight[rule];
	return cost;
}

bool roster_cost_told(const struct roster_plan *plan, uint32_t person, const uint16_t *row)
{
	if (plan->problem->published == NULL)
		return false;
	for (uint32_t day = 0; day < plan->problem->days; day++) {
		uint16_t told = roster_plan_told(plan, person, day);

		if (told != ROSTER_FREE && told != row[day])
			return true;
	}
	return false;
}

static void add_demand(const struct roster_plan *plan, const uint16_t *cells,
		       struct roster_cost *cost)
{
	const struct roster_problem *p = plan->problem;
	int32_t *count = heap_alloc((size_t)(p->slots + 1) * sizeof *count);

	for (uint32_t day = 0; day < p->days; day++) {
		for (uint32_t slot = 0; slot < p->slots; slot++)
			count[slot] = 0;
		for (uint32_t e = 0; e < p->people; e++) {
			uint16_t duty = roster_row(plan, cells, e)[day];

			if (duty == ROSTER_OFF)
				continue;
			for (uint32_t i = p->cover_from[duty]; i < p->cover_from[duty + 1]; i++)
				count[p->cover[i]]++;
		}
		for (uint32_t slot = 0; slot < p->slots; slot++) {
			size_t at = (size_t)day * p->slots + slot;
			int64_t under = above(p->need[at], count[slot]);
			int64_t over = above(count[slot], p->need[at]);

			cost->by_rule[ROSTER_demand_under] += under * p->under[at];
			cost->by_rule[ROSTER_demand_over] += over * p->over[at];
			cost->broken += (p->under[at] == ROSTER_HARD ? under : 0) +
					(p->over[at] == ROSTER_HARD ? over : 0);
		}
	}
	heap_free(count);
}

void roster_evaluate(const struct roster_plan *plan, const uint16_t *cells,
		     struct roster_cost *ret)
{
	const struct roster_problem *p = plan->problem;
	int64_t units[ROSTER_NRULES] = { 0 };

	*ret = (struct roster_cost){ .total = 0 };
	for (uint32_t e = 0; e < p->people; e++) {
		const uint16_t *row = roster_row(plan, cells, e);

		roster_cost_person(plan, e, row, units);
		units[ROSTER_told] += roster_cost_told(plan, e, row);
	}
	units[ROSTER_told] = above(units[ROSTER_told], p->told_most);
	for (uint32_t rule = 0; rule < ROSTER_NRULES; rule++) {
		bool own = rule == ROSTER_request_on || rule == ROSTER_request_off;

		ret->by_rule[rule] = units[rule] * (own ? 1 : p->weight[rule]);
		if (!own && p->weight[rule] == ROSTER_HARD)
			ret->broken += units[rule];
	}
	add_demand(plan, cells, ret);
	for (uint32_t rule = 0; rule < ROSTER_NRULES; rule++)
		ret->total += ret->by_rule[rule];
}
