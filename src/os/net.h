/* Addresses and sockets: where the node listens, who has called, a connection for the shell. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef OS_NET_H
#define OS_NET_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"

struct sockaddr;

/* An IPv4 address is held as ::ffff:a.b.c.d, so that one form serves for tables and limits. */
struct net_address {
	uint8_t ip[16];
	uint16_t port;
};
#define NET_TEXT 56

/* "127.0.0.1:8080", "[::1]:8080", "localhost:8080", ":8080" (loopback); no names are looked up. */
bool net_parse(struct str text, struct net_address *ret);
void net_of(const struct sockaddr *from, struct net_address *ret);  /* NULL: all zero */
bool net_is_loopback(const struct net_address *address);
void net_format(const struct net_address *address, bool with_port, char ret_text[NET_TEXT]);

/* Negative errno, or a descriptor that does not block; port 0 takes a free one and says which. */
int net_listen(const struct net_address *address, uint16_t *ret_port);
/* Wakes whoever waits on the connection, with its end. */
void net_shutdown(int fd);
void net_close(int fd);

/* For the shell: "name:port" or "address:port"; the system's resolver is asked, and waited for. */
#define NET_HOST 256
bool net_resolve(struct str text, struct net_address *ret, char ret_host[NET_HOST]);
/* For the shell: a connection that blocks, with a limit of `seconds` on each wait. */
int net_connect(const struct net_address *address, int seconds);
int net_send(int fd, struct str bytes);
/* Appends all that comes until the other side closes; 0, or negative errno. */
int net_receive_all(int fd, struct buf *ret);

#endif
