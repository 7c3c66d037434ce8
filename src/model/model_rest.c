/* Records that nobody has asked for since the snapshot rest in its bytes until somebody does. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>

#include "model/record_pack.h"

/*
 * The state is the same, awake or at rest: so a model that may not be changed may wake records.
 * What is unique, and what names a person, a snapshot's indexes do not hold.
 */
struct record *model_wake(const struct model *model, uint32_t number)
{
	struct model *own = (struct model *)(uintptr_t)model;
	struct record *record = record_unpack(own, number);
	const struct kind_row *row;

	assert(record && "the bytes of a snapshot were found sound and have changed since");
	row = registry_of(record->kind);
	own->records[number] = record;
	own->rest.left--;
	model_index_fields(own, record, row->unique | row->personal, true);
	return record;
}

void model_wake_sealed(const struct model *model)
{
	for (uint32_t i = 0; i < model->rest.nsealed; i++)
		model_record(model, model->rest.sealed[i].record);
}

struct model_glance model_glance(const struct model *model, uint32_t number)
{
	const struct record *record = model->records[number];
	const struct packed *head;

	if (record)
		return (struct model_glance){ registry_of(record->kind), record->state,
					      record->struck, record->nfiles > 0,
					      record->clocks != NULL };
	head = &model->rest.heads[number];
	return (struct model_glance){ registry_at(head->kind), head->state,
				      (head->flags & PACKED_STRUCK) != 0,
				      (head->flags & PACKED_FILES) != 0,
				      (head->flags & PACKED_RUNNING) != 0 };
}

bool model_changed(const struct model *model, const struct kind *kind, uint32_t index, uint64_t pos)
{
	uint32_t number = model_number(model, kind, index);
	const struct record *record;

	if (!model->records[number] && pos >= model->rest.pos)
		return false;
	record = model_record(model, number);
	return record->history[record->nhistory - 1] > pos;
}

bool model_has_files(const struct model *model, const struct kind *kind, uint32_t index)
{
	return model_glance(model, model_number(model, kind, index)).files;
}

uint32_t model_running(const struct model *model)
{
	return model->running;
}
