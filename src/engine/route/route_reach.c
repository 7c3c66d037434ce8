/* What ground is within so many minutes of a place: roads reached, and what lies by them. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>

#include "engine/route/route_outline.h"

#define CELL_LEAST_M 40.0
#define CELLS_ACROSS 240                           /* a larger reach has larger cells */

/* A straight piece of road and when its ends are reached. */
struct piece {
	struct geo_point a, b;
	double from_ms, until_ms;
};
struct reach {
	struct route_scratch *scratch;
	const struct route_ask *ask;
	bool towards;
	double most;
	struct piece *pieces;
	uint32_t npieces, spieces;
};

/* A dir from one share of it to another, reached at those times; no farther than the limit. */
static void add_dir(struct reach *reach, uint32_t dir, double share, double from_ms,
		    double until_ms)
{
	const struct route_graph *graph = reach->scratch->graph;
	uint32_t count = route_link_points(graph, dir, NULL, 0);
	struct geo_point few[16], *line = count <= 16 ? few : heap_alloc(count * sizeof *line);
	double whole = 0, gone = 0;

	route_link_points(graph, dir, line, count);
	for (uint32_t i = 0; i + 1 < count; i++)
		whole += geo_distance_m(line[i], line[i + 1]);
	double begin = whole * share, left = whole - begin;
	double ms_per_m = left > 0 ? (until_ms - from_ms) / left : 0;

	for (uint32_t i = 0; i + 1 < count && left > 0; i++) {
		double metres = geo_distance_m(line[i], line[i + 1]);
		double low = fmax(0, (begin - gone) / metres), high = 1;
		double low_ms = from_ms + ms_per_m * (gone + low * metres - begin);
		double high_ms = from_ms + ms_per_m * (gone + metres - begin);

		gone += metres;
		if (!(metres > 0) || low >= 1 || low_ms > reach->most)
			continue;
		if (high_ms > reach->most) {
			high = low + (1 - low) * (reach->most - low_ms) / (high_ms - low_ms);
			high_ms = reach->most;
		}
		struct geo_point a = line[i], b = line[i + 1];

		HEAP_ROOM(reach->pieces, reach->npieces, reach->spieces);
		reach->pieces[reach->npieces++] = (struct piece){
			{ a.lon + (b.lon - a.lon) * low, a.lat + (b.lat - a.lat) * low },
			{ a.lon + (b.lon - a.lon) * high, a.lat + (b.lat - a.lat) * high },
			low_ms, high_ms };
	}
	if (line != few)
		heap_free(line);
}

static void add_arcs(struct reach *reach, uint32_t state, uint32_t ms)
{
	const struct route_graph *graph = reach->scratch->graph;
	const struct route_day *day = reach->ask->day;
	const uint32_t *begin = reach->towards ? graph->in_begin : graph->out_begin;
	const uint32_t *dirs = reach->towards ? graph->in_dir : graph->out_dir;
	const struct route_arc *arcs = reach->towards ? day->in : day->out;
	const uint64_t *bits = reach->towards ? day->in_bits : day->out_bits;

	for (uint32_t i = begin[state]; i < begin[state + 1]; i++) {
		uint32_t takes = arcs[i].ms;

		if (route_bit(bits, i))
			takes = route_day_look(reach->ask, false, dirs[i], takes);
		if (takes == UNREACHED || dirs[i] == ROUTE_NONE)
			continue;
		add_dir(reach, reach->towards ? dirs[i] ^ 1 : dirs[i], 0, ms,
			(double)ms + takes);
	}
}

static enum route_reason search(struct reach *reach, const struct route_spot *place)
{
	struct route_entry entries[ROUTE_ENTRIES_MOST];
	struct route_side *side = &reach->scratch->side[reach->towards];
	uint32_t n = route_entries(reach->scratch->graph, reach->ask, false, place,
				   reach->towards, entries), state;

	if (n == 0)
		return ROUTE_PLACE_OFF_ROAD;
	route_side_begin(side);
	for (uint32_t i = 0; i < n; i++) {
		const struct route_entry *entry = &entries[i];

		route_side_reach(side, entry->state, entry->ms);
		if (entry->dir == ROUTE_NONE)
			continue;
		/* The part of its own link, from the spot on. */
		add_dir(reach, reach->towards ? entry->dir ^ 1 : entry->dir,
			reach->towards ? 1 - (double)entry->part : (double)entry->part, 0,
			entry->ms);
	}
	while (route_side_next(side, (uint32_t)reach->most, &state)) {
		add_arcs(reach, state, side->ms[state]);
		route_search_spread(reach->scratch, reach->ask, false, reach->towards, state);
	}
	return ROUTE_REACHES;
}

/* ---- the ground ------------------------------------------------------------------------------ */

