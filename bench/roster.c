/* How good rosters are in a minute of two processors: published instances, and a large event. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>

#include "bench/bench.h"
#include "engine/roster/roster.h"
#include "lib/roster_judge.h"
#include "os/thread.h"
#include "wire/roster/instance.h"

#define FOLDER "../shared/data/roster/curtois"
#define SEARCHES 2

/*
 * References of ../shared/design/roster.md: the best known cost, what IP&VNS (Rahimian et al.
 * 2017) reports for 10 minutes, CBC 2.10.8 and HiGHS 1.15 in 60 s of one processor on this kind of
 * machine. 0: not known or nothing found. `most` is the target for 60 s of two processors.
 */
static const struct row {
	int number;
	int64_t known, most, ipvns, cbc, highs;
} rows[] = {
	{ 1, 607, 607, 607, 607, 607 },
	{ 2, 828, 828, 828, 828, 828 },
	{ 3, 1001, 1001, 1001, 1002, 1001 },
	{ 4, 1716, 1716, 1716, 1833, 1716 },
	{ 5, 1143, 1165, 1143, 1264, 1161 },
	{ 6, 1950, 1989, 1950, 0, 2048 },
	{ 7, 1056, 1077, 1056, 2494, 1657 },
	{ 8, 1300, 1450, 1364, 0, 2996 },
	{ 9, 439, 447, 439, 0, 0 },
	{ 10, 4631, 4723, 4631, 0, 0 },
	{ 11, 3443, 3511, 3443, 0, 0 },
	{ 12, 4040, 4120, 4042, 0, 0 },
	{ 14, 1278, 1405, 1281, 0, 0 },
	{ 16, 3225, 3547, 3306, 0, 0 },
	{ 18, 4459, 5127, 5049, 0, 0 },
	{ 20, 4769, 0, 0, 0, 0 },
	{ 22, 30241, 0, 0, 0, 0 },
	{ 24, 42463, 0, 0, 0, 0 },
};

/* ---- time and threads ---------------------------------------------------------------------- */

/* CPU time, so that other work on the machine does not count. */
struct watch {
	int64_t start_ns;
	double seconds;
};

static double share(void *user)
{
	const struct watch *watch = user;

	return (double)(os_cpu_ns() - watch->start_ns) * 1e-9 / SEARCHES / watch->seconds;
}

struct hand {
	struct thread *thread;
	void (*task)(void *arg, uint32_t i);
	void *arg;
	uint32_t i;
};

static void work(void *user)
{
	struct hand *hand = user;

	hand->task(hand->arg, hand->i);
}

static void run_threads(void *user, uint32_t count, void (*task)(void *arg, uint32_t i), void *arg)
{
	struct hand hands[ROSTER_CREW_MOST];

	(void)user;
	for (uint32_t i = 0; i < count; i++) {
		hands[i] = (struct hand){ .task = task, .arg = arg, .i = i };
		hands[i].thread = thread_create("roster", work, &hands[i]);
	}
	for (uint32_t i = 0; i < count; i++)
		thread_join(hands[i].thread);
}

static const struct roster_crew crew = { NULL, SEARCHES, run_threads };

static void solve(const struct roster_plan *plan, struct roster_options *options, double seconds,
		  struct arena *arena, struct roster_answer *ret)
{
	struct watch watch = { os_cpu_ns(), seconds };

	options->seed = 1;
	options->share = share;
	options->user = &watch;
	options->crew = &crew;
	roster_solve(plan, options, arena, ret);
}

/* ---- published instances ------------------------------------------------------------------- */

/* The second judge's word: the cost, or -1 for a roster that breaks a rule. */
static int64_t judged(const struct roster_problem *p, const char *text, const uint16_t *cells)
{
	struct judge *judge = judge_create(text);
	int64_t cost;

	for (uint32_t e = 0; e < p->people; e++)
		for (uint32_t day = 0; day < p->days; day++) {
			uint16_t cell = cells[e * p->days + day];

			judge->person[e].cell[day] = cell == ROSTER_OFF ? -1 : cell;
		}
	judge_decide(judge, text);
	cost = judge->broken > 0 ? -1 : judge->cost;
	free(judge);
	return cost;
}

