/* Throws bytes at the readers of Cursor on Target: what they take is written and read alike. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <math.h>
#include <stddef.h>
#include <stdint.h>

#include "wire/cot/cot.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void must_be_sound(const struct cot_event *event)
{
	assert(fabs(event->lat) <= 90 && fabs(event->lon) <= 180);
	assert(event->time > 0 && event->start > 0 && event->stale >= event->start);
	assert(event->uid.len > 0 && event->uid.len <= COT_UID_MOST);
	assert(event->ce < 999999 || isnan(event->ce));
}

/* Written as bytes it is the same event; of somebody called a foe nothing is ever written. */
static void write_again(struct arena *arena, const struct cot_event *event)
{
	struct cot_event again;
	struct str message;
	uint32_t used;
	struct buf out;

	if (cot_says_foe(event->type))
		return;
	buf_init(&out, (size_t)8 * COT_MESSAGE_MOST);
	cot_add_bytes(arena, &out, event);
	if (cot_split(buf_str(&out), true, &used, &message) == COT_SOUND && message.at != NULL) {
		assert(cot_read_bytes(arena, message, &again) == COT_SOUND);
		assert(str_eq(again.uid, event->uid) && str_eq(again.type, event->type));
		assert(again.time == event->time && again.stale == event->stale);
		assert(again.lat == event->lat && again.lon == event->lon);
	}
	buf_clear(&out);
	cot_add_xml(&out, event);
	if (out.len <= COT_MESSAGE_MOST) {
		assert(cot_read_xml(arena, buf_str(&out), &again) == COT_SOUND);
		assert(str_eq(again.uid, event->uid) && again.start == event->start);
	}
	buf_release(&out);
}

static void read_stream(struct arena *arena, struct str bytes, bool binary)
{
	while (bytes.len > 0) {
		struct cot_event event;
		struct str message;
		uint32_t used;

		if (cot_split(bytes, binary, &used, &message) != COT_SOUND || message.at == NULL)
			return;
		assert(used > 0 && used <= bytes.len && message.len <= COT_MESSAGE_MOST);
		bytes = (struct str){ bytes.at + used, bytes.len - used };
		if ((binary ? cot_read_bytes : cot_read_xml)(arena, message, &event) == COT_SOUND) {
			must_be_sound(&event);
			write_again(arena, &event);
		}
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct arena *arena = arena_create();
	struct str text = { (const char *)bytes, (uint32_t)size };
	struct cot_event event;

	if (size > 0) {
		read_stream(arena, text, bytes[0] == 0xbf);
		if (cot_read_bytes(arena, text, &event) == COT_SOUND)
			write_again(arena, &event);
	}
	arena_destroy(arena);
	return 0;
}
