/* A question that many ask and its answer, in both languages, for hotlines and the public page. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/publicinfo/topics.h"

#define FIELDS(X, K) \
	X(K, 1, TEXT, question_zh, "问题（中文）", "Question (Chinese)", .max = 240, \
	  .flags = REQUIRED | TITLE | SEARCHED | PUBLIC) \
	X(K, 2, TEXT, question_en, "问题（英文）", "Question (English)", .max = 240, \
	  .flags = REQUIRED | TITLE | SEARCHED | PUBLIC) \
	X(K, 3, TEXT, answer_zh, "答复（中文）", "Answer (Chinese)", .max = 2000, \
	  .flags = LONG | PUBLIC) \
	X(K, 4, TEXT, answer_en, "答复（英文）", "Answer (English)", .max = 2000, \
	  .flags = LONG | PUBLIC) \
	X(K, 5, ENUM, topic, "主题", "Topic", .choices = topics_choices, \
	  .flags = REQUIRED | INDEXED | PUBLIC) \
	X(K, 6, REF, place, "地点", "Place", .target = "place") \
	X(K, 7, REF, statement, "依据的声明", "Rests on", .target = "statement") \
	X(K, 8, TIME, valid_until, "有效至", "Valid until", .flags = PUBLIC) \
	X(K, 9, TEXT, reason, "理由", "Reason", .max = 400, .flags = LONG)

KIND_STRUCT(faq);
KIND_FIELDS(faq);

enum { DRAFT = 1, PUBLISHED, EXPIRED, RETIRED };
static const struct state states[] = {
	{ DRAFT, "draft", "拟稿", "Draft", STATE_OPEN },
	{ PUBLISHED, "published", "已发布", "Published", STATE_OPEN | STATE_RELEASED },
	{ EXPIRED, "expired", "已过期待更新", "Expired", STATE_OPEN | STATE_ALARM },
	{ RETIRED, "retired", "已停用", "Retired", STATE_CLOSED },
};

REFUSAL(faq_both_languages, "答复须有中英文", "The answer is in Chinese and in English");
REFUSAL(faq_validity_required, "须写明有效期，且不得早于现在",
	"It says until when it holds, and that lies ahead");
REFUSAL(faq_rests_on_nothing, "所依据的声明尚未发布或已不再有效",
	"The statement that it rests on is not out, or no longer holds");
REFUSAL(faq_desk_signs, "两人中须有一人来自舆情宣传岗",
	"One of the two is of the public information desk");
static const struct refusal *const refusals[] = { &refuse_faq_both_languages,
						  &refuse_faq_validity_required,
						  &refuse_faq_rests_on_nothing,
						  &refuse_faq_desk_signs, NULL };

static bool rests_on_nothing(const struct model *model, const struct record *record, instant at)
{
	const struct record *statement =
		model_find_kind(model, ((const struct faq *)record)->statement, "statement");

	(void)at;
	return statement && !rules_in(statement, "published");
}

static const struct refusal *check_publish(const struct model *model, const struct record *before,
					   const struct record *after, const struct act_view *view)
{
	const struct faq *faq = (const struct faq *)after;

	if (faq->answer_zh.len == 0 || faq->answer_en.len == 0)
		return &refuse_faq_both_languages;
	if (faq->valid_until <= view->at)
		return &refuse_faq_validity_required;
	if (rests_on_nothing(model, after, view->at))
		return &refuse_faq_rests_on_nothing;
	return topics_desk_signs(model, before, view) ? NULL : &refuse_faq_desk_signs;
}

#define DESK (ROLE_DESK | ROLE_information)
#define BODY "question_zh question_en answer_zh answer_en topic place statement valid_until"
KIND_ACTS(
	{ .number = 1, .name = "draft", .zh = "拟稿", .en = "Draft", .from = NEW, .to = DRAFT,
	  .roles = DESK, .takes = BODY },
	{ .number = 2, .name = "publish", .zh = "发布（两人）", .en = "Publish, two persons",
	  .from = IN(DRAFT), .to = PUBLISHED, .roles = DESK, .flags = ACT_SECOND,
	  .check = check_publish },
	{ .number = 3, .name = "revise", .zh = "修改", .en = "Revise",
	  .from = IN(PUBLISHED) | IN(EXPIRED), .to = DRAFT, .roles = DESK,
	  .takes = "answer_zh answer_en statement valid_until reason", .needs = "reason" },
	{ .number = 4, .name = "expire", .zh = "过期", .en = "Expire", .from = IN(PUBLISHED),
	  .to = EXPIRED, .roles = ROLE_SYSTEM },
	{ .number = 5, .name = "retire", .zh = "停用", .en = "Retire",
	  .from = IN(DRAFT) | IN(PUBLISHED) | IN(EXPIRED), .to = RETIRED, .roles = DESK,
	  .takes = "reason", .needs = "reason" },
	{ .number = ACT_NUMBER_AMEND, .name = "amend", .zh = "更正", .en = "Amend",
	  .from = IN(DRAFT), .to = SAME, .roles = DESK, .takes = BODY,
	  .flags = ACT_VERSION | ACT_KERNEL });

static const struct clock_step validity_steps[] = {
	{ .name = "expired", .zh = "问答过期，已停止公开", .en = "Expired, no longer shown",
	  .rings = RINGS_HOME, .proposes = "expire" },
};

static const struct clock clocks[] = {
	{ .number = 1, .name = "validity", .zh = "有效期", .en = "Validity", .starts = "publish",
	  .stops = "revise retire", .until = "valid_until",
	  .steps = validity_steps, .nsteps = KIND_COUNT(validity_steps) },
};

static const struct gap gaps[] = {
	{ .name = "rests_on_nothing", .zh = "公开问答所依据的声明已变化或已更正",
	  .en = "An answer is out that rests on a statement which no longer holds",
	  .severity = GAP_SERIOUS, .in = IN(PUBLISHED), .open = rests_on_nothing,
	  .act = "revise" },
	{ .name = "expired", .zh = "问答已过期", .en = "An answer has expired",
	  .severity = GAP_MINOR, .in = IN(EXPIRED), .act = "revise" },
};

KIND(faq, .number = 53, .module = "publicinfo", .zh = "常见问答", .en = "Question and answer",
     .doc_zh = "许多人会问的问题及其答复，供热线和公众页面使用。",
     .doc_en = "A question that many ask and its answer, for hotlines and the public page.",
     .doctrine = "5.2", .refusals = refusals, KIND_CLOCKS, KIND_GAPS);
