/* The lines of a server-sent event, as browsers read them. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WIRE_HTTP_SSE_H
#define WIRE_HTTP_SSE_H

#include "base/buf.h"

/*
 * "event: name", "id: n" (unless id is 0) and the data on one line, which must hold no line
 * break: JSON as this program writes it never does.
 */
void sse_begin(struct buf *out, const char *event, uint64_t id);
/* After sse_begin the data is appended to `out`; this ends the event. */
void sse_end(struct buf *out);
/* Last-Event-ID, or the parameter `from`: a whole number; false for anything else. */
bool sse_last_id(struct str text, uint64_t *ret);

#endif
