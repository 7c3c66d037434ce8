/* A declaration that every partner desk must hear at once and acknowledge. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "domain/command/rules.h"

enum { MAJOR_INCIDENT = 1, EVACUATION, LOCKDOWN, MARAUDING_ATTACK, SHOW_STOP, COLD_STOP,
       LOOP_OVERRIDE };
static const struct choice types[] = {
	{ MAJOR_INCIDENT, "major_incident", "重大事件", "Major incident", "red" },
	{ EVACUATION, "evacuation", "疏散", "Evacuation", "red" },
	{ LOCKDOWN, "lockdown", "封控", "Lockdown", "red" },
	{ MARAUDING_ATTACK, "marauding_attack", "暴力恐怖袭击", "Marauding attack", "red" },
	{ SHOW_STOP, "show_stop", "停止活动", "Show stop", "orange" },
	{ COLD_STOP, "cold_stop", "低温停赛", "Cold stop", "orange" },
	{ LOOP_OVERRIDE, "loop_override", "突破闭环", "Override of the loop", "orange" },
	{ 0 },
};

#define FIELDS(X, K) \
	X(K, 1, ENUM, type, "类型", "Type", .choices = types, .flags = REQUIRED | INDEXED) \
	X(K, 2, REF, incident, "事件", "Incident", .target = "incident") \
	X(K, 3, REF, place, "地点", "Place", .target = "place") \
	X(K, 4, TEXT, rvp, "集结点", "Rendezvous point", .max = 240) \
	X(K, 5, TEXT, fcp, "前方指挥点", "Forward command point", .max = 240) \
	X(K, 6, TEXT, zone_hot, "热区", "Hot zone", .max = 400) \
	X(K, 7, TEXT, zone_warm, "温区", "Warm zone", .max = 400) \
	X(K, 8, TEXT, zone_cold, "冷区", "Cold zone", .max = 400) \
	X(K, 9, TEXT, text, "内容", "Text", .max = 4000, .flags = LONG | SEARCHED) \
	X(K, 10, REFS, to, "告知", "To", .target = "post", .max = LIMIT_REFS, \
	  .flags = ADDRESSEE | SYSTEM) \
	X(K, 11, TIME, review_due, "复核时限", "Review due", .flags = SYSTEM) \
	X(K, 12, INT, persons, "人数", "Persons", .most = 1000000, .unit = "person") \
	X(K, 13, TEXT, findings, "复核意见", "Findings of the review", .max = 4000, \
	  .flags = LONG) \
	X(K, 14, TEXT, reason, "取消原因", "Why cancelled", .max = 800, .flags = LONG) \
	X(K, 15, TEXT, title, "标题", "Title", .max = 240, .flags = TITLE | SYSTEM)

KIND_STRUCT(declaration);
KIND_FIELDS(declaration);

enum { DECLARED = 1, REVIEWED, CANCELLED };
static const struct state states[] = {
	{ DECLARED, "declared", "已宣布", "Declared", STATE_OPEN | STATE_ALARM },
	{ REVIEWED, "reviewed", "已复核", "Reviewed", STATE_OPEN | STATE_ALARM },
	{ CANCELLED, "cancelled", "已取消", "Cancelled", STATE_CLOSED },
};

REFUSAL(rendezvous_required, "必须指定集结点和前方指挥点",
	"It must name a rendezvous point and a forward command point");
REFUSAL(persons_required, "突破闭环必须登记人数", "An override of the loop is logged with its count");
static const struct refusal *const refusals[] = { &refuse_rendezvous_required,
						  &refuse_persons_required, NULL };

/*
 * Doctrine 14, Manchester 2017: no rendezvous point in common, no forward command post. Doctrine
 * 8: life safety goes before the loop, and the override is logged with time and count.
 */
static const struct refusal *check_declare(const struct model *model, const struct record *before,
					   const struct record *after,
					   const struct act_view *view)
{
	const struct declaration *d = (const struct declaration *)after;
	bool joint = d->type == MAJOR_INCIDENT || d->type == EVACUATION ||
		     d->type == MARAUDING_ATTACK;

	(void)model;
	(void)before;
	(void)view;
	if (joint && (d->rvp.len == 0 || d->fcp.len == 0))
		return &refuse_rendezvous_required;
	return d->type == LOOP_OVERRIDE && !record_has(after, F_persons) ? &refuse_persons_required
									  : NULL;
}

