/* Every second each node says to its neighbours: I am here, this late, and I hold so much. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "node/mesh_state.h"
#include "os/os.h"

/* Neighbours learn of all that lies here; those further up only of what is written here. */
static uint32_t holds_for(struct mesh *mesh, const struct peer *to, struct mesh_hold *ret)
{
	const struct model *model = pipeline_model(mesh->pipeline);
	uint32_t n = 0;

	for (uint32_t i = 0; i < mesh->nchains && n < LIMIT_POSTS; i++) {
		const struct chain_end *chain = mesh->chains[i];

		if (chain->have > 0 && (to->neighbour || site_local(model, chain->origin)))
			ret[n++] = (struct mesh_hold){ chain->origin, chain->have };
	}
	return n;
}

void mesh_beat_all(struct mesh *mesh)
{
	instant now = os_now();

	for (uint32_t i = 0; i < mesh->npeers; i++) {
		struct peer *to = mesh->peers[i];
		struct mesh_frame frame = { .verb = MESH_BEAT };
		struct mesh_beat *beat = &frame.as.beat;

		if (!to->neighbour && !to->above)
			continue;
		arena_reset(mesh->arena);
		beat->sent = now;
		beat->echo = to->beat_sent;
		beat->echo_held_ms = to->beat_sent ? now - to->beat_taken : 0;
		beat->holds = arena_alloc(mesh->arena, (mesh->nchains + 1) * sizeof *beat->holds);
		beat->watching = mesh_live_wanted(mesh, to);
		beat->nholds = holds_for(mesh, to, beat->holds);
		mesh_send(mesh, to, &frame);
	}
}

/*
 * The way there and back is what has passed since the beat that comes back as echo, less the time
 * that the other held it; the clocks differ by what the half of it leaves unexplained (Mills 1991,
 * RFC 5905 section 8).
 */
static void measure(struct peer *from, const struct mesh_beat *beat, instant now)
{
	int64_t round_trip = now - beat->echo - beat->echo_held_ms;

	if (beat->echo == 0 || round_trip < 0)
		return;
	from->round_trip_ms = round_trip;
	from->skew_ms = beat->sent + round_trip / 2 - now;
}

/*
 * Who tells us how far he holds what we write takes us for his neighbour. If he is not ours,
 * somebody has come to stand between whom he does not know yet: he gets no beats, so he is told
 * of every chain, as what brings him that news may wait for any of them.
 */
static void tell_behind(struct mesh *mesh, struct peer *from)
{
	for (uint32_t i = 0; i < mesh->nchains; i++) {
		const struct chain_end *chain = mesh->chains[i];
		const uint64_t *held = map_get(&from->holds, chain->origin);
		uint64_t seq = held ? *held : 0;

		if (seq < chain->have)
			mesh_give_run(mesh, from, &(struct mesh_pull){ chain->origin, seq + 1, 0 });
	}
}

void mesh_beat_take(struct mesh *mesh, struct peer *from, const struct mesh_beat *beat)
{
	const struct model *model = pipeline_model(mesh->pipeline);
	bool takes_for_neighbour = false;
	instant now = os_now();

	measure(from, beat, now);
	from->beat_sent = beat->sent;
	from->beat_taken = now;
	mesh_live_asked(mesh, from, beat->watching);
	for (uint32_t i = 0; i < beat->nholds; i++) {
		const struct mesh_hold *hold = &beat->holds[i];
		uint64_t *told = map_put(&from->told, hold->origin);

		*map_put(&from->holds, hold->origin) = hold->seq;
		/* What has not come within a beat may be lost: told again from there. */
		*told = hold->seq;
		mesh_take_wanted(mesh, mesh_chain_of(mesh, hold->origin), hold->seq, from->site);
		takes_for_neighbour |= site_local(model, hold->origin);
	}
	if (takes_for_neighbour && !from->neighbour)
		tell_behind(mesh, from);
	mesh_take_missing(mesh);
}
