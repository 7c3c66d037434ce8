/* Entries that wait for the disk: two such queues take turns, so nothing is allocated per entry. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "log/queue.h"

#include <assert.h>

#include "base/mem.h"

#define FIRST_BYTES 65536
#define KEPT_BYTES (4 * 1024 * 1024)    /* what a burst needed beyond this is given back */

void queue_release(struct queue *queue)
{
	heap_free(queue->items);
	heap_free(queue->bytes);
	*queue = (struct queue){ 0 };
}

static void make_room(struct queue *queue, size_t more)
{
	size_t size = queue->size ? queue->size : FIRST_BYTES;

	while (size - queue->used < more)
		size *= 2;
	if (size != queue->size)
		queue->bytes = heap_grow(queue->bytes, queue->size, size);
	queue->size = size;
}

void queue_add(struct queue *queue, const struct log_entry *entry, bool last)
{
	HEAP_ROOM(queue->items, queue->count, queue->capacity);
	make_room(queue, entry->body.len);
	memcpy(queue->bytes + queue->used, entry->body.at, entry->body.len);
	queue->used += entry->body.len;
	queue->items[queue->count++] = (struct queue_item){
		.origin = entry->origin,
		.seq = entry->seq,
		.time = entry->time,
		.len = entry->body.len,
		.last = last,
	};
}

void queue_clear(struct queue *queue)
{
	queue->count = 0;
	queue->used = 0;
	if (queue->size > KEPT_BYTES)
		queue_release(queue);
}

uint32_t queue_batch_end(const struct queue *queue, uint32_t from, uint32_t limit)
{
	uint32_t end = from;

	assert(from < queue->count && queue->items[queue->count - 1].last);
	for (uint32_t i = from; i < queue->count && (end == from || i - from < limit); i++) {
		if (queue->items[i].last)
			end = i + 1;
	}
	return end;
}
