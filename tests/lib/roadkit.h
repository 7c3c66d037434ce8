/* Small road networks for tests: written as text, searched by simple means beside the engine. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LIB_ROADKIT_H
#define LIB_ROADKIT_H

#include "base/chance.h"
#include "wire/road/roads.h"

struct roadkit {
	struct roads roads;
	struct route_graph *graph;
	struct route_day *day;
	struct route_scratch *scratch;
	struct arena *arena;
};
void roadkit_csv(struct roadkit *kit, const char *text);   /* fails the test on any fault */
/* So many nodes and links at random, one way or both, with turns forbidden and demanded. */
void roadkit_random(struct roadkit *kit, struct chance *chance, uint32_t nodes, uint32_t links,
		    uint32_t turns);
void roadkit_ready(struct roadkit *kit);                   /* once kit->roads is filled */
void roadkit_release(struct roadkit *kit);
/* Bellman and Ford over pairs of a link and its way, obeying turns: times by car from a node to
 * each; ROUTE_NONE: none. Knows nothing of the engine but the speeds. */
void roadkit_relax(const struct roadkit *kit, uint32_t from, bool turns, uint32_t *ret_ms);
/* The path below ../shared of a road file, or NULL where that is absent. */
const char *roadkit_shared(const char *name);

#endif
