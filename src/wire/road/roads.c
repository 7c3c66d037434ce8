/* What every reader of roads does: keep points, links and names, and look at positions. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/road/roads.h"

#include <math.h>

#define NAMES_MOST ((size_t)256 * 1024 * 1024)

const char *roads_error_name(enum roads_error error)
{
#define ROADS_FAULT_NAME(id, zh, en) #id,
	static const char *const names[] = { ROADS_FAULTS(ROADS_FAULT_NAME) };

	return names[error];
}

const char *roads_error_text(enum roads_error error)
{
#define ROADS_FAULT_TEXT(id, zh, en) zh " / " en,
	static const char *const texts[] = { ROADS_FAULTS(ROADS_FAULT_TEXT) };

	return texts[error];
}

void roads_init(struct roads *roads)
{
	*roads = (struct roads){ .has_points = true };
	buf_init(&roads->names, NAMES_MOST);
	buf_add_char(&roads->names, '\0');
	map_init(&roads->name_of);
}

void roads_release(struct roads *roads)
{
	heap_free(roads->points);
	heap_free(roads->links);
	heap_free(roads->shape);
	heap_free(roads->turns);
	buf_release(&roads->names);
	map_release(&roads->name_of);
}

struct route_input roads_input(const struct roads *roads)
{
	return (struct route_input){
		.points = roads->has_points ? roads->points : NULL, .nnodes = roads->npoints,
		.links = roads->links, .nlinks = roads->nlinks,
		.shape = roads->shape, .nshape = roads->nshape,
		.turns = roads->turns, .nturns = roads->nturns,
		.names = buf_str(&roads->names),
	};
}

/* Names repeat: a road has many links. Two with one hash are kept twice, which does no harm. */
uint32_t roads_name(struct roads *roads, struct str name)
{
	uint64_t *at;

	if (name.len == 0)
		return 0;
	at = map_put(&roads->name_of, str_hash(name));
	if (*at != 0 && str_eq(str_of(roads->names.at + *at), name))
		return (uint32_t)*at;
	uint32_t begins = (uint32_t)roads->names.len;

	if (buf_room(&roads->names, (size_t)name.len + 1) == NULL)
		return 0;
	buf_add(&roads->names, name);
	buf_add_char(&roads->names, '\0');
	*at = begins;
	return begins;
}

uint32_t roads_add_point(struct roads *roads, struct geo_point p)
{
	HEAP_ROOM(roads->points, roads->npoints, roads->spoints);
	roads->points[roads->npoints] = p;
	return roads->npoints++;
}

uint32_t roads_add_shape(struct roads *roads, struct geo_point p)
{
	HEAP_ROOM(roads->shape, roads->nshape, roads->sshape);
	roads->shape[roads->nshape] = p;
	return roads->nshape++;
}

uint32_t roads_add_link(struct roads *roads, const struct route_link *link)
{
	HEAP_ROOM(roads->links, roads->nlinks, roads->slinks);
	roads->links[roads->nlinks] = *link;
	return roads->nlinks++;
}

void roads_add_turn(struct roads *roads, struct route_turn turn)
{
	HEAP_ROOM(roads->turns, roads->nturns, roads->sturns);
	roads->turns[roads->nturns++] = turn;
}

enum roads_error roads_check_point(struct geo_point p)
{
	if (!isfinite(p.lon) || !isfinite(p.lat) || fabs(p.lon) > 180)
		return ROADS_OUT_OF_RANGE;
	if (fabs(p.lat) <= 90)
		return ROADS_OK;
	return fabs(p.lat) <= 180 && fabs(p.lon) <= 90 ? ROADS_AXES_SWAPPED : ROADS_OUT_OF_RANGE;
}

static bool inside(const struct roads_area *area, double lon, double lat)
{
	return lon >= area->south_west.lon && lon <= area->north_east.lon &&
	       lat >= area->south_west.lat && lat <= area->north_east.lat;
}

enum roads_error roads_check_area(const struct roads *roads, const struct roads_area *area)
{
	uint32_t as_written = 0, swapped = 0;

	if (area == NULL || area->south_west.lon == area->north_east.lon || !roads->has_points)
		return ROADS_OK;
	for (uint32_t i = 0; i < roads->npoints; i++) {
		as_written += inside(area, roads->points[i].lon, roads->points[i].lat);
		swapped += inside(area, roads->points[i].lat, roads->points[i].lon);
	}
	if (as_written > 0)
		return ROADS_OK;
	return swapped > 0 ? ROADS_AXES_SWAPPED : ROADS_OUT_OF_AREA;
}
