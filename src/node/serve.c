/* A running node: puts its parts together, and takes them apart without losing an answer. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "node/serve.h"

#include <assert.h>
#include <stdio.h>

#include "node/assets_serve.h"
#include "node/attach.h"
#include "node/auth.h"
#include "node/journal.h"
#include "node/link.h"
#include "node/live.h"
#include "node/metrics.h"
#include "node/past.h"
#include "node/search.h"
#include "node/stream.h"
#include "os/os.h"

#define WORKERS 2
#define MINUTE_NS (INT64_C(60) * 1000000000)

struct serve {
	struct node node;
	struct loop_timer *minute;
	struct loop_catch *hangup;
	uint16_t port;
};

/* Everybody who must know of an entry, in order; the disk has it by now. */
static void on_publish(void *user, const struct entry *entry, const struct record *record)
{
	struct node *node = user;

	if (node->first_at == 0)
		node->first_at = entry->at;
	metrics_entry(node->metrics);
	attach_publish(node->attach, entry);
	past_publish(node->past, entry);
	search_publish(node->search, entry, record);
	stream_publish(node->streams, entry, record);
	live_publish(node->live, entry, record);
	link_publish(node->link, entry);
}

static void on_turn(void *user)
{
	struct node *node = user;

	stream_turn(node->streams);
	http_turn(node->http);
	pipeline_go(node->pipeline);
}

static void on_minute(void *user)
{
	struct serve *serve = user;

	auth_tick(serve->node.auth, os_now());
	loop_timer_arm(serve->minute, os_monotonic_ns() + MINUTE_NS);
}

static void on_hangup(void *user)
{
	struct serve *serve = user;
	const char *fault = http_reload_tls(serve->node.http);

	if (fault != NULL)
		journal_say("error", "certificate_not_reloaded", "reason", str_of(fault));
	else
		journal_say("info", "certificate_reloaded", "hint", STR(""));
}

static bool first_entry(void *user, const struct log_entry *stored, const struct hash *hash,
			const struct hash *link)
{
	instant *at = user;

	(void)hash;
	(void)link;
	*at = stored->time;
	return false;
}

static instant first_moment(const struct pipeline *pipeline)
{
	struct log_reader *reader;
	instant at = 0;

	if (log_reader_open(pipeline_dir(pipeline), &reader) != LOG_OK)
		return 0;
	log_read(reader, 0, first_entry, &at);
	log_reader_close(reader);
	return at;
}

static struct basemap *load_basemap(const struct serve_options *options,
				    const struct pipeline *pipeline)
{
	char path[4096];

	if (options->basemap_dir != NULL)
		return assets_serve_load(options->basemap_dir);
	snprintf(path, sizeof path, "%s/basemap", pipeline_dir(pipeline));
	return assets_serve_load(path);
}

static void make_parts(struct node *node)
{
	node->metrics = metrics_create();
	node->attach = attach_create(node);
	node->past = past_create(node);
	node->search = search_create(node);
	node->streams = stream_create(node);
	node->live = live_create(node);
}

static void destroy_parts(struct node *node)
{
	live_destroy(node->live);
	stream_destroy(node->streams);
	search_destroy(node->search);
	past_destroy(node->past);
	attach_destroy(node->attach);
	metrics_destroy(node->metrics);
	assets_serve_unload(node->basemap);
}

static const char *check_listen(const struct serve_options *options)
{
	if (net_is_loopback(&options->http.listen) || options->http.tls_cert != NULL ||
	    options->insecure_listen)
		return NULL;
	return "拒绝在回环地址以外无TLS监听：请给出--tls-cert与--tls-key，或明确写--insecure-listen / "
	       "refused to listen beyond loopback without TLS: give --tls-cert and --tls-key, or "
	       "say --insecure-listen";
}

const char *serve_start(const struct serve_options *options, struct pipeline *pipeline,
			struct loop *loop, struct serve **ret)
{
	struct serve *serve;
	struct node *node;
	const char *fault = check_listen(options);

	if (fault != NULL)
		return fault;
	serve = heap_alloc(sizeof *serve);
	node = &serve->node;
	*node = (struct node){
		.loop = loop, .pipeline = pipeline, .started_at = os_now(),
		.started_ns = os_monotonic_ns(), .offset_minutes = options->offset_minutes,
		.pace = 1, .demo = options->demo, .secure = options->http.tls_cert != NULL,
		.behind_proxy = options->behind_proxy,
	};
	node->workers = worker_create(loop, WORKERS);
	node->first_at = first_moment(pipeline);
	node->basemap = load_basemap(options, pipeline);
	make_parts(node);
	fault = auth_open(pipeline_dir(pipeline), node->workers, &node->auth);
	if (fault == NULL && options->site != NULL)
		fault = link_open(options->site, pipeline, loop, node->attach, node->live,
				  &node->link);
	if (fault == NULL)
		fault = live_mqtt_open(node->live, pipeline_dir(pipeline));
	if (fault == NULL)
		fault = http_open(node, &options->http, &node->http, &serve->port);
	if (fault != NULL) {
		link_close(node->link);
		search_stop(node->search);
		worker_settle(node->workers);
		auth_close(node->auth);
		destroy_parts(node);
		worker_destroy(node->workers);
		heap_free(serve);
		return fault;
	}
	pipeline_subscribe(pipeline, on_publish, node);
	loop_after_turn(loop, on_turn, node);
	pipeline_hold(pipeline, true);
	serve->minute = loop_timer_create(loop, on_minute, serve);
	loop_timer_arm(serve->minute, os_monotonic_ns() + MINUTE_NS);
	serve->hangup = loop_catch_create(loop, LOOP_HANGUP, on_hangup, serve);
	*ret = serve;
	return NULL;
}

void serve_stop(struct serve *serve)
{
	struct node *node = &serve->node;

	node->stopping = true;
	pipeline_hold(node->pipeline, false);
	http_quiesce(node->http);
	stream_end_all(node->streams);
	live_end_all(node->live);
	search_stop(node->search);
	/* An answer of a worker can lead to one more job, but not without end. */
	do {
		pipeline_settle(node->pipeline);
		worker_settle(node->workers);
	} while (worker_waiting(node->workers) > 0);
	/* Who waits for another node's answer is told that it cannot be reached. */
	link_close(node->link);
	node->link = NULL;
	/* Whoever comes in this moment is still asked who he is, and told that we stop. */
	http_close(node->http);
	auth_close(node->auth);
	loop_after_turn(node->loop, NULL, NULL);
	pipeline_subscribe(node->pipeline, NULL, NULL);
	loop_timer_destroy(serve->minute);
	loop_catch_destroy(serve->hangup);
	destroy_parts(node);
	worker_destroy(node->workers);
	heap_free(serve);
}

void serve_set_pace(struct serve *serve, double pace)
{
	if (serve->node.pace == pace)
		return;
	serve->node.pace = pace;
	stream_beat_all(serve->node.streams);
}

int64_t serve_person_acted_ns(const struct serve *serve)
{
	return serve->node.person_acted_ns;
}

uint16_t serve_port(const struct serve *serve)
{
	return serve->port;
}

bool serve_settled(const struct serve *serve)
{
	return search_settled(serve->node.search);
}

struct auth *serve_auth(const struct serve *serve)
{
	return serve->node.auth;
}
