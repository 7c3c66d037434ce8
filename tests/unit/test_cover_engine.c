/* Placing forces: against every placing there is, against a solver, and against a real city. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/unit.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/chance.h"
#include "engine/cover/cover.h"

#define SITES 9
#define POINTS 24
#define SAMPLES 200

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

/* ---- questions by chance --------------------------------------------------------------------- */

struct sample {
	struct cover_problem problem;
	uint32_t from[SITES + 1], reach[SITES * POINTS], room[SITES], start[SITES];
	double weight[POINTS];
};

static void draw_sample(struct chance *chance, struct sample *sample)
{
	static const double busy[] = { 0, 0, 0.2, 0.5, 0.8 };

	sample->from[0] = 0;
	for (uint32_t s = 0; s < SITES; s++) {
		sample->from[s + 1] = sample->from[s];
		for (uint32_t d = 0; d < POINTS; d++)
			if (chance_below(chance, 4) == 0)
				sample->reach[sample->from[s + 1]++] = d;
		sample->room[s] = 1 + chance_below(chance, 2);
	}
	for (uint32_t d = 0; d < POINTS; d++)
		sample->weight[d] = chance_below(chance, 50);
	sample->problem = (struct cover_problem){
		.sites = SITES, .points = POINTS, .units = 1 + chance_below(chance, 4),
		.reach_from = sample->from, .reach = sample->reach, .weight = sample->weight,
		.room = chance_below(chance, 2) ? sample->room : NULL,
		.busy = busy[chance_below(chance, COUNT(busy))],
	};
}

/* The best of all placings, units in no order, by trying every one. */
static double best_of_all(const struct cover_problem *p, uint32_t *site, uint32_t unit,
			  uint32_t first)
{
	double best = 0;

	if (unit == p->units)
		return cover_value(p, site, p->units);
	for (uint32_t s = first; s < p->sites; s++) {
		uint32_t there = 0;
		double value;

		for (uint32_t u = 0; u < unit; u++)
			there += site[u] == s;
		if (there >= (p->room != NULL ? p->room[s] : 1))
			continue;
		site[unit] = s;
		value = best_of_all(p, site, unit + 1, s);
		best = value > best ? value : best;
	}
	return best;
}

static const struct cover_effort short_effort = { .seed = 7, .rounds = 20000 };

static void no_placing_is_better(void **state)
{
	struct chance chance = { 1 };

	(void)state;
	for (int i = 0; i < SAMPLES; i++) {
		struct sample sample;
		struct cover_answer answer;
		uint32_t site[SITES];
		double best;

		draw_sample(&chance, &sample);
		best = best_of_all(&sample.problem, site, 0, 0);
		assert_int_equal(cover_place(&sample.problem, &short_effort, arena, &answer),
				 COVER_SOUND);
		if (fabs(answer.value - best) > 1e-9 * (1 + best))
			fail_msg("sample %d: %f instead of %f", i, answer.value, best);
		assert_true(fabs(cover_value(&sample.problem, answer.site, sample.problem.units) -
				 answer.value) < 1e-9);
		assert_true(answer.bound >= best - 1e-9);
		assert_true(answer.most >= best - 1e-9);
	}
}

/* By hand: three points of 10, 6 and 4; a unit engaged half of the time counts 1/2, two 3/4. */
static void a_busy_unit_counts_for_its_free_time(void **state)
{
	static const uint32_t from[] = { 0, 2, 3 }, reach[] = { 0, 1, 2 }, both[] = { 0, 1 };
	static const uint32_t twice[] = { 0, 0 }, room[] = { 2, 1 };
	static const double weight[] = { 10, 6, 4 };
	const struct cover_problem problem = { .sites = 2, .points = 3, .units = 2,
		.reach_from = from, .reach = reach, .weight = weight, .room = room, .busy = 0.5 };
	struct cover_answer answer;

	(void)state;
	assert_true(cover_value(&problem, both, 2) == 10);       /* (16 + 4) / 2 */
	assert_true(cover_value(&problem, twice, 2) == 12);      /* 16 * 3/4 */
	assert_int_equal(cover_place(&problem, &short_effort, arena, &answer), COVER_SOUND);
	assert_true(answer.value == 12 && answer.most == 12 + 2);
}

