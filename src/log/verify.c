/* The check of a whole log: hashes, chains, signatures; it names the first bad entry. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/limits.h"
#include "log/key.h"
#include "log/reader.h"
#include "log/schema.h"

#define LINKS SCHEMA_ENTRY "UNION ALL " SCHEMA_VEIL "ORDER BY origin, seq"
#define HEADS SCHEMA_HEAD "ORDER BY origin, seq"

/* One pass: chains and heads are walked side by side, an origin after the other. */
struct pass {
	struct log_reader *reader;
	struct db_query *links;
	struct db_query *heads;
	struct chain chain;                                /* the one that is walked */
	uint64_t made_pos;                                 /* of its last entry made here */
	struct log_head head;                              /* the next one, if there */
	uint64_t head_pos;
	bool head_there;
	bool head_whole;                                   /* its columns are those of a head */
	uint8_t key[crypto_sign_PUBLICKEYBYTES];
	bool key_there;
	uint64_t last_pos;                                 /* the highest of all */
	struct log_verdict verdict;
};

static void blame(struct pass *pass, enum log_fault fault, uint64_t pos, code origin, uint64_t seq)
{
	pass->verdict.fault = fault;
	pass->verdict.pos = pos;
	pass->verdict.origin = origin;
	pass->verdict.seq = seq;
}

/* ---- heads --------------------------------------------------------------------------------- */

static enum log_error next_head(struct pass *pass)
{
	enum log_error error;

	pass->head_there = db_step(pass->heads, &error);
	if (pass->head_there)
		pass->head_whole = reader_head(pass->heads, &pass->head, &pass->head_pos);
	return error;
}

/* What was made here is signed here; which other key may sign what others wrote, others say. */
static bool signature_holds(const struct pass *pass, bool made)
{
	const struct log_head *head = &pass->head;

	return pass->head_whole && log_head_holds(head) &&
	       (!made || !pass->key_there || memcmp(head->key, pass->key, sizeof head->key) == 0);
}

/* Nothing of what it signs is there. */
static void blame_head(struct pass *pass)
{
	const struct log_head *head = &pass->head;
	bool holds = signature_holds(pass, pass->head_pos != 0);

	blame(pass, holds ? LOG_HEAD_AHEAD : LOG_BAD_SIGNATURE, pass->head_pos, head->origin,
	      head->seq);
}

/* The head of this number must sign exactly the chain that ends here. */
static enum log_error check_head(struct pass *pass, const struct reader_row *row)
{
	const struct log_head *head = &pass->head;
	struct chain *chain = &pass->chain;
	bool made = !row->veil && row->entry.arrived == 0;
	bool fits = hash_eq(&head->link, &chain->link) &&
		    pass->head_pos == (made ? row->entry.pos : 0);

	if (!signature_holds(pass, made) || !fits) {
		blame(pass, signature_holds(pass, made) ? LOG_BAD_LINK : LOG_BAD_SIGNATURE,
		      row->entry.pos, chain->origin, chain->seq);
		return LOG_OK;
	}
	chain->signed_seq = chain->seq;
	pass->verdict.heads++;
	return next_head(pass);
}

/* ---- chains -------------------------------------------------------------------------------- */

static void end_chain(struct pass *pass)
{
	pass->verdict.unsigned_entries += pass->chain.seq - pass->chain.signed_seq;
}

static void begin_chain(struct pass *pass, code origin)
{
	end_chain(pass);
	pass->chain = (struct chain){ .origin = origin };
	pass->made_pos = 0;
	pass->verdict.origins++;
}

static enum log_fault check_place(struct pass *pass, const struct log_entry *entry, bool veil)
{
	if (entry->seq > pass->chain.seq + 1)
		return LOG_GAP;
	if (entry->seq <= pass->chain.seq)
		return LOG_BAD_LINK;
	/* What was made here was made in this order. */
	if (!veil && entry->arrived == 0 && entry->pos <= pass->made_pos)
		return LOG_GAP;
	return LOG_SOUND;
}

static enum log_fault check_link(struct pass *pass, const struct reader_row *row)
{
	struct hash hash;
	struct hash link;

	if (!row->hash)
		return LOG_BAD_HASH;
	hash = row->veil ? *row->hash : hash_of(row->entry.body.at, row->entry.body.len);
	if (!hash_eq(&hash, row->hash))
		return LOG_BAD_HASH;
	link = chain_link(&pass->chain, &hash);
	if (!row->link || !hash_eq(&link, row->link))
		return LOG_BAD_LINK;
	chain_add(&pass->chain, row->entry.seq, row->entry.pos, &link);
	return LOG_SOUND;
}

