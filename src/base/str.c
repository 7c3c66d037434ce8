/* Pieces of text: compared, cut, and read as numbers. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/str.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/scan.h"

struct str str_of(const char *nul_terminated)
{
	if (nul_terminated == NULL)
		return (struct str){ NULL, 0 };
	size_t len = strlen(nul_terminated);

	assert(len < UINT32_MAX);
	return (struct str){ nul_terminated, (uint32_t)len };
}

int str_cmp(struct str a, struct str b)
{
	uint32_t len = a.len < b.len ? a.len : b.len;
	int order = len == 0 ? 0 : memcmp(a.at, b.at, len);

	if (order != 0)
		return order < 0 ? -1 : 1;
	return (a.len > b.len) - (a.len < b.len);
}

bool str_starts(struct str s, struct str prefix)
{
	return s.len >= prefix.len &&
	       (prefix.len == 0 || memcmp(s.at, prefix.at, prefix.len) == 0);
}

bool str_contains(struct str s, struct str part)
{
	if (part.len == 0)
		return true;
	return s.len >= part.len && memmem(s.at, s.len, part.at, part.len) != NULL;
}

static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

struct str str_trim(struct str s)
{
	while (s.len > 0 && is_blank(s.at[s.len - 1]))
		s.len--;
	while (s.len > 0 && is_blank(s.at[0])) {
		s.at++;
		s.len--;
	}
	return s;
}

bool str_split(struct str *rest, char sep, struct str *ret_piece)
{
	if (rest->at == NULL)
		return false;
	const char *found = rest->len == 0 ? NULL : memchr(rest->at, sep, rest->len);

	if (found == NULL) {
		*ret_piece = *rest;
		*rest = (struct str){ NULL, 0 };
		return true;
	}
	uint32_t len = (uint32_t)(found - rest->at);

	*ret_piece = (struct str){ rest->at, len };
	*rest = (struct str){ found + 1, rest->len - len - 1 };
	return true;
}

bool str_to_i64(struct str s, int64_t *ret)
{
	bool negative = s.len > 0 && s.at[0] == '-';
	uint64_t limit = (uint64_t)INT64_MAX + negative;
	uint64_t value = 0;

	if (s.len == (uint32_t)negative)
		return false;
	for (uint32_t i = negative; i < s.len; i++) {
		if (!scan_digit(s.at[i]))
			return false;
		uint64_t digit = (uint64_t)(s.at[i] - '0');

		if (value > (limit - digit) / 10)
			return false;
		value = value * 10 + digit;
	}
	*ret = negative ? (int64_t)(0 - value) : (int64_t)value;
	return true;
}

/*
 * Up to 15 digits and a power of ten up to 22 are exact doubles, so that one division rounds
 * correctly (Clinger 1990); 16 characters hold no more, or a whole number. The grammar has been
 * checked. False: the number must go through strtod.
 */
static bool simple_f64(struct str s, double *ret)
{
	static const double tens[] = {
		1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14,
	};
	const char *at = s.at, *end = s.at + s.len;
	bool negative = *at == '-';
	int64_t digits = 0;
	unsigned decimals = 0;
	bool after_point = false;

	at += negative;
	if (end - at > 16)
		return false;
	for (; at < end; at++) {
		if (*at == '.') {
			after_point = true;
			continue;
		}
		if (!scan_digit(*at))
			return false;
		digits = digits * 10 + (*at - '0');
		decimals += after_point;
	}
	double value = (double)digits / tens[decimals];

	*ret = negative ? -value : value;
	return true;
}

bool str_to_f64(struct str s, double *ret)
{
	if (s.len == 0 || scan_number(s.at, s.at + s.len) != s.at + s.len)
		return false;
	if (simple_f64(s, ret))
		return true;
	char small[64];
	char *text = s.len < sizeof small ? small : heap_alloc((size_t)s.len + 1);

	memcpy(text, s.at, s.len);
	text[s.len] = '\0';
	double value = strtod(text, NULL);

	if (text != small)
		heap_free(text);
	if (!isfinite(value))
		return false;
	*ret = value;
	return true;
}

static uint64_t mix(uint64_t h, uint64_t word)
{
	h = (h ^ word) * UINT64_C(0x9e3779b97f4a7c15);
	return h ^ (h >> 29);
}

/* Up to seven bytes as a number whose lowest byte is the first. */
static uint64_t few(const char *at, uint32_t len)
{
	uint32_t low, high;

	if (len >= 4) {
		memcpy(&low, at, 4);
		memcpy(&high, at + len - 4, 4);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
		low = __builtin_bswap32(low);
		high = __builtin_bswap32(high);
#endif
		return low | (uint64_t)high << 8 * (len - 4);
	}
	if (len == 0)
		return 0;
	return (uint64_t)(unsigned char)at[0] |
	       (uint64_t)(unsigned char)at[len / 2] << 8 * (len / 2) |
	       (uint64_t)(unsigned char)at[len - 1] << 8 * (len - 1);
}

/* The same of the last `len` of eight bytes. */
static uint64_t last(const char *eight, uint32_t len)
{
	return len == 0 ? 0 : scan_load(eight) >> 8 * (8 - len);
}

uint64_t str_hash(struct str s)
{
	uint64_t h = s.len * UINT64_C(0xd6e8feb86659fd93);
	uint32_t i = 0;

	for (; s.len - i >= 8; i += 8)
		h = mix(h, scan_load(s.at + i));
	h = mix(h, s.len < 8 ? few(s.at, s.len) : last(s.at + s.len - 8, s.len - i));
	h *= UINT64_C(0xbf58476d1ce4e5b9);
	return h ^ (h >> 32);
}
