/* Several nodes with their meshes in one process: frames go from queue to queue, as one wants. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/meshnet.h"

#include <stdio.h>
#include <time.h>

#include "base/json.h"
#include "node/script.h"
#include "wire/mesh/frame.h"

#define WORLD "tests/cases/worlds/small.world"
#define ROUNDS 5000
#define TRIES 50

static code code_of(const char *text)
{
	code ret;

	LOGKIT_MUST(code_parse(str_of(text), &ret));
	return ret;
}

uint32_t meshnet_find(const struct meshnet *net, const char *site)
{
	code wanted = code_of(site);
	uint32_t i = 0;

	while (i < net->count && net->nodes[i].site != wanted)
		i++;
	LOGKIT_MUST(i < net->count);
	return i;
}

const struct model *meshnet_model(const struct meshnet *net, const char *site)
{
	const struct meshnet_node *node = &net->nodes[meshnet_find(net, site)];

	LOGKIT_MUST(node->pipeline);
	return pipeline_model(node->pipeline);
}

/* ---- the network ----------------------------------------------------------------------------- */

static void enqueue(struct meshnet *net, uint32_t from, uint32_t to, struct str bytes)
{
	HEAP_ROOM(net->queue, net->nqueue, net->queue_size);
	net->queue[net->nqueue++] =
		(struct meshnet_frame){ from, to, { heap_text(bytes), bytes.len } };
}

/* As the node would have said it, had its clock been set so. */
static struct str shifted(struct meshnet_node *node, struct str bytes)
{
	struct mesh_frame frame;
	struct buf out;
	struct str text;

	if (!frame_read(node->net->arena, bytes, &frame) || frame.verb != MESH_BEAT)
		return bytes;
	frame.as.beat.sent += node->skew_ms;
	buf_init(&out, LIMIT_MESH_FRAME);
	frame_write(&frame, &out);
	text = arena_str(node->net->arena, buf_str(&out));
	buf_release(&out);
	return text;
}

static bool send_frame(void *self, code to, struct str bytes)
{
	struct meshnet_node *node = self;
	struct meshnet *net = node->net;
	uint32_t from = (uint32_t)(node - net->nodes);

	if (node->skew_ms)
		bytes = shifted(node, bytes);

	for (uint32_t i = 0; i < net->count; i++)
		if (net->nodes[i].site == to)
			enqueue(net, from, i, bytes);
	return true;
}

static void deliver(struct meshnet *net)
{
	for (uint32_t i = 0; i < net->nqueue; i++) {
		struct meshnet_frame frame = net->queue[i];
		struct meshnet_node *to = &net->nodes[frame.to];

		if (to->mesh && !net->cut[frame.to] && !net->cut[frame.from]) {
			mesh_receive(to->mesh, net->nodes[frame.from].site, frame.bytes);
			pipeline_settle(to->pipeline);
		}
		heap_free((void *)(uintptr_t)frame.bytes.at);
	}
	net->nqueue = 0;
}

void meshnet_inject(struct meshnet *net, const char *to, const char *from, struct str bytes)
{
	struct meshnet_node *node = &net->nodes[meshnet_find(net, to)];

	mesh_receive(node->mesh, code_of(from), bytes);
	pipeline_settle(node->pipeline);
}

void meshnet_round(struct meshnet *net)
{
	const struct timespec beat = { .tv_nsec = 1100000 };

	nanosleep(&beat, NULL);
	for (uint32_t i = 0; i < net->count; i++) {
		if (!net->nodes[i].mesh)
			continue;
		mesh_tick(net->nodes[i].mesh);
		pipeline_settle(net->nodes[i].pipeline);
	}
	deliver(net);
}

void meshnet_until(struct meshnet *net, meshnet_condition *condition, const char *words)
{
	for (int i = 0; i < ROUNDS && !condition(net); i++)
		meshnet_round(net);
	if (!condition(net))
		fprintf(stderr, "# in vain: %s\n", words);
	LOGKIT_MUST(condition(net));
}

void meshnet_cut(struct meshnet *net, const char *site, bool cut)
{
	net->cut[meshnet_find(net, site)] = cut;
}

