/* The log on a bad disk: every write and sync fails in turn, and the power goes, at any point. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <limits.h>
#include <sched.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/chance.h"
#include "lib/faultvfs.h"
#include "lib/logpeer.h"
#include "lib/unit.h"
#include "os/os.h"

#define COMMITS 12
#define CHANGES (FAULTVFS_WRITE | FAULTVFS_SYNC | FAULTVFS_TRUNCATE)

struct run {
	const char *name;
	struct faultvfs_plan plan;
	enum log_error error;           /* that a failing commit must be reported with */
	bool power_cut;
};

static struct logpeer peer;

static int make_peer(void **state)
{
	(void)state;
	logpeer_init(&peer, 3 * COMMITS, 0);
	return 0;
}

static int remove_peer(void **state)
{
	(void)state;
	logpeer_release(&peer);
	return 0;
}

/* Two numbers of another node in full, one veiled, their head, and what they cause here. */
static bool take(struct logkit *kit, uint32_t i)
{
	return logpeer_take(&peer, kit, &(struct logpeer_group){ .from = 3 * i + 1, .to = 3 * i + 3,
								 .veil_every = 3, .made = 1,
								 .head = true });
}

static void work(struct logkit *kit)
{
	for (uint32_t i = 0; i < COMMITS && logkit_append(kit, 1 + i % 4, 0) && take(kit, i); i++)
		log_flush(kit->log);
}

/* Whatever became of a group: all of it is there or nothing. */
static bool groups_are_whole(const struct logkit *kit)
{
	return logkit_number(kit, "SELECT (SELECT count(*) FROM entry WHERE origin = 'hb') = 2 * n"
				  " AND (SELECT count(*) FROM veil) = n"
				  " AND (SELECT count(*) FROM head WHERE origin = 'hb') = min(n, 1)"
				  " FROM (SELECT count(*) AS n FROM entry WHERE origin = 'nat')");
}

/*
 * The log thread may still be at what nobody waits for. One entry more, with nothing to be done
 * behind it, and it stands still: either all went well or the failure has been told.
 */
static void come_to_rest(struct logkit *kit)
{
	log_checkpoint_pages(kit->log, INT_MAX);
	if (logkit_append(kit, 1, 0))
		log_flush(kit->log);
	else
		while (!kit->error)
			sched_yield();
}

static void remove_shared_memory(const struct logkit *kit)
{
	char path[LOGKIT_PATH];

	logkit_path(kit, "log.db-shm", path);
	os_remove(path);
}

/*
 * After the failure: what was reported is there and sound, and the log goes on. An entry that was
 * not reported may be there or not, but only whole groups, which the chain and the bodies show.
 */
static void check_after(struct logkit *kit, const char *name)
{
	uint64_t reported = kit->reported;
	uint64_t last;

	kit->error = LOG_OK;
	ROW_TRUE(name, logkit_open(kit) == LOG_OK);
	last = log_last_pos(kit->log);
	ROW_TRUE(name, last >= reported);
	ROW_TRUE(name, groups_are_whole(kit));
	ROW_TRUE(name, logkit_check_bodies(kit, reported, 0) == last);
	kit->reported = last;
	logkit_fill(kit, 5);
	ROW_TRUE(name, logkit_close(kit) == LOG_OK);
	ROW_TRUE(name, logkit_check_bodies(kit, last + 5, 0) == last + 5);
	ROW_TRUE(name, logkit_verify(kit).fault == LOG_SOUND);
	ROW_TRUE(name, logkit_verify(kit).heads >= LOGKIT_ORIGINS);
}

/* The n-th operation of the plan fails; false when the work was done before it came to that. */
static bool fail_once(const struct run *run, uint64_t nth)
{
	struct faultvfs_plan plan = run->plan;
	struct logkit kit;
	bool fired;

	plan.nth = nth;
	faultvfs_install();
	logkit_init(&kit);
	assert_int_equal(logkit_open(&kit), LOG_OK);
	log_checkpoint_pages(kit.log, 12);
	faultvfs_set(&plan);
	work(&kit);
	come_to_rest(&kit);
	fired = faultvfs_fired();
	if (fired) {
		uint32_t calls;
		uint64_t tried;

		/* The failure is told once, by its name, and nothing is tried after it. */
		calls = kit.calls;
		tried = faultvfs_count(CHANGES);
		ROW_TRUE(run->name, kit.error == (int)run->error);
		ROW_TRUE(run->name, !logkit_append(&kit, 1, 0));
		ROW_TRUE(run->name, kit.calls == calls);
		ROW_TRUE(run->name, logkit_close(&kit) == run->error);
		ROW_TRUE(run->name, kit.calls == calls && faultvfs_count(CHANGES) == tried);
	} else {
		/* Not reached while working: it may still hit the closing. */
		ROW_TRUE(run->name, kit.error == LOG_OK);
		logkit_close(&kit);
		fired = faultvfs_fired();
	}
	if (run->power_cut) {
		remove_shared_memory(&kit);
		faultvfs_power_cut(nth);
	}
	faultvfs_set(NULL);
	check_after(&kit, run->name);
	logkit_release(&kit);
	faultvfs_remove();
	return fired;
}

