/* The mesh that is measured: venue, territory, nation, each a node with its broker. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "bench/lib/tiers.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "bench/bench.h"
#include "bench/lib/child.h"
#include "bench/lib/subject.h"

#define TEXT_BYTES 1024
#define ANSWER_BYTES (1024 * 1024)

static const struct tiers *running;                        /* NULL: none */

static bool run(const char *verb, const char *rest)
{
	char command[2 * TEXT_BYTES];

	snprintf(command, sizeof command, "tools/tiers.sh %s %s >/dev/null 2>&1 </dev/null", verb,
		 rest);
	fflush(NULL);
	return system(command) == 0;
}

static void must_run(const char *verb, const char *rest)
{
	if (!run(verb, rest))
		child_fail(verb);
}

/* Whatever ends the program: no process is left behind. */
static void stop_running(void)
{
	if (!running)
		return;
	run("stop", running->dir);
	subject_remove(running->dir);
	running = NULL;
}

void tiers_start(struct tiers *tiers)
{
	char rest[TEXT_BYTES], port[16];

	*tiers = (struct tiers){ .dir = "/tmp/watchfloor-bench-XXXXXX" };
	if (!mkdtemp(tiers->dir))
		child_fail("folder");
	tiers->port = (uint16_t)(20000 + getpid() % 300 * 40);
	snprintf(port, sizeof port, "%u", tiers->port);
	setenv("TIERS_PORT", port, 1);
	setenv("TIERS_SITES", "nat bj nst", 1);
	running = tiers;
	atexit(stop_running);
	snprintf(rest, sizeof rest, "%s %s", subject_program(), tiers->dir);
	must_run("start", rest);
}

void tiers_stop(const struct tiers *tiers)
{
	must_run("stop", tiers->dir);
	stop_running();
}

void tiers_do(const struct tiers *tiers, const char *verb, enum tier site)
{
	char rest[128];

	snprintf(rest, sizeof rest, "%s %s", tiers->dir, tiers_name(site));
	must_run(verb, rest);
}

void tiers_all(const struct tiers *tiers, const char *verb)
{
	for (int i = 0; i < TIER_COUNT; i++)
		tiers_do(tiers, verb, (enum tier)i);
}

const char *tiers_name(enum tier site)
{
	static const char *const names[TIER_COUNT] = { "nat", "bj", "nst" };

	return names[site];
}

/* Nodes are at port, port + 1, port + 2; their brokers ten further on (tools/tiers.sh). */
uint16_t tiers_node(const struct tiers *tiers, enum tier site)
{
	return (uint16_t)(tiers->port + site);
}

uint16_t tiers_broker(const struct tiers *tiers, enum tier site)
{
	return (uint16_t)(tiers->port + 10 + site);
}

struct log_reader *tiers_log(const struct tiers *tiers, enum tier site)
{
	char path[128];
	struct log_reader *reader;

	snprintf(path, sizeof path, "%s/%s", tiers->dir, tiers_name(site));
	if (log_reader_open(path, &reader) != LOG_OK)
		child_fail(path);
	return reader;
}

static int64_t cpu_of(const struct tiers *tiers, enum tier site, const char *which,
		      int64_t (*look)(pid_t pid))
{
	char path[128];
	struct buf pid;
	int64_t spent = 0;

	snprintf(path, sizeof path, "%s/%s%s", tiers->dir, tiers_name(site), which);
	buf_init(&pid, 64);
	if (os_read_file(path, &pid) >= 0) {
		buf_add_char(&pid, '\0');
		spent = look((pid_t)atoi(pid.at));
	}
	buf_release(&pid);
	return spent;
}

int64_t tiers_cpu_ns(const struct tiers *tiers, enum tier site)
{
	return cpu_of(tiers, site, ".pid", child_cpu_ns);
}

int64_t tiers_rest_cpu_ns(const struct tiers *tiers, enum tier site)
{
	return cpu_of(tiers, site, ".pid", child_rest_cpu_ns);
}

int64_t tiers_brokers_cpu_ns(const struct tiers *tiers)
{
	int64_t spent = 0;

	for (int i = 0; i < TIER_COUNT; i++)
		spent += cpu_of(tiers, (enum tier)i, ".broker.pid", child_cpu_ns);
	return spent;
}

void tiers_sign_in(const struct tiers *tiers, enum tier site, const char *login, char ret[256])
{
	char path[128], body[256], cookie[80], csrf[80];
	struct buf password, answer;
	const char *at;

	buf_init(&password, 256);
	buf_init(&answer, ANSWER_BYTES);
	snprintf(path, sizeof path, "%s/password", tiers->dir);
	os_read_file(path, &password);
	snprintf(body, sizeof body, "{\"login\":\"%s\",\"password\":\"" STR_FMT "\"}", login,
		 STR_ARG(buf_str(&password)));
	subject_exchange(tiers_node(tiers, site), "", "POST", "/api/v1/session", str_of(body),
			 &answer);
	at = strstr(answer.at, "wf_session=");
	if (!at || sscanf(at, "wf_session=%79[^;]", cookie) != 1)
		child_fail("session");
	at = strstr(answer.at, "\"csrf\":\"");
	if (!at || sscanf(at, "\"csrf\":\"%79[^\"]", csrf) != 1)
		child_fail("session");
	snprintf(ret, 256, "Cookie: wf_session=%s\r\nX-CSRF: %s\r\n", cookie, csrf);
	buf_release(&password);
	buf_release(&answer);
}
