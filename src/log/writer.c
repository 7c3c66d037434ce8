/* The one who writes: turns what waited into rows, links and signed heads. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "log/writer.h"

#include <assert.h>
#include <stdlib.h>

#include "os/os.h"

#define HEAD_ENTRIES 4096

/* ---- signed heads -------------------------------------------------------------------------- */

static bool kept_for_good(uint64_t seq)
{
	return seq % HEAD_ENTRIES == 0;
}

static enum log_error drop_passing(struct writer *writer, struct chain *chain)
{
	uint64_t seq = chain->passing;

	chain->passing = 0;
	if (seq == 0 || kept_for_good(seq))
		return LOG_OK;
	return store_drop(&writer->store, chain->name, seq);
}

static enum log_error sign_chain(struct writer *writer, struct chain *chain, bool passing)
{
	struct log_head head = key_sign(&writer->key, chain, os_now());
	enum log_error error = drop_passing(writer, chain);

	chain->signed_seq = chain->seq;
	if (passing)
		chain->passing = chain->seq;
	return error ? error : store_sign(&writer->store, &head, chain->name, chain->pos);
}

enum log_error writer_sign(struct writer *writer, bool passing)
{
	enum log_error error = LOG_OK;

	for (uint32_t i = 0; !error && i < writer->chains.count; i++) {
		struct chain *chain = &writer->chains.items[i];

		if (chain->made && chain->signed_seq < chain->seq)
			error = sign_chain(writer, chain, passing);
	}
	writer->sign_wanted = false;
	return error;
}

/* Who wrote the end of a chain until now signed it; that head stays, whoever goes on. */
static void turn_over(struct chain *chain, bool made)
{
	if (chain->made != made)
		chain->passing = 0;
	chain->made = made;
}

/* ---- rows ---------------------------------------------------------------------------------- */

static enum log_error put_entry(struct writer *writer, const struct queue *queue,
				const struct queue_item *item, struct log_entry *entry,
				const char *name, const struct hash *hash, const struct hash *link)
{
	enum log_error error;

	entry->pos = writer->pos + 1;
	entry->origin = item->origin;
	entry->seq = item->seq;
	entry->time = item->time;
	error = store_put(&writer->store, entry, name, hash, link);
	if (!error && item->secret)
		error = store_secret(&writer->store, &queue->secrets[item->secret - 1]);
	if (!error)
		writer->pos++;
	return error;
}

static enum log_error put_made(struct writer *writer, const struct queue *queue,
			       const struct queue_item *item, const char *bytes)
{
	struct chain *chain = chain_get(&writer->chains, item->origin);
	struct log_entry entry = { .body = { bytes, item->len } };
	struct hash hash = hash_of(bytes, item->len);
	struct hash link = chain_link(chain, &hash);
	enum log_error error = put_entry(writer, queue, item, &entry, chain->name, &hash, &link);

	assert(item->seq == chain->seq + 1);
	if (error)
		return error;
	turn_over(chain, true);
	chain_add(chain, item->seq, writer->pos, &link);
	writer->sign_wanted = true;
	return kept_for_good(chain->seq) ? sign_chain(writer, chain, false) : LOG_OK;
}

static enum log_error put_arrived(struct writer *writer, const struct queue *queue,
				  const struct queue_item *item, const char *bytes)
{
	struct chain *chain = chain_get(&writer->chains, item->origin);
	struct log_entry entry = { .body = { bytes + sizeof(struct queue_place),
					     item->len - (uint32_t)sizeof(struct queue_place) } };
	struct hash hash = hash_of(entry.body.at, entry.body.len);
	struct queue_place place;
	enum log_error error = LOG_OK;

	memcpy(&place, bytes, sizeof place);
	entry.arrived = place.arrived;
	if (item->lifts)
		error = store_lift(&writer->store, chain->name, item->seq);
	if (!error)
		error = put_entry(writer, queue, item, &entry, chain->name, &hash, &place.link);
	if (error || item->lifts)
		return error;
	if (item->seq > chain->seq)
		turn_over(chain, false);
	chain_add(chain, item->seq, writer->pos, &place.link);
	return LOG_OK;
}

