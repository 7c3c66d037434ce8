/* The node among others: pushes what is new, asks for what is missing, takes what proves itself. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "node/mesh.h"

#include <assert.h>

#include "node/mesh_state.h"
#include "os/os.h"

#define MS_NS INT64_C(1000000)

/* ---- who and what is known ------------------------------------------------------------------- */

struct peer *mesh_peer_of(struct mesh *mesh, code site)
{
	uint64_t *index = map_get(&mesh->peer_of, site);
	struct peer *peer;

	if (index)
		return mesh->peers[*index];
	peer = heap_alloc(sizeof *peer);
	peer->site = site;
	peer->round_trip_ms = -1;
	peer->window = MESH_RUN_BYTES;
	map_init(&peer->holds);
	map_init(&peer->told);
	map_init(&peer->follower_ends);
	HEAP_ROOM(mesh->peers, mesh->npeers, mesh->peers_size);
	*map_put(&mesh->peer_of, site) = mesh->npeers;
	mesh->peers[mesh->npeers++] = peer;
	return peer;
}

struct chain_end *mesh_chain_of(struct mesh *mesh, code origin)
{
	uint64_t *index = map_get(&mesh->chain_of, origin);
	struct chain_end *chain;

	if (index)
		return mesh->chains[*index];
	chain = heap_alloc(sizeof *chain);
	chain->origin = origin;
	chain->have = log_chain_end(mesh->reader, origin, &chain->link);
	chain->wanted = chain->have;
	HEAP_ROOM(mesh->chains, mesh->nchains, mesh->chains_size);
	*map_put(&mesh->chain_of, origin) = mesh->nchains;
	mesh->chains[mesh->nchains++] = chain;
	return chain;
}

static void load_chains(struct mesh *mesh)
{
	uint32_t count = log_origins(mesh->reader, NULL, 0);
	code *origins = heap_alloc((count + 1) * sizeof *origins);

	count = log_origins(mesh->reader, origins, count);
	for (uint32_t i = 0; i < count; i++)
		mesh_chain_of(mesh, origins[i]);
	heap_free(origins);
}

static bool is_above(const struct model *model, code upper, code lower)
{
	code at = site_above(model, lower);

	for (int i = 0; at && at != upper && i < LIMIT_TREE_DEPTH; i++)
		at = site_above(model, at);
	return at == upper && at != 0;
}

/* Right above; a follower that was promoted stands there too. */
static bool is_next(const struct model *model, code upper, code lower)
{
	code above = site_above(model, lower);

	return above != 0 && (above == upper || site_in_place_of(model, above) == upper);
}

/* It knows itself and the one that it was told at joining to learn from. */
static bool is_settled(const struct mesh *mesh)
{
	const struct model *model = pipeline_model(mesh->pipeline);

	return site_get(model, site_self(model)) && (!mesh->above || site_get(model, mesh->above));
}

/* Where a site stands changes when one joins, leaves or is taken over: rarely. */
static bool are_placed(const struct mesh *mesh)
{
	const struct model *model = pipeline_model(mesh->pipeline);

	return mesh->placed_by == model && mesh->placed_moves == site_moves(model) &&
	       mesh->placed_peers == mesh->npeers;
}

static void place_peers(struct mesh *mesh)
{
	const struct model *model = pipeline_model(mesh->pipeline);
	code self = site_self(model);

	if (are_placed(mesh))
		return;
	for (uint16_t i = 0; i < site_count(model); i++) {
		const struct site *site = site_at(model, i);

		if (site->code != self && site->active)
			mesh_peer_of(mesh, site->code);
	}
	for (uint32_t i = 0; i < mesh->npeers; i++) {
		struct peer *peer = mesh->peers[i];

		peer->neighbour = is_next(model, self, peer->site) ||
				  is_next(model, peer->site, self);
		peer->above = is_above(model, peer->site, self);
	}
	if (!is_settled(mesh) && mesh->above && mesh->above != self)
		mesh_peer_of(mesh, mesh->above)->neighbour = true;
	mesh->placed_by = model;
	mesh->placed_moves = site_moves(model);
	mesh->placed_peers = mesh->npeers;
}

