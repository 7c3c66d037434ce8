/* What all nodes of a simulated mesh have ever shown: numbers, texts, who may see what. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/meshsim.h"

struct meshsim_entry *meshsim_ledger_entry(struct meshsim_ledger *ledger, struct ident id)
{
	uint32_t at = (uint32_t)ident_hash(id) % MESHSIM_ENTRIES;

	while (!ident_none(ledger->entries[at].id) && !ident_eq(ledger->entries[at].id, id))
		at = (at + 1) % MESHSIM_ENTRIES;
	if (ident_none(ledger->entries[at].id)) {
		if (++ledger->nentries > MESHSIM_ENTRIES / 2)
			simkit_fault("more entries than this simulation has room for");
		ledger->entries[at].id = id;
	}
	return &ledger->entries[at];
}

struct meshsim_record *meshsim_ledger_record(struct meshsim_ledger *ledger, struct ident id)
{
	uint32_t at = (uint32_t)ident_hash(id) % MESHSIM_RECORDS;

	while (!ident_none(ledger->records[at].id) && !ident_eq(ledger->records[at].id, id))
		at = (at + 1) % MESHSIM_RECORDS;
	if (ident_none(ledger->records[at].id)) {
		if (++ledger->nrecords > MESHSIM_RECORDS / 2)
			simkit_fault("more records than this simulation has room for");
		ledger->records[at].id = id;
	}
	return &ledger->records[at];
}

uint32_t meshsim_ledger_origin(struct meshsim_ledger *ledger, code origin)
{
	uint32_t i = 0;

	while (i < ledger->norigins && ledger->origins[i] != origin)
		i++;
	if (i == MESHSIM_ORIGINS)
		simkit_fault("more posts than this simulation has room for");
	if (i == ledger->norigins)
		ledger->origins[ledger->norigins++] = origin;
	return i;
}

uint32_t meshsim_ledger_site(const struct meshsim_ledger *ledger, code site)
{
	uint32_t i = 0;

	while (i < MESHSIM_NODES && (site == 0 || ledger->sites[i].code != site))
		i++;
	return i;
}
