/* Does one act from a shell: on a running node with a token, or on a stopped node's folder. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "base/limits.h"
#include "cli/ask.h"
#include "cli/data.h"
#include "cli/secret.h"
#include "cli/verbs.h"
#include "os/os.h"
#include "wire/http/actbody.h"
#include "wire/http/problem.h"

/* "incident.report [nst-12] title=… type=…", taken apart. */
struct wish {
	struct str kind;
	struct str act;
	const char *id;                                    /* NULL: makes a record */
	const struct kind_row *row;
	uint32_t first_field;                              /* among the words */
};

static bool read_wish(const struct verb_args *args, struct wish *ret)
{
	struct str rest = str_of(args->words[0]);

	if (!str_split(&rest, '.', &ret->kind) || rest.len == 0) {
		verb_complain(args, "操作应写作 类型.操作 / an act is written kind.act: %s",
			      args->words[0]);
		return false;
	}
	ret->act = rest;
	ret->row = registry_find(ret->kind);
	if (ret->row == NULL) {
		verb_complain(args, "没有这种记录 / no such kind: " STR_FMT, STR_ARG(ret->kind));
		return false;
	}
	bool has_id = args->nwords > 1 && strchr(args->words[1], '=') == NULL;

	ret->id = has_id ? args->words[1] : NULL;
	ret->first_field = has_id ? 2 : 1;
	return true;
}

/* ---- the body ------------------------------------------------------------------------------ */

static void put_list(struct json_out *json, struct str value)
{
	struct str item;

	json_open(json, '[');
	while (value.len > 0 && str_split(&value, ',', &item))
		json_put_str(json, str_trim(item));
	json_close(json, ']');
}

static void put_value(struct json_out *json, const struct field *field, struct str value)
{
	double number;

	if (field == NULL) {
		/* An argument of one of the kernel's acts: a size is a number, all else is text. */
		if (str_to_f64(value, &number))
			json_put_raw(json, value);
		else
			json_put_str(json, value);
		return;
	}
	switch (field->type) {
	case FIELD_REFS:
	case FIELD_SET:
		put_list(json, value);
		break;
	case FIELD_INT:
	case FIELD_REAL:
	case FIELD_BOOL:
	case FIELD_GEO:
		json_put_raw(json, value);
		break;
	default:
		json_put_str(json, value);
	}
}

static bool put_fields(const struct verb_args *args, const struct wish *wish,
		       struct json_out *json)
{
	json_key(json, "fields");
	json_open(json, '{');
	for (uint32_t i = wish->first_field; i < args->nwords; i++) {
		struct str rest = str_of(args->words[i]);
		struct str name;
		char key[64];

		str_split(&rest, '=', &name);
		if (rest.at == NULL || name.len == 0 || name.len >= sizeof key ||
		    memchr(name.at, '"', name.len) != NULL) {
			verb_complain(args, "字段应写作 名称=值 / a field is written name=value: %s",
				      args->words[i]);
			return false;
		}
		snprintf(key, sizeof key, STR_FMT, STR_ARG(name));
		json_key(json, key);
		put_value(json, registry_field(wish->row, name), rest);
	}
	json_close(json, '}');
	return true;
}

static void put_random_key(struct json_out *json)
{
	uint8_t bytes[16];
	struct buf key;

	os_random(bytes, sizeof bytes);
	buf_init(&key, 64);
	buf_add_hex(&key, bytes, sizeof bytes);
	json_put_str(json, buf_str(&key));
	buf_release(&key);
}

static bool write_body(const struct verb_args *args, const struct wish *wish, struct buf *out)
{
	const char *version = verb_value(args, "version");
	const char *event_at = verb_value(args, "event-at");
	struct json_out json;

	json_begin(&json, out);
	json_open(&json, '{');
	if (wish->id == NULL) {
		json_key(&json, "act");
		json_put_str(&json, wish->act);
	}
	json_key(&json, "post");
	json_put_text(&json, verb_value(args, "post"));
	json_key(&json, "key");
	if (verb_given(args, "key"))
		json_put_text(&json, verb_value(args, "key"));
	else
		put_random_key(&json);
	if (version != NULL) {
		json_key(&json, "version");
		json_put_raw(&json, str_of(version));
	}
	if (event_at != NULL) {
		json_key(&json, "event_at");
		json_put_text(&json, event_at);
	}
	if (!put_fields(args, wish, &json))
		return false;
	json_close(&json, '}');
	return !out->over;
}

/* ---- on a stopped node --------------------------------------------------------------------- */

static void say_done(const struct outcome *outcome)
{
	char record[IDENT_TEXT], entry[IDENT_TEXT];

	ident_format(outcome->record, record);
	ident_format(outcome->entry, entry);
	printf("{\"id\":\"%s\",\"version\":%u,\"entry\":\"%s\",\"pos\":%llu}\n", record,
	       outcome->version, entry, (unsigned long long)outcome->pos);
}