bool mesh_is_silent(const struct mesh *mesh, const struct peer *peer)
{
	return peer->heard_ns == 0 ||
	       os_monotonic_ns() - peer->heard_ns > MESH_SILENT_BEATS * mesh->beat_ns;
}

bool mesh_vouches(const struct mesh *mesh, code of, code origin)
{
	const struct model *model = pipeline_model(mesh->pipeline);
	const struct site *site = site_get(model, of);
	/* A follower that was promoted writes a chain by its own name. */
	const struct site *begun = tree_get(model, origin) ? NULL : site_get(model, origin);
	code post = begun ? begun->post : origin;

	return !site || site->post == post || tree_above(model, site->post, post);
}

void mesh_note_fault(struct mesh *mesh, code from, code origin, uint64_t seq,
		     const struct refusal *why)
{
	struct mesh_fault *fault;
	instant now = pipeline_now(mesh->pipeline);

	for (uint32_t i = 0; i < mesh->nfaults; i++) {
		fault = &mesh->faults[i];
		if (fault->why == why && fault->from == from && fault->origin == origin &&
		    fault->seq == seq) {
			fault->times++;
			fault->at = now;
			return;
		}
	}
	if (mesh->nfaults == MESH_FAULTS_KEPT)
		memmove(mesh->faults, mesh->faults + 1,
			--mesh->nfaults * sizeof mesh->faults[0]);
	mesh->faults[mesh->nfaults++] = (struct mesh_fault){ now, from, origin, seq, why, 1 };
}

bool mesh_send(struct mesh *mesh, struct peer *to, const struct mesh_frame *frame)
{
	buf_clear(&mesh->out);
	frame_write(frame, &mesh->out);
	if (mesh->out.over ||
	    !mesh->transport.send(mesh->transport.self, to->site, buf_str(&mesh->out)))
		return false;
	to->sent += mesh->out.len;
	return true;
}

/* ---- what comes in --------------------------------------------------------------------------- */

/*
 * Who is new does not know yet who there is, and since the invitation somebody may have come to
 * stand between: whoever the broker lets in is listened to. What he says must prove itself.
 */
static bool may_speak(const struct mesh *mesh, code from)
{
	const struct model *model = pipeline_model(mesh->pipeline);
	const struct site *site = site_get(model, from);

	if (from == site_self(model))
		return false;
	if (site)
		return site->active;
	return from != 0 && (from == mesh->root || !is_settled(mesh));
}

static void handle(struct mesh *mesh, struct peer *from, const struct mesh_frame *frame)
{
	switch (frame->verb) {
	case MESH_BEAT:
		mesh_beat_take(mesh, from, &frame->as.beat);
		break;
	case MESH_RUN:
		mesh_take_run(mesh, from, &frame->as.run);
		break;
	case MESH_PULL:
		mesh_give_run(mesh, from, &frame->as.pull);
		break;
	case MESH_PAST:
		mesh_take_past(mesh, from, &frame->as.past);
		break;
	case MESH_ASK_PAST:
		mesh_give_past(mesh, from, &frame->as.ask_past);
		break;
	case MESH_ACT:
		mesh_act_serve(mesh, from, &frame->as.act);
		break;
	case MESH_ANSWER:
		mesh_act_answered(mesh, &frame->as.answer);
		break;
	case MESH_ASK_FILE:
		mesh_file_serve(mesh, from, &frame->as.ask_file);
		break;
	case MESH_FILE:
		mesh_file_taken(mesh, from, &frame->as.file);
		break;
	case MESH_ASK_ROWS:
		mesh_rows_serve(mesh, from, &frame->as.ask_rows);
		break;
	case MESH_ROWS:
		mesh_rows_take(mesh, from, &frame->as.rows);
		break;
	case MESH_LIVE:
		mesh_live_take(mesh, from, &frame->as.live);
		break;
	case MESH_ASK_INDEX:
		mesh_index_serve(mesh, from, &frame->as.ask_index);
		break;
	case MESH_INDEX:
		mesh_index_taken(mesh, from, &frame->as.index);
		break;
	case MESH_VERBS:
		break;
	}
}

