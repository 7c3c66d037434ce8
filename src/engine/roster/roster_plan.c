/* The problem made ready: checked, with everybody's possible duties grouped and indexed. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <string.h>

#include "base/map.h"
#include "engine/roster/roster_inner.h"

struct maker {
	struct arena *arena;
	const struct roster_problem *problem;
	struct roster_plan *plan;
	struct roster_kit *kits;
	struct roster_own *own;
	uint16_t *able;                  /* duties of the person at hand */
	uint32_t nable;
	struct map found;                /* hash of a kit: its number + 1 */
};

#define ROOM(make, type, count) \
	((type *)arena_alloc((make)->arena, ((size_t)(count) + 1) * sizeof(type)))

/* ---- names --------------------------------------------------------------------------------- */

static const struct {
	const char *name, *zh, *en;
} rules[] = {
#define RULE_TEXT(name, zh, en) { #name, zh, en },
	ROSTER_RULES(RULE_TEXT)
#undef RULE_TEXT
}, faults[] = {
	{ "sound", "正确", "sound" },
#define FAULT_TEXT(name, zh, en) { #name, zh, en },
	ROSTER_FAULTS(FAULT_TEXT)
#undef FAULT_TEXT
};

const char *roster_rule_name(enum roster_rule rule)
{
	return rules[rule].name;
}

const char *roster_rule_text(enum roster_rule rule, bool zh)
{
	return zh ? rules[rule].zh : rules[rule].en;
}

const char *roster_fault_name(enum roster_fault fault)
{
	return faults[fault].name;
}

const char *roster_fault_text(enum roster_fault fault, bool zh)
{
	return zh ? faults[fault].zh : faults[fault].en;
}

/* ---- checks -------------------------------------------------------------------------------- */

static bool bad_weight(int32_t weight)
{
	return weight < 0 || (weight > ROSTER_WEIGHT_MOST && weight != ROSTER_HARD);
}

static enum roster_fault check_sizes(const struct roster_problem *p)
{
	if (p->days == 0)
		return ROSTER_FAULT_no_days;
	if (p->people == 0)
		return ROSTER_FAULT_no_people;
	if (p->duties == 0)
		return ROSTER_FAULT_no_duties;
	if (p->days > ROSTER_DAYS_MOST || p->people > ROSTER_PEOPLE_MOST ||
	    p->duties > ROSTER_DUTIES_MOST || p->slots > ROSTER_SLOTS_MOST ||
	    (uint64_t)p->homes * p->duties * p->duties > 64 * 1024 * 1024)
		return ROSTER_FAULT_too_large;
	return ROSTER_SOUND;
}

static enum roster_fault check_duty(const struct roster_problem *p, uint32_t t)
{
	const struct roster_duty *duty = &p->duty[t];

	if (duty->minutes < 1 || duty->minutes > 1440)
		return ROSTER_FAULT_bad_minutes;
	if (duty->start >= 1440)
		return ROSTER_FAULT_bad_start;
	if (p->travel != NULL && duty->site >= p->sites)
		return ROSTER_FAULT_bad_index;
	for (uint32_t i = p->cover_from[t]; i < p->cover_from[t + 1]; i++)
		if (p->cover[i] >= p->slots)
			return ROSTER_FAULT_bad_index;
	return ROSTER_SOUND;
}

static enum roster_fault check_person(const struct roster_problem *p, uint32_t e)
{
	const struct roster_person *person = &p->person[e];
	uint32_t days = ROSTER_DAYS_MOST;

	if (person->minutes_least > person->minutes_most || person->run_least < 1 ||
	    person->run_least > person->run_most || person->run_most > days ||
	    person->rest_least < 1 || person->rest_least > days || person->before > days)
		return ROSTER_FAULT_bad_person;
	if (person->before_duty != ROSTER_OFF && person->before_duty >= p->duties)
		return ROSTER_FAULT_bad_index;
	if (p->travel != NULL && person->home >= p->homes)
		return ROSTER_FAULT_bad_index;
	return ROSTER_SOUND;
}

static enum roster_fault check_request(const struct roster_problem *p, uint32_t i)
{
	const struct roster_request *request = &p->request[i];

