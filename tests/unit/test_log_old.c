/* A log that an older version of the program wrote: read as it is, and brought up to date whole. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <limits.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "lib/faultvfs.h"
#include "lib/logpeer.h"
#include "lib/unit.h"
#include "os/os.h"

/*
 * tests/corpus/log-1 was written by version 0.1.0 before there was a mesh: three posts, two
 * accounts, an incident that nobody attends to, then the program once more; 33 entries, heads at
 * nat-9, bj-2, nst-19 and nst-22.
 */
#define ENTRIES 33
#define HEADS 4

static void copy_old(const struct logkit *kit)
{
	static const char *const names[] = { "log.db", "node.key", "node.pub" };

	for (size_t i = 0; i < COUNT(names); i++) {
		char from[2 * LOGKIT_PATH];
		char to[LOGKIT_PATH];
		struct buf buf;

		snprintf(from, sizeof from, "%s/tests/corpus/log-1/%s", getenv("SOURCE_ROOT"),
			 names[i]);
		logkit_path(kit, names[i], to);
		buf_init(&buf, 1 << 20);
		assert_int_equal(os_read_file(from, &buf), 0);
		assert_int_equal(os_write_file(to, buf_str(&buf), true), 0);
		buf_release(&buf);
	}
}

static int setup(void **state)
{
	struct logkit *kit = heap_alloc(sizeof *kit);

	logkit_init(kit);
	copy_old(kit);
	*state = kit;
	return 0;
}

static int teardown(void **state)
{
	logkit_release(*state);
	heap_free(*state);
	return 0;
}

static bool add_entry(void *user, const struct log_entry *entry, const struct hash *hash,
		      const struct hash *link)
{
	assert_int_equal(entry->arrived, 0);
	assert_null(entry->link);
	hash_run_add(user, entry->body.at, entry->body.len);
	hash_run_add(user, hash, sizeof *hash);
	hash_run_add(user, link, sizeof *link);
	return true;
}

static bool count_link(void *user, uint64_t seq, const struct hash *hash, const struct hash *link,
		       const struct log_entry *entry)
{
	uint64_t *secrets = user;

	(void)hash;
	(void)link;
	(void)seq;
	assert_non_null(entry);
	*secrets += entry->secret ? 1 : 0;
	return true;
}

/* What can be read of it, by every way of reading; the hash of all its entries. */
static struct hash read_all(const struct logkit *kit)
{
	struct hash_run *run = hash_run_create();
	struct log_reader *reader;
	struct log_head head;
	struct hash link;
	uint64_t secrets = 0;
	code origins[8];
	code nat;

	assert_true(code_parse(STR("nat"), &nat));
	assert_int_equal(log_reader_open(kit->dir, &reader), LOG_OK);
	assert_int_equal(log_reader_last_pos(reader), ENTRIES);
	assert_int_equal(log_read(reader, 0, add_entry, run), LOG_OK);
	assert_int_equal(log_origins(reader, origins, 8), 3);
	assert_int_equal(log_chain_end(reader, nat, &link), 9);
	assert_true(log_newest_head(reader, nat, UINT64_MAX, &head));
	assert_int_equal(head.seq, 9);
	assert_true(log_head_holds(&head));
	assert_int_equal(log_read_chain(reader, nat, 1, count_link, &secrets), LOG_OK);
	assert_int_equal(secrets, 2);
	assert_int_equal(log_pos_at(reader, INT64_MAX), ENTRIES);
	log_reader_close(reader);
	return hash_run_end(run);
}

static void assert_sound(const struct logkit *kit)
{
	struct log_verdict verdict = logkit_verify(kit);

	assert_int_equal(verdict.fault, LOG_SOUND);
	assert_int_equal(verdict.entries, ENTRIES);
	assert_int_equal(verdict.heads, HEADS);
	assert_int_equal(verdict.unsigned_entries, 0);
}

static void it_is_read_without_being_changed(void **state)
{
	struct logkit *kit = *state;
	struct hash before = logkit_digest(kit->dir);
	struct hash after;

	assert_sound(kit);
	read_all(kit);
	after = logkit_digest(kit->dir);
	assert_true(hash_eq(&before, &after));
	assert_int_equal(logkit_number(kit, "PRAGMA user_version"), 1);
}

