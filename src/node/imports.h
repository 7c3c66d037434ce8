/* A table of rows that somebody brings: each an act, all done in one commit or none. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef NODE_IMPORTS_H
#define NODE_IMPORTS_H

#include "node/http.h"
#include "wire/table/table.h"

/* POST /api/v1/import/{kind}.{act}?post=CODE&key=TEXT with a body of text/csv or JSON lines. */
void imports_take(struct call *call);

/*
 * For other routes that bring rows: who and what, from post and key of the address; then the rows,
 * done and answered. `more` is members of JSON, beside those of every import's answer, or absent;
 * `lines` says where each row begins in what was sent (NULL: as in the text).
 */
bool imports_is_lines(const struct call *call);            /* by the type of its body */
struct refused imports_base(struct call *call, struct str name, struct request *ret);
void imports_run(struct call *call, const struct request *base, enum table_form form,
		 struct str text, struct str more, const uint32_t *lines);
/* Rows that could not be read at all. */
void imports_refuse(struct call *call, const struct refused *refused,
		    const struct table_row *rows, uint32_t count);

/* "kind.act" taken apart and looked up; NULL: both are known and base has them. */
const struct refusal *imports_name(struct str name, struct request *base);
/*
 * Reads the table and does it, as pipeline_import. Where a refusal is returned, *ret_rows may hold
 * rows of which some say why; they are NULL where the table could not be read at all.
 */
struct refused imports_do(struct pipeline *pipeline, struct arena *arena, enum table_form form,
			  struct str text, const struct request *base,
			  struct table_row **ret_rows, uint32_t *ret_count,
			  pipeline_reply *reply, void *user);
/* The answer as JSON: what was made, or what is wrong and in which rows. */
void imports_write_done(struct buf *out, const struct table_row *rows, uint32_t count,
			struct str more);
void imports_write_refused(struct buf *out, const struct refused *refused,
			   const struct table_row *rows, uint32_t count, bool zh);

#endif
