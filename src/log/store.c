/* The log's file: the one connection that writes it, and how anyone opens it. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "log/store.h"

#include <assert.h>

#include "base/buf.h"
#include "base/mem.h"
#include "log/error.h"
#include "log/folder.h"
#include "log/schema.h"
#include "os/os.h"

#define PATH_LIMIT 16384
#define BUSY_MS 10000                   /* others hold a lock only while opening or closing */
/* A reader mostly goes once through the file: pages that stay would only push out others. */
#define READER_KIB "128"

enum log_error store_run(sqlite3 *db, const char *sql)
{
	return error_of_db(db, sqlite3_exec(db, sql, NULL, NULL, NULL));
}

enum log_error store_prepare(sqlite3 *db, const char *sql, sqlite3_stmt **ret)
{
	int rc = sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, ret, NULL);

	return error_of_db(db, rc);
}

static enum log_error number(sqlite3 *db, const char *sql, int64_t *ret)
{
	sqlite3_stmt *statement;
	enum log_error error = store_prepare(db, sql, &statement);

	if (error)
		return error;
	error = error_of_db(db, sqlite3_step(statement));
	if (!error)
		*ret = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	return error;
}

/* Whose file is this, and of which format? */
static enum log_error identify(sqlite3 *db)
{
	int64_t application = 0;
	int64_t format = 0;
	enum log_error error = number(db, "PRAGMA application_id", &application);

	if (!error)
		error = number(db, "PRAGMA user_version", &format);
	if (error)
		return error;
	if (application != LOG_APPLICATION || format < 1)
		return LOG_FOREIGN;
	return format > LOG_FORMAT ? LOG_NEWER : LOG_OK;
}

static enum log_error open_path(const char *path, int flags, sqlite3 **ret)
{
	sqlite3 *db = NULL;
	int rc = sqlite3_open_v2(path, &db, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
				 os_sqlite_vfs());
	enum log_error error = error_of_db(db, rc);

	if (error) {
		sqlite3_close(db);
		return error;
	}
	sqlite3_busy_timeout(db, BUSY_MS);
	sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	*ret = db;
	return LOG_OK;
}

static enum log_error open_in(const char *dir, int flags, sqlite3 **ret)
{
	char *path = folder_path(dir, FOLDER_LOG);
	enum log_error error = open_path(path, flags, ret);

	heap_free(path);
	return error;
}

/* Only the file as it lies there: no lock, no recovery, no file made beside it. */
static enum log_error open_immutable(const char *dir, sqlite3 **ret)
{
	char *path = folder_path(dir, FOLDER_LOG);
	struct buf uri;
	enum log_error error;

	buf_init(&uri, PATH_LIMIT);
	buf_add(&uri, STR("file:"));
	for (const char *c = path; *c; c++) {
		if (strchr("%?#", *c))
			buf_printf(&uri, "%%%02x", (unsigned)*c);
		else
			buf_add_char(&uri, *c);
	}
	buf_add_bytes(&uri, "?immutable=1", sizeof "?immutable=1");
	error = uri.over ? LOG_NO_FOLDER
			 : open_path(uri.at, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, ret);
	buf_release(&uri);
	heap_free(path);
	return error;
}

/*
 * Whose file it is, before anything is made beside it. A crash while the write-ahead log was moved
 * into the file leaves it damaged to the eye, until it is read together with that log.
 */
static enum log_error peek(const char *dir)
{
	sqlite3 *db;
	enum log_error error = open_immutable(dir, &db);

	if (error)
		return error;
	error = identify(db);
	sqlite3_close(db);
	return error == LOG_DAMAGED && folder_size(dir, FOLDER_WAL) > 0 ? LOG_OK : error;
}

/*
 * An empty log, whole from its first moment: built in memory, then put in place by one rename.
 * Bytes 18 and 19 of an SQLite file say that it uses a write-ahead log. One that lies there
 * already belongs to a log.db that somebody took away: it would be played into the new file.
 */
