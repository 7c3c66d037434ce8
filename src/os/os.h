/* The only door to the operating system: time, chance, files. A second body serves simulation. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef OS_OS_H
#define OS_OS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/instant.h"
#include "base/str.h"

/* real.c and sim.c both give these; a program links one of them. */
instant os_now(void);                                      /* wall clock, shifted */
/* For drills: the wall clock is read so much later, or earlier, from now on. Once, at the start. */
void os_shift_clock(int64_t ms);
int64_t os_monotonic_ns(void);
int64_t os_cpu_ns(void);                                   /* CPU time of the process */
void os_random(void *bytes, size_t len);

/* Errors are negative errno values, as in the kernel; 0 or more is success. */
int os_mkdir(const char *path);                            /* mode 0700; existing is success */
/* Appends the whole file, or nothing: -EFBIG when it is over the limit of the buf. */
int os_read_file(const char *path, struct buf *ret);
/*
 * The bytes of a file as they lie on the disk, without a copy, until they are given back. It may
 * be removed meanwhile; whoever cuts it off ends this process. -EIO: not all of it can be read.
 */
struct os_map;
int os_map_file(const char *path, size_t limit, struct os_map **ret);
struct str os_map_bytes(const struct os_map *map);
void os_unmap(struct os_map *map);                         /* NULL is fine */
/* Writes a new file beside, syncs it, renames it over, syncs the folder. */
int os_write_file(const char *path, struct str bytes, bool secret);
int os_remove(const char *path);
int64_t os_file_size(const char *path);
int os_list(const char *path, void (*each)(void *user, const char *name), void *user);
int os_copy_file(const char *from, const char *to);        /* as os_write_file; keeps the mode */
int os_disk_free(const char *path, uint64_t *ret_bytes);
const char *os_error_text(int negative_errno);             /* "zh / en" */

/* A lock on a folder (its file "lock"), ends with the process. -EWOULDBLOCK: somebody has it. */
struct os_lock;
int os_lock_take(const char *path, struct os_lock **ret);
void os_lock_release(struct os_lock *lock);                /* NULL is fine */

/* The name of the SQLite VFS to open databases with; NULL is SQLite's own. */
const char *os_sqlite_vfs(void);

#endif
