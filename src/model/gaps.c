/* Everything that is missing and that nobody would otherwise see: the list of 万无一失. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/gaps.h"

#include "model/model_state.h"
#include "model/print.h"
#include "model/record_json.h"
#include "model/value.h"

static const char *const severities[] = {
	[GAP_MINOR] = "minor", [GAP_SERIOUS] = "serious", [GAP_SEVERE] = "severe",
};

/* What the kernel asks of every kind: the three responsibilities, and the second person's word. */
static bool lacks_responsible(const struct model *model, const struct record *record, instant at)
{
	const struct state *state = registry_state(record->kind, record->state);

	return state && (state->flags & STATE_ACTIVE) != 0 && model_gaps(model, record, at) != 0;
}

static bool waits_for_second(const struct model *model, const struct record *record, instant at)
{
	(void)model;
	(void)at;
	return record->pending != NULL;
}

static const struct gap gap_responsible = {
	.name = "responsibility", .zh = "主体、领导、岗位三项责任不全",
	.en = "One of the three responsibilities is carried by nobody",
	.severity = GAP_SEVERE, .in = ANY_STATE, .open = lacks_responsible, .act = "amend",
};
static const struct gap gap_second = {
	.name = "unsigned", .zh = "等待第二人签署", .en = "Waits for the second signature",
	.severity = GAP_SERIOUS, .in = ANY_STATE, .open = waits_for_second, .act = "confirm",
};

/* ---- finding ------------------------------------------------------------------------------- */

struct search {
	const struct model *model;
	const struct reader *reader;
	instant at;
	struct gap_list *list;
};

static void count(struct gap_list *list, const struct gap *gap)
{
	list->severe += gap->severity == GAP_SEVERE;
	list->serious += gap->severity == GAP_SERIOUS;
	list->minor += gap->severity == GAP_MINOR;
}

/* Not what everybody may read but what is the post's: its own, below it, or addressed to it. */
static bool concerns(const struct model *model, const struct reader *reader,
		     const struct record *record)
{
	code post = record->id.origin;

	if (record->kind->flags & KIND_CODED &&
	    (post == reader->post || tree_above(model, reader->post, post)))
		return true;
	return (model_relations(model, record, reader->post, reader->oversight) &
		~(uint32_t)REL_ANY) != 0;
}

static bool seen(const struct search *search, const struct record *record)
{
	const struct reader *reader = search->reader;

	return !reader || (model_sees(search->model, record, reader->post, reader->oversight) &&
			   concerns(search->model, reader, record));
}

static bool is_open_state(struct model_glance glance)
{
	const struct state *state = registry_state(glance.row->kind, glance.state);

	return state && (state->flags & STATE_OPEN) != 0;
}

static void look(struct search *search, uint32_t number, const struct gap *gap)
{
	struct model_glance glance = model_glance(search->model, number);
	const struct record *record;
	struct gap_list *list = search->list;

	if (glance.struck || (gap->in >> glance.state & 1) == 0)
		return;
	/* What is closed is not woken for the kernel's own questions. */
	if (gap->in == ANY_STATE && !is_open_state(glance))
		return;
	record = model_record(search->model, number);
	if (!seen(search, record) ||
	    (gap->open && !gap->open(search->model, record, search->at)))
		return;
	HEAP_ROOM(list->at, list->count, list->size);
	list->at[list->count++] = (struct gap_found){ record, gap };
	count(list, gap);
}

static void look_through(struct search *search, const struct kind_row *row)
{
	const struct table *table = &search->model->tables[row->index];

	for (uint32_t i = 0; i < table->count; i++) {
		for (uint16_t g = 0; g < row->kind->ngaps; g++)
			look(search, table->at[i], &row->kind->gaps[g]);
		if (row->activates)
			look(search, table->at[i], &gap_responsible);
		if (row->clock_second != 0)
			look(search, table->at[i], &gap_second);
	}
}

/* The worst first; what was found earlier stays before what was found later. */
static void sort(struct gap_list *list)
{
	struct gap_found *sorted = heap_alloc((list->count + 1) * sizeof *sorted);
	uint32_t at = 0;

	for (int severity = GAP_SEVERE; severity >= GAP_MINOR; severity--)
		for (uint32_t i = 0; i < list->count; i++)
			if ((int)list->at[i].gap->severity == severity)
				sorted[at++] = list->at[i];
	heap_free(list->at);
	list->at = sorted;
	list->size = list->count + 1;
}

