/* Backup of a log in use and the way back: a copy is whole or it is not there. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "lib/faultvfs.h"
#include "lib/logkit.h"
#include "lib/unit.h"
#include "os/os.h"

struct fixture {
	struct logkit from;
	struct logkit to;
};

static int setup(void **state)
{
	struct fixture *fix = heap_alloc(sizeof *fix);

	logkit_init(&fix->from);
	logkit_init(&fix->to);
	assert_int_equal(logkit_open(&fix->from), LOG_OK);
	*state = fix;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *fix = *state;

	logkit_release(&fix->from);
	logkit_release(&fix->to);
	heap_free(fix);
	return 0;
}

static bool there(const struct logkit *kit, const char *name)
{
	char path[LOGKIT_PATH];

	logkit_path(kit, name, path);
	return access(path, F_OK) == 0;
}

static void a_backup_goes_on_as_the_log_would(void **state)
{
	struct fixture *fix = *state;

	logkit_fill(&fix->from, 200);
	assert_int_equal(log_backup(fix->from.dir, fix->to.dir), LOG_OK);
	assert_int_equal(logkit_check_bodies(&fix->to, 200, 0), 200);
	assert_int_equal(logkit_verify(&fix->to).fault, LOG_SOUND);
	assert_int_equal(logkit_open(&fix->to), LOG_OK);
	assert_int_equal(log_last_pos(fix->to.log), 200);
	logkit_fill(&fix->to, 100);
	assert_int_equal(logkit_close(&fix->to), LOG_OK);
	assert_int_equal(logkit_check_bodies(&fix->to, 300, 0), 300);
	assert_int_equal(logkit_verify(&fix->to).fault, LOG_SOUND);
	/* The original knows nothing of it. */
	logkit_fill(&fix->from, 1);
	assert_int_equal(logkit_check_bodies(&fix->from, 201, 0), 201);
}

static void a_backup_makes_its_folder(void **state)
{
	struct fixture *fix = *state;

	logkit_fill(&fix->from, 20);
	strcat(fix->to.dir, "/2022-02-04");
	assert_int_equal(log_backup(fix->from.dir, fix->to.dir), LOG_OK);
	assert_int_equal(logkit_check_bodies(&fix->to, 20, 0), 20);
	logkit_remove_tree(fix->to.dir);
	*strrchr(fix->to.dir, '/') = '\0';
}

static void what_a_backup_holds_is_not_for_others(void **state)
{
	static const char *const names[] = { "node.key", "log.db" };
	struct fixture *fix = *state;

	assert_int_equal(log_backup(fix->from.dir, fix->to.dir), LOG_OK);
	for (size_t i = 0; i < COUNT(names); i++) {
		char path[LOGKIT_PATH];
		struct stat st;

		logkit_path(&fix->to, names[i], path);
		assert_int_equal(stat(path, &st), 0);
		ROW_TRUE(names[i], (st.st_mode & 0777) == 0600);
	}
}

/* ---- while entries come -------------------------------------------------------------------- */

static void *keep_appending(void *user)
{
	struct fixture *fix = user;

	for (int i = 0; i < 300; i++)
		logkit_fill(&fix->from, 10);
	return NULL;
}

static void a_backup_while_entries_come_is_one_moment(void **state)
{
	struct fixture *fix = *state;
	pthread_t thread;
	uint64_t last = 0;

	log_checkpoint_pages(fix->from.log, 16);
	assert_int_equal(pthread_create(&thread, NULL, keep_appending, fix), 0);
	while (last < 3000) {
		struct logkit copy;
		uint64_t reported = fix->from.reported;

		logkit_init(&copy);
		assert_int_equal(log_backup(fix->from.dir, copy.dir), LOG_OK);
		assert_int_equal(logkit_verify(&copy).fault, LOG_SOUND);
		assert_int_equal(logkit_verify(&copy).unsigned_entries, 0);
		last = logkit_check_bodies(&copy, reported, 0);
		logkit_release(&copy);
	}
	assert_int_equal(pthread_join(thread, NULL), 0);
	assert_int_equal(logkit_check_bodies(&fix->from, 3000, 0), 3000);
}

/* ---- restore ------------------------------------------------------------------------------- */

static void restoring_gives_the_log_back(void **state)
{
	struct fixture *fix = *state;
	struct log_verdict verdict = { 0 };

	logkit_fill(&fix->from, 80);
	assert_int_equal(logkit_close(&fix->from), LOG_OK);
	assert_int_equal(log_restore(fix->from.dir, fix->to.dir, &verdict), LOG_OK);
	assert_int_equal(verdict.fault, LOG_SOUND);
	assert_int_equal(verdict.entries, 80);
	assert_int_equal(verdict.heads, LOGKIT_ORIGINS);
	assert_int_equal(logkit_open(&fix->to), LOG_OK);
	assert_int_equal(logkit_check_bodies(&fix->to, 80, 0), 80);
}

static void an_unsound_copy_is_not_restored(void **state)
{
	struct fixture *fix = *state;
	struct log_verdict verdict = { 0 };

	logkit_fill(&fix->from, 80);
	assert_int_equal(logkit_close(&fix->from), LOG_OK);
	logkit_sql(&fix->from, "UPDATE entry SET body = '{}' WHERE pos = 17");
	assert_int_equal(log_restore(fix->from.dir, fix->to.dir, &verdict), LOG_UNSOUND);
	assert_int_equal(verdict.fault, LOG_BAD_HASH);
	assert_int_equal(verdict.pos, 17);
	assert_false(there(&fix->to, "log.db"));
	assert_false(there(&fix->to, "node.key"));
}

