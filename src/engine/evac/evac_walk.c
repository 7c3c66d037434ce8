/* One step of one person: look for the way, mind the others, keep off the walls, move. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "engine/evac/evac_state.h"

#define SHY_OF_WALLS 0.12f /* m beyond the body: turns along walls */
#define STEP_MOST 0.12f /* m a step: less than any body */
#define PRESS_STEP 0.03f /* m a step that bodies press apart */
#define SLOW 0.05f /* m/s: below this one stands */
#define PATIENCE_S 0.5f /* then one begins to make oneself small */
#define SQUEEZE_S 3.0f /* and after this one is as small as can be */
#define PARTY_LEAD_S 1.0f /* of way: so far ahead one may be */
#define PARTY_STOP_S 4.0f /* and by so much more one all but waits */
#define OUTSIDE 1.5f /* m beyond an exit one is in the way */
#define SQUEEZE_LEAST 0.6f /* share of the radius, turned sideways */

struct evac_law_pair evac_walk_law(enum evac_model model)
{
	static const struct evac_law_pair anticipating = {
		.side = 0.6f,
		.side_range = 0.25f,
		.ahead_s = 0.4f,
		.push = 2.0f,
		.push_range = 0.1f,
		.shoulder = 0.75f,
		.shoulder_meeting = 0.5f,
		.touch = 0.9f,
		.close = 0.8f,
		.close_share = 0.1f,
		.turn_s = 0.2f,
		.in_order = true,
	};
	/* a = 5, D = 0.1 m, as in the paper; the heading turns at once. */
	static const struct evac_law_pair speed = {
		.side_range = 1,
		.close = 1,
		.close_share = 1,
		.push = 5.0f,
		.push_range = 0.1f,
		.shoulder = 1,
		.shoulder_meeting = 1,
		.touch = 0,
	};

	struct evac_law_pair law = model == EVAC_SPEED ? speed : anticipating;

	law.close_slope = (1 - law.close_share) / law.close;
	law.touch_meeting = law.touch * law.shoulder_meeting;
	return law;
}

struct walker {
	struct evac_run *run;
	const struct evac_sheet *sheet;
	uint32_t at, bin;
	float x, y, r;
	float gx, gy, ex, ey;
	float free; /* with zone and gradient */
	float v;
};

/* Nearest point of a wall, as a vector from it to (x, y); its length. */
static float from_wall(const struct evac_wall *wall, float x, float y, float *ret_x, float *ret_y)
{
	float dx = wall->bx - wall->ax, dy = wall->by - wall->ay;
	float t = ((x - wall->ax) * dx + (y - wall->ay) * dy) / (wall->len * wall->len);

	t = t < 0 ? 0 : t > 1 ? 1 : t;
	*ret_x = x - wall->ax - t * dx;
	*ret_y = y - wall->ay - t * dy;
	return sqrtf(*ret_x * *ret_x + *ret_y * *ret_y);
}

static void shy_of_walls(const struct walker *walker, float *x, float *y)
{
	const struct evac_bins *near = &walker->run->grid.near;

	for (uint32_t i = near->start[walker->bin]; i < near->start[walker->bin + 1]; i++) {
		float wx, wy;
		float off = from_wall(&walker->sheet->walls[near->list[i]], walker->x, walker->y,
				      &wx, &wy);
		float reach = walker->r + SHY_OF_WALLS;

		if (off >= reach || off < 1e-6f)
			continue;
		float into = (*x * wx + *y * wy) / off;
		float share = (reach - off) / SHY_OF_WALLS;

		if (into >= 0)
			continue;
		share = share > 1 ? 1 : share;
		*x -= into * share * wx / off;
		*y -= into * share * wy / off;
	}
}

/* Moves a place out of the walls, so that the body touches them at most. */
static void keep_out(const struct walker *walker, uint32_t bin, float *x, float *y)
{
	const struct evac_bins *near = &walker->run->grid.near;

	for (int pass = 0; pass < 2; pass++)
		for (uint32_t i = near->start[bin]; i < near->start[bin + 1]; i++) {
			const struct evac_wall *wall = &walker->sheet->walls[near->list[i]];
			float wx, wy, off = from_wall(wall, *x, *y, &wx, &wy);

			if (off >= walker->r || off < 1e-6f)
				continue;
			*x += wx / off * (walker->r - off);
			*y += wy / off * (walker->r - off);
		}
}

