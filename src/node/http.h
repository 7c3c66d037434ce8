/* The door to the network: one request from its first byte to its answer. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef NODE_HTTP_H
#define NODE_HTTP_H

#include "base/hash.h"
#include "node/node.h"
#include "os/net.h"
#include "wire/http/target.h"

enum http_method { HTTP_GET, HTTP_POST, HTTP_PUT, HTTP_DELETE, HTTP_OTHER };

/* Who asks, copied from his session or token. */
struct caller {
	struct ident account;                              /* none: nobody has signed in */
	bool by_token;
	struct hash id;                                    /* of the session or token */
	code post;                                         /* a token's only post */
	struct str scopes;                                 /* a token's; in the call's arena */
};

/*
 * One request. Its memory is used again by later ones, so nothing of it may be kept after the
 * answer. A handler answers before it returns, or the call waits (its connection is suspended)
 * until something answers it later; it is never lost before that, also when the client has gone.
 * A handler sets `soon` where the answer comes with the next commit: to suspend a connection for
 * so short a time costs more than the whole wait. What then answers may look at no line of the
 * request and at nothing of its client: both may be gone.
 */
/* The lines above a request's body that are looked at for every request, found in one pass. */
enum http_line { LINE_LANGUAGE, LINE_AUTHORIZATION, LINE_COOKIE, LINE_CSRF, LINE_LENGTH,
		 LINE_ENCODING, LINE_TYPE, LINE_COUNT };

struct call;
/*
 * Writes up to `max` bytes of a body without an end and says how many; 0 makes the stream wait for
 * http_wake, HTTP_END ends it well, HTTP_BROKEN breaks the connection off.
 */
#define HTTP_END (-1)
#define HTTP_BROKEN (-2)
typedef long http_fill(struct call *call, char *to, size_t max);

struct route;
struct call {
	struct node *node;
	struct MHD_Connection *connection;
	struct peer *peer;
	const struct route *route;                         /* NULL: none fits */
	const struct kind_row *kind;                       /* where the address names one */
	struct ident record;                               /* likewise */
	struct str name;                                   /* likewise: act, hash, number */
	enum http_method method;
	bool begun;                                        /* its head has been looked at */
	struct str lines[LINE_COUNT];                      /* absent where they are not there */
	bool answered;
	bool soon;                                         /* set by a handler: see below */
	bool suspended;
	bool received;                                     /* the whole body is there */
	bool upload;                                       /* counts as a large body */
	bool discard;                                      /* the body is not wanted any more */
	struct refused refused;                            /* found before the body had come */
	struct caller caller;
	uint64_t body_limit;
	uint32_t nheaders;
	int64_t retry_after;                               /* seconds, with a refusal */
	int64_t started_ns;                                /* when its address had come */
	http_fill *fill;                                   /* of a stream */
	void (*ended)(struct call *call);                  /* set by who must know; NULL: nobody */
	void *user;
	bool waiting;                                      /* for its answer, unsuspended */
	struct MHD_Response *answer;                       /* of one that waited so; to be sent */
	unsigned status;
	struct call *next;                                 /* of those not in use */
	/* What follows is taken over from the request before, or written before it is read. */
	struct arena *arena;                               /* of this request */
	struct buf body;
	struct buf out;                                    /* where handlers write their answer */
	const char *headers[8][2];                        /* more of the answer's; name and value */
	struct target target;
};

struct http_options {
	struct net_address listen;
	const char *tls_cert;                              /* NULL: no TLS */
	const char *tls_key;
	uint32_t request_seconds;                          /* 0: LIMIT_REQUEST_SECONDS */
	uint32_t connections;                              /* 0: LIMIT_CONNECTIONS */
	uint32_t strangers;                                /* 0: LIMIT_STRANGERS_PER_ADDRESS */
};
/* NULL, or what is wrong in both languages. *ret_port is where it listens. */
const char *http_open(struct node *node, const struct http_options *options, struct http **ret,
		      uint16_t *ret_port);
/* Takes no more connections; calls that wait must still be answered before http_close. */
void http_quiesce(struct http *http);
void http_close(struct http *http);                        /* NULL is fine */
/* After each turn of the loop: sends what has been answered meanwhile. */
void http_turn(struct http *http);
const char *http_reload_tls(struct http *http);            /* NULL, or why the old pair stays */

/* A line above the request's body; the absent text if it is not there. */
struct str http_header(const struct call *call, const char *name);
/* One more line of the answer; both texts must live as long as the call (or be constants). */
void http_add_header(struct call *call, const char *name, const char *value);

/* Answers, each exactly once. */
void http_json(struct call *call, unsigned status);        /* call->out is JSON */
void http_out(struct call *call, unsigned status, const char *type);   /* call->out is anything */
/* Bytes that outlive the call: files of the program, or of call->user until `ended`. */
void http_bytes(struct call *call, unsigned status, const char *type, const void *bytes,
		size_t len);
void http_empty(struct call *call, unsigned status);
void http_refuse(struct call *call, const struct refusal *why);
void http_refused(struct call *call, const struct refused *refused);
void http_stream(struct call *call, const char *type, http_fill *fill);
/* The stream waits and has something to send (or to end) now. */
void http_wake(struct call *call);

/* Who has called, for limits and the journal. */
void http_address(const struct call *call, struct net_address *ret);
/*
 * The session that the connection's last request came with, by its cookie: looking it up again
 * costs a hash. Room for a cookie's secret, its id, and whether they are set.
 */
#define HTTP_SECRET 64
struct http_known {
	bool set;
	char secret[HTTP_SECRET];
	struct hash id;
};
struct http_known *http_known(const struct call *call);
uint32_t http_connections(const struct http *http);
/* So many streams leave room for those who ask and act. */
uint32_t http_streams_most(const struct http *http);

#endif
