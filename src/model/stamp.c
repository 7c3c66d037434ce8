/* Fields that the node itself puts into an entry at the moment of stamping. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/stamp.h"

#include <assert.h>

#include "model/model_state.h"

struct stamp {
	struct arena *arena;
	struct entry *entry;
	struct record *after;
	uint32_t added;
};

void stamp_run(struct arena *arena, const struct model *model, struct entry *entry,
	       struct record *after, const struct act_view *view)
{
	struct stamp stamp = { .arena = arena, .entry = entry, .after = after };

	view->act->stamp(&stamp, model, after, view);
}

/* The place for the field's value: the one already there, or the next free one. */
static struct value *place(struct stamp *stamp, const char *name, enum field_type type)
{
	const struct field *field = registry_field(stamp->entry->kind, str_of(name));

	assert(field && (field->type == type || (type == FIELD_INT && field->type == FIELD_SPAN)));
	for (uint32_t i = 0; i < stamp->entry->nvalues; i++)
		if (stamp->entry->values[i].field == field)
			return &stamp->entry->values[i];
	assert(stamp->added < STAMP_VALUES);
	stamp->added++;
	return &stamp->entry->values[stamp->entry->nvalues++];
}

static void put(struct stamp *stamp, const char *name, enum field_type type, struct value value)
{
	struct value *at = place(stamp, name, type);

	value.field = registry_field(stamp->entry->kind, str_of(name));
	*at = value;
	value_put(stamp->after, at, NULL);
}

void stamp_ref(struct stamp *stamp, const char *field, struct ident value)
{
	put(stamp, field, FIELD_REF, (struct value){ .as.ref = value, .clear = ident_none(value) });
}

void stamp_refs(struct stamp *stamp, const char *field, const struct ident *values, uint32_t count)
{
	struct ident *copy = arena_alloc(stamp->arena, (count + 1) * sizeof *copy);

	assert(count <= LIMIT_REFS);
	if (count > 0)
		memcpy(copy, values, count * sizeof *copy);
	put(stamp, field, FIELD_REFS,
	    (struct value){ .as.refs = { copy, count }, .clear = count == 0 });
}

void stamp_int(struct stamp *stamp, const char *field, int64_t value)
{
	put(stamp, field, FIELD_INT, (struct value){ .as.number = value });
}

void stamp_real(struct stamp *stamp, const char *field, double value)
{
	put(stamp, field, FIELD_REAL, (struct value){ .as.real = value });
}

void stamp_bool(struct stamp *stamp, const char *field, bool value)
{
	put(stamp, field, FIELD_BOOL, (struct value){ .as.truth = value });
}

void stamp_choice(struct stamp *stamp, const char *field, const char *choice_name)
{
	const struct field *row = registry_field(stamp->entry->kind, str_of(field));
	const struct choice *choice = row ? registry_choice_named(row, str_of(choice_name)) : NULL;

	assert(choice);
	put(stamp, field, FIELD_ENUM, (struct value){ .as.number = choice->number });
}

void stamp_time(struct stamp *stamp, const char *field, instant value)
{
	put(stamp, field, FIELD_TIME, (struct value){ .as.number = value, .clear = value == 0 });
}

void stamp_code(struct stamp *stamp, const char *field, code value)
{
	put(stamp, field, FIELD_CODE, (struct value){ .as.bits = value, .clear = value == 0 });
}

void stamp_text(struct stamp *stamp, const char *field, struct str value)
{
	put(stamp, field, FIELD_TEXT,
	    (struct value){ .as.text = arena_str(stamp->arena, value), .clear = value.len == 0 });
}
