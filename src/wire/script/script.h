/* The language in which cases, replays, drills and the demonstration day are written. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WIRE_SCRIPT_H
#define WIRE_SCRIPT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/instant.h"
#include "base/mem.h"
#include "base/str.h"

/*
 * A statement a line; lines indented deeper under an act are its fields, lines indented deeper
 * still go on with the value of the field. `#` at the start of a line, or between blanks, begins a
 * comment. docs/formats.md is the chapter for those who write scripts.
 */
enum script_verb {
	SCRIPT_WORLD,           /* text: name */
	SCRIPT_CASE,            /* text: title */
	SCRIPT_CLOCK,           /* time, offset_minutes */
	SCRIPT_AT,              /* time */
	SCRIPT_AFTER,           /* span */
	SCRIPT_SETUP,           /* kind act [alias] [on] fields */
	SCRIPT_ACT,             /* who kind act [alias] [on] fields */
	SCRIPT_RESTART,
	SCRIPT_EXPECT_REFUSED,  /* text: name of the refusal */
	SCRIPT_EXPECT_STATE,    /* subject [negated] state */
	SCRIPT_EXPECT_FIELD,    /* subject field [negated] value */
	SCRIPT_EXPECT_CLOCK,    /* subject clock state [step] */
	SCRIPT_EXPECT_DUE,      /* subject clock time */
	SCRIPT_EXPECT_ALARM,    /* [negated] post [text: reason or clock.step] [subject] */
	SCRIPT_EXPECT_BREACH,   /* the same */
	SCRIPT_EXPECT_GAP,      /* [negated] post [text: kind.gap] [subject] */
	SCRIPT_EXPECT_DAY,      /* subject count (days before T-0) field value */
	SCRIPT_EXPECT_COUNT,    /* count kind [post] [state] [field value] */
	SCRIPT_EXPECT_SEES,     /* who [negated] subject */
	SCRIPT_FIND,            /* alias kind [post] [state] [field value] */
};

/* A time as it was written; what it means depends on the moment at which it is read. */
struct script_time {
	enum {
		SCRIPT_TIME_ABSOLUTE,   /* at: with its offset */
		SCRIPT_TIME_LOCAL,      /* at: without an offset, as if it were UTC */
		SCRIPT_TIME_OF_DAY,     /* seconds since midnight */
		SCRIPT_TIME_RELATIVE,   /* seconds from now, with a sign */
	} form;
	instant at;
	int64_t seconds;
	int offset_minutes;             /* ABSOLUTE: the offset that was written */
};
/* "19:05", "19:05:30", "2022-02-05T07:00", "2022-02-04T19:00:00+08:00", "+15m", "-30s". */
bool script_time_parse(struct str text, struct script_time *ret);

struct script_field {
	uint32_t line;
	struct str name;
	struct str value;               /* lines joined by line feeds; empty: cleared */
};

/* Texts that a verb does not use are absent. */
struct script_statement {
	enum script_verb verb;
	uint32_t line;
	bool negated;
	struct str text;
	struct str who;
	struct str kind;
	struct str act;
	struct str alias;
	struct str on;
	struct str subject;
	struct str state;
	struct str field;
	struct str value;
	struct str post;
	struct str clock;
	struct str step;
	uint32_t count;
	int64_t span;                   /* seconds */
	struct script_time time;
	struct script_field *fields;
	uint32_t nfields;
};
struct script {
	struct script_statement *statements;
	uint32_t count;
};

#define SCRIPT_FAULTS(X)                                                                        \
	X(not_utf8, "文件不是有效的UTF-8", "The file is not valid UTF-8")                       \
	X(file_too_large, "文件过大", "The file is too large")                                  \
	X(too_many_statements, "语句过多", "There are too many statements")                     \
	X(too_many_fields, "一个操作的字段过多", "One act has too many fields")                 \
	X(unknown_statement, "看不懂这一句", "This is no statement")                            \
	X(word_missing, "语句不完整", "A word is missing")                                      \
	X(word_too_many, "语句多了内容", "There is more on the line than the statement takes")  \
	X(bad_name, "名称只能用小写字母、数字、_和-", "A name is made of a-z, 0-9, _ and -")     \
	X(bad_act, "操作应写作 类型.操作", "An act is written kind.act")                         \
	X(bad_time, "时间写法不对", "That is not a time")                                        \
	X(bad_span, "时长写法不对", "That is not a span of time")                                \
	X(bad_count, "数量不对", "That is not a number of records")                              \
	X(bad_field, "字段应写作 名称: 值", "A field is written name: value")                    \
	X(field_twice, "字段重复", "The field is given twice")                                   \
	X(bad_indent, "缩进与上一字段不一致", "The field does not stand below the one before")   \
	X(bad_day, "倒计时的日子应写作T-N", "A day of a countdown is written T-N")               \
	X(bad_clock_state, "计时状态应为running、stopped、lapsed、idle或due",                   \
	  "A clock is running, stopped, lapsed, idle or due at a time")

enum script_fault_kind {
	SCRIPT_SOUND,
#define SCRIPT_FAULT_KIND(name, zh, en) SCRIPT_FAULT_##name,
	SCRIPT_FAULTS(SCRIPT_FAULT_KIND)
#undef SCRIPT_FAULT_KIND
};
struct script_fault {
	enum script_fault_kind kind;
	uint32_t line;                  /* from 1; 0: the file as a whole */
	struct str near;                /* the piece at fault; part of the text, may be empty */
};
const char *script_fault_name(enum script_fault_kind kind);
const char *script_fault_text(enum script_fault_kind kind, bool zh);

/*
 * The first fault ends the reading and *ret is untouched. Statements live in the arena and refer
 * to the text, which must live as long.
 */
bool script_parse(struct arena *arena, struct str text, struct script *ret,
		  struct script_fault *ret_fault);

#endif
