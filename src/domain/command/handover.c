/* One shift hands over to the next: a frozen list of what is open, signed by both leaders. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "base/hash.h"
#include "domain/command/rules.h"
#include "model/registry.h"

#define ITEMS_MOST 16000
#define LINE_MOST 400                                      /* without its title */
#define FIELDS(X, K) \
	X(K, 1, REF, outgoing, "交班负责人", "Hands over", .target = "account", .flags = SYSTEM) \
	X(K, 2, REF, incoming, "接班负责人", "Takes over", .target = "account", \
	  .flags = REQUIRED) \
	X(K, 3, TEXT, note, "交班说明", "What the next shift must know", .max = 4000, \
	  .flags = TITLE | LONG | SEARCHED) \
	X(K, 4, TEXT, items, "未结事项清单", "Open items", .max = ITEMS_MOST, \
	  .flags = LONG | SYSTEM) \
	X(K, 5, TEXT, digest, "清单指纹", "Digest of the list", .max = 64, .flags = SYSTEM, \
	  .doc_zh = "清单全部编号、版本的SHA-256；双方签的是同一份清单。", \
	  .doc_en = "SHA-256 over the ids and versions of the list: both sign the same one.") \
	X(K, 6, INT, incidents, "未结事件", "Open incidents", .most = 1000000, .flags = SYSTEM) \
	X(K, 7, INT, orders, "未结指令", "Open orders", .most = 1000000, .flags = SYSTEM) \
	X(K, 8, INT, clocks, "运行中的计时", "Running clocks", .most = 1000000, \
	  .flags = SYSTEM) \
	X(K, 9, INT, hazards, "未销隐患", "Open hazards", .most = 1000000, .flags = SYSTEM) \
	X(K, 10, INT, rumours, "未结传言", "Open rumours", .most = 1000000, .flags = SYSTEM) \
	X(K, 11, TIME, signed_out, "交班签字时间", "Signed by the outgoing at", .flags = SYSTEM) \
	X(K, 12, TIME, signed_in, "接班签字时间", "Signed by the incoming at", .flags = SYSTEM) \
	X(K, 13, REF, responsible, "现负责人", "Responsible now", .target = "account", \
	  .flags = SYSTEM | INDEXED, \
	  .doc_zh = "接班人签字前，责任仍在交班人。", \
	  .doc_en = "The outgoing leader, until the incoming one has signed.") \
	X(K, 14, TEXT, reason, "理由", "Reason", .max = 800, .flags = LONG) \
	X(K, 15, TEXT, since, "两次签字之间", "Between the two signatures", \
	  .max = ITEMS_MOST, .flags = LONG | SYSTEM, \
	  .doc_zh = "交班签字后新增、变化和办结的事项；不改变双方所签的清单。", \
	  .doc_en = "What came, changed or was closed after the first signature; the list that " \
		    "both sign stays as it was.") \
	X(K, 16, INT, since_count, "两次签字之间的事项", "Items between the signatures", \
	  .most = 1000000, .flags = SYSTEM)

KIND_STRUCT(handover);
KIND_FIELDS(handover);

enum { LISTED = 1, SIGNED_OUT, HANDED_OVER, WITHDRAWN };
static const struct state states[] = {
	{ LISTED, "listed", "清单已列", "Listed", STATE_OPEN },
	{ SIGNED_OUT, "signed_out", "交班已签", "Signed by the outgoing", STATE_OPEN },
	{ HANDED_OVER, "handed_over", "已交接", "Handed over", STATE_CLOSED },
	{ WITHDRAWN, "withdrawn", "已撤回", "Withdrawn", STATE_CLOSED },
};

REFUSAL(to_yourself, "不能交班给自己", "Nobody hands over to himself");
REFUSAL(handover_running, "已有未签完的交接班", "Another handover of the post is not signed yet");
REFUSAL(not_the_outgoing, "须由交班人本人签字", "The outgoing leader signs in person");
REFUSAL(not_the_incoming, "须由接班人本人签字", "The incoming leader signs in person");
static const struct refusal *const refusals[] = {
	&refuse_to_yourself, &refuse_handover_running, &refuse_not_the_outgoing,
	&refuse_not_the_incoming, NULL,
};

static const struct handover *handover_of(const struct record *record)
{
	return (const struct handover *)record;
}

/* ---- the list ------------------------------------------------------------------------------ */

/* Doctrine 4.7: incidents, directives, clocks, hazards, rumours; and what else a desk carries. */
static const char *const listed_kinds[] = {
	"incident", "order", "hazard", "rumour", "receipt", "report_duty", "request", "response",
	"warning", "loop_override", "declaration", "cluster_alert", "conflict", "evacuation",
	"level_order", "cyber_incident", "media_enquiry", NULL,
};
struct list {
	struct buf text;                                   /* as it is read */
	struct hash_run *ids;                              /* of which the digest is made */
	int offset_minutes;                                /* of the venues' clock */
	uint32_t items, incidents, orders, hazards, rumours, clocks;
};

