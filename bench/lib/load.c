/* A load of requests over kept connections, each sent when the one before it was answered. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "bench/lib/load.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/mem.h"
#include "bench/bench.h"
#include "bench/lib/child.h"

#define ROOM 16384
#define KEY_DIGITS 12

struct link {
	int fd;
	size_t len;                                        /* of the answer so far */
	int64_t sent_ns;
	char answer[ROOM];
};

struct running {
	const struct load *load;
	int epoll;
	struct link *links;
	uint64_t sent, answered;
	double bytes;
	double *took_us;
};

int load_connect(uint16_t port)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons(port),
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;

	if (fd < 0 || connect(fd, (struct sockaddr *)&at, sizeof at) < 0 ||
	    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) < 0 ||
	    fcntl(fd, F_SETFL, O_NONBLOCK) < 0)
		child_fail("connection");
	return fd;
}

void load_number(const struct load_text *text)
{
	static uint64_t used;
	char digits[KEY_DIGITS + 1];

	snprintf(digits, sizeof digits, "%012llu", (unsigned long long)++used % 1000000000000);
	memcpy(text->at + text->key, digits, KEY_DIGITS);
}

static void send_next(struct running *run, struct link *link)
{
	const struct load *load = run->load;
	const struct load_text *text = &load->texts[run->sent % load->ntexts];

	load_number(text);
	run->sent++;
	link->len = 0;
	link->sent_ns = os_monotonic_ns();
	/* One request in an empty socket: it takes all or nothing. */
	if (send(link->fd, text->at, text->len, MSG_NOSIGNAL) != (ssize_t)text->len)
		child_fail("send");
}

/* The length of the whole answer; 0: its head has not come yet. */
static size_t whole(const struct link *link)
{
	static const char name[] = "Content-Length: ";
	const char *end = memmem(link->answer, link->len, "\r\n\r\n", 4);
	const char *length;

	if (!end)
		return 0;
	length = memmem(link->answer, (size_t)(end - link->answer), name, sizeof name - 1);
	if (!length || strncmp(link->answer, "HTTP/1.1 2", 10) != 0) {
		fprintf(stderr, "bench: answered\n%.*s\n", (int)link->len, link->answer);
		exit(1);
	}
	return (size_t)(end + 4 - link->answer) + strtoul(length + sizeof name - 1, NULL, 10);
}

static void take(struct running *run, struct link *link)
{
	ssize_t got = recv(link->fd, link->answer + link->len, ROOM - 1 - link->len, 0);

	if (got < 0 && errno == EAGAIN)
		return;
	if (got <= 0)
		child_fail("an answer");
	link->len += (size_t)got;
	link->answer[link->len] = '\0';
	size_t length = whole(link);

	if (length == 0 || link->len < length)
		return;
	run->took_us[run->answered++] = (double)(os_monotonic_ns() - link->sent_ns) / 1000;
	run->bytes += (double)length;
	if (run->sent < run->load->total)
		send_next(run, link);
}

static void open_links(struct running *run)
{
	run->epoll = epoll_create1(EPOLL_CLOEXEC);
	run->links = heap_alloc(run->load->connections * sizeof run->links[0]);
	for (uint32_t i = 0; i < run->load->connections; i++) {
		struct epoll_event event = { .events = EPOLLIN, .data.u32 = i };

		run->links[i].fd = load_connect(run->load->port);
		if (epoll_ctl(run->epoll, EPOLL_CTL_ADD, run->links[i].fd, &event) < 0)
			child_fail("epoll");
	}
}

static void close_links(struct running *run)
{
	for (uint32_t i = 0; i < run->load->connections; i++)
		close(run->links[i].fd);
	close(run->epoll);
	heap_free(run->links);
	heap_free(run->took_us);
}

static void turn(struct running *run)
{
	struct epoll_event events[64];
	int count = epoll_wait(run->epoll, events, 64, -1);

	for (int i = 0; i < count; i++)
		take(run, &run->links[events[i].data.u32]);
}

void load_run(const struct load *load, struct load_result *ret)
{
	struct running run = { .load = load };

	run.took_us = heap_alloc(load->total * sizeof run.took_us[0]);
	open_links(&run);
	int64_t start = os_monotonic_ns();

	for (uint32_t i = 0; i < load->connections && run.sent < load->total; i++)
		send_next(&run, &run.links[i]);
	while (run.answered < load->total)
		turn(&run);
	ret->seconds = (double)(os_monotonic_ns() - start) / 1e9;
	ret->answer_bytes = run.bytes / (double)load->total;
	ret->median_us = bench_median(run.took_us, (int)load->total);
	ret->p99_us = run.took_us[load->total * 99 / 100];
	close_links(&run);
}
