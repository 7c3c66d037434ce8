/* The answer of an addressee to what another post sent: delivered, signed, done, refused. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/command/rules.h"
#include "model/entry.h"
#include "model/registry.h"

enum { ABOUT_ORDER = 1, ABOUT_REPORT, ABOUT_TRANSFER };
static const struct choice subject_types[] = {
	{ ABOUT_ORDER, "order", "指令", "Order", NULL },
	{ ABOUT_REPORT, "report", "报告", "Report", NULL },
	{ ABOUT_TRANSFER, "transfer", "移交", "Transfer", NULL },
	{ 4, "declaration", "宣布", "Declaration", NULL },
	{ 5, "message", "通知", "Message", NULL },
	{ 6, "request", "请求", "Request", NULL },
	{ 0 },
};

#define FIELDS(X, K) \
	X(K, 1, REF, subject, "回执对象", "Answers", \
	  .target = "order report transfer declaration message request", \
	  .flags = REQUIRED | SYSTEM) \
	X(K, 2, ENUM, subject_type, "对象类别", "Kind of it", .choices = subject_types, \
	  .flags = REQUIRED | INDEXED | SYSTEM) \
	X(K, 3, REF, issuer, "发出单位", "Sent by", .target = "post", \
	  .flags = REQUIRED | ADDRESSEE | SYSTEM) \
	X(K, 4, REF, unit, "执行单元", "Unit", .target = "unit", .flags = SYSTEM) \
	X(K, 5, TEXT, objection, "异议", "Objection", .max = 2000, .flags = LONG) \
	X(K, 6, TEXT, cause, "原因", "Cause", .max = 800, .flags = LONG) \
	X(K, 7, TEXT, legal_ground, "法律理由", "Legal ground", .max = 800, .flags = LONG) \
	X(K, 8, TIME, due_by, "完成时限", "Due by", .flags = SYSTEM) \
	X(K, 9, TIME, eta, "预计到达", "Expected arrival", .flags = 0) \
	X(K, 10, TEXT, result, "反馈", "Result", .max = 2000, .flags = LONG) \
	X(K, 11, BOOL, contested, "有冲突待裁决", "In conflict", .flags = SYSTEM) \
	X(K, 12, BOOL, copy, "抄送", "A copy", .flags = SYSTEM) \
	X(K, 13, TEXT, title, "标题", "Title", .max = 240, .flags = TITLE | SYSTEM)

KIND_STRUCT(receipt);
KIND_FIELDS(receipt);

enum { DELIVERED = 1, SIGNED, MOVING, ON_SCENE, DONE, ACCEPTED, REJECTED, REFUSED, WITHDRAWN };
static const struct state states[] = {
	{ DELIVERED, "delivered", "送达", "Delivered", STATE_OPEN | STATE_ALARM },
	{ SIGNED, "signed", "签收", "Signed", STATE_OPEN },
	{ MOVING, "moving", "出动", "Moving", STATE_OPEN },
	{ ON_SCENE, "on_scene", "到场", "On scene", STATE_OPEN },
	{ DONE, "done", "反馈", "Done", STATE_CLOSED },
	{ ACCEPTED, "accepted", "接收", "Accepted", STATE_CLOSED },
	{ REJECTED, "rejected", "退回", "Rejected", STATE_CLOSED },
	{ REFUSED, "refused", "依法拒绝", "Refused lawfully", STATE_CLOSED },
	{ WITHDRAWN, "withdrawn", "撤回", "Withdrawn", STATE_CLOSED },
};

REFUSAL(orders_only, "只有指令可以这样答复", "Only an order is answered so");
REFUSAL(transfers_only, "只有移交可以接收或退回", "Only a transfer is accepted or rejected");
REFUSAL(copy_only_signed, "抄送件只需签收", "A copy is signed, not carried out");
static const struct refusal *const refusals[] = { &refuse_orders_only, &refuse_copy_only_signed,
						  &refuse_transfers_only, NULL };

/* ---- rules ----------------------------------------------------------------------------------- */

static const struct receipt *receipt_of(const struct record *record)
{
	return (const struct receipt *)record;
}

static const struct refusal *check_order(const struct model *model, const struct record *before,
					 const struct record *after, const struct act_view *view)
{
	(void)model;
	(void)before;
	(void)view;
	if (receipt_of(after)->subject_type != ABOUT_ORDER)
		return &refuse_orders_only;
	return receipt_of(after)->copy ? &refuse_copy_only_signed : NULL;
}

static const struct refusal *check_transfer(const struct model *model, const struct record *before,
					    const struct record *after,
					    const struct act_view *view)
{
	(void)model;
	(void)before;
	(void)view;
	return receipt_of(after)->subject_type == ABOUT_TRANSFER ? NULL : &refuse_transfers_only;
}

