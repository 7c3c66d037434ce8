/* What the reports amount to: how likely, how sure, until when, and what command should do. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/intelligence/scales.h"
#include "model/rules.h"

enum { LOW = 1, MODERATE, HIGH };
static const struct choice confidences[] = {
	{ LOW, "low", "低", "Low", "red" },
	{ MODERATE, "moderate", "中", "Moderate", "yellow" },
	{ HIGH, "high", "高", "High", "green" },
	{ 0 },
};
static const struct choice outcomes[] = {
	{ 1, "borne_out", "属实", "Borne out", "green" },
	{ 2, "partly", "部分属实", "Partly borne out", "yellow" },
	{ 3, "not_borne_out", "不属实", "Not borne out", "red" },
	{ 4, "averted", "因处置而未发生", "Averted by what was done", "blue" },
	{ 0 },
};

#define FIELDS(X, K) \
	X(K, 1, TEXT, title, "标题", "Title", .max = 240, .flags = REQUIRED | TITLE | SEARCHED) \
	X(K, 2, ENUM, topic, "主题", "Topic", .choices = scales_topic, \
	  .flags = REQUIRED | INDEXED) \
	X(K, 3, REF, need, "信息需求", "Answers the need", .target = "info_need") \
	X(K, 4, REF, asked_by, "提出需求的指挥部", "Asked by", .target = "post", \
	  .flags = ADDRESSEE | SYSTEM) \
	X(K, 5, REF, place, "地点", "Place", .target = "place") \
	X(K, 6, REF, incident, "事件", "Incident", .target = "incident") \
	X(K, 7, TEXT, judgement, "判断", "Judgement", .max = 4000, \
	  .flags = REQUIRED | LONG | SEARCHED) \
	X(K, 8, ENUM, likelihood, "可能性", "Likelihood", .choices = choices_likelihood, \
	  .flags = REQUIRED | INDEXED) \
	X(K, 9, ENUM, confidence, "把握程度", "Confidence", .choices = confidences, \
	  .flags = REQUIRED) \
	X(K, 10, TEXT, assumptions, "前提假设", "Assumptions", .max = 2000, .flags = LONG) \
	X(K, 11, TEXT, indicators, "何种情况会改变判断", "What would change it", .max = 2000, \
	  .flags = LONG) \
	X(K, 12, TEXT, advice, "处置建议", "Advice", .max = 4000, .flags = LONG) \
	X(K, 13, REFS, reports, "依据的报告", "Reports", .target = "source_report", \
	  .max = LIMIT_REFS, .flags = 0) \
	X(K, 14, TIME, valid_from, "判断起始", "Valid from", .flags = 0) \
	X(K, 15, TIME, valid_until, "判断有效至", "Valid until", .flags = 0) \
	X(K, 16, REFS, to, "送", "To", .target = "post", .max = 32, .flags = ADDRESSEE) \
	X(K, 17, REF, risk, "风险", "Risk", .target = "risk") \
	X(K, 18, REF, supersedes, "取代的研判", "Supersedes", .target = "assessment") \
	X(K, 19, REF, superseded_by, "被取代", "Superseded by", .target = "assessment", \
	  .flags = SYSTEM) \
	X(K, 20, REF, order, "据此下达的指令", "Order that followed", .target = "order", \
	  .flags = SYSTEM) \
	X(K, 21, ENUM, outcome, "事后验证", "Outcome", .choices = outcomes, .flags = INDEXED) \
	X(K, 22, TEXT, feedback, "反馈", "Feedback", .max = 2000, .flags = LONG) \
	X(K, 23, TEXT, reason, "理由", "Reason", .max = 800, .flags = LONG)

KIND_STRUCT(assessment);
KIND_FIELDS(assessment);

enum { DRAFT = 1, PUBLISHED, ACTED_ON, CARRIED_OUT, FED_BACK, EXPIRED, SUPERSEDED, WITHDRAWN };
static const struct state states[] = {
	{ DRAFT, "draft", "拟稿", "Draft", STATE_OPEN },
	{ PUBLISHED, "published", "已印发", "Issued", STATE_OPEN },
	{ ACTED_ON, "acted_on", "已据此下令", "Acted on", STATE_OPEN },
	{ CARRIED_OUT, "carried_out", "已执行", "Carried out", STATE_OPEN },
	{ FED_BACK, "fed_back", "已反馈", "Fed back", STATE_CLOSED },
	{ EXPIRED, "expired", "已过期", "Expired", STATE_CLOSED },
	{ SUPERSEDED, "superseded", "被取代", "Superseded", STATE_CLOSED },
	{ WITHDRAWN, "withdrawn", "已撤回", "Withdrawn", STATE_CLOSED },
};
#define IN_USE (IN(PUBLISHED) | IN(ACTED_ON) | IN(CARRIED_OUT))

REFUSAL(reports_required, "研判必须注明依据的报告", "An assessment names the reports it rests on");
REFUSAL(report_not_rated, "所依据的报告尚未评定", "One of its reports has not been rated");
REFUSAL(report_dismissed, "所依据的报告已被认定不采用", "One of its reports has been dismissed");
REFUSAL(confidence_unsupported, "高把握须有来源A、B级且信息1、2级的报告",
	"High confidence needs a report of source A or B that says 1 or 2");
REFUSAL(validity_required, "必须写明有效期限", "It must say until when it holds");
REFUSAL(validity_past, "有效期限已过", "The time until which it would hold has passed");
REFUSAL(validity_backwards, "有效期限早于起始时间", "It would end before it begins");
REFUSAL(not_yours_to_supersede, "只能取代本指挥部在用的研判",
	"Only an assessment of the own post that is in use can be superseded");
static const struct refusal *const refusals[] = {
	&refuse_reports_required, &refuse_report_not_rated, &refuse_report_dismissed,
	&refuse_confidence_unsupported, &refuse_validity_required, &refuse_validity_past,
	&refuse_validity_backwards, &refuse_not_yours_to_supersede, NULL,
};

static const struct assessment *assessment_of(const struct record *record)
{
	return (const struct assessment *)record;
}

static bool choice_is(const struct record *record, const char *field, const char *a, const char *b)
{
	struct str is = str_of(model_choice(record, field));

	return str_eq(is, str_of(a)) || str_eq(is, str_of(b));
}

static const struct refusal *check_reports(const struct model *model,
					   const struct assessment *assessment)
{
	bool firm = false;

	for (uint32_t i = 0; i < assessment->reports.count; i++) {
		const struct record *report =
			model_find_kind(model, assessment->reports.at[i], "source_report");

		/* at another node: it was looked at where this was issued */
		if (!report)
			continue;
		if (rules_in(report, "dismissed") || report->struck)
			return &refuse_report_dismissed;
		if (!rules_in(report, "rated"))
			return &refuse_report_not_rated;
		firm = firm || (choice_is(report, "reliability", "a", "b") &&
				choice_is(report, "credibility", "1", "2"));
	}
	return assessment->confidence == HIGH && !firm ? &refuse_confidence_unsupported : NULL;
}

