/* The signed order on the level of a ring: on what ground, how long, at the price of what queue. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/checkpoints/ladder.h"

#include <math.h>

#include "engine/queue/fluid.h"

#define AMBULANCE 1
static const struct choice reliefs[] = {
	{ AMBULANCE, "ambulance_lane", "急救绿色通道", "Green lane for ambulances", NULL },
	{ 2, "goods_lane", "保供通道", "Lane for supplies", NULL },
	{ 3, "school_lane", "校车通道", "Lane for school buses", NULL },
	{ 4, "commuter_lane", "通勤快速通道", "Fast lane for commuters", NULL },
	{ 5, "tokens", "上一圈凭证免检", "Tokens of the ring before count", NULL },
	{ 6, "shelter", "热饮与取暖点", "Hot drinks and shelter", NULL },
	{ 7, "signs", "提前绕行提示", "Signs to other ways in advance", NULL },
	{ 0 },
};

#define FIELDS(X, K) \
	X(K, 1, TEXT, title, "标题", "Title", .max = 240, .flags = REQUIRED | TITLE | SEARCHED) \
	X(K, 2, REF, corridor, "通道", "Corridor", .target = "corridor", .flags = REQUIRED) \
	X(K, 3, ENUM, ring, "圈层", "Ring", .choices = ladder_rings, .flags = REQUIRED | INDEXED) \
	X(K, 4, ENUM, to_level, "转为", "To level", .choices = ladder_levels, .flags = REQUIRED) \
	X(K, 5, ENUM, from_level, "由", "From level", .choices = ladder_levels, .flags = SYSTEM) \
	X(K, 6, REF, incident, "事件", "Incident", .target = "incident") \
	X(K, 7, TEXT, reason, "理由", "Reason", .max = 800, .flags = REQUIRED | LONG) \
	X(K, 8, TEXT, area, "范围", "Area", .max = 400) \
	X(K, 9, TIME, from_time, "生效时间", "In force from", .flags = REQUIRED) \
	X(K, 10, TIME, expires, "失效时间", "Expires", .flags = 0) \
	X(K, 11, TIME, warn_at, "到期提醒", "Reminder", .flags = SYSTEM) \
	X(K, 12, TEXT, legal_basis, "法律依据", "Legal basis", .max = 400, .flags = LONG, \
	  .doc_zh = "须引用通道的指定文件。", \
	  .doc_en = "Must cite the document that designates the corridor.") \
	X(K, 13, SET, relief, "疏导措施", "Relief measures", .choices = reliefs, .flags = 0) \
	X(K, 14, TEXT, notice_zh, "公告（中文）", "Public notice (Chinese)", .max = 800, \
	  .flags = LONG) \
	X(K, 15, TEXT, notice_en, "公告（英文）", "Public notice (English)", .max = 800, \
	  .flags = LONG) \
	X(K, 16, REF, renews, "续期自", "Renews", .target = "level_order") \
	X(K, 17, REFS, to, "执行岗位", "Carried out by", .target = "post", .max = LIMIT_REFS, \
	  .flags = ADDRESSEE | SYSTEM) \
	X(K, 18, INT, forecast_wait, "预计平均等待", "Mean wait foreseen", .unit = "s", \
	  .flags = SYSTEM) \
	X(K, 19, BOOL, forecast_grows, "高峰排队持续增长", "The queue grows all through the peak", \
	  .flags = SYSTEM) \
	X(K, 20, INT, forecast_queue, "预计最长排队", "Longest queue foreseen", \
	  .unit = "vehicle", .flags = SYSTEM) \
	X(K, 21, INT, forecast_longest, "预计最长等待", "Longest wait foreseen", .unit = "s", \
	  .flags = SYSTEM) \
	X(K, 22, INT, forecast_capacity, "预计每小时通过", "Capacity foreseen", \
	  .unit = "vehicle/h", .flags = SYSTEM) \
	X(K, 23, REAL, assurance_before, "现查控率", "Assurance before", .unit = "%", \
	  .flags = SYSTEM) \
	X(K, 24, REAL, assurance_after, "转后查控率", "Assurance after", .unit = "%", \
	  .flags = SYSTEM) \
	X(K, 25, INT, staff_needed, "需在岗警力", "Staff needed", .unit = "person", \
	  .flags = SYSTEM) \
	X(K, 26, TIME, forecast_at, "测算时间", "Foreseen at", .flags = SYSTEM) \
	X(K, 27, INT, wait_most, "等待上限", "Wait at most", .unit = "s", .flags = SYSTEM) \
	X(K, 28, BOOL, over_wait, "预计超过等待上限", "Foreseen to be longer", .flags = SYSTEM)

KIND_STRUCT(level_order);
KIND_FIELDS(level_order);

/* Doctrine 4.7, CHECKPOINT LEVEL. */
enum { PROPOSED = 1, ORDERED, IN_FORCE, RENEWED, LOWERED, LAPSED, WITHDRAWN };
static const struct state states[] = {
	{ PROPOSED, "proposed", "拟议", "Proposed", STATE_OPEN },
	{ ORDERED, "ordered", "已签发", "Ordered", STATE_OPEN },
	{ IN_FORCE, "in_force", "生效中", "In force", STATE_OPEN },
	{ RENEWED, "renewed", "已续期", "Renewed", STATE_CLOSED },
	{ LOWERED, "lowered", "已降级", "Lowered", STATE_CLOSED },
	{ LAPSED, "lapsed", "到期失效", "Lapsed", STATE_CLOSED },
	{ WITHDRAWN, "withdrawn", "撤回", "Withdrawn", STATE_CLOSED },
};

