/* A road network that a verb works on: read from a file, and the day that its options describe. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/road.h"

#include <stdio.h>

#include "base/limits.h"
#include "wire/road/roads.h"

static bool ends_in(const char *path, const char *end)
{
	size_t len = strlen(path), tail = strlen(end);

	return len >= tail && strcmp(path + len - tail, end) == 0;
}

bool road_point(const struct verb_args *args, const char *text, struct geo_point *ret)
{
	struct str rest = str_of(text), lon, lat;

	if (str_split(&rest, ',', &lon) && str_split(&rest, ',', &lat) && rest.len == 0 &&
	    str_to_f64(str_trim(lon), &ret->lon) && str_to_f64(str_trim(lat), &ret->lat) &&
	    roads_check_point(*ret) == ROADS_OK)
		return true;
	verb_complain(args, "应为经度,纬度 / longitude,latitude is wanted: %s", text);
	return false;
}

static bool area_of(const struct verb_args *args, struct roads_area *ret)
{
	const char *text = verb_value(args, "area");
	struct str rest = str_of(text), piece;
	double *const sides[] = { &ret->south_west.lon, &ret->south_west.lat,
				  &ret->north_east.lon, &ret->north_east.lat };
	uint32_t n = 0;

	*ret = (struct roads_area){ { 0, 0 }, { 0, 0 } };
	if (text == NULL)
		return true;
	while (n < 4 && str_split(&rest, ',', &piece) && str_to_f64(str_trim(piece), sides[n]))
		n++;
	if (n == 4 && rest.len == 0)
		return true;
	verb_complain(args, "--area: 西,南,东,北 / west,south,east,north");
	return false;
}

static bool read_text(const struct verb_args *args, const char *path, struct buf *ret)
{
	int rc;

	buf_init(ret, LIMIT_ROAD_BYTES);
	rc = os_read_file(path, ret);
	if (rc < 0)
		verb_complain(args, "%s: %s", path, os_error_text(rc));
	return rc >= 0;
}

/* A graph of DIMACS has its coordinates in a file of their own, beside it. */
static struct roads_fault read_dimacs(const struct verb_args *args, struct str text,
				      struct roads *roads)
{
	struct str coordinates = { NULL, 0 };
	struct roads_fault fault = { ROADS_UNREADABLE, 0 };
	struct buf buf;

	buf_init(&buf, 0);
	if (args->nwords < 2 || read_text(args, args->words[1], &buf)) {
		if (args->nwords > 1)
			coordinates = buf_str(&buf);
		fault = roads_dimacs(text, coordinates, roads);
	}
	buf_release(&buf);
	return fault;
}

static struct roads_fault read_roads(const struct verb_args *args, const char *path,
				     const struct roads_area *area, struct roads *roads)
{
	struct roads_fault fault = { ROADS_UNREADABLE, 0 };
	struct buf text;

	if (!ends_in(path, ".csv") && !ends_in(path, ".gr"))
		return roads_osm(path, area, roads);
	if (read_text(args, path, &text))
		fault = ends_in(path, ".gr") ? read_dimacs(args, buf_str(&text), roads) :
					       roads_csv(buf_str(&text), area, roads);
	buf_release(&text);
	return fault;
}

static bool build(struct road *road, const char *path)
{
	struct roads roads;
	struct roads_area area;
	enum route_error error = ROUTE_NO_LINKS;
	uint32_t place = 0;

	if (!area_of(road->args, &area))
		return false;
	roads_init(&roads);
	struct roads_fault fault = read_roads(road->args, path, &area, &roads);

	if (fault.error == ROADS_OK) {
		struct route_input input = roads_input(&roads);

		error = route_build(&input, &road->graph, &place);
		if (error != ROUTE_OK)
			verb_complain(road->args, "%s: %s: %u", path, route_error_text(error),
				      place);
		fprintf(stderr, "道路 / ways %u, 缺失节点 / missing nodes %u, "
				"转向限制 / turns %u, 未用 / left out %u\n",
			roads.ways, roads.missing, roads.nturns, roads.turns_left);
	} else {
		verb_complain(road->args, "%s: %s (%s %lld)", path, roads_error_text(fault.error),
			      roads_error_name(fault.error), (long long)fault.place);
	}
	roads_release(&roads);
	return error == ROUTE_OK;
}

