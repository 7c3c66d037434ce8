/* The plan of a venue as GeoJSON, read into what the evacuation engine takes. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/evac/venue.h"

#include <math.h>

#define DEGREE_M 111195.0797 /* of latitude, on the sphere of base/geo.h */
#define RADIANS (3.14159265358979323846 / 180)
#define NAME(id, zh, en) #id,
#define TEXT(id, zh, en) zh " / " en,

const char *venue_error_name(enum venue_error error)
{
	static const char *const names[] = { VENUE_FAULTS(NAME) };

	return names[error];
}

const char *venue_error_text(enum venue_error error)
{
	static const char *const texts[] = { VENUE_FAULTS(TEXT) };

	return texts[error];
}

enum role {
	ROLE_WALKABLE,
	ROLE_OBSTACLE,
	ROLE_ZONE,
	ROLE_STAIR,
	ROLE_EXIT,
	ROLE_ASSEMBLY,
	ROLE_GATE,
	ROLE_PORTAL,
	ROLE_SERVER,
	ROLE_AREA,
	ROLE_START,
	ROLE_METER,
	ROLES,
};
enum { SHAPE_POLYGON = 1, SHAPE_LINE = 2, SHAPE_POINTS = 4 };

static const struct {
	const char *name;
	const char *properties; /* beside role, level, name */
	int shapes;
} roles[ROLES] = {
	[ROLE_WALKABLE] = { "walkable", "", SHAPE_POLYGON },
	[ROLE_OBSTACLE] = { "obstacle", "", SHAPE_POLYGON | SHAPE_LINE },
	[ROLE_ZONE] = { "zone", "factor", SHAPE_POLYGON },
	[ROLE_STAIR] = { "stair", "factor factor_down up rise", SHAPE_POLYGON },
	[ROLE_EXIT] = { "exit", "closed flow_most persons_most", SHAPE_POLYGON | SHAPE_LINE },
	[ROLE_ASSEMBLY] = { "assembly", "side persons_most", SHAPE_POLYGON },
	[ROLE_GATE] = { "gate", "ways closed flow_most", SHAPE_LINE },
	[ROLE_PORTAL] = { "portal", "to_level to", SHAPE_LINE },
	[ROLE_SERVER] = { "server", "to cabin first interval travel last", SHAPE_POLYGON },
	[ROLE_AREA] = { "area", "", SHAPE_POLYGON },
	[ROLE_START] = { "start",
			 "count speed premovement start radius time_gap speed_factor "
			 "stairs_factor exits via until together party familiar per_second social "
			 "heading",
			 SHAPE_POLYGON | SHAPE_POINTS },
	[ROLE_METER] = { "meter", "", SHAPE_POLYGON | SHAPE_LINE },
};

struct feature {
	enum role role;
	uint32_t token; /* of its properties */
	struct str id;
	uint32_t index; /* among its role's arrays */
	uint32_t level;
	int kind; /* SHAPE_… */
	struct evac_shape shape;
	bool dropped;
};

struct reader {
	struct arena *arena;
	const struct json *json;
	uint32_t run; /* token of the variant; 0: none */
	struct feature *features;
	uint32_t nfeatures;
	bool metres, laid;
	double lon, lat, per_lon;
	struct venue *venue;
	struct venue_fault *fault;
};

/* ---- what is looked for -------------------------------------------------------------------- */

static enum venue_error wrong(struct reader *reader, uint32_t feature, enum venue_error error,
			      struct str what)
{
	*reader->fault = (struct venue_fault){ error, feature, 0, what };
	return error;
}

static const struct json_token *token_at(const struct reader *reader, uint32_t token)
{
	return &reader->json->tokens[token];
}

static bool is(const struct reader *reader, uint32_t token, enum json_type type)
{
	return token != 0 && token_at(reader, token)->type == type;
}

static struct str text_at(const struct reader *reader, uint32_t token)
{
	return token ? json_text(reader->json, token, reader->arena) : (struct str){ 0 };
}

/* Is `word` one of the words of a list? */
static bool listed(const char *list, struct str word)
{
	struct str rest = str_of(list), piece;

	while (str_split(&rest, ' ', &piece))
		if (piece.len > 0 && str_eq(piece, word))
			return true;
	return false;
}

/* Every key of an object must be listed; the first that is not. */
static bool only(struct reader *reader, uint32_t object, const char *list, const char *more,
		 struct str *ret_other)
{
	uint32_t key = object + 1;

	for (uint32_t i = 0; i < token_at(reader, object)->size; i++) {
		struct str name = text_at(reader, key);

		if (!listed(list, name) && !listed(more, name)) {
			*ret_other = name;
			return false;
		}
		key = token_at(reader, key + 1)->next;
	}
	return true;
}

/* A property of a feature: as the variant sets it, or as it stands there. */
static uint32_t value_of(const struct reader *reader, const struct feature *feature,
			 const char *name)
{
	uint32_t set = reader->run ? json_find(reader->json, reader->run, STR("set")) : 0;

	if (set && feature->id.at) {
		uint32_t own = json_find(reader->json, set, feature->id);
		uint32_t value = own ? json_find(reader->json, own, str_of(name)) : 0;

		if (value)
			return value;
	}
	return json_find(reader->json, feature->token, str_of(name));
}

