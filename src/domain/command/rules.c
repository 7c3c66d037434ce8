/* What several rules of command need: the levels that an order passes over. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/command/rules.h"

void rules_skipped(const struct model *model, code from, struct ident_list to,
		   struct rules_list *ret)
{
	const struct post *between[LIMIT_TREE_DEPTH];

	for (uint32_t i = 0; i < to.count; i++) {
		uint32_t count = tree_between(model, from, to.at[i].origin, between);

		for (uint32_t b = 0; b < count; b++)
			if (!rules_holds(to, rules_post(between[b]->code)))
				rules_add(ret, rules_post(between[b]->code));
	}
}
