/* An entry as a line of the log that an auditor can read, and back. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/entry.h"

#include "model/kernel_args.h"
#include "model/value.h"

static void put_due(struct json_out *out, const struct entry *entry)
{
	if (entry->due_clocks == 0)
		return;
	json_key(out, "due");
	json_open(out, '{');
	for (uint32_t bits = entry->due_clocks; bits != 0; bits &= bits - 1) {
		int c = __builtin_ctz(bits);
		const struct clock *clock = &entry->kind->clocks[c];

		json_key(out, clock->name);
		json_open(out, '[');
		for (uint16_t s = 0; s < clock->nsteps; s++)
			json_put_instant(out, entry->due[c][s]);
		json_close(out, ']');
	}
	json_close(out, '}');
}

static void put_hex(struct json_out *out, const char *key, const uint8_t *bytes, uint32_t len)
{
	static const char digits[] = "0123456789abcdef";
	char text[2 * ENTRY_SALT];

	for (uint32_t i = 0; i < len; i++) {
		text[2 * i] = digits[bytes[i] >> 4];
		text[2 * i + 1] = digits[bytes[i] & 15];
	}
	json_key(out, key);
	json_put_str(out, (struct str){ text, 2 * len });
}

static void put_content_hash(struct json_out *out, uint64_t content)
{
	uint8_t bytes[8];

	for (int i = 0; i < 8; i++)
		bytes[i] = (uint8_t)(content >> (56 - 8 * i));
	put_hex(out, "content", bytes, sizeof bytes);
}

/* 0 stands nowhere. */
static void put_count(struct json_out *out, const char *key, uint32_t count)
{
	if (count == 0)
		return;
	json_key(out, key);
	json_put_i64(out, count);
}

static void put_content(struct json_out *out, const struct entry *entry)
{
	uint16_t number = entry->act->act->number;

	if (entry->nvalues > 0) {
		json_key(out, "fields");
		json_open(out, '{');
		for (uint32_t i = 0; i < entry->nvalues; i++) {
			json_key(out, entry->values[i].field->name);
			value_write_logged(out, &entry->values[i]);
		}
		json_close(out, '}');
	}
	if (number > ACT_NUMBER_AMEND && number != ACT_NUMBER_CONFIRM) {
		json_key(out, "args");
		json_open(out, '{');
		kernel_args_write(out, entry->kind, number, &entry->args);
		json_close(out, '}');
	}
}

void entry_write(const struct entry *entry, struct buf *buf)
{
	struct json_out out;
	char post[CODE_TEXT];

	json_begin(&out, buf);
	json_open(&out, '{');
	value_put_ident(&out, "entry", entry->id);
	json_key(&out, "at");
	json_put_instant(&out, entry->at);
	if (entry->event_at != entry->at) {
		json_key(&out, "event_at");
		json_put_instant(&out, entry->event_at);
	}
	json_key(&out, "kind");
	json_put_text(&out, entry->kind->kind->name);
	json_key(&out, "act");
	json_put_text(&out, entry->act->act->name);
	value_put_ident(&out, "record", entry->record);
	value_put_ident(&out, "actor", entry->actor);
	if (entry->post) {
		code_format(entry->post, post);
		json_key(&out, "post");
		json_put_text(&out, post);
	}
	if (entry->key.len > 0) {
		json_key(&out, "key");
		json_put_str(&out, entry->key);
		put_content_hash(&out, entry->content);
	}
	value_put_ident(&out, "cause", entry->cause);
	put_content(&out, entry);
	put_due(&out, entry);
	put_count(&out, "term", entry->term);
	put_count(&out, "epoch", entry->epoch);
	put_count(&out, "nth", entry->nth);
	put_hex(&out, "salt", entry->salt, ENTRY_SALT);
	json_close(&out, '}');
}

/* Reading goes member by member, in the order in which they are written. */
struct entry_reader {
	struct arena *arena;
	struct json json;
	struct entry *entry;
};
typedef bool read_member(struct entry_reader *reader, uint32_t token);

static struct str text_at(struct entry_reader *reader, uint32_t token)
{
	if (reader->json.tokens[token].type != JSON_STRING)
		return (struct str){ 0 };
	return json_text(&reader->json, token, reader->arena);
}

