/* Where on the road something stands: the nearest piece of road, and how far off it is. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>

#include "engine/route/route_state.h"

struct found {
	double square;                             /* of the distance in metres */
	struct route_cell cell;
	double share;                              /* of the piece */
};
/* Of each means the nearest road, and the nearest that is not stray. */
struct finder {
	const struct route_graph *graph;
	struct route_e7 at;
	double lon_m, lat_m;                       /* metres of 1e-7 degree here */
	uint32_t by;
	struct found best[2][2];                   /* car, foot; any, not stray */
};

static void offer(struct finder *finder, struct route_cell cell)
{
	const struct route_kept *link = &finder->graph->links[cell.link];
	uint32_t pass = (link->pass[0] | link->pass[1]) & finder->by;
	struct route_e7 a = route_line_point(finder->graph, link, cell.piece);
	struct route_e7 b = route_line_point(finder->graph, link, cell.piece + 1);
	double px = ((double)a.lon - finder->at.lon) * finder->lon_m;
	double py = ((double)a.lat - finder->at.lat) * finder->lat_m;
	double dx = ((double)b.lon - a.lon) * finder->lon_m;
	double dy = ((double)b.lat - a.lat) * finder->lat_m;
	double long_square = dx * dx + dy * dy, share = 0;

	if (long_square > 0)
		share = fmin(1, fmax(0, -(px * dx + py * dy) / long_square));
	px += share * dx;
	py += share * dy;
	double square = px * px + py * py;

	for (uint32_t means = 0; means < 2; means++) {
		uint32_t bit = means ? ROUTE_FOOT : ROUTE_CAR;

		if (!(pass & bit))
			continue;
		if (square < finder->best[means][0].square)
			finder->best[means][0] = (struct found){ square, cell, share };
		if (!(link->stray & bit) && square < finder->best[means][1].square)
			finder->best[means][1] = (struct found){ square, cell, share };
	}
}

static void look_at_cell(struct finder *finder, int64_t row, int64_t column)
{
	const struct route_head *head = finder->graph->head;

	if (row < 0 || row >= head->rows || column < 0 || column >= head->columns)
		return;
	uint64_t cell = (uint64_t)row * head->columns + (uint64_t)column;

	for (uint32_t i = finder->graph->cell_begin[cell];
	     i < finder->graph->cell_begin[cell + 1]; i++)
		offer(finder, finder->graph->cells[i]);
}

static void look_at_ring(struct finder *finder, int64_t row, int64_t column, int64_t ring)
{
	if (ring == 0) {
		look_at_cell(finder, row, column);
		return;
	}
	for (int64_t i = -ring; i <= ring; i++) {
		look_at_cell(finder, row - ring, column + i);
		look_at_cell(finder, row + ring, column + i);
	}
	for (int64_t i = 1 - ring; i < ring; i++) {
		look_at_cell(finder, row + i, column - ring);
		look_at_cell(finder, row + i, column + ring);
	}
}

/* All that is asked for is found nearer than that. */
static bool all_found(const struct finder *finder, double metres)
{
	return (!(finder->by & ROUTE_CAR) || finder->best[0][1].square <= metres * metres) &&
	       (!(finder->by & ROUTE_FOOT) || finder->best[1][1].square <= metres * metres);
}

static int64_t floor_div(int64_t value, int64_t by)
{
	return value >= 0 ? value / by : -((by - 1 - value) / by);
}

static void look_around(struct finder *finder, double within_m)
{
	const struct route_head *head = finder->graph->head;
	int64_t row = floor_div((int64_t)finder->at.lat - head->south, head->cell_lat);
	int64_t column = floor_div((int64_t)finder->at.lon - head->west, head->cell_lon);
	double wide_m = head->cell_lon * finder->lon_m, high_m = head->cell_lat * finder->lat_m;
	double x = ((double)finder->at.lon - head->west) / head->cell_lon - (double)column;
	double y = ((double)finder->at.lat - head->south) / head->cell_lat - (double)row;

	/* What lies beyond a ring is at least as far as the nearest side of all cells so far. */
	for (int64_t ring = 0;; ring++) {
		double sides_m = fmin(((double)ring + fmin(x, 1 - x)) * wide_m,
				      ((double)ring + fmin(y, 1 - y)) * high_m);

		look_at_ring(finder, row, column, ring);
		if (sides_m > within_m || all_found(finder, sides_m))
			return;
		if (ring > head->rows + (int64_t)head->columns)
			return;
	}
}

