/* The API described for other programs: an address for every kind and act, and what is refused. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/print.h"
#include "model/view.h"

#include <assert.h>
#include <stdio.h>

#ifndef WATCHFLOOR_VERSION
#define WATCHFLOOR_VERSION "0"
#endif

#define NAME_MOST 4096
#define LINE_DEPTH 3

/*
 * A print under way. Names of a kind's acts are joined to it with a dot, those of our own making
 * with a dash, so that no act's name can clash with one. One name at a time is put together in
 * `text`.
 */
struct openapi {
	struct json_out out;
	const struct refusal *const *more;
	struct buf text;
};

static const char *name_of(struct openapi *api, const char *a, const char *b, const char *c)
{
	buf_clear(&api->text);
	buf_printf(&api->text, "%s%s%s", a, b, c);
	buf_add_char(&api->text, '\0');
	assert(!api->text.over);
	return api->text.at;
}

/* A text in both languages. */
static void put_both(struct openapi *api, const char *key, const char *zh, const char *en)
{
	print_text(&api->out, key, name_of(api, zh, " / ", en));
}

/* A key with an object that is left open. */
static void open_object(struct openapi *api, const char *key)
{
	json_key(&api->out, key);
	json_open(&api->out, '{');
}

static void close_object(struct openapi *api)
{
	json_close(&api->out, '}');
}

static void put_ref(struct openapi *api, const char *key, const char *what, const char *name)
{
	print_openapi_parts_ref(&api->out, key, what, name);
}

/* ---- refusals ------------------------------------------------------------------------------ */

/* HTTP statuses of refusals; each of a kind's operations names its refusals by status. */
static const uint16_t statuses[] = { 400, 401, 403, 404, 409, 413, 500, 503, 0 };

static bool is_in(const struct refusal *const *list, uint16_t status)
{
	for (; list != NULL && *list != NULL; list++) {
		if ((*list)->http == status)
			return true;
	}
	return false;
}

static void put_names(struct openapi *api, const struct refusal *const *list, uint16_t status)
{
	for (; list != NULL && *list != NULL; list++) {
		if (status == 0 || (*list)->http == status)
			json_put_text(&api->out, (*list)->name);
	}
}

/* The problem with "refusal" narrowed to the model's and the kind's own of this status. */
static void put_problem(struct openapi *api, const char *key, const struct refusal *const *own,
			const struct refusal *const *more, uint16_t status)
{
	open_object(api, key);
	put_both(api, "description", "已拒绝，见refusal", "Refused; `refusal` says why");
	open_object(api, "content");
	open_object(api, "application/problem+json");
	open_object(api, "schema");
	json_key(&api->out, "allOf");
	json_open(&api->out, '[');
	put_ref(api, NULL, "schemas", "Problem");
	json_open(&api->out, '{');
	open_object(api, "properties");
	open_object(api, "refusal");
	json_key(&api->out, "enum");
	json_open(&api->out, '[');
	put_names(api, refusal_all, status);
	put_names(api, own, status);
	put_names(api, more, status);
	json_close(&api->out, ']');
	close_object(api);
	close_object(api);
	close_object(api);
	json_close(&api->out, ']');
	close_object(api);
	close_object(api);
	close_object(api);
	close_object(api);
}

static const char *problem_name(struct openapi *api, const struct kind *kind, uint16_t status)
{
	char digits[8] = { (char)('0' + status / 100), (char)('0' + status / 10 % 10),
			   (char)('0' + status % 10) };

	if (kind == NULL || !is_in(kind->refusals, status))
		return name_of(api, "refused_", digits, "");
	return name_of(api, kind->name, "-refused_", digits);
}

