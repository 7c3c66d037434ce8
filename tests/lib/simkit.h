/* One simulated node over many lives: what is done to it, what it has promised, what must hold. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_LIB_SIMKIT_H
#define TESTS_LIB_SIMKIT_H

#include "base/hash.h"
#include "base/chance.h"
#include "node/pipeline.h"
#include "os/loop.h"

#define SIMKIT_DIR "node"
#define SIMKIT_STEPS 256
#define SIMKIT_POS 16384
#define SIMKIT_KEYS 128
#define SIMKIT_JSON 3000
#define SIMKIT_DIGESTS 64
#define SIMKIT_GROUPS 1024
#define SIMKIT_SECRETS 256
#define SIMKIT_TEXT 512

/* ---- what is done --------------------------------------------------------------------------- */

/* name, weight in a random trace */
#define SIMKIT_WHATS(X)                                                                        \
	X(acts, 44)     /* some random acts that do not wait for each other */                 \
	X(repeat, 8)    /* an act is sent once more with its key */                            \
	X(turn, 8)      /* the loop turns */                                                   \
	X(settle, 6)    /* everything is brought to the disk */                                \
	X(pass, 12)     /* time passes */                                                      \
	X(step, 3)      /* somebody sets the wall clock, forward or back */                    \
	X(snapshot, 3)                                                                         \
	X(spoil, 2)     /* a snapshot is damaged, removed or put under another name */         \
	X(check, 2)     /* all promises are looked at */                                       \
	X(restart, 2)   /* in good order */                                                    \
	X(kill, 2)      /* the process dies now */                                             \
	X(cut, 2)       /* the power fails now */                                              \
	X(die, 4)       /* the process dies, or the power fails, within the next changes */    \
	X(fail, 1)      /* the disk refuses a change */                                        \
	X(full, 1)      /* the disk is nearly full */                                          \
	X(memory, 1)    /* memory runs out */
enum simkit_what {
#define SIMKIT_ENUM(name, weight) SIMKIT_##name,
	SIMKIT_WHATS(SIMKIT_ENUM)
#undef SIMKIT_ENUM
	SIMKIT_WHAT_COUNT
};
/* All else about a step follows from its own seed, so that steps can be left out of a trace. */
struct simkit_step {
	enum simkit_what what;
	uint64_t seed;
};
struct simkit_trace {
	uint64_t seed;
	uint32_t count;
	struct simkit_step steps[SIMKIT_STEPS];
};
void simkit_trace_draw(struct simkit_trace *trace, uint64_t seed);
const char *simkit_what_name(enum simkit_what what);

/* ---- what was promised: memory that all lives of the node share ----------------------------- */

/* An act with a key, as it was sent, and its first answer. */
struct simkit_key {
	char key[24];
	char kind[24], act[32];
	struct ident record, actor;
	code post;
	uint32_t version;
	instant event_at;
	char json[SIMKIT_JSON];
	bool done;                                         /* answered: done */
	struct ident entry, made;
	uint32_t made_version;
	uint64_t pos;
};
/* A key that something is sealed with; when it is gone, no file may hold it. */
struct simkit_secret {
	struct log_secret secret;
	bool gone;
};
struct simkit_promise {
	uint64_t published;                                /* of the body's hash; 0: not yet */
	bool acknowledged;
	struct ident entry, record;
	uint32_t version;
};
struct simkit_stats {
	uint32_t lives, acts, done, refused, replayed, entries, lapses, deaths, cuts, snapshots;
	uint32_t died_full, died_memory;
	uint64_t seen[256];                                /* by kind's index: which of its acts */
};
struct simkit_ledger {
	uint64_t seed;
	uint32_t life;
	uint32_t next;                                     /* step */
	uint32_t snapshot_every;
	bool cut_on_death;
	bool cut_early;                                    /* the power fails early in this life */
	bool bad_disk;                                     /* it fails, or is nearly full */
	bool keep_plan;                                    /* the next life has the same */
	int64_t stepped_ns;                                /* when the wall clock was last set */
	struct simkit_promise promises[SIMKIT_POS];        /* by position */
	struct simkit_key keys[SIMKIT_KEYS];
	uint32_t nkeys;
	struct { uint64_t pos; struct hash digest; } digests[SIMKIT_DIGESTS];
	uint32_t ndigests;
	struct simkit_secret secrets[SIMKIT_SECRETS];
	uint32_t nsecrets;
	struct { uint64_t after, last; } groups[SIMKIT_GROUPS]; /* made by one act each */
	uint32_t ngroups;
	char text[SIMKIT_TEXT];                            /* the first thing that did not hold */
	struct simkit_stats stats;
};

