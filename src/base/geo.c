/* Places on the earth: read from GeoJSON, measured, and shifted for Chinese maps. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/geo.h"

#include <assert.h>
#include <math.h>

#include "base/limits.h"

#define EARTH_RADIUS_M 6371008.8                           /* mean radius of IUGG */
#define PI 3.14159265358979323846

/* A shape that grows while its coordinates are read. */
struct draft {
	const struct json *json;
	struct arena *arena;
	struct geo_shape shape;
	uint32_t point_room;
};

const char *geo_error_name(enum geo_error error)
{
	static const char *const names[] = {
		[GEO_OK] = "geo_ok",
		[GEO_NOT_GEOMETRY] = "geo_not_geometry",
		[GEO_OUT_OF_RANGE] = "geo_out_of_range",
		[GEO_TOO_MANY] = "geo_too_many",
		[GEO_RING_OPEN] = "geo_ring_open",
		[GEO_RING_SHORT] = "geo_ring_short",
	};

	assert((unsigned)error < sizeof names / sizeof names[0]);
	return names[error];
}

static bool is_array(const struct json *json, uint32_t token)
{
	return json->tokens[token].type == JSON_ARRAY;
}

/* A position: longitude, latitude, and perhaps a height, which is not kept. */
static enum geo_error read_point(const struct json *json, uint32_t token, struct geo_point *ret)
{
	uint32_t size = json->tokens[token].size;
	double height;

	if (!is_array(json, token) || size < 2 || size > 3 ||
	    !json_f64(json, token + 1, &ret->lon) || !json_f64(json, token + 2, &ret->lat) ||
	    (size == 3 && !json_f64(json, token + 3, &height)))
		return GEO_NOT_GEOMETRY;
	if (fabs(ret->lon) > 180 || fabs(ret->lat) > 90)
		return GEO_OUT_OF_RANGE;
	return GEO_OK;
}

static struct geo_point *point_add(struct draft *draft)
{
	struct geo_shape *shape = &draft->shape;

	if (shape->npoints == draft->point_room) {
		uint32_t room = draft->point_room ? draft->point_room * 2 : 8;
		struct geo_point *points = arena_alloc(draft->arena, room * sizeof *points);

		if (shape->npoints > 0)
			memcpy(points, shape->points, shape->npoints * sizeof *points);
		shape->points = points;
		draft->point_room = room;
	}
	return &shape->points[shape->npoints++];
}

/* One line or ring of at least `least` positions. */
static enum geo_error read_points(struct draft *draft, uint32_t token, uint32_t least)
{
	const struct json *json = draft->json;
	uint32_t at = token + 1;

	if (!is_array(json, token))
		return GEO_NOT_GEOMETRY;
	for (uint32_t i = 0; i < json->tokens[token].size; i++, at = json->tokens[at].next) {
		if (draft->shape.npoints == LIMIT_GEO_POINTS)
			return GEO_TOO_MANY;
		enum geo_error error = read_point(json, at, point_add(draft));

		if (error != GEO_OK)
			return error;
	}
	draft->shape.ring_ends[draft->shape.nrings++] = draft->shape.npoints;
	return json->tokens[token].size < least ? GEO_RING_SHORT : GEO_OK;
}

static enum geo_error read_polygon(struct draft *draft, uint32_t token)
{
	const struct json *json = draft->json;
	uint32_t at = token + 1;

	if (!is_array(json, token))
		return GEO_NOT_GEOMETRY;
	if (json->tokens[token].size == 0)
		return GEO_RING_SHORT;
	draft->shape.ring_ends = arena_alloc(draft->arena, json->tokens[token].size *
					     sizeof *draft->shape.ring_ends);
	for (uint32_t i = 0; i < json->tokens[token].size; i++, at = json->tokens[at].next) {
		uint32_t first = draft->shape.npoints;
		enum geo_error error = read_points(draft, at, 4);

		if (error != GEO_OK)
			return error;
		struct geo_point a = draft->shape.points[first];
		struct geo_point z = draft->shape.points[draft->shape.npoints - 1];

		if (a.lon != z.lon || a.lat != z.lat)
			return GEO_RING_OPEN;
	}
	return GEO_OK;
}

static enum geo_error read_coordinates(struct draft *draft, struct str type, uint32_t token)
{
	uint32_t *end = arena_alloc(draft->arena, sizeof *end);

