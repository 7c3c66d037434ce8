/* What a pipeline is made of; for its own files only. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef NODE_PIPELINE_STATE_H
#define NODE_PIPELINE_STATE_H

#include <stdatomic.h>

#include "node/pipeline.h"

#define SALT_STORE 4096

/* Entries that wait for their commit, with the memory that they live in. */
struct batch {
	struct arena *arena;
	struct waiting *entries;
	uint32_t count, size;
	uint32_t published;
	uint32_t refusals;
	struct batch *next;
};
struct waiting {
	struct entry entry;
	pipeline_reply *reply; /* of the act itself; NULL for what it caused */
	void *user;
	uint32_t version;
};

/* An entry of a log that lives in memory. */
struct kept {
	struct str body;
	instant arrived;
};

/* A repeated key whose first use is not yet durable. */
struct late_reply {
	pipeline_reply *reply;
	void *user;
	struct outcome outcome;
};

struct pipeline {
	struct model *model;
	struct log *log;
	struct loop *loop;
	struct loop_wake *wake;
	struct loop_timer *timer;
	instant armed_for; /* what the timer waits for; 0: nothing */
	char *dir;
	bool demo_clock, memory;
	instant now; /* demo clock */
	struct batch *first, *last, *spare;
	uint32_t nspare;
	struct late_reply *late;
	uint32_t nlate, late_size;
	struct log_entry *group; /* of the cascade being made */
	uint32_t ngroup, group_size;
	struct log_veil *veils; /* that belong to the group */
	uint32_t nveils, veils_size;
	const struct log_head *heads; /* likewise */
	uint32_t nheads;
	struct log_reader *reader; /* of what is committed; NULL: not needed yet */
	/* what arrives is not answered yet: this site is new, and its own chains are under way */
	bool deferred;
	pipeline_publish *publish;
	void *publish_user;
	pipeline_forward *forward;
	void *forward_user;
	pipeline_committed *on_commit;
	void *commit_user;
	uint64_t told_pos; /* on_commit was told of everything up to here */
	uint64_t made_pos; /* of the last entry that was written here; 0: none since the start */
	struct buf body;
	struct kept *kept; /* memory only */
	uint64_t nkept, kept_size;
	struct log_veil *hidden; /* memory only */
	uint32_t nhidden, hidden_size;
	_Atomic uint64_t committed;
	_Atomic int failure;
	uint32_t snapshot_every;
	uint64_t snapshot_pos;
	struct thread *snapshot_thread;
	_Atomic bool snapshot_done;
	uint8_t salts[SALT_STORE];
	uint32_t salt_at;
	instant sweep_at; /* when to look again whom to forget; 0: at once */
	char fault[256];
	uint64_t nfaults;
};

/* pipeline_batch.c */
struct batch *pipeline_batch(struct pipeline *pipeline);   /* where the next entries belong */
void pipeline_batch_close(struct pipeline *pipeline);      /* the first, all of it published */
void pipeline_batch_free(struct batch *batch);             /* and those behind it */

/* pipeline.c: for what arrives from other nodes */
/* Frees what an entry that was not accepted has left, if it can. */
void pipeline_drop_refused(struct pipeline *pipeline, struct batch *batch);
/* Into the open group, and into the batch that is told of when it is durable. */
void pipeline_queue(struct pipeline *pipeline, const struct log_entry *logged);
void pipeline_await(struct batch *batch, const struct waiting *waiting);
/* What was decided: stamped, applied and put into the open group; `reply` when it is durable. */
const struct refusal *pipeline_accept(struct pipeline *pipeline, struct batch *batch,
				      const struct request *request, struct entry *entry,
				      pipeline_reply *reply, void *user);
/* An act of the system and all that follows from it. */
void pipeline_propose(struct pipeline *pipeline, struct batch *batch,
		      const struct request *request, instant now);
/* All that follows from an entry that has just been applied. */
void pipeline_cascade(struct pipeline *pipeline, struct batch *batch, struct entry *entry,
		      instant now);
void pipeline_append(struct pipeline *pipeline);           /* the group, whole */
bool pipeline_has_room(const struct pipeline *pipeline);
instant pipeline_clock(const struct pipeline *pipeline);   /* whatever entries say */
void pipeline_lapse_due(struct pipeline *pipeline, instant now);
void pipeline_turn(struct pipeline *pipeline);             /* after each call from outside */
/* The state anew if it has to be: once the group is on the disk. */
void pipeline_look_again(struct pipeline *pipeline);
/* The state anew, with all takeovers known from the start. */
bool pipeline_fold_again(struct pipeline *pipeline);

#endif
