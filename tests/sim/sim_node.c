/* One node lives many lives on a bad machine and keeps every promise; each seed is a story. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>

#include "lib/simkit.h"
#include "lib/unit.h"
#include "model/registry.h"

#define SEEDS 30                                           /* in the suite */
#define SHORTEN_TRIES 300

static uint64_t number_of(const char *name, uint64_t otherwise)
{
	const char *text = getenv(name);
	int64_t value;

	return text && str_to_i64(str_of(text), &value) && value >= 0 ? (uint64_t)value
								      : otherwise;
}

static void add(struct simkit_stats *sum, const struct simkit_stats *one)
{
	sum->lives += one->lives;
	sum->acts += one->acts;
	sum->done += one->done;
	sum->refused += one->refused;
	sum->replayed += one->replayed;
	sum->entries += one->entries;
	sum->deaths += one->deaths;
	sum->cuts += one->cuts;
	sum->died_full += one->died_full;
	sum->died_memory += one->died_memory;
	for (size_t i = 0; i < COUNT(sum->seen); i++)
		sum->seen[i] |= one->seen[i];
}

static void tell(const struct simkit_trace *trace, const char *text)
{
	printf("# seed %llu fails: %s\n# the shortest trace found, %u steps:\n",
	       (unsigned long long)trace->seed, text, trace->count);
	for (uint32_t i = 0; i < trace->count; i++)
		printf("#   %s %016llx\n", simkit_what_name(trace->steps[i].what),
		       (unsigned long long)trace->steps[i].seed);
}

static void run_seed(uint64_t seed, struct simkit_stats *sum)
{
	static struct simkit_trace trace;
	struct simkit_stats stats;
	char text[512];

	simkit_trace_draw(&trace, seed);
	if (simkit_run(&trace, &stats, text)) {
		add(sum, &stats);
		return;
	}
	simkit_run_shorten(&trace, (uint32_t)number_of("SIM_SHORTEN", SHORTEN_TRIES), text);
	tell(&trace, text);
	fail_msg("seed %llu (SIM_FIRST=%llu SIM_SEEDS=1 runs it again): %s",
		 (unsigned long long)seed, (unsigned long long)seed, text);
}

/* How much of the tables the random people have reached. */
static void report_acts(const struct simkit_stats *sum)
{
	uint32_t all = 0, seen = 0;

	printf("# never done:");
	for (uint16_t k = 0; k < registry_count(); k++) {
		const struct kind_row *row = registry_at(k);

		for (uint16_t a = 0; a < row->nacts; a++) {
			all++;
			if (sum->seen[k & 255] >> (a & 63) & 1)
				seen++;
			else
				printf(" %s.%s", row->kind->name, row->acts[a].act->name);
		}
	}
	printf("\n# %u of %u acts were done\n", seen, all);
}

static void report(uint64_t seeds, const struct simkit_stats *sum)
{
	printf("# %llu seeds: %u lives (%u killed, %u power cuts, %u full or broken disks, "
	       "%u out of memory), %u acts sent, %u done, %u refused, %u repeated, %u entries\n",
	       (unsigned long long)seeds, sum->lives, sum->deaths, sum->cuts, sum->died_full,
	       sum->died_memory, sum->acts, sum->done, sum->refused, sum->replayed, sum->entries);
	report_acts(sum);
}

static void promises_are_kept(void **state)
{
	uint64_t first = number_of("SIM_FIRST", 1);
	uint64_t seeds = number_of("SIM_SEEDS", SEEDS);
	struct simkit_stats sum = { 0 };

	(void)state;
	for (uint64_t seed = first; seed < first + seeds; seed++)
		run_seed(seed, &sum);
	report(seeds, &sum);
	/* A simulation in which nothing happens would prove nothing. */
	if (seeds >= SEEDS) {
		assert_true(sum.done > seeds * 20);
		assert_true(sum.cuts > seeds && sum.replayed > seeds / 2);
		assert_true(sum.died_full > 0 && sum.died_memory > 0);
	}
}

static void a_seed_tells_the_same_again(void **state)
{
	static struct simkit_trace trace;
	struct simkit_stats once, again;
	char text[512];

	(void)state;
	simkit_trace_draw(&trace, 7);
	simkit_run(&trace, &once, text);
	simkit_run(&trace, &again, text);
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
