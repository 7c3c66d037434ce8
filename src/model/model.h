/* The state of the event as the log tells it: records, the command tree, who is on duty, policy. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MODEL_MODEL_H
#define MODEL_MODEL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/mem.h"
#include "model/kind.h"

struct model;
struct model *model_create(void);
/*
 * One that begins as another and is changed apart from it, at the price of its indexes alone. The
 * other must outlive it, and is neither changed nor asked meanwhile: to ask may wake its records.
 */
struct model *model_over(const struct model *under);
void model_destroy(struct model *model);

/* ---- for rules: records -------------------------------------------------------------------- */

/* NULL if there is none (or if it is of another kind, for the second). */
const struct record *model_find(const struct model *model, struct ident id);
const struct record *model_find_kind(const struct model *model, struct ident id,
				     const char *kind_name);
/* Records of a kind in order of making. */
uint32_t model_count(const struct model *model, const struct kind *kind);
const struct record *model_at(const struct model *model, const struct kind *kind, uint32_t index);
/* To be asked before model_at by whoever walks all records: few of them need be looked at then. */
bool model_changed(const struct model *model, const struct kind *kind, uint32_t index,
		   uint64_t pos);                          /* by an entry behind this position */
bool model_has_files(const struct model *model, const struct kind *kind, uint32_t index);
/*
 * Records whose REF or REFS field `field` (NULL: any) names `id`; kind NULL: any. Fills up to `max`
 * in order of making, returns how many there are in all.
 */
uint32_t model_refs_to(const struct model *model, struct ident id, const char *kind_name,
		       const char *field, const struct record **ret, uint32_t max);
/* Records that were merged into this one, in order of merging here. */
uint32_t model_merged_into(const struct model *model, struct ident id, const struct record **ret,
			   uint32_t max);
/* By UNIQUE field: the record of the kind whose TEXT or CODE field has this value. */
const struct record *model_by_unique(const struct model *model, const char *kind_name,
				     const char *field, struct str value);
/* A field of a record by name, for rules about another module's kind; the caller knows the type. */
const void *model_field(const struct record *record, const char *field);
/* Name of the choice of an ENUM field, "" if absent. */
const char *model_choice(const struct record *record, const char *field);
bool model_is_open(const struct record *record);
const char *model_state(const struct record *record);
/* A REF field by name; none where there is no record. */
struct ident model_ref(const struct record *record, const char *field);
bool model_in(const struct record *record, const char *state);   /* also false for no record */
/* The record's TITLE field (the zh one if it has two), or its id. */
struct str model_title(const struct record *record);
/*
 * Clocks that run on records whose home is the post: how much there waits for somebody (doctrine
 * 14: one officer can hold so much and no more).
 */
uint32_t model_load(const struct model *model, code post);
/* The three responsibilities that nobody carries at that moment, as bits of field numbers. */
uint64_t model_gaps(const struct model *model, const struct record *record, instant at);

/* ---- for rules: the command tree, fed by the kind of posts ----------------------------------- */

enum tier { TIER_NATIONAL = 1, TIER_TERRITORIAL, TIER_CLUSTER, TIER_VENUE, TIER_UNIT, TIER_LIAISON,
	    TIER_OVERSIGHT };
struct post {
	code code;
	code parent;                                       /* 0: a root */
	code origin;                                       /* whose log holds its entries now */
	code declared;                                     /* … and did before a takeover */
	enum tier tier;
	/* commands; a cluster coordinates only */
	bool command_tier;
	uint16_t index;                                    /* bit in a reach */
	uint16_t depth;
};
/* Takes the declared origin (0: its own); index, depth and origin are set here. */
void tree_put(struct model *model, const struct post *post);
const struct post *tree_get(const struct model *model, code code);
uint16_t tree_count(const struct model *model);
const struct post *tree_at(const struct model *model, uint16_t index);
bool tree_above(const struct model *model, code upper, code lower);    /* strictly */
/* The posts strictly between, from the top down; at most LIMIT_TREE_DEPTH. */
uint32_t tree_between(const struct model *model, code upper, code lower,
		      const struct post **ret);
