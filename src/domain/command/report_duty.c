/* One post's duty to report one incident to the post above, with every deadline of that hop. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "domain/command/rules.h"
#include "model/registry.h"

/* Doctrine 3.3: a venue reports to its territory, a territory to the nation. */
enum { HOP_VENUE = 1, HOP_TERRITORIAL };
static const struct choice hops[] = {
	{ HOP_VENUE, "venue", "场馆报属地", "From the venue", NULL },
	{ HOP_TERRITORIAL, "territorial", "属地报国家", "From the territory", NULL },
	{ 0 },
};

#define FIELDS(X, K) \
	X(K, 1, REF, incident, "事件", "Incident", .target = "incident", \
	  .flags = REQUIRED | SYSTEM) \
	X(K, 2, REF, to, "报送", "To", .target = "post", .flags = REQUIRED | ADDRESSEE | SYSTEM) \
	X(K, 3, ENUM, hop, "报送层级", "Hop", .choices = hops, .flags = REQUIRED | SYSTEM) \
	X(K, 4, ENUM, grade, "事件等级", "Grade", .choices = choices_grade, .flags = SYSTEM) \
	X(K, 5, TIME, received_at, "知悉时间", "Known since", .flags = REQUIRED | SYSTEM) \
	X(K, 6, INT, reports, "已签收报告数", "Reports signed for", .flags = SYSTEM) \
	X(K, 7, REF, last, "最近报告", "Last report", .target = "report", .flags = SYSTEM) \
	X(K, 8, BOOL, final, "已终报", "Final report given", .flags = SYSTEM) \
	X(K, 9, TIME, voice_due, "口头或快报时限", "Flash report due", .flags = SYSTEM) \
	X(K, 10, TIME, first_due, "初报时限", "First report due", .flags = SYSTEM) \
	X(K, 11, TIME, next_due, "续报时限", "Follow-up due", .flags = SYSTEM) \
	X(K, 12, TIME, final_due, "终报时限", "Final report due", .flags = SYSTEM) \
	X(K, 13, TEXT, reason, "理由", "Reason", .max = 800, .flags = LONG) \
	X(K, 14, TEXT, title, "标题", "Title", .max = 240, .flags = TITLE | SYSTEM)

KIND_STRUCT(report_duty);
KIND_FIELDS(report_duty);

enum { DUE = 1, REPORTED, FINAL_RECEIVED, EXCUSED };
static const struct state states[] = {
	{ DUE, "due", "待报", "Due", STATE_OPEN },
	{ REPORTED, "reported", "已报", "Reported", STATE_OPEN },
	{ FINAL_RECEIVED, "final_received", "已终报", "Final received", STATE_CLOSED },
	{ EXCUSED, "excused", "免报", "Excused", STATE_CLOSED },
};

static const struct report_duty *duty_of_record(const struct record *record)
{
	return (const struct report_duty *)record;
}

/* ---- due times ------------------------------------------------------------------------------- */

/* "report.venue.first.g2" and the like; "none" while nobody has graded. 0: not asked for. */
static instant span_of(const struct model *model, const struct report_duty *duty, const char *what,
		       instant at)
{
	char key[64], grade[8] = "none";

	if (duty->grade)
		snprintf(grade, sizeof grade, "g%u", (unsigned)duty->grade);
	snprintf(key, sizeof key, "report.%s.%s.%s", hops[duty->hop - 1].name, what, grade);
	return rules_span(model, key, duty->record.home, at);
}

/* Doctrine 3.3: at 08:00 and 17:00 by the clock of the event, for what asks for no more. */
static instant next_daily(const struct model *model, code post, instant at)
{
	static const char *const keys[] = { "report.daily.morning", "report.daily.evening" };
	const instant day = INT64_C(86400000);
	instant offset = rules_span(model, "event.utc_offset", post, at);
	instant midnight = at + offset - (at + offset) % day;
	instant best = INSTANT_MAX;

	for (size_t i = 0; i < KIND_COUNT(keys); i++) {
		instant due = midnight + rules_span(model, keys[i], post, at) - offset;

		if (due <= at)
			due += day;
		if (due < best)
			best = due;
	}
	return best;
}

