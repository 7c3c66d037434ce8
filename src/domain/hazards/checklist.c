/* What an inspection looks at: the security part and the epidemic part, approved by two. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/rules.h"

static const struct choice scopes[] = {
	{ 1, "venue", "场馆", "Venue", NULL },
	{ 2, "lodging", "住地", "Lodging", NULL },
	{ 3, "transport", "交通场站", "Transport hub", NULL },
	{ 4, "crowded", "人员密集场所", "Crowded place", NULL },
	{ 5, "goods", "危险物品场所", "Dangerous goods site", NULL },
	{ 6, "temporary", "临时设施", "Temporary structure", NULL },
	{ 7, "other", "其他", "Other", NULL },
	{ 0 },
};

#define FIELDS(X, K) \
	X(K, 1, TEXT, title, "标题", "Title", .max = 240, .flags = REQUIRED | TITLE | SEARCHED) \
	X(K, 2, ENUM, scope, "适用对象", "For", .choices = scopes, .flags = REQUIRED | INDEXED) \
	X(K, 3, TEXT, legal_basis, "法律依据", "Legal basis", .max = 400, \
	  .flags = REQUIRED | LONG) \
	X(K, 4, TEXT, security_items, "安全检查项", "Security items", .max = 8000, .flags = LONG) \
	X(K, 5, TEXT, epidemic_items, "防疫检查项", "Epidemic items", .max = 8000, .flags = LONG) \
	X(K, 6, TEXT, epidemic_na, "无防疫检查项的理由", "No epidemic items, because", \
	  .max = 400, .flags = 0) \
	X(K, 7, REF, supersedes, "取代", "Supersedes", .target = "checklist") \
	X(K, 8, REF, superseded_by, "被取代", "Superseded by", .target = "checklist", \
	  .flags = SYSTEM) \
	X(K, 9, TEXT, reason, "理由", "Reason", .max = 400, .flags = LONG)

KIND_STRUCT(checklist);
KIND_FIELDS(checklist);

enum { DRAFT = 1, IN_FORCE, SUPERSEDED, RETIRED };
static const struct state states[] = {
	{ DRAFT, "draft", "拟稿", "Draft", STATE_OPEN },
	{ IN_FORCE, "in_force", "有效", "In force", STATE_OPEN },
	{ SUPERSEDED, "superseded", "被取代", "Superseded", STATE_CLOSED },
	{ RETIRED, "retired", "停用", "Retired", STATE_CLOSED },
};

REFUSAL(both_parts_required, "安全与防疫两部分须齐全，或说明为何没有防疫部分",
	"It needs its security and its epidemic part, or the reason why there is none");
REFUSAL(checklist_not_in_force, "只能取代本指挥部有效的检查表",
	"Only a checklist of the own post that is in force is superseded");
static const struct refusal *const refusals[] = { &refuse_both_parts_required,
						  &refuse_checklist_not_in_force, NULL };

/* Seed S9, inspected together. */
static const struct refusal *check_approve(const struct model *model, const struct record *before,
					   const struct record *after, const struct act_view *view)
{
	const struct checklist *list = (const struct checklist *)after;
	const struct record *old = model_find_kind(model, list->supersedes, "checklist");

	(void)before;
	(void)view;
	if (list->security_items.len == 0 ||
	    (list->epidemic_items.len == 0 && list->epidemic_na.len == 0))
		return &refuse_both_parts_required;
	return old && (old->home != after->home || old->state != IN_FORCE)
		       ? &refuse_checklist_not_in_force
		       : NULL;
}

#define BODY "title scope legal_basis security_items epidemic_items epidemic_na supersedes"
KIND_ACTS(
	{ .number = 1, .name = "draft", .zh = "拟稿", .en = "Draft", .from = NEW, .to = DRAFT,
	  .roles = ROLE_DESK, .takes = BODY },
	{ .number = 2, .name = "approve", .zh = "批准（两人）", .en = "Approve, two persons",
	  .from = IN(DRAFT), .to = IN_FORCE, .roles = ROLE_DESK, .flags = ACT_SECOND,
	  .check = check_approve },
	{ .number = 3, .name = "supersede", .zh = "被取代", .en = "Supersede",
	  .from = IN(IN_FORCE), .to = SUPERSEDED, .roles = ROLE_SYSTEM,
	  .takes = "superseded_by" },
	{ .number = 4, .name = "retire", .zh = "停用", .en = "Retire",
	  .from = IN(DRAFT) | IN(IN_FORCE), .to = RETIRED, .roles = ROLE_DESK,
	  .takes = "reason", .needs = "reason" },
	{ .number = ACT_NUMBER_AMEND, .name = "amend", .zh = "更正", .en = "Amend",
	  .from = IN(DRAFT), .to = SAME, .roles = ROLE_DESK, .takes = BODY,
	  .flags = ACT_VERSION | ACT_KERNEL },
	ACT_ATTACH(ROLE_DESK));

static void end_old(struct reactor *reactor, const struct model *model,
		    const struct record *record, const struct entry *entry)
{
	struct ident old = rules_ref(record, "supersedes");

	(void)model;
	(void)entry;
	if (ident_none(old))
		return;
	reactor_propose(reactor, "checklist", "supersede", old, record->home);
	reactor_ref(reactor, "superseded_by", record->id);
}

static const struct reaction reactions[] = {
	{ .name = "end_old", .on = "checklist.approve",
	  .doc_zh = "新检查表批准后取代旧表。",
	  .doc_en = "A checklist that is approved takes the place of the old one.",
	  .run = end_old },
};

KIND(checklist, .number = 61, .module = "hazards", .zh = "检查表", .en = "Checklist",
     .doc_zh = "检查什么：安全部分和防疫部分，两人批准。",
     .doc_en = "What is looked at: the security and the epidemic part, approved by two.",
     .doctrine = "6.2, 8", .sees = REL_ANY, .refusals = refusals, KIND_REACTIONS);