static const struct run runs[] = {
	{ "a write fails",
	  { .ops = FAULTVFS_WRITE, .code = SQLITE_IOERR_WRITE }, LOG_IO, false },
	{ "a write fails half way",
	  { .ops = FAULTVFS_WRITE, .code = SQLITE_IOERR_WRITE, .torn = true }, LOG_IO, false },
	{ "a write finds the disk full",
	  { .ops = FAULTVFS_WRITE, .code = SQLITE_FULL }, LOG_FULL, false },
	{ "all writes from one on fail",
	  { .ops = FAULTVFS_WRITE, .code = SQLITE_IOERR_WRITE, .forever = true }, LOG_IO, false },
	{ "a sync fails",
	  { .ops = FAULTVFS_SYNC, .code = SQLITE_IOERR_FSYNC }, LOG_IO, false },
	{ "all syncs from one on fail",
	  { .ops = FAULTVFS_SYNC, .code = SQLITE_IOERR_FSYNC, .forever = true }, LOG_IO, false },
	{ "a sync fails, then the power",
	  { .ops = FAULTVFS_SYNC, .code = SQLITE_IOERR_FSYNC, .keep_undo = true }, LOG_IO, true },
	{ "the power goes at a write",
	  { .ops = CHANGES, .code = SQLITE_IOERR_WRITE,
	    .forever = true, .torn = true, .keep_undo = true }, LOG_IO, true },
	{ "the disk turns read-only",
	  { .ops = FAULTVFS_WRITE, .code = SQLITE_READONLY, .forever = true }, LOG_READ_ONLY,
	  false },
};

static void nothing_reported_is_lost_whatever_fails(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(runs); i++) {
		uint64_t nth = 1;

		while (fail_once(&runs[i], nth))
			nth++;
		ROW_TRUE(runs[i].name, nth > COMMITS);
	}
}

/* The disk has a size: it fills while entries come, wherever the last byte falls. */
static void a_disk_that_fills_loses_nothing(void **state)
{
	struct chance chance = { 3 };

	(void)state;
	for (int i = 0; i < 40; i++) {
		struct faultvfs_plan plan = { .disk_bytes = 40000 + chance_below(&chance, 60000) };
		struct logkit kit;

		faultvfs_install();
		logkit_init(&kit);
		assert_int_equal(logkit_open(&kit), LOG_OK);
		log_checkpoint_pages(kit.log, 12);
		faultvfs_set(&plan);
		for (uint32_t n = 0; n < 1000 && logkit_append(&kit, 3, 0); n++)
			log_flush(kit.log);
		come_to_rest(&kit);
		assert_int_equal(kit.error, LOG_FULL);
		assert_int_equal(logkit_close(&kit), LOG_FULL);
		faultvfs_set(NULL);
		check_after(&kit, "full disk");
		logkit_release(&kit);
		faultvfs_remove();
	}
}

/* As a crash leaves it: the last commits are in the write-ahead log only. */
static void leave_like_a_crash(struct logkit *kit)
{
	assert_int_equal(logkit_open(kit), LOG_OK);
	logkit_fill(kit, 40);
	faultvfs_set(&(struct faultvfs_plan){ .ops = FAULTVFS_WRITE, .nth = 1, .forever = true,
					      .code = SQLITE_IOERR_WRITE });
	assert_true(logkit_append(kit, 1, 0));
	assert_int_equal(logkit_close(kit), LOG_IO);
	kit->error = LOG_OK;
	remove_shared_memory(kit);
	faultvfs_set(NULL);
}

