/* The deadlines, thresholds and levels that we ship, each with the place it was taken from. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/model.h"

#include <stddef.h>

#define PRESET(key_, value_, unit_, source_)                                                      \
	{ .key = key_, .value = value_, .unit = unit_, .source = source_ },

/* The build writes the rows from policy/presets.txt. */
const struct policy_preset policy_presets[] = {
#include "gen/presets.inc"
	{ .key = NULL },
};
