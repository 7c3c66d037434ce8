/* Sets the people down where their groups begin, nobody in a wall, nobody on another. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "engine/evac/evac_state.h"

#define TRIES 200 /* random spots a person before the lattice is asked */
#define PACKED 6.5 /* persons a m2: nobody packs more */

/* People set down so far, in a grid of bins each with a list. */
struct ground {
	struct evac_run *run;
	uint32_t *first, *after; /* by bin; by person: 1 + person */
};

static float wall_off(const struct evac_run *run, const struct evac_sheet *sheet, float x, float y)
{
	uint32_t bin = evac_sheet_bin(sheet, x, y);
	const struct evac_bins *near = &run->grid.near;
	float least = 10;

	for (uint32_t i = near->start[bin]; i < near->start[bin + 1]; i++) {
		const struct evac_wall *w = &sheet->walls[near->list[i]];
		float dx = w->bx - w->ax, dy = w->by - w->ay;
		float t = ((x - w->ax) * dx + (y - w->ay) * dy) / (w->len * w->len);

		t = t < 0 ? 0 : t > 1 ? 1 : t;
		least = fminf(least, hypotf(x - w->ax - t * dx, y - w->ay - t * dy));
	}
	return least;
}

static bool on_floor(const struct evac_run *run, uint32_t level, float x, float y, float radius)
{
	const struct evac_sheet *sheet = &run->grid.sheets[level];

	return run->grid.flags[evac_sheet_cell(sheet, run->grid.h, x, y)] & CELL_FREE &&
	       wall_off(run, sheet, x, y) >= radius * 0.999f &&
	       evac_floor(run->world, level, (double)x + run->grid.x, (double)y + run->grid.y);
}

/* How near the nearest person is, by the sum of both radii; over 2 where nobody is. */
static float nearest(const struct ground *ground, uint32_t level, float x, float y, float radius)
{
	const struct evac_run *run = ground->run;
	const struct evac_sheet *sheet = &run->grid.sheets[level];
	float least = 3;

	for (int k = 0; k < 15; k++) {
		float bx = x + (float)(k % 5 - 2) * EVAC_BIN_X,
		      by = y + (float)(k / 5 - 1) * EVAC_BIN_Y;

		if (bx < sheet->x || by < sheet->y)
			continue;
		uint32_t bin = evac_sheet_bin(sheet, bx, by);

		for (uint32_t p = ground->first[bin]; p; p = ground->after[p - 1]) {
			const struct evac_cold *other = &run->cold[p - 1];
			float off = hypotf(other->x0 - x, other->y0 - y) / (other->radius + radius);

			least = fminf(least, off);
		}
	}
	return least;
}

static void set_down(struct ground *ground, uint32_t id, uint32_t level, float x, float y)
{
	struct evac_run *run = ground->run;
	uint32_t bin = evac_sheet_bin(&run->grid.sheets[level], x, y);

	run->cold[id].x0 = x;
	run->cold[id].y0 = y;
	run->cold[id].level = (uint8_t)level;
	ground->after[id] = ground->first[bin];
	ground->first[bin] = id + 1;
}

bool evac_place_spot(struct evac_run *run, const struct evac_shape *shape, uint32_t level,
		     uint32_t id, uint32_t tries, float *ret_x, float *ret_y)
{
	double low[2], high[2];

	evac_shape_box(shape, low, high);
	for (uint32_t i = 0; i < tries; i++) {
		uint32_t nth = (uint32_t)run->tick * 64 + 2 * i;
		double x = low[0] + (high[0] - low[0]) *
					    evac_chance(run->options.seed, id, EVAC_BY_PLACE, nth);
		double y = low[1] + (high[1] - low[1]) * evac_chance(run->options.seed, id,
								     EVAC_BY_PLACE, nth + 1);

		if (!evac_shape_holds(shape, x, y))
			continue;
		*ret_x = (float)(x - run->grid.x);
		*ret_y = (float)(y - run->grid.y);
		if (on_floor(run, level, *ret_x, *ret_y, run->cold[id].radius))
			return true;
	}
	return false;
}

/* Free spots in rows so far apart; sets people down on `need` of them, if there are so many. */
static bool place_in_rows(struct ground *ground, const struct evac_group *group, uint32_t id,
			  uint32_t need, double apart)
{
	struct evac_run *run = ground->run;
	uint32_t fit = 0, nth = 0;
	double low[2], high[2];

	evac_shape_box(&group->area, low, high);
	for (int pass = 0; pass < 2 && (pass == 0 || fit >= need); pass++)
		for (uint32_t row = 0; low[1] + row * apart * 0.866 <= high[1]; row++)
			for (double x = low[0] + (row % 2) * apart / 2; x <= high[0]; x += apart) {
				double y = low[1] + row * apart * 0.866;
				float fx = (float)(x - run->grid.x), fy = (float)(y - run->grid.y);
				float r = run->cold[id].radius;

				if (!evac_shape_holds(&group->area, x, y) ||
				    !on_floor(run, group->level, fx, fy, r) ||
				    nearest(ground, group->level, fx, fy, r) * 2 * r <
					    (float)apart * 0.98f)
					continue;
				if (pass == 0) {
					fit++;
				} else if (need > 0) {
					double luck = evac_chance(run->options.seed, id,
								  EVAC_BY_PLACE, nth++);

					if (luck * fit < need) {
						set_down(ground, id++, group->level, fx, fy);
						need--;
					}
					fit--;
				}
			}
	return need == 0;
}

