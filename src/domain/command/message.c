/* A message between posts, which the receiver signs for. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/command/rules.h"

/* Doctrine 10.2, form 213: to, from, subject, message, reply. */
#define FIELDS(X, K) \
	X(K, 1, REFS, to, "发往", "To", .target = "post", .max = 32, \
	  .flags = REQUIRED | ADDRESSEE) \
	X(K, 2, REF, subject, "关于", "About", .flags = 0) \
	X(K, 3, TEXT, title, "标题", "Title", .max = 240, .flags = TITLE | SEARCHED) \
	X(K, 4, TEXT, text, "内容", "Text", .max = 8000, .flags = REQUIRED | LONG | SEARCHED) \
	X(K, 5, REF, reply_to, "答复", "In reply to", .target = "message")

KIND_STRUCT(message);
KIND_FIELDS(message);

enum { SENT = 1 };
static const struct state states[] = {
	{ SENT, "sent", "已发", "Sent", 0 },
};

REFUSAL(to_itself, "不能发给本指挥部", "A post does not write to itself");
static const struct refusal *const refusals[] = { &refuse_to_itself, NULL };

static const struct refusal *check_send(const struct model *model, const struct record *before,
					const struct record *after, const struct act_view *view)
{
	(void)model;
	(void)before;
	(void)view;
	return rules_holds(((const struct message *)after)->to, rules_post(after->home))
		       ? &refuse_to_itself
		       : NULL;
}

/* The first line of the text names a message that has no title; not in the middle of a letter. */
static void stamp_title(struct stamp *stamp, const struct model *model, const struct record *after,
			const struct act_view *view)
{
	const struct message *message = (const struct message *)after;
	struct str line = message->text;
	uint32_t pos = 0, end = 0;

	(void)model;
	(void)view;
	if (message->title.len > 0)
		return;
	while (pos < line.len && pos < 96 && line.at[pos] != '\n') {
		utf8_next(line, &pos);
		end = pos;
	}
	if (end > 0)
		stamp_text(stamp, "title", (struct str){ line.at, end });
}

KIND_ACTS(
	{ .number = 1, .name = "send", .zh = "发送", .en = "Send", .from = NEW, .to = SENT,
	  .roles = ROLE_STAFF | ROLE_unit_leader | ROLE_liaison | ROLE_SYSTEM, .takes = "*",
	  .check = check_send, .stamp = stamp_title },
	ACT_ATTACH(ROLE_STAFF | ROLE_unit_leader | ROLE_liaison));

KIND(message, .number = 19, .module = "command", .zh = "通知", .en = "Message",
     .doc_zh = "指挥部之间的通知或请示，由接收方签收。",
     .doc_en = "A message between posts, signed for by the receiver.",
     .doctrine = "10.2 (form 213)", .flags = KIND_NOTE, .refusals = refusals);
