/* A post that is lost is taken over by one above, or handed over by plan, and returned. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/mesh/chains.h"

#define FIELDS(X, K) \
	X(K, 1, REF, post, "被接管的指挥部", "Post taken over", .target = "post", \
	  .flags = ADDRESSEE) \
	X(K, 2, REF, by, "接管方", "Taken over by", .target = "post", .flags = ADDRESSEE) \
	X(K, 3, TEXT, reason, "理由", "Reason", .max = 2000, .flags = REQUIRED | LONG) \
	X(K, 4, INT, term, "任次", "Term", .flags = SYSTEM) \
	X(K, 5, TEXT, fences, "原日志止于", "The old chains end at", .max = CHAINS_MAX, \
	  .flags = LONG | SYSTEM) \
	X(K, 6, TEXT, after, "交还时各链编号", "Chains when given back", .max = CHAINS_MAX, \
	  .flags = LONG | SYSTEM) \
	X(K, 7, TEXT, title, "标题", "Title", .max = 240, .flags = TITLE | SYSTEM) \
	X(K, 8, CODE, follower, "接替的副本节点", "Follower in its place", .flags = SYSTEM, \
	  .doc_zh = "该节点的副本接替它书写；接管方为上级，交还时先签署。", \
	  .doc_en = "A follower of its site writes for it now; the post above signs its return.")

KIND_STRUCT(takeover);
KIND_FIELDS(takeover);

enum { ASSUMED = 1, OFFERED, HANDED_OVER, GIVEN_BACK, WITHDRAWN };
static const struct state states[] = {
	{ ASSUMED, "assumed", "已接管", "Assumed", STATE_OPEN | STATE_ALARM },
	{ OFFERED, "offered", "待移交", "Offered", STATE_OPEN },
	{ HANDED_OVER, "handed_over", "已移交", "Handed over", STATE_OPEN },
	{ GIVEN_BACK, "given_back", "已交还", "Given back", STATE_CLOSED },
	{ WITHDRAWN, "withdrawn", "已撤回", "Withdrawn", STATE_CLOSED },
};

REFUSAL(no_site_there, "该指挥部没有自己的节点", "That post has no node of its own");
REFUSAL(not_above, "只有上级指挥部可以接管", "Only a post above takes over");
REFUSAL(no_command, "该层级不指挥，不能接管", "That post does not command, so it cannot take over");
REFUSAL(already_taken_over, "该指挥部已被接管", "That post has been taken over already");
REFUSAL(holder_first, "接管方先签署交还", "Who holds it signs the return first");
REFUSAL(giver_first, "移交方先签署", "Who hands it over signs first");
REFUSAL(other_side, "须由另一方签署", "The other side has to sign");
REFUSAL(not_its_follower, "本节点不是该指挥部节点的只读副本",
	"This node does not follow the site of that post");
REFUSAL(too_many_chains, "该节点书写的记录链多于一次接管所能列明",
	"Its site writes more chains than one takeover can name");
static const struct refusal *const refusals[] = {
	&refuse_no_site_there, &refuse_not_above, &refuse_no_command, &refuse_already_taken_over,
	&refuse_holder_first, &refuse_giver_first, &refuse_other_side, &refuse_not_its_follower,
	&refuse_too_many_chains, NULL,
};

static const struct takeover *takeover_of(const struct record *record)
{
	return (const struct takeover *)record;
}

/* ---- rules ----------------------------------------------------------------------------------- */

static bool has_site(const struct model *model, code post)
{
	const struct site *site = site_get(model, site_of_origin(model, post));

	return site && site->post == post;
}

/* A chain that is left out of the list would have no fence. */
static bool all_fit(const struct model *model, code post)
{
	struct buf list;
	bool fits;

	chains_init(&list);
	chains_add_written(&list, model, site_of_origin(model, post), post);
	fits = !list.over;
	buf_release(&list);
	return fits;
}

static const struct refusal *check_sides(const struct model *model, code post, code by)
{
	const struct post *lost = tree_get(model, post), *taker = tree_get(model, by);

	if (!has_site(model, post))
		return &refuse_no_site_there;
	if (!tree_above(model, by, post))
		return &refuse_not_above;
	if (!taker->command_tier)
		return &refuse_no_command;
	if (lost->origin != lost->declared)
		return &refuse_already_taken_over;
	return all_fit(model, post) ? NULL : &refuse_too_many_chains;
}

/* The chain of the follower that was promoted and holds this post; 0: none does. */
static code follower_at(const struct model *model, code post)
{
	code holder = tree_get(model, post)->origin;
	const struct site *site = site_get(model, holder);

	return site && site->follows ? holder : 0;
}

