/* Roads as igraph knows them, for the test and the bench that hold the engine beside it. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LIB_ROADPEER_H
#define LIB_ROADPEER_H

#include <igraph.h>
/* igraph has a macro of this name. */
#undef STR

#include "wire/road/roads.h"

/* Everybody who goes by car, without turns: what igraph can know. */
static inline void roadpeer_make(const struct roads *roads, igraph_t *graph,
				 igraph_vector_t *weights)
{
	igraph_vector_int_t edges;

	igraph_vector_int_init(&edges, 0);
	igraph_vector_init(weights, 0);
	for (uint32_t i = 0; i < roads->nlinks; i++)
		for (uint32_t back = 0; back < 2; back++) {
			const struct route_link *link = &roads->links[i];

			if (!(link->pass[back] & ROUTE_CAR))
				continue;
			igraph_vector_int_push_back(&edges, back ? link->to : link->from);
			igraph_vector_int_push_back(&edges, back ? link->from : link->to);
			igraph_vector_push_back(weights, route_class_ms(link, back, ROUTE_CAR,
									ROUTE_DRY));
		}
	igraph_create(graph, &edges, roads->npoints, true);
	igraph_vector_int_destroy(&edges);
}

#endif
