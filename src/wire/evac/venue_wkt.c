/* Reads the floors of a venue from WKT polygons. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "wire/evac/venue.h"

#define FLOORS_MOST 2000
#define POINTS_MOST 200000
#define DEPTH_MOST 8

struct reader {
	struct arena *arena;
	struct str text;
	uint32_t at;
	struct evac_floor *floors;
	uint32_t nfloors, floors_room;
	struct evac_point *points;
	uint32_t npoints, points_room;
	uint32_t *ends;
	uint32_t nends, ends_room;
	uint32_t total;
};

/* The next `size * count` bytes of an array in the arena that doubles. */
static void *grown(struct arena *arena, void *old, uint32_t count, uint32_t *room, size_t size)
{
	void *fresh = old;

	if (count == *room) {
		*room = *room ? *room * 2 : 16;
		fresh = arena_alloc(arena, *room * size);
		if (count > 0)
			memcpy(fresh, old, count * size);
	}
	return fresh;
}

static void skip_blanks(struct reader *reader)
{
	while (reader->at < reader->text.len && strchr(" \t\r\n", reader->text.at[reader->at]) &&
	       reader->text.at[reader->at] != '\0')
		reader->at++;
}

static bool take(struct reader *reader, char c)
{
	skip_blanks(reader);
	if (reader->at >= reader->text.len || reader->text.at[reader->at] != c)
		return false;
	reader->at++;
	return true;
}

static char upper(char c)
{
	return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

static bool take_word(struct reader *reader, const char *word)
{
	uint32_t len = (uint32_t)strlen(word);

	skip_blanks(reader);
	if (reader->text.len - reader->at < len)
		return false;
	for (uint32_t i = 0; i < len; i++)
		if (upper(reader->text.at[reader->at + i]) != word[i])
			return false;
	if (reader->at + len < reader->text.len) {
		char after = upper(reader->text.at[reader->at + len]);

		if (after >= 'A' && after <= 'Z')
			return false;
	}
	reader->at += len;
	return true;
}

/* WKT writes numbers as JSON does but for "1." and "+1", which it takes too. */
static bool take_number(struct reader *reader, double *ret)
{
	char digits[64];
	uint32_t from, len;

	skip_blanks(reader);
	if (reader->at < reader->text.len && reader->text.at[reader->at] == '+')
		reader->at++;
	from = reader->at;
	while (reader->at < reader->text.len && reader->text.at[reader->at] != '\0' &&
	       strchr("+-.0123456789eE", reader->text.at[reader->at]))
		reader->at++;
	len = reader->at - from;
	if (len == 0 || len >= sizeof digits)
		return false;
	memcpy(digits, reader->text.at + from, len);
	if (digits[len - 1] == '.')
		len--;
	return str_to_f64((struct str){ digits, len }, ret) && isfinite(*ret);
}

static bool read_ring(struct reader *reader)
{
	if (!take(reader, '('))
		return false;
	do {
		struct evac_point p;

		if (!take_number(reader, &p.x) || !take_number(reader, &p.y) ||
		    reader->total++ >= POINTS_MOST)
			return false;
		reader->points = grown(reader->arena, reader->points, reader->npoints,
				       &reader->points_room, sizeof p);
		reader->points[reader->npoints++] = p;
	} while (take(reader, ','));
	reader->ends = grown(reader->arena, reader->ends, reader->nends, &reader->ends_room,
			     sizeof *reader->ends);
	reader->ends[reader->nends++] = reader->npoints;
	return take(reader, ')');
}

static bool read_polygon(struct reader *reader)
{
	reader->points = NULL;
	reader->ends = NULL;
	reader->npoints = reader->points_room = reader->nends = reader->ends_room = 0;
	if (!take(reader, '('))
		return false;
	do {
		if (!read_ring(reader))
			return false;
	} while (take(reader, ','));
	if (!take(reader, ')') || reader->nfloors == FLOORS_MOST)
		return false;
	reader->floors = grown(reader->arena, reader->floors, reader->nfloors, &reader->floors_room,
			       sizeof *reader->floors);
	reader->floors[reader->nfloors++] = (struct evac_floor){
		EVAC_WALKABLE, 0, { reader->points, reader->ends, reader->nends, reader->npoints }
	};
	return true;
}

static bool read_shape(struct reader *reader, int depth)
{
	bool (*inner)(struct reader *) = read_polygon;

	if (depth == DEPTH_MOST)
		return false;
	if (take_word(reader, "POLYGON"))
		return read_polygon(reader);
	bool many = take_word(reader, "MULTIPOLYGON");

	if (!many && !take_word(reader, "GEOMETRYCOLLECTION"))
		return false;
	if (!take(reader, '('))
		return false;
	do {
		if (!(many ? inner(reader) : read_shape(reader, depth + 1)))
			return false;
	} while (take(reader, ','));
	return take(reader, ')');
}

enum venue_error venue_wkt(struct arena *arena, struct str text, struct venue *ret,
			   struct venue_fault *ret_fault)
{
	struct reader reader = { .arena = arena, .text = text };
	bool good = read_shape(&reader, 0);

	skip_blanks(&reader);
	if (!good || reader.at != text.len) {
		*ret_fault = (struct venue_fault){ .error = VENUE_BAD_WKT, .byte = reader.at };
		return VENUE_BAD_WKT;
	}
	struct evac_floor *floors =
		arena_alloc(arena, (ret->world.nfloors + reader.nfloors) * sizeof *floors);

	if (ret->world.nfloors > 0)
		memcpy(floors, ret->world.floors, ret->world.nfloors * sizeof *floors);
	memcpy(floors + ret->world.nfloors, reader.floors, reader.nfloors * sizeof *floors);
	ret->world.floors = floors;
	ret->world.nfloors += reader.nfloors;
	if (ret->world.nlevels == 0)
		ret->world.nlevels = 1;
	return VENUE_OK;
}
