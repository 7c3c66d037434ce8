/* OpenStreetMap's files, PBF or XML: which ways are roads, and where they meet. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <readosm.h>
#include <stdlib.h>

#include "wire/road/roads_osm.h"

/* ---- gathering ------------------------------------------------------------------------------- */

static struct osm *osm_of(const void *user)
{
	return (struct osm *)(uintptr_t)user;
}

static int stop(struct osm *osm, enum roads_error error, int64_t id)
{
	osm->fault = (struct roads_fault){ error, id };
	return READOSM_ABORT;
}

static int take_node(const void *user, const readosm_node *node)
{
	struct osm *osm = osm_of(user);
	struct geo_point at = { node->longitude, node->latitude };
	enum roads_error error = roads_check_point(at);

	osm->seen++;
	if (error != ROADS_OK)
		return stop(osm, error, node->id);
	if (osm->nnodes == ROUTE_NODES_MOST)
		return stop(osm, ROADS_TOO_MANY, node->id);
	HEAP_ROOM(osm->nodes, osm->nnodes, osm->snodes);
	osm->unsorted |= osm->nnodes > 0 && osm->nodes[osm->nnodes - 1].id >= node->id;
	osm->nodes[osm->nnodes++] = (struct osm_node){ .id = node->id, .at = at,
						       .point = ROUTE_NONE };
	for (int i = 0; i < node->tag_count; i++)
		if (strcmp(node->tags[i].key, "barrier") == 0 &&
		    roads_tags_barrier(node->tags[i].value)) {
			HEAP_ROOM(osm->barriers, osm->nbarriers, osm->sbarriers);
			osm->barriers[osm->nbarriers++] = node->id;
		}
	return READOSM_OK;
}

static int take_way(const void *user, const readosm_way *way)
{
	struct osm *osm = osm_of(user);
	struct roads_tag tags[OSM_TAGS_MOST];
	uint32_t ntags = 0;
	struct osm_way kept = { .id = way->id };

	osm->seen++;
	for (int i = 0; i < way->tag_count && ntags < OSM_TAGS_MOST; i++)
		tags[ntags++] = (struct roads_tag){ way->tags[i].key, way->tags[i].value };
	roads_tags_read(tags, ntags, &kept.tags);
	if (!kept.tags.is_road || way->node_ref_count < 2)
		return READOSM_OK;
	if (osm->nrefs + (uint64_t)way->node_ref_count > ROUTE_SHAPE_MOST ||
	    osm->nways == ROUTE_LINKS_MOST)
		return stop(osm, ROADS_TOO_MANY, way->id);
	/* The text is the library's and goes with this call. */
	kept.name = roads_name(osm->roads, kept.tags.name);
	kept.tags.name = STR("");
	kept.first_ref = osm->nrefs;
	kept.nrefs = (uint32_t)way->node_ref_count;
	for (int i = 0; i < way->node_ref_count; i++) {
		HEAP_ROOM(osm->refs, osm->nrefs, osm->srefs);
		osm->refs[osm->nrefs++] = way->node_refs[i];
	}
	HEAP_ROOM(osm->ways, osm->nways, osm->sways);
	osm->ways[osm->nways++] = kept;
	return READOSM_OK;
}

static const char *tag_of(const readosm_relation *relation, const char *key)
{
	for (int i = 0; i < relation->tag_count; i++)
		if (strcmp(relation->tags[i].key, key) == 0)
			return relation->tags[i].value;
	return NULL;
}

/* One way from, one node via, one way to; what else there is of it is left out and counted. */
static bool read_members(const readosm_relation *relation, struct osm_turn *ret)
{
	uint32_t from = 0, via = 0, to = 0;

	for (int i = 0; i < relation->member_count; i++) {
		const readosm_member *member = &relation->members[i];
		bool way = member->member_type == READOSM_MEMBER_WAY;

		if (strcmp(member->role, "from") == 0 && way) {
			ret->from = member->id;
			from++;
		} else if (strcmp(member->role, "to") == 0 && way) {
			ret->to = member->id;
			to++;
		} else if (strcmp(member->role, "via") == 0) {
			ret->via = member->id;
			via += way ? 2 : 1;
		}
	}
	return from == 1 && via == 1 && to == 1;
}

