/* Who is calling: passwords, sessions and tokens, and how long somebody who fails must wait. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef NODE_AUTH_H
#define NODE_AUTH_H

#include "base/hash.h"
#include "base/ident.h"
#include "base/instant.h"
#include "model/refusal.h"
#include "node/auth_store.h"
#include "node/worker.h"

#define AUTH_SESSION_MS (INT64_C(12) * 3600 * 1000)
#define AUTH_IDLE_MS (INT64_C(2) * 3600 * 1000)
#define AUTH_SECRET_TEXT 65                                /* 256 random bits in hex, and NUL */
#define AUTH_PASSWORD_LEAST 10                             /* characters */
#define AUTH_PASSWORD_MOST 128
#define AUTH_TOKEN_DAYS 366
#define AUTH_TOKENS_EACH 32                                /* of one account */

/* Times are of the wall clock, also where the event's own clock is a demonstration's. */
struct auth;
/* NULL, or what is wrong in both languages. Workers NULL: writes are done at once (the shell). */
const char *auth_open(const char *dir, struct workers *workers, struct auth **ret);
/* Writes what is still to be written. The workers must still be there. */
void auth_close(struct auth *auth);

/* ---- who is calling: no disk, no waiting ---------------------------------------------------- */

struct auth_session {
	struct auth_session_row row;
	instant used_stored;                               /* as the file has it */
	char csrf[HASH_HEX];
};
/* The live session that the cookie's secret opens; counts as a use of it. NULL: none. */
struct auth_session *auth_session(struct auth *auth, struct str secret, instant now);
/* The same by its id, once auth_session has given it. */
struct auth_session *auth_session_used(struct auth *auth, const struct hash *id, instant now);
/* Without a use, by what auth_session gave before: for streams. */
const struct auth_session *auth_session_by_id(struct auth *auth, const struct hash *id,
					      instant now);
/* The live token that the secret opens. NULL: none. */
const struct auth_token_row *auth_token(struct auth *auth, struct str secret, instant now);
const struct auth_token_row *auth_token_by_id(struct auth *auth, const struct hash *id,
					      instant now);
/* Whether "read" or "act:kind.act" is within blank-separated scopes; "act:kind.*", "act:*" too. */
bool auth_scope_covers(struct str scopes, struct str kind, struct str act);
bool auth_scope_reads(struct str scopes);
/* Each word is one of those forms. */
bool auth_scopes_valid(struct str scopes);
bool auth_equal(struct str a, struct str b);               /* in a time that tells nothing */

/* ---- what takes a worker; `done` is called once, on the state thread ------------------------ */

struct auth_result {
	const struct refusal *why;                         /* NULL: done */
	int64_t retry_ms;                                  /* with locked_out */
	char secret[AUTH_SECRET_TEXT];                     /* of a new session or token */
	uint64_t number;                                   /* of a new token */
};
typedef void auth_done(void *user, const struct auth_result *result);

/*
 * A session for the account, if the password is right. Account none: nobody has that login; this
 * takes as long and gives the same refusal.
 */
void auth_login(struct auth *auth, struct str login, struct ident account, uint64_t address,
		struct str password, auth_done *done, void *user);
void auth_logout(struct auth *auth, const struct hash *session, auth_done *done, void *user);
/* `old` is the password of `who`, `new_password` becomes that of `account`, whose sessions end. */
void auth_change_password(struct auth *auth, struct ident who, uint64_t address, struct str old,
			  struct ident account, struct str new_password, auth_done *done,
			  void *user);
/* The row's number and id are set here. */
void auth_make_token(struct auth *auth, const struct auth_token_row *row, auth_done *done,
		     void *user);
void auth_drop_token(struct auth *auth, struct ident account, uint64_t number, auth_done *done,
		     void *user);
/* Tokens of the account in order of number; *ret lives until the next call of anything here. */
uint32_t auth_tokens(struct auth *auth, struct ident account,
		     const struct auth_token_row **ret, uint32_t max);

/* ---- without workers: set-up by the shell and the demonstration ----------------------------- */

bool auth_password_ok(struct str password);
/* One password for these accounts, derived once. False: the file did not take it. */
bool auth_set_passwords(struct auth *auth, const struct ident *accounts, uint32_t count,
			struct str password);
bool auth_has_password(const struct auth *auth, struct ident account);
/* 20 characters that can be read aloud. */
void auth_random_password(char ret_text[AUTH_SECRET_TEXT]);

/* Now and then: forgets what has run out, writes when sessions were last used. */
void auth_tick(struct auth *auth, instant now);
uint32_t auth_session_count(const struct auth *auth);

#endif
