/* A copy of a log while it is in use. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "log/backup.h"

#include "base/buf.h"
#include "base/mem.h"
#include "log/error.h"
#include "log/folder.h"
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

/* The new file is ours alone until it is whole, so this second writing connection is harmless. */
static enum log_error copy_log(sqlite3 *from, const char *to_dir)
{
	char *path = folder_path(to_dir, FOLDER_LOG);
	sqlite3 *to = NULL;
	enum log_error error = error_of_errno(os_write_file(path, STR(""), true));

	if (!error)
		error = error_of_db(NULL, sqlite3_open_v2(path, &to,
							  SQLITE_OPEN_READWRITE |
								  SQLITE_OPEN_NOMUTEX |
								  SQLITE_OPEN_EXRESCODE,
							  os_sqlite_vfs()));
	if (!error)
		error = store_run(to, "PRAGMA synchronous = FULL");
	if (!error)
		error = copy_pages(from, to);
	sqlite3_close(to);
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
	sqlite3 *from = NULL;
	enum log_error error = store_open_to_read(from_dir, &from);

	if (!error)
		error = copy_small(from_dir, to_dir, FOLDER_PUBLIC, false);
	if (!error)
		error = copy_small(from_dir, to_dir, FOLDER_SECRET, true);
	if (!error)
		error = copy_log(from, to_dir);
	sqlite3_close(from);
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
