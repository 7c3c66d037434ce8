/* The log: entries in order, each origin's a hash chain, on the disk before anyone is told. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LOG_LOG_H
#define LOG_LOG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/hash.h"
#include "base/ident.h"
#include "base/instant.h"
#include "base/str.h"

/*
 * On disk: DIR/log.db (SQLite, WAL, synchronous=FULL), DIR/lock, DIR/node.key (Ed25519 secret,
 * mode 0600), DIR/node.pub, both one line of hex, DIR/snapshot-<pos>. PRAGMA user_version is
 * LOG_FORMAT, PRAGMA application_id is LOG_APPLICATION.
 *
 *   entry(pos INTEGER PRIMARY KEY, origin TEXT, seq INTEGER, time INTEGER, body TEXT,
 *         hash BLOB, link BLOB, arrived INTEGER), unique (origin, seq)
 *   head (origin TEXT, seq INTEGER, pos INTEGER, link BLOB, time INTEGER, key BLOB,
 *         signature BLOB), primary key (origin, seq); pos is that of the entry it signs
 *   secret(number INTEGER PRIMARY KEY, origin TEXT, seq INTEGER, since INTEGER, key BLOB),
 *         unique (origin, seq, since): keys of what entries hold sealed, by the thing that they
 *         are about. No hash covers them, so that they can be destroyed: then key is 32 zeros.
 *
 *   veil (origin TEXT, seq INTEGER, hash BLOB, link BLOB), primary key (origin, seq): entries of
 *         other nodes that are not for this one, known by their hash alone.
 *
 * entry.arrived is NULL for what was made here, else when it was taken from another node. head.pos
 * is NULL for heads of other nodes. A file of format 1 has neither arrived nor veil, and head is
 * keyed by pos; readers take it as it is, opening it for writing brings it to format 2.
 *
 * pos is the order of application at this node, from 1 without gaps. seq counts within an origin
 * from 1 without gaps, over entry and veil together; an entry of another node may lie at a higher
 * pos than a later one of its origin (a record that came into reach late). hash = SHA-256(body);
 * link = SHA-256(link of seq-1 || hash), the link
 * before the first being 32 zero bytes. A signature covers the text
 * "watchfloor head\n<origin>\n<seq>\n<link in hex>\n<time ms>\n". The log knows no kinds: bodies
 * are bytes to it, and only they are hashed: what must not be changed unseen (origin, seq, time)
 * stands in the body too. The owner stamps times so that they never decrease along pos: `arrived`
 * of what arrived, `time` of what was made here.
 */
#define LOG_FORMAT 2
#define LOG_APPLICATION 0x57464c47                         /* "WFLG" */

#define LOG_KEY_BYTES 32
#define LOG_SIGNATURE_BYTES 64

enum log_error {
	LOG_OK,
	LOG_NO_FOLDER,          /* the folder cannot be made or read */
	LOG_READ_ONLY,          /* the disk or the folder cannot be written */
	LOG_LOCKED,             /* another process works on this data */
	LOG_NEWER,              /* written by a newer version of the program */
	LOG_FOREIGN,            /* log.db is there but is not a log of this product */
	LOG_DAMAGED,            /* SQLite says the file is broken */
	LOG_FULL,               /* the disk is full */
	LOG_IO,                 /* any other failure of the disk */
	LOG_NO_KEY,             /* the signing key is missing, unreadable or not that of node.pub */
	LOG_NOT_EMPTY,          /* the folder to copy into holds something already */
	LOG_UNSOUND,            /* the copy to restore does not verify */
	LOG_NO_SERVER,          /* the database server is away, or refuses us, or did not commit */
};
const char *log_error_name(enum log_error error);
/* One sentence for a person, in zh and en, saying what to do. */
const char *log_error_text(enum log_error error, bool zh);

/* A key that entries are sealed with, of the record `of`, first needed by the entry of `since`. */
#define LOG_SECRET_BYTES 32
struct log_secret {
	struct ident of;
	instant since;
	/* appended: destroys all keys of the record; read: this one has been destroyed */
	bool gone;
	uint8_t key[LOG_SECRET_BYTES];
};

struct log_entry {
	uint64_t pos;           /* log_last_pos() + 1, and so on through a group */
	code origin;
	uint64_t seq;
	instant time;
	struct str body;
	/* of another node's origin: when it came, and its place in that chain; else 0, NULL */
	instant arrived;
	const struct hash *link;
	/* appended: kept or destroyed in the entry's own transaction; NULL: nothing. Never read. */
	const struct log_secret *secret;
};

