/* Positions as devices and gateways send them, in the forms that are in use, read into fixes. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/live/fixes.h"

#include <assert.h>
#include <math.h>

#include "wire/http/actbody.h"

#define KNOT (1852.0 / 3600)
#define KMH (1.0 / 3.6)
#define MILLISECONDS_FROM 1e11                  /* as seconds that would be the year 5138 */

const char *fixes_source_name(uint8_t source)
{
	static const char *const names[] = {
		[0] = "", [FIXES_LIST] = "list", [FIXES_GEOJSON] = "geojson",
		[FIXES_OSMAND] = "osmand", [FIXES_OWNTRACKS] = "owntracks",
	};

	assert(source < FIXES_SOURCES);
	return names[source];
}

static struct fix unknown_fix(enum fixes_source source)
{
	return (struct fix){ .at = { NAN, NAN }, .accuracy = -1, .speed = -1, .course = -1,
			     .source = (uint8_t)source };
}

static instant time_of_number(double value)
{
	if (!(value > 0 && value < (double)INSTANT_MAX))
		return -1;
	return (instant)(value >= MILLISECONDS_FROM ? value : value * 1000);
}

/* A time that is there and cannot be read is long ago: the picture calls it too old. */
static instant time_of_text(struct str text)
{
	double number;
	instant at;

	if (str_to_f64(text, &number))
		return time_of_number(number);
	return instant_parse(text, &at) ? at : -1;
}

static bool is_null(const struct json *json, uint32_t token)
{
	return json->tokens[token].type == JSON_NULL;
}

static double number_at(const struct json *json, uint32_t token, double missing)
{
	double value;

	if (token == 0 || is_null(json, token))
		return missing;
	return json_f64(json, token, &value) ? value : (double)NAN;
}

instant fixes_time(const struct json *json, uint32_t token, struct arena *arena)
{
	double number;

	if (token == 0 || is_null(json, token))
		return 0;
	if (json_f64(json, token, &number))
		return time_of_number(number);
	struct str text = json_text(json, token, arena);

	return text.at ? time_of_text(text) : -1;
}

static struct ident unit_of(struct str text)
{
	struct ident id;

	return text.at && ident_parse(text, &id) ? id : (struct ident){ 0 };
}

/* ---- our own list ---------------------------------------------------------------------------- */

static void read_row(const struct json *json, uint32_t token, struct arena *arena,
		     struct fixes_item *ret)
{
	uint32_t size = json->tokens[token].type == JSON_ARRAY ? json->tokens[token].size : 0;
	uint32_t at[7] = { 0 };

	for (uint32_t i = 0, next = token + 1; i < size && i < 7; i++) {
		at[i] = next;
		next = json->tokens[next].next;
	}
	*ret = (struct fixes_item){ .fix = unknown_fix(FIXES_LIST) };
	if (size < 3 || size > 7)
		return;
	ret->unit = unit_of(json_text(json, at[0], arena));
	ret->fix.at = (struct geo_point){ number_at(json, at[1], (double)NAN),
					  number_at(json, at[2], (double)NAN) };
	ret->fix.time = fixes_time(json, at[3], arena);
	ret->fix.accuracy = number_at(json, at[4], -1);
	ret->fix.speed = number_at(json, at[5], -1);
	ret->fix.course = number_at(json, at[6], -1);
}

/* ---- GeoJSON --------------------------------------------------------------------------------- */

/* The first of the names that is there; 0: none. */
static uint32_t find_any(const struct json *json, uint32_t object, const char *names)
{
	struct str rest = str_of(names), name;
	uint32_t found = 0;

	if (object == 0 || json->tokens[object].type != JSON_OBJECT)
		return 0;
	while (found == 0 && str_split(&rest, ' ', &name))
		found = json_find(json, object, name);
	return found;
}

static void read_feature(const struct json *json, uint32_t token, struct arena *arena,
			 struct fixes_item *ret)
{
	uint32_t geometry = find_any(json, token, "geometry");
	uint32_t properties = find_any(json, token, "properties");
	uint32_t id = find_any(json, token, "id");
	struct geo_shape shape;
	struct fix *fix = &ret->fix;

