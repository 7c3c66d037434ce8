/* A mesh of nodes on a bad network keeps every promise, and agrees once it is healed. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "lib/meshsim.h"
#include "lib/unit.h"
#include "model/registry.h"

#define SEEDS 12                                           /* in the suite */
#define SHORTEN_TRIES 150

static uint64_t number_of(const char *name, uint64_t otherwise)
{
	const char *text = getenv(name);
	int64_t value;

	return text && str_to_i64(str_of(text), &value) && value >= 0 ? (uint64_t)value
								      : otherwise;
}

static void tell(const struct meshsim_trace *trace, const char *text)
{
	struct meshsim_stats stats;
	struct meshsim_fault again;
	char *story;

	printf("# seed %llu fails: %s\n# the shortest trace found, %u steps:\n",
	       (unsigned long long)trace->seed, text, trace->count);
	for (uint32_t i = 0; i < trace->count; i++)
		printf("#   %s %016llx\n", meshsim_what_name(trace->steps[i].what),
		       (unsigned long long)trace->steps[i].seed);
	meshsim_run(trace, &stats, &again, &story);
	printf("# what was done:\n%s", story);
	heap_free(story);
}

static void run_seed(uint64_t seed, struct meshsim_stats *sum)
{
	static struct meshsim_trace trace;
	uint32_t tries = (uint32_t)number_of("SIM_SHORTEN", SHORTEN_TRIES);
	struct meshsim_stats stats;
	struct meshsim_fault fault;

	meshsim_trace_draw(&trace, seed);
	if (meshsim_run(&trace, &stats, &fault, NULL)) {
		meshsim_stats_add(sum, &stats);
		return;
	}
	meshsim_run_shorten(&trace, tries, &fault);
	tell(&trace, fault.text);
	fail_msg("seed %llu (SIM_FIRST=%llu SIM_SEEDS=1 runs it again): %s",
		 (unsigned long long)seed, (unsigned long long)seed, fault.text);
}

/* How much of the tables the random people have reached. */
static void report_acts(const struct meshsim_stats *sum)
{
	uint32_t all = 0, seen = 0;

	for (uint16_t k = 0; k < registry_count(); k++) {
		const struct kind_row *row = registry_at(k);

		for (uint16_t a = 0; a < row->nacts; a++) {
			all++;
			seen += (uint32_t)(sum->seen[k & 255] >> (a & 63) & 1);
		}
	}
	printf("# %u of %u acts were done\n", seen, all);
}

static void report(uint64_t seeds, const struct meshsim_stats *sum)
{
	printf("# %llu seeds: %u lives (%u killed, %u power cuts, %u full or broken disks, %u out "
	       "of memory), %u joins, %u takeovers, %u handovers, %u returns asked for\n",
	       (unsigned long long)seeds, sum->lives, sum->deaths, sum->cuts, sum->died_full,
	       sum->died_memory, sum->joins, sum->assumed, sum->handed_over, sum->given_back);
	printf("# %u acts sent, %u done (%u at another node), %u refused (%u not reached), %u "
	       "repeated\n",
	       sum->acts, sum->done, sum->forwarded, sum->refused, sum->unreachable,
	       sum->replayed);
	printf("# %llu messages, %llu lost, %llu repeated; %u checks of a node over %u entries, %u "
	       "of them late, and %u known by hash alone\n",
	       (unsigned long long)sum->messages, (unsigned long long)sum->lost,
	       (unsigned long long)sum->repeated, sum->checks, sum->entries, sum->late,
	       sum->veils);
	printf("# %u messages forged, %u refusals seen of them\n", sum->forged,
	       sum->forgeries_refused);
	report_acts(sum);
}

static void promises_are_kept(void **state)
{
	uint64_t first = number_of("SIM_FIRST", 1);
	uint64_t seeds = number_of("SIM_SEEDS", SEEDS);
	struct meshsim_stats sum = { 0 };

	(void)state;
	for (uint64_t seed = first; seed < first + seeds; seed++)
		run_seed(seed, &sum);
	report(seeds, &sum);
	/* A simulation in which nothing happens would prove nothing. */
	if (seeds >= SEEDS) {
		assert_true(sum.done > seeds * 20 && sum.forwarded > 0);
		assert_true(sum.cuts > seeds && sum.lost > seeds * 10);
		assert_true(sum.late > 0 && sum.veils > seeds && sum.joins > seeds * 2);
		assert_true(sum.assumed > 0 && sum.handed_over > 0 && sum.given_back > 0);
		assert_true(sum.repeated > seeds && sum.forged > seeds && sum.deaths > seeds);
	}
}

static void a_seed_tells_the_same_again(void **state)
{
	static struct meshsim_trace trace;
	struct meshsim_stats once, again;
	struct meshsim_fault fault;

	(void)state;
	meshsim_trace_draw(&trace, 7);
	meshsim_run(&trace, &once, &fault, NULL);
	meshsim_run(&trace, &again, &fault, NULL);
	assert_memory_equal(&once, &again, sizeof once);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_seed_tells_the_same_again),
		cmocka_unit_test(promises_are_kept),
	};

	registry_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
