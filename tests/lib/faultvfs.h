/* A disk for tests that fails when told to, loses its power, and knows who has written to it. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_LIB_FAULTVFS_H
#define TESTS_LIB_FAULTVFS_H

#include <stdbool.h>
#include <stdint.h>

/*
 * An SQLite VFS over the real one; once installed it is the default, so that a program opens its
 * databases through it without knowing. Every operation is counted from the last plan on.
 */
enum faultvfs_op {
	FAULTVFS_WRITE = 1,
	FAULTVFS_SYNC = 2,
	FAULTVFS_TRUNCATE = 4,
	FAULTVFS_READ = 8,
	FAULTVFS_SHARED = 16,           /* growing the memory that connections share */
};
struct faultvfs_plan {
	uint32_t ops;                   /* which of them count and may fail */
	uint64_t nth;                   /* this one fails; 0: none */
	int code;                       /* with this SQLite code */
	bool forever;                   /* and so do all behind it */
	bool torn;                      /* a failing write still writes its first half */
	bool read_only;                 /* files can be opened for reading only */
	uint64_t disk_bytes;            /* the disk is full when files hold so much; 0: endless */
	bool kill;                      /* instead of failing the process ends as by kill -9 */
	bool keep_undo;                 /* remember what is not synced, for faultvfs_power_cut */
};

void faultvfs_install(void);
void faultvfs_remove(void);
void faultvfs_set(const struct faultvfs_plan *plan);       /* NULL: nothing fails */
void faultvfs_stall(bool on);                              /* while on, every sync waits */
uint64_t faultvfs_count(uint32_t ops);                     /* since the plan was set */
bool faultvfs_fired(void);                                 /* the planned failure has happened */
/* How many open files whose name ends so were written, synced or truncated since the plan. */
uint32_t faultvfs_writers(const char *ending);
/*
 * Makes the files what a disk may hold after a power cut: each 512-byte sector written since its
 * file was last synced is there or not, by the seed. To be called when nobody has them open.
 */
void faultvfs_power_cut(uint64_t seed);

#endif
