/* What is missing on a piece of ground and on all that lies within it. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DOMAIN_COVERAGE_GROUND_H
#define DOMAIN_COVERAGE_GROUND_H

#include "model/model.h"

/* Whether a place is another one or part of it. */
bool ground_within(const struct model *model, struct ident inner, struct ident outer);
struct ground_gaps {
	uint32_t severe, serious, minor;
};
/* All gaps there, whoever may see them. Not to be asked by conditions of gaps. */
struct ground_gaps ground_gaps(const struct model *model, struct ident place, instant at);
/* The place or one that it is part of is stopped or closed. */
bool ground_stopped(const struct model *model, struct ident place);

#endif
