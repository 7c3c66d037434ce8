/* A released warning as CAP 1.2 (OASIS Common Alerting Protocol), for whoever passes alerts on. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/cap/cap.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/geo.h"
#include "base/xml.h"
#include "model/registry.h"
#include "model/value.h"

struct alert {
	const struct model *model;
	const struct record *record;
	struct buf *out;
	const char *language;                              /* of the info being written */
	instant sent;
	int offset;                                        /* minutes */
};

/* ---- fields by their CAP names --------------------------------------------------------------- */

static const struct field *field_of(const struct kind *kind, const char *name)
{
	for (uint16_t i = 0; i < kind->nfields; i++)
		if (kind->fields[i].cap && strcmp(kind->fields[i].cap, name) == 0)
			return &kind->fields[i];
	return NULL;
}

static bool find(const struct record *record, const char *name, struct value *ret)
{
	const struct field *field = field_of(record->kind, name);

	if (!field || !record_has(record, field->number))
		return false;
	value_of(record, field, ret);
	return true;
}

static const struct choice *choice_of(const struct record *record, const char *name)
{
	struct value value;

	return find(record, name, &value)
		       ? registry_choice(value.field, (uint16_t)value.as.number)
		       : NULL;
}

bool cap_ready(const struct record *record)
{
	struct value value;

	return record != NULL && find(record, "alert.sent", &value) &&
	       find(record, "alert.identifier", &value);
}

static bool is_word(const struct record *record, const char *name, const char *word)
{
	const struct choice *choice = choice_of(record, name);

	return choice && strcmp(choice->en, word) == 0;
}

bool cap_public(const struct record *record)
{
	return cap_ready(record) && !record->struck && is_word(record, "alert.status", "Actual") &&
	       is_word(record, "alert.scope", "Public");
}

/* ---- elements -------------------------------------------------------------------------------- */

static void put(struct buf *out, const char *element, struct str text)
{
	buf_printf(out, "<%s>", element);
	xml_add(out, text);
	buf_printf(out, "</%s>\n", element);
}

static void put_named(struct buf *out, const char *element, const char *name, struct str text)
{
	buf_printf(out, "<%s>", element);
	put(out, "valueName", str_of(name));
	put(out, "value", text);
	buf_printf(out, "</%s>\n", element);
}

static void put_time(const struct alert *alert, const char *element, instant at)
{
	buf_printf(alert->out, "<%s>", element);
	instant_add_cap(alert->out, at, alert->offset);
	buf_printf(alert->out, "</%s>\n", element);
}

static void put_field(const struct alert *alert, const char *element, const char *name)
{
	const struct choice *choice;
	struct value value;

	if (!find(alert->record, name, &value))
		return;
	if (value.field->type == FIELD_TIME) {
		put_time(alert, element, value.as.number);
	} else if (value.field->type == FIELD_ENUM) {
		choice = registry_choice(value.field, (uint16_t)value.as.number);
		put(alert->out, element, str_of(choice ? choice->en : ""));
	} else {
		put(alert->out, element, value.as.text);
	}
}

/* A field that has a text in each language. */
static void put_text(const struct alert *alert, const char *element, const char *name)
{
	char full[64];

	snprintf(full, sizeof full, "info[%s].%s", alert->language, name);
	put_field(alert, element, full);
}

/* ---- areas ----------------------------------------------------------------------------------- */

static void put_ring(struct buf *out, const struct geo_point *points, uint32_t count)
{
	buf_add(out, STR("<polygon>"));
	for (uint32_t i = 0; i < count; i++)
		buf_printf(out, "%s%.5f,%.5f", i ? " " : "", points[i].lat, points[i].lon);
	buf_add(out, STR("</polygon>\n"));
}

static double radius_km(const struct alert *alert)
{
	struct value value;

	if (find(alert->record, "area.circle", &value))
		return value.as.real;
	return policy_or(alert->model, "warning.radius", alert->record->home, alert->sent, 1000) /
	       1000;
}

/* Degrees of latitude that make a kilometre, on the sphere of geo_distance_m. */
static const double degree_km = 6371.0088 * 3.14159265358979323846 / 180;

static void put_box(const struct alert *alert, const struct geo_shape *shape)
{
	struct geo_point low = shape->points[0], high = low, ring[5];
	double up = radius_km(alert) / degree_km, aside;

	for (uint32_t i = 1; i < shape->npoints; i++) {
		low.lat = fmin(low.lat, shape->points[i].lat);
		low.lon = fmin(low.lon, shape->points[i].lon);
		high.lat = fmax(high.lat, shape->points[i].lat);
		high.lon = fmax(high.lon, shape->points[i].lon);
	}
	low.lat = fmax(low.lat - up, -90);
	high.lat = fmin(high.lat + up, 90);
	aside = up / fmax(cos(fmax(fabs(low.lat), fabs(high.lat)) / 57.29577951308232), 0.01);
	low.lon = fmax(low.lon - aside, -180);
	high.lon = fmin(high.lon + aside, 180);
	ring[0] = ring[4] = low;
	ring[1] = (struct geo_point){ .lon = high.lon, .lat = low.lat };
	ring[2] = high;
	ring[3] = (struct geo_point){ .lon = low.lon, .lat = high.lat };
	put_ring(alert->out, ring, 5);
}

