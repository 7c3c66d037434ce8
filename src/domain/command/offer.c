/* What a post that was asked for help will send, when it comes, and when it is back. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/command/rules.h"

#define FIELDS(X, K) \
	X(K, 1, REF, subject, "答复的请求", "Request", .target = "request", .flags = REQUIRED) \
	X(K, 2, REF, to, "请求单位", "To", .target = "post", .flags = ADDRESSEE | SYSTEM) \
	X(K, 3, REFS, units, "单元", "Units", .target = "unit", .max = 16, .flags = 0) \
	X(K, 4, INT, quantity, "数量", "Quantity", .least = 1, .most = 100000) \
	X(K, 5, TIME, eta_time, "预计到达", "Estimated arrival", .flags = 0) \
	X(K, 6, TEXT, reason, "理由", "Reason", .max = 800, .flags = LONG) \
	X(K, 7, BOOL, provisional, "暂定", "Provisional", .flags = 0) \
	X(K, 8, TEXT, title, "标题", "Title", .max = 240, .flags = TITLE | SYSTEM)

KIND_STRUCT(offer);
KIND_FIELDS(offer);

enum { OFFERED = 1, DECLINED, COMMITTED, DEPARTED, ARRIVED, IN_USE, RELEASED, RETURNED,
       WITHDRAWN };
static const struct state states[] = {
	{ OFFERED, "offered", "有意提供", "Offered", STATE_OPEN },
	{ DECLINED, "declined", "婉拒", "Declined", STATE_CLOSED },
	{ COMMITTED, "committed", "已承诺", "Committed", STATE_OPEN },
	{ DEPARTED, "departed", "已出发", "Departed", STATE_OPEN },
	{ ARRIVED, "arrived", "已到达", "Arrived", STATE_OPEN },
	{ IN_USE, "in_use", "使用中", "In use", STATE_OPEN },
	{ RELEASED, "released", "已解除", "Released", STATE_OPEN },
	{ RETURNED, "returned", "已归还", "Returned", STATE_CLOSED },
	{ WITHDRAWN, "withdrawn", "已撤回", "Withdrawn", STATE_CLOSED },
};

REFUSAL(not_asked, "该请求未发给本指挥部", "The request was not sent to this post");
REFUSAL(request_closed, "该请求已结束", "The request is closed");
REFUSAL(already_answered, "本指挥部已有答复", "This post has answered it already");
REFUSAL(unit_not_yours, "只能提供本指挥部之下的单元", "Only units below this post can be offered");
REFUSAL(unit_committed, "该单元已受领其他任务", "The unit is on an order already");
static const struct refusal *const refusals[] = {
	&refuse_not_asked, &refuse_request_closed, &refuse_already_answered,
	&refuse_unit_not_yours, &refuse_unit_committed, NULL,
};

/* ---- rules ----------------------------------------------------------------------------------- */

static const struct offer *offer_of(const struct record *record)
{
	return (const struct offer *)record;
}

static bool has_answered(const struct model *model, const struct record *after)
{
	const struct record *offers[LIMIT_REFS];
	uint32_t count = model_refs_to(model, offer_of(after)->subject, "offer", "subject", offers,
				       LIMIT_REFS);

	for (uint32_t i = 0; i < count && i < LIMIT_REFS; i++)
		if (offers[i]->home == after->home && model_is_open(offers[i]))
			return true;
	return false;
}

/* What is promised must be there to be sent: no unit is booked twice (users.md 7). */
static const struct refusal *check_units(const struct model *model, const struct record *after)
{
	struct ident_list units = offer_of(after)->units;

	for (uint32_t i = 0; i < units.count; i++) {
		const struct record *unit = model_find_kind(model, units.at[i], "unit");
		code post = rules_ref(unit, "post").origin;

		if (!tree_above(model, after->home, post))
			return &refuse_unit_not_yours;
		if (rules_in(unit, "committed") || rules_in(unit, "moving") ||
		    rules_in(unit, "on_scene"))
			return &refuse_unit_committed;
	}
	return NULL;
}

