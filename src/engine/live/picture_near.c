/* Who is nearest: units by the cell of the ground that they stand in, cells in rings around. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <math.h>

#include "engine/live/picture_state.h"

#define CELLS_PER_DEGREE 400.0
#define COLUMNS (360 * 400)
#define BUCKETS ((uint32_t)1 << 17)
#define RADIUS_M 6371008.8
#define RADIANS (3.14159265358979323846 / 180)
/* Nearer the poles a ring of cells says little; so few units are looked at one by one as well. */
#define LAT_MOST 80.0
#define FEW 256

void picture_near_init(struct picture *picture)
{
	picture->heads = heap_alloc(BUCKETS * sizeof picture->heads[0]);
}

static int32_t row_of(double lat)
{
	return (int32_t)floor(lat * CELLS_PER_DEGREE);
}

static int32_t column_of(double lon)
{
	return (int32_t)floor(lon * CELLS_PER_DEGREE);
}

static uint32_t bucket_of(int32_t row, int32_t column)
{
	/* Around the earth: 180 W is 180 E. */
	uint64_t key = (uint64_t)(uint32_t)row << 32 | (uint32_t)((column + COLUMNS) % COLUMNS);

	key *= UINT64_C(0x9e3779b97f4a7c15);
	return (uint32_t)(key >> 47);
}

static void unlink_spot(struct picture *picture, struct picture_spot *spot)
{
	if (spot->before)
		picture->spots[spot->before - 1].next = spot->next;
	else
		picture->heads[bucket_of(spot->row, spot->column)] = spot->next;
	if (spot->next)
		picture->spots[spot->next - 1].before = spot->before;
	spot->next = spot->before = 0;
}

void picture_near_put(struct picture *picture, uint32_t slot, bool was_known)
{
	struct geo_point at = picture->units[slot].place.at;
	struct picture_spot *spot = &picture->spots[slot];
	int32_t row = row_of(at.lat), column = column_of(at.lon);

	spot->lon = at.lon;
	spot->lat = at.lat;
	spot->cos_lat = cos(at.lat * RADIANS);
	if (was_known && row == spot->row && column == spot->column)
		return;
	if (was_known)
		unlink_spot(picture, spot);
	else
		picture->known++;
	uint32_t *head = &picture->heads[bucket_of(row, column)];

	spot->row = row;
	spot->column = column;
	spot->next = *head;
	if (*head)
		picture->spots[*head - 1].before = slot + 1;
	*head = slot + 1;
}

void picture_near_remove(struct picture *picture, uint32_t slot)
{
	unlink_spot(picture, &picture->spots[slot]);
	picture->known--;
}

/* ---- searching ------------------------------------------------------------------------------- */

/* The best so far, farthest last; `half` is the haversine, which grows with the distance. */
struct best {
	struct geo_point p;
	double cos_lat;
	struct picture_near *at;
	uint32_t count, max;
};

/* Most angles are small: three terms of the series then lack less than 1e-13 of it. */
static double sine(double x)
{
	double xx = x * x;

	return xx < 1e-4 ? x * (1 - xx * (1.0 / 6 - xx / 120)) : sin(x);
}

static void offer(struct best *best, uint32_t slot, const struct picture_spot *spot)
{
	double north = sine((spot->lat - best->p.lat) * RADIANS / 2);
	double east = sine((spot->lon - best->p.lon) * RADIANS / 2);
	double half = north * north + best->cos_lat * spot->cos_lat * east * east;
	uint32_t i;

	if (best->count == best->max && half >= best->at[best->max - 1].distance_m)
		return;
	if (best->count < best->max)
		best->count++;
	for (i = best->count - 1; i > 0 && best->at[i - 1].distance_m > half; i--)
		best->at[i] = best->at[i - 1];
	best->at[i] = (struct picture_near){ slot, half };
}

static void look_at_cell(const struct picture *picture, struct best *best, int32_t row,
			 int32_t column)
{
	uint32_t next = picture->heads[bucket_of(row, column)];
	int32_t wrapped = (column + 3 * COLUMNS / 2) % COLUMNS - COLUMNS / 2;

	while (next) {
		const struct picture_spot *spot = &picture->spots[next - 1];

		/* Other cells may share the bucket; 180 E itself is a column of its own. */
		if (spot->row == row && (spot->column == wrapped ||
					 spot->column == wrapped + COLUMNS))
			offer(best, next - 1, spot);
		next = spot->next;
	}
}

static void look_at_ring(const struct picture *picture, struct best *best, int32_t row,
			 int32_t column, int32_t ring)
{
	if (ring == 0) {
		look_at_cell(picture, best, row, column);
		return;
	}
	for (int32_t i = -ring; i <= ring; i++) {
		look_at_cell(picture, best, row - ring, column + i);
		look_at_cell(picture, best, row + ring, column + i);
	}
	for (int32_t i = 1 - ring; i < ring; i++) {
		look_at_cell(picture, best, row + i, column - ring);
		look_at_cell(picture, best, row + i, column + ring);
	}
}

/*
 * What lies outside of so many rings is at least this haversine away. To the side that is the way
 * to a meridian: sin d >= cos(lat) sin(dlon) on the sphere, with a little off for rounding.
 */
static double least_beyond(const struct best *best, int32_t rings)
{
	double angle = rings / CELLS_PER_DEGREE * RADIANS;
	double side = asin(best->cos_lat * sin(angle));
	double half = sin(side / 2);

	return half * half * (1 - 1e-9);
}

static void look_at_all(const struct picture *picture, struct best *best)
{
	best->count = 0;
	for (uint32_t i = 0; i < picture->count; i++)
		if (picture->units[i].place.known)
			offer(best, i, &picture->spots[i]);
}

static void look_around(const struct picture *picture, struct best *best)
{
	int32_t row = row_of(best->p.lat), column = column_of(best->p.lon);
	uint64_t cells = 0;

	for (int32_t ring = 0; ; ring++) {
		cells += ring == 0 ? 1 : 8 * (uint64_t)ring;
		/* From here on the cells are more work than the units. */
		if (cells > picture->known / 2 || ring / CELLS_PER_DEGREE > 8) {
			look_at_all(picture, best);
			return;
		}
		look_at_ring(picture, best, row, column, ring);
		if (best->count == best->max &&
		    best->at[best->max - 1].distance_m <= least_beyond(best, ring))
			return;
	}
}

uint32_t picture_nearest(const struct picture *picture, struct geo_point p, uint32_t max,
			 struct picture_near *ret)
{
	struct best best = { .p = p, .cos_lat = cos(p.lat * RADIANS), .at = ret, .max = max };

	if (max == 0)
		return 0;
	if (picture->known <= FEW || fabs(p.lat) > LAT_MOST)
		look_at_all(picture, &best);
	else
		look_around(picture, &best);
	for (uint32_t i = 0; i < best.count; i++) {
		double half = fmin(1, ret[i].distance_m);

		ret[i].distance_m = 2 * RADIUS_M * asin(sqrt(half));
	}
	return best.count;
}
