/* A road, lane or area that is closed or reserved for a time that hangs on a session or a route. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/movement/hang.h"

static const struct choice types[] = {
	{ 1, "road", "道路封闭", "Road closed", NULL },
	{ 2, "lane", "奥运专用道", "Olympic lane", NULL },
	{ 3, "area", "区域封闭", "Area closed", NULL },
	{ 4, "one_way", "单向通行", "One way", NULL },
	{ 5, "parking", "禁止停车", "No parking", NULL },
	{ 6, "rail", "轨道交通甩站封站", "Rail held or station closed", NULL },
	{ 7, "lift", "索道停运或专用", "Lift stopped or reserved", NULL },
	{ 8, "airspace", "临时管制空域", "Airspace restricted", NULL },
	{ 0 },
};
/* Doctrine 9.4: three classes of vehicle on the lanes, and those that no closure stops. */
static const struct choice classes[] = {
	{ 1, "accredited", "持证车辆", "Accredited", NULL },
	{ 2, "media", "媒体车辆", "Media", NULL },
	{ 3, "emergency", "应急车辆", "Emergency", NULL },
	{ 4, "bus", "公交班车", "Buses", NULL },
	{ 5, "supply", "保障车辆", "Supplies", NULL },
	{ 6, "resident", "居民车辆", "Residents", NULL },
	{ 0 },
};

#define FIELDS(X, K) \
	X(K, 1, TEXT, title, "标题", "Title", .max = 240, .flags = REQUIRED | TITLE | SEARCHED) \
	X(K, 2, ENUM, type, "类别", "Type", .choices = types, .flags = REQUIRED | INDEXED) \
	X(K, 3, REF, place, "地点", "Place", .target = "place") \
	X(K, 4, GEO, geometry, "图形", "Geometry", .flags = 0) \
	HANG_FIELDS(X, K, 5, 6, 7, 8, 9, 10, 11) \
	X(K, 12, INT, leg, "路段序号", "Leg of the route", .most = 1000) \
	X(K, 13, SET, passes, "准许通行", "May pass", .choices = classes, .flags = 0) \
	X(K, 14, TEXT, legal_basis, "法律依据", "Legal basis", .max = 400, .flags = LONG) \
	X(K, 15, TEXT, detour, "绕行", "Way round", .max = 800, .flags = LONG) \
	X(K, 16, TEXT, notice_zh, "公告（中文）", "Public notice (Chinese)", .max = 800, \
	  .flags = LONG) \
	X(K, 17, TEXT, notice_en, "公告（英文）", "Public notice (English)", .max = 800, \
	  .flags = LONG) \
	X(K, 18, REFS, posts, "执勤岗位", "Posts that hold it", .target = "post", .max = 32, \
	  .flags = ADDRESSEE) \
	X(K, 19, TEXT, reason, "理由", "Reason", .max = 400, .flags = LONG) \
	X(K, 20, INT, shifts, "随动次数", "Times shifted", .flags = SYSTEM)

KIND_STRUCT(closure);
KIND_FIELDS(closure);

enum { PLANNED = 1, ORDERED, IN_FORCE, HELD, LIFTED, CANCELLED };
static const struct state states[] = {
	{ PLANNED, "planned", "计划", "Planned", STATE_OPEN },
	{ ORDERED, "ordered", "已签发", "Ordered", STATE_OPEN },
	{ IN_FORCE, "in_force", "生效中", "In force", STATE_OPEN },
	{ HELD, "held", "待定", "Held", STATE_OPEN },
	{ LIFTED, "lifted", "已解除", "Lifted", STATE_CLOSED },
	{ CANCELLED, "cancelled", "已取消", "Cancelled", STATE_CLOSED },
};

REFUSAL(legal_basis_required, "封闭必须注明法律依据", "A closure needs its legal basis");
REFUSAL(notice_required, "签发前须有中英文公告", "It needs its public notice in both languages");
REFUSAL(emergency_must_pass, "必须准许应急车辆通行", "Emergency vehicles must be let through");
static const struct refusal *const refusals[] = {
	&refuse_time_not_known, &refuse_until_before_from, &refuse_legal_basis_required,
	&refuse_notice_required, &refuse_emergency_must_pass, NULL,
};

