/* The address that a request names, taken apart: its path and the parameters behind it. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WIRE_HTTP_TARGET_H
#define WIRE_HTTP_TARGET_H

#include "base/mem.h"
#include "base/str.h"
#include "model/refusal.h"
#include "model/view.h"

#define TARGET_BYTES 4096
#define TARGET_SEGMENTS 8
#define TARGET_PAIRS 32

/* All texts are decoded, valid UTF-8 and without control characters. */
struct target {
	struct str path;                                   /* decoded, from its slash on */
	struct str segments[TARGET_SEGMENTS];              /* "/a/b" has two, "/" none */
	uint32_t nsegments;
	struct pair pairs[TARGET_PAIRS];
	uint32_t npairs;
};

/*
 * `raw` is what stands in the request line. Refused are empty segments, "." and "..", slashes and
 * backslashes that were encoded, broken escapes: there is one way to write each address.
 */
const struct refusal *target_parse(struct arena *arena, struct str raw, struct target *ret);
/* The value of the first parameter of this name; the absent text if there is none. */
struct str target_value(const struct target *target, const char *name);

#endif
