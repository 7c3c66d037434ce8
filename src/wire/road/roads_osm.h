/* What the readers of an OSM file hand to each other; for them only. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WIRE_ROAD_ROADS_OSM_H
#define WIRE_ROAD_ROADS_OSM_H

#include "wire/road/roads.h"

#define OSM_TAGS_MOST 256

struct osm_node {
	int64_t id;
	struct geo_point at;
	uint32_t point;                            /* of the graph; ROUTE_NONE */
	uint8_t uses;                              /* by roads; an end counts twice */
};
struct osm_way {
	int64_t id;
	uint32_t first_ref, nrefs, first_link, nlinks, name;
	struct roads_tags tags;
};
/* Ways that go on as each other, some of them walked back. */
struct osm_piece {
	uint32_t way;
	bool back;
};
struct osm_chain {
	struct osm_piece *pieces;
	uint32_t npieces, spieces;
};
struct osm_turn {
	int64_t from, via, to;
	bool only;
};
struct osm {
	struct roads *roads;
	struct osm_node *nodes;
	struct osm_way *ways;
	int64_t *refs;
	struct osm_node **at;                      /* by ref */
	struct osm_node **line;                    /* of the chain at hand */
	uint32_t nline, sline;
	struct osm_turn *turns;
	int64_t *barriers;
	uint32_t nnodes, snodes, nways, sways, nrefs, srefs, nturns, sturns, nbarriers, sbarriers;
	uint64_t seen;                             /* elements of the file */
	bool unsorted;
	struct roads_fault fault;
};
struct osm_node *roads_osm_node(const struct osm *osm, int64_t id);
struct osm_way *roads_osm_way(const struct osm *osm, int64_t id);
/* Calls `each` for every chain of ways, once they are sorted and their nodes are found. */
void roads_osm_join(struct osm *osm,
		    void (*each)(struct osm *osm, const struct osm_chain *chain));
/* Forbidden turns and barriers, once there are links. */
void roads_osm_turns(struct osm *osm);

#endif
