/* What the lines above a request's body say, read without trust. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WIRE_HTTP_HEADER_H
#define WIRE_HTTP_HEADER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"

/* The value of a cookie in a Cookie line; the absent text if it is not there, or there twice. */
struct str header_cookie(struct str line, struct str name);
/* The token behind "Bearer "; the absent text if the line says anything else. */
struct str header_bearer(struct str line);
/* Whether zh is preferred to en by an Accept-Language line. Neither named: zh. */
bool header_prefers_zh(struct str line);
/* Whether a list such as "gzip, br;q=0.5" takes the item with a weight above 0. */
bool header_accepts(struct str line, struct str item);
/* The media type is `type`, whatever parameters follow it. */
bool header_is_type(struct str line, struct str type);
/* If-None-Match: whether the tag (with its quotes) or "*" is among those listed. */
bool header_has_tag(struct str line, struct str tag);
/* Whole decimal number up to 2^53; false for anything else. */
bool header_length(struct str line, uint64_t *ret);

enum header_range { RANGE_NONE, RANGE_PART, RANGE_BAD };
/*
 * "bytes=a-b", "bytes=a-" or "bytes=-n" of a body of `size` bytes; *ret_first and *ret_last are
 * included. Several ranges, other units and what has another form count as none: the whole is sent.
 */
enum header_range header_range(struct str line, uint64_t size, uint64_t *ret_first,
			       uint64_t *ret_last);
/*
 * A file name for Content-Disposition: attachment, safe whatever it holds: ASCII for old readers
 * and RFC 8187 for the others.
 */
void header_put_attachment(struct buf *out, struct str name);
/* A media type that may be said again: letters, digits and a few signs; else octet-stream. */
struct str header_safe_type(struct str type);

#endif
