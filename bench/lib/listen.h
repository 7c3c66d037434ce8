/* Thousands of readers of an event stream, who count what they get and notice what is missing. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BENCH_LISTEN_H
#define BENCH_LISTEN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

/* Called for each entry that a reader gets. */
typedef void listen_each(void *user, uint64_t id);

struct listen;
/* Opens the streams with this request, and returns when each has been answered. */
struct listen *listen_open(uint16_t port, struct str request, uint32_t streams, listen_each *each,
			   void *user);
void listen_close(struct listen *listen);
/* Reads what comes for at most so long. */
void listen_turn(struct listen *listen, int ms);

uint64_t listen_entries(const struct listen *listen);      /* that came, on all streams */
uint64_t listen_bytes(const struct listen *listen);        /* of events */
uint64_t listen_writes(const struct listen *listen);       /* of the server that held entries */
/* Streams that ended, were told to fetch anew, or missed an entry between two others. */
uint32_t listen_lost(const struct listen *listen);
/* The newest entry that every stream has; false: one of them has none yet. */
bool listen_have(const struct listen *listen, uint64_t *ret_id);

#endif