static const struct closure *closure_of(const struct record *record)
{
	return (const struct closure *)record;
}

static const struct refusal *check_plan(const struct model *model, const struct record *before,
					const struct record *after, const struct act_view *view)
{
	(void)before;
	return hang_refusal(hang_times(model, after, view->at).fault);
}

#define EMERGENCY 3
/* Doctrine 15.2: an area is closed by two persons; 9.4: whom no lane stops. */
static const struct refusal *check_order(const struct model *model, const struct record *before,
					 const struct record *after, const struct act_view *view)
{
	const struct closure *closure = closure_of(after);

	(void)model;
	(void)before;
	(void)view;
	if (closure->legal_basis.len == 0)
		return &refuse_legal_basis_required;
	if (closure->notice_zh.len == 0 || closure->notice_en.len == 0)
		return &refuse_notice_required;
	return record_has(after, F_passes) && (closure->passes >> EMERGENCY & 1) == 0
		       ? &refuse_emergency_must_pass
		       : NULL;
}

static void stamp_shift(struct stamp *stamp, const struct model *model, const struct record *after,
			const struct act_view *view)
{
	(void)model;
	(void)view;
	stamp_int(stamp, "shifts", closure_of(after)->shifts + 1);
}

#define WAITING (IN(PLANNED) | IN(ORDERED) | IN(HELD))
KIND_ACTS(
	{ .number = 1, .name = "plan", .zh = "列入计划", .en = "Plan", .from = NEW,
	  .to = PLANNED, .roles = ROLE_DESK | ROLE_SYSTEM, .takes = "*", .check = check_plan,
	  .stamp = hang_stamp },
	{ .number = 2, .name = "order", .zh = "双人签发", .en = "Order, two persons",
	  .from = IN(PLANNED), .to = ORDERED, .roles = ROLE_DESK,
	  .takes = "legal_basis notice_zh notice_en detour passes", .flags = ACT_SECOND,
	  .check = check_order },
	{ .number = 3, .name = "put_in_force", .zh = "生效", .en = "Put in force",
	  .from = IN(ORDERED), .to = IN_FORCE, .roles = ROLE_DESK | ROLE_SYSTEM },
	{ .number = 4, .name = "lift", .zh = "解除", .en = "Lift", .from = IN(IN_FORCE),
	  .to = LIFTED, .roles = ROLE_DESK | ROLE_SYSTEM, .takes = "reason" },
	{ .number = 5, .name = "shift", .zh = "随动", .en = "Shift",
	  .from = IN(PLANNED) | IN(ORDERED) | IN(IN_FORCE), .to = SAME, .roles = ROLE_SYSTEM,
	  .takes = "from_time until_time", .stamp = stamp_shift },
	{ .number = 6, .name = "stand_back", .zh = "撤回待命", .en = "Stand back",
	  .from = IN(IN_FORCE) | IN(HELD), .to = ORDERED, .roles = ROLE_SYSTEM,
	  .takes = "from_time until_time", .stamp = stamp_shift },
	{ .number = 7, .name = "hold", .zh = "暂缓", .en = "Hold", .from = IN(ORDERED),
	  .to = HELD, .roles = ROLE_DESK | ROLE_SYSTEM, .takes = "reason" },
	{ .number = 8, .name = "cancel", .zh = "取消", .en = "Cancel", .from = WAITING,
	  .to = CANCELLED, .roles = ROLE_DESK | ROLE_SYSTEM, .takes = "reason" },
	{ .number = ACT_NUMBER_AMEND, .name = "amend", .zh = "更正", .en = "Amend",
	  .from = IN(PLANNED), .to = SAME, .roles = ROLE_DESK,
	  .takes = "title type place geometry leg passes legal_basis detour notice_zh notice_en "
		   "posts " HANG_NAMES,
	  .flags = ACT_VERSION | ACT_KERNEL, .check = check_plan, .stamp = hang_stamp });

