/* The search: as good as an exact solver on small rosters, the same again from the same seed. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/unit.h"

#include <stdio.h>
#include <unistd.h>

#include "engine/roster/roster.h"
#include "lib/roster_judge.h"
#include "lib/roster_sample.h"
#include "os/os.h"
#include "os/thread.h"
#include "wire/roster/instance.h"

static struct arena *arena;

static int make_arena(void **state)
{
	(void)state;
	arena = arena_create();
	return 0;
}

static int drop_arena(void **state)
{
	(void)state;
	arena_destroy(arena);
	return 0;
}

/* ---- an exact solver ----------------------------------------------------------------------- */

/* The textbook model: x of a person, day and shift. Written from the judge's reading. */
static void put_work(FILE *lp, const struct judge *judge, const char *sign, int e, int day)
{
	for (int s = 0; s < judge->nshifts; s++)
		fprintf(lp, " %s x%d_%d_%d", sign, e, day, s);
}

static const char *other(const char *sign)
{
	return *sign == '+' ? "-" : "+";
}

/* No block of `length` days alike between two days of the other sort. */
static void put_short(FILE *lp, const struct judge *judge, int e, int day, int length, bool work)
{
	const char *sign = work ? "+" : "-";

	put_work(lp, judge, sign, e, day);
	for (int i = 1; i <= length; i++)
		put_work(lp, judge, other(sign), e, day + i);
	put_work(lp, judge, sign, e, day + length + 1);
	fprintf(lp, " >= %d\n", work ? 1 - length : -1);
}

static void put_runs(FILE *lp, const struct judge *judge, int e)
{
	const struct judge_person *person = &judge->person[e];

	for (int day = 0; day + person->run_most < judge->days; day++) {
		for (int i = 0; i <= person->run_most; i++)
			put_work(lp, judge, "+", e, day + i);
		fprintf(lp, " <= %d\n", person->run_most);
	}
	for (int length = 1; length < person->run_least; length++)
		for (int day = 0; day + length + 1 < judge->days; day++)
			put_short(lp, judge, e, day, length, true);
	for (int length = 1; length < person->rest_least; length++)
		for (int day = 0; day + length + 1 < judge->days; day++)
			put_short(lp, judge, e, day, length, false);
}

static void put_totals(FILE *lp, const struct judge *judge, int e)
{
	const struct judge_person *person = &judge->person[e];

	for (int bound = 0; bound < 2; bound++) {
		for (int day = 0; day < judge->days; day++)
			for (int s = 0; s < judge->nshifts; s++)
				fprintf(lp, " + %d x%d_%d_%d", judge->minutes[s], e, day, s);
		fprintf(lp, bound ? " <= %d\n" : " >= %d\n", bound ? person->most : person->least);
	}
	for (int s = 0; s < judge->nshifts; s++) {
		for (int day = 0; day < judge->days; day++)
			fprintf(lp, " + x%d_%d_%d", e, day, s);
		fprintf(lp, " <= %d\n", person->cap[s]);
	}
	for (int day = 5; day < judge->days; day += 7)
		for (int i = 0; i < 2 && day + i < judge->days; i++) {
			fprintf(lp, " k%d_%d", e, day);
			put_work(lp, judge, "-", e, day + i);
			fprintf(lp, " >= 0\n");
		}
	for (int day = 5; day < judge->days; day += 7)
		fprintf(lp, " + k%d_%d", e, day);
	fprintf(lp, " <= %d\n", person->weekends);
}

static void put_days(FILE *lp, const struct judge *judge, int e)
{
	for (int day = 0; day < judge->days; day++) {
		put_work(lp, judge, "+", e, day);
		fprintf(lp, " <= %d\n", judge->person[e].off[day] ? 0 : 1);
		for (int a = 0; a < judge->nshifts && day + 1 < judge->days; a++)
			for (int b = 0; b < judge->nshifts; b++) {
				char name[24];

				snprintf(name, sizeof name, "|%s|", judge->shift[b]);
				if (strstr(judge->never[a], name) != NULL)
					fprintf(lp, " x%d_%d_%d + x%d_%d_%d <= 1\n", e, day, a, e,
						day + 1, b);
			}
	}
}

