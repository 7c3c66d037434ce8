/* Which post somebody speaks for, and what may be read from there. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "node/caller.h"

#include "node/auth.h"
#include "os/os.h"
#include "wire/http/problem.h"

#define DUTIES_MOST 64

static bool in_force(const struct duty *duty, instant now)
{
	return duty->from <= now && (duty->until == 0 || now < duty->until);
}

static code first_post(const struct model *model, struct ident account, instant now)
{
	const struct duty *duties[DUTIES_MOST];
	uint32_t count = duty_of(model, account, duties, DUTIES_MOST);

	for (uint32_t i = 0; i < count && i < DUTIES_MOST; i++)
		if (in_force(duties[i], now))
			return duties[i]->post;
	return 0;
}

const struct refusal *caller_reader(struct call *call, const char *parameter, struct reader *ret)
{
	const struct model *model = pipeline_model(call->node->pipeline);
	instant now = pipeline_now(call->node->pipeline);
	struct str named = target_value(&call->target, parameter);
	code post = call->caller.post;

	if (named.at != NULL && !code_parse(named, &post))
		return &problem_bad_query;
	if (call->caller.by_token && post != call->caller.post)
		return &refused_scope_missing;
	if (post == 0)
		post = first_post(model, call->caller.account, now);
	*ret = (struct reader){
		.account = call->caller.account,
		.post = post,
		.roles = duty_roles(model, call->caller.account, post, now),
		.oversight = duty_oversight(model, call->caller.account, now),
		.now = now,
	};
	return ret->roles == 0 || tree_get(model, post) == NULL ? &refused_not_on_duty : NULL;
}

bool caller_holds(const struct call *call, uint32_t roles)
{
	const struct model *model = pipeline_model(call->node->pipeline);
	instant now = pipeline_now(call->node->pipeline);
	const struct duty *duties[DUTIES_MOST];
	uint32_t count = duty_of(model, call->caller.account, duties, DUTIES_MOST);

	for (uint32_t i = 0; i < count && i < DUTIES_MOST; i++)
		if (in_force(duties[i], now) && (duties[i]->role & roles) != 0)
			return true;
	return false;
}

struct standing caller_standing(const struct call *call, const struct reader *reader)
{
	return (struct standing){ .account = call->caller.account,
				  .id = call->caller.id,
				  .by_token = call->caller.by_token,
				  .oversight = reader->oversight,
				  .post = reader->post };
}

const char *caller_lost(const struct node *node, const struct standing *standing)
{
	const struct model *model = pipeline_model(node->pipeline);
	instant wall = os_now(), now = pipeline_now(node->pipeline);

	if (standing->by_token ? auth_token_by_id(node->auth, &standing->id, wall) == NULL
			       : auth_session_by_id(node->auth, &standing->id, wall) == NULL)
		return "signed_out";
	if (duty_locked(model, standing->account))
		return "account_locked";
	if (duty_roles(model, standing->account, standing->post, now) == 0)
		return "not_on_duty";
	if (standing->oversight && !duty_oversight(model, standing->account, now))
		return "not_on_duty";
	return NULL;
}
