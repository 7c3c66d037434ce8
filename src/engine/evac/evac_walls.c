/* Finds the walls of a level: where floor ends, where an obstacle stands, where no door is. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdlib.h>

#include "engine/evac/evac_state.h"

/*
 * Every edge of every shape is cut where others meet it. A piece is a wall if floor lies on just
 * one of its sides; so polygons may touch or overlap. Lines of obstacles are walls as they are.
 * Exits and portals then open what lies along them.
 */
#define NEAR 0.01 /* m: drawn in one place */
#define ASIDE 0.005 /* m: where a side is looked at */

struct edge {
	struct evac_point a, b;
	bool thin;
};
struct list {
	struct edge *edges;
	uint32_t count, size;
};

static void add(struct list *list, struct evac_point a, struct evac_point b, bool thin)
{
	if (hypot(b.x - a.x, b.y - a.y) < 1e-4)
		return;
	HEAP_ROOM(list->edges, list->count, list->size);
	list->edges[list->count++] = (struct edge){ a, b, thin };
}

static void add_shape(struct list *list, const struct evac_shape *shape, bool thin)
{
	uint32_t from = 0;

	for (uint32_t ring = 0; ring < shape->nrings; ring++) {
		for (uint32_t i = from; i + 1 < shape->ring_ends[ring]; i++)
			add(list, shape->points[i], shape->points[i + 1], thin);
		from = shape->ring_ends[ring];
	}
}

