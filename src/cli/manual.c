/* Help on the screen and pages of the manual, both from the table of verbs. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/manual.h"

#include <stdio.h>

static const struct {
	int code;
	const char *zh;
	const char *en;
} exits[] = {
	{ VERB_DONE, "完成", "Done." },
	{ VERB_FOUND, "已执行，但发现问题或被拒绝", "It ran, and found something wrong or was refused." },
	{ VERB_USAGE, "命令行有误", "The command line is wrong." },
	{ VERB_DATA, "数据目录无法使用", "The data folder cannot be used as asked." },
	{ VERB_SYSTEM, "系统拒绝了其他操作", "The system refused something else." },
	{ 71, "内存不足", "Out of memory; nothing acknowledged is lost." },
	{ 74, "日志无法写入", "The log could not be written; nothing acknowledged is lost." },
};
#define EXITS (sizeof exits / sizeof exits[0])

void manual_help(void)
{
	printf("Watchfloor " WATCHFLOOR_VERSION " · 大型活动指挥系统 · command system of a major event\n\n"
	       "watchfloor VERB [--help] …\n\n");
	for (int i = 0; verb_all[i] != NULL; i++)
		printf("  %-10s %s\n  %-10s %s\n", verb_all[i]->name, verb_all[i]->zh, "",
		       verb_all[i]->en);
}

static void usage(const struct verb *verb)
{
	printf("watchfloor %s%s%s%s\n", verb->name, verb->options[0].name != NULL ? " [--…]" : "",
	       verb->words[0] != 0 ? " " : "", verb->words);
}

void manual_help_verb(const struct verb *verb)
{
	usage(verb);
	printf("\n%s\n%s\n", verb->zh, verb->en);
	if (verb->more_zh != NULL)
		printf("\n%s\n%s\n", verb->more_zh, verb->more_en);
	if (verb->options[0].name != NULL)
		printf("\n");
	for (int i = 0; verb->options[i].name != NULL; i++) {
		const struct verb_option *option = &verb->options[i];

		printf("  --%s%s%s\n      %s\n      %s\n", option->name,
		       option->value != NULL ? " " : "", option->value != NULL ? option->value : "",
		       option->zh, option->en);
	}
	printf("\n");
	for (size_t i = 0; i < EXITS; i++)
		printf("  exit %-3d %s · %s\n", exits[i].code, exits[i].zh, exits[i].en);
}

/* ---- pages -------------------------------------------------------------------------------- */

/* Text of a page: a backslash, a dash, and a dot or quote at the start of a line mean something. */
static void put(struct buf *out, const char *text)
{
	bool start = true;

	for (; *text != 0; text++) {
		if (start && (*text == '.' || *text == '\''))
			buf_add(out, STR("\\&"));
		if (*text == '\\')
			buf_add(out, STR("\\e"));
		else if (*text == '-')
			buf_add(out, STR("\\-"));
		else
			buf_add_char(out, *text);
		start = *text == '\n';
	}
}

static void put_line(struct buf *out, const char *text)
{
	put(out, text);
	buf_add_char(out, '\n');
}

static void put_exits(struct buf *out)
{
	buf_add(out, STR(".SH EXIT STATUS\n"));
	for (size_t i = 0; i < EXITS; i++) {
		buf_printf(out, ".TP\n.B %d\n", exits[i].code);
		put_line(out, exits[i].zh);
		buf_add(out, STR(".br\n"));
		put_line(out, exits[i].en);
	}
}

static void put_options(const struct verb *verb, struct buf *out)
{
	if (verb->options[0].name == NULL)
		return;
	buf_add(out, STR(".SH OPTIONS\n"));
	for (int i = 0; verb->options[i].name != NULL; i++) {
		const struct verb_option *option = &verb->options[i];

		buf_add(out, STR(".TP\n.B "));
		put(out, "--");
		put(out, option->name);
		if (option->value != NULL) {
			buf_add(out, STR("\\fR \\fI"));
			put(out, option->value);
			buf_add(out, STR("\\fR"));
		}
		buf_add_char(out, '\n');
		put_line(out, option->zh);
		buf_add(out, STR(".br\n"));
		put_line(out, option->en);
	}
}

static void put_head(struct buf *out, const char *name, const char *en)
{
	buf_printf(out, ".TH %s 1 \"\" \"Watchfloor " WATCHFLOOR_VERSION "\" \"Watchfloor\"\n"
		   ".SH NAME\n%s \\- ", name, name);
	put_line(out, en);
}

void manual_page_verb(const struct verb *verb, struct buf *out)
{
	char name[64];

	snprintf(name, sizeof name, "watchfloor-%s", verb->name);
	put_head(out, name, verb->en);
	buf_printf(out, ".SH SYNOPSIS\n.B watchfloor %s\n", verb->name);
	if (verb->options[0].name != NULL)
		buf_add(out, STR("[\\fIoptions\\fR]\n"));
	put_line(out, verb->words);
	buf_add(out, STR(".SH DESCRIPTION\n"));
	put_line(out, verb->zh);
	buf_add(out, STR(".PP\n"));
	put_line(out, verb->en);
	if (verb->more_zh != NULL) {
		buf_add(out, STR(".PP\n"));
		put_line(out, verb->more_zh);
		buf_add(out, STR(".PP\n"));
		put_line(out, verb->more_en);
	}
	put_options(verb, out);
	put_exits(out);
	buf_add(out, STR(".SH SEE ALSO\n.BR watchfloor (1)\n"));
}

void manual_page(struct buf *out)
{
	put_head(out, "watchfloor", "command system of a major event");
	buf_add(out, STR(".SH SYNOPSIS\n.B watchfloor\n\\fIverb\\fR [\\fIoptions\\fR]\n"
			 ".SH DESCRIPTION\n"));
	put_line(out, "大型活动指挥系统：一个程序，内含日志、数据库与网页操作台。");
	buf_add(out, STR(".PP\n"));
	put_line(out, "One program that holds the log, the database and the web console.");
	buf_add(out, STR(".SH VERBS\n"));
	for (int i = 0; verb_all[i] != NULL; i++) {
		buf_add(out, STR(".TP\n.B "));
		put_line(out, verb_all[i]->name);
		put_line(out, verb_all[i]->zh);
		buf_add(out, STR(".br\n"));
		put_line(out, verb_all[i]->en);
	}
	put_exits(out);
	buf_add(out, STR(".SH SEE ALSO\n"));
	for (int i = 0; verb_all[i] != NULL; i++)
		buf_printf(out, ".BR watchfloor\\-%s (1)%s\n", verb_all[i]->name,
			   verb_all[i + 1] != NULL ? "," : "");
}
