/* How people gather at a place or leave it: in which waves, on which routes, under whose eyes. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/movement/flow.h"
#include "domain/movement/hang.h"

enum { GATHER = 1, DISPERSE };
static const struct choice directions[] = {
	{ GATHER, "gather", "集结", "Gathering", NULL },
	{ DISPERSE, "disperse", "疏散", "Dispersal", NULL },
	{ 0 },
};

#define FIELDS(X, K) \
	X(K, 1, TEXT, title, "标题", "Title", .max = 240, .flags = REQUIRED | TITLE | SEARCHED) \
	X(K, 2, ENUM, direction, "方向", "Direction", .choices = directions, \
	  .flags = REQUIRED | INDEXED) \
	X(K, 3, REF, place, "地点", "Place", .target = "place", .flags = REQUIRED) \
	HANG_FIELDS(X, K, 4, 5, 6, 7, 8, 9, 10) \
	X(K, 11, INT, expected, "预计人数", "People expected", .least = 1, .most = 1000000, \
	  .unit = "person", .flags = REQUIRED) \
	X(K, 12, INT, tolerance, "清场允差", "Tolerance when clear", .most = 10000, \
	  .unit = "person") \
	X(K, 13, ENUM, loop_side, "闭环内外", "Side of the loop", .choices = choices_loop_side, \
	  .flags = 0) \
	X(K, 14, BOOL, crosses_loop, "跨越闭环", "Crosses the loop", .flags = 0) \
	X(K, 15, TEXT, interface_procedure, "交接程序", "Procedure at the interface", .max = 800, \
	  .flags = LONG) \
	X(K, 16, TEXT, security_part, "安保要求", "Security part", .max = 2000, .flags = LONG) \
	X(K, 17, TEXT, epidemic_part, "防疫要求", "Epidemic part", .max = 2000, .flags = LONG) \
	X(K, 18, TEXT, epidemic_na, "无防疫要求的理由", "No epidemic part, because", .max = 400, \
	  .flags = 0) \
	X(K, 19, TEXT, reason, "理由", "Reason", .max = 400, .flags = LONG) \
	X(K, 20, INT, remaining, "剩余人数", "People left", .most = 1000000, .unit = "person") \
	X(K, 21, INT, forecast_queue, "预计最长队列", "Longest queue foreseen", .unit = "person", \
	  .flags = SYSTEM) \
	X(K, 22, INT, forecast_wait, "预计最长等待", "Longest wait foreseen", .unit = "s", \
	  .flags = SYSTEM) \
	X(K, 23, TIME, forecast_clear, "预计全部通过", "All through, as foreseen", .flags = SYSTEM)

KIND_STRUCT(movement);
KIND_FIELDS(movement);

/* Doctrine 4.7. */
enum { PLANNED = 1, READY, OPEN, PEAK, HELD, CLEARING, CLEAR, CLOSED, CANCELLED };
static const struct state states[] = {
	{ PLANNED, "planned", "计划", "Planned", STATE_OPEN },
	{ READY, "ready", "就绪", "Ready", STATE_OPEN },
	{ OPEN, "open", "开放", "Open", STATE_OPEN },
	{ PEAK, "peak", "高峰", "Peak", STATE_OPEN },
	{ HELD, "held", "暂停放行", "Held", STATE_OPEN | STATE_ALARM },
	{ CLEARING, "clearing", "清场中", "Clearing", STATE_OPEN },
	{ CLEAR, "clear", "已清空", "Clear", STATE_OPEN },
	{ CLOSED, "closed", "结束", "Closed", STATE_CLOSED },
	{ CANCELLED, "cancelled", "取消", "Cancelled", STATE_CLOSED },
};

REFUSAL(interface_required, "跨越闭环的流动必须写明交接程序",
	"A movement across the loop needs the procedure at its interface");
REFUSAL(epidemic_part_required, "必须填写防疫要求，或说明为何没有",
	"It needs its epidemic part, or the reason why there is none");
REFUSAL(no_waves, "没有批次", "It has no waves");
REFUSAL(waves_do_not_cover, "各批次人数之和少于预计人数",
	"Its waves hold fewer people than are expected");
