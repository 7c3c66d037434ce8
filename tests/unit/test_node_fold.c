/* The state is rebuilt from the log, and a snapshot is only ever a shortcut to the same state. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/chance.h"
#include "lib/nodekit.h"
#include "lib/unit.h"
#include "model/registry.h"
#include "node/fold.h"
#include "os/os.h"

#define SNAPSHOT_BYTES (16u * 1024 * 1024)

static char origin[LOGKIT_PATH];                           /* the small world */

/* A copy of it on which part of the work is done. */
static void make_day(char ret_dir[LOGKIT_PATH], uint32_t acts)
{
	static struct nodekit_answers answers;
	struct nodekit kit;

	memset(&answers, 0, sizeof answers);
	nodekit_copy(origin, ret_dir);
	assert_int_equal(nodekit_open(&kit, ret_dir, &answers), LOG_OK);
	nodekit_send(&kit, 0, acts);
	assert_int_equal(pipeline_close(kit.pipeline), LOG_OK);
}

static void work_on(const char *dir, uint32_t from)
{
	static struct nodekit_answers answers;
	struct nodekit kit;

	memset(&answers, 0, sizeof answers);
	assert_int_equal(nodekit_open(&kit, dir, &answers), LOG_OK);
	nodekit_send(&kit, from, NODEKIT_ACTS);
	assert_int_equal(pipeline_close(kit.pipeline), LOG_OK);
	for (uint32_t i = from; i < NODEKIT_ACTS; i++)
		assert_true(answers.at[i].done);
}

static void assert_same(const char *dir)
{
	struct hash plain = nodekit_digest(dir, false);
	struct hash shortcut = nodekit_digest(dir, true);

	assert_true(hash_eq(&plain, &shortcut));
}

static void path_of_snapshot(const char *dir, uint64_t pos, char ret[2 * LOGKIT_PATH])
{
	snprintf(ret, 2 * LOGKIT_PATH, "%s/snapshot-%llu", dir, (unsigned long long)pos);
}

static void read_snapshot(const char *dir, uint64_t pos, struct buf *ret)
{
	char path[2 * LOGKIT_PATH];

	path_of_snapshot(dir, pos, path);
	assert_int_equal(os_read_file(path, ret), 0);
}

static void write_snapshot(const char *dir, uint64_t pos, struct str bytes)
{
	char path[2 * LOGKIT_PATH];

	path_of_snapshot(dir, pos, path);
	assert_int_equal(os_write_file(path, bytes, true), 0);
}

/* ---- tests ---------------------------------------------------------------------------------- */

static void a_snapshot_gives_the_state_of_the_log(void **state)
{
	char dir[LOGKIT_PATH];

	(void)state;
	make_day(dir, 6);
	assert_int_equal(fold_newest(dir, UINT64_MAX), 0);
	assert_true(fold_snapshot(dir));
	assert_true(fold_newest(dir, UINT64_MAX) > 0);
	assert_same(dir);
	/* What comes behind it is folded onto it; and a second one is made from the first. */
	work_on(dir, 6);
	assert_same(dir);
	assert_true(fold_snapshot(dir));
	assert_same(dir);
	logkit_remove_tree(dir);
}

/* Going on from a snapshot or from the first entry, the node does the same. */
static void the_day_goes_on_the_same(void **state)
{
	char with[LOGKIT_PATH], without[LOGKIT_PATH], path[2 * LOGKIT_PATH];
	struct hash a, b;
	uint64_t pos;

	(void)state;
	make_day(with, 5);
	assert_true(fold_snapshot(with));
	nodekit_copy(with, without);
	pos = fold_newest(without, UINT64_MAX);
	path_of_snapshot(without, pos, path);
	assert_int_equal(os_remove(path), 0);
	work_on(with, 5);
	work_on(without, 5);
	a = nodekit_digest(with, true);
	b = nodekit_digest(without, true);
	assert_true(hash_eq(&a, &b));
	logkit_remove_tree(with);
	logkit_remove_tree(without);
}

