/* The link to the broker of this site, which carries messages to other sites and keeps none. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef NODE_BROKER_H
#define NODE_BROKER_H

#include "base/ident.h"
#include "node/mesh.h"
#include "os/loop.h"

/*
 * NATS, core subjects: "wf.<event>.<to>.<from>". The broker lets this node publish only with its
 * own code as <from> and subscribe only with its own as <to>, so the subject proves who sent it.
 * It is looked for again and again for as long as the node runs; what cannot be sent meanwhile is
 * not kept: the logs hold it, and the mesh asks again.
 */
struct broker_options {
	struct loop *loop;
	const char *url;                                   /* "nats://127.0.0.1:4222", "tls://…" */
	const char *event;                                 /* a-z 0-9, one event and world */
	code self;
	/* PEM files: who we trust, who we are; all NULL: no TLS (loopback, tests) */
	const char *ca, *cert, *key;
	/* on the loop's thread */
	void (*receive)(void *user, code from, struct str bytes);
	void *user;
};

struct broker;
/* NULL, or what is wrong in both languages. A broker that cannot be reached yet is no fault. */
const char *broker_open(const struct broker_options *options, struct broker **ret);
void broker_close(struct broker *broker);                  /* NULL is fine */
struct transport broker_transport(struct broker *broker);

struct broker_state {
	bool connected;
	uint64_t lost;                                     /* messages that found the queue full */
	uint64_t unsent;                                   /* that there was no link for */
};
struct broker_state broker_state(struct broker *broker);

#endif
