/* The way out from everywhere: times to the nearest goal, spreading from the goals like a fire. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "engine/evac/evac_state.h"

/*
 * Fast marching (Sethian 1996) with first-order upwind differences: |grad t| = slowness, t = 0 at
 * the goal. Slowness is 1 / (1 m/s and the zone's factor), more beside walls so that ways keep off
 * corners, and more in a standing crowd where ways by congestion are asked for.
 */
#define WALL_SHY 0.45f /* m: from here on walls slow down */
#define WALL_COST 1.0f /* at the wall itself: twice as slow */
#define SEED_REACH 0.6f /* m: cells that a line makes goals of */
#define FAR EVAC_NEVER
#define OUT UINT32_MAX

/* ---- a heap of cells, the nearest first ---------------------------------------------------- */

struct front {
	uint32_t *heap, *place; /* place: 1 + index; OUT when settled */
	struct evac_cell *cells;
	uint32_t count;
};

static bool before(const struct front *front, uint32_t a, uint32_t b)
{
	float s = front->cells[a].t, t = front->cells[b].t;

	return s < t || (!(t < s) && a < b);
}

static void put(struct front *front, uint32_t at, uint32_t cell)
{
	front->heap[at] = cell;
	front->place[cell] = at + 1;
}

static void rise(struct front *front, uint32_t at)
{
	uint32_t cell = front->heap[at];

	while (at > 0 && before(front, cell, front->heap[(at - 1) / 4])) {
		put(front, at, front->heap[(at - 1) / 4]);
		at = (at - 1) / 4;
	}
	put(front, at, cell);
}

static void sink(struct front *front, uint32_t at)
{
	uint32_t cell = front->heap[at];

	for (;;) {
		uint32_t child = at * 4 + 1, best = child;

		if (child >= front->count)
			break;
		for (uint32_t k = 1; k < 4 && child + k < front->count; k++)
			if (before(front, front->heap[child + k], front->heap[best]))
				best = child + k;
		if (!before(front, front->heap[best], cell))
			break;
		put(front, at, front->heap[best]);
		at = best;
	}
	put(front, at, cell);
}

static uint32_t take(struct front *front)
{
	uint32_t cell = front->heap[0];

	front->place[cell] = OUT;
	if (--front->count > 0) {
		front->heap[0] = front->heap[front->count];
		sink(front, 0);
	}
	return cell;
}

/* A cell gets a time, if it is less than what it has. */
static void offer(struct front *front, uint32_t cell, float t)
{
	if (front->place[cell] == OUT || t >= front->cells[cell].t)
		return;
	front->cells[cell].t = t;
	if (front->place[cell] == 0) {
		front->heap[front->count] = cell;
		front->place[cell] = front->count + 1;
		front->count++;
	}
	rise(front, front->place[cell] - 1);
}

/* ---- goals --------------------------------------------------------------------------------- */

static void seed_line(struct evac_run *run, struct front *front, uint32_t level,
		      struct evac_point a, struct evac_point b)
{
	const struct evac_grid *grid = &run->grid;
	const struct evac_sheet *sheet = &grid->sheets[level];
	double len = hypot(b.x - a.x, b.y - a.y), ux = (b.x - a.x) / len, uy = (b.y - a.y) / len;
	double h = (double)grid->h, mx = (a.x + b.x) / 2, my = (a.y + b.y) / 2;
	bool left = evac_floor(run->world, level, mx - uy * 0.05, my + ux * 0.05);
	bool right = evac_floor(run->world, level, mx + uy * 0.05, my - ux * 0.05);
	float side = left && right ? 0 : left ? 1 : -1;

