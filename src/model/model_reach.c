/* Who may see a record: its post, those above, its addressees, the shared, oversight. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/model_state.h"

/* A post, or the desk of its site that works for it: a venue reads what is for its units. */
static bool is_or_serves(const struct model *model, code reader, code addressee)
{
	const struct post *a, *r;

	if (reader == addressee)
		return true;
	a = tree_get(model, addressee);
	r = tree_get(model, reader);
	return a && r && a->origin == r->origin && tree_above(model, reader, addressee);
}

static bool addressed(const struct model *model, const struct record *record, code post)
{
	const struct kind_row *row = registry_of(record->kind);

	for (uint64_t bits = row->addressees & record->present; bits != 0; bits &= bits - 1) {
		const struct field *field = row->by_number[__builtin_ctzll(bits)];
		const void *at = (const char *)record + field->offset;
		const struct ident_list *list = at;

		if (field->type == FIELD_REF &&
		    is_or_serves(model, post, ((const struct ident *)at)->origin))
			return true;
		for (uint32_t i = 0; field->type == FIELD_REFS && i < list->count; i++)
			if (is_or_serves(model, post, list->at[i].origin))
				return true;
	}
	return false;
}

static bool shared_with(const struct record *record, code post)
{
	for (uint32_t i = 0; i < record->nshared; i++)
		if (record->shared[i] == post)
			return true;
	return false;
}

uint32_t model_relations(const struct model *model, const struct record *record, code post,
			 bool oversight)
{
	uint32_t relations = REL_ANY | (oversight ? REL_OVERSIGHT : 0u);

	if (record->home == post && post != 0)
		relations |= REL_OWN;
	if (tree_above(model, post, record->home)) {
		relations |= REL_ABOVE;
		if (is_or_serves(model, post, record->home))
			relations |= REL_DESK;
	}
	if (addressed(model, record, post))
		relations |= REL_ADDRESSEE;
	if (shared_with(record, post))
		relations |= REL_SHARED;
	return relations;
}

#define SEES_USUAL (REL_OWN | REL_ABOVE | REL_ADDRESSEE | REL_SHARED | REL_OVERSIGHT)

bool model_sees(const struct model *model, const struct record *record, code post, bool oversight)
{
	uint32_t sees = record->kind->sees ? record->kind->sees : SEES_USUAL;

	if (sees & REL_ANY)
		return true;
	if (oversight && sees & REL_OVERSIGHT)
		return true;
	return (model_relations(model, record, post, oversight) & sees) != 0;
}
