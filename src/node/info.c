/* What the node says about itself and its tables: schema, health, metrics, matrix. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "node/info.h"

#include "base/limits.h"
#include "model/view.h"
#include "node/metrics.h"
#include "os/os.h"
#include "wire/http/header.h"
#include "wire/http/problem.h"

#define PRINT_BYTES ((size_t)16 * 1024 * 1024)

/* A text that is the same as long as the program runs: printed once, known again by its tag. */
struct print {
	void (*print)(struct buf *out);
	const char *type;
	struct buf text;
	char tag[HASH_HEX + 2];
};

static void make(struct print *print)
{
	char hex[HASH_HEX];

	buf_init(&print->text, PRINT_BYTES);
	print->print(&print->text);
	struct hash hash = hash_of(print->text.at, print->text.len);

	hash_format(&hash, hex);
	print->tag[0] = '"';
	memcpy(print->tag + 1, hex, 32);
	memcpy(print->tag + 33, "\"", 2);
}

static void answer(struct call *call, struct print *print)
{
	if (print->text.limit == 0)
		make(print);
	http_add_header(call, "ETag", print->tag);
	http_add_header(call, "Cache-Control", "no-cache");
	if (header_has_tag(http_header(call, "If-None-Match"), str_of(print->tag)))
		http_empty(call, 304);
	else
		http_bytes(call, 200, print->type, print->text.at, print->text.len);
}

void info_schema(struct call *call)
{
	static struct print schema = { .print = print_schema, .type = "application/json" };

	answer(call, &schema);
}

static void print_api(struct buf *out)
{
	print_openapi(problem_all, out);
}

void info_openapi(struct call *call)
{
	static struct print openapi = { .print = print_api, .type = "application/json" };

	answer(call, &openapi);
}

void info_matrix(struct call *call)
{
	static struct print matrix = { .print = print_matrix, .type = "application/json" };

	answer(call, &matrix);
}

/* ---- refusals ------------------------------------------------------------------------------- */

static void put_refusal(struct buf *out, const struct refusal *refusal)
{
	buf_printf(out, "<tr id=\"%s\"><td><code>%s</code></td><td>%u</td><td lang=\"zh\">%s</td>"
		   "<td lang=\"en\">%s</td></tr>\n", refusal->name, refusal->name, refusal->http,
		   refusal->zh, refusal->en);
}

static void print_refusals(struct buf *out)
{
	buf_add(out, STR("<!doctype html>\n<html lang=\"zh\"><head><meta charset=\"utf-8\">"
			 "<title>拒绝原因 Refusals</title></head><body>\n"
			 "<h1>拒绝原因 <span lang=\"en\">Refusals</span></h1>\n<table>\n"));
	for (uint32_t i = 0; refusal_all[i] != NULL; i++)
		put_refusal(out, refusal_all[i]);
	for (uint32_t i = 0; problem_all[i] != NULL; i++)
		put_refusal(out, problem_all[i]);
	for (uint16_t k = 0; k < registry_count(); k++) {
		const struct refusal *const *own = registry_at(k)->kind->refusals;

		for (uint32_t i = 0; own != NULL && own[i] != NULL; i++)
			put_refusal(out, own[i]);
	}
	buf_add(out, STR("</table></body></html>\n"));
}

void info_refusals(struct call *call)
{
	static struct print refusals = { .print = print_refusals,
					 .type = "text/html; charset=utf-8" };

	answer(call, &refusals);
}

/* ---- the state of the node ------------------------------------------------------------------ */

void info_health(struct call *call)
{
	const struct node *node = call->node;
	union { const struct log *in; struct log *out; } log = {
		.in = pipeline_log(node->pipeline)
	};
	uint64_t disk = 0;
	struct json_out json;

	os_disk_free(pipeline_dir(node->pipeline), &disk);
	json_begin(&json, &call->out);
	json_open(&json, '{');
	json_key(&json, "status");
	json_put_text(&json, node->stopping ? "stopping" : "ok");
	json_key(&json, "version");
	json_put_text(&json, WATCHFLOOR_VERSION);
	json_key(&json, "started");
	json_put_instant(&json, node->started_at);
	json_key(&json, "pos");
	json_put_i64(&json, (int64_t)model_pos(pipeline_model(node->pipeline)));
	json_key(&json, "committed");
	json_put_i64(&json, (int64_t)log_committed_pos(log.out));
	json_key(&json, "last_commit_at");
	json_put_instant(&json, node->last_commit_at);
	json_key(&json, "uptime_s");
	json_put_i64(&json, (os_monotonic_ns() - node->started_ns) / 1000000000);
	json_key(&json, "server_time");
	json_put_instant(&json, pipeline_now(node->pipeline));
	json_key(&json, "disk_free");
	json_put_i64(&json, (int64_t)disk);
	json_close(&json, '}');
	http_json(call, 200);
}

void info_metrics(struct call *call)
{
	metrics_write(call->node, &call->out);
	http_out(call, 200, "text/plain; version=0.0.4; charset=utf-8");
}

void info_moments(struct call *call)
{
	struct json_out json;

	json_begin(&json, &call->out);
	json_open(&json, '{');
	json_key(&json, "first");
	json_put_instant(&json, call->node->first_at);
	json_key(&json, "last");
	json_put_instant(&json, model_time(pipeline_model(call->node->pipeline)));
	json_close(&json, '}');
	http_json(call, 200);
}