static bool read_entry(struct entry_reader *reader, uint32_t token)
{
	return ident_parse(text_at(reader, token), &reader->entry->id);
}

static bool read_at(struct entry_reader *reader, uint32_t token)
{
	if (!instant_parse(text_at(reader, token), &reader->entry->at))
		return false;
	reader->entry->event_at = reader->entry->at;
	return true;
}

static bool read_event_at(struct entry_reader *reader, uint32_t token)
{
	return instant_parse(text_at(reader, token), &reader->entry->event_at);
}

static bool read_kind(struct entry_reader *reader, uint32_t token)
{
	reader->entry->kind = registry_find(text_at(reader, token));
	return reader->entry->kind != NULL;
}

static bool read_act(struct entry_reader *reader, uint32_t token)
{
	if (reader->entry->kind)
		reader->entry->act = registry_act(reader->entry->kind, text_at(reader, token));
	return reader->entry->act != NULL;
}

static bool read_record(struct entry_reader *reader, uint32_t token)
{
	return ident_parse(text_at(reader, token), &reader->entry->record);
}

static bool read_actor(struct entry_reader *reader, uint32_t token)
{
	return ident_parse(text_at(reader, token), &reader->entry->actor);
}

static bool read_post(struct entry_reader *reader, uint32_t token)
{
	return code_parse(text_at(reader, token), &reader->entry->post);
}

static bool read_key(struct entry_reader *reader, uint32_t token)
{
	reader->entry->key = text_at(reader, token);
	return reader->entry->key.len > 0;
}

static bool read_cause(struct entry_reader *reader, uint32_t token)
{
	return ident_parse(text_at(reader, token), &reader->entry->cause);
}

/* Value of a lower-case hex digit, and a bit above to know it by; 0: none. */
static const uint8_t hex_digits[256] = {
	['0'] = 16, ['1'] = 17, ['2'] = 18, ['3'] = 19, ['4'] = 20, ['5'] = 21,
	['6'] = 22, ['7'] = 23, ['8'] = 24, ['9'] = 25, ['a'] = 26, ['b'] = 27,
	['c'] = 28, ['d'] = 29, ['e'] = 30, ['f'] = 31,
};

static bool read_hex(struct str s, uint8_t *bytes, uint32_t len)
{
	unsigned known = 16;

	if (s.len != 2 * len)
		return false;
	for (uint32_t i = 0; i < len; i++) {
		unsigned high = hex_digits[(uint8_t)s.at[2 * i]];
		unsigned low = hex_digits[(uint8_t)s.at[2 * i + 1]];

		known &= high & low;
		bytes[i] = (uint8_t)(high << 4 | (low & 15));
	}
	return known != 0;
}

static bool read_content(struct entry_reader *reader, uint32_t token)
{
	uint8_t bytes[8];

	if (!read_hex(text_at(reader, token), bytes, sizeof bytes))
		return false;
	for (int i = 0; i < 8; i++)
		reader->entry->content = reader->entry->content << 8 | bytes[i];
	return true;
}

static bool read_salt(struct entry_reader *reader, uint32_t token)
{
	return read_hex(text_at(reader, token), reader->entry->salt, ENTRY_SALT);
}

static bool read_fields(struct entry_reader *reader, uint32_t object)
{
	const struct json *json = &reader->json;
	struct entry *entry = reader->entry;
	uint32_t n = json->tokens[object].size, token = object + 1;

	if (!entry->kind || json->tokens[object].type != JSON_OBJECT)
		return false;
	entry->values = arena_room(reader->arena, (n + 1) * sizeof *entry->values);
	for (uint32_t i = 0; i < n; i++) {
		const struct field *field = registry_field(entry->kind, text_at(reader, token));

		token = json->tokens[token].next;
		if (!field ||
		    value_read_logged(reader->arena, field, json, token,
				      &entry->values[entry->nvalues++]))
			return false;
		token = json->tokens[token].next;
	}
	return true;
}

static bool read_args(struct entry_reader *reader, uint32_t object)
{
	struct entry *entry = reader->entry;

	return entry->act && entry->act->act->flags & ACT_KERNEL &&
	       kernel_args_read(reader->arena, entry->kind, entry->act->act->number, &reader->json,
				object, &entry->args)
			       .why == NULL;
}