	for (int32_t row = 0; row < sheet->rows; row++)
		for (int32_t column = 0; column < sheet->columns; column++) {
			double x = grid->x + (double)sheet->x + (column + 0.5) * h - a.x;
			double y = grid->y + (double)sheet->y + (row + 0.5) * h - a.y;
			double along = x * ux + y * uy, off = y * ux - x * uy;
			uint32_t cell = sheet->cells + (uint32_t)(row * sheet->columns + column);
			bool free = run->grid.flags[cell] & CELL_FREE;

			if (along < -h / 2 || along > len + h / 2 || fabs(off) > (double)SEED_REACH)
				continue;
			if (side == 0 && free && fabs(off) < 0.75 * h)
				offer(front, cell, 0);
			else if (side != 0 && (off * (double)side < 0) != free)
				offer(front, cell, (float)off * side);
		}
}

static void seed_polygon(struct evac_run *run, struct front *front, uint32_t level,
			 const struct evac_shape *shape)
{
	const struct evac_grid *grid = &run->grid;
	const struct evac_sheet *sheet = &grid->sheets[level];
	double low[2], high[2], h = (double)grid->h;

	evac_shape_box(shape, low, high);
	for (int32_t row = 0; row < sheet->rows; row++)
		for (int32_t column = 0; column < sheet->columns; column++) {
			double x = grid->x + (double)sheet->x + (column + 0.5) * h;
			double y = grid->y + (double)sheet->y + (row + 0.5) * h;
			uint32_t cell = sheet->cells + (uint32_t)(row * sheet->columns + column);

			if (x >= low[0] && x <= high[0] && y >= low[1] && y <= high[1] &&
			    grid->flags[cell] & CELL_FREE && evac_shape_holds(shape, x, y))
				offer(front, cell, 0);
		}
}

static void seed(struct evac_run *run, struct front *front, const struct evac_field *field)
{
	const struct evac_world *world = run->world;

	if (field->area != EVAC_NONE) {
		seed_polygon(run, front, world->areas[field->area].level,
			     &world->areas[field->area].shape);
		return;
	}
	for (uint32_t i = 0; i < world->nexits; i++) {
		const struct evac_exit *exit = &world->exits[i];

		if (!(field->exits >> i & 1) || run->exits[i].closed)
			continue;
		if (!exit->line)
			seed_polygon(run, front, exit->level, &exit->shape);
		for (uint32_t k = 0; exit->line && k + 1 < exit->shape.npoints; k++)
			seed_line(run, front, exit->level, exit->shape.points[k],
				  exit->shape.points[k + 1]);
	}
}

/* ---- spreading ----------------------------------------------------------------------------- */

static float slowness(const struct evac_run *run, uint32_t cell)
{
	const struct evac_grid *grid = &run->grid;
	float off = (float)grid->clear[cell] / 100, slow = 1;

	if (off < WALL_SHY)
		slow += WALL_COST * (1 - off / WALL_SHY);
	if (grid->zone[cell]) {
		const struct evac_zone *zone = &run->world->zones[grid->zone[cell] - 1];
		double factor = zone->factor;

		if (zone->rise > 0)
			factor = (factor + zone->factor_down) / 2 /
				 sqrt(1 + zone->rise * zone->rise);
		slow /= (float)factor;
	}
	if (run->slow)
		slow += run->slow[cell];
	return slow;
}

/* The settled time of a neighbour, if people can go there from the cell. */
static float beside(const struct front *front, uint8_t flags, uint8_t cut, uint32_t cell)
{
	return flags & cut || front->place[cell] != OUT ? FAR : front->cells[cell].t;
}

static void update(const struct evac_run *run, struct front *front, uint32_t cell, uint32_t columns)
{
	uint8_t flags = run->grid.flags[cell];
	float e = beside(front, flags, CELL_CUT_E, cell + 1),
	      w = beside(front, flags, CELL_CUT_W, cell - 1);
	float n = beside(front, flags, CELL_CUT_N, cell + columns);
	float s = beside(front, flags, CELL_CUT_S, cell - columns);
	float x = e < w ? e : w, y = n < s ? n : s, low = x < y ? x : y, high = x < y ? y : x;
	float cost = slowness(run, cell) * run->grid.h;

	if (low >= FAR)
		return;
	if (high - low >= cost)
		offer(front, cell, low + cost);
	else
		offer(front, cell,
		      (low + high + sqrtf(2 * cost * cost - (high - low) * (high - low))) / 2);
}

