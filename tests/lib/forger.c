/* A venue's node in the wrong hands: it has its own key, and says what no honest node would. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/forger.h"

#include <stdio.h>

#include "log/key.h"
#include "model/registry.h"
#include "wire/mesh/frame.h"

#define ITEMS 2

struct forged {
	struct meshnet *net;
	struct mesh_item items[ITEMS];
	struct mesh_frame frame;
	struct hash link;                                  /* before the first item */
};

const char *forger_name(enum forger_trick trick)
{
	static const char *const names[] = {
#define FORGER_NAME(name, refusal) #name,
		FORGER_TRICKS(FORGER_NAME)
#undef FORGER_NAME
	};

	return names[trick];
}

const struct refusal *forger_refusal(enum forger_trick trick)
{
	const struct refusal *const refusals[] = {
#define FORGER_REFUSAL(name, refusal) &refused_##refusal,
		FORGER_TRICKS(FORGER_REFUSAL)
#undef FORGER_REFUSAL
	};

	return refusals[trick];
}

static code code_of(const char *text)
{
	code ret;

	LOGKIT_MUST(code_parse(str_of(text), &ret));
	return ret;
}

static struct log_reader *reader_of(struct meshnet *net, const char *site)
{
	struct log_reader *reader;

	LOGKIT_MUST(log_reader_open(net->nodes[meshnet_find(net, site)].folder.dir, &reader) ==
		    LOG_OK);
	return reader;
}

/* ---- one entry ------------------------------------------------------------------------------- */

/* An order of the territory that the venue has been given. */
static struct ident order_of(const struct meshnet *net, const char *victim)
{
	const struct model *model = meshnet_model(net, victim);
	const struct kind *kind = registry_find(STR("order"))->kind;

	LOGKIT_MUST(model_count(model, kind) > 0);
	return model_at(model, kind, 0)->id;
}

static struct str members_of(struct forged *forged, const char *victim, const char *post,
			     struct ident own, enum forger_trick trick)
{
	struct arena *arena = forged->net->arena;
	const char *at = trick == FORGER_future ? "2023-02-04T11:00:00.000Z"
						: "2022-02-04T11:00:00.000Z";
	char record[IDENT_TEXT];

	ident_format(own, record);
	if (trick == FORGER_others_record)
		post = "bj";
	if (trick == FORGER_no_entry)
		return STR("\"kind\":\"ghost\"");
	if (trick != FORGER_others_order)
		return arena_printf(arena, "\"at\":\"%s\",\"kind\":\"note\",\"act\":\"log\","
					   "\"record\":\"%s\",\"post\":\"%s\","
					   "\"fields\":{\"text\":\"x\"}", at, record, post);
	ident_format(order_of(forged->net, victim), record);
	return arena_printf(arena, "\"at\":\"%s\",\"kind\":\"order\",\"act\":\"withdraw\","
				   "\"record\":\"%s\",\"post\":\"bj\","
				   "\"fields\":{\"reason\":\"x\"}", at, record);
}

static void make_item(struct forged *forged, const char *victim, const char *post, uint32_t i,
		      enum forger_trick trick)
{
	struct mesh_run *run = &forged->frame.as.run;
	struct ident own = { run->origin, run->from + i };
	struct mesh_item *item = &forged->items[i];
	const struct record *about;
	char name[IDENT_TEXT];
	struct str members = members_of(forged, victim, post, own, trick);

	ident_format(own, name);
	item->body = arena_printf(forged->net->arena, "{\"entry\":\"%s\"," STR_FMT
				  ",\"salt\":\"00000000000000000000000000000000\"}", name,
				  STR_ARG(members));
	item->hash = hash_of(item->body.at, item->body.len);
	if (trick != FORGER_others_order)
		return;
	about = model_find(meshnet_model(forged->net, victim), order_of(forged->net, victim));
	item->nth = about->nhistory;
}

/* ---- the run --------------------------------------------------------------------------------- */

static void sign(struct forged *forged, const char *dir)
{
	struct mesh_run *run = &forged->frame.as.run;
	struct chain chain = { .origin = run->origin, .link = forged->link };
	struct log_head head;
	struct key key;

	LOGKIT_MUST(key_load(dir, false, &key) == LOG_OK);
	for (uint32_t i = 0; i < run->nitems; i++)
		chain.link = hash_pair(&chain.link, &forged->items[i].hash);
	chain.seq = run->from + run->nitems - 1;
	head = key_sign(&key, &chain, INT64_C(1644000000000));
	key_wipe(&key);
	run->head = (struct mesh_head){ .seq = head.seq, .link = head.link, .time = head.time };
	memcpy(run->head.key, head.key, sizeof head.key);
	memcpy(run->head.signature, head.signature, sizeof head.signature);
}

