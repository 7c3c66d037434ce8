/* Deadlines: when each step is due, which comes next, and that each lapses once. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>

#include "model/model_state.h"

/* ---- planning: due times are fixed when the clock starts ------------------------------------- */

/* Puts a key together: "report.first.{grade}" becomes "report.first.g1", or "….none" if absent. */
static struct str policy_key(const struct record *after, const char *pattern, char *ret,
			     size_t size)
{
	const struct kind_row *row = registry_of(after->kind);
	size_t len = 0;

	for (const char *p = pattern; *p && len + 1 < size; p++) {
		const char *end = *p == '{' ? strchr(p, '}') : NULL;
		const struct field *field;
		const struct choice *choice;
		const char *name = "none";

		if (!end) {
			ret[len++] = *p;
			continue;
		}
		field = registry_field(row, (struct str){ p + 1, (uint32_t)(end - p - 1) });
		assert(field && field->type == FIELD_ENUM);
		choice = registry_choice(field,
					 *(const uint16_t *)((const char *)after + field->offset));
		if (choice)
			name = choice->name;
		while (*name && len + 1 < size)
			ret[len++] = *name++;
		p = end;
	}
	return (struct str){ ret, (uint32_t)len };
}

static instant until_of(const struct clock *clock, const struct record *after)
{
	return clock->until ? *(const instant *)model_field(after, clock->until) : 0;
}

static instant step_due(const struct model *model, const struct record *after,
			const struct clock *clock, uint16_t step, const struct entry *entry)
{
	char text[96];
	instant base = clock->from_event ? after->event_at : entry->at;
	instant until = until_of(clock, after);
	struct str key;
	double seconds;

	if (until != 0 && step == 0)
		return until;
	/* a date that nobody has given is no deadline */
	if (!clock->steps[step].policy)
		return 0;
	key = policy_key(after, clock->steps[step].policy, text, sizeof text);
	if (!policy_get(model, key, after->home, entry->at, &seconds))
		/* no such deadline: the step is passed over */
		return 0;
	return (until != 0 ? until : base) + (instant)(seconds * 1000);
}

void model_clock_plan(const struct model *model, const struct record *after, uint32_t clocks,
		      struct entry *entry)
{
	for (uint32_t bits = clocks; bits != 0; bits &= bits - 1) {
		int c = __builtin_ctz(bits);
		const struct clock *clock = &entry->kind->clocks[c];

		if (clock->when && !clock->when(model, after))
			continue;
		entry->due_clocks |= 1u << c;
		for (uint16_t s = 0; s < clock->nsteps; s++)
			entry->due[c][s] = step_due(model, after, clock, s, entry);
	}
}

/* ---- the heap of what is due next ------------------------------------------------------------ */

static bool holds(const struct model *model, const struct due_step *due)
{
	const struct record *record = model->records[due->record];
	const struct clock_run *run;

	if (!record)
		return true; /* a snapshot holds none that does not */
	run = &record->clocks[due->clock];
	return run->status == CLOCK_RUNNING && run->step == due->step &&
	       run->due[due->step] == due->due && !record->struck &&
	       site_local_post(model, record->home);
}

/* Equal times go by record, so that two nodes lapse them in one order. */
static bool earlier(const struct model *model, const struct due_step *a, const struct due_step *b)
{
	int order;

	if (a->due != b->due)
		return a->due < b->due;
	order = ident_cmp(model_record(model, a->record)->id, model_record(model, b->record)->id);
	return order != 0 ? order < 0 : a->clock < b->clock;
}

static void sift_up(struct model *model, uint32_t i)
{
	struct due_step moving = model->due[i];

	while (i > 0 && earlier(model, &moving, &model->due[(i - 1) / 2])) {
		model->due[i] = model->due[(i - 1) / 2];
		i = (i - 1) / 2;
	}
	model->due[i] = moving;
}

static void sift_down(struct model *model, uint32_t i)
{
	struct due_step moving = model->due[i];

	for (;;) {
		uint32_t child = 2 * i + 1;

		if (child >= model->ndue)
			break;
		if (child + 1 < model->ndue &&
		    earlier(model, &model->due[child + 1], &model->due[child]))
			child++;
		if (!earlier(model, &model->due[child], &moving))
			break;
		model->due[i] = model->due[child];
		i = child;
	}
	model->due[i] = moving;
}

static void pop(struct model *model)
{
	model->due[0] = model->due[--model->ndue];
	if (model->ndue > 0)
		sift_down(model, 0);
}

/* Stopped clocks leave their steps behind; when they outnumber the running, all are sifted out. */
static void compact(struct model *model)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < model->ndue; i++)
		if (holds(model, &model->due[i]))
			model->due[kept++] = model->due[i];
	model->ndue = kept;
	for (uint32_t i = kept / 2; i-- > 0;)
		sift_down(model, i);
}

