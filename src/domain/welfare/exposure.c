/* How long those on a post have stood in the cold, when they must be relieved, and if they were. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "engine/cold/cold.h"
#include "model/entry.h"
#include "model/model.h"

enum { WORKING = 2 };

#define FIELDS(X, K) \
	X(K, 1, REF, duty_post, "岗位", "Duty post", .target = "duty_post", .flags = REQUIRED) \
	X(K, 2, REF, shift, "班次", "Shift", .target = "shift") \
	X(K, 3, INT, people, "人数", "People", .least = 1, .most = 1000, .unit = "person", \
	  .flags = REQUIRED) \
	X(K, 4, ENUM, work, "劳动强度", "Work", .choices = choices_work, .flags = 0) \
	X(K, 5, REF, weather, "依据观测", "By observation", .target = "weather", \
	  .flags = SYSTEM) \
	X(K, 6, REAL, wind_chill, "体感温度", "Wind chill", .least = -120, .most = 60, \
	  .unit = "°C", .flags = SYSTEM) \
	X(K, 7, TIME, since, "暴露起始", "Outside since", .flags = SYSTEM) \
	X(K, 8, INT, limit, "本次上限", "Longest spell", .most = 1440, .unit = "min", \
	  .flags = SYSTEM) \
	X(K, 9, TIME, warn_at, "预警时间", "Warning at", .flags = SYSTEM) \
	X(K, 10, TIME, relief_due, "应换岗时间", "Relief due", .flags = SYSTEM) \
	X(K, 11, TIME, relieved_at, "实际换岗", "Relieved at", .flags = SYSTEM) \
	X(K, 12, TEXT, reason, "理由", "Reason", .max = 400, .flags = LONG) \
	X(K, 13, TEXT, title, "标题", "Title", .max = 240, .flags = TITLE | SYSTEM)

KIND_STRUCT(exposure);
KIND_FIELDS(exposure);

enum { EXPOSED = 1, STOPPED, WARMING, RELIEVED };
static const struct state states[] = {
	{ EXPOSED, "exposed", "室外暴露", "Exposed", STATE_OPEN },
	{ STOPPED, "stop", "停止作业", "Must stop", STATE_OPEN | STATE_ALARM },
	{ WARMING, "warming", "取暖", "Warming", STATE_OPEN },
	{ RELIEVED, "relieved", "已换下", "Relieved", STATE_CLOSED },
};

REFUSAL(not_outdoors, "该岗位在室内", "The post is indoors");
REFUSAL(already_counted, "该班次已在计时", "That shift is being counted already");
static const struct refusal *const refusals[] = { &refuse_not_outdoors, &refuse_already_counted,
						  NULL };

static const struct exposure *exposure_of(const struct record *record)
{
	return (const struct exposure *)record;
}

static const struct record *post_of(const struct model *model, const struct record *record)
{
	return model_find_kind(model, exposure_of(record)->duty_post, "duty_post");
}

/* ---- what the weather allows ----------------------------------------------------------------- */

#define STEPS 5

/* The ladder of the policy in force (doctrine 12.2): degrees below zero, and minutes. */
static size_t read_steps(const struct model *model, code post, instant at,
			 struct cold_step ret[STEPS])
{
	size_t count = 0;

	for (int i = 1; i <= STEPS; i++) {
		char key[32];
		double below, seconds;

		snprintf(key, sizeof key, "cold.step%d.below", i);
		if (!policy_get(model, str_of(key), post, at, &below))
			continue;
		snprintf(key, sizeof key, "cold.step%d.most", i);
		if (!policy_get(model, str_of(key), post, at, &seconds))
			continue;
		ret[count++] = (struct cold_step){ -below, (int)(seconds / 60) };
	}
	return count;
}

