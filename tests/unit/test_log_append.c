/* Appending to the log: numbering, groups, limits, heads, and what is there when reopened. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/mem.h"
#include "lib/logkit.h"
#include "lib/unit.h"
#include "log/queue.h"
#include "os/os.h"

/* Holds the log thread in its report of the first commit, so that the queue stands still. */
static struct {
	pthread_mutex_t mutex;
	pthread_cond_t cond;
	bool arrived;
	bool open;
} gate = { .mutex = PTHREAD_MUTEX_INITIALIZER, .cond = PTHREAD_COND_INITIALIZER };

static void wait_at_gate(void *user, uint64_t pos, enum log_error error, const char *detail)
{
	(void)user;
	(void)pos;
	(void)detail;
	assert_int_equal(error, LOG_OK);
	pthread_mutex_lock(&gate.mutex);
	gate.arrived = true;
	pthread_cond_broadcast(&gate.cond);
	while (!gate.open)
		pthread_cond_wait(&gate.cond, &gate.mutex);
	pthread_mutex_unlock(&gate.mutex);
}

static void open_gate(void)
{
	pthread_mutex_lock(&gate.mutex);
	gate.open = true;
	pthread_cond_broadcast(&gate.cond);
	pthread_mutex_unlock(&gate.mutex);
}

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
	open_gate();
	logkit_release(*state);
	heap_free(*state);
	return 0;
}

static void numbers_start_at_one_and_have_no_gaps(void **state)
{
	struct logkit *kit = *state;

	assert_int_equal(log_last_pos(kit->log), 0);
	assert_int_equal(log_last_seq(kit->log, logkit_origin(1)), 0);
	logkit_fill(kit, 500);
	assert_int_equal(log_last_pos(kit->log), 500);
	assert_int_equal(log_committed_pos(kit->log), 500);
	assert_int_equal(kit->reported, 500);
	assert_int_equal(log_last_seq(kit->log, logkit_origin(0)) +
				 log_last_seq(kit->log, logkit_origin(1)) +
				 log_last_seq(kit->log, logkit_origin(2)),
			 500);
	assert_int_equal(logkit_check_bodies(kit, 500, 0), 500);
}

static void reopening_goes_on_where_it_ended(void **state)
{
	struct logkit *kit = *state;
	uint64_t seq[LOGKIT_ORIGINS];

	logkit_fill(kit, 100);
	for (uint32_t i = 0; i < LOGKIT_ORIGINS; i++)
		seq[i] = log_last_seq(kit->log, logkit_origin(i));
	logkit_reopen(kit);
	assert_int_equal(log_last_pos(kit->log), 100);
	assert_int_equal(log_committed_pos(kit->log), 100);
	for (uint32_t i = 0; i < LOGKIT_ORIGINS; i++)
		assert_int_equal(log_last_seq(kit->log, logkit_origin(i)), seq[i]);
	logkit_fill(kit, 100);
	assert_int_equal(logkit_check_bodies(kit, 200, 0), 200);
	assert_int_equal(logkit_verify(kit).fault, LOG_SOUND);
	assert_int_equal(logkit_verify(kit).entries, 200);
	assert_int_equal(logkit_verify(kit).origins, LOGKIT_ORIGINS);
}

static void closing_commits_what_waits(void **state)
{
	struct logkit *kit = *state;

	for (int i = 0; i < 300; i++)
		assert_true(logkit_append(kit, 3, 0));
	assert_int_equal(logkit_close(kit), LOG_OK);
	assert_int_equal(kit->reported, 900);
	assert_int_equal(logkit_check_bodies(kit, 900, 0), 900);
}

static void the_chain_is_what_the_documents_say(void **state)
{
	struct logkit *kit = *state;

	logkit_fill(kit, 30);
	assert_int_equal(logkit_close(kit), LOG_OK);
	assert_int_equal(logkit_number(kit, "SELECT count(DISTINCT link) FROM entry"), 30);
	assert_int_equal(logkit_number(kit, "SELECT count(*) FROM entry WHERE length(hash) = 32 AND"
					    " length(link) = 32 AND typeof(body) = 'text'"),
			 30);
	assert_int_equal(logkit_format(kit), LOG_FORMAT);
}