static void who_is_held_stays(void **state)
{
	struct chance chance = { 2 };

	(void)state;
	for (int i = 0; i < SAMPLES; i++) {
		struct sample sample;
		struct cover_answer answer, again;
		uint32_t units;

		draw_sample(&chance, &sample);
		units = sample.problem.units;
		for (uint32_t u = 0; u < units; u++)
			sample.start[u] = u;
		sample.problem.start = sample.start;
		sample.problem.held = chance_below(&chance, units + 1);
		assert_int_equal(cover_place(&sample.problem, &short_effort, arena, &answer),
				 COVER_SOUND);
		assert_memory_equal(answer.site, sample.start,
				    sample.problem.held * sizeof(uint32_t));
		assert_true(answer.value >= cover_value(&sample.problem, sample.start, units) -
						    1e-9);
		assert_true(answer.bound >= answer.value);
		assert_int_equal(cover_place(&sample.problem, &short_effort, arena, &again),
				 COVER_SOUND);
		assert_memory_equal(answer.site, again.site, units * sizeof(uint32_t));
	}
}

/* ---- against a solver ------------------------------------------------------------------------ */

#define LP_SITES 25
#define LP_POINTS 60
#define LP_UNITS 5

struct wide {
	struct cover_problem problem;
	uint32_t from[LP_SITES + 1], reach[LP_SITES * LP_POINTS];
	double weight[LP_POINTS];
};

static void draw_wide(struct chance *chance, double busy, struct wide *wide)
{
	wide->from[0] = 0;
	for (uint32_t s = 0; s < LP_SITES; s++) {
		wide->from[s + 1] = wide->from[s];
		for (uint32_t d = 0; d < LP_POINTS; d++)
			if (chance_below(chance, 7) == 0)
				wide->reach[wide->from[s + 1]++] = d;
	}
	for (uint32_t d = 0; d < LP_POINTS; d++)
		wide->weight[d] = 1 + chance_below(chance, 99);
	wide->problem = (struct cover_problem){ .sites = LP_SITES, .points = LP_POINTS,
		.units = LP_UNITS, .reach_from = wide->from, .reach = wide->reach,
		.weight = wide->weight, .busy = busy };
}

/* x<s>: a unit stands at s; y<d>_<k>: at least k + 1 units reach d. */
static void write_lp(FILE *lp, const struct wide *wide)
{
	fprintf(lp, "Maximize\n value:");
	for (uint32_t d = 0; d < LP_POINTS; d++)
		for (uint32_t k = 0; k < LP_UNITS; k++)
			fprintf(lp, " + %.12f y%u_%u\n",
				wide->weight[d] * (1 - wide->problem.busy) *
					pow(wide->problem.busy, k), d, k);
	fprintf(lp, "Subject To\n units:");
	for (uint32_t s = 0; s < LP_SITES; s++)
		fprintf(lp, " + x%u", s);
	fprintf(lp, " = %u\n", LP_UNITS);
	for (uint32_t d = 0; d < LP_POINTS; d++) {
		fprintf(lp, " c%u:", d);
		for (uint32_t k = 0; k < LP_UNITS; k++)
			fprintf(lp, " + y%u_%u", d, k);
		for (uint32_t s = 0; s < LP_SITES; s++)
			for (uint32_t i = wide->from[s]; i < wide->from[s + 1]; i++)
				if (wide->reach[i] == d)
					fprintf(lp, " - x%u", s);
		fprintf(lp, " <= 0\n");
	}
	fprintf(lp, "Binary\n");
	for (uint32_t s = 0; s < LP_SITES; s++)
		fprintf(lp, " x%u\n", s);
	for (uint32_t d = 0; d < LP_POINTS; d++)
		for (uint32_t k = 0; k < LP_UNITS; k++)
			fprintf(lp, " y%u_%u\n", d, k);
	fprintf(lp, "End\n");
}

