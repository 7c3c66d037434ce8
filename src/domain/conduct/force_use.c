/* A use of power, by kind and place, without persons: on what ground, and who reviewed it. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/model.h"

enum { QUESTIONING = 1, BODY_SEARCH, PLACE_SEARCH, RESTRAINT, REMOVAL, EQUIPMENT, FIREARM_SHOWN,
       FIREARM_USED, SEIZURE, AREA_CLEARED };
static const struct choice sorts[] = {
	{ QUESTIONING, "questioning", "盘问检查", "Stopped and questioned", NULL },
	{ BODY_SEARCH, "body_search", "人身检查", "Body search", NULL },
	{ PLACE_SEARCH, "place_search", "场所检查", "Search of a place", NULL },
	{ RESTRAINT, "restraint", "约束控制", "Restraint", NULL },
	{ REMOVAL, "removal", "强行带离", "Removal by force", NULL },
	{ EQUIPMENT, "equipment", "使用警械", "Police equipment used", NULL },
	{ FIREARM_SHOWN, "firearm_shown", "出示武器", "Firearm shown", NULL },
	{ FIREARM_USED, "firearm_used", "使用武器", "Firearm used", NULL },
	{ SEIZURE, "seizure", "扣押物品", "Seizure of goods", NULL },
	{ AREA_CLEARED, "area_cleared", "强制清场", "Area cleared by force", NULL },
	{ 0 },
};
enum { POLICE = 1, AUXILIARY, GUARD, STEWARD };
static const struct choice actors[] = {
	{ POLICE, "police", "民警", "Police", NULL },
	{ AUXILIARY, "auxiliary", "辅警", "Auxiliary police", NULL },
	{ GUARD, "contract_guard", "保安员", "Contract guards", NULL },
	{ STEWARD, "steward", "志愿者、工作人员", "Stewards", NULL },
	{ 0 },
};
static const struct choice verdicts[] = {
	{ 1, "in_order", "合法适度", "Lawful and in measure", "green" },
	{ 2, "advice", "需改进", "To be done better", "blue" },
	{ 3, "unlawful", "违法或失当", "Unlawful or out of measure", "red" },
	{ 0 },
};

#define FIELDS(X, K) \
	X(K, 1, ENUM, sort, "种类", "Kind", .choices = sorts, .flags = REQUIRED | INDEXED) \
	X(K, 2, REF, place, "地点", "Place", .target = "place", .flags = REQUIRED) \
	X(K, 3, ENUM, done_by, "实施人员", "Done by", .choices = actors, \
	  .flags = REQUIRED | INDEXED) \
	X(K, 4, INT, officers, "在场执行人数", "Officers there", .least = 1, .most = 1000, \
	  .unit = "person", .flags = REQUIRED) \
	X(K, 5, INT, subjects, "涉及人数", "People concerned", .most = 100000, \
	  .unit = "person", .flags = REQUIRED) \
	X(K, 6, INT, injured, "受伤人数", "Injured", .most = 100000, .unit = "person") \
	X(K, 7, TEXT, legal_basis, "法律依据", "Legal basis", .max = 400, .flags = REQUIRED) \
	X(K, 8, BOOL, credentials, "已出示证件", "Credentials shown", .flags = REQUIRED) \
	X(K, 9, BOOL, recorded, "源系统有执法记录", "Recorded by the source system", .flags = 0) \
	X(K, 10, TEXT, course, "经过", "What was done", .max = 2000, .flags = LONG | TITLE, \
	  .doc_zh = "不写姓名、证件号和任何可识别个人的内容。", \
	  .doc_en = "No names, numbers of documents, or anything that tells who it was.") \
	X(K, 11, BOOL, beyond_power, "超越职权", "Beyond their power", .flags = SYSTEM) \
	X(K, 12, ENUM, verdict, "审查结论", "Verdict", .choices = verdicts, .flags = INDEXED) \
	X(K, 13, TEXT, findings, "审查意见", "Findings", .max = 2000, .flags = LONG) \
	X(K, 14, TEXT, reason, "理由", "Reason", .max = 800, .flags = LONG)

KIND_STRUCT(force_use);
KIND_FIELDS(force_use);

enum { RECORDED = 1, QUESTIONED, REVIEWED };
static const struct state states[] = {
	{ RECORDED, "recorded", "已记录", "Recorded", STATE_OPEN },
	{ QUESTIONED, "questioned", "督察质询", "Questioned", STATE_OPEN | STATE_ALARM },
	{ REVIEWED, "reviewed", "已审查", "Reviewed", STATE_CLOSED },
};

REFUSAL(more_than_concerned, "受伤人数多于涉及人数", "More are injured than were concerned");
REFUSAL(own_review, "须由记录人之外的人审查", "Whoever recorded it does not review it");
REFUSAL(oversight_reviews, "超越职权或使用武器的由督察审查",
	"What is beyond power, or with a firearm, oversight reviews");
static const struct refusal *const refusals[] = { &refuse_more_than_concerned, &refuse_own_review,
						  &refuse_oversight_reviews, NULL };

static const struct force_use *use_of(const struct record *record)
{
	return (const struct force_use *)record;
}

static const struct refusal *check_record(const struct model *model, const struct record *before,
					  const struct record *after, const struct act_view *view)
{
	(void)model;
	(void)before;
	(void)view;
	return use_of(after)->injured > use_of(after)->subjects ? &refuse_more_than_concerned
								 : NULL;
}

/*
 * What happened is recorded, lawful or not; but it is said. Regulation on security guards Art. 30:
 * no search of bodies, no restraint, no seizure by guards; auxiliaries assist, they neither search
 * nor seize by themselves [M]. Procedure in administrative cases
 * Art. 52 and 82: a search is done by two officers at least, who show their credentials.
 */