/* Each operation that opening needs fails in turn: a named refusal, and nothing is changed. */
static void opening_on_a_bad_disk_is_refused_by_name(void **state)
{
	static const struct run rows[] = {
		{ "a read fails", { .ops = FAULTVFS_READ, .code = SQLITE_IOERR_READ }, LOG_IO, 0 },
		{ "reads fail",
		  { .ops = FAULTVFS_READ, .code = SQLITE_IOERR_READ, .forever = true }, LOG_IO, 0 },
		{ "no shared memory",
		  { .ops = FAULTVFS_SHARED, .code = SQLITE_FULL }, LOG_FULL, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct faultvfs_plan plan = rows[i].plan;
		struct logkit kit;
		struct hash before;

		faultvfs_install();
		logkit_init(&kit);
		leave_like_a_crash(&kit);
		before = logkit_digest(kit.dir);
		for (plan.nth = 1;; plan.nth++) {
			enum log_error error;
			struct hash after;

			faultvfs_set(&plan);
			error = logkit_open(&kit);
			if (!faultvfs_fired())
				break;
			after = logkit_digest(kit.dir);
			ROW_TRUE(rows[i].name, error == rows[i].error);
			ROW_TRUE(rows[i].name, hash_eq(&before, &after));
			remove_shared_memory(&kit);
		}
		ROW_TRUE(rows[i].name, plan.nth > 1);
		assert_int_equal(log_last_pos(kit.log), 40);
		faultvfs_set(NULL);
		logkit_release(&kit);
		faultvfs_remove();
	}
}

/* ---- one writer ---------------------------------------------------------------------------- */

static bool count_one(void *user, const struct log_entry *entry, const struct hash *hash,
		      const struct hash *link)
{
	(void)entry;
	(void)hash;
	(void)link;
	++*(uint64_t *)user;
	return true;
}

static void use_readers(const struct logkit *kit)
{
	struct logkit copy;
	struct log_verdict verdict;
	struct log_reader *reader;
	uint64_t count = 0;

	logkit_init(&copy);
	LOGKIT_MUST(log_reader_open(kit->dir, &reader) == LOG_OK);
	LOGKIT_MUST(log_read(reader, 0, count_one, &count) == LOG_OK);
	LOGKIT_MUST(log_verify(reader, &verdict) == LOG_OK);
	LOGKIT_MUST(log_pos_at(reader, INT64_MAX) >= count);
	log_reader_close(reader);
	LOGKIT_MUST(log_backup(kit->dir, copy.dir) == LOG_OK);
	logkit_release(&copy);
}

/*
 * SQLite up to 3.51.2 can lose commits when two connections write or checkpoint at once. So in a
 * whole life of a log, with readers and a backup beside it, one open file of each name is written.
 */
static void only_the_log_thread_ever_writes(void **state)
{
	struct logkit kit;
	char log[LOGKIT_PATH];
	char wal[LOGKIT_PATH];

	(void)state;
	faultvfs_install();
	logkit_init(&kit);
	logkit_path(&kit, "log.db", log);
	logkit_path(&kit, "log.db-wal", wal);
	assert_int_equal(logkit_open(&kit), LOG_OK);
	log_checkpoint_pages(kit.log, 8);
	for (int i = 0; i < 20; i++) {
		logkit_fill(&kit, 30);
		use_readers(&kit);
	}
	assert_true(faultvfs_count(FAULTVFS_SYNC) > 100);
	assert_int_equal(faultvfs_writers(log), 1);
	assert_int_equal(faultvfs_writers(wal), 1);
	assert_int_equal(logkit_close(&kit), LOG_OK);
	assert_int_equal(faultvfs_writers(log), 1);
	/* Readers that outlive the writer, or come without one, write nothing either. */
	faultvfs_set(NULL);
	use_readers(&kit);
	assert_int_equal(faultvfs_writers(log), 0);
	assert_int_equal(faultvfs_writers(wal), 0);
	logkit_release(&kit);
	faultvfs_remove();
}

/* After a crash the write-ahead log holds commits: a reader sees them and leaves them there. */
static void a_reader_leaves_the_write_ahead_log_alone(void **state)
{
	struct logkit kit;
	struct log_reader *reader;

	(void)state;
	faultvfs_install();
	logkit_init(&kit);
	leave_like_a_crash(&kit);
	assert_int_equal(log_reader_open(kit.dir, &reader), LOG_OK);
	assert_int_equal(log_reader_last_pos(reader), 40);
	log_reader_close(reader);
	assert_int_equal(faultvfs_count(CHANGES), 0);
	assert_int_equal(logkit_open(&kit), LOG_OK);
	assert_int_equal(log_last_pos(kit.log), 40);
	logkit_release(&kit);
	faultvfs_remove();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_reported_is_lost_whatever_fails),
		cmocka_unit_test(a_disk_that_fills_loses_nothing),
		cmocka_unit_test(opening_on_a_bad_disk_is_refused_by_name),
		cmocka_unit_test(only_the_log_thread_ever_writes),
		cmocka_unit_test(a_reader_leaves_the_write_ahead_log_alone),
	};

	return cmocka_run_group_tests_name("log faults", tests, make_peer, remove_peer);
}
