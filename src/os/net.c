/* Addresses and sockets: where the node listens, who has called, a connection for the shell. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "os/net.h"

#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <netinet/in.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define BACKLOG 4096
#define PIECE 16384

static const uint8_t v4_prefix[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };

static bool is_v4(const struct net_address *address)
{
	return memcmp(address->ip, v4_prefix, sizeof v4_prefix) == 0;
}

static void set_v4(struct net_address *address, const void *four_bytes)
{
	memcpy(address->ip, v4_prefix, sizeof v4_prefix);
	memcpy(address->ip + 12, four_bytes, 4);
}

static bool parse_host(struct str host, bool brackets, struct net_address *ret)
{
	char text[NET_TEXT];
	uint8_t four[4];

	if (host.len == 0 || str_eq(host, STR("localhost")))
		host = STR("127.0.0.1");
	if (host.len >= sizeof text)
		return false;
	memcpy(text, host.at, host.len);
	text[host.len] = 0;
	if (brackets)
		return inet_pton(AF_INET6, text, ret->ip) == 1;
	if (inet_pton(AF_INET, text, four) != 1)
		return false;
	set_v4(ret, four);
	return true;
}

bool net_parse(struct str text, struct net_address *ret)
{
	const char *colon = text.len > 0 ? memrchr(text.at, ':', text.len) : NULL;
	int64_t port;

	if (colon == NULL)
		return false;
	struct str host = { text.at, (uint32_t)(colon - text.at) };
	struct str number = { colon + 1, text.len - host.len - 1 };
	bool brackets = host.len > 2 && host.at[0] == '[' && host.at[host.len - 1] == ']';

	if (brackets)
		host = (struct str){ host.at + 1, host.len - 2 };
	if (!str_to_i64(number, &port) || port < 0 || port > 65535)
		return false;
	ret->port = (uint16_t)port;
	return parse_host(host, brackets, ret);
}

/* "[::1]" without its brackets: as it is known to certificates and resolvers. */
static bool take_host(struct str host, char ret[NET_HOST])
{
	if (host.len > 2 && host.at[0] == '[' && host.at[host.len - 1] == ']')
		host = (struct str){ host.at + 1, host.len - 2 };
	if (host.len == 0 || host.len >= NET_HOST)
		return false;
	memcpy(ret, host.at, host.len);
	ret[host.len] = 0;
	return true;
}

bool net_resolve(struct str text, struct net_address *ret, char ret_host[NET_HOST])
{
	const char *colon = text.len > 0 ? memrchr(text.at, ':', text.len) : NULL;
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *found = NULL;
	uint32_t len = colon ? (uint32_t)(colon - text.at) : 0;
	int64_t port;

	if (!colon || !take_host((struct str){ text.at, len }, ret_host) ||
	    !str_to_i64((struct str){ colon + 1, text.len - len - 1 }, &port) || port < 1 ||
	    port > 65535)
		return false;
	if (!net_parse(text, ret)) {
		if (getaddrinfo(ret_host, NULL, &hints, &found) != 0)
			return false;
		net_of(found->ai_addr, ret);
		freeaddrinfo(found);
	}
	ret->port = (uint16_t)port;
	return true;
}

void net_of(const struct sockaddr *from, struct net_address *ret)
{
	memset(ret, 0, sizeof *ret);
	if (from != NULL && from->sa_family == AF_INET) {
		struct sockaddr_in in;

		memcpy(&in, from, sizeof in);
		set_v4(ret, &in.sin_addr);
		ret->port = ntohs(in.sin_port);
	} else if (from != NULL && from->sa_family == AF_INET6) {
		struct sockaddr_in6 in;

		memcpy(&in, from, sizeof in);
		memcpy(ret->ip, &in.sin6_addr, sizeof ret->ip);
		ret->port = ntohs(in.sin6_port);
	}
}

bool net_is_loopback(const struct net_address *address)
{
	static const uint8_t six[16] = { [15] = 1 };

	return is_v4(address) ? address->ip[12] == 127
			      : memcmp(address->ip, six, sizeof six) == 0;
}

void net_format(const struct net_address *address, bool with_port, char ret_text[NET_TEXT])
{
	bool four = is_v4(address);
	char host[INET6_ADDRSTRLEN];
	const char *done = four ? inet_ntop(AF_INET, address->ip + 12, host, sizeof host)
				: inet_ntop(AF_INET6, address->ip, host, sizeof host);

	assert(done != NULL);
	if (!with_port)
		snprintf(ret_text, NET_TEXT, "%s", host);
	else
		snprintf(ret_text, NET_TEXT, four ? "%s:%u" : "[%s]:%u", host, address->port);
}

static socklen_t to_system(const struct net_address *address, struct sockaddr_storage *ret)
{
	memset(ret, 0, sizeof *ret);
	if (is_v4(address)) {
		struct sockaddr_in in = { .sin_family = AF_INET, .sin_port = htons(address->port) };

		memcpy(&in.sin_addr, address->ip + 12, 4);
		memcpy(ret, &in, sizeof in);
		return sizeof in;
	}
	struct sockaddr_in6 in = { .sin6_family = AF_INET6, .sin6_port = htons(address->port) };

	memcpy(&in.sin6_addr, address->ip, 16);
	memcpy(ret, &in, sizeof in);
	return sizeof in;
}

/* Closes what failed half-way and gives its error. */
static int give_up(int fd)
{
	int error = errno;

	close(fd);
	return -error;
}

int net_listen(const struct net_address *address, uint16_t *ret_port)
{
	struct sockaddr_storage at;
	socklen_t len = to_system(address, &at);
	int fd = socket(at.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	int on = 1;

	if (fd < 0)
		return -errno;
	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
	    bind(fd, (struct sockaddr *)&at, len) != 0 || listen(fd, BACKLOG) != 0)
		return give_up(fd);
	struct net_address bound;

	if (getsockname(fd, (struct sockaddr *)&at, &len) != 0)
		return give_up(fd);
	net_of((struct sockaddr *)&at, &bound);
	*ret_port = bound.port;
	return fd;
}

void net_shutdown(int fd)
{
	shutdown(fd, SHUT_RDWR);
}

void net_close(int fd)
{
	close(fd);
}

int net_connect(const struct net_address *address, int seconds)
{
	struct sockaddr_storage at;
	socklen_t len = to_system(address, &at);
	struct timeval wait = { .tv_sec = seconds };
	int fd = socket(at.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int on = 1;

	if (fd < 0)
		return -errno;
	if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait) != 0 ||
	    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait) != 0 ||
	    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) != 0 ||
	    connect(fd, (struct sockaddr *)&at, len) != 0)
		return give_up(fd);
	return fd;
}

int net_send(int fd, struct str bytes)
{
	while (bytes.len > 0) {
		ssize_t sent = send(fd, bytes.at, bytes.len, MSG_NOSIGNAL);

		if (sent < 0 && errno == EINTR)
			continue;
		if (sent < 0)
			return -errno;
		bytes.at += sent;
		bytes.len -= (uint32_t)sent;
	}
	return 0;
}

int net_receive_all(int fd, struct buf *ret)
{
	for (;;) {
		char *room = buf_room(ret, PIECE);

		if (room == NULL)
			return -EFBIG;
		ssize_t got = recv(fd, room, PIECE, 0);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return got < 0 ? -errno : 0;
		ret->len += (size_t)got;
	}
}
