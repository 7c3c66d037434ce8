/* What all nodes of a simulated mesh have ever shown: numbers, texts, who may see what. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/meshsim.h"

/* Tables are twice as long as what they find, so there is always a free place. */
struct meshsim_entry *meshsim_ledger_entry(struct meshsim_ledger *ledger, struct ident id)
{
	uint32_t *at = &ledger->entry_at[ident_hash(id) % KIND_COUNT(ledger->entry_at)];

	while (*at && !ident_eq(ledger->entries[*at - 1].id, id))
		if (++at == ledger->entry_at + KIND_COUNT(ledger->entry_at))
			at = ledger->entry_at;
	if (*at)
		return &ledger->entries[*at - 1];
	if (ledger->nentries == MESHSIM_ENTRIES)
		simkit_fault("more entries than this simulation has room for");
	ledger->entries[ledger->nentries].id = id;
	*at = ++ledger->nentries;
	return &ledger->entries[*at - 1];
}

struct meshsim_record *meshsim_ledger_record(struct meshsim_ledger *ledger, struct ident id)
{
	uint32_t *at = &ledger->record_at[ident_hash(id) % KIND_COUNT(ledger->record_at)];

	while (*at && !ident_eq(ledger->records[*at - 1].id, id))
		if (++at == ledger->record_at + KIND_COUNT(ledger->record_at))
			at = ledger->record_at;
	if (*at)
		return &ledger->records[*at - 1];
	if (ledger->nrecords == MESHSIM_RECORDS)
		simkit_fault("more records than this simulation has room for");
	ledger->records[ledger->nrecords].id = id;
	*at = ++ledger->nrecords;
	return &ledger->records[*at - 1];
}

/* A code alone, as the tables find it. */
static uint64_t hash_of_code(code name)
{
	return ident_hash((struct ident){ .origin = name, .seq = 1 });
}

uint32_t meshsim_ledger_origin(struct meshsim_ledger *ledger, code origin)
{
	uint32_t *at = &ledger->origin_at[hash_of_code(origin) % KIND_COUNT(ledger->origin_at)];

	while (*at && ledger->origins[*at - 1] != origin)
		if (++at == ledger->origin_at + KIND_COUNT(ledger->origin_at))
			at = ledger->origin_at;
	if (*at)
		return *at - 1;
	if (ledger->norigins == MESHSIM_ORIGINS)
		simkit_fault("more posts than this simulation has room for");
	ledger->origins[ledger->norigins] = origin;
	*at = ++ledger->norigins;
	return *at - 1;
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
