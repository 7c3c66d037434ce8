/* What SQLite sees of the simulated machine: files, locks, what connections have together. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <errno.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "os/os.h"
#include "os/sim_disk.h"

#define OPEN_MAX 48
#define REGIONS 64
#define SLOTS SQLITE_SHM_NLOCK

/* What the connections of one process have together of a database file; dies with the process. */
struct common {
	int file;
	int users;
	int shared;                                        /* how many hold a shared lock */
	const void *reserved, *pending, *exclusive;     /* which connection */
	void *regions[REGIONS];
	int region_size;
	int readers[SLOTS];
	const void *writer[SLOTS];
};
struct open_file {
	sqlite3_file base;
	struct common *common;
	int file;
	int level;
	bool remove;                                       /* when it is closed */
	bool sync_name;                                    /* by its first sync, too */
	char path[SIM_PATH];
	bool holds[SLOTS];                                 /* shared slots of the common memory */
};

static struct common commons[OPEN_MAX];

static struct open_file *of(sqlite3_file *base)
{
	return (struct open_file *)base;
}

static struct common *common_of(int file)
{
	struct common *unused = NULL;

	for (int i = 0; i < OPEN_MAX; i++) {
		if (commons[i].users > 0 && commons[i].file == file)
			return &commons[i];
		if (commons[i].users == 0)
			unused = &commons[i];
	}
	assert(unused);
	*unused = (struct common){ .file = file };
	return unused;
}

static int sync_name(const char *path)
{
	char folder[SIM_PATH];
	const char *slash = strrchr(path, '/');
	size_t len = slash ? (size_t)(slash - path) : 0;

	memcpy(folder, path, len);
	folder[len] = '\0';
	return sim_disk_sync_folder(folder);
}

/* ---- files ----------------------------------------------------------------------------------- */

static void drop_regions(struct common *common)
{
	for (int i = 0; i < REGIONS; i++) {
		heap_free(common->regions[i]);
		common->regions[i] = NULL;
	}
}

static int vfs_close(sqlite3_file *base)
{
	struct open_file *open = of(base);

	if (--open->common->users == 0)
		drop_regions(open->common);
	sim_disk_let_go(open->file);
	if (open->remove)
		sim_disk_remove(open->path);
	return SQLITE_OK;
}

static int vfs_read(sqlite3_file *base, void *bytes, int len, sqlite3_int64 offset)
{
	size_t got = sim_disk_read(of(base)->file, bytes, (size_t)len, offset);

	if (got == (size_t)len)
		return SQLITE_OK;
	memset((char *)bytes + got, 0, (size_t)len - got);
	return SQLITE_IOERR_SHORT_READ;
}

static int vfs_write(sqlite3_file *base, const void *bytes, int len, sqlite3_int64 offset)
{
	int rc = sim_disk_write(of(base)->file, bytes, (size_t)len, offset);

	if (rc == -ENOSPC)
		return SQLITE_FULL;
	return rc < 0 ? SQLITE_IOERR_WRITE : SQLITE_OK;
}

static int vfs_truncate(sqlite3_file *base, sqlite3_int64 size)
{
	return sim_disk_cut(of(base)->file, size) < 0 ? SQLITE_IOERR_TRUNCATE : SQLITE_OK;
}

static int vfs_sync(sqlite3_file *base, int flags)
{
	struct open_file *open = of(base);

	(void)flags;
	if (sim_disk_sync(open->file) < 0)
		return SQLITE_IOERR_FSYNC;
	if (open->sync_name && sync_name(open->path) < 0)
		return SQLITE_IOERR_DIR_FSYNC;
	open->sync_name = false;
	return SQLITE_OK;
}

static int vfs_size(sqlite3_file *base, sqlite3_int64 *ret)
{
	*ret = sim_disk_size(of(base)->file);
	return SQLITE_OK;
}

static int vfs_control(sqlite3_file *base, int op, void *arg)
{
	(void)base;
	(void)op;
	(void)arg;
	return SQLITE_NOTFOUND;
}

static int vfs_sector(sqlite3_file *base)
{
	(void)base;
	return SIM_SECTOR;
}

