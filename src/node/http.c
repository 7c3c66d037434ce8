/* The door to the network: one request from its first byte to its answer. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "node/http.h"

#include <assert.h>
#include <microhttpd.h>
#include <stddef.h>

#include "base/limits.h"
#include "base/map.h"
#include "node/journal.h"
#include "node/metrics.h"
#include "node/routes.h"
#include "node/tls.h"
#include "os/os.h"
#include "os/self.h"
#include "wire/http/header.h"
#include "wire/http/problem.h"

#define SECOND_NS INT64_C(1000000000)
#define ANSWER_BYTES ((size_t)64 * 1024 * 1024)
#define KEEP_BYTES ((size_t)256 * 1024)                    /* of a buffer that is used again */
/* Beside the headers the pool holds what is being sent and MHD's own lists. */
#define POOL_BYTES (LIMIT_HEADER_BYTES + 4096)
#define STREAM_BLOCK 4096
#define SLOWEST_BYTES_PER_SECOND 65536                     /* of a large body */
#define DESCRIPTORS_OF_OURS 64
#define UPLOADS_MOST 4                                     /* large bodies in memory at a time */
#define SOON_NS INT64_C(100000000)                         /* then the wait was not short */

/* A connection; MHD keeps it as the socket's context. */
struct peer {
	struct http *http;
	struct call *call;                                 /* NULL: between requests */
	int fd;
	int64_t since_ns;                             /* it was made, or its last answer was sent */
	struct net_address address;
	struct http_known known;
	bool stranger;                                     /* no caller has been known on it yet */
	struct peer *next, *previous;
};

struct http {
	struct node *node;
	struct MHD_Daemon *daemon;
	struct loop_watch *watch;
	struct loop_wake *again;
	struct loop_timer *tick;
	bool run;                                          /* something was answered in this turn */
	bool moved;                                        /* libmicrohttpd may have more to do */
	int64_t driven_ns;                                 /* when it was set to work */
	uint32_t waiting;                                  /* calls that wait unsuspended */
	bool tls;
	struct http_options options;
	struct peer *peers;
	uint32_t npeers;
	uint32_t most;                                     /* connections */
	struct map strangers;                              /* address -> such connections of it */
	struct call *free_calls;
	uint32_t nfree;
	uint32_t uploads;
};

/* ---- calls ---------------------------------------------------------------------------------- */

static struct call *call_take(struct http *http)
{
	struct call *call = http->free_calls;

	if (call == NULL) {
		call = heap_alloc(sizeof *call);
		buf_init(&call->body, LIMIT_BODY_BYTES);
		buf_init(&call->out, ANSWER_BYTES);
	} else {
		http->free_calls = call->next;
		http->nfree--;
	}
	memset(call, 0, offsetof(struct call, arena));
	call->node = http->node;
	if (call->arena == NULL)
		call->arena = arena_create();
	return call;
}

static void call_destroy(struct call *call)
{
	arena_destroy(call->arena);
	buf_release(&call->body);
	buf_release(&call->out);
	heap_free(call);
}

static void call_give(struct http *http, struct call *call)
{
	if (call->ended != NULL)
		call->ended(call);
	if (call->upload)
		http->uploads--;
	if (call->answer != NULL)
		MHD_destroy_response(call->answer);
	if (http->nfree >= 256) {
		call_destroy(call);
		return;
	}
	if (call->body.size > KEEP_BYTES)
		buf_release(&call->body);
	if (call->out.size > KEEP_BYTES)
		buf_release(&call->out);
	buf_clear(&call->body);
	buf_clear(&call->out);
	call->body.limit = LIMIT_BODY_BYTES;
	if (call->arena != NULL)
		arena_reset(call->arena);
	call->next = http->free_calls;
	http->free_calls = call;
	http->nfree++;
}

struct str http_header(const struct call *call, const char *name)
{
	return str_of(MHD_lookup_connection_value(call->connection, MHD_HEADER_KIND, name));
}

