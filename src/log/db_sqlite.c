/* The log's database as a file of SQLite. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <sqlite3.h>

#include "base/mem.h"
#include "log/db.h"
#include "log/error.h"

struct lite {
	struct db db;
	sqlite3 *sqlite;
	sqlite3_stmt *read_begin;
	sqlite3_stmt *read_end;
	sqlite3_stmt *begin;
	sqlite3_stmt *commit;
};
struct lite_query {
	struct db_query query;
	sqlite3_stmt *statement;
	int bound;                                         /* the first failure to bind a value */
};

static struct lite *lite_of(const struct db *db)
{
	return (struct lite *)(uintptr_t)db;
}

static struct lite_query *query_of(const struct db_query *query)
{
	return (struct lite_query *)(uintptr_t)query;
}

static sqlite3_stmt *row_of(const struct db_query *query)
{
	return query_of(query)->statement;
}

static void close_lite(struct db *db)
{
	struct lite *lite = lite_of(db);

	sqlite3_finalize(lite->read_begin);
	sqlite3_finalize(lite->read_end);
	sqlite3_finalize(lite->begin);
	sqlite3_finalize(lite->commit);
	sqlite3_close(lite->sqlite);
	heap_free(lite);
}

static const char *detail(const struct db *db)
{
	return sqlite3_errmsg(lite_of(db)->sqlite);
}

static enum log_error prepare_plain(struct lite *lite, const char *sql, sqlite3_stmt **ret)
{
	return error_of_db(lite->sqlite,
			   sqlite3_prepare_v3(lite->sqlite, sql, -1, SQLITE_PREPARE_PERSISTENT,
					      ret, NULL));
}

static enum log_error prepare(struct db *db, const char *sql, bool many, struct db_query **ret)
{
	struct lite_query *query = heap_alloc(sizeof *query);
	enum log_error error = prepare_plain(lite_of(db), sql, &query->statement);

	(void)many;
	query->query.db = db;
	if (error)
		heap_free(query);
	else
		*ret = &query->query;
	return error;
}

static void finalize(struct db_query *query)
{
	sqlite3_finalize(row_of(query));
	heap_free(query_of(query));
}

static void keep_failure(struct db_query *query, int rc)
{
	if (query_of(query)->bound == SQLITE_OK)
		query_of(query)->bound = rc;
}

static void bind(struct db_query *query, int at, const void *bytes, uint32_t len, int how)
{
	sqlite3_stmt *row = row_of(query);

	if (how == DB_TEXT)
		keep_failure(query, sqlite3_bind_text(row, at, bytes, (int)len, SQLITE_STATIC));
	else if (how == DB_BYTES)
		keep_failure(query, sqlite3_bind_blob(row, at, bytes, (int)len, SQLITE_STATIC));
	else
		keep_failure(query, sqlite3_bind_null(row, at));
}

static void bind_i64(struct db_query *query, int at, int64_t value)
{
	keep_failure(query, sqlite3_bind_int64(row_of(query), at, value));
}

static bool step(struct db_query *query, enum log_error *ret_error)
{
	struct lite_query *lite = query_of(query);
	int rc = lite->bound == SQLITE_OK ? sqlite3_step(lite->statement) : lite->bound;

	*ret_error = error_of_db(lite_of(query->db)->sqlite, rc);
	return rc == SQLITE_ROW;
}

static void reset(struct db_query *query)
{
	sqlite3_reset(row_of(query));
	query_of(query)->bound = SQLITE_OK;
}

static bool null(const struct db_query *query, int column)
{
	return sqlite3_column_type(row_of(query), column) == SQLITE_NULL;
}

static int64_t i64(const struct db_query *query, int column)
{
	return sqlite3_column_int64(row_of(query), column);
}

static struct str bytes(const struct db_query *query, int column, bool text)
{
	sqlite3_stmt *row = row_of(query);
	const char *at;

	if (text && sqlite3_column_type(row, column) != SQLITE_TEXT)
		return (struct str){ 0 };
	at = text ? (const char *)sqlite3_column_text(row, column)
		  : (const char *)sqlite3_column_blob(row, column);
	return (struct str){ at, (uint32_t)sqlite3_column_bytes(row, column) };
}

/* Prepared when first needed: who reads never writes, and may not even ask to. */
static enum log_error run_plain(struct lite *lite, const char *sql, sqlite3_stmt **statement)
{
	enum log_error error = *statement ? LOG_OK : prepare_plain(lite, sql, statement);

	if (error)
		return error;
	error = error_of_db(lite->sqlite, sqlite3_step(*statement));
	sqlite3_reset(*statement);
	return error;
}

static enum log_error read_begin(struct db *db)
{
	return run_plain(lite_of(db), "BEGIN", &lite_of(db)->read_begin);
}

static void read_end(struct db *db)
{
	run_plain(lite_of(db), "COMMIT", &lite_of(db)->read_end);
}

static enum log_error begin(struct db *db)
{
	return run_plain(lite_of(db), "BEGIN IMMEDIATE", &lite_of(db)->begin);
}

static enum log_error run(struct db_query *query, bool one)
{
	enum log_error error;

	step(query, &error);
	reset(query);
	assert(error || !one || sqlite3_changes(lite_of(query->db)->sqlite) == 1);
	return error;
}

static enum log_error commit(struct db *db)
{
	return run_plain(lite_of(db), "COMMIT", &lite_of(db)->commit);
}

static enum log_error exec(struct db *db, const char *sql)
{
	sqlite3 *sqlite = lite_of(db)->sqlite;

	return error_of_db(sqlite, sqlite3_exec(sqlite, sql, NULL, NULL, NULL));
}

struct db *db_of_sqlite(struct sqlite3 *sqlite)
{
	static const struct db_body body = {
		.close = close_lite, .detail = detail, .prepare = prepare, .finalize = finalize,
		.bind = bind, .bind_i64 = bind_i64, .step = step, .reset = reset, .null = null,
		.i64 = i64, .bytes = bytes, .read_begin = read_begin, .read_end = read_end,
		.begin = begin, .run = run, .commit = commit, .exec = exec,
	};
	struct lite *lite = heap_alloc(sizeof *lite);

	lite->db.body = &body;
	lite->sqlite = sqlite;
	return &lite->db;
}

struct sqlite3 *db_sqlite(const struct db *db)
{
	return db->body->close == close_lite ? lite_of(db)->sqlite : NULL;
}