static enum log_error put_veil(struct writer *writer, const char *bytes)
{
	struct log_veil veil;
	struct chain *chain;

	memcpy(&veil, bytes, sizeof veil);
	chain = chain_get(&writer->chains, veil.origin);
	if (veil.seq > chain->seq)
		turn_over(chain, false);
	chain_add(chain, veil.seq, 0, &veil.link);
	return store_veil(&writer->store, &veil, chain->name);
}

/*
 * Kept: the newest, those for good, and the last of each writer: by these whoever does not know the
 * next writer yet can check what came before. One beyond what is here proves nothing yet.
 */
static enum log_error put_head(struct writer *writer, const char *bytes)
{
	struct log_head head;
	struct chain *chain;
	enum log_error error = LOG_OK;

	memcpy(&head, bytes, sizeof head);
	chain = chain_get(&writer->chains, head.origin);
	if (chain->made || head.seq > chain->seq ||
	    (head.seq <= chain->signed_seq && !kept_for_good(head.seq)))
		return LOG_OK;
	assert(head.seq < chain->seq || hash_eq(&head.link, &chain->link));
	if (head.seq > chain->signed_seq) {
		if (memcmp(chain->passing_key, head.key, sizeof head.key) != 0)
			chain->passing = 0;
		error = drop_passing(writer, chain);
		chain->signed_seq = chain->passing = head.seq;
		memcpy(chain->passing_key, head.key, sizeof head.key);
	}
	return error ? error : store_sign(&writer->store, &head, chain->name, 0);
}

static enum log_error put_item(struct writer *writer, const struct queue *queue,
			       const struct queue_item *item, const char *bytes)
{
	switch (item->what) {
	case QUEUE_MADE:
		return put_made(writer, queue, item, bytes);
	case QUEUE_ARRIVED:
		return put_arrived(writer, queue, item, bytes);
	case QUEUE_VEIL:
		return put_veil(writer, bytes);
	case QUEUE_HEAD:
		return put_head(writer, bytes);
	}
	abort();
}

/* What a group brought of a chain closes it, in whatever order it stood there. */
static void check_whole(struct writer *writer, const struct queue *queue, uint32_t from,
			uint32_t to)
{
	for (uint32_t i = from; i < to; i++) {
		const struct queue_item *item = &queue->items[i];
		const struct chain *chain;

		if (item->what != QUEUE_ARRIVED && item->what != QUEUE_VEIL)
			continue;
		chain = chain_get(&writer->chains, item->origin);
		assert(chain->known == chain->seq);
	}
}

enum log_error writer_put(struct writer *writer, const struct queue *queue, uint32_t from,
			  uint32_t to, size_t *offset)
{
	enum log_error error = LOG_OK;

	for (uint32_t i = from; !error && i < to; i++) {
		error = put_item(writer, queue, &queue->items[i], queue->bytes + *offset);
		*offset += queue->items[i].len;
	}
	if (!error)
		check_whole(writer, queue, from, to);
	return error;
}

/* ---- life ---------------------------------------------------------------------------------- */

void writer_init(struct writer *writer)
{
	*writer = (struct writer){ 0 };
	chain_set_init(&writer->chains);
}

/* What would be refused is refused before an older file is brought up to date. */
enum log_error writer_open(struct writer *writer, const char *dir)
{
	enum log_error error = store_open(&writer->store, dir);

	if (!error)
		error = store_load(&writer->store, &writer->chains, &writer->pos);
	if (!error)
		error = key_load(dir, writer->pos == 0 && writer->chains.count == 0, &writer->key);
	if (!error)
		error = store_ready(&writer->store);
	for (uint32_t i = 0; !error && i < writer->chains.count; i++) {
		const struct chain *chain = &writer->chains.items[i];

		if (chain->made && chain->signed_seq < chain->seq)
			writer->sign_wanted = true;
	}
	return error;
}

void writer_release(struct writer *writer, bool settle)
{
	store_close(&writer->store, settle);
	chain_set_release(&writer->chains);
	key_wipe(&writer->key);
}
