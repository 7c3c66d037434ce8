/* Numbers nodes so that neighbours on the ground are neighbours in memory: searches run faster. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/route/route_state.h"

#define SIDE_BITS 16

/* Where a cell of a square of 2^16 a side lies along Hilbert's curve. */
static uint32_t along_curve(uint32_t x, uint32_t y)
{
	uint32_t along = 0;

	for (uint32_t s = (uint32_t)1 << (SIDE_BITS - 1); s > 0; s /= 2) {
		uint32_t right = (x & s) > 0, up = (y & s) > 0;

		along += s * s * ((3 * right) ^ up);
		if (up)
			continue;
		if (right) {
			x = ((uint32_t)1 << SIDE_BITS) - 1 - x;
			y = ((uint32_t)1 << SIDE_BITS) - 1 - y;
		}
		uint32_t swap = x;

		x = y;
		y = swap;
	}
	return along;
}

/* By the upper half of each key, least first; the order of equals is kept. */
static void sort_keys(uint64_t *keys, uint32_t count)
{
	uint64_t *from = keys, *other = heap_alloc((count + 1) * sizeof *other), *to = other;

	for (uint32_t shift = 32; shift < 64; shift += 8) {
		uint32_t begin[257] = { 0 };

		for (uint32_t i = 0; i < count; i++)
			begin[(from[i] >> shift & 255) + 1]++;
		for (uint32_t i = 0; i < 256; i++)
			begin[i + 1] += begin[i];
		for (uint32_t i = 0; i < count; i++)
			to[begin[from[i] >> shift & 255]++] = from[i];
		uint64_t *swap = from;

		from = to;
		to = swap;
	}
	heap_free(other);
}

uint32_t *route_order(const struct route_input *input)
{
	uint32_t n = input->nnodes;
	uint32_t *rank = heap_alloc((n + 1) * sizeof *rank);

	if (!input->points) {
		for (uint32_t i = 0; i < n; i++)
			rank[i] = i;
		return rank;
	}
	double west = 180, south = 90, east = -180, north = -90;

	for (uint32_t i = 0; i < n; i++) {
		struct geo_point p = input->points[i];

		west = p.lon < west ? p.lon : west;
		east = p.lon > east ? p.lon : east;
		south = p.lat < south ? p.lat : south;
		north = p.lat > north ? p.lat : north;
	}
	double side = east - west > north - south ? east - west : north - south;
	double scale = side > 0 ? (((uint32_t)1 << SIDE_BITS) - 1) / side : 0;
	uint64_t *keys = heap_alloc((n + 1) * sizeof *keys);

	for (uint32_t i = 0; i < n; i++) {
		uint32_t x = (uint32_t)((input->points[i].lon - west) * scale);
		uint32_t y = (uint32_t)((input->points[i].lat - south) * scale);

		keys[i] = (uint64_t)along_curve(x, y) << 32 | i;
	}
	sort_keys(keys, n);
	for (uint32_t i = 0; i < n; i++)
		rank[(uint32_t)keys[i]] = i;
	heap_free(keys);
	return rank;
}