static bool map(struct road *road, const char *path)
{
	int rc = os_map_file(path, UINT32_MAX, &road->map);
	enum route_error error;

	if (rc < 0) {
		verb_complain(road->args, "%s: %s", path, os_error_text(rc));
		return false;
	}
	error = route_open(os_map_bytes(road->map), &road->graph);
	if (error != ROUTE_OK)
		verb_complain(road->args, "%s: %s", path, route_error_text(error));
	return error == ROUTE_OK;
}

bool road_open(struct road *road, const struct verb_args *args, const char *path)
{
	bool read = ends_in(path, ".osm") || ends_in(path, ".pbf") || ends_in(path, ".csv") ||
		    ends_in(path, ".gr");

	*road = (struct road){ .args = args };
	if (!(read ? build(road, path) : map(road, path)))
		return false;
	road->day = route_day_create(road->graph);
	road->scratch = route_scratch_create(road->graph);
	road->arena = arena_create();
	return true;
}

void road_close(struct road *road)
{
	route_scratch_destroy(road->scratch);
	route_day_destroy(road->day);
	route_destroy(road->graph);
	arena_destroy(road->arena);
	os_unmap(road->map);
}

/* ---- the day --------------------------------------------------------------------------------- */

/* The place of a word in a list, which ends with NULL; or the list's length and a complaint. */
static uint32_t choice(const struct verb_args *args, const char *name, const char *const *words)
{
	const char *value = verb_value(args, name);
	uint32_t i = 0;

	while (value && words[i] && strcmp(words[i], value) != 0)
		i++;
	if (words[i] == NULL)
		verb_complain(args, "--%s: %s?", name, value);
	return i;
}

/* Points, parted by semicolons: the road nearest to each is closed both ways. */
static bool close_roads(struct road *road)
{
	struct str rest = str_of(verb_value(road->args, "close")), piece;

	while (rest.len > 0 && str_split(&rest, ';', &piece)) {
		struct geo_point p;

		if (!road_point(road->args, arena_str(road->arena, piece).at, &p))
			return false;
		struct route_spot spot = route_snap(road->graph, p, ROUTE_ANY, ROUTE_SNAP_M);
		uint32_t link = spot.car.link != ROUTE_NONE ? spot.car.link : spot.foot.link;
		struct route_rule rule = { .link = link, .ways = ROUTE_FORTH | ROUTE_BACK,
					   .vehicles = 1, .from = 1, .until = INSTANT_MAX };

		if (route_day_put(road->day, &rule) == ROUTE_NONE) {
			verb_complain(road->args, "附近没有道路 / no road is near: " STR_FMT,
				      STR_ARG(piece));
			return false;
		}
		fprintf(stderr, "封闭 / closed: " STR_FMT " (%u)\n",
			STR_ARG(route_link_name(road->graph, link)), link);
	}
	return true;
}

bool road_set_day(struct road *road)
{
	static const char *const means[] = { "car", "foot", "any", NULL };
	static const char *const snows[] = { "dry", "snowing", "cover", "ice", NULL };
	const char *at = verb_value(road->args, "at");
	uint32_t by = choice(road->args, "by", means), snow = choice(road->args, "snow", snows);

	if (means[by] == NULL || snows[snow] == NULL)
		return false;
	road->ask = (struct route_ask){ .day = road->day, .by = by + 1, .vehicle = 1,
					.at = os_now() };
	if (at && !instant_parse(str_of(at), &road->ask.at)) {
		verb_complain(road->args, "--at: 2022-02-04T20:00:00+08:00");
		return false;
	}
	if (snow > 0)
		route_day_snow(road->day, NULL, 0, (enum route_snow)snow);
	return close_roads(road);
}
