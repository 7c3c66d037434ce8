/* Tokens for programs: what they may do, for how long, on whose behalf. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "node/token.h"

#include <stdio.h>

#include "node/auth.h"
#include "os/os.h"
#include "wire/http/actbody.h"
#include "wire/http/problem.h"

#define DAY_MS INT64_C(86400000)

static struct refused bad(const struct refusal *why, const char *field)
{
	return (struct refused){ .why = why, .field = field };
}

static bool read_name(const struct json *json, struct arena *arena, struct auth_token_row *ret)
{
	struct str name;

	if (!actbody_text(json, arena, "name", &name) || name.len == 0 ||
	    name.len > AUTH_NAME_BYTES)
		return false;
	memcpy(ret->name, name.at, name.len);
	return true;
}

static bool read_scopes(const struct json *json, struct arena *arena, struct auth_token_row *ret)
{
	uint32_t list = json_find(json, 0, STR("scopes"));
	struct buf buf;

	if (list == 0 || json->tokens[list].type != JSON_ARRAY)
		return false;
	buf_init(&buf, AUTH_SCOPES_BYTES);
	for (uint32_t i = list + 1; i < json->tokens[list].next; i = json->tokens[i].next) {
		struct str scope = json_text(json, i, arena);

		/* A blank would make two of one. */
		if (scope.at == NULL || memchr(scope.at, ' ', scope.len) != NULL)
			buf.over = true;
		if (buf.len > 0)
			buf_add_char(&buf, ' ');
		buf_add(&buf, scope);
	}
	bool good = !buf.over && auth_scopes_valid(buf_str(&buf));

	if (good)
		memcpy(ret->scopes, buf.at, buf.len);
	buf_release(&buf);
	return good;
}

static struct refused read_token(struct call *call, struct auth_token_row *ret)
{
	const struct model *model = pipeline_model(call->node->pipeline);
	struct json json;
	struct refused refused = actbody_json(call->arena, buf_str(&call->body), &json);
	struct str post;
	int64_t days;

	if (refused.why != NULL)
		return refused;
	if (json.tokens[0].size != 4)
		return bad(&refused_bad_envelope, NULL);
	if (!read_name(&json, call->arena, ret))
		return bad(&refused_bad_envelope, "name");
	if (!actbody_text(&json, call->arena, "post", &post) || !code_parse(post, &ret->post))
		return bad(&refused_bad_envelope, "post");
	uint32_t days_at = json_find(&json, 0, STR("days"));

	if (days_at == 0 || !json_i64(&json, days_at, &days) || days < 1 || days > AUTH_TOKEN_DAYS)
		return bad(&refused_out_of_range, "days");
	if (!read_scopes(&json, call->arena, ret))
		return bad(&problem_bad_scope, "scopes");
	ret->account = call->caller.account;
	if (duty_roles(model, ret->account, ret->post, pipeline_now(call->node->pipeline)) == 0)
		return bad(&refused_not_on_duty, "post");
	ret->created = os_now();
	ret->until = ret->created + days * DAY_MS;
	return bad(NULL, NULL);
}

static void put_number(struct json_out *json, uint64_t number)
{
	char text[24];

	/* As a text: it has more digits than a browser's numbers. */
	snprintf(text, sizeof text, "%llu", (unsigned long long)number);
	json_key(json, "id");
	json_put_text(json, text);
}

static void on_made(void *user, const struct auth_result *result)
{
	struct call *call = user;
	struct json_out json;

	if (result->why != NULL) {
		http_refuse(call, result->why);
		return;
	}
	json_begin(&json, &call->out);
	json_open(&json, '{');
	put_number(&json, result->number);
	json_key(&json, "token");
	json_put_text(&json, result->secret);
	json_close(&json, '}');
	http_json(call, 201);
}

void token_make(struct call *call)
{
	struct auth_token_row row = { 0 };
	struct refused refused = read_token(call, &row);

	if (refused.why != NULL)
		http_refused(call, &refused);
	else
		auth_make_token(call->node->auth, &row, on_made, call);
}

static void put_token(struct json_out *json, const struct auth_token_row *row)
{
	struct str scopes = str_of(row->scopes);
	struct str scope;
	char post[CODE_TEXT];

	code_format(row->post, post);
	json_open(json, '{');
	put_number(json, row->number);
	json_key(json, "name");
	json_put_text(json, row->name);
	json_key(json, "post");
	json_put_text(json, post);
	json_key(json, "scopes");
	json_open(json, '[');
	while (str_split(&scopes, ' ', &scope))
		json_put_str(json, scope);
	json_close(json, ']');
	json_key(json, "created");
	json_put_instant(json, row->created);
	json_key(json, "until");
	json_put_instant(json, row->until);
	json_close(json, '}');
}

void token_list(struct call *call)
{
	const struct auth_token_row *rows[AUTH_TOKENS_EACH];
	uint32_t count =
		auth_tokens(call->node->auth, call->caller.account, rows, AUTH_TOKENS_EACH);
	struct json_out json;

	json_begin(&json, &call->out);
	json_open(&json, '{');
	json_key(&json, "tokens");
	json_open(&json, '[');
	for (uint32_t i = 0; i < count; i++)
		put_token(&json, rows[i]);
	json_close(&json, ']');
	json_close(&json, '}');
	http_json(call, 200);
}

static void on_dropped(void *user, const struct auth_result *result)
{
	struct call *call = user;

	if (result->why != NULL)
		http_refuse(call, result->why);
	else
		http_empty(call, 204);
}

void token_drop(struct call *call)
{
	int64_t number;

	if (!str_to_i64(call->name, &number) || number < 1)
		http_refuse(call, &problem_no_such_token);
	else
		auth_drop_token(call->node->auth, call->caller.account, (uint64_t)number,
				on_dropped, call);
}
