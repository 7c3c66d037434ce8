/* Weighs every set of levels along a way in: assurance against waiting and staff. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/queue/rings.h"

#include <math.h>

#include "engine/queue/queue.h"

double rings_assurance(const double *shares, uint32_t count)
{
	double missed = 1;

	for (uint32_t i = 0; i < count; i++)
		missed *= 1 - shares[i];
	return 1 - missed;
}

static bool is_level(const struct ring_level *level)
{
	return level->share >= 0 && level->share <= 1 && level->lanes > 0 &&
	       level->lanes <= QUEUE_SERVERS_MOST && level->search_rate > 0 && level->cost >= 0;
}

static bool is_ring(const struct ring *ring)
{
	if (ring->nlevels == 0 || ring->nlevels > RINGS_LEVELS_MOST ||
	    ring->least >= ring->nlevels || !(ring->arrivals >= 0) || !(ring->pass_rate > 0) ||
	    !(ring->upstream >= 0 && ring->upstream <= 1) || !(ring->sort_cs2 >= 0))
		return false;
	for (uint32_t l = 0; l < ring->nlevels; l++)
		if (!is_level(&ring->levels[l]))
			return false;
	return true;
}

static bool are_rings(const struct ring *rings, uint32_t count)
{
	if (count == 0 || count > RINGS_MOST)
		return false;
	for (uint32_t i = 0; i < count; i++)
		if (!is_ring(&rings[i]))
			return false;
	return true;
}

/* `before`: what the rings farther out assure, for those who came through them. */
static struct rings_ring at_ring(const struct ring *ring, const struct ring_level *level,
				 double before)
{
	double stopped = level->share * (1 - ring->upstream * before);
	struct queue_mix mix = queue_mix(stopped, ring->pass_rate, level->search_rate,
					 ring->sort_cs2);
	struct queue_station station = { .servers = level->lanes, .arrivals = ring->arrivals,
					 .rate = mix.rate, .ca2 = 1, .cs2 = mix.cs2 };
	struct queue_steady steady;
	bool settles = queue_steady(&station, &steady);

	return (struct rings_ring){ .stopped = stopped, .capacity = level->lanes * mix.rate,
				    .wait = settles ? steady.wait : -1 };
}

static void evaluate(const struct ring *rings, uint32_t count, const uint32_t *levels,
		     struct rings_outcome *ret)
{
	*ret = (struct rings_outcome){ 0 };
	for (uint32_t i = 0; i < count; i++) {
		const struct ring_level *level = &rings[i].levels[levels[i]];

		ret->rings[i] = at_ring(&rings[i], level, ret->assurance);
		ret->growing += ret->rings[i].wait < 0;
		ret->wait += fmax(ret->rings[i].wait, 0);
		ret->cost += level->cost;
		ret->assurance = 1 - (1 - ret->assurance) * (1 - level->share);
	}
}

bool rings_evaluate(const struct ring *rings, uint32_t count, const uint32_t *levels,
		    struct rings_outcome *ret)
{
	*ret = (struct rings_outcome){ 0 };
	if (!are_rings(rings, count))
		return false;
	for (uint32_t i = 0; i < count; i++)
		if (levels[i] >= rings[i].nlevels)
			return false;
	evaluate(rings, count, levels, ret);
	return true;
}

/* True if `a` is the better; sets come with the far rings rising last, so equals keep the first. */
static bool better(const struct rings_outcome *a, const struct rings_outcome *b)
{
	if (a->growing != b->growing)
		return a->growing < b->growing;
	if (fabs(a->cost - b->cost) > 1e-9)
		return a->cost < b->cost;
	return a->wait < b->wait - 1e-9;
}

/* The next set, counting down from the highest levels, the near ring fastest; false after all. */
static bool next_set(const struct ring *rings, uint32_t count, uint32_t *levels)
{
	for (uint32_t i = count; i-- > 0;) {
		if (levels[i] > rings[i].least) {
			levels[i]--;
			return true;
		}
		levels[i] = rings[i].nlevels - 1;
	}
	return false;
}

bool rings_cheapest(const struct ring *rings, uint32_t count, double wanted, uint32_t *ret_levels,
		    struct rings_outcome *ret)
{
	uint32_t levels[RINGS_MOST];
	bool found = false;

	*ret = (struct rings_outcome){ 0 };
	if (!are_rings(rings, count))
		return false;
	for (uint32_t i = 0; i < count; i++)
		ret_levels[i] = levels[i] = rings[i].nlevels - 1;
	evaluate(rings, count, levels, ret);
	do {
		struct rings_outcome outcome;

		evaluate(rings, count, levels, &outcome);
		if (outcome.assurance < wanted - 1e-9 || (found && !better(&outcome, ret)))
			continue;
		found = true;
		*ret = outcome;
		for (uint32_t i = 0; i < count; i++)
			ret_levels[i] = levels[i];
	} while (next_set(rings, count, levels));
	return found;
}
