/* How long until so many people are gone from a city's places: stations, buses, lots and roads. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/evac/city.h"

/* Arcs stand in pairs, each the other's way back: arc ^ 1. */
struct arc {
	uint32_t to, next; /* next: of the same node; 0 ends */
	uint32_t room;
};

/*
 * Node n at the beginning of step t is t * nnodes + n. One node more is where all sources start.
 * The goal's arcs are not joined: each step's goal is a sink of its own, one after the other.
 */
struct flow {
	const struct city_network *network;
	uint32_t nsteps, nnodes, source;
	struct arc *arcs;
	uint32_t narcs, arcs_most;
	uint32_t *first, *level, *at, *queue, *path;
	uint32_t *link_arc; /* by link: its first departure's arc */
};

const char *city_error_name(enum city_error error)
{
	static const char *const names[] = { "CITY_OK", "CITY_NO_SUCH_NODE", "CITY_BAD_NUMBER",
					     "CITY_TOO_LARGE", "CITY_STAYS" };

	return names[error];
}

static void join(struct flow *flow, uint32_t from, uint32_t to, uint32_t room)
{
	const uint32_t ends[2] = { from, to };

	for (int k = 0; k < 2; k++) {
		flow->arcs[flow->narcs] =
			(struct arc){ ends[!k], flow->first[ends[k]], k ? 0 : room };
		flow->first[ends[k]] = flow->narcs++;
	}
}

static bool departs(const struct city_link *link, uint32_t step)
{
	if (step < link->first || (link->last > 0 && step > link->last))
		return false;
	return link->every ? (step - link->first) % link->every == 0 : step == link->first;
}

static uint32_t expanded(const struct flow *flow, uint32_t node, uint32_t step)
{
	return step * flow->network->nnodes + node;
}

static void expand(struct flow *flow)
{
	const struct city_network *network = flow->network;

	for (uint32_t i = 0; i < network->nlinks; i++) {
		const struct city_link *link = &network->links[i];

		flow->link_arc[i] = flow->narcs;
		for (uint32_t t = 0; t + link->steps <= flow->nsteps; t++)
			if (departs(link, t))
				join(flow, expanded(flow, link->from, t),
				     expanded(flow, link->to, t + link->steps), link->persons);
	}
	flow->link_arc[network->nlinks] = flow->narcs;
	for (uint32_t n = 0; n < network->nnodes; n++)
		for (uint32_t t = 0; t < flow->nsteps && n != network->goal; t++)
			join(flow, expanded(flow, n, t), expanded(flow, n, t + 1),
			     network->waits_most[n]);
	for (uint32_t i = 0; i < network->nsources; i++)
		if (network->sources[i].step <= flow->nsteps)
			join(flow, flow->source,
			     expanded(flow, network->sources[i].node, network->sources[i].step),
			     network->sources[i].persons);
}

/* Distances from the source along arcs with room; false: the sink is not reached. */
static bool lay_levels(struct flow *flow, uint32_t sink)
{
	uint32_t head = 0, tail = 0;

	for (uint32_t i = 0; i < flow->nnodes; i++)
		flow->level[i] = CITY_NONE;
	flow->level[flow->source] = 0;
	flow->queue[tail++] = flow->source;
	while (head < tail) {
		uint32_t node = flow->queue[head++];

		for (uint32_t a = flow->first[node]; a; a = flow->arcs[a].next) {
			uint32_t to = flow->arcs[a].to;

			if (flow->arcs[a].room == 0 || flow->level[to] != CITY_NONE)
				continue;
			flow->level[to] = flow->level[node] + 1;
			flow->queue[tail++] = to;
		}
	}
	return flow->level[sink] != CITY_NONE;
}

/* One path of arcs with room, a level further with each; how many people it takes. */
static uint32_t push_path(struct flow *flow, uint32_t sink)
{
	uint32_t length = 0, node = flow->source, room = UINT32_MAX;

	while (node != sink) {
		uint32_t a = flow->at[node];

		while (a && (flow->arcs[a].room == 0 ||
			     flow->level[flow->arcs[a].to] != flow->level[node] + 1))
			a = flow->arcs[a].next;
		flow->at[node] = a;
		if (a) {
			flow->path[length++] = a;
			node = flow->arcs[a].to;
			continue;
		}
		if (length == 0)
			return 0;
		a = flow->path[--length];
		node = flow->arcs[a ^ 1].to;
		flow->at[node] = flow->arcs[a].next;
	}
	for (uint32_t i = 0; i < length; i++)
		if (flow->arcs[flow->path[i]].room < room)
			room = flow->arcs[flow->path[i]].room;
	for (uint32_t i = 0; i < length; i++) {
		flow->arcs[flow->path[i]].room -= room;
		flow->arcs[flow->path[i] ^ 1].room += room;
	}
	return room;
}

/* As many more as can get to the sink. */
static uint32_t augment(struct flow *flow, uint32_t sink)
{
	uint32_t total = 0, more;

	while (lay_levels(flow, sink)) {
		memcpy(flow->at, flow->first, flow->nnodes * sizeof *flow->at);
		while ((more = push_path(flow, sink)) > 0)
			total += more;
	}
	return total;
}