/* ---- acts ------------------------------------------------------------------------------------ */

#define DOERS (ROLE_DESK | ROLE_unit_leader)
#define SITE (REL_OWN | REL_DESK)
KIND_ACTS(
	{ .number = 1, .name = "deliver", .zh = "送达", .en = "Deliver", .from = NEW,
	  .to = DELIVERED, .roles = ROLE_SYSTEM, .flags = ACT_ALARM },
	{ .number = 2, .name = "sign", .zh = "签收", .en = "Sign", .from = IN(DELIVERED),
	  .to = SIGNED, .roles = ROLE_SIGNERS, .relations = SITE, .takes = "eta" },
	/* Police Law, Art. 32: he may object; the order stands unless it is withdrawn. */
	{ .number = 3, .name = "object", .zh = "提出异议", .en = "Object",
	  .from = IN(SIGNED) | IN(MOVING) | IN(ON_SCENE), .to = SAME, .roles = DOERS,
	  .relations = SITE, .takes = "objection", .needs = "objection", .check = check_order },
	{ .number = 4, .name = "move", .zh = "出动", .en = "Move", .from = IN(SIGNED),
	  .to = MOVING, .roles = DOERS, .relations = SITE, .takes = "eta", .check = check_order },
	/* The node says it for a unit whose position shows it (doctrine 3.5: desks saw it late). */
	{ .number = 5, .name = "arrive", .zh = "到场", .en = "Arrive",
	  .from = IN(SIGNED) | IN(MOVING), .to = ON_SCENE, .roles = DOERS | ROLE_SYSTEM,
	  .relations = SITE, .check = check_order },
	{ .number = 6, .name = "done", .zh = "反馈", .en = "Done",
	  .from = IN(SIGNED) | IN(MOVING) | IN(ON_SCENE), .to = DONE, .roles = DOERS,
	  .relations = SITE, .takes = "result", .check = check_order },
	{ .number = 7, .name = "accept", .zh = "接收", .en = "Accept",
	  .from = IN(DELIVERED) | IN(SIGNED), .to = ACCEPTED, .roles = ROLE_DESK,
	  .relations = SITE, .check = check_transfer },
	{ .number = 8, .name = "reject", .zh = "退回", .en = "Reject",
	  .from = IN(DELIVERED) | IN(SIGNED), .to = REJECTED, .roles = ROLE_DESK,
	  .relations = SITE, .takes = "cause", .needs = "cause", .check = check_transfer },
	/* Police Law, Art. 33: an order beyond the legal powers is refused, and reported up. */
	{ .number = 9, .name = "refuse", .zh = "依法拒绝", .en = "Refuse lawfully",
	  .from = IN(DELIVERED) | IN(SIGNED), .to = REFUSED, .roles = DOERS, .relations = SITE,
	  .takes = "legal_ground", .needs = "legal_ground", .check = check_order },
	{ .number = 10, .name = "withdraw", .zh = "撤回", .en = "Withdraw",
	  .from = IN(DELIVERED) | IN(SIGNED) | IN(MOVING) | IN(ON_SCENE), .to = WITHDRAWN,
	  .roles = ROLE_SYSTEM },
	{ .number = 11, .name = "contest", .zh = "冲突", .en = "Contest", .from = ANY_STATE,
	  .to = SAME, .roles = ROLE_SYSTEM, .takes = "contested", .needs = "contested" },
	ACT_LINK(DOERS), ACT_ATTACH(DOERS));

/* ---- clocks ---------------------------------------------------------------------------------- */

/* Doctrine 4.2: 30 s again, 60 s the next contact, 120 s the issuer, 180 s a breach. */
static const struct clock_step sign_steps[] = {
	{ .name = "realert", .zh = "再次提醒", .en = "Alerted again",
	  .policy = "receipt.{subject_type}.realert", .rings = RINGS_HOME },
	{ .name = "next_contact", .zh = "呼叫下一联络人", .en = "Next contact",
	  .policy = "receipt.{subject_type}.next_contact", .rings = RINGS_CONTACT },
	{ .name = "issuer_alarm", .zh = "提醒发出单位", .en = "Issuer is told",
	  .policy = "receipt.{subject_type}.issuer_alarm", .rings = RINGS_ISSUER },
	{ .name = "breach", .zh = "逾时未签收", .en = "Not signed in time",
	  .policy = "receipt.{subject_type}.breach", .rings = RINGS_HOME | RINGS_ABOVE,
	  .breach = true },
};
static const struct clock_step copy_steps[] = {
	{ .name = "realert", .zh = "抄送件未签收", .en = "Copy not signed",
	  .policy = "receipt.copy.realert", .rings = RINGS_HOME },
};
static const struct clock_step carry_out_steps[] = {
	{ .name = "due", .zh = "到完成时限", .en = "Due", .policy = "receipt.carry_out.grace",
	  .rings = RINGS_HOME | RINGS_ISSUER },
	{ .name = "breach", .zh = "逾期未完成", .en = "Not done in time",
	  .policy = "receipt.carry_out.grace", .rings = RINGS_HOME | RINGS_ABOVE,
	  .breach = true },
};

