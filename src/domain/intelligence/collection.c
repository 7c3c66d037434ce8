/* Who is to find out what: a task to look, count, measure or ask, for one question of command. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/intelligence/scales.h"
#include "model/rules.h"

/* Doctrine 5: what the desk does; nobody is watched, and what people say is no source. */
static const struct choice methods[] = {
	{ 1, "observation", "现场观察", "Observation on site", NULL },
	{ 2, "patrol", "巡逻报告", "Patrol report", NULL },
	{ 3, "count", "清点计数", "Count", NULL },
	{ 4, "instrument", "仪器监测", "Instruments", NULL },
	{ 5, "partner", "向对接单位了解", "Asking a partner", NULL },
	{ 6, "records", "查阅运行记录", "Records of the operation", NULL },
	{ 7, "official", "官方资料", "Official publications", NULL },
	{ 0 },
};

#define FIELDS(X, K) \
	X(K, 1, TEXT, title, "标题", "Title", .max = 240, .flags = REQUIRED | TITLE | SEARCHED) \
	X(K, 2, REF, need, "信息需求", "For the need", .target = "info_need", .flags = REQUIRED) \
	X(K, 3, REFS, to, "承办", "To", .target = "post", .max = 16, \
	  .flags = REQUIRED | ADDRESSEE) \
	X(K, 4, TEXT, task, "任务", "Task", .max = 2000, .flags = REQUIRED | LONG) \
	X(K, 5, ENUM, method, "方法", "Method", .choices = methods, .flags = REQUIRED | INDEXED) \
	X(K, 6, REF, place, "地点", "Place", .target = "place") \
	X(K, 7, TIME, due_by, "完成时限", "Due by", .flags = REQUIRED) \
	X(K, 8, INT, reports, "已收到报告", "Reports received", .flags = SYSTEM) \
	X(K, 9, TEXT, result, "结果", "Result", .max = 2000, .flags = LONG) \
	X(K, 10, TEXT, reason, "理由", "Reason", .max = 800, .flags = LONG) \
	X(K, 11, REF, incident, "事件", "Incident", .target = "incident", .flags = SYSTEM)

KIND_STRUCT(collection);
KIND_FIELDS(collection);

enum { TASKED = 1, REPORTING, COMPLETE, CANCELLED };
static const struct state states[] = {
	{ TASKED, "tasked", "已下达", "Tasked", STATE_OPEN | STATE_ALARM },
	{ REPORTING, "reporting", "已有报告", "Reporting", STATE_OPEN },
	{ COMPLETE, "complete", "完成", "Complete", STATE_CLOSED },
	{ CANCELLED, "cancelled", "已取消", "Cancelled", STATE_CLOSED },
};

REFUSAL(need_is_closed, "该需求已评价或已取消", "That need is judged or cancelled already");
REFUSAL(later_than_needed, "搜集时限不能晚于需用时间", "It would come later than it is needed");
REFUSAL(collection_due_in_past, "时限已过", "Its time has passed already");
REFUSAL(collect_only_below, "只能交本指挥部或下级；对其他单位请发请求",
	"Only to the own post and to those below; others are asked by a request");
REFUSAL(nothing_reported, "尚无报告，不能办结；可说明理由取消",
	"No report has come: it can be cancelled with a reason, not completed");
static const struct refusal *const refusals[] = { &refuse_need_is_closed,
						  &refuse_later_than_needed,
						  &refuse_collection_due_in_past,
						  &refuse_collect_only_below,
						  &refuse_nothing_reported, NULL };

static const struct collection *collection_of(const struct record *record)
{
	return (const struct collection *)record;
}

/* Doctrine 2.1: command edges task downwards, links only ask. */
static bool all_below(const struct model *model, const struct collection *collection)
{
	code home = collection->record.home;

	for (uint32_t i = 0; i < collection->to.count; i++) {
		code to = collection->to.at[i].origin;
		const struct post *post = tree_get(model, to);

		if (to != home && (!tree_above(model, home, to) || post->tier > TIER_UNIT))
			return false;
	}
	return true;
}

