/* One fact that a statement quotes from an incident, and whether it still is as it was quoted. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "model/registry.h"
#include "model/rules.h"
#include "model/value.h"

#define FIELDS(X, K) \
	X(K, 1, REF, statement, "声明", "Statement", .target = "statement", .flags = REQUIRED) \
	X(K, 2, REF, incident, "事件", "Incident", .target = "incident", .flags = REQUIRED) \
	X(K, 3, TEXT, field, "字段", "Field", .max = 40, .flags = REQUIRED, \
	  .doc_zh = "事件中字段的名称，如injured。", \
	  .doc_en = "Name of the incident's field, such as injured.") \
	X(K, 4, TEXT, value, "所引的值", "As quoted", .max = 800, .flags = SYSTEM | LONG) \
	X(K, 5, TEXT, now, "现在的值", "As it is now", .max = 800, \
	  .flags = SYSTEM | LONG) \
	X(K, 6, TEXT, title, "标题", "Title", .max = 240, .flags = TITLE | SYSTEM) \
	X(K, 7, TEXT, reason, "理由", "Reason", .max = 400, .flags = 0)

KIND_STRUCT(statement_fact);
KIND_FIELDS(statement_fact);

enum { HOLDS = 1, CHANGED, DROPPED };
static const struct state states[] = {
	{ HOLDS, "holds", "一致", "Holds", STATE_OPEN },
	{ CHANGED, "changed", "已变化", "Changed", STATE_OPEN | STATE_ALARM },
	{ DROPPED, "dropped", "不再引用", "No longer quoted", STATE_CLOSED },
};

REFUSAL(no_such_fact, "事件没有这个字段", "An incident has no such field");
REFUSAL(fact_names_a_person, "涉及个人的字段不得对外引用",
	"What names a person is not quoted in public");
REFUSAL(fact_not_known, "该字段尚无内容", "Nothing is known of that yet");
REFUSAL(fact_too_long, "该字段内容过长，不宜作为事实引用", "That is too long to be quoted as a fact");
REFUSAL(statement_not_in_draft, "声明已不在拟稿，不能增删所引事实",
	"Facts are added and dropped while the statement is a draft");
static const struct refusal *const refusals[] = { &refuse_no_such_fact,
						  &refuse_fact_names_a_person,
						  &refuse_fact_not_known, &refuse_fact_too_long,
						  &refuse_statement_not_in_draft, NULL };
enum { FACT_BYTES = 800 };

static const struct statement_fact *fact_of(const struct record *record)
{
	return (const struct statement_fact *)record;
}

/* ---- what the incident says ------------------------------------------------------------------ */

static const struct record *incident_of(const struct model *model, const struct record *fact)
{
	return model_find_kind(model, fact_of(fact)->incident, "incident");
}

static const struct field *field_of(const struct record *incident, struct str name)
{
	return incident ? registry_field(registry_of(incident->kind), name) : NULL;
}

/* The value as the wire shows it, without quotes, into `ret`; empty where there is none. */
static struct str read_value(const struct record *incident, const struct field *field,
			     struct buf *ret)
{
	struct value value;
	struct json_out out;
	struct str text;

	if (!record_has(incident, field->number))
		return (struct str){ 0 };
	value_of(incident, field, &value);
	if (field->type == FIELD_TEXT)
		return value.as.text;
	json_begin(&out, ret);
	value_write(&out, &value);
	text = buf_str(ret);
	if (text.len >= 2 && text.at[0] == '"')
		text = (struct str){ text.at + 1, text.len - 2 };
	return text;
}

static const struct refusal *check_quote(const struct model *model, const struct record *before,
					 const struct record *after, const struct act_view *view)
{
	const struct record *incident = incident_of(model, after);
	const struct record *statement =
		model_find_kind(model, fact_of(after)->statement, "statement");
	const struct field *field = field_of(incident, fact_of(after)->field);
	const struct refusal *refusal = NULL;
	struct buf buf;

	(void)before;
	(void)view;
	if (!field)
		return &refuse_no_such_fact;
	if (field->flags & PERSONAL)
		return &refuse_fact_names_a_person;
	if (!record_has(incident, field->number))
		return &refuse_fact_not_known;
	buf_init(&buf, LIMIT_ENTRY_BYTES);
	if (read_value(incident, field, &buf).len > FACT_BYTES)
		refusal = &refuse_fact_too_long;
	buf_release(&buf);
	if (!refusal && !rules_in(statement, "draft"))
		refusal = &refuse_statement_not_in_draft;
	return refusal;
}

