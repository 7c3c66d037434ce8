/* Ground in cells, each with the time at which it is reached; for the files of this room only. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ROUTE_OUTLINE_H
#define ROUTE_OUTLINE_H

#include "engine/route/route_state.h"

struct route_ground {
	double west, south, cell_lon, cell_lat, cell_m;
	uint32_t columns, rows;                    /* the outermost cells are never reached */
	uint32_t *ms;
};
/* The outlines of what is reached by then, as polygons. */
void route_outline_draw(struct arena *arena, const struct route_ground *ground, uint32_t limit,
			struct route_area *ret);

#endif
