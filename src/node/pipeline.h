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
	code site;                                         /* 0: a single machine */
};
/* Opens the log, loads the newest good snapshot, folds the rest. */
enum log_error pipeline_open(const struct pipeline_options *options, struct pipeline **ret,
			     struct str *ret_fault);
enum log_error pipeline_close(struct pipeline *pipeline);

/* ---- what another node wrote (docs/mesh.md) -------------------------------------------------- */

/* One number of an origin's chain, its place in it checked by the caller. */
struct arrival {
	uint64_t seq;
	struct hash hash, link;
	struct str body;                                   /* absent: not for this node */
	uint32_t nth;                                      /* entries of its record before it */
	const struct log_secret *secret;
	/* of a log that is repeated: when it came to lie there; nth is what lies here then */
	instant at;
};
enum taken {
	TAKEN,                                             /* queued for the disk */
	TAKEN_WAIT,                                        /* for another origin's entry */
	TAKEN_PAST,                                        /* the record's earlier entries first */
	TAKEN_REFUSED,                                     /* *ret_why names it */
	TAKEN_BUSY,
};
/*
 * Takes one number after the other and stops at the first that cannot be taken; *ret_count says
 * how many were. Each applied entry is committed together with what it causes here. A head that
 * covers the last is kept with it.
 */
enum taken pipeline_take(struct pipeline *pipeline, code origin, const struct arrival *arrivals,
			 uint32_t count, const struct log_head *head, uint32_t *ret_count,
			 const struct refusal **ret_why);
/* Earlier entries of a record that were known by hash alone; their hashes are checked here. */
enum taken pipeline_take_past(struct pipeline *pipeline, struct ident record,
			      const struct ident *entries, const struct arrival *arrivals,
			      uint32_t count, const struct refusal **ret_why);
/*
 * A follower's next row of the log that it repeats: what was answered was answered there. The link
 * of a number that is here already is not looked at. Close them with the heads that came along.
 */
enum taken pipeline_take_row(struct pipeline *pipeline, code origin, const struct arrival *row,
			     const struct refusal **ret_why);
void pipeline_close_rows(struct pipeline *pipeline, const struct log_head *heads, uint32_t count);
/* From now on each commit signs the ends of the chains that it wrote to. */
void pipeline_sign_commits(struct pipeline *pipeline);
/*
 * Called when entries are durable, both ends included; `made`: some of them were written here, and
 * the mesh pushes these.
 */
typedef void pipeline_committed(void *user, uint64_t from_pos, uint64_t to_pos, bool made);
void pipeline_on_commit(struct pipeline *pipeline, pipeline_committed *committed, void *user);
/* An act on a record that another site writes: who asks goes on with the answer. */
typedef bool pipeline_forward(void *user, const struct request *request, code site,
			      pipeline_reply *reply, void *reply_user);
void pipeline_on_foreign(struct pipeline *pipeline, pipeline_forward *forward, void *user);
/* The node is that site from now on: founded or joined while it runs. */
void pipeline_be(struct pipeline *pipeline, code site);

const struct model *pipeline_model(const struct pipeline *pipeline);
/* The request's texts need to live only during the call. */
void pipeline_submit(struct pipeline *pipeline, const struct request *request,
		     pipeline_reply *reply, void *user);
/*
 * Acts that stand or fall together, in their order, each with a key or none. All are tried first
 * on a state that begins as this one (model_over). If one is refused nothing is done, every outcome
 * says whether and why, and a refusal is returned, as it is when they are too much for one commit.
 * NULL: they are one commit; `reply` is called once, behind it, for the last; without one they are
 * only tried. No clock lapses between them. What refusals say lies in the arena.
 */
const struct refusal *pipeline_import(struct pipeline *pipeline, struct arena *arena,
				      const struct request *requests, uint32_t count,
				      struct outcome *ret, pipeline_reply *reply, void *user);
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
 * What a reaction proposed and the checks refused for a reason that is a fault of a table, or that
 * one act caused more than LIMIT_CASCADE others; absent if there was none. The act that caused it
 * stands. And how many there have been since the start.
 */
struct str pipeline_fault(const struct pipeline *pipeline);
uint64_t pipeline_faults(const struct pipeline *pipeline);
const struct log *pipeline_log(const struct pipeline *pipeline);
const char *pipeline_dir(const struct pipeline *pipeline);

/* Memory only: folds the bodies into a fresh state; false if its digest differs. */
bool pipeline_refold(struct pipeline *pipeline);
/* Memory only: the body of the entry at pos (1 …), absent beyond the end. */
struct str pipeline_body(const struct pipeline *pipeline, uint64_t pos);

/* A model of another moment, folded from a snapshot and the log; any thread. NULL: log error. */
struct model *pipeline_model_at(const char *dir, instant at, uint64_t *ret_pos);

#endif
