/* What this node sends of the logs that lie here: the newest unasked, older ones when asked. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>

#include "node/mesh_state.h"

#define PUSHED_MOST 2048                /* entries that are sent unasked: a commit's, and more */

/* ---- what a site may be shown of an entry ---------------------------------------------------- */

/* The record's entries before the one at pos; false: the record does not know it (it is late). */
static bool place_of(const struct record *record, uint64_t pos, uint32_t *ret_nth)
{
	uint32_t low = 0, high = record ? record->nhistory : 0;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (record->history[middle] < pos)
			low = middle + 1;
		else
			high = middle;
	}
	*ret_nth = low;
	return record && low < record->nhistory && record->history[low] == pos;
}

/* What came too late has no place in its record; its own post and those above may read it. */
static bool shows_late(const struct model *model, const struct entry *entry, code site)
{
	const struct site *reader = site_get(model, site);

	return reader && (site_of_post(model, entry->post) == site ||
			  tree_above(model, reader->post, entry->post));
}

/* Fills the item with all that the site may have of the entry: at least its hash. */
static void fill(struct mesh *mesh, code site, const struct log_entry *logged,
		 const struct hash *hash, struct mesh_item *ret)
{
	const struct model *model = pipeline_model(mesh->pipeline);
	const struct record *record;
	struct entry entry;
	struct str fault;

	*ret = (struct mesh_item){ .hash = *hash };
	if (!logged || !entry_read(mesh->giving, logged->body, &entry, &fault))
		return;
	record = model_find(model, entry.record);
	if (!place_of(record, logged->pos, &ret->nth) ? !shows_late(model, &entry, site)
						      : !model_reaches_entry(model, record, &entry,
									     site))
		return;
	ret->body = arena_str(mesh->giving, logged->body);
	if (logged->secret && !logged->secret->gone) {
		ret->has_secret = true;
		ret->secret_since = logged->secret->since;
		memcpy(ret->secret, logged->secret->key, sizeof ret->secret);
	}
}

struct mesh_head mesh_give_head(const struct log_head *head)
{
	struct mesh_head ret = { .seq = head->seq, .link = head->link, .time = head->time };

	memcpy(ret.key, head->key, sizeof ret.key);
	memcpy(ret.signature, head->signature, sizeof ret.signature);
	return ret;
}

/* ---- heads ----------------------------------------------------------------------------------- */

/* The next number whose head stays for good, so that whoever took it can give it on. */
static uint64_t milestone(uint64_t from)
{
	return (from + MESH_SIGNED_EVERY - 1) / MESH_SIGNED_EVERY * MESH_SIGNED_EVERY;
}

/*
 * The newest head up to the next multiple of 4096, where there is one for sure: a run that went
 * past it would leave a chain there that nobody else can be given. Not one of a later writer if
 * there is one by an earlier: who asks may learn of that one only by what comes first.
 */
static bool head_for(struct mesh *mesh, code origin, uint64_t from, struct log_head *ret)
{
	const struct model *model = pipeline_model(mesh->pipeline);
	uint64_t reach = milestone(from);

	for (uint64_t end = site_reign_end(model, origin, from); end < reach;
	     end = site_reign_end(model, origin, end + 1))
		if (log_newest_head(mesh->reader, origin, end, ret) && ret->seq >= from)
			return true;
	return log_newest_head(mesh->reader, origin, reach, ret) && ret->seq >= from;
}

/* ---- a run from the log ---------------------------------------------------------------------- */

/*
 * Gathers entries up to the head or the size of a frame, or to where nothing but a hash is here,
 * unless this site vouches for it.
 */
struct gather {
	struct mesh *mesh;
	struct peer *to;
	struct mesh_run *run;
	bool vouches;                                      /* for what lies here as a hash alone */
	size_t bytes, most;
};

static bool gather_one(void *user, uint64_t seq, const struct hash *hash,
		       const struct hash *link, const struct log_entry *entry)
{
	struct gather *gather = user;
	struct mesh_run *run = gather->run;
	struct mesh_item *item;

	(void)link;
	if (seq != run->from + run->nitems || seq > run->head.seq ||
	    (!entry && !gather->vouches))
		return false;
	HEAP_ROOM(gather->mesh->items, run->nitems, gather->mesh->items_size);
	item = &gather->mesh->items[run->nitems++];
	fill(gather->mesh, gather->to->site, entry, hash, item);
	run->unsure |= entry == NULL;
	gather->bytes += sizeof *item + item->body.len;
	return seq < run->head.seq && gather->bytes < gather->most;
}

/*
 * Behind the items the hashes up to the head. One answer takes several runs up to the same head, so
 * they are kept: what has a number in a chain keeps it for ever. False: not all are here.
 */
