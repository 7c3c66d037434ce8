/* Fields of a random act, drawn from the table of its kind: mostly valid, at times not. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json.h"
#include "lib/simkit.h"
#include "model/registry.h"

struct drawing {
	const struct model *model;
	struct chance *chance;
	const struct act_row *act;
	const struct kind_row *kind;
	const struct record *record;
	code post;
	instant now;
	struct json_out out;
};

static bool one_in(struct drawing *d, uint32_t n)
{
	return chance_below(d->chance, n) == 0;
}

/* ---- texts ---------------------------------------------------------------------------------- */

static const char *const words[] = {
	"东看台拥挤", "现场已控制", "crowd at gate C", "lift stopped", "a", "x1", "安检", "有人受伤",
	"gate.b", "急救", "b2", "第三分区", "smoke behind the stand", "风力八级", "road closed",
};

static void put_text(struct drawing *d, const struct field *field)
{
	struct buf text;
	uint32_t room = field->max ? field->max : 200;
	uint32_t count = 0;

	buf_init(&text, 8192);
	if (strcmp(field->name, "key") == 0 && !one_in(d, 10)) {
		while (policy_presets[count].key)
			count++;
		buf_add(&text, str_of(policy_presets[chance_below(d->chance, count)].key));
	} else {
		do {
			buf_add(&text, str_of(words[chance_below(d->chance, KIND_COUNT(words))]));
		} while (one_in(d, 2) && text.len < room / 2);
	}
	if (one_in(d, 60))
		for (uint32_t i = 0; i <= room && i < 5000; i++)
			buf_add_char(&text, 'z');
	if (one_in(d, 60))
		buf_add_char(&text, '\001');
	json_put_str(&d->out, buf_str(&text));
	buf_release(&text);
}

/* ---- references ----------------------------------------------------------------------------- */

/* Mostly one of the newest, as work is about what has just happened, and one that can be seen. */
static bool draw_of_kind(struct drawing *d, const struct kind *kind, struct ident *ret)
{
	uint32_t count = model_count(d->model, kind);
	const struct record *record;
	int tries = 0;

	if (count == 0)
		return false;
	do {
		uint32_t back = chance_below(d->chance, one_in(d, 4) || count < 6 ? count : 6);

		record = model_at(d->model, kind, count - 1 - back);
	} while (!model_sees(d->model, record, d->post, false) && ++tries < 8);
	*ret = record->id;
	return true;
}

/* A post below ours, often a crew's; the one above; or any. */
static struct ident draw_post(struct drawing *d)
{
	uint16_t count = tree_count(d->model);
	uint32_t from = chance_below(d->chance, count);
	const struct post *above = tree_commander(d->model, d->post);
	bool crew = one_in(d, 2);

	if (above && one_in(d, 4))
		return (struct ident){ above->code, 0 };
	for (uint16_t i = 0; i < count && !one_in(d, 20); i++) {
		const struct post *post = tree_at(d->model, (uint16_t)((from + i) % count));

		if ((!crew || post->tier == TIER_UNIT) &&
		    tree_above(d->model, d->post, post->code))
			return (struct ident){ post->code, 0 };
	}
	return (struct ident){ tree_at(d->model, (uint16_t)from)->code, 0 };
}

static bool draw_target(struct drawing *d, const struct field *field, struct ident *ret)
{
	struct str rest = str_of(field->target ? field->target : ""), name;
	const struct kind *found[16];
	uint32_t count = 0;

	if (one_in(d, 80)) {
		*ret = (struct ident){ d->post, 999999 };
		return true;
	}
	while (rest.len > 0 && count < KIND_COUNT(found) && str_split(&rest, ' ', &name)) {
		const struct kind_row *row = registry_find(name);

		if (str_eq(name, STR("post"))) {
			*ret = draw_post(d);
			return true;
		}
		if (row && model_count(d->model, row->kind) > 0)
			found[count++] = row->kind;
	}
	if (count > 0)
		return draw_of_kind(d, found[chance_below(d->chance, count)], ret);
	if (field->target)
		return false;
	count = chance_below(d->chance, registry_count());
	return draw_of_kind(d, registry_at((uint16_t)count)->kind, ret);
}

static void put_ident(struct drawing *d, struct ident id)
{
	char text[IDENT_TEXT];

	ident_format(id, text);
	json_put_text(&d->out, text);
}

static void put_ref(struct drawing *d, const struct field *field)
{
	struct ident id;

	if (draw_target(d, field, &id))
		put_ident(d, id);
	else
		json_put_null(&d->out);
}

static void put_refs(struct drawing *d, const struct field *field)
{
	struct ident id;

	json_open(&d->out, '[');
	do {
		if (draw_target(d, field, &id))
			put_ident(d, id);
	} while (one_in(d, 3));
	json_close(&d->out, ']');
}

/* ---- numbers, choices, times ---------------------------------------------------------------- */

static double draw_number(struct drawing *d, const struct field *field)
{
	double least = field->least, most = field->most;
	uint32_t span = 40;

	if (least == 0 && most == 0)
		most = 1000;
	if (one_in(d, 40))
		return most + 1;
	if (one_in(d, 20))
		return one_in(d, 2) ? least : most;
	if (most - least < span)
		span = (uint32_t)(most - least) + 1;
	return least + (double)chance_below(d->chance, span);
}

