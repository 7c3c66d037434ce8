/* A text that only who holds its key can read, and that nobody can change unseen. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_SEAL_H
#define BASE_SEAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"

/* AES-256-GCM. A sealed text is lower-case hex of nonce, cipher text and tag. */
#define SEAL_KEY 32
#define SEAL_NONCE 12
#define SEAL_TAG 16
#define SEAL_HEX(len) (2 * (SEAL_NONCE + (size_t)(len) + SEAL_TAG))

/*
 * A nonce must never serve twice with one key for different texts: the salt is random and new for
 * each line that is written, the number tells the texts of one line apart.
 */
void seal_nonce(const void *salt, size_t len, uint64_t number, uint8_t ret[SEAL_NONCE]);
/* Appends the sealed text; beyond the limit of the buf it is over, as with any other text. */
void seal_put(struct buf *buf, const uint8_t key[SEAL_KEY], const uint8_t nonce[SEAL_NONCE],
	      struct str text);
/* Appends the plain text. False, with nothing appended: it was not sealed so with this key. */
bool seal_open(struct buf *buf, const uint8_t key[SEAL_KEY], struct str sealed);
/* The primitive: `cipher` takes text.len bytes, `tag` SEAL_TAG. */
void seal_raw(const uint8_t key[SEAL_KEY], const uint8_t nonce[SEAL_NONCE], struct str text,
	      uint8_t *ret_cipher, uint8_t ret_tag[SEAL_TAG]);

/* First 8 bytes of HMAC-SHA-256: tells equal texts, and nothing to who lacks the key. */
uint64_t seal_mark(const uint8_t key[SEAL_KEY], struct str text);
/* Overwrites a secret; not left out by a compiler that sees that nobody reads it again. */
void seal_wipe(void *secret, size_t len);

#endif
