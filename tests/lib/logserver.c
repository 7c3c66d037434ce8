/* A PostgreSQL server of the test's own, and a schema in it for each log. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/logserver.h"

#include <fcntl.h>
#include <glob.h>
#include <grp.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/logkit.h"

#define PATH_BYTES 512
#define URL_BYTES 1024
#define SQL_BYTES 2048

static char folder[LOGKIT_PATH];                           /* "": not started */
static char programs[PATH_BYTES];
static pid_t owner;
static pid_t server;
static unsigned schemas;

bool logserver_wanted(void)
{
	const char *store = getenv("WATCHFLOOR_TEST_STORE");

	return store && strcmp(store, "postgresql") == 0;
}

/* The server refuses to run as root, and ends with us, however we end. */
static pid_t start(const char *const *args)
{
	char path[PATH_BYTES + 32];
	pid_t parent = getpid();
	pid_t child = fork();

	LOGKIT_MUST(child >= 0);
	if (child > 0)
		return child;
	if (geteuid() == 0) {
		const struct passwd *user = getpwnam("postgres");

		LOGKIT_MUST(user && setgroups(0, NULL) == 0 && setgid(user->pw_gid) == 0 &&
			    setuid(user->pw_uid) == 0);
	}
	LOGKIT_MUST(prctl(PR_SET_PDEATHSIG, SIGQUIT) == 0 && getppid() == parent);
	LOGKIT_MUST(chdir(folder) == 0);
	LOGKIT_MUST(freopen("messages", "a", stderr) && dup2(STDERR_FILENO, STDOUT_FILENO) >= 0);
	snprintf(path, sizeof path, "%s/%s", programs, args[0]);
	execv(path, (char *const *)(uintptr_t)args);
	_exit(127);
}

static void start_server(void)
{
	const char *const args[] = { "postgres", "-D", "data", "-k", folder, "-h", "",
				     "-c", "shared_buffers=16MB", NULL };
	char url[URL_BYTES];

	server = start(args);
	snprintf(url, sizeof url, "postgresql:///postgres?user=log&host=%s", folder);
	while (PQping(url) != PQPING_OK) {
		int status;

		/* After a kill it ends at once as long as a child of the one before lives. */
		if (waitpid(server, &status, WNOHANG) != 0) {
			LOGKIT_MUST(WIFEXITED(status) && WEXITSTATUS(status) == 1);
			server = start(args);
		}
		usleep(1000);
	}
}

static void stop(void)
{
	if (getpid() != owner)
		return;
	kill(server, SIGQUIT);
	waitpid(server, NULL, 0);
	logkit_remove_tree(folder);
}

static void find_programs(void)
{
	glob_t found;
	char *end;

	LOGKIT_MUST(glob("/usr/lib/postgresql/*/bin/initdb", 0, NULL, &found) == 0);
	snprintf(programs, sizeof programs, "%s", found.gl_pathv[found.gl_pathc - 1]);
	globfree(&found);
	end = strrchr(programs, '/');
	LOGKIT_MUST(end != NULL);
	*end = '\0';
}

static void begin(void)
{
	const char *const args[] = { "initdb", "-D", "data", "-A", "trust", "-U", "log", "-E",
				     "UTF8", "--locale=C.UTF-8", "--no-sync", NULL };
	int status;

	if (folder[0] != '\0')
		return;
	find_programs();
	snprintf(folder, sizeof folder, "%s/watchfloor-pg-XXXXXX",
		 access("/dev/shm", W_OK) == 0 ? "/dev/shm" : P_tmpdir);
	LOGKIT_MUST(mkdtemp(folder) != NULL);
	if (geteuid() == 0) {
		const struct passwd *user = getpwnam("postgres");

		LOGKIT_MUST(user && chown(folder, user->pw_uid, user->pw_gid) == 0);
	}
	owner = getpid();
	LOGKIT_MUST(waitpid(start(args), &status, 0) > 0 && status == 0);
	start_server();
	atexit(stop);
}

void logserver_crash(void)
{
	char path[PATH_BYTES];

	kill(server, SIGKILL);
	waitpid(server, NULL, 0);
	snprintf(path, sizeof path, "%s/data/postmaster.pid", folder);
	remove(path);
	start_server();
}

/* Bytes are written as x'00' there and as '\x00' here. */
static void translate(const char *sql, char *ret, size_t size)
{
	size_t used = 0;

	for (; *sql; sql++) {
		bool hex = sql[0] == 'x' && sql[1] == '\'' && (sql[2] == '0' || sql[2] == '\'');

		LOGKIT_MUST(used + 4 < size);
		if (hex) {
			memcpy(ret + used, "'\\x", 3);
			used += 3;
			sql++;
		} else {
			ret[used++] = *sql;
		}
	}
	ret[used] = '\0';
}

static PGresult *ask(const char *url, const char *sql)
{
	char text[SQL_BYTES];
	PGconn *conn = PQconnectdb(url);
	PGresult *result;
	ExecStatusType status;

	translate(sql, text, sizeof text);
	result = PQexec(conn, text);
	status = PQresultStatus(result);
	if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
		fprintf(stderr, "%s: %s\n", sql, PQerrorMessage(conn));
		logkit_die(__FILE__, __LINE__, "SQL");
	}
	PQfinish(conn);
	return result;
}

void logserver_sql(const char *url, const char *sql)
{
	PQclear(ask(url, sql));
}

int64_t logserver_number(const char *url, const char *sql)
{
	PGresult *result = ask(url, sql);
	int64_t number;

	LOGKIT_MUST(PQntuples(result) > 0);
	number = strtoll(PQgetvalue(result, 0, 0), NULL, 10);
	PQclear(result);
	return number;
}

/* What the tests' SQL takes from SQLite's shell. */
static const char helpers[] =
	"CREATE FUNCTION randomblob(int) RETURNS bytea LANGUAGE sql AS"
	" 'SELECT CASE $1 WHEN 64 THEN sha512(random()::text::bytea)"
	" ELSE sha256(random()::text::bytea) END';"
	"CREATE FUNCTION printf(text, int, text) RETURNS text LANGUAGE sql AS"
	" 'SELECT repeat($3, $2)';"
	"CREATE FUNCTION typeof(text) RETURNS text LANGUAGE sql AS"
	" 'SELECT pg_typeof($1)::text'";

void logserver_url(char *ret, size_t size)
{
	char name[32];
	char sql[64];
	char url[URL_BYTES];

	begin();
	snprintf(url, sizeof url, "postgresql:///postgres?user=log&host=%s", folder);
	snprintf(name, sizeof name, "log%d_%u", (int)getpid(), ++schemas);
	snprintf(sql, sizeof sql, "CREATE SCHEMA %s", name);
	logserver_sql(url, sql);
	snprintf(ret, size, "%s&options=-csearch_path%%3D%s", url, name);
	logserver_sql(ret, helpers);
}
