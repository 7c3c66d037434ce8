/* Reading the chains: what is there of an origin, in the order in which it was written. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>

#include "base/seal.h"
#include "log/key.h"
#include "log/reader.h"

bool log_head_holds(const struct log_head *head)
{
	return key_check(head);
}

/* ---- one number, one origin ---------------------------------------------------------------- */

/* One row about an origin; what cannot be read is not there. */
static bool first_row(struct db_query *query, code origin, uint64_t seq)
{
	enum log_error error;

	reader_bind_place(query, origin, seq);
	return db_step(query, &error);
}

uint64_t log_chain_end(struct log_reader *reader, code origin, struct hash *ret_link)
{
	struct db_query *query = reader->chain_end;
	enum log_error error;
	uint64_t seq = 0;

	*ret_link = (struct hash){ { 0 } };
	reader_bind_origin(query, origin);
	if (db_step(query, &error) && db_take(query, 2, ret_link->bytes, HASH_BYTES))
		seq = (uint64_t)db_i64(query, 1);
	db_reset(query);
	return seq;
}

bool log_link_at(struct log_reader *reader, code origin, uint64_t seq, struct hash *ret_hash,
		 struct hash *ret_link)
{
	bool found = first_row(reader->link, origin, seq) &&
		     db_take(reader->link, 0, ret_hash->bytes, HASH_BYTES) &&
		     db_take(reader->link, 1, ret_link->bytes, HASH_BYTES);

	db_reset(reader->link);
	return found;
}

bool log_newest_head(struct log_reader *reader, code origin, uint64_t at_most,
		     struct log_head *ret)
{
	uint64_t pos;
	bool found = first_row(reader->head, origin, at_most) &&
		     reader_head(reader->head, ret, &pos);

	db_reset(reader->head);
	return found;
}

uint32_t log_origins(struct log_reader *reader, code *ret, uint32_t max)
{
	struct db_query *query = reader->origin;
	uint32_t count = 0;
	bool more = true;
	code origin = 0;

	while (more) {
		enum log_error error;

		reader_bind_origin(query, origin);
		more = db_step(query, &error) && code_parse(db_text(query, 0), &origin);
		db_reset(query);
		if (more && count < max)
			ret[count] = origin;
		count += more ? 1 : 0;
	}
	return count;
}

/* ---- a chain in order ---------------------------------------------------------------------- */

/*
 * The record that an entry with something sealed in it is about, from its text: the member comes
 * before all that is free.
 */
static bool record_of(struct str body, struct ident *ret)
{
	const struct str sealed = STR("\"sealed\":"), mark = STR("\"record\":\"");
	const char *at = memmem(body.at, body.len, sealed.at, sealed.len);
	const char *end;

	at = at ? memmem(body.at, body.len, mark.at, mark.len) : NULL;
	if (!at)
		return false;
	at += mark.len;
	end = memchr(at, '"', (size_t)(body.at + body.len - at));
	return end && ident_parse((struct str){ at, (uint32_t)(end - at) }, ret);
}

struct key_search {
	instant since;
	struct log_secret *found;
	bool there;
};

static void look_at_key(void *user, const struct log_secret *secret)
{
	struct key_search *search = user;

	if (secret->gone || secret->since != search->since)
		return;
	*search->found = *secret;
	search->there = true;
}

/* The key that was first needed by this entry. */
static enum log_error find_key(struct log_reader *reader, const struct log_entry *entry,
			       struct log_secret *ret, bool *ret_there)
{
	struct key_search search = { .since = entry->time, .found = ret };
	struct ident record;
	enum log_error error = LOG_OK;

	if (record_of(entry->body, &record))
		error = log_secret_read(reader, &record, look_at_key, &search);
	*ret_there = search.there;
	return error;
}

static enum log_error hand_over(struct log_reader *reader, struct reader_row *row,
				log_each_link *each, void *user, bool *ret_go)
{
	struct log_entry *entry = &row->entry;
	struct log_secret secret;
	bool there = false;
	enum log_error error = LOG_OK;

	if (entry->origin == 0 || !row->hash || !row->link || (!row->veil && !entry->body.at))
		return LOG_DAMAGED;
	if (!row->veil)
		error = find_key(reader, entry, &secret, &there);
	entry->secret = there ? &secret : NULL;
	if (!error)
		*ret_go = each(user, entry->seq, row->hash, row->link, row->veil ? NULL : entry);
	if (there)
		seal_wipe(&secret, sizeof secret);
	return error;
}

enum log_error log_read_chain(struct log_reader *reader, code origin, uint64_t from,
			      log_each_link *each, void *user)
{
	struct db_query *query = reader->chain;
	enum log_error error = LOG_OK;
	struct reader_row row;
	bool go = true;

	assert(!db_busy(query));
	reader_bind_place(query, origin, from);
	while (go && !error && db_step(query, &error)) {
		reader_row(query, &row);
		error = hand_over(reader, &row, each, user, &go);
	}
	db_reset(query);
	return error;
}

bool log_read_hashes(struct log_reader *reader, code origin, uint64_t from, uint64_t to,
		     struct hash *ret)
{
	struct db_query *query = reader->hashes;
	enum log_error error;
	uint64_t next = from;

	reader_bind_place(query, origin, from);
	db_bind_i64(query, 3, to > INT64_MAX ? INT64_MAX : (int64_t)to);
	while (next <= to && db_step(query, &error) && (uint64_t)db_i64(query, 0) == next &&
	       db_take(query, 1, ret[next - from].bytes, HASH_BYTES))
		next++;
	db_reset(query);
	return next == to + 1;
}
