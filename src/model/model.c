/* The state of the event: its records, found by id, by kind and by name. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/model.h"

#include <assert.h>

#include "model/model_state.h"

struct model *model_create(void)
{
	struct model *model = heap_alloc(sizeof *model);

	registry_init();
	model->pool = pool_create();
	model->vault = vault_create();
	model->tables = heap_alloc((registry_count() + 1u) * sizeof *model->tables);
	marks_init(&model->page_index);
	marks_init(&model->unique);
	map_init(&model->post_index);
	map_init(&model->duties);
	map_init(&model->people);
	map_init(&model->load);
	marks_init(&model->keys);
	map_init(&model->origins);
	site_init(&model->sites);
	return model;
}

static void free_values(struct map *map, void (*each)(uint64_t value))
{
	for (uint64_t i = 0; i < map->size; i++)
		if (map->slots[i].used)
			each(map->slots[i].value);
	map_release(map);
}

static void free_duties(uint64_t value)
{
	struct person_duties *duties = (struct person_duties *)(uintptr_t)value;

	heap_free(duties->at);
	heap_free(duties);
}

static void free_people(uint64_t value)
{
	struct post_people *people = (struct post_people *)(uintptr_t)value;

	heap_free(people->at);
	heap_free(people);
}

void model_destroy(struct model *model)
{
	if (!model)
		return;
	for (uint16_t k = 0; k < registry_count(); k++)
		heap_free(model->tables[k].at);
	heap_free(model->tables);
	heap_free(model->records);
	heap_free(model->pages);
	heap_free(model->back_refs);
	marks_release(&model->page_index);
	marks_release(&model->unique);
	marks_release(&model->keys);
	free_values(&model->duties, free_duties);
	free_values(&model->people, free_people);
	map_release(&model->post_index);
	map_release(&model->origins);
	map_release(&model->load);
	site_release(&model->sites);
	heap_free(model->posts);
	heap_free(model->policies);
	heap_free(model->due);
	heap_free(model->key_ring);
	heap_free(model->key_hashes);
	if (model->rest.release)
		model->rest.release(model->rest.user);
	pool_destroy(model->pool);
	vault_destroy(model->vault);
	heap_free(model);
}

struct vault *model_vault(struct model *model)
{
	return model->vault;
}

void model_take_vault(struct model *model, struct vault *vault)
{
	vault_destroy(model->vault);
	model->vault = vault;
}

const struct record *model_find(const struct model *model, struct ident id)
{
	return model_lookup(model, id);
}

const struct record *model_find_kind(const struct model *model, struct ident id,
				     const char *kind_name)
{
	const struct record *record = model_lookup(model, id);

	return record && strcmp(record->kind->name, kind_name) == 0 ? record : NULL;
}

uint32_t model_count(const struct model *model, const struct kind *kind)
{
	return model->tables[registry_of(kind)->index].count;
}

const struct record *model_at(const struct model *model, const struct kind *kind, uint32_t index)
{
	return model_record(model, model_number(model, kind, index));
}

const void *model_field(const struct record *record, const char *field)
{
	const struct field *row = registry_field(registry_of(record->kind), str_of(field));

	assert(row);
	return (const char *)record + row->offset;
}

const char *model_choice(const struct record *record, const char *field)
{
	const struct field *row = registry_field(registry_of(record->kind), str_of(field));
	const struct choice *choice;

	assert(row && row->type == FIELD_ENUM);
	choice = registry_choice(row, *(const uint16_t *)model_field(record, field));
	return choice ? choice->name : "";
}

bool model_is_open(const struct record *record)
{
	const struct state *state = record ? registry_state(record->kind, record->state) : NULL;

	return state && !record->struck && (state->flags & STATE_OPEN) != 0;
}

const char *model_state(const struct record *record)
{
	const struct state *state = registry_state(record->kind, record->state);

	return state ? state->name : "";
}

struct ident model_ref(const struct record *record, const char *field)
{
	return record ? *(const struct ident *)model_field(record, field) : (struct ident){ 0 };
}

bool model_in(const struct record *record, const char *state)
{
	return record && str_eq(str_of(model_state(record)), str_of(state));
}

struct str model_title(const struct record *record)
{
	for (uint16_t i = 0; record && i < record->kind->nfields; i++) {
		const struct field *field = &record->kind->fields[i];

		if (field->flags & TITLE && field->type == FIELD_TEXT &&
		    record_has(record, field->number))
			return *(const struct str *)((const char *)record + field->offset);
	}
	return (struct str){ 0 };
}

uint64_t model_pos(const struct model *model)
{
	return model->pos;
}

instant model_time(const struct model *model)
{
	return model->time;
}

uint64_t model_origin_seq(const struct model *model, code origin)
{
	const uint64_t *seq = map_get(&model->origins, origin);

	return seq ? *seq : 0;
}
