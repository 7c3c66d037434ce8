/* A command post: a point of the command tree, with those who can be rung there. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/model.h"
#include "model/registry.h"

/* "struct post" is a node of the tree; its record needs another name than the kind's. */
typedef struct post tree_post;
static code acting_at(const struct act_view *view)
{
	return view->post;
}
#define post post_record

/* Doctrine 2.1: three tiers of command, coordination between them, units, partners, oversight. */
static const struct choice tiers[] = {
	{ TIER_NATIONAL, "national", "国家层级", "National", NULL },
	{ TIER_TERRITORIAL, "territorial", "属地层级", "Territorial", NULL },
	{ TIER_CLUSTER, "cluster", "场馆群", "Venue cluster", NULL },
	{ TIER_VENUE, "venue", "场馆层级", "Venue", NULL },
	{ TIER_UNIT, "unit", "勤务单元", "Unit", NULL },
	{ TIER_LIAISON, "liaison", "横向对接单位", "Liaison", NULL },
	{ TIER_OVERSIGHT, "oversight", "督察", "Oversight", NULL },
	{ 0 },
};

#define FIELDS(X, K) \
	X(K, 1, CODE, code, "代码", "Code", .flags = REQUIRED | UNIQUE) \
	X(K, 2, TEXT, name_zh, "名称（中文）", "Name (Chinese)", .max = 120, \
	  .flags = REQUIRED | TITLE | SEARCHED) \
	X(K, 3, TEXT, name_en, "名称（英文）", "Name (English)", .max = 120, \
	  .flags = REQUIRED | TITLE | SEARCHED) \
	X(K, 4, ENUM, tier, "层级", "Tier", .choices = tiers, .flags = REQUIRED | INDEXED) \
	X(K, 5, REF, parent, "上级指挥部", "Post above", .target = "post") \
	X(K, 6, CODE, origin, "日志来源", "Origin of its log", .flags = 0, \
	  .doc_zh = "其记录写入哪个日志；不填时为自身，勤务单元为其上级。", \
	  .doc_en = "Whose log holds its entries; by default its own, for a unit that of its " \
		    "site.") \
	X(K, 7, REF, place, "所在地点", "Place", .target = "place") \
	X(K, 8, TEXT, phone, "值班电话", "Duty telephone", .max = 60) \
	X(K, 9, REFS, contacts, "联络人（按呼叫顺序）", "Contacts, in the order of ringing", \
	  .target = "account", .max = 16) \
	X(K, 10, REF, agency, "所属单位", "Agency", .target = "agency") \
	X(K, 11, REF, alternate, "备用指挥场所", "Alternate site", .target = "place")

KIND_STRUCT(post);
KIND_FIELDS(post);

enum { STANDING = 1, STOOD_DOWN };
static const struct state states[] = {
	{ STANDING, "standing", "运行中", "Standing", STATE_OPEN },
	{ STOOD_DOWN, "stood_down", "已撤收", "Stood down", STATE_CLOSED },
};

REFUSAL(parent_required, "国家层级以外的指挥部必须有上级", "Only the national post has none above it");
REFUSAL(tier_order, "上级指挥部的层级必须更高，且能够指挥或协调",
	"The post above must be of a higher tier that commands or coordinates");
REFUSAL(second_root, "已有国家层级指挥部", "There is a national post already");
REFUSAL(too_many_posts, "指挥部数量已达上限", "There cannot be more posts");
REFUSAL(parent_not_below, "上级必须是本指挥部或其下级",
	"A post is put below the own post or below one of its own");
REFUSAL(foreign_log, "日志来源只能是自身或上级的来源",
	"A post writes into its own log or into that of the post above");
REFUSAL(code_of_a_site, "该代号已用于一个只读副本节点", "A follower has that code already");
REFUSAL(other_log, "单元不能改隶日志不同的指挥部，请在那里新设单元",
	"The post above writes another log; establish a new unit there");
REFUSAL(work_open, "仍有未结束的事件，不能撤收", "Incidents of this post are still open");
static const struct refusal *const refusals[] = {
	&refuse_too_many_posts, &refuse_parent_required, &refuse_second_root, &refuse_tier_order,
	&refuse_parent_not_below, &refuse_foreign_log, &refuse_code_of_a_site, &refuse_other_log,
	&refuse_work_open, NULL,
};

static const struct refusal *check_root(const struct model *model, const struct record *before,
					const struct post_record *after)
{
	if (!ident_none(after->parent))
		return &refuse_tier_order;
	for (uint16_t i = 0; !before && i < tree_count(model); i++)
		if (tree_at(model, i)->tier == TIER_NATIONAL)
			return &refuse_second_root;
	return NULL;
}

