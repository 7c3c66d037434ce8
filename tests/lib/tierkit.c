/* Seven sites as real processes, each with its broker, on links that a test cuts and slows. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/tierkit.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/logkit.h"

#define PATH_BYTES 256
#define COMMAND_BYTES 1024
#define FIRST_PORT 20000                                   /* what is free there is taken */

#define NATF_PORT 8                                        /* as tools/tiers.sh counts */

const char *const tierkit_names[TIERKIT_MOST] = {
	"nat", "bj", "hb", "nst", "nss", "yac", "zsj", "natf"
};

static struct {
	bool links;
	char dir[PATH_BYTES];
	char of_site[TIERKIT_MOST][PATH_BYTES + 8];
	int count;
	char password[64];
	int port, outside;
} kit = { .outside = -1 };

enum tierkit_site tierkit_above(enum tierkit_site site)
{
	static const enum tierkit_site above[TIERKIT_MOST] = {
		TIERKIT_NAT, TIERKIT_NAT, TIERKIT_NAT, TIERKIT_BJ, TIERKIT_BJ, TIERKIT_BJ,
		TIERKIT_HB,  TIERKIT_NAT
	};

	return above[site];
}

int tierkit_count(void)
{
	return kit.count;
}

/* ---- a machine of its own ------------------------------------------------------------------- */

#define UNSHARE "unshare", "--user", "--map-root-user", "--net", "--mount", "--pid", "--fork", \
		"--kill-child", "--mount-proc"

/* Whether the machine lets us have namespaces, and links in them. */
static bool allowed(void)
{
	pid_t pid = fork();
	int status = 1;

	LOGKIT_MUST(pid >= 0);
	if (pid == 0) {
		if (!freopen("/dev/null", "w", stderr) || !freopen("/dev/null", "w", stdout))
			_exit(127);
		execlp("unshare", UNSHARE, "sh", "-c",
		       "mount -t tmpfs none /run && ip netns add a && "
		       "ip link add x type veth peer name y netns a", (char *)NULL);
		_exit(127);
	}
	LOGKIT_MUST(waitpid(pid, &status, 0) == pid);
	return status == 0;
}

void tierkit_begin(char **argv)
{
	const char *inside = getenv("TIERKIT_INSIDE");

	if (inside) {
		kit.links = true;
		LOGKIT_MUST(mount("none", "/run", "tmpfs", 0, NULL) == 0);
		kit.outside = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
		LOGKIT_MUST(kit.outside >= 0);
		return;
	}
	if (!allowed()) {
		printf("# skipped: no network namespaces; a cut takes a broker away instead\n");
		return;
	}
	setenv("TIERKIT_INSIDE", "1", 1);
	fflush(NULL);
	/* The shell stays, as the first process there, and buries what others have left. */
	execlp("unshare", UNSHARE, "sh", "-c", "\"$0\"; exit $?", argv[0], (char *)NULL);
	LOGKIT_MUST(false);
}

bool tierkit_links(void)
{
	return kit.links;
}

uint16_t tierkit_enter(enum tierkit_site site)
{
	char path[PATH_BYTES];
	int fd;

	if (kit.links) {
		snprintf(path, sizeof path, "/run/netns/wf-%s", tierkit_names[site]);
		fd = open(path, O_RDONLY | O_CLOEXEC);
		LOGKIT_MUST(fd >= 0 && setns(fd, CLONE_NEWNET) == 0);
		close(fd);
	}
	return (uint16_t)(kit.port + (site == TIERKIT_NATF ? NATF_PORT : (int)site));
}

void tierkit_leave(void)
{
	if (kit.links)
		LOGKIT_MUST(setns(kit.outside, CLONE_NEWNET) == 0);
}

/* ---- running -------------------------------------------------------------------------------- */

void tierkit_run(const char *command)
{
	int status;

	fflush(NULL);
	status = system(command);
	if (status != 0)
		fprintf(stderr, "# ended with %d: %s\n", status, command);
	LOGKIT_MUST(status == 0);
}

