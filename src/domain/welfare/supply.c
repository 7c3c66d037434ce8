/* What people at a site live on: clothes, food, shelter, transport, protection; what is left. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/model.h"

/* Doctrine 12.4, 衣食住行, and protection against the epidemic. */
static const struct choice classes[] = {
	{ 1, "clothing", "衣：防寒服装", "Clothing", NULL },
	{ 2, "food", "食：热食热饮", "Hot food and drink", NULL },
	{ 3, "shelter", "住：取暖和床位", "Shelter and beds", NULL },
	{ 4, "transport", "行：通勤车辆", "Transport", NULL },
	{ 5, "protection", "疫：防护物资", "Protective supplies", NULL },
	{ 6, "medical", "医：急救药品", "Medical", NULL },
	{ 0 },
};
static const struct choice units[] = {
	{ 1, "set", "套", "Set", NULL },	{ 2, "piece", "件", "Piece", NULL },
	{ 3, "portion", "份", "Portion", NULL }, { 4, "bed", "床位", "Bed", NULL },
	{ 5, "seat", "座位", "Seat", NULL },	{ 6, "box", "箱", "Box", NULL },
	{ 7, "litre", "升", "Litre", NULL },	{ 0 },
};

#define AMOUNT .most = 10000000
#define FIELDS(X, K) \
	X(K, 1, TEXT, title, "品名", "Item", .max = 120, .flags = REQUIRED | TITLE | SEARCHED) \
	X(K, 2, ENUM, sort, "类别", "Class", .choices = classes, .flags = REQUIRED | INDEXED) \
	X(K, 3, REF, place, "地点", "Site", .target = "place", .flags = REQUIRED) \
	X(K, 4, ENUM, measure, "单位", "Unit", .choices = units, .flags = REQUIRED) \
	X(K, 5, INT, level, "现有", "On hand", AMOUNT) \
	X(K, 6, INT, least, "最低存量", "Least", AMOUNT, .flags = REQUIRED) \
	X(K, 7, INT, full, "满额", "Full", .least = 1, .most = 10000000, .flags = REQUIRED) \
	X(K, 8, INT, ordered, "已订", "Ordered", .least = 1, .most = 10000000) \
	X(K, 9, REF, supplier, "供应单位", "Supplier", .target = "agency") \
	X(K, 10, TIME, deliver_by, "应送达", "Delivery due", .flags = 0) \
	X(K, 11, INT, received, "本次收到", "Received", .least = 1, .most = 10000000) \
	X(K, 12, ENUM, loop_side, "闭环内外", "Side of the loop", .choices = choices_loop_side, \
	  .flags = 0) \
	X(K, 13, TIME, counted_at, "清点时间", "Counted at", .flags = SYSTEM) \
	X(K, 14, TEXT, reason, "理由", "Reason", .max = 400, .flags = LONG) \
	X(K, 15, SPAN, interval, "发放间隔", "Handed out every", .least = 900, .most = 86400, \
	  .doc_zh = "热食热饮、口罩更换等须按时发放的物资。", \
	  .doc_en = "For what people need at set times: hot food and drink, a dry mask.") \
	X(K, 16, INT, served, "本次发放", "Handed out", .least = 1, .most = 10000000) \
	X(K, 17, TIME, next_serving, "下次发放", "To be handed out at", .flags = SYSTEM)

KIND_STRUCT(supply);
KIND_FIELDS(supply);

enum { ENOUGH = 1, LOW, OUT, ORDERED, CLOSED };
static const struct state states[] = {
	{ ENOUGH, "enough", "充足", "Enough", STATE_OPEN },
	{ LOW, "low", "不足", "Low", STATE_OPEN | STATE_ALARM },
	{ OUT, "out", "断供", "Out", STATE_OPEN | STATE_ALARM },
	{ ORDERED, "ordered", "已补货", "Refill ordered", STATE_OPEN },
	{ CLOSED, "closed", "已撤", "Closed", STATE_CLOSED },
};

REFUSAL(least_over_full, "最低存量不能多于满额", "The least cannot be more than full");
REFUSAL(over_full, "数量超过满额", "More than the site can hold");
REFUSAL(more_than_there, "发放数量多于现有数量", "More was handed out than there is");
REFUSAL(delivery_in_past, "送达时间须晚于现在", "A delivery lies in the future");
static const struct refusal *const refusals[] = {
	&refuse_least_over_full, &refuse_over_full, &refuse_more_than_there,
	&refuse_delivery_in_past, NULL,
};

static const struct supply *supply_of(const struct record *record)
{
	return (const struct supply *)record;
}

static const struct refusal *check_level(const struct model *model, const struct record *before,
					 const struct record *after, const struct act_view *view)
{
	(void)model;
	(void)before;
	(void)view;
	if (supply_of(after)->least > supply_of(after)->full)
		return &refuse_least_over_full;
	return supply_of(after)->level > supply_of(after)->full ? &refuse_over_full : NULL;
}

