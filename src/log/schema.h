/* The tables of the log, how those of an older file become today's, and what is asked of all. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LOG_SCHEMA_H
#define LOG_SCHEMA_H

#include "log/db.h"

enum log_error schema_make(struct db *db);                 /* in an empty file */
/* Lets this connection see a file of an older format as one of today's, without writing it. */
enum log_error schema_cover(struct db *db);
/* Turns it into one of today's: all of it in one transaction, or nothing. */
enum log_error schema_convert(struct db *db);
/* In a PostgreSQL server, within a transaction. */
enum log_error schema_make_pg(struct db *db);

/* A row of `entry` or `veil`; of a veil pos, time, body and arrived are NULL. */
#define SCHEMA_ENTRY "SELECT pos, origin, seq, time, body, hash, link, arrived FROM entry "
#define SCHEMA_VEIL "SELECT NULL, origin, seq, NULL, NULL, hash, link, NULL FROM veil "
#define SCHEMA_HEAD "SELECT pos, origin, seq, link, time, key, signature FROM head "

/* The first origin behind $1, NULL behind the last: steps into indexes, however long the log is. */
#define SCHEMA_NEXT_ORIGIN                                                                      \
	"SELECT min(origin) FROM (SELECT min(origin) AS origin FROM entry WHERE origin > $1"    \
	" UNION ALL SELECT min(origin) FROM veil WHERE origin > $1) AS next"
/* Where the chain of the origin $1 ends; no row: it has none. */
#define SCHEMA_CHAIN_END                                                                        \
	"SELECT pos, seq, link, arrived FROM"                                                   \
	" (SELECT * FROM (SELECT pos, seq, link, arrived FROM entry WHERE origin = $1"          \
	" ORDER BY seq DESC LIMIT 1) AS known"                                                  \
	" UNION ALL SELECT * FROM (SELECT CAST(NULL AS BIGINT) AS pos, seq, link,"              \
	" CAST(NULL AS BIGINT) AS arrived FROM veil WHERE origin = $1"                          \
	" ORDER BY seq DESC LIMIT 1) AS veiled) AS ends ORDER BY seq DESC LIMIT 1"
/* The newest head of the origin $1 that is not beyond $2. */
#define SCHEMA_NEWEST_HEAD SCHEMA_HEAD "WHERE origin = $1 AND seq <= $2 ORDER BY seq DESC LIMIT 1"
#define SCHEMA_LAST "SELECT coalesce(max(pos), 0) FROM entry"

#endif
