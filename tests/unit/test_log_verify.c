/* Verifying a log: whatever is done to the file, the first entry that does not hold is named. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <sodium.h>
#include <sqlite3.h>
#include <stdio.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/chance.h"
#include "lib/logpeer.h"
#include "lib/unit.h"
#include "log/key.h"

#define ENTRIES 90

/*
 * 90 entries of bj, nst and zjk, all signed once at 60 and again at the end. Position 30 is
 * nst-10; the file is read by every row of the table, so it is made once.
 */
static struct logkit sound;
/*
 * Of hb 1 to 30, each fourth veiled, 8 lifted later, all under the head of 30; 7 entries of nat in
 * between. hb is another node's, so positions 1 to 23 are: hb 1-3 5-7 9-11 13-15 but 8, nat 1-3 …
 */
static struct logkit meshed;
#define MESHED_ENTRIES 31
#define MESHED_VEILS 6

static void make_meshed(void)
{
	struct logpeer peer;

	logkit_init(&meshed);
	logpeer_init(&peer, 30, 0);
	assert_int_equal(logkit_open(&meshed), LOG_OK);
	assert_true(logpeer_take(&peer, &meshed,
				 &(struct logpeer_group){ 1, 15, 4, 3, true, NULL }));
	assert_true(logpeer_take(&peer, &meshed, &(struct logpeer_group){ 8, 8, .made = 1 }));
	assert_true(logpeer_take(&peer, &meshed,
				 &(struct logpeer_group){ 16, 30, 4, 3, true, NULL }));
	assert_int_equal(logkit_close(&meshed), LOG_OK);
	logpeer_release(&peer);
}

static int make_sound(void **state)
{
	(void)state;
	make_meshed();
	logkit_init(&sound);
	assert_int_equal(logkit_open(&sound), LOG_OK);
	logkit_fill(&sound, 60);
	logkit_reopen(&sound);
	logkit_fill(&sound, ENTRIES - 60);
	assert_int_equal(logkit_close(&sound), LOG_OK);
	return 0;
}

static int remove_sound(void **state)
{
	(void)state;
	logkit_release(&sound);
	logkit_release(&meshed);
	return 0;
}

static void copy(const struct logkit *from, struct logkit *kit)
{
	logkit_init(kit);
	assert_int_equal(log_backup(from->dir, kit->dir), LOG_OK);
}

static void a_sound_log_is_sound(void **state)
{
	struct log_verdict verdict = logkit_verify(&sound);

	(void)state;
	assert_int_equal(verdict.fault, LOG_SOUND);
	assert_int_equal(verdict.entries, ENTRIES);
	assert_int_equal(verdict.heads, 2 * LOGKIT_ORIGINS);
	assert_int_equal(verdict.origins, LOGKIT_ORIGINS);
	verdict = logkit_verify(&meshed);
	assert_int_equal(verdict.fault, LOG_SOUND);
	assert_int_equal(verdict.entries, MESHED_ENTRIES);
	assert_int_equal(verdict.veils, MESHED_VEILS);
	assert_int_equal(verdict.heads, 2);
	assert_int_equal(verdict.origins, 2);
	assert_int_equal(verdict.unsigned_entries, 0);
}

static void an_empty_log_is_sound(void **state)
{
	struct logkit kit;

	(void)state;
	logkit_init(&kit);
	assert_int_equal(logkit_open(&kit), LOG_OK);
	assert_int_equal(logkit_verify(&kit).fault, LOG_SOUND);
	assert_int_equal(logkit_verify(&kit).entries, 0);
	logkit_release(&kit);
}

/* ---- each kind of damage, done with a database shell ---------------------------------------- */

#define FLIP(column) "CAST(substr(" column ", 1, 5) || '#' || substr(" column ", 7) AS TEXT)"
#define FOLLOWER \
	"(SELECT pos FROM entry a WHERE a.origin = e.origin AND a.seq = e.seq + 1)"
#define RENUMBER(after) \
	"UPDATE entry SET pos = -pos WHERE pos > " after ";" \
	"UPDATE entry SET pos = -pos - 1 WHERE pos < 0;" \
	"UPDATE head SET pos = pos - 1 WHERE pos > " after

