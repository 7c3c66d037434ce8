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

/* ---- sites ----------------------------------------------------------------------------------- */

/* Sites to be found, each once; those beyond `max` are counted only. */
struct found {
	const struct model *model;
	code *at;
	uint32_t count, max;
};

static void add_site(struct found *found, code site)
{
	uint32_t kept = found->count < found->max ? found->count : found->max;

	for (uint32_t i = 0; i < kept; i++)
		if (found->at[i] == site)
			return;
	if (site == 0)
		return;
	if (found->count < found->max)
		found->at[found->count] = site;
	found->count++;
}

/* Whose people sign in for a post: who writes it, and who did until it was taken over. */
static void add_post(struct found *found, code code_of)
{
	const struct post *post = tree_get(found->model, code_of);

	if (!post)
		return;
	add_site(found, site_of_origin(found->model, post->origin));
	if (post->declared != post->origin)
		add_site(found, site_of_origin(found->model, post->declared));
}

static void add_addressees(struct found *found, const struct record *record)
{
	const struct kind_row *row = registry_of(record->kind);

	for (uint64_t bits = row->addressees & record->present; bits != 0; bits &= bits - 1) {
		const struct field *field = row->by_number[__builtin_ctzll(bits)];
		const void *at = (const char *)record + field->offset;
		const struct ident_list *list = at;

		if (field->type == FIELD_REF)
			add_post(found, ((const struct ident *)at)->origin);
		for (uint32_t i = 0; field->type == FIELD_REFS && i < list->count; i++)
			add_post(found, list->at[i].origin);
	}
}

static void add_above(struct found *found, code home)
{
	const struct post *post = tree_get(found->model, home);

	for (int i = 0; post && post->parent && i < LIMIT_TREE_DEPTH; i++) {
		add_post(found, post->parent);
		post = tree_get(found->model, post->parent);
	}
}

/* Who repeats a log gets nothing by reach; who was promoted reads on as the site it followed. */
static void add_followers(struct found *found)
{
	const struct model *model = found->model;

	for (uint16_t i = 0; model->sites.nfollowers > 0 && i < site_count(model); i++) {
		const struct site *site = site_at(model, i);
		uint32_t kept = found->count < found->max ? found->count : found->max;

		if (site_followed(model, site->code))
			continue;
		for (uint32_t s = 0; site->follows && s < kept; s++) {
			if (found->at[s] == site->follows) {
				add_site(found, site->code);
				break;
			}
		}
	}
}

static uint32_t reach(const struct model *model, const struct record *record,
		      const struct entry *entry, code *ret_sites, uint32_t max)
{
	struct found found = { .model = model, .at = ret_sites, .max = max };
	uint32_t sees = record->kind->sees ? record->kind->sees : SEES_USUAL;

	if (sees & REL_ANY)
		return UINT32_MAX;
	/* Its writer has it whoever may see it. */
	add_post(&found, record->home);
	if (sees & REL_ABOVE)
		add_above(&found, record->home);
	/* Where it lay then they saw it come, and see it go. */
	if (sees & REL_ABOVE && entry) {
		add_post(&found, entry->id.origin);
		add_above(&found, entry->id.origin);
	}
	if (sees & REL_ADDRESSEE)
		add_addressees(&found, record);
	for (uint32_t i = 0; sees & REL_SHARED && i < record->nshared; i++)
		add_post(&found, record->shared[i]);
	for (uint16_t i = 0; sees & REL_OVERSIGHT && i < tree_count(model); i++)
		if (tree_at(model, i)->tier == TIER_OVERSIGHT)
			add_post(&found, tree_at(model, i)->code);
	add_followers(&found);
	return found.count;
}

uint32_t model_reach(const struct model *model, const struct record *record, code *ret_sites,
		     uint32_t max)
{
	return reach(model, record, NULL, ret_sites, max);
}

uint32_t model_reach_entry(const struct model *model, const struct record *record,
			   const struct entry *entry, code *ret_sites, uint32_t max)
{
	return reach(model, record, entry, ret_sites, max);
}

bool model_reaches(const struct model *model, const struct record *record, code site)
{
	return model_reaches_entry(model, record, NULL, site);
}

bool model_reaches_entry(const struct model *model, const struct record *record,
			 const struct entry *entry, code site)
{
	code sites[LIMIT_SITES], followed = site_followed(model, site);
	uint32_t count = reach(model, record, entry, sites, LIMIT_SITES);

	if (count == UINT32_MAX)
		return true;
	for (uint32_t i = 0; i < count; i++)
		if (sites[i] == (followed ? followed : site))
			return true;
	return false;
}