static bool can_supersede(const struct model *model, const struct assessment *assessment)
{
	const struct record *old = model_find_kind(model, assessment->supersedes, "assessment");

	return !old || (old->home == assessment->record.home && (IN(old->state) & IN_USE) != 0 &&
			!ident_eq(old->id, assessment->record.id));
}

static const struct refusal *check_publish(const struct model *model, const struct record *before,
					   const struct record *after, const struct act_view *view)
{
	const struct assessment *assessment = assessment_of(after);

	(void)before;
	if (assessment->reports.count == 0)
		return &refuse_reports_required;
	if (!record_has(after, F_valid_until))
		return &refuse_validity_required;
	if (assessment->valid_until <= view->at)
		return &refuse_validity_past;
	if (assessment->valid_from >= assessment->valid_until)
		return &refuse_validity_backwards;
	if (!can_supersede(model, assessment))
		return &refuse_not_yours_to_supersede;
	return check_reports(model, assessment);
}

/* Doctrine 5: the whole chain hangs on one event. */
static void stamp_event(struct stamp *stamp, const struct model *model, const struct record *after,
			const struct act_view *view)
{
	struct ident event = rules_ref(
		model_find_kind(model, assessment_of(after)->need, "info_need"), "incident");

	(void)view;
	if (!ident_none(event) && ident_none(assessment_of(after)->incident))
		stamp_ref(stamp, "incident", event);
}

