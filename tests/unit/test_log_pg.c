/* The log on a PostgreSQL server: refusals by name, lost servers, and only what was confirmed. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "lib/logpeer.h"
#include "lib/logserver.h"
#include "lib/unit.h"
#include "log/reader.h"
#include "os/os.h"

#define URL_BYTES 1024

static int setup(void **state)
{
	struct logkit *kit = heap_alloc(sizeof *kit);

	logkit_init(kit);
	assert_int_equal(logkit_open(kit), LOG_OK);
	*state = kit;
	return 0;
}

static int teardown(void **state)
{
	logkit_release(*state);
	heap_free(*state);
	return 0;
}

static void write_url(const struct logkit *kit, const char *url)
{
	char path[LOGKIT_PATH];

	logkit_path(kit, "log.url", path);
	assert_int_equal(os_write_file(path, str_of(url), true), 0);
}

/* ---- refusals ------------------------------------------------------------------------------ */

static void a_log_in_use_is_refused(void **state)
{
	struct logkit *kit = *state;
	struct logkit other;
	char url[URL_BYTES];

	logkit_fill(kit, 5);
	assert_true(logkit_url(kit, url, sizeof url));
	logkit_init(&other);
	write_url(&other, url);
	assert_int_equal(logkit_open(&other), LOG_LOCKED);
	/* It is free again as soon as its owner is gone; but the key is not there. */
	assert_int_equal(logkit_close(kit), LOG_OK);
	assert_int_equal(logkit_open(&other), LOG_NO_KEY);
	assert_int_equal(logkit_open(kit), LOG_OK);
	assert_int_equal(log_last_pos(kit->log), 5);
	logkit_release(&other);
}

static void what_is_no_log_is_refused_by_name(void **state)
{
	static const struct {
		const char *sql;
		enum log_error error;
	} rows[] = {
		{ "CREATE TABLE guests (name TEXT)", LOG_FOREIGN },
		{ "CREATE TABLE log (line TEXT)", LOG_FOREIGN },
		{ "CREATE TABLE log (application BIGINT, format BIGINT);"
		  "INSERT INTO log VALUES (7, 2)", LOG_FOREIGN },
		{ "CREATE TABLE log (application BIGINT, format BIGINT);"
		  "INSERT INTO log VALUES (1464224839, 3)", LOG_NEWER },
		{ "CREATE TABLE log (application BIGINT, format BIGINT);"
		  "INSERT INTO log VALUES (1464224839, 2)", LOG_DAMAGED },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct logkit kit;
		struct log_reader *reader;
		char url[URL_BYTES];

		logkit_init(&kit);
		logserver_url(url, sizeof url);
		write_url(&kit, url);
		assert_int_equal(log_reader_open(kit.dir, &reader), LOG_NO_FOLDER);
		logserver_sql(url, rows[i].sql);
		ROW_TRUE(rows[i].sql, logkit_open(&kit) == rows[i].error);
		logkit_release(&kit);
	}
}

static void a_server_that_is_away_is_named(void **state)
{
	static const char *const urls[] = {
		"postgresql:///postgres?host=/nowhere/at/all",
		"postgresql://127.0.0.1:1/postgres",
		"not a url at all",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(urls); i++) {
		struct logkit kit;
		struct log_reader *reader;

		logkit_init(&kit);
		write_url(&kit, urls[i]);
		ROW_TRUE(urls[i], logkit_open(&kit) == LOG_NO_SERVER);
		ROW_TRUE(urls[i], log_reader_open(kit.dir, &reader) == LOG_NO_SERVER);
		logkit_release(&kit);
	}
}

static void an_empty_url_is_no_choice(void **state)
{
	struct logkit kit;

	(void)state;
	logkit_init(&kit);
	write_url(&kit, "\n");
	assert_int_equal(logkit_open(&kit), LOG_NO_FOLDER);
	logkit_release(&kit);
}

static void a_folder_keeps_its_log_where_it_is(void **state)
{
	struct logkit *kit = *state;
	struct logkit other;
	char url[URL_BYTES];

	assert_true(logkit_url(kit, url, sizeof url));
	assert_int_equal(log_choose(kit->dir, url), LOG_OK);
	assert_int_equal(log_choose(kit->dir, "postgresql:///elsewhere"), LOG_NOT_EMPTY);
	/* A copy is a folder like any other, with a file. */
	logkit_fill(kit, 9);
	logkit_init(&other);
	assert_int_equal(log_backup(kit->dir, other.dir), LOG_OK);
	assert_int_equal(log_choose(other.dir, url), LOG_NOT_EMPTY);
	assert_int_equal(logkit_check_bodies(&other, 9, 0), 9);
	logkit_release(&other);
	logkit_init(&other);
	logserver_url(url, sizeof url);
	strcat(other.dir, "/new");
	assert_int_equal(log_choose(other.dir, url), LOG_OK);
	assert_int_equal(logkit_open(&other), LOG_OK);
	logkit_fill(&other, 3);
	assert_int_equal(logkit_close(&other), LOG_OK);
	assert_int_equal(logserver_number(url, "SELECT count(*) FROM entry"), 3);
	*strrchr(other.dir, '/') = '\0';
	logkit_release(&other);
}