static enum log_error make(const char *dir)
{
	char *path;
	sqlite3 *db = NULL;
	sqlite3_int64 len = 0;
	unsigned char *image = NULL;
	enum log_error error = LOG_IO;

	if (folder_size(dir, FOLDER_WAL) > 0 || folder_size(dir, FOLDER_JOURNAL) > 0)
		return LOG_DAMAGED;
	path = folder_path(dir, FOLDER_LOG);
	if (sqlite3_open(":memory:", &db) == SQLITE_OK && schema_make(db) == LOG_OK)
		image = sqlite3_serialize(db, "main", &len, 0);
	if (image) {
		assert(len > 100 && len <= UINT32_MAX);
		image[18] = image[19] = 2;
		error = error_of_errno(os_write_file(
			path, (struct str){ (const char *)image, (uint32_t)len }, true));
	}
	sqlite3_free(image);
	sqlite3_close(db);
	heap_free(path);
	return error;
}

static int count_pages(void *user, sqlite3 *db, const char *name, int pages)
{
	struct store *store = user;

	(void)db;
	(void)name;
	store->wal_pages = pages;
	return SQLITE_OK;
}

static enum log_error prepare_all(struct store *store)
{
	const struct {
		const char *sql;
		sqlite3_stmt **ret;
	} rows[] = {
		{ "BEGIN IMMEDIATE", &store->begin },
		{ "COMMIT", &store->commit },
		{ "INSERT INTO entry (pos, origin, seq, time, body, hash, link, arrived)"
		  " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
		  &store->put },
		{ "INSERT INTO veil (origin, seq, hash, link) VALUES (?, ?, ?, ?)", &store->veil },
		{ "DELETE FROM veil WHERE origin = ? AND seq = ?", &store->lift },
		{ "INSERT INTO head (pos, origin, seq, link, time, key, signature)"
		  " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
		  &store->sign },
		{ "DELETE FROM head WHERE origin = ? AND seq = ?", &store->drop },
		/* What was destroyed before it came stays destroyed. */
		{ "INSERT INTO secret (origin, seq, since, key) VALUES (?, ?, ?, ?)"
		  " ON CONFLICT DO NOTHING",
		  &store->keep },
		/*
		 * Overwritten where it stands: to delete the row could move its neighbours to
		 * another page and leave their bytes behind on this one, beyond the reach of a
		 * later forgetting.
		 */
		{ "UPDATE secret SET key = zeroblob(32) WHERE origin = ? AND seq = ?",
		  &store->forget },
	};
	enum log_error error = LOG_OK;

	for (size_t i = 0; !error && i < sizeof rows / sizeof *rows; i++)
		error = store_prepare(store->db, rows[i].sql, rows[i].ret);
	return error;
}

/*
 * Who was killed between a write and its sync left commits that can be read and could still be lost
 * with the power. From now on they are shown to everybody, so they are synced first.
 */
static enum log_error sync_what_was_left(sqlite3 *db)
{
	sqlite3_file *wal = NULL;
	int rc = sqlite3_file_control(db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &wal);

	if (rc == SQLITE_OK && wal && wal->pMethods)
		rc = wal->pMethods->xSync(wal, SQLITE_SYNC_NORMAL);
	return error_of_db(db, rc);
}

/* With the write-ahead log in view: it too may have been left by a newer version. */
static enum log_error prepare_to_write(struct store *store)
{
	enum log_error error = LOG_READ_ONLY;

	if (!sqlite3_db_readonly(store->db, "main"))
		error = identify(store->db);
	if (!error)
		error = store_run(store->db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
					     "PRAGMA wal_autocheckpoint = 0;"
					     "PRAGMA secure_delete = ON;"
					     "PRAGMA cache_size = -8192");
	if (!error)
		error = sync_what_was_left(store->db);
	if (!error)
		error = number(store->db, "PRAGMA user_version", &store->format);
	if (!error && store->format < LOG_FORMAT)
		error = schema_cover(store->db);
	sqlite3_wal_hook(store->db, count_pages, store);
	return error;
}

