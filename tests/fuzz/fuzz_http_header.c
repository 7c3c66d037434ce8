/* Throws header lines at their readers: what they give lies inside the line, ranges in the file. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/mem.h"
#include "wire/http/header.h"
#include "wire/http/sse.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check_inside(struct str part, struct str line)
{
	if (part.at == NULL)
		return;
	assert(part.at >= line.at && part.at + part.len <= line.at + line.len);
}

static void check_range(struct str line, uint64_t size)
{
	uint64_t first, last;

	if (header_range(line, size, &first, &last) == RANGE_PART)
		assert(first <= last && last < size);
}

/* No line break, no quote and nothing else that ends a value gets through. */
static void check_attachment(struct str name)
{
	struct buf out;

	buf_init(&out, 256 * 1024);
	header_put_attachment(&out, name);
	uint32_t quotes = 0;

	for (size_t i = 0; i < out.len; i++) {
		assert((unsigned char)out.at[i] >= 0x20 && (unsigned char)out.at[i] < 0x7f);
		quotes += out.at[i] == '"';
	}
	assert(out.over || quotes == 2);
	buf_release(&out);
}

static void check_type(struct str type)
{
	struct str safe = header_safe_type(type);

	assert(safe.len > 2 && memchr(safe.at, '/', safe.len) != NULL);
	for (uint32_t i = 0; i < safe.len; i++)
		assert(safe.at[i] > 0x20 && safe.at[i] != ';' && safe.at[i] != ',');
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	/* A copy of exactly this size, so that reading one byte further is found. */
	char *copy = heap_alloc(size);
	struct str line = { copy, (uint32_t)size };
	uint64_t number;

	if (size > 0)
		memcpy(copy, bytes, size);
	check_inside(header_cookie(line, STR("wf_session")), line);
	check_inside(header_bearer(line), line);
	(void)header_prefers_zh(line);
	(void)header_accepts(line, STR("gzip"));
	(void)header_is_type(line, STR("application/json"));
	(void)header_has_tag(line, STR("\"x\""));
	if (header_length(line, &number))
		assert(number <= UINT64_C(1) << 53);
	(void)sse_last_id(line, &number);
	check_range(line, 0);
	check_range(line, 5);
	check_range(line, UINT64_C(1) << 40);
	check_attachment(line);
	check_type(line);
	heap_free(copy);
	return 0;
}
