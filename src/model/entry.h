/* One act on its way: what was asked, the checks, a line of the log, the state. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MODEL_ENTRY_H
#define MODEL_ENTRY_H

#include "base/json.h"
#include "base/mem.h"
#include "model/model.h"
#include "model/registry.h"
#include "model/vault.h"

/* A field with its value, decoded. `clear` takes the field away (JSON null). */
struct value {
	const struct field *field;
	bool clear;                                        /* also: sealed, and not opened */
	/* as it stands in the log, of a personal field; absent: it stands there in plain */
	struct str sealed;
	union {
		struct str text;                           /* TEXT, GEO */
		int64_t number;                            /* INT, TIME, SPAN, ENUM */
		double real;
		bool truth;
		uint64_t bits;                             /* SET, CODE */
		struct ident ref;
		struct ident_list refs;
	} as;
};

#define ENTRY_SALT 16
/* What the kernel's own acts carry besides fields. */
struct kernel_args {
	struct str reason;
	struct ident other;                                /* link: to; merge: into */
	code post;                                         /* share */
	uint16_t link_type;
	struct file file;
	uint8_t clock;                                     /* lapse: index in the kind */
	uint8_t step;                                      /* lapse: index in the clock */
};

/* One accepted act. After entry_read or act_check its texts live in the arena that was given. */
struct entry {
	/* in this node's log; 0 before the append */
	uint64_t pos;
	instant arrived;                                   /* of another node; not stored in it */
	struct ident id;                                   /* origin and number of this entry */
	instant at;
	instant event_at;
	const struct kind_row *kind;
	const struct act_row *act;
	/* live only: whose effect takes place; NULL: it waits for a second person */
	const struct act_row *effect;
	struct ident record;
	struct ident actor;                                /* none: the system */
	code post;
	uint32_t roles;                                    /* not stored; of the live check only */
	struct str key;
	/* with a key: fingerprint of what was asked */
	uint64_t content;
	struct ident cause;                                /* the entry that proposed this one */
	/* of the record's home, and of the record: who may write it (0 stands nowhere) */
	uint32_t term, epoch;
	/* entries of its record before it, as its home counts in a mesh; 0: none, or not said */
	uint32_t nth;
	struct value *values;
	uint32_t nvalues;
	struct kernel_args args;
	/* bit per clock that this entry starts */
	uint32_t due_clocks;
	instant due[LIMIT_CLOCKS][LIMIT_STEPS];
	/* so that a hash tells nothing of the text */
	uint8_t salt[ENTRY_SALT];
};

/* What somebody asks for. Nothing in it is trusted. */
struct request {
	struct str kind;
	struct str act;                                    /* absent: the kind's only making act */
	struct ident record;                               /* none: make one */
	struct ident actor;
	bool system;                                       /* the node itself; never from outside */
	/* system while a log is being set up: KIND_SETUP kinds */
	bool setup;
	bool carried;                                      /* here by another node: no further */
	code post;
	struct str key;
	uint32_t version;                                  /* 0: none named */
	instant event_at;                                  /* 0: now */
	struct ident cause;
	/* the fields: an object token in this text */
	const struct json *json;
	uint32_t fields;                                   /* 0: none given; so never the root */
};

struct refused {
	const struct refusal *why;                         /* NULL: accepted */
	const char *field;                                 /* the field at fault, or NULL */
	struct str detail;                                 /* more, for the reader; may be absent */
};

/*
 * Decodes and checks against the state at `now`, in the order of KERNEL_REFUSALS, then the kind's
 * own check. On success the entry is complete but for id, pos and salt. Changes nothing.
 */
struct refused act_decide(const struct model *model, struct arena *arena,
			  const struct request *request, instant now, struct entry *ret);

/*
 * An entry as JSON, and back. Reading is strict; false: not an entry this program can apply. What
 * is sealed is read and written as it is, whether its key is there or not.
 */
void entry_write(const struct entry *entry, struct buf *buf);
bool entry_read(struct arena *arena, struct str body, struct entry *ret, struct str *ret_fault);

