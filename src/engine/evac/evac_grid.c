/* Lays the floors out in small squares: where one can stand, how far the next wall is. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdlib.h>

#include "engine/evac/evac_state.h"

#define MARGIN 1.0 /* m around a level's floor */
#define SPECIAL_REACH 0.6 /* m: nearer to a line one may pass it */
#define BEYOND_REACH 0.7 /* m: ways go on beyond a portal */
#define NEAR_REACH 0.9f /* m: walls one may touch or shy from */

/* ---- filling polygons ---------------------------------------------------------------------- */

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

struct fill {
	uint8_t *cells;
	uint8_t set, clear; /* bits, or with `value` the number */
	bool value;
};

static void fill_span(const struct fill *fill, const struct evac_sheet *sheet, int32_t row,
		      double from, double to)
{
	int32_t first = (int32_t)ceil(fmax(from, 0) - 0.5),
		last = (int32_t)ceil(fmin(to, sheet->columns) - 0.5);
	uint8_t *cell = fill->cells + sheet->cells + (size_t)row * (size_t)sheet->columns;

	for (int32_t i = first; i < last && i < sheet->columns; i++)
		cell[i] = fill->value ? fill->set : (uint8_t)((cell[i] & ~fill->clear) | fill->set);
}

/* Every cell whose middle lies in the polygon. */
static void fill_polygon(const struct evac_grid *grid, uint32_t level,
			 const struct evac_shape *shape, const struct fill *fill)
{
	const struct evac_sheet *sheet = &grid->sheets[level];
	double *x = heap_alloc((shape->npoints + 1) * sizeof *x);
	double ox = grid->x + (double)sheet->x, oy = grid->y + (double)sheet->y,
	       h = (double)grid->h;

	for (int32_t row = 0; row < sheet->rows; row++) {
		double y = oy + (row + 0.5) * h;
		uint32_t n = 0, from = 0;

		for (uint32_t ring = 0; ring < shape->nrings; ring++) {
			for (uint32_t i = from; i + 1 < shape->ring_ends[ring]; i++) {
				struct evac_point a = shape->points[i], b = shape->points[i + 1];

				if ((a.y > y) != (b.y > y))
					x[n++] =
						((b.x - a.x) * (y - a.y) / (b.y - a.y) + a.x - ox) /
						h;
			}
			from = shape->ring_ends[ring];
		}
		qsort(x, n, sizeof *x, by_value);
		for (uint32_t i = 0; i + 1 < n; i += 2)
			fill_span(fill, sheet, row, x[i], x[i + 1]);
	}
	heap_free(x);
}

/* ---- cells near a line --------------------------------------------------------------------- */

struct near {
	const struct evac_grid *grid;
	const struct evac_sheet *sheet;
	float ax, ay, bx, by;
};

/* Calls `each` with every cell whose middle lies within `reach` of the line. */
static void near_line(const struct near *line, float reach,
		      void (*each)(void *user, uint32_t cell, float x, float y, float off),
		      void *user)
{
	const struct evac_sheet *sheet = line->sheet;
	float h = line->grid->h, dx = line->bx - line->ax, dy = line->by - line->ay;
	float whole = dx * dx + dy * dy;
	int32_t low[2], high[2];

	low[0] = (int32_t)floorf((fminf(line->ax, line->bx) - reach - sheet->x) / h);
	low[1] = (int32_t)floorf((fminf(line->ay, line->by) - reach - sheet->y) / h);
	high[0] = (int32_t)ceilf((fmaxf(line->ax, line->bx) + reach - sheet->x) / h);
	high[1] = (int32_t)ceilf((fmaxf(line->ay, line->by) + reach - sheet->y) / h);
	for (int32_t row = low[1] < 0 ? 0 : low[1]; row < sheet->rows && row <= high[1]; row++)
		for (int32_t i = low[0] < 0 ? 0 : low[0]; i < sheet->columns && i <= high[0]; i++) {
			float x = sheet->x + ((float)i + 0.5f) * h,
			      y = sheet->y + ((float)row + 0.5f) * h;
			float t =
				whole > 0 ? ((x - line->ax) * dx + (y - line->ay) * dy) / whole : 0;

			t = t < 0 ? 0 : t > 1 ? 1 : t;
			float ox = x - line->ax - t * dx, oy = y - line->ay - t * dy;
			float off = sqrtf(ox * ox + oy * oy);

			if (off <= reach)
				each(user, sheet->cells + (uint32_t)(row * sheet->columns + i), x,
				     y, off);
		}
}

