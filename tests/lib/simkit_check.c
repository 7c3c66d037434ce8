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

/* ---- a second opinion on records, drawn from the entries alone ------------------------------ */

struct shadow_clock {
	bool running;
	uint16_t next;                                     /* step */
	instant due[LIMIT_STEPS];
};
struct shadow {
	struct ident id;
	uint32_t version;
	const struct act_row *pending;
	struct shadow_clock clocks[LIMIT_CLOCKS];
	struct ident order;                                /* of a unit: that it is on */
	bool forgotten;                                    /* whom it named */
};
struct reading {
	struct simkit_life *life;
	struct arena *arena;
	struct map by_id;                                  /* hash of id -> struct shadow */
	struct map seqs;                                   /* origin -> last seq */
	uint64_t last;
	instant time;
};

static struct shadow *shadow_of(struct reading *reading, struct ident id)
{
	uint64_t *slot = map_put(&reading->by_id, ident_hash(id));
	struct shadow *shadow = (struct shadow *)(uintptr_t)*slot;

	if (!shadow) {
		shadow = heap_alloc(sizeof *shadow);
		shadow->id = id;
		*slot = (uint64_t)(uintptr_t)shadow;
	}
	if (!ident_eq(shadow->id, id))
		simkit_fault(reading->life, "two records share a hash: draw another seed");
	return shadow;
}

/* Steps without a due time are passed over. */
static void find_next(const struct kind_row *kind, uint8_t c, struct shadow_clock *clock)
{
	while (clock->next < kind->clocks[c].nsteps && clock->due[clock->next] == 0)
		clock->next++;
	clock->running = clock->next < kind->clocks[c].nsteps;
}

static void see_lapse(struct reading *reading, struct shadow *shadow, const struct entry *entry)
{
	struct shadow_clock *clock = &shadow->clocks[entry->args.clock];
	unsigned long long pos = (unsigned long long)entry->pos;

	if (!clock->running)
		simkit_fault(reading->life, "position %llu: a clock lapsed that did not run", pos);
	if (clock->next != entry->args.step)
		simkit_fault(reading->life, "position %llu: step %u lapsed, but %u was next", pos,
			     entry->args.step, clock->next);
	if (entry->at < clock->due[clock->next] || entry->event_at != clock->due[clock->next])
		simkit_fault(reading->life, "position %llu: did not lapse for its due time", pos);
	clock->next++;
	find_next(entry->kind, entry->args.clock, clock);
}

static void see_clocks(struct reading *reading, struct shadow *shadow, const struct entry *entry)
{
	const struct act_row *act = entry->act;
	uint32_t stops = act->act->flags & ACT_SECOND ? 0 : act->clock_stops;
	bool lapse = act->act->number == ACT_NUMBER_LAPSE;

	if (act->act->number == ACT_NUMBER_CONFIRM && shadow->pending)
		stops |= shadow->pending->clock_stops;
	if (!lapse)
		shadow->pending = act->act->flags & ACT_SECOND ? act : NULL;
	if (lapse)
		see_lapse(reading, shadow, entry);
	for (uint8_t c = 0; c < entry->kind->nclocks; c++) {
		struct shadow_clock *clock = &shadow->clocks[c];

		if (stops >> c & 1 || act->act->number == ACT_NUMBER_STRIKE)
			clock->running = false;
		if ((entry->due_clocks >> c & 1) == 0)
			continue;
		memcpy(clock->due, entry->due[c], sizeof clock->due);
		clock->next = 0;
		find_next(entry->kind, c, clock);
	}
}

