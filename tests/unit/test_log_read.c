/* Reading the log: from a place, at places, as of a moment, never what is not committed. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <pthread.h>

#include "base/mem.h"
#include "base/chance.h"
#include "lib/logkit.h"
#include "lib/unit.h"
#include "log/reader.h"

struct fixture {
	struct logkit kit;
	struct log_reader *reader;
};

static int setup(void **state)
{
	struct fixture *fix = heap_alloc(sizeof *fix);

	logkit_init(&fix->kit);
	assert_int_equal(logkit_open(&fix->kit), LOG_OK);
	assert_int_equal(log_reader_open(fix->kit.dir, &fix->reader), LOG_OK);
	*state = fix;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *fix = *state;

	log_reader_close(fix->reader);
	logkit_release(&fix->kit);
	heap_free(fix);
	return 0;
}

struct seen {
	uint64_t pos[256];
	uint32_t count;
	uint32_t stop_at;
};

static bool see(void *user, const struct log_entry *entry, const struct hash *hash,
		const struct hash *link)
{
	struct seen *seen = user;

	assert_non_null(hash);
	assert_non_null(link);
	assert_true(entry->origin != 0 && entry->seq != 0 && entry->time > 0);
	seen->pos[seen->count++] = entry->pos;
	return seen->count != seen->stop_at;
}

static void an_empty_log_reads_as_empty(void **state)
{
	struct fixture *fix = *state;
	struct seen seen = { 0 };

	assert_int_equal(log_read(fix->reader, 0, see, &seen), LOG_OK);
	assert_int_equal(seen.count, 0);
	assert_int_equal(log_reader_last_pos(fix->reader), 0);
	assert_int_equal(log_pos_at(fix->reader, INT64_MAX), 0);
	assert_int_equal(log_read_at(fix->reader, (uint64_t[]){ 1 }, 1, see, &seen), LOG_OK);
	assert_int_equal(seen.count, 0);
}

static void reading_starts_behind_a_position_and_ends_when_told(void **state)
{
	static const struct {
		const char *name;
		uint64_t after;
		uint32_t stop_at;
		uint32_t count;
		uint64_t first;
	} rows[] = {
		{ "all", 0, 0, 100, 1 },
		{ "the second half", 50, 0, 50, 51 },
		{ "the last", 99, 0, 1, 100 },
		{ "none behind the last", 100, 0, 0, 0 },
		{ "none far behind", UINT64_C(1) << 62, 0, 0, 0 },
		{ "stopped at once", 10, 1, 1, 11 },
		{ "stopped after seven", 10, 7, 7, 11 },
	};
	struct fixture *fix = *state;

	logkit_fill(&fix->kit, 100);
	assert_int_equal(log_reader_last_pos(fix->reader), 100);
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct seen seen = { .stop_at = rows[i].stop_at };

		assert_int_equal(log_read(fix->reader, rows[i].after, see, &seen), LOG_OK);
		ROW_TRUE(rows[i].name, seen.count == rows[i].count);
		ROW_TRUE(rows[i].name, seen.pos[0] == rows[i].first);
		for (uint32_t k = 1; k < seen.count; k++)
			ROW_TRUE(rows[i].name, seen.pos[k] == seen.pos[k - 1] + 1);
	}
}

static void single_entries_are_read_by_position(void **state)
{
	struct fixture *fix = *state;
	const uint64_t wanted[] = { 1, 7, 8, 64, 101, 5000 };
	struct seen all = { 0 };
	struct seen two = { .stop_at = 2 };

	logkit_fill(&fix->kit, 100);
	assert_int_equal(log_read_at(fix->reader, wanted, COUNT(wanted), see, &all), LOG_OK);
	assert_int_equal(all.count, 4);
	assert_memory_equal(all.pos, wanted, 4 * sizeof *wanted);
	assert_int_equal(log_read_at(fix->reader, wanted, COUNT(wanted), see, &two), LOG_OK);
	assert_int_equal(two.count, 2);
	assert_int_equal(log_read_at(fix->reader, NULL, 0, see, &all), LOG_OK);
}

/* ---- moments ------------------------------------------------------------------------------- */

static void append_at(struct logkit *kit, instant time)
{
	struct log_entry entry = {
		.pos = log_last_pos(kit->log) + 1,
		.origin = logkit_origin(0),
		.seq = log_last_seq(kit->log, logkit_origin(0)) + 1,
		.time = time,
		.body = STR("{}"),
	};

	assert_true(log_append(kit->log, &entry, 1));
}

/* Against counting, over times with steps, repetitions and gaps. */
static void a_moment_is_found_as_counting_would(void **state)
{
	struct fixture *fix = *state;
	struct chance chance = { 7 };
	instant times[300];
	instant time = 1000;

	for (uint32_t n = 0; n < COUNT(times); n++) {
		time += chance_below(&chance, 3) * chance_below(&chance, 5);
		times[n] = time;
		append_at(&fix->kit, time);
	}
	log_flush(fix->kit.log);
	for (instant at = 990; at < time + 10; at++) {
		uint64_t expected = 0;

		while (expected < COUNT(times) && times[expected] <= at)
			expected++;
		assert_int_equal(log_pos_at(fix->reader, at), expected);
	}
	assert_int_equal(log_pos_at(fix->reader, INT64_MIN), 0);
	assert_int_equal(log_pos_at(fix->reader, INT64_MAX), COUNT(times));
}

/* ---- what a reader cannot do ---------------------------------------------------------------- */

