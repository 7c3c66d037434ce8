/* Who writes what: sites in the tree, since which number, and posts that others took over. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/unit.h"

#include "model/entry.h"

static code c(const char *text)
{
	code ret;

	assert_true(code_parse(str_of(text), &ret));
	return ret;
}

static struct model *model;

static void put_post(const char *name, const char *parent, const char *declared, enum tier tier)
{
	struct post post = { .code = c(name), .tier = tier, .command_tier = true };

	post.parent = *parent ? c(parent) : 0;
	post.declared = *declared ? c(declared) : 0;
	tree_put(model, &post);
}

static void put_site(const char *name, const char *post, const char *follows)
{
	struct site site = { .code = c(name), .post = c(post), .active = true,
			     .record = { c("nat"), 40 + site_count(model) } };

	site.follows = *follows ? c(follows) : 0;
	site_put(model, &site);
}

/* nat > bj > nst > nst1, nac; nat > hb. The unit writes into its venue's log. */
static int set_up(void **state)
{
	(void)state;
	model = model_create();
	put_post("nat", "", "", TIER_NATIONAL);
	put_post("bj", "nat", "", TIER_TERRITORIAL);
	put_post("hb", "nat", "", TIER_TERRITORIAL);
	put_post("nst", "bj", "", TIER_VENUE);
	put_post("nac", "bj", "", TIER_VENUE);
	put_post("nst1", "nst", "nst", TIER_UNIT);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	model_destroy(model);
	return 0;
}

static void a_single_machine_writes_everything(void **state)
{
	(void)state;
	assert_true(site_local(model, c("nst")));
	assert_int_equal(site_of_origin(model, c("nst")), 0);
	assert_int_equal(site_writer(model, c("nst"), 7), 0);
	assert_true(site_ready(model));
}

static void the_nearest_site_above_writes(void **state)
{
	static const struct {
		const char *origin, *writer;
	} rows[] = {
		{ "nat", "hq" }, { "hb", "hq" }, { "bj", "sbj" },
		{ "nac", "sbj" }, { "nst", "sns" },
	};

	(void)state;
	put_site("hq", "nat", "");
	put_site("sbj", "bj", "");
	put_site("sns", "nst", "");
	put_site("copy", "nst", "sns");
	for (size_t i = 0; i < COUNT(rows); i++)
		ROW_TRUE(rows[i].origin,
			 site_of_origin(model, c(rows[i].origin)) == c(rows[i].writer));
	assert_int_equal(site_of_post(model, c("nst1")), c("sns"));
	assert_int_equal(site_above(model, c("sns")), c("sbj"));
	assert_int_equal(site_above(model, c("copy")), c("sns"));
	assert_int_equal(site_above(model, c("hq")), 0);
	site_be(model, c("sbj"));
	assert_true(site_local(model, c("nac")));
	assert_false(site_local_post(model, c("nst1")));
	site_be(model, c("copy"));
	assert_false(site_local(model, c("nst")));
}

static void a_chain_has_had_several_writers(void **state)
{
	(void)state;
	put_site("hq", "nat", "");
	put_site("sns", "nst", "");
	site_reign(model, c("nst"), c("sns"), 120);
	put_site("sbj", "bj", "");
	site_reign(model, c("bj"), c("sbj"), 40);
	site_reign(model, c("nac"), c("sbj"), 9);
	assert_int_equal(site_writer(model, c("nat"), 1), c("hq"));
	assert_int_equal(site_writer(model, c("nst"), 121), c("sns"));
	assert_int_equal(site_writer(model, c("nac"), 10), c("sbj"));
	assert_int_equal(site_writer(model, c("nac"), 9), c("hq"));
	assert_int_equal(site_writer(model, c("bj"), 40), c("hq"));
	/* Who came to stand between them later never wrote it. */
	assert_int_equal(site_writer(model, c("nst"), 120), c("hq"));
	assert_int_equal(site_reign_end(model, c("nst"), 7), 120);
	assert_int_equal(site_reign_end(model, c("nst"), 121), UINT64_MAX);
	site_be(model, c("sns"));
	assert_false(site_ready(model));
}

static void what_was_answered_before_is_not_again(void **state)
{
	(void)state;
	site_seen(model, c("nat"), 50);
	assert_true(site_answered(model, (struct ident){ c("nat"), 50 }));
	assert_false(site_answered(model, (struct ident){ c("nat"), 51 }));
	assert_false(site_answered(model, (struct ident){ c("bj"), 1 }));
}

