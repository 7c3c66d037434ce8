/* How many a place may hold: the least of what entries, ground, exits and ways out allow. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "model/model.h"

enum { ENTRY = 1, HOLDING, EXIT, EVACUATION };
static const struct choice bounds[] = {
	{ ENTRY, "entry", "入场", "Entry", NULL },
	{ HOLDING, "holding", "容纳", "Holding", NULL },
	{ EXIT, "exit", "正常出场", "Exit", NULL },
	{ EVACUATION, "evacuation", "紧急疏散", "Evacuation", NULL },
	{ 0 },
};

/*
 * Doctrine 10.4, after the Green Guide: four numbers a section, the lowest is final; P (physical)
 * and S (management) are 0 to 1 each and the lower is used, not their product; for the ways out in
 * an emergency the widest exit is taken as lost.
 */
#define FIELDS(X, K) \
	X(K, 1, REF, place, "地点", "Place", .target = "place", .flags = REQUIRED) \
	X(K, 2, TEXT, title, "标题", "Title", .max = 240, .flags = REQUIRED | TITLE) \
	X(K, 3, INT, turnstiles, "闸机数", "Turnstiles", .least = 1, .most = 1000, \
	  .flags = REQUIRED) \
	X(K, 4, REAL, entry_rate, "实测每闸机每小时", "Measured a turnstile and hour", .least = 1, \
	  .most = 5000, .unit = "person/h", .flags = REQUIRED) \
	X(K, 5, INT, seats, "座席", "Seats", .most = 1000000, .unit = "seat") \
	X(K, 6, REAL, area, "净面积", "Clear area", .most = 10000000, .unit = "m²") \
	X(K, 7, REAL, density, "密度", "Density", .least = 0.1, .most = 10, .unit = "person/m²") \
	X(K, 8, REAL, physical, "物理系数P", "P factor", .most = 1, .flags = REQUIRED) \
	X(K, 9, REAL, managed, "管理系数S", "S factor", .most = 1, .flags = REQUIRED) \
	X(K, 10, REAL, exit_width, "出口总宽", "Width of all exits", .least = 0.1, .most = 10000, \
	  .unit = "m", .flags = REQUIRED) \
	X(K, 11, REAL, widest_exit, "最宽出口", "The widest exit", .most = 1000, .unit = "m", \
	  .flags = REQUIRED) \
	X(K, 12, BOOL, stairs, "出口为楼梯", "Exits are stairs", .flags = 0) \
	X(K, 13, REAL, flow, "实测每米每分钟", "Measured a metre and minute", .least = 1, \
	  .most = 200, .unit = "person/m/min") \
	X(K, 14, SPAN, evacuation_time, "紧急疏散时间", "Time to evacuate", .least = 60, \
	  .most = 3600, .flags = REQUIRED) \
	X(K, 15, INT, entry_figure, "入场容量", "Entry capacity", .unit = "person", \
	  .flags = SYSTEM) \
	X(K, 16, INT, holding_figure, "容纳容量", "Holding capacity", .unit = "person", \
	  .flags = SYSTEM) \
	X(K, 17, INT, exit_figure, "出场容量", "Exit capacity", .unit = "person", .flags = SYSTEM) \
	X(K, 18, INT, evacuation_figure, "疏散容量", "Evacuation capacity", .unit = "person", \
	  .flags = SYSTEM) \
	X(K, 19, INT, final_figure, "最终容量", "Final capacity", .unit = "person", \
	  .flags = SYSTEM) \
	X(K, 20, ENUM, bound, "受限于", "Bound by", .choices = bounds, .flags = SYSTEM) \
	X(K, 21, INT, approved, "核准人数", "Approved number", .least = 1, .most = 1000000, \
	  .unit = "person") \
	X(K, 22, INT, tickets, "发票数", "Tickets", .most = 1000000, .unit = "person") \
	X(K, 23, REAL, egress, "核准人数全部出场", "Approved number out in", .unit = "min", \
	  .flags = SYSTEM) \
	X(K, 24, TEXT, source, "依据", "Source", .max = 400, .flags = REQUIRED | LONG) \
	X(K, 25, TEXT, reason, "理由", "Reason", .max = 400, .flags = LONG)

