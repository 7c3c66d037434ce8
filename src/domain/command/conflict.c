/* A level that was skipped says that an order cannot stand with what it has ordered itself. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/command/rules.h"
#include "model/registry.h"

#define FIELDS(X, K) \
	X(K, 1, REF, subject, "冲突的指令", "Order", .target = "order", .flags = REQUIRED) \
	X(K, 2, REF, to, "裁决单位", "To be resolved by", .target = "post", \
	  .flags = ADDRESSEE | SYSTEM) \
	X(K, 3, TEXT, reason, "理由", "Reason", .max = 2000, .flags = REQUIRED | LONG) \
	X(K, 4, REF, unit, "涉及单元", "Unit", .target = "unit") \
	X(K, 5, TEXT, title, "标题", "Title", .max = 240, .flags = TITLE | SYSTEM) \
	X(K, 6, REF, decision, "裁决", "Decision", .target = "decision", .flags = SYSTEM) \
	X(K, 7, REFS, concerned, "受令单位", "Addressees of the order", .target = "post", \
	  .max = LIMIT_REFS, .flags = ADDRESSEE | SYSTEM)

KIND_STRUCT(conflict);
KIND_FIELDS(conflict);

enum { RAISED = 1, RESOLVED, WITHDRAWN };
static const struct state states[] = {
	{ RAISED, "raised", "待裁决", "Raised", STATE_OPEN | STATE_ALARM },
	{ RESOLVED, "resolved", "已裁决", "Resolved", STATE_CLOSED },
	{ WITHDRAWN, "withdrawn", "已撤回", "Withdrawn", STATE_CLOSED },
};

REFUSAL(not_concerned, "本指挥部不是被越过的层级，也不是受令单位的上级",
	"This post was not skipped and stands above none of the addressees");
REFUSAL(order_not_running, "该指令已不在执行中", "That order is not running");
REFUSAL(already_raised, "本指挥部已对该指令提出冲突", "This post has raised it already");
static const struct refusal *const refusals[] = { &refuse_order_not_running,
						  &refuse_not_concerned, &refuse_already_raised,
						  NULL };

static bool is_concerned(const struct model *model, const struct record *order, code post)
{
	struct ident_list to = rules_refs(order, "to");

	if (rules_holds(rules_refs(order, "copies"), rules_post(post)) ||
	    rules_holds(to, rules_post(post)))
		return true;
	for (uint32_t i = 0; i < to.count; i++)
		if (tree_above(model, post, to.at[i].origin))
			return true;
	return false;
}

static const struct refusal *check_raise(const struct model *model, const struct record *before,
					 const struct record *after, const struct act_view *view)
{
	struct ident subject = ((const struct conflict *)after)->subject;
	const struct record *order = model_find(model, subject);
	const struct record *others[LIMIT_REFS];
	uint32_t count;

	(void)before;
	(void)view;
	if (!rules_in(order, "issued") && !rules_in(order, "delivered") &&
	    !rules_in(order, "signed") && !rules_in(order, "moving") &&
	    !rules_in(order, "on_scene"))
		return &refuse_order_not_running;
	if (order->home == after->home || !is_concerned(model, order, after->home))
		return &refuse_not_concerned;
	count = model_refs_to(model, subject, "conflict", "subject", others, LIMIT_REFS);
	for (uint32_t i = 0; i < count && i < LIMIT_REFS; i++)
		if (others[i]->home == after->home && others[i]->state == RAISED)
			return &refuse_already_raised;
	return NULL;
}

static void stamp_raise(struct stamp *stamp, const struct model *model, const struct record *after,
			const struct act_view *view)
{
	const struct record *order =
		model_find(model, ((const struct conflict *)after)->subject);

	(void)view;
	stamp_ref(stamp, "to", rules_post(order->home));
	stamp_text(stamp, "title", model_title(order));
	/* Who has the order must see that it is contested. */
	stamp_refs(stamp, "concerned", rules_refs(order, "to").at, rules_refs(order, "to").count);
}

KIND_ACTS(
	{ .number = 1, .name = "raise", .zh = "提出冲突", .en = "Raise", .from = NEW,
	  .to = RAISED, .roles = ROLE_DESK, .takes = "subject reason unit",
	  .check = check_raise, .stamp = stamp_raise },
	{ .number = 2, .name = "resolve", .zh = "裁决", .en = "Resolve", .from = IN(RAISED),
	  .to = RESOLVED, .roles = ROLE_SYSTEM, .takes = "decision" },
	{ .number = 3, .name = "withdraw", .zh = "撤回", .en = "Withdraw", .from = IN(RAISED),
	  .to = WITHDRAWN, .roles = ROLE_DESK });

/* Doctrine 4.2: the issuer must resolve it; until then the unit obeys the latest of the highest. */
static const struct clock_step answer_steps[] = {
	{ .name = "ring", .zh = "冲突待裁决", .en = "Waits to be resolved",
	  .policy = "conflict.answer", .rings = RINGS_ISSUER },
	{ .name = "breach", .zh = "逾时未裁决", .en = "Not resolved in time",
	  .policy = "conflict.breach", .rings = RINGS_ISSUER, .breach = true },
};
static const struct clock clocks[] = {
	{ .number = 1, .name = "answer", .zh = "裁决", .en = "Resolution", .starts = "raise",
	  .stops = "resolve withdraw", .steps = answer_steps,
	  .nsteps = KIND_COUNT(answer_steps) },
};

static void resolve(struct reactor *reactor, const struct model *model,
		    const struct record *record, const struct entry *entry)
{
	const struct record *conflict =
		model_find_kind(model, rules_ref(record, "subject"), "conflict");

	(void)entry;
	if (!conflict)
		return;
	reactor_propose(reactor, "conflict", "resolve", conflict->id, conflict->home);
	reactor_ref(reactor, "decision", record->id);
}

static const struct reaction reactions[] = {
	{ .name = "resolve", .on = "decision.record",
	  .doc_zh = "下达单位对冲突作出决定即为裁决。",
	  .doc_en = "The issuer's decision about a conflict resolves it.", .run = resolve },
};

KIND(conflict, .number = 23, .module = "command", .zh = "指令冲突", .en = "Conflict",
     .doc_zh = "被越过的层级指出指令与其部署冲突，由下达单位裁决。",
     .doc_en = "A skipped level contests an order; the issuer must resolve it.",
     .doctrine = "4.2", .flags = KIND_BOARD, .refusals = refusals, KIND_CLOCKS,
     KIND_REACTIONS);
