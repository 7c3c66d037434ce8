/* A measure of a plan: by people, by physical or by technical means; and whether it is in place. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/plans/content.h"

#define FIELDS(X, K) \
	X(K, 1, REF, plan, "方案", "Plan", .target = "plan", .flags = REQUIRED) \
	X(K, 2, ENUM, means, "手段", "Means", .choices = choices_means, \
	  .flags = REQUIRED | INDEXED) \
	X(K, 3, TEXT, title, "措施", "Measure", .max = 240, .flags = REQUIRED | TITLE | SEARCHED) \
	X(K, 4, TEXT, text, "说明", "Details", .max = 1000, .flags = LONG) \
	X(K, 5, REF, responsible, "负责单位", "Responsible", .target = "post", \
	  .flags = ADDRESSEE) \
	X(K, 6, REF, place, "地点", "Place", .target = "place") \
	X(K, 7, INT, quantity, "数量", "Quantity", .most = 100000) \
	X(K, 8, TEXT, result, "落实情况", "As put in place", .max = 1000, .flags = LONG) \
	X(K, 9, TEXT, reason, "理由", "Reason", .max = 400)

KIND_STRUCT(measure);
KIND_FIELDS(measure);

enum { PLANNED = 1, IN_PLACE, FAILED, DROPPED };
static const struct state states[] = {
	{ PLANNED, "planned", "计划", "Planned", STATE_OPEN },
	{ IN_PLACE, "in_place", "已落实", "In place", STATE_OPEN },
	{ FAILED, "failed", "失效", "Failed", STATE_OPEN | STATE_ALARM },
	{ DROPPED, "dropped", "取消", "Dropped", STATE_CLOSED },
};

REFUSAL(plan_closed, "方案已被取代或撤销", "The plan has been superseded or withdrawn");
static const struct refusal *const refusals[] = { &refuse_plan_closed, NULL };

static const struct refusal *check_open(const struct model *model, const struct record *before,
					const struct record *after, const struct act_view *view)
{
	const struct record *plan = model_find(model, ((const struct measure *)after)->plan);

	(void)before;
	(void)view;
	return plan && model_is_open(plan) ? NULL : &refuse_plan_closed;
}

#define SITE (REL_OWN | REL_DESK | REL_ADDRESSEE)
KIND_ACTS(
	{ .number = 1, .name = "add", .zh = "列入", .en = "Add", .from = NEW, .to = PLANNED,
	  .roles = ROLE_STAFF | ROLE_SYSTEM,
	  .takes = "plan means title text responsible place quantity", .check = check_open },
	{ .number = 2, .name = "put_in_place", .zh = "落实", .en = "Put in place",
	  .from = IN(PLANNED) | IN(FAILED), .to = IN_PLACE,
	  .roles = ROLE_STAFF | ROLE_unit_leader | ROLE_SYSTEM, .relations = SITE,
	  .takes = "result", .needs = "result" },
	{ .number = 3, .name = "fail", .zh = "失效", .en = "Report failed", .from = IN(IN_PLACE),
	  .to = FAILED, .roles = ROLE_STAFF | ROLE_unit_leader | ROLE_steward,
	  .relations = SITE, .takes = "reason", .needs = "reason", .flags = ACT_ALARM },
	{ .number = 4, .name = "drop", .zh = "取消", .en = "Drop",
	  .from = IN(PLANNED) | IN(IN_PLACE) | IN(FAILED), .to = DROPPED, .roles = ROLE_DESK,
	  .takes = "reason", .needs = "reason" },
	{ .number = ACT_NUMBER_AMEND, .name = "amend", .zh = "更正", .en = "Amend",
	  .from = IN(PLANNED) | IN(IN_PLACE), .to = SAME, .roles = ROLE_STAFF,
	  .takes = "title text responsible place quantity", .flags = ACT_VERSION | ACT_KERNEL,
	  .check = check_open });

static bool plan_active(const struct model *model, const struct record *record, instant at)
{
	(void)at;
	return content_in(model_find(model, ((const struct measure *)record)->plan), "active");
}

static const struct gap gaps[] = {
	{ .name = "not_in_place", .zh = "方案已启用，措施未落实",
	  .en = "The plan is active, the measure is not in place", .severity = GAP_SERIOUS,
	  .in = IN(PLANNED), .open = plan_active, .act = "put_in_place" },
	{ .name = "failed", .zh = "措施失效", .en = "The measure has failed",
	  .severity = GAP_SERIOUS, .in = IN(FAILED), .act = "put_in_place" },
};

KIND(measure, .number = 81, .module = "plans", .zh = "防范措施", .en = "Measure",
     .doc_zh = "方案中的一项人防、物防或技防措施。",
     .doc_en = "A measure of a plan by people, by physical or by technical means.",
     .doctrine = "6.3 (seed S14)", .flags = KIND_SETUP, .refusals = refusals, KIND_GAPS);
