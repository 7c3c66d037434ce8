/* One piece of information and its two marks: who says so, and how likely it is true. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/intelligence/scales.h"
#include "model/rules.h"

static const struct choice classes[] = {
	{ 1, "own_force", "本方勤务力量", "Own force", NULL },
	{ 2, "partner", "对接单位", "Partner agency", NULL },
	{ 3, "instrument", "仪器设备", "Instrument", NULL },
	{ 4, "weather_service", "气象服务", "Weather service", NULL },
	{ 5, "venue_operator", "场馆运营方", "Venue operator", NULL },
	{ 6, "hotline", "热线接报", "Hotline call", NULL },
	{ 7, "official", "官方资料", "Official publication", NULL },
	{ 8, "other", "其他", "Other", NULL },
	{ 0 },
};

#define FIELDS(X, K) \
	X(K, 1, TEXT, title, "标题", "Title", .max = 240, .flags = REQUIRED | TITLE | SEARCHED) \
	X(K, 2, TEXT, text, "内容", "Text", .max = 4000, .flags = REQUIRED | LONG | SEARCHED) \
	X(K, 3, TEXT, source, "来源", "Source", .max = 120, .flags = REQUIRED, \
	  .doc_zh = "岗位、设备或单位，不写个人。", \
	  .doc_en = "A post, a device or an organisation; never a person.") \
	X(K, 4, ENUM, source_class, "来源类别", "Class of source", .choices = classes, \
	  .flags = REQUIRED | INDEXED) \
	X(K, 5, REF, collection, "搜集任务", "Answers the task", .target = "collection") \
	X(K, 6, REF, to, "报送", "To", .target = "post", .flags = ADDRESSEE | SYSTEM) \
	X(K, 7, REF, place, "地点", "Place", .target = "place") \
	X(K, 8, REF, incident, "事件", "Incident", .target = "incident") \
	X(K, 9, ENUM, topic, "主题", "Topic", .choices = scales_topic, .flags = INDEXED) \
	X(K, 10, ENUM, reliability, "来源可靠性", "Reliability of the source", \
	  .choices = scales_reliability, .flags = INDEXED) \
	X(K, 11, ENUM, credibility, "信息可信度", "Credibility of what it says", \
	  .choices = scales_credibility, .flags = INDEXED) \
	X(K, 12, REF, reliability_by, "可靠性评定人", "Reliability rated by", \
	  .target = "account", .flags = SYSTEM) \
	X(K, 13, REF, credibility_by, "可信度评定人", "Credibility rated by", \
	  .target = "account", .flags = SYSTEM) \
	X(K, 14, REF, relayed_from, "转述自", "Relays", .target = "source_report", \
	  .doc_zh = "转述他人报告的，不是独立来源。", \
	  .doc_en = "What passes another report on is no source of its own.") \
	X(K, 15, REFS, corroborated_by, "佐证", "Borne out by", .target = "source_report", \
	  .max = 16, .flags = 0) \
	X(K, 16, TEXT, reason, "理由", "Reason", .max = 800, .flags = LONG)

KIND_STRUCT(source_report);
KIND_FIELDS(source_report);

enum { RECEIVED = 1, RATED, DISMISSED };
static const struct state states[] = {
	{ RECEIVED, "received", "待评定", "To be rated", STATE_OPEN },
	{ RATED, "rated", "已评定", "Rated", STATE_CLOSED },
	{ DISMISSED, "dismissed", "不采用", "Dismissed", STATE_CLOSED },
};

REFUSAL(two_independent_sources, "可信度为1须记录两个以上互相独立的来源",
	"Credibility 1 needs two independent sources on record");
REFUSAL(bears_itself_out, "报告不能佐证自身", "A report does not bear itself out");
REFUSAL(relays_itself, "报告不能转述自身", "A report does not relay itself");
REFUSAL(task_is_closed, "该搜集任务已结束", "That task is closed");
static const struct refusal *const refusals[] = { &refuse_two_independent_sources,
						  &refuse_bears_itself_out, &refuse_relays_itself,
						  &refuse_task_is_closed, NULL };

static const struct source_report *report_of(const struct record *record)
{
	return (const struct source_report *)record;
}

/* Where a chain of relayed reports begins: ten voices of one mouth are one source. */
static const struct source_report *origin_of(const struct model *model,
					     const struct source_report *report)
{
	for (int i = 0; i < LIMIT_TREE_DEPTH; i++) {
		const struct record *up =
			model_find_kind(model, report->relayed_from, "source_report");

		if (!up)
			return report;
		report = report_of(up);
	}
	return report;
}

