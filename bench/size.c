/* How much room it takes: the program on the disk, the console on the line, the node in memory. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <unistd.h>

#include "bench/bench.h"
#include "bench/lib/child.h"
#include "bench/lib/subject.h"

#define CONSOLE "web/dist/assets"
#define ANSWER_BYTES ((size_t)16 * 1024 * 1024)
#define REST_S 3

struct console {
	uint16_t port;
	double gzip_kb;
	int scripts;
};

/* As a browser gets it: the bytes that come over the line. */
static void add_script(void *user, const char *name)
{
	static const char length[] = "\r\nContent-Length: ";
	struct console *console = user;
	size_t len = strlen(name);
	char path[300];
	struct buf answer;

	if (len < 3 || strcmp(name + len - 3, ".js") != 0)
		return;
	snprintf(path, sizeof path, "/assets/%s", name);
	buf_init(&answer, ANSWER_BYTES);
	subject_exchange(console->port, "Accept-Encoding: gzip\r\n", "GET", path, STR(""), &answer);
	const char *at = strstr(answer.at, length);

	if (!at || !strstr(answer.at, "\r\nContent-Encoding: gzip"))
		child_fail(path);
	console->gzip_kb += strtod(at + sizeof length - 1, NULL) / 1000;
	console->scripts++;
	buf_release(&answer);
}

static void weigh_program(void)
{
	int64_t bytes = os_file_size(subject_program());

	if (bytes < 0)
		child_fail(subject_program());
	bench_row("program with console / promised", (double)bytes / 1e6, 10, "MB", 1);
}

static void weigh_console(uint16_t port)
{
	struct console console = { .port = port };

	os_list(CONSOLE, add_script, &console);
	if (console.scripts == 0) {
		printf("the console is left out of this build\n");
		return;
	}
	printf("scripts of the console: %d\n", console.scripts);
	bench_row("scripts of the console, gzip / promised", console.gzip_kb, 600, "kB", 1);
}

/* The scenario is loaded and stands still: its script is at a thousandth of the wall's pace. */
int main(void)
{
	char dir[] = "/tmp/watchfloor-bench-XXXXXX", data[64];
	int out;

	if (!mkdtemp(dir))
		child_fail("folder");
	snprintf(data, sizeof data, "%s/data", dir);
	const char *argv[] = { subject_program(), "demo", "--data", data, "--listen", "127.0.0.1:0",
			       "--speed", "0.001", "--scenario", "demo/beijing-2022", NULL };
	pid_t pid = child_exec(argv, -1, &out);
	uint16_t port = subject_read_port(out);

	weigh_program();
	weigh_console(port);
	sleep(REST_S);
	child_rest_cpu_ns(pid);
	bench_row("memory, scenario idle / promised", child_memory_mib(pid, "VmRSS:"), 64, "MiB",
		  1);
	printf("memory at most, while a password is derived: %.1f MiB\n",
	       child_memory_mib(pid, "VmHWM:"));
	child_end(pid);
	close(out);
	subject_remove(dir);
	return 0;
}
