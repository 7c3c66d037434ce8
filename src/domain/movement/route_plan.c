/* A torch relay, a procession, a convoy: a route with times, whose closures move with its head. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/movement/hang.h"

static const struct choice types[] = {
	{ 1, "torch_relay", "火炬传递", "Torch relay", NULL },
	{ 2, "ceremony", "仪式行进", "Procession of a ceremony", NULL },
	{ 3, "convoy", "车队", "Convoy", NULL },
	{ 4, "race", "公路赛事", "Race on roads", NULL },
	{ 0 },
};

#define FIELDS(X, K) \
	X(K, 1, TEXT, title, "标题", "Title", .max = 240, .flags = REQUIRED | TITLE | SEARCHED) \
	X(K, 2, ENUM, type, "类别", "Type", .choices = types, .flags = REQUIRED) \
	X(K, 3, GEO, geometry, "路线", "Route", .flags = 0) \
	HANG_FIELDS(X, K, 4, 5, 6, 7, 8, 9, 10) \
	X(K, 11, TIME, starts, "出发", "Sets off", .flags = SYSTEM) \
	X(K, 12, TIME, ends, "到达", "Arrives", .flags = SYSTEM) \
	X(K, 13, INT, legs, "路段数", "Legs", .least = 1, .most = 1000, .flags = REQUIRED) \
	X(K, 14, INT, leg, "已通过路段", "Legs passed", .most = 1000) \
	X(K, 15, SPAN, late, "延误", "Late by", .most = 86400) \
	X(K, 16, TEXT, alternate, "备用路线", "Other way", .max = 800, .flags = LONG) \
	X(K, 17, TEXT, reason, "理由", "Reason", .max = 400, .flags = LONG) \
	X(K, 18, SPAN, told_late, "已通知延误", "Delay told", .most = 86400, .flags = SYSTEM)

KIND_STRUCT(route_plan);
KIND_FIELDS(route_plan);

enum { PLANNED = 1, APPROVED, UNDER_WAY, HALTED, ARRIVED, CANCELLED };
static const struct state states[] = {
	{ PLANNED, "planned", "计划", "Planned", STATE_OPEN },
	{ APPROVED, "approved", "已批准", "Approved", STATE_OPEN },
	{ UNDER_WAY, "under_way", "行进中", "Under way", STATE_OPEN },
	{ HALTED, "halted", "停止行进", "Halted", STATE_OPEN | STATE_ALARM },
	{ ARRIVED, "arrived", "已到达", "Arrived", STATE_CLOSED },
	{ CANCELLED, "cancelled", "已取消", "Cancelled", STATE_CLOSED },
};

REFUSAL(leg_not_closed, "有路段没有已签发的封闭", "A leg has no closure that was ordered");
REFUSAL(leg_backwards, "通过的路段只能前进", "The head of a route only goes forward");
REFUSAL(no_such_leg, "没有这个路段", "There is no such leg");
static const struct refusal *const refusals[] = {
	&refuse_time_not_known, &refuse_until_before_from, &refuse_leg_not_closed,
	&refuse_leg_backwards, &refuse_no_such_leg, NULL,
};

static const struct route_plan *route_of(const struct record *record)
{
	return (const struct route_plan *)record;
}

static const struct refusal *check_plan(const struct model *model, const struct record *before,
					const struct record *after, const struct act_view *view)
{
	(void)before;
	return hang_refusal(hang_times(model, after, view->at).fault);
}

static void stamp_plan(struct stamp *stamp, const struct model *model, const struct record *after,
		       const struct act_view *view)
{
	struct hang hang = hang_times(model, after, view->at);

	hang_stamp(stamp, model, after, view);
	stamp_time(stamp, "starts", hang.from);
	stamp_time(stamp, "ends", hang.until);
}

/* Nobody sets off into traffic: every leg is closed by an order that two have signed. */
static const struct refusal *check_approve(const struct model *model, const struct record *before,
					   const struct record *after, const struct act_view *view)
{
	const struct record *closures[LIMIT_SEEN];
	uint32_t count = model_refs_to(model, after->id, "closure", "hangs_on", closures,
				       LIMIT_SEEN);

	(void)before;
	(void)view;
	for (int64_t leg = 1; leg <= route_of(after)->legs; leg++) {
		bool closed = false;

		for (uint32_t i = 0; i < count && i < LIMIT_SEEN && !closed; i++) {
			struct str state = str_of(model_state(closures[i]));

			closed = !closures[i]->struck &&
				 *(const int64_t *)model_field(closures[i], "leg") == leg &&
				 (str_eq(state, STR("ordered")) || str_eq(state, STR("in_force")));
		}
		if (!closed)
			return &refuse_leg_not_closed;
	}
	return NULL;
}

