/* A 1-3-5 minute circle: who is at a place within one, three and five minutes. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/model.h"

/* Doctrine 3.5: not by straight distance; on mountains by lift, snowmobile, foot. */
static const struct choice bases[] = {
	{ 1, "drilled", "实地拉动", "Drilled", NULL },
	{ 2, "computed", "路网测算", "Computed on the roads", NULL },
	{ 3, "estimated", "估计", "Estimated", NULL },
	{ 0 },
};
static const struct choice layers[] = {
	{ 1, "t1", "一分钟圈", "One minute", NULL },
	{ 2, "t3", "三分钟圈", "Three minutes", NULL },
	{ 3, "t5", "五分钟圈", "Five minutes", NULL },
	{ 0 },
};
#define LAYERS 3

#define SECONDS .least = 1, .most = 3600, .unit = "s"
#define FIELDS(X, K) \
	X(K, 1, TEXT, title, "名称", "Name", .max = 120, .flags = REQUIRED | TITLE | SEARCHED) \
	X(K, 2, REF, place, "地点", "Place", .target = "place", .flags = REQUIRED) \
	X(K, 3, REFS, t1_units, "一分钟圈单元", "Within one minute", .target = "unit", \
	  .max = 16, .flags = 0) \
	X(K, 4, REFS, t3_units, "三分钟圈单元", "Within three minutes", .target = "unit", \
	  .max = 16, .flags = 0) \
	X(K, 5, REFS, t5_units, "五分钟圈单元", "Within five minutes", .target = "unit", \
	  .max = 16, .flags = 0) \
	X(K, 6, INT, t1_seconds, "一分钟圈最慢到达", "Slowest of one minute", SECONDS) \
	X(K, 7, INT, t3_seconds, "三分钟圈最慢到达", "Slowest of three minutes", SECONDS) \
	X(K, 8, INT, t5_seconds, "五分钟圈最慢到达", "Slowest of five minutes", SECONDS) \
	X(K, 9, ENUM, basis, "时间依据", "Times by", .choices = bases, .flags = 0) \
	X(K, 10, ENUM, drilled_layer, "拉动圈层", "Layer drilled", .choices = layers, .flags = 0) \
	X(K, 11, INT, drilled_seconds, "拉动实测", "Time in the drill", SECONDS) \
	X(K, 12, TIME, drilled_at, "最近拉动", "Last drilled", .flags = SYSTEM) \
	X(K, 13, TEXT, reason, "理由", "Reason", .max = 400, .flags = LONG)

KIND_STRUCT(circle);
KIND_FIELDS(circle);

enum { DRAWN = 1, IN_FORCE, TOO_SLOW, RETIRED };
static const struct state states[] = {
	{ DRAWN, "drawn", "已划定", "Drawn", STATE_OPEN },
	{ IN_FORCE, "in_force", "启用", "In force", STATE_OPEN },
	{ TOO_SLOW, "too_slow", "未达标", "Too slow", STATE_OPEN | STATE_ALARM },
	{ RETIRED, "retired", "撤销", "Retired", STATE_CLOSED },
};

REFUSAL(layer_empty, "每个圈层至少有一个单元", "Each layer has at least one unit");
REFUSAL(time_missing, "每个圈层须有最慢到达时间及依据",
	"Each layer has its slowest time, and what it is told by");
REFUSAL(too_slow, "到达时间超过该圈层时限", "The time is longer than the layer allows");
REFUSAL(unit_in_two_layers, "同一单元不能在两个圈层", "A unit stands in one layer only");
REFUSAL(not_too_slow, "实测时间在时限之内", "The time of the drill is within the limit");
static const struct refusal *const refusals[] = {
	&refuse_layer_empty, &refuse_time_missing, &refuse_too_slow, &refuse_unit_in_two_layers,
	&refuse_not_too_slow, NULL,
};

static int64_t limit_of(const struct model *model, int layer, code post, instant at)
{
	static const char *const keys[LAYERS] = { "circle.t1", "circle.t3", "circle.t5" };

	return (int64_t)policy_or(model, keys[layer], post, at, 0);
}

static bool share_a_unit(struct ident_list a, struct ident_list b)
{
	for (uint32_t i = 0; i < a.count; i++)
		for (uint32_t j = 0; j < b.count; j++)
			if (ident_eq(a.at[i], b.at[j]))
				return true;
	return false;
}

static const struct refusal *check_layers(const struct model *model, const struct record *before,
					  const struct record *after, const struct act_view *view)
{
	const struct circle *c = (const struct circle *)after;

	(void)model;
	(void)before;
	(void)view;
	return share_a_unit(c->t1_units, c->t3_units) || share_a_unit(c->t1_units, c->t5_units) ||
			       share_a_unit(c->t3_units, c->t5_units)
		       ? &refuse_unit_in_two_layers
		       : NULL;
}

static const struct refusal *check_force(const struct model *model, const struct record *before,
					 const struct record *after, const struct act_view *view)
{
	const struct circle *c = (const struct circle *)after;
	const uint32_t units[LAYERS] = { c->t1_units.count, c->t3_units.count, c->t5_units.count };
	const int64_t seconds[LAYERS] = { c->t1_seconds, c->t3_seconds, c->t5_seconds };

	for (int i = 0; i < LAYERS; i++)
		if (units[i] == 0)
			return &refuse_layer_empty;
	for (int i = 0; i < LAYERS; i++)
		if (seconds[i] == 0 || c->basis == 0)
			return &refuse_time_missing;
	for (int i = 0; i < LAYERS; i++)
		if (seconds[i] > limit_of(model, i, after->home, view->at))
			return &refuse_too_slow;
	return check_layers(model, before, after, view);
}