bool meshnet_saw_fault(const struct meshnet *net, const char *site, const char *from,
		       const struct refusal *why)
{
	struct mesh_fault faults[64];
	uint32_t count = mesh_faults(net->nodes[meshnet_find(net, site)].mesh, faults, 64);

	for (uint32_t i = 0; i < count; i++)
		if (faults[i].why == why && faults[i].from == code_of(from))
			return true;
	return false;
}

/* ---- nodes ----------------------------------------------------------------------------------- */

static void open_pipeline(struct meshnet_node *node, code site)
{
	struct pipeline_options options = { .dir = node->folder.dir, .demo_clock = true,
					    .site = site };
	struct str fault;

	if (pipeline_open(&options, &node->pipeline, &fault) != LOG_OK)
		fprintf(stderr, "# " STR_FMT "\n", STR_ARG(fault));
	LOGKIT_MUST(node->pipeline);
	log_public_key(pipeline_log(node->pipeline), node->key);
}

static void open_mesh(struct meshnet_node *node)
{
	const struct meshnet *net = node->net;
	struct mesh_options options = { .pipeline = node->pipeline, .beat_ms = 1,
					.patience_ms = 20, .root = net->nodes[0].site,
					.above = node->above, .follows = node->follows,
					.transport = { node, send_frame } };

	memcpy(options.root_key, net->nodes[0].key, sizeof options.root_key);
	for (uint32_t i = 0; node->follows && i < net->count; i++)
		if (net->nodes[i].site == node->follows)
			memcpy(options.follows_key, net->nodes[i].key, SITE_KEY_BYTES);
	node->mesh = mesh_create(&options);
	LOGKIT_MUST(node->mesh);
}

static struct meshnet_node *add_node(struct meshnet *net, const char *site)
{
	struct meshnet_node *node = &net->nodes[net->count++];

	LOGKIT_MUST(net->count <= MESHNET_NODES);
	logkit_init(&node->folder);
	node->net = net;
	node->site = code_of(site);
	return node;
}

void meshnet_stop(struct meshnet *net, const char *site)
{
	struct meshnet_node *node = &net->nodes[meshnet_find(net, site)];

	mesh_destroy(node->mesh);
	LOGKIT_MUST(pipeline_close(node->pipeline) == LOG_OK);
	node->mesh = NULL;
	node->pipeline = NULL;
}

void meshnet_start(struct meshnet *net, const char *site)
{
	struct meshnet_node *node = &net->nodes[meshnet_find(net, site)];

	open_pipeline(node, node->site);
	pipeline_set_now(node->pipeline, pipeline_now(net->nodes[0].pipeline));
	open_mesh(node);
}

/* ---- acts ------------------------------------------------------------------------------------ */

static void keep(void *user, const struct outcome *outcome)
{
	*(struct outcome *)user = *outcome;
}

static struct outcome ask(struct meshnet *net, struct pipeline *pipeline, struct request *request,
			  const char *fields)
{
	static const struct refusal unanswered = { "unanswered", "", "", 0 };
	struct outcome outcome = { .refused.why = &unanswered };
	struct json json;

	json.text = arena_printf(net->arena, "{\"fields\":{%s}}", fields);
	LOGKIT_MUST(json_parse(net->arena, json.text, &json) == JSON_OK);
	request->json = &json;
	request->fields = 2;
	request->key = arena_printf(net->arena, "act-%u", ++net->nacts);
	/* Carried to another node and not answered in time by a slow machine: asked again. */
	for (int tries = 0; tries < TRIES; tries++) {
		outcome.refused.why = &unanswered;
		pipeline_submit(pipeline, request, keep, &outcome);
		pipeline_settle(pipeline);
		for (int i = 0; i < ROUNDS && outcome.refused.why == &unanswered; i++)
			meshnet_round(net);
		if (outcome.refused.why != &refused_home_unreachable)
			break;
	}
	return outcome;
}

struct outcome meshnet_act(struct meshnet *net, const char *site, const char *login,
			   const char *post, const char *kind, const char *act,
			   struct ident record, const char *fields)
{
	const struct model *model = meshnet_model(net, site);
	const struct record *actor = model_by_unique(model, "account", "login", str_of(login));
	const struct record *known = model_find(model, record);
	struct request request = { .kind = str_of(kind), .act = str_of(act), .record = record,
				   .post = code_of(post), .version = known ? known->version : 0 };

