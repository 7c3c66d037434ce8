/* How ready a venue is for its day, from T-100 to T-0: plan, exercise, hazards, people, gaps. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/coverage/ground.h"
#include "model/registry.h"

#define DAY_MS INT64_C(86400000)
#define SHARE(X, K, number, name, zh, en) \
	X(K, number, INT, name, zh, en, .most = 100, .unit = "%", .flags = SYSTEM)
#define FIELDS(X, K) \
	X(K, 1, TEXT, title, "名称", "Name", .max = 240, .flags = REQUIRED | TITLE | SEARCHED) \
	X(K, 2, REF, place, "地点", "Place", .target = "place", .flags = REQUIRED) \
	X(K, 3, TIME, day, "启用日（T日）", "Day of use (T)", .flags = REQUIRED | INDEXED) \
	X(K, 4, INT, days_left, "距T日天数", "Days to T", .least = -100000, .most = 100000, \
	  .unit = "d", .flags = SYSTEM) \
	SHARE(X, K, 5, plan_share, "方案", "Plan") \
	SHARE(X, K, 6, exercise_share, "演练", "Exercise") \
	SHARE(X, K, 7, hazard_share, "隐患整改", "Hazards put right") \
	SHARE(X, K, 8, staff_share, "人员", "People") \
	SHARE(X, K, 9, score, "就绪度", "Readiness") \
	X(K, 10, INT, severe, "严重缺口", "Severe gaps", .most = 10000000, .flags = SYSTEM) \
	X(K, 11, TIME, next_at, "下次评估", "Next assessment", .flags = SYSTEM) \
	X(K, 12, TEXT, reason, "理由", "Reason", .max = 800, .flags = LONG)

KIND_STRUCT(readiness);
KIND_FIELDS(readiness);

enum { TRACKED = 1, READY, CLOSED };
static const struct state states[] = {
	{ TRACKED, "tracked", "跟踪中", "Tracked", STATE_OPEN },
	{ READY, "ready", "已就绪", "Ready", STATE_OPEN },
	{ CLOSED, "closed", "结束", "Closed", STATE_CLOSED },
};

REFUSAL(tracked_already, "该地点已在跟踪", "The place is tracked already");
REFUSAL(severe_left, "仍有严重缺口，不能宣布就绪", "Severe gaps are open: it is not ready");
REFUSAL(plan_not_in_use, "没有启用的方案", "No plan of it is active");
REFUSAL(score_too_low, "就绪度未达到要求", "The readiness is below what is asked for");
static const struct refusal *const refusals[] = {
	&refuse_tracked_already, &refuse_plan_not_in_use, &refuse_severe_left,
	&refuse_score_too_low, NULL,
};

static const struct readiness *readiness_of(const struct record *record)
{
	return (const struct readiness *)record;
}

/* ---- figures ------------------------------------------------------------------------------- */

struct figures {
	int64_t plan, exercise, hazards, staff, score;
};

static double policy(const struct model *model, const char *key, const struct record *record,
		     instant at)
{
	return policy_or(model, key, record->home, at, 0);
}

/* How far along its way the best plan is; 100: active. The steps are those of doctrine 6.3. */
static const struct record *best_plan(const struct model *model, struct ident place, int64_t *ret)
{
	static const struct {
		const char *state;
		int64_t share;
	} steps[] = {
		{ "draft", 20 }, { "review", 40 }, { "approved", 60 }, { "exercised", 80 },
		{ "active", 100 },
	};
	const struct record *plans[LIMIT_REFS], *best = NULL;
	uint32_t count = model_refs_to(model, place, "plan", "place", plans, LIMIT_REFS);

	*ret = 0;
	for (uint32_t i = 0; i < count && i < LIMIT_REFS; i++)
		for (size_t s = 0; s < KIND_COUNT(steps); s++)
			if (strcmp(model_state(plans[i]), steps[s].state) == 0 &&
			    steps[s].share > *ret) {
				*ret = steps[s].share;
				best = plans[i];
			}
	return best;
}

static int64_t exercise_share(const struct model *model, const struct record *record,
			      const struct record *plan, instant at)
{
	instant valid = (instant)(policy(model, "plan.exercise.valid", record, at) * 1000);
	instant done = plan ? *(const instant *)model_field(plan, "exercised_at") : 0;

	if (done == 0)
		return 0;
	return done + valid > at ? 100 : 50;
}

/* Whether the work on it should have ended by then: it is assigned, and not late. */
static bool will_be_right(const struct record *hazard, instant now, instant at)
{
	instant due = *(const instant *)model_field(hazard, "due_by");

	return due > now && due <= at;
}

