/* A site of the mesh: a node with its main post, its public key and the chains that it goes on. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/hash.h"
#include "domain/mesh/chains.h"

/* "struct site" is what the kernel keeps of it; its record needs another name than the kind's. */
typedef struct site tree_site;
#define site site_record

#define FIELDS(X, K) \
	X(K, 1, CODE, code, "代码", "Code", .flags = REQUIRED | UNIQUE | TITLE) \
	X(K, 2, REF, post, "主指挥部", "Main post", .target = "post", .flags = REQUIRED, \
	  .doc_zh = "该指挥部及其下级的记录由此节点书写，直到另一节点开始之处。", \
	  .doc_en = "It writes the records of this post and of those below, down to where " \
		    "another site begins.") \
	X(K, 3, TEXT, key, "签名公钥", "Public key of its signatures", .max = 64, \
	  .flags = REQUIRED, .doc_zh = "Ed25519，64位十六进制。", \
	  .doc_en = "Ed25519, 64 hexadecimal digits.") \
	X(K, 4, TEXT, leaf, "中枢互联地址", "Address of its broker for those below", .max = 255) \
	X(K, 5, CODE, follows, "跟随的节点", "Follows the site", \
	  .doc_zh = "只读副本：逐条重放该节点的日志。", \
	  .doc_en = "A read-only copy: it repeats that site's log.") \
	X(K, 6, TEXT, chains, "接续的记录链", "Chains that it goes on", .max = CHAINS_MAX, \
	  .flags = LONG | SYSTEM, .doc_zh = "由此节点接续的各链及其编号：“nst:120”。", \
	  .doc_en = "Those that it writes from then on, and how far they had come: " \
		    "\"nst:120\".") \
	X(K, 7, TEXT, seen, "此前已答复至", "Answered before it", .max = CHAINS_MAX, \
	  .flags = LONG | SYSTEM, .doc_zh = "此前的书写者已读到的各链编号。", \
	  .doc_en = "How far whoever wrote before it had read every chain.") \
	X(K, 8, TEXT, reason, "理由", "Reason", .max = 800, .flags = LONG)

KIND_STRUCT(site);
KIND_FIELDS(site);

enum { JOINED = 1, REVOKED };
static const struct state states[] = {
	{ JOINED, "joined", "在网", "Joined", STATE_OPEN },
	{ REVOKED, "revoked", "已撤销", "Revoked", STATE_CLOSED },
};

REFUSAL(not_a_key, "公钥应为64位十六进制", "A public key is 64 hexadecimal digits");
REFUSAL(units_have_no_site, "勤务单元没有自己的节点", "A unit has no site of its own");
REFUSAL(own_log_needed, "主指挥部须有自己的日志", "The main post must write a log of its own");
REFUSAL(post_not_below, "只能在本指挥部及其下级设立节点", "Only at the own post or one below");
REFUSAL(no_site_to_follow, "没有可跟随的节点", "There is no such site to follow");
REFUSAL(code_of_a_post, "副本节点的代号不能与指挥部相同", "A follower has a code that is no post's");
REFUSAL(founder_first, "第一个节点须设在最上级指挥部", "The first site stands at the topmost post");
REFUSAL(post_has_site, "该指挥部已有节点", "That post has a site already");
REFUSAL(taken_over, "该指挥部已被接管，须先交还", "That post was taken over and must be returned first");
REFUSAL(written_elsewhere, "该指挥部目前由另一节点书写，须在该节点办理",
	"Another node writes for that post now; it is to be done there");
REFUSAL(still_writes, "其指挥部须先被接管", "Its posts must be taken over first");
REFUSAL(too_many_sites, "节点数量已达上限", "There cannot be more sites");
REFUSAL(too_many_chains, "记录链过多", "There are too many chains");
static const struct refusal *const refusals[] = {
	&refuse_not_a_key, &refuse_too_many_sites, &refuse_units_have_no_site,
	&refuse_own_log_needed, &refuse_post_not_below, &refuse_code_of_a_post,
	&refuse_no_site_to_follow,
	&refuse_too_many_chains, &refuse_founder_first, &refuse_post_has_site,
	&refuse_taken_over, &refuse_written_elsewhere, &refuse_still_writes, NULL,
};

static const struct site_record *site_of(const struct record *record)
{
	return (const struct site_record *)record;
}

/* The site that has its main post here and writes; NULL: none. */
static const tree_site *writing_at(const struct model *model, code post)
{
	for (uint16_t i = 0; i < site_count(model); i++)
		if (site_at(model, i)->post == post && !site_at(model, i)->follows)
			return site_at(model, i);
	return NULL;
}

static bool is_topmost(const struct model *model, code post)
{
	return tree_get(model, post)->parent == 0;
}

static bool all_fit(const struct model *model)
{
	struct buf list;
	bool fits;

	chains_init(&list);
	chains_add_known(&list, model);
	fits = !list.over;
	buf_release(&list);
	return fits;
}

/* Who begins to write must go on from where the one before has stopped: so that one says it. */
static const struct refusal *check_writer(const struct model *model,
					  const struct site_record *wanted)
{
	const struct post *post = tree_get(model, wanted->post.origin);

	if (site_count(model) == 0)
		return is_topmost(model, post->code) ? NULL : &refuse_founder_first;
	if (writing_at(model, post->code))
		return &refuse_post_has_site;
	if (post->origin != post->declared)
		return &refuse_taken_over;
	return site_of_post(model, post->code) == site_of_post(model, wanted->record.home)
		       ? NULL
		       : &refuse_written_elsewhere;
}

