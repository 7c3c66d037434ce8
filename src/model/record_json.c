/* A record with all that belongs to it, as JSON: for readers, for the digest, for snapshots. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/record_json.h"

#include "model/kernel_args.h"
#include "model/model_state.h"
#include "model/value.h"

static void put_code(struct json_out *out, code value)
{
	char text[CODE_TEXT];

	code_format(value, text);
	json_put_text(out, text);
}

static void put_head(struct json_out *out, const struct record *record)
{
	const struct state *state = registry_state(record->kind, record->state);

	value_put_ident(out, "id", record->id);
	json_key(out, "kind");
	json_put_text(out, record->kind->name);
	json_key(out, "home");
	put_code(out, record->home);
	json_key(out, "state");
	json_put_text(out, state->name);
	json_key(out, "version");
	json_put_i64(out, record->version);
	json_key(out, "epoch");
	json_put_i64(out, record->epoch);
	json_key(out, "event_at");
	json_put_instant(out, record->event_at);
	json_key(out, "created_at");
	json_put_instant(out, record->created_at);
	json_key(out, "updated_at");
	json_put_instant(out, record->updated_at);
	if (!ident_none(record->creator))
		value_put_ident(out, "creator", record->creator);
	if (record->struck) {
		json_key(out, "struck");
		json_put_bool(out, true);
	}
}

static void put_fields(struct json_out *out, const struct record *record, bool personal)
{
	json_key(out, "fields");
	json_open(out, '{');
	for (uint16_t i = 0; i < record->kind->nfields; i++) {
		const struct field *field = &record->kind->fields[i];
		struct value value;

		if (!record_has(record, field->number) || (field->flags & PERSONAL && !personal))
			continue;
		value_of(record, field, &value);
		json_key(out, field->name);
		value_write(out, &value);
	}
	json_close(out, '}');
}

static void put_clock(struct json_out *out, const struct clock *clock, const struct clock_run *run)
{
	static const char *const names[] = { "idle", "running", "stopped", "lapsed" };

	json_open(out, '{');
	json_key(out, "name");
	json_put_text(out, clock->name);
	json_key(out, "status");
	json_put_text(out, names[run->status]);
	json_key(out, "step");
	json_put_i64(out, run->step);
	json_key(out, "started");
	json_put_instant(out, run->started);
	if (run->stopped) {
		json_key(out, "stopped");
		json_put_instant(out, run->stopped);
	}
	json_key(out, "due");
	json_open(out, '[');
	for (uint16_t s = 0; s < clock->nsteps; s++)
		json_put_instant(out, run->due[s]);
	json_close(out, ']');
	json_close(out, '}');
}

static void put_clocks(struct json_out *out, const struct record *record)
{
	const struct kind_row *row = registry_of(record->kind);
	bool any = false;

	for (uint16_t c = 0; c < row->nclocks; c++)
		any |= record->clocks[c].status != CLOCK_IDLE;
	if (!any)
		return;
	json_key(out, "clocks");
	json_open(out, '[');
	for (uint16_t c = 0; c < row->nclocks; c++)
		if (record->clocks[c].status != CLOCK_IDLE)
			put_clock(out, &row->clocks[c], &record->clocks[c]);
	json_close(out, ']');
}

static void put_link(struct json_out *out, struct ident to, uint16_t type)
{
	json_open(out, '{');
	value_put_ident(out, "to", to);
	json_key(out, "type");
	json_put_text(out, kernel_args_link_name(type));
	json_close(out, '}');
}

/* A reader sees with a record what was merged into it; that is written in the others. */
static void put_links(struct json_out *out, const struct model *model, const struct record *record,
		      enum record_json_use use)
{
	const struct record *merged[LIMIT_LINKS];
	uint32_t count = 0;

	if (use == RECORD_JSON_VIEW)
		count = model_merged_into(model, record->id, merged, LIMIT_LINKS);
	if (count > LIMIT_LINKS)
		count = LIMIT_LINKS;
	if (record->nlinks + count == 0)
		return;
	json_key(out, "links");
	json_open(out, '[');
	for (uint32_t i = 0; i < record->nlinks; i++)
		put_link(out, record->links[i].to, record->links[i].type);
	for (uint32_t i = 0; i < count; i++)
		put_link(out, merged[i]->id, LINK_DUPLICATE);
	json_close(out, ']');
}

static void put_files(struct json_out *out, const struct record *record)
{
	if (record->nfiles == 0)
		return;
	json_key(out, "files");
	json_open(out, '[');
	for (uint32_t i = 0; i < record->nfiles; i++) {
		json_open(out, '{');
		json_key(out, "hash");
		json_put_str(out, record->files[i].hash);
		json_key(out, "name");
		json_put_str(out, record->files[i].name);
		json_key(out, "mime");
		json_put_str(out, record->files[i].mime);
		json_key(out, "size");
		json_put_i64(out, record->files[i].size);
		json_close(out, '}');
	}
	json_close(out, ']');
}

static void put_shared(struct json_out *out, const struct record *record)
{
	if (record->nshared == 0)
		return;
	json_key(out, "shared");
	json_open(out, '[');
	for (uint32_t i = 0; i < record->nshared; i++)
		put_code(out, record->shared[i]);
	json_close(out, ']');
}

/* The second person must see what he confirms; the digest takes it as it stands in the log. */
static void put_pending_fields(struct json_out *out, const struct model *model,
			       const struct record *record, enum record_json_use use)
{
	struct arena *arena;

	if (use == RECORD_JSON_DIGEST || registry_of(record->kind)->personal == 0) {
		json_put_raw(out, record->pending->fields);
		return;
	}
	arena = arena_create();
	json_put_raw(out, entry_pending(record, model->vault, arena));
	arena_destroy(arena);
}

static void put_pending(struct json_out *out, const struct model *model,
			const struct record *record, enum record_json_use use)
{
	if (!record->pending)
		return;
	json_key(out, "pending");
	json_open(out, '{');
	json_key(out, "act");
	json_put_text(out, record->pending->act->name);
	value_put_ident(out, "by", record->pending->actor);
	value_put_ident(out, "entry", record->pending->entry);
	json_key(out, "fields");
	put_pending_fields(out, model, record, use);
	json_close(out, '}');
}

/* Doctrine 2.5: an open object without all three responsibilities shows a red gap. */
static void put_gaps(struct json_out *out, const struct model *model, const struct record *record)
{
	const struct kind_row *row = registry_of(record->kind);
	uint64_t missing;

	if (row->responsible == 0 || !model_is_open(record))
		return;
	missing = model_gaps(model, record, model_time(model));
	json_key(out, "gaps");
	json_open(out, '[');
	for (; missing != 0; missing &= missing - 1)
		json_put_text(out, row->by_number[__builtin_ctzll(missing)]->name);
	json_close(out, ']');
}

void record_json_write(struct json_out *out, const struct model *model,
		       const struct record *record, enum record_json_use use)
{
	json_open(out, '{');
	put_head(out, record);
	put_fields(out, record, use == RECORD_JSON_VIEW);
	put_clocks(out, record);
	put_links(out, model, record, use);
	put_files(out, record);
	put_shared(out, record);
	put_pending(out, model, record, use);
	if (use == RECORD_JSON_VIEW)
		put_gaps(out, model, record);
	else
		json_close(out, '}');
}
