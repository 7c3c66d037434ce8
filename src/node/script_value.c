/* Values as scripts write them, names of records among them, turned into an act's JSON. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "node/script_state.h"

/* ---- references ---------------------------------------------------------------------------- */

static bool is_target(const char *targets, const struct kind *kind)
{
	struct str rest = str_of(targets), word;

	while (str_split(&rest, ' ', &word)) {
		if (str_eq(word, str_of(kind->name)))
			return true;
	}
	return targets == NULL;
}

static const struct ident *find_alias(const struct script_player *player, struct str word)
{
	for (uint32_t i = 0; i < player->naliases; i++) {
		if (str_eq(player->aliases[i].name, word))
			return &player->aliases[i].id;
	}
	return NULL;
}

/* A record of the kind whose code, login or other unique name this is. */
static const struct record *find_unique(const struct model *model, const struct kind *kind,
					struct str word)
{
	for (uint16_t i = 0; i < kind->nfields; i++) {
		const struct field *field = &kind->fields[i];
		const struct record *record;

		if ((field->flags & UNIQUE) == 0)
			continue;
		record = model_by_unique(model, kind->name, field->name, word);
		if (record != NULL)
			return record;
	}
	return NULL;
}

static const struct record *find_named(struct script_player *player, const char *targets,
				       script_kind_has *has, struct str what, struct str word)
{
	const struct model *model = pipeline_model(player->pipeline);
	const struct record *record = NULL;

	for (uint16_t i = 0; record == NULL && i < registry_count(); i++) {
		const struct kind *kind = registry_at(i)->kind;

		if (is_target(targets, kind) && (has == NULL || has(kind, what)))
			record = find_unique(model, kind, word);
	}
	return record;
}

bool script_value_ref(struct script_player *player, const char *targets, struct str word,
		      struct ident *ret)
{
	const struct model *model = pipeline_model(player->pipeline);
	const struct ident *alias = find_alias(player, word);
	const struct record *record = alias != NULL ? model_find(model, *alias) : NULL;

	if (record != NULL && is_target(targets, record->kind)) {
		*ret = *alias;
		return true;
	}
	record = find_named(player, targets, NULL, STR(""), word);
	if (record != NULL) {
		*ret = record->id;
		return true;
	}
	if (alias != NULL) {
		*ret = *alias;
		return true;
	}
	return ident_parse(word, ret) && ret->seq > 0;
}

const struct record *script_value_record(struct script_player *player, struct str word,
					 script_kind_has *has, struct str what)
{
	const struct record *record = NULL;
	struct ident id;

	if (has != NULL && find_alias(player, word) == NULL)
		record = find_named(player, NULL, has, what, word);
	if (record != NULL)
		return record;
	if (!script_value_ref(player, NULL, word, &id))
		return NULL;
	return model_find(pipeline_model(player->pipeline), id);
}

struct str script_value_ident(struct script_player *player, struct ident id)
{
	char text[IDENT_TEXT];

	ident_format(id, text);
	return arena_str(player->work, str_of(text));
}

struct str script_value_code(struct script_player *player, code value)
{
	char text[CODE_TEXT];

	code_format(value, text);
	return arena_str(player->work, str_of(text));
}

static bool put_ref(struct script_player *player, struct json_out *out, const struct field *field,
		    struct str word)
{
	struct script_who who;
	struct ident id;

	if (!script_value_ref(player, field->target, word, &id)) {
		/* "nst.commander" as the person responsible: whoever it is now. */
		if (field->target != NULL && str_eq(str_of(field->target), STR("account"))) {
			if (!script_who_find(player, word, NULL, NULL, &who))
				return false;
			id = who.account;
		} else {
			return script_run_complain(
				player,
				arena_printf(player->work, "没有名为" STR_FMT "的记录（字段%s）",
					     STR_ARG(word), field->name),
				arena_printf(player->work,
					     "no record is called " STR_FMT " (field %s)",
					     STR_ARG(word), field->name));
		}
	}
	json_put_str(out, script_value_ident(player, id));
	return true;
}

/* ---- places -------------------------------------------------------------------------------- */

/* JSON without the blanks between its pieces: an entry is one line of the log. */
static struct str without_blanks(struct script_player *player, struct str text)
{
	struct str packed = arena_str(player->work, text);
	char *to = arena_alloc(player->work, text.len + 1);
	uint32_t len = 0;
	bool quoted = false;

