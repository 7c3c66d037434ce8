/* Ways to a record: by its id, by a name that is taken once, and from what it refers to. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>

#include "model/model_state.h"

/* ---- ids ------------------------------------------------------------------------------------- */

static struct ident page_of(struct ident id)
{
	return (struct ident){ id.origin, id.seq / MODEL_PLACES };
}

static struct places *find_page(const struct model *model, struct ident page)
{
	struct marks_walk walk = marks_walk(&model->page_index, ident_hash(page));
	uint32_t number;

	while (marks_next(&walk, &number))
		if (ident_eq(model->pages[number].page, page))
			return &model->pages[number];
	return NULL;
}

static struct place *place_of(const struct model *model, struct ident id)
{
	struct places *places = find_page(model, page_of(id));

	return places ? &places->at[id.seq % MODEL_PLACES] : NULL;
}

/* It moves when the next one is made. */
static struct place *place_make(struct model *model, struct ident id)
{
	struct places *places = find_page(model, page_of(id));

	if (!places) {
		HEAP_ROOM(model->pages, model->npages, model->pages_size);
		places = &model->pages[model->npages];
		places->page = page_of(id);
		marks_add(&model->page_index, ident_hash(places->page), model->npages++);
	}
	return &places->at[id.seq % MODEL_PLACES];
}

struct record *model_lookup(const struct model *model, struct ident id)
{
	const struct place *place = place_of(model, id);

	return place && place->record ? model_record(model, place->record - 1) : NULL;
}

/* ---- who refers to it ------------------------------------------------------------------------ */

static struct back_refs *refs_of(const struct model *model, struct ident id)
{
	const struct place *place = place_of(model, id);

	return place && place->refs ? &model->back_refs[place->refs - 1] : NULL;
}

static struct back_refs *refs_make(struct model *model, struct ident id)
{
	struct place *place = place_make(model, id);

	if (!place->refs) {
		HEAP_ROOM(model->back_refs, model->nback_refs, model->back_refs_size);
		place->refs = ++model->nback_refs;
	}
	return &model->back_refs[place->refs - 1];
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
	refs->at[refs->count++] = (struct back_ref){ record->number, field->number };
}

/* Searched from the end: what changes is mostly young. */
static void ref_remove(struct model *model, struct record *record, const struct field *field,
		       struct ident to)
{
	struct back_refs *refs = refs_of(model, to);

	for (uint32_t i = refs ? refs->count : 0; i-- > 0;) {
		if (refs->at[i].record == record->number && refs->at[i].field == field->number) {
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
	struct marks_walk walk = marks_walk(&model->unique, unique_key(kind, field, value));
	uint32_t number;

	while (marks_next(&walk, &number)) {
		const struct record *record = model_record(model, number);

		if (record->kind == kind && record_has(record, field->number) &&
		    unique_equal(field, (const char *)record + field->offset, value))
			return record;
	}
	return NULL;
}

static void unique_set(struct model *model, struct record *record, const struct field *field,
		       bool add)
{
	const void *value = (const char *)record + field->offset;
	uint64_t key = unique_key(record->kind, field, value);

	if (add)
		marks_add(&model->unique, key, record->number);
	else
		marks_remove(&model->unique, key, record->number);
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
	HEAP_ROOM(model->records, model->nrecords, model->records_size);
	HEAP_ROOM(table->at, table->count, table->size);
	record->number = model->nrecords++;
	record->slot = table->count++;
	model->records[record->number] = record;
	table->at[record->slot] = record->number;
	place->record = model->nrecords;
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
		const struct record *record = model_record(model, refs->at[i].record);

		if (row && record->kind != row->kind)
			continue;
		if (wanted && refs->at[i].field != wanted->number)
			continue;
		if (count < max)
			ret[count] = record;
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
