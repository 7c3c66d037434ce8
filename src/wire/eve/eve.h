/* Alerts of Suricata's EVE log, added up by signature and asset, as rows for the import. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WIRE_EVE_EVE_H
#define WIRE_EVE_EVE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/buf.h"
#include "base/ident.h"
#include "base/instant.h"
#include "base/mem.h"
#include "wire/http/problem.h"

/*
 * EVE is an object a line (doctrine 10.9). Events other than alerts are passed over. An alert
 * counts for the asset that holds its destination, else its source; those about no asset are
 * counted and left out. No address is kept: what is imported is what was hurt, not by whom.
 */
#define EVE_LINE_BYTES 65536
#define EVE_BYTES (512u * 1024 * 1024)
#define EVE_ASSETS_MOST 4096
#define EVE_ROWS_MOST 2000                                 /* as many as one import takes */
#define EVE_FAULTS_MOST 1000

struct eve_asset {
	struct addr block;
	struct ident id;
};
/*
 * The answer of GET /api/v1/records/asset: its records' ids and fields.addresses. false: not such
 * an answer, an address that is none, or more than EVE_ASSETS_MOST.
 */
bool eve_assets(struct arena *arena, struct str json, struct eve_asset **ret, uint32_t *ret_count);
/* Adds the blocks of one asset to a list with room for EVE_ASSETS_MOST; false as above. */
bool eve_add_asset(struct ident id, struct str addresses, struct eve_asset *assets,
		   uint32_t *count);

struct eve_row {
	struct ident asset;
	int64_t generator, number, severity;               /* severity: the gravest that came */
	struct str signature, category;
	int64_t count, blocked;
	instant first, last;
	uint32_t line;                                     /* where it came first */
};
struct eve_fault {
	uint32_t line;
	const struct refusal *why;                         /* problem_eve_… */
};
struct eve_sum {
	struct eve_row *rows;
	uint32_t nrows, rows_size;
	struct eve_fault faults[EVE_FAULTS_MOST];
	uint32_t nfaults;                                  /* all; the first of them are listed */
	uint32_t lines;
	uint64_t alerts, other, unmapped;
};
/* false: at least one line is bad; then nothing of the file is to be imported. */
bool eve_read(struct arena *arena, struct str text, const struct eve_asset *assets, uint32_t count,
	      struct eve_sum *ret);
/* The rows as lines of JSON for the import of cyber_alert.observe. */
void eve_print(const struct eve_sum *sum, struct buf *out);

#endif
