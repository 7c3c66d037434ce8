/* What waits for the disk: two such queues take turns, so nothing is allocated per entry. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "log/queue.h"

#include <assert.h>

#include "base/mem.h"
#include "base/seal.h"

#define FIRST_BYTES 65536
#define KEPT_BYTES (4 * 1024 * 1024)    /* what a burst needed beyond this is given back … */
#define BURST_SHARE 8                   /* … when it is over: no more than 1 / so much is used */

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

static struct queue_item *add_item(struct queue *queue, enum queue_what what, code origin,
				   uint64_t seq)
{
	struct queue_item *item;

	HEAP_ROOM(queue->items, queue->count, queue->capacity);
	item = &queue->items[queue->count++];
	*item = (struct queue_item){ .what = what, .origin = origin, .seq = seq };
	return item;
}

static void add_bytes(struct queue *queue, struct queue_item *item, const void *bytes, uint32_t len)
{
	make_room(queue, len);
	memcpy(queue->bytes + queue->used, bytes, len);
	queue->used += len;
	item->len += len;
}

void queue_add(struct queue *queue, const struct log_entry *entry, bool lifts)
{
	struct queue_item *item = add_item(queue, entry->link ? QUEUE_ARRIVED : QUEUE_MADE,
					   entry->origin, entry->seq);

	item->time = entry->time;
	item->lifts = lifts;
	item->secret = add_secret(queue, entry->secret);
	if (entry->link) {
		struct queue_place place = { entry->arrived, *entry->link };

		add_bytes(queue, item, &place, sizeof place);
	}
	add_bytes(queue, item, entry->body.at, entry->body.len);
}

void queue_add_veil(struct queue *queue, const struct log_veil *veil)
{
	struct queue_item *item = add_item(queue, QUEUE_VEIL, veil->origin, veil->seq);

	add_bytes(queue, item, veil, sizeof *veil);
}

void queue_add_head(struct queue *queue, const struct log_head *head)
{
	struct queue_item *item = add_item(queue, QUEUE_HEAD, head->origin, head->seq);

	add_bytes(queue, item, head, sizeof *head);
}

void queue_end_group(struct queue *queue)
{
	queue->items[queue->count - 1].last = true;
}

void queue_clear(struct queue *queue)
{
	bool over = queue->size > KEPT_BYTES && queue->used <= queue->size / BURST_SHARE;

	queue->count = 0;
	queue->used = 0;
	wipe_secrets(queue);
	if (over)
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
