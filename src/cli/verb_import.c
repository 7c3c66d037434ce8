/* Brings a table in: each row an act, all of them in one commit or none. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "base/limits.h"
#include "cli/ask.h"
#include "cli/data.h"
#include "cli/secret.h"
#include "cli/verbs.h"
#include "node/imports.h"
#include "os/os.h"

static bool ends_with(struct str text, struct str end)
{
	return text.len >= end.len &&
	       str_eq((struct str){ text.at + text.len - end.len, end.len }, end);
}

static enum table_form form_of(const char *path)
{
	return ends_with(str_of(path), STR(".csv")) ? TABLE_CSV : TABLE_LINES;
}

/* A key of the file's own would make a second, other table look like the first. */
static void add_key(const struct verb_args *args, struct buf *out)
{
	uint8_t bytes[16];

	if (verb_given(args, "key")) {
		buf_add(out, str_of(verb_value(args, "key")));
		return;
	}
	os_random(bytes, sizeof bytes);
	buf_add_hex(out, bytes, sizeof bytes);
}

/* ---- on a stopped node ----------------------------------------------------------------------- */

static void on_done(void *user, const struct outcome *outcome)
{
	(void)outcome;
	*(bool *)user = true;
}

static int submit(const struct verb_args *args, struct pipeline *pipeline, struct str text,
		  struct request *base)
{
	const struct record *account = model_by_unique(pipeline_model(pipeline), "account", "login",
						       str_of(verb_value(args, "as")));
	struct refused refused = { .why = imports_name(str_of(args->words[0]), base) };
	struct arena *arena = arena_create();
	struct table_row *rows = NULL;
	uint32_t count = 0;
	bool done = false;
	struct buf out;

	if (refused.why == NULL && account == NULL)
		refused.why = &refused_not_signed_in;
	if (refused.why == NULL) {
		base->actor = account->id;
		refused = imports_do(pipeline, arena, form_of(args->words[1]), text, base, &rows,
				     &count, on_done, &done);
		pipeline_settle(pipeline);
	}
	buf_init(&out, LIMIT_RECORD_JSON);
	if (refused.why == NULL)
		imports_write_done(&out, rows, count, STR(""));
	else
		imports_write_refused(&out, &refused, rows, count, false);
	printf(STR_FMT "\n", STR_ARG(buf_str(&out)));
	buf_release(&out);
	arena_destroy(arena);
	return done ? VERB_DONE : VERB_FOUND;
}

static int import_local(const struct verb_args *args, struct str text, code post, struct str key)
{
	struct pipeline_options options = { .dir = verb_value(args, "data") };
	struct request base = { .post = post, .key = key };
	struct pipeline *pipeline;
	int rc;

	if (verb_need(args, "as") == NULL)
		return VERB_USAGE;
	pipeline = data_open(args, &options);
	if (pipeline == NULL)
		return VERB_DATA;
	rc = submit(args, pipeline, text, &base);
	return pipeline_close(pipeline) == LOG_OK ? rc : VERB_DATA;
}

/* ---- on a running node ----------------------------------------------------------------------- */

static int import_remote(const struct verb_args *args, struct str text, struct str key)
{
	struct ask_where where;
	struct buf token, request;
	int rc;

	if (!ask_find(args, verb_value(args, "url"), verb_value(args, "ca"), &where) ||
	    !ask_token(args, &token))
		return VERB_USAGE;
	buf_init(&request, LIMIT_IMPORT_BYTES + LIMIT_BODY_BYTES);
	buf_printf(&request,
		   "POST /api/v1/import/%s?post=%s&key=" STR_FMT " HTTP/1.1\r\nHost: " STR_FMT
		   "\r\nAuthorization: Bearer " STR_FMT "\r\nContent-Type: %s\r\n"
		   "Content-Length: %u\r\nConnection: close\r\n\r\n",
		   args->words[0], verb_value(args, "post"), STR_ARG(key), STR_ARG(where.at),
		   STR_ARG(str_trim(buf_str(&token))),
		   form_of(args->words[1]) == TABLE_CSV ? "text/csv" : "application/x-ndjson",
		   text.len);
	buf_add(&request, text);
	rc = request.over ? VERB_USAGE : ask_show(args, &where, buf_str(&request));
	secret_release(&request);
	secret_release(&token);
	return rc;
}

static int import_text(const struct verb_args *args, struct str text, code post)
{
	struct buf key;
	int rc;

	buf_init(&key, LIMIT_KEY_BYTES);
	add_key(args, &key);
	rc = verb_given(args, "url") ? import_remote(args, text, buf_str(&key))
				     : import_local(args, text, post, buf_str(&key));
	buf_release(&key);
	return rc;
}

static int run_import(const struct verb_args *args)
{
	code post = 0;
	struct buf text;
	bool remote;
	int rc;

	if (!verb_where(args, &remote) || verb_need(args, "post") == NULL)
		return VERB_USAGE;
	if (!code_parse(str_of(verb_value(args, "post")), &post)) {
		verb_complain(args, "指挥部代码无效 / not the code of a post: %s",
			      verb_value(args, "post"));
		return VERB_USAGE;
	}
	buf_init(&text, LIMIT_IMPORT_BYTES);
	rc = os_read_file(args->words[1], &text);
	if (rc < 0) {
		verb_complain(args, "%s: %s", args->words[1], os_error_text(rc));
		rc = VERB_DATA;
	} else {
		rc = import_text(args, buf_str(&text), post);
	}
	buf_release(&text);
	return rc;
}

static const struct verb_option options_of_import[] = {
	VERB_WHERE_TO_ACT,
	{ NULL, NULL, NULL, NULL },
};
const struct verb verb_import = {
	.name = "import", .words = "KIND.ACT FILE", .words_least = 2, .words_most = 2,
	.options = options_of_import, .run = run_import,
	.zh = "导入一张表：每行一个操作，全部成功或全不执行",
	.en = "Brings a table in: each row an act, all of them done or none.",
	.more_zh = "FILE以.csv结尾为CSV（首行为字段名），否则每行一个JSON对象。"
		   "有行被拒绝时列出全部问题行，退出码为1。",
	.more_en = "A FILE that ends with .csv is CSV with a header of field names; else each line "
		   "is a JSON object. Where rows are refused all are listed, and the exit is 1.",
};
