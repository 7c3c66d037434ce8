/* A PostgreSQL server of the test's own, and a schema in it for each log. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_LIB_LOGSERVER_H
#define TESTS_LIB_LOGSERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Whether this run of the tests keeps its logs on a server: WATCHFLOOR_TEST_STORE=postgresql. */
bool logserver_wanted(void);
/* The URL of a new, empty schema; the server is started when the first is asked for. */
void logserver_url(char *ret, size_t size);
/* Runs SQL; the first value of the first row, or the number of rows. */
void logserver_sql(const char *url, const char *sql);
int64_t logserver_number(const char *url, const char *sql);
/* Kills the server as a power cut would, and starts it again. */
void logserver_crash(void);

#endif