static const struct damage {
	const char *name;
	const char *sql;
	enum log_fault fault;
	const char *where;              /* pos, origin, seq to be named, asked before the damage */
} damages[] = {
	{ "changed byte of a body",
	  "UPDATE entry SET body = " FLIP("body") " WHERE pos = 30",
	  LOG_BAD_HASH, "SELECT pos, origin, seq FROM entry WHERE pos = 30" },
	{ "changed byte of the first body",
	  "UPDATE entry SET body = " FLIP("body") " WHERE pos = 1",
	  LOG_BAD_HASH, "SELECT pos, origin, seq FROM entry WHERE pos = 1" },
	{ "changed byte of the last body",
	  "UPDATE entry SET body = " FLIP("body") " WHERE pos = 90",
	  LOG_BAD_HASH, "SELECT pos, origin, seq FROM entry WHERE pos = 90" },
	{ "two changed bodies: the first is named",
	  "UPDATE entry SET body = " FLIP("body") " WHERE pos IN (70, 40)",
	  LOG_BAD_HASH, "SELECT pos, origin, seq FROM entry WHERE pos IN (70, 40)"
			" ORDER BY origin, seq" },
	{ "longer body",
	  "UPDATE entry SET body = body || ' ' WHERE pos = 31",
	  LOG_BAD_HASH, "SELECT pos, origin, seq FROM entry WHERE pos = 31" },
	{ "changed hash",
	  "UPDATE entry SET hash = randomblob(32) WHERE pos = 33",
	  LOG_BAD_HASH, "SELECT pos, origin, seq FROM entry WHERE pos = 33" },
	{ "hash of another size",
	  "UPDATE entry SET hash = x'00' WHERE pos = 33",
	  LOG_BAD_HASH, "SELECT pos, origin, seq FROM entry WHERE pos = 33" },
	{ "changed link",
	  "UPDATE entry SET link = randomblob(32) WHERE pos = 34",
	  LOG_BAD_LINK, "SELECT pos, origin, seq FROM entry WHERE pos = 34" },
	{ "link of another size",
	  "UPDATE entry SET link = x'' WHERE pos = 34",
	  LOG_BAD_LINK, "SELECT pos, origin, seq FROM entry WHERE pos = 34" },
	{ "body with the hash that fits it",
	  "UPDATE entry SET (body, hash) = (SELECT body, hash FROM entry WHERE pos = 36)"
	  " WHERE pos = 35",
	  LOG_BAD_LINK, "SELECT pos, origin, seq FROM entry WHERE pos = 35" },
	{ "deleted row in the middle",
	  "DELETE FROM entry WHERE pos = 37",
	  LOG_GAP, "SELECT " FOLLOWER ", origin, seq FROM entry e WHERE pos = 37" },
	{ "deleted first row",
	  "DELETE FROM entry WHERE pos = 1",
	  LOG_GAP, "SELECT " FOLLOWER ", origin, seq FROM entry e WHERE pos = 1" },
	{ "several deleted rows",
	  "DELETE FROM entry WHERE pos BETWEEN 41 AND 50",
	  LOG_GAP, "SELECT (SELECT min(pos) FROM entry a WHERE a.origin = e.origin AND pos > 50),"
		   " origin, seq FROM entry e WHERE pos BETWEEN 41 AND 50 ORDER BY origin, seq" },
	{ "deleted row that nothing of its origin follows",
	  "DELETE FROM entry WHERE pos = (SELECT max(pos) FROM entry WHERE origin = 'bj')",
	  LOG_HEAD_AHEAD, "SELECT pos, origin, seq FROM entry WHERE origin = 'bj'"
			  " ORDER BY seq DESC" },
	{ "deleted row that nothing of its origin follows, nor any head",
	  "DELETE FROM entry WHERE pos = (SELECT max(pos) FROM entry WHERE origin = 'bj');"
	  "DELETE FROM head WHERE origin = 'bj' AND seq > 20",
	  LOG_GAP, "SELECT pos, '', 0 FROM entry WHERE origin = 'bj' ORDER BY seq DESC" },
	{ "deleted row, positions moved up",
	  "DELETE FROM entry WHERE pos = 37;" RENUMBER("37"),
	  LOG_GAP, "SELECT (SELECT min(b.pos) FROM entry b WHERE b.origin = a.origin"
		   " AND b.pos > 37) - 1, origin, seq FROM entry a WHERE pos = 37" },
	{ "deleted tail below a signed head",
	  "DELETE FROM entry WHERE pos > 60",
	  LOG_HEAD_AHEAD, "SELECT pos, origin, seq FROM head WHERE pos > 60 ORDER BY origin" },
	{ "deleted everything",
	  "DELETE FROM entry",
	  LOG_HEAD_AHEAD, "SELECT pos, origin, seq FROM head ORDER BY origin, seq" },
	{ "forged signature",
	  "UPDATE head SET signature = randomblob(64) WHERE pos = (SELECT min(pos) FROM head)",
	  LOG_BAD_SIGNATURE, "SELECT pos, origin, seq FROM head ORDER BY pos" },
	{ "forged signature at the end",
	  "UPDATE head SET signature = randomblob(64) WHERE pos = (SELECT max(pos) FROM head)",
	  LOG_BAD_SIGNATURE, "SELECT pos, origin, seq FROM head ORDER BY pos DESC" },
	{ "signature cut off",
	  "UPDATE head SET signature = x'00' WHERE pos = (SELECT min(pos) FROM head)",
	  LOG_BAD_SIGNATURE, "SELECT pos, origin, seq FROM head ORDER BY pos" },
	{ "time of a head changed",
	  "UPDATE head SET time = time + 1 WHERE pos = (SELECT min(pos) FROM head)",
	  LOG_BAD_SIGNATURE, "SELECT pos, origin, seq FROM head ORDER BY pos" },
	{ "number of a head changed",
	  "UPDATE head SET seq = seq - 1 WHERE pos = (SELECT min(pos) FROM head)",
	  LOG_BAD_SIGNATURE, "SELECT e.pos, e.origin, e.seq FROM head h JOIN entry e ON"
			     " e.origin = h.origin AND e.seq = h.seq - 1 ORDER BY h.pos" },
	{ "number of a head that is none",
	  "UPDATE head SET seq = 0 WHERE pos = (SELECT min(pos) FROM head)",
	  LOG_BAD_SIGNATURE, "SELECT pos, origin, 0 FROM head ORDER BY pos" },
	{ "origin of a head that is none",
	  "UPDATE head SET origin = '?' WHERE pos = (SELECT min(pos) FROM head)",
	  LOG_BAD_SIGNATURE, "SELECT pos, '', seq FROM head ORDER BY pos" },
	{ "head moved to another entry",
	  "UPDATE head SET pos = 5 WHERE pos = (SELECT min(pos) FROM head)",
	  LOG_BAD_LINK, "SELECT pos, origin, seq FROM head ORDER BY pos" },
	{ "head said to be another node's",
	  "UPDATE head SET pos = NULL WHERE pos = (SELECT min(pos) FROM head)",
	  LOG_BAD_LINK, "SELECT pos, origin, seq FROM head ORDER BY pos" },
	{ "two rows of an origin swapped",
	  "CREATE TEMP TABLE t AS SELECT pos, seq FROM entry"
	  " WHERE origin = 'nst' AND seq IN (11, 12);"
	  "UPDATE entry SET pos = -pos WHERE pos IN (SELECT pos FROM t);"
	  "UPDATE entry SET pos = (SELECT t.pos FROM t WHERE t.seq = 23 - entry.seq) WHERE pos < 0",
	  LOG_GAP, "SELECT (SELECT pos FROM entry WHERE origin = 'nst' AND seq = 11), origin, seq"
		   " FROM entry WHERE origin = 'nst' AND seq = 12" },
	{ "bodies and hashes of two rows swapped",
	  "CREATE TEMP TABLE t AS SELECT pos, body, hash FROM entry WHERE pos IN (43, 44);"
	  "UPDATE entry SET (body, hash) = (SELECT body, hash FROM t WHERE t.pos = 87 - entry.pos)"
	  " WHERE pos IN (43, 44)",
	  LOG_BAD_LINK, "SELECT pos, origin, seq FROM entry WHERE pos = 43" },
	{ "origin that is none",
	  "UPDATE entry SET origin = 'Beijing HQ' WHERE pos = 30",
	  LOG_BAD_BODY, "SELECT 30, '', seq FROM entry WHERE pos = 30" },
	{ "body that is not text",
	  "UPDATE entry SET body = CAST(body AS BLOB) WHERE pos = 30",
	  LOG_BAD_BODY, "SELECT pos, origin, seq FROM entry WHERE pos = 30" },
	{ "body over the limit",
	  "UPDATE entry SET body = printf('%*c', 65537, '#') WHERE pos = 30",
	  LOG_BAD_BODY, "SELECT pos, origin, seq FROM entry WHERE pos = 30" },
};

