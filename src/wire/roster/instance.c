/* Reads the text in which rosters to be made are written down: people, shifts, wishes, demand. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/roster/instance.h"

#include <string.h>

#include "base/limits.h"
#include "wire/roster/instance_inner.h"

static const struct {
	const char *name, *zh, *en;
} faults[] = {
	{ "sound", "正确", "sound" },
#define FAULT_TEXT(name, zh, en) { #name, zh, en },
	INSTANCE_FAULTS(FAULT_TEXT)
#undef FAULT_TEXT
};

const char *instance_fault_name(enum instance_fault_kind kind)
{
	return faults[kind].name;
}

const char *instance_fault_text(enum instance_fault_kind kind, bool zh)
{
	return zh ? faults[kind].zh : faults[kind].en;
}

/* ---- words of a line ----------------------------------------------------------------------- */

bool instance_fail(struct instance_parse *parse, enum instance_fault_kind kind, struct str near)
{
	*parse->fault = (struct instance_fault){ kind, parse->line, near };
	return false;
}

bool instance_number(struct instance_parse *parse, struct str text, int64_t most, int64_t *ret)
{
	if (!str_to_i64(text, ret))
		return instance_fail(parse, INSTANCE_FAULT_bad_number, text);
	if (*ret < 0)
		return instance_fail(parse, INSTANCE_FAULT_negative_number, text);
	return *ret <= most || instance_fail(parse, INSTANCE_FAULT_number_too_great, text);
}

bool instance_day(struct instance_parse *parse, struct str text, uint32_t *ret)
{
	int64_t day;

	if (!str_to_i64(text, &day))
		return instance_fail(parse, INSTANCE_FAULT_bad_number, text);
	if (day < 0 || day >= parse->out->problem.days)
		return instance_fail(parse, INSTANCE_FAULT_day_outside, text);
	*ret = (uint32_t)day;
	return true;
}

static bool find_name(const struct map *names, const struct str *list, struct str name,
		      uint32_t *ret)
{
	uint64_t key = str_hash(name), *known;

	while ((known = map_get(names, key)) != NULL) {
		if (str_eq(list[*known], name)) {
			*ret = (uint32_t)*known;
			return true;
		}
		key++;
	}
	return false;
}

/* The name gets the number; the caller knows that it is new. */
static void put_name(struct map *names, struct str name, uint32_t number)
{
	uint64_t key = str_hash(name);

	while (map_get(names, key) != NULL)
		key++;
	*map_put(names, key) = number;
}

bool instance_person(struct instance_parse *parse, struct str name, uint32_t *ret)
{
	return find_name(&parse->person_names, parse->people, name, ret) ||
	       instance_fail(parse, INSTANCE_FAULT_unknown_person, name);
}

bool instance_shift(struct instance_parse *parse, struct str name, uint16_t *ret)
{
	uint32_t found;

	if (!find_name(&parse->shift_names, parse->shifts, name, &found))
		return instance_fail(parse, INSTANCE_FAULT_unknown_shift, name);
	*ret = (uint16_t)found;
	return true;
}

bool instance_weight(struct instance_parse *parse, struct str text, int32_t *ret)
{
	int64_t weight;

	if (str_eq(text, STR("hard"))) {
		*ret = ROSTER_HARD;
		return true;
	}
	if (!str_to_i64(text, &weight))
		return instance_fail(parse, INSTANCE_FAULT_bad_number, text);
	if (weight < 0 || weight > ROSTER_WEIGHT_MOST)
		return instance_fail(parse, INSTANCE_FAULT_weight_bad, text);
	*ret = (int32_t)weight;
	return true;
}

/* ---- the published sections ---------------------------------------------------------------- */