static void say_refused(const struct refused *refused)
{
	struct buf out;

	buf_init(&out, LIMIT_BODY_BYTES);
	problem_write(&out, refused, false, 0);
	printf(STR_FMT "\n", STR_ARG(buf_str(&out)));
	buf_release(&out);
}

struct local {
	bool refused;
};

static void on_outcome(void *user, const struct outcome *outcome)
{
	struct local *local = user;

	local->refused = outcome->refused.why != NULL;
	if (local->refused)
		say_refused(&outcome->refused);
	else
		say_done(outcome);
}

static int submit_local(const struct wish *wish, struct pipeline *pipeline, struct str login,
			struct str body)
{
	const struct record *account =
		model_by_unique(pipeline_model(pipeline), "account", "login", login);
	struct arena *arena = arena_create();
	struct request request = { .kind = wish->kind };
	struct local local = { .refused = true };
	struct refused refused = { .why = account == NULL ? &refused_not_signed_in : NULL };

	if (refused.why == NULL && wish->id != NULL &&
	    !ident_parse(str_of(wish->id), &request.record))
		refused.why = &refused_no_such_record;
	if (refused.why == NULL)
		refused = actbody_read(arena, body, wish->id == NULL, &request);
	if (refused.why != NULL) {
		say_refused(&refused);
	} else {
		request.actor = account->id;
		request.act = wish->act;
		pipeline_submit(pipeline, &request, on_outcome, &local);
		pipeline_settle(pipeline);
	}
	arena_destroy(arena);
	return local.refused ? VERB_FOUND : VERB_DONE;
}

static int act_local(const struct verb_args *args, const struct wish *wish, struct str body)
{
	const char *login = verb_need(args, "as");
	struct pipeline_options options = { .dir = verb_value(args, "data") };

	if (login == NULL)
		return VERB_USAGE;
	struct pipeline *pipeline = data_open(args, &options);

	if (pipeline == NULL)
		return VERB_DATA;
	int rc = submit_local(wish, pipeline, str_of(login), body);

	return pipeline_close(pipeline) == LOG_OK ? rc : VERB_DATA;
}

/* ---- on a running node --------------------------------------------------------------------- */

static void write_request(const struct ask_where *where, const struct wish *wish, struct str token,
			  struct str body, struct buf *out)
{
	buf_printf(out, "POST /api/v1/records/" STR_FMT, STR_ARG(wish->kind));
	if (wish->id != NULL)
		buf_printf(out, "/%s/" STR_FMT, wish->id, STR_ARG(wish->act));
	buf_printf(out, " HTTP/1.1\r\nHost: " STR_FMT "\r\nAuthorization: Bearer " STR_FMT "\r\n"
		   "Content-Type: application/json\r\nContent-Length: %u\r\n"
		   "Connection: close\r\n\r\n", STR_ARG(where->at), STR_ARG(token), body.len);
	buf_add(out, body);
}

static int act_remote(const struct verb_args *args, const struct wish *wish, struct str body)
{
	struct ask_where where;
	struct buf token, request;

	if (!ask_find(args, verb_value(args, "url"), verb_value(args, "ca"), &where))
		return VERB_USAGE;
	if (!ask_token(args, &token))
		return VERB_USAGE;
	buf_init(&request, 2 * LIMIT_BODY_BYTES);
	write_request(&where, wish, str_trim(buf_str(&token)), body, &request);
	int rc = request.over ? VERB_USAGE : ask_show(args, &where, buf_str(&request));

	secret_release(&request);
	secret_release(&token);
	return rc;
}

static int run_act(const struct verb_args *args)
{
	struct wish wish;
	struct buf body;
	bool remote;

	if (!verb_where(args, &remote) || verb_need(args, "post") == NULL ||
	    !read_wish(args, &wish))
		return VERB_USAGE;
	buf_init(&body, LIMIT_BODY_BYTES);
	int rc = VERB_USAGE;

	if (write_body(args, &wish, &body))
		rc = remote ? act_remote(args, &wish, buf_str(&body))
			    : act_local(args, &wish, buf_str(&body));
	buf_release(&body);
	return rc;
}

static const struct verb_option options_of_act[] = {
	VERB_WHERE_TO_ACT,
	{ "version", "N", "所见的版本", "The version that was seen." },
	{ "event-at", "TIME", "事发时间（默认现在）", "When it happened (now)." },
	{ NULL, NULL, NULL, NULL },
};
const struct verb verb_act = {
	.name = "act", .words = "KIND.ACT [ID] [FIELD=VALUE…]", .words_least = 1,
	.words_most = VERB_WORDS_MOST, .options = options_of_act, .run = run_act,
	.zh = "执行一个操作，并以JSON输出结果或拒绝原因",
	.en = "Does one act; prints the outcome or the refusal as JSON.",
	.more_zh = "列表用逗号分隔；时间按RFC 3339。被拒绝时退出码为1。",
	.more_en = "Lists are separated by commas, times are RFC 3339. Exit 1 when it is refused.",
};