static void put_shape(const struct alert *alert, struct arena *arena, struct str geometry)
{
	struct geo_shape shape;
	struct json json;

	if (geometry.len == 0 || json_parse(arena, geometry, &json) != JSON_OK ||
	    geo_parse(arena, &json, 0, &shape) != GEO_OK)
		return;
	if (shape.type == GEO_POLYGON)
		put_ring(alert->out, shape.points, shape.ring_ends[0]);
	else if (shape.type == GEO_LINE)
		put_box(alert, &shape);
	else
		buf_printf(alert->out, "<circle>%.5f,%.5f %.3f</circle>\n", shape.points[0].lat,
			   shape.points[0].lon, radius_km(alert));
}

/* In the standard's order: all shapes, then all codes. */
static void put_area(const struct alert *alert)
{
	struct arena *arena = arena_create();
	struct value value;
	struct ident_list places = { 0 };

	buf_add(alert->out, STR("<area>\n"));
	put_text(alert, "areaDesc", "area.areaDesc");
	if (find(alert->record, "area.polygon", &value))
		put_shape(alert, arena, value.as.text);
	if (find(alert->record, "area.geocode[place]", &value))
		places = value.as.refs;
	for (uint32_t i = 0; i < places.count; i++) {
		const struct record *place = model_find_kind(alert->model, places.at[i], "place");

		if (place)
			put_shape(alert, arena,
				  *(const struct str *)model_field(place, "geometry"));
	}
	for (uint32_t i = 0; i < places.count; i++) {
		const struct record *place = model_find_kind(alert->model, places.at[i], "place");
		char text[CODE_TEXT];

		if (!place)
			continue;
		code_format(*(const code *)model_field(place, "code"), text);
		put_named(alert->out, "geocode", "place", str_of(text));
	}
	buf_add(alert->out, STR("</area>\n"));
	arena_destroy(arena);
}

/* ---- the message ----------------------------------------------------------------------------- */

/* W1 to W4 (doctrine 2.4). */
static void put_severity(const struct alert *alert)
{
	static const char *const severities[] = { "Unknown", "Extreme", "Severe", "Moderate",
						  "Minor" };
	struct value value;
	bool known = find(alert->record, "info.severity", &value) && value.as.number >= 1 &&
		     value.as.number <= 4;

	put(alert->out, "severity", str_of(severities[known ? value.as.number : 0]));
}

/* "G2", "R2": the steps of the other two scales, in capitals. */
static void put_step(const struct alert *alert, const char *element, const char *name,
		     const char *field)
{
	const struct choice *choice = choice_of(alert->record, field);
	char step[8];

	if (!choice)
		return;
	snprintf(step, sizeof step, "%c%s", choice->name[0] - 'a' + 'A', choice->name + 1);
	put_named(alert->out, element, name, str_of(step));
}

static void put_measures(const struct alert *alert)
{
	struct value value;
	char full[64];

	snprintf(full, sizeof full, "info[%s].parameter[measures]", alert->language);
	if (find(alert->record, full, &value))
		put_named(alert->out, "parameter", "measures", value.as.text);
}

static void put_info(const struct alert *alert)
{
	buf_add(alert->out, STR("<info>\n"));
	put(alert->out, "language", str_of(alert->language));
	put_field(alert, "category", "info.category");
	put_text(alert, "event", "event");
	put_field(alert, "responseType", "info.responseType");
	put_field(alert, "urgency", "info.urgency");
	put_severity(alert);
	put_field(alert, "certainty", "info.certainty");
	put_step(alert, "eventCode", "CN-GRADE", "info.eventCode[CN-GRADE]");
	put_time(alert, "effective", alert->sent);
	put_field(alert, "onset", "info.onset");
	put_field(alert, "expires", "info.expires");
	put_text(alert, "senderName", "senderName");
	put_text(alert, "headline", "headline");
	put_text(alert, "description", "description");
	put_text(alert, "instruction", "instruction");
	put_field(alert, "web", "info.web");
	put_step(alert, "parameter", "CN-RESPONSE", "info.parameter[CN-RESPONSE]");
	put_measures(alert);
	put_area(alert);
	buf_add(alert->out, STR("</info>\n"));
}

/* Doctrine 10.7: an exercise is unmistakable, also to who reads no status. */
static void put_note(const struct alert *alert)
{
	if (is_word(alert->record, "alert.status", "Exercise"))
		put(alert->out, "note", STR("演练，不是真实预警 / Exercise: not a real warning"));
	else if (is_word(alert->record, "alert.status", "Test"))
		put(alert->out, "note", STR("测试，不是真实预警 / Test: not a real warning"));
}

void cap_write(const struct model *model, const struct record *record, struct buf *out)
{
	static const char *const languages[] = { "zh-CN", "en-US" };
	struct alert alert = { .model = model, .record = record, .out = out };
	struct value value;

	if (find(record, "alert.sent", &value))
		alert.sent = value.as.number;
	alert.offset = (int)(policy_span(model, "event.utc_offset", record->home, alert.sent) /
			     60000);
	buf_add(out, STR("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
			 "<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\">\n"));
	put_field(&alert, "identifier", "alert.identifier");
	put_field(&alert, "sender", "alert.sender");
	put_field(&alert, "sent", "alert.sent");
	put_field(&alert, "status", "alert.status");
	put_field(&alert, "msgType", "alert.msgType");
	put_field(&alert, "scope", "alert.scope");
	if (is_word(record, "alert.scope", "Restricted"))
		put_field(&alert, "restriction", "alert.restriction");
	put_note(&alert);
	put_field(&alert, "references", "alert.references");
	for (size_t i = 0; i < sizeof languages / sizeof languages[0]; i++) {
		alert.language = languages[i];
		put_info(&alert);
	}
	buf_add(out, STR("</alert>\n"));
}