static struct near line_of(const struct evac_grid *grid, uint32_t level, struct evac_point a,
			   struct evac_point b)
{
	return (struct near){ grid,
			      &grid->sheets[level],
			      (float)(a.x - grid->x),
			      (float)(a.y - grid->y),
			      (float)(b.x - grid->x),
			      (float)(b.y - grid->y) };
}

static void set_clear(void *user, uint32_t cell, float x, float y, float off)
{
	uint8_t *clear = user;
	uint8_t value = (uint8_t)(off * 100);

	(void)x;
	(void)y;
	if (value < clear[cell])
		clear[cell] = value;
}

static void set_special(void *user, uint32_t cell, float x, float y, float off)
{
	uint8_t *flags = user;

	(void)x;
	(void)y;
	(void)off;
	flags[cell] |= CELL_SPECIAL;
}

/* ---- what cannot be walked through --------------------------------------------------------- */

struct cut {
	const struct near *line;
	uint8_t *flags;
	bool along, against; /* which ways across are cut: left to right, right to left */
};

static float side_of(const struct near *line, float x, float y)
{
	return (line->bx - line->ax) * (y - line->ay) - (line->by - line->ay) * (x - line->ax);
}

/* Moved by a hair, that a line through the middles of cells divides them all the same. */
static bool crosses(const struct near *line, float x, float y, float tx, float ty)
{
	const float hair_x = 0.00037f, hair_y = 0.00051f;
	struct near l = *line;

	l.ax += hair_x;
	l.bx += hair_x;
	l.ay += hair_y;
	l.by += hair_y;
	float dx = tx - x, dy = ty - y;
	float a = dx * (l.ay - y) - dy * (l.ax - x), b = dx * (l.by - y) - dy * (l.bx - x);

	return side_of(&l, x, y) * side_of(&l, tx, ty) < 0 && a * b <= 0;
}

static void cut_cell(void *user, uint32_t cell, float x, float y, float off)
{
	static const struct {
		float dx, dy;
		uint8_t there, back;
	} ways[] = {
		{ 1, 0, CELL_CUT_E, CELL_CUT_W },
		{ 0, 1, CELL_CUT_N, CELL_CUT_S },
	};
	const struct cut *cut = user;
	const struct evac_sheet *sheet = cut->line->sheet;
	float h = cut->line->grid->h;

	(void)off;
	for (int k = 0; k < 2; k++) {
		float tx = x + h * ways[k].dx, ty = y + h * ways[k].dy;
		uint32_t to = cell + (k ? (uint32_t)sheet->columns : 1);
		bool forward = side_of(cut->line, x, y) > side_of(cut->line, tx, ty);

		if (tx > sheet->x + (float)sheet->columns * h ||
		    ty > sheet->y + (float)sheet->rows * h || !crosses(cut->line, x, y, tx, ty))
			continue;
		if (forward ? cut->along : cut->against)
			cut->flags[cell] |= ways[k].there;
		if (forward ? cut->against : cut->along)
			cut->flags[to] |= ways[k].back;
	}
}

static void cut_line(uint8_t *flags, const struct near *line, bool along, bool against)
{
	struct cut cut = { line, flags, along, against };

	near_line(line, 1.5f * line->grid->h, cut_cell, &cut);
}

void evac_grid_gates(struct evac_run *run)
{
	struct evac_grid *grid = &run->grid;

	memcpy(grid->flags, grid->fixed_flags, grid->ncells);
	for (uint32_t i = 0; i < run->world->ngates; i++) {
		const struct evac_gate *gate = &run->world->gates[i];
		struct near line =
			line_of(grid, gate->level, gate->shape.points[0], gate->shape.points[1]);
		bool closed = run->gates[i].closed;

		cut_line(grid->flags, &line, closed || !gate->forward, closed || !gate->backward);
	}
}

/* ---- portals ------------------------------------------------------------------------------- */

struct beyond {
	struct evac_grid *grid;
	struct near line;
	const struct evac_sheet *other;
	float dx, dy; /* from this level to the other */
	float side; /* +1: people stand to the left */
	uint32_t size;
};

