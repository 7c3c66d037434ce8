/* The kernel's own refusals, made from their one list. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/refusal.h"

#include <stddef.h>

#define DEFINE(name_, http_, zh_, en_)                                                          \
	const struct refusal refused_##name_ = { #name_, zh_, en_, http_ };
KERNEL_REFUSALS(DEFINE)
MESH_REFUSALS(DEFINE)

#define POINT(name, http, zh, en) &refused_##name,
const struct refusal *const refusal_all[] = { KERNEL_REFUSALS(POINT) MESH_REFUSALS(POINT) NULL };