/* ---- a pipeline ---------------------------------------------------------------------------- */

/* More is on its way than either end could hold without the other's reading. */
static void a_long_batch_of_long_bodies_goes_through(void **state)
{
	struct logkit *kit = *state;
	struct log_stats stats;

	assert_true(logkit_append(kit, 900, LIMIT_ENTRY_BYTES));
	log_flush(kit->log);
	log_stats(kit->log, &stats);
	assert_int_equal(stats.commits, 1);
	for (int i = 0; i < 20; i++)
		assert_true(logkit_append(kit, 3000, LIMIT_ENTRY_BYTES / 64));
	log_flush(kit->log);
	assert_int_equal(log_committed_pos(kit->log), 60900);
	assert_int_equal(logkit_verify(kit).fault, LOG_SOUND);
	assert_int_equal(logkit_verify(kit).entries, 60900);
}

/* ---- losing the server ----------------------------------------------------------------------- */

static bool groups_are_whole(const struct logkit *kit)
{
	return logkit_number(kit, "SELECT CASE WHEN (SELECT count(*) FROM entry"
				  " WHERE origin = 'hb') = 2 * n AND (SELECT count(*) FROM veil)"
				  " = n THEN 1 ELSE 0 END"
				  " FROM (SELECT count(*) AS n FROM entry WHERE origin = 'nat') t");
}

static void work(struct logkit *kit, const struct logpeer *peer, uint32_t from, uint32_t to)
{
	for (uint32_t i = from; i < to; i++) {
		struct logpeer_group group = { .from = 3 * i + 1, .to = 3 * i + 3, .veil_every = 3,
					       .made = 1, .head = true };

		if (!logpeer_take(peer, kit, &group) || !logkit_append(kit, 1 + i % 4, 0))
			return;
		if (i % 5 == 0)
			log_flush(kit->log);
	}
}

/* What was reported is there and nothing in halves; and the log goes on. */
static void check_after(struct logkit *kit)
{
	uint64_t reported = kit->reported;

	assert_int_equal(kit->error, LOG_NO_SERVER);
	assert_true(kit->detail[0] != '\0');
	assert_false(logkit_append(kit, 1, 0));
	assert_int_equal(logkit_close(kit), LOG_NO_SERVER);
	kit->error = LOG_OK;
	assert_int_equal(logkit_open(kit), LOG_OK);
	assert_true(log_last_pos(kit->log) >= reported);
	assert_true(groups_are_whole(kit));
	assert_int_equal(logkit_check_bodies(kit, reported, 0), log_last_pos(kit->log));
	logkit_fill(kit, 20);
	assert_int_equal(logkit_verify(kit).fault, LOG_SOUND);
}

static void wait_for_failure(struct logkit *kit)
{
	while (!kit->error && logkit_append(kit, 1, 0))
		log_flush(kit->log);
	log_flush(kit->log);
}

static void nothing_reported_is_lost_when_the_server_dies(void **state)
{
	struct logkit *kit = *state;
	struct logpeer peer;

	logpeer_init(&peer, 3 * 400, 0);
	for (uint32_t round = 0; round < 4; round++) {
		uint32_t from = (uint32_t)log_last_seq(kit->log, peer.origin) / 3;

		work(kit, &peer, from, from + 7 + 40 * round);
		logserver_crash();
		wait_for_failure(kit);
		check_after(kit);
	}
	logpeer_release(&peer);
}

static void a_lost_session_ends_the_log(void **state)
{
	struct logkit *kit = *state;

	logkit_fill(kit, 30);
	logkit_sql(kit, "SELECT pg_terminate_backend(pid) FROM pg_locks"
			" WHERE locktype = 'advisory'");
	wait_for_failure(kit);
	check_after(kit);
}

/*
 * A standby is asked for that is not there: the commit waits for it. Who cancels the waiting has
 * the commit on one machine, and a warning; that is not what the log promised.
 */
