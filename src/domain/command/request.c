/* A request for forces or means, from one post to others that it cannot order. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/command/rules.h"

static const struct choice resources[] = {
	{ 1, "patrol", "巡逻警力", "Patrol officers", NULL },
	{ 2, "special_police", "特警", "Special police", NULL },
	{ 3, "fire", "消防", "Fire crews", NULL },
	{ 4, "ambulance", "急救车", "Ambulances", NULL },
	{ 5, "eod", "排爆", "Bomb disposal", NULL },
	{ 6, "medical", "医疗队", "Medical teams", NULL },
	{ 7, "traffic", "交警", "Traffic police", NULL },
	{ 8, "k9", "警犬", "Dog teams", NULL },
	{ 9, "lift_rescue", "索道救援", "Lift rescue", NULL },
	{ 10, "epidemic", "防疫", "Epidemic control", NULL },
	{ 11, "stewards", "安保员", "Stewards", NULL },
	{ 12, "snowmobile", "雪地摩托", "Snowmobiles", NULL },
	{ 13, "vehicle", "车辆", "Vehicles", NULL },
	{ 14, "barrier", "隔离设施", "Barriers", NULL },
	{ 15, "shelter", "避寒场所", "Warm shelter", NULL },
	{ 16, "power", "应急供电", "Emergency power", NULL },
	{ 17, "telecom", "应急通信", "Emergency telecom", NULL },
	{ 18, "other", "其他", "Other", NULL },
	{ 0 },
};

#define FIELDS(X, K) \
	X(K, 1, TEXT, title, "标题", "Title", .max = 240, .flags = REQUIRED | TITLE | SEARCHED) \
	X(K, 2, REFS, to, "请求对象", "To", .target = "post", .max = 16, \
	  .flags = REQUIRED | ADDRESSEE) \
	X(K, 3, REF, incident, "事件", "Incident", .target = "incident") \
	X(K, 4, ENUM, resource, "资源", "Resource", .choices = resources, \
	  .flags = REQUIRED | INDEXED) \
	X(K, 5, INT, quantity, "数量", "Quantity", .least = 1, .most = 100000) \
	X(K, 6, TIME, needed_by, "需用时间", "Needed by", .flags = 0) \
	X(K, 7, REF, place, "报到地点", "Report to", .target = "place") \
	X(K, 8, TEXT, note, "说明", "Note", .max = 2000, .flags = LONG) \
	X(K, 9, TIME, extended_until, "延长至", "Extended until", .flags = 0) \
	X(K, 10, TEXT, reason, "理由", "Reason", .max = 800, .flags = LONG)

KIND_STRUCT(request);
KIND_FIELDS(request);

/* Doctrine 4.3, the states of EDXL-RM. */
enum { REQUESTED = 1, OFFERED, DECLINED, COMMITTED, DEPARTED, ARRIVED, IN_USE, RELEASED, RETURNED,
       CANCELLED };
static const struct state states[] = {
	{ REQUESTED, "requested", "已请求", "Requested", STATE_OPEN | STATE_ALARM },
	{ OFFERED, "offered", "有意提供", "Offered", STATE_OPEN },
	{ DECLINED, "declined", "均已婉拒", "Declined", STATE_OPEN | STATE_ALARM },
	{ COMMITTED, "committed", "已承诺", "Committed", STATE_OPEN },
	{ DEPARTED, "departed", "已出发", "Departed", STATE_OPEN },
	{ ARRIVED, "arrived", "已到达", "Arrived", STATE_OPEN },
	{ IN_USE, "in_use", "使用中", "In use", STATE_OPEN },
	{ RELEASED, "released", "已解除", "Released", STATE_OPEN },
	{ RETURNED, "returned", "已归还", "Returned", STATE_CLOSED },
	{ CANCELLED, "cancelled", "已取消", "Cancelled", STATE_CLOSED },
};
#define UNDER_WAY \
	(IN(REQUESTED) | IN(OFFERED) | IN(DECLINED) | IN(COMMITTED) | IN(DEPARTED) | \
	 IN(ARRIVED) | IN(IN_USE) | IN(RELEASED))

REFUSAL(asks_itself, "不能向本指挥部请求", "A post does not ask itself");
static const struct refusal *const refusals[] = { &refuse_asks_itself, NULL };

static const struct refusal *check_ask(const struct model *model, const struct record *before,
				       const struct record *after, const struct act_view *view)
{
	(void)model;
	(void)before;
	(void)view;
	return rules_holds(((const struct request *)after)->to, rules_post(after->home))
		       ? &refuse_asks_itself
		       : NULL;
}

#define MARK(number_, name_, zh_, en_, to_) \
	{ .number = number_, .name = name_, .zh = zh_, .en = en_, .from = UNDER_WAY & ~IN(to_), \
	  .to = to_, .roles = ROLE_SYSTEM }

