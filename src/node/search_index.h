/* The file of the full-text index: what a worker writes into it and asks it. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef NODE_SEARCH_INDEX_H
#define NODE_SEARCH_INDEX_H

#include "base/ident.h"
#include "base/str.h"

/*
 * DIR/search.db may be deleted at any time: it is made again from the records. One connection,
 * used by one thread at a time (LANE_SEARCH).
 */
#define SEARCH_INDEX_FORMAT 3
#define SEARCH_MARK_BYTES 16

/* Up to which entry of which log the index knows everything. */
struct search_place {
	uint64_t pos;                                      /* 0: nothing */
	uint8_t mark[SEARCH_MARK_BYTES];            /* that entry's salt: another log has another */
};
/* What a record says now; a later doc of the same record makes this one stale. */
struct search_doc {
	struct ident record;
	const char *kind;
	struct str title;
	struct str body;
};
struct search_hit {
	struct ident record;
	uint64_t texts;                                    /* search_index_texts of the doc */
};

struct search_index;
/* Makes it anew where it is missing, damaged or of another version. NULL: the disk refuses. */
struct search_index *search_index_open(const char *dir, struct search_place *ret);
void search_index_close(struct search_index *index);       /* NULL is fine */
/* Forgets everything. */
bool search_index_clear(struct search_index *index);
/* One transaction; place NULL: not yet complete up to anywhere new. */
bool search_index_put(struct search_index *index, const struct search_doc *docs, uint32_t count,
		      const struct search_place *place);
/*
 * What fits an FTS5 query, the newest first, stale docs among them: whoever asks compares with the
 * record's texts of now. kind NULL: any.
 */
uint32_t search_index_find(struct search_index *index, struct str query, const char *kind,
			   struct search_hit *ret, uint32_t max);
uint64_t search_index_texts(struct str title, struct str body);

#endif