static void opening_brings_it_up_to_date(void **state)
{
	struct logkit *kit = *state;
	struct hash before = read_all(kit);
	struct hash after;
	struct logpeer peer;

	assert_int_equal(logkit_open(kit), LOG_OK);
	assert_int_equal(log_last_pos(kit->log), ENTRIES);
	assert_int_equal(logkit_number(kit, "PRAGMA user_version"), LOG_FORMAT);
	after = read_all(kit);
	assert_true(hash_eq(&before, &after));
	logpeer_init(&peer, 20, 0);
	assert_true(logpeer_take(&peer, kit, &(struct logpeer_group){ .from = 1, .to = 20,
								      .veil_every = 2 }));
	logpeer_release(&peer);
	logkit_reopen(kit);
	assert_int_equal(log_last_pos(kit->log), ENTRIES + 10);
	assert_int_equal(logkit_verify(kit).fault, LOG_SOUND);
	assert_int_equal(logkit_verify(kit).heads, HEADS);
}

static void copies_of_it_are_whole(void **state)
{
	struct logkit *kit = *state;
	struct hash before = logkit_digest(kit->dir);
	struct hash after;
	struct logkit copy;
	struct log_verdict verdict;

	logkit_init(&copy);
	assert_int_equal(log_backup(kit->dir, copy.dir), LOG_OK);
	assert_sound(&copy);
	logkit_release(&copy);
	logkit_init(&copy);
	assert_int_equal(log_restore(kit->dir, copy.dir, &verdict), LOG_OK);
	assert_sound(&copy);
	logkit_release(&copy);
	after = logkit_digest(kit->dir);
	assert_true(hash_eq(&before, &after));
}

static void what_is_refused_stays_old(void **state)
{
	struct logkit *kit = *state;
	struct hash before;
	struct hash after;
	char path[LOGKIT_PATH];

	logkit_path(kit, "node.key", path);
	assert_int_equal(os_remove(path), 0);
	before = logkit_digest(kit->dir);
	assert_int_equal(logkit_open(kit), LOG_NO_KEY);
	after = logkit_digest(kit->dir);
	assert_true(hash_eq(&before, &after));
}

static void damage_in_it_is_found(void **state)
{
	struct logkit *kit = *state;

	logkit_sql(kit, "UPDATE entry SET body = replace(body, 'Beijing', 'Tianjin')"
			" WHERE pos = 4");
	assert_int_equal(logkit_verify(kit).fault, LOG_BAD_HASH);
	assert_int_equal(logkit_verify(kit).pos, 4);
	assert_int_equal(logkit_open(kit), LOG_OK);
	assert_int_equal(logkit_verify(kit).pos, 4);
}

/* Each write, each sync fails in turn while it is opened: it is old or new, never between. */
static void nothing_is_lost_while_it_is_brought_up_to_date(void **state)
{
	struct logkit *made = *state;
	struct hash expected = read_all(made);
	uint64_t failed = 0;
	bool fired = true;

	for (uint64_t nth = 1; fired; nth++) {
		struct faultvfs_plan plan = { .ops = FAULTVFS_WRITE | FAULTVFS_SYNC |
						     FAULTVFS_TRUNCATE,
					      .code = SQLITE_IOERR_WRITE, .nth = nth,
					      .forever = true, .torn = true, .keep_undo = true };
		struct logkit kit;
		struct hash found;
		char path[LOGKIT_PATH];

		faultvfs_install();
		logkit_init(&kit);
		copy_old(&kit);
		faultvfs_set(&plan);
		if (logkit_open(&kit) == LOG_OK)
			logkit_close(&kit);
		fired = faultvfs_fired();
		failed += fired;
		logkit_path(&kit, "log.db-shm", path);
		os_remove(path);
		faultvfs_power_cut(nth);
		faultvfs_set(NULL);
		found = read_all(&kit);
		assert_true(hash_eq(&found, &expected));
		assert_sound(&kit);
		assert_int_equal(logkit_open(&kit), LOG_OK);
		assert_int_equal(logkit_close(&kit), LOG_OK);
		assert_int_equal(logkit_number(&kit, "PRAGMA user_version"), LOG_FORMAT);
		assert_sound(&kit);
		logkit_release(&kit);
		faultvfs_remove();
	}
	assert_true(failed > 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		TEST(it_is_read_without_being_changed),
		TEST(opening_brings_it_up_to_date),
		TEST(copies_of_it_are_whole),
		TEST(what_is_refused_stays_old),
		TEST(damage_in_it_is_found),
		TEST(nothing_is_lost_while_it_is_brought_up_to_date),
	};

	return cmocka_run_group_tests_name("log old", tests, NULL, NULL);
}
