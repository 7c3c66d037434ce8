/* What is asked of roads on the command line: a way, the nearest units, the ground within reach. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "base/limits.h"
#include "cli/road.h"

#define UNITS_MOST 100000

static bool spot_at(struct road *road, const char *option, struct route_spot *ret)
{
	const char *text = verb_need(road->args, option);
	struct geo_point p;

	if (text == NULL || !road_point(road->args, text, &p))
		return false;
	*ret = route_snap(road->graph, p, ROUTE_ANY, ROUTE_SNAP_M);
	return true;
}

static void put_points(struct json_out *json, const struct geo_point *points, uint32_t count)
{
	json_open(json, '[');
	for (uint32_t i = 0; i < count; i++) {
		json_open(json, '[');
		json_put_f64(json, points[i].lon);
		json_put_f64(json, points[i].lat);
		json_close(json, ']');
	}
	json_close(json, ']');
}

static void begin_feature(struct json_out *json, const char *geometry)
{
	json_open(json, '{');
	json_key(json, "type");
	json_put_text(json, "Feature");
	json_key(json, "geometry");
	json_open(json, '{');
	json_key(json, "type");
	json_put_text(json, geometry);
	json_key(json, "coordinates");
}

static void end_feature(struct json_out *json, const char *name, uint32_t value)
{
	json_close(json, '}');
	json_key(json, "properties");
	json_open(json, '{');
	json_key(json, name);
	json_put_i64(json, value);
	json_close(json, '}');
	json_close(json, '}');
}

/* Writes what `put` makes as a collection of features, if --geojson asks for it. */
static int write_geojson(struct road *road, void (*put)(struct json_out *json, const void *user),
			 const void *user)
{
	const char *path = verb_value(road->args, "geojson");
	struct json_out json;
	struct buf buf;
	int rc;

	if (path == NULL)
		return VERB_DONE;
	buf_init(&buf, LIMIT_ROAD_BYTES);
	json_begin(&json, &buf);
	json_open(&json, '{');
	json_key(&json, "type");
	json_put_text(&json, "FeatureCollection");
	json_key(&json, "features");
	json_open(&json, '[');
	put(&json, user);
	json_close(&json, ']');
	json_close(&json, '}');
	rc = os_write_file(path, buf_str(&buf), false);
	buf_release(&buf);
	if (rc < 0)
		verb_complain(road->args, "%s: %s", path, os_error_text(rc));
	return rc < 0 ? VERB_SYSTEM : VERB_DONE;
}

/* ---- a way ----------------------------------------------------------------------------------- */

static void put_way(struct json_out *json, const void *user)
{
	const struct route_way *way = user;

	begin_feature(json, "LineString");
	put_points(json, way->points, way->npoints);
	end_feature(json, "seconds", way->ms / 1000);
}

/* Links of one name are one line. */
static void print_steps(const struct road *road, const struct route_way *way)
{
	for (uint32_t i = 0; i < way->nsteps;) {
		uint32_t first = i, dir = way->steps[i].dir;

		if (dir == ROUTE_NONE) {
			printf("  %7.1f s  下车步行 / gets out\n", way->steps[i++].enter_ms / 1e3);
			continue;
		}
		struct str name = route_link_name(road->graph, dir / 2);

		while (i < way->nsteps && way->steps[i].dir != ROUTE_NONE &&
		       str_eq(route_link_name(road->graph, way->steps[i].dir / 2), name))
			i++;
		printf("  %7.1f s  " STR_FMT "\n", way->steps[first].enter_ms / 1e3,
		       STR_ARG(name.len ? name : STR("-")));
	}
}

static bool convoy_of(struct road *road, const char *text, struct route_convoy *ret)
{
	struct str rest = str_of(text), piece;
	double numbers[4] = { 0 };
	uint32_t n = 0;

	while (n < 4 && str_split(&rest, ',', &piece) && str_to_f64(str_trim(piece), &numbers[n]))
		n++;
	*ret = (struct route_convoy){
		.vehicles = numbers[0] >= 1 && numbers[0] <= 1e5 ? (uint32_t)numbers[0] : 0,
		.vehicle_m = numbers[1], .gap_m = numbers[2], .kmh = numbers[3],
		.sets_off = road->ask.at,
	};
	if (n == 4)
		return true;
	verb_complain(road->args, "--convoy: 车数,车长,间距,时速 / vehicles,length,gap,speed");
	return false;
}

