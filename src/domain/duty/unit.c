/* A patrol, a crew, a team: what can be sent, and whether somebody has sent it already. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/model.h"

static const struct choice types[] = {
	{ 1, "patrol", "巡逻组", "Patrol", NULL },
	{ 2, "special_police", "特警组", "Special police", NULL },
	{ 3, "fire", "消防组", "Fire crew", NULL },
	{ 4, "ambulance", "急救车组", "Ambulance", NULL },
	{ 5, "eod", "排爆组", "Bomb disposal", NULL },
	{ 6, "medical", "医疗组", "Medical team", NULL },
	{ 7, "traffic", "交通组", "Traffic police", NULL },
	{ 8, "k9", "警犬组", "Dog team", NULL },
	{ 9, "lift_rescue", "索道救援组", "Lift rescue", NULL },
	{ 10, "epidemic", "防疫组", "Epidemic control", NULL },
	{ 11, "stewards", "安保员组", "Stewards", NULL },
	{ 12, "snowmobile", "雪地摩托组", "Snowmobile team", NULL },
	{ 0 },
};

/* Its post is named as addressee so that the leader, who acts there, reads and keeps it. */
#define FIELDS(X, K) \
	X(K, 1, TEXT, name_zh, "名称（中文）", "Name (Chinese)", .max = 120, \
	  .flags = REQUIRED | TITLE | SEARCHED) \
	X(K, 2, TEXT, name_en, "名称（英文）", "Name (English)", .max = 120, \
	  .flags = REQUIRED | TITLE | SEARCHED) \
	X(K, 3, ENUM, type, "类别", "Type", .choices = types, .flags = REQUIRED | INDEXED) \
	X(K, 4, REF, post, "单元指挥部", "Unit post", .target = "post", \
	  .flags = REQUIRED | ADDRESSEE) \
	X(K, 5, REF, agency, "所属单位", "Agency", .target = "agency") \
	X(K, 6, INT, strength, "人数", "Strength", .most = 5000, .unit = "person") \
	X(K, 7, SET, skills, "技能", "Skills", .choices = choices_skill, .max = 12) \
	X(K, 8, ENUM, loop_side, "闭环内外", "Side of the loop", .choices = choices_loop_side, \
	  .flags = 0) \
	X(K, 9, TEXT, vehicle, "车辆装备", "Vehicle", .max = 120) \
	X(K, 10, REF, base, "驻地", "Base", .target = "place") \
	X(K, 11, REF, order, "执行的指令", "Order", .target = "order", .flags = SYSTEM)

KIND_STRUCT(unit);
KIND_FIELDS(unit);

enum { OFF_DUTY = 1, AVAILABLE, COMMITTED, MOVING, ON_SCENE, RESTING };
static const struct state states[] = {
	{ OFF_DUTY, "off_duty", "下勤", "Off duty", 0 },
	{ AVAILABLE, "available", "待命", "Available", STATE_OPEN },
	{ COMMITTED, "committed", "已受领任务", "Committed", STATE_OPEN },
	{ MOVING, "moving", "出动途中", "Moving", STATE_OPEN },
	{ ON_SCENE, "on_scene", "到场", "On scene", STATE_OPEN },
	{ RESTING, "resting", "休整", "Resting", STATE_OPEN },
};
#define BUSY (IN(COMMITTED) | IN(MOVING) | IN(ON_SCENE))

REFUSAL(not_a_unit_post, "必须是勤务单元层级的指挥部", "The post must be of the unit tier");
REFUSAL(unit_post_not_below, "该单元指挥部不在本指挥部之下", "That unit post is not below this post");
REFUSAL(post_has_unit, "该单元指挥部已有勤务单元", "That post has a unit already");
static const struct refusal *const refusals[] = { &refuse_not_a_unit_post,
						  &refuse_unit_post_not_below,
						  &refuse_post_has_unit, NULL };

