/* A way in with its rings from far to near: what their levels assure, and the wait they cost. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/checkpoints/ladder.h"

#include <math.h>

/* Doctrine 7.1, 7.2: control at the far end, stop in the outer ring; counts only, no identities. */
#define FIELDS(X, K) \
	X(K, 1, TEXT, name_zh, "名称（中文）", "Name (Chinese)", .max = 120, \
	  .flags = REQUIRED | TITLE | SEARCHED) \
	X(K, 2, TEXT, name_en, "名称（英文）", "Name (English)", .max = 120, \
	  .flags = REQUIRED | TITLE | SEARCHED) \
	X(K, 3, TEXT, designation, "指定文件", "Document that designates it", .max = 120, \
	  .flags = REQUIRED) \
	X(K, 4, INT, wanted, "要求查控率", "Assurance wanted", .least = 1, .most = 99, \
	  .unit = "%") \
	X(K, 5, GEO, geometry, "路线", "Route", .flags = 0) \
	X(K, 6, REAL, assurance, "现查控率", "Assurance now", .unit = "%", .flags = SYSTEM) \
	X(K, 7, INT, wait, "现平均等待", "Mean wait now", .unit = "s", .flags = SYSTEM) \
	X(K, 8, INT, growing, "排队不断增长的圈层", "Rings whose queue only grows", .flags = SYSTEM) \
	X(K, 9, ENUM, plan_r3, "建议：远端", "Advised: R3", .choices = ladder_levels, \
	  .flags = SYSTEM) \
	X(K, 10, ENUM, plan_r2, "建议：入冀", "Advised: R2", .choices = ladder_levels, \
	  .flags = SYSTEM) \
	X(K, 11, ENUM, plan_r1, "建议：进京", "Advised: R1", .choices = ladder_levels, \
	  .flags = SYSTEM) \
	X(K, 12, ENUM, plan_r0, "建议：场馆外围", "Advised: R0", .choices = ladder_levels, \
	  .flags = SYSTEM) \
	X(K, 13, REAL, plan_assurance, "建议：查控率", "Advised: assurance", .unit = "%", \
	  .flags = SYSTEM) \
	X(K, 14, INT, plan_wait, "建议：平均等待", "Advised: mean wait", .unit = "s", \
	  .flags = SYSTEM) \
	X(K, 15, INT, plan_staff, "建议：在岗警力", "Advised: staff", .unit = "person", \
	  .flags = SYSTEM) \
	X(K, 16, BOOL, plan_suffices, "建议可达要求", "The advice suffices", .flags = SYSTEM)

KIND_STRUCT(corridor);
KIND_FIELDS(corridor);

enum { ACTIVE = 1, CLOSED };
static const struct state states[] = {
	{ ACTIVE, "active", "启用", "In use", STATE_OPEN },
	{ CLOSED, "closed", "关闭", "Closed", STATE_CLOSED },
};

REFUSAL(no_checkpoints, "该通道没有启用的查控点", "The corridor has no checkpoint in use");
static const struct refusal *const refusals[] = { &refuse_no_checkpoints, NULL };

static double percent(double share)
{
	return round(share * 1000) / 10;
}

static void stamp_now(struct stamp *stamp, const struct model *model, const struct record *after,
		      const struct act_view *view)
{
	struct ring rings[RINGS_MOST];
	uint32_t levels[RINGS_MOST], count;
	uint16_t which[RINGS_MOST];
	struct rings_outcome now;

	count = ladder_corridor(model, after->id, view->at, rings, levels, which);
	rings_evaluate(rings, count, levels, &now);
	stamp_real(stamp, "assurance", percent(now.assurance));
	stamp_int(stamp, "wait", ladder_whole(now.wait));
	stamp_int(stamp, "growing", now.growing);
}

static const struct refusal *check_weigh(const struct model *model, const struct record *before,
					 const struct record *after, const struct act_view *view)
{
	const struct record *checkpoint;

	(void)before;
	(void)view;
	return ladder_checkpoints(model, after->id, 0, &checkpoint, 1) == 0
		       ? &refuse_no_checkpoints
		       : NULL;
}

