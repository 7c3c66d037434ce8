/* Why no roster can keep every hard rule: a smallest set of rules that collide. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "engine/roster/roster_inner.h"

#define NODES_MOST 2000                  /* rows looked at for one answer about caps */

/* ---- one person ---------------------------------------------------------------------------- */

static const enum roster_rule personal[] = {
	ROSTER_minutes_least, ROSTER_fixed, ROSTER_day_off, ROSTER_minutes_most, ROSTER_run_most,
	ROSTER_run_least, ROSTER_rest_least, ROSTER_weekends_most, ROSTER_succession,
	ROSTER_duty_cap,
};
#define PERSONAL (sizeof personal / sizeof personal[0])

struct asked {
	struct roster_problem problem;   /* with the rules at hand alone */
	struct roster_plan plan;
	struct roster_best *best;
	struct roster_window window;
	int32_t *price, *rest;
	uint16_t row[ROSTER_DAYS_MOST];
	uint32_t nodes;
};

static void set_rules(struct asked *asked, const struct roster_problem *all, uint32_t rules)
{
	for (uint32_t i = 0; i < PERSONAL; i++)
		asked->problem.weight[personal[i]] = rules >> i & 1 ? all->weight[personal[i]] : 0;
}

static void set_prices(struct asked *asked, const struct roster_kit *kit)
{
	const struct roster_problem *p = &asked->problem;
	size_t from = (size_t)asked->window.person * p->days;
	bool locks = p->fixed != NULL && p->weight[ROSTER_fixed] == ROSTER_HARD;
	bool away = p->off != NULL && p->weight[ROSTER_day_off] == ROSTER_HARD;

	for (uint32_t day = 0; day < p->days; day++) {
		uint16_t fixed = locks ? p->fixed[from + day] : ROSTER_FREE;

		asked->rest[day] = fixed != ROSTER_FREE && fixed != ROSTER_OFF ? ROSTER_NEVER : 0;
		for (uint32_t i = 0; i < kit->duties; i++) {
			bool never = (fixed != ROSTER_FREE && fixed != kit->duty[i]) ||
				     (away && p->off[from + day]);

			asked->price[(size_t)day * kit->duties + i] = never ? ROSTER_NEVER : 0;
		}
	}
}

/* The place in the kit of a duty that the row holds too often, or UINT32_MAX. */
static uint32_t over_cap(const struct asked *asked, const struct roster_kit *kit)
{
	const struct roster_problem *p = &asked->problem;

	if (p->cap == NULL || p->weight[ROSTER_duty_cap] != ROSTER_HARD)
		return UINT32_MAX;
	for (uint32_t i = 0; i < kit->duties; i++) {
		uint32_t most = p->cap[(size_t)asked->window.person * p->duties + kit->duty[i]];
		uint32_t count = 0;

		for (uint32_t day = 0; day < p->days; day++)
			count += asked->row[day] == kit->duty[i];
		if (count > most)
			return i;
	}
	return UINT32_MAX;
}

/* On the day, this duty alone, or anything else but it. */
static void narrow(struct asked *asked, const struct roster_kit *kit, uint32_t day, uint32_t place,
		   bool alone)
{
	int32_t *price = asked->price + (size_t)day * kit->duties;

	if (!alone) {
		price[place] = ROSTER_NEVER;
		return;
	}
	asked->rest[day] = ROSTER_NEVER;
	for (uint32_t i = 0; i < kit->duties; i++)
		if (i != place)
			price[i] = ROSTER_NEVER;
}

static bool possible(struct asked *asked, const struct roster_kit *kit);

/*
 * Of a duty that stands too often, one of the days must go: the first, or the second while the
 * first stays, and so on up to one more than may stay. No row is looked at twice that way.
 */
static bool branch(struct asked *asked, const struct roster_kit *kit, uint32_t place)
{
	const struct roster_problem *p = &asked->problem;
	size_t prices = (size_t)p->days * kit->duties;
	uint32_t left = p->cap[(size_t)asked->window.person * p->duties + kit->duty[place]] + 1u;
	int32_t *price = heap_alloc(prices * sizeof *price);
	int32_t *rest = heap_alloc(p->days * sizeof *rest);
	uint16_t row[ROSTER_DAYS_MOST];
	bool found = false;

	memcpy(row, asked->row, p->days * sizeof *row);
	for (uint32_t day = 0; day < p->days && left > 0 && !found; day++) {
		if (row[day] != kit->duty[place])
			continue;
		left--;
		memcpy(price, asked->price, prices * sizeof *price);
		memcpy(rest, asked->rest, p->days * sizeof *rest);
		narrow(asked, kit, day, place, false);
		found = possible(asked, kit);
		memcpy(asked->price, price, prices * sizeof *price);
		memcpy(asked->rest, rest, p->days * sizeof *rest);
		narrow(asked, kit, day, place, true);
	}
	heap_free(price);
	heap_free(rest);
	return found;
}

/*
 * Is there a row under the rules at hand? When caps take too long to be sure, the answer is yes: a
 * set of rules is named only if it was shown to collide.
 */
