/* A new site joins: it shows its invitation and keys, and gets what it needs to be one of us. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef NODE_JOIN_H
#define NODE_JOIN_H

#include "node/http.h"

/*
 * POST /api/v1/join {"site","secret","key","request","leaf","hosts"}: key is its Ed25519 key in
 * hex, request a certificate request in PEM, leaf where its own broker is found by those below.
 * Answer: {"event","root","root_key","authority","certificate","above","above_site"},
 * for a follower "follows" and "follows_key" too.
 */
void join_serve(struct call *call);

#endif