static instant followup_due(const struct model *model, const struct report_duty *duty, instant at)
{
	instant span = span_of(model, duty, "followup", at);

	return span > 0 ? at + span : next_daily(model, duty->record.home, at);
}

static void stamp_begin(struct stamp *stamp, const struct model *model, const struct record *after,
			const struct act_view *view)
{
	const struct report_duty *duty = duty_of_record(after);
	instant voice = span_of(model, duty, "voice", view->at);
	instant first = span_of(model, duty, "first", view->at);

	stamp_time(stamp, "voice_due", voice ? duty->received_at + voice : 0);
	stamp_time(stamp, "first_due", first ? duty->received_at + first : 0);
}

/* Doctrine 4.1: a new grade tightens what is still to come; nothing becomes due in the past. */
static instant tightened(instant old, instant fresh, instant at)
{
	if (fresh < at)
		fresh = at;
	return old != 0 && old < fresh ? old : fresh;
}

static void stamp_regrade(struct stamp *stamp, const struct model *model,
			  const struct record *after, const struct act_view *view)
{
	const struct report_duty *duty = duty_of_record(after);
	instant voice = span_of(model, duty, "voice", view->at);
	instant first = span_of(model, duty, "first", view->at);

	if (voice)
		stamp_time(stamp, "voice_due",
			   tightened(duty->voice_due, duty->received_at + voice, view->at));
	if (first)
		stamp_time(stamp, "first_due",
			   tightened(duty->first_due, duty->received_at + first, view->at));
	if (duty->next_due)
		stamp_time(stamp, "next_due",
			   tightened(duty->next_due, followup_due(model, duty, view->at),
				     view->at));
}

static void stamp_next(struct stamp *stamp, const struct model *model, const struct record *after,
		       const struct act_view *view)
{
	stamp_time(stamp, "next_due", followup_due(model, duty_of_record(after), view->at));
}

static void stamp_final(struct stamp *stamp, const struct model *model, const struct record *after,
			const struct act_view *view)
{
	stamp_time(stamp, "final_due",
		   view->at + rules_span(model, "report.final", after->home, view->at));
}

/* ---- acts ------------------------------------------------------------------------------------ */

#define NODE(number_, name_, zh_, en_, from_, to_, takes_, stamp_) \
	{ .number = number_, .name = name_, .zh = zh_, .en = en_, .from = from_, .to = to_, \
	  .roles = ROLE_SYSTEM, .takes = takes_, .stamp = stamp_ }
#define LAST "reports last"

KIND_ACTS(
	NODE(1, "begin", "开始", "Begin", NEW, DUE, NULL, stamp_begin),
	NODE(2, "regrade", "等级变更", "Regraded", IN(DUE) | IN(REPORTED), SAME, "grade",
	     stamp_regrade),
	NODE(3, "voice_received", "快报已签收", "Flash report signed for",
	     IN(DUE) | IN(REPORTED), SAME, LAST, NULL),
	NODE(4, "first_received", "初报已签收", "First report signed for",
	     IN(DUE) | IN(REPORTED), REPORTED, LAST, stamp_next),
	NODE(5, "followup_received", "续报已签收", "Follow-up signed for", IN(REPORTED), REPORTED,
	     LAST, stamp_next),
	NODE(6, "final_received", "终报已签收", "Final report signed for",
	     IN(DUE) | IN(REPORTED), FINAL_RECEIVED, LAST " final", NULL),
	NODE(7, "supplement_received", "补报已签收", "Supplement signed for", IN(FINAL_RECEIVED),
	     SAME, LAST, NULL),
	NODE(8, "incident_closed", "事件已结束", "Incident closed", IN(DUE) | IN(REPORTED), SAME,
	     NULL, stamp_final),
	NODE(9, "incident_reopened", "事件重新打开", "Incident reopened", IN(REPORTED), SAME,
	     NULL, stamp_next),
	NODE(10, "lift", "解除", "Lifted", IN(DUE) | IN(REPORTED), EXCUSED, "reason", NULL),
	NODE(11, "renew", "恢复", "Renewed", IN(EXCUSED), DUE, "received_at", stamp_begin),
	NODE(12, "casualties_changed", "伤亡变化", "Casualties changed", IN(FINAL_RECEIVED), SAME,
	     NULL, NULL),
	/* Only who would receive the report can do without it; nobody excuses himself. */
	{ .number = 13, .name = "excuse", .zh = "免报", .en = "Excuse",
	  .from = IN(DUE) | IN(REPORTED), .to = EXCUSED, .roles = ROLE_DESK,
	  .relations = REL_ADDRESSEE, .takes = "reason", .needs = "reason" });