static void put_problems(struct openapi *api)
{
	open_object(api, "responses");
	put_problem(api, "refused", NULL, api->more, 0);
	for (const uint16_t *status = statuses; *status != 0; status++)
		put_problem(api, problem_name(api, NULL, *status), NULL, NULL, *status);
	for (uint16_t i = 0; i < registry_count(); i++) {
		const struct kind *kind = registry_at(i)->kind;

		for (const uint16_t *status = statuses; *status != 0; status++) {
			if (is_in(kind->refusals, *status))
				put_problem(api, problem_name(api, kind, *status), kind->refusals,
					    NULL, *status);
		}
	}
	close_object(api);
}

static void put_refused_answers(struct openapi *api, const struct kind *kind)
{
	for (const uint16_t *status = statuses; *status != 0; status++) {
		char digits[8] = { (char)('0' + *status / 100), (char)('0' + *status / 10 % 10),
				   (char)('0' + *status % 10) };

		print_openapi_parts_ref(&api->out, digits, "responses",
					problem_name(api, kind, *status));
	}
	put_ref(api, "default", "responses", "refused");
}

/* ---- fields -------------------------------------------------------------------------------- */

static void put_choices(struct openapi *api, const struct choice *choices)
{
	json_key(&api->out, "enum");
	json_open(&api->out, '[');
	for (; choices != NULL && choices->number != 0; choices++)
		json_put_text(&api->out, choices->name);
	json_close(&api->out, ']');
}

static void put_range(struct openapi *api, double least, double most)
{
	if (!(least < 0 || least > 0 || most < 0 || most > 0))
		return;
	json_key(&api->out, "minimum");
	json_put_f64(&api->out, least);
	json_key(&api->out, "maximum");
	json_put_f64(&api->out, most);
}

static void put_items(struct openapi *api, const struct choice *choices, uint32_t max)
{
	print_text(&api->out, "type", "array");
	if (choices == NULL) {
		put_ref(api, "items", "schemas", "Ident");
	} else {
		open_object(api, "items");
		put_choices(api, choices);
		close_object(api);
	}
	if (max != 0) {
		json_key(&api->out, "maxItems");
		json_put_i64(&api->out, max);
	}
}

/* Members of a schema for a value of the type. */
static void put_type(struct openapi *api, enum field_type type, const struct choice *choices,
		     uint32_t max)
{
	static const char *const names[] = {
		[FIELD_TIME] = "Time", [FIELD_SPAN] = "Span", [FIELD_REF] = "Ident",
		[FIELD_GEO] = "Geometry", [FIELD_CODE] = "Code",
	};

	switch (type) {
	case FIELD_TEXT:
		print_text(&api->out, "type", "string");
		if (max != 0) {
			json_key(&api->out, "maxLength");
			json_put_i64(&api->out, max);
		}
		break;
	case FIELD_INT:
		print_text(&api->out, "type", "integer");
		break;
	case FIELD_REAL:
		print_text(&api->out, "type", "number");
		break;
	case FIELD_BOOL:
		print_text(&api->out, "type", "boolean");
		break;
	case FIELD_ENUM:
		put_choices(api, choices);
		break;
	case FIELD_SET:
	case FIELD_REFS:
		put_items(api, choices, max);
		break;
	default:
		json_key(&api->out, "$ref");
		json_put_text(&api->out, name_of(api, "#/components/schemas/", names[type], ""));
	}
}

/* An act may also be given null for a field: it is cleared. */
static void put_field(struct openapi *api, const struct field *field, bool or_null)
{
	open_object(api, field->name);
	put_both(api, "title", field->zh, field->en);
	if (field->doc_zh != NULL && field->doc_en != NULL)
		put_both(api, "description", field->doc_zh, field->doc_en);
	if (or_null) {
		json_key(&api->out, "anyOf");
		json_open(&api->out, '[');
		json_open(&api->out, '{');
	}
	put_type(api, field->type, field->choices, field->max);
	if (field->type == FIELD_INT || field->type == FIELD_REAL)
		put_range(api, field->least, field->most);
	if (or_null) {
		close_object(api);
		json_put_raw(&api->out, STR("{\"type\":\"null\"}"));
		json_close(&api->out, ']');
	}
	close_object(api);
}

