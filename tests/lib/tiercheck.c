/* Reads the disks of seven sites: is all there that was promised, and the same everywhere? */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/tiercheck.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "base/hash.h"
#include "lib/logkit.h"
#include "lib/tierload.h"
#include "os/os.h"

#define TEXT_BYTES 1024
#define FAULTS_SHOWN 10

static sqlite3 *open_log(enum tierkit_site site)
{
	char path[TEXT_BYTES];
	sqlite3 *db;

	snprintf(path, sizeof path, "%s/log.db", tierkit_dir(site));
	LOGKIT_MUST(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK);
	sqlite3_busy_timeout(db, 10000);
	return db;
}

/* The log of another site as `other`. */
static void attach(sqlite3 *db, enum tierkit_site site)
{
	char text[TEXT_BYTES];

	snprintf(text, sizeof text, "ATTACH '%s/log.db' AS other", tierkit_dir(site));
	LOGKIT_MUST(sqlite3_exec(db, text, NULL, NULL, NULL) == SQLITE_OK);
}

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *stmt;

	if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) != SQLITE_OK)
		fprintf(stderr, "# %s\n", sqlite3_errmsg(db));
	LOGKIT_MUST(stmt);
	return stmt;
}

/* Prints the first rows that should not be; how many there are. */
static uint64_t rows(sqlite3 *db, const char *what, const char *site, const char *sql)
{
	sqlite3_stmt *stmt = prepare(db, sql);
	uint64_t count = 0;
	int rc;

	while ((rc = sqlite3_step(stmt)) == SQLITE_ROW)
		if (count++ < FAULTS_SHOWN)
			fprintf(stderr, "# %s: %s: %s-%s\n", site, what,
				(const char *)sqlite3_column_text(stmt, 0),
				(const char *)sqlite3_column_text(stmt, 1));
	LOGKIT_MUST(rc == SQLITE_DONE);
	sqlite3_finalize(stmt);
	return count;
}

/* ---- how far everybody is ------------------------------------------------------------------- */

/* Entries of the writer's own, up to their ends, that the other lacks. */
static bool holds_all(enum tierkit_site writer, enum tierkit_site reader)
{
	sqlite3 *db = open_log(writer);
	sqlite3_stmt *stmt;
	bool whole;

	attach(db, reader);
	stmt = prepare(db,
		"SELECT count(*) FROM (SELECT origin, max(seq) AS seq FROM main.entry"
		" WHERE arrived IS NULL GROUP BY origin) AS own"
		" WHERE NOT EXISTS (SELECT 1 FROM other.entry AS e"
		" WHERE e.origin = own.origin AND e.seq = own.seq)"
		" AND NOT EXISTS (SELECT 1 FROM other.veil AS v"
		" WHERE v.origin = own.origin AND v.seq = own.seq)");
	LOGKIT_MUST(sqlite3_step(stmt) == SQLITE_ROW);
	whole = sqlite3_column_int64(stmt, 0) == 0;
	sqlite3_finalize(stmt);
	sqlite3_close(db);
	return whole;
}

static bool all_hold_all(void)
{
	for (int w = 0; w < tierkit_count(); w++)
		for (int r = 0; r < tierkit_count(); r++)
			if (w != r && !holds_all((enum tierkit_site)w, (enum tierkit_site)r))
				return false;
	return true;
}

static void tell_ends(void)
{
	for (int s = 0; s < tierkit_count(); s++) {
		sqlite3 *db = open_log((enum tierkit_site)s);
		sqlite3_stmt *stmt = prepare(db,
			"SELECT origin, max(seq) FROM (SELECT origin, seq FROM entry"
			" UNION ALL SELECT origin, seq FROM veil) WHERE origin IN"
			" ('nat', 'natf', 'bj', 'hb', 'nst', 'nss', 'yac', 'zsj')"
			" GROUP BY origin");

		fprintf(stderr, "# %s holds", tierkit_names[s]);
		while (sqlite3_step(stmt) == SQLITE_ROW)
			fprintf(stderr, " %s:%lld", (const char *)sqlite3_column_text(stmt, 0),
				(long long)sqlite3_column_int64(stmt, 1));
		fprintf(stderr, "\n");
		sqlite3_finalize(stmt);
		sqlite3_close(db);
	}
}