#define HB(seq) "SELECT pos, origin, seq FROM entry WHERE origin = 'hb' AND seq = " seq
#define HB_VEIL(seq) "SELECT 0, origin, seq FROM veil WHERE origin = 'hb' AND seq = " seq

/* What is only in the log of one node among others. */
static const struct damage meshed_damages[] = {
	{ "changed hash of a veil",
	  "UPDATE veil SET hash = randomblob(32) WHERE seq = 12",
	  LOG_BAD_LINK, HB_VEIL("12") },
	{ "changed link of a veil",
	  "UPDATE veil SET link = randomblob(32) WHERE seq = 12",
	  LOG_BAD_LINK, HB_VEIL("12") },
	{ "hash of a veil of another size",
	  "UPDATE veil SET hash = x'00' WHERE seq = 12",
	  LOG_BAD_HASH, HB_VEIL("12") },
	{ "changed link of the first veil and of an entry before it",
	  "UPDATE veil SET link = randomblob(32) WHERE seq = 4;"
	  "UPDATE entry SET link = randomblob(32) WHERE origin = 'hb' AND seq = 3",
	  LOG_BAD_LINK, HB("3") },
	{ "missing veil before an entry",
	  "DELETE FROM veil WHERE seq = 12",
	  LOG_GAP, "SELECT pos, origin, 12 FROM entry WHERE origin = 'hb' AND seq = 13" },
	{ "missing veil and entry",
	  "DELETE FROM veil WHERE seq = 12; DELETE FROM entry WHERE origin = 'hb' AND seq = 11",
	  LOG_GAP, "SELECT pos, origin, 11 FROM entry WHERE origin = 'hb' AND seq = 13" },
	{ "missing entry before a veil",
	  "DELETE FROM entry WHERE origin = 'hb' AND seq = 11",
	  LOG_GAP, "SELECT 0, origin, 11 FROM veil WHERE seq = 12" },
	{ "missing entry between others",
	  "DELETE FROM entry WHERE origin = 'hb' AND seq = 10",
	  LOG_GAP, "SELECT pos, origin, 10 FROM entry WHERE origin = 'hb' AND seq = 11" },
	{ "missing entry that came late",
	  "DELETE FROM entry WHERE origin = 'hb' AND seq = 8",
	  LOG_GAP, "SELECT pos, origin, 8 FROM entry WHERE origin = 'hb' AND seq = 9" },
	{ "missing last entry",
	  "DELETE FROM entry WHERE origin = 'hb' AND seq = 30",
	  LOG_HEAD_AHEAD, "SELECT 0, origin, seq FROM head WHERE origin = 'hb'" },
	{ "missing last entry and head",
	  "DELETE FROM entry WHERE origin = 'hb' AND seq = 30; DELETE FROM head WHERE seq = 30",
	  LOG_GAP, "SELECT pos, '', 0 FROM entry WHERE origin = 'hb' AND seq = 30" },
	{ "missing chain",
	  "DELETE FROM entry WHERE origin = 'hb'; DELETE FROM veil",
	  LOG_HEAD_AHEAD, "SELECT 0, origin, seq FROM head WHERE origin = 'hb'" },
	{ "changed body",
	  "UPDATE entry SET body = " FLIP("body") " WHERE origin = 'hb' AND seq = 8",
	  LOG_BAD_HASH, HB("8") },
	{ "changed link of an entry before a veil",
	  "UPDATE entry SET link = randomblob(32) WHERE origin = 'hb' AND seq = 11",
	  LOG_BAD_LINK, HB("11") },
	{ "entry and veil of one number",
	  "INSERT INTO veil SELECT origin, seq, hash, link FROM entry WHERE origin = 'hb'"
	  " AND seq = 9",
	  LOG_BAD_LINK, "SELECT 0, 'hb', 9" },
	{ "entry said to be made here",
	  "UPDATE entry SET arrived = NULL WHERE origin = 'hb' AND seq IN (8, 9)",
	  LOG_GAP, HB("9") },
	{ "last entry said to be made here",
	  "UPDATE entry SET arrived = NULL WHERE origin = 'hb' AND seq = 30",
	  LOG_BAD_SIGNATURE, HB("30") },
	{ "entry made here said to have arrived",
	  "UPDATE entry SET arrived = 5 WHERE origin = 'nat' AND seq = 7",
	  LOG_BAD_LINK, "SELECT pos, origin, seq FROM entry WHERE origin = 'nat' AND seq = 7" },
	{ "changed signature",
	  "UPDATE head SET signature = randomblob(64) WHERE origin = 'hb'",
	  LOG_BAD_SIGNATURE, HB("30") },
	{ "changed time of a head",
	  "UPDATE head SET time = time + 1 WHERE origin = 'hb'",
	  LOG_BAD_SIGNATURE, HB("30") },
	{ "changed link of a head",
	  "UPDATE head SET link = randomblob(32) WHERE origin = 'hb'",
	  LOG_BAD_SIGNATURE, HB("30") },
	{ "head at a veil",
	  "UPDATE head SET seq = 28 WHERE origin = 'hb'",
	  LOG_BAD_SIGNATURE, HB_VEIL("28") },
	{ "head of another node said to be ours",
	  "UPDATE head SET pos = 31 WHERE origin = 'hb'",
	  LOG_BAD_LINK, HB("30") },
	{ "veil of an origin that is none",
	  "UPDATE veil SET origin = 'Hebei HQ' WHERE seq = 12",
	  LOG_BAD_BODY, "SELECT 0, '', 12" },
};