	if (request->person >= p->people || request->day >= p->days || request->duty >= p->duties)
		return ROSTER_FAULT_bad_index;
	return request->weight < 0 || request->weight > ROSTER_WEIGHT_MOST ? ROSTER_FAULT_bad_weight
									   : ROSTER_SOUND;
}

static enum roster_fault check_slot(const struct roster_problem *p, uint32_t i)
{
	if (p->need[i] < 0 || p->need[i] > ROSTER_PEOPLE_MOST)
		return ROSTER_FAULT_bad_need;
	return bad_weight(p->under[i]) || bad_weight(p->over[i]) ? ROSTER_FAULT_bad_weight
								 : ROSTER_SOUND;
}

static enum roster_fault check_cell(const struct roster_problem *p, const uint16_t *cells,
				    uint32_t person)
{
	for (uint32_t i = 0; cells != NULL && i < p->days; i++) {
		uint16_t duty = cells[(size_t)person * p->days + i];

		if (duty >= p->duties && duty != ROSTER_OFF && duty != ROSTER_FREE)
			return ROSTER_FAULT_bad_index;
	}
	return ROSTER_SOUND;
}

static enum roster_fault check_all(const struct roster_problem *p, uint32_t *ret_at)
{
	enum roster_fault fault = check_sizes(p);

	*ret_at = 0;
	for (uint32_t i = 0; fault == ROSTER_SOUND && i < ROSTER_NRULES; i++)
		if (bad_weight(p->weight[i]))
			fault = ROSTER_FAULT_bad_weight;
	for (uint32_t i = 0; fault == ROSTER_SOUND && i < p->duties; i++)
		fault = check_duty(p, *ret_at = i);
	for (uint32_t i = 0; fault == ROSTER_SOUND && i < p->people; i++) {
		fault = check_person(p, *ret_at = i);
		if (fault == ROSTER_SOUND)
			fault = check_cell(p, p->fixed, i);
		if (fault == ROSTER_SOUND)
			fault = check_cell(p, p->published, i);
	}
	for (uint32_t i = 0; fault == ROSTER_SOUND && i < p->requests; i++)
		fault = check_request(p, *ret_at = i);
	for (uint32_t i = 0; fault == ROSTER_SOUND && i < p->days * p->slots; i++)
		fault = check_slot(p, *ret_at = i);
	return fault;
}

/* ---- who may do what ----------------------------------------------------------------------- */

enum roster_rule roster_refuses(const struct roster_problem *problem, uint32_t person,
				uint16_t duty)
{
	const struct roster_person *who = &problem->person[person];
	const struct roster_duty *what = &problem->duty[duty];

	if ((what->skills & ~who->skills) != 0)
		return ROSTER_skill;
	if ((what->accreditations & ~who->accreditations) != 0)
		return ROSTER_accreditation;
	if (what->loop != 0 && (what->loop & who->loop) == 0)
		return ROSTER_loop_side;
	if (problem->travel != NULL &&
	    problem->travel[who->home * problem->sites + what->site] > problem->travel_most)
		return ROSTER_travel;
	if (problem->cap != NULL && problem->cap[(size_t)person * problem->duties + duty] == 0)
		return ROSTER_duty_cap;
	return ROSTER_NRULES;
}

static bool too_close(const struct roster_problem *p, uint32_t home, uint16_t duty, uint16_t next)
{
	const struct roster_duty *a = &p->duty[duty], *b = &p->duty[next];
	int64_t between = (int64_t)b->start + 1440 - a->start - a->minutes;

	if (p->travel != NULL)
		between -= (int64_t)p->travel[home * p->sites + a->site] +
			   p->travel[home * p->sites + b->site];
	return between < (int64_t)p->rest_minutes;
}

static void make_forbidden(struct maker *make)
{
	const struct roster_problem *p = make->problem;
	uint32_t homes = p->travel != NULL ? p->homes : 1;
	size_t n = p->duties;
	uint8_t *forbid = ROOM(make, uint8_t, homes * n * n);

	for (uint32_t home = 0; home < homes; home++)
		for (uint16_t a = 0; a < n; a++)
			for (uint16_t b = 0; b < n; b++)
				forbid[(home * n + a) * n + b] =
					(p->forbid != NULL && p->forbid[a * n + b] != 0) ||
					(p->rest_minutes > 0 && too_close(p, home, a, b));
	make->plan->forbid = forbid;
}

