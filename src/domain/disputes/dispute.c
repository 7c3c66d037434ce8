/* A matter in dispute, never a file on persons: who must settle it, and by when the law says so. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/rules.h"

static const struct choice types[] = {
	{ 1, "wages", "欠薪", "Wages", NULL },
	{ 2, "contract", "合同与供应", "Contracts and supply", NULL },
	{ 3, "land", "征地拆迁", "Land and demolition", NULL },
	{ 4, "neighbourhood", "噪声扰民", "Noise and neighbourhood", NULL },
	{ 5, "traffic", "交通出行", "Traffic and access", NULL },
	{ 6, "trade", "经营损失", "Loss of trade", NULL },
	{ 7, "service", "票务与服务", "Tickets and service", NULL },
	{ 8, "environment", "环境", "Environment", NULL },
	{ 9, "other", "其他", "Other", NULL },
	{ 0 },
};
static const struct choice risks[] = {
	{ 1, "low", "低", "Low", "blue" },
	{ 2, "medium", "中", "Medium", "yellow" },
	{ 3, "high", "高", "High", "red" },
	{ 0 },
};

/* Doctrine 6.5, minimum data: no list of petitioners; the competent body keeps the case file. */
#define FIELDS(X, K) \
	X(K, 1, TEXT, title, "事项", "Matter", .max = 240, .flags = REQUIRED | TITLE | SEARCHED) \
	X(K, 2, ENUM, type, "类型", "Type", .choices = types, .flags = REQUIRED | INDEXED) \
	X(K, 3, REF, place, "地点", "Place", .target = "place") \
	X(K, 4, INT, parties, "涉及人数", "Persons concerned", .most = 1000000, .unit = "person", \
	  .doc_zh = "只记人数，不记姓名。", .doc_en = "A count; never names.") \
	X(K, 5, TEXT, organisations, "涉及单位", "Organisations", .max = 400) \
	X(K, 6, TEXT, cause, "起因", "Cause", .max = 2000, .flags = REQUIRED | LONG) \
	X(K, 7, REF, body, "主管单位", "Competent body", .target = "agency") \
	X(K, 8, REFS, to, "告知", "To", .target = "post", .max = 16, .flags = ADDRESSEE) \
	X(K, 9, TEXT, mediator, "调解组织", "Mediating body", .max = 240) \
	X(K, 10, TEXT, measure, "措施", "Measure", .max = 2000, .flags = LONG) \
	X(K, 11, ENUM, risk, "激化风险", "Risk of escalation", .choices = risks, \
	  .flags = REQUIRED | INDEXED) \
	X(K, 12, TEXT, risk_reason, "风险情况", "Why it may escalate", .max = 800, .flags = LONG) \
	X(K, 13, BOOL, public_order, "可能引发治安或刑事案件", "May become a public-order case", \
	  .flags = 0) \
	X(K, 14, BOOL, police_informed, "已告知公安机关", "Police informed", .flags = 0) \
	X(K, 15, TEXT, result, "结果", "Result", .max = 2000, .flags = LONG) \
	X(K, 16, TEXT, legal_path, "告知的法律途径", "Legal path told", .max = 800, .flags = LONG) \
	X(K, 17, BOOL, agreement, "达成书面调解协议", "Written agreement", .flags = 0) \
	X(K, 18, TIME, decide_due, "办结时限", "Decision due", .flags = SYSTEM) \
	X(K, 19, TIME, object_until, "异议期至", "Objection until", .flags = SYSTEM) \
	X(K, 20, TIME, decided_at, "办结时间", "Decided at", .flags = SYSTEM) \
	X(K, 21, INT, reviews, "复查复核次数", "Reviews", .flags = SYSTEM) \
	X(K, 22, BOOL, extended, "已延期", "Extended", .flags = SYSTEM) \
	X(K, 23, TEXT, notice, "延期告知", "Notice of the extension", .max = 800, .flags = LONG) \
	X(K, 24, BOOL, told, "结果已告知", "Result told", .flags = 0) \
	X(K, 25, REF, incident, "事件", "Incident", .target = "incident") \
	X(K, 26, TEXT, reason, "理由", "Reason", .max = 800, .flags = LONG)

KIND_STRUCT(dispute);
KIND_FIELDS(dispute);

enum { LOGGED = 1, ROUTED, IN_MEDIATION, SETTLED, DECIDED, REFERRED, ESCALATION_RISK, UNDER_REVIEW,
       CLOSED };
