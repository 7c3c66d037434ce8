/* A number that a plan watches: when it is crossed, its action card lies on the desk. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/plans/content.h"
#include "model/registry.h"

enum { DENSITY = 1, SHARE, WIND, TEMPERATURE, VISIBILITY, SNOW, QUEUE, OTHER, GUST };
static const struct choice quantities[] = {
	{ DENSITY, "density", "人员密度（人/平方米）", "Crowd density, persons/m²", NULL },
	{ SHARE, "share_of_capacity", "占核准人数（%）", "Share of the approved number, %", NULL },
	{ WIND, "wind", "风速（米/秒）", "Wind, m/s", NULL },
	{ TEMPERATURE, "temperature", "气温（°C）", "Air temperature, °C", NULL },
	{ VISIBILITY, "visibility", "能见度（米）", "Visibility, m", NULL },
	{ SNOW, "snow", "积雪（厘米）", "Snow on the ground, cm", NULL },
	{ QUEUE, "queue", "排队时间（分钟）", "Time in the queue, min", NULL },
	{ OTHER, "other", "其他", "Other", NULL },
	{ GUST, "gust", "阵风（米/秒）", "Gust, m/s", NULL },
	{ 0 },
};
/* What can be at all, and which record says it: those who read it need not type it. */
static const struct quantity {
	double least, most;
	const char *kind, *field;
} of[] = {
	[DENSITY] = { 0, 20, "count", "density" },
	[SHARE] = { 0, 300, "count", "share" },
	[WIND] = { 0, 75, "weather", "wind" },
	[TEMPERATURE] = { -60, 50, "weather", "air" },
	[VISIBILITY] = { 0, 100000, "weather", "visibility" },
	[SNOW] = { 0, 1000, "weather", "snow_depth" },
	[QUEUE] = { 0, 600, NULL, NULL },
	[OTHER] = { -1e6, 1e6, NULL, NULL },
	[GUST] = { 0, 113, "weather", "gust" },
};
enum { AT_LEAST = 1, AT_MOST };
static const struct choice directions[] = {
	{ AT_LEAST, "at_least", "达到或超过", "At least", NULL },
	{ AT_MOST, "at_most", "达到或低于", "At most", NULL },
	{ 0 },
};

#define FIELDS(X, K) \
	X(K, 1, REF, plan, "方案", "Plan", .target = "plan", .flags = REQUIRED) \
	X(K, 2, TEXT, title, "触发条件", "Trigger", .max = 240, .flags = REQUIRED | TITLE | SEARCHED) \
	X(K, 3, ENUM, quantity, "量", "Quantity", .choices = quantities, \
	  .flags = REQUIRED | INDEXED) \
	X(K, 4, ENUM, direction, "方向", "Direction", .choices = directions, .flags = REQUIRED) \
	X(K, 5, REAL, threshold, "阈值", "Threshold", .least = -100, .most = 1e6, \
	  .flags = REQUIRED) \
	X(K, 6, TEXT, unit, "单位", "Unit", .max = 20) \
	X(K, 7, REF, card, "行动卡", "Action card", .target = "action_card", .flags = REQUIRED) \
	X(K, 8, REF, place, "地点", "Place", .target = "place") \
	X(K, 9, REAL, observed, "观测值", "Observed", .least = -100, .most = 1e6) \
	X(K, 10, TEXT, reason, "理由", "Reason", .max = 400)

KIND_STRUCT(trigger);
KIND_FIELDS(trigger);

enum { ARMED = 1, CROSSED, RETIRED };
static const struct state states[] = {
	{ ARMED, "armed", "监测中", "Armed", STATE_OPEN },
	{ CROSSED, "crossed", "已触发", "Crossed", STATE_OPEN | STATE_ALARM },
	{ RETIRED, "retired", "停用", "Retired", STATE_CLOSED },
};

REFUSAL(not_crossed, "观测值未达到阈值", "The value that was observed does not cross the threshold");
REFUSAL(plan_not_active, "方案尚未启用", "The plan is not active");
REFUSAL(threshold_impossible,
	"阈值超出可能范围：密度0至20，占比0至300，风速0至75，阵风0至113，气温-60至50，"
	"能见度0至10万，积雪0至1000，排队0至600",
	"The threshold is beyond what can be: density 0 to 20, share 0 to 300, wind 0 to 75, gust "
	"0 to 113, temperature -60 to 50, visibility 0 to 100000, snow 0 to 1000, queue 0 to 600");
REFUSAL(card_of_another_plan, "行动卡属于另一方案", "The action card belongs to another plan");
static const struct refusal *const refusals[] = {
	&refuse_card_of_another_plan, &refuse_threshold_impossible, &refuse_plan_not_active,
	&refuse_not_crossed, NULL,
};

static const struct trigger *trigger_of(const struct record *record)
{
	return (const struct trigger *)record;
}

static const struct refusal *check_arm(const struct model *model, const struct record *before,
				       const struct record *after, const struct act_view *view)
{
	const struct trigger *t = trigger_of(after);
	const struct record *card = model_find(model, t->card);

	(void)before;
	(void)view;
	if (!ident_eq(content_ref(card, "plan"), t->plan))
		return &refuse_card_of_another_plan;
	return t->threshold < of[t->quantity].least || t->threshold > of[t->quantity].most
		       ? &refuse_threshold_impossible
		       : NULL;
}