REFUSAL(not_authorised, "本指挥部无权调整该圈层的查控等级",
	"This post may not order the level of that ring");
REFUSAL(no_checkpoints, "该通道该圈层没有查控点", "The corridor has no checkpoint at that ring");
REFUSAL(checkpoint_not_below, "有查控点不在本指挥部之下", "A checkpoint is not below this post");
REFUSAL(same_level, "已是该等级；续期须注明续自哪一命令",
	"It has that level; to renew, name the order that is renewed");
REFUSAL(step_by_step, "每道命令只能逐级提升", "An order raises step by step");
REFUSAL(too_soon, "两次升级须间隔规定时间，除非事件为特别重大或重大",
	"Two raises lie apart by the time set, unless the incident is G1 or G2");
REFUSAL(expiry_required, "常态以上等级须写明失效时间", "A level above routine needs its expiry");
REFUSAL(expires_before_start, "失效时间须晚于生效时间", "It expires after it begins");
REFUSAL(expires_too_late, "超过最长有效期，须以新命令续期",
	"Longer than an order may last; renew it by a new one");
REFUSAL(designation_not_cited, "法律依据须引用通道的指定文件",
	"The legal basis must cite the document that designates the corridor");
REFUSAL(relief_required, "二级以上须开设急救绿色通道",
	"C2 and C1 need a green lane for ambulances");
REFUSAL(notice_required, "升级前须有中英文公告", "To raise, the public notice in both languages");
REFUSAL(second_person_required, "二级、一级须两人签发", "C2 and C1 are signed by two persons");
REFUSAL(level_has_changed, "拟议后等级已变，须重新测算",
	"The level has changed since; reckon the forecast anew");
REFUSAL(forecast_too_old, "测算已过时，须重新测算", "The forecast is old; reckon it anew");
static const struct refusal *const refusals[] = {
	&refuse_not_authorised, &refuse_no_checkpoints, &refuse_checkpoint_not_below,
	&refuse_same_level, &refuse_step_by_step, &refuse_expiry_required,
	&refuse_expires_before_start, &refuse_expires_too_late, &refuse_second_person_required,
	&refuse_level_has_changed, &refuse_forecast_too_old, &refuse_too_soon,
	&refuse_designation_not_cited, &refuse_relief_required, &refuse_notice_required, NULL,
};

static const struct level_order *order_of(const struct record *record)
{
	return (const struct level_order *)record;
}

static instant span(const struct model *model, const struct record *record, instant at,
		    const char *key)
{
	return (instant)(policy_or(model, key, record->home, at, 0) * 1000);
}

/* The checkpoints that the order is about. */
struct ring_points {
	const struct record *at[LIMIT_REFS];
	uint32_t count;
	uint16_t present;                                  /* their highest level */
};

static struct ring_points points_of(const struct model *model, const struct record *order)
{
	struct ring_points points;

	points.count = ladder_checkpoints(model, order_of(order)->corridor, order_of(order)->ring,
					  points.at, LIMIT_REFS);
	points.present = ladder_present(points.at, points.count);
	return points;
}

/* ---- who may, and how far -------------------------------------------------------------------- */