/* No unit is sent by two orders, unless the second says that it takes the unit off the first. */
static void see_unit(struct reading *reading, struct shadow *shadow, const struct entry *entry)
{
	const struct model *model = pipeline_model(reading->life->pipeline);
	struct ident order = { 0 };
	const struct record *record;

	if (strcmp(entry->kind->kind->name, "unit") != 0)
		return;
	if (strcmp(entry->act->act->name, "release") == 0)
		shadow->order = order;
	if (strcmp(entry->act->act->name, "commit") != 0)
		return;
	for (uint32_t i = 0; i < entry->nvalues; i++)
		if (strcmp(entry->values[i].field->name, "order") == 0)
			order = entry->values[i].as.ref;
	record = model_find_kind(model, order, "order");
	if (!record)
		simkit_fault(reading->life, "a unit was committed to nothing");
	if (!ident_none(shadow->order) && !ident_eq(shadow->order, order) &&
	    !*(const bool *)model_field(record, "override") &&
	    !ident_eq(*(const struct ident *)model_field(record, "supersedes"), shadow->order))
		simkit_fault(reading->life, "position %llu: a unit was committed to two orders",
			     (unsigned long long)entry->pos);
	shadow->order = order;
}

static bool names_anybody(const struct entry *entry)
{
	for (uint32_t i = 0; i < entry->nvalues; i++)
		if (entry->values[i].field->flags & PERSONAL)
			return true;
	return false;
}

static void see_entry(struct reading *reading, const struct entry *entry)
{
	struct shadow *shadow = shadow_of(reading, entry->record);

	shadow->version++;
	reading->life->ledger->stats.seen[entry->kind->index & 255] |=
		UINT64_C(1) << ((entry->act - entry->kind->acts) & 63);
	if (entry->act->act->number == ACT_NUMBER_LAPSE)
		reading->life->ledger->stats.lapses++;
	shadow->forgotten = entry->act->act->number == ACT_NUMBER_FORGET ||
			    (shadow->forgotten && !names_anybody(entry));
	see_clocks(reading, shadow, entry);
	see_unit(reading, shadow, entry);
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
		simkit_fault(reading->life, "position %llu is not what was published", pos);
	/* Whoever asks is shown it from now on. */
	promise->published = published;
	if (promise->acknowledged && (!ident_eq(promise->entry, entry->id) ||
				      !ident_eq(promise->record, entry->record)))
		simkit_fault(reading->life, "position %llu is not what was answered", pos);
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
		simkit_fault(reading->life, "position %llu cannot be read: " STR_FMT, pos,
			     STR_ARG(fault));
	entry.pos = logged->pos;
	if (logged->pos != reading->last + 1 || logged->pos >= SIMKIT_POS)
		simkit_fault(reading->life, "a gap before position %llu", pos);
	if (logged->seq != *seq + 1 || entry.id.seq != logged->seq ||
	    entry.id.origin != logged->origin)
		simkit_fault(reading->life, "a gap in the numbers of an origin at %llu", pos);
	if (logged->time < reading->time || entry.at != logged->time)
		simkit_fault(reading->life, "time runs back at position %llu", pos);
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
			simkit_fault(reading->life, "%s still names whom it forgot", id);
	for (uint32_t i = 0; i < ledger->nsecrets; i++)
		if (ident_eq(ledger->secrets[i].secret.of, record->id) && !ledger->secrets[i].gone)
			simkit_fault(reading->life, "%s keeps the key of whom it forgot", id);
}

static void check_record(struct reading *reading, const struct record *record)
{
	const struct shadow *shadow = shadow_of(reading, record->id);
	char id[IDENT_TEXT];

	ident_format(record->id, id);
	if (shadow->forgotten)
		check_forgotten(reading, record, id);
	if (record->version != shadow->version)
		simkit_fault(reading->life, "%s has version %u after %u entries", id,
			     record->version, shadow->version);
	for (uint8_t c = 0; c < registry_of(record->kind)->nclocks; c++) {
		const struct clock_run *run = &record->clocks[c];
		const struct shadow_clock *clock = &shadow->clocks[c];

		if (run->status == CLOCK_RUNNING &&
		    (!clock->running || run->step != clock->next ||
		     memcmp(run->due, clock->due, sizeof run->due) != 0))
			simkit_fault(reading->life, "%s: clock %s is not as its entries say", id,
				     registry_of(record->kind)->clocks[c].name);
	}
}

