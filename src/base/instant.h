/* Points and spans of time: milliseconds since 1970 in UTC, read and written as people do. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_INSTANT_H
#define BASE_INSTANT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"

typedef int64_t instant;                               /* ms since 1970-01-01T00:00:00Z; 0 = none */
#define INSTANT_TEXT 25                                    /* "2022-02-04T12:00:00.000Z" and NUL */
#define INSTANT_MAX INT64_C(253402300799999)               /* end of the year 9999 */
#define INSTANT_DAY_MS INT64_C(86400000)

/*
 * RFC 3339 with any offset, seconds and fraction optional, a blank for the T allowed; false for
 * anything else and for times up to 1970-01-01T00:00:00Z, as 0 means none. Digits after the
 * third of the fraction are cut off; a leap second is the second after it.
 */
bool instant_parse(struct str s, instant *ret);
/* Always UTC with three decimals: "2022-02-04T12:00:00.000Z"; clamped to the years 1970-9999. */
void instant_format(instant at, char ret_text[INSTANT_TEXT]);
void instant_add(struct buf *buf, instant at);             /* the same, without quotes */
/* With an offset in minutes: "2022-02-04 20:00:00+08:00"; for text that people read. */
void instant_add_local(struct buf *buf, instant at, int offset_minutes);
/* The same as CAP 1.2 has it: "2022-02-04T20:00:00+08:00", and UTC is "-00:00". */
void instant_add_cap(struct buf *buf, instant at, int offset_minutes);
/*
 * "90s", "15m", "2h", "3d", "1h30m" to seconds: each unit once, the larger first; false for
 * anything else or above 100 years.
 */
bool span_parse(struct str s, int64_t *ret_seconds);
/* The shortest such text, of equal ones that with fewer units; a negative span gets a minus. */
void span_add(struct buf *buf, int64_t seconds);

#endif