static bool place_at_random(struct ground *ground, const struct evac_group *group, uint32_t id)
{
	struct evac_run *run = ground->run;
	float x, y;

	for (uint32_t i = 0; i < TRIES; i++) {
		double low[2], high[2];

		evac_shape_box(&group->area, low, high);
		double px = low[0] + (high[0] - low[0]) * evac_chance(run->options.seed, id,
								      EVAC_BY_PLACE, 2 * i);
		double py = low[1] + (high[1] - low[1]) * evac_chance(run->options.seed, id,
								      EVAC_BY_PLACE, 2 * i + 1);

		x = (float)(px - run->grid.x);
		y = (float)(py - run->grid.y);
		if (evac_shape_holds(&group->area, px, py) &&
		    on_floor(run, group->level, x, y, run->cold[id].radius) &&
		    nearest(ground, group->level, x, y, run->cold[id].radius) >= 1.05f) {
			set_down(ground, id, group->level, x, y);
			return true;
		}
	}
	return false;
}

static enum evac_error place_given(struct ground *ground, const struct evac_group *group,
				   uint32_t first, struct evac_fault *fault)
{
	struct evac_run *run = ground->run;

	for (uint32_t i = 0; i < group->count; i++) {
		float r = run->cold[first + i].radius;

		fault->x = group->places[i].x;
		fault->y = group->places[i].y;
		float x = (float)(fault->x - run->grid.x), y = (float)(fault->y - run->grid.y);

		if (!on_floor(run, group->level, x, y, r * 0.99f))
			return EVAC_AGENT_IN_WALL;
		if (nearest(ground, group->level, x, y, r) < 0.5f)
			return EVAC_AGENTS_OVERLAP;
		set_down(ground, first + i, group->level, x, y);
	}
	return EVAC_OK;
}

static enum evac_error place_group(struct ground *ground, const struct evac_group *group,
				   uint32_t first, struct evac_fault *fault)
{
	double area;
	uint32_t i = 0;

	fault->level = group->level;
	if (group->places)
		return place_given(ground, group, first, fault);
	if (group->count == 0)
		return EVAC_OK;
	fault->x = group->area.points[0].x;
	fault->y = group->area.points[0].y;
	area = evac_shape_area(&group->area);
	if (group->count > area * PACKED)
		return EVAC_TOO_FULL;
	if (group->count < area * 1.5)
		while (i < group->count && place_at_random(ground, group, first + i))
			i++;
	for (double apart = 1.0; i < group->count && apart > 0.36; apart *= 0.95)
		if (place_in_rows(ground, group, first + i, group->count - i, apart))
			return EVAC_OK;
	return i == group->count ? EVAC_OK : EVAC_TOO_FULL;
}

static void describe(struct evac_run *run, uint32_t id, uint32_t number)
{
	const struct evac_group *group = &run->world->groups[number];
	uint64_t seed = run->options.seed;

	run->cold[id] = (struct evac_cold){
		.left_at = EVAC_NEVER,
		.moved_at = EVAC_NEVER,
		.best = EVAC_NEVER,
		.premovement = (float)(group->start + evac_chance_law(&group->premovement, seed, id,
								      EVAC_BY_START)),
		.speed_free = (float)(evac_chance_law(&group->speed, seed, id, EVAC_BY_SPEED) *
				      (group->speed_factor > 0 ? group->speed_factor : 1)),
		.radius = (float)(group->radius > 0 ? group->radius : EVAC_RADIUS),
		.party = EVAC_NONE,
		.group = (uint16_t)number,
		.exit = UINT16_MAX,
	};
}

enum evac_error evac_place_all(struct evac_run *run, struct evac_fault *ret_fault)
{
	const struct evac_world *world = run->world;
	struct ground ground = { .run = run };
	enum evac_error error = EVAC_OK;
	uint32_t id = 0;

	ground.first = heap_alloc(((size_t)run->grid.nbins + 1) * sizeof *ground.first);
	ground.after = heap_alloc(((size_t)run->count + 1) * sizeof *ground.after);
	for (uint32_t g = 0; g < world->ngroups && error == EVAC_OK; g++) {
		for (uint32_t i = 0; i < world->groups[g].count; i++)
			describe(run, id + i, g);
		ret_fault->item = EVAC_ITEM_GROUP;
		ret_fault->index = g;
		error = place_group(&ground, &world->groups[g], id, ret_fault);
		id += world->groups[g].count;
	}
	heap_free(ground.first);
	heap_free(ground.after);
	return error;
}

/* Parties that groups name by number come first, then those of so many persons each. */
void evac_place_parties(struct evac_run *run)
{
	const struct evac_world *world = run->world;
	uint32_t id = 0, named = 0;

	for (uint32_t g = 0; g < world->ngroups; g++)
		named = world->groups[g].party > named ? world->groups[g].party : named;
	run->nparties = named;
	for (uint32_t g = 0; g < world->ngroups; g++) {
		const struct evac_group *group = &world->groups[g];

		for (uint32_t i = 0; i < group->count; i++) {
			if (group->party > 0)
				run->cold[id + i].party = group->party - 1;
			else if (group->together > 1)
				run->cold[id + i].party = run->nparties + i / group->together;
		}
		if (group->party == 0 && group->together > 1)
			run->nparties += (group->count + group->together - 1) / group->together;
		id += group->count;
	}
	run->party_far = arena_alloc(run->arena, (run->nparties + 1) * sizeof *run->party_far);
	run->party_speed = arena_alloc(run->arena, (run->nparties + 1) * sizeof *run->party_speed);
	for (uint32_t p = 0; p < run->nparties; p++)
		run->party_speed[p] = 10;
	for (id = 0; id < run->count; id++)
		if (run->cold[id].party != EVAC_NONE)
			run->party_speed[run->cold[id].party] = fminf(
				run->party_speed[run->cold[id].party], run->cold[id].speed_free);
}
