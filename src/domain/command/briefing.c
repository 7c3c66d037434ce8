/* A briefing in the seven parts of IIMARCH: who is called, and whether all have said it back. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/command/rules.h"

static const struct choice types[] = {
	{ 1, "mobilisation", "动员部署", "Mobilisation", NULL },
	{ 2, "shift", "班前部署", "Before a shift", NULL },
	{ 3, "daily", "每日例会", "Daily meeting", NULL },
	{ 4, "incident", "事件部署", "About an incident", NULL },
	{ 5, "exercise", "演练部署", "Before an exercise", NULL },
	{ 0 },
};

#define PART(X, K, number, name, zh, en) \
	X(K, number, TEXT, name, zh, en, .max = 4000, .flags = LONG | SEARCHED)
#define FIELDS(X, K) \
	X(K, 1, TEXT, title, "标题", "Title", .max = 240, .flags = REQUIRED | TITLE | SEARCHED) \
	X(K, 2, ENUM, type, "类型", "Type", .choices = types, .flags = REQUIRED | INDEXED) \
	X(K, 3, TIME, begins, "开始时间", "Begins", .flags = REQUIRED) \
	X(K, 4, REF, place, "地点", "Place", .target = "place") \
	X(K, 5, REFS, to, "与会单位", "Invited", .target = "post", .max = LIMIT_REFS, \
	  .flags = REQUIRED | ADDRESSEE) \
	PART(X, K, 6, information, "情况", "Information") \
	PART(X, K, 7, intent, "意图", "Intent") \
	PART(X, K, 8, method, "方法", "Method") \
	PART(X, K, 9, administration, "保障", "Administration") \
	PART(X, K, 10, risk, "风险", "Risk assessment") \
	PART(X, K, 11, communications, "通信", "Communications") \
	PART(X, K, 12, humanitarian, "人文与规范", "Humanitarian issues") \
	PART(X, K, 13, epidemic_part, "防疫要求", "Epidemic part") \
	X(K, 14, REF, incident, "事件", "Incident", .target = "incident") \
	X(K, 15, TEXT, points, "会议要点", "Points made", .max = 4000, .flags = LONG) \
	X(K, 16, TEXT, reason, "理由", "Reason", .max = 800, .flags = LONG) \
	X(K, 17, TEXT, epidemic_na, "无防疫要求的理由", "No epidemic part, because", .max = 400)

KIND_STRUCT(briefing);
KIND_FIELDS(briefing);

enum { DRAFT = 1, CALLED, HELD, CLOSED, CANCELLED };
static const struct state states[] = {
	{ DRAFT, "draft", "拟稿", "Draft", STATE_OPEN },
	{ CALLED, "called", "已召集", "Called", STATE_OPEN },
	{ HELD, "held", "已召开", "Held", STATE_OPEN },
	{ CLOSED, "closed", "已办结", "Closed", STATE_CLOSED },
	{ CANCELLED, "cancelled", "已取消", "Cancelled", STATE_CLOSED },
};

REFUSAL(no_information, "缺少“情况”部分", "The part on information is missing");
REFUSAL(no_intent, "缺少“意图”部分", "The part on intent is missing");
REFUSAL(no_method, "缺少“方法”部分", "The part on method is missing");
REFUSAL(no_administration, "缺少“保障”部分", "The part on administration is missing");
REFUSAL(no_risk, "缺少“风险”部分", "The part on risk assessment is missing");
REFUSAL(no_communications, "缺少“通信”部分", "The part on communications is missing");
REFUSAL(no_humanitarian, "缺少“人文”部分", "The part on humanitarian issues is missing");
REFUSAL(joint_part_missing, "须写明防疫要求，或说明为何没有",
	"It needs its epidemic part, or the reason why there is none");
REFUSAL(invites_itself, "不必邀请本指挥部", "A post does not invite itself");
REFUSAL(begins_in_the_past, "开始时间已过", "The time of beginning has passed");
REFUSAL(not_all_acknowledged, "尚有与会单位未确认内容",
	"Somebody who was called has not acknowledged yet");
static const struct refusal *const refusals[] = {
	&refuse_no_information, &refuse_no_intent, &refuse_no_method, &refuse_no_administration,
	&refuse_no_risk, &refuse_no_communications, &refuse_no_humanitarian,
	&refuse_joint_part_missing, &refuse_invites_itself, &refuse_begins_in_the_past,
	&refuse_not_all_acknowledged, NULL,
};

static const struct briefing *briefing_of(const struct record *record)
{
	return (const struct briefing *)record;
}

/* The first of the seven parts of IIMARCH that is not there. */
static const struct refusal *missing_part(const struct briefing *b)
{
	const struct {
		struct str text;
		const struct refusal *refusal;
	} parts[] = {
		{ b->information, &refuse_no_information },
		{ b->intent, &refuse_no_intent },
		{ b->method, &refuse_no_method },
		{ b->administration, &refuse_no_administration },
		{ b->risk, &refuse_no_risk },
		{ b->communications, &refuse_no_communications },
		{ b->humanitarian, &refuse_no_humanitarian },
	};

	for (size_t i = 0; i < KIND_COUNT(parts); i++)
		if (parts[i].text.len == 0)
			return parts[i].refusal;
	return NULL;
}

