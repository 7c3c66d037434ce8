/* Keys beside the log: kept with the entry that needs them, off the disk when forgotten. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <sqlite3.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "lib/logkit.h"
#include "lib/logserver.h"
#include "lib/unit.h"
#include "os/os.h"

#define RECORDS 200
#define FILE_TESTS 2                    /* the last, of those below */

struct fixture {
	struct logkit kit;
	struct logkit copy;
};

static int setup(void **state)
{
	struct fixture *fix = heap_alloc(sizeof *fix);

	logkit_init(&fix->kit);
	logkit_init(&fix->copy);
	assert_int_equal(logkit_open(&fix->kit), LOG_OK);
	*state = fix;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *fix = *state;

	logkit_release(&fix->kit);
	logkit_release(&fix->copy);
	heap_free(fix);
	return 0;
}

/* ---- entries with keys ---------------------------------------------------------------------- */

/* A key that stands nowhere else in the file. */
static struct log_secret secret_of(uint64_t record)
{
	struct log_secret secret = { .of = { logkit_origin(0), record },
				     .since = (instant)(1643932800000 + record) };

	for (uint32_t i = 0; i < LOG_SECRET_BYTES; i++)
		secret.key[i] = (uint8_t)(0x80 | ((record * 131 + i * 29 + i * record) & 0x7f));
	memcpy(secret.key, &record, sizeof record);
	return secret;
}

static void append(struct logkit *kit, const struct log_secret *secret)
{
	char body[1024];
	struct log_entry entry = { .pos = log_last_pos(kit->log) + 1,
				   .origin = logkit_origin(0),
				   .seq = log_last_seq(kit->log, logkit_origin(0)) + 1,
				   .time = 1643932800000,
				   .secret = secret };

	entry.body.at = body;
	entry.body.len = logkit_body(entry.origin, entry.seq, 300, body);
	assert_true(log_append(kit->log, &entry, 1));
}

static void keep(struct logkit *kit, uint64_t record)
{
	struct log_secret secret = secret_of(record);

	append(kit, &secret);
}

static void forget(struct logkit *kit, uint64_t record)
{
	struct log_secret secret = { .of = { logkit_origin(0), record }, .gone = true };

	append(kit, &secret);
}

/* ---- what is there -------------------------------------------------------------------------- */

struct seen {
	uint32_t count, gone;
	bool right;
};

static void see(void *user, const struct log_secret *secret)
{
	struct log_secret wanted = secret_of(secret->of.seq);
	struct seen *seen = user;

	seen->count++;
	seen->gone += secret->gone ? 1 : 0;
	seen->right = seen->right && secret->since == wanted.since &&
		      secret->of.origin == wanted.of.origin &&
		      (secret->gone || memcmp(secret->key, wanted.key, LOG_SECRET_BYTES) == 0);
}

static struct seen secrets(const struct logkit *kit, const struct ident *of)
{
	struct seen seen = { .right = true };
	struct log_reader *reader;

	assert_int_equal(log_reader_open(kit->dir, &reader), LOG_OK);
	assert_int_equal(log_secret_read(reader, of, see, &seen), LOG_OK);
	log_reader_close(reader);
	assert_true(seen.right);
	return seen;
}

/* In the file in which the server keeps the table: whether its bytes stand there. */
static uint32_t stands_on_server(const char *url, const struct log_secret *secret)
{
	char sql[256] = "SELECT (position('\\x";
	size_t len = strlen(sql);

	for (uint32_t i = 0; i < LOG_SECRET_BYTES; i++, len += 2)
		snprintf(sql + len, sizeof sql - len, "%02x", secret->key[i]);
	snprintf(sql + len, sizeof sql - len, "'::bytea IN pg_read_binary_file("
		 "pg_relation_filepath('secret'))) > 0)::int");
	logserver_sql(url, "CHECKPOINT");
	return (uint32_t)logserver_number(url, sql);
}

/* How often the bytes of the key stand in the file. */
static uint32_t stands(const struct logkit *kit, const char *name, uint64_t record)
{
	char url[1024];
	struct log_secret secret = secret_of(record);
	char path[LOGKIT_PATH];
	struct buf buf;
	uint32_t found = 0;

	if (logkit_url(kit, url, sizeof url))
		return strcmp(name, "log.db") == 0 ? stands_on_server(url, &secret) : 0;
	logkit_path(kit, name, path);
	buf_init(&buf, (size_t)64 << 20);
	if (access(path, F_OK) == 0)
		assert_int_equal(os_read_file(path, &buf), 0);
	for (size_t i = 0; i + LOG_SECRET_BYTES <= buf.len; i++)
		found += memcmp(buf.at + i, secret.key, LOG_SECRET_BYTES) == 0 ? 1 : 0;
	buf_release(&buf);
	return found;
}

static uint32_t stands_anywhere(const struct logkit *kit, uint64_t record)
{
	return stands(kit, "log.db", record) + stands(kit, "log.db-wal", record) +
	       stands(kit, "log.db-journal", record);
}

