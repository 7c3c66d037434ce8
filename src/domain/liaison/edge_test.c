/* A call across an edge of the tree, to hear whether the other side answers, and how fast. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/model.h"

#define FIELDS(X, K) \
	X(K, 1, REF, to, "被测试方", "To", .target = "post", .flags = REQUIRED | ADDRESSEE) \
	X(K, 2, REF, over, "对接链路", "Over the link", .target = "liaison_link") \
	X(K, 3, TEXT, title, "内容", "Text", .max = 240, .flags = TITLE) \
	X(K, 4, TIME, answered_at, "应答时间", "Answered at", .flags = SYSTEM) \
	X(K, 5, INT, seconds, "应答用时", "Took", .most = 86400, .unit = "s", .flags = SYSTEM) \
	X(K, 6, TEXT, quality, "通话质量", "Quality", .max = 240) \
	X(K, 7, TEXT, reason, "原因", "Reason", .max = 400)

KIND_STRUCT(edge_test);
KIND_FIELDS(edge_test);

enum { SENT = 1, ANSWERED, FAILED };
static const struct state states[] = {
	{ SENT, "sent", "已呼叫", "Sent", STATE_OPEN },
	{ ANSWERED, "answered", "已应答", "Answered", STATE_CLOSED },
	{ FAILED, "failed", "无应答", "Not answered", STATE_CLOSED },
};

REFUSAL(not_an_edge, "两者之间没有指挥或对接关系", "There is no edge between these posts");
REFUSAL(partner_of_the_link, "不是该链路的对接席位", "The link leads to another post");
REFUSAL(other_side_answers, "须由被测试方应答", "The other side has to answer");
static const struct refusal *const refusals[] = { &refuse_not_an_edge, &refuse_partner_of_the_link,
						  &refuse_other_side_answers, NULL };

static const struct edge_test *test_of(const struct record *record)
{
	return (const struct edge_test *)record;
}

/* Doctrine 2.1: edges of command run along the tree, links to partners go from every post. */
static const struct refusal *check_send(const struct model *model, const struct record *before,
					const struct record *after, const struct act_view *view)
{
	const struct post *home = tree_get(model, after->home);
	const struct post *to = tree_get(model, test_of(after)->to.origin);
	const struct record *over = model_find(model, test_of(after)->over);

	(void)before;
	(void)view;
	if (!home || !to || to == home ||
	    (to->tier < TIER_LIAISON && to->parent != home->code && home->parent != to->code))
		return &refuse_not_an_edge;
	return over && (*(const struct ident *)model_field(over, "partner")).origin != to->code
		       ? &refuse_partner_of_the_link
		       : NULL;
}

static const struct refusal *check_answer(const struct model *model, const struct record *before,
					  const struct record *after, const struct act_view *view)
{
	(void)model;
	(void)before;
	return view->post != test_of(after)->to.origin ? &refuse_other_side_answers : NULL;
}

static void stamp_answer(struct stamp *stamp, const struct model *model,
			 const struct record *after, const struct act_view *view)
{
	(void)model;
	stamp_time(stamp, "answered_at", view->at);
	stamp_int(stamp, "seconds", (view->at - after->created_at) / 1000);
}

#define ANYBODY (ROLE_STAFF | ROLE_unit_leader | ROLE_liaison)
KIND_ACTS(
	{ .number = 1, .name = "send", .zh = "呼叫", .en = "Call", .from = NEW, .to = SENT,
	  .roles = ANYBODY | ROLE_SYSTEM, .takes = "to over title", .check = check_send },
	{ .number = 2, .name = "answer", .zh = "应答", .en = "Answer", .from = IN(SENT),
	  .to = ANSWERED, .roles = ANYBODY | ROLE_oversight,
	  .relations = REL_OWN | REL_ADDRESSEE, .takes = "quality", .check = check_answer,
	  .stamp = stamp_answer },
	{ .number = 3, .name = "fail", .zh = "无应答", .en = "No answer", .from = IN(SENT),
	  .to = FAILED, .roles = ROLE_DESK | ROLE_SYSTEM, .takes = "reason" });

static const struct clock_step answer_steps[] = {
	{ .name = "silent", .zh = "链路测试无应答", .en = "The test was not answered",
	  .policy = "edge_test.answer", .rings = RINGS_HOME | RINGS_ABOVE, .breach = true,
	  .proposes = "fail" },
};
static const struct clock clocks[] = {
	{ .number = 1, .name = "answer", .zh = "应答", .en = "Answer", .starts = "send",
	  .stops = "answer fail", .steps = answer_steps, .nsteps = KIND_COUNT(answer_steps) },
};

KIND(edge_test, .number = 151, .module = "liaison", .zh = "链路测试", .en = "Edge test",
     .doc_zh = "沿指挥关系或对接关系的一次呼叫与应答。",
     .doc_en = "A call along an edge of command or liaison, and whether it was answered.",
     .doctrine = "4.6, 2.1", .refusals = refusals, KIND_CLOCKS);
