/* What the public information desk is asked about, and how two persons of it sign together. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DOMAIN_PUBLICINFO_TOPICS_H
#define DOMAIN_PUBLICINFO_TOPICS_H

#include "model/rules.h"

extern const struct choice topics_choices[];

/*
 * Doctrine 5.2: what goes out is approved by two, one of whom is of the information desk. True if
 * this act is the first of the two signatures, or if one of both holds that role.
 */
bool topics_desk_signs(const struct model *model, const struct record *before,
		       const struct act_view *view);

#endif