/* Cells beyond portals that stand for this one have its time. */
static void follow_links(const struct evac_run *run, struct front *front, uint32_t cell,
			 void (*spread)(const struct evac_run *, struct front *, uint32_t))
{
	const struct evac_grid *grid = &run->grid;
	uint32_t low = 0, high = grid->nlinks;

	while (low < high) {
		uint32_t middle = (low + high) / 2;

		if (grid->links[middle].to < cell)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < grid->nlinks && grid->links[low].to == cell; low++) {
		uint32_t from = grid->links[low].from;

		if (front->place[from] == OUT)
			continue;
		front->cells[from].t = front->cells[cell].t;
		front->place[from] = OUT;
		spread(run, front, from);
	}
}

static const struct evac_sheet *sheet_of(const struct evac_grid *grid, uint32_t cell)
{
	uint32_t level = grid->nsheets - 1;

	while (grid->sheets[level].cells > cell)
		level--;
	return &grid->sheets[level];
}

static void spread(const struct evac_run *run, struct front *front, uint32_t cell)
{
	const struct evac_sheet *sheet = sheet_of(&run->grid, cell);
	uint32_t columns = (uint32_t)sheet->columns, own = cell - sheet->cells;
	uint32_t column = own % columns, row = own / columns;
	const uint8_t *flags = run->grid.flags;

	/* The border of a sheet is margin, so a free cell has all its neighbours in the sheet. */
	if (column == 0 || row == 0 || column + 1 == columns || row + 1 == (uint32_t)sheet->rows)
		return;
	const uint32_t beside_it[4] = { cell - 1, cell + 1, cell - columns, cell + columns };

	for (int k = 0; k < 4; k++)
		if (flags[beside_it[k]] & CELL_FREE && front->place[beside_it[k]] != OUT)
			update(run, front, beside_it[k], columns);
}

/* Who waits for a lift comes on from where it sets down, after half an interval and the ride. */
static void follow_servers(struct evac_run *run, struct front *front, bool *done)
{
	const struct evac_grid *grid = &run->grid;

	for (uint32_t i = 0; i < run->world->nservers; i++) {
		const struct evac_server *server = &run->world->servers[i];
		const struct evac_sheet *sheet = &grid->sheets[server->level[1]];
		double low[2], high[2];
		uint32_t cell;

		evac_shape_box(&server->shape[1], low, high);
		cell = evac_sheet_cell(sheet, grid->h, (float)((low[0] + high[0]) / 2 - grid->x),
				       (float)((low[1] + high[1]) / 2 - grid->y));
		if (done[i] || front->place[cell] != OUT)
			continue;
		done[i] = true;
		float t = front->cells[cell].t + (float)(server->interval / 2 + server->travel);
		struct evac_cell *cells = front->cells;
		const struct evac_sheet *from = &grid->sheets[server->level[0]];

		evac_shape_box(&server->shape[0], low, high);
		for (uint32_t own = 0; own < (uint32_t)(from->columns * from->rows); own++) {
			uint32_t c = from->cells + own, columns = (uint32_t)from->columns;
			double x =
				grid->x + (double)from->x + (own % columns + 0.5) * (double)grid->h;
			double y =
				grid->y + (double)from->y + (own / columns + 0.5) * (double)grid->h;

			if (grid->flags[c] & CELL_FREE && cells[c].t > t &&
			    evac_shape_holds(&server->shape[0], x, y))
				offer(front, c, t);
		}
	}
}

/* ---- directions ---------------------------------------------------------------------------- */

