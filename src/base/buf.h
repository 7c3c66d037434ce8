/* A growing text with a ceiling that its maker must name. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

/* Appending past `limit` bytes sets `over`, drops the piece, and every later piece too. */
struct buf {
	char *at;
	size_t len;
	size_t size;
	size_t limit;
	bool over;
};

void buf_init(struct buf *buf, size_t limit);              /* takes no memory yet */
void buf_release(struct buf *buf);
void buf_clear(struct buf *buf);                           /* empty, memory kept */
void buf_add(struct buf *buf, struct str s);
void buf_add_bytes(struct buf *buf, const void *bytes, size_t len);
void buf_add_i64(struct buf *buf, int64_t value);
void buf_add_hex(struct buf *buf, const uint8_t *bytes, size_t len);
void buf_printf(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
struct str buf_str(const struct buf *buf);                 /* never the absent text */
char *buf_grow(struct buf *buf, size_t more);              /* what buf_room does beyond its size */

/*
 * Makes room for `more` bytes at the end and returns where; NULL (and `over`) if that is over the
 * limit. Who fills it adds to `len`. One byte behind it is kept for the NUL that printf writes.
 */
static inline char *buf_room(struct buf *buf, size_t more)
{
	return !buf->over && more < buf->size - buf->len ? buf->at + buf->len : buf_grow(buf, more);
}

/* Written for every bracket and comma. */
static inline void buf_add_char(struct buf *buf, char c)
{
	if (buf_room(buf, 1) != NULL)
		buf->at[buf->len++] = c;
}

#endif
