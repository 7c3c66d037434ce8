/* What rests in a snapshot is, whenever it is asked for, what the living state is. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/unit.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "base/chance.h"
#include "model/record_json.h"
#include "model/snapshot.h"
#include "lib/daykit.h"

#define SNAPSHOT_BYTES (64u * 1024 * 1024)
#define RECORDS_MOST 65536

/* The demonstration's day, up to noon: much is closed by then and much is not. */
static struct daykit kit;
static const struct model *live;
static struct buf snapshot;
static const struct record *all[RECORDS_MOST];
static uint32_t count;

static void take(const struct model *model, struct buf *ret)
{
	static uint8_t salt[SNAPSHOT_SALT];

	salt[0]++;
	buf_init(ret, SNAPSHOT_BYTES);
	snapshot_write(model, salt, ret);
	assert_false(ret->over);
}

static struct vault *keys_of(const struct model *model)
{
	struct vault *vault = vault_create();

	vault_copy(vault, model_vault((struct model *)(uintptr_t)model));
	return vault;
}

static struct model *read_back(const struct buf *bytes, struct vault *keys)
{
	struct snapshot_bytes whole = { .text = buf_str(bytes), .pos = model_pos(live) };
	struct model *model = snapshot_read(&whole, keys);

	assert_non_null(model);
	return model;
}

static int begin(void **state)
{
	(void)state;
	if (!daykit_open(&kit, DAYKIT_WORLD) ||
	    !script_open(kit.player, daykit_path(DAYKIT_DAY)))
		return -1;
	script_play_until(kit.player, pipeline_now(kit.pipeline) + INT64_C(12) * 3600 * 1000);
	live = pipeline_model(kit.pipeline);
	for (uint16_t k = 0; k < registry_count(); k++)
		for (uint32_t i = 0; i < model_count(live, registry_at(k)->kind); i++)
			all[count++] = model_at(live, registry_at(k)->kind, i);
	take(live, &snapshot);
	return count > 1000 ? 0 : -1;
}

static int end(void **state)
{
	(void)state;
	buf_release(&snapshot);
	return daykit_close(&kit) ? 0 : -1;
}

/* ---- tests ---------------------------------------------------------------------------------- */

static void write_record(const struct model *model, const struct record *record, struct buf *ret)
{
	struct json_out out;

	buf_clear(ret);
	json_begin(&out, ret);
	record_json_write(&out, model, record, RECORD_JSON_VIEW);
}

static void check_record(const struct model *model, const struct record *wanted, struct buf bufs[2])
{
	const struct record *record = model_find(model, wanted->id);

	assert_non_null(record);
	write_record(live, wanted, &bufs[0]);
	write_record(model, record, &bufs[1]);
	if (!str_eq(buf_str(&bufs[0]), buf_str(&bufs[1])))
		fail_msg("was " STR_FMT "\nis " STR_FMT, STR_ARG(buf_str(&bufs[0])),
			 STR_ARG(buf_str(&bufs[1])));
	assert_int_equal(record->slot, wanted->slot);
	assert_int_equal(record->number, wanted->number);
	assert_int_equal(record->nhistory, wanted->nhistory);
	assert_memory_equal(record->history, wanted->history,
			    wanted->nhistory * sizeof(uint64_t));
	assert_ptr_equal(model_at(model, wanted->kind, wanted->slot), record);
}

static void assert_same_digest(const struct model *model)
{
	struct hash one, two;

	model_digest(live, &one);
	model_digest(model, &two);
	assert_true(hash_eq(&one, &two));
}

/* One after the other from anywhere, names of persons included. */
static void each_record_is_what_it_was(void **state)
{
	struct model *model = read_back(&snapshot, keys_of(live));
	struct chance chance = { 7 };
	struct buf bufs[2];

	(void)state;
	buf_init(&bufs[0], LIMIT_RECORD_JSON);
	buf_init(&bufs[1], LIMIT_RECORD_JSON);
	for (uint32_t i = 0; i < count / 2; i++)
		check_record(model, all[chance_below(&chance, count)], bufs);
	for (uint32_t i = 0; i < count; i++)
		check_record(model, all[i], bufs);
	assert_same_digest(model);
	buf_release(&bufs[0]);
	buf_release(&bufs[1]);
	model_destroy(model);
}

static void check_refs(const struct model *model, struct ident id, const char *kind,
		       const char *field, uint32_t max)
{
	static const struct record *here[RECORDS_MOST], *there[RECORDS_MOST];
	uint32_t wanted = model_refs_to(live, id, kind, field, here, max);

	assert_int_equal(model_refs_to(model, id, kind, field, there, max), wanted);
	for (uint32_t i = 0; i < wanted && i < max; i++)
		assert_true(ident_eq(here[i]->id, there[i]->id));
}