/* The slope of time along one axis, upwind of walls; never towards a wall. */
static float slope(float here, float low, float high)
{
	bool has_low = low < FAR, has_high = high < FAR;

	if (has_low && has_high)
		return (high - low) / 2;
	if (has_low)
		return here > low ? here - low : 0;
	if (has_high)
		return here > high ? high - here : 0;
	return 0;
}

static float open_time(const struct evac_cell *cells, uint8_t flags, uint8_t cut, uint32_t cell)
{
	return flags & cut ? FAR : cells[cell].t;
}

static void set_directions(const struct evac_run *run, struct evac_cell *cells)
{
	const struct evac_grid *grid = &run->grid;

	for (uint32_t s = 0; s < grid->nsheets; s++) {
		const struct evac_sheet *sheet = &grid->sheets[s];
		uint32_t columns = (uint32_t)sheet->columns;

		for (uint32_t row = 1; row + 1 < (uint32_t)sheet->rows; row++)
			for (uint32_t i = 1; i + 1 < columns; i++) {
				uint32_t c = sheet->cells + row * columns + i;
				uint8_t f = grid->flags[c];

				if (cells[c].t >= FAR)
					continue;
				float x = slope(cells[c].t, open_time(cells, f, CELL_CUT_W, c - 1),
						open_time(cells, f, CELL_CUT_E, c + 1));
				float y = slope(cells[c].t,
						open_time(cells, f, CELL_CUT_S, c - columns),
						open_time(cells, f, CELL_CUT_N, c + columns));
				float len = sqrtf(x * x + y * y);

				if (len > 1e-9f) {
					cells[c].dx = (int16_t)(-x / len * 32767);
					cells[c].dy = (int16_t)(-y / len * 32767);
				}
			}
	}
}

void evac_field_march(struct evac_run *run, struct evac_field *field)
{
	uint32_t ncells = run->grid.ncells;
	struct front front = { run->heap, run->heap_place, field->cells, 0 };
	bool served[256] = { false };

	for (uint32_t i = 0; i < ncells; i++)
		field->cells[i] = (struct evac_cell){ FAR, 0, 0 };
	memset(run->heap_place, 0, ncells * sizeof *run->heap_place);
	seed(run, &front, field);
	while (front.count > 0) {
		uint32_t cell = take(&front);

		spread(run, &front, cell);
		follow_links(run, &front, cell, spread);
		if (run->world->nservers > 0)
			follow_servers(run, &front, served);
	}
	set_directions(run, field->cells);
	field->stale = false;
}

uint32_t evac_field_find(struct evac_run *run, uint64_t exits, uint32_t area)
{
	uint64_t all =
		run->world->nexits >= 64 ? UINT64_MAX : (UINT64_C(1) << run->world->nexits) - 1;

	exits = area != EVAC_NONE ? 0 : exits ? exits & all : all;
	for (uint32_t i = 0; i < run->nfields; i++)
		if (run->fields[i].exits == exits && run->fields[i].area == area) {
			if (run->fields[i].stale)
				evac_field_march(run, &run->fields[i]);
			return i;
		}
	if (run->nfields == EVAC_FIELDS_MOST)
		return EVAC_NONE;
	struct evac_field *field = &run->fields[run->nfields++];

	*field = (struct evac_field){ .exits = exits, .area = area };
	field->cells = arena_alloc(run->arena, (size_t)run->grid.ncells * sizeof *field->cells);
	evac_field_march(run, field);
	return run->nfields - 1;
}

/*
 * What a standing crowd costs: the free walking time of those in a bin over what they make now, at
 * most eight times as long, where there are two a square metre or more; less weight where fewer.
 * Half of it is kept from the last time, so that the crowd does not swing between two ways.
 */
static float standing(const struct evac_run *run, uint32_t bin)
{
	uint32_t from = run->bin_start[bin], to = run->bin_start[bin + 1];
	float speed = 0, free = 0, share;

	for (uint32_t i = from; i < to; i++) {
		speed += fmaxf(run->hot[HOT_V][i].f, 0);
		free += run->hot[HOT_FREE][i].f;
	}
	if (from == to || free <= 0)
		return 0;
	share = fmaxf(speed / free, 1 / 8.0f);
	return (1 / share - 1) * fminf((float)(to - from) / (2 * EVAC_BIN_X * EVAC_BIN_Y), 1);
}

