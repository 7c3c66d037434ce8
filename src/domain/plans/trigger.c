/* A number that a plan watches: when it is crossed, its action card lies on the desk. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/plans/content.h"

static const struct choice quantities[] = {
	{ 1, "density", "人员密度", "Crowd density", NULL },
	{ 2, "share_of_capacity", "占核定容量比例", "Share of the approved capacity", NULL },
	{ 3, "wind", "风速", "Wind", NULL },
	{ 4, "temperature", "气温", "Temperature", NULL },
	{ 5, "visibility", "能见度", "Visibility", NULL },
	{ 6, "snow", "积雪", "Snow", NULL },
	{ 7, "queue", "排队时间", "Time in the queue", NULL },
	{ 8, "other", "其他", "Other", NULL },
	{ 0 },
};
enum { AT_LEAST = 1, AT_MOST };
static const struct choice directions[] = {
	{ AT_LEAST, "at_least", "达到或超过", "At least", NULL },
	{ AT_MOST, "at_most", "达到或低于", "At most", NULL },
	{ 0 },
};

#define FIELDS(X, K) \
	X(K, 1, REF, plan, "方案", "Plan", .target = "plan", .flags = REQUIRED) \
	X(K, 2, TEXT, title, "触发条件", "Trigger", .max = 240, .flags = REQUIRED | TITLE | SEARCHED) \
	X(K, 3, ENUM, quantity, "量", "Quantity", .choices = quantities, \
	  .flags = REQUIRED | INDEXED) \
	X(K, 4, ENUM, direction, "方向", "Direction", .choices = directions, .flags = REQUIRED) \
	X(K, 5, REAL, threshold, "阈值", "Threshold", .least = -100, .most = 1e6, \
	  .flags = REQUIRED) \
	X(K, 6, TEXT, unit, "单位", "Unit", .max = 20) \
	X(K, 7, REF, card, "行动卡", "Action card", .target = "action_card", .flags = REQUIRED) \
	X(K, 8, REF, place, "地点", "Place", .target = "place") \
	X(K, 9, REAL, observed, "观测值", "Observed", .least = -100, .most = 1e6) \
	X(K, 10, TEXT, reason, "理由", "Reason", .max = 400)

KIND_STRUCT(trigger);
KIND_FIELDS(trigger);

enum { ARMED = 1, CROSSED, RETIRED };
static const struct state states[] = {
	{ ARMED, "armed", "监测中", "Armed", STATE_OPEN },
	{ CROSSED, "crossed", "已触发", "Crossed", STATE_OPEN | STATE_ALARM },
	{ RETIRED, "retired", "停用", "Retired", STATE_CLOSED },
};

REFUSAL(not_crossed, "观测值未达到阈值", "The value that was observed does not cross the threshold");
REFUSAL(plan_not_active, "方案尚未启用", "The plan is not active");
REFUSAL(card_of_another_plan, "行动卡属于另一方案", "The action card belongs to another plan");
static const struct refusal *const refusals[] = { &refuse_card_of_another_plan,
						  &refuse_plan_not_active, &refuse_not_crossed,
						  NULL };

static const struct trigger *trigger_of(const struct record *record)
{
	return (const struct trigger *)record;
}

static const struct refusal *check_arm(const struct model *model, const struct record *before,
				       const struct record *after, const struct act_view *view)
{
	const struct record *card = model_find(model, trigger_of(after)->card);

	(void)before;
	(void)view;
	return ident_eq(content_ref(card, "plan"), trigger_of(after)->plan)
		       ? NULL
		       : &refuse_card_of_another_plan;
}

static const struct refusal *check_cross(const struct model *model, const struct record *before,
					 const struct record *after, const struct act_view *view)
{
	const struct trigger *t = trigger_of(after);
	bool crossed = t->direction == AT_LEAST ? t->observed >= t->threshold
						: t->observed <= t->threshold;

	(void)before;
	(void)view;
	if (!content_in(model_find(model, t->plan), "active"))
		return &refuse_plan_not_active;
	return crossed ? NULL : &refuse_not_crossed;
}

#define SITE (REL_OWN | REL_DESK)
KIND_ACTS(
	{ .number = 1, .name = "arm", .zh = "设定", .en = "Arm", .from = NEW, .to = ARMED,
	  .roles = ROLE_STAFF | ROLE_SYSTEM,
	  .takes = "plan title quantity direction threshold unit card place",
	  .check = check_arm },
	{ .number = 2, .name = "cross", .zh = "触发", .en = "Crossed", .from = IN(ARMED),
	  .to = CROSSED, .roles = ROLE_STAFF | ROLE_unit_leader | ROLE_SYSTEM,
	  .relations = SITE, .takes = "observed", .needs = "observed", .flags = ACT_ALARM,
	  .check = check_cross },
	{ .number = 3, .name = "rearm", .zh = "恢复监测", .en = "Arm again",
	  .from = IN(CROSSED), .to = ARMED, .roles = ROLE_STAFF, .takes = "observed reason",
	  .needs = "reason" },
	{ .number = 4, .name = "retire", .zh = "停用", .en = "Retire",
	  .from = IN(ARMED) | IN(CROSSED), .to = RETIRED, .roles = ROLE_DESK,
	  .takes = "reason", .needs = "reason" });

static void propose_card(struct reactor *reactor, const struct model *model,
			 const struct record *record, const struct entry *entry)
{
	const struct record *card = model_find_kind(model, trigger_of(record)->card,
						    "action_card");

	(void)entry;
	if (!content_in(card, "ready"))
		return;
	reactor_propose(reactor, "action_card", "propose", card->id, card->home);
	reactor_ref(reactor, "proposed_by", record->id);
}

static const struct reaction reactions[] = {
	{ .name = "propose_card", .on = "trigger.cross",
	  .doc_zh = "达到阈值时把行动卡推送到值班席。",
	  .doc_en = "A threshold that is crossed lays its action card on the desk.",
	  .run = propose_card },
};

KIND(trigger, .number = 82, .module = "plans", .zh = "触发条件", .en = "Trigger",
     .doc_zh = "方案监测的阈值；达到后推送行动卡。",
     .doc_en = "A threshold that a plan watches; crossed, it proposes its action card.",
     .doctrine = "6.3, 10.4", .flags = KIND_SETUP, .refusals = refusals, KIND_REACTIONS);
