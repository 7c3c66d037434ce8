/* What thousands of open consoles cost a node, beside a bare broadcaster. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/mem.h"
#include "bench/bench.h"
#include "bench/lib/child.h"
#include "bench/lib/listen.h"
#include "bench/lib/load.h"
#include "bench/lib/peer.h"
#include "bench/lib/subject.h"
#include "os/self.h"

#define RUNS 5
#define STREAMS 5000
#define RATE 50                                            /* entries a second, seen by all */
#define WARM_NS INT64_C(500000000)
#define RUN_NS INT64_C(4000000000)
#define DRAIN_NS INT64_C(20000000000)
#define DESCRIPTORS 12000
#define WRITERS 16
#define BODY_BYTES 300
#define SENT_MOST 1024

/* When an entry was asked for, and when each reader had it. */
struct arrival {
	uint64_t id;
	int64_t ns;
};
struct sent {
	uint64_t pos;                                      /* 0: not yet answered */
	int64_t ns;
};

/* Writes at its rate whether or not the answers have come: the load does not wait for the node. */
struct writer {
	struct load_text text;
	int links[WRITERS];
	uint32_t waits[WRITERS];                           /* which of `sent` the link waits for */
	bool busy[WRITERS];
	struct sent sent[SENT_MOST];
	uint32_t nsent;
	int64_t next_ns;
};

struct run {
	struct arrival *arrivals;
	uint32_t narrivals, size;
	double ours[RUNS], bare[RUNS], p50[RUNS], p99[RUNS], share[RUNS];
	double together[RUNS];                             /* entries in one write to a stream */
	double bytes, connect_s;
	uint32_t lost;
};

static void on_arrival(void *user, uint64_t id)
{
	struct run *run = user;

	HEAP_ROOM(run->arrivals, run->narrivals, run->size);
	run->arrivals[run->narrivals++] = (struct arrival){ id, os_monotonic_ns() };
}

static void on_nothing(void *user, uint64_t id)
{
	(void)user;
	(void)id;
}

/* ---- writing ------------------------------------------------------------------------------- */

/* For one run: the node closes what has been idle for long. */
static void open_links(struct writer *writer, uint16_t port)
{
	for (int i = 0; i < WRITERS; i++)
		writer->links[i] = load_connect(port);
}

static void close_links(struct writer *writer)
{
	for (int i = 0; i < WRITERS; i++)
		close(writer->links[i]);
}

static void take_answers(struct writer *writer)
{
	char answer[8192];

	for (int i = 0; i < WRITERS; i++) {
		if (!writer->busy[i])
			continue;
		ssize_t got = recv(writer->links[i], answer, sizeof answer - 1, 0);

		if (got == 0 || (got < 0 && errno != EAGAIN))
			child_fail("an act was not answered");
		if (got < 0)
			continue;
		answer[got] = '\0';
		const char *pos = strstr(answer, "\"pos\":");

		if (!pos || strncmp(answer, "HTTP/1.1 201", 12) != 0) {
			fprintf(stderr, "bench: answered\n%s\n", answer);
			exit(1);
		}
		writer->sent[writer->waits[i]].pos = strtoull(pos + 6, NULL, 10);
		writer->busy[i] = false;
	}
}

static void write_one(struct writer *writer)
{
	for (int i = 0; i < WRITERS; i++) {
		if (writer->busy[i])
			continue;
		load_number(&writer->text);
		writer->busy[i] = true;
		writer->waits[i] = writer->nsent;
		writer->sent[writer->nsent++] = (struct sent){ 0, os_monotonic_ns() };
		if (send(writer->links[i], writer->text.at, writer->text.len, MSG_NOSIGNAL) !=
		    (ssize_t)writer->text.len)
			child_fail("send");
		return;
	}
}

static void write_due(struct writer *writer, int64_t until_ns)
{
	int64_t now = os_monotonic_ns();

	take_answers(writer);
	while (writer->next_ns <= now && now < until_ns && writer->nsent < SENT_MOST) {
		write_one(writer);
		writer->next_ns += 1000000000 / RATE;
	}
}

static bool all_answered(const struct writer *writer, uint64_t *ret_last)
{
	*ret_last = 0;
	for (uint32_t i = 0; i < writer->nsent; i++) {
		if (writer->sent[i].pos == 0)
			return false;
		if (writer->sent[i].pos > *ret_last)
			*ret_last = writer->sent[i].pos;
	}
	return true;
}

static void write_for(struct writer *writer, struct listen *listen, int64_t span_ns)
{
	int64_t until = os_monotonic_ns() + span_ns;

	writer->next_ns = os_monotonic_ns();
	while (os_monotonic_ns() < until) {
		write_due(writer, until);
		listen_turn(listen, 2);
	}
}

/* Until everyone has everything, so that what was under way is counted too. */
static void drain(struct writer *writer, struct listen *listen)
{
	int64_t until = os_monotonic_ns() + DRAIN_NS;
	uint64_t last, have;

	while (os_monotonic_ns() < until) {
		take_answers(writer);
		listen_turn(listen, 5);
		if (all_answered(writer, &last) && listen_have(listen, &have) && have >= last)
			return;
	}
	fprintf(stderr, "bench: not all entries have arrived\n");
	exit(1);
}

/* ---- a run --------------------------------------------------------------------------------- */

static int64_t sent_at(const struct writer *writer, uint64_t pos)
{
	for (uint32_t i = 0; i < writer->nsent; i++)
		if (writer->sent[i].pos == pos)
			return writer->sent[i].ns;
	return 0;
}

