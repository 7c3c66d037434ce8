/* The line of a way on the map, from the spot where it begins to the spot where it ends. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/route/route_way.h"

struct pen {
	struct geo_point *points;
	uint32_t count, size;
};

static void put(struct pen *pen, struct geo_point p)
{
	if (pen->count > 0 && pen->points[pen->count - 1].lon == p.lon &&
	    pen->points[pen->count - 1].lat == p.lat)
		return;
	HEAP_ROOM(pen->points, pen->count, pen->size);
	pen->points[pen->count++] = p;
}

static struct geo_point between(struct geo_point a, struct geo_point b, double share)
{
	return (struct geo_point){ a.lon + (b.lon - a.lon) * share,
				   a.lat + (b.lat - a.lat) * share };
}

/* Near enough for a share of a link: flat, at the latitude of its begin. */
static double flat_m(struct geo_point a, struct geo_point b)
{
	return hypot((b.lon - a.lon) * cos(a.lat * RADIANS), b.lat - a.lat) * METRES_PER_DEGREE;
}

static void draw_step(struct pen *pen, const struct geo_point *line, uint32_t count,
		      const struct route_step *step)
{
	double whole = 0, gone = 0;

	for (uint32_t i = 0; i + 1 < count; i++)
		whole += flat_m(line[i], line[i + 1]);
	double from = whole * step->from_share, until = whole * step->to_share;

	for (uint32_t i = 0; i + 1 < count; i++) {
		double metres = flat_m(line[i], line[i + 1]);
		double low = fmax(from, gone), high = fmin(until, gone + metres);

		if (metres > 0 && high >= low) {
			put(pen, between(line[i], line[i + 1], (low - gone) / metres));
			put(pen, between(line[i], line[i + 1], (high - gone) / metres));
		}
		gone += metres;
	}
}

void route_way_draw(const struct way_run *run, struct arena *arena, struct route_way *ret)
{
	const struct route_graph *graph = run->scratch->graph;
	struct pen pen = { 0 };

	for (uint32_t i = 0; i < ret->nsteps; i++) {
		const struct route_step *step = &ret->steps[i];

		if (step->dir == ROUTE_NONE)
			continue;
		ret->metres += (double)graph->links[step->dir / 2].metres *
			       ((double)step->to_share - (double)step->from_share);
		if (!graph->head->has_points)
			continue;
		uint32_t count = route_link_points(graph, step->dir, NULL, 0);
		struct geo_point *line = heap_alloc(count * sizeof *line);

		route_link_points(graph, step->dir, line, count);
		draw_step(&pen, line, count, step);
		heap_free(line);
	}
	ret->npoints = pen.count;
	ret->points = arena_alloc(arena, (pen.count + (size_t)1) * sizeof *ret->points);
	if (pen.count)
		memcpy(ret->points, pen.points, pen.count * sizeof *ret->points);
	heap_free(pen.points);
}
