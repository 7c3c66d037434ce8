/* Plane geometry of the evacuation engine: what lies inside, how far, what crosses. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "engine/evac/evac_state.h"

bool evac_shape_holds(const struct evac_shape *polygon, double x, double y)
{
	bool inside = false;
	uint32_t from = 0;

	for (uint32_t ring = 0; ring < polygon->nrings; ring++) {
		for (uint32_t i = from; i + 1 < polygon->ring_ends[ring]; i++) {
			struct evac_point a = polygon->points[i], b = polygon->points[i + 1];

			if ((a.y > y) != (b.y > y) &&
			    x < (b.x - a.x) * (y - a.y) / (b.y - a.y) + a.x)
				inside = !inside;
		}
		from = polygon->ring_ends[ring];
	}
	return inside;
}

double evac_shape_area(const struct evac_shape *polygon)
{
	double area = 0;
	uint32_t from = 0;

	for (uint32_t ring = 0; ring < polygon->nrings; ring++) {
		double twice = 0;

		for (uint32_t i = from; i + 1 < polygon->ring_ends[ring]; i++) {
			struct evac_point a = polygon->points[i], b = polygon->points[i + 1];

			twice += a.x * b.y - b.x * a.y;
		}
		area += ring ? -fabs(twice) / 2 : fabs(twice) / 2;
		from = polygon->ring_ends[ring];
	}
	return area;
}

void evac_shape_box(const struct evac_shape *shape, double ret_low[2], double ret_high[2])
{
	for (uint32_t i = 0; i < shape->npoints; i++) {
		struct evac_point p = shape->points[i];

		if (i == 0) {
			ret_low[0] = ret_high[0] = p.x;
			ret_low[1] = ret_high[1] = p.y;
		}
		ret_low[0] = fmin(ret_low[0], p.x);
		ret_low[1] = fmin(ret_low[1], p.y);
		ret_high[0] = fmax(ret_high[0], p.x);
		ret_high[1] = fmax(ret_high[1], p.y);
	}
}

static double turn(struct evac_point a, struct evac_point b, struct evac_point c)
{
	return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}

bool evac_shape_cross(struct evac_point a, struct evac_point b, struct evac_point c,
		      struct evac_point d)
{
	return turn(a, b, c) * turn(a, b, d) < 0 && turn(c, d, a) * turn(c, d, b) < 0;
}

double evac_shape_off(struct evac_point p, struct evac_point a, struct evac_point b)
{
	double x = b.x - a.x, y = b.y - a.y;
	double whole = x * x + y * y;
	double t = whole > 0 ? ((p.x - a.x) * x + (p.y - a.y) * y) / whole : 0;

	t = t < 0 ? 0 : t > 1 ? 1 : t;
	return hypot(p.x - a.x - t * x, p.y - a.y - t * y);
}

bool evac_floor(const struct evac_world *world, uint32_t level, double x, double y)
{
	bool floor = false;

	for (uint32_t i = 0; i < world->nfloors; i++) {
		const struct evac_floor *f = &world->floors[i];

		if (f->level != level || (f->role == EVAC_WALKABLE && floor) ||
		    !evac_shape_holds(&f->shape, x, y))
			continue;
		if (f->role == EVAC_OBSTACLE)
			return false;
		floor = true;
	}
	return floor;
}
