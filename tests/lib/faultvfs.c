/* A disk for tests that fails when told to, loses its power, and knows who has written to it. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/faultvfs.h"

#include <assert.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/chance.h"

#define NAMES 1024
#define WRITERS 256
#define SECTOR 512

struct file {
	sqlite3_file base;
	sqlite3_file *real;
	int name;                       /* index into disk.names; -1: a nameless temporary file */
	bool wrote;
};

/* One unsynced change: what was there before, what came instead. */
struct change {
	struct change *before;
	int name;
	sqlite3_int64 offset;
	sqlite3_int64 old_size;
	int old_len;
	int new_len;
	unsigned char *old;
	unsigned char *new;             /* NULL: the file was cut off at offset */
};

static struct {
	pthread_mutex_t mutex;
	pthread_cond_t moved;
	bool stalled;
	sqlite3_vfs vfs;
	sqlite3_vfs *real;
	struct faultvfs_plan plan;
	uint64_t count[32];             /* by bit of the operation */
	uint64_t counted;               /* of those in the plan */
	bool fired;
	char names[NAMES][PATH_MAX];
	sqlite3_int64 sizes[NAMES];
	int nnames;
	int writers[WRITERS];           /* the name that each writing file has */
	int nwriters;
	struct change *changes;         /* the newest first */
} disk = { .mutex = PTHREAD_MUTEX_INITIALIZER, .moved = PTHREAD_COND_INITIALIZER };

static struct file *of(sqlite3_file *base)
{
	return (struct file *)base;
}

static void drop_changes(int name)
{
	struct change **at = &disk.changes;

	while (*at) {
		struct change *change = *at;

		if (name >= 0 && change->name != name) {
			at = &change->before;
			continue;
		}
		*at = change->before;
		free(change->old);
		free(change->new);
		free(change);
	}
}

/* Counts; true if this very operation is to fail. */
static bool strike(enum faultvfs_op op)
{
	bool hit = false;

	disk.count[__builtin_ctz(op)]++;
	if (disk.plan.ops & op) {
		disk.counted++;
		hit = disk.plan.nth != 0 &&
		      (disk.counted == disk.plan.nth ||
		       (disk.plan.forever && disk.counted > disk.plan.nth));
	}
	if (hit && disk.plan.kill)
		raise(SIGKILL);
	disk.fired = disk.fired || hit;
	return hit;
}

static void mark_writer(struct file *file)
{
	if (file->wrote || file->name < 0)
		return;
	file->wrote = true;
	assert(disk.nwriters < WRITERS);
	disk.writers[disk.nwriters++] = file->name;
}

static sqlite3_int64 size_of(struct file *file)
{
	sqlite3_int64 size = 0;

	file->real->pMethods->xFileSize(file->real, &size);
	return size;
}

static void remember(struct file *file, sqlite3_int64 offset, const void *bytes, int len)
{
	struct change *change;
	sqlite3_int64 size;
	sqlite3_int64 rest;

	if (!disk.plan.keep_undo || file->name < 0)
		return;
	size = size_of(file);
	rest = size > offset ? size - offset : 0;
	change = calloc(1, sizeof *change);
	assert(change);
	*change = (struct change){ .before = disk.changes, .name = file->name, .offset = offset,
				   .old_size = size, .new_len = len };
	change->old_len = (int)(bytes && rest > len ? len : rest);
	change->old = malloc((size_t)change->old_len + 1);
	change->new = bytes ? malloc((size_t)len) : NULL;
	assert(change->old && (change->new || !bytes));
	if (change->old_len > 0)
		file->real->pMethods->xRead(file->real, change->old, change->old_len, offset);
	if (bytes)
		memcpy(change->new, bytes, (size_t)len);
	disk.changes = change;
}

static bool too_much(struct file *file, sqlite3_int64 end)
{
	sqlite3_int64 sum = 0;

	if (file->name < 0 || disk.plan.disk_bytes == 0 || end <= disk.sizes[file->name])
		return false;
	for (int i = 0; i < disk.nnames; i++)
		sum += i == file->name ? end : disk.sizes[i];
	return (uint64_t)sum > disk.plan.disk_bytes;
}