struct place {
	uint64_t pos;
	code origin;
	uint64_t seq;
};

static struct place place_of(const struct logkit *kit, const char *sql)
{
	char path[LOGKIT_PATH];
	struct place place = { 0 };
	sqlite3 *db;
	sqlite3_stmt *statement;

	logkit_path(kit, "log.db", path);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
	place.pos = (uint64_t)sqlite3_column_int64(statement, 0);
	code_parse(str_of((const char *)sqlite3_column_text(statement, 1)), &place.origin);
	place.seq = (uint64_t)sqlite3_column_int64(statement, 2);
	sqlite3_finalize(statement);
	sqlite3_close(db);
	return place;
}

static void find(const struct logkit *from, const struct damage *damage)
{
	struct logkit kit;
	struct place place;
	struct log_verdict verdict;

	copy(from, &kit);
	place = place_of(&kit, damage->where);
	logkit_sql(&kit, damage->sql);
	verdict = logkit_verify(&kit);
	if (verdict.fault != damage->fault || verdict.pos != place.pos ||
	    verdict.origin != place.origin || verdict.seq != place.seq)
		fail_msg("%s: %s at %llu, entry %llu; expected %llu, entry %llu", damage->name,
			 log_fault_name(verdict.fault), (unsigned long long)verdict.pos,
			 (unsigned long long)verdict.seq, (unsigned long long)place.pos,
			 (unsigned long long)place.seq);
	logkit_release(&kit);
}

