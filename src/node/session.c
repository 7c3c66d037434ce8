/* Signing in and out, and changing a password. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "node/session.h"

#include <sodium.h>

#include "node/auth.h"
#include "node/caller.h"
#include "node/stream.h"
#include "os/os.h"
#include "wire/http/actbody.h"
#include "wire/http/header.h"
#include "wire/http/problem.h"

#define DUTIES_MOST 64

static uint64_t address_key(const struct call *call)
{
	struct net_address address;

	http_address(call, &address);
	return str_hash((struct str){ (const char *)address.ip, sizeof address.ip });
}

static void refuse_wait(struct call *call, const struct auth_result *result)
{
	call->retry_after = (result->retry_ms + 999) / 1000;
	http_refuse(call, result->why);
}

static struct refused bad(const char *member)
{
	return (struct refused){ .why = &refused_bad_envelope, .field = member };
}

/* A body of texts: every member must be one of `names`, and a text. */
static struct refused read_texts(struct call *call, const char *const *names, struct str *ret,
				 uint32_t count)
{
	struct json json;
	struct refused refused = actbody_json(call->arena, buf_str(&call->body), &json);
	uint32_t known = 0;

	for (uint32_t i = 0; i < count && refused.why == NULL; i++) {
		if (!actbody_text(&json, call->arena, names[i], &ret[i]))
			refused = bad(names[i]);
		known += ret[i].at != NULL;
	}
	/* The secrets are copied where needed; the body itself need not keep them. */
	if (refused.why == NULL && known != json.tokens[0].size)
		refused.why = &refused_bad_envelope;
	return refused;
}

/* ---- what a session is told ----------------------------------------------------------------- */

static void put_text_of(struct json_out *json, const struct record *record, const char *field)
{
	const struct str *text = model_field(record, field);

	json_key(json, field);
	json_put_str(json, text != NULL ? *text : STR(""));
}

static void put_account(struct json_out *json, const struct record *account)
{
	char id[IDENT_TEXT];

	json_key(json, "account");
	json_open(json, '{');
	json_key(json, "id");
	ident_format(account->id, id);
	json_put_text(json, id);
	put_text_of(json, account, "login");
	put_text_of(json, account, "name");
	json_close(json, '}');
}

static const char *role_name(uint32_t role)
{
	static const char *const names[] = {
#define ROLE_NAME(name, zh, en) #name,
		ROLES(ROLE_NAME)
#undef ROLE_NAME
	};

	for (int i = 0; i < ROLE_COUNT; i++)
		if (role == 1u << i)
			return names[i];
	return "";
}

static void put_duties(struct json_out *json, const struct model *model, struct ident account)
{
	const struct duty *duties[DUTIES_MOST];
	uint32_t count = duty_of(model, account, duties, DUTIES_MOST);

	json_key(json, "duties");
	json_open(json, '[');
	for (uint32_t i = 0; i < count && i < DUTIES_MOST; i++) {
		char post[CODE_TEXT];

		code_format(duties[i]->post, post);
		json_open(json, '{');
		json_key(json, "post");
		json_put_text(json, post);
		json_key(json, "role");
		json_put_text(json, role_name(duties[i]->role));
		json_key(json, "from");
		json_put_instant(json, duties[i]->from);
		json_key(json, "until");
		json_put_instant(json, duties[i]->until);
		json_close(json, '}');
	}
	json_close(json, ']');
}

static void put_session(struct call *call, struct ident account, const char *csrf)
{
	const struct node *node = call->node;
	const struct model *model = pipeline_model(node->pipeline);
	const struct record *record = model_find_kind(model, account, "account");
	struct json_out json;

	if (record == NULL) {
		http_refuse(call, &refused_not_signed_in);
		return;
	}
	json_begin(&json, &call->out);
	json_open(&json, '{');
	put_account(&json, record);
	json_key(&json, "csrf");
	json_put_text(&json, csrf);
	put_duties(&json, model, account);
	json_key(&json, "server_time");
	json_put_instant(&json, pipeline_now(node->pipeline));
	json_key(&json, "pace");
	json_put_f64(&json, node->pace);
	json_key(&json, "demo");
	json_put_bool(&json, node->demo);
	json_key(&json, "offset_minutes");
	json_put_i64(&json, node->offset_minutes);
	json_close(&json, '}');
	http_json(call, 200);
}

