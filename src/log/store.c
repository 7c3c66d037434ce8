/* The log's file: the one connection that writes it, and how anyone opens it. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "log/store.h"

#include <assert.h>

#include "base/buf.h"
#include "base/mem.h"
#include "log/error.h"
#include "log/folder.h"
#include "os/os.h"

#define PATH_LIMIT 16384
#define BUSY_MS 10000                   /* others hold a lock only while opening or closing */
/* A reader mostly goes once through the file: pages that stay would only push out others. */
#define READER_KIB "128"

static const char schema[] =
	"PRAGMA page_size = 4096;"
	"CREATE TABLE entry (pos INTEGER PRIMARY KEY, origin TEXT NOT NULL, seq INTEGER NOT NULL,"
	" time INTEGER NOT NULL, body TEXT NOT NULL, hash BLOB NOT NULL, link BLOB NOT NULL,"
	" UNIQUE (origin, seq));"
	"CREATE TABLE head (pos INTEGER PRIMARY KEY, origin TEXT NOT NULL, seq INTEGER NOT NULL,"
	" link BLOB NOT NULL, time INTEGER NOT NULL, key BLOB NOT NULL, signature BLOB NOT NULL,"
	" UNIQUE (origin, seq));"
	"CREATE TABLE secret (number INTEGER PRIMARY KEY, origin TEXT NOT NULL,"
	" seq INTEGER NOT NULL, since INTEGER NOT NULL, key BLOB NOT NULL,"
	" UNIQUE (origin, seq, since));"
	"PRAGMA application_id = 0x57464c47;"
	"PRAGMA user_version = 1;";

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
	if (sqlite3_open(":memory:", &db) == SQLITE_OK && store_run(db, schema) == LOG_OK)
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
	enum log_error error = store_prepare(store->db, "BEGIN IMMEDIATE", &store->begin);

	if (!error)
		error = store_prepare(store->db, "COMMIT", &store->commit);
	if (!error)
		error = store_prepare(store->db,
				      "INSERT INTO entry (pos, origin, seq, time, body, hash, link)"
				      " VALUES (?, ?, ?, ?, ?, ?, ?)",
				      &store->put);
	if (!error)
		error = store_prepare(store->db,
				      "INSERT INTO head (pos, origin, seq, link, time, key,"
				      " signature) VALUES (?, ?, ?, ?, ?, ?, ?)",
				      &store->sign);
	if (!error)
		error = store_prepare(store->db,
				      "INSERT INTO secret (origin, seq, since, key)"
				      " VALUES (?, ?, ?, ?)",
				      &store->keep);
	/*
	 * Overwritten where it stands: to delete the row could move its neighbours to another page
	 * and leave their bytes behind on this one, beyond the reach of a later forgetting.
	 */
	if (!error)
		error = store_prepare(store->db,
				      "UPDATE secret SET key = zeroblob(32)"
				      " WHERE origin = ? AND seq = ?",
				      &store->forget);
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
		error = prepare_all(store);
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

