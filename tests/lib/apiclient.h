/* A plain HTTP client for tests: one connection, requests as bytes, answers taken apart. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_LIB_APICLIENT_H
#define TESTS_LIB_APICLIENT_H

#include "base/buf.h"

#define APICLIENT_SECRET 65
struct apiclient {
	int fd;                                            /* -1: not connected */
	uint16_t port;
	char cookie[APICLIENT_SECRET];                     /* "" where not signed in */
	char csrf[APICLIENT_SECRET];
	char bearer[APICLIENT_SECRET];
	struct buf in;                                     /* read and not yet used */
	int status;                                        /* of the last answer; 0: it broke off */
	struct buf head;
	struct buf body;
};
void apiclient_init(struct apiclient *client, uint16_t port);
void apiclient_release(struct apiclient *client);
void apiclient_hang_up(struct apiclient *client);

/* Bytes as they are; connects where needed. False: the other side has closed. */
bool apiclient_send(struct apiclient *client, struct str bytes);
/* Reads one answer; the status, or 0 where the connection ended before one was whole. */
int apiclient_answer(struct apiclient *client);
/* Reads a head only; the body is then a stream of chunks. */
int apiclient_answer_head(struct apiclient *client);
/* Appends the next chunk to body; false: the stream ended. */
bool apiclient_chunk(struct apiclient *client);
/* Reads chunks until the body holds `text`; false: it ended before. */
bool apiclient_until(struct apiclient *client, const char *text);

/* One request with session, token and CSRF where there are some; `more`: further header lines. */
int apiclient_ask(struct apiclient *client, const char *method, const char *path,
		  const char *more, struct str body);
int apiclient_get(struct apiclient *client, const char *path);
int apiclient_post(struct apiclient *client, const char *path, const char *body);
/* Signs in and keeps cookie and CSRF; the status. */
int apiclient_login(struct apiclient *client, const char *login, const char *password);

struct str apiclient_header(const struct apiclient *client, const char *name);
bool apiclient_has(const struct apiclient *client, const char *text);     /* in the body */
/* The text or number that follows "name": in the body; "" if it is not there. */
void apiclient_member(const struct apiclient *client, const char *name, char *ret, size_t size);

#endif
