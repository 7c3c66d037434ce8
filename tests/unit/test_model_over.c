/* A state that begins as another: it goes on alike, and the other does not notice. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/hash.h"
#include "model/snapshot.h"
#include "lib/daykit.h"

#define SNAPSHOT_BYTES (64u * 1024 * 1024)

/* The demonstration's day, up to early afternoon: its entries, and what they come to. */
static struct daykit kit;
static const struct model *live;
static struct hash wanted;

static int begin(void **state)
{
	(void)state;
	if (!daykit_open(&kit, DAYKIT_WORLD) ||
	    !script_open(kit.player, daykit_path(DAYKIT_DAY)))
		return -1;
	script_play_until(kit.player, pipeline_now(kit.pipeline) + INT64_C(8) * 3600 * 1000);
	live = pipeline_model(kit.pipeline);
	model_digest(live, &wanted);
	return model_pos(live) > 2500 ? 0 : -1;
}

static int end(void **state)
{
	(void)state;
	return daykit_close(&kit) ? 0 : -1;
}

static void go_on(struct model *model, uint64_t from, uint64_t until)
{
	struct arena *arena = arena_create();

	for (uint64_t i = from; i < until; i++, arena_reset(arena)) {
		struct entry entry;
		struct str fault;

		assert_true(entry_read(arena, pipeline_body(kit.pipeline, i + 1), &entry, &fault));
		entry.pos = i + 1;
		assert_true(entry_open(&entry, model_vault(model), arena, &fault));
		model_apply(model, &entry);
	}
	arena_destroy(arena);
}

static struct model *fold_until(uint64_t pos)
{
	struct model *model = model_create();

	vault_copy(model_vault(model), model_vault((struct model *)(uintptr_t)live));
	go_on(model, 0, pos);
	return model;
}

/* What is applied to the one does not show in the other, and comes to the same in both. */
static void check(struct model *under, uint64_t pos, const struct hash *before)
{
	struct model *over = model_over(under), *second;
	struct hash after;

	model_digest(over, &after);
	assert_true(hash_eq(before, &after));
	go_on(over, pos, model_pos(live));
	model_digest(over, &after);
	assert_true(hash_eq(&wanted, &after));
	assert_int_equal(model_next_due(over), model_next_due(live));
	assert_int_equal(model_running(over), model_running(live));
	/* One over one that is over another. */
	second = model_over(over);
	model_digest(second, &after);
	assert_true(hash_eq(&wanted, &after));
	model_destroy(second);
	model_destroy(over);
	model_digest(under, &after);
	assert_true(hash_eq(before, &after));
	go_on(under, pos, model_pos(live));
	model_digest(under, &after);
	assert_true(hash_eq(&wanted, &after));
}

static void it_goes_on_alike(void **state)
{
	uint64_t step = model_pos(live) / 4;

	(void)state;
	for (uint64_t pos = 0; pos <= model_pos(live); pos += step) {
		struct model *under = fold_until(pos);
		struct hash before;

		model_digest(under, &before);
		check(under, pos, &before);
		model_destroy(under);
	}
}

/* Under it, what nobody has asked for rests in a snapshot and goes on resting. */
static void over_what_rests(void **state)
{
	static const uint8_t salt[SNAPSHOT_SALT] = { 1 };
	uint64_t pos = model_pos(live) / 2;
	struct model *model = fold_until(pos), *under;
	struct vault *keys = vault_create();
	struct snapshot_bytes bytes = { .pos = pos };
	struct hash before;
	struct buf buf;

	(void)state;
	buf_init(&buf, SNAPSHOT_BYTES);
	snapshot_write(model, salt, &buf);
	bytes.text = buf_str(&buf);
	vault_copy(keys, model_vault(model));
	under = snapshot_read(&bytes, keys);
	assert_non_null(under);
	model_digest(model, &before);
	check(under, pos, &before);
	model_destroy(under);
	model_destroy(model);
	buf_release(&buf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_goes_on_alike),
		cmocka_unit_test(over_what_rests),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
