/* The simulated disk: files as programs see them, and what of them would outlive a power cut. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "os/sim_disk.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define FILES 48
#define FILE_BYTES (128 * 1024 * 1024)                     /* only what is used takes memory */
#define SECTORS (FILE_BYTES / SIM_SECTOR)
#define CHANGES 256

/* A name in a folder. file -1: a folder. */
struct name {
	char path[SIM_PATH];
	int file;
};
struct names {
	struct name at[FILES];
	int count;
};
/* A change of a folder that is not yet durable: of a name to another; empty: none. */
struct change {
	char from[SIM_PATH], to[SIM_PATH];
	int file;
};
struct file {
	int64_t size, safe_size;
	int64_t high;                                      /* behind it both are still as new: 0 */
	/* A sector written since the last sync is dirty; what is safe of it lies apart. */
	uint32_t ndirty;
	uint32_t dirty[SECTORS];                           /* its place among the old, + 1 */
	uint32_t whose[SECTORS];                           /* the sector of that place */
	char now[FILE_BYTES];
	char old[FILE_BYTES];
};
struct disk {
	struct sim_machine machine;
	struct names now, safe;
	struct change changes[CHANGES];
	int nchanges;
	struct file files[FILES];
};

static struct disk *disks[SIM_MACHINES];
static struct disk *disk;                                  /* the one in use */
static uint32_t chosen;                                    /* its number */
static int64_t *time_ns;
static int held[FILES];                                    /* by this process */

struct sim_machine *sim_disk_machine(void)
{
	assert(disk);
	return &disk->machine;
}

int64_t *sim_disk_time_ns(void)
{
	assert(time_ns);
	return time_ns;
}

