/* A follower repeats the log of another site, position by position, and proves it as it goes. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "node/mesh_state.h"


/* ---- what is signed -------------------------------------------------------------------------- */

/*
 * Chains prove themselves by their heads as soon as one is reached; the order of the rows is the
 * sender's, so he signs each answer: to whom, and the hash of the frame without its signature.
 */
static struct str signed_text(struct mesh *mesh, code to, const struct mesh_rows *rows)
{
	struct mesh_frame frame = { .verb = MESH_ROWS, .as.rows = *rows };
	char site[CODE_TEXT], hex[HASH_HEX];
	struct hash hash;

	memset(frame.as.rows.signature, 0, sizeof frame.as.rows.signature);
	buf_clear(&mesh->out);
	frame_write(&frame, &mesh->out);
	hash = hash_of(mesh->out.at, mesh->out.len);
	hash_format(&hash, hex);
	code_format(to, site);
	return arena_printf(mesh->arena, "watchfloor rows\n%s\n%s\n", site, hex);
}

static bool keep_hash(void *user, const struct log_entry *entry, const struct hash *hash,
		      const struct hash *link)
{
	(void)entry;
	(void)link;
	*(struct hash *)user = *hash;
	return false;
}

/* Zeros: nothing lies there. */
static struct hash hash_at(struct mesh *mesh, uint64_t pos)
{
	struct hash hash = { { 0 } };

	if (pos > 0)
		log_read_at(mesh->reader, &pos, 1, keep_hash, &hash);
	return hash;
}

/* ---- who is followed: gives ------------------------------------------------------------------ */

struct giving {
	struct mesh *mesh;
	struct peer *to;
	struct mesh_rows *rows;
	struct map touched;                                /* origins */
	size_t bytes;
	bool cut;                                          /* enough for one answer */
};

/* It ends where a head stands for good, so that the follower comes to keep that one too. */
static void add(struct giving *giving, const struct mesh_row *row)
{
	struct mesh_rows *rows = giving->rows;
	const struct model *model = pipeline_model(giving->mesh->pipeline);
	uint64_t *end = map_put(&giving->to->follower_ends, row->origin);

	rows->rows[rows->nrows++] = *row;
	*end = row->seq > *end ? row->seq : *end;
	*map_put(&giving->touched, row->origin) = 1;
	giving->bytes += sizeof *row + row->item.body.len;
	giving->cut = giving->cut || rows->nrows == LIMIT_MESH_ITEMS ||
		      giving->bytes >= MESH_RUN_BYTES || row->seq % MESH_SIGNED_EVERY == 0 ||
		      row->seq == site_reign_end(model, row->origin, row->seq);
}

/* Numbers up to this one, of which the followed site knew the hash alone by then. */
struct hidden {
	struct giving *giving;
	code origin;
	uint64_t until;
	bool known_only;                                   /* stops where a text lies */
};

static bool add_hidden(void *user, uint64_t seq, const struct hash *hash, const struct hash *link,
		       const struct log_entry *entry)
{
	struct hidden *hidden = user;
	struct mesh_row row = { .origin = hidden->origin, .seq = seq, .item.hash = *hash };

	(void)link;
	if (seq > hidden->until || (hidden->known_only && entry) || hidden->giving->cut)
		return false;
	add(hidden->giving, &row);
	return true;
}

/* True: the follower's chain ends right before that number then. */
static bool give_hidden(struct giving *giving, code origin, uint64_t before, bool known_only)
{
	struct hidden hidden = { giving, origin, before - 1, known_only };
	uint64_t *end = map_put(&giving->to->follower_ends, origin);

	if (*end + 1 < before)
		log_read_chain(giving->mesh->reader, origin, *end + 1, add_hidden, &hidden);
	return *map_put(&giving->to->follower_ends, origin) + 1 >= before;
}

struct wanted_secret {
	const struct log_entry *entry;
	struct mesh_item *item;
};

static void keep_secret(void *user, const struct log_secret *secret)
{
	struct wanted_secret *wanted = user;

	if (secret->gone || secret->since != wanted->entry->time)
		return;
	wanted->item->has_secret = true;
	wanted->item->secret_since = secret->since;
	memcpy(wanted->item->secret, secret->key, sizeof wanted->item->secret);
}

static bool give_row(void *user, const struct log_entry *entry, const struct hash *hash,
		     const struct hash *link)
{
	struct giving *giving = user;
	struct mesh *mesh = giving->mesh;
	struct mesh_row row = { .origin = entry->origin, .seq = entry->seq, .item.hash = *hash };
	struct wanted_secret wanted = { entry, &row.item };
	struct entry read;
	struct str fault;

	(void)link;
	row.item.body = arena_str(mesh->arena, entry->body);
	row.at = entry->arrived ? entry->arrived : entry->time;
	if (!give_hidden(giving, entry->origin, entry->seq, false) || giving->cut)
		return false;
	if (entry_read(mesh->arena, row.item.body, &read, &fault) && read.kind->personal)
		log_secret_read(mesh->reader, &read.record, keep_secret, &wanted);
	add(giving, &row);
	return !giving->cut;
}

