/* The log on a PostgreSQL server: connecting, knowing the tables again, keeping others out. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <libpq-fe.h>
#include <string.h>

#include "log/schema.h"
#include "log/store.h"

/* Bodies are UTF-8, and so must be what the server makes of them. */
static enum log_error connect_to(const char *url, struct db **ret)
{
	PGconn *conn = PQconnectdb(url);
	const char *encoding;
	enum log_error error = LOG_OK;

	if (PQstatus(conn) != CONNECTION_OK || PQsetClientEncoding(conn, "UTF8") != 0)
		error = LOG_NO_SERVER;
	encoding = error ? NULL : PQparameterStatus(conn, "server_encoding");
	if (!error && (!encoding || strcmp(encoding, "UTF8") != 0))
		error = LOG_FOREIGN;
	if (error)
		PQfinish(conn);
	else
		*ret = db_of_pg(conn);
	return error;
}

static enum log_error numbers(struct db *db, const char *sql, int64_t *ret, int64_t *ret_other)
{
	struct db_query *query;
	enum log_error error = db_prepare(db, sql, false, &query);

	if (error)
		return error;
	if (db_step(query, &error)) {
		*ret = db_i64(query, 0);
		if (ret_other)
			*ret_other = db_i64(query, 1);
	}
	db_finalize(query);
	return error;
}

/* Whose tables are these, and of which format? */
static enum log_error identify(struct db *db, bool *ret_empty)
{
	int64_t tables = 0;
	int64_t application = 0;
	int64_t format = 0;
	enum log_error error = numbers(db,
				       "SELECT count(*) FROM pg_class WHERE relkind = 'r'"
				       " AND relnamespace = to_regnamespace(current_schema())",
				       &tables, NULL);

	*ret_empty = tables == 0;
	if (error || tables == 0)
		return error;
	error = numbers(db, "SELECT application, format FROM log", &application, &format);
	if (error == LOG_DAMAGED)
		return LOG_FOREIGN;
	if (!error && (application != LOG_APPLICATION || format < 2))
		error = LOG_FOREIGN;
	return !error && format > LOG_FORMAT ? LOG_NEWER : error;
}

/*
 * Held by the connection, so that it is free as soon as the server knows that we are gone. Who was
 * killed a moment ago may not be known to be gone yet.
 */
static enum log_error take_lock(struct db *db)
{
	return db_exec(db, "SET lock_timeout = '2s';"
			   "SELECT pg_advisory_lock(1464224839, hashtext(current_schema()))");
}

static enum log_error make(struct db *db)
{
	enum log_error error = db_exec(db, "BEGIN");

	if (!error)
		error = schema_make_pg(db);
	if (!error)
		error = db_exec(db, "COMMIT");
	return error;
}

/* What counts as committed has left the server's memory, whatever it is set to do for others. */
static enum log_error settle_commits(struct db *db)
{
	return db_exec(db, "SELECT set_config('synchronous_commit', 'on', false)"
			   " WHERE current_setting('synchronous_commit') = 'off'");
}

enum log_error store_pg_open(struct store *store, const char *url)
{
	bool empty = false;
	enum log_error error = connect_to(url, &store->db);

	if (!error)
		error = take_lock(store->db);
	if (!error)
		error = settle_commits(store->db);
	if (!error)
		error = identify(store->db, &empty);
	if (!error && empty)
		error = make(store->db);
	/* Who died may have died before it was gone. */
	store->scrub = !error;
	return error;
}

enum log_error store_pg_reader(const char *url, struct db **ret)
{
	struct db *db = NULL;
	bool empty = false;
	enum log_error error = connect_to(url, &db);

	if (!error)
		error = db_exec(db, "SET default_transaction_read_only = on");
	if (!error)
		error = identify(db, &empty);
	if (!error && empty)
		error = LOG_NO_FOLDER;
	if (error)
		db_close(db);
	else
		*ret = db;
	return error;
}

/* A key that was destroyed stands in the row's older version until the table is written anew. */
enum log_error store_pg_scrub(struct store *store)
{
	enum log_error error = db_exec(store->db, "VACUUM FULL secret");

	store->scrub = error != LOG_OK;
	return error == LOG_LOCKED ? LOG_OK : error;
}
