/* Where the log lies: the one connection that writes it, and how anyone opens it to read. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "log/store.h"

#include "base/mem.h"
#include "log/folder.h"
#include "log/schema.h"

/* ---- opening ------------------------------------------------------------------------------- */

static enum log_error prepare_all(struct store *store)
{
	const struct {
		const char *sql;
		struct db_query **ret;
	} rows[] = {
		{ "INSERT INTO entry (pos, origin, seq, time, body, hash, link, arrived)"
		  " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
		  &store->put },
		{ "INSERT INTO veil (origin, seq, hash, link) VALUES ($1, $2, $3, $4)",
		  &store->veil },
		{ "DELETE FROM veil WHERE origin = $1 AND seq = $2", &store->lift },
		{ "INSERT INTO head (origin, seq, pos, link, time, key, signature)"
		  " VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
		  &store->sign },
		{ "DELETE FROM head WHERE origin = $1 AND seq = $2", &store->drop },
		/* What was destroyed before it came stays destroyed. */
		{ "INSERT INTO secret (origin, seq, since, key) VALUES ($1, $2, $3, $4)"
		  " ON CONFLICT DO NOTHING",
		  &store->keep },
		/*
		 * Overwritten where it stands: to delete the row could move its neighbours to
		 * another page and leave their bytes behind on this one, beyond the reach of a
		 * later forgetting.
		 */
		{ "UPDATE secret SET key = $1 WHERE origin = $2 AND seq = $3", &store->forget },
	};
	enum log_error error = LOG_OK;

	for (size_t i = 0; !error && i < sizeof rows / sizeof *rows; i++)
		error = db_prepare(store->db, rows[i].sql, false, rows[i].ret);
	return error;
}

enum log_error store_open(struct store *store, const char *dir)
{
	char *url;
	enum log_error error = folder_url(dir, &url);

	*store = (struct store){ 0 };
	if (!error && url)
		error = store_pg_open(store, url);
	else if (!error)
		error = store_sqlite_open(store, dir);
	heap_free(url);
	if (error)
		store_close(store, false);
	return error;
}

enum log_error store_ready(struct store *store)
{
	enum log_error error = db_sqlite(store->db) ? store_sqlite_ready(store) : LOG_OK;

	return error ? error : prepare_all(store);
}

void store_close(struct store *store, bool settle)
{
	db_finalize(store->put);
	db_finalize(store->veil);
	db_finalize(store->lift);
	db_finalize(store->sign);
	db_finalize(store->drop);
	db_finalize(store->keep);
	db_finalize(store->forget);
	if (store->db && settle && db_sqlite(store->db))
		store_sqlite_settle(store);
	db_close(store->db);
	*store = (struct store){ 0 };
}

enum log_error store_open_to_read(const char *dir, struct db **ret)
{
	char *url;
	enum log_error error = folder_url(dir, &url);

	if (!error)
		error = url ? store_pg_reader(url, ret) : store_sqlite_reader(dir, ret);
	heap_free(url);
	return error;
}

/* ---- where the chains end ------------------------------------------------------------------- */

struct loading {
	struct db_query *next;                             /* origin */
	struct db_query *end;                              /* of its chain */
	struct db_query *head;                             /* the newest on it */
};

static enum log_error load_end(struct db_query *end, struct chain *chain)
{
	enum log_error error;

	db_bind_text(end, 1, str_of(chain->name));
	if (!db_step(end, &error) || !db_take(end, 2, chain->link.bytes, HASH_BYTES)) {
		db_reset(end);
		return error ? error : LOG_DAMAGED;
	}
	chain->pos = (uint64_t)db_i64(end, 0);
	chain->seq = chain->known = (uint64_t)db_i64(end, 1);
	chain->made = chain->pos != 0 && db_null(end, 3);
	db_reset(end);
	return LOG_OK;
}

static enum log_error load_head(struct db_query *head, struct chain *chain)
{
	enum log_error error;

	db_bind_text(head, 1, str_of(chain->name));
	db_bind_i64(head, 2, INT64_MAX);
	if (db_step(head, &error)) {
		chain->signed_seq = (uint64_t)db_i64(head, 2);
		if (!chain->made && db_null(head, 0) &&
		    db_take(head, 5, chain->passing_key, LOG_KEY_BYTES))
			chain->passing = chain->signed_seq;
	}
	db_reset(head);
	return error;
}

static enum log_error load_chains(struct loading *loading, struct chain_set *chains)
{
	struct db_query *next = loading->next;
	char after[CODE_TEXT] = "";
	enum log_error error = LOG_OK;
	bool more = true;
	code origin = 0;

	while (!error && more) {
		struct chain *chain;

		db_bind_text(next, 1, str_of(after));
		more = db_step(next, &error) && !db_null(next, 0);
		if (more && !code_parse(db_text(next, 0), &origin))
			error = LOG_DAMAGED;
		db_reset(next);
		if (!more || error)
			continue;
		code_format(origin, after);
		chain = chain_get(chains, origin);
		error = load_end(loading->end, chain);
		if (!error)
			error = load_head(loading->head, chain);
	}
	return error;
}

