/* What an entry costs on its way to the disk: into the file, and onto a PostgreSQL server. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <ftw.h>
#include <libpq-fe.h>
#include <sys/resource.h>
#include <unistd.h>

#include "bench/bench.h"
#include "bench/lib/child.h"
#include "log/log.h"

#define BATCH 256
#define BATCHES 100
#define BODY_BYTES 600

static void ignore(void *user, uint64_t pos, enum log_error error, const char *detail)
{
	(void)user;
	(void)pos;
	(void)detail;
	if (error) {
		fprintf(stderr, "bench: log: %s\n", detail);
		exit(1);
	}
}

static double own_cpu_us(void)
{
	struct rusage use;

	getrusage(RUSAGE_SELF, &use);
	return (double)(use.ru_utime.tv_sec + use.ru_stime.tv_sec) * 1e6 +
	       (double)(use.ru_utime.tv_usec + use.ru_stime.tv_usec);
}

/* Of the server's process that serves the log: the one with the lock. */
static pid_t backend_of(const char *url)
{
	PGconn *conn = PQconnectdb(url);
	PGresult *result = PQexec(conn, "SELECT pid FROM pg_locks WHERE locktype = 'advisory'");
	pid_t pid = 0;

	if (PQntuples(result) == 1)
		pid = (pid_t)atoi(PQgetvalue(result, 0, 0));
	PQclear(result);
	PQfinish(conn);
	return pid;
}

static double server_cpu_us(pid_t backend)
{
	return backend > 0 ? (double)child_cpu_ns(backend) / 1000 : 0;
}

static void append(struct log *log, code origin, const char *body)
{
	struct log_entry entries[BATCH] = { { 0 } };

	for (uint32_t i = 0; i < BATCH; i++) {
		entries[i].pos = log_last_pos(log) + 1 + i;
		entries[i].origin = origin;
		entries[i].seq = log_last_seq(log, origin) + 1 + i;
		entries[i].time = (instant)entries[i].pos;
		entries[i].body = (struct str){ body, BODY_BYTES };
	}
	if (!log_append(log, entries, BATCH))
		exit(1);
	log_flush(log);
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

struct cost {
	double cpu_us[BENCH_RUNS];                         /* an entry, client and server */
	double rate[BENCH_RUNS];                           /* entries a second */
};

static void measure(const char *url, struct cost *ret, int run)
{
	char dir[] = "/var/tmp/watchfloor-bench-XXXXXX";
	char body[BODY_BYTES];
	struct log *log;
	double cpu;
	int64_t began;
	pid_t backend;
	code origin;

	memset(body, 'x', sizeof body);
	if (!mkdtemp(dir) || !code_parse(STR("nst"), &origin) ||
	    (url && log_choose(dir, url) != LOG_OK) ||
	    log_open(dir, ignore, NULL, &log) != LOG_OK) {
		fprintf(stderr, "bench: the log does not open\n");
		exit(1);
	}
	backend = url ? backend_of(url) : 0;
	append(log, origin, body);
	cpu = own_cpu_us() + server_cpu_us(backend);
	began = os_monotonic_ns();
	for (int i = 0; i < BATCHES; i++)
		append(log, origin, body);
	ret->cpu_us[run] = (own_cpu_us() + server_cpu_us(backend) - cpu) / BATCH / BATCHES;
	ret->rate[run] = (double)BATCH * BATCHES * 1e9 / (double)(os_monotonic_ns() - began);
	log_close(log);
	nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* A schema of this run's own, in the database of WATCHFLOOR_BENCH_URL. */
static void measure_server(const char *base, struct cost *ret, int run)
{
	char sql[128];
	char url[1024];
	PGconn *conn = PQconnectdb(base);

	snprintf(sql, sizeof sql, "CREATE SCHEMA bench%d_%d", (int)getpid(), run);
	if (PQresultStatus(PQexec(conn, sql)) != PGRES_COMMAND_OK) {
		fprintf(stderr, "bench: %s", PQerrorMessage(conn));
		exit(1);
	}
	snprintf(url, sizeof url, "%s%coptions=-csearch_path%%3Dbench%d_%d", base,
		 strchr(base, '?') ? '&' : '?', (int)getpid(), run);
	measure(url, ret, run);
	snprintf(sql, sizeof sql,
		 "SET client_min_messages = warning; DROP SCHEMA bench%d_%d CASCADE",
		 (int)getpid(), run);
	PQclear(PQexec(conn, sql));
	PQfinish(conn);
}

int main(void)
{
	static struct cost file, server;
	const char *base = getenv("WATCHFLOOR_BENCH_URL");

	for (int run = 0; run < BENCH_RUNS; run++) {
		measure(NULL, &file, run);
		if (base)
			measure_server(base, &server, run);
	}
	printf("entries of %d bytes, %d a commit; %d runs of %d entries\n", BODY_BYTES, BATCH,
	       BENCH_RUNS, BATCH * BATCHES);
	printf("file: %.2f us CPU an entry, %.0f entries/s\n",
	       bench_median(file.cpu_us, BENCH_RUNS),
	       bench_median(file.rate, BENCH_RUNS));
	if (!base) {
		printf("server: not measured, WATCHFLOOR_BENCH_URL names none\n");
		return 0;
	}
	printf("server: %.0f entries/s\n", bench_median(server.rate, BENCH_RUNS));
	bench_row("server beside file: CPU an entry, both ends",
		  bench_median(server.cpu_us, BENCH_RUNS), bench_median(file.cpu_us, BENCH_RUNS),
		  "us", 0);
	return 0;
}
