/* The script language's parser: every statement it takes, and every fault by its name and line. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/unit.h"

#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "wire/script/script.h"

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

/* ---- statements ---------------------------------------------------------------------------- */

/* A statement as one line: its verb's number and what is in it. */
static struct str shown(const struct script_statement *s)
{
	struct buf buf;
	struct str text;
	const struct {
		const char *name;
		struct str value;
	} parts[] = {
		{ "text", s->text },	   { "who", s->who },	  { "kind", s->kind },
		{ "act", s->act },	   { "alias", s->alias }, { "on", s->on },
		{ "subject", s->subject }, { "state", s->state }, { "field", s->field },
		{ "value", s->value },	   { "post", s->post },	  { "clock", s->clock },
		{ "step", s->step },
	};

	buf_init(&buf, 65536);
	buf_printf(&buf, "%d%s", (int)s->verb, s->negated ? " not" : "");
	for (size_t i = 0; i < COUNT(parts); i++)
		if (parts[i].value.at != NULL)
			buf_printf(&buf, " %s=" STR_FMT, parts[i].name, STR_ARG(parts[i].value));
	if (s->verb == SCRIPT_EXPECT_COUNT || s->verb == SCRIPT_EXPECT_DAY)
		buf_printf(&buf, " count=%u", s->count);
	if (s->verb == SCRIPT_AFTER)
		buf_printf(&buf, " span=%lld", (long long)s->span);
	for (uint32_t i = 0; i < s->nfields; i++)
		buf_printf(&buf, " [" STR_FMT "=" STR_FMT "]", STR_ARG(s->fields[i].name),
			   STR_ARG(s->fields[i].value));
	text = arena_str(arena, buf_str(&buf));
	buf_release(&buf);
	return text;
}

