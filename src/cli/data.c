/* What several verbs need of a data folder: opening it, and saying why it does not open. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/data.h"

#include "base/limits.h"

int data_complain(const struct verb_args *args, enum log_error error, struct str fault)
{
	verb_complain(args, "%s / %s%s" STR_FMT, log_error_text(error, true),
		      log_error_text(error, false), fault.len > 0 ? ": " : "", STR_ARG(fault));
	return VERB_DATA;
}

bool data_choose_log(const struct verb_args *args, const char *dir)
{
	const char *url = verb_value(args, "log");
	enum log_error error = url ? log_choose(dir, url) : LOG_OK;

	if (error == LOG_NOT_EMPTY)
		verb_complain(args, "此数据目录的日志已存放在别处 / the log of this folder lies "
				    "elsewhere already: %s",
			      dir);
	else if (error != LOG_OK)
		data_complain(args, error, STR(""));
	return error == LOG_OK;
}

struct pipeline *data_open(const struct verb_args *args, const struct pipeline_options *options)
{
	struct pipeline *pipeline = NULL;
	struct str fault = { NULL, 0 };
	enum log_error error = pipeline_open(options, &pipeline, &fault);

	if (error == LOG_OK)
		return pipeline;
	data_complain(args, error, fault);
	return NULL;
}

struct log_reader *data_read(const struct verb_args *args, const char *dir)
{
	struct log_reader *reader = NULL;
	enum log_error error = log_reader_open(dir, &reader);

	if (error == LOG_OK)
		return reader;
	data_complain(args, error, STR(""));
	return NULL;
}

void data_act_begin(struct data_act *act, const char *kind, const char *name, code post)
{
	*act = (struct data_act){
		.request = { .kind = str_of(kind), .act = str_of(name), .post = post,
			     .system = true, .setup = true },
	};
	buf_init(&act->body, LIMIT_BODY_BYTES);
	json_begin(&act->json, &act->body);
	json_open(&act->json, '{');
	json_key(&act->json, "fields");
	json_open(&act->json, '{');
}

void data_act_text(struct data_act *act, const char *field, const char *value)
{
	json_key(&act->json, field);
	json_put_text(&act->json, value);
}

static void keep_outcome(void *user, const struct outcome *outcome)
{
	struct outcome *kept = user;

	*kept = *outcome;
}

struct outcome data_act_end(struct data_act *act, struct pipeline *pipeline)
{
	struct arena *arena = arena_create();
	struct outcome outcome = { .refused = { .why = &refused_broken_json } };
	struct json json;

	json_close(&act->json, '}');
	json_close(&act->json, '}');
	if (!act->body.over && json_parse(arena, buf_str(&act->body), &json) == JSON_OK) {
		act->request.json = &json;
		act->request.fields = json_find(&json, 0, STR("fields"));
		pipeline_submit(pipeline, &act->request, keep_outcome, &outcome);
		pipeline_settle(pipeline);
	}
	/* Texts of a refusal live in memory that goes now. */
	outcome.refused.detail = (struct str){ NULL, 0 };
	buf_release(&act->body);
	arena_destroy(arena);
	return outcome;
}