static FILE *lp_file;
static long lp_wish[8][16][4], lp_constant;      /* [person][day][shift] */

static void add_wish(struct judge *judge, const char *section, char *line)
{
	char *field[8];

	if (strncmp(section, "SECTION_SHIFT_O", 15) != 0)
		return;
	judge_cut(line, field, 8);
	long e = judge_person(judge, field[0]) - judge->person, weight = strtol(field[3], NULL, 10);
	bool on = strcmp(section, "SECTION_SHIFT_ON_REQUESTS") == 0;

	lp_constant += on ? weight : 0;
	lp_wish[e][strtol(field[1], NULL, 10)][judge_shift(judge, field[2])] +=
		on ? -weight : weight;
}

static void put_demand_cost(struct judge *judge, const char *section, char *line)
{
	char *field[8];

	if (strcmp(section, "SECTION_COVER") != 0)
		return;
	judge_cut(line, field, 8);
	int s = judge_shift(judge, field[1]);

	fprintf(lp_file, " + %s u%s_%d + %s o%s_%d\n", field[3], field[0], s, field[4],
		field[0], s);
}

static void put_demand(struct judge *judge, const char *section, char *line)
{
	char *field[8];

	if (strcmp(section, "SECTION_COVER") != 0)
		return;
	judge_cut(line, field, 8);
	int s = judge_shift(judge, field[1]);

	for (int e = 0; e < judge->npeople; e++)
		fprintf(lp_file, " + x%d_%s_%d", e, field[0], s);
	fprintf(lp_file, " + u%s_%d - o%s_%d = %s\n", field[0], s, field[0], s, field[2]);
}

static void put_wishes(const struct judge *judge)
{
	fprintf(lp_file, " %ld one\n", lp_constant);
	for (int e = 0; e < judge->npeople; e++)
		for (int day = 0; day < judge->days; day++)
			for (int s = 0; s < judge->nshifts; s++)
				if (lp_wish[e][day][s] != 0)
					fprintf(lp_file, " %+ld x%d_%d_%d\n", lp_wish[e][day][s],
						e, day, s);
}

static void write_lp(const char *path, struct judge *judge, const char *text)
{
	lp_file = fopen(path, "w");
	assert_non_null(lp_file);
	fprintf(lp_file, "Minimize\n cost:");
	memset(lp_wish, 0, sizeof lp_wish);
	lp_constant = 0;
	judge_walk(judge, text, add_wish);
	put_wishes(judge);
	judge_walk(judge, text, put_demand_cost);
	fprintf(lp_file, "Subject To\n one = 1\n");
	for (int e = 0; e < judge->npeople; e++) {
		put_days(lp_file, judge, e);
		put_runs(lp_file, judge, e);
		put_totals(lp_file, judge, e);
	}
	judge_walk(judge, text, put_demand);
	fprintf(lp_file, "Binaries\n");
	for (int e = 0; e < judge->npeople; e++)
		for (int day = 0; day < judge->days; day++) {
			put_work(lp_file, judge, "", e, day);
			if (day % 7 == 5)
				fprintf(lp_file, " k%d_%d", e, day);
			fprintf(lp_file, "\n");
		}
	fprintf(lp_file, "End\n");
	assert_int_equal(fclose(lp_file), 0);
}