static float free_speed(const struct walker *walker, uint32_t cell, float speed)
{
	const struct evac_run *run = walker->run;

	if (run->grid.zone[cell] == 0)
		return speed;
	const struct evac_zone *zone = &run->world->zones[run->grid.zone[cell] - 1];
	const struct evac_cold *cold = &run->cold[run->hot[HOT_ID][walker->at].u];
	float up = walker->gx * (float)zone->up_x + walker->gy * (float)zone->up_y;

	speed *= (float)(zone->rise > 0 && up < 0 ? zone->factor_down : zone->factor);
	if (zone->rise > 0) {
		float steep = fabsf(up) * (float)zone->rise;

		speed *= (float)run->world->groups[cold->group].stairs_factor > 0
				 ? (float)run->world->groups[cold->group].stairs_factor
				 : 1;
		speed /= sqrtf(1 + steep * steep);
	}
	return speed;
}

/* A party's pace is its slowest member's; who is ahead of its last slows down for him. */
static float party_pace(const struct walker *walker, float pot, float speed)
{
	const struct evac_run *run = walker->run;
	uint32_t party = run->cold[run->hot[HOT_ID][walker->at].u].party;
	float lead;

	if (party == EVAC_NONE)
		return speed;
	lead = run->party_far[party] - pot - PARTY_LEAD_S;
	if (speed > run->party_speed[party] && lead > 0)
		speed = run->party_speed[party];
	return lead > 0 ? speed * fmaxf(1 - lead / PARTY_STOP_S, 0.2f) : speed;
}

static void find_way(struct walker *walker, float *ret_pot)
{
	const struct evac_run *run = walker->run;
	union evac_word *const *hot = run->hot;
	const struct evac_group *group =
		&run->world->groups[run->cold[hot[HOT_ID][walker->at].u].group];
	struct evac_way way;

	if (group->heading_x != 0 || group->heading_y != 0) {
		walker->gx = (float)group->heading_x;
		walker->gy = (float)group->heading_y;
		*ret_pot = -walker->x * walker->gx - walker->y * walker->gy;
		return;
	}
	way = evac_field_look(&run->grid, &run->fields[HOT_FIELD_OF(hot[HOT_FIELD][walker->at].u)],
			      walker->sheet, walker->x, walker->y);
	*ret_pot = way.t;
	walker->gx = way.x;
	walker->gy = way.y;
}

static void turn_towards(struct walker *walker, const struct evac_pull *pull)
{
	const struct evac_law_pair *law = &walker->run->law;
	float x = walker->gx - walker->gy * pull->side + pull->x;
	float y = walker->gy + walker->gx * pull->side + pull->y;

	float len = sqrtf(x * x + y * y);

	if (len < 1e-6f)
		return;
	x /= len;
	y /= len;
	if (law->turn_s > 0) {
		float share = walker->run->dt / law->turn_s;

		x = walker->ex + (x - walker->ex) * share;
		y = walker->ey + (y - walker->ey) * share;
	}
	shy_of_walls(walker, &x, &y);
	len = sqrtf(x * x + y * y);
	if (len < 1e-6f)
		return;
	walker->ex = x / len;
	walker->ey = y / len;
}

/* Who has stood long makes himself small, and grows again as he walks. */
static float squeeze(const struct walker *walker, float stuck)
{
	const struct evac_run *run = walker->run;
	float whole = run->cold[run->hot[HOT_ID][walker->at].u].radius;
	float share = (stuck - PATIENCE_S) / SQUEEZE_S;

	if (run->options.model == EVAC_SPEED)
		return whole;
	share = share < 0 ? 0 : share > 1 ? 1 : share;
	return whole * (1 - (1 - SQUEEZE_LEAST) * share);
}

static void move(struct walker *walker, const struct evac_pull *pull, float *ret_x, float *ret_y)
{
	float step = walker->v * walker->run->dt, x = walker->ex * step, y = walker->ey * step;
	float px = pull->press_x * 0.3f, py = pull->press_y * 0.3f, len = sqrtf(px * px + py * py);

	if (len > PRESS_STEP) {
		px *= PRESS_STEP / len;
		py *= PRESS_STEP / len;
	}
	x += px;
	y += py;
	len = sqrtf(x * x + y * y);
	if (len > STEP_MOST) {
		x *= STEP_MOST / len;
		y *= STEP_MOST / len;
	}
	*ret_x = walker->x + x;
	*ret_y = walker->y + y;
	keep_out(walker, walker->bin, ret_x, ret_y);
}

/*
 * Who has gone out walks on for a while and is in the way of those behind, as people outside a
 * door are; else a door would pass more people the sooner it forgets them.
 */
