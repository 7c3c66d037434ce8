/* Published questions about placing forces, read from their files; for tests and benches. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LIB_COVER_DATA_H
#define LIB_COVER_DATA_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/cover/cover.h"

#define COVER_DATA "../shared/data"

/* Dijkstra's distances, by Floyd and Warshall: they are small. way: [n * n]. */
static inline void cover_data_all_pairs(uint32_t *way, uint32_t n)
{
	for (uint32_t k = 0; k < n; k++)
		for (uint32_t i = 0; i < n; i++) {
			uint32_t first = way[(size_t)i * n + k];

			if (first == COVER_NEVER)
				continue;
			for (uint32_t j = 0; j < n; j++) {
				uint32_t second = way[(size_t)k * n + j];

				if (second != COVER_NEVER &&
				    first + second < way[(size_t)i * n + j])
					way[(size_t)i * n + j] = first + second;
			}
		}
}

/* OR-Library p-median: "n m p", then edges; of an edge given twice the last holds. */
static inline bool cover_data_pmedian(int number, struct cover_median *ret)
{
	char path[100];
	unsigned n, edges, units, from, to, cost;
	uint32_t *way;
	FILE *file;

	snprintf(path, sizeof path, COVER_DATA "/pmedian/pmed%d.txt", number);
	file = fopen(path, "r");
	if (file == NULL)
		return false;
	if (fscanf(file, "%u %u %u", &n, &edges, &units) != 3)
		abort();
	way = heap_alloc((size_t)n * n * sizeof *way);
	memset(way, 0xff, (size_t)n * n * sizeof *way);
	for (unsigned i = 0; i < n; i++)
		way[(size_t)i * n + i] = 0;
	while (fscanf(file, "%u %u %u", &from, &to, &cost) == 3)
		way[(size_t)(from - 1) * n + to - 1] = way[(size_t)(to - 1) * n + from - 1] = cost;
	fclose(file);
	cover_data_all_pairs(way, n);
	*ret = (struct cover_median){ .sites = n, .points = n, .units = units, .way = way };
	return true;
}

struct cover_city {
	struct cover_problem problem;
	uint32_t *from, *reach;
	double *weight;
};

/* Single precision and the sum of cosines, as the published values were made with. */
static inline bool cover_data_within(const float *a, const float *b, double radius)
{
	const double turn = acos(-1) / 180;
	double c = sin(a[0] * turn) * sin(b[0] * turn) +
		   cos(a[0] * turn) * cos(b[0] * turn) * cos((b[1] - a[1]) * turn);

	return (a[0] == b[0] && a[1] == b[1]) || (float)(acos(c > 1 ? 1 : c) * 6378100.0) <= radius;
}

/* Every node of a city is a place to stand and a place that needs; one reaches as far as radius. */
static inline bool cover_data_city(const char *name, double radius, uint32_t units,
				   struct cover_city *ret)
{
	char path[100], line[200];
	unsigned n = 0;
	float (*at)[2];
	FILE *file;

	snprintf(path, sizeof path, COVER_DATA "/mclp/%s.txt", name);
	file = fopen(path, "r");
	if (file == NULL)
		return false;
	while (fgets(line, sizeof line, file) != NULL && strncmp(line, "NODE_COORD", 10) != 0)
		sscanf(line, "DIMENSION : %u", &n);
	at = heap_alloc(n * sizeof *at);
	ret->weight = heap_alloc(n * sizeof(double));
	ret->from = heap_alloc((n + 1) * sizeof(uint32_t));
	ret->reach = heap_alloc((size_t)n * n * sizeof(uint32_t));
	for (unsigned i = 0; i < n; i++)
		if (fscanf(file, "%f %f", &at[i][0], &at[i][1]) != 2)
			abort();
	while (fgets(line, sizeof line, file) != NULL && strncmp(line, "DEMAND", 6) != 0)
		;
	for (unsigned i = 0; i < n; i++)
		if (fscanf(file, "%lf", &ret->weight[i]) != 1)
			abort();
	fclose(file);
	for (unsigned s = 0; s < n; s++) {
		ret->from[s + 1] = ret->from[s];
		for (unsigned d = 0; d < n; d++)
			if (cover_data_within(at[s], at[d], radius))
				ret->reach[ret->from[s + 1]++] = d;
	}
	heap_free(at);
	ret->problem = (struct cover_problem){ .sites = n, .points = n, .units = units,
		.reach_from = ret->from, .reach = ret->reach, .weight = ret->weight };
	return true;
}

static inline void cover_data_release(struct cover_city *city)
{
	heap_free(city->weight);
	heap_free(city->from);
	heap_free(city->reach);
}

#endif
