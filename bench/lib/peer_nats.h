/* A bare pair of NATS clients on the brokers of two sites, as our nodes are: TLS, own names. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BENCH_PEER_NATS_H
#define BENCH_PEER_NATS_H

#include <stdint.h>

#include "bench/lib/peer.h"

/* The nodes of both sites must not run: the pair speaks under their names. */
struct peer_nats {
	const char *dir;                                   /* of tools/tiers.sh */
	const char *from, *to;                             /* sites */
	uint16_t from_port, to_port;                       /* of their brokers */
};
struct peer_pair;
struct peer_pair *peer_pair_open(const struct peer_nats *options);
void peer_pair_close(struct peer_pair *pair);

/* One message of `bytes`, until the listener has committed a row for it. */
int64_t peer_pair_commit_ns(struct peer_pair *pair, uint32_t bytes, struct peer_store *store);
/* Rows of `bytes` each, so many in a message, none waited for, until the last has come … */
struct peer_move {
	uint64_t rows;
	uint32_t bytes;
	uint32_t together;
	struct peer_store *store;                          /* … and is committed; NULL: come */
	uint32_t batch;                                    /* rows that a commit takes at least */
};
int64_t peer_pair_move_ns(struct peer_pair *pair, const struct peer_move *move);

#endif
