/* Turns that OpenStreetMap forbids, and barriers that no car gets past, as turns between links. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/road/roads_osm.h"

/* A car comes to the point by this link; or (leaves) sets off from it. */
static bool drives(const struct route_link *link, uint32_t point, bool leaves)
{
	bool forth = (leaves ? link->from : link->to) == point;
	bool back = (leaves ? link->to : link->from) == point;

	return (forth && link->pass[0] & ROUTE_CAR) || (back && link->pass[1] & ROUTE_CAR);
}

/* The way's one link that is meant; ROUTE_NONE where none or several could be. */
static uint32_t link_at(const struct osm *osm, const struct osm_way *way, uint32_t point,
			bool leaves)
{
	uint32_t found = ROUTE_NONE;

	for (uint32_t i = way->first_link; i < way->first_link + way->nlinks; i++) {
		if (!drives(&osm->roads->links[i], point, leaves))
			continue;
		if (found != ROUTE_NONE)
			return ROUTE_NONE;
		found = i;
	}
	return found;
}

static void put_turn(struct osm *osm, const struct osm_turn *turn)
{
	const struct osm_way *from = roads_osm_way(osm, turn->from);
	const struct osm_way *to = roads_osm_way(osm, turn->to);
	const struct osm_node *via = roads_osm_node(osm, turn->via);
	uint32_t link_from = ROUTE_NONE, link_to = ROUTE_NONE;

	if (from && to && via && via->point != ROUTE_NONE) {
		link_from = link_at(osm, from, via->point, false);
		link_to = link_at(osm, to, via->point, true);
	}
	if (link_from == ROUTE_NONE || link_to == ROUTE_NONE)
		osm->roads->turns_left++;
	else
		roads_add_turn(osm->roads, (struct route_turn){ link_from, via->point, link_to,
								turn->only });
}

#define AT_BARRIER_MOST 16

static void put_barrier(struct osm *osm, uint32_t point, const uint32_t *links, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		for (uint32_t k = 0; k < count; k++)
			if (i != k)
				roads_add_turn(osm->roads, (struct route_turn){
					links[i], point, links[k], false });
}

/* The links that end at barriers, found by one walk over all links. */
static void put_barriers(struct osm *osm)
{
	uint32_t *of = heap_alloc((osm->roads->npoints + (size_t)1) * sizeof *of);
	uint32_t (*links)[AT_BARRIER_MOST] = heap_alloc((osm->nbarriers + 1) * sizeof *links);
	uint32_t *counts = heap_alloc((osm->nbarriers + 1) * sizeof *counts);

	for (uint32_t i = 0; i < osm->nbarriers; i++) {
		const struct osm_node *node = roads_osm_node(osm, osm->barriers[i]);

		if (node && node->point != ROUTE_NONE)
			of[node->point] = i + 1;
	}
	for (uint32_t i = 0; i < osm->roads->nlinks; i++) {
		const uint32_t ends[2] = { osm->roads->links[i].from, osm->roads->links[i].to };

		for (uint32_t e = 0; e < 2; e++) {
			uint32_t barrier = of[ends[e]];

			if (barrier && counts[barrier - 1] < AT_BARRIER_MOST)
				links[barrier - 1][counts[barrier - 1]++] = i;
		}
	}
	for (uint32_t i = 0; i < osm->nbarriers; i++)
		if (counts[i] > 1)
			put_barrier(osm, roads_osm_node(osm, osm->barriers[i])->point, links[i],
				    counts[i]);
	heap_free(of);
	heap_free(links);
	heap_free(counts);
}

void roads_osm_turns(struct osm *osm)
{
	for (uint32_t i = 0; i < osm->nturns; i++)
		put_turn(osm, &osm->turns[i]);
	if (osm->nbarriers > 0)
		put_barriers(osm);
}