/* What CBC finds; -1: no roster is feasible. */
static int64_t solve_exactly(const char *text)
{
	char folder[] = "/tmp/watchfloor-roster-XXXXXX", lp[64], out[64], command[300], line[256];
	struct judge *judge = judge_create(text);
	double value = -1;

	assert_non_null(mkdtemp(folder));
	snprintf(lp, sizeof lp, "%s/model.lp", folder);
	snprintf(out, sizeof out, "%s/answer", folder);
	write_lp(lp, judge, text);
	snprintf(command, sizeof command, "cbc %s solve solu %s >%s/log 2>&1", lp, out, folder);
	assert_int_equal(system(command), 0);
	FILE *answer = fopen(out, "r");

	assert_non_null(answer);
	assert_non_null(fgets(line, sizeof line, answer));
	if (strncmp(line, "Optimal", 7) == 0)
		assert_int_equal(sscanf(line, "Optimal - objective value %lf", &value), 1);
	else
		assert_non_null(strstr(line, "nfeasible"));
	fclose(answer);
	snprintf(command, sizeof command, "rm -r %s", folder);
	assert_int_equal(system(command), 0);
	free(judge);
	return (int64_t)(value + (value < 0 ? -0.5 : 0.5));
}

/* ---- searches ------------------------------------------------------------------------------ */

static struct roster_plan *plan_of(struct str text, struct instance *instance)
{
	struct instance_fault fault;
	struct roster_plan *plan;
	uint32_t at;

	if (!instance_parse(arena, text, instance, &fault))
		fail_msg("%s in line %u", instance_fault_name(fault.kind), fault.line);
	assert_int_equal(roster_prepare(arena, &instance->problem, &plan, &at), ROSTER_SOUND);
	return plan;
}

/* The second judge's view of the answer. */
static void judge_answer(const struct instance *instance, const char *text, const uint16_t *cells,
			 long *ret_cost, int *ret_broken)
{
	struct judge *judge = judge_create(text);
	uint32_t days = instance->problem.days;

	for (uint32_t e = 0; e < instance->problem.people; e++)
		for (uint32_t day = 0; day < days; day++) {
			uint16_t cell = cells[e * days + day];

			judge->person[e].cell[day] = cell == ROSTER_OFF ? -1 : cell;
		}
	judge_decide(judge, text);
	if (judge->broken > 0)
		print_message("# %s\n", judge->first);
	*ret_cost = judge->cost;
	*ret_broken = judge->broken;
	free(judge);
}

#define SAMPLES 12
#define STEPS 20000

static void as_good_as_an_exact_solver(void **state)
{
	static const struct roster_sample kinds[] = { { 7, 4, 2 }, { 14, 4, 2 }, { 9, 5, 3 } };
	uint32_t feasible = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= SAMPLES; seed++) {
		struct chance chance = { seed };
		struct roster_options options = { .seed = seed, .iterations = STEPS };
		struct roster_answer answer;
		struct instance instance;
		struct buf text;
		long cost;
		int broken;

		buf_init(&text, 65536);
		roster_sample_make(&chance, &kinds[seed % COUNT(kinds)], &text);
		buf_add_char(&text, '\0');
		text.len--;
		roster_solve(plan_of(buf_str(&text), &instance), &options, arena, &answer);
		int64_t optimum = solve_exactly(text.at);

		judge_answer(&instance, text.at, answer.cells, &cost, &broken);
		assert_int_equal(broken > 0, answer.cost.broken > 0);
		if (optimum < 0) {
			assert_true(answer.cost.broken > 0);
		} else {
			feasible++;
			if (answer.cost.total != optimum || cost != optimum)
				fail_msg("seed %u: %lld, judged %ld, optimum %lld", (unsigned)seed,
					 (long long)answer.cost.total, cost, (long long)optimum);
			assert_true(answer.bound <= optimum);
		}
		buf_release(&text);
	}
	assert_true(feasible > SAMPLES / 2);
}

/* ---- the same again ------------------------------------------------------------------------ */

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

static void run_in_turn(void *user, uint32_t count, void (*task)(void *arg, uint32_t i), void *arg)
{
	(void)user;
	for (uint32_t i = count; i-- > 0;)
		task(arg, i);
}