static bool number_at(const struct reader *reader, uint32_t token, double least, double most,
		      double *ret)
{
	double value;

	if (token == 0)
		return true;
	if (!json_f64(reader->json, token, &value) || !(value >= least && value <= most))
		return false;
	*ret = value;
	return true;
}

/* A number property; absent leaves *ret. */
static bool number(struct reader *reader, uint32_t f, const char *name, double least, double most,
		   double *ret)
{
	if (number_at(reader, value_of(reader, &reader->features[f], name), least, most, ret))
		return true;
	wrong(reader, f, VENUE_BAD_VALUE, str_of(name));
	return false;
}

static bool whole(struct reader *reader, uint32_t f, const char *name, uint32_t most, uint32_t *ret)
{
	double value = *ret;

	if (!number(reader, f, name, 0, most, &value))
		return false;
	if (value != floor(value)) {
		wrong(reader, f, VENUE_BAD_VALUE, str_of(name));
		return false;
	}
	*ret = (uint32_t)value;
	return true;
}

static bool flag(struct reader *reader, uint32_t f, const char *name, bool *ret)
{
	uint32_t token = value_of(reader, &reader->features[f], name);

	if (token && !is(reader, token, JSON_TRUE) && !is(reader, token, JSON_FALSE)) {
		wrong(reader, f, VENUE_BAD_VALUE, str_of(name));
		return false;
	}
	*ret = is(reader, token, JSON_TRUE);
	return true;
}

/* ---- coordinates --------------------------------------------------------------------------- */

static bool read_point(struct reader *reader, uint32_t token, struct evac_point *ret)
{
	uint32_t size = token_at(reader, token)->size;

	if (!is(reader, token, JSON_ARRAY) || size < 2 || size > 3 ||
	    !json_f64(reader->json, token + 1, &ret->x) ||
	    !json_f64(reader->json, token + 2, &ret->y))
		return false;
	if (reader->metres)
		return true;
	if (fabs(ret->x) > 180 || fabs(ret->y) > 85)
		return false;
	if (!reader->laid) {
		reader->laid = true;
		reader->lon = ret->x;
		reader->lat = ret->y;
		reader->per_lon = DEGREE_M * cos(ret->y * RADIANS);
	}
	ret->x = (ret->x - reader->lon) * reader->per_lon;
	ret->y = (ret->y - reader->lat) * DEGREE_M;
	return true;
}

static bool read_points(struct reader *reader, uint32_t token, struct evac_point *points)
{
	uint32_t at = token + 1;

	for (uint32_t i = 0; i < token_at(reader, token)->size; i++) {
		if (!read_point(reader, at, &points[i]))
			return false;
		at = token_at(reader, at)->next;
	}
	return true;
}

static bool read_rings(struct reader *reader, uint32_t token, bool polygon, struct evac_shape *ret)
{
	uint32_t nrings = polygon ? token_at(reader, token)->size : 1, npoints = 0, at = token + 1;

	if (!is(reader, token, JSON_ARRAY) || nrings == 0)
		return false;
	for (uint32_t i = 0; polygon && i < nrings; i++) {
		if (!is(reader, at, JSON_ARRAY))
			return false;
		npoints += token_at(reader, at)->size;
		at = token_at(reader, at)->next;
	}
	npoints = polygon ? npoints : token_at(reader, token)->size;

	struct evac_point *points = arena_alloc(reader->arena, (npoints + 1) * sizeof *points);
	uint32_t *ends = arena_alloc(reader->arena, nrings * sizeof *ends), count = 0;

	at = polygon ? token + 1 : token;
	for (uint32_t i = 0; i < nrings; i++) {
		if (!read_points(reader, at, points + count))
			return false;
		count += token_at(reader, at)->size;
		ends[i] = count;
		at = token_at(reader, at)->next;
	}
	*ret = (struct evac_shape){ points, ends, nrings, npoints };
	return npoints > 0;
}

static enum venue_error read_geometry(struct reader *reader, uint32_t f, uint32_t token)
{
	static const struct {
		const char *name;
		int shape;
	} types[] = {
		{ "Polygon", SHAPE_POLYGON },
		{ "LineString", SHAPE_LINE },
		{ "MultiPoint", SHAPE_POINTS },
	};
	struct feature *feature = &reader->features[f];
	struct str type = { 0 }, other;
	uint32_t coordinates = 0;

