/* The folder of a log: what its files are called and whether it is empty. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "log/folder.h"

#include "base/mem.h"
#include "log/error.h"
#include "os/os.h"

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
