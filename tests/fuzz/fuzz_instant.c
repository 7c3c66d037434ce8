/* Throws bytes at the readers of times, spans and names: what they accept must survive writing. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <stddef.h>

#include "base/ident.h"
#include "base/instant.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_instant(struct str s, struct buf *buf)
{
	instant at, back;

	if (!instant_parse(s, &at))
		return;
	assert(at > 0 && at <= INSTANT_MAX);
	buf_clear(buf);
	instant_add(buf, at);
	assert(buf->len == INSTANT_TEXT - 1);
	bool good = instant_parse(buf_str(buf), &back);

	assert(good && back == at);
	buf_clear(buf);
	instant_add_local(buf, at, (int)(at % 1440));
	assert(buf->len == 25);
}

static void check_span(struct str s, struct buf *buf)
{
	int64_t seconds, back;

	if (!span_parse(s, &seconds))
		return;
	assert(seconds >= 0);
	buf_clear(buf);
	span_add(buf, seconds);
	assert(buf->len <= s.len || seconds == 0);
	bool good = span_parse(buf_str(buf), &back);

	assert(good && back == seconds);
}

/* A record has one name only, so the text itself must come back. */
static void check_ident(struct str s, struct buf *buf)
{
	struct ident id;

	if (!ident_parse(s, &id))
		return;
	buf_clear(buf);
	ident_add(buf, id);
	assert(str_eq(buf_str(buf), s));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str s = { (const char *)data, (uint32_t)size };
	struct buf buf;

	buf_init(&buf, 100);
	check_instant(s, &buf);
	check_span(s, &buf);
	check_ident(s, &buf);
	assert(!buf.over);
	buf_release(&buf);
	return 0;
}