void http_add_header(struct call *call, const char *name, const char *value)
{
	assert(call->nheaders < sizeof call->headers / sizeof call->headers[0]);
	call->headers[call->nheaders][0] = name;
	call->headers[call->nheaders++][1] = value;
}

void http_address(const struct call *call, struct net_address *ret)
{
	struct str line, piece, last = { NULL, 0 };
	char text[NET_TEXT];

	*ret = call->peer->address;
	if (!call->node->behind_proxy || !net_is_loopback(ret))
		return;
	/* Only what our own proxy wrote, at the end, is to be believed. */
	line = http_header(call, "X-Forwarded-For");
	while (str_split(&line, ',', &piece))
		last = str_trim(piece);
	if (last.len == 0 || last.len + 4 > sizeof text)
		return;
	bool six = memchr(last.at, ':', last.len) != NULL;
	struct buf buf;
	struct net_address named;

	buf_init(&buf, sizeof text);
	buf_printf(&buf, six ? "[" STR_FMT "]:0" : STR_FMT ":0", STR_ARG(last));
	if (net_parse(buf_str(&buf), &named))
		*ret = named;
	buf_release(&buf);
}

/* ---- answers -------------------------------------------------------------------------------- */

static void add_all_headers(struct call *call, struct MHD_Response *response, const char *type)
{
	MHD_add_response_header(response, "X-Content-Type-Options", "nosniff");
	MHD_add_response_header(response, "Referrer-Policy", "no-referrer");
	MHD_add_response_header(response, "X-Frame-Options", "DENY");
	if (call->node->secure)
		MHD_add_response_header(response, "Strict-Transport-Security", "max-age=31536000");
	if (type != NULL)
		MHD_add_response_header(response, "Content-Type", type);
	bool policy = false, cache = false;

	for (uint32_t i = 0; i < call->nheaders; i++) {
		const char *name = call->headers[i][0];

		MHD_add_response_header(response, name, call->headers[i][1]);
		policy = policy || strcmp(name, "Content-Security-Policy") == 0;
		cache = cache || strcmp(name, "Cache-Control") == 0;
	}
	if (!policy)
		MHD_add_response_header(response, "Content-Security-Policy",
					"default-src 'none'; frame-ancestors 'none'");
	if (!cache)
		MHD_add_response_header(response, "Cache-Control", "no-store");
}

static void queue(struct call *call, unsigned status, struct MHD_Response *response)
{
	MHD_queue_response(call->connection, status, response);
	MHD_destroy_response(response);
	call->node->http->moved = true;
}

/* Kept until libmicrohttpd calls for it, which is when an answer may be queued; see on_request. */
static void keep_response(struct call *call, unsigned status, struct MHD_Response *response)
{
	struct http *http = call->node->http;

	call->waiting = false;
	http->waiting--;
	http->run = true;
	call->answer = response;
	call->status = status;
	if (call->connection == NULL)
		call_give(http, call);
}

static void send_response(struct call *call, unsigned status, struct MHD_Response *response)
{
	assert(!call->answered);
	if (response == NULL)
		mem_end();
	call->answered = true;
	metrics_answer(call->node->metrics, status);
	if (call->waiting) {
		keep_response(call, status, response);
		return;
	}
	queue(call, status, response);
	if (call->suspended) {
		call->suspended = false;
		call->node->http->run = true;
		MHD_resume_connection(call->connection);
	}
}

void http_bytes(struct call *call, unsigned status, const char *type, const void *bytes,
		size_t len)
{
	union { const void *in; void *out; } at = { .in = bytes };
	struct MHD_Response *response =
		MHD_create_response_from_buffer(len, at.out, MHD_RESPMEM_PERSISTENT);

	if (response == NULL)
		mem_end();
	add_all_headers(call, response, type);
	send_response(call, status, response);
}

void http_out(struct call *call, unsigned status, const char *type)
{
	if (call->out.over) {
		http_refuse(call, &refused_busy);
		return;
	}
	http_bytes(call, status, type, call->out.len > 0 ? call->out.at : "", call->out.len);
}