static int take_relation(const void *user, const readosm_relation *relation)
{
	struct osm *osm = osm_of(user);
	const char *type = tag_of(relation, "type"), *what = tag_of(relation, "restriction");
	const char *except = tag_of(relation, "except");
	struct osm_turn turn = { 0 };

	osm->seen++;
	if (type == NULL || strcmp(type, "restriction") != 0 ||
	    (except && strstr(except, "motor")))
		return READOSM_OK;
	if (what == NULL)
		what = tag_of(relation, "restriction:motorcar");
	if (osm->nturns == ROUTE_LINKS_MOST)
		return stop(osm, ROADS_TOO_MANY, relation->id);
	if (what == NULL || (strncmp(what, "no_", 3) != 0 && strncmp(what, "only_", 5) != 0) ||
	    !read_members(relation, &turn)) {
		osm->roads->turns_left++;
		return READOSM_OK;
	}
	turn.only = what[0] == 'o';
	HEAP_ROOM(osm->turns, osm->nturns, osm->sturns);
	osm->turns[osm->nturns++] = turn;
	return READOSM_OK;
}

/* ---- from ways to links ---------------------------------------------------------------------- */

static int by_id(const void *a, const void *b)
{
	const struct osm_node *x = a, *y = b;

	return (x->id > y->id) - (x->id < y->id);
}

static int way_by_id(const void *a, const void *b)
{
	const struct osm_way *x = a, *y = b;

	return (x->id > y->id) - (x->id < y->id);
}

