/* Areas on the ground that something must be told of when a unit enters or leaves them. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/live/fences.h"

#include <assert.h>
#include <math.h>

#define CELLS_PER_DEGREE 400.0                             /* about 280 m to the north */
#define CELLS_MOST ((uint64_t)1 << 20)
#define ENTRIES_MOST ((uint64_t)1 << 23)
/* Of a cell: far above what rounding can move a border by, far below what would cost anything. */
#define SLACK 1e-6
#define METRES_PER_DEGREE (6371008.8 * 3.14159265358979323846 / 180)

enum cell { CELL_OUTSIDE, CELL_BORDER, CELL_INSIDE };

struct box {
	double west, south, east, north;
};

/* What a cell holds: the fence twice, plus one where the whole cell lies inside. */
struct entry {
	uint32_t cell;
	uint32_t value;
};

struct fences {
	struct geo_shape *shapes;                          /* no points: holds nothing */
	uint32_t count;
	struct box box;
	double per_degree;
	uint32_t columns, rows;
	uint32_t *starts;                                  /* of each cell in values, one more */
	uint32_t *values;
};

/* While the grid is made. */
struct draft {
	struct fences *fences;
	struct entry *entries;
	uint32_t count, size;
	uint8_t *cells;                                    /* of the fence in hand */
	uint32_t column, row, columns, rows;               /* its part of the grid */
	bool over;
};

/* ---- the grid -------------------------------------------------------------------------------- */

static uint32_t column_of(const struct fences *fences, double lon)
{
	double at = (lon - fences->box.west) * fences->per_degree;

	return at <= 0 ? 0 : at >= fences->columns ? fences->columns - 1 : (uint32_t)at;
}

static uint32_t row_of(const struct fences *fences, double lat)
{
	double at = (lat - fences->box.south) * fences->per_degree;

	return at <= 0 ? 0 : at >= fences->rows ? fences->rows - 1 : (uint32_t)at;
}

static struct box box_of(const struct geo_shape *shape)
{
	struct box box = { INFINITY, INFINITY, -INFINITY, -INFINITY };

	for (uint32_t i = 0; i < shape->npoints; i++) {
		box.west = fmin(box.west, shape->points[i].lon);
		box.east = fmax(box.east, shape->points[i].lon);
		box.south = fmin(box.south, shape->points[i].lat);
		box.north = fmax(box.north, shape->points[i].lat);
	}
	return box;
}

/* The cells of one row that an edge touches. */
static void mark_row(struct draft *draft, struct geo_point a, struct geo_point b, uint32_t row)
{
	const struct fences *fences = draft->fences;
	double south = fences->box.south + (row - SLACK) / fences->per_degree;
	double north = fences->box.south + (row + 1 + SLACK) / fences->per_degree;
	double from = a.lon, to = b.lon;
	double slack = SLACK / fences->per_degree;

	/* a is the southern end */
	if (b.lat > a.lat) {
		double slope = (b.lon - a.lon) / (b.lat - a.lat);

		if (a.lat < south)
			from = a.lon + (south - a.lat) * slope;
		if (b.lat > north)
			to = a.lon + (north - a.lat) * slope;
	}
	uint32_t first = column_of(fences, fmin(from, to) - slack);
	uint32_t last = column_of(fences, fmax(from, to) + slack);

	first = first < draft->column ? draft->column : first;
	if (last >= draft->column + draft->columns)
		last = draft->column + draft->columns - 1;
	for (uint32_t column = first; column <= last; column++)
		draft->cells[(size_t)(row - draft->row) * draft->columns + column -
			     draft->column] = CELL_BORDER;
}

static void mark_edge(struct draft *draft, struct geo_point a, struct geo_point b)
{
	const struct fences *fences = draft->fences;
	double slack = SLACK / fences->per_degree;

	if (a.lat > b.lat) {
		struct geo_point swap = a;

		a = b;
		b = swap;
	}
	uint32_t first = row_of(fences, a.lat - slack), last = row_of(fences, b.lat + slack);

	first = first < draft->row ? draft->row : first;
	if (last >= draft->row + draft->rows)
		last = draft->row + draft->rows - 1;
	for (uint32_t row = first; row <= last; row++)
		mark_row(draft, a, b, row);
}

