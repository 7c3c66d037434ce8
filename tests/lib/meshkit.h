/* Several nodes of one event in one process, without a network: entries are carried by hand. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_LIB_MESHKIT_H
#define TESTS_LIB_MESHKIT_H

#include "base/hash.h"
#include "base/map.h"
#include "lib/logkit.h"
#include "node/pipeline.h"

/*
 * The small world of the cases, founded by the site "hq" at nat. Logs live in memory if not said
 * otherwise; clocks stand still until meshkit_advance. What fails here ends the program with its
 * place.
 */
#define MESHKIT_NODES 8
struct meshkit_node {
	code site;
	struct pipeline *pipeline;
	char dir[LOGKIT_PATH];                             /* "": its log lives in memory */
	struct str *bodies;                                /* of its log, read so far */
	uint64_t indexed, bodies_size;
	struct map index;                                  /* hash of an id -> position */
	uint32_t refused;                                  /* arrivals that were kept out */
	const struct refusal *why;                         /* the last of these */
};
struct meshkit {
	struct meshkit_node nodes[MESHKIT_NODES];
	uint32_t count;
	bool cut[MESHKIT_NODES][MESHKIT_NODES];            /* nothing is carried from, to */
	struct map links;                                  /* hash of an id -> struct hash */
	struct arena *arena;
};
void meshkit_init(struct meshkit *kit);
void meshkit_release(struct meshkit *kit);
/* A site at the post, joined at the node that writes for it now; its node knows nothing yet. */
uint32_t meshkit_join(struct meshkit *kit, const char *site, const char *post);
/* The same with a log on the disk; and to end and begin again with what lies there. */
uint32_t meshkit_join_on_disk(struct meshkit *kit, const char *site, const char *post);
void meshkit_restart(struct meshkit *kit, const char *site, bool snapshot);
uint32_t meshkit_find(const struct meshkit *kit, const char *site);
void meshkit_cut(struct meshkit *kit, const char *a, const char *b, bool cut);
void meshkit_alone(struct meshkit *kit, const char *site, bool alone);

/* Carries what each may see until nothing moves any more; false: something waits still. */
bool meshkit_carry(struct meshkit *kit);
/* One step of it: what `from` has written and `to` lacks, up to `most` entries of one origin. */
bool meshkit_carry_some(struct meshkit *kit, uint32_t from, uint32_t to, code origin,
			uint32_t most);
void meshkit_advance(struct meshkit *kit, int64_t seconds);/* every clock, one after the other */

/* An act of the person with that login at a node; `fields` is JSON without its braces. */
struct outcome meshkit_act(struct meshkit *kit, const char *site, const char *login,
			   const char *post, const char *kind, const char *act,
			   struct ident record, const char *fields);
/* It must be done: the record. */
struct ident meshkit_do(struct meshkit *kit, const char *site, const char *login, const char *post,
			const char *kind, const char *act, struct ident record,
			const char *fields);

const struct model *meshkit_model(const struct meshkit *kit, const char *site);
const struct record *meshkit_record(const struct meshkit *kit, const char *site, struct ident id);
bool meshkit_in(const struct meshkit *kit, const char *site, struct ident id, const char *state);
/* The newest record of the kind at the post, as that node sees it; none: no record. */
struct ident meshkit_newest(const struct meshkit *kit, const char *site, const char *kind,
			    const char *post);
uint32_t meshkit_count(const struct meshkit *kit, const char *site, const char *kind,
		       const char *post);
/* Ends the program unless each site holds of each origin what its writer would show it. */
void meshkit_check_equal(struct meshkit *kit);
/* … and unless each state is what its own log gives. */
void meshkit_check_refold(struct meshkit *kit);

#endif