static const struct state states[] = {
	{ LOGGED, "logged", "已登记", "Logged", STATE_OPEN },
	{ ROUTED, "routed", "已转办", "Routed", STATE_OPEN },
	{ IN_MEDIATION, "in_mediation", "调解中", "In mediation", STATE_OPEN },
	{ SETTLED, "settled", "已达成协议", "Settled", STATE_OPEN },
	{ DECIDED, "decided", "已作出处理意见", "Decided", STATE_OPEN },
	{ REFERRED, "referred", "已告知法律途径", "Referred", STATE_OPEN },
	{ ESCALATION_RISK, "escalation_risk", "有激化风险", "May escalate",
	  STATE_OPEN | STATE_ALARM },
	{ UNDER_REVIEW, "under_review", "复查复核中", "Under review", STATE_OPEN },
	{ CLOSED, "closed", "已办结", "Closed", STATE_CLOSED },
};
#define BEFORE_END (IN(ROUTED) | IN(IN_MEDIATION))

REFUSAL(objection_too_late, "已超过提出异议的期限", "The time for an objection has passed");
REFUSAL(nothing_to_extend, "尚未转办，没有办结时限可延", "It was never routed: there is no deadline to extend");
REFUSAL(extended_already, "只能延期一次", "It is extended once only");
REFUSAL(police_not_informed, "可能引发案件的，须告知公安机关",
	"What may become a case is told to the police");
REFUSAL(review_too_late, "已超过申请复查复核的期限", "The time to ask for a review has passed");
REFUSAL(reviews_exhausted, "复查、复核已完成，不再受理", "It has been reviewed twice; no more");
REFUSAL(no_agreement, "没有书面调解协议", "There is no written agreement");
REFUSAL(result_not_told, "结果尚未告知", "The result has not been told");
static const struct refusal *const refusals[] = {
	&refuse_objection_too_late, &refuse_nothing_to_extend, &refuse_extended_already,
	&refuse_police_not_informed,
	&refuse_review_too_late, &refuse_reviews_exhausted, &refuse_no_agreement,
	&refuse_result_not_told, NULL,
};

static const struct dispute *dispute_of(const struct record *record)
{
	return (const struct dispute *)record;
}

/* ---- rules ----------------------------------------------------------------------------------- */

static const struct refusal *check_object(const struct model *model, const struct record *before,
					  const struct record *after, const struct act_view *view)
{
	(void)model;
	(void)after;
	return view->at > dispute_of(before)->object_until ? &refuse_objection_too_late : NULL;
}

static const struct refusal *check_extend(const struct model *model, const struct record *before,
					  const struct record *after, const struct act_view *view)
{
	(void)model;
	(void)after;
	(void)view;
	if (dispute_of(before)->decide_due == 0)
		return &refuse_nothing_to_extend;
	return dispute_of(before)->extended ? &refuse_extended_already : NULL;
}

/* People's Mediation Law Art. 25: preventive measures; where a case is likely, the police know. */
static const struct refusal *check_contain(const struct model *model, const struct record *before,
					   const struct record *after, const struct act_view *view)
{
	(void)model;
	(void)before;
	(void)view;
	return dispute_of(after)->public_order && !dispute_of(after)->police_informed
		       ? &refuse_police_not_informed
		       : NULL;
}

static const struct refusal *check_review(const struct model *model, const struct record *before,
					  const struct record *after, const struct act_view *view)
{
	const struct dispute *was = dispute_of(before);

	(void)after;
	if (was->reviews >= 2)
		return &refuse_reviews_exhausted;
	return view->at > was->decided_at + rules_span(model, "dispute.review.ask", before->home,
						       view->at)
		       ? &refuse_review_too_late
		       : NULL;
}

static const struct refusal *check_confirmed(const struct model *model, const struct record *before,
					     const struct record *after,
					     const struct act_view *view)
{
	(void)model;
	(void)after;
	(void)view;
	return dispute_of(before)->agreement ? NULL : &refuse_no_agreement;
}

static const struct refusal *check_close(const struct model *model, const struct record *before,
					 const struct record *after, const struct act_view *view)
{
	(void)model;
	(void)before;
	(void)view;
	return dispute_of(after)->told ? NULL : &refuse_result_not_told;
}

/* ---- what the node fills in ------------------------------------------------------------------ */

