/* Reading records over HTTP: lists, one, its history, what refers to it; now or as it was. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "node/records.h"

#include "base/limits.h"
#include "model/cop.h"
#include "model/countdown.h"
#include "model/gaps.h"
#include "node/caller.h"
#include "node/past.h"
#include "wire/cap/cap.h"
#include "wire/http/problem.h"

/* A question about records, kept in the call's arena while a worker folds the past. */
struct question {
	struct call *call;
	struct reader reader;
	instant at;                                        /* 0: now */
	void (*answer)(struct question *question, const struct model *model);
};

static void on_past(void *user, const struct model *model)
{
	struct question *question = user;

	if (model == NULL)
		http_refuse(question->call, &problem_past_unreadable);
	else
		question->answer(question, model);
}

static const struct refusal *read_at(const struct call *call, instant *ret)
{
	struct str text = target_value(&call->target, "at");

	*ret = 0;
	if (text.at == NULL)
		return NULL;
	if (!instant_parse(text, ret) || *ret > pipeline_now(call->node->pipeline))
		return &problem_bad_moment;
	return NULL;
}

static void ask_as(struct call *call, const char *parameter,
		   void (*answer)(struct question *question, const struct model *model))
{
	struct question *question = arena_alloc(call->arena, sizeof *question);
	const struct refusal *why = caller_reader(call, parameter, &question->reader);

	question->call = call;
	question->answer = answer;
	if (why == NULL)
		why = read_at(call, &question->at);
	if (why != NULL) {
		http_refuse(call, why);
		return;
	}
	if (question->at == 0) {
		answer(question, pipeline_model(call->node->pipeline));
		return;
	}
	question->reader.now = question->at;
	if (!past_at(call->node->past, question->at, on_past, question))
		http_refuse(call, &refused_busy);
}

static void ask(struct call *call,
		void (*answer)(struct question *question, const struct model *model))
{
	ask_as(call, "role_as", answer);
}

/* The record that the address names, if the reader may see it; NULL: refused. */
static const struct record *seen(const struct question *question, const struct model *model)
{
	struct call *call = question->call;
	const struct record *record = model_find(model, call->record);

	if (record == NULL || (call->kind != NULL && record->kind != call->kind->kind) ||
	    !model_sees(model, record, question->reader.post, question->reader.oversight)) {
		http_refuse(call, call->kind == NULL && call->record.seq == 0 ?
					  &refused_unknown_kind : &refused_no_such_record);
		return NULL;
	}
	return record;
}

static void put_moment(struct json_out *json, const struct question *question,
		       const struct model *model)
{
	json_key(json, "pos");
	json_put_i64(json, (int64_t)model_pos(model));
	json_key(json, "as_of");
	json_put_instant(json, question->at);
}

/* ---- one ------------------------------------------------------------------------------------ */

static void answer_show(struct question *question, const struct model *model)
{
	struct call *call = question->call;
	const struct record *record = seen(question, model);
	struct json_out json;

	if (record == NULL)
		return;
	json_begin(&json, &call->out);
	/* Nothing can be done in the past. */
	view_record(&json, model, record, &question->reader, question->at == 0);
	http_json(call, 200);
}

void records_show(struct call *call)
{
	ask(call, answer_show);
}

static void answer_cap(struct question *question, const struct model *model)
{
	struct call *call = question->call;
	const struct record *record = seen(question, model);

	if (record == NULL)
		return;
	if (!cap_ready(record)) {
		http_refuse(call, &problem_no_alert);
		return;
	}
	cap_write(model, record, &call->out);
	http_out(call, 200, CAP_TYPE);
}

void records_cap(struct call *call)
{
	ask(call, answer_cap);
}

/* ---- what refers to it ---------------------------------------------------------------------- */