/* Which links' departures lead from what the source still reaches to what it does not. */
static void find_cut(const struct flow *flow, uint32_t *binding)
{
	for (uint32_t i = 0; i < flow->network->nlinks; i++) {
		binding[i] = 0;
		for (uint32_t a = flow->link_arc[i]; a < flow->link_arc[i + 1]; a += 2)
			binding[i] += flow->level[flow->arcs[a ^ 1].to] != CITY_NONE &&
				      flow->level[flow->arcs[a].to] == CITY_NONE;
	}
}

static enum city_error check_links(const struct city_network *network, uint32_t nsteps,
				   uint64_t *arcs)
{
	for (uint32_t i = 0; i < network->nlinks; i++) {
		const struct city_link *link = &network->links[i];

		if (link->from >= network->nnodes || link->to >= network->nnodes)
			return CITY_NO_SUCH_NODE;
		if (link->persons > INT32_MAX || link->steps > CITY_STEPS_MOST)
			return CITY_BAD_NUMBER;
		*arcs += 2 * (link->every ? nsteps / link->every + 1 : 1);
	}
	return CITY_OK;
}

static enum city_error check(const struct city_network *network, uint32_t nsteps,
			     uint64_t *ret_arcs)
{
	uint64_t arcs = 2, persons = 0;
	enum city_error error;

	if (network->nnodes == 0 || network->nnodes > CITY_NODES_MOST ||
	    network->nlinks > CITY_LINKS_MOST || nsteps == 0 || nsteps > CITY_STEPS_MOST)
		return CITY_TOO_LARGE;
	error = check_links(network, nsteps, &arcs);
	if (error != CITY_OK || network->goal >= network->nnodes)
		return error != CITY_OK ? error : CITY_NO_SUCH_NODE;
	for (uint32_t i = 0; i < network->nsources; i++) {
		if (network->sources[i].node >= network->nnodes)
			return CITY_NO_SUCH_NODE;
		persons += network->sources[i].persons;
	}
	arcs += 2 * ((uint64_t)network->nnodes * nsteps + network->nsources);
	*ret_arcs = arcs;
	if (persons > INT32_MAX)
		return CITY_BAD_NUMBER;
	return arcs > CITY_ARCS_MOST ? CITY_TOO_LARGE : CITY_OK;
}

static void make(struct flow *flow, struct arena *arena, uint64_t arcs)
{
	size_t nodes = (size_t)flow->nnodes * sizeof(uint32_t);

	flow->arcs = arena_alloc(arena, arcs * sizeof *flow->arcs);
	flow->narcs = 2; /* 0 ends a list; pairs begin even */
	flow->first = arena_alloc(arena, nodes);
	flow->level = arena_alloc(arena, nodes);
	flow->at = arena_alloc(arena, nodes);
	flow->queue = arena_alloc(arena, nodes);
	flow->path = arena_alloc(arena, nodes);
	flow->link_arc = arena_alloc(arena, (flow->network->nlinks + 1) * sizeof *flow->link_arc);
	expand(flow);
}

enum city_error city_run(struct arena *arena, const struct city_network *network, uint32_t nsteps,
			 struct city_result *ret)
{
	struct flow flow = { .network = network, .nsteps = nsteps };
	struct city_result result = { .nsteps = nsteps };
	uint64_t arcs;
	uint32_t gone = 0, t;
	enum city_error error = check(network, nsteps, &arcs);

	if (error != CITY_OK)
		return error;
	flow.nnodes = network->nnodes * (nsteps + 1) + 1;
	flow.source = flow.nnodes - 1;
	make(&flow, arena, arcs);
	result.gone = arena_alloc(arena, (nsteps + 1) * sizeof *result.gone);
	result.used = arena_alloc(arena, (network->nlinks + 1) * sizeof *result.used);
	result.binding = arena_alloc(arena, (network->nlinks + 1) * sizeof *result.binding);
	for (uint32_t i = 0; i < network->nsources; i++)
		result.persons += network->sources[i].persons;
	for (t = 0; t <= nsteps; t++) {
		gone += augment(&flow, expanded(&flow, network->goal, t));
		result.gone[t] = gone;
		if (gone == result.persons)
			break;
		/* The level of what is reached is still that of this step, which is too short. */
		find_cut(&flow, result.binding);
	}
	result.done = t;
	for (uint32_t after = t + 1; after <= nsteps; after++)
		result.gone[after] = gone;
	for (uint32_t i = 0; i < network->nlinks; i++)
		for (uint32_t a = flow.link_arc[i]; a < flow.link_arc[i + 1]; a += 2)
			result.used[i] += flow.arcs[a ^ 1].room;
	*ret = result;
	return gone == result.persons ? CITY_OK : CITY_STAYS;
}

uint32_t city_gain(struct arena *arena, const struct city_network *network, uint32_t nsteps,
		   uint32_t link, uint32_t more_persons)
{
	struct city_network more = *network;
	struct city_link *links = arena_alloc(arena, (network->nlinks + 1) * sizeof *links);
	struct city_result before, after;

	memcpy(links, network->links, network->nlinks * sizeof *links);
	links[link].persons += more_persons;
	more.links = links;
	if (city_run(arena, network, nsteps, &before) != CITY_OK || before.binding[link] == 0 ||
	    city_run(arena, &more, nsteps, &after) != CITY_OK)
		return 0;
	return before.done - after.done;
}
