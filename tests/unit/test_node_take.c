/* Nodes that take what others wrote: an order, its answer and all that follows, across sites. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/unit.h"

#include "lib/meshkit.h"

static struct meshkit kit;
static const struct ident none;

/* hq at nat, sbj at bj, sns at nst: three tiers. */
static int set_up(void **state)
{
	(void)state;
	meshkit_init(&kit);
	meshkit_join(&kit, "sbj", "bj");
	assert_true(meshkit_carry(&kit));
	meshkit_join(&kit, "sns", "nst");
	assert_true(meshkit_carry(&kit));
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < kit.count; i++)
		ROW_TRUE(kit.nodes[i].why ? kit.nodes[i].why->name : "", kit.nodes[i].refused == 0);
	meshkit_check_equal(&kit);
	meshkit_check_refold(&kit);
	meshkit_release(&kit);
	return 0;
}

static void a_site_that_joins_ends_with_what_it_may_see(void **state)
{
	(void)state;
	assert_int_equal(tree_count(meshkit_model(&kit, "sns")),
			 tree_count(meshkit_model(&kit, "hq")));
	assert_true(site_ready(meshkit_model(&kit, "sns")));
}

static void an_order_is_delivered_signed_and_done_across_nodes(void **state)
{
	struct ident order, receipt;

	(void)state;
	order = meshkit_do(&kit, "sbj", "bj.duty_officer", "bj", "order", "issue", none,
			   "\"title\":\"疏导\",\"to\":[\"nst\"],\"epidemic_na\":\"室外\"");
	assert_int_equal(meshkit_count(&kit, "sbj", "receipt", "nst"), 0);
	assert_true(meshkit_in(&kit, "sbj", order, "issued"));
	assert_true(meshkit_carry(&kit));
	receipt = meshkit_newest(&kit, "sns", "receipt", "nst");
	assert_true(meshkit_in(&kit, "sns", receipt, "delivered"));
	assert_true(meshkit_in(&kit, "sbj", order, "delivered"));
	assert_true(meshkit_in(&kit, "sns", order, "delivered"));
	assert_int_equal(meshkit_count(&kit, "sbj", "receipt", "nst"), 1);
	meshkit_do(&kit, "sns", "nst.duty_officer", "nst", "receipt", "sign", receipt, "");
	assert_true(meshkit_in(&kit, "sbj", order, "delivered"));
	assert_true(meshkit_carry(&kit));
	assert_true(meshkit_in(&kit, "sbj", order, "signed"));
	meshkit_do(&kit, "sns", "nst.duty_officer", "nst", "receipt", "done", receipt,
		   "\"result\":\"已疏通\"");
	assert_true(meshkit_carry(&kit));
	assert_true(meshkit_in(&kit, "sns", order, "done"));
	assert_true(meshkit_in(&kit, "hq", order, "done"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_site_that_joins_ends_with_what_it_may_see, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(
			an_order_is_delivered_signed_and_done_across_nodes, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
