/* What other nodes wrote comes in: admitted, applied, answered where it is ours, kept. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>

#include "base/hash.h"
#include "node/pipeline_state.h"

#define TAKE_GROUP 512                  /* entries that share a transaction, about */

/* One entry on its way in. */
struct taking {
	struct pipeline *p;
	struct batch *batch;
	const struct arrival *arrival;
	struct entry entry;
	struct str body;
	const struct log_secret *secret;                   /* to be kept with it; NULL: nothing */
	const struct refusal *why;
	instant now;
};

/* ---- secrets --------------------------------------------------------------------------------- */

static bool opens(const struct taking *taking, const uint8_t *key)
{
	struct entry copy = taking->entry;
	struct vault *vault = vault_create();
	struct str fault;
	bool good;

	copy.values = arena_alloc(taking->batch->arena, (copy.nvalues + 1) * sizeof *copy.values);
	if (copy.nvalues > 0)
		memcpy(copy.values, taking->entry.values, copy.nvalues * sizeof *copy.values);
	vault_put(vault, copy.record, copy.at, key);
	good = entry_open(&copy, vault, taking->batch->arena, &fault);
	vault_destroy(vault);
	return good;
}

/* A key that came along is kept if it is new, and of this record, and opens what it came with. */
static bool take_secret(struct taking *taking)
{
	struct vault *vault = model_vault(taking->p->model);
	const struct log_secret *given = taking->arrival->secret;
	const struct entry *entry = &taking->entry;
	struct log_secret *kept;

	if (!given || given->gone || vault_key(vault, entry->record, entry->at))
		return true;
	if (!ident_eq(given->of, entry->record) || given->since > entry->at ||
	    !opens(taking, given->key))
		return false;
	kept = arena_alloc(taking->batch->arena, sizeof *kept);
	*kept = *given;
	taking->secret = kept;
	vault_put(vault, kept->of, kept->since, kept->key);
	return true;
}

/* Whom his home has forgotten is forgotten everywhere. */
static void take_forgetting(struct taking *taking)
{
	struct log_secret *gone;

	if (taking->entry.act->act->number != ACT_NUMBER_FORGET)
		return;
	gone = arena_alloc(taking->batch->arena, sizeof *gone);
	gone->of = taking->entry.record;
	gone->gone = true;
	taking->secret = gone;
}

/* ---- keeping --------------------------------------------------------------------------------- */

static void queue(struct taking *taking)
{
	const struct entry *entry = &taking->entry;
	struct hash *link = arena_alloc(taking->batch->arena, sizeof *link);

	*link = taking->arrival->link;
	pipeline_queue(taking->p, &(struct log_entry){ .pos = entry->pos,
						       .origin = entry->id.origin,
						       .seq = entry->id.seq,
						       .time = entry->at,
						       .body = taking->body,
						       .arrived = entry->arrived,
						       .link = link,
						       .secret = taking->secret });
}

/* Somebody at the record's present home has to say what becomes of it. */
static void tell_late(struct taking *taking, const struct entry *entry)
{
	struct proposals proposals = { .arena = taking->batch->arena };

	reactor_late(taking->p->model, entry, &proposals);
	for (uint32_t i = 0; i < proposals.count; i++)
		pipeline_propose(taking->p, taking->batch, &proposals.requests[i], taking->now);
}

/* Whether this site has its own chains, and knows what was answered before it began. */
static bool knows_itself(const struct pipeline *p)
{
	code self = site_self(p->model);

	return self == 0 || (site_get(p->model, self) && site_ready(p->model));
}

static bool answers(const struct pipeline *p, struct ident entry)
{
	return site_self(p->model) != 0 && !p->deferred && !site_answered(p->model, entry);
}

static void keep_late(struct taking *taking)
{
	model_note_late(taking->p->model, &taking->entry);
	queue(taking);
	if (answers(taking->p, taking->entry.id))
		tell_late(taking, &taking->entry);
}

/* ---- what came while this site was new ------------------------------------------------------- */

static bool answer_again(struct taking *taking, struct str body, instant arrived)
{
	struct pipeline *p = taking->p;
	struct entry entry;
	struct str fault;

	if (arrived == 0 ||
	    !entry_read(taking->batch->arena, arena_str(taking->batch->arena, body), &entry,
			&fault) ||
	    site_answered(p->model, entry.id) || site_local(p->model, entry.id.origin))
		return true;
	if (entry_late(p->model, &entry)) {
		tell_late(taking, &entry);
		return true;
	}
	if (!model_find(p->model, entry.record))
		return true;
	entry.effect = entry.act->act->flags & ACT_SECOND ? NULL : entry.act;
	pipeline_cascade(p, taking->batch, &entry, taking->now);
	return true;
}

static bool answer_logged(void *user, const struct log_entry *logged, const struct hash *hash,
			  const struct hash *link)
{
	(void)hash;
	(void)link;
	return answer_again(user, logged->body, logged->arrived);
}

