/* Text in every script: whether the bytes are UTF-8, and which characters they are. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>

#include "base/scan.h"
#include "base/str.h"

/* The first byte that is NUL or above 127. */
static const char *skip_ascii(const char *at, const char *end)
{
	while (end - at >= 8) {
		uint64_t word = scan_load(at);

		if (((word | ((word - SCAN_ONES) & ~word)) & SCAN_TOPS) != 0)
			break;
		at += 8;
	}
	while (at < end && *at != '\0' && (unsigned char)*at < 128)
		at++;
	return at;
}

bool utf8_valid(struct str s)
{
	const char *at = s.at;
	const char *end = s.len == 0 ? at : at + s.len;

	while (at != NULL && at < end) {
		at = skip_ascii(at, end);
		if (at < end)
			at = *at == '\0' ? NULL : scan_wide(at, end);
	}
	return at == end;
}

uint32_t utf8_next(struct str s, uint32_t *pos)
{
	const unsigned char *b = (const unsigned char *)s.at + *pos;

	assert(*pos < s.len);
	if (b[0] < 0x80) {
		*pos += 1;
		return b[0];
	}
	if (b[0] < 0xE0) {
		*pos += 2;
		return (b[0] & 0x1FU) << 6 | (b[1] & 0x3FU);
	}
	if (b[0] < 0xF0) {
		*pos += 3;
		return (b[0] & 0x0FU) << 12 | (b[1] & 0x3FU) << 6 | (b[2] & 0x3FU);
	}
	*pos += 4;
	return (b[0] & 0x07U) << 18 | (b[1] & 0x3FU) << 12 | (b[2] & 0x3FU) << 6 | (b[3] & 0x3FU);
}

uint32_t utf8_count(struct str s)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < s.len; i++)
		count += !scan_tail((unsigned char)s.at[i]);
	return count;
}

struct str utf8_cut(struct str s, uint32_t most)
{
	uint32_t at = 0;

	for (uint32_t i = 0; i < most && at < s.len; i++)
		utf8_next(s, &at);
	return (struct str){ s.at, at };
}

uint32_t utf8_put(uint32_t code_point, char ret[4])
{
	assert(code_point <= 0x10FFFF && (code_point & 0x1FF800) != 0xD800);
	if (code_point < 0x80) {
		ret[0] = (char)code_point;
		return 1;
	}
	if (code_point < 0x800) {
		ret[0] = (char)(0xC0 | code_point >> 6);
		ret[1] = (char)(0x80 | (code_point & 0x3F));
		return 2;
	}
	if (code_point < 0x10000) {
		ret[0] = (char)(0xE0 | code_point >> 12);
		ret[1] = (char)(0x80 | (code_point >> 6 & 0x3F));
		ret[2] = (char)(0x80 | (code_point & 0x3F));
		return 3;
	}
	ret[0] = (char)(0xF0 | code_point >> 18);
	ret[1] = (char)(0x80 | (code_point >> 12 & 0x3F));
	ret[2] = (char)(0x80 | (code_point >> 6 & 0x3F));
	ret[3] = (char)(0x80 | (code_point & 0x3F));
	return 4;
}
