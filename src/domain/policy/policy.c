/* A deadline, threshold or level that is in force from a given day on, with its source. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/model.h"

/* Doctrine 0, rule 1: local rules differ by a factor of ten, so none stands in the program. */
/* Numbers and names are the states of the record of kind phase (doctrine 2.6). */
static const struct choice phases[] = {
	{ 1, "preparation", "筹备", "Preparation", NULL },
	{ 2, "games_time", "赛时运行", "Games time", NULL },
	{ 3, "transition", "转换期", "Transition", NULL },
	{ 4, "paralympic", "冬残奥", "Paralympic", NULL },
	{ 5, "demobilise", "撤收", "Demobilisation", NULL },
	{ 0 },
};

#define FIELDS(X, K) \
	X(K, 1, TEXT, key, "名称", "Key", .max = 80, .flags = REQUIRED | TITLE | INDEXED) \
	X(K, 2, REAL, value, "数值", "Value", .most = 1e12, .flags = REQUIRED, \
	  .doc_zh = "时限以秒计；0 表示不要求。", \
	  .doc_en = "Durations in seconds; 0 means that it is not asked for.") \
	X(K, 3, TEXT, unit, "单位", "Unit", .max = 20) \
	X(K, 4, REF, scope, "适用于", "Applies to", .target = "post", \
	  .doc_zh = "该指挥部及其下级；不填则适用于全部。", \
	  .doc_en = "This post and those below it; without it, everywhere.") \
	X(K, 5, TIME, from_time, "生效时间", "In force from", .flags = 0) \
	X(K, 6, TEXT, source, "依据", "Source", .max = 240, .flags = REQUIRED) \
	X(K, 7, TEXT, reason, "理由", "Reason", .max = 400, .flags = LONG) \
	X(K, 8, ENUM, phase, "所属阶段", "Of the phase", .choices = phases, .flags = INDEXED, \
	  .doc_zh = "只在该运行阶段有效；不填则各阶段均有效。", \
	  .doc_en = "In force only while the operation is in it; without it, in all phases.")

KIND_STRUCT(policy);
KIND_FIELDS(policy);

enum { IN_FORCE = 1, WITHDRAWN };
static const struct state states[] = {
	{ IN_FORCE, "in_force", "有效", "In force", STATE_OPEN },
	{ WITHDRAWN, "withdrawn", "已撤销", "Withdrawn", STATE_CLOSED },
};

REFUSAL(unknown_policy, "没有这个名称的策略", "No rule of this program reads such a key");
REFUSAL(backdated, "策略不能追溯生效", "A policy is never dated back");
REFUSAL(scope_not_below, "只能为本指挥部及其下级制定策略",
	"A post sets policy for itself and for those below it");
static const struct refusal *const refusals[] = { &refuse_unknown_policy, &refuse_scope_not_below,
						  &refuse_backdated, NULL };

static bool is_known(struct str key)
{
	for (const struct policy_preset *p = policy_presets; p->key; p++)
		if (str_eq(key, str_of(p->key)))
			return true;
	return false;
}

/* The first post of the tree speaks for all; any other only for its own part. */
static code scope_of(const struct model *model, const struct policy *policy)
{
	const struct post *home = tree_get(model, policy->record.home);

	if (!ident_none(policy->scope))
		return policy->scope.origin;
	return home && home->parent != 0 ? home->code : 0;
}

/* A deadline that has begun keeps its due time (architecture.md); so no policy reaches back. */
static const struct refusal *check_adopt(const struct model *model, const struct record *before,
					 const struct record *after, const struct act_view *view)
{
	const struct policy *policy = (const struct policy *)after;
	code scope = scope_of(model, policy);

	(void)before;
	if (!is_known(policy->key))
		return &refuse_unknown_policy;
	if (scope != 0 && scope != after->home && !tree_above(model, after->home, scope))
		return &refuse_scope_not_below;
	if (!ident_none(view->actor) && policy->from_time && policy->from_time < view->at)
		return &refuse_backdated;
	return NULL;
}

static void stamp_from(struct stamp *stamp, const struct model *model, const struct record *after,
		       const struct act_view *view)
{
	(void)model;
	if (!record_has(after, F_from_time))
		stamp_time(stamp, "from_time", view->at);
}

KIND_ACTS(
	{ .number = 1, .name = "adopt", .zh = "发布", .en = "Adopt", .from = NEW,
	  .to = IN_FORCE, .roles = ROLE_commander | ROLE_SYSTEM, .takes = "*",
	  .check = check_adopt, .stamp = stamp_from },
	{ .number = 2, .name = "withdraw", .zh = "撤销", .en = "Withdraw", .from = IN(IN_FORCE),
	  .to = WITHDRAWN, .roles = ROLE_commander | ROLE_SYSTEM, .takes = "reason",
	  .needs = "reason" });

static void put_policy(struct model *model, const struct record *record)
{
	const struct policy *policy = (const struct policy *)record;

	policy_put(model, &(struct policy_put){
				  .record = record->id, .key = policy->key,
				  .post = scope_of(model, policy), .phase = policy->phase,
				  .from = policy->from_time ? policy->from_time
							    : record->created_at,
				  .value = policy->value, .in_force = record->state == IN_FORCE });
}

KIND(policy, .number = 7, .module = "policy", .zh = "策略", .en = "Policy",
     .doc_zh = "自某日起生效的时限、阈值或等级，并注明依据。",
     .doc_en = "A deadline, threshold or level in force from a given day on, with its source.",
     .doctrine = "0, 3.3, 4.5", .flags = KIND_SETUP, .sees = REL_ANY, .refusals = refusals,
     .applied = put_policy);
