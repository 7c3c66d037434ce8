/* What is missing on a piece of ground and on all that lies within it. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/coverage/ground.h"

#include "model/gaps.h"

static struct ident parent_of(const struct model *model, struct ident place)
{
	const struct record *record = model_find_kind(model, place, "place");

	return record ? *(const struct ident *)model_field(record, "parent") : (struct ident){ 0 };
}

bool ground_within(const struct model *model, struct ident inner, struct ident outer)
{
	for (int i = 0; !ident_none(inner) && i < LIMIT_TREE_DEPTH; i++) {
		if (ident_eq(inner, outer))
			return true;
		inner = parent_of(model, inner);
	}
	return false;
}

struct ground_gaps ground_gaps(const struct model *model, struct ident place, instant at)
{
	struct ground_gaps found = { 0 };
	struct gap_list list = { 0 };

	gaps_find(model, NULL, at, &list);
	for (uint32_t i = 0; i < list.count; i++) {
		if (!ground_within(model, gaps_place(list.at[i].record), place))
			continue;
		found.severe += list.at[i].gap->severity == GAP_SEVERE;
		found.serious += list.at[i].gap->severity == GAP_SERIOUS;
		found.minor += list.at[i].gap->severity == GAP_MINOR;
	}
	gaps_release(&list);
	return found;
}

bool ground_stopped(const struct model *model, struct ident place)
{
	for (int i = 0; !ident_none(place) && i < LIMIT_TREE_DEPTH; i++) {
		const struct record *record = model_find_kind(model, place, "place");

		if (record && (strcmp(model_state(record), "stopped") == 0 ||
			       strcmp(model_state(record), "closed") == 0))
			return true;
		place = parent_of(model, place);
	}
	return false;
}
