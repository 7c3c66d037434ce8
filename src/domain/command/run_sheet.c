/* The plan of a venue's day, minute by minute, as everybody there has it in hand. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/command/rules.h"

#define FIELDS(X, K) \
	X(K, 1, TEXT, title, "标题", "Title", .max = 240, .flags = REQUIRED | TITLE | SEARCHED) \
	X(K, 2, TIME, day, "日期", "Day", .flags = REQUIRED | INDEXED) \
	X(K, 3, REF, place, "地点", "Place", .target = "place") \
	X(K, 4, TEXT, note, "说明", "Note", .max = 2000, .flags = LONG) \
	X(K, 5, REFS, to, "分发单位", "Distributed to", .target = "post", .max = LIMIT_REFS, \
	  .flags = ADDRESSEE) \
	X(K, 6, REF, supersedes, "取代的流程表", "Supersedes", .target = "run_sheet") \
	X(K, 7, TEXT, summary, "当日小结", "Summary of the day", .max = 4000, .flags = LONG)

KIND_STRUCT(run_sheet);
KIND_FIELDS(run_sheet);

enum { DRAFT = 1, PUBLISHED, CLOSED, SUPERSEDED };
static const struct state states[] = {
	{ DRAFT, "draft", "拟稿", "Draft", STATE_OPEN },
	{ PUBLISHED, "published", "已发布", "Published", STATE_OPEN },
	{ CLOSED, "closed", "已办结", "Closed", STATE_CLOSED },
	{ SUPERSEDED, "superseded", "被取代", "Superseded", STATE_CLOSED },
};

REFUSAL(no_items, "流程表没有任何项目", "The sheet has no items");
REFUSAL(items_open, "尚有未完成的项目", "Items of it are still open");
REFUSAL(not_published_there, "只能取代本指挥部已发布的流程表",
	"Only a published sheet of the own post is superseded");
static const struct refusal *const refusals[] = { &refuse_no_items, &refuse_items_open,
						  &refuse_not_published_there, NULL };

/* How many items it has; *ret_open: of them those that wait. */
static uint32_t count_items(const struct model *model, const struct record *sheet,
			    uint32_t *ret_open)
{
	const struct record **items = heap_alloc(LIMIT_SEEN * sizeof *items);
	uint32_t count = model_refs_to(model, sheet->id, "run_item", "sheet", items, LIMIT_SEEN);

	*ret_open = 0;
	for (uint32_t i = 0; i < count && i < LIMIT_SEEN; i++)
		*ret_open += model_is_open(items[i]);
	heap_free(items);
	return count;
}

static const struct refusal *check_publish(const struct model *model, const struct record *before,
					   const struct record *after,
					   const struct act_view *view)
{
	struct ident old = ((const struct run_sheet *)after)->supersedes;
	const struct record *sheet = model_find_kind(model, old, "run_sheet");
	uint32_t open;

	(void)before;
	(void)view;
	if (count_items(model, after, &open) == 0)
		return &refuse_no_items;
	return sheet && (sheet->home != after->home || !rules_in(sheet, "published"))
		       ? &refuse_not_published_there
		       : NULL;
}

static const struct refusal *check_close(const struct model *model, const struct record *before,
					 const struct record *after, const struct act_view *view)
{
	uint32_t open;

	(void)before;
	(void)view;
	count_items(model, after, &open);
	return open > 0 ? &refuse_items_open : NULL;
}

KIND_ACTS(
	{ .number = 1, .name = "draft", .zh = "拟稿", .en = "Draft", .from = NEW, .to = DRAFT,
	  .roles = ROLE_STAFF | ROLE_SYSTEM, .takes = "title day place note to supersedes" },
	{ .number = 2, .name = "publish", .zh = "发布", .en = "Publish", .from = IN(DRAFT),
	  .to = PUBLISHED, .roles = ROLE_DESK | ROLE_SYSTEM, .takes = "to",
	  .check = check_publish },
	{ .number = 3, .name = "close", .zh = "办结", .en = "Close", .from = IN(PUBLISHED),
	  .to = CLOSED, .roles = ROLE_DESK, .takes = "summary", .needs = "summary",
	  .check = check_close },
	{ .number = 4, .name = "supersede", .zh = "取代", .en = "Supersede",
	  .from = IN(PUBLISHED), .to = SUPERSEDED, .roles = ROLE_SYSTEM },
	{ .number = ACT_NUMBER_AMEND, .name = "amend", .zh = "更正", .en = "Amend",
	  .from = IN(DRAFT), .to = SAME, .roles = ROLE_STAFF,
	  .takes = "title day place note to supersedes", .flags = ACT_VERSION | ACT_KERNEL },
	ACT_ATTACH(ROLE_STAFF));

static void supersede(struct reactor *reactor, const struct model *model,
		      const struct record *record, const struct entry *entry)
{
	struct ident old = rules_ref(record, "supersedes");
	const struct record *sheet = model_find_kind(model, old, "run_sheet");

	(void)entry;
	if (rules_in(sheet, "published"))
		reactor_propose(reactor, "run_sheet", "supersede", old, sheet->home);
}

static const struct reaction reactions[] = {
	{ .name = "supersede", .on = "run_sheet.publish",
	  .doc_zh = "新流程表发布后取代旧表。",
	  .doc_en = "A new sheet supersedes the one that it names.", .run = supersede },
};

KIND(run_sheet, .number = 73, .module = "command", .zh = "每日流程表", .en = "Daily run sheet",
     .doc_zh = "一个指挥部一天的流程，各项由专人负责。",
     .doc_en = "A post's day, item by item, each with who answers for it.",
     .doctrine = "10.5", .refusals = refusals, KIND_REACTIONS);
