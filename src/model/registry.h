/* The kinds that this program knows, found by the build, with their names resolved once. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MODEL_REGISTRY_H
#define MODEL_REGISTRY_H

#include "base/str.h"
#include "model/kind.h"

/* Written by the build from the files of src/domain; NULL at the end, in order of number. */
extern const struct kind *const domain_kinds[];

/* Where people work, and the parts of the system that each desk is shown first. */
struct desk {
	const char *name, *zh, *en;
};
/* What a kind's `module` names. */
struct module {
	const char *name, *zh, *en;
	const char *desk;
};
extern const struct desk modules_desks[];                   /* name NULL at the end */
extern const struct module modules_all[];               /* in the order of lists; the same */

#define REGISTRY_NUMBERS 1024                              /* numbers of kinds lie below */
#define REGISTRY_IMPLIED 4u                                /* acts that no kind names */
/* Runs in any kind with a two-person act, from the first person's word to the second's. */
#define REGISTRY_CLOCK_SECOND "second"

/* Names to things, found in one step: replay looks up a dozen of them for every entry. */
#define REGISTRY_NAMES 256                                 /* slots; a power of two */
struct name_index {
	struct {
		struct str name;
		const void *thing;
	} slots[REGISTRY_NAMES];
};

/* An act with its lists of names turned into masks. The kernel's implied acts are among them. */
struct act_row {
	const struct act *act;
	uint64_t takes;                                    /* bits of field numbers */
	uint64_t needs;
	uint32_t relations;
	uint32_t clock_starts;                             /* bits of clock indexes */
	uint32_t clock_stops;
	/* of a two-person act: the clock that runs while it waits */
	uint32_t clock_waits;
	const struct reaction **reactions;                 /* that listen to it, NULL-ended */
	const struct reaction **waiting;                   /* to its waiting for a second person */
};
struct kind_row {
	const struct kind *kind;
	uint16_t index;                                    /* dense, by number */
	const struct field *by_number[64];
	struct act_row *acts;
	uint16_t nacts;
	/* the kind's own, and behind them the clock of the second person */
	const struct clock *clocks;
	uint16_t nclocks;
	uint32_t clock_second;                             /* its bit; 0: no two-person act */
	uint64_t all;                                      /* masks over field numbers */
	uint64_t refs;
	uint64_t unique;
	uint64_t required;
	uint64_t system;
	uint64_t addressees;
	uint64_t responsible;
	bool activates;                                    /* has a state that needs them */
	uint64_t personal;
	int64_t retain_ms;                                 /* of the personal fields */
	uint64_t title;
	const struct field *new_home;
	/* by field number: bits of the kinds that a reference may name */
	uint64_t targets[64][(LIMIT_KINDS + 63) / 64];
	struct name_index field_names;
	struct name_index act_names;
};

/*
 * Resolves and checks the tables: unique numbers and names, known fields, acts and kinds, both
 * languages, no field that doctrine forbids (registry_forbidden). A fault is ours: asserts with
 * its name. Call once at start.
 */
void registry_init(void);
uint16_t registry_count(void);
const struct kind_row *registry_at(uint16_t index);
const struct kind_row *registry_of(const struct kind *kind);
const struct kind_row *registry_find(struct str name);     /* NULL: unknown */
const struct act_row *registry_act(const struct kind_row *row, struct str name);
const struct act_row *registry_act_number(const struct kind_row *row, uint16_t number);
const struct field *registry_field(const struct kind_row *row, struct str name);
const struct state *registry_state(const struct kind *kind, uint16_t number);
const struct choice *registry_choice(const struct field *field, uint16_t number);
const struct choice *registry_choice_named(const struct field *field, struct str name);
bool registry_target_ok(const struct kind_row *row, const struct field *field,
			const struct kind *kind);
const struct module *registry_module(struct str name);     /* NULL: unknown */
/* The text of the first fault of a table set, for the tests of this check; NULL: none. */
const char *registry_fault(const struct kind *const *kinds);

#endif
