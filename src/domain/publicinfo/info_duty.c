/* The duty to inform the public about one incident, with every deadline that its grade brings. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "model/rules.h"

#define FIELDS(X, K) \
	X(K, 1, REF, incident, "事件", "Incident", .target = "incident", \
	  .flags = REQUIRED | SYSTEM) \
	X(K, 2, ENUM, grade, "事件等级", "Grade", .choices = choices_grade, \
	  .flags = REQUIRED | SYSTEM | INDEXED) \
	X(K, 3, TIME, known_at, "知悉时间", "Known since", .flags = REQUIRED | SYSTEM) \
	X(K, 4, TIME, holding_due, "先行口径时限", "Holding line due", .flags = SYSTEM) \
	X(K, 5, TIME, facts_due, "首次情况时限", "First facts due", .flags = SYSTEM) \
	X(K, 6, TIME, information_due, "权威信息时限", "Full information due", .flags = SYSTEM) \
	X(K, 7, TIME, conference_due, "发布会时限", "Press conference due", .flags = SYSTEM) \
	X(K, 8, REF, last, "最近声明", "Last statement", .target = "statement", .flags = SYSTEM) \
	X(K, 9, TEXT, conference, "发布会", "Press conference", .max = 800, .flags = LONG) \
	X(K, 10, TEXT, title, "标题", "Title", .max = 240, .flags = TITLE | SYSTEM) \
	X(K, 11, REF, new_home, "移交至", "Handed over to", .target = "post", .flags = SYSTEM)

KIND_STRUCT(info_duty);
KIND_FIELDS(info_duty);

enum { DUE = 1, MET, LIFTED };
static const struct state states[] = {
	{ DUE, "due", "待发布", "Due", STATE_OPEN },
	{ MET, "met", "已履行", "Met", STATE_CLOSED },
	{ LIFTED, "lifted", "已解除", "Lifted", STATE_CLOSED },
};

static const struct info_duty *duty_of_info(const struct record *record)
{
	return (const struct info_duty *)record;
}

/* ---- due times ------------------------------------------------------------------------------- */

/* A later grade tightens what is still to come; nothing becomes due in the past (4.1). */
static void stamp_due(struct stamp *stamp, const struct model *model, const struct info_duty *duty,
		      const char *what, instant old, instant at)
{
	char key[64], field[32];
	instant span, due;

	snprintf(key, sizeof key, "info.%s.g%u", what, (unsigned)duty->grade);
	snprintf(field, sizeof field, "%s_due", what);
	span = rules_span(model, key, duty->record.home, at);
	if (span == 0)
		return;
	due = duty->known_at + span;
	if (due <= at)
		due = at + 1000;
	if (old == 0 || due < old)
		stamp_time(stamp, field, due);
}

static void stamp_dues(struct stamp *stamp, const struct model *model, const struct record *after,
		       const struct act_view *view)
{
	const struct info_duty *duty = duty_of_info(after);

	stamp_due(stamp, model, duty, "holding", duty->holding_due, view->at);
	stamp_due(stamp, model, duty, "facts", duty->facts_due, view->at);
	stamp_due(stamp, model, duty, "information", duty->information_due, view->at);
	stamp_due(stamp, model, duty, "conference", duty->conference_due, view->at);
}

/* ---- acts ------------------------------------------------------------------------------------ */

#define NODE(number_, name_, zh_, en_, from_, to_, takes_, stamp_) \
	{ .number = number_, .name = name_, .zh = zh_, .en = en_, .from = from_, .to = to_, \
	  .roles = ROLE_SYSTEM, .takes = takes_, .stamp = stamp_ }
KIND_ACTS(
	NODE(1, "begin", "开始", "Begin", NEW, DUE, NULL, stamp_dues),
	NODE(2, "regrade", "等级变更", "Regraded", IN(DUE) | IN(MET), DUE, "grade", stamp_dues),
	NODE(3, "mark_holding", "先行口径已发布", "Holding line is out", IN(DUE), SAME, "last", NULL),
	NODE(4, "mark_facts", "首次情况已发布", "First facts are out", IN(DUE), SAME, "last", NULL),
	NODE(5, "mark_information", "权威信息已发布", "Full information is out", IN(DUE), SAME,
	     "last", NULL),
	NODE(6, "mark_met", "已履行", "Met", IN(DUE), MET, NULL, NULL),
	NODE(7, "lift", "解除", "Lifted", IN(DUE), LIFTED, NULL, NULL),
	{ .number = 8, .name = "hold_conference", .zh = "已举行发布会",
	  .en = "Press conference was held", .from = IN(DUE), .to = SAME,
	  .roles = ROLE_DESK | ROLE_information, .takes = "conference", .needs = "conference" },
	/* Doctrine 5.2: who is in charge speaks first, so the duty goes with the event. */
	{ .number = 9, .name = "handover", .zh = "随事件移交", .en = "Handed over",
	  .from = IN(DUE) | IN(MET), .to = SAME, .roles = ROLE_SYSTEM, .takes = "new_home",
	  .needs = "new_home", .flags = ACT_REHOME | ACT_ALARM },
	NODE(10, "end_following", "不再续报", "Nothing more to follow", IN(DUE), SAME, NULL, NULL));

