/* Redis beside our live layer: positions put in and nearest members asked, pipelined. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "bench/lib/peer_redis.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bench/lib/child.h"
#include "os/net.h"
#include "os/os.h"

#define TRIES 200
#define TRY_US 20000
#define READ_BYTES 65536

static uint16_t free_port(void)
{
	struct net_address at;
	uint16_t port = 0;

	if (!net_parse(STR("127.0.0.1:0"), &at))
		child_fail("address");
	int fd = net_listen(&at, &port);

	if (fd < 0)
		child_fail("a free port");
	net_close(fd);
	return port;
}

void peer_redis_start(struct peer_redis *redis)
{
	char port[8], text[32];
	const char *const argv[] = { "/usr/bin/redis-server", "--port", port, "--save", "",
				     "--appendonly", "no", "--bind", "127.0.0.1", "--dir", "/tmp",
				     "--daemonize", "no", NULL };
	struct net_address at;
	int out;

	if (access(argv[0], X_OK) != 0)
		child_fail("redis-server is missing (apt-get install redis-server)");
	snprintf(port, sizeof port, "%u", free_port());
	redis->pid = child_exec(argv, -1, &out);
	snprintf(text, sizeof text, "127.0.0.1:%s", port);
	if (!net_parse(str_of(text), &at))
		child_fail("address");
	for (int i = 0; i < TRIES; i++) {
		redis->fd = net_connect(&at, 20);
		if (redis->fd >= 0)
			return;
		usleep(TRY_US);
	}
	child_fail("redis-server");
}

void peer_redis_end(struct peer_redis *redis)
{
	net_close(redis->fd);
	child_end(redis->pid);
}

void peer_redis_put(struct buf *pipeline, uint32_t words, const char *const *word)
{
	buf_printf(pipeline, "*%u\r\n", words);
	for (uint32_t i = 0; i < words; i++)
		buf_printf(pipeline, "$%zu\r\n%s\r\n", strlen(word[i]), word[i]);
}

/*
 * Answers are told apart by their lines: a number is one; a list says how many texts follow, each
 * of two lines.
 */
struct answers {
	uint32_t whole;
	uint32_t lines;                                    /* of a list that are still to come */
	char first;                                        /* of the line; 0: at its beginning */
	uint32_t number;
};

static void end_line(struct answers *answers)
{
	if (answers->first == '-')
		child_fail("an error from redis-server");
	if (answers->lines > 0)
		answers->lines--;
	else if (answers->first == '*')
		answers->lines = 2 * answers->number;
	if (answers->lines == 0)
		answers->whole++;
	answers->first = 0;
	answers->number = 0;
}

static void read_some(struct answers *answers, const char *at, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (at[i] == '\n')
			end_line(answers);
		else if (answers->first == 0)
			answers->first = at[i];
		else if (at[i] >= '0' && at[i] <= '9')
			answers->number = answers->number * 10 + (uint32_t)(at[i] - '0');
	}
}

void peer_redis_run(struct peer_redis *redis, struct buf *pipeline, uint32_t wanted)
{
	static char room[READ_BYTES];
	struct answers answers = { 0 };

	if (net_send(redis->fd, buf_str(pipeline)) < 0)
		child_fail("send");
	buf_clear(pipeline);
	while (answers.whole < wanted) {
		ssize_t len = read(redis->fd, room, sizeof room);

		if (len <= 0)
			child_fail("redis-server has gone");
		read_some(&answers, room, (size_t)len);
	}
}