KIND_ACTS(
	{ .number = 1, .name = "ask", .zh = "请求", .en = "Ask", .from = NEW, .to = REQUESTED,
	  .roles = ROLE_DESK | ROLE_liaison | ROLE_SYSTEM,
	  .takes = "title to incident resource quantity needed_by place note",
	  .check = check_ask },
	{ .number = 2, .name = "extend", .zh = "延长", .en = "Extend",
	  .from = IN(COMMITTED) | IN(DEPARTED) | IN(ARRIVED) | IN(IN_USE), .to = SAME,
	  .roles = ROLE_DESK | ROLE_liaison, .takes = "extended_until reason",
	  .needs = "extended_until" },
	{ .number = 3, .name = "cancel", .zh = "取消", .en = "Cancel",
	  .from = IN(REQUESTED) | IN(OFFERED) | IN(DECLINED) | IN(COMMITTED), .to = CANCELLED,
	  .roles = ROLE_DESK | ROLE_liaison, .takes = "reason", .needs = "reason" },
	MARK(4, "mark_requested", "待答复", "Unanswered", REQUESTED),
	MARK(5, "mark_offered", "有意提供", "Offered", OFFERED),
	MARK(6, "mark_declined", "均已婉拒", "Declined by all", DECLINED),
	MARK(7, "mark_committed", "已承诺", "Committed", COMMITTED),
	MARK(8, "mark_departed", "已出发", "Departed", DEPARTED),
	MARK(9, "mark_arrived", "已到达", "Arrived", ARRIVED),
	MARK(10, "mark_in_use", "使用中", "In use", IN_USE),
	MARK(11, "mark_released", "已解除", "Released", RELEASED),
	MARK(12, "mark_returned", "已归还", "Returned", RETURNED),
	ACT_LINK(ROLE_DESK), ACT_ATTACH(ROLE_DESK));

static const struct clock_step answer_steps[] = {
	{ .name = "ring", .zh = "尚无答复", .en = "No answer yet",
	  .policy = "request.answer.ring", .rings = RINGS_HOME },
	{ .name = "overdue", .zh = "久无答复", .en = "Still no answer",
	  .policy = "request.answer.overdue", .rings = RINGS_HOME | RINGS_ABOVE },
};
static const struct clock clocks[] = {
	{ .number = 1, .name = "answer", .zh = "答复", .en = "Answer",
	  .starts = "ask mark_requested",
	  .stops = "mark_offered mark_declined mark_committed cancel", .steps = answer_steps,
	  .nsteps = KIND_COUNT(answer_steps) },
};

/* ---- how far the offers have come ------------------------------------------------------------ */

static uint16_t state_of_offer(const struct record *offer)
{
	static const struct {
		const char *name;
		uint16_t state;
	} rows[] = {
		{ "offered", OFFERED },	  { "declined", DECLINED }, { "committed", COMMITTED },
		{ "departed", DEPARTED }, { "arrived", ARRIVED },   { "in_use", IN_USE },
		{ "released", RELEASED }, { "returned", RETURNED },
	};

	for (size_t i = 0; i < KIND_COUNT(rows); i++)
		if (rules_in(offer, rows[i].name))
			return rows[i].state;
	return REQUESTED;
}

/*
 * The most advanced offer that is still with us speaks for the request; when all have been let
 * go, the one least far on its way home; when all that were asked have declined, that.
 */
static uint16_t progress_of(const struct model *model, const struct request *request)
{
	const struct record *offers[LIMIT_REFS];
	uint32_t count = model_refs_to(model, request->record.id, "offer", "subject", offers,
				       LIMIT_REFS);
	uint32_t declined = 0;
	uint16_t most = REQUESTED, leaving = 0;

	for (uint32_t i = 0; i < count && i < LIMIT_REFS; i++) {
		uint16_t state = state_of_offer(offers[i]);

		if (state == DECLINED)
			declined++;
		else if (state >= RELEASED)
			leaving = leaving == 0 || state < leaving ? state : leaving;
		else if (state > most)
			most = state;
	}
	if (most != REQUESTED)
		return most;
	if (leaving != 0)
		return leaving;
	return declined >= request->to.count ? DECLINED : REQUESTED;
}

static void follow_offers(struct reactor *reactor, const struct model *model,
			  const struct record *record, const struct entry *entry)
{
	static const char *const marks[] = {
		[REQUESTED] = "mark_requested", [OFFERED] = "mark_offered",
		[DECLINED] = "mark_declined",	[COMMITTED] = "mark_committed",
		[DEPARTED] = "mark_departed",	[ARRIVED] = "mark_arrived",
		[IN_USE] = "mark_in_use",	[RELEASED] = "mark_released",
		[RETURNED] = "mark_returned",
	};
	const struct record *request =
		model_find_kind(model, rules_ref(record, "subject"), "request");
	uint16_t state;

	(void)entry;
	if (!request || (IN(request->state) & UNDER_WAY) == 0)
		return;
	state = progress_of(model, (const struct request *)request);
	if (state != request->state)
		reactor_propose(reactor, "request", marks[state], request->id, request->home);
}

static const struct reaction reactions[] = {
	{ .name = "follow_offers",
	  .on = "offer.offer offer.decline offer.commit offer.depart offer.arrive offer.use "
		"offer.release offer.return offer.withdraw",
	  .doc_zh = "请求的状态随各方的答复推进。",
	  .doc_en = "A request advances with the offers that answer it.", .run = follow_offers },
};

KIND(request, .number = 14, .module = "command", .zh = "增援请求", .en = "Request",
     .doc_zh = "向不能下令的单位请求力量或物资。",
     .doc_en = "A request for forces or means to posts that cannot be ordered.",
     .doctrine = "4.3", .flags = KIND_BOARD, .refusals = refusals, KIND_CLOCKS,
     KIND_REACTIONS);