/* ---- refusals ------------------------------------------------------------------------------ */

static void a_folder_that_holds_something_is_refused(void **state)
{
	struct fixture *fix = *state;
	struct log_verdict verdict;
	struct hash before;
	struct hash after;
	char path[LOGKIT_PATH];

	logkit_path(&fix->to, "letter.txt", path);
	assert_int_equal(os_write_file(path, STR("Dear all"), false), 0);
	before = logkit_digest(fix->to.dir);
	assert_int_equal(log_backup(fix->from.dir, fix->to.dir), LOG_NOT_EMPTY);
	assert_int_equal(log_restore(fix->from.dir, fix->to.dir, &verdict), LOG_NOT_EMPTY);
	after = logkit_digest(fix->to.dir);
	assert_true(hash_eq(&before, &after));
}

static void a_folder_in_use_is_refused(void **state)
{
	struct fixture *fix = *state;

	assert_int_equal(logkit_open(&fix->to), LOG_OK);
	assert_int_equal(log_backup(fix->from.dir, fix->to.dir), LOG_LOCKED);
	assert_int_equal(log_backup(fix->from.dir, fix->from.dir), LOG_LOCKED);
	logkit_fill(&fix->to, 3);
	assert_int_equal(logkit_check_bodies(&fix->to, 3, 0), 3);
}

static void what_is_no_log_cannot_be_copied(void **state)
{
	struct fixture *fix = *state;
	struct log_verdict verdict;
	struct logkit none;
	char path[LOGKIT_PATH];

	logkit_init(&none);
	assert_int_equal(log_backup(none.dir, fix->to.dir), LOG_NO_FOLDER);
	assert_int_equal(log_restore(none.dir, fix->to.dir, &verdict), LOG_NO_FOLDER);
	logkit_sql(&none, "CREATE TABLE guests (name TEXT)");
	assert_int_equal(log_backup(none.dir, fix->to.dir), LOG_FOREIGN);
	logkit_release(&none);
	logkit_path(&fix->from, "node.key", path);
	assert_int_equal(remove(path), 0);
	assert_int_equal(log_backup(fix->from.dir, fix->to.dir), LOG_NO_KEY);
	assert_false(there(&fix->to, "log.db"));
	assert_false(there(&fix->to, "node.pub"));
}

/* Each write and each sync of the copy fails once; then nothing of the copy may stay. */
static void a_copy_that_fails_leaves_nothing(void **state)
{
	static const int codes[] = { SQLITE_FULL, SQLITE_IOERR_WRITE };
	static const enum log_error errors[] = { LOG_FULL, LOG_IO };
	struct fixture *fix = *state;
	uint64_t failures = 0;
	bool fired = true;

	logkit_fill(&fix->from, 50);
	faultvfs_install();
	for (uint64_t nth = 1; fired; nth++) {
		struct logkit copy;
		enum log_error error;

		logkit_init(&copy);
		faultvfs_set(&(struct faultvfs_plan){ .ops = FAULTVFS_WRITE | FAULTVFS_SYNC,
						      .nth = nth, .code = codes[nth % 2] });
		error = log_backup(fix->from.dir, copy.dir);
		fired = faultvfs_fired();
		faultvfs_set(NULL);
		/* A last checkpoint may fail without loss; then the copy is whole all the same. */
		if (error != LOG_OK)
			assert_int_equal(error, errors[nth % 2]);
		else
			assert_int_equal(logkit_verify(&copy).entries, 50);
		assert_true(fired || error == LOG_OK);
		assert_int_equal(there(&copy, "log.db"), error == LOG_OK);
		assert_int_equal(there(&copy, "node.key"), error == LOG_OK);
		failures += fired;
		/* The same folder serves for the next attempt. */
		if (error != LOG_OK)
			assert_int_equal(log_backup(fix->from.dir, copy.dir), LOG_OK);
		assert_int_equal(logkit_check_bodies(&copy, 50, 0), 50);
		logkit_release(&copy);
	}
	faultvfs_remove();
	assert_true(failures > 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_backup_goes_on_as_the_log_would, setup, teardown),
		cmocka_unit_test_setup_teardown(a_backup_makes_its_folder, setup, teardown),
		cmocka_unit_test_setup_teardown(what_a_backup_holds_is_not_for_others, setup,
						teardown),
		cmocka_unit_test_setup_teardown(a_backup_while_entries_come_is_one_moment, setup,
						teardown),
		cmocka_unit_test_setup_teardown(restoring_gives_the_log_back, setup, teardown),
		cmocka_unit_test_setup_teardown(an_unsound_copy_is_not_restored, setup, teardown),
		cmocka_unit_test_setup_teardown(a_folder_that_holds_something_is_refused, setup,
						teardown),
		cmocka_unit_test_setup_teardown(a_folder_in_use_is_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(what_is_no_log_cannot_be_copied, setup, teardown),
		cmocka_unit_test_setup_teardown(a_copy_that_fails_leaves_nothing, setup, teardown),
	};

	return cmocka_run_group_tests_name("log backup", tests, NULL, NULL);
}
