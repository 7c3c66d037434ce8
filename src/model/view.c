/* What a reader gets to see of records, of their history and of what just happened. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/view.h"

#include "model/kernel_args.h"
#include "model/record_json.h"
#include "model/value.h"

static void put_post(struct json_out *out, code post)
{
	char text[CODE_TEXT];

	if (post == 0)
		return;
	code_format(post, text);
	json_key(out, "post");
	json_put_text(out, text);
}

static bool may(const struct kind_row *kind, const struct record *record, const struct act_row *row,
		uint32_t roles, uint32_t relations)
{
	const struct act *act = row->act;

	if (act->number == ACT_NUMBER_CONFIRM || act->number == ACT_NUMBER_REJECT) {
		if (!record->pending)
			return false;
		row = registry_act_number(kind, record->pending->act->number);
	} else if (record->pending && act->flags & ACT_SECOND) {
		return false;
	}
	return (act->from >> record->state & 1) != 0 && (row->act->roles & roles) != 0 &&
	       (row->relations & relations) != 0;
}

uint32_t view_acts(const struct model *model, const struct record *record,
		   const struct reader *reader, const struct act_row **ret, uint32_t max)
{
	const struct kind_row *kind = registry_of(record->kind);
	uint32_t relations = model_relations(model, record, reader->post, reader->oversight);
	uint32_t count = 0;

	if (record->struck)
		return 0;
	for (uint16_t a = 0; a < kind->nacts && count < max; a++)
		if (may(kind, record, &kind->acts[a], reader->roles, relations))
			ret[count++] = &kind->acts[a];
	return count;
}

void view_record(struct json_out *out, const struct model *model, const struct record *record,
		 const struct reader *reader, bool with_acts)
{
	const struct act_row *acts[LIMIT_ACTS];
	uint32_t count;

	record_json_write(out, model, record, RECORD_JSON_VIEW);
	if (with_acts) {
		count = view_acts(model, record, reader, acts, LIMIT_ACTS);
		json_key(out, "acts");
		json_open(out, '[');
		for (uint32_t i = 0; i < count; i++)
			json_put_text(out, acts[i]->act->name);
		json_close(out, ']');
	}
	json_close(out, '}');
}

static void put_entry_head(struct json_out *out, const struct entry *entry)
{
	json_key(out, "pos");
	json_put_i64(out, (int64_t)entry->pos);
	json_key(out, "at");
	json_put_instant(out, entry->at);
	json_key(out, "event_at");
	json_put_instant(out, entry->event_at);
	/* When another node's word came here: what came late shows it. */
	if (entry->arrived != 0 && entry->arrived != entry->at) {
		json_key(out, "arrived");
		json_put_instant(out, entry->arrived);
	}
	json_key(out, "kind");
	json_put_text(out, entry->kind->kind->name);
	json_key(out, "act");
	json_put_text(out, entry->act->act->name);
	value_put_ident(out, "entry", entry->id);
	value_put_ident(out, "id", entry->record);
	value_put_ident(out, "actor", entry->actor);
	put_post(out, entry->post);
	value_put_ident(out, "cause", entry->cause);
}

static void put_args(struct json_out *out, const struct entry *entry)
{
	if (!(entry->act->act->flags & ACT_KERNEL))
		return;
	json_key(out, "args");
	json_open(out, '{');
	kernel_args_write(out, entry->kind, entry->act->act->number, &entry->args);
	json_close(out, '}');
}

void view_entry(struct json_out *out, const struct entry *entry)
{
	const struct state *to = registry_state(entry->kind->kind, entry->act->act->to);

	json_open(out, '{');
	put_entry_head(out, entry);
	if (to) {
		json_key(out, "to");
		json_put_text(out, to->name);
	}
	json_key(out, "fields");
	json_open(out, '{');
	for (uint32_t i = 0; i < entry->nvalues; i++) {
		/* Who has been forgotten is not shown as taken away by this act. */
		if (entry->values[i].sealed.at && entry->values[i].clear)
			continue;
		json_key(out, entry->values[i].field->name);
		value_write(out, &entry->values[i]);
	}
	json_close(out, '}');
	put_args(out, entry);
	json_close(out, '}');
}

void view_event(struct json_out *out, const struct model *model, const struct entry *entry)
{
	const struct record *record = model_find(model, entry->record);

	json_open(out, '{');
	put_entry_head(out, entry);
	put_args(out, entry);
	json_key(out, "record");
	record_json_write(out, model, record, RECORD_JSON_VIEW);
	json_close(out, '}');
	json_close(out, '}');
}