/* Doctrine 7.2, an authorised node: the nation, its territories; a venue for its own approach. */
static const struct refusal *check_authority(const struct model *model,
					     const struct record *after,
					     const struct ring_points *points)
{
	const struct post *home = tree_get(model, after->home);
	bool upper = home && (home->tier == TIER_NATIONAL || home->tier == TIER_TERRITORIAL);
	bool venue = home && home->tier == TIER_VENUE && order_of(after)->ring == LADDER_R0;

	if (!upper && !venue)
		return &refuse_not_authorised;
	if (points->count == 0)
		return &refuse_no_checkpoints;
	for (uint32_t i = 0; i < points->count; i++)
		if (points->at[i]->home != after->home &&
		    !tree_above(model, after->home, points->at[i]->home))
			return &refuse_checkpoint_not_below;
	return NULL;
}

static bool renews_present(const struct model *model, const struct record *after)
{
	const struct record *old = model_find_kind(model, order_of(after)->renews, "level_order");

	return old && old->state == IN_FORCE &&
	       order_of(old)->to_level == order_of(after)->to_level &&
	       order_of(old)->ring == order_of(after)->ring &&
	       ident_eq(order_of(old)->corridor, order_of(after)->corridor);
}

static bool is_urgent(const struct model *model, const struct level_order *order)
{
	const struct record *incident = model_find_kind(model, order->incident, "incident");
	struct str grade = incident ? str_of(model_choice(incident, "grade")) : STR("");

	return str_eq(grade, STR("g1")) || str_eq(grade, STR("g2"));
}

/* Doctrine 7.2: one level an order; 16 lets a grave incident reach C1 from C4 in two. */
static const struct refusal *check_step(const struct model *model, const struct record *after,
					const struct ring_points *points, instant at)
{
	uint16_t to = order_of(after)->to_level;
	double most = policy_or(model, is_urgent(model, order_of(after))
					       ? "checkpoint.raise.levels.urgent"
					       : "checkpoint.raise.levels", after->home, at, 1);

	if (to == points->present)
		return renews_present(model, after) ? NULL : &refuse_same_level;
	return to > points->present + most ? &refuse_step_by_step : NULL;
}

static const struct refusal *check_expiry(const struct model *model, const struct record *after,
					  const struct act_view *view)
{
	const struct level_order *order = order_of(after);

	if (order->to_level == LADDER_C4)
		return NULL;
	if (order->expires == 0)
		return &refuse_expiry_required;
	if (order->expires <= order->from_time)
		return &refuse_expires_before_start;
	return order->expires - order->from_time >
			       span(model, after, view->at, "checkpoint.order.longest")
		       ? &refuse_expires_too_late
		       : NULL;
}

static const struct refusal *check_propose(const struct model *model, const struct record *before,
					   const struct record *after,
					   const struct act_view *view)
{
	struct ring_points points = points_of(model, after);
	const struct refusal *refusal = check_authority(model, after, &points);

	(void)before;
	if (!refusal)
		refusal = check_step(model, after, &points, view->at);
	return refusal ? refusal : check_expiry(model, after, view);
}

/* ---- what it will cost, before anybody signs ------------------------------------------------- */

static double percent(double share)
{
	return round(share * 1000) / 10;
}

/* The busiest checkpoint of the ring through its peak, and after it until the queue is gone. */
static struct fluid_peak through_the_peak(const struct model *model, const struct record *after,
					  instant at, double arrivals, double capacity)
{
	double peak = (double)span(model, after, at, "checkpoint.peak") / 1000;
	double length = fmax(0, (arrivals - capacity) * peak / 3600);
	struct fluid_period periods[] = {
		{ peak, arrivals, capacity },
		{ length / capacity * 3600, 0, capacity },
	};
	struct fluid_peak ret;

	fluid_run(periods, 2, 0, 0, &ret);
	return ret;
}

static void stamp_posts(struct stamp *stamp, const struct ring_points *points)
{
	struct ident posts[LIMIT_REFS];
	uint32_t count = 0;

	for (uint32_t i = 0; i < points->count; i++) {
		struct ident post = { .origin = points->at[i]->home };
		uint32_t seen = 0;

		while (seen < count && !ident_eq(posts[seen], post))
			seen++;
		if (seen == count)
			posts[count++] = post;
	}
	stamp_refs(stamp, "to", posts, count);
}