static void a_reader_cannot_write(void **state)
{
	static const char *const orders[] = {
		"INSERT INTO head SELECT * FROM head",
		"UPDATE entry SET body = '{}'",
		"DELETE FROM entry",
		"DROP TABLE entry",
		"CREATE TABLE more (a INTEGER)",
	};
	struct fixture *fix = *state;

	logkit_fill(&fix->kit, 10);
	for (size_t i = 0; i < COUNT(orders); i++)
		ROW_TRUE(orders[i], db_exec(fix->reader->db, orders[i]) == LOG_READ_ONLY);
	assert_int_equal(logkit_check_bodies(&fix->kit, 10, 0), 10);
	assert_int_equal(logkit_verify(&fix->kit).fault, LOG_SOUND);
}

struct chase {
	struct logkit *kit;
	atomic_bool stop;
	uint64_t last;
	uint64_t reads;
};

static bool follow(void *user, const struct log_entry *entry, const struct hash *hash,
		   const struct hash *link)
{
	struct chase *chase = user;

	(void)hash;
	(void)link;
	LOGKIT_MUST(entry->pos == chase->last + 1);
	chase->last = entry->pos;
	return true;
}

/* Follows the log as it grows: no gap, no repetition, never less than what was reported before. */
static void *chase(void *user)
{
	struct chase *chase = user;
	struct log_reader *reader;
	bool more = true;

	LOGKIT_MUST(log_reader_open(chase->kit->dir, &reader) == LOG_OK);
	while (more) {
		uint64_t reported = chase->kit->reported;

		more = !chase->stop;
		LOGKIT_MUST(log_read(reader, chase->last, follow, chase) == LOG_OK);
		LOGKIT_MUST(chase->last >= reported);
		chase->reads++;
	}
	log_reader_close(reader);
	return NULL;
}

static void readers_follow_a_growing_log(void **state)
{
	struct fixture *fix = *state;
	struct chase chases[2] = { { .kit = &fix->kit }, { .kit = &fix->kit } };
	pthread_t threads[2];

	log_checkpoint_pages(fix->kit.log, 16);
	for (int i = 0; i < 2; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, chase, &chases[i]), 0);
	for (int i = 0; i < 200; i++)
		logkit_fill(&fix->kit, 20);
	for (int i = 0; i < 2; i++)
		chases[i].stop = true;
	for (int i = 0; i < 2; i++) {
		assert_int_equal(pthread_join(threads[i], NULL), 0);
		assert_int_equal(chases[i].last, 4000);
	}
}

struct growth {
	struct logkit *kit;
	uint64_t seen;
};

static bool grow_meanwhile(void *user, const struct log_entry *entry, const struct hash *hash,
			   const struct hash *link)
{
	struct growth *growth = user;

	(void)hash;
	(void)link;
	if (entry->pos == 1)
		logkit_fill(growth->kit, 30);
	growth->seen = entry->pos;
	return true;
}

static void a_read_sees_what_was_committed_when_it_began(void **state)
{
	struct fixture *fix = *state;
	struct growth growth = { &fix->kit, 0 };

	logkit_fill(&fix->kit, 10);
	assert_int_equal(log_read(fix->reader, 0, grow_meanwhile, &growth), LOG_OK);
	assert_int_equal(growth.seen, 10);
	assert_int_equal(log_reader_last_pos(fix->reader), 40);
}

/* ---- refusals ------------------------------------------------------------------------------ */

static void readers_refuse_by_name(void **state)
{
	struct fixture *fix = *state;
	struct log_reader *reader = NULL;
	struct logkit other;

	logkit_init(&other);
	assert_int_equal(log_reader_open(other.dir, &reader), LOG_NO_FOLDER);
	assert_int_equal(log_reader_open("/nowhere/at/all", &reader), LOG_NO_FOLDER);
	logkit_sql(&other, "CREATE TABLE guests (name TEXT)");
	assert_int_equal(log_reader_open(other.dir, &reader), LOG_FOREIGN);
	logkit_release(&other);

	logkit_fill(&fix->kit, 10);
	assert_int_equal(logkit_close(&fix->kit), LOG_OK);
	logkit_sql(&fix->kit, "UPDATE entry SET link = x'00' WHERE pos = 5");
	assert_int_equal(log_read(fix->reader, 4, see, &(struct seen){ 0 }), LOG_DAMAGED);
	assert_int_equal(log_read_at(fix->reader, (uint64_t[]){ 5 }, 1, see, &(struct seen){ 0 }),
			 LOG_DAMAGED);
	logkit_set_format(&fix->kit, LOG_FORMAT + 1);
	assert_int_equal(log_reader_open(fix->kit.dir, &reader), LOG_NEWER);
	assert_null(reader);
	log_reader_close(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(an_empty_log_reads_as_empty, setup, teardown),
		cmocka_unit_test_setup_teardown(reading_starts_behind_a_position_and_ends_when_told,
						setup, teardown),
		cmocka_unit_test_setup_teardown(single_entries_are_read_by_position, setup,
						teardown),
		cmocka_unit_test_setup_teardown(a_moment_is_found_as_counting_would, setup,
						teardown),
		cmocka_unit_test_setup_teardown(a_reader_cannot_write, setup, teardown),
		cmocka_unit_test_setup_teardown(readers_follow_a_growing_log, setup, teardown),
		cmocka_unit_test_setup_teardown(a_read_sees_what_was_committed_when_it_began, setup,
						teardown),
		cmocka_unit_test_setup_teardown(readers_refuse_by_name, setup, teardown),
	};

	return cmocka_run_group_tests_name("log read", tests, NULL, NULL);
}