/* The observation that counts at a place, or at what it is part of; NULL: none is valid. */
static const struct record *weather_at(const struct model *model, struct ident place)
{
	for (int i = 0; i < LIMIT_TREE_DEPTH && !ident_none(place); i++) {
		const struct record *found[LIMIT_SEEN];
		uint32_t count =
			model_refs_to(model, place, "weather", "place", found, LIMIT_SEEN);

		for (uint32_t w = count < LIMIT_SEEN ? count : LIMIT_SEEN; w-- > 0;)
			if (model_in(found[w], "current") && !found[w]->struck)
				return found[w];
		place = model_ref(model_find_kind(model, place, "place"), "parent");
	}
	return NULL;
}

static struct cold_stay stay_of(const struct model *model, const struct record *record,
				const struct record *weather, instant at)
{
	struct cold_step steps[STEPS];
	size_t count = read_steps(model, record->home, at, steps);

	return cold_stay(*(const double *)model_field(weather, "air"),
			 cold_kmh(*(const double *)model_field(weather, "wind")),
			 exposure_of(record)->work == WORKING ? COLD_WORKING : COLD_STANDING, steps,
			 count);
}

/*
 * The limit of a spell counts from its beginning. While people stand there it is only ever
 * shortened: what has got into the bones does not leave them because the wind drops.
 */
static void stamp_stay(struct stamp *stamp, const struct model *model, const struct record *after,
		       instant since, instant at)
{
	const struct exposure *e = exposure_of(after);
	const struct record *weather =
		weather_at(model, model_ref(post_of(model, after), "place"));
	struct cold_stay stay;
	instant due, warn;

	if (!weather)
		return;
	stamp_ref(stamp, "weather", weather->id);
	stamp_real(stamp, "wind_chill", *(const double *)model_field(weather, "wind_chill"));
	stay = stay_of(model, after, weather, at);
	if (!stay.limited)
		return;
	due = stay.stop ? at : since + stay.minutes * INT64_C(60000);
	if (e->relief_due != 0 && e->relief_due <= due && e->since == since)
		return;
	due = due < at ? at : due;
	warn = due - policy_span(model, "exposure.warn", after->home, at);
	stamp_int(stamp, "limit", stay.stop ? 0 : stay.minutes);
	stamp_time(stamp, "relief_due", due);
	stamp_time(stamp, "warn_at", warn < at ? at : warn);
}

static void stamp_begin(struct stamp *stamp, const struct model *model, const struct record *after,
			const struct act_view *view)
{
	const struct record *post = post_of(model, after);

	stamp_time(stamp, "since", view->at);
	stamp_text(stamp, "title", model_title(post));
	if (!record_has(after, F_work) && *model_choice(post, "work"))
		stamp_choice(stamp, "work", model_choice(post, "work"));
	stamp_time(stamp, "relief_due", 0);
	stamp_time(stamp, "warn_at", 0);
	stamp_int(stamp, "limit", 0);
	stamp_stay(stamp, model, after, view->at, view->at);
}

static void stamp_again(struct stamp *stamp, const struct model *model, const struct record *after,
			const struct act_view *view)
{
	stamp_stay(stamp, model, after, exposure_of(after)->since, view->at);
}

static void stamp_end(struct stamp *stamp, const struct model *model, const struct record *after,
		      const struct act_view *view)
{
	(void)model;
	(void)after;
	stamp_time(stamp, "relieved_at", view->at);
}

/* ---- acts ------------------------------------------------------------------------------------ */

static const struct record *counted(const struct model *model, struct ident shift)
{
	const struct record *found[LIMIT_SEEN];
	uint32_t count = model_refs_to(model, shift, "exposure", "shift", found, LIMIT_SEEN);

	for (uint32_t i = count < LIMIT_SEEN ? count : LIMIT_SEEN; i-- > 0;)
		if (model_is_open(found[i]) && !found[i]->struck)
			return found[i];
	return NULL;
}

static const struct refusal *check_begin(const struct model *model, const struct record *before,
					 const struct record *after, const struct act_view *view)
{
	(void)before;
	(void)view;
	if (!*(const bool *)model_field(post_of(model, after), "outdoor"))
		return &refuse_not_outdoors;
	return !ident_none(exposure_of(after)->shift) &&
			       counted(model, exposure_of(after)->shift)
		       ? &refuse_already_counted
		       : NULL;
}