static void same_seed_same_answer(void **state)
{
	struct chance chance = { 77 };
	const struct roster_sample sample = { 21, 12, 3 };
	const struct roster_crew threads = { NULL, 3, run_threads };
	const struct roster_crew turns = { NULL, 3, run_in_turn };
	struct roster_options options = { .seed = 5, .iterations = 400, .crew = &threads };
	struct roster_answer one, again, else_;
	struct instance instance;
	struct buf text;
	size_t bytes = 21 * 12 * sizeof(uint16_t);

	(void)state;
	buf_init(&text, 65536);
	roster_sample_make(&chance, &sample, &text);
	struct roster_plan *plan = plan_of(buf_str(&text), &instance);

	roster_solve(plan, &options, arena, &one);
	options.crew = &turns;
	roster_solve(plan, &options, arena, &again);
	assert_memory_equal(one.cells, again.cells, bytes);
	assert_int_equal(one.iterations, again.iterations);
	options.seed = 6;
	roster_solve(plan, &options, arena, &else_);
	assert_true(memcmp(one.cells, else_.cells, bytes) != 0);
	buf_release(&text);
}

static double stop_at_once(void *user)
{
	(void)user;
	return 1;
}

static void can_be_stopped_and_gone_on_with(void **state)
{
	struct chance chance = { 78 };
	const struct roster_sample sample = { 14, 8, 2 };
	struct roster_options options = { .seed = 5, .iterations = 200 };
	struct roster_answer first, stopped, more;
	struct instance instance;
	struct buf text;

	(void)state;
	buf_init(&text, 65536);
	roster_sample_make(&chance, &sample, &text);
	struct roster_plan *plan = plan_of(buf_str(&text), &instance);

	roster_solve(plan, &options, arena, &first);
	options.start = first.cells;
	options.share = stop_at_once;
	roster_solve(plan, &options, arena, &stopped);
	assert_memory_equal(first.cells, stopped.cells, 14 * 8 * sizeof(uint16_t));
	options.share = NULL;
	options.iterations = 2000;
	roster_solve(plan, &options, arena, &more);
	assert_true(more.cost.total <= first.cost.total);
	buf_release(&text);
}

/* ---- published instances ------------------------------------------------------------------- */

/* Both judges must find the same cost and no broken rule; cost at most `most`. */
static void solve_published(const char *folder, int number, uint64_t steps, int64_t most)
{
	struct roster_options options = { .seed = 1, .iterations = steps };
	struct roster_answer answer;
	struct instance instance;
	char path[512];
	struct buf text;
	long cost;
	int broken;

	snprintf(path, sizeof path, "%s/Instance%d.txt", folder, number);
	buf_init(&text, 4 * 1024 * 1024);
	assert_true(os_read_file(path, &text) >= 0);
	buf_add_char(&text, '\0');
	text.len--;
	roster_solve(plan_of(buf_str(&text), &instance), &options, arena, &answer);
	judge_answer(&instance, text.at, answer.cells, &cost, &broken);
	assert_int_equal(broken, 0);
	assert_int_equal(answer.cost.broken, 0);
	assert_int_equal(answer.cost.total, cost);
	assert_true(answer.bound <= cost);
	if (answer.cost.total > most)
		fail_msg("instance %d: %lld, not at most %lld", number,
			 (long long)answer.cost.total, (long long)most);
	buf_release(&text);
}

static void published_instances(void **state)
{
	/* The best known value of the first; the others are what so few steps must reach. */
	static const struct {
		int number;
		uint64_t steps;
		int64_t most;
	} rows[] = { { 1, 4000, 607 }, { 2, 4000, 1000 }, { 4, 4000, 1850 }, { 8, 400, 5000 },
		     { 14, 200, 4000 }, { 16, 200, 5500 } };
	char folder[400];

	(void)state;
	snprintf(folder, sizeof folder, "%s/../shared/data/roster/curtois", getenv("SOURCE_ROOT"));
	if (access(folder, R_OK) != 0) {
		print_message("# skipped: no ../shared\n");
		return;
	}
	for (size_t i = 0; i < COUNT(rows); i++)
		solve_published(folder, rows[i].number, rows[i].steps, rows[i].most);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_arena, drop_arena)
		TEST(as_good_as_an_exact_solver),
		TEST(same_seed_same_answer),
		TEST(can_be_stopped_and_gone_on_with),
		TEST(published_instances),
#undef TEST
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
