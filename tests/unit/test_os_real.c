/* Files, locks and clocks of the real system: what is promised when all goes well and when not. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/unit.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "os/os.h"

static char folder[64];

static int make_folder(void **state)
{
	(void)state;
	strcpy(folder, "/tmp/test_os_real.XXXXXX");
	return mkdtemp(folder) == NULL ? -1 : 0;
}

static void remove_one(void *user, const char *name)
{
	(void)user;
	char path[512];

	snprintf(path, sizeof path, "%s/%s", folder, name);
	assert_int_equal(os_remove(path), 0);
}

static int remove_folder(void **state)
{
	(void)state;
	return os_list(folder, remove_one, NULL) < 0 || rmdir(folder) < 0 ? -1 : 0;
}

static const char *in_folder(const char *name)
{
	static char paths[4][512];
	static unsigned next;
	char *path = paths[next++ % 4];

	snprintf(path, sizeof paths[0], "%s/%s", folder, name);
	return path;
}

static void check_holds(const char *path, const char *text)
{
	struct buf buf;

	buf_init(&buf, 1000);
	assert_int_equal(os_read_file(path, &buf), 0);
	assert_true(str_eq(buf_str(&buf), str_of(text)));
	buf_release(&buf);
}

static unsigned mode_of(const char *path)
{
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	return st.st_mode & 0777;
}

static void count_one(void *user, const char *name)
{
	assert_string_not_equal(name, ".");
	assert_string_not_equal(name, "..");
	++*(unsigned *)user;
}

static unsigned files_in(const char *path)
{
	unsigned count = 0;

	assert_int_equal(os_list(path, count_one, &count), 0);
	return count;
}

static void test_write_and_read(void **state)
{
	const char *path = in_folder("file");
	struct buf buf;

	(void)state;
	assert_int_equal(os_write_file(path, STR("first"), false), 0);
	check_holds(path, "first");
	assert_int_equal(os_write_file(path, STR(""), false), 0);
	check_holds(path, "");
	assert_int_equal(os_write_file(path, STR("second"), false), 0);
	check_holds(path, "second");
	assert_int_equal(os_file_size(path), 6);
	assert_int_equal(files_in(folder), 1);
	buf_init(&buf, 8);
	buf_add(&buf, STR("a:"));
	assert_int_equal(os_read_file(path, &buf), 0);
	assert_true(str_eq(buf_str(&buf), STR("a:second")));
	assert_int_equal(os_read_file(path, &buf), -EFBIG);
	assert_true(str_eq(buf_str(&buf), STR("a:second")));
	assert_false(buf.over);
	buf_release(&buf);
}

static void test_large(void **state)
{
	struct buf wrote, read_back;

	(void)state;
	buf_init(&wrote, 1000000);
	buf_init(&read_back, 300000);
	while (wrote.len < 300000)
		buf_add_i64(&wrote, (int64_t)wrote.len * 1000003);
	wrote.len = 300000;
	assert_int_equal(os_write_file(in_folder("large"), buf_str(&wrote), false), 0);
	assert_int_equal(os_copy_file(in_folder("large"), in_folder("copy")), 0);
	assert_int_equal(os_read_file(in_folder("copy"), &read_back), 0);
	assert_true(str_eq(buf_str(&wrote), buf_str(&read_back)));
	buf_release(&wrote);
	buf_release(&read_back);
}

/* Whatever a crash left beside it, a secret is never in a file that others can read. */
static void test_secret(void **state)
{
	const char *path = in_folder("key"), *left = in_folder("key.new");

	(void)state;
	umask(0);
	assert_int_equal(os_write_file(left, STR("left over"), false), 0);
	assert_int_equal(mode_of(left), 0644);
	assert_int_equal(os_write_file(path, STR("secret"), true), 0);
	assert_int_equal(mode_of(path), 0600);
	check_holds(path, "secret");
	assert_int_equal(os_file_size(left), -ENOENT);
	assert_int_equal(os_copy_file(path, in_folder("key2")), 0);
	assert_int_equal(mode_of(in_folder("key2")), 0600);
}

static void test_refusals(void **state)
{
	const char *missing = in_folder("missing/file");
	uint64_t bytes = 0;
	struct buf buf;
	char long_name[5000];

	(void)state;
	buf_init(&buf, 100);
	assert_int_equal(os_read_file(missing, &buf), -ENOENT);
	assert_int_equal(os_read_file(folder, &buf), -EISDIR);
	assert_int_equal(buf.len, 0);
	buf_release(&buf);
	assert_int_equal(os_write_file(missing, STR("x"), false), -ENOENT);
	assert_int_equal(os_copy_file(missing, in_folder("x")), -ENOENT);
	assert_int_equal(os_file_size(missing), -ENOENT);
	assert_int_equal(os_remove(missing), -ENOENT);
	assert_int_equal(os_list(missing, count_one, NULL), -ENOENT);
	assert_int_equal(os_disk_free(missing, &bytes), -ENOENT);
	assert_int_equal(os_write_file(in_folder("file"), STR("x"), false), 0);
	assert_int_equal(os_mkdir(in_folder("file")), -ENOTDIR);
	assert_int_equal(os_mkdir(missing), -ENOENT);
	memset(long_name, 'a', sizeof long_name - 1);
	long_name[sizeof long_name - 1] = '\0';
	assert_int_equal(os_write_file(long_name, STR("x"), false), -ENAMETOOLONG);
	assert_int_equal(os_lock_take(long_name, &(struct os_lock *){ NULL }), -ENAMETOOLONG);
}