/* Chains that have gone on by hashes alone. */
static void give_ends(struct giving *giving)
{
	struct mesh *mesh = giving->mesh;

	for (uint32_t i = 0; i < mesh->nchains && !giving->cut; i++)
		give_hidden(giving, mesh->chains[i]->origin, mesh->chains[i]->have + 1, true);
}

static void give_heads(struct giving *giving)
{
	struct mesh *mesh = giving->mesh;
	struct mesh_rows *rows = giving->rows;

	rows->heads = arena_alloc(mesh->arena,
				  (giving->touched.count + 1) * sizeof *rows->heads);
	for (uint64_t i = 0; i < giving->touched.size; i++) {
		code origin = giving->touched.slots[i].key;
		struct log_head head;
		uint64_t end;

		if (!giving->touched.slots[i].used || rows->nheads == LIMIT_POSTS)
			continue;
		end = *map_put(&giving->to->follower_ends, origin);
		if (log_newest_head(mesh->reader, origin, end, &head) && head.seq == end)
			rows->heads[rows->nheads++] =
				(struct mesh_row_head){ origin, mesh_give_head(&head) };
	}
}

/* What is not on its way yet is waited for. */
static void give(struct mesh *mesh, struct peer *to)
{
	struct mesh_frame frame = { .verb = MESH_ROWS };
	struct mesh_rows *rows = &frame.as.rows;
	struct giving giving = { .mesh = mesh, .to = to, .rows = rows };
	bool same;

	rows->after = to->follower_pos;
	rows->last = hash_at(mesh, rows->after);
	rows->end = log_reader_last_pos(mesh->reader);
	rows->rows = arena_alloc(mesh->arena, LIMIT_MESH_ITEMS * sizeof *rows->rows);
	same = rows->end >= rows->after;
	map_init(&giving.touched);
	if (same)
		log_read(mesh->reader, rows->after, give_row, &giving);
	if (same && !giving.cut)
		give_ends(&giving);
	give_heads(&giving);
	map_release(&giving.touched);
	if (rows->nrows == 0 && same)
		return;
	log_sign(pipeline_log(mesh->pipeline), signed_text(mesh, to->site, rows),
		 rows->signature);
	to->follower_waits = false;
	mesh_send(mesh, to, &frame);
}

void mesh_rows_serve(struct mesh *mesh, struct peer *from, const struct mesh_ask_rows *ask)
{
	const struct model *model = pipeline_model(mesh->pipeline);

	if (site_followed(model, from->site) != site_self(model)) {
		mesh_note_fault(mesh, from->site, 0, ask->after, &refused_mesh_not_sender);
		return;
	}
	map_release(&from->follower_ends);
	map_init(&from->follower_ends);
	for (uint32_t i = 0; i < ask->nholds; i++)
		*map_put(&from->follower_ends, ask->holds[i].origin) = ask->holds[i].seq;
	from->follower_pos = ask->after;
	from->follower_waits = true;
	give(mesh, from);
}

void mesh_rows_committed(struct mesh *mesh)
{
	for (uint32_t i = 0; i < mesh->npeers; i++)
		if (mesh->peers[i]->follower_waits)
			give(mesh, mesh->peers[i]);
}

/* ---- the follower: asks and takes ------------------------------------------------------------ */

code mesh_rows_of(const struct mesh *mesh)
{
	const struct model *model = pipeline_model(mesh->pipeline);
	code self = site_self(model);

	return site_get(model, self) ? site_followed(model, self) : mesh->follows;
}

code mesh_followed(const struct mesh *mesh, uint64_t *ret_missing)
{
	uint64_t pos = model_pos(pipeline_model(mesh->pipeline));

	*ret_missing = mesh->rows_end > pos ? mesh->rows_end - pos : 0;
	return mesh_rows_of(mesh);
}

void mesh_rows_begin(struct mesh *mesh)
{
	mesh->row_last = hash_at(mesh, model_pos(pipeline_model(mesh->pipeline)));
}

void mesh_rows_ask(struct mesh *mesh)
{
	code followed = mesh_rows_of(mesh);
	struct mesh_frame frame = { .verb = MESH_ASK_ROWS };
	struct mesh_ask_rows *ask = &frame.as.ask_rows;

	if (!followed)
		return;
	ask->after = model_pos(pipeline_model(mesh->pipeline));
	ask->holds = arena_alloc(mesh->arena, (mesh->nchains + 1) * sizeof *ask->holds);
	for (uint32_t i = 0; i < mesh->nchains && ask->nholds < LIMIT_POSTS; i++)
		if (mesh->chains[i]->have > 0)
			ask->holds[ask->nholds++] = (struct mesh_hold){ mesh->chains[i]->origin,
									 mesh->chains[i]->have };
	mesh_send(mesh, mesh_peer_of(mesh, followed), &frame);
}

