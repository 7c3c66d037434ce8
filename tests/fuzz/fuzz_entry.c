/* Throws texts at the reader of log entries: what it accepts it writes, and reads as the same. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "base/limits.h"
#include "model/entry.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* The text as this program would write it; false: it is no entry. */
static bool rewrite(struct arena *arena, struct str text, struct buf *ret)
{
	struct entry entry;
	struct str fault;

	if (!entry_read(arena, text, &entry, &fault)) {
		assert(fault.at != NULL);
		return false;
	}
	assert(entry.kind && entry.act && !ident_none(entry.id) && !ident_none(entry.record));
	for (uint32_t i = 0; i < entry.nvalues; i++)
		assert(entry.values[i].field != NULL);
	buf_clear(ret);
	entry_write(&entry, ret);
	return !ret->over;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct str text = { (const char *)bytes, (uint32_t)size };
	struct arena *arena;
	struct buf once, twice;

	if (size > LIMIT_ENTRY_BYTES)
		return 0;
	registry_init();
	arena = arena_create();
	buf_init(&once, 8 * LIMIT_ENTRY_BYTES);
	buf_init(&twice, 8 * LIMIT_ENTRY_BYTES);
	if (rewrite(arena, text, &once)) {
		bool again = rewrite(arena, buf_str(&once), &twice);

		assert(again);
		assert(str_eq(buf_str(&once), buf_str(&twice)));
	}
	buf_release(&once);
	buf_release(&twice);
	arena_destroy(arena);
	return 0;
}