static void a_commit_that_a_standby_did_not_see_does_not_count(void **state)
{
	struct logkit *kit = *state;

	logkit_fill(kit, 10);
	logkit_sql(kit, "ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
	logkit_sql(kit, "SELECT pg_reload_conf()");
	while (logkit_number(kit, "SELECT count(*) FROM pg_settings WHERE name ="
				  " 'synchronous_standby_names' AND setting = 'nobody'") == 0)
		sched_yield();
	while (!kit->error) {
		uint64_t before = kit->reported;

		assert_true(logkit_append(kit, 1, 0));
		/* The log's own session may hear of the setting one commit later. */
		while (kit->reported == before && !kit->error)
			logkit_sql(kit, "SELECT pg_cancel_backend(pid) FROM pg_stat_activity"
					" WHERE wait_event = 'SyncRep'");
	}
	logkit_sql(kit, "ALTER SYSTEM RESET synchronous_standby_names");
	logkit_sql(kit, "SELECT pg_reload_conf()");
	while (logkit_number(kit, "SELECT count(*) FROM pg_settings WHERE name ="
				  " 'synchronous_standby_names' AND setting = ''") == 0)
		sched_yield();
	check_after(kit);
}

/* ---- forgetting ------------------------------------------------------------------------------ */

static void forget(struct logkit *kit, bool gone)
{
	struct log_secret secret = { .of = { logpeer_made(), 1 }, .since = 9, .gone = gone,
				     .key = { 1, 2, 3 } };
	struct log_entry entry = { .pos = log_last_pos(kit->log) + 1, .origin = logpeer_made(),
				   .seq = log_last_seq(kit->log, logpeer_made()) + 1, .time = 9,
				   .body = STR("{}"), .secret = &secret };

	assert_true(log_append(kit->log, &entry, 1));
	log_flush(kit->log);
}

static int64_t table_file(const struct logkit *kit)
{
	return logkit_number(kit, "SELECT pg_relation_filenode('secret')");
}

static void count_one(void *user, const struct log_secret *secret)
{
	(void)secret;
	++*(uint32_t *)user;
}

static void a_reader_in_the_way_only_delays_it(void **state)
{
	struct logkit *kit = *state;
	struct log_reader *reader;
	uint32_t count = 0;
	int64_t before;

	forget(kit, false);
	assert_int_equal(log_reader_open(kit->dir, &reader), LOG_OK);
	assert_int_equal(db_read_begin(reader->db), LOG_OK);
	assert_int_equal(log_secret_read(reader, NULL, count_one, &count), LOG_OK);
	assert_int_equal(count, 1);
	before = table_file(kit);
	forget(kit, true);
	logkit_fill(kit, 1);
	assert_int_equal(table_file(kit), before);
	db_read_end(reader->db);
	log_reader_close(reader);
	logkit_fill(kit, 1);
	logkit_fill(kit, 1);
	assert_true(table_file(kit) != before);
	assert_int_equal(kit->error, LOG_OK);
}

/* ---- verifying ------------------------------------------------------------------------------- */

static void damage_on_the_server_is_found(void **state)
{
	static const struct {
		const char *sql;
		enum log_fault fault;
	} rows[] = {
		{ "UPDATE entry SET body = body || ' ' WHERE pos = 4", LOG_BAD_HASH },
		{ "UPDATE entry SET link = randomblob(32) WHERE pos = 4", LOG_BAD_LINK },
		{ "UPDATE entry SET hash = '\\x00' WHERE pos = 4", LOG_BAD_HASH },
		{ "DELETE FROM entry WHERE pos = 4", LOG_GAP },
		{ "UPDATE veil SET hash = randomblob(32) WHERE seq = 12", LOG_BAD_LINK },
		{ "DELETE FROM veil WHERE seq = 12", LOG_GAP },
		{ "UPDATE head SET signature = randomblob(64) WHERE origin = 'hb'",
		  LOG_BAD_SIGNATURE },
		{ "UPDATE head SET link = '\\x' WHERE origin = 'hb'", LOG_BAD_SIGNATURE },
		{ "DELETE FROM entry WHERE origin = 'hb' AND seq = 20", LOG_HEAD_AHEAD },
		{ "UPDATE entry SET origin = 'Beijing HQ' WHERE pos = 4", LOG_BAD_BODY },
	};
	struct logpeer peer;

	(void)state;
	logpeer_init(&peer, 23, 0);
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct logkit kit;

		logkit_init(&kit);
		assert_int_equal(logkit_open(&kit), LOG_OK);
		assert_true(logpeer_take(&peer, &kit,
					 &(struct logpeer_group){ .from = 1, .to = 23,
								  .veil_every = 4, .made = 3,
								  .head = true }));
		assert_int_equal(logkit_close(&kit), LOG_OK);
		assert_int_equal(logkit_verify(&kit).fault, LOG_SOUND);
		logkit_sql(&kit, rows[i].sql);
		if (rows[i].fault == LOG_HEAD_AHEAD)
			logkit_sql(&kit, "DELETE FROM entry WHERE origin = 'hb' AND seq > 20;"
					 "DELETE FROM veil WHERE seq >= 20");
		ROW_TRUE(rows[i].sql, logkit_verify(&kit).fault == rows[i].fault);
		logkit_release(&kit);
	}
	logpeer_release(&peer);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		TEST(a_log_in_use_is_refused),
		TEST(what_is_no_log_is_refused_by_name),
		TEST(a_server_that_is_away_is_named),
		TEST(an_empty_url_is_no_choice),
		TEST(a_folder_keeps_its_log_where_it_is),
		TEST(a_long_batch_of_long_bodies_goes_through),
		TEST(nothing_reported_is_lost_when_the_server_dies),
		TEST(a_lost_session_ends_the_log),
		TEST(a_commit_that_a_standby_did_not_see_does_not_count),
		TEST(a_reader_in_the_way_only_delays_it),
		TEST(damage_on_the_server_is_found),
	};

	setenv("WATCHFLOOR_TEST_STORE", "postgresql", 1);
	return cmocka_run_group_tests_name("log pg", tests, NULL, NULL);
}
