/* An order to posts below: what to do, by when, on what legal ground, and how far it has come. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/command/rules.h"
#include "model/registry.h"

enum { TASK = 1, CLOSURE, CHECKPOINT, ID_CHECK };
static const struct choice types[] = {
	{ TASK, "task", "任务", "Task", NULL },
	{ CLOSURE, "closure", "封闭区域", "Closure of an area", NULL },
	{ CHECKPOINT, "checkpoint", "查控等级", "Checkpoint level", NULL },
	{ ID_CHECK, "id_check", "查验证件", "Identity check", NULL },
	{ 5, "movement", "集结疏散", "Movement", NULL },
	{ 6, "relief", "换班增援", "Relief", NULL },
	{ 7, "phase", "阶段转换", "Phase", NULL },
	{ 8, "other", "其他", "Other", NULL },
	{ 0 },
};

#define FIELDS(X, K) \
	X(K, 1, TEXT, title, "标题", "Title", .max = 240, .flags = REQUIRED | TITLE | SEARCHED) \
	X(K, 2, TEXT, intent, "意图", "Intent", .max = 1000, .flags = LONG) \
	X(K, 3, TEXT, tasks, "任务", "Tasks", .max = 4000, .flags = LONG | SEARCHED) \
	X(K, 4, REF, incident, "事件", "Incident", .target = "incident") \
	X(K, 5, REF, place, "地点", "Place", .target = "place") \
	X(K, 6, TEXT, zone, "区域", "Zone", .max = 240) \
	X(K, 7, REFS, to, "受令单位", "To", .target = "post", .max = 32, \
	  .flags = REQUIRED | ADDRESSEE) \
	X(K, 8, REFS, copies, "抄送被越过的层级", "Copies to the levels skipped", \
	  .target = "post", .max = LIMIT_REFS, .flags = ADDRESSEE | SYSTEM) \
	X(K, 9, TIME, due_by, "完成时限", "Due by", .flags = 0) \
	X(K, 10, TIME, report_back, "回报时间", "Report back at", .flags = 0) \
	X(K, 11, ENUM, priority, "优先级", "Priority", .choices = choices_priority, \
	  .flags = INDEXED) \
	X(K, 12, ENUM, type, "类型", "Type", .choices = types, .flags = INDEXED) \
	X(K, 13, TEXT, legal_basis, "法律依据", "Legal basis", .max = 400, .flags = LONG) \
	X(K, 14, TEXT, authority, "批准机关", "Approved by", .max = 240) \
	X(K, 15, TEXT, epidemic_part, "防疫要求", "Epidemic part", .max = 2000, .flags = LONG) \
	X(K, 16, TEXT, epidemic_na, "无防疫要求的理由", "No epidemic part, because", .max = 400, \
	  .flags = 0) \
	X(K, 17, TEXT, equipment, "装备", "Equipment", .max = 400) \
	X(K, 18, TEXT, comms, "通信", "Communications", .max = 240) \
	X(K, 19, BOOL, override, "改派已受领任务的单元", "Takes the unit off its present order", \
	  .flags = 0) \
	X(K, 20, REF, supersedes, "取代的指令", "Supersedes", .target = "order") \
	X(K, 21, REF, superseded_by, "被取代", "Superseded by", .target = "order", \
	  .flags = SYSTEM) \
	X(K, 22, TEXT, reason, "理由", "Reason", .max = 800, .flags = LONG) \
	X(K, 23, TEXT, result, "核验结果", "Result", .max = 2000, .flags = LONG) \
	X(K, 24, REF, informed, "告知主管单位", "For the post in charge of the incident", \
	  .target = "post", .flags = ADDRESSEE | SYSTEM) \
	X(K, 25, REF, assessment, "依据的研判", "Based on the assessment", .target = "assessment")

KIND_STRUCT(order);
KIND_FIELDS(order);

/* Doctrine 4.2. The states from ISSUED to DONE rise with the receipts of the addressees. */
enum { DRAFT = 1, ISSUED, DELIVERED, SIGNED, MOVING, ON_SCENE, DONE, VERIFIED, CLOSED, WITHDRAWN,
       SUPERSEDED, REFUSED };
