/* How many a venue needs of an agency, how many are really ready, and how many will come. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdio.h>

#include "domain/duty/funnel.h"
#include "model/model.h"
#include "model/registry.h"

static const struct choice sources[] = {
	{ 1, "police", "公安警力", "Police", NULL },
	{ 2, "army", "部队", "Armed forces", NULL },
	{ 3, "contract_guard", "保安公司", "Contract guards", NULL },
	{ 4, "volunteer", "志愿者", "Volunteers", NULL },
	{ 5, "venue_staff", "场馆人员", "Venue staff", NULL },
	{ 0 },
};
static const struct choice skills[] = {
	{ 1, "general", "一般执勤", "General duty", NULL },
	{ 2, "screening", "安检", "Screening", NULL },
	{ 3, "crowd", "人群疏导", "Crowd management", NULL },
	{ 4, "traffic", "交通疏导", "Traffic", NULL },
	{ 5, "first_aid", "急救", "First aid", NULL },
	{ 6, "ski", "滑雪", "Skiing", NULL },
	{ 7, "languages", "外语", "Languages", NULL },
	{ 8, "control_room", "指挥监控", "Control room", NULL },
	{ 9, "epidemic", "防疫", "Epidemic control", NULL },
	{ 0 },
};

#define COUNTED .most = 10000000, .unit = "person", .flags = SYSTEM
#define FIELDS(X, K) \
	X(K, 1, TEXT, title, "名称", "Name", .max = 120, .flags = REQUIRED | TITLE | SEARCHED) \
	X(K, 2, REF, agency, "来源单位", "Agency", .target = "agency", .flags = REQUIRED) \
	X(K, 3, REF, place, "场馆", "Venue", .target = "place", .flags = REQUIRED) \
	X(K, 4, ENUM, source, "来源", "Source", .choices = sources, .flags = REQUIRED | INDEXED) \
	X(K, 5, ENUM, skill, "技能", "Skill", .choices = skills, .flags = REQUIRED | INDEXED) \
	X(K, 6, INT, required, "需求人数", "Required", .least = 1, .most = 1000000, \
	  .unit = "person", .flags = REQUIRED) \
	X(K, 7, TEXT, formula, "测算依据", "How it was worked out", .max = 800, \
	  .flags = REQUIRED | LONG, .doc_zh = "按岗位清单和班次测算。", \
	  .doc_en = "From the list of posts and their shifts.") \
	X(K, 8, TIME, day, "启用日", "Day of need", .flags = REQUIRED) \
	X(K, 9, INT, contracted, "已签约", "Contracted", COUNTED) \
	X(K, 10, INT, recruited, "已招录", "Recruited", COUNTED) \
	X(K, 11, INT, trained, "已培训", "Trained", COUNTED) \
	X(K, 12, INT, accredited, "已制证", "Accredited", COUNTED) \
	X(K, 13, INT, rostered, "已排班", "Rostered", COUNTED) \
	X(K, 14, INT, present, "到岗", "Present", COUNTED) \
	X(K, 15, INT, forecast, "预计到岗", "Expected to come", COUNTED) \
	X(K, 16, INT, gap, "预计缺口", "Expected gap", COUNTED) \
	X(K, 17, INT, ask, "应排人数", "To be rostered", COUNTED) \
	X(K, 18, ENUM, narrowest, "制约环节", "Stage that holds it up", .choices = funnel_stages, \
	  .flags = SYSTEM) \
	X(K, 19, TIME, looked_at, "测算时间", "Forecast made", .flags = SYSTEM) \
	X(K, 20, INT, reserve, "应急人数", "Contingency force", .least = 1, .most = 100000, \
	  .unit = "person") \
	X(K, 21, REF, reserve_agency, "应急力量单位", "Contingency from", .target = "agency") \
	X(K, 22, TEXT, reason, "理由", "Reason", .max = 800, .flags = LONG) \
	X(K, 23, INT, by_posts, "按岗位清单测算", "By the list of posts", COUNTED, \
	  .doc_zh = "该单位在该场馆的岗位，应到人数乘以每日班次数。", \
	  .doc_en = "Of the posts of that agency at that venue: strength times shifts a day.")

KIND_STRUCT(staffing);
KIND_FIELDS(staffing);

enum { GROWING = 1, SHORT, MET, CONTINGENCY, CLOSED };
static const struct state states[] = {
	{ GROWING, "growing", "推进中", "Under way", STATE_OPEN },
	{ SHORT, "short", "预计缺口", "Short", STATE_OPEN | STATE_ALARM },
	{ MET, "met", "预计足额", "Enough", STATE_OPEN },
	{ CONTINGENCY, "contingency", "已启用应急力量", "Contingency called", STATE_OPEN },
	{ CLOSED, "closed", "已结束", "Closed", STATE_CLOSED },
};

REFUSAL(day_in_past, "启用日须晚于现在", "The day of need lies in the future");
REFUSAL(same_need, "该场馆、单位、技能已有需求记录",
	"There is a need for that venue, agency and skill already");
REFUSAL(reserve_too_small, "应急人数不足以补齐预计缺口",
	"The contingency force does not fill the expected gap");
static const struct refusal *const refusals[] = { &refuse_day_in_past, &refuse_same_need,
						  &refuse_reserve_too_small, NULL };

static const struct staffing *staffing_of(const struct record *record)
{
	return (const struct staffing *)record;
}

static bool is_taken(const struct model *model, const struct record *after)
{
	const struct record *found[LIMIT_SEEN];
	uint32_t count = model_refs_to(model, staffing_of(after)->place, "staffing", "place", found,
				       LIMIT_SEEN);

	for (uint32_t i = 0; i < count && i < LIMIT_SEEN; i++)
		if (!ident_eq(found[i]->id, after->id) && model_is_open(found[i]) &&
		    !found[i]->struck &&
		    ident_eq(staffing_of(found[i])->agency, staffing_of(after)->agency) &&
		    staffing_of(found[i])->skill == staffing_of(after)->skill)
			return true;
	return false;
}

static const struct refusal *check_require(const struct model *model, const struct record *before,
					   const struct record *after, const struct act_view *view)
{
	(void)before;
	if (staffing_of(after)->day <= view->at)
		return &refuse_day_in_past;
	return is_taken(model, after) ? &refuse_same_need : NULL;
}

static const struct refusal *check_call(const struct model *model, const struct record *before,
					const struct record *after, const struct act_view *view)
{
	(void)model;
	(void)before;
	(void)view;
	return staffing_of(after)->reserve < staffing_of(after)->gap ? &refuse_reserve_too_small
								      : NULL;
}

/* ---- the need ------------------------------------------------------------------------------- */

