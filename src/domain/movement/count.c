/* How many are at a place now: the alarm ladder, and the stop at the approved number. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "model/model.h"

enum { CHECKS_OPEN = 1, CHECKS_STOPPED };
static const struct choice checks[] = {
	{ CHECKS_OPEN, "open", "检票中", "Open", "green" },
	{ CHECKS_STOPPED, "stopped", "停止检票", "Stopped", "red" },
	{ 0 },
};

#define FIELDS(X, K) \
	X(K, 1, REF, place, "地点", "Place", .target = "place", .flags = REQUIRED) \
	X(K, 2, TEXT, title, "标题", "Title", .max = 240, .flags = REQUIRED | TITLE) \
	X(K, 3, REAL, area, "净面积", "Clear area", .least = 1, .most = 10000000, .unit = "m²", \
	  .flags = REQUIRED) \
	X(K, 4, INT, inside, "现有人数", "Inside", .most = 1000000, .unit = "person") \
	X(K, 5, INT, inflow, "每分钟进入", "In a minute", .most = 100000, .unit = "person/min") \
	X(K, 6, INT, outflow, "每分钟离开", "Out a minute", .most = 100000, .unit = "person/min") \
	X(K, 7, REAL, density, "密度（平滑）", "Density, smoothed", .unit = "person/m²", \
	  .flags = SYSTEM) \
	X(K, 8, REAL, share, "占核准人数", "Share of the approved number", .unit = "%", \
	  .flags = SYSTEM) \
	X(K, 9, TIME, filling_since, "持续净流入自", "Filling since", .flags = SYSTEM) \
	X(K, 10, TIME, read_at, "读数时间", "Read at", .flags = SYSTEM) \
	X(K, 11, ENUM, ticket_check, "检票", "Ticket checks", .choices = checks, \
	  .flags = SYSTEM | INDEXED) \
	X(K, 12, TEXT, method, "计数方式", "How it is counted", .max = 240) \
	X(K, 13, TEXT, reason, "理由", "Reason", .max = 400, .flags = LONG)

KIND_STRUCT(count);
KIND_FIELDS(count);

/* Doctrine 10.4, the ladder of a zone; the states lie in its order. */
enum { NORMAL = 1, BLUE, YELLOW, ORANGE, RED, CLOSED };
static const struct state states[] = {
	{ NORMAL, "normal", "正常", "Normal", STATE_OPEN },
	{ BLUE, "blue", "蓝色", "Blue", STATE_OPEN },
	{ YELLOW, "yellow", "黄色", "Yellow", STATE_OPEN },
	{ ORANGE, "orange", "橙色", "Orange", STATE_OPEN | STATE_ALARM },
	{ RED, "red", "红色", "Red", STATE_OPEN | STATE_ALARM },
	{ CLOSED, "closed", "停止计数", "Closed", STATE_CLOSED },
};

REFUSAL(counted_already, "该地点已有计数", "That place is counted already");
REFUSAL(not_possible, "该面积容不下这么多人", "So many do not fit on that ground");
REFUSAL(still_full, "人数仍在停止检票线之上", "There are still too many inside");
static const struct refusal *const refusals[] = { &refuse_counted_already, &refuse_not_possible,
						  &refuse_still_full, NULL };

static const struct count *count_of(const struct record *record)
{
	return (const struct count *)record;
}

static double policy(const struct model *model, const struct record *record, instant at,
		     const char *key)
{
	return policy_or(model, key, record->home, at, 0);
}

static int64_t approved_of(const struct model *model, const struct record *record)
{
	const struct record *place = model_find_kind(model, count_of(record)->place, "place");

	return place ? *(const int64_t *)model_field(place, "capacity") : 0;
}

/* 505 Art. 18 by law at the approved number; the policy may stop earlier, never later. */
static bool is_full(const struct model *model, const struct record *record, instant at)
{
	int64_t approved = approved_of(model, record);
	double share = fmin(policy(model, record, at, "count.stop.share"), 1);

	return approved > 0 && (double)count_of(record)->inside >= share * (double)approved;
}

static const struct refusal *check_open(const struct model *model, const struct record *before,
					const struct record *after, const struct act_view *view)
{
	const struct record *others[LIMIT_SEEN];
	uint32_t count = model_refs_to(model, count_of(after)->place, "count", "place", others,
				       LIMIT_SEEN);

	(void)before;
	(void)view;
	for (uint32_t i = 0; i < count && i < LIMIT_SEEN; i++)
		if (others[i]->state != CLOSED && !others[i]->struck)
			return &refuse_counted_already;
	return NULL;
}