/* Who asked reads the answer, wherever he sits. */
static void stamp_publish(struct stamp *stamp, const struct model *model,
			  const struct record *after, const struct act_view *view)
{
	const struct record *need =
		model_find_kind(model, assessment_of(after)->need, "info_need");

	stamp_event(stamp, model, after, view);
	if (need && need->home != after->home)
		stamp_ref(stamp, "asked_by", rules_post(need->home));
	if (!record_has(after, F_valid_from))
		stamp_time(stamp, "valid_from", view->at);
}

#define ANALYSTS (ROLE_DESK | ROLE_intelligence)
#define BODY "title topic need place incident judgement likelihood confidence assumptions " \
	     "indicators advice reports valid_from valid_until to risk supersedes"
KIND_ACTS(
	{ .number = 1, .name = "draft", .zh = "拟稿", .en = "Draft", .from = NEW, .to = DRAFT,
	  .roles = ANALYSTS, .takes = BODY, .stamp = stamp_event },
	{ .number = 2, .name = "publish", .zh = "印发", .en = "Issue",
	  .from = IN(NEW) | IN(DRAFT), .to = PUBLISHED, .roles = ANALYSTS, .takes = BODY,
	  .flags = ACT_TELL, .check = check_publish, .stamp = stamp_publish },
	{ .number = 3, .name = "mark_acted_on", .zh = "已据此下令", .en = "Acted on",
	  .from = IN(PUBLISHED) | IN(ACTED_ON) | IN(CARRIED_OUT) | IN(EXPIRED), .to = ACTED_ON,
	  .roles = ROLE_SYSTEM, .takes = "order" },
	{ .number = 4, .name = "mark_carried_out", .zh = "指令已执行", .en = "Carried out",
	  .from = IN(ACTED_ON) | IN(EXPIRED), .to = CARRIED_OUT, .roles = ROLE_SYSTEM },
	{ .number = 5, .name = "feed_back", .zh = "反馈", .en = "Feed back",
	  .from = IN_USE | IN(EXPIRED) | IN(SUPERSEDED), .to = FED_BACK, .roles = ANALYSTS,
	  .relations = REL_OWN | REL_ADDRESSEE, .takes = "outcome feedback",
	  .needs = "outcome feedback" },
	{ .number = 6, .name = "expire", .zh = "过期", .en = "Expire",
	  .from = IN(PUBLISHED) | IN(ACTED_ON), .to = EXPIRED, .roles = ROLE_SYSTEM },
	{ .number = 7, .name = "supersede", .zh = "被取代", .en = "Supersede", .from = IN_USE,
	  .to = SUPERSEDED, .roles = ROLE_SYSTEM, .takes = "superseded_by" },
	{ .number = 8, .name = "withdraw", .zh = "撤回", .en = "Withdraw",
	  .from = IN(DRAFT) | IN_USE, .to = WITHDRAWN, .roles = ANALYSTS, .takes = "reason",
	  .needs = "reason", .flags = ACT_TELL },
	{ .number = ACT_NUMBER_AMEND, .name = "amend", .zh = "更正", .en = "Amend",
	  .from = IN(DRAFT), .to = SAME, .roles = ANALYSTS, .takes = BODY,
	  .flags = ACT_VERSION | ACT_KERNEL },
	ACT_SHARE(ANALYSTS), ACT_LINK(ANALYSTS), ACT_ATTACH(ANALYSTS));

