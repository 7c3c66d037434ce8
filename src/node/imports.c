/* A table of rows that somebody brings: each an act, all done in one commit or none. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "node/imports.h"

#include "node/auth.h"
#include "node/metrics.h"
#include "os/os.h"
#include "wire/http/header.h"
#include "wire/http/problem.h"

const struct refusal *imports_name(struct str name, struct request *base)
{
	const struct kind_row *row;

	if (!str_split(&name, '.', &base->kind) || name.at == NULL)
		return &refused_unknown_act;
	base->act = name;
	row = registry_find(base->kind);
	if (row == NULL)
		return &refused_unknown_kind;
	/* A file of an attachment is checked where it lies, one at a time. */
	if (registry_act(row, name) == NULL || str_eq(name, STR("attach")))
		return &refused_unknown_act;
	return NULL;
}

/* ---- doing it -------------------------------------------------------------------------------- */

/* The rows that are acts, as they are tried, and who waits for their commit. */
struct doing {
	struct table_row *rows;
	struct request *requests;
	struct outcome *outcomes;
	uint32_t *which;
	uint32_t count;
	pipeline_reply *reply;
	void *user;
};

static struct doing *gather(struct arena *arena, struct table_row *rows, uint32_t count)
{
	struct doing *doing = arena_alloc(arena, sizeof *doing);

	doing->rows = rows;
	doing->requests = arena_alloc(arena, count * sizeof *doing->requests);
	doing->outcomes = arena_alloc(arena, count * sizeof *doing->outcomes);
	doing->which = arena_alloc(arena, count * sizeof *doing->which);
	for (uint32_t i = 0; i < count; i++) {
		if (rows[i].refused.why != NULL)
			continue;
		doing->requests[doing->count] = rows[i].request;
		doing->which[doing->count++] = i;
	}
	return doing;
}

static void tell_rows(struct doing *doing)
{
	for (uint32_t i = 0; i < doing->count; i++) {
		doing->rows[doing->which[i]].refused = doing->outcomes[i].refused;
		doing->rows[doing->which[i]].record = doing->outcomes[i].record;
	}
}

static void on_committed(void *user, const struct outcome *outcome)
{
	struct doing *doing = user;

	tell_rows(doing);
	doing->reply(doing->user, outcome);
}

struct refused imports_do(struct pipeline *pipeline, struct arena *arena, enum table_form form,
			  struct str text, const struct request *base,
			  struct table_row **ret_rows, uint32_t *ret_count,
			  pipeline_reply *reply, void *user)
{
	struct refused refused = table_read(arena, pipeline_model(pipeline), form, text, base,
					    ret_rows, ret_count);
	struct doing *doing;
	bool whole;

	if (refused.why != NULL) {
		*ret_rows = NULL;
		return refused;
	}
	doing = gather(arena, *ret_rows, *ret_count);
	doing->reply = reply;
	doing->user = user;
	/* Where a row is no act, the others are only tried: all that is wrong is told at once. */
	whole = doing->count == *ret_count;
	if (doing->count > 0)
		refused.why = pipeline_import(pipeline, arena, doing->requests, doing->count,
					      doing->outcomes, whole ? on_committed : NULL, doing);
	if (refused.why != NULL || !whole)
		tell_rows(doing);
	if (refused.why == NULL && !whole)
		refused.why = &problem_import_refused;
	return refused;
}

/* ---- the answer ------------------------------------------------------------------------------ */

void imports_write_done(struct buf *out, const struct table_row *rows, uint32_t count,
			struct str more)
{
	struct json_out json;
	char id[IDENT_TEXT];

	json_begin(&json, out);
	json_open(&json, '{');
	json_key(&json, "count");
	json_put_i64(&json, count);
	json_key(&json, "records");
	json_open(&json, '[');
	for (uint32_t i = 0; i < count; i++) {
		ident_format(rows[i].record, id);
		json_put_text(&json, id);
	}
	json_close(&json, ']');
	if (more.len > 0)
		buf_printf(out, "," STR_FMT, STR_ARG(more));
	json_close(&json, '}');
}

static void put_row(struct json_out *json, const struct table_row *row, uint32_t number)
{
	const struct refused *refused = &row->refused;

	json_open(json, '{');
	json_key(json, "row");
	json_put_i64(json, number);
	json_key(json, "line");
	json_put_i64(json, row->line);
	json_key(json, "refusal");
	json_put_text(json, refused->why->name);
	json_key(json, "zh");
	json_put_text(json, refused->why->zh);
	json_key(json, "en");
	json_put_text(json, refused->why->en);
	if (refused->field != NULL) {
		json_key(json, "field");
		json_put_text(json, refused->field);
	}
	if (refused->detail.at != NULL) {
		json_key(json, "detail");
		json_put_str(json, refused->detail);
	}
	json_close(json, '}');
}

