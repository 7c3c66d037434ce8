/* The bare program beside our log: SQLite with the same table and settings, and nothing else. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <sqlite3.h>
#include <unistd.h>

#include "base/mem.h"
#include "bench/bench.h"
#include "bench/lib/child.h"
#include "bench/lib/peer.h"

#define HASH 32
#define CHECKPOINT_PAGES 4000                              /* as in src/log/log.c */
#define WARM_ROWS 500

static const char set_up[] =
	"PRAGMA page_size = 4096; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
	"PRAGMA wal_autocheckpoint = 0; PRAGMA cache_size = -8192;"
	"CREATE TABLE entry (pos INTEGER PRIMARY KEY, origin TEXT NOT NULL, seq INTEGER NOT NULL,"
	" time INTEGER NOT NULL, body TEXT NOT NULL, hash BLOB NOT NULL, link BLOB NOT NULL,"
	" UNIQUE (origin, seq));";

struct peer_store {
	sqlite3 *db;
	sqlite3_stmt *begin, *put, *commit;
	char *body;
	uint32_t bytes, rows;
	int pages;
	char dir[64];
};

static int on_pages(void *user, sqlite3 *db, const char *name, int pages)
{
	struct peer_store *store = user;

	(void)db;
	(void)name;
	store->pages = pages;
	return SQLITE_OK;
}

static void step(sqlite3_stmt *statement)
{
	int rc = sqlite3_step(statement);

	if (rc != SQLITE_DONE && rc != SQLITE_ROW)
		child_fail("SQLite");
	sqlite3_reset(statement);
}

static void open_store(struct peer_store *store, const char *path)
{
	if (sqlite3_open_v2(path, &store->db,
			    SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
			    NULL) != SQLITE_OK ||
	    sqlite3_exec(store->db, set_up, NULL, NULL, NULL) != SQLITE_OK)
		child_fail("SQLite");
	sqlite3_wal_hook(store->db, on_pages, store);
	sqlite3_prepare_v2(store->db, "BEGIN IMMEDIATE", -1, &store->begin, NULL);
	sqlite3_prepare_v2(store->db, "COMMIT", -1, &store->commit, NULL);
	sqlite3_prepare_v2(store->db,
			   "INSERT INTO entry (pos, origin, seq, time, body, hash, link)"
			   " VALUES (?, ?, ?, ?, ?, ?, ?)", -1, &store->put, NULL);
}

static void put_row(struct peer_store *store)
{
	static const unsigned char hash[HASH] = { 1 };
	sqlite3_int64 row = ++store->rows;

	sqlite3_bind_int64(store->put, 1, row);
	sqlite3_bind_text(store->put, 2, "nat", -1, SQLITE_STATIC);
	sqlite3_bind_int64(store->put, 3, row);
	sqlite3_bind_int64(store->put, 4, row);
	sqlite3_bind_text(store->put, 5, store->body, (int)store->bytes, SQLITE_STATIC);
	sqlite3_bind_blob(store->put, 6, hash, HASH, SQLITE_STATIC);
	sqlite3_bind_blob(store->put, 7, hash, HASH, SQLITE_STATIC);
	step(store->put);
}

static void put_batch(struct peer_store *store, uint32_t rows)
{
	step(store->begin);
	for (uint32_t i = 0; i < rows; i++)
		put_row(store);
	step(store->commit);
	if (store->pages < CHECKPOINT_PAGES)
		return;
	store->pages = 0;
	sqlite3_wal_checkpoint_v2(store->db, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
}

/* A write-ahead log need not grow where it is used again; ours has been used for long. */
static void warm_up(struct peer_store *store)
{
	while (store->pages < CHECKPOINT_PAGES - WARM_ROWS)
		put_batch(store, WARM_ROWS);
	sqlite3_wal_checkpoint_v2(store->db, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
	put_batch(store, WARM_ROWS);
}

static void close_store(struct peer_store *store)
{
	sqlite3_finalize(store->begin);
	sqlite3_finalize(store->put);
	sqlite3_finalize(store->commit);
	sqlite3_close(store->db);
	heap_free(store->body);
}

static void fill(const struct peer_sqlite *options, struct peer_store *store,
		 struct peer_sqlite_result *ret)
{
	double *took_us = heap_alloc(options->rows * sizeof took_us[0]);
	uint32_t done = 0;
	int commits = 0;
	int64_t cpu = os_cpu_ns();

	/* Batches of whole rows that are so large on average. */
	for (double until = options->batch; done < options->rows; until += options->batch) {
		uint32_t rows = (uint32_t)until > done ? (uint32_t)until - done : 1;
		int64_t start = os_monotonic_ns();

		done += rows;
		put_batch(store, rows);
		took_us[commits++] = (double)(os_monotonic_ns() - start) / 1000;
	}
	ret->cpu_us = (double)(os_cpu_ns() - cpu) / 1000 / done;
	ret->median_us = bench_median(took_us, commits);
	heap_free(took_us);
}

struct peer_store *peer_store_open(uint32_t bytes)
{
	struct peer_store *store = heap_alloc(sizeof *store);
	char path[80];

	snprintf(store->dir, sizeof store->dir, "/tmp/watchfloor-bench-XXXXXX");
	if (!mkdtemp(store->dir))
		child_fail("folder");
	snprintf(path, sizeof path, "%s/log.db", store->dir);
	store->bytes = bytes;
	store->body = heap_alloc(bytes);
	memset(store->body, 'x', bytes);
	open_store(store, path);
	warm_up(store);
	return store;
}

void peer_store_commit(struct peer_store *store, uint32_t rows)
{
	put_batch(store, rows);
}

void peer_store_close(struct peer_store *store)
{
	char path[80];

	snprintf(path, sizeof path, "%s/log.db", store->dir);
	/* The last connection removes what lies beside the file. */
	close_store(store);
	unlink(path);
	rmdir(store->dir);
	heap_free(store);
}

static void run(const void *user, int out)
{
	const struct peer_sqlite *options = user;
	struct peer_sqlite_result result;
	struct peer_store *store = peer_store_open(options->bytes);

	fill(options, store, &result);
	peer_store_close(store);
	if (write(out, &result, sizeof result) != sizeof result)
		child_fail("pipe");
}

void peer_sqlite_run(const struct peer_sqlite *options, struct peer_sqlite_result *ret)
{
	int out;
	pid_t pid = child_fork(run, options, &out);

	if (read(out, ret, sizeof *ret) != sizeof *ret)
		child_fail("SQLite");
	close(out);
	child_wait(pid);
}
