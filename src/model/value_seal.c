/* Values of personal fields as the log holds them: sealed with the key of their record. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>

#include "model/value.h"

/* A text of quotes alone is twice as long as JSON. */
#define PLAIN_BYTES (2 * LIMIT_ENTRY_BYTES)

const struct refusal *value_read_logged(struct arena *arena, const struct field *field,
					const struct json *json, uint32_t token, struct value *ret)
{
	uint32_t sealed = 0;

	if (json->tokens[token].type == JSON_OBJECT && json->tokens[token].size == 1)
		sealed = json_find(json, token, STR("sealed"));
	if (!sealed)
		return value_read(arena, field, json, token, ret);
	*ret = (struct value){ .field = field, .clear = true };
	ret->sealed = json_text(json, sealed, arena);
	return ret->sealed.len > 0 ? NULL : &refused_wrong_type;
}

void value_write_logged(struct json_out *out, const struct value *value)
{
	if (!value->sealed.at) {
		value_write(out, value);
		return;
	}
	json_open(out, '{');
	json_key(out, "sealed");
	json_put_str(out, value->sealed);
	json_close(out, '}');
}

struct str value_seal(const struct value *value, const uint8_t *key, const void *salt,
		      size_t salt_len, uint64_t number, struct arena *arena)
{
	uint8_t nonce[SEAL_NONCE];
	struct json_out out;
	struct buf plain, sealed;
	struct str text;

	buf_init(&plain, PLAIN_BYTES);
	buf_init(&sealed, SEAL_HEX(PLAIN_BYTES));
	json_begin(&out, &plain);
	value_write(&out, value);
	seal_nonce(salt, salt_len, number, nonce);
	seal_put(&sealed, key, nonce, buf_str(&plain));
	assert(!plain.over && !sealed.over);
	text = arena_str(arena, buf_str(&sealed));
	buf_release(&plain);
	buf_release(&sealed);
	return text;
}

bool value_open(struct value *value, const uint8_t *key, struct arena *arena)
{
	struct str sealed = value->sealed;
	struct value opened;
	struct json json;
	struct buf plain;
	bool good;

	buf_init(&plain, PLAIN_BYTES);
	good = seal_open(&plain, key, sealed) && !plain.over &&
	       json_parse(arena, arena_str(arena, buf_str(&plain)), &json) == JSON_OK &&
	       !value_read(arena, value->field, &json, 0, &opened);
	if (plain.len > 0)
		seal_wipe(plain.at, plain.len);
	buf_release(&plain);
	if (!good)
		return false;
	*value = opened;
	value->sealed = sealed;
	return true;
}