static bool read_horizon(struct instance_parse *parse, const struct str *field, uint32_t count)
{
	int64_t days;

	(void)count;
	if (!str_to_i64(field[0], &days))
		return instance_fail(parse, INSTANCE_FAULT_bad_number, field[0]);
	if (days < 1 || days > ROSTER_DAYS_MOST)
		return instance_fail(parse, INSTANCE_FAULT_horizon_bad, field[0]);
	if (parse->out->problem.days > 0)
		return instance_fail(parse, INSTANCE_FAULT_field_too_many, field[0]);
	parse->out->problem.days = (uint32_t)days;
	return true;
}

static bool read_shift(struct instance_parse *parse, const struct str *field, uint32_t count)
{
	uint32_t number = parse->out->problem.duties, known;
	int64_t minutes;

	if (field[0].len == 0)
		return instance_fail(parse, INSTANCE_FAULT_bad_name, field[0]);
	if (find_name(&parse->shift_names, parse->shifts, field[0], &known))
		return instance_fail(parse, INSTANCE_FAULT_name_twice, field[0]);
	if (number == ROSTER_DUTIES_MOST)
		return instance_fail(parse, INSTANCE_FAULT_file_too_large, field[0]);
	if (!str_to_i64(field[1], &minutes))
		return instance_fail(parse, INSTANCE_FAULT_bad_number, field[1]);
	if (minutes < 1 || minutes > 1440)
		return instance_fail(parse, INSTANCE_FAULT_shift_minutes_bad, field[1]);
	put_name(&parse->shift_names, field[0], number);
	parse->shifts[number] = field[0];
	parse->duty[number].minutes = (uint32_t)minutes;
	parse->never_next[number] = count > 2 ? field[2] : (struct str){ "", 0 };
	parse->shift_line[number] = parse->line;
	parse->out->problem.duties++;
	return true;
}

/* A shift may be named before its own line: successions are read when all are known. */
static bool link_shifts(struct instance_parse *parse)
{
	uint32_t n = parse->out->problem.duties;

	parse->forbid = arena_alloc(parse->arena, (size_t)n * n + 1);
	for (uint32_t i = 0; i < n; i++) {
		struct str rest = parse->never_next[i], name;

		parse->line = parse->shift_line[i];
		while (rest.len > 0 && str_split(&rest, '|', &name)) {
			uint16_t next;

			if (!instance_shift(parse, str_trim(name), &next))
				return false;
			parse->forbid[(size_t)i * n + next] = 1;
		}
	}
	parse->out->problem.forbid = parse->forbid;
	return true;
}

static bool read_caps(struct instance_parse *parse, uint32_t person, struct str text)
{
	uint16_t *cap = parse->cap + (size_t)person * parse->out->problem.duties;
	struct str piece;

	while (text.len > 0 && str_split(&text, '|', &piece)) {
		struct str name, number = piece;
		int64_t most;
		uint16_t shift;

		str_split(&number, '=', &name);
		if (!instance_shift(parse, str_trim(name), &shift) ||
		    !instance_number(parse, str_trim(number), 65000, &most))
			return false;
		cap[shift] = (uint16_t)most;
	}
	return true;
}

static bool read_person(struct instance_parse *parse, const struct str *field, uint32_t count)
{
	uint32_t number = parse->out->problem.people, known;
	struct roster_person *person = &parse->person[number];
	int64_t value[6];

	(void)count;
	if (field[0].len == 0)
		return instance_fail(parse, INSTANCE_FAULT_bad_name, field[0]);
	if (find_name(&parse->person_names, parse->people, field[0], &known))
		return instance_fail(parse, INSTANCE_FAULT_name_twice, field[0]);
	for (int i = 0; i < 6; i++)
		if (!instance_number(parse, field[2 + i], 1000000, &value[i]))
			return false;
	if (value[1] > value[0])
		return instance_fail(parse, INSTANCE_FAULT_minutes_crossed, field[3]);
	for (int i = 2; i < 5; i++)
		if (value[i] > ROSTER_DAYS_MOST)
			value[i] = ROSTER_DAYS_MOST;
	if (value[3] < 1 || value[3] > value[2])
		return instance_fail(parse, INSTANCE_FAULT_runs_crossed, field[5]);
	*person = (struct roster_person){
		.minutes_most = (uint32_t)value[0], .minutes_least = (uint32_t)value[1],
		.run_most = (uint32_t)value[2], .run_least = (uint32_t)value[3],
		.rest_least = value[4] < 1 ? 1 : (uint32_t)value[4],
		.weekends_most = (uint32_t)value[5], .before_duty = ROSTER_OFF,
	};
	put_name(&parse->person_names, field[0], number);
	parse->people[number] = field[0];
	parse->out->problem.people++;
	return read_caps(parse, number, field[1]);
}