/* Promoted, it writes a chain under its own code. */
static const struct refusal *check_follower(const struct model *model,
					    const struct site_record *wanted)
{
	const tree_site *followed = site_get(model, wanted->follows);

	if (tree_get(model, wanted->code))
		return &refuse_code_of_a_post;
	return followed && followed->active && followed->post == wanted->post.origin &&
			       !followed->follows
		       ? NULL
		       : &refuse_no_site_to_follow;
}

static const struct refusal *check_join(const struct model *model, const struct record *before,
					const struct record *after, const struct act_view *view)
{
	const struct site_record *wanted = site_of(after);
	const struct post *post = tree_get(model, wanted->post.origin);
	struct hash key;

	(void)before;
	(void)view;
	if (!hash_parse(wanted->key, &key))
		return &refuse_not_a_key;
	if (site_count(model) >= LIMIT_SITES)
		return &refuse_too_many_sites;
	if (post->tier == TIER_UNIT)
		return &refuse_units_have_no_site;
	if (post->declared != post->code)
		return &refuse_own_log_needed;
	if (post->code != after->home && !tree_above(model, after->home, post->code))
		return &refuse_post_not_below;
	if (wanted->follows)
		return check_follower(model, wanted);
	return all_fit(model) ? check_writer(model, wanted) : &refuse_too_many_chains;
}

static const struct refusal *check_renew(const struct model *model, const struct record *before,
					 const struct record *after, const struct act_view *view)
{
	struct hash key;

	(void)before;
	(void)view;
	if (!hash_parse(site_of(after)->key, &key))
		return &refuse_not_a_key;
	return all_fit(model) ? NULL : &refuse_too_many_chains;
}

/* Nobody would write for its posts: somebody has to take them over first. */
static const struct refusal *check_revoke(const struct model *model, const struct record *before,
					  const struct record *after, const struct act_view *view)
{
	const struct site_record *leaving = site_of(after);
	const struct post *post = tree_get(model, leaving->post.origin);

	(void)before;
	(void)view;
	if (leaving->follows)
		return post->origin == leaving->code ? &refuse_still_writes : NULL;
	return post->origin != post->declared ? NULL : &refuse_still_writes;
}

static void stamp_list(struct stamp *stamp, const char *field, struct buf *list)
{
	stamp_text(stamp, field, buf_str(list));
	buf_release(list);
}

static void stamp_begin(struct stamp *stamp, const struct model *model, const struct record *after,
			const struct act_view *view)
{
	const struct site_record *new = site_of(after);
	struct buf chains, seen;

	(void)view;
	chains_init(&chains);
	chains_init(&seen);
	/* The first site is the machine that wrote until now: it takes over nothing. */
	if (site_count(model) > 0 && !new->follows) {
		chains_add_written(&chains, model, site_of_origin(model, new->post.origin),
				   new->post.origin);
		chains_add_known(&seen, model);
	}
	stamp_list(stamp, "chains", &chains);
	stamp_list(stamp, "seen", &seen);
}

#define KEEPERS (ROLE_administrator | ROLE_SYSTEM)
KIND_ACTS(
	{ .number = 1, .name = "join", .zh = "入网", .en = "Join", .from = NEW, .to = JOINED,
	  .roles = KEEPERS, .takes = "code post key leaf follows", .check = check_join,
	  .stamp = stamp_begin },
	{ .number = 2, .name = "revoke", .zh = "撤销", .en = "Revoke", .from = IN(JOINED),
	  .to = REVOKED, .roles = KEEPERS, .takes = "reason", .check = check_revoke },
	/* A machine that has lost its disk comes back with a new key, and goes on from here. */
	{ .number = 3, .name = "renew", .zh = "更换密钥", .en = "Renew the key",
	  .from = IN(JOINED) | IN(REVOKED), .to = JOINED, .roles = KEEPERS,
	  .takes = "key leaf reason", .needs = "key", .check = check_renew,
	  .stamp = stamp_begin },
	{ .number = ACT_NUMBER_AMEND, .name = "amend", .zh = "更正", .en = "Amend",
	  .from = IN(JOINED), .to = SAME, .roles = KEEPERS, .takes = "leaf",
	  .flags = ACT_VERSION | ACT_KERNEL });

static void put_site(struct model *model, const struct record *record)
{
	const struct site_record *from = site_of(record);
	tree_site put = { .code = from->code, .post = from->post.origin, .record = record->id,
			  .follows = from->follows, .active = record->state == JOINED };
	struct str chains = from->chains, seen = from->seen;
	struct hash key;
	uint64_t number;
	code origin;

	/* What the check has passed is a key; of what came from elsewhere nothing is believed. */
	if (!hash_parse(from->key, &key))
		return;
	memcpy(put.key, key.bytes, sizeof put.key);
	site_put(model, &put);
	while (chains_next(&chains, &origin, &number))
		site_reign(model, origin, put.code, number);
	while (site_self(model) == put.code && chains_next(&seen, &origin, &number))
		site_seen(model, origin, number);
}

KIND(site, .number = 30, .module = "mesh", .zh = "节点", .en = "Site",
     .doc_zh = "一个独立运行的节点：设在哪个指挥部、用哪把密钥签名、从何处接手书写。",
     .doc_en = "A node of its own: at which post, with which key, and from where on it writes.",
     .doctrine = "2.1, 4.5, 14 (Rio 2016)", .flags = KIND_SETUP, .sees = REL_ANY,
     .refusals = refusals, .applied = put_site);
