/* What turnstiles, counters of people and weather stations send, read into values. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/live/readings.h"

#include <math.h>

#include "wire/http/actbody.h"
#include "wire/live/fixes.h"

#define GATE_BYTES 64
#define PLACES 7

/* The items of one row; 0: not there. What is no array has none. */
struct row {
	const struct json *json;
	struct arena *arena;
	uint32_t at[PLACES];
};

static struct row row_at(const struct json *json, uint32_t token, struct arena *arena)
{
	struct row row = { .json = json, .arena = arena };
	uint32_t size = json->tokens[token].type == JSON_ARRAY ? json->tokens[token].size : 0;

	for (uint32_t i = 0, next = token + 1; i < size && i < PLACES; i++) {
		row.at[i] = next;
		next = json->tokens[next].next;
	}
	return row;
}

static double number(const struct row *row, uint32_t place)
{
	double value;

	return row->at[place] != 0 && json_f64(row->json, row->at[place], &value) ? value
										  : (double)NAN;
}

static struct ident id(const struct row *row, uint32_t place)
{
	struct str text = json_text(row->json, row->at[place], row->arena);
	struct ident id;

	return row->at[place] != 0 && text.at && ident_parse(text, &id) ? id : (struct ident){ 0 };
}

static instant moment(const struct row *row, uint32_t place)
{
	return fixes_time(row->json, row->at[place], row->arena);
}

static void read_gate(const struct row *row, struct readings_gate *ret)
{
	struct str gate = json_text(row->json, row->at[1], row->arena);

	*ret = (struct readings_gate){ .count = id(row, 0), .in = number(row, 2),
				       .out = number(row, 3), .time = moment(row, 4) };
	if (row->at[1] != 0 && gate.len > 0 && gate.len <= GATE_BYTES)
		ret->gate = gate;
}

static void read_inside(const struct row *row, struct readings_inside *ret)
{
	*ret = (struct readings_inside){ id(row, 0), number(row, 1), moment(row, 2) };
}

static void read_weather(const struct row *row, struct readings_weather *ret)
{
	*ret = (struct readings_weather){ .place = id(row, 0), .air = number(row, 1),
					  .wind = number(row, 2), .time = moment(row, 3),
					  .gust = number(row, 4), .humidity = number(row, 5),
					  .visibility = number(row, 6) };
}

/* The rows under a name; *ret_list 0: there is none. False: it is there and no list. */
static bool find_list(const struct json *json, struct str name, uint32_t *ret_list,
		      uint32_t *ret_count)
{
	*ret_list = json_find(json, 0, name);
	*ret_count = *ret_list ? json->tokens[*ret_list].size : 0;
	return *ret_list == 0 || json->tokens[*ret_list].type == JSON_ARRAY;
}

struct refused readings_read(struct arena *arena, struct str body, struct readings *ret)
{
	struct json json;
	struct refused refused = actbody_json(arena, body, &json);
	uint32_t gates, inside, weather, token;

	*ret = (struct readings){ 0 };
	if (refused.why)
		return refused;
	if (!find_list(&json, STR("gates"), &gates, &ret->ngates) ||
	    !find_list(&json, STR("inside"), &inside, &ret->ninside) ||
	    !find_list(&json, STR("weather"), &weather, &ret->nweather)) {
		*ret = (struct readings){ 0 };
		return (struct refused){ .why = &refused_wrong_type };
	}
	if (gates + inside + weather == 0)
		return (struct refused){ .why = &refused_required, .field = "gates" };
	ret->gates = arena_room(arena, (ret->ngates + 1) * sizeof ret->gates[0]);
	ret->inside = arena_room(arena, (ret->ninside + 1) * sizeof ret->inside[0]);
	ret->weather = arena_room(arena, (ret->nweather + 1) * sizeof ret->weather[0]);
	token = gates + 1;
	for (uint32_t i = 0; i < ret->ngates; i++, token = json.tokens[token].next) {
		struct row row = row_at(&json, token, arena);

		read_gate(&row, &ret->gates[i]);
	}
	token = inside + 1;
	for (uint32_t i = 0; i < ret->ninside; i++, token = json.tokens[token].next) {
		struct row row = row_at(&json, token, arena);

		read_inside(&row, &ret->inside[i]);
	}
	token = weather + 1;
	for (uint32_t i = 0; i < ret->nweather; i++, token = json.tokens[token].next) {
		struct row row = row_at(&json, token, arena);

		read_weather(&row, &ret->weather[i]);
	}
	return refused;
}