static const struct state states[] = {
	{ DRAFT, "draft", "拟稿", "Draft", STATE_OPEN },
	{ ISSUED, "issued", "下达", "Issued", STATE_OPEN | STATE_ALARM },
	{ DELIVERED, "delivered", "送达", "Delivered", STATE_OPEN },
	{ SIGNED, "signed", "签收", "Signed", STATE_OPEN },
	{ MOVING, "moving", "出动", "Moving", STATE_OPEN },
	{ ON_SCENE, "on_scene", "到场", "On scene", STATE_OPEN },
	{ DONE, "done", "反馈", "Done", STATE_OPEN },
	{ VERIFIED, "verified", "核验", "Verified", STATE_OPEN },
	{ CLOSED, "closed", "办结", "Closed", STATE_CLOSED },
	{ WITHDRAWN, "withdrawn", "撤回", "Withdrawn", STATE_CLOSED },
	{ SUPERSEDED, "superseded", "被取代", "Superseded", STATE_CLOSED },
	{ REFUSED, "refused", "依法拒绝", "Refused lawfully", STATE_OPEN | STATE_ALARM },
};
#define RUNNING (IN(ISSUED) | IN(DELIVERED) | IN(SIGNED) | IN(MOVING) | IN(ON_SCENE))

REFUSAL(cluster_does_not_command, "场馆群只协调，不指挥", "A cluster coordinates; it does not command");
REFUSAL(only_request, "对同级或横向单位只能请求，不能下令",
	"Posts of one level and partners are asked, not ordered");
REFUSAL(not_below, "只能对下级下达指令", "An order goes only to posts below");
REFUSAL(post_stood_down, "受令指挥部已撤收", "A post that it is addressed to has stood down");
REFUSAL(legal_basis_required, "封闭、查控、查验证件必须注明法律依据",
	"Closures, checkpoints and identity checks need their legal basis");
REFUSAL(epidemic_part_required, "必须填写防疫要求，或说明为何没有",
	"It needs its epidemic part, or the reason why there is none");
REFUSAL(second_person_required, "封闭区域和查控等级须两人签发",
	"Closures and checkpoint levels are issued by two persons");
REFUSAL(unit_committed, "该单元已受领其他任务", "The unit is on another order already");
REFUSAL(unit_off_duty, "该单元已下勤或正在休整", "The unit is off duty or resting");
REFUSAL(override_from_below, "该单元正执行更高层级的指令，不能改派",
	"The unit is on the order of a higher post");
REFUSAL(not_your_order, "只能取代本指挥部仍有效的指令",
	"Only an order of the own post that still runs can be superseded");
static const struct refusal *const refusals[] = {
	&refuse_cluster_does_not_command, &refuse_not_below, &refuse_only_request,
	&refuse_post_stood_down, &refuse_legal_basis_required, &refuse_second_person_required,
	&refuse_epidemic_part_required, &refuse_not_your_order, &refuse_unit_committed,
	&refuse_override_from_below, &refuse_unit_off_duty, NULL,
};

/* ---- rules ----------------------------------------------------------------------------------- */

static const struct order *order_of(const struct record *record)
{
	return (const struct order *)record;
}

/* Doctrine 2.1: command edges task downwards; links between equals and partners only ask. */
static const struct refusal *check_addressee(const struct model *model, code from, code to)
{
	const struct post *post = tree_get(model, to);

	if (to == from || tree_above(model, to, from))
		return &refuse_not_below;
	if (!post || !tree_above(model, from, to) || post->tier > TIER_UNIT)
		return &refuse_only_request;
	return rules_in(model_find(model, rules_post(to)), "stood_down") ? &refuse_post_stood_down
									  : NULL;
}

/*
 * Promise 2: no unit is sent twice by two posts. Doctrine 4.2: a unit obeys the latest order from
 * the highest, so only the post of its present order, or one above that, takes it off.
 */
static const struct refusal *check_unit(const struct model *model, const struct record *after,
					struct ident post)
{
	const struct record *unit, *present;
	struct ident order;

	if (model_refs_to(model, post, "unit", "post", &unit, 1) == 0)
		return NULL;
	order = rules_ref(unit, "order");
	if (rules_in(unit, "committed") || rules_in(unit, "moving") || rules_in(unit, "on_scene")) {
		if (!ident_none(order) && ident_eq(order, order_of(after)->supersedes))
			return NULL;
		if (!order_of(after)->override)
			return &refuse_unit_committed;
		present = model_find_kind(model, order, "order");
		return present && tree_above(model, present->home, after->home)
			       ? &refuse_override_from_below
			       : NULL;
	}
	return !rules_in(unit, "available") && !order_of(after)->override ? &refuse_unit_off_duty
									    : NULL;
}

