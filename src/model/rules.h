/* What the rules of any kind need: values of other kinds' records by name, lists of references. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MODEL_RULES_H
#define MODEL_RULES_H

#include "model/model.h"

/* A list of references being made; each once; nobody, and what does not fit, is left out. */
struct rules_list {
	struct ident at[LIMIT_REFS];
	uint32_t count;
};
void rules_add(struct rules_list *list, struct ident id);
bool rules_holds(struct ident_list list, struct ident id);

/* The record of a post. */
struct ident rules_post(code post);
/* The desk that works for a post: of a unit the first post above that is none, else itself. */
code rules_desk(const struct model *model, code post);

/* Values of another kind's record by name; absent or no such record: none, 0. */
struct ident rules_ref(const struct record *record, const char *field);
struct ident_list rules_refs(const struct record *record, const char *field);
instant rules_time(const struct record *record, const char *field);
bool rules_in(const struct record *record, const char *state);   /* also false for no record */
/*
 * The colour of likelihood times consequence, 1 to 25, by the policy in force (risk.matrix.*;
 * doctrine 10.8): the name of a choice of choices_colour.
 */
const char *rules_colour(const struct model *model, code post, int64_t score, instant at);
/* A policy's span in milliseconds from now on; 0 if nobody ever set it. */
instant rules_span(const struct model *model, const char *key, code post, instant at);
/*
 * The end of the n-th working day after the day of `at`, by the event's clock (its last second).
 * Monday to Friday, without the days of policy calendar.off.1 … and with those of
 * calendar.work.1 …, each a date as a number: 20220131.
 */
instant rules_working_days(const struct model *model, code post, instant at, int days);

#endif
