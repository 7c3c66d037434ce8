/* Throws tables at the reader of imports: whatever comes out of a row is one object of fields. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "base/limits.h"
#include "wire/table/table.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check(struct model *model, struct arena *arena, enum table_form form, struct str text)
{
	const struct request base = { .kind = STR("incident"), .act = STR("report"),
				      .post = 1, .key = STR("k") };
	struct table_row *rows;
	uint32_t count;
	struct refused refused = table_read(arena, model, form, text, &base, &rows, &count);

	assert(count <= LIMIT_IMPORT_ROWS);
	assert(refused.why != NULL || count > 0);
	for (uint32_t i = 0; i < count; i++) {
		const struct request *request = &rows[i].request;

		assert(!request->system && !request->setup && ident_none(request->actor));
		assert(request->key.len > 0 && request->key.len <= LIMIT_KEY_BYTES);
		assert(i == 0 || rows[i].line > rows[i - 1].line);
		if (refused.why != NULL || rows[i].refused.why != NULL)
			continue;
		assert(request->json->tokens[request->fields].type == JSON_OBJECT);
		assert(request->json->tokens[0].size == 1);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static struct model *model;
	struct arena *arena = arena_create();
	struct str text = arena_str(arena, (struct str){ (const char *)bytes, (uint32_t)size });

	if (!model)
		model = model_create();
	check(model, arena, TABLE_CSV, text);
	check(model, arena, TABLE_LINES, text);
	arena_destroy(arena);
	return 0;
}