static void *share(size_t size)
{
	void *at = mmap(NULL, size, PROT_READ | PROT_WRITE,
			MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	assert(at != MAP_FAILED);
	return at;
}

void sim_use(uint32_t machine)
{
	assert(machine < SIM_MACHINES);
	chosen = machine;
	disk = disks[machine];
}

void sim_power_on(instant now)
{
	if (!disk) {
		disk = disks[chosen] = share(sizeof *disk);
	} else {
		int rc = madvise(disk, sizeof *disk, MADV_REMOVE);

		assert(rc == 0);
	}
	if (!time_ns)
		time_ns = share(sizeof *time_ns);
	/* Not 0, as no machine is asked anything in the moment in which it starts. */
	if (chosen == 0)
		*time_ns = INT64_C(1000000000);
	disk->machine.set_ms = now - *time_ns / 1000000;
}

void sim_own_time(void)
{
	static int64_t own_ns;

	own_ns = *sim_disk_time_ns();
	time_ns = &own_ns;
}

void sim_at(int64_t monotonic_ns)
{
	if (monotonic_ns > *sim_disk_time_ns())
		*time_ns = monotonic_ns;
}

void sim_plan(const struct sim_plan *plan)
{
	disk->machine.plan = plan ? *plan : (struct sim_plan){ 0 };
	disk->machine.changes = 0;
}

uint64_t sim_changes(void)
{
	return disk->machine.changes;
}

/* ---- names ----------------------------------------------------------------------------------- */

static struct name *look_up(struct names *names, const char *path)
{
	for (int i = 0; i < names->count; i++)
		if (strcmp(names->at[i].path, path) == 0)
			return &names->at[i];
	return NULL;
}

static void copy_path(char to[SIM_PATH], const char *from)
{
	size_t len = strlen(from);

	assert(len < SIM_PATH);
	memcpy(to, from, len + 1);
}

static void unlink_name(struct names *names, const char *path)
{
	struct name *name = look_up(names, path);

	if (name)
		*name = names->at[--names->count];
}

static void link_name(struct names *names, const char *path, int file)
{
	struct name *name = look_up(names, path);

	if (!name) {
		assert(names->count < FILES);
		name = &names->at[names->count++];
		copy_path(name->path, path);
	}
	name->file = file;
}

static void carry_out(struct names *names, const struct change *change)
{
	if (change->from[0])
		unlink_name(names, change->from);
	if (change->to[0])
		link_name(names, change->to, change->file);
}

/* The oldest change becomes durable: as a journal does from time to time. */
static void settle_one(void)
{
	carry_out(&disk->safe, &disk->changes[0]);
	disk->nchanges--;
	memmove(disk->changes, disk->changes + 1, (size_t)disk->nchanges * sizeof *disk->changes);
}

static void change_names(const char *from, const char *to, int file)
{
	struct change *change;

	if (disk->nchanges == CHANGES || (disk->nchanges > 0 && sim_draw() % 8 == 0))
		settle_one();
	change = &disk->changes[disk->nchanges++];
	copy_path(change->from, from);
	copy_path(change->to, to);
	change->file = file;
	carry_out(&disk->now, change);
}

static bool in_use(int file)
{
	for (int i = 0; i < disk->now.count; i++)
		if (disk->now.at[i].file == file)
			return true;
	for (int i = 0; i < disk->safe.count; i++)
		if (disk->safe.at[i].file == file)
			return true;
	for (int i = 0; i < disk->nchanges; i++)
		if (disk->changes[i].file == file)
			return true;
	return held[file] > 0;
}

/* ---- what goes wrong ------------------------------------------------------------------------- */

/* True: the process is to die in this change. *ret_error: what it fails with, or 0. */
static bool count_change(int *ret_error)
{
	const struct sim_plan *plan = &disk->machine.plan;
	uint64_t count = ++disk->machine.changes;

	sim_thread_maybe();
	*ret_error = 0;
	if (plan->fail_at && (count == plan->fail_at || (plan->fail_on && count > plan->fail_at)))
		*ret_error = -EIO;
	return plan->die_at && count == plan->die_at;
}

/* What a change that is whole or not at all does: half of the deaths come behind it. */
static int count_whole(void (*then)(void *user), void *user)
{
	int error;
	bool die = count_change(&error);

	if (!error && (!die || sim_draw() % 2))
		then(user);
	if (die)
		_exit(SIM_DIED);
	return error;
}

uint64_t sim_disk_used(void)
{
	uint64_t sum = 0;

	for (int i = 0; i < disk->now.count; i++)
		if (disk->now.at[i].file >= 0)
			sum += (uint64_t)disk->files[disk->now.at[i].file].size;
	return sum;
}

static bool too_much(const struct file *file, int64_t size)
{
	uint64_t more = size > file->size ? (uint64_t)(size - file->size) : 0;

	if (size > FILE_BYTES)
		return true;
	return more > 0 && disk->machine.plan.disk_bytes != 0 &&
	       sim_disk_used() + more > disk->machine.plan.disk_bytes;
}

/* ---- folders --------------------------------------------------------------------------------- */

int sim_disk_find(const char *path)
{
	const struct name *name = look_up(&disk->now, path);

	if (!name)
		return -ENOENT;
	return name->file < 0 ? -EISDIR : name->file;
}

bool sim_disk_is_folder(const char *path)
{
	const struct name *name = look_up(&disk->now, path);

	return name && name->file < 0;
}

int sim_disk_make_folder(const char *path)
{
	link_name(&disk->now, path, -1);
	link_name(&disk->safe, path, -1);
	return 0;
}

static int free_file(void)
{
	for (int i = 0; i < FILES; i++)
		if (!in_use(i))
			return i;
	return -ENOSPC;
}

/* All of it is safe as it is now. */
static void make_all_safe(struct file *file)
{
	while (file->ndirty > 0)
		file->dirty[file->whose[--file->ndirty]] = 0;
}

static void wipe(struct file *file)
{
	memset(file->now, 0, (size_t)file->high);
	make_all_safe(file);
	file->size = file->safe_size = file->high = 0;
}

struct making {
	const char *from, *to;
	int file;
};

static void make_now(void *user)
{
	const struct making *making = user;

	change_names(making->from, making->to, making->file);
}

int sim_disk_make(const char *path)
{
	struct making making = { "", path, free_file() };
	int error;

	if (look_up(&disk->now, path))
		return -EEXIST;
	if (making.file < 0 || disk->now.count == FILES || disk->safe.count == FILES)
		return -ENOSPC;
	wipe(&disk->files[making.file]);
	error = count_whole(make_now, &making);
	return error ? error : making.file;
}

int sim_disk_rename(const char *from, const char *to)
{
	struct making making = { from, to, sim_disk_find(from) };

	return making.file < 0 ? making.file : count_whole(make_now, &making);
}

int sim_disk_remove(const char *path)
{
	struct making making = { path, "", sim_disk_find(path) };

	return making.file < 0 ? making.file : count_whole(make_now, &making);
}

static void sync_folder_now(void *user)
{
	(void)user;
	while (disk->nchanges > 0)
		settle_one();
}

int sim_disk_sync_folder(const char *path)
{
	return sim_disk_is_folder(path) ? count_whole(sync_folder_now, NULL) : -ENOENT;
}

void sim_disk_list(const char *folder, void (*each)(void *user, const char *name), void *user)
{
	size_t len = strlen(folder);

	for (int i = 0; i < disk->now.count; i++) {
		const char *path = disk->now.at[i].path;

		if (strncmp(path, folder, len) == 0 && path[len] == '/' &&
		    !strchr(path + len + 1, '/'))
			each(user, path + len + 1);
	}
}

void sim_disk_hold(int file)
{
	held[file]++;
}

void sim_disk_let_go(int file)
{
	assert(held[file] > 0);
	held[file]--;
}

/* ---- files ----------------------------------------------------------------------------------- */

int64_t sim_disk_size(int file)
{
	return disk->files[file].size;
}

size_t sim_disk_read(int file, void *bytes, size_t len, int64_t offset)
{
	const struct file *from = &disk->files[file];
	int64_t rest = from->size > offset ? from->size - offset : 0;

	if ((int64_t)len > rest)
		len = (size_t)rest;
	memcpy(bytes, from->now + offset, len);
	return len;
}

static char *old_of(struct file *file, int64_t sector)
{
	return file->old + (int64_t)(file->dirty[sector] - 1) * SIM_SECTOR;
}

/* Before it is written to. */
static void make_dirty(struct file *file, int64_t sector)
{
	if (file->dirty[sector])
		return;
	file->whose[file->ndirty] = (uint32_t)sector;
	file->dirty[sector] = ++file->ndirty;
	memcpy(old_of(file, sector), file->now + sector * SIM_SECTOR, SIM_SECTOR);
}

static void make_safe(struct file *file, int64_t sector)
{
	int64_t from = sector * SIM_SECTOR;
	int64_t end = from + SIM_SECTOR < file->size ? from + SIM_SECTOR : file->size;
	uint32_t last = file->whose[file->ndirty - 1];

	memcpy(old_of(file, sector), old_of(file, last), SIM_SECTOR);
	file->whose[file->dirty[sector] - 1] = last;
	file->dirty[last] = file->dirty[sector];
	file->dirty[sector] = 0;
	file->ndirty--;
	if (end > file->safe_size)
		file->safe_size = end;
}

static void put(struct file *file, const void *bytes, size_t len, int64_t offset)
{
	int64_t end = offset + (int64_t)len;

	for (int64_t s = offset / SIM_SECTOR; s * SIM_SECTOR < end; s++)
		make_dirty(file, s);
	memcpy(file->now + offset, bytes, len);
	if (end > file->size)
		file->size = end;
	if (end > file->high)
		file->high = (end + SIM_SECTOR - 1) / SIM_SECTOR * SIM_SECTOR;
	/* The system writes some of it out when it likes, in any order. */
	if (len > 0 && sim_draw() % 4 == 0)
		make_safe(file, offset / SIM_SECTOR +
				(int64_t)(sim_draw() % (1 + (len - 1) / SIM_SECTOR)));
}

int sim_disk_write(int file, const void *bytes, size_t len, int64_t offset)
{
	struct file *to = &disk->files[file];
	int error;
	bool die = count_change(&error);

	if (!error && too_much(to, offset + (int64_t)len))
		error = -ENOSPC;
	if (die || error == -EIO)
		len = (size_t)(sim_draw() % (len + 1));
	if (error != -ENOSPC)
		put(to, bytes, len, offset);
	if (die)
		_exit(SIM_DIED);
	return error;
}

struct cut {
	struct file *file;
	int64_t size;
};

static void cut_now(void *user)
{
	const struct cut *cut = user;
	struct file *file = cut->file;

	for (int64_t s = cut->size / SIM_SECTOR;
	     cut->size < file->size && s * SIM_SECTOR < file->size; s++)
		make_dirty(file, s);
	if (cut->size < file->size)
		memset(file->now + cut->size, 0, (size_t)(file->size - cut->size));
	file->size = cut->size;
	if (file->size > file->high)
		file->high = (file->size + SIM_SECTOR - 1) / SIM_SECTOR * SIM_SECTOR;
}

int sim_disk_cut(int file, int64_t size)
{
	struct cut cut = { &disk->files[file], size };

	return too_much(cut.file, size) ? -ENOSPC : count_whole(cut_now, &cut);
}

static void sync_now(void *user)
{
	struct file *file = user;

	make_all_safe(file);
	file->safe_size = file->size;
}

int sim_disk_sync(int file)
{
	return count_whole(sync_now, &disk->files[file]);
}

/* ---- power and decay ------------------------------------------------------------------------ */

/* The parent's own chance: it is no process of the machine. */
static uint64_t mix(uint64_t *state)
{
	uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

static void lose_sector(struct file *file, int64_t sector, uint64_t draw)
{
	char *now = file->now + sector * SIM_SECTOR;
	const char *old = old_of(file, sector);
	size_t half = SIM_SECTOR / 2;

	switch (draw % 4) {
	case 0: memcpy(now + half, old + half, half); break;
	case 1: memcpy(now, old, half); break;
	case 2: break;
	default: memcpy(now, old, SIM_SECTOR);
	}
}

static void lose_file(struct file *file, uint64_t *chance)
{
	uint64_t all = mix(chance) % 4;                    /* 0: nothing gets through, 1: all */
	int64_t size = all == 0 ? file->safe_size : file->size;

	if (all > 1 && size != file->safe_size && mix(chance) % 2)
		size = file->safe_size;
	for (int64_t s = 0; file->ndirty > 0 && s * SIM_SECTOR < file->high; s++)
		if (file->dirty[s])
			lose_sector(file, s, all == 0 ? 3 : all == 1 ? 2 : mix(chance));
	make_all_safe(file);
	if (size < file->high)
		memset(file->now + size, 0, (size_t)(file->high - size));
	file->size = file->safe_size = size;
}

void sim_power_cut(uint64_t seed)
{
	uint64_t chance = seed;
	int kept = disk->nchanges > 0 ? (int)(mix(&chance) % ((uint64_t)disk->nchanges + 1)) : 0;

	for (int i = 0; i < kept; i++)
		settle_one();
	disk->nchanges = 0;
	disk->now = disk->safe;
	for (int i = 0; i < FILES; i++)
		if (in_use(i))
			lose_file(&disk->files[i], &chance);
}

bool sim_spoil(const char *path, uint64_t seed)
{
	uint64_t chance = seed;
	int number = sim_disk_find(path);
	struct file *file;

	if (number < 0)
		return false;
	file = &disk->files[number];
	if (file->size > 0 && mix(&chance) % 3 == 0)
		file->size = (int64_t)(mix(&chance) % (uint64_t)file->size);
	else if (file->size > 0)
		file->now[mix(&chance) % (uint64_t)file->size] ^= (char)(1 << mix(&chance) % 8);
	if (file->size < file->high)
		memset(file->now + file->size, 0, (size_t)(file->high - file->size));
	file->safe_size = file->size;
	make_all_safe(file);
	return true;
}