/* Doctrine 10.4: the order of ten a square metre is beyond what bodies allow. */
static const struct refusal *check_read(const struct model *model, const struct record *before,
					const struct record *after, const struct act_view *view)
{
	const struct count *count = count_of(after);

	(void)before;
	return (double)count->inside >
			       count->area * policy(model, after, view->at, "count.possible")
		       ? &refuse_not_possible
		       : NULL;
}

/* The share of a new value in a mean that forgets within about `window` seconds. */
static double weight(instant since, instant at, double window)
{
	return since == 0 || window <= 0 ? 1 : 1 - exp(-(double)(at - since) / 1000 / window);
}

static void stamp_read(struct stamp *stamp, const struct model *model, const struct record *after,
		       const struct act_view *view)
{
	const struct count *count = count_of(after);
	double now = (double)count->inside / count->area;
	double new_part = weight(count->read_at, view->at,
				 policy(model, after, view->at, "count.smooth"));
	double density = count->density + (now - count->density) * new_part;
	int64_t approved = approved_of(model, after);

	stamp_real(stamp, "density", round(density * 1000) / 1000);
	if (approved > 0)
		stamp_real(stamp, "share",
			   round((double)count->inside / (double)approved * 1000) / 10);
	if (count->inflow <= count->outflow)
		stamp_time(stamp, "filling_since", 0);
	else if (count->filling_since == 0)
		stamp_time(stamp, "filling_since", view->at);
	stamp_time(stamp, "read_at", view->at);
}

static void stamp_open(struct stamp *stamp, const struct model *model, const struct record *after,
		       const struct act_view *view)
{
	(void)model;
	(void)after;
	(void)view;
	stamp_choice(stamp, "ticket_check", "open");
}

static void stamp_stopped(struct stamp *stamp, const struct model *model,
			  const struct record *after, const struct act_view *view)
{
	(void)model;
	(void)after;
	(void)view;
	stamp_choice(stamp, "ticket_check", "stopped");
}

static const struct refusal *check_resume(const struct model *model, const struct record *before,
					  const struct record *after, const struct act_view *view)
{
	(void)before;
	if (count_of(after)->ticket_check != CHECKS_STOPPED)
		return &refused_wrong_state;
	return is_full(model, after, view->at) ? &refuse_still_full : NULL;
}

static const struct refusal *check_stop(const struct model *model, const struct record *before,
					const struct record *after, const struct act_view *view)
{
	(void)model;
	(void)before;
	(void)view;
	return count_of(after)->ticket_check == CHECKS_STOPPED ? &refused_wrong_state : NULL;
}

#define LIVE (IN(NORMAL) | IN(BLUE) | IN(YELLOW) | IN(ORANGE) | IN(RED))
#define STEP(number_, name_, zh_, en_, to_, flags_) \
	{ .number = number_, .name = name_, .zh = zh_, .en = en_, .from = LIVE & ~IN(to_), \
	  .to = to_, .roles = ROLE_SYSTEM, .flags = flags_ }
KIND_ACTS(
	{ .number = 1, .name = "open", .zh = "开始计数", .en = "Open", .from = NEW, .to = NORMAL,
	  .roles = ROLE_DESK | ROLE_SYSTEM, .takes = "place title area method",
	  .check = check_open, .stamp = stamp_open },
	{ .number = 2, .name = "read", .zh = "读数", .en = "Read", .from = LIVE, .to = SAME,
	  .roles = ROLE_DESK | ROLE_steward | ROLE_unit_leader | ROLE_SYSTEM,
	  .relations = REL_OWN | REL_DESK | REL_ABOVE, .takes = "inside inflow outflow",
	  .needs = "inside", .check = check_read, .stamp = stamp_read },
	STEP(3, "to_normal", "恢复正常", "To normal", NORMAL, 0),
	STEP(4, "to_blue", "转蓝色", "To blue", BLUE, 0),
	STEP(5, "to_yellow", "转黄色", "To yellow", YELLOW, ACT_ALARM),
	STEP(6, "to_orange", "转橙色", "To orange", ORANGE, ACT_ALARM),
	STEP(7, "to_red", "转红色", "To red", RED, ACT_ALARM),
	{ .number = 8, .name = "stop_checks", .zh = "停止检票", .en = "Stop ticket checks",
	  .from = LIVE, .to = SAME, .roles = ROLE_DESK | ROLE_unit_leader | ROLE_SYSTEM,
	  .relations = REL_OWN | REL_DESK | REL_ABOVE, .takes = "reason",
	  .flags = ACT_ALARM | ACT_LIFE_SAFETY, .check = check_stop, .stamp = stamp_stopped },
	{ .number = 9, .name = "resume_checks", .zh = "恢复检票", .en = "Resume ticket checks",
	  .from = LIVE, .to = SAME, .roles = ROLE_DESK, .takes = "reason", .needs = "reason",
	  .check = check_resume, .stamp = stamp_open },
	{ .number = 10, .name = "close", .zh = "停止计数", .en = "Close", .from = LIVE,
	  .to = CLOSED, .roles = ROLE_DESK },
	ACT_AMEND(ROLE_DESK, "title area method"));

