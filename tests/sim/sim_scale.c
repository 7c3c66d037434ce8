/* The large event of the measuring program, small: it keeps its promises and is told again. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "lib/meshscale.h"
#include "lib/unit.h"
#include "model/registry.h"

static const struct meshscale_plan small = { .seed = 1, .sites = 40, .territories = 5,
					     .notices = 400, .acts = 3, .looked_at = 6,
					     .desks = 1 };

static void run(const struct meshscale_plan *plan, struct meshscale_result *ret)
{
	if (!meshscale_run(plan, ret))
		fail_msg("seed %llu: %s", (unsigned long long)plan->seed, ret->text);
	printf("# %llu entries made, %llu stored, %llu more known by hash; %llu messages\n",
	       (unsigned long long)ret->made, (unsigned long long)ret->stored,
	       (unsigned long long)ret->veils, (unsigned long long)ret->stats.messages);
}

static struct meshscale_result first;

static void promises_are_kept(void **state)
{
	(void)state;
	run(&small, &first);
	assert_int_equal(first.stats.joins, small.sites - 1);
	assert_true(first.cut_off > 1 && first.killed > 0);
	assert_int_equal(first.checked, small.looked_at);
	/* The event itself and the programme are for everybody. */
	assert_true(first.stored > (uint64_t)small.sites * (4 * small.sites + small.notices));
	assert_true(first.veils > small.sites);
}

static void any_number_of_desks_tells_the_same(void **state)
{
	struct meshscale_plan plan = small;
	struct meshscale_result again;

	(void)state;
	plan.desks = MESHSIM_DESKS;
	run(&plan, &again);
	assert_memory_equal(&first.digest, &again.digest, sizeof first.digest);
	assert_memory_equal(&first.stats, &again.stats, sizeof first.stats);
}

static void another_seed_tells_another_story(void **state)
{
	struct meshscale_plan plan = small;
	struct meshscale_result other;

	(void)state;
	plan.seed = 2;
	run(&plan, &other);
	assert_memory_not_equal(&first.digest, &other.digest, sizeof first.digest);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(promises_are_kept),
		cmocka_unit_test(any_number_of_desks_tells_the_same),
		cmocka_unit_test(another_seed_tells_another_story),
	};

	registry_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
