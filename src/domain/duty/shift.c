/* One turn of duty at a post: planned, checked in, on post, warmed up, handed over, rested. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/duty/hours.h"
#include "model/model.h"

#define FIELDS(X, K) \
	X(K, 1, REF, duty_post, "岗位", "Duty post", .target = "duty_post", .flags = REQUIRED) \
	X(K, 2, REF, person, "人员", "Person", .target = "account", .flags = PERSONAL, \
	  .retain_days = 30, .doc_zh = "仅限本方人员账号；不填则按人数排班。", \
	  .doc_en = "An account of our own staff; without it the shift is a number of people.") \
	X(K, 3, INT, people, "人数", "People", .least = 1, .most = 1000, .unit = "person", \
	  .flags = REQUIRED) \
	X(K, 4, REF, unit, "单元", "Unit", .target = "unit") \
	X(K, 5, REF, to, "值守单元", "Manned by", .target = "post", .flags = ADDRESSEE) \
	X(K, 6, TIME, from_time, "上岗", "From", .flags = REQUIRED) \
	X(K, 7, TIME, until_time, "下岗", "Until", .flags = REQUIRED) \
	X(K, 8, REF, relief, "接岗班次", "Relief", .target = "shift") \
	X(K, 9, TEXT, items, "交接事项", "Items handed over", .max = 4000, .flags = LONG) \
	X(K, 10, TIME, checked_in_at, "报到时间", "Checked in at", .flags = SYSTEM) \
	X(K, 11, TIME, left_at, "下岗时间", "Left the post at", .flags = SYSTEM) \
	X(K, 12, TIME, rest_until, "休息至", "Rests until", .flags = SYSTEM) \
	X(K, 13, REF, handed_by, "交班人", "Handed over by", .target = "account", \
	  .flags = SYSTEM | PERSONAL, .retain_days = 30) \
	X(K, 14, BOOL, overridden, "超限排班", "Beyond the limits", .flags = SYSTEM) \
	X(K, 15, TEXT, reason, "理由", "Reason", .max = 400, .flags = LONG) \
	X(K, 16, TEXT, title, "标题", "Title", .max = 240, .flags = TITLE | SYSTEM) \
	X(K, 17, TIME, longest_until, "最迟下岗", "At the longest until", .flags = SYSTEM) \
	X(K, 18, REF, session, "随动场次", "Moves with the session", .target = "session")

KIND_STRUCT(shift);
KIND_FIELDS(shift);

/* Doctrine 4.7. */
enum { PLANNED = 1, CHECKED_IN, ON_POST, WARM_UP, HANDING_OVER, RESTING, RESTED, ABSENT,
       CANCELLED };
static const struct state states[] = {
	{ PLANNED, "planned", "已排班", "Planned", STATE_OPEN },
	{ CHECKED_IN, "checked_in", "已报到", "Checked in", STATE_OPEN },
	{ ON_POST, "on_post", "在岗", "On post", STATE_OPEN },
	{ WARM_UP, "warm_up", "取暖轮换", "Warming up", STATE_OPEN },
	{ HANDING_OVER, "handing_over", "交接中", "Handing over", STATE_OPEN },
	{ RESTING, "resting", "休息", "Resting", STATE_OPEN },
	{ RESTED, "rested", "已休整", "Rested", STATE_CLOSED },
	{ ABSENT, "absent", "未到岗", "Absent", STATE_CLOSED },
	{ CANCELLED, "cancelled", "已取消", "Cancelled", STATE_CLOSED },
};

REFUSAL(ends_before_begin, "结束时间早于开始时间", "It would end before it begins");
REFUSAL(double_booked, "此人该时段已有班次", "The person has another shift at that time");
REFUSAL(shift_too_long, "班次时长超过上限", "The shift is longer than allowed");
REFUSAL(rest_too_short, "两班之间休息不足", "Too little rest between two shifts");
REFUSAL(too_many_days, "连续上岗天数超过上限", "Too many days of duty in a row");
REFUSAL(week_too_long, "七天内工时超过上限", "Too many hours in seven days");
REFUSAL(too_many_nights, "连续夜班超过上限", "Too many nights in a row");
REFUSAL(skill_missing, "单元不具备该岗位要求的技能",
	"The unit lacks a skill that the post asks for");