static bool read_days_off(struct instance_parse *parse, const struct str *field, uint32_t count)
{
	uint32_t person, day;

	if (!instance_person(parse, field[0], &person))
		return false;
	for (uint32_t i = 1; i < count; i++) {
		if (field[i].len == 0 && i + 1 == count)
			break;
		if (!instance_day(parse, field[i], &day))
			return false;
		parse->off[(size_t)person * parse->out->problem.days + day] = 1;
	}
	return true;
}

static bool read_request(struct instance_parse *parse, const struct str *field, bool on)
{
	struct roster_request request = { .on = on };

	if (!instance_person(parse, field[0], &request.person) ||
	    !instance_day(parse, field[1], &request.day) ||
	    !instance_shift(parse, field[2], &request.duty) ||
	    !instance_weight(parse, field[3], &request.weight))
		return false;
	if (request.weight == ROSTER_HARD)
		return instance_fail(parse, INSTANCE_FAULT_weight_bad, field[3]);
	parse->request[parse->out->problem.requests++] = request;
	return true;
}

static bool read_on(struct instance_parse *parse, const struct str *field, uint32_t count)
{
	(void)count;
	return read_request(parse, field, true);
}

static bool read_off(struct instance_parse *parse, const struct str *field, uint32_t count)
{
	(void)count;
	return read_request(parse, field, false);
}

static bool read_cover(struct instance_parse *parse, const struct str *field, uint32_t count)
{
	struct roster_problem *p = &parse->out->problem;
	uint32_t day, slot;
	int64_t need;

	(void)count;
	if (!instance_day(parse, field[0], &day) || !instance_slot(parse, field[1], &slot) ||
	    !instance_number(parse, field[2], ROSTER_PEOPLE_MOST, &need))
		return false;
	size_t at = (size_t)day * p->slots + slot;

	if (parse->demanded[at])
		return instance_fail(parse, INSTANCE_FAULT_demand_twice, field[1]);
	parse->demanded[at] = true;
	parse->need[at] = (int32_t)need;
	if (!instance_weight(parse, field[3], &parse->under[at]) ||
	    !instance_weight(parse, field[4], &parse->over[at]))
		return false;
	if (need > 0 && parse->slot_line[slot] == 0)
		parse->slot_line[slot] = parse->line;
	return true;
}

/* ---- sections ------------------------------------------------------------------------------ */

enum {
	HORIZON, SHIFTS, STAFF, COVER = 6,
};

static const struct instance_section published[] = {
	{ "SECTION_HORIZON", 1, 1, read_horizon },
	{ "SECTION_SHIFTS", 2, 3, read_shift },
	{ "SECTION_STAFF", 8, 8, read_person },
	{ "SECTION_DAYS_OFF", 1, ROSTER_DAYS_MOST + 2, read_days_off },
	{ "SECTION_SHIFT_ON_REQUESTS", 4, 4, read_on },
	{ "SECTION_SHIFT_OFF_REQUESTS", 4, 4, read_off },
	{ "SECTION_COVER", 5, 5, read_cover },
};
#define PUBLISHED (sizeof published / sizeof published[0])

static const struct instance_section *section_at(uint32_t number)
{
	return number < PUBLISHED ? &published[number]
				  : &instance_own_sections[number - PUBLISHED];
}