static void release(struct reading *reading)
{
	for (uint64_t i = 0; i < reading->by_id.size; i++)
		if (reading->by_id.slots[i].used)
			heap_free((void *)(uintptr_t)reading->by_id.slots[i].value);
	map_release(&reading->by_id);
	map_release(&reading->seqs);
	arena_destroy(reading->arena);
}

static void check_log(struct simkit_life *life, struct log_reader *reader)
{
	const struct model *model = pipeline_model(life->pipeline);
	struct reading reading = { .life = life, .arena = arena_create() };
	struct log_verdict verdict;

	map_init(&reading.by_id);
	map_init(&reading.seqs);
	if (log_verify(reader, &verdict) != LOG_OK || verdict.fault != LOG_SOUND)
		simkit_fault(life, "the log does not verify: %s at %llu",
			     log_fault_name(verdict.fault), (unsigned long long)verdict.pos);
	if (log_read(reader, 0, see_logged, &reading) != LOG_OK)
		simkit_fault(life, "the log cannot be read");
	if (reading.last != model_pos(model))
		simkit_fault(life, "the log ends at %llu, the state at %llu",
			     (unsigned long long)reading.last,
			     (unsigned long long)model_pos(model));
	if (log_secret_read(reader, NULL, see_key, life->ledger) != LOG_OK)
		simkit_fault(life, "the keys cannot be read");
	for (uint16_t k = 0; k < registry_count(); k++)
		for (uint32_t i = 0; i < model_count(model, registry_at(k)->kind); i++)
			check_record(&reading, model_at(model, registry_at(k)->kind, i));
	life->ledger->stats.entries = (uint32_t)reading.last;
	release(&reading);
}

/* ---- what was promised ---------------------------------------------------------------------- */

void simkit_check_end(const struct simkit_life *life, uint64_t last)
{
	struct simkit_ledger *ledger = life->ledger;
	uint32_t kept = 0;

	for (uint64_t pos = last + 1; pos < SIMKIT_POS; pos++)
		if (ledger->promises[pos].acknowledged || ledger->promises[pos].published)
			simkit_fault(life, "lost: position %llu was %s, the log ends at %llu",
				     (unsigned long long)pos,
				     ledger->promises[pos].acknowledged ? "acknowledged"
									: "published",
				     (unsigned long long)last);
	for (uint32_t i = 0; i < ledger->ngroups; i++) {
		if (ledger->groups[i].after < last && last < ledger->groups[i].last)
			simkit_fault(life, "the log ends at %llu, within what one act caused",
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
		simkit_fault(life, "%s: " STR_FMT, what, STR_ARG(fault));
	model_digest(model, &digest);
	persons = persons_of(model);
	model_destroy(model);
	if (!hash_eq(&digest, expected))
		simkit_fault(life, "%s: the digest at %lld is another one", what,
			     (long long)until);
	if (until == UINT64_MAX && !hash_eq(&persons, &live))
		simkit_fault(life, "%s: other persons are named", what);
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
		simkit_fault(life, "%s cannot be read", path);
	for (uint32_t i = 0; i < ledger->nsecrets; i++)
		if (ledger->secrets[i].gone && bytes.len > 0 &&
		    memmem(bytes.at, bytes.len, ledger->secrets[i].secret.key, LOG_SECRET_BYTES))
			simkit_fault(life, "%s holds a key that was destroyed", name);
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
					simkit_fault(life, "clock %s of a %s has not rung",
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
		simkit_fault(life, "%u acts got no answer", life->waiting);
	simkit_check_rung(life);
	if (pipeline_fault(life->pipeline).len > 0)
		simkit_fault(life, STR_FMT, STR_ARG(pipeline_fault(life->pipeline)));
	if (log_reader_open(SIMKIT_DIR, &reader) != LOG_OK)
		simkit_fault(life, "the log cannot be opened for reading");
	check_log(life, reader);
	log_reader_close(reader);
	check_digests(life);
}
