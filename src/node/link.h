/* What ties a running node to the others: its site, its broker and the mesh over it. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef NODE_LINK_H
#define NODE_LINK_H

#include "node/http.h"
#include "node/mesh.h"
#include "node/site_file.h"

struct link_up;
/* NULL, or what is wrong in both languages. The pipeline was opened with the same site. */
const char *link_open(const struct site_file *file, struct pipeline *pipeline, struct loop *loop,
		      struct attach *attach, struct live *live, struct link_up **ret);
void link_close(struct link_up *link);                     /* NULL is fine */
/* NULL: a single machine. */
const struct site_file *link_site(const struct link_up *link);
/* A site has joined or gone: the broker is told. */
void link_publish(struct link_up *link, const struct entry *entry);
/* As mesh_ask_join. */
bool link_ask_join(struct link_up *link, const struct request *request, code site,
		   pipeline_reply *reply, void *user);
/* As mesh_fetch; attach_came is told. */
bool link_fetch(struct link_up *link, const struct hash *hash, code site);
/* GET /api/v1/mesh: who is heard, how late, what is missing, what was refused. */
void link_show(struct call *call);

#endif
