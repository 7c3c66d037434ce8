/* Whether a record holds what a script says it should. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "node/script_state.h"

#include "model/value.h"

static enum script_match match(bool same)
{
	return same ? SCRIPT_MATCHES : SCRIPT_DIFFERS;
}

static bool same_time(struct script_player *player, struct str text, instant at)
{
	struct script_time time;

	return script_time_parse(text, &time) && script_moment_is(player, &time, at);
}

static struct str shown_time(struct script_player *player, instant at)
{
	struct buf buf;
	struct str text;

	buf_init(&buf, 64);
	instant_add_local(&buf, at, player->offset_minutes);
	text = arena_str(player->work, buf_str(&buf));
	buf_release(&buf);
	return text;
}

/* The value as the log writes it. */
static struct str shown_value(struct script_player *player, const struct record *record,
			      const struct field *field)
{
	struct json_out out;
	struct value value;
	struct buf buf;
	struct str text;

	if (field->type == FIELD_TIME)
		return shown_time(player, *(const instant *)((const char *)record + field->offset));
	buf_init(&buf, LIMIT_ENTRY_BYTES);
	json_begin(&out, &buf);
	value_of(record, field, &value);
	value_write(&out, &value);
	text = arena_str(player->work, buf_str(&buf));
	buf_release(&buf);
	return text;
}

/* ---- lists --------------------------------------------------------------------------------- */

static bool holds(const struct ident_list *list, struct ident id)
{
	for (uint32_t i = 0; i < list->count; i++) {
		if (ident_eq(list->at[i], id))
			return true;
	}
	return false;
}

/* The same records, in whatever order. */
static bool same_refs(struct script_player *player, const char *targets, struct str text,
		      const struct ident_list *list)
{
	uint32_t count = 0;
	struct str word;
	struct ident id;

	while (str_split(&text, ',', &word)) {
		if (!script_value_ref(player, targets, str_trim(word), &id) || !holds(list, id))
			return false;
		count++;
	}
	return count == list->count;
}

static bool same_set(const struct field *field, struct str text, uint64_t bits)
{
	uint64_t wanted = 0;
	struct str word;

	while (str_split(&text, ',', &word)) {
		const struct choice *choice = registry_choice_named(field, str_trim(word));

		if (choice == NULL)
			return false;
		wanted |= UINT64_C(1) << choice->number;
	}
	return wanted == bits;
}

/* ---- single values ------------------------------------------------------------------------- */

static bool same_text(struct str text, struct str value, bool lines)
{
	if (text.len != value.len)
		return false;
	for (uint32_t i = 0; i < text.len; i++) {
		char c = text.at[i] == '\n' && !lines ? ' ' : text.at[i];

		if (c != value.at[i])
			return false;
	}
	return true;
}

static bool same_bool(struct str text, bool value)
{
	if (str_eq(text, STR("true")) || str_eq(text, STR("yes")))
		return value;
	return (str_eq(text, STR("false")) || str_eq(text, STR("no"))) && !value;
}

static bool same_ref(struct script_player *player, const struct field *field, struct str text,
		     struct ident value)
{
	struct ident_list one = { &value, 1 };
	struct script_who who;

	if (same_refs(player, field->target, text, &one))
		return true;
	if (field->target == NULL || !str_eq(str_of(field->target), STR("account")) ||
	    !script_who_find(player, text, NULL, NULL, &who))
		return false;
	return ident_eq(who.account, value);
}

static bool same_word(const struct field *field, const struct value *value, struct str text)
{
	const struct choice *choice;
	int64_t number;
	double real;
	code parsed;

	switch (field->type) {
	case FIELD_INT:
		return str_to_i64(text, &number) && number == value->as.number;
	case FIELD_REAL:
		return str_to_f64(text, &real) && real >= value->as.real && real <= value->as.real;
	case FIELD_SPAN:
		return span_parse(text, &number) && number == value->as.number;
	case FIELD_CODE:
		return code_parse(text, &parsed) && parsed == value->as.bits;
	case FIELD_ENUM:
		choice = registry_choice_named(field, text);
		return choice != NULL && choice->number == value->as.number;
	default:
		return same_bool(text, value->as.truth);
	}
}

static bool same_value(struct script_player *player, const struct field *field,
		       const struct value *value, struct str text)
{
	switch (field->type) {
	case FIELD_TEXT:
		return same_text(text, value->as.text, (field->flags & LONG) != 0);
	case FIELD_GEO:
		return str_eq(script_value_geo(player, text), value->as.text);
	case FIELD_TIME:
		return same_time(player, text, value->as.number);
	case FIELD_REF:
		return same_ref(player, field, text, value->as.ref);
	case FIELD_REFS:
		return same_refs(player, field->target, text, &value->as.refs);
	case FIELD_SET:
		return same_set(field, text, value->as.bits);
	default:
		return same_word(field, value, text);
	}
}