/* Doctrine 5.1: never 1 without two independent sources recorded, this one's own counted. */
static bool is_confirmed(const struct model *model, const struct source_report *report)
{
	const struct source_report *own = origin_of(model, report);

	for (uint32_t i = 0; i < report->corroborated_by.count; i++) {
		const struct record *other = model_find_kind(
			model, report->corroborated_by.at[i], "source_report");
		const struct source_report *origin;

		if (!other || other->state == DISMISSED || other->struck)
			continue;
		origin = origin_of(model, report_of(other));
		if (origin->record.state == DISMISSED || origin->record.struck)
			continue;
		if (!ident_eq(origin->record.id, own->record.id) &&
		    !str_eq(origin->source, own->source))
			return true;
	}
	return false;
}

static const struct refusal *check_receive(const struct model *model, const struct record *before,
					   const struct record *after, const struct act_view *view)
{
	const struct record *task =
		model_find_kind(model, report_of(after)->collection, "collection");

	(void)before;
	(void)view;
	if (task && !model_is_open(task))
		return &refuse_task_is_closed;
	return NULL;
}

static const struct refusal *check_relay(const struct model *model, const struct record *before,
					 const struct record *after, const struct act_view *view)
{
	struct ident up = report_of(after)->relayed_from;

	(void)before;
	(void)view;
	for (int i = 0; !ident_none(up) && i < LIMIT_TREE_DEPTH; i++) {
		if (ident_eq(up, after->id))
			return &refuse_relays_itself;
		up = rules_ref(model_find_kind(model, up, "source_report"), "relayed_from");
	}
	return NULL;
}

static const struct refusal *check_content(const struct model *model, const struct record *before,
					   const struct record *after, const struct act_view *view)
{
	const struct source_report *report = report_of(after);

	(void)before;
	(void)view;
	if (rules_holds(report->corroborated_by, after->id))
		return &refuse_bears_itself_out;
	return report->credibility == CREDIBILITY_1 && !is_confirmed(model, report)
		       ? &refuse_two_independent_sources
		       : NULL;
}

/* Doctrine 5.1: until somebody has judged it, a report is F6. */
static void stamp_receive(struct stamp *stamp, const struct model *model,
			  const struct record *after, const struct act_view *view)
{
	const struct record *task =
		model_find_kind(model, report_of(after)->collection, "collection");

	(void)view;
	stamp_choice(stamp, "reliability", "f");
	stamp_choice(stamp, "credibility", "6");
	if (task && task->home != after->home)
		stamp_ref(stamp, "to", rules_post(task->home));
	if (task && ident_none(report_of(after)->incident))
		stamp_ref(stamp, "incident", rules_ref(task, "incident"));
}

static void stamp_source(struct stamp *stamp, const struct model *model,
			 const struct record *after, const struct act_view *view)
{
	(void)model;
	(void)after;
	stamp_ref(stamp, "reliability_by", view->actor);
}

/* Judged anew as if it had just come in. */
static void stamp_unconfirm(struct stamp *stamp, const struct model *model,
			    const struct record *after, const struct act_view *view)
{
	(void)model;
	(void)after;
	(void)view;
	stamp_choice(stamp, "credibility", "6");
	stamp_ref(stamp, "credibility_by", (struct ident){ 0 });
}

static void stamp_content(struct stamp *stamp, const struct model *model,
			  const struct record *after, const struct act_view *view)
{
	(void)model;
	(void)after;
	stamp_ref(stamp, "credibility_by", view->actor);
}

#define RATERS (ROLE_DESK | ROLE_intelligence)
#define SITE (REL_OWN | REL_DESK | REL_ADDRESSEE)
KIND_ACTS(
	{ .number = 1, .name = "receive", .zh = "登记", .en = "Receive", .from = NEW,
	  .to = RECEIVED, .roles = ROLE_STAFF | ROLE_steward | ROLE_unit_leader | ROLE_liaison,
	  .takes = "title text source source_class collection place incident topic relayed_from",
	  .check = check_receive, .stamp = stamp_receive },
	/* Two acts, so that neither mark is set with an eye on the other (doctrine 5.1). */
	{ .number = 2, .name = "rate_source", .zh = "评定来源", .en = "Rate the source",
	  .from = IN(RECEIVED) | IN(RATED), .to = SAME, .roles = RATERS, .relations = SITE,
	  .takes = "reliability", .needs = "reliability", .stamp = stamp_source },
	{ .number = 3, .name = "rate_content", .zh = "评定内容", .en = "Rate the content",
	  .from = IN(RECEIVED) | IN(RATED), .to = SAME, .roles = RATERS, .relations = SITE,
	  .takes = "credibility corroborated_by", .needs = "credibility",
	  .check = check_content, .stamp = stamp_content },
	{ .number = 4, .name = "mark_rated", .zh = "已评定", .en = "Rated", .from = IN(RECEIVED),
	  .to = RATED, .roles = ROLE_SYSTEM },
	{ .number = 5, .name = "dismiss", .zh = "不采用", .en = "Dismiss",
	  .from = IN(RECEIVED) | IN(RATED), .to = DISMISSED, .roles = RATERS, .relations = SITE,
	  .takes = "reason", .needs = "reason" },
	{ .number = 6, .name = "unconfirm", .zh = "佐证已失，重新评定", .en = "No longer borne out",
	  .from = IN(RECEIVED) | IN(RATED), .to = RECEIVED, .roles = ROLE_SYSTEM,
	  .flags = ACT_ALARM | ACT_TELL, .stamp = stamp_unconfirm },
	{ .number = ACT_NUMBER_AMEND, .name = "amend", .zh = "更正", .en = "Amend",
	  .from = IN(RECEIVED), .to = SAME, .roles = RATERS,
	  .takes = "title text source source_class place topic relayed_from",
	  .flags = ACT_VERSION | ACT_KERNEL, .check = check_relay },
	ACT_SHARE(RATERS), ACT_LINK(RATERS), ACT_ATTACH(RATERS | ROLE_unit_leader),
	ACT_STRIKE(RATERS));