static bool put_ahead(struct mesh *mesh, struct mesh_run *run)
{
	struct ahead *ahead = &mesh->ahead;
	uint64_t from = run->from + run->nitems, to = run->head.seq;

	run->nahead = (uint32_t)(to + 1 - from);
	if (run->nahead == 0)
		return true;
	assert(run->nahead <= MESH_SIGNED_EVERY);
	if (ahead->origin != run->origin || from < ahead->from ||
	    to >= ahead->from + ahead->count) {
		*ahead = (struct ahead){ .at = ahead->at };
		if (!ahead->at)
			ahead->at = heap_alloc(MESH_SIGNED_EVERY * sizeof *ahead->at);
		if (!log_read_hashes(mesh->reader, run->origin, from, to, ahead->at))
			return false;
		*ahead = (struct ahead){ run->origin, from, run->nahead, ahead->at };
	}
	run->ahead = ahead->at + (from - ahead->from);
	return true;
}

/* Sends a run of about `left` bytes at most; how many they were if another is to follow, else 0. */
static size_t give_one(struct mesh *mesh, struct peer *to, const struct mesh_pull *pull,
		       uint32_t left)
{
	struct mesh_frame frame = { .verb = MESH_RUN };
	struct mesh_run *run = &frame.as.run;
	code own = site_self(pipeline_model(mesh->pipeline));
	struct gather gather = { .mesh = mesh, .to = to, .run = run,
				 .most = left < MESH_RUN_BYTES ? left : MESH_RUN_BYTES,
				 .vouches = mesh_vouches(mesh, own, pull->origin) };
	struct log_head head, next;

	if (pull->from == 0 || !head_for(mesh, pull->origin, pull->from, &head))
		return 0;
	*run = (struct mesh_run){ .origin = pull->origin, .from = pull->from,
				  .head = mesh_give_head(&head) };
	arena_reset(mesh->giving);
	if (log_read_chain(mesh->reader, pull->origin, pull->from, gather_one, &gather) != LOG_OK)
		return 0;
	/* A relay may hold a signed end without all that lies before it. */
	if (run->nitems == 0 || !put_ahead(mesh, run))
		return 0;
	run->items = mesh->items;
	run->goes_on = pull->most > 0 && gather.bytes < left &&
		       head_for(mesh, pull->origin, run->from + run->nitems, &next);
	if (!mesh_send(mesh, to, &frame))
		return 0;
	*map_put(&to->told, run->origin) = run->from + run->nitems - 1;
	return run->goes_on ? gather.bytes : 0;
}

void mesh_give_run(struct mesh *mesh, struct peer *to, const struct mesh_pull *pull)
{
	struct mesh_pull next = *pull;
	uint32_t left = pull->most < MESH_WINDOW_MOST ? pull->most : MESH_WINDOW_MOST;
	size_t given;

	/* What it may see nobody can say who has not heard of it: a hash would stand for good. */
	if (!site_get(pipeline_model(mesh->pipeline), to->site))
		return;
	left = left ? left : MESH_RUN_BYTES;
	while ((given = give_one(mesh, to, &next, left)) > 0) {
		left -= (uint32_t)given;
		next.from = *map_put(&to->told, pull->origin) + 1;
	}
}

/* ---- the past of one record ------------------------------------------------------------------ */

struct past_gather {
	struct mesh *mesh;
	struct mesh_past *past;
	const struct log_secret *secrets;
	uint32_t nsecrets, secrets_size;
	size_t bytes;
};

static void keep_secret(void *user, const struct log_secret *secret)
{
	struct past_gather *gather = user;
	struct log_secret *copy;

	if (secret->gone || gather->nsecrets == gather->secrets_size)
		return;
	copy = (struct log_secret *)(uintptr_t)&gather->secrets[gather->nsecrets++];
	*copy = *secret;
}

static bool past_one(void *user, const struct log_entry *entry, const struct hash *hash,
		     const struct hash *link)
{
	struct past_gather *gather = user;
	struct mesh_past *past = gather->past;
	struct mesh_past_item *item = &past->items[past->nitems];

	(void)link;
	if (past->nitems > 0 && gather->bytes > MESH_RUN_BYTES) {
		past->whole = false;
		return false;
	}
	item->entry = (struct ident){ entry->origin, entry->seq };
	item->item = (struct mesh_item){ .hash = *hash,
					 .body = arena_str(gather->mesh->arena, entry->body),
					 .nth = past->nitems };
	for (uint32_t i = 0; i < gather->nsecrets; i++) {
		if (gather->secrets[i].since != entry->time)
			continue;
		item->item.has_secret = true;
		item->item.secret_since = entry->time;
		memcpy(item->item.secret, gather->secrets[i].key, sizeof item->item.secret);
	}
	gather->bytes += sizeof *item + entry->body.len;
	past->nitems++;
	return true;
}

