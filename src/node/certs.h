/* The certificates of an event: its own authority, and one certificate for each site. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef NODE_CERTS_H
#define NODE_CERTS_H

#include <stdbool.h>

#include "base/buf.h"

/*
 * ECDSA over P-256, SHA-256, PEM texts. A site's certificate has its code as common name, is good
 * for both ends of a connection, and names the hosts that its broker listens on. All return false
 * when the library refuses, with *ret unchanged or empty.
 */
#define CERTS_AUTHORITY_DAYS 3650
#define CERTS_SITE_DAYS 825
bool certs_make_authority(const char *event, struct buf *ret_cert, struct buf *ret_key);
/* A new key, and the request to have it certified. */
bool certs_make_request(const char *site, struct buf *ret_key, struct buf *ret_request);
/*
 * Certifies what a request asks for, under the name given here, not the one in the request.
 * hosts: comma-separated names and addresses; 127.0.0.1 and localhost are added.
 */
bool certs_sign(struct str authority_cert, struct str authority_key, struct str request,
		const char *site, const char *hosts, struct buf *ret_cert);

#endif