static void each_damage_is_found_where_it_is(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(damages); i++)
		find(&sound, &damages[i]);
	for (size_t i = 0; i < COUNT(meshed_damages); i++)
		find(&meshed, &meshed_damages[i]);
}

/* One bit of one byte, in place; done twice it is undone. */
static void flip(const struct logkit *kit, const char *column, uint64_t pos, uint32_t chosen)
{
	char path[LOGKIT_PATH];
	unsigned char byte;
	int at;
	sqlite3 *db;
	sqlite3_blob *blob;

	logkit_path(kit, "log.db", path);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_blob_open(db, "main", "entry", column, (sqlite3_int64)pos, 1,
					   &blob), SQLITE_OK);
	at = (int)(chosen % (uint32_t)sqlite3_blob_bytes(blob));
	assert_int_equal(sqlite3_blob_read(blob, &byte, 1, at), SQLITE_OK);
	byte = (unsigned char)(byte ^ (1u << (chosen >> 16) % 8));
	assert_int_equal(sqlite3_blob_write(blob, &byte, 1, at), SQLITE_OK);
	sqlite3_blob_close(blob);
	sqlite3_close(db);
}

static void any_flipped_bit_is_found(void **state)
{
	static const struct {
		const char *column;
		enum log_fault fault;
	} columns[] = {
		{ "body", LOG_BAD_HASH },
		{ "hash", LOG_BAD_HASH },
		{ "link", LOG_BAD_LINK },
	};
	struct logkit kit;
	struct chance chance = { 11 };

	(void)state;
	copy(&sound, &kit);
	for (uint64_t pos = 1; pos <= ENTRIES; pos++) {
		size_t i = chance_below(&chance, COUNT(columns));
		uint32_t chosen = (uint32_t)chance_next(&chance);
		struct log_verdict verdict;

		flip(&kit, columns[i].column, pos, chosen);
		verdict = logkit_verify(&kit);
		assert_int_equal(verdict.fault, columns[i].fault);
		assert_int_equal(verdict.pos, pos);
		assert_true(verdict.entries < ENTRIES);
		flip(&kit, columns[i].column, pos, chosen);
	}
	assert_int_equal(logkit_verify(&kit).fault, LOG_SOUND);
	logkit_release(&kit);
}

