/* A place of isolation: how many beds, how many taken, and when it is nearly full. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/model.h"

#define FIELDS(X, K) \
	X(K, 1, TEXT, title, "名称", "Name", .max = 240, .flags = REQUIRED | TITLE | SEARCHED) \
	X(K, 2, REF, place, "地点", "Place", .target = "place") \
	X(K, 3, ENUM, loop_side, "闭环内外", "Side of the loop", .choices = choices_loop_side, \
	  .flags = REQUIRED) \
	X(K, 4, INT, beds, "床位", "Beds", .least = 1, .most = 100000, .flags = REQUIRED) \
	X(K, 5, INT, taken, "已用床位", "Taken", .most = 100000) \
	X(K, 6, TEXT, supplies, "物资情况", "Supplies", .max = 1000, .flags = LONG) \
	X(K, 7, TEXT, transfer, "转运安排", "Transport there", .max = 1000, .flags = LONG) \
	X(K, 8, TEXT, reason, "理由", "Reason", .max = 400)

KIND_STRUCT(isolation);
KIND_FIELDS(isolation);

enum { READY = 1, FULL, CLOSED };
static const struct state states[] = {
	{ READY, "ready", "可用", "Ready", STATE_OPEN },
	{ FULL, "full", "已满", "Full", STATE_OPEN | STATE_ALARM },
	{ CLOSED, "closed", "停用", "Closed", STATE_CLOSED },
};

REFUSAL(over_beds, "已用床位超过床位总数", "More are taken than there are");
REFUSAL(not_full, "尚有空床", "There are beds left");
REFUSAL(still_taken, "仍有人隔离", "People are still isolated there");
static const struct refusal *const refusals[] = { &refuse_over_beds, &refuse_not_full,
						  &refuse_still_taken, NULL };

static const struct isolation *isolation_of(const struct record *record)
{
	return (const struct isolation *)record;
}

static const struct refusal *check_beds(const struct model *model, const struct record *before,
					const struct record *after, const struct act_view *view)
{
	(void)model;
	(void)before;
	(void)view;
	return isolation_of(after)->taken > isolation_of(after)->beds ? &refuse_over_beds : NULL;
}

static const struct refusal *check_full(const struct model *model, const struct record *before,
					const struct record *after, const struct act_view *view)
{
	(void)model;
	(void)before;
	(void)view;
	return isolation_of(after)->taken < isolation_of(after)->beds ? &refuse_not_full : NULL;
}

static const struct refusal *check_close(const struct model *model, const struct record *before,
					 const struct record *after, const struct act_view *view)
{
	(void)model;
	(void)before;
	(void)view;
	return isolation_of(after)->taken > 0 ? &refuse_still_taken : NULL;
}

#define KEEPERS (ROLE_STAFF | ROLE_liaison)
KIND_ACTS(
	{ .number = 1, .name = "open", .zh = "启用", .en = "Open", .from = NEW, .to = READY,
	  .roles = KEEPERS | ROLE_SYSTEM,
	  .takes = "title place loop_side beds taken supplies transfer", .check = check_beds },
	{ .number = 2, .name = "count", .zh = "清点", .en = "Count",
	  .from = IN(READY) | IN(FULL), .to = READY, .roles = KEEPERS | ROLE_unit_leader,
	  .relations = REL_OWN | REL_DESK, .takes = "taken beds supplies", .needs = "taken",
	  .check = check_beds },
	{ .number = 3, .name = "mark_full", .zh = "报满", .en = "Report full",
	  .from = IN(READY), .to = FULL, .roles = KEEPERS | ROLE_SYSTEM,
	  .flags = ACT_ALARM, .check = check_full },
	{ .number = 4, .name = "close", .zh = "停用", .en = "Close",
	  .from = IN(READY) | IN(FULL), .to = CLOSED, .roles = KEEPERS, .takes = "reason",
	  .needs = "reason", .check = check_close });

static void fill(struct reactor *reactor, const struct model *model, const struct record *record,
		 const struct entry *entry)
{
	(void)model;
	(void)entry;
	if (record->state == READY && isolation_of(record)->taken >= isolation_of(record)->beds)
		reactor_propose(reactor, "isolation", "mark_full", record->id, record->home);
}

static const struct reaction reactions[] = {
	{ .name = "fill", .on = "isolation.open isolation.count",
	  .doc_zh = "床位用完时自动报满并提醒。",
	  .doc_en = "When the last bed is taken it is reported full, and rings.", .run = fill },
};

static bool is_short(const struct model *model, const struct record *record, instant at)
{
	const struct isolation *i = isolation_of(record);
	double share = policy_or(model, "health.isolation.short", record->home, at, 1);

	return (double)i->taken >= share * (double)i->beds;
}

static const struct gap gaps[] = {
	{ .name = "short", .zh = "隔离床位将用尽", .en = "Isolation beds are running out",
	  .severity = GAP_SERIOUS, .in = IN(READY) | IN(FULL), .open = is_short,
	  .act = "isolation.open", .field = NULL },
};

KIND(isolation, .number = 93, .module = "health", .zh = "隔离场所", .en = "Isolation place",
     .doc_zh = "隔离场所的床位与物资；只计数，不记人。",
     .doc_en = "Beds and supplies of a place of isolation; counts, never persons.",
     .doctrine = "8", .flags = KIND_SETUP, .refusals = refusals, KIND_REACTIONS, KIND_GAPS);