static void tiers(const char *verb, const char *rest)
{
	char command[COMMAND_BYTES];

	/* What it leaves running must not hold the test's own output open. */
	snprintf(command, sizeof command, "%s/tools/tiers.sh %s %s >%s.tiers 2>&1 </dev/null",
		 getenv("SOURCE_ROOT"), verb, rest, kit.dir);
	tierkit_run(command);
}

int tierkit_program(const char *words, const char *into)
{
	char command[COMMAND_BYTES];
	int status;

	snprintf(command, sizeof command, "%s %s >%s 2>&1", getenv("WATCHFLOOR"), words, into);
	fflush(NULL);
	status = system(command);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void read_word(const char *name, char *ret, size_t size)
{
	char path[PATH_BYTES + 32];
	FILE *file;

	snprintf(path, sizeof path, "%s/%s", kit.dir, name);
	file = fopen(path, "r");
	LOGKIT_MUST(file && fgets(ret, (int)size, file));
	fclose(file);
	ret[strcspn(ret, "\n")] = '\0';
}

void tierkit_start(void)
{
	char text[PATH_BYTES * 2];

	LOGKIT_MUST(getenv("SOURCE_ROOT") && getenv("WATCHFLOOR"));
	snprintf(kit.dir, sizeof kit.dir, "/tmp/tierkit-XXXXXX");
	LOGKIT_MUST(mkdtemp(kit.dir));
	kit.count = TIERKIT_SITES;
	for (int i = 0; i < TIERKIT_MOST; i++)
		snprintf(kit.of_site[i], sizeof kit.of_site[i], "%s/%s", kit.dir, tierkit_names[i]);
	/* Without links the ports are the machine's. */
	kit.port = FIRST_PORT + (kit.links ? 0 : (int)(getpid() % 300) * 40);
	snprintf(text, sizeof text, "%d", kit.port);
	setenv("TIERS_PORT", text, 1);
	if (kit.links)
		setenv("TIERS_LINKS", "1", 1);
	snprintf(text, sizeof text, "%s %s", getenv("WATCHFLOOR"), kit.dir);
	tiers("start", text);
	read_word("password", kit.password, sizeof kit.password);
}

void tierkit_stop(void)
{
	char command[COMMAND_BYTES];

	if (!kit.dir[0])
		return;
	tiers("stop", kit.dir);
	snprintf(command, sizeof command, "rm -rf %s %s.tiers", kit.dir, kit.dir);
	tierkit_run(command);
	kit.dir[0] = '\0';
}

const char *tierkit_dir(enum tierkit_site site)
{
	return kit.of_site[site];
}

const char *tierkit_password(void)
{
	return kit.password;
}

void tierkit_do(const char *verb, enum tierkit_site site)
{
	char text[PATH_BYTES * 2];

	snprintf(text, sizeof text, "%s %s", kit.dir, tierkit_names[site]);
	tiers(verb, text);
}

void tierkit_follow_nat(void)
{
	tierkit_do("follow", TIERKIT_NAT);
	kit.count = TIERKIT_MOST;
}

void tierkit_jump(int64_t seconds)
{
	char path[PATH_BYTES + 32], text[32];
	int64_t shift;
	FILE *file;

	for (int i = 0; i < kit.count; i++)
		tierkit_do("kill", (enum tierkit_site)i);
	read_word("shift", text, sizeof text);
	shift = strtoll(text, NULL, 10) + seconds;
	snprintf(path, sizeof path, "%s/shift", kit.dir);
	file = fopen(path, "w");
	LOGKIT_MUST(file && fprintf(file, "%lld\n", (long long)shift) > 0 && fclose(file) == 0);
	for (int i = 0; i < kit.count; i++)
		tierkit_do("up", (enum tierkit_site)i);
}

void tierkit_freeze(bool frozen)
{
	for (int i = 0; i < kit.count; i++) {
		char name[32], pid[32];

		snprintf(name, sizeof name, "%s.pid", tierkit_names[i]);
		read_word(name, pid, sizeof pid);
		LOGKIT_MUST(kill((pid_t)strtol(pid, NULL, 10), frozen ? SIGSTOP : SIGCONT) == 0);
	}
}