/* Of all hazards found on this ground, the share that has been put right, or will be at `at`. */
static void count_hazards(const struct model *model, struct ident place, instant now, instant at,
			  struct figures *ret)
{
	const struct kind_row *row = registry_find(STR("hazard"));
	uint32_t all = row ? model_count(model, row->kind) : 0, here = 0, open = 0;

	for (uint32_t i = 0; i < all; i++) {
		const struct record *hazard = model_at(model, row->kind, i);
		struct ident where = *(const struct ident *)model_field(hazard, "place");

		if (hazard->struck || !ground_within(model, where, place))
			continue;
		here++;
		open += model_is_open(hazard) && !will_be_right(hazard, now, at);
	}
	ret->hazards = here == 0 ? 100 : (here - open) * INT64_C(100) / here;
}

/*
 * Who is expected to come, of those who are required on this ground; too many of one sort do not
 * stand in for another. Nothing required: nothing known, 0.
 */
static int64_t staff_share(const struct model *model, struct ident place)
{
	const struct kind_row *row = registry_find(STR("staffing"));
	uint32_t all = row ? model_count(model, row->kind) : 0;
	int64_t required = 0, expected = 0;

	for (uint32_t i = 0; i < all; i++) {
		const struct record *need = model_at(model, row->kind, i);
		struct ident where = *(const struct ident *)model_field(need, "place");
		int64_t asked = *(const int64_t *)model_field(need, "required");
		int64_t coming = *(const int64_t *)model_field(need, "forecast");

		if (need->struck || !ground_within(model, where, place))
			continue;
		required += asked;
		expected += coming < asked ? coming : asked;
	}
	return required == 0 ? 0 : expected * 100 / required;
}

/* All but the gaps, which are asked of the present only. */
static struct figures work_out(const struct model *model, const struct record *record, instant now,
			       instant at)
{
	struct ident place = readiness_of(record)->place;
	struct figures f = { 0 };
	const struct record *plan = best_plan(model, place, &f.plan);
	double wp = policy(model, "readiness.weight.plan", record, at);
	double we = policy(model, "readiness.weight.exercise", record, at);
	double wh = policy(model, "readiness.weight.hazards", record, at);
	double ws = policy(model, "readiness.weight.staff", record, at);
	double sum = wp + we + wh + ws;

	f.exercise = exercise_share(model, record, plan, at);
	count_hazards(model, place, now, at, &f);
	f.staff = staff_share(model, place);
	if (sum > 0)
		f.score = (int64_t)((wp * (double)f.plan + we * (double)f.exercise +
				     wh * (double)f.hazards + ws * (double)f.staff) /
				    sum);
	return f;
}

static void stamp_figures(struct stamp *stamp, const struct model *model,
			  const struct record *after, const struct act_view *view)
{
	struct figures f = work_out(model, after, view->at, view->at);
	instant left = readiness_of(after)->day - view->at;

	stamp_int(stamp, "days_left", left > 0 ? (left + DAY_MS - 1) / DAY_MS : left / DAY_MS);
	stamp_int(stamp, "plan_share", f.plan);
	stamp_int(stamp, "exercise_share", f.exercise);
	stamp_int(stamp, "hazard_share", f.hazards);
	stamp_int(stamp, "staff_share", f.staff);
	stamp_int(stamp, "score", f.score);
	stamp_int(stamp, "severe",
		  ground_gaps(model, readiness_of(after)->place, view->at).severe);
	stamp_time(stamp, "next_at", view->at + DAY_MS);
}

/* ---- day by day ---------------------------------------------------------------------------- */

/* The last assessment of the venue that was made by then. */
static const struct record *day_at(const struct model *model, struct ident id, instant at)
{
	const struct record *days[LIMIT_SEEN], *found = NULL;
	uint32_t count = model_refs_to(model, id, "readiness_day", "readiness", days, LIMIT_SEEN);

	for (uint32_t i = 0; i < count && i < LIMIT_SEEN; i++)
		if (!days[i]->struck && days[i]->created_at <= at)
			found = days[i];
	return found;
}

static void tell_countdown(const struct model *model, const struct record *record, instant now,
			   instant at, double ret[COUNTDOWN_LINES])
{
	static const char *const lines[] = { "score", "plan_share", "exercise_share",
					     "hazard_share", "staff_share", "severe" };
	const struct record *day = at <= now ? day_at(model, record->id, at) : NULL;
	struct figures f;

	for (size_t i = 0; day && i < KIND_COUNT(lines); i++)
		ret[i] = (double)*(const int64_t *)model_field(day, lines[i]);
	if (at <= now)
		return;
	f = work_out(model, record, now, at);
	ret[0] = (double)f.score;
	ret[1] = (double)f.plan;
	ret[2] = (double)f.exercise;
	ret[3] = (double)f.hazards;
	ret[4] = (double)f.staff;
}

