/* A database that a log lies in: a file of SQLite, or a PostgreSQL server. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "log/db.h"

void db_close(struct db *db)
{
	if (db)
		db->body->close(db);
}

const char *db_detail(const struct db *db)
{
	return db->body->detail(db);
}

enum log_error db_prepare(struct db *db, const char *sql, bool many, struct db_query **ret)
{
	return db->body->prepare(db, sql, many, ret);
}

void db_finalize(struct db_query *query)
{
	if (!query)
		return;
	db_reset(query);
	query->db->body->finalize(query);
}

void db_bind_i64(struct db_query *query, int at, int64_t value)
{
	query->db->body->bind_i64(query, at, value);
}

void db_bind_null(struct db_query *query, int at)
{
	query->db->body->bind(query, at, NULL, 0, DB_NULL);
}

void db_bind_text(struct db_query *query, int at, struct str text)
{
	if (text.len < DB_SMALL && text.at)
		text.at = memcpy(query->small[at - 1], text.at, text.len);
	query->db->body->bind(query, at, text.at, text.len, DB_TEXT);
}

void db_bind_bytes(struct db_query *query, int at, const void *bytes, uint32_t len)
{
	query->db->body->bind(query, at, bytes, len, DB_BYTES);
}

bool db_step(struct db_query *query, enum log_error *ret_error)
{
	bool row = query->db->body->step(query, ret_error);

	query->busy = true;
	return row;
}

void db_reset(struct db_query *query)
{
	if (query->busy)
		query->db->body->reset(query);
	query->busy = false;
}

bool db_busy(const struct db_query *query)
{
	return query->busy;
}

bool db_null(const struct db_query *query, int column)
{
	return query->db->body->null(query, column);
}

int64_t db_i64(const struct db_query *query, int column)
{
	return query->db->body->i64(query, column);
}

struct str db_text(const struct db_query *query, int column)
{
	return query->db->body->bytes(query, column, true);
}

struct str db_bytes(const struct db_query *query, int column)
{
	return query->db->body->bytes(query, column, false);
}

bool db_take(const struct db_query *query, int column, void *ret, size_t size)
{
	struct str bytes = db_bytes(query, column);

	if (!bytes.at || bytes.len != size)
		return false;
	memcpy(ret, bytes.at, size);
	return true;
}

enum log_error db_read_begin(struct db *db)
{
	return db->body->read_begin(db);
}

void db_read_end(struct db *db)
{
	db->body->read_end(db);
}

enum log_error db_begin(struct db *db)
{
	return db->body->begin(db);
}

enum log_error db_run(struct db_query *query, bool one)
{
	return query->db->body->run(query, one);
}

enum log_error db_commit(struct db *db)
{
	return db->body->commit(db);
}

enum log_error db_exec(struct db *db, const char *sql)
{
	return db->body->exec(db, sql);
}