static const struct refusal *check_drop(const struct model *model, const struct record *before,
					const struct record *after, const struct act_view *view)
{
	(void)before;
	(void)view;
	return rules_in(model_find_kind(model, fact_of(after)->statement, "statement"), "draft")
		       ? NULL
		       : &refuse_statement_not_in_draft;
}

static void stamp_quote(struct stamp *stamp, const struct model *model, const struct record *after,
			const struct act_view *view)
{
	const struct record *incident = incident_of(model, after);
	const struct field *field = field_of(incident, fact_of(after)->field);
	char title[240];
	struct buf buf;
	struct str value;

	(void)view;
	buf_init(&buf, LIMIT_ENTRY_BYTES);
	value = read_value(incident, field, &buf);
	snprintf(title, sizeof title, "%s / %s", field->zh, field->en);
	stamp_text(stamp, "value", value);
	stamp_text(stamp, "now", value);
	stamp_text(stamp, "title", str_of(title));
	buf_release(&buf);
}

#define DESK (ROLE_DESK | ROLE_information)
KIND_ACTS(
	{ .number = 1, .name = "quote", .zh = "引用", .en = "Quote", .from = NEW, .to = HOLDS,
	  .roles = DESK, .takes = "statement incident field", .check = check_quote,
	  .stamp = stamp_quote },
	{ .number = 2, .name = "quote_again", .zh = "重新引用", .en = "Quote again",
	  .from = IN(CHANGED), .to = HOLDS, .roles = DESK, .check = check_quote,
	  .stamp = stamp_quote },
	{ .number = 3, .name = "drop", .zh = "不再引用", .en = "Drop",
	  .from = IN(HOLDS) | IN(CHANGED), .to = DROPPED, .roles = DESK, .takes = "reason",
	  .needs = "reason", .check = check_drop },
	{ .number = 4, .name = "mark_changed", .zh = "已变化", .en = "Changed",
	  .from = IN(HOLDS) | IN(CHANGED), .to = CHANGED, .roles = ROLE_SYSTEM, .takes = "now" },
	{ .number = 5, .name = "mark_holds", .zh = "恢复一致", .en = "Holds again",
	  .from = IN(CHANGED), .to = HOLDS, .roles = ROLE_SYSTEM, .takes = "now" });

/* ---- reactions ------------------------------------------------------------------------------- */

static void compare(struct reactor *reactor, const struct record *incident,
		    const struct record *record)
{
	const struct statement_fact *fact = fact_of(record);
	const struct field *field = field_of(incident, fact->field);
	struct str now;
	struct buf buf;

	if (record->state == DROPPED || record->struck || !field)
		return;
	buf_init(&buf, LIMIT_ENTRY_BYTES);
	now = read_value(incident, field, &buf);
	if (now.len > FACT_BYTES)
		now.len = 0;
	if (str_eq(now, fact->value) && record->state == CHANGED) {
		reactor_propose(reactor, "statement_fact", "mark_holds", record->id, record->home);
		reactor_text(reactor, "now", now);
	} else if (!str_eq(now, fact->value) && !str_eq(now, fact->now)) {
		reactor_propose(reactor, "statement_fact", "mark_changed", record->id,
				record->home);
		reactor_text(reactor, "now", now);
	}
	buf_release(&buf);
}

static void follow_incident(struct reactor *reactor, const struct model *model,
			    const struct record *record, const struct entry *entry)
{
	const struct record *facts[LIMIT_SEEN];
	uint32_t count = model_refs_to(model, record->id, "statement_fact", "incident", facts,
				       LIMIT_SEEN);

	(void)entry;
	for (uint32_t i = 0; i < count && i < LIMIT_SEEN; i++)
		compare(reactor, record, facts[i]);
}

static const struct reaction reactions[] = {
	{ .name = "follow_incident",
	  .on = "incident.verify incident.grade incident.confirm_grade incident.regrade "
		"incident.downgrade incident.activate incident.casualties incident.points "
		"incident.controlled incident.stand_down incident.amend incident.handover",
	  .doc_zh = "事件字段变化时，与各声明所引的值比对。",
	  .doc_en = "What an incident says now is compared with what statements have quoted.",
	  .run = follow_incident },
};

KIND(statement_fact, .number = 55, .module = "publicinfo", .zh = "所引事实", .en = "Quoted fact",
     .doc_zh = "声明从事件中引用的一个字段：引用时的值与现在的值。",
     .doc_en = "A field of an incident that a statement quotes: as quoted, and as it is now.",
     .doctrine = "5.2", .refusals = refusals, KIND_REACTIONS);
