/* The check of a whole log: hashes, chains, signatures; it names the first bad entry. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/limits.h"
#include "log/key.h"
#include "log/reader.h"
#include "log/store.h"

/* One pass: entries and heads are walked side by side, both in the order of pos. */
struct pass {
	struct log_reader *reader;
	struct chain_set chains;
	sqlite3_stmt *heads;
	struct head head;                                  /* the next one, if there */
	bool head_there;
	bool head_whole;                                   /* its columns are those of a head */
	uint8_t key[crypto_sign_PUBLICKEYBYTES];
	bool key_there;
	uint64_t last_pos;
	struct log_verdict verdict;
};

static void blame(struct pass *pass, enum log_fault fault, uint64_t pos, code origin, uint64_t seq)
{
	pass->verdict.fault = fault;
	pass->verdict.pos = pos;
	pass->verdict.origin = origin;
	pass->verdict.seq = seq;
}

static bool take_bytes(sqlite3_stmt *statement, int column, void *ret, size_t size)
{
	const void *bytes = sqlite3_column_blob(statement, column);

	if (sqlite3_column_bytes(statement, column) != (int)size)
		return false;
	memcpy(ret, bytes, size);
	return true;
}

static bool take_head(sqlite3_stmt *statement, struct head *ret)
{
	struct str origin = { (const char *)sqlite3_column_text(statement, 1),
			      (uint32_t)sqlite3_column_bytes(statement, 1) };

	*ret = (struct head){ .pos = (uint64_t)sqlite3_column_int64(statement, 0) };
	ret->seq = (uint64_t)sqlite3_column_int64(statement, 2);
	ret->time = sqlite3_column_int64(statement, 4);
	return code_parse(origin, &ret->origin) &&
	       take_bytes(statement, 3, ret->link.bytes, HASH_BYTES) &&
	       take_bytes(statement, 5, ret->key, sizeof ret->key) &&
	       take_bytes(statement, 6, ret->signature, sizeof ret->signature);
}

static enum log_error next_head(struct pass *pass)
{
	enum log_error error;

	pass->head_there = reader_step(pass->reader, pass->heads, &error);
	if (pass->head_there)
		pass->head_whole = take_head(pass->heads, &pass->head);
	return error;
}

static bool signature_holds(const struct pass *pass)
{
	const struct head *head = &pass->head;

	return pass->head_whole && key_check(head) &&
	       (!pass->key_there || memcmp(head->key, pass->key, sizeof head->key) == 0);
}

/*
 * A position is missing. Which entry stood there shows only when its origin goes on: then that
 * origin's numbers jump. Until then the origin is unknown.
 */
static void name_missing(struct pass *pass, const struct reader_row *row)
{
	struct chain *chain;

	if (row->entry.origin == 0)
		return;
	chain = chain_get(&pass->chains, row->entry.origin);
	if (row->entry.seq == chain->seq + 1) {
		chain->seq++;
		return;
	}
	pass->verdict.origin = chain->origin;
	pass->verdict.seq = chain->seq + 1;
}

/* The origin did not go on: then a head may have signed what is missing. */
static enum log_error name_by_heads(struct pass *pass)
{
	enum log_error error = LOG_OK;

	while (!error && pass->head_there && pass->verdict.origin == 0) {
		const struct chain *chain = chain_get(&pass->chains, pass->head.origin);

		if (pass->head.seq > chain->seq) {
			pass->verdict.origin = chain->origin;
			pass->verdict.seq = chain->seq + 1;
		}
		error = next_head(pass);
	}
	return error;
}

static enum log_fault check_links(struct chain *chain, const struct reader_row *row)
{
	struct hash hash;
	struct hash link;

	hash = hash_of(row->entry.body.at, row->entry.body.len);
	if (!row->hash || !hash_eq(&hash, row->hash))
		return LOG_BAD_HASH;
	link = chain_link(chain, &hash);
	if (!row->link || !hash_eq(&link, row->link))
		return LOG_BAD_LINK;
	chain_add(chain, row->entry.pos, &link);
	return LOG_SOUND;
}

