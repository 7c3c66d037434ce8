/* What somebody asks for, reduced to a fingerprint: the same request sent twice is known again. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/entry.h"

static uint64_t mix(uint64_t h, uint64_t more)
{
	h = (h ^ more) * UINT64_C(0x9e3779b97f4a7c15);
	return h ^ (h >> 32);
}

/* The tokens of the values that name a person; null, "" and [] name nobody. */
static uint32_t find_personal(const struct request *request, uint32_t ret[LIMIT_FIELDS])
{
	const struct kind_row *kind = registry_find(request->kind);
	const struct json *json = request->json;
	uint32_t count = 0;

	if (!kind || !json || !request->fields)
		return 0;
	for (uint64_t bits = kind->personal; bits != 0; bits &= bits - 1) {
		const struct field *field = kind->by_number[__builtin_ctzll(bits)];
		uint32_t token = json_find(json, request->fields, str_of(field->name));
		const struct json_token *at = &json->tokens[token];

		if (!token || at->type == JSON_NULL || (at->type == JSON_ARRAY && !at->size) ||
		    (at->type == JSON_STRING && at->start == at->end))
			continue;
		ret[count++] = token;
	}
	return count;
}

bool request_personal(const struct request *request)
{
	uint32_t tokens[LIMIT_FIELDS];

	return find_personal(request, tokens) > 0;
}

static bool listed(const uint32_t *tokens, uint32_t count, uint32_t token)
{
	for (uint32_t i = 0; i < count; i++)
		if (tokens[i] == token)
			return true;
	return false;
}

/* Member by member; the bytes of a personal value count by what only the key's holder knows. */
static uint64_t mix_members(uint64_t h, const struct request *request, const uint32_t *personal,
			    uint32_t count, const uint8_t *key)
{
	const struct json *json = request->json;
	uint32_t token = request->fields + 1;

	for (uint32_t i = 0; i < json->tokens[request->fields].size; i++) {
		h = mix(h, str_hash(json_raw(json, token)));
		token = json->tokens[token].next;
		if (!listed(personal, count, token))
			h = mix(h, str_hash(json_raw(json, token)));
		else if (key)
			h = mix(h, seal_mark(key, json_raw(json, token)));
		token = json->tokens[token].next;
	}
	return h;
}

uint64_t request_content(const struct request *request, const uint8_t *key)
{
	uint64_t h = mix(str_hash(request->kind), str_hash(request->act));
	uint32_t personal[LIMIT_FIELDS], count = find_personal(request, personal);

	h = mix(h, ident_hash(request->record));
	h = mix(h, request->post);
	if (count > 0)
		return mix_members(h, request, personal, count, key);
	if (request->json && request->fields)
		h = mix(h, str_hash(json_raw(request->json, request->fields)));
	return h;
}
