/* Roads as a table that a planner can write: nodes, links, their bends, and forbidden turns. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "wire/road/roads.h"

#define FIELDS_MOST 10

static const struct {
	const char *name;
	uint8_t pass[2];
} ways_of[] = {
	{ "all", { ROUTE_ANY, ROUTE_ANY } }, { "all-oneway", { ROUTE_ANY, ROUTE_FOOT } },
	{ "car", { ROUTE_CAR, ROUTE_CAR } }, { "car-oneway", { ROUTE_CAR, 0 } },
	{ "foot", { ROUTE_FOOT, ROUTE_FOOT } }, { "foot-oneway", { ROUTE_FOOT, 0 } },
};

struct reader {
	struct roads *roads;
	struct map nodes, links;                   /* hash of an id → its number + 1 */
	struct str *node_ids, *link_ids;
	uint32_t snode_ids, slink_ids;
	float *heights;                            /* metres by node; NAN not known */
	uint32_t sheights;
	struct str fields[FIELDS_MOST];
	uint32_t nfields;
	bool bends;                                /* the last row was a link or a bend */
};

static bool split(struct reader *reader, struct str line)
{
	struct str rest = line, piece;

	reader->nfields = 0;
	while (str_split(&rest, ',', &piece)) {
		if (reader->nfields == FIELDS_MOST)
			return false;
		reader->fields[reader->nfields++] = str_trim(piece);
	}
	return reader->nfields > 0;
}

/* The number of an id, or ROUTE_NONE. */
static uint32_t number_of(const struct map *map, const struct str *ids, struct str id)
{
	const uint64_t *at = map_get(map, str_hash(id));

	return at && str_eq(ids[*at - 1], id) ? (uint32_t)(*at - 1) : ROUTE_NONE;
}

/* An optional number: absent or empty leaves *ret. */
static bool number(const struct reader *reader, uint32_t field, double least, double most,
		   double *ret)
{
	double value;

	if (field >= reader->nfields || reader->fields[field].len == 0)
		return true;
	if (!str_to_f64(reader->fields[field], &value) || !(value >= least && value <= most))
		return false;
	*ret = value;
	return true;
}

static enum roads_error position(const struct reader *reader, uint32_t field,
				 struct geo_point *ret)
{
	if (reader->nfields < field + 2 || !str_to_f64(reader->fields[field], &ret->lon) ||
	    !str_to_f64(reader->fields[field + 1], &ret->lat))
		return ROADS_BAD_NUMBER;
	return roads_check_point(*ret);
}

static enum roads_error read_node(struct reader *reader)
{
	struct roads *roads = reader->roads;
	struct geo_point at;
	double height = NAN;
	uint32_t size = reader->snode_ids, n = roads->npoints;
	uint64_t *slot;

	if (reader->nfields < 4 || reader->nfields > 5 || reader->fields[1].len == 0)
		return ROADS_BAD_ROW;
	enum roads_error error = position(reader, 2, &at);

	if (error != ROADS_OK)
		return error;
	if (!number(reader, 4, -500, 9000, &height))
		return ROADS_BAD_NUMBER;
	if (n == ROUTE_NODES_MOST)
		return ROADS_TOO_MANY;
	slot = map_put(&reader->nodes, str_hash(reader->fields[1]));
	if (*slot != 0)
		return ROADS_REPEATED_ID;
	*slot = n + 1;
	HEAP_ROOM(reader->node_ids, n, size);
	reader->snode_ids = size;
	HEAP_ROOM(reader->heights, n, reader->sheights);
	reader->node_ids[n] = reader->fields[1];
	reader->heights[n] = (float)height;
	roads_add_point(roads, at);
	return ROADS_OK;
}

static bool find_ways(struct str text, struct route_link *link)
{
	for (uint32_t i = 0; i < sizeof ways_of / sizeof ways_of[0]; i++)
		if (str_eq(str_of(ways_of[i].name), text)) {
			link->pass[0] = ways_of[i].pass[0];
			link->pass[1] = ways_of[i].pass[1];
			return true;
		}
	return false;
}

static enum roads_error read_ends(struct reader *reader, struct route_link *link)
{
	link->from = number_of(&reader->nodes, reader->node_ids, reader->fields[2]);
	link->to = number_of(&reader->nodes, reader->node_ids, reader->fields[3]);
	if (link->from == ROUTE_NONE || link->to == ROUTE_NONE)
		return ROADS_UNKNOWN_NODE;
	link->class = (uint8_t)route_class_of(reader->fields[4]);
	if (link->class == ROUTE_CLASSES)
		return ROADS_UNKNOWN_CLASS;
	return find_ways(reader->fields[5], link) ? ROADS_OK : ROADS_UNKNOWN_WAYS;
}

static enum roads_error read_link(struct reader *reader)
{
	struct roads *roads = reader->roads;
	struct route_link link = { .shape = roads->nshape };
	uint32_t n = roads->nlinks;
	double kmh = 0, seconds = 0;
	uint64_t *slot;

	if (reader->nfields < 6 || reader->fields[1].len == 0)
		return ROADS_BAD_ROW;
	enum roads_error error = read_ends(reader, &link);