/* ---- clocks ---------------------------------------------------------------------------------- */

#define STEPS(zh_, en_) \
	{ { .name = "breach", .zh = zh_, .en = en_, .rings = RINGS_HOME | RINGS_ABOVE, \
	    .breach = true } }
static const struct clock_step holding_steps[] = STEPS("先行口径逾时", "Holding line is late");
static const struct clock_step facts_steps[] = STEPS("首次情况逾时", "First facts are late");
static const struct clock_step information_steps[] = STEPS("权威信息逾时",
							   "Full information is late");
static const struct clock_step conference_steps[] = STEPS("发布会逾时",
							  "Press conference is late");
static const struct clock_step following_steps[] = {
	{ .name = "breach", .zh = "后续信息逾时", .en = "What followed was not told in time",
	  .policy = "info.following.{grade}", .rings = RINGS_HOME | RINGS_ABOVE, .breach = true },
};
enum { HOLDING, FACTS, INFORMATION, CONFERENCE, FOLLOWING, CLOCKS };

/* Not once it has been met, or has passed. */
static bool fresh(const struct record *record, int clock, instant due)
{
	const struct clock_run *run = record->clocks ? &record->clocks[clock] : NULL;

	return due != 0 && (!run || run->status == CLOCK_IDLE ||
			    (run->status == CLOCK_RUNNING && run->step == 0));
}

static bool when_holding(const struct model *model, const struct record *record)
{
	(void)model;
	return fresh(record, HOLDING, duty_of_info(record)->holding_due);
}

static bool when_facts(const struct model *model, const struct record *record)
{
	(void)model;
	return fresh(record, FACTS, duty_of_info(record)->facts_due);
}

static bool when_information(const struct model *model, const struct record *record)
{
	(void)model;
	return fresh(record, INFORMATION, duty_of_info(record)->information_due);
}

static bool when_conference(const struct model *model, const struct record *record)
{
	(void)model;
	return fresh(record, CONFERENCE, duty_of_info(record)->conference_due);
}

/* As long as the incident is dealt with there is more to tell. */
static bool when_following(const struct model *model, const struct record *record)
{
	const struct info_duty *duty = duty_of_info(record);
	const struct record *incident = model_find_kind(model, duty->incident, "incident");
	char key[40];

	snprintf(key, sizeof key, "info.following.g%u", (unsigned)duty->grade);
	return incident && model_is_open(incident) &&
	       rules_span(model, key, record->home, duty->known_at) > 0;
}