static void measure(const struct row *row, double seconds)
{
	struct arena *arena = arena_create();
	struct instance instance;
	struct instance_fault fault;
	struct roster_plan *plan;
	struct roster_options options = { .seed = 1 };
	struct roster_answer answer;
	char path[100];
	struct buf text;
	uint32_t at;

	snprintf(path, sizeof path, FOLDER "/Instance%d.txt", row->number);
	buf_init(&text, 4 * 1024 * 1024);
	if (os_read_file(path, &text) < 0 ||
	    !instance_parse(arena, buf_str(&text), &instance, &fault) ||
	    roster_prepare(arena, &instance.problem, &plan, &at) != ROSTER_SOUND)
		exit(1);
	buf_add_char(&text, '\0');
	solve(plan, &options, seconds, arena, &answer);
	int64_t cost = judged(&instance.problem, text.at, answer.cells);

	assert(cost < 0 || cost == answer.cost.total);
	printf("%2d %9lld %8lld %8lld %7.1f%% %9lld %8lld %8lld %8lld  %s\n", row->number,
	       (long long)cost, (long long)(answer.bound > 0 ? answer.bound : 0),
	       (long long)row->known, 100.0 * (double)(cost - row->known) / (double)row->known,
	       (long long)row->most, (long long)row->ipvns, (long long)row->cbc,
	       (long long)row->highs,
	       cost >= 0 && (row->most == 0 || cost <= row->most) ? "met" : "NOT MET");
	fflush(stdout);
	buf_release(&text);
	arena_destroy(arena);
}

/* ---- a large event ------------------------------------------------------------------------- */

#define PEOPLE 5000
#define DAYS 28
#define POSTS 200
#define SHIFTS 3
#define SITES 20
#define ABSENT 50

struct event {
	struct roster_problem problem;
	struct roster_person person[PEOPLE];
	struct roster_duty duty[POSTS * SHIFTS];
	int32_t need[DAYS * POSTS * SHIFTS], under[DAYS * POSTS * SHIFTS],
		over[DAYS * POSTS * SHIFTS];
	uint32_t from[POSTS * SHIFTS + 1], to[POSTS * SHIFTS], travel[SITES * SITES];
	uint8_t off[PEOPLE * DAYS];
};

/* Everybody lives near two or three sites and knows two of eight skills; seven of ten work. */
static struct event *make_event(void)
{
	static const uint32_t start[SHIFTS] = { 6 * 60, 14 * 60, 22 * 60 };
	struct event *event = calloc(1, sizeof *event);
	struct roster_problem *p = &event->problem;

	*p = (struct roster_problem){
		.days = DAYS, .people = PEOPLE, .duties = POSTS * SHIFTS, .slots = POSTS * SHIFTS,
		.homes = SITES, .sites = SITES, .person = event->person, .duty = event->duty,
		.rest_minutes = 660, .off = event->off, .need = event->need,
		.under = event->under, .over = event->over, .cover_from = event->from,
		.cover = event->to, .travel = event->travel, .travel_most = 60,
		.told_most = UINT32_MAX,
	};
	for (uint32_t rule = 0; rule < ROSTER_demand_under; rule++)
		p->weight[rule] = ROSTER_HARD;
	p->weight[ROSTER_night_share] = 3;
	p->weight[ROSTER_changed] = 20;
	p->weight[ROSTER_told] = ROSTER_HARD;
	for (uint32_t a = 0; a < SITES; a++)
		for (uint32_t b = 0; b < SITES; b++)
			event->travel[a * SITES + b] = 25 * ((a > b ? a - b : b - a) % (SITES - 1));
	for (uint32_t t = 0; t < POSTS * SHIFTS; t++) {
		uint32_t post = t / SHIFTS;

		event->duty[t] = (struct roster_duty){
			.minutes = 480, .start = start[t % SHIFTS], .site = post % SITES,
			.skills = UINT64_C(1) << post % 8, .night = t % SHIFTS == 2,
		};
		event->to[t] = t;
		event->from[t + 1] = t + 1;
		for (uint32_t day = 0; day < DAYS; day++) {
			event->need[day * POSTS * SHIFTS + t] = 5;
			event->under[day * POSTS * SHIFTS + t] = 100;
			event->over[day * POSTS * SHIFTS + t] = 1;
		}
	}
	for (uint32_t e = 0; e < PEOPLE; e++)
		event->person[e] = (struct roster_person){
			.minutes_most = 20 * 480, .minutes_least = 12 * 480, .run_most = 6,
			.run_least = 2, .rest_least = 1, .weekends_most = 4,
			.before_duty = ROSTER_OFF, .home = e % SITES,
			.skills = UINT64_C(1) << (e / SITES) % 8 |
				  UINT64_C(1) << (e / SITES / 8 + 3) % 8,
		};
	return event;
}