#define WATCHERS (ROLE_DESK | ROLE_unit_leader | ROLE_steward | ROLE_SYSTEM)
#define NEAR (REL_OWN | REL_DESK | REL_ABOVE)
#define OUTSIDE (IN(EXPOSED) | IN(STOPPED))
KIND_ACTS(
	{ .number = 1, .name = "begin", .zh = "开始计时", .en = "Begin", .from = NEW,
	  .to = EXPOSED, .roles = WATCHERS, .takes = "duty_post shift people work",
	  .check = check_begin, .stamp = stamp_begin },
	{ .number = 2, .name = "reassess", .zh = "重新测算", .en = "Reckon anew",
	  .from = OUTSIDE, .to = SAME, .roles = WATCHERS, .relations = NEAR,
	  .stamp = stamp_again },
	{ .number = 3, .name = "stop", .zh = "停止作业", .en = "Must stop", .from = IN(EXPOSED),
	  .to = STOPPED, .roles = ROLE_SYSTEM, .flags = ACT_ALARM },
	{ .number = 4, .name = "warm", .zh = "取暖", .en = "Warm up", .from = OUTSIDE,
	  .to = WARMING, .roles = WATCHERS, .relations = NEAR, .stamp = stamp_end },
	{ .number = 5, .name = "go_out", .zh = "再次上岗", .en = "Out again",
	  .from = IN(WARMING), .to = EXPOSED, .roles = WATCHERS, .relations = NEAR,
	  .stamp = stamp_begin },
	{ .number = 6, .name = "relieve", .zh = "换下", .en = "Relieved",
	  .from = OUTSIDE | IN(WARMING), .to = RELIEVED, .roles = WATCHERS, .relations = NEAR,
	  .takes = "reason", .stamp = stamp_end });

/* ---- clocks ---------------------------------------------------------------------------------- */

static bool is_limited(const struct model *model, const struct record *record)
{
	const struct record *before = model_find(model, record->id);
	const struct exposure *e = exposure_of(record);

	if (e->relief_due == 0)
		return false;
	/* What has been rung for is not rung for once more, unless it is due sooner now. */
	return !before || before->state == WARMING ||
	       e->relief_due != exposure_of(before)->relief_due;
}

/* Doctrine 12.4: a warning ten minutes before; then relief is due; then it is a breach. */
static const struct clock_step warn_steps[] = {
	{ .name = "soon", .zh = "即将到换岗时间", .en = "Relief is due soon",
	  .rings = RINGS_HOME },
};
static const struct clock_step relief_steps[] = {
	{ .name = "due", .zh = "应立即换岗", .en = "Relief is due", .rings = RINGS_HOME },
	{ .name = "overrun", .zh = "超时暴露", .en = "Too long in the cold",
	  .policy = "exposure.overrun", .rings = RINGS_HOME | RINGS_ABOVE, .breach = true },
};
static const struct clock_step stop_steps[] = {
	{ .name = "undecided", .zh = "停止作业未落实", .en = "Still outside in the stop band",
	  .policy = "exposure.stop", .rings = RINGS_HOME | RINGS_ABOVE | RINGS_CONTACT,
	  .breach = true },
};
#define STARTS "begin go_out reassess"
#define STOPS "warm relieve"
static const struct clock clocks[] = {
	{ .number = 1, .name = "warn", .zh = "换岗预警", .en = "Warning of relief",
	  .starts = STARTS, .stops = STOPS, .when = is_limited, .until = "warn_at",
	  .steps = warn_steps, .nsteps = KIND_COUNT(warn_steps) },
	{ .number = 2, .name = "relief", .zh = "换岗", .en = "Relief", .starts = STARTS,
	  .stops = STOPS, .when = is_limited, .until = "relief_due", .steps = relief_steps,
	  .nsteps = KIND_COUNT(relief_steps) },
	{ .number = 3, .name = "stop", .zh = "停止作业", .en = "Stopping", .starts = "stop",
	  .stops = STOPS, .steps = stop_steps, .nsteps = KIND_COUNT(stop_steps) },
};