REFUSAL(loop_side_differs, "单元与岗位不在同一闭环侧",
	"The unit is on the other side of the loop than the post");
REFUSAL(post_not_in_use, "该岗位未启用", "The post is not in use");
REFUSAL(still_resting, "此人仍在休息期内", "The person is still resting");
REFUSAL(not_your_shift, "只能办理本人的班次", "A steward signs in for himself alone");
REFUSAL(relief_signs, "须由接岗一方签收", "Whoever takes over signs, not who hands over");
REFUSAL(relief_elsewhere, "接岗班次不是同一岗位", "The relief is for another post");
REFUSAL(relief_not_here, "接岗人员尚未报到", "The relief has not checked in");
static const struct refusal *const refusals[] = {
	&refuse_ends_before_begin, &refuse_double_booked, &refuse_shift_too_long,
	&refuse_rest_too_short, &refuse_too_many_days, &refuse_week_too_long,
	&refuse_too_many_nights, &refuse_skill_missing, &refuse_loop_side_differs,
	&refuse_post_not_in_use, &refuse_still_resting,
	&refuse_not_your_shift, &refuse_relief_signs, &refuse_relief_elsewhere,
	&refuse_relief_not_here, NULL,
};

static const struct shift *shift_of(const struct record *record)
{
	return (const struct shift *)record;
}

/* ---- hours ----------------------------------------------------------------------------------- */

static struct hours_limits limits_at(const struct model *model, code post, instant at)
{
	return (struct hours_limits){
		.shift_most = policy_span(model, "hours.shift_most", post, at),
		.rest_least = policy_span(model, "hours.rest_least", post, at),
		.week_most = policy_span(model, "hours.week_most", post, at),
		.days_most = (int)policy_or(model, "hours.days_most", post, at, 0),
		.nights_most = (int)policy_or(model, "hours.nights_most", post, at, 0),
		.offset = policy_span(model, "event.utc_offset", post, at),
	};
}

/* The other shifts of the same person that were done or will be; of many, the latest made. */
static uint32_t others_of(const struct model *model, const struct record *shift,
			  struct hours_shift *ret)
{
	const struct record *found[LIMIT_SEEN];
	uint32_t count = model_refs_to(model, shift_of(shift)->person, "shift", "person", found,
				       LIMIT_SEEN);
	uint32_t kept = 0;

	for (uint32_t i = 0; i < count && i < LIMIT_SEEN; i++) {
		const struct shift *other = shift_of(found[i]);

		if (ident_eq(found[i]->id, shift->id) || found[i]->struck ||
		    found[i]->state == ABSENT || found[i]->state == CANCELLED)
			continue;
		ret[kept].from = other->from_time;
		ret[kept].until = other->left_at > 0 ? other->left_at : other->until_time;
		if (ret[kept].until > ret[kept].from)
			kept++;
	}
	return kept;
}

static enum hours_fault fault_of(const struct model *model, const struct record *after, instant at)
{
	const struct shift *shift = shift_of(after);
	struct hours_shift others[LIMIT_SEEN], wanted = { shift->from_time, shift->until_time };
	struct hours_limits limits = limits_at(model, after->home, at);
	uint32_t count = 0;

	if (!ident_none(shift->person))
		count = others_of(model, after, others);
	return hours_check(others, count, wanted, &limits);
}

/* Doctrine 8: forces and posts carry their side of the loop; the interface serves both. */
static const struct refusal *check_unit(const struct model *model, const struct record *after)
{
	const struct record *unit = model_find_kind(model, shift_of(after)->unit, "unit");
	const struct record *post =
		model_find_kind(model, shift_of(after)->duty_post, "duty_post");
	struct str unit_side, post_side;
	uint64_t asked;

	if (!unit)
		return NULL;
	asked = *(const uint64_t *)model_field(post, "skills");
	if ((asked & ~*(const uint64_t *)model_field(unit, "skills")) != 0)
		return &refuse_skill_missing;
	unit_side = str_of(model_choice(unit, "loop_side"));
	post_side = str_of(model_choice(post, "loop_side"));
	if (unit_side.len == 0 || post_side.len == 0 || str_eq(unit_side, STR("interface")) ||
	    str_eq(unit_side, post_side))
		return NULL;
	return &refuse_loop_side_differs;
}

