/* Copies of all that a node keeps, taken while it runs, and put back into an empty folder. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "node/backup.h"

#include <errno.h>
#include <stdio.h>

#include "base/mem.h"
#include "node/auth_store.h"
#include "os/os.h"

#define PATH_BYTES 4096

/* A folder that is copied: attachments/, or one of those of two letters in it. */
struct copy {
	char from[PATH_BYTES];
	char to[PATH_BYTES];
	bool holds_folders;
	bool failed;
};

static void copy_name(void *user, const char *name);

static void copy_folder(struct copy *copy)
{
	int rc = os_mkdir(copy->to);

	if (rc >= 0)
		rc = os_list(copy->from, copy_name, copy);
	copy->failed = copy->failed || rc < 0;
}

static void copy_name(void *user, const char *name)
{
	struct copy *copy = user;
	struct copy *next = heap_alloc(sizeof *next);
	int from = snprintf(next->from, PATH_BYTES, "%s/%s", copy->from, name);
	int to = snprintf(next->to, PATH_BYTES, "%s/%s", copy->to, name);

	if (from >= PATH_BYTES || to >= PATH_BYTES)
		next->failed = true;
	else if (copy->holds_folders)
		copy_folder(next);
	/* What is being uploaded at the moment has another name yet. */
	else if (strlen(name) == HASH_HEX - 1)
		next->failed = os_copy_file(next->from, next->to) < 0;
	copy->failed = copy->failed || next->failed;
	heap_free(next);
}

static void nothing(void *user, const char *name)
{
	(void)user;
	(void)name;
}

static bool copy_attachments(const char *dir, const char *to_dir)
{
	struct copy *copy = heap_alloc(sizeof *copy);

	copy->holds_folders = true;
	snprintf(copy->from, PATH_BYTES, "%s/attachments", dir);
	snprintf(copy->to, PATH_BYTES, "%s/attachments", to_dir);
	/* There is none before the first upload. */
	if (os_list(copy->from, nothing, NULL) != -ENOENT)
		copy_folder(copy);
	bool good = !copy->failed;

	heap_free(copy);
	return good;
}

enum log_error backup_make(const char *dir, const char *to_dir)
{
	enum log_error error = log_backup(dir, to_dir);

	if (error != LOG_OK)
		return error;
	return auth_store_copy(dir, to_dir) && copy_attachments(dir, to_dir) ? LOG_OK : LOG_IO;
}

enum log_error backup_restore(const char *from_dir, const char *dir, struct log_verdict *ret)
{
	enum log_error error = log_restore(from_dir, dir, ret);

	if (error != LOG_OK)
		return error;
	return auth_store_copy(from_dir, dir) && copy_attachments(from_dir, dir) ? LOG_OK : LOG_IO;
}
