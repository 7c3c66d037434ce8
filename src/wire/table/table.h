/* Tables that people bring from elsewhere, as CSV or lines of JSON: each row becomes an act. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WIRE_TABLE_TABLE_H
#define WIRE_TABLE_TABLE_H

#include "model/entry.h"

/*
 * CSV after RFC 4180: UTF-8, commas, a header line with the names of fields, "" for a quote within
 * quotes; an empty cell is not given. Lines of JSON: one object a line, its members the fields.
 * What belongs to the act stands under @record, @event_at (RFC 3339) and @version. In CSV the
 * items of a list are parted by semicolons. A reference may be an id, or what is unique in its
 * kind: the code of a place, the login of an account.
 */
enum table_form { TABLE_CSV, TABLE_LINES };

struct table_row {
	uint32_t line;                                     /* where it begins, from 1 */
	struct request request;
	struct refused refused;                            /* why it is no act at all, or was not */
	struct ident record;                               /* once it was done */
};

/*
 * Every row is `base` with its own fields, and the key of base with "#" and the row's number
 * behind it. What is wrong with one row stands there; what is wrong with the table is returned.
 * Texts live in the arena or in `text`; the model is asked for what references name.
 */
struct refused table_read(struct arena *arena, const struct model *model, enum table_form form,
			  struct str text, const struct request *base, struct table_row **ret,
			  uint32_t *ret_count);

#endif
