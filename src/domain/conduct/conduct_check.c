/* One person has read the card before the shift, answered its question, and signed. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/model.h"

static const struct choice answers[] = {
	{ 1, "a", "甲", "A", NULL }, { 2, "b", "乙", "B", NULL }, { 3, "c", "丙", "C", NULL },
	{ 4, "d", "丁", "D", NULL }, { 0 },
};

#define FIELDS(X, K) \
	X(K, 1, REF, card, "规范卡", "Card", .target = "conduct_card", .flags = REQUIRED) \
	X(K, 2, REF, shift, "班次", "Shift", .target = "shift") \
	X(K, 3, REF, person, "签署人", "Signed by", .target = "account", \
	  .flags = SYSTEM | PERSONAL, .retain_days = 30) \
	X(K, 4, ENUM, answer, "答案", "Answer", .choices = answers, .flags = 0) \
	X(K, 5, INT, tries, "答题次数", "Tries", .flags = SYSTEM) \
	X(K, 6, TEXT, title, "标题", "Title", .max = 240, .flags = TITLE | SYSTEM) \
	X(K, 7, TEXT, reason, "理由", "Reason", .max = 400, .flags = LONG)

KIND_STRUCT(conduct_check);
KIND_FIELDS(conduct_check);

enum { OPENED = 1, WRONG, SIGNED, VOID };
static const struct state states[] = {
	{ OPENED, "opened", "已打开", "Opened", STATE_OPEN },
	{ WRONG, "wrong", "答错", "Answered wrong", STATE_OPEN },
	{ SIGNED, "signed", "已签署", "Signed", STATE_CLOSED },
	{ VOID, "void", "作废", "Void", STATE_CLOSED },
};

REFUSAL(card_not_in_force, "该规范卡未在有效期", "The card is not in force");
REFUSAL(not_your_check, "只能签署本人的规范卡", "Nobody signs for another");
REFUSAL(wrong_answer, "答案不对，请重读后作答", "That is not the answer; read it again");
REFUSAL(right_answer, "答案正确，请签署", "That is the answer; sign it");
static const struct refusal *const refusals[] = { &refuse_card_not_in_force,
						  &refuse_not_your_check, &refuse_wrong_answer,
						  &refuse_right_answer, NULL };

static const struct conduct_check *check_of(const struct record *record)
{
	return (const struct conduct_check *)record;
}

static const struct refusal *check_open(const struct model *model, const struct record *before,
					const struct record *after, const struct act_view *view)
{
	(void)before;
	(void)view;
	return model_in(model_find_kind(model, check_of(after)->card, "conduct_card"), "in_force")
		       ? NULL
		       : &refuse_card_not_in_force;
}

static bool is_right(const struct model *model, const struct record *after)
{
	const struct record *card = model_find_kind(model, check_of(after)->card, "conduct_card");

	return *(const uint16_t *)model_field(card, "right") == check_of(after)->answer;
}

static const struct refusal *check_sign(const struct model *model, const struct record *before,
					const struct record *after, const struct act_view *view)
{
	(void)before;
	if (!ident_eq(after->creator, view->actor))
		return &refuse_not_your_check;
	return is_right(model, after) ? NULL : &refuse_wrong_answer;
}

static const struct refusal *check_miss(const struct model *model, const struct record *before,
					const struct record *after, const struct act_view *view)
{
	(void)before;
	if (!ident_eq(after->creator, view->actor))
		return &refuse_not_your_check;
	return is_right(model, after) ? &refuse_right_answer : NULL;
}

static void stamp_open(struct stamp *stamp, const struct model *model, const struct record *after,
		       const struct act_view *view)
{
	stamp_ref(stamp, "person", view->actor);
	stamp_text(stamp, "title",
		   model_title(model_find_kind(model, check_of(after)->card, "conduct_card")));
}

static void stamp_try(struct stamp *stamp, const struct model *model, const struct record *after,
		      const struct act_view *view)
{
	(void)model;
	(void)view;
	stamp_int(stamp, "tries", check_of(after)->tries + 1);
}

#define ON_DUTY (ROLE_ALL & ~(ROLE_oversight | ROLE_administrator))
KIND_ACTS(
	{ .number = 1, .name = "open", .zh = "阅读", .en = "Open", .from = NEW, .to = OPENED,
	  .roles = ON_DUTY, .takes = "card shift", .check = check_open, .stamp = stamp_open },
	{ .number = 2, .name = "sign", .zh = "作答并签署", .en = "Answer and sign",
	  .from = IN(OPENED) | IN(WRONG), .to = SIGNED, .roles = ON_DUTY, .takes = "answer",
	  .needs = "answer", .check = check_sign, .stamp = stamp_try },
	{ .number = 3, .name = "miss", .zh = "答错", .en = "Answered wrong",
	  .from = IN(OPENED) | IN(WRONG), .to = WRONG, .roles = ON_DUTY, .takes = "answer",
	  .needs = "answer", .check = check_miss, .stamp = stamp_try },
	{ .number = 4, .name = "void", .zh = "作废", .en = "Void",
	  .from = IN(OPENED) | IN(WRONG) | IN(SIGNED), .to = VOID,
	  .roles = ROLE_DESK | ROLE_oversight, .relations = REL_OWN | REL_ABOVE | REL_OVERSIGHT,
	  .takes = "reason", .needs = "reason" });

KIND(conduct_check, .number = 145, .module = "conduct", .zh = "规范阅签", .en = "Conduct check",
     .doc_zh = "上岗前本人阅读规范卡、答题并签署。",
     .doc_en = "Before a shift the person reads the card, answers its question and signs.",
     .doctrine = "15.3", .refusals = refusals);
