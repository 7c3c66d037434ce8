/* Every address that the node answers, with who may ask: the one table of its API. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "node/routes.h"

#include <assert.h>

#include "base/limits.h"
#include "node/acts.h"
#include "node/assets_serve.h"
#include "node/attach.h"
#include "node/auth.h"
#include "node/caller.h"
#include "node/imports.h"
#include "node/info.h"
#include "node/join.h"
#include "node/link.h"
#include "node/live.h"
#include "node/public.h"
#include "node/records.h"
#include "node/search.h"
#include "node/sensors.h"
#include "node/session.h"
#include "node/stream.h"
#include "node/token.h"
#include "os/os.h"
#include "wire/http/header.h"
#include "wire/http/problem.h"

/*
 * {kind} is a kind of the registry, {id} a record's id, {name} any text; each kind has its routes
 * by that, without a row of its own. {record} is an id that stands where a kind could. The hot ones
 * stand first: the search is from above.
 */
static const struct route routes[] = {
	{ HTTP_POST, "/api/v1/records/{kind}/{id}/{name}", ROUTE_SIGNED_IN, BODY_JSON, acts_do },
	{ HTTP_POST, "/api/v1/records/{kind}", ROUTE_SIGNED_IN, BODY_JSON, acts_make },
	{ HTTP_GET, "/api/v1/records/{record}", ROUTE_SIGNED_IN, BODY_NONE, records_show },
	{ HTTP_GET, "/api/v1/records/{kind}", ROUTE_SIGNED_IN, BODY_NONE, records_list },
	{ HTTP_GET, "/api/v1/records/{kind}/{id}", ROUTE_SIGNED_IN, BODY_NONE, records_show },
	{ HTTP_GET, "/api/v1/records/{kind}/{id}/history", ROUTE_SIGNED_IN, BODY_NONE,
	  records_history },
	{ HTTP_GET, "/api/v1/records/{kind}/{id}/related", ROUTE_SIGNED_IN, BODY_NONE,
	  records_related },
	{ HTTP_POST, "/api/v1/import/{name}", ROUTE_SIGNED_IN, BODY_TABLE, imports_take },
	{ HTTP_POST, "/api/v1/eve", ROUTE_SIGNED_IN, BODY_TABLE, sensors_take },
	{ HTTP_POST, "/api/v1/live/fixes", ROUTE_SIGNED_IN, BODY_JSON, live_post },
	{ HTTP_POST, "/api/v1/live/osmand", ROUTE_SIGNED_IN, BODY_NONE, live_post_osmand },
	{ HTTP_POST, "/api/v1/live/readings", ROUTE_SIGNED_IN, BODY_JSON, live_post_readings },
	{ HTTP_GET, "/api/v1/live/units", ROUTE_SIGNED_IN, BODY_NONE, live_show },
	{ HTTP_GET, "/api/v1/live/tracks/{id}", ROUTE_SIGNED_IN, BODY_NONE, live_show_track },
	{ HTTP_GET, "/api/v1/live/stream", ROUTE_SIGNED_IN, BODY_NONE, live_stream },
	{ HTTP_GET, "/api/v1/stream", ROUTE_SIGNED_IN, BODY_NONE, stream_open },
	{ HTTP_GET, "/api/v1/cap/{id}", ROUTE_SIGNED_IN, BODY_NONE, records_cap },
	{ HTTP_GET, "/api/v1/cop", ROUTE_SIGNED_IN, BODY_NONE, records_cop },
	{ HTTP_GET, "/api/v1/gaps", ROUTE_SIGNED_IN, BODY_NONE, records_gaps },
	{ HTTP_GET, "/api/v1/countdown/{kind}/{id}", ROUTE_SIGNED_IN, BODY_NONE,
	  records_countdown },
	{ HTTP_GET, "/api/v1/search", ROUTE_SIGNED_IN, BODY_NONE, search_query },
	{ HTTP_GET, "/api/v1/moments", ROUTE_SIGNED_IN, BODY_NONE, info_moments },
	{ HTTP_PUT, "/api/v1/attachments/{name}", ROUTE_SIGNED_IN, BODY_RAW, attach_put },
	{ HTTP_GET, "/api/v1/attachments/{name}", ROUTE_SIGNED_IN, BODY_NONE, attach_get },
	{ HTTP_POST, "/api/v1/session", ROUTE_OPEN, BODY_JSON, session_open },
	{ HTTP_GET, "/api/v1/session", ROUTE_SIGNED_IN, BODY_NONE, session_show },
	{ HTTP_DELETE, "/api/v1/session", ROUTE_IN_PERSON, BODY_NONE, session_close },
	{ HTTP_POST, "/api/v1/password", ROUTE_IN_PERSON, BODY_JSON, session_password },
	{ HTTP_POST, "/api/v1/tokens", ROUTE_IN_PERSON, BODY_JSON, token_make },
	{ HTTP_GET, "/api/v1/tokens", ROUTE_IN_PERSON, BODY_NONE, token_list },
	{ HTTP_DELETE, "/api/v1/tokens/{name}", ROUTE_IN_PERSON, BODY_NONE, token_drop },
	{ HTTP_GET, "/api/v1/schema", ROUTE_OPEN, BODY_NONE, info_schema },
	{ HTTP_GET, "/api/v1/health", ROUTE_OPEN, BODY_NONE, info_health },
	{ HTTP_GET, "/api/v1/openapi.json", ROUTE_OPEN, BODY_NONE, info_openapi },
	{ HTTP_GET, "/api/v1/public", ROUTE_OPEN, BODY_NONE, public_data },
	{ HTTP_GET, "/public", ROUTE_OPEN, BODY_NONE, public_page },
	{ HTTP_GET, "/public/feed", ROUTE_OPEN, BODY_NONE, public_feed },
	{ HTTP_GET, "/public/cap/{id}", ROUTE_OPEN, BODY_NONE, public_cap },
	{ HTTP_POST, "/api/v1/join", ROUTE_OPEN, BODY_JSON, join_serve },
	{ HTTP_GET, "/api/v1/mesh", ROUTE_SIGNED_IN, BODY_NONE, link_show },
	{ HTTP_GET, "/api/v1/metrics", ROUTE_OVERSEER, BODY_NONE, info_metrics },
	{ HTTP_GET, "/api/v1/matrix", ROUTE_OVERSEER, BODY_NONE, info_matrix },
	{ HTTP_GET, "/reference/refusals", ROUTE_OPEN, BODY_NONE, info_refusals },
	{ HTTP_GET, "/basemap/{name}", ROUTE_SIGNED_IN, BODY_NONE, assets_serve_basemap },
};
#define ROUTES (sizeof routes / sizeof routes[0])

