/* A snapshot: the state at one position, kept as a shortcut that may be deleted at any time. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MODEL_SNAPSHOT_H
#define MODEL_SNAPSHOT_H

#include <stdbool.h>

#include "base/buf.h"
#include "model/model.h"
#include "model/vault.h"

/*
 * Into an empty buf. The bytes end with a checksum; reading refuses anything not made by this
 * program's version. Of persons a snapshot holds no more than the log: sealed with the same keys,
 * absent when they are gone. The salt must be random and new for each snapshot.
 */
#define SNAPSHOT_SALT 16
void snapshot_write(const struct model *model, const uint8_t salt[SNAPSHOT_SALT], struct buf *ret);

/*
 * The bytes, aligned to eight, stay where they are as long as the model lives: its records rest
 * in them until they are asked for. The model takes over bytes and keys; NULL: it is not a sound
 * snapshot of that position, or not sealed with these keys, and both are still the caller's.
 */
struct snapshot_bytes {
	struct str text;
	uint64_t pos;
	void (*release)(void *user);                       /* NULL: they are kept by others */
	void *user;
};
struct model *snapshot_read(const struct snapshot_bytes *bytes, struct vault *keys);

#endif
