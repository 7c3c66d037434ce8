/* What arrives from others: its chain and its signature are checked before anything is believed. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>

#include "node/mesh_state.h"
#include "os/os.h"

/* ---- asking ---------------------------------------------------------------------------------- */

/* What comes next in this chain is written here: nobody can tell us. */
static bool is_ours(const struct mesh *mesh, const struct chain_end *chain)
{
	const struct model *model = pipeline_model(mesh->pipeline);
	code self = site_self(model);

	return self == 0 || site_writer(model, chain->origin, chain->have + 1) == self;
}

/*
 * The nth site that stands in the place of the origin's or above it, and those further up; NULL:
 * there is none but us.
 */
static struct peer *nth_above(struct mesh *mesh, code origin, uint32_t nth)
{
	const struct model *model = pipeline_model(mesh->pipeline);
	code sites[LIMIT_TREE_DEPTH];
	uint32_t count = 0;
	code own = site_of_origin(model, origin), stands = site_in_place_of(model, own);
	code at = site_above(model, own);

	if (stands != own && stands != site_self(model))
		sites[count++] = stands;
	for (; at && count < LIMIT_TREE_DEPTH; at = site_above(model, at))
		if (at != site_self(model))
			sites[count++] = at;
	return count > 0 ? mesh_peer_of(mesh, sites[nth % count]) : NULL;
}

/* Before the log says who there is, the founder is the only one known to write. */
static code writer_of(const struct mesh *mesh, const struct chain_end *chain)
{
	code writer = site_writer(pipeline_model(mesh->pipeline), chain->origin, chain->have + 1);

	return writer ? writer : mesh->root;
}

/*
 * Who wrote it, who said that it holds more, whoever stands above: in turn, until one answers. A
 * site that has joined asks for what was written of its own posts before.
 */
static struct peer *whom_to_ask(struct mesh *mesh, const struct chain_end *chain)
{
	const struct model *model = pipeline_model(mesh->pipeline);
	code writer = writer_of(mesh, chain);
	struct peer *first = writer && writer != site_self(model) ? mesh_peer_of(mesh, writer)
								    : NULL;
	struct peer *second = chain->said ? mesh_peer_of(mesh, chain->said) : NULL;
	struct peer *ways[3] = { first, second, nth_above(mesh, chain->origin, chain->rounds / 3) };

	if (first && second && mesh_is_silent(mesh, first) &&
	    mesh_vouches(mesh, second->site, chain->origin)) {
		ways[0] = second;
		ways[1] = first;
	}
	for (uint32_t i = 0; i < 3; i++)
		if (ways[(chain->rounds + i) % 3])
			return ways[(chain->rounds + i) % 3];
	return NULL;
}

/* What came did not help, or is under way: nothing more is asked for a while. */
static void be_patient(struct chain_end *chain, code site)
{
	chain->asked = site;
	chain->asked_ns = os_monotonic_ns();
}

/* Who answers quickly is asked for more at once, who takes long for less. */
static void note_answer(const struct mesh *mesh, struct peer *peer, int64_t took_ns)
{
	if (took_ns < mesh->patience_ns / 4 && peer->window < MESH_WINDOW_MOST)
		peer->window *= 2;
	if (took_ns > mesh->patience_ns && peer->window > MESH_WINDOW_LEAST)
		peer->window /= 2;
}

static bool pull(struct mesh *mesh, struct chain_end *chain, struct peer *to, uint64_t from)
{
	struct mesh_frame frame = { .verb = MESH_PULL,
				    .as.pull = { chain->origin, from, to->window } };

	if (!mesh_send(mesh, to, &frame))
		return false;
	chain->answer_ns = os_monotonic_ns();
	be_patient(chain, to->site);
	return true;
}

static void ask(struct mesh *mesh, struct chain_end *chain)
{
	struct peer *to = whom_to_ask(mesh, chain);
	struct mesh_frame frame = { .verb = MESH_ASK_PAST };
	const struct record *record;

	if (!to)
		return;
	if (ident_none(chain->past)) {
		pull(mesh, chain, to, chain->have + 1);
		return;
	}
	record = model_find(pipeline_model(mesh->pipeline), chain->past);
	frame.as.ask_past = (struct mesh_ask_past){ chain->past, record ? record->nhistory : 0 };
	if (mesh_send(mesh, to, &frame))
		be_patient(chain, to->site);
}

