/* What a lost post wrote after it had been taken over: kept, not applied, for a person to merge. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/entry.h"
#include "model/registry.h"

#define BODY_MAX 12000
#define FIELDS(X, K) \
	X(K, 1, TEXT, entry, "条目", "Entry", .max = 40, \
	  .flags = REQUIRED | UNIQUE | TITLE | SYSTEM) \
	X(K, 2, TEXT, about, "所涉记录", "Record", .max = 40, .flags = REQUIRED | SYSTEM) \
	X(K, 3, TEXT, of_kind, "记录种类", "Kind", .max = 60, .flags = REQUIRED | SYSTEM) \
	X(K, 4, TEXT, of_act, "操作", "Act", .max = 60, .flags = REQUIRED | SYSTEM) \
	X(K, 5, TIME, written_at, "写入时间", "Written at", .flags = REQUIRED | SYSTEM) \
	X(K, 6, REF, actor, "人员", "Who", .target = "account", .flags = SYSTEM) \
	X(K, 7, TEXT, body, "内容", "What it says", .max = BODY_MAX, .flags = LONG | SYSTEM, \
	  .doc_zh = "过长时不填，见日志中该条目。", \
	  .doc_en = "Absent if it is too long; it stands in the log under its number.") \
	X(K, 8, TEXT, decision, "处理结果", "What was done with it", .max = 2000, .flags = LONG)

KIND_STRUCT(late_entry);
KIND_FIELDS(late_entry);

enum { WAITING = 1, MERGED, SET_ASIDE };
static const struct state states[] = {
	{ WAITING, "waiting", "待处理", "Waiting", STATE_OPEN | STATE_ALARM },
	{ MERGED, "merged", "已并入", "Merged", STATE_CLOSED },
	{ SET_ASIDE, "set_aside", "不予采用", "Set aside", STATE_CLOSED },
};

#define BY_DESK(number_, name_, zh_, en_, to_) \
	{ .number = number_, .name = name_, .zh = zh_, .en = en_, .from = IN(WAITING), .to = to_, \
	  .roles = ROLE_DESK, .relations = REL_OWN | REL_DESK | REL_ABOVE, .takes = "decision", \
	  .needs = "decision" }
KIND_ACTS(
	{ .number = 1, .name = "note", .zh = "登记", .en = "Note", .from = NEW, .to = WAITING,
	  .roles = ROLE_SYSTEM, .flags = ACT_ALARM },
	/* Whoever does again what it says, on the record as it is now, notes it here. */
	BY_DESK(2, "merged", "已并入", "Merged", MERGED),
	BY_DESK(3, "set_aside", "不予采用", "Set aside", SET_ASIDE));

static struct str ident_text(struct reactor *reactor, struct ident id)
{
	char text[IDENT_TEXT];

	ident_format(id, text);
	return arena_str(reactor_arena(reactor), str_of(text));
}

/* Each late entry once, at the home that its record has now. */
static void note(struct reactor *reactor, const struct model *model, const struct record *record,
		 const struct entry *entry)
{
	code home = record ? record->home : entry->post;
	struct str id = ident_text(reactor, entry->id);
	struct buf body;

	if (!tree_get(model, home) || model_by_unique(model, "late_entry", "entry", id))
		return;
	buf_init(&body, LIMIT_ENTRY_BYTES);
	entry_write(entry, &body);
	reactor_propose(reactor, "late_entry", "note", (struct ident){ 0 }, home);
	reactor_text(reactor, "entry", id);
	reactor_text(reactor, "about", ident_text(reactor, entry->record));
	reactor_text(reactor, "of_kind", str_of(entry->kind->kind->name));
	reactor_text(reactor, "of_act", str_of(entry->act->act->name));
	reactor_time(reactor, "written_at", entry->at);
	if (model_find_kind(model, entry->actor, "account"))
		reactor_ref(reactor, "actor", entry->actor);
	if (body.len <= BODY_MAX)
		reactor_text(reactor, "body", buf_str(&body));
	buf_release(&body);
}

static const struct reaction reactions[] = {
	{ .name = "note", .on = "*.late",
	  .doc_zh = "接管之后才到的条目登记给现任指挥部处理。",
	  .doc_en = "What came too late is put before the post that is in charge now.",
	  .run = note },
};

KIND(late_entry, .number = 32, .module = "mesh", .zh = "迟到条目", .en = "Late entry",
     .doc_zh = "被接管的指挥部在其后写下的条目：保留、不生效、由人处理。",
     .doc_en = "What a post wrote after it had been taken over: kept, not in force, for a person.",
     .doctrine = "2.1, 4.4", .flags = KIND_BOARD, KIND_REACTIONS);
