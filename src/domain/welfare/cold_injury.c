/* Injuries from cold at a post, as a number without names, and what is changed because of them. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/model.h"

static const struct choice severities[] = {
	{ 1, "frostnip", "冻红（未达冻伤）", "Frostnip", "yellow" },
	{ 2, "frostbite", "冻伤", "Frostbite", "orange" },
	{ 3, "hypothermia", "低体温", "Hypothermia", "red" },
	{ 0 },
};
static const struct choice measures[] = {
	{ 1, "shorter_spells", "缩短在岗时间", "Shorter spells", NULL },
	{ 2, "more_people", "增加轮换人员", "More people to rotate", NULL },
	{ 3, "clothing", "增配防寒服装", "More clothing", NULL },
	{ 4, "shelter", "增设取暖点", "Another shelter", NULL },
	{ 5, "hot_drinks", "增加热食热饮", "Hot food and drink", NULL },
	{ 6, "move_post", "岗位移至避风处", "The post moved out of the wind", NULL },
	{ 7, "withdraw", "撤岗", "The post withdrawn", NULL },
	{ 8, "none", "无需改变", "No change", NULL },
	{ 0 },
};

/* Doctrine 8 and 15.1: counts only; who it was is the doctor's business. */
#define FIELDS(X, K) \
	X(K, 1, REF, duty_post, "岗位", "Duty post", .target = "duty_post", .flags = REQUIRED) \
	X(K, 2, REF, exposure, "暴露计时", "Exposure", .target = "exposure") \
	X(K, 3, ENUM, severity, "程度", "Severity", .choices = severities, \
	  .flags = REQUIRED | INDEXED) \
	X(K, 4, INT, people, "人数", "People", .least = 1, .most = 1000, .unit = "person", \
	  .flags = REQUIRED) \
	X(K, 5, INT, to_hospital, "送医人数", "Sent to hospital", .most = 1000, \
	  .unit = "person") \
	X(K, 6, TEXT, findings, "复查结论", "Findings", .max = 2000, .flags = LONG) \
	X(K, 7, SET, measures, "措施", "Measures", .choices = measures, .max = 8) \
	X(K, 8, TEXT, title, "标题", "Title", .max = 240, .flags = TITLE | SYSTEM)

KIND_STRUCT(cold_injury);
KIND_FIELDS(cold_injury);

enum { REPORTED = 1, UNDER_REVIEW, REVIEWED };
static const struct state states[] = {
	{ REPORTED, "reported", "已上报", "Reported", STATE_OPEN | STATE_ALARM },
	{ UNDER_REVIEW, "under_review", "复查中", "Under review", STATE_OPEN },
	{ REVIEWED, "reviewed", "已复查", "Reviewed", STATE_CLOSED },
};

REFUSAL(more_than_injured, "送医人数多于受伤人数", "More to hospital than were hurt");
REFUSAL(own_report, "须由上报人之外的人复查", "Whoever reported it does not review it");
REFUSAL(measure_contradicts, "“无需改变”不能与其他措施并列",
	"No change does not go with another measure");
REFUSAL(wrong_post, "暴露计时不属于该岗位", "The exposure is of another post");
static const struct refusal *const refusals[] = { &refuse_more_than_injured, &refuse_own_report,
						  &refuse_measure_contradicts, &refuse_wrong_post,
						  NULL };

static const struct cold_injury *injury_of(const struct record *record)
{
	return (const struct cold_injury *)record;
}

static const struct refusal *check_report(const struct model *model, const struct record *before,
					  const struct record *after, const struct act_view *view)
{
	const struct record *exposure =
		model_find_kind(model, injury_of(after)->exposure, "exposure");

	(void)before;
	(void)view;
	if (injury_of(after)->to_hospital > injury_of(after)->people)
		return &refuse_more_than_injured;
	return exposure && !ident_eq(model_ref(exposure, "duty_post"), injury_of(after)->duty_post)
		       ? &refuse_wrong_post
		       : NULL;
}

enum { NO_CHANGE = 8 };
static const struct refusal *check_review(const struct model *model, const struct record *before,
					  const struct record *after, const struct act_view *view)
{
	uint64_t all = injury_of(after)->measures;

	(void)model;
	(void)before;
	if (ident_eq(after->creator, view->actor))
		return &refuse_own_report;
	return all >> NO_CHANGE & 1 && all != 1u << NO_CHANGE ? &refuse_measure_contradicts : NULL;
}

static void stamp_title(struct stamp *stamp, const struct model *model, const struct record *after,
			const struct act_view *view)
{
	(void)view;
	stamp_text(stamp, "title",
		   model_title(model_find_kind(model, injury_of(after)->duty_post, "duty_post")));
}

#define NEAR (REL_OWN | REL_DESK | REL_ABOVE)
KIND_ACTS(
	{ .number = 1, .name = "report", .zh = "上报", .en = "Report", .from = NEW,
	  .to = REPORTED, .roles = ROLE_DESK | ROLE_unit_leader | ROLE_steward,
	  .takes = "duty_post exposure severity people to_hospital",
	  .flags = ACT_ALARM | ACT_LIFE_SAFETY, .check = check_report, .stamp = stamp_title },
	{ .number = 2, .name = "begin_review", .zh = "开始复查", .en = "Begin the review",
	  .from = IN(REPORTED), .to = UNDER_REVIEW, .roles = ROLE_DESK, .relations = NEAR },
	{ .number = 3, .name = "conclude", .zh = "复查结论", .en = "Conclude",
	  .from = IN(REPORTED) | IN(UNDER_REVIEW), .to = REVIEWED, .roles = ROLE_DESK,
	  .relations = NEAR, .takes = "findings measures", .needs = "findings measures",
	  .check = check_review },
	{ .number = 4, .name = "correct", .zh = "更正人数", .en = "Correct the number",
	  .from = IN(REPORTED) | IN(UNDER_REVIEW), .to = SAME,
	  .roles = ROLE_DESK | ROLE_unit_leader, .relations = NEAR,
	  .takes = "severity people to_hospital", .flags = ACT_VERSION, .check = check_report });

static const struct clock_step review_steps[] = {
	{ .name = "due", .zh = "应完成复查", .en = "Review is due",
	  .policy = "cold_injury.review.{severity}", .rings = RINGS_HOME },
	{ .name = "breach", .zh = "逾时未复查", .en = "Not reviewed",
	  .policy = "cold_injury.overdue", .rings = RINGS_HOME | RINGS_ABOVE, .breach = true },
};
static const struct clock clocks[] = {
	{ .number = 1, .name = "review", .zh = "复查", .en = "Review", .starts = "report correct",
	  .stops = "conclude", .steps = review_steps, .nsteps = KIND_COUNT(review_steps) },
};

static const struct gap gaps[] = {
	{ .name = "unreviewed", .zh = "冻伤未复查", .en = "An injury from cold not reviewed",
	  .severity = GAP_SERIOUS, .in = IN(REPORTED) | IN(UNDER_REVIEW), .act = "conclude" },
};

KIND(cold_injury, .number = 133, .module = "welfare", .zh = "冻伤", .en = "Injury from cold",
     .doc_zh = "岗位上的冻伤，只记人数；每起都要复查暴露安排。",
     .doc_en = "Injuries from cold at a post, as a number; each leads to a review of the exposure.",
     .doctrine = "12.4, 15.1", .flags = KIND_BOARD, .refusals = refusals, KIND_CLOCKS, KIND_GAPS);