void http_json(struct call *call, unsigned status)
{
	http_out(call, status, "application/json");
}

void http_empty(struct call *call, unsigned status)
{
	http_bytes(call, status, NULL, "", 0);
}

/* One line for each; refusals that are everyday work (409) are answers, not events. */
static void tell(const struct call *call, const struct refused *refused)
{
	char from[NET_TEXT];
	struct net_address address;

	if (refused->why->http == 409 || refused->why->http == 404)
		return;
	struct json_out *line = journal_begin("warn", "refused");

	if (line == NULL)
		return;
	http_address(call, &address);
	net_format(&address, false, from);
	json_key(line, "refusal");
	json_put_text(line, refused->why->name);
	json_key(line, "status");
	json_put_i64(line, refused->why->http);
	json_key(line, "route");
	json_put_text(line, call->route != NULL ? call->route->pattern : "");
	json_key(line, "from");
	json_put_text(line, from);
	journal_end();
}

void http_refused(struct call *call, const struct refused *refused)
{
	static const char type[] = "application/problem+json";
	struct str seconds;

	if (call->connection != NULL)
		tell(call, refused);
	buf_clear(&call->out);
	problem_write(&call->out, refused, header_prefers_zh(call->lines[LINE_LANGUAGE]),
		      call->retry_after);
	if (call->retry_after > 0) {
		seconds = arena_printf(call->arena, "%lld", (long long)call->retry_after);
		http_add_header(call, "Retry-After", seconds.at);
	}
	http_bytes(call, refused->why->http, type, call->out.at, call->out.len);
}

void http_refuse(struct call *call, const struct refusal *why)
{
	struct refused refused = { .why = why };

	http_refused(call, &refused);
}

/* ---- streams -------------------------------------------------------------------------------- */

static void suspend(struct call *call)
{
	call->suspended = true;
	MHD_suspend_connection(call->connection);
}

static ssize_t on_fill(void *user, uint64_t position, char *to, size_t max)
{
	struct call *call = user;
	long len = call->fill(call, to, max);

	(void)position;

	if (len == HTTP_END)
		return MHD_CONTENT_READER_END_OF_STREAM;
	if (len == HTTP_BROKEN)
		return MHD_CONTENT_READER_END_WITH_ERROR;
	if (len == 0)
		suspend(call);
	else
		call->node->http->moved = true;
	return len;
}

void http_stream(struct call *call, const char *type, http_fill *fill)
{
	struct MHD_Response *response = MHD_create_response_from_callback(
		MHD_SIZE_UNKNOWN, STREAM_BLOCK, on_fill, call, NULL);

	if (response == NULL)
		mem_end();
	add_all_headers(call, response, type);
	call->fill = fill;
	/* The headers have been copied; thousands of streams wait, so they keep little. */
	arena_destroy(call->arena);
	call->arena = NULL;
	buf_release(&call->body);
	buf_release(&call->out);
	send_response(call, MHD_HTTP_OK, response);
}

void http_wake(struct call *call)
{
	if (!call->suspended)
		return;
	call->suspended = false;
	call->node->http->run = true;
	MHD_resume_connection(call->connection);
}

/* ---- strangers ------------------------------------------------------------------------------ */

/*
 * Thousands of consoles may sit behind one address, and when they come back all at once their old
 * connections are still there. So an address is counted by what it has not shown a session or
 * token on: who signs in does not use up its share, and who never does cannot take all there is.
 */
static uint64_t key_of(const struct net_address *address)
{
	return str_hash((struct str){ (const char *)address->ip, sizeof address->ip });
}

static void no_stranger(struct peer *peer)
{
	struct map *strangers = &peer->http->strangers;

	if (!peer->stranger)
		return;
	peer->stranger = false;
	if (--*map_put(strangers, key_of(&peer->address)) == 0)
		map_remove(strangers, key_of(&peer->address));
}