static bool lies_within(const struct model *model, struct ident inner, struct ident outer)
{
	for (int i = 0; !ident_none(inner) && i < LIMIT_TREE_DEPTH; i++) {
		if (ident_eq(inner, outer))
			return true;
		inner = model_ref(model_find_kind(model, inner, "place"), "parent");
	}
	return false;
}

/* A post that is manned for 20 hours, where no shift may be longer than 12, needs two a day. */
static int64_t turns_a_day(const struct model *model, const struct record *post, instant at)
{
	instant from = *(const instant *)model_field(post, "from_time");
	instant until = *(const instant *)model_field(post, "until_time");
	instant most = policy_span(model, "hours.shift_most", post->home, at);
	instant day = INT64_C(86400000);

	if (from != 0 && until - from < day && until > from)
		day = until - from;
	return most > 0 ? (day + most - 1) / most : 1;
}

/*
 * Doctrine 14: required by the list of posts and a formula, not by somebody's word. People who
 * rest are not counted, nor a reserve: less than this cannot be enough.
 */
static int64_t posts_ask(const struct model *model, const struct staffing *s, instant at)
{
	const struct kind *kind = registry_find(STR("duty_post"))->kind;
	uint32_t all = model_count(model, kind);
	int64_t people = 0;

	for (uint32_t i = 0; i < all; i++) {
		const struct record *post = model_at(model, kind, i);

		if (model_is_open(post) && !post->struck &&
		    ident_eq(model_ref(post, "agency"), s->agency) &&
		    lies_within(model, model_ref(post, "place"), s->place))
			people += *(const int64_t *)model_field(post, "strength") *
				  turns_a_day(model, post, at);
	}
	return people;
}

/* What is asked of the agency there, in all skills together. */
static int64_t asked_in_all(const struct model *model, const struct staffing *s)
{
	const struct record *found[LIMIT_SEEN];
	uint32_t count =
		model_refs_to(model, s->place, "staffing", "place", found, LIMIT_SEEN);
	int64_t people = 0;

	for (uint32_t i = 0; i < count && i < LIMIT_SEEN; i++)
		if (model_is_open(found[i]) && !found[i]->struck &&
		    ident_eq(staffing_of(found[i])->agency, s->agency))
			people += staffing_of(found[i])->required;
	return people;
}

/* ---- the forecast ---------------------------------------------------------------------------- */

/* The last two verified counts of a stage until `until`, by the time that they are of. */
static void take_count(struct funnel_count *count, int64_t people, instant as_of)
{
	if (as_of >= count->now_at) {
		if (as_of > count->now_at) {
			count->before = count->now;
			count->before_at = count->now_at;
		}
		count->now = people;
		count->now_at = as_of;
	} else if (as_of >= count->before_at) {
		count->before = people;
		count->before_at = as_of;
	}
}