static void note_size(struct file *file, sqlite3_int64 end, bool cut)
{
	if (file->name >= 0 && (cut || end > disk.sizes[file->name]))
		disk.sizes[file->name] = end;
}

static int do_write(struct file *file, const void *bytes, int len, sqlite3_int64 offset)
{
	bool hit = strike(FAULTVFS_WRITE);

	if (hit && disk.plan.torn)
		len /= 2;
	if (!hit && too_much(file, offset + len)) {
		disk.fired = true;
		return SQLITE_FULL;
	}
	if (!hit || disk.plan.torn) {
		mark_writer(file);
		remember(file, offset, bytes, len);
		int rc = file->real->pMethods->xWrite(file->real, bytes, len, offset);

		if (rc != SQLITE_OK)
			return rc;
		note_size(file, offset + len, false);
	}
	return hit ? disk.plan.code : SQLITE_OK;
}

static int vfs_write(sqlite3_file *base, const void *bytes, int len, sqlite3_int64 offset)
{
	int rc;

	pthread_mutex_lock(&disk.mutex);
	rc = do_write(of(base), bytes, len, offset);
	pthread_mutex_unlock(&disk.mutex);
	return rc;
}

static int do_truncate(struct file *file, sqlite3_int64 size)
{
	if (strike(FAULTVFS_TRUNCATE))
		return disk.plan.code;
	mark_writer(file);
	remember(file, size, NULL, 0);
	note_size(file, size, true);
	return file->real->pMethods->xTruncate(file->real, size);
}

static int vfs_truncate(sqlite3_file *base, sqlite3_int64 size)
{
	int rc;

	pthread_mutex_lock(&disk.mutex);
	rc = do_truncate(of(base), size);
	pthread_mutex_unlock(&disk.mutex);
	return rc;
}

/* Not really synced: what a power cut takes is decided here, and the tests run faster. */
static int vfs_sync(sqlite3_file *base, int flags)
{
	struct file *file = of(base);
	int rc = SQLITE_OK;

	(void)flags;
	pthread_mutex_lock(&disk.mutex);
	while (disk.stalled)
		pthread_cond_wait(&disk.moved, &disk.mutex);
	if (strike(FAULTVFS_SYNC)) {
		rc = disk.plan.code;
	} else {
		mark_writer(file);
		if (file->name >= 0)
			drop_changes(file->name);
	}
	pthread_mutex_unlock(&disk.mutex);
	return rc;
}

static int vfs_read(sqlite3_file *base, void *bytes, int len, sqlite3_int64 offset)
{
	bool hit;

	pthread_mutex_lock(&disk.mutex);
	hit = strike(FAULTVFS_READ);
	pthread_mutex_unlock(&disk.mutex);
	return hit ? disk.plan.code
		   : of(base)->real->pMethods->xRead(of(base)->real, bytes, len, offset);
}

static int vfs_close(sqlite3_file *base)
{
	return of(base)->real->pMethods->xClose(of(base)->real);
}

static int vfs_size(sqlite3_file *base, sqlite3_int64 *ret)
{
	return of(base)->real->pMethods->xFileSize(of(base)->real, ret);
}

static int vfs_lock(sqlite3_file *base, int level)
{
	return of(base)->real->pMethods->xLock(of(base)->real, level);
}

static int vfs_unlock(sqlite3_file *base, int level)
{
	return of(base)->real->pMethods->xUnlock(of(base)->real, level);
}

static int vfs_check_lock(sqlite3_file *base, int *ret)
{
	return of(base)->real->pMethods->xCheckReservedLock(of(base)->real, ret);
}

static int vfs_control(sqlite3_file *base, int op, void *arg)
{
	return of(base)->real->pMethods->xFileControl(of(base)->real, op, arg);
}

static int vfs_sector(sqlite3_file *base)
{
	return of(base)->real->pMethods->xSectorSize(of(base)->real);
}

