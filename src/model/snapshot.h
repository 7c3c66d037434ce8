/* A snapshot: the state at one position, kept as a shortcut that may be deleted at any time. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MODEL_SNAPSHOT_H
#define MODEL_SNAPSHOT_H

#include <stdbool.h>

#include "base/buf.h"
#include "model/model.h"
#include "model/vault.h"

/*
 * The bytes end with a checksum; reading refuses anything not made by this program's version. Of
 * persons a snapshot holds no more than the log: sealed with the same keys, absent when they are
 * gone. The salt must be random and new for each snapshot.
 */
#define SNAPSHOT_SALT 16
void snapshot_write(const struct model *model, const uint8_t salt[SNAPSHOT_SALT], struct buf *ret);
/* The keys are read only; the model's own vault is left empty. */
bool snapshot_read(struct str bytes, const struct vault *keys, struct model **ret);

#endif
