/* A run of the evacuation engine: begun from a world, stepped, asked. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/evac/evac.h"

#include <math.h>

#include "engine/evac/evac_state.h"

#define DT 0.05
#define DT_MOST 0.1
#define DT_LEAST 0.001

#define NAME(id, zh, en) #id,
#define TEXT(id, zh, en) zh " / " en,

const char *evac_error_name(enum evac_error error)
{
	static const char *const names[] = { EVAC_ERRORS(NAME) };

	return names[error];
}

const char *evac_error_text(enum evac_error error)
{
	static const char *const texts[] = { EVAC_ERRORS(TEXT) };

	return texts[error];
}

const char *evac_item_name(enum evac_item item)
{
	static const char *const names[] = {
		"world",  "floor", "zone",  "exit",  "gate",  "portal",
		"server", "area",  "group", "event", "meter", "option",
	};

	return names[item];
}

static void one_after_the_other(void *user, uint32_t blocks,
				void (*work)(void *job, uint32_t block), void *job)
{
	(void)user;
	for (uint32_t i = 0; i < blocks; i++)
		work(job, i);
}

static bool wide_processor(void)
{
#if defined(__x86_64__)
	return __builtin_cpu_supports("avx2");
#else
	return false;
#endif
}

static bool set_options(struct evac_run *run, const struct evac_options *options)
{
	if (options)
		run->options = *options;
	if (run->options.dt == 0)
		run->options.dt = DT;
	if (!run->options.each)
		run->options.each = one_after_the_other;
	run->dt = (float)run->options.dt;
	run->law = evac_walk_law(run->options.model);
	run->wide = wide_processor();
	return run->options.dt >= DT_LEAST && run->options.dt <= DT_MOST &&
	       isfinite(run->options.cell) && run->options.cell >= 0 &&
	       (run->options.cell == 0 || (run->options.cell >= 0.05 && run->options.cell <= 1)) &&
	       isfinite(run->options.refresh) && run->options.refresh >= 0;
}

static void make_arrays(struct evac_run *run)
{
	size_t room = (size_t)run->room + EVAC_LANES, words = room * sizeof(union evac_word);
	uint32_t ncells = run->grid.ncells;

	for (int k = 0; k < HOT_COUNT; k++) {
		run->hot[k] = arena_alloc(run->arena, words);
		run->next[k] = arena_alloc(run->arena, words);
	}
	run->order = arena_alloc(run->arena, words);
	run->list = arena_alloc(run->arena, words);
	run->bin_start =
		arena_alloc(run->arena, ((size_t)run->grid.nbins + 3) * sizeof *run->bin_start);
	run->cold = arena_alloc(run->arena, ((size_t)run->count + 1) * sizeof *run->cold);
	run->heap = arena_alloc(run->arena, (size_t)ncells * sizeof *run->heap);
	run->heap_place = arena_alloc(run->arena, (size_t)ncells * sizeof *run->heap_place);
	run->fields = arena_alloc(run->arena, EVAC_FIELDS_MOST * sizeof *run->fields);
	run->exits = arena_alloc(run->arena, (run->world->nexits + 1) * sizeof *run->exits);
	run->gates = arena_alloc(run->arena, (run->world->ngates + 1) * sizeof *run->gates);
	run->lifts = arena_alloc(run->arena, (run->world->nservers + 1) * sizeof *run->lifts);
	if (run->options.refresh > 0)
		run->slow = arena_alloc(run->arena, (size_t)ncells * sizeof *run->slow);
	evac_sort_make(run);
}

/* Everybody, in the order of the groups, onto their feet. */
static enum evac_error stand_up(struct evac_run *run, struct evac_fault *fault)
{
	for (uint32_t id = 0; id < run->count; id++) {
		struct evac_cold *cold = &run->cold[id];
		const struct evac_group *group = &run->world->groups[cold->group];
		const struct evac_sheet *sheet = &run->grid.sheets[cold->level];

		run->next[HOT_X][id].f = cold->x0;
		run->next[HOT_Y][id].f = cold->y0;
		run->next[HOT_V][id].f = -1;
		run->next[HOT_R][id].f = cold->radius;
		run->next[HOT_FREE][id].f = cold->speed_free;
		run->next[HOT_GAP][id].f =
			(float)(group->time_gap > 0 ? group->time_gap : EVAC_TIME_GAP);
		run->next[HOT_WAKE][id].f = cold->premovement;
		run->next[HOT_ID][id].u = id;
		run->next[HOT_BIN][id].u = evac_sheet_bin(sheet, cold->x0, cold->y0);
		run->next[HOT_FIELD][id].u = (uint32_t)cold->level << 8;
		cold->slot = id;
		run->n = id + 1;
		if (!evac_pass_goal(run, id, id)) {
			*fault = (struct evac_fault){ EVAC_UNREACHABLE,
						      EVAC_ITEM_GROUP,
						      cold->group,
						      cold->level,
						      (double)cold->x0 + run->grid.x,
						      (double)cold->y0 + run->grid.y };
			return EVAC_UNREACHABLE;
		}
	}
	return EVAC_OK;
}

