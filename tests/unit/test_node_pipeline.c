/* The way of a command on a machine that fails: a named end or a refusal, and nothing lost. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/faultvfs.h"
#include "lib/nodekit.h"
#include "lib/unit.h"
#include "model/registry.h"

#define DISK_EXIT 74                                       /* the named ends of the program */
#define NOT_OPENED 75                                      /* of these children: refused by name */
#define NO_NAME 3

static char origin[LOGKIT_PATH];                           /* copied for every trial */

/* What the child tells: it lies in memory of both. */
struct told {
	struct nodekit_answers answers;
	bool fired;
};
static struct told *told;

/* ---- faults --------------------------------------------------------------------------------- */

struct trial {
	struct faultvfs_plan disk;
	uint64_t memory;                                   /* this allocation of ours fails */
	int64_t sqlite;                                    /* … of SQLite's */
	bool open_first;                                   /* it comes only to an open node */
};

static sqlite3_mem_methods plain_memory;
static int64_t sqlite_left;                                /* 0: never */

static void *failing_malloc(int size)
{
	if (__atomic_load_n(&sqlite_left, __ATOMIC_SEQ_CST) > 0 &&
	    __atomic_sub_fetch(&sqlite_left, 1, __ATOMIC_SEQ_CST) == 0) {
		told->fired = true;
		return NULL;
	}
	return plain_memory.xMalloc(size);
}

static void watch_sqlite(void)
{
	sqlite3_mem_methods methods;

	/* The parent has used it. */
	sqlite3_shutdown();
	sqlite3_config(SQLITE_CONFIG_GETMALLOC, &plain_memory);
	methods = plain_memory;
	methods.xMalloc = failing_malloc;
	sqlite3_config(SQLITE_CONFIG_MALLOC, &methods);
}

static void begin_faults(const struct trial *trial)
{
	faultvfs_set(&trial->disk);
	__atomic_store_n(&sqlite_left, trial->sqlite, __ATOMIC_SEQ_CST);
	mem_fail_at(trial->memory);
}

/* ---- a life in a child ---------------------------------------------------------------------- */

/* Some of the work waits for its answers, some is sent in one go. */
static void do_the_work(struct nodekit *kit)
{
	nodekit_send(kit, 0, 1);
	pipeline_settle(kit->pipeline);
	nodekit_send(kit, 1, 4);
	pipeline_settle(kit->pipeline);
	nodekit_send(kit, 4, 7);
	nodekit_send(kit, 0, 2);
	pipeline_settle(kit->pipeline);
	nodekit_send(kit, 7, NODEKIT_ACTS);
	pipeline_settle(kit->pipeline);
}

_Noreturn static void live(const struct trial *trial, const char *dir)
{
	struct nodekit kit;
	enum log_error error;

	fclose(stderr);
	watch_sqlite();
	faultvfs_install();
	if (!trial->open_first)
		begin_faults(trial);
	error = nodekit_open(&kit, dir, &told->answers);
	if (error != LOG_OK)
		_exit(error == LOG_IO || error == LOG_FULL || error == LOG_NO_FOLDER ||
				      error == LOG_READ_ONLY
			      ? NOT_OPENED
			      : NO_NAME);
	if (trial->open_first)
		begin_faults(trial);
	do_the_work(&kit);
	if (pipeline_close(kit.pipeline) != LOG_OK)
		_exit(DISK_EXIT);
	if (trial->disk.ops)
		told->fired = faultvfs_fired();
	_exit(0);
}

/* Afterwards, on a good machine: what was answered is there, and the work goes on. */
_Noreturn static void live_again(const char *dir)
{
	struct nodekit kit;
	struct hash once, again;

	nodekit_check(dir, &told->answers);
	LOGKIT_MUST(nodekit_open(&kit, dir, &told->answers) == LOG_OK);
	do_the_work(&kit);
	LOGKIT_MUST(pipeline_close(kit.pipeline) == LOG_OK);
	for (uint32_t i = 0; i < NODEKIT_ACTS; i++)
		LOGKIT_MUST(told->answers.at[i].done);
	nodekit_check(dir, &told->answers);
	once = nodekit_digest(dir, false);
	again = nodekit_digest(dir, true);
	LOGKIT_MUST(hash_eq(&once, &again));
	_exit(0);
}