/* What no row names is the console's, whose own addresses live in the browser. */
static const struct route console = {
	HTTP_GET, "/", ROUTE_OPEN, BODY_NONE, assets_serve_console
};

void routes_check(void)
{
	for (size_t i = 0; i < ROUTES; i++) {
		assert(routes[i].access != ROUTE_UNSAID);
		assert(routes[i].run != NULL && routes[i].pattern[0] == '/');
		for (size_t j = 0; j < i; j++)
			assert(routes[i].method != routes[j].method ||
			       strcmp(routes[i].pattern, routes[j].pattern) != 0);
	}
}

const struct route *routes_at(uint32_t index)
{
	return index < ROUTES ? &routes[index] : NULL;
}

static bool is_place(struct str piece)
{
	return piece.len > 2 && piece.at[0] == '{';
}

/* A kind goes before a post of that code; what is neither is left to be an unknown kind. */
static bool is_record(struct str piece)
{
	struct ident id;

	return ident_parse(piece, &id) && registry_find(piece) == NULL;
}

static bool fits(const struct route *route, const struct target *target)
{
	struct str rest = str_of(route->pattern + 1);
	struct str piece;
	uint32_t i = 0;

	while (str_split(&rest, '/', &piece)) {
		if (i == target->nsegments)
			return false;
		if (!is_place(piece) && !str_eq(piece, target->segments[i]))
			return false;
		if (str_eq(piece, STR("{record}")) && !is_record(target->segments[i]))
			return false;
		i++;
	}
	return i == target->nsegments;
}

/* The parts of the address that stand where the pattern has a place. */
static const struct refusal *take_places(struct call *call)
{
	struct str rest = str_of(call->route->pattern + 1);
	struct str piece;

	for (uint32_t i = 0; str_split(&rest, '/', &piece); i++) {
		struct str given = call->target.segments[i];

		if (str_eq(piece, STR("{kind}"))) {
			call->kind = registry_find(given);
			if (call->kind == NULL)
				return &refused_unknown_kind;
		} else if (str_eq(piece, STR("{id}")) || str_eq(piece, STR("{record}"))) {
			if (!ident_parse(given, &call->record))
				return &refused_no_such_record;
		} else if (is_place(piece)) {
			call->name = given;
		}
	}
	return NULL;
}

static const char *const allow_of[] = {
	[HTTP_GET] = "GET, HEAD", [HTTP_POST] = "POST", [HTTP_PUT] = "PUT",
	[HTTP_DELETE] = "DELETE",
};