/* The next post above that commands: skips clusters. NULL at the top. */
const struct post *tree_commander(const struct model *model, code code);
/* The desk that works for a post: of a unit the first post above that is none, else itself. */
code tree_desk(const struct model *model, code code);

/* ---- for rules: sites, fed by the kinds of sites and takeovers (docs/mesh.md) ---------------- */

#define SITE_KEY_BYTES 32
struct site {
	code code;
	code post;                                         /* its main post */
	struct ident record;
	code follows;                                      /* repeats that site's log; 0: none */
	uint8_t key[SITE_KEY_BYTES];                       /* Ed25519, of its heads */
	bool active;
};
void site_put(struct model *model, const struct site *site);   /* replaces by code */
const struct site *site_get(const struct model *model, code code);
uint16_t site_count(const struct model *model);
/* Rises whenever a site or a post comes, moves or is taken over. */
uint64_t site_moves(const struct model *model);
const struct site *site_at(const struct model *model, uint16_t index);
/* The origin's chain up to number `after` was written by whoever wrote it until then. */
void site_reign(struct model *model, code origin, code site, uint64_t after);
/* Who writes this number of the origin's chain; 0: the one node of a single machine. */
code site_writer(const struct model *model, code origin, uint64_t seq);
/* The last number that the writer of this one wrote; UINT64_MAX: nobody has followed him yet. */
uint64_t site_reign_end(const struct model *model, code origin, uint64_t seq);
/*
 * Who writes its next entry; for most questions the right one. A site that was revoked goes on to
 * hold its origins, and writes nothing: others write its posts once they have taken them over.
 */
code site_of_origin(const struct model *model, code origin);
code site_of_post(const struct model *model, code post);
/*
 * Whether the people of a post sign in at this site: it writes the post, or did until another took
 * it over (then it still speaks for it, to give its consent to a return).
 */
bool site_speaks_for(const struct model *model, code site, code post);
/* The site above in the tree; 0 at the top. */
code site_above(const struct model *model, code site);

/*
 * The site whose log this follower repeats, entry for entry; 0: it is none, or it was promoted and
 * writes a chain of its own, named by its own code, since.
 */
code site_followed(const struct model *model, code site);
/* The follower that was promoted in place of this site and holds its post now; else the site. */
code site_in_place_of(const struct model *model, code site);
/* Whose broker its own is tied to: a follower's to the one that its site's is tied to. */
code site_hangs_on(const struct model *model, code site);

/* Which site this node is. 0, as for a single machine: everything is local. */
void site_be(struct model *model, code self);
code site_self(const struct model *model);
bool site_local(const struct model *model, code origin);
bool site_local_post(const struct model *model, code post);    /* its records are written here */
/*
 * When this site took over, whoever wrote for it before had answered everything up to this number
 * of the origin: nothing that came before is answered here once more.
 */
void site_seen(struct model *model, code origin, uint64_t seq);
bool site_answered(const struct model *model, struct ident entry);
/* How often a post was taken over or given back: each time others come to read for it. */
uint32_t site_turns(const struct model *model);
/* False while chains that this site has to go on writing have not come as far as its reign. */
bool site_ready(const struct model *model);

/*
 * From now on the posts of `origin` are written by `by` (an origin), under `term`; what `origin`
 * has behind `fence` is late. Of two that take it under one term the one higher in the tree wins.
 */
void site_assume(struct model *model, code origin, code by, uint64_t fence, uint32_t term);
/* The same by plan, written by the origin itself as its number `fence`; one not by plan wins. */
void site_hand_over(struct model *model, code origin, code by, uint64_t fence, uint32_t term);
/* The origin writes its posts again, behind its number `after`. */
void site_give_back(struct model *model, code origin, uint64_t after, uint32_t term);
/* Of the origin that is the post's own, or of a follower's chain; 0 at first. */
uint32_t site_term(const struct model *model, code post);
/* True if the number lies in a gap of the origin's terms. */
bool site_fenced(const struct model *model, code origin, uint64_t seq);
/*
 * True if the number lies behind a fence though its post was given back since, and its writer did
 * not know: `term` is that of the origin's own posts as it stands in the entry.
 */
