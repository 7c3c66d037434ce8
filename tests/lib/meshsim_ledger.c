/* What all nodes of a simulated mesh have ever shown: numbers, texts, who may see what. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/meshsim.h"

void meshsim_stats_add(struct meshsim_stats *sum, const struct meshsim_stats *one)
{
	sum->lives += one->lives;
	sum->deaths += one->deaths;
	sum->cuts += one->cuts;
	sum->died_full += one->died_full;
	sum->died_memory += one->died_memory;
	sum->acts += one->acts;
	sum->done += one->done;
	sum->refused += one->refused;
	sum->replayed += one->replayed;
	sum->forwarded += one->forwarded;
	sum->unreachable += one->unreachable;
	sum->entries += one->entries;
	sum->veils += one->veils;
	sum->late += one->late;
	sum->assumed += one->assumed;
	sum->handed_over += one->handed_over;
	sum->given_back += one->given_back;
	sum->joins += one->joins;
	sum->checks += one->checks;
	sum->messages += one->messages;
	sum->lost += one->lost;
	sum->repeated += one->repeated;
	sum->bytes += one->bytes;
	sum->forged += one->forged;
	sum->forgeries_refused += one->forgeries_refused;
	for (size_t i = 0; i < KIND_COUNT(sum->seen); i++)
		sum->seen[i] |= one->seen[i];
}

/* ---- tables ---------------------------------------------------------------------------------- */

static void lock(struct meshsim_ledger *ledger)
{
	while (__atomic_test_and_set(&ledger->locked, __ATOMIC_ACQUIRE))
		continue;
}

static void unlock(struct meshsim_ledger *ledger)
{
	__atomic_clear(&ledger->locked, __ATOMIC_RELEASE);
}

/* Tables are twice as long as what they find, so there is always a free place. */
static struct meshsim_entry *entry_of(struct meshsim_ledger *ledger, struct ident id)
{
	uint32_t *at = &ledger->entry_at[ident_hash(id) % KIND_COUNT(ledger->entry_at)];

	while (*at && !ident_eq(ledger->entries[*at - 1].id, id))
		if (++at == ledger->entry_at + KIND_COUNT(ledger->entry_at))
			at = ledger->entry_at;
	if (*at)
		return &ledger->entries[*at - 1];
	if (ledger->nentries == MESHSIM_ENTRIES)
		return NULL;
	ledger->entries[ledger->nentries].id = id;
	*at = ++ledger->nentries;
	return &ledger->entries[*at - 1];
}

struct meshsim_entry *meshsim_ledger_entry(struct meshsim_ledger *ledger, struct ident id)
{
	struct meshsim_entry *entry;

	lock(ledger);
	entry = entry_of(ledger, id);
	unlock(ledger);
	if (!entry)
		simkit_fault("more entries than this simulation has room for");
	return entry;
}

static struct meshsim_record *record_of(struct meshsim_ledger *ledger, struct ident id)
{
	uint32_t *at = &ledger->record_at[ident_hash(id) % KIND_COUNT(ledger->record_at)];

	while (*at && !ident_eq(ledger->records[*at - 1].id, id))
		if (++at == ledger->record_at + KIND_COUNT(ledger->record_at))
			at = ledger->record_at;
	if (*at)
		return &ledger->records[*at - 1];
	if (ledger->nrecords == MESHSIM_RECORDS)
		return NULL;
	ledger->records[ledger->nrecords].id = id;
	*at = ++ledger->nrecords;
	return &ledger->records[*at - 1];
}

struct meshsim_record *meshsim_ledger_record(struct meshsim_ledger *ledger, struct ident id)
{
	struct meshsim_record *record;

	lock(ledger);
	record = record_of(ledger, id);
	unlock(ledger);
	if (!record)
		simkit_fault("more records than this simulation has room for");
	return record;
}

/* A code alone, as the tables find it. */
static uint64_t hash_of_code(code name)
{
	return ident_hash((struct ident){ .origin = name, .seq = 1 });
}

static uint32_t origin_of(struct meshsim_ledger *ledger, code origin)
{
	uint32_t *at = &ledger->origin_at[hash_of_code(origin) % KIND_COUNT(ledger->origin_at)];

	while (*at && ledger->origins[*at - 1] != origin)
		if (++at == ledger->origin_at + KIND_COUNT(ledger->origin_at))
			at = ledger->origin_at;
	if (*at)
		return *at - 1;
	if (ledger->norigins == MESHSIM_ORIGINS)
		return MESHSIM_ORIGINS;
	ledger->origins[ledger->norigins] = origin;
	*at = ++ledger->norigins;
	return *at - 1;
}

uint32_t meshsim_ledger_origin(struct meshsim_ledger *ledger, code origin)
{
	uint32_t place;

	lock(ledger);
	place = origin_of(ledger, origin);
	unlock(ledger);
	if (place == MESHSIM_ORIGINS)
		simkit_fault("more posts than this simulation has room for");
	return place;
}

void meshsim_ledger_differ(struct meshsim_ledger *ledger, const struct meshsim_differing *one)
{
	lock(ledger);
	if (ledger->ndiffering < MESHSIM_DIFFERING)
		ledger->differing[ledger->ndiffering] = *one;
	ledger->ndiffering++;
	unlock(ledger);
}

static uint32_t *place_of_site(struct meshsim_ledger *ledger, code site)
{
	uint32_t *at = &ledger->site_at[hash_of_code(site) % KIND_COUNT(ledger->site_at)];

	while (*at && ledger->sites[*at - 1].code != site)
		if (++at == ledger->site_at + KIND_COUNT(ledger->site_at))
			at = ledger->site_at;
	return at;
}

uint32_t meshsim_ledger_site(const struct meshsim_ledger *ledger, code site)
{
	/* It is only looked at. */
	uint32_t at = *place_of_site((struct meshsim_ledger *)(uintptr_t)ledger, site);

	return site && at ? at - 1 : MESHSIM_NODES;
}

void meshsim_ledger_name(struct meshsim_ledger *ledger, uint32_t node, code site, code post)
{
	ledger->sites[node].code = site;
	ledger->sites[node].post = post;
	*place_of_site(ledger, site) = node + 1;
}
