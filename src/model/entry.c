/* An entry as a line of the log that an auditor can read, and back. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/entry.h"

#include "model/kernel_args.h"
#include "model/value.h"

static void put_ident(struct json_out *out, const char *key, struct ident id)
{
	char text[IDENT_TEXT];

	if (ident_none(id))
		return;
	ident_format(id, text);
	json_key(out, key);
	json_put_text(out, text);
}

static void put_due(struct json_out *out, const struct entry *entry)
{
	if (entry->due_clocks == 0)
		return;
	json_key(out, "due");
	json_open(out, '{');
	for (uint32_t bits = entry->due_clocks; bits != 0; bits &= bits - 1) {
		int c = __builtin_ctz(bits);
		const struct clock *clock = &entry->kind->kind->clocks[c];

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

static void put_content(struct json_out *out, const struct entry *entry)
{
	uint16_t number = entry->act->act->number;

	if (entry->nvalues > 0) {
		json_key(out, "fields");
		json_open(out, '{');
		for (uint32_t i = 0; i < entry->nvalues; i++) {
			json_key(out, entry->values[i].field->name);
			value_write(out, &entry->values[i]);
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
	put_ident(&out, "entry", entry->id);
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
	put_ident(&out, "record", entry->record);
	put_ident(&out, "actor", entry->actor);
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
	put_ident(&out, "cause", entry->cause);
	put_content(&out, entry);
	put_due(&out, entry);
	put_hex(&out, "salt", entry->salt, ENTRY_SALT);
	json_close(&out, '}');
}

/* Reading goes member by member; the first thing that does not fit is named. */
struct entry_reader {
	struct arena *arena;
	struct json json;
	struct entry *entry;
	const char *fault;
};

static struct str text_of(struct entry_reader *reader, const char *key)
{
	uint32_t token = json_find(&reader->json, 0, str_of(key));

	if (!token || reader->json.tokens[token].type != JSON_STRING)
		return (struct str){ 0 };
	return json_text(&reader->json, token, reader->arena);
}

static void read_ident(struct entry_reader *reader, const char *key, struct ident *ret)
{
	struct str s = text_of(reader, key);

	if (s.at && !ident_parse(s, ret))
		reader->fault = key;
}

static void read_head(struct entry_reader *reader)
{
	struct entry *entry = reader->entry;
	struct str event_at = text_of(reader, "event_at"), post = text_of(reader, "post");

	entry->kind = registry_find(text_of(reader, "kind"));
	if (!entry->kind) {
		reader->fault = "kind";
		return;
	}
	entry->act = registry_act(entry->kind, text_of(reader, "act"));
	if (!entry->act)
		reader->fault = "act";
	if (!instant_parse(text_of(reader, "at"), &entry->at))
		reader->fault = "at";
	entry->event_at = entry->at;
	if (event_at.at && !instant_parse(event_at, &entry->event_at))
		reader->fault = "event_at";
	if (post.at && !code_parse(post, &entry->post))
		reader->fault = "post";
	entry->key = text_of(reader, "key");
	read_ident(reader, "entry", &entry->id);
	read_ident(reader, "record", &entry->record);
	read_ident(reader, "actor", &entry->actor);
	read_ident(reader, "cause", &entry->cause);
	if (ident_none(entry->id) || ident_none(entry->record))
		reader->fault = "entry";
}

static void read_fields(struct entry_reader *reader)
{
	struct entry *entry = reader->entry;
	uint32_t object = json_find(&reader->json, 0, STR("fields"));
	uint32_t n = object ? reader->json.tokens[object].size : 0;
	uint32_t token = object + 1;

	if (object && reader->json.tokens[object].type != JSON_OBJECT) {
		reader->fault = "fields";
		return;
	}
	entry->values = arena_alloc(reader->arena, (n + 1) * sizeof *entry->values);
	for (uint32_t i = 0; i < n; i++) {
		const struct field *field = registry_field(
			entry->kind, json_text(&reader->json, token, reader->arena));

		token = reader->json.tokens[token].next;
		if (!field || value_read(reader->arena, field, &reader->json, token,
					 &entry->values[entry->nvalues++])) {
			reader->fault = "fields";
			return;
		}
		token = reader->json.tokens[token].next;
	}
}

static void read_due(struct entry_reader *reader)
{
	struct entry *entry = reader->entry;
	const struct kind *kind = entry->kind->kind;
	uint32_t object = json_find(&reader->json, 0, STR("due"));

	for (uint16_t c = 0; object && c < kind->nclocks; c++) {
		uint32_t list = json_find(&reader->json, object, str_of(kind->clocks[c].name));
		uint32_t token = list + 1;

		if (!list)
			continue;
		if (reader->json.tokens[list].type != JSON_ARRAY ||
		    reader->json.tokens[list].size > LIMIT_STEPS) {
			reader->fault = "due";
			return;
		}
		entry->due_clocks |= 1u << c;
		for (uint32_t s = 0; s < reader->json.tokens[list].size; s++) {
			if (reader->json.tokens[token].type == JSON_STRING &&
			    !instant_parse(json_text(&reader->json, token, reader->arena),
					   &entry->due[c][s]))
				reader->fault = "due";
			token = reader->json.tokens[token].next;
		}
	}
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static void read_hex(struct entry_reader *reader, const char *key, uint8_t *bytes, uint32_t len)
{
	struct str s = text_of(reader, key);

	if (s.len != 2 * len) {
		reader->fault = key;
		return;
	}
	for (uint32_t i = 0; i < len; i++) {
		int high = hex_digit(s.at[2 * i]), low = hex_digit(s.at[2 * i + 1]);

		if (high < 0 || low < 0)
			reader->fault = key;
		bytes[i] = (uint8_t)((unsigned)high << 4 | (unsigned)low);
	}
}

static void read_marks(struct entry_reader *reader)
{
	uint8_t bytes[8];

	read_hex(reader, "salt", reader->entry->salt, ENTRY_SALT);
	if (reader->entry->key.len == 0)
		return;
	read_hex(reader, "content", bytes, sizeof bytes);
	for (int i = 0; i < 8; i++)
		reader->entry->content = reader->entry->content << 8 | bytes[i];
}

bool entry_read(struct arena *arena, struct str body, struct entry *ret, struct str *ret_fault)
{
	struct entry_reader reader = { .arena = arena, .entry = ret };
	enum json_error error = json_parse(arena, body, &reader.json);
	uint32_t args;

	*ret = (struct entry){ 0 };
	if (error != JSON_OK || reader.json.tokens[0].type != JSON_OBJECT) {
		*ret_fault = str_of(json_error_name(error));
		return false;
	}
	read_head(&reader);
	if (!reader.fault)
		read_fields(&reader);
	if (!reader.fault)
		read_due(&reader);
	if (!reader.fault)
		read_marks(&reader);
	if (!reader.fault && ret->act->act->flags & ACT_KERNEL) {
		args = json_find(&reader.json, 0, STR("args"));
		if (kernel_args_read(arena, ret->kind, ret->act->act->number, &reader.json, args,
				     &ret->args).why)
			reader.fault = "args";
	}
	*ret_fault = str_of(reader.fault);
	return reader.fault == NULL;
}
