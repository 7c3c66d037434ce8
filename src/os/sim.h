/* The simulated machine that programs of tests/sim run on: its clocks, chance, disk and threads. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef OS_SIM_H
#define OS_SIM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/instant.h"

/*
 * The sim*.c of this room give what real.c, thread.c and loop.c give, but for what waits for the
 * world outside (loop_run, descriptors, signals); a program links either. The clocks and the disk
 * lie in memory that a forked child shares with its parent: so a child is a process that can really
 * die on this machine, and the parent starts the next one. What belongs to a process (threads,
 * locks, open files, chance) dies with it. All of it follows from seeds: only one thread runs at a
 * time, and who runs next is drawn.
 */

/* A fresh machine: an empty disk, the wall clock at `now`; number 0 begins time anew, too. */
void sim_power_on(instant now);
/*
 * There can be several: each has a disk, a plan of what goes wrong and a wall clock of its own, and
 * time passes on all alike. What follows is about the one that was chosen last, 0 at first; a child
 * keeps its parent's choice.
 */
#define SIM_MACHINES 1024
void sim_use(uint32_t machine);
/* A process begins on it; everything random in it follows from the seed. By the child, first. */
void sim_boot(uint64_t seed);

void sim_pass(int64_t ms);                                 /* time passes */
/*
 * From now on time passes for this process alone, as it is told: so several can be at work at once,
 * each at its own moment. It never runs back.
 */
void sim_own_time(void);
void sim_at(int64_t monotonic_ns);
void sim_step(int64_t ms);                                 /* somebody sets the wall clock */

/* Counted are changes of the disk: write, cut, sync of a file or folder, make, rename, remove. */
#define SIM_DIED 137                    /* exit code of who dies by die_at */
struct sim_plan {
	uint64_t die_at;        /* the process dies in this change, half done maybe; 0: never */
	uint64_t fail_at;       /* this one fails; 0: none */
	bool fail_on;           /* and so do all behind it */
	uint64_t disk_bytes;    /* the disk is full when all files hold so much; 0: endless */
};
void sim_plan(const struct sim_plan *plan);     /* NULL: nothing happens; counts from 0 */
uint64_t sim_changes(void);                                /* since the plan was set */
uint64_t sim_disk_used(void);
/*
 * Each sector written since its file was last synced is there, or not, or half; a folder's changes
 * since its last sync are there up to some one of them. When no process runs.
 */
void sim_power_cut(uint64_t seed);
/* Spoils a file: a few bytes changed, or its end missing. False: there is no such file. */
bool sim_spoil(const char *path, uint64_t seed);

/* The other threads run until each of them waits for something. */
void sim_rest(void);
struct loop;
int64_t sim_next_ns(const struct loop *loop);              /* of its timers; INT64_MAX: none */
bool sim_turn(struct loop *loop);                          /* one turn; false: nothing was to do */

/* A number from the process's own chance. */
uint64_t sim_draw(void);

#endif
