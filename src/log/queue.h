/* Entries that wait for the disk, in whole groups, with their texts. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LOG_QUEUE_H
#define LOG_QUEUE_H

#include "log/log.h"

struct queue_item {
	code origin;
	uint64_t seq;
	instant time;
	uint32_t len;                                      /* of the body, behind those before it */
	bool last;                                         /* of its group */
	uint32_t secret;                                   /* place among them plus 1; 0: none */
};
struct queue {
	struct queue_item *items;
	uint32_t count;
	uint32_t capacity;
	char *bytes;
	size_t used;
	size_t size;
	struct log_secret *secrets;
	uint32_t nsecrets;
	uint32_t secrets_size;
};

void queue_release(struct queue *queue);                   /* a zeroed queue is an empty one */
void queue_add(struct queue *queue, const struct log_entry *entry, bool last);
void queue_clear(struct queue *queue);
/* Index behind the groups from `from` on that fit into `limit` items; at least one group. */
uint32_t queue_batch_end(const struct queue *queue, uint32_t from, uint32_t limit);

#endif
