/* The groups whose tests and counts are kept: never persons, always groups. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DOMAIN_HEALTH_GROUPS_H
#define DOMAIN_HEALTH_GROUPS_H

#include "model/model.h"

extern const struct choice groups_choices[];

#endif