/* ---- who must hear it ------------------------------------------------------------------------ */

static bool is_sister(const struct model *model, const struct post *a, const struct post *b)
{
	const struct post *parent = tree_get(model, a->parent);

	return a != b && parent && parent->tier == TIER_CLUSTER && a->parent == b->parent;
}

/* In the order in which they matter, as a list has its limit: chain, partners, own, sisters. */
static int rank_of(const struct model *model, const struct post *desk, const struct post *post)
{
	if (tree_above(model, post->code, desk->code))
		return 1;
	if (post->tier == TIER_LIAISON)
		return 2;
	if (tree_above(model, desk->code, post->code))
		return 3;
	return is_sister(model, desk, post) ? 4 : 0;
}

static void stamp_declare(struct stamp *stamp, const struct model *model,
			  const struct record *after, const struct act_view *view)
{
	const struct declaration *d = (const struct declaration *)after;
	const struct post *desk = tree_get(model, rules_desk(model, after->home));
	struct rules_list to = { .count = 0 };
	char title[120];

	for (int rank = 1; rank <= 4; rank++) {
		for (uint16_t i = 0; i < tree_count(model); i++) {
			const struct post *post = tree_at(model, i);

			if (post->code != after->home && rank_of(model, desk, post) == rank &&
			    !rules_in(model_find(model, rules_post(post->code)), "stood_down"))
				rules_add(&to, rules_post(post->code));
		}
	}
	if (to.count > 0)
		stamp_refs(stamp, "to", to.at, to.count);
	snprintf(title, sizeof title, "%s / %s", types[d->type - 1].zh, types[d->type - 1].en);
	stamp_text(stamp, "title", str_of(title));
	stamp_time(stamp, "review_due",
		   view->at + rules_span(model, "declaration.review.due", after->home, view->at));
}

static void stamp_review(struct stamp *stamp, const struct model *model,
			 const struct record *after, const struct act_view *view)
{
	stamp_time(stamp, "review_due",
		   view->at + rules_span(model, "declaration.review.due", after->home, view->at));
}

KIND_ACTS(
	{ .number = 1, .name = "declare", .zh = "宣布", .en = "Declare", .from = NEW,
	  .to = DECLARED, .roles = ROLE_DESK,
	  .takes = "type incident place rvp fcp zone_hot zone_warm zone_cold text persons",
	  .flags = ACT_DECLARE | ACT_LIFE_SAFETY | ACT_ALARM, .check = check_declare,
	  .stamp = stamp_declare },
	{ .number = 2, .name = "review", .zh = "复核", .en = "Review",
	  .from = IN(DECLARED) | IN(REVIEWED), .to = REVIEWED, .roles = ROLE_DESK,
	  .takes = "findings rvp fcp zone_hot zone_warm zone_cold", .needs = "findings",
	  .stamp = stamp_review },
	{ .number = 3, .name = "cancel", .zh = "取消", .en = "Cancel",
	  .from = IN(DECLARED) | IN(REVIEWED), .to = CANCELLED, .roles = ROLE_DESK,
	  .takes = "reason", .needs = "reason" });

/* Doctrine 14: a declaration that nobody looks at again goes on doing harm; every 15 minutes. */
static const struct clock_step review_steps[] = {
	{ .name = "due", .zh = "到复核时间", .en = "Review is due",
	  .policy = "declaration.review.due", .rings = RINGS_HOME },
	{ .name = "breach", .zh = "逾时未复核", .en = "Not reviewed in time",
	  .policy = "declaration.review.grace", .rings = RINGS_HOME | RINGS_ABOVE,
	  .breach = true },
};
static const struct clock clocks[] = {
	{ .number = 1, .name = "review", .zh = "复核", .en = "Review", .starts = "declare review",
	  .stops = "review cancel", .until = "review_due", .steps = review_steps,
	  .nsteps = KIND_COUNT(review_steps) },
};

KIND(declaration, .number = 20, .module = "command", .zh = "宣布", .en = "Declaration",
     .doc_zh = "同时告知全部对接席位，各席位须在一分钟内知悉，否则响铃。",
     .doc_en = "Told to all partner desks at once; each acknowledges within a minute or it rings.",
     .doctrine = "14 (Manchester), 8", .flags = KIND_BOARD, .refusals = refusals, KIND_CLOCKS);