/* ---- keeping -------------------------------------------------------------------------------- */

static void keys_are_read_as_they_were_kept(void **state)
{
	struct fixture *fix = *state;
	struct ident third = { logkit_origin(0), 3 }, none = { logkit_origin(1), 3 };

	for (uint64_t record = 1; record <= RECORDS; record++) {
		keep(&fix->kit, record);
		append(&fix->kit, NULL);
	}
	log_flush(fix->kit.log);
	assert_int_equal(secrets(&fix->kit, NULL).count, RECORDS);
	assert_int_equal(secrets(&fix->kit, &third).count, 1);
	assert_int_equal(secrets(&fix->kit, &none).count, 0);
	logkit_reopen(&fix->kit);
	assert_int_equal(secrets(&fix->kit, NULL).count, RECORDS);
	assert_int_equal(secrets(&fix->kit, NULL).gone, 0);
}

static void a_row_that_is_no_key_is_damage(void **state)
{
	static const char *const spoiled[] = {
		"UPDATE secret SET key = x'00'",
		"UPDATE secret SET origin = 'Not A Code'",
	};
	struct fixture *fix = *state;

	for (size_t i = 0; i < COUNT(spoiled); i++) {
		struct log_reader *reader;
		struct seen seen = { .right = true };

		keep(&fix->kit, i + 1);
		assert_int_equal(logkit_close(&fix->kit), LOG_OK);
		logkit_sql(&fix->kit, spoiled[i]);
		assert_int_equal(log_reader_open(fix->kit.dir, &reader), LOG_OK);
		assert_int_equal(log_secret_read(reader, NULL, see, &seen), LOG_DAMAGED);
		log_reader_close(reader);
		logkit_sql(&fix->kit, "DELETE FROM secret");
		assert_int_equal(logkit_open(&fix->kit), LOG_OK);
	}
}

/* ---- forgetting ----------------------------------------------------------------------------- */

static void a_forgotten_key_is_nowhere_on_the_disk(void **state)
{
	struct fixture *fix = *state;

	for (uint64_t record = 1; record <= RECORDS; record++)
		keep(&fix->kit, record);
	log_flush(fix->kit.log);
	/* Otherwise the test would see nothing whatever is done. */
	assert_true(stands_anywhere(&fix->kit, 77) > 0);
	assert_true(stands_anywhere(&fix->kit, RECORDS) > 0);
	forget(&fix->kit, 77);
	log_flush(fix->kit.log);
	/* The log thread empties the write-ahead log behind its report. */
	assert_int_equal(logkit_close(&fix->kit), LOG_OK);
	assert_int_equal(stands_anywhere(&fix->kit, 77), 0);
	assert_int_equal(stands_anywhere(&fix->kit, 76), 1);
	assert_int_equal(stands_anywhere(&fix->kit, 78), 1);
	assert_int_equal(secrets(&fix->kit, NULL).gone, 1);
	assert_int_equal(secrets(&fix->kit, NULL).count, RECORDS);
	assert_int_equal(logkit_verify(&fix->kit).fault, LOG_SOUND);
}

/* Pages split and fill while keys come and go; none leaves a copy behind. */
static void every_key_can_be_forgotten(void **state)
{
	struct fixture *fix = *state;

	for (uint64_t record = 1; record <= 8 * RECORDS; record++) {
		keep(&fix->kit, record);
		if (record % 3 == 0)
			forget(&fix->kit, record / 2);
		if (record % 64 == 0)
			log_flush(fix->kit.log);
	}
	for (uint64_t record = 1; record <= 8 * RECORDS; record++)
		forget(&fix->kit, record);
	assert_int_equal(logkit_close(&fix->kit), LOG_OK);
	for (uint64_t record = 1; record <= 8 * RECORDS; record += 37)
		assert_int_equal(stands_anywhere(&fix->kit, record), 0);
	assert_int_equal(secrets(&fix->kit, NULL).gone, 8 * RECORDS);
}

/* While it runs, too: nobody has to stop the node for somebody to be forgotten. */
static void a_running_log_forgets(void **state)
{
	struct fixture *fix = *state;

	keep(&fix->kit, 5);
	log_flush(fix->kit.log);
	forget(&fix->kit, 5);
	log_flush(fix->kit.log);
	/* What is appended now is written when the emptying is done. */
	append(&fix->kit, NULL);
	log_flush(fix->kit.log);
	assert_int_equal(stands_anywhere(&fix->kit, 5), 0);
}