static const struct refusal *check_offer(const struct model *model, const struct record *before,
					 const struct record *after, const struct act_view *view)
{
	const struct record *request =
		model_find_kind(model, offer_of(after)->subject, "request");

	(void)view;
	if (!rules_holds(rules_refs(request, "to"), rules_post(after->home)))
		return &refuse_not_asked;
	if (!model_is_open(request))
		return &refuse_request_closed;
	if (!before && has_answered(model, after))
		return &refuse_already_answered;
	return check_units(model, after);
}

static void stamp_offer(struct stamp *stamp, const struct model *model, const struct record *after,
			const struct act_view *view)
{
	const struct record *request =
		model_find_kind(model, offer_of(after)->subject, "request");

	(void)view;
	stamp_ref(stamp, "to", rules_post(request->home));
	stamp_text(stamp, "title", model_title(request));
}

/* ---- acts ------------------------------------------------------------------------------------ */

#define SENDERS (ROLE_DESK | ROLE_liaison)
#define BOTH (REL_OWN | REL_ADDRESSEE)
KIND_ACTS(
	{ .number = 1, .name = "offer", .zh = "提供", .en = "Offer", .from = NEW, .to = OFFERED,
	  .roles = SENDERS, .takes = "subject units quantity eta_time provisional reason",
	  .check = check_offer, .stamp = stamp_offer },
	{ .number = 2, .name = "decline", .zh = "婉拒", .en = "Decline",
	  .from = IN(NEW) | IN(OFFERED), .to = DECLINED, .roles = SENDERS,
	  .takes = "subject reason", .needs = "reason", .check = check_offer,
	  .stamp = stamp_offer },
	/* Doctrine 4.3: a commitment names its time of arrival. */
	{ .number = 3, .name = "commit", .zh = "承诺", .en = "Commit", .from = IN(OFFERED),
	  .to = COMMITTED, .roles = SENDERS, .takes = "units quantity eta_time provisional",
	  .needs = "eta_time", .check = check_offer },
	{ .number = 4, .name = "depart", .zh = "出发", .en = "Depart", .from = IN(COMMITTED),
	  .to = DEPARTED, .roles = SENDERS, .takes = "eta_time" },
	{ .number = 5, .name = "arrive", .zh = "到达", .en = "Arrive",
	  .from = IN(COMMITTED) | IN(DEPARTED), .to = ARRIVED, .roles = SENDERS,
	  .relations = BOTH },
	{ .number = 6, .name = "use", .zh = "投入使用", .en = "Put to use", .from = IN(ARRIVED),
	  .to = IN_USE, .roles = SENDERS, .relations = BOTH },
	{ .number = 7, .name = "release", .zh = "解除", .en = "Release",
	  .from = IN(ARRIVED) | IN(IN_USE), .to = RELEASED, .roles = SENDERS,
	  .relations = BOTH },
	{ .number = 8, .name = "return", .zh = "归还", .en = "Return", .from = IN(RELEASED),
	  .to = RETURNED, .roles = SENDERS },
	{ .number = 9, .name = "withdraw", .zh = "撤回", .en = "Withdraw",
	  .from = IN(OFFERED) | IN(COMMITTED), .to = WITHDRAWN, .roles = SENDERS,
	  .takes = "reason", .needs = "reason" });

static const struct clock_step arrival_steps[] = {
	{ .name = "due", .zh = "到预计到达时间", .en = "Arrival is due", .policy = "offer.late",
	  .rings = RINGS_HOME },
	{ .name = "late", .zh = "未按时到达", .en = "Has not arrived", .policy = "offer.late",
	  .rings = RINGS_HOME | RINGS_ISSUER },
};
static const struct clock clocks[] = {
	{ .number = 1, .name = "arrival", .zh = "到达", .en = "Arrival", .starts = "commit depart",
	  .stops = "arrive withdraw", .until = "eta_time", .steps = arrival_steps,
	  .nsteps = KIND_COUNT(arrival_steps) },
};

KIND(offer, .number = 15, .module = "command", .zh = "增援答复", .en = "Offer",
     .doc_zh = "被请求单位提供什么、何时到达、何时归还。",
     .doc_en = "What a post that was asked will send, when it comes, and when it is back.",
     .doctrine = "4.3", .flags = 0, .refusals = refusals, KIND_CLOCKS);
