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

struct answer {
	char *at;
	size_t len;
};

static enum MHD_Result on_request(void *user, struct MHD_Connection *connection, const char *url,
				  const char *method, const char *version, const char *piece,
				  size_t *len, void **seen)
{
	static char begun;
	const struct answer *answer = user;

	(void)url;
	(void)method;
	(void)version;
	(void)piece;
	if (!*seen || *len > 0) {
		*seen = &begun;
		*len = 0;
		return MHD_YES;
	}
	struct MHD_Response *response =
		MHD_create_response_from_buffer(answer->len, answer->at, MHD_RESPMEM_PERSISTENT);

	MHD_add_response_header(response, "Content-Type", "application/json");
	enum MHD_Result result = MHD_queue_response(connection, MHD_HTTP_CREATED, response);

	MHD_destroy_response(response);
	return result;
}

static void serve(const void *user, int out)
{
	const size_t *bytes = user;
	struct answer answer = { .len = *bytes };
	uint16_t port;

	while (answer.len + (size_t)snprintf(NULL, 0, HEAD, answer.len) > *bytes)
		answer.len--;
	answer.at = heap_alloc(answer.len);
	memset(answer.at, 'x', answer.len);
	struct MHD_Daemon *daemon = peer_daemon_start(on_request, NULL, &answer, &port);

	peer_daemon_say(out, port);
	for (;;)
		peer_daemon_turn(daemon, -1);
}

pid_t peer_http_start(size_t bytes, uint16_t *ret_port)
{
	return peer_daemon_fork(serve, &bytes, ret_port);
}
