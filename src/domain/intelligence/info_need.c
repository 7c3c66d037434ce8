/* What a commander must know to decide: asked, collected, assessed, acted on, and judged. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/intelligence/scales.h"
#include "model/rules.h"

static const struct choice met[] = {
	{ 1, "met", "满足", "Met", "green" },
	{ 2, "partly", "部分满足", "Partly met", "yellow" },
	{ 3, "not_met", "未满足", "Not met", "red" },
	{ 0 },
};
enum { MET = 1 };

#define FIELDS(X, K) \
	X(K, 1, TEXT, title, "标题", "Title", .max = 240, .flags = REQUIRED | TITLE | SEARCHED) \
	X(K, 2, TEXT, question, "需要弄清的问题", "Question", .max = 2000, \
	  .flags = REQUIRED | LONG | SEARCHED) \
	X(K, 3, ENUM, topic, "主题", "Topic", .choices = scales_topic, \
	  .flags = REQUIRED | INDEXED) \
	X(K, 4, TEXT, decision, "等待它的决策", "Decision that waits for it", .max = 800, \
	  .flags = REQUIRED | LONG) \
	X(K, 5, TEXT, indicators, "征候", "Indicators", .max = 2000, .flags = LONG) \
	X(K, 6, REF, place, "地点", "Place", .target = "place") \
	X(K, 7, REF, incident, "事件", "Incident", .target = "incident") \
	X(K, 8, ENUM, priority, "优先级", "Priority", .choices = choices_priority, \
	  .flags = REQUIRED | INDEXED) \
	X(K, 9, TIME, due_by, "最迟需用时间", "Needed by", .flags = REQUIRED, \
	  .doc_zh = "过了这个时间，答案对决策已无用处。", \
	  .doc_en = "Later than this the answer is of no use to the decision.") \
	X(K, 10, REFS, to, "交由", "To", .target = "post", .max = 16, .flags = ADDRESSEE) \
	X(K, 11, REF, assessment, "研判", "Assessment", .target = "assessment", .flags = SYSTEM) \
	X(K, 12, REF, order, "据此下达的指令", "Order that followed", .target = "order", \
	  .flags = SYSTEM) \
	X(K, 13, ENUM, met, "需求满足程度", "Met", .choices = met, .flags = INDEXED) \
	X(K, 14, TEXT, feedback, "反馈", "Feedback", .max = 2000, .flags = LONG) \
	X(K, 15, TEXT, reason, "理由", "Reason", .max = 800, .flags = LONG)

KIND_STRUCT(info_need);
KIND_FIELDS(info_need);

/* Doctrine 5, the loop: requirement, collection, assessment, order, execution, feedback. */
enum { ASKED = 1, COLLECTING, ASSESSED, ACTED_ON, FED_BACK, CLOSED, CANCELLED };
static const struct state states[] = {
	{ ASKED, "asked", "已提出", "Asked", STATE_OPEN | STATE_ALARM },
	{ COLLECTING, "collecting", "搜集中", "Collecting", STATE_OPEN },
	{ ASSESSED, "assessed", "已研判", "Assessed", STATE_OPEN },
	{ ACTED_ON, "acted_on", "已据此行动", "Acted on", STATE_OPEN },
	{ FED_BACK, "fed_back", "已有执行反馈", "Fed back", STATE_OPEN },
	{ CLOSED, "closed", "已评价", "Judged", STATE_CLOSED },
	{ CANCELLED, "cancelled", "已取消", "Cancelled", STATE_CLOSED },
};
#define UNANSWERED (IN(ASKED) | IN(COLLECTING))
#define ANSWERED (IN(ASSESSED) | IN(ACTED_ON) | IN(FED_BACK))

REFUSAL(need_due_in_past, "需用时间已过", "The time by which it is needed has passed");
REFUSAL(say_what_is_missing, "未完全满足时必须说明缺什么",
	"What was missing must be said when the need was not met in full");
static const struct refusal *const refusals[] = { &refuse_need_due_in_past,
						  &refuse_say_what_is_missing, NULL };

static const struct info_need *need_of(const struct record *record)
{
	return (const struct info_need *)record;
}

static const struct refusal *check_ask(const struct model *model, const struct record *before,
				       const struct record *after, const struct act_view *view)
{
	(void)model;
	(void)before;
	return need_of(after)->due_by <= view->at ? &refuse_need_due_in_past : NULL;
}

static const struct refusal *check_judge(const struct model *model, const struct record *before,
					 const struct record *after, const struct act_view *view)
{
	(void)model;
	(void)before;
	(void)view;
	return need_of(after)->met != MET && need_of(after)->feedback.len == 0
		       ? &refuse_say_what_is_missing
		       : NULL;
}

#define ASKERS (ROLE_DESK | ROLE_intelligence)
#define MARK(number_, name_, zh_, en_, from_, to_, takes_) \
	{ .number = number_, .name = name_, .zh = zh_, .en = en_, .from = from_, .to = to_, \
	  .roles = ROLE_SYSTEM, .takes = takes_ }
