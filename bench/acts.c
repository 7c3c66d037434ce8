/* What an act costs a node, from the request to the durable answer, beside the bare libraries. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <signal.h>

#include "base/mem.h"
#include "bench/bench.h"
#include "bench/lib/child.h"
#include "bench/lib/load.h"
#include "bench/lib/peer.h"
#include "bench/lib/subject.h"

#define BODY_BYTES 300
#define CONNECTIONS 64
#define ACTS 10000                                         /* with all connections, in one run */
#define ACTS_ALONE 500                                     /* with one */

/* The state thread's name is that of the program. */
enum { STATE, LOG, WORKERS, THREADS };
static const char *const threads[THREADS] = { "watchfloor", "log", "worker" };

/* A kind of load, and what was measured of it, run by run. */
struct mix {
	const char *name;
	struct load_text texts[4];
	uint32_t ntexts;
	double ours[BENCH_RUNS], http[BENCH_RUNS], rows[BENCH_RUNS];
	double waiting[BENCH_RUNS];                        /* bare HTTP that suspends requests */
	double ours_alone[BENCH_RUNS], http_alone[BENCH_RUNS], rows_alone[BENCH_RUNS];
	double shares[THREADS][BENCH_RUNS];                /* of ours, by thread */
	double batch[BENCH_RUNS], rate[BENCH_RUNS], p99[BENCH_RUNS], entries[BENCH_RUNS];
};

struct counts {
	double entries, commits;
};

static struct counts counts_of(const struct subject *subject)
{
	return (struct counts){ subject_metric(subject, "log_entries_total"),
				subject_metric(subject, "log_commits_total") };
}

static void run_many(const struct subject *subject, struct mix *mix, int r, double *ret_bytes)
{
	struct load load = { subject->port, CONNECTIONS, ACTS, mix->texts, mix->ntexts };
	struct load_result result;
	struct counts before = counts_of(subject);
	int64_t cpu = child_rest_cpu_ns(subject->pid), shares[THREADS];

	for (int t = 0; t < THREADS; t++)
		shares[t] = child_threads_cpu_ns(subject->pid, threads[t]);
	load_run(&load, &result);
	mix->ours[r] = (double)(child_rest_cpu_ns(subject->pid) - cpu) / 1000 / ACTS;
	for (int t = 0; t < THREADS; t++) {
		shares[t] = child_threads_cpu_ns(subject->pid, threads[t]) - shares[t];
		mix->shares[t][r] = (double)shares[t] / 1000 / ACTS;
	}
	struct counts after = counts_of(subject);

	mix->batch[r] = (after.entries - before.entries) / (after.commits - before.commits);
	mix->entries[r] = (after.entries - before.entries) / ACTS;
	mix->rate[r] = ACTS / result.seconds;
	mix->p99[r] = result.p99_us;
	*ret_bytes = result.answer_bytes;
}

static void run_alone(const struct subject *subject, struct mix *mix, int r)
{
	struct load load = { subject->port, 1, ACTS_ALONE, mix->texts, mix->ntexts };
	struct load_result result;

	load_run(&load, &result);
	mix->ours_alone[r] = result.median_us;
}

static void run_http(struct mix *mix, int r, size_t bytes, bool waits)
{
	struct peer_http options = { bytes, waits };
	struct load load = { 0, CONNECTIONS, ACTS, mix->texts, mix->ntexts };
	struct load_result result;
	pid_t pid = peer_http_start(&options, &load.port);
	int64_t cpu = child_cpu_ns(pid);

	load_run(&load, &result);
	cpu = child_cpu_ns(pid) - cpu;
	*(waits ? &mix->waiting[r] : &mix->http[r]) = (double)cpu / 1000 / ACTS;
	if (result.answer_bytes != (double)bytes) {
		fprintf(stderr, "bench: the peer answers %.0f bytes, not %zu\n",
			result.answer_bytes, bytes);
		exit(1);
	}
	load.connections = 1;
	load.total = ACTS_ALONE;
	load_run(&load, &result);
	if (!waits)
		mix->http_alone[r] = result.median_us;
	kill(pid, SIGKILL);
}

