/* A command post moves to its alternate site by plan: checked before, ordered by two, undone. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/command/rules.h"

#define FIELDS(X, K) \
	X(K, 1, TEXT, title, "标题", "Title", .max = 240, .flags = REQUIRED | TITLE | SEARCHED) \
	X(K, 2, REF, alternate, "备用指挥场所", "Alternate site", .target = "place", \
	  .flags = REQUIRED) \
	X(K, 3, REF, regular, "原指挥场所", "Regular site", .target = "place", .flags = SYSTEM) \
	X(K, 4, REF, meanwhile, "转移期间由谁指挥", "In command meanwhile", .target = "post", \
	  .flags = ADDRESSEE) \
	X(K, 5, TEXT, route, "转移路线与车辆", "Way and vehicles", .max = 1000, .flags = LONG) \
	X(K, 6, TEXT, comms, "通信与供电", "Communications and power", .max = 1000, \
	  .flags = LONG) \
	X(K, 7, TEXT, findings, "检查结果", "Findings of the check", .max = 1000, \
	  .flags = LONG) \
	X(K, 8, TIME, checked_at, "检查时间", "Checked at", .flags = SYSTEM) \
	X(K, 9, TEXT, reason, "理由", "Reason", .max = 800, .flags = LONG) \
	X(K, 10, TIME, arrived_at, "到达时间", "Arrived at", .flags = SYSTEM)

KIND_STRUCT(relocation);
KIND_FIELDS(relocation);

enum { PLANNED = 1, MOVING, OPERATING, RETURNED, WITHDRAWN };
static const struct state states[] = {
	{ PLANNED, "planned", "预案就绪", "Planned", STATE_OPEN },
	{ MOVING, "moving", "转移中", "Moving", STATE_OPEN | STATE_ALARM },
	{ OPERATING, "operating", "在备用场所指挥", "At the alternate site", STATE_OPEN },
	{ RETURNED, "returned", "已返回", "Returned", STATE_CLOSED },
	{ WITHDRAWN, "withdrawn", "已撤销", "Withdrawn", STATE_CLOSED },
};

REFUSAL(alternate_is_home, "备用场所不能就是现在的场所", "The alternate site is where the post is");
REFUSAL(alternate_stopped, "备用场所已停用或关闭", "The alternate site is stopped or closed");
REFUSAL(not_checked, "备用场所未检查，或检查已过期",
	"The alternate site has not been checked, or too long ago");
REFUSAL(nobody_meanwhile, "须指定转移期间由哪一级指挥", "It must say who commands meanwhile");
REFUSAL(meanwhile_cannot, "转移期间须由上级指挥部指挥；无上级的，由下级指挥部指挥，场馆群除外",
	"Meanwhile a post above commands, or below one that has none above; never a cluster");
REFUSAL(planned_already, "本指挥部已有转移预案", "The post has such a plan already");
static const struct refusal *const refusals[] = {
	&refuse_alternate_is_home, &refuse_planned_already, &refuse_alternate_stopped,
	&refuse_not_checked, &refuse_nobody_meanwhile, &refuse_meanwhile_cannot, NULL,
};

static const struct relocation *relocation_of(const struct record *record)
{
	return (const struct relocation *)record;
}

static struct ident site_of(const struct model *model, code post)
{
	return rules_ref(model_find(model, rules_post(post)), "place");
}

static bool is_stopped(const struct model *model, struct ident place)
{
	const struct record *record = model_find(model, place);

	return rules_in(record, "stopped") || rules_in(record, "closed");
}

static bool is_checked(const struct model *model, const struct record *record, instant at)
{
	instant checked = relocation_of(record)->checked_at;

	return checked != 0 &&
	       checked + rules_span(model, "relocation.check.valid", record->home, at) > at;
}

static bool can_command(const struct model *model, code home, code meanwhile)
{
	const struct post *post = tree_get(model, meanwhile);

	if (!post || !post->command_tier)
		return false;
	return tree_above(model, meanwhile, home) ||
	       (!tree_commander(model, home) && tree_above(model, home, meanwhile));
}

static const struct refusal *check_plan(const struct model *model, const struct record *before,
					const struct record *after, const struct act_view *view)
{
	uint32_t all = model_count(model, after->kind);

	(void)view;
	if (ident_eq(relocation_of(after)->alternate, site_of(model, after->home)))
		return &refuse_alternate_is_home;
	if (!ident_none(relocation_of(after)->meanwhile) &&
	    !can_command(model, after->home, relocation_of(after)->meanwhile.origin))
		return &refuse_meanwhile_cannot;
	for (uint32_t i = 0; !before && i < all; i++) {
		const struct record *other = model_at(model, after->kind, i);

		if (other->home == after->home && model_is_open(other))
			return &refuse_planned_already;
	}
	return is_stopped(model, relocation_of(after)->alternate) ? &refuse_alternate_stopped
								   : NULL;
}

static const struct refusal *check_order(const struct model *model, const struct record *before,
					 const struct record *after, const struct act_view *view)
{
	(void)before;
	if (ident_none(relocation_of(after)->meanwhile))
		return &refuse_nobody_meanwhile;
	if (!can_command(model, after->home, relocation_of(after)->meanwhile.origin))
		return &refuse_meanwhile_cannot;
	if (is_stopped(model, relocation_of(after)->alternate))
		return &refuse_alternate_stopped;
	return is_checked(model, after, view->at) ? NULL : &refuse_not_checked;
}

static void stamp_checked(struct stamp *stamp, const struct model *model,
			  const struct record *after, const struct act_view *view)
{
	(void)model;
	(void)after;
	stamp_time(stamp, "checked_at", view->at);
}

static void stamp_regular(struct stamp *stamp, const struct model *model,
			  const struct record *after, const struct act_view *view)
{
	(void)view;
	stamp_ref(stamp, "regular", site_of(model, after->home));
}

static void stamp_arrived(struct stamp *stamp, const struct model *model,
			  const struct record *after, const struct act_view *view)
{
	(void)model;
	(void)after;
	stamp_time(stamp, "arrived_at", view->event_at);
}

KIND_ACTS(
	{ .number = 1, .name = "plan", .zh = "制订预案", .en = "Plan", .from = NEW,
	  .to = PLANNED, .roles = ROLE_DESK | ROLE_administrator | ROLE_SYSTEM,
	  .takes = "title alternate meanwhile route comms", .check = check_plan },
	{ .number = 2, .name = "check", .zh = "检查备用场所", .en = "Check the site",
	  .from = IN(PLANNED), .to = SAME, .roles = ROLE_DESK, .takes = "findings comms",
	  .needs = "findings", .stamp = stamp_checked },
	/* Doctrine 15.2: what moves the command is signed by two. */
	{ .number = 3, .name = "order", .zh = "下令转移", .en = "Order the move",
	  .from = IN(PLANNED), .to = MOVING, .roles = ROLE_DESK,
	  .takes = "reason meanwhile route", .needs = "reason", .flags = ACT_SECOND | ACT_ALARM,
	  .check = check_order, .stamp = stamp_regular },
	{ .number = 4, .name = "arrive", .zh = "在备用场所就位", .en = "In place",
	  .from = IN(MOVING), .to = OPERATING, .roles = ROLE_DESK, .takes = "comms",
	  .needs = "comms", .stamp = stamp_arrived },
	{ .number = 5, .name = "return", .zh = "返回原场所", .en = "Return",
	  .from = IN(MOVING) | IN(OPERATING), .to = RETURNED, .roles = ROLE_DESK,
	  .takes = "reason", .needs = "reason", .flags = ACT_SECOND },
	{ .number = 6, .name = "withdraw", .zh = "撤销预案", .en = "Withdraw", .from = IN(PLANNED),
	  .to = WITHDRAWN, .roles = ROLE_DESK, .takes = "reason", .needs = "reason" },
	{ .number = ACT_NUMBER_AMEND, .name = "amend", .zh = "更正", .en = "Amend",
	  .from = IN(PLANNED), .to = SAME, .roles = ROLE_DESK,
	  .takes = "title alternate meanwhile route comms", .flags = ACT_VERSION | ACT_KERNEL,
	  .check = check_plan });

