/* The sections that are ours: where and when shifts are, what people may do, what was published. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "wire/roster/instance_inner.h"

#define ROOM(parse, type, count) \
	((type *)arena_alloc((parse)->arena, ((size_t)(count) + 1) * sizeof(type)))

/* ---- words --------------------------------------------------------------------------------- */

/* The number of a word in its list, which takes it in if it is new. */
static bool word_number(struct instance_parse *parse, enum instance_word kind, struct str word,
			uint32_t *ret)
{
	struct instance_words *words = &parse->words[kind];
	uint32_t most = kind < INSTANCE_HOME ? 64 : INSTANCE_PLACES_MOST;

	if (words->list == NULL) {
		words->list = ROOM(parse, struct str, most);
		/* The first place has no name: of those about whom nothing is said. */
		if (kind >= INSTANCE_HOME)
			words->list[words->count++] = (struct str){ "", 0 };
	}
	for (uint32_t i = 0; i < words->count; i++)
		if (str_eq(words->list[i], word)) {
			*ret = i;
			return true;
		}
	if (words->count == most)
		return instance_fail(parse, INSTANCE_FAULT_too_many_words, word);
	words->list[words->count] = word;
	*ret = words->count++;
	return true;
}

/* "a|b": bits of the words. */
static bool word_bits(struct instance_parse *parse, enum instance_word kind, struct str text,
		      uint64_t *ret)
{
	struct str piece;
	uint32_t number;

	while (text.len > 0 && str_split(&text, '|', &piece)) {
		if (!word_number(parse, kind, str_trim(piece), &number))
			return false;
		*ret |= UINT64_C(1) << number;
	}
	return true;
}

/* ---- slots --------------------------------------------------------------------------------- */

bool instance_slot(struct instance_parse *parse, struct str name, uint32_t *ret)
{
	uint16_t shift;

	if (parse->slots == NULL) {
		if (!instance_shift(parse, name, &shift))
			return false;
		*ret = shift;
		return true;
	}
	for (uint32_t i = 0; i < parse->out->problem.slots; i++)
		if (str_eq(parse->slots[i], name)) {
			*ret = i;
			return true;
		}
	return instance_fail(parse, INSTANCE_FAULT_unknown_slot, name);
}

struct str instance_slot_name(const struct instance_parse *parse, uint32_t slot)
{
	return parse->slots != NULL ? parse->slots[slot] : parse->shifts[slot];
}

/* From what each shift fills to one list, [from of shift t] to before [from of t + 1]. */
static void gather_fills(struct instance_parse *parse)
{
	struct roster_problem *p = &parse->out->problem;
	uint32_t *from = ROOM(parse, uint32_t, p->duties + 1);
	uint32_t *to = ROOM(parse, uint32_t, parse->nfills);

	for (uint32_t t = 0; t < p->duties; t++) {
		from[t + 1] = from[t];
		for (uint32_t i = 0; i < parse->nfills; i++)
			if (parse->fill[i].shift == t)
				to[from[t + 1]++] = parse->fill[i].slot;
	}
	p->cover_from = from;
	p->cover = to;
}

void instance_make_fills(struct instance_parse *parse)
{
	struct roster_problem *p = &parse->out->problem;

	if (parse->slots == NULL) {
		p->slots = p->duties;
		parse->fill = ROOM(parse, struct instance_fill, p->duties);
		for (uint32_t t = 0; t < p->duties; t++)
			parse->fill[t] = (struct instance_fill){ (uint16_t)t, t };
		parse->nfills = p->duties;
	}
	gather_fills(parse);
	instance_make_slots(parse);
}

static bool read_fills(struct instance_parse *parse, const struct str *field, uint32_t count)
{
	struct roster_problem *p = &parse->out->problem;
	struct str rest = field[1], name;
	uint16_t shift;

	(void)count;
	if (parse->slots == NULL) {
		parse->slots = ROOM(parse, struct str, ROSTER_SLOTS_MOST);
		parse->fill = ROOM(parse, struct instance_fill, INSTANCE_FILLS_MOST);
	}
	if (!instance_shift(parse, field[0], &shift))
		return false;
	while (rest.len > 0 && str_split(&rest, '|', &name)) {
		uint32_t slot = 0;

		while (slot < p->slots && !str_eq(parse->slots[slot], name))
			slot++;
		if (slot == ROSTER_SLOTS_MOST || parse->nfills == INSTANCE_FILLS_MOST)
			return instance_fail(parse, INSTANCE_FAULT_too_many_words, name);
		if (slot == p->slots)
			parse->slots[p->slots++] = name;
		parse->fill[parse->nfills++] = (struct instance_fill){ shift, slot };
	}
	return true;
}