REFUSAL(post_unmanned, "有批次的岗位无人在岗", "A post of one of its waves is not manned");
REFUSAL(checks_stopped, "该地点已停止检票", "Ticket checks have stopped at that place");
REFUSAL(not_clear, "剩余人数超出允差", "More people are left than the tolerance allows");
static const struct refusal *const refusals[] = {
	&refuse_time_not_known, &refuse_until_before_from, &refuse_interface_required,
	&refuse_epidemic_part_required, &refuse_no_waves, &refuse_waves_do_not_cover,
	&refuse_post_unmanned, &refuse_checks_stopped, &refuse_not_clear, NULL,
};

static const struct movement *movement_of(const struct record *record)
{
	return (const struct movement *)record;
}

/* Doctrine 8: a crossing needs its interface; deployed together, the epidemic part (seed S9). */
static const struct refusal *check_plan(const struct model *model, const struct record *before,
					const struct record *after, const struct act_view *view)
{
	const struct movement *movement = movement_of(after);

	(void)before;
	if (movement->crosses_loop && movement->interface_procedure.len == 0)
		return &refuse_interface_required;
	if (movement->epidemic_part.len == 0 && movement->epidemic_na.len == 0 &&
	    policy_or(model, "epidemic.joint", after->home, view->at, 0) > 0)
		return &refuse_epidemic_part_required;
	return hang_refusal(hang_times(model, after, view->at).fault);
}

static uint32_t waves_of(const struct model *model, const struct record *movement,
			 const struct record **ret)
{
	const struct record *all[2 * LIMIT_REFS];
	uint32_t count = model_refs_to(model, movement->id, "wave", "movement", all,
				       KIND_COUNT(all));
	uint32_t kept = 0;

	for (uint32_t i = 0; i < count && i < KIND_COUNT(all) && kept < LIMIT_REFS; i++)
		if (!all[i]->struck && !str_eq(str_of(model_state(all[i])), STR("cancelled")))
			ret[kept++] = all[i];
	return kept;
}

static bool is_manned(const struct model *model, const struct record *wave, instant at)
{
	struct ident_list posts = *(const struct ident_list *)model_field(wave, "posts");
	struct ident account;

	for (uint32_t i = 0; i < posts.count; i++)
		if (duty_who(model, posts.at[i].origin, ROLE_ALL, at, &account, 1) == 0)
			return false;
	return posts.count > 0;
}

static const struct refusal *check_ready(const struct model *model, const struct record *before,
					 const struct record *after, const struct act_view *view)
{
	const struct record *waves[LIMIT_REFS];
	uint32_t count = waves_of(model, after, waves);
	int64_t persons = 0;

	(void)before;
	for (uint32_t i = 0; i < count; i++)
		persons += *(const int64_t *)model_field(waves[i], "persons");
	if (count == 0)
		return &refuse_no_waves;
	if (persons < movement_of(after)->expected)
		return &refuse_waves_do_not_cover;
	for (uint32_t i = 0; i < count; i++)
		if (!is_manned(model, waves[i], view->at))
			return &refuse_post_unmanned;
	return NULL;
}

/* The queue that the waves make is computed once, here, and stands in the log. */
static void stamp_forecast(struct stamp *stamp, const struct model *model,
			   const struct record *after, const struct act_view *view)
{
	const struct record *records[LIMIT_REFS];
	struct flow_wave waves[LIMIT_REFS];
	uint32_t count = waves_of(model, after, records);
	struct flow flow;

	(void)view;
	for (uint32_t i = 0; i < count; i++)
		waves[i] = (struct flow_wave){
			.route = *(const struct ident *)model_field(records[i], "route"),
			.from = *(const instant *)model_field(records[i], "from_time"),
			.until = *(const instant *)model_field(records[i], "until_time"),
			.persons = *(const int64_t *)model_field(records[i], "persons"),
			.capacity = *(const int64_t *)model_field(records[i], "capacity"),
		};
	flow = flow_of(waves, count);
	stamp_int(stamp, "forecast_queue", flow.longest);
	stamp_int(stamp, "forecast_wait", flow.wait);
	stamp_time(stamp, "forecast_clear", flow.clear);
}

static const struct record *counter_of(const struct model *model, struct ident place)
{
	const struct record *counts[LIMIT_SEEN];
	uint32_t count = model_refs_to(model, place, "count", "place", counts, LIMIT_SEEN);

	for (uint32_t i = 0; i < count && i < LIMIT_SEEN; i++)
		if (model_is_open(counts[i]) && !counts[i]->struck)
			return counts[i];
	return NULL;
}