static void mark_border(struct draft *draft, const struct geo_shape *shape)
{
	uint32_t i = 0;

	for (uint32_t ring = 0; ring < shape->nrings; ring++) {
		for (; i + 1 < shape->ring_ends[ring]; i++)
			mark_edge(draft, shape->points[i], shape->points[i + 1]);
		i = shape->ring_ends[ring];
	}
}

/* No border runs between cells that follow each other in a row and are not of it. */
static void fill_inside(struct draft *draft, const struct geo_shape *shape)
{
	const struct fences *fences = draft->fences;

	for (uint32_t row = 0; row < draft->rows; row++) {
		uint8_t *cells = draft->cells + (size_t)row * draft->columns;
		struct geo_point middle = { .lat = fences->box.south + (draft->row + row + 0.5) /
							   fences->per_degree };
		bool known = false, inside = false;

		for (uint32_t column = 0; column < draft->columns; column++) {
			if (cells[column] == CELL_BORDER) {
				known = false;
				continue;
			}
			middle.lon = fences->box.west +
				     (draft->column + column + 0.5) / fences->per_degree;
			if (!known)
				inside = geo_inside(shape, middle);
			known = true;
			cells[column] = inside ? CELL_INSIDE : CELL_OUTSIDE;
		}
	}
}

static void take_cells(struct draft *draft, uint32_t fence)
{
	for (uint32_t row = 0; row < draft->rows; row++) {
		for (uint32_t column = 0; column < draft->columns; column++) {
			uint8_t cell = draft->cells[(size_t)row * draft->columns + column];
			uint32_t at = (draft->row + row) * draft->fences->columns + draft->column +
				      column;

			if (cell == CELL_OUTSIDE)
				continue;
			if (draft->count == ENTRIES_MOST) {
				draft->over = true;
				return;
			}
			HEAP_ROOM(draft->entries, draft->count, draft->size);
			draft->entries[draft->count++] =
				(struct entry){ at, fence * 2 + (cell == CELL_INSIDE) };
		}
	}
}

static void draw(struct draft *draft, uint32_t fence)
{
	const struct geo_shape *shape = &draft->fences->shapes[fence];
	struct box box = box_of(shape);

	if (shape->npoints == 0)
		return;
	draft->column = column_of(draft->fences, box.west);
	draft->row = row_of(draft->fences, box.south);
	draft->columns = column_of(draft->fences, box.east) - draft->column + 1;
	draft->rows = row_of(draft->fences, box.north) - draft->row + 1;
	draft->cells = heap_alloc((size_t)draft->rows * draft->columns);
	mark_border(draft, shape);
	fill_inside(draft, shape);
	take_cells(draft, fence);
	heap_free(draft->cells);
}

/* By cell; within a cell the order of making stays, which is that of the fences. */
static void sort_entries(struct fences *fences, const struct draft *draft)
{
	uint32_t cells = fences->columns * fences->rows;
	uint32_t *starts = heap_alloc((cells + 1) * sizeof *starts);
	uint32_t *next = heap_alloc((cells + 1) * sizeof *next);

	for (uint32_t i = 0; i < draft->count; i++)
		starts[draft->entries[i].cell + 1]++;
	for (uint32_t i = 0; i < cells; i++)
		starts[i + 1] += starts[i];
	memcpy(next, starts, cells * sizeof *next);
	fences->values = heap_alloc((draft->count + 1) * sizeof fences->values[0]);
	for (uint32_t i = 0; i < draft->count; i++)
		fences->values[next[draft->entries[i].cell]++] = draft->entries[i].value;
	heap_free(next);
	fences->starts = starts;
}

/* False: with cells so small it would take too much memory. */
static bool make_grid(struct fences *fences)
{
	double columns = floor((fences->box.east - fences->box.west) * fences->per_degree) + 1;
	double rows = floor((fences->box.north - fences->box.south) * fences->per_degree) + 1;
	struct draft draft = { .fences = fences };

	if (columns * rows > (double)CELLS_MOST)
		return false;
	fences->columns = (uint32_t)columns;
	fences->rows = (uint32_t)rows;
	for (uint32_t i = 0; i < fences->count && !draft.over; i++)
		draw(&draft, i);
	/* In one cell per fence there is no need for smaller ones. */
	if (!draft.over)
		sort_entries(fences, &draft);
	heap_free(draft.entries);
	return !draft.over;
}