/* ---- kits ---------------------------------------------------------------------------------- */

static uint32_t divisor(uint32_t a, uint32_t b)
{
	while (b != 0) {
		uint32_t rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

/* Do the same duties of the kit follow both (ahead), or are both forbidden after the same? */
static bool alike(const struct maker *make, const struct roster_kit *kit, uint16_t a, uint16_t b,
		  bool ahead)
{
	for (uint32_t i = 0; i < kit->duties; i++) {
		uint16_t t = kit->duty[i];
		bool one = ahead ? roster_forbidden(make->plan, kit->home, a, t)
				 : roster_forbidden(make->plan, kit->home, t, a);
		bool other = ahead ? roster_forbidden(make->plan, kit->home, b, t)
				   : roster_forbidden(make->plan, kit->home, t, b);

		if (one != other)
			return false;
	}
	return true;
}

/* The place in `examples` of one like the duty; makes it if there is none. */
static uint32_t place_among(const struct maker *make, const struct roster_kit *kit, uint16_t duty,
			    bool ahead, uint16_t *examples, uint32_t *count)
{
	for (uint32_t i = 0; i < *count; i++)
		if (alike(make, kit, examples[i], duty, ahead))
			return i;
	examples[*count] = duty;
	return (*count)++;
}

static uint16_t group_of(struct roster_kit *kit, struct roster_group *groups,
			 struct roster_group wanted)
{
	for (uint32_t i = 0; i < kit->groups; i++)
		if (groups[i].units == wanted.units && groups[i].class == wanted.class &&
		    groups[i].follows == wanted.follows)
			return (uint16_t)i;
	groups[kit->groups] = wanted;
	return (uint16_t)kit->groups++;
}

static void make_allowed(struct maker *make, struct roster_kit *kit, const uint16_t *followers)
{
	uint64_t *allowed = ROOM(make, uint64_t, kit->followings);

	for (uint32_t f = 0; f < kit->followings; f++)
		for (uint32_t c = 0; c < kit->classes; c++)
			if (!roster_forbidden(make->plan, kit->home, kit->example[c], followers[f]))
				allowed[f] |= UINT64_C(1) << c;
	kit->allowed = allowed;
}

static bool make_kit(struct maker *make, struct roster_kit *kit)
{
	const struct roster_duty *duty = make->problem->duty;
	uint32_t n = kit->duties;
	uint16_t *examples = ROOM(make, uint16_t, n), *followers = ROOM(make, uint16_t, n);
	uint16_t *of = ROOM(make, uint16_t, n);
	struct roster_group *groups = ROOM(make, struct roster_group, n);

	for (uint32_t i = 0; i < n; i++) {
		kit->unit = divisor(kit->unit, duty[kit->duty[i]].minutes);
		if (duty[kit->duty[i]].minutes > kit->units_most)
			kit->units_most = duty[kit->duty[i]].minutes;
	}
	if (kit->unit == 0)
		kit->unit = 1;
	kit->units_most /= kit->unit;
	for (uint32_t i = 0; i < n; i++) {
		uint16_t t = kit->duty[i];

		of[i] = group_of(kit, groups, (struct roster_group){
			.units = duty[t].minutes / kit->unit,
			.class = place_among(make, kit, t, true, examples, &kit->classes),
			.follows = place_among(make, kit, t, false, followers, &kit->followings),
		});
	}
	kit->group = groups;
	kit->group_of = of;
	kit->example = examples;
	if (kit->classes > ROSTER_CLASSES_MOST)
		return false;
	make_allowed(make, kit, followers);
	return true;
}

static void find_able(struct maker *make, uint32_t person)
{
	make->nable = 0;
	for (uint32_t t = 0; t < make->problem->duties; t++)
		if (roster_refuses(make->problem, person, (uint16_t)t) == ROSTER_NRULES)
			make->able[make->nable++] = (uint16_t)t;
}

static bool same_kit(const struct maker *make, const struct roster_kit *kit, uint32_t home)
{
	return kit->home == home && kit->duties == make->nable &&
	       memcmp(kit->duty, make->able, make->nable * sizeof *make->able) == 0;
}

/* The kit of the person whose duties are in `able`; false: it has too many classes. */
static bool take_kit(struct maker *make, uint32_t person, uint32_t *ret)
{
	uint32_t home = make->problem->travel != NULL ? make->problem->person[person].home : 0;
	struct str bytes = { (const char *)make->able,
			     (uint32_t)(make->nable * sizeof *make->able) };
	uint64_t key = str_hash(bytes) ^ home;
	uint64_t *known;

	while ((known = map_get(&make->found, key)) != NULL) {
		if (same_kit(make, &make->kits[*known], home)) {
			*ret = (uint32_t)*known;
			return true;
		}
		key++;
	}
	struct roster_kit *kit = &make->kits[make->plan->kits];
	uint16_t *duty = ROOM(make, uint16_t, make->nable);

	memcpy(duty, make->able, make->nable * sizeof *duty);
	*kit = (struct roster_kit){ .duties = make->nable, .duty = duty, .home = home };
	*map_put(&make->found, key) = make->plan->kits;
	*ret = make->plan->kits++;
	if (kit->duties > make->plan->kit_duties_most)
		make->plan->kit_duties_most = kit->duties;
	return make_kit(make, kit);
}

static enum roster_fault make_own(struct maker *make, uint32_t *ret_at)
{
	const struct roster_problem *p = make->problem;

	for (uint32_t e = 0; e < p->people; e++) {
		struct roster_own *own = &make->own[e];

		*ret_at = e;
		find_able(make, e);
		if (!take_kit(make, e, &own->kit))
			return ROSTER_FAULT_too_large;
		uint32_t unit = make->kits[own->kit].unit;

		for (uint32_t i = 0; p->cap != NULL && i < make->nable; i++)
			if (p->cap[(size_t)e * p->duties + make->able[i]] < p->days)
				own->capped = true;
		own->low = (p->person[e].minutes_least + unit - 1) / unit;
		own->high = p->person[e].minutes_most / unit;
	}
	return ROSTER_SOUND;
}

/* ---- indexes ------------------------------------------------------------------------------- */

static void make_people_of(struct maker *make)
{
	const struct roster_problem *p = make->problem;
	uint32_t *from = ROOM(make, uint32_t, p->duties + 1), total = 0;

	for (uint32_t e = 0; e < p->people; e++) {
		const struct roster_kit *kit = &make->kits[make->own[e].kit];

		for (uint32_t i = 0; i < kit->duties; i++)
			from[kit->duty[i] + 1]++;
		total += kit->duties;
	}
	for (uint32_t t = 0; t < p->duties; t++)
		from[t + 1] += from[t];
	uint32_t *people = ROOM(make, uint32_t, total), *next = ROOM(make, uint32_t, p->duties);

	memcpy(next, from, p->duties * sizeof *next);
	for (uint32_t e = 0; e < p->people; e++) {
		const struct roster_kit *kit = &make->kits[make->own[e].kit];

		for (uint32_t i = 0; i < kit->duties; i++)
			people[next[kit->duty[i]]++] = e;
	}
	make->plan->people_from = from;
	make->plan->people_of = people;
}

static void make_wishes(struct maker *make)
{
	const struct roster_problem *p = make->problem;
	size_t rows = (size_t)p->people * p->days;
	uint32_t *from = ROOM(make, uint32_t, rows + 1);
	uint32_t *next = heap_alloc((rows + 1) * sizeof *next);
	struct roster_wish *wish = ROOM(make, struct roster_wish, p->requests);

	for (uint32_t i = 0; i < p->requests; i++)
		from[(size_t)p->request[i].person * p->days + p->request[i].day + 1]++;
	for (size_t i = 0; i < rows; i++)
		from[i + 1] += from[i];
	memcpy(next, from, rows * sizeof *next);
	for (uint32_t i = 0; i < p->requests; i++) {
		const struct roster_request *request = &p->request[i];
		size_t row = (size_t)request->person * p->days + request->day;

		wish[next[row]++] = (struct roster_wish){
			request->duty, request->on ? -request->weight : request->weight,
		};
		if (request->on)
			make->own[request->person].wished += request->weight;
	}
	heap_free(next);
	make->plan->wish_from = from;
	make->plan->wish = wish;
}

int32_t roster_plan_wish(const struct roster_plan *plan, uint32_t person, uint32_t day,
			 uint16_t duty)
{
	size_t row = (size_t)person * plan->problem->days + day;
	int32_t sum = 0;

	for (uint32_t i = plan->wish_from[row]; i < plan->wish_from[row + 1]; i++)
		if (plan->wish[i].duty == duty)
			sum += plan->wish[i].delta;
	return sum;
}

uint16_t roster_plan_told(const struct roster_plan *plan, uint32_t person, uint32_t day)
{
	const struct roster_problem *p = plan->problem;
	size_t at = (size_t)person * p->days + day;

	if (p->published == NULL)
		return ROSTER_FREE;
	if (p->fixed != NULL && p->fixed[at] != ROSTER_FREE && p->fixed[at] != p->published[at])
		return ROSTER_FREE;
	if (p->off != NULL && p->off[at] && p->published[at] != ROSTER_OFF)
		return ROSTER_FREE;
	return p->published[at];
}

/* ---- fair shares --------------------------------------------------------------------------- */

/* Demand of flagged duties (0 nights, 1 weekends, 2 cold), shared by hours of contract. */
static bool counts(const struct roster_problem *p, uint32_t which, uint32_t day, uint16_t duty)
{
	if (which == 1)
		return (p->first_weekday + day) % 7 >= ROSTER_SATURDAY;
	return which == 0 ? p->duty[duty].night : p->duty[duty].cold;
}

static int64_t demand_of(const struct roster_problem *p, uint32_t which)
{
	int64_t sum = 0;

	for (uint32_t day = 0; day < p->days; day++)
		for (uint32_t slot = 0; slot < p->slots; slot++) {
			bool counted = false;

			for (uint16_t t = 0; t < p->duties && !counted; t++)
				for (uint32_t i = p->cover_from[t]; i < p->cover_from[t + 1]; i++)
					counted |= p->cover[i] == slot && counts(p, which, day, t);
			if (counted)
				sum += p->need[(size_t)day * p->slots + slot];
		}
	return sum;
}

static bool able_to(const struct maker *make, uint32_t person, uint32_t which)
{
	const struct roster_kit *kit = &make->kits[make->own[person].kit];

	for (uint32_t i = 0; i < kit->duties; i++)
		if (which == 1 || counts(make->problem, which, 0, kit->duty[i]))
			return true;
	return false;
}

static void make_shares(struct maker *make)
{
	static const enum roster_rule rule[] = { ROSTER_night_share, ROSTER_weekend_share,
						 ROSTER_cold_share };
	const struct roster_problem *p = make->problem;

	for (uint32_t which = 0; which < 3; which++) {
		int64_t hours = 0, demand;

		for (uint32_t e = 0; e < p->people; e++)
			make->own[e].share[which] = UINT32_MAX;
		if (p->weight[rule[which]] == 0)
			continue;
		make->plan->fair = true;
		demand = demand_of(p, which);
		for (uint32_t e = 0; e < p->people; e++)
			if (able_to(make, e, which))
				hours += p->person[e].minutes_most;
		/* Two days of duty are one weekend at best. */
		if (which == 1)
			demand = (demand + 1) / 2;
		for (uint32_t e = 0; e < p->people && hours > 0; e++)
			make->own[e].share[which] = (uint32_t)(
				(demand * p->person[e].minutes_most + hours - 1) / hours);
	}
}

/* ---- the way in ---------------------------------------------------------------------------- */

enum roster_fault roster_prepare(struct arena *arena, const struct roster_problem *problem,
				 struct roster_plan **ret, uint32_t *ret_at)
{
	struct maker make = { .arena = arena, .problem = problem };
	enum roster_fault fault = check_all(problem, ret_at);

	if (fault != ROSTER_SOUND)
		return fault;
	make.plan = ROOM(&make, struct roster_plan, 1);
	make.plan->problem = problem;
	make.kits = ROOM(&make, struct roster_kit, problem->people);
	make.own = ROOM(&make, struct roster_own, problem->people);
	make.able = ROOM(&make, uint16_t, problem->duties);
	make.plan->kit = make.kits;
	make.plan->own = make.own;
	map_init(&make.found);
	make_forbidden(&make);
	fault = make_own(&make, ret_at);
	map_release(&make.found);
	if (fault != ROSTER_SOUND)
		return fault;
	make_people_of(&make);
	make_wishes(&make);
	make_shares(&make);
	*ret = make.plan;
	return ROSTER_SOUND;
}
