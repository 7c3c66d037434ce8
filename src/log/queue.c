/* Entries that wait for the disk: two such queues take turns, so nothing is allocated per entry. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "log/queue.h"

#include <assert.h>

#include "base/mem.h"
#include "base/seal.h"

#define FIRST_BYTES 65536
#define KEPT_BYTES (4 * 1024 * 1024)    /* what a burst needed beyond this is given back */

static void wipe_secrets(struct queue *queue)
{
	if (queue->nsecrets > 0)
		seal_wipe(queue->secrets, queue->nsecrets * sizeof *queue->secrets);
	queue->nsecrets = 0;
}

void queue_release(struct queue *queue)
{
	wipe_secrets(queue);
	heap_free(queue->items);
	heap_free(queue->bytes);
	heap_free(queue->secrets);
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

static uint32_t add_secret(struct queue *queue, const struct log_secret *secret)
{
	if (!secret)
		return 0;
	HEAP_ROOM(queue->secrets, queue->nsecrets, queue->secrets_size);
	queue->secrets[queue->nsecrets] = *secret;
	return ++queue->nsecrets;
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
		.secret = add_secret(queue, entry->secret),
	};
}

void queue_clear(struct queue *queue)
{
	queue->count = 0;
	queue->used = 0;
	wipe_secrets(queue);
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
