/* The node's signing key and the signed heads that it puts on the chains. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LOG_KEY_H
#define LOG_KEY_H

#include <sodium.h>

#include "log/chain.h"

struct key {
	uint8_t secret[crypto_sign_SECRETKEYBYTES];
	uint8_t public[crypto_sign_PUBLICKEYBYTES];
};
struct head {
	uint64_t pos;
	code origin;
	uint64_t seq;
	struct hash link;
	instant time;
	uint8_t key[crypto_sign_PUBLICKEYBYTES];
	uint8_t signature[crypto_sign_BYTES];
};

/* Reads DIR/node.key; makes it if it is missing and may be made. */
enum log_error key_load(const char *dir, bool may_make, struct key *ret);
void key_wipe(struct key *key);
/* Only DIR/node.pub, for those who check. Its absence is success with *ret_there false. */
enum log_error key_load_public(const char *dir, uint8_t ret[crypto_sign_PUBLICKEYBYTES],
			       bool *ret_there);
struct head key_sign(const struct key *key, const struct chain *chain, instant at);
bool key_check(const struct head *head);                   /* under the key in the head itself */

#endif
