/* The operating system as it is: clocks, chance and files by POSIX. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "os/os.h"

#define PIECE 65536

struct os_lock {
	int fd;
};

/* A file that is written beside its final place; see os_write_file. */
struct draft {
	int fd;
	char path[PATH_MAX];
};

static int64_t clock_ns(clockid_t clock)
{
	struct timespec now;
	int rc = clock_gettime(clock, &now);

	assert(rc == 0);
	return (int64_t)now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

/* Set before there are threads. */
static int64_t shift_ms;

void os_shift_clock(int64_t ms)
{
	shift_ms = ms;
}

instant os_now(void)
{
	return clock_ns(CLOCK_REALTIME) / 1000000 + shift_ms;
}

int64_t os_monotonic_ns(void)
{
	return clock_ns(CLOCK_MONOTONIC);
}

int64_t os_cpu_ns(void)
{
	return clock_ns(CLOCK_PROCESS_CPUTIME_ID);
}

void os_random(void *bytes, size_t len)
{
	char *at = bytes;

	while (len > 0) {
		ssize_t got = getrandom(at, len, 0);

		assert(got >= 0 || errno == EINTR);
		if (got > 0) {
			at += got;
			len -= (size_t)got;
		}
	}
}

int os_mkdir(const char *path)
{
	struct stat st;

	if (mkdir(path, 0700) == 0)
		return 0;
	if (errno != EEXIST)
		return -errno;
	if (stat(path, &st) < 0)
		return -errno;
	return S_ISDIR(st.st_mode) ? 0 : -ENOTDIR;
}

/* Reads once; 0 is the end. */
static ssize_t read_piece(int fd, char *bytes, size_t len)
{
	ssize_t got;

	do {
		got = read(fd, bytes, len);
	} while (got < 0 && errno == EINTR);
	return got < 0 ? -errno : got;
}

static int write_all(int fd, const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t put = write(fd, bytes, len);

		if (put < 0 && errno != EINTR)
			return -errno;
		if (put > 0) {
			bytes += put;
			len -= (size_t)put;
		}
	}
	return 0;
}

static int read_to_end(int fd, struct buf *ret)
{
	char piece[PIECE];
	ssize_t got;

	while ((got = read_piece(fd, piece, sizeof piece)) > 0) {
		buf_add_bytes(ret, piece, (size_t)got);
		if (ret->over)
			return -EFBIG;
	}
	return (int)got;
}

int os_read_file(const char *path, struct buf *ret)
{
	size_t len = ret->len;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	assert(!ret->over);
	int rc = read_to_end(fd, ret);

	close(fd);
	if (rc < 0) {
		ret->len = len;
		ret->over = false;
	}
	return rc;
}

struct os_map {
	void *at;
	size_t len;
};

/* What cannot be read must be found now: later it would be a signal. */
static int map_whole(int fd, struct os_map *map)
{
	map->at = mmap(NULL, map->len, PROT_READ, MAP_PRIVATE, fd, 0);
	if (map->at == MAP_FAILED)
		return -errno;
	if (madvise(map->at, map->len, MADV_POPULATE_READ) == 0 || errno == EINVAL)
		return 0;
	munmap(map->at, map->len);
	return -EIO;
}

int os_map_file(const char *path, size_t limit, struct os_map **ret)
{
	struct os_map map = { NULL, 0 };
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC), rc;

	if (fd < 0)
		return -errno;
	rc = fstat(fd, &st) < 0 ? -errno : 0;
	if (rc == 0 && (uint64_t)st.st_size > limit)
		rc = -EFBIG;
	if (rc == 0 && st.st_size > 0) {
		map.len = (size_t)st.st_size;
		rc = map_whole(fd, &map);
	}
	close(fd);
	if (rc < 0)
		return rc;
	*ret = heap_alloc(sizeof **ret);
	**ret = map;
	return 0;
}

struct str os_map_bytes(const struct os_map *map)
{
	return (struct str){ map->len > 0 ? map->at : "", (uint32_t)map->len };
}

void os_unmap(struct os_map *map)
{
	if (!map)
		return;
	if (map->len > 0)
		munmap(map->at, map->len);
	heap_free(map);
}

