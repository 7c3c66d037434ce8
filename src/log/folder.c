/* The folder of a log: what its files are called and whether it is empty. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "log/folder.h"

#include "base/buf.h"
#include "base/mem.h"
#include "log/error.h"
#include "os/os.h"

#define URL_LIMIT 4096

char *folder_path(const char *dir, const char *name)
{
	size_t dir_len = strlen(dir);
	size_t name_len = strlen(name);
	char *path = heap_alloc(dir_len + name_len + 2);

	memcpy(path, dir, dir_len);
	path[dir_len] = '/';
	memcpy(path + dir_len + 1, name, name_len);
	return path;
}

int64_t folder_size(const char *dir, const char *name)
{
	char *path = folder_path(dir, name);
	int64_t size = os_file_size(path);

	heap_free(path);
	return size;
}

enum log_error folder_url(const char *dir, char **ret)
{
	char *path;
	struct buf buf;
	struct str text;
	int rc;

	*ret = NULL;
	if (folder_size(dir, FOLDER_URL) < 0)
		return LOG_OK;
	path = folder_path(dir, FOLDER_URL);
	buf_init(&buf, URL_LIMIT);
	rc = os_read_file(path, &buf);
	text = str_trim(buf_str(&buf));
	if (rc >= 0 && text.len > 0)
		*ret = heap_text(text);
	buf_release(&buf);
	heap_free(path);
	return *ret ? LOG_OK : LOG_NO_FOLDER;
}

static void see(void *user, const char *name)
{
	bool *occupied = user;

	if (strcmp(name, FOLDER_LOCK) != 0)
		*occupied = true;
}

enum log_error folder_check_empty(const char *dir)
{
	bool occupied = false;
	enum log_error error = error_of_errno(os_list(dir, see, &occupied));

	return !error && occupied ? LOG_NOT_EMPTY : error;
}