static void run_sqlite(struct mix *mix, int r)
{
	struct peer_sqlite options = { mix->batch[r], ACTS, BODY_BYTES };
	struct peer_sqlite_result result;

	peer_sqlite_run(&options, &result);
	mix->rows[r] = result.cpu_us * mix->entries[r];
	options = (struct peer_sqlite){ mix->entries[r], ACTS_ALONE, BODY_BYTES };
	peer_sqlite_run(&options, &result);
	mix->rows_alone[r] = result.median_us;
}

static void run(const struct subject *subject, struct mix *mix, int r)
{
	double bytes;

	run_many(subject, mix, r, &bytes);
	run_http(mix, r, (size_t)bytes, false);
	run_http(mix, r, (size_t)bytes, true);
	run_sqlite(mix, r);
	run_alone(subject, mix, r);
}

static void print(struct mix *mix)
{
	double http = bench_median(mix->http, BENCH_RUNS);
	double rows = bench_median(mix->rows, BENCH_RUNS);
	double http_alone = bench_median(mix->http_alone, BENCH_RUNS);
	double rows_alone = bench_median(mix->rows_alone, BENCH_RUNS);
	char what[80];

	printf("%s: %.0f acts/s, p99 %.1f ms, %.1f entries a commit, %.2f entries an act\n",
	       mix->name, bench_median(mix->rate, BENCH_RUNS),
	       bench_median(mix->p99, BENCH_RUNS) / 1000,
	       bench_median(mix->batch, BENCH_RUNS), bench_median(mix->entries, BENCH_RUNS));
	printf("  bare HTTP %.2f us + bare SQLite %.2f us; alone %.0f us + %.0f us\n", http, rows,
	       http_alone, rows_alone);
	printf("  bare HTTP that suspends each request until its turn ends: %.2f us\n",
	       bench_median(mix->waiting, BENCH_RUNS));
	printf("  ours: state thread %.2f us, log thread %.2f us, search index %.2f us\n",
	       bench_median(mix->shares[STATE], BENCH_RUNS),
	       bench_median(mix->shares[LOG], BENCH_RUNS),
	       bench_median(mix->shares[WORKERS], BENCH_RUNS));
	snprintf(what, sizeof what, "%s: CPU an act, 64 connections", mix->name);
	bench_row(what, bench_median(mix->ours, BENCH_RUNS), http + rows, "us", 1.6);
	snprintf(what, sizeof what, "%s: median latency, one client", mix->name);
	bench_row(what, bench_median(mix->ours_alone, BENCH_RUNS), http_alone + rows_alone, "us",
		  1.5);
}

static void add_text(const struct subject *subject, struct mix *mix,
		     void (*write)(const struct subject *subject, size_t bytes, struct buf *ret,
				   size_t *ret_key))
{
	struct load_text *text = &mix->texts[mix->ntexts++];
	struct buf buf;

	buf_init(&buf, 65536);
	write(subject, BODY_BYTES, &buf, &text->key);
	text->at = buf.at;
	text->len = buf.len;
}

int main(void)
{
	static struct mix mixes[] = { { .name = "notes" }, { .name = "3 notes, 1 message" } };
	struct subject subject;

	subject_start(&subject);
	add_text(&subject, &mixes[0], subject_note);
	for (int i = 0; i < 3; i++)
		add_text(&subject, &mixes[1], subject_note);
	add_text(&subject, &mixes[1], subject_message);
	for (int r = 0; r < BENCH_RUNS; r++)
		for (size_t m = 0; m < sizeof mixes / sizeof mixes[0]; m++)
			run(&subject, &mixes[m], r);
	printf("bodies of %d bytes; %d runs of %d acts, ours and the bare programs in turn\n",
	       BODY_BYTES, BENCH_RUNS, ACTS);
	for (size_t m = 0; m < sizeof mixes / sizeof mixes[0]; m++) {
		print(&mixes[m]);
		for (uint32_t i = 0; i < mixes[m].ntexts; i++)
			heap_free(mixes[m].texts[i].at);
	}
	printf("the node: %.1f MiB of memory, log %.1f MiB\n",
	       child_memory_mib(subject.pid, "VmRSS:"), subject_file_mib(&subject, "log.db"));
	subject_end(&subject);
	return 0;
}