/* Doctrine 2.1: the unit is the smallest thing that signs, so each has one post of its own. */
static const struct refusal *check_enrol(const struct model *model, const struct record *before,
					 const struct record *after, const struct act_view *view)
{
	struct ident wanted = ((const struct unit *)after)->post;
	const struct post *post = tree_get(model, wanted.origin);
	const struct record *other;

	(void)before;
	(void)view;
	if (!post || post->tier != TIER_UNIT)
		return &refuse_not_a_unit_post;
	if (!tree_above(model, after->home, post->code))
		return &refuse_unit_post_not_below;
	if (model_refs_to(model, wanted, "unit", "post", &other, 1) > 0)
		return &refuse_post_has_unit;
	return NULL;
}

/* A step proposed for an order that has been overridden meanwhile comes too late. */
static const struct refusal *check_same_order(const struct model *model,
					      const struct record *before,
					      const struct record *after,
					      const struct act_view *view)
{
	(void)model;
	(void)view;
	return ident_eq(((const struct unit *)before)->order, ((const struct unit *)after)->order)
		       ? NULL
		       : &refused_wrong_state;
}

#define KEEPERS (ROLE_DESK | ROLE_unit_leader | ROLE_administrator | ROLE_SYSTEM)
#define NEAR (REL_OWN | REL_ADDRESSEE)
KIND_ACTS(
	{ .number = 1, .name = "enrol", .zh = "编入", .en = "Enrol", .from = NEW, .to = OFF_DUTY,
	  .roles = ROLE_DESK | ROLE_administrator | ROLE_SYSTEM, .takes = "*",
	  .check = check_enrol },
	{ .number = 2, .name = "on_duty", .zh = "上勤", .en = "On duty",
	  .from = IN(OFF_DUTY) | IN(RESTING), .to = AVAILABLE, .roles = KEEPERS,
	  .relations = NEAR },
	{ .number = 3, .name = "off_duty", .zh = "下勤", .en = "Off duty",
	  .from = IN(AVAILABLE) | IN(RESTING), .to = OFF_DUTY, .roles = KEEPERS,
	  .relations = NEAR },
	{ .number = 4, .name = "rest", .zh = "休整", .en = "Rest", .from = IN(AVAILABLE),
	  .to = RESTING, .roles = KEEPERS, .relations = NEAR },
	{ .number = ACT_NUMBER_AMEND, .name = "amend", .zh = "更正", .en = "Amend",
	  .from = ANY_STATE, .to = SAME, .roles = KEEPERS, .relations = NEAR,
	  .takes = "name_zh name_en type agency strength skills loop_side vehicle base",
	  .flags = ACT_VERSION | ACT_KERNEL },
	/* Doctrine 8: after its quarantine (kind side_change). */
	{ .number = 20, .name = "change_side", .zh = "转到闭环另一侧", .en = "Change side of the loop",
	  .from = ANY_STATE, .to = SAME, .roles = ROLE_SYSTEM, .takes = "loop_side",
	  .needs = "loop_side" },
	{ .number = 5, .name = "commit", .zh = "受领任务", .en = "Commit", .from = ANY_STATE,
	  .to = COMMITTED, .roles = ROLE_SYSTEM, .takes = "order", .needs = "order" },
	{ .number = 6, .name = "move", .zh = "出动", .en = "Move", .from = IN(COMMITTED),
	  .to = MOVING, .roles = ROLE_SYSTEM, .check = check_same_order },
	{ .number = 7, .name = "arrive", .zh = "到场", .en = "Arrive",
	  .from = IN(COMMITTED) | IN(MOVING), .to = ON_SCENE, .roles = ROLE_SYSTEM,
	  .check = check_same_order },
	{ .number = 8, .name = "release", .zh = "解除任务", .en = "Release", .from = BUSY,
	  .to = AVAILABLE, .roles = ROLE_DESK | ROLE_SYSTEM, .check = check_same_order });

static bool is_busy(const struct record *unit)
{
	return (IN(unit->state) & BUSY) != 0;
}