void model_clock_push(struct model *model, struct record *record, uint8_t clock)
{
	struct clock_run *run = &record->clocks[clock];
	const struct clock *row = &registry_of(record->kind)->clocks[clock];

	while (run->step < row->nsteps && run->due[run->step] == 0)
		run->step++;
	if (run->step == row->nsteps) {
		model_clock_set(model, record, clock, CLOCK_LAPSED);
		return;
	}
	/* What another node writes lapses there. */
	if (!site_local_post(model, record->home))
		return;
	if (model->ndue > 2 * model->running + 1024)
		compact(model);
	HEAP_ROOM(model->due, model->ndue, model->due_size);
	model->due[model->ndue] =
		(struct due_step){ run->due[run->step], record->number, clock, run->step };
	sift_up(model, model->ndue++);
}

void model_clock_set(struct model *model, struct record *record, uint8_t clock, uint8_t status)
{
	uint8_t *at = &record->clocks[clock].status;

	model->running += status == CLOCK_RUNNING ? 1u : 0u;
	model->running -= *at == CLOCK_RUNNING ? 1u : 0u;
	if (model->loaded) {
		uint64_t *load = map_put(&model->load, record->home);

		*load += status == CLOCK_RUNNING ? 1u : 0u;
		*load -= *at == CLOCK_RUNNING ? 1u : 0u;
	}
	*at = status;
}

static void count_load(struct model *model)
{
	map_release(&model->load);
	map_init(&model->load);
	for (uint32_t i = 0; i < model->nrecords; i++) {
		const struct record *record;

		if (!model_glance(model, i).running)
			continue;
		record = model_record(model, i);
		for (uint8_t c = 0; c < registry_of(record->kind)->nclocks; c++)
			if (record->clocks[c].status == CLOCK_RUNNING)
				++*map_put(&model->load, record->home);
	}
	model->loaded = true;
}

uint32_t model_load(const struct model *model, code post)
{
	const uint64_t *load;

	if (!model->loaded)
		count_load((struct model *)(uintptr_t)model);      /* no part of the state */
	load = map_get(&model->load, post);
	return load ? (uint32_t)*load : 0;
}

void model_clock_rehomed(struct model *model, struct record *record)
{
	const struct kind_row *row = registry_of(record->kind);

	for (uint8_t c = 0; c < row->nclocks; c++)
		if (record->clocks[c].status == CLOCK_RUNNING && !record->struck)
			model_clock_push(model, record, c);
}

/* Who writes what has changed: clocks of others begin to lapse here, or ours no longer do. */
static void rebuild(struct model *model)
{
	model->ndue = 0;
	for (uint32_t i = 0; i < model->nrecords; i++)
		if (model_glance(model, i).running)
			model_clock_rehomed(model, model_record(model, i));
}

void model_clock_gather(struct model *model)
{
	code self = model->sites.self;

	if (self == 0) {
		compact(model);
		return;
	}
	model->sites.self = 0;
	rebuild(model);
	model->sites.self = self;
	model->sites.moved = true;
}

static const struct due_step *top(const struct model *model)
{
	/* stale tops are no part of the state */
	struct model *own = (struct model *)(uintptr_t)model;

	if (own->sites.self != 0 && own->sites.moved)
		rebuild(own);
	own->sites.moved = false;
	if (own->sites.self != 0 && !site_ready(own))
		return NULL;
	while (own->ndue > 0 && !holds(own, &own->due[0]))
		pop(own);
	return own->ndue > 0 ? &own->due[0] : NULL;
}

instant model_next_due(const struct model *model)
{
	const struct due_step *due = top(model);

	return due ? due->due : INSTANT_MAX;
}

bool model_due(const struct model *model, instant now, struct arena *arena, struct request *ret)
{
	const struct due_step *due = top(model);
	const struct record *record;
	const struct clock *clock;
	struct json *json;

	if (!due || due->due > now)
		return false;
	record = model_record(model, due->record);
	clock = &registry_of(record->kind)->clocks[due->clock];
	json = arena_alloc(arena, sizeof *json);
	json->text = arena_printf(arena, "{\"fields\":{\"clock\":\"%s\",\"step\":\"%s\"}}",
				  clock->name, clock->steps[due->step].name);
	if (json_parse(arena, json->text, json) != JSON_OK)
		assert(false && "names of clocks are plain");
	*ret = (struct request){ .kind = str_of(record->kind->name),
				 .act = STR("lapse"),
				 .record = record->id,
				 .system = true,
				 .post = record->home,
				 .event_at = due->due,
				 .json = json,
				 .fields = 2 };
	return true;
}