static enum evac_error begin(struct evac_run *run, struct evac_fault *fault)
{
	enum evac_error error;

	fault->item = EVAC_ITEM_OPTION;
	if (!set_options(run, &run->options))
		return EVAC_BAD_NUMBER;
	error = evac_check(run->world, fault);
	if (error != EVAC_OK)
		return error;
	error = evac_grid_make(run->arena, run->world, run->options.cell, &run->grid, fault);
	if (error != EVAC_OK)
		return error;
	for (uint32_t g = 0; g < run->world->ngroups; g++)
		run->count += run->world->groups[g].count;
	run->room = run->count + (run->world->nportals > 0 ? 2 * run->count + 64 : 0);
	run->inside = run->count;
	make_arrays(run);
	evac_pass_make(run);
	error = evac_place_all(run, fault);
	if (error == EVAC_OK) {
		evac_place_parties(run);
		error = stand_up(run, fault);
	}
	if (error == EVAC_OK) {
		evac_pass_starters(run);
		evac_measure_make(run);
	}
	return error;
}

struct evac_run *evac_create(const struct evac_world *world, const struct evac_options *options,
			     struct evac_fault *ret_fault)
{
	struct arena *arena = arena_create();
	struct evac_run *run = arena_alloc(arena, sizeof *run);
	struct evac_fault fault = { 0 };

	run->arena = arena;
	run->world = world;
	if (options)
		run->options = *options;
	fault.error = begin(run, &fault);
	if (fault.error == EVAC_OK)
		return run;
	*ret_fault = fault;
	evac_destroy(run);
	return NULL;
}

void evac_destroy(struct evac_run *run)
{
	if (run) {
		evac_measure_release(run);
		arena_destroy(run->arena);
	}
}

void evac_step(struct evac_run *run)
{
	evac_pass_events(run);
	evac_sort(run);
	run->options.each(run->options.each_user, (run->n + EVAC_BLOCK - 1) / EVAC_BLOCK,
			  evac_walk_block, run);
	run->tick++;
	evac_pass(run);
	evac_measure(run);
}

enum evac_end evac_advance(struct evac_run *run, double until)
{
	while (run->inside > 0) {
		if (evac_time(run) - run->last_progress > EVAC_DEADLOCK_S)
			return EVAC_STANDING;
		if (evac_time(run) + run->options.dt / 2 > until)
			return EVAC_TIME_UP;
		evac_step(run);
	}
	return EVAC_EMPTY;
}

double evac_time(const struct evac_run *run)
{
	return (double)run->tick * run->options.dt;
}

uint32_t evac_inside(const struct evac_run *run)
{
	return run->inside;
}

uint32_t evac_count(const struct evac_run *run)
{
	return run->count;
}

struct evac_person evac_person(const struct evac_run *run, uint32_t index)
{
	const struct evac_cold *cold = &run->cold[index];
	struct evac_person person = {
		.x = (double)cold->x0,
		.y = (double)cold->y0,
		.speed_free = cold->speed_free,
		.left_at = cold->left_at,
		.moved_at = cold->moved_at,
		.premovement = cold->premovement,
		.walked = cold->walked,
		.level = cold->level,
		.group = cold->group,
		.exit = cold->where == EVAC_LEFT ? cold->exit : EVAC_NONE,
	};

	if (cold->where == EVAC_ON_FEET) {
		person.x = (double)run->next[HOT_X][cold->slot].f;
		person.y = (double)run->next[HOT_Y][cold->slot].f;
		person.speed = fmaxf(run->next[HOT_V][cold->slot].f, 0);
	}
	person.x += run->grid.x;
	person.y += run->grid.y;
	return person;
}

/* FNV-1a over the bits. */
uint64_t evac_digest(const struct evac_run *run)
{
	uint64_t sum = UINT64_C(0xcbf29ce484222325);

	for (uint32_t id = 0; id < run->count; id++) {
		struct evac_person person = evac_person(run, id);
		const float part[] = { (float)(person.x - run->grid.x),
				       (float)(person.y - run->grid.y), person.speed,
				       person.left_at };

		for (size_t k = 0; k < sizeof part / sizeof part[0]; k++) {
			union evac_word word = { .f = part[k] };

			sum = (sum ^ word.u) * UINT64_C(0x100000001b3);
		}
	}
	return sum;
}

float evac_way(struct evac_run *run, uint64_t exits, uint32_t level, double x, double y)
{
	uint32_t field = evac_field_find(run, exits, EVAC_NONE);

	if (field == EVAC_NONE || level >= run->grid.nsheets)
		return EVAC_NEVER;
	return evac_field_look(&run->grid, &run->fields[field], &run->grid.sheets[level],
			       (float)(x - run->grid.x), (float)(y - run->grid.y))
		.t;
}
