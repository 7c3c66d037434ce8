/* What an exercise or an incident taught, as work with an owner and a date, checked by another. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/plans/content.h"

#define FIELDS(X, K) \
	X(K, 1, TEXT, title, "发现", "Finding", .max = 240, .flags = REQUIRED | TITLE | SEARCHED) \
	X(K, 2, REF, exercise, "演练", "Exercise", .target = "exercise") \
	X(K, 3, REF, incident, "事件", "Incident", .target = "incident") \
	X(K, 4, TEXT, action, "改进措施", "Corrective action", .max = 2000, \
	  .flags = REQUIRED | LONG) \
	X(K, 5, REF, owner, "责任单位", "Owner", .target = "post", .flags = REQUIRED | ADDRESSEE) \
	X(K, 6, TIME, due, "时限", "Due", .flags = REQUIRED | INDEXED) \
	X(K, 7, TEXT, evidence, "完成证明", "Evidence", .max = 2000, .flags = LONG) \
	X(K, 8, REF, done_by, "自查人", "Checked by the owner's", .target = "account", \
	  .flags = SYSTEM) \
	X(K, 9, TEXT, reason, "理由", "Reason", .max = 400) \
	X(K, 10, TEXT, epidemic_part, "防疫落实情况", "Epidemic part", .max = 1000, \
	  .flags = LONG) \
	X(K, 11, TEXT, epidemic_na, "无防疫内容的理由", "No epidemic part, because", .max = 400)

KIND_STRUCT(improvement);
KIND_FIELDS(improvement);

enum { RAISED = 1, STARTED, CHECKED, VERIFIED, OVERDUE, WITHDRAWN };
static const struct state states[] = {
	{ RAISED, "raised", "已提出", "Raised", STATE_OPEN },
	{ STARTED, "started", "改进中", "Under way", STATE_OPEN },
	{ CHECKED, "self_checked", "已自查", "Checked by the owner", STATE_OPEN },
	{ VERIFIED, "verified", "已核验", "Verified", STATE_CLOSED },
	{ OVERDUE, "overdue", "逾期", "Overdue", STATE_OPEN | STATE_ALARM },
	{ WITHDRAWN, "withdrawn", "撤销", "Withdrawn", STATE_CLOSED },
};

REFUSAL(due_in_the_past, "时限已过", "The date has passed");
REFUSAL(verified_by_himself, "须由另一人核验", "Another person must verify it");
REFUSAL(implement_together, "须说明防疫部分的落实情况，或为何没有",
	"It says how the epidemic part was carried out, or why there is none");
static const struct refusal *const refusals[] = { &refuse_due_in_the_past,
						  &refuse_implement_together,
						  &refuse_verified_by_himself, NULL };

static const struct improvement *improvement_of(const struct record *record)
{
	return (const struct improvement *)record;
}

static const struct refusal *check_due(const struct model *model, const struct record *before,
				       const struct record *after, const struct act_view *view)
{
	(void)model;
	(void)before;
	return improvement_of(after)->due <= view->at ? &refuse_due_in_the_past : NULL;
}

/* Seed S9, carried out together: a task is closed with both of its parts. */
static const struct refusal *check_done(const struct model *model, const struct record *before,
					const struct record *after, const struct act_view *view)
{
	const struct improvement *i = improvement_of(after);

	(void)before;
	return i->epidemic_part.len == 0 && i->epidemic_na.len == 0 &&
			       policy_or(model, "epidemic.joint", after->home, view->at, 0) > 0
		       ? &refuse_implement_together
		       : NULL;
}

static const struct refusal *check_verify(const struct model *model, const struct record *before,
					  const struct record *after, const struct act_view *view)
{
	(void)model;
	(void)before;
	return ident_eq(improvement_of(after)->done_by, view->actor) ? &refuse_verified_by_himself
								      : NULL;
}

static void stamp_done(struct stamp *stamp, const struct model *model, const struct record *after,
		       const struct act_view *view)
{
	(void)model;
	(void)after;
	stamp_ref(stamp, "done_by", view->actor);
}

#define OWNER (REL_OWN | REL_DESK | REL_ADDRESSEE)
#define RUNNING (IN(RAISED) | IN(STARTED) | IN(OVERDUE))
KIND_ACTS(
	{ .number = 1, .name = "raise", .zh = "提出", .en = "Raise", .from = NEW, .to = RAISED,
	  .roles = ROLE_STAFF | ROLE_oversight | ROLE_SYSTEM,
	  .takes = "title exercise incident action owner due", .check = check_due },
	{ .number = 2, .name = "start", .zh = "开始改进", .en = "Begin",
	  .from = IN(RAISED), .to = STARTED, .roles = ROLE_SIGNERS, .relations = OWNER },
	{ .number = 3, .name = "self_check", .zh = "自查完成", .en = "Check it oneself",
	  .from = RUNNING, .to = CHECKED, .roles = ROLE_SIGNERS, .relations = OWNER,
	  .takes = "evidence epidemic_part epidemic_na", .needs = "evidence",
	  .check = check_done, .stamp = stamp_done },
	{ .number = 4, .name = "verify", .zh = "核验", .en = "Verify", .from = IN(CHECKED),
	  .to = VERIFIED, .roles = ROLE_STAFF | ROLE_oversight,
	  .relations = REL_OWN | REL_ABOVE | REL_OVERSIGHT, .takes = "evidence",
	  .check = check_verify },
	{ .number = 5, .name = "return", .zh = "退回", .en = "Return", .from = IN(CHECKED),
	  .to = STARTED, .roles = ROLE_STAFF | ROLE_oversight,
	  .relations = REL_OWN | REL_ABOVE | REL_OVERSIGHT, .takes = "reason",
	  .needs = "reason" },
	{ .number = 6, .name = "mark_overdue", .zh = "逾期", .en = "Overdue",
	  .from = IN(RAISED) | IN(STARTED), .to = OVERDUE, .roles = ROLE_SYSTEM },
	{ .number = 7, .name = "postpone", .zh = "延期", .en = "Postpone",
	  .from = RUNNING, .to = STARTED, .roles = ROLE_commander, .takes = "due reason",
	  .needs = "due reason", .check = check_due },
	{ .number = 8, .name = "withdraw", .zh = "撤销", .en = "Withdraw", .from = RUNNING,
	  .to = WITHDRAWN, .roles = ROLE_commander, .takes = "reason", .needs = "reason" },
	ACT_ATTACH(ROLE_STAFF));

static const struct clock_step due_steps[] = {
	{ .name = "overdue", .zh = "改进逾期", .en = "Overdue",
	  .rings = RINGS_HOME | RINGS_ABOVE, .breach = true,
	  .proposes = "mark_overdue" },
};
static const struct clock clocks[] = {
	{ .number = 1, .name = "due", .zh = "改进时限", .en = "Due date",
	  .starts = "raise postpone", .stops = "self_check withdraw", .until = "due",
	  .steps = due_steps, .nsteps = KIND_COUNT(due_steps) },
};

static const struct gap gaps[] = {
	{ .name = "overdue", .zh = "改进事项逾期", .en = "An improvement is overdue",
	  .severity = GAP_SERIOUS, .in = IN(OVERDUE), .act = "self_check" },
};

KIND(improvement, .number = 85, .module = "plans", .zh = "改进事项", .en = "Improvement",
     .doc_zh = "演练或事件总结出的改进：责任单位、时限、自查、由他人核验。",
     .doc_en = "What was learned, as work with an owner and a date, verified by another person.",
     .doctrine = "10.7, 4.7, 6.4, 8", .refusals = refusals, KIND_CLOCKS, KIND_GAPS);