void store_close(struct store *store, bool settle)
{
	sqlite3_finalize(store->begin);
	sqlite3_finalize(store->commit);
	sqlite3_finalize(store->put);
	sqlite3_finalize(store->sign);
	sqlite3_finalize(store->keep);
	sqlite3_finalize(store->forget);
	if (store->db && settle)
		sqlite3_db_config(store->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
	sqlite3_close(store->db);
	*store = (struct store){ 0 };
}

/* The first origin after ?1 with the end of its chain, found by two steps into the index. */
static const char next_origin[] =
	"SELECT e.pos, e.origin, e.seq, e.link,"
	" coalesce((SELECT max(h.seq) FROM head h WHERE h.origin = e.origin), 0)"
	" FROM entry e WHERE e.origin = (SELECT min(origin) FROM entry WHERE origin > ?1)"
	" ORDER BY e.seq DESC LIMIT 1";

static enum log_error load_chain(sqlite3_stmt *statement, struct chain_set *chains)
{
	struct str name = { (const char *)sqlite3_column_text(statement, 1),
			    (uint32_t)sqlite3_column_bytes(statement, 1) };
	struct chain *chain;
	code origin;

	if (!code_parse(name, &origin) || sqlite3_column_bytes(statement, 3) != HASH_BYTES)
		return LOG_DAMAGED;
	chain = chain_get(chains, origin);
	chain->pos = (uint64_t)sqlite3_column_int64(statement, 0);
	chain->seq = (uint64_t)sqlite3_column_int64(statement, 2);
	memcpy(chain->link.bytes, sqlite3_column_blob(statement, 3), HASH_BYTES);
	chain->signed_seq = (uint64_t)sqlite3_column_int64(statement, 4);
	return LOG_OK;
}

static enum log_error load_chains(struct store *store, struct chain_set *chains)
{
	sqlite3_stmt *statement;
	enum log_error error = store_prepare(store->db, next_origin, &statement);
	char after[CODE_TEXT] = "";
	int rc = SQLITE_ROW;

	while (!error && rc == SQLITE_ROW) {
		sqlite3_bind_text(statement, 1, after, -1, SQLITE_STATIC);
		rc = sqlite3_step(statement);
		error = error_of_db(store->db, rc);
		if (!error && rc == SQLITE_ROW)
			error = load_chain(statement, chains);
		sqlite3_reset(statement);
		if (!error && rc == SQLITE_ROW)
			memcpy(after, chains->items[chains->count - 1].name, sizeof after);
	}
	sqlite3_finalize(statement);
	return error;
}

enum log_error store_load(struct store *store, struct chain_set *ret_chains, uint64_t *ret_last)
{
	int64_t last = 0;
	enum log_error error = number(store->db, "SELECT coalesce(max(pos), 0) FROM entry", &last);

	if (!error)
		error = load_chains(store, ret_chains);
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

enum log_error store_put(struct store *store, const struct log_entry *entry, const char *origin,
			 const struct hash *hash, const struct hash *link)
{
	sqlite3_stmt *put = store->put;

	sqlite3_bind_int64(put, 1, (sqlite3_int64)entry->pos);
	sqlite3_bind_text(put, 2, origin, -1, SQLITE_STATIC);
	sqlite3_bind_int64(put, 3, (sqlite3_int64)entry->seq);
	sqlite3_bind_int64(put, 4, entry->time);
	sqlite3_bind_text(put, 5, entry->body.at, (int)entry->body.len, SQLITE_STATIC);
	sqlite3_bind_blob(put, 6, hash->bytes, HASH_BYTES, SQLITE_STATIC);
	sqlite3_bind_blob(put, 7, link->bytes, HASH_BYTES, SQLITE_STATIC);
	return step(store, put);
}

enum log_error store_sign(struct store *store, const struct head *head, const char *origin)
{
	sqlite3_stmt *sign = store->sign;

	sqlite3_bind_int64(sign, 1, (sqlite3_int64)head->pos);
	sqlite3_bind_text(sign, 2, origin, -1, SQLITE_STATIC);
	sqlite3_bind_int64(sign, 3, (sqlite3_int64)head->seq);
	sqlite3_bind_blob(sign, 4, head->link.bytes, HASH_BYTES, SQLITE_STATIC);
	sqlite3_bind_int64(sign, 5, head->time);
	sqlite3_bind_blob(sign, 6, head->key, sizeof head->key, SQLITE_STATIC);
	sqlite3_bind_blob(sign, 7, head->signature, sizeof head->signature, SQLITE_STATIC);
	return step(store, sign);
}

enum log_error store_secret(struct store *store, const struct log_secret *secret)
{
	sqlite3_stmt *statement = secret->gone ? store->forget : store->keep;
	char origin[CODE_TEXT];
	enum log_error error;

	code_format(secret->of.origin, origin);
	sqlite3_bind_text(statement, 1, origin, -1, SQLITE_STATIC);
	sqlite3_bind_int64(statement, 2, (sqlite3_int64)secret->of.seq);
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
		error = store_run(db, "PRAGMA query_only = ON; PRAGMA wal_autocheckpoint = 0;"
				      "PRAGMA cache_size = -" READER_KIB);
	if (error)
		sqlite3_close(db);
	else
		*ret = db;
	return error;
}
