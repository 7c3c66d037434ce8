/* What ties a running node to the others: its site, its broker and the mesh over it. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "node/link.h"

#include "base/limits.h"
#include "node/attach.h"
#include "node/broker.h"
#include "node/broker_conf.h"
#include "node/live.h"
#include "os/os.h"

struct link_up {
	struct site_file file;
	struct pipeline *pipeline;
	struct broker *broker;
	struct mesh *mesh;
};

static void on_receive(void *user, code from, struct str bytes)
{
	struct link_up *link = user;

	/* What comes while the two are tied together is asked for again. */
	if (link->mesh)
		mesh_receive(link->mesh, from, bytes);
}

static bool load_file(void *user, const struct hash *hash, code site, struct buf *ret)
{
	return attach_load(user, hash, site, ret);
}

static void file_came(void *user, const struct hash *hash, struct str bytes)
{
	attach_came(user, hash, bytes);
}

const char *link_open(const struct site_file *file, struct pipeline *pipeline, struct loop *loop,
		      struct attach *attach, struct live *live, struct link_up **ret)
{
	struct link_up *link = heap_alloc(sizeof *link);
	bool secure = file->ca[0] != '\0';
	struct broker_options options = { .loop = loop, .url = file->broker, .event = file->event,
					  .self = file->self, .ca = secure ? file->ca : NULL,
					  .cert = file->cert, .key = file->key,
					  .receive = on_receive, .user = link };
	struct mesh_options mesh = { .pipeline = pipeline, .loop = loop, .root = file->root,
				     .above = file->follows ? file->follows : file->above_site,
				     .follows = file->follows,
				     .files = { attach, load_file, file_came },
				     .live = { live, live_mesh_watched, live_mesh_give,
					       live_mesh_take } };
	const char *fault = broker_open(&options, &link->broker);

	link->file = *file;
	link->pipeline = pipeline;
	if (fault) {
		heap_free(link);
		return fault;
	}
	memcpy(mesh.root_key, file->root_key, sizeof mesh.root_key);
	memcpy(mesh.follows_key, file->follows_key, sizeof mesh.follows_key);
	mesh.transport = broker_transport(link->broker);
	link->mesh = mesh_create(&mesh);
	if (!link->mesh) {
		link_close(link);
		return "日志无法读取，不能与其他节点相连 / the log cannot be read for the mesh";
	}
	if (secure)
		broker_conf_renew(pipeline_dir(pipeline), file, pipeline_model(pipeline));
	*ret = link;
	return NULL;
}

const struct site_file *link_site(const struct link_up *link)
{
	return link ? &link->file : NULL;
}

void link_publish(struct link_up *link, const struct entry *entry)
{
	const struct kind *kind = entry->kind->kind;

	if (!link || !link->file.ca[0] ||
	    !(str_eq(str_of(kind->name), STR("site")) || str_eq(str_of(kind->name), STR("post"))))
		return;
	broker_conf_renew(pipeline_dir(link->pipeline), &link->file,
			  pipeline_model(link->pipeline));
}

void link_close(struct link_up *link)
{
	if (!link)
		return;
	mesh_destroy(link->mesh);
	link->mesh = NULL;
	broker_close(link->broker);
	heap_free(link);
}

bool link_ask_join(struct link_up *link, const struct request *request, code site,
		   pipeline_reply *reply, void *user)
{
	return mesh_ask_join(link->mesh, request, site, reply, user);
}

bool link_fetch(struct link_up *link, const struct hash *hash, code site)
{
	return link && mesh_fetch(link->mesh, hash, site);
}

/* ---- for people ------------------------------------------------------------------------------ */

static void put_code(struct json_out *json, const char *key, code value)
{
	char text[CODE_TEXT];

	json_key(json, key);
	if (value == 0) {
		json_put_null(json);
		return;
	}
	code_format(value, text);
	json_put_text(json, text);
}

static void put_number(struct json_out *json, const char *key, int64_t value)
{
	json_key(json, key);
	json_put_i64(json, value);
}

static void put_peer(struct json_out *json, const struct mesh_peer *peer)
{
	json_open(json, '{');
	put_code(json, "site", peer->site);
	json_key(json, "neighbour");
	json_put_bool(json, peer->neighbour);
	json_key(json, "heard_at");
	json_put_instant(json, peer->heard_at);
	json_key(json, "silent");
	json_put_bool(json, peer->silent);
	json_key(json, "round_trip_ms");
	if (peer->round_trip_ms < 0)
		json_put_null(json);
	else
		json_put_i64(json, peer->round_trip_ms);
	put_number(json, "skew_ms", peer->skew_ms);
	put_number(json, "behind", (int64_t)peer->behind);
	put_number(json, "missing", (int64_t)peer->missing);
	put_number(json, "received_bytes", (int64_t)peer->received);
	put_number(json, "sent_bytes", (int64_t)peer->sent);
	put_number(json, "live_received_bytes", (int64_t)peer->live_received);
	put_number(json, "live_sent_bytes", (int64_t)peer->live_sent);
	json_key(json, "watches");
	json_put_bool(json, peer->watches);
	json_close(json, '}');
}

static void put_fault(struct json_out *json, const struct mesh_fault *fault)
{
	json_open(json, '{');
	json_key(json, "at");
	json_put_instant(json, fault->at);
	put_code(json, "from", fault->from);
	put_code(json, "origin", fault->origin);
	put_number(json, "seq", (int64_t)fault->seq);
	json_key(json, "refusal");
	json_put_text(json, fault->why->name);
	json_key(json, "zh");
	json_put_text(json, fault->why->zh);
	json_key(json, "en");
	json_put_text(json, fault->why->en);
	put_number(json, "times", (int64_t)fault->times);
	json_close(json, '}');
}

#define FAULTS_SHOWN 64
static void put_followed(struct json_out *json, const struct link_up *link)
{
	uint64_t missing;
	code followed = mesh_followed(link->mesh, &missing);

	put_code(json, "follows", followed);
	if (followed)
		put_number(json, "rows_missing", (int64_t)missing);
}

static void put_link(struct json_out *json, struct link_up *link, struct arena *arena)
{
	struct broker_state state = broker_state(link->broker);
	struct mesh_peer *peers = arena_alloc(arena, LIMIT_SITES * sizeof *peers);
	uint32_t npeers = mesh_peers(link->mesh, peers, LIMIT_SITES);
	struct mesh_fault faults[FAULTS_SHOWN];
	uint32_t nfaults = mesh_faults(link->mesh, faults, FAULTS_SHOWN);

	put_followed(json, link);
	json_key(json, "broker");
	json_put_text(json, state.connected ? "connected" : "unreachable");
	put_number(json, "lost", (int64_t)state.lost);
	put_number(json, "unsent", (int64_t)state.unsent);
	json_key(json, "peers");
	json_open(json, '[');
	for (uint32_t i = 0; i < npeers && i < LIMIT_SITES; i++)
		put_peer(json, &peers[i]);
	json_close(json, ']');
	json_key(json, "refused");
	json_open(json, '[');
	for (uint32_t i = 0; i < nfaults && i < FAULTS_SHOWN; i++)
		put_fault(json, &faults[i]);
	json_close(json, ']');
}

void link_show(struct call *call)
{
	struct json_out json;

	json_begin(&json, &call->out);
	json_open(&json, '{');
	put_code(&json, "site", site_self(pipeline_model(call->node->pipeline)));
	json_key(&json, "server_time");
	json_put_instant(&json, os_now());
	if (call->node->link)
		put_link(&json, call->node->link, call->arena);
	json_close(&json, '}');
	http_json(call, 200);
}
