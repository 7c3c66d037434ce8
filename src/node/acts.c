/* Acts that come over HTTP: from the body to the kernel, and the kernel's word back. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "node/acts.h"

#include "node/attach.h"
#include "node/auth.h"
#include "node/metrics.h"
#include "os/os.h"
#include "wire/http/actbody.h"
#include "wire/http/problem.h"

static void put_done(struct call *call, const struct outcome *outcome)
{
	const struct model *model = pipeline_model(call->node->pipeline);
	const struct record *record = model_find(model, outcome->record);
	const struct reader reader = { .account = call->caller.account };
	char id[IDENT_TEXT];
	struct json_out json;

	json_begin(&json, &call->out);
	json_open(&json, '{');
	json_key(&json, "id");
	ident_format(outcome->record, id);
	json_put_text(&json, id);
	json_key(&json, "version");
	json_put_i64(&json, outcome->version);
	/* Done at another node, and its entry is still on the way: then the id is all there is. */
	json_key(&json, "state");
	if (record)
		json_put_text(&json, model_state(record));
	else
		json_put_null(&json);
	json_key(&json, "entry");
	ident_format(outcome->entry, id);
	json_put_text(&json, id);
	json_key(&json, "pos");
	json_put_i64(&json, (int64_t)outcome->pos);
	json_key(&json, "record");
	if (record)
		view_record(&json, model, record, &reader, false);
	else
		json_put_null(&json);
	json_close(&json, '}');
}

static void on_outcome(void *user, const struct outcome *outcome)
{
	struct call *call = user;

	int64_t now_ns = os_monotonic_ns();

	metrics_act(call->node->metrics, outcome->refused.why, now_ns - call->started_ns);
	if (outcome->refused.why != NULL) {
		http_refused(call, &outcome->refused);
		return;
	}
	call->node->last_commit_at = os_now();
	call->node->person_acted_ns = now_ns;
	put_done(call, outcome);
	if (outcome->replayed)
		http_add_header(call, "Idempotent-Replay", "true");
	http_json(call, ident_none(call->record) ? 201 : 200);
}

/* The name of the act that is meant where none is given: the kind's only making one. */
static struct str making_act(const struct kind_row *kind)
{
	struct str name = { NULL, 0 };

	for (uint16_t i = 0; i < kind->nacts; i++) {
		const struct act *act = kind->acts[i].act;

		if ((act->from != NEW && (act->from & IN(NEW)) == 0) || act->roles == ROLE_SYSTEM)
			continue;
		if (name.at != NULL)
			return (struct str){ NULL, 0 };
		name = str_of(act->name);
	}
	return name;
}

static const struct refusal *check_token(const struct call *call, const struct request *request)
{
	struct str act = request->act.at != NULL ? request->act : making_act(call->kind);

	if (!call->caller.by_token)
		return NULL;
	if (request->post != call->caller.post ||
	    !auth_scope_covers(call->caller.scopes, request->kind, act))
		return &refused_scope_missing;
	return NULL;
}

static void submit(struct call *call, struct request *request)
{
	struct refused refused =
		actbody_read(call->arena, buf_str(&call->body), ident_none(call->record), request);

	request->kind = str_of(call->kind->kind->name);
	request->record = call->record;
	request->actor = call->caller.account;
	if (refused.why == NULL)
		refused.why = check_token(call, request);
	if (refused.why == NULL && str_eq(request->act, STR("attach")))
		refused = attach_check(call->node->attach, call->arena, request);
	if (refused.why != NULL) {
		metrics_act(call->node->metrics, refused.why, 0);
		http_refused(call, &refused);
		return;
	}
	call->soon = true;
	pipeline_submit(call->node->pipeline, request, on_outcome, call);
}

void acts_make(struct call *call)
{
	struct request request = { 0 };

	submit(call, &request);
}

void acts_do(struct call *call)
{
	struct request request = { .act = call->name };

	submit(call, &request);
}
