/* Gives each task, an exit to be held for one, its own unit, so that the last is there soonest. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/cover/cover.h"

struct assigning {
	const uint32_t *way;              /* [unit * tasks + task] */
	uint32_t units, tasks;
	uint32_t *unit_of;                /* [tasks] or UINT32_MAX */
	uint32_t *task_of;                /* [units] or UINT32_MAX */
	bool *seen;                       /* [units] in this look for a chain */
};

/* A chain of changes that gives the task a unit within `most` (Kuhn 1955). */
static bool find_unit(struct assigning *a, uint32_t task, uint32_t most)
{
	for (uint32_t u = 0; u < a->units; u++) {
		if (a->seen[u] || a->way[(size_t)u * a->tasks + task] > most)
			continue;
		a->seen[u] = true;
		if (a->task_of[u] == UINT32_MAX || find_unit(a, a->task_of[u], most)) {
			a->task_of[u] = task;
			a->unit_of[task] = u;
			return true;
		}
	}
	return false;
}

static bool all_within(struct assigning *a, uint32_t most)
{
	memset(a->unit_of, 0xff, a->tasks * sizeof(uint32_t));
	memset(a->task_of, 0xff, a->units * sizeof(uint32_t));
	for (uint32_t task = 0; task < a->tasks; task++) {
		memset(a->seen, 0, a->units * sizeof(bool));
		if (!find_unit(a, task, most))
			return false;
	}
	return true;
}

static int compare(const void *left, const void *right)
{
	uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;

	return (a > b) - (a < b);
}

/* The least time within which every task can have a unit of its own; COVER_NEVER: none. */
static uint32_t least_last(struct assigning *a, struct arena *arena)
{
	size_t pairs = (size_t)a->units * a->tasks, low = 0, high = pairs;
	uint32_t *ways = arena_room(arena, pairs * sizeof *ways);

	memcpy(ways, a->way, pairs * sizeof *ways);
	qsort(ways, pairs, sizeof *ways, compare);
	while (high > 0 && ways[high - 1] == COVER_NEVER)
		high--;
	if (high == 0 || !all_within(a, ways[high - 1]))
		return COVER_NEVER;
	for (high--; low < high;) {
		size_t middle = low + (high - low) / 2;

		if (all_within(a, ways[middle]))
			high = middle;
		else
			low = middle + 1;
	}
	return ways[low];
}

/* The potentials of the Hungarian method; row and column 0 are its outside. */
struct potentials {
	double *unit, *task, *least;      /* [units + 1], [tasks + 1], [units + 1] */
	uint32_t *via;                    /* [units + 1] */
};

static double way_of(const struct assigning *a, uint32_t task, uint32_t unit, uint32_t most)
{
	uint32_t way = a->way[(size_t)(unit - 1) * a->tasks + task - 1];

	return way > most ? (double)INFINITY : (double)way;
}

/* Lets one task more in by the cheapest chain (Kuhn 1955, Munkres 1957; shortest chains). */
static void let_in(struct assigning *a, struct potentials *p, uint32_t *holds, uint32_t task,
		   uint32_t most)
{
	uint32_t at = 0;

	holds[0] = task;
	memset(a->seen, 0, (a->units + 1) * sizeof(bool));
	for (uint32_t u = 0; u <= a->units; u++)
		p->least[u] = INFINITY;
	do {
		uint32_t now = holds[at], next = 0;
		double step = INFINITY;

		a->seen[at] = true;
		for (uint32_t u = 1; u <= a->units; u++) {
			double rest;

			if (a->seen[u])
				continue;
			rest = way_of(a, now, u, most) - p->task[now] - p->unit[u];
			if (rest < p->least[u]) {
				p->least[u] = rest;
				p->via[u] = at;
			}
			if (p->least[u] < step) {
				step = p->least[u];
				next = u;
			}
		}
		for (uint32_t u = 0; u <= a->units; u++) {
			if (a->seen[u]) {
				p->task[holds[u]] += step;
				p->unit[u] -= step;
			} else {
				p->least[u] -= step;
			}
		}
		at = next;
	} while (holds[at] != 0);
	for (; at != 0; at = p->via[at])
		holds[at] = holds[p->via[at]];
}

static void least_sum(struct assigning *a, uint32_t most, struct arena *arena)
{
	uint32_t *holds = arena_alloc(arena, (a->units + 1) * sizeof(uint32_t));
	struct potentials p = {
		.unit = arena_alloc(arena, (a->units + 1) * sizeof(double)),
		.task = arena_alloc(arena, (a->tasks + 1) * sizeof(double)),
		.least = arena_alloc(arena, (a->units + 1) * sizeof(double)),
		.via = arena_alloc(arena, (a->units + 1) * sizeof(uint32_t)),
	};

	for (uint32_t task = 1; task <= a->tasks; task++)
		let_in(a, &p, holds, task, most);
	for (uint32_t u = 1; u <= a->units; u++)
		if (holds[u] != 0)
			a->unit_of[holds[u] - 1] = u - 1;
}

enum cover_fault cover_assign(const uint32_t *way, uint32_t units, uint32_t tasks,
			      struct arena *arena, uint32_t **ret_unit, uint32_t *ret_last)
{
	struct assigning assigning = { .way = way, .units = units, .tasks = tasks };
	struct arena *scratch;

	if (tasks == 0)
		return COVER_FAULT_no_points;
	if (units == 0)
		return COVER_FAULT_no_units;
	if (units > COVER_UNITS_MOST || tasks > COVER_TASKS_MOST)
		return COVER_FAULT_too_large;
	if (tasks > units)
		return COVER_FAULT_no_way;
	scratch = arena_create();
	assigning.unit_of = arena_alloc(arena, tasks * sizeof(uint32_t));
	assigning.task_of = arena_alloc(scratch, units * sizeof(uint32_t));
	assigning.seen = arena_alloc(scratch, (units + 1) * sizeof(bool));
	*ret_unit = assigning.unit_of;
	*ret_last = least_last(&assigning, scratch);
	if (*ret_last != COVER_NEVER)
		least_sum(&assigning, *ret_last, scratch);
	arena_destroy(scratch);
	return *ret_last == COVER_NEVER ? COVER_FAULT_no_way : COVER_SOUND;
}