/* A reader holds the write-ahead log as it was; the log waits for nobody, and tries again. */
static void a_reader_in_the_way_only_delays_it(void **state)
{
	struct fixture *fix = *state;
	char path[LOGKIT_PATH];
	sqlite3 *db;

	keep(&fix->kit, 5);
	log_flush(fix->kit.log);
	logkit_path(&fix->kit, "log.db", path);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "BEGIN; SELECT count(*) FROM entry", NULL, NULL, NULL),
			 SQLITE_OK);
	forget(&fix->kit, 5);
	append(&fix->kit, NULL);
	log_flush(fix->kit.log);
	assert_int_equal(secrets(&fix->kit, NULL).gone, 1);
	assert_true(stands_anywhere(&fix->kit, 5) > 0);
	sqlite3_close(db);
	append(&fix->kit, NULL);
	log_flush(fix->kit.log);
	append(&fix->kit, NULL);
	log_flush(fix->kit.log);
	assert_int_equal(stands_anywhere(&fix->kit, 5), 0);
}

static void forgetting_takes_every_key_of_the_record(void **state)
{
	struct fixture *fix = *state;
	struct log_secret again = secret_of(9), later = secret_of(9);
	struct ident of = { logkit_origin(0), 9 };
	struct log_reader *reader;
	struct seen seen = { .right = true };

	append(&fix->kit, &again);
	later.since++;
	append(&fix->kit, &later);
	keep(&fix->kit, 10);
	forget(&fix->kit, 9);
	log_flush(fix->kit.log);
	assert_int_equal(log_reader_open(fix->kit.dir, &reader), LOG_OK);
	assert_int_equal(log_secret_read(reader, &of, see, &seen), LOG_OK);
	log_reader_close(reader);
	assert_int_equal(seen.count, 2);
	assert_int_equal(seen.gone, 2);
}

/* Who had no key has none to lose. */
static void forgetting_what_was_never_kept_is_no_fault(void **state)
{
	struct fixture *fix = *state;

	forget(&fix->kit, 1);
	log_flush(fix->kit.log);
	assert_int_equal(secrets(&fix->kit, NULL).count, 0);
	assert_int_equal(logkit_close(&fix->kit), LOG_OK);
}

/* ---- copies and crashes --------------------------------------------------------------------- */

static void a_copy_holds_the_keys_that_are_left(void **state)
{
	struct fixture *fix = *state;

	keep(&fix->kit, 1);
	keep(&fix->kit, 2);
	forget(&fix->kit, 1);
	log_flush(fix->kit.log);
	assert_int_equal(log_backup(fix->kit.dir, fix->copy.dir), LOG_OK);
	assert_int_equal(stands_anywhere(&fix->copy, 1), 0);
	assert_int_equal(stands_anywhere(&fix->copy, 2), 1);
	assert_int_equal(secrets(&fix->copy, NULL).count, 2);
	assert_int_equal(secrets(&fix->copy, NULL).gone, 1);
	assert_int_equal(logkit_verify(&fix->copy).fault, LOG_SOUND);
}

static void copy_file(const struct fixture *fix, const char *name)
{
	char from[LOGKIT_PATH], to[LOGKIT_PATH];

	logkit_path(&fix->kit, name, from);
	logkit_path(&fix->copy, name, to);
	assert_true(os_copy_file(from, to) >= 0);
}

/*
 * As a process leaves it that is killed behind the commit and before the emptying: the next one
 * finds the key in the write-ahead log, and does what was left undone.
 */
static void who_was_killed_is_made_good_at_the_next_start(void **state)
{
	static const char *const names[] = { "log.db", "log.db-wal", "node.key", "node.pub" };
	struct fixture *fix = *state;
	char path[LOGKIT_PATH];
	sqlite3 *db;

	keep(&fix->kit, 5);
	log_flush(fix->kit.log);
	logkit_path(&fix->kit, "log.db", path);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "BEGIN; SELECT count(*) FROM entry", NULL, NULL, NULL),
			 SQLITE_OK);
	forget(&fix->kit, 5);
	log_flush(fix->kit.log);
	for (size_t i = 0; i < COUNT(names); i++)
		copy_file(fix, names[i]);
	sqlite3_close(db);
	assert_true(stands_anywhere(&fix->copy, 5) > 0);
	assert_int_equal(logkit_open(&fix->copy), LOG_OK);
	append(&fix->copy, NULL);
	log_flush(fix->copy.log);
	append(&fix->copy, NULL);
	log_flush(fix->copy.log);
	assert_int_equal(stands_anywhere(&fix->copy, 5), 0);
	assert_int_equal(secrets(&fix->copy, NULL).gone, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		TEST(keys_are_read_as_they_were_kept),
		TEST(a_row_that_is_no_key_is_damage),
		TEST(a_forgotten_key_is_nowhere_on_the_disk),
		TEST(every_key_can_be_forgotten),
		TEST(a_running_log_forgets),
		TEST(forgetting_takes_every_key_of_the_record),
		TEST(forgetting_what_was_never_kept_is_no_fault),
		TEST(a_copy_holds_the_keys_that_are_left),
		/* What is done to the file itself; test_log_pg does the like to a server. */
		TEST(a_reader_in_the_way_only_delays_it),
		TEST(who_was_killed_is_made_good_at_the_next_start),
	};

	return _cmocka_run_group_tests("log secret", tests,
				       COUNT(tests) - (logserver_wanted() ? FILE_TESTS : 0), NULL,
				       NULL);
}
