/* Every kind of record that this program knows, in the order of their numbers. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/registry.h"

#include <stddef.h>

/* One KIND_ROW(name) for each kind that tools/kinds.sh found in src/domain. */
#define KIND_ROW(name) extern const struct kind kind_##name;
#include "gen/kinds.inc"
#undef KIND_ROW

#define KIND_ROW(name) &kind_##name,
const struct kind *const domain_kinds[] = {
#include "gen/kinds.inc"
	NULL,
};
#undef KIND_ROW