#define SECRETS_OF_ONE 64               /* times that a record was forgotten and named again */
void mesh_give_past(struct mesh *mesh, struct peer *to, const struct mesh_ask_past *ask)
{
	const struct model *model = pipeline_model(mesh->pipeline);
	const struct record *record = model_find(model, ask->record);
	struct mesh_frame frame = { .verb = MESH_PAST };
	struct mesh_past *past = &frame.as.past;
	struct past_gather gather = { .mesh = mesh, .past = past, .secrets_size = SECRETS_OF_ONE };
	uint32_t count;

	/* Out of reach answers as if it were not there. */
	if (!record || !model_reaches(model, record, to->site) || ask->skip >= record->nhistory)
		return;
	*past = (struct mesh_past){ .record = ask->record, .whole = true };
	count = record->nhistory - ask->skip;
	if (count > LIMIT_MESH_ITEMS) {
		count = LIMIT_MESH_ITEMS;
		past->whole = false;
	}
	past->items = arena_alloc(mesh->arena, count * sizeof *past->items);
	gather.secrets = arena_alloc(mesh->arena, SECRETS_OF_ONE * sizeof *gather.secrets);
	if (log_secret_read(mesh->reader, &ask->record, keep_secret, &gather) != LOG_OK ||
	    log_read_at(mesh->reader, record->history + ask->skip, count, past_one, &gather) !=
		    LOG_OK)
		return;
	for (uint32_t i = 0; i < past->nitems; i++)
		past->items[i].item.nth = ask->skip + i;
	mesh_send(mesh, to, &frame);
}

/* ---- what has just been committed ------------------------------------------------------------ */

/* An entry of ours that nobody has yet, and by bits of peers who may see it. */
struct fresh {
	uint64_t seq;
	struct mesh_item item;
	uint32_t *sees;
};
struct fresh_run {
	struct mesh *mesh;
	uint64_t last;
	struct fresh *at;
	uint32_t count, size;
	uint32_t words;                                    /* of a set of peers */
	uint32_t *any;
	struct hash link;                                  /* of the last */
};

static void note_readers(struct fresh_run *run, struct fresh *fresh, const struct record *record,
			 const struct entry *entry)
{
	struct mesh *mesh = run->mesh;
	const struct model *model = pipeline_model(mesh->pipeline);
	code sites[LIMIT_SITES];
	uint32_t count = model_reach_entry(model, record, entry, sites, LIMIT_SITES);

	if (count == UINT32_MAX)
		memset(fresh->sees, 0xff, run->words * sizeof *fresh->sees);
	for (uint32_t i = 0; count != UINT32_MAX && i < count; i++) {
		const uint64_t *peer = map_get(&mesh->peer_of, sites[i]);

		if (peer)
			fresh->sees[*peer / 32] |= 1u << *peer % 32;
	}
	for (uint32_t w = 0; w < run->words; w++)
		run->any[w] |= fresh->sees[w];
}

/* Written here while another post took over: whoever may read what is late. */
static void note_late_readers(struct fresh_run *run, struct fresh *fresh, const struct entry *entry)
{
	const struct model *model = pipeline_model(run->mesh->pipeline);

	for (uint32_t i = 0; i < run->mesh->npeers; i++) {
		if (!shows_late(model, entry, run->mesh->peers[i]->site))
			continue;
		fresh->sees[i / 32] |= 1u << i % 32;
		run->any[i / 32] |= 1u << i % 32;
	}
}

static bool fresh_one(void *user, uint64_t seq, const struct hash *hash, const struct hash *link,
		      const struct log_entry *logged)
{
	struct fresh_run *run = user;
	struct mesh *mesh = run->mesh;
	const struct model *model = pipeline_model(mesh->pipeline);
	struct fresh *fresh = &run->at[run->count];
	const struct record *record;
	struct entry entry;
	struct str fault;
	bool good;

	if (seq > run->last || run->count == run->size || !logged)
		return false;
	good = entry_read(mesh->arena, logged->body, &entry, &fault);
	assert(good);
	record = model_find(model, entry.record);
	*fresh = (struct fresh){ .seq = seq };
	fresh->item = (struct mesh_item){ .hash = *hash,
					  .body = arena_str(mesh->arena, logged->body) };
	if (logged->secret && !logged->secret->gone) {
		fresh->item.has_secret = true;
		fresh->item.secret_since = logged->secret->since;
		memcpy(fresh->item.secret, logged->secret->key, sizeof fresh->item.secret);
	}
	fresh->sees = arena_alloc(mesh->arena, run->words * sizeof *fresh->sees);
	if (place_of(record, logged->pos, &fresh->item.nth))
		note_readers(run, fresh, record, &entry);
	else
		note_late_readers(run, fresh, &entry);
	run->link = *link;
	run->count++;
	return true;
}

