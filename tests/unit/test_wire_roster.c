/* The reader of rosters: what it takes, and every fault by its name and line. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/unit.h"

#include <stdio.h>
#include <string.h>

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

#define HEAD "SECTION_HORIZON\n7\n\nSECTION_SHIFTS\nE,480,\nL,600,E\n\nSECTION_STAFF\n" \
	"A,E=7|L=7,2880,960,5,2,2,1\nB,E=7|L=0,2880,960,5,1,1,1\n"
#define COVER "SECTION_COVER\n0,E,1,100,1\n"
#define OTHER HEAD COVER

static const struct {
	const char *name, *text;
	uint32_t line;
	const char *near;
} wrong[] = {
	{ "not_utf8", "SECTION_\xff", 0, "" },
	{ "unknown_section", "SECTION_HOLIDAYS\n", 1, "SECTION_HOLIDAYS" },
	{ "section_twice", "SECTION_HORIZON\n7\nSECTION_HORIZON\n", 3, "SECTION_HORIZON" },
	{ "section_missing", "# nothing\n", 0, "SECTION_HORIZON" },
	{ "section_missing", "SECTION_HORIZON\n7\nSECTION_SHIFTS\nE,480,\n", 0, "SECTION_STAFF" },
	{ "section_missing", HEAD, 0, "SECTION_COVER" },
	{ "section_order", "SECTION_STAFF\n", 1, "SECTION_STAFF" },
	{ "section_order", "SECTION_HORIZON\n7\nSECTION_SHIFTS\nE,480,\n" COVER, 5,
	  "SECTION_COVER" },
	{ "outside_section", "\n\nA,B\n", 3, "A,B" },
	{ "field_missing", HEAD "SECTION_COVER\n0,E,1,100\n", 12, "0,E,1,100" },
	{ "field_too_many", HEAD "SECTION_COVER\n0,E,1,100,1,8\n", 12, "8" },
	{ "field_too_many", "SECTION_HORIZON\n7\n14\n", 3, "14" },
	{ "bad_number", "SECTION_HORIZON\nweek\n", 2, "week" },
	{ "bad_number", HEAD "SECTION_COVER\n0,E,one,100,1\n", 12, "one" },
	{ "negative_number", HEAD "SECTION_COVER\n0,E,-1,100,1\n", 12, "-1" },
	{ "negative_number", "SECTION_HORIZON\n7\nSECTION_SHIFTS\nE,480,\nSECTION_STAFF\n"
	  "A,E=7,-5,0,5,2,2,1\n", 6, "-5" },
	{ "number_too_great", HEAD "SECTION_COVER\n0,E,99999,100,1\n", 12, "99999" },
	{ "bad_name", "SECTION_HORIZON\n7\nSECTION_SHIFTS\n,480,\n", 4, "" },
	{ "bad_name", "SECTION_HORIZON\n7\nSECTION_SHIFTS\nE,480,\nSECTION_STAFF\n"
	  ",E=7,960,0,5,2,2,1\n", 6, "" },
	{ "name_twice", "SECTION_HORIZON\n7\nSECTION_SHIFTS\nE,480,\nE,480,\n", 5, "E" },
	{ "name_twice", HEAD "A,E=7|L=7,2880,960,5,2,2,1\n", 11, "A" },
	{ "unknown_shift", "SECTION_HORIZON\n7\nSECTION_SHIFTS\nE,480,N\nSECTION_STAFF\n", 4, "N" },
	{ "unknown_shift", HEAD "SECTION_COVER\n0,N,1,100,1\n", 12, "N" },
	{ "unknown_shift", HEAD "C,E=7|N=7,2880,960,5,2,2,1\n", 11, "N" },
	{ "unknown_person", HEAD "SECTION_DAYS_OFF\nC,0\n", 12, "C" },
	{ "day_outside", HEAD "SECTION_DAYS_OFF\nA,3,7\n", 12, "7" },
	{ "day_outside", HEAD "SECTION_COVER\n-1,E,1,100,1\n", 12, "-1" },
	{ "horizon_bad", "SECTION_HORIZON\n0\n", 2, "0" },
	{ "horizon_bad", "SECTION_HORIZON\n401\n", 2, "401" },
	{ "shift_minutes_bad", "SECTION_HORIZON\n7\nSECTION_SHIFTS\nE,-480,\n", 4, "-480" },
	{ "shift_minutes_bad", "SECTION_HORIZON\n7\nSECTION_SHIFTS\nE,1441,\n", 4, "1441" },
	{ "minutes_crossed", HEAD "C,E=7,960,961,5,2,2,1\n", 11, "961" },
	{ "runs_crossed", HEAD "C,E=7,960,0,2,3,2,1\n", 11, "3" },
	{ "runs_crossed", HEAD "C,E=7,960,0,2,0,2,1\n", 11, "0" },
	{ "demand_twice", OTHER "0,E,2,100,1\n", 13, "E" },
	{ "weight_bad", HEAD "SECTION_SHIFT_ON_REQUESTS\nA,1,E,10001\n", 12, "10001" },
	{ "weight_bad", HEAD "SECTION_SHIFT_ON_REQUESTS\nA,1,E,hard\n", 12, "hard" },
	{ "no_staff", "SECTION_HORIZON\n7\nSECTION_SHIFTS\nE,480,\nSECTION_STAFF\n" COVER, 6,
	  "SECTION_COVER" },
	{ "no_shifts", "SECTION_HORIZON\n7\nSECTION_SHIFTS\nSECTION_STAFF\n", 4, "SECTION_STAFF" },
	{ "unknown_slot", HEAD "SECTION_FILLS\nE,gate\n" COVER, 14, "E" },
	{ "unknown_rule", HEAD "SECTION_RULES\nkindness,5\n", 12, "kindness" },
	{ "unknown_rule", HEAD "SECTION_RULES\nskill,5\n", 12, "skill" },
	{ "bad_time", HEAD "SECTION_SHIFT_DETAILS\nE,24:00,gate,,,,\n", 12, "24:00" },
	{ "bad_flag", HEAD "SECTION_SHIFT_DETAILS\nE,08:00,gate,,,,noon\n", 12, "noon" },
	{ "demand_impossible", HEAD "SECTION_SHIFT_DETAILS\nL,08:00,gate,search_dog,,,\n"
	  "SECTION_COVER\n3,L,1,100,1\n", 14, "L" },
};

static void every_fault_has_name_and_line(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(wrong); i++) {
		struct str text = str_of(wrong[i].text);
		struct instance_fault fault;
		struct instance instance;

		ROW_TRUE(wrong[i].name, !instance_parse(arena, text, &instance, &fault));
		if (strcmp(instance_fault_name(fault.kind), wrong[i].name) != 0)
			fail_msg("row %u: %s instead of %s", (unsigned)i,
				 instance_fault_name(fault.kind), wrong[i].name);
		ROW_TRUE(wrong[i].name, fault.line == wrong[i].line);
		ROW_TRUE(wrong[i].name, str_eq(fault.near, str_of(wrong[i].near)));
		ROW_TRUE(wrong[i].name, instance_fault_text(fault.kind, true)[0] != '\0');
	}
}

/* Too many words need more lines than a table holds. */
static void too_many_words(void **state)
{
	struct instance_fault fault;
	struct instance instance;
	struct buf text;

	(void)state;
	buf_init(&text, 65536);
	buf_printf(&text, HEAD "SECTION_STAFF_DETAILS\nA,camp,");
	for (int i = 0; i < 65; i++)
		buf_printf(&text, "%ss%d", i > 0 ? "|" : "", i);
	buf_printf(&text, ",,\n");
	assert_false(instance_parse(arena, buf_str(&text), &instance, &fault));
	assert_int_equal(fault.kind, INSTANCE_FAULT_too_many_words);
	assert_int_equal(fault.line, 12);
	assert_true(str_eq(fault.near, STR("s64")));
	buf_release(&text);
}