/* A write that fails half-way leaves the old file as it was and nothing beside it. */
static void test_write_fails(void **state)
{
	const char *path = in_folder("file");
	char large[8192] = { 0 };
	int status;

	(void)state;
	assert_int_equal(os_write_file(path, STR("old"), false), 0);
	fflush(stdout);
	pid_t child = fork();

	if (child == 0) {
		struct rlimit limit = { 4096, 4096 };

		signal(SIGXFSZ, SIG_IGN);
		setrlimit(RLIMIT_FSIZE, &limit);
		struct str bytes = { large, sizeof large };

		_exit(os_write_file(path, bytes, false) == -EFBIG ? 0 : 1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	check_holds(path, "old");
	assert_int_equal(os_file_size(in_folder("file.new")), -ENOENT);
}

static void test_folders(void **state)
{
	uint64_t bytes = 0;

	(void)state;
	assert_int_equal(os_mkdir(in_folder("sub")), 0);
	assert_int_equal(os_mkdir(in_folder("sub")), 0);
	assert_int_equal(mode_of(in_folder("sub")), 0700);
	assert_int_equal(files_in(in_folder("sub")), 0);
	assert_int_equal(os_write_file(in_folder("sub/a"), STR("a"), false), 0);
	assert_int_equal(os_write_file(in_folder("sub/b"), STR("b"), false), 0);
	assert_int_equal(files_in(in_folder("sub")), 2);
	assert_int_equal(os_remove(in_folder("sub")), -ENOTEMPTY);
	assert_int_equal(os_remove(in_folder("sub/a")), 0);
	assert_int_equal(os_remove(in_folder("sub/b")), 0);
	assert_int_equal(os_remove(in_folder("sub")), 0);
	assert_int_equal(os_disk_free(folder, &bytes), 0);
	assert_true(bytes > 0);
}

static void test_lock(void **state)
{
	struct os_lock *first = NULL, *second = NULL;

	(void)state;
	assert_int_equal(os_lock_take(folder, &first), 0);
	assert_int_equal(os_lock_take(folder, &second), -EWOULDBLOCK);
	assert_null(second);
	os_lock_release(first);
	assert_int_equal(os_lock_take(folder, &second), 0);
	os_lock_release(second);
	os_lock_release(NULL);
}

/* The lock of a process that was killed is free at once. */
static void test_lock_ends_with_the_process(void **state)
{
	struct os_lock *lock = NULL;
	int ends[2], status;
	char byte = 0;

	(void)state;
	assert_int_equal(pipe(ends), 0);
	fflush(stdout);
	pid_t child = fork();

	if (child == 0) {
		byte = os_lock_take(folder, &lock) == 0 ? 'y' : 'n';
		if (write(ends[1], &byte, 1) == 1)
			pause();
		_exit(1);
	}
	assert_int_equal(read(ends[0], &byte, 1), 1);
	assert_int_equal(byte, 'y');
	assert_int_equal(os_lock_take(folder, &lock), -EWOULDBLOCK);
	assert_int_equal(kill(child, SIGKILL), 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(os_lock_take(folder, &lock), 0);
	os_lock_release(lock);
	close(ends[0]);
	close(ends[1]);
}

static void test_clocks(void **state)
{
	struct timespec before, after;

	(void)state;
	clock_gettime(CLOCK_REALTIME, &before);
	instant now = os_now();
	clock_gettime(CLOCK_REALTIME, &after);
	assert_true(now >= before.tv_sec * 1000 + before.tv_nsec / 1000000);
	assert_true(now <= after.tv_sec * 1000 + after.tv_nsec / 1000000);
	int64_t last = os_monotonic_ns(), cpu = os_cpu_ns();

	for (int i = 0; i < 1000; i++) {
		int64_t next = os_monotonic_ns();

		assert_true(next >= last);
		last = next;
	}
	assert_true(cpu > 0 && os_cpu_ns() >= cpu);
}

static void test_random(void **state)
{
	unsigned char a[1000] = { 0 }, b[1000] = { 0 };
	unsigned zeros = 0;

	(void)state;
	os_random(a, sizeof a);
	os_random(b, sizeof b);
	assert_memory_not_equal(a, b, sizeof a);
	for (unsigned i = 0; i < sizeof a; i++)
		zeros += a[i] == 0;
	assert_true(zeros < 100);
}

static void test_error_texts(void **state)
{
	static const int codes[] = {
		0, EACCES, EDQUOT, EFBIG, EIO, EISDIR, EMFILE, ENAMETOOLONG, ENOENT, ENOSPC,
		ENOTDIR, ENOTEMPTY, EPERM, EROFS, EWOULDBLOCK, 99999,
	};

	(void)state;
	for (unsigned i = 0; i < COUNT(codes); i++) {
		assert_non_null(strstr(os_error_text(-codes[i]), " / "));
		for (unsigned j = 0; j < i; j++)
			assert_string_not_equal(os_error_text(-codes[i]), os_error_text(-codes[j]));
	}
	assert_string_equal(os_error_text(-EPIPE), "Broken pipe");
	assert_null(os_sqlite_vfs());
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_folder, remove_folder)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_write_and_read), TEST(test_large), TEST(test_secret), TEST(test_refusals),
		TEST(test_write_fails), TEST(test_folders), TEST(test_lock),
		TEST(test_lock_ends_with_the_process), cmocka_unit_test(test_clocks),
		cmocka_unit_test(test_random), cmocka_unit_test(test_error_texts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