/* Asked in a fresh model first of all; of persons too, whom no index of a snapshot names. */
static void who_refers_to_it_is_known(void **state)
{
	struct chance chance = { 11 };
	uint32_t persons = 0;

	(void)state;
	for (uint32_t i = 0; i < 40; i++) {
		const struct record *one = all[chance_below(&chance, count)];
		struct model *model = read_back(&snapshot, keys_of(live));

		check_refs(model, one->id, NULL, NULL, i % 2 ? RECORDS_MOST : 3);
		for (uint32_t n = 0; n < 100; n++)
			check_refs(model, all[chance_below(&chance, count)]->id, NULL, NULL, 5);
		model_destroy(model);
	}
	struct model *model = read_back(&snapshot, keys_of(live));

	for (uint32_t i = 0; i < count; i++) {
		check_refs(model, all[i]->id, "place", "resp_entity", 4);
		check_refs(model, all[i]->id, "place", "resp_leader", RECORDS_MOST);
		persons += model_refs_to(live, all[i]->id, "place", "resp_leader", NULL, 0);
	}
	assert_true(persons > 0);
	model_destroy(model);
}

/* Without the keys nobody can tell whom a record names: neither from it nor from the index. */
static void an_index_names_no_person(void **state)
{
	struct model *model = read_back(&snapshot, vault_create());

	(void)state;
	for (uint32_t i = 0; i < count; i++)
		assert_int_equal(model_refs_to(model, all[i]->id, "place", "resp_leader", NULL, 0),
				 0);
	model_destroy(model);
}

static void what_can_be_told_at_a_glance_is_so(void **state)
{
	struct model *model = read_back(&snapshot, keys_of(live));
	uint64_t pos = model_pos(live);

	(void)state;
	assert_int_equal(model_running(model), model_running(live));
	assert_true(model_running(live) > 0);
	assert_true(model_next_due(model) == model_next_due(live));
	for (uint32_t i = 0; i < count; i++) {
		const struct kind *kind = all[i]->kind;
		uint64_t last = all[i]->history[all[i]->nhistory - 1];

		assert_int_equal(model_has_files(model, kind, all[i]->slot), all[i]->nfiles > 0);
		assert_false(model_changed(model, kind, all[i]->slot, pos));
		assert_true(model_changed(model, kind, all[i]->slot, last - 1));
		assert_false(model_changed(model, kind, all[i]->slot, last));
	}
	model_destroy(model);
}

static void names_that_are_taken_are_known(void **state)
{
	struct model *model = read_back(&snapshot, keys_of(live));
	const struct kind *kind = registry_find(STR("account"))->kind;

	(void)state;
	for (uint32_t i = 0; i < model_count(live, kind); i++) {
		const struct record *account = model_at(live, kind, i);
		struct str login = *(const struct str *)model_field(account, "login");

		assert_true(ident_eq(model_by_unique(model, "account", "login", login)->id,
				     account->id));
	}
	model_destroy(model);
}

/* Some of it awake, some not; twice over. */
static void a_snapshot_of_what_rests_is_the_same(void **state)
{
	struct model *first = read_back(&snapshot, keys_of(live)), *second;
	struct chance chance = { 13 };
	struct buf again, once_more;

	(void)state;
	for (uint32_t i = 0; i < count / 3; i++)
		model_find(first, all[chance_below(&chance, count)]->id);
	take(first, &again);
	model_destroy(first);
	second = read_back(&again, keys_of(live));
	take(second, &once_more);
	assert_same_digest(second);
	model_destroy(second);
	second = read_back(&once_more, keys_of(live));
	assert_same_digest(second);
	check_refs(second, all[0]->id, NULL, NULL, RECORDS_MOST);
	model_destroy(second);
	buf_release(&again);
	buf_release(&once_more);
}

/* Who was forgotten after the first snapshot is not in the second, whoever still has the keys. */
static void a_copy_does_not_carry_on_whom_it_forgot(void **state)
{
	struct model *model = read_back(&snapshot, vault_create());
	struct buf again;

	(void)state;
	take(model, &again);
	model_destroy(model);
	model = read_back(&again, keys_of(live));
	for (uint32_t i = 0; i < count; i++)
		assert_int_equal(model_refs_to(model, all[i]->id, "place", "resp_leader", NULL, 0),
				 0);
	assert_same_digest(model);
	model_destroy(model);
	buf_release(&again);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_record_is_what_it_was),
		cmocka_unit_test(who_refers_to_it_is_known),
		cmocka_unit_test(an_index_names_no_person),
		cmocka_unit_test(what_can_be_told_at_a_glance_is_so),
		cmocka_unit_test(names_that_are_taken_are_known),
		cmocka_unit_test(a_snapshot_of_what_rests_is_the_same),
		cmocka_unit_test(a_copy_does_not_carry_on_whom_it_forgot),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, begin, end);
}
