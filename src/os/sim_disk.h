/* The simulated disk: files as programs see them, and what of them would outlive a power cut. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef OS_SIM_DISK_H
#define OS_SIM_DISK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "os/sim.h"

#define SIM_PATH 256
#define SIM_SECTOR 512

/* What a forked child shares with its parent besides the files. */
struct sim_machine {
	int64_t set_ms;                                    /* its wall clock, less time itself */
	struct sim_plan plan;
	uint64_t changes;
};
struct sim_machine *sim_disk_machine(void);
int64_t *sim_disk_time_ns(void);                           /* of all machines */

/* The number of a file, to work with it while it has no name any more; or a negative errno. */
int sim_disk_find(const char *path);
int sim_disk_make(const char *path);                       /* existing: -EEXIST */
bool sim_disk_is_folder(const char *path);
int sim_disk_make_folder(const char *path);                /* at once durable */
int sim_disk_rename(const char *from, const char *to);
int sim_disk_remove(const char *path);
int sim_disk_sync_folder(const char *path);
void sim_disk_list(const char *folder, void (*each)(void *user, const char *name), void *user);
void sim_disk_hold(int file);                              /* open in this process: not reused */
void sim_disk_let_go(int file);

int64_t sim_disk_size(int file);
size_t sim_disk_read(int file, void *bytes, size_t len, int64_t offset);
int sim_disk_write(int file, const void *bytes, size_t len, int64_t offset);
int sim_disk_cut(int file, int64_t size);
int sim_disk_sync(int file);

/* sim_vfs.c: SQLite's files on this disk. */
const char *sim_vfs_name(void);

/* sim_thread.c: lets another thread run, by chance; and the sleep of one. */
void sim_thread_maybe(void);
void sim_thread_sleep(int64_t ns);

#endif
