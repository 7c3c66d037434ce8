/* A snapshot: the state at one position, kept as a shortcut that may be deleted at any time. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MODEL_SNAPSHOT_H
#define MODEL_SNAPSHOT_H

#include <stdbool.h>

#include "base/buf.h"
#include "model/model.h"

/* The bytes end with their SHA-256; reading refuses anything not made by this program's version. */
void snapshot_write(const struct model *model, struct buf *ret);
bool snapshot_read(struct str bytes, struct model **ret);

#endif