static void count(struct list *list, const struct record *record)
{
	const struct kind_row *row = registry_of(record->kind);
	const char *kind = record->kind->name;

	list->items++;
	list->incidents += strcmp(kind, "incident") == 0;
	list->orders += strcmp(kind, "order") == 0;
	list->hazards += strcmp(kind, "hazard") == 0;
	list->rumours += strcmp(kind, "rumour") == 0;
	for (uint16_t c = 0; record->clocks && c < row->nclocks; c++)
		list->clocks += record->clocks[c].status == CLOCK_RUNNING;
}

static void take_into_digest(struct list *list, const struct record *record)
{
	char line[IDENT_TEXT + 16], id[IDENT_TEXT];

	ident_format(record->id, id);
	hash_run_add(list->ids, line,
		     (size_t)snprintf(line, sizeof line, "%s %u\n", id, record->version));
}

/* " · 签收 signing 19:30": the deadline that comes next. */
static void write_next_due(struct list *list, const struct record *record)
{
	const struct kind_row *row = registry_of(record->kind);
	const struct clock *next = NULL;
	instant due = 0;

	for (uint16_t c = 0; record->clocks && c < row->nclocks; c++) {
		const struct clock_run *run = &record->clocks[c];

		if (run->status != CLOCK_RUNNING || run->step >= row->clocks[c].nsteps ||
		    (next && run->due[run->step] >= due))
			continue;
		next = &row->clocks[c];
		due = run->due[run->step];
	}
	if (!next)
		return;
	buf_printf(&list->text, " · %s %s ", next->zh, next->en);
	instant_add_local(&list->text, due, list->offset_minutes);
}

/* What does not fit is counted and signed, but not written out. */
static void write_line(struct list *list, const struct record *record, const char *mark)
{
	const struct state *state = registry_state(record->kind, record->state);
	struct str title = model_title(record);
	char id[IDENT_TEXT];

	if (list->text.len + title.len + LINE_MOST > ITEMS_MOST)
		return;
	ident_format(record->id, id);
	buf_printf(&list->text, "%s%s %s %s [%s %s] " STR_FMT, mark, record->kind->zh,
		   record->kind->en, id, state->zh, state->en, STR_ARG(title));
	write_next_due(list, record);
	buf_add_char(&list->text, '\n');
}

static void take_open(struct list *list, const struct record *record, instant since)
{
	(void)since;
	if (!model_is_open(record))
		return;
	count(list, record);
	take_into_digest(list, record);
	write_line(list, record, "");
}

/* Open or closed: whatever has happened to it after the first signature. */
static void take_changed(struct list *list, const struct record *record, instant since)
{
	if (record->updated_at <= since)
		return;
	count(list, record);
	write_line(list, record, record->created_at > since ? "新增 new · "
				 : model_is_open(record)   ? "变化 changed · "
							   : "办结 closed · ");
}

/* Of its own and of its units: what the post's desk works on. */
static void draw_up(const struct model *model, code post, instant at, instant since,
		    void (*take)(struct list *list, const struct record *record, instant since),
		    struct list *ret)
{
	*ret = (struct list){ .ids = hash_run_create() };
	ret->offset_minutes = (int)(policy_or(model, "event.utc_offset", post, at, 0) / 60);
	buf_init(&ret->text, ITEMS_MOST + LINE_MOST);
	for (const char *const *name = listed_kinds; *name; name++) {
		const struct kind_row *row = registry_find(str_of(*name));
		uint32_t all = row ? model_count(model, row->kind) : 0;

		for (uint32_t i = 0; i < all; i++) {
			const struct record *record = model_at(model, row->kind, i);

			if (!record->struck && rules_desk(model, record->home) == post)
				take(ret, record, since);
		}
	}
}

/* ---- rules --------------------------------------------------------------------------------- */

static const struct refusal *check_list(const struct model *model, const struct record *before,
					const struct record *after, const struct act_view *view)
{
	uint32_t all = model_count(model, after->kind);

	if (ident_eq(handover_of(after)->incoming, view->actor))
		return &refuse_to_yourself;
	for (uint32_t i = 0; !before && i < all; i++) {
		const struct record *other = model_at(model, after->kind, i);

		if (other->home == after->home && model_is_open(other))
			return &refuse_handover_running;
	}
	return NULL;
}

static const struct refusal *check_sign_out(const struct model *model,
					    const struct record *before,
					    const struct record *after,
					    const struct act_view *view)
{
	(void)model;
	(void)before;
	return ident_eq(handover_of(after)->outgoing, view->actor) ? NULL
								   : &refuse_not_the_outgoing;
}

static const struct refusal *check_sign_in(const struct model *model, const struct record *before,
					   const struct record *after,
					   const struct act_view *view)
{
	(void)model;
	(void)before;
	return ident_eq(handover_of(after)->incoming, view->actor) ? NULL
								   : &refuse_not_the_incoming;
}

