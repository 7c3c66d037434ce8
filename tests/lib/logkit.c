/* What the tests of the log share: folders, entries that are known again, hands on the file. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/logkit.h"

#include <dirent.h>
#include <ftw.h>
#include <sched.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/mem.h"
#include "lib/logserver.h"
#include "os/os.h"

#define URL_BYTES 1024
#define FILE_LIMIT (64 * 1024 * 1024)

_Noreturn void logkit_die(const char *file, int line, const char *text)
{
	fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, text);
	fflush(NULL);
	_exit(99);
}

void logkit_init(struct logkit *kit)
{
	const char *root = getenv("TMPDIR");

	*kit = (struct logkit){ 0 };
	if (!root)
		root = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : P_tmpdir;
	snprintf(kit->dir, sizeof kit->dir, "%s/watchfloor-log-XXXXXX", root);
	LOGKIT_MUST(mkdtemp(kit->dir) != NULL);
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

void logkit_remove_tree(const char *dir)
{
	nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

void logkit_release(struct logkit *kit)
{
	if (kit->log)
		log_close(kit->log);
	logkit_remove_tree(kit->dir);
}

void logkit_path(const struct logkit *kit, const char *name, char ret[LOGKIT_PATH])
{
	int len = snprintf(ret, LOGKIT_PATH, "%s/%s", kit->dir, name);

	LOGKIT_MUST(len > 0 && len < LOGKIT_PATH);
}

static void done(void *user, uint64_t pos, enum log_error error, const char *detail)
{
	struct logkit *kit = user;

	LOGKIT_MUST(pos >= kit->reported);
	kit->calls++;
	while (kit->held)
		sched_yield();
	kit->reported = pos;
	if (error) {
		LOGKIT_MUST(!kit->error && detail && *detail);
		snprintf(kit->detail, sizeof kit->detail, "%s", detail);
		kit->error = (int)error;
	}
}

bool logkit_url(const struct logkit *kit, char *ret, size_t size)
{
	char path[LOGKIT_PATH];
	FILE *file;
	bool there;

	logkit_path(kit, "log.url", path);
	file = fopen(path, "r");
	there = file && fgets(ret, (int)size, file);
	if (file)
		fclose(file);
	return there;
}

static bool there(const struct logkit *kit, const char *name)
{
	char path[LOGKIT_PATH];

	logkit_path(kit, name, path);
	return access(path, F_OK) == 0;
}

/* A log that is not there yet is made on the server, if this run is about that. */
static void choose_store(struct logkit *kit)
{
	char path[LOGKIT_PATH];
	char url[URL_BYTES];

	if (!logserver_wanted() || there(kit, "log.db") || there(kit, "log.url"))
		return;
	logserver_url(url, sizeof url);
	logkit_path(kit, "log.url", path);
	LOGKIT_MUST(os_write_file(path, str_of(url), true) == 0);
}

enum log_error logkit_open(struct logkit *kit)
{
	LOGKIT_MUST(!kit->log);
	choose_store(kit);
	return log_open(kit->dir, done, kit, &kit->log);
}

enum log_error logkit_close(struct logkit *kit)
{
	enum log_error error = log_close(kit->log);

	kit->log = NULL;
	return error;
}

void logkit_reopen(struct logkit *kit)
{
	LOGKIT_MUST(logkit_close(kit) == LOG_OK);
	LOGKIT_MUST(logkit_open(kit) == LOG_OK);
}

code logkit_origin(uint32_t index)
{
	static const char *const names[LOGKIT_ORIGINS] = { "bj", "nst", "zjk" };
	code origin = 0;

	LOGKIT_MUST(code_parse(str_of(names[index % LOGKIT_ORIGINS]), &origin));
	return origin;
}

uint32_t logkit_body(code origin, uint64_t seq, uint32_t size, char *ret)
{
	char name[CODE_TEXT];
	uint32_t len;

	code_format(origin, name);
	len = (uint32_t)snprintf(ret, 128, "{\"origin\":\"%s\",\"seq\":%llu,\"文\":\"", name,
				 (unsigned long long)seq);
	if (size == 0)
		size = len + 3 + (uint32_t)(seq * 97 % 700);
	for (; len < size - 2; len++)
		ret[len] = (char)('a' + (seq + len) % 26);
	ret[len++] = '"';
	ret[len++] = '}';
	return len;
}

bool logkit_append(struct logkit *kit, uint32_t count, uint32_t size)
{
	struct log_entry *entries = heap_alloc(count * sizeof *entries);
	uint32_t room = size ? size : 1024;
	char *bodies = heap_alloc((size_t)count * room);
	uint64_t next[LOGKIT_ORIGINS];
	bool taken;

	for (uint32_t i = 0; i < LOGKIT_ORIGINS; i++)
		next[i] = log_last_seq(kit->log, logkit_origin(i)) + 1;
	for (uint32_t i = 0; i < count; i++) {
		uint64_t pos = log_last_pos(kit->log) + 1 + i;
		uint32_t turn = (uint32_t)(pos * 7 / 4 % LOGKIT_ORIGINS);
		char *body = bodies + (size_t)i * room;

		entries[i].pos = pos;
		entries[i].origin = logkit_origin(turn);
		entries[i].seq = next[turn]++;
		entries[i].time = (instant)(1643932800000 + pos / 3 * 1000);
		entries[i].body.at = body;
		entries[i].body.len = logkit_body(entries[i].origin, entries[i].seq, size, body);
	}
	taken = log_append(kit->log, entries, count);
	heap_free(bodies);
	heap_free(entries);
	return taken;
}