/* On the log thread: a commit has returned, or failed for good. Must only wake its owner. */
typedef void log_done(void *user, uint64_t committed_pos, enum log_error error, const char *detail);

/*
 * The log of a folder lies in DIR/log.db, unless DIR/log.url holds the URL of a PostgreSQL
 * database: then in tables of the same names there, `log` saying whose they are; key and lock stay
 * in DIR.
 * Writes that file into a folder that may be new. LOG_NOT_EMPTY: its log lies elsewhere already.
 */
enum log_error log_choose(const char *dir, const char *url);

struct log;
/*
 * Opens or makes the log for writing, takes the lock, starts the log thread. What it refuses it
 * leaves as it was.
 */
enum log_error log_open(const char *dir, log_done *done, void *user, struct log **ret);
/* Commits everything appended, signs the heads, stops the thread, frees the lock. */
enum log_error log_close(struct log *log);

/*
 * Queues entries that belong together; they are committed in one transaction, never split.
 * Bodies and secrets are copied. The owner numbers pos and seq, and the log asserts them. Only one
 * thread, the owner's, appends, flushes and closes. Returns false, with nothing queued, if the
 * queue would hold more than LIMIT_QUEUE_ENTRIES or LIMIT_QUEUE_BYTES, or if a commit has failed:
 * then nothing more is ever written, and what was reported as committed is safe.
 */
bool log_append(struct log *log, const struct log_entry *entries, uint32_t count);

/* ---- what other nodes wrote ------------------------------------------------------------------ */

/* The signed end of a chain. */
struct log_head {
	code origin;
	uint64_t seq;
	struct hash link;
	instant time;
	uint8_t key[LOG_KEY_BYTES];
	uint8_t signature[LOG_SIGNATURE_BYTES];
};
bool log_head_holds(const struct log_head *head);          /* its signature is its key's */
struct log_veil {
	code origin;
	uint64_t seq;
	struct hash hash;
	struct hash link;
};
/*
 * As log_append, all in one transaction: entries (own ones that reactions made, and arrived ones
 * with their link; one whose number is not beyond the end of its chain lifts the veil that stands
 * there), veils, and heads of other nodes (kept: the newest of an origin and those at multiples of
 * 4096; not one beyond the end of its chain, nor of a chain that ends with what was made here).
 * The caller has checked links and signatures. That no number is there already, and none missing
 * before another, is asserted, but only by the log thread where it takes the disk to know.
 */
struct log_arrival {
	const struct log_entry *entries;
	uint32_t count;
	const struct log_veil *veils;
	uint32_t nveils;
	const struct log_head *heads;
	uint32_t nheads;
};
bool log_take(struct log *log, const struct log_arrival *arrival);
/*
 * From now on each commit signs the heads of the origins that it wrote to: for a meshed node. Such
 * a head replaces the one before, unless that stands at a multiple of 4096 or was the last one
 * when the log was closed.
 */
void log_sign_commits(struct log *log, bool on);
void log_public_key(const struct log *log, uint8_t ret_key[LOG_KEY_BYTES]);
/* Signs a text with the node's key; who checks it knows which text cannot be a head's. */
void log_sign(const struct log *log, struct str text, uint8_t ret[LOG_SIGNATURE_BYTES]);
bool log_signed(const uint8_t key[LOG_KEY_BYTES], struct str text,
		const uint8_t signature[LOG_SIGNATURE_BYTES]);
/*
 * While held, what is appended waits for log_go or log_flush, if the log thread does not take it
 * by itself: what an owner appends in one turn of his loop then shares a commit.
 */
void log_hold(struct log *log, bool held);
void log_go(struct log *log);
uint64_t log_last_pos(const struct log *log);              /* appended, not yet committed */
uint64_t log_committed_pos(struct log *log);
uint64_t log_last_seq(const struct log *log, code origin); /* appended; 0 if none */
/* Blocks until all appended is committed, or a commit has failed, and log_done has returned. */
void log_flush(struct log *log);
/* Heads are signed every 4096 entries of an origin, on closing, and after this: 60 s at first. */
void log_head_span(struct log *log, int64_t ns);
/* The write-ahead log is moved into the file when it has grown by this: 4000 pages at first. */
void log_checkpoint_pages(struct log *log, int pages);

/* Since the log was opened. */
struct log_stats {
	uint64_t entries;
	uint64_t commits;
	uint64_t bytes;
	int64_t last_sync_ns;
};
void log_stats(const struct log *log, struct log_stats *ret);

