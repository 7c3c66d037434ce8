/* One line of a run sheet: what happens when, who does it, and whether it has been done. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/command/rules.h"

#define FIELDS(X, K) \
	X(K, 1, REF, sheet, "流程表", "Run sheet", .target = "run_sheet", .flags = REQUIRED) \
	X(K, 2, TEXT, title, "项目", "Item", .max = 240, .flags = REQUIRED | TITLE | SEARCHED) \
	X(K, 3, TIME, starts, "开始", "Begins", .flags = REQUIRED | INDEXED) \
	X(K, 4, TIME, ends, "结束", "Ends", .flags = 0) \
	X(K, 5, REF, responsible, "负责单位", "Done by", .target = "post", \
	  .flags = REQUIRED | ADDRESSEE) \
	X(K, 6, REF, place, "地点", "Place", .target = "place") \
	X(K, 7, TEXT, note, "说明", "Note", .max = 1000, .flags = LONG) \
	X(K, 8, TEXT, reason, "理由", "Reason", .max = 400) \
	X(K, 9, TIME, started_at, "实际开始", "Began at", .flags = SYSTEM) \
	X(K, 10, TIME, done_at, "实际完成", "Done at", .flags = SYSTEM)

KIND_STRUCT(run_item);
KIND_FIELDS(run_item);

enum { PLANNED = 1, RUNNING, DONE, SKIPPED };
static const struct state states[] = {
	{ PLANNED, "planned", "计划", "Planned", STATE_OPEN },
	{ RUNNING, "running", "进行中", "Running", STATE_OPEN },
	{ DONE, "done", "完成", "Done", STATE_CLOSED },
	{ SKIPPED, "skipped", "取消", "Skipped", STATE_CLOSED },
};

REFUSAL(ends_before_start, "结束早于开始", "It would end before it begins");
REFUSAL(sheet_closed, "流程表已办结或被取代", "The sheet is closed or superseded");
REFUSAL(sheet_not_published, "流程表尚未发布", "The sheet has not been published");
static const struct refusal *const refusals[] = { &refuse_ends_before_start, &refuse_sheet_closed,
						  &refuse_sheet_not_published, NULL };

static const struct run_item *item_of(const struct record *record)
{
	return (const struct run_item *)record;
}

static const struct refusal *check_item(const struct model *model, const struct record *before,
					const struct record *after, const struct act_view *view)
{
	const struct record *sheet = model_find(model, item_of(after)->sheet);

	(void)before;
	(void)view;
	if (record_has(after, F_ends) && item_of(after)->ends < item_of(after)->starts)
		return &refuse_ends_before_start;
	return model_is_open(sheet) ? NULL : &refuse_sheet_closed;
}

static const struct refusal *check_start(const struct model *model, const struct record *before,
					 const struct record *after, const struct act_view *view)
{
	const struct record *sheet = model_find(model, item_of(after)->sheet);

	(void)before;
	(void)view;
	return rules_in(sheet, "published") ? NULL : &refuse_sheet_not_published;
}

static void stamp_started(struct stamp *stamp, const struct model *model,
			  const struct record *after, const struct act_view *view)
{
	(void)model;
	(void)after;
	stamp_time(stamp, "started_at", view->event_at);
}

static void stamp_done(struct stamp *stamp, const struct model *model, const struct record *after,
		       const struct act_view *view)
{
	(void)model;
	(void)after;
	stamp_time(stamp, "done_at", view->event_at);
}

#define SITE (REL_OWN | REL_DESK | REL_ADDRESSEE)
#define DOERS (ROLE_STAFF | ROLE_unit_leader)
KIND_ACTS(
	{ .number = 1, .name = "add", .zh = "列入", .en = "Add", .from = NEW, .to = PLANNED,
	  .roles = ROLE_STAFF | ROLE_SYSTEM,
	  .takes = "sheet title starts ends responsible place note", .check = check_item },
	{ .number = 2, .name = "shift", .zh = "调整时间", .en = "Shift", .from = IN(PLANNED),
	  .to = SAME, .roles = ROLE_STAFF, .takes = "starts ends reason",
	  .needs = "starts reason", .check = check_item },
	{ .number = 3, .name = "start", .zh = "开始", .en = "Begin", .from = IN(PLANNED),
	  .to = RUNNING, .roles = DOERS, .relations = SITE, .check = check_start,
	  .stamp = stamp_started },
	{ .number = 4, .name = "done", .zh = "完成", .en = "Done",
	  .from = IN(PLANNED) | IN(RUNNING), .to = DONE, .roles = DOERS, .relations = SITE,
	  .takes = "note", .check = check_start, .stamp = stamp_done },
	{ .number = 5, .name = "skip", .zh = "取消", .en = "Skip", .from = IN(PLANNED),
	  .to = SKIPPED, .roles = ROLE_DESK, .takes = "reason", .needs = "reason" });

static const struct clock_step start_steps[] = {
	{ .name = "due", .zh = "到开始时间", .en = "It should begin",
	  .policy = "run_item.start.grace", .rings = RINGS_HOME },
	{ .name = "late", .zh = "逾时未开始", .en = "Not begun in time",
	  .policy = "run_item.start.grace", .rings = RINGS_HOME, .breach = true },
};
static const struct clock clocks[] = {
	{ .number = 1, .name = "start", .zh = "开始", .en = "Beginning", .starts = "add shift",
	  .stops = "start done skip", .until = "starts", .steps = start_steps,
	  .nsteps = KIND_COUNT(start_steps) },
};

KIND(run_item, .number = 74, .module = "command", .zh = "流程项目", .en = "Run sheet item",
     .doc_zh = "流程表中的一项：何时、何事、由谁完成。",
     .doc_en = "One item of a run sheet: when, what, by whom.",
     .doctrine = "10.5", .refusals = refusals, KIND_CLOCKS);
