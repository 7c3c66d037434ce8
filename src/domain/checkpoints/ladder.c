/* Reads the ladder from the policy and the road from its checkpoints. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/checkpoints/ladder.h"

#include <math.h>
#include <stdio.h>

#define CLOSED 5

/* Doctrine 7.2; the names of the levels are from memory there, to be verified. */
const struct choice ladder_levels[] = {
	{ LADDER_C4, "c4", "常态查控", "C4, routine", "blue" },
	{ LADDER_C3, "c3", "三级查控", "C3", "yellow" },
	{ LADDER_C2, "c2", "二级查控", "C2", "orange" },
	{ LADDER_C1, "c1", "一级查控", "C1, every vehicle", "red" },
	{ 0 },
};
const struct choice ladder_rings[] = {
	{ LADDER_R3, "r3", "远端（外省）", "R3, far: other provinces", NULL },
	{ LADDER_R2, "r2", "入冀", "R2, roads into Hebei", NULL },
	{ LADDER_R1, "r1", "进京", "R1, roads into Beijing", NULL },
	{ LADDER_R0, "r0", "场馆外围", "R0, approach of a venue", NULL },
	{ 0 },
};

int64_t ladder_whole(double value)
{
	return isnan(value) ? 0 : (int64_t)round(fmax(-1e12, fmin(value, 1e12)));
}

static int64_t number(const struct record *record, const char *field)
{
	return *(const int64_t *)model_field(record, field);
}

static double policy(const struct model *model, const struct record *record, instant at,
		     const char *level, const char *what)
{
	char key[48];

	snprintf(key, sizeof key, "checkpoint.%s%s%s", level, *level ? "." : "", what);
	return policy_or(model, key, record->home, at, 0);
}

double ladder_asks(const struct model *model, const struct record *checkpoint, instant at,
		   uint16_t level, const char *what)
{
	return policy(model, checkpoint, at, ladder_levels[level - 1].name, what);
}

/* A factor of 0 takes all lanes that there are. */
static uint32_t lanes_of(const struct record *checkpoint, double factor)
{
	int64_t base = number(checkpoint, "lanes"), most = number(checkpoint, "lanes_most");
	double lanes = factor > 0 ? ceil((double)base * factor - 1e-9) : (double)most;

	return (uint32_t)fmin(lanes, (double)(most > base ? most : base));
}

struct ring ladder_ring(const struct model *model, const struct record *checkpoint, instant at)
{
	struct ring ring = {
		.arrivals = (double)number(checkpoint, "vehicles"),
		.upstream = (double)number(checkpoint, "upstream") / 100,
		.pass_rate = policy(model, checkpoint, at, "", "pass_rate"),
		.sort_cs2 = policy(model, checkpoint, at, "", "service_cs2"),
		.nlevels = RINGS_LEVELS_MOST,
	};

	for (uint32_t l = 0; l < RINGS_LEVELS_MOST; l++) {
		const char *name = ladder_levels[l].name;

		ring.levels[l] = (struct ring_level){
			.share = fmin(policy(model, checkpoint, at, name, "share"), 1),
			.lanes = lanes_of(checkpoint, policy(model, checkpoint, at, name, "lanes")),
			.search_rate = policy(model, checkpoint, at, name, "search_rate"),
			.cost = (double)number(checkpoint, "staff") *
				policy(model, checkpoint, at, name, "staff"),
		};
	}
	return ring;
}

uint32_t ladder_checkpoints(const struct model *model, struct ident corridor, uint16_t ring,
			    const struct record **ret, uint32_t max)
{
	const struct record *all[LIMIT_SEEN];
	uint32_t count = model_refs_to(model, corridor, "checkpoint", "corridor", all, LIMIT_SEEN);
	uint32_t kept = 0;

	for (uint32_t i = 0; i < count && i < LIMIT_SEEN && kept < max; i++)
		if (all[i]->state != CLOSED && !all[i]->struck &&
		    (ring == 0 || *(const uint16_t *)model_field(all[i], "ring") == ring))
			ret[kept++] = all[i];
	return kept;
}

uint16_t ladder_present(const struct record *const *checkpoints, uint32_t count)
{
	uint16_t level = 0;

	for (uint32_t i = 0; i < count; i++)
		if (checkpoints[i]->state > level)
			level = checkpoints[i]->state;
	return level;
}

static double load(const struct ring *ring)
{
	return ring->arrivals / ring->levels[0].lanes;
}

uint32_t ladder_corridor(const struct model *model, struct ident corridor, instant at,
			 struct ring *ret, uint32_t *ret_levels, uint16_t *ret_ring)
{
	uint32_t rings = 0;

	for (uint16_t r = LADDER_R3; r <= LADDER_R0; r++) {
		const struct record *checkpoints[LIMIT_REFS];
		uint32_t count = ladder_checkpoints(model, corridor, r, checkpoints, LIMIT_REFS);
		double staff[RINGS_LEVELS_MOST] = { 0 };

		for (uint32_t i = 0; i < count; i++) {
			struct ring ring = ladder_ring(model, checkpoints[i], at);

			for (uint32_t l = 0; l < RINGS_LEVELS_MOST; l++)
				staff[l] += ring.levels[l].cost;
			if (i == 0 || load(&ring) > load(&ret[rings]))
				ret[rings] = ring;
		}
		if (count == 0)
			continue;
		for (uint32_t l = 0; l < RINGS_LEVELS_MOST; l++)
			ret[rings].levels[l].cost = staff[l];
		ret_levels[rings] = ladder_present(checkpoints, count) - 1u;
		ret_ring[rings++] = r;
	}
	return rings;
}
