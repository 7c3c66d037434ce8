/* What a reader gets to see: records as JSON, lists with filters, and the tables themselves. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MODEL_VIEW_H
#define MODEL_VIEW_H

#include "base/json.h"
#include "model/entry.h"
#include "model/model.h"

struct reader {
	struct ident account;                              /* none: the node itself, sees all */
	code post;
	uint32_t roles;
	bool oversight;
	instant now;
};

void view_record(struct json_out *out, const struct model *model, const struct record *record,
		 const struct reader *reader, bool with_acts);
/* A line of a record's history, from the entry read back from the log. */
void view_entry(struct json_out *out, const struct entry *entry);
/* Everything a stream tells about an entry just committed, record view included. */
void view_event(struct json_out *out, const struct model *model, const struct entry *entry);
/* The acts that the reader could do now on the record. */
uint32_t view_acts(const struct model *model, const struct record *record,
		   const struct reader *reader, const struct act_row **ret, uint32_t max);

struct filter {
	const struct field *field;                         /* NULL: see `what` */
	enum { FILTER_FIELD, FILTER_STATE, FILTER_HOME, FILTER_OPEN, FILTER_RELEASED,
	       FILTER_TITLE } what;
	bool contains;
	struct str value;                                  /* states: comma-separated */
};
struct query {
	const struct kind_row *kind;
	struct filter filters[LIMIT_QUERY_FILTERS];
	uint32_t nfilters;
	const struct field *sort;                          /* NULL: by sort_head */
	enum { SORT_CREATED, SORT_UPDATED, SORT_EVENT, SORT_ID } sort_head;
	bool descending;
	uint32_t limit;
	struct ident after;                                /* the last record of the page before */
};
/* Reads a query from decoded name=value pairs; a refusal names the pair at fault. */
struct pair {
	struct str name;
	struct str value;
};
struct refused query_read(const struct kind_row *kind, const struct pair *pairs, uint32_t count,
			  struct query *ret);
/* In order, at most query->limit; *ret_total counts all that match. Records live in the model. */
uint32_t query_run(const struct model *model, struct arena *arena, const struct query *query,
		   const struct reader *reader, const struct record ***ret, uint32_t *ret_total);

/*
 * The tables in print. `more` is a list of refusals that are not the model's (those of the HTTP
 * side), NULL at its end; it may itself be NULL.
 */
void print_schema(struct buf *buf);                        /* GET /schema */
void print_openapi(const struct refusal *const *more, struct buf *buf);  /* OpenAPI 3.1 */
void print_types(const struct refusal *const *more, struct buf *buf);    /* TypeScript */
void print_matrix(struct buf *buf);                        /* kind x act x role x relation, JSON */
void print_matrix_text(struct buf *buf);
void print_kinds(struct buf *buf);                         /* a kind a line */
/* Reference pages (Markdown, zh and en): one of each kind, and those about all of them. */
void print_reference(const struct kind_row *kind, struct buf *buf);
void print_reference_index(struct buf *buf);
void print_reference_refusals(const struct refusal *const *more, struct buf *buf);
void print_reference_policy(struct buf *buf);

#endif