static const struct refusal *check_task(const struct model *model, const struct record *before,
					const struct record *after, const struct act_view *view)
{
	const struct collection *collection = collection_of(after);
	const struct record *need = model_find_kind(model, collection->need, "info_need");

	(void)before;
	if (need && !model_is_open(need))
		return &refuse_need_is_closed;
	if (collection->due_by <= view->at)
		return &refuse_collection_due_in_past;
	if (need && collection->due_by > rules_time(need, "due_by"))
		return &refuse_later_than_needed;
	return all_below(model, collection) ? NULL : &refuse_collect_only_below;
}

/* Doctrine 5: the whole chain hangs on one event. */
static void stamp_task(struct stamp *stamp, const struct model *model, const struct record *after,
		       const struct act_view *view)
{
	(void)view;
	stamp_ref(stamp, "incident",
		  rules_ref(model_find_kind(model, collection_of(after)->need, "info_need"),
			    "incident"));
}

static const struct refusal *check_complete(const struct model *model, const struct record *before,
					    const struct record *after,
					    const struct act_view *view)
{
	(void)model;
	(void)before;
	(void)view;
	return collection_of(after)->reports == 0 ? &refuse_nothing_reported : NULL;
}

#define TASKERS (ROLE_DESK | ROLE_intelligence)
#define RUNNING (IN(TASKED) | IN(REPORTING))
KIND_ACTS(
	{ .number = 1, .name = "task", .zh = "下达", .en = "Task", .from = NEW, .to = TASKED,
	  .roles = TASKERS, .takes = "title need to task method place due_by",
	  .flags = ACT_TELL, .check = check_task, .stamp = stamp_task },
	{ .number = 2, .name = "mark_reporting", .zh = "收到报告", .en = "Report received",
	  .from = RUNNING, .to = REPORTING, .roles = ROLE_SYSTEM, .takes = "reports" },
	{ .number = 3, .name = "extend", .zh = "延期", .en = "Extend", .from = RUNNING,
	  .to = SAME, .roles = TASKERS, .takes = "due_by reason", .needs = "due_by reason",
	  .check = check_task },
	{ .number = 4, .name = "complete", .zh = "办结", .en = "Complete", .from = RUNNING,
	  .to = COMPLETE, .roles = TASKERS, .takes = "result", .needs = "result",
	  .check = check_complete },
	{ .number = 5, .name = "cancel", .zh = "取消", .en = "Cancel", .from = RUNNING,
	  .to = CANCELLED, .roles = TASKERS, .takes = "reason", .needs = "reason" },
	ACT_LINK(TASKERS), ACT_ATTACH(TASKERS));

static const struct clock_step collect_steps[] = {
	{ .name = "due", .zh = "到搜集时限", .en = "Collection is due", .rings = RINGS_HOME },
	{ .name = "breach", .zh = "逾时未报", .en = "Not collected in time",
	  .policy = "intelligence.collection.grace", .rings = RINGS_HOME, .breach = true },
};
static const struct clock clocks[] = {
	{ .number = 1, .name = "collect", .zh = "搜集", .en = "Collection",
	  .starts = "task extend", .stops = "complete cancel", .until = "due_by",
	  .steps = collect_steps, .nsteps = KIND_COUNT(collect_steps) },
};

static void count_report(struct reactor *reactor, const struct model *model,
			 const struct record *record, const struct entry *entry)
{
	const struct record *collection =
		model_find_kind(model, rules_ref(record, "collection"), "collection");

	(void)entry;
	if (!collection || (IN(collection->state) & RUNNING) == 0)
		return;
	reactor_propose(reactor, "collection", "mark_reporting", collection->id, collection->home);
	reactor_int(reactor, "reports", collection_of(collection)->reports + 1);
}

static const struct reaction reactions[] = {
	{ .name = "count_report", .on = "source_report.receive",
	  .doc_zh = "每收到一份报告即计数。", .doc_en = "Counts each report that answers it.",
	  .run = count_report },
};

KIND(collection, .number = 41, .module = "intelligence", .zh = "搜集任务", .en = "Collection task",
     .doc_zh = "为回答一项关键信息需求，由谁、在哪里、用什么方法查明。",
     .doc_en = "Who is to find out, where and by what method, for one information requirement.",
     .doctrine = "5", .flags = KIND_BOARD, .refusals = refusals, KIND_CLOCKS, KIND_REACTIONS);
