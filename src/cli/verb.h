/* What the program can be told to do: a table of verbs, from which help and manual are printed. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_VERB_H
#define CLI_VERB_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

enum verb_exit {
	VERB_DONE = 0,
	VERB_FOUND = 1,                           /* it ran, and something is not as it should be */
	VERB_USAGE = 2,                                    /* the command line is wrong */
	VERB_DATA = 3,                                 /* the data folder cannot be used as asked */
	VERB_SYSTEM = 4,                                   /* the system refused something else */
};

struct verb_option {
	const char *name;                                  /* without its dashes */
	const char *value;                                 /* what the value is; NULL: a switch */
	const char *zh;
	const char *en;
};

#define VERB_OPTIONS_MOST 16
#define VERB_WORDS_MOST 256
struct verb_args {
	const struct verb *verb;
	const char *values[VERB_OPTIONS_MOST];          /* by the option's place; "" for a switch */
	const char *words[VERB_WORDS_MOST];
	uint32_t nwords;
};

struct verb {
	const char *name;
	const char *words;                          /* what stands behind the options; "" nothing */
	uint32_t words_least, words_most;
	const char *zh;
	const char *en;
	const struct verb_option *options;                 /* name NULL at the end */
	int (*run)(const struct verb_args *args);
	const char *more_zh, *more_en;            /* further sentences of its manual; may be NULL */
};

extern const struct verb *const verb_all[];                /* NULL at the end */
const struct verb *verb_find(const char *name);
int verb_run(const struct verb *verb, int argc, char **argv);

/* The value of an option; NULL: not given. */
const char *verb_value(const struct verb_args *args, const char *name);
bool verb_given(const struct verb_args *args, const char *name);
/* The same, or a complaint on standard error and NULL. */
const char *verb_need(const struct verb_args *args, const char *name);
/* "watchfloor VERB: text" on standard error. */
void verb_complain(const struct verb_args *args, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