static bool is_beyond(const struct force_use *use)
{
	bool search = use->sort == BODY_SEARCH || use->sort == PLACE_SEARCH;

	if (use->done_by == AUXILIARY && (search || use->sort >= FIREARM_SHOWN))
		return true;
	if (use->done_by == GUARD || use->done_by == STEWARD)
		return use->sort != QUESTIONING;
	return search && (use->officers < 2 || !use->credentials);
}

static void stamp_record(struct stamp *stamp, const struct model *model,
			 const struct record *after, const struct act_view *view)
{
	(void)model;
	(void)view;
	stamp_bool(stamp, "beyond_power", is_beyond(use_of(after)));
}

static const struct refusal *check_review(const struct model *model, const struct record *before,
					  const struct record *after, const struct act_view *view)
{
	bool serious = use_of(after)->beyond_power || use_of(after)->sort == FIREARM_SHOWN ||
		       use_of(after)->sort == FIREARM_USED;

	(void)model;
	(void)before;
	if (ident_eq(after->creator, view->actor))
		return &refuse_own_review;
	return serious && (view->roles & ROLE_oversight) == 0 ? &refuse_oversight_reviews : NULL;
}

#define RECORD_TAKES \
	"sort place done_by officers subjects injured legal_basis credentials recorded course"
KIND_ACTS(
	{ .number = 1, .name = "record", .zh = "记录", .en = "Record", .from = NEW,
	  .to = RECORDED, .roles = ROLE_DESK | ROLE_unit_leader | ROLE_steward,
	  .takes = RECORD_TAKES, .check = check_record, .stamp = stamp_record },
	{ .number = 2, .name = "question", .zh = "质询", .en = "Question", .from = IN(RECORDED),
	  .to = QUESTIONED, .roles = ROLE_oversight, .relations = REL_OVERSIGHT,
	  .takes = "reason", .needs = "reason", .flags = ACT_ALARM },
	{ .number = 3, .name = "review", .zh = "审查", .en = "Review",
	  .from = IN(RECORDED) | IN(QUESTIONED), .to = REVIEWED,
	  .roles = ROLE_DESK | ROLE_oversight,
	  .relations = REL_OWN | REL_DESK | REL_ABOVE | REL_OVERSIGHT,
	  .takes = "verdict findings", .needs = "verdict findings", .check = check_review },
	{ .number = 4, .name = "complete", .zh = "补充", .en = "Complete",
	  .from = IN(RECORDED) | IN(QUESTIONED), .to = SAME,
	  .roles = ROLE_DESK | ROLE_unit_leader, .relations = REL_OWN | REL_DESK,
	  .takes = RECORD_TAKES, .flags = ACT_VERSION, .check = check_record,
	  .stamp = stamp_record });

static const struct clock_step review_steps[] = {
	{ .name = "due", .zh = "应完成审查", .en = "Review is due",
	  .policy = "force_use.review", .rings = RINGS_HOME | RINGS_ABOVE },
	{ .name = "breach", .zh = "逾时未审查", .en = "Not reviewed",
	  .policy = "force_use.overdue", .rings = RINGS_HOME | RINGS_ABOVE | RINGS_OVERSIGHT,
	  .breach = true },
};
static const struct clock clocks[] = {
	{ .number = 1, .name = "review", .zh = "审查", .en = "Review", .starts = "record",
	  .stops = "review", .steps = review_steps, .nsteps = KIND_COUNT(review_steps) },
};

static bool is_old(const struct model *model, const struct record *record, instant at)
{
	return at - record->created_at >=
	       policy_span(model, "force_use.review", record->home, at);
}

static const struct gap gaps[] = {
	{ .name = "unreviewed", .zh = "使用强制力未审查", .en = "A use of power not reviewed",
	  .severity = GAP_SERIOUS, .in = IN(RECORDED) | IN(QUESTIONED), .open = is_old,
	  .act = "review" },
};

KIND(force_use, .number = 147, .module = "conduct", .zh = "强制力使用", .en = "Use of power",
     .doc_zh = "何种强制力、何处、依据何法、由谁实施、谁来审查；不记录个人。",
     .doc_en = "What power was used, where, on what ground and by whom, and who looked at it; no "
	       "persons.",
     .doctrine = "15.2, 15.3", .refusals = refusals, KIND_CLOCKS, KIND_GAPS);