KIND_ACTS(
	{ .number = 1, .name = "ask", .zh = "提出", .en = "Ask", .from = NEW, .to = ASKED,
	  .roles = ASKERS,
	  .takes = "title question topic decision indicators place incident priority due_by to",
	  .flags = ACT_TELL, .check = check_ask },
	MARK(2, "mark_collecting", "开始搜集", "Collection begun", IN(ASKED), COLLECTING, NULL),
	MARK(3, "mark_assessed", "研判已发布", "Assessed", UNANSWERED | ANSWERED, ASSESSED,
	     "assessment"),
	MARK(4, "mark_acted_on", "已据此下达指令", "Order given", IN(ASSESSED), ACTED_ON, "order"),
	MARK(5, "mark_fed_back", "执行结果已反馈", "Fed back", ANSWERED, FED_BACK, NULL),
	{ .number = 6, .name = "judge", .zh = "评价", .en = "Judge", .from = ANSWERED,
	  .to = CLOSED, .roles = ASKERS, .takes = "met feedback", .needs = "met",
	  .check = check_judge },
	{ .number = 7, .name = "ask_again", .zh = "再次提出", .en = "Ask again",
	  .from = ANSWERED, .to = ASKED, .roles = ASKERS, .takes = "question due_by to reason",
	  .needs = "due_by reason", .flags = ACT_TELL, .check = check_ask },
	{ .number = 8, .name = "cancel", .zh = "取消", .en = "Cancel",
	  .from = UNANSWERED | ANSWERED, .to = CANCELLED, .roles = ASKERS, .takes = "reason",
	  .needs = "reason" },
	ACT_SHARE(ASKERS), ACT_LINK(ASKERS), ACT_ATTACH(ASKERS));

static const struct clock_step collect_steps[] = {
	{ .name = "uncollected", .zh = "无人搜集", .en = "Nobody collects",
	  .policy = "intelligence.need.collect", .rings = RINGS_HOME },
};
static const struct clock_step answer_steps[] = {
	{ .name = "due", .zh = "到需用时间", .en = "Answer is due", .rings = RINGS_HOME },
	{ .name = "breach", .zh = "逾时未答", .en = "Not answered in time",
	  .policy = "intelligence.need.grace", .rings = RINGS_HOME | RINGS_ABOVE,
	  .breach = true },
};
static const struct clock_step judge_steps[] = {
	{ .name = "due", .zh = "待评价", .en = "Waits to be judged",
	  .policy = "intelligence.need.judge", .rings = RINGS_HOME },
};
static const struct clock clocks[] = {
	{ .number = 1, .name = "collect", .zh = "搜集", .en = "Collection",
	  .starts = "ask ask_again", .stops = "mark_collecting mark_assessed cancel",
	  .steps = collect_steps, .nsteps = KIND_COUNT(collect_steps) },
	{ .number = 2, .name = "answer", .zh = "答复", .en = "Answer", .starts = "ask ask_again",
	  .stops = "mark_assessed cancel", .until = "due_by", .steps = answer_steps,
	  .nsteps = KIND_COUNT(answer_steps) },
	{ .number = 3, .name = "judge", .zh = "评价", .en = "Judgement",
	  .starts = "mark_assessed mark_fed_back", .stops = "judge ask_again cancel",
	  .steps = judge_steps, .nsteps = KIND_COUNT(judge_steps) },
};

static const struct record *need_of_chain(const struct model *model, const struct record *record)
{
	return model_find_kind(model, rules_ref(record, "need"), "info_need");
}

static void follow_collection(struct reactor *reactor, const struct model *model,
			      const struct record *record, const struct entry *entry)
{
	const struct record *need = need_of_chain(model, record);

	(void)entry;
	if (need && need->state == ASKED)
		reactor_propose(reactor, "info_need", "mark_collecting", need->id, need->home);
}

static void follow_assessment(struct reactor *reactor, const struct model *model,
			      const struct record *record, const struct entry *entry)
{
	const struct record *need = need_of_chain(model, record);
	struct ident order = rules_ref(record, "order");

	(void)entry;
	if (!need || !model_is_open(need))
		return;
	if (rules_in(record, "published")) {
		reactor_propose(reactor, "info_need", "mark_assessed", need->id, need->home);
		reactor_ref(reactor, "assessment", record->id);
	} else if (rules_in(record, "acted_on") && need->state == ASSESSED) {
		reactor_propose(reactor, "info_need", "mark_acted_on", need->id, need->home);
		reactor_ref(reactor, "order", order);
	} else if (rules_in(record, "fed_back") && (IN(need->state) & ANSWERED) != 0) {
		reactor_propose(reactor, "info_need", "mark_fed_back", need->id, need->home);
	}
}

static const struct reaction reactions[] = {
	{ .name = "follow_collection", .on = "collection.task",
	  .doc_zh = "下达搜集任务后，需求转为搜集中。",
	  .doc_en = "A collection that is tasked sets the need to collecting.",
	  .run = follow_collection },
	{ .name = "follow_assessment",
	  .on = "assessment.publish assessment.mark_acted_on assessment.feed_back",
	  .doc_zh = "需求的状态随研判、据此下达的指令和执行反馈推进。",
	  .doc_en = "A need advances with its assessment, the order that follows and the feedback.",
	  .run = follow_assessment },
};

static bool is_late(const struct model *model, const struct record *record, instant at)
{
	(void)model;
	return need_of(record)->due_by <= at;
}

static const struct gap gaps[] = {
	{ .name = "unanswered", .zh = "到时未答的信息需求", .en = "Needed by now and not answered",
	  .severity = GAP_SERIOUS, .in = UNANSWERED, .open = is_late,
	  .act = "assessment.publish", .field = "need" },
};

KIND(info_need, .number = 40, .module = "intelligence", .zh = "关键信息需求",
     .en = "Information requirement (CCIR)",
     .doc_zh = "指挥员作出决策必须掌握的信息：何时要、谁去查、据此做了什么、是否管用。",
     .doc_en = "What a commander must know to decide: by when, who collects, what came of it.",
     .doctrine = "5", .flags = KIND_BOARD, .refusals = refusals, KIND_CLOCKS,
     KIND_REACTIONS, KIND_GAPS);
