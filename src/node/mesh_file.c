/* Attachments that lie at another site: fetched piece by piece when somebody asks for them. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "node/mesh_state.h"
#include "os/os.h"

/* ---- ours, for others ------------------------------------------------------------------------ */

/* Pieces are asked for one after the other, so the file stays at hand until another is wanted. */
static bool have_at_hand(struct mesh *mesh, const struct hash *hash, code site)
{
	struct shelf *shelf = &mesh->shelf;

	if (!mesh->files.load)
		return false;
	if (shelf->for_site == site && hash_eq(&shelf->hash, hash))
		return true;
	buf_clear(&shelf->bytes);
	shelf->for_site = 0;
	if (!mesh->files.load(mesh->files.user, hash, site, &shelf->bytes))
		return false;
	shelf->hash = *hash;
	shelf->for_site = site;
	return true;
}

/* What is not here, or not for that site, answers with size 0: it does not learn which. */
void mesh_file_serve(struct mesh *mesh, struct peer *from, const struct mesh_ask_file *ask)
{
	struct mesh_frame frame = { .verb = MESH_FILE };
	struct mesh_file *file = &frame.as.file;
	size_t left;

	*file = (struct mesh_file){ .hash = ask->hash, .offset = ask->offset };
	if (have_at_hand(mesh, &ask->hash, from->site) && ask->offset < mesh->shelf.bytes.len) {
		left = mesh->shelf.bytes.len - ask->offset;
		file->size = mesh->shelf.bytes.len;
		file->bytes = (struct str){ mesh->shelf.bytes.at + ask->offset,
					    (uint32_t)(left < MESH_PIECE ? left : MESH_PIECE) };
	}
	mesh_send(mesh, from, &frame);
}

/* ---- theirs, for us -------------------------------------------------------------------------- */

static void ask(struct mesh *mesh, struct fetch *fetch)
{
	struct mesh_frame frame = { .verb = MESH_ASK_FILE,
				    .as.ask_file = { fetch->hash, fetch->bytes.len } };

	fetch->asked_ns = os_monotonic_ns();
	mesh_send(mesh, mesh_peer_of(mesh, fetch->site), &frame);
}

static void end(struct mesh *mesh, struct fetch *fetch, bool whole)
{
	struct buf bytes = fetch->bytes;
	struct hash hash = fetch->hash;

	*fetch = mesh->fetches[--mesh->nfetches];
	mesh->files.came(mesh->files.user, &hash, whole ? buf_str(&bytes) : (struct str){ 0 });
	buf_release(&bytes);
}

bool mesh_fetch(struct mesh *mesh, const struct hash *hash, code site)
{
	struct fetch *fetch;

	for (uint32_t i = 0; i < mesh->nfetches; i++)
		if (hash_eq(&mesh->fetches[i].hash, hash))
			return true;
	if (mesh->nfetches == LIMIT_MESH_FETCHES || !mesh->files.came ||
	    site == site_self(pipeline_model(mesh->pipeline)))
		return false;
	fetch = &mesh->fetches[mesh->nfetches++];
	*fetch = (struct fetch){ .hash = *hash, .site = site,
				 .until_ns = os_monotonic_ns() +
					     MESH_FETCH_PATIENCE * mesh->patience_ns };
	buf_init(&fetch->bytes, LIMIT_ATTACHMENT_BYTES);
	ask(mesh, fetch);
	return true;
}

/* What has come stays: after a cut the next piece is asked for, not the first. */
void mesh_file_taken(struct mesh *mesh, struct peer *from, const struct mesh_file *file)
{
	for (uint32_t i = 0; i < mesh->nfetches; i++) {
		struct fetch *fetch = &mesh->fetches[i];
		struct hash own;

		if (fetch->site != from->site || !hash_eq(&fetch->hash, &file->hash) ||
		    file->offset != fetch->bytes.len)
			continue;
		buf_add(&fetch->bytes, file->bytes);
		if (file->size == 0 || file->bytes.len == 0 || fetch->bytes.over) {
			end(mesh, fetch, false);
		} else if (fetch->bytes.len < file->size) {
			fetch->until_ns =
				os_monotonic_ns() + MESH_FETCH_PATIENCE * mesh->patience_ns;
			ask(mesh, fetch);
		} else {
			own = hash_of(fetch->bytes.at, fetch->bytes.len);
			if (!hash_eq(&own, &fetch->hash))
				mesh_note_fault(mesh, from->site, 0, 0, &refused_mesh_bad_hash);
			end(mesh, fetch, hash_eq(&own, &fetch->hash));
		}
		return;
	}
}

void mesh_file_tick(struct mesh *mesh, bool all)
{
	int64_t now = os_monotonic_ns();

	for (uint32_t i = mesh->nfetches; i-- > 0;) {
		struct fetch *fetch = &mesh->fetches[i];

		if (all || now >= fetch->until_ns)
			end(mesh, fetch, false);
		else if (now - fetch->asked_ns >= mesh->patience_ns)
			ask(mesh, fetch);
	}
}
