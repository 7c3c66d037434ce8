/* A database that a log lies in: a file of SQLite, or a PostgreSQL server. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LOG_DB_H
#define LOG_DB_H

#include "log/log.h"

/*
 * One connection, used by one thread at a time. SQL is written so that both understand it: values
 * stand as $1, $2 … in the order in which they first occur.
 */
struct db;
struct db_query;
struct sqlite3;
struct pg_conn;

struct db *db_of_sqlite(struct sqlite3 *sqlite);           /* which is closed with it */
struct sqlite3 *db_sqlite(const struct db *db);            /* NULL: it is not one */
struct db *db_of_pg(struct pg_conn *conn);                 /* which is finished with it */
struct pg_conn *db_pg(const struct db *db);
void db_close(struct db *db);                              /* NULL is fine */
const char *db_detail(const struct db *db);                /* its words for the last failure */

/*
 * `many`: its rows are brought piece by piece, so that any number will do; and others may be asked
 * meanwhile.
 */
enum log_error db_prepare(struct db *db, const char *sql, bool many, struct db_query **ret);
void db_finalize(struct db_query *query);                  /* NULL is fine */
void db_bind_i64(struct db_query *query, int at, int64_t value);
void db_bind_null(struct db_query *query, int at);
/* The bytes live until it is reset or has run; a text below DB_SMALL bytes is copied. */
#define DB_SMALL 16
void db_bind_text(struct db_query *query, int at, struct str text);
void db_bind_bytes(struct db_query *query, int at, const void *bytes, uint32_t len);
/* True with a row; false at the end or on an error, told apart by *ret_error. */
bool db_step(struct db_query *query, enum log_error *ret_error);
void db_reset(struct db_query *query);
bool db_busy(const struct db_query *query);                /* it has been stepped and not reset */

/* Of the row, until the next step; columns count from 0. */
bool db_null(const struct db_query *query, int column);
int64_t db_i64(const struct db_query *query, int column);  /* NULL is 0 */
struct str db_text(const struct db_query *query, int column);  /* no text at all: at is NULL */
struct str db_bytes(const struct db_query *query, int column);
bool db_take(const struct db_query *query, int column, void *ret, size_t size); /* size fits */

/* What is read between sees the same commits. */
enum log_error db_read_begin(struct db *db);
void db_read_end(struct db *db);
/*
 * Writing: what is run between may only be on its way when db_run returns; its failure may be told
 * by a later one, and by db_commit at the latest. `one`: it is our own fault if it does not change
 * exactly one row.
 */
enum log_error db_begin(struct db *db);
enum log_error db_run(struct db_query *query, bool one);
enum log_error db_commit(struct db *db);
enum log_error db_exec(struct db *db, const char *sql);    /* any number of statements, no rows */

/* ---- for the two bodies ---------------------------------------------------------------------- */

struct db_body {
	void (*close)(struct db *db);
	const char *(*detail)(const struct db *db);
	enum log_error (*prepare)(struct db *db, const char *sql, bool many,
				  struct db_query **ret);
	void (*finalize)(struct db_query *query);
	void (*bind)(struct db_query *query, int at, const void *bytes, uint32_t len, int how);
	void (*bind_i64)(struct db_query *query, int at, int64_t value);
	bool (*step)(struct db_query *query, enum log_error *ret_error);
	void (*reset)(struct db_query *query);
	bool (*null)(const struct db_query *query, int column);
	int64_t (*i64)(const struct db_query *query, int column);
	struct str (*bytes)(const struct db_query *query, int column, bool text);
	enum log_error (*read_begin)(struct db *db);
	void (*read_end)(struct db *db);
	enum log_error (*begin)(struct db *db);
	enum log_error (*run)(struct db_query *query, bool one);
	enum log_error (*commit)(struct db *db);
	enum log_error (*exec)(struct db *db, const char *sql);
};
struct db {
	const struct db_body *body;
};
#define DB_VALUES 8                                        /* of a query, at most */
struct db_query {
	struct db *db;
	bool busy;
	char small[DB_VALUES][DB_SMALL];
};
enum { DB_NULL, DB_TEXT, DB_BYTES };

#endif