	if (error != ROADS_OK)
		return error;
	if (!number(reader, 6, 0, 1e6, &link.metres) || !number(reader, 7, 1, 200, &kmh) ||
	    !number(reader, 9, 0.001, 86400, &seconds))
		return ROADS_BAD_NUMBER;
	if (n == ROUTE_LINKS_MOST)
		return ROADS_TOO_MANY;
	slot = map_put(&reader->links, str_hash(reader->fields[1]));
	if (*slot != 0)
		return ROADS_REPEATED_ID;
	*slot = n + 1;
	HEAP_ROOM(reader->link_ids, n, reader->slink_ids);
	reader->link_ids[n] = reader->fields[1];
	link.kmh = (uint8_t)lrint(kmh);
	link.fixed_ms = (uint32_t)lrint(seconds * 1000);
	if (reader->nfields > 8 && utf8_valid(reader->fields[8]))
		link.name = roads_name(roads, reader->fields[8]);
	roads_add_link(roads, &link);
	return ROADS_OK;
}

static enum roads_error read_bend(struct reader *reader)
{
	struct geo_point at;

	if (!reader->bends || reader->nfields != 3)
		return ROADS_BAD_ROW;
	enum roads_error error = position(reader, 1, &at);

	if (error != ROADS_OK)
		return error;
	if (reader->roads->nshape == ROUTE_SHAPE_MOST)
		return ROADS_TOO_MANY;
	roads_add_shape(reader->roads, at);
	reader->roads->links[reader->roads->nlinks - 1].nshape++;
	return ROADS_OK;
}

static bool touches(const struct route_link *link, uint32_t node)
{
	return link->from == node || link->to == node;
}

static enum roads_error read_turn(struct reader *reader)
{
	struct roads *roads = reader->roads;
	struct route_turn turn = { 0 };

	if (reader->nfields != 5)
		return ROADS_BAD_ROW;
	turn.only = str_eq(reader->fields[1], STR("only"));
	if (!turn.only && !str_eq(reader->fields[1], STR("no")))
		return ROADS_BAD_ROW;
	turn.from = number_of(&reader->links, reader->link_ids, reader->fields[2]);
	turn.via = number_of(&reader->nodes, reader->node_ids, reader->fields[3]);
	turn.to = number_of(&reader->links, reader->link_ids, reader->fields[4]);
	if (turn.from == ROUTE_NONE || turn.to == ROUTE_NONE)
		return ROADS_UNKNOWN_LINK;
	if (turn.via == ROUTE_NONE)
		return ROADS_UNKNOWN_NODE;
	if (!touches(&roads->links[turn.from], turn.via) ||
	    !touches(&roads->links[turn.to], turn.via))
		return ROADS_BAD_TURN;
	if (roads->nturns == ROUTE_LINKS_MOST)
		return ROADS_TOO_MANY;
	roads_add_turn(roads, turn);
	return ROADS_OK;
}

static enum roads_error read_row(struct reader *reader, struct str line)
{
	static const struct {
		const char *name;
		enum roads_error (*read)(struct reader *reader);
		bool bends;
	} kinds[] = {
		{ "node", read_node, false }, { "link", read_link, true },
		{ "bend", read_bend, true }, { "turn", read_turn, false },
	};

	if (!split(reader, line))
		return ROADS_BAD_ROW;
	for (uint32_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		if (str_eq(str_of(kinds[i].name), reader->fields[0])) {
			enum roads_error error = kinds[i].read(reader);

			reader->bends = kinds[i].bends;
			return error;
		}
	return ROADS_BAD_ROW;
}

/* Rise over run between the ends of each link, where both heights are known. */
static void find_slopes(const struct reader *reader)
{
	for (uint32_t i = 0; i < reader->roads->nlinks; i++) {
		struct route_link *link = &reader->roads->links[i];
		double rise = (double)reader->heights[link->to] -
			      (double)reader->heights[link->from];
		double run = link->metres;

		if (run == 0)
			run = geo_distance_m(reader->roads->points[link->from],
					     reader->roads->points[link->to]);
		if (!isnan(rise) && run > 1)
			link->slope = (int8_t)lrint(fmin(100, fmax(-100, 100 * rise / run)));
	}
}

static void release(struct reader *reader)
{
	map_release(&reader->nodes);
	map_release(&reader->links);
	heap_free(reader->node_ids);
	heap_free(reader->link_ids);
	heap_free(reader->heights);
}

struct roads_fault roads_csv(struct str text, const struct roads_area *area, struct roads *roads)
{
	struct reader reader = { .roads = roads };
	struct roads_fault fault = { ROADS_OK, 0 };
	struct str rest = text, line;

	map_init(&reader.nodes);
	map_init(&reader.links);
	while (fault.error == ROADS_OK && str_split(&rest, '\n', &line)) {
		line = str_trim(line);
		fault.place++;
		if (line.len > 0 && line.at[0] != '#')
			fault.error = read_row(&reader, line);
	}
	roads->ways = roads->nlinks;
	/* What is wrong from here on stands in no one line. */
	if (fault.error == ROADS_OK)
		fault.place = 0;
	if (fault.error == ROADS_OK && roads->nlinks == 0)
		fault.error = ROADS_NO_ROADS;
	if (fault.error == ROADS_OK)
		fault.error = roads_check_area(roads, area);
	if (fault.error == ROADS_OK)
		find_slopes(&reader);
	release(&reader);
	return fault;
}