/* ---- schemas of a kind --------------------------------------------------------------------- */

static void put_record_schema(struct openapi *api, const struct kind *kind)
{
	open_object(api, kind->name);
	put_both(api, "title", kind->zh, kind->en);
	put_both(api, "description", kind->doc_zh, kind->doc_en);
	json_key(&api->out, "allOf");
	json_open(&api->out, '[');
	put_ref(api, NULL, "schemas", "Record");
	json_open(&api->out, '{');
	open_object(api, "properties");
	open_object(api, "kind");
	print_text(&api->out, "const", kind->name);
	close_object(api);
	open_object(api, "state");
	json_key(&api->out, "enum");
	json_open(&api->out, '[');
	for (uint16_t i = 0; i < kind->nstates; i++)
		json_put_text(&api->out, kind->states[i].name);
	json_close(&api->out, ']');
	close_object(api);
	open_object(api, "fields");
	print_text(&api->out, "type", "object");
	open_object(api, "properties");
	for (uint16_t i = 0; i < kind->nfields; i++)
		put_field(api, &kind->fields[i], false);
	close_object(api);
	close_object(api);
	close_object(api);
	close_object(api);
	json_close(&api->out, ']');
	close_object(api);
}

static void put_arg(struct openapi *api, const struct print_arg *arg)
{
	open_object(api, arg->name);
	put_both(api, "title", arg->zh, arg->en);
	put_type(api, arg->type, arg->choices, 0);
	close_object(api);
}

static bool is_arg_of(const struct print_arg *arg, const struct act *act)
{
	return arg->act == act->number && (act->flags & ACT_KERNEL) != 0;
}

static void put_required(struct openapi *api, const struct kind *kind,
			 const struct act_row *act_row)
{
	json_key(&api->out, "required");
	json_open(&api->out, '[');
	for (const struct print_arg *arg = print_args; arg->act != 0; arg++) {
		if (is_arg_of(arg, act_row->act) && arg->required)
			json_put_text(&api->out, arg->name);
	}
	for (uint16_t i = 0; i < kind->nfields; i++) {
		if ((act_row->needs >> kind->fields[i].number & 1) != 0)
			json_put_text(&api->out, kind->fields[i].name);
	}
	json_close(&api->out, ']');
}

/* The object "fields" of an act. */
static void put_act_schema(struct openapi *api, const struct kind *kind,
			   const struct act_row *act_row)
{
	open_object(api, name_of(api, kind->name, ".", act_row->act->name));
	put_both(api, "title", act_row->act->zh, act_row->act->en);
	print_text(&api->out, "type", "object");
	put_required(api, kind, act_row);
	open_object(api, "properties");
	for (const struct print_arg *arg = print_args; arg->act != 0; arg++) {
		if (is_arg_of(arg, act_row->act))
			put_arg(api, arg);
	}
	for (uint16_t i = 0; i < kind->nfields; i++) {
		const struct field *field = &kind->fields[i];

		if ((act_row->takes >> field->number & 1) != 0)
			put_field(api, field, (act_row->needs >> field->number & 1) == 0);
	}
	close_object(api);
	json_key(&api->out, "additionalProperties");
	json_put_bool(&api->out, false);
	close_object(api);
}

static void put_list_schema(struct openapi *api, const struct kind *kind)
{
	open_object(api, name_of(api, kind->name, "-", "page"));
	print_text(&api->out, "type", "object");
	open_object(api, "properties");
	open_object(api, "records");
	print_text(&api->out, "type", "array");
	put_ref(api, "items", "schemas", kind->name);
	close_object(api);
	json_key(&api->out, "next");
	json_put_raw(&api->out, STR("{\"type\":[\"string\",\"null\"]}"));
	json_key(&api->out, "total");
	json_put_raw(&api->out, STR("{\"type\":\"integer\"}"));
	json_key(&api->out, "pos");
	json_put_raw(&api->out, STR("{\"type\":\"integer\"}"));
	json_key(&api->out, "as_of");
	json_put_raw(&api->out, STR("{\"type\":[\"string\",\"null\"],\"format\":\"date-time\"}"));
	close_object(api);
	close_object(api);
}

