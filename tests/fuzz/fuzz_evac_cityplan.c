/* Throws bytes at the reader of ways out of a city: what it takes can be worked out. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <stddef.h>

#include "wire/evac/cityplan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = { (const char *)data, (uint32_t)size }, what = { 0 };
	struct arena *arena = arena_create();
	struct city_result result;
	struct cityplan plan;
	struct json json;

	if (json_parse(arena, text, &json) == JSON_OK &&
	    cityplan_read(arena, &json, &plan, &what) == CITYPLAN_OK && plan.network.nnodes <= 20) {
		enum city_error error = city_run(arena, &plan.network, 15, &result);

		if (error == CITY_OK || error == CITY_STAYS) {
			assert(result.gone[15] <= result.persons);
			assert((result.gone[15] == result.persons) == (error == CITY_OK));
			for (uint32_t t = 1; t <= 15; t++)
				assert(result.gone[t] >= result.gone[t - 1]);
		}
	}
	arena_destroy(arena);
	return 0;
}
