/* Fingerprints of bytes: SHA-256, as hex where people see it. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

#define HASH_BYTES 32
#define HASH_HEX 65
struct hash {
	uint8_t bytes[HASH_BYTES];
};

/* One shot; the algorithm is fetched once and the context kept per thread (OpenSSL EVP). */
struct hash hash_of(const void *bytes, size_t len);
struct hash hash_pair(const struct hash *first, const struct hash *second);

struct hash_run;                                           /* for input that comes in pieces */
struct hash_run *hash_run_create(void);
void hash_run_add(struct hash_run *run, const void *bytes, size_t len);
struct hash hash_run_end(struct hash_run *run);            /* also destroys the run */

void hash_format(const struct hash *hash, char ret_hex[HASH_HEX]);
bool hash_parse(struct str hex, struct hash *ret);
bool hash_eq(const struct hash *a, const struct hash *b);

#endif
