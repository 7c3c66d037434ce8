/* Opening a log: each thing that stands in the way has a name, and stays as it was. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <sqlite3.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "lib/faultvfs.h"
#include "lib/logkit.h"
#include "lib/unit.h"
#include "log/error.h"
#include "os/os.h"

static int setup(void **state)
{
	struct logkit *kit = heap_alloc(sizeof *kit);

	logkit_init(kit);
	*state = kit;
	return 0;
}

static int teardown(void **state)
{
	logkit_release(*state);
	heap_free(*state);
	return 0;
}

static void make_log(struct logkit *kit)
{
	assert_int_equal(logkit_open(kit), LOG_OK);
	logkit_fill(kit, 60);
	assert_int_equal(logkit_close(kit), LOG_OK);
}

static void write_file(const struct logkit *kit, const char *name, struct str text)
{
	char path[LOGKIT_PATH];

	logkit_path(kit, name, path);
	assert_int_equal(os_write_file(path, text, false), 0);
}

static void remove_file(const struct logkit *kit, const char *name)
{
	char path[LOGKIT_PATH];

	logkit_path(kit, name, path);
	assert_int_equal(os_remove(path), 0);
}

static void write_at(const struct logkit *kit, off_t offset, const void *bytes, size_t len)
{
	char path[LOGKIT_PATH];
	int fd;

	logkit_path(kit, "log.db", path);
	fd = open(path, O_WRONLY);
	assert_true(fd >= 0);
	assert_int_equal(pwrite(fd, bytes, len, offset), len);
	close(fd);
}

/* ---- each refusal, and that nothing was touched --------------------------------------------- */

static void text_file(struct logkit *kit)
{
	write_file(kit, "log.db", STR("A shopping list, longer than a hundred bytes, so that it "
				      "could be taken for the header of a database: bread, milk."));
}

static void short_file(struct logkit *kit)
{
	write_file(kit, "log.db", STR("?"));
}

static void other_database(struct logkit *kit)
{
	logkit_sql(kit, "CREATE TABLE guests (name TEXT); INSERT INTO guests VALUES ('Li')");
}

static void other_database_with_wal(struct logkit *kit)
{
	logkit_sql(kit, "PRAGMA journal_mode = WAL; CREATE TABLE guests (name TEXT)");
}

static void same_tables_without_mark(struct logkit *kit)
{
	make_log(kit);
	logkit_sql(kit, "PRAGMA application_id = 0");
}

static void newer(struct logkit *kit)
{
	make_log(kit);
	logkit_sql(kit, "PRAGMA user_version = 3");
}

/* As a crash of a newer program leaves it: the new number is only in the write-ahead log. */
static void newer_in_the_wal(struct logkit *kit)
{
	pid_t child;

	make_log(kit);
	child = fork();
	if (child == 0) {
		char path[LOGKIT_PATH];
		sqlite3 *db;

		logkit_path(kit, "log.db", path);
		LOGKIT_MUST(sqlite3_open(path, &db) == SQLITE_OK);
		LOGKIT_MUST(sqlite3_exec(db, "PRAGMA user_version = 3", NULL, NULL, NULL) ==
			    SQLITE_OK);
		_exit(0);
	}
	waitpid(child, NULL, 0);
}

static void cut_short(struct logkit *kit)
{
	char path[LOGKIT_PATH];

	make_log(kit);
	logkit_path(kit, "log.db", path);
	assert_int_equal(truncate(path, 8192), 0);
}

static void broken_page(struct logkit *kit)
{
	static const char zeros[4096];
	int64_t page;

	make_log(kit);
	page = logkit_number(kit, "SELECT rootpage FROM sqlite_schema WHERE name = 'entry'");
	write_at(kit, (off_t)(page - 1) * 4096, zeros, sizeof zeros);
}

static void missing_table(struct logkit *kit)
{
	make_log(kit);
	logkit_sql(kit, "DROP TABLE head");
}

static void strange_origin(struct logkit *kit)
{
	make_log(kit);
	logkit_sql(kit, "UPDATE entry SET origin = 'NOT A CODE' WHERE pos = 60");
}

static void wal_without_log(struct logkit *kit)
{
	make_log(kit);
	remove_file(kit, "log.db");
	write_file(kit, "log.db-wal", STR("what is left"));
}

static void key_gone(struct logkit *kit)
{
	make_log(kit);
	remove_file(kit, "node.key");
}

static void key_garbled(struct logkit *kit)
{
	make_log(kit);
	write_file(kit, "node.key", STR("not a key\n"));
}

static void key_of_another(struct logkit *kit)
{
	make_log(kit);
	write_file(kit, "node.key", STR("00000000000000000000000000000000"
					"00000000000000000000000000000001\n"));
}