static const struct {
	const char *line;
	enum script_verb verb;
	const char *rest;
} lines[] = {
	{ "world small", SCRIPT_WORLD, " text=small" },
	{ "given world small", SCRIPT_WORLD, " text=small" },
	{ "case 看台 拥挤 # a comment", SCRIPT_CASE, " text=看台 拥挤" },
	{ "case gate #3 opens", SCRIPT_CASE, " text=gate #3 opens" },
	{ "clock 2022-02-04T19:00:00+08:00", SCRIPT_CLOCK, "" },
	{ "when at 19:05", SCRIPT_AT, "" },
	{ "at 2022-02-05T07:00", SCRIPT_AT, "" },
	{ "at 2022-02-05 07:00", SCRIPT_AT, "" },
	{ "after 1h30m", SCRIPT_AFTER, " span=5400" },
	{ "node restart", SCRIPT_RESTART, "" },
	{ "setup post.establish", SCRIPT_SETUP, " kind=post act=establish" },
	{ "setup unit.on_duty on u1 as u", SCRIPT_SETUP, " kind=unit act=on_duty alias=u on=u1" },
	{ "nst.steward incident.report as crush", SCRIPT_ACT,
	  " who=nst.steward kind=incident act=report alias=crush" },
	{ "and then chen@nst incident.verify on crush", SCRIPT_ACT,
	  " who=chen@nst kind=incident act=verify on=crush" },
	{ "expect refused not_permitted", SCRIPT_EXPECT_REFUSED, " text=not_permitted" },
	{ "expect crush is reported", SCRIPT_EXPECT_STATE, " subject=crush state=reported" },
	{ "expect crush is not closed", SCRIPT_EXPECT_STATE, " not subject=crush state=closed" },
	{ "expect crush.grade = g3", SCRIPT_EXPECT_FIELD, " subject=crush field=grade value=g3" },
	{ "expect crush.grade != g3", SCRIPT_EXPECT_FIELD,
	  " not subject=crush field=grade value=g3" },
	{ "expect crush.grade =", SCRIPT_EXPECT_FIELD, " subject=crush field=grade value=" },
	{ "expect desk.a.name = a b  c", SCRIPT_EXPECT_FIELD,
	  " subject=desk.a field=name value=a b  c" },
	{ "expect r clock sign running", SCRIPT_EXPECT_CLOCK,
	  " subject=r state=running clock=sign" },
	{ "expect r clock sign lapsed breach", SCRIPT_EXPECT_CLOCK,
	  " subject=r state=lapsed clock=sign step=breach" },
	{ "expect r clock sign due 19:20", SCRIPT_EXPECT_DUE, " subject=r clock=sign" },
	{ "expect alarm at nst", SCRIPT_EXPECT_ALARM, " post=nst" },
	{ "expect alarm at nst sign.realert about r", SCRIPT_EXPECT_ALARM,
	  " text=sign.realert subject=r post=nst" },
	{ "expect no alarm at nst about r", SCRIPT_EXPECT_ALARM, " not subject=r post=nst" },
	{ "expect breach at bj sign.breach", SCRIPT_EXPECT_BREACH, " text=sign.breach post=bj" },
	{ "expect gap at nst place.plan_missing about nst", SCRIPT_EXPECT_GAP,
	  " text=place.plan_missing subject=nst post=nst" },
	{ "expect no gap at bj", SCRIPT_EXPECT_GAP, " not post=bj" },
	{ "expect no breach at bj", SCRIPT_EXPECT_BREACH, " not post=bj" },
	{ "expect need at T-10 forecast = 80", SCRIPT_EXPECT_DAY,
	  " subject=need field=forecast value=80 count=10" },
	{ "expect need at T-0 gap =", SCRIPT_EXPECT_DAY, " subject=need field=gap value= count=0" },
	{ "expect alarm is ringing", SCRIPT_EXPECT_STATE, " subject=alarm state=ringing" },
	{ "expect 3 receipt at nst is signed", SCRIPT_EXPECT_COUNT,
	  " kind=receipt state=signed post=nst count=3" },
	{ "expect 0 order", SCRIPT_EXPECT_COUNT, " kind=order count=0" },
	{ "expect 1 note where text = it is so is logged", SCRIPT_EXPECT_COUNT,
	  " kind=note state=logged field=text value=it is so count=1" },
	{ "expect nst.steward sees crush", SCRIPT_EXPECT_SEES, " who=nst.steward subject=crush" },
	{ "expect hb.commander does not see crush", SCRIPT_EXPECT_SEES,
	  " not who=hb.commander subject=crush" },
	{ "find r = receipt at nst where subject = o is delivered", SCRIPT_FIND,
	  " kind=receipt alias=r state=delivered field=subject value=o post=nst" },
	{ "find r = receipt is delivered where subject = o", SCRIPT_FIND,
	  " kind=receipt alias=r state=delivered field=subject value=o" },
};

static void test_statements(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(lines); i++) {
		struct script script;
		struct script_fault fault = { .kind = SCRIPT_SOUND };
		char wanted[512];

		if (!script_parse(arena, str_of(lines[i].line), &script, &fault))
			fail_msg("\"%s\": %s", lines[i].line, script_fault_name(fault.kind));
		assert_int_equal(script.count, 1);
		snprintf(wanted, sizeof wanted, "%d%s", (int)lines[i].verb, lines[i].rest);
		assert_string_equal(shown(&script.statements[0]).at, wanted);
	}
}

static void test_fields(void **state)
{
	static const char text[] = "\xEF\xBB\xBF# a file\r\n"
				   "case one\r\n"
				   "  chen incident.report as a\r\n"
				   "      title: 看台: B\r\n"
				   "\r\n"
				   "      # in between\r\n"
				   "      description:\r\n"
				   "          first   # not this\r\n"
				   "            second\r\n"
				   "      place:\r\n"
				   "  and chen incident.verify on a\r\n"
				   "\tnote: with a tab\r\n"
				   "  expect a is verifying\r\n";
	struct script script;
	struct script_fault fault;

	(void)state;
	assert_true(script_parse(arena, STR(text), &script, &fault));
	assert_int_equal(script.count, 4);
	assert_int_equal(script.statements[1].nfields, 3);
	assert_int_equal(script.statements[1].line, 3);
	assert_int_equal(script.statements[1].fields[1].line, 7);
	assert_true(str_eq(script.statements[1].fields[0].value, STR("看台: B")));
	assert_true(str_eq(script.statements[1].fields[1].value, STR("first\nsecond")));
	assert_true(str_eq(script.statements[1].fields[2].value, STR("")));
	assert_true(str_eq(script.statements[2].fields[0].name, STR("note")));
	assert_int_equal(script.statements[3].verb, SCRIPT_EXPECT_STATE);
}

