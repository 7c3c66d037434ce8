/* Rules that collide, people who break no more than they must, re-rosters, reliefs in the cold. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/unit.h"

#include <stdio.h>
#include <string.h>

#include "engine/roster/roster.h"
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

static struct instance instance;

static struct roster_plan *plan_of(const char *text)
{
	struct instance_fault fault;
	struct roster_plan *plan;
	uint32_t at;

	if (!instance_parse(arena, str_of(text), &instance, &fault))
		fail_msg("%s in line %u", instance_fault_name(fault.kind), fault.line);
	assert_int_equal(roster_prepare(arena, &instance.problem, &plan, &at), ROSTER_SOUND);
	return plan;
}

static struct roster_answer solve(const struct roster_plan *plan, uint64_t steps,
				  const uint16_t *start)
{
	struct roster_options options = { .seed = 3, .iterations = steps, .start = start };
	struct roster_answer answer;

	roster_solve(plan, &options, arena, &answer);
	return answer;
}

/* ---- collisions ---------------------------------------------------------------------------- */

#define DAYS7 "SECTION_HORIZON\n7\nSECTION_SHIFTS\nE,480,\nN,480,E\n"
#define COVER "SECTION_COVER\n0,E,1,100,1\n"

static const struct {
	const char *what, *text, *rules; /* the rules' names in their order, parted by blanks */
	int person, day, slot;
} collisions[] = {
	{ "more hours than days allow",
	  DAYS7 "SECTION_STAFF\nA,E=7|N=7,3360,3360,5,1,1,1\n" COVER, "minutes_least run_most", 0,
	  -1, -1 },
	{ "more hours than hours",
	  DAYS7 "SECTION_STAFF\nA,E=7|N=7,3360,2880,7,1,1,1\nSECTION_DAYS_OFF\nA,1,2,3\n" COVER,
	  "minutes_least day_off", 0, -1, -1 },
	{ "a locked duty on a day off",
	  DAYS7 "SECTION_STAFF\nA,E=7|N=7,3360,0,7,1,1,1\nSECTION_DAYS_OFF\nA,1\n"
	  "SECTION_FIXED\nA,1,E\n" COVER, "fixed day_off", 0, -1, -1 },
	{ "a locked night before a locked morning",
	  DAYS7 "SECTION_STAFF\nA,E=7|N=7,3360,0,7,1,1,1\nSECTION_FIXED\nA,1,N\nA,2,E\n" COVER,
	  "fixed succession", 0, -1, -1 },
	{ "both caps together are too low",
	  DAYS7 "SECTION_STAFF\nA,E=2|N=2,3360,2400,7,1,1,1\n" COVER, "minutes_least duty_cap", 0,
	  -1, -1 },
	{ "no weekend allowed, and six days to work",
	  DAYS7 "SECTION_STAFF\nA,E=7|N=7,3360,2880,7,1,1,0\n" COVER,
	  "minutes_least weekends_most", 0, -1, -1 },
	{ "a single locked day within a run of two",
	  DAYS7 "SECTION_STAFF\nA,E=7|N=7,3360,0,7,2,1,1\nSECTION_FIXED\nA,2,-\nA,3,E\nA,4,-\n"
	  COVER, "fixed run_least", 0, -1, -1 },
	{ "nobody has the skill",
	  DAYS7 "SECTION_STAFF\nA,E=7|N=7,3360,0,7,1,1,1\nB,E=7|N=7,3360,0,7,1,1,1\n"
	  "SECTION_SHIFT_DETAILS\nN,22:00,gate,dog,,,night\n"
	  "SECTION_STAFF_DETAILS\nA,camp,dog,,\n"
	  "SECTION_COVER\n3,N,2,hard,1\n", "demand_under skill", -1, 3, 1 },
	{ "the one who has it is away",
	  DAYS7 "SECTION_STAFF\nA,E=7|N=7,3360,0,7,1,1,1\nB,E=7|N=0,3360,0,7,1,1,1\n"
	  "SECTION_DAYS_OFF\nA,3\n"
	  "SECTION_COVER\n3,N,1,hard,1\n", "demand_under duty_cap day_off", -1, 3, 1 },
	{ "two posts, one person",
	  DAYS7 "SECTION_STAFF\nA,E=7|N=7,3360,0,7,1,1,1\n"
	  "SECTION_COVER\n3,N,1,hard,1\n3,E,1,hard,1\n", "demand_under one_a_day", -1, 3, -1 },
	{ "every day, but not so many hours",
	  DAYS7 "SECTION_STAFF\nA,E=7|N=7,1440,0,7,1,1,1\n"
	  "SECTION_COVER\n0,E,1,hard,1\n2,E,1,hard,1\n4,E,1,hard,1\n6,E,1,hard,1\n",
	  "demand_under minutes_most", -1, -1, -1 },
	{ "every day, but not so many in a row",
	  DAYS7 "SECTION_STAFF\nA,E=7|N=7,3360,0,2,1,2,1\n"
	  "SECTION_COVER\n0,E,1,hard,1\n1,E,1,hard,1\n2,E,1,hard,1\n4,E,1,hard,1\n5,E,1,hard,1\n",
	  "demand_under run_most rest_least", -1, -1, -1 },
};

