/* The ways out of a city as JSON, read into the network that the engine takes. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/evac/cityplan.h"

#include <math.h>

struct reader {
	struct arena *arena;
	const struct json *json;
	struct cityplan *plan;
	struct str what;
	enum cityplan_error error;
};

const char *cityplan_error_text(enum cityplan_error error)
{
	static const char *const texts[] = {
		"没有错误 / nothing is wrong",
		"不是疏散网络 / it is not a network of ways out",
		"未知的成员 / there is no such member",
		"数值不对 / a value is wrong",
		"没有这个地点 / there is no such place",
	};

	return texts[error];
}

/* Notes the first fault; always false. */
static bool wrong(struct reader *reader, enum cityplan_error error, struct str what)
{
	if (reader->error == CITYPLAN_OK) {
		reader->error = error;
		reader->what = what;
	}
	return false;
}

static bool only(struct reader *reader, uint32_t object, const char *const *names)
{
	const struct json *json = reader->json;
	uint32_t key = object + 1;

	if (json->tokens[object].type != JSON_OBJECT)
		return wrong(reader, CITYPLAN_NOT_PLAN, STR(""));
	for (uint32_t i = 0; i < json->tokens[object].size; i++) {
		struct str name = json_text(json, key, reader->arena);
		bool known = false;

		for (int k = 0; names[k] && !known; k++)
			known = str_eq(str_of(names[k]), name);
		if (!known)
			return wrong(reader, CITYPLAN_UNKNOWN_MEMBER, name);
		key = json->tokens[key + 1].next;
	}
	return true;
}

static bool whole(struct reader *reader, uint32_t object, const char *name, uint32_t most,
		  uint32_t *ret)
{
	uint32_t token = json_find(reader->json, object, str_of(name));
	int64_t value;

	if (token == 0)
		return true;
	if (!json_i64(reader->json, token, &value) || value < 0 || value > most)
		return wrong(reader, CITYPLAN_BAD_VALUE, str_of(name));
	*ret = (uint32_t)value;
	return true;
}

static struct str text(const struct reader *reader, uint32_t object, const char *name)
{
	uint32_t token = json_find(reader->json, object, str_of(name));

	return token ? json_text(reader->json, token, reader->arena) : (struct str){ 0 };
}

static bool place(struct reader *reader, uint32_t object, const char *name, uint32_t *ret)
{
	struct str id = text(reader, object, name);

	for (uint32_t i = 0; id.at && i < reader->plan->network.nnodes; i++)
		if (str_eq(reader->plan->places[i], id)) {
			*ret = i;
			return true;
		}
	return wrong(reader, CITYPLAN_NO_SUCH_PLACE, id.at ? id : str_of(name));
}

static bool read_place(struct reader *reader, uint32_t token, uint32_t i)
{
	static const char *const names[] = { "id", "name", "waits_most", NULL };
	uint32_t *waits = (uint32_t *)(uintptr_t)reader->plan->network.waits_most;

	if (!only(reader, token, names))
		return false;
	waits[i] = INT32_MAX;
	reader->plan->places[i] = text(reader, token, "id");
	if (!reader->plan->places[i].at)
		return wrong(reader, CITYPLAN_BAD_VALUE, STR("id"));
	return whole(reader, token, "waits_most", INT32_MAX, &waits[i]);
}

static bool read_link(struct reader *reader, uint32_t token, uint32_t i)
{
	static const char *const names[] = { "id",    "from",  "to",   "steps", "persons",
					     "first", "every", "last", NULL };
	struct city_link *link = (struct city_link *)(uintptr_t)&reader->plan->network.links[i];

	if (!only(reader, token, names))
		return false;
	link->every = 1;
	reader->plan->links[i] = text(reader, token, "id");
	return place(reader, token, "from", &link->from) && place(reader, token, "to", &link->to) &&
	       whole(reader, token, "steps", CITY_STEPS_MOST, &link->steps) &&
	       whole(reader, token, "persons", INT32_MAX, &link->persons) &&
	       whole(reader, token, "first", CITY_STEPS_MOST, &link->first) &&
	       whole(reader, token, "every", CITY_STEPS_MOST, &link->every) &&
	       whole(reader, token, "last", CITY_STEPS_MOST, &link->last);
}

