/* What an entry says of a person: sealed for the log, and opened again while there is a key. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/entry.h"
#include "model/value.h"

static bool is_personal(const struct value *value)
{
	return value->field->flags & PERSONAL && !value->clear;
}

bool entry_personal(const struct entry *entry)
{
	if (entry->kind->personal == 0)
		return false;
	for (uint32_t i = 0; i < entry->nvalues; i++)
		if (is_personal(&entry->values[i]))
			return true;
	return false;
}

void entry_seal(struct entry *entry, const uint8_t *key, struct arena *arena)
{
	for (uint32_t i = 0; i < entry->nvalues; i++) {
		struct value *value = &entry->values[i];

		if (is_personal(value))
			value->sealed = value_seal(value, key, entry->salt, ENTRY_SALT,
						   value->field->number, arena);
	}
}

bool entry_open(struct entry *entry, const struct vault *vault, struct arena *arena,
		struct str *ret_fault)
{
	const uint8_t *key;

	for (uint32_t i = 0; i < entry->nvalues; i++) {
		struct value *value = &entry->values[i];

		if (!value->sealed.at || !value->clear)
			continue;
		key = vault_key(vault, entry->record, entry->at);
		if (key && !value_open(value, key, arena)) {
			*ret_fault = str_of(value->field->name);
			return false;
		}
	}
	return true;
}

struct str entry_pending(const struct record *record, const struct vault *vault,
			 struct arena *arena)
{
	const struct kind_row *kind = registry_of(record->kind);
	const uint8_t *key = vault_key(vault, record->id, INSTANT_MAX);
	struct json_out out;
	struct json json;
	struct buf buf;
	struct str text;

	if (kind->personal == 0 || json_parse(arena, record->pending->fields, &json) != JSON_OK)
		return record->pending->fields;
	buf_init(&buf, LIMIT_ENTRY_BYTES);
	json_begin(&out, &buf);
	json_open(&out, '{');
	for (uint32_t i = 0, token = 1; i < json.tokens[0].size; i++) {
		const struct field *field =
			registry_field(kind, json_text(&json, token, arena));
		struct value value;

		token = json.tokens[token].next;
		if (!value_read_logged(arena, field, &json, token, &value) &&
		    (!value.sealed.at || (key && value_open(&value, key, arena)))) {
			json_key(&out, field->name);
			value_write(&out, &value);
		}
		token = json.tokens[token].next;
	}
	json_close(&out, '}');
	text = arena_str(arena, buf_str(&buf));
	buf_release(&buf);
	return text;
}
