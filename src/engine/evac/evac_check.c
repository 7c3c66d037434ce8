/* Looks a world over before anybody is set down in it, and says what is wrong and where. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "engine/evac/evac_state.h"

struct looker {
	const struct evac_world *world;
	struct evac_fault *fault;
};

static enum evac_error at(const struct looker *looker, struct evac_point p, enum evac_error error)
{
	looker->fault->x = p.x;
	looker->fault->y = p.y;
	return error;
}

static enum evac_error check_numbers(const struct looker *looker, const struct evac_shape *shape)
{
	for (uint32_t i = 0; i < shape->npoints; i++)
		if (!isfinite(shape->points[i].x) || !isfinite(shape->points[i].y) ||
		    fabs(shape->points[i].x) > 1e8 || fabs(shape->points[i].y) > 1e8)
			return EVAC_NOT_FINITE;
	return shape->npoints > 0 && shape->nrings > 0
		       ? EVAC_OK
		       : at(looker, (struct evac_point){ 0, 0 }, EVAC_RING_SHORT);
}

static enum evac_error check_line(const struct looker *looker, uint32_t level,
				  const struct evac_shape *shape, bool two)
{
	enum evac_error error;

	looker->fault->level = level;
	if (level >= looker->world->nlevels)
		return EVAC_NO_LEVEL;
	error = check_numbers(looker, shape);
	if (error != EVAC_OK)
		return error;
	if (shape->npoints < 2 || (two && shape->npoints != 2))
		return at(looker, shape->points[0], EVAC_LINE_SHORT);
	for (uint32_t i = 0; i + 1 < shape->npoints; i++)
		if (hypot(shape->points[i + 1].x - shape->points[i].x,
			  shape->points[i + 1].y - shape->points[i].y) < 0.05)
			return at(looker, shape->points[i], EVAC_LINE_SHORT);
	return EVAC_OK;
}

static enum evac_error check_ring(const struct looker *looker, const struct evac_point *p,
				  uint32_t n)
{
	if (n < 4)
		return at(looker, p[0], EVAC_RING_SHORT);
	if (p[0].x != p[n - 1].x || p[0].y != p[n - 1].y)
		return at(looker, p[n - 1], EVAC_RING_OPEN);
	for (uint32_t i = 0; i + 1 < n; i++)
		for (uint32_t j = i + 2; j + 1 < n; j++)
			if (evac_shape_cross(p[i], p[i + 1], p[j], p[j + 1]))
				return at(looker, p[i], EVAC_RING_CROSSES);
	return EVAC_OK;
}

static enum evac_error check_polygon(const struct looker *looker, uint32_t level,
				     const struct evac_shape *shape)
{
	struct evac_shape outer = *shape;
	uint32_t from = 0;
	enum evac_error error;

	looker->fault->level = level;
	if (level >= looker->world->nlevels)
		return EVAC_NO_LEVEL;
	error = check_numbers(looker, shape);
	outer.nrings = 1;
	for (uint32_t ring = 0; ring < shape->nrings && error == EVAC_OK; ring++) {
		uint32_t end = shape->ring_ends[ring];

		if (end <= from || end > shape->npoints)
			return EVAC_RING_SHORT;
		error = check_ring(looker, shape->points + from, end - from);
		for (uint32_t i = from; ring > 0 && i < end && error == EVAC_OK; i++) {
			bool touches = false;

			for (uint32_t k = 0; k + 1 < shape->ring_ends[0] && !touches; k++)
				touches = evac_shape_off(shape->points[i], shape->points[k],
							 shape->points[k + 1]) < 1e-6;
			if (!touches &&
			    !evac_shape_holds(&outer, shape->points[i].x, shape->points[i].y))
				error = at(looker, shape->points[i], EVAC_HOLE_OUTSIDE);
		}
		from = end;
	}
	if (error == EVAC_OK && evac_shape_area(shape) < 1e-4)
		return at(looker, shape->points[0], EVAC_RING_SHORT);
	return error;
}

/* Floor within 5 cm of the middle of the line, on one side at least. */
static bool line_on_floor(const struct looker *looker, uint32_t level, struct evac_point a,
			  struct evac_point b)
{
	double len = hypot(b.x - a.x, b.y - a.y), nx = -(b.y - a.y) / len * 0.05,
	       ny = (b.x - a.x) / len * 0.05;
	double x = (a.x + b.x) / 2, y = (a.y + b.y) / 2;

