/* Rebuilds the state from the log: from a good snapshot if there is one, else from the start. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef NODE_FOLD_H
#define NODE_FOLD_H

#include "log/log.h"
#include "model/entry.h"

/*
 * Folds up to position `until` (UINT64_MAX: all that is committed), checking every hash and link
 * on the way and opening what is sealed and not forgotten since. NULL: *ret_fault says which
 * entry does not hold, or what the log said.
 */
struct model *fold_model(const char *dir, uint64_t until, bool use_snapshots,
			 struct str *ret_fault);
/* The same with its error: LOG_DAMAGED for an entry that does not hold, else the log's own. */
enum log_error fold_state(const char *dir, uint64_t until, bool use_snapshots, struct model **ret,
			  struct str *ret_fault);
/* All of the log without snapshots, with the takeovers that `from` knows known from the start. */
enum log_error fold_foreseen(const char *dir, const struct model *from, struct model **ret,
			     struct str *ret_fault);
/* Writes the snapshot of the committed state beside the log, and thins out old ones. */
bool fold_snapshot(const char *dir);
/* Position of the newest snapshot file; 0: none. */
uint64_t fold_newest(const char *dir, uint64_t until);

#endif
