/* Field values: read from JSON by the table, written back, put into records and compared. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/value.h"

#include <assert.h>

#include "base/geo.h"
#include "model/model_state.h"

static const struct refusal *read_text(struct arena *arena, const struct field *field,
				       const struct json *json, uint32_t token, struct value *ret)
{
	struct str s = json_text(json, token, arena);
	bool lines = (field->flags & LONG) != 0;

	if (s.len > LIMIT_TEXT_BYTES ||
	    (field->max && s.len > field->max && utf8_count(s) > field->max))
		return &refused_too_long;
	/* In JSON these stand as escapes only. */
	for (uint32_t i = 0; json->tokens[token].escaped && i < s.len; i++)
		if ((uint8_t)s.at[i] < 0x20 && s.at[i] != '\t' && !(lines && s.at[i] == '\n'))
			return &refused_wrong_type;
	ret->as.text = s;
	ret->clear = s.len == 0;
	return NULL;
}

static const struct refusal *in_range(const struct field *field, double number)
{
	bool limited = field->least != 0 || field->most != 0;

	return limited && (number < field->least || number > field->most) ? &refused_out_of_range
									  : NULL;
}

static const struct refusal *read_number(const struct field *field, const struct json *json,
					 uint32_t token, struct value *ret)
{
	if (json->tokens[token].type != JSON_NUMBER)
		return &refused_wrong_type;
	if (field->type == FIELD_REAL) {
		if (!json_f64(json, token, &ret->as.real))
			return &refused_wrong_type;
		return in_range(field, ret->as.real);
	}
	if (!json_i64(json, token, &ret->as.number))
		return &refused_wrong_type;
	return in_range(field, (double)ret->as.number);
}

static const struct refusal *text_fits(const struct field *field, struct str s)
{
	bool lines = (field->flags & LONG) != 0;

	if (s.len > LIMIT_TEXT_BYTES ||
	    (field->max && s.len > field->max && utf8_count(s) > field->max))
		return &refused_too_long;
	for (uint32_t i = 0; i < s.len; i++)
		if ((uint8_t)s.at[i] < 0x20 && s.at[i] != '\t' && !(lines && s.at[i] == '\n'))
			return &refused_wrong_type;
	return utf8_valid(s) ? NULL : &refused_wrong_type;
}

const struct refusal *value_fits(const struct value *value)
{
	if (value->clear)
		return NULL;
	switch (value->field->type) {
	case FIELD_INT:
	case FIELD_SPAN:
		return in_range(value->field, (double)value->as.number);
	case FIELD_REAL:
		return in_range(value->field, value->as.real);
	case FIELD_TEXT:
		return text_fits(value->field, value->as.text);
	default:
		return NULL;
	}
}

static const struct refusal *read_choice(const struct field *field, struct str name,
					 struct value *ret)
{
	const struct choice *choice = registry_choice_named(field, name);

	if (!choice)
		return &refused_unknown_value;
	ret->as.number = choice->number;
	return NULL;
}

/* What stands on the wire as a string, and is not text. */
static const struct refusal *read_word(const struct field *field, struct str s, struct value *ret)
{
	switch (field->type) {
	case FIELD_ENUM:
		return read_choice(field, s, ret);
	case FIELD_TIME:
		return instant_parse(s, &ret->as.number) ? NULL : &refused_wrong_type;
	case FIELD_SPAN:
		if (!span_parse(s, &ret->as.number))
			return &refused_wrong_type;
		return in_range(field, (double)ret->as.number);
	case FIELD_REF:
		return ident_parse(s, &ret->as.ref) ? NULL : &refused_wrong_type;
	case FIELD_CODE:
		return code_parse(s, &ret->as.bits) ? NULL : &refused_wrong_type;
	default:
		return &refused_wrong_type;
	}
}

static const struct refusal *read_list(struct arena *arena, const struct field *field,
				       const struct json *json, uint32_t token, struct value *ret)
{
	const struct json_token *list = &json->tokens[token];
	uint32_t max = field->type == FIELD_REFS && field->max ? field->max : LIMIT_REFS;
	uint32_t i = 0;

	if (list->type != JSON_ARRAY)
		return &refused_wrong_type;
	if (list->size > max)
		return &refused_too_many;
	if (field->type == FIELD_REFS)
		ret->as.refs.at = arena_alloc(arena, (list->size + 1) * sizeof(struct ident));
	else
		ret->as.bits = 0;
	for (uint32_t t = token + 1; i < list->size; t = json->tokens[t].next, i++) {
		struct value one = { .field = field };

		if (json->tokens[t].type != JSON_STRING)
			return &refused_wrong_type;
		if (field->type == FIELD_REFS) {
			if (!ident_parse(json_text(json, t, arena), &ret->as.refs.at[i]))
				return &refused_wrong_type;
		} else {
			if (read_choice(field, json_text(json, t, arena), &one))
				return &refused_unknown_value;
			ret->as.bits |= UINT64_C(1) << one.as.number;
		}
	}
	if (field->type == FIELD_REFS)
		ret->as.refs.count = i;
	ret->clear = i == 0;
	return NULL;
}

