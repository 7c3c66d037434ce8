/* Throws readings of turnstiles, counters and weather stations at their reader. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "wire/live/readings.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct arena *arena = arena_create();
	struct str text = arena_str(arena, (struct str){ (const char *)bytes, (uint32_t)size });
	struct readings readings;

	if (size > 0) {
		struct refused refused = readings_read(arena, text, &readings);

		assert(refused.why == NULL || readings.ngates + readings.ninside == 0);
		for (uint32_t i = 0; refused.why == NULL && i < readings.ngates; i++) {
			assert(readings.gates[i].gate.at == NULL || readings.gates[i].gate.len > 0);
			assert(readings.gates[i].time >= -1);
		}
		for (uint32_t i = 0; refused.why == NULL && i < readings.nweather; i++)
			assert(readings.weather[i].time >= -1);
	}
	arena_destroy(arena);
	return 0;
}
