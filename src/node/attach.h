/* Attachments: files kept under the SHA-256 of what they hold, seen by who sees such a record. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef NODE_ATTACH_H
#define NODE_ATTACH_H

#include "node/http.h"

struct attach;
struct attach *attach_create(struct node *node);           /* looks through the records once */
void attach_destroy(struct attach *attach);                /* NULL is fine */
/* Knows of each file that an entry attaches. */
void attach_publish(struct attach *attach, const struct entry *entry);
/* Refuses an act "attach" whose file has not been uploaded or has another size. */
struct refused attach_check(struct attach *attach, struct arena *arena,
			    const struct request *request);

/* For the mesh: the file, if it is here and a record that carries it reaches the site. */
bool attach_load(struct attach *attach, const struct hash *hash, code site, struct buf *ret);
/* A file that was fetched from another site; absent: it could not be had. */
void attach_came(struct attach *attach, const struct hash *hash, struct str bytes);

void attach_put(struct call *call);                        /* PUT /attachments/{sha256} */
void attach_get(struct call *call);                        /* GET /attachments/{sha256} */

#endif