void mesh_receive(struct mesh *mesh, code from, struct str bytes)
{
	struct mesh_frame frame;
	struct peer *peer;

	if (!may_speak(mesh, from)) {
		mesh_note_fault(mesh, from, 0, 0, &refused_mesh_not_sender);
		return;
	}
	peer = mesh_peer_of(mesh, from);
	arena_reset(mesh->arena);
	if (!frame_read(mesh->arena, bytes, &frame)) {
		mesh_note_fault(mesh, from, 0, 0, &refused_mesh_bad_frame);
		return;
	}
	peer->received += bytes.len;
	if (frame.verb == MESH_LIVE)
		peer->live_received += bytes.len;
	peer->heard_at = os_now();
	peer->heard_ns = os_monotonic_ns();
	handle(mesh, peer, &frame);
}

/* ---- turning --------------------------------------------------------------------------------- */

int64_t mesh_next_ns(const struct mesh *mesh)
{
	return mesh->next_beat_ns;
}

void mesh_tick(struct mesh *mesh)
{
	int64_t now = os_monotonic_ns();

	if (now >= mesh->next_beat_ns) {
		mesh->next_beat_ns = now + mesh->beat_ns;
		place_peers(mesh);
		mesh_beat_all(mesh);
		mesh_take_missing(mesh);
		mesh_index_tick(mesh);
		mesh_rows_ask(mesh);
		mesh_alarm_tick(mesh);
		mesh_act_settle(mesh, false);
		mesh_file_tick(mesh, false);
		mesh_live_tick(mesh);
	}
	if (mesh->timer)
		loop_timer_arm(mesh->timer, mesh->next_beat_ns);
}

static void on_timer(void *user)
{
	mesh_tick(user);
}

static void on_commit(void *user, uint64_t from_pos, uint64_t to_pos, bool made)
{
	struct mesh *mesh = user;

	arena_reset(mesh->arena);
	place_peers(mesh);
	if (made)
		mesh_give_committed(mesh, from_pos, to_pos);
	mesh_rows_committed(mesh);
	mesh_act_settle(mesh, false);
}

struct mesh *mesh_create(const struct mesh_options *options)
{
	struct mesh *mesh = heap_alloc(sizeof *mesh);

	mesh->pipeline = options->pipeline;
	mesh->begun_ns = os_monotonic_ns();
	mesh->transport = options->transport;
	mesh->loop = options->loop;
	mesh->beat_ns = (options->beat_ms ? options->beat_ms : 1000) * MS_NS;
	mesh->patience_ns = (options->patience_ms ? options->patience_ms : 2000) * MS_NS;
	mesh->root = options->root;
	mesh->above = options->above ? options->above : options->root;
	memcpy(mesh->root_key, options->root_key, sizeof mesh->root_key);
	mesh->follows = options->follows;
	memcpy(mesh->follows_key, options->follows_key, sizeof mesh->follows_key);
	map_init(&mesh->peer_of);
	map_init(&mesh->chain_of);
	mesh->arena = arena_create_large(MESH_ARENA_KEPT);
	mesh->giving = arena_create_large(MESH_ARENA_KEPT);
	buf_init(&mesh->out, LIMIT_MESH_FRAME);
	buf_init(&mesh->shelf.bytes, LIMIT_ATTACHMENT_BYTES);
	mesh->files = options->files;
	mesh->live = options->live;
	if (log_reader_open(pipeline_dir(mesh->pipeline), &mesh->reader) != LOG_OK) {
		mesh_destroy(mesh);
		return NULL;
	}
	load_chains(mesh);
	mesh_rows_begin(mesh);
	place_peers(mesh);
	pipeline_sign_commits(mesh->pipeline);
	pipeline_on_commit(mesh->pipeline, on_commit, mesh);
	pipeline_on_foreign(mesh->pipeline, mesh_act_forward, mesh);
	if (mesh->loop) {
		mesh->timer = loop_timer_create(mesh->loop, on_timer, mesh);
		loop_timer_arm(mesh->timer, os_monotonic_ns());
	}
	return mesh;
}

