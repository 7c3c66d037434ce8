/* Throws bytes at the reader of what nodes send: what it accepts it writes as the same bytes. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <string.h>

#include "wire/mesh/frame.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct str text = { (const char *)bytes, (uint32_t)size };
	struct arena *arena = arena_create();
	struct mesh_frame frame;
	struct buf again;

	buf_init(&again, LIMIT_MESH_FRAME);
	if (frame_read(arena, text, &frame)) {
		frame_write(&frame, &again);
		assert(!again.over);
		assert(str_eq(buf_str(&again), text));
	}
	buf_release(&again);
	arena_destroy(arena);
	return 0;
}