static const struct refusal *check_order(const struct model *model, const struct record *before,
					 const struct record *after, const struct act_view *view)
{
	const struct supply *s = supply_of(after);

	(void)model;
	(void)before;
	if (s->deliver_by <= view->at)
		return &refuse_delivery_in_past;
	return s->level + s->ordered > s->full ? &refuse_over_full : NULL;
}

static const struct refusal *check_receive(const struct model *model, const struct record *before,
					   const struct record *after, const struct act_view *view)
{
	(void)model;
	(void)before;
	(void)view;
	return supply_of(after)->level + supply_of(after)->received > supply_of(after)->full
		       ? &refuse_over_full
		       : NULL;
}

static const struct refusal *check_serve(const struct model *model, const struct record *before,
					 const struct record *after, const struct act_view *view)
{
	(void)model;
	(void)before;
	(void)view;
	return supply_of(after)->served > supply_of(after)->level ? &refuse_more_than_there : NULL;
}

static void stamp_counted(struct stamp *stamp, const struct model *model,
			  const struct record *after, const struct act_view *view)
{
	(void)model;
	(void)after;
	stamp_time(stamp, "counted_at", view->at);
}

static void stamp_received(struct stamp *stamp, const struct model *model,
			   const struct record *after, const struct act_view *view)
{
	stamp_counted(stamp, model, after, view);
	stamp_int(stamp, "level", supply_of(after)->level + supply_of(after)->received);
}

static void stamp_next(struct stamp *stamp, const struct record *after, instant at)
{
	if (supply_of(after)->interval > 0)
		stamp_time(stamp, "next_serving", at + supply_of(after)->interval * 1000);
}

static void stamp_set_up(struct stamp *stamp, const struct model *model,
			 const struct record *after, const struct act_view *view)
{
	stamp_counted(stamp, model, after, view);
	stamp_next(stamp, after, view->at);
}

static void stamp_served(struct stamp *stamp, const struct model *model,
			 const struct record *after, const struct act_view *view)
{
	(void)model;
	stamp_int(stamp, "level", supply_of(after)->level - supply_of(after)->served);
	stamp_next(stamp, after, view->at);
}

#define KEEPERS (ROLE_DESK | ROLE_unit_leader | ROLE_SYSTEM)
#define NEAR (REL_OWN | REL_DESK | REL_ABOVE)
#define OPEN (IN(ENOUGH) | IN(LOW) | IN(OUT) | IN(ORDERED))
KIND_ACTS(
	{ .number = 1, .name = "set_up", .zh = "建账", .en = "Set up", .from = NEW, .to = ENOUGH,
	  .roles = KEEPERS | ROLE_administrator,
	  .takes = "title sort place measure level least full supplier loop_side interval",
	  .needs = "level", .check = check_level, .stamp = stamp_set_up },
	{ .number = 2, .name = "count", .zh = "清点", .en = "Count", .from = OPEN, .to = SAME,
	  .roles = KEEPERS | ROLE_steward, .relations = NEAR, .takes = "level",
	  .needs = "level", .check = check_level, .stamp = stamp_counted },
	{ .number = 3, .name = "order", .zh = "补货", .en = "Order a refill",
	  .from = OPEN, .to = ORDERED, .roles = KEEPERS,
	  .relations = NEAR, .takes = "ordered supplier deliver_by",
	  .needs = "ordered deliver_by", .check = check_order },
	{ .number = 4, .name = "receive", .zh = "收货", .en = "Receive", .from = IN(ORDERED),
	  .to = ENOUGH, .roles = KEEPERS, .relations = NEAR, .takes = "received",
	  .needs = "received", .check = check_receive, .stamp = stamp_received },
	{ .number = 5, .name = "mark_enough", .zh = "充足", .en = "Enough",
	  .from = IN(LOW) | IN(OUT), .to = ENOUGH, .roles = ROLE_SYSTEM },
	{ .number = 6, .name = "mark_low", .zh = "不足", .en = "Low",
	  .from = IN(ENOUGH) | IN(OUT), .to = LOW, .roles = ROLE_SYSTEM, .flags = ACT_ALARM },
	{ .number = 7, .name = "mark_out", .zh = "断供", .en = "Out",
	  .from = IN(ENOUGH) | IN(LOW), .to = OUT, .roles = ROLE_SYSTEM, .flags = ACT_ALARM },
	{ .number = 8, .name = "close", .zh = "撤账", .en = "Close", .from = OPEN, .to = CLOSED,
	  .roles = ROLE_DESK, .relations = NEAR, .takes = "reason", .needs = "reason" },
	{ .number = 9, .name = "set_levels", .zh = "调整存量标准", .en = "Set the levels",
	  .from = OPEN, .to = SAME, .roles = KEEPERS, .relations = NEAR,
	  .takes = "least full supplier", .flags = ACT_VERSION, .check = check_level },
	/* Doctrine 12.4: hot food and drink, a dry mask, at intervals. */
	{ .number = 10, .name = "serve", .zh = "发放", .en = "Hand out", .from = OPEN,
	  .to = SAME, .roles = KEEPERS | ROLE_steward, .relations = NEAR, .takes = "served",
	  .needs = "served", .check = check_serve, .stamp = stamp_served },
	{ .number = 11, .name = "cancel_order", .zh = "取消补货", .en = "Cancel the refill",
	  .from = IN(ORDERED), .to = ENOUGH, .roles = KEEPERS, .relations = NEAR,
	  .takes = "reason", .needs = "reason" });