#define CLOCK(number_, name_, zh_, en_, stops_) \
	{ .number = number_, .name = #name_, .zh = zh_, .en = en_, .starts = "begin regrade", \
	  .stops = stops_, .when = when_##name_, .until = #name_ "_due", \
	  .steps = name_##_steps, .nsteps = KIND_COUNT(name_##_steps) }
static const struct clock clocks[] = {
	CLOCK(1, holding, "先行口径", "Holding line",
	      "mark_holding mark_facts mark_information lift"),
	CLOCK(2, facts, "首次情况", "First facts", "mark_facts mark_information lift"),
	CLOCK(3, information, "权威信息", "Full information", "mark_facts mark_information lift"),
	CLOCK(4, conference, "发布会", "Press conference", "hold_conference lift"),
	{ .number = 5, .name = "following", .zh = "后续信息", .en = "What follows",
	  .starts = "mark_facts mark_information", .stops = "end_following lift",
	  .when = when_following, .steps = following_steps,
	  .nsteps = KIND_COUNT(following_steps) },
};

/* ---- reactions ------------------------------------------------------------------------------- */

static const struct record *find_duty(const struct model *model, struct ident incident)
{
	const struct record *duty;

	return model_refs_to(model, incident, "info_duty", "incident", &duty, 1) > 0 ? duty : NULL;
}

static void incident_graded(struct reactor *reactor, const struct model *model,
			    const struct record *record, const struct entry *entry)
{
	const struct record *duty = find_duty(model, record->id);
	instant knew = rules_time(record, "received_at");
	const char *grade = model_choice(record, "grade");

	(void)entry;
	if (!duty) {
		reactor_propose(reactor, "info_duty", "begin", (struct ident){ 0 },
				rules_desk(model, record->home));
		reactor_ref(reactor, "incident", record->id);
		reactor_choice(reactor, "grade", grade);
		reactor_time(reactor, "known_at", knew ? knew : record->created_at);
		reactor_text(reactor, "title", model_title(record));
	} else if (duty->state != LIFTED &&
		   !str_eq(str_of(grade), str_of(model_choice(duty, "grade")))) {
		reactor_propose(reactor, "info_duty", "regrade", duty->id, duty->home);
		reactor_choice(reactor, "grade", grade);
	}
}

static void incident_ended(struct reactor *reactor, const struct model *model,
			   const struct record *record, const struct entry *entry)
{
	const struct record *duty = find_duty(model, record->id);

	(void)entry;
	if (duty && duty->state == DUE)
		reactor_propose(reactor, "info_duty", "lift", duty->id, duty->home);
}

static void incident_over(struct reactor *reactor, const struct model *model,
			  const struct record *record, const struct entry *entry)
{
	const struct record *duty = find_duty(model, record->id);

	(void)entry;
	if (duty && duty->state == DUE)
		reactor_propose(reactor, "info_duty", "end_following", duty->id, duty->home);
}

static void incident_moved(struct reactor *reactor, const struct model *model,
			   const struct record *record, const struct entry *entry)
{
	const struct record *duty = find_duty(model, record->id);
	code desk = rules_desk(model, record->home);

	(void)entry;
	if (!duty || duty->state == LIFTED || duty->home == desk)
		return;
	reactor_propose(reactor, "info_duty", "handover", duty->id, duty->home);
	reactor_ref(reactor, "new_home", rules_post(desk));
}

static void statement_out(struct reactor *reactor, const struct model *model,
			  const struct record *record, const struct entry *entry)
{
	const struct record *duty = find_duty(model, rules_ref(record, "incident"));
	struct str type = str_of(model_choice(record, "type"));

	(void)entry;
	if (!duty || duty->state != DUE)
		return;
	reactor_propose(reactor, "info_duty",
			str_eq(type, STR("holding_line")) ? "mark_holding" :
			str_eq(type, STR("first_facts")) ? "mark_facts" :
							   "mark_information",
			duty->id, duty->home);
	reactor_ref(reactor, "last", record->id);
}

static void look_if_met(struct reactor *reactor, const struct model *model,
			const struct record *record, const struct entry *entry)
{
	(void)model;
	(void)entry;
	for (int c = 0; c < CLOCKS; c++) {
		const struct clock_run *run = &record->clocks[c];

		if (run->status == CLOCK_RUNNING || (run->status == CLOCK_LAPSED && !run->stopped))
			return;
	}
	reactor_propose(reactor, "info_duty", "mark_met", record->id, record->home);
}

static const struct reaction reactions[] = {
	{ .name = "incident_graded", .on = "incident.grade incident.regrade incident.downgrade",
	  .doc_zh = "事件定级即产生信息发布义务；等级变更时收紧时限。",
	  .doc_en = "A graded incident is to be told of; a new grade tightens the deadlines.",
	  .run = incident_graded },
	{ .name = "incident_ended", .on = "incident.false incident.merge incident.strike",
	  .doc_zh = "误报、并案或划销时解除。", .doc_en = "Lifted when the incident was none.",
	  .run = incident_ended },
	{ .name = "incident_over", .on = "incident.stand_down",
	  .doc_zh = "事件结束后不再要求后续信息。",
	  .doc_en = "Once the incident has ended nothing more need follow.",
	  .run = incident_over },
	{ .name = "incident_moved", .on = "incident.handover",
	  .doc_zh = "事件移交后，信息发布义务及其时限随之移交。",
	  .doc_en = "The duty goes with the incident, its clocks running on.",
	  .run = incident_moved },
	{ .name = "statement_out", .on = "statement.publish",
	  .doc_zh = "声明发布后停止相应时限。",
	  .doc_en = "A statement about the incident stops the clocks that it answers.",
	  .run = statement_out },
	{ .name = "look_if_met",
	  .on = "info_duty.mark_holding info_duty.mark_facts info_duty.mark_information "
		"info_duty.hold_conference info_duty.regrade info_duty.end_following",
	  .doc_zh = "各项时限均已履行即为已履行。",
	  .doc_en = "The duty is met when every deadline of it is.", .run = look_if_met },
};

static bool is_late(const struct model *model, const struct record *record, instant at)
{
	(void)model;
	(void)at;
	for (int c = 0; c < CLOCKS; c++)
		if (record->clocks[c].status == CLOCK_LAPSED && !record->clocks[c].stopped)
			return true;
	return false;
}

static const struct gap gaps[] = {
	{ .name = "late", .zh = "信息发布逾时", .en = "The public has not been told in time",
	  .severity = GAP_SERIOUS, .in = IN(DUE), .open = is_late, .act = "statement.draft" },
};

KIND(info_duty, .number = 54, .module = "publicinfo", .zh = "信息发布义务",
     .en = "Duty to inform",
     .doc_zh = "就某一事件向公众发布信息的义务：15分钟口径、60分钟首次情况、5小时或48小时信息、24小时发布会。",
     .doc_en = "The duty to tell the public of an incident: 15 and 60 minutes, 5, 24 and 48 hours.",
     .doctrine = "5.2", .flags = KIND_BOARD, KIND_CLOCKS, KIND_REACTIONS, KIND_GAPS);
