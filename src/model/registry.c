/* The kinds that this program knows, with the names in their tables resolved once at start. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/registry.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "model/model_state.h"

static struct kind_row *rows;
static uint16_t row_count;
static struct name_index kind_names;
static struct kind_row *by_kind_number[REGISTRY_NUMBERS];

/* The kernel's acts that a kind need not name. */
static const struct act act_confirm = { .number = ACT_NUMBER_CONFIRM,
					.name = "confirm",
					.zh = "确认",
					.en = "Confirm",
					.from = ANY_STATE,
					.roles = ROLE_ALL,
					.flags = ACT_KERNEL };
static const struct act act_reject = { .number = ACT_NUMBER_REJECT,
				       .name = "reject",
				       .zh = "驳回",
				       .en = "Reject",
				       .from = ANY_STATE,
				       .roles = ROLE_ALL,
				       .flags = ACT_KERNEL };
static const struct act act_lapse = { .number = ACT_NUMBER_LAPSE,
				      .name = "lapse",
				      .zh = "超时",
				      .en = "Lapse",
				      .from = ANY_STATE,
				      .roles = ROLE_SYSTEM,
				      .flags = ACT_KERNEL };

static const struct act act_forget = { .number = ACT_NUMBER_FORGET,
				       .name = "forget",
				       .zh = "到期销毁个人信息",
				       .en = "Forget the person",
				       .from = ANY_STATE,
				       .roles = ROLE_SYSTEM,
				       .flags = ACT_KERNEL };

/* Doctrine 4.1 and 15.2: whoever has to be the second person must speak, or it rings above. */
static const struct clock_step second_steps[] = {
	{ .name = "due", .zh = "第二人逾时未答复", .en = "No second person has spoken",
	  .policy = "second.due", .rings = RINGS_HOME | RINGS_ABOVE, .breach = true },
};
static const struct clock clock_second = { .number = 200,
					   .name = REGISTRY_CLOCK_SECOND,
					   .zh = "第二人确认",
					   .en = "Second person",
					   .stops = "confirm reject",
					   .steps = second_steps,
					   .nsteps = KIND_COUNT(second_steps) };

/* Length, first, middle and last byte tell nearly all names of a table apart. */
static uint32_t name_place(struct str name)
{
	const unsigned char *at = (const unsigned char *)name.at;
	uint32_t h = name.len;

	if (h > 0)
		h += (uint32_t)at[0] << 24 | (uint32_t)at[name.len / 2] << 16 |
		     (uint32_t)at[name.len - 1] << 8;
	return h * 0x9e3779b1U / (UINT32_MAX / REGISTRY_NAMES + 1);
}

/* A table holds at most a few dozen names, so a free slot is always near. */
static void name_put(struct name_index *index, const char *name, const void *thing)
{
	uint32_t i = name_place(str_of(name));

	while (index->slots[i].thing)
		i = (i + 1) % REGISTRY_NAMES;
	index->slots[i].name = str_of(name);
	index->slots[i].thing = thing;
}

static const void *name_get(const struct name_index *index, struct str name)
{
	uint32_t i = name_place(name);

	for (; index->slots[i].thing; i = (i + 1) % REGISTRY_NAMES)
		if (str_eq(index->slots[i].name, name))
			return index->slots[i].thing;
	return NULL;
}

static bool next_word(struct str *rest, struct str *ret)
{
	while (str_split(rest, ' ', ret)) {
		*ret = str_trim(*ret);
		if (ret->len > 0)
			return true;
	}
	return false;
}

static bool lists_name(const char *list, const char *name)
{
	struct str rest = str_of(list), word;

	while (next_word(&rest, &word))
		if (str_eq(word, str_of(name)))
			return true;
	return false;
}

static uint64_t mask_of(const struct kind *kind, const char *list, uint64_t all)
{
	struct str rest = str_of(list), word;
	uint64_t mask = 0;

	while (next_word(&rest, &word)) {
		if (str_eq(word, STR("*")))
			mask |= all;
		for (uint16_t i = 0; i < kind->nfields; i++)
			if (str_eq(word, str_of(kind->fields[i].name)))
				mask |= UINT64_C(1) << kind->fields[i].number;
	}
	return mask;
}

static uint32_t clocks_of(const struct kind *kind, const char *act, bool starts)
{
	uint32_t mask = 0;

	for (uint16_t c = 0; c < kind->nclocks; c++)
		if (lists_name(starts ? kind->clocks[c].starts : kind->clocks[c].stops, act))
			mask |= 1u << c;
	return mask;
}

/* What was begun for one state ends when the record leaves it. */
static bool ends_waiting(const struct kind_row *row, const struct act *act)
{
	return row->clock_second != 0 && (act->to != SAME || act->to_field != NULL);
}

/*
 * "incident.report", "*.lapse" (any kind's), "*.start" and "*.stop" (any act that starts or stops
 * a clock), "*.alarm" (any act that sounds), "*.responsible" (any act of a kind that needs the
 * three responsibilities); "*.second" is any act at the moment when it begins to wait.
 */