static const struct refusal *check_pass(const struct model *model, const struct record *before,
					const struct record *after, const struct act_view *view)
{
	(void)model;
	(void)view;
	if (route_of(after)->leg > route_of(after)->legs)
		return &refuse_no_such_leg;
	return route_of(after)->leg <= route_of(before)->leg ? &refuse_leg_backwards : NULL;
}

/* The plan's times stay in from_time and until_time; starts and ends run late with the head. */
static void stamp_late(struct stamp *stamp, const struct model *model, const struct record *after,
		       const struct act_view *view)
{
	const struct route_plan *route = route_of(after);

	(void)model;
	(void)view;
	stamp_time(stamp, "starts", route->from_time + route->late * 1000);
	stamp_time(stamp, "ends", route->until_time + route->late * 1000);
}

static void stamp_arrive(struct stamp *stamp, const struct model *model, const struct record *after,
			 const struct act_view *view)
{
	(void)model;
	(void)view;
	stamp_int(stamp, "leg", route_of(after)->legs);
}

KIND_ACTS(
	{ .number = 1, .name = "plan", .zh = "列入计划", .en = "Plan", .from = NEW,
	  .to = PLANNED, .roles = ROLE_DESK | ROLE_SYSTEM,
	  .takes = "title type geometry legs alternate " HANG_NAMES, .check = check_plan,
	  .stamp = stamp_plan },
	{ .number = 2, .name = "approve", .zh = "批准", .en = "Approve", .from = IN(PLANNED),
	  .to = APPROVED, .roles = ROLE_commander, .check = check_approve },
	{ .number = 3, .name = "set_off", .zh = "出发", .en = "Set off", .from = IN(APPROVED),
	  .to = UNDER_WAY, .roles = ROLE_DESK },
	{ .number = 4, .name = "pass", .zh = "通过路段", .en = "Pass a leg",
	  .from = IN(UNDER_WAY), .to = SAME, .roles = ROLE_DESK | ROLE_unit_leader,
	  .takes = "leg late", .needs = "leg", .check = check_pass, .stamp = stamp_late },
	{ .number = 5, .name = "halt", .zh = "停止行进", .en = "Halt", .from = IN(UNDER_WAY),
	  .to = HALTED, .roles = ROLE_DESK | ROLE_unit_leader, .takes = "reason",
	  .needs = "reason", .flags = ACT_ALARM | ACT_LIFE_SAFETY },
	{ .number = 6, .name = "go_on", .zh = "继续", .en = "Go on", .from = IN(HALTED),
	  .to = UNDER_WAY, .roles = ROLE_DESK, .takes = "late", .stamp = stamp_late },
	{ .number = 7, .name = "arrive", .zh = "到达", .en = "Arrive", .from = IN(UNDER_WAY),
	  .to = ARRIVED, .roles = ROLE_DESK | ROLE_unit_leader, .stamp = stamp_arrive },
	{ .number = 8, .name = "cancel", .zh = "取消", .en = "Cancel",
	  .from = IN(PLANNED) | IN(APPROVED) | IN(HALTED), .to = CANCELLED,
	  .roles = ROLE_DESK | ROLE_SYSTEM, .takes = "reason" },
	{ .number = 9, .name = "shift", .zh = "随动", .en = "Shift",
	  .from = IN(PLANNED) | IN(APPROVED), .to = SAME, .roles = ROLE_SYSTEM,
	  .takes = "from_time until_time", .stamp = stamp_late },
	{ .number = 10, .name = "note_told", .zh = "已通知", .en = "Told",
	  .from = IN(UNDER_WAY), .to = SAME, .roles = ROLE_SYSTEM, .takes = "told_late" },
	{ .number = ACT_NUMBER_AMEND, .name = "amend", .zh = "更正", .en = "Amend",
	  .from = IN(PLANNED), .to = SAME, .roles = ROLE_DESK,
	  .takes = "title type geometry legs alternate " HANG_NAMES,
	  .flags = ACT_VERSION | ACT_KERNEL, .check = check_plan, .stamp = stamp_plan });