static void test_empty(void **state)
{
	struct script script = { .count = 7 };
	struct script_fault fault;

	(void)state;
	assert_true(script_parse(arena, STR("\n# nothing\n   \n"), &script, &fault));
	assert_int_equal(script.count, 0);
	assert_true(script_parse(arena, (struct str){ NULL, 0 }, &script, &fault));
}

/* ---- faults -------------------------------------------------------------------------------- */

static const struct {
	const char *text;
	enum script_fault_kind fault;
	uint32_t line;
	const char *near;
} broken[] = {
	{ "\xff", SCRIPT_FAULT_not_utf8, 0, "" },
	{ "case one\nhello", SCRIPT_FAULT_unknown_statement, 2, "hello" },
	{ "chen says hello", SCRIPT_FAULT_unknown_statement, 1, "chen" },
	{ "expect a becomes b", SCRIPT_FAULT_unknown_statement, 1, "a" },
	{ "expect no incident at nst", SCRIPT_FAULT_unknown_statement, 1, "no" },
	{ "case", SCRIPT_FAULT_word_missing, 1, "" },
	{ "world", SCRIPT_FAULT_word_missing, 1, "world" },
	{ "at", SCRIPT_FAULT_word_missing, 1, "" },
	{ "after", SCRIPT_FAULT_word_missing, 1, "after" },
	{ "node", SCRIPT_FAULT_word_missing, 1, "node" },
	{ "expect", SCRIPT_FAULT_word_missing, 1, "expect" },
	{ "expect refused", SCRIPT_FAULT_word_missing, 1, "refused" },
	{ "expect a does see b", SCRIPT_FAULT_word_missing, 1, "does" },
	{ "expect alarm at", SCRIPT_FAULT_word_missing, 1, "at" },
	{ "find a incident", SCRIPT_FAULT_word_missing, 1, "a" },
	{ "find a = incident where b", SCRIPT_FAULT_word_missing, 1, "b" },
	{ "setup", SCRIPT_FAULT_word_missing, 1, "setup" },
	{ "chen incident.report as", SCRIPT_FAULT_word_missing, 1, "as" },
	{ "node restart now", SCRIPT_FAULT_word_too_many, 1, "now" },
	{ "world a b", SCRIPT_FAULT_word_too_many, 1, "b" },
	{ "expect a is b c", SCRIPT_FAULT_word_too_many, 1, "c" },
	{ "chen incident.report crush", SCRIPT_FAULT_word_too_many, 1, "crush" },
	{ "chen incident.report as Crush", SCRIPT_FAULT_bad_name, 1, "Crush" },
	{ "world ../etc/passwd", SCRIPT_FAULT_bad_name, 1, "../etc/passwd" },
	{ "setup post", SCRIPT_FAULT_bad_act, 1, "post" },
	{ "chen a.b.c", SCRIPT_FAULT_bad_act, 1, "a.b.c" },
	{ "clock 19:00", SCRIPT_FAULT_bad_time, 1, "19:00" },
	{ "clock 2022-02-04T19:00", SCRIPT_FAULT_bad_time, 1, "2022-02-04T19:00" },
	{ "at 25:00", SCRIPT_FAULT_bad_time, 1, "25:00" },
	{ "at 19:60", SCRIPT_FAULT_bad_time, 1, "19:60" },
	{ "at soon", SCRIPT_FAULT_bad_time, 1, "soon" },
	{ "after 5", SCRIPT_FAULT_bad_span, 1, "5" },
	{ "expect 4294967296 incident", SCRIPT_FAULT_bad_count, 1, "4294967296" },
	{ "expect 1x incident", SCRIPT_FAULT_bad_count, 1, "1x" },
	{ "expect a = b", SCRIPT_FAULT_bad_field, 1, "a" },
	{ "expect a.B = b", SCRIPT_FAULT_bad_field, 1, "a.B" },
	{ "expect a at noon b = 1", SCRIPT_FAULT_bad_day, 1, "noon" },
	{ "expect a at T-367 b = 1", SCRIPT_FAULT_bad_day, 1, "T-367" },
	{ "expect a at T-1 b 1", SCRIPT_FAULT_word_missing, 1, "b" },
	{ "expect a clock b over", SCRIPT_FAULT_bad_clock_state, 1, "over" },
	{ "chen a.b\n  title\n", SCRIPT_FAULT_bad_field, 2, "title" },
	{ "chen a.b\n  Title: x\n", SCRIPT_FAULT_bad_field, 2, "Title: x" },
	{ "chen a.b\n  : x\n", SCRIPT_FAULT_bad_field, 2, ": x" },
	{ "chen a.b\n  c: x\n  c: y\n", SCRIPT_FAULT_field_twice, 3, "c" },
	{ "chen a.b\n    c: x\n  d: y\n", SCRIPT_FAULT_bad_indent, 3, "d: y" },
};