	if (is(reader, token, JSON_OBJECT)) {
		type = text_at(reader, json_find(reader->json, token, STR("type")));
		coordinates = json_find(reader->json, token, STR("coordinates"));
		if (!only(reader, token, "type coordinates bbox", "", &other))
			return wrong(reader, f, VENUE_UNKNOWN_MEMBER, other);
	}
	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
		if (str_eq(str_of(types[i].name), type))
			feature->kind = types[i].shape;
	if (!(roles[feature->role].shapes & feature->kind))
		return wrong(reader, f, VENUE_WRONG_GEOMETRY, type);
	if (!coordinates ||
	    !read_rings(reader, coordinates, feature->kind == SHAPE_POLYGON, &feature->shape))
		return wrong(reader, f, VENUE_BAD_GEOMETRY, type);
	return VENUE_OK;
}

/* ---- features ------------------------------------------------------------------------------ */

static enum venue_error read_role(struct reader *reader, uint32_t f)
{
	struct feature *feature = &reader->features[f];
	struct str role = text_at(reader, json_find(reader->json, feature->token, STR("role"))),
		   other;
	uint32_t level = 0;

	if (!role.at)
		return wrong(reader, f, VENUE_NO_ROLE, role);
	for (feature->role = 0; feature->role < ROLES; feature->role++)
		if (str_eq(str_of(roles[feature->role].name), role))
			break;
	if (feature->role == ROLES)
		return wrong(reader, f, VENUE_UNKNOWN_ROLE, role);
	if (!only(reader, feature->token, "role level name", roles[feature->role].properties,
		  &other))
		return wrong(reader, f, VENUE_UNKNOWN_MEMBER, other);
	if (!whole(reader, f, "level", EVAC_LEVELS_MOST - 1, &level))
		return reader->fault->error;
	feature->level = level;
	return VENUE_OK;
}

static enum venue_error read_feature(struct reader *reader, uint32_t f, uint32_t token)
{
	struct feature *feature = &reader->features[f];
	const struct json *json = reader->json;
	struct str other;
	enum venue_error error;

	if (!is(reader, token, JSON_OBJECT) ||
	    !str_eq(text_at(reader, json_find(json, token, STR("type"))), STR("Feature")))
		return wrong(reader, f, VENUE_NOT_FEATURE, STR("Feature"));
	if (!only(reader, token, "type id properties geometry bbox", "", &other))
		return wrong(reader, f, VENUE_UNKNOWN_MEMBER, other);
	feature->id = text_at(reader, json_find(json, token, STR("id")));
	feature->token = json_find(json, token, STR("properties"));
	if (!is(reader, feature->token, JSON_OBJECT))
		return wrong(reader, f, VENUE_NO_ROLE, STR("properties"));
	for (uint32_t i = 0; feature->id.at && i < f; i++)
		if (str_eq(reader->features[i].id, feature->id) && reader->features[i].id.at)
			return wrong(reader, f, VENUE_REPEATED_ID, feature->id);
	error = read_role(reader, f);
	if (error == VENUE_OK)
		error = read_geometry(reader, f, json_find(json, token, STR("geometry")));
	return error;
}

/* The feature of an id and a role, as the number among its role; EVAC_NONE: there is none. */
static uint32_t find_id(const struct reader *reader, struct str id, enum role role, enum role or)
{
	for (uint32_t i = 0; id.at && i < reader->nfeatures; i++) {
		const struct feature *feature = &reader->features[i];

		if (!feature->dropped && (feature->role == role || feature->role == or) &&
		    feature->id.at && str_eq(feature->id, id))
			return feature->index;
	}
	return EVAC_NONE;
}

/* ---- people -------------------------------------------------------------------------------- */

static bool read_law(struct reader *reader, uint32_t f, const char *name, struct evac_law_of *ret)
{
	static const char *const laws[] = {
		"fixed", "uniform", "normal", "lognormal", "gamma", "weibull",
	};
	uint32_t token = value_of(reader, &reader->features[f], name);
	const struct json *json = reader->json;
	struct str law, other;

	if (token == 0 || is(reader, token, JSON_NUMBER)) {
		ret->law = EVAC_FIXED;
		return number(reader, f, name, 0, 1e6, &ret->a);
	}
	if (!is(reader, token, JSON_OBJECT) ||
	    !only(reader, token, "law a b least most", "", &other)) {
		wrong(reader, f, VENUE_BAD_VALUE, str_of(name));
		return false;
	}
	law = text_at(reader, json_find(json, token, STR("law")));
	bool known = false;

	for (size_t i = 0; i < sizeof laws / sizeof laws[0] && !known; i++) {
		known = str_eq(str_of(laws[i]), law);
		ret->law = (enum evac_law)i;
	}
	if (known && number_at(reader, json_find(json, token, STR("a")), -1e6, 1e6, &ret->a) &&
	    number_at(reader, json_find(json, token, STR("b")), -1e6, 1e6, &ret->b) &&
	    number_at(reader, json_find(json, token, STR("least")), -1e6, 1e6, &ret->least) &&
	    number_at(reader, json_find(json, token, STR("most")), -1e6, 1e6, &ret->most))
		return true;
	wrong(reader, f, VENUE_BAD_VALUE, str_of(name));
	return false;
}

