/* The log in a file: how it is made, known again, opened, and kept small beside itself. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "log/store.h"

#include <assert.h>
#include <sqlite3.h>

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

static enum log_error number(struct db *db, const char *sql, int64_t *ret)
{
	struct db_query *query;
	enum log_error error = db_prepare(db, sql, false, &query);

	if (error)
		return error;
	if (db_step(query, &error))
		*ret = db_i64(query, 0);
	db_finalize(query);
	return error;
}

/* Whose file is this, and of which format? */
static enum log_error identify(struct db *db)
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

static enum log_error open_path(const char *path, int flags, struct db **ret)
{
	sqlite3 *sqlite = NULL;
	int rc = sqlite3_open_v2(path, &sqlite,
				 flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
				 os_sqlite_vfs());
	enum log_error error = error_of_db(sqlite, rc);

	if (error) {
		sqlite3_close(sqlite);
		return error;
	}
	sqlite3_busy_timeout(sqlite, BUSY_MS);
	sqlite3_db_config(sqlite, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	*ret = db_of_sqlite(sqlite);
	return LOG_OK;
}

static enum log_error open_in(const char *dir, int flags, struct db **ret)
{
	char *path = folder_path(dir, FOLDER_LOG);
	enum log_error error = open_path(path, flags, ret);

	heap_free(path);
	return error;
}

/* Only the file as it lies there: no lock, no recovery, no file made beside it. */
static enum log_error open_immutable(const char *dir, struct db **ret)
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
	struct db *db;
	enum log_error error = open_immutable(dir, &db);

	if (error)
		return error;
	error = identify(db);
	db_close(db);
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
	sqlite3 *sqlite = NULL;
	struct db *db;
	sqlite3_int64 len = 0;
	unsigned char *image = NULL;
	enum log_error error = LOG_IO;

	if (folder_size(dir, FOLDER_WAL) > 0 || folder_size(dir, FOLDER_JOURNAL) > 0)
		return LOG_DAMAGED;
	path = folder_path(dir, FOLDER_LOG);
	sqlite3_open(":memory:", &sqlite);
	db = db_of_sqlite(sqlite);
	if (sqlite && schema_make(db) == LOG_OK)
		image = sqlite3_serialize(sqlite, "main", &len, 0);
	if (image) {
		assert(len > 100 && len <= UINT32_MAX);
		image[18] = image[19] = 2;
		error = error_of_errno(os_write_file(
			path, (struct str){ (const char *)image, (uint32_t)len }, true));
	}
	sqlite3_free(image);
	db_close(db);
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
	sqlite3 *sqlite = db_sqlite(store->db);
	enum log_error error = LOG_READ_ONLY;

	if (!sqlite3_db_readonly(sqlite, "main"))
		error = identify(store->db);
	if (!error)
		error = db_exec(store->db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
					   "PRAGMA wal_autocheckpoint = 0;"
					   "PRAGMA secure_delete = ON;"
					   "PRAGMA cache_size = -8192");
	if (!error)
		error = sync_what_was_left(sqlite);
	if (!error)
		error = number(store->db, "PRAGMA user_version", &store->format);
	if (!error && store->format < LOG_FORMAT)
		error = schema_cover(store->db);
	sqlite3_wal_hook(sqlite, count_pages, store);
	return error;
}

enum log_error store_sqlite_open(struct store *store, const char *dir)
{
	enum log_error error = folder_size(dir, FOLDER_LOG) > 0 ? peek(dir) : make(dir);

	if (!error)
		error = open_in(dir, SQLITE_OPEN_READWRITE, &store->db);
	if (!error)
		error = prepare_to_write(store);
	if (!error)
		/* Who died may have died before emptying it. */
		store->scrub = folder_size(dir, FOLDER_WAL) > 0;
	return error;
}

enum log_error store_sqlite_ready(struct store *store)
{
	return store->format < LOG_FORMAT ? schema_convert(store->db) : LOG_OK;
}

void store_sqlite_settle(struct store *store)
{
	sqlite3_db_config(db_sqlite(store->db), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
}

/* Old pages, and with them the key, stand in the write-ahead log until it is cut to nothing. */
static enum log_error scrub(struct store *store, sqlite3 *sqlite)
{
	int rc;

	sqlite3_busy_timeout(sqlite, 0);
	rc = sqlite3_wal_checkpoint_v2(sqlite, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
	sqlite3_busy_timeout(sqlite, BUSY_MS);
	if ((rc & 0xff) == SQLITE_BUSY)
		return LOG_OK;
	store->scrub = false;
	store->wal_pages = 0;
	store->settled_pages = 0;
	return error_of_db(sqlite, rc);
}

enum log_error store_sqlite_checkpoint(struct store *store, int pages)
{
	sqlite3 *sqlite = db_sqlite(store->db);
	int rc;

	if (store->scrub)
		return scrub(store, sqlite);
	if (store->wal_pages < store->settled_pages)
		store->settled_pages = 0;
	if (store->wal_pages - store->settled_pages < pages)
		return LOG_OK;
	store->settled_pages = store->wal_pages;
	rc = sqlite3_wal_checkpoint_v2(sqlite, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
	return (rc & 0xff) == SQLITE_BUSY ? LOG_OK : error_of_db(sqlite, rc);
}

/*
 * On a medium that cannot be written SQLite cannot make the memory that connections share. A log
 * without a write-ahead log beside it is whole without that.
 */
enum log_error store_sqlite_reader(const char *dir, struct db **ret)
{
	struct db *db = NULL;
	int64_t size = folder_size(dir, FOLDER_LOG);
	int64_t format = 0;
	enum log_error error = size < 0 ? LOG_NO_FOLDER : open_in(dir, SQLITE_OPEN_READONLY, &db);

	if (!error)
		error = identify(db);
	if ((error == LOG_IO || error == LOG_READ_ONLY) && folder_size(dir, FOLDER_WAL) <= 0) {
		db_close(db);
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
		error = db_exec(db, "PRAGMA query_only = ON; PRAGMA wal_autocheckpoint = 0;"
				    "PRAGMA cache_size = -" READER_KIB);
	if (error)
		db_close(db);
	else
		*ret = db;
	return error;
}
