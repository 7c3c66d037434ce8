/* What somebody asks for, reduced to a fingerprint: the same request sent twice is known again. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/entry.h"

static uint64_t mix(uint64_t h, uint64_t more)
{
	h = (h ^ more) * UINT64_C(0x9e3779b97f4a7c15);
	return h ^ (h >> 32);
}

uint64_t request_content(const struct request *request)
{
	uint64_t h = mix(str_hash(request->kind), str_hash(request->act));

	h = mix(h, ident_hash(request->record));
	h = mix(h, request->post);
	if (request->json && request->fields)
		h = mix(h, str_hash(json_raw(request->json, request->fields)));
	return h;
}