/* A list of ids of exits as bits. */
static bool read_exits(struct reader *reader, uint32_t f, uint64_t *ret)
{
	uint32_t token = value_of(reader, &reader->features[f], "exits"), at = token + 1;

	if (token == 0)
		return true;
	if (!is(reader, token, JSON_ARRAY)) {
		wrong(reader, f, VENUE_BAD_VALUE, STR("exits"));
		return false;
	}
	for (uint32_t i = 0; i < token_at(reader, token)->size; i++) {
		uint32_t exit = find_id(reader, text_at(reader, at), ROLE_EXIT, ROLE_ASSEMBLY);

		if (exit == EVAC_NONE) {
			wrong(reader, f, VENUE_NO_SUCH_ID, text_at(reader, at));
			return false;
		}
		*ret |= UINT64_C(1) << exit;
		at = token_at(reader, at)->next;
	}
	return true;
}

static bool read_stages(struct reader *reader, uint32_t f, struct evac_group *group)
{
	uint32_t via = value_of(reader, &reader->features[f], "via"), last = 0;
	uint64_t exits = 0;

	if (!read_exits(reader, f, &exits))
		return false;
	if (via) {
		uint32_t area = find_id(reader, text_at(reader, via), ROLE_AREA, ROLE_AREA);

		if (area == EVAC_NONE) {
			wrong(reader, f, VENUE_NO_SUCH_ID, text_at(reader, via));
			return false;
		}
		group->stages[0].area = area;
		if (!number(reader, f, "until", 0, 1e6, &group->stages[0].until))
			return false;
		last = 1;
	}
	group->stages[last].exits = exits;
	group->stages[last].area = EVAC_NONE;
	group->nstages = last + 1;
	return true;
}

static bool read_choice(struct reader *reader, uint32_t f, struct evac_choice *choice)
{
	uint32_t familiar = value_of(reader, &reader->features[f], "familiar"), key = familiar + 1;

	choice->on = familiar || value_of(reader, &reader->features[f], "per_second") ||
		     value_of(reader, &reader->features[f], "social");
	if (!number(reader, f, "per_second", 0, 100, &choice->per_second) ||
	    !number(reader, f, "social", -100, 100, &choice->social))
		return false;
	if (familiar && !is(reader, familiar, JSON_OBJECT)) {
		wrong(reader, f, VENUE_BAD_VALUE, STR("familiar"));
		return false;
	}
	for (uint32_t i = 0; familiar && i < token_at(reader, familiar)->size; i++) {
		uint32_t exit = find_id(reader, text_at(reader, key), ROLE_EXIT, ROLE_ASSEMBLY);

		if (exit == EVAC_NONE) {
			wrong(reader, f, VENUE_NO_SUCH_ID, text_at(reader, key));
			return false;
		}
		if (!number_at(reader, key + 1, -100, 100, &choice->familiar[exit])) {
			wrong(reader, f, VENUE_BAD_VALUE, STR("familiar"));
			return false;
		}
		key = token_at(reader, key + 1)->next;
	}
	return true;
}

static bool read_pair(struct reader *reader, uint32_t f, const char *name, double *x, double *y)
{
	uint32_t token = value_of(reader, &reader->features[f], name);
	double len;

	if (token == 0)
		return true;
	if (!is(reader, token, JSON_ARRAY) || token_at(reader, token)->size != 2 ||
	    !json_f64(reader->json, token + 1, x) || !json_f64(reader->json, token + 2, y) ||
	    (len = hypot(*x, *y)) < 1e-6 || len > 1e6) {
		wrong(reader, f, VENUE_BAD_VALUE, str_of(name));
		return false;
	}
	*x /= len;
	*y /= len;
	return true;
}

static bool read_group(struct reader *reader, uint32_t f, struct evac_group *group)
{
	struct feature *feature = &reader->features[f];

	group->level = feature->level;
	group->area = feature->shape;
	group->speed = (struct evac_law_of){ EVAC_NORMAL, 1.34, 0.26, 0.5, 2.2 };
	if (feature->kind == SHAPE_POINTS) {
		group->places = feature->shape.points;
		group->count = feature->shape.npoints;
	} else if (!whole(reader, f, "count", EVAC_AGENTS_MOST, &group->count)) {
		return false;
	}
	if (value_of(reader, feature, "speed"))
		group->speed = (struct evac_law_of){ 0 };
	return read_law(reader, f, "speed", &group->speed) &&
	       read_law(reader, f, "premovement", &group->premovement) &&
	       number(reader, f, "start", 0, 1e6, &group->start) &&
	       number(reader, f, "radius", 0.1, 0.6, &group->radius) &&
	       number(reader, f, "time_gap", 0.1, 5, &group->time_gap) &&
	       number(reader, f, "speed_factor", 0.05, 2, &group->speed_factor) &&
	       number(reader, f, "stairs_factor", 0.05, 2, &group->stairs_factor) &&
	       whole(reader, f, "together", 1000, &group->together) &&
	       whole(reader, f, "party", 10000, &group->party) &&
	       read_pair(reader, f, "heading", &group->heading_x, &group->heading_y) &&
	       read_stages(reader, f, group) && read_choice(reader, f, &group->choice);
}

