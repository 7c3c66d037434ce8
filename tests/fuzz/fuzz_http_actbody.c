/* Throws bodies at the reader of acts: nothing that only the node may say comes from one. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "wire/http/actbody.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check(struct arena *arena, struct str body, bool making)
{
	struct request request = { 0 };
	struct refused refused = actbody_read(arena, body, making, &request);

	assert(!request.system && !request.setup && ident_none(request.actor));
	assert(ident_none(request.record) && ident_none(request.cause) && request.kind.at == NULL);
	assert(making || request.act.at == NULL);
	if (refused.why != NULL)
		return;
	assert(request.post != 0 && request.key.len > 0 && utf8_valid(request.key));
	assert(request.act.at == NULL || utf8_valid(request.act));
	assert(request.json != NULL);
	assert(request.fields == 0 ||
	       request.json->tokens[request.fields].type == JSON_OBJECT);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct arena *arena = arena_create();
	struct str body = arena_str(arena, (struct str){ (const char *)bytes, (uint32_t)size });

	if (size > 0) {
		check(arena, body, true);
		check(arena, body, false);
	}
	arena_destroy(arena);
	return 0;
}