static void collisions_are_named(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(collisions); i++) {
		const char *what = collisions[i].what;
		struct roster_plan *plan = plan_of(collisions[i].text);
		struct roster_answer answer = solve(plan, 300, NULL);
		struct roster_collision collision;
		char names[200] = "";

		ROW_TRUE(what, answer.cost.broken > 0);
		ROW_TRUE(what, roster_explain(plan, answer.cells, &collision));
		for (uint32_t k = 0; k < collision.count; k++) {
			size_t len = strlen(names);

			snprintf(names + len, sizeof names - len, "%s%s", k > 0 ? " " : "",
				 roster_rule_name(collision.rules[k]));
		}
		if (strcmp(names, collisions[i].rules) != 0)
			fail_msg("%s: %s instead of %s", what, names, collisions[i].rules);
		ROW_TRUE(what, (int)collision.person == collisions[i].person);
		ROW_TRUE(what, (int)collision.day == collisions[i].day);
		ROW_TRUE(what, (int)collision.slot == collisions[i].slot);
	}
}

/* Without hours there is no duty at all; of those who may do nothing the reason is named too. */
static void who_may_do_nothing(void **state)
{
	struct roster_plan *plan = plan_of(
		DAYS7 "SECTION_STAFF\nA,E=7|N=7,3360,480,7,1,1,1\nB,E=7|N=7,3360,480,7,1,1,1\n"
		"SECTION_SHIFT_DETAILS\nE,06:00,gate,,,inner,\nN,22:00,gate,,red,,\n"
		"SECTION_STAFF_DETAILS\nA,camp,,red,inner\nB,camp,,,outer\n" COVER);
	struct roster_answer answer = solve(plan, 100, NULL);
	struct roster_collision collision;

	(void)state;
	assert_int_equal(answer.stuck, 1);
	assert_true(roster_explain(plan, answer.cells, &collision));
	assert_int_equal(collision.person, 1);
	assert_int_equal(collision.count, 3);
	assert_int_equal(collision.rules[0], ROSTER_minutes_least);
	assert_int_equal(collision.rules[1], ROSTER_loop_side);
	assert_int_equal(collision.rules[2], ROSTER_accreditation);
}

/* ---- soft rules ---------------------------------------------------------------------------- */

static void a_soft_rule_is_broken_no_more_than_needed(void **state)
{
	/* Six days are asked for, five in a row are allowed; a day too many costs 40. */
	struct roster_plan *plan = plan_of(
		DAYS7 "SECTION_STAFF\nA,E=7|N=7,3360,2880,4,1,2,1\n"
		"SECTION_RULES\nrun_most,40\nrest_least,25\nminutes_least,100\n" COVER);
	struct roster_answer answer = solve(plan, 300, NULL);

	(void)state;
	assert_int_equal(answer.cost.broken, 0);
	/* One free day within, which is one too few: two runs of three. */
	assert_int_equal(answer.cost.by_rule[ROSTER_rest_least], 25);
	assert_int_equal(answer.cost.by_rule[ROSTER_run_most], 0);
	assert_int_equal(answer.cost.by_rule[ROSTER_minutes_least], 0);
}

static void nights_are_shared(void **state)
{
	struct roster_plan *plan = plan_of(
		DAYS7 "SECTION_STAFF\nA,E=7|N=7,3360,0,7,1,1,1\nB,E=7|N=7,3360,0,7,1,1,1\n"
		"C,E=7|N=7,3360,0,7,1,1,1\nSECTION_RULES\nnight_share,10\n"
		"SECTION_SHIFT_DETAILS\nN,22:00,gate,,,,night\n"
		"SECTION_COVER\n0,N,1,100,100\n1,N,1,100,100\n2,N,1,100,100\n3,N,1,100,100\n"
		"4,N,1,100,100\n5,N,1,100,100\n");
	struct roster_answer answer = solve(plan, 500, NULL);

	(void)state;
	assert_int_equal(answer.cost.total, 0);
	for (uint32_t e = 0; e < 3; e++) {
		uint32_t nights = 0;

		for (uint32_t day = 0; day < 7; day++)
			nights += answer.cells[e * 7 + day] == 1;
		assert_int_equal(nights, 2);
	}
}

