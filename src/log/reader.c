/* A connection that reads the log and cannot write it. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "log/reader.h"

#include "base/mem.h"
#include "log/schema.h"
#include "log/store.h"

#define SECRETS "SELECT origin, seq, since, key FROM secret "

/* Every question that a reader is asked, and whether its answer may be long. */
static enum log_error prepare_all(struct log_reader *reader)
{
	const struct {
		const char *sql;
		bool many;
		struct db_query **ret;
	} rows[] = {
		{ SCHEMA_ENTRY "WHERE pos > $1 ORDER BY pos", true, &reader->after },
		{ SCHEMA_ENTRY "WHERE pos = $1", false, &reader->at },
		{ SCHEMA_LAST, false, &reader->last },
		{ SECRETS "ORDER BY number", true, &reader->secrets },
		{ SECRETS "WHERE origin = $1 AND seq = $2 ORDER BY number", false,
		  &reader->secrets_of },
		{ "SELECT pos, coalesce(arrived, time) FROM entry WHERE pos <= $1"
		  " ORDER BY pos DESC LIMIT 1",
		  false, &reader->time },
		{ SCHEMA_ENTRY "WHERE origin = $1 AND seq >= $2 UNION ALL "
		  SCHEMA_VEIL "WHERE origin = $1 AND seq >= $2 ORDER BY seq",
		  true, &reader->chain },
		{ "SELECT seq, hash FROM entry WHERE origin = $1 AND seq BETWEEN $2 AND $3"
		  " UNION ALL"
		  " SELECT seq, hash FROM veil WHERE origin = $1 AND seq BETWEEN $2 AND $3"
		  " ORDER BY seq",
		  true, &reader->hashes },
		{ SCHEMA_CHAIN_END, false, &reader->chain_end },
		{ "SELECT hash, link FROM entry WHERE origin = $1 AND seq = $2 UNION ALL"
		  " SELECT hash, link FROM veil WHERE origin = $1 AND seq = $2",
		  false, &reader->link },
		{ SCHEMA_NEWEST_HEAD, false, &reader->head },
		{ SCHEMA_NEXT_ORIGIN, false, &reader->origin },
	};
	enum log_error error = LOG_OK;

	for (size_t i = 0; !error && i < sizeof rows / sizeof *rows; i++)
		error = db_prepare(reader->db, rows[i].sql, rows[i].many, rows[i].ret);
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
	db_finalize(reader->after);
	db_finalize(reader->at);
	db_finalize(reader->last);
	db_finalize(reader->secrets);
	db_finalize(reader->secrets_of);
	db_finalize(reader->time);
	db_finalize(reader->chain);
	db_finalize(reader->hashes);
	db_finalize(reader->chain_end);
	db_finalize(reader->link);
	db_finalize(reader->head);
	db_finalize(reader->origin);
	db_close(reader->db);
	heap_free(reader->dir);
	heap_free(reader);
}

static const struct hash *hash_in(const struct db_query *query, int column)
{
	struct str bytes = db_bytes(query, column);

	return bytes.len == HASH_BYTES ? (const struct hash *)(const void *)bytes.at : NULL;
}

void reader_row(struct db_query *query, struct reader_row *ret)
{
	struct log_entry *entry = &ret->entry;

	*ret = (struct reader_row){ .veil = db_null(query, 0) };
	if (!code_parse(db_text(query, 1), &entry->origin))
		entry->origin = 0;
	entry->seq = (uint64_t)db_i64(query, 2);
	ret->hash = hash_in(query, 5);
	ret->link = hash_in(query, 6);
	if (ret->veil)
		return;
	entry->pos = (uint64_t)db_i64(query, 0);
	entry->time = db_i64(query, 3);
	entry->body = db_text(query, 4);
	if (db_null(query, 7))
		return;
	entry->arrived = db_i64(query, 7);
	entry->link = ret->link;
}

bool reader_head(struct db_query *query, struct log_head *ret, uint64_t *ret_pos)
{
	*ret = (struct log_head){ .seq = (uint64_t)db_i64(query, 2) };
	*ret_pos = (uint64_t)db_i64(query, 0);
	ret->time = db_i64(query, 4);
	return code_parse(db_text(query, 1), &ret->origin) &&
	       db_take(query, 3, ret->link.bytes, HASH_BYTES) &&
	       db_take(query, 5, ret->key, sizeof ret->key) &&
	       db_take(query, 6, ret->signature, sizeof ret->signature);
}

void reader_bind_origin(struct db_query *query, code origin)
{
	char name[CODE_TEXT] = "";

	if (origin != 0)
		code_format(origin, name);
	db_bind_text(query, 1, str_of(name));
}

void reader_bind_place(struct db_query *query, code origin, uint64_t seq)
{
	reader_bind_origin(query, origin);
	db_bind_i64(query, 2, seq > INT64_MAX ? INT64_MAX : (int64_t)seq);
}

enum log_error log_reader_last(struct log_reader *reader, uint64_t *ret_pos)
{
	enum log_error error;

	*ret_pos = 0;
	if (db_step(reader->last, &error))
		*ret_pos = (uint64_t)db_i64(reader->last, 0);
	db_reset(reader->last);
	return error;
}

uint64_t log_reader_last_pos(struct log_reader *reader)
{
	uint64_t last;

	log_reader_last(reader, &last);
	return last;
}
