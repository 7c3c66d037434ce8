/* Measures a large event in the simulator: how long its nodes take, and what they hold. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <sys/resource.h>

#include "bench.h"
#include "lib/meshscale.h"
#include "model/registry.h"

#define SECONDS_PROMISED 600.0
#define STORED_PROMISED 10e6

static uint32_t number_of(const char *name, uint32_t otherwise)
{
	const char *text = getenv(name);
	int64_t value;

	return text && str_to_i64(str_of(text), &value) && value > 0 ? (uint32_t)value : otherwise;
}

/* As many nodes and entries as 8 GiB hold; others show what a node and an entry cost. */
static struct meshscale_plan plan_of(void)
{
	uint32_t sites = number_of("SCALE_SITES", 300);

	return (struct meshscale_plan){ .seed = number_of("SCALE_SEED", 1),
					.sites = sites,
					.territories = sites / 33 + 1,
					.notices = number_of("SCALE_NOTICES", 32200),
					.acts = number_of("SCALE_ACTS", 3),
					.looked_at = number_of("SCALE_LOOKED_AT", 9),
					.desks = number_of("SCALE_DESKS", 2) };
}

static double processor_s(int who)
{
	struct rusage usage;

	getrusage(who, &usage);
	return (double)usage.ru_utime.tv_sec + (double)usage.ru_stime.tv_sec +
	       (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static void report(const struct meshscale_plan *plan, const struct meshscale_result *result)
{
	double seconds = 0, processor = processor_s(RUSAGE_SELF) + processor_s(RUSAGE_CHILDREN);
	char hex[HASH_HEX];

	for (int i = 0; i < MESHSCALE_PHASES; i++)
		seconds += result->seconds[i];
	hash_format(&result->digest, hex);
	printf("1 nation, %u territories, %u venues; seed %llu; %u processes at work at once\n",
	       plan->territories, plan->sites - plan->territories - 1,
	       (unsigned long long)plan->seed, plan->desks);
	for (int i = 0; i < MESHSCALE_PHASES; i++)
		printf("  %-10s %8.1f s\n", meshscale_phase_name((enum meshscale_phase)i),
		       result->seconds[i]);
	printf("  %llu messages, %.1f MiB; %u cuts, %u nodes killed, %u checked to the last\n",
	       (unsigned long long)result->stats.messages,
	       (double)result->stats.bytes / 1048576, result->cut_off, result->killed,
	       result->checked);
	printf("  processor time %.1f s: %.1f us an entry stored\n", processor,
	       processor * 1e6 / (double)result->stored);
	printf("  memory at the end %.0f MiB, %.2f a node\n", result->memory_mib,
	       result->memory_mib / plan->sites);
	printf("  entries made (numbers of all chains)       %12llu\n",
	       (unsigned long long)result->made);
	printf("  entries stored in full at all nodes        %12llu\n",
	       (unsigned long long)result->stored);
	printf("  entries known by hash alone at all nodes   %12llu\n",
	       (unsigned long long)result->veils);
	printf("  digest of all states %s\n", hex);
	bench_row("nodes: promised / simulated", 1000, plan->sites, "", 1);
	bench_row("entries stored: promised / in the simulator", STORED_PROMISED,
		  (double)result->stored, "", 1);
	bench_row("seconds / promised", seconds, SECONDS_PROMISED, "s", 1);
}

int main(void)
{
	struct meshscale_plan plan = plan_of();
	struct meshscale_result result;
	bool kept;

	registry_init();
	kept = meshscale_run(&plan, &result);
	report(&plan, &result);
	if (!kept)
		printf("NOT KEPT: %s\n", result.text);
	return kept ? 0 : 1;
}