/* It is his, and goes on from where we are. */
static const struct refusal *check_rows(struct mesh *mesh, const struct peer *from,
					const struct mesh_rows *rows)
{
	const struct model *model = pipeline_model(mesh->pipeline);
	const struct site *site = site_get(model, from->site);
	struct str text = signed_text(mesh, site_self(model), rows);

	if (!log_signed(site ? site->key : mesh->follows_key, text, rows->signature))
		return &refused_mesh_bad_signature;
	return hash_eq(&rows->last, &mesh->row_last) ? NULL : &refused_mesh_fork;
}

static const struct log_secret *secret_of(struct mesh *mesh, const struct mesh_item *item)
{
	struct log_secret *secret = arena_alloc(mesh->arena, sizeof *secret);
	struct entry entry;
	struct str fault;

	if (!item->has_secret || !entry_read(mesh->arena, item->body, &entry, &fault))
		return NULL;
	*secret = (struct log_secret){ .of = entry.record, .since = item->secret_since };
	memcpy(secret->key, item->secret, sizeof secret->key);
	return secret;
}

static enum taken take_row(struct mesh *mesh, const struct mesh_row *row,
			   const struct refusal **ret_why)
{
	struct chain_end *chain = mesh_chain_of(mesh, row->origin);
	struct arrival arrival = { .seq = row->seq, .hash = row->item.hash, .at = row->at,
				   .body = row->item.body };
	struct hash own = hash_of(row->item.body.at, row->item.body.len);
	enum taken taken;

	*ret_why = NULL;
	if (row->item.body.at && row->at == 0)
		*ret_why = &refused_mesh_bad_frame;
	else if (row->item.body.at && !hash_eq(&own, &row->item.hash))
		*ret_why = &refused_mesh_bad_hash;
	if (*ret_why)
		return TAKEN_REFUSED;
	arrival.link = hash_pair(&chain->link, &row->item.hash);
	arrival.secret = secret_of(mesh, &row->item);
	taken = pipeline_take_row(mesh->pipeline, row->origin, &arrival, ret_why);
	if (taken != TAKEN)
		return taken;
	if (row->item.body.at)
		mesh->row_last = row->item.hash;
	if (row->seq == chain->have + 1) {
		chain->have = row->seq;
		chain->link = arrival.link;
		chain->wanted = chain->wanted > row->seq ? chain->wanted : row->seq;
	}
	return TAKEN;
}

/* Ends that are signed by who writes there are kept; any other is shown and left. */
static void take_heads(struct mesh *mesh, struct peer *from, const struct mesh_rows *rows)
{
	struct log_head *heads = arena_alloc(mesh->arena, (rows->nheads + 1) * sizeof *heads);
	uint32_t count = 0;

	for (uint32_t i = 0; i < rows->nheads; i++) {
		const struct mesh_head *given = &rows->heads[i].head;
		const struct chain_end *chain = mesh_chain_of(mesh, rows->heads[i].origin);
		struct log_head head = { .origin = chain->origin, .seq = given->seq,
					 .link = given->link, .time = given->time };
		const struct refusal *why;

		if (given->seq != chain->have)
			continue;
		memcpy(head.key, given->key, sizeof head.key);
		memcpy(head.signature, given->signature, sizeof head.signature);
		why = hash_eq(&head.link, &chain->link) ? mesh_take_check_head(mesh, &head)
							: &refused_mesh_bad_link;
		if (why)
			mesh_note_fault(mesh, from->site, head.origin, head.seq, why);
		else
			heads[count++] = head;
	}
	pipeline_close_rows(mesh->pipeline, heads, count);
}

void mesh_rows_take(struct mesh *mesh, struct peer *from, const struct mesh_rows *rows)
{
	const struct refusal *why;
	enum taken taken = TAKEN;
	uint32_t i;

	if (mesh_rows_of(mesh) != from->site) {
		mesh_note_fault(mesh, from->site, 0, rows->after, &refused_mesh_not_sender);
		return;
	}
	/* The answer to a question that was asked twice. */
	if (rows->after != model_pos(pipeline_model(mesh->pipeline)))
		return;
	why = check_rows(mesh, from, rows);
	if (why) {
		mesh_note_fault(mesh, from->site, 0, rows->after, why);
		return;
	}
	mesh->rows_end = rows->end;
	for (i = 0; i < rows->nrows && taken == TAKEN; i++)
		taken = take_row(mesh, &rows->rows[i], &why);
	if (taken == TAKEN_REFUSED)
		mesh_note_fault(mesh, from->site, rows->rows[i - 1].origin,
				rows->rows[i - 1].seq, why);
	take_heads(mesh, from, rows);
	if (taken == TAKEN && rows->nrows > 0)
		mesh_rows_ask(mesh);
}
