/* A running node: puts its parts together, and takes them apart without losing an answer. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef NODE_SERVE_H
#define NODE_SERVE_H

#include "node/http.h"
#include "node/site_file.h"

struct serve_options {
	struct http_options http;
	const char *basemap_dir;                           /* NULL: DIR/basemap */
	int offset_minutes;
	bool demo;
	bool behind_proxy;
	const struct site_file *site;                      /* NULL: a single machine */
	bool insecure_listen;                             /* beyond loopback without TLS, said so */
};

struct serve;
/* NULL, or what is wrong in both languages. The pipeline and the loop stay the caller's. */
const char *serve_start(const struct serve_options *options, struct pipeline *pipeline,
			struct loop *loop, struct serve **ret);
/* Ends streams, answers what waits, closes the door; then the pipeline may be closed. */
void serve_stop(struct serve *serve);
uint16_t serve_port(const struct serve *serve);
/* How fast the event's time goes; a demo's may run ahead of the wall clock. */
void serve_set_pace(struct serve *serve, double pace);
/* os_monotonic_ns of the last act that came over HTTP; 0: none yet. */
int64_t serve_person_acted_ns(const struct serve *serve);
/* Nothing that was published still waits for its place in the search index. */
bool serve_settled(const struct serve *serve);
struct auth;
struct auth *serve_auth(const struct serve *serve);

#endif