/* From a follower that was promoted and is lost in its turn, too. */
static const struct refusal *check_assume(const struct model *model, const struct record *before,
					  const struct record *after, const struct act_view *view)
{
	code post = takeover_of(after)->post.origin;
	const struct refusal *refusal = check_sides(model, post, after->home);

	(void)before;
	(void)view;
	return refusal == &refuse_already_taken_over && follower_at(model, post) ? NULL : refusal;
}

/* By who commands the lost post, at the node that holds a copy of its log. */
static const struct refusal *check_promote(const struct model *model, const struct record *before,
					   const struct record *after, const struct act_view *view)
{
	const struct site *followed = site_get(model, site_followed(model, site_self(model)));
	const struct post *lost = tree_get(model, after->home);

	(void)before;
	(void)view;
	if (!followed || followed->post != after->home)
		return &refuse_not_its_follower;
	if (lost->origin != lost->declared)
		return &refuse_already_taken_over;
	return all_fit(model, after->home) ? NULL : &refuse_too_many_chains;
}

static const struct refusal *check_offer(const struct model *model, const struct record *before,
					 const struct record *after, const struct act_view *view)
{
	(void)before;
	(void)view;
	return check_sides(model, after->home, takeover_of(after)->by.origin);
}

/* Two signatures, one at each side: who has it now gives it out of his hands first. */
static const struct refusal *check_signer(const struct record *before, code at, code first,
					  code second, const struct refusal *wrong_first)
{
	if (!before->pending)
		return at == first ? NULL : wrong_first;
	return at == second ? NULL : &refuse_other_side;
}

static const struct refusal *check_hand_over(const struct model *model,
					     const struct record *before,
					     const struct record *after,
					     const struct act_view *view)
{
	code post = takeover_of(after)->post.origin, by = takeover_of(after)->by.origin;
	const struct refusal *refusal = check_sides(model, post, by);

	return refusal ? refusal
		       : check_signer(before, view->post, post, by, &refuse_giver_first);
}

static const struct refusal *check_give_back(const struct model *model,
					     const struct record *before,
					     const struct record *after,
					     const struct act_view *view)
{
	code post = takeover_of(after)->post.origin, by = takeover_of(after)->by.origin;

	(void)model;
	return check_signer(before, view->post, by, post, &refuse_holder_first);
}

/* ---- what the node fills in ------------------------------------------------------------------ */

/* The chains of the site that is left, as far as they are known here: there they end. */
static void stamp_fences(struct stamp *stamp, const struct model *model, code post, bool own)
{
	struct str list;
	struct buf written, fences;
	code origin, follower = follower_at(model, post);
	uint64_t number;

	chains_init(&written);
	chains_init(&fences);
	if (follower)
		chains_add(&written, follower, model_origin_seq(model, follower));
	else
		chains_add_written(&written, model, site_of_origin(model, post), post);
	list = buf_str(&written);
	/* A planned end is the very entry that says so. */
	while (chains_next(&list, &origin, &number))
		chains_add(&fences, origin, number + (own && origin == post ? 1 : 0));
	stamp_text(stamp, "fences", buf_str(&fences));
	stamp_int(stamp, "term", (int64_t)site_term(model, follower ? follower : post) + 1);
	buf_release(&written);
	buf_release(&fences);
}

static void stamp_title(struct stamp *stamp, const struct model *model, code post)
{
	const struct record *named = model_find(model, (struct ident){ post, 0 });

	stamp_text(stamp, "title", named ? model_title(named) : (struct str){ 0 });
}

static void stamp_assume(struct stamp *stamp, const struct model *model, const struct record *after,
			 const struct act_view *view)
{
	code post = takeover_of(after)->post.origin;

	(void)view;
	stamp_ref(stamp, "by", (struct ident){ .origin = after->home });
	stamp_title(stamp, model, post);
	stamp_fences(stamp, model, post, false);
}

static void stamp_promote(struct stamp *stamp, const struct model *model,
			  const struct record *after, const struct act_view *view)
{
	const struct post *above = tree_commander(model, after->home);

	(void)view;
	stamp_ref(stamp, "post", (struct ident){ .origin = after->home });
	/* Who signs its return first: the post above, if there is one. */
	stamp_ref(stamp, "by", (struct ident){ .origin = above ? above->code : after->home });
	stamp_code(stamp, "follower", site_self(model));
	stamp_title(stamp, model, after->home);
	stamp_fences(stamp, model, after->home, false);
}

static void stamp_offer(struct stamp *stamp, const struct model *model, const struct record *after,
			const struct act_view *view)
{
	(void)view;
	stamp_ref(stamp, "post", (struct ident){ .origin = after->home });
	stamp_title(stamp, model, after->home);
}

static void stamp_hand_over(struct stamp *stamp, const struct model *model,
			    const struct record *after, const struct act_view *view)
{
	(void)view;
	stamp_fences(stamp, model, takeover_of(after)->post.origin, true);
}