/* ---- the other roles ----------------------------------------------------------------------- */

static bool read_zone(struct reader *reader, uint32_t f, struct evac_zone *zone)
{
	zone->level = reader->features[f].level;
	zone->shape = reader->features[f].shape;
	zone->factor = 1;
	if (!number(reader, f, "factor", 0.01, 2, &zone->factor))
		return false;
	zone->factor_down = zone->factor;
	if (reader->features[f].role == ROLE_ZONE)
		return true;
	zone->rise = 0.5;
	zone->up_x = 1;
	return number(reader, f, "factor_down", 0.01, 2, &zone->factor_down) &&
	       number(reader, f, "rise", 0.001, 5, &zone->rise) &&
	       read_pair(reader, f, "up", &zone->up_x, &zone->up_y);
}

static bool read_exit(struct reader *reader, uint32_t f, struct evac_exit *exit)
{
	exit->level = reader->features[f].level;
	exit->shape = reader->features[f].shape;
	exit->line = reader->features[f].kind == SHAPE_LINE;
	return flag(reader, f, "closed", &exit->closed) &&
	       number(reader, f, "flow_most", 0, 1000, &exit->flow_most) &&
	       whole(reader, f, "persons_most", EVAC_AGENTS_MOST, &exit->persons_most);
}

static bool read_gate(struct reader *reader, uint32_t f, struct evac_gate *gate)
{
	struct str ways = text_at(reader, value_of(reader, &reader->features[f], "ways"));

	gate->level = reader->features[f].level;
	gate->shape = reader->features[f].shape;
	gate->forward = !str_eq(ways, STR("backward"));
	gate->backward = !str_eq(ways, STR("forward"));
	if (ways.at && gate->forward && gate->backward && !str_eq(ways, STR("both"))) {
		wrong(reader, f, VENUE_BAD_VALUE, STR("ways"));
		return false;
	}
	return flag(reader, f, "closed", &gate->closed) &&
	       number(reader, f, "flow_most", 0, 1000, &gate->flow_most);
}

static bool read_portal(struct reader *reader, uint32_t f, struct evac_portal *portal)
{
	const struct feature *feature = &reader->features[f];
	uint32_t to = value_of(reader, feature, "to"), level = feature->level;

	if (feature->shape.npoints != 2) {
		wrong(reader, f, VENUE_BAD_GEOMETRY, STR("portal"));
		return false;
	}
	portal->level[0] = feature->level;
	memcpy(portal->line[0], feature->shape.points, sizeof portal->line[0]);
	memcpy(portal->line[1], feature->shape.points, sizeof portal->line[1]);
	if (!whole(reader, f, "to_level", EVAC_LEVELS_MOST - 1, &level))
		return false;
	portal->level[1] = level;
	if (to && (!is(reader, to, JSON_ARRAY) || token_at(reader, to)->size != 2 ||
		   !read_points(reader, to, portal->line[1]))) {
		wrong(reader, f, VENUE_BAD_VALUE, STR("to"));
		return false;
	}
	return true;
}

static bool read_server(struct reader *reader, uint32_t f, struct evac_server *server)
{
	struct feature *feature = &reader->features[f];
	struct str to = text_at(reader, value_of(reader, feature, "to"));
	uint32_t area = find_id(reader, to, ROLE_AREA, ROLE_AREA);

	if (area == EVAC_NONE) {
		wrong(reader, f, VENUE_NO_SUCH_ID, to.at ? to : STR("to"));
		return false;
	}
	server->level[0] = feature->level;
	server->shape[0] = feature->shape;
	server->level[1] = reader->venue->world.areas[area].level;
	server->shape[1] = reader->venue->world.areas[area].shape;
	server->cabin = 8;
	server->interval = 60;
	return whole(reader, f, "cabin", 10000, &server->cabin) &&
	       number(reader, f, "first", 0, 1e6, &server->first) &&
	       number(reader, f, "interval", 1, 1e6, &server->interval) &&
	       number(reader, f, "travel", 0, 1e6, &server->travel) &&
	       number(reader, f, "last", 0, 1e6, &server->last);
}

/* ---- the collection ------------------------------------------------------------------------ */

static enum venue_error read_features(struct reader *reader)
{
	uint32_t list = json_find(reader->json, 0, STR("features")), at = list + 1;
	uint32_t drop = reader->run ? json_find(reader->json, reader->run, STR("drop")) : 0;