static bool is_slow(const struct model *model, const struct record *after, instant at)
{
	const struct circle *c = (const struct circle *)after;

	return c->drilled_seconds > limit_of(model, c->drilled_layer - 1, after->home, at);
}

static const struct refusal *check_met(const struct model *model, const struct record *before,
				       const struct record *after, const struct act_view *view)
{
	(void)before;
	return is_slow(model, after, view->at) ? &refuse_too_slow : NULL;
}

static const struct refusal *check_missed(const struct model *model, const struct record *before,
					  const struct record *after, const struct act_view *view)
{
	(void)before;
	return is_slow(model, after, view->at) ? NULL : &refuse_not_too_slow;
}

static void stamp_drill(struct stamp *stamp, const struct model *model, const struct record *after,
			const struct act_view *view)
{
	(void)model;
	(void)after;
	stamp_time(stamp, "drilled_at", view->at);
}

#define DRILL "drilled_layer drilled_seconds"
#define TAKES "t1_units t3_units t5_units t1_seconds t3_seconds t5_seconds basis"
KIND_ACTS(
	{ .number = 1, .name = "draw", .zh = "划定", .en = "Draw", .from = NEW, .to = DRAWN,
	  .roles = ROLE_DESK | ROLE_SYSTEM, .takes = "title place " TAKES,
	  .check = check_layers },
	{ .number = 2, .name = "put_in_force", .zh = "启用", .en = "Put in force",
	  .from = IN(DRAWN) | IN(IN_FORCE) | IN(TOO_SLOW), .to = IN_FORCE,
	  .roles = ROLE_DESK | ROLE_SYSTEM,
	  .relations = REL_OWN | REL_ABOVE, .takes = TAKES, .check = check_force },
	{ .number = 3, .name = "drill_met", .zh = "拉动达标", .en = "Drill met",
	  .from = IN(IN_FORCE) | IN(TOO_SLOW), .to = IN_FORCE, .roles = ROLE_DESK,
	  .relations = REL_OWN | REL_ABOVE, .takes = DRILL, .needs = DRILL, .check = check_met,
	  .stamp = stamp_drill },
	{ .number = 4, .name = "drill_missed", .zh = "拉动未达标", .en = "Drill missed",
	  .from = IN(IN_FORCE) | IN(TOO_SLOW), .to = TOO_SLOW, .roles = ROLE_DESK,
	  .relations = REL_OWN | REL_ABOVE, .takes = DRILL " reason", .needs = DRILL,
	  .flags = ACT_ALARM, .check = check_missed, .stamp = stamp_drill },
	{ .number = 5, .name = "retire", .zh = "撤销", .en = "Retire",
	  .from = IN(DRAWN) | IN(IN_FORCE) | IN(TOO_SLOW), .to = RETIRED, .roles = ROLE_DESK,
	  .relations = REL_OWN | REL_ABOVE, .takes = "reason", .needs = "reason" },
	{ .number = ACT_NUMBER_AMEND, .name = "amend", .zh = "更正", .en = "Amend",
	  .from = IN(DRAWN), .to = SAME, .roles = ROLE_DESK, .takes = "title place " TAKES,
	  .flags = ACT_VERSION | ACT_KERNEL, .check = check_layers });

static bool is_empty(const struct model *model, struct ident_list units)
{
	for (uint32_t i = 0; i < units.count; i++) {
		const struct record *unit = model_find_kind(model, units.at[i], "unit");

		if (model_in(unit, "available"))
			return false;
	}
	return true;
}

/* On another order, resting or off duty: then nobody of that layer would come. */
static bool is_uncovered(const struct model *model, const struct record *record, instant at)
{
	const struct circle *c = (const struct circle *)record;

	(void)at;
	return is_empty(model, c->t1_units) || is_empty(model, c->t3_units) ||
	       is_empty(model, c->t5_units);
}

static const struct gap gaps[] = {
	{ .name = "uncovered", .zh = "有圈层此刻无力量可派",
	  .en = "A layer has nobody who could be sent", .severity = GAP_SERIOUS,
	  .in = IN(IN_FORCE) | IN(TOO_SLOW), .open = is_uncovered,
	  .act = "put_in_force" },
	{ .name = "not_in_force", .zh = "处置圈未启用", .en = "Drawn and not in force",
	  .severity = GAP_MINOR, .in = IN(DRAWN), .act = "put_in_force" },
	{ .name = "too_slow", .zh = "处置圈拉动未达标", .en = "Too slow in the drill",
	  .severity = GAP_SERIOUS, .in = IN(TOO_SLOW), .act = "drill_met" },
};

KIND(circle, .number = 123, .module = "duty", .zh = "一三五分钟处置圈",
     .en = "1-3-5 minute circle",
     .doc_zh = "一处地点一分钟、三分钟、五分钟内能到的力量，以实地拉动检验。",
     .doc_en = "Who reaches a place within one, three and five minutes, proved by drills.",
     .doctrine = "3.5", .flags = KIND_SETUP, .refusals = refusals, KIND_GAPS);