static bool is_blind(const struct model *model, const struct record *record, instant at)
{
	(void)at;
	return weather_at(model, model_ref(post_of(model, record), "place")) == NULL;
}

static bool is_overdue(const struct model *model, const struct record *record, instant at)
{
	(void)model;
	return exposure_of(record)->relief_due != 0 && exposure_of(record)->relief_due <= at;
}

/* Doctrine 4.6: no unit above the limit of cold. */
static const struct gap gaps[] = {
	{ .name = "relief_overdue", .zh = "已到换岗时间仍在室外", .en = "Relief is due and has not come",
	  .severity = GAP_SERIOUS, .in = IN(EXPOSED), .open = is_overdue, .act = "relieve" },
	{ .name = "stop_band", .zh = "仍处于停止作业的严寒", .en = "Still outside in the stop band",
	  .severity = GAP_SEVERE, .in = IN(STOPPED), .act = "relieve" },
	{ .name = "no_observation", .zh = "室外执勤而无有效气象观测",
	  .en = "People are outside and no observation is valid", .severity = GAP_SERIOUS,
	  .in = IN(EXPOSED), .open = is_blind, .act = "weather.observe" },
};

/* ---- reactions ------------------------------------------------------------------------------- */

static void shift_out(struct reactor *reactor, const struct model *model,
		      const struct record *record, const struct entry *entry)
{
	const struct record *post =
		model_find_kind(model, model_ref(record, "duty_post"), "duty_post");
	const struct record *running = counted(model, record->id);

	(void)entry;
	if (running && running->state == WARMING)
		reactor_propose(reactor, "exposure", "go_out", running->id, running->home);
	if (running || !model_in(post, "active") || !*(const bool *)model_field(post, "outdoor"))
		return;
	reactor_propose(reactor, "exposure", "begin", (struct ident){ 0 }, record->home);
	reactor_ref(reactor, "duty_post", post->id);
	reactor_ref(reactor, "shift", record->id);
	reactor_int(reactor, "people", *(const int64_t *)model_field(record, "people"));
}

static void shift_in(struct reactor *reactor, const struct model *model,
		     const struct record *record, const struct entry *entry)
{
	const struct record *running = counted(model, record->id);

	(void)entry;
	if (!running)
		return;
	reactor_propose(reactor, "exposure", model_in(record, "warm_up") ? "warm" : "relieve",
			running->id, running->home);
}

/* Everybody who stands at that post, whatever the shift. */
static void for_open(struct reactor *reactor, const struct model *model, struct ident post,
		     const char *act)
{
	const struct record *found[LIMIT_SEEN];
	uint32_t count = model_refs_to(model, post, "exposure", "duty_post", found, LIMIT_SEEN);

	for (uint32_t i = 0; i < count && i < LIMIT_SEEN; i++)
		if (model_is_open(found[i]) && !found[i]->struck)
			reactor_propose(reactor, "exposure", act, found[i]->id, found[i]->home);
}

static void post_cleared(struct reactor *reactor, const struct model *model,
			 const struct record *record, const struct entry *entry)
{
	(void)entry;
	for_open(reactor, model, record->id, "relieve");
}

/* The posts at the place and at all that is part of it. */
static void reckon_below(struct reactor *reactor, const struct model *model, struct ident place,
			 int depth)
{
	uint32_t posts = model_refs_to(model, place, "duty_post", "place", NULL, 0);
	uint32_t parts = model_refs_to(model, place, "place", "parent", NULL, 0);
	const struct record **found = arena_alloc(reactor_arena(reactor),
						  (posts + parts + 1) * sizeof(struct record *));

	model_refs_to(model, place, "duty_post", "place", found, posts);
	for (uint32_t i = 0; i < posts; i++)
		for_open(reactor, model, found[i]->id, "reassess");
	model_refs_to(model, place, "place", "parent", found + posts, parts);
	for (uint32_t i = 0; depth > 0 && i < parts; i++)
		reckon_below(reactor, model, found[posts + i]->id, depth - 1);
}

