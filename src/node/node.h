/* What a running node consists of, for the parts that need each other. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef NODE_NODE_H
#define NODE_NODE_H

#include "node/pipeline.h"
#include "node/worker.h"
#include "os/loop.h"

struct attach;
struct auth;
struct basemap;
struct http;
struct link_up;
struct live;
struct metrics;
struct past;
struct search;
struct stream_hub;

/* Made and taken apart by serve.c; everything here belongs to the state thread. */
struct node {
	struct loop *loop;
	struct pipeline *pipeline;
	struct workers *workers;
	struct auth *auth;
	struct http *http;
	struct stream_hub *streams;
	struct search *search;
	struct attach *attach;
	struct past *past;
	struct basemap *basemap;
	struct link_up *link;                              /* NULL: a single machine */
	struct metrics *metrics;
	struct live *live;
	instant started_at;                                /* wall clock */
	int64_t started_ns;
	instant first_at;                             /* of the log's first entry; 0: it is empty */
	instant last_commit_at;                            /* wall clock */
	int offset_minutes;                             /* in which the event's people read times */
	double pace;                                      /* the event's time to the wall clock's */
	int64_t person_acted_ns;                           /* when somebody last acted over HTTP */
	bool demo;
	bool secure;                                       /* TLS: cookies say so */
	bool behind_proxy;                                /* callers are named by X-Forwarded-For */
	bool stopping;
};

#endif