static const struct clock_step stale_steps[] = {
	{ .name = "stale", .zh = "读数过期", .en = "The reading is old", .policy = "count.stale",
	  .rings = RINGS_HOME },
};
static bool when_read(const struct model *model, const struct record *record)
{
	(void)model;
	return count_of(record)->inside > 0;
}
static const struct clock clocks[] = {
	{ .number = 1, .name = "reading", .zh = "读数", .en = "Reading", .starts = "read",
	  .stops = "read close", .when = when_read, .steps = stale_steps,
	  .nsteps = KIND_COUNT(stale_steps) },
};

/* Where the ladder stands at this density, having stood at `state`: down only by a margin. */
static uint16_t level_of(const struct model *model, const struct record *record, instant at)
{
	static const char *const keys[] = { [BLUE] = "count.blue", [YELLOW] = "count.yellow",
					    [ORANGE] = "count.orange", [RED] = "count.red" };
	const struct count *count = count_of(record);
	double margin = 1 - policy(model, record, at, "count.hysteresis");
	uint16_t level = NORMAL;

	for (uint16_t s = BLUE; s <= RED; s++) {
		double threshold = policy(model, record, at, keys[s]);

		if (count->density >= (s <= record->state ? threshold * margin : threshold))
			level = s;
	}
	/* More in than out for minutes on end, and no longer loose. */
	if (level < YELLOW && count->filling_since != 0 &&
	    (double)(at - count->filling_since) / 1000 >=
		    policy(model, record, at, "count.filling.span") &&
	    count->density >= policy(model, record, at, "count.filling.density"))
		level = YELLOW;
	return level;
}

static void climb(struct reactor *reactor, const struct model *model, const struct record *record,
		  const struct entry *entry)
{
	static const char *const steps[] = { [NORMAL] = "to_normal", [BLUE] = "to_blue",
					     [YELLOW] = "to_yellow", [ORANGE] = "to_orange",
					     [RED] = "to_red" };
	uint16_t level = level_of(model, record, record->updated_at);

	(void)entry;
	if (level != record->state)
		reactor_propose(reactor, "count", steps[level], record->id, record->home);
	if (is_full(model, record, record->updated_at) &&
	    count_of(record)->ticket_check != CHECKS_STOPPED) {
		reactor_propose(reactor, "count", "stop_checks", record->id, record->home);
		reactor_text(reactor, "reason",
			     STR("达到核准人数（505号令第18条） / The approved number is reached"));
	}
}

/* Nobody is let in where an evacuation begins. */
static void stop_for_evacuation(struct reactor *reactor, const struct model *model,
				const struct record *record, const struct entry *entry)
{
	struct ident place = *(const struct ident *)model_field(record, "place");
	const struct record *counts[LIMIT_SEEN];
	uint32_t count = model_refs_to(model, place, "count", "place", counts, LIMIT_SEEN);

	(void)entry;
	for (uint32_t i = 0; i < count && i < LIMIT_SEEN; i++) {
		if (counts[i]->state == CLOSED || counts[i]->struck)
			continue;
		reactor_propose(reactor, "count", "stop_checks", counts[i]->id, counts[i]->home);
		reactor_text(reactor, "reason", STR("启动疏散 / An evacuation has begun"));
	}
}

static const struct reaction reactions[] = {
	{ .name = "climb", .on = "count.read",
	  .doc_zh = "读数按密度升降告警级别；达到核准人数立即停止检票。",
	  .doc_en = "A reading moves the alarm ladder; at the approved number ticket checks stop.",
	  .run = climb },
	{ .name = "stop_for_evacuation", .on = "evacuation.trigger evacuation.trigger_unprepared",
	  .doc_zh = "启动疏散即停止检票。",
	  .doc_en = "An evacuation stops the ticket checks of its place.",
	  .run = stop_for_evacuation },
};

KIND(count, .number = 104, .module = "movement", .zh = "现场计数", .en = "Live count",
     .doc_zh = "一个地点的现有人数：按密度告警，达到核准人数停止检票。",
     .doc_en = "How many are at a place: alarms by density, and the stop at the approved number.",
     .doctrine = "6.1, 10.4", .flags = KIND_SETUP | KIND_BOARD, .refusals = refusals, KIND_CLOCKS,
     KIND_REACTIONS);
