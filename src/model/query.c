/* Lists of records: filters, order, pages; nothing that the reader may not see. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "model/model_state.h"
#include "model/value.h"
#include "model/view.h"

/* ---- reading a query ------------------------------------------------------------------------- */

static bool read_sort(const struct kind_row *kind, struct str value, struct query *ret)
{
	static const struct {
		const char *name;
		uint8_t sort;
	} heads[] = { { "created_at", SORT_CREATED },
		      { "updated_at", SORT_UPDATED },
		      { "event_at", SORT_EVENT },
		      { "id", SORT_ID } };

	if (str_starts(value, STR("-"))) {
		ret->descending = true;
		value = (struct str){ value.at + 1, value.len - 1 };
	}
	for (size_t i = 0; i < KIND_COUNT(heads); i++) {
		if (str_eq(value, str_of(heads[i].name))) {
			ret->sort_head = heads[i].sort;
			return true;
		}
	}
	ret->sort = registry_field(kind, value);
	return ret->sort != NULL;
}

static bool read_limit(struct str value, struct query *ret)
{
	int64_t limit;

	if (!str_to_i64(value, &limit) || limit < 1 || limit > LIMIT_PAGE)
		return false;
	ret->limit = (uint32_t)limit;
	return true;
}

static const struct refusal *read_states(const struct kind_row *kind, struct str list)
{
	struct str name;

	while (str_split(&list, ',', &name)) {
		bool known = false;

		for (uint16_t s = 0; !known && s < kind->kind->nstates; s++)
			known = str_eq(name, str_of(kind->kind->states[s].name));
		if (!known)
			return &refused_unknown_value;
	}
	return NULL;
}

static const struct refusal *read_field_filter(const struct kind_row *kind, struct str name,
					       struct str value, struct filter *ret)
{
	struct str field_name;

	str_split(&name, '.', &field_name);
	ret->contains = name.at && str_eq(name, STR("contains"));
	ret->field = registry_field(kind, field_name);
	if (!ret->field || (name.len > 0 && !ret->contains))
		return &refused_unknown_field;
	if (ret->field->type == FIELD_ENUM && !registry_choice_named(ret->field, value))
		return &refused_unknown_value;
	return NULL;
}

static const struct refusal *read_filter(const struct kind_row *kind, const struct pair *pair,
					 struct query *ret)
{
	struct filter *filter = &ret->filters[ret->nfilters];
	code home;

	if (ret->nfilters == LIMIT_QUERY_FILTERS)
		return &refused_too_many;
	*filter = (struct filter){ .what = FILTER_FIELD, .value = pair->value };
	ret->nfilters++;
	if (str_eq(pair->name, STR("state"))) {
		filter->what = FILTER_STATE;
		return read_states(kind, pair->value);
	}
	if (str_eq(pair->name, STR("home"))) {
		filter->what = FILTER_HOME;
		return code_parse(pair->value, &home) ? NULL : &refused_wrong_type;
	}
	if (str_eq(pair->name, STR("open"))) {
		filter->what = FILTER_OPEN;
		return NULL;
	}
	if (str_eq(pair->name, STR("released"))) {
		filter->what = FILTER_RELEASED;
		return NULL;
	}
	if (str_eq(pair->name, STR("q"))) {
		filter->what = FILTER_TITLE;
		return NULL;
	}
	return read_field_filter(kind, pair->name, pair->value, filter);
}

struct refused query_read(const struct kind_row *kind, const struct pair *pairs, uint32_t count,
			  struct query *ret)
{
	*ret = (struct query){ .kind = kind, .limit = 100 };
	for (uint32_t i = 0; i < count; i++) {
		const struct pair *pair = &pairs[i];
		const struct refusal *refusal = NULL;

		if (str_eq(pair->name, STR("sort")))
			refusal = read_sort(kind, pair->value, ret) ? NULL : &refused_unknown_field;
		else if (str_eq(pair->name, STR("limit")))
			refusal = read_limit(pair->value, ret) ? NULL : &refused_out_of_range;
		else if (str_eq(pair->name, STR("after")))
			refusal =
				ident_parse(pair->value, &ret->after) ? NULL : &refused_wrong_type;
		else
			refusal = read_filter(kind, pair, ret);
		if (refusal)
			return (struct refused){ refusal, NULL, pair->name };
	}
	return (struct refused){ 0 };
}

/* ---- running it ------------------------------------------------------------------------------ */

static bool in_list(struct str list, struct str wanted)
{
	struct str name;

	while (str_split(&list, ',', &name))
		if (str_eq(name, wanted))
			return true;
	return false;
}

/* An item of a written list: ["a","b"]. */
static bool lists(struct str written, struct str item)
{
	struct str rest = written, piece;

	while (str_split(&rest, '"', &piece))
		if (piece.len > 0 && str_eq(piece, item))
			return true;
	return false;
}

/* The value as the wire would show it, without quotes, to compare with what was asked. */
static bool value_matches(const struct record *record, const struct filter *filter, struct buf *buf)
{
	struct value value;
	struct json_out out;
	struct str text;

	if (!record_has(record, filter->field->number))
		return filter->value.len == 0;
	value_of(record, filter->field, &value);
	buf_clear(buf);
	json_begin(&out, buf);
	value_write(&out, &value);
	text = buf_str(buf);
	if (filter->field->type == FIELD_TEXT)
		text = value.as.text;
	else if (text.len >= 2 && text.at[0] == '"')
		text = (struct str){ text.at + 1, text.len - 2 };
	if (filter->field->type == FIELD_REFS || filter->field->type == FIELD_SET)
		return lists(text, filter->value);
	return filter->contains ? str_contains(text, filter->value) : str_eq(text, filter->value);
}

