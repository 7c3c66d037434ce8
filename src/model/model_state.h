/* What a model is made of; for the files of this room only. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MODEL_MODEL_STATE_H
#define MODEL_MODEL_STATE_H

#include <assert.h>

#include "base/map.h"
#include "base/marks.h"
#include "model/entry.h"

/* Indexes name records by their numbers. All records of one kind, in order of making: */
struct table {
	uint32_t *at;
	uint32_t count, size;
};

/* Who refers to a record, and by which field. */
struct back_ref {
	uint32_t record;
	uint16_t field;
	uint16_t personal;                                 /* 1: by a field that names a person */
};
struct back_refs {
	struct back_ref *at;                               /* by record, then field */
	uint32_t count, size;                              /* size 0: they lie in the snapshot */
};

/* What is known under an id. An id may be referred to that has no record here. */
struct place {
	uint32_t record;                                   /* its number plus 1 */
	uint32_t refs;                                     /* place of its back_refs plus 1 */
};
/* Ids of one origin that follow each other lie side by side, as acts name young records mostly. */
#define MODEL_PLACES 62                                    /* with its head a page is 512 bytes */
struct places {
	struct ident page;                                 /* origin, number / MODEL_PLACES */
	struct place at[MODEL_PLACES];
};

/*
 * The snapshot that the model rests on. Its bytes stay where they are; a record is made of them
 * when it is asked for. What nobody has asked for has not changed since.
 */
struct packed {
	uint32_t at;                                       /* in the packed bytes */
	uint8_t kind;                                      /* index of its row */
	uint8_t state;
	uint16_t flags;                                    /* enum packed_flags */
};
/* A record that names a person, and the beginning of a hash of the key that it is sealed with. */
struct sealed {
	struct ident id;
	uint32_t record;
	uint32_t check;
};
struct rest {
	const struct packed *heads;                        /* by number */
	uint32_t count, left;                              /* left: not asked for yet */
	struct str packed;
	const struct sealed *sealed;
	uint32_t nsealed;
	uint64_t pos;
	void (*release)(void *user);
	void *user;
};

struct policy_value {
	struct ident record;
	struct str key;
	uint64_t hash;                                     /* of the key */
	code scope;
	uint16_t phase;                                    /* 0: in all */
	instant from;
	instant made;                                      /* the record */
	double value;
	bool in_force;
};

/* A step that may be due; it counts only while the clock still says so. */
struct due_step {
	instant due;
	uint32_t record;
	uint8_t clock;
	uint8_t step;
};

struct person_duties {
	struct duty *at;
	uint32_t count, size;
	bool locked;
};

/* Accounts that were ever assigned to a post, each once. */
struct post_people {
	struct ident *at;
	uint32_t count, size;
};

/* An origin's chain behind a number, and who has written it since. */
struct reign {
	code origin, site;
	uint64_t after;
	uint32_t next;                                     /* of the same origin: index + 1 */
};
/* One time that the posts of an origin were taken over, and maybe given back. */
struct takeover {
	code origin, by;
	uint32_t term;
	uint32_t back_term;                                /* 0: not given back */
	uint64_t fence;                                    /* what lies behind is late … */
	uint64_t after;                                    /* … up to here, once given back */
	bool planned;                                      /* handed over by its own writer */
	bool told, back_told;                              /* by its record; else foreseen only */
};
struct sites {
	code self;                                         /* 0: everything is local */
	struct site *at;
	uint16_t count, size;
	struct map by_code;                                /* -> index */
	struct map by_post;                                /* of those that write -> index */
	struct map writers;                                /* origin -> site, as far as asked */
	struct reign *reigns;
	uint32_t nreigns, reigns_size;
	struct map reign_of;                               /* origin -> index of the first + 1 */
	uint32_t nfollowers;
	uint64_t moves;                                    /* times that who writes what changed */
	struct takeover *takeovers;
	uint32_t ntakeovers, takeovers_size;
	struct map seen;                                   /* origin -> number */
	bool refold;
	bool ready;                                        /* site_ready was true once */
	bool moved;                                        /* other clocks may be ours now */
};