	if (!is(reader, list, JSON_ARRAY))
		return wrong(reader, 0, VENUE_NOT_COLLECTION, STR("features"));
	reader->nfeatures = token_at(reader, list)->size;
	if (reader->nfeatures > VENUE_FEATURES_MOST)
		return wrong(reader, reader->nfeatures, VENUE_TOO_MANY, STR("features"));
	reader->features =
		arena_alloc(reader->arena, (reader->nfeatures + 1) * sizeof *reader->features);
	for (uint32_t f = 0; f < reader->nfeatures; f++) {
		enum venue_error error = read_feature(reader, f, at);

		if (error != VENUE_OK)
			return error;
		at = token_at(reader, at)->next;
	}
	if (drop && !is(reader, drop, JSON_ARRAY))
		return wrong(reader, 0, VENUE_BAD_VALUE, STR("drop"));
	at = drop + 1;
	for (uint32_t i = 0; drop && i < token_at(reader, drop)->size; i++) {
		struct str id = text_at(reader, at);
		bool found = false;

		for (uint32_t f = 0; f < reader->nfeatures; f++)
			if (id.at && reader->features[f].id.at &&
			    str_eq(reader->features[f].id, id))
				found = reader->features[f].dropped = true;
		if (!found)
			return wrong(reader, 0, VENUE_NO_SUCH_ID, id);
		at = token_at(reader, at)->next;
	}
	return VENUE_OK;
}

/* Numbers the features of each role, and makes room for them. */
struct arrays {
	struct evac_floor *floors;
	struct evac_zone *zones;
	struct evac_exit *exits;
	struct evac_gate *gates;
	struct evac_portal *portals;
	struct evac_server *servers;
	struct evac_area *areas;
	struct evac_group *groups;
	struct evac_meter *meters;
	struct evac_event *events;
};

static void *room_for(struct reader *reader, uint32_t count, size_t size)
{
	return arena_alloc(reader->arena, (count + 1) * size);
}

static enum venue_error make_room(struct reader *reader, struct arrays *arrays)
{
	struct evac_world *world = &reader->venue->world;
	uint32_t *const counts[ROLES] = {
		&world->nfloors,  &world->nfloors, &world->nzones,  &world->nzones,
		&world->nexits,   &world->nexits,  &world->ngates,  &world->nportals,
		&world->nservers, &world->nareas,  &world->ngroups, &world->nmeters,
	};

	for (uint32_t f = 0; f < reader->nfeatures; f++) {
		struct feature *feature = &reader->features[f];

		if (feature->dropped)
			continue;
		feature->index = (*counts[feature->role])++;
		if (feature->level + 1 > world->nlevels)
			world->nlevels = feature->level + 1;
	}
	if (world->nexits > EVAC_EXITS_MOST)
		return wrong(reader, 0, VENUE_TOO_MANY, STR("exit"));
	arrays->floors = room_for(reader, world->nfloors, sizeof *arrays->floors);
	arrays->zones = room_for(reader, world->nzones, sizeof *arrays->zones);
	arrays->exits = room_for(reader, world->nexits, sizeof *arrays->exits);
	arrays->gates = room_for(reader, world->ngates, sizeof *arrays->gates);
	arrays->portals = room_for(reader, world->nportals, sizeof *arrays->portals);
	arrays->servers = room_for(reader, world->nservers, sizeof *arrays->servers);
	arrays->areas = room_for(reader, world->nareas, sizeof *arrays->areas);
	arrays->groups = room_for(reader, world->ngroups, sizeof *arrays->groups);
	arrays->meters = room_for(reader, world->nmeters, sizeof *arrays->meters);
	reader->venue->exits = room_for(reader, world->nexits, sizeof(struct str));
	reader->venue->gates = room_for(reader, world->ngates, sizeof(struct str));
	reader->venue->groups = room_for(reader, world->ngroups, sizeof(struct str));
	reader->venue->meters = room_for(reader, world->nmeters, sizeof(struct str));
	reader->venue->areas = room_for(reader, world->nareas, sizeof(struct str));
	return VENUE_OK;
}

static bool fill_one(struct reader *reader, uint32_t f, struct arrays *arrays)
{
	struct feature *feature = &reader->features[f];
	struct venue *venue = reader->venue;
	uint32_t i = feature->index;

	switch (feature->role) {
	case ROLE_WALKABLE:
	case ROLE_OBSTACLE:
		arrays->floors[i] =
			(struct evac_floor){ feature->role == ROLE_WALKABLE ? EVAC_WALKABLE
									    : EVAC_OBSTACLE,
					     feature->level, feature->shape };
		return true;
	case ROLE_ZONE:
	case ROLE_STAIR:
		return read_zone(reader, f, &arrays->zones[i]);
	case ROLE_EXIT:
	case ROLE_ASSEMBLY:
		venue->exits[i] = feature->id;
		return read_exit(reader, f, &arrays->exits[i]);
	case ROLE_GATE:
		venue->gates[i] = feature->id;
		return read_gate(reader, f, &arrays->gates[i]);
	case ROLE_PORTAL:
		return read_portal(reader, f, &arrays->portals[i]);
	case ROLE_SERVER:
		return read_server(reader, f, &arrays->servers[i]);
	case ROLE_AREA:
		venue->areas[i] = feature->id;
		arrays->areas[i] = (struct evac_area){ feature->level, feature->shape };
		return true;
	case ROLE_START:
		venue->groups[i] = feature->id;
		return read_group(reader, f, &arrays->groups[i]);
	case ROLE_METER:
		venue->meters[i] = feature->id;
		arrays->meters[i] = (struct evac_meter){ feature->level, feature->shape,
							 feature->kind == SHAPE_LINE };
		return true;
	case ROLES:
		break;
	}
	return false;
}