/* ---- clocks ---------------------------------------------------------------------------------- */

/*
 * Doctrine 3.4: each hop has its own clock, from the time that the post knew; only the
 * recipient's signature stops it. A lapse rings the desk, the next step is a breach, seen above.
 */
#define STEPS(policy_) \
	{ { .name = "due", .zh = "到上报时限", .en = "Report is due", .policy = policy_, \
	    .rings = RINGS_HOME }, \
	  { .name = "breach", .zh = "逾时未报", .en = "Not reported in time", \
	    .policy = "report.grace", .rings = RINGS_HOME | RINGS_ABOVE, .breach = true } }
static const struct clock_step voice_steps[] = STEPS("report.{hop}.voice.{grade}");
static const struct clock_step first_steps[] = STEPS("report.{hop}.first.{grade}");
static const struct clock_step followup_steps[] = STEPS("report.{hop}.followup.{grade}");
static const struct clock_step final_steps[] = STEPS("report.final");
/* Decree 493, Art. 13: a casualty number that changes after the final report. */
static const struct clock_step supplement_steps[] = {
	{ .name = "due", .zh = "到补报时限", .en = "Supplement is due",
	  .policy = "report.supplement.due", .rings = RINGS_HOME | RINGS_ABOVE },
};

enum { CLOCK_VOICE, CLOCK_FIRST, CLOCK_FOLLOWUP };

/* Whether the clock may start (again): not once its time has passed or it has been stopped. */
static bool fresh(const struct model *model, const struct record *record, int clock)
{
	const struct clock_run *run = record->clocks ? &record->clocks[clock] : NULL;
	const struct record *before = model_find(model, record->id);

	return !run || !before || before->state == EXCUSED || run->status == CLOCK_IDLE ||
	       (run->status == CLOCK_RUNNING && run->step == 0);
}

static bool when_voice(const struct model *model, const struct record *record)
{
	return duty_of_record(record)->voice_due != 0 && fresh(model, record, CLOCK_VOICE);
}

static bool when_first(const struct model *model, const struct record *record)
{
	return duty_of_record(record)->first_due != 0 && fresh(model, record, CLOCK_FIRST);
}

/* A regrade tightens a running follow-up; any other start begins the next period. */
static bool when_followup(const struct model *model, const struct record *record)
{
	const struct clock_run *run = record->clocks ? &record->clocks[CLOCK_FOLLOWUP] : NULL;
	const struct record *before = model_find(model, record->id);

	if (!before || duty_of_record(before)->grade == duty_of_record(record)->grade)
		return true;
	return run && run->status == CLOCK_RUNNING && run->step == 0;
}

#define ENDS "final_received excuse lift"
#define CLOCK(number_, name_, zh_, en_, starts_, stops_, when_, until_, steps_) \
	{ .number = number_, .name = name_, .zh = zh_, .en = en_, .starts = starts_, \
	  .stops = stops_, .when = when_, .until = until_, .steps = steps_, \
	  .nsteps = KIND_COUNT(steps_) }
static const struct clock clocks[] = {
	CLOCK(1, "voice", "口头或快报", "Flash report", "begin renew regrade",
	      "voice_received first_received " ENDS, when_voice, "voice_due", voice_steps),
	CLOCK(2, "first", "初报", "First report", "begin renew regrade", "first_received " ENDS,
	      when_first, "first_due", first_steps),
	CLOCK(3, "followup", "续报", "Follow-up",
	      "first_received followup_received incident_reopened regrade",
	      "followup_received incident_closed " ENDS, when_followup, "next_due",
	      followup_steps),
	CLOCK(4, "final", "终报", "Final report", "incident_closed", "incident_reopened " ENDS, NULL,
	      "final_due", final_steps),
	CLOCK(5, "supplement", "补报", "Supplement", "casualties_changed", "supplement_received",
	      NULL, NULL, supplement_steps),
};