/* Nobody founds or moves a post outside his own part of the tree. */
static bool beyond_own(const struct model *model, const struct post_record *wanted,
		       const struct act_view *view)
{
	code parent = wanted->parent.origin, own = acting_at(view);

	return (view->set >> F_parent & 1) != 0 && (view->roles & ROLE_SYSTEM) == 0 &&
	       parent != own && !tree_above(model, own, parent);
}

/* Promoted, a follower writes a chain under its own code. */
static const struct refusal *check_new(const struct model *model, code wanted)
{
	const struct site *namesake = site_get(model, wanted);

	if (tree_count(model) >= LIMIT_POSTS)
		return &refuse_too_many_posts;
	return namesake && namesake->follows ? &refuse_code_of_a_site : NULL;
}

/*
 * In a mesh what a unit has written stays in its site's chain, and that site's key signed it: moved
 * to another's, nobody could check it any more.
 */
static const struct refusal *check_log(const struct model *model, const struct record *before,
				       const struct post_record *wanted, const tree_post *above)
{
	const tree_post *now = before ? tree_get(model, before->id.origin) : NULL;

	if (wanted->origin != 0 && wanted->origin != wanted->code &&
	    wanted->origin != above->origin)
		return &refuse_foreign_log;
	if (!now || site_count(model) == 0 || wanted->origin != 0 || wanted->tier != TIER_UNIT)
		return NULL;
	return now->declared == above->declared ? NULL : &refuse_other_log;
}

/*
 * Doctrine 2.1: command runs national, territorial, venue, unit; the cluster coordinates between
 * the second and the third. Partners and oversight stand beside a post and have none below them;
 * oversight reads everything, so none but the national post has it beside itself.
 */
static const struct refusal *check_tree(const struct model *model, const struct record *before,
					const struct record *after, const struct act_view *view)
{
	const struct post_record *wanted = (const struct post_record *)after;
	const tree_post *above = tree_get(model, wanted->parent.origin);
	const struct refusal *refusal = before ? NULL : check_new(model, wanted->code);

	if (refusal)
		return refusal;
	if (wanted->tier == TIER_NATIONAL)
		return check_root(model, before, wanted);
	if (!above)
		return &refuse_parent_required;
	if (above->tier > TIER_VENUE)
		return &refuse_tier_order;
	if (wanted->tier <= TIER_UNIT && (uint16_t)above->tier >= wanted->tier)
		return &refuse_tier_order;
	if (wanted->tier == TIER_OVERSIGHT && above->tier != TIER_NATIONAL)
		return &refuse_tier_order;
	if (beyond_own(model, wanted, view))
		return &refuse_parent_not_below;
	return check_log(model, before, wanted, above);
}

/* A post is not folded while incidents of its own still need somebody. */
static const struct refusal *check_stand_down(const struct model *model,
					      const struct record *before,
					      const struct record *after,
					      const struct act_view *view)
{
	const struct kind_row *incidents = registry_find(STR("incident"));
	uint32_t count = incidents ? model_count(model, incidents->kind) : 0;

	(void)before;
	(void)view;
	for (uint32_t i = 0; i < count; i++) {
		const struct record *incident = model_at(model, incidents->kind, i);

		if (incident->home == after->id.origin && model_is_open(incident))
			return &refuse_work_open;
	}
	return NULL;
}

#define AMENDS "name_zh name_en parent place phone contacts agency alternate"
KIND_ACTS(
	{ .number = 1, .name = "establish", .zh = "设立", .en = "Establish", .from = NEW,
	  .to = STANDING, .roles = ROLE_administrator | ROLE_SYSTEM,
	  .relations = REL_OWN | REL_ABOVE, .takes = "*", .check = check_tree },
	{ .number = ACT_NUMBER_AMEND, .name = "amend", .zh = "更正", .en = "Amend",
	  .from = ANY_STATE, .to = SAME, .roles = ROLE_administrator | ROLE_SYSTEM,
	  .relations = REL_OWN | REL_ABOVE, .takes = AMENDS, .flags = ACT_VERSION | ACT_KERNEL,
	  .check = check_tree },
	{ .number = 2, .name = "stand_down", .zh = "撤收", .en = "Stand down", .from = IN(STANDING),
	  .to = STOOD_DOWN, .roles = ROLE_administrator | ROLE_commander | ROLE_SYSTEM,
	  .relations = REL_OWN | REL_ABOVE, .check = check_stand_down },
	{ .number = 3, .name = "stand_up", .zh = "恢复运行", .en = "Stand up again",
	  .from = IN(STOOD_DOWN), .to = STANDING,
	  .roles = ROLE_administrator | ROLE_commander | ROLE_SYSTEM,
	  .relations = REL_OWN | REL_ABOVE });