void mesh_take_missing(struct mesh *mesh)
{
	int64_t now = os_monotonic_ns();

	/* Who repeats a log gets everything from there. */
	if (mesh_rows_of(mesh))
		return;
	for (uint32_t i = 0; i < mesh->nchains; i++) {
		struct chain_end *chain = mesh->chains[i];

		if (chain->wanted <= chain->have || now < chain->rest_until_ns)
			continue;
		if (chain->asked && now - chain->asked_ns < mesh->patience_ns)
			continue;
		if (is_ours(mesh, chain))
			continue;
		if (chain->asked) {
			chain->rounds++;
			/* Its record may have left our reach: then its hash comes. */
			chain->past = (struct ident){ 0 };
		}
		ask(mesh, chain);
	}
}

void mesh_take_wanted(struct mesh *mesh, struct chain_end *chain, uint64_t seq, code said)
{
	(void)mesh;
	if (seq <= chain->wanted)
		return;
	chain->wanted = seq;
	chain->said = said;
}

/* ---- checking -------------------------------------------------------------------------------- */

static const uint8_t *writer_key(const struct mesh *mesh, code origin, uint64_t seq)
{
	const struct model *model = pipeline_model(mesh->pipeline);
	code writer = site_writer(model, origin, seq);
	const struct site *site = writer ? site_get(model, writer) : NULL;

	/* Until the founder's own entries say who there is, his key is the only one. */
	if (site)
		return site->key;
	return mesh->root ? mesh->root_key : NULL;
}

const struct refusal *mesh_take_check_head(const struct mesh *mesh, const struct log_head *head)
{
	const uint8_t *key = writer_key(mesh, head->origin, head->seq);

	if (!key || memcmp(key, head->key, LOG_KEY_BYTES) != 0)
		return &refused_mesh_wrong_key;
	return log_head_holds(head) ? NULL : &refused_mesh_bad_signature;
}

/* What is known already must be the same; another text under a known number is a fork. */
static const struct refusal *check_known(struct mesh *mesh, const struct mesh_run *run,
					 const struct chain_end *chain)
{
	for (uint32_t i = 0; i < run->nitems && run->from + i <= chain->have; i++) {
		struct hash hash, link;

		if (log_link_at(mesh->reader, run->origin, run->from + i, &hash, &link) &&
		    !hash_eq(&hash, &run->items[i].hash))
			return &refused_mesh_fork;
	}
	return NULL;
}

/*
 * Walks from the link that is held here over the new items to the signed head, filling the
 * arrivals. *ret_skip: items that are here already.
 */
static const struct refusal *check_links(const struct mesh_run *run, const struct chain_end *chain,
					 uint32_t skip, struct arrival *ret)
{
	struct hash link = chain->link;

	for (uint32_t i = skip; i < run->nitems; i++) {
		const struct mesh_item *item = &run->items[i];
		struct hash own;

		if (item->body.at) {
			own = hash_of(item->body.at, item->body.len);
			if (!hash_eq(&own, &item->hash))
				return &refused_mesh_bad_hash;
		}
		link = hash_pair(&link, &item->hash);
		ret[i - skip] = (struct arrival){ .seq = run->from + i, .hash = item->hash,
						  .link = link, .body = item->body,
						  .nth = item->nth };
	}
	for (uint32_t i = 0; i < run->nahead; i++)
		link = hash_pair(&link, &run->ahead[i]);
	return hash_eq(&link, &run->head.link) ? NULL : &refused_mesh_bad_link;
}

static void give_secrets(struct mesh *mesh, const struct mesh_item *items, struct arrival *arrivals,
			 uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		struct log_secret *secret;
		struct entry entry;
		struct str fault;

		if (!items[i].has_secret || !items[i].body.at ||
		    !entry_read(mesh->arena, items[i].body, &entry, &fault))
			continue;
		secret = arena_alloc(mesh->arena, sizeof *secret);
		secret->of = entry.record;
		secret->since = items[i].secret_since;
		memcpy(secret->key, items[i].secret, sizeof secret->key);
		arrivals[i].secret = secret;
	}
}

