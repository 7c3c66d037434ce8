/* What a run is asked for: densities and flows over time, on maps and at meters. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "engine/evac/evac_state.h"

static const float map_cell = (float)EVAC_MAP_CELL;

static void make_map(struct evac_run *run, uint32_t level, struct evac_maps *maps)
{
	const struct evac_sheet *sheet = &run->grid.sheets[level];
	float h = run->grid.h;
	uint32_t columns = (uint32_t)((float)sheet->columns * h / map_cell) + 1;
	uint32_t rows = (uint32_t)((float)sheet->rows * h / map_cell) + 1;
	size_t size = (size_t)columns * rows * sizeof(float);
	float **all[] = { &maps->area,    &maps->density_most, &maps->above_4, &maps->above_5,
			  &maps->persons, &maps->metres,       &maps->now };

	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
		*all[i] = arena_alloc(run->arena, size);
	for (uint32_t row = 0; row < (uint32_t)sheet->rows; row++)
		for (uint32_t i = 0; i < (uint32_t)sheet->columns; i++)
			if (run->grid.flags[sheet->cells + row * (uint32_t)sheet->columns + i] &
			    CELL_FREE)
				maps->area[(uint32_t)(((float)row + 0.5f) * h / map_cell) *
						   columns +
					   (uint32_t)(((float)i + 0.5f) * h / map_cell)] += h * h;
	maps->map = (struct evac_map){ run->grid.x + (double)sheet->x,
				       run->grid.y + (double)sheet->y,
				       columns,
				       rows,
				       maps->area,
				       maps->density_most,
				       maps->above_4,
				       maps->above_5,
				       maps->persons,
				       maps->metres };
}

void evac_measure_make(struct evac_run *run)
{
	run->gauges = arena_alloc(run->arena, (run->world->nmeters + 1) * sizeof *run->gauges);
	for (uint32_t i = 0; i < run->world->nmeters; i++)
		if (!run->world->meters[i].line)
			run->gauges[i].area = (float)evac_shape_area(&run->world->meters[i].shape);
	run->maps = arena_alloc(run->arena, run->grid.nsheets * sizeof *run->maps);
	for (uint32_t level = 0; level < run->grid.nsheets; level++)
		make_map(run, level, &run->maps[level]);
}

void evac_measure_release(struct evac_run *run)
{
	for (uint32_t i = 0; run->gauges && i < run->world->nmeters; i++)
		heap_free(run->gauges[i].samples);
}

static void read_gauge(struct evac_run *run, uint32_t which)
{
	const struct evac_meter *meter = &run->world->meters[which];
	struct evac_gauge *gauge = &run->gauges[which];
	struct evac_sample sample = { 0, 0, gauge->crossed };

	for (uint32_t i = 0; !meter->line && i < run->n; i++) {
		uint32_t word = run->next[HOT_FIELD][i].u;

		if (word & HOT_ABSENT || HOT_LEVEL_OF(word) != meter->level ||
		    !evac_shape_holds(&meter->shape, (double)run->next[HOT_X][i].f + run->grid.x,
				      (double)run->next[HOT_Y][i].f + run->grid.y))
			continue;
		sample.persons++;
		sample.speed += fmaxf(run->next[HOT_V][i].f, 0);
	}
	if (!meter->line) {
		sample.density = (float)sample.persons / gauge->area;
		sample.speed /= sample.persons ? (float)sample.persons : 1;
	}
	gauge->crossed = 0;
	HEAP_ROOM(gauge->samples, gauge->count, gauge->size);
	gauge->samples[gauge->count++] = sample;
}

static void add_people(struct evac_run *run)
{
	for (uint32_t i = 0; i < run->n; i++) {
		uint32_t word = run->next[HOT_FIELD][i].u;
		struct evac_maps *maps = &run->maps[HOT_LEVEL_OF(word)];
		const struct evac_sheet *sheet = &run->grid.sheets[HOT_LEVEL_OF(word)];

		if (word & HOT_ABSENT)
			continue;
		uint32_t square = (uint32_t)((run->next[HOT_Y][i].f - sheet->y) / map_cell) *
					  maps->map.columns +
				  (uint32_t)((run->next[HOT_X][i].f - sheet->x) / map_cell);

		maps->now[square] += 1;
		maps->persons[square] += 1;
		maps->metres[square] += fmaxf(run->next[HOT_V][i].f, 0);
	}
}

/*
 * Density is that of a square and its eight neighbours together, as a mean over EVAC_MAP_SPAN
 * seconds: nine square metres, so that one body more or less does not make a peak.
 */
static void close_span(struct evac_maps *maps)
{
	uint32_t columns = maps->map.columns, rows = maps->map.rows;

	for (uint32_t row = 1; row + 1 < rows; row++)
		for (uint32_t i = 1; i + 1 < columns; i++) {
			uint32_t at = row * columns + i;
			float persons = 0, area = 0, density;

			if (maps->area[at] <= 0)
				continue;
			for (uint32_t k = 0; k < 9; k++) {
				uint32_t near = at + (k / 3) * columns + k % 3 - columns - 1;

				persons += maps->now[near];
				area += maps->area[near];
			}
			density = persons / (float)EVAC_MAP_SPAN / fmaxf(area, 2);
			maps->density_most[at] = fmaxf(maps->density_most[at], density);
			maps->above_4[at] += density > 4 ? (float)EVAC_MAP_SPAN : 0;
			maps->above_5[at] += density > 5 ? (float)EVAC_MAP_SPAN : 0;
		}
	memset(maps->now, 0, (size_t)columns * rows * sizeof *maps->now);
}

void evac_measure(struct evac_run *run)
{
	uint64_t second = (uint64_t)(1 / run->options.dt + 0.5);

	if (run->tick % second != 0)
		return;
	for (uint32_t i = 0; i < run->world->nmeters; i++)
		read_gauge(run, i);
	add_people(run);
	if (run->tick / second % EVAC_MAP_SPAN == 0)
		for (uint32_t level = 0; level < run->grid.nsheets; level++)
			close_span(&run->maps[level]);
}

const struct evac_sample *evac_samples(const struct evac_run *run, uint32_t meter,
				       uint32_t *ret_count)
{
	*ret_count = run->gauges[meter].count;
	return run->gauges[meter].samples;
}

struct evac_map evac_map(const struct evac_run *run, uint32_t level)
{
	return run->maps[level].map;
}

struct evac_use evac_use_exit(const struct evac_run *run, uint32_t exit)
{
	return run->exits[exit].use;
}

struct evac_use evac_use_gate(const struct evac_run *run, uint32_t gate)
{
	return run->gates[gate].use;
}

char evac_fruin(double density)
{
	/* Area modules of 3.25, 2.32, 1.39, 0.93 and 0.46 m2 a person: Fruin 1971, walkways. */
	static const double most[] = { 0.308, 0.431, 0.719, 1.075, 2.174 };
	char level = 'A';

	for (size_t i = 0; i < sizeof most / sizeof most[0] && density > most[i]; i++)
		level++;
	return level;
}
