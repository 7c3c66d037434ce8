/* Reading entries, from a position on or one by one. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>

#include "log/reader.h"

/* One row to the caller; *ret_go on is his answer. A row that is no entry is damage, not data. */
static enum log_error hand_over(sqlite3_stmt *statement, log_each *each, void *user, bool *ret_go)
{
	struct reader_row row;

	reader_row(statement, &row);
	if (row.entry.origin == 0 || !row.entry.body.at || !row.hash || !row.link)
		return LOG_DAMAGED;
	*ret_go = each(user, &row.entry, row.hash, row.link);
	return LOG_OK;
}

enum log_error log_read(struct log_reader *reader, uint64_t after, log_each *each, void *user)
{
	sqlite3_stmt *statement = reader->after;
	enum log_error error = LOG_OK;
	bool go = true;

	assert(!sqlite3_stmt_busy(statement));
	sqlite3_bind_int64(statement, 1, (sqlite3_int64)after);
	while (go && !error && reader_step(reader, statement, &error))
		error = hand_over(statement, each, user, &go);
	sqlite3_reset(statement);
	return error;
}

enum log_error log_read_at(struct log_reader *reader, const uint64_t *pos, uint32_t count,
			   log_each *each, void *user)
{
	sqlite3_stmt *statement = reader->at;
	enum log_error error = reader_begin(reader);
	bool go = true;

	if (error)
		return error;
	for (uint32_t i = 0; go && !error && i < count; i++) {
		sqlite3_bind_int64(statement, 1, (sqlite3_int64)pos[i]);
		if (reader_step(reader, statement, &error))
			error = hand_over(statement, each, user, &go);
		sqlite3_reset(statement);
	}
	reader_end(reader);
	return error;
}
