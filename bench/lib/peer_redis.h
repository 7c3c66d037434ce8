/* Redis beside our live layer: positions put in and nearest members asked, pipelined. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BENCH_PEER_REDIS_H
#define BENCH_PEER_REDIS_H

#include <stdint.h>
#include <sys/types.h>

#include "base/buf.h"

/* Debian's redis-server on a free port, keeping nothing; ends the program if it is not there. */
struct peer_redis {
	pid_t pid;
	int fd;
};
void peer_redis_start(struct peer_redis *redis);
void peer_redis_end(struct peer_redis *redis);
/* Appends a command of that many words to a pipeline. */
void peer_redis_put(struct buf *pipeline, uint32_t words, const char *const *word);
/* Sends it all, waits for that many answers (numbers, or lists of texts), and empties it. */
void peer_redis_run(struct peer_redis *redis, struct buf *pipeline, uint32_t answers);

#endif