static void test_faults(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(broken); i++) {
		struct script script = { .count = 7 };
		struct script_fault fault = { .kind = SCRIPT_SOUND };

		ROW_TRUE(broken[i].text,
			 !script_parse(arena, str_of(broken[i].text), &script, &fault));
		if (fault.kind != broken[i].fault || fault.line != broken[i].line)
			fail_msg("\"%s\": %s in line %u", broken[i].text,
				 script_fault_name(fault.kind), fault.line);
		ROW_TRUE(broken[i].text, str_eq(fault.near, str_of(broken[i].near)) ||
						 broken[i].near[0] == '\0');
		ROW_TRUE(broken[i].text, script.count == 7);
	}
}

/* `count` times `piece` after `head`. */
static struct str repeated(const char *head, const char *format, uint32_t count)
{
	struct buf buf;
	struct str text;

	buf_init(&buf, LIMIT_SCRIPT_BYTES * 2);
	buf_add(&buf, str_of(head));
	for (uint32_t i = 0; i < count; i++)
		buf_printf(&buf, "%s%u: x\n", format, i);
	text = arena_str(arena, buf_str(&buf));
	buf_release(&buf);
	return text;
}

static void test_limits(void **state)
{
	struct script script;
	struct script_fault fault;
	char *big = arena_alloc(arena, LIMIT_SCRIPT_BYTES + 1);
	struct str text = repeated("chen a.b\n", "  f", LIMIT_SCRIPT_FIELDS);

	(void)state;
	assert_true(script_parse(arena, text, &script, &fault));
	assert_int_equal(script.statements[0].nfields, LIMIT_SCRIPT_FIELDS);
	text = repeated("chen a.b\n", "  f", LIMIT_SCRIPT_FIELDS + 1);
	assert_false(script_parse(arena, text, &script, &fault));
	assert_int_equal(fault.kind, SCRIPT_FAULT_too_many_fields);
	assert_int_equal(fault.line, LIMIT_SCRIPT_FIELDS + 2);
	text = repeated("", "chen a.b\nchen a.b\n  f", LIMIT_SCRIPT_STATEMENTS / 2);
	assert_true(script_parse(arena, text, &script, &fault));
	assert_int_equal(script.count, LIMIT_SCRIPT_STATEMENTS);
	text = repeated("chen a.b\n", "chen a.b\nchen a.b\n  f", LIMIT_SCRIPT_STATEMENTS / 2);
	assert_false(script_parse(arena, text, &script, &fault));
	assert_int_equal(fault.kind, SCRIPT_FAULT_too_many_statements);
	memset(big, '\n', LIMIT_SCRIPT_BYTES + 1);
	assert_true(script_parse(arena, (struct str){ big, LIMIT_SCRIPT_BYTES }, &script, &fault));
	assert_false(script_parse(arena, (struct str){ big, LIMIT_SCRIPT_BYTES + 1 }, &script,
				  &fault));
	assert_int_equal(fault.kind, SCRIPT_FAULT_file_too_large);
}