/* Doctrine 10.3, and seed S9: security and epidemic work are deployed together. */
static const struct refusal *check_call(const struct model *model, const struct record *before,
					const struct record *after, const struct act_view *view)
{
	const struct briefing *b = briefing_of(after);
	const struct refusal *missing = missing_part(b);

	(void)before;
	if (missing)
		return missing;
	if (b->epidemic_part.len == 0 && b->epidemic_na.len == 0 &&
	    policy_or(model, "epidemic.joint", after->home, view->at, 0) > 0)
		return &refuse_joint_part_missing;
	if (rules_holds(b->to, rules_post(after->home)))
		return &refuse_invites_itself;
	return b->begins < view->at ? &refuse_begins_in_the_past : NULL;
}

static const struct refusal *check_close(const struct model *model, const struct record *before,
					 const struct record *after, const struct act_view *view)
{
	const struct record *list[2 * LIMIT_REFS];
	uint32_t count = model_refs_to(model, after->id, "attendance", "subject", list,
				       KIND_COUNT(list));

	(void)before;
	(void)view;
	for (uint32_t i = 0; i < count && i < KIND_COUNT(list); i++)
		if (model_is_open(list[i]))
			return &refuse_not_all_acknowledged;
	return NULL;
}

KIND_ACTS(
	{ .number = 1, .name = "draft", .zh = "拟稿", .en = "Draft", .from = NEW, .to = DRAFT,
	  .roles = ROLE_STAFF, .takes = "*" },
	{ .number = 2, .name = "call", .zh = "召集", .en = "Call", .from = IN(NEW) | IN(DRAFT),
	  .to = CALLED, .roles = ROLE_DESK, .takes = "*", .check = check_call },
	{ .number = 3, .name = "hold", .zh = "召开", .en = "Hold", .from = IN(CALLED),
	  .to = HELD, .roles = ROLE_DESK, .takes = "points" },
	{ .number = 4, .name = "close", .zh = "办结", .en = "Close", .from = IN(HELD),
	  .to = CLOSED, .roles = ROLE_DESK, .takes = "points", .needs = "points",
	  .check = check_close },
	{ .number = 5, .name = "cancel", .zh = "取消", .en = "Cancel",
	  .from = IN(DRAFT) | IN(CALLED), .to = CANCELLED, .roles = ROLE_DESK,
	  .takes = "reason", .needs = "reason" },
	{ .number = ACT_NUMBER_AMEND, .name = "amend", .zh = "更正", .en = "Amend",
	  .from = IN(DRAFT), .to = SAME, .roles = ROLE_STAFF, .takes = "*",
	  .flags = ACT_VERSION | ACT_KERNEL },
	ACT_ATTACH(ROLE_STAFF));

static const struct clock_step begin_steps[] = {
	{ .name = "due", .zh = "会议时间到", .en = "It should begin",
	  .policy = "briefing.begin.grace", .rings = RINGS_HOME },
	{ .name = "late", .zh = "逾时未召开", .en = "Not held in time",
	  .policy = "briefing.begin.grace", .rings = RINGS_HOME | RINGS_ABOVE, .breach = true },
};
static const struct clock clocks[] = {
	{ .number = 1, .name = "begin", .zh = "召开", .en = "Beginning", .starts = "call",
	  .stops = "hold cancel", .until = "begins", .steps = begin_steps,
	  .nsteps = KIND_COUNT(begin_steps) },
};

KIND(briefing, .number = 71, .module = "command", .zh = "动员部署会", .en = "Briefing",
     .doc_zh = "按IIMARCH七部分部署任务的会议：邀请、到会和确认逐一登记。",
     .doc_en = "A briefing in the parts of IIMARCH; calling, attendance and check-back each on "
	       "record.",
     .doctrine = "10.3 (IIMARCH), 10.5", .flags = KIND_BOARD, .refusals = refusals, KIND_CLOCKS);
