/* How much waits at each post: the count that is kept against one made by walking all records. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "model/snapshot.h"
#include "lib/daykit.h"

static struct daykit kit;

static int set_up(void **state)
{
	(void)state;
	assert_true(daykit_open(&kit, DAYKIT_WORLD));
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	return daykit_close(&kit) ? 0 : -1;
}

static uint32_t walked(const struct model *model, code post)
{
	uint32_t running = 0;

	for (uint16_t k = 0; k < registry_count(); k++) {
		const struct kind_row *row = registry_at(k);

		for (uint32_t i = 0; i < model_count(model, row->kind); i++) {
			const struct record *record = model_at(model, row->kind, i);

			for (uint16_t c = 0; record->home == post && c < row->nclocks; c++)
				running += record->clocks[c].status == CLOCK_RUNNING;
		}
	}
	return running;
}

static uint32_t compare(const struct model *model)
{
	uint32_t all = 0;

	for (uint16_t i = 0; i < tree_count(model); i++) {
		code post = tree_at(model, i)->code;
		char name[CODE_TEXT];

		code_format(post, name);
		ROW_TRUE(name, model_load(model, post) == walked(model, post));
		all += model_load(model, post);
	}
	return all;
}

/* Through the day, with its hand-overs of incidents from post to post. */
static void test_through_the_day(void **state)
{
	const instant hour = 3600000;
	uint32_t most = 0;

	(void)state;
	assert_true(script_open(kit.player, daykit_path(DAYKIT_DAY)));
	for (int i = 0; i < 21; i++) {
		uint32_t all;

		script_play_until(kit.player, pipeline_now(kit.pipeline) + hour);
		all = compare(pipeline_model(kit.pipeline));
		assert_int_equal(all, model_running(pipeline_model(kit.pipeline)));
		most = all > most ? all : most;
	}
	assert_true(most > 10);
}

static void test_out_of_a_snapshot(void **state)
{
	const struct model *model = pipeline_model(kit.pipeline);
	const uint8_t salt[SNAPSHOT_SALT] = { 1 };
	struct vault *keys = vault_create();
	struct snapshot_bytes bytes = { .pos = 0 };
	struct model *again;
	struct buf buf;

	(void)state;
	assert_true(script_open(kit.player, daykit_path(DAYKIT_DAY)));
	script_play_until(kit.player, pipeline_now(kit.pipeline) + INT64_C(8) * 3600000);
	buf_init(&buf, LIMIT_SNAPSHOT_BYTES);
	snapshot_write(model, salt, &buf);
	vault_copy(keys, model_vault((struct model *)(uintptr_t)model));
	bytes.pos = model_pos(model);
	bytes.text = buf_str(&buf);
	again = snapshot_read(&bytes, keys);
	assert_non_null(again);
	assert_true(compare(again) > 0);
	for (uint16_t i = 0; i < tree_count(model); i++)
		assert_int_equal(model_load(again, tree_at(model, i)->code),
				 model_load(model, tree_at(model, i)->code));
	model_destroy(again);
	buf_release(&buf);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_through_the_day),
		TEST(test_out_of_a_snapshot),
	};

	registry_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