static void read_counts(const struct model *model, struct ident id, instant until,
			struct funnel_count ret[FUNNEL_STAGES])
{
	const struct record *steps[LIMIT_SEEN];
	uint32_t count = model_refs_to(model, id, "staffing_step", "subject", steps, LIMIT_SEEN);

	for (uint32_t i = 0; i < count && i < LIMIT_SEEN; i++) {
		uint16_t stage = *(const uint16_t *)model_field(steps[i], "stage");
		instant as_of = *(const instant *)model_field(steps[i], "as_of");

		if (model_in(steps[i], "verified") && !steps[i]->struck && as_of <= until)
			take_count(&ret[stage - 1],
				   *(const int64_t *)model_field(steps[i], "count"), as_of);
	}
}

static double no_show(const struct model *model, const struct staffing *s, instant at)
{
	char key[64];

	snprintf(key, sizeof key, "staffing.no_show.%s", sources[s->source - 1].name);
	return policy_or(model, key, s->record.home, at, 0);
}

static void stamp_look(struct stamp *stamp, const struct model *model, const struct record *after,
		       const struct act_view *view)
{
	const struct staffing *s = staffing_of(after);
	struct funnel_count counts[FUNNEL_STAGES] = { { 0 } };
	struct funnel_forecast look;

	read_counts(model, after->id, view->at, counts);
	look = funnel_look(counts, s->required, no_show(model, s, view->at), view->at, s->day);
	for (int i = 0; i < FUNNEL_STAGES; i++)
		if (counts[i].now_at != 0)
			stamp_int(stamp, funnel_stages[i].name, counts[i].now);
	stamp_int(stamp, "by_posts", posts_ask(model, s, view->at));
	stamp_int(stamp, "forecast", look.present);
	stamp_int(stamp, "gap", look.gap);
	stamp_int(stamp, "ask", look.ask);
	stamp_choice(stamp, "narrowest", funnel_stages[look.narrowest].name);
	stamp_time(stamp, "looked_at", view->at);
}

/*
 * Of a day that is past: what had been verified of it by then. Of one to come: how far each stage
 * gets at its pace. `forecast` and `gap` say who would be there if that day were the day.
 */
static void tell_countdown(const struct model *model, const struct record *record, instant now,
			   instant at, double ret[COUNTDOWN_LINES])
{
	const struct staffing *s = staffing_of(record);
	instant known = at < now ? at : now;
	struct funnel_count counts[FUNNEL_STAGES] = { { 0 } };
	struct funnel_forecast look;

	read_counts(model, record->id, known, counts);
	if (counts[FUNNEL_CONTRACTED].now_at == 0)
		return;
	look = funnel_look(counts, s->required, no_show(model, s, now), known, at);
	for (int i = 0; i < FUNNEL_PRESENT && counts[i].now_at != 0; i++) {
		ret[i] = floor(funnel_reached(&counts[i], known, at) + 1e-9);
		if (i == 0)
			ret[i] = (double)counts[i].now;
		else if (ret[i] > ret[i - 1])
			ret[i] = ret[i - 1];
	}
	if (counts[FUNNEL_PRESENT].now_at != 0)
		ret[FUNNEL_PRESENT] = (double)counts[FUNNEL_PRESENT].now;
	ret[FUNNEL_STAGES] = (double)look.present;
	ret[FUNNEL_STAGES + 1] = (double)look.gap;
}

static const struct countdown countdown = {
	.day = "day", .days = 90, .tell = tell_countdown,
	.lines = "contracted recruited trained accredited rostered present forecast gap",
};