void gaps_find(const struct model *model, const struct reader *reader, instant at,
	       struct gap_list *ret)
{
	struct search search = { model, reader, at, ret };

	for (uint16_t k = 0; k < registry_count(); k++)
		look_through(&search, registry_at(k));
	sort(ret);
}

void gaps_release(struct gap_list *list)
{
	heap_free(list->at);
	*list = (struct gap_list){ 0 };
}

struct ident gaps_place(const struct record *record)
{
	const struct field *field;

	if (str_eq(str_of(record->kind->name), STR("place")))
		return record->id;
	field = registry_field(registry_of(record->kind), STR("place"));
	if (!field || field->type != FIELD_REF)
		return (struct ident){ 0 };
	return *(const struct ident *)((const char *)record + field->offset);
}

const struct act_row *gaps_closer(const struct gap_found *found, const struct kind_row **ret_kind)
{
	struct str act = str_of(found->gap->act), kind;

	*ret_kind = registry_of(found->record->kind);
	if (memchr(act.at, '.', act.len)) {
		str_split(&act, '.', &kind);
		*ret_kind = registry_find(kind);
	}
	return registry_act(*ret_kind, act);
}

/* ---- telling ------------------------------------------------------------------------------- */

bool gaps_severity(struct str name)
{
	for (int i = GAP_MINOR; i <= GAP_SEVERE; i++)
		if (str_eq(name, str_of(severities[i])))
			return true;
	return false;
}

static bool wished(const struct gap_wish *wish, const struct gap_found *found)
{
	return (wish->kind.at == NULL || str_eq(wish->kind, str_of(found->record->kind->name))) &&
	       (wish->severity.at == NULL ||
		str_eq(wish->severity, str_of(severities[found->gap->severity])));
}

static void put(struct json_out *out, const char *key, const char *text)
{
	json_key(out, key);
	json_put_text(out, text);
}

static void put_closer(struct json_out *out, const struct gap_found *found)
{
	const struct kind_row *kind;
	const struct act_row *row = gaps_closer(found, &kind);

	json_key(out, "closes");
	json_open(out, '{');
	put(out, "kind", kind->kind->name);
	put(out, "act", row ? row->act->name : found->gap->act);
	if (row) {
		put(out, "zh", row->act->zh);
		put(out, "en", row->act->en);
		json_key(out, "makes");
		json_put_bool(out, print_makes(row->act));
	}
	if (found->gap->field)
		put(out, "field", found->gap->field);
	json_close(out, '}');
}

static void put_found(struct json_out *out, const struct gap_found *found)
{
	char home[CODE_TEXT];

	code_format(found->record->home, home);
	json_open(out, '{');
	put(out, "gap", found->gap->name);
	put(out, "severity", severities[found->gap->severity]);
	put(out, "zh", found->gap->zh);
	put(out, "en", found->gap->en);
	put(out, "kind", found->record->kind->name);
	value_put_ident(out, "id", found->record->id);
	json_key(out, "title");
	json_put_str(out, model_title(found->record));
	put(out, "home", home);
	value_put_ident(out, "place", gaps_place(found->record));
	json_key(out, "since");
	json_put_instant(out, found->record->updated_at);
	put_closer(out, found);
	json_close(out, '}');
}

static void put_number(struct json_out *out, const char *key, uint32_t number)
{
	json_key(out, key);
	json_put_i64(out, number);
}

void gaps_write(struct json_out *out, const struct model *model, const struct reader *reader,
		const struct gap_wish *wish)
{
	uint32_t limit = wish->limit != 0 ? wish->limit : LIMIT_PAGE, shown = 0, total = 0;
	struct gap_list list = { 0 };

	gaps_find(model, reader, reader->now, &list);
	json_open(out, '{');
	json_key(out, "gaps");
	json_open(out, '[');
	for (uint32_t i = 0; i < list.count; i++) {
		if (!wished(wish, &list.at[i]))
			continue;
		total++;
		if (shown++ < limit)
			put_found(out, &list.at[i]);
	}
	json_close(out, ']');
	put_number(out, "total", total);
	put_number(out, "severe", list.severe);
	put_number(out, "serious", list.serious);
	put_number(out, "minor", list.minor);
	json_key(out, "at");
	json_put_instant(out, reader->now);
	json_close(out, '}');
	gaps_release(&list);
}
