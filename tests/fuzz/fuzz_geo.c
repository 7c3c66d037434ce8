/* Throws bytes at the reader of places: what it accepts lies on the earth and can be measured. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <math.h>
#include <stddef.h>

#include "base/geo.h"
#include "base/limits.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_rings(const struct geo_shape *shape)
{
	uint32_t from = 0;

	assert(shape->nrings >= 1 && shape->npoints >= 1 && shape->npoints <= LIMIT_GEO_POINTS);
	for (uint32_t ring = 0; ring < shape->nrings; ring++) {
		uint32_t end = shape->ring_ends[ring];

		assert(end > from && end <= shape->npoints);
		if (shape->type == GEO_POLYGON) {
			assert(end - from >= 4);
			assert(shape->points[from].lon == shape->points[end - 1].lon);
			assert(shape->points[from].lat == shape->points[end - 1].lat);
		}
		from = end;
	}
	assert(from == shape->npoints);
	assert(shape->type == GEO_POLYGON || shape->nrings == 1);
}

static void put_points(struct json_out *out, const struct geo_shape *shape, uint32_t from,
		       uint32_t end)
{
	if (shape->type != GEO_POINT)
		json_open(out, '[');
	for (uint32_t i = from; i < end; i++) {
		json_open(out, '[');
		json_put_f64(out, shape->points[i].lon);
		json_put_f64(out, shape->points[i].lat);
		json_close(out, ']');
	}
	if (shape->type != GEO_POINT)
		json_close(out, ']');
}

static void put_shape(struct buf *buf, const struct geo_shape *shape)
{
	static const char *const names[] = { "Point", "LineString", "Polygon" };
	struct json_out out;

	json_begin(&out, buf);
	json_open(&out, '{');
	json_key(&out, "type");
	json_put_text(&out, names[shape->type]);
	json_key(&out, "coordinates");
	if (shape->type == GEO_POLYGON)
		json_open(&out, '[');
	for (uint32_t ring = 0; ring < shape->nrings; ring++)
		put_points(&out, shape, ring ? shape->ring_ends[ring - 1] : 0,
			   shape->ring_ends[ring]);
	if (shape->type == GEO_POLYGON)
		json_close(&out, ']');
	json_close(&out, '}');
}

static void check_measures(const struct geo_shape *shape)
{
	struct geo_point center = geo_center(shape), shifted = geo_to_gcj02(center);
	double there = geo_distance_m(center, shape->points[0]);

	assert(fabs(center.lon) <= 180.0000001 && fabs(center.lat) <= 90.0000001);
	assert(there >= 0 && there <= 20015115);
	assert(geo_distance_m(center, shifted) < 2000);
	assert(!geo_inside(shape, (struct geo_point){ 0, 91 }));
}

static void check_written(struct arena *arena, const struct geo_shape *shape)
{
	struct geo_shape back;
	struct json json;
	struct buf buf;

	buf_init(&buf, 200000);
	put_shape(&buf, shape);
	enum json_error read = json_parse(arena, buf_str(&buf), &json);

	assert(!buf.over && read == JSON_OK);
	enum geo_error error = geo_parse(arena, &json, 0, &back);

	assert(error == GEO_OK);
	assert(back.npoints == shape->npoints && back.nrings == shape->nrings);
	for (uint32_t i = 0; i < back.npoints; i++)
		assert(back.points[i].lon == shape->points[i].lon &&
		       back.points[i].lat == shape->points[i].lat);
	buf_release(&buf);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = { (const char *)data, (uint32_t)size };
	struct arena *arena = arena_create();
	struct geo_shape shape;
	struct json json;

	if (json_parse(arena, text, &json) == JSON_OK &&
	    geo_parse(arena, &json, 0, &shape) == GEO_OK) {
		check_rings(&shape);
		check_measures(&shape);
		check_written(arena, &shape);
	}
	arena_destroy(arena);
	return 0;
}
