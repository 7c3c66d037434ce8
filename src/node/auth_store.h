/* The file of passwords, sessions and tokens: only hashes are in it. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef NODE_AUTH_STORE_H
#define NODE_AUTH_STORE_H

#include "base/hash.h"
#include "base/ident.h"
#include "base/instant.h"

/*
 * DIR/auth.db, apart from the log: what is in the log can never be taken out of it again. One
 * connection; after opening, one thread at a time uses it (LANE_AUTH). Calls return false when
 * the disk did not take it; nothing has changed then.
 */
#define AUTH_STORE_FORMAT 1
#define AUTH_STORE_APPLICATION 0x57464155                  /* "WFAU" */
#define AUTH_NAME_BYTES 128
#define AUTH_SCOPES_BYTES 1024
#define AUTH_PASSWORD_BYTES 128                            /* of the hash in its printed form */

struct auth_session_row {
	struct hash id;                                    /* SHA-256 of the cookie */
	struct ident account;
	instant created;
	instant used;
};
struct auth_token_row {
	uint64_t number;                                   /* what people call it by */
	struct hash id;                                    /* SHA-256 of the token */
	struct ident account;
	code post;
	instant created;
	instant until;
	char name[AUTH_NAME_BYTES + 1];
	char scopes[AUTH_SCOPES_BYTES + 1];                /* blank-separated */
};

struct auth_store;
/* NULL, or a sentence in both languages saying what is wrong; *ret is then untouched. */
const char *auth_store_open(const char *dir, struct auth_store **ret);
void auth_store_close(struct auth_store *store);           /* NULL is fine */

/* Everything that is in it, at start. */
struct auth_store_reader {
	void *user;
	void (*password)(void *user, struct ident account, const char *hash);
	void (*session)(void *user, const struct auth_session_row *row);
	void (*token)(void *user, const struct auth_token_row *row);
};
bool auth_store_read(struct auth_store *store, const struct auth_store_reader *reader);

/* The account's sessions and tokens end with its old password. */
bool auth_store_put_password(struct auth_store *store, struct ident account, const char *hash);
/* The same password for many, in one transaction. */
bool auth_store_put_passwords(struct auth_store *store, const struct ident *accounts,
			      uint32_t count, const char *hash);
bool auth_store_put_session(struct auth_store *store, const struct auth_session_row *row);
bool auth_store_drop_session(struct auth_store *store, const struct hash *id);
bool auth_store_put_token(struct auth_store *store, const struct auth_token_row *row);
bool auth_store_drop_token(struct auth_store *store, uint64_t number);
/* Drops what has run out by `now`: sessions made before `oldest` or unused since `idle`, tokens. */
bool auth_store_tidy(struct auth_store *store, instant oldest, instant idle, instant now);
/* A consistent copy of DIR/auth.db, also while it is used; there may be none. */
bool auth_store_copy(const char *dir, const char *to_dir);

#endif
