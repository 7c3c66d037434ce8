/* Throws bytes at the reader of WKT polygons: what it takes reads the same when written again. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <math.h>
#include <stddef.h>

#include "base/buf.h"
#include "wire/evac/venue.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void write_polygon(struct buf *out, const struct evac_shape *shape)
{
	uint32_t at = 0;

	buf_add(out, STR("POLYGON("));
	for (uint32_t ring = 0; ring < shape->nrings; ring++) {
		buf_add(out, ring ? STR(",(") : STR("("));
		for (; at < shape->ring_ends[ring]; at++) {
			bool first = at == (ring ? shape->ring_ends[ring - 1] : 0);

			buf_printf(out, "%s%.17g %.17g", first ? "" : ",", shape->points[at].x,
				   shape->points[at].y);
		}
		buf_add_char(out, ')');
	}
	buf_add_char(out, ')');
}

static void check_again(struct arena *arena, const struct venue *venue)
{
	struct venue again = { .until = 0 };
	struct venue_fault fault;
	struct buf out;

	buf_init(&out, (size_t)64 << 20);
	buf_add(&out, STR("GEOMETRYCOLLECTION("));
	for (uint32_t i = 0; i < venue->world.nfloors; i++) {
		if (i)
			buf_add_char(&out, ',');
		write_polygon(&out, &venue->world.floors[i].shape);
	}
	buf_add_char(&out, ')');
	enum venue_error error = venue_wkt(arena, buf_str(&out), &again, &fault);

	assert(error == VENUE_OK && again.world.nfloors == venue->world.nfloors);
	for (uint32_t i = 0; i < again.world.nfloors; i++) {
		const struct evac_shape *a = &venue->world.floors[i].shape;
		const struct evac_shape *b = &again.world.floors[i].shape;

		assert(a->npoints == b->npoints && a->nrings == b->nrings);
		for (uint32_t k = 0; k < a->npoints; k++)
			assert(a->points[k].x == b->points[k].x &&
			       a->points[k].y == b->points[k].y);
	}
	buf_release(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = { (const char *)data, (uint32_t)size };
	struct arena *arena = arena_create();
	struct venue venue = { .until = 0 };
	struct venue_fault fault = { .error = VENUE_OK };

	if (venue_wkt(arena, text, &venue, &fault) == VENUE_OK)
		check_again(arena, &venue);
	else
		assert(fault.error == VENUE_BAD_WKT && fault.byte <= text.len);
	arena_destroy(arena);
	return 0;
}