/* {"at":60,"close":"east"}: an exit or a gate. */
static bool read_event(struct reader *reader, uint32_t token, struct evac_event *event)
{
	const struct json *json = reader->json;
	uint32_t close = json_find(json, token, STR("close")),
		 open = json_find(json, token, STR("open"));
	struct str id = text_at(reader, close ? close : open), other;
	uint32_t exit = find_id(reader, id, ROLE_EXIT, ROLE_ASSEMBLY);
	uint32_t gate = find_id(reader, id, ROLE_GATE, ROLE_GATE);

	if (!only(reader, token, "at close open", "", &other)) {
		wrong(reader, 0, VENUE_UNKNOWN_MEMBER, other);
		return false;
	}
	if (!json_find(json, token, STR("at")) || (close != 0) == (open != 0) ||
	    !number_at(reader, json_find(json, token, STR("at")), 0, 1e6, &event->at)) {
		wrong(reader, 0, VENUE_BAD_VALUE, STR("events"));
		return false;
	}
	if (exit == EVAC_NONE && gate == EVAC_NONE) {
		wrong(reader, 0, VENUE_NO_SUCH_ID, id);
		return false;
	}
	event->index = exit != EVAC_NONE ? exit : gate;
	event->deed = exit != EVAC_NONE ? (close ? EVAC_CLOSE_EXIT : EVAC_OPEN_EXIT)
					: (close ? EVAC_CLOSE_GATE : EVAC_OPEN_GATE);
	return true;
}

static enum venue_error read_events(struct reader *reader, struct arrays *arrays)
{
	uint32_t list = reader->run ? json_find(reader->json, reader->run, STR("events")) : 0;

	if (list == 0)
		list = json_find(reader->json, 0, STR("events"));
	if (list == 0)
		return VENUE_OK;
	if (!is(reader, list, JSON_ARRAY))
		return wrong(reader, 0, VENUE_BAD_VALUE, STR("events"));
	reader->venue->world.nevents = token_at(reader, list)->size;
	arrays->events = room_for(reader, reader->venue->world.nevents, sizeof *arrays->events);
	uint32_t at = list + 1;

	for (uint32_t i = 0; i < reader->venue->world.nevents; i++) {
		if (!is(reader, at, JSON_OBJECT))
			return wrong(reader, 0, VENUE_BAD_VALUE, STR("events"));
		if (!read_event(reader, at, &arrays->events[i]))
			return reader->fault->error;
		at = token_at(reader, at)->next;
	}
	return VENUE_OK;
}

static enum venue_error read_options(struct reader *reader, uint32_t object)
{
	const struct json *json = reader->json;
	struct venue *venue = reader->venue;
	double seed = (double)venue->options.seed, repeat = venue->repeat;
	struct str other, model;

	if (object == 0)
		return VENUE_OK;
	if (!is(reader, object, JSON_OBJECT))
		return wrong(reader, 0, VENUE_BAD_VALUE, STR("run"));
	if (!only(reader, object, "seed dt cell refresh model until repeat", "", &other))
		return wrong(reader, 0, VENUE_UNKNOWN_MEMBER, other);
	model = text_at(reader, json_find(json, object, STR("model")));
	if (!number_at(reader, json_find(json, object, STR("seed")), 0, 1e15, &seed) ||
	    !number_at(reader, json_find(json, object, STR("dt")), 0.001, 0.1,
		       &venue->options.dt) ||
	    !number_at(reader, json_find(json, object, STR("cell")), 0.05, 1,
		       &venue->options.cell) ||
	    !number_at(reader, json_find(json, object, STR("refresh")), 0, 1e6,
		       &venue->options.refresh) ||
	    !number_at(reader, json_find(json, object, STR("until")), 0, 1e6, &venue->until) ||
	    !number_at(reader, json_find(json, object, STR("repeat")), 1, VENUE_REPEAT_MOST,
		       &repeat) ||
	    (model.at && !str_eq(model, STR("speed")) && !str_eq(model, STR("anticipating"))))
		return wrong(reader, 0, VENUE_BAD_VALUE, STR("run"));
	venue->options.seed = (uint64_t)seed;
	venue->repeat = (uint32_t)repeat;
	if (model.at)
		venue->options.model = str_eq(model, STR("speed")) ? EVAC_SPEED : EVAC_ANTICIPATING;
	return VENUE_OK;
}

uint32_t venue_runs(const struct json *json)
{
	uint32_t runs;

	if (json->count == 0 || json->tokens[0].type != JSON_OBJECT)
		return 0;
	runs = json_find(json, 0, STR("runs"));
	return runs && json->tokens[runs].type == JSON_ARRAY && json->tokens[runs].size > 0
		       ? json->tokens[runs].size
		       : 1;
}

static enum venue_error read_head(struct reader *reader, uint32_t run)
{
	const struct json *json = reader->json;
	uint32_t runs = json_find(json, 0, STR("runs"));
	struct str other;

