/* What a plan says, as one fingerprint, and small readings of records that plans consist of. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/plans/content.h"

/* States of a plan's life, its signatures and who answers for it are not what it says. */
static bool is_content(const struct field *field)
{
	return (field->flags & (SYSTEM | RESPONSIBLE | PERSONAL)) == 0 &&
	       strcmp(field->name, "reason") != 0 && strcmp(field->name, "observed") != 0 &&
	       strcmp(field->name, "result") != 0 && strcmp(field->name, "supersedes") != 0;
}

static void add_ident(struct buf *buf, struct ident id)
{
	char text[IDENT_TEXT];

	ident_format(id, text);
	buf_printf(buf, "%s", text);
}

static void add_value(struct buf *buf, const struct record *record, const struct field *field)
{
	const void *at = (const char *)record + field->offset;

	switch (field->type) {
	case FIELD_TEXT:
	case FIELD_GEO:
		buf_add(buf, *(const struct str *)at);
		break;
	case FIELD_REF:
		add_ident(buf, *(const struct ident *)at);
		break;
	case FIELD_REFS:
		for (uint32_t i = 0; i < ((const struct ident_list *)at)->count; i++)
			add_ident(buf, ((const struct ident_list *)at)->at[i]);
		break;
	case FIELD_REAL:
		buf_printf(buf, "%.17g", *(const double *)at);
		break;
	case FIELD_BOOL:
		buf_printf(buf, "%d", *(const bool *)at);
		break;
	case FIELD_ENUM:
		buf_printf(buf, "%u", *(const uint16_t *)at);
		break;
	default:
		buf_printf(buf, "%lld", (long long)*(const int64_t *)at);
	}
}

static void add_record(struct buf *buf, const struct record *record)
{
	add_ident(buf, record->id);
	for (uint16_t i = 0; i < record->kind->nfields; i++) {
		const struct field *field = &record->kind->fields[i];

		if (!is_content(field) || !record_has(record, field->number))
			continue;
		buf_printf(buf, "\n%u=", field->number);
		add_value(buf, record, field);
	}
	buf_add_char(buf, '\n');
}

uint32_t content_parts(const struct model *model, struct ident whole, const char *kind,
		       const char *field, const struct record **ret, uint32_t max)
{
	uint32_t count = model_refs_to(model, whole, kind, field, ret, max);

	return count < max ? count : max;
}

void content_digest(const struct model *model, const struct record *plan, char ret[HASH_HEX])
{
	static const char *const parts[] = { "measure", "trigger", "action_card", NULL };
	const struct record *found[CONTENT_PARTS];
	struct hash hash;
	struct buf buf;

	buf_init(&buf, LIMIT_RECORD_JSON);
	add_record(&buf, plan);
	for (const char *const *part = parts; *part; part++) {
		uint32_t count = content_parts(model, plan->id, *part, "plan", found,
					       CONTENT_PARTS);

		for (uint32_t i = 0; i < count; i++)
			if (model_is_open(found[i]))
				add_record(&buf, found[i]);
	}
	hash = hash_of(buf.at, buf.len);
	hash_format(&hash, ret);
	buf_release(&buf);
}

struct ident content_ref(const struct record *record, const char *field)
{
	if (!record)
		return (struct ident){ 0 };
	return *(const struct ident *)model_field(record, field);
}

instant content_time(const struct record *record, const char *field)
{
	return record ? *(const instant *)model_field(record, field) : 0;
}

bool content_in(const struct record *record, const char *state)
{
	return record && str_eq(str_of(model_state(record)), str_of(state));
}

instant content_span(const struct model *model, const char *key, code post, instant at)
{
	return (instant)(policy_or(model, key, post, at, 0) * 1000);
}
