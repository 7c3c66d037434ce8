/* A piece of text that somebody else owns: where it starts and how long it is. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* Not NUL-terminated; at is NULL exactly when the text is absent. Bytes are UTF-8 once checked. */
struct str {
	const char *at;
	uint32_t len;
};

#define STR(literal) ((struct str){ (literal), (uint32_t)(sizeof(literal) - 1) })
/* The same where C wants a constant: in tables. */
#define STR_INIT(literal) { (literal), (uint32_t)(sizeof(literal) - 1) }
#define STR_FMT "%.*s"
#define STR_ARG(s) (int)(s).len, (s).at

static inline bool str_eq(struct str a, struct str b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

struct str str_of(const char *nul_terminated);             /* NULL gives the absent text */
int str_cmp(struct str a, struct str b);                   /* by bytes, shorter first */
bool str_starts(struct str s, struct str prefix);
bool str_contains(struct str s, struct str part);          /* by bytes */
struct str str_trim(struct str s);                         /* without ASCII blanks at both ends */
/* Takes the piece before the next `sep` off *rest; false when it is used up. Empty pieces count. */
bool str_split(struct str *rest, char sep, struct str *ret_piece);
bool str_to_i64(struct str s, int64_t *ret);           /* whole text, -?[0-9]+; false on overflow */
bool str_to_f64(struct str s, double *ret);            /* whole text, JSON number grammar, finite */
uint64_t str_hash(struct str s);                           /* same on every machine, not keyed */

bool utf8_valid(struct str s);                        /* no surrogates, no overlong forms, no NUL */
/* Decodes one code point at *pos and moves past it. The text must be valid. */
uint32_t utf8_next(struct str s, uint32_t *pos);
uint32_t utf8_count(struct str s);                         /* code points in a valid text */
struct str utf8_cut(struct str s, uint32_t most);          /* its first code points */
uint32_t utf8_put(uint32_t code_point, char ret[4]);       /* returns how many bytes it wrote */

#endif
