/* What oversight saw and found; nobody of the command line reads or changes it. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/model.h"

/* Doctrine 15.2 and 15.3: conduct and accountability, not the running of the event. */
static const struct choice findings[] = {
	{ 1, "in_order", "符合规定", "In order", "green" },
	{ 2, "advice", "建议", "Advice", "blue" },
	{ 3, "fault", "问题", "Fault", "yellow" },
	{ 4, "serious", "严重问题", "Serious fault", "red" },
	{ 0 },
};

#define FIELDS(X, K) \
	X(K, 1, REF, subject, "关于", "About", .flags = 0) \
	X(K, 2, TEXT, text, "内容", "Text", .max = 8000, \
	  .flags = REQUIRED | LONG | SEARCHED | TITLE) \
	X(K, 3, ENUM, finding, "结论", "Finding", .choices = findings, \
	  .flags = REQUIRED | INDEXED)

KIND_STRUCT(oversight_note);
KIND_FIELDS(oversight_note);

enum { LOGGED = 1 };
static const struct state states[] = {
	{ LOGGED, "logged", "已记录", "Logged", 0 },
};

KIND_ACTS(
	{ .number = 1, .name = "log", .zh = "记录", .en = "Log", .from = NEW, .to = LOGGED,
	  .roles = ROLE_oversight, .takes = "*" },
	ACT_STRIKE(ROLE_oversight), ACT_ATTACH(ROLE_oversight));

KIND(oversight_note, .number = 25, .module = "people", .zh = "督察记录", .en = "Oversight note",
     .doc_zh = "督察所见和结论；指挥链上的人员看不到，也不能更改。",
     .doc_en = "What oversight saw and found; the command line neither reads nor changes it.",
     .doctrine = "2.1, 15.2", .flags = KIND_NOTE, .sees = REL_OVERSIGHT);