	draft->shape.ring_ends = end;
	if (str_eq(type, STR("Polygon"))) {
		draft->shape.type = GEO_POLYGON;
		return read_polygon(draft, token);
	}
	if (str_eq(type, STR("LineString"))) {
		draft->shape.type = GEO_LINE;
		return read_points(draft, token, 2);
	}
	if (!str_eq(type, STR("Point")))
		return GEO_NOT_GEOMETRY;
	draft->shape.type = GEO_POINT;
	draft->shape.nrings = 1;
	*end = 1;
	return read_point(draft->json, token, point_add(draft));
}

enum geo_error geo_parse(struct arena *arena, const struct json *json, uint32_t token,
			 struct geo_shape *ret)
{
	struct draft draft = { .json = json, .arena = arena };
	uint32_t type = json_find(json, token, STR("type"));
	uint32_t coordinates = json_find(json, token, STR("coordinates"));

	if (type == 0 || coordinates == 0)
		return GEO_NOT_GEOMETRY;
	enum geo_error error = read_coordinates(&draft, json_text(json, type, arena), coordinates);

	if (error == GEO_OK)
		*ret = draft.shape;
	return error;
}

struct geo_point geo_center(const struct geo_shape *shape)
{
	uint32_t count = shape->ring_ends[0] - (shape->type == GEO_POLYGON);
	struct geo_point sum = { 0, 0 };

	assert(count > 0);
	for (uint32_t i = 0; i < count; i++) {
		sum.lon += shape->points[i].lon;
		sum.lat += shape->points[i].lat;
	}
	return (struct geo_point){ sum.lon / count, sum.lat / count };
}

double geo_distance_m(struct geo_point a, struct geo_point b)
{
	double lat_a = a.lat * PI / 180, lat_b = b.lat * PI / 180;
	double north = sin((lat_b - lat_a) / 2);
	double east = sin((b.lon - a.lon) * PI / 360);
	double h = north * north + cos(lat_a) * cos(lat_b) * east * east;

	return 2 * EARTH_RADIUS_M * asin(sqrt(h < 1 ? h : 1));
}

/* Whether the edge from a to b crosses the ray that leaves p towards the east. */
static bool crosses(struct geo_point a, struct geo_point b, struct geo_point p)
{
	if ((a.lat > p.lat) == (b.lat > p.lat))
		return false;
	return p.lon < a.lon + (p.lat - a.lat) / (b.lat - a.lat) * (b.lon - a.lon);
}

bool geo_inside(const struct geo_shape *polygon, struct geo_point p)
{
	bool inside = false;
	uint32_t i = 0;

	if (polygon->type != GEO_POLYGON)
		return false;
	for (uint32_t ring = 0; ring < polygon->nrings; ring++) {
		for (; i + 1 < polygon->ring_ends[ring]; i++)
			inside ^= crosses(polygon->points[i], polygon->points[i + 1], p);
		i = polygon->ring_ends[ring];
	}
	return inside;
}

/*
 * The shift of GCJ-02 is a published series around 105 E 35 N on the ellipsoid of Krasovsky; the
 * names are ours. A term is a sine of the coordinate, `wave` the two short ones that both share.
 */
#define KRASOVSKY_A 6378245.0
#define KRASOVSKY_EE 0.00669342162296594323

static double wave(double x)
{
	return 20 * sin(6 * x * PI) + 20 * sin(2 * x * PI);
}

static double shift_north_m(double x, double y)
{
	double sum = wave(x) + 20 * sin(y * PI) + 40 * sin(y / 3 * PI) +
		     160 * sin(y / 12 * PI) + 320 * sin(y / 30 * PI);

	return -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(fabs(x)) +
	       sum * 2 / 3;
}

static double shift_east_m(double x, double y)
{
	double sum = wave(x) + 20 * sin(x * PI) + 40 * sin(x / 3 * PI) +
		     150 * sin(x / 12 * PI) + 300 * sin(x / 30 * PI);

	return 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(fabs(x)) + sum * 2 / 3;
}

struct geo_point geo_to_gcj02(struct geo_point wgs84)
{
	double x = wgs84.lon - 105, y = wgs84.lat - 35;
	double lat = wgs84.lat * PI / 180;
	double w = 1 - KRASOVSKY_EE * sin(lat) * sin(lat);
	double meridian = KRASOVSKY_A * (1 - KRASOVSKY_EE) / (w * sqrt(w));
	double parallel = KRASOVSKY_A / sqrt(w) * cos(lat);

	if (wgs84.lon < 72.004 || wgs84.lon > 137.8347 || wgs84.lat < 0.8293 || wgs84.lat > 55.8271)
		return wgs84;
	return (struct geo_point){
		wgs84.lon + shift_east_m(x, y) / parallel * 180 / PI,
		wgs84.lat + shift_north_m(x, y) / meridian * 180 / PI,
	};
}
