/* The name of a record that can be said over a radio: where it was made and its number there. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_IDENT_H
#define BASE_IDENT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"

/*
 * A code is 1 to 8 characters of a-z 0-9, packed big-endian into 64 bits, so that codes sort as
 * text. The id of a record is the code of the origin whose log made it and the number of that
 * entry: "nst-137". A post is its own origin's name, with number 0: "nst".
 */
typedef uint64_t code;
#define CODE_TEXT 9
struct ident {
	code origin;
	uint64_t seq;
};
#define IDENT_TEXT 30

static inline bool code_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}
bool code_parse(struct str s, code *ret);
void code_format(code value, char ret_text[CODE_TEXT]);
/* The number has no leading zeros, is at least 1 and below 2^53. */
bool ident_parse(struct str s, struct ident *ret);
void ident_format(struct ident id, char ret_text[IDENT_TEXT]);
void ident_add(struct buf *buf, struct ident id);
int ident_cmp(struct ident a, struct ident b);
static inline bool ident_eq(struct ident a, struct ident b)
{
	return a.origin == b.origin && a.seq == b.seq;
}
static inline bool ident_none(struct ident id)
{
	return id.origin == 0;
}
static inline uint64_t ident_hash(struct ident id)
{
	uint64_t h = id.origin ^ (id.seq * UINT64_C(0x9e3779b97f4a7c15));

	h *= UINT64_C(0xd6e8feb86659fd93);
	return h ^ (h >> 32);
}

#endif