static int wait_for(pid_t child)
{
	int status;

	assert_true(child > 0);
	while (waitpid(child, &status, 0) != child)
		continue;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

/* True: the fault came. Fails the test on any end that is not named. */
static bool try_one(const struct trial *trial, const char *what)
{
	char dir[LOGKIT_PATH];
	pid_t child;
	int ended;

	memset(told, 0, sizeof *told);
	nodekit_copy(origin, dir);
	fflush(NULL);
	child = fork();
	if (child == 0)
		live(trial, dir);
	ended = wait_for(child);
	if (ended != 0 && ended != DISK_EXIT && ended != MEM_EXIT && ended != NOT_OPENED)
		fail_msg("%s: ended with %d", what, ended);
	fflush(NULL);
	child = fork();
	if (child == 0)
		live_again(dir);
	if (wait_for(child) != 0)
		fail_msg("%s: ended with %d, and then something was lost", what, ended);
	logkit_remove_tree(dir);
	return ended != 0 || told->fired;
}

enum fault { DISK, MEMORY, SQLITE };

static uint64_t torture(void)
{
	const char *text = getenv("TORTURE");
	int64_t times;

	return text && str_to_i64(str_of(text), &times) && times > 0 ? (uint64_t)times : 1;
}

/* Every place in turn, or every `step`-th of them, until the fault does not come any more. */
static void try_all(const struct trial *trial, enum fault fault, uint64_t step, const char *what)
{
	uint64_t struck = 0;
	bool came = true;
	char text[128];

	step = step > torture() ? step / torture() : 1;
	for (uint64_t n = 1; came; n += step) {
		struct trial one = *trial;

		switch (fault) {
		case DISK: one.disk.nth = n; break;
		case MEMORY: one.memory = n; break;
		default: one.sqlite = (int64_t)n;
		}
		snprintf(text, sizeof text, "%s, number %llu", what, (unsigned long long)n);
		came = try_one(&one, text);
		struck += came;
	}
	printf("# %s: %llu places\n", what, (unsigned long long)struck);
	assert_true(struck > 5);
}

/* ---- tests ---------------------------------------------------------------------------------- */

static void without_a_fault_all_is_done(void **state)
{
	const struct trial none = { .open_first = true };

	(void)state;
	assert_false(try_one(&none, "no fault"));
}

static void each_write_fails_in_turn(void **state)
{
	const struct trial trial = { .disk = { .ops = FAULTVFS_WRITE, .code = SQLITE_IOERR_WRITE,
					       .torn = true } };

	(void)state;
	try_all(&trial, DISK, 1, "a torn write");
}

static void the_disk_fills_at_each_write_in_turn(void **state)
{
	const struct trial trial = { .disk = { .ops = FAULTVFS_WRITE, .code = SQLITE_FULL,
					       .forever = true } };

	(void)state;
	try_all(&trial, DISK, 1, "a full disk from a write on");
}

static void each_sync_fails_in_turn(void **state)
{
	const struct trial trial = { .disk = { .ops = FAULTVFS_SYNC | FAULTVFS_TRUNCATE,
					       .code = SQLITE_IOERR_FSYNC } };

	(void)state;
	try_all(&trial, DISK, 1, "a sync");
}

static void each_allocation_fails_in_turn(void **state)
{
	const struct trial opening = { .open_first = false };
	const struct trial working = { .open_first = true };

	(void)state;
	try_all(&opening, MEMORY, 7, "memory from the opening on");
	try_all(&working, MEMORY, 1, "memory of an open node");
}

static void each_allocation_of_the_database_fails_in_turn(void **state)
{
	const struct trial opening = { .open_first = false };

	(void)state;
	try_all(&opening, SQLITE, 11, "memory of the database");
}

static int begin(void **state)
{
	(void)state;
	registry_init();
	told = mmap(NULL, sizeof *told, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (told == MAP_FAILED)
		return -1;
	nodekit_make(origin);
	return 0;
}

static int end(void **state)
{
	(void)state;
	logkit_remove_tree(origin);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_a_fault_all_is_done),
		cmocka_unit_test(each_write_fails_in_turn),
		cmocka_unit_test(the_disk_fills_at_each_write_in_turn),
		cmocka_unit_test(each_sync_fails_in_turn),
		cmocka_unit_test(each_allocation_fails_in_turn),
		cmocka_unit_test(each_allocation_of_the_database_fails_in_turn),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