static bool is_sort(const struct kind *kind, const struct act_row *row, struct str sort)
{
	if (str_eq(sort, STR("start")))
		return row->clock_starts != 0;
	if (str_eq(sort, STR("stop")))
		return row->clock_stops != 0 || ends_waiting(registry_of(kind), row->act);
	if (str_eq(sort, STR("alarm")))
		return (row->act->flags & (ACT_ALARM | ACT_TELL)) != 0;
	return str_eq(sort, STR("responsible")) && registry_of(kind)->activates;
}

static bool listens(const struct reaction *reaction, const struct kind *kind,
		    const struct act_row *row)
{
	struct str rest = str_of(reaction->on), word, kind_name;

	while (next_word(&rest, &word)) {
		bool any;

		str_split(&word, '.', &kind_name);
		any = str_eq(kind_name, STR("*"));
		if (any && is_sort(kind, row, word))
			return true;
		if (str_eq(word, str_of(row->act->name)) &&
		    (any || str_eq(kind_name, str_of(kind->name))))
			return true;
	}
	return false;
}

static bool listens_to_waiting(const struct reaction *reaction)
{
	struct str rest = str_of(reaction->on), word;

	while (next_word(&rest, &word))
		if (str_eq(word, STR("*.second")))
			return true;
	return false;
}

static const struct reaction **reactions_to(const struct kind *kind, const struct act_row *row,
					    bool waiting)
{
	const struct reaction **list = NULL;
	uint32_t count = 0, size = 0;

	for (const struct kind *const *k = domain_kinds; *k; k++) {
		for (uint16_t r = 0; r < (*k)->nreactions; r++) {
			const struct reaction *reaction = &(*k)->reactions[r];

			if (waiting ? !listens_to_waiting(reaction) : !listens(reaction, kind, row))
				continue;
			HEAP_ROOM(list, count, size);
			list[count++] = &(*k)->reactions[r];
		}
	}
	HEAP_ROOM(list, count, size);
	list[count] = NULL;
	return list;
}

/* A field without a target may refer to anything. */
static void resolve_targets(struct kind_row *row)
{
	for (uint16_t f = 0; f < row->kind->nfields; f++) {
		const struct field *field = &row->kind->fields[f];

		for (uint16_t k = 0; k < row_count; k++)
			if (!field->target || lists_name(field->target, domain_kinds[k]->name))
				row->targets[field->number][k / 64] |= UINT64_C(1) << k % 64;
	}
}

static void resolve_act(struct kind_row *row, const struct act *act)
{
	const struct kind *kind = row->kind;
	struct act_row *out = &row->acts[row->nacts++];

	out->act = act;
	name_put(&row->act_names, act->name, out);
	out->takes = mask_of(kind, act->takes, ~row->system & ~UINT64_C(1));
	out->needs = mask_of(kind, act->needs, 0);
	if ((act->from & IN(NEW)) != 0 || act->from == 0)
		out->needs |= row->required;
	out->takes |= out->needs;
	out->relations = act->relations ? act->relations : REL_OWN;
	out->clock_starts = clocks_of(kind, act->name, true);
	out->clock_stops = clocks_of(kind, act->name, false);
	if (act->flags & ACT_SECOND)
		out->clock_waits = row->clock_second;
	if (act->number == ACT_NUMBER_CONFIRM || act->number == ACT_NUMBER_REJECT ||
	    act->number == ACT_NUMBER_STRIKE)
		out->clock_stops |= row->clock_second;
}

static void resolve_fields(struct kind_row *row)
{
	for (uint16_t i = 0; i < row->kind->nfields; i++) {
		const struct field *field = &row->kind->fields[i];
		uint64_t bit = UINT64_C(1) << field->number;

		row->by_number[field->number] = field;
		name_put(&row->field_names, field->name, field);
		row->all |= bit;
		row->required |= field->flags & REQUIRED ? bit : 0;
		row->system |= field->flags & SYSTEM ? bit : 0;
		row->addressees |= field->flags & ADDRESSEE ? bit : 0;
		row->responsible |= field->flags & RESPONSIBLE ? bit : 0;
		row->personal |= field->flags & PERSONAL ? bit : 0;
		if (field->flags & PERSONAL)
			row->retain_ms = field->retain_days * INSTANT_DAY_MS;
		row->title |= field->flags & TITLE ? bit : 0;
		row->refs |= field->type == FIELD_REF || field->type == FIELD_REFS ? bit : 0;
		row->unique |= field->flags & UNIQUE ? bit : 0;
		if (str_eq(str_of(field->name), STR("new_home")))
			row->new_home = field;
	}
}