static void time_arrivals(struct run *run, const struct writer *writer, int r)
{
	double *took_ms = heap_alloc((run->narrivals + 1) * sizeof took_ms[0]);
	uint64_t id = 0;
	int64_t sent = 0;
	uint32_t count = 0;

	for (uint32_t i = 0; i < run->narrivals; i++) {
		if (run->arrivals[i].id != id) {
			id = run->arrivals[i].id;
			sent = sent_at(writer, id);
		}
		if (sent != 0)
			took_ms[count++] = (double)(run->arrivals[i].ns - sent) / 1e6;
	}
	run->p50[r] = bench_median(took_ms, (int)count);
	run->p99[r] = took_ms[(uint64_t)count * 99 / 100];
	heap_free(took_ms);
}

static struct listen *open_ours(const struct subject *subject, struct run *run)
{
	char request[512];
	int64_t start = os_monotonic_ns();

	snprintf(request, sizeof request,
		 "GET /api/v1/stream?post=nat HTTP/1.1\r\nHost: 127.0.0.1\r\n%s\r\n",
		 subject->officer);
	struct listen *listen =
		listen_open(subject->port, str_of(request), STREAMS, on_arrival, run);

	run->connect_s = (double)(os_monotonic_ns() - start) / 1e9;
	return listen;
}

static void run_ours(const struct subject *subject, struct listen *listen, struct writer *writer,
		     struct run *run, int r)
{
	open_links(writer, subject->port);
	writer->nsent = run->narrivals = 0;
	write_for(writer, listen, WARM_NS);
	drain(writer, listen);
	writer->nsent = run->narrivals = 0;
	uint64_t entries = listen_entries(listen), bytes = listen_bytes(listen);
	uint64_t writes = listen_writes(listen);
	int64_t cpu = child_cpu_ns(subject->pid), start = os_monotonic_ns();

	write_for(writer, listen, RUN_NS);
	drain(writer, listen);
	cpu = child_cpu_ns(subject->pid) - cpu;
	entries = listen_entries(listen) - entries;
	run->ours[r] = (double)cpu / 1000 / (double)entries;
	run->share[r] = (double)cpu / (double)(os_monotonic_ns() - start) * 100;
	run->together[r] = (double)entries / (double)(listen_writes(listen) - writes);
	run->bytes = (double)(listen_bytes(listen) - bytes) / (double)entries;
	time_arrivals(run, writer, r);
	close_links(writer);
}

static void run_bare(struct run *run, int r)
{
	static const char request[] = "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
	struct peer_stream options = { (uint32_t)run->bytes, RATE, STREAMS,
				       run->together[r] };
	uint16_t port;
	pid_t pid = peer_stream_start(&options, &port);
	struct listen *listen =
		listen_open(port, str_of(request), STREAMS, on_nothing, NULL);

	for (int64_t until = os_monotonic_ns() + WARM_NS; os_monotonic_ns() < until;)
		listen_turn(listen, 2);
	uint64_t entries = listen_entries(listen);
	int64_t cpu = child_cpu_ns(pid);

	for (int64_t until = os_monotonic_ns() + RUN_NS; os_monotonic_ns() < until;)
		listen_turn(listen, 2);
	run->bare[r] = (double)(child_cpu_ns(pid) - cpu) / 1000 /
		       (double)(listen_entries(listen) - entries);
	if (listen_lost(listen) > 0)
		child_fail("the bare broadcaster lost a stream");
	listen_close(listen);
	kill(pid, SIGKILL);
}

static void print(struct run *run, const struct subject *subject)
{
	printf("%d streams, %d entries/s of %.0f bytes; both send %.1f of them together\n",
	       STREAMS, RATE, run->bytes, bench_median(run->together, RUNS));
	printf("%d runs of %.0f s, ours and the bare program in turn; opening took %.1f s\n",
	       RUNS, (double)RUN_NS / 1e9, run->connect_s);
	bench_row("CPU a delivered message", bench_median(run->ours, RUNS),
		  bench_median(run->bare, RUNS), "us", 1.5);
	bench_row("streams lost / opened", run->lost, STREAMS, "", 0);
	bench_row("memory, most / promised", child_memory_mib(subject->pid, "VmHWM:"), 512, "MiB",
		  1);
	printf("sending to arrival, the commit between: median %.1f ms, p99 %.1f ms\n",
	       bench_median(run->p50, RUNS), bench_median(run->p99, RUNS));
	printf("the node used %.0f %% of one processor\n", bench_median(run->share, RUNS));
}

int main(void)
{
	static struct run run;
	static struct writer writer;
	struct subject subject;
	struct buf text;

	if (self_descriptors(DESCRIPTORS) < DESCRIPTORS)
		child_fail("descriptors");
	subject_start(&subject);
	buf_init(&text, 65536);
	subject_note(&subject, BODY_BYTES, &text, &writer.text.key);
	writer.text.at = text.at;
	writer.text.len = text.len;
	/* They stay open, and beat, while the bare program runs. */
	struct listen *listen = open_ours(&subject, &run);

	for (int r = 0; r < RUNS; r++) {
		run_ours(&subject, listen, &writer, &run, r);
		run_bare(&run, r);
	}
	run.lost = listen_lost(listen);
	print(&run, &subject);
	listen_close(listen);
	buf_release(&text);
	heap_free(run.arrivals);
	subject_end(&subject);
	return run.lost == 0 ? 0 : 1;
}