/* As SQLite believes of every disk: what lies beside a write that is torn stays as it was. */
static int vfs_device(sqlite3_file *base)
{
	(void)base;
	return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

/* ---- locks ----------------------------------------------------------------------------------- */

static int lock_exclusive(struct open_file *open)
{
	struct common *common = open->common;

	if (common->pending && common->pending != open)
		return SQLITE_BUSY;
	common->pending = open;
	if (common->shared > 1)
		return SQLITE_BUSY;
	common->exclusive = open;
	return SQLITE_OK;
}

static int vfs_lock(sqlite3_file *base, int level)
{
	struct open_file *open = of(base);
	struct common *common = open->common;

	if (open->level >= level)
		return SQLITE_OK;
	if (open->level == SQLITE_LOCK_NONE) {
		if (common->pending || common->exclusive)
			return SQLITE_BUSY;
		common->shared++;
		open->level = SQLITE_LOCK_SHARED;
	}
	if (level >= SQLITE_LOCK_RESERVED && open->level < SQLITE_LOCK_RESERVED) {
		if (common->reserved)
			return SQLITE_BUSY;
		common->reserved = open;
		open->level = SQLITE_LOCK_RESERVED;
	}
	if (level == SQLITE_LOCK_EXCLUSIVE) {
		int rc = lock_exclusive(open);

		if (rc != SQLITE_OK)
			return rc;
		open->level = SQLITE_LOCK_EXCLUSIVE;
	}
	return SQLITE_OK;
}

static int vfs_unlock(sqlite3_file *base, int level)
{
	struct open_file *open = of(base);
	struct common *common = open->common;

	if (common->exclusive == open)
		common->exclusive = NULL;
	if (common->pending == open)
		common->pending = NULL;
	if (common->reserved == open)
		common->reserved = NULL;
	if (level == SQLITE_LOCK_NONE && open->level >= SQLITE_LOCK_SHARED)
		common->shared--;
	if (open->level > level)
		open->level = level;
	return SQLITE_OK;
}

static int vfs_check_lock(sqlite3_file *base, int *ret)
{
	*ret = of(base)->common->reserved != NULL;
	return SQLITE_OK;
}

/* ---- the memory that connections share ------------------------------------------------------- */

static int vfs_shm_map(sqlite3_file *base, int region, int size, int extend, void volatile **ret)
{
	struct common *common = of(base)->common;

	assert(region < REGIONS && (common->region_size == 0 || common->region_size == size));
	common->region_size = size;
	if (!common->regions[region] && extend)
		common->regions[region] = heap_alloc((size_t)size);
	*ret = common->regions[region];
	return SQLITE_OK;
}

static int take_slots(struct open_file *open, int from, int n, bool alone)
{
	struct common *common = open->common;

	for (int i = from; i < from + n; i++)
		if ((common->writer[i] && common->writer[i] != open) ||
		    (alone && common->readers[i] > (open->holds[i] ? 1 : 0)))
			return SQLITE_BUSY;
	for (int i = from; i < from + n; i++) {
		if (alone) {
			common->writer[i] = open;
		} else if (!open->holds[i]) {
			open->holds[i] = true;
			common->readers[i]++;
		}
	}
	return SQLITE_OK;
}

static void give_slots(struct open_file *open, int from, int n)
{
	struct common *common = open->common;

	for (int i = from; i < from + n; i++) {
		if (common->writer[i] == open)
			common->writer[i] = NULL;
		if (open->holds[i])
			common->readers[i]--;
		open->holds[i] = false;
	}
}

static int vfs_shm_lock(sqlite3_file *base, int offset, int n, int flags)
{
	struct open_file *open = of(base);

	sim_thread_maybe();
	if (flags & SQLITE_SHM_LOCK)
		return take_slots(open, offset, n, (flags & SQLITE_SHM_EXCLUSIVE) != 0);
	give_slots(open, offset, n);
	return SQLITE_OK;
}

static void vfs_shm_barrier(sqlite3_file *base)
{
	(void)base;
}

static int vfs_shm_unmap(sqlite3_file *base, int remove)
{
	(void)remove;
	give_slots(of(base), 0, SLOTS);
	return SQLITE_OK;
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

/* ---- names ----------------------------------------------------------------------------------- */

static int vfs_open(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *base, int flags,
		    int *ret_flags)
{
	static int nameless;
	struct open_file *open = of(base);

	(void)vfs;
	*open = (struct open_file){ .remove = (flags & SQLITE_OPEN_DELETEONCLOSE) != 0 };
	if (name)
		snprintf(open->path, sizeof open->path, "%s", name);
	else
		snprintf(open->path, sizeof open->path, "nameless-%d", nameless++);
	open->file = sim_disk_find(open->path);
	if (open->file == -ENOENT && flags & SQLITE_OPEN_CREATE)
		open->file = sim_disk_make(open->path);
	/* Whether it was there or not: who made it may have died before it was durable. */
	open->sync_name = flags & SQLITE_OPEN_CREATE &&
			  flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL);
	if (open->file < 0)
		return SQLITE_CANTOPEN;
	sim_disk_hold(open->file);
	open->common = common_of(open->file);
	open->common->users++;
	if (ret_flags)
		*ret_flags = flags;
	open->base.pMethods = &methods;
	return SQLITE_OK;
}

static int vfs_delete(sqlite3_vfs *vfs, const char *name, int sync_folder)
{
	int rc = sim_disk_remove(name);

	(void)vfs;
	if (rc == -ENOENT)
		return SQLITE_IOERR_DELETE_NOENT;
	if (rc < 0)
		return SQLITE_IOERR_DELETE;
	return sync_folder && sync_name(name) < 0 ? SQLITE_IOERR_DIR_FSYNC : SQLITE_OK;
}

static int vfs_access(sqlite3_vfs *vfs, const char *name, int flags, int *ret)
{
	int file = sim_disk_find(name);

	(void)vfs;
	/* Of an empty file SQLite asks only whether there is one to be played in. */
	*ret = file >= 0 && (flags != SQLITE_ACCESS_EXISTS || sim_disk_size(file) > 0);
	return SQLITE_OK;
}

static int vfs_full_path(sqlite3_vfs *vfs, const char *name, int size, char *ret)
{
	(void)vfs;
	return snprintf(ret, (size_t)size, "%s", name) < size ? SQLITE_OK : SQLITE_CANTOPEN;
}

static int vfs_randomness(sqlite3_vfs *vfs, int len, char *ret)
{
	(void)vfs;
	os_random(ret, (size_t)len);
	return len;
}

static int vfs_sleep(sqlite3_vfs *vfs, int us)
{
	(void)vfs;
	sim_thread_sleep((int64_t)us * 1000);
	return us;
}

/* Milliseconds since noon in Greenwich on 24 November 4714 before Christ, as SQLite counts. */
static int vfs_time(sqlite3_vfs *vfs, sqlite3_int64 *ret)
{
	(void)vfs;
	*ret = os_now() + INT64_C(210866760000000);
	return SQLITE_OK;
}

static int vfs_days(sqlite3_vfs *vfs, double *ret)
{
	sqlite3_int64 ms;

	vfs_time(vfs, &ms);
	*ret = (double)ms / 86400000.0;
	return SQLITE_OK;
}

static int vfs_last_error(sqlite3_vfs *vfs, int size, char *ret)
{
	(void)vfs;
	if (size > 0)
		ret[0] = '\0';
	return 0;
}

const char *sim_vfs_name(void)
{
	static sqlite3_vfs vfs = {
		.iVersion = 2,
		.szOsFile = sizeof(struct open_file),
		.mxPathname = SIM_PATH - 1,
		.zName = "sim",
		.xOpen = vfs_open,
		.xDelete = vfs_delete,
		.xAccess = vfs_access,
		.xFullPathname = vfs_full_path,
		.xRandomness = vfs_randomness,
		.xSleep = vfs_sleep,
		.xCurrentTime = vfs_days,
		.xCurrentTimeInt64 = vfs_time,
		.xGetLastError = vfs_last_error,
	};

	/* The default one too, as SQLite draws its own chance from that. */
	if (!sqlite3_vfs_find(vfs.zName))
		sqlite3_vfs_register(&vfs, 1);
	return vfs.zName;
}
