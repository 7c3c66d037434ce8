/* A state that begins as another and goes its own way: trying something on it touches nothing. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/model_state.h"

/*
 * Indexes are copied as they lie: numbers, no addresses. Records stay those of the state below, and
 * are made its own when an act is applied to them; a list of references is copied, as one that lies
 * in a snapshot is, when it changes.
 */
#define COPY(to, from, array, count, size)                                                      \
	do {                                                                                    \
		(to)->size = (__typeof__((to)->size))((from)->count + (from)->count / 4 + 8);    \
		(to)->array = heap_alloc((to)->size * sizeof *(to)->array);                      \
		if ((from)->count > 0)                                                          \
			memcpy((to)->array, (from)->array, (from)->count * sizeof *(to)->array); \
		(to)->count = (from)->count;                                                    \
	} while (0)

/* ---- a record of its own --------------------------------------------------------------------- */

static void *copy_of(struct model *model, const void *at, size_t size)
{
	void *copy = size > 0 ? pool_alloc(model->pool, size) : NULL;

	if (copy)
		memcpy(copy, at, size);
	return copy;
}

static void copy_values(struct model *model, struct record *record)
{
	const struct kind_row *row = registry_of(record->kind);

	for (uint64_t bits = record->present; bits != 0; bits &= bits - 1) {
		const struct field *field = row->by_number[__builtin_ctzll(bits)];
		void *at = (char *)record + field->offset;
		struct ident_list *list = at;

		if (field->type == FIELD_TEXT || field->type == FIELD_GEO)
			*(struct str *)at = pool_str(model->pool, *(struct str *)at);
		else if (field->type == FIELD_REFS)
			list->at = copy_of(model, list->at, list->count * sizeof *list->at);
	}
}

static void copy_files(struct model *model, struct record *record)
{
	record->files = copy_of(model, record->files, record->nfiles * sizeof *record->files);
	for (uint32_t i = 0; i < record->nfiles; i++) {
		struct file *file = &record->files[i];

		file->hash = pool_str(model->pool, file->hash);
		file->name = pool_str(model->pool, file->name);
		file->mime = pool_str(model->pool, file->mime);
	}
}

static struct record *copy_record(struct model *model, const struct record *from)
{
	struct record *record = copy_of(model, from, from->kind->size);

	copy_values(model, record);
	copy_files(model, record);
	if (from->clocks)
		record->clocks = copy_of(model, from->clocks,
					 registry_of(from->kind)->nclocks * sizeof *from->clocks);
	record->links = copy_of(model, from->links, from->nlinks * sizeof *from->links);
	record->shared = copy_of(model, from->shared, from->nshared * sizeof *from->shared);
	record->history = copy_of(model, from->history,
				  from->history_size * sizeof *from->history);
	if (from->pending) {
		record->pending = copy_of(model, from->pending, sizeof *from->pending);
		record->pending->fields = pool_str(model->pool, from->pending->fields);
	}
	return record;
}

struct record *model_own(struct model *model, struct record *record)
{
	const struct model *under = model->under;
	uint32_t number = record->number;

	if (!under || number >= under->nrecords || under->records[number] != record)
		return record;
	model->records[number] = copy_record(model, record);
	return model->records[number];
}

/* ---- the whole ------------------------------------------------------------------------------- */

static void copy_records(struct model *model, const struct model *from)
{
	COPY(model, from, records, nrecords, records_size);
	COPY(model, from, pages, npages, pages_size);
	COPY(model, from, back_refs, nback_refs, back_refs_size);
	for (uint32_t i = 0; i < model->nback_refs; i++)
		model->back_refs[i].size = 0;
	for (uint16_t k = 0; k < registry_count(); k++)
		COPY(&model->tables[k], &from->tables[k], at, count, size);
	marks_copy(&model->page_index, from->page_index.slots, from->page_index.size);
	marks_copy(&model->unique, from->unique.slots, from->unique.size);
	model->rest = from->rest;
	model->rest.release = NULL;
}

static void copy_duties(struct model *model, const struct model *from)
{
	map_copy(&model->duties, &from->duties);
	for (uint64_t i = 0; i < model->duties.size; i++) {
		struct map_slot *slot = &model->duties.slots[i];
		const struct person_duties *old =
			(const struct person_duties *)(uintptr_t)slot->value;
		struct person_duties *own;

		if (!slot->used)
			continue;
		own = heap_alloc(sizeof *own);
		COPY(own, old, at, count, size);
		own->locked = old->locked;
		slot->value = (uint64_t)(uintptr_t)own;
	}
	map_copy(&model->people, &from->people);
	for (uint64_t i = 0; i < model->people.size; i++) {
		struct map_slot *slot = &model->people.slots[i];
		const struct post_people *old =
			(const struct post_people *)(uintptr_t)slot->value;
		struct post_people *own;

		if (!slot->used)
			continue;
		own = heap_alloc(sizeof *own);
		COPY(own, old, at, count, size);
		slot->value = (uint64_t)(uintptr_t)own;
	}
}

static void copy_services(struct model *model, const struct model *from)
{
	COPY(model, from, posts, nposts, posts_size);
	map_copy(&model->post_index, &from->post_index);
	copy_duties(model, from);
	COPY(model, from, policies, npolicies, policies_size);
	memcpy(model->phases, from->phases, sizeof model->phases);
	model->nphases = from->nphases;
}

static void copy_sites(struct sites *to, const struct sites *from)
{
	*to = *from;
	site_init(to);
	COPY(to, from, at, count, size);
	COPY(to, from, reigns, nreigns, reigns_size);
	COPY(to, from, takeovers, ntakeovers, takeovers_size);
	map_copy(&to->by_code, &from->by_code);
	map_copy(&to->by_post, &from->by_post);
	map_copy(&to->writers, &from->writers);
	map_copy(&to->reign_of, &from->reign_of);
	map_copy(&to->seen, &from->seen);
}

static void copy_clocks(struct model *model, const struct model *from)
{
	COPY(model, from, due, ndue, due_size);
	model->running = from->running;
	map_copy(&model->load, &from->load);
	model->loaded = from->loaded;
}

static void copy_keys(struct model *model, const struct model *from)
{
	uint32_t nhashes = from->nkeys;

	COPY(model, from, key_ring, nkeys, keys_size);
	model->key_hashes = heap_alloc(model->keys_size * sizeof *model->key_hashes);
	if (nhashes > 0)
		memcpy(model->key_hashes, from->key_hashes, nhashes * sizeof *model->key_hashes);
	model->key_head = from->key_head;
	marks_copy(&model->keys, from->keys.slots, from->keys.size);
}

struct model *model_over(const struct model *under)
{
	struct model *model = model_create();

	model->under = under;
	vault_copy(model->vault, under->vault);
	copy_records(model, under);
	copy_services(model, under);
	copy_sites(&model->sites, &under->sites);
	copy_clocks(model, under);
	copy_keys(model, under);
	map_copy(&model->origins, &under->origins);
	model->pos = under->pos;
	model->time = under->time;
	return model;
}
