/* Throws bytes at the JSON reader: what it accepts must come back the same when written again. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <stddef.h>

#include "lib/json_again.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = { (const char *)data, (uint32_t)size };
	struct arena *arena = arena_create();
	struct buf once, twice;
	struct json json;

	/* Escapes may grow sixfold, numbers to 24 bytes. */
	buf_init(&once, size * 24 + 100);
	buf_init(&twice, size * 24 + 100);
	if (json_parse(arena, text, &json) == JSON_OK) {
		assert(utf8_valid(json.text));
		json_again(&once, &json, arena);
		assert(!once.over);
		enum json_error error = json_parse(arena, buf_str(&once), &json);

		assert(error == JSON_OK);
		json_again(&twice, &json, arena);
		assert(str_eq(buf_str(&once), buf_str(&twice)));
	}
	buf_release(&once);
	buf_release(&twice);
	arena_destroy(arena);
	return 0;
}