/* Each fault has a row above, or is one of the limits, and both texts. */
static void test_fault_names(void **state)
{
	static const enum script_fault_kind limits[] = { SCRIPT_FAULT_file_too_large,
							 SCRIPT_FAULT_too_many_statements,
							 SCRIPT_FAULT_too_many_fields };
	static const enum script_fault_kind all[] = {
#define FAULT_VALUE(name, zh, en) SCRIPT_FAULT_##name,
		SCRIPT_FAULTS(FAULT_VALUE)
	};

	(void)state;
	for (size_t f = 0; f < COUNT(all); f++) {
		bool found = false;

		for (size_t i = 0; i < COUNT(broken); i++)
			found |= broken[i].fault == all[f];
		for (size_t i = 0; i < COUNT(limits); i++)
			found |= limits[i] == all[f];
		ROW_TRUE(script_fault_name(all[f]), found);
		ROW_TRUE(script_fault_name(all[f]), strlen(script_fault_text(all[f], true)) > 0);
		ROW_TRUE(script_fault_name(all[f]), strlen(script_fault_text(all[f], false)) > 0);
	}
}

/* ---- times --------------------------------------------------------------------------------- */

static const struct {
	const char *text;
	int form;                                          /* -1: no time */
	int64_t value;
	int offset;
} times[] = {
	{ "00:00", SCRIPT_TIME_OF_DAY, 0, 0 },
	{ "19:05", SCRIPT_TIME_OF_DAY, 68700, 0 },
	{ "23:59:59", SCRIPT_TIME_OF_DAY, 86399, 0 },
	{ "+15m", SCRIPT_TIME_RELATIVE, 900, 0 },
	{ "-1h30m", SCRIPT_TIME_RELATIVE, -5400, 0 },
	{ "1970-01-02T00:00", SCRIPT_TIME_LOCAL, 86400000, 0 },
	{ "1970-01-02 00:00:01", SCRIPT_TIME_LOCAL, 86401000, 0 },
	{ "1970-01-02T00:00:00Z", SCRIPT_TIME_ABSOLUTE, 86400000, 0 },
	{ "1970-01-02T08:00:00+08:00", SCRIPT_TIME_ABSOLUTE, 86400000, 480 },
	{ "1970-01-01T20:30:00-03:30", SCRIPT_TIME_ABSOLUTE, 86400000, -210 },
	{ "", -1, 0, 0 },
	{ "+", -1, 0, 0 },
	{ "+15", -1, 0, 0 },
	{ "7:05", -1, 0, 0 },
	{ "24:00", -1, 0, 0 },
	{ "19:05:60", -1, 0, 0 },
	{ "19:05:6", -1, 0, 0 },
	{ "19.05", -1, 0, 0 },
	{ "2022-02-04", -1, 0, 0 },
	{ "2022-13-04T19:00", -1, 0, 0 },
	{ "2022-02-04T19:00:00.000000000000", -1, 0, 0 },
};

static void test_times(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(times); i++) {
		struct script_time time = { 0 };
		bool good = script_time_parse(str_of(times[i].text), &time);
		bool moment = times[i].form == SCRIPT_TIME_LOCAL ||
			      times[i].form == SCRIPT_TIME_ABSOLUTE;

		ROW_TRUE(times[i].text, good == (times[i].form >= 0));
		if (!good)
			continue;
		ROW_TRUE(times[i].text, (int)time.form == times[i].form);
		ROW_TRUE(times[i].text, (moment ? time.at : time.seconds) == times[i].value);
		ROW_TRUE(times[i].text, time.offset_minutes == times[i].offset);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_statements, make_arena, drop_arena),
		cmocka_unit_test_setup_teardown(test_fields, make_arena, drop_arena),
		cmocka_unit_test_setup_teardown(test_empty, make_arena, drop_arena),
		cmocka_unit_test_setup_teardown(test_faults, make_arena, drop_arena),
		cmocka_unit_test_setup_teardown(test_limits, make_arena, drop_arena),
		cmocka_unit_test(test_fault_names),
		cmocka_unit_test_setup_teardown(test_times, make_arena, drop_arena),
	};

	return cmocka_run_group_tests_name("wire_script", tests, NULL, NULL);
}