static void put_done_schema(struct openapi *api, const struct kind *kind)
{
	open_object(api, name_of(api, kind->name, "-", "outcome"));
	print_text(&api->out, "type", "object");
	open_object(api, "properties");
	put_ref(api, "id", "schemas", "Ident");
	json_key(&api->out, "version");
	json_put_raw(&api->out, STR("{\"type\":\"integer\"}"));
	json_key(&api->out, "state");
	json_put_raw(&api->out, STR("{\"type\":\"string\"}"));
	put_ref(api, "entry", "schemas", "Ident");
	json_key(&api->out, "pos");
	json_put_raw(&api->out, STR("{\"type\":\"integer\"}"));
	put_ref(api, "record", "schemas", kind->name);
	close_object(api);
	close_object(api);
}

static void put_schemas(struct openapi *api)
{
	open_object(api, "schemas");
	print_openapi_parts_schemas(&api->out);
	for (uint16_t i = 0; i < registry_count(); i++) {
		const struct kind_row *row = registry_at(i);

		put_record_schema(api, row->kind);
		put_list_schema(api, row->kind);
		put_done_schema(api, row->kind);
		for (uint16_t a = 0; a < row->nacts; a++) {
			if (!print_is_system(row->acts[a].act))
				put_act_schema(api, row->kind, &row->acts[a]);
		}
	}
	close_object(api);
}

/* ---- addresses of a kind --------------------------------------------------------------------- */

static void put_head(struct openapi *api, const char *method, const char *kind, const char *name,
		     const char *zh, const char *en)
{
	open_object(api, method);
	print_text(&api->out, "operationId", name_of(api, kind, "", name));
	put_both(api, "summary", zh, en);
	json_key(&api->out, "tags");
	json_open(&api->out, '[');
	json_put_text(&api->out, kind);
	json_close(&api->out, ']');
}

static void put_parameters(struct openapi *api, const char *const *names)
{
	json_key(&api->out, "parameters");
	json_open(&api->out, '[');
	for (; *names != NULL; names++)
		put_ref(api, NULL, "parameters", *names);
	json_close(&api->out, ']');
}

/* A schema that begins with a dash is the kind's own. */
static void put_read(struct openapi *api, const struct kind *kind, const char *name,
		     const char *zh, const char *en, const char *const *parameters,
		     const char *schema)
{
	put_head(api, "get", kind->name, name, zh, en);
	put_parameters(api, parameters);
	open_object(api, "responses");
	if (*schema == '-')
		schema = name_of(api, kind->name, schema, "");
	print_openapi_parts_answer(&api->out, "200", en, schema);
	put_ref(api, "default", "responses", "refused");
	close_object(api);
	close_object(api);
}

/* The body of an act: where somebody acts, a key against doing it twice, and its fields. */
static void put_act_body(struct openapi *api, const struct kind *kind, const struct act *act,
			 bool named)
{
	json_open(&api->out, '{');
	print_text(&api->out, "type", "object");
	json_key(&api->out, "required");
	json_put_raw(&api->out, STR("[\"post\",\"key\"]"));
	open_object(api, "properties");
	if (named) {
		open_object(api, "act");
		print_text(&api->out, "const", act->name);
		close_object(api);
	} else {
		json_key(&api->out, "version");
		json_put_raw(&api->out, STR("{\"type\":\"integer\",\"minimum\":1}"));
	}
	put_ref(api, "post", "schemas", "Code");
	json_key(&api->out, "key");
	json_put_raw(&api->out, STR("{\"type\":\"string\",\"minLength\":1,\"maxLength\":64}"));
	put_ref(api, "event_at", "schemas", "Time");
	put_ref(api, "fields", "schemas", name_of(api, kind->name, ".", act->name));
	close_object(api);
	close_object(api);
}