static int vfs_device(sqlite3_file *base)
{
	return of(base)->real->pMethods->xDeviceCharacteristics(of(base)->real);
}

static int vfs_shm_map(sqlite3_file *base, int region, int size, int extend, void volatile **ret)
{
	bool hit;

	pthread_mutex_lock(&disk.mutex);
	hit = extend && strike(FAULTVFS_SHARED);
	pthread_mutex_unlock(&disk.mutex);
	return hit ? disk.plan.code
		   : of(base)->real->pMethods->xShmMap(of(base)->real, region, size, extend, ret);
}

static int vfs_shm_lock(sqlite3_file *base, int offset, int n, int flags)
{
	return of(base)->real->pMethods->xShmLock(of(base)->real, offset, n, flags);
}

static void vfs_shm_barrier(sqlite3_file *base)
{
	of(base)->real->pMethods->xShmBarrier(of(base)->real);
}

static int vfs_shm_unmap(sqlite3_file *base, int remove)
{
	return of(base)->real->pMethods->xShmUnmap(of(base)->real, remove);
}

static const sqlite3_io_methods methods = {
	.iVersion = 2,
	.xClose = vfs_close,
	.xRead = vfs_read,
	.xWrite = vfs_write,
	.xTruncate = vfs_truncate,
	.xSync = vfs_sync,
	.xFileSize = vfs_size,
	.xLock = vfs_lock,
	.xUnlock = vfs_unlock,
	.xCheckReservedLock = vfs_check_lock,
	.xFileControl = vfs_control,
	.xSectorSize = vfs_sector,
	.xDeviceCharacteristics = vfs_device,
	.xShmMap = vfs_shm_map,
	.xShmLock = vfs_shm_lock,
	.xShmBarrier = vfs_shm_barrier,
	.xShmUnmap = vfs_shm_unmap,
};

static int name_index(const char *name)
{
	if (!name)
		return -1;
	for (int i = 0; i < disk.nnames; i++) {
		if (strcmp(disk.names[i], name) == 0)
			return i;
	}
	assert(disk.nnames < NAMES && strlen(name) < PATH_MAX);
	strncpy(disk.names[disk.nnames], name, PATH_MAX - 1);
	return disk.nnames++;
}

static int vfs_open(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *base, int flags,
		    int *ret_flags)
{
	struct file *file = of(base);
	bool read_only;
	int rc;

	(void)vfs;
	pthread_mutex_lock(&disk.mutex);
	read_only = disk.plan.read_only && name;
	*file = (struct file){ .real = (sqlite3_file *)(file + 1), .name = name_index(name) };
	pthread_mutex_unlock(&disk.mutex);
	if (read_only)
		flags = (flags & ~(SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE)) |
			SQLITE_OPEN_READONLY;
	rc = disk.real->xOpen(disk.real, name, file->real, flags, ret_flags);
	if (rc != SQLITE_OK)
		return rc;
	pthread_mutex_lock(&disk.mutex);
	note_size(file, size_of(file), true);
	pthread_mutex_unlock(&disk.mutex);
	file->base.pMethods = &methods;
	return SQLITE_OK;
}

static int vfs_delete(sqlite3_vfs *vfs, const char *name, int sync_dir)
{
	int index;

	(void)vfs;
	pthread_mutex_lock(&disk.mutex);
	index = name_index(name);
	disk.sizes[index] = 0;
	drop_changes(index);
	pthread_mutex_unlock(&disk.mutex);
	return disk.real->xDelete(disk.real, name, sync_dir);
}

void faultvfs_install(void)
{
	disk.real = sqlite3_vfs_find(NULL);
	assert(disk.real && disk.real != &disk.vfs);
	disk.vfs = *disk.real;
	disk.vfs.zName = "fault";
	disk.vfs.szOsFile = (int)sizeof(struct file) + disk.real->szOsFile;
	disk.vfs.xOpen = vfs_open;
	disk.vfs.xDelete = vfs_delete;
	sqlite3_vfs_register(&disk.vfs, 1);
	faultvfs_set(NULL);
}