static void stamp_route(struct stamp *stamp, const struct model *model, const struct record *after,
			const struct act_view *view)
{
	double days = policy_or(model, "dispute.objection", after->home, view->at, 0);

	stamp_time(stamp, "decide_due",
		   view->at + rules_span(model, "dispute.decide", after->home, view->at));
	stamp_time(stamp, "object_until",
		   rules_working_days(model, after->home, view->at, (int)days));
	stamp_bool(stamp, "extended", false);
}

static void stamp_extend(struct stamp *stamp, const struct model *model, const struct record *after,
			 const struct act_view *view)
{
	stamp_time(stamp, "decide_due",
		   dispute_of(after)->decide_due +
			   rules_span(model, "dispute.extend", after->home, view->at));
	stamp_bool(stamp, "extended", true);
}

static void stamp_decided(struct stamp *stamp, const struct model *model,
			  const struct record *after, const struct act_view *view)
{
	(void)model;
	(void)after;
	stamp_time(stamp, "decided_at", view->at);
}

static void stamp_review(struct stamp *stamp, const struct model *model, const struct record *after,
			 const struct act_view *view)
{
	(void)model;
	(void)view;
	stamp_int(stamp, "reviews", dispute_of(after)->reviews + 1);
}

/* ---- acts ------------------------------------------------------------------------------------ */

#define KEEPERS (ROLE_DESK | ROLE_information)
KIND_ACTS(
	{ .number = 1, .name = "log", .zh = "登记", .en = "Log", .from = NEW, .to = LOGGED,
	  .roles = ROLE_STAFF | ROLE_unit_leader | ROLE_liaison,
	  .takes = "title type place parties organisations cause risk incident" },
	{ .number = 2, .name = "route", .zh = "转办", .en = "Route", .from = IN(LOGGED),
	  .to = ROUTED, .roles = KEEPERS, .takes = "body to measure", .needs = "body",
	  .flags = ACT_TELL, .stamp = stamp_route },
	{ .number = 3, .name = "object", .zh = "提出异议", .en = "Object: not ours",
	  .from = IN(ROUTED), .to = LOGGED, .roles = KEEPERS | ROLE_liaison,
	  .relations = REL_OWN | REL_ADDRESSEE, .takes = "reason", .needs = "reason",
	  .check = check_object },
	{ .number = 4, .name = "mediate", .zh = "开始调解", .en = "Mediate",
	  .from = IN(LOGGED) | IN(ROUTED), .to = IN_MEDIATION, .roles = KEEPERS,
	  .takes = "mediator measure", .needs = "mediator" },
	{ .number = 5, .name = "settle", .zh = "达成协议", .en = "Settle",
	  .from = IN(IN_MEDIATION), .to = SETTLED, .roles = KEEPERS,
	  .takes = "result agreement", .needs = "result", .stamp = stamp_decided },
	{ .number = 6, .name = "decide", .zh = "作出处理意见", .en = "Decide", .from = BEFORE_END,
	  .to = DECIDED, .roles = KEEPERS, .takes = "result", .needs = "result",
	  .stamp = stamp_decided },
	{ .number = 7, .name = "refer", .zh = "告知法律途径", .en = "Refer",
	  .from = BEFORE_END | IN(DECIDED) | IN(LOGGED), .to = REFERRED, .roles = KEEPERS,
	  .takes = "legal_path", .needs = "legal_path" },
	{ .number = 8, .name = "extend", .zh = "延期", .en = "Extend", .from = BEFORE_END,
	  .to = SAME, .roles = KEEPERS, .takes = "notice", .needs = "notice",
	  .check = check_extend, .stamp = stamp_extend },
	{ .number = 9, .name = "warn", .zh = "报告激化风险", .en = "It may escalate",
	  .from = IN(LOGGED) | BEFORE_END, .to = ESCALATION_RISK,
	  .roles = ROLE_STAFF | ROLE_unit_leader, .takes = "risk risk_reason public_order to",
	  .needs = "risk_reason", .flags = ACT_ALARM | ACT_TELL },
	{ .number = 10, .name = "contain", .zh = "已采取预防措施", .en = "Contained",
	  .from = IN(ESCALATION_RISK), .to = IN_MEDIATION, .roles = KEEPERS,
	  .takes = "measure police_informed public_order mediator", .needs = "measure",
	  .check = check_contain },
	{ .number = 11, .name = "ask_review", .zh = "申请复查复核", .en = "Ask for a review",
	  .from = IN(DECIDED), .to = UNDER_REVIEW, .roles = KEEPERS, .takes = "reason",
	  .check = check_review, .stamp = stamp_review },
	{ .number = 12, .name = "review", .zh = "复查复核意见", .en = "Review",
	  .from = IN(UNDER_REVIEW), .to = DECIDED, .roles = KEEPERS, .takes = "result",
	  .needs = "result", .stamp = stamp_decided },
	{ .number = 13, .name = "court_confirmed", .zh = "已司法确认", .en = "Confirmed by court",
	  .from = IN(SETTLED), .to = SAME, .roles = KEEPERS, .check = check_confirmed },
	{ .number = 14, .name = "close", .zh = "办结", .en = "Close",
	  .from = IN(SETTLED) | IN(DECIDED) | IN(REFERRED), .to = CLOSED, .roles = KEEPERS,
	  .takes = "told", .check = check_close },
	{ .number = ACT_NUMBER_AMEND, .name = "amend", .zh = "更正", .en = "Amend",
	  .from = ANY_STATE & ~IN(CLOSED), .to = SAME, .roles = KEEPERS,
	  .takes = "title type place parties organisations cause risk",
	  .flags = ACT_VERSION | ACT_KERNEL },
	ACT_LINK(KEEPERS), ACT_SHARE(KEEPERS));