#define PLANNERS (ROLE_DESK | ROLE_administrator | ROLE_SYSTEM)
#define LEADERS (REL_OWN | REL_ABOVE)
#define OPEN (IN(GROWING) | IN(SHORT) | IN(MET) | IN(CONTINGENCY))
KIND_ACTS(
	{ .number = 1, .name = "require", .zh = "提出需求", .en = "Require", .from = NEW,
	  .to = GROWING, .roles = PLANNERS,
	  .takes = "title agency place source skill required formula day",
	  .check = check_require, .stamp = stamp_look },
	{ .number = 2, .name = "look", .zh = "测算", .en = "Forecast", .from = OPEN, .to = SAME,
	  .roles = PLANNERS, .relations = LEADERS, .stamp = stamp_look },
	{ .number = 3, .name = "mark_short", .zh = "预计缺口", .en = "Short",
	  .from = IN(GROWING) | IN(MET), .to = SHORT, .roles = ROLE_SYSTEM, .flags = ACT_ALARM },
	{ .number = 4, .name = "mark_met", .zh = "预计足额", .en = "Enough",
	  .from = IN(GROWING) | IN(SHORT) | IN(CONTINGENCY), .to = MET, .roles = ROLE_SYSTEM },
	/* Doctrine 14: the fall-back is decided in time, and by a commander. */
	{ .number = 5, .name = "call_contingency", .zh = "启用应急力量",
	  .en = "Call the contingency force", .from = IN(SHORT) | IN(GROWING),
	  .to = CONTINGENCY, .roles = ROLE_commander, .relations = LEADERS,
	  .takes = "reserve reserve_agency reason", .needs = "reserve reserve_agency reason",
	  .check = check_call },
	{ .number = 6, .name = "revise", .zh = "调整需求", .en = "Revise the need", .from = OPEN,
	  .to = SAME, .roles = PLANNERS, .relations = LEADERS,
	  .takes = "required formula day reason", .needs = "reason", .flags = ACT_VERSION,
	  .check = check_require, .stamp = stamp_look },
	{ .number = 7, .name = "close", .zh = "结束", .en = "Close", .from = OPEN, .to = CLOSED,
	  .roles = ROLE_DESK, .relations = LEADERS, .takes = "reason" },
	ACT_STRIKE(ROLE_DESK));

static const struct clock_step review_steps[] = {
	{ .name = "due", .zh = "到核查时间", .en = "A new count is due",
	  .policy = "staffing.review", .rings = RINGS_HOME },
	{ .name = "overdue", .zh = "久未核查", .en = "Not counted for long",
	  .policy = "staffing.review_overdue", .rings = RINGS_HOME | RINGS_ABOVE },
};
static const struct clock clocks[] = {
	{ .number = 1, .name = "review", .zh = "核查", .en = "Count", .starts = "require look",
	  .stops = "look close", .steps = review_steps, .nsteps = KIND_COUNT(review_steps) },
};

/* ---- reactions ------------------------------------------------------------------------------- */

static void step_verified(struct reactor *reactor, const struct model *model,
			  const struct record *record, const struct entry *entry)
{
	const struct record *need =
		model_find_kind(model, model_ref(record, "subject"), "staffing");

	(void)entry;
	if (need && model_is_open(need))
		reactor_propose(reactor, "staffing", "look", need->id, need->home);
}

static void judge(struct reactor *reactor, const struct model *model, const struct record *record,
		  const struct entry *entry)
{
	const struct staffing *s = staffing_of(record);
	double share = policy_or(model, "staffing.alarm_share", record->home, s->looked_at, 0);
	bool is_short = (double)s->gap > share * (double)s->required;

	(void)entry;
	if (record->state == MET && is_short)
		reactor_propose(reactor, "staffing", "mark_short", record->id, record->home);
	if (record->state == GROWING && is_short && s->contracted > 0)
		reactor_propose(reactor, "staffing", "mark_short", record->id, record->home);
	if (record->state != MET && s->gap == 0)
		reactor_propose(reactor, "staffing", "mark_met", record->id, record->home);
}

static bool is_below_posts(const struct model *model, const struct record *record, instant at)
{
	const struct staffing *s = staffing_of(record);

	return asked_in_all(model, s) < posts_ask(model, s, at);
}

static const struct gap gaps[] = {
	{ .name = "short", .zh = "预计人力缺口", .en = "Too few people are expected",
	  .severity = GAP_SEVERE, .in = IN(SHORT), .act = "call_contingency" },
	{ .name = "below_posts", .zh = "需求人数少于岗位清单所需",
	  .en = "Fewer are asked for than the list of posts needs", .severity = GAP_SERIOUS,
	  .in = OPEN, .open = is_below_posts, .act = "revise" },
};

static const struct reaction reactions[] = {
	{ .name = "step_verified", .on = "staffing_step.verify staffing_step.strike",
	  .doc_zh = "核实一步即重新测算到岗人数。",
	  .doc_en = "A step that is verified is reckoned into the forecast.",
	  .run = step_verified },
	{ .name = "judge", .on = "staffing.look staffing.revise",
	  .doc_zh = "预计缺口超过比例即报警，补齐即解除。",
	  .doc_en = "A forecast gap over its share is an alarm, until it is filled.",
	  .run = judge },
};

KIND(staffing, .number = 126, .module = "duty", .zh = "人力需求", .en = "Staffing need",
     .doc_zh = "需求、签约、招录、培训、制证、排班、到岗逐级核实，并预计当日到岗人数和缺口。",
     .doc_en = "From the number required to the number present, each step verified, with a "
	       "forecast of who will come.",
     .doctrine = "14 (London 2012, Paris 2024)", .flags = KIND_SETUP | KIND_BOARD,
     .countdown = &countdown, .refusals = refusals, KIND_CLOCKS, KIND_GAPS, KIND_REACTIONS);
