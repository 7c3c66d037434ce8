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

/* Room for `count` that is the model's own: what lies in a snapshot cannot be changed. */
static void refs_room(struct model *model, struct back_refs *refs, uint32_t count)
{
	uint32_t size = refs->size ? refs->size : 2;
	struct back_ref *room;

	if (count <= refs->size)
		return;
	while (size < count)
		size *= 2;
	room = pool_alloc(model->pool, size * sizeof *room);
	if (refs->count > 0)
		memcpy(room, refs->at, refs->count * sizeof *room);
	if (refs->size > 0)
		pool_free(model->pool, refs->at, refs->size * sizeof *room);
	refs->at = room;
	refs->size = size;
}

static bool refs_before(struct back_ref a, struct back_ref b)
{
	return a.record != b.record ? a.record < b.record : a.field < b.field;
}

/* Searched from the end: what comes is mostly young. */
static void ref_add(struct model *model, struct record *record, const struct field *field,
		    struct ident to)
{
	struct back_ref ref = { record->number, field->number,
				(field->flags & PERSONAL) != 0 };
	struct back_refs *refs;
	uint32_t i;

	if (ident_none(to))
		return;
	refs = refs_make(model, to);
	refs_room(model, refs, refs->count + 1);
	for (i = refs->count++; i > 0 && refs_before(ref, refs->at[i - 1]); i--)
		refs->at[i] = refs->at[i - 1];
	refs->at[i] = ref;
}

/* Field numbers begin at 1: 0 stands for having been merged. */
#define MERGED_INTO 0
static const struct field merged_into = { .number = MERGED_INTO };

void model_index_merged(struct model *model, struct record *record, struct ident into)
{
	ref_add(model, record, &merged_into, into);
}

uint32_t model_merged_into(const struct model *model, struct ident id, const struct record **ret,
			   uint32_t max)
{
	const struct back_refs *refs;
	uint32_t count = 0;

	/* Found anew each time: a record that wakes may move it. */
	for (uint32_t i = 0; (refs = refs_of(model, id)) && i < refs->count; i++) {
		if (refs->at[i].field != MERGED_INTO)
			continue;
		if (count < max)
			ret[count] = model_record(model, refs->at[i].record);
		count++;
	}
	return count;
}

static void ref_remove(struct model *model, struct record *record, const struct field *field,
		       struct ident to)
{
	struct back_refs *refs = refs_of(model, to);

	for (uint32_t i = refs ? refs->count : 0; i-- > 0;) {
		if (refs->at[i].record == record->number && refs->at[i].field == field->number) {
			refs_room(model, refs, refs->count);
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

/* Two nodes that could not hear each other may have given the same: the smallest id holds it. */
const struct record *model_unique_holder(const struct model *model, const struct kind *kind,
					 const struct field *field, const void *value)
{
	struct marks_walk walk = marks_walk(&model->unique, unique_key(kind, field, value));
	const struct record *holder = NULL;
	uint32_t number;

	while (marks_next(&walk, &number)) {
		const struct record *record = model_record(model, number);

		if (record->kind == kind && record_has(record, field->number) &&
		    unique_equal(field, (const char *)record + field->offset, value))
			holder = !holder || ident_cmp(record->id, holder->id) < 0 ? record : holder;
	}
	return holder;
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

/* What is asked of the references to a record. */
struct asked {
	const struct kind_row *row;                        /* NULL: any */
	const struct field *field;                         /* NULL: any */
};

static bool is_asked(const struct model *model, const struct asked *asked, struct back_ref ref)
{
	if (ref.field == MERGED_INTO)
		return false;
	if (asked->row && model_glance(model, ref.record).row != asked->row)
		return false;
	return !asked->field || ref.field == asked->field->number;
}

/* Whether a field that names a person may name this record: an account, or nobody knows what. */
static bool may_be_person(const struct model *model, struct ident id)
{
	const struct place *place = place_of(model, id);

	if (!place || !place->record)
		return true;
	for (uint16_t k = 0; k < registry_count(); k++) {
		const struct kind_row *row = registry_at(k);

		for (uint64_t bits = row->personal & row->refs; bits != 0; bits &= bits - 1)
			if (registry_target_ok(row, row->by_number[__builtin_ctzll(bits)],
					       model_glance(model, place->record - 1).row->kind))
				return true;
	}
	return false;
}

/*
 * A snapshot does not hold who refers to a person: records that may are woken before the answer.
 * The others that are wanted are woken too, as waking may move what is walked over here.
 */
static void wake_asked(const struct model *model, struct ident id, const struct asked *asked,
		       uint32_t max)
{
	const struct back_refs *refs;
	uint32_t count = 0;

	if (may_be_person(model, id))
		model_wake_sealed(model);
	for (uint32_t i = 0; (refs = refs_of(model, id)) && i < refs->count && count < max; i++) {
		if (!is_asked(model, asked, refs->at[i]))
			continue;
		model_record(model, refs->at[i].record);
		count++;
	}
}

uint32_t model_refs_to(const struct model *model, struct ident id, const char *kind_name,
		       const char *field, const struct record **ret, uint32_t max)
{
	struct asked asked = { kind_name ? registry_find(str_of(kind_name)) : NULL, NULL };
	const struct back_refs *refs;
	uint32_t count = 0;

	assert(!kind_name || asked.row);
	if (asked.row && field)
		asked.field = registry_field(asked.row, str_of(field));
	assert(!field || asked.field);
	if (model->rest.left > 0)
		wake_asked(model, id, &asked, max);
	refs = refs_of(model, id);
	for (uint32_t i = 0; refs && i < refs->count; i++) {
		if (!is_asked(model, &asked, refs->at[i]))
			continue;
		if (count < max)
			ret[count] = model_record(model, refs->at[i].record);
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
