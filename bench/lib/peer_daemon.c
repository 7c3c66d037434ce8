/* What both bare HTTP servers are: a libmicrohttpd that is driven through its epoll descriptor. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "bench/lib/peer_daemon.h"

#include <poll.h>
#include <unistd.h>

#include "base/limits.h"
#include "bench/bench.h"
#include "bench/lib/child.h"
#include "os/net.h"
#include "os/self.h"

struct MHD_Daemon *peer_daemon_start(MHD_AccessHandlerCallback handler,
				     MHD_RequestCompletedCallback completed, void *user,
				     uint16_t *ret_port)
{
	struct net_address address;
	struct MHD_Daemon *daemon;

	self_descriptors(LIMIT_CONNECTIONS);
	if (!net_parse(STR("127.0.0.1:0"), &address))
		child_fail("address");
	int fd = net_listen(&address, ret_port);

	if (fd < 0)
		child_fail("listen");
	daemon = MHD_start_daemon(
		MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, handler, user,
		MHD_OPTION_LISTEN_SOCKET, fd,
		MHD_OPTION_NOTIFY_COMPLETED, completed, user,
		MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)LIMIT_REQUEST_SECONDS,
		MHD_OPTION_CONNECTION_LIMIT, (unsigned)LIMIT_CONNECTIONS,
		MHD_OPTION_PER_IP_CONNECTION_LIMIT, (unsigned)LIMIT_STRANGERS_PER_ADDRESS,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)(LIMIT_HEADER_BYTES + 4096),
		MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_END);
	if (!daemon)
		child_fail("libmicrohttpd");
	return daemon;
}

void peer_daemon_turn(struct MHD_Daemon *daemon, int ms)
{
	struct pollfd epoll = {
		.fd = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd,
		.events = POLLIN,
	};
	MHD_UNSIGNED_LONG_LONG wait = 1;

	poll(&epoll, 1, ms);
	do
		MHD_run(daemon);
	while (MHD_get_timeout(daemon, &wait) == MHD_YES && wait == 0);
}

void peer_daemon_say(int out, uint16_t port)
{
	if (write(out, &port, sizeof port) != sizeof port)
		child_fail("pipe");
}

pid_t peer_daemon_fork(void (*run)(const void *user, int out), const void *user,
		       uint16_t *ret_port)
{
	int out;
	pid_t pid = child_fork(run, user, &out);

	if (read(out, ret_port, sizeof *ret_port) != sizeof *ret_port)
		child_fail("a peer");
	close(out);
	return pid;
}
