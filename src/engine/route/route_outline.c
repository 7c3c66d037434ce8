/* Draws lines around cells of ground: outer rings, and holes where there is no road for a while. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/route/route_outline.h"

#define FILL_CELLS 64                              /* a smaller hole is a block between streets */

struct ring {
	uint32_t part, first, count;               /* of the points */
	double area;                               /* in cells; of a hole negative */
};
struct outline {
	const struct route_ground *ground;
	uint32_t *part;                            /* by cell: + 1; 0 outside */
	uint32_t nparts;
	uint32_t *stack;
	uint8_t *drawn;                            /* by cell: sides that a ring has passed */
	struct geo_point *points;                  /* in cells */
	uint32_t npoints, spoints;
	struct ring *rings;
	uint32_t nrings, srings;
};

static uint32_t cells(const struct outline *outline)
{
	return outline->ground->columns * outline->ground->rows;
}

/* Gives all cells that hang together with one a number, by their sides; how many they are. */
static uint32_t flood(struct outline *outline, uint32_t cell, uint32_t from, uint32_t to)
{
	uint32_t columns = outline->ground->columns, n = 0, count = 0;

	outline->part[cell] = to;
	outline->stack[n++] = cell;
	while (n > 0) {
		uint32_t at = outline->stack[--n];
		uint32_t x = at % columns, y = at / columns;
		const uint32_t next[4] = { at + 1, at - 1, at + columns, at - columns };
		const bool there[4] = { x + 1 < columns, x > 0, y + 1 < outline->ground->rows,
					y > 0 };

		count++;
		for (uint32_t k = 0; k < 4; k++)
			if (there[k] && outline->part[next[k]] == from) {
				outline->part[next[k]] = to;
				outline->stack[n++] = next[k];
			}
	}
	return count;
}

#define REACHED UINT32_MAX
#define HOLE (UINT32_MAX - 1)
#define OUTSIDE (UINT32_MAX - 2)

/* Numbers the parts; small holes become part of what is around them. */
static void find_parts(struct outline *outline, uint32_t limit)
{
	uint32_t n = cells(outline);

	for (uint32_t i = 0; i < n; i++)
		outline->part[i] = outline->ground->ms[i] <= limit ? REACHED : HOLE;
	flood(outline, 0, HOLE, OUTSIDE);
	for (uint32_t i = 0; i < n; i++) {
		if (outline->part[i] != HOLE)
			continue;
		if (flood(outline, i, HOLE, OUTSIDE) < FILL_CELLS)
			flood(outline, i, OUTSIDE, REACHED);
	}
	for (uint32_t i = 0; i < n; i++)
		if (outline->part[i] == OUTSIDE)
			outline->part[i] = 0;
	for (uint32_t i = 0; i < n; i++)
		if (outline->part[i] == REACHED)
			flood(outline, i, REACHED, ++outline->nparts);
}

/* ---- rings ----------------------------------------------------------------------------------- */

/* Sides are gone along with the cell to the left: 0 below it eastward, 1 north, 2 west, 3 south. */
static uint32_t neighbour(const struct outline *outline, uint32_t cell, uint32_t side)
{
	switch (side & 3) {
	case 0: return cell + 1;
	case 1: return cell + outline->ground->columns;
	case 2: return cell - 1;
	default: return cell - outline->ground->columns;
	}
}

static struct geo_point middle_of(const struct outline *outline, uint32_t cell, uint32_t side)
{
	static const struct geo_point at[4] = { { 0.5, 0 }, { 1, 0.5 }, { 0.5, 1 }, { 0, 0.5 } };

	return (struct geo_point){ cell % outline->ground->columns + at[side].lon,
				   cell / outline->ground->columns + at[side].lat };
}

static double turn(struct geo_point a, struct geo_point b, struct geo_point c)
{
	return (b.lon - a.lon) * (c.lat - b.lat) - (b.lat - a.lat) * (c.lon - b.lon);
}

/* Leaves out points on a straight line. */
static void put(struct outline *outline, const struct ring *ring, struct geo_point p)
{
	struct geo_point *points = outline->points;
	uint32_t n = outline->npoints;

	if (n >= ring->first + 2 && fabs(turn(points[n - 2], points[n - 1], p)) < 1e-9)
		outline->npoints--;
	HEAP_ROOM(outline->points, outline->npoints, outline->spoints);
	outline->points[outline->npoints++] = p;
}