static void link_cell(void *user, uint32_t cell, float x, float y, float off)
{
	struct beyond *beyond = user;
	struct evac_grid *grid = beyond->grid;
	const struct near *line = &beyond->line;
	float dx = line->bx - line->ax, dy = line->by - line->ay;
	float t = (x - line->ax) * dx + (y - line->ay) * dy;
	float ox = x + beyond->dx - beyond->other->x, oy = y + beyond->dy - beyond->other->y;

	(void)off;
	if (side_of(line, x, y) * beyond->side > 0 || t < 0 || t > dx * dx + dy * dy || ox < 0 ||
	    oy < 0 || grid->flags[cell] & (CELL_FREE | CELL_BEYOND))
		return;
	uint32_t to = evac_sheet_cell(beyond->other, grid->h, ox + beyond->other->x,
				      oy + beyond->other->y);

	if (!(grid->flags[to] & CELL_FREE))
		return;
	grid->flags[cell] |= CELL_BEYOND;
	HEAP_ROOM(grid->links, grid->nlinks, beyond->size);
	grid->links[grid->nlinks++] = (struct evac_link){ cell, to };
}

static int by_target(const void *a, const void *b)
{
	const struct evac_link *x = a, *y = b;

	return x->to != y->to ? (x->to > y->to) - (x->to < y->to)
			      : (x->from > y->from) - (x->from < y->from);
}

static void link_portals(struct arena *arena, const struct evac_world *world,
			 struct evac_grid *grid)
{
	struct beyond beyond = { .grid = grid };

	for (uint32_t i = 0; i < world->nportals; i++)
		for (int side = 0; side < 2; side++) {
			const struct evac_portal *portal = &world->portals[i];
			const struct evac_point *here = portal->line[side],
						*there = portal->line[!side];

			beyond.line = line_of(grid, portal->level[side], here[0], here[1]);
			beyond.other = &grid->sheets[portal->level[!side]];
			beyond.dx = (float)(there[0].x - here[0].x);
			beyond.dy = (float)(there[0].y - here[0].y);
			beyond.side = side ? -1 : 1;
			near_line(&beyond.line, (float)BEYOND_REACH, link_cell, &beyond);
		}
	struct evac_link *links = arena_alloc(arena, (grid->nlinks + 1) * sizeof *links);

	if (grid->nlinks > 0) {
		memcpy(links, grid->links, grid->nlinks * sizeof *links);
		qsort(links, grid->nlinks, sizeof *links, by_target);
	}
	heap_free(grid->links);
	grid->links = links;
}

/* ---- walls by bin -------------------------------------------------------------------------- */

static float off_wall(const struct evac_wall *wall, float x, float y)
{
	float dx = wall->bx - wall->ax, dy = wall->by - wall->ay;
	float t = ((x - wall->ax) * dx + (y - wall->ay) * dy) / (wall->len * wall->len);

	t = t < 0 ? 0 : t > 1 ? 1 : t;
	return hypotf(x - wall->ax - t * dx, y - wall->ay - t * dy);
}

/* Could somebody stand behind it, near enough to be taken note of through it? */
static bool hides(const struct evac_grid *grid, const struct evac_sheet *sheet,
		  const struct evac_wall *wall)
{
	float ux = (wall->bx - wall->ax) / wall->len, uy = (wall->by - wall->ay) / wall->len;
	uint32_t steps = (uint32_t)(wall->len / 0.4f) + 1;

	if (wall->thin)
		return true;
	for (uint32_t i = 0; i <= steps; i++)
		for (float deep = 0.05f; deep < EVAC_SEE; deep += 0.15f) {
			float along = wall->len * (float)i / (float)steps;
			float x = wall->ax + ux * along + uy * deep,
			      y = wall->ay + uy * along - ux * deep;

			if (grid->flags[evac_sheet_cell(sheet, grid->h, x, y)] & CELL_FREE)
				return true;
		}
	return false;
}

/* Goes over all pairs of bin and wall; counts them, or where `list` is given writes them. */
static void bin_walls(const struct evac_grid *grid, float reach, bool hiding, uint32_t *at,
		      uint32_t *list)
{
	for (uint32_t s = 0; s < grid->nsheets; s++) {
		const struct evac_sheet *sheet = &grid->sheets[s];

		for (uint32_t w = 0; w < sheet->nwalls; w++) {
			const struct evac_wall *wall = &sheet->walls[w];
			float near = reach + 0.5f * hypotf(EVAC_BIN_X, EVAC_BIN_Y);

			if (hiding && !hides(grid, sheet, wall))
				continue;
			uint32_t low = evac_sheet_bin(sheet, fminf(wall->ax, wall->bx) - near,
						      fminf(wall->ay, wall->by) - near) -
				       sheet->bins;
			uint32_t high = evac_sheet_bin(sheet, fmaxf(wall->ax, wall->bx) + near,
						       fmaxf(wall->ay, wall->by) + near) -
					sheet->bins;
			uint32_t columns = (uint32_t)sheet->bin_columns;

			for (uint32_t row = low / columns; row <= high / columns; row++)
				for (uint32_t i = low % columns; i <= high % columns; i++) {
					uint32_t bin = sheet->bins + row * columns + i;

					if (off_wall(wall,
						     sheet->x + ((float)i + 0.5f) * EVAC_BIN_X,
						     sheet->y + ((float)row + 0.5f) * EVAC_BIN_Y) >
					    near)
						continue;
					if (list)
						list[at[bin]] = w;
					at[bin]++;
				}
		}
	}
}