static bool is_crossed(const struct trigger *t, double observed)
{
	return t->direction == AT_LEAST ? observed >= t->threshold : observed <= t->threshold;
}

static const struct refusal *check_cross(const struct model *model, const struct record *before,
					 const struct record *after, const struct act_view *view)
{
	const struct trigger *t = trigger_of(after);

	(void)before;
	(void)view;
	if (!content_in(model_find(model, t->plan), "active"))
		return &refuse_plan_not_active;
	return is_crossed(t, t->observed) ? NULL : &refuse_not_crossed;
}

#define SITE (REL_OWN | REL_DESK)
KIND_ACTS(
	{ .number = 1, .name = "arm", .zh = "设定", .en = "Arm", .from = NEW, .to = ARMED,
	  .roles = ROLE_STAFF | ROLE_SYSTEM,
	  .takes = "plan title quantity direction threshold unit card place",
	  .check = check_arm },
	{ .number = 2, .name = "cross", .zh = "触发", .en = "Crossed", .from = IN(ARMED),
	  .to = CROSSED, .roles = ROLE_STAFF | ROLE_unit_leader | ROLE_SYSTEM,
	  .relations = SITE, .takes = "observed", .needs = "observed", .flags = ACT_ALARM,
	  .check = check_cross },
	{ .number = 3, .name = "rearm", .zh = "恢复监测", .en = "Arm again",
	  .from = IN(CROSSED), .to = ARMED, .roles = ROLE_STAFF, .takes = "observed reason",
	  .needs = "reason" },
	{ .number = 4, .name = "retire", .zh = "停用", .en = "Retire",
	  .from = IN(ARMED) | IN(CROSSED), .to = RETIRED, .roles = ROLE_DESK,
	  .takes = "reason", .needs = "reason" });

static void propose_card(struct reactor *reactor, const struct model *model,
			 const struct record *record, const struct entry *entry)
{
	const struct record *card = model_find_kind(model, trigger_of(record)->card,
						    "action_card");

	(void)entry;
	if (!content_in(card, "ready"))
		return;
	reactor_propose(reactor, "action_card", "propose", card->id, card->home);
	reactor_ref(reactor, "proposed_by", record->id);
}

/* ---- who reads it crosses it ----------------------------------------------------------------- */

static bool lies_within(const struct model *model, struct ident inner, struct ident outer)
{
	for (int i = 0; !ident_none(inner) && i < LIMIT_TREE_DEPTH; i++) {
		if (ident_eq(inner, outer))
			return true;
		inner = content_ref(model_find_kind(model, inner, "place"), "parent");
	}
	return false;
}

/* The weather of a venue is that of its parts, and the crowd of a part is one of the venue. */
static bool is_there(const struct model *model, const struct trigger *t, struct ident place)
{
	struct ident watched = t->place;

	if (ident_none(watched))
		watched = content_ref(model_find(model, t->plan), "place");
	return !ident_none(watched) && !ident_none(place) &&
	       (lies_within(model, place, watched) || lies_within(model, watched, place));
}

static bool read_value(const struct record *record, const char *name, double *ret)
{
	const struct field *field = registry_field(registry_of(record->kind), str_of(name));

	if (!field || !record_has(record, field->number))
		return false;
	*ret = field->type == FIELD_INT ? (double)*(const int64_t *)model_field(record, name)
					: *(const double *)model_field(record, name);
	return true;
}

static void watch(struct reactor *reactor, const struct model *model, const struct record *record,
		  const struct entry *entry)
{
	const struct kind *kind = registry_find(STR("trigger"))->kind;
	uint32_t all = model_count(model, kind);
	struct ident place = content_ref(record, "place");

	(void)entry;
	for (uint32_t i = 0; i < all; i++) {
		const struct record *found = model_at(model, kind, i);
		const struct trigger *t = trigger_of(found);
		double value;

		if (found->state != ARMED || found->struck || !of[t->quantity].kind ||
		    strcmp(of[t->quantity].kind, record->kind->name) != 0 ||
		    !read_value(record, of[t->quantity].field, &value) ||
		    !is_crossed(t, value) || !is_there(model, t, place) ||
		    !content_in(model_find(model, t->plan), "active"))
			continue;
		reactor_propose(reactor, "trigger", "cross", found->id, found->home);
		reactor_real(reactor, "observed", value);
	}
}

static const struct reaction reactions[] = {
	{ .name = "watch", .on = "weather.observe count.read",
	  .doc_zh = "气象观测和人数读数达到阈值时自动触发。",
	  .doc_en = "An observation of the weather or a count that is over the line crosses it.",
	  .run = watch },
	{ .name = "propose_card", .on = "trigger.cross",
	  .doc_zh = "达到阈值时把行动卡推送到值班席。",
	  .doc_en = "A threshold that is crossed lays its action card on the desk.",
	  .run = propose_card },
};

KIND(trigger, .number = 82, .module = "plans", .zh = "触发条件", .en = "Trigger",
     .doc_zh = "方案监测的阈值；观测或计数达到即触发，推送行动卡。",
     .doc_en = "A threshold that a plan watches; an observation or a count that crosses it "
	       "proposes its action card.",
     .doctrine = "6.3, 10.4", .flags = KIND_SETUP, .refusals = refusals, KIND_REACTIONS);