static const struct clock_step begin_steps[] = {
	{ .name = "due", .zh = "到生效时间", .en = "Comes into force", .rings = 0,
	  .proposes = "put_in_force" },
};
static const struct clock_step lift_steps[] = {
	{ .name = "due", .zh = "到解除时间", .en = "Is lifted", .rings = 0, .proposes = "lift" },
};
static const struct clock_step passage_steps[] = {
	{ .name = "not_passed", .zh = "队伍应已通过该路段", .en = "The head should have passed it",
	  .rings = RINGS_HOME },
};
/* Planned and never signed, though the time has come. */
static const struct clock_step sign_steps[] = {
	{ .name = "missed", .zh = "到时未签发", .en = "Time has come and nobody has signed",
	  .rings = RINGS_HOME, .breach = true },
};

static bool when_planned(const struct model *model, const struct record *record)
{
	(void)model;
	return record->state == PLANNED;
}

static bool when_ordered(const struct model *model, const struct record *record)
{
	(void)model;
	return record->state == ORDERED;
}

/* A leg of a route: it opens when the head has passed, not by the clock under people's feet. */
static bool is_leg(const struct model *model, const struct record *record)
{
	return closure_of(record)->leg > 0 &&
	       model_find_kind(model, closure_of(record)->hangs_on, "route_plan") != NULL;
}

static bool when_in_force(const struct model *model, const struct record *record)
{
	return record->state == IN_FORCE && !is_leg(model, record);
}

static bool when_leg_in_force(const struct model *model, const struct record *record)
{
	return record->state == IN_FORCE && is_leg(model, record);
}

static const struct clock clocks[] = {
	{ .number = 1, .name = "begin", .zh = "生效", .en = "Into force",
	  .starts = "order shift stand_back", .stops = "put_in_force hold cancel lift",
	  .when = when_ordered, .until = "from_time", .steps = begin_steps,
	  .nsteps = KIND_COUNT(begin_steps) },
	{ .number = 2, .name = "lift", .zh = "解除", .en = "Lifting", .starts = "put_in_force shift",
	  .stops = "lift stand_back cancel", .when = when_in_force,
	  .until = "until_time", .steps = lift_steps, .nsteps = KIND_COUNT(lift_steps) },
	{ .number = 3, .name = "sign", .zh = "签发", .en = "Signature",
	  .starts = "plan amend shift", .stops = "order cancel", .when = when_planned,
	  .until = "from_time", .steps = sign_steps, .nsteps = KIND_COUNT(sign_steps) },
	{ .number = 4, .name = "passage", .zh = "通过", .en = "Passage",
	  .starts = "put_in_force shift", .stops = "lift stand_back cancel",
	  .when = when_leg_in_force, .until = "until_time", .steps = passage_steps,
	  .nsteps = KIND_COUNT(passage_steps) },
};

/* In force, and the new time lies ahead: the road opens until then. */
static void stand_back(struct reactor *reactor, const struct model *model,
		       const struct record *reference, instant at)
{
	const struct record *closures[LIMIT_SEEN];
	uint32_t count = model_refs_to(model, reference->id, "closure", "hangs_on", closures,
				       LIMIT_SEEN);

	for (uint32_t i = 0; i < count && i < LIMIT_SEEN; i++) {
		struct hang hang = hang_times(model, closures[i], at);
		bool waits = closures[i]->state == HELD;

		if (closures[i]->struck || hang.fault != HANG_SOUND ||
		    !(waits || (closures[i]->state == IN_FORCE && hang.from > at)))
			continue;
		reactor_propose(reactor, "closure", "stand_back", closures[i]->id,
				closures[i]->home);
		reactor_time(reactor, "from_time", hang.from);
		reactor_time(reactor, "until_time", hang.until);
	}
}

/* Doctrine 9.3: hang on the session, not on the clock. */
static void follow(struct reactor *reactor, const struct model *model, const struct record *record,
		   const struct entry *entry)
{
	instant at = record->updated_at;

	(void)entry;
	stand_back(reactor, model, record, at);
	hang_follow(reactor, model, record, "closure", IN(PLANNED) | IN(ORDERED) | IN(IN_FORCE),
		    "shift", at);
}

