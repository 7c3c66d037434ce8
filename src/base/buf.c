/* A growing text with a ceiling. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buf.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/mem.h"

void buf_init(struct buf *buf, size_t limit)
{
	assert(limit < UINT32_MAX);
	*buf = (struct buf){ .limit = limit };
}

void buf_release(struct buf *buf)
{
	heap_free(buf->at);
	*buf = (struct buf){ .limit = buf->limit };
}

void buf_clear(struct buf *buf)
{
	buf->len = 0;
	buf->over = false;
}

static void grow(struct buf *buf, size_t needed)
{
	size_t size = buf->size ? buf->size * 2 : 64;

	if (size < needed)
		size = needed;
	if (size > buf->limit + 1)
		size = buf->limit + 1;
	buf->at = heap_grow(buf->at, buf->size, size);
	buf->size = size;
}

char *buf_grow(struct buf *buf, size_t more)
{
	if (buf->over || more > buf->limit - buf->len) {
		buf->over = true;
		return NULL;
	}
	if (buf->len + more + 1 > buf->size)
		grow(buf, buf->len + more + 1);
	return buf->at + buf->len;
}

void buf_add_bytes(struct buf *buf, const void *bytes, size_t len)
{
	if (len == 0)
		return;
	char *at = buf_room(buf, len);

	if (at == NULL)
		return;
	memcpy(at, bytes, len);
	buf->len += len;
}

void buf_add(struct buf *buf, struct str s)
{
	buf_add_bytes(buf, s.at, s.len);
}

void buf_add_i64(struct buf *buf, int64_t value)
{
	char text[20];
	char *at = text + sizeof text;
	uint64_t rest = value < 0 ? -(uint64_t)value : (uint64_t)value;

	do {
		*--at = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest != 0);
	if (value < 0)
		*--at = '-';
	buf_add_bytes(buf, at, (size_t)(text + sizeof text - at));
}

void buf_add_hex(struct buf *buf, const uint8_t *bytes, size_t len)
{
	static const char digits[16] = "0123456789abcdef";
	char *at = buf_room(buf, len * 2);

	if (at == NULL)
		return;
	for (size_t i = 0; i < len; i++) {
		*at++ = digits[bytes[i] >> 4];
		*at++ = digits[bytes[i] & 15];
	}
	buf->len += len * 2;
}

void buf_printf(struct buf *buf, const char *format, ...)
{
	va_list args;
	size_t room = buf->size - buf->len;

	va_start(args, format);
	int len = vsnprintf(room ? buf->at + buf->len : NULL, room, format, args);
	va_end(args);
	assert(len >= 0);
	char *at = buf_room(buf, (size_t)len);

	if (at == NULL)
		return;
	if ((size_t)len >= room) {
		va_start(args, format);
		vsnprintf(at, (size_t)len + 1, format, args);
		va_end(args);
	}
	buf->len += (size_t)len;
}

struct str buf_str(const struct buf *buf)
{
	return (struct str){ buf->at ? buf->at : "", (uint32_t)buf->len };
}
