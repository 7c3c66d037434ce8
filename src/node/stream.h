/* The live event stream: each committed entry, encoded once, to all within whose reach it is. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef NODE_STREAM_H
#define NODE_STREAM_H

#include "node/http.h"

/*
 * One ring of encoded events for all streams; a stream is a place in it and a post. What falls out
 * of the ring (LIMIT_STREAM_RING, LIMIT_STREAM_RING_BYTES) before a stream has sent it ends that
 * stream with "resync": nothing is ever kept for one reader alone.
 */
struct stream_hub;
struct stream_hub *stream_create(struct node *node);
void stream_destroy(struct stream_hub *hub);               /* NULL is fine; ends what is open */
void stream_publish(struct stream_hub *hub, const struct entry *entry,
		    const struct record *record);
/* After each turn: wakes the streams that have something to send. */
void stream_turn(struct stream_hub *hub);
/* The time has changed its pace: everybody hears of it now. */
void stream_beat_all(struct stream_hub *hub);
void stream_end_all(struct stream_hub *hub);           /* tells them to come again, and ends them */
/* Ends the streams of a session or token that is no more. */
void stream_end_of(struct stream_hub *hub, const struct hash *id);

void stream_open(struct call *call);                       /* GET /api/v1/stream */
uint32_t stream_count(const struct stream_hub *hub);
uint64_t stream_sent(const struct stream_hub *hub);

#endif