/* What came of those chains since is late up to here; from there on they go on. */
static void stamp_give_back(struct stamp *stamp, const struct model *model,
			    const struct record *after, const struct act_view *view)
{
	struct str list = takeover_of(after)->fences;
	struct buf ends;
	uint64_t number;
	code origin;

	(void)view;
	chains_init(&ends);
	while (chains_next(&list, &origin, &number)) {
		uint64_t last = model_origin_seq(model, origin);

		chains_add(&ends, origin, last > number ? last : number);
	}
	stamp_text(stamp, "after", buf_str(&ends));
	buf_release(&ends);
}

/* ---- acts ------------------------------------------------------------------------------------ */

KIND_ACTS(
	{ .number = 1, .name = "assume", .zh = "接管", .en = "Assume", .from = NEW, .to = ASSUMED,
	  .roles = ROLE_commander, .takes = "post reason", .needs = "post reason",
	  .flags = ACT_ALARM, .check = check_assume, .stamp = stamp_assume },
	{ .number = 2, .name = "offer", .zh = "提出移交", .en = "Offer", .from = NEW,
	  .to = OFFERED, .roles = ROLE_commander, .takes = "by reason",
	  .needs = "by reason", .check = check_offer, .stamp = stamp_offer },
	{ .number = 3, .name = "hand_over", .zh = "移交", .en = "Hand over", .from = IN(OFFERED),
	  .to = HANDED_OVER, .roles = ROLE_commander, .relations = REL_OWN | REL_ADDRESSEE,
	  .flags = ACT_SECOND, .check = check_hand_over, .stamp = stamp_hand_over },
	{ .number = 4, .name = "give_back", .zh = "交还", .en = "Give back",
	  .from = IN(ASSUMED) | IN(HANDED_OVER), .to = GIVEN_BACK, .roles = ROLE_commander,
	  .relations = REL_OWN | REL_ADDRESSEE, .flags = ACT_SECOND, .check = check_give_back,
	  .stamp = stamp_give_back },
	{ .number = 5, .name = "withdraw", .zh = "撤回", .en = "Withdraw", .from = IN(OFFERED),
	  .to = WITHDRAWN, .roles = ROLE_commander },
	{ .number = 6, .name = "promote", .zh = "副本接替", .en = "Promote the follower",
	  .from = NEW, .to = ASSUMED, .roles = ROLE_commander | ROLE_SYSTEM, .takes = "reason",
	  .needs = "reason", .flags = ACT_ALARM | ACT_PROMOTE, .check = check_promote,
	  .stamp = stamp_promote });

static void put_takeover(struct model *model, const struct record *record)
{
	const struct takeover *from = takeover_of(record);
	const struct post *by = tree_get(model, from->by.origin);
	bool planned = !from->follower && record->home == from->post.origin;
	void (*taken)(struct model *, code, code, uint64_t, uint32_t) =
		planned ? site_hand_over : site_assume;
	struct str fences = from->fences, after = from->after;
	uint32_t term = (uint32_t)from->term;
	uint64_t number;
	code origin;

	if (!by || from->term < 1 || from->term >= UINT32_MAX)
		return;
	if (record->state == OFFERED || record->state == WITHDRAWN)
		return;
	while (chains_next(&fences, &origin, &number))
		taken(model, origin, from->follower ? from->follower : by->declared, number, term);
	while (record->state == GIVEN_BACK && chains_next(&after, &origin, &number))
		site_give_back(model, origin, number, term + 1);
}

/*
 * It ends chains at numbers. What lies before those was written by whoever held the posts then, and
 * comes first: the new holder goes on from there, and everybody reads his entries behind it.
 */
static bool lacks_chains(const struct model *model, const struct entry *entry)
{
	for (uint32_t i = 0; i < entry->nvalues; i++) {
		const struct value *value = &entry->values[i];
		struct str list = value->as.text;
		uint64_t number;
		code origin;

		if (value->field->number != F_fences || value->clear)
			continue;
		/* The last of a chain that is given away is the very entry that says so. */
		while (chains_next(&list, &origin, &number))
			if (model_origin_seq(model, origin) <
			    number - (origin == entry->id.origin && number == entry->id.seq))
				return true;
	}
	return false;
}

KIND(takeover, .number = 31, .module = "mesh", .zh = "接管", .en = "Takeover",
     .doc_zh = "上级接管失联的指挥部，或按计划移交；交还须双方各一人签署。",
     .doc_en = "A post above takes over a silent one, or by plan; each side signs its return.",
     .doctrine = "2.1, 4.4, 14 (Rio 2016)", .flags = KIND_BOARD, .sees = REL_ANY,
     .refusals = refusals, .applied = put_takeover, .lacks = lacks_chains);
