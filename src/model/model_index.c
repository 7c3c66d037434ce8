/* Ways to a record: by its id, by a name that is taken once, and from what it refers to. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>

#include "model/model_state.h"

/*
 * The maps have 64-bit keys, ids and names are longer. Two that fall on the same key go to the
 * next probe key; a probe key once used is never freed before the model, only reused by its like.
 */
static uint64_t next_probe(uint64_t key)
{
	return key * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
}

/* ---- ids ------------------------------------------------------------------------------------- */

static struct ident page_of(struct ident id)
{
	return (struct ident){ id.origin, id.seq / MODEL_PLACES };
}

/* The page, or NULL; then *ret_key is the probe key that is free for it. */
static struct places *find_page(const struct model *model, struct ident page, uint64_t *ret_key)
{
	const uint64_t *value;

	*ret_key = ident_hash(page);
	while ((value = map_get(&model->places, *ret_key)) != NULL) {
		struct places *places = (struct places *)(uintptr_t)*value;

		if (ident_eq(places->page, page))
			return places;
		*ret_key = next_probe(*ret_key);
	}
	return NULL;
}

static struct place *place_of(const struct model *model, struct ident id)
{
	uint64_t key;
	struct places *places = find_page(model, page_of(id), &key);

	return places ? &places->at[id.seq % MODEL_PLACES] : NULL;
}

static struct place *place_make(struct model *model, struct ident id)
{
	uint64_t key;
	struct places *places = find_page(model, page_of(id), &key);

	if (!places) {
		places = pool_alloc(model->pool, sizeof *places);
		places->page = page_of(id);
		*map_put(&model->places, key) = (uint64_t)(uintptr_t)places;
	}
	return &places->at[id.seq % MODEL_PLACES];
}

struct record *model_lookup(const struct model *model, struct ident id)
{
	const struct place *place = place_of(model, id);

	return place ? place->record : NULL;
}

/* ---- who refers to it ------------------------------------------------------------------------ */

static struct back_refs *refs_of(const struct model *model, struct ident id)
{
	const struct place *place = place_of(model, id);

	return place ? place->refs : NULL;
}

static struct back_refs *refs_make(struct model *model, struct ident id)
{
	struct place *place = place_make(model, id);

	if (!place->refs)
		place->refs = pool_alloc(model->pool, sizeof *place->refs);
	return place->refs;
}

static void ref_add(struct model *model, struct record *record, const struct field *field,
		    struct ident to)
{
	struct back_refs *refs;

	if (ident_none(to))
		return;
	refs = refs_make(model, to);
	if (refs->count == refs->size) {
		size_t old = refs->size * sizeof *refs->at,
		       size = old ? 2 * old : 2 * sizeof *refs->at;
		struct back_ref *room = pool_alloc(model->pool, size);

		if (old > 0)
			memcpy(room, refs->at, old);
		pool_free(model->pool, refs->at, old);
		refs->at = room;
		refs->size = (uint32_t)(size / sizeof *refs->at);
	}
	refs->at[refs->count++] = (struct back_ref){ record, field->number };
}

/* Searched from the end: what changes is mostly young. */
static void ref_remove(struct model *model, struct record *record, const struct field *field,
		       struct ident to)
{
	struct back_refs *refs = refs_of(model, to);

	for (uint32_t i = refs ? refs->count : 0; i-- > 0;) {
		if (refs->at[i].record == record && refs->at[i].field == field->number) {
			memmove(&refs->at[i], &refs->at[i + 1],
				(refs->count - i - 1) * sizeof refs->at[0]);
			refs->count--;
			return;
		}
	}
}

/* ---- names that are taken once --------------------------------------------------------------- */

static uint64_t unique_key(const struct kind *kind, const struct field *field, const void *value)
{
	uint64_t h = field->type == FIELD_CODE ? *(const code *)value
					       : str_hash(*(const struct str *)value);

	h = (h ^ ((uint64_t)kind->number << 32 | field->number)) * UINT64_C(0x9e3779b97f4a7c15);
	return h ^ (h >> 29);
}

