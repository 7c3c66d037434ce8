/* What the node counts about itself, for those who watch over machines. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "node/metrics.h"

#include "base/map.h"
#include "base/mem.h"
#include "node/auth.h"
#include "node/http.h"
#include "node/live.h"
#include "node/node.h"
#include "node/stream.h"
#include "os/os.h"
#include "os/self.h"

/* Upper ends in microseconds; the last bucket has none. */
static const int64_t bounds_us[] = { 250, 500, 1000, 2000, 4000, 8000, 16000, 32000, 64000, 128000,
				     256000, 512000, 1024000 };
#define BOUNDS (sizeof bounds_us / sizeof bounds_us[0])
#define OUTCOMES 256

struct outcome_count {
	const struct refusal *why;
	uint64_t count;
};

struct metrics {
	uint64_t answers[6];                               /* by the first digit of the status */
	uint64_t entries;
	uint64_t done;
	struct outcome_count refused[OUTCOMES];
	uint32_t nrefused;
	uint64_t buckets[BOUNDS + 1];
	int64_t took_sum_ns;
};

struct metrics *metrics_create(void)
{
	return heap_alloc(sizeof(struct metrics));
}

void metrics_destroy(struct metrics *metrics)
{
	heap_free(metrics);
}

void metrics_answer(struct metrics *metrics, unsigned status)
{
	metrics->answers[status / 100 % 6]++;
}

void metrics_entry(struct metrics *metrics)
{
	metrics->entries++;
}

static void count_refusal(struct metrics *metrics, const struct refusal *why)
{
	for (uint32_t i = 0; i < metrics->nrefused; i++)
		if (metrics->refused[i].why == why) {
			metrics->refused[i].count++;
			return;
		}
	if (metrics->nrefused < OUTCOMES)
		metrics->refused[metrics->nrefused++] = (struct outcome_count){ why, 1 };
}

void metrics_act(struct metrics *metrics, const struct refusal *why, int64_t took_ns)
{
	size_t bucket = 0;

	if (why != NULL) {
		count_refusal(metrics, why);
		return;
	}
	metrics->done++;
	metrics->took_sum_ns += took_ns;
	while (bucket < BOUNDS && took_ns > bounds_us[bucket] * 1000)
		bucket++;
	metrics->buckets[bucket]++;
}

/* ---- text ----------------------------------------------------------------------------------- */

static void head(struct buf *out, const char *name, const char *type, const char *help)
{
	buf_printf(out, "# HELP watchfloor_%s %s\n# TYPE watchfloor_%s %s\n", name, help, name,
		   type);
}

static void put(struct buf *out, const char *name, const char *type, const char *help,
		uint64_t value)
{
	head(out, name, type, help);
	buf_printf(out, "watchfloor_%s %llu\n", name, (unsigned long long)value);
}

static void put_acts(const struct metrics *metrics, struct buf *out)
{
	head(out, "acts_total", "counter", "Acts asked for over HTTP, by outcome.");
	buf_printf(out, "watchfloor_acts_total{outcome=\"done\"} %llu\n",
		   (unsigned long long)metrics->done);
	for (uint32_t i = 0; i < metrics->nrefused; i++)
		buf_printf(out, "watchfloor_acts_total{outcome=\"%s\"} %llu\n",
			   metrics->refused[i].why->name,
			   (unsigned long long)metrics->refused[i].count);
	head(out, "answers_total", "counter", "HTTP answers by class of status.");
	for (unsigned i = 1; i < 6; i++)
		buf_printf(out, "watchfloor_answers_total{class=\"%uxx\"} %llu\n", i,
			   (unsigned long long)metrics->answers[i]);
}

static void put_latency(const struct metrics *metrics, struct buf *out)
{
	uint64_t below = 0;

	head(out, "act_seconds", "histogram", "From an act's arrival to its durable answer.");
	for (size_t i = 0; i < BOUNDS; i++) {
		below += metrics->buckets[i];
		buf_printf(out, "watchfloor_act_seconds_bucket{le=\"%g\"} %llu\n",
			   (double)bounds_us[i] / 1e6, (unsigned long long)below);
	}
	below += metrics->buckets[BOUNDS];
	buf_printf(out, "watchfloor_act_seconds_bucket{le=\"+Inf\"} %llu\n",
		   (unsigned long long)below);
	buf_printf(out, "watchfloor_act_seconds_sum %.9g\n", (double)metrics->took_sum_ns / 1e9);
	buf_printf(out, "watchfloor_act_seconds_count %llu\n", (unsigned long long)metrics->done);
}

static void put_records(const struct model *model, struct buf *out)
{
	head(out, "records", "gauge", "Records by kind.");
	for (uint16_t k = 0; k < registry_count(); k++) {
		const struct kind *kind = registry_at(k)->kind;

		buf_printf(out, "watchfloor_records{kind=\"%s\"} %u\n", kind->name,
			   model_count(model, kind));
	}
	put(out, "clocks_running", "gauge", "Deadlines that are running.", model_running(model));
}

void metrics_write(const struct node *node, struct buf *out)
{
	const struct metrics *metrics = node->metrics;
	struct log_stats stats;
	uint64_t disk = 0;

	os_disk_free(pipeline_dir(node->pipeline), &disk);
	put_acts(metrics, out);
	put_latency(metrics, out);
	put(out, "entries_total", "counter", "Entries committed since the start.",
	    metrics->entries);
	log_stats(pipeline_log(node->pipeline), &stats);
	put(out, "log_entries_total", "counter", "Entries brought to the disk since the start.",
	    stats.entries);
	put(out, "log_commits_total", "counter", "Commits that brought them there.", stats.commits);
	put(out, "reaction_faults_total", "counter",
	    "Proposals of reactions that were refused or left out.",
	    pipeline_faults(node->pipeline));
	put(out, "log_position", "gauge", "Position of the last entry.",
	    model_pos(pipeline_model(node->pipeline)));
	put(out, "connections", "gauge", "Open HTTP connections.", http_connections(node->http));
	put(out, "streams", "gauge", "Open event streams.", stream_count(node->streams));
	put(out, "stream_events_sent_total", "counter", "Events handed to streams.",
	    stream_sent(node->streams));
	put(out, "sessions", "gauge", "Sessions.", auth_session_count(node->auth));
	put(out, "worker_queue", "gauge", "Jobs of the workers that wait or run.",
	    worker_waiting(node->workers));
	put(out, "memory_bytes", "gauge", "Resident memory.", self_memory());
	put(out, "cpu_milliseconds_total", "counter", "CPU time of the process.",
	    (uint64_t)os_cpu_ns() / 1000000);
	put(out, "disk_free_bytes", "gauge", "Free space where the data are.", disk);
	live_metrics(node->live, out);
	put_records(pipeline_model(node->pipeline), out);
}
