/* Keeps the people sorted by place, so that neighbours in the hall are neighbours in memory. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "engine/evac/evac_state.h"

/*
 * A counting sort by bin, a step. Who stands in sight of a portal is copied to its other side as a
 * ghost: seen by the people there, moved by nobody.
 */
#define GHOST_SHIFT 24 /* order: place below, 1 + portal side above */
#define PLACE_OF(word) ((word) & ((1u << GHOST_SHIFT) - 1))
#define PORTALS_MOST 100 /* 2 sides each in 8 bits */

_Static_assert(EVAC_AGENTS_MOST * 4 < 1u << GHOST_SHIFT, "a place fits beside its portal");

struct line {
	float ax, ay, bx, by, dx, dy; /* dx, dy: to the other side */
	float side;
	uint32_t from, to; /* levels */
};

static struct line line_of(const struct evac_run *run, uint32_t which)
{
	const struct evac_portal *portal = &run->world->portals[which / 2];
	uint32_t side = which % 2;
	const struct evac_point *here = portal->line[side], *there = portal->line[!side];

	return (struct line){
		.ax = (float)(here[0].x - run->grid.x),
		.ay = (float)(here[0].y - run->grid.y),
		.bx = (float)(here[1].x - run->grid.x),
		.by = (float)(here[1].y - run->grid.y),
		.dx = (float)(there[0].x - here[0].x),
		.dy = (float)(there[0].y - here[0].y),
		.side = side ? -1 : 1,
		.from = portal->level[side],
		.to = portal->level[!side],
	};
}

/* Does somebody on this level, so near to the line, show on the other side? */
static bool shows(const struct line *line, uint32_t level, float x, float y)
{
	float dx = line->bx - line->ax, dy = line->by - line->ay, len = sqrtf(dx * dx + dy * dy);
	float along = ((x - line->ax) * dx + (y - line->ay) * dy) / len;
	float off = line->side * (dx * (y - line->ay) - dy * (x - line->ax)) / len;

	return level == line->from && off >= -0.3f && off < EVAC_SEE && along > -1 &&
	       along < len + 1;
}

void evac_sort_make(struct evac_run *run)
{
	const struct evac_grid *grid = &run->grid;

	run->bin_portal = arena_alloc(run->arena, grid->nbins + 1);
	for (uint32_t which = 0; which < 2 * run->world->nportals; which++) {
		struct line line = line_of(run, which);
		const struct evac_sheet *sheet = &grid->sheets[line.from];

		for (int32_t row = 0; row < sheet->bin_rows; row++)
			for (int32_t i = 0; i < sheet->bin_columns; i++) {
				float x = sheet->x + ((float)i + 0.5f) * EVAC_BIN_X;
				float y = sheet->y + ((float)row + 0.5f) * EVAC_BIN_Y;
				struct evac_point p = { (double)x, (double)y };
				struct evac_point a = { (double)line.ax, (double)line.ay };
				struct evac_point b = { (double)line.bx, (double)line.by };

				if (evac_shape_off(p, a, b) < (double)EVAC_SEE + 2)
					run->bin_portal[sheet->bins +
							(uint32_t)(row * sheet->bin_columns + i)] =
						1;
			}
	}
}

struct item {
	uint32_t order, bin;
};

/* Where the item at `word` of the order will stand: its own bin, or its ghost's. */
static uint32_t bin_of(const struct evac_run *run, const struct line *lines, uint32_t word)
{
	uint32_t place = PLACE_OF(word);

	if (word >> GHOST_SHIFT == 0)
		return run->next[HOT_BIN][place].u;
	const struct line *line = &lines[(word >> GHOST_SHIFT) - 1];

	return evac_sheet_bin(&run->grid.sheets[line->to], run->next[HOT_X][place].f + line->dx,
			      run->next[HOT_Y][place].f + line->dy);
}

/* Lists everybody and every ghost in `list`; how many. */
static uint32_t list_all(const struct evac_run *run, const struct line *lines, uint32_t *list)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < run->n; i++) {
		uint32_t word = run->next[HOT_FIELD][i].u;

		if (word & (HOT_GHOST | HOT_GONE))
			continue;
		list[count++] = i;
		if (!run->bin_portal[run->next[HOT_BIN][i].u])
			continue;
		for (uint32_t k = 0; k < 2 * run->world->nportals && count + 2 < run->room; k++)
			if (shows(&lines[k], HOT_LEVEL_OF(word), run->next[HOT_X][i].f,
				  run->next[HOT_Y][i].f))
				list[count++] = i | (k + 1) << GHOST_SHIFT;
	}
	return count;
}

static void make_ghost(struct evac_run *run, const struct line *line, uint32_t at)
{
	const struct evac_cold *cold = &run->cold[run->hot[HOT_ID][at].u];
	const struct evac_group *group = &run->world->groups[cold->group];
	uint32_t word = run->hot[HOT_FIELD][at].u & ~0xff00u;

	run->hot[HOT_X][at].f += line->dx;
	run->hot[HOT_Y][at].f += line->dy;
	run->hot[HOT_FIELD][at].u = word | HOT_GHOST | line->to << 8;
	run->hot[HOT_POT][at].f -=
		line->dx * (float)group->heading_x + line->dy * (float)group->heading_y;
}

struct gather {
	struct evac_run *run;
	const struct line *lines;
};

static void gather_block(void *job, uint32_t block)
{
	const struct gather *gather = job;
	struct evac_run *run = gather->run;
	uint32_t from = block * EVAC_BLOCK,
		 to = from + EVAC_BLOCK < run->n ? from + EVAC_BLOCK : run->n;

	for (int k = 0; k < HOT_COUNT; k++) {
		const union evac_word *in = run->next[k];
		union evac_word *out = run->hot[k];

		for (uint32_t i = from; i < to; i++)
			out[i] = in[PLACE_OF(run->order[i])];
	}
	for (uint32_t i = from; run->world->nportals > 0 && i < to; i++)
		if (run->order[i] >> GHOST_SHIFT)
			make_ghost(run, &gather->lines[(run->order[i] >> GHOST_SHIFT) - 1], i);
}

void evac_sort(struct evac_run *run)
{
	struct line lines[2 * PORTALS_MOST];
	struct gather gather = { run, lines };
	uint32_t *start = run->bin_start, *list = run->list, nbins = run->grid.nbins, count;

	for (uint32_t k = 0; k < 2 * run->world->nportals; k++)
		lines[k] = line_of(run, k);
	count = list_all(run, lines, list);
	memset(start, 0, (nbins + 2) * sizeof *start);
	for (uint32_t i = 0; i < count; i++)
		start[bin_of(run, lines, list[i]) + 2]++;
	for (uint32_t bin = 2; bin < nbins + 2; bin++)
		start[bin] += start[bin - 1];
	/* One place on: where a bin goes on is where it began once all are put. */
	for (uint32_t i = 0; i < count; i++)
		run->order[start[bin_of(run, lines, list[i]) + 1]++] = list[i];
	run->n = count;
	run->options.each(run->options.each_user, (count + EVAC_BLOCK - 1) / EVAC_BLOCK,
			  gather_block, &gather);
}