static enum log_error load_last(struct store *store, uint64_t *ret)
{
	struct db_query *query;
	enum log_error error = db_prepare(store->db, SCHEMA_LAST, false, &query);

	if (error)
		return error;
	if (db_step(query, &error))
		*ret = (uint64_t)db_i64(query, 0);
	db_finalize(query);
	return error;
}

enum log_error store_load(struct store *store, struct chain_set *ret_chains, uint64_t *ret_last)
{
	struct loading loading = { 0 };
	enum log_error error = load_last(store, ret_last);

	if (!error)
		error = db_prepare(store->db, SCHEMA_NEXT_ORIGIN, false, &loading.next);
	if (!error)
		error = db_prepare(store->db, SCHEMA_CHAIN_END, false, &loading.end);
	if (!error)
		error = db_prepare(store->db, SCHEMA_NEWEST_HEAD, false, &loading.head);
	if (!error)
		error = load_chains(&loading, ret_chains);
	db_finalize(loading.next);
	db_finalize(loading.end);
	db_finalize(loading.head);
	return error;
}

/* ---- writing ------------------------------------------------------------------------------- */

static void bind_hash(struct db_query *query, int at, const struct hash *hash)
{
	db_bind_bytes(query, at, hash->bytes, HASH_BYTES);
}

static void bind_place(struct db_query *query, int at, const char *origin, uint64_t seq)
{
	db_bind_text(query, at, str_of(origin));
	db_bind_i64(query, at + 1, (int64_t)seq);
}

static void bind_or_null(struct db_query *query, int at, int64_t value)
{
	if (value != 0)
		db_bind_i64(query, at, value);
	else
		db_bind_null(query, at);
}

enum log_error store_begin(struct store *store)
{
	return db_begin(store->db);
}

enum log_error store_put(struct store *store, const struct log_entry *entry, const char *origin,
			 const struct hash *hash, const struct hash *link)
{
	struct db_query *put = store->put;

	db_bind_i64(put, 1, (int64_t)entry->pos);
	bind_place(put, 2, origin, entry->seq);
	db_bind_i64(put, 4, entry->time);
	db_bind_text(put, 5, entry->body);
	bind_hash(put, 6, hash);
	bind_hash(put, 7, link);
	bind_or_null(put, 8, entry->arrived);
	return db_run(put, false);
}

enum log_error store_veil(struct store *store, const struct log_veil *veil, const char *origin)
{
	bind_place(store->veil, 1, origin, veil->seq);
	bind_hash(store->veil, 3, &veil->hash);
	bind_hash(store->veil, 4, &veil->link);
	return db_run(store->veil, false);
}

enum log_error store_lift(struct store *store, const char *origin, uint64_t seq)
{
	bind_place(store->lift, 1, origin, seq);
	return db_run(store->lift, true);
}

enum log_error store_sign(struct store *store, const struct log_head *head, const char *origin,
			  uint64_t pos)
{
	struct db_query *sign = store->sign;

	bind_place(sign, 1, origin, head->seq);
	bind_or_null(sign, 3, (int64_t)pos);
	bind_hash(sign, 4, &head->link);
	db_bind_i64(sign, 5, head->time);
	db_bind_bytes(sign, 6, head->key, sizeof head->key);
	db_bind_bytes(sign, 7, head->signature, sizeof head->signature);
	return db_run(sign, false);
}

enum log_error store_drop(struct store *store, const char *origin, uint64_t seq)
{
	bind_place(store->drop, 1, origin, seq);
	return db_run(store->drop, false);
}

enum log_error store_secret(struct store *store, const struct log_secret *secret)
{
	static const uint8_t zeros[LOG_SECRET_BYTES];
	char origin[CODE_TEXT];

	code_format(secret->of.origin, origin);
	if (secret->gone) {
		store->scrub = true;
		db_bind_bytes(store->forget, 1, zeros, sizeof zeros);
		bind_place(store->forget, 2, origin, secret->of.seq);
		return db_run(store->forget, false);
	}
	bind_place(store->keep, 1, origin, secret->of.seq);
	db_bind_i64(store->keep, 3, secret->since);
	db_bind_bytes(store->keep, 4, secret->key, LOG_SECRET_BYTES);
	return db_run(store->keep, false);
}

enum log_error store_commit(struct store *store)
{
	return db_commit(store->db);
}

enum log_error store_checkpoint(struct store *store, int pages)
{
	if (db_sqlite(store->db))
		return store_sqlite_checkpoint(store, pages);
	return store->scrub ? store_pg_scrub(store) : LOG_OK;
}

const char *store_detail(const struct store *store)
{
	return db_detail(store->db);
}
