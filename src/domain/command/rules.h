/* What several rules of command need: the levels that an order passes over. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DOMAIN_COMMAND_RULES_H
#define DOMAIN_COMMAND_RULES_H

#include "model/rules.h"

/* Adds every post strictly between `from` and each of `to` that is not itself one of `to`. */
void rules_skipped(const struct model *model, code from, struct ident_list to,
		   struct rules_list *ret);

#endif
