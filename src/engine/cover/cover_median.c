/* Finds sites from which the ways to all points are shortest in sum. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <math.h>
#include <string.h>

#include "base/chance.h"
#include "engine/cover/cover.h"

#define SHAKE_MOST 6

/* Every point knows its nearest open site and the second; all the rest follows from that. */
struct open {
	const struct cover_median *median;
	double *cost;                     /* [site * points + point] weight times way */
	uint32_t *site;                   /* [units] that are open */
	uint32_t *slot;                   /* [sites] where in `site`, or UINT32_MAX */
	uint32_t *first;                  /* [points] slot of the nearest */
	double *near, *next;              /* [points] cost from the nearest, from the second */
	double *loss;                     /* [units] scratch of an exchange */
	double sum;
};

static enum cover_fault check(const struct cover_median *m)
{
	if (m->sites == 0)
		return COVER_FAULT_no_sites;
	if (m->points == 0)
		return COVER_FAULT_no_points;
	if (m->units == 0)
		return COVER_FAULT_no_units;
	if (m->sites > COVER_SITES_MOST || m->points > COVER_POINTS_MOST ||
	    m->units > COVER_UNITS_MOST || (uint64_t)m->sites * m->points > COVER_PAIRS_MOST)
		return COVER_FAULT_too_large;
	if (m->units > m->sites)
		return COVER_FAULT_no_room;
	for (uint32_t d = 0; m->weight != NULL && d < m->points; d++)
		if (!(m->weight[d] >= 0) || !isfinite(m->weight[d]))
			return COVER_FAULT_bad_weight;
	return COVER_SOUND;
}

/* A point's two nearest from scratch. */
static void look_up(struct open *open, uint32_t point)
{
	const struct cover_median *m = open->median;

	open->near[point] = open->next[point] = INFINITY;
	for (uint32_t k = 0; k < m->units; k++) {
		double cost = open->cost[(size_t)open->site[k] * m->points + point];

		if (cost < open->near[point]) {
			open->next[point] = open->near[point];
			open->near[point] = cost;
			open->first[point] = k;
		} else if (cost < open->next[point]) {
			open->next[point] = cost;
		}
	}
}

static void look_up_all(struct open *open)
{
	open->sum = 0;
	for (uint32_t d = 0; d < open->median->points; d++) {
		look_up(open, d);
		open->sum += open->near[d];
	}
}

/* Site `in` opens where slot k stood: only points whose two nearest change are looked at whole. */
static void change(struct open *open, uint32_t k, uint32_t in)
{
	const struct cover_median *m = open->median;
	const double *came = open->cost + (size_t)in * m->points;
	const double *went = open->cost + (size_t)open->site[k] * m->points;

	open->slot[open->site[k]] = UINT32_MAX;
	open->site[k] = in;
	open->slot[in] = k;
	open->sum = 0;
	for (uint32_t d = 0; d < m->points; d++) {
		if (open->first[d] == k || went[d] <= open->next[d]) {
			look_up(open, d);
		} else if (came[d] < open->near[d]) {
			open->next[d] = open->near[d];
			open->near[d] = came[d];
			open->first[d] = k;
		} else if (came[d] < open->next[d]) {
			open->next[d] = came[d];
		}
		open->sum += open->near[d];
	}
}

/* What is saved if `in` opens and the best other one closes; *ret_slot: which (Whitaker 1983). */
static double best_exchange(struct open *open, uint32_t in, uint32_t *ret_slot)
{
	const struct cover_median *m = open->median;
	const double *came = open->cost + (size_t)in * m->points;
	uint32_t best = 0;
	double gain = 0;

	memset(open->loss, 0, m->units * sizeof *open->loss);
	for (uint32_t d = 0; d < m->points; d++) {
		double near = open->near[d], next = open->next[d];

		/* A closed site sends its points to the new one or to their second, whichever. */
		if (came[d] < near)
			gain += near - came[d];
		else
			open->loss[open->first[d]] += (came[d] < next ? came[d] : next) - near;
	}
	for (uint32_t k = 1; k < m->units; k++)
		if (open->loss[k] < open->loss[best])
			best = k;
	*ret_slot = best;
	return gain - open->loss[best];
}

