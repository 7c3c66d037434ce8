/* The log's database on a PostgreSQL server: questions one by one, writing as a pipeline. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <endian.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "log/db.h"

#define NAME_BYTES 16
#define SQL_BYTES 1024
#define FETCH "256"                     /* rows of a long answer at a time */
/*
 * Statements on their way before their results are looked at. Their results must fit into what the
 * connection holds, else server and client would each wait for the other to read.
 */
#define ON_THE_WAY 256
#define DETAIL_BYTES 256

struct pg {
	struct db db;
	PGconn *conn;
	uint32_t names;                                    /* given to statements */
	uint32_t uses;                                     /* of the transaction that reads */
	bool ones[ON_THE_WAY];                             /* must change exactly one row */
	uint32_t on_the_way;
	bool warned;                                       /* by the server, since the begin */
	char detail[DETAIL_BYTES];
};
struct pg_query {
	struct db_query query;
	char name[NAME_BYTES];
	char *sql;
	bool many;
	bool prepared;
	bool cursor;                                       /* is open */
	const char *values[DB_VALUES];
	int lengths[DB_VALUES];
	int64_t numbers[DB_VALUES];                        /* as they go over the wire */
	int nvalues;
	PGresult *rows;
	int row;
};
static const int binary[DB_VALUES] = { 1, 1, 1, 1, 1, 1, 1, 1 };

static struct pg *pg_of(const struct db *db)
{
	return (struct pg *)(uintptr_t)db;
}

static struct pg_query *query_of(const struct db_query *query)
{
	return (struct pg_query *)(uintptr_t)query;
}

/* ---- what went wrong ------------------------------------------------------------------------ */

static void keep_detail(struct pg *pg, const char *text)
{
	size_t len = strcspn(text, "\n");

	snprintf(pg->detail, sizeof pg->detail, "%.*s", (int)len, text);
}

/* By SQLSTATE: five characters, of which two name the class. */
static enum log_error error_of_state(const char *state)
{
	static const struct {
		const char *begins;
		enum log_error error;
	} rows[] = {
		{ "53100", LOG_FULL },      { "25006", LOG_READ_ONLY }, { "42501", LOG_READ_ONLY },
		{ "55P03", LOG_LOCKED },    { "23", LOG_DAMAGED },      { "42", LOG_DAMAGED },
		{ "XX00", LOG_DAMAGED },    { "08", LOG_NO_SERVER },    { "57P", LOG_NO_SERVER },
	};

	for (size_t i = 0; state && i < sizeof rows / sizeof *rows; i++)
		if (strncmp(state, rows[i].begins, strlen(rows[i].begins)) == 0)
			return rows[i].error;
	return LOG_IO;
}

static enum log_error lost(struct pg *pg)
{
	keep_detail(pg, PQerrorMessage(pg->conn));
	return LOG_NO_SERVER;
}

/* What the result of a statement means; NULL: the connection is gone. */
static enum log_error error_of_result(struct pg *pg, const PGresult *result)
{
	ExecStatusType status = result ? PQresultStatus(result) : PGRES_FATAL_ERROR;

	if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK)
		return LOG_OK;
	if (!result || PQstatus(pg->conn) != CONNECTION_OK)
		return lost(pg);
	if (status == PGRES_PIPELINE_ABORTED)
		return LOG_IO;
	keep_detail(pg, PQresultErrorMessage(result));
	return error_of_state(PQresultErrorField(result, PG_DIAG_SQLSTATE));
}

static void notice(void *user, const PGresult *result)
{
	struct pg *pg = user;
	const char *severity = PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED);

	if (!severity || strcmp(severity, "WARNING") != 0)
		return;
	pg->warned = true;
	keep_detail(pg, PQresultErrorMessage(result));
}

/* ---- values and rows ------------------------------------------------------------------------- */

static void put_value(struct db_query *query, int at, const void *bytes, size_t len)
{
	struct pg_query *pg = query_of(query);

	assert(at >= 1 && at <= DB_VALUES);
	pg->values[at - 1] = bytes;
	pg->lengths[at - 1] = (int)len;
	pg->nvalues = at > pg->nvalues ? at : pg->nvalues;
}

static void bind(struct db_query *query, int at, const void *bytes, uint32_t len, int how)
{
	if (how == DB_NULL)
		put_value(query, at, NULL, 0);
	else
		put_value(query, at, len > 0 ? bytes : "", len);
}