static void follow_postponed(struct reactor *reactor, const struct model *model,
			     const struct record *record, const struct entry *entry)
{
	(void)entry;
	hang_drop(reactor, model, record, "closure", IN(ORDERED), "hold");
}

static void follow_cancelled(struct reactor *reactor, const struct model *model,
			     const struct record *record, const struct entry *entry)
{
	(void)entry;
	hang_drop(reactor, model, record, "closure", IN(IN_FORCE), "lift");
	hang_drop(reactor, model, record, "closure", WAITING, "cancel");
}

/* The moving closure of a relay: what its head has passed opens, or need not close any more. */
static void follow_route(struct reactor *reactor, const struct model *model,
			 const struct record *record, const struct entry *entry)
{
	int64_t passed = *(const int64_t *)model_field(record, "leg");
	const struct record *closures[LIMIT_SEEN];
	uint32_t count = model_refs_to(model, record->id, "closure", "hangs_on", closures,
				       LIMIT_SEEN);

	(void)entry;
	for (uint32_t i = 0; i < count && i < LIMIT_SEEN; i++) {
		const struct closure *closure = closure_of(closures[i]);

		if (closure->leg <= 0 || closure->leg > passed || closures[i]->struck)
			continue;
		if (closures[i]->state == IN_FORCE)
			reactor_propose(reactor, "closure", "lift", closures[i]->id,
					closures[i]->home);
		else if ((IN(closures[i]->state) & WAITING) != 0)
			reactor_propose(reactor, "closure", "cancel", closures[i]->id,
					closures[i]->home);
	}
}

/* … and those ahead shift by what it is late. */
static void follow_late(struct reactor *reactor, const struct model *model,
			const struct record *record, const struct entry *entry)
{
	follow_route(reactor, model, record, entry);
	follow(reactor, model, record, entry);
}

static const struct reaction reactions[] = {
	{ .name = "follow", .on = "session.move session.prolong session.finish route_plan.shift",
	  .doc_zh = "场次或路线改期，封闭与专用道在同一提交中随动。",
	  .doc_en = "When its session or route moves, a closure moves in the same commit.",
	  .run = follow },
	{ .name = "follow_postponed", .on = "session.postpone",
	  .doc_zh = "场次推迟待定，未生效的封闭暂缓。",
	  .doc_en = "A session postponed without a new time holds closures not yet in force.",
	  .run = follow_postponed },
	{ .name = "follow_cancelled", .on = "session.cancel route_plan.cancel",
	  .doc_zh = "场次或路线取消，封闭解除或取消。",
	  .doc_en = "With a cancelled session or route its closures are lifted or cancelled.",
	  .run = follow_cancelled },
	{ .name = "follow_late", .on = "route_plan.pass route_plan.go_on",
	  .doc_zh = "队伍通过后放行该路段，前方路段按延误顺延。",
	  .doc_en = "Behind the head of a route legs open; those ahead shift by its delay.",
	  .run = follow_late },
	{ .name = "follow_route", .on = "route_plan.arrive",
	  .doc_zh = "队伍到达，全部路段放行。",
	  .doc_en = "When the head arrives all legs open.", .run = follow_route },
};

static bool is_late(const struct model *model, const struct record *record, instant at)
{
	(void)model;
	return closure_of(record)->from_time < at + INSTANT_DAY_MS;
}

static const struct gap gaps[] = {
	{ .name = "not_signed", .zh = "24小时内生效而未签发",
	  .en = "Comes into force within 24 h, not signed", .severity = GAP_SERIOUS,
	  .in = IN(PLANNED), .open = is_late, .act = "order" },
};

KIND(closure, .number = 108, .module = "movement", .zh = "封闭与专用道", .en = "Closure or lane",
     .doc_zh = "道路、专用道或区域的管制；时间随场次或路线移动。",
     .doc_en = "A road, lane or area under control, for a time that hangs on a session or route.",
     .doctrine = "9.3, 9.4, 15.2", .flags = KIND_SETUP | KIND_MAP, .sees = REL_ANY,
     .refusals = refusals, KIND_CLOCKS, KIND_REACTIONS, KIND_GAPS);