/* ---- reactions: where a duty begins ---------------------------------------------------------- */

#define DUTIES_SEEN 32
static uint32_t duties_of(const struct model *model, struct ident incident,
			  const struct record **ret)
{
	uint32_t count = model_refs_to(model, incident, "report_duty", "incident", ret,
				       DUTIES_SEEN);

	return count < DUTIES_SEEN ? count : DUTIES_SEEN;
}

static const struct record *find_duty(const struct model *model, struct ident incident, code home)
{
	const struct record *duties[DUTIES_SEEN];
	uint32_t count = duties_of(model, incident, duties);

	for (uint32_t i = 0; i < count; i++)
		if (duties[i]->home == home)
			return duties[i];
	return NULL;
}

static bool in_ceremony(const struct model *model, const struct record *incident)
{
	struct ident place = rules_ref(incident, "place");

	for (int i = 0; i < LIMIT_TREE_DEPTH; i++) {
		const struct record *at = model_find_kind(model, place, "place");

		if (!at)
			return false;
		if (str_eq(str_of(model_choice(at, "type")), STR("ceremony")))
			return true;
		place = rules_ref(at, "parent");
	}
	return false;
}

/* Decree 493, Art. 10, and doctrine 3.3: by grade; R1, R2 and ceremonies always go on up. */
static bool wanted(const struct model *model, const struct record *incident, const char *hop,
		   code post, instant at)
{
	const char *grade = model_choice(incident, "grade");
	const char *response = model_choice(incident, "response");
	char key[64];

	snprintf(key, sizeof key, "report.%s.required.%s", hop, *grade ? grade : "none");
	return policy_or(model, key, post, at, 1) > 0 || str_eq(str_of(response), STR("r1")) ||
	       str_eq(str_of(response), STR("r2")) || in_ceremony(model, incident);
}

static void begin_at(struct reactor *reactor, const struct model *model,
		     const struct record *incident, code post, instant knew)
{
	const struct post *home = tree_get(model, post);
	const struct post *above = tree_commander(model, post);
	const char *hop = home && home->tier == TIER_TERRITORIAL ? "territorial" : "venue";
	const char *grade = model_choice(incident, "grade");
	const struct record *duty = find_duty(model, incident->id, post);

	if (!above || !wanted(model, incident, hop, post, incident->updated_at))
		return;
	if (duty && duty->state != EXCUSED)
		return;
	reactor_propose(reactor, "report_duty", duty ? "renew" : "begin",
			duty ? duty->id : (struct ident){ 0 }, post);
	reactor_time(reactor, "received_at", knew);
	if (duty)
		return;
	reactor_ref(reactor, "incident", incident->id);
	reactor_ref(reactor, "to", rules_post(above->code));
	reactor_choice(reactor, "hop", hop);
	if (*grade)
		reactor_choice(reactor, "grade", grade);
	reactor_text(reactor, "title", model_title(incident));
}

/*
 * The clock counts from the time that the post knew, not from when it happened: a door found
 * forced in the morning is no breach of the night. Who types late says when he knew (3.4).
 */
static void incident_reported(struct reactor *reactor, const struct model *model,
			      const struct record *record, const struct entry *entry)
{
	instant knew = rules_time(record, "received_at");

	(void)entry;
	begin_at(reactor, model, record, rules_desk(model, record->home),
		 knew ? knew : record->created_at);
}

/* ---- reactions: what the incident does ------------------------------------------------------- */