static void bind_i64(struct db_query *query, int at, int64_t value)
{
	int64_t *number = &query_of(query)->numbers[at - 1];

	*number = (int64_t)htobe64((uint64_t)value);
	put_value(query, at, number, sizeof *number);
}

static bool null(const struct db_query *query, int column)
{
	const struct pg_query *pg = query_of(query);

	return PQgetisnull(pg->rows, pg->row, column) != 0;
}

static int64_t i64(const struct db_query *query, int column)
{
	const struct pg_query *pg = query_of(query);
	uint64_t value = 0;

	if (null(query, column) || PQgetlength(pg->rows, pg->row, column) != sizeof value)
		return 0;
	memcpy(&value, PQgetvalue(pg->rows, pg->row, column), sizeof value);
	return (int64_t)be64toh(value);
}

static struct str bytes(const struct db_query *query, int column, bool text)
{
	const struct pg_query *pg = query_of(query);

	(void)text;
	if (null(query, column))
		return (struct str){ 0 };
	return (struct str){ PQgetvalue(pg->rows, pg->row, column),
			     (uint32_t)PQgetlength(pg->rows, pg->row, column) };
}

/* ---- reading --------------------------------------------------------------------------------- */

static enum log_error exec(struct db *db, const char *sql)
{
	struct pg *pg = pg_of(db);
	PGresult *result = PQexec(pg->conn, sql);
	enum log_error error = error_of_result(pg, result);

	PQclear(result);
	return error;
}

/* A transaction sees one state of the tables as long as anybody uses it. */
static enum log_error read_begin(struct db *db)
{
	if (pg_of(db)->uses++ > 0)
		return LOG_OK;
	return exec(db, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
}

static void read_end(struct db *db)
{
	if (--pg_of(db)->uses == 0)
		exec(db, "COMMIT");
}

static enum log_error prepare(struct db *db, const char *sql, bool many, struct db_query **ret)
{
	struct pg_query *query = heap_alloc(sizeof *query);

	query->query.db = db;
	query->sql = heap_text(str_of(sql));
	query->many = many;
	snprintf(query->name, sizeof query->name, "q%u", ++pg_of(db)->names);
	*ret = &query->query;
	return LOG_OK;
}

static void finalize(struct db_query *query)
{
	heap_free(query_of(query)->sql);
	heap_free(query_of(query));
}

static enum log_error open_cursor(struct pg *pg, struct pg_query *query)
{
	char sql[SQL_BYTES];
	int len = snprintf(sql, sizeof sql, "DECLARE %s BINARY NO SCROLL CURSOR FOR %s",
			   query->name, query->sql);
	PGresult *result;
	enum log_error error = read_begin(&pg->db);

	assert(len > 0 && len < SQL_BYTES);
	query->cursor = true;
	if (error)
		return error;
	result = PQexecParams(pg->conn, sql, query->nvalues, NULL, query->values, query->lengths,
			      binary, 1);
	error = error_of_result(pg, result);
	PQclear(result);
	return error;
}

static enum log_error fetch(struct pg *pg, struct pg_query *query)
{
	char sql[64];

	snprintf(sql, sizeof sql, "FETCH " FETCH " FROM %s", query->name);
	query->rows = PQexecParams(pg->conn, sql, 0, NULL, NULL, NULL, NULL, 1);
	return error_of_result(pg, query->rows);
}

static enum log_error ask(struct pg *pg, struct pg_query *query)
{
	enum log_error error = LOG_OK;

	if (!query->prepared) {
		PGresult *result = PQprepare(pg->conn, query->name, query->sql, 0, NULL);

		error = error_of_result(pg, result);
		query->prepared = !error;
		PQclear(result);
	}
	if (error)
		return error;
	query->rows = PQexecPrepared(pg->conn, query->name, query->nvalues, query->values,
				     query->lengths, binary, 1);
	return error_of_result(pg, query->rows);
}

static enum log_error next_rows(struct pg *pg, struct pg_query *query)
{
	enum log_error error;

	query->row = 0;
	if (!query->many)
		return ask(pg, query);
	error = query->cursor ? LOG_OK : open_cursor(pg, query);
	return error ? error : fetch(pg, query);
}

static bool step(struct db_query *query, enum log_error *ret_error)
{
	struct pg_query *pg = query_of(query);

	*ret_error = LOG_OK;
	if (pg->rows && ++pg->row < PQntuples(pg->rows))
		return true;
	if (pg->rows && !pg->many)
		return false;
	PQclear(pg->rows);
	pg->rows = NULL;
	*ret_error = next_rows(pg_of(query->db), pg);
	return !*ret_error && PQntuples(pg->rows) > 0;
}

static void reset(struct db_query *query)
{
	struct pg_query *pg = query_of(query);
	char sql[64];

	PQclear(pg->rows);
	pg->rows = NULL;
	if (!pg->cursor)
		return;
	pg->cursor = false;
	snprintf(sql, sizeof sql, "CLOSE %s", pg->name);
	exec(query->db, sql);
	read_end(query->db);
}

/* ---- writing --------------------------------------------------------------------------------- */

/* The results of all that is on its way; the first that failed says why. */
static enum log_error collect(struct pg *pg)
{
	enum log_error error = LOG_OK;

