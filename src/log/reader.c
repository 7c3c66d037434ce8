/* A connection that reads the log and cannot write it. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "log/reader.h"

#include "base/mem.h"
#include "log/error.h"
#include "log/schema.h"
#include "log/store.h"

#define SECRETS "SELECT origin, seq, since, key FROM secret "

static enum log_error prepare_all(struct log_reader *reader)
{
	const struct {
		const char *sql;
		sqlite3_stmt **ret;
	} rows[] = {
		{ "BEGIN", &reader->begin },
		{ "COMMIT", &reader->end },
		{ SCHEMA_ENTRY "WHERE pos > ? ORDER BY pos", &reader->after },
		{ SCHEMA_ENTRY "WHERE pos = ?", &reader->at },
		{ "SELECT coalesce(max(pos), 0) FROM entry", &reader->last },
		{ SECRETS "ORDER BY number", &reader->secrets },
		{ SECRETS "WHERE origin = ? AND seq = ? ORDER BY number", &reader->secrets_of },
		{ "SELECT pos, coalesce(arrived, time) FROM entry WHERE pos <= ?"
		  " ORDER BY pos DESC LIMIT 1",
		  &reader->time },
		{ SCHEMA_ENTRY "WHERE origin = ?1 AND seq >= ?2 UNION ALL "
		  SCHEMA_VEIL "WHERE origin = ?1 AND seq >= ?2 ORDER BY seq", &reader->chain },
		{ SCHEMA_CHAIN_END, &reader->chain_end },
		{ "SELECT hash, link FROM entry WHERE origin = ?1 AND seq = ?2 UNION ALL"
		  " SELECT hash, link FROM veil WHERE origin = ?1 AND seq = ?2", &reader->link },
		{ SCHEMA_NEWEST_HEAD, &reader->head },
		{ SCHEMA_NEXT_ORIGIN, &reader->origin },
	};
	enum log_error error = LOG_OK;

	for (size_t i = 0; !error && i < sizeof rows / sizeof *rows; i++)
		error = store_prepare(reader->db, rows[i].sql, rows[i].ret);
	return error;
}

enum log_error log_reader_open(const char *dir, struct log_reader **ret)
{
	struct log_reader *reader = heap_alloc(sizeof *reader);
	enum log_error error = store_open_to_read(dir, &reader->db);

	reader->dir = heap_text(str_of(dir));
	if (!error)
		error = prepare_all(reader);
	if (error)
		log_reader_close(reader);
	else
		*ret = reader;
	return error;
}

void log_reader_close(struct log_reader *reader)
{
	if (!reader)
		return;
	sqlite3_finalize(reader->begin);
	sqlite3_finalize(reader->end);
	sqlite3_finalize(reader->after);
	sqlite3_finalize(reader->at);
	sqlite3_finalize(reader->last);
	sqlite3_finalize(reader->secrets);
	sqlite3_finalize(reader->secrets_of);
	sqlite3_finalize(reader->time);
	sqlite3_finalize(reader->chain);
	sqlite3_finalize(reader->chain_end);
	sqlite3_finalize(reader->link);
	sqlite3_finalize(reader->head);
	sqlite3_finalize(reader->origin);
	sqlite3_close(reader->db);
	heap_free(reader->dir);
	heap_free(reader);
}

bool reader_step(struct log_reader *reader, sqlite3_stmt *statement, enum log_error *ret_error)
{
	int rc = sqlite3_step(statement);

	*ret_error = error_of_db(reader->db, rc);
	return rc == SQLITE_ROW;
}

enum log_error reader_begin(struct log_reader *reader)
{
	enum log_error error;

	reader_step(reader, reader->begin, &error);
	sqlite3_reset(reader->begin);
	return error;
}

void reader_end(struct log_reader *reader)
{
	sqlite3_step(reader->end);
	sqlite3_reset(reader->end);
}

static const struct hash *hash_in(sqlite3_stmt *statement, int column)
{
	const void *bytes = sqlite3_column_blob(statement, column);

	return sqlite3_column_bytes(statement, column) == HASH_BYTES ? bytes : NULL;
}

struct str reader_text(sqlite3_stmt *statement, int column)
{
	const char *bytes = (const char *)sqlite3_column_text(statement, column);

	return (struct str){ bytes, (uint32_t)sqlite3_column_bytes(statement, column) };
}

void reader_row(sqlite3_stmt *statement, struct reader_row *ret)
{
	struct log_entry *entry = &ret->entry;

	*ret = (struct reader_row){ .veil = sqlite3_column_type(statement, 0) == SQLITE_NULL };
	if (!code_parse(reader_text(statement, 1), &entry->origin))
		entry->origin = 0;
	entry->seq = (uint64_t)sqlite3_column_int64(statement, 2);
	ret->hash = hash_in(statement, 5);
	ret->link = hash_in(statement, 6);
	if (ret->veil)
		return;
	entry->pos = (uint64_t)sqlite3_column_int64(statement, 0);
	entry->time = sqlite3_column_int64(statement, 3);
	if (sqlite3_column_type(statement, 4) == SQLITE_TEXT)
		entry->body = reader_text(statement, 4);
	if (sqlite3_column_type(statement, 7) == SQLITE_NULL)
		return;
	entry->arrived = sqlite3_column_int64(statement, 7);
	entry->link = ret->link;
}

static bool bytes_in(sqlite3_stmt *statement, int column, void *ret, size_t size)
{
	const void *bytes = sqlite3_column_blob(statement, column);

	if (sqlite3_column_bytes(statement, column) != (int)size)
		return false;
	memcpy(ret, bytes, size);
	return true;
}

bool reader_head(sqlite3_stmt *statement, struct log_head *ret, uint64_t *ret_pos)
{
	*ret = (struct log_head){ .seq = (uint64_t)sqlite3_column_int64(statement, 2) };
	*ret_pos = (uint64_t)sqlite3_column_int64(statement, 0);
	ret->time = sqlite3_column_int64(statement, 4);
	return code_parse(reader_text(statement, 1), &ret->origin) &&
	       bytes_in(statement, 3, ret->link.bytes, HASH_BYTES) &&
	       bytes_in(statement, 5, ret->key, sizeof ret->key) &&
	       bytes_in(statement, 6, ret->signature, sizeof ret->signature);
}

enum log_error reader_bind_origin(struct log_reader *reader, sqlite3_stmt *statement, code origin)
{
	char name[CODE_TEXT] = "";

	if (origin != 0)
		code_format(origin, name);
	return error_of_db(reader->db,
			   sqlite3_bind_text(statement, 1, name, -1, SQLITE_TRANSIENT));
}

enum log_error reader_bind_place(struct log_reader *reader, sqlite3_stmt *statement, code origin,
				 uint64_t seq)
{
	sqlite3_bind_int64(statement, 2, seq > INT64_MAX ? INT64_MAX : (sqlite3_int64)seq);
	return reader_bind_origin(reader, statement, origin);
}

uint64_t log_reader_last_pos(struct log_reader *reader)
{
	enum log_error error;
	uint64_t last = 0;

	if (reader_step(reader, reader->last, &error))
		last = (uint64_t)sqlite3_column_int64(reader->last, 0);
	sqlite3_reset(reader->last);
	return last;
}