enum log_error store_open(struct store *store, const char *dir)
{
	enum log_error error = folder_size(dir, FOLDER_LOG) > 0 ? peek(dir) : make(dir);

	*store = (struct store){ 0 };
	if (!error)
		error = open_in(dir, SQLITE_OPEN_READWRITE, &store->db);
	if (!error)
		error = prepare_to_write(store);
	if (error)
		store_close(store, false);
	else
		/* Who died may have died before emptying it. */
		store->scrub = folder_size(dir, FOLDER_WAL) > 0;
	return error;
}

enum log_error store_ready(struct store *store)
{
	enum log_error error = LOG_OK;

	if (store->format < LOG_FORMAT)
		error = schema_convert(store->db);
	return error ? error : prepare_all(store);
}

void store_close(struct store *store, bool settle)
{
	sqlite3_finalize(store->begin);
	sqlite3_finalize(store->commit);
	sqlite3_finalize(store->put);
	sqlite3_finalize(store->veil);
	sqlite3_finalize(store->lift);
	sqlite3_finalize(store->sign);
	sqlite3_finalize(store->drop);
	sqlite3_finalize(store->keep);
	sqlite3_finalize(store->forget);
	if (store->db && settle)
		sqlite3_db_config(store->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
	sqlite3_close(store->db);
	*store = (struct store){ 0 };
}

/* What is asked for when a log is opened. */
struct loading {
	sqlite3 *db;
	sqlite3_stmt *next;                                /* origin */
	sqlite3_stmt *end;                                 /* of its chain */
	sqlite3_stmt *head;                                /* the newest on it */
};

static struct str column_text(sqlite3_stmt *row, int column)
{
	const char *bytes = (const char *)sqlite3_column_text(row, column);

	return (struct str){ bytes, (uint32_t)sqlite3_column_bytes(row, column) };
}

static void take_link(sqlite3_stmt *row, int column, struct hash *ret)
{
	memcpy(ret->bytes, sqlite3_column_blob(row, column), HASH_BYTES);
}

/* The end of the chain, and the newest head that is on it. */
static enum log_error load_chain(struct loading *loading, struct chain *chain)
{
	sqlite3_stmt *end = loading->end;
	sqlite3_stmt *head = loading->head;
	enum log_error error;

	sqlite3_bind_text(end, 1, chain->name, -1, SQLITE_STATIC);
	sqlite3_bind_text(head, 1, chain->name, -1, SQLITE_STATIC);
	sqlite3_bind_int64(head, 2, INT64_MAX);
	error = error_of_db(loading->db, sqlite3_step(end));
	if (!error && sqlite3_column_bytes(end, 2) != HASH_BYTES)
		error = LOG_DAMAGED;
	if (!error) {
		chain->pos = (uint64_t)sqlite3_column_int64(end, 0);
		chain->seq = chain->known = (uint64_t)sqlite3_column_int64(end, 1);
		chain->made = chain->pos != 0 && sqlite3_column_type(end, 3) == SQLITE_NULL;
		take_link(end, 2, &chain->link);
		error = error_of_db(loading->db, sqlite3_step(head));
	}
	if (!error && sqlite3_data_count(head) > 0) {
		chain->signed_seq = (uint64_t)sqlite3_column_int64(head, 2);
		if (!chain->made && sqlite3_column_type(head, 0) == SQLITE_NULL)
			chain->passing = chain->signed_seq;
	}
	sqlite3_reset(end);
	sqlite3_reset(head);
	return error;
}

static enum log_error load_chains(struct loading *loading, struct chain_set *chains)
{
	sqlite3_stmt *next = loading->next;
	char after[CODE_TEXT] = "";
	enum log_error error = LOG_OK;
	bool more = true;
	code origin;

	while (!error && more) {
		sqlite3_bind_text(next, 1, after, -1, SQLITE_STATIC);
		error = error_of_db(loading->db, sqlite3_step(next));
		more = !error && sqlite3_column_type(next, 0) != SQLITE_NULL;
		if (more && !code_parse(column_text(next, 0), &origin))
			error = LOG_DAMAGED;
		sqlite3_reset(next);
		if (more && !error) {
			code_format(origin, after);
			error = load_chain(loading, chain_get(chains, origin));
		}
	}
	return error;
}

enum log_error store_load(struct store *store, struct chain_set *ret_chains, uint64_t *ret_last)
{
	struct loading loading = { .db = store->db };
	int64_t last = 0;
	enum log_error error = number(store->db, "SELECT coalesce(max(pos), 0) FROM entry", &last);

	if (!error)
		error = store_prepare(store->db, SCHEMA_NEXT_ORIGIN, &loading.next);
	if (!error)
		error = store_prepare(store->db, SCHEMA_CHAIN_END, &loading.end);
	if (!error)
		error = store_prepare(store->db, SCHEMA_NEWEST_HEAD, &loading.head);
	if (!error)
		error = load_chains(&loading, ret_chains);
	sqlite3_finalize(loading.next);
	sqlite3_finalize(loading.end);
	sqlite3_finalize(loading.head);
	if (!error)
		*ret_last = (uint64_t)last;
	return error;
}

static enum log_error step(struct store *store, sqlite3_stmt *statement)
{
	int rc = sqlite3_step(statement);
	enum log_error error = error_of_db(store->db, rc);

	sqlite3_reset(statement);
	return error;
}

enum log_error store_begin(struct store *store)
{
	return step(store, store->begin);
}

static void bind_hash(sqlite3_stmt *statement, int at, const struct hash *hash)
{
	sqlite3_bind_blob(statement, at, hash->bytes, HASH_BYTES, SQLITE_STATIC);
}

/* A place in a chain, as the first two values. */
static void bind_place(sqlite3_stmt *statement, const char *origin, uint64_t seq)
{
	sqlite3_bind_text(statement, 1, origin, -1, SQLITE_STATIC);
	sqlite3_bind_int64(statement, 2, (sqlite3_int64)seq);
}

enum log_error store_put(struct store *store, const struct log_entry *entry, const char *origin,
			 const struct hash *hash, const struct hash *link)
{
	sqlite3_stmt *put = store->put;

	sqlite3_bind_int64(put, 1, (sqlite3_int64)entry->pos);
	sqlite3_bind_text(put, 2, origin, -1, SQLITE_STATIC);
	sqlite3_bind_int64(put, 3, (sqlite3_int64)entry->seq);
	sqlite3_bind_int64(put, 4, entry->time);
	sqlite3_bind_text(put, 5, entry->body.at, (int)entry->body.len, SQLITE_STATIC);
	bind_hash(put, 6, hash);
	bind_hash(put, 7, link);
	if (entry->arrived != 0)
		sqlite3_bind_int64(put, 8, entry->arrived);
	else
		sqlite3_bind_null(put, 8);
	return step(store, put);
}

enum log_error store_veil(struct store *store, const struct log_veil *veil, const char *origin)
{
	bind_place(store->veil, origin, veil->seq);
	bind_hash(store->veil, 3, &veil->hash);
	bind_hash(store->veil, 4, &veil->link);
	return step(store, store->veil);
}

enum log_error store_lift(struct store *store, const char *origin, uint64_t seq, bool *ret_lifted)
{
	enum log_error error;

	bind_place(store->lift, origin, seq);
	error = step(store, store->lift);
	*ret_lifted = !error && sqlite3_changes(store->db) == 1;
	return error;
}

enum log_error store_sign(struct store *store, const struct log_head *head, const char *origin,
			  uint64_t pos)
{
	sqlite3_stmt *sign = store->sign;

	if (pos != 0)
		sqlite3_bind_int64(sign, 1, (sqlite3_int64)pos);
	else
		sqlite3_bind_null(sign, 1);
	sqlite3_bind_text(sign, 2, origin, -1, SQLITE_STATIC);
	sqlite3_bind_int64(sign, 3, (sqlite3_int64)head->seq);
	bind_hash(sign, 4, &head->link);
	sqlite3_bind_int64(sign, 5, head->time);
	sqlite3_bind_blob(sign, 6, head->key, sizeof head->key, SQLITE_STATIC);
	sqlite3_bind_blob(sign, 7, head->signature, sizeof head->signature, SQLITE_STATIC);
	return step(store, sign);
}

enum log_error store_drop(struct store *store, const char *origin, uint64_t seq)
{
	bind_place(store->drop, origin, seq);
	return step(store, store->drop);
}

enum log_error store_secret(struct store *store, const struct log_secret *secret)
{
	sqlite3_stmt *statement = secret->gone ? store->forget : store->keep;
	char origin[CODE_TEXT];
	enum log_error error;

	code_format(secret->of.origin, origin);
	bind_place(statement, origin, secret->of.seq);
	if (!secret->gone) {
		sqlite3_bind_int64(statement, 3, secret->since);
		sqlite3_bind_blob(statement, 4, secret->key, LOG_SECRET_BYTES, SQLITE_STATIC);
	}
	error = step(store, statement);
	sqlite3_clear_bindings(statement);
	store->scrub = store->scrub || secret->gone;
	return error;
}

enum log_error store_commit(struct store *store)
{
	return step(store, store->commit);
}

/* Old pages, and with them the key, stand in the write-ahead log until it is cut to nothing. */
static enum log_error scrub(struct store *store)
{
	int rc;

	sqlite3_busy_timeout(store->db, 0);
	rc = sqlite3_wal_checkpoint_v2(store->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
	sqlite3_busy_timeout(store->db, BUSY_MS);
	if ((rc & 0xff) == SQLITE_BUSY)
		return LOG_OK;
	store->scrub = false;
	store->wal_pages = 0;
	store->settled_pages = 0;
	return error_of_db(store->db, rc);
}

enum log_error store_checkpoint(struct store *store, int pages)
{
	int rc;

	if (store->scrub)
		return scrub(store);
	if (store->wal_pages < store->settled_pages)
		store->settled_pages = 0;
	if (store->wal_pages - store->settled_pages < pages)
		return LOG_OK;
	store->settled_pages = store->wal_pages;
	rc = sqlite3_wal_checkpoint_v2(store->db, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
	return (rc & 0xff) == SQLITE_BUSY ? LOG_OK : error_of_db(store->db, rc);
}

const char *store_detail(const struct store *store)
{
	return sqlite3_errmsg(store->db);
}

/*
 * On a medium that cannot be written SQLite cannot make the memory that connections share. A log
 * without a write-ahead log beside it is whole without that.
 */
enum log_error store_open_to_read(const char *dir, sqlite3 **ret)
{
	sqlite3 *db = NULL;
	int64_t size = folder_size(dir, FOLDER_LOG);
	int64_t format = 0;
	enum log_error error = size < 0 ? LOG_NO_FOLDER : open_in(dir, SQLITE_OPEN_READONLY, &db);

	if (!error)
		error = identify(db);
	if ((error == LOG_IO || error == LOG_READ_ONLY) && folder_size(dir, FOLDER_WAL) <= 0) {
		sqlite3_close(db);
		db = NULL;
		error = open_immutable(dir, &db);
		if (!error)
			error = identify(db);
	}
	if (!error)
		error = number(db, "PRAGMA user_version", &format);
	if (!error && format < LOG_FORMAT)
		error = schema_cover(db);
	if (!error)
		error = store_run(db, "PRAGMA query_only = ON; PRAGMA wal_autocheckpoint = 0;"
				      "PRAGMA cache_size = -" READER_KIB);
	if (error)
		sqlite3_close(db);
	else
		*ret = db;
	return error;
}
