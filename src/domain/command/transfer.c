/* One post hands an incident to another: pending until it is accepted, back if it is not. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/command/rules.h"

#define FIELDS(X, K) \
	X(K, 1, REF, subject, "移交的事件", "Incident", .target = "incident", .flags = REQUIRED) \
	X(K, 2, REF, to, "移交至", "To", .target = "post", .flags = REQUIRED | ADDRESSEE) \
	X(K, 3, TEXT, reason, "理由", "Reason", .max = 800, .flags = REQUIRED | LONG) \
	X(K, 4, TEXT, cause, "退回原因", "Cause of the rejection", .max = 800, \
	  .flags = LONG | SYSTEM) \
	X(K, 5, TEXT, title, "标题", "Title", .max = 240, .flags = TITLE | SYSTEM)

KIND_STRUCT(transfer);
KIND_FIELDS(transfer);

enum { PENDING = 1, ACCEPTED, REJECTED, TIMED_OUT, WITHDRAWN };
static const struct state states[] = {
	{ PENDING, "pending", "待接收", "Pending", STATE_OPEN | STATE_ALARM },
	{ ACCEPTED, "accepted", "已接收", "Accepted", STATE_CLOSED },
	{ REJECTED, "rejected", "已退回", "Rejected", STATE_CLOSED },
	{ TIMED_OUT, "timed_out", "逾时未答", "Timed out", STATE_CLOSED },
	{ WITHDRAWN, "withdrawn", "已撤回", "Withdrawn", STATE_CLOSED },
};

REFUSAL(not_your_incident, "只能移交本指挥部负责的事件", "Only the post in charge can hand it over");
REFUSAL(incident_closed, "事件已结束", "The incident is closed");
REFUSAL(already_pending, "该事件已在移交中", "A transfer of it is pending");
REFUSAL(transfer_to_itself, "不能移交给本指挥部", "It is there already");
REFUSAL(cannot_take_over, "该单位不是可主管事件的指挥层级",
	"That post does not command, so it cannot take charge");
static const struct refusal *const refusals[] = {
	&refuse_not_your_incident, &refuse_already_pending, &refuse_incident_closed,
	&refuse_transfer_to_itself, &refuse_cannot_take_over, NULL,
};

/* Doctrine 2.1 and 4.4: only a commanding post takes charge, and only by its own word. */
static const struct refusal *check_offer(const struct model *model, const struct record *before,
					 const struct record *after, const struct act_view *view)
{
	const struct transfer *transfer = (const struct transfer *)after;
	const struct record *incident = model_find(model, transfer->subject);
	const struct post *to = tree_get(model, transfer->to.origin);

	(void)before;
	(void)view;
	if (!incident || incident->home != after->home)
		return &refuse_not_your_incident;
	if (rules_in(incident, "transfer_pending"))
		return &refuse_already_pending;
	if (!model_is_open(incident))
		return &refuse_incident_closed;
	if (!to || to->code == after->home)
		return &refuse_transfer_to_itself;
	return to->command_tier && to->tier != TIER_UNIT ? NULL : &refuse_cannot_take_over;
}

static void stamp_title(struct stamp *stamp, const struct model *model, const struct record *after,
			const struct act_view *view)
{
	struct ident subject = ((const struct transfer *)after)->subject;

	(void)view;
	stamp_text(stamp, "title", model_title(model_find(model, subject)));
}

KIND_ACTS(
	{ .number = 1, .name = "offer", .zh = "提出移交", .en = "Offer", .from = NEW,
	  .to = PENDING, .roles = ROLE_DESK, .takes = "subject to reason",
	  .check = check_offer, .stamp = stamp_title },
	{ .number = 2, .name = "accept", .zh = "接收", .en = "Accepted", .from = IN(PENDING),
	  .to = ACCEPTED, .roles = ROLE_SYSTEM },
	{ .number = 3, .name = "reject", .zh = "退回", .en = "Rejected", .from = IN(PENDING),
	  .to = REJECTED, .roles = ROLE_SYSTEM, .takes = "cause", .needs = "cause" },
	{ .number = 4, .name = "time_out", .zh = "逾时", .en = "Timed out", .from = IN(PENDING),
	  .to = TIMED_OUT, .roles = ROLE_SYSTEM },
	{ .number = 5, .name = "withdraw", .zh = "撤回", .en = "Withdraw", .from = IN(PENDING),
	  .to = WITHDRAWN, .roles = ROLE_DESK });

/* Doctrine 4.1: two minutes without an answer, and it comes back with an alarm. */
static const struct clock_step accept_steps[] = {
	{ .name = "silent", .zh = "无人接收，事件退回", .en = "No answer; it comes back",
	  .policy = "transfer.accept", .rings = RINGS_HOME | RINGS_ABOVE,
	  .proposes = "time_out" },
};
static const struct clock clocks[] = {
	{ .number = 1, .name = "accept", .zh = "接收", .en = "Acceptance", .starts = "offer",
	  .stops = "accept reject withdraw", .steps = accept_steps,
	  .nsteps = KIND_COUNT(accept_steps) },
};

static void follow_receipt(struct reactor *reactor, const struct model *model,
			   const struct record *record, const struct entry *entry)
{
	const struct record *transfer =
		model_find_kind(model, rules_ref(record, "subject"), "transfer");

	(void)entry;
	if (!transfer)
		return;
	if (rules_in(record, "accepted")) {
		reactor_propose(reactor, "transfer", "accept", transfer->id, transfer->home);
		return;
	}
	reactor_propose(reactor, "transfer", "reject", transfer->id, transfer->home);
	reactor_text(reactor, "cause", *(const struct str *)model_field(record, "cause"));
}

static const struct reaction reactions[] = {
	{ .name = "follow_receipt", .on = "receipt.accept receipt.reject",
	  .doc_zh = "接收方的回执决定移交的结果。",
	  .doc_en = "The receiver's receipt decides the transfer.", .run = follow_receipt },
};

KIND(transfer, .number = 16, .module = "command", .zh = "事件移交", .en = "Transfer",
     .doc_zh = "把事件移交给另一指挥部；对方接收前悬而未决，退回须说明原因。",
     .doc_en = "Hands an incident to another post; pending until accepted, rejected with a cause.",
     .doctrine = "4.1, 4.4", .flags = 0, .refusals = refusals, KIND_CLOCKS, KIND_REACTIONS);