/* ---- rules --------------------------------------------------------------------------------- */

static bool read_weekday(struct instance_parse *parse, const struct str *field, uint32_t count)
{
	int64_t value;

	(void)count;
	if (!instance_number(parse, field[0], 6, &value))
		return false;
	parse->out->problem.first_weekday = (uint32_t)value;
	return true;
}

static bool read_rule(struct instance_parse *parse, const struct str *field, uint32_t count)
{
	(void)count;
	for (uint32_t rule = 0; rule < ROSTER_NRULES; rule++) {
		/* Who may do a duty at all is no matter of cost; demand and wishes bring theirs. */
		bool open = (rule < ROSTER_day_off || rule > ROSTER_request_off) &&
			    rule != ROSTER_told && rule != ROSTER_one_a_day;

		if (open && str_eq(field[0], str_of(roster_rule_name((enum roster_rule)rule))))
			return instance_weight(parse, field[1], &parse->out->problem.weight[rule]);
	}
	return instance_fail(parse, INSTANCE_FAULT_unknown_rule, field[0]);
}

static bool read_rest(struct instance_parse *parse, const struct str *field, uint32_t count)
{
	int64_t minutes;

	(void)count;
	if (!instance_number(parse, field[0], 1440, &minutes))
		return false;
	parse->out->problem.rest_minutes = (uint32_t)minutes;
	return true;
}

/* ---- shifts and people --------------------------------------------------------------------- */

/* "HH:MM". */
static bool read_clock(struct instance_parse *parse, struct str text, uint32_t *ret)
{
	struct str minutes = text, hours;
	int64_t h, m;

	if (!str_split(&minutes, ':', &hours) || !str_to_i64(hours, &h) ||
	    !str_to_i64(minutes, &m) || h < 0 || h > 23 || m < 0 || m > 59)
		return instance_fail(parse, INSTANCE_FAULT_bad_time, text);
	*ret = (uint32_t)(h * 60 + m);
	return true;
}

static bool read_flags(struct instance_parse *parse, struct str text, struct roster_duty *duty)
{
	struct str piece;

	while (text.len > 0 && str_split(&text, '|', &piece)) {
		if (str_eq(piece, STR("night")))
			duty->night = true;
		else if (str_eq(piece, STR("cold")))
			duty->cold = true;
		else
			return instance_fail(parse, INSTANCE_FAULT_bad_flag, piece);
	}
	return true;
}

static bool read_shift_details(struct instance_parse *parse, const struct str *field,
			       uint32_t count)
{
	uint16_t shift;

	(void)count;
	if (!instance_shift(parse, field[0], &shift))
		return false;
	struct roster_duty *duty = &parse->duty[shift];

	return read_clock(parse, field[1], &duty->start) &&
	       word_number(parse, INSTANCE_SITE, field[2], &duty->site) &&
	       word_bits(parse, INSTANCE_SKILL, field[3], &duty->skills) &&
	       word_bits(parse, INSTANCE_ACCREDITATION, field[4], &duty->accreditations) &&
	       word_bits(parse, INSTANCE_LOOP, field[5], &duty->loop) &&
	       read_flags(parse, field[6], duty);
}

static bool read_staff_details(struct instance_parse *parse, const struct str *field,
			       uint32_t count)
{
	uint32_t number;

	(void)count;
	if (!instance_person(parse, field[0], &number))
		return false;
	struct roster_person *person = &parse->person[number];

	return word_number(parse, INSTANCE_HOME, field[1], &person->home) &&
	       word_bits(parse, INSTANCE_SKILL, field[2], &person->skills) &&
	       word_bits(parse, INSTANCE_ACCREDITATION, field[3], &person->accreditations) &&
	       word_bits(parse, INSTANCE_LOOP, field[4], &person->loop);
}

static bool read_travel(struct instance_parse *parse, const struct str *field, uint32_t count)
{
	uint32_t home, site;
	int64_t minutes;

	(void)count;
	if (parse->ways == NULL)
		parse->ways = ROOM(parse, uint16_t,
				   (size_t)INSTANCE_PLACES_MOST * INSTANCE_PLACES_MOST);
	if (!word_number(parse, INSTANCE_HOME, field[0], &home) ||
	    !word_number(parse, INSTANCE_SITE, field[1], &site) ||
	    !instance_number(parse, field[2], 1440, &minutes))
		return false;
	parse->ways[home * INSTANCE_PLACES_MOST + site] = (uint16_t)minutes;
	return true;
}

static bool read_travel_most(struct instance_parse *parse, const struct str *field, uint32_t count)
{
	int64_t minutes;

	(void)count;
	if (!instance_number(parse, field[0], 1440, &minutes))
		return false;
	parse->travel_most = (uint32_t)minutes;
	return true;
}