static void large_event(double seconds)
{
	struct arena *arena = arena_create();
	struct event *event = make_event();
	struct roster_options options = { .seed = 1 };
	struct roster_answer first, second;
	struct roster_plan *plan;
	uint32_t at, told = 0;
	uint16_t *published;

	if (roster_prepare(arena, &event->problem, &plan, &at) != ROSTER_SOUND)
		exit(1);
	solve(plan, &options, seconds, arena, &first);
	printf("%d people, %d days, %d posts of %d shifts, %.0f s: hard rules broken %lld, "
	       "missing %lld of %d, cost %lld\n", PEOPLE, DAYS, POSTS, SHIFTS, seconds,
	       (long long)first.cost.broken,
	       (long long)first.cost.by_rule[ROSTER_demand_under] / 100, 5 * DAYS * POSTS * SHIFTS,
	       (long long)first.cost.total);
	published = first.cells;
	event->problem.published = published;
	event->problem.told_most = 4 * ABSENT;
	for (uint32_t i = 0; i < ABSENT; i++)
		for (uint32_t day = 7; day < 10; day++)
			event->off[i * (PEOPLE / ABSENT) * DAYS + day] = 1;
	if (roster_prepare(arena, &event->problem, &plan, &at) != ROSTER_SOUND)
		exit(1);
	options.start = published;
	solve(plan, &options, 5, arena, &second);
	for (uint32_t e = 0; e < PEOPLE; e++)
		told += memcmp(published + e * DAYS, second.cells + e * DAYS, DAYS * 2) != 0;
	printf("%d of them not there for three days, 5 s: hard rules broken %lld, missing %lld, "
	       "rows changed %u\n", ABSENT, (long long)second.cost.broken,
	       (long long)second.cost.by_rule[ROSTER_demand_under] / 100, told);
	printf("memory at most: %.0f MiB\n", bench_memory_mib("VmHWM:"));
	arena_destroy(arena);
	free(event);
}

/* ROSTER_SECONDS: how long each may take; ROSTER_ONLY: one instance, 0 the large event. */
int main(void)
{
	const char *given = getenv("ROSTER_SECONDS"), *only = getenv("ROSTER_ONLY");
	double seconds = given != NULL ? strtod(given, NULL) : 60;

	printf("%.0f s of CPU time on each of %d threads\n", seconds, SEARCHES);
	if (os_file_size(FOLDER "/Instance1.txt") < 0)
		printf("skipped: no ../shared\n");
	else
		printf(" #      ours    bound    known      gap    target   IP&VNS      CBC"
		       "    HiGHS\n");
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (os_file_size(FOLDER "/Instance1.txt") >= 0 &&
		    (only == NULL || strtol(only, NULL, 10) == rows[i].number))
			measure(&rows[i], seconds);
	if (only == NULL || strtol(only, NULL, 10) == 0)
		large_event(seconds);
	return 0;
}