static const struct countdown countdown = {
	.day = "day", .days = 100, .tell = tell_countdown,
	.lines = "score plan_share exercise_share hazard_share staff_share severe",
};

/* ---- rules --------------------------------------------------------------------------------- */

static const struct refusal *check_track(const struct model *model, const struct record *before,
					 const struct record *after, const struct act_view *view)
{
	const struct record *others[LIMIT_REFS];
	uint32_t count = model_refs_to(model, readiness_of(after)->place, "readiness", "place",
				       others, LIMIT_REFS);

	(void)before;
	(void)view;
	for (uint32_t i = 0; i < count && i < LIMIT_REFS; i++)
		if (model_is_open(others[i]) && !ident_eq(others[i]->id, after->id))
			return &refuse_tracked_already;
	return NULL;
}

static const struct refusal *check_ready(const struct model *model, const struct record *before,
					 const struct record *after, const struct act_view *view)
{
	struct figures f = work_out(model, after, view->at, view->at);

	(void)before;
	if (f.plan < 100)
		return &refuse_plan_not_in_use;
	if (ground_gaps(model, readiness_of(after)->place, view->at).severe > 0)
		return &refuse_severe_left;
	return (double)f.score < policy(model, "readiness.least", after, view->at)
		       ? &refuse_score_too_low
		       : NULL;
}

KIND_ACTS(
	{ .number = 1, .name = "track", .zh = "开始跟踪", .en = "Track", .from = NEW,
	  .to = TRACKED, .roles = ROLE_STAFF | ROLE_SYSTEM, .takes = "title place day",
	  .check = check_track, .stamp = stamp_figures },
	{ .number = 2, .name = "assess", .zh = "评估", .en = "Assess",
	  .from = IN(TRACKED) | IN(READY), .to = SAME, .roles = ROLE_STAFF | ROLE_SYSTEM,
	  .takes = "day", .stamp = stamp_figures },
	{ .number = 3, .name = "declare_ready", .zh = "宣布就绪", .en = "Declare ready",
	  .from = IN(TRACKED), .to = READY, .roles = ROLE_commander, .check = check_ready,
	  .stamp = stamp_figures },
	{ .number = 4, .name = "revoke", .zh = "撤回就绪", .en = "Revoke", .from = IN(READY),
	  .to = TRACKED, .roles = ROLE_commander | ROLE_oversight,
	  .relations = REL_OWN | REL_ABOVE | REL_OVERSIGHT, .takes = "reason",
	  .needs = "reason", .flags = ACT_ALARM, .stamp = stamp_figures },
	{ .number = 5, .name = "close", .zh = "结束", .en = "Close",
	  .from = IN(TRACKED) | IN(READY), .to = CLOSED, .roles = ROLE_STAFF,
	  .takes = "reason", .needs = "reason" });

static const struct clock_step assess_steps[] = {
	{ .name = "daily", .zh = "每日评估", .en = "The daily assessment", .rings = 0,
	  .proposes = "assess" },
};
static const struct clock_step day_steps[] = {
	{ .name = "not_ready", .zh = "T日已到，尚未宣布就绪", .en = "The day has come, and it is not ready",
	  .rings = RINGS_HOME | RINGS_ABOVE, .breach = true },
};
static const struct clock clocks[] = {
	{ .number = 1, .name = "assess", .zh = "评估", .en = "Assessment",
	  .starts = "track assess declare_ready revoke", .stops = "close", .until = "next_at",
	  .steps = assess_steps, .nsteps = KIND_COUNT(assess_steps) },
	{ .number = 2, .name = "day", .zh = "T日", .en = "The day", .starts = "track revoke",
	  .stops = "declare_ready close", .until = "day", .steps = day_steps,
	  .nsteps = KIND_COUNT(day_steps) },
};

static bool is_near(const struct model *model, const struct record *record, instant at)
{
	double days = policy_or(model, "readiness.warn", record->home, at, 0) * 1000;

	return readiness_of(record)->day - at < (instant)days;
}

static const struct gap gaps[] = {
	{ .name = "not_ready", .zh = "临近T日，尚未宣布就绪",
	  .en = "The day is near, and the place has not been declared ready",
	  .severity = GAP_SERIOUS, .in = IN(TRACKED), .open = is_near, .act = "declare_ready" },
};

KIND(readiness, .number = 156, .module = "coverage", .zh = "就绪倒计时", .en = "Readiness",
     .doc_zh = "场馆自T−100至T−0的就绪度，由方案、演练、隐患、人员和缺口得出。",
     .doc_en = "A venue's countdown from T-100 to T-0, from plan, exercise, hazards, people, "
	       "gaps.",
     .doctrine = "4.6, 6.3", .flags = KIND_SETUP, .countdown = &countdown,
     .refusals = refusals, KIND_CLOCKS, KIND_GAPS);
