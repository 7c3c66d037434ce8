/* Processes that a measuring program starts: the node, and the bare programs beside it. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "bench/lib/child.h"

#include <errno.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "bench/bench.h"

#define GIVEN 3
/* Less than this in such a span is rest: the node's timers go on ringing. */
#define REST_SPAN_MS 300
#define REST_NS INT64_C(3000000)
#define REST_SPANS_MOST 40

_Noreturn void child_fail(const char *what)
{
	fprintf(stderr, "bench: %s: %s\n", what, strerror(errno));
	exit(1);
}

static pid_t split(int *ret_out, int *ret_end)
{
	int ends[2];

	fflush(stdout);
	if (pipe(ends) < 0)
		child_fail("pipe");
	pid_t pid = fork();

	if (pid < 0)
		child_fail("fork");
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		close(ends[0]);
		*ret_end = ends[1];
		return 0;
	}
	close(ends[1]);
	*ret_out = ends[0];
	return pid;
}

pid_t child_exec(const char *const *argv, int in, int *ret_out)
{
	union { const char *const *in; char *const *out; } words = { .in = argv };
	int end;
	pid_t pid = split(ret_out, &end);

	if (pid != 0)
		return pid;
	if (in >= 0)
		dup2(in, GIVEN);
	dup2(end, STDOUT_FILENO);
	close(end);
	execv(argv[0], words.out);
	child_fail(argv[0]);
}

pid_t child_fork(void (*run)(const void *user, int out), const void *user, int *ret_out)
{
	int end;
	pid_t pid = split(ret_out, &end);

	if (pid != 0)
		return pid;
	run(user, end);
	_exit(0);
}

void child_wait(pid_t pid)
{
	int status;

	if (waitpid(pid, &status, 0) != pid)
		child_fail("waitpid");
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
		fprintf(stderr, "bench: a process ended badly (%d)\n", status);
		exit(1);
	}
}

void child_end(pid_t pid)
{
	kill(pid, SIGTERM);
	child_wait(pid);
}

int64_t child_cpu_ns(pid_t pid)
{
	struct timespec spent;
	clockid_t clock;

	if (clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &spent) < 0)
		child_fail("the CPU clock of a process");
	return (int64_t)spent.tv_sec * 1000000000 + spent.tv_nsec;
}

int64_t child_rest_cpu_ns(pid_t pid)
{
	int64_t before = child_cpu_ns(pid), after = before;

	for (int i = 0; i < REST_SPANS_MOST; i++) {
		usleep(REST_SPAN_MS * 1000);
		after = child_cpu_ns(pid);
		if (after - before < REST_NS)
			break;
		before = after;
	}
	return after;
}

struct threads {
	pid_t pid;
	const char *name;
	int64_t spent_ns;
};

static void read_thread(const struct threads *threads, const char *thread, const char *what,
			struct buf *ret)
{
	char path[300];

	snprintf(path, sizeof path, "/proc/%d/task/%s/%s", (int)threads->pid, thread, what);
	buf_clear(ret);
	if (os_read_file(path, ret) < 0)
		buf_clear(ret);
	buf_add_char(ret, '\0');
}

static void add_thread(void *user, const char *thread)
{
	struct threads *threads = user;
	struct buf text;

	buf_init(&text, 4096);
	read_thread(threads, thread, "comm", &text);
	if (strncmp(text.at, threads->name, strlen(threads->name)) == 0) {
		read_thread(threads, thread, "schedstat", &text);
		threads->spent_ns += strtoll(text.at, NULL, 10);
	}
	buf_release(&text);
}

int64_t child_threads_cpu_ns(pid_t pid, const char *name)
{
	struct threads threads = { .pid = pid, .name = name };
	char path[64];

	snprintf(path, sizeof path, "/proc/%d/task", (int)pid);
	os_list(path, add_thread, &threads);
	return threads.spent_ns;
}

double child_memory_mib(pid_t pid, const char *line)
{
	char path[64];
	struct buf buf;

	snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
	buf_init(&buf, 65536);
	if (os_read_file(path, &buf) < 0)
		child_fail(path);
	buf_add_char(&buf, '\0');
	const char *at = strstr(buf.at, line);
	double kib = at ? strtod(at + strlen(line), NULL) : 0;

	buf_release(&buf);
	return kib / 1024;
}