/* Our own proxy calls for everybody. */
static bool may_be_stranger(const struct http *http, const struct net_address *address)
{
	return !http->node->behind_proxy || !net_is_loopback(address);
}

static enum MHD_Result on_accept(void *user, const struct sockaddr *from, socklen_t len)
{
	struct http *http = user;
	struct net_address address;
	const uint64_t *count;
	char text[NET_TEXT];

	(void)len;
	net_of(from, &address);
	count = map_get(&http->strangers, key_of(&address));
	if (!may_be_stranger(http, &address) || !count || *count < http->options.strangers)
		return MHD_YES;
	net_format(&address, false, text);
	journal_say("warn", "too_many_strangers", "from", str_of(text));
	return MHD_NO;
}

/* ---- requests ------------------------------------------------------------------------------- */

static struct peer *peer_of(struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	return info->socket_context;
}

static void *on_address(void *user, const char *uri, struct MHD_Connection *connection)
{
	struct http *http = user;
	struct peer *peer = peer_of(connection);
	struct call *call = call_take(http);

	call->connection = connection;
	call->peer = peer;
	call->started_ns = os_monotonic_ns();
	peer->call = call;
	struct str raw = arena_str(call->arena, str_of(uri));

	call->refused.why = target_parse(call->arena, raw, &call->target);
	return call;
}

struct http_known *http_known(const struct call *call)
{
	return &call->peer->known;
}

/* Lower case, as header names may be written in any. */
static const char *const line_names[LINE_COUNT] = {
	[LINE_LANGUAGE] = "accept-language", [LINE_AUTHORIZATION] = "authorization",
	[LINE_COOKIE] = "cookie",	     [LINE_CSRF] = "x-csrf",
	[LINE_LENGTH] = "content-length",    [LINE_ENCODING] = "transfer-encoding",
	[LINE_TYPE] = "content-type",
};

static bool is_name(const char *given, const char *lower)
{
	while (*lower != 0 && (*given == *lower || (*given | 0x20) == *lower)) {
		given++;
		lower++;
	}
	return *lower == 0 && *given == 0;
}

static enum MHD_Result on_line(void *user, enum MHD_ValueKind kind, const char *name,
			       const char *value)
{
	struct call *call = user;

	(void)kind;
	for (int i = 0; i < LINE_COUNT; i++) {
		if (call->lines[i].at != NULL || !is_name(name, line_names[i]))
			continue;
		call->lines[i] = str_of(value != NULL ? value : "");
		break;
	}
	return MHD_YES;
}

static enum http_method method_of(const char *method)
{
	if (strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0)
		return HTTP_GET;
	if (strcmp(method, "POST") == 0)
		return HTTP_POST;
	if (strcmp(method, "PUT") == 0)
		return HTTP_PUT;
	return strcmp(method, "DELETE") == 0 ? HTTP_DELETE : HTTP_OTHER;
}

/* What the body is said to be; *ret_length UINT64_MAX where that is not said (chunks). */
static const struct refusal *check_body(struct call *call, uint64_t *ret_length)
{
	struct str length = call->lines[LINE_LENGTH];
	bool chunks = call->lines[LINE_ENCODING].at != NULL;

	*ret_length = chunks ? UINT64_MAX : 0;
	if (length.at != NULL && !header_length(length, ret_length))
		return &refused_body_too_large;
	if (call->route == NULL)
		return NULL;
	if (!chunks && *ret_length > call->body_limit)
		return &refused_body_too_large;
	if (call->route->body >= BODY_RAW && chunks)
		return &problem_length_missing;
	if (call->route->body == BODY_JSON &&
	    !header_is_type(call->lines[LINE_TYPE], STR("application/json")))
		return &problem_wrong_media_type;
	return NULL;
}

static const struct refusal *take_upload(struct call *call)
{
	struct http *http = call->peer->http;

	if (http->uploads == UPLOADS_MOST)
		return &refused_busy;
	http->uploads++;
	call->upload = true;
	return NULL;
}

