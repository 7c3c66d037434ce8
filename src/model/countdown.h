/* Figures of a record day by day towards its day: as they were, and as they will be. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MODEL_COUNTDOWN_H
#define MODEL_COUNTDOWN_H

#include "base/json.h"
#include "model/model.h"

/* The kind's lines in order; fewer than `max` where it has fewer. */
uint32_t countdown_lines(const struct kind *kind, const struct field **ret, uint32_t max);
/* T-0 of the record; 0: its kind counts nothing down. */
instant countdown_day(const struct record *record);
/* One figure at a moment; NAN: not known, or no such line. */
double countdown_value(const struct model *model, const struct record *record, struct str line,
		       instant now, instant at);
/*
 * {"kind", "id", "title", "day", "now", "lines": [{name, zh, en, unit}], "points": [{"days": -90,
 * "at", "ahead", "values": [...]}]}: a point a day from T-days to T-0, null where nothing is known.
 */
void countdown_write(struct json_out *out, const struct model *model, const struct record *record,
		     instant now);

#endif