static bool is_line(const struct evac_shape *shape)
{
	const struct evac_point *first = &shape->points[0],
				*last = &shape->points[shape->npoints - 1];

	return shape->nrings == 1 && (first->x != last->x || first->y != last->y);
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

struct cuts {
	double *at;
	uint32_t count, size;
};

static void cut_at(struct cuts *cuts, double t)
{
	if (t <= 0 || t >= 1)
		return;
	HEAP_ROOM(cuts->at, cuts->count, cuts->size);
	cuts->at[cuts->count++] = t;
}

/* Where `other` meets the edge, as shares of its length. */
static void find_cuts(struct cuts *cuts, const struct edge *edge, const struct edge *other)
{
	double x = edge->b.x - edge->a.x, y = edge->b.y - edge->a.y, len = x * x + y * y;
	double ox = other->b.x - other->a.x, oy = other->b.y - other->a.y;
	double wx = other->a.x - edge->a.x, wy = other->a.y - edge->a.y;
	double cross = x * oy - y * ox;

	if (evac_shape_off(other->a, edge->a, edge->b) < NEAR)
		cut_at(cuts, (wx * x + wy * y) / len);
	if (evac_shape_off(other->b, edge->a, edge->b) < NEAR)
		cut_at(cuts, ((wx + ox) * x + (wy + oy) * y) / len);
	if (cross == 0)
		return;
	double t = (wx * oy - wy * ox) / cross, u = (wx * y - wy * x) / cross;

	if (u > 0 && u < 1)
		cut_at(cuts, t);
}

static bool apart(const struct edge *a, const struct edge *b)
{
	return fmax(a->a.x, a->b.x) + NEAR < fmin(b->a.x, b->b.x) ||
	       fmax(b->a.x, b->b.x) + NEAR < fmin(a->a.x, a->b.x) ||
	       fmax(a->a.y, a->b.y) + NEAR < fmin(b->a.y, b->b.y) ||
	       fmax(b->a.y, b->b.y) + NEAR < fmin(a->a.y, a->b.y);
}

static struct evac_point between(const struct edge *edge, double t)
{
	return (struct evac_point){ edge->a.x + t * (edge->b.x - edge->a.x),
				    edge->a.y + t * (edge->b.y - edge->a.y) };
}

/* The piece as a wall with floor to its left, if it is one. */
static void keep_piece(const struct evac_world *world, uint32_t level, const struct edge *edge,
		       double from, double to, struct list *walls)
{
	struct evac_point a = between(edge, from), b = between(edge, to),
			  m = between(edge, (from + to) / 2);
	double len = hypot(b.x - a.x, b.y - a.y);

	if (len < 1e-4)
		return;
	double nx = -(b.y - a.y) / len * ASIDE, ny = (b.x - a.x) / len * ASIDE;
	bool left = evac_floor(world, level, m.x + nx, m.y + ny);
	bool right = evac_floor(world, level, m.x - nx, m.y - ny);

	if (edge->thin && left && right)
		add(walls, a, b, true);
	else if (left && !right)
		add(walls, a, b, false);
	else if (right && !left)
		add(walls, b, a, false);
}

static void find_walls(const struct evac_world *world, uint32_t level, const struct list *edges,
		       struct list *walls)
{
	struct cuts cuts = { 0 };

	for (uint32_t i = 0; i < edges->count; i++) {
		const struct edge *edge = &edges->edges[i];
		double from = 0;

		cuts.count = 0;
		for (uint32_t j = 0; j < edges->count; j++)
			if (j != i && !apart(edge, &edges->edges[j]))
				find_cuts(&cuts, edge, &edges->edges[j]);
		if (cuts.count > 1)
			qsort(cuts.at, cuts.count, sizeof *cuts.at, by_value);
		for (uint32_t k = 0; k < cuts.count; k++) {
			keep_piece(world, level, edge, from, cuts.at[k], walls);
			from = cuts.at[k];
		}
		keep_piece(world, level, edge, from, 1, walls);
	}
	heap_free(cuts.at);
}

/* Takes off the walls what lies along the line from a to b. */
static void open_along(struct list *walls, struct evac_point a, struct evac_point b)
{
	double x = b.x - a.x, y = b.y - a.y, len = hypot(x, y);
	uint32_t count = walls->count;

	if (len == 0)
		return;
	for (uint32_t i = 0; i < count; i++) {
		struct edge wall = walls->edges[i];
		double off_a = fabs((wall.a.x - a.x) * y - (wall.a.y - a.y) * x) / len;
		double off_b = fabs((wall.b.x - a.x) * y - (wall.b.y - a.y) * x) / len;

		if (off_a > 2 * NEAR || off_b > 2 * NEAR)
			continue;
		double wx = wall.b.x - wall.a.x, wy = wall.b.y - wall.a.y,
		       whole = wx * wx + wy * wy;
		double s = ((a.x - wall.a.x) * wx + (a.y - wall.a.y) * wy) / whole;
		double t = ((b.x - wall.a.x) * wx + (b.y - wall.a.y) * wy) / whole;
		double low = fmax(fmin(s, t), 0), high = fmin(fmax(s, t), 1);

		if (low >= high)
			continue;
		walls->edges[i].b = between(&wall, low);
		add(walls, between(&wall, high), wall.b, wall.thin);
	}
}

static void open_all(const struct evac_world *world, uint32_t level, struct list *walls)
{
	for (uint32_t i = 0; i < world->nexits; i++) {
		const struct evac_exit *exit = &world->exits[i];

		for (uint32_t k = 0;
		     exit->line && exit->level == level && k + 1 < exit->shape.npoints; k++)
			open_along(walls, exit->shape.points[k], exit->shape.points[k + 1]);
	}
	for (uint32_t i = 0; i < world->nportals; i++)
		for (int side = 0; side < 2; side++)
			if (world->portals[i].level[side] == level)
				open_along(walls, world->portals[i].line[side][0],
					   world->portals[i].line[side][1]);
}

static bool same(const struct edge *a, const struct edge *b)
{
	return hypot(a->a.x - b->a.x, a->a.y - b->a.y) < NEAR &&
	       hypot(a->b.x - b->b.x, a->b.y - b->b.y) < NEAR;
}

enum evac_error evac_walls_make(struct arena *arena, const struct evac_world *world, uint32_t level,
				double x, double y, struct evac_sheet *sheet)
{
	struct list edges = { 0 }, walls = { 0 };

	for (uint32_t i = 0; i < world->nfloors; i++)
		if (world->floors[i].level == level)
			add_shape(&edges, &world->floors[i].shape,
				  is_line(&world->floors[i].shape));
	if (edges.count > EVAC_EDGES_MOST) {
		heap_free(edges.edges);
		return EVAC_TOO_MANY;
	}
	find_walls(world, level, &edges, &walls);
	open_all(world, level, &walls);
	sheet->walls = arena_alloc(arena, (walls.count + 1) * sizeof *sheet->walls);
	for (uint32_t i = 0; i < walls.count; i++) {
		struct edge *e = &walls.edges[i];
		double len = hypot(e->b.x - e->a.x, e->b.y - e->a.y);
		bool twice = len < 1e-4;

		for (uint32_t j = i; j-- > 0 && !twice;)
			twice = same(&walls.edges[j], e);
		if (!twice)
			sheet->walls[sheet->nwalls++] =
				(struct evac_wall){ (float)(e->a.x - x), (float)(e->a.y - y),
						    (float)(e->b.x - x), (float)(e->b.y - y),
						    (float)len,          e->thin };
	}
	heap_free(edges.edges);
	heap_free(walls.edges);
	return EVAC_OK;
}