static const struct clock_step arrive_steps[] = {
	{ .name = "due", .zh = "到达时间", .en = "Time to arrive", .rings = 0 },
	{ .name = "late", .zh = "逾时未到达", .en = "Has not arrived", .policy = "route_plan.late",
	  .rings = RINGS_HOME | RINGS_ABOVE },
};
static const struct clock clocks[] = {
	{ .number = 1, .name = "arrive", .zh = "到达", .en = "Arrival",
	  .starts = "set_off pass go_on", .stops = "arrive cancel halt", .until = "ends",
	  .steps = arrive_steps, .nsteps = KIND_COUNT(arrive_steps) },
};

static void follow(struct reactor *reactor, const struct model *model, const struct record *record,
		   const struct entry *entry)
{
	(void)entry;
	hang_follow(reactor, model, record, "route_plan", IN(PLANNED) | IN(APPROVED), "shift",
		    record->updated_at);
}

static void follow_cancelled(struct reactor *reactor, const struct model *model,
			     const struct record *record, const struct entry *entry)
{
	(void)entry;
	hang_drop(reactor, model, record, "route_plan", IN(PLANNED) | IN(APPROVED), "cancel");
}

/* Late by more or less than before: who holds the legs ahead signs for the new times. */
static void tell_late(struct reactor *reactor, const struct model *model,
		      const struct record *record, const struct entry *entry)
{
	const struct route_plan *route = route_of(record);
	struct rules_list posts = { .count = 0 };
	struct str titles = STR("");

	(void)entry;
	if (route->late == route->told_late)
		return;
	hang_touched(reactor, model, record, &posts, &titles);
	reactor_propose(reactor, "route_plan", "note_told", record->id, record->home);
	reactor_int(reactor, "told_late", route->late);
	hang_tell(reactor, record, record->home, &posts,
		  arena_printf(reactor_arena(reactor),
			       "队伍延误%lld分钟 / Late by %lld min：" STR_FMT,
			       (long long)route->late / 60, (long long)route->late / 60,
			       STR_ARG(route->title)),
		  arena_printf(reactor_arena(reactor),
			       "已通过%lld段，前方各段封闭顺延 / %lld legs passed; the closures ahead "
			       "shift:" STR_FMT,
			       (long long)route->leg, (long long)route->leg, STR_ARG(titles)));
}

static const struct reaction reactions[] = {
	{ .name = "tell_late", .on = "route_plan.pass route_plan.go_on",
	  .doc_zh = "队伍延误变化，通知前方路段的执勤岗位，逐一签收。",
	  .doc_en = "When its delay changes, those who hold the legs ahead are told and sign.",
	  .run = tell_late },
	{ .name = "follow", .on = "session.move session.prolong",
	  .doc_zh = "场次改期，路线计划随动。",
	  .doc_en = "A route plan moves with its session.", .run = follow },
	{ .name = "follow_cancelled", .on = "session.cancel",
	  .doc_zh = "场次取消，未出发的路线计划取消。",
	  .doc_en = "With its session a route that has not set off is cancelled.",
	  .run = follow_cancelled },
};

KIND(route_plan, .number = 107, .module = "movement", .zh = "路线计划", .en = "Route plan",
     .doc_zh = "火炬传递、仪式行进等按时刻推进的路线；封闭随队伍前移。",
     .doc_en = "A relay, procession or convoy by the clock; its closures move with its head.",
     .doctrine = "4.7, 9.3", .flags = KIND_SETUP | KIND_MAP, .sees = REL_ANY,
     .refusals = refusals, KIND_CLOCKS, KIND_REACTIONS);