/* A unit writes into the log of the site that it works for: its radio speaks to that desk. */
static void put_post(struct model *model, const struct record *record)
{
	const struct post_record *from = (const struct post_record *)record;
	const tree_post *above = tree_get(model, from->parent.origin);
	tree_post node = {
		.code = record->id.origin,
		.parent = from->parent.origin,
		.declared = record->id.origin,
		.tier = (enum tier)from->tier,
	};

	if (from->origin != 0)
		node.declared = from->origin;
	else if (node.tier == TIER_UNIT && above)
		node.declared = above->declared;
	node.command_tier = node.tier != TIER_CLUSTER && node.tier <= TIER_UNIT;
	tree_put(model, &node);
}

/* Doctrine 2.5 and 4.6: a command post that stands is manned. */
static bool is_unmanned(const struct model *model, const struct record *record, instant at)
{
	return tree_get(model, record->id.origin)->tier < TIER_UNIT &&
	       duty_who(model, record->id.origin, ROLE_SIGNERS, at, NULL, 0) == 0;
}

/* Whether a call from one post to the other was answered since. */
static bool was_tested(const struct model *model, code from, code to, instant since)
{
	const struct record **tests = heap_alloc(LIMIT_SEEN * sizeof *tests);
	uint32_t count = model_refs_to(model, (struct ident){ .origin = to }, "edge_test", "to",
				       tests, LIMIT_SEEN);
	bool found = false;

	for (uint32_t i = count < LIMIT_SEEN ? count : LIMIT_SEEN; !found && i > 0; i--)
		found = tests[i - 1]->home == from && tests[i - 1]->updated_at > since &&
			strcmp(model_state(tests[i - 1]), "answered") == 0;
	heap_free(tests);
	return found;
}

/* Doctrine 4.6: no edge untested in 24 h. The edge upward, called from either end. */
static bool is_untested(const struct model *model, const struct record *record, instant at)
{
	const tree_post *node = tree_get(model, record->id.origin);
	double every = policy_or(model, "liaison.test.every", node->code, at, 0);
	instant since = at - (instant)(every * 1000);

	return node->parent != 0 && node->tier < TIER_UNIT &&
	       !was_tested(model, node->parent, node->code, since) &&
	       !was_tested(model, node->code, node->parent, since);
}

/* A command suite can be lost: a burst pipe did it in London in 2012. */
static bool is_rooted(const struct model *model, const struct record *record, instant at)
{
	const struct kind_row *plans = registry_find(STR("relocation"));
	uint32_t count = plans ? model_count(model, plans->kind) : 0;

	(void)at;
	if (!tree_get(model, record->id.origin)->command_tier)
		return false;
	for (uint32_t i = 0; i < count; i++) {
		const struct record *plan = model_at(model, plans->kind, i);

		if (plan->home == record->id.origin && model_is_open(plan))
			return false;
	}
	return true;
}

static const struct gap gaps[] = {
	{ .name = "edge_untested", .zh = "与上级的链路24小时未测试",
	  .en = "The edge to the post above has not been tested in 24 h",
	  .severity = GAP_MINOR, .in = IN(STANDING), .open = is_untested,
	  .act = "edge_test.send", .field = "to" },
	{ .name = "unmanned", .zh = "指挥部此刻无人值守", .en = "Nobody is on duty at the post",
	  .severity = GAP_SEVERE, .in = IN(STANDING), .open = is_unmanned,
	  .act = "assignment.assign", .field = "at_post" },
	{ .name = "no_alternate", .zh = "没有转移到备用场所的预案",
	  .en = "No plan to move to an alternate site", .severity = GAP_MINOR,
	  .in = IN(STANDING), .open = is_rooted, .act = "relocation.plan" },
};

KIND(post, .number = 1, .module = "command", .zh = "指挥部", .en = "Command post",
     .doc_zh = "指挥树上的一个点：国家、属地、场馆群、场馆、勤务单元、对接单位或督察。",
     .doc_en = "A point of the command tree: national, territorial, cluster, venue, unit, "
	       "partner or oversight.",
     .doctrine = "2.1", .flags = KIND_CODED | KIND_SETUP, .sees = REL_ANY, .refusals = refusals,
     KIND_GAPS, .applied = put_post);