static void open_body(struct openapi *api)
{
	open_object(api, "requestBody");
	print_flag(&api->out, "required", true);
	open_object(api, "content");
	open_object(api, "application/json");
	json_key(&api->out, "schema");
}

static void close_body(struct openapi *api)
{
	close_object(api);
	close_object(api);
	close_object(api);
}

static void put_done(struct openapi *api, const struct kind *kind, const char *status)
{
	open_object(api, "responses");
	print_openapi_parts_answer(&api->out, status, "Done and durable",
				   name_of(api, kind->name, "-", "outcome"));
	put_refused_answers(api, kind);
	close_object(api);
}

static bool is_listed(const struct act *act, bool makes)
{
	return !print_is_system(act) &&
	       (makes ? print_makes(act) : (act->from & ~(uint32_t)IN(NEW)) != 0);
}

static void put_making(struct openapi *api, const struct kind_row *row)
{
	uint32_t count = 0;

	for (uint16_t a = 0; a < row->nacts; a++)
		count += is_listed(row->acts[a].act, true);
	if (count == 0)
		return;
	put_head(api, "post", row->kind->name, "-make", row->kind->zh, row->kind->en);
	open_body(api);
	json_open(&api->out, '{');
	json_key(&api->out, "anyOf");
	json_open(&api->out, '[');
	for (uint16_t a = 0; a < row->nacts; a++) {
		if (is_listed(row->acts[a].act, true))
			put_act_body(api, row->kind, row->acts[a].act, true);
	}
	json_close(&api->out, ']');
	close_object(api);
	close_body(api);
	put_done(api, row->kind, "201");
	close_object(api);
}

static void put_act(struct openapi *api, const struct kind *kind, const struct act *act)
{
	static const char *const parameters[] = { "id", NULL };
	char dotted[96];

	snprintf(dotted, sizeof dotted, ".%s", act->name);
	put_head(api, "post", kind->name, dotted, act->zh, act->en);
	put_parameters(api, parameters);
	open_body(api);
	put_act_body(api, kind, act, false);
	close_body(api);
	put_done(api, kind, "200");
	close_object(api);
}

static void open_path(struct openapi *api, const char *kind, const char *rest)
{
	open_object(api, name_of(api, "/records/", kind, rest));
}

static void put_kind_paths(struct openapi *api, const struct kind_row *row)
{
	static const char *const lists[] = { "state", "home",  "open",	"released", "q",  "sort",
					     "limit", "after", "at", "acts", "role_as", NULL };
	static const char *const one[] = { "id", "at", "role_as", NULL };
	const struct kind *kind = row->kind;

	open_path(api, kind->name, "");
	put_read(api, kind, "-list", "列表", "List", lists, "-page");
	put_making(api, row);
	close_object(api);
	open_path(api, kind->name, "/{id}");
	put_read(api, kind, "-get", "单条记录", "One record", one, kind->name);
	close_object(api);
	open_path(api, kind->name, "/{id}/history");
	put_read(api, kind, "-history", "经过", "Its history", one, "History");
	close_object(api);
	open_path(api, kind->name, "/{id}/related");
	put_read(api, kind, "-related", "相关记录", "What refers to it", one, "Records");
	close_object(api);
	for (uint16_t a = 0; a < row->nacts; a++) {
		const struct act *act = row->acts[a].act;

		if (!is_listed(act, false))
			continue;
		buf_clear(&api->text);
		buf_printf(&api->text, "/records/%s/{id}/%s", kind->name, act->name);
		buf_add_char(&api->text, '\0');
		open_object(api, api->text.at);
		put_act(api, kind, act);
		close_object(api);
	}
}

/* ---- the document ---------------------------------------------------------------------------- */