static void stamp_queue(struct stamp *stamp, const struct model *model,
			const struct record *after, instant at, const struct ring *ring,
			const struct rings_ring *now, const struct ring_level *level)
{
	struct fluid_peak peak = through_the_peak(model, after, at, ring->arrivals,
						  now->capacity);

	double most = ladder_asks(model, after, at, order_of(after)->to_level, "wait");

	/* Whoever signs sees whether people will wait longer than they should (doctrine 13.3). */
	stamp_int(stamp, "wait_most", ladder_whole(most));
	stamp_bool(stamp, "over_wait", peak.wait > most || now->wait > most);
	stamp_bool(stamp, "forecast_grows", now->wait < 0);
	stamp_int(stamp, "forecast_wait",
		  ladder_whole(now->wait >= 0 ? now->wait
				 : peak.persons > 0 ? peak.waited / peak.persons : 0));
	stamp_int(stamp, "forecast_queue", ladder_whole(ceil(peak.length - 1e-6)));
	stamp_int(stamp, "forecast_longest", ladder_whole(ceil(peak.wait - 1e-6)));
	stamp_int(stamp, "forecast_capacity", ladder_whole(floor(now->capacity + 1e-6)));
	stamp_int(stamp, "staff_needed", ladder_whole(ceil(level->cost - 1e-9)));
}

/* Doctrine 7.2, 13: reckoned here once; it stands in the log and is not reckoned in replay. */
static void stamp_forecast(struct stamp *stamp, const struct model *model,
			   const struct record *after, const struct act_view *view)
{
	const struct level_order *order = order_of(after);
	struct ring_points points = points_of(model, after);
	struct ring rings[RINGS_MOST];
	struct rings_outcome before, later;
	uint16_t which[RINGS_MOST];
	uint32_t levels[RINGS_MOST], at = 0;
	uint32_t count = ladder_corridor(model, order->corridor, view->at, rings, levels, which);

	rings_evaluate(rings, count, levels, &before);
	while (at + 1 < count && which[at] != order->ring)
		at++;
	levels[at] = order->to_level - 1u;
	rings_evaluate(rings, count, levels, &later);
	stamp_posts(stamp, &points);
	stamp_choice(stamp, "from_level", ladder_levels[points.present - 1].name);
	stamp_real(stamp, "assurance_before", percent(before.assurance));
	stamp_real(stamp, "assurance_after", percent(later.assurance));
	stamp_queue(stamp, model, after, view->at, &rings[at], &later.rings[at],
		    &rings[at].levels[levels[at]]);
	stamp_time(stamp, "forecast_at", view->at);
	if (order->expires != 0)
		stamp_time(stamp, "warn_at",
			   order->expires - span(model, after, view->at,
						 "checkpoint.order.reminder"));
}

/* ---- the signature --------------------------------------------------------------------------- */

/* Doctrine 7.2: at least two hours apart unless G1 or G2. */
static bool is_too_soon(const struct model *model, const struct record *after,
			const struct ring_points *points, instant at)
{
	instant apart = span(model, after, at, "checkpoint.raise.apart");

	if (order_of(after)->to_level <= points->present || is_urgent(model, order_of(after)))
		return false;
	for (uint32_t i = 0; i < points->count; i++) {
		instant raised = *(const instant *)model_field(points->at[i], "raised_at");

		if (raised != 0 && order_of(after)->from_time < raised + apart)
			return true;
	}
	return false;
}

/* Doctrine 7.2, the legal gate: places that the city government has designated for the event. */
static const struct refusal *check_papers(const struct model *model, const struct record *after,
					  const struct ring_points *points)
{
	const struct level_order *order = order_of(after);
	const struct record *corridor = model_find_kind(model, order->corridor, "corridor");
	struct str designation = corridor ? *(const struct str *)model_field(corridor,
									     "designation")
					  : STR("");

	if (order->to_level == LADDER_C4)
		return NULL;
	if (designation.len == 0 || !str_contains(order->legal_basis, designation))
		return &refuse_designation_not_cited;
	if (order->to_level >= LADDER_C2 && (order->relief >> AMBULANCE & 1) == 0)
		return &refuse_relief_required;
	return order->to_level > points->present &&
			       (order->notice_zh.len == 0 || order->notice_en.len == 0)
		       ? &refuse_notice_required
		       : NULL;
}