static void weather_changed(struct reactor *reactor, const struct model *model,
			    const struct record *record, const struct entry *entry)
{
	(void)entry;
	reckon_below(reactor, model, model_ref(record, "place"), LIMIT_TREE_DEPTH);
}

static void judge(struct reactor *reactor, const struct model *model, const struct record *record,
		  const struct entry *entry)
{
	(void)model;
	(void)entry;
	if (record->state == EXPOSED && exposure_of(record)->relief_due != 0 &&
	    exposure_of(record)->limit == 0)
		reactor_propose(reactor, "exposure", "stop", record->id, record->home);
}

static bool has_relief(const struct model *model, const struct record *record)
{
	const struct record *found[LIMIT_SEEN];
	uint32_t count = model_refs_to(model, exposure_of(record)->duty_post, "shift", "duty_post",
				       found, LIMIT_SEEN);

	for (uint32_t i = 0; i < count && i < LIMIT_SEEN; i++)
		if (!ident_eq(found[i]->id, exposure_of(record)->shift) && !found[i]->struck &&
		    (model_in(found[i], "checked_in") || model_in(found[i], "warm_up")))
			return true;
	return false;
}

/* Doctrine 12.4: nobody is there to take over, so the post above is asked for people. */
static void ask_for_relief(struct reactor *reactor, const struct model *model,
			   const struct record *record, const struct entry *entry)
{
	const struct post *desk = tree_get(model, tree_desk(model, record->home));
	struct ident above = { .origin = desk->parent };
	struct str title = model_title(record);

	if (entry->args.clock != 1 || entry->args.step != 0 || desk->parent == 0 ||
	    has_relief(model, record))
		return;
	reactor_propose(reactor, "request", "ask", (struct ident){ 0 }, desk->code);
	reactor_text(reactor, "title",
		     arena_printf(reactor_arena(reactor), "严寒换岗 / Relief in the cold: %.*s",
				  (int)(title.len < 160 ? title.len : 160), title.at));
	reactor_refs(reactor, "to", &above, 1);
	reactor_choice(reactor, "resource", "stewards");
	reactor_int(reactor, "quantity", exposure_of(record)->people);
	reactor_ref(reactor, "place", model_ref(post_of(model, record), "place"));
}

#define REACTION(name_, on_, zh_, en_) \
	{ .name = #name_, .on = on_, .doc_zh = zh_, .doc_en = en_, .run = name_ }
static const struct reaction reactions[] = {
	REACTION(shift_out, "shift.take_post", "上室外岗即开始计时。",
		 "Who takes a post outdoors is counted from then on."),
	REACTION(shift_in, "shift.warm_up shift.accept shift.leave", "取暖、交接或离岗即停止计时。",
		 "Warming up, handing over or leaving ends the spell."),
	REACTION(post_cleared, "duty_post.move_indoors duty_post.withdraw duty_post.close",
		 "岗位转入室内或撤岗，全部换下。",
		 "When a post is moved indoors or withdrawn, everybody there is relieved."),
	REACTION(weather_changed, "weather.observe", "新观测即重新测算该地室外人员的换岗时间。",
		 "A new observation reckons anew how long those outside may stay."),
	REACTION(judge, "exposure.begin exposure.go_out exposure.reassess",
		 "进入停止作业区间即报警，由负责人决定去向。",
		 "In the stop band it rings, and the leader decides where the people go."),
	REACTION(ask_for_relief, "exposure.lapse", "到时无人可换，即向上级场馆群请求增援。",
		 "When relief is due and nobody is there, the post above is asked."),
};

KIND(exposure, .number = 131, .module = "welfare", .zh = "严寒暴露", .en = "Exposure to cold",
     .doc_zh = "室外岗位的暴露计时：按体感温度和劳动强度算出应换岗时间，超时记入台账。",
     .doc_en = "How long those on a post have been outside, by wind chill and work, and when they "
	       "must be relieved.",
     .doctrine = "12.1, 12.2, 12.4", .flags = KIND_BOARD, .refusals = refusals, KIND_CLOCKS,
     KIND_GAPS, KIND_REACTIONS);
