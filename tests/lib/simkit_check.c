/* What must hold of a node at any moment, whatever happened to it before. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "base/map.h"
#include "base/mem.h"
#include "lib/simkit.h"
#include "model/registry.h"
#include "node/fold.h"
#include "os/os.h"

#define FILE_BYTES ((size_t)16 << 20)

struct reading {
	struct simkit_life *life;
	struct arena *arena;
	struct simkit_shadows *shadows;
	struct map seqs;                                   /* origin -> last seq */
	uint64_t last;
	instant time;
};

static void see_entry(struct reading *reading, const struct entry *entry)
{
	struct simkit_stats *stats = &reading->life->ledger->stats;

	stats->seen[entry->kind->index & 255] |= UINT64_C(1)
						 << ((entry->act - entry->kind->acts) & 63);
	if (entry->act->act->number == ACT_NUMBER_LAPSE)
		stats->lapses++;
	simkit_shadows_see(reading->shadows, entry);
}

/* ---- the log -------------------------------------------------------------------------------- */

static void see_promise(struct reading *reading, const struct log_entry *logged,
			const struct entry *entry)
{
	struct simkit_promise *promise = &reading->life->ledger->promises[logged->pos];
	struct hash hash = hash_of(logged->body.at, logged->body.len);
	unsigned long long pos = (unsigned long long)logged->pos;
	uint64_t published;

	memcpy(&published, hash.bytes, sizeof published);
	if (promise->published && promise->published != published)
		simkit_fault("position %llu is not what was published", pos);
	/* Whoever asks is shown it from now on. */
	promise->published = published;
	if (promise->acknowledged && (!ident_eq(promise->entry, entry->id) ||
				      !ident_eq(promise->record, entry->record)))
		simkit_fault("position %llu is not what was answered", pos);
}

static bool see_logged(void *user, const struct log_entry *logged, const struct hash *hash,
		       const struct hash *link)
{
	struct reading *reading = user;
	uint64_t *seq = map_put(&reading->seqs, logged->origin);
	unsigned long long pos = (unsigned long long)logged->pos;
	struct entry entry;
	struct str fault = { 0 };

	(void)hash;
	(void)link;
	arena_reset(reading->arena);
	if (!entry_read(reading->arena, logged->body, &entry, &fault))
		simkit_fault("position %llu cannot be read: " STR_FMT, pos,
			     STR_ARG(fault));
	entry.pos = logged->pos;
	if (logged->pos != reading->last + 1 || logged->pos >= SIMKIT_POS)
		simkit_fault("a gap before position %llu", pos);
	if (logged->seq != *seq + 1 || entry.id.seq != logged->seq ||
	    entry.id.origin != logged->origin)
		simkit_fault("a gap in the numbers of an origin at %llu", pos);
	if (logged->time < reading->time || entry.at != logged->time)
		simkit_fault("time runs back at position %llu", pos);
	reading->last = logged->pos;
	reading->time = logged->time;
	*seq = logged->seq;
	see_promise(reading, logged, &entry);
	see_entry(reading, &entry);
	return true;
}

static void see_key(void *user, const struct log_secret *secret)
{
	struct simkit_ledger *ledger = user;

	for (uint32_t i = 0; i < ledger->nsecrets; i++) {
		struct simkit_secret *known = &ledger->secrets[i];

		if (!ident_eq(known->secret.of, secret->of) ||
		    known->secret.since != secret->since)
			continue;
		known->gone = known->gone || secret->gone;
		return;
	}
	if (ledger->nsecrets < SIMKIT_SECRETS && !secret->gone)
		ledger->secrets[ledger->nsecrets++].secret = *secret;
}

/* Who is forgotten stands in no field, and no key opens what was sealed. */
static void check_forgotten(struct reading *reading, const struct record *record, const char *id)
{
	const struct simkit_ledger *ledger = reading->life->ledger;

	for (uint16_t i = 0; i < record->kind->nfields; i++)
		if (record->kind->fields[i].flags & PERSONAL &&
		    record_has(record, record->kind->fields[i].number))
			simkit_fault("%s still names whom it forgot", id);
	for (uint32_t i = 0; i < ledger->nsecrets; i++)
		if (ident_eq(ledger->secrets[i].secret.of, record->id) && !ledger->secrets[i].gone)
			simkit_fault("%s keeps the key of whom it forgot", id);
}