/* ---- clocks ---------------------------------------------------------------------------------- */

static const struct clock_step route_steps[] = {
	{ .name = "breach", .zh = "逾期未转办", .en = "Not routed in time",
	  .policy = "dispute.route", .rings = RINGS_HOME | RINGS_ABOVE, .breach = true },
};
static const struct clock_step decide_steps[] = {
	{ .name = "breach", .zh = "逾期未办结", .en = "Not decided in time",
	  .rings = RINGS_HOME | RINGS_ABOVE, .breach = true },
};
static const struct clock_step review_steps[] = {
	{ .name = "breach", .zh = "复查复核逾期", .en = "Not reviewed in time",
	  .policy = "dispute.review", .rings = RINGS_HOME | RINGS_ABOVE, .breach = true },
};
static const struct clock_step confirm_steps[] = {
	{ .name = "lapsed", .zh = "申请司法确认的期限已过", .en = "The time for the court has passed",
	  .policy = "dispute.confirm", .rings = RINGS_HOME },
};
static const struct clock_step prevent_steps[] = {
	{ .name = "breach", .zh = "激化风险无预防措施", .en = "Nothing done against escalation",
	  .policy = "dispute.prevent", .rings = RINGS_HOME | RINGS_ABOVE, .breach = true },
};

static bool when_agreement(const struct model *model, const struct record *record)
{
	(void)model;
	return dispute_of(record)->agreement;
}

static const struct clock clocks[] = {
	{ .number = 1, .name = "route", .zh = "转办", .en = "Routing", .starts = "log object",
	  .stops = "route mediate refer warn", .steps = route_steps,
	  .nsteps = KIND_COUNT(route_steps) },
	{ .number = 2, .name = "decide", .zh = "办结", .en = "Decision", .starts = "route extend",
	  .stops = "settle decide refer object", .until = "decide_due", .steps = decide_steps,
	  .nsteps = KIND_COUNT(decide_steps) },
	{ .number = 3, .name = "review", .zh = "复查复核", .en = "Review",
	  .starts = "ask_review", .stops = "review", .steps = review_steps,
	  .nsteps = KIND_COUNT(review_steps) },
	{ .number = 4, .name = "confirm", .zh = "司法确认", .en = "Confirmation by court",
	  .starts = "settle", .stops = "court_confirmed", .when = when_agreement,
	  .steps = confirm_steps, .nsteps = KIND_COUNT(confirm_steps) },
	{ .number = 5, .name = "prevent", .zh = "预防激化", .en = "Prevention", .starts = "warn",
	  .stops = "contain", .steps = prevent_steps, .nsteps = KIND_COUNT(prevent_steps) },
};

static const struct gap gaps[] = {
	{ .name = "escalating", .zh = "有激化风险而无预防措施",
	  .en = "May escalate, and nothing is done", .severity = GAP_SERIOUS,
	  .in = IN(ESCALATION_RISK), .act = "contain" },
};

KIND(dispute, .number = 65, .module = "disputes", .zh = "矛盾纠纷", .en = "Dispute",
     .doc_zh = "以事项为单位的纠纷台账，不记人员名单；期限依法计算。",
     .doc_en = "A ledger of matters, never of persons, with the deadlines of the law.",
     .doctrine = "6.5", .refusals = refusals, KIND_CLOCKS, KIND_GAPS);