static int print_convoy(struct road *road, const struct route_way *way)
{
	struct route_convoy convoy;
	struct route_convoy_times times;

	if (!convoy_of(road, verb_value(road->args, "convoy"), &convoy))
		return VERB_USAGE;
	if (route_convoy(road->arena, road->graph, way, &convoy, &times) != ROUTE_CONVOY_OK) {
		verb_complain(road->args, "车队数值不对 / the column's numbers are wrong");
		return VERB_DATA;
	}
	printf("队长 / column %.0f m, 头车到达 / head arrives %.1f s, 尾车到达 / tail %.1f s\n",
	       times.column_m, (double)(times.head_arrives - convoy.sets_off) / 1e3,
	       (double)(times.tail_arrives - convoy.sets_off) / 1e3);
	for (uint32_t i = 0; i < times.npassings; i++) {
		const struct route_passing *passing = &times.passings[i];

		printf("  %8.0f m  %8.1f … %8.1f s  " STR_FMT "\n", passing->metres,
		       (double)(passing->closed_from - convoy.sets_off) / 1e3,
		       (double)(passing->closed_until - convoy.sets_off) / 1e3,
		       STR_ARG(route_link_name(road->graph, passing->dir / 2)));
	}
	return VERB_DONE;
}

int road_ask_way(struct road *road)
{
	struct route_spot from, to;
	struct route_way way;

	if (!spot_at(road, "from", &from) || !spot_at(road, "to", &to))
		return VERB_USAGE;
	route_way(road->scratch, road->arena, &road->ask, &from, &to, 600000, &way);
	if (way.reason != ROUTE_REACHES) {
		printf("%s\n", route_reason_text(way.reason));
		return VERB_FOUND;
	}
	printf("%.1f s, %.0f m", way.ms / 1e3, way.metres);
	if (way.detour)
		printf("; 绕行，平常%.1f秒 / a detour, usually %.1f s", way.usual_ms / 1e3,
		       way.usual_ms / 1e3);
	printf("\n");
	print_steps(road, &way);
	if (verb_given(road->args, "convoy")) {
		int rc = print_convoy(road, &way);

		if (rc != VERB_DONE)
			return rc;
	}
	return write_geojson(road, put_way, &way);
}

/* ---- the nearest ----------------------------------------------------------------------------- */

struct units {
	struct str *names;
	struct route_spot *spots;
	uint32_t count, snames, sspots;
};

/* Name, longitude, latitude; false: the row is something else. */
static bool read_unit(const struct road *road, struct str line, struct units *units)
{
	struct str name, lon, lat;
	struct geo_point p;
	uint32_t count = units->count;

	if (!str_split(&line, ',', &name) || !str_split(&line, ',', &lon) ||
	    !str_split(&line, ',', &lat) || !str_to_f64(str_trim(lon), &p.lon) ||
	    !str_to_f64(str_trim(lat), &p.lat) || count == UNITS_MOST)
		return false;
	HEAP_ROOM(units->names, count, units->snames);
	HEAP_ROOM(units->spots, count, units->sspots);
	units->names[count] = name;
	units->spots[count] = route_snap(road->graph, p, ROUTE_ANY, ROUTE_SNAP_M);
	units->count++;
	return true;
}

static bool read_units(const struct road *road, struct str text, struct units *units)
{
	struct str line;
	uint32_t number = 0;

	while (str_split(&text, '\n', &line)) {
		line = str_trim(line);
		number++;
		if (line.len == 0 || line.at[0] == '#' || read_unit(road, line, units))
			continue;
		verb_complain(road->args, "--units: 第%u行 / line %u", number, number);
		return false;
	}
	return true;
}