static const struct clock_step validity_steps[] = {
	{ .name = "expired", .zh = "研判过期", .en = "Assessment has expired",
	  .rings = RINGS_HOME, .proposes = "expire" },
};
static const struct clock_step feedback_steps[] = {
	{ .name = "due", .zh = "待反馈", .en = "Feedback is due",
	  .policy = "intelligence.feedback.due", .rings = RINGS_HOME },
	{ .name = "overdue", .zh = "久未反馈", .en = "Feedback is overdue",
	  .policy = "intelligence.feedback.overdue", .rings = RINGS_HOME | RINGS_ABOVE },
};
static const struct clock clocks[] = {
	{ .number = 1, .name = "validity", .zh = "有效期", .en = "Validity",
	  .starts = "publish", .stops = "supersede withdraw mark_carried_out feed_back",
	  .until = "valid_until", .steps = validity_steps,
	  .nsteps = KIND_COUNT(validity_steps) },
	{ .number = 2, .name = "feedback", .zh = "反馈", .en = "Feedback",
	  .starts = "mark_carried_out", .stops = "feed_back withdraw mark_acted_on supersede",
	  .steps = feedback_steps, .nsteps = KIND_COUNT(feedback_steps) },
};

static void after_publish(struct reactor *reactor, const struct model *model,
			  const struct record *record, const struct entry *entry)
{
	struct ident old = assessment_of(record)->supersedes;

	(void)model;
	(void)entry;
	if (ident_none(old))
		return;
	reactor_propose(reactor, "assessment", "supersede", old, record->home);
	reactor_ref(reactor, "superseded_by", record->id);
}

static void follow_order(struct reactor *reactor, const struct model *model,
			 const struct record *record, const struct entry *entry)
{
	const struct record *assessment =
		model_find_kind(model, rules_ref(record, "assessment"), "assessment");

	(void)entry;
	if (!assessment)
		return;
	if (rules_in(record, "done")) {
		reactor_propose(reactor, "assessment", "mark_carried_out", assessment->id,
				assessment->home);
	} else {
		reactor_propose(reactor, "assessment", "mark_acted_on", assessment->id,
				assessment->home);
		reactor_ref(reactor, "order", record->id);
	}
}

static const struct reaction reactions[] = {
	{ .name = "after_publish", .on = "assessment.publish",
	  .doc_zh = "印发后取代旧研判。", .doc_en = "Once issued it supersedes the old one.",
	  .run = after_publish },
	{ .name = "follow_order", .on = "order.issue order.issue_second order.mark_done",
	  .doc_zh = "据此下达的指令及其完成情况记入研判，并起算反馈时限。",
	  .doc_en = "Notes the order that rests on it; when that is done, feedback is due.",
	  .run = follow_order },
};

/* Somebody acts on it, and what it was drawn from has fallen (doctrine 5.1). */
static bool lost_its_ground(const struct model *model, const struct record *record, instant at)
{
	const struct refusal *why = check_reports(model, assessment_of(record));

	(void)at;
	return why != NULL;
}

static const struct gap gaps[] = {
	{ .name = "unsupported", .zh = "在用研判所依据的报告已不成立",
	  .en = "An assessment in use rests on a report that no longer holds",
	  .severity = GAP_SERIOUS, .in = IN_USE, .open = lost_its_ground,
	  .act = "assessment.publish", .field = "supersedes" },
};

KIND(assessment, .number = 43, .module = "intelligence", .zh = "研判", .en = "Assessment",
     .doc_zh = "对地点、时段、路线、天气、人流或网络的判断：可能性、把握、有效期和建议。",
     .doc_en = "A judgement on places, times, routes, weather, crowds or networks, with advice.",
     .doctrine = "5, 5.1", .flags = KIND_BOARD, .refusals = refusals, KIND_CLOCKS,
     KIND_REACTIONS, KIND_GAPS);
