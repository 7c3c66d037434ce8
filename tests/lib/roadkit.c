/* Small road networks for tests: written as text, searched by simple means beside the engine. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/lib/roadkit.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/lib/unit.h"

void roadkit_ready(struct roadkit *kit)
{
	struct route_input input = roads_input(&kit->roads);
	uint32_t place;
	enum route_error error = route_build(&input, &kit->graph, &place);

	if (error != ROUTE_OK)
		fail_msg("%s: %u", route_error_text(error), place);
	kit->day = route_day_create(kit->graph);
	kit->scratch = route_scratch_create(kit->graph);
	kit->arena = arena_create();
}

void roadkit_csv(struct roadkit *kit, const char *text)
{
	roads_init(&kit->roads);
	struct roads_fault fault = roads_csv(str_of(text), NULL, &kit->roads);

	if (fault.error != ROADS_OK)
		fail_msg("line %lld: %s", (long long)fault.place, roads_error_name(fault.error));
	roadkit_ready(kit);
}

void roadkit_random(struct roadkit *kit, struct chance *chance, uint32_t nodes, uint32_t links,
		    uint32_t turns)
{
	roads_init(&kit->roads);
	for (uint32_t i = 0; i < nodes; i++)
		roads_add_point(&kit->roads, (struct geo_point){
			116 + chance_below(chance, 10000) * 1e-5,
			40 + chance_below(chance, 10000) * 1e-5 });
	for (uint32_t i = 0; i < links; i++) {
		struct route_link link = {
			.from = chance_below(chance, nodes), .to = chance_below(chance, nodes),
			.fixed_ms = 1 + chance_below(chance, 50), .class = ROUTE_MINOR,
			.pass = { ROUTE_ANY, ROUTE_ANY } };

		if (chance_below(chance, 3) == 0)
			link.pass[1] = ROUTE_FOOT;
		roads_add_link(&kit->roads, &link);
	}
	for (uint32_t i = 0; i < turns; i++) {
		uint32_t from = chance_below(chance, links), to = chance_below(chance, links);
		const struct route_link *a = &kit->roads.links[from];
		const struct route_link *b = &kit->roads.links[to];
		uint32_t via = chance_below(chance, 2) ? a->to : a->from;

		if (b->from == via || b->to == via)
			roads_add_turn(&kit->roads, (struct route_turn){
				from, via, to, chance_below(chance, 3) == 0 });
	}
	roadkit_ready(kit);
}

void roadkit_release(struct roadkit *kit)
{
	route_scratch_destroy(kit->scratch);
	route_day_destroy(kit->day);
	route_destroy(kit->graph);
	roads_release(&kit->roads);
	arena_destroy(kit->arena);
}

/* ---- by simple means ------------------------------------------------------------------------- */

static uint32_t end_of(const struct roadkit *kit, uint32_t dir, bool head)
{
	const struct route_link *link = &kit->roads.links[dir / 2];

	return (dir & 1) == head ? link->from : link->to;
}

static bool by_car(const struct roadkit *kit, uint32_t dir)
{
	return kit->roads.links[dir / 2].pass[dir & 1] & ROUTE_CAR;
}

/* A demand that nobody can follow binds nobody. */
static bool can_follow(const struct roadkit *kit, const struct route_turn *turn)
{
	for (uint32_t dir = 2 * turn->to; dir < 2 * turn->to + 2; dir++)
		if (end_of(kit, dir, false) == turn->via && by_car(kit, dir))
			return true;
	return false;
}

static bool may_turn(const struct roadkit *kit, uint32_t from, uint32_t to)
{
	uint32_t via = end_of(kit, from, true);
	bool only = false, named = false;

	for (uint32_t i = 0; i < kit->roads.nturns; i++) {
		const struct route_turn *turn = &kit->roads.turns[i];

		bool here = turn->via == via && turn->from == from / 2;

		if (here && turn->to == to / 2 && !turn->only)
			return false;
		only |= here && turn->only && can_follow(kit, turn);
		named |= here && turn->only && turn->to == to / 2;
	}
	return !only || named;
}

/* Goes on from one link to every other that may follow; whether that was news. */
static bool relax(const struct roadkit *kit, uint32_t a, bool turns, uint32_t *ms)
{
	bool changed = false;

	for (uint32_t b = 0; b < 2 * kit->roads.nlinks; b++) {
		if (!by_car(kit, b) || end_of(kit, a, true) != end_of(kit, b, false) ||
		    (turns && !may_turn(kit, a, b)))
			continue;
		uint32_t then = ms[a] + route_class_ms(&kit->roads.links[b / 2], b & 1, ROUTE_CAR,
						       ROUTE_DRY);

		changed |= then < ms[b];
		ms[b] = then < ms[b] ? then : ms[b];
	}
	return changed;
}

void roadkit_relax(const struct roadkit *kit, uint32_t from, bool turns, uint32_t *ret_ms)
{
	uint32_t ndirs = 2 * kit->roads.nlinks;
	uint32_t *ms = heap_alloc(ndirs * sizeof *ms);
	bool changed = true;

	for (uint32_t dir = 0; dir < ndirs; dir++) {
		bool starts = by_car(kit, dir) && end_of(kit, dir, false) == from;

		ms[dir] = starts ? route_class_ms(&kit->roads.links[dir / 2], dir & 1, ROUTE_CAR,
						  ROUTE_DRY) : ROUTE_NONE;
	}
	while (changed) {
		changed = false;
		for (uint32_t a = 0; a < ndirs; a++)
			changed |= ms[a] != ROUTE_NONE && relax(kit, a, turns, ms);
	}
	for (uint32_t i = 0; i < kit->roads.npoints; i++)
		ret_ms[i] = i == from ? 0 : ROUTE_NONE;
	for (uint32_t dir = 0; dir < ndirs; dir++) {
		uint32_t *node = &ret_ms[end_of(kit, dir, true)];

		*node = ms[dir] < *node ? ms[dir] : *node;
	}
	heap_free(ms);
}

const char *roadkit_shared(const char *name)
{
	static char path[4096];
	const char *root = getenv("SOURCE_ROOT");

	snprintf(path, sizeof path, "%s/../shared/data/roads/%s", root ? root : ".", name);
	return access(path, R_OK) == 0 ? path : NULL;
}