KIND_STRUCT(capacity);
KIND_FIELDS(capacity);

enum { DRAFT = 1, APPROVED, SUPERSEDED, WITHDRAWN };
static const struct state states[] = {
	{ DRAFT, "draft", "测算", "Draft", STATE_OPEN },
	{ APPROVED, "approved", "已核准", "Approved", STATE_OPEN },
	{ SUPERSEDED, "superseded", "被取代", "Superseded", STATE_CLOSED },
	{ WITHDRAWN, "withdrawn", "撤销", "Withdrawn", STATE_CLOSED },
};

REFUSAL(ground_required, "须有座席数，或面积与密度", "It needs seats, or an area and a density");
REFUSAL(density_over_limit, "密度超过允许上限", "The density is above what may be planned for");
REFUSAL(exit_wider_than_all, "最宽出口不能宽于全部出口", "No exit is wider than all together");
REFUSAL(over_final, "核准人数超过最终容量", "The approved number is above the final capacity");
REFUSAL(too_many_tickets, "发票数超过核准人数的允许比例",
	"More tickets than the share of the approved number that may be sold");
REFUSAL(egress_too_slow, "核准人数在规定时间内不能全部出场",
	"The approved number cannot be out within the time allowed");
static const struct refusal *const refusals[] = {
	&refuse_ground_required, &refuse_density_over_limit, &refuse_exit_wider_than_all,
	&refuse_over_final, &refuse_too_many_tickets, &refuse_egress_too_slow, NULL,
};

static const struct capacity *capacity_of(const struct record *record)
{
	return (const struct capacity *)record;
}

static double policy(const struct model *model, const struct record *record, instant at,
		     const char *key)
{
	return policy_or(model, key, record->home, at, 0);
}

/* What a metre of exit lets out in a minute: the ceiling, or less where less was measured. */
static double flow_of(const struct model *model, const struct record *record, instant at)
{
	const struct capacity *capacity = capacity_of(record);
	double most = policy(model, record, at,
			     capacity->stairs ? "capacity.flow.stairs" : "capacity.flow.level");

	return record_has(record, F_flow) ? fmin(capacity->flow, most) : most;
}

/* Minutes, to the hundredth; doctrine 10.4 gives them so. */
static double egress_of(const struct model *model, const struct record *record, instant at)
{
	const struct capacity *capacity = capacity_of(record);

	return round((double)capacity->approved /
		     (capacity->exit_width * flow_of(model, record, at)) * 100) / 100;
}

static const struct refusal *check_draft(const struct model *model, const struct record *before,
					 const struct record *after, const struct act_view *view)
{
	const struct capacity *capacity = capacity_of(after);

	(void)before;
	if (capacity->seats == 0 && (capacity->area <= 0 || !record_has(after, F_density)))
		return &refuse_ground_required;
	if (capacity->density > policy(model, after, view->at, "capacity.density.most"))
		return &refuse_density_over_limit;
	return capacity->widest_exit > capacity->exit_width ? &refuse_exit_wider_than_all : NULL;
}

static void stamp_figures(struct stamp *stamp, const struct model *model,
			  const struct record *after, const struct act_view *view)
{
	static const char *const names[] = { "entry_figure", "holding_figure", "exit_figure",
					     "evacuation_figure" };
	const struct capacity *c = capacity_of(after);
	double flow = flow_of(model, after, view->at);
	double ground = c->seats > 0 ? (double)c->seats : c->area * c->density;
	double rate = fmin(c->entry_rate, policy(model, after, view->at, "capacity.entry_rate"));
	double figures[] = {
		(double)c->turnstiles * rate,
		ground * fmin(c->physical, c->managed),
		c->exit_width * flow * policy(model, after, view->at, "capacity.exit.most") / 60,
		(c->exit_width - c->widest_exit) * flow * (double)c->evacuation_time / 60,
	};
	size_t least = 0;

	for (size_t i = 0; i < KIND_COUNT(figures); i++) {
		/* What is off a whole number by rounding alone is that; and no place is endless. */
		figures[i] = fmin(floor(figures[i] + 1e-6), 1e9);
		stamp_int(stamp, names[i], (int64_t)figures[i]);
		if (figures[i] < figures[least])
			least = i;
	}
	stamp_int(stamp, "final_figure", (int64_t)figures[least]);
	stamp_choice(stamp, "bound", bounds[least].name);
}