	return evac_floor(looker->world, level, x + nx, y + ny) ||
	       evac_floor(looker->world, level, x - nx, y - ny);
}

/* Does a polygon lie on the floor at least in part? A lattice of 16 by 16 points is looked at. */
static bool polygon_on_floor(const struct looker *looker, uint32_t level,
			     const struct evac_shape *shape)
{
	double low[2], high[2];

	evac_shape_box(shape, low, high);
	for (int i = 0; i < 256; i++) {
		double x = low[0] + (high[0] - low[0]) * (i % 16 + 0.5) / 16;
		double y = low[1] + (high[1] - low[1]) * (i / 16 + 0.5) / 16;

		if (evac_shape_holds(shape, x, y) && evac_floor(looker->world, level, x, y))
			return true;
	}
	return false;
}

static enum evac_error check_floors(const struct looker *looker)
{
	const struct evac_world *world = looker->world;
	bool any = false;

	looker->fault->item = EVAC_ITEM_FLOOR;
	for (uint32_t i = 0; i < world->nfloors; i++) {
		const struct evac_floor *floor = &world->floors[i];
		const struct evac_shape *s = &floor->shape;
		enum evac_error error;
		bool line = floor->role == EVAC_OBSTACLE && s->nrings == 1 && s->npoints >= 2 &&
			    (s->points[0].x != s->points[s->npoints - 1].x ||
			     s->points[0].y != s->points[s->npoints - 1].y);

		looker->fault->index = i;
		error = line ? check_line(looker, floor->level, s, false)
			     : check_polygon(looker, floor->level, s);
		if (error != EVAC_OK)
			return error;
		any |= floor->role == EVAC_WALKABLE;
	}
	return any ? EVAC_OK : EVAC_NO_FLOOR;
}

static enum evac_error check_flow(const struct looker *looker, struct evac_point p, double flow)
{
	return isfinite(flow) && flow >= 0 ? EVAC_OK : at(looker, p, EVAC_BAD_NUMBER);
}

static enum evac_error check_line_on_floor(const struct looker *looker, uint32_t level,
					   const struct evac_shape *shape, bool two)
{
	enum evac_error error = check_line(looker, level, shape, two);

	if (error != EVAC_OK || line_on_floor(looker, level, shape->points[0], shape->points[1]))
		return error;
	return at(looker, shape->points[0], EVAC_OFF_FLOOR);
}

static enum evac_error check_polygon_on_floor(const struct looker *looker, uint32_t level,
					      const struct evac_shape *shape)
{
	enum evac_error error = check_polygon(looker, level, shape);

	if (error != EVAC_OK || polygon_on_floor(looker, level, shape))
		return error;
	return at(looker, shape->points[0], EVAC_OFF_FLOOR);
}

static enum evac_error check_exits(const struct looker *looker)
{
	const struct evac_world *world = looker->world;
	enum evac_error error = EVAC_OK;

	looker->fault->item = EVAC_ITEM_EXIT;
	for (uint32_t i = 0; i < world->nexits && error == EVAC_OK; i++) {
		const struct evac_exit *exit = &world->exits[i];

		looker->fault->index = i;
		error = exit->line ? check_line_on_floor(looker, exit->level, &exit->shape, false)
				   : check_polygon_on_floor(looker, exit->level, &exit->shape);
		if (error == EVAC_OK)
			error = check_flow(looker, exit->shape.points[0], exit->flow_most);
	}
	return error;
}

static enum evac_error check_gates(const struct looker *looker)
{
	const struct evac_world *world = looker->world;
	enum evac_error error = EVAC_OK;

