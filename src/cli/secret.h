/* A password from the terminal, a descriptor or nowhere else. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_SECRET_H
#define CLI_SECRET_H

#include "base/buf.h"
#include "cli/verb.h"

/*
 * Reads option `option`'s descriptor, or asks twice on the terminal. False: said why. The caller
 * releases *ret with secret_release.
 */
bool secret_read(const struct verb_args *args, const char *option, struct buf *ret);
void secret_release(struct buf *secret);

#endif