static bool check_row(struct pass *pass, const struct reader_row *row)
{
	const struct log_entry *entry = &row->entry;
	struct chain *chain;
	enum log_fault fault;

	if (entry->origin == 0 || !entry->body.at || entry->body.len > LIMIT_ENTRY_BYTES) {
		blame(pass, LOG_BAD_BODY, entry->pos, entry->origin, entry->seq);
		return false;
	}
	chain = chain_get(&pass->chains, entry->origin);
	fault = entry->seq == chain->seq + 1 ? check_links(chain, row) : LOG_GAP;
	if (fault)
		blame(pass, fault, entry->pos, entry->origin, chain->seq + 1);
	return !fault;
}

/* The head at this position must sign exactly the chain that ends here. */
static enum log_error check_head(struct pass *pass, const struct log_entry *entry)
{
	const struct head *head = &pass->head;
	struct chain *chain = chain_get(&pass->chains, entry->origin);
	bool fits = head->pos == entry->pos && head->origin == entry->origin &&
		    head->seq == entry->seq && hash_eq(&head->link, &chain->link);

	if (!signature_holds(pass) || !fits) {
		blame(pass, signature_holds(pass) ? LOG_BAD_LINK : LOG_BAD_SIGNATURE, entry->pos,
		      entry->origin, entry->seq);
		return LOG_OK;
	}
	chain->signed_seq = chain->seq;
	pass->verdict.heads++;
	return next_head(pass);
}

/* false: nothing more to learn. */
static bool visit(struct pass *pass, const struct reader_row *row, enum log_error *ret_error)
{
	struct log_verdict *verdict = &pass->verdict;

	if (!verdict->fault && row->entry.pos != pass->last_pos + 1)
		blame(pass, LOG_GAP, pass->last_pos + 1, 0, 0);
	if (verdict->fault) {
		name_missing(pass, row);
		return verdict->origin == 0;
	}
	if (!check_row(pass, row))
		return false;
	pass->last_pos = row->entry.pos;
	verdict->entries++;
	if (pass->head_there && pass->head.pos <= row->entry.pos)
		*ret_error = check_head(pass, &row->entry);
	return !verdict->fault;
}

static enum log_error walk(struct pass *pass)
{
	sqlite3_stmt *statement = pass->reader->after;
	struct reader_row row;
	enum log_error error = next_head(pass);
	bool go = !pass->verdict.fault;

	sqlite3_bind_int64(statement, 1, INT64_MIN);
	while (go && !error && reader_step(pass->reader, statement, &error)) {
		reader_row(statement, &row);
		go = visit(pass, &row, &error);
	}
	sqlite3_reset(statement);
	if (error)
		return error;
	if (pass->verdict.fault == LOG_GAP)
		return name_by_heads(pass);
	if (!pass->verdict.fault && pass->head_there)
		blame(pass, signature_holds(pass) ? LOG_HEAD_AHEAD : LOG_BAD_SIGNATURE,
		      pass->head.pos, pass->head.origin, pass->head.seq);
	return LOG_OK;
}

static enum log_error walk_once(struct pass *pass)
{
	enum log_error error = reader_begin(pass->reader);

	if (error)
		return error;
	error = walk(pass);
	sqlite3_reset(pass->heads);
	reader_end(pass->reader);
	return error;
}

enum log_error log_verify(struct log_reader *reader, struct log_verdict *ret)
{
	struct pass pass = { .reader = reader };
	enum log_error error = key_load_public(reader->dir, pass.key, &pass.key_there);

	if (!error)
		error = store_prepare(reader->db,
				      "SELECT pos, origin, seq, link, time, key, signature"
				      " FROM head ORDER BY pos",
				      &pass.heads);
	if (error)
		return error;
	chain_set_init(&pass.chains);
	error = walk_once(&pass);
	pass.verdict.origins = pass.chains.count;
	for (uint32_t i = 0; i < pass.chains.count; i++)
		pass.verdict.unsigned_entries +=
			pass.chains.items[i].seq - pass.chains.items[i].signed_seq;
	chain_set_release(&pass.chains);
	sqlite3_finalize(pass.heads);
	if (!error)
		*ret = pass.verdict;
	return error;
}
