/* A real broker beside a test: nats-server on a free port of this machine, to be killed at will. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/natskit.h"

#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lib/logkit.h"

struct natskit {
	pid_t pid;
	uint16_t port;
	char config[LOGKIT_PATH];
};

static struct sockaddr_in address(uint16_t port)
{
	return (struct sockaddr_in){ .sin_family = AF_INET, .sin_port = htons(port),
				     .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
}

/* Free a moment ago; that somebody takes it before the server does is seen by its not coming up. */
static uint16_t free_port(void)
{
	struct sockaddr_in any = address(0);
	socklen_t len = sizeof any;
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	LOGKIT_MUST(fd >= 0 && bind(fd, (struct sockaddr *)&any, sizeof any) == 0 &&
		    getsockname(fd, (struct sockaddr *)&any, &len) == 0);
	close(fd);
	return ntohs(any.sin_port);
}

static bool listens(uint16_t port)
{
	struct sockaddr_in there = address(port);
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	bool up = connect(fd, (struct sockaddr *)&there, sizeof there) == 0;

	close(fd);
	return up;
}

static void write_config(struct natskit *kit, const char *config)
{
	int fd;
	FILE *file;

	snprintf(kit->config, sizeof kit->config, "/tmp/natskit-XXXXXX");
	fd = mkstemp(kit->config);
	LOGKIT_MUST(fd >= 0);
	file = fdopen(fd, "w");
	LOGKIT_MUST(file && fputs(config, file) >= 0 && fclose(file) == 0);
}

static void run_server(const struct natskit *kit)
{
	char port[8];

	snprintf(port, sizeof port, "%u", kit->port);
	/* A test that dies leaves no server behind. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (!freopen("/dev/null", "w", stdout) || !freopen("/dev/null", "w", stderr))
		_exit(126);
	if (kit->config[0])
		execlp("nats-server", "nats-server", "-a", "127.0.0.1", "-p", port, "-c",
		       kit->config, (char *)NULL);
	else
		execlp("nats-server", "nats-server", "-a", "127.0.0.1", "-p", port, (char *)NULL);
	_exit(127);
}

struct natskit *natskit_start(uint16_t port, const char *config)
{
	struct natskit *kit = calloc(1, sizeof *kit);
	bool up = false;

	LOGKIT_MUST(kit);
	kit->port = port ? port : free_port();
	if (config)
		write_config(kit, config);
	kit->pid = fork();
	LOGKIT_MUST(kit->pid >= 0);
	if (kit->pid == 0)
		run_server(kit);
	for (int i = 0; i < 1000 && !up; i++) {
		nanosleep(&(struct timespec){ 0, 10000000 }, NULL);
		LOGKIT_MUST(waitpid(kit->pid, NULL, WNOHANG) == 0);
		up = listens(kit->port);
	}
	LOGKIT_MUST(up);
	return kit;
}

uint16_t natskit_port(const struct natskit *kit)
{
	return kit->port;
}

void natskit_kill(struct natskit *kit)
{
	if (kit->pid == 0)
		return;
	kill(kit->pid, SIGKILL);
	waitpid(kit->pid, NULL, 0);
	kit->pid = 0;
}

void natskit_stop(struct natskit *kit)
{
	if (!kit)
		return;
	natskit_kill(kit);
	if (kit->config[0])
		unlink(kit->config);
	free(kit);
}