/* What is done to the run when it has been signed. */
static void spoil(struct forged *forged, enum forger_trick trick)
{
	struct mesh_run *run = &forged->frame.as.run;
	struct mesh_item first = forged->items[0];

	if (trick == FORGER_others_signature)
		memcpy(run->head.key, forged->net->nodes[meshnet_find(forged->net, "sbj")].key,
		       sizeof run->head.key);
	if (trick == FORGER_altered)
		forged->items[0].body = arena_printf(forged->net->arena, STR_FMT " ",
						     STR_ARG(first.body));
	if (trick == FORGER_reordered) {
		forged->items[0] = forged->items[1];
		forged->items[1] = first;
	}
	if (trick == FORGER_shortened)
		run->nitems--;
}

static struct str written(struct meshnet *net, const struct mesh_frame *frame, bool torn)
{
	struct buf out;
	struct str text;

	buf_init(&out, LIMIT_MESH_FRAME);
	frame_write(frame, &out);
	text = arena_str(net->arena, buf_str(&out));
	buf_release(&out);
	text.len = torn ? text.len / 2 : text.len;
	return text;
}

struct str forger_message(struct meshnet *net, const char *site, const char *post,
			  const char *victim, enum forger_trick trick)
{
	struct forged forged = { .net = net, .frame.verb = MESH_RUN };
	struct mesh_run *run = &forged.frame.as.run;
	struct log_reader *reader = reader_of(net, victim);
	bool others = trick == FORGER_others_chain || trick == FORGER_others_signature;
	bool two = trick == FORGER_reordered || trick == FORGER_shortened;
	struct hash hash;

	if (others)
		post = "bj";
	run->origin = code_of(post);
	run->from = log_chain_end(reader, run->origin, &forged.link) + 1;
	if (trick == FORGER_rewritten) {
		run->from--;
		LOGKIT_MUST(log_link_at(reader, run->origin, run->from - 1, &hash, &forged.link));
	}
	log_reader_close(reader);
	run->items = forged.items;
	run->nitems = two ? 2 : 1;
	for (uint32_t i = 0; i < run->nitems; i++)
		make_item(&forged, victim, post, i, trick);
	sign(&forged, net->nodes[meshnet_find(net, site)].folder.dir);
	spoil(&forged, trick);
	return written(net, &forged.frame, trick == FORGER_torn);
}

/* ---- an honest one, once more ---------------------------------------------------------------- */

struct replay {
	struct meshnet *net;
	struct mesh_run *run;
};

static bool add(void *user, uint64_t seq, const struct hash *hash, const struct hash *link,
		const struct log_entry *entry)
{
	struct replay *replay = user;
	struct mesh_run *run = replay->run;

	(void)link;
	run->items[run->nitems++] = (struct mesh_item){
		.hash = *hash,
		.body = entry ? arena_str(replay->net->arena, entry->body) : (struct str){ 0 }
	};
	return seq < run->head.seq && run->nitems < LIMIT_MESH_ITEMS;
}

struct str forger_replay(struct meshnet *net, const char *site, const char *post, uint64_t from)
{
	struct mesh_frame frame = { .verb = MESH_RUN };
	struct mesh_run *run = &frame.as.run;
	struct replay replay = { net, run };
	struct log_reader *reader = reader_of(net, site);
	struct log_head head;

	LOGKIT_MUST(log_newest_head(reader, code_of(post), UINT64_MAX, &head));
	run->origin = head.origin;
	run->from = from;
	run->items = arena_alloc(net->arena, LIMIT_MESH_ITEMS * sizeof *run->items);
	run->head = (struct mesh_head){ .seq = head.seq, .link = head.link, .time = head.time };
	memcpy(run->head.key, head.key, sizeof head.key);
	memcpy(run->head.signature, head.signature, sizeof head.signature);
	LOGKIT_MUST(log_read_chain(reader, run->origin, from, add, &replay) == LOG_OK);
	log_reader_close(reader);
	return written(net, &frame, false);
}