/* The head has come: everything that can be refused without the body is found here. */
static void begin(struct call *call, const char *method)
{
	const char *allow = NULL;
	uint64_t length = 0;
	struct refused *refused = &call->refused;

	call->method = method_of(method);
	MHD_get_connection_values(call->connection, MHD_HEADER_KIND, on_line, call);
	if (refused->why == NULL)
		refused->why = routes_find(call, &allow);
	if (allow != NULL)
		http_add_header(call, "Allow", allow);
	if (refused->why == NULL)
		refused->why = routes_admit(call);
	if (!ident_none(call->caller.account))
		no_stranger(call->peer);
	const struct refusal *bad_body = check_body(call, &length);

	if (refused->why == NULL)
		refused->why = bad_body;
	if (refused->why == NULL && call->route->body >= BODY_RAW)
		refused->why = take_upload(call);
	if (refused->why == NULL) {
		call->body.limit = call->body_limit;
		return;
	}
	/* A small body is let in and dropped, so that the connection can go on. */
	call->discard = true;
	call->body_limit = LIMIT_BODY_BYTES;
	if (length > LIMIT_BODY_BYTES && length != UINT64_MAX)
		http_refused(call, refused);
}

static enum MHD_Result take_piece(struct call *call, const char *piece, size_t len)
{
	if (call->upload)
		call->node->http->moved = true;
	if (call->discard) {
		if (len > call->body_limit)
			return MHD_NO;
		call->body_limit -= len;
		return MHD_YES;
	}
	buf_add_bytes(&call->body, piece, len);
	if (!call->body.over)
		return MHD_YES;
	/* In chunks, so not known before. */
	call->discard = true;
	call->refused.why = &refused_body_too_large;
	return MHD_YES;
}

static void finish(struct call *call)
{
	call->received = true;
	if (call->refused.why != NULL)
		http_refused(call, &call->refused);
	else if (call->node->stopping)
		http_refuse(call, &problem_shutting_down);
	else
		call->route->run(call);
	if (call->answered)
		return;
	if (!call->soon) {
		suspend(call);
		return;
	}
	call->waiting = true;
	call->node->http->waiting++;
}

/* Called for what waits unsuspended, each time that libmicrohttpd is driven. */
static void look_again(struct call *call)
{
	struct MHD_Response *answer = call->answer;

	if (answer != NULL) {
		call->answer = NULL;
		queue(call, call->status, answer);
	} else if (call->node->http->driven_ns - call->started_ns > SOON_NS) {
		call->waiting = false;
		call->node->http->waiting--;
		suspend(call);
	}
}

static enum MHD_Result on_request(void *user, struct MHD_Connection *connection, const char *url,
				  const char *method, const char *version, const char *piece,
				  size_t *len, void **call_of)
{
	struct call *call = *call_of;

	(void)user;
	(void)connection;
	(void)url;
	(void)version;
	if (!call->begun) {
		call->begun = true;
		begin(call, method);
		return MHD_YES;
	}
	if (*len > 0) {
		enum MHD_Result result = take_piece(call, piece, *len);

		*len = 0;
		return result;
	}
	if (call->received)
		look_again(call);
	else
		finish(call);
	return MHD_YES;
}

static void on_completed(void *user, struct MHD_Connection *connection, void **call_of,
			 enum MHD_RequestTerminationCode how)
{
	struct http *http = user;
	struct call *call = *call_of;

	(void)connection;
	(void)how;
	if (call == NULL)
		return;
	call->peer->call = NULL;
	call->peer->since_ns = http->driven_ns;
	*call_of = NULL;
	if (!call->waiting) {
		call_give(http, call);
		return;
	}
	/* Its client has gone; who has its answer gives it all the same, and then it ends. */
	call->connection = NULL;
	call->peer = NULL;
	memset(call->lines, 0, sizeof call->lines);
}

/* ---- connections ---------------------------------------------------------------------------- */

static const union MHD_ConnectionInfo *about(struct MHD_Connection *connection,
					     enum MHD_ConnectionInfoType what)
{
	return MHD_get_connection_info(connection, what);
}

