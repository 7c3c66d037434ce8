/* Where the log lies: the one connection that writes it, and how anyone opens it to read. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LOG_STORE_H
#define LOG_STORE_H

#include "log/db.h"
#include "log/key.h"

/*
 * A log lies in DIR/log.db (store_sqlite.c), or, if DIR/log.url holds the URL of a database, on a
 * PostgreSQL server (store_pg.c). What is written and read is the same in both.
 *
 * SQLite up to 3.51.2 can lose commits when two connections write or checkpoint one file at the
 * same instant. So this connection, used by one thread at a time, is the only one in the program
 * that may do either; all others come from store_open_to_read.
 */
struct store {
	struct db *db;
	struct db_query *put;
	struct db_query *veil;
	struct db_query *lift;
	struct db_query *sign;
	struct db_query *drop;
	struct db_query *keep;
	struct db_query *forget;
	/* of a file */
	int64_t format;                                    /* as it was found */
	bool scrub;             /* what is older may hold a key that was destroyed */
	int wal_pages;                                     /* in the write-ahead log now */
	int settled_pages;                                 /* … at the last checkpoint */
};

/* Opens the log for writing, making it if it is missing. What it refuses it does not change. */
enum log_error store_open(struct store *store, const char *dir);
/* Brings an older file up to date, if need be; from here on there may be written. */
enum log_error store_ready(struct store *store);
/* `settle`: may move what is in the write-ahead log into the file; never after a failure. */
void store_close(struct store *store, bool settle);

/* The end of every chain, from the index: costs a few pages an origin, however long the log is. */
enum log_error store_load(struct store *store, struct chain_set *ret_chains, uint64_t *ret_last);

enum log_error store_begin(struct store *store);
enum log_error store_put(struct store *store, const struct log_entry *entry, const char *origin,
			 const struct hash *hash, const struct hash *link);
enum log_error store_veil(struct store *store, const struct log_veil *veil, const char *origin);
/* Takes the veil away that must be there. */
enum log_error store_lift(struct store *store, const char *origin, uint64_t seq);
/* pos 0: another node's. A head that is there already stays. */
enum log_error store_sign(struct store *store, const struct log_head *head, const char *origin,
			  uint64_t pos);
enum log_error store_drop(struct store *store, const char *origin, uint64_t seq);  /* a head */
/* Keeps a key, or overwrites all keys of the record. */
enum log_error store_secret(struct store *store, const struct log_secret *secret);
enum log_error store_commit(struct store *store);
/*
 * Moves the write-ahead log into the file if it has grown by so many pages; nobody waits for it.
 * Where a key was destroyed, what may still hold it is emptied; if a reader is in the way, the next
 * call tries again.
 */
enum log_error store_checkpoint(struct store *store, int pages);
const char *store_detail(const struct store *store);       /* the database's words for it */

/* A connection that cannot write, for any thread. LOG_NO_FOLDER if there is no log. */
enum log_error store_open_to_read(const char *dir, struct db **ret);

/* ---- the two bodies -------------------------------------------------------------------------- */

enum log_error store_sqlite_open(struct store *store, const char *dir);
enum log_error store_sqlite_ready(struct store *store);
void store_sqlite_settle(struct store *store);             /* closing may empty the WAL */
enum log_error store_sqlite_checkpoint(struct store *store, int pages);
enum log_error store_sqlite_reader(const char *dir, struct db **ret);

enum log_error store_pg_open(struct store *store, const char *url);
enum log_error store_pg_scrub(struct store *store);
enum log_error store_pg_reader(const char *url, struct db **ret);

#endif