static void lay_out(const struct reach *reach, struct route_ground *ground)
{
	struct geo_point low = reach->pieces[0].a, high = low;

	for (uint32_t i = 0; i < reach->npieces; i++)
		for (uint32_t k = 0; k < 2; k++) {
			struct geo_point p = k ? reach->pieces[i].b : reach->pieces[i].a;

			low.lon = fmin(low.lon, p.lon);
			low.lat = fmin(low.lat, p.lat);
			high.lon = fmax(high.lon, p.lon);
			high.lat = fmax(high.lat, p.lat);
		}
	double narrow = fmax(0.01, cos((low.lat + high.lat) / 2 * RADIANS));
	double across_m = fmax((high.lon - low.lon) * narrow, high.lat - low.lat) *
			  METRES_PER_DEGREE;

	ground->cell_m = fmax(CELL_LEAST_M, across_m / CELLS_ACROSS);
	ground->cell_lat = ground->cell_m / METRES_PER_DEGREE;
	ground->cell_lon = ground->cell_lat / narrow;
	/* Two cells to spare on each side: one to grow into, one that stays outside. */
	ground->west = low.lon - 2.5 * ground->cell_lon;
	ground->south = low.lat - 2.5 * ground->cell_lat;
	ground->columns = (uint32_t)((high.lon - low.lon) / ground->cell_lon) + 6;
	ground->rows = (uint32_t)((high.lat - low.lat) / ground->cell_lat) + 6;
}

static void draw_piece(struct route_ground *ground, const struct piece *piece)
{
	double ax = (piece->a.lon - ground->west) / ground->cell_lon;
	double ay = (piece->a.lat - ground->south) / ground->cell_lat;
	double bx = (piece->b.lon - ground->west) / ground->cell_lon;
	double by = (piece->b.lat - ground->south) / ground->cell_lat;
	uint32_t steps = (uint32_t)(2 * hypot(bx - ax, by - ay)) + 1;

	for (uint32_t i = 0; i <= steps; i++) {
		double share = (double)i / steps;
		uint32_t x = (uint32_t)(ax + (bx - ax) * share);
		uint32_t y = (uint32_t)(ay + (by - ay) * share);
		uint32_t ms = (uint32_t)(piece->from_ms +
					 (piece->until_ms - piece->from_ms) * share);
		uint32_t *cell = &ground->ms[y * ground->columns + x];

		*cell = ms < *cell ? ms : *cell;
	}
}

/* What lies next to a reached cell is reached with it: roadside, and the error of the cells. */
static void grow(struct route_ground *ground)
{
	uint32_t *wide = heap_alloc((size_t)ground->columns * ground->rows * sizeof *wide);

	memset(wide, 0xff, (size_t)ground->columns * ground->rows * sizeof *wide);
	for (uint32_t y = 1; y + 1 < ground->rows; y++)
		for (uint32_t x = 1; x + 1 < ground->columns; x++) {
			uint32_t ms = UNREACHED;

			for (uint32_t k = 0; k < 9; k++) {
				uint32_t at = (y + k / 3 - 1) * ground->columns + x + k % 3 - 1;

				ms = ground->ms[at] < ms ? ground->ms[at] : ms;
			}
			wide[y * ground->columns + x] = ms;
		}
	heap_free(ground->ms);
	ground->ms = wide;
}

enum route_reason route_reach(struct route_scratch *scratch, struct arena *arena,
			      const struct route_ask *ask, const struct route_spot *place,
			      bool towards, const uint32_t *limits, uint32_t count,
			      struct route_area *ret)
{
	struct reach reach = { .scratch = scratch, .ask = ask, .towards = towards };
	struct route_ground ground = { 0 };
	enum route_reason reason;

	assert(count > 0 && count <= ROUTE_AREAS_MOST);
	assert(limits[count - 1] <= ROUTE_MS_MOST && ask->day->graph == scratch->graph);
	for (uint32_t i = 0; i < count; i++)
		ret[i] = (struct route_area){ .ms = limits[i] };
	reach.most = limits[count - 1];
	reason = search(&reach, place);
	if (reason == ROUTE_REACHES && reach.npieces > 0) {
		lay_out(&reach, &ground);
		ground.ms = heap_alloc((size_t)ground.columns * ground.rows * sizeof *ground.ms);
		memset(ground.ms, 0xff,
		       (size_t)ground.columns * ground.rows * sizeof *ground.ms);
		for (uint32_t i = 0; i < reach.npieces; i++)
			draw_piece(&ground, &reach.pieces[i]);
		grow(&ground);
		for (uint32_t i = 0; i < count; i++)
			route_outline_draw(arena, &ground, limits[i], &ret[i]);
		heap_free(ground.ms);
	}
	heap_free(reach.pieces);
	return reason;
}