static void answer_related(struct question *question, const struct model *model)
{
	struct call *call = question->call;
	const struct record *record = seen(question, model);
	const struct record **found = arena_alloc(call->arena, LIMIT_PAGE * sizeof found[0]);
	struct json_out json;

	if (record == NULL)
		return;
	uint32_t all = model_refs_to(model, record->id, NULL, NULL, found, LIMIT_PAGE);
	uint32_t total = 0;

	json_begin(&json, &call->out);
	json_open(&json, '{');
	json_key(&json, "records");
	json_open(&json, '[');
	for (uint32_t i = 0; i < all && i < LIMIT_PAGE; i++) {
		if (!model_sees(model, found[i], question->reader.post, question->reader.oversight))
			continue;
		view_record(&json, model, found[i], &question->reader, false);
		total++;
	}
	json_close(&json, ']');
	json_key(&json, "total");
	json_put_i64(&json, total);
	json_key(&json, "more");
	json_put_bool(&json, all > LIMIT_PAGE);
	put_moment(&json, question, model);
	json_close(&json, '}');
	http_json(call, 200);
}

void records_related(struct call *call)
{
	ask(call, answer_related);
}

/* ---- lists ---------------------------------------------------------------------------------- */

static bool is_ours(struct str name)
{
	return str_eq(name, STR("at")) || str_eq(name, STR("role_as")) || str_eq(name, STR("acts"));
}

static struct refused read_list(struct call *call, struct query *ret)
{
	struct pair pairs[TARGET_PAIRS];
	uint32_t count = 0;

	for (uint32_t i = 0; i < call->target.npairs; i++)
		if (!is_ours(call->target.pairs[i].name))
			pairs[count++] = call->target.pairs[i];
	return query_read(call->kind, pairs, count, ret);
}

static void put_list(struct question *question, const struct model *model,
		     const struct query *query)
{
	struct call *call = question->call;
	bool acts = str_eq(target_value(&call->target, "acts"), STR("1")) && question->at == 0;
	const struct record **found;
	uint32_t total = 0;
	uint32_t count = query_run(model, call->arena, query, &question->reader, &found, &total);
	char id[IDENT_TEXT];
	struct json_out json;

	json_begin(&json, &call->out);
	json_open(&json, '{');
	json_key(&json, "records");
	json_open(&json, '[');
	for (uint32_t i = 0; i < count; i++)
		view_record(&json, model, found[i], &question->reader, acts);
	json_close(&json, ']');
	json_key(&json, "next");
	if (count < query->limit) {
		json_put_null(&json);
	} else {
		ident_format(found[count - 1]->id, id);
		json_put_text(&json, id);
	}
	json_key(&json, "total");
	json_put_i64(&json, total);
	put_moment(&json, question, model);
	json_close(&json, '}');
}

static void answer_list(struct question *question, const struct model *model)
{
	struct call *call = question->call;
	struct query query;
	struct refused refused = read_list(call, &query);

	if (refused.why != NULL) {
		http_refused(call, &refused);
		return;
	}
	put_list(question, model, &query);
	http_json(call, 200);
}

void records_list(struct call *call)
{
	ask(call, answer_list);
}

/* ---- history -------------------------------------------------------------------------------- */

/* Reads the record's entries back from the log, on a worker. */
struct history_job {
	struct worker_job job;
	struct call *call;
	const char *dir;
	struct ident record;
	struct vault *vault;                               /* the keys of the record */
	uint64_t *pos;
	uint32_t count;
	bool failed;
};

static bool put_entry(void *user, const struct log_entry *stored, const struct hash *hash,
		      const struct hash *link)
{
	struct history_job *history = user;
	struct arena *arena = history->call->arena;
	struct buf *out = &history->call->out;
	struct entry *entry = arena_alloc(arena, sizeof *entry);
	struct json_out json;
	struct str fault;

	(void)hash;
	(void)link;
	if (!entry_read(arena, arena_str(arena, stored->body), entry, &fault) ||
	    !entry_open(entry, history->vault, arena, &fault)) {
		history->failed = true;
		return false;
	}
	entry->pos = stored->pos;
	entry->arrived = stored->arrived;
	if (out->len > 0)
		buf_add_char(out, ',');
	json_begin(&json, out);
	view_entry(&json, entry);
	return true;
}

static void keep_secret(void *user, const struct log_secret *secret)
{
	vault_put(user, secret->of, secret->since, secret->gone ? NULL : secret->key);
}

static void history_run(struct worker_job *job)
{
	struct history_job *history = (struct history_job *)job;
	struct log_reader *reader;

	if (log_reader_open(history->dir, &reader) != LOG_OK) {
		history->failed = true;
		return;
	}
	history->vault = vault_create();
	if (log_secret_read(reader, &history->record, keep_secret, history->vault) != LOG_OK ||
	    log_read_at(reader, history->pos, history->count, put_entry, history) != LOG_OK)
		history->failed = true;
	vault_destroy(history->vault);
	log_reader_close(reader);
}