	looker->fault->item = EVAC_ITEM_GATE;
	for (uint32_t i = 0; i < world->ngates && error == EVAC_OK; i++) {
		const struct evac_gate *gate = &world->gates[i];

		looker->fault->index = i;
		error = check_line_on_floor(looker, gate->level, &gate->shape, true);
		if (error == EVAC_OK)
			error = check_flow(looker, gate->shape.points[0], gate->flow_most);
	}
	return error;
}

static enum evac_error check_portals(const struct looker *looker)
{
	const struct evac_world *world = looker->world;

	looker->fault->item = EVAC_ITEM_PORTAL;
	for (uint32_t i = 0; i < world->nportals; i++) {
		const struct evac_portal *portal = &world->portals[i];
		uint32_t ends[1] = { 2 };

		looker->fault->index = i;
		for (int side = 0; side < 2; side++) {
			struct evac_shape line = { portal->line[side], ends, 1, 2 };
			enum evac_error error =
				check_line(looker, portal->level[side], &line, true);

			if (error != EVAC_OK)
				return error;
			if (!line_on_floor(looker, portal->level[side], line.points[0],
					   line.points[1]))
				return at(looker, line.points[0], EVAC_OFF_FLOOR);
		}
		const struct evac_point *a = portal->line[0], *b = portal->line[1];

		if (hypot(a[1].x - a[0].x - b[1].x + b[0].x, a[1].y - a[0].y - b[1].y + b[0].y) >
		    0.02)
			return at(looker, b[0], EVAC_PORTAL_UNEQUAL);
	}
	return EVAC_OK;
}

static bool good_zone(const struct evac_zone *zone)
{
	return zone->factor > 0 && zone->factor <= 2 && zone->rise >= 0 && zone->rise < 10 &&
	       isfinite(zone->up_x) && isfinite(zone->up_y) &&
	       (zone->rise <= 0 || (zone->factor_down > 0 && zone->factor_down <= 2));
}

static bool good_server(const struct evac_server *server)
{
	return server->cabin > 0 && server->first >= 0 && server->first < 1e6 &&
	       server->interval > 0 && server->interval < 1e6 && server->travel >= 0 &&
	       server->travel < 1e6 && isfinite(server->last);
}

static enum evac_error check_zones(const struct looker *looker)
{
	const struct evac_world *world = looker->world;
	enum evac_error error = EVAC_OK;

	looker->fault->item = EVAC_ITEM_ZONE;
	for (uint32_t i = 0; i < world->nzones && error == EVAC_OK; i++) {
		looker->fault->index = i;
		error = check_polygon(looker, world->zones[i].level, &world->zones[i].shape);
		if (error == EVAC_OK && !good_zone(&world->zones[i]))
			error = at(looker, world->zones[i].shape.points[0], EVAC_BAD_NUMBER);
	}
	return error;
}

static enum evac_error check_servers(const struct looker *looker)
{
	const struct evac_world *world = looker->world;
	enum evac_error error = EVAC_OK;

	looker->fault->item = EVAC_ITEM_SERVER;
	for (uint32_t i = 0; i < world->nservers && error == EVAC_OK; i++) {
		const struct evac_server *server = &world->servers[i];

		looker->fault->index = i;
		error = check_polygon_on_floor(looker, server->level[0], &server->shape[0]);
		if (error == EVAC_OK)
			error = check_polygon_on_floor(looker, server->level[1], &server->shape[1]);
		if (error == EVAC_OK && !good_server(server))
			error = at(looker, server->shape[0].points[0], EVAC_BAD_NUMBER);
	}
	return error;
}

static enum evac_error check_areas(const struct looker *looker)
{
	const struct evac_world *world = looker->world;
	enum evac_error error = EVAC_OK;

	looker->fault->item = EVAC_ITEM_AREA;
	for (uint32_t i = 0; i < world->nareas && error == EVAC_OK; i++) {
		looker->fault->index = i;
		error = check_polygon_on_floor(looker, world->areas[i].level,
					       &world->areas[i].shape);
	}
	return error;
}

static bool within(double value, double least, double most)
{
	return value >= least && value <= most;
}

