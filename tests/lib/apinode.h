/* A node that runs beside a test on a thread of its own, on the small world, its clock standing. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_LIB_APINODE_H
#define TESTS_LIB_APINODE_H

#include <stdbool.h>
#include <stdint.h>

#include "node/serve.h"

#define APINODE_PASSWORD "ein-langes-losungswort"

struct apinode;
/* Everybody of tests/cases/worlds/small.world, each with that password. */
struct apinode *apinode_start(const struct serve_options *options);
/* The same log again, after apinode_stop_keep; time goes on where it stood. */
struct apinode *apinode_start_again(const struct serve_options *options, const char *dir);
void apinode_stop(struct apinode *node);                   /* removes the folder */
void apinode_stop_keep(struct apinode *node);
uint16_t apinode_port(const struct apinode *node);
const char *apinode_dir(const struct apinode *node);
void apinode_remove(const char *dir);

/* Runs `call` on the node's thread, where the state may be touched, and waits for it. */
typedef void apinode_call(void *user, struct pipeline *pipeline, struct serve *serve);
void apinode_do(struct apinode *node, apinode_call *call, void *user);
void apinode_advance(struct apinode *node, int64_t seconds);/* the event's clock goes on */
void apinode_await_index(struct apinode *node);            /* what was done can be searched for */
uint64_t apinode_pos(struct apinode *node);
void apinode_digest(struct apinode *node, struct hash *ret);

#endif
