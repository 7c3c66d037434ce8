/* What the two forms of an event share. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WIRE_COT_COT_INNER_H
#define WIRE_COT_COT_INNER_H

#include "wire/cot/cot.h"

/* 9999999: what is not known, as the maps write it. */
#define COT_UNKNOWN 9999999.0

void cot_begin(struct cot_event *event);                  /* nothing is known of it */
enum cot_fault cot_check(struct cot_event *event);
/* The elements inside <detail>, as they stand in both forms. */
enum cot_fault cot_read_detail(struct arena *arena, struct str xml, struct cot_event *event);
/* Those of the details that the bytes have no field for, or with `all` every one. */
void cot_add_detail(struct buf *out, const struct cot_event *event, bool all);

#endif
