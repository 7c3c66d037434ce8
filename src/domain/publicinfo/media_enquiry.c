/* A question from the media, answered in time: the desk serves and supports reporting. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/publicinfo/topics.h"

static const struct choice languages[] = {
	{ 1, "zh", "中文", "Chinese", NULL },
	{ 2, "en", "英文", "English", NULL },
	{ 3, "other", "其他", "Other", NULL },
	{ 0 },
};

#define FIELDS(X, K) \
	X(K, 1, TEXT, title, "标题", "Title", .max = 240, .flags = REQUIRED | TITLE | SEARCHED) \
	X(K, 2, TEXT, outlet, "媒体", "Outlet", .max = 120, .flags = REQUIRED) \
	X(K, 3, TEXT, contact, "联系方式", "Contact", .max = 120, .flags = PERSONAL, \
	  .retain_days = 30) \
	X(K, 4, TEXT, question, "问题", "Question", .max = 2000, .flags = REQUIRED | LONG) \
	X(K, 5, ENUM, topic, "主题", "Topic", .choices = topics_choices, \
	  .flags = REQUIRED | INDEXED) \
	X(K, 6, ENUM, language, "语言", "Language", .choices = languages, .flags = REQUIRED) \
	X(K, 7, REF, incident, "事件", "Incident", .target = "incident") \
	X(K, 8, TIME, deadline, "媒体截稿时间", "Their deadline", .flags = 0) \
	X(K, 9, TIME, due, "答复时限", "Answer due", .flags = SYSTEM) \
	X(K, 10, REF, to, "承办", "Answered by", .target = "post", .flags = ADDRESSEE) \
	X(K, 11, TEXT, answer, "答复", "Answer", .max = 4000, .flags = LONG) \
	X(K, 12, REF, statement, "声明", "Statement", .target = "statement") \
	X(K, 13, REF, drafted_by, "拟稿人", "Drafted by", .target = "account", .flags = SYSTEM) \
	X(K, 14, TEXT, reason, "理由", "Reason", .max = 800, .flags = LONG)

KIND_STRUCT(media_enquiry);
KIND_FIELDS(media_enquiry);

enum { RECEIVED = 1, ASSIGNED, DRAFTED, CLEARED, ANSWERED, WITHDRAWN };
static const struct state states[] = {
	{ RECEIVED, "received", "已收到", "Received", STATE_OPEN | STATE_ALARM },
	{ ASSIGNED, "assigned", "已交办", "Assigned", STATE_OPEN },
	{ DRAFTED, "answer_draft", "答复拟稿", "Answer drafted", STATE_OPEN },
	{ CLEARED, "cleared", "已核准", "Cleared", STATE_OPEN },
	{ ANSWERED, "answered", "已答复", "Answered", STATE_CLOSED },
	{ WITHDRAWN, "withdrawn", "媒体撤回", "Withdrawn by them", STATE_CLOSED },
};

REFUSAL(enquiry_deadline_past, "媒体截稿时间已过", "Their deadline has passed");
REFUSAL(cleared_by_its_writer, "拟稿人不能核准自己的答复", "Who wrote the answer does not clear it");
REFUSAL(statement_not_out, "所引声明尚未发布或已不再有效",
	"The statement that it rests on is not out, or no longer holds");
static const struct refusal *const refusals[] = { &refuse_enquiry_deadline_past,
						  &refuse_cleared_by_its_writer,
						  &refuse_statement_not_out, NULL };

static const struct media_enquiry *enquiry_of(const struct record *record)
{
	return (const struct media_enquiry *)record;
}

static const struct refusal *check_receive(const struct model *model, const struct record *before,
					   const struct record *after, const struct act_view *view)
{
	(void)model;
	(void)before;
	return record_has(after, F_deadline) && enquiry_of(after)->deadline <= view->at
		       ? &refuse_enquiry_deadline_past
		       : NULL;
}

static const struct refusal *check_answer(const struct model *model, const struct record *before,
					  const struct record *after, const struct act_view *view)
{
	const struct record *statement =
		model_find_kind(model, enquiry_of(after)->statement, "statement");

	(void)before;
	(void)view;
	return statement && !rules_in(statement, "published") ? &refuse_statement_not_out : NULL;
}

static const struct refusal *check_clear(const struct model *model, const struct record *before,
					 const struct record *after, const struct act_view *view)
{
	if (ident_eq(enquiry_of(before)->drafted_by, view->actor))
		return &refuse_cleared_by_its_writer;
	return check_answer(model, before, after, view);
}

/* Doctrine 5.2: two hours, or when they go to press if that is later, but never beyond 48. */
static void stamp_receive(struct stamp *stamp, const struct model *model,
			  const struct record *after, const struct act_view *view)
{
	instant due = view->at + rules_span(model, "media.answer", after->home, view->at);
	instant most = view->at + rules_span(model, "media.answer.most", after->home, view->at);

	if (record_has(after, F_deadline))
		due = enquiry_of(after)->deadline;
	stamp_time(stamp, "due", due < most ? due : most);
}