/*
 * Promise 2, where two posts on nodes of their own send one unit and neither hears the other: here,
 * at the unit's home, it is decided. It keeps its order, unless the new one takes its place, or
 * overrides it and does not come from further down (doctrine 4.2).
 */
static bool keeps_its_order(const struct model *model, const struct record *unit,
			    const struct record *order)
{
	struct ident id = ((const struct unit *)unit)->order;
	const struct record *present = model_find_kind(model, id, "order");

	if (!order || !present || !is_busy(unit) || present == order || !model_is_open(present))
		return false;
	if (ident_eq(*(const struct ident *)model_field(order, "supersedes"), id))
		return false;
	if (*(const bool *)model_field(order, "override"))
		return tree_above(model, present->home, order->home);
	return true;
}

static bool is_raised(const struct model *model, const struct record *order, code home)
{
	const struct record *conflicts[LIMIT_REFS];
	uint32_t count = model_refs_to(model, order->id, "conflict", "subject", conflicts,
				       LIMIT_REFS);

	for (uint32_t i = 0; i < count && i < LIMIT_REFS; i++)
		if (conflicts[i]->home == home && model_is_open(conflicts[i]))
			return true;
	return false;
}

/* The order that came second ends in sight: contested, and its issuer is rung. */
static void contest(struct reactor *reactor, const struct model *model, const struct record *unit,
		    const struct record *order)
{
	if (order->home == unit->home || is_raised(model, order, unit->home))
		return;
	reactor_propose(reactor, "conflict", "raise", (struct ident){ 0 }, unit->home);
	reactor_ref(reactor, "subject", order->id);
	reactor_ref(reactor, "unit", unit->id);
	reactor_text(reactor, "reason",
		     STR("该单元已受领其他任务 / The unit is on another order already"));
}

/*
 * A receipt at a unit's own post moves the unit with it, in the same commit: the second desk that
 * wants the crew sees at once that it is taken (users.md 7, "a busy unit is silently booked").
 * A receipt of an order that has been overridden no longer speaks for the unit.
 */
static void follow_receipt(struct reactor *reactor, const struct model *model,
			   const struct record *record, const struct entry *entry)
{
	struct ident unit_id = *(const struct ident *)model_field(record, "unit");
	struct ident order = *(const struct ident *)model_field(record, "subject");
	const struct record *unit = model_find_kind(model, unit_id, "unit");
	const struct record *ordered = model_find_kind(model, order, "order");
	const char *state = model_state(record);
	const char *act = NULL;

	(void)entry;
	if (!unit || *(const bool *)model_field(record, "copy"))
		return;
	if (str_eq(str_of(state), STR("delivered")) && keeps_its_order(model, unit, ordered)) {
		contest(reactor, model, unit, ordered);
		return;
	}
	if (str_eq(str_of(state), STR("delivered"))) {
		reactor_propose(reactor, "unit", "commit", unit_id, unit->home);
		reactor_ref(reactor, "order", order);
		return;
	}
	if (str_eq(str_of(state), STR("moving")))
		act = "move";
	else if (str_eq(str_of(state), STR("on_scene")))
		act = "arrive";
	else
		act = "release";
	reactor_propose(reactor, "unit", act, unit_id, unit->home);
	reactor_ref(reactor, "order", order);
}

static const struct reaction reactions[] = {
	{ .name = "follow_receipt",
	  .on = "receipt.deliver receipt.move receipt.arrive receipt.done receipt.refuse "
		"receipt.withdraw",
	  .doc_zh = "勤务单元的状态随其回执变化。",
	  .doc_en = "A unit's state follows the receipts signed at its post.",
	  .run = follow_receipt },
};

KIND(unit, .number = 6, .module = "duty", .zh = "勤务单元", .en = "Unit",
     .doc_zh = "可以派出的最小力量；状态随其回执变化，不会被两个指挥部同时派出。",
     .doc_en = "The smallest force that can be sent; no two posts can send it at once.",
     .doctrine = "2.1, 4.2", .flags = KIND_SETUP | KIND_BOARD, .refusals = refusals,
     KIND_REACTIONS);
