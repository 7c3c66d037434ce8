/* What the rules of any kind need: values of other kinds' records by name, lists of references. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/rules.h"

#include <stdio.h>

void rules_add(struct rules_list *list, struct ident id)
{
	struct ident_list made = { list->at, list->count };

	if (list->count < LIMIT_REFS && !ident_none(id) && !rules_holds(made, id))
		list->at[list->count++] = id;
}

bool rules_holds(struct ident_list list, struct ident id)
{
	for (uint32_t i = 0; i < list.count; i++)
		if (ident_eq(list.at[i], id))
			return true;
	return false;
}

struct ident rules_post(code post)
{
	return (struct ident){ .origin = post };
}

code rules_desk(const struct model *model, code post)
{
	const struct post *at = tree_get(model, post);

	for (int i = 0; at && at->tier == TIER_UNIT && i < LIMIT_TREE_DEPTH; i++)
		at = tree_get(model, at->parent);
	return at ? at->code : post;
}

struct ident rules_ref(const struct record *record, const char *field)
{
	if (!record)
		return (struct ident){ 0 };
	return *(const struct ident *)model_field(record, field);
}

struct ident_list rules_refs(const struct record *record, const char *field)
{
	if (!record)
		return (struct ident_list){ 0 };
	return *(const struct ident_list *)model_field(record, field);
}

instant rules_time(const struct record *record, const char *field)
{
	return record ? *(const instant *)model_field(record, field) : 0;
}

bool rules_in(const struct record *record, const char *state)
{
	return record && str_eq(str_of(model_state(record)), str_of(state));
}

instant rules_span(const struct model *model, const char *key, code post, instant at)
{
	return (instant)(policy_or(model, key, post, at, 0) * 1000);
}

const char *rules_colour(const struct model *model, code post, int64_t score, instant at)
{
	static const char *const rows[][2] = { { "red", "risk.matrix.red" },
					       { "orange", "risk.matrix.orange" },
					       { "yellow", "risk.matrix.yellow" } };

	for (size_t i = 0; i < KIND_COUNT(rows); i++)
		if ((double)score >= policy_or(model, rows[i][1], post, at, 26))
			return rows[i][0];
	return "blue";
}

/* ---- working days ---------------------------------------------------------------------------- */

enum { DAYS_OFF = 20, DAYS_WORKED = 8, DAYS_MOST = 366 };

/* 20220131 for the day that is so many after 1970-01-01. */
static double date_of(int64_t day)
{
	char text[INSTANT_TEXT];
	double number = 0;

	instant_format(day * INSTANT_DAY_MS, text);
	for (int i = 0; i < 10; i++)
		if (text[i] != '-')
			number = number * 10 + (text[i] - '0');
	return number;
}

static bool is_listed(const struct model *model, const char *list, int most, code post, instant at,
		      double date)
{
	char key[40];

	for (int i = 1; i <= most; i++) {
		snprintf(key, sizeof key, "calendar.%s.%d", list, i);
		if (policy_or(model, key, post, at, 0) == date)
			return true;
	}
	return false;
}

static bool is_worked(const struct model *model, code post, instant at, int64_t day)
{
	int weekday = (int)((day + 3) % 7); /* 0: Monday; 1970-01-01 was a Thursday */

	if (weekday >= 5)
		return is_listed(model, "work", DAYS_WORKED, post, at, date_of(day));
	return !is_listed(model, "off", DAYS_OFF, post, at, date_of(day));
}

instant rules_working_days(const struct model *model, code post, instant at, int days)
{
	instant offset = rules_span(model, "event.utc_offset", post, at);
	int64_t day = (at + offset) / INSTANT_DAY_MS;

	if (days > DAYS_MOST)
		days = DAYS_MOST;
	while (days > 0)
		days -= is_worked(model, post, at, ++day);
	return (day + 1) * INSTANT_DAY_MS - offset - 1000;
}
