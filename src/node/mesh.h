/* The node among others: pushes what is new, asks for what is missing, takes what proves itself. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef NODE_MESH_H
#define NODE_MESH_H

#include "base/hash.h"
#include "node/pipeline.h"
#include "os/loop.h"

/*
 * How bytes get to another site: NATS in a running node, a simulated network in tests. It may
 * lose, repeat, delay and reorder; it must not block.
 */
struct transport {
	void *self;
	/* False: not sent (no link, too long, queue full). */
	bool (*send)(void *self, code to, struct str bytes);
};

/* Where attachments lie; both NULL: none are given or fetched. */
struct mesh_files {
	void *user;
	/* The file, if it is here and a record that carries it may be seen at that site. */
	bool (*load)(void *user, const struct hash *hash, code site, struct buf *ret);
	/* One that was fetched, its hash checked; absent: it could not be had. */
	void (*came)(void *user, const struct hash *hash, struct str bytes);
};

/* The live layer, for what crosses a link only while somebody above looks at it; all NULL: none. */
struct mesh_live_unit;
struct mesh_live_layer {
	void *user;
	/* Whether anybody here looks at it now. */
	bool (*watched)(void *user);
	/*
	 * What has changed since the call before, of what a site that watches may see; `anew`: all.
	 * At most `max`; as many as that: there is more.
	 */
	uint32_t (*give)(void *user, code site, bool anew, struct mesh_live_unit *ret,
			 uint32_t max);
	void (*take)(void *user, code from, const struct mesh_live_unit *units, uint32_t count);
};

struct mesh;
struct mesh_options {
	struct pipeline *pipeline;
	struct transport transport;
	/* NULL: the owner calls mesh_tick when mesh_next_ns has come (simulation) */
	struct loop *loop;
	int64_t beat_ms;                                   /* 0: 1000 */
	int64_t patience_ms;                               /* then it asks again; 0: 2000 */
	struct mesh_files files;
	struct mesh_live_layer live;
	/* who founded the event: trusted before the log tells who else there is */
	code root;
	uint8_t root_key[SITE_KEY_BYTES];
	/* and the site right above, from which a new one learns the rest; 0: the founder */
	code above;
	/* a follower: whose log it repeats, and by which key it knows that one; 0: it is none */
	code follows;
	uint8_t follows_key[SITE_KEY_BYTES];
};
struct mesh *mesh_create(const struct mesh_options *options);
void mesh_destroy(struct mesh *mesh);
/* A message has arrived, on the state thread. `from` is what the transport proves of the sender. */
void mesh_receive(struct mesh *mesh, code from, struct str bytes);
void mesh_tick(struct mesh *mesh);
int64_t mesh_next_ns(const struct mesh *mesh);             /* of os_monotonic_ns */

/*
 * The founder has checked an invitation for a post that another site writes: that site lets the new
 * one in. False: it cannot be asked now.
 */
bool mesh_ask_join(struct mesh *mesh, const struct request *request, code site,
		   pipeline_reply *reply, void *user);

/* Begins to fetch an attachment from a site; false: not now. files.came tells how it ended. */
bool mesh_fetch(struct mesh *mesh, const struct hash *hash, code site);

/* The site whose log this one repeats, for people; 0: none. *ret_missing: rows that lie there. */
code mesh_followed(const struct mesh *mesh, uint64_t *ret_missing);

/* What is known of another site, for people. */
struct mesh_peer {
	code site;
	bool neighbour;
	instant heard_at;                                  /* 0: never, since this node started */
	bool silent;
	int64_t round_trip_ms;                             /* -1: not measured yet */
	int64_t skew_ms;                                   /* its clock minus ours */
	uint64_t behind;                                   /* entries of ours that it lacks still */
	uint64_t missing;                                  /* entries of its that we lack */
	uint64_t received, sent;                           /* bytes */
	uint64_t live_received, live_sent;                 /* of the live layer, among them */
	bool watches;                                      /* it asks for the live layer here */
};
uint32_t mesh_peers(const struct mesh *mesh, struct mesh_peer *ret, uint32_t max);

/* What was refused, newest first, for oversight and for tests. */
struct mesh_fault {
	instant at;
	code from;
	code origin;
	uint64_t seq;
	const struct refusal *why;
	uint64_t times;                                    /* the same again */
};
uint32_t mesh_faults(const struct mesh *mesh, struct mesh_fault *ret, uint32_t max);

#endif
