/* Throws reports of positions at their readers, and what they read at the picture. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <math.h>
#include <stddef.h>
#include <stdint.h>

#include "wire/live/fixes.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

#define NOW INT64_C(1644631200000)

static void take(struct picture *picture, const struct fix *fix)
{
	enum picture_verdict verdict = picture_take(picture, 0, fix, NOW);
	const struct picture_place *place = picture_at(picture, 0);

	assert(verdict < PICTURE_VERDICTS);
	if (verdict != PICTURE_TAKEN)
		return;
	assert(fabs(place->at.lat) <= 90 && fabs(place->at.lon) <= 180);
	assert(!isnan(place->speed) && !isnan(place->accuracy) && !isnan(place->course));
	assert(place->time <= NOW + 60000 && place->time >= NOW - 3600000);
}

static void take_osmand(struct arena *arena, struct picture *picture, struct str text)
{
	struct fixes_item item;
	struct target target;

	if (target_parse(arena, text, &target) == NULL && fixes_osmand(&target, &item))
		take(picture, &item.fix);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static const struct picture_rules rules = { .most_speed = 100, .ahead_ms = 60000,
						    .old_ms = 3600000, .agreeing = 3,
						    .south_west = { 114, 39 },
						    .north_east = { 118, 42 } };
	struct arena *arena = arena_create();
	struct str text = arena_str(arena, (struct str){ (const char *)bytes, (uint32_t)size });
	struct picture *picture = picture_create();
	struct fixes fixes;
	struct fix fix;

	picture_set_rules(picture, &rules);
	picture_allow(picture, picture_add(picture), true);
	if (size > 0) {
		struct refused refused = fixes_read(arena, text, &fixes);

		assert(refused.why == NULL || fixes.count == 0);
		for (uint32_t i = 0; i < fixes.count; i++) {
			if (fixes.items[i].fix.time == 0)
				fixes.items[i].fix.time = NOW + i;
			take(picture, &fixes.items[i].fix);
		}
		if (fixes_owntracks(arena, text, &fix))
			take(picture, &fix);
		take_osmand(arena, picture, text);
	}
	picture_destroy(picture);
	arena_destroy(arena);
	return 0;
}