static bool limits_freedom(const struct order *order)
{
	return order->type == CLOSURE || order->type == CHECKPOINT || order->type == ID_CHECK;
}

/* Doctrine 15.2, two persons: area closures and checkpoint levels. */
static bool needs_second(const struct order *order)
{
	return order->type == CLOSURE || order->type == CHECKPOINT;
}

/* Seed S9, deployed together: an order is whole with its security and its epidemic part. */
static bool lacks_epidemic(const struct model *model, const struct order *order, instant at)
{
	return order->epidemic_part.len == 0 && order->epidemic_na.len == 0 &&
	       policy_or(model, "epidemic.joint", order->record.home, at, 0) > 0;
}

static bool can_supersede(const struct model *model, const struct order *order)
{
	const struct record *old = model_find_kind(model, order->supersedes, "order");

	return !old || (old->home == order->record.home && (IN(old->state) & RUNNING) != 0 &&
			old != model_find(model, order->record.id));
}

static const struct refusal *check_text(const struct model *model, const struct order *order,
					const struct act_view *view)
{
	if (limits_freedom(order) && order->legal_basis.len == 0)
		return &refuse_legal_basis_required;
	if (needs_second(order) && !(view->act->flags & ACT_SECOND))
		return &refuse_second_person_required;
	/* A flash order is not held up by a form; it is asked for when the order is closed. */
	if (!str_eq(str_of(model_choice(&order->record, "priority")), STR("flash")) &&
	    lacks_epidemic(model, order, view->at))
		return &refuse_epidemic_part_required;
	return can_supersede(model, order) ? NULL : &refuse_not_your_order;
}

static const struct refusal *check_issue(const struct model *model, const struct record *before,
					 const struct record *after, const struct act_view *view)
{
	const struct order *order = order_of(after);
	const struct post *home = tree_get(model, after->home);
	const struct refusal *refusal = NULL;

	(void)before;
	if (home && home->tier == TIER_CLUSTER)
		return &refuse_cluster_does_not_command;
	for (uint32_t i = 0; !refusal && i < order->to.count; i++)
		refusal = check_addressee(model, after->home, order->to.at[i].origin);
	if (!refusal)
		refusal = check_text(model, order, view);
	for (uint32_t i = 0; !refusal && i < order->to.count; i++)
		refusal = check_unit(model, after, order->to.at[i]);
	return refusal;
}

static const struct refusal *check_close(const struct model *model, const struct record *before,
					 const struct record *after, const struct act_view *view)
{
	(void)before;
	return lacks_epidemic(model, order_of(after), view->at) ? &refuse_epidemic_part_required
								: NULL;
}

/* Whoever is in charge of the incident sees what is ordered about it (users.md 7). */
static void stamp_informed(struct stamp *stamp, const struct model *model,
			   const struct order *order, const struct rules_list *copies)
{
	const struct record *incident = model_find_kind(model, order->incident, "incident");
	struct ident_list list = { (struct ident *)(uintptr_t)copies->at, copies->count };
	struct ident home;

	if (!incident)
		return;
	home = rules_post(incident->home);
	if (incident->home != order->record.home && !rules_holds(order->to, home) &&
	    !rules_holds(list, home) && !tree_above(model, incident->home, order->record.home))
		stamp_ref(stamp, "informed", home);
}

/* Doctrine 4.2: every level that is skipped gets its copy in the same entry (seed S5). */
static void stamp_issue(struct stamp *stamp, const struct model *model, const struct record *after,
			const struct act_view *view)
{
	const struct order *order = order_of(after);
	struct rules_list copies = { .count = 0 };

	(void)view;
	rules_skipped(model, after->home, order->to, &copies);
	if (copies.count > 0)
		stamp_refs(stamp, "copies", copies.at, copies.count);
	stamp_informed(stamp, model, order, &copies);
	if (order->type == 0)
		stamp_choice(stamp, "type", "task");
	if (order->priority == 0)
		stamp_choice(stamp, "priority",
			     ident_none(order->incident) ? "routine" : "immediate");
}

/* ---- acts ------------------------------------------------------------------------------------ */

#define MARK(number_, name_, zh_, en_, from_, to_) \
	{ .number = number_, .name = name_, .zh = zh_, .en = en_, .from = from_, .to = to_, \
	  .roles = ROLE_SYSTEM }