static int print_near(struct road *road, const struct route_spot *place, const struct units *units,
		      uint32_t most)
{
	struct route_near *near = arena_alloc(road->arena, (most + (size_t)1) * sizeof *near);
	uint8_t *reasons = arena_alloc(road->arena, units->count + (size_t)1);
	uint32_t n = route_near(road->scratch, &road->ask, place, units->spots, units->count, most,
				near, reasons);

	for (uint32_t i = 0; i < n; i++)
		printf("%3u  %8.1f s  " STR_FMT "\n", i + 1, near[i].ms / 1e3,
		       STR_ARG(units->names[near[i].unit]));
	for (uint32_t i = 0; i < units->count; i++)
		if (reasons[i] > ROUTE_FARTHER)
			printf("  -  " STR_FMT ": %s\n", STR_ARG(units->names[i]),
			       route_reason_text((enum route_reason)reasons[i]));
	return n > 0 ? VERB_DONE : VERB_FOUND;
}

int road_ask_near(struct road *road)
{
	const char *path = verb_need(road->args, "units"), *text = verb_value(road->args, "most");
	struct route_spot place;
	struct units units = { 0 };
	int64_t most = 10;
	struct buf buf;
	int rc = VERB_USAGE;

	if (path == NULL || !spot_at(road, "near", &place))
		return VERB_USAGE;
	if (text && (!str_to_i64(str_of(text), &most) || most < 1 || most > UNITS_MOST)) {
		verb_complain(road->args, "--most: 1…%d", UNITS_MOST);
		return VERB_USAGE;
	}
	buf_init(&buf, LIMIT_ROAD_BYTES);
	if (os_read_file(path, &buf) < 0)
		verb_complain(road->args, "--units: %s", path);
	else if (read_units(road, buf_str(&buf), &units))
		rc = print_near(road, &place, &units, (uint32_t)most);
	heap_free(units.names);
	heap_free(units.spots);
	buf_release(&buf);
	return rc;
}

/* ---- reach ----------------------------------------------------------------------------------- */

struct areas {
	struct route_area at[ROUTE_AREAS_MOST];
	uint32_t count;
};

static void put_areas(struct json_out *json, const void *user)
{
	const struct areas *areas = user;

	/* The largest first, so that a map draws the smaller ones over it. */
	for (uint32_t i = areas->count; i > 0; i--) {
		const struct route_area *area = &areas->at[i - 1];

		begin_feature(json, "MultiPolygon");
		json_open(json, '[');
		for (uint32_t p = 0; p < area->npolygons; p++) {
			const struct geo_shape *shape = &area->polygons[p];
			uint32_t first = 0;

			json_open(json, '[');
			for (uint32_t r = 0; r < shape->nrings; r++) {
				put_points(json, shape->points + first,
					   shape->ring_ends[r] - first);
				first = shape->ring_ends[r];
			}
			json_close(json, ']');
		}
		json_close(json, ']');
		end_feature(json, "minutes", area->ms / 60000);
	}
}

static bool limits_of(const struct road *road, uint32_t *limits, uint32_t *count)
{
	const char *text = verb_value(road->args, "minutes");
	struct str rest = str_of(text ? text : "1,3,5"), piece;
	int64_t minutes, before = 0;

	*count = 0;
	while (*count < ROUTE_AREAS_MOST && str_split(&rest, ',', &piece) &&
	       str_to_i64(str_trim(piece), &minutes) && minutes > before && minutes <= 1440) {
		limits[(*count)++] = (uint32_t)minutes * 60000;
		before = minutes;
	}
	if (*count > 0 && rest.len == 0)
		return true;
	verb_complain(road->args, "--minutes: 1,3,5");
	return false;
}

int road_ask_reach(struct road *road)
{
	uint32_t limits[ROUTE_AREAS_MOST];
	struct areas areas = { .count = 0 };
	struct route_spot place;
	enum route_reason reason;

	if (!spot_at(road, "reach", &place) || !limits_of(road, limits, &areas.count))
		return VERB_USAGE;
	reason = route_reach(road->scratch, road->arena, &road->ask, &place, false, limits,
			     areas.count, areas.at);
	if (reason != ROUTE_REACHES) {
		printf("%s\n", route_reason_text(reason));
		return VERB_FOUND;
	}
	for (uint32_t i = 0; i < areas.count; i++)
		printf("%3u min  %8.2f km²\n", areas.at[i].ms / 60000, areas.at[i].km2);
	return write_geojson(road, put_areas, &areas);
}