static bool title_matches(const struct record *record, struct str words)
{
	for (uint16_t i = 0; i < record->kind->nfields; i++) {
		const struct field *field = &record->kind->fields[i];

		if (field->flags & TITLE && field->type == FIELD_TEXT &&
		    record_has(record, field->number) &&
		    str_contains(*(const struct str *)((const char *)record + field->offset),
				 words))
			return true;
	}
	return false;
}

/* What can be told without waking a record is asked first. */
static bool glance_matches(struct model_glance glance, const struct query *query)
{
	const struct state *state = registry_state(query->kind->kind, glance.state);
	bool open = !glance.struck && state && (state->flags & STATE_OPEN) != 0;
	bool released = !glance.struck && state && (state->flags & STATE_RELEASED) != 0;

	for (uint32_t i = 0; i < query->nfilters; i++) {
		const struct filter *filter = &query->filters[i];

		if (filter->what == FILTER_STATE &&
		    !in_list(filter->value, str_of(state ? state->name : "")))
			return false;
		if (filter->what == FILTER_OPEN && open == str_eq(filter->value, STR("0")))
			return false;
		if (filter->what == FILTER_RELEASED && released == str_eq(filter->value, STR("0")))
			return false;
	}
	return true;
}

static bool matches(const struct record *record, const struct query *query, struct buf *buf)
{
	for (uint32_t i = 0; i < query->nfilters; i++) {
		const struct filter *filter = &query->filters[i];
		char home[CODE_TEXT];
		bool good = true;

		switch (filter->what) {
		case FILTER_STATE:
		case FILTER_OPEN:
		case FILTER_RELEASED:
			break;
		case FILTER_HOME:
			code_format(record->home, home);
			good = in_list(filter->value, str_of(home));
			break;
		case FILTER_TITLE:
			good = title_matches(record, filter->value);
			break;
		case FILTER_FIELD:
			good = value_matches(record, filter, buf);
			break;
		}
		if (!good)
			return false;
	}
	return true;
}

static int compare_numbers(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static int compare_values(const struct record *a, const struct record *b, const struct field *field)
{
	bool has_a = record_has(a, field->number), has_b = record_has(b, field->number);
	struct value x, y;

	if (!has_a || !has_b)
		return (int)has_a - (int)has_b;
	value_of(a, field, &x);
	value_of(b, field, &y);
	switch (field->type) {
	case FIELD_TEXT:
	case FIELD_GEO:
		return str_cmp(x.as.text, y.as.text);
	case FIELD_REAL:
		return (x.as.real > y.as.real) - (x.as.real < y.as.real);
	case FIELD_REF:
		return ident_cmp(x.as.ref, y.as.ref);
	case FIELD_REFS:
		return compare_numbers(x.as.refs.count, y.as.refs.count);
	case FIELD_BOOL:
		return (int)x.as.truth - (int)y.as.truth;
	case FIELD_SET:
	case FIELD_CODE:
		return (x.as.bits > y.as.bits) - (x.as.bits < y.as.bits);
	default:
		return compare_numbers(x.as.number, y.as.number);
	}
}

static int compare(const void *left, const void *right, void *user)
{
	const struct record *a = *(const struct record *const *)left;
	const struct record *b = *(const struct record *const *)right;
	const struct query *query = user;
	int order = 0;

	if (query->sort)
		order = compare_values(a, b, query->sort);
	else if (query->sort_head == SORT_CREATED)
		order = compare_numbers(a->created_at, b->created_at);
	else if (query->sort_head == SORT_UPDATED)
		order = compare_numbers(a->updated_at, b->updated_at);
	else if (query->sort_head == SORT_EVENT)
		order = compare_numbers(a->event_at, b->event_at);
	if (order == 0)
		order = ident_cmp(a->id, b->id);
	return query->descending ? -order : order;
}

uint32_t query_run(const struct model *model, struct arena *arena, const struct query *query,
		   const struct reader *reader, const struct record ***ret, uint32_t *ret_total)
{
	const struct table *table = &model->tables[query->kind->index];
	const struct record **found = arena_alloc(arena, (table->count + 1) * sizeof(*found));
	uint32_t count = 0, first = 0;
	struct buf buf;

	buf_init(&buf, LIMIT_RECORD_JSON);
	for (uint32_t i = 0; i < table->count; i++) {
		const struct record *record;

		if (!glance_matches(model_glance(model, table->at[i]), query))
			continue;
		record = model_record(model, table->at[i]);
		if (!ident_none(reader->account) &&
		    !model_sees(model, record, reader->post, reader->oversight))
			continue;
		if (matches(record, query, &buf))
			found[count++] = record;
	}
	buf_release(&buf);
	qsort_r(found, count, sizeof(*found), compare, (void *)(uintptr_t)query);
	for (uint32_t i = 0; i < count && !ident_none(query->after); i++)
		if (ident_eq(found[i]->id, query->after))
			first = i + 1;
	*ret = found + first;
	*ret_total = count;
	return count - first < query->limit ? count - first : query->limit;
}