static const struct refusal *check_plan(const struct model *model, const struct record *before,
					const struct record *after, const struct act_view *view)
{
	static const struct refusal *const named[] = {
		[HOURS_TWICE] = &refuse_double_booked, [HOURS_LONG] = &refuse_shift_too_long,
		[HOURS_REST] = &refuse_rest_too_short, [HOURS_DAYS] = &refuse_too_many_days,
		[HOURS_WEEK] = &refuse_week_too_long,  [HOURS_NIGHTS] = &refuse_too_many_nights,
	};
	const struct refusal *why;

	(void)before;
	if (shift_of(after)->until_time <= shift_of(after)->from_time)
		return &refuse_ends_before_begin;
	why = named[fault_of(model, after, view->at)];
	return why ? why : check_unit(model, after);
}

/* Doctrine 12.4: in an emergency the leader may go beyond the limits, but nobody is twice. */
static const struct refusal *check_override(const struct model *model, const struct record *before,
					    const struct record *after,
					    const struct act_view *view)
{
	(void)before;
	if (shift_of(after)->until_time <= shift_of(after)->from_time)
		return &refuse_ends_before_begin;
	return fault_of(model, after, view->at) == HOURS_TWICE ? &refuse_double_booked : NULL;
}

static void stamp_title(struct stamp *stamp, const struct model *model, const struct record *after,
			const struct act_view *view)
{
	(void)view;
	stamp_text(stamp, "title",
		   model_title(model_find_kind(model, shift_of(after)->duty_post, "duty_post")));
}

static void stamp_override(struct stamp *stamp, const struct model *model,
			   const struct record *after, const struct act_view *view)
{
	stamp_title(stamp, model, after, view);
	stamp_bool(stamp, "overridden", true);
}

/*
 * A roster that hangs on a session moves with it whole; whom that takes beyond the limits of hours
 * is marked, and stands on the list of what is missing until somebody gives him another shift.
 */
static void stamp_follow(struct stamp *stamp, const struct model *model,
			 const struct record *after, const struct act_view *view)
{
	stamp_bool(stamp, "overridden", shift_of(after)->overridden ||
						fault_of(model, after, view->at) != HOURS_OK);
}

/* ---- being there ----------------------------------------------------------------------------- */

static const struct refusal *check_own(const struct model *model, const struct record *before,
				       const struct record *after, const struct act_view *view)
{
	(void)model;
	(void)before;
	if (view->roles & ~(uint32_t)ROLE_steward || ident_eq(shift_of(after)->person, view->actor))
		return NULL;
	return &refuse_not_your_shift;
}

static bool is_resting(const struct model *model, const struct record *shift, instant at)
{
	const struct record *found[LIMIT_SEEN];
	uint32_t count;

	if (ident_none(shift_of(shift)->person))
		return false;
	count = model_refs_to(model, shift_of(shift)->person, "shift", "person", found, LIMIT_SEEN);
	for (uint32_t i = 0; i < count && i < LIMIT_SEEN; i++)
		if (found[i]->state == RESTING && shift_of(found[i])->rest_until > at)
			return true;
	return false;
}

static const struct refusal *check_in(const struct model *model, const struct record *before,
				      const struct record *after, const struct act_view *view)
{
	if (!shift_of(after)->overridden && is_resting(model, after, view->at))
		return &refuse_still_resting;
	return check_own(model, before, after, view);
}

static const struct refusal *check_take(const struct model *model, const struct record *before,
					const struct record *after, const struct act_view *view)
{
	const struct record *post =
		model_find_kind(model, shift_of(after)->duty_post, "duty_post");

	if (!model_in(post, "active") && !model_in(post, "indoors"))
		return &refuse_post_not_in_use;
	return check_own(model, before, after, view);
}