static const struct clock_step move_steps[] = {
	{ .name = "due", .zh = "转移时限已到", .en = "The move should be over",
	  .policy = "relocation.move.due", .rings = RINGS_HOME | RINGS_ABOVE },
	{ .name = "late", .zh = "逾时未就位", .en = "Not in place in time",
	  .policy = "relocation.move.breach", .rings = RINGS_HOME | RINGS_ABOVE,
	  .breach = true },
};
static const struct clock clocks[] = {
	{ .number = 1, .name = "move", .zh = "转移", .en = "Move", .starts = "order",
	  .stops = "arrive return", .steps = move_steps, .nsteps = KIND_COUNT(move_steps) },
};

/* Where the post is stands in its own record, which everybody reads. */
static void move_post(struct reactor *reactor, const struct model *model,
		      const struct record *record, const struct entry *entry)
{
	const struct relocation *r = relocation_of(record);
	struct ident to = record->state == OPERATING ? r->alternate : r->regular;

	(void)entry;
	if (ident_none(to) || ident_eq(to, site_of(model, record->home)))
		return;
	reactor_propose(reactor, "post", "amend", rules_post(record->home), record->home);
	reactor_ref(reactor, "place", to);
}

static const struct reaction reactions[] = {
	{ .name = "move_post", .on = "relocation.arrive relocation.return",
	  .doc_zh = "就位或返回后，指挥部记录中的所在地点随之更改。",
	  .doc_en = "In place, or back again, the post's own record says where it is.",
	  .run = move_post },
};

static bool is_unchecked(const struct model *model, const struct record *record, instant at)
{
	return !is_checked(model, record, at);
}

static const struct gap gaps[] = {
	{ .name = "unchecked", .zh = "备用指挥场所未检查或检查已过期",
	  .en = "The alternate site has not been checked, or too long ago",
	  .severity = GAP_SERIOUS, .in = IN(PLANNED), .open = is_unchecked, .act = "check" },
};

KIND(relocation, .number = 76, .module = "command", .zh = "指挥部转移", .en = "Relocation",
     .doc_zh = "指挥部按预案转移到备用场所：事先检查、两人下令、到位后告知。",
     .doc_en = "A post moves to its alternate site by plan: checked before, ordered by two.",
     .doctrine = "4.2, 10.5, 15.2", .flags = KIND_BOARD | KIND_SETUP,
     .refusals = refusals, KIND_CLOCKS, KIND_REACTIONS, KIND_GAPS);