	for (uint32_t i = 0; i < packed.len; i++) {
		char c = packed.at[i];

		if (c == '"' && (i == 0 || packed.at[i - 1] != '\\'))
			quoted = !quoted;
		if (quoted || (c != ' ' && c != '\n' && c != '\t' && c != '\r'))
			to[len++] = c;
	}
	return (struct str){ to, len };
}

struct str script_value_geo(struct script_player *player, struct str text)
{
	struct str rest = text, lat, lon;
	struct json json;
	double number;

	if (text.len > 0 && text.at[0] == '{') {
		text = without_blanks(player, text);
		return json_parse(player->work, text, &json) == JSON_OK ? text :
									 (struct str){ NULL, 0 };
	}
	if (!str_split(&rest, ',', &lat) || !str_split(&rest, ',', &lon) || rest.at != NULL)
		return (struct str){ NULL, 0 };
	lat = str_trim(lat);
	lon = str_trim(lon);
	if (!str_to_f64(lat, &number) || !str_to_f64(lon, &number))
		return (struct str){ NULL, 0 };
	return arena_printf(player->work,
			    "{\"type\":\"Point\",\"coordinates\":[" STR_FMT "," STR_FMT "]}",
			    STR_ARG(lon), STR_ARG(lat));
}

/* ---- the value of a field ------------------------------------------------------------------ */

/* What cannot be read goes as the text it is, so that the check refuses it by name. */
static void put_number(struct json_out *out, const struct field *field, struct str text)
{
	int64_t whole;
	double real;

	if (field->type == FIELD_INT && str_to_i64(text, &whole))
		json_put_i64(out, whole);
	else if (str_to_f64(text, &real))
		json_put_f64(out, real);
	else
		json_put_str(out, text);
}

static void put_bool(struct json_out *out, struct str text)
{
	if (str_eq(text, STR("true")) || str_eq(text, STR("yes")))
		json_put_bool(out, true);
	else if (str_eq(text, STR("false")) || str_eq(text, STR("no")))
		json_put_bool(out, false);
	else
		json_put_str(out, text);
}

static void put_time(struct script_player *player, struct json_out *out, struct str text)
{
	struct script_time time;

	if (script_time_parse(text, &time))
		json_put_instant(out, script_moment_of(player, &time, SCRIPT_NEAR,
						       pipeline_now(player->pipeline)));
	else
		json_put_str(out, text);
}

static void put_geo(struct script_player *player, struct json_out *out, struct str text)
{
	struct str shape = script_value_geo(player, text);

	if (shape.at != NULL)
		json_put_raw(out, shape);
	else
		json_put_str(out, text);
}

/* A text over several lines of the script is one line where the field takes no more. */
static void put_text(struct script_player *player, struct json_out *out,
		     const struct field *field, struct str text)
{
	if (field == NULL || (field->flags & LONG) == 0) {
		char *line = arena_alloc(player->work, text.len + 1);

		for (uint32_t i = 0; i < text.len; i++)
			line[i] = text.at[i] == '\n' ? ' ' : text.at[i];
		text.at = line;
	}
	json_put_str(out, text);
}

static bool put_list(struct script_player *player, struct json_out *out,
		     const struct field *field, struct str text)
{
	struct str word;
	bool good = true;

	json_open(out, '[');
	while (good && str_split(&text, ',', &word)) {
		word = str_trim(word);
		if (word.len == 0)
			continue;
		if (field->type == FIELD_REFS)
			good = put_ref(player, out, field, word);
		else
			json_put_str(out, word);
	}
	json_close(out, ']');
	return good;
}

bool script_value_put(struct script_player *player, struct json_out *out,
		      const struct field *field, struct str text)
{
	if (text.len == 0) {
		json_put_null(out);
		return true;
	}
	switch (field == NULL ? FIELD_TEXT : field->type) {
	case FIELD_INT:
	case FIELD_REAL:
		put_number(out, field, text);
		return true;
	case FIELD_BOOL:
		put_bool(out, text);
		return true;
	case FIELD_TIME:
		put_time(player, out, text);
		return true;
	case FIELD_REF:
		return put_ref(player, out, field, text);
	case FIELD_REFS:
	case FIELD_SET:
		return put_list(player, out, field, text);
	case FIELD_GEO:
		put_geo(player, out, text);
		return true;
	default:
		put_text(player, out, field, text);
		return true;
	}
}