static bool possible(struct asked *asked, const struct roster_kit *kit)
{
	int64_t price;

	if (++asked->nodes > NODES_MOST)
		return true;
	if (!roster_best_find(asked->best, &asked->window, asked->row, &price))
		return false;
	uint32_t place = over_cap(asked, kit);

	return place == UINT32_MAX || branch(asked, kit, place);
}

static bool collide(struct asked *asked, const struct roster_plan *plan, uint32_t rules)
{
	const struct roster_kit *kit = &plan->kit[plan->own[asked->window.person].kit];

	set_rules(asked, plan->problem, rules);
	set_prices(asked, kit);
	asked->nodes = 0;
	return !possible(asked, kit);
}

/* Sets of hard rules by their size: the first that collides is a smallest. */
static uint32_t smallest_set(struct asked *asked, const struct roster_plan *plan)
{
	uint32_t hard = 0;

	for (uint32_t i = 0; i < PERSONAL; i++)
		if (roster_hard(plan, personal[i]))
			hard |= 1u << i;
	/* Under no rule at all there is a row, unless the horizon is too long to be looked at. */
	if (collide(asked, plan, 0) || !collide(asked, plan, hard))
		return 0;
	for (int size = 1; size <= (int)PERSONAL; size++)
		for (uint32_t rules = 1; rules < 1u << PERSONAL; rules++)
			if (__builtin_popcount(rules) == size && (rules & ~hard) == 0 &&
			    collide(asked, plan, rules))
				return rules;
	return 0;
}

static void add_rule(struct roster_collision *collision, enum roster_rule rule)
{
	for (uint32_t i = 0; i < collision->count; i++)
		if (collision->rules[i] == rule)
			return;
	collision->rules[collision->count++] = rule;
}

static bool explain_person(const struct roster_plan *plan, uint32_t person,
			   struct roster_collision *ret)
{
	const struct roster_problem *p = plan->problem;
	size_t prices = (size_t)(plan->kit_duties_most + 1) * p->days;
	struct asked *asked = heap_alloc(sizeof *asked);
	uint32_t rules;

	asked->problem = *p;
	asked->plan = *plan;
	asked->plan.problem = &asked->problem;
	asked->best = roster_best_create(&asked->plan);
	asked->price = heap_alloc(prices * sizeof *asked->price);
	asked->rest = heap_alloc(p->days * sizeof *asked->rest);
	asked->window = (struct roster_window){
		.person = person, .to = p->days, .price = asked->price, .rest = asked->rest,
	};
	rules = smallest_set(asked, plan);
	*ret = (struct roster_collision){ .person = person, .day = UINT32_MAX, .slot = UINT32_MAX };
	for (uint32_t i = 0; i < PERSONAL; i++)
		if (rules >> i & 1)
			add_rule(ret, personal[i]);
	/* Who may do nothing lacks something for everything. */
	if (rules != 0 && plan->kit[plan->own[person].kit].duties == 0)
		for (uint32_t t = 0; t < p->duties; t++)
			add_rule(ret, roster_refuses(p, person, (uint16_t)t));
	heap_free(asked->price);
	heap_free(asked->rest);
	roster_best_destroy(asked->best);
	heap_free(asked);
	return rules != 0;
}

/* ---- one demand ---------------------------------------------------------------------------- */

static const enum roster_rule barring[] = {
	ROSTER_skill, ROSTER_accreditation, ROSTER_loop_side, ROSTER_travel, ROSTER_duty_cap,
	ROSTER_day_off, ROSTER_fixed,
};
#define BARRING (sizeof barring / sizeof barring[0])

/* Which of the barring rules keep the person from the duty on the day. */
static uint32_t bars(const struct roster_problem *p, uint32_t person, uint32_t day, uint16_t duty)
{
	const struct roster_person *who = &p->person[person];
	const struct roster_duty *what = &p->duty[duty];
	size_t at = (size_t)person * p->days + day;
	uint32_t set = 0;

	set |= (what->skills & ~who->skills) != 0 ? 1u << 0 : 0;
	set |= (what->accreditations & ~who->accreditations) != 0 ? 1u << 1 : 0;
	set |= what->loop != 0 && (what->loop & who->loop) == 0 ? 1u << 2 : 0;
	if (p->travel != NULL && p->travel[who->home * p->sites + what->site] > p->travel_most)
		set |= 1u << 3;
	if (p->cap != NULL && p->cap[(size_t)person * p->duties + duty] == 0)
		set |= 1u << 4;
	if (p->off != NULL && p->off[at] && p->weight[ROSTER_day_off] == ROSTER_HARD)
		set |= 1u << 5;
	if (p->fixed != NULL && p->fixed[at] != ROSTER_FREE && p->fixed[at] != duty)
		set |= 1u << 6;
	return set;
}

static bool fills(const struct roster_problem *p, uint16_t duty, uint32_t slot)
{
	for (uint32_t i = p->cover_from[duty]; i < p->cover_from[duty + 1]; i++)
		if (p->cover[i] == slot)
			return true;
	return false;
}