static const char *draw_choice(struct drawing *d, const struct field *field)
{
	uint32_t count = 0;

	while (field->choices[count].number)
		count++;
	return one_in(d, 60) ? "nothing" : field->choices[chance_below(d->chance, count)].name;
}

static void put_set(struct drawing *d, const struct field *field)
{
	json_open(&d->out, '[');
	do {
		json_put_text(&d->out, draw_choice(d, field));
	} while (one_in(d, 3));
	json_close(&d->out, ']');
}

static void put_span(struct drawing *d, const struct field *field)
{
	struct buf text;

	buf_init(&text, 64);
	span_add(&text, (int64_t)draw_number(d, field));
	json_put_str(&d->out, buf_str(&text));
	buf_release(&text);
}

static void put_geo(struct drawing *d)
{
	static const char *const shapes[] = {
		"{\"type\":\"Point\",\"coordinates\":[116.39,39.99]}",
		"{\"type\":\"LineString\",\"coordinates\":[[116.3,39.9],[116.4,39.9]]}",
		"{\"type\":\"Polygon\",\"coordinates\":[[[116,39],[117,39],[117,40],[116,39]]]}",
		"{\"type\":\"Point\",\"coordinates\":[216.39,39.99]}",
	};

	json_put_raw(&d->out, str_of(shapes[chance_below(d->chance, one_in(d, 8) ? 4 : 3)]));
}

static void put_code(struct drawing *d)
{
	char text[6] = { 0 };

	for (int i = 0; i < 4; i++)
		text[i] = (char)('a' + chance_below(d->chance, 26));
	json_put_text(&d->out, text);
}

static void put_field(struct drawing *d, const struct field *field)
{
	switch (field->type) {
	case FIELD_TEXT: put_text(d, field); break;
	case FIELD_INT: json_put_i64(&d->out, (int64_t)draw_number(d, field)); break;
	case FIELD_REAL: json_put_f64(&d->out, draw_number(d, field) + 0.5); break;
	case FIELD_BOOL: json_put_bool(&d->out, one_in(d, 2)); break;
	case FIELD_ENUM: json_put_text(&d->out, draw_choice(d, field)); break;
	case FIELD_SET: put_set(d, field); break;
	case FIELD_TIME:
		json_put_instant(&d->out, d->now + (instant)chance_below(d->chance, 7200000) -
						  (one_in(d, 8) ? 7200000 : 0));
		break;
	case FIELD_SPAN: put_span(d, field); break;
	case FIELD_REF: put_ref(d, field); break;
	case FIELD_REFS: put_refs(d, field); break;
	case FIELD_GEO: put_geo(d); break;
	default: put_code(d);
	}
}

/* Of the file of no bytes. */
static const char hash_of_nothing[] =
	"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/* ---- the kernel's own arguments ------------------------------------------------------------- */

static void put_text_arg(struct drawing *d, const char *name, const char *value)
{
	json_key(&d->out, name);
	json_put_text(&d->out, value);
}

static void put_args(struct drawing *d)
{
	char text[CODE_TEXT];
	struct ident other = d->record ? d->record->id : (struct ident){ 0 };

	switch (d->act->act->number) {
	case ACT_NUMBER_STRIKE:
	case ACT_NUMBER_REJECT:
		put_text_arg(d, "reason", "误录 / entered by mistake");
		break;
	case ACT_NUMBER_SHARE:
		code_format(draw_post(d).origin, text);
		put_text_arg(d, "post", text);
		break;
	case ACT_NUMBER_LINK:
	case ACT_NUMBER_MERGE:
		draw_of_kind(d, d->kind->kind, &other);
		json_key(&d->out, d->act->act->number == ACT_NUMBER_LINK ? "to" : "into");
		put_ident(d, other);
		break;
	case ACT_NUMBER_ATTACH:
		put_text_arg(d, "hash", hash_of_nothing);
		put_text_arg(d, "name", "图.png");
		put_text_arg(d, "mime", "image/png");
		json_key(&d->out, "size");
		json_put_i64(&d->out, 0);
		break;
	default:
		break;
	}
}

void simkit_value_fields(const struct model *model, struct chance *chance,
			 const struct act_row *act, const struct kind_row *kind,
			 const struct record *record, code post, instant now, struct buf *ret)
{
	struct drawing d = { .model = model, .chance = chance, .act = act, .kind = kind,
			     .record = record, .post = post, .now = now };
	uint64_t wanted = act->needs | (record ? 0 : kind->required);

	json_begin(&d.out, ret);
	json_open(&d.out, '{');
	json_key(&d.out, "fields");
	json_open(&d.out, '{');
	for (uint16_t i = 0; i < kind->kind->nfields; i++) {
		const struct field *field = &kind->kind->fields[i];
		bool taken = (act->takes >> field->number & 1) != 0;
		bool needed = (wanted >> field->number & 1) != 0;

		uint32_t odds = field->type == FIELD_REF ? 4 : 2;

		if (!taken ? !one_in(&d, 300) : needed ? one_in(&d, 40) : !one_in(&d, odds))
			continue;
		json_key(&d.out, field->name);
		if (one_in(&d, 100))
			json_put_null(&d.out);
		else
			put_field(&d, field);
	}
	put_args(&d);
	if (one_in(&d, 150))
		put_text_arg(&d, "no_such_field", "x");
	json_close(&d.out, '}');
	json_close(&d.out, '}');
}