static const struct refusal *read_geo(struct arena *arena, const struct json *json, uint32_t token,
				      struct value *ret)
{
	struct geo_shape shape;

	if (json->tokens[token].type != JSON_OBJECT ||
	    geo_parse(arena, json, token, &shape) != GEO_OK)
		return &refused_bad_geometry;
	ret->as.text = json_raw(json, token);
	return ret->as.text.len > LIMIT_TEXT_BYTES * 2 ? &refused_too_long : NULL;
}

const struct refusal *value_read(struct arena *arena, const struct field *field,
				 const struct json *json, uint32_t token, struct value *ret)
{
	enum json_type type = json->tokens[token].type;

	*ret = (struct value){ .field = field };
	if (type == JSON_NULL) {
		ret->clear = true;
		return NULL;
	}
	switch (field->type) {
	case FIELD_INT:
	case FIELD_REAL:
		return read_number(field, json, token, ret);
	case FIELD_BOOL:
		ret->as.truth = type == JSON_TRUE;
		return type == JSON_TRUE || type == JSON_FALSE ? NULL : &refused_wrong_type;
	case FIELD_REFS:
	case FIELD_SET:
		return read_list(arena, field, json, token, ret);
	case FIELD_GEO:
		return read_geo(arena, json, token, ret);
	default:
		break;
	}
	if (type != JSON_STRING)
		return &refused_wrong_type;
	if (field->type == FIELD_TEXT)
		return read_text(arena, field, json, token, ret);
	return read_word(field, json_text(json, token, arena), ret);
}

static void write_list(struct json_out *out, const struct value *value)
{
	json_open(out, '[');
	if (value->field->type == FIELD_REFS) {
		for (uint32_t i = 0; i < value->as.refs.count; i++) {
			char text[IDENT_TEXT];

			ident_format(value->as.refs.at[i], text);
			json_put_text(out, text);
		}
	} else {
		for (const struct choice *c = value->field->choices; c->number; c++)
			if (value->as.bits >> c->number & 1)
				json_put_text(out, c->name);
	}
	json_close(out, ']');
}

static void write_word(struct json_out *out, const struct value *value)
{
	char text[64] = "";
	struct buf span;

	switch (value->field->type) {
	case FIELD_REF:
		ident_format(value->as.ref, text);
		break;
	case FIELD_CODE:
		code_format(value->as.bits, text);
		break;
	case FIELD_SPAN:
		buf_init(&span, sizeof text);
		span_add(&span, value->as.number);
		json_put_str(out, buf_str(&span));
		buf_release(&span);
		return;
	default:
		assert(value->field->type == FIELD_ENUM);
		json_put_text(out, registry_choice(value->field, (uint16_t)value->as.number)->name);
		return;
	}
	json_put_text(out, text);
}

void value_write(struct json_out *out, const struct value *value)
{
	if (value->clear) {
		json_put_null(out);
		return;
	}
	switch (value->field->type) {
	case FIELD_TEXT:
		json_put_str(out, value->as.text);
		return;
	case FIELD_GEO:
		json_put_raw(out, value->as.text);
		return;
	case FIELD_INT:
		json_put_i64(out, value->as.number);
		return;
	case FIELD_REAL:
		json_put_f64(out, value->as.real);
		return;
	case FIELD_BOOL:
		json_put_bool(out, value->as.truth);
		return;
	case FIELD_TIME:
		json_put_instant(out, value->as.number);
		return;
	case FIELD_SET:
	case FIELD_REFS:
		write_list(out, value);
		return;
	default:
		write_word(out, value);
	}
}

void value_put_ident(struct json_out *out, const char *key, struct ident id)
{
	char text[IDENT_TEXT];

	if (ident_none(id))
		return;
	ident_format(id, text);
	json_key(out, key);
	json_put_text(out, text);
}

static void *member(const struct record *record, const struct field *field)
{
	return (char *)(uintptr_t)record + field->offset;
}