static const struct refusal *check_hand(const struct model *model, const struct record *before,
					const struct record *after, const struct act_view *view)
{
	const struct record *relief = model_find_kind(model, shift_of(after)->relief, "shift");

	if (relief && !ident_eq(shift_of(relief)->duty_post, shift_of(after)->duty_post))
		return &refuse_relief_elsewhere;
	if (relief && relief->state != CHECKED_IN && relief->state != ON_POST)
		return &refuse_relief_not_here;
	return check_own(model, before, after, view);
}

static const struct refusal *check_accept(const struct model *model, const struct record *before,
					  const struct record *after, const struct act_view *view)
{
	(void)model;
	(void)before;
	return ident_eq(shift_of(after)->handed_by, view->actor) ? &refuse_relief_signs : NULL;
}

static void stamp_in(struct stamp *stamp, const struct model *model, const struct record *after,
		     const struct act_view *view)
{
	stamp_time(stamp, "checked_in_at", view->at);
	stamp_time(stamp, "longest_until",
		   view->at + policy_span(model, "hours.shift_most", after->home, view->at));
}

static void stamp_hand(struct stamp *stamp, const struct model *model, const struct record *after,
		       const struct act_view *view)
{
	(void)model;
	(void)after;
	stamp_ref(stamp, "handed_by", view->actor);
}

static void stamp_rest(struct stamp *stamp, const struct model *model, const struct record *after,
		       const struct act_view *view)
{
	stamp_time(stamp, "left_at", view->at);
	stamp_time(stamp, "rest_until",
		   view->at + policy_span(model, "hours.rest_least", after->home, view->at));
}

#define PLANNERS (ROLE_DESK | ROLE_unit_leader | ROLE_SYSTEM)
#define NEAR (REL_OWN | REL_DESK | REL_ABOVE | REL_ADDRESSEE)
#define ON_THE_SPOT (ROLE_steward | ROLE_unit_leader | ROLE_DESK)
#define PLAN_TAKES "duty_post person people unit to from_time until_time session reason"
KIND_ACTS(
	{ .number = 1, .name = "plan", .zh = "排班", .en = "Plan", .from = NEW, .to = PLANNED,
	  .roles = PLANNERS, .takes = PLAN_TAKES, .check = check_plan, .stamp = stamp_title },
	{ .number = 2, .name = "plan_override", .zh = "紧急超限排班", .en = "Plan beyond limits",
	  .from = NEW, .to = PLANNED, .roles = ROLE_commander, .takes = PLAN_TAKES,
	  .needs = "reason", .check = check_override, .stamp = stamp_override },
	{ .number = 3, .name = "check_in", .zh = "报到", .en = "Check in",
	  .from = IN(PLANNED) | IN(ABSENT), .to = CHECKED_IN, .roles = ON_THE_SPOT,
	  .relations = NEAR, .check = check_in, .stamp = stamp_in },
	{ .number = 4, .name = "take_post", .zh = "上岗", .en = "Take the post",
	  .from = IN(CHECKED_IN) | IN(WARM_UP), .to = ON_POST, .roles = ON_THE_SPOT,
	  .relations = NEAR, .check = check_take },
	{ .number = 5, .name = "warm_up", .zh = "取暖", .en = "Warm up", .from = IN(ON_POST),
	  .to = WARM_UP, .roles = ON_THE_SPOT, .relations = NEAR, .check = check_own },
	{ .number = 6, .name = "hand_over", .zh = "交班", .en = "Hand over",
	  .from = IN(ON_POST) | IN(WARM_UP), .to = HANDING_OVER, .roles = ON_THE_SPOT,
	  .relations = NEAR, .takes = "items relief", .needs = "items", .check = check_hand,
	  .stamp = stamp_hand },
	{ .number = 7, .name = "accept", .zh = "接班签收", .en = "Accept the hand-over",
	  .from = IN(HANDING_OVER), .to = RESTING, .roles = ON_THE_SPOT, .relations = NEAR,
	  .check = check_accept, .stamp = stamp_rest },
	{ .number = 8, .name = "leave", .zh = "离岗", .en = "Leave without relief",
	  .from = IN(CHECKED_IN) | IN(ON_POST) | IN(WARM_UP) | IN(HANDING_OVER), .to = RESTING,
	  .roles = ROLE_DESK | ROLE_unit_leader, .relations = NEAR, .takes = "reason",
	  .needs = "reason", .stamp = stamp_rest },
	{ .number = 9, .name = "rested", .zh = "休息期满", .en = "Rested", .from = IN(RESTING),
	  .to = RESTED, .roles = ROLE_SYSTEM },
	{ .number = 10, .name = "absent", .zh = "未到岗", .en = "Absent", .from = IN(PLANNED),
	  .to = ABSENT, .roles = ROLE_DESK | ROLE_unit_leader, .relations = NEAR,
	  .takes = "reason" },
	{ .number = 11, .name = "cancel", .zh = "取消", .en = "Cancel", .from = IN(PLANNED),
	  .to = CANCELLED, .roles = PLANNERS, .relations = NEAR, .takes = "reason",
	  .needs = "reason" },
	{ .number = 12, .name = "reschedule", .zh = "改期", .en = "Reschedule",
	  .from = IN(PLANNED), .to = SAME, .roles = PLANNERS, .relations = NEAR,
	  .takes = "from_time until_time reason", .needs = "from_time until_time",
	  .flags = ACT_VERSION, .check = check_plan },
	{ .number = 13, .name = "follow", .zh = "随场次改期", .en = "Move with the session",
	  .from = IN(PLANNED), .to = SAME, .roles = ROLE_SYSTEM,
	  .takes = "from_time until_time", .stamp = stamp_follow },
	ACT_STRIKE(ROLE_DESK));

