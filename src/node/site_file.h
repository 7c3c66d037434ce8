/* Which site this node is: a small file beside its log, and the keys for its broker. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef NODE_SITE_FILE_H
#define NODE_SITE_FILE_H

#include "base/ident.h"
#include "model/model.h"

/*
 * DIR/site, one object of JSON: {"event", "site", "root", "root_key", "broker", "leaf", "above",
 * "above_site", "follows", "follows_key"}; DIR/mesh/ca.pem, node.pem, node.key for TLS to the
 * broker, if they are there.
 * Without DIR/site the node is a single machine.
 */
#define SITE_FILE_EVENT 32
#define SITE_FILE_URL 256
#define SITE_FILE_PATH 4096
struct site_file {
	code self;
	char event[SITE_FILE_EVENT];                       /* a-z 0-9 */
	code root;                                         /* who founded the event */
	uint8_t root_key[SITE_KEY_BYTES];
	char broker[SITE_FILE_URL];                        /* where this node reaches its broker */
	char leaf[SITE_FILE_URL];                          /* "host:port" for those below, or "" */
	char above[SITE_FILE_URL];                         /* "host:port" of the one above, or "" */
	code above_site;                                   /* whose that is; 0: none */
	code follows;                                      /* whose log it repeats; 0: none */
	uint8_t follows_key[SITE_KEY_BYTES];
	/* empty without TLS */
	char ca[SITE_FILE_PATH], cert[SITE_FILE_PATH], key[SITE_FILE_PATH];
};

enum site_file_found { SITE_FILE_NONE, SITE_FILE_GOOD, SITE_FILE_BAD };
enum site_file_found site_file_read(const char *dir, struct site_file *ret);
/* False: the folder cannot be written. The paths are not written; they follow from DIR. */
bool site_file_write(const char *dir, const struct site_file *file);
bool site_file_event_good(struct str event);

#endif
