/* Turns the programme of the event into rows of sessions, ready to be imported. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "cli/verbs.h"
#include "os/os.h"
#include "wire/calendar/calendar.h"

static int turn(const struct verb_args *args, struct str text)
{
	const char *given = verb_value(args, "offset");
	struct arena *arena = arena_create();
	struct calendar_sum *sum = arena_alloc(arena, sizeof *sum);
	struct buf out;
	bool sound;

	buf_init(&out, 4 * CALENDAR_BYTES);
	sound = calendar_read(arena, text, str_of(given ? given : "+08:00"), &out, sum);
	if (sound)
		fwrite(out.at, 1, out.len, stdout);
	for (uint32_t i = 0; i < sum->nfaults && i < CALENDAR_FAULTS_MOST; i++)
		verb_complain(args, "%s:%u: %s: %s / %s", args->words[0], sum->faults[i].line,
			      calendar_error_name(sum->faults[i].error),
			      calendar_error_text(sum->faults[i].error, true),
			      calendar_error_text(sum->faults[i].error, false));
	buf_release(&out);
	arena_destroy(arena);
	return sound ? VERB_DONE : VERB_FOUND;
}

static int run_calendar(const struct verb_args *args)
{
	struct buf text;
	int rc;

	buf_init(&text, CALENDAR_BYTES);
	rc = os_read_file(args->words[0], &text);
	if (rc < 0)
		verb_complain(args, "%s: %s", args->words[0], os_error_text(rc));
	rc = rc < 0 ? VERB_DATA : turn(args, buf_str(&text));
	buf_release(&text);
	return rc;
}

static const struct verb_option calendar_options[] = {
	{ "offset", "+HH:MM", "只有日期的场次所用时差，默认+08:00",
	  "Offset of days that have no time; +08:00 if nothing is said." },
	{ NULL, NULL, NULL, NULL },
};

const struct verb verb_calendar = {
	.name = "calendar", .words = "FILE", .words_least = 1, .words_most = 1,
	.options = calendar_options, .run = run_calendar,
	.zh = "把赛程表（CSV，ODF列名）转成场次，供import使用",
	.en = "Turns a programme (CSV with ODF's columns) into sessions, for the verb import.",
	.more_zh = "输出每行一个JSON对象，用 watchfloor import session.schedule 导入。"
		   "有一行有误即不输出，列出全部有误的行，退出码为1。",
	.more_en = "Prints a JSON object a line for watchfloor import session.schedule. One bad "
		   "row and nothing is printed, all bad rows are listed, and the exit is 1.",
};
