/* Tables that people bring from elsewhere, as CSV or lines of JSON: each row becomes an act. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/table/table.h"

#include <assert.h>

#include "base/buf.h"
#include "base/limits.h"
#include "model/registry.h"
#include "wire/http/problem.h"

#define COLUMNS (LIMIT_FIELDS + 3)
#define KEY_ROOM 12                                        /* "#" and a number */

struct reading {
	struct arena *arena;
	const struct model *model;
	const struct request *base;
	const struct kind_row *kind;
	struct str rest;
	uint32_t line;
	struct table_row *rows;
	uint32_t count, size;
	struct buf buf;                                    /* of the row being written */
	struct json_out json;
};

/* ---- values ---------------------------------------------------------------------------------- */

/* What is unique in one of the kinds that the field may refer to; else as it is. */
static struct str resolve(struct reading *r, const struct field *field, struct str cell)
{
	struct str rest = str_of(field->target), target;
	char id[IDENT_TEXT];

	while (rest.at && str_split(&rest, ' ', &target)) {
		const struct kind_row *row = registry_find(target);

		for (uint16_t i = 0; row && i < row->kind->nfields; i++) {
			const struct field *f = &row->kind->fields[i];
			const struct record *found = NULL;

			if (f->flags & UNIQUE)
				found = model_by_unique(r->model, row->kind->name, f->name, cell);
			if (!found)
				continue;
			ident_format(found->id, id);
			return arena_str(r->arena, str_of(id));
		}
	}
	return cell;
}

/* Raw only if it is one whole value: a cell must not reach beyond its own member. */
static void put_value(struct reading *r, struct str cell)
{
	struct json json;

	if (json_parse(r->arena, cell, &json) == JSON_OK)
		json_put_raw(&r->json, cell);
	else
		json_put_str(&r->json, cell);
}

static void put_items(struct reading *r, const struct field *field, struct str cell)
{
	struct str item;

	json_open(&r->json, '[');
	while (cell.len > 0 && str_split(&cell, ';', &item)) {
		item = str_trim(item);
		json_put_str(&r->json, field->type == FIELD_REFS ? resolve(r, field, item) : item);
	}
	json_close(&r->json, ']');
}

/* A cell has no type of its own: the field says what it is. What does not fit stays a text. */
static void put_cell(struct reading *r, const struct field *field, struct str cell)
{
	bool yes = str_eq(cell, STR("true")) || str_eq(cell, STR("yes"));

	switch (field->type) {
	case FIELD_INT:
	case FIELD_REAL:
	case FIELD_GEO:
		put_value(r, cell);
		return;
	case FIELD_BOOL:
		if (yes || str_eq(cell, STR("false")) || str_eq(cell, STR("no")))
			json_put_bool(&r->json, yes);
		else
			json_put_str(&r->json, cell);
		return;
	case FIELD_SET:
	case FIELD_REFS:
		put_items(r, field, cell);
		return;
	case FIELD_REF:
		json_put_str(&r->json, resolve(r, field, cell));
		return;
	default:
		json_put_str(&r->json, cell);
	}
}

/* ---- rows ------------------------------------------------------------------------------------ */

static struct table_row *new_row(struct reading *r, uint32_t line)
{
	struct table_row *row;

	if (r->count == r->size) {
		uint32_t size = r->size ? r->size * 2 : 64;
		struct table_row *more = arena_alloc(r->arena, size * sizeof *more);

		if (r->count > 0)
			memcpy(more, r->rows, r->count * sizeof *more);
		r->rows = more;
		r->size = size;
	}
	row = &r->rows[r->count++];
	*row = (struct table_row){ .line = line, .request = *r->base };
	row->request.key = arena_printf(r->arena, STR_FMT "#%u", STR_ARG(r->base->key), r->count);
	buf_clear(&r->buf);
	json_begin(&r->json, &r->buf);
	json_open(&r->json, '{');
	json_key(&r->json, "fields");
	json_open(&r->json, '{');
	return row;
}

static void end_row(struct reading *r, struct table_row *row)
{
	struct json *json = arena_alloc(r->arena, sizeof *json);

	json_close(&r->json, '}');
	json_close(&r->json, '}');
	if (row->refused.why)
		return;
	if (r->buf.over)
		row->refused.why = &refused_body_too_large;
	else if (json_parse(r->arena, arena_str(r->arena, buf_str(&r->buf)), json) != JSON_OK)
		row->refused.why = &refused_broken_json;
	row->request.json = json;
	row->request.fields = 2;
}

static void refuse_row(struct table_row *row, const struct refusal *why, struct str detail)
{
	if (!row->refused.why)
		row->refused = (struct refused){ .why = why, .detail = detail };
}

/* What belongs to the act; false: it is a field. */
static bool take_envelope(struct reading *r, struct table_row *row, struct str name,
			  struct str value)
{
	int64_t version;
	bool good = false;