bool site_unaware(const struct model *model, code origin, uint64_t seq, uint32_t term);
/* True if a takeover under that term was outdone by one of a higher post. */
bool site_outdone(const struct model *model, code origin, uint32_t term, code by);
/*
 * Whether what was applied already has turned out to be late: then the state is to be folded anew
 * with all takeovers known from the start (site_foresee), and ends as everybody's.
 */
bool site_refold(const struct model *model);
/* Asked at the end of a fold: then it is done anew without what never came true. */
bool site_misled(const struct model *model);
void site_foresee(struct model *model, const struct model *from);
/* The sites whose posts may see the record, this one too; UINT32_MAX: all. */
uint32_t model_reach(const struct model *model, const struct record *record, code *ret_sites,
		     uint32_t max);
bool model_reaches(const struct model *model, const struct record *record, code site);
/*
 * The same for an entry that was applied to it: who was above the record when that was written
 * gets it too, though the record has moved away since. This decides what crosses in full.
 */
uint32_t model_reach_entry(const struct model *model, const struct record *record,
			   const struct entry *entry, code *ret_sites, uint32_t max);
bool model_reaches_entry(const struct model *model, const struct record *record,
			 const struct entry *entry, code site);

/* ---- for rules: duty, fed by the kinds of accounts and assignments --------------------------- */

struct duty {
	struct ident assignment;
	struct ident account;
	code post;
	uint32_t role;                                     /* one bit */
	instant from;
	instant until;                                     /* 0: open end */
};
void duty_put(struct model *model, const struct duty *duty);   /* replaces by assignment */
void duty_lock(struct model *model, struct ident account, bool locked);
bool duty_locked(const struct model *model, struct ident account);
/* Roles that the account holds at the post at that moment. */
uint32_t duty_roles(const struct model *model, struct ident account, code post, instant at);
bool duty_oversight(const struct model *model, struct ident account, instant at);
/* Walks who holds any of `roles` at the post at that moment. */
uint32_t duty_who(const struct model *model, code post, uint32_t roles, instant at,
		  struct ident *ret_accounts, uint32_t max);
/* Not locked, and with a duty that is not over: now, or one that begins later. */
bool duty_in_office(const struct model *model, struct ident account, instant at);
/* All duties of an account, current or not. */
uint32_t duty_of(const struct model *model, struct ident account, const struct duty **ret,
		 uint32_t max);

/* ---- for rules: policy, fed by the kind of policies ------------------------------------------ */

/*
 * The value in force at `at` for the post or the nearest post above it that has one; else for all;
 * else the shipped preset. Of one scope the value of the operating phase at that moment goes before
 * one of all phases. false: nobody ever set it. Durations are seconds.
 */
bool policy_get(const struct model *model, struct str key, code post, instant at, double *ret);
double policy_or(const struct model *model, const char *key, code post, instant at,
		 double fallback);
/* A policy's span in milliseconds; 0 if nobody ever set it. */
instant policy_span(const struct model *model, const char *key, code post, instant at);
struct policy_put {
	struct ident record;                               /* replaces by it */
	struct str key;
	code post;                                         /* 0: everywhere */
	uint16_t phase;                                    /* state of the phase; 0: in all */
	instant from;
	double value;
	bool in_force;
};
void policy_put(struct model *model, const struct policy_put *put);
/* The operation is in this phase (a state of its record, never 0) from that moment on. */
void policy_turn(struct model *model, uint16_t phase, instant from);
/* 0 before the first that is known. */
uint16_t policy_phase(const struct model *model, instant at);
struct policy_preset {
	const char *key;
	double value;
	const char *unit;                                  /* "s", "" … */
	const char *source;
};
extern const struct policy_preset policy_presets[];        /* key NULL at the end */

/* ---- for rules: reach ------------------------------------------------------------------------ */

uint32_t model_relations(const struct model *model, const struct record *record, code post,
			 bool oversight);
bool model_sees(const struct model *model, const struct record *record, code post, bool oversight);

#endif