/* How many people could fill the slot on the day if only these rules barred them. */
static int32_t able(const struct roster_problem *p, uint32_t day, uint32_t slot, uint32_t rules)
{
	int32_t count = 0;

	for (uint32_t e = 0; e < p->people; e++) {
		bool can = false;

		for (uint16_t t = 0; t < p->duties && !can; t++)
			can = fills(p, t, slot) && (bars(p, e, day, t) & rules) == 0;
		count += can;
	}
	return count;
}

static bool explain_demand(const struct roster_problem *p, uint32_t day, uint32_t slot,
			   struct roster_collision *ret)
{
	size_t at = (size_t)day * p->slots + slot;
	uint32_t all = (1u << BARRING) - 1;

	if (p->under[at] != ROSTER_HARD || p->need[at] == 0 ||
	    able(p, day, slot, all) >= p->need[at])
		return false;
	*ret = (struct roster_collision){ .person = UINT32_MAX, .day = day, .slot = slot };
	add_rule(ret, ROSTER_demand_under);
	for (int size = 0; size <= (int)BARRING; size++)
		for (uint32_t rules = 0; rules <= all; rules++) {
			if (__builtin_popcount(rules) != size ||
			    able(p, day, slot, rules) >= p->need[at])
				continue;
			for (uint32_t i = 0; i < BARRING; i++)
				if (rules >> i & 1)
					add_rule(ret, barring[i]);
			return true;
		}
	return true;
}

/* ---- all the demand ------------------------------------------------------------------------ */

/* The most slots that one person's duty fills. */
static uint32_t fill_most(const struct roster_problem *p)
{
	uint32_t most = 1;

	for (uint32_t t = 0; t < p->duties; t++)
		if (p->cover_from[t + 1] - p->cover_from[t] > most)
			most = p->cover_from[t + 1] - p->cover_from[t];
	return most;
}

/* Duties that the hard demand of the day asks for at least. */
static uint64_t duties_of_day(const struct roster_problem *p, uint32_t day, uint32_t fill)
{
	uint64_t sum = 0;

	for (uint32_t slot = 0; slot < p->slots; slot++)
		if (p->under[(size_t)day * p->slots + slot] == ROSTER_HARD)
			sum += (uint64_t)p->need[(size_t)day * p->slots + slot];
	return (sum + fill - 1) / fill;
}

static uint64_t days_by_runs(const struct roster_problem *p, const struct roster_person *person)
{
	uint32_t cycle = person->run_most + person->rest_least, part = p->days % cycle;

	return p->days / cycle * person->run_most +
	       (part < person->run_most ? part : person->run_most);
}

static uint64_t shortest(const struct roster_problem *p)
{
	uint64_t minutes = 1440;

	for (uint32_t t = 0; t < p->duties; t++)
		minutes = p->duty[t].minutes < minutes ? p->duty[t].minutes : minutes;
	return minutes;
}

static bool explain_total(const struct roster_plan *plan, struct roster_collision *ret)
{
	const struct roster_problem *p = plan->problem;
	uint32_t fill = fill_most(p);
	uint64_t wanted = 0, hours = 0, runs = 0;

	*ret = (struct roster_collision){ .person = UINT32_MAX, .day = UINT32_MAX,
					  .slot = UINT32_MAX };
	add_rule(ret, ROSTER_demand_under);
	for (uint32_t day = 0; day < p->days; day++) {
		uint64_t today = duties_of_day(p, day, fill);

		wanted += today;
		if (today > p->people) {
			ret->day = day;
			add_rule(ret, ROSTER_one_a_day);
			return true;
		}
	}
	for (uint32_t e = 0; e < p->people; e++) {
		hours += p->person[e].minutes_most / shortest(p);
		runs += days_by_runs(p, &p->person[e]);
	}
	if (wanted > hours && roster_hard(plan, ROSTER_minutes_most)) {
		add_rule(ret, ROSTER_minutes_most);
		return true;
	}
	if (wanted > runs && roster_hard(plan, ROSTER_run_most) &&
	    roster_hard(plan, ROSTER_rest_least)) {
		add_rule(ret, ROSTER_run_most);
		add_rule(ret, ROSTER_rest_least);
		return true;
	}
	return false;
}

bool roster_explain(const struct roster_plan *plan, const uint16_t *cells,
		    struct roster_collision *ret)
{
	const struct roster_problem *p = plan->problem;

	for (uint32_t e = 0; e < p->people; e++) {
		int64_t units[ROSTER_NRULES] = { 0 };
		bool broken = false;

		roster_cost_person(plan, e, roster_row(plan, cells, e), units);
		for (uint32_t rule = 0; rule < ROSTER_NRULES; rule++)
			broken |= units[rule] > 0 && roster_hard(plan, (enum roster_rule)rule);
		if (broken && explain_person(plan, e, ret))
			return true;
	}
	for (uint32_t day = 0; day < p->days; day++)
		for (uint32_t slot = 0; slot < p->slots; slot++)
			if (explain_demand(p, day, slot, ret))
				return true;
	return explain_total(plan, ret);
}