static void check_record(struct reading *reading, const struct record *record)
{
	char id[IDENT_TEXT];

	ident_format(record->id, id);
	if (simkit_shadows_check(reading->shadows, record))
		check_forgotten(reading, record, id);
}

static void check_log(struct simkit_life *life, struct log_reader *reader)
{
	const struct model *model = pipeline_model(life->pipeline);
	struct reading reading = { .life = life, .arena = arena_create(),
				   .shadows = simkit_shadows_create(model) };
	struct log_verdict verdict;

	map_init(&reading.seqs);
	if (log_verify(reader, &verdict) != LOG_OK || verdict.fault != LOG_SOUND)
		simkit_fault("the log does not verify: %s at %llu",
			     log_fault_name(verdict.fault), (unsigned long long)verdict.pos);
	if (log_read(reader, 0, see_logged, &reading) != LOG_OK)
		simkit_fault("the log cannot be read");
	if (reading.last != model_pos(model))
		simkit_fault("the log ends at %llu, the state at %llu",
			     (unsigned long long)reading.last,
			     (unsigned long long)model_pos(model));
	if (log_secret_read(reader, NULL, see_key, life->ledger) != LOG_OK)
		simkit_fault("the keys cannot be read");
	for (uint16_t k = 0; k < registry_count(); k++)
		for (uint32_t i = 0; i < model_count(model, registry_at(k)->kind); i++)
			check_record(&reading, model_at(model, registry_at(k)->kind, i));
	life->ledger->stats.entries = (uint32_t)reading.last;
	simkit_shadows_destroy(reading.shadows);
	map_release(&reading.seqs);
	arena_destroy(reading.arena);
}

/* ---- what was promised ---------------------------------------------------------------------- */

void simkit_check_end(const struct simkit_life *life, uint64_t last)
{
	struct simkit_ledger *ledger = life->ledger;
	uint32_t kept = 0;

	for (uint64_t pos = last + 1; pos < SIMKIT_POS; pos++)
		if (ledger->promises[pos].acknowledged || ledger->promises[pos].published)
			simkit_fault("lost: position %llu was %s, the log ends at %llu",
				     (unsigned long long)pos,
				     ledger->promises[pos].acknowledged ? "acknowledged"
									: "published",
				     (unsigned long long)last);
	for (uint32_t i = 0; i < ledger->ngroups; i++) {
		if (ledger->groups[i].after < last && last < ledger->groups[i].last)
			simkit_fault("the log ends at %llu, within what one act caused",
				     (unsigned long long)last);
		if (ledger->groups[i].last <= last)
			ledger->groups[kept++] = ledger->groups[i];
	}
	ledger->ngroups = kept == SIMKIT_GROUPS ? 0 : kept;
}

/* Of what names persons, which is no part of the state's digest. */
static struct hash persons_of(const struct model *model)
{
	struct hash_run *run = hash_run_create();

	for (uint16_t k = 0; k < registry_count(); k++) {
		const struct kind *kind = registry_at(k)->kind;

		for (uint32_t i = 0; i < model_count(model, kind) * kind->nfields; i++) {
			const struct record *record = model_at(model, kind, i / kind->nfields);
			const struct field *field = &kind->fields[i % kind->nfields];
			const struct str *text = model_field(record, field->name);

			if ((field->flags & PERSONAL) == 0 || field->type != FIELD_TEXT)
				continue;
			hash_run_add(run, &text->len, sizeof text->len);
			hash_run_add(run, text->len > 0 ? text->at : "", text->len);
		}
	}
	return hash_run_end(run);
}

