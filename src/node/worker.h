/* Hands for what the state thread must not wait for: passwords, the past, files, the index. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef NODE_WORKER_H
#define NODE_WORKER_H

#include <stdbool.h>
#include <stdint.h>

#include "os/loop.h"

/*
 * Jobs of one lane run one at a time and in order, so that what belongs to a lane (a database
 * connection, the memory that a password hash takes) needs no lock. Jobs of LANE_FREE run anyhow.
 */
enum worker_lane { LANE_FREE, LANE_AUTH, LANE_PASSWORD, LANE_SEARCH, LANE_PAST, LANE_COUNT };

/* The first member of a larger struct; its owner keeps it until `done` has been called. */
struct worker_job {
	enum worker_lane lane;
	void (*run)(struct worker_job *job);               /* on a worker thread */
	void (*done)(struct worker_job *job);              /* on the loop's thread, after that */
	struct worker_job *next;
};

struct workers;
struct workers *worker_create(struct loop *loop, uint32_t threads);
/* Waits for all that was submitted, gives it back, ends the threads. NULL is fine. */
void worker_destroy(struct workers *workers);
/* False: the queue or the lane is full, and the job was not taken. Loop's thread only. */
bool worker_submit(struct workers *workers, struct worker_job *job);
/* Blocks until nothing is queued or running and every `done` has been called. */
void worker_settle(struct workers *workers);
uint32_t worker_waiting(const struct workers *workers);    /* submitted and not done */

#endif