/* 505 Art. 18: where ticket checks have stopped nobody is let in by another door. */
static const struct refusal *check_open(const struct model *model, const struct record *before,
					const struct record *after, const struct act_view *view)
{
	const struct record *counter = counter_of(model, movement_of(after)->place);

	(void)before;
	(void)view;
	return movement_of(after)->direction == GATHER && counter &&
			       str_eq(str_of(model_choice(counter, "ticket_check")), STR("stopped"))
		       ? &refuse_checks_stopped
		       : NULL;
}

/* Doctrine 4.7, count = 0 ± tolerance: for a dispersal the counter speaks, where there is one. */
static const struct refusal *check_clear(const struct model *model, const struct record *before,
					 const struct record *after, const struct act_view *view)
{
	const struct movement *movement = movement_of(after);
	const struct record *counter = counter_of(model, movement->place);
	int64_t left = movement->remaining;

	(void)before;
	(void)view;
	if (movement->direction == DISPERSE && counter &&
	    *(const int64_t *)model_field(counter, "inside") > left)
		left = *(const int64_t *)model_field(counter, "inside");
	return left > movement->tolerance ? &refuse_not_clear : NULL;
}

#define LIVE (IN(OPEN) | IN(PEAK))
KIND_ACTS(
	{ .number = 1, .name = "plan", .zh = "列入计划", .en = "Plan", .from = NEW,
	  .to = PLANNED, .roles = ROLE_DESK | ROLE_SYSTEM,
	  .takes = "title direction place expected tolerance loop_side crosses_loop "
		   "interface_procedure security_part epidemic_part epidemic_na " HANG_NAMES,
	  .check = check_plan, .stamp = hang_stamp },
	{ .number = 2, .name = "ready", .zh = "就绪", .en = "Ready", .from = IN(PLANNED),
	  .to = READY, .roles = ROLE_DESK, .check = check_ready, .stamp = stamp_forecast },
	{ .number = 3, .name = "open", .zh = "开放", .en = "Open", .from = IN(READY), .to = OPEN,
	  .roles = ROLE_DESK, .check = check_open },
	{ .number = 4, .name = "peak", .zh = "进入高峰", .en = "Peak", .from = IN(OPEN),
	  .to = PEAK, .roles = ROLE_DESK },
	{ .number = 5, .name = "hold", .zh = "暂停放行", .en = "Hold", .from = LIVE, .to = HELD,
	  .roles = ROLE_DESK | ROLE_SYSTEM, .takes = "reason", .needs = "reason",
	  .flags = ACT_ALARM | ACT_LIFE_SAFETY },
	{ .number = 6, .name = "release", .zh = "恢复放行", .en = "Release", .from = IN(HELD),
	  .to = PEAK, .roles = ROLE_DESK, .takes = "reason", .check = check_open },
	{ .number = 7, .name = "begin_clearing", .zh = "开始清场", .en = "Begin clearing",
	  .from = LIVE | IN(HELD), .to = CLEARING, .roles = ROLE_DESK },
	{ .number = 8, .name = "declare_clear", .zh = "确认清空", .en = "Declare clear",
	  .from = IN(CLEARING), .to = CLEAR, .roles = ROLE_DESK, .takes = "remaining",
	  .needs = "remaining", .check = check_clear },
	{ .number = 9, .name = "close", .zh = "结束", .en = "Close", .from = IN(CLEAR),
	  .to = CLOSED, .roles = ROLE_DESK },
	{ .number = 10, .name = "cancel", .zh = "取消", .en = "Cancel",
	  .from = IN(PLANNED) | IN(READY), .to = CANCELLED, .roles = ROLE_DESK | ROLE_SYSTEM,
	  .takes = "reason" },
	{ .number = 11, .name = "shift", .zh = "随动", .en = "Shift",
	  .from = IN(PLANNED) | IN(READY), .to = SAME, .roles = ROLE_SYSTEM,
	  .takes = "from_time until_time" },
	{ .number = ACT_NUMBER_AMEND, .name = "amend", .zh = "更正", .en = "Amend",
	  .from = IN(PLANNED), .to = SAME, .roles = ROLE_DESK,
	  .takes = "title place expected tolerance loop_side crosses_loop interface_procedure "
		   "security_part epidemic_part epidemic_na " HANG_NAMES,
	  .flags = ACT_VERSION | ACT_KERNEL, .check = check_plan, .stamp = hang_stamp });

