/* What oversight asks a post to answer: the finding, the answer, and whether it will do. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "model/model.h"

static const struct choice severities[] = {
	{ 1, "advice", "建议", "Advice", "blue" },
	{ 2, "fault", "问题", "Fault", "yellow" },
	{ 3, "serious", "严重问题", "Serious fault", "red" },
	{ 0 },
};

#define FIELDS(X, K) \
	X(K, 1, TEXT, title, "标题", "Title", .max = 240, .flags = REQUIRED | TITLE) \
	X(K, 2, REF, to, "责任单位", "To be answered by", .target = "post", \
	  .flags = REQUIRED | ADDRESSEE) \
	X(K, 3, REF, subject, "关于", "About", .flags = 0) \
	X(K, 4, ENUM, severity, "程度", "Severity", .choices = severities, \
	  .flags = REQUIRED | INDEXED) \
	X(K, 5, TEXT, text, "发现的问题", "What was found", .max = 4000, \
	  .flags = REQUIRED | LONG) \
	X(K, 6, TEXT, law, "依据", "Ground", .max = 400) \
	X(K, 7, TIME, answer_by, "答复期限", "Answer by", .flags = 0) \
	X(K, 8, TEXT, answer, "答复", "Answer", .max = 4000, .flags = LONG) \
	X(K, 9, TEXT, measure, "整改措施", "What is changed", .max = 2000, .flags = LONG) \
	X(K, 10, TEXT, reason, "理由", "Reason", .max = 800, .flags = LONG)

KIND_STRUCT(oversight_finding);
KIND_FIELDS(oversight_finding);

enum { RAISED = 1, ANSWERED, RETURNED, ACCEPTED, WITHDRAWN };
static const struct state states[] = {
	{ RAISED, "raised", "待答复", "To be answered", STATE_OPEN | STATE_ALARM },
	{ ANSWERED, "answered", "已答复", "Answered", STATE_OPEN },
	{ RETURNED, "returned", "退回重答", "Returned", STATE_OPEN | STATE_ALARM },
	{ ACCEPTED, "accepted", "已认可", "Accepted", STATE_CLOSED },
	{ WITHDRAWN, "withdrawn", "已撤回", "Withdrawn", STATE_CLOSED },
};

REFUSAL(to_oversight, "不能向督察岗位提出", "A finding is not addressed to oversight");
REFUSAL(answer_in_past, "答复期限须晚于现在", "The time to answer lies in the future");
REFUSAL(measure_required, "问题须写明整改措施", "For a fault the answer says what is changed");
static const struct refusal *const refusals[] = { &refuse_to_oversight, &refuse_answer_in_past,
						  &refuse_measure_required, NULL };

static const struct oversight_finding *finding_of(const struct record *record)
{
	return (const struct oversight_finding *)record;
}

static const struct refusal *check_raise(const struct model *model, const struct record *before,
					 const struct record *after, const struct act_view *view)
{
	const struct post *to = tree_get(model, finding_of(after)->to.origin);

	(void)before;
	if (!to || to->tier == TIER_OVERSIGHT)
		return &refuse_to_oversight;
	return record_has(after, F_answer_by) && finding_of(after)->answer_by <= view->at
		       ? &refuse_answer_in_past
		       : NULL;
}

static const struct refusal *check_answer(const struct model *model, const struct record *before,
					  const struct record *after, const struct act_view *view)
{
	(void)model;
	(void)before;
	(void)view;
	return finding_of(after)->severity > 1 && finding_of(after)->measure.len == 0
		       ? &refuse_measure_required
		       : NULL;
}

/* Without a time given, what policy says for the severity. */
static void stamp_due(struct stamp *stamp, const struct model *model, const struct record *after,
		      const struct act_view *view)
{
	char key[48];

	if (view->set >> F_answer_by & 1)
		return;
	snprintf(key, sizeof key, "finding.answer.%s",
		 severities[finding_of(after)->severity - 1].name);
	stamp_time(stamp, "answer_by",
		   view->at + policy_span(model, key, after->home, view->at));
}