struct osm_node *roads_osm_node(const struct osm *osm, int64_t id)
{
	uint32_t low = 0, high = osm->nnodes;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (osm->nodes[middle].id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low < osm->nnodes && osm->nodes[low].id == id ? &osm->nodes[low] : NULL;
}

/* Ways mostly go on from node to next: looking there first saves most searches. */
static struct osm_node *next_node(const struct osm *osm, struct osm_node *before, int64_t id)
{
	if (before && before + 1 < osm->nodes + osm->nnodes && before[1].id == id)
		return before + 1;
	return roads_osm_node(osm, id);
}

/* An end counts twice: where a node counts two or more, a link begins. */
static void count_uses(struct osm *osm)
{
	osm->at = heap_alloc((osm->nrefs + (size_t)1) * sizeof *osm->at);
	for (uint32_t w = 0; w < osm->nways; w++) {
		const struct osm_way *way = &osm->ways[w];
		struct osm_node *node = NULL;

		for (uint32_t i = 0; i < way->nrefs; i++) {
			bool end = i == 0 || i + 1 == way->nrefs;

			node = next_node(osm, node, osm->refs[way->first_ref + i]);
			osm->at[way->first_ref + i] = node;
			if (node == NULL)
				osm->roads->missing++;
			else if (node->uses < 250)
				node->uses = (uint8_t)(node->uses + (end ? 2 : 1));
		}
	}
	for (uint32_t i = 0; i < osm->nbarriers; i++) {
		struct osm_node *node = roads_osm_node(osm, osm->barriers[i]);

		if (node && node->uses > 0 && node->uses < 250)
			node->uses += 2;
	}
	for (uint32_t i = 0; i < osm->nturns; i++) {
		struct osm_node *node = roads_osm_node(osm, osm->turns[i].via);

		if (node && node->uses > 0 && node->uses < 250)
			node->uses += 2;
	}
}

static uint32_t point_of(struct osm *osm, struct osm_node *node)
{
	if (node->point == ROUTE_NONE)
		node->point = roads_add_point(osm->roads, node->at);
	return node->point;
}

struct osm_way *roads_osm_way(const struct osm *osm, int64_t id)
{
	uint32_t low = 0, high = osm->nways;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (osm->ways[middle].id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low < osm->nways && osm->ways[low].id == id ? &osm->ways[low] : NULL;
}

/* Nodes first to last of the line, none of them missing, are one link. */
static void put_link(struct osm *osm, struct osm_piece piece, uint32_t first, uint32_t last)
{
	const struct osm_way *way = &osm->ways[piece.way];
	struct osm_node **at = osm->line;
	struct route_link link = {
		.from = point_of(osm, at[first]), .to = point_of(osm, at[last]),
		.shape = osm->roads->nshape, .name = way->name,
		.class = way->tags.class, .kmh = way->tags.kmh,
		.pass = { way->tags.pass[piece.back], way->tags.pass[!piece.back] },
		.slope = (int8_t)(piece.back ? -way->tags.slope : way->tags.slope),
	};

	for (uint32_t i = first + 1; i < last; i++)
		roads_add_shape(osm->roads, at[i]->at);
	for (uint32_t i = first; i < last; i++)
		link.metres += geo_distance_m(at[i]->at, at[i + 1]->at);
	link.nshape = osm->roads->nshape - link.shape;
	roads_add_link(osm->roads, &link);
}

/* A lift's ride is shared among its links by their lengths. */
static void share_ride(struct osm *osm, const struct osm_way *way)
{
	double whole = 0;

	for (uint32_t i = 0; i < way->nlinks; i++)
		whole += osm->roads->links[way->first_link + i].metres;
	for (uint32_t i = 0; i < way->nlinks && whole > 0; i++) {
		struct route_link *link = &osm->roads->links[way->first_link + i];

		link->fixed_ms = (uint32_t)(way->tags.lift_seconds * 1000.0 * link->metres /
					    whole) + 1;
	}
}

/* The nodes of a chain in order; where its ways join, nothing else meets. */
static void draw_line(struct osm *osm, const struct osm_chain *chain)
{
	osm->nline = 0;
	for (uint32_t p = 0; p < chain->npieces; p++) {
		struct osm_piece piece = chain->pieces[p];
		const struct osm_way *way = &osm->ways[piece.way];

		if (p > 0)
			osm->line[--osm->nline]->uses = 1;
		for (uint32_t i = 0; i < way->nrefs; i++) {
			uint32_t ref = piece.back ? way->nrefs - 1 - i : i;

			HEAP_ROOM(osm->line, osm->nline, osm->sline);
			osm->line[osm->nline++] = osm->at[way->first_ref + ref];
		}
	}
}

static void split(struct osm *osm, const struct osm_chain *chain)
{
	struct osm_piece piece = chain->pieces[0];
	uint32_t first = 0, first_link = osm->roads->nlinks;

	draw_line(osm, chain);
	for (uint32_t i = 1; i < osm->nline; i++) {
		if (osm->line[i] == NULL || osm->line[i - 1] == NULL) {
			/* What lies between missing nodes may be road, but nobody knows where. */
			if (osm->line[i - 1] != NULL && i - 1 > first && osm->line[first] != NULL)
				put_link(osm, piece, first, i - 1);
			first = i;
		} else if (osm->line[i]->uses > 1 || i + 1 == osm->nline) {
			put_link(osm, piece, first, i);
			first = i;
		}
	}
	for (uint32_t p = 0; p < chain->npieces; p++) {
		struct osm_way *way = &osm->ways[chain->pieces[p].way];

		way->first_link = first_link;
		way->nlinks = osm->roads->nlinks - first_link;
	}
	if (osm->ways[piece.way].tags.lift_seconds > 0)
		share_ride(osm, &osm->ways[piece.way]);
}

static enum roads_error make_links(struct osm *osm)
{
	if (osm->unsorted)
		qsort(osm->nodes, osm->nnodes, sizeof *osm->nodes, by_id);
	if (osm->nways == 0)
		return ROADS_NO_ROADS;
	qsort(osm->ways, osm->nways, sizeof *osm->ways, way_by_id);
	count_uses(osm);
	roads_osm_join(osm, split);
	osm->roads->ways = osm->nways;
	if (osm->roads->nlinks == 0)
		return ROADS_NO_ROADS;
	roads_osm_turns(osm);
	return ROADS_OK;
}

/* ---- the whole ------------------------------------------------------------------------------- */

static void release(struct osm *osm)
{
	heap_free(osm->nodes);
	heap_free(osm->ways);
	heap_free(osm->refs);
	heap_free(osm->at);
	heap_free(osm->line);
	heap_free(osm->turns);
	heap_free(osm->barriers);
}

static enum roads_error error_of(int rc, const struct osm *osm)
{
	switch (rc) {
	case READOSM_OK: return ROADS_OK;
	case READOSM_ABORT: return osm->fault.error;
	case READOSM_INVALID_SUFFIX: return ROADS_SUFFIX;
	case READOSM_FILE_NOT_FOUND: return ROADS_UNREADABLE;
	case READOSM_INVALID_PBF_HEADER: return osm->seen ? ROADS_BROKEN_OFF : ROADS_NOT_ROADS;
	case READOSM_XML_ERROR: return osm->seen ? ROADS_BROKEN_OFF : ROADS_NOT_ROADS;
	default: return ROADS_BROKEN_OFF;
	}
}

static int parse(const char *path, struct osm *osm)
{
	const void *handle = NULL;
	int rc = readosm_open(path, &handle);

	if (rc == READOSM_OK)
		rc = readosm_parse(handle, osm, take_node, take_way, take_relation);
	if (handle)
		readosm_close(handle);
	return rc;
}

struct roads_fault roads_osm(const char *path, const struct roads_area *area, struct roads *roads)
{
	struct osm osm = { .roads = roads };
	enum roads_error error = error_of(parse(path, &osm), &osm);
	int64_t place = osm.fault.error == ROADS_OK ? (int64_t)osm.seen : osm.fault.place;

	if (error == ROADS_OK)
		error = make_links(&osm);
	if (error == ROADS_OK)
		error = roads_check_area(roads, area);
	release(&osm);
	return (struct roads_fault){ error, place };
}