	if (name.len == 0 || name.at[0] != '@')
		return false;
	if (str_eq(name, STR("@record")))
		good = ident_parse(value, &row->request.record);
	else if (str_eq(name, STR("@event_at")))
		good = instant_parse(value, &row->request.event_at);
	else if (str_eq(name, STR("@version")))
		good = str_to_i64(value, &version) && version > 0 && version <= UINT32_MAX;
	if (good && str_eq(name, STR("@version")))
		row->request.version = (uint32_t)version;
	if (!good)
		refuse_row(row, &refused_bad_envelope, arena_str(r->arena, name));
	return true;
}

/* ---- CSV ------------------------------------------------------------------------------------- */

/* One cell, and what ended it: ',' '\n' or 0 for the end of the text; -1: a quote is wrong. */
static int read_quoted(struct reading *r, struct str *ret)
{
	struct buf buf;
	const char *at = r->rest.at + 1, *end = r->rest.at + r->rest.len;

	buf_init(&buf, LIMIT_IMPORT_BYTES);
	for (; at < end; at++) {
		if (*at == '"' && at + 1 < end && at[1] == '"')
			at++;
		else if (*at == '"')
			break;
		if (*at == '\n')
			r->line++;
		buf_add_char(&buf, *at);
	}
	*ret = arena_str(r->arena, buf_str(&buf));
	buf_release(&buf);
	if (at == end)
		return -1;
	at++;
	if (at < end && *at == '\r' && at + 1 < end && at[1] == '\n')
		at++;
	r->rest = (struct str){ at, (uint32_t)(end - at) };
	if (r->rest.len == 0)
		return 0;
	if (*at != ',' && *at != '\n')
		return -1;
	r->rest = (struct str){ at + 1, r->rest.len - 1 };
	return *at;
}

static int read_cell(struct reading *r, struct str *ret)
{
	uint32_t i = 0;
	int ended;

	if (r->rest.len > 0 && r->rest.at[0] == '"')
		return read_quoted(r, ret);
	while (i < r->rest.len && r->rest.at[i] != ',' && r->rest.at[i] != '\n') {
		if (r->rest.at[i] == '"')
			return -1;
		i++;
	}
	*ret = (struct str){ r->rest.at, i };
	if (i > 0 && r->rest.at[i - 1] == '\r')
		ret->len--;
	*ret = str_trim(*ret);
	ended = i < r->rest.len ? r->rest.at[i] : 0;
	r->rest = (struct str){ r->rest.at + i + (ended != 0), r->rest.len - i - (ended != 0) };
	return ended;
}

struct header {
	struct str names[COLUMNS];
	const struct field *fields[COLUMNS];               /* NULL: of the envelope */
	uint32_t count;
};

static struct refused read_header(struct reading *r, struct header *ret)
{
	int ended = ',';

	ret->count = 0;
	while (ended == ',') {
		struct str name = { NULL, 0 };

		ended = read_cell(r, &name);
		if (ended < 0)
			return (struct refused){ .why = &problem_import_quote };
		if (ret->count == COLUMNS || name.len == 0)
			return (struct refused){ .why = &problem_import_header, .detail = name };
		for (uint32_t i = 0; i < ret->count; i++)
			if (str_eq(ret->names[i], name))
				return (struct refused){ .why = &problem_import_header,
							 .detail = name };
		ret->names[ret->count] = name;
		ret->fields[ret->count] =
			name.at[0] == '@' ? NULL : registry_field(r->kind, name);
		if (name.at[0] != '@' && !ret->fields[ret->count])
			return (struct refused){ .why = &refused_unknown_field, .detail = name };
		ret->count++;
	}
	r->line++;
	return (struct refused){ .why = NULL };
}

static void put_column(struct reading *r, struct table_row *row, const struct header *header,
		       uint32_t column, struct str cell)
{
	if (cell.len == 0 ||
	    take_envelope(r, row, header->names[column], cell))
		return;
	json_key(&r->json, header->fields[column]->name);
	put_cell(r, header->fields[column], cell);
}

/* NULL, or why nothing behind it can be read either. */
static const struct refusal *read_csv_row(struct reading *r, const struct header *header)
{
	struct table_row *row = new_row(r, r->line);
	uint32_t column = 0;
	int ended = ',';

	while (ended == ',') {
		struct str cell = { NULL, 0 };

		ended = read_cell(r, &cell);
		if (ended < 0)
			return &problem_import_quote;
		if (column < header->count)
			put_column(r, row, header, column, cell);
		column++;
	}
	r->line++;
	end_row(r, row);
	if (column != header->count)
		refuse_row(row, &problem_import_width, (struct str){ NULL, 0 });
	return NULL;
}

