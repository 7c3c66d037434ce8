/* The body of a request for an act, read into the values that the kernel checks. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/http/actbody.h"

static struct refused broken(enum json_error error)
{
	return (struct refused){
		.why = error == JSON_NOT_UTF8 ? &refused_not_utf8 : &refused_broken_json,
		.detail = str_of(json_error_name(error)),
	};
}

static struct refused bad(const char *member)
{
	return (struct refused){ .why = &refused_bad_envelope, .field = member };
}

struct refused actbody_json(struct arena *arena, struct str body, struct json *ret)
{
	enum json_error error = json_parse(arena, body, ret);

	if (error != JSON_OK)
		return broken(error);
	if (ret->tokens[0].type != JSON_OBJECT)
		return (struct refused){ .why = &refused_bad_envelope };
	return (struct refused){ .why = NULL };
}

bool actbody_text(const struct json *json, struct arena *arena, const char *name, struct str *ret)
{
	uint32_t token = json_find(json, 0, str_of(name));

	*ret = (struct str){ NULL, 0 };
	if (token == 0)
		return true;
	if (json->tokens[token].type != JSON_STRING)
		return false;
	*ret = json_text(json, token, arena);
	return true;
}

static bool read_act(const struct json *json, struct arena *arena, uint32_t token,
		     struct request *ret)
{
	ret->act = json_text(json, token, arena);
	return ret->act.at != NULL;
}

static bool read_post(const struct json *json, struct arena *arena, uint32_t token,
		      struct request *ret)
{
	return code_parse(json_text(json, token, arena), &ret->post);
}

static bool read_key(const struct json *json, struct arena *arena, uint32_t token,
		     struct request *ret)
{
	ret->key = json_text(json, token, arena);
	return ret->key.len > 0;
}

static bool read_version(const struct json *json, struct arena *arena, uint32_t token,
			 struct request *ret)
{
	int64_t version;

	(void)arena;
	if (!json_i64(json, token, &version) || version < 1 || version > UINT32_MAX)
		return false;
	ret->version = (uint32_t)version;
	return true;
}

static bool read_event_at(const struct json *json, struct arena *arena, uint32_t token,
			  struct request *ret)
{
	return instant_parse(json_text(json, token, arena), &ret->event_at);
}

static bool read_fields(const struct json *json, struct arena *arena, uint32_t token,
			struct request *ret)
{
	(void)arena;
	ret->fields = token;
	return json->tokens[token].type == JSON_OBJECT;
}

static const struct member {
	const char *name;
	bool (*read)(const struct json *json, struct arena *arena, uint32_t token,
		     struct request *ret);
} members[] = {
	{ "act", read_act },
	{ "post", read_post },
	{ "key", read_key },
	{ "version", read_version },
	{ "event_at", read_event_at },
	{ "fields", read_fields },
};
#define MEMBERS (sizeof members / sizeof members[0])

static const struct member *member_find(struct str name)
{
	for (size_t i = 0; i < MEMBERS; i++)
		if (str_eq(name, str_of(members[i].name)))
			return &members[i];
	return NULL;
}

struct refused actbody_read(struct arena *arena, struct str body, bool making,
			    struct request *ret)
{
	struct json *json = arena_alloc(arena, sizeof *json);
	struct refused refused = actbody_json(arena, body, json);

	if (refused.why != NULL)
		return refused;
	for (uint32_t key = 1; key < json->tokens[0].next; key = json->tokens[key + 1].next) {
		const struct member *member = member_find(json_text(json, key, arena));

		if (member == NULL || (!making && member == &members[0]))
			return (struct refused){ .why = &refused_bad_envelope,
						 .detail = json_text(json, key, arena) };
		if (!member->read(json, arena, key + 1, ret))
			return bad(member->name);
	}
	ret->json = json;
	if (ret->post == 0)
		return bad("post");
	if (ret->key.at == NULL)
		return bad("key");
	return (struct refused){ .why = NULL };
}
