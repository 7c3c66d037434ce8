/* What to do when a threshold is crossed: the steps on one card, used or put aside for a reason. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/plans/content.h"

#define FIELDS(X, K) \
	X(K, 1, REF, plan, "方案", "Plan", .target = "plan", .flags = REQUIRED) \
	X(K, 2, TEXT, title, "行动卡", "Card", .max = 240, .flags = REQUIRED | TITLE | SEARCHED) \
	X(K, 3, TEXT, steps, "步骤", "Steps", .max = 4000, .flags = REQUIRED | LONG | SEARCHED) \
	X(K, 4, REF, responsible, "执行单位", "Carried out by", .target = "post", \
	  .flags = ADDRESSEE) \
	X(K, 5, TEXT, epidemic_part, "防疫要求", "Epidemic part", .max = 1000, .flags = LONG) \
	X(K, 6, REF, proposed_by, "触发条件", "Proposed by the trigger", .target = "trigger", \
	  .flags = SYSTEM) \
	X(K, 7, TEXT, reason, "理由", "Reason", .max = 400) \
	X(K, 8, TEXT, result, "执行情况", "Result", .max = 2000, .flags = LONG)

KIND_STRUCT(action_card);
KIND_FIELDS(action_card);

enum { READY = 1, PROPOSED, IN_USE, RETIRED };
static const struct state states[] = {
	{ READY, "ready", "待用", "Ready", STATE_OPEN },
	{ PROPOSED, "proposed", "建议启用", "Proposed", STATE_OPEN | STATE_ALARM },
	{ IN_USE, "in_use", "执行中", "In use", STATE_OPEN },
	{ RETIRED, "retired", "停用", "Retired", STATE_CLOSED },
};

REFUSAL(plan_not_in_force, "方案尚未启用", "The plan is not active");
static const struct refusal *const refusals[] = { &refuse_plan_not_in_force, NULL };

static const struct refusal *check_use(const struct model *model, const struct record *before,
				       const struct record *after, const struct act_view *view)
{
	struct ident plan = ((const struct action_card *)after)->plan;

	(void)before;
	(void)view;
	return content_in(model_find(model, plan), "active") ? NULL : &refuse_plan_not_in_force;
}

#define SITE (REL_OWN | REL_DESK)
KIND_ACTS(
	{ .number = 1, .name = "add", .zh = "编制", .en = "Write", .from = NEW, .to = READY,
	  .roles = ROLE_STAFF | ROLE_SYSTEM,
	  .takes = "plan title steps responsible epidemic_part" },
	{ .number = 2, .name = "propose", .zh = "建议启用", .en = "Propose", .from = IN(READY),
	  .to = PROPOSED, .roles = ROLE_SYSTEM, .takes = "proposed_by", .flags = ACT_ALARM },
	{ .number = 3, .name = "use", .zh = "启用", .en = "Use",
	  .from = IN(READY) | IN(PROPOSED), .to = IN_USE,
	  .roles = ROLE_DESK | ROLE_unit_leader, .relations = SITE, .flags = ACT_LIFE_SAFETY,
	  .check = check_use },
	{ .number = 4, .name = "dismiss", .zh = "不启用", .en = "Put aside",
	  .from = IN(PROPOSED), .to = READY, .roles = ROLE_DESK, .takes = "reason",
	  .needs = "reason" },
	{ .number = 5, .name = "finish", .zh = "执行完毕", .en = "Finish", .from = IN(IN_USE),
	  .to = READY, .roles = ROLE_DESK | ROLE_unit_leader, .relations = SITE,
	  .takes = "result", .needs = "result" },
	{ .number = 6, .name = "retire", .zh = "停用", .en = "Retire",
	  .from = IN(READY) | IN(PROPOSED), .to = RETIRED, .roles = ROLE_DESK,
	  .takes = "reason", .needs = "reason" },
	{ .number = ACT_NUMBER_AMEND, .name = "amend", .zh = "更正", .en = "Amend",
	  .from = IN(READY), .to = SAME, .roles = ROLE_STAFF,
	  .takes = "title steps responsible epidemic_part", .flags = ACT_VERSION | ACT_KERNEL });

static const struct clock_step answer_steps[] = {
	{ .name = "realert", .zh = "行动卡待处理", .en = "The card waits",
	  .policy = "action_card.answer.realert", .rings = RINGS_HOME },
	{ .name = "breach", .zh = "行动卡无人处理", .en = "Nobody has taken up the card",
	  .policy = "action_card.answer.breach", .rings = RINGS_HOME | RINGS_ABOVE,
	  .breach = true },
};
static const struct clock clocks[] = {
	{ .number = 1, .name = "answer", .zh = "处理", .en = "Answer", .starts = "propose",
	  .stops = "use dismiss retire", .steps = answer_steps,
	  .nsteps = KIND_COUNT(answer_steps) },
};

KIND(action_card, .number = 83, .module = "plans", .zh = "行动卡", .en = "Action card",
     .doc_zh = "达到阈值后应采取的步骤；启用或不启用都要留痕。",
     .doc_en = "The steps to take when a threshold is crossed; used, or put aside for a reason.",
     .doctrine = "6.3, 10.4", .flags = KIND_SETUP, .refusals = refusals, KIND_CLOCKS);
