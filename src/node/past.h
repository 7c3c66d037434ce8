/* The state of the event at moments of the past, folded by a worker and kept ready for a while. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef NODE_PAST_H
#define NODE_PAST_H

#include "node/node.h"

struct past;
struct past *past_create(struct node *node);
void past_destroy(struct past *past);                      /* the workers have nothing of it */

/* Somebody was forgotten: moments kept in memory may name him still, and are folded anew. */
void past_publish(struct past *past, const struct entry *entry);

/* model NULL: it cannot be read. The model lives during the call. */
typedef void past_ready(void *user, const struct model *model);
/*
 * Calls `ready` at once where the moment is kept (or is now), else when a worker has folded it;
 * LIMIT_ASOF_MODELS of them are kept. False: too many wait, and `ready` is not called.
 */
bool past_at(struct past *past, instant at, past_ready *ready, void *user);

#endif
