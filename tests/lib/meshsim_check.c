/* What must hold at a node of a simulated mesh at any moment, whatever happened to the others. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "base/json.h"
#include "base/map.h"
#include "base/mem.h"
#include "lib/meshsim.h"
#include "model/record_json.h"
#include "model/registry.h"
#include "node/fold.h"
#include "os/os.h"

#define FAULTS_MAX 64

struct reading {
	struct meshsim_life *life;
	const struct model *model;
	struct log_reader *reader;
	struct arena *arena;
	struct map applied;                                /* position -> 1 */
	struct map keys;                                   /* of actor and key -> position */
	struct map ends;                                   /* origin -> last number */
	struct simkit_shadows *shadows;
	code origin;                                       /* of the chain that is walked */
	uint64_t last;
	instant time;
};

static const char *name_of(struct ident id)
{
	static char text[IDENT_TEXT];

	ident_format(id, text);
	return text;
}

/* ---- reach ----------------------------------------------------------------------------------- */

static void add_meant_for(const struct meshsim_life *life, const struct record *record,
			  struct meshsim_set *ret)
{
	code sites[LIMIT_SITES];
	uint32_t count = model_reach(pipeline_model(life->pipeline), record, sites, LIMIT_SITES);

	for (uint32_t i = 0; count != UINT32_MAX && i < count; i++)
		meshsim_set_add(ret, meshsim_ledger_site(life->ledger, sites[i]));
	if (count == UINT32_MAX)
		memset(ret, 0xff, sizeof *ret);
}

void meshsim_check_note_one(struct meshsim_life *life, const struct record *record)
{
	add_meant_for(life, record, &meshsim_ledger_record(life->ledger, record->id)->reach);
}

void meshsim_check_note(struct meshsim_life *life, bool all)
{
	const struct model *model = pipeline_model(life->pipeline);

	for (uint16_t k = 0; k < registry_count(); k++) {
		const struct kind *kind = registry_at(k)->kind;

		for (uint32_t i = 0; i < model_count(model, kind); i++)
			if (all || site_local_post(model, model_at(model, kind, i)->home))
				meshsim_check_note_one(life, model_at(model, kind, i));
	}
}

void meshsim_check_note_own(struct meshsim_life *life)
{
	const struct model *model = pipeline_model(life->pipeline);

	for (uint16_t k = 0; k < registry_count(); k++) {
		const struct kind *kind = registry_at(k)->kind;

		for (uint32_t i = 0; i < model_count(model, kind); i++) {
			const struct record *record = model_at(model, kind, i);

			if (model_reaches(model, record, site_self(model)))
				meshsim_set_add(
					&meshsim_ledger_record(life->ledger, record->id)->reach,
					life->node);
		}
	}
}

/* What came too late has no place in its record; its own post and those above may read it. */
static bool may_read_late(const struct reading *reading, const struct entry *entry)
{
	code self = site_self(reading->model);
	const struct site *own = site_get(reading->model, self);

	return site_speaks_for(reading->model, self, entry->post) ||
	       (own && tree_above(reading->model, own->post, entry->post));
}

/*
 * Who let in a site below may pass on to it what its home, that has not heard of it yet, means for
 * himself: then the record as it lies here says that it is for this site.
 */
static void see_reach(struct reading *reading, const struct entry *entry, bool applied)
{
	struct meshsim_life *life = reading->life;
	const struct meshsim_set *reach =
		&meshsim_ledger_record(life->ledger, entry->record)->reach;
	const struct record *record = model_find(reading->model, entry->record);

	if (entry->arrived == 0 || meshsim_set_has(reach, life->node) ||
	    (!applied && may_read_late(reading, entry)) ||
	    (record && model_reaches(reading->model, record, site_self(reading->model))))
		return;
	simkit_fault("node %u holds the text of %s (%s.%s), which is out of its reach", life->node,
		     name_of(entry->id), entry->kind->kind->name, entry->act->act->name);
}

/* ---- the log, position by position ----------------------------------------------------------- */

static void note_applied(struct reading *reading)
{
	for (uint16_t k = 0; k < registry_count(); k++) {
		const struct kind *kind = registry_at(k)->kind;

		for (uint32_t i = 0; i < model_count(reading->model, kind); i++) {
			const struct record *record = model_at(reading->model, kind, i);

			for (uint32_t h = 0; h < record->nhistory; h++)
				*map_put(&reading->applied, record->history[h]) = 1;
		}
	}
}