static const struct refusal *check_order(const struct model *model, const struct record *before,
					 const struct record *after, const struct act_view *view)
{
	const struct level_order *order = order_of(after);
	struct ring_points points = points_of(model, after);
	const struct refusal *refusal = check_propose(model, before, after, view);

	if (refusal)
		return refusal;
	if (order->to_level >= LADDER_C2 && !(view->act->flags & ACT_SECOND))
		return &refuse_second_person_required;
	if (order->from_level != points.present)
		return &refuse_level_has_changed;
	if (view->at - order->forecast_at > span(model, after, view->at,
						 "checkpoint.forecast.valid"))
		return &refuse_forecast_too_old;
	if (is_too_soon(model, after, &points, view->at))
		return &refuse_too_soon;
	return check_papers(model, after, &points);
}

#define PAPERS "legal_basis relief notice_zh notice_en area"
#define WHAT "title corridor ring to_level incident reason from_time expires renews " PAPERS
KIND_ACTS(
	{ .number = 1, .name = "propose", .zh = "拟议", .en = "Propose", .from = NEW,
	  .to = PROPOSED, .roles = ROLE_DESK | ROLE_intelligence, .takes = WHAT,
	  .check = check_propose, .stamp = stamp_forecast },
	{ .number = 2, .name = "reckon", .zh = "重新测算", .en = "Reckon the forecast anew",
	  .from = IN(PROPOSED), .to = SAME, .roles = ROLE_DESK | ROLE_intelligence,
	  .takes = "from_time expires", .check = check_propose, .stamp = stamp_forecast },
	{ .number = 3, .name = "order", .zh = "签发", .en = "Order", .from = IN(PROPOSED),
	  .to = ORDERED, .roles = ROLE_commander, .takes = PAPERS, .check = check_order },
	{ .number = 4, .name = "order_second", .zh = "双人签发", .en = "Order, two persons",
	  .from = IN(PROPOSED), .to = ORDERED, .roles = ROLE_DESK, .takes = PAPERS,
	  .flags = ACT_SECOND, .check = check_order },
	{ .number = 5, .name = "take_effect", .zh = "生效", .en = "Take effect",
	  .from = IN(ORDERED), .to = IN_FORCE, .roles = ROLE_SYSTEM },
	{ .number = 6, .name = "withdraw", .zh = "撤回", .en = "Withdraw",
	  .from = IN(PROPOSED) | IN(ORDERED), .to = WITHDRAWN, .roles = ROLE_DESK,
	  .takes = "reason", .needs = "reason" },
	{ .number = 7, .name = "expire", .zh = "到期失效", .en = "Expire", .from = IN(IN_FORCE),
	  .to = LAPSED, .roles = ROLE_SYSTEM, .flags = ACT_ALARM },
	{ .number = 8, .name = "mark_renewed", .zh = "已续期", .en = "Renewed",
	  .from = IN(IN_FORCE), .to = RENEWED, .roles = ROLE_SYSTEM },
	{ .number = 9, .name = "mark_lowered", .zh = "已降级", .en = "Lowered",
	  .from = IN(IN_FORCE), .to = LOWERED, .roles = ROLE_SYSTEM });

static const struct clock_step begin_steps[] = {
	{ .name = "due", .zh = "到生效时间", .en = "Comes into force", .rings = 0,
	  .proposes = "take_effect" },
};
static const struct clock_step expiry_steps[] = {
	{ .name = "due", .zh = "到失效时间", .en = "Expires", .rings = 0, .proposes = "expire" },
};
static const struct clock_step renewal_steps[] = {
	{ .name = "due", .zh = "即将到期：续期或任其失效", .en = "Expires soon: renew or let lapse",
	  .rings = RINGS_HOME },
};

static bool when_expires(const struct model *model, const struct record *record)
{
	(void)model;
	return order_of(record)->expires != 0;
}

static const struct clock clocks[] = {
	{ .number = 1, .name = "begin", .zh = "生效", .en = "Into force",
	  .starts = "order order_second", .stops = "take_effect withdraw", .until = "from_time",
	  .steps = begin_steps, .nsteps = KIND_COUNT(begin_steps) },
	{ .number = 2, .name = "expiry", .zh = "失效", .en = "Expiry", .starts = "take_effect",
	  .stops = "expire mark_renewed mark_lowered", .when = when_expires, .until = "expires",
	  .steps = expiry_steps, .nsteps = KIND_COUNT(expiry_steps) },
	{ .number = 3, .name = "renewal", .zh = "续期", .en = "Renewal", .starts = "take_effect",
	  .stops = "expire mark_renewed mark_lowered", .when = when_expires, .until = "warn_at",
	  .steps = renewal_steps, .nsteps = KIND_COUNT(renewal_steps) },
};