static void peer_begin(struct http *http, struct MHD_Connection *connection, void **context)
{
	struct peer *peer = heap_alloc(sizeof *peer);

	peer->http = http;
	peer->fd = about(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
	net_of(about(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS)->client_addr,
	       &peer->address);
	peer->since_ns = os_monotonic_ns();
	peer->next = http->peers;
	if (peer->next != NULL)
		peer->next->previous = peer;
	http->peers = peer;
	http->npeers++;
	peer->stranger = may_be_stranger(http, &peer->address);
	if (peer->stranger)
		++*map_put(&http->strangers, key_of(&peer->address));
	*context = peer;
}

static void peer_end(struct http *http, struct peer *peer)
{
	assert(peer->call == NULL);
	no_stranger(peer);
	if (peer->previous != NULL)
		peer->previous->next = peer->next;
	else
		http->peers = peer->next;
	if (peer->next != NULL)
		peer->next->previous = peer->previous;
	http->npeers--;
	heap_free(peer);
}

static void on_connection(void *user, struct MHD_Connection *connection, void **context,
			  enum MHD_ConnectionNotificationCode what)
{
	if (what == MHD_CONNECTION_NOTIFY_STARTED)
		peer_begin(user, connection, context);
	else if (*context != NULL)
		peer_end(user, *context);
}

static bool too_slow(const struct peer *peer, int64_t now_ns)
{
	const struct call *call = peer->call;
	int64_t seconds = peer->http->options.request_seconds;

	/* MHD closes an idle connection; one that drips its head has time for both. */
	if (call == NULL)
		return now_ns - peer->since_ns > 2 * seconds * SECOND_NS;
	if (call->received || call->answered)
		return false;
	if (call->body_limit > LIMIT_BODY_BYTES)
		seconds += (int64_t)(call->body_limit / SLOWEST_BYTES_PER_SECOND);
	return now_ns - call->started_ns > seconds * SECOND_NS;
}

static void on_tick(void *user)
{
	struct http *http = user;
	int64_t now_ns = os_monotonic_ns();

	for (struct peer *peer = http->peers; peer != NULL; peer = peer->next) {
		if (!too_slow(peer, now_ns))
			continue;
		char from[NET_TEXT];

		net_format(&peer->address, false, from);
		journal_say("warn", "too_slow", "from", str_of(from));
		net_shutdown(peer->fd);
	}
	http->run = true;
	loop_timer_arm(http->tick, now_ns + SECOND_NS);
}

/* ---- the daemon ----------------------------------------------------------------------------- */

static void drive(struct http *http)
{
	MHD_UNSIGNED_LONG_LONG wait = 0;

	http->run = false;
	http->driven_ns = os_monotonic_ns();
	for (int i = 0; i < 8; i++) {
		http->moved = false;
		MHD_run(http->daemon);
		if (MHD_get_timeout(http->daemon, &wait) != MHD_YES || wait > 0)
			return;
		/* It never has time for calls that wait; what ends their wait drives it again. */
		if (http->waiting > 0 && !http->moved)
			return;
	}
	/* Others wait too: the rest comes in the next turn. */
	loop_wake_send(http->again);
}

static void on_readable(void *user)
{
	drive(user);
}

void http_turn(struct http *http)
{
	if (http->run)
		drive(http);
}

static struct MHD_Daemon *start_daemon(struct http *http, int fd)
{
	unsigned flags = MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME;
	uint32_t most = self_descriptors(http->options.connections + DESCRIPTORS_OF_OURS);
	struct MHD_OptionItem tls[] = {
		{ MHD_OPTION_HTTPS_CERT_CALLBACK, 0, tls_callback() },
		{ MHD_OPTION_HTTPS_PRIORITIES, 0, NULL },
		{ MHD_OPTION_END, 0, NULL },
	};
	union { const char *in; void *out; } priorities = { .in = tls_priorities() };

	tls[1].ptr_value = priorities.out;
	if (http->tls)
		flags |= MHD_USE_TLS;
	else
		tls[0] = tls[2];
	most = most > 4 * DESCRIPTORS_OF_OURS ? most - DESCRIPTORS_OF_OURS : most / 2;
	http->most = most < http->options.connections ? most : http->options.connections;
	return MHD_start_daemon(
		flags, 0, on_accept, http, on_request, http,
		MHD_OPTION_LISTEN_SOCKET, fd,
		MHD_OPTION_NOTIFY_COMPLETED, on_completed, http,
		MHD_OPTION_NOTIFY_CONNECTION, on_connection, http,
		MHD_OPTION_URI_LOG_CALLBACK, on_address, http,
		MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)http->options.request_seconds,
		MHD_OPTION_CONNECTION_LIMIT, (unsigned)http->most,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)POOL_BYTES,
		MHD_OPTION_STRICT_FOR_CLIENT, 1,
		MHD_OPTION_ARRAY, tls,
		MHD_OPTION_END);
}