/* ---- a life --------------------------------------------------------------------------------- */

#define SIMKIT_FAULT 99                                    /* exit codes of a life */
#define SIMKIT_AGAIN 76
#define SIMKIT_NOT_OPENED 75
struct simkit_life {
	struct simkit_ledger *ledger;
	struct pipeline *pipeline;
	struct loop *loop;
	uint64_t published;                                /* the last position; 0: none yet */
	uint32_t waiting;                                  /* for an answer */
};
/*
 * simkit_fault.c: ends the process; the text is kept where the process has said at its start, and
 * its format, by which one kind of fault is told from another (NULL: nobody asks).
 */
void simkit_fault_into(char text[SIMKIT_TEXT], const char **ret_format);
_Noreturn void simkit_fault(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* simkit_world.c: a small event, made through the kinds' acts of set-up. */
void simkit_world_build(struct pipeline *pipeline);

/*
 * simkit_draw.c: a random act by somebody of that world who signs in at the site (0: anywhere); the
 * request's texts live as long as `text`, which begins as an empty buf. False: nothing to do.
 */
struct simkit_drawing {
	const struct model *model;
	uint64_t seed;                                     /* of the story: its favourite kinds */
	code site;
	instant now;
};
bool simkit_draw_act(const struct simkit_drawing *drawing, struct chance *chance,
		     struct request *ret, struct buf *text);

/* simkit_work.c: one random act by somebody of that world; an act once more. */
void simkit_work_act(struct simkit_life *life, struct chance *chance);
void simkit_work_repeat(struct simkit_life *life, struct chance *chance);

/* simkit_value.c: the fields of an act as JSON, mostly valid. */
void simkit_value_fields(const struct model *model, struct chance *chance,
			 const struct act_row *act, const struct kind_row *kind,
			 const struct record *record, code post, instant now, struct buf *ret);

/* simkit_shadow.c: a second opinion on records, drawn from the entries alone. */
struct simkit_shadows;
struct simkit_shadows *simkit_shadows_create(const struct model *model);
void simkit_shadows_destroy(struct simkit_shadows *shadows);
void simkit_shadows_see(struct simkit_shadows *shadows, const struct entry *entry);
/* Version and clocks are as the entries say; true: whom it named is forgotten. */
bool simkit_shadows_check(struct simkit_shadows *shadows, const struct record *record);

/* simkit_check.c */
/* Where the log ended when a life began: behind all that was promised, and not within a group. */
void simkit_check_end(const struct simkit_life *life, uint64_t last);
void simkit_check_all(struct simkit_life *life);
/* When the node is closed: no file holds the key of whom it forgot. */
void simkit_check_files(const struct simkit_life *life);
/* No clock that runs is past its time. */
void simkit_check_rung(const struct simkit_life *life);

/* simkit_life.c: plays the steps from ledger->next on; ends the process. */
_Noreturn void simkit_life_run(struct simkit_ledger *ledger, const struct simkit_trace *trace);

/* ---- all lives ------------------------------------------------------------------------------ */

/* simkit_run.c: true: all promises were kept to the end; else *ret_text says what was not. */
bool simkit_run(const struct simkit_trace *trace, struct simkit_stats *ret_stats,
		char ret_text[512]);
/* Leaves out steps while it still fails; at most `tries` runs. */
void simkit_run_shorten(struct simkit_trace *trace, uint32_t tries, char ret_text[512]);

#endif