/* ---- damage by somebody who knows the format ------------------------------------------------ */

static void bind_hash(sqlite3_stmt *statement, int at, const struct hash *hash)
{
	sqlite3_bind_blob(statement, at, hash->bytes, HASH_BYTES, SQLITE_TRANSIENT);
}

/* Hashes and links an origin's chain anew, so that only the signed heads can tell. */
static void rechain(const struct logkit *kit, const char *origin)
{
	char path[LOGKIT_PATH];
	struct hash link = { { 0 } };
	sqlite3 *db;
	sqlite3_stmt *rows;
	sqlite3_stmt *put;

	logkit_path(kit, "log.db", path);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, "SELECT pos, body FROM entry WHERE origin = ?"
						" ORDER BY seq", -1, &rows, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, "UPDATE entry SET hash = ?, link = ? WHERE pos = ?",
					    -1, &put, NULL), SQLITE_OK);
	sqlite3_bind_text(rows, 1, origin, -1, SQLITE_STATIC);
	while (sqlite3_step(rows) == SQLITE_ROW) {
		struct hash hash = hash_of(sqlite3_column_blob(rows, 1),
					   (size_t)sqlite3_column_bytes(rows, 1));

		link = hash_pair(&link, &hash);
		bind_hash(put, 1, &hash);
		bind_hash(put, 2, &link);
		sqlite3_bind_int64(put, 3, sqlite3_column_int64(rows, 0));
		assert_int_equal(sqlite3_step(put), SQLITE_DONE);
		sqlite3_reset(put);
	}
	sqlite3_finalize(rows);
	sqlite3_finalize(put);
	sqlite3_close(db);
}

static void a_chain_made_anew_does_not_fit_the_signed_head(void **state)
{
	struct logkit kit;
	struct place head;
	struct log_verdict verdict;

	(void)state;
	copy(&sound, &kit);
	head = place_of(&kit, "SELECT pos, origin, seq FROM head WHERE origin ="
			      " (SELECT origin FROM entry WHERE pos = 30) ORDER BY pos");
	logkit_sql(&kit, "UPDATE entry SET body = " FLIP("body") " WHERE pos = 30");
	rechain(&kit, "nst");
	rechain(&kit, "bj");
	rechain(&kit, "zjk");
	verdict = logkit_verify(&kit);
	assert_int_equal(verdict.fault, LOG_BAD_LINK);
	assert_int_equal(verdict.pos, head.pos);
	assert_int_equal(verdict.origin, head.origin);
	assert_int_equal(verdict.seq, head.seq);
	logkit_release(&kit);
}