void evac_field_crowd(struct evac_run *run)
{
	const struct evac_grid *grid = &run->grid;

	for (uint32_t s = 0; s < grid->nsheets; s++) {
		const struct evac_sheet *sheet = &grid->sheets[s];

		for (uint32_t own = 0; own < (uint32_t)(sheet->columns * sheet->rows); own++) {
			uint32_t columns = (uint32_t)sheet->columns;
			float x = sheet->x + ((float)(own % columns) + 0.5f) * grid->h;
			float y = sheet->y + ((float)(own / columns) + 0.5f) * grid->h;
			float now = standing(run, evac_sheet_bin(sheet, x, y));

			run->slow[sheet->cells + own] = (run->slow[sheet->cells + own] + now) / 2;
		}
	}
}

/* ---- looking it up ------------------------------------------------------------------------- */

/* Is the middle of a cell seen from the point, past the walls near by? */
static bool seen(const struct evac_grid *grid, const struct evac_sheet *sheet, float x, float y,
		 float tx, float ty)
{
	uint32_t bin = evac_sheet_bin(sheet, x, y);
	float dx = tx - x, dy = ty - y;

	for (uint32_t i = grid->near.start[bin]; i < grid->near.start[bin + 1]; i++) {
		const struct evac_wall *w = &sheet->walls[grid->near.list[i]];
		float wx = w->bx - w->ax, wy = w->by - w->ay;
		float here = wx * (y - w->ay) - wy * (x - w->ax);
		float there = wx * (ty - w->ay) - wy * (tx - w->ax);
		float a = dx * (w->ay - y) - dy * (w->ax - x),
		      b = dx * (w->by - y) - dy * (w->bx - x);

		if (here * there < 0 && a * b <= 0)
			return false;
	}
	return true;
}

struct evac_way evac_field_look(const struct evac_grid *grid, const struct evac_field *field,
				const struct evac_sheet *sheet, float x, float y)
{
	float u = (x - sheet->x) / grid->h - 0.5f, v = (y - sheet->y) / grid->h - 0.5f;
	int32_t column = (int32_t)u, row = (int32_t)v;
	struct evac_way way = { 0, 0, 0 };
	float whole = 0;

	if (column < 0 || row < 0 || column + 1 >= sheet->columns || row + 1 >= sheet->rows)
		return (struct evac_way){ FAR, 0, 0 };
	uint32_t first = sheet->cells + (uint32_t)(row * sheet->columns + column);
	bool open = grid->clear[first] > (uint8_t)(grid->h * 150);

	u -= (float)column;
	v -= (float)row;
	for (uint32_t k = 0; k < 4; k++) {
		const struct evac_cell *c =
			&field->cells[first + (k & 1) + (k >> 1) * (uint32_t)sheet->columns];
		float weight = (k & 1 ? u : 1 - u) * (k >> 1 ? v : 1 - v);

		if (c->t >= FAR ||
		    (!open && !seen(grid, sheet, x, y,
				    sheet->x + ((float)column + (float)(k & 1) + 0.5f) * grid->h,
				    sheet->y + ((float)row + (float)(k >> 1) + 0.5f) * grid->h)))
			continue;
		weight += 1e-6f;
		way.t += weight * c->t;
		way.x += weight * (float)c->dx;
		way.y += weight * (float)c->dy;
		whole += weight;
	}
	if (whole <= 0)
		return (struct evac_way){ FAR, 0, 0 };
	float len = sqrtf(way.x * way.x + way.y * way.y);

	way.t /= whole;
	way.x = len > 0 ? way.x / len : 0;
	way.y = len > 0 ? way.y / len : 0;
	return way;
}