static const char *listen_on(struct http *http, uint16_t *ret_port)
{
	int fd = net_listen(&http->options.listen, ret_port);

	if (fd < 0)
		return os_error_text(fd);
	http->daemon = start_daemon(http, fd);
	if (http->daemon == NULL) {
		net_close(fd);
		return "HTTP服务无法启动 / the HTTP server does not start";
	}
	int epoll = MHD_get_daemon_info(http->daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;

	http->watch = loop_watch_create(http->node->loop, epoll, on_readable, http);
	http->again = loop_wake_create(http->node->loop, on_readable, http);
	http->tick = loop_timer_create(http->node->loop, on_tick, http);
	loop_timer_arm(http->tick, os_monotonic_ns() + SECOND_NS);
	return NULL;
}

const char *http_open(struct node *node, const struct http_options *options, struct http **ret,
		      uint16_t *ret_port)
{
	struct http *http = heap_alloc(sizeof *http);
	const char *fault = NULL;

	routes_check();
	http->node = node;
	http->options = *options;
	if (options->request_seconds == 0)
		http->options.request_seconds = LIMIT_REQUEST_SECONDS;
	if (options->connections == 0)
		http->options.connections = LIMIT_CONNECTIONS;
	if (options->strangers == 0)
		http->options.strangers = LIMIT_STRANGERS_PER_ADDRESS;
	map_init(&http->strangers);
	http->tls = options->tls_cert != NULL;
	if (http->tls)
		fault = tls_load(options->tls_cert, options->tls_key);
	if (fault == NULL)
		fault = listen_on(http, ret_port);
	if (fault != NULL) {
		tls_release();
		map_release(&http->strangers);
		heap_free(http);
		return fault;
	}
	*ret = http;
	return NULL;
}

const char *http_reload_tls(struct http *http)
{
	if (!http->tls)
		return NULL;
	return tls_load(http->options.tls_cert, http->options.tls_key);
}

void http_quiesce(struct http *http)
{
	MHD_socket fd = MHD_quiesce_daemon(http->daemon);

	if (fd != MHD_INVALID_SOCKET)
		net_close(fd);
}

void http_close(struct http *http)
{
	if (http == NULL)
		return;
	/* What was answered last is sent; what has not come whole is broken off. */
	for (int i = 0; i < 16; i++)
		drive(http);
	loop_watch_destroy(http->watch);
	loop_wake_destroy(http->again);
	loop_timer_destroy(http->tick);
	MHD_stop_daemon(http->daemon);
	assert(http->peers == NULL);
	while (http->free_calls != NULL) {
		struct call *call = http->free_calls;

		http->free_calls = call->next;
		call_destroy(call);
	}
	if (http->tls)
		tls_release();
	map_release(&http->strangers);
	heap_free(http);
}

uint32_t http_connections(const struct http *http)
{
	return http->npeers;
}

uint32_t http_streams_most(const struct http *http)
{
	uint32_t share = http->most - http->most / 4;

	return share < LIMIT_STREAMS ? share : LIMIT_STREAMS;
}