static uint32_t section_of(struct str line)
{
	for (uint32_t i = 0; i < PUBLISHED + instance_own_count; i++)
		if (str_eq(line, str_of(section_at(i)->name)))
			return i;
	return UINT32_MAX;
}

static bool is_section(struct str line)
{
	return str_starts(line, STR("SECTION_"));
}

static struct str clean(struct str line)
{
	line = str_trim(line);
	return line.len > 0 && line.at[0] == '#' ? (struct str){ line.at, 0 } : line;
}

/* How many lines each section has, so that the arrays can be made at once. */
static void count_rows(struct instance_parse *parse, struct str text)
{
	uint32_t section = UINT32_MAX;
	struct str line;

	while (str_split(&text, '\n', &line)) {
		line = clean(line);
		if (is_section(line))
			section = section_of(line);
		else if (line.len > 0 && section != UINT32_MAX)
			parse->rows[section]++;
	}
}

#define ROOM(parse, type, count) \
	((type *)arena_alloc((parse)->arena, ((size_t)(count) + 1) * sizeof(type)))

static void make_shift_room(struct instance_parse *parse)
{
	uint32_t n = parse->rows[SHIFTS];

	if (n > ROSTER_DUTIES_MOST)
		n = ROSTER_DUTIES_MOST;
	parse->shifts = ROOM(parse, struct str, n);
	parse->duty = ROOM(parse, struct roster_duty, n);
	parse->never_next = ROOM(parse, struct str, n);
	parse->shift_line = ROOM(parse, uint32_t, n);
}

static bool make_staff_room(struct instance_parse *parse)
{
	uint32_t n = parse->rows[STAFF];

	if (n > ROSTER_PEOPLE_MOST)
		return instance_fail(parse, INSTANCE_FAULT_file_too_large, (struct str){ "", 0 });
	parse->people = ROOM(parse, struct str, n);
	parse->person = ROOM(parse, struct roster_person, n);
	parse->cap = ROOM(parse, uint16_t, (size_t)n * parse->out->problem.duties);
	return true;
}

/* What hangs on the number of people, days and slots. */
static void make_rest_room(struct instance_parse *parse)
{
	struct roster_problem *p = &parse->out->problem;
	size_t rows = (size_t)p->people * p->days;

	parse->off = ROOM(parse, uint8_t, rows);
	parse->request = ROOM(parse, struct roster_request, parse->rows[4] + parse->rows[5]);
}

void instance_make_slots(struct instance_parse *parse)
{
	struct roster_problem *p = &parse->out->problem;
	size_t rows = (size_t)p->days * p->slots;

	parse->demanded = ROOM(parse, bool, rows);
	parse->need = ROOM(parse, int32_t, rows);
	parse->under = ROOM(parse, int32_t, rows);
	parse->over = ROOM(parse, int32_t, rows);
	parse->slot_line = ROOM(parse, uint32_t, p->slots);
}

/* Before the first line of a section: what must have been read, and what is made of it. */
static bool enter(struct instance_parse *parse, uint32_t section, struct str line)
{
	struct roster_problem *p = &parse->out->problem;

	if (section == UINT32_MAX)
		return instance_fail(parse, INSTANCE_FAULT_unknown_section, line);
	if (parse->seen[section])
		return instance_fail(parse, INSTANCE_FAULT_section_twice, line);
	parse->seen[section] = true;
	if (section == SHIFTS)
		make_shift_room(parse);
	if (section <= SHIFTS)
		return true;
	uint32_t at = parse->line;

	if (p->days == 0 || !parse->seen[SHIFTS])
		return instance_fail(parse, INSTANCE_FAULT_section_order, line);
	if (p->duties == 0)
		return instance_fail(parse, INSTANCE_FAULT_no_shifts, line);
	if (section == STAFF) {
		if (!link_shifts(parse))
			return false;
		parse->line = at;
		return make_staff_room(parse);
	}
	if (!parse->seen[STAFF])
		return instance_fail(parse, INSTANCE_FAULT_section_order, line);
	if (p->people == 0)
		return instance_fail(parse, INSTANCE_FAULT_no_staff, line);
	if (parse->off == NULL)
		make_rest_room(parse);
	if (section == COVER)
		instance_make_fills(parse);
	return true;
}