static void history_done(struct worker_job *job)
{
	struct history_job *history = (struct history_job *)job;
	struct call *call = history->call;

	if (history->failed) {
		http_refuse(call, &problem_past_unreadable);
		return;
	}
	struct str entries = arena_str(call->arena, buf_str(&call->out));

	buf_clear(&call->out);
	buf_add(&call->out, STR("{\"entries\":["));
	buf_add(&call->out, entries);
	buf_add(&call->out, STR("]}"));
	http_json(call, 200);
}

/* The call waits and is nobody else's, so the worker may use its arena and buffer. */
static void answer_history(struct question *question, const struct model *model)
{
	struct call *call = question->call;
	const struct record *record = seen(question, model);
	struct history_job *history;
	uint64_t committed = log_committed_pos(
		(struct log *)(uintptr_t)pipeline_log(call->node->pipeline));

	if (record == NULL)
		return;
	history = arena_alloc(call->arena, sizeof *history);
	history->job = (struct worker_job){ .run = history_run, .done = history_done };
	history->call = call;
	history->dir = pipeline_dir(call->node->pipeline);
	history->record = record->id;
	history->pos = arena_alloc(call->arena, (record->nhistory + 1) * sizeof history->pos[0]);
	/* The newest, where there are very many. */
	for (uint32_t i = record->nhistory > LIMIT_PAGE ? record->nhistory - LIMIT_PAGE : 0;
	     i < record->nhistory; i++)
		if (record->history[i] <= committed)
			history->pos[history->count++] = record->history[i];
	if (!worker_submit(call->node->workers, &history->job))
		http_refuse(call, &refused_busy);
}

void records_history(struct call *call)
{
	ask(call, answer_history);
}

/* ---- what is missing ------------------------------------------------------------------------ */

static const struct refusal *read_wish(const struct call *call, struct gap_wish *ret)
{
	struct str limit = target_value(&call->target, "limit");
	int64_t number = LIMIT_PAGE;

	if (limit.at != NULL &&
	    (!str_to_i64(limit, &number) || number < 1 || number > LIMIT_PAGE))
		return &problem_bad_query;
	*ret = (struct gap_wish){ .kind = target_value(&call->target, "kind"),
				  .severity = target_value(&call->target, "severity"),
				  .limit = (uint32_t)number };
	if (ret->kind.at != NULL && registry_find(ret->kind) == NULL)
		return &refused_unknown_kind;
	return ret->severity.at != NULL && !gaps_severity(ret->severity) ? &problem_bad_query
									  : NULL;
}

static void answer_gaps(struct question *question, const struct model *model)
{
	struct call *call = question->call;
	struct gap_wish wish;
	const struct refusal *why = read_wish(call, &wish);
	struct json_out json;

	if (why != NULL) {
		http_refuse(call, why);
		return;
	}
	json_begin(&json, &call->out);
	gaps_write(&json, model, &question->reader, &wish);
	http_json(call, 200);
}

void records_gaps(struct call *call)
{
	ask(call, answer_gaps);
}

/* ---- day by day ----------------------------------------------------------------------------- */

static void answer_countdown(struct question *question, const struct model *model)
{
	struct call *call = question->call;
	const struct record *record = seen(question, model);
	struct json_out json;

	if (record == NULL)
		return;
	if (countdown_day(record) == 0) {
		http_refuse(call, &problem_no_countdown);
		return;
	}
	json_begin(&json, &call->out);
	countdown_write(&json, model, record, question->reader.now);
	http_json(call, 200);
}

void records_countdown(struct call *call)
{
	ask(call, answer_countdown);
}

/* ---- the whole picture ---------------------------------------------------------------------- */

static void answer_cop(struct question *question, const struct model *model)
{
	struct call *call = question->call;
	struct json_out json;

	json_begin(&json, &call->out);
	cop_write(&json, model, &question->reader);
	http_json(call, 200);
}

void records_cop(struct call *call)
{
	ask_as(call, "post", answer_cop);
}