#define OVERSEER .roles = ROLE_oversight, .relations = REL_OWN | REL_OVERSIGHT
KIND_ACTS(
	{ .number = 1, .name = "raise", .zh = "提出", .en = "Raise", .from = NEW, .to = RAISED,
	  .roles = ROLE_oversight | ROLE_SYSTEM,
	  .takes = "title to subject severity text law answer_by", .flags = ACT_TELL,
	  .check = check_raise, .stamp = stamp_due },
	{ .number = 2, .name = "answer", .zh = "答复", .en = "Answer",
	  .from = IN(RAISED) | IN(RETURNED), .to = ANSWERED, .roles = ROLE_DESK | ROLE_liaison,
	  .relations = REL_ADDRESSEE, .takes = "answer measure", .needs = "answer",
	  .check = check_answer },
	{ .number = 3, .name = "accept", .zh = "认可", .en = "Accept", .from = IN(ANSWERED),
	  .to = ACCEPTED, OVERSEER, .takes = "reason" },
	{ .number = 4, .name = "return", .zh = "退回", .en = "Return", .from = IN(ANSWERED),
	  .to = RETURNED, OVERSEER, .takes = "reason answer_by", .needs = "reason",
	  .flags = ACT_TELL, .check = check_raise, .stamp = stamp_due },
	{ .number = 5, .name = "withdraw", .zh = "撤回", .en = "Withdraw",
	  .from = IN(RAISED) | IN(RETURNED) | IN(ANSWERED), .to = WITHDRAWN, OVERSEER,
	  .takes = "reason", .needs = "reason" },
	ACT_ATTACH(ROLE_oversight));

static const struct clock_step answer_steps[] = {
	{ .name = "due", .zh = "到答复期限", .en = "The answer is due",
	  .rings = RINGS_HOME },
	{ .name = "breach", .zh = "逾时未答复", .en = "Not answered",
	  .policy = "finding.overdue", .rings = RINGS_HOME | RINGS_ABOVE, .breach = true },
};
static const struct clock clocks[] = {
	{ .number = 1, .name = "answer", .zh = "答复", .en = "Answer", .starts = "raise return",
	  .stops = "answer withdraw", .until = "answer_by", .steps = answer_steps,
	  .nsteps = KIND_COUNT(answer_steps) },
};

static const struct gap gaps[] = {
	{ .name = "unanswered", .zh = "督察意见未答复", .en = "A finding of oversight not answered",
	  .severity = GAP_SERIOUS, .in = IN(RAISED) | IN(RETURNED), .act = "answer" },
};

/* A power used beyond the law is put before oversight by itself; nobody has to dare. */
static void force_recorded(struct reactor *reactor, const struct model *model,
			   const struct record *record, const struct entry *entry)
{
	struct ident to = { .origin = tree_desk(model, record->home) };

	(void)entry;
	if (!*(const bool *)model_field(record, "beyond_power") ||
	    model_refs_to(model, record->id, "oversight_finding", "subject", NULL, 0) > 0)
		return;
	for (uint16_t i = 0; i < tree_count(model); i++) {
		if (tree_at(model, i)->tier != TIER_OVERSIGHT)
			continue;
		reactor_propose(reactor, "oversight_finding", "raise", (struct ident){ 0 },
				tree_at(model, i)->code);
		reactor_text(reactor, "title",
			     STR("疑似超越职权 / Possibly beyond their power"));
		reactor_ref(reactor, "to", to);
		reactor_ref(reactor, "subject", record->id);
		reactor_choice(reactor, "severity", "serious");
		reactor_text(reactor, "text",
			     STR("实施人员或程序不符合规定，请说明。 / Who did it, or how, is not "
				 "what the law allows; please explain."));
		return;
	}
}

static const struct reaction reactions[] = {
	{ .name = "force_recorded", .on = "force_use.record force_use.complete",
	  .doc_zh = "超越职权的强制力使用自动提交督察。",
	  .doc_en = "A use of power beyond the law is put before oversight by itself.",
	  .run = force_recorded },
};

KIND(oversight_finding, .number = 148, .module = "conduct", .zh = "督察意见",
     .en = "Oversight finding",
     .doc_zh = "督察提出、责任单位限时答复、督察认可或退回。",
     .doc_en = "Raised by oversight, answered by the post against a clock, accepted or returned.",
     .doctrine = "15.2", .refusals = refusals, KIND_CLOCKS, KIND_GAPS, KIND_REACTIONS);
