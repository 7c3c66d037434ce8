/* How often a group is tested, and whether its last test is too long ago. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/health/groups.h"
#include "model/entry.h"

#define FIELDS(X, K) \
	X(K, 1, TEXT, title, "名称", "Name", .max = 240, .flags = REQUIRED | TITLE | SEARCHED) \
	X(K, 2, ENUM, group, "人群", "Group", .choices = groups_choices, \
	  .flags = REQUIRED | INDEXED) \
	X(K, 3, ENUM, loop_side, "闭环内外", "Side of the loop", .choices = choices_loop_side, \
	  .flags = REQUIRED) \
	X(K, 4, SPAN, every, "检测间隔", "Tested every", .least = 3600, .most = 2592000, \
	  .flags = REQUIRED) \
	X(K, 5, REF, place, "检测点", "Test point", .target = "place") \
	X(K, 6, INT, expected, "应检人数", "Persons to be tested", .most = 1000000, \
	  .unit = "person") \
	X(K, 7, TIME, first, "首次检测", "First test", .flags = REQUIRED) \
	X(K, 8, TIME, next_due, "下次检测", "Next test due", .flags = SYSTEM) \
	X(K, 9, TIME, tested_at, "最近检测", "Tested last", .flags = SYSTEM) \
	X(K, 10, TEXT, reason, "理由", "Reason", .max = 400)

KIND_STRUCT(test_schedule);
KIND_FIELDS(test_schedule);

enum { RUNNING = 1, SUSPENDED, ENDED };
static const struct state states[] = {
	{ RUNNING, "running", "执行中", "Running", STATE_OPEN },
	{ SUSPENDED, "suspended", "暂停", "Suspended", STATE_OPEN },
	{ ENDED, "ended", "结束", "Ended", STATE_CLOSED },
};

static const struct test_schedule *schedule_of(const struct record *record)
{
	return (const struct test_schedule *)record;
}

static void stamp_first(struct stamp *stamp, const struct model *model,
			const struct record *after, const struct act_view *view)
{
	(void)model;
	(void)view;
	stamp_time(stamp, "next_due", schedule_of(after)->first);
}

/* From the test, not from the plan: who was tested late is not tested twice a day. */
static void stamp_next(struct stamp *stamp, const struct model *model, const struct record *after,
		       const struct act_view *view)
{
	(void)model;
	stamp_time(stamp, "tested_at", view->at);
	stamp_time(stamp, "next_due", view->at + schedule_of(after)->every * 1000);
}

KIND_ACTS(
	{ .number = 1, .name = "plan", .zh = "制订", .en = "Plan", .from = NEW, .to = RUNNING,
	  .roles = ROLE_STAFF | ROLE_liaison | ROLE_SYSTEM,
	  .takes = "title group loop_side every place expected first", .stamp = stamp_first },
	{ .number = 2, .name = "tested", .zh = "已检测", .en = "Tested", .from = IN(RUNNING),
	  .to = SAME, .roles = ROLE_SYSTEM, .stamp = stamp_next },
	{ .number = 3, .name = "change", .zh = "调整", .en = "Change", .from = IN(RUNNING),
	  .to = SAME, .roles = ROLE_STAFF | ROLE_liaison, .takes = "every expected reason",
	  .needs = "reason" },
	{ .number = 4, .name = "suspend", .zh = "暂停", .en = "Suspend", .from = IN(RUNNING),
	  .to = SUSPENDED, .roles = ROLE_DESK | ROLE_liaison, .takes = "reason",
	  .needs = "reason" },
	{ .number = 5, .name = "resume", .zh = "恢复", .en = "Resume", .from = IN(SUSPENDED),
	  .to = RUNNING, .roles = ROLE_DESK | ROLE_liaison, .takes = "first", .needs = "first",
	  .stamp = stamp_first },
	{ .number = 6, .name = "end", .zh = "结束", .en = "End",
	  .from = IN(RUNNING) | IN(SUSPENDED), .to = ENDED, .roles = ROLE_DESK | ROLE_liaison,
	  .takes = "reason", .needs = "reason" });

static const struct clock_step next_steps[] = {
	{ .name = "due", .zh = "应检测", .en = "A test is due", .rings = RINGS_HOME },
	{ .name = "late", .zh = "逾时未检测", .en = "Not tested in time",
	  .policy = "health.test.grace", .rings = RINGS_HOME | RINGS_ABOVE, .breach = true },
};
static const struct clock clocks[] = {
	{ .number = 1, .name = "next", .zh = "下次检测", .en = "Next test",
	  .starts = "plan tested resume", .stops = "suspend end", .until = "next_due",
	  .steps = next_steps, .nsteps = KIND_COUNT(next_steps) },
};

static void follow_count(struct reactor *reactor, const struct model *model,
			 const struct record *record, const struct entry *entry)
{
	struct ident id = *(const struct ident *)model_field(record, "schedule");
	const struct record *schedule = model_find_kind(model, id, "test_schedule");

	(void)entry;
	if (schedule && schedule->state == RUNNING)
		reactor_propose(reactor, "test_schedule", "tested", id, schedule->home);
}

static const struct reaction reactions[] = {
	{ .name = "follow_count", .on = "health_count.record",
	  .doc_zh = "登记检测汇总后，下次检测时间重新计算。",
	  .doc_en = "A count of a test sets the time of the next one.", .run = follow_count },
};

static bool is_late(const struct model *model, const struct record *record, instant at)
{
	(void)model;
	return schedule_of(record)->next_due <= at;
}

static const struct gap gaps[] = {
	{ .name = "untested", .zh = "人群未按期检测", .en = "A group has not been tested in time",
	  .severity = GAP_SERIOUS, .in = IN(RUNNING), .open = is_late,
	  .act = "health_count.record", .field = "schedule" },
};

KIND(test_schedule, .number = 91, .module = "health", .zh = "检测计划", .en = "Test schedule",
     .doc_zh = "一类人群的检测间隔与下次检测时间。",
     .doc_en = "How often a group is tested, and when the next test is due.",
     .doctrine = "8", .flags = KIND_SETUP, KIND_CLOCKS, KIND_REACTIONS, KIND_GAPS);