/* ---- clocks ---------------------------------------------------------------------------------- */

static const struct clock_step report_steps[] = {
	{ .name = "due", .zh = "到上岗时间", .en = "Shift begins", .rings = 0 },
	{ .name = "late", .zh = "未报到", .en = "Has not checked in", .policy = "shift.late",
	  .rings = RINGS_HOME },
	{ .name = "no_show", .zh = "久未报到", .en = "Does not come", .policy = "shift.no_show",
	  .rings = RINGS_HOME | RINGS_ABOVE },
};
/* Doctrine 4.7: an overrun is a row in the ledger. */
static const struct clock_step relief_steps[] = {
	{ .name = "due", .zh = "到换岗时间", .en = "Relief is due", .rings = RINGS_HOME },
	{ .name = "overrun", .zh = "超时在岗", .en = "Overrun", .policy = "shift.overrun",
	  .rings = RINGS_HOME | RINGS_ABOVE, .breach = true },
};
static const struct clock_step longest_steps[] = {
	{ .name = "over", .zh = "超过最长班次", .en = "Longer than any shift may be",
	  .rings = RINGS_HOME | RINGS_ABOVE, .breach = true },
};
static const struct clock_step sign_steps[] = {
	{ .name = "due", .zh = "交接未签收", .en = "Hand-over not signed",
	  .policy = "shift.sign", .rings = RINGS_HOME },
};
static const struct clock_step rest_steps[] = {
	{ .name = "over", .zh = "休息期满", .en = "Rested", .proposes = "rested" },
};
#define OFF "accept leave"
static const struct clock clocks[] = {
	{ .number = 1, .name = "report", .zh = "报到", .en = "Reporting",
	  .starts = "plan plan_override reschedule follow", .stops = "check_in absent cancel",
	  .until = "from_time", .steps = report_steps, .nsteps = KIND_COUNT(report_steps) },
	{ .number = 2, .name = "relief", .zh = "换岗", .en = "Relief", .starts = "check_in",
	  .stops = OFF, .until = "until_time", .steps = relief_steps,
	  .nsteps = KIND_COUNT(relief_steps) },
	{ .number = 3, .name = "longest", .zh = "最长班次", .en = "Longest shift",
	  .starts = "check_in", .stops = OFF, .until = "longest_until", .steps = longest_steps,
	  .nsteps = KIND_COUNT(longest_steps) },
	{ .number = 4, .name = "sign", .zh = "交接签收", .en = "Signing the hand-over",
	  .starts = "hand_over", .stops = OFF, .steps = sign_steps,
	  .nsteps = KIND_COUNT(sign_steps) },
	{ .number = 5, .name = "rest", .zh = "休息", .en = "Rest", .starts = OFF,
	  .stops = "rested", .until = "rest_until", .steps = rest_steps,
	  .nsteps = KIND_COUNT(rest_steps) },
};

