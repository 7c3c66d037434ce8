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

/* Reads DIR/node.key; makes it if it is missing and may be made. */
enum log_error key_load(const char *dir, bool may_make, struct key *ret);
void key_wipe(struct key *key);
/* Only DIR/node.pub, for those who check. Its absence is success with *ret_there false. */
enum log_error key_load_public(const char *dir, uint8_t ret[crypto_sign_PUBLICKEYBYTES],
			       bool *ret_there);
struct log_head key_sign(const struct key *key, const struct chain *chain, instant at);
bool key_check(const struct log_head *head);               /* under the key in the head itself */

#endif