void mesh_destroy(struct mesh *mesh)
{
	if (!mesh)
		return;
	/* Whoever waits for our answer gets it. */
	pipeline_settle(mesh->pipeline);
	pipeline_on_commit(mesh->pipeline, NULL, NULL);
	pipeline_on_foreign(mesh->pipeline, NULL, NULL);
	mesh_act_settle(mesh, true);
	mesh_file_tick(mesh, true);
	loop_timer_destroy(mesh->timer);
	log_reader_close(mesh->reader);
	for (uint32_t i = 0; i < mesh->npeers; i++) {
		map_release(&mesh->peers[i]->holds);
		map_release(&mesh->peers[i]->told);
		map_release(&mesh->peers[i]->follower_ends);
		heap_free(mesh->peers[i]);
	}
	for (uint32_t i = 0; i < mesh->nchains; i++)
		heap_free(mesh->chains[i]);
	heap_free(mesh->peers);
	heap_free(mesh->chains);
	heap_free(mesh->errands);
	map_release(&mesh->peer_of);
	map_release(&mesh->chain_of);
	arena_destroy(mesh->arena);
	arena_destroy(mesh->giving);
	heap_free(mesh->items);
	heap_free(mesh->ahead.at);
	buf_release(&mesh->out);
	buf_release(&mesh->shelf.bytes);
	heap_free(mesh);
}

bool mesh_ask_join(struct mesh *mesh, const struct request *request, code site,
		   pipeline_reply *reply, void *user)
{
	return mesh_act_forward(mesh, request, site, reply, user);
}

/* ---- for people ------------------------------------------------------------------------------ */

static uint64_t missing_of(const struct mesh *mesh, code site)
{
	const struct model *model = pipeline_model(mesh->pipeline);
	uint64_t missing = 0;

	for (uint32_t i = 0; i < mesh->nchains; i++)
		if (site_of_origin(model, mesh->chains[i]->origin) == site &&
		    mesh->chains[i]->wanted > mesh->chains[i]->have)
			missing += mesh->chains[i]->wanted - mesh->chains[i]->have;
	return missing;
}

/* Of what is ours, by what it said in its last beat; who sends no beats is not counted. */
static uint64_t behind_of(const struct mesh *mesh, const struct peer *peer)
{
	const struct model *model = pipeline_model(mesh->pipeline);
	uint64_t behind = 0;

	for (uint32_t i = 0; i < mesh->nchains; i++) {
		const struct chain_end *chain = mesh->chains[i];
		const uint64_t *held = map_get(&peer->holds, chain->origin);

		if (held && site_local(model, chain->origin) && chain->have > *held)
			behind += chain->have - *held;
	}
	return behind;
}

uint32_t mesh_peers(const struct mesh *mesh, struct mesh_peer *ret, uint32_t max)
{
	for (uint32_t i = 0; i < mesh->npeers && i < max; i++) {
		const struct peer *peer = mesh->peers[i];

		ret[i] = (struct mesh_peer){ .site = peer->site,
					     .neighbour = peer->neighbour,
					     .heard_at = peer->heard_at,
					     .silent = mesh_is_silent(mesh, peer),
					     .round_trip_ms = peer->round_trip_ms,
					     .skew_ms = peer->skew_ms,
					     .behind = behind_of(mesh, peer),
					     .missing = missing_of(mesh, peer->site),
					     .received = peer->received,
					     .sent = peer->sent,
					     .live_received = peer->live_received,
					     .live_sent = peer->live_sent,
					     .watches = os_monotonic_ns() <
							peer->watches_until_ns };
	}
	return mesh->npeers;
}

uint32_t mesh_faults(const struct mesh *mesh, struct mesh_fault *ret, uint32_t max)
{
	for (uint32_t i = 0; i < mesh->nfaults && i < max; i++)
		ret[i] = mesh->faults[mesh->nfaults - 1 - i];
	return mesh->nfaults;
}