static bool read_source(struct reader *reader, uint32_t token, uint32_t i)
{
	static const char *const names[] = { "place", "persons", "step", NULL };
	struct city_source *source =
		(struct city_source *)(uintptr_t)&reader->plan->network.sources[i];

	return only(reader, token, names) && place(reader, token, "place", &source->node) &&
	       whole(reader, token, "persons", INT32_MAX, &source->persons) &&
	       whole(reader, token, "step", CITY_STEPS_MOST, &source->step);
}

/* A list of the plan, and how many it holds; false: it is missing. */
static bool list_of(struct reader *reader, const char *name, uint32_t most, uint32_t *ret_token,
		    uint32_t *ret_count)
{
	uint32_t token = json_find(reader->json, 0, str_of(name));

	if (token == 0 || reader->json->tokens[token].type != JSON_ARRAY ||
	    reader->json->tokens[token].size > most)
		return wrong(reader, CITYPLAN_NOT_PLAN, str_of(name));
	*ret_token = token;
	*ret_count = reader->json->tokens[token].size;
	return true;
}

static bool read_list(struct reader *reader, uint32_t token,
		      bool (*one)(struct reader *reader, uint32_t token, uint32_t i))
{
	uint32_t at = token + 1;

	for (uint32_t i = 0; i < reader->json->tokens[token].size; i++) {
		if (!one(reader, at, i))
			return false;
		at = reader->json->tokens[at].next;
	}
	return true;
}

static bool read_plan(struct reader *reader)
{
	static const char *const names[] = { "title", "step_seconds", "steps", "places",
					     "links", "sources",      "goal",  NULL };
	struct cityplan *plan = reader->plan;
	struct city_network *network = &plan->network;
	uint32_t places, links, sources, seconds = 60;

	if (reader->json->count == 0 || !only(reader, 0, names) ||
	    !list_of(reader, "places", CITY_NODES_MOST, &places, &network->nnodes) ||
	    !list_of(reader, "links", CITY_LINKS_MOST, &links, &network->nlinks) ||
	    !list_of(reader, "sources", CITY_NODES_MOST, &sources, &network->nsources))
		return false;
	network->waits_most =
		arena_alloc(reader->arena, (network->nnodes + 1) * sizeof *network->waits_most);
	network->links = arena_alloc(reader->arena, (network->nlinks + 1) * sizeof *network->links);
	network->sources =
		arena_alloc(reader->arena, (network->nsources + 1) * sizeof *network->sources);
	plan->places = arena_alloc(reader->arena, (network->nnodes + 1) * sizeof *plan->places);
	plan->links = arena_alloc(reader->arena, (network->nlinks + 1) * sizeof *plan->links);
	plan->nsteps = 600;
	if (!read_list(reader, places, read_place) || !read_list(reader, links, read_link) ||
	    !read_list(reader, sources, read_source) || !place(reader, 0, "goal", &network->goal) ||
	    !whole(reader, 0, "steps", CITY_STEPS_MOST, &plan->nsteps) ||
	    !whole(reader, 0, "step_seconds", 86400, &seconds))
		return false;
	plan->step_seconds = seconds;
	return true;
}

enum cityplan_error cityplan_read(struct arena *arena, const struct json *json,
				  struct cityplan *ret, struct str *ret_what)
{
	struct cityplan plan = { .nsteps = 0 };
	struct reader reader = { .arena = arena, .json = json, .plan = &plan };

	if (!read_plan(&reader)) {
		*ret_what = reader.what;
		return reader.error;
	}
	*ret = plan;
	return CITYPLAN_OK;
}
