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

static bool take_hash(sqlite3_stmt *statement, int column, struct hash *ret)
{
	if (sqlite3_column_bytes(statement, column) != HASH_BYTES)
		return false;
	memcpy(ret->bytes, sqlite3_column_blob(statement, column), HASH_BYTES);
	return true;
}

/* One row about an origin; what cannot be read is not there. */
static bool first_row(struct log_reader *reader, sqlite3_stmt *statement, code origin, uint64_t seq)
{
	enum log_error error;

	return reader_bind_place(reader, statement, origin, seq) == LOG_OK &&
	       reader_step(reader, statement, &error);
}

uint64_t log_chain_end(struct log_reader *reader, code origin, struct hash *ret_link)
{
	sqlite3_stmt *statement = reader->chain_end;
	uint64_t seq = 0;

	*ret_link = (struct hash){ { 0 } };
	if (first_row(reader, statement, origin, 0) && take_hash(statement, 2, ret_link))
		seq = (uint64_t)sqlite3_column_int64(statement, 1);
	sqlite3_reset(statement);
	return seq;
}

bool log_link_at(struct log_reader *reader, code origin, uint64_t seq, struct hash *ret_hash,
		 struct hash *ret_link)
{
	sqlite3_stmt *statement = reader->link;
	bool found = first_row(reader, statement, origin, seq) &&
		     take_hash(statement, 0, ret_hash) && take_hash(statement, 1, ret_link);

	sqlite3_reset(statement);
	return found;
}

bool log_newest_head(struct log_reader *reader, code origin, uint64_t at_most,
		     struct log_head *ret)
{
	sqlite3_stmt *statement = reader->head;
	uint64_t pos;
	bool found = first_row(reader, statement, origin, at_most) &&
		     reader_head(statement, ret, &pos);

	sqlite3_reset(statement);
	return found;
}

uint32_t log_origins(struct log_reader *reader, code *ret, uint32_t max)
{
	sqlite3_stmt *statement = reader->origin;
	uint32_t count = 0;
	bool more = true;
	code origin = 0;

	while (more) {
		enum log_error error;

		more = reader_bind_origin(reader, statement, origin) == LOG_OK &&
		       reader_step(reader, statement, &error) &&
		       sqlite3_column_type(statement, 0) == SQLITE_TEXT &&
		       code_parse(reader_text(statement, 0), &origin);
		sqlite3_reset(statement);
		if (more && count < max)
			ret[count] = origin;
		count += more ? 1 : 0;
	}
	return count;
}

/* ---- a chain in order ---------------------------------------------------------------------- */

/* The record that an entry is about, from its text: the member comes before all that is free. */
static bool record_of(struct str body, struct ident *ret)
{
	const struct str mark = STR("\"record\":\"");
	uint32_t at = 0;
	uint32_t end;

	while (at + mark.len <= body.len && memcmp(body.at + at, mark.at, mark.len) != 0)
		at++;
	if (at + mark.len > body.len)
		return false;
	at += mark.len;
	for (end = at; end < body.len && body.at[end] != '"';)
		end++;
	return ident_parse((struct str){ body.at + at, end - at }, ret);
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
	sqlite3_stmt *statement = reader->chain;
	struct reader_row row;
	enum log_error error;
	bool go = true;

	assert(!sqlite3_stmt_busy(statement));
	error = reader_bind_place(reader, statement, origin, from);
	while (go && !error && reader_step(reader, statement, &error)) {
		reader_row(statement, &row);
		error = hand_over(reader, &row, each, user, &go);
	}
	sqlite3_reset(statement);
	return error;
}
