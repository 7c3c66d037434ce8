/* Throws texts at the reader of EVE: what is summed up is what was there, line by line. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "base/json.h"
#include "wire/eve/eve.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check_sum(struct arena *arena, const struct eve_sum *sum)
{
	uint64_t counted = 0;
	struct str text, line;
	struct buf out;

	for (uint32_t i = 0; i < sum->nrows; i++) {
		const struct eve_row *row = &sum->rows[i];

		assert(row->count > 0 && row->blocked >= 0 && row->blocked <= row->count);
		assert(row->first <= row->last && row->severity >= 1 && row->severity <= 255);
		counted += (uint64_t)row->count;
	}
	assert(counted + sum->unmapped == sum->alerts);
	buf_init(&out, 64 * 1024 * 1024);
	eve_print(sum, &out);
	text = buf_str(&out);
	while (text.len > 0 && str_split(&text, '\n', &line)) {
		struct json json;

		assert(line.len == 0 || json_parse(arena, line, &json) == JSON_OK);
	}
	buf_release(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct arena *arena = arena_create();
	struct str text = arena_str(arena, (struct str){ (const char *)bytes, (uint32_t)size });
	struct eve_asset all[2] = { { .id = { 1, 1 } }, { .id = { 1, 2 } } }, *assets;
	struct eve_sum *sum = arena_alloc(arena, sizeof *sum);
	uint32_t count;

	assert(addr_parse(STR("10.0.0.0/8"), &all[0].block));
	assert(addr_parse(STR("::/0"), &all[1].block));
	if (eve_read(arena, text, all, 2, sum))
		check_sum(arena, sum);
	else
		assert(sum->nfaults > 0 && sum->faults[0].line >= 1 &&
		       sum->faults[0].line <= sum->lines);
	eve_assets(arena, text, &assets, &count);
	assert(count <= EVE_ASSETS_MOST);
	arena_destroy(arena);
	return 0;
}