static bool first_link(void *user, const struct log_entry *entry, const struct hash *hash,
		       const struct hash *link)
{
	struct hash zero = { { 0 } };
	struct hash expected = hash_pair(&zero, hash);

	assert_int_equal(entry->seq, 1);
	assert_true(hash_eq(&expected, link));
	*(bool *)user = true;
	return false;
}

static void the_first_link_starts_from_zeros(void **state)
{
	struct logkit *kit = *state;
	struct log_reader *reader;
	bool seen = false;

	logkit_fill(kit, 1);
	assert_int_equal(log_reader_open(kit->dir, &reader), LOG_OK);
	assert_int_equal(log_read(reader, 0, first_link, &seen), LOG_OK);
	assert_true(seen);
	log_reader_close(reader);
}

/* ---- groups and batches -------------------------------------------------------------------- */

static void a_group_is_never_split(void **state)
{
	struct logkit *kit = *state;
	struct log_stats stats;

	assert_true(logkit_append(kit, LIMIT_BATCH_ENTRIES * 2 + 1, 200));
	log_flush(kit->log);
	log_stats(kit->log, &stats);
	assert_int_equal(stats.commits, 1);
	assert_int_equal(stats.entries, LIMIT_BATCH_ENTRIES * 2 + 1);
	assert_int_equal(stats.bytes, stats.entries * 200);
	assert_true(stats.last_sync_ns > 0);
}

static void wait_for(struct logkit *kit, uint64_t pos)
{
	while (log_committed_pos(kit->log) < pos)
		sched_yield();
}

/* Whoever never tells the log thread leaves it asleep: this would then wait for ever. */
static void what_is_held_is_committed_when_the_owner_says_so(void **state)
{
	struct logkit *kit = *state;

	log_hold(kit->log, true);
	for (int i = 0; i < 3; i++)
		assert_true(logkit_append(kit, 2, 60));
	log_go(kit->log);
	wait_for(kit, 6);
	assert_true(logkit_append(kit, 2, 60));
	log_flush(kit->log);
	assert_int_equal(log_committed_pos(kit->log), 8);
	assert_true(logkit_append(kit, 2, 60));
	log_hold(kit->log, false);
	wait_for(kit, 10);
	assert_true(logkit_append(kit, 2, 60));
	wait_for(kit, 12);
	assert_int_equal(logkit_verify(kit).fault, LOG_SOUND);
}

