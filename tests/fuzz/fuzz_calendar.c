/* Throws texts at the reader of programmes: what comes out is an object a row. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "base/json.h"
#include "wire/calendar/calendar.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct arena *arena = arena_create();
	struct str line, text = arena_str(arena, (struct str){ (const char *)bytes,
							       (uint32_t)size });
	struct calendar_sum *sum = arena_alloc(arena, sizeof *sum);
	uint32_t rows = 0;
	struct buf out;

	buf_init(&out, 16 * 1024 * 1024);
	if (!calendar_read(arena, text, STR("+08:00"), &out, sum))
		assert(sum->nfaults > 0);
	text = buf_str(&out);
	while (text.len > 0 && str_split(&text, '\n', &line)) {
		struct json json;

		rows += line.len > 0;
		assert(line.len == 0 || json_parse(arena, line, &json) == JSON_OK);
	}
	assert(rows == sum->rows);
	buf_release(&out);
	arena_destroy(arena);
	return 0;
}
