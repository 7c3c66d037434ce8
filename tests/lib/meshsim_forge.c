/* What a compromised node of a simulated mesh sends to another about chains that it does not write. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json.h"
#include "base/mem.h"
#include "lib/meshsim.h"
#include "log/key.h"
#include "wire/mesh/frame.h"

enum forgery { WRONG_KEY, BAD_SIGNATURE, BAD_HASH, BAD_LINK, FORGERIES };

struct forging {
	struct meshsim_life *life;
	struct log_reader *reader;
	struct arena *arena;
	code origin;
	uint64_t end;
	struct hash link;                                  /* of the end */
	struct str body;                                   /* of an entry of that chain */
};

static struct mesh_head wire_head(const struct log_head *head)
{
	struct mesh_head ret = { .seq = head->seq, .link = head->link, .time = head->time };

	memcpy(ret.key, head->key, sizeof ret.key);
	memcpy(ret.signature, head->signature, sizeof ret.signature);
	return ret;
}

static bool keep_body(void *user, uint64_t seq, const struct hash *hash, const struct hash *link,
		      const struct log_entry *entry)
{
	struct forging *forging = user;

	(void)seq;
	(void)hash;
	(void)link;
	if (entry)
		forging->body = arena_str(forging->arena, entry->body);
	return !entry;
}

/* One of the chains that others write; false: there is none. */
static bool draw_chain(struct forging *forging, struct chance *chance)
{
	const struct model *model = pipeline_model(forging->life->pipeline);
	code origins[LIMIT_POSTS];
	uint32_t count = log_origins(forging->reader, origins, LIMIT_POSTS), seen = 0;

	for (uint32_t i = 0; i < count; i++)
		if (!site_local(model, origins[i]) && chance_below(chance, ++seen) == 0)
			forging->origin = origins[i];
	if (seen == 0)
		return false;
	forging->end = log_chain_end(forging->reader, forging->origin, &forging->link);
	return log_read_chain(forging->reader, forging->origin, 1 + chance_below(chance, 8),
			      keep_body, forging) == LOG_OK;
}

/* A key that nobody knows. */
static struct log_head sign(const struct forging *forging, const struct hash *link)
{
	static const uint8_t seed[crypto_sign_SEEDBYTES] = { 7 };
	struct chain chain = { .origin = forging->origin, .seq = forging->end + 1, .link = *link };
	struct key key;

	crypto_sign_seed_keypair(key.public, key.secret, seed);
	return key_sign(&key, &chain, pipeline_now(forging->life->pipeline));
}

static void forge(struct forging *forging, enum forgery what, struct mesh_item *item,
		  struct mesh_run *run)
{
	struct hash made = hash_of("nobody wrote this", 17), link = hash_pair(&forging->link, &made);
	struct log_head head = sign(forging, &link), last;

	item->hash = made;
	if (log_newest_head(forging->reader, forging->origin, forging->end, &last) &&
	    what != WRONG_KEY)
		memcpy(head.key, last.key, sizeof head.key);
	if (what == BAD_HASH)
		item->body = forging->body;
	if (what == BAD_LINK && last.seq > 0) {
		head = last;
		run->from = last.seq;
	}
	run->head = wire_head(&head);
}

static bool draw_victim(const struct meshsim_life *life, struct chance *chance, uint32_t *ret)
{
	uint32_t seen = 0;

	for (uint32_t i = 0; i < MESHSIM_NODES; i++)
		if (i != life->node && life->ledger->sites[i].joined &&
		    chance_below(chance, ++seen) == 0)
			*ret = i;
	return seen > 0;
}

void meshsim_forge(struct meshsim_life *life, struct chance *chance)
{
	struct forging forging = { .life = life, .arena = arena_create() };
	struct mesh_item item = { 0 };
	struct mesh_frame frame = { .verb = MESH_RUN };
	struct mesh_run *run = &frame.as.run;
	uint32_t victim = 0;
	struct buf out;

	pipeline_settle(life->pipeline);
	buf_init(&out, LIMIT_MESH_FRAME);
	if (log_reader_open(MESHSIM_DIR, &forging.reader) != LOG_OK)
		simkit_fault("the log cannot be opened for reading");
	if (draw_chain(&forging, chance) && draw_victim(life, chance, &victim)) {
		*run = (struct mesh_run){ .origin = forging.origin, .from = forging.end + 1,
					  .nitems = 1, .items = &item };
		forge(&forging, (enum forgery)chance_below(chance, FORGERIES), &item, run);
		frame_write(&frame, &out);
		if (meshsim_life_send(life, life->ledger->sites[victim].code, buf_str(&out)))
			life->ledger->stats.forged++;
		life->ledger->forgers |= 1u << life->node;
	}
	log_reader_close(forging.reader);
	buf_release(&out);
	arena_destroy(forging.arena);
}
