/* A checkpoint on a corridor: its lanes, and the level at which it works now. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/checkpoints/ladder.h"

#include <math.h>

/* Doctrine 7.2, the columns of the ladder: whose papers are looked at, and how far one searches. */
static const struct choice id_checks[] = {
	{ 1, "on_reason", "有因核验", "On reason", NULL },
	{ 2, "sample", "抽查核验", "A sample", NULL },
	{ 3, "all_stopped", "拦停车辆全部核验", "All in stopped vehicles", NULL },
	{ 4, "everybody", "逢人必核", "Everybody", NULL },
	{ 0 },
};
static const struct choice searches[] = {
	{ 1, "on_reason", "有因检查", "On reason", NULL },
	{ 2, "visual", "目视检查", "By eye", NULL },
	{ 3, "trunk", "开箱检查", "The trunk", NULL },
	{ 4, "systematic", "逐车细查", "Systematic", NULL },
	{ 0 },
};

#define FIELDS(X, K) \
	X(K, 1, REF, corridor, "通道", "Corridor", .target = "corridor", .flags = REQUIRED) \
	X(K, 2, TEXT, name_zh, "名称（中文）", "Name (Chinese)", .max = 120, \
	  .flags = REQUIRED | TITLE | SEARCHED) \
	X(K, 3, TEXT, name_en, "名称（英文）", "Name (English)", .max = 120, \
	  .flags = REQUIRED | TITLE | SEARCHED) \
	X(K, 4, ENUM, ring, "圈层", "Ring", .choices = ladder_rings, .flags = REQUIRED | INDEXED) \
	X(K, 5, REF, place, "地点", "Place", .target = "place") \
	X(K, 6, INT, lanes, "常态车道", "Lanes in routine", .least = 1, .most = 100, \
	  .flags = REQUIRED) \
	X(K, 7, INT, lanes_most, "全部车道", "All lanes", .least = 1, .most = 100, \
	  .flags = REQUIRED) \
	X(K, 8, INT, vehicles, "高峰每小时车辆", "Vehicles an hour at the peak", .most = 20000, \
	  .unit = "vehicle/h", .flags = REQUIRED) \
	X(K, 9, INT, upstream, "来自上一圈的比例", "Share that came through the ring before", \
	  .most = 100, .unit = "%") \
	X(K, 10, INT, staff, "常态在岗警力", "Staff in routine", .least = 1, .most = 1000, \
	  .unit = "person", .flags = REQUIRED) \
	X(K, 11, REF, order, "依据的命令", "Order", .target = "level_order", .flags = SYSTEM) \
	X(K, 12, INT, stop_share, "拦检比例", "Stop share", .unit = "%", .flags = SYSTEM) \
	X(K, 13, INT, lanes_now, "开放车道", "Lanes open", .flags = SYSTEM) \
	X(K, 14, INT, staff_now, "需在岗警力", "Staff needed", .unit = "person", .flags = SYSTEM) \
	X(K, 15, TIME, raised_at, "上次升级", "Raised last", .flags = SYSTEM) \
	X(K, 16, TEXT, reason, "理由", "Reason", .max = 400, .flags = LONG) \
	X(K, 17, ENUM, id_check, "人员核验", "Papers", .choices = id_checks, .flags = SYSTEM) \
	X(K, 18, ENUM, search, "车辆检查", "Search", .choices = searches, .flags = SYSTEM) \
	X(K, 19, BOOL, all_coaches, "大客车逢车必停", "Every coach", .flags = SYSTEM) \
	X(K, 20, BOOL, all_vans, "面包车逢车必停", "Every van", .flags = SYSTEM) \
	X(K, 21, BOOL, all_dangerous, "危险品车逢车必停", "All dangerous goods", .flags = SYSTEM) \
	X(K, 22, INT, wait_most, "等待上限", "Wait at most", .unit = "s", .flags = SYSTEM)

KIND_STRUCT(checkpoint);
KIND_FIELDS(checkpoint);

/* The levels are its states; numbered as in the ladder. */
enum { CLOSED = 5 };
static const struct state states[] = {
	{ LADDER_C4, "c4", "常态查控", "C4, routine", STATE_OPEN },
	{ LADDER_C3, "c3", "三级查控", "C3", STATE_OPEN },
	{ LADDER_C2, "c2", "二级查控", "C2", STATE_OPEN },
	{ LADDER_C1, "c1", "一级查控", "C1, every vehicle", STATE_OPEN },
	{ CLOSED, "closed", "撤除", "Closed", STATE_CLOSED },
};

REFUSAL(fewer_than_routine, "全部车道不能少于常态车道", "All lanes are not fewer than in routine");
REFUSAL(corridor_closed, "该通道已关闭", "That corridor is closed");
REFUSAL(order_in_force, "查控命令仍然有效", "An order for its level is still in force");
static const struct refusal *const refusals[] = { &refuse_fewer_than_routine,
						  &refuse_corridor_closed,
						  &refuse_order_in_force, NULL };

