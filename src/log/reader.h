/* Reading the log without ever being able to write it. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LOG_READER_H
#define LOG_READER_H

#include <sqlite3.h>

#include "log/log.h"

struct log_reader {
	char *dir;
	sqlite3 *db;
	sqlite3_stmt *begin;
	sqlite3_stmt *end;
	sqlite3_stmt *after;                               /* rows behind a position, in order */
	sqlite3_stmt *at;
	sqlite3_stmt *last;
	sqlite3_stmt *secrets;
	sqlite3_stmt *secrets_of;
	sqlite3_stmt *time;                                /* of the nearest row at or before */
	sqlite3_stmt *chain;                               /* entries and veils of an origin */
	sqlite3_stmt *chain_end;
	sqlite3_stmt *link;                                /* of one number */
	sqlite3_stmt *head;
	sqlite3_stmt *origin;                              /* the next */
};

/* A row as it lies in the file, whatever was done to it. The pointers live until the next step. */
struct reader_row {
	struct log_entry entry;                       /* origin 0 or no body: not one at all */
	bool veil;                                         /* only origin, seq, hash and link */
	const struct hash *hash;                           /* NULL: not the size of a hash */
	const struct hash *link;
};
void reader_row(sqlite3_stmt *statement, struct reader_row *ret);
/* False: its columns are not those of a head. pos 0: another node's. */
bool reader_head(sqlite3_stmt *statement, struct log_head *ret, uint64_t *ret_pos);
struct str reader_text(sqlite3_stmt *statement, int column);
/* The first value, and the second; origin 0: the empty text. */
enum log_error reader_bind_origin(struct log_reader *reader, sqlite3_stmt *statement, code origin);
enum log_error reader_bind_place(struct log_reader *reader, sqlite3_stmt *statement, code origin,
				 uint64_t seq);
/* Steps: true with a row; false at the end or on an error, told apart by *ret_error. */
bool reader_step(struct log_reader *reader, sqlite3_stmt *statement, enum log_error *ret_error);
/* Everything between sees the same commits. */
enum log_error reader_begin(struct log_reader *reader);
void reader_end(struct log_reader *reader);

#endif