/* Exchanges as long as one saves anything. False: the caller has had enough. */
static bool descend(struct open *open, struct chance *chance, const struct cover_effort *effort)
{
	uint32_t sites = open->median->sites, in = chance_below(chance, sites), idle = 0;

	for (; idle < sites; idle++, in = in + 1 == sites ? 0 : in + 1) {
		uint32_t slot;

		if (open->slot[in] != UINT32_MAX)
			continue;
		if (best_exchange(open, in, &slot) > 1e-9 * open->sum) {
			change(open, slot, in);
			idle = 0;
			if (cover_share(effort, 0) >= 1)
				return false;
		}
	}
	return true;
}

static void open_at_random(struct open *open, struct chance *chance)
{
	const struct cover_median *m = open->median;

	for (uint32_t k = 0; k < m->units; k++) {
		uint32_t s = chance_below(chance, m->sites);

		while (open->slot[s] != UINT32_MAX)
			s = s + 1 == m->sites ? 0 : s + 1;
		open->site[k] = s;
		open->slot[s] = k;
	}
}

static void shake(struct open *open, struct chance *chance)
{
	const struct cover_median *m = open->median;
	uint32_t times = 1 + chance_below(chance, SHAKE_MOST);

	for (uint32_t i = 0; i < times && m->units < m->sites; i++) {
		uint32_t s = chance_below(chance, m->sites);

		while (open->slot[s] != UINT32_MAX)
			s = s + 1 == m->sites ? 0 : s + 1;
		change(open, chance_below(chance, m->units), s);
	}
}

static void go_back(struct open *open, const uint32_t *site)
{
	for (uint32_t k = 0; k < open->median->units; k++)
		open->slot[open->site[k]] = UINT32_MAX;
	for (uint32_t k = 0; k < open->median->units; k++) {
		open->site[k] = site[k];
		open->slot[site[k]] = k;
	}
	look_up_all(open);
}

static void open_init(struct open *open, const struct cover_median *m, struct arena *arena)
{
	*open = (struct open){ .median = m };
	open->cost = arena_room(arena, (size_t)m->sites * m->points * sizeof(double));
	open->site = arena_alloc(arena, m->units * sizeof(uint32_t));
	open->slot = arena_alloc(arena, m->sites * sizeof(uint32_t));
	open->first = arena_alloc(arena, m->points * sizeof(uint32_t));
	open->near = arena_alloc(arena, m->points * sizeof(double));
	open->next = arena_alloc(arena, m->points * sizeof(double));
	open->loss = arena_alloc(arena, m->units * sizeof(double));
	memset(open->slot, 0xff, m->sites * sizeof(uint32_t));
	for (uint32_t s = 0; s < m->sites; s++)
		for (uint32_t d = 0; d < m->points; d++) {
			size_t at = (size_t)s * m->points + d;

			open->cost[at] = (m->way[at] == COVER_NEVER ? COVER_NEVER_COSTS
								    : m->way[at]) *
					 (m->weight != NULL ? m->weight[d] : 1);
		}
}

static void search(struct open *open, const struct cover_effort *effort, uint32_t *best)
{
	const struct cover_median *m = open->median;
	struct chance chance = { effort->seed };
	double least;
	bool going;

	open_at_random(open, &chance);
	look_up_all(open);
	going = descend(open, &chance, effort);
	least = open->sum;
	memcpy(best, open->site, m->units * sizeof *best);
	for (uint64_t round = 1; going && cover_share(effort, round) < 1; round++) {
		shake(open, &chance);
		going = descend(open, &chance, effort);
		if (open->sum <= least) {
			least = open->sum;
			memcpy(best, open->site, m->units * sizeof *best);
		} else {
			go_back(open, best);
		}
	}
}

enum cover_fault cover_median(const struct cover_median *median, const struct cover_effort *effort,
			      struct arena *arena, uint32_t **ret_sites, double *ret_sum)
{
	enum cover_fault fault = check(median);
	struct arena *scratch;
	struct open open;
	uint32_t *best, n = 0;

	assert(effort->rounds > 0 || effort->share != NULL);
	if (fault != COVER_SOUND)
		return fault;
	scratch = arena_create();
	best = arena_alloc(scratch, median->units * sizeof *best);
	open_init(&open, median, scratch);
	search(&open, effort, best);
	go_back(&open, best);
	*ret_sum = open.sum;
	*ret_sites = arena_alloc(arena, median->units * sizeof **ret_sites);
	for (uint32_t s = 0; s < median->sites; s++)
		if (open.slot[s] != UINT32_MAX)
			(*ret_sites)[n++] = s;
	arena_destroy(scratch);
	return COVER_SOUND;
}