/* False: too much for one run, or not what comes next for this site. */
static bool push_fresh(struct mesh *mesh, struct peer *to, uint32_t bit, code origin,
		       const struct fresh_run *fresh, const struct log_head *head)
{
	struct mesh_frame frame = { .verb = MESH_RUN };
	struct mesh_run *run = &frame.as.run;
	const uint64_t *told = map_get(&to->told, origin);
	size_t bytes = 0;

	if ((told && *told != 0 && *told + 1 < fresh->at[0].seq) ||
	    milestone(fresh->at[0].seq) < head->seq)
		return false;
	*run = (struct mesh_run){ .origin = origin, .from = fresh->at[0].seq,
				  .nitems = fresh->count, .head = mesh_give_head(head) };
	run->items = arena_alloc(mesh->arena, fresh->count * sizeof *run->items);
	for (uint32_t i = 0; i < fresh->count; i++) {
		bool sees = (fresh->at[i].sees[bit / 32] >> bit % 32 & 1) != 0;

		if (sees)
			run->items[i] = fresh->at[i].item;
		else
			run->items[i].hash = fresh->at[i].item.hash;
		bytes += sizeof run->items[i] + run->items[i].body.len;
	}
	if (bytes > MESH_RUN_BYTES || !mesh_send(mesh, to, &frame))
		return false;
	*map_put(&to->told, origin) = head->seq;
	return true;
}

/*
 * Run by run from where the site is. Who lacks much more than what is on its way to him asks for it
 * himself, at his own pace.
 */
static void push_runs(struct mesh *mesh, struct peer *to, code origin, uint64_t from, uint64_t last)
{
	uint64_t at = *map_put(&to->told, origin), told;

	at = at ? at : from - 1;
	while (at < last && last - at <= PUSHED_MOST) {
		mesh_give_run(mesh, to, &(struct mesh_pull){ origin, at + 1, 0 });
		told = *map_put(&to->told, origin);
		if (told <= at)
			return;
		at = told;
	}
}

static void push_origin(struct mesh *mesh, struct chain_end *chain, uint64_t last)
{
	struct fresh_run run = { .mesh = mesh, .last = last };
	struct log_head head;
	uint64_t from = chain->have + 1;

	run.words = (mesh->npeers + 31) / 32;
	run.size = (uint32_t)(last - chain->have);
	run.at = arena_alloc(mesh->arena, run.size * sizeof *run.at);
	run.any = arena_alloc(mesh->arena, (run.words + 1) * sizeof *run.any);
	log_read_chain(mesh->reader, chain->origin, from, fresh_one, &run);
	assert(run.count == run.size);
	chain->have = last;
	chain->wanted = chain->wanted > last ? chain->wanted : last;
	chain->link = run.link;
	if (!log_newest_head(mesh->reader, chain->origin, last, &head) || head.seq != last)
		return;
	for (uint32_t i = 0; i < mesh->npeers; i++) {
		struct peer *to = mesh->peers[i];

		if ((run.any[i / 32] >> i % 32 & 1) == 0 ||
		    push_fresh(mesh, to, i, chain->origin, &run, &head))
			continue;
		push_runs(mesh, to, chain->origin, from, last);
	}
}

/* Which of our origins were written to, from where and up to where. */
struct ends {
	uint64_t to_pos;
	struct map first, last;                            /* origin -> seq */
};

static bool note_end(void *user, const struct log_entry *entry, const struct hash *hash,
		     const struct hash *link)
{
	struct ends *ends = user;

	(void)hash;
	(void)link;
	if (entry->pos > ends->to_pos)
		return false;
	if (entry->arrived != 0)
		return true;
	if (!map_get(&ends->first, entry->origin))
		*map_put(&ends->first, entry->origin) = entry->seq;
	*map_put(&ends->last, entry->origin) = entry->seq;
	return true;
}

/* An origin that begins now is not known yet, and its end must not be taken for told. */
static struct chain_end *chain_before(struct mesh *mesh, code origin, uint64_t first)
{
	bool known = map_get(&mesh->chain_of, origin) != NULL;
	struct chain_end *chain = mesh_chain_of(mesh, origin);

	if (!known)
		chain->have = first - 1;
	return chain;
}

void mesh_give_committed(struct mesh *mesh, uint64_t from_pos, uint64_t to_pos)
{
	struct ends ends = { .to_pos = to_pos };

	map_init(&ends.first);
	map_init(&ends.last);
	log_read(mesh->reader, from_pos - 1, note_end, &ends);
	for (uint64_t i = 0; i < ends.last.size; i++) {
		const struct map_slot *slot = &ends.last.slots[i];
		struct chain_end *chain;

		if (!slot->used)
			continue;
		chain = chain_before(mesh, slot->key, *map_get(&ends.first, slot->key));
		if (slot->value > chain->have)
			push_origin(mesh, chain, slot->value);
	}
	map_release(&ends.first);
	map_release(&ends.last);
}
