/* Invitations: what a new site shows once to be let in. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef NODE_INVITE_H
#define NODE_INVITE_H

#include "base/hash.h"
#include "base/ident.h"
#include "base/instant.h"

/*
 * Kept as DIR/mesh/invite-<site>, where only the hash of the secret stands. The first key that is
 * shown with the secret is the only one from then on: an answer that was lost can be asked for
 * again, by nobody else.
 */
#define INVITE_SECRET 33                /* 128 bits in hex, and a NUL */
#define INVITE_HOURS 48
struct invite {
	code site;
	code post;
	code follows;                                      /* 0: it writes for itself */
	struct hash secret;
	instant until;
	bool used;
	struct hash key;                                   /* that it was used with */
};

/* A new invitation in place of an older one for the site; false: the folder is not writable. */
bool invite_make(const char *dir, struct invite *invite, instant now,
		 char ret_secret[INVITE_SECRET]);
/* False: there is none, it is over, the secret differs, or it was used with another key. */
bool invite_check(const char *dir, code site, struct str secret, const struct hash *key,
		  instant now, struct invite *ret);
bool invite_use(const char *dir, struct invite *invite, const struct hash *key);

/* What a person carries to the other side: "nst.<secret>.<hash of the authority>@https://…". */
#define INVITE_TOKEN 512
struct invite_token {
	code site;
	char secret[INVITE_SECRET];
	struct hash authority;
	char url[256];
};
void invite_token_format(const struct invite_token *token, char ret_text[INVITE_TOKEN]);
bool invite_token_parse(struct str text, struct invite_token *ret);

#endif