/* Leaves the nodes stopped at a moment at which all hold the same. */
static double await_level(double patience_s)
{
	int64_t start = os_monotonic_ns();
	double took = 0;

	for (;;) {
		if (all_hold_all()) {
			took = (double)(os_monotonic_ns() - start) / 1e9;
			tierkit_freeze(true);
			if (all_hold_all())
				return took;
			tierkit_freeze(false);
		}
		nanosleep(&(struct timespec){ 0, 200000000 }, NULL);
		if ((double)(os_monotonic_ns() - start) / 1e9 > patience_s) {
			tell_ends();
			LOGKIT_MUST(false && "all sites hold all chains in time");
		}
	}
}

/* ---- what was promised ---------------------------------------------------------------------- */

/*
 * Who may read what an act at a site has made: itself, those above, and who is addressed. A
 * follower of the nation reads all that the nation does, which is above everybody.
 */
static bool in_reach(const struct tierload_ack *ack, enum tierkit_site reader)
{
	enum tierkit_site above = tierkit_above(ack->site), between = tierkit_above(ack->to);

	return reader == ack->site || reader == TIERKIT_NATF || reader == above ||
	       reader == tierkit_above(above) ||
	       reader == ack->to ||
	       /* The level that an order passes over has its copy. */
	       (ack->to != ack->site && reader == between);
}

static uint64_t check_acks(enum tierkit_site reader)
{
	sqlite3 *db = open_log(reader);
	sqlite3_stmt *stmt = prepare(db, "SELECT 1 FROM entry WHERE origin = ? AND seq = ?");
	uint64_t count, faults = 0;
	const struct tierload_ack *acks = tierload_acks(&count);

	for (uint64_t i = 0; i < count; i++) {
		const char *origin = tierkit_names[acks[i].site];
		bool there;

		sqlite3_bind_text(stmt, 1, origin, -1, SQLITE_STATIC);
		sqlite3_bind_int64(stmt, 2, (sqlite3_int64)acks[i].seq);
		there = sqlite3_step(stmt) == SQLITE_ROW;
		sqlite3_reset(stmt);
		if (there == in_reach(&acks[i], reader))
			continue;
		if (faults++ < FAULTS_SHOWN)
			fprintf(stderr, "# %s: %s-%llu is %s\n", tierkit_names[reader], origin,
				(unsigned long long)acks[i].seq,
				there ? "here in full, out of reach" : "lost");
	}
	sqlite3_finalize(stmt);
	sqlite3_close(db);
	return faults;
}

static uint64_t check_chains(enum tierkit_site writer, enum tierkit_site reader)
{
	sqlite3 *db = open_log(writer);
	uint64_t faults;

	attach(db, reader);
	faults = rows(db, "lacks, or has another, ", tierkit_names[reader],
		"SELECT origin, seq FROM main.entry AS own WHERE arrived IS NULL"
		" AND NOT EXISTS (SELECT 1 FROM other.entry AS e WHERE e.origin = own.origin"
		" AND e.seq = own.seq AND e.hash = own.hash AND e.link = own.link)"
		" AND NOT EXISTS (SELECT 1 FROM other.veil AS v WHERE v.origin = own.origin"
		" AND v.seq = own.seq AND v.hash = own.hash AND v.link = own.link)");
	sqlite3_close(db);
	return faults;
}

/* A clock lapses at most as often as it was started. */
static uint64_t check_lapses(enum tierkit_site site)
{
	sqlite3 *db = open_log(site);
	uint64_t faults = rows(db, "lapsed too often", tierkit_names[site],
		"WITH told AS (SELECT json_extract(body, '$.record') AS record,"
		" json_extract(body, '$.args.clock') AS clock,"
		" json_extract(body, '$.args.step') AS step FROM entry"
		" WHERE body LIKE '%\"act\":\"lapse\"%'"
		" AND json_extract(body, '$.act') = 'lapse')"
		" SELECT record, clock || ' ' || step FROM told GROUP BY record, clock, step"
		" HAVING count(*) > 1 AND count(*) > (SELECT count(*) FROM entry"
		" WHERE json_extract(body, '$.record') = told.record"
		" AND json_type(body, '$.due.' || told.clock) IS NOT NULL)");

	sqlite3_close(db);
	return faults;
}

static uint64_t count_of(enum tierkit_site site, const char *sql)
{
	sqlite3 *db = open_log(site);
	sqlite3_stmt *stmt = prepare(db, sql);
	uint64_t count;

	LOGKIT_MUST(sqlite3_step(stmt) == SQLITE_ROW);
	count = (uint64_t)sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	sqlite3_close(db);
	return count;
}

uint64_t tiercheck_entries(void)
{
	uint64_t count = 0;

	for (int s = 0; s < tierkit_count(); s++)
		count += count_of((enum tierkit_site)s,
				  "SELECT count(*) FROM entry WHERE arrived IS NULL");
	return count;
}