static void file_too_large(void **state)
{
	struct instance_fault fault;
	struct instance instance;

	(void)state;
	assert_false(instance_parse(arena, (struct str){ "", UINT32_MAX }, &instance, &fault));
	assert_int_equal(fault.kind, INSTANCE_FAULT_file_too_large);
}

/* Wherever a sound file is cut off, there is an answer and no crash. */
static void a_file_cut_anywhere(void **state)
{
	static const char whole[] = OTHER "1,L,1,100,1\n\nSECTION_DAYS_OFF\nA,1\n";
	struct instance_fault fault;
	struct instance instance;

	(void)state;
	assert_true(instance_parse(arena, STR(whole), &instance, &fault));
	for (uint32_t len = 0; len < sizeof HEAD; len++) {
		assert_false(instance_parse(arena, (struct str){ whole, len }, &instance, &fault));
		assert_true(fault.kind != INSTANCE_SOUND);
	}
}

static void published_sections(void **state)
{
	static const char text[] = "# note\r\n" HEAD "SECTION_DAYS_OFF\r\nB,2,6\r\n"
		"SECTION_SHIFT_ON_REQUESTS\nA,1,L,3\nSECTION_SHIFT_OFF_REQUESTS\nB,0,E,2\n"
		"SECTION_COVER\n3,L,4,50,hard\n";
	struct instance_fault fault;
	struct instance in;

	(void)state;
	assert_true(instance_parse(arena, STR(text), &in, &fault));
	const struct roster_problem *p = &in.problem;

	assert_int_equal(p->days, 7);
	assert_int_equal(p->people, 2);
	assert_int_equal(p->duties, 2);
	assert_int_equal(p->slots, 2);
	assert_true(str_eq(in.people[1], STR("B")) && str_eq(in.duties[1], STR("L")));
	assert_int_equal(p->duty[1].minutes, 600);
	assert_int_equal(p->forbid[1 * 2 + 0], 1);
	assert_int_equal(p->forbid[0 * 2 + 1], 0);
	assert_int_equal(p->person[0].minutes_most, 2880);
	assert_int_equal(p->person[0].minutes_least, 960);
	assert_int_equal(p->person[0].run_most, 5);
	assert_int_equal(p->person[0].run_least, 2);
	assert_int_equal(p->person[0].rest_least, 2);
	assert_int_equal(p->person[0].weekends_most, 1);
	assert_int_equal(p->cap[1 * 2 + 1], 0);
	assert_int_equal(p->off[7 + 2] + p->off[7 + 6], 2);
	assert_int_equal(p->requests, 2);
	assert_true(p->request[0].on && !p->request[1].on);
	assert_int_equal(p->request[0].weight, 3);
	assert_int_equal(p->need[3 * 2 + 1], 4);
	assert_int_equal(p->under[3 * 2 + 1], 50);
	assert_int_equal(p->over[3 * 2 + 1], ROSTER_HARD);
}

