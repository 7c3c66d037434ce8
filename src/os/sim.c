/* The operating system as simulation gives it: clocks that are set, chance from a seed, files. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "os/sim.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "os/os.h"
#include "os/sim_disk.h"

#define LOCKS 16

static uint64_t chance;

/* ---- clocks and chance ----------------------------------------------------------------------- */

void sim_boot(uint64_t seed)
{
	chance = seed;
}

uint64_t sim_draw(void)
{
	uint64_t z = (chance += UINT64_C(0x9e3779b97f4a7c15));

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

void sim_pass(int64_t ms)
{
	assert(ms >= 0);
	*sim_disk_time_ns() += ms * 1000000;
}

void sim_step(int64_t ms)
{
	sim_disk_machine()->set_ms += ms;
}

/* Of this process alone: so nodes of one machine have clocks that differ. */
static int64_t shift_ms;

void os_shift_clock(int64_t ms)
{
	shift_ms = ms;
}

instant os_now(void)
{
	return sim_disk_machine()->set_ms + *sim_disk_time_ns() / 1000000 + shift_ms;
}

int64_t os_monotonic_ns(void)
{
	return *sim_disk_time_ns();
}

/* Work takes no time here. */
int64_t os_cpu_ns(void)
{
	return 0;
}

void os_random(void *bytes, size_t len)
{
	unsigned char *at = bytes;

	for (size_t i = 0; i < len; i++)
		at[i] = (unsigned char)sim_draw();
}

/* ---- files ----------------------------------------------------------------------------------- */

int os_mkdir(const char *path)
{
	if (sim_disk_is_folder(path))
		return 0;
	return sim_disk_find(path) >= 0 ? -ENOTDIR : sim_disk_make_folder(path);
}

int os_read_file(const char *path, struct buf *ret)
{
	size_t len = ret->len;
	int file = sim_disk_find(path);
	char piece[4096];
	size_t got;

	if (file < 0)
		return file;
	assert(!ret->over);
	for (int64_t at = 0; (got = sim_disk_read(file, piece, sizeof piece, at)) > 0;
	     at += (int64_t)got)
		buf_add_bytes(ret, piece, got);
	if (!ret->over)
		return 0;
	ret->len = len;
	ret->over = false;
	return -EFBIG;
}

struct os_map {
	struct buf bytes;
};

int os_map_file(const char *path, size_t limit, struct os_map **ret)
{
	struct os_map map;
	int rc;

	buf_init(&map.bytes, limit);
	rc = os_read_file(path, &map.bytes);
	if (rc < 0) {
		buf_release(&map.bytes);
		return rc;
	}
	*ret = heap_alloc(sizeof **ret);
	**ret = map;
	return 0;
}

struct str os_map_bytes(const struct os_map *map)
{
	return buf_str(&map->bytes);
}

void os_unmap(struct os_map *map)
{
	if (!map)
		return;
	buf_release(&map->bytes);
	heap_free(map);
}

static int sync_folder_of(const char *path)
{
	char folder[SIM_PATH];
	const char *slash = strrchr(path, '/');
	size_t len = slash ? (size_t)(slash - path) : 0;

	assert(len < sizeof folder);
	memcpy(folder, path, len);
	folder[len] = '\0';
	return sim_disk_sync_folder(folder);
}

/* In the pieces in which a disk gets it, so that a death can fall between two of them. */
static int write_all(int file, struct str bytes)
{
	int rc = 0;

	for (uint32_t at = 0, len; rc == 0 && at < bytes.len; at += len) {
		len = bytes.len - at < 16384 ? bytes.len - at : 16384;
		rc = sim_disk_write(file, bytes.at + at, len, at);
	}
	return rc;
}

int os_write_file(const char *path, struct str bytes, bool secret)
{
	char draft[SIM_PATH];
	int len = snprintf(draft, sizeof draft, "%s.new", path);
	int file, rc;

	(void)secret;
	if (len < 0 || (size_t)len >= sizeof draft)
		return -ENAMETOOLONG;
	rc = sim_disk_remove(draft);
	if (rc < 0 && rc != -ENOENT)
		return rc;
	file = sim_disk_make(draft);
	if (file < 0)
		return file;
	rc = write_all(file, bytes);
	if (rc == 0)
		rc = sim_disk_sync(file);
	if (rc == 0)
		rc = sim_disk_rename(draft, path);
	if (rc < 0) {
		sim_disk_remove(draft);
		return rc;
	}
	return sync_folder_of(path);
}

int os_remove(const char *path)
{
	return sim_disk_remove(path);
}

int64_t os_file_size(const char *path)
{
	int file = sim_disk_find(path);

	return file < 0 ? file : sim_disk_size(file);
}

int os_list(const char *path, void (*each)(void *user, const char *name), void *user)
{
	if (!sim_disk_is_folder(path))
		return -ENOENT;
	sim_disk_list(path, each, user);
	return 0;
}

int os_copy_file(const char *from, const char *to)
{
	struct buf buf;
	int rc;

	buf_init(&buf, 1u << 30);
	rc = os_read_file(from, &buf);
	if (rc == 0)
		rc = os_write_file(to, buf_str(&buf), false);
	buf_release(&buf);
	return rc;
}

int os_disk_free(const char *path, uint64_t *ret_bytes)
{
	uint64_t size = sim_disk_machine()->plan.disk_bytes;
	uint64_t used = sim_disk_used();

	if (!sim_disk_is_folder(path))
		return -ENOENT;
	if (size == 0)
		size = UINT64_C(1) << 40;
	*ret_bytes = size > used ? size - used : 0;
	return 0;
}

const char *os_error_text(int negative_errno)
{
	switch (-negative_errno) {
	case 0: return "成功 / success";
	case EIO: return "磁盘读写错误 / input/output error";
	case ENOENT: return "文件或文件夹不存在 / no such file or folder";
	case ENOSPC: return "磁盘已满 / no space left on the disk";
	case EWOULDBLOCK: return "被另一进程占用 / in use by another process";
	default: return "模拟的错误 / a simulated error";
	}
}

/* ---- locks ----------------------------------------------------------------------------------- */

struct os_lock {
	char path[SIM_PATH];
};
static struct os_lock *locks[LOCKS];

int os_lock_take(const char *path, struct os_lock **ret)
{
	struct os_lock **slot = NULL;

	if (!sim_disk_is_folder(path))
		return -ENOENT;
	for (int i = 0; i < LOCKS; i++) {
		if (locks[i] && strcmp(locks[i]->path, path) == 0)
			return -EWOULDBLOCK;
		if (!locks[i])
			slot = &locks[i];
	}
	assert(slot);
	*slot = heap_alloc(sizeof **slot);
	snprintf((*slot)->path, SIM_PATH, "%s", path);
	*ret = *slot;
	return 0;
}

void os_lock_release(struct os_lock *lock)
{
	if (lock == NULL)
		return;
	for (int i = 0; i < LOCKS; i++)
		if (locks[i] == lock)
			locks[i] = NULL;
	heap_free(lock);
}

const char *os_sqlite_vfs(void)
{
	return sim_vfs_name();
}