static bool cut_line(struct instance_parse *parse, const struct instance_section *section,
		     struct str line)
{
	struct str *field = parse->field, rest = line, piece;
	uint32_t count = 0;

	while (str_split(&rest, ',', &piece)) {
		if (count == section->fields_most)
			return instance_fail(parse, INSTANCE_FAULT_field_too_many, str_trim(piece));
		field[count++] = str_trim(piece);
	}
	if (count < section->fields_least)
		return instance_fail(parse, INSTANCE_FAULT_field_missing, line);
	parse->fields = count;
	return true;
}

static bool read_line(struct instance_parse *parse, const struct instance_section *section,
		      struct str line)
{
	return cut_line(parse, section, line) && section->read(parse, parse->field, parse->fields);
}

static bool read_all(struct instance_parse *parse, struct str text)
{
	uint32_t section = UINT32_MAX;
	struct str line;

	while (str_split(&text, '\n', &line)) {
		parse->line++;
		line = clean(line);
		if (line.len == 0)
			continue;
		if (is_section(line)) {
			section = section_of(line);
			if (!enter(parse, section, line))
				return false;
		} else if (section == UINT32_MAX) {
			return instance_fail(parse, INSTANCE_FAULT_outside_section, line);
		} else if (!read_line(parse, section_at(section), line)) {
			return false;
		}
	}
	return true;
}

/* ---- the whole ----------------------------------------------------------------------------- */

static bool anybody(const struct instance_parse *parse, uint32_t slot)
{
	const struct roster_problem *p = &parse->out->problem;

	for (uint16_t t = 0; t < p->duties; t++)
		for (uint32_t i = p->cover_from[t]; i < p->cover_from[t + 1]; i++) {
			if (p->cover[i] != slot)
				continue;
			for (uint32_t e = 0; e < p->people; e++)
				if (roster_refuses(p, e, t) == ROSTER_NRULES)
					return true;
		}
	return false;
}

static bool finish(struct instance_parse *parse)
{
	struct roster_problem *p = &parse->out->problem;

	parse->line = 0;
	if (p->days == 0 || !parse->seen[SHIFTS] || !parse->seen[STAFF] || !parse->seen[COVER])
		return instance_fail(parse, INSTANCE_FAULT_section_missing,
				     str_of(p->days == 0	    ? "SECTION_HORIZON"
					    : !parse->seen[SHIFTS] ? "SECTION_SHIFTS"
					    : !parse->seen[STAFF]  ? "SECTION_STAFF"
								   : "SECTION_COVER"));
	p->duty = parse->duty;
	p->person = parse->person;
	p->cap = parse->cap;
	p->off = parse->off;
	p->need = parse->need;
	p->under = parse->under;
	p->over = parse->over;
	p->request = parse->request;
	p->fixed = parse->fixed;
	p->published = parse->published;
	instance_make_travel(parse);
	parse->out->people = parse->people;
	parse->out->duties = parse->shifts;
	parse->out->slots = parse->slots != NULL ? parse->slots : parse->shifts;
	for (uint32_t slot = 0; slot < p->slots; slot++)
		if (parse->slot_line[slot] > 0 && !anybody(parse, slot)) {
			parse->line = parse->slot_line[slot];
			return instance_fail(parse, INSTANCE_FAULT_demand_impossible,
					     instance_slot_name(parse, slot));
		}
	return true;
}

static void set_rules(struct roster_problem *p)
{
	for (uint32_t rule = 0; rule < ROSTER_NRULES; rule++)
		p->weight[rule] = rule < ROSTER_demand_under || rule == ROSTER_told ? ROSTER_HARD
										     : 0;
	p->told_most = UINT32_MAX;
}

