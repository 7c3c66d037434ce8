/* Thousands of readers of an event stream, who count what they get and notice what is missing. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "bench/lib/listen.h"

#include <errno.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/mem.h"
#include "bench/bench.h"
#include "bench/lib/child.h"
#include "bench/lib/load.h"

#define PIECE 65536
#define LINE 40
#define WAIT_MS 20000

/* Where in the answer a stream is: its head, a chunk's length, a chunk, the line behind it. */
enum place { IN_HEAD, IN_LENGTH, IN_CHUNK, BEHIND_CHUNK };

struct stream {
	int fd;
	enum place place;
	uint32_t head;                                     /* how much of the empty line has come */
	size_t chunk;                                      /* bytes of it that are still to come */
	char line[LINE];                                   /* the beginning of the event's line */
	uint32_t line_len;
	bool entry;                                        /* the event is an entry */
	bool lost;
	bool wrote;                                        /* the chunk held an entry */
	uint64_t last;                                     /* id of its newest entry; 0: none yet */
};

struct listen {
	int epoll;
	struct stream *streams;
	uint32_t count, answered;
	listen_each *each;
	void *user;
	uint64_t entries, bytes, writes;
	uint32_t lost;
};

static void lose(struct listen *listen, struct stream *stream)
{
	listen->lost += !stream->lost;
	stream->lost = true;
}

static void take_id(struct listen *listen, struct stream *stream, uint64_t id)
{
	if (!stream->entry)
		return;
	if (stream->last != 0 && id != stream->last + 1)
		lose(listen, stream);
	stream->last = id;
	stream->wrote = true;
	listen->entries++;
	listen->each(listen->user, id);
}

static void take_line(struct listen *listen, struct stream *stream)
{
	const char *line = stream->line;

	stream->line[stream->line_len] = '\0';
	if (strncmp(line, "id: ", 4) == 0)
		take_id(listen, stream, strtoull(line + 4, NULL, 10));
	else if (strncmp(line, "event: ", 7) == 0)
		stream->entry = strcmp(line + 7, "entry") == 0;
	if (strcmp(line, "event: resync") == 0)
		lose(listen, stream);
	stream->line_len = 0;
}

static void take_events(struct listen *listen, struct stream *stream, const char *at, size_t len)
{
	listen->bytes += len;
	while (len > 0) {
		const char *end = memchr(at, '\n', len);
		size_t piece = end ? (size_t)(end - at) : len;
		size_t keep = LINE - 1 - stream->line_len;

		keep = piece < keep ? piece : keep;
		memcpy(stream->line + stream->line_len, at, keep);
		stream->line_len += (uint32_t)keep;
		if (end)
			take_line(listen, stream);
		piece += end != NULL;
		at += piece;
		len -= piece;
	}
}

/* One byte of what stands around chunks. */
static void take_byte(struct listen *listen, struct stream *stream, char c)
{
	static const char good[] = "HTTP/1.1 200", empty_line[] = "\r\n\r\n";

	if (stream->place == IN_HEAD) {
		if (stream->line_len < sizeof good - 1 && c != good[stream->line_len++])
			child_fail("a stream was refused");
		stream->head = c == empty_line[stream->head] ? stream->head + 1 : c == '\r';
		if (stream->head == 4) {
			stream->place = IN_LENGTH;
			stream->line_len = 0;
			listen->answered++;
		}
	} else if (stream->place == BEHIND_CHUNK) {
		if (c == '\n')
			stream->place = IN_LENGTH;
	} else if (c == '\n') {
		stream->place = IN_CHUNK;
		if (stream->chunk == 0)
			lose(listen, stream);
	} else if (c != '\r') {
		int digit = c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;

		stream->chunk = stream->chunk * 16 + (size_t)digit;
	}
}

/* The server puts what it has into one chunk, and writes that at once. */
static void end_chunk(struct listen *listen, struct stream *stream)
{
	stream->place = BEHIND_CHUNK;
	listen->writes += stream->wrote;
	stream->wrote = false;
}

static void take(struct listen *listen, struct stream *stream, const char *at, size_t len)
{
	while (len > 0) {
		size_t piece = 1;

		if (stream->place != IN_CHUNK) {
			take_byte(listen, stream, *at);
		} else {
			piece = len < stream->chunk ? len : stream->chunk;
			take_events(listen, stream, at, piece);
			stream->chunk -= piece;
			if (stream->chunk == 0)
				end_chunk(listen, stream);
		}
		at += piece;
		len -= piece;
	}
}

static void receive(struct listen *listen, struct stream *stream)
{
	static char room[PIECE];
	ssize_t got = recv(stream->fd, room, sizeof room, 0);

	if (got > 0) {
		take(listen, stream, room, (size_t)got);
		return;
	}
	if (got < 0 && errno == EAGAIN)
		return;
	lose(listen, stream);
	epoll_ctl(listen->epoll, EPOLL_CTL_DEL, stream->fd, NULL);
}

void listen_turn(struct listen *listen, int ms)
{
	struct epoll_event events[256];
	int count = epoll_wait(listen->epoll, events, 256, ms);

	for (int i = 0; i < count; i++)
		receive(listen, &listen->streams[events[i].data.u32]);
}

struct listen *listen_open(uint16_t port, struct str request, uint32_t streams, listen_each *each,
			   void *user)
{
	struct listen *listen = heap_alloc(sizeof *listen);

	listen->epoll = epoll_create1(EPOLL_CLOEXEC);
	listen->streams = heap_alloc(streams * sizeof listen->streams[0]);
	listen->count = streams;
	listen->each = each;
	listen->user = user;
	for (uint32_t i = 0; i < streams; i++) {
		struct epoll_event event = { .events = EPOLLIN, .data.u32 = i };
		struct stream *stream = &listen->streams[i];

		stream->fd = load_connect(port);
		if (send(stream->fd, request.at, request.len, MSG_NOSIGNAL) !=
			    (ssize_t)request.len ||
		    epoll_ctl(listen->epoll, EPOLL_CTL_ADD, stream->fd, &event) < 0)
			child_fail("a stream");
	}
	int64_t until = os_monotonic_ns() + (int64_t)WAIT_MS * 1000000;

	while (listen->answered < streams && os_monotonic_ns() < until)
		listen_turn(listen, WAIT_MS);
	if (listen->answered < streams || listen->lost > 0) {
		fprintf(stderr, "bench: %u of %u streams were answered, %u lost\n",
			listen->answered, streams, listen->lost);
		exit(1);
	}
	return listen;
}

void listen_close(struct listen *listen)
{
	for (uint32_t i = 0; i < listen->count; i++)
		close(listen->streams[i].fd);
	close(listen->epoll);
	heap_free(listen->streams);
	heap_free(listen);
}

uint64_t listen_entries(const struct listen *listen)
{
	return listen->entries;
}

uint64_t listen_bytes(const struct listen *listen)
{
	return listen->bytes;
}

uint64_t listen_writes(const struct listen *listen)
{
	return listen->writes;
}

uint32_t listen_lost(const struct listen *listen)
{
	return listen->lost;
}

bool listen_have(const struct listen *listen, uint64_t *ret_id)
{
	*ret_id = UINT64_MAX;
	for (uint32_t i = 0; i < listen->count; i++)
		if (listen->streams[i].last < *ret_id)
			*ret_id = listen->streams[i].last;
	return *ret_id != 0;
}
