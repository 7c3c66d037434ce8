/* Another node, for tests of the log: what it wrote, to be taken in full or by hash alone. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_LIB_LOGPEER_H
#define TESTS_LIB_LOGPEER_H

#include "lib/logkit.h"
#include "log/key.h"

#define LOGPEER_ARRIVED INT64_C(1643940000000)             /* when everything of a peer comes */

struct logpeer {
	code origin;                                       /* "hb" */
	struct key key;
	uint32_t count;
	struct log_veil *links;                            /* of the numbers 1 to count */
	uint32_t body_bytes;                               /* of each; see logkit_body */
};
void logpeer_init(struct logpeer *peer, uint32_t count, uint32_t body_bytes);
void logpeer_release(struct logpeer *peer);

struct log_head logpeer_head(const struct logpeer *peer, uint64_t seq);

/* A group: numbers from..to, each veil_every-th veiled, then `made` entries of "nat" made here. */
struct logpeer_group {
	uint64_t from, to;
	uint64_t veil_every;                               /* 0: none */
	uint32_t made;
	bool head;                                         /* that of the last number */
	const struct log_secret *secret;                   /* comes with the last entry taken */
};
/* The answer of log_take. */
bool logpeer_take(const struct logpeer *peer, struct logkit *kit,
		  const struct logpeer_group *group);
code logpeer_made(void);                                   /* "nat" */

#endif