	*ret = (struct fixes_item){ .fix = unknown_fix(FIXES_GEOJSON) };
	if (id == 0)
		id = find_any(json, properties, "unit id deviceid");
	if (id != 0)
		ret->unit = unit_of(json_text(json, id, arena));
	if (geometry != 0 && json->tokens[geometry].type == JSON_OBJECT) {
		enum geo_error error = geo_parse(arena, json, geometry, &shape);

		if (error == GEO_OK && shape.type == GEO_POINT)
			fix->at = shape.points[0];
		else if (error == GEO_OUT_OF_RANGE)
			fix->at = (struct geo_point){ 1e9, 1e9 };
	}
	fix->time = fixes_time(json, find_any(json, properties, "time at timestamp"), arena);
	fix->accuracy = number_at(json, find_any(json, properties, "accuracy"), -1);
	fix->speed = number_at(json, find_any(json, properties, "speed"), -1);
	fix->course = number_at(json, find_any(json, properties, "course heading bearing"), -1);
}

/* ---- a batch --------------------------------------------------------------------------------- */

typedef void read_item(const struct json *json, uint32_t token, struct arena *arena,
		       struct fixes_item *ret);

static void read_all(const struct json *json, uint32_t list, struct arena *arena, read_item *reader,
		     struct fixes *ret)
{
	uint32_t token = list + 1;

	ret->count = json->tokens[list].size;
	ret->items = arena_room(arena, (ret->count + 1) * sizeof ret->items[0]);
	for (uint32_t i = 0; i < ret->count; i++, token = json->tokens[token].next)
		reader(json, token, arena, &ret->items[i]);
}

struct refused fixes_read(struct arena *arena, struct str body, struct fixes *ret)
{
	struct json json;
	struct refused refused = actbody_json(arena, body, &json);
	bool ours;
	uint32_t list;

	*ret = (struct fixes){ NULL, 0 };
	if (refused.why)
		return refused;
	list = json_find(&json, 0, STR("fixes"));
	ours = list != 0;
	if (!ours)
		list = json_find(&json, 0, STR("features"));
	if (list != 0 && json.tokens[list].type == JSON_ARRAY) {
		read_all(&json, list, arena, ours ? read_row : read_feature, ret);
		return refused;
	}
	if (list == 0 && json_find(&json, 0, STR("geometry")) != 0) {
		ret->items = arena_alloc(arena, sizeof ret->items[0]);
		ret->count = 1;
		read_feature(&json, 0, arena, ret->items);
		return refused;
	}
	return (struct refused){ .why = &refused_required, .field = "fixes" };
}

/* ---- one at a time --------------------------------------------------------------------------- */

static double parameter(const struct target *target, const char *name, double missing)
{
	struct str text = target_value(target, name);
	double value;

	if (text.at == NULL || text.len == 0)
		return missing;
	return str_to_f64(text, &value) ? value : (double)NAN;
}

static struct str either(const struct target *target, const char *name, const char *other)
{
	struct str text = target_value(target, name);

	return text.at ? text : target_value(target, other);
}

bool fixes_osmand(const struct target *target, struct fixes_item *ret)
{
	struct str id = either(target, "id", "deviceid");
	struct str time = target_value(target, "timestamp");
	struct fix *fix = &ret->fix;

	*ret = (struct fixes_item){ .fix = unknown_fix(FIXES_OSMAND) };
	if (id.at == NULL || target_value(target, "lat").at == NULL)
		return false;
	ret->unit = unit_of(id);
	fix->at = (struct geo_point){ parameter(target, "lon", (double)NAN),
				      parameter(target, "lat", (double)NAN) };
	fix->time = time.at ? time_of_text(time) : 0;
	fix->accuracy = parameter(target, "accuracy", -1);
	fix->speed = parameter(target, "speed", -1);
	if (fix->speed > 0)
		fix->speed *= KNOT;
	fix->course = parameter(target, target_value(target, "bearing").at ? "bearing" : "heading",
				-1);
	return true;
}

bool fixes_owntracks(struct arena *arena, struct str body, struct fix *ret)
{
	struct json json;

	*ret = unknown_fix(FIXES_OWNTRACKS);
	if (actbody_json(arena, body, &json).why ||
	    !str_eq(json_text(&json, json_find(&json, 0, STR("_type")), arena), STR("location")))
		return false;
	ret->at = (struct geo_point){
		number_at(&json, json_find(&json, 0, STR("lon")), (double)NAN),
		number_at(&json, json_find(&json, 0, STR("lat")), (double)NAN),
	};
	ret->time = fixes_time(&json, json_find(&json, 0, STR("tst")), arena);
	ret->accuracy = number_at(&json, json_find(&json, 0, STR("acc")), -1);
	ret->speed = number_at(&json, json_find(&json, 0, STR("vel")), -1);
	if (ret->speed > 0)
		ret->speed *= KMH;
	ret->course = number_at(&json, json_find(&json, 0, STR("cog")), -1);
	return true;
}
