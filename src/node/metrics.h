/* What the node counts about itself, for those who watch over machines. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef NODE_METRICS_H
#define NODE_METRICS_H

#include <stdint.h>

#include "base/buf.h"
#include "model/refusal.h"

struct node;

struct metrics;
struct metrics *metrics_create(void);
void metrics_destroy(struct metrics *metrics);             /* NULL is fine */
void metrics_answer(struct metrics *metrics, unsigned status);
/* An act was done (NULL) or refused; how long it took from its arrival to its answer. */
void metrics_act(struct metrics *metrics, const struct refusal *why, int64_t took_ns);
void metrics_entry(struct metrics *metrics);
/* Prometheus' text format. */
void metrics_write(const struct node *node, struct buf *out);

#endif