/* ---- taking ---------------------------------------------------------------------------------- */

static void rest(struct mesh *mesh, struct chain_end *chain, struct peer *from, uint64_t seq,
		 const struct refusal *why)
{
	mesh_note_fault(mesh, from->site, chain->origin, seq, why);
	chain->rest_until_ns = os_monotonic_ns() + MESH_STUCK_ROUNDS * mesh->patience_ns;
	chain->rounds++;
}

/* That the writer has changed may be under way: for a while nothing is said of it. */
static void doubt(struct mesh *mesh, struct chain_end *chain, struct peer *from)
{
	const struct model *model = pipeline_model(mesh->pipeline);
	int64_t now = os_monotonic_ns();

	if (chain->doubted_ns == 0)
		chain->doubted_ns = now;
	/* Who does not know himself yet knows least of all who else there is. */
	if (!site_get(model, site_self(model)) ||
	    now - chain->doubted_ns < MESH_DOUBT_ROUNDS * mesh->patience_ns)
		be_patient(chain, from->site);
	else
		rest(mesh, chain, from, chain->have + 1, &refused_mesh_wrong_key);
}

/* Somebody may have waited for what has just come. */
static void wake_waiting(struct mesh *mesh)
{
	for (uint32_t i = 0; i < mesh->nchains; i++) {
		struct chain_end *chain = mesh->chains[i];

		if (!chain->waits)
			continue;
		chain->waits = false;
		chain->asked = 0;
		ask(mesh, chain);
	}
}

static struct ident record_of(struct mesh *mesh, struct str body)
{
	struct entry entry;
	struct str fault;

	return entry_read(mesh->arena, body, &entry, &fault) ? entry.record
							      : (struct ident){ 0 };
}

static void settle(struct mesh *mesh, struct chain_end *chain, struct peer *from,
		   const struct arrival *arrivals, uint32_t count, enum taken taken, uint32_t done,
		   const struct refusal *why)
{
	if (done > 0) {
		chain->have = arrivals[done - 1].seq;
		chain->link = arrivals[done - 1].link;
		chain->rest_until_ns = 0;
		chain->doubted_ns = 0;
	}
	if (taken == TAKEN_REFUSED)
		rest(mesh, chain, from, arrivals[done].seq, why);
	if (taken == TAKEN)
		chain->asked = 0;
	else
		be_patient(chain, from->site);
	chain->waits = taken == TAKEN_WAIT;
	chain->past = (struct ident){ 0 };
	if (taken == TAKEN_PAST && done < count) {
		chain->past = record_of(mesh, arrivals[done].body);
		ask(mesh, chain);
	}
	if (done > 0)
		wake_waiting(mesh);
}

static struct log_head head_of(const struct mesh_run *run)
{
	struct log_head head = { .origin = run->origin, .seq = run->head.seq,
				 .link = run->head.link, .time = run->head.time };

	memcpy(head.key, run->head.key, sizeof head.key);
	memcpy(head.signature, run->head.signature, sizeof head.signature);
	return head;
}

static void take_new(struct mesh *mesh, struct peer *from, struct chain_end *chain,
		     const struct mesh_run *run)
{
	struct log_head head = head_of(run);
	uint32_t skip = (uint32_t)(chain->have + 1 - run->from), count = run->nitems - skip;
	struct arrival *arrivals = arena_alloc(mesh->arena, count * sizeof *arrivals);
	const struct refusal *why = check_known(mesh, run, chain);
	enum taken taken;
	uint32_t done = 0;

	if (!why)
		why = check_links(run, chain, skip, arrivals);
	if (!why)
		why = mesh_take_check_head(mesh, &head);
	if (why == &refused_mesh_wrong_key) {
		doubt(mesh, chain, from);
		return;
	}
	if (why) {
		rest(mesh, chain, from, chain->have + 1, why);
		return;
	}
	give_secrets(mesh, run->items + skip, arrivals, count);
	taken = pipeline_take(mesh->pipeline, run->origin, arrivals, count, &head, &done, &why);
	if (run->unsure && done > 0)
		mesh_index_want(mesh_peer_of(mesh, writer_of(mesh, chain)));
	settle(mesh, chain, from, arrivals, count, taken, done, why);
}