KIND_ACTS(
	{ .number = 1, .name = "draft", .zh = "拟稿", .en = "Draft", .from = NEW, .to = DRAFT,
	  .roles = ROLE_DESK, .takes = "*" },
	{ .number = 2, .name = "issue", .zh = "下达", .en = "Issue", .from = IN(NEW) | IN(DRAFT),
	  .to = ISSUED, .roles = ROLE_DESK, .takes = "*", .check = check_issue,
	  .stamp = stamp_issue },
	{ .number = 3, .name = "issue_second", .zh = "双人签发", .en = "Issue, two persons",
	  .from = IN(DRAFT), .to = ISSUED, .roles = ROLE_DESK, .takes = "*",
	  .flags = ACT_SECOND, .check = check_issue, .stamp = stamp_issue },
	MARK(4, "mark_delivered", "已送达", "Delivered", IN(ISSUED), DELIVERED),
	MARK(5, "mark_signed", "已签收", "Signed", IN(ISSUED) | IN(DELIVERED), SIGNED),
	MARK(6, "mark_moving", "已出动", "Moving", IN(ISSUED) | IN(DELIVERED) | IN(SIGNED), MOVING),
	MARK(7, "mark_on_scene", "已到场", "On scene", RUNNING & ~IN(ON_SCENE), ON_SCENE),
	MARK(8, "mark_done", "已反馈", "Done", RUNNING, DONE),
	MARK(9, "mark_refused", "已被依法拒绝", "Refused", RUNNING, REFUSED),
	{ .number = 10, .name = "verify", .zh = "核验", .en = "Verify", .from = IN(DONE),
	  .to = VERIFIED, .roles = ROLE_DESK, .takes = "result" },
	{ .number = 11, .name = "close", .zh = "办结", .en = "Close",
	  .from = IN(VERIFIED) | IN(REFUSED), .to = CLOSED, .roles = ROLE_DESK,
	  .takes = "result epidemic_part epidemic_na", .check = check_close },
	{ .number = 12, .name = "withdraw", .zh = "撤回", .en = "Withdraw",
	  .from = IN(DRAFT) | RUNNING, .to = WITHDRAWN, .roles = ROLE_DESK, .takes = "reason",
	  .needs = "reason" },
	{ .number = 13, .name = "supersede", .zh = "取代", .en = "Supersede", .from = RUNNING,
	  .to = SUPERSEDED, .roles = ROLE_SYSTEM, .takes = "superseded_by",
	  .needs = "superseded_by" },
	{ .number = ACT_NUMBER_AMEND, .name = "amend", .zh = "更正", .en = "Amend",
	  .from = IN(DRAFT), .to = SAME, .roles = ROLE_DESK, .takes = "*",
	  .flags = ACT_VERSION | ACT_KERNEL },
	ACT_SHARE(ROLE_DESK), ACT_LINK(ROLE_DESK), ACT_ATTACH(ROLE_DESK));

/* ---- clocks ---------------------------------------------------------------------------------- */

static const struct clock_step deliver_steps[] = {
	{ .name = "unreachable", .zh = "未能送达", .en = "Not delivered",
	  .policy = "order.deliver.unreachable", .rings = RINGS_HOME },
};
static const struct clock_step report_back_steps[] = {
	{ .name = "due", .zh = "到回报时间", .en = "Report is due",
	  .policy = "order.report_back.grace", .rings = RINGS_HOME },
	{ .name = "overdue", .zh = "逾期未回报", .en = "Report is overdue",
	  .policy = "order.report_back.grace", .rings = RINGS_HOME },
};

static bool when_report_back(const struct model *model, const struct record *record)
{
	(void)model;
	return order_of(record)->report_back != 0;
}

static const struct clock clocks[] = {
	{ .number = 1, .name = "deliver", .zh = "送达", .en = "Delivery",
	  .starts = "issue issue_second",
	  .stops = "mark_delivered mark_signed mark_refused withdraw supersede",
	  .steps = deliver_steps, .nsteps = KIND_COUNT(deliver_steps) },
	{ .number = 2, .name = "report_back", .zh = "回报", .en = "Report back",
	  .starts = "issue issue_second", .stops = "mark_done mark_refused withdraw supersede",
	  .when = when_report_back, .until = "report_back", .steps = report_back_steps,
	  .nsteps = KIND_COUNT(report_back_steps) },
};

/* ---- reactions ------------------------------------------------------------------------------- */

