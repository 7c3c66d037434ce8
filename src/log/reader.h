/* Reading the log without ever being able to write it. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LOG_READER_H
#define LOG_READER_H

#include "log/db.h"

struct log_reader {
	char *dir;
	struct db *db;
	struct db_query *after;                           /* rows behind a position, in order */
	struct db_query *at;
	struct db_query *last;
	struct db_query *secrets;
	struct db_query *secrets_of;
	struct db_query *time;                            /* of the nearest row at or before */
	struct db_query *chain;                           /* entries and veils of an origin */
	struct db_query *hashes;                          /* of a part of a chain */
	struct db_query *chain_end;
	struct db_query *link;                            /* of one number */
	struct db_query *head;
	struct db_query *origin;                          /* the next */
};

/* A row as it lies in the file, whatever was done to it. The pointers live until the next step. */
struct reader_row {
	struct log_entry entry;                       /* origin 0 or no body: not one at all */
	bool veil;                                         /* only origin, seq, hash and link */
	const struct hash *hash;                           /* NULL: not the size of a hash */
	const struct hash *link;
};
void reader_row(struct db_query *query, struct reader_row *ret);
/* False: its columns are not those of a head. pos 0: another node's. */
bool reader_head(struct db_query *query, struct log_head *ret, uint64_t *ret_pos);
/* A place in a chain as the first two values; an origin alone as the first. */
void reader_bind_place(struct db_query *query, code origin, uint64_t seq);
void reader_bind_origin(struct db_query *query, code origin);

#endif