/* True if a field names a person: then it has to be sealed before it is written. */
bool entry_personal(const struct entry *entry);
/* Seals the personal fields with the record's key; id, salt and record must be stamped. */
void entry_seal(struct entry *entry, const uint8_t *key, struct arena *arena);
/*
 * Opens what is sealed and has its key still; the rest stays clear, as if it had not been given.
 * False: a text does not open though its key is there, so one of the two was changed.
 */
bool entry_open(struct entry *entry, const struct vault *vault, struct arena *arena,
		struct str *ret_fault);
/* The fields of the act that waits, opened as far as they can be. */
struct str entry_pending(const struct record *record, const struct vault *vault,
			 struct arena *arena);

/* The one function that changes the state. Asserts on an entry that no check would have passed. */
void model_apply(struct model *model, const struct entry *entry);

/*
 * What another node wrote, decoded: may it be applied here and now? Names what is wrong with an
 * entry that no check at its home would have passed, so that nobody can bring this node down.
 * nth: how many entries its record has before it (record->nhistory when it is applied).
 */
enum admission {
	ADMIT,
	ADMIT_LATE,                                        /* behind a fence: kept, not applied */
	ADMIT_WAIT,                                        /* for what it builds on */
	ADMIT_PAST,                                        /* for earlier entries of its record */
	ADMIT_NEVER,
};
enum admission entry_admit(const struct model *model, const struct entry *entry, uint32_t nth,
			   const struct refusal **ret_why);
/* The same question of an entry that was let in once: a takeover that came later may answer it. */
bool entry_late(const struct model *model, const struct entry *entry);
/* Fills entry->effect as act_decide does, for the reactions; before it is applied. */
void entry_effect(const struct model *model, struct entry *entry);
/* Behind a fence: counts position and number; changes nothing else. */
void model_note_late(struct model *model, const struct entry *entry);
/* A number of another origin's chain is here, and only its hash: the chain goes on behind it. */
void model_note_number(struct model *model, code origin, uint64_t seq);

/* The proposals that follow from an entry just applied: requests of the system, in order. */
struct proposals {
	struct arena *arena;
	struct request *requests;
	uint32_t count, size;
};
void reactor_run(const struct model *model, const struct entry *entry, struct proposals *ret);
/* The same from an entry that came too late: of reactions to "*.late"; its record may be NULL. */
void reactor_late(const struct model *model, const struct entry *entry, struct proposals *ret);

/* The earliest due step of any clock; INSTANT_MAX if none. */
instant model_next_due(const struct model *model);
uint32_t model_running(const struct model *model);         /* clocks */
/* The clock step that is due at or before now, as a request of the system; false: none is due. */
bool model_due(const struct model *model, instant now, struct arena *arena, struct request *ret);

/* What is kept of a person may be kept no longer: the record is closed or struck, and time over. */
bool model_forget_due(const struct record *record, instant now);
/*
 * The next record whose person is to be forgotten now, as a request of the system; index walks on
 * from 0. False: no more.
 */
bool model_forget_next(const struct model *model, instant now, uint32_t *index,
		       struct request *ret);
/* The keys of this state's personal fields; model_create makes an empty one. */
struct vault *model_vault(struct model *model);
void model_take_vault(struct model *model, struct vault *vault);

/* The entry that a key of this actor was used for; NULL: never (or forgotten). */
struct key_use {
	uint64_t pos;
	uint64_t content;
	struct ident entry;
	struct ident record;
	uint32_t version;
};
const struct key_use *model_key(const struct model *model, struct ident actor, struct str key);
/*
 * Fingerprint of kind, act, record, post and the bytes of the fields. It stands in the log, so of
 * personal fields only a mark under the record's key goes in: nobody can try guesses on it.
 */
uint64_t request_content(const struct request *request, const uint8_t *key);
bool request_personal(const struct request *request);      /* gives a personal field a value */

uint64_t model_pos(const struct model *model);             /* of the last entry applied */
instant model_time(const struct model *model);             /* of the last entry applied */
uint64_t model_origin_seq(const struct model *model, code origin);
/* SHA-256 over every record in order of id, every clock and link: the same everywhere. */
struct hash;
void model_digest(const struct model *model, struct hash *ret);
/* Of the records at the posts of that (declared) origin that the site may see: equal at both. */
void model_digest_reach(const struct model *model, code origin, code site, struct hash *ret);

#endif
