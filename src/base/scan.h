/* Looking at text eight bytes at a time; shared by the readers of this room, of no use outside. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_SCAN_H
#define BASE_SCAN_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define SCAN_ONES UINT64_C(0x0101010101010101)
#define SCAN_TOPS UINT64_C(0x8080808080808080)

/* Eight bytes as a number whose lowest byte is the first, on every machine. */
static inline uint64_t scan_load(const char *at)
{
	uint64_t word;

	memcpy(&word, at, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	word = __builtin_bswap64(word);
#endif
	return word;
}

/* Top bits at bytes that are quote, backslash or below a blank. Exact up to the first one. */
static inline uint64_t scan_marks(uint64_t word)
{
	uint64_t quote = word ^ (SCAN_ONES * '"');
	uint64_t slash = word ^ (SCAN_ONES * '\\');

	return (((quote - SCAN_ONES) & ~quote) | ((slash - SCAN_ONES) & ~slash) |
		((word - SCAN_ONES * 0x20) & ~word)) & SCAN_TOPS;
}

static inline bool scan_is_mark(char c)
{
	return c == '"' || c == '\\' || (unsigned char)c < 0x20;
}

/* The first byte that a JSON string cannot hold as it is; with `ascii`, or one above 127. */
static inline const char *scan_plain(const char *at, const char *end, bool ascii)
{
	while (end - at >= 8) {
		uint64_t word = scan_load(at);
		uint64_t marks = scan_marks(word) | (ascii ? word & SCAN_TOPS : 0);

		if (marks != 0)
			return at + __builtin_ctzll(marks) / 8;
		at += 8;
	}
	while (at < end && !scan_is_mark(*at) && !(ascii && (unsigned char)*at > 127))
		at++;
	return at;
}

static inline bool scan_tail(unsigned char c)
{
	return (c & 0xC0) == 0x80;
}

/* A second byte: after `first` it begins at `low`, after `last` it ends at `high`. */
static inline bool scan_second(const unsigned char *b, unsigned char first, unsigned char low,
			       unsigned char last, unsigned char high)
{
	return b[1] >= (b[0] == first ? low : 0x80) && b[1] <= (b[0] == last ? high : 0xBF);
}

/*
 * Bytes of the UTF-8 sequence above 127 that starts at `at`; 0 if it is none. The ranges of the
 * second byte are those of the Unicode standard, table 3-7: they exclude overlong forms,
 * surrogates and all above U+10FFFF.
 */
static inline uint32_t scan_utf8(const char *at, const char *end)
{
	const unsigned char *b = (const unsigned char *)at;
	long left = end - at;

	if (b[0] < 0xC2 || b[0] > 0xF4 || left < 2)
		return 0;
	if (b[0] < 0xE0)
		return scan_tail(b[1]) ? 2 : 0;
	if (left < 3 || !scan_tail(b[2]))
		return 0;
	if (b[0] < 0xF0)
		return scan_second(b, 0xE0, 0xA0, 0xED, 0x9F) ? 3 : 0;
	if (left < 4 || !scan_tail(b[3]))
		return 0;
	return scan_second(b, 0xF0, 0x90, 0xF4, 0x8F) ? 4 : 0;
}

/* First bytes of three that do not allow every second byte (table 3-7 again). */
static inline bool scan_narrow(uint64_t lead)
{
	return lead == 0xE0 || lead == 0xED;
}

/*
 * The end of the characters above 127 that start at `at`; NULL if there are bytes among them that
 * are none. Chinese is sequences of three: they are looked at two by two.
 */
static inline const char *scan_wide(const char *at, const char *end)
{
	while (at < end && (unsigned char)*at > 127) {
		uint64_t word = end - at >= 8 ? scan_load(at) : 0;
		uint32_t len = 6;

		if ((word & UINT64_C(0xC0C0F0C0C0F0)) != UINT64_C(0x8080E08080E0) ||
		    scan_narrow(word & 0xFF) || scan_narrow(word >> 24 & 0xFF))
			len = scan_utf8(at, end);
		if (len == 0)
			return NULL;
		at += len;
	}
	return at;
}

static inline bool scan_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline const char *scan_digits(const char *at, const char *end)
{
	while (at < end && scan_digit(*at))
		at++;
	return at;
}

/* At least one digit; NULL: there is none. */
static inline const char *scan_some_digits(const char *at, const char *end)
{
	return at < end && scan_digit(*at) ? scan_digits(at, end) : NULL;
}

static inline const char *scan_exponent(const char *at, const char *end)
{
	if (at < end && (*at == '+' || *at == '-'))
		at++;
	return scan_some_digits(at, end);
}

/* The end of the number by JSON's grammar that starts at `at`; NULL if there is none. */
static inline const char *scan_number(const char *at, const char *end)
{
	if (at < end && *at == '-')
		at++;
	if (at == end || !scan_digit(*at))
		return NULL;
	at = *at == '0' ? at + 1 : scan_digits(at, end);
	if (at < end && *at == '.')
		at = scan_some_digits(at + 1, end);
	if (at != NULL && at < end && (*at == 'e' || *at == 'E'))
		at = scan_exponent(at + 1, end);
	return at;
}

#endif