static void own_sections(void **state)
{
	static const char text[] = HEAD
		"SECTION_FIRST_WEEKDAY\n4\nSECTION_RULES\nnight_share,20\nrun_least,30\n"
		"SECTION_REST_MINUTES\n660\n"
		"SECTION_SHIFT_DETAILS\nE,06:30,gate,search,red,,cold\nL,21:00,hall,,,inner,night\n"
		"SECTION_STAFF_DETAILS\nA,camp,search|dog,red,inner\nB,town,search,red,\n"
		"SECTION_TRAVEL\ntown,gate,25\nSECTION_TRAVEL_MOST\n60\n"
		"SECTION_FILLS\nE,morning|noon\nL,noon\n"
		"SECTION_BEFORE\nA,3,L\nSECTION_FIXED\nB,2,E\nB,3,-\n"
		"SECTION_PUBLISHED\nA,-,E,E,-,-,L,L\nSECTION_TOLD_MOST\n1\n"
		"SECTION_COVER\n0,noon,2,100,1\n";
	struct instance_fault fault;
	struct instance in;

	(void)state;
	if (!instance_parse(arena, STR(text), &in, &fault))
		fail_msg("%s in line %u", instance_fault_name(fault.kind), fault.line);
	const struct roster_problem *p = &in.problem;

	assert_int_equal(p->first_weekday, 4);
	assert_int_equal(p->weight[ROSTER_night_share], 20);
	assert_int_equal(p->weight[ROSTER_run_least], 30);
	assert_int_equal(p->weight[ROSTER_run_most], ROSTER_HARD);
	assert_int_equal(p->rest_minutes, 660);
	assert_int_equal(p->duty[0].start, 390);
	assert_true(p->duty[0].cold && p->duty[1].night);
	assert_int_equal(roster_refuses(p, 1, 1), ROSTER_loop_side);
	assert_int_equal(roster_refuses(p, 0, 0), ROSTER_NRULES);
	assert_int_equal(p->travel[p->person[1].home * p->sites + p->duty[0].site], 25);
	assert_int_equal(p->travel[p->person[0].home * p->sites + p->duty[0].site], 0);
	assert_int_equal(p->slots, 2);
	assert_int_equal(p->cover_from[2], 3);
	assert_int_equal(p->need[1], 2);
	assert_int_equal(p->person[0].before, 3);
	assert_int_equal(p->person[0].before_duty, 1);
	assert_int_equal(p->fixed[7 + 2], 0);
	assert_int_equal(p->fixed[7 + 3], ROSTER_OFF);
	assert_int_equal(p->published[1], 0);
	assert_int_equal(p->published[7], ROSTER_FREE);
	assert_int_equal(p->told_most, 1);
}

static void rosters_come_back(void **state)
{
	static const char rows[] = "A,-,E,E,-,-,L,L\nB,E,-,-,-,E,-,-\n";
	struct instance_fault fault;
	struct instance in;
	uint16_t *cells;
	struct buf out;

	(void)state;
	assert_true(instance_parse(arena, STR(OTHER), &in, &fault));
	assert_true(instance_read_cells(arena, &in, STR(rows), &cells, &fault));
	buf_init(&out, 4096);
	instance_print_cells(&in, cells, &out);
	assert_true(str_eq(buf_str(&out), STR(rows)));
	buf_release(&out);
	assert_false(instance_read_cells(arena, &in, STR("A,-\n"), &cells, &fault));
	assert_int_equal(fault.kind, INSTANCE_FAULT_field_missing);
	assert_int_equal(fault.line, 1);
	assert_false(instance_read_cells(arena, &in, STR("\nC,-,-,-,-,-,-,-\n"), &cells, &fault));
	assert_int_equal(fault.kind, INSTANCE_FAULT_unknown_person);
	assert_int_equal(fault.line, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_arena, drop_arena)
		TEST(every_fault_has_name_and_line),
		TEST(too_many_words),
		TEST(file_too_large),
		TEST(a_file_cut_anywhere),
		TEST(published_sections),
		TEST(own_sections),
		TEST(rosters_come_back),
#undef TEST
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