static void public_key_without_secret(struct logkit *kit)
{
	write_file(kit, "node.pub", STR("00000000000000000000000000000000"
					"00000000000000000000000000000001\n"));
	assert_int_equal(logkit_open(kit), LOG_NO_KEY);
}

static void file_in_the_way(struct logkit *kit)
{
	assert_int_equal(rmdir(kit->dir), 0);
	assert_int_equal(os_write_file(kit->dir, STR("x"), false), 0);
}

static void no_folder_above(struct logkit *kit)
{
	assert_int_equal(rmdir(kit->dir), 0);
	strcat(kit->dir, "/a/b");
}

static const struct {
	const char *name;
	void (*make)(struct logkit *kit);
	enum log_error error;
} refusals[] = {
	{ "text file", text_file, LOG_FOREIGN },
	{ "one byte", short_file, LOG_FOREIGN },
	{ "other database", other_database, LOG_FOREIGN },
	{ "other database with WAL", other_database_with_wal, LOG_FOREIGN },
	{ "same tables, no mark", same_tables_without_mark, LOG_FOREIGN },
	{ "newer", newer, LOG_NEWER },
	{ "newer in the WAL", newer_in_the_wal, LOG_NEWER },
	{ "cut short", cut_short, LOG_DAMAGED },
	{ "broken page", broken_page, LOG_DAMAGED },
	{ "missing table", missing_table, LOG_DAMAGED },
	{ "strange origin", strange_origin, LOG_DAMAGED },
	{ "WAL without log", wal_without_log, LOG_DAMAGED },
	{ "key gone", key_gone, LOG_NO_KEY },
	{ "key garbled", key_garbled, LOG_NO_KEY },
	{ "key of another", key_of_another, LOG_NO_KEY },
	{ "public key without secret", public_key_without_secret, LOG_NO_KEY },
	{ "file in the way", file_in_the_way, LOG_NO_FOLDER },
	{ "no folder above", no_folder_above, LOG_NO_FOLDER },
};

static void what_is_refused_has_a_name_and_stays_as_it_was(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(refusals); i++) {
		struct logkit kit;
		struct hash before = { 0 };
		struct hash after = { 0 };
		enum log_error error;
		bool folder;

		logkit_init(&kit);
		refusals[i].make(&kit);
		folder = refusals[i].error != LOG_NO_FOLDER;
		if (folder)
			before = logkit_digest(kit.dir);
		error = logkit_open(&kit);
		if (folder)
			after = logkit_digest(kit.dir);
		if (error != refusals[i].error)
			fail_msg("%s: %s", refusals[i].name, log_error_name(error));
		ROW_TRUE(refusals[i].name, hash_eq(&before, &after));
		assert_null(kit.log);
		logkit_release(&kit);
	}
}

static void an_empty_file_is_no_log_yet(void **state)
{
	struct logkit *kit = *state;

	write_file(kit, "log.db", STR(""));
	make_log(kit);
	assert_int_equal(logkit_check_bodies(kit, 60, 0), 60);
	assert_int_equal(logkit_number(kit, "PRAGMA application_id"), LOG_APPLICATION);
}

static void folders_with_odd_names_work(void **state)
{
	struct logkit *kit = *state;

	strcat(kit->dir, "/50% ?of#all é 北京");
	make_log(kit);
	assert_int_equal(logkit_check_bodies(kit, 60, 0), 60);
	assert_int_equal(logkit_open(kit), LOG_OK);
	assert_int_equal(logkit_close(kit), LOG_OK);
	logkit_remove_tree(kit->dir);
	*strrchr(kit->dir, '/') = '\0';
}

static void secrets_are_readable_by_their_owner_only(void **state)
{
	struct logkit *kit = *state;
	static const char *const names[] = { "node.key", "log.db", "log.db-wal", "log.db-shm" };

	assert_int_equal(logkit_open(kit), LOG_OK);
	logkit_fill(kit, 1);
	for (size_t i = 0; i < COUNT(names); i++) {
		char path[LOGKIT_PATH];
		struct stat st;

		logkit_path(kit, names[i], path);
		assert_int_equal(stat(path, &st), 0);
		ROW_TRUE(names[i], (st.st_mode & 0777) == 0600);
	}
}

/* ---- the lock ------------------------------------------------------------------------------ */

static void nobody(void *user, uint64_t pos, enum log_error error, const char *detail)
{
	(void)user;
	(void)pos;
	(void)error;
	(void)detail;
}