/* Every bit of the first kilobyte and of the last, and some between; every length of some. */
static void a_damaged_snapshot_is_passed_over(void **state)
{
	struct chance chance = { 3 };
	char dir[LOGKIT_PATH];
	struct buf good;
	uint64_t pos;

	(void)state;
	make_day(dir, 6);
	assert_true(fold_snapshot(dir));
	pos = fold_newest(dir, UINT64_MAX);
	buf_init(&good, SNAPSHOT_BYTES);
	read_snapshot(dir, pos, &good);
	for (int i = 0; i < 60; i++) {
		size_t at = i < 20 ? (size_t)i * 5 :
			    i < 40 ? good.len - 1 - (size_t)(i - 20) * 3 :
				     chance_next(&chance) % good.len;
		char bit = (char)(1 << chance_below(&chance, 8));

		good.at[at] ^= bit;
		write_snapshot(dir, pos, buf_str(&good));
		assert_same(dir);
		good.at[at] ^= bit;
	}
	for (int i = 0; i < 20; i++) {
		struct str cut = { good.at, (uint32_t)(chance_next(&chance) % good.len) };

		write_snapshot(dir, pos, cut);
		assert_same(dir);
	}
	write_snapshot(dir, pos, STR(""));
	assert_same(dir);
	buf_release(&good);
	logkit_remove_tree(dir);
}

/* Positions of another log are not positions of this one, and its state is none of this one. */
static void a_foreign_snapshot_is_passed_over(void **state)
{
	char dir[LOGKIT_PATH], other[LOGKIT_PATH];
	struct buf bytes;
	uint64_t pos;

	(void)state;
	make_day(dir, 8);
	make_day(other, 3);
	assert_true(fold_snapshot(other));
	pos = fold_newest(other, UINT64_MAX);
	buf_init(&bytes, SNAPSHOT_BYTES);
	read_snapshot(other, pos, &bytes);
	/* Both begin with the same entries; here it ends with another. */
	write_snapshot(dir, pos, buf_str(&bytes));
	assert_same(dir);
	/* Nor is it that of another position. */
	write_snapshot(dir, pos - 1, buf_str(&bytes));
	write_snapshot(dir, pos + 1, buf_str(&bytes));
	assert_same(dir);
	/* A snapshot of what this log has lost, or never had. */
	write_snapshot(dir, pos + 1000, buf_str(&bytes));
	assert_same(dir);
	buf_release(&bytes);
	logkit_remove_tree(dir);
	logkit_remove_tree(other);
}

static void it_falls_back_to_the_one_before(void **state)
{
	char dir[LOGKIT_PATH];
	uint64_t first, second;

	(void)state;
	make_day(dir, 3);
	assert_true(fold_snapshot(dir));
	first = fold_newest(dir, UINT64_MAX);
	work_on(dir, 3);
	assert_true(fold_snapshot(dir));
	second = fold_newest(dir, UINT64_MAX);
	assert_true(second > first);
	assert_int_equal(fold_newest(dir, second - 1), first);
	write_snapshot(dir, second, STR("no snapshot at all"));
	assert_same(dir);
	logkit_remove_tree(dir);
}

static void few_snapshots_are_kept(void **state)
{
	char dir[LOGKIT_PATH];
	uint64_t newest, found = 0;

	(void)state;
	make_day(dir, 1);
	assert_true(fold_snapshot(dir));
	newest = fold_newest(dir, UINT64_MAX);
	for (uint64_t pos = newest - 40; pos < newest; pos++)
		write_snapshot(dir, pos, STR("old"));
	assert_true(fold_snapshot(dir));
	for (uint64_t pos = newest; pos > 0; pos = fold_newest(dir, pos - 1))
		found++;
	assert_true(found >= 2 && found < 40);
	assert_int_equal(fold_newest(dir, UINT64_MAX), newest);
	assert_same(dir);
	logkit_remove_tree(dir);
}

static void a_moment_of_the_past_is_folded_up_to_it(void **state)
{
	char dir[LOGKIT_PATH];
	struct str fault;
	struct model *model;
	struct hash early, digest;
	uint64_t pos;

	(void)state;
	make_day(dir, 4);
	assert_true(fold_snapshot(dir));
	model = fold_model(dir, UINT64_MAX, false, &fault);
	pos = model_pos(model);
	model_digest(model, &early);
	model_destroy(model);
	work_on(dir, 4);
	assert_true(fold_snapshot(dir));
	for (int snapshots = 0; snapshots < 2; snapshots++) {
		model = fold_model(dir, pos, snapshots, &fault);
		assert_int_equal(model_pos(model), pos);
		model_digest(model, &digest);
		assert_true(hash_eq(&digest, &early));
		model_destroy(model);
	}
	logkit_remove_tree(dir);
}