/* A night ends at six; with eleven hours of rest and half an hour's way, ten is too early. */
static void rest_between_counts_the_way(void **state)
{
	static const char text[] = "SECTION_HORIZON\n7\nSECTION_SHIFTS\nM,480,\nN,480,\n"
		"SECTION_STAFF\nA,M=7|N=7,3360,0,7,1,1,1\nB,M=7|N=7,3360,0,7,1,1,1\n"
		"SECTION_REST_MINUTES\n660\n"
		"SECTION_SHIFT_DETAILS\nM,17:30,gate,,,,\nN,22:00,gate,,,,night\n"
		"SECTION_STAFF_DETAILS\nA,near,,,\nB,far,,,\n"
		"SECTION_TRAVEL\nnear,gate,15\nfar,gate,30\n"
		"SECTION_FIXED\nA,1,N\nA,2,M\nB,1,N\nB,2,M\n"
		"SECTION_COVER\n0,M,1,100,1\n";
	struct roster_plan *plan = plan_of(text);
	struct roster_answer answer = solve(plan, 100, NULL);

	(void)state;
	assert_int_equal(answer.stuck, 1);
	for (uint32_t day = 0; day < 7; day++)
		answer.cells[day] = answer.cells[7 + day] =
			day == 1 ? 1 : day == 2 ? 0 : ROSTER_OFF;
	roster_evaluate(plan, answer.cells, &answer.cost);
	assert_int_equal(answer.cost.by_rule[ROSTER_succession], ROSTER_HARD);
}

static void what_was_before_counts(void **state)
{
	/* Four days of five are behind A, and a night: one more day, and no morning. */
	struct roster_plan *plan = plan_of(
		DAYS7 "SECTION_STAFF\nA,E=7|N=7,3360,0,5,1,2,1\nSECTION_BEFORE\nA,4,N\n"
		"SECTION_COVER\n0,E,1,100,1\n0,N,1,90,1\n1,N,1,90,1\n2,N,1,50,1\n");
	struct roster_answer answer = solve(plan, 200, NULL);

	(void)state;
	assert_int_equal(answer.cost.broken, 0);
	assert_int_equal(answer.cells[0], 1);
	assert_int_equal(answer.cells[1], ROSTER_OFF);
	assert_int_equal(answer.cells[2], ROSTER_OFF);
	assert_int_equal(answer.cost.total, 240);
}

/* ---- re-rosters ---------------------------------------------------------------------------- */

#define PUBLISHED \
	"SECTION_HORIZON\n7\nSECTION_SHIFTS\nE,480,\nSECTION_STAFF\n" \
	"A,E=7,3360,0,7,1,1,1\nB,E=7,3360,0,7,1,1,1\nC,E=7,3360,0,7,1,1,1\nD,E=7,3360,0,7,1,1,1\n" \
	"SECTION_DAYS_OFF\nA,2,3\nSECTION_RULES\nchanged,5\n" \
	"SECTION_PUBLISHED\nA,E,E,E,E,-,-,-\nB,E,E,E,-,-,-,-\nC,-,-,-,E,E,E,E\nD,-,-,-,-,E,E,E\n"
#define TWO_A_DAY \
	"SECTION_COVER\n0,E,2,100,1\n1,E,2,100,1\n2,E,2,100,1\n3,E,2,100,1\n4,E,2,100,1\n" \
	"5,E,2,100,1\n6,E,2,100,1\n"

static uint32_t told(const struct roster_answer *answer)
{
	uint32_t count = 0;

	for (uint32_t e = 0; e < 4; e++) {
		bool other = false;

		for (uint32_t day = 0; day < 7; day++) {
			bool away = e == 0 && (day == 2 || day == 3);

			other |= !away && answer->cells[e * 7 + day] !=
						  instance.problem.published[e * 7 + day];
		}
		count += other;
	}
	return count;
}

/* A is not there on days 2 and 3: both gaps are filled, by no more people than allowed. */
static void few_are_told_something_new(void **state)
{
	struct roster_plan *plan = plan_of(PUBLISHED TWO_A_DAY);
	struct roster_answer answer = solve(plan, 2000, instance.problem.published);

	(void)state;
	assert_int_equal(answer.cost.total, 10);
	plan = plan_of(PUBLISHED "SECTION_TOLD_MOST\n1\n" TWO_A_DAY);
	answer = solve(plan, 2000, instance.problem.published);
	assert_int_equal(answer.cost.total, 10);
	assert_int_equal(told(&answer), 1);
	plan = plan_of(PUBLISHED "SECTION_TOLD_MOST\n0\n" TWO_A_DAY);
	answer = solve(plan, 2000, instance.problem.published);
	assert_int_equal(told(&answer), 0);
	assert_int_equal(answer.cost.broken, 0);
	assert_int_equal(answer.cost.by_rule[ROSTER_demand_under], 200);
}

/* ---- reliefs ------------------------------------------------------------------------------- */