/* ---- what follows ---------------------------------------------------------------------------- */

static void move_to(struct reactor *reactor, const struct record *checkpoint, uint16_t level,
		    struct ident order)
{
	static const char *const steps[] = { [LADDER_C4] = "to_c4", [LADDER_C3] = "to_c3",
					     [LADDER_C2] = "to_c2", [LADDER_C1] = "to_c1" };

	if (checkpoint->state == level)
		return;
	reactor_propose(reactor, "checkpoint", steps[level], checkpoint->id, checkpoint->home);
	reactor_ref(reactor, "order", order);
}

/* Orders of the same ring that are in force besides this one. */
static uint32_t others_of(const struct model *model, const struct record *order,
			  const struct record **ret)
{
	const struct record *all[LIMIT_SEEN];
	uint32_t kept = 0, count = model_refs_to(model, order_of(order)->corridor, "level_order",
						 "corridor", all, LIMIT_SEEN);

	for (uint32_t i = 0; i < count && i < LIMIT_SEEN && kept < LIMIT_REFS; i++)
		if (all[i] != order && all[i]->state == IN_FORCE && !all[i]->struck &&
		    order_of(all[i])->ring == order_of(order)->ring)
			ret[kept++] = all[i];
	return kept;
}

/* A lower order stays in force beneath a higher one: the ring falls back on it. */
static void put_in_force(struct reactor *reactor, const struct model *model,
			 const struct record *record, const struct entry *entry)
{
	struct ring_points points = points_of(model, record);
	uint16_t level = order_of(record)->to_level;
	const struct record *others[LIMIT_REFS];
	uint32_t count = others_of(model, record, others);

	(void)entry;
	for (uint32_t i = 0; i < points.count; i++)
		move_to(reactor, points.at[i], level, record->id);
	for (uint32_t i = 0; i < count; i++)
		if (order_of(others[i])->to_level >= level)
			reactor_propose(reactor, "level_order",
					order_of(others[i])->to_level == level ? "mark_renewed"
									       : "mark_lowered",
					others[i]->id, others[i]->home);
}

/* Doctrine 7.2: lowers by itself when the order ends, never raises. */
static void fall_back(struct reactor *reactor, const struct model *model,
		      const struct record *record, const struct entry *entry)
{
	struct ring_points points = points_of(model, record);
	const struct record *others[LIMIT_REFS], *holds = NULL;
	uint32_t count = others_of(model, record, others);

	(void)entry;
	for (uint32_t i = 0; i < count; i++)
		if (!holds || order_of(others[i])->to_level > order_of(holds)->to_level)
			holds = others[i];
	for (uint32_t i = 0; i < points.count; i++) {
		uint16_t level = holds ? order_of(holds)->to_level : LADDER_C4;

		if (level < points.at[i]->state)
			move_to(reactor, points.at[i], level,
				holds ? holds->id : (struct ident){ 0 });
	}
}

static const struct reaction reactions[] = {
	{ .name = "put_in_force", .on = "level_order.take_effect",
	  .doc_zh = "命令生效，该圈层各查控点转入等级，被取代的命令终结。",
	  .doc_en = "In force, it moves the checkpoints of its ring and ends what it replaces.",
	  .run = put_in_force },
	{ .name = "fall_back", .on = "level_order.expire",
	  .doc_zh = "命令到期自动降级，绝不自动升级。",
	  .doc_en = "When it expires the ring falls back by itself; it never rises by itself.",
	  .run = fall_back },
};

KIND(level_order, .number = 112, .module = "checkpoints", .zh = "查控等级命令",
     .en = "Checkpoint level order",
     .doc_zh = "升降某一圈层查控等级的签发命令：依据、期限、排队测算、疏导与公告。",
     .doc_en = "A signed order on the level of a ring: its ground, its end, its queue foreseen, "
	       "relief and public notice.",
     .doctrine = "4.7, 7.2, 13, 15.2", .flags = KIND_BOARD, .refusals = refusals, KIND_CLOCKS,
     KIND_REACTIONS);