/* While what has come is applied, the next is under way already. */
static void take_answer(struct mesh *mesh, struct peer *from, struct chain_end *chain,
			const struct mesh_run *run)
{
	uint64_t last = run->from + run->nitems - 1;
	bool answer = chain->asked == from->site && ident_none(chain->past), under_way;

	if (answer && !run->goes_on)
		note_answer(mesh, from, os_monotonic_ns() - chain->answer_ns);
	under_way = answer && (run->goes_on || (chain->wanted > last &&
						pull(mesh, chain, from, last + 1)));
	take_new(mesh, from, chain, run);
	if (under_way && chain->have == last && !chain->asked)
		be_patient(chain, from->site);
}

void mesh_take_run(struct mesh *mesh, struct peer *from, const struct mesh_run *run)
{
	struct chain_end *chain = mesh_chain_of(mesh, run->origin);
	uint64_t last = run->from + run->nitems - 1;
	const struct refusal *why;

	if (run->from == 0 || run->nitems == 0 || run->head.seq != last + run->nahead ||
	    run->head.seq < last) {
		mesh_note_fault(mesh, from->site, run->origin, run->from,
				&refused_mesh_bad_frame);
		return;
	}
	if (mesh_rows_of(mesh))
		return;
	/* Nobody else can know more of it than we do. */
	if (is_ours(mesh, chain)) {
		if (last > chain->have)
			mesh_note_fault(mesh, from->site, run->origin, last,
					&refused_mesh_not_home);
		return;
	}
	mesh_take_wanted(mesh, chain, run->head.seq, from->site);
	if (run->from > chain->have + 1) {
		mesh_take_missing(mesh);
		return;
	}
	if (last <= chain->have) {
		why = check_known(mesh, run, chain);
		if (why)
			mesh_note_fault(mesh, from->site, run->origin, run->from, why);
		return;
	}
	take_answer(mesh, from, chain, run);
	mesh_take_missing(mesh);
}

/* The hashes are here, in veils that the chain has proved; so whoever sends it can be believed. */
void mesh_take_past(struct mesh *mesh, struct peer *from, const struct mesh_past *past)
{
	struct arrival *arrivals = arena_alloc(mesh->arena, past->nitems * sizeof *arrivals);
	struct ident *entries = arena_alloc(mesh->arena, past->nitems * sizeof *entries);
	struct mesh_item *items = arena_alloc(mesh->arena, past->nitems * sizeof *items);
	const struct refusal *why = NULL;
	enum taken taken;

	if (mesh_rows_of(mesh))
		return;
	for (uint32_t i = 0; i < past->nitems; i++) {
		const struct mesh_item *item = &past->items[i].item;

		items[i] = *item;
		entries[i] = past->items[i].entry;
		arrivals[i] = (struct arrival){ .seq = entries[i].seq, .hash = item->hash,
						.body = item->body, .nth = item->nth };
	}
	give_secrets(mesh, items, arrivals, past->nitems);
	taken = pipeline_take_past(mesh->pipeline, past->record, entries, arrivals, past->nitems,
				   &why);
	if (taken == TAKEN_REFUSED)
		mesh_note_fault(mesh, from->site, past->record.origin, past->record.seq, why);
	for (uint32_t i = 0; i < mesh->nchains; i++) {
		struct chain_end *chain = mesh->chains[i];

		if (!ident_eq(chain->past, past->record))
			continue;
		chain->past = (struct ident){ 0 };
		chain->waits = taken == TAKEN_WAIT;
		if (taken == TAKEN)
			chain->asked = 0;
		else
			be_patient(chain, from->site);
		if (taken == TAKEN_REFUSED)
			rest(mesh, chain, from, chain->have + 1, why);
	}
	mesh_take_missing(mesh);
}
