/* A node that runs beside a test on a thread of its own, on the small world, its clock standing. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/apinode.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "lib/logkit.h"
#include "node/auth.h"
#include "node/script.h"
#include "os/thread.h"

#define WORLD "tests/cases/worlds/small.world"

struct apinode {
	char dir[LOGKIT_PATH];
	struct serve_options options;
	bool again;
	struct thread *thread;
	struct thread_mutex *mutex;
	struct thread_cond *changed;
	bool ready;
	bool stop;
	apinode_call *call;                                /* to be run; NULL: none */
	void *call_user;
	struct loop *loop;
	struct loop_wake *wake;
	struct pipeline *pipeline;
	struct serve *serve;
};

static void say(void *user, struct str line)
{
	(void)user;
	fprintf(stderr, "# " STR_FMT "\n", STR_ARG(line));
}

static void load_world(struct apinode *node)
{
	struct script_player *player = script_player_create(node->pipeline, say, NULL);

	LOGKIT_MUST(script_load_world(player, WORLD));
	pipeline_settle(node->pipeline);
	script_player_destroy(player);
}

static void give_passwords(struct apinode *node)
{
	const struct model *model = pipeline_model(node->pipeline);
	const struct kind *kind = registry_find(STR("account"))->kind;
	uint32_t count = model_count(model, kind);
	struct ident accounts[256];

	LOGKIT_MUST(count > 0 && count <= 256);
	for (uint32_t i = 0; i < count; i++)
		accounts[i] = model_at(model, kind, i)->id;
	LOGKIT_MUST(auth_set_passwords(serve_auth(node->serve), accounts, count,
				       STR(APINODE_PASSWORD)));
}

static void on_wake(void *user)
{
	struct apinode *node = user;

	thread_mutex_lock(node->mutex);
	apinode_call *call = node->call;
	bool stop = node->stop;

	thread_mutex_unlock(node->mutex);
	if (call != NULL)
		call(node->call_user, node->pipeline, node->serve);
	thread_mutex_lock(node->mutex);
	node->call = NULL;
	thread_cond_broadcast(node->changed);
	thread_mutex_unlock(node->mutex);
	if (stop)
		loop_stop(node->loop);
}

static void open_all(struct apinode *node)
{
	struct pipeline_options options = { .dir = node->dir, .demo_clock = true };
	struct str fault;
	const char *wrong;

	node->loop = loop_create();
	node->wake = loop_wake_create(node->loop, on_wake, node);
	options.loop = node->loop;
	LOGKIT_MUST(pipeline_open(&options, &node->pipeline, &fault) == LOG_OK);
	if (!node->again)
		load_world(node);
	wrong = serve_start(&node->options, node->pipeline, node->loop, &node->serve);
	if (wrong != NULL)
		fprintf(stderr, "# %s\n", wrong);
	LOGKIT_MUST(wrong == NULL);
	if (!node->again)
		give_passwords(node);
}

static void run(void *user)
{
	struct apinode *node = user;

	open_all(node);
	thread_mutex_lock(node->mutex);
	node->ready = true;
	thread_cond_broadcast(node->changed);
	thread_mutex_unlock(node->mutex);
	loop_run(node->loop);
	serve_stop(node->serve);
	LOGKIT_MUST(pipeline_close(node->pipeline) == LOG_OK);
	loop_wake_destroy(node->wake);
	loop_destroy(node->loop);
}

static struct apinode *start(const struct serve_options *options, const char *dir, bool again)
{
	struct apinode *node = heap_alloc(sizeof *node);

	registry_init();
	snprintf(node->dir, sizeof node->dir, "%s", dir);
	if (options != NULL)
		node->options = *options;
	if (node->options.http.listen.port == 0)
		LOGKIT_MUST(net_parse(STR("127.0.0.1:0"), &node->options.http.listen));
	node->options.offset_minutes = 480;
	node->again = again;
	node->mutex = thread_mutex_create();
	node->changed = thread_cond_create();
	node->thread = thread_create("node", run, node);
	thread_mutex_lock(node->mutex);
	while (!node->ready)
		thread_cond_wait(node->changed, node->mutex);
	thread_mutex_unlock(node->mutex);
	return node;
}

struct apinode *apinode_start(const struct serve_options *options)
{
	char dir[] = "/tmp/api-node-XXXXXX";

	LOGKIT_MUST(mkdtemp(dir) != NULL);
	return start(options, dir, false);
}

struct apinode *apinode_start_again(const struct serve_options *options, const char *dir)
{
	return start(options, dir, true);
}

void apinode_do(struct apinode *node, apinode_call *call, void *user)
{
	thread_mutex_lock(node->mutex);
	node->call = call;
	node->call_user = user;
	loop_wake_send(node->wake);
	while (node->call != NULL)
		thread_cond_wait(node->changed, node->mutex);
	thread_mutex_unlock(node->mutex);
}

void apinode_stop_keep(struct apinode *node)
{
	thread_mutex_lock(node->mutex);
	node->stop = true;
	loop_wake_send(node->wake);
	thread_mutex_unlock(node->mutex);
	thread_join(node->thread);
	thread_cond_destroy(node->changed);
	thread_mutex_destroy(node->mutex);
	heap_free(node);
}

void apinode_remove(const char *dir)
{
	logkit_remove_tree(dir);
}

void apinode_stop(struct apinode *node)
{
	char dir[LOGKIT_PATH];

	memcpy(dir, node->dir, sizeof dir);
	apinode_stop_keep(node);
	apinode_remove(dir);
}

uint16_t apinode_port(const struct apinode *node)
{
	return serve_port(node->serve);
}

const char *apinode_dir(const struct apinode *node)
{
	return node->dir;
}

static void advance(void *user, struct pipeline *pipeline, struct serve *serve)
{
	const int64_t *seconds = user;

	(void)serve;
	pipeline_set_now(pipeline, pipeline_now(pipeline) + *seconds * 1000);
	pipeline_settle(pipeline);
}

void apinode_advance(struct apinode *node, int64_t seconds)
{
	apinode_do(node, advance, &seconds);
}

static void read_settled(void *user, struct pipeline *pipeline, struct serve *serve)
{
	bool *settled = user;

	(void)pipeline;
	*settled = serve_settled(serve);
}

void apinode_await_index(struct apinode *node)
{
	bool settled = false;

	while (!settled) {
		apinode_do(node, read_settled, &settled);
		if (!settled)
			usleep(10000);
	}
}

static void read_pos(void *user, struct pipeline *pipeline, struct serve *serve)
{
	uint64_t *pos = user;

	(void)serve;
	*pos = model_pos(pipeline_model(pipeline));
}

uint64_t apinode_pos(struct apinode *node)
{
	uint64_t pos = 0;

	apinode_do(node, read_pos, &pos);
	return pos;
}

static void read_digest(void *user, struct pipeline *pipeline, struct serve *serve)
{
	(void)serve;
	model_digest(pipeline_model(pipeline), user);
}

void apinode_digest(struct apinode *node, struct hash *ret)
{
	apinode_do(node, read_digest, ret);
}