/* A head that is signed well, but by a key that is not the node's. */
static void sign_with_other_key(const struct logkit *kit)
{
	char path[LOGKIT_PATH];
	struct place place = place_of(kit, "SELECT pos, origin, seq FROM head ORDER BY pos DESC");
	struct chain chain = { .origin = place.origin, .seq = place.seq, .pos = place.pos };
	struct key key;
	struct log_head head;
	sqlite3 *db;
	sqlite3_stmt *rows;

	assert_true(sodium_init() >= 0);
	crypto_sign_keypair(key.public, key.secret);
	logkit_path(kit, "log.db", path);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, "SELECT link FROM entry WHERE pos = ?", -1, &rows,
					    NULL), SQLITE_OK);
	sqlite3_bind_int64(rows, 1, (sqlite3_int64)place.pos);
	assert_int_equal(sqlite3_step(rows), SQLITE_ROW);
	memcpy(chain.link.bytes, sqlite3_column_blob(rows, 0), HASH_BYTES);
	sqlite3_finalize(rows);
	head = key_sign(&key, &chain, 5);
	assert_true(log_head_holds(&head));
	assert_int_equal(sqlite3_prepare_v2(db, "UPDATE head SET time = 5, key = ?, signature = ?"
						" WHERE pos = ?", -1, &rows, NULL), SQLITE_OK);
	sqlite3_bind_blob(rows, 1, head.key, sizeof head.key, SQLITE_STATIC);
	sqlite3_bind_blob(rows, 2, head.signature, sizeof head.signature, SQLITE_STATIC);
	sqlite3_bind_int64(rows, 3, (sqlite3_int64)place.pos);
	assert_int_equal(sqlite3_step(rows), SQLITE_DONE);
	sqlite3_finalize(rows);
	sqlite3_close(db);
}

static void a_head_signed_by_a_stranger_is_a_bad_signature(void **state)
{
	struct logkit kit;
	char path[LOGKIT_PATH];

	(void)state;
	copy(&sound, &kit);
	sign_with_other_key(&kit);
	assert_int_equal(logkit_verify(&kit).fault, LOG_BAD_SIGNATURE);
	assert_int_equal(logkit_verify(&kit).pos, ENTRIES);
	/* Without node.pub beside it a log can only be held against itself. */
	logkit_path(&kit, "node.pub", path);
	assert_int_equal(remove(path), 0);
	assert_int_equal(logkit_verify(&kit).fault, LOG_SOUND);
	logkit_release(&kit);
}

static void the_signed_text_is_the_documented_one(void **state)
{
	static const char text[] =
		"watchfloor head\nnst\n137\n"
		"0102030000000000000000000000000000000000000000000000000000000000\n1643976000000\n";
	struct chain chain = { .origin = logkit_origin(1), .seq = 137, .pos = 400,
			       .link = { { 1, 2, 3 } } };
	struct key key;
	struct log_head head;

	(void)state;
	assert_true(sodium_init() >= 0);
	crypto_sign_keypair(key.public, key.secret);
	head = key_sign(&key, &chain, INT64_C(1643976000000));
	assert_int_equal(crypto_sign_verify_detached(head.signature, (const unsigned char *)text,
						     strlen(text), key.public),
			 0);
	assert_true(log_head_holds(&head));
	head.seq++;
	assert_false(log_head_holds(&head));
}

static void every_fault_has_a_name_of_its_own(void **state)
{
	(void)state;
	for (enum log_fault fault = LOG_SOUND; fault <= LOG_BAD_BODY; fault++) {
		assert_true(*log_fault_name(fault));
		for (enum log_fault other = LOG_SOUND; other < fault; other++)
			assert_string_not_equal(log_fault_name(fault), log_fault_name(other));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_sound_log_is_sound),
		cmocka_unit_test(an_empty_log_is_sound),
		cmocka_unit_test(each_damage_is_found_where_it_is),
		cmocka_unit_test(any_flipped_bit_is_found),
		cmocka_unit_test(a_chain_made_anew_does_not_fit_the_signed_head),
		cmocka_unit_test(a_head_signed_by_a_stranger_is_a_bad_signature),
		cmocka_unit_test(the_signed_text_is_the_documented_one),
		cmocka_unit_test(every_fault_has_a_name_of_its_own),
	};

	return cmocka_run_group_tests_name("log verify", tests, make_sound, remove_sound);
}
