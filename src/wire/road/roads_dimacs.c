/* Graphs of the ninth DIMACS challenge: arcs with weights, and coordinates where there are some. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/road/roads.h"

#define FIELDS_MOST 6

struct row {
	struct str fields[FIELDS_MOST];
	uint32_t count;
};

/* The next row that is no comment and not empty; false: there is none. */
static bool next_row(struct str *rest, int64_t *line_number, struct row *ret)
{
	struct str line, word;

	while (str_split(rest, '\n', &line)) {
		++*line_number;
		line = str_trim(line);
		if (line.len == 0 || line.at[0] == 'c')
			continue;
		ret->count = 0;
		while (str_split(&line, ' ', &word))
			if (word.len > 0 && ret->count < FIELDS_MOST)
				ret->fields[ret->count++] = word;
		return true;
	}
	return false;
}

static bool whole(const struct row *row, uint32_t field, int64_t least, int64_t most, int64_t *ret)
{
	return field < row->count && str_to_i64(row->fields[field], ret) && *ret >= least &&
	       *ret <= most;
}

static bool is(const struct row *row, uint32_t field, const char *text)
{
	return field < row->count && str_eq(row->fields[field], str_of(text));
}

static enum roads_error read_arc(struct roads *roads, const struct row *row)
{
	int64_t from, to, weight;

	if (!is(row, 0, "a") || row->count != 4)
		return ROADS_BAD_ROW;
	if (!whole(row, 1, INT64_MIN, INT64_MAX, &from) ||
	    !whole(row, 2, INT64_MIN, INT64_MAX, &to) ||
	    !whole(row, 3, 0, ROUTE_LINK_MS_MOST, &weight))
		return ROADS_BAD_NUMBER;
	if (from < 1 || from > roads->npoints || to < 1 || to > roads->npoints)
		return ROADS_UNKNOWN_NODE;
	roads_add_link(roads, &(struct route_link){
		.from = (uint32_t)(from - 1), .to = (uint32_t)(to - 1),
		.fixed_ms = weight > 0 ? (uint32_t)weight : 1, .class = ROUTE_MINOR,
		.pass = { ROUTE_ANY, 0 } });
	return ROADS_OK;
}

static struct roads_fault read_graph(struct str text, struct roads *roads)
{
	struct roads_fault fault = { ROADS_OK, 0 };
	int64_t nodes, arcs;
	struct row row;

	if (!next_row(&text, &fault.place, &row) || !is(&row, 0, "p") || !is(&row, 1, "sp") ||
	    !whole(&row, 2, 0, INT64_MAX, &nodes) || !whole(&row, 3, 0, INT64_MAX, &arcs)) {
		fault.error = ROADS_NO_HEADER;
		return fault;
	}
	if (nodes > ROUTE_NODES_MOST || arcs > ROUTE_LINKS_MOST) {
		fault.error = ROADS_TOO_MANY;
		return fault;
	}
	/* The count is the file's word: no more room is taken than its text could fill. */
	if (nodes > (int64_t)text.len) {
		fault.error = ROADS_WRONG_COUNT;
		return fault;
	}
	for (int64_t i = 0; i < nodes; i++)
		roads_add_point(roads, (struct geo_point){ 0, 0 });
	while (fault.error == ROADS_OK && next_row(&text, &fault.place, &row))
		fault.error = read_arc(roads, &row);
	if (fault.error == ROADS_OK)
		fault = (struct roads_fault){
			roads->nlinks == arcs ? ROADS_OK : ROADS_WRONG_COUNT, 0 };
	return fault;
}

static enum roads_error read_point(struct roads *roads, const struct row *row)
{
	int64_t id, x, y;

	if (is(row, 0, "p"))
		return ROADS_OK;
	if (!is(row, 0, "v") || row->count != 4)
		return ROADS_BAD_ROW;
	if (!whole(row, 1, INT64_MIN, INT64_MAX, &id) ||
	    !whole(row, 2, -360000000, 360000000, &x) ||
	    !whole(row, 3, -360000000, 360000000, &y))
		return ROADS_BAD_NUMBER;
	if (id < 1 || id > roads->npoints)
		return ROADS_UNKNOWN_NODE;
	struct geo_point at = { (double)x * 1e-6, (double)y * 1e-6 };

	roads->points[id - 1] = at;
	return roads_check_point(at);
}

struct roads_fault roads_dimacs(struct str graph, struct str coordinates, struct roads *roads)
{
	struct roads_fault fault = read_graph(graph, roads);
	int64_t line = 0;
	struct row row;

	roads->ways = roads->nlinks;
	roads->has_points = coordinates.at != NULL;
	if (fault.error == ROADS_OK && roads->nlinks == 0)
		fault.error = ROADS_NO_ROADS;
	if (fault.error != ROADS_OK || !roads->has_points)
		return fault;
	while (fault.error == ROADS_OK && next_row(&coordinates, &line, &row))
		fault = (struct roads_fault){ read_point(roads, &row), line };
	if (fault.error == ROADS_OK)
		fault.place = 0;
	return fault;
}
