/* Everything that is missing and that nobody would otherwise see: the list of 万无一失. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MODEL_GAPS_H
#define MODEL_GAPS_H

#include "model/view.h"

struct gap_found {
	const struct record *record;
	const struct gap *gap;
};
struct gap_list {
	struct gap_found *at;                              /* severe first, then by kind and age */
	uint32_t count, size;
	uint32_t severe, serious, minor;
};
/*
 * The gaps that are open at `at` and that the reader may see; NULL: all there are. Fills an empty
 * list, whose memory gaps_release gives back. Not for conditions of gaps themselves.
 */
void gaps_find(const struct model *model, const struct reader *reader, instant at,
	       struct gap_list *ret);
void gaps_release(struct gap_list *list);
/* Where a gap lies: the place itself, or what the record's field "place" names; none: nowhere. */
struct ident gaps_place(const struct record *record);
/* The kind and the act that close it. */
const struct act_row *gaps_closer(const struct gap_found *found, const struct kind_row **ret_kind);

struct gap_wish {
	struct str kind;                                   /* absent: of all kinds */
	struct str severity;                               /* absent: all */
	uint32_t limit;                                    /* rows; 0: LIMIT_PAGE */
};
bool gaps_severity(struct str name);                       /* whether there is such a one */
/* {"gaps": [...], "severe": n, "serious": n, "minor": n, "total": n, "at": …} of one reader. */
void gaps_write(struct json_out *out, const struct model *model, const struct reader *reader,
		const struct gap_wish *wish);

#endif