static bool unique_equal(const struct field *field, const void *a, const void *b)
{
	return field->type == FIELD_CODE ? *(const code *)a == *(const code *)b
					 : str_eq(*(const struct str *)a, *(const struct str *)b);
}

const struct record *model_unique_holder(const struct model *model, const struct kind *kind,
					 const struct field *field, const void *value)
{
	uint64_t key = unique_key(kind, field, value);
	const uint64_t *slot;

	while ((slot = map_get(&model->unique, key)) != NULL) {
		const struct record *record = (const struct record *)(uintptr_t)*slot;

		if (record && record->kind == kind && record_has(record, field->number) &&
		    unique_equal(field, (const char *)record + field->offset, value))
			return record;
		key = next_probe(key);
	}
	return NULL;
}

static void unique_set(struct model *model, struct record *record, const struct field *field,
		       bool add)
{
	const void *value = (const char *)record + field->offset;
	uint64_t key = unique_key(record->kind, field, value);
	uint64_t *slot;

	while ((slot = map_get(&model->unique, key)) != NULL) {
		if (!add && *slot == (uint64_t)(uintptr_t)record) {
			*slot = 0; /* stays in the probe chain */
			return;
		}
		if (add && *slot == 0)
			break;
		key = next_probe(key);
	}
	if (add)
		*map_put(&model->unique, key) = (uint64_t)(uintptr_t)record;
}

/* ---- all of them ----------------------------------------------------------------------------- */

void model_index_fields(struct model *model, struct record *record, uint64_t fields, bool add)
{
	const struct kind_row *row = registry_of(record->kind);

	fields &= record->present & (row->refs | row->unique);
	for (; fields != 0; fields &= fields - 1) {
		const struct field *field = row->by_number[__builtin_ctzll(fields)];
		const void *at = (const char *)record + field->offset;
		const struct ident_list *list = at;

		if (field->type == FIELD_REF)
			(add ? ref_add : ref_remove)(model, record, field,
						     *(const struct ident *)at);
		for (uint32_t i = 0; field->type == FIELD_REFS && i < list->count; i++)
			(add ? ref_add : ref_remove)(model, record, field, list->at[i]);
		if (field->flags & UNIQUE)
			unique_set(model, record, field, add);
	}
}

void model_index_add(struct model *model, struct record *record)
{
	struct table *table = &model->tables[registry_of(record->kind)->index];
	struct place *place = place_make(model, record->id);

	assert(!place->record);
	place->record = record;
	HEAP_ROOM(table->at, table->count, table->size);
	record->slot = table->count;
	table->at[table->count++] = record;
}

uint32_t model_refs_to(const struct model *model, struct ident id, const char *kind_name,
		       const char *field, const struct record **ret, uint32_t max)
{
	const struct back_refs *refs = refs_of(model, id);
	const struct kind_row *row = kind_name ? registry_find(str_of(kind_name)) : NULL;
	const struct field *wanted = row && field ? registry_field(row, str_of(field)) : NULL;
	uint32_t count = 0;

	assert(!kind_name || row);
	assert(!field || wanted);
	for (uint32_t i = 0; refs && i < refs->count; i++) {
		if (row && refs->at[i].record->kind != row->kind)
			continue;
		if (wanted && refs->at[i].field != wanted->number)
			continue;
		if (count < max)
			ret[count] = refs->at[i].record;
		count++;
	}
	return count;
}

const struct record *model_by_unique(const struct model *model, const char *kind_name,
				     const char *field, struct str value)
{
	const struct kind_row *row = registry_find(str_of(kind_name));
	const struct field *f = row ? registry_field(row, str_of(field)) : NULL;
	code packed;

	assert(f && f->flags & UNIQUE);
	if (f->type != FIELD_CODE)
		return model_unique_holder(model, row->kind, f, &value);
	return code_parse(value, &packed) ? model_unique_holder(model, row->kind, f, &packed)
					  : NULL;
}