static struct log_reader *reader_of(struct pipeline *p)
{
	log_flush(p->log);
	if (!p->reader && log_reader_open(p->dir, &p->reader) != LOG_OK)
		p->reader = NULL;
	return p->reader;
}

/*
 * It has what it needs now: everything that came before is answered in one go, as far as nobody
 * has done so in its stead.
 */
static void answer_deferred(struct taking *taking)
{
	struct pipeline *p = taking->p;
	uint64_t count = p->nkept;

	if (!p->deferred || !knows_itself(p))
		return;
	p->deferred = false;
	pipeline_append(p);
	for (uint64_t i = 0; p->memory && i < count; i++)
		answer_again(taking, p->kept[i].body, p->kept[i].arrived);
	if (!p->memory && reader_of(p))
		log_read(p->reader, 0, answer_logged, taking);
}

/* ---- one entry ------------------------------------------------------------------------------- */

static void apply(struct taking *taking)
{
	struct pipeline *p = taking->p;
	struct entry *entry = &taking->entry;
	bool was_deferred = p->deferred;
	const struct record *record;

	entry_effect(p->model, entry);
	take_forgetting(taking);
	model_apply(p->model, entry);
	queue(taking);
	pipeline_look_again(p);
	record = model_find(p->model, entry->record);
	assert(record);
	pipeline_await(taking->batch,
		       &(struct waiting){ .entry = *entry, .version = record->version });
	if (taking->arrival->at != 0) {
		p->deferred = false;
		return;
	}
	answer_deferred(taking);
	if (!was_deferred && answers(p, entry->id))
		pipeline_cascade(p, taking->batch, entry, taking->now);
}

static enum taken refused(struct taking *taking, const struct refusal *why)
{
	taking->why = why;
	return TAKEN_REFUSED;
}

static enum taken admit(struct taking *taking)
{
	struct pipeline *p = taking->p;
	const struct record *record = model_find(p->model, taking->entry.record);
	uint32_t nth = taking->arrival->nth;
	struct str fault;

	if (taking->arrival->at != 0)
		nth = record ? record->nhistory : 0;
	switch (entry_admit(p->model, &taking->entry, nth, &taking->why)) {
	case ADMIT_WAIT:
		return TAKEN_WAIT;
	case ADMIT_PAST:
		return TAKEN_PAST;
	case ADMIT_NEVER:
		return TAKEN_REFUSED;
	case ADMIT_LATE:
		keep_late(taking);
		return TAKEN;
	default:
		break;
	}
	if (!take_secret(taking) ||
	    !entry_open(&taking->entry, model_vault(p->model), taking->batch->arena, &fault))
		return refused(taking, &refused_mesh_bad_entry);
	apply(taking);
	return TAKEN;
}

static enum taken take_body(struct pipeline *p, struct ident id, const struct arrival *arrival,
			    const struct refusal **ret_why)
{
	struct taking taking = { .p = p, .arrival = arrival, .batch = pipeline_batch(p) };
	struct str fault;
	enum taken taken;

	taking.now = pipeline_now(p);
	taking.body = arena_str(taking.batch->arena, arrival->body);
	if (arrival->body.len > LIMIT_ENTRY_BYTES ||
	    !entry_read(taking.batch->arena, taking.body, &taking.entry, &fault) ||
	    !ident_eq(taking.entry.id, id)) {
		taken = refused(&taking, &refused_mesh_bad_entry);
	} else if (taking.entry.at > pipeline_clock(p) + LIMIT_SKEW_MS) {
		taken = refused(&taking, &refused_mesh_future);
	} else {
		taking.entry.pos = model_pos(p->model) + 1;
		taking.entry.arrived = arrival->at ? arrival->at : taking.now;
		taken = admit(&taking);
	}
	if (taken != TAKEN)
		pipeline_drop_refused(p, taking.batch);
	*ret_why = taking.why;
	return taken;
}

/* ---- a run of a chain ------------------------------------------------------------------------ */

static void take_veil(struct pipeline *p, code origin, const struct arrival *arrival)
{
	HEAP_ROOM(p->veils, p->nveils, p->veils_size);
	p->veils[p->nveils++] =
		(struct log_veil){ origin, arrival->seq, arrival->hash, arrival->link };
	model_note_number(p->model, origin, arrival->seq);
}

static enum taken take_one(struct pipeline *p, code origin, const struct arrival *arrival,
			   const struct refusal **ret_why)
{
	uint64_t last = model_origin_seq(p->model, origin);

	if (arrival->seq <= last)
		return TAKEN;
	if (arrival->seq != last + 1) {
		*ret_why = &refused_mesh_gap;
		return TAKEN_REFUSED;
	}
	if (!pipeline_has_room(p))
		return TAKEN_BUSY;
	if (arrival->body.at)
		return take_body(p, (struct ident){ origin, arrival->seq }, arrival, ret_why);
	take_veil(p, origin, arrival);
	return TAKEN;
}