static void stamp_draft(struct stamp *stamp, const struct model *model, const struct record *after,
			const struct act_view *view)
{
	(void)model;
	(void)after;
	stamp_ref(stamp, "drafted_by", view->actor);
}

#define DESK (ROLE_DESK | ROLE_information)
#define SITE (REL_OWN | REL_ADDRESSEE)
KIND_ACTS(
	{ .number = 1, .name = "receive", .zh = "收到", .en = "Receive", .from = NEW,
	  .to = RECEIVED, .roles = ROLE_STAFF | ROLE_liaison,
	  .takes = "title outlet contact question topic language incident deadline",
	  .check = check_receive, .stamp = stamp_receive },
	{ .number = 2, .name = "assign", .zh = "交办", .en = "Assign",
	  .from = IN(RECEIVED) | IN(ASSIGNED), .to = ASSIGNED, .roles = DESK, .takes = "to",
	  .needs = "to", .flags = ACT_TELL },
	{ .number = 3, .name = "draft", .zh = "拟稿", .en = "Draft",
	  .from = IN(RECEIVED) | IN(ASSIGNED) | IN(DRAFTED) | IN(CLEARED), .to = DRAFTED,
	  .roles = ROLE_STAFF, .relations = SITE, .takes = "answer statement",
	  .needs = "answer", .stamp = stamp_draft },
	{ .number = 4, .name = "clear", .zh = "核准", .en = "Clear", .from = IN(DRAFTED),
	  .to = CLEARED, .roles = DESK, .check = check_clear },
	{ .number = 5, .name = "answer", .zh = "答复", .en = "Answer", .from = IN(CLEARED),
	  .to = ANSWERED, .roles = DESK, .check = check_answer },
	{ .number = 6, .name = "withdraw", .zh = "媒体撤回", .en = "Withdrawn by them",
	  .from = IN(RECEIVED) | IN(ASSIGNED) | IN(DRAFTED) | IN(CLEARED), .to = WITHDRAWN,
	  .roles = DESK, .takes = "reason", .needs = "reason" },
	ACT_SHARE(DESK), ACT_LINK(DESK), ACT_ATTACH(DESK));

static const struct clock_step assign_steps[] = {
	{ .name = "due", .zh = "无人承办", .en = "Nobody answers it", .policy = "media.assign",
	  .rings = RINGS_HOME },
};
static const struct clock_step answer_steps[] = {
	{ .name = "due", .zh = "到答复时限", .en = "Answer is due", .rings = RINGS_HOME },
	{ .name = "breach", .zh = "逾时未答复", .en = "Not answered in time",
	  .policy = "media.grace", .rings = RINGS_HOME | RINGS_ABOVE, .breach = true },
};
static const struct clock clocks[] = {
	{ .number = 1, .name = "assign", .zh = "交办", .en = "Assignment", .starts = "receive",
	  .stops = "assign draft withdraw", .steps = assign_steps,
	  .nsteps = KIND_COUNT(assign_steps) },
	{ .number = 2, .name = "answer", .zh = "答复", .en = "Answer", .starts = "receive",
	  .stops = "answer withdraw", .until = "due", .steps = answer_steps,
	  .nsteps = KIND_COUNT(answer_steps) },
};

static bool is_late(const struct model *model, const struct record *record, instant at)
{
	(void)model;
	return enquiry_of(record)->due <= at;
}

static const struct gap gaps[] = {
	{ .name = "unanswered", .zh = "逾时未答的媒体问询", .en = "An enquiry not answered in time",
	  .severity = GAP_MINOR, .in = IN(RECEIVED) | IN(ASSIGNED) | IN(DRAFTED) | IN(CLEARED),
	  .open = is_late, .act = "answer" },
};

KIND(media_enquiry, .number = 51, .module = "publicinfo", .zh = "媒体问询", .en = "Media enquiry",
     .doc_zh = "媒体提出的问题：谁来答、何时答、由谁核准。",
     .doc_en = "A question from the media: who answers, by when, cleared by whom.",
     .doctrine = "5.2", .flags = KIND_BOARD, .refusals = refusals, KIND_CLOCKS, KIND_GAPS);