static void walk_off(struct evac_run *run, uint32_t at)
{
	union evac_word **next = run->next;
	struct evac_pull pull = run->wide ? evac_pair_wide(run, at) : evac_pair(run, at);
	float room = pull.room > 0 ? pull.room / run->hot[HOT_GAP][at].f : 0;
	float v = room < run->hot[HOT_FREE][at].f ? room : run->hot[HOT_FREE][at].f;
	const struct evac_sheet *sheet = &run->grid.sheets[HOT_LEVEL_OF(run->hot[HOT_FIELD][at].u)];

	next[HOT_V][at].f = v;
	next[HOT_X][at].f += next[HOT_EX][at].f * v * run->dt;
	next[HOT_Y][at].f += next[HOT_EY][at].f * v * run->dt;
	next[HOT_POT][at].f -= v * run->dt;
	next[HOT_STUCK][at].f += v * run->dt;
	next[HOT_BIN][at].u = evac_sheet_bin(sheet, next[HOT_X][at].f, next[HOT_Y][at].f);
	if (next[HOT_STUCK][at].f > OUTSIDE)
		next[HOT_FIELD][at].u |= HOT_GONE;
}

static void walk(struct evac_run *run, uint32_t at)
{
	union evac_word *const *hot = run->hot, **next = run->next;
	const struct evac_grid *grid = &run->grid;
	uint32_t word = hot[HOT_FIELD][at].u;
	struct walker walker = {
		.run = run,
		.sheet = &grid->sheets[HOT_LEVEL_OF(word)],
		.at = at,
		.bin = hot[HOT_BIN][at].u,
		.x = hot[HOT_X][at].f,
		.y = hot[HOT_Y][at].f,
		.r = hot[HOT_R][at].f,
		.ex = hot[HOT_EX][at].f,
		.ey = hot[HOT_EY][at].f,
	};
	uint32_t cell = evac_sheet_cell(walker.sheet, grid->h, walker.x, walker.y);
	float pot, room, stuck = hot[HOT_STUCK][at].f;

	find_way(&walker, &pot);
	if (hot[HOT_V][at].f < 0) { /* goes off: faces the way */
		walker.ex = walker.gx;
		walker.ey = walker.gy;
		hot[HOT_V][at].f = 0;
	}
	hot[HOT_GX][at].f = walker.gx;
	hot[HOT_GY][at].f = walker.gy;
	struct evac_pull pull = run->wide ? evac_pair_wide(run, at) : evac_pair(run, at);

	turn_towards(&walker, &pull);
	walker.free = party_pace(&walker, pot, free_speed(&walker, cell, hot[HOT_FREE][at].f));
	room = pull.room > 0 ? pull.room / hot[HOT_GAP][at].f : 0;
	walker.v = room < walker.free ? room : walker.free;
	stuck = walker.v < SLOW ? stuck + run->dt : stuck - 2 * run->dt;
	stuck = stuck < 0 ? 0 : stuck > 30 ? 30 : stuck;
	move(&walker, &pull, &next[HOT_X][at].f, &next[HOT_Y][at].f);
	next[HOT_EX][at].f = walker.ex;
	next[HOT_EY][at].f = walker.ey;
	next[HOT_V][at].f = walker.v;
	next[HOT_R][at].f = squeeze(&walker, stuck);
	next[HOT_POT][at].f = pot;
	next[HOT_STUCK][at].f = stuck;
	next[HOT_BIN][at].u = evac_sheet_bin(walker.sheet, next[HOT_X][at].f, next[HOT_Y][at].f);
	next[HOT_FIELD][at].u =
		(word & ~HOT_SPECIAL) | (grid->flags[cell] & CELL_SPECIAL ? HOT_SPECIAL : 0);
	struct evac_cold *cold = &run->cold[hot[HOT_ID][at].u];

	cold->walked += walker.v * run->dt;
	if (walker.v > 0 && cold->moved_at >= EVAC_NEVER)
		cold->moved_at = (float)evac_time(run);
}

void evac_walk_block(void *job, uint32_t block)
{
	struct evac_run *run = job;
	uint32_t from = block * EVAC_BLOCK,
		 to = from + EVAC_BLOCK < run->n ? from + EVAC_BLOCK : run->n;
	float now = (float)evac_time(run);

	for (int k = 0; k < HOT_COUNT; k++)
		memcpy(run->next[k] + from, run->hot[k] + from, (to - from) * sizeof **run->next);
	for (uint32_t i = from; i < to; i++) {
		uint32_t word = run->hot[HOT_FIELD][i].u;

		if (word & HOT_GHOST)
			continue;
		run->cold[run->hot[HOT_ID][i].u].slot = i;
		if (word & HOT_LEAVING)
			walk_off(run, i);
		else if (run->hot[HOT_WAKE][i].f <= now)
			walk(run, i);
	}
}