bool instance_parse(struct arena *arena, struct str text, struct instance *ret,
		    struct instance_fault *ret_fault)
{
	struct instance out = { .people = NULL };
	struct instance_parse parse = { .arena = arena, .out = &out, .fault = ret_fault,
					.travel_most = UINT32_MAX };
	bool sound;

	*ret_fault = (struct instance_fault){ .kind = INSTANCE_SOUND };
	if (text.len > LIMIT_ROSTER_BYTES)
		return instance_fail(&parse, INSTANCE_FAULT_file_too_large, (struct str){ "", 0 });
	if (!utf8_valid(text))
		return instance_fail(&parse, INSTANCE_FAULT_not_utf8, (struct str){ "", 0 });
	set_rules(&out.problem);
	map_init(&parse.person_names);
	map_init(&parse.shift_names);
	parse.rows = ROOM(&parse, uint32_t, PUBLISHED + instance_own_count);
	parse.seen = ROOM(&parse, bool, PUBLISHED + instance_own_count);
	parse.field = ROOM(&parse, struct str, ROSTER_DAYS_MOST + 2);
	count_rows(&parse, text);
	sound = read_all(&parse, text) && finish(&parse);
	map_release(&parse.person_names);
	map_release(&parse.shift_names);
	if (sound)
		*ret = out;
	return sound;
}

/* ---- rosters ------------------------------------------------------------------------------- */

bool instance_read_cells(struct arena *arena, const struct instance *instance, struct str text,
			 uint16_t **ret, struct instance_fault *ret_fault)
{
	struct instance copy = *instance;
	struct instance_parse parse = { .arena = arena, .out = &copy, .fault = ret_fault };
	const struct roster_problem *p = &instance->problem;
	static const struct instance_section rows = { "", 2, ROSTER_DAYS_MOST + 2, NULL };
	uint16_t *cells = ROOM(&parse, uint16_t, (size_t)p->people * p->days);
	bool sound = true;
	struct str line;

	*ret_fault = (struct instance_fault){ .kind = INSTANCE_SOUND };
	if (!utf8_valid(text))
		return instance_fail(&parse, INSTANCE_FAULT_not_utf8, (struct str){ "", 0 });
	parse.field = ROOM(&parse, struct str, ROSTER_DAYS_MOST + 2);
	parse.people = ROOM(&parse, struct str, p->people);
	parse.shifts = ROOM(&parse, struct str, p->duties);
	map_init(&parse.person_names);
	map_init(&parse.shift_names);
	for (uint32_t i = 0; i < p->people; i++)
		put_name(&parse.person_names, parse.people[i] = instance->people[i], i);
	for (uint32_t i = 0; i < p->duties; i++)
		put_name(&parse.shift_names, parse.shifts[i] = instance->duties[i], i);
	memset(cells, 0xff, (size_t)p->people * p->days * sizeof *cells);
	while (sound && str_split(&text, '\n', &line)) {
		parse.line++;
		line = clean(line);
		if (line.len > 0)
			sound = cut_line(&parse, &rows, line) &&
				instance_row(&parse, parse.field, parse.fields, cells);
	}
	map_release(&parse.person_names);
	map_release(&parse.shift_names);
	if (sound)
		*ret = cells;
	return sound;
}

void instance_print_cells(const struct instance *instance, const uint16_t *cells, struct buf *out)
{
	const struct roster_problem *p = &instance->problem;

	for (uint32_t e = 0; e < p->people; e++) {
		buf_add(out, instance->people[e]);
		for (uint32_t day = 0; day < p->days; day++) {
			uint16_t duty = cells[(size_t)e * p->days + day];

			buf_add_char(out, ',');
			buf_add(out, duty == ROSTER_OFF ? STR("-") : instance->duties[duty]);
		}
		buf_add_char(out, '\n');
	}
}
