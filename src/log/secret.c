/* Reading the keys that entries are sealed with, and which of them have been destroyed. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/seal.h"
#include "log/reader.h"

/* False: the row is not a key at all. */
static bool take_row(const struct db_query *query, struct log_secret *ret)
{
	static const uint8_t zeros[LOG_SECRET_BYTES];

	if (!code_parse(db_text(query, 0), &ret->of.origin) ||
	    !db_take(query, 3, ret->key, sizeof ret->key))
		return false;
	ret->of.seq = (uint64_t)db_i64(query, 1);
	ret->since = db_i64(query, 2);
	ret->gone = memcmp(ret->key, zeros, sizeof zeros) == 0;
	return true;
}

enum log_error log_secret_read(struct log_reader *reader, const struct ident *of,
			       log_secret_each *each, void *user)
{
	struct db_query *query = of ? reader->secrets_of : reader->secrets;
	struct log_secret secret;
	enum log_error error = LOG_OK;

	if (of)
		reader_bind_place(query, of->origin, of->seq);
	while (!error && db_step(query, &error)) {
		if (take_row(query, &secret))
			each(user, &secret);
		else
			error = LOG_DAMAGED;
	}
	db_reset(query);
	seal_wipe(&secret, sizeof secret);
	return error;
}
