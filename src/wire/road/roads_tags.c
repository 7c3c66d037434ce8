/* What the tags of OpenStreetMap say of a road: its class, who may pass which way, how fast. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdlib.h>

#include "wire/road/roads.h"

/* Slip roads are slower than their class: posted such that OSRM's speeds for them come out. */
static const struct {
	const char *value;
	uint8_t class, kmh;
} highways[] = {
	{ "motorway", ROUTE_MOTORWAY, 0 }, { "motorway_link", ROUTE_MOTORWAY, 56 },
	{ "trunk", ROUTE_TRUNK, 0 }, { "trunk_link", ROUTE_TRUNK, 50 },
	{ "primary", ROUTE_PRIMARY, 0 }, { "primary_link", ROUTE_PRIMARY, 38 },
	{ "secondary", ROUTE_SECONDARY, 0 }, { "secondary_link", ROUTE_SECONDARY, 31 },
	{ "tertiary", ROUTE_TERTIARY, 0 }, { "tertiary_link", ROUTE_TERTIARY, 25 },
	{ "unclassified", ROUTE_MINOR, 0 }, { "road", ROUTE_MINOR, 0 },
	{ "residential", ROUTE_RESIDENTIAL, 0 }, { "living_street", ROUTE_LIVING, 0 },
	{ "service", ROUTE_SERVICE, 0 }, { "track", ROUTE_TRACK, 0 },
	{ "path", ROUTE_PATH, 0 }, { "footway", ROUTE_PATH, 0 },
	{ "pedestrian", ROUTE_PATH, 0 }, { "cycleway", ROUTE_PATH, 0 },
	{ "bridleway", ROUTE_PATH, 0 }, { "corridor", ROUTE_PATH, 0 },
	{ "steps", ROUTE_STAIRS, 0 },
};
static const struct {
	const char *value;
	uint8_t class;
	bool one_way;                              /* unless it says otherwise */
} aerialways[] = {
	{ "cable_car", ROUTE_CABLECAR, false }, { "gondola", ROUTE_GONDOLA, false },
	{ "mixed_lift", ROUTE_GONDOLA, false }, { "chair_lift", ROUTE_CHAIRLIFT, true },
};
static const char *const barriers[] = {
	"bollard", "block", "jersey_barrier", "debris", "log", "cycle_barrier", "stile",
	"turnstile", "kissing_gate", "full-height_turnstile", "planter",
};

struct tags {
	const struct roads_tag *at;
	uint32_t count;
};

static const char *value_of(const struct tags *tags, const char *key)
{
	for (uint32_t i = 0; i < tags->count; i++)
		if (strcmp(tags->at[i].key, key) == 0)
			return tags->at[i].value;
	return NULL;
}

static bool is(const struct tags *tags, const char *key, const char *value)
{
	const char *has = value_of(tags, key);

	return has && strcmp(has, value) == 0;
}

bool roads_tags_barrier(const char *value)
{
	for (uint32_t i = 0; i < sizeof barriers / sizeof barriers[0]; i++)
		if (strcmp(barriers[i], value) == 0)
			return true;
	return false;
}

static bool find_class(const struct tags *tags, struct roads_tags *ret, bool *one_way)
{
	const char *highway = value_of(tags, "highway"), *lift = value_of(tags, "aerialway");

	for (uint32_t i = 0; highway && i < sizeof highways / sizeof highways[0]; i++)
		if (strcmp(highways[i].value, highway) == 0 && !is(tags, "area", "yes")) {
			ret->class = highways[i].class;
			ret->kmh = highways[i].kmh;
			*one_way = strcmp(highway, "motorway") == 0 ||
				   is(tags, "junction", "roundabout") ||
				   is(tags, "junction", "circular");
			return true;
		}
	for (uint32_t i = 0; lift && i < sizeof aerialways / sizeof aerialways[0]; i++)
		if (strcmp(aerialways[i].value, lift) == 0) {
			ret->class = aerialways[i].class;
			*one_way = aerialways[i].one_way;
			return true;
		}
	return false;
}

/* "no" bars, "yes" and its like let pass; what is private is not barred to duty forces. */
static void allow(const struct tags *tags, const char *key, uint8_t bits, uint8_t *by)
{
	const char *value = value_of(tags, key);

	if (value == NULL)
		return;
	if (strcmp(value, "no") == 0)
		*by = (uint8_t)(*by & ~bits);
	else if (strcmp(value, "yes") == 0 || strcmp(value, "designated") == 0 ||
		 strcmp(value, "permissive") == 0)
		*by |= bits;
}