void logkit_fill(struct logkit *kit, uint64_t entries)
{
	while (entries > 0) {
		uint32_t count = (uint32_t)(1 + entries % 7);

		count = count > entries ? (uint32_t)entries : count;
		LOGKIT_MUST(logkit_append(kit, count, 0));
		entries -= count;
	}
	log_flush(kit->log);
}

static sqlite3 *open_raw(const struct logkit *kit)
{
	char path[LOGKIT_PATH];
	sqlite3 *db;

	logkit_path(kit, "log.db", path);
	LOGKIT_MUST(sqlite3_open(path, &db) == SQLITE_OK);
	return db;
}

void logkit_sql(const struct logkit *kit, const char *sql)
{
	char url[URL_BYTES];
	sqlite3 *db;
	char *text = NULL;

	if (logkit_url(kit, url, sizeof url)) {
		logserver_sql(url, sql);
		return;
	}
	db = open_raw(kit);
	if (sqlite3_exec(db, sql, NULL, NULL, &text) != SQLITE_OK) {
		fprintf(stderr, "%s: %s\n", sql, text);
		logkit_die(__FILE__, __LINE__, "SQL");
	}
	sqlite3_close(db);
}

int64_t logkit_number(const struct logkit *kit, const char *sql)
{
	char url[URL_BYTES];
	sqlite3 *db;
	sqlite3_stmt *statement;
	int64_t value;

	if (logkit_url(kit, url, sizeof url))
		return logserver_number(url, sql);
	db = open_raw(kit);
	LOGKIT_MUST(sqlite3_prepare_v2(db, sql, -1, &statement, NULL) == SQLITE_OK);
	LOGKIT_MUST(sqlite3_step(statement) == SQLITE_ROW);
	value = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	sqlite3_close(db);
	return value;
}

int64_t logkit_format(const struct logkit *kit)
{
	return logkit_number(kit, there(kit, "log.url") ? "SELECT format FROM log"
							: "PRAGMA user_version");
}

void logkit_set_format(const struct logkit *kit, int64_t format)
{
	char sql[64];

	if (there(kit, "log.url"))
		snprintf(sql, sizeof sql, "UPDATE log SET format = %d", (int)format);
	else
		snprintf(sql, sizeof sql, "PRAGMA user_version = %d", (int)format);
	logkit_sql(kit, sql);
}

struct log_verdict logkit_verify(const struct logkit *kit)
{
	struct log_reader *reader;
	struct log_verdict verdict;

	LOGKIT_MUST(log_reader_open(kit->dir, &reader) == LOG_OK);
	LOGKIT_MUST(log_verify(reader, &verdict) == LOG_OK);
	log_reader_close(reader);
	return verdict;
}

struct body_check {
	uint64_t last;
	uint32_t size;
	char *expected;
};

static bool check_body(void *user, const struct log_entry *entry, const struct hash *hash,
		       const struct hash *link)
{
	struct body_check *check = user;
	struct hash own = hash_of(entry->body.at, entry->body.len);
	uint32_t len = logkit_body(entry->origin, entry->seq, check->size, check->expected);

	LOGKIT_MUST(entry->pos == check->last + 1 && link != NULL);
	LOGKIT_MUST(str_eq(entry->body, (struct str){ check->expected, len }));
	LOGKIT_MUST(hash_eq(hash, &own));
	check->last = entry->pos;
	return true;
}

uint64_t logkit_check_bodies(const struct logkit *kit, uint64_t pos, uint32_t size)
{
	struct body_check check = { .size = size, .expected = heap_alloc(LIMIT_ENTRY_BYTES + 128) };
	struct log_reader *reader;

	LOGKIT_MUST(log_reader_open(kit->dir, &reader) == LOG_OK);
	LOGKIT_MUST(log_read(reader, 0, check_body, &check) == LOG_OK);
	LOGKIT_MUST(check.last >= pos && log_reader_last_pos(reader) == check.last);
	log_reader_close(reader);
	heap_free(check.expected);
	return check.last;
}

static int by_text(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static bool ends_with(const char *name, const char *ending)
{
	size_t len = strlen(name);

	return len > strlen(ending) && strcmp(name + len - strlen(ending), ending) == 0;
}

static void digest_file(struct hash_run *run, const char *dir, const char *name)
{
	char path[2 * LOGKIT_PATH];
	struct buf buf;

	snprintf(path, sizeof path, "%s/%s", dir, name);
	buf_init(&buf, FILE_LIMIT);
	LOGKIT_MUST(os_read_file(path, &buf) >= 0);
	if (buf.len > 0 || !ends_with(name, "-wal")) {
		hash_run_add(run, name, strlen(name) + 1);
		hash_run_add(run, &buf.len, sizeof buf.len);
	}
	if (buf.len > 0)
		hash_run_add(run, buf.at, buf.len);
	buf_release(&buf);
}

struct hash logkit_digest(const char *dir)
{
	struct hash_run *run = hash_run_create();
	struct dirent **list;
	int count = scandir(dir, &list, NULL, by_text);

	LOGKIT_MUST(count >= 0);
	for (int i = 0; i < count; i++) {
		const char *name = list[i]->d_name;

		if (name[0] != '.' && strcmp(name, "lock") != 0 && !ends_with(name, "-shm"))
			digest_file(run, dir, name);
		free(list[i]);
	}
	free(list);
	return hash_run_end(run);
}