enum taken pipeline_take(struct pipeline *p, code origin, const struct arrival *arrivals,
			 uint32_t count, const struct log_head *head, uint32_t *ret_count,
			 const struct refusal **ret_why)
{
	enum taken taken = TAKEN;
	uint32_t i = 0;

	*ret_why = NULL;
	pipeline_lapse_due(p, pipeline_now(p));
	while (i < count && taken == TAKEN) {
		/* With its last entry, before anything that is answered here in the same chain. */
		p->heads = head;
		p->nheads = head && i + 1 == count ? 1 : 0;
		taken = take_one(p, origin, &arrivals[i], ret_why);
		i += taken == TAKEN;
		if (p->ngroup + p->nveils >= TAKE_GROUP && i < count)
			pipeline_append(p);
	}
	if (taken != TAKEN)
		p->nheads = 0;
	pipeline_append(p);
	*ret_count = i;
	pipeline_turn(p);
	return taken;
}

/* ---- what a record went through before it came into reach ------------------------------------ */

/* What is known of one number: its hash and link, and whether that is all. */
struct known {
	bool found, veiled;
	struct hash hash, link;
};

static bool note_known(void *user, uint64_t seq, const struct hash *hash, const struct hash *link,
		       const struct log_entry *entry)
{
	(void)seq;
	*(struct known *)user = (struct known){ true, entry == NULL, *hash, *link };
	return false;
}

static struct known known_in_memory(const struct pipeline *p, struct ident id)
{
	for (uint32_t i = 0; i < p->nhidden; i++)
		if (p->hidden[i].origin == id.origin && p->hidden[i].seq == id.seq)
			return (struct known){ true, true, p->hidden[i].hash, p->hidden[i].link };
	return (struct known){ id.seq <= model_origin_seq(p->model, id.origin), false,
			       { { 0 } }, { { 0 } } };
}

static struct known known_of(struct pipeline *p, struct ident id)
{
	struct known known = { .found = false };

	if (p->memory)
		return known_in_memory(p, id);
	if (reader_of(p))
		log_read_chain(p->reader, id.origin, id.seq, note_known, &known);
	return known;
}

static void lift_veil(struct pipeline *p, struct ident id)
{
	for (uint32_t i = 0; i < p->nhidden; i++)
		if (p->hidden[i].origin == id.origin && p->hidden[i].seq == id.seq)
			p->hidden[i] = p->hidden[--p->nhidden];
}

static enum taken take_earlier(struct pipeline *p, struct ident id, const struct arrival *arrival,
			       const struct refusal **ret_why)
{
	struct known known = known_of(p, id);
	struct hash own = hash_of(arrival->body.at, arrival->body.len);
	struct arrival whole = *arrival;
	enum taken taken;

	if (!known.found)
		return TAKEN_WAIT;
	if (!known.veiled)
		return TAKEN;
	if (!hash_eq(&own, &known.hash)) {
		*ret_why = &refused_mesh_bad_hash;
		return TAKEN_REFUSED;
	}
	whole.hash = known.hash;
	whole.link = known.link;
	taken = take_body(p, id, &whole, ret_why);
	if (taken == TAKEN)
		lift_veil(p, id);
	return taken;
}

enum taken pipeline_take_past(struct pipeline *p, struct ident of, const struct ident *entries,
			      const struct arrival *arrivals, uint32_t count,
			      const struct refusal **ret_why)
{
	enum taken taken = TAKEN;

	*ret_why = NULL;
	pipeline_lapse_due(p, pipeline_now(p));
	for (uint32_t i = 0; i < count && taken == TAKEN; i++) {
		const struct record *record = model_find(p->model, of);

		if (!pipeline_has_room(p))
			taken = TAKEN_BUSY;
		else if (arrivals[i].body.at && (!record || arrivals[i].nth >= record->nhistory))
			taken = take_earlier(p, entries[i], &arrivals[i], ret_why);
	}
	pipeline_append(p);
	pipeline_turn(p);
	return taken;
}

/* ---- the log of another ---------------------------------------------------------------------- */

enum taken pipeline_take_row(struct pipeline *p, code origin, const struct arrival *row,
			     const struct refusal **ret_why)
{
	struct ident id = { origin, row->seq };
	uint64_t last = model_origin_seq(p->model, origin);
	enum taken taken;

	*ret_why = NULL;
	if (row->seq > last || !row->body.at) {
		taken = take_one(p, origin, row, ret_why);
	} else {
		/* Its hash may be among those that came just before. */
		pipeline_append(p);
		taken = pipeline_has_room(p) ? take_earlier(p, id, row, ret_why) : TAKEN_BUSY;
	}
	if (taken == TAKEN_WAIT || taken == TAKEN_PAST) {
		*ret_why = &refused_mesh_bad_entry;
		taken = TAKEN_REFUSED;
	}
	if (p->ngroup + p->nveils >= TAKE_GROUP)
		pipeline_append(p);
	return taken;
}

void pipeline_close_rows(struct pipeline *p, const struct log_head *heads, uint32_t count)
{
	p->heads = heads;
	p->nheads = count;
	pipeline_append(p);
	pipeline_turn(p);
}
