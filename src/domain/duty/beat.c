/* A patrol beat: where it goes, how often it must be walked or driven, and when it last was. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/model.h"

enum { CAR = 1, FOOT, SNOWMOBILE, SKI };
static const struct choice ways[] = {
	{ CAR, "car", "车巡", "By car", NULL },
	{ FOOT, "foot", "步巡", "On foot", NULL },
	{ SNOWMOBILE, "snowmobile", "雪地摩托", "Snowmobile", NULL },
	{ SKI, "ski", "滑雪", "On skis", NULL },
	{ 0 },
};

#define FIELDS(X, K) \
	X(K, 1, TEXT, name_zh, "名称（中文）", "Name (Chinese)", .max = 120, \
	  .flags = REQUIRED | TITLE | SEARCHED) \
	X(K, 2, TEXT, name_en, "名称（英文）", "Name (English)", .max = 120, \
	  .flags = REQUIRED | TITLE | SEARCHED) \
	X(K, 3, ENUM, way, "方式", "Way", .choices = ways, .flags = REQUIRED | INDEXED) \
	X(K, 4, INT, length, "长度", "Length", .least = 50, .most = 50000, .unit = "m", \
	  .flags = REQUIRED) \
	X(K, 5, SPAN, interval, "巡逻间隔", "Interval", .least = 300, .most = 86400, \
	  .flags = REQUIRED) \
	X(K, 6, REF, unit, "单元", "Unit", .target = "unit") \
	X(K, 7, REF, to, "值守单元", "Walked by", .target = "post", .flags = ADDRESSEE) \
	X(K, 8, REFS, places, "巡经地点", "Places", .target = "place", .max = 32, .flags = 0) \
	X(K, 9, GEO, geometry, "路线", "Route", .flags = 0) \
	X(K, 10, INT, passes, "巡逻次数", "Times done", .flags = SYSTEM) \
	X(K, 11, TIME, last_at, "最近一次", "Last done", .flags = SYSTEM) \
	X(K, 12, TIME, next_due, "下次应巡", "Next due", .flags = SYSTEM) \
	X(K, 13, TEXT, findings, "所见", "Seen", .max = 800, .flags = LONG) \
	X(K, 14, TEXT, reason, "理由", "Reason", .max = 400, .flags = LONG)

KIND_STRUCT(beat);
KIND_FIELDS(beat);

enum { PLANNED = 1, RUNNING, PAUSED, CLOSED };
static const struct state states[] = {
	{ PLANNED, "planned", "筹备", "Planned", STATE_OPEN },
	{ RUNNING, "running", "巡逻中", "Running", STATE_OPEN },
	{ PAUSED, "paused", "暂停", "Paused", STATE_OPEN },
	{ CLOSED, "closed", "撤销", "Closed", STATE_CLOSED },
};

REFUSAL(beat_too_long, "巡段长度超过上限", "The beat is longer than allowed");
REFUSAL(nobody_walks_it, "巡段未指定单元", "No unit is named for the beat");
static const struct refusal *const refusals[] = { &refuse_beat_too_long, &refuse_nobody_walks_it,
						  NULL };

static const struct refusal *check_beat(const struct model *model, const struct record *before,
					const struct record *after, const struct act_view *view)
{
	const struct beat *beat = (const struct beat *)after;
	double most = 0;

	(void)before;
	if (beat->way == CAR)
		most = policy_or(model, "beat.car_most", after->home, view->at, 0);
	else if (beat->way == FOOT)
		most = policy_or(model, "beat.foot_most", after->home, view->at, 0);
	return most > 0 && (double)beat->length > most ? &refuse_beat_too_long : NULL;
}

static const struct refusal *check_start(const struct model *model, const struct record *before,
					 const struct record *after, const struct act_view *view)
{
	(void)model;
	(void)before;
	(void)view;
	return ident_none(((const struct beat *)after)->unit) ? &refuse_nobody_walks_it : NULL;
}

static void stamp_next(struct stamp *stamp, const struct model *model, const struct record *after,
		       const struct act_view *view)
{
	(void)model;
	stamp_time(stamp, "next_due", view->at + ((const struct beat *)after)->interval * 1000);
}

static void stamp_pass(struct stamp *stamp, const struct model *model, const struct record *after,
		       const struct act_view *view)
{
	stamp_next(stamp, model, after, view);
	stamp_time(stamp, "last_at", view->at);
	stamp_int(stamp, "passes", ((const struct beat *)after)->passes + 1);
}

#define WALKERS (ROLE_DESK | ROLE_unit_leader | ROLE_steward)
#define NEAR (REL_OWN | REL_DESK | REL_ABOVE | REL_ADDRESSEE)
#define PLAN_TAKES "name_zh name_en way length interval unit to places geometry"
KIND_ACTS(
	{ .number = 1, .name = "plan", .zh = "划定", .en = "Plan", .from = NEW, .to = PLANNED,
	  .roles = ROLE_DESK | ROLE_SYSTEM, .takes = PLAN_TAKES, .check = check_beat },
	{ .number = 2, .name = "start", .zh = "开始巡逻", .en = "Start",
	  .from = IN(PLANNED) | IN(PAUSED), .to = RUNNING, .roles = ROLE_DESK | ROLE_SYSTEM,
	  .relations = NEAR, .takes = "unit to", .check = check_start, .stamp = stamp_next },
	{ .number = 3, .name = "pass", .zh = "巡毕一次", .en = "Done once", .from = IN(RUNNING),
	  .to = SAME, .roles = WALKERS, .relations = NEAR, .takes = "findings",
	  .stamp = stamp_pass },
	{ .number = 4, .name = "pause", .zh = "暂停", .en = "Pause", .from = IN(RUNNING),
	  .to = PAUSED, .roles = ROLE_DESK | ROLE_unit_leader, .relations = NEAR,
	  .takes = "reason", .needs = "reason" },
	{ .number = 5, .name = "close", .zh = "撤销", .en = "Close",
	  .from = IN(PLANNED) | IN(RUNNING) | IN(PAUSED), .to = CLOSED, .roles = ROLE_DESK,
	  .relations = NEAR },
	{ .number = ACT_NUMBER_AMEND, .name = "amend", .zh = "更正", .en = "Amend",
	  .from = ANY_STATE, .to = SAME, .roles = ROLE_DESK, .takes = PLAN_TAKES,
	  .flags = ACT_VERSION | ACT_KERNEL, .check = check_beat });

static const struct clock_step pass_steps[] = {
	{ .name = "due", .zh = "到巡逻时间", .en = "Patrol is due", .rings = RINGS_HOME },
	{ .name = "late", .zh = "逾时未巡", .en = "Not patrolled", .policy = "beat.late",
	  .rings = RINGS_HOME | RINGS_ABOVE, .breach = true },
};
static const struct clock clocks[] = {
	{ .number = 1, .name = "pass", .zh = "巡逻", .en = "Patrol", .starts = "start pass",
	  .stops = "pass pause close", .until = "next_due", .steps = pass_steps,
	  .nsteps = KIND_COUNT(pass_steps) },
};

static bool is_late(const struct model *model, const struct record *record, instant at)
{
	return ((const struct beat *)record)->next_due +
		       policy_span(model, "beat.late", record->home, at) <=
	       at;
}

static const struct gap gaps[] = {
	{ .name = "not_patrolled", .zh = "巡段逾时未巡", .en = "A beat that nobody has patrolled in time",
	  .severity = GAP_SERIOUS, .in = IN(RUNNING), .open = is_late, .act = "pass" },
};

KIND(beat, .number = 122, .module = "duty", .zh = "巡段", .en = "Patrol beat",
     .doc_zh = "巡逻路线、间隔和最近一次巡逻；逾时未巡即提醒。",
     .doc_en = "A patrol route, how often it is due, and when it was last done.",
     .doctrine = "3.5", .flags = KIND_SETUP | KIND_MAP, .refusals = refusals, KIND_CLOCKS,
     KIND_GAPS);