static bool read_steps(struct entry_reader *reader, uint32_t list, uint16_t clock)
{
	const struct json *json = &reader->json;
	uint32_t token = list + 1;

	if (json->tokens[list].type != JSON_ARRAY || json->tokens[list].size > LIMIT_STEPS)
		return false;
	reader->entry->due_clocks |= 1u << clock;
	for (uint32_t s = 0; s < json->tokens[list].size; s++) {
		if (json->tokens[token].type == JSON_STRING &&
		    !instant_parse(text_at(reader, token), &reader->entry->due[clock][s]))
			return false;
		token = json->tokens[token].next;
	}
	return true;
}

static bool read_due(struct entry_reader *reader, uint32_t object)
{
	const struct kind_row *kind = reader->entry->kind;

	if (!kind || reader->json.tokens[object].type != JSON_OBJECT)
		return false;
	for (uint16_t c = 0; c < kind->nclocks; c++) {
		uint32_t list = json_find(&reader->json, object, str_of(kind->clocks[c].name));

		if (list && !read_steps(reader, list, c))
			return false;
	}
	return true;
}

static bool read_count(struct entry_reader *reader, uint32_t token, uint32_t *ret)
{
	int64_t count;

	if (!json_i64(&reader->json, token, &count) || count < 1 || count > UINT32_MAX)
		return false;
	*ret = (uint32_t)count;
	return true;
}

static bool read_term(struct entry_reader *reader, uint32_t token)
{
	return read_count(reader, token, &reader->entry->term);
}

static bool read_epoch(struct entry_reader *reader, uint32_t token)
{
	return read_count(reader, token, &reader->entry->epoch);
}

static bool read_nth(struct entry_reader *reader, uint32_t token)
{
	return read_count(reader, token, &reader->entry->nth);
}

static const struct member {
	struct str name;
	read_member *read;
} members[] = {
	{ STR_INIT("entry"), read_entry },       { STR_INIT("at"), read_at },
	{ STR_INIT("event_at"), read_event_at }, { STR_INIT("kind"), read_kind },
	{ STR_INIT("act"), read_act },           { STR_INIT("record"), read_record },
	{ STR_INIT("actor"), read_actor },       { STR_INIT("post"), read_post },
	{ STR_INIT("key"), read_key },           { STR_INIT("content"), read_content },
	{ STR_INIT("cause"), read_cause },       { STR_INIT("fields"), read_fields },
	{ STR_INIT("args"), read_args },         { STR_INIT("due"), read_due },
	{ STR_INIT("term"), read_term },         { STR_INIT("epoch"), read_epoch },
	{ STR_INIT("nth"), read_nth },
	{ STR_INIT("salt"), read_salt },
};

/* The whole object; *ret_fault is the member that does not fit, or that is missing. */
static bool read_members(struct entry_reader *reader, struct str *ret_fault)
{
	const struct json *json = &reader->json;
	uint32_t token = 1;
	size_t m = 0;

	for (uint32_t i = 0; i < json->tokens[0].size; i++) {
		*ret_fault = text_at(reader, token);
		while (m < KIND_COUNT(members) && !str_eq(members[m].name, *ret_fault))
			m++;
		token = json->tokens[token].next;
		if (m == KIND_COUNT(members) || !members[m++].read(reader, token))
			return false;
		token = json->tokens[token].next;
	}
	*ret_fault = STR("salt");
	return m == KIND_COUNT(members);
}

bool entry_read(struct arena *arena, struct str body, struct entry *ret, struct str *ret_fault)
{
	struct entry_reader reader = { .arena = arena, .entry = ret };
	enum json_error error = json_parse(arena, body, &reader.json);

	*ret = (struct entry){ 0 };
	*ret_fault = str_of(json_error_name(error));
	if (error != JSON_OK || reader.json.tokens[0].type != JSON_OBJECT)
		return false;
	if (!read_members(&reader, ret_fault))
		return false;
	*ret_fault = STR("entry");
	return ret->at != 0 && ret->kind && ret->act && !ident_none(ret->id) &&
	       !ident_none(ret->record);
}