/* ---- making ---------------------------------------------------------------------------------- */

static struct geo_shape copy_shape(const struct geo_shape *shape)
{
	struct geo_shape copy = { .type = GEO_POLYGON };

	if (!shape || shape->type != GEO_POLYGON || shape->npoints == 0)
		return copy;
	copy = *shape;
	copy.points = heap_alloc(shape->npoints * sizeof *copy.points);
	memcpy(copy.points, shape->points, shape->npoints * sizeof *copy.points);
	copy.ring_ends = heap_alloc(shape->nrings * sizeof *copy.ring_ends);
	memcpy(copy.ring_ends, shape->ring_ends, shape->nrings * sizeof *copy.ring_ends);
	return copy;
}

struct fences *fences_create(const struct geo_shape *const *shapes, uint32_t count)
{
	struct fences *fences = heap_alloc(sizeof *fences);

	fences->count = count;
	fences->shapes = heap_alloc((count + 1) * sizeof fences->shapes[0]);
	fences->box = (struct box){ INFINITY, INFINITY, -INFINITY, -INFINITY };
	for (uint32_t i = 0; i < count; i++) {
		struct geo_shape *shape = &fences->shapes[i];

		*shape = copy_shape(shapes[i]);
		struct box box = box_of(shape);

		fences->box = (struct box){ fmin(fences->box.west, box.west),
					    fmin(fences->box.south, box.south),
					    fmax(fences->box.east, box.east),
					    fmax(fences->box.north, box.north) };
	}
	if (fences->box.west > fences->box.east)
		return fences;
	fences->per_degree = CELLS_PER_DEGREE;
	while (!make_grid(fences)) {
		fences->per_degree /= 2;
		assert(fences->per_degree > 1e-6);
	}
	return fences;
}

void fences_destroy(struct fences *fences)
{
	if (!fences)
		return;
	for (uint32_t i = 0; i < fences->count; i++) {
		heap_free(fences->shapes[i].points);
		heap_free(fences->shapes[i].ring_ends);
	}
	heap_free(fences->shapes);
	heap_free(fences->starts);
	heap_free(fences->values);
	heap_free(fences);
}

uint32_t fences_count(const struct fences *fences)
{
	return fences->count;
}

/* ---- asking ---------------------------------------------------------------------------------- */

uint32_t fences_at(const struct fences *fences, struct geo_point p, uint32_t *ret, uint32_t max)
{
	const struct box *box = &fences->box;
	uint32_t count = 0;

	if (!(p.lon >= box->west && p.lon <= box->east && p.lat >= box->south &&
	      p.lat <= box->north))
		return 0;
	uint32_t cell = row_of(fences, p.lat) * fences->columns + column_of(fences, p.lon);

	for (uint32_t i = fences->starts[cell]; i < fences->starts[cell + 1] && count < max; i++) {
		uint32_t value = fences->values[i];

		if ((value & 1) != 0 || geo_inside(&fences->shapes[value / 2], p))
			ret[count++] = value / 2;
	}
	return count;
}

/* In metres around the point: x to the east, y to the north. */
static double to_edge(struct geo_point p, struct geo_point a, struct geo_point b, double east)
{
	double ax = (a.lon - p.lon) * east, ay = (a.lat - p.lat) * METRES_PER_DEGREE;
	double dx = (b.lon - a.lon) * east, dy = (b.lat - a.lat) * METRES_PER_DEGREE;
	double length = dx * dx + dy * dy;
	double t = length > 0 ? fmax(0, fmin(1, -(ax * dx + ay * dy) / length)) : 0;

	return hypot(ax + t * dx, ay + t * dy);
}

double fences_border_m(const struct fences *fences, uint32_t fence, struct geo_point p)
{
	const struct geo_shape *shape = &fences->shapes[fence];
	double east = METRES_PER_DEGREE * cos(p.lat * 3.14159265358979323846 / 180);
	double least = INFINITY;
	uint32_t i = 0;

	assert(fence < fences->count);
	for (uint32_t ring = 0; ring < shape->nrings; ring++) {
		for (; i + 1 < shape->ring_ends[ring]; i++)
			least = fmin(least, to_edge(p, shape->points[i], shape->points[i + 1],
						    east));
		i = shape->ring_ends[ring];
	}
	return least;
}
