/* The one who writes: turns what waited into rows, links and signed heads. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LOG_WRITER_H
#define LOG_WRITER_H

#include "log/queue.h"
#include "log/store.h"

struct writer {
	struct store store;
	struct chain_set chains;
	struct key key;
	uint64_t pos;                                      /* handed to the store */
	bool sign_wanted;                                  /* a chain goes beyond its newest head */
};

void writer_init(struct writer *writer);
enum log_error writer_open(struct writer *writer, const char *dir);
/* `settle` as in store_close. */
void writer_release(struct writer *writer, bool settle);

/* Between store_begin and store_commit: the items from..to, whose bytes start at *offset. */
enum log_error writer_put(struct writer *writer, const struct queue *queue, uint32_t from,
			  uint32_t to, size_t *offset);
/*
 * Signs every chain that goes beyond its newest head and whose end was made here. `passing`: the
 * next head of the chain replaces this one.
 */
enum log_error writer_sign(struct writer *writer, bool passing);

#endif
