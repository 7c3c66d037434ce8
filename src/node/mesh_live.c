/* The live layer on its way up: it crosses a link only while somebody above looks at it. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "node/mesh_state.h"
#include "os/os.h"

#define ANEW_BEATS 60                                      /* what was lost comes again then */
#define FRAMES_A_BEAT 16                                   /* to one site; the rest comes later */

static bool watches(const struct peer *peer)
{
	return os_monotonic_ns() < peer->watches_until_ns;
}

static bool is_watched(const struct mesh *mesh)
{
	if (!mesh->live.watched)
		return false;
	if (mesh->live.watched(mesh->live.user))
		return true;
	for (uint32_t i = 0; i < mesh->npeers; i++)
		if (watches(mesh->peers[i]))
			return true;
	return false;
}

/* Asked of those right below, and of whom this site follows: they pass on what they are told. */
uint64_t mesh_live_wanted(const struct mesh *mesh, const struct peer *to)
{
	const struct model *model = pipeline_model(mesh->pipeline);
	const struct site *self = site_get(model, site_self(model));
	bool follows = self && self->follows == to->site;

	if (!follows && site_above(model, to->site) != site_self(model))
		return 0;
	return is_watched(mesh) ? MESH_WATCH_UNITS : 0;
}

/* Who may ask: the site right above, and who follows this one. */
static bool may_watch(const struct mesh *mesh, const struct peer *peer)
{
	const struct model *model = pipeline_model(mesh->pipeline);
	const struct site *site = site_get(model, peer->site);

	return site && site->active && (site->follows == site_self(model) ||
					site_above(model, site_self(model)) == peer->site);
}

void mesh_live_asked(struct mesh *mesh, struct peer *from, uint64_t watching)
{
	if ((watching & MESH_WATCH_UNITS) == 0 || !mesh->live.give || !may_watch(mesh, from)) {
		from->watches_until_ns = 0;
		return;
	}
	if (!watches(from))
		from->told_live = ANEW_BEATS;
	from->watches_until_ns = os_monotonic_ns() + MESH_SILENT_BEATS * mesh->beat_ns;
}

static void tell(struct mesh *mesh, struct peer *to)
{
	bool anew = to->told_live >= ANEW_BEATS;

	to->told_live = anew ? 0 : to->told_live + 1;
	for (int i = 0; i < FRAMES_A_BEAT; i++) {
		struct mesh_frame frame = { .verb = MESH_LIVE };
		struct mesh_live *live = &frame.as.live;

		arena_reset(mesh->arena);
		live->units = arena_room(mesh->arena, LIMIT_MESH_ITEMS * sizeof *live->units);
		live->nunits = mesh->live.give(mesh->live.user, to->site, anew && i == 0,
					       live->units, LIMIT_MESH_ITEMS);
		if (live->nunits == 0)
			return;
		if (mesh_send(mesh, to, &frame))
			to->live_sent += mesh->out.len;
		else
			to->told_live = ANEW_BEATS;
		if (live->nunits < LIMIT_MESH_ITEMS)
			return;
	}
}

void mesh_live_tick(struct mesh *mesh)
{
	for (uint32_t i = 0; i < mesh->npeers; i++)
		if (watches(mesh->peers[i]) && may_watch(mesh, mesh->peers[i]))
			tell(mesh, mesh->peers[i]);
}

void mesh_live_take(struct mesh *mesh, struct peer *from, const struct mesh_live *live)
{
	if (mesh->live.take)
		mesh->live.take(mesh->live.user, from->site, live->units, live->nunits);
}