static void a_second_opening_is_refused(void **state)
{
	struct logkit *kit = *state;
	struct log *second = NULL;
	int status;
	pid_t child;

	assert_int_equal(logkit_open(kit), LOG_OK);
	logkit_fill(kit, 5);
	assert_int_equal(log_open(kit->dir, nobody, NULL, &second), LOG_LOCKED);
	assert_null(second);
	child = fork();
	if (child == 0)
		_exit((int)log_open(kit->dir, nobody, NULL, &second));
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(WEXITSTATUS(status), LOG_LOCKED);
	/* The one that has it is not disturbed. */
	logkit_fill(kit, 5);
	logkit_reopen(kit);
	assert_int_equal(log_last_pos(kit->log), 10);
}

/* ---- a disk that cannot be written ---------------------------------------------------------- */

static void a_file_that_opens_only_for_reading_is_read_only(void **state)
{
	struct logkit *kit = *state;
	struct hash before;
	struct hash after;

	make_log(kit);
	before = logkit_digest(kit->dir);
	faultvfs_install();
	faultvfs_set(&(struct faultvfs_plan){ .read_only = true });
	assert_int_equal(logkit_open(kit), LOG_READ_ONLY);
	faultvfs_remove();
	after = logkit_digest(kit->dir);
	assert_true(hash_eq(&before, &after));
	assert_int_equal(logkit_open(kit), LOG_OK);
}

#define NOT_PERMITTED 42

/* In a child with mounts of its own; false where the machine does not permit that. */
static bool mounts_of_my_own(void)
{
	if (unshare(CLONE_NEWNS) != 0 && unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0)
		return false;
	return mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0;
}