void session_show(struct call *call)
{
	const struct auth_session *session =
		call->caller.by_token
			? NULL
			: auth_session_by_id(call->node->auth, &call->caller.id, os_now());

	put_session(call, call->caller.account, session != NULL ? session->csrf : "");
}

/* ---- in ------------------------------------------------------------------------------------- */

static void set_cookie(struct call *call, const char *secret)
{
	struct str cookie = arena_printf(
		call->arena, "wf_session=%s; Path=/; HttpOnly; SameSite=Strict%s%s", secret,
		call->node->secure ? "; Secure" : "", secret[0] == 0 ? "; Max-Age=0" : "");

	http_add_header(call, "Set-Cookie", cookie.at);
}

static void on_open(void *user, const struct auth_result *result)
{
	struct call *call = user;

	if (result->why != NULL) {
		refuse_wait(call, result);
		return;
	}
	struct auth_session *session =
		auth_session(call->node->auth, str_of(result->secret), os_now());

	if (session == NULL) {
		http_refuse(call, &refused_busy);
		return;
	}
	set_cookie(call, result->secret);
	put_session(call, session->row.account, session->csrf);
}

/* None where nobody has that login, or where it is locked: told as a wrong password is. */
static struct ident account_of(const struct model *model, struct str login)
{
	const struct record *record = model_by_unique(model, "account", "login", login);

	if (record == NULL || duty_locked(model, record->id))
		return (struct ident){ 0, 0 };
	return record->id;
}

void session_open(struct call *call)
{
	static const char *const names[] = { "login", "password" };
	struct str given[2];
	struct refused refused = read_texts(call, names, given, 2);

	for (uint32_t i = 0; i < 2 && refused.why == NULL; i++)
		if (given[i].len == 0)
			refused = bad(names[i]);
	if (refused.why != NULL) {
		http_refused(call, &refused);
		return;
	}
	struct ident account = account_of(pipeline_model(call->node->pipeline), given[0]);

	auth_login(call->node->auth, given[0], account, address_key(call), given[1], on_open, call);
	sodium_memzero(call->body.at, call->body.len);
}

/* ---- out ------------------------------------------------------------------------------------ */

static void on_closed(void *user, const struct auth_result *result)
{
	struct call *call = user;

	if (result->why != NULL) {
		http_refuse(call, result->why);
		return;
	}
	stream_end_of(call->node->streams, &call->caller.id);
	set_cookie(call, "");
	http_empty(call, 204);
}

void session_close(struct call *call)
{
	auth_logout(call->node->auth, &call->caller.id, on_closed, call);
}

/* ---- password ------------------------------------------------------------------------------- */

static void on_changed(void *user, const struct auth_result *result)
{
	struct call *call = user;

	if (result->why != NULL)
		refuse_wait(call, result);
	else
		http_empty(call, 204);
}

/* {"old","new"} for oneself; an administrator names another's "login", with his own as "old". */
void session_password(struct call *call)
{
	static const char *const names[] = { "old", "new", "login" };
	struct str given[3];
	struct refused refused = read_texts(call, names, given, 3);
	struct ident account = call->caller.account;

	for (uint32_t i = 0; i < 2 && refused.why == NULL; i++)
		if (given[i].len == 0)
			refused = bad(names[i]);
	if (refused.why == NULL && given[2].at != NULL) {
		account = account_of(pipeline_model(call->node->pipeline), given[2]);
		if (!caller_holds(call, ROLE_administrator))
			refused.why = &refused_not_permitted;
		else if (ident_none(account))
			refused = (struct refused){ .why = &refused_no_such_target,
						    .field = "login" };
	}
	if (refused.why != NULL) {
		http_refused(call, &refused);
		return;
	}
	auth_change_password(call->node->auth, call->caller.account, address_key(call), given[0],
			     account, given[1], on_changed, call);
	sodium_memzero(call->body.at, call->body.len);
}