static bool good_group(const struct evac_group *group)
{
	return evac_chance_lawful(&group->speed) && evac_chance_lawful(&group->premovement) &&
	       within(group->start, 0, 1e6) && within(group->radius, 0, 0.6) &&
	       within(group->time_gap, 0, 5) && within(group->speed_factor, 0, 2) &&
	       within(group->stairs_factor, 0, 2) && isfinite(group->heading_x) &&
	       isfinite(group->heading_y) && group->nstages <= EVAC_STAGES_MOST &&
	       group->party <= 10000;
}

static enum evac_error check_group(const struct looker *looker, const struct evac_group *group)
{
	enum evac_error error = EVAC_OK;

	looker->fault->level = group->level;
	if (group->level >= looker->world->nlevels)
		return EVAC_NO_LEVEL;
	if (!group->places)
		error = check_polygon_on_floor(looker, group->level, &group->area);
	for (uint32_t k = 0; group->places && k < group->count; k++)
		if (!isfinite(group->places[k].x) || !isfinite(group->places[k].y))
			return EVAC_NOT_FINITE;
	if (error == EVAC_OK && !good_group(group))
		error = EVAC_BAD_NUMBER;
	for (uint32_t k = 0; k + 1 < group->nstages && error == EVAC_OK; k++)
		if (group->stages[k].area >= looker->world->nareas)
			error = EVAC_NO_SUCH;
	return error;
}

static enum evac_error check_groups(const struct looker *looker)
{
	const struct evac_world *world = looker->world;
	enum evac_error error = EVAC_OK;
	uint64_t people = 0;

	looker->fault->item = EVAC_ITEM_GROUP;
	for (uint32_t i = 0; i < world->ngroups && error == EVAC_OK; i++) {
		looker->fault->index = i;
		people += world->groups[i].count;
		error = people > EVAC_AGENTS_MOST ? EVAC_TOO_MANY
						  : check_group(looker, &world->groups[i]);
	}
	return error;
}

static enum evac_error check_rest(const struct looker *looker)
{
	const struct evac_world *world = looker->world;

	looker->fault->item = EVAC_ITEM_EVENT;
	for (uint32_t i = 0; i < world->nevents; i++) {
		const struct evac_event *event = &world->events[i];
		bool exit = event->deed == EVAC_OPEN_EXIT || event->deed == EVAC_CLOSE_EXIT;

		looker->fault->index = i;
		if (event->index >= (exit ? world->nexits : world->ngates))
			return EVAC_NO_SUCH;
		if (!within(event->at, 0, 1e6))
			return EVAC_BAD_NUMBER;
	}
	looker->fault->item = EVAC_ITEM_METER;
	for (uint32_t i = 0; i < world->nmeters; i++) {
		const struct evac_meter *meter = &world->meters[i];
		enum evac_error error =
			meter->line ? check_line(looker, meter->level, &meter->shape, true)
				    : check_polygon(looker, meter->level, &meter->shape);

		looker->fault->index = i;
		if (error != EVAC_OK)
			return error;
	}
	return EVAC_OK;
}

enum evac_error evac_check(const struct evac_world *world, struct evac_fault *ret_fault)
{
	struct looker looker = { world, ret_fault };
	enum evac_error (*const parts[])(const struct looker *) = {
		check_floors,  check_exits, check_gates,  check_portals, check_zones,
		check_servers, check_areas, check_groups, check_rest,
	};
	enum evac_error error = EVAC_OK;

	ret_fault->item = EVAC_ITEM_WORLD;
	if (world->nlevels == 0 || world->nlevels > EVAC_LEVELS_MOST)
		return EVAC_NO_LEVEL;
	if (world->nexits > EVAC_EXITS_MOST || world->nzones > EVAC_ZONES_MOST ||
	    world->nportals > 100 || world->nservers > 256 || world->ngroups > 10000)
		return EVAC_TOO_MANY;
	for (size_t i = 0; i < sizeof parts / sizeof parts[0] && error == EVAC_OK; i++)
		error = parts[i](&looker);
	ret_fault->error = error;
	return error;
}