/* A key does one thing, wherever it is asked for. */
static void see_key(struct reading *reading, const struct entry *entry)
{
	uint64_t key = ident_hash(entry->actor), *slot;

	if (entry->key.len == 0)
		return;
	for (uint32_t i = 0; i < entry->key.len; i++)
		key = key * 31 + (unsigned char)entry->key.at[i];
	slot = map_put(&reading->keys, key);
	if (*slot != 0)
		simkit_fault("node %u: %s does again what its key has done", reading->life->node,
			     name_of(entry->id));
	*slot = entry->pos;
}

static bool see_logged(void *user, const struct log_entry *logged, const struct hash *hash,
		       const struct hash *link)
{
	struct reading *reading = user;
	struct meshsim_stats *stats = &reading->life->desk->stats;
	instant time = logged->arrived ? logged->arrived : logged->time;
	bool applied = map_get(&reading->applied, logged->pos) != NULL;
	unsigned long long pos = (unsigned long long)logged->pos;
	struct entry entry;
	struct str fault = { 0 };

	(void)hash;
	(void)link;
	arena_reset(reading->arena);
	if (!entry_read(reading->arena, logged->body, &entry, &fault))
		simkit_fault("position %llu cannot be read: " STR_FMT, pos, STR_ARG(fault));
	entry.pos = logged->pos;
	entry.arrived = logged->arrived;
	if (logged->pos != reading->last + 1)
		simkit_fault("a gap before position %llu", pos);
	if (time < reading->time)
		simkit_fault("time runs back at position %llu", pos);
	if (entry.arrived && entry.at > entry.arrived + LIMIT_SKEW_MS)
		simkit_fault("node %u took %s before its time", reading->life->node,
			     name_of(entry.id));
	reading->last = logged->pos;
	reading->time = time;
	see_reach(reading, &entry, applied);
	stats->late += !applied;
	stats->seen[entry.kind->index & 255] |= UINT64_C(1)
						<< ((entry.act - entry.kind->acts) & 63);
	if (!applied)
		return true;
	see_key(reading, &entry);
	simkit_shadows_see(reading->shadows, &entry);
	return true;
}

/* ---- the log, chain by chain ----------------------------------------------------------------- */

static bool see_link(void *user, uint64_t seq, const struct hash *hash, const struct hash *link,
		     const struct log_entry *entry)
{
	struct reading *reading = user;
	struct ident id = { reading->origin, seq };
	struct meshsim_entry *known = meshsim_ledger_entry(reading->life->ledger, id);
	uint64_t first;
	uint64_t *end = map_put(&reading->ends, reading->origin);

	(void)link;
	memcpy(&first, hash->bytes, sizeof first);
	if (seq != *end + 1)
		simkit_fault("node %u: a gap before %s", reading->life->node, name_of(id));
	*end = seq;
	if (known->hash != 0 && known->hash != first &&
	    !meshsim_set_has(&reading->life->ledger->in_vain, reading->life->node))
		simkit_fault("node %u holds another %s than was published", reading->life->node,
			     name_of(id));
	/* Its writer has died before he could say so. */
	known->hash = first;
	reading->life->desk->stats.veils += entry == NULL;
	return true;
}

static void check_chains(struct reading *reading)
{
	struct meshsim_ledger *ledger = reading->life->ledger;
	code origins[LIMIT_POSTS];
	uint32_t count = log_origins(reading->reader, origins, LIMIT_POSTS);

	for (uint32_t i = 0; i < count; i++) {
		reading->origin = origins[i];
		if (log_read_chain(reading->reader, origins[i], 1, see_link, reading) != LOG_OK)
			simkit_fault("a chain cannot be read");
	}
	/* What this node has shown to anybody, and what it was seen to write, is still here. */
	for (uint32_t i = 0; i < ledger->nentries; i++) {
		const struct meshsim_entry *entry = &ledger->entries[i];
		const uint64_t *end = map_get(&reading->ends, entry->id.origin);

		if (entry->writer == reading->life->node + 1 &&
		    (!end || *end < entry->id.seq))
			simkit_fault("node %u has lost %s%s", reading->life->node,
				     name_of(entry->id),
				     entry->acknowledged ? ", acknowledged" : "");
	}
}

/* ---- the state ------------------------------------------------------------------------------- */