void imports_write_refused(struct buf *out, const struct refused *refused,
			   const struct table_row *rows, uint32_t count, bool zh)
{
	struct json_out json = { .buf = out, .need_comma = true };

	problem_write(out, refused, zh, 0);
	if (rows == NULL || out->over)
		return;
	out->len--;                                        /* the problem's last brace */
	json_key(&json, "rows");
	json_open(&json, '[');
	for (uint32_t i = 0; i < count; i++)
		if (rows[i].refused.why != NULL)
			put_row(&json, &rows[i], i + 1);
	json_close(&json, ']');
	json_close(&json, '}');
}

/* ---- over HTTP ------------------------------------------------------------------------------- */

struct taken_table {
	struct call *call;
	struct table_row *rows;
	uint32_t count;
	struct str more;
};

static void on_done(void *user, const struct outcome *outcome)
{
	struct taken_table *table = user;
	struct call *call = table->call;
	int64_t now_ns = os_monotonic_ns();

	metrics_act(call->node->metrics, NULL, now_ns - call->started_ns);
	call->node->last_commit_at = os_now();
	call->node->person_acted_ns = now_ns;
	imports_write_done(&call->out, table->rows, table->count, table->more);
	if (outcome->replayed)
		http_add_header(call, "Idempotent-Replay", "true");
	http_json(call, 201);
}

bool imports_is_lines(const struct call *call)
{
	return header_is_type(call->lines[LINE_TYPE], STR("application/x-ndjson")) ||
	       header_is_type(call->lines[LINE_TYPE], STR("application/jsonl"));
}

static const struct refusal *read_form(const struct call *call, enum table_form *ret)
{
	bool csv = header_is_type(call->lines[LINE_TYPE], STR("text/csv"));

	*ret = csv ? TABLE_CSV : TABLE_LINES;
	return csv || imports_is_lines(call) ? NULL : &problem_import_media_type;
}

struct refused imports_base(struct call *call, struct str name, struct request *ret)
{
	struct refused refused = { .why = imports_name(name, ret) };

	ret->actor = call->caller.account;
	ret->key = target_value(&call->target, "key");
	if (refused.why != NULL)
		return refused;
	if (!code_parse(target_value(&call->target, "post"), &ret->post))
		return (struct refused){ .why = &problem_bad_query, .detail = STR("post") };
	if (ret->key.len == 0)
		return (struct refused){ .why = &problem_bad_query, .detail = STR("key") };
	if (call->caller.by_token &&
	    (ret->post != call->caller.post ||
	     !auth_scope_covers(call->caller.scopes, ret->kind, ret->act)))
		refused.why = &refused_scope_missing;
	return refused;
}

void imports_refuse(struct call *call, const struct refused *refused,
		    const struct table_row *rows, uint32_t count)
{
	metrics_act(call->node->metrics, refused->why, 0);
	if (rows == NULL) {
		http_refused(call, refused);
		return;
	}
	imports_write_refused(&call->out, refused, rows, count,
			      header_prefers_zh(call->lines[LINE_LANGUAGE]));
	http_out(call, refused->why->http, "application/problem+json");
}

void imports_run(struct call *call, const struct request *base, enum table_form form,
		 struct str text, struct str more, const uint32_t *lines)
{
	struct taken_table *table = arena_alloc(call->arena, sizeof *table);
	struct refused refused;

	*table = (struct taken_table){ .call = call, .more = more };
	call->soon = true;
	refused = imports_do(call->node->pipeline, call->arena, form, text, base, &table->rows,
			     &table->count, on_done, table);
	if (refused.why == NULL)
		return;
	for (uint32_t i = 0; lines != NULL && table->rows != NULL && i < table->count; i++)
		table->rows[i].line = lines[i];
	imports_refuse(call, &refused, table->rows, table->count);
}

void imports_take(struct call *call)
{
	struct request base = { .version = 0 };
	struct refused refused = imports_base(call, call->name, &base);
	enum table_form form = TABLE_CSV;

	if (refused.why == NULL)
		refused.why = read_form(call, &form);
	if (refused.why != NULL)
		imports_refuse(call, &refused, NULL, 0);
	else
		imports_run(call, &base, form, buf_str(&call->body), STR(""), NULL);
}
