/* A node on the small event for tests that let it die: a short day's work, sent act by act. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_LIB_NODEKIT_H
#define TESTS_LIB_NODEKIT_H

#include "base/hash.h"
#include "lib/logkit.h"
#include "node/pipeline.h"

/* A folder with the log of tests/cases/worlds/small.world; to be copied, it takes a while. */
void nodekit_make(char ret_dir[LOGKIT_PATH]);
void nodekit_copy(const char *from, char ret_dir[LOGKIT_PATH]); /* a folder of its own */

/* The acts of the work, each with a key of its own, in order: later ones are about earlier ones. */
#define NODEKIT_ACTS 10
/* What was answered; may lie in memory that a parent shares. */
struct nodekit_answers {
	struct {
		bool done;
		struct ident entry, record;
		uint64_t pos;
		char refused[32];
	} at[NODEKIT_ACTS];
};
struct nodekit {
	struct pipeline *pipeline;
	struct nodekit_answers *answers;
};
/* Opens at the clock of the log; a refusal is returned. */
enum log_error nodekit_open(struct nodekit *kit, const char *dir, struct nodekit_answers *answers);
/* Sends acts from..to, each with its key, without waiting for their answers. */
void nodekit_send(struct nodekit *kit, uint32_t from, uint32_t to);

/* The digest of the log's state; ends the program when the log is not sound. */
struct hash nodekit_digest(const char *dir, bool snapshots);
/* Ends the program unless every act that was answered is in the log where it was said to be. */
void nodekit_check(const char *dir, const struct nodekit_answers *answers);

#endif