/* ---- one state a reach ---------------------------------------------------------------------- */

/* What `digest --reach` says of a site: lines of ORIGIN SITE DIGEST, each between two newlines. */
static void read_digest(enum tierkit_site site, struct buf *ret)
{
	char words[TEXT_BYTES], path[TEXT_BYTES];

	snprintf(path, sizeof path, "%s.digest", tierkit_dir(site));
	snprintf(words, sizeof words, "digest --reach --data %s", tierkit_dir(site));
	LOGKIT_MUST(tierkit_program(words, path) == 0);
	buf_add_char(ret, '\n');
	LOGKIT_MUST(os_read_file(path, ret) >= 0);
	buf_add_char(ret, '\0');
}

static const char *digest_in(const struct buf *lines, const char *origin, enum tierkit_site reader)
{
	char mark[64];
	const char *found;

	snprintf(mark, sizeof mark, "\n%s %s ", origin, tierkit_names[reader]);
	found = strstr(lines->at, mark);
	LOGKIT_MUST(found);
	return found + strlen(mark);
}

/* Of every chain that the site writes, what each other may see of it. */
static uint64_t compare(enum tierkit_site writer, const struct buf *lines)
{
	sqlite3 *db = open_log(writer);
	sqlite3_stmt *stmt = prepare(db, "SELECT DISTINCT origin FROM entry WHERE arrived IS NULL");
	uint64_t faults = 0;

	while (sqlite3_step(stmt) == SQLITE_ROW) {
		const char *origin = (const char *)sqlite3_column_text(stmt, 0);

		/* A chain by its own name; what it says is of the nation's posts. */
		if (strcmp(origin, tierkit_names[TIERKIT_NATF]) == 0)
			origin = tierkit_names[TIERKIT_NAT];
		for (int r = 0; r < tierkit_count(); r++) {
			enum tierkit_site reader = (enum tierkit_site)r;

			if (strncmp(digest_in(&lines[writer], origin, reader),
				    digest_in(&lines[reader], origin, reader), HASH_HEX - 1) == 0)
				continue;
			fprintf(stderr, "# of %s: %s and %s differ\n", origin,
				tierkit_names[writer], tierkit_names[reader]);
			faults++;
		}
	}
	sqlite3_finalize(stmt);
	sqlite3_close(db);
	return faults;
}

static uint64_t check_digests(void)
{
	struct buf lines[TIERKIT_MOST];
	uint64_t faults = 0;

	for (int s = 0; s < tierkit_count(); s++) {
		buf_init(&lines[s], 1024 * 1024);
		read_digest((enum tierkit_site)s, &lines[s]);
	}
	for (int w = 0; w < tierkit_count(); w++)
		faults += compare((enum tierkit_site)w, lines);
	for (int s = 0; s < tierkit_count(); s++)
		buf_release(&lines[s]);
	return faults;
}

/* ---- all ------------------------------------------------------------------------------------ */

void tiercheck_all(const char *what, double patience_s)
{
	double took = await_level(patience_s);
	int64_t start = os_monotonic_ns();
	uint64_t faults = 0, lapses = 0, acked;

	tierload_acks(&acked);
	for (int s = 0; s < tierkit_count(); s++) {
		faults += check_acks((enum tierkit_site)s);
		faults += check_lapses((enum tierkit_site)s);
		lapses += count_of((enum tierkit_site)s,
				   "SELECT count(*) FROM entry WHERE arrived IS NULL"
				   " AND body LIKE '%\"act\":\"lapse\"%'");
		for (int r = 0; r < tierkit_count(); r++)
			if (s != r)
				faults += check_chains((enum tierkit_site)s, (enum tierkit_site)r);
	}
	faults += check_digests();
	printf("# %s: level after %.1f s; %llu acts acknowledged, %llu entries, %llu lapses;"
	       " checked in %.1f s\n", what, took,
	       (unsigned long long)acked, (unsigned long long)tiercheck_entries(),
	       (unsigned long long)lapses, (double)(os_monotonic_ns() - start) / 1e9);
	fflush(stdout);
	LOGKIT_MUST(faults == 0);
	tierkit_freeze(false);
}

void tiercheck_verify(void)
{
	for (int s = 0; s < tierkit_count(); s++) {
		char words[TEXT_BYTES], into[TEXT_BYTES];

		snprintf(words, sizeof words, "verify --data %s",
			 tierkit_dir((enum tierkit_site)s));
		snprintf(into, sizeof into, "%s.verdict", tierkit_dir((enum tierkit_site)s));
		LOGKIT_MUST(tierkit_program(words, into) == 0);
	}
}