	LOGKIT_MUST(actor);
	request.actor = actor->id;
	return ask(net, net->nodes[meshnet_find(net, site)].pipeline, &request, fields);
}

struct ident meshnet_do(struct meshnet *net, const char *site, const char *login, const char *post,
			const char *kind, const char *act, struct ident record, const char *fields)
{
	struct outcome outcome = meshnet_act(net, site, login, post, kind, act, record, fields);

	if (outcome.refused.why)
		fprintf(stderr, "# %s %s.%s: %s %s\n", site, kind, act, outcome.refused.why->name,
			outcome.refused.field ? outcome.refused.field : "");
	LOGKIT_MUST(!outcome.refused.why);
	return outcome.record;
}

bool meshnet_in(const struct meshnet *net, const char *site, struct ident id, const char *state)
{
	const struct record *record = model_find(meshnet_model(net, site), id);

	return record && str_eq(str_of(model_state(record)), str_of(state));
}

/* ---- the beginning and the end --------------------------------------------------------------- */

static void join(struct meshnet *net, struct meshnet_node *at, const struct meshnet_node *node,
		 const char *site, const char *post, const char *follows)
{
	const struct site *own = site_get(pipeline_model(at->pipeline), at->site);
	struct request request = { .kind = STR("site"), .act = STR("join"), .system = true,
				   .setup = true, .post = own ? own->post : code_of(post) };
	struct hash key;
	char hex[HASH_HEX], fields[256];
	struct outcome outcome;

	memcpy(key.bytes, node->key, sizeof key.bytes);
	hash_format(&key, hex);
	snprintf(fields, sizeof fields, "\"code\":\"%s\",\"post\":\"%s\",\"key\":\"%s\"%s%s%s",
		 site, post, hex, follows ? ",\"follows\":\"" : "", follows ? follows : "",
		 follows ? "\"" : "");
	outcome = ask(net, at->pipeline, &request, fields);
	if (outcome.refused.why)
		fprintf(stderr, "# join %s: %s\n", site, outcome.refused.why->name);
	LOGKIT_MUST(!outcome.refused.why);
}

static void say(void *user, struct str line)
{
	(void)user;
	fprintf(stderr, "# " STR_FMT "\n", STR_ARG(line));
}

void meshnet_init(struct meshnet *net)
{
	struct meshnet_node *hq;
	struct script_player *player;

	*net = (struct meshnet){ .arena = arena_create() };
	hq = add_node(net, "hq");
	open_pipeline(hq, 0);
	player = script_player_create(hq->pipeline, say, NULL);
	LOGKIT_MUST(script_load_world(player, WORLD));
	script_player_destroy(player);
	pipeline_settle(hq->pipeline);
	join(net, hq, hq, "hq", "nat", NULL);
	pipeline_be(hq->pipeline, hq->site);
	open_mesh(hq);
}

uint32_t meshnet_join(struct meshnet *net, const char *site, const char *post, const char *at,
		      const char *above, const char *follows)
{
	struct meshnet_node *node = add_node(net, site);

	open_pipeline(node, node->site);
	join(net, &net->nodes[meshnet_find(net, at)], node, site, post, follows);
	pipeline_set_now(node->pipeline, pipeline_now(net->nodes[0].pipeline));
	node->above = code_of(above);
	node->follows = follows ? code_of(follows) : 0;
	open_mesh(node);
	return net->count - 1;
}

void meshnet_release(struct meshnet *net)
{
	for (uint32_t i = 0; i < net->count; i++) {
		struct meshnet_node *node = &net->nodes[i];

		mesh_destroy(node->mesh);
		if (node->pipeline)
			LOGKIT_MUST(pipeline_close(node->pipeline) == LOG_OK);
		logkit_remove_tree(node->folder.dir);
	}
	for (uint32_t i = 0; i < net->nqueue; i++)
		heap_free((void *)(uintptr_t)net->queue[i].bytes.at);
	heap_free(net->queue);
	arena_destroy(net->arena);
}