static void make_bins(struct arena *arena, const struct evac_grid *grid, float reach, bool hiding,
		      struct evac_bins *ret)
{
	size_t size = (size_t)(grid->nbins + 1) * sizeof(uint32_t);
	uint32_t *at = heap_alloc(size), total = 0;

	ret->start = arena_alloc(arena, size);
	bin_walls(grid, reach, hiding, at, NULL);
	for (uint32_t bin = 0; bin < grid->nbins; bin++) {
		ret->start[bin] = total;
		total += at[bin];
		at[bin] = ret->start[bin];
	}
	ret->start[grid->nbins] = total;
	ret->list = arena_alloc(arena, (total + 1) * sizeof *ret->list);
	bin_walls(grid, reach, hiding, at, ret->list);
	heap_free(at);
}

/* ---- the whole ----------------------------------------------------------------------------- */

static bool level_box(const struct evac_world *world, uint32_t level, double low[2], double high[2])
{
	bool any = false;

	for (uint32_t i = 0; i < world->nfloors; i++) {
		double l[2], h[2];

		if (world->floors[i].level != level || world->floors[i].role != EVAC_WALKABLE)
			continue;
		evac_shape_box(&world->floors[i].shape, l, h);
		for (int k = 0; k < 2; k++) {
			low[k] = any ? fmin(low[k], l[k]) : l[k];
			high[k] = any ? fmax(high[k], h[k]) : h[k];
		}
		any = true;
	}
	return any;
}

/* Lays out the sheets for cells so wide; false when there are too many. */
static bool lay_out(const struct evac_world *world, double h, struct evac_grid *grid)
{
	uint64_t cells = 0, bins = 0;

	grid->h = (float)h;
	grid->nsheets = world->nlevels;
	for (uint32_t level = 0; level < world->nlevels; level++) {
		struct evac_sheet *sheet = &grid->sheets[level];
		double low[2] = { grid->x, grid->y }, high[2] = { grid->x, grid->y };

		level_box(world, level, low, high);
		double column = floor((low[0] - grid->x - MARGIN) / h),
		       row = floor((low[1] - grid->y - MARGIN) / h);

		sheet->x = (float)(column * h);
		sheet->y = (float)(row * h);
		double columns = ceil((high[0] + MARGIN - grid->x) / h) - column;
		double rows = ceil((high[1] + MARGIN - grid->y) / h) - row;

		if (columns * rows > EVAC_CELLS_MOST)
			return false;
		sheet->columns = (int32_t)columns;
		sheet->rows = (int32_t)rows;
		sheet->cells = (uint32_t)cells;
		cells += (uint64_t)(columns * rows);
		sheet->bin_columns = (int32_t)(columns * h / (double)EVAC_BIN_X) + 1;
		sheet->bin_rows = (int32_t)(rows * h / (double)EVAC_BIN_Y) + 1;
		sheet->bins = (uint32_t)bins;
		bins += (uint64_t)sheet->bin_columns * (uint64_t)sheet->bin_rows;
		if (cells > EVAC_CELLS_MOST)
			return false;
	}
	grid->ncells = (uint32_t)cells;
	grid->nbins = (uint32_t)bins;
	return true;
}

static bool choose_cells(const struct evac_world *world, double cell, struct evac_grid *grid)
{
	static const double widths[] = { 0.2, 0.25, 0.3, 0.4, 0.5 };
	double low[2] = { 0, 0 };
	bool any = false;

	for (uint32_t level = 0; level < world->nlevels; level++) {
		double l[2], h[2];

		if (!level_box(world, level, l, h))
			continue;
		low[0] = any ? fmin(low[0], l[0]) : l[0];
		low[1] = any ? fmin(low[1], l[1]) : l[1];
		any = true;
	}
	grid->x = low[0];
	grid->y = low[1];
	if (cell > 0)
		return lay_out(world, cell, grid);
	for (size_t i = 0; i < sizeof widths / sizeof widths[0]; i++)
		if (lay_out(world, widths[i], grid) && grid->ncells <= EVAC_CELLS_MOST / 3)
			return true;
	return false;
}

