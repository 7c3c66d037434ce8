/* The body of a request for an act, read into the values that the kernel checks. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WIRE_HTTP_ACTBODY_H
#define WIRE_HTTP_ACTBODY_H

#include "model/entry.h"

/*
 * {"act","post","key","version","event_at","fields"}: fills those members of *ret and leaves the
 * rest alone. `act` is only taken where `making`; else it stands in the address. Post and key
 * must be there. Texts live in the arena or in `body`.
 */
struct refused actbody_read(struct arena *arena, struct str body, bool making,
			    struct request *ret);
/* JSON, or what is wrong with it as a refusal; an object at its top. */
struct refused actbody_json(struct arena *arena, struct str body, struct json *ret);
/* A member that must be a text if it is there; false: it is something else. */
bool actbody_text(const struct json *json, struct arena *arena, const char *name,
		  struct str *ret);

#endif