/* The receivers of earlier reports may now have to report on: G3 that becomes G2, or R2. */
static void incident_regraded(struct reactor *reactor, const struct model *model,
			      const struct record *record, const struct entry *entry)
{
	const struct record *duties[DUTIES_SEEN];
	uint32_t count = duties_of(model, record->id, duties);
	const char *grade = model_choice(record, "grade");

	(void)entry;
	for (uint32_t i = 0; i < count; i++) {
		const struct report_duty *duty = duty_of_record(duties[i]);

		if (!str_eq(str_of(grade), str_of(model_choice(duties[i], "grade"))) &&
		    model_is_open(duties[i])) {
			reactor_propose(reactor, "report_duty", "regrade", duties[i]->id,
					duties[i]->home);
			reactor_choice(reactor, "grade", grade);
		}
		if (duty->reports > 0)
			begin_at(reactor, model, record, duty->to.origin, record->updated_at);
	}
}

static void for_open_duties(struct reactor *reactor, const struct model *model,
			    const struct record *incident, const char *act)
{
	const struct record *duties[DUTIES_SEEN];
	uint32_t count = duties_of(model, incident->id, duties);

	for (uint32_t i = 0; i < count; i++)
		if (model_is_open(duties[i]))
			reactor_propose(reactor, "report_duty", act, duties[i]->id,
					duties[i]->home);
}

static void lift(struct reactor *reactor, const struct record *duty, struct str reason)
{
	reactor_propose(reactor, "report_duty", "lift", duty->id, duty->home);
	reactor_text(reactor, "reason", reason);
}

/* What was told must be ended with a final report; what was never told need not be begun. */
static void incident_ended(struct reactor *reactor, const struct model *model,
			   const struct record *record, const struct entry *entry)
{
	const struct record *duties[DUTIES_SEEN];
	uint32_t count = duties_of(model, record->id, duties);

	(void)entry;
	for (uint32_t i = 0; i < count; i++) {
		if (!model_is_open(duties[i]))
			continue;
		if (duty_of_record(duties[i])->reports > 0 && !rules_in(record, "merged"))
			reactor_propose(reactor, "report_duty", "incident_closed", duties[i]->id,
					duties[i]->home);
		else
			lift(reactor, duties[i], str_of(model_state(record)));
	}
}

static void incident_closed(struct reactor *reactor, const struct model *model,
			    const struct record *record, const struct entry *entry)
{
	(void)entry;
	for_open_duties(reactor, model, record, "incident_closed");
}

static void incident_reopened(struct reactor *reactor, const struct model *model,
			      const struct record *record, const struct entry *entry)
{
	const struct record *duties[DUTIES_SEEN];
	uint32_t count = duties_of(model, record->id, duties);

	(void)entry;
	for (uint32_t i = 0; i < count; i++) {
		if (duties[i]->state == REPORTED)
			reactor_propose(reactor, "report_duty", "incident_reopened", duties[i]->id,
					duties[i]->home);
		else
			begin_at(reactor, model, record, duties[i]->home, record->updated_at);
	}
}

/* The new post owes the reports from now on; the old one's duty goes with the incident. */
static void incident_moved(struct reactor *reactor, const struct model *model,
			   const struct record *record, const struct entry *entry)
{
	const struct record *duties[DUTIES_SEEN];
	uint32_t count = duties_of(model, record->id, duties);
	code desk = rules_desk(model, record->home);

	(void)entry;
	for (uint32_t i = 0; i < count; i++)
		if (model_is_open(duties[i]) && duties[i]->home != desk &&
		    !tree_above(model, duties[i]->home, desk))
			lift(reactor, duties[i], STR("handed over"));
	begin_at(reactor, model, record, desk, record->updated_at);
}

static void casualties_changed(struct reactor *reactor, const struct model *model,
			       const struct record *record, const struct entry *entry)
{
	struct str type = str_of(model_choice(record, "type"));
	bool brief = str_eq(type, STR("fire")) || str_eq(type, STR("traffic_accident"));
	const char *key = brief ? "report.supplement.window_short" : "report.supplement.window";
	const struct record *duties[DUTIES_SEEN];
	uint32_t count = duties_of(model, record->id, duties);

	(void)entry;
	if (record->updated_at >
	    record->event_at + rules_span(model, key, record->home, record->updated_at))
		return;
	for (uint32_t i = 0; i < count; i++)
		if (duties[i]->state == FINAL_RECEIVED)
			reactor_propose(reactor, "report_duty", "casualties_changed",
					duties[i]->id, duties[i]->home);
}

