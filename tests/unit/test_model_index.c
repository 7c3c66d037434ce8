/* Ways to a record: every id finds its own record and nobody else's, and who refers to it. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/unit.h"

#include "model/entry.h"

/* Over several pages of ids, and two origins that grow by turns. */
#define RECORDS 400

static struct model *model;
static uint64_t pos;

static struct ident id_of(const char *origin, uint64_t seq)
{
	struct ident id = { .seq = seq };

	assert_true(code_parse(str_of(origin), &id.origin));
	return id;
}

/* A line of the log by the next entry of the origin, about `subject`. */
static void note(struct ident id, struct ident subject)
{
	const struct kind_row *kind = registry_find(STR("note"));
	struct value value = { .field = registry_field(kind, STR("subject")), .as.ref = subject };
	struct entry entry = { .pos = ++pos, .id = id, .at = 1, .event_at = 1, .kind = kind,
			       .act = registry_act(kind, STR("log")), .record = id,
			       .post = id.origin, .values = &value, .nvalues = 1 };

	model_apply(model, &entry);
}

static int set_up(void **state)
{
	(void)state;
	model = model_create();
	pos = 0;
	for (uint64_t n = 1; n <= RECORDS; n++) {
		note(id_of("nat", n), id_of("nat", (n + 1) / 2));
		note(id_of("nst", n), id_of("gone", UINT64_C(1) << 52));
	}
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	model_destroy(model);
	return 0;
}

static void each_id_finds_its_record(void **state)
{
	static const char *const origins[] = { "nat", "nst" };

	(void)state;
	for (size_t o = 0; o < COUNT(origins); o++) {
		for (uint64_t n = 1; n <= RECORDS; n++) {
			struct ident id = id_of(origins[o], n);
			const struct record *record = model_find(model, id);

			assert_non_null(record);
			assert_true(ident_eq(record->id, id));
		}
	}
}

static void other_ids_find_nothing(void **state)
{
	static const struct {
		const char *origin;
		uint64_t seq;
	} rows[] = {
		{ "nat", 0 },   { "nat", RECORDS + 1 }, { "nat", UINT64_C(1) << 52 },
		{ "hb", 1 },    { "gone", UINT64_C(1) << 52 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		ROW_TRUE(rows[i].origin, !model_find(model, id_of(rows[i].origin, rows[i].seq)));
}

static void who_refers_is_known_in_order(void **state)
{
	const struct record *found[2];

	(void)state;
	for (uint64_t n = 2; n <= RECORDS / 2; n++) {
		assert_int_equal(model_refs_to(model, id_of("nat", n), "note", "subject", found, 2),
				 2);
		assert_true(ident_eq(found[0]->id, id_of("nat", 2 * n - 1)));
		assert_true(ident_eq(found[1]->id, id_of("nat", 2 * n)));
	}
	assert_int_equal(model_refs_to(model, id_of("nat", RECORDS), NULL, NULL, found, 2), 0);
}

static void what_is_not_here_may_be_referred_to(void **state)
{
	const struct record *found[1];

	(void)state;
	assert_int_equal(model_refs_to(model, id_of("gone", UINT64_C(1) << 52), NULL, NULL, found,
				       1),
			 RECORDS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(each_id_finds_its_record, set_up, tear_down),
		cmocka_unit_test_setup_teardown(other_ids_find_nothing, set_up, tear_down),
		cmocka_unit_test_setup_teardown(who_refers_is_known_in_order, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_is_not_here_may_be_referred_to, set_up,
						tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
