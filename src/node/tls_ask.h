/* One request to a node over TLS, for the shell: nothing is sent before the node is known. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef NODE_TLS_ASK_H
#define NODE_TLS_ASK_H

#include "base/buf.h"
#include "base/str.h"

/*
 * On a connected descriptor. The certificate must be for `host` and lead to a CA of the system, or
 * of the PEM file `ca` if that is not NULL. Appends what comes until the other side closes. NULL,
 * or what went wrong in both languages, in a buffer that the next call uses again.
 */
const char *tls_ask(int fd, const char *host, const char *ca, struct str request, struct buf *ret);

#endif