static bool is_over(const struct model *model, const struct record *record, instant at)
{
	(void)model;
	return shift_of(record)->longest_until != 0 && shift_of(record)->longest_until <= at;
}

static bool is_beyond(const struct model *model, const struct record *record, instant at)
{
	(void)model;
	(void)at;
	return shift_of(record)->overridden && !ident_none(shift_of(record)->session);
}

/* Doctrine 15.3: somebody of each shift has read and signed the card. */
static bool is_unsigned(const struct model *model, const struct record *record, instant at)
{
	const struct record *found[LIMIT_REFS];
	uint32_t count = model_refs_to(model, record->id, "conduct_check", "shift", found,
				       LIMIT_REFS);

	if (policy_or(model, "conduct.per_shift", record->home, at, 0) <= 0)
		return false;
	for (uint32_t i = 0; i < count && i < LIMIT_REFS; i++)
		if (model_in(found[i], "signed"))
			return false;
	return true;
}

/* Doctrine 4.6: no unit above the limit of hours, and every hand-over signed. */
static const struct gap gaps[] = {
	{ .name = "over_hours", .zh = "在岗超过工时上限", .en = "On duty beyond the limit of hours",
	  .severity = GAP_SERIOUS, .in = IN(CHECKED_IN) | IN(ON_POST) | IN(WARM_UP),
	  .open = is_over, .act = "leave" },
	{ .name = "hand_over_unsigned", .zh = "交接未签收", .en = "Hand-over not signed",
	  .severity = GAP_SERIOUS, .in = IN(HANDING_OVER), .act = "accept" },
	{ .name = "beyond_limits", .zh = "随场次改期后超出工时限制",
	  .en = "Beyond the limits of hours since its session moved", .severity = GAP_SERIOUS,
	  .in = IN(PLANNED), .open = is_beyond, .act = "reschedule" },
	{ .name = "conduct_unsigned", .zh = "上岗未阅签执法规范卡",
	  .en = "On post without the conduct card signed", .severity = GAP_MINOR,
	  .in = IN(ON_POST), .open = is_unsigned, .act = "conduct_check.open",
	  .field = "shift" },
};

/* Doctrine 9.3: rosters hang on the session, not on the clock. */
static void move_along(struct reactor *reactor, const struct model *model,
		       const struct record *record, const struct entry *entry)
{
	instant by = *(const instant *)model_field(record, "starts") -
		     *(const instant *)model_field(record, "moved_from");
	uint32_t count = model_refs_to(model, record->id, "shift", "session", NULL, 0);
	const struct record **shifts = arena_alloc(reactor_arena(reactor),
						   (count + 1) * sizeof(struct record *));

	(void)entry;
	model_refs_to(model, record->id, "shift", "session", shifts, count);
	for (uint32_t i = 0; i < count && by != 0; i++) {
		if (shifts[i]->state != PLANNED || shifts[i]->struck)
			continue;
		reactor_propose(reactor, "shift", "follow", shifts[i]->id, shifts[i]->home);
		reactor_time(reactor, "from_time", shift_of(shifts[i])->from_time + by);
		reactor_time(reactor, "until_time", shift_of(shifts[i])->until_time + by);
	}
}

static const struct reaction reactions[] = {
	{ .name = "move_along", .on = "session.move",
	  .doc_zh = "场次改期，随动的班次在同一提交中改期。",
	  .doc_en = "When its session is moved a shift moves with it in the same commit.",
	  .run = move_along },
};

KIND(shift, .number = 121, .module = "duty", .zh = "班次", .en = "Shift",
     .doc_zh = "一个岗位上的一班岗：报到、上岗、取暖、交接、休息；超时即记入台账。",
     .doc_en = "One turn of duty at a post: check-in, on post, warm-up, hand-over, rest; an "
	       "overrun is a row in the ledger.",
     .doctrine = "4.7, 12.4, 15.1", .flags = KIND_SETUP, .refusals = refusals,
     KIND_CLOCKS, KIND_REACTIONS, KIND_GAPS);