static const struct clock_step open_steps[] = {
	{ .name = "missed", .zh = "到时未就绪", .en = "Not ready when it should open",
	  .rings = RINGS_HOME, .breach = true },
};
static const struct clock_step clear_steps[] = {
	{ .name = "due", .zh = "到清空时间", .en = "Should be clear", .rings = RINGS_HOME },
	{ .name = "overdue", .zh = "逾时未清空", .en = "Is not clear",
	  .policy = "movement.clear.overdue", .rings = RINGS_HOME | RINGS_ABOVE, .breach = true },
};

static bool when_planned(const struct model *model, const struct record *record)
{
	(void)model;
	return record->state == PLANNED;
}

static const struct clock clocks[] = {
	{ .number = 1, .name = "ready", .zh = "就绪", .en = "Readiness",
	  .starts = "plan amend shift", .stops = "ready cancel", .when = when_planned,
	  .until = "from_time", .steps = open_steps, .nsteps = KIND_COUNT(open_steps) },
	{ .number = 2, .name = "clear", .zh = "清空", .en = "Clearance", .starts = "open",
	  .stops = "declare_clear cancel", .until = "until_time", .steps = clear_steps,
	  .nsteps = KIND_COUNT(clear_steps) },
};

static void follow(struct reactor *reactor, const struct model *model, const struct record *record,
		   const struct entry *entry)
{
	(void)entry;
	hang_follow(reactor, model, record, "movement", IN(PLANNED) | IN(READY), "shift",
		    record->updated_at);
}

static void follow_cancelled(struct reactor *reactor, const struct model *model,
			     const struct record *record, const struct entry *entry)
{
	(void)entry;
	hang_drop(reactor, model, record, "movement", IN(PLANNED) | IN(READY), "cancel");
}

/* Who is sent out must not meet who is let in. */
static void hold_entry(struct reactor *reactor, const struct model *model,
		       const struct record *record, const struct entry *entry)
{
	struct ident place = *(const struct ident *)model_field(record, "place");
	const struct record *movements[LIMIT_SEEN];
	uint32_t count = model_refs_to(model, place, "movement", "place", movements, LIMIT_SEEN);

	(void)entry;
	for (uint32_t i = 0; i < count && i < LIMIT_SEEN; i++) {
		if ((IN(movements[i]->state) & LIVE) == 0 || movements[i]->struck ||
		    movement_of(movements[i])->direction != GATHER)
			continue;
		reactor_propose(reactor, "movement", "hold", movements[i]->id, movements[i]->home);
		reactor_text(reactor, "reason",
			     str_eq(str_of(record->kind->name), STR("count"))
				     ? STR("停止检票 / Ticket checks have stopped")
				     : STR("启动疏散 / An evacuation has begun"));
	}
}

static const struct reaction reactions[] = {
	{ .name = "follow", .on = "session.move session.prolong session.finish",
	  .doc_zh = "场次改期，集结与疏散计划随动。",
	  .doc_en = "When its session moves a movement moves with it.", .run = follow },
	{ .name = "follow_cancelled", .on = "session.cancel",
	  .doc_zh = "场次取消，未开放的集结与疏散取消。",
	  .doc_en = "With its session a movement that is not open yet is cancelled.",
	  .run = follow_cancelled },
	{ .name = "hold_entry",
	  .on = "count.stop_checks evacuation.trigger evacuation.trigger_unprepared",
	  .doc_zh = "停止检票或启动疏散，该地点的集结暂停放行。",
	  .doc_en = "Gathering is held where ticket checks stop or an evacuation begins.",
	  .run = hold_entry },
};

/* Doctrine 4.6: a day ahead it is ready, or somebody knows that it is not. */
static bool is_late(const struct model *model, const struct record *record, instant at)
{
	(void)model;
	return movement_of(record)->from_time < at + INSTANT_DAY_MS;
}

static const struct gap gaps[] = {
	{ .name = "not_ready", .zh = "24小时内开放而未就绪", .en = "Opens within 24 h, not ready",
	  .severity = GAP_SERIOUS, .in = IN(PLANNED), .open = is_late, .act = "ready" },
};

KIND(movement, .number = 101, .module = "movement", .zh = "集结疏散", .en = "Movement",
     .doc_zh = "一个地点的人员集结或疏散：批次、路线、容量与岗位。",
     .doc_en = "People gathering at a place or leaving it: waves, routes, capacity, posts.",
     .doctrine = "4.7, 8, 9.3", .flags = KIND_SETUP | KIND_BOARD, .refusals = refusals,
     KIND_CLOCKS, KIND_REACTIONS, KIND_GAPS);
