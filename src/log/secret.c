/* Reading the keys that entries are sealed with, and which of them have been destroyed. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/seal.h"
#include "log/reader.h"

/* False: the row is not a key at all. */
static bool take_row(sqlite3_stmt *statement, struct log_secret *ret)
{
	static const uint8_t zeros[LOG_SECRET_BYTES];
	struct str origin = { (const char *)sqlite3_column_text(statement, 0),
			      (uint32_t)sqlite3_column_bytes(statement, 0) };

	if (!code_parse(origin, &ret->of.origin) ||
	    sqlite3_column_bytes(statement, 3) != LOG_SECRET_BYTES)
		return false;
	ret->of.seq = (uint64_t)sqlite3_column_int64(statement, 1);
	ret->since = sqlite3_column_int64(statement, 2);
	memcpy(ret->key, sqlite3_column_blob(statement, 3), LOG_SECRET_BYTES);
	ret->gone = memcmp(ret->key, zeros, sizeof zeros) == 0;
	return true;
}

enum log_error log_secret_read(struct log_reader *reader, const struct ident *of,
			       log_secret_each *each, void *user)
{
	sqlite3_stmt *statement = of ? reader->secrets_of : reader->secrets;
	char origin[CODE_TEXT];
	struct log_secret secret;
	enum log_error error = LOG_OK;

	if (of) {
		code_format(of->origin, origin);
		sqlite3_bind_text(statement, 1, origin, -1, SQLITE_STATIC);
		sqlite3_bind_int64(statement, 2, (sqlite3_int64)of->seq);
	}
	while (!error && reader_step(reader, statement, &error)) {
		if (take_row(statement, &secret))
			each(user, &secret);
		else
			error = LOG_DAMAGED;
	}
	sqlite3_reset(statement);
	sqlite3_clear_bindings(statement);
	seal_wipe(&secret, sizeof secret);
	return error;
}
