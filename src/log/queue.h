/* What waits for the disk, in whole groups: entries with their texts, veils, heads. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LOG_QUEUE_H
#define LOG_QUEUE_H

#include "log/log.h"

enum queue_what {
	QUEUE_MADE,                                        /* an entry; bytes: its body */
	QUEUE_ARRIVED,                                     /* queue_place, then the body */
	QUEUE_VEIL,                                        /* log_veil */
	QUEUE_HEAD,                                        /* log_head */
};
struct queue_item {
	enum queue_what what;
	code origin;
	uint64_t seq;
	instant time;
	uint32_t len;                                      /* of its bytes */
	bool last;                                         /* of its group */
	bool lifts;                                        /* the veil of its number */
	uint32_t secret;                                   /* place among them plus 1; 0: none */
};
/* Of an entry that another node wrote. */
struct queue_place {
	instant arrived;
	struct hash link;
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
void queue_add(struct queue *queue, const struct log_entry *entry, bool lifts);
void queue_add_veil(struct queue *queue, const struct log_veil *veil);
void queue_add_head(struct queue *queue, const struct log_head *head);
void queue_end_group(struct queue *queue);                 /* what was added belongs together */
void queue_clear(struct queue *queue);
/* Index behind the groups from `from` on that fit into `limit` items; at least one group. */
uint32_t queue_batch_end(const struct queue *queue, uint32_t from, uint32_t limit);

#endif