/* ---- reactions: signatures ------------------------------------------------------------------- */

static const char *act_for(const struct record *report)
{
	static const char *const rows[][2] = {
		{ "flash", "voice_received" },
		{ "initial", "first_received" },
		{ "followup", "followup_received" },
		{ "final", "final_received" },
		{ "supplement", "supplement_received" },
	};

	for (size_t i = 0; i < KIND_COUNT(rows); i++)
		if (str_eq(str_of(model_choice(report, "type")), str_of(rows[i][0])))
			return rows[i][1];
	return NULL;
}

/*
 * The signature of the post that the duty names ends the wait; a copy signed there counts as
 * well, so that a skipped level is not reported to twice. The receiver now knows: its own duty
 * to the next post begins.
 */
static void report_signed(struct reactor *reactor, const struct model *model,
			  const struct record *record, const struct entry *entry)
{
	const struct record *report =
		model_find_kind(model, rules_ref(record, "subject"), "report");
	const struct record *incident, *duty;
	const char *act;

	(void)entry;
	if (!report)
		return;
	incident = model_find_kind(model, rules_ref(report, "incident"), "incident");
	duty = find_duty(model, rules_ref(report, "incident"), report->home);
	act = act_for(report);
	if (duty && act && duty_of_record(duty)->to.origin == record->home) {
		reactor_propose(reactor, "report_duty", act, duty->id, duty->home);
		reactor_int(reactor, "reports", duty_of_record(duty)->reports + 1);
		reactor_ref(reactor, "last", report->id);
		if (str_eq(str_of(act), STR("final_received")))
			reactor_bool(reactor, "final", true);
	}
	/* A cluster coordinates: it signs its copy, and passes it on to nobody (doctrine 2.1). */
	if (incident && model_is_open(incident) && tree_get(model, record->home)->command_tier)
		begin_at(reactor, model, incident, record->home, record->updated_at);
}

#define REACTION(name_, on_, zh_, en_) \
	{ .name = #name_, .on = on_, .doc_zh = zh_, .doc_en = en_, .run = name_ }
static const struct reaction reactions[] = {
	REACTION(incident_reported, "incident.report", "接报即产生上报义务。",
		 "An incident reported is an incident to be reported on."),
	REACTION(incident_regraded,
		 "incident.grade incident.regrade incident.downgrade incident.activate",
		 "等级或响应变化时收紧时限，并延伸上报层级。",
		 "A new grade or response tightens the clocks and may reach further up."),
	REACTION(incident_ended, "incident.false incident.merge incident.strike",
		 "误报、并案或划销时，未报的免报，已报的须终报。",
		 "Ended without cause: what was not told is lifted, what was told needs its end."),
	REACTION(incident_closed, "incident.stand_down", "事件结束后起算终报时限。",
		 "The final report is due after the incident is closed."),
	REACTION(incident_reopened, "incident.reopen", "重新打开后恢复上报义务。",
		 "Reopened, it is to be reported on again."),
	REACTION(incident_moved, "incident.handover", "移交后由新指挥部上报。",
		 "After a transfer the new post reports."),
	REACTION(casualties_changed, "incident.casualties", "终报后伤亡变化须补报。",
		 "A casualty number that changes after the final report needs a supplement."),
	REACTION(report_signed, "receipt.sign", "上级签收后停止计时，并产生其自身的上报义务。",
		 "A signature above stops the clock and begins the next hop."),
};

/* Doctrine 4.6: no first report pending. */
static const struct gap gaps[] = {
	{ .name = "first_report", .zh = "首报未报", .en = "The first report has not been made",
	  .severity = GAP_SERIOUS, .in = IN(DUE), .act = "report.send", .field = NULL },
};

KIND(report_duty, .number = 24, .module = "command", .zh = "上报义务", .en = "Duty to report",
     .doc_zh = "某一指挥部就某一事件向上一级报告的义务及其全部时限。",
     .doc_en = "One post's duty to report one incident to the post above, with its deadlines.",
     .doctrine = "3.2, 3.3, 3.4", .flags = KIND_BOARD, KIND_CLOCKS, KIND_GAPS,
     KIND_REACTIONS);