static const struct roster_exposure table[] = {
	{ -25, 20, 40 }, { -15, 30, 30 }, { -5, 60, 15 }, { 60, 480, 0 },
};

/* Every post manned all the time by one; nobody longer out or less warm than the table says. */
static void check_chain(const struct roster_relief *relief, const struct roster_chain *chain)
{
	for (uint32_t minute = 0; minute < relief->minutes; minute++) {
		uint32_t there[ROSTER_RELIEF_MOST] = { 0 };

		for (uint32_t i = 0; i < chain->count; i++)
			if (chain->stint[i].from <= minute && minute < chain->stint[i].to)
				there[chain->stint[i].post]++;
		for (uint32_t post = 0; post < relief->posts; post++)
			assert_int_equal(there[post], 1);
	}
	for (uint32_t i = 0; i < chain->count; i++)
		for (uint32_t k = 0; k < chain->count; k++) {
			const struct roster_stint *a = &chain->stint[i], *b = &chain->stint[k];

			if (a->person != b->person || b->from < a->to || i == k)
				continue;
			uint32_t row = 0;
			int32_t feels = relief->feels[(a->to - 1) / relief->feels_minutes];

			while (row + 1 < relief->rows && feels > relief->row[row].feels_most)
				row++;
			assert_true(b->from >= a->to + relief->row[row].warm_least);
		}
}

static void reliefs_need_no_more_than_the_formula(void **state)
{
	static const struct {
		int32_t feels;
		uint32_t posts, people, needed;
	} rows[] = {
		/* posts * (outside + warm) / outside, rounded up */
		{ -20, 1, 1, 2 }, { -20, 2, 2, 4 }, { -20, 3, 3, 6 }, { -10, 1, 1, 2 },
		{ -10, 2, 2, 3 }, { -10, 4, 4, 5 },  { -30, 1, 1, 3 }, { -30, 2, 2, 6 },
		{ 10, 3, 3, 3 },  { -10, 4, 8, 8 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct roster_relief relief = {
			.posts = rows[i].posts, .people = rows[i].people, .minutes = 480,
			.row = table, .rows = COUNT(table), .feels = &rows[i].feels,
			.feels_minutes = 480,
		};
		struct roster_chain chain;

		assert_true(roster_relieve(&relief, arena, &chain));
		check_chain(&relief, &chain);
		/* With people to spare the turns go round among them. */
		assert_true(chain.people <= rows[i].needed);
		if (rows[i].people < rows[i].needed)
			assert_int_equal(chain.people, rows[i].needed);
	}
}

/* The cold comes during the shift: a turn ends before it is too long for what it has become. */
static void reliefs_follow_the_weather(void **state)
{
	static const int32_t feels[] = { 0, -10, -20, -30 };
	const struct roster_relief relief = { .posts = 2, .people = 4, .minutes = 480, .row = table,
					      .rows = COUNT(table), .feels = feels,
					      .feels_minutes = 120 };
	struct roster_chain chain;

	(void)state;
	assert_true(roster_relieve(&relief, arena, &chain));
	check_chain(&relief, &chain);
	for (uint32_t i = 0; i < chain.count; i++) {
		const struct roster_stint *stint = &chain.stint[i];

		for (uint32_t minute = stint->from; minute < stint->to; minute++) {
			uint32_t row = 0;

			while (feels[minute / 120] > table[row].feels_most)
				row++;
			assert_true(minute - stint->from < table[row].outside_most);
		}
	}
	assert_int_equal(chain.people, 6);
}

static void impossible_reliefs(void **state)
{
	static const struct roster_exposure falling[] = { { -5, 60, 15 }, { -15, 30, 30 } };
	static const struct roster_exposure nothing[] = { { -5, 0, 15 } };
	const int32_t feels = -10;
	const struct roster_relief good = { .posts = 1, .people = 1, .minutes = 60, .row = table,
					    .rows = COUNT(table), .feels = &feels,
					    .feels_minutes = 60 };
	struct roster_relief bad[4] = { good, good, good, good };
	struct roster_chain chain;

	(void)state;
	assert_true(roster_relieve(&good, arena, &chain));
	bad[0].row = falling;
	bad[0].rows = 2;
	bad[1].row = nothing;
	bad[1].rows = 1;
	bad[2].posts = 0;
	bad[3].minutes = 1441;
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_false(roster_relieve(&bad[i], arena, &chain));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_arena, drop_arena)
		TEST(collisions_are_named),
		TEST(who_may_do_nothing),
		TEST(a_soft_rule_is_broken_no_more_than_needed),
		TEST(nights_are_shared),
		TEST(rest_between_counts_the_way),
		TEST(what_was_before_counts),
		TEST(few_are_told_something_new),
		TEST(reliefs_need_no_more_than_the_formula),
		TEST(reliefs_follow_the_weather),
		TEST(impossible_reliefs),
#undef TEST
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