/* How far the slowest of the true addressees has come; copies do not count. */
struct progress {
	uint32_t receipts;
	uint32_t refused;
	uint16_t least;                                    /* as a state of the order */
};

static uint16_t state_of_receipt(const struct record *receipt)
{
	static const struct {
		const char *name;
		uint16_t state;
	} rows[] = {
		{ "delivered", DELIVERED }, { "signed", SIGNED }, { "moving", MOVING },
		{ "on_scene", ON_SCENE }, { "done", DONE }, { "refused", REFUSED },
	};

	for (size_t i = 0; i < KIND_COUNT(rows); i++)
		if (rules_in(receipt, rows[i].name))
			return rows[i].state;
	return WITHDRAWN;
}

static struct progress progress_of(const struct model *model, const struct record *order)
{
	const struct record *receipts[2 * LIMIT_REFS];
	uint32_t count = model_refs_to(model, order->id, "receipt", "subject", receipts,
				       KIND_COUNT(receipts));
	struct progress progress = { .least = DONE };

	for (uint32_t i = 0; i < count && i < KIND_COUNT(receipts); i++) {
		uint16_t state = state_of_receipt(receipts[i]);

		if (*(const bool *)model_field(receipts[i], "copy") || state == WITHDRAWN)
			continue;
		progress.receipts++;
		if (state == REFUSED)
			progress.refused++;
		else if (state < progress.least)
			progress.least = state;
	}
	return progress;
}

static void follow_receipts(struct reactor *reactor, const struct model *model,
			    const struct record *record, const struct entry *entry)
{
	static const char *const marks[] = {
		[DELIVERED] = "mark_delivered", [SIGNED] = "mark_signed", [MOVING] = "mark_moving",
		[ON_SCENE] = "mark_on_scene", [DONE] = "mark_done",
	};
	const struct record *order = model_find_kind(model, rules_ref(record, "subject"), "order");
	struct progress progress;

	(void)entry;
	if (!order || (IN(order->state) & RUNNING) == 0)
		return;
	progress = progress_of(model, order);
	if (progress.receipts < order_of(order)->to.count)
		return;
	if (progress.refused == progress.receipts)
		reactor_propose(reactor, "order", "mark_refused", order->id, order->home);
	else if (progress.least > order->state)
		reactor_propose(reactor, "order", marks[progress.least], order->id, order->home);
}

/* Who is sent must be able to read why: a unit sees the incident of its order. */
static void share_incident(struct reactor *reactor, const struct model *model,
			   const struct order *order)
{
	const struct record *incident = model_find_kind(model, order->incident, "incident");
	char text[CODE_TEXT];

	for (uint32_t i = 0; incident && i < order->to.count; i++) {
		if (model_sees(model, incident, order->to.at[i].origin, false))
			continue;
		code_format(order->to.at[i].origin, text);
		reactor_propose(reactor, "incident", "share", incident->id, incident->home);
		reactor_text(reactor, "post", str_of(text));
	}
}

static void after_issue(struct reactor *reactor, const struct model *model,
			const struct record *record, const struct entry *entry)
{
	const struct order *order = order_of(record);

	(void)entry;
	if (!ident_none(order->supersedes)) {
		reactor_propose(reactor, "order", "supersede", order->supersedes, record->home);
		reactor_ref(reactor, "superseded_by", record->id);
	}
	share_incident(reactor, model, order);
}

static const struct reaction reactions[] = {
	{ .name = "follow_receipts",
	  .on = "receipt.deliver receipt.sign receipt.move receipt.arrive receipt.done "
		"receipt.refuse",
	  .doc_zh = "指令的状态随全部受令单位的回执推进。",
	  .doc_en = "An order advances with the receipts of all its addressees.",
	  .run = follow_receipts },
	{ .name = "after_issue", .on = "order.issue order.issue_second",
	  .doc_zh = "下达后取代旧指令，并让受令单位看到事件。",
	  .doc_en = "Once issued it supersedes the old order and shows the incident to those sent.",
	  .run = after_issue },
};

KIND(order, .number = 12, .module = "command", .zh = "指令", .en = "Order",
     .doc_zh = "下达给下级的指令：做什么、何时完成、依据何在、进行到哪一步。",
     .doc_en = "An order to posts below: what, by when, on what ground, and how far it has come.",
     .doctrine = "4.2, 15.2", .flags = KIND_BOARD, .refusals = refusals, KIND_CLOCKS,
     KIND_REACTIONS);
