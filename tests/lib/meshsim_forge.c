/* What a compromised node of a simulated mesh sends to others of chains that it does not write. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/mem.h"
#include "lib/meshsim.h"
#include "log/key.h"
#include "model/registry.h"
#include "wire/mesh/frame.h"

#define ITEMS_MAX 64

enum forgery { WRONG_KEY, BAD_SIGNATURE, BAD_HASH, BAD_LINK, BAD_PAST, FORGERIES };

struct forging {
	struct meshsim_life *life;
	struct log_reader *reader;
	struct arena *arena;
	code origin;
	uint64_t end;
	struct hash link;                                  /* of the end */
	enum forgery what;
	struct mesh_item items[ITEMS_MAX];
	struct mesh_past_item past[ITEMS_MAX];
	uint32_t count;
};

static struct mesh_head wire_head(const struct log_head *head)
{
	struct mesh_head ret = { .seq = head->seq, .link = head->link, .time = head->time };

	memcpy(ret.key, head->key, sizeof ret.key);
	memcpy(ret.signature, head->signature, sizeof ret.signature);
	return ret;
}

/* The same entry to whoever reads it, and another to whoever hashes it. */
static struct str altered(struct forging *forging, struct str body)
{
	struct str copy = arena_str(forging->arena, body);
	char *salt = memmem(copy.at, copy.len, "\"salt\":\"", 8);

	if (salt)
		salt[8] = salt[8] == '0' ? '1' : '0';
	return copy;
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
	if (seen > 0)
		forging->end = log_chain_end(forging->reader, forging->origin, &forging->link);
	return forging->end > 0;
}

/* ---- what nobody wrote behind the end -------------------------------------------------------- */

/* By a key that nobody knows; that of the chain's writer may stand beside it. */
static void add_to_end(struct forging *forging, struct mesh_run *run)
{
	static const uint8_t seed[crypto_sign_SEEDBYTES] = { 7 };
	struct hash made = hash_of("nobody wrote this", 17);
	struct chain chain = { .origin = forging->origin, .seq = forging->end + 1,
			       .link = hash_pair(&forging->link, &made) };
	struct log_head head, last;
	struct key key;

	crypto_sign_seed_keypair(key.public, key.secret, seed);
	head = key_sign(&key, &chain, pipeline_now(forging->life->pipeline));
	if (forging->what == BAD_SIGNATURE &&
	    log_newest_head(forging->reader, forging->origin, forging->end, &last))
		memcpy(head.key, last.key, sizeof head.key);
	forging->items[0].hash = made;
	forging->count = 1;
	run->from = forging->end + 1;
	run->head = wire_head(&head);
}

/* ---- what was written, altered --------------------------------------------------------------- */

static bool alter_one(void *user, uint64_t seq, const struct hash *hash, const struct hash *link,
		      const struct log_entry *entry)
{
	struct forging *forging = user;
	struct mesh_item *item = &forging->items[forging->count];

	(void)link;
	if (forging->count == ITEMS_MAX || seq > forging->end)
		return false;
	item->hash = *hash;
	if (forging->what == BAD_LINK)
		item->hash.bytes[0] ^= 1;
	else if (entry)
		item->body = altered(forging, entry->body);
	forging->count++;
	return true;
}

static bool alter_chain(struct forging *forging, struct mesh_run *run, struct chance *chance)
{
	struct log_head head;

	if (!log_newest_head(forging->reader, forging->origin, forging->end, &head))
		return false;
	forging->end = head.seq;
	run->from = 1 + chance_below(chance, (uint32_t)head.seq);
	if (run->from + ITEMS_MAX <= head.seq)
		run->from = head.seq - ITEMS_MAX + 1;
	run->head = wire_head(&head);
	return log_read_chain(forging->reader, forging->origin, run->from, alter_one, forging) ==
	       LOG_OK;
}

static bool alter_past(void *user, const struct log_entry *entry, const struct hash *hash,
		       const struct hash *link)
{
	struct forging *forging = user;
	struct mesh_past_item *past = &forging->past[forging->count];

	(void)hash;
	(void)link;
	if (forging->count == ITEMS_MAX)
		return false;
	past->entry = (struct ident){ entry->origin, entry->seq };
	past->item.body = altered(forging, entry->body);
	past->item.hash = hash_of(past->item.body.at, past->item.body.len);
	past->item.nth = forging->count++;
	return true;
}

/* Of any record that lies here: the victim may know of it by its hashes alone. */
static bool alter_record(struct forging *forging, struct mesh_frame *frame, struct chance *chance)
{
	const struct model *model = pipeline_model(forging->life->pipeline);
	const struct record *record = NULL;

	for (int i = 0; i < 50 && !record; i++) {
		const struct kind *kind =
			registry_at((uint16_t)chance_below(chance, registry_count()))->kind;

		if (kind->sees == 0 && model_count(model, kind) > 0)
			record = model_at(model, kind,
					  chance_below(chance, model_count(model, kind)));
	}
	if (!record || log_read_at(forging->reader, record->history, record->nhistory, alter_past,
				   forging) != LOG_OK)
		return false;
	frame->verb = MESH_PAST;
	frame->as.past = (struct mesh_past){ .record = record->id, .items = forging->past,
					     .nitems = forging->count, .whole = true };
	return true;
}

/* ---- sending --------------------------------------------------------------------------------- */

static bool draw_victim(const struct meshsim_life *life, struct chance *chance, uint32_t *ret)
{
	uint32_t seen = 0;

	for (uint32_t i = 0; i < MESHSIM_NODES; i++)
		if (i != life->node && life->ledger->sites[i].joined &&
		    chance_below(chance, ++seen) == 0)
			*ret = i;
	return seen > 0;
}

static bool make(struct forging *forging, struct mesh_frame *frame, struct chance *chance)
{
	struct mesh_run *run = &frame->as.run;

	if (!draw_chain(forging, chance))
		return false;
	*frame = (struct mesh_frame){ .verb = MESH_RUN };
	*run = (struct mesh_run){ .origin = forging->origin, .items = forging->items };
	switch (forging->what) {
	case WRONG_KEY:
	case BAD_SIGNATURE:
		add_to_end(forging, run);
		break;
	case BAD_PAST:
		return alter_record(forging, frame, chance);
	default:
		if (!alter_chain(forging, run, chance))
			return false;
	}
	run->nitems = forging->count;
	return run->nitems > 0;
}

void meshsim_forge(struct meshsim_life *life, struct chance *chance)
{
	struct forging forging = { .life = life, .arena = arena_create(),
				   .what = (enum forgery)chance_below(chance, FORGERIES) };
	struct mesh_frame frame;
	uint32_t victim = 0;
	struct buf out;

	pipeline_settle(life->pipeline);
	buf_init(&out, LIMIT_MESH_FRAME);
	if (log_reader_open(MESHSIM_DIR, &forging.reader) != LOG_OK)
		simkit_fault("the log cannot be opened for reading");
	if (make(&forging, &frame, chance) && draw_victim(life, chance, &victim)) {
		frame_write(&frame, &out);
		if (meshsim_life_send(life, life->ledger->sites[victim].code, buf_str(&out)))
			life->desk->stats.forged++;
		meshsim_set_add(&life->ledger->forgers, life->node);
	}
	log_reader_close(forging.reader);
	buf_release(&out);
	arena_destroy(forging.arena);
}