static bool is_blank(struct reading *r)
{
	uint32_t skip = r->rest.at[0] == '\n'				     ? 1
			: r->rest.len > 1 && memcmp(r->rest.at, "\r\n", 2) == 0 ? 2
										  : 0;

	if (skip == 0)
		return false;
	r->rest = (struct str){ r->rest.at + skip, r->rest.len - skip };
	r->line++;
	return true;
}

static struct refused read_csv(struct reading *r)
{
	struct header *header = arena_alloc(r->arena, sizeof *header);
	struct refused refused;

	if (r->rest.len >= 3 && memcmp(r->rest.at, "\xef\xbb\xbf", 3) == 0)
		r->rest = (struct str){ r->rest.at + 3, r->rest.len - 3 };
	refused = read_header(r, header);
	while (!refused.why && r->rest.len > 0) {
		if (is_blank(r))
			continue;
		if (r->count == LIMIT_IMPORT_ROWS)
			refused.why = &problem_import_too_many;
		else
			refused.why = read_csv_row(r, header);
	}
	if (refused.why == &problem_import_quote)
		refused.detail = arena_printf(r->arena, "%u", r->line);
	return refused;
}

/* ---- lines of JSON --------------------------------------------------------------------------- */

static void put_member(struct reading *r, const struct field *field, const struct json *json,
		       uint32_t token)
{
	const struct json_token *t = &json->tokens[token];

	json_key(&r->json, field->name);
	if (field->type == FIELD_REF && t->type == JSON_STRING) {
		json_put_str(&r->json, resolve(r, field, json_text(json, token, r->arena)));
		return;
	}
	if (field->type != FIELD_REFS || t->type != JSON_ARRAY) {
		json_put_raw(&r->json, json_raw(json, token));
		return;
	}
	json_open(&r->json, '[');
	for (uint32_t i = token + 1; i < t->next; i = json->tokens[i].next) {
		if (json->tokens[i].type == JSON_STRING)
			json_put_str(&r->json,
				     resolve(r, field, json_text(json, i, r->arena)));
		else
			json_put_raw(&r->json, json_raw(json, i));
	}
	json_close(&r->json, ']');
}

static void read_object(struct reading *r, struct table_row *row, const struct json *json)
{
	for (uint32_t key = 1; key < json->tokens[0].next; key = json->tokens[key + 1].next) {
		struct str name = json_text(json, key, r->arena);
		const struct field *field;
		struct str value = json_text(json, key + 1, r->arena);

		if (value.at == NULL)
			value = json_raw(json, key + 1);
		if (take_envelope(r, row, name, value))
			continue;
		field = registry_field(r->kind, name);
		if (field)
			put_member(r, field, json, key + 1);
		else
			refuse_row(row, &refused_unknown_field, name);
	}
}

static void read_line(struct reading *r, struct str line)
{
	struct table_row *row = new_row(r, r->line);
	struct json json;
	enum json_error error = json_parse(r->arena, line, &json);

	if (error != JSON_OK)
		refuse_row(row, error == JSON_NOT_UTF8 ? &refused_not_utf8 : &refused_broken_json,
			   str_of(json_error_name(error)));
	else if (json.tokens[0].type != JSON_OBJECT)
		refuse_row(row, &refused_bad_envelope, (struct str){ NULL, 0 });
	else
		read_object(r, row, &json);
	end_row(r, row);
}

static struct refused read_lines(struct reading *r)
{
	struct str line;

	for (; r->rest.len > 0 && str_split(&r->rest, '\n', &line); r->line++) {
		line = str_trim(line);
		if (line.len == 0)
			continue;
		if (r->count == LIMIT_IMPORT_ROWS)
			return (struct refused){ .why = &problem_import_too_many };
		read_line(r, line);
	}
	return (struct refused){ .why = NULL };
}

struct refused table_read(struct arena *arena, const struct model *model, enum table_form form,
			  struct str text, const struct request *base, struct table_row **ret,
			  uint32_t *ret_count)
{
	struct reading r = { .arena = arena, .model = model, .base = base, .rest = text,
			     .line = 1, .kind = registry_find(base->kind) };
	struct refused refused;

	assert(r.kind);
	*ret = NULL;
	*ret_count = 0;
	if (base->key.len + KEY_ROOM > LIMIT_KEY_BYTES)
		return (struct refused){ .why = &refused_key_too_long };
	if (!utf8_valid(text))
		return (struct refused){ .why = &refused_not_utf8 };
	buf_init(&r.buf, LIMIT_BODY_BYTES);
	refused = form == TABLE_CSV ? read_csv(&r) : read_lines(&r);
	buf_release(&r.buf);
	if (!refused.why && r.count == 0)
		refused.why = &problem_import_empty;
	*ret = r.rows;
	*ret_count = r.count;
	return refused;
}
