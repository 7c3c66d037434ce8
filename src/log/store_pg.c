/* The log on a PostgreSQL server. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "log/store.h"

enum log_error store_pg_open(struct store *store, const char *url)
{
	(void)store;
	(void)url;
	return LOG_NO_FOLDER;
}

enum log_error store_pg_reader(const char *url, struct db **ret)
{
	(void)url;
	(void)ret;
	return LOG_NO_FOLDER;
}