/* Doctrine 7.2: an order sets what is wanted, this shows the cheapest levels, a person signs. */
static void stamp_plan(struct stamp *stamp, const struct model *model, const struct record *after,
		       const struct act_view *view)
{
	static const char *const names[] = { [LADDER_R3] = "plan_r3", [LADDER_R2] = "plan_r2",
					     [LADDER_R1] = "plan_r1", [LADDER_R0] = "plan_r0" };
	double wanted = (double)((const struct corridor *)after)->wanted / 100;
	struct ring rings[RINGS_MOST];
	uint32_t now[RINGS_MOST], levels[RINGS_MOST], count;
	uint16_t which[RINGS_MOST];
	struct rings_outcome plan;
	bool suffices;

	stamp_now(stamp, model, after, view);
	count = ladder_corridor(model, after->id, view->at, rings, now, which);
	suffices = rings_cheapest(rings, count, wanted, levels, &plan);
	for (uint32_t i = 0; i < count; i++)
		stamp_choice(stamp, names[which[i]], ladder_levels[levels[i]].name);
	stamp_real(stamp, "plan_assurance", percent(plan.assurance));
	stamp_int(stamp, "plan_wait", ladder_whole(plan.wait));
	stamp_int(stamp, "plan_staff", ladder_whole(ceil(plan.cost - 1e-9)));
	stamp_bool(stamp, "plan_suffices", suffices);
}

#define KEEPERS (ROLE_DESK | ROLE_administrator | ROLE_SYSTEM)
KIND_ACTS(
	{ .number = 1, .name = "designate", .zh = "设定", .en = "Designate", .from = NEW,
	  .to = ACTIVE, .roles = KEEPERS, .takes = "name_zh name_en designation wanted geometry" },
	{ .number = 2, .name = "weigh", .zh = "测算方案", .en = "Weigh levels", .from = IN(ACTIVE),
	  .to = SAME, .roles = ROLE_DESK | ROLE_intelligence, .takes = "wanted",
	  .needs = "wanted", .check = check_weigh, .stamp = stamp_plan },
	{ .number = 3, .name = "refresh", .zh = "刷新", .en = "Refresh", .from = IN(ACTIVE),
	  .to = SAME, .roles = ROLE_SYSTEM, .stamp = stamp_now },
	{ .number = 4, .name = "close", .zh = "关闭", .en = "Close", .from = IN(ACTIVE),
	  .to = CLOSED, .roles = ROLE_commander },
	ACT_AMEND(ROLE_DESK, "name_zh name_en designation geometry"));

static void refresh(struct reactor *reactor, const struct model *model,
		    const struct record *record, const struct entry *entry)
{
	struct ident id = *(const struct ident *)model_field(record, "corridor");
	const struct record *corridor = model_find_kind(model, id, "corridor");

	(void)entry;
	if (corridor && corridor->state == ACTIVE)
		reactor_propose(reactor, "corridor", "refresh", id, corridor->home);
}

static const struct reaction reactions[] = {
	{ .name = "refresh",
	  .on = "checkpoint.set_up checkpoint.to_c4 checkpoint.to_c3 checkpoint.to_c2 "
		"checkpoint.to_c1 checkpoint.close checkpoint.amend",
	  .doc_zh = "查控点变化即重算通道的查控率与等待。",
	  .doc_en = "What changes at a checkpoint is reckoned into its corridor.",
	  .run = refresh },
};

KIND(corridor, .number = 110, .module = "checkpoints", .zh = "查控通道", .en = "Corridor",
     .doc_zh = "由远及近各圈查控点组成的通道：合计查控率与等待时间。",
     .doc_en = "A way in through rings of checkpoints: what they assure together, and the wait.",
     .doctrine = "7, 13", .flags = KIND_SETUP | KIND_BOARD | KIND_MAP, .sees = REL_ANY,
     .refusals = refusals, KIND_REACTIONS);