	for (uint32_t i = 0; i < pg->on_the_way; i++) {
		PGresult *result = PQgetResult(pg->conn);
		enum log_error now = error || PQstatus(pg->conn) != CONNECTION_OK
					     ? LOG_NO_SERVER
					     : error_of_result(pg, result);

		if (!error && now == LOG_NO_SERVER && PQstatus(pg->conn) != CONNECTION_OK)
			lost(pg);
		error = error ? error : now;
		assert(error || !pg->ones[i] || strcmp(PQcmdTuples(result), "1") == 0);
		PQclear(result);
		PQclear(PQgetResult(pg->conn));
	}
	pg->on_the_way = 0;
	return error;
}

static enum log_error count(struct pg *pg, int sent, bool one)
{
	if (!sent)
		return lost(pg);
	pg->ones[pg->on_the_way++] = one;
	if (pg->on_the_way < ON_THE_WAY)
		return LOG_OK;
	if (!PQsendFlushRequest(pg->conn) || PQflush(pg->conn) < 0)
		return lost(pg);
	return collect(pg);
}

static enum log_error begin(struct db *db)
{
	struct pg *pg = pg_of(db);

	pg->warned = false;
	if (!PQenterPipelineMode(pg->conn))
		return lost(pg);
	return count(pg, PQsendQueryParams(pg->conn, "BEGIN", 0, NULL, NULL, NULL, NULL, 1), false);
}

static enum log_error run(struct db_query *query, bool one)
{
	struct pg_query *own = query_of(query);
	struct pg *pg = pg_of(query->db);
	enum log_error error = LOG_OK;

	assert(PQpipelineStatus(pg->conn) != PQ_PIPELINE_OFF);
	if (!own->prepared)
		error = count(pg, PQsendPrepare(pg->conn, own->name, own->sql, 0, NULL), false);
	own->prepared = true;
	if (error)
		return error;
	return count(pg, PQsendQueryPrepared(pg->conn, own->name, own->nvalues, own->values,
					     own->lengths, binary, 1),
		     one);
}

/*
 * It counts only when the server says so and has nothing to add: who cancels its waiting for a
 * standby is told of a commit, with the warning that it may be on one machine alone.
 */
static enum log_error commit(struct db *db)
{
	struct pg *pg = pg_of(db);
	enum log_error error = count(
		pg, PQsendQueryParams(pg->conn, "COMMIT", 0, NULL, NULL, NULL, NULL, 1), false);

	if (!error && !PQpipelineSync(pg->conn))
		error = lost(pg);
	if (!error)
		error = collect(pg);
	/* The answer to the sync, then to nothing more. */
	PQclear(PQgetResult(pg->conn));
	if (!error && !PQexitPipelineMode(pg->conn))
		error = lost(pg);
	return !error && pg->warned ? LOG_NO_SERVER : error;
}

/* ---- life ------------------------------------------------------------------------------------ */

static void close_pg(struct db *db)
{
	PQfinish(pg_of(db)->conn);
	heap_free(pg_of(db));
}

static const char *detail(const struct db *db)
{
	return pg_of(db)->detail;
}

struct db *db_of_pg(struct pg_conn *conn)
{
	static const struct db_body body = {
		.close = close_pg, .detail = detail, .prepare = prepare, .finalize = finalize,
		.bind = bind, .bind_i64 = bind_i64, .step = step, .reset = reset, .null = null,
		.i64 = i64, .bytes = bytes, .read_begin = read_begin, .read_end = read_end,
		.begin = begin, .run = run, .commit = commit, .exec = exec,
	};
	struct pg *pg = heap_alloc(sizeof *pg);

	pg->db.body = &body;
	pg->conn = conn;
	PQsetNoticeReceiver(conn, notice, pg);
	return &pg->db;
}

struct pg_conn *db_pg(const struct db *db)
{
	return db->body->close == close_pg ? pg_of(db)->conn : NULL;
}
