/* One question to a running node, for the verbs that ask one: where it is, and its answer. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_ASK_H
#define CLI_ASK_H

#include "cli/verb.h"
#include "os/net.h"

/* "https://nst.example:8443", taken apart. */
struct ask_where {
	const char *url;
	bool tls;
	struct str at;                                     /* host and port as written */
	struct net_address address;
	char host[NET_HOST];
};
struct ask_answer {
	int status;                                        /* of HTTP */
	struct str body;                                   /* in the buffer that was given */
};

/* Both complain and give false where something is wrong. ca: PEM file, or NULL: the system's. */
bool ask_find(const struct verb_args *args, const char *url, const char *ca,
	      struct ask_where *ret);
bool ask_send(const struct verb_args *args, const struct ask_where *where, const char *ca,
	      struct str request, struct buf *buf, struct ask_answer *ret);
/* The token of the options token-file and token-fd; for secret_release in the end. */
bool ask_token(const struct verb_args *args, struct buf *ret);
/* Asks with the option ca, prints the answer; VERB_DONE, VERB_FOUND (refused) or VERB_SYSTEM. */
int ask_show(const struct verb_args *args, const struct ask_where *where, struct str request);
/* The same for GET of an address, at the options url and token-…. */
int ask_get(const struct verb_args *args, struct str address);

#endif