static const struct clock_step count_steps[] = {
	{ .name = "due", .zh = "到清点时间", .en = "Count is due", .policy = "supply.count",
	  .rings = RINGS_HOME },
	{ .name = "overdue", .zh = "久未清点", .en = "Not counted",
	  .policy = "supply.count_overdue", .rings = RINGS_HOME | RINGS_ABOVE },
};
static const struct clock_step delivery_steps[] = {
	{ .name = "due", .zh = "到送达时间", .en = "Delivery is due", .rings = RINGS_HOME },
	{ .name = "late", .zh = "逾时未送达", .en = "Not delivered", .policy = "supply.late",
	  .rings = RINGS_HOME | RINGS_ABOVE },
};
static const struct clock_step serving_steps[] = {
	{ .name = "due", .zh = "到发放时间", .en = "To be handed out now", .rings = RINGS_HOME },
	{ .name = "late", .zh = "逾时未发放", .en = "Not handed out",
	  .policy = "supply.serve_late", .rings = RINGS_HOME | RINGS_ABOVE },
};

static bool at_intervals(const struct model *model, const struct record *record)
{
	(void)model;
	return supply_of(record)->interval > 0;
}

static const struct clock clocks[] = {
	{ .number = 1, .name = "count", .zh = "清点", .en = "Count",
	  .starts = "set_up count receive", .stops = "count receive close",
	  .steps = count_steps, .nsteps = KIND_COUNT(count_steps) },
	{ .number = 2, .name = "delivery", .zh = "送达", .en = "Delivery", .starts = "order",
	  .stops = "receive cancel_order close", .until = "deliver_by",
	  .steps = delivery_steps, .nsteps = KIND_COUNT(delivery_steps) },
	{ .number = 3, .name = "serving", .zh = "发放", .en = "Handing out",
	  .starts = "set_up serve", .stops = "close", .when = at_intervals,
	  .until = "next_serving", .steps = serving_steps,
	  .nsteps = KIND_COUNT(serving_steps) },
};

static bool is_out(const struct model *model, const struct record *record, instant at)
{
	(void)model;
	(void)at;
	return supply_of(record)->level == 0;
}

static const struct gap gaps[] = {
	{ .name = "out", .zh = "保障物资断供", .en = "A supply has run out",
	  .severity = GAP_SEVERE, .in = IN(OUT), .act = "order" },
	{ .name = "out_awaiting", .zh = "已断供，补货在途",
	  .en = "Nothing is left, and the refill has not come", .severity = GAP_SERIOUS,
	  .in = IN(ORDERED), .open = is_out, .act = "receive" },
	{ .name = "low", .zh = "保障物资不足", .en = "A supply is low", .severity = GAP_SERIOUS,
	  .in = IN(LOW), .act = "order" },
};

/* While a refill is on its way the count is only noted: the delivery has its own clock. */
static void judge(struct reactor *reactor, const struct model *model, const struct record *record,
		  const struct entry *entry)
{
	const struct supply *s = supply_of(record);
	uint16_t wanted = s->level == 0 ? OUT : s->level < s->least ? LOW : ENOUGH;

	(void)model;
	(void)entry;
	if (record->state == ORDERED || record->state == wanted)
		return;
	reactor_propose(reactor, "supply",
			wanted == OUT	? "mark_out"
			: wanted == LOW ? "mark_low"
					: "mark_enough",
			record->id, record->home);
}

static const struct reaction reactions[] = {
	{ .name = "judge",
	  .on = "supply.set_up supply.count supply.receive supply.set_levels supply.serve "
		"supply.cancel_order",
	  .doc_zh = "清点低于最低存量即报警，断供另行报警。",
	  .doc_en = "A count below the least is an alarm, and nothing left is another.",
	  .run = judge },
};

KIND(supply, .number = 132, .module = "welfare", .zh = "保障物资", .en = "Supply",
     .doc_zh = "一处地点的衣、食、住、行、防护和医药物资：存量、清点、补货、送达。",
     .doc_en = "Clothes, food, shelter, transport, protection and medicine at a site: how much is "
	       "left, and what is on its way.",
     .doctrine = "12.4, 1 (S20)", .flags = KIND_SETUP | KIND_BOARD,
     .refusals = refusals, KIND_CLOCKS,
     KIND_GAPS, KIND_REACTIONS);