static const struct refusal *wrong_method(struct call *call, const struct route *const *fitting,
					  uint32_t count, const char **ret_allow)
{
	struct str allow = str_of(allow_of[fitting[0]->method]);
	uint32_t said = 1u << fitting[0]->method;

	for (uint32_t i = 1; i < count; i++) {
		if ((said >> fitting[i]->method & 1) == 0)
			allow = arena_printf(call->arena, "%s, %s", allow.at,
					     allow_of[fitting[i]->method]);
		said |= 1u << fitting[i]->method;
	}
	*ret_allow = allow.at;
	return &problem_wrong_method;
}

static const uint64_t limit_of[] = {
	[BODY_NONE] = LIMIT_BODY_BYTES,
	[BODY_JSON] = LIMIT_BODY_BYTES,
	[BODY_RAW] = LIMIT_ATTACHMENT_BYTES,
	[BODY_TABLE] = LIMIT_IMPORT_BYTES,
};

const struct refusal *routes_find(struct call *call, const char **ret_allow)
{
	const struct route *fitting[4];
	uint32_t count = 0;

	for (size_t i = 0; i < ROUTES; i++) {
		if (!fits(&routes[i], &call->target))
			continue;
		if (routes[i].method == call->method) {
			call->route = &routes[i];
			call->body_limit = limit_of[routes[i].body];
			return NULL;
		}
		assert(count < sizeof fitting / sizeof fitting[0]);
		fitting[count++] = &routes[i];
	}
	if (count > 0)
		return wrong_method(call, fitting, count, ret_allow);
	if (call->target.nsegments > 0 && str_eq(call->target.segments[0], STR("api")))
		return &problem_unknown_address;
	fitting[0] = &console;
	if (call->method != HTTP_GET)
		return wrong_method(call, fitting, 1, ret_allow);
	call->route = &console;
	call->body_limit = LIMIT_BODY_BYTES;
	return NULL;
}

/* ---- who may -------------------------------------------------------------------------------- */

static const struct refusal *admit_token(struct call *call, struct str secret)
{
	const struct auth_token_row *token = auth_token(call->node->auth, secret, os_now());

	if (token == NULL)
		return &refused_not_signed_in;
	call->caller = (struct caller){
		.account = token->account, .by_token = true, .id = token->id, .post = token->post,
		.scopes = arena_str(call->arena, str_of(token->scopes)),
	};
	if (call->method == HTTP_GET && !auth_scope_reads(call->caller.scopes))
		return &refused_scope_missing;
	return NULL;
}

/* A connection mostly goes on with the cookie that it came with. */
static const struct auth_session *find_session(struct call *call, struct str secret)
{
	struct http_known *known = http_known(call);
	const struct auth_session *session;

	if (known->set && secret.len == HTTP_SECRET &&
	    memcmp(known->secret, secret.at, HTTP_SECRET) == 0)
		return auth_session_used(call->node->auth, &known->id, os_now());
	session = auth_session(call->node->auth, secret, os_now());
	if (session != NULL) {
		known->set = true;
		memcpy(known->secret, secret.at, HTTP_SECRET);
		known->id = session->row.id;
	}
	return session;
}

static const struct refusal *admit_session(struct call *call)
{
	struct str secret = header_cookie(call->lines[LINE_COOKIE], STR("wf_session"));
	const struct auth_session *session = find_session(call, secret);

	if (session == NULL)
		return &refused_not_signed_in;
	call->caller = (struct caller){ .account = session->row.account, .id = session->row.id };
	if (call->method != HTTP_GET &&
	    !auth_equal(call->lines[LINE_CSRF], str_of(session->csrf)))
		return &problem_csrf_missing;
	return NULL;
}

const struct refusal *routes_admit(struct call *call)
{
	const struct route *route = call->route;
	struct str bearer = header_bearer(call->lines[LINE_AUTHORIZATION]);
	const struct refusal *why;

	if (route->access != ROUTE_OPEN) {
		why = bearer.at != NULL ? admit_token(call, bearer) : admit_session(call);
		if (why != NULL)
			return why;
		if (duty_locked(pipeline_model(call->node->pipeline), call->caller.account))
			return &refused_account_locked;
		if (route->access == ROUTE_IN_PERSON && call->caller.by_token)
			return &problem_only_in_person;
	}
	why = take_places(call);
	if (why != NULL)
		return why;
	if (route->access == ROUTE_OVERSEER &&
	    !caller_holds(call, ROLE_oversight | ROLE_administrator))
		return &refused_not_permitted;
	return NULL;
}