static bool is_entry(const struct reader_row *row)
{
	return row->veil || (row->entry.body.at && row->entry.body.len <= LIMIT_ENTRY_BYTES);
}

static void check_row(struct pass *pass, const struct reader_row *row)
{
	const struct log_entry *entry = &row->entry;
	enum log_fault fault;

	if (!is_entry(row)) {
		blame(pass, LOG_BAD_BODY, entry->pos, entry->origin, entry->seq);
		return;
	}
	fault = check_place(pass, entry, row->veil);
	if (!fault)
		fault = check_link(pass, row);
	if (fault)
		blame(pass, fault, entry->pos, entry->origin,
		      fault == LOG_GAP ? pass->chain.seq + 1 : entry->seq);
}

/* Whether a head of this origin stands before this row: nothing can be there that it signs. */
static bool head_is_before(const struct pass *pass, const struct log_entry *entry)
{
	return pass->head_there && pass->head.origin == entry->origin &&
	       pass->head.seq < entry->seq;
}

static enum log_error visit(struct pass *pass, const struct reader_row *row)
{
	const struct log_entry *entry = &row->entry;
	struct log_verdict *verdict = &pass->verdict;

	if (entry->origin == 0) {
		blame(pass, LOG_BAD_BODY, entry->pos, 0, entry->seq);
		return LOG_OK;
	}
	if (pass->head_there && pass->head.origin < entry->origin) {
		blame_head(pass);
		return LOG_OK;
	}
	if (entry->origin != pass->chain.origin)
		begin_chain(pass, entry->origin);
	check_row(pass, row);
	if (!verdict->fault && head_is_before(pass, entry))
		blame_head(pass);
	if (verdict->fault)
		return LOG_OK;
	if (!row->veil) {
		verdict->entries++;
		pass->last_pos = entry->pos > pass->last_pos ? entry->pos : pass->last_pos;
		pass->made_pos = entry->arrived == 0 ? entry->pos : pass->made_pos;
	} else {
		verdict->veils++;
	}
	return pass->head_there && pass->head.origin == entry->origin &&
			       pass->head.seq == entry->seq
		       ? check_head(pass, row)
		       : LOG_OK;
}

static enum log_error walk(struct pass *pass)
{
	struct reader_row row;
	enum log_error error = next_head(pass);

	while (!pass->verdict.fault && !error && db_step(pass->links, &error)) {
		reader_row(pass->links, &row);
		error = visit(pass, &row);
	}
	if (!error && !pass->verdict.fault && pass->head_there)
		blame_head(pass);
	end_chain(pass);
	return error;
}

/* ---- positions ----------------------------------------------------------------------------- */

/* As many as the highest says: none is missing. Else the first that is. */
static enum log_error check_positions(struct pass *pass)
{
	struct db_query *query = pass->reader->after;
	enum log_error error = LOG_OK;
	uint64_t next = 1;

	if (pass->last_pos == pass->verdict.entries)
		return LOG_OK;
	db_bind_i64(query, 1, INT64_MIN);
	while (db_step(query, &error) && (uint64_t)db_i64(query, 0) == next)
		next++;
	db_reset(query);
	blame(pass, LOG_GAP, next, 0, 0);
	return error;
}

static enum log_error walk_once(struct pass *pass)
{
	enum log_error error = db_read_begin(pass->reader->db);

	if (error)
		return error;
	error = walk(pass);
	if (!error && !pass->verdict.fault)
		error = check_positions(pass);
	db_reset(pass->links);
	db_reset(pass->heads);
	db_read_end(pass->reader->db);
	return error;
}

enum log_error log_verify(struct log_reader *reader, struct log_verdict *ret)
{
	struct pass pass = { .reader = reader };
	enum log_error error = key_load_public(reader->dir, pass.key, &pass.key_there);

	if (!error)
		error = db_prepare(reader->db, LINKS, true, &pass.links);
	if (!error)
		error = db_prepare(reader->db, HEADS, true, &pass.heads);
	if (!error)
		error = walk_once(&pass);
	db_finalize(pass.links);
	db_finalize(pass.heads);
	if (!error)
		*ret = pass.verdict;
	return error;
}
