/* A copy of a log while it is in use. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "log/backup.h"

#include <sodium.h>
#include <sqlite3.h>

#include "base/buf.h"
#include "base/mem.h"
#include "log/error.h"
#include "log/folder.h"
#include "log/schema.h"
#include "log/store.h"
#include "os/os.h"

#define KEY_FILE_LIMIT 4096

static enum log_error copy_small(const char *from_dir, const char *to_dir, const char *name,
				 bool secret)
{
	char *from = folder_path(from_dir, name);
	char *to = folder_path(to_dir, name);
	struct buf buf;
	enum log_error error = LOG_OK;

	buf_init(&buf, KEY_FILE_LIMIT);
	if (os_read_file(from, &buf) < 0)
		error = LOG_NO_KEY;
	else
		error = error_of_errno(os_write_file(to, buf_str(&buf), secret));
	if (buf.at)
		sodium_memzero(buf.at, buf.len);
	buf_release(&buf);
	heap_free(from);
	heap_free(to);
	return error;
}

/* The whole copy is one read of the source: nobody can commit into the middle of it. */
static enum log_error copy_pages(sqlite3 *from, sqlite3 *to)
{
	sqlite3_backup *backup = sqlite3_backup_init(to, "main", from, "main");
	int rc;

	if (!backup)
		return error_of_db(to, sqlite3_errcode(to));
	rc = sqlite3_backup_step(backup, -1);
	sqlite3_backup_finish(backup);
	return rc == SQLITE_DONE ? LOG_OK : error_of_db(to, rc);
}

/* i: a number, t: a text, b: bytes. */
static const struct copied {
	const char *select;
	const char *insert;
	const char *columns;
} copied[] = {
	{ SCHEMA_ENTRY "ORDER BY pos",
	  "INSERT INTO entry (pos, origin, seq, time, body, hash, link, arrived)"
	  " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
	  "itiitbbi" },
	{ "SELECT origin, seq, hash, link FROM veil ORDER BY origin, seq",
	  "INSERT INTO veil (origin, seq, hash, link) VALUES ($1, $2, $3, $4)", "tibb" },
	{ SCHEMA_HEAD "ORDER BY origin, seq",
	  "INSERT INTO head (pos, origin, seq, link, time, key, signature)"
	  " VALUES ($1, $2, $3, $4, $5, $6, $7)",
	  "itibibb" },
	{ "SELECT number, origin, seq, since, key FROM secret ORDER BY number",
	  "INSERT INTO secret (number, origin, seq, since, key) VALUES ($1, $2, $3, $4, $5)",
	  "itiib" },
};

static enum log_error copy_row(const struct db_query *from, struct db_query *to,
			       const char *columns)
{
	for (int i = 0; columns[i]; i++) {
		struct str bytes;

		if (db_null(from, i))
			db_bind_null(to, i + 1);
		else if (columns[i] == 'i')
			db_bind_i64(to, i + 1, db_i64(from, i));
		else if (columns[i] == 't')
			db_bind_text(to, i + 1, db_text(from, i));
		else if ((bytes = db_bytes(from, i)).at)
			db_bind_bytes(to, i + 1, bytes.at, bytes.len);
	}
	return db_run(to, true);
}

static enum log_error copy_table(struct db *from, struct db *to, const struct copied *table)
{
	struct db_query *select = NULL;
	struct db_query *insert = NULL;
	enum log_error error = db_prepare(from, table->select, true, &select);

	if (!error)
		error = db_prepare(to, table->insert, false, &insert);
	while (!error && db_step(select, &error))
		error = copy_row(select, insert, table->columns);
	db_finalize(select);
	db_finalize(insert);
	return error;
}

static enum log_error copy_tables(struct db *from, struct db *to)
{
	enum log_error error = schema_make(to);

	if (!error)
		error = db_begin(to);
	if (!error)
		error = db_read_begin(from);
	for (size_t i = 0; !error && i < sizeof copied / sizeof *copied; i++)
		error = copy_table(from, to, &copied[i]);
	db_read_end(from);
	return error ? error : db_commit(to);
}

/* The new file is ours alone until it is whole, so this second writing connection is harmless. */
static enum log_error copy_log(struct db *from, const char *to_dir)
{
	char *path = folder_path(to_dir, FOLDER_LOG);
	sqlite3 *sqlite = NULL;
	struct db *to;
	enum log_error error = error_of_errno(os_write_file(path, STR(""), true));

	if (!error)
		error = error_of_db(NULL, sqlite3_open_v2(path, &sqlite,
							  SQLITE_OPEN_READWRITE |
								  SQLITE_OPEN_NOMUTEX |
								  SQLITE_OPEN_EXRESCODE,
							  os_sqlite_vfs()));
	to = db_of_sqlite(sqlite);
	if (!error)
		error = db_exec(to, "PRAGMA synchronous = FULL");
	if (!error && db_sqlite(from))
		error = copy_pages(db_sqlite(from), sqlite);
	else if (!error)
		error = copy_tables(from, to);
	db_close(to);
	heap_free(path);
	return error;
}

static void remove_from(const char *dir, const char *name)
{
	char *path = folder_path(dir, name);

	os_remove(path);
	heap_free(path);
}

/* A half copy is worse than none: it could be taken for a log. */
static void remove_copy(const char *dir)
{
	remove_from(dir, FOLDER_LOG);
	remove_from(dir, FOLDER_JOURNAL);
	remove_from(dir, FOLDER_WAL);
	remove_from(dir, FOLDER_LOG "-shm");
	remove_from(dir, FOLDER_SECRET);
	remove_from(dir, FOLDER_PUBLIC);
}

static enum log_error copy_all(const char *from_dir, const char *to_dir)
{
	struct db *from = NULL;
	enum log_error error = store_open_to_read(from_dir, &from);

	if (!error)
		error = copy_small(from_dir, to_dir, FOLDER_PUBLIC, false);
	if (!error)
		error = copy_small(from_dir, to_dir, FOLDER_SECRET, true);
	if (!error)
		error = copy_log(from, to_dir);
	db_close(from);
	if (error)
		remove_copy(to_dir);
	return error;
}

enum log_error backup_copy(const char *from_dir, const char *to_dir)
{
	struct os_lock *lock = NULL;
	enum log_error error = error_of_errno(os_mkdir(to_dir));

	if (!error)
		error = error_of_errno(os_lock_take(to_dir, &lock));
	if (!error)
		error = folder_check_empty(to_dir);
	if (!error)
		error = copy_all(from_dir, to_dir);
	os_lock_release(lock);
	return error;
}

static void ignore_done(void *user, uint64_t committed_pos, enum log_error error,
			const char *detail)
{
	(void)user;
	(void)committed_pos;
	(void)error;
	(void)detail;
}

/* Opening the copy and closing it signs every chain to its end: a copy cut short later shows. */
enum log_error log_backup(const char *dir, const char *to_dir)
{
	enum log_error error = backup_copy(dir, to_dir);
	struct log *log;

	if (error)
		return error;
	error = log_open(to_dir, ignore_done, NULL, &log);
	if (!error)
		error = log_close(log);
	if (error)
		remove_copy(to_dir);
	return error;
}