void value_of(const struct record *record, const struct field *field, struct value *ret)
{
	const void *at = member(record, field);

	*ret = (struct value){ .field = field };
	switch (field->type) {
	case FIELD_TEXT:
	case FIELD_GEO:
		ret->as.text = *(const struct str *)at;
		break;
	case FIELD_ENUM:
		ret->as.number = *(const uint16_t *)at;
		break;
	case FIELD_REAL:
		ret->as.real = *(const double *)at;
		break;
	case FIELD_BOOL:
		ret->as.truth = *(const bool *)at;
		break;
	case FIELD_SET:
	case FIELD_CODE:
		ret->as.bits = *(const uint64_t *)at;
		break;
	case FIELD_REF:
		ret->as.ref = *(const struct ident *)at;
		break;
	case FIELD_REFS:
		ret->as.refs = *(const struct ident_list *)at;
		break;
	default:
		ret->as.number = *(const int64_t *)at;
	}
}

void value_drop(struct record *record, const struct field *field, struct pool *pool)
{
	void *at = member(record, field);

	if (!record_has(record, field->number))
		return;
	record->present &= ~(UINT64_C(1) << field->number);
	switch (field->type) {
	case FIELD_TEXT:
	case FIELD_GEO:
		if (pool)
			pool_str_free(pool, *(struct str *)at);
		*(struct str *)at = (struct str){ 0 };
		break;
	case FIELD_REFS:
		if (pool)
			pool_free(pool, ((struct ident_list *)at)->at,
				  ((struct ident_list *)at)->count * sizeof(struct ident));
		*(struct ident_list *)at = (struct ident_list){ 0 };
		break;
	case FIELD_REF:
		*(struct ident *)at = (struct ident){ 0 };
		break;
	case FIELD_ENUM:
		*(uint16_t *)at = 0;
		break;
	case FIELD_BOOL:
		*(bool *)at = false;
		break;
	case FIELD_REAL:
		*(double *)at = 0;
		break;
	default:
		*(int64_t *)at = 0;
	}
}

static void put_owned(void *at, const struct value *value, struct pool *pool)
{
	struct ident_list *list = at;
	size_t size = value->as.refs.count * sizeof(struct ident);

	if (value->field->type != FIELD_REFS) {
		*(struct str *)at = pool ? pool_str(pool, value->as.text) : value->as.text;
		return;
	}
	*list = value->as.refs;
	if (pool) {
		list->at = pool_alloc(pool, size);
		memcpy(list->at, value->as.refs.at, size);
	}
}

void value_put(struct record *record, const struct value *value, struct pool *pool)
{
	void *at = member(record, value->field);

	value_drop(record, value->field, pool);
	if (value->clear)
		return;
	record->present |= UINT64_C(1) << value->field->number;
	switch (value->field->type) {
	case FIELD_TEXT:
	case FIELD_GEO:
	case FIELD_REFS:
		put_owned(at, value, pool);
		break;
	case FIELD_ENUM:
		*(uint16_t *)at = (uint16_t)value->as.number;
		break;
	case FIELD_REAL:
		*(double *)at = value->as.real;
		break;
	case FIELD_BOOL:
		*(bool *)at = value->as.truth;
		break;
	case FIELD_SET:
	case FIELD_CODE:
		*(uint64_t *)at = value->as.bits;
		break;
	case FIELD_REF:
		*(struct ident *)at = value->as.ref;
		break;
	default:
		*(int64_t *)at = value->as.number;
	}
}

static bool same_refs(struct ident_list a, struct ident_list b)
{
	if (a.count != b.count)
		return false;
	for (uint32_t i = 0; i < a.count; i++)
		if (!ident_eq(a.at[i], b.at[i]))
			return false;
	return true;
}

bool value_same(const struct record *record, const struct value *value)
{
	struct value old;

	if (!record_has(record, value->field->number))
		return value->clear;
	if (value->clear)
		return false;
	value_of(record, value->field, &old);
	switch (value->field->type) {
	case FIELD_TEXT:
	case FIELD_GEO:
		return str_eq(old.as.text, value->as.text);
	case FIELD_REF:
		return ident_eq(old.as.ref, value->as.ref);
	case FIELD_REFS:
		return same_refs(old.as.refs, value->as.refs);
	case FIELD_BOOL:
		return old.as.truth == value->as.truth;
	case FIELD_REAL:
		return memcmp(&old.as.real, &value->as.real, sizeof(double)) == 0;
	case FIELD_SET:
	case FIELD_CODE:
		return old.as.bits == value->as.bits;
	default:
		return old.as.number == value->as.number;
	}
}
