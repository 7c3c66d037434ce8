/* Reading entries, from a position on or one by one. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>

#include "log/reader.h"

/* One row to the caller; *ret_go on is his answer. A row that is no entry is damage, not data. */
static enum log_error hand_over(struct db_query *query, log_each *each, void *user, bool *ret_go)
{
	struct reader_row row;

	reader_row(query, &row);
	if (row.entry.origin == 0 || !row.entry.body.at || !row.hash || !row.link)
		return LOG_DAMAGED;
	*ret_go = each(user, &row.entry, row.hash, row.link);
	return LOG_OK;
}

enum log_error log_read(struct log_reader *reader, uint64_t after, log_each *each, void *user)
{
	struct db_query *query = reader->after;
	enum log_error error = LOG_OK;
	bool go = true;

	assert(!db_busy(query));
	db_bind_i64(query, 1, (int64_t)after);
	while (go && !error && db_step(query, &error))
		error = hand_over(query, each, user, &go);
	db_reset(query);
	return error;
}

enum log_error log_read_at(struct log_reader *reader, const uint64_t *pos, uint32_t count,
			   log_each *each, void *user)
{
	struct db_query *query = reader->at;
	enum log_error error = db_read_begin(reader->db);
	bool go = true;

	if (error)
		return error;
	for (uint32_t i = 0; go && !error && i < count; i++) {
		db_bind_i64(query, 1, (int64_t)pos[i]);
		if (db_step(query, &error))
			error = hand_over(query, each, user, &go);
		db_reset(query);
	}
	db_read_end(reader->db);
	return error;
}
