/* How well forces are placed in ten seconds: published questions with known answers. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "bench/bench.h"
#include "engine/cover/cover.h"
#include "lib/cover_data.h"

struct watch {
	int64_t start_ns;
	double seconds;
};

/* CPU time, so that other work on the machine does not count. */
static double share(void *user)
{
	const struct watch *watch = user;

	return (double)(os_cpu_ns() - watch->start_ns) * 1e-9 / watch->seconds;
}

/* The whole table is within a percent, so four digits more than elsewhere are shown. */
static void row(const char *what, double ours, double known, double share_of_known, double promised)
{
	printf("%-36s %10.0f known %10.0f  %8.4f  promised %.4f  %s\n", what, ours, known,
	       share_of_known, promised, share_of_known >= promised ? "met" : "NOT MET");
	fflush(stdout);
}

/* OR-Library's optima (pmedopt.txt) of pmed2, pmed4 … pmed40. */
static const double optima[] = { 4093, 3034, 7824, 4445, 1255, 6634, 2968, 8162, 4809, 1789, 8579,
				 2961, 9917, 4498, 1989, 9297, 3013, 9934, 11060, 5128 };

static void medians(double seconds)
{
	int found = 0, rows = (int)(sizeof optima / sizeof optima[0]);
	double worst = 0;

	for (int i = 0; i < rows; i++) {
		struct watch watch = { 0, seconds };
		struct cover_effort effort = { .seed = 1, .share = share, .user = &watch };
		struct arena *arena = arena_create();
		struct cover_median median;
		char what[50];
		uint32_t *sites;
		double sum;

		if (!cover_data_pmedian(2 * i + 2, &median)) {
			printf("skipped: no ../shared\n");
			arena_destroy(arena);
			return;
		}
		watch.start_ns = os_cpu_ns();
		if (cover_median(&median, &effort, arena, &sites, &sum) != COVER_SOUND)
			exit(1);
		found += sum == optima[i];
		worst = sum / optima[i] > worst ? sum / optima[i] : worst;
		snprintf(what, sizeof what, "p-median, pmed%d, sum of ways", 2 * i + 2);
		row(what, sum, optima[i], optima[i] / sum, 0.999);
		heap_free((void *)(uintptr_t)median.way);
		arena_destroy(arena);
	}
	printf("optima found: %d of %d (promised 18), worst %.3f %% above\n", found, rows,
	       (worst - 1) * 100);
}

/* Best values known (AILS-MCLP); radius 600 m. */
static const struct {
	const char *city;
	uint32_t units;
	double best;
} cities[] = {
	{ "Bronx", 50, 1205051 }, { "Bronx", 60, 1290635 }, { "Bronx", 70, 1348232 },
	{ "Bronx", 80, 1376061 }, { "Bronx", 90, 1384376 }, { "Bronx", 100, 1385099 },
	{ "SanFrancisco", 50, 617592 }, { "SanFrancisco", 60, 683139 },
	{ "SanFrancisco", 70, 733772 }, { "SanFrancisco", 80, 769781 },
	{ "SanFrancisco", 90, 791562 }, { "SanFrancisco", 100, 802307 },
};

static void coverings(double seconds)
{
	for (size_t i = 0; i < sizeof cities / sizeof cities[0]; i++) {
		struct watch watch = { 0, seconds };
		struct cover_effort effort = { .seed = 1, .share = share, .user = &watch };
		struct arena *arena = arena_create();
		struct cover_answer answer;
		struct cover_city city;
		char what[60];

		if (!cover_data_city(cities[i].city, 600, cities[i].units, &city)) {
			arena_destroy(arena);
			return;
		}
		watch.start_ns = os_cpu_ns();
		if (cover_place(&city.problem, &effort, arena, &answer) != COVER_SOUND)
			exit(1);
		snprintf(what, sizeof what, "covered, %s, %u units", cities[i].city,
			 cities[i].units);
		row(what, answer.value, cities[i].best, answer.value / cities[i].best, 0.999);
		cover_data_release(&city);
		arena_destroy(arena);
	}
}

/* COVER_SECONDS: how long each question may take. */
int main(void)
{
	const char *given = getenv("COVER_SECONDS");
	double seconds = given != NULL ? strtod(given, NULL) : 10;

	printf("%.0f s of CPU time each, one thread\n", seconds);
	medians(seconds);
	coverings(seconds);
	return 0;
}
