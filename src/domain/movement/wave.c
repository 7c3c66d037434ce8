/* One wave of a movement: who sets off when, on which route, past which posts. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/movement/hang.h"

static const struct choice modes[] = {
	{ 1, "foot", "步行", "On foot", NULL },
	{ 2, "bus", "大客车", "Coach", NULL },
	{ 3, "rail", "轨道", "Rail", NULL },
	{ 4, "lift", "索道", "Lift", NULL },
	{ 5, "car", "小客车", "Car", NULL },
	{ 0 },
};

#define FIELDS(X, K) \
	X(K, 1, REF, movement, "集结疏散", "Movement", .target = "movement", .flags = REQUIRED) \
	X(K, 2, INT, number, "批次", "Number", .least = 1, .most = 1000, .flags = REQUIRED) \
	X(K, 3, TEXT, title, "标题", "Title", .max = 240, .flags = REQUIRED | TITLE) \
	X(K, 4, INT, persons, "人数", "People", .least = 1, .most = 1000000, .unit = "person", \
	  .flags = REQUIRED) \
	X(K, 5, REF, route, "路线", "Route", .target = "place") \
	X(K, 6, ENUM, mode, "方式", "Means", .choices = modes, .flags = REQUIRED) \
	X(K, 7, INT, capacity, "路线容量", "Capacity of the route", .least = 1, .most = 1000000, \
	  .unit = "person/h", .flags = REQUIRED) \
	X(K, 8, REFS, posts, "沿途岗位", "Posts along it", .target = "post", .max = 32, \
	  .flags = ADDRESSEE) \
	HANG_FIELDS(X, K, 9, 10, 11, 12, 13, 14, 15) \
	X(K, 16, ENUM, loop_side, "闭环内外", "Side of the loop", .choices = choices_loop_side, \
	  .flags = 0) \
	X(K, 17, INT, arrived, "到达人数", "Arrived", .most = 1000000, .unit = "person") \
	X(K, 18, TEXT, reason, "理由", "Reason", .max = 400, .flags = LONG)

KIND_STRUCT(wave);
KIND_FIELDS(wave);

enum { PLANNED = 1, UNDER_WAY, HELD, ARRIVED, CANCELLED };
static const struct state states[] = {
	{ PLANNED, "planned", "计划", "Planned", STATE_OPEN },
	{ UNDER_WAY, "under_way", "行进中", "Under way", STATE_OPEN },
	{ HELD, "held", "途中等待", "Held on the way", STATE_OPEN | STATE_ALARM },
	{ ARRIVED, "arrived", "已到达", "Arrived", STATE_CLOSED },
	{ CANCELLED, "cancelled", "取消", "Cancelled", STATE_CLOSED },
};

REFUSAL(movement_over, "该集结疏散已结束或取消", "That movement is over");
REFUSAL(number_taken, "该批次号已使用", "The movement has a wave of that number");
REFUSAL(route_too_narrow, "路线在该时段内通不过这么多人",
	"So many cannot pass that route in that time");
REFUSAL(movement_not_open, "该集结疏散未开放或已暂停", "That movement is not open, or is held");
static const struct refusal *const refusals[] = {
	&refuse_movement_over, &refuse_number_taken, &refuse_time_not_known,
	&refuse_until_before_from, &refuse_route_too_narrow, &refuse_movement_not_open, NULL,
};

static const struct wave *wave_of(const struct record *record)
{
	return (const struct wave *)record;
}

static bool number_taken(const struct model *model, const struct wave *wave)
{
	const struct record *waves[2 * LIMIT_REFS];
	uint32_t count = model_refs_to(model, wave->movement, "wave", "movement", waves,
				       KIND_COUNT(waves));

	for (uint32_t i = 0; i < count && i < KIND_COUNT(waves); i++)
		if (!ident_eq(waves[i]->id, wave->record.id) && waves[i]->state != CANCELLED &&
		    !waves[i]->struck && wave_of(waves[i])->number == wave->number)
			return true;
	return false;
}

static const struct refusal *check_plan(const struct model *model, const struct record *before,
					const struct record *after, const struct act_view *view)
{
	const struct wave *wave = wave_of(after);
	const struct record *movement = model_find_kind(model, wave->movement, "movement");
	struct hang hang = hang_times(model, after, view->at);

	(void)before;
	if (!movement || !model_is_open(movement))
		return &refuse_movement_over;
	if (number_taken(model, wave))
		return &refuse_number_taken;
	if (hang.fault != HANG_SOUND)
		return hang_refusal(hang.fault);
	return (double)wave->persons * 3600000 >
			       (double)wave->capacity * (double)(hang.until - hang.from)
		       ? &refuse_route_too_narrow
		       : NULL;
}

static const struct refusal *check_send(const struct model *model, const struct record *before,
					const struct record *after, const struct act_view *view)
{
	const struct record *movement = model_find_kind(model, wave_of(after)->movement,
							"movement");
	struct str state = movement ? str_of(model_state(movement)) : STR("");

	(void)before;
	(void)view;
	return str_eq(state, STR("open")) || str_eq(state, STR("peak")) ||
			       str_eq(state, STR("clearing"))
		       ? NULL
		       : &refuse_movement_not_open;
}

#define NEAR (REL_OWN | REL_ADDRESSEE)
#define KEEPERS (ROLE_DESK | ROLE_unit_leader)
KIND_ACTS(
	{ .number = 1, .name = "plan", .zh = "列入计划", .en = "Plan", .from = NEW,
	  .to = PLANNED, .roles = ROLE_DESK | ROLE_SYSTEM,
	  .takes = "movement number title persons route mode capacity posts loop_side " HANG_NAMES,
	  .check = check_plan, .stamp = hang_stamp },
	{ .number = 2, .name = "send_off", .zh = "放行", .en = "Send off", .from = IN(PLANNED),
	  .to = UNDER_WAY, .roles = KEEPERS, .relations = NEAR, .check = check_send },
	{ .number = 3, .name = "hold", .zh = "途中等待", .en = "Hold", .from = IN(UNDER_WAY),
	  .to = HELD, .roles = KEEPERS, .relations = NEAR, .takes = "reason", .needs = "reason",
	  .flags = ACT_ALARM | ACT_LIFE_SAFETY },
	{ .number = 4, .name = "go_on", .zh = "继续", .en = "Go on", .from = IN(HELD),
	  .to = UNDER_WAY, .roles = KEEPERS, .relations = NEAR, .check = check_send },
	{ .number = 5, .name = "arrive", .zh = "到达", .en = "Arrive",
	  .from = IN(UNDER_WAY) | IN(HELD), .to = ARRIVED, .roles = KEEPERS, .relations = NEAR,
	  .takes = "arrived", .needs = "arrived" },
	{ .number = 6, .name = "cancel", .zh = "取消", .en = "Cancel", .from = IN(PLANNED),
	  .to = CANCELLED, .roles = ROLE_DESK | ROLE_SYSTEM, .takes = "reason" },
	{ .number = 7, .name = "shift", .zh = "随动", .en = "Shift", .from = IN(PLANNED),
	  .to = SAME, .roles = ROLE_SYSTEM, .takes = "from_time until_time" },
	{ .number = ACT_NUMBER_AMEND, .name = "amend", .zh = "更正", .en = "Amend",
	  .from = IN(PLANNED), .to = SAME, .roles = ROLE_DESK,
	  .takes = "number title persons route mode capacity posts loop_side " HANG_NAMES,
	  .flags = ACT_VERSION | ACT_KERNEL, .check = check_plan, .stamp = hang_stamp });

static const struct clock_step arrive_steps[] = {
	{ .name = "due", .zh = "到达时间", .en = "Should be there", .rings = 0 },
	{ .name = "late", .zh = "逾时未到达", .en = "Is not there", .policy = "wave.arrive.late",
	  .rings = RINGS_HOME },
};
static const struct clock clocks[] = {
	{ .number = 1, .name = "arrive", .zh = "到达", .en = "Arrival", .starts = "send_off",
	  .stops = "arrive", .until = "until_time", .steps = arrive_steps,
	  .nsteps = KIND_COUNT(arrive_steps) },
};

static void follow(struct reactor *reactor, const struct model *model, const struct record *record,
		   const struct entry *entry)
{
	(void)entry;
	hang_follow(reactor, model, record, "wave", IN(PLANNED), "shift", record->updated_at);
}

static void follow_cancelled(struct reactor *reactor, const struct model *model,
			     const struct record *record, const struct entry *entry)
{
	const struct record *waves[2 * LIMIT_REFS];
	uint32_t count = model_refs_to(model, record->id, "wave", "movement", waves,
				       KIND_COUNT(waves));

	(void)entry;
	for (uint32_t i = 0; i < count && i < KIND_COUNT(waves); i++)
		if (waves[i]->state == PLANNED && !waves[i]->struck)
			reactor_propose(reactor, "wave", "cancel", waves[i]->id, waves[i]->home);
}

static const struct reaction reactions[] = {
	{ .name = "follow", .on = "session.move session.prolong session.finish",
	  .doc_zh = "场次改期，未放行的批次随动。",
	  .doc_en = "A wave that has not set off moves with its session.", .run = follow },
	{ .name = "follow_cancelled", .on = "movement.cancel",
	  .doc_zh = "集结疏散取消，未放行的批次取消。",
	  .doc_en = "With its movement a wave that has not set off is cancelled.",
	  .run = follow_cancelled },
};

KIND(wave, .number = 102, .module = "movement", .zh = "批次", .en = "Wave",
     .doc_zh = "集结疏散的一个批次：人数、路线容量、沿途岗位。",
     .doc_en = "A wave of a movement: people, capacity of its route, posts along it.",
     .doctrine = "4.7, 9.3", .flags = KIND_SETUP, .refusals = refusals, KIND_CLOCKS,
     KIND_REACTIONS);