static uint8_t who_passes(const struct tags *tags, uint8_t class)
{
	uint8_t by = ROUTE_CAR | ROUTE_FOOT;

	if (class == ROUTE_MOTORWAY || class == ROUTE_TRUNK)
		by = ROUTE_CAR;
	if (class >= ROUTE_PATH)
		by = ROUTE_FOOT;
	if (class >= ROUTE_CABLECAR)
		return by;
	if (is(tags, "access", "no"))
		by = 0;
	allow(tags, "vehicle", ROUTE_CAR, &by);
	allow(tags, "motor_vehicle", ROUTE_CAR, &by);
	allow(tags, "motorcar", ROUTE_CAR, &by);
	allow(tags, "emergency", ROUTE_CAR, &by);
	allow(tags, "foot", ROUTE_FOOT, &by);
	return class == ROUTE_STAIRS ? by & ROUTE_FOOT : by;
}

/* One walks both ways on a one-way street, but a lift takes nobody back. */
static void which_ways(const struct tags *tags, bool one_way, uint8_t by, struct roads_tags *ret)
{
	const char *value = value_of(tags, "oneway");
	uint8_t walkers = ret->class >= ROUTE_CABLECAR ? 0 : by & ROUTE_FOOT;
	bool back = value && (strcmp(value, "-1") == 0 || strcmp(value, "reverse") == 0);

	if (value && (strcmp(value, "yes") == 0 || strcmp(value, "true") == 0 ||
		      strcmp(value, "1") == 0))
		one_way = true;
	else if (value && (strcmp(value, "no") == 0 || strcmp(value, "false") == 0))
		one_way = false;
	ret->pass[0] = back ? walkers : by;
	ret->pass[1] = one_way && !back ? walkers : by;
}

/* The number at the beginning of a text, and what stands behind it. */
static double number_of(const char *text, const char **rest)
{
	char *end;
	double value = strtod(text, &end);

	*rest = end;
	return end == text || !isfinite(value) ? NAN : value;
}

static uint8_t posted(const struct tags *tags, uint8_t usual)
{
	const char *text = value_of(tags, "maxspeed"), *rest;
	double kmh = text ? number_of(text, &rest) : NAN;

	if (!(kmh > 0))
		return usual;
	while (*rest == ' ')
		rest++;
	if (strcmp(rest, "mph") == 0)
		kmh *= 1.609344;
	else if (*rest != '\0' && strcmp(rest, "km/h") != 0)
		return usual;
	return kmh < 1 ? 1 : kmh > 200 ? 200 : (uint8_t)lrint(kmh);
}

static int8_t slope_of(const struct tags *tags)
{
	const char *text = value_of(tags, "incline"), *rest;
	double percent = text ? number_of(text, &rest) : NAN;

	if (isnan(percent))
		return 0;
	/* The sign of a degree is two bytes. */
	if (strncmp(rest, "\xc2\xb0", 2) == 0)
		percent = 100 * tan(fmin(60, fmax(-60, percent)) * 0.017453292519943295);
	return (int8_t)lrint(fmin(100, fmax(-100, percent)));
}

/* Minutes, or hours and minutes, or hours, minutes and seconds. */
static uint32_t ride_seconds(const struct tags *tags)
{
	const char *text = value_of(tags, "aerialway:duration");
	double parts[3] = { 0 }, seconds;
	uint32_t count = 0;

	if (text == NULL)
		text = value_of(tags, "duration");
	while (text && *text && count < 3) {
		const char *rest;

		parts[count++] = number_of(text, &rest);
		text = *rest == ':' ? rest + 1 : NULL;
	}
	seconds = count == 1 ? parts[0] * 60 : parts[0] * 3600 + parts[1] * 60 + parts[2];
	return seconds > 0 && seconds < 86400 ? (uint32_t)seconds : 0;
}

static struct str name_of(const struct tags *tags)
{
	static const char *const keys[] = { "name", "ref" };

	for (uint32_t i = 0; i < 2; i++) {
		const char *text = value_of(tags, keys[i]);

		if (text && strlen(text) < 256 && utf8_valid(str_of(text)))
			return str_of(text);
	}
	return STR("");
}

void roads_tags_read(const struct roads_tag *at, uint32_t count, struct roads_tags *ret)
{
	const struct tags tags = { at, count };
	bool one_way = false;

	*ret = (struct roads_tags){ .name = STR("") };
	if (!find_class(&tags, ret, &one_way))
		return;
	which_ways(&tags, one_way, who_passes(&tags, ret->class), ret);
	ret->kmh = posted(&tags, ret->kmh);
	ret->slope = slope_of(&tags);
	if (ret->class >= ROUTE_CABLECAR)
		ret->lift_seconds = ride_seconds(&tags);
	ret->name = name_of(&tags);
	ret->is_road = (ret->pass[0] | ret->pass[1]) != 0;
}