static void check_fold(struct meshsim_life *life, bool snapshots)
{
	struct str fault = { 0 };
	struct model *model = fold_model(MESHSIM_DIR, UINT64_MAX, snapshots, &fault);
	const char *from = snapshots ? "a snapshot" : "the first entry";
	struct hash live, folded;

	if (!model)
		simkit_fault("node %u: folded from %s: " STR_FMT, life->node, from, STR_ARG(fault));
	model_digest(pipeline_model(life->pipeline), &live);
	model_digest(model, &folded);
	model_destroy(model);
	if (!hash_eq(&live, &folded))
		simkit_fault("node %u: folded from %s the digest is another one", life->node, from);
}

/* No clock of ours that runs is past its time; who is new waits for all of what is his. */
static void check_rung(const struct meshsim_life *life)
{
	const struct model *model = pipeline_model(life->pipeline);
	instant now = pipeline_now(life->pipeline);

	if (!site_get(model, site_self(model)) || !site_ready(model))
		return;
	for (uint16_t k = 0; k < registry_count(); k++) {
		const struct kind_row *row = registry_at(k);

		for (uint32_t i = 0; row->nclocks > 0 && i < model_count(model, row->kind); i++) {
			const struct record *record = model_at(model, row->kind, i);

			for (uint16_t c = 0; c < row->nclocks; c++)
				if (record->clocks[c].status == CLOCK_RUNNING && !record->struck &&
				    site_local_post(model, record->home) &&
				    record->clocks[c].due[record->clocks[c].step] <= now)
					simkit_fault("node %u: clock %s of %s has not rung",
						     life->node, row->clocks[c].name,
						     name_of(record->id));
		}
	}
}

static void check_records(struct reading *reading)
{
	for (uint16_t k = 0; k < registry_count(); k++) {
		const struct kind *kind = registry_at(k)->kind;

		for (uint32_t i = 0; i < model_count(reading->model, kind); i++)
			simkit_shadows_check(reading->shadows, model_at(reading->model, kind, i));
	}
}

/*
 * Among nodes that all mean well nobody is refused, but for clocks that differ, and who speaks or
 * signs before it is known here that he has joined.
 */
static bool may_be_refused(const struct refusal *why)
{
	return why == &refused_mesh_future || why == &refused_mesh_wrong_key ||
	       why == &refused_mesh_not_sender;
}

static void check_refused(const struct meshsim_life *life)
{
	struct mesh_fault faults[FAULTS_MAX];
	uint32_t count = mesh_faults(life->mesh, faults, FAULTS_MAX);

	for (uint32_t i = 0; i < count && i < FAULTS_MAX; i++) {
		struct ident id = { faults[i].origin, faults[i].seq };
		uint32_t from = meshsim_ledger_site(life->ledger, faults[i].from);

		if (from < MESHSIM_NODES && meshsim_set_has(&life->ledger->forgers, from))
			life->desk->stats.forgeries_refused++;
		else if (!may_be_refused(faults[i].why))
			simkit_fault("node %u refused %s from node %u: %s", life->node,
				     name_of(id), from, faults[i].why->name);
	}
}

static void check_log(struct meshsim_life *life)
{
	struct reading reading = { .life = life, .model = pipeline_model(life->pipeline) };
	struct log_verdict verdict;

	if (log_reader_open(MESHSIM_DIR, &reading.reader) != LOG_OK)
		simkit_fault("the log cannot be opened for reading");
	if (log_verify(reading.reader, &verdict) != LOG_OK || verdict.fault != LOG_SOUND)
		simkit_fault("node %u: the log does not verify: %s at %llu", life->node,
			     log_fault_name(verdict.fault), (unsigned long long)verdict.pos);
	reading.arena = arena_create();
	reading.shadows = simkit_shadows_create(reading.model);
	map_init(&reading.applied);
	map_init(&reading.keys);
	map_init(&reading.ends);
	note_applied(&reading);
	if (log_read(reading.reader, 0, see_logged, &reading) != LOG_OK)
		simkit_fault("the log cannot be read");
	if (reading.last != model_pos(reading.model))
		simkit_fault("node %u: the log ends at %llu, the state at %llu", life->node,
			     (unsigned long long)reading.last,
			     (unsigned long long)model_pos(reading.model));
	check_chains(&reading);
	check_records(&reading);
	life->desk->stats.entries += (uint32_t)reading.last;
	map_release(&reading.applied);
	map_release(&reading.keys);
	map_release(&reading.ends);
	simkit_shadows_destroy(reading.shadows);
	arena_destroy(reading.arena);
	log_reader_close(reading.reader);
}

