/* What has been released to everybody: the records of kinds that have a public state. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/released.h"

#include "model/model_state.h"
#include "model/value.h"

static uint32_t public_states(const struct kind *kind)
{
	uint32_t states = 0;

	for (uint16_t i = 0; i < kind->nstates; i++)
		if ((kind->states[i].flags & STATE_RELEASED) != 0)
			states |= IN(kind->states[i].number);
	return states;
}

static bool is_newer(const struct record *a, const struct record *b)
{
	return a->updated_at != b->updated_at ? a->updated_at > b->updated_at
					      : a->number > b->number;
}

/* Keeps the newest `max` in order; what is older than all of a full list falls out. */
static void keep(const struct record **list, uint32_t *count, uint32_t max,
		 const struct record *record)
{
	uint32_t at = *count;

	while (at > 0 && is_newer(record, list[at - 1]))
		at--;
	if (at == max)
		return;
	if (*count < max)
		(*count)++;
	memmove(&list[at + 1], &list[at], (*count - 1 - at) * sizeof list[0]);
	list[at] = record;
}

uint32_t released_find(const struct model *model, const struct record **ret, uint32_t max)
{
	uint32_t count = 0;

	for (uint16_t k = 0; k < registry_count(); k++) {
		const struct table *table = &model->tables[k];
		uint32_t states = public_states(registry_at(k)->kind);

		for (uint32_t i = 0; states != 0 && i < table->count; i++) {
			struct model_glance glance = model_glance(model, table->at[i]);

			if (!glance.struck && (states >> glance.state & 1) != 0)
				keep(ret, &count, max, model_record(model, table->at[i]));
		}
	}
	return count;
}

static void put_item(struct json_out *out, const struct record *record)
{
	const struct kind *kind = record->kind;

	json_open(out, '{');
	json_key(out, "kind");
	json_put_text(out, kind->name);
	value_put_ident(out, "id", record->id);
	json_key(out, "zh");
	json_put_text(out, kind->zh);
	json_key(out, "en");
	json_put_text(out, kind->en);
	json_key(out, "at");
	json_put_instant(out, record->updated_at);
	json_key(out, "fields");
	json_open(out, '{');
	for (uint16_t i = 0; i < kind->nfields; i++) {
		const struct field *field = &kind->fields[i];
		struct value value;

		if ((field->flags & PUBLIC) == 0 || !record_has(record, field->number))
			continue;
		value_of(record, field, &value);
		json_key(out, field->name);
		value_write(out, &value);
	}
	json_close(out, '}');
	json_close(out, '}');
}

void released_write(struct json_out *out, const struct record *const *records, uint32_t count,
		    instant at)
{
	json_open(out, '{');
	json_key(out, "items");
	json_open(out, '[');
	for (uint32_t i = 0; i < count; i++)
		put_item(out, records[i]);
	json_close(out, ']');
	json_key(out, "at");
	json_put_instant(out, at);
	json_close(out, '}');
}