static void check_fold(struct simkit_life *life, uint64_t until, bool snapshots,
		       const struct hash *expected, const char *what)
{
	struct hash live = persons_of(pipeline_model(life->pipeline));
	struct str fault = { 0 };
	struct model *model = fold_model(SIMKIT_DIR, until, snapshots, &fault);
	struct hash digest, persons;

	if (!model)
		simkit_fault("%s: " STR_FMT, what, STR_ARG(fault));
	model_digest(model, &digest);
	persons = persons_of(model);
	model_destroy(model);
	if (!hash_eq(&digest, expected))
		simkit_fault("%s: the digest at %lld is another one", what,
			     (long long)until);
	if (until == UINT64_MAX && !hash_eq(&persons, &live))
		simkit_fault("%s: other persons are named", what);
}

static void check_digests(struct simkit_life *life)
{
	struct simkit_ledger *ledger = life->ledger;
	uint64_t pos = model_pos(pipeline_model(life->pipeline));
	uint32_t at = ledger->ndigests % SIMKIT_DIGESTS;
	struct hash live;

	model_digest(pipeline_model(life->pipeline), &live);
	check_fold(life, UINT64_MAX, false, &live, "folded from the first entry");
	check_fold(life, UINT64_MAX, true, &live, "folded from a snapshot");
	if (ledger->ndigests > 0) {
		uint32_t old = (ledger->ndigests - 1) % SIMKIT_DIGESTS;

		check_fold(life, ledger->digests[old].pos, (ledger->ndigests & 1) != 0,
			   &ledger->digests[old].digest, "folded to an earlier moment");
	}
	ledger->digests[at].pos = pos;
	ledger->digests[at].digest = live;
	ledger->ndigests++;
}

/* ---- files ----------------------------------------------------------------------------------- */

static void check_file(void *user, const char *name)
{
	const struct simkit_life *life = user;
	const struct simkit_ledger *ledger = life->ledger;
	char path[128];
	struct buf bytes;

	snprintf(path, sizeof path, "%s/%s", SIMKIT_DIR, name);
	buf_init(&bytes, FILE_BYTES);
	if (os_read_file(path, &bytes) != 0)
		simkit_fault("%s cannot be read", path);
	for (uint32_t i = 0; i < ledger->nsecrets; i++)
		if (ledger->secrets[i].gone && bytes.len > 0 &&
		    memmem(bytes.at, bytes.len, ledger->secrets[i].secret.key, LOG_SECRET_BYTES))
			simkit_fault("%s holds a key that was destroyed", name);
	buf_release(&bytes);
}

void simkit_check_files(const struct simkit_life *life)
{
	os_list(SIMKIT_DIR, check_file, (void *)(uintptr_t)life);
}

/* ---- together ------------------------------------------------------------------------------- */

void simkit_check_rung(const struct simkit_life *life)
{
	const struct model *model = pipeline_model(life->pipeline);
	instant now = pipeline_now(life->pipeline);

	for (uint16_t k = 0; k < registry_count(); k++) {
		const struct kind_row *row = registry_at(k);
		const struct kind *kind = row->kind;

		for (uint32_t i = 0; row->nclocks > 0 && i < model_count(model, kind); i++) {
			const struct record *record = model_at(model, kind, i);

			for (uint16_t c = 0; c < row->nclocks; c++)
				if (record->clocks[c].status == CLOCK_RUNNING && !record->struck &&
				    record->clocks[c].due[record->clocks[c].step] <= now)
					simkit_fault("clock %s of a %s has not rung",
						     row->clocks[c].name, kind->name);
		}
	}
}

static void on_nothing(void *user, const struct outcome *outcome)
{
	(void)user;
	(void)outcome;
}

void simkit_check_all(struct simkit_life *life)
{
	struct request nothing = { .kind = STR("nothing") };
	struct log_reader *reader;

	/* Even an act that is refused comes after the deadlines that are past. */
	pipeline_submit(life->pipeline, &nothing, on_nothing, NULL);
	pipeline_settle(life->pipeline);
	if (life->waiting != 0)
		simkit_fault("%u acts got no answer", life->waiting);
	simkit_check_rung(life);
	if (pipeline_fault(life->pipeline).len > 0)
		simkit_fault(STR_FMT, STR_ARG(pipeline_fault(life->pipeline)));
	if (log_reader_open(SIMKIT_DIR, &reader) != LOG_OK)
		simkit_fault("the log cannot be opened for reading");
	check_log(life, reader);
	log_reader_close(reader);
	check_digests(life);
}