/* ---- a log that does not hold --------------------------------------------------------------- */

struct bad {
	const char *name;
	const char *sql;                                   /* what somebody does to the file */
	const char *says;
};
static const struct bad bads[] = {
	{ "a changed text",
	  "UPDATE entry SET body = replace(body, '\"at\":\"2022', '\"at\":\"2021') WHERE pos = 100",
	  "position 100): its text does not have its hash" },
	{ "a changed hash", "UPDATE entry SET hash = zeroblob(32) WHERE pos = 100",
	  "position 100): its text does not have its hash" },
	{ "a changed link", "UPDATE entry SET link = zeroblob(32) WHERE pos = 100",
	  "position 100): it does not follow the entry before it" },
	{ "a missing entry", "DELETE FROM entry WHERE pos = 100",
	  "position 101): an entry before it is missing" },
	{ "another position",
	  "UPDATE entry SET pos = 100000 WHERE pos = (SELECT max(pos) FROM entry)",
	  "position 100000): an entry before it is missing" },
	{ "another number",
	  "UPDATE entry SET seq = 100000 WHERE pos = (SELECT max(pos) FROM entry)",
	  "an entry before it is missing" },
	{ "no hash", "UPDATE entry SET hash = 'x' WHERE pos = 100", "damaged" },
	{ "no log", "DROP TABLE entry", "damaged" },
};

static void the_first_bad_entry_is_named(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(bads); i++) {
		struct logkit kit = { 0 };
		struct str fault = { 0 };
		struct model *model;

		make_day(kit.dir, 1);
		logkit_sql(&kit, bads[i].sql);
		model = fold_model(kit.dir, UINT64_MAX, true, &fault);
		ROW_TRUE(bads[i].name, model == NULL);
		if (!str_contains(fault, str_of(bads[i].says)))
			fail_msg("row \"%s\": says \"%.*s\"", bads[i].name, STR_ARG(fault));
		logkit_remove_tree(kit.dir);
	}
}

/* Behind a snapshot nothing is read again, so only what comes after it can be found bad. */
static void a_node_does_not_open_on_a_bad_log(void **state)
{
	struct pipeline_options options = { .demo_clock = true };
	struct pipeline *pipeline = NULL;
	struct logkit kit = { 0 };
	struct str fault;

	(void)state;
	make_day(kit.dir, 1);
	logkit_sql(&kit, bads[0].sql);
	options.dir = kit.dir;
	assert_int_equal(pipeline_open(&options, &pipeline, &fault), LOG_DAMAGED);
	assert_true(str_contains(fault, STR("position 100)")));
	logkit_remove_tree(kit.dir);
}

static void a_folder_without_a_log_has_no_state(void **state)
{
	struct logkit kit;
	struct str fault = { 0 };

	(void)state;
	logkit_init(&kit);
	assert_null(fold_model(kit.dir, UINT64_MAX, true, &fault));
	assert_true(str_eq(fault, STR("no_folder")));
	assert_false(fold_snapshot(kit.dir));
	logkit_release(&kit);
}

static int begin(void **state)
{
	(void)state;
	registry_init();
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
		cmocka_unit_test(a_snapshot_gives_the_state_of_the_log),
		cmocka_unit_test(the_day_goes_on_the_same),
		cmocka_unit_test(a_damaged_snapshot_is_passed_over),
		cmocka_unit_test(a_foreign_snapshot_is_passed_over),
		cmocka_unit_test(it_falls_back_to_the_one_before),
		cmocka_unit_test(few_snapshots_are_kept),
		cmocka_unit_test(a_moment_of_the_past_is_folded_up_to_it),
		cmocka_unit_test(the_first_bad_entry_is_named),
		cmocka_unit_test(a_node_does_not_open_on_a_bad_log),
		cmocka_unit_test(a_folder_without_a_log_has_no_state),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
