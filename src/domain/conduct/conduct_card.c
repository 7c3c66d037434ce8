/* The card read and signed before a shift: what is a duty, what is forbidden, one question. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/model.h"

/* Doctrine 15.3: police, checkers and contract guards have different powers. */
static const struct choice audiences[] = {
	{ 1, "police", "公安民警", "Police", NULL },
	{ 2, "auxiliary", "辅警", "Auxiliary police", NULL },
	{ 3, "contract_guard", "保安员", "Contract guards", NULL },
	{ 4, "screener", "安检员", "Screeners", NULL },
	{ 5, "steward", "场馆安保志愿者", "Stewards", NULL },
	{ 0 },
};
static const struct choice answers[] = {
	{ 1, "a", "甲", "A", NULL }, { 2, "b", "乙", "B", NULL }, { 3, "c", "丙", "C", NULL },
	{ 4, "d", "丁", "D", NULL }, { 0 },
};

#define BODY .max = 4000, .flags = REQUIRED | LONG
#define FIELDS(X, K) \
	X(K, 1, TEXT, title_zh, "标题（中文）", "Title (Chinese)", .max = 120, \
	  .flags = REQUIRED | TITLE | SEARCHED) \
	X(K, 2, TEXT, title_en, "标题（英文）", "Title (English)", .max = 120, \
	  .flags = REQUIRED | TITLE | SEARCHED) \
	X(K, 3, ENUM, audience, "适用人员", "For", .choices = audiences, \
	  .flags = REQUIRED | INDEXED) \
	X(K, 4, TEXT, text_zh, "内容（中文）", "Text (Chinese)", BODY) \
	X(K, 5, TEXT, text_en, "内容（英文）", "Text (English)", BODY) \
	X(K, 6, TEXT, law, "法律依据", "Law", .max = 400, .flags = REQUIRED) \
	X(K, 7, TEXT, question_zh, "情景题（中文）", "Question (Chinese)", .max = 800, \
	  .flags = REQUIRED | LONG) \
	X(K, 8, TEXT, question_en, "情景题（英文）", "Question (English)", .max = 800, \
	  .flags = REQUIRED | LONG) \
	X(K, 9, ENUM, right, "正确答案", "Right answer", .choices = answers, .flags = REQUIRED) \
	X(K, 10, TEXT, reason, "理由", "Reason", .max = 400, .flags = LONG)

KIND_STRUCT(conduct_card);
KIND_FIELDS(conduct_card);

enum { DRAFT = 1, IN_FORCE, WITHDRAWN };
static const struct state states[] = {
	{ DRAFT, "draft", "草稿", "Draft", STATE_OPEN },
	{ IN_FORCE, "in_force", "有效", "In force", STATE_OPEN },
	{ WITHDRAWN, "withdrawn", "已撤回", "Withdrawn", STATE_CLOSED },
};

#define WRITERS (ROLE_commander | ROLE_oversight | ROLE_SYSTEM)
#define TAKES "title_zh title_en audience text_zh text_en law question_zh question_en right"
KIND_ACTS(
	{ .number = 1, .name = "draft", .zh = "起草", .en = "Draft", .from = NEW, .to = DRAFT,
	  .roles = WRITERS, .takes = TAKES },
	{ .number = 2, .name = "put_in_force", .zh = "发布", .en = "Put in force",
	  .from = IN(DRAFT), .to = IN_FORCE, .roles = WRITERS },
	{ .number = 3, .name = "withdraw", .zh = "撤回", .en = "Withdraw",
	  .from = IN(DRAFT) | IN(IN_FORCE), .to = WITHDRAWN, .roles = WRITERS,
	  .takes = "reason", .needs = "reason" },
	{ .number = ACT_NUMBER_AMEND, .name = "amend", .zh = "更正", .en = "Amend",
	  .from = IN(DRAFT), .to = SAME, .roles = WRITERS, .takes = TAKES,
	  .flags = ACT_VERSION | ACT_KERNEL });

KIND(conduct_card, .number = 149, .module = "conduct", .zh = "执法规范卡", .en = "Conduct card",
     .doc_zh = "上岗前阅签的规范：应当、禁止、依据，并答一道情景题。",
     .doc_en = "What is read and signed before a shift: duties, prohibitions, law, and one "
	       "question.",
     .doctrine = "15.3", .flags = KIND_SETUP, .sees = REL_ANY);