void faultvfs_remove(void)
{
	sqlite3_vfs_unregister(&disk.vfs);
	drop_changes(-1);
	disk.nnames = 0;
	memset(disk.sizes, 0, sizeof disk.sizes);
}

void faultvfs_set(const struct faultvfs_plan *plan)
{
	pthread_mutex_lock(&disk.mutex);
	disk.plan = plan ? *plan : (struct faultvfs_plan){ 0 };
	memset(disk.count, 0, sizeof disk.count);
	disk.counted = 0;
	disk.fired = false;
	disk.nwriters = 0;
	drop_changes(-1);
	pthread_mutex_unlock(&disk.mutex);
}

void faultvfs_stall(bool on)
{
	pthread_mutex_lock(&disk.mutex);
	disk.stalled = on;
	pthread_cond_broadcast(&disk.moved);
	pthread_mutex_unlock(&disk.mutex);
}

uint64_t faultvfs_count(uint32_t ops)
{
	uint64_t sum = 0;

	pthread_mutex_lock(&disk.mutex);
	for (int i = 0; i < 32; i++) {
		if (ops & (UINT32_C(1) << i))
			sum += disk.count[i];
	}
	pthread_mutex_unlock(&disk.mutex);
	return sum;
}

bool faultvfs_fired(void)
{
	bool fired;

	pthread_mutex_lock(&disk.mutex);
	fired = disk.fired;
	pthread_mutex_unlock(&disk.mutex);
	return fired;
}

uint32_t faultvfs_writers(const char *ending)
{
	uint32_t count = 0;
	size_t len = strlen(ending);

	pthread_mutex_lock(&disk.mutex);
	for (int i = 0; i < disk.nwriters; i++) {
		const char *name = disk.names[disk.writers[i]];
		size_t name_len = strlen(name);

		if (name_len >= len && strcmp(name + name_len - len, ending) == 0)
			count++;
	}
	pthread_mutex_unlock(&disk.mutex);
	return count;
}

/* ---- the power cut ------------------------------------------------------------------------- */

static void put(int fd, const void *bytes, size_t len, sqlite3_int64 offset)
{
	ssize_t done = len > 0 ? pwrite(fd, bytes, len, offset) : 0;

	assert(done == (ssize_t)len);
}

static void undo(const struct change *change)
{
	int fd = open(disk.names[change->name], O_WRONLY);

	if (fd < 0)
		return;
	put(fd, change->old, (size_t)change->old_len, change->offset);
	int rc = ftruncate(fd, change->old_size);

	assert(rc == 0);
	close(fd);
}

static void redo_by_chance(const struct change *change, struct chance *chance)
{
	int fd = open(disk.names[change->name], O_WRONLY);

	if (fd < 0)
		return;
	if (!change->new && chance_next(chance) % 2) {
		int rc = ftruncate(fd, change->offset);

		assert(rc == 0);
	}
	for (int at = 0, len; change->new && at < change->new_len; at += len) {
		len = SECTOR - (int)((change->offset + at) % SECTOR);
		if (len > change->new_len - at)
			len = change->new_len - at;
		if (chance_next(chance) % 2)
			put(fd, change->new + at, (size_t)len, change->offset + at);
	}
	close(fd);
}

static void redo_all(const struct change *change, struct chance *chance)
{
	const struct change *order[65536];
	uint32_t count = 0;

	for (; change; change = change->before) {
		assert(count < sizeof order / sizeof *order);
		order[count++] = change;
	}
	while (count > 0)
		redo_by_chance(order[--count], chance);
}

void faultvfs_power_cut(uint64_t seed)
{
	struct chance chance = { seed };

	pthread_mutex_lock(&disk.mutex);
	for (const struct change *change = disk.changes; change; change = change->before)
		undo(change);
	redo_all(disk.changes, &chance);
	drop_changes(-1);
	pthread_mutex_unlock(&disk.mutex);
}
