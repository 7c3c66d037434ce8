/* A decision with its reasons, written down when it is taken. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/command/rules.h"

/* Doctrine 10.3: the five stages of the joint decision model, and the columns of its log. */
#define FIELDS(X, K) \
	X(K, 1, REF, subject, "关于", "About", .flags = 0) \
	X(K, 2, TEXT, title, "标题", "Title", .max = 240, .flags = REQUIRED | TITLE | SEARCHED) \
	X(K, 3, TEXT, information, "已知信息", "Information known", .max = 8000, .flags = LONG) \
	X(K, 4, TEXT, risks, "风险", "Risks", .max = 4000, .flags = LONG) \
	X(K, 5, TEXT, powers, "权限与规定", "Powers and policies", .max = 4000, .flags = LONG) \
	X(K, 6, TEXT, options, "备选方案", "Options", .max = 4000, .flags = LONG) \
	X(K, 7, TEXT, decision, "决定", "Decision", .max = 4000, \
	  .flags = REQUIRED | LONG | SEARCHED) \
	X(K, 8, TEXT, rationale, "理由", "Rationale", .max = 4000, .flags = REQUIRED | LONG) \
	X(K, 9, TIME, review_at, "复核时间", "Review at", .flags = 0) \
	X(K, 10, REFS, told, "已告知", "Told", .target = "post", .max = LIMIT_REFS, \
	  .flags = ADDRESSEE) \
	X(K, 11, REFS, deciders, "决定人", "Deciders", .target = "account", .max = 16, \
	  .flags = 0) \
	X(K, 12, TEXT, findings, "复核意见", "Findings of the review", .max = 4000, \
	  .flags = LONG) \
	X(K, 13, TEXT, reason, "取代原因", "Why superseded", .max = 800, .flags = LONG)

KIND_STRUCT(decision);
KIND_FIELDS(decision);

enum { RECORDED = 1, REVIEWED, SUPERSEDED };
static const struct state states[] = {
	{ RECORDED, "recorded", "已决定", "Recorded", STATE_OPEN },
	{ REVIEWED, "reviewed", "已复核", "Reviewed", STATE_OPEN },
	{ SUPERSEDED, "superseded", "已取代", "Superseded", STATE_CLOSED },
};

REFUSAL(not_the_issuer, "冲突由指令的下达单位裁决", "A conflict is resolved by the post that issued the order");
REFUSAL(already_resolved, "该冲突已裁决", "That conflict has been resolved");
static const struct refusal *const refusals[] = { &refuse_not_the_issuer,
						  &refuse_already_resolved, NULL };

/* Doctrine 4.2: the issuer must resolve it, and says why. */
static const struct refusal *check_record(const struct model *model, const struct record *before,
					  const struct record *after, const struct act_view *view)
{
	const struct record *conflict =
		model_find_kind(model, ((const struct decision *)after)->subject, "conflict");

	(void)before;
	(void)view;
	if (!conflict)
		return NULL;
	if (rules_ref(conflict, "to").origin != after->home)
		return &refuse_not_the_issuer;
	return rules_in(conflict, "raised") ? NULL : &refuse_already_resolved;
}

/* Who raised the conflict must hear how it ended. */
static void stamp_told(struct stamp *stamp, const struct model *model,
		       const struct decision *decision)
{
	const struct record *conflict = model_find_kind(model, decision->subject, "conflict");
	struct rules_list told = { .count = 0 };

	if (!conflict || conflict->home == decision->record.home)
		return;
	for (uint32_t i = 0; i < decision->told.count; i++)
		rules_add(&told, decision->told.at[i]);
	rules_add(&told, rules_post(conflict->home));
	stamp_refs(stamp, "told", told.at, told.count);
}

static void stamp_deciders(struct stamp *stamp, const struct model *model,
			   const struct record *after, const struct act_view *view)
{
	if (!record_has(after, F_deciders))
		stamp_refs(stamp, "deciders", &view->actor, 1);
	stamp_told(stamp, model, (const struct decision *)after);
}

/* A review without a new date is the last one. */
static void stamp_review(struct stamp *stamp, const struct model *model,
			 const struct record *after, const struct act_view *view)
{
	(void)model;
	(void)after;
	if ((view->set >> F_review_at & 1) == 0)
		stamp_time(stamp, "review_at", 0);
}

KIND_ACTS(
	{ .number = 1, .name = "record", .zh = "记录决定", .en = "Record", .from = NEW,
	  .to = RECORDED, .roles = ROLE_DESK,
	  .takes = "subject title information risks powers options decision rationale review_at "
		   "told deciders",
	  .check = check_record, .stamp = stamp_deciders },
	{ .number = 2, .name = "review", .zh = "复核", .en = "Review",
	  .from = IN(RECORDED) | IN(REVIEWED), .to = REVIEWED, .roles = ROLE_DESK,
	  .takes = "findings review_at", .needs = "findings", .stamp = stamp_review },
	{ .number = 3, .name = "supersede", .zh = "取代", .en = "Supersede",
	  .from = IN(RECORDED) | IN(REVIEWED), .to = SUPERSEDED, .roles = ROLE_DESK,
	  .takes = "reason", .needs = "reason" },
	ACT_LINK(ROLE_STAFF), ACT_ATTACH(ROLE_STAFF));

static const struct clock_step review_steps[] = {
	{ .name = "due", .zh = "到复核时间", .en = "Review is due",
	  .policy = "decision.review.grace", .rings = RINGS_HOME },
	{ .name = "overdue", .zh = "逾期未复核", .en = "Review is overdue",
	  .policy = "decision.review.grace", .rings = RINGS_HOME | RINGS_ABOVE },
};

static bool when_dated(const struct model *model, const struct record *record)
{
	(void)model;
	return ((const struct decision *)record)->review_at != 0;
}

static const struct clock clocks[] = {
	{ .number = 1, .name = "review", .zh = "复核", .en = "Review",
	  .starts = "record review", .stops = "review supersede", .when = when_dated,
	  .until = "review_at", .steps = review_steps, .nsteps = KIND_COUNT(review_steps) },
};

KIND(decision, .number = 17, .module = "command", .zh = "决定", .en = "Decision",
     .doc_zh = "决定及其理由，在作出时记录。",
     .doc_en = "A decision with its reasons, recorded when it is taken.", .doctrine = "10.3",
     .flags = 0, .refusals = refusals, KIND_CLOCKS);