static void mark_shape(struct evac_grid *grid, uint32_t level, const struct evac_shape *shape,
		       bool polygon)
{
	struct fill fill = { grid->flags, CELL_SPECIAL, 0, false };

	if (polygon)
		fill_polygon(grid, level, shape, &fill);
	for (uint32_t i = 0; i + 1 < shape->npoints; i++) {
		struct near line = line_of(grid, level, shape->points[i], shape->points[i + 1]);

		near_line(&line, polygon ? 0.3f : (float)SPECIAL_REACH, set_special, grid->flags);
	}
}

static void mark_specials(const struct evac_world *world, struct evac_grid *grid)
{
	for (uint32_t i = 0; i < world->nexits; i++)
		mark_shape(grid, world->exits[i].level, &world->exits[i].shape,
			   !world->exits[i].line);
	for (uint32_t i = 0; i < world->ngates; i++)
		mark_shape(grid, world->gates[i].level, &world->gates[i].shape, false);
	for (uint32_t i = 0; i < world->nservers; i++)
		mark_shape(grid, world->servers[i].level[0], &world->servers[i].shape[0], true);
	for (uint32_t i = 0; i < world->nareas; i++)
		mark_shape(grid, world->areas[i].level, &world->areas[i].shape, true);
	for (uint32_t i = 0; i < world->nmeters; i++)
		if (world->meters[i].line)
			mark_shape(grid, world->meters[i].level, &world->meters[i].shape, false);
	for (uint32_t i = 0; i < world->nportals; i++)
		for (int side = 0; side < 2; side++) {
			const struct evac_portal *portal = &world->portals[i];
			struct near line = line_of(grid, portal->level[side], portal->line[side][0],
						   portal->line[side][1]);

			near_line(&line, (float)SPECIAL_REACH, set_special, grid->flags);
		}
}

static void fill_cells(const struct evac_world *world, struct evac_grid *grid)
{
	struct fill fill = { .cells = grid->flags };

	for (int pass = 0; pass < 2; pass++)
		for (uint32_t i = 0; i < world->nfloors; i++) {
			const struct evac_floor *floor = &world->floors[i];

			fill.set = pass ? 0 : CELL_FREE;
			fill.clear = pass ? CELL_FREE : 0;
			if ((floor->role == EVAC_OBSTACLE) == pass)
				fill_polygon(grid, floor->level, &floor->shape, &fill);
		}
	fill = (struct fill){ .cells = grid->zone, .value = true };
	for (uint32_t i = 0; i < world->nzones; i++) {
		fill.set = (uint8_t)(i + 1);
		fill_polygon(grid, world->zones[i].level, &world->zones[i].shape, &fill);
	}
	memset(grid->clear, (int)(EVAC_CLEAR * 100), grid->ncells);
	for (uint32_t s = 0; s < grid->nsheets; s++)
		for (uint32_t w = 0; w < grid->sheets[s].nwalls; w++) {
			const struct evac_wall *wall = &grid->sheets[s].walls[w];
			struct near line = { grid,     &grid->sheets[s], wall->ax,
					     wall->ay, wall->bx,         wall->by };

			near_line(&line, EVAC_CLEAR, set_clear, grid->clear);
			cut_line(grid->flags, &line, true, true);
		}
}

enum evac_error evac_grid_make(struct arena *arena, const struct evac_world *world, double cell,
			       struct evac_grid *ret, struct evac_fault *ret_fault)
{
	memset(ret, 0, sizeof *ret);
	ret_fault->item = EVAC_ITEM_WORLD;
	if (!choose_cells(world, cell, ret))
		return EVAC_TOO_LARGE;
	for (uint32_t level = 0; level < world->nlevels; level++) {
		enum evac_error error =
			evac_walls_make(arena, world, level, ret->x, ret->y, &ret->sheets[level]);

		ret_fault->level = level;
		if (error != EVAC_OK)
			return error;
	}
	ret->flags = arena_alloc(arena, ret->ncells);
	ret->fixed_flags = arena_alloc(arena, ret->ncells);
	ret->clear = arena_alloc(arena, ret->ncells);
	ret->zone = arena_alloc(arena, ret->ncells);
	fill_cells(world, ret);
	mark_specials(world, ret);
	link_portals(arena, world, ret);
	make_bins(arena, ret, NEAR_REACH, false, &ret->near);
	make_bins(arena, ret, EVAC_SEE, true, &ret->hiding);
	memcpy(ret->fixed_flags, ret->flags, ret->ncells);
	return EVAC_OK;
}
