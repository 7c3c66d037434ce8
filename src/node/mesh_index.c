/* What came into this site's reach without a word in it: asked for, record by record. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/registry.h"
#include "node/mesh_state.h"
#include "os/os.h"

#define LOOKED_AT 16384                 /* records, for one answer */
#define PASTS_AT_ONCE 64                /* that one answer makes us ask for */
#define PASSES_APART 5                  /* times the patience, while something was lacking */

/* ---- asking ---------------------------------------------------------------------------------- */

void mesh_index_want(struct peer *from)
{
	from->index_wanted = true;
	from->index_from = 0;
	from->index_next_ns = 0;
	from->index_lacked = false;
}

static void ask(struct mesh *mesh, struct peer *of)
{
	struct mesh_frame frame = { .verb = MESH_ASK_INDEX, .as.ask_index = { of->index_from } };

	of->index_next_ns = os_monotonic_ns() + mesh->patience_ns;
	mesh_send(mesh, of, &frame);
}

/* Posts that change hands are read by others from then on: of all that was written before, too. */
static void look_for_turns(struct mesh *mesh)
{
	const struct model *model = pipeline_model(mesh->pipeline);
	uint32_t turns = site_turns(model);

	if (turns == mesh->turns)
		return;
	mesh->turns = turns;
	for (uint32_t i = 0; i < mesh->npeers; i++)
		if (site_get(model, mesh->peers[i]->site))
			mesh_index_want(mesh->peers[i]);
}

void mesh_index_tick(struct mesh *mesh)
{
	int64_t now = os_monotonic_ns();

	/* Who repeats a log gets everything from there. */
	if (mesh_rows_of(mesh))
		return;
	look_for_turns(mesh);
	for (uint32_t i = 0; i < mesh->npeers; i++)
		if (mesh->peers[i]->index_wanted && now >= mesh->peers[i]->index_next_ns)
			ask(mesh, mesh->peers[i]);
}

/* ---- answering ------------------------------------------------------------------------------- */

/* Kinds in their order, records of each in theirs: new ones come behind, so that none is missed. */
void mesh_index_serve(struct mesh *mesh, struct peer *from, const struct mesh_ask_index *ask)
{
	const struct model *model = pipeline_model(mesh->pipeline);
	struct mesh_frame frame = { .verb = MESH_INDEX };
	struct mesh_index *index = &frame.as.index;
	uint64_t kind = ask->from >> 32, at = ask->from & UINT32_MAX;

	*index = (struct mesh_index){ .from = ask->from, .turns = site_turns(model) };
	index->items = arena_alloc(mesh->arena, LIMIT_MESH_ITEMS * sizeof *index->items);
	for (uint32_t looked = 0; kind < registry_count(); kind++, at = 0) {
		const struct kind *of = registry_at((uint16_t)kind)->kind;

		for (; at < model_count(model, of); at++) {
			const struct record *record;

			if (index->nitems == LIMIT_MESH_ITEMS || looked++ == LOOKED_AT) {
				index->next = kind << 32 | at;
				mesh_send(mesh, from, &frame);
				return;
			}
			record = model_at(model, of, (uint32_t)at);
			if (site_local_post(model, record->home) &&
			    model_reaches(model, record, from->site))
				index->items[index->nitems++] =
					(struct mesh_index_item){ record->id, record->nhistory };
		}
	}
	mesh_send(mesh, from, &frame);
}

/* ---- what is said ---------------------------------------------------------------------------- */

static bool ask_past(struct mesh *mesh, struct peer *of, const struct mesh_index_item *item)
{
	const struct record *record = model_find(pipeline_model(mesh->pipeline), item->record);
	uint32_t here = record ? record->nhistory : 0;
	struct mesh_frame frame = { .verb = MESH_ASK_PAST,
				    .as.ask_past = { item->record, here } };

	return here < item->entries && mesh_send(mesh, of, &frame);
}

/*
 * Until a whole pass has found nothing that is lacking, as what was asked for may have been lost;
 * and until the other has heard of every turn that we know: only then he knows what is for us.
 */
void mesh_index_taken(struct mesh *mesh, struct peer *from, const struct mesh_index *index)
{
	uint32_t asked = 0;

	if (!from->index_wanted || index->from != from->index_from)
		return;
	for (uint32_t i = 0; i < index->nitems && asked < PASTS_AT_ONCE; i++)
		asked += ask_past(mesh, from, &index->items[i]);
	from->index_lacked |= asked > 0;
	from->index_from = index->next;
	from->index_next_ns = 0;
	if (index->next != 0) {
		ask(mesh, from);
		return;
	}
	from->index_wanted = from->index_lacked ||
			     index->turns < site_turns(pipeline_model(mesh->pipeline));
	from->index_lacked = false;
	from->index_next_ns = os_monotonic_ns() + PASSES_APART * mesh->patience_ns;
}
