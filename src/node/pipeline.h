/* The way of a command: receive, decode, check, stamp, apply, append, sync, publish, reply. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef NODE_PIPELINE_H
#define NODE_PIPELINE_H

#include "log/log.h"
#include "model/entry.h"
#include "os/loop.h"

struct pipeline;

/* What became of a request; given exactly once, after the commit that holds it, or at a refusal. */
struct outcome {
	struct refused refused;                            /* why NULL: done and durable */
	/* the key had been used for the same act */
	bool replayed;
	struct ident entry;
	struct ident record;
	uint32_t version;
	uint64_t pos;
};
typedef void pipeline_reply(void *user, const struct outcome *outcome);

/* An entry that is now durable; the record is in the state, maybe already newer. */
typedef void pipeline_publish(void *user, const struct entry *entry, const struct record *record);

struct pipeline_options {
	const char *dir;
	/* NULL: the owner turns it by pipeline_settle */
	struct loop *loop;
	bool demo_clock;                                   /* time is given by pipeline_set_now */
	uint32_t snapshot_every;                           /* entries; 0: never */
	/* no disk: bodies are kept in memory, for cases and drills */
	bool memory;
};
/* Opens the log, loads the newest good snapshot, folds the rest. */
enum log_error pipeline_open(const struct pipeline_options *options, struct pipeline **ret,
			     struct str *ret_fault);
enum log_error pipeline_close(struct pipeline *pipeline);

const struct model *pipeline_model(const struct pipeline *pipeline);
/* The request's texts need to live only during the call. */
void pipeline_submit(struct pipeline *pipeline, const struct request *request,
		     pipeline_reply *reply, void *user);
/* While held, a commit begins at pipeline_go: the acts of one turn of the loop share it. */
void pipeline_hold(struct pipeline *pipeline, bool held);
void pipeline_go(struct pipeline *pipeline);
void pipeline_subscribe(struct pipeline *pipeline, pipeline_publish *publish, void *user);

instant pipeline_now(const struct pipeline *pipeline);     /* as the next entry would be stamped */
/* demo clock only; lapses what is due */
void pipeline_set_now(struct pipeline *pipeline, instant now);
/* Blocks until everything submitted is durable and its replies are given. */
void pipeline_settle(struct pipeline *pipeline);
/*
 * What a reaction proposed and the checks refused for a reason that is a fault of a table; absent
 * if there was none. The act that caused it stands.
 */
struct str pipeline_fault(const struct pipeline *pipeline);
const struct log *pipeline_log(const struct pipeline *pipeline);
const char *pipeline_dir(const struct pipeline *pipeline);

/* Memory only: folds the bodies into a fresh state; false if its digest differs. */
bool pipeline_refold(struct pipeline *pipeline);
/* Memory only: the body of the entry at pos (1 …), absent beyond the end. */
struct str pipeline_body(const struct pipeline *pipeline, uint64_t pos);

/* A model of another moment, folded from a snapshot and the log; any thread. NULL: log error. */
struct model *pipeline_model_at(const char *dir, instant at, uint64_t *ret_pos);

#endif
