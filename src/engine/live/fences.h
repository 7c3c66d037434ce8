/* Areas on the ground that something must be told of when a unit enters or leaves them. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ENGINE_LIVE_FENCES_H
#define ENGINE_LIVE_FENCES_H

#include "base/geo.h"

/*
 * Any polygons, concave ones and holes too, under a grid: a cell that lies wholly inside a fence
 * says so at once, and only in cells that its border runs through is the point looked at exactly.
 * So the answer is that of geo_inside for every fence, at the price of the few that are near.
 */
struct fences;
/* Copies the shapes. What is NULL or no polygon is a fence that holds nothing. */
struct fences *fences_create(const struct geo_shape *const *shapes, uint32_t count);
void fences_destroy(struct fences *fences);                /* NULL is fine */
uint32_t fences_count(const struct fences *fences);
/* The fences that hold the point, as indexes, ascending; at most `max`, the rest is left out. */
uint32_t fences_at(const struct fences *fences, struct geo_point p, uint32_t *ret, uint32_t max);
/* Metres from the point to the nearest border of a fence; a plane serves for some km. */
double fences_border_m(const struct fences *fences, uint32_t fence, struct geo_point p);

#endif