static int in_child(int (*act)(struct logkit *kit), struct logkit *kit)
{
	int status = -1;
	pid_t child;

	fflush(NULL);
	child = fork();
	if (child == 0)
		_exit(mounts_of_my_own() ? act(kit) : NOT_PERMITTED);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

/* Where no mounts are permitted, the tests with a simulated disk have shown the same. */
static void check_child(int answer)
{
	if (answer == NOT_PERMITTED)
		print_message("# no mounts permitted here: only the simulated disk was tried\n");
	else
		assert_int_equal(answer, 0);
}

static int open_on_read_only_mount(struct logkit *kit)
{
	struct log_reader *reader;

	if (mount(kit->dir, kit->dir, NULL, MS_BIND, NULL) != 0 ||
	    mount("none", kit->dir, NULL, MS_BIND | MS_REMOUNT | MS_RDONLY, NULL) != 0)
		return NOT_PERMITTED;
	LOGKIT_MUST(logkit_open(kit) == LOG_READ_ONLY);
	/* What lies on such a disk can still be read and checked. */
	LOGKIT_MUST(logkit_check_bodies(kit, 60, 0) == 60);
	LOGKIT_MUST(logkit_verify(kit).fault == LOG_SOUND);
	LOGKIT_MUST(log_reader_open(kit->dir, &reader) == LOG_OK);
	log_reader_close(reader);
	return 0;
}

static void a_read_only_disk_is_named_and_can_be_read(void **state)
{
	struct logkit *kit = *state;

	make_log(kit);
	check_child(in_child(open_on_read_only_mount, kit));
}

static void fill_disk(const struct logkit *kit)
{
	char path[LOGKIT_PATH];
	static const char block[4096];
	int fd;

	logkit_path(kit, "ballast", path);
	fd = open(path, O_WRONLY | O_CREAT, 0600);
	LOGKIT_MUST(fd >= 0);
	while (write(fd, block, sizeof block) > 0)
		;
	close(fd);
}

/* A disk full from the start, one that fills while entries come, and room made again. */
static int fill_a_small_disk(struct logkit *kit)
{
	uint64_t reported;

	if (mount("tmpfs", kit->dir, "tmpfs", 0, "size=1m") != 0)
		return NOT_PERMITTED;
	fill_disk(kit);
	LOGKIT_MUST(logkit_open(kit) == LOG_FULL);
	remove_file(kit, "ballast");
	LOGKIT_MUST(logkit_open(kit) == LOG_OK);
	while (!kit->error && logkit_append(kit, 5, 500))
		log_flush(kit->log);
	log_flush(kit->log);
	LOGKIT_MUST(kit->error == LOG_FULL);
	reported = kit->reported;
	LOGKIT_MUST(reported > 100);
	LOGKIT_MUST(!logkit_append(kit, 1, 500));
	LOGKIT_MUST(logkit_close(kit) == LOG_FULL);
	LOGKIT_MUST(logkit_check_bodies(kit, reported, 500) >= reported);
	LOGKIT_MUST(mount("none", kit->dir, NULL, MS_REMOUNT, "size=8m") == 0);
	kit->error = LOG_OK;
	LOGKIT_MUST(logkit_open(kit) == LOG_OK);
	LOGKIT_MUST(log_last_pos(kit->log) >= reported);
	LOGKIT_MUST(logkit_append(kit, 5, 500));
	log_flush(kit->log);
	LOGKIT_MUST(logkit_close(kit) == LOG_OK);
	LOGKIT_MUST(logkit_verify(kit).fault == LOG_SOUND);
	return 0;
}

static void a_full_disk_is_named_and_loses_nothing(void **state)
{
	check_child(in_child(fill_a_small_disk, *state));
}

/* ---- opening costs the same however long the log is ------------------------------------------ */

static uint64_t reads_to_open(struct logkit *kit)
{
	uint64_t reads;

	faultvfs_set(NULL);
	assert_int_equal(logkit_open(kit), LOG_OK);
	reads = faultvfs_count(FAULTVFS_READ);
	assert_int_equal(logkit_close(kit), LOG_OK);
	return reads;
}

static void opening_reads_a_few_pages_only(void **state)
{
	struct logkit *kit = *state;
	uint64_t small;
	uint64_t large;

	faultvfs_install();
	make_log(kit);
	small = reads_to_open(kit);
	assert_int_equal(logkit_open(kit), LOG_OK);
	for (int i = 0; i < 40; i++)
		assert_true(logkit_append(kit, 1000, 100));
	assert_int_equal(logkit_close(kit), LOG_OK);
	large = reads_to_open(kit);
	faultvfs_remove();
	/* 700 times the entries: a level or two of the tree more for each lookup. */
	assert_true(large <= small + 24);
}

/* ---- words --------------------------------------------------------------------------------- */

static bool has_chinese(const char *text)
{
	struct str s = str_of(text);
	uint32_t at = 0;

	if (!utf8_valid(s))
		return false;
	while (at < s.len) {
		uint32_t c = utf8_next(s, &at);

		if (c >= 0x4e00 && c < 0xa000)
			return true;
	}
	return false;
}

static void every_error_has_a_name_and_a_sentence_in_both_languages(void **state)
{
	(void)state;
	for (enum log_error error = LOG_OK; error <= LOG_NO_SERVER; error++) {
		const char *name = log_error_name(error);

		assert_true(*name);
		ROW_TRUE(name, has_chinese(log_error_text(error, true)));
		ROW_TRUE(name, !has_chinese(log_error_text(error, false)));
		ROW_TRUE(name, strlen(log_error_text(error, false)) > 5);
		for (enum log_error other = LOG_OK; other < error; other++)
			ROW_TRUE(name, strcmp(name, log_error_name(other)) != 0);
	}
}

static void numbers_of_the_system_become_names(void **state)
{
	static const struct {
		const char *name;
		int rc;
		enum log_error error;
	} rows[] = {
		{ "success", 0, LOG_OK },
		{ "a size", 17, LOG_OK },
		{ "ENOENT", -ENOENT, LOG_NO_FOLDER },
		{ "ENOTDIR", -ENOTDIR, LOG_NO_FOLDER },
		{ "EROFS", -EROFS, LOG_READ_ONLY },
		{ "EACCES", -EACCES, LOG_READ_ONLY },
		{ "EPERM", -EPERM, LOG_READ_ONLY },
		{ "EWOULDBLOCK", -EWOULDBLOCK, LOG_LOCKED },
		{ "ENOSPC", -ENOSPC, LOG_FULL },
		{ "EDQUOT", -EDQUOT, LOG_FULL },
		{ "EIO", -EIO, LOG_IO },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		ROW_TRUE(rows[i].name, error_of_errno(rows[i].rc) == rows[i].error);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_refused_has_a_name_and_stays_as_it_was),
		cmocka_unit_test_setup_teardown(an_empty_file_is_no_log_yet, setup, teardown),
		cmocka_unit_test_setup_teardown(folders_with_odd_names_work, setup, teardown),
		cmocka_unit_test_setup_teardown(secrets_are_readable_by_their_owner_only, setup,
						teardown),
		cmocka_unit_test_setup_teardown(a_second_opening_is_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(a_file_that_opens_only_for_reading_is_read_only,
						setup, teardown),
		cmocka_unit_test_setup_teardown(a_read_only_disk_is_named_and_can_be_read, setup,
						teardown),
		cmocka_unit_test_setup_teardown(a_full_disk_is_named_and_loses_nothing, setup,
						teardown),
		cmocka_unit_test_setup_teardown(opening_reads_a_few_pages_only, setup, teardown),
		cmocka_unit_test(every_error_has_a_name_and_a_sentence_in_both_languages),
		cmocka_unit_test(numbers_of_the_system_become_names),
	};

	return cmocka_run_group_tests_name("log open", tests, NULL, NULL);
}