void instance_make_travel(struct instance_parse *parse)
{
	struct roster_problem *p = &parse->out->problem;

	if (parse->ways == NULL)
		return;
	p->homes = parse->words[INSTANCE_HOME].count;
	p->sites = parse->words[INSTANCE_SITE].count;
	uint32_t *travel = ROOM(parse, uint32_t, p->homes * p->sites);

	for (uint32_t home = 0; home < p->homes; home++)
		for (uint32_t site = 0; site < p->sites; site++)
			travel[home * p->sites + site] =
				parse->ways[home * INSTANCE_PLACES_MOST + site];
	p->travel = travel;
	p->travel_most = parse->travel_most;
}

/* ---- what was before, is fixed, was published ---------------------------------------------- */

static bool read_before(struct instance_parse *parse, const struct str *field, uint32_t count)
{
	uint32_t number;
	int64_t days;
	uint16_t shift = ROSTER_OFF;

	if (!instance_person(parse, field[0], &number) ||
	    !instance_number(parse, field[1], ROSTER_DAYS_MOST, &days) ||
	    (count > 2 && !instance_shift(parse, field[2], &shift)))
		return false;
	parse->person[number].before = (uint32_t)days;
	parse->person[number].before_duty = days > 0 ? shift : ROSTER_OFF;
	return true;
}

bool instance_cell(struct instance_parse *parse, struct str text, uint16_t *ret)
{
	if (str_eq(text, STR("-"))) {
		*ret = ROSTER_OFF;
		return true;
	}
	return instance_shift(parse, text, ret);
}

/* A cell for everybody and each day, set to one value. */
static uint16_t *cells_of(struct instance_parse *parse, uint16_t value)
{
	size_t count = (size_t)parse->out->problem.people * parse->out->problem.days;
	uint16_t *cells = ROOM(parse, uint16_t, count);

	for (size_t i = 0; i < count; i++)
		cells[i] = value;
	return cells;
}

static bool read_fixed(struct instance_parse *parse, const struct str *field, uint32_t count)
{
	uint32_t person, day;

	(void)count;
	if (parse->fixed == NULL)
		parse->fixed = cells_of(parse, ROSTER_FREE);
	return instance_person(parse, field[0], &person) &&
	       instance_day(parse, field[1], &day) &&
	       instance_cell(parse, field[2],
			     &parse->fixed[(size_t)person * parse->out->problem.days + day]);
}

bool instance_row(struct instance_parse *parse, const struct str *field, uint32_t count,
		  uint16_t *cells)
{
	uint32_t days = parse->out->problem.days, person;

	if (!instance_person(parse, field[0], &person))
		return false;
	if (count != days + 1)
		return instance_fail(parse, count <= days ? INSTANCE_FAULT_field_missing
							  : INSTANCE_FAULT_field_too_many,
				     field[0]);
	for (uint32_t day = 0; day < days; day++)
		if (!instance_cell(parse, field[day + 1], &cells[(size_t)person * days + day]))
			return false;
	return true;
}

static bool read_published(struct instance_parse *parse, const struct str *field, uint32_t count)
{
	if (parse->published == NULL)
		parse->published = cells_of(parse, ROSTER_FREE);
	return instance_row(parse, field, count, parse->published);
}

static bool read_told_most(struct instance_parse *parse, const struct str *field, uint32_t count)
{
	int64_t people;

	(void)count;
	if (!instance_number(parse, field[0], ROSTER_PEOPLE_MOST, &people))
		return false;
	parse->out->problem.told_most = (uint32_t)people;
	return true;
}

const struct instance_section instance_own_sections[] = {
	{ "SECTION_FIRST_WEEKDAY", 1, 1, read_weekday },
	{ "SECTION_RULES", 2, 2, read_rule },
	{ "SECTION_REST_MINUTES", 1, 1, read_rest },
	{ "SECTION_SHIFT_DETAILS", 7, 7, read_shift_details },
	{ "SECTION_STAFF_DETAILS", 5, 5, read_staff_details },
	{ "SECTION_TRAVEL", 3, 3, read_travel },
	{ "SECTION_TRAVEL_MOST", 1, 1, read_travel_most },
	{ "SECTION_FILLS", 2, 2, read_fills },
	{ "SECTION_BEFORE", 2, 3, read_before },
	{ "SECTION_FIXED", 3, 3, read_fixed },
	{ "SECTION_PUBLISHED", 2, ROSTER_DAYS_MOST + 2, read_published },
	{ "SECTION_TOLD_MOST", 1, 1, read_told_most },
};
const uint32_t instance_own_count = sizeof instance_own_sections / sizeof instance_own_sections[0];
