/* Which post somebody speaks for, and what may be read from there. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef NODE_CALLER_H
#define NODE_CALLER_H

#include "model/view.h"
#include "node/http.h"

/*
 * The reader of a call: at the post that the parameter names, where he must hold a duty now; else
 * at the post of his token, or of the first duty that he holds now.
 */
const struct refusal *caller_reader(struct call *call, const char *parameter, struct reader *ret);
/* Any of these roles, at any post, now. */
bool caller_holds(const struct call *call, uint32_t roles);

/* Who holds a stream open, and why he may. */
struct standing {
	struct ident account;
	struct hash id;                                    /* of the session or token */
	bool by_token;
	bool oversight;
	code post;
};
struct standing caller_standing(const struct call *call, const struct reader *reader);
/* Why he may not any more; NULL: he may. */
const char *caller_lost(const struct node *node, const struct standing *standing);

#endif