	if (!str_eq(text_at(reader, json_find(json, 0, STR("type"))), STR("FeatureCollection")))
		return wrong(reader, 0, VENUE_NOT_COLLECTION, STR("type"));
	if (!only(reader, 0, "type features metres run runs events expect title source bbox", "",
		  &other))
		return wrong(reader, 0, VENUE_UNKNOWN_MEMBER, other);
	reader->metres = is(reader, json_find(json, 0, STR("metres")), JSON_TRUE);
	if (runs &&
	    (!is(reader, runs, JSON_ARRAY) || token_at(reader, runs)->size > VENUE_RUNS_MOST))
		return wrong(reader, 0, VENUE_BAD_VALUE, STR("runs"));
	if (!runs || token_at(reader, runs)->size == 0)
		return VENUE_OK;
	for (reader->run = runs + 1; run > 0; run--)
		reader->run = token_at(reader, reader->run)->next;
	if (!is(reader, reader->run, JSON_OBJECT))
		return wrong(reader, 0, VENUE_BAD_VALUE, STR("runs"));
	if (!only(reader, reader->run, "name drop set run events", "", &other))
		return wrong(reader, 0, VENUE_UNKNOWN_MEMBER, other);
	return VENUE_OK;
}

/* What a variant sets must be there, and of its role. */
static enum venue_error check_set(struct reader *reader)
{
	uint32_t set = reader->run ? json_find(reader->json, reader->run, STR("set")) : 0,
		 key = set + 1;

	if (set && !is(reader, set, JSON_OBJECT))
		return wrong(reader, 0, VENUE_BAD_VALUE, STR("set"));
	for (uint32_t i = 0; set && i < token_at(reader, set)->size; i++) {
		struct str id = text_at(reader, key), other;
		const struct feature *found = NULL;

		for (uint32_t f = 0; f < reader->nfeatures; f++)
			if (reader->features[f].id.at && str_eq(reader->features[f].id, id))
				found = &reader->features[f];
		if (!found)
			return wrong(reader, 0, VENUE_NO_SUCH_ID, id);
		if (!is(reader, key + 1, JSON_OBJECT))
			return wrong(reader, 0, VENUE_BAD_VALUE, id);
		if (!only(reader, key + 1, roles[found->role].properties, "", &other))
			return wrong(reader, 0, VENUE_UNKNOWN_MEMBER, other);
		key = token_at(reader, key + 1)->next;
	}
	return VENUE_OK;
}

/* Areas first: servers refer to them. */
static enum venue_error fill_all(struct reader *reader, struct arrays *arrays)
{
	reader->venue->world.areas = arrays->areas;
	for (int pass = 0; pass < 2; pass++)
		for (uint32_t f = 0; f < reader->nfeatures; f++)
			if (!reader->features[f].dropped &&
			    (reader->features[f].role == ROLE_AREA) == !pass &&
			    !fill_one(reader, f, arrays))
				return reader->fault->error;
	return VENUE_OK;
}

static enum venue_error read_all(struct reader *reader, uint32_t run, struct arrays *arrays)
{
	enum venue_error error;

	if (run >= venue_runs(reader->json))
		return wrong(reader, 0, VENUE_NOT_COLLECTION, STR("runs"));
	error = read_head(reader, run);
	if (error == VENUE_OK)
		error = read_features(reader);
	if (error == VENUE_OK)
		error = check_set(reader);
	if (error == VENUE_OK)
		error = make_room(reader, arrays);
	if (error == VENUE_OK)
		error = fill_all(reader, arrays);
	if (error == VENUE_OK)
		error = read_events(reader, arrays);
	if (error == VENUE_OK)
		error = read_options(reader, json_find(reader->json, 0, STR("run")));
	if (error == VENUE_OK && reader->run)
		error = read_options(reader, json_find(reader->json, reader->run, STR("run")));
	return error;
}

enum venue_error venue_read(struct arena *arena, const struct json *json, uint32_t run,
			    struct venue *ret, struct venue_fault *ret_fault)
{
	struct reader reader = { .arena = arena, .json = json, .venue = ret, .fault = ret_fault };
	struct arrays arrays = { 0 };
	enum venue_error error;

	memset(ret, 0, sizeof *ret);
	ret->until = 3600;
	ret->repeat = 1;
	ret->options.seed = 1;
	error = read_all(&reader, run, &arrays);
	if (error != VENUE_OK)
		return error;
	ret->run = reader.run ? text_at(&reader, json_find(json, reader.run, STR("name")))
			      : (struct str){ 0 };
	ret->world.floors = arrays.floors;
	ret->world.zones = arrays.zones;
	ret->world.exits = arrays.exits;
	ret->world.gates = arrays.gates;
	ret->world.portals = arrays.portals;
	ret->world.servers = arrays.servers;
	ret->world.groups = arrays.groups;
	ret->world.meters = arrays.meters;
	ret->world.events = arrays.events;
	return VENUE_OK;
}