/* Whoever adds a list or a map to a model or its sites adds it to model_over.c too. */
struct model {
	struct pool *pool;
	struct vault *vault;
	struct record **records;                           /* by number; NULL: at rest */
	uint32_t nrecords, records_size;
	struct rest rest;
	struct table *tables;
	struct places *pages;
	uint32_t npages, pages_size;
	struct marks page_index;                           /* of pages */
	struct back_refs *back_refs;
	uint32_t nback_refs, back_refs_size;
	struct marks unique;                               /* of records, by what they hold */
	struct post *posts;
	uint16_t nposts, posts_size;
	struct map post_index;                             /* code -> index */
	/* probe key of account -> struct person_duties */
	struct map duties;
	struct map people;                                 /* code of post -> struct post_people */
	struct policy_value *policies;
	uint32_t npolicies, policies_size;
	struct {
		uint16_t phase;
		instant from;
	} phases[LIMIT_PHASES];
	uint32_t nphases;
	struct due_step *due;                              /* a binary heap, earliest first */
	uint32_t ndue, due_size, running;
	struct map load;                                   /* post -> running clocks, once asked */
	bool loaded;
	struct marks keys;                                 /* in the ring, by actor and key */
	struct key_use *key_ring;
	uint64_t *key_hashes;
	uint32_t nkeys, keys_size, key_head;
	struct sites sites;
	struct map origins;                                /* code -> last seq */
	uint64_t pos;
	instant time;
	const struct model *under;                         /* what it began as; NULL: nothing */
};

/* model_over.c: the record as one that may be changed here; the same, where it is already. */
struct record *model_own(struct model *model, struct record *record);

/* site.c */
void site_init(struct sites *sites);
void site_release(struct sites *sites);
void site_moved(struct model *model);                      /* who writes what has changed */
code site_holder(const struct model *model, code declared);/* the origin that writes for it now */

/* tree.c */
void tree_redirect(struct model *model);                   /* looks up every post's origin anew */

/* policy.c */
void policy_init(void);                                    /* once, by registry_init */

/* model_rest.c */
struct record *model_wake(const struct model *model, uint32_t number);
void model_wake_sealed(const struct model *model);
/* What can be told of a record without waking it. */
struct model_glance {
	const struct kind_row *row;
	uint16_t state;
	bool struck;
	bool files;                                        /* there are some */
	bool running;                                      /* a clock may be */
};
struct model_glance model_glance(const struct model *model, uint32_t number);

static inline struct record *model_record(const struct model *model, uint32_t number)
{
	struct record *record = model->records[number];

	return record ? record : model_wake(model, number);
}

static inline uint32_t model_number(const struct model *model, const struct kind *kind,
				    uint32_t index)
{
	const struct table *table = &model->tables[registry_of(kind)->index];

	assert(index < table->count);
	return table->at[index];
}

/* model_index.c */
void model_index_add(struct model *model, struct record *record);
void model_index_merged(struct model *model, struct record *record, struct ident into);
/* Takes the fields of `fields` out of the indexes, before they change. */
void model_index_fields(struct model *model, struct record *record, uint64_t fields, bool add);
struct record *model_lookup(const struct model *model, struct ident id);
const struct record *model_unique_holder(const struct model *model, const struct kind *kind,
					 const struct field *field, const void *value);

/* model_clock.c */
/* Leaves in the heap all that runs, whichever node's it is, and nothing else. */
void model_clock_gather(struct model *model);
void model_clock_push(struct model *model, struct record *record, uint8_t clock);
void model_clock_set(struct model *model, struct record *record, uint8_t clock, uint8_t status);
/* After its home has changed: its clocks may be this node's now. */
void model_clock_rehomed(struct model *model, struct record *record);
/* Fills the due times of these clocks (bits) as the entry starts them on `after`. */
void model_clock_plan(const struct model *model, const struct record *after, uint32_t clocks,
		      struct entry *entry);

/* value.c */
/* Puts a value into a record: shallow when pool is NULL (texts stay where they are). */
void value_put(struct record *record, const struct value *value, struct pool *pool);
void value_drop(struct record *record, const struct field *field, struct pool *pool);
bool value_same(const struct record *record, const struct value *value);

/* model_apply.c: the state that the act leads to, on a record with its fields. */
uint16_t model_target_state(const struct act *act, const struct record *record);

/* model_key.c */
void model_key_put(struct model *model, uint64_t hash, const struct key_use *use);
uint64_t model_key_hash(struct ident actor, struct str key);

#endif
