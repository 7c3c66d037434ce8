/* What the tests of the log share: folders, entries that are known again, hands on the file. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_LIB_LOGKIT_H
#define TESTS_LIB_LOGKIT_H

#include <stdatomic.h>

#include "log/log.h"

#define LOGKIT_PATH 256
#define LOGKIT_ORIGINS 3

/* Ends the program with the place and the text; works in forked children too. */
#define LOGKIT_MUST(condition)                                                                 \
	do {                                                                                   \
		if (!(condition))                                                              \
			logkit_die(__FILE__, __LINE__, #condition);                            \
	} while (0)
_Noreturn void logkit_die(const char *file, int line, const char *text);

/* A folder of its own, in memory where the machine has such a file system. */
struct logkit {
	char dir[LOGKIT_PATH];
	struct log *log;
	_Atomic uint64_t reported;      /* the last position said to be committed */
	_Atomic int error;              /* the first failure said */
	atomic_uint calls;
	atomic_bool held;               /* the log thread stays in its report while this is set */
	char detail[256];
};
/* On a server, if this run of the tests keeps its logs there (lib/logserver.h). */
void logkit_init(struct logkit *kit);
void logkit_release(struct logkit *kit);                   /* closes what is open, removes all */
void logkit_path(const struct logkit *kit, const char *name, char ret[LOGKIT_PATH]);

enum log_error logkit_open(struct logkit *kit);
enum log_error logkit_close(struct logkit *kit);
void logkit_reopen(struct logkit *kit);                    /* both must succeed */

code logkit_origin(uint32_t index);                        /* 0: bj, 1: nst, 2: zjk */
/* The body of an entry follows from its origin and number; `size` 0 gives short and long ones. */
uint32_t logkit_body(code origin, uint64_t seq, uint32_t size, char *ret);
/* Appends one group of `count` entries whose origins take turns; the answer of log_append. */
bool logkit_append(struct logkit *kit, uint32_t count, uint32_t size);
void logkit_fill(struct logkit *kit, uint64_t entries);    /* groups of 1 to 7, then flushed */

bool logkit_url(const struct logkit *kit, char *ret, size_t size);     /* false: it is a file */
/* Runs SQL on the log as somebody with a database shell would. */
void logkit_sql(const struct logkit *kit, const char *sql);
int64_t logkit_number(const struct logkit *kit, const char *sql);
int64_t logkit_format(const struct logkit *kit);           /* what it says of itself */
void logkit_set_format(const struct logkit *kit, int64_t format);
struct log_verdict logkit_verify(const struct logkit *kit);
/* Every entry is there up to at least `pos`, with the body it must have; the last position. */
uint64_t logkit_check_bodies(const struct logkit *kit, uint64_t pos, uint32_t size);
/* Of the names and bytes of all files but the lock, shared memory and an empty WAL. */
struct hash logkit_digest(const char *dir);
void logkit_remove_tree(const char *dir);

#endif