static double piece_m(const struct finder *finder, const struct route_kept *link, uint32_t i)
{
	struct route_e7 a = route_line_point(finder->graph, link, i);
	struct route_e7 b = route_line_point(finder->graph, link, i + 1);

	return hypot(((double)b.lon - a.lon) * finder->lon_m,
		     ((double)b.lat - a.lat) * finder->lat_m);
}

static struct route_on found_on(const struct finder *finder, uint32_t means, double within_m)
{
	const struct found *found = &finder->best[means][1];
	double before = 0, whole = 0;

	if (found->square > within_m * within_m)
		found = &finder->best[means][0];
	if (!(finder->by & (means ? ROUTE_FOOT : ROUTE_CAR)) ||
	    !(found->square <= within_m * within_m))
		return (struct route_on){ ROUTE_NONE, 0, 0 };
	const struct route_kept *link = &finder->graph->links[found->cell.link];

	for (uint32_t i = 0; i <= link->nshape; i++) {
		double metres = piece_m(finder, link, i);

		before += i < found->cell.piece ? metres : 0;
		before += i == found->cell.piece ? metres * found->share : 0;
		whole += metres;
	}
	return (struct route_on){ found->cell.link, whole > 0 ? (float)(before / whole) : 0,
				  (float)sqrt(found->square) };
}

struct route_spot route_snap(const struct route_graph *graph, struct geo_point at, uint32_t by,
			     double within_m)
{
	struct route_spot spot = { .at = at, .car = { ROUTE_NONE, 0, 0 },
				   .foot = { ROUTE_NONE, 0, 0 }, .node = ROUTE_NONE };
	struct finder finder = { .graph = graph, .by = by };

	if (!graph->head->has_points || !isfinite(at.lon) || !isfinite(at.lat) ||
	    fabs(at.lon) > 180 || fabs(at.lat) > 90)
		return spot;
	finder.at = route_e7_of(at);
	finder.lat_m = METRES_PER_DEGREE * 1e-7;
	finder.lon_m = fmax(0.01, cos(at.lat * RADIANS)) * finder.lat_m;
	for (uint32_t i = 0; i < 4; i++)
		finder.best[i / 2][i % 2].square = INFINITY;
	look_around(&finder, within_m);
	spot.car = found_on(&finder, 0, within_m);
	spot.foot = found_on(&finder, 1, within_m);
	return spot;
}

struct route_spot route_at_node(uint32_t node)
{
	return (struct route_spot){ .car = { ROUTE_NONE, 0, 0 }, .foot = { ROUTE_NONE, 0, 0 },
				    .node = node };
}

bool route_on_road(const struct route_spot *spot, uint32_t by)
{
	return spot->node != ROUTE_NONE ||
	       ((by & ROUTE_CAR) && spot->car.link != ROUTE_NONE) ||
	       ((by & ROUTE_FOOT) && spot->foot.link != ROUTE_NONE);
}

uint32_t route_links_in(const struct route_graph *graph, const struct geo_shape *polygon,
			uint32_t *ret, uint32_t max)
{
	uint32_t count = 0;

	for (uint32_t i = 0; graph->head->has_points && i < graph->head->nlinks; i++) {
		const struct route_kept *link = &graph->links[i];
		bool inside = false;

		for (uint32_t k = 0; k <= link->nshape + 1 && !inside; k++)
			inside = geo_inside(polygon,
					    route_point(route_line_point(graph, link, k)));
		if (!inside)
			continue;
		if (count < max)
			ret[count] = i;
		count++;
	}
	return count;
}