static void go_round(struct outline *outline, uint32_t cell, uint32_t side)
{
	struct ring ring = { .part = outline->part[cell], .first = outline->npoints };
	uint32_t at = cell, way = side;

	do {
		uint32_t ahead = neighbour(outline, at, way);

		outline->drawn[at] |= (uint8_t)(1u << way);
		put(outline, &ring, middle_of(outline, at, way));
		if (outline->part[ahead] != ring.part) {
			way = (way + 1) & 3;
		} else if (outline->part[neighbour(outline, ahead, way + 3)] != ring.part) {
			at = ahead;
		} else {
			at = neighbour(outline, ahead, way + 3);
			way = (way + 3) & 3;
		}
	} while (at != cell || way != side);
	put(outline, &ring, outline->points[ring.first]);
	ring.count = outline->npoints - ring.first;
	for (uint32_t i = ring.first; i + 1 < outline->npoints; i++)
		ring.area += (outline->points[i].lon * outline->points[i + 1].lat -
			      outline->points[i + 1].lon * outline->points[i].lat) / 2;
	HEAP_ROOM(outline->rings, outline->nrings, outline->srings);
	outline->rings[outline->nrings++] = ring;
}

static void find_rings(struct outline *outline)
{
	for (uint32_t i = 0; i < cells(outline); i++)
		for (uint32_t side = 0; outline->part[i] && side < 4; side++) {
			uint32_t right = neighbour(outline, i, side + 3);

			if (outline->part[right] != outline->part[i] &&
			    !(outline->drawn[i] & 1u << side))
				go_round(outline, i, side);
		}
}

/* ---- polygons -------------------------------------------------------------------------------- */

static void add_ring(const struct outline *outline, const struct ring *ring,
		     struct geo_shape *shape)
{
	const struct route_ground *ground = outline->ground;

	for (uint32_t i = 0; i < ring->count; i++) {
		struct geo_point p = outline->points[ring->first + i];

		shape->points[shape->npoints++] = (struct geo_point){
			ground->west + p.lon * ground->cell_lon,
			ground->south + p.lat * ground->cell_lat };
	}
	shape->ring_ends[shape->nrings++] = shape->npoints;
}

static void put_polygons(struct arena *arena, const struct outline *outline,
			 struct route_area *ret)
{
	uint32_t *npoints = heap_alloc((outline->nparts + (size_t)1) * sizeof *npoints);
	uint32_t *nrings = heap_alloc((outline->nparts + (size_t)1) * sizeof *nrings);

	for (uint32_t i = 0; i < outline->nrings; i++) {
		npoints[outline->rings[i].part - 1] += outline->rings[i].count;
		nrings[outline->rings[i].part - 1]++;
	}
	ret->npolygons = outline->nparts;
	ret->polygons = arena_alloc(arena, (outline->nparts + (size_t)1) * sizeof *ret->polygons);
	for (uint32_t i = 0; i < outline->nparts; i++) {
		struct geo_shape *shape = &ret->polygons[i];

		shape->type = GEO_POLYGON;
		shape->points = arena_alloc(arena, npoints[i] * sizeof *shape->points);
		shape->ring_ends = arena_alloc(arena, nrings[i] * sizeof *shape->ring_ends);
	}
	/* Each part has one outer ring, which comes first. */
	for (uint32_t holes = 0; holes < 2; holes++)
		for (uint32_t i = 0; i < outline->nrings; i++)
			if ((outline->rings[i].area < 0) == (holes == 1))
				add_ring(outline, &outline->rings[i],
					 &ret->polygons[outline->rings[i].part - 1]);
	heap_free(npoints);
	heap_free(nrings);
}

void route_outline_draw(struct arena *arena, const struct route_ground *ground, uint32_t limit,
			struct route_area *ret)
{
	struct outline outline = { .ground = ground };
	uint32_t n = cells(&outline);

	outline.part = heap_alloc(n * sizeof *outline.part);
	outline.stack = heap_alloc(n * sizeof *outline.stack);
	outline.drawn = heap_alloc(n);
	find_parts(&outline, limit);
	find_rings(&outline);
	put_polygons(arena, &outline, ret);
	for (uint32_t i = 0; i < outline.nrings; i++)
		ret->km2 += outline.rings[i].area * ground->cell_m * ground->cell_m * 1e-6;
	heap_free(outline.part);
	heap_free(outline.stack);
	heap_free(outline.drawn);
	heap_free(outline.points);
	heap_free(outline.rings);
}