static bool when_true(const struct model *model, const struct record *record)
{
	(void)model;
	return !receipt_of(record)->copy;
}

static bool when_copy(const struct model *model, const struct record *record)
{
	(void)model;
	return receipt_of(record)->copy;
}

static bool when_due(const struct model *model, const struct record *record)
{
	(void)model;
	return receipt_of(record)->due_by != 0 && !receipt_of(record)->copy;
}

static const struct clock clocks[] = {
	{ .number = 1, .name = "sign", .zh = "签收", .en = "Signature", .starts = "deliver",
	  .stops = "sign accept reject refuse withdraw", .when = when_true, .steps = sign_steps,
	  .nsteps = KIND_COUNT(sign_steps) },
	{ .number = 2, .name = "copy", .zh = "抄送签收", .en = "Signature of a copy",
	  .starts = "deliver", .stops = "sign withdraw", .when = when_copy, .steps = copy_steps,
	  .nsteps = KIND_COUNT(copy_steps) },
	{ .number = 3, .name = "carry_out", .zh = "完成", .en = "Carry out", .starts = "sign",
	  .stops = "done refuse withdraw", .when = when_due, .until = "due_by",
	  .steps = carry_out_steps, .nsteps = KIND_COUNT(carry_out_steps) },
};

/* ---- reactions ------------------------------------------------------------------------------- */

/* What a lost post has answered before it was taken over is not answered once more in its stead. */
static bool is_answered(const struct model *model, const struct record *subject, code post,
			bool copy, instant since)
{
	const struct record *receipts[2 * LIMIT_REFS];
	uint32_t count;

	if (site_term(model, post) == 0)
		return false;
	count = model_refs_to(model, subject->id, "receipt", "subject", receipts,
			      KIND_COUNT(receipts));
	for (uint32_t i = 0; i < count && i < KIND_COUNT(receipts); i++)
		if (receipts[i]->home == post && receipt_of(receipts[i])->copy == copy &&
		    receipts[i]->created_at >= since)
			return true;
	return false;
}

static void deliver_to(struct reactor *reactor, const struct model *model,
		       const struct record *subject, struct ident post, bool copy, instant since)
{
	struct str title = model_title(subject);
	const struct record *unit;
	bool order = str_eq(str_of(subject->kind->name), STR("order"));

	if (is_answered(model, subject, post.origin, copy, since))
		return;
	reactor_propose(reactor, "receipt", "deliver", (struct ident){ 0 }, post.origin);
	reactor_ref(reactor, "subject", subject->id);
	reactor_choice(reactor, "subject_type", subject->kind->name);
	reactor_ref(reactor, "issuer", rules_post(subject->home));
	reactor_bool(reactor, "copy", copy);
	if (title.len > 0)
		reactor_text(reactor, "title", title);
	if (!order || copy)
		return;
	if (model_refs_to(model, post, "unit", "post", &unit, 1) > 0)
		reactor_ref(reactor, "unit", unit->id);
	if (rules_time(subject, "due_by") != 0)
		reactor_time(reactor, "due_by", rules_time(subject, "due_by"));
}

static bool has_field(const struct record *record, const char *name)
{
	return registry_field(registry_of(record->kind), str_of(name)) != NULL;
}

/* Machine delivery is one thing, a person's signature another (doctrine 4.4). */
static void deliver(struct reactor *reactor, const struct model *model, const struct record *record,
		    const struct entry *entry)
{
	bool many = registry_field(registry_of(record->kind), STR("to"))->type == FIELD_REFS;
	struct ident_list copies = { 0 };

	if (has_field(record, "copies"))
		copies = rules_refs(record, "copies");
	if (many) {
		struct ident_list to = rules_refs(record, "to");

		for (uint32_t i = 0; i < to.count; i++)
			deliver_to(reactor, model, record, to.at[i], false, entry->at);
	} else {
		deliver_to(reactor, model, record, rules_ref(record, "to"), false, entry->at);
	}
	for (uint32_t i = 0; i < copies.count; i++)
		deliver_to(reactor, model, record, copies.at[i], true, entry->at);
}

static uint32_t receipts_to(const struct model *model, struct ident subject,
			    const struct record **ret, uint32_t max)
{
	uint32_t count = model_refs_to(model, subject, "receipt", "subject", ret, max);

	return count < max ? count : max;
}

