/* Entries that wait for their commit, batch by batch, with the memory that they live in. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "node/pipeline_state.h"

/* What a full batch needs stays from one to the next; of more than so many it is given back. */
#define ARENA_KEPT ((size_t)2 * 1024 * 1024)
#define BATCHES_KEPT 8

struct batch *pipeline_batch(struct pipeline *p)
{
	struct batch *batch = p->last;

	if (batch && batch->published == 0 && batch->count < LIMIT_BATCH_ENTRIES &&
	    batch->refusals < LIMIT_BATCH_REFUSALS)
		return batch;
	batch = p->spare;
	if (batch) {
		p->spare = batch->next;
		p->nspare--;
	} else {
		batch = heap_alloc(sizeof *batch);
		batch->arena = arena_create_large(ARENA_KEPT);
	}
	batch->next = NULL;
	if (p->last)
		p->last->next = batch;
	else
		p->first = batch;
	p->last = batch;
	return batch;
}

void pipeline_batch_free(struct batch *batch)
{
	while (batch) {
		struct batch *next = batch->next;

		arena_destroy(batch->arena);
		heap_free(batch->entries);
		heap_free(batch);
		batch = next;
	}
}

void pipeline_batch_close(struct pipeline *p)
{
	struct batch *batch = p->first;

	p->first = batch->next;
	if (!p->first)
		p->last = NULL;
	batch->count = batch->published = batch->refusals = 0;
	batch->next = NULL;
	if (p->nspare == BATCHES_KEPT) {
		pipeline_batch_free(batch);
		return;
	}
	arena_reset(batch->arena);
	batch->next = p->spare;
	p->spare = batch;
	p->nspare++;
}