/* ---- the head of a record ------------------------------------------------------------------ */

static struct str posts_text(struct script_player *player, const code *posts, uint32_t count)
{
	struct str text = STR("");

	for (uint32_t i = 0; i < count; i++) {
		text = arena_printf(player->work, STR_FMT "%s" STR_FMT, STR_ARG(text),
				    i > 0 ? "," : "",
				    STR_ARG(script_value_code(player, posts[i])));
	}
	return text;
}

bool script_match_is_head(struct str name)
{
	static const char *const names[] = {
		"home",	   "version",  "epoch",	     "struck",	   "shared",  "files", "pending",
		"links",   "event_at", "created_at", "updated_at", "creator", NULL,
	};

	for (const char *const *head = names; *head != NULL; head++) {
		if (str_eq(name, str_of(*head)))
			return true;
	}
	return false;
}

static struct str head_text(struct script_player *player, const struct record *record,
			    struct str name)
{
	if (str_eq(name, STR("home")))
		return script_value_code(player, record->home);
	if (str_eq(name, STR("version")))
		return arena_printf(player->work, "%u", record->version);
	if (str_eq(name, STR("epoch")))
		return arena_printf(player->work, "%u", record->epoch);
	if (str_eq(name, STR("struck")))
		return record->struck ? STR("yes") : STR("no");
	if (str_eq(name, STR("shared")))
		return posts_text(player, record->shared, record->nshared);
	if (str_eq(name, STR("files")))
		return arena_printf(player->work, "%u", record->nfiles);
	if (str_eq(name, STR("pending")))
		return record->pending != NULL ? str_of(record->pending->act->name) : STR("");
	return (struct str){ NULL, 0 };
}

static enum script_match match_links(struct script_player *player, const struct record *record,
				     struct str text, struct str *ret_found)
{
	const struct model *model = pipeline_model(player->pipeline);
	const struct record *merged[LIMIT_LINKS];
	uint32_t count = model_merged_into(model, record->id, merged, LIMIT_LINKS);
	struct ident_list list = {
		.count = record->nlinks + (count < LIMIT_LINKS ? count : LIMIT_LINKS)
	};
	struct ident *ids = arena_alloc(player->work, (list.count + 1) * sizeof *ids);

	list.at = ids;
	*ret_found = STR("");
	for (uint32_t i = 0; i < list.count; i++) {
		ids[i] = i < record->nlinks ? record->links[i].to : merged[i - record->nlinks]->id;
		*ret_found = arena_printf(player->work, STR_FMT "%s" STR_FMT, STR_ARG(*ret_found),
					  i > 0 ? "," : "",
					  STR_ARG(script_value_ident(player, ids[i])));
	}
	if (text.len == 0)
		return match(list.count == 0);
	return match(same_refs(player, NULL, text, &list));
}

static enum script_match match_head(struct script_player *player, const struct record *record,
				    struct str name, struct str text, struct str *ret_found)
{
	instant at = str_eq(name, STR("event_at"))   ? record->event_at :
		     str_eq(name, STR("created_at")) ? record->created_at :
		     str_eq(name, STR("updated_at")) ? record->updated_at :
						       0;

	if (at != 0) {
		*ret_found = shown_time(player, at);
		return match(same_time(player, text, at));
	}
	if (str_eq(name, STR("creator"))) {
		struct ident_list one = { (struct ident[]){ record->creator }, 1 };

		*ret_found = ident_none(record->creator) ?
				     STR("") :
				     script_value_ident(player, record->creator);
		if (text.len == 0 || ident_none(record->creator))
			return match(text.len == 0 && ident_none(record->creator));
		return match(same_refs(player, "account", text, &one));
	}
	if (str_eq(name, STR("links")))
		return match_links(player, record, text, ret_found);
	*ret_found = head_text(player, record, name);
	if (ret_found->at == NULL)
		return SCRIPT_NO_FIELD;
	return match(str_eq(*ret_found, text));
}

/* An absent value is written as nothing, or as "none" where that is no choice. */
static bool means_absent(const struct field *field, struct str text)
{
	return text.len == 0 ||
	       (str_eq(text, STR("none")) && registry_choice_named(field, text) == NULL);
}

enum script_match script_match_field(struct script_player *player, const struct record *record,
				     struct str name, struct str text, struct str *ret_found)
{
	const struct field *field = registry_field(registry_of(record->kind), name);
	struct value value;

	if (field == NULL)
		return match_head(player, record, name, text, ret_found);
	if (!record_has(record, field->number)) {
		*ret_found = STR("");
		return match(means_absent(field, text));
	}
	*ret_found = shown_value(player, record, field);
	if (means_absent(field, text))
		return SCRIPT_DIFFERS;
	value_of(record, field, &value);
	return match(same_value(player, field, &value, text));
}