/* What is called back needs no answer any more. */
static void withdraw(struct reactor *reactor, const struct model *model,
		     const struct record *record, const struct entry *entry)
{
	const struct record *receipts[2 * LIMIT_REFS];
	uint32_t count = receipts_to(model, record->id, receipts, KIND_COUNT(receipts));

	(void)entry;
	for (uint32_t i = 0; i < count; i++)
		if (receipts[i]->state <= ON_SCENE)
			reactor_propose(reactor, "receipt", "withdraw", receipts[i]->id,
					receipts[i]->home);
}

/* Police Law, Art. 33: refused and at once reported: to the nodes above both, and to oversight. */
static void report_refusal(struct reactor *reactor, const struct model *model,
			   const struct record *record, const struct entry *entry)
{
	const struct receipt *receipt = receipt_of(record);
	const struct post *above = tree_commander(model, record->home);
	struct rules_list to = { .count = 0 };

	(void)entry;
	rules_add(&to, receipt->issuer);
	if (above)
		rules_add(&to, rules_post(above->code));
	above = tree_commander(model, receipt->issuer.origin);
	if (above)
		rules_add(&to, rules_post(above->code));
	for (uint16_t i = 0; i < tree_count(model); i++)
		if (tree_at(model, i)->tier == TIER_OVERSIGHT)
			rules_add(&to, rules_post(tree_at(model, i)->code));
	reactor_propose(reactor, "message", "send", (struct ident){ 0 }, record->home);
	reactor_refs(reactor, "to", to.at, to.count);
	reactor_ref(reactor, "subject", receipt->subject);
	reactor_text(reactor, "title", STR("依法拒绝执行指令 / Order refused on legal ground"));
	reactor_text(reactor, "text", receipt->legal_ground);
}

/* While a level that was skipped contests an order, its receipts show it. */
static void contest(struct reactor *reactor, const struct model *model, const struct record *record,
		    const struct entry *entry)
{
	const struct record *receipts[2 * LIMIT_REFS];
	uint32_t count =
		receipts_to(model, rules_ref(record, "subject"), receipts, KIND_COUNT(receipts));
	struct ident unit = rules_ref(record, "unit");
	bool raised = rules_in(record, "raised");

	(void)entry;
	for (uint32_t i = 0; i < count; i++) {
		const struct receipt *receipt = receipt_of(receipts[i]);

		if (receipt->copy || receipt->contested == raised ||
		    (!ident_none(unit) && !ident_eq(unit, receipt->unit)))
			continue;
		reactor_propose(reactor, "receipt", "contest", receipts[i]->id, receipts[i]->home);
		reactor_bool(reactor, "contested", raised);
	}
}

static const struct reaction reactions[] = {
	{ .name = "deliver",
	  .on = "order.issue order.issue_second report.send report.correct transfer.offer "
		"declaration.declare message.send request.ask",
	  .doc_zh = "为每个接收单位和抄送单位生成一份回执。",
	  .doc_en = "Makes one receipt at each addressee and at each level that gets a copy.",
	  .run = deliver },
	{ .name = "withdraw",
	  .on = "order.withdraw order.supersede transfer.time_out transfer.withdraw "
		"request.cancel declaration.cancel",
	  .doc_zh = "对象撤回后，未办结的回执随之撤回。",
	  .doc_en = "What is called back takes its open receipts with it.", .run = withdraw },
	{ .name = "report_refusal", .on = "receipt.refuse",
	  .doc_zh = "依法拒绝时自动报告上级和督察。",
	  .doc_en = "A lawful refusal is reported to the posts above and to oversight.",
	  .run = report_refusal },
	{ .name = "contest", .on = "conflict.raise conflict.resolve conflict.withdraw",
	  .doc_zh = "冲突未裁决前，相关回执标明有冲突。",
	  .doc_en = "Until a conflict is resolved the receipts concerned show it.",
	  .run = contest },
};

/* Doctrine 4.6: every order is signed; 4.2: by a human, not by the machine that delivers it. */
static const struct gap gaps[] = {
	{ .name = "not_signed", .zh = "已送达，尚无人签收", .en = "Delivered, signed by nobody yet",
	  .severity = GAP_SERIOUS, .in = IN(DELIVERED), .act = "sign" },
};

KIND(receipt, .number = 13, .module = "command", .zh = "回执", .en = "Receipt",
     .doc_zh = "接收单位对指令、报告、移交等的答复，每一步各有时限。",
     .doc_en = "An addressee's answer to an order, report or transfer, each step with its clock.",
     .doctrine = "4.2, 4.4", .flags = KIND_BOARD, KIND_GAPS, .refusals = refusals, KIND_CLOCKS,
     KIND_REACTIONS);