static const struct checkpoint *checkpoint_of(const struct record *record)
{
	return (const struct checkpoint *)record;
}

static const struct refusal *check_lanes(const struct model *model, const struct record *before,
					 const struct record *after, const struct act_view *view)
{
	const struct record *corridor = model_find(model, checkpoint_of(after)->corridor);

	(void)view;
	if (checkpoint_of(after)->lanes_most < checkpoint_of(after)->lanes)
		return &refuse_fewer_than_routine;
	return !before && corridor && !model_is_open(corridor) ? &refuse_corridor_closed : NULL;
}

static const struct refusal *check_close(const struct model *model, const struct record *before,
					 const struct record *after, const struct act_view *view)
{
	(void)model;
	(void)after;
	(void)view;
	return before->state != LADDER_C4 ? &refuse_order_in_force : NULL;
}

static const char *choice_name(const struct choice *choices, double number)
{
	for (; choices->number != 0; choices++)
		if (choices->number == (uint16_t)fmax(0, fmin(number, 99)))
			return choices->name;
	return "on_reason";
}

static void stamp_asked(struct stamp *stamp, const struct model *model,
			const struct record *after, instant at)
{
	uint16_t level = after->state;

	stamp_choice(stamp, "id_check",
		     choice_name(id_checks, ladder_asks(model, after, at, level, "id_check")));
	stamp_choice(stamp, "search",
		     choice_name(searches, ladder_asks(model, after, at, level, "search")));
	stamp_bool(stamp, "all_coaches",
		   ladder_asks(model, after, at, level, "always.coach") > 0);
	stamp_bool(stamp, "all_vans", ladder_asks(model, after, at, level, "always.van") > 0);
	stamp_bool(stamp, "all_dangerous",
		   ladder_asks(model, after, at, level, "always.dangerous") > 0);
	stamp_int(stamp, "wait_most",
		  ladder_whole(ladder_asks(model, after, at, level, "wait")));
}

/* What the level asks of it, written down when it changes: the policy may be another later. */
static void stamp_level(struct stamp *stamp, const struct model *model,
			const struct record *after, const struct act_view *view)
{
	const struct record *before = model_find(model, after->id);
	struct ring ring = ladder_ring(model, after, view->at);
	const struct ring_level *level = &ring.levels[after->state - 1];

	stamp_int(stamp, "stop_share", ladder_whole(level->share * 100));
	stamp_int(stamp, "lanes_now", level->lanes);
	stamp_int(stamp, "staff_now", ladder_whole(ceil(level->cost - 1e-9)));
	stamp_asked(stamp, model, after, view->at);
	if (before && before->state < after->state)
		stamp_time(stamp, "raised_at", view->at);
}

#define LEVELS (IN(LADDER_C4) | IN(LADDER_C3) | IN(LADDER_C2) | IN(LADDER_C1))
#define TO(number_, name_, zh_, en_, to_, flags_) \
	{ .number = number_, .name = name_, .zh = zh_, .en = en_, .from = LEVELS & ~IN(to_), \
	  .to = to_, .roles = ROLE_SYSTEM, .takes = "order", .flags = flags_, \
	  .stamp = stamp_level }
KIND_ACTS(
	{ .number = 1, .name = "set_up", .zh = "设立", .en = "Set up", .from = NEW,
	  .to = LADDER_C4, .roles = ROLE_DESK | ROLE_administrator | ROLE_SYSTEM,
	  .takes = "corridor name_zh name_en ring place lanes lanes_most vehicles upstream staff",
	  .check = check_lanes, .stamp = stamp_level },
	TO(2, "to_c4", "转常态", "To C4", LADDER_C4, 0),
	TO(3, "to_c3", "转三级", "To C3", LADDER_C3, ACT_ALARM),
	TO(4, "to_c2", "转二级", "To C2", LADDER_C2, ACT_ALARM),
	TO(5, "to_c1", "转一级", "To C1", LADDER_C1, ACT_ALARM),
	{ .number = 6, .name = "close", .zh = "撤除", .en = "Close", .from = LEVELS, .to = CLOSED,
	  .roles = ROLE_DESK, .takes = "reason", .check = check_close },
	{ .number = ACT_NUMBER_AMEND, .name = "amend", .zh = "更正", .en = "Amend",
	  .from = LEVELS, .to = SAME, .roles = ROLE_DESK | ROLE_administrator,
	  .takes = "name_zh name_en place lanes lanes_most vehicles upstream staff",
	  .flags = ACT_VERSION | ACT_KERNEL, .check = check_lanes });

KIND(checkpoint, .number = 111, .module = "checkpoints", .zh = "查控点", .en = "Checkpoint",
     .doc_zh = "通道上的一个查控点；等级只能由签发的命令升降。",
     .doc_en = "A checkpoint on a corridor; its level is moved by signed orders alone.",
     .doctrine = "7.2", .flags = KIND_SETUP | KIND_BOARD, .sees = REL_ANY, .refusals = refusals);