static int sync_folder_of(const char *path)
{
	char folder[PATH_MAX];
	const char *slash = strrchr(path, '/');
	size_t len = slash == NULL ? 0 : slash == path ? 1 : (size_t)(slash - path);

	assert(len < sizeof folder);
	memcpy(folder, path, len);
	folder[len] = '\0';
	int fd = open(len == 0 ? "." : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	int rc = fsync(fd) < 0 ? -errno : 0;

	close(fd);
	return rc;
}

static int draft_open(struct draft *draft, const char *path, mode_t mode)
{
	int len = snprintf(draft->path, sizeof draft->path, "%s.new", path);

	if (len < 0 || (size_t)len >= sizeof draft->path)
		return -ENAMETOOLONG;
	/* What a crash left behind may be readable by others, so it is not written into. */
	if (unlink(draft->path) < 0 && errno != ENOENT)
		return -errno;
	draft->fd = open(draft->path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
	return draft->fd < 0 ? -errno : 0;
}

/* Syncs and renames; on any failure, also one of before that is handed in, the draft is removed. */
static int draft_end(struct draft *draft, const char *path, int rc)
{
	if (rc == 0 && fsync(draft->fd) < 0)
		rc = -errno;
	if (close(draft->fd) < 0 && rc == 0)
		rc = -errno;
	if (rc == 0 && rename(draft->path, path) < 0)
		rc = -errno;
	if (rc < 0) {
		unlink(draft->path);
		return rc;
	}
	return sync_folder_of(path);
}

int os_write_file(const char *path, struct str bytes, bool secret)
{
	struct draft draft;
	int rc = draft_open(&draft, path, secret ? 0600 : 0644);

	if (rc < 0)
		return rc;
	return draft_end(&draft, path, write_all(draft.fd, bytes.at, bytes.len));
}

int os_remove(const char *path)
{
	return remove(path) < 0 ? -errno : 0;
}

int64_t os_file_size(const char *path)
{
	struct stat st;

	return stat(path, &st) < 0 ? -errno : st.st_size;
}

int os_list(const char *path, void (*each)(void *user, const char *name), void *user)
{
	DIR *dir = opendir(path);
	struct dirent *entry;

	if (dir == NULL)
		return -errno;
	errno = 0;
	while ((entry = readdir(dir)) != NULL) {
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			each(user, entry->d_name);
		errno = 0;
	}
	int rc = -errno;

	closedir(dir);
	return rc;
}

static int copy_to_end(int from, int to)
{
	char piece[PIECE];
	ssize_t got;

	while ((got = read_piece(from, piece, sizeof piece)) > 0) {
		int rc = write_all(to, piece, (size_t)got);

		if (rc < 0)
			return rc;
	}
	return (int)got;
}

int os_copy_file(const char *from, const char *to)
{
	struct draft draft;
	struct stat st;
	int fd = open(from, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	int rc = fstat(fd, &st) < 0 ? -errno : draft_open(&draft, to, st.st_mode & 0777);

	if (rc == 0)
		rc = draft_end(&draft, to, copy_to_end(fd, draft.fd));
	close(fd);
	return rc;
}

int os_disk_free(const char *path, uint64_t *ret_bytes)
{
	struct statvfs st;

	if (statvfs(path, &st) < 0)
		return -errno;
	*ret_bytes = (uint64_t)st.f_bavail * st.f_frsize;
	return 0;
}

const char *os_error_text(int negative_errno)
{
	switch (-negative_errno) {
	case 0: return "成功 / success";
	case EACCES: return "没有权限 / permission denied";
	case EDQUOT: return "超出磁盘配额 / disk quota exceeded";
	case EFBIG: return "文件过大 / file too large";
	case EIO: return "磁盘读写错误 / input/output error";
	case EISDIR: return "是文件夹 / is a folder";
	case EMFILE: return "打开的文件过多 / too many open files";
	case ENAMETOOLONG: return "路径过长 / path too long";
	case ENOENT: return "文件或文件夹不存在 / no such file or folder";
	case ENOSPC: return "磁盘已满 / no space left on the disk";
	case ENOTDIR: return "不是文件夹 / not a folder";
	case ENOTEMPTY: return "文件夹非空 / folder not empty";
	case EPERM: return "操作不允许 / operation not permitted";
	case EROFS: return "文件系统只读 / read-only file system";
	case EWOULDBLOCK: return "被另一进程占用 / in use by another process";
	default: break;
	}
	const char *text = strerrordesc_np(-negative_errno);

	return text ? text : "未知错误 / unknown error";
}

int os_lock_take(const char *path, struct os_lock **ret)
{
	char name[PATH_MAX];
	int len = snprintf(name, sizeof name, "%s/lock", path);

	if (len < 0 || (size_t)len >= sizeof name)
		return -ENAMETOOLONG;
	int fd = open(name, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);

	if (fd < 0)
		return -errno;
	/* Of flock's kind, as locks of fcntl end when any descriptor of the file is closed. */
	if (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		int rc = -errno;

		close(fd);
		return rc;
	}
	*ret = heap_alloc(sizeof **ret);
	(*ret)->fd = fd;
	return 0;
}

/* The file stays: to remove it would let two processes hold locks on two files of one name. */
void os_lock_release(struct os_lock *lock)
{
	if (lock == NULL)
		return;
	close(lock->fd);
	heap_free(lock);
}

const char *os_sqlite_vfs(void)
{
	return NULL;
}
