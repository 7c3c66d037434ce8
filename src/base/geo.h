/* Places on the earth: points, lines and areas from GeoJSON, distances, what lies inside. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_GEO_H
#define BASE_GEO_H

#include <stdbool.h>
#include <stdint.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"

struct geo_point {
	double lon;                                        /* degrees, WGS-84 */
	double lat;
};
enum geo_type { GEO_POINT, GEO_LINE, GEO_POLYGON };
struct geo_shape {
	enum geo_type type;
	uint32_t nrings;                               /* polygon: outer ring, then holes; else 1 */
	uint32_t *ring_ends;                           /* index after the last point of each ring */
	struct geo_point *points;
	uint32_t npoints;
};
enum geo_error {
	GEO_OK, GEO_NOT_GEOMETRY, GEO_OUT_OF_RANGE, GEO_TOO_MANY, GEO_RING_OPEN, GEO_RING_SHORT,
};
const char *geo_error_name(enum geo_error error);

/* A GeoJSON geometry (RFC 7946) of type Point, LineString or Polygon; at most LIMIT_GEO_POINTS. */
enum geo_error geo_parse(struct arena *arena, const struct json *json, uint32_t token,
			 struct geo_shape *ret);
struct geo_point geo_center(const struct geo_shape *shape);  /* mean of the outer ring's corners */
double geo_distance_m(struct geo_point a, struct geo_point b); /* great circle, R = 6,371,008.8 m */
/* Even-odd, holes respected; on the border it may be either. False for what is no polygon. */
bool geo_inside(const struct geo_shape *polygon, struct geo_point p);
/* WGS-84 to GCJ-02, the shifted system of Chinese map tiles; outside China unchanged. */
struct geo_point geo_to_gcj02(struct geo_point wgs84);

#endif
