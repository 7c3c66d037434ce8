/* The bare HTTP server beside ours: libmicrohttpd that takes a body and answers a fixed text. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/mem.h"
#include "bench/bench.h"
#include "bench/lib/child.h"
#include "bench/lib/peer.h"
#include "bench/lib/peer_daemon.h"

/* What libmicrohttpd and the one line of ours make of the head. */
#define HEAD                                                                                    \
	"HTTP/1.1 201 Created\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\n"                       \
	"Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n"

struct server {
	bool waits;
	char *answer;
	size_t len;
	struct MHD_Connection *waiting[1024];
	uint32_t count;
};

static enum MHD_Result reply(const struct server *server, struct MHD_Connection *connection)
{
	struct MHD_Response *response = MHD_create_response_from_buffer(
		server->len, server->answer, MHD_RESPMEM_PERSISTENT);

	MHD_add_response_header(response, "Content-Type", "application/json");
	enum MHD_Result result = MHD_queue_response(connection, MHD_HTTP_CREATED, response);

	MHD_destroy_response(response);
	return result;
}

static void reply_all(struct server *server)
{
	for (uint32_t i = 0; i < server->count; i++) {
		reply(server, server->waiting[i]);
		MHD_resume_connection(server->waiting[i]);
	}
	server->count = 0;
}

static enum MHD_Result on_request(void *user, struct MHD_Connection *connection, const char *url,
				  const char *method, const char *version, const char *piece,
				  size_t *len, void **seen)
{
	static char begun;
	struct server *server = user;

	(void)url;
	(void)method;
	(void)version;
	(void)piece;
	if (!*seen || *len > 0) {
		*seen = &begun;
		*len = 0;
		return MHD_YES;
	}
	if (!server->waits)
		return reply(server, connection);
	server->waiting[server->count++] = connection;
	MHD_suspend_connection(connection);
	return MHD_YES;
}

static void serve(const void *user, int out)
{
	const struct peer_http *options = user;
	struct server server = { .waits = options->waits, .len = options->bytes };
	uint16_t port;

	while (server.len + (size_t)snprintf(NULL, 0, HEAD, server.len) > options->bytes)
		server.len--;
	server.answer = heap_alloc(server.len);
	memset(server.answer, 'x', server.len);
	struct MHD_Daemon *daemon = peer_daemon_start(on_request, NULL, &server, &port);

	peer_daemon_say(out, port);
	for (;;) {
		peer_daemon_turn(daemon, -1);
		while (server.count > 0) {
			reply_all(&server);
			peer_daemon_turn(daemon, 0);
		}
	}
}

pid_t peer_http_start(const struct peer_http *options, uint16_t *ret_port)
{
	return peer_daemon_fork(serve, options, ret_port);
}