static void stamp_again(struct stamp *stamp, const struct model *model,
			const struct record *after, const struct act_view *view)
{
	char digest[HASH_HEX];
	struct list list;
	struct hash hash;

	draw_up(model, after->home, view->at, 0, take_open, &list);
	hash = hash_run_end(list.ids);
	hash_format(&hash, digest);
	stamp_text(stamp, "items", buf_str(&list.text));
	stamp_text(stamp, "digest", str_of(digest));
	stamp_int(stamp, "incidents", list.incidents);
	stamp_int(stamp, "orders", list.orders);
	stamp_int(stamp, "hazards", list.hazards);
	stamp_int(stamp, "rumours", list.rumours);
	stamp_int(stamp, "clocks", list.clocks);
	buf_release(&list.text);
}

static void stamp_list(struct stamp *stamp, const struct model *model, const struct record *after,
		       const struct act_view *view)
{
	stamp_again(stamp, model, after, view);
	stamp_ref(stamp, "outgoing", view->actor);
}

/* In a storm the list never stands still: it is fixed at the moment of the first signature. */
static void stamp_out(struct stamp *stamp, const struct model *model, const struct record *after,
		      const struct act_view *view)
{
	stamp_again(stamp, model, after, view);
	stamp_time(stamp, "signed_out", view->at);
	stamp_ref(stamp, "responsible", view->actor);
}

static void stamp_in(struct stamp *stamp, const struct model *model, const struct record *after,
		     const struct act_view *view)
{
	struct list list;

	draw_up(model, after->home, view->at, handover_of(after)->signed_out, take_changed, &list);
	hash_run_end(list.ids);
	stamp_text(stamp, "since", buf_str(&list.text));
	stamp_int(stamp, "since_count", list.items);
	stamp_time(stamp, "signed_in", view->at);
	stamp_ref(stamp, "responsible", view->actor);
	buf_release(&list.text);
}

#define LEADERS (ROLE_commander | ROLE_duty_officer | ROLE_intelligence | ROLE_information)
KIND_ACTS(
	{ .number = 1, .name = "list", .zh = "列出清单", .en = "Draw up the list", .from = NEW,
	  .to = LISTED, .roles = LEADERS, .takes = "incoming note", .needs = "incoming note",
	  .check = check_list, .stamp = stamp_list },
	{ .number = 2, .name = "refresh", .zh = "重新列出", .en = "Draw it up again",
	  .from = IN(LISTED) | IN(SIGNED_OUT), .to = LISTED, .roles = LEADERS, .takes = "note",
	  .stamp = stamp_again },
	{ .number = 3, .name = "sign_out", .zh = "交班签字", .en = "Sign, outgoing",
	  .from = IN(LISTED), .to = SIGNED_OUT, .roles = LEADERS, .takes = "note",
	  .check = check_sign_out, .stamp = stamp_out },
	{ .number = 4, .name = "sign_in", .zh = "接班签字", .en = "Sign, incoming",
	  .from = IN(SIGNED_OUT), .to = HANDED_OVER, .roles = LEADERS, .takes = "note",
	  .flags = ACT_VERSION, .check = check_sign_in, .stamp = stamp_in },
	{ .number = 5, .name = "withdraw", .zh = "撤回", .en = "Withdraw",
	  .from = IN(LISTED) | IN(SIGNED_OUT), .to = WITHDRAWN, .roles = LEADERS,
	  .takes = "reason", .needs = "reason" });

static const struct clock_step sign_steps[] = {
	{ .name = "due", .zh = "交接班未签完", .en = "The handover is not signed",
	  .policy = "handover.sign.due", .rings = RINGS_HOME },
	{ .name = "breach", .zh = "逾时未完成交接班", .en = "Not handed over in time",
	  .policy = "handover.sign.breach", .rings = RINGS_HOME | RINGS_ABOVE, .breach = true },
};
static const struct clock clocks[] = {
	{ .number = 1, .name = "sign", .zh = "双签", .en = "Both signatures", .starts = "list",
	  .stops = "sign_in withdraw", .steps = sign_steps, .nsteps = KIND_COUNT(sign_steps) },
};

static const struct gap gaps[] = {
	{ .name = "unsigned_list", .zh = "交接班未双签，责任仍在交班人",
	  .en = "Not signed by both: the outgoing leader is still responsible",
	  .severity = GAP_SERIOUS, .in = IN(LISTED) | IN(SIGNED_OUT), .act = "sign_in" },
};

KIND(handover, .number = 75, .module = "command", .zh = "交接班", .en = "Shift handover",
     .doc_zh = "交班人与接班人在同一份未结事项清单上签字；未签完，责任仍在交班人。",
     .doc_en = "Both leaders sign one frozen list of open items; until then the outgoing one "
	       "answers.",
     .doctrine = "4.7, 2.5", .flags = KIND_BOARD, .refusals = refusals, KIND_CLOCKS, KIND_GAPS);
