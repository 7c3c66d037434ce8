/* The common operating picture of a post as one document: what it may see, and how it stands. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/cop.h"

#include "base/hash.h"
#include "model/gaps.h"
#include "model/model_state.h"
#include "model/value.h"

#define COP_BYTES ((size_t)48 * 1024 * 1024)
#define COP_SEVERE 100                                     /* severe gaps that are written out */

static void put(struct json_out *out, const char *key, const char *text)
{
	json_key(out, key);
	json_put_text(out, text);
}

static void put_number(struct json_out *out, const char *key, int64_t number)
{
	json_key(out, key);
	json_put_i64(out, number);
}

/* ---- where --------------------------------------------------------------------------------- */

static struct str own_geometry(const struct record *record)
{
	for (uint16_t i = 0; i < record->kind->nfields; i++) {
		const struct field *field = &record->kind->fields[i];

		if (field->type == FIELD_GEO && record_has(record, field->number))
			return *(const struct str *)((const char *)record + field->offset);
	}
	return (struct str){ 0 };
}

/* Its own; else that of its place, or of what the place is part of. */
static struct str geometry_of(const struct model *model, const struct record *record)
{
	struct str found = own_geometry(record);
	struct ident place = gaps_place(record);

	for (int i = 0; found.at == NULL && !ident_none(place) && i < LIMIT_TREE_DEPTH; i++) {
		const struct record *at = model_find_kind(model, place, "place");

		if (!at)
			return found;
		found = own_geometry(at);
		place = *(const struct ident *)model_field(at, "parent");
	}
	return found;
}

/* ---- a feature ----------------------------------------------------------------------------- */

static void put_choices(struct json_out *out, const struct record *record)
{
	const char *colour = NULL;

	json_key(out, "choices");
	json_open(out, '{');
	for (uint16_t i = 0; i < record->kind->nfields; i++) {
		const struct field *field = &record->kind->fields[i];
		const struct choice *choice;

		if (field->type != FIELD_ENUM || !record_has(record, field->number))
			continue;
		choice = registry_choice(
			field, *(const uint16_t *)((const char *)record + field->offset));
		if (!choice)
			continue;
		put(out, field->name, choice->name);
		colour = colour ? colour : choice->colour;
	}
	json_close(out, '}');
	if (colour)
		put(out, "colour", colour);
}

static void put_properties(struct json_out *out, const struct record *record)
{
	const struct state *state = registry_state(record->kind, record->state);
	char home[CODE_TEXT];

	code_format(record->home, home);
	json_key(out, "properties");
	json_open(out, '{');
	put(out, "kind", record->kind->name);
	json_key(out, "title");
	json_put_str(out, model_title(record));
	put(out, "status", state->name);
	put(out, "status_zh", state->zh);
	put(out, "status_en", state->en);
	json_key(out, "alarm");
	json_put_bool(out, (state->flags & STATE_ALARM) != 0);
	put(out, "home", home);
	value_put_ident(out, "at_place", gaps_place(record));
	json_key(out, "since");
	json_put_instant(out, record->event_at);
	json_key(out, "updated");
	json_put_instant(out, record->updated_at);
	put_number(out, "version", record->version);
	put_choices(out, record);
	json_close(out, '}');
}

static void put_feature(struct json_out *out, const struct model *model,
			const struct record *record)
{
	struct str geometry = geometry_of(model, record);

	json_open(out, '{');
	put(out, "type", "Feature");
	value_put_ident(out, "id", record->id);
	json_key(out, "geometry");
	if (geometry.at == NULL)
		json_put_null(out);
	else
		json_put_raw(out, geometry);
	put_properties(out, record);
	json_close(out, '}');
}

static bool is_shown(const struct model *model, const struct record *record,
		     const struct reader *reader)
{
	return model_is_open(record) &&
	       model_sees(model, record, reader->post, reader->oversight);
}

static uint32_t put_kind(struct json_out *out, const struct model *model,
			 const struct kind_row *row, const struct reader *reader)
{
	const struct table *table = &model->tables[row->index];
	uint32_t count = 0;

	for (uint32_t i = 0; i < table->count; i++) {
		struct model_glance glance = model_glance(model, table->at[i]);
		const struct state *state = registry_state(row->kind, glance.state);

		if (glance.struck || !state || (state->flags & STATE_OPEN) == 0)
			continue;
		if (!is_shown(model, model_record(model, table->at[i]), reader))
			continue;
		put_feature(out, model, model_record(model, table->at[i]));
		count++;
	}
	return count;
}

/* ---- the document -------------------------------------------------------------------------- */

/* The features into `text`, the number of each kind into the document. */
static void put_features(struct json_out *out, const struct model *model,
			 const struct reader *reader, struct buf *text)
{
	struct json_out features;

	json_begin(&features, text);
	json_open(&features, '[');
	json_key(out, "counts");
	json_open(out, '{');
	for (uint16_t k = 0; k < registry_count(); k++) {
		const struct kind_row *row = registry_at(k);

		if (row->kind->flags & (KIND_BOARD | KIND_MAP))
			put_number(out, row->kind->name, put_kind(&features, model, row, reader));
	}
	json_close(out, '}');
	json_close(&features, ']');
}

static void put_phase(struct json_out *out, const struct model *model)
{
	const struct kind_row *row = registry_find(STR("phase"));
	uint32_t count = row ? model_count(model, row->kind) : 0;
	const struct record *phase = count > 0 ? model_at(model, row->kind, count - 1) : NULL;

	json_key(out, "phase");
	if (phase)
		json_put_text(out, model_state(phase));
	else
		json_put_null(out);
}

static void put_gaps(struct json_out *out, const struct model *model, const struct reader *reader)
{
	struct gap_wish wish = { .severity = STR("severe"), .limit = COP_SEVERE };

	json_key(out, "missing");
	gaps_write(out, model, reader, &wish);
}

void cop_write(struct json_out *out, const struct model *model, const struct reader *reader)
{
	char post[CODE_TEXT], hex[HASH_HEX];
	struct hash digest;
	struct buf text;

	code_format(reader->post, post);
	buf_init(&text, COP_BYTES);
	json_open(out, '{');
	put(out, "type", "FeatureCollection");
	put(out, "post", post);
	json_key(out, "at");
	json_put_instant(out, reader->now);
	put_number(out, "pos", (int64_t)model_pos(model));
	put_phase(out, model);
	put_features(out, model, reader, &text);
	put_gaps(out, model, reader);
	digest = hash_of(text.at, text.len);
	hash_format(&digest, hex);
	put(out, "digest", hex);
	json_key(out, "features");
	json_put_raw(out, buf_str(&text));
	json_close(out, '}');
	buf_release(&text);
}