static void a_takeover_points_the_posts_elsewhere(void **state)
{
	(void)state;
	put_site("hq", "nat", "");
	put_site("sbj", "bj", "");
	put_site("sns", "nst", "");
	site_assume(model, c("nst"), c("bj"), 120, 1);
	assert_int_equal(tree_get(model, c("nst1"))->origin, c("bj"));
	assert_int_equal(tree_get(model, c("nst1"))->declared, c("nst"));
	assert_int_equal(site_of_post(model, c("nst")), c("sbj"));
	assert_int_equal(site_of_origin(model, c("nst")), c("sns"));
	assert_true(site_speaks_for(model, c("sns"), c("nst")));
	assert_int_equal(site_term(model, c("nst1")), 1);
	assert_int_equal(site_term(model, c("nac")), 0);
	assert_false(site_fenced(model, c("nst"), 120));
	assert_true(site_fenced(model, c("nst"), 121));
	assert_false(site_refold(model));
	put_post("nst2", "nst", "nst", TIER_UNIT);
	assert_int_equal(tree_get(model, c("nst2"))->origin, c("bj"));
	/* bj is lost too */
	site_assume(model, c("bj"), c("nat"), 7, 1);
	assert_int_equal(site_of_post(model, c("nst2")), c("hq"));
	site_give_back(model, c("bj"), 9, 2);
	assert_int_equal(site_of_post(model, c("nst2")), c("sbj"));
	assert_true(site_fenced(model, c("bj"), 9));
	assert_false(site_fenced(model, c("bj"), 10));
	site_give_back(model, c("nst"), 130, 2);
	site_assume(model, c("nst"), c("bj"), 120, 1);
	site_give_back(model, c("nst"), 130, 2);
	assert_int_equal(site_term(model, c("nst")), 2);
	assert_int_equal(site_of_post(model, c("nst")), c("sns"));
	assert_true(site_fenced(model, c("nst"), 130));
	assert_false(site_fenced(model, c("nst"), 131));
	/* Who wrote on without a word of it all is late still; who knows is not. */
	assert_true(site_unaware(model, c("nst"), 131, 0));
	assert_false(site_unaware(model, c("nst"), 131, 2));
	assert_false(site_unaware(model, c("nst"), 120, 0));
}

static void what_was_late_is_looked_at_again_after_a_return(void **state)
{
	(void)state;
	put_site("hq", "nat", "");
	put_site("sns", "nst", "");
	site_assume(model, c("nst"), c("nat"), 0, 1);
	model_note_number(model, c("nst"), 5);
	assert_false(site_refold(model));
	site_give_back(model, c("nst"), 3, 2);
	assert_true(site_refold(model));
}

static void the_higher_of_two_takeovers_wins_in_any_order(void **state)
{
	(void)state;
	for (int first = 0; first < 2; first++) {
		site_assume(model, c("nst"), first == 0 ? c("bj") : c("nat"), 120, 1);
		assert_false(site_refold(model));
		site_assume(model, c("nst"), first == 0 ? c("nat") : c("bj"), 110, 1);
		assert_true(site_refold(model));
		assert_int_equal(tree_get(model, c("nst"))->origin, c("nat"));
		assert_true(site_outdone(model, c("nst"), 1, c("bj")));
		assert_false(site_outdone(model, c("nst"), 1, c("nat")));
		assert_true(site_fenced(model, c("nst"), 121));
		assert_int_equal(site_fenced(model, c("nst"), 115), first == 1 ? 0 : 1);
		tear_down(state);
		set_up(state);
	}
}

/* Two by one post under one term: by plan in the chain itself, and by who did not hear of that. */
static void a_takeover_beats_a_handover_in_any_order(void **state)
{
	void (*const told[])(struct model *, code, code, uint64_t, uint32_t) = { site_assume,
										 site_hand_over };

	(void)state;
	for (int first = 0; first < 2; first++) {
		for (int by = 0; by < 2; by++) {
			told[first](model, c("nst"), by ? c("bj") : c("nat"), first ? 120 : 110, 1);
			told[!first](model, c("nst"), c("nat"), first ? 110 : 120, 1);
			assert_true(site_refold(model));
			assert_true(site_fenced(model, c("nst"), 115));
			tear_down(state);
			set_up(state);
		}
	}
}

/* Foreseen from a state in which it held; its record turns out late in the new one. */
static void a_return_that_never_came_true_is_left_out(void **state)
{
	struct model *again = model_create(), *once_more = model_create(), *old = model;

	(void)state;
	site_assume(old, c("nst"), c("bj"), 0, 1);
	site_give_back(old, c("nst"), 3, 2);
	site_foresee(again, old);
	site_assume(again, c("nst"), c("bj"), 0, 1);
	assert_true(site_misled(again));
	site_foresee(once_more, again);
	site_assume(once_more, c("nst"), c("bj"), 0, 1);
	assert_false(site_misled(once_more));
	assert_true(site_fenced(once_more, c("nst"), 4));
	model_destroy(again);
	model_destroy(once_more);
}

static void what_was_foreseen_needs_no_second_fold(void **state)
{
	struct model *again = model_create(), *old = model;

	(void)state;
	site_assume(old, c("nst"), c("bj"), 0, 1);
	site_foresee(again, old);
	model = again;
	site_assume(again, c("nst"), c("bj"), 0, 1);
	assert_false(site_refold(again));
	assert_true(site_fenced(again, c("nst"), 1));
	put_post("bj", "", "", TIER_TERRITORIAL);
	put_post("nst", "bj", "", TIER_VENUE);
	assert_int_equal(tree_get(again, c("nst"))->origin, c("bj"));
	model_destroy(old);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_single_machine_writes_everything, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(the_nearest_site_above_writes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_chain_has_had_several_writers, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(what_was_answered_before_is_not_again, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(a_takeover_points_the_posts_elsewhere, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(a_takeover_beats_a_handover_in_any_order, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(a_return_that_never_came_true_is_left_out, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(the_higher_of_two_takeovers_wins_in_any_order,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_was_late_is_looked_at_again_after_a_return,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_was_foreseen_needs_no_second_fold, set_up,
						tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