static void on_nothing(void *user, const struct outcome *outcome)
{
	(void)user;
	(void)outcome;
}

void meshsim_check_all(struct meshsim_life *life)
{
	struct request nothing = { .kind = STR("nothing") };

	/* Even an act that is refused comes after the deadlines that are past. */
	pipeline_submit(life->pipeline, &nothing, on_nothing, NULL);
	pipeline_settle(life->pipeline);
	life->desk->stats.checks++;
	if (pipeline_fault(life->pipeline).len > 0)
		simkit_fault("node %u: " STR_FMT, life->node,
			     STR_ARG(pipeline_fault(life->pipeline)));
	check_refused(life);
	check_log(life);
	check_rung(life);
	check_fold(life, false);
	check_fold(life, true);
}

/* ---- how it sees everybody ------------------------------------------------------------------- */

static uint64_t digest_of(const struct model *model, const struct record *record, struct buf *buf)
{
	struct json_out out;
	struct hash hash;
	uint64_t first;

	buf_clear(buf);
	json_begin(&out, buf);
	record_json_write(&out, model, record, RECORD_JSON_DIGEST);
	hash = hash_of(buf->at, buf->len);
	memcpy(&first, hash.bytes, sizeof first);
	return first;
}

static void report_record(struct meshsim_life *life, const struct record *record, struct buf *buf)
{
	const struct model *model = pipeline_model(life->pipeline);
	struct meshsim_record *known;

	if (!site_local_post(model, record->home))
		return;
	known = meshsim_ledger_record(life->ledger, record->id);
	known->round = life->ledger->round;
	known->version = record->version;
	known->digest = digest_of(model, record, buf);
	memset(&known->meant_for, 0, sizeof known->meant_for);
	add_meant_for(life, record, &known->meant_for);
}

static void report_chain(struct meshsim_life *life, code origin)
{
	struct meshsim_ledger *ledger = life->ledger;
	const struct model *model = pipeline_model(life->pipeline);
	uint32_t writer = meshsim_ledger_site(ledger, site_of_post(model, origin));

	ledger->views[life->node][meshsim_ledger_origin(ledger, origin)] =
		(struct meshsim_view){ model_origin_seq(model, origin), (uint16_t)(writer + 1) };
}

void meshsim_check_report(struct meshsim_life *life)
{
	struct meshsim_ledger *ledger = life->ledger;
	const struct model *model = pipeline_model(life->pipeline);
	struct buf buf;

	pipeline_settle(life->pipeline);
	memset(ledger->views[life->node], 0, sizeof ledger->views[life->node]);
	if (life->node == 0)
		memset(&ledger->known, 0, sizeof ledger->known);
	for (uint32_t n = 0; life->node == 0 && n < MESHSIM_NODES; n++) {
		const struct site *site = site_get(model, ledger->sites[n].code);

		if (site && site->active)
			meshsim_set_add(&ledger->known, n);
	}
	for (uint16_t p = 0; p < tree_count(model); p++)
		if (tree_at(model, p)->declared == tree_at(model, p)->code)
			report_chain(life, tree_at(model, p)->code);
	buf_init(&buf, LIMIT_RECORD_JSON);
	for (uint16_t k = 0; k < registry_count(); k++) {
		const struct kind *kind = registry_at(k)->kind;

		for (uint32_t i = 0; i < model_count(model, kind); i++)
			report_record(life, model_at(model, kind, i), &buf);
	}
	buf_release(&buf);
}

void meshsim_check_compare(struct meshsim_life *life)
{
	struct meshsim_ledger *ledger = life->ledger;
	const struct model *model = pipeline_model(life->pipeline);
	struct buf buf;

	buf_init(&buf, LIMIT_RECORD_JSON);
	for (uint32_t i = 0; i < ledger->nrecords; i++) {
		const struct meshsim_record *known = &ledger->records[i];
		const struct record *record;

		if (known->round != ledger->round ||
		    !meshsim_set_has(&known->meant_for, life->node))
			continue;
		record = model_find(model, known->id);
		/* Its writer may have gone on since. */
		if (record && site_local_post(model, record->home))
			continue;
		if (record && digest_of(model, record, &buf) == known->digest)
			continue;
		meshsim_ledger_differ(ledger,
				      &(struct meshsim_differing){
					      i, life->node, record ? record->version : 0 });
	}
	buf_release(&buf);
}
