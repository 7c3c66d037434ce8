/* One event that controllers play into an exercise, marked so that nobody takes it for real. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/plans/content.h"

static const struct choice means[] = {
	{ 1, "phone", "电话", "Telephone", NULL },
	{ 2, "radio", "电台", "Radio", NULL },
	{ 3, "message", "系统消息", "Message", NULL },
	{ 4, "paper", "书面", "On paper", NULL },
	{ 5, "role_player", "角色扮演", "Role player", NULL },
	{ 0 },
};
static const struct choice ratings[] = {
	{ 1, "performed", "顺利完成（P）", "Performed without challenges (P)", "green" },
	{ 2, "some", "有些困难（S）", "Performed with some challenges (S)", "yellow" },
	{ 3, "major", "困难较大（M）", "Performed with major challenges (M)", "orange" },
	{ 4, "unable", "未能完成（U）", "Unable to be performed (U)", "red" },
	{ 0 },
};

#define FIELDS(X, K) \
	X(K, 1, REF, exercise, "演练", "Exercise", .target = "exercise", .flags = REQUIRED) \
	X(K, 2, INT, number, "序号", "Number", .least = 1, .most = 999, .flags = REQUIRED) \
	X(K, 3, TIME, scheduled, "计划时间", "Scheduled for", .flags = REQUIRED) \
	X(K, 4, TEXT, from_role, "由谁发出（角色）", "From (role)", .max = 120) \
	X(K, 5, REFS, to, "投放单位", "To", .target = "post", .max = 16, \
	  .flags = REQUIRED | ADDRESSEE) \
	X(K, 6, ENUM, means, "方式", "Means", .choices = means, .flags = REQUIRED) \
	X(K, 7, TEXT, title, "内容", "Text", .max = 400, .flags = REQUIRED | TITLE | SEARCHED) \
	X(K, 8, TEXT, expected, "预期行动", "Expected action", .max = 1000, \
	  .flags = REQUIRED | LONG) \
	X(K, 9, SPAN, expected_within, "预期用时", "Expected within", .least = 1, .most = 86400) \
	X(K, 10, TEXT, objective, "对应目标", "Objective", .max = 240) \
	X(K, 11, TIME, delivered_at, "投放时间", "Delivered at", .flags = SYSTEM) \
	X(K, 12, ENUM, rating, "评定", "Rating", .choices = ratings, .flags = INDEXED) \
	X(K, 13, TEXT, observation, "观察记录", "Observer's note", .max = 2000, .flags = LONG) \
	X(K, 14, TEXT, reason, "理由", "Reason", .max = 400)

KIND_STRUCT(inject);
KIND_FIELDS(inject);

enum { PLANNED = 1, DELIVERED, RATED, SKIPPED };
static const struct state states[] = {
	{ PLANNED, "planned", "待投放", "Planned", STATE_OPEN },
	{ DELIVERED, "delivered", "已投放", "Delivered", STATE_OPEN },
	{ RATED, "rated", "已评定", "Rated", STATE_CLOSED },
	{ SKIPPED, "skipped", "跳过", "Skipped", STATE_CLOSED },
};

REFUSAL(msel_locked, "脚本已锁定", "The list of injects is locked");
REFUSAL(exercise_not_running, "演练未在进行", "The exercise is not running");
static const struct refusal *const refusals[] = { &refuse_msel_locked,
						  &refuse_exercise_not_running, NULL };

static const struct inject *inject_of(const struct record *record)
{
	return (const struct inject *)record;
}

static const struct refusal *check_add(const struct model *model, const struct record *before,
				       const struct record *after, const struct act_view *view)
{
	(void)before;
	(void)view;
	return content_in(model_find(model, inject_of(after)->exercise), "designed")
		       ? NULL
		       : &refuse_msel_locked;
}

static const struct refusal *check_running(const struct model *model, const struct record *before,
					   const struct record *after,
					   const struct act_view *view)
{
	(void)before;
	(void)view;
	return content_in(model_find(model, inject_of(after)->exercise), "running")
		       ? NULL
		       : &refuse_exercise_not_running;
}

static void stamp_delivered(struct stamp *stamp, const struct model *model,
			    const struct record *after, const struct act_view *view)
{
	(void)model;
	(void)after;
	stamp_time(stamp, "delivered_at", view->event_at);
}

KIND_ACTS(
	{ .number = 1, .name = "add", .zh = "列入", .en = "Add", .from = NEW, .to = PLANNED,
	  .roles = ROLE_STAFF | ROLE_SYSTEM,
	  .takes = "exercise number scheduled from_role to means title expected expected_within "
		   "objective", .check = check_add },
	{ .number = 2, .name = "deliver", .zh = "投放", .en = "Deliver", .from = IN(PLANNED),
	  .to = DELIVERED, .roles = ROLE_STAFF | ROLE_SYSTEM, .check = check_running,
	  .stamp = stamp_delivered },
	{ .number = 3, .name = "rate", .zh = "评定", .en = "Rate", .from = IN(DELIVERED),
	  .to = RATED, .roles = ROLE_STAFF | ROLE_oversight | ROLE_SYSTEM,
	  .relations = REL_OWN | REL_ABOVE | REL_OVERSIGHT, .takes = "rating observation",
	  .needs = "rating" },
	{ .number = 4, .name = "skip", .zh = "跳过", .en = "Skip", .from = IN(PLANNED),
	  .to = SKIPPED, .roles = ROLE_STAFF, .takes = "reason", .needs = "reason" });

/* Doctrine 10.7: exercise traffic is unmistakable. It is a message; it never is an order. */
static void play(struct reactor *reactor, const struct model *model, const struct record *record,
		 const struct entry *entry)
{
	struct arena *arena = reactor_arena(reactor);
	const struct inject *inject = inject_of(record);
	const struct record *exercise = model_find(model, inject->exercise);
	struct str title = exercise ? model_title(exercise) : STR("");

	(void)entry;
	reactor_propose(reactor, "message", "send", (struct ident){ 0 }, record->home);
	reactor_refs(reactor, "to", inject->to.at, inject->to.count);
	reactor_ref(reactor, "subject", record->id);
	reactor_text(reactor, "title", STR("【演练 演练 演练】EXERCISE EXERCISE EXERCISE"));
	reactor_text(reactor, "text",
		     arena_printf(arena, "【演练 EXERCISE】" STR_FMT "\n" STR_FMT
				  "\n【演练 EXERCISE】",
				  STR_ARG(title), STR_ARG(inject->title)));
}

static const struct reaction reactions[] = {
	{ .name = "play", .on = "inject.deliver",
	  .doc_zh = "向参演单位发送带有醒目演练标识的消息。",
	  .doc_en = "Sends it to those who take part, as a message that says EXERCISE.",
	  .run = play },
};

KIND(inject, .number = 86, .module = "plans", .zh = "导调事件", .en = "Inject",
     .doc_zh = "演练脚本中的一行：何时、由谁、向谁、投放什么、预期行动与评定。",
     .doc_en = "A line of the MSEL: when, from whom, to whom, what, what is expected, how it "
	       "went.",
     .doctrine = "10.7", .flags = KIND_SETUP, .refusals = refusals, KIND_REACTIONS);