static const struct clock_step rate_steps[] = {
	{ .name = "due", .zh = "尚未评定", .en = "Not rated yet",
	  .policy = "intelligence.rate", .rings = RINGS_HOME },
};
static const struct clock clocks[] = {
	{ .number = 1, .name = "rate", .zh = "评定", .en = "Rating",
	  .starts = "receive unconfirm",
	  .stops = "mark_rated dismiss strike", .steps = rate_steps,
	  .nsteps = KIND_COUNT(rate_steps) },
};

static void both_rated(struct reactor *reactor, const struct model *model,
		       const struct record *record, const struct entry *entry)
{
	const struct source_report *report = report_of(record);

	(void)model;
	(void)entry;
	if (record->state == RECEIVED && !ident_none(report->reliability_by) &&
	    !ident_none(report->credibility_by))
		reactor_propose(reactor, "source_report", "mark_rated", record->id, record->home);
}

/* What was 1 by a source that counts no more. */
static void unconfirm(struct reactor *reactor, const struct model *model,
		      const struct record *source)
{
	const struct record *borne_out[LIMIT_REFS];
	uint32_t count = model_refs_to(model, source->id, "source_report", "corroborated_by",
				       borne_out, LIMIT_REFS);

	for (uint32_t i = 0; i < count && i < LIMIT_REFS; i++) {
		const struct source_report *report = report_of(borne_out[i]);

		if (report->credibility == CREDIBILITY_1 && model_in(borne_out[i], "rated") &&
		    !is_confirmed(model, report))
			reactor_propose(reactor, "source_report", "unconfirm", report->record.id,
					report->record.home);
	}
}

/* Whatever passed it on, in however many steps, counts no more than it does. */
static void take_back(struct reactor *reactor, const struct model *model,
		      const struct record *record, int depth)
{
	const struct record *relays[LIMIT_REFS];
	uint32_t count = model_refs_to(model, record->id, "source_report", "relayed_from", relays,
				       LIMIT_REFS);

	unconfirm(reactor, model, record);
	for (uint32_t i = 0; depth > 0 && i < count && i < LIMIT_REFS; i++)
		take_back(reactor, model, relays[i], depth - 1);
}

static void source_fell(struct reactor *reactor, const struct model *model,
			const struct record *record, const struct entry *entry)
{
	(void)entry;
	take_back(reactor, model, record, LIMIT_TREE_DEPTH);
}

static const struct reaction reactions[] = {
	{ .name = "source_fell",
	  .on = "source_report.dismiss source_report.strike source_report.amend",
	  .doc_zh = "佐证被认定不采用、划销或更正为非独立来源后，被佐证的报告不再是可信度1，须重新评定。",
	  .doc_en = "What a dismissed, struck or dependent source bore out is no longer 1, and is "
		    "rated anew.",
	  .run = source_fell },
	{ .name = "both_rated", .on = "source_report.rate_source source_report.rate_content",
	  .doc_zh = "来源与内容均评定后，报告即为已评定。",
	  .doc_en = "A report is rated when source and content both are.", .run = both_rated },
};

KIND(source_report, .number = 42, .module = "intelligence", .zh = "信息报告",
     .en = "Source report",
     .doc_zh = "一条信息，来源可靠性与内容可信度分别评定。",
     .doc_en = "A piece of information; its source and what it says are rated apart.",
     .doctrine = "5.1", .refusals = refusals, KIND_CLOCKS, KIND_REACTIONS);
