/* A site of the mesh: a node with its main post, its public key and the chains that it goes on. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/hash.h"
#include "model/entry.h"
#include "model/registry.h"

/* "struct site" is what the model keeps of it; its record needs another name than the kind's. */
typedef struct site site_row;
#define site site_record

#define CHAINS_BYTES 16000

#define FIELDS(X, K) \
	X(K, 1, CODE, code, "代码", "Code", .flags = REQUIRED | UNIQUE | TITLE) \
	X(K, 2, REF, post, "主指挥部", "Main post", .target = "post", .flags = REQUIRED) \
	X(K, 3, TEXT, key, "签名公钥", "Public key of its signatures", .max = 64, \
	  .flags = REQUIRED, .doc_zh = "Ed25519，64位十六进制。", \
	  .doc_en = "Ed25519, 64 hexadecimal digits.") \
	X(K, 4, TEXT, leaf, "中枢互联地址", "Address of its broker for those below", .max = 255) \
	X(K, 5, CODE, follows, "跟随的节点", "Follows the site", \
	  .doc_zh = "只读副本：逐条重放该节点的日志。", \
	  .doc_en = "A read-only copy: it repeats that site's log.") \
	X(K, 6, TEXT, chains, "接续的记录链", "Chains as they stood", .max = CHAINS_BYTES, \
	  .flags = SYSTEM | LONG, .doc_zh = "加入时各记录链的编号：“nst:120 nat:77”。", \
	  .doc_en = "How far each chain had come when it joined: \"nst:120 nat:77\".")

KIND_STRUCT(site);
KIND_FIELDS(site);

enum { JOINED = 1, REVOKED };
static const struct state states[] = {
	{ JOINED, "joined", "在网", "Joined", STATE_OPEN },
	{ REVOKED, "revoked", "已撤销", "Revoked", STATE_CLOSED },
};

REFUSAL(not_a_key, "公钥应为64位十六进制", "A public key is 64 hexadecimal digits");
REFUSAL(post_has_site, "该指挥部已有节点", "That post has a site already");
REFUSAL(no_site_to_follow, "没有可跟随的节点", "There is no such site to follow");
REFUSAL(too_many_sites, "节点数量已达上限", "There cannot be more sites");
REFUSAL(too_many_chains, "记录链过多", "There are too many chains");
REFUSAL(units_have_no_site, "勤务单元没有自己的节点", "A unit has no site of its own");
static const struct refusal *const refusals[] = {
	&refuse_not_a_key, &refuse_units_have_no_site, &refuse_post_has_site,
	&refuse_no_site_to_follow, &refuse_too_many_sites, &refuse_too_many_chains, NULL,
};

static const struct site_record *site_of(const struct record *record)
{
	return (const struct site_record *)record;
}

/* ---- chains: "nst:120 nat:77" ---------------------------------------------------------------- */

/* Every post that has a chain of its own, and how far that has come. */
static void write_chains(const struct model *model, struct buf *out)
{
	for (uint16_t i = 0; i < tree_count(model); i++) {
		const struct post *post = tree_at(model, i);
		uint64_t seq = model_origin_seq(model, post->code);
		char name[CODE_TEXT];

		if (seq == 0)
			continue;
		code_format(post->code, name);
		buf_printf(out, "%s%s:%llu", out->len > 0 ? " " : "", name,
			   (unsigned long long)seq);
	}
}

static bool read_chain(struct str *rest, code *ret_origin, uint64_t *ret_seq)
{
	struct str pair, name;
	int64_t seq;

	if (rest->len == 0 || !str_split(rest, ' ', &pair) || !str_split(&pair, ':', &name) ||
	    !code_parse(name, ret_origin) || !str_to_i64(pair, &seq) || seq <= 0)
		return false;
	*ret_seq = (uint64_t)seq;
	return true;
}

/* ---- rules ----------------------------------------------------------------------------------- */

static const struct refusal *check_place(const struct model *model, const struct site_record *site)
{
	const struct post *post = tree_get(model, site->post.origin);
	const site_row *above;

	if (post && post->tier == TIER_UNIT)
		return &refuse_units_have_no_site;
	if (site->follows) {
		above = site_get(model, site->follows);
		return above && above->active && above->post == site->post.origin
			       ? NULL
			       : &refuse_no_site_to_follow;
	}
	for (uint16_t i = 0; i < site_count(model); i++) {
		const site_row *other = site_at(model, i);

		if (other->active && !other->follows && other->post == site->post.origin)
			return &refuse_post_has_site;
	}
	return NULL;
}

static const struct refusal *check_join(const struct model *model, const struct record *before,
					const struct record *after, const struct act_view *view)
{
	struct hash key;
	struct buf chains;
	bool fits;

	(void)before;
	(void)view;
	if (!hash_parse(site_of(after)->key, &key))
		return &refuse_not_a_key;
	if (site_count(model) >= LIMIT_SITES)
		return &refuse_too_many_sites;
	buf_init(&chains, CHAINS_BYTES);
	write_chains(model, &chains);
	fits = !chains.over;
	buf_release(&chains);
	return fits ? check_place(model, site_of(after)) : &refuse_too_many_chains;
}

static void stamp_join(struct stamp *stamp, const struct model *model, const struct record *after,
		       const struct act_view *view)
{
	struct buf chains;

	(void)after;
	(void)view;
	buf_init(&chains, CHAINS_BYTES);
	write_chains(model, &chains);
	stamp_text(stamp, "chains", buf_str(&chains));
	buf_release(&chains);
}

/* The first to join is the founder: it wrote everything there is, so nothing changes hands. */
static void put_site(struct model *model, const struct record *record)
{
	const struct site_record *from = site_of(record);
	site_row row = { .code = from->code, .post = from->post.origin, .record = record->id,
			 .follows = from->follows, .active = record->state == JOINED };
	bool known = site_get(model, from->code) != NULL, first = site_count(model) == 0;
	struct str rest = from->chains;
	struct hash key;
	code origin;
	uint64_t seq;

	if (hash_parse(from->key, &key))
		memcpy(row.key, key.bytes, sizeof row.key);
	site_put(model, &row);
	while (read_chain(&rest, &origin, &seq)) {
		bool own = site_of_origin(model, origin) == from->code;

		if (!known && !first && own && !from->follows)
			site_reign(model, origin, from->code, seq);
		if (site_self(model) == from->code)
			site_seen(model, origin, seq);
	}
}

KIND_ACTS(
	{ .number = 1, .name = "join", .zh = "入网", .en = "Join", .from = NEW, .to = JOINED,
	  .roles = ROLE_administrator | ROLE_SYSTEM, .takes = "code post key leaf follows",
	  .check = check_join, .stamp = stamp_join },
	{ .number = 2, .name = "revoke", .zh = "撤销", .en = "Revoke", .from = IN(JOINED),
	  .to = REVOKED, .roles = ROLE_administrator | ROLE_SYSTEM },
	{ .number = ACT_NUMBER_AMEND, .name = "amend", .zh = "更正", .en = "Amend",
	  .from = IN(JOINED), .to = SAME, .roles = ROLE_administrator | ROLE_SYSTEM,
	  .takes = "leaf", .flags = ACT_VERSION | ACT_KERNEL });

KIND(site, .number = 30, .module = "mesh", .zh = "节点", .en = "Site",
     .doc_zh = "组网的一个节点：书写哪些指挥部的记录，用哪把公钥可以验证。",
     .doc_en = "A node of the mesh: whose records it writes, and the key that proves it.",
     .doctrine = "4.5", .flags = KIND_SETUP, .sees = REL_ANY, .refusals = refusals,
     .applied = put_site);