static void batches_end_between_groups(void **state)
{
	static const struct {
		const char *groups;     /* 'x' an entry, '|' the last of its group */
		uint32_t from;
		uint32_t limit;
		uint32_t end;
	} rows[] = {
		{ "||||", 0, 10, 4 },
		{ "||||", 0, 3, 3 },
		{ "||||", 2, 1, 3 },
		{ "xx|x|", 0, 4, 3 },
		{ "xx|x|", 0, 5, 5 },
		{ "xxxx|", 0, 2, 5 },
		{ "|xxxx|", 0, 2, 1 },
		{ "|xxxx|", 1, 2, 6 },
		{ "xx|xx|xx|", 3, 6, 9 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct queue queue = { 0 };
		struct log_entry entry = { .body = STR("body") };

		for (const char *c = rows[i].groups; *c; c++) {
			queue_add(&queue, &entry, false);
			if (*c == '|')
				queue_end_group(&queue);
		}
		assert_int_equal(queue_batch_end(&queue, rows[i].from, rows[i].limit), rows[i].end);
		queue_release(&queue);
	}
}

/* ---- limits -------------------------------------------------------------------------------- */

static void fill_behind_gate(struct logkit *kit)
{
	gate.arrived = gate.open = false;
	assert_int_equal(logkit_close(kit), LOG_OK);
	assert_int_equal(log_open(kit->dir, wait_at_gate, NULL, &kit->log), LOG_OK);
	assert_true(logkit_append(kit, 1, 0));
	pthread_mutex_lock(&gate.mutex);
	while (!gate.arrived)
		pthread_cond_wait(&gate.cond, &gate.mutex);
	pthread_mutex_unlock(&gate.mutex);
}

static void a_full_queue_refuses_whole_groups(void **state)
{
	struct logkit *kit = *state;

	fill_behind_gate(kit);
	for (uint32_t i = 0; i < LIMIT_QUEUE_ENTRIES / 1024 - 1; i++)
		assert_true(logkit_append(kit, 1024, 100));
	assert_true(logkit_append(kit, 1023, 100));
	assert_false(logkit_append(kit, 2, 100));
	assert_int_equal(log_last_pos(kit->log), LIMIT_QUEUE_ENTRIES);
	assert_true(logkit_append(kit, 1, 100));
	assert_false(logkit_append(kit, 1, 100));
	open_gate();
	log_flush(kit->log);
	assert_int_equal(log_committed_pos(kit->log), LIMIT_QUEUE_ENTRIES + 1);
	assert_true(logkit_append(kit, 1, 100));
}

static void a_queue_full_of_bytes_refuses(void **state)
{
	struct logkit *kit = *state;

	fill_behind_gate(kit);
	for (uint32_t i = 0; i < LIMIT_QUEUE_BYTES / LIMIT_ENTRY_BYTES / 64; i++)
		assert_true(logkit_append(kit, 64, LIMIT_ENTRY_BYTES));
	assert_false(logkit_append(kit, 1, 100));
	open_gate();
	log_flush(kit->log);
	assert_true(logkit_append(kit, 1, 100));
}

/* ---- misuse is our own fault: it ends the process ------------------------------------------- */

static bool dies(void (*act)(struct logkit *kit))
{
	struct logkit kit;
	int status;
	pid_t child;

	logkit_init(&kit);
	child = fork();
	if (child == 0) {
		LOGKIT_MUST(freopen("/dev/null", "w", stderr));
		signal(SIGABRT, SIG_DFL);
		LOGKIT_MUST(logkit_open(&kit) == LOG_OK);
		act(&kit);
		_exit(0);
	}
	assert_true(child > 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	logkit_release(&kit);
	if (WIFEXITED(status))
		assert_int_equal(WEXITSTATUS(status), 0);
	return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

static void append_one(struct logkit *kit, uint64_t pos, uint64_t seq, struct str body)
{
	struct log_entry entry = { pos, logkit_origin(1), seq, 1000, body, 0, NULL, NULL };

	log_append(kit->log, &entry, 1);
}

static void wrong_pos(struct logkit *kit)
{
	append_one(kit, 2, 1, STR("{}"));
}

static void wrong_seq(struct logkit *kit)
{
	append_one(kit, 1, 2, STR("{}"));
}

static void no_body(struct logkit *kit)
{
	append_one(kit, 1, 1, (struct str){ 0 });
}

static void long_body(struct logkit *kit)
{
	char *bytes = heap_alloc(LIMIT_ENTRY_BYTES + 1);

	append_one(kit, 1, 1, (struct str){ bytes, LIMIT_ENTRY_BYTES + 1 });
}

static void right(struct logkit *kit)
{
	append_one(kit, 1, 1, STR("{}"));
}

static void misnumbered_entries_are_asserted(void **state)
{
	(void)state;
	assert_false(dies(right));
	assert_true(dies(wrong_pos));
	assert_true(dies(wrong_seq));
	assert_true(dies(no_body));
	assert_true(dies(long_body));
}

/* ---- signed heads -------------------------------------------------------------------------- */

static int64_t heads(const struct logkit *kit)
{
	return logkit_number(kit, "SELECT count(*) FROM head");
}

static void closing_signs_each_origin_once(void **state)
{
	struct logkit *kit = *state;

	logkit_fill(kit, 50);
	logkit_reopen(kit);
	assert_int_equal(logkit_close(kit), LOG_OK);
	assert_int_equal(heads(kit), LOGKIT_ORIGINS);
	assert_int_equal(logkit_verify(kit).heads, LOGKIT_ORIGINS);
	assert_int_equal(logkit_number(kit, "SELECT count(*) FROM head h JOIN entry e USING (pos)"
					    " WHERE h.origin = e.origin AND h.seq = e.seq"
					    " AND h.link = e.link AND e.seq = (SELECT max(m.seq)"
					    " FROM entry m WHERE m.origin = e.origin)"),
			 LOGKIT_ORIGINS);
}

static void every_4096th_entry_of_an_origin_is_signed(void **state)
{
	struct logkit *kit = *state;

	for (int i = 0; i < 25; i++)
		assert_true(logkit_append(kit, 1000, 60));
	log_flush(kit->log);
	assert_int_equal(heads(kit), 6);
	assert_int_equal(logkit_number(kit, "SELECT count(*) FROM head WHERE seq % 4096 = 0"), 6);
	assert_int_equal(logkit_verify(kit).fault, LOG_SOUND);
}

static void a_passed_span_signs_with_the_next_commit(void **state)
{
	struct logkit *kit = *state;

	log_head_span(kit->log, 0);
	assert_true(logkit_append(kit, 9, 0));
	log_flush(kit->log);
	assert_int_equal(heads(kit), LOGKIT_ORIGINS);
}

static void a_passed_span_signs_when_nothing_comes_any_more(void **state)
{
	struct logkit *kit = *state;

	logkit_fill(kit, 9);
	assert_int_equal(heads(kit), 0);
	log_head_span(kit->log, 0);
	while (heads(kit) == 0)
		sched_yield();
	assert_int_equal(heads(kit), LOGKIT_ORIGINS);
}

static void heads_left_unsigned_by_a_crash_are_signed_later(void **state)
{
	struct logkit *kit = *state;

	logkit_fill(kit, 20);
	assert_int_equal(logkit_close(kit), LOG_OK);
	logkit_sql(kit, "DELETE FROM head");
	assert_int_equal(logkit_open(kit), LOG_OK);
	assert_int_equal(logkit_close(kit), LOG_OK);
	assert_int_equal(heads(kit), LOGKIT_ORIGINS);
	assert_int_equal(logkit_verify(kit).fault, LOG_SOUND);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(numbers_start_at_one_and_have_no_gaps, setup,
						teardown),
		cmocka_unit_test_setup_teardown(reopening_goes_on_where_it_ended, setup, teardown),
		cmocka_unit_test_setup_teardown(closing_commits_what_waits, setup, teardown),
		cmocka_unit_test_setup_teardown(the_chain_is_what_the_documents_say, setup,
						teardown),
		cmocka_unit_test_setup_teardown(the_first_link_starts_from_zeros, setup, teardown),
		cmocka_unit_test_setup_teardown(a_group_is_never_split, setup, teardown),
		cmocka_unit_test_setup_teardown(what_is_held_is_committed_when_the_owner_says_so,
						setup, teardown),
		cmocka_unit_test(batches_end_between_groups),
		cmocka_unit_test_setup_teardown(a_full_queue_refuses_whole_groups, setup, teardown),
		cmocka_unit_test_setup_teardown(a_queue_full_of_bytes_refuses, setup, teardown),
		cmocka_unit_test(misnumbered_entries_are_asserted),
		cmocka_unit_test_setup_teardown(closing_signs_each_origin_once, setup, teardown),
		cmocka_unit_test_setup_teardown(every_4096th_entry_of_an_origin_is_signed, setup,
						teardown),
		cmocka_unit_test_setup_teardown(a_passed_span_signs_with_the_next_commit, setup,
						teardown),
		cmocka_unit_test_setup_teardown(a_passed_span_signs_when_nothing_comes_any_more,
						setup, teardown),
		cmocka_unit_test_setup_teardown(heads_left_unsigned_by_a_crash_are_signed_later,
						setup, teardown),
	};

	return cmocka_run_group_tests_name("log append", tests, NULL, NULL);
}
