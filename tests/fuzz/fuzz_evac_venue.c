/* Throws bytes at the reader of venues: what it takes can be walked in, and nobody gets lost. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <math.h>
#include <stddef.h>

#include "wire/evac/venue.h"

#define PEOPLE_MOST 60
#define SIDE_MOST 60.0 /* m: larger plans take too long */
#define STEPS 30

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool small(const struct evac_world *world)
{
	uint32_t people = 0;

	for (uint32_t i = 0; i < world->ngroups; i++) {
		if (world->groups[i].count > PEOPLE_MOST)
			return false;
		people += world->groups[i].count;
	}
	for (uint32_t i = 0; i < world->nfloors; i++)
		for (uint32_t k = 0; k < world->floors[i].shape.npoints; k++)
			if (!(fabs(world->floors[i].shape.points[k].x) < SIDE_MOST) ||
			    !(fabs(world->floors[i].shape.points[k].y) < SIDE_MOST))
				return false;
	return people <= PEOPLE_MOST && world->nlevels <= 3;
}

static void walk(const struct venue *venue)
{
	struct evac_fault fault;
	struct evac_run *run = evac_create(&venue->world, &venue->options, &fault);

	if (!run) {
		assert(fault.error != EVAC_OK);
		return;
	}
	for (int i = 0; i < STEPS; i++)
		evac_step(run);
	for (uint32_t i = 0; i < evac_count(run); i++) {
		struct evac_person p = evac_person(run, i);

		assert(isfinite(p.x) && isfinite(p.y) && p.speed >= 0 && p.speed < 10);
		assert(p.level < venue->world.nlevels);
		assert(fabs(p.x) < 4 * SIDE_MOST && fabs(p.y) < 4 * SIDE_MOST);
	}
	assert(evac_inside(run) <= evac_count(run));
	evac_destroy(run);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = { (const char *)data, (uint32_t)size };
	struct arena *arena = arena_create();
	struct venue_fault fault = { .error = VENUE_OK };
	struct venue venue;
	struct json json;

	if (json_parse(arena, text, &json) == JSON_OK) {
		enum venue_error error = venue_read(arena, &json, 0, &venue, &fault);

		assert((error == VENUE_OK) == (fault.error == VENUE_OK));
		if (error == VENUE_OK && small(&venue.world))
			walk(&venue);
	}
	arena_destroy(arena);
	return 0;
}
