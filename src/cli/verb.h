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

/* A running node, asked with a token; or one that has stopped, by its folder. */
#define VERB_WHERE                                                                                \
	{ "url", "http[s]://HOST:PORT", "正在运行的节点", "A running node." },                    \
	{ "ca", "FILE", "信任的根证书（PEM，默认系统的；与https同用）",                           \
	  "CA certificates to trust, PEM, with https (the system's)." },                          \
	{ "token-file", "FILE", "令牌所在文件（与--url同用）",                                    \
	  "File that holds the token, with --url." },                                             \
	{ "token-fd", "N", "从文件描述符读取令牌", "Reads the token from this descriptor." },     \
	{ "data", "DIR", "已停止的节点的数据目录", "The data folder of a stopped node." }
/* The same to act on. */
#define VERB_WHERE_TO_ACT                                                                         \
	VERB_WHERE,                                                                               \
	{ "as", "LOGIN", "以谁的名义（与--data同用）", "On whose behalf, with --data." },         \
	{ "post", "CODE", "在哪个指挥部", "At which post." },                                     \
	{ "key", "TEXT", "幂等键（默认随机）", "Idempotency key (random)." }

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
/* Whether --url or --data was given; false, with a complaint, when neither or both were. */
bool verb_where(const struct verb_args *args, bool *ret_remote);
/* The same, or a complaint on standard error and NULL. */
const char *verb_need(const struct verb_args *args, const char *name);
/* "watchfloor VERB: text" on standard error. */
void verb_complain(const struct verb_args *args, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