static void put_security(struct openapi *api)
{
	json_key(&api->out, "securitySchemes");
	json_put_raw(&api->out,
		     STR("{\"session\":{\"type\":\"apiKey\",\"in\":\"cookie\","
			 "\"name\":\"wf_session\",\"description\":\"更改须附X-CSRF / "
			 "unsafe methods also need the header X-CSRF\"},"
			 "\"token\":{\"type\":\"http\",\"scheme\":\"bearer\"}}"));
}

static void put_info(struct openapi *api)
{
	print_text(&api->out, "openapi", "3.1.0");
	open_object(api, "info");
	print_text(&api->out, "title", "Watchfloor");
	print_text(&api->out, "version", WATCHFLOOR_VERSION);
	put_both(api, "description", "大型活动指挥系统", "The command system of a major event");
	json_key(&api->out, "license");
	json_put_raw(&api->out, STR("{\"name\":\"Apache-2.0\",\"identifier\":\"Apache-2.0\"}"));
	close_object(api);
	json_key(&api->out, "servers");
	json_put_raw(&api->out, STR("[{\"url\":\"/api/v1\"}]"));
	json_key(&api->out, "security");
	json_put_raw(&api->out, STR("[{\"session\":[]},{\"token\":[]}]"));
}

static void put_tags(struct openapi *api)
{
	json_key(&api->out, "tags");
	json_open(&api->out, '[');
	for (uint16_t i = 0; i < registry_count(); i++) {
		const struct kind *kind = registry_at(i)->kind;

		json_open(&api->out, '{');
		print_text(&api->out, "name", kind->name);
		put_both(api, "description", kind->doc_zh, kind->doc_en);
		close_object(api);
	}
	json_close(&api->out, ']');
}

static bool is_opening(char c)
{
	return c == '{' || c == '[';
}

static bool is_closing(char c)
{
	return c == '}' || c == ']';
}

static void add_break(struct buf *buf, int depth, int deepest)
{
	static const char tabs[] = "\t\t\t\t";

	if (depth <= deepest)
		buf_printf(buf, "\n%.*s", depth, tabs);
}

/* The outer levels on lines of their own, so that a change of one kind is a change of few lines. */
static void add_lines(struct buf *buf, struct str json)
{
	int depth = 0;
	bool quoted = false;

	for (uint32_t i = 0; i < json.len; i++) {
		char c = json.at[i], before = i > 0 ? json.at[i - 1] : ' ';
		char next = i + 1 < json.len ? json.at[i + 1] : ' ';
		bool opens = !quoted && is_opening(c), closes = !quoted && is_closing(c);

		if (c == '"' && !(quoted && before == '\\'))
			quoted = !quoted;
		depth -= closes;
		if (closes && !is_opening(before))
			add_break(buf, depth, LINE_DEPTH - 1);
		buf_add_char(buf, c);
		depth += opens;
		if ((opens || (c == ',' && !quoted)) && !is_closing(next))
			add_break(buf, depth, LINE_DEPTH);
	}
	buf_add_char(buf, '\n');
}

static void put_document(struct openapi *api)
{
	json_open(&api->out, '{');
	put_info(api);
	put_tags(api);
	open_object(api, "paths");
	print_openapi_parts_paths(&api->out);
	for (uint16_t i = 0; i < registry_count(); i++)
		put_kind_paths(api, registry_at(i));
	close_object(api);
	open_object(api, "components");
	put_schemas(api);
	open_object(api, "parameters");
	print_openapi_parts_parameters(&api->out);
	close_object(api);
	put_problems(api);
	put_security(api);
	close_object(api);
	json_close(&api->out, '}');
}

void print_openapi(const struct refusal *const *more, struct buf *buf)
{
	struct openapi api = { .more = more };
	struct buf json;

	buf_init(&api.text, NAME_MOST);
	buf_init(&json, buf->limit);
	json_begin(&api.out, &json);
	put_document(&api);
	add_lines(buf, buf_str(&json));
	buf->over |= json.over;
	buf_release(&json);
	buf_release(&api.text);
}
