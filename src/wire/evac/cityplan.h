/* The ways out of a city as JSON, read into the network that the engine takes. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WIRE_EVAC_CITYPLAN_H
#define WIRE_EVAC_CITYPLAN_H

#include "base/json.h"
#include "engine/evac/city.h"

/* docs/formats.md. Strict: unknown members are faults. Texts and arrays live in the arena. */
struct cityplan {
	struct city_network network;
	struct str *places, *links; /* their ids */
	double step_seconds;
	uint32_t nsteps;
};
enum cityplan_error {
	CITYPLAN_OK,
	CITYPLAN_NOT_PLAN, /* no object, or a list is missing */
	CITYPLAN_UNKNOWN_MEMBER,
	CITYPLAN_BAD_VALUE,
	CITYPLAN_NO_SUCH_PLACE,
};
const char *cityplan_error_text(enum cityplan_error error); /* "zh / en" */
/* *ret_what: the member or id that is wrong. */
enum cityplan_error cityplan_read(struct arena *arena, const struct json *json,
				  struct cityplan *ret, struct str *ret_what);

#endif
