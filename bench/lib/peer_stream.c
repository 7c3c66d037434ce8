/* The bare broadcaster beside our streams: libmicrohttpd that sends one text to all. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/mem.h"
#include "bench/bench.h"
#include "bench/lib/child.h"
#include "bench/lib/peer.h"
#include "bench/lib/peer_daemon.h"

#define BLOCK 4096
#define EVENTS 256
#define ID_AT 17                                           /* behind "event: entry\nid: " */
#define ID_DIGITS 12
#define NS INT64_C(1000000000)

struct hub;
struct reader {
	struct hub *hub;
	struct MHD_Connection *connection;
	uint64_t next;                                     /* number of the event to send */
	uint32_t offset;                                   /* of it */
	bool suspended;
};
struct hub {
	const struct peer_stream *options;
	struct reader **readers;
	uint32_t count, size;
	uint64_t made;                                     /* events so far, from number 1 */
	char *events;                                      /* EVENTS of them */
};

/* Made once for all readers; what lies `EVENTS` behind is sent by nobody any more. */
static void make_events(struct hub *hub, uint64_t until)
{
	while (hub->made < until) {
		char *event = hub->events + ++hub->made % EVENTS * hub->options->bytes;
		char digits[ID_DIGITS + 1];

		snprintf(digits, sizeof digits, "%012llu",
			 (unsigned long long)hub->made % 1000000000000);
		memcpy(event + ID_AT, digits, ID_DIGITS);
	}
}

static size_t copy(struct reader *reader, char *to, size_t max)
{
	uint32_t bytes = reader->hub->options->bytes;
	const char *event = reader->hub->events + reader->next % EVENTS * bytes;
	size_t left = bytes - reader->offset;
	size_t len = left < max ? left : max;

	memcpy(to, event + reader->offset, len);
	reader->offset += (uint32_t)len;
	if (reader->offset == bytes) {
		reader->offset = 0;
		reader->next++;
	}
	return len;
}

static ssize_t fill(void *user, uint64_t position, char *to, size_t max)
{
	struct reader *reader = user;
	size_t len = 0;

	(void)position;
	while (len < max && reader->next <= reader->hub->made)
		len += copy(reader, to + len, max - len);
	if (len == 0) {
		reader->suspended = true;
		MHD_suspend_connection(reader->connection);
	}
	return (ssize_t)len;
}

static enum MHD_Result on_request(void *user, struct MHD_Connection *connection, const char *url,
				  const char *method, const char *version, const char *piece,
				  size_t *len, void **seen)
{
	static char begun;
	struct hub *hub = user;

	(void)url;
	(void)method;
	(void)version;
	(void)piece;
	(void)len;
	if (!*seen) {
		*seen = &begun;
		return MHD_YES;
	}
	struct reader *reader = heap_alloc(sizeof *reader);
	struct MHD_Response *response =
		MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, BLOCK, fill, reader, NULL);

	reader->hub = hub;
	reader->connection = connection;
	reader->next = hub->made + 1;
	HEAP_ROOM(hub->readers, hub->count, hub->size);
	hub->readers[hub->count++] = reader;
	MHD_add_response_header(response, "Content-Type", "text/event-stream; charset=utf-8");
	enum MHD_Result result = MHD_queue_response(connection, MHD_HTTP_OK, response);

	MHD_destroy_response(response);
	return result;
}

static void wake_all(struct hub *hub)
{
	for (uint32_t i = 0; i < hub->count; i++) {
		struct reader *reader = hub->readers[i];

		if (!reader->suspended)
			continue;
		reader->suspended = false;
		MHD_resume_connection(reader->connection);
	}
}

/* As many go out together as ours sent together, also where the machine is late. */
static void broadcast(struct hub *hub, struct MHD_Daemon *daemon)
{
	double together = hub->options->together, made = 0;
	int64_t span_ns = (int64_t)(together / hub->options->rate * NS);
	int64_t next_ns = os_monotonic_ns();

	for (;;) {
		int64_t now = os_monotonic_ns();

		if (now >= next_ns) {
			made += together;
			make_events(hub, (uint64_t)made);
			wake_all(hub);
			next_ns += span_ns;
		}
		peer_daemon_turn(daemon, now < next_ns ? (int)((next_ns - now) / 1000000) + 1 : 0);
	}
}

static void fill_events(struct hub *hub)
{
	static const char head[] = "event: entry\nid: 000000000000\ndata: ";
	size_t bytes = hub->options->bytes;

	hub->events = heap_alloc(bytes * EVENTS);
	memset(hub->events, 'x', bytes * EVENTS);
	for (size_t i = 0; i < EVENTS; i++) {
		memcpy(hub->events + i * bytes, head, sizeof head - 1);
		memcpy(hub->events + (i + 1) * bytes - 2, "\n\n", 2);
	}
}

static void serve(const void *user, int out)
{
	struct hub hub = { .options = user };
	uint16_t port;
	struct MHD_Daemon *daemon = peer_daemon_start(on_request, NULL, &hub, &port);

	fill_events(&hub);
	peer_daemon_say(out, port);
	while (hub.count < hub.options->streams)
		peer_daemon_turn(daemon, -1);
	broadcast(&hub, daemon);
}

pid_t peer_stream_start(const struct peer_stream *options, uint16_t *ret_port)
{
	return peer_daemon_fork(serve, options, ret_port);
}
