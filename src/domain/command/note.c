/* A line of the running log: what was seen, heard or done. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/model.h"

static const struct choice types[] = {
	{ 1, "log", "日志", "Log", NULL },
	{ 2, "observation", "现场观察", "Observation", NULL },
	{ 3, "radio", "电台", "Radio", NULL },
	{ 4, "phone", "电话", "Telephone", NULL },
	{ 0 },
};

#define FIELDS(X, K) \
	X(K, 1, REF, subject, "关于", "About", .flags = 0) \
	X(K, 2, TEXT, text, "内容", "Text", .max = 8000, \
	  .flags = REQUIRED | LONG | SEARCHED | TITLE) \
	X(K, 3, ENUM, type, "类别", "Type", .choices = types, .flags = 0) \
	X(K, 4, REFS, to, "告知", "For the attention of", .target = "post", .max = 16, \
	  .flags = ADDRESSEE)

KIND_STRUCT(note);
KIND_FIELDS(note);

enum { LOGGED = 1 };
static const struct state states[] = {
	{ LOGGED, "logged", "已记录", "Logged", 0 },
};

static void stamp_type(struct stamp *stamp, const struct model *model, const struct record *after,
		       const struct act_view *view)
{
	(void)model;
	(void)view;
	if (!record_has(after, F_type))
		stamp_choice(stamp, "type", "log");
}

/* Doctrine 15.2: nothing is taken out; a line is struck through and stays readable. */
#define WRITERS (ROLE_ALL & ~ROLE_oversight & ~ROLE_administrator)
KIND_ACTS(
	{ .number = 1, .name = "log", .zh = "记录", .en = "Log", .from = NEW, .to = LOGGED,
	  .roles = WRITERS | ROLE_SYSTEM, .takes = "*", .stamp = stamp_type },
	ACT_STRIKE(WRITERS), ACT_ATTACH(WRITERS));

KIND(note, .number = 18, .module = "command", .zh = "日志", .en = "Log note",
     .doc_zh = "运行日志中的一行；可划销，不可更改。",
     .doc_en = "A line of the running log; it can be struck through, never changed.",
     .doctrine = "10.2 (form 214), 15.2", .flags = KIND_NOTE);
