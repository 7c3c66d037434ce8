/* The tables of the log, how those of an older format become today's, and what is asked of both. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "log/schema.h"

#include "log/store.h"

#define HEAD                                                                                    \
	"CREATE TABLE head (origin TEXT NOT NULL, seq INTEGER NOT NULL, pos INTEGER,"           \
	" link BLOB NOT NULL, time INTEGER NOT NULL, key BLOB NOT NULL,"                        \
	" signature BLOB NOT NULL, PRIMARY KEY (origin, seq)) WITHOUT ROWID;"
#define VEIL                                                                                    \
	"CREATE TABLE veil (origin TEXT NOT NULL, seq INTEGER NOT NULL, hash BLOB NOT NULL,"    \
	" link BLOB NOT NULL, PRIMARY KEY (origin, seq)) WITHOUT ROWID;"
#define FORMAT "PRAGMA user_version = 2;"

static const char made[] =
	"PRAGMA page_size = 4096;"
	"CREATE TABLE entry (pos INTEGER PRIMARY KEY, origin TEXT NOT NULL, seq INTEGER NOT NULL,"
	" time INTEGER NOT NULL, body TEXT NOT NULL, hash BLOB NOT NULL, link BLOB NOT NULL,"
	" arrived INTEGER, UNIQUE (origin, seq));"
	"CREATE TABLE secret (number INTEGER PRIMARY KEY, origin TEXT NOT NULL,"
	" seq INTEGER NOT NULL, since INTEGER NOT NULL, key BLOB NOT NULL,"
	" UNIQUE (origin, seq, since));"
	HEAD VEIL
	"PRAGMA application_id = 0x57464c47;"
	FORMAT;

enum log_error schema_make(sqlite3 *db)
{
	return store_run(db, made);
}

/* Names of the connection's own tables are found before those of the file. */
enum log_error schema_cover(sqlite3 *db)
{
	return store_run(db, "PRAGMA temp_store = MEMORY;"
			     "CREATE TEMP VIEW entry AS SELECT pos, origin, seq, time, body, hash,"
			     " link, NULL AS arrived FROM main.entry;"
			     "CREATE TEMP VIEW veil AS SELECT '' AS origin, 0 AS seq,"
			     " NULL AS hash, NULL AS link WHERE 0");
}

/* Entries stay where they are; only the few heads are copied. */
enum log_error schema_convert(sqlite3 *db)
{
	return store_run(db, "DROP VIEW temp.entry; DROP VIEW temp.veil;"
			     "BEGIN IMMEDIATE;"
			     "ALTER TABLE entry ADD COLUMN arrived INTEGER;"
			     "ALTER TABLE head RENAME TO head_1;"
			     HEAD VEIL
			     "INSERT INTO head SELECT origin, seq, pos, link, time, key, signature"
			     " FROM head_1;"
			     "DROP TABLE head_1;"
			     FORMAT
			     "COMMIT");
}