static double solve_exactly(const struct wide *wide)
{
	char folder[] = "/tmp/watchfloor-cover-XXXXXX", path[64], command[300], line[256];
	double value = -1;
	FILE *file;

	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/model.lp", folder);
	file = fopen(path, "w");
	assert_non_null(file);
	write_lp(file, wide);
	assert_int_equal(fclose(file), 0);
	snprintf(command, sizeof command, "cbc %s solve solu %s/answer >%s/log 2>&1", path, folder,
		 folder);
	assert_int_equal(system(command), 0);
	snprintf(path, sizeof path, "%s/answer", folder);
	file = fopen(path, "r");
	assert_non_null(file);
	assert_non_null(fgets(line, sizeof line, file));
	fclose(file);
	snprintf(command, sizeof command, "rm -r %s", folder);
	assert_int_equal(system(command), 0);
	assert_int_equal(sscanf(line, "Optimal - objective value %lf", &value), 1);
	return fabs(value);
}

static void the_solver_finds_none_better(void **state)
{
	static const double busy[] = { 0, 0.3, 0.6 };
	struct chance chance = { 3 };

	(void)state;
	for (uint32_t i = 0; i < 9; i++) {
		struct wide wide;
		struct cover_answer answer;
		double exact;

		draw_wide(&chance, busy[i % COUNT(busy)], &wide);
		exact = solve_exactly(&wide);
		assert_int_equal(cover_place(&wide.problem, &short_effort, arena, &answer),
				 COVER_SOUND);
		if (fabs(answer.value - exact) > 1e-4)
			fail_msg("sample %u: %f instead of %f", i, answer.value, exact);
		assert_true(answer.bound >= exact - 1e-4);
	}
}

/* ---- move-up --------------------------------------------------------------------------------- */

static uint32_t way_along(void *user, uint32_t from, uint32_t to)
{
	const uint32_t *never = user;

	if (to == *never)
		return COVER_NEVER;
	return from > to ? from - to : to - from;
}

static void check_moves(const struct sample *sample, const struct cover_move *moves, uint32_t count,
			const struct cover_moves *rule)
{
	const struct cover_problem *p = &sample->problem;
	uint32_t never = *(uint32_t *)rule->user, site[SITES];

	memcpy(site, sample->start, p->units * sizeof *site);
	for (uint32_t i = 0; i <= count; i++) {
		double now = cover_value(p, site, p->units), best = 0;

		/* Every move of one that has not moved yet. */
		for (uint32_t u = 0; u < p->units; u++)
			for (uint32_t to = 0; to < p->sites; to++) {
				uint32_t was = site[u], there = 0, way;
				double gain;

				for (uint32_t v = 0; v < p->units; v++)
					there += site[v] == to;
				way = way_along(rule->user, was, to);
				if (was != sample->start[u] || to == was || to == never ||
				    there >= (p->room != NULL ? p->room[to] : 1) ||
				    way > rule->time_most)
					continue;
				site[u] = to;
				gain = cover_value(p, site, p->units) - now;
				site[u] = was;
				best = gain > best ? gain : best;
			}
		if (i == count) {
			assert_true(count == rule->most || best < rule->gain_least + 1e-9);
			break;
		}
		assert_int_equal(site[moves[i].unit], moves[i].from);
		assert_true(moves[i].gain > best - 2e-3 * rule->gain_least);
		site[moves[i].unit] = moves[i].to;
		assert_true(fabs(cover_value(p, site, p->units) - now - moves[i].gain) < 1e-9);
	}
}

static void every_move_up_is_the_best_one(void **state)
{
	struct chance chance = { 4 };
	uint32_t made = 0;

	(void)state;
	for (int i = 0; i < SAMPLES; i++) {
		struct sample sample;
		struct cover_move *moves;
		uint32_t never, count;

		draw_sample(&chance, &sample);
		never = chance_below(&chance, SITES);
		const struct cover_moves rule = { .most = 1 + chance_below(&chance, 3),
			.gain_least = 3, .time_most = 4, .time = way_along, .user = &never };

		for (uint32_t u = 0; u < sample.problem.units; u++)
			sample.start[u] = u;
		sample.problem.start = sample.start;
		assert_int_equal(cover_move_up(&sample.problem, &rule, arena, &moves, &count),
				 COVER_SOUND);
		check_moves(&sample, moves, count, &rule);
		made += count;
	}
	assert_true(made > SAMPLES / 2);
}

