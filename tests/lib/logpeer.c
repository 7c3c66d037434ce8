/* Another node, for tests of the log: what it wrote, to be taken in full or by hash alone. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/logpeer.h"

#include "base/limits.h"
#include "base/mem.h"

#define BODY_ROOM 1024

void logpeer_init(struct logpeer *peer, uint32_t count, uint32_t body_bytes)
{
	struct chain chain = { 0 };
	char body[BODY_ROOM];

	*peer = (struct logpeer){ .count = count, .body_bytes = body_bytes };
	LOGKIT_MUST(body_bytes <= BODY_ROOM && code_parse(STR("hb"), &peer->origin));
	LOGKIT_MUST(sodium_init() >= 0);
	crypto_sign_keypair(peer->key.public, peer->key.secret);
	peer->links = heap_alloc(count * sizeof *peer->links);
	for (uint64_t seq = 1; seq <= count; seq++) {
		struct log_veil *veil = &peer->links[seq - 1];
		uint32_t len = logkit_body(peer->origin, seq, body_bytes, body);

		veil->origin = peer->origin;
		veil->seq = seq;
		veil->hash = hash_of(body, len);
		veil->link = chain_link(&chain, &veil->hash);
		chain_add(&chain, seq, 0, &veil->link);
	}
}

void logpeer_release(struct logpeer *peer)
{
	heap_free(peer->links);
}

struct log_head logpeer_head(const struct logpeer *peer, uint64_t seq)
{
	struct chain chain = { .origin = peer->origin, .seq = seq,
			       .link = peer->links[seq - 1].link };

	return key_sign(&peer->key, &chain, (instant)(LOGPEER_ARRIVED + (int64_t)seq));
}

code logpeer_made(void)
{
	code made;

	LOGKIT_MUST(code_parse(STR("nat"), &made));
	return made;
}

/* ---- a group ------------------------------------------------------------------------------- */

struct making {
	const struct logpeer *peer;
	struct logkit *kit;
	struct log_entry *entries;
	struct log_veil *veils;
	char *bodies;
	uint32_t nentries, nveils;
};

static void add_entry(struct making *making, code origin, uint64_t seq, const struct hash *link)
{
	struct log_entry *entry = &making->entries[making->nentries];
	char *body = making->bodies + (size_t)making->nentries * BODY_ROOM;

	entry->pos = log_last_pos(making->kit->log) + 1 + making->nentries;
	entry->origin = origin;
	entry->seq = seq;
	entry->time = (instant)(LOGPEER_ARRIVED - 100000 + (int64_t)seq);
	entry->body.at = body;
	entry->body.len = logkit_body(origin, seq, making->peer->body_bytes, body);
	entry->link = link;
	entry->arrived = link ? LOGPEER_ARRIVED : 0;
	making->nentries++;
}

static void add_number(struct making *making, uint64_t seq, bool veiled)
{
	const struct log_veil *veil = &making->peer->links[seq - 1];

	LOGKIT_MUST(seq <= making->peer->count);
	if (veiled)
		making->veils[making->nveils++] = *veil;
	else
		add_entry(making, veil->origin, seq, &veil->link);
}

bool logpeer_take(const struct logpeer *peer, struct logkit *kit,
		  const struct logpeer_group *group)
{
	size_t room = (size_t)(group->to + 1 - group->from) + group->made;
	struct making making = { .peer = peer, .kit = kit };
	struct log_arrival arrival = { .nheads = group->head ? 1 : 0 };
	struct log_head head;
	bool taken;

	making.entries = heap_alloc(room * sizeof *making.entries);
	making.veils = heap_alloc(room * sizeof *making.veils);
	making.bodies = heap_alloc(room * BODY_ROOM);
	for (uint64_t seq = group->from; seq <= group->to; seq++)
		add_number(&making, seq, group->veil_every && seq % group->veil_every == 0);
	if (group->secret)
		making.entries[making.nentries - 1].secret = group->secret;
	for (uint32_t i = 0; i < group->made; i++)
		add_entry(&making, logpeer_made(), log_last_seq(kit->log, logpeer_made()) + 1 + i,
			  NULL);
	if (group->head)
		head = logpeer_head(peer, group->to);
	arrival.entries = making.entries;
	arrival.count = making.nentries;
	arrival.veils = making.veils;
	arrival.nveils = making.nveils;
	arrival.heads = &head;
	taken = log_take(kit->log, &arrival);
	heap_free(making.entries);
	heap_free(making.veils);
	heap_free(making.bodies);
	return taken;
}