static const struct refusal *check_approve(const struct model *model, const struct record *before,
					   const struct record *after, const struct act_view *view)
{
	const struct capacity *capacity = capacity_of(after);

	(void)before;
	if (capacity->approved > capacity->final_figure)
		return &refuse_over_final;
	if ((double)capacity->tickets > (double)capacity->approved *
						policy(model, after, view->at,
						       "capacity.tickets.share"))
		return &refuse_too_many_tickets;
	return egress_of(model, after, view->at) * 60 >
			       policy(model, after, view->at, "capacity.exit.most")
		       ? &refuse_egress_too_slow
		       : NULL;
}

static void stamp_egress(struct stamp *stamp, const struct model *model,
			 const struct record *after, const struct act_view *view)
{
	stamp_real(stamp, "egress", egress_of(model, after, view->at));
}

#define MEASURES "title turnstiles entry_rate seats area density physical managed exit_width " \
	"widest_exit stairs flow evacuation_time source"
KIND_ACTS(
	{ .number = 1, .name = "draft", .zh = "测算", .en = "Draft", .from = NEW, .to = DRAFT,
	  .roles = ROLE_DESK | ROLE_SYSTEM, .takes = "place " MEASURES, .check = check_draft,
	  .stamp = stamp_figures },
	{ .number = 2, .name = "approve", .zh = "核准", .en = "Approve", .from = IN(DRAFT),
	  .to = APPROVED, .roles = ROLE_commander, .takes = "approved tickets",
	  .needs = "approved", .check = check_approve, .stamp = stamp_egress },
	{ .number = 3, .name = "supersede", .zh = "取代", .en = "Supersede", .from = IN(APPROVED),
	  .to = SUPERSEDED, .roles = ROLE_SYSTEM },
	{ .number = 4, .name = "withdraw", .zh = "撤销", .en = "Withdraw", .from = IN(DRAFT),
	  .to = WITHDRAWN, .roles = ROLE_DESK, .takes = "reason", .needs = "reason" },
	{ .number = ACT_NUMBER_AMEND, .name = "amend", .zh = "更正", .en = "Amend",
	  .from = IN(DRAFT), .to = SAME, .roles = ROLE_DESK, .takes = MEASURES,
	  .flags = ACT_VERSION | ACT_KERNEL, .check = check_draft, .stamp = stamp_figures });

/* The approved number is the place's from now on; what was approved before gives way. */
static void put_in_place(struct reactor *reactor, const struct model *model,
			 const struct record *record, const struct entry *entry)
{
	struct ident id = capacity_of(record)->place;
	const struct record *place = model_find(model, id), *others[LIMIT_SEEN];
	uint32_t count = model_refs_to(model, id, "capacity", "place", others, LIMIT_SEEN);

	(void)entry;
	for (uint32_t i = 0; i < count && i < LIMIT_SEEN; i++)
		if (others[i] != record && others[i]->state == APPROVED && !others[i]->struck)
			reactor_propose(reactor, "capacity", "supersede", others[i]->id,
					others[i]->home);
	if (!place)
		return;
	reactor_propose(reactor, "place", "amend", id, place->home);
	reactor_int(reactor, "capacity", capacity_of(record)->approved);
}

static const struct reaction reactions[] = {
	{ .name = "put_in_place", .on = "capacity.approve",
	  .doc_zh = "核准人数写入地点，原核准被取代。",
	  .doc_en = "An approved number becomes the place's; the one before is superseded.",
	  .run = put_in_place },
};

KIND(capacity, .number = 103, .module = "movement", .zh = "容量核定", .en = "Safe capacity",
     .doc_zh = "地点的安全容量：入场、容纳、出场、疏散四项中最低的一项。",
     .doc_en = "The safe capacity of a place: the lowest of entry, holding, exit, evacuation.",
     .doctrine = "6.2, 10.4", .flags = KIND_SETUP, .sees = REL_ANY, .refusals = refusals,
     KIND_REACTIONS);