/* ---- least ways ------------------------------------------------------------------------------ */

static double sum_of(const struct cover_median *m, const uint32_t *site)
{
	double sum = 0;

	for (uint32_t d = 0; d < m->points; d++) {
		uint32_t near = COVER_NEVER;

		for (uint32_t k = 0; k < m->units; k++)
			if (m->way[site[k] * m->points + d] < near)
				near = m->way[site[k] * m->points + d];
		sum += (near == COVER_NEVER ? COVER_NEVER_COSTS : near) *
		       (m->weight != NULL ? m->weight[d] : 1);
	}
	return sum;
}

static double best_median(const struct cover_median *m, uint32_t *site, uint32_t unit,
			  uint32_t first)
{
	double best = INFINITY;

	if (unit == m->units)
		return sum_of(m, site);
	for (uint32_t s = first; s < m->sites; s++) {
		double sum;

		site[unit] = s;
		sum = best_median(m, site, unit + 1, s + 1);
		best = sum < best ? sum : best;
	}
	return best;
}

static void no_median_is_shorter(void **state)
{
	const struct cover_effort effort = { .seed = 5, .rounds = 60 };
	struct chance chance = { 6 };

	(void)state;
	for (int i = 0; i < SAMPLES; i++) {
		uint32_t way[SITES * POINTS], site[SITES], *found;
		double weight[POINTS], best, sum;
		struct cover_median median = { .sites = SITES, .points = POINTS,
			.units = 1 + chance_below(&chance, 4), .way = way,
			.weight = chance_below(&chance, 2) ? weight : NULL };

		for (uint32_t k = 0; k < COUNT(way); k++)
			way[k] = chance_below(&chance, 30) ? chance_below(&chance, 1000)
							   : COVER_NEVER;
		for (uint32_t d = 0; d < POINTS; d++)
			weight[d] = chance_below(&chance, 10);
		best = best_median(&median, site, 0, 0);
		assert_int_equal(cover_median(&median, &effort, arena, &found, &sum), COVER_SOUND);
		assert_true(sum == sum_of(&median, found));
		if (sum != best)
			fail_msg("sample %d: %f instead of %f", i, sum, best);
	}
}

/* ---- a unit for each task -------------------------------------------------------------------- */

struct least {
	uint32_t last;
	uint64_t sum;
};

static void assign_all_ways(const uint32_t *way, uint32_t units, uint32_t tasks, uint32_t task,
			    uint32_t taken, struct least so_far, struct least *best)
{
	if (task == tasks) {
		if (so_far.last < best->last ||
		    (so_far.last == best->last && so_far.sum < best->sum))
			*best = so_far;
		return;
	}
	for (uint32_t u = 0; u < units; u++) {
		uint32_t w = way[u * tasks + task];

		if (w != COVER_NEVER && !(taken & 1u << u))
			assign_all_ways(way, units, tasks, task + 1, taken | 1u << u,
					(struct least){ w > so_far.last ? w : so_far.last,
							so_far.sum + w }, best);
	}
}

