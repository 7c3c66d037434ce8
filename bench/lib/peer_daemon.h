/* What both bare HTTP servers are: a libmicrohttpd that is driven through its epoll descriptor. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BENCH_PEER_DAEMON_H
#define BENCH_PEER_DAEMON_H

#include <microhttpd.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* On a free port of 127.0.0.1, with the flags and limits of src/node/http.c. */
struct MHD_Daemon *peer_daemon_start(MHD_AccessHandlerCallback handler,
				     MHD_RequestCompletedCallback completed, void *user,
				     uint16_t *ret_port);
/* Waits at most `ms` (-1: without end) for something to do, and does all of it. */
void peer_daemon_turn(struct MHD_Daemon *daemon, int ms);

/* The process that serves tells its port to the one that started it. */
void peer_daemon_say(int out, uint16_t port);
pid_t peer_daemon_fork(void (*run)(const void *user, int out), const void *user,
		       uint16_t *ret_port);

#endif