/* Reading: any thread, each with its own reader; sees what was committed when a read begins. */
struct log_reader;
enum log_error log_reader_open(const char *dir, struct log_reader **ret);
void log_reader_close(struct log_reader *reader);
uint64_t log_reader_last_pos(struct log_reader *reader);  /* 0 too if it cannot be read */
enum log_error log_reader_last(struct log_reader *reader, uint64_t *ret_pos);
/*
 * Calls each for pos > after in order until it returns false. The body lives during the call,
 * which may use the same reader, but not for log_read.
 */
typedef bool log_each(void *user, const struct log_entry *entry, const struct hash *hash,
		      const struct hash *link);
enum log_error log_read(struct log_reader *reader, uint64_t after, log_each *each, void *user);
/* The entries at these positions, ascending; positions without an entry are passed over. */
enum log_error log_read_at(struct log_reader *reader, const uint64_t *pos, uint32_t count,
			   log_each *each, void *user);
/* The keys of one record, or of all (`of` NULL), in the order in which they were kept. */
typedef void log_secret_each(void *user, const struct log_secret *secret);
enum log_error log_secret_read(struct log_reader *reader, const struct ident *of,
			       log_secret_each *each, void *user);
/* The last position that was here at that time (made or arrived by then); 0 if none. */
uint64_t log_pos_at(struct log_reader *reader, instant at);

/*
 * A chain from number `from` on, in order: entry is NULL where only the hash is known, else whole
 * (its secret too, if one that is not gone was first needed by it: then the body's member "record"
 * names the record, and a member "sealed" stands in it). Stops when each returns false; each may
 * use the reader, but not for this.
 */
typedef bool log_each_link(void *user, uint64_t seq, const struct hash *hash,
			   const struct hash *link, const struct log_entry *entry);
enum log_error log_read_chain(struct log_reader *reader, code origin, uint64_t from,
			      log_each_link *each, void *user);
/* The hashes of the numbers from … to of a chain; false: not all of them are there. */
bool log_read_hashes(struct log_reader *reader, code origin, uint64_t from, uint64_t to,
		     struct hash *ret);
/* The end of a chain without gaps, over entries and veils; seq 0 and a zero link if unknown. */
uint64_t log_chain_end(struct log_reader *reader, code origin, struct hash *ret_link);
bool log_link_at(struct log_reader *reader, code origin, uint64_t seq, struct hash *ret_hash,
		 struct hash *ret_link);
/* The newest signed head of an origin with seq <= at most; false: none. */
bool log_newest_head(struct log_reader *reader, code origin, uint64_t at_most,
		     struct log_head *ret);
/* The origins of which anything is there; returns how many there are in all. */
uint32_t log_origins(struct log_reader *reader, code *ret, uint32_t max);

/*
 * Walks every chain with its signatures, the origins in order of their text, then looks whether a
 * position is missing; *ret names the first number in this order that does not hold. Heads of what
 * was made here must carry the key of DIR/node.pub, if that file is there; which other key may sign
 * what others wrote is not the log's to know.
 */
enum log_fault {
	LOG_SOUND,
	LOG_BAD_HASH,           /* the body is not the one that was hashed */
	LOG_BAD_LINK,           /* the chain is broken, or is not the one that was signed */
	LOG_GAP,                /* an entry is missing, or not where it was made */
	LOG_BAD_SIGNATURE,      /* a head is not signed by its key, or not by this node's */
	LOG_HEAD_AHEAD,         /* a signed entry is missing at the end */
	LOG_BAD_BODY,           /* the row is not an entry at all: origin, type or size */
};
struct log_verdict {
	enum log_fault fault;
	/* of a number missing in its chain: of the next that is there; 0: it is a veil */
	uint64_t pos;
	code origin;            /* 0 where only a position is missing */
	uint64_t seq;
	uint64_t entries;       /* checked and good */
	uint64_t veils;
	uint64_t heads;
	uint64_t unsigned_entries; /* newer than their origin's last head: a cut here is not seen */
	uint64_t origins;
};
const char *log_fault_name(enum log_fault fault);
enum log_error log_verify(struct log_reader *reader, struct log_verdict *ret);

/*
 * A consistent copy of a log in use, through SQLite's backup interface, into a new or empty
 * folder. The copy holds the signing key and the secrets not yet destroyed, so it is to be kept
 * like the original, and no longer than what was forgotten since may be remembered.
 */
enum log_error log_backup(const char *dir, const char *to_dir);
/* Checks the copy first (LOG_UNSOUND: *ret says what), then puts it into an empty folder. */
enum log_error log_restore(const char *from_dir, const char *dir, struct log_verdict *ret);

#endif
