/* Writes a JSON text that was read once more from its tokens, and looks at every token. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LIB_JSON_AGAIN_H
#define LIB_JSON_AGAIN_H

#include <assert.h>

#include "base/json.h"

static inline uint32_t json_again_value(struct json_out *out, const struct json *json,
					uint32_t at, struct arena *arena);

static inline void json_again_number(struct json_out *out, const struct json *json, uint32_t at)
{
	int64_t whole;
	double real;

	/* Minus nothing is a whole number as text and another one than 0 as a real one. */
	if (json_i64(json, at, &whole) && !str_eq(json_raw(json, at), STR("-0")))
		json_put_i64(out, whole);
	else if (json_f64(json, at, &real))
		json_put_f64(out, real);
	else
		json_put_raw(out, json_raw(json, at));
}

/* Keys go through the string writer, as they may hold anything here. */
static inline void json_again_items(struct json_out *out, const struct json *json, uint32_t at,
				    struct arena *arena)
{
	const struct json_token *token = &json->tokens[at];
	uint32_t child = at + 1;

	for (uint32_t i = 0; i < token->size; i++) {
		assert(child < token->next);
		if (token->type == JSON_OBJECT) {
			assert(json->tokens[child].type == JSON_STRING);
			assert(json_find(json, at, json_text(json, child, arena)) == child + 1);
			child = json_again_value(out, json, child, arena);
			buf_add_char(out->buf, ':');
			out->need_comma = false;
		}
		child = json_again_value(out, json, child, arena);
	}
	assert(child == token->next);
}

static inline uint32_t json_again_value(struct json_out *out, const struct json *json,
					uint32_t at, struct arena *arena)
{
	const struct json_token *token = &json->tokens[at];

	assert(at < json->count && token->next > at && token->next <= json->count);
	assert(token->start <= token->end && token->end <= json->text.len);
	switch (token->type) {
	case JSON_OBJECT:
	case JSON_ARRAY:
		json_open(out, token->type == JSON_OBJECT ? '{' : '[');
		json_again_items(out, json, at, arena);
		json_close(out, token->type == JSON_OBJECT ? '}' : ']');
		break;
	case JSON_STRING: json_put_str(out, json_text(json, at, arena)); break;
	case JSON_NUMBER: json_again_number(out, json, at); break;
	case JSON_NULL: json_put_null(out); break;
	default: json_put_bool(out, token->type == JSON_TRUE); break;
	}
	return token->next;
}

static inline void json_again(struct buf *ret, const struct json *json, struct arena *arena)
{
	struct json_out out;
	uint32_t end;

	json_begin(&out, ret);
	end = json_again_value(&out, json, 0, arena);
	assert(end == json->count);
}

#endif