/* Names of the two-person acts, as the clock's table would list them. */
static const char *waiting_acts(const struct kind *kind)
{
	struct buf names;
	const char *text;

	buf_init(&names, LIMIT_TEXT_BYTES);
	for (uint16_t a = 0; a < kind->nacts; a++)
		if (kind->acts[a].flags & ACT_SECOND)
			buf_printf(&names, "%s%s", names.len > 0 ? " " : "", kind->acts[a].name);
	text = names.len > 0 ? heap_text(buf_str(&names)) : NULL;
	buf_release(&names);
	return text;
}

static void resolve_clocks(struct kind_row *row)
{
	const struct kind *kind = row->kind;
	const char *waiting = waiting_acts(kind);
	struct clock *clocks;

	row->clocks = kind->clocks;
	row->nclocks = kind->nclocks;
	if (!waiting)
		return;
	clocks = heap_alloc((kind->nclocks + 1u) * sizeof *clocks);
	if (kind->nclocks > 0)
		memcpy(clocks, kind->clocks, kind->nclocks * sizeof *clocks);
	clocks[kind->nclocks] = clock_second;
	clocks[kind->nclocks].starts = waiting;
	row->clocks = clocks;
	row->clock_second = 1u << row->nclocks++;
}

static void resolve_kind(struct kind_row *row, const struct kind *kind, uint16_t index)
{
	row->kind = kind;
	row->index = index;
	for (uint16_t s = 0; s < kind->nstates; s++)
		row->activates |= (kind->states[s].flags & STATE_ACTIVE) != 0;
	by_kind_number[kind->number] = row;
	name_put(&kind_names, kind->name, row);
	resolve_fields(row);
	resolve_clocks(row);
	row->acts = heap_alloc((size_t)(kind->nacts + REGISTRY_IMPLIED) * sizeof *row->acts);
	for (uint16_t a = 0; a < kind->nacts; a++)
		resolve_act(row, &kind->acts[a]);
	if (row->clock_second != 0) {
		resolve_act(row, &act_confirm);
		resolve_act(row, &act_reject);
	}
	if (row->nclocks > 0)
		resolve_act(row, &act_lapse);
	if (row->personal != 0)
		resolve_act(row, &act_forget);
}

static void stop_at_fault(const char *fault)
{
	if (!fault)
		return;
	fprintf(stderr, "watchfloor: a kind's table is wrong: %s\n", fault);
	abort();
}

void registry_init(void)
{
	uint16_t count = 0;

	if (rows)
		return;
	stop_at_fault(registry_fault(domain_kinds));
	while (domain_kinds[count])
		count++;
	rows = heap_alloc(count * sizeof *rows + 1);
	row_count = count;
	policy_init();
	for (uint16_t i = 0; i < count; i++) {
		resolve_kind(&rows[i], domain_kinds[i], i);
		resolve_targets(&rows[i]);
	}
	for (uint16_t i = 0; i < count; i++) {
		for (uint16_t a = 0; a < rows[i].nacts; a++) {
			struct act_row *act = &rows[i].acts[a];

			act->reactions = reactions_to(rows[i].kind, act, false);
			act->waiting = reactions_to(rows[i].kind, act, true);
		}
	}
}

uint16_t registry_count(void)
{
	return row_count;
}

const struct kind_row *registry_at(uint16_t index)
{
	assert(index < row_count);
	return &rows[index];
}

const struct kind_row *registry_of(const struct kind *kind)
{
	assert(kind->number < REGISTRY_NUMBERS && by_kind_number[kind->number] != NULL);
	return by_kind_number[kind->number];
}

const struct kind_row *registry_find(struct str name)
{
	return name_get(&kind_names, name);
}

const struct act_row *registry_act(const struct kind_row *row, struct str name)
{
	return name_get(&row->act_names, name);
}

const struct act_row *registry_act_number(const struct kind_row *row, uint16_t number)
{
	for (uint16_t a = 0; a < row->nacts; a++)
		if (row->acts[a].act->number == number)
			return &row->acts[a];
	return NULL;
}

const struct field *registry_field(const struct kind_row *row, struct str name)
{
	return name_get(&row->field_names, name);
}

const struct state *registry_state(const struct kind *kind, uint16_t number)
{
	for (uint16_t i = 0; i < kind->nstates; i++)
		if (kind->states[i].number == number)
			return &kind->states[i];
	return NULL;
}

const struct choice *registry_choice(const struct field *field, uint16_t number)
{
	for (const struct choice *c = field->choices; c && c->number; c++)
		if (c->number == number)
			return c;
	return NULL;
}

const struct choice *registry_choice_named(const struct field *field, struct str name)
{
	if (name.len == 0)
		return NULL;
	for (const struct choice *c = field->choices; c && c->number; c++)
		if (c->name[0] == name.at[0] && str_eq(name, str_of(c->name)))
			return c;
	return NULL;
}

bool registry_target_ok(const struct kind_row *row, const struct field *field,
			const struct kind *kind)
{
	uint16_t index = registry_of(kind)->index;

	return (row->targets[field->number][index / 64] >> index % 64 & 1) != 0;
}
