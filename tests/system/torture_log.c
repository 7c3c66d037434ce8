/* kill -9 at 200 points while entries are written: nothing that was reported is ever missing. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/chance.h"
#include "lib/faultvfs.h"
#include "lib/logkit.h"
#include "lib/unit.h"

#define KILLS 200
#define LIVES 8                         /* of one log, then a new one */
#define AHEAD 50                        /* entries in flight */

/* ---- the child: appends without end and says what was committed ----------------------------- */

static int report_fd;

static void report(void *user, uint64_t pos, enum log_error error, const char *detail)
{
	(void)user;
	(void)detail;
	LOGKIT_MUST(error == LOG_OK);
	LOGKIT_MUST(write(report_fd, &pos, sizeof pos) == sizeof pos);
}

/* An odd seed dies by itself before a certain operation of the disk; an even one is killed. */
static _Noreturn void live(struct logkit *kit, uint64_t seed)
{
	struct chance chance = { seed };

	faultvfs_install();
	if (seed % 2 == 1)
		faultvfs_set(&(struct faultvfs_plan){
			.ops = FAULTVFS_WRITE | FAULTVFS_SYNC | FAULTVFS_TRUNCATE |
			       FAULTVFS_SHARED,
			.nth = 1 + chance_below(&chance, 400),
			.kill = true,
		});
	LOGKIT_MUST(log_open(kit->dir, report, NULL, &kit->log) == LOG_OK);
	log_checkpoint_pages(kit->log, 60);
	log_head_span(kit->log, 0);
	for (;;) {
		LOGKIT_MUST(logkit_append(kit, 1 + chance_below(&chance, 9), 0));
		if (log_last_pos(kit->log) - log_committed_pos(kit->log) > AHEAD)
			log_flush(kit->log);
	}
}

/* ---- the parent ---------------------------------------------------------------------------- */

/* Reads until the child is gone; kills it after so many reports. The last report that came. */
static uint64_t watch(pid_t child, int fd, uint32_t kill_after)
{
	uint64_t last = 0;
	uint64_t pos;
	uint32_t count = 0;
	ssize_t got;

	while ((got = read(fd, &pos, sizeof pos)) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		LOGKIT_MUST(got == sizeof pos && pos > last);
		last = pos;
		if (++count == kill_after)
			LOGKIT_MUST(kill(child, SIGKILL) == 0);
	}
	return last;
}

static uint64_t one_life(struct logkit *kit, uint64_t seed)
{
	struct chance chance = { ~seed };
	uint32_t kill_after = seed % 2 == 1 ? 0 : 1 + chance_below(&chance, 40);
	uint64_t reported;
	int ends[2];
	int status;
	pid_t child;

	LOGKIT_MUST(pipe(ends) == 0);
	child = fork();
	LOGKIT_MUST(child >= 0);
	if (child == 0) {
		close(ends[0]);
		report_fd = ends[1];
		live(kit, seed);
	}
	close(ends[1]);
	reported = watch(child, ends[0], kill_after);
	close(ends[0]);
	LOGKIT_MUST(waitpid(child, &status, 0) == child);
	LOGKIT_MUST(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	return reported;
}

/* What was reported is there; the rest of the file is sound; and the log goes on from there. */
static uint64_t check_remains(struct logkit *kit, uint64_t reported)
{
	struct log_verdict verdict;
	uint64_t last;

	kit->reported = 0;
	LOGKIT_MUST(logkit_open(kit) == LOG_OK);
	last = log_last_pos(kit->log);
	LOGKIT_MUST(last >= reported);
	LOGKIT_MUST(logkit_check_bodies(kit, last, 0) == last);
	logkit_fill(kit, 3);
	LOGKIT_MUST(logkit_close(kit) == LOG_OK);
	verdict = logkit_verify(kit);
	LOGKIT_MUST(verdict.fault == LOG_SOUND && verdict.entries == last + 3);
	return last;
}

static uint32_t kills(void)
{
	const char *times = getenv("TORTURE");
	long factor = times ? strtol(times, NULL, 10) : 1;

	return (uint32_t)(KILLS * (factor < 1 ? 1 : factor));
}

static void nothing_reported_is_lost_by_kill_9(void **state)
{
	struct logkit kit;
	uint64_t reported = 0;
	uint64_t unreported = 0;
	uint64_t seen = 0;

	(void)state;
	logkit_init(&kit);
	for (uint64_t seed = 1; seed <= kills(); seed++) {
		uint64_t last;

		if (seed % LIVES == 0) {
			logkit_release(&kit);
			logkit_init(&kit);
		}
		reported = one_life(&kit, seed);
		last = check_remains(&kit, reported);
		seen += reported > 0;
		unreported += last - reported > 0 && reported > 0;
	}
	logkit_release(&kit);
	print_message("# %u kills, %llu with reports before, %llu with more on the disk\n", kills(),
		      (unsigned long long)seen, (unsigned long long)unreported);
	/* Else the children died too early for the test to mean anything. */
	assert_true(seen > kills() / 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_reported_is_lost_by_kill_9),
	};

	return cmocka_run_group_tests_name("torture log", tests, NULL, NULL);
}