static void the_last_is_there_soonest(void **state)
{
	struct chance chance = { 8 };
	uint32_t without = 0;

	(void)state;
	for (int i = 0; i < SAMPLES; i++) {
		uint32_t units = 1 + chance_below(&chance, 6), tasks = 1 + chance_below(&chance, 5);
		uint32_t way[30], *unit_of, last, taken = 0;
		struct least best = { COVER_NEVER, UINT64_MAX };
		enum cover_fault fault;
		uint64_t sum = 0;

		for (uint32_t k = 0; k < units * tasks; k++)
			way[k] = chance_below(&chance, 4) ? chance_below(&chance, 12) : COVER_NEVER;
		assign_all_ways(way, units, tasks, 0, 0, (struct least){ 0, 0 }, &best);
		fault = cover_assign(way, units, tasks, arena, &unit_of, &last);
		if (best.last == COVER_NEVER) {
			assert_int_equal(fault, COVER_FAULT_no_way);
			without++;
			continue;
		}
		assert_int_equal(fault, COVER_SOUND);
		assert_int_equal(last, best.last);
		for (uint32_t t = 0; t < tasks; t++) {
			assert_false(taken & 1u << unit_of[t]);
			taken |= 1u << unit_of[t];
			sum += way[unit_of[t] * tasks + t];
		}
		assert_true(sum == best.sum);
	}
	assert_true(without > 10 && without < SAMPLES / 2);
}

/* ---- what no question may be ----------------------------------------------------------------- */

static void every_fault_has_its_name(void **state)
{
	static const uint32_t from[] = { 0, 1, 2 }, reach[] = { 0, 1 }, bad_from[] = { 0, 2, 1 };
	static const uint32_t beyond[] = { 0, 2 }, room[] = { 1, 65 }, start[] = { 0, 2 };
	static const uint32_t twice_from[] = { 0, 2, 2 }, twice[] = { 1, 1 }, same[] = { 1, 1 };
	static const double weight[] = { 1, 2 }, less[] = { 1, -1 }, none[] = { 1, NAN };
	const struct cover_problem good = { .sites = 2, .points = 2, .units = 1,
		.reach_from = from, .reach = reach, .weight = weight };
	struct {
		enum cover_fault fault;
		struct cover_problem problem;
	} rows[20] = { { COVER_SOUND, good } };
	uint32_t n = 1;

#define ROW(name, change) \
	rows[n].fault = COVER_FAULT_##name, rows[n].problem = good, rows[n++].problem.change
	ROW(no_sites, sites = 0);
	ROW(no_points, points = 0);
	ROW(no_units, units = 0);
	ROW(too_large, sites = COVER_SITES_MOST + 1);
	ROW(too_large, points = COVER_POINTS_MOST + 1);
	ROW(too_large, units = COVER_UNITS_MOST + 1);
	ROW(too_large, room = room);
	ROW(no_room, units = 3);
	ROW(bad_reach, reach_from = bad_from);
	ROW(bad_reach, reach = beyond);
	ROW(bad_busy, busy = 1);
	ROW(bad_busy, busy = -0.1);
	ROW(bad_busy, busy = NAN);
	ROW(bad_weight, weight = less);
	ROW(bad_weight, weight = none);
	ROW(bad_start, held = 1);
	ROW(bad_reach, reach_from = twice_from);
	rows[n - 1].problem.reach = twice;
	ROW(bad_start, start = start + 1);
	ROW(bad_start, units = 2);
	rows[n - 1].problem.start = same;
#undef ROW
	(void)state;
	for (uint32_t i = 0; i < n; i++) {
		struct cover_answer answer;

		if (cover_place(&rows[i].problem, &short_effort, arena, &answer) != rows[i].fault)
			fail_msg("row %u is not %s", i, cover_fault_name(rows[i].fault));
	}
	for (int f = 0; f <= COVER_FAULT_no_way; f++) {
		assert_true(strlen(cover_fault_name((enum cover_fault)f)) > 0);
		assert_true(strlen(cover_fault_text((enum cover_fault)f, true)) > 0);
		assert_true(strlen(cover_fault_text((enum cover_fault)f, false)) > 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_placing_is_better),
		cmocka_unit_test(a_busy_unit_counts_for_its_free_time),
		cmocka_unit_test(who_is_held_stays),
		cmocka_unit_test(the_solver_finds_none_better),
		cmocka_unit_test(every_move_up_is_the_best_one),
		cmocka_unit_test(no_median_is_shorter),
		cmocka_unit_test(the_last_is_there_soonest),
		cmocka_unit_test(every_fault_has_its_name),
	};

	return cmocka_run_group_tests(tests, make_arena, drop_arena);
}
