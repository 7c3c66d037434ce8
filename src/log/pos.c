/* Finding the place in the log that a moment of the past stands for. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "log/reader.h"

/* The nearest entry at or before pos, and when it was here; false if there is none. */
static bool time_at(struct log_reader *reader, uint64_t pos, uint64_t *ret_pos, instant *ret_time)
{
	enum log_error error;
	bool found;

	db_bind_i64(reader->time, 1, (int64_t)pos);
	found = db_step(reader->time, &error);
	if (found) {
		*ret_pos = (uint64_t)db_i64(reader->time, 0);
		*ret_time = db_i64(reader->time, 1);
	}
	db_reset(reader->time);
	return found;
}

uint64_t log_pos_at(struct log_reader *reader, instant at)
{
	uint64_t low = 0;
	uint64_t high;
	uint64_t pos;
	instant time;

	if (db_read_begin(reader->db))
		return 0;
	high = log_reader_last_pos(reader) + 1;
	while (high - low > 1) {
		uint64_t middle = low + (high - low) / 2;

		if (time_at(reader, middle, &pos, &time) && time > at)
			high = middle;
		else
			low = middle;
	}
	if (low > 0 && !time_at(reader, low, &low, &time))
		low = 0;
	db_read_end(reader->db);
	return low;
}
