/* The keys that personal fields are sealed with, one a record, until the person is forgotten. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MODEL_VAULT_H
#define MODEL_VAULT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/ident.h"
#include "base/instant.h"
#include "base/seal.h"

/*
 * A record has one key at a time. When it is forgotten the key is wiped; what is written about a
 * person later begins with another one, so that nothing of before opens by it. An entry belongs to
 * the newest key of its record that is not younger than itself.
 */
struct vault;
struct vault *vault_create(void);
void vault_destroy(struct vault *vault);                   /* wipes all; NULL is fine */
/* The key of a record since the entry of that time; NULL: one that has been destroyed. */
void vault_put(struct vault *vault, struct ident record, instant since, const uint8_t *key);
/* Of an entry of that time; NULL: there is none, or it is gone. */
const uint8_t *vault_key(const struct vault *vault, struct ident record, instant at);
bool vault_forgot(const struct vault *vault, struct ident record);     /* any key of it is gone */
/* Wipes the keys that the record had before that time. */
void vault_forget(struct vault *vault, struct ident record, instant at);
void vault_copy(struct vault *vault, const struct vault *from);        /* into an empty one */
/* Walks the keys that are not gone: index rises from 0; false at the end. */
bool vault_walk(const struct vault *vault, uint32_t *index, struct ident *ret_record);
uint32_t vault_count(const struct vault *vault);           /* of the keys that are not gone */

#endif
