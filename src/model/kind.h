/* How a kind of record is declared: one table of fields, states, acts, clocks and reactions. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MODEL_KIND_H
#define MODEL_KIND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/ident.h"
#include "base/instant.h"
#include "base/limits.h"
#include "base/str.h"
#include "model/refusal.h"

/* ---- roles and relations ------------------------------------------------------------------- */

/* name (also on the wire), zh, en. A role is held at a post, from-to, by an assignment record. */
#define ROLES(X)                                                                                \
	X(steward, "安保员", "Steward")                                                         \
	X(unit_leader, "单元负责人", "Unit leader")                                             \
	X(duty_officer, "值班员", "Duty officer")                                               \
	X(commander, "指挥长", "Commander")                                                     \
	X(intelligence, "情报岗", "Intelligence desk")                                          \
	X(information, "舆情宣传岗", "Public information desk")                                 \
	X(liaison, "联络员", "Liaison")                                                         \
	X(oversight, "督察", "Oversight")                                                       \
	X(administrator, "系统管理员", "Administrator")

enum role_index {
#define ROLE_INDEX(name, zh, en) ROLE_INDEX_##name,
	ROLES(ROLE_INDEX)
#undef ROLE_INDEX
	ROLE_COUNT
};
enum {
#define ROLE_BIT(name, zh, en) ROLE_##name = 1 << ROLE_INDEX_##name,
	ROLES(ROLE_BIT)
#undef ROLE_BIT
	/* the node itself: clocks, reactions, set-up */
	ROLE_SYSTEM = 1 << 30,
};
/* Usual groups. */
#define ROLE_DESK (ROLE_duty_officer | ROLE_commander)
#define ROLE_STAFF (ROLE_DESK | ROLE_intelligence | ROLE_information)
/* Who signs for what a post is sent. */
#define ROLE_SIGNERS (ROLE_STAFF | ROLE_unit_leader | ROLE_liaison | ROLE_oversight)
#define ROLE_ALL ((1 << ROLE_COUNT) - 1)

/* What the actor's post is to the record. Several can hold at once. */
enum relation {
	/* the record's home is the actor's post */
	REL_OWN = 1,
	REL_ABOVE = 2,                                     /* the actor's post is above the home */
	REL_ADDRESSEE = 4,                                 /* named in a field flagged ADDRESSEE */
	REL_SHARED = 8,                                    /* shared with the actor's post */
	REL_OVERSIGHT = 16,                                /* the actor has the oversight role */
	/* above the home and of the same origin: a venue's desk for its units */
	REL_DESK = 32,
	REL_ANY = 64,                                      /* everybody who is signed in */
};

/* ---- fields -------------------------------------------------------------------------------- */

enum field_type {
	FIELD_TEXT,                                        /* struct str */
	FIELD_INT,                                         /* int64_t */
	FIELD_REAL,                                        /* double */
	FIELD_BOOL,                                        /* bool */
	/* uint16_t: number of the choice, 0 = absent */
	FIELD_ENUM,
	/* uint64_t: bit (1 << number) of each choice */
	FIELD_SET,
	FIELD_TIME,                                        /* instant */
	FIELD_SPAN,                                        /* int64_t seconds; on the wire "15m" */
	FIELD_REF,                                         /* struct ident */
	FIELD_REFS,                                        /* struct ident_list */
	/* struct str: a checked GeoJSON geometry */
	FIELD_GEO,
	FIELD_CODE,                                        /* code: 1-8 characters a-z 0-9 */
};
struct ident_list {
	struct ident *at;
	uint32_t count;
};

enum field_flags {
	/* every act that makes the record needs it */
	REQUIRED = 1,
	/* REF(S) to posts that may see and are told */
	ADDRESSEE = 2,
	/* equality filters use an index (REF(S) always do) */
	INDEXED = 4,
	/* no two records of the kind share it (CODE, TEXT) */
	UNIQUE = 8,
	/*
	 * names a person: sealed in the log, and taken out of the record (the kernel's act
	 * forget) when retain_days have passed since it was closed or struck
	 */
	PERSONAL = 16,
	SEARCHED = 32,                                     /* goes into the full-text index */
	TITLE = 64,                                        /* the record's one-line name in lists */
	SYSTEM = 128,                                      /* only the node fills it */
	LONG = 256,                                        /* a text of several lines */
	RESPONSIBLE = 512,                                 /* one of the three responsibilities */
	PUBLIC = 1024,                                     /* the public page shows it (below) */
};

/* One choice of an ENUM or SET. Numbers start at 1 and are never reused. */
struct choice {
	uint16_t number;
	const char *name;
	const char *zh;
	const char *en;
	/* "red" "orange" "yellow" "blue" "green" "grey" or NULL */
	const char *colour;
};

struct field {
	/* 1..60, bit of the present mask, never reused */
	uint16_t number;
	enum field_type type;
	const char *name;
	const char *zh;
	const char *en;
	uint16_t offset;
	uint32_t max;                                      /* TEXT: characters; REFS: items */
	/* INT, REAL, SPAN; both 0: not limited */
	double least, most;
	const struct choice *choices;                      /* ENUM, SET; number 0 at the end */
	/* REF(S): names of kinds, blank-separated; NULL: any */
	const char *target;
	uint32_t flags;
	int64_t retain_days;                               /* PERSONAL: the same in all of a kind */
	/* "person", "m", "°C" … shown behind the number */
	const char *unit;
	const char *doc_zh, *doc_en;                       /* a sentence of help, optional */
	const char *cap, *cot, *edxl;                      /* what a wire calls it */
};

#define KIND_CTYPE_TEXT struct str
#define KIND_CTYPE_INT int64_t
#define KIND_CTYPE_REAL double
#define KIND_CTYPE_BOOL bool
#define KIND_CTYPE_ENUM uint16_t
#define KIND_CTYPE_SET uint64_t
#define KIND_CTYPE_TIME instant
#define KIND_CTYPE_SPAN int64_t
#define KIND_CTYPE_REF struct ident
#define KIND_CTYPE_REFS struct ident_list
#define KIND_CTYPE_GEO struct str
#define KIND_CTYPE_CODE code

/* ---- states -------------------------------------------------------------------------------- */

enum state_flags {
	STATE_OPEN = 1,                                    /* work remains */
	STATE_CLOSED = 2,
	STATE_MERGED = 4,                                  /* joined to another record */
	STATE_ALARM = 8,                                   /* shown as needing a human */
	/* in force: needs the three responsibilities */
	STATE_ACTIVE = 16,
	/* published: of a record in such a state the public page shows the fields flagged PUBLIC */
	STATE_RELEASED = 32,
	/* PERSONAL fields end here at once, whatever their retain_days */
	STATE_FORGETS = 64,
};
struct state {
	uint16_t number;                                   /* 1..31, never reused */
	const char *name;
	const char *zh;
	const char *en;
	uint32_t flags;
};
/* "from" of an act that makes a record */
#define NEW 0
#define IN(state) (1u << (state))
#define ANY_STATE 0xfffffffeu                              /* every state but NEW */
#define SAME 0                                             /* "to": the state stays */

/* ---- a record, and what rules may read ------------------------------------------------------ */

struct model;
struct kind;
struct act;
struct entry;

enum clock_status { CLOCK_IDLE, CLOCK_RUNNING, CLOCK_STOPPED, CLOCK_LAPSED };
struct clock_run {
	uint8_t status;                                    /* LAPSED: its last step has passed */
	uint8_t step;                                      /* steps that have lapsed */
	instant started;
	instant stopped;
	instant due[LIMIT_STEPS];
};

struct link {
	struct ident to;
	uint16_t type;                                     /* enum link_type */
};
enum link_type { LINK_RELATED = 1, LINK_CAUSED_BY, LINK_MERGED_INTO, LINK_DUPLICATE, LINK_ANSWERS };

struct file {
	struct str hash;                                   /* SHA-256, hex */
	struct str name;
	struct str mime;
	int64_t size;
};

/* An act that waits for its second person. */
struct pending {
	const struct act *act;
	struct ident entry;
	struct ident actor;
	struct str fields;                                 /* JSON, as it stands in the log */
};

struct record {
	struct ident id;
	const struct kind *kind;
	code home;                                         /* the post that owns it */
	uint32_t epoch;                                    /* rises when the home moves */
	uint32_t version;                                  /* entries applied to it */
	uint16_t state;
	bool struck;
	uint32_t nshared;                                  /* here, that nothing lies unused */
	instant event_at;                                  /* when it happened */
	instant created_at;                                /* when it was entered */
	instant updated_at;
	struct ident creator;                              /* account; none: the system */
	uint64_t present;                                  /* bit per field number */
	struct clock_run *clocks;                          /* kind->nclocks of them */
	struct link *links;
	struct file *files;
	code *shared;
	uint32_t nlinks, nfiles;
	struct pending *pending;
	uint64_t *history;                                 /* positions of its entries in the log */
	uint32_t nhistory, history_size;
	uint32_t slot;                                     /* index in the kind's table */
	uint32_t number;                                   /* of all records, in order of making */
};

static inline bool record_has(const struct record *record, uint16_t field_number)
{
	return (record->present >> field_number & 1) != 0;
}

/* What a check sees of the act. */
struct act_view {
	const struct act *act;
	struct ident actor;                                /* account; none: the system */
	code post;                                         /* at which post the actor acts */
	uint32_t roles;                                    /* that the actor holds there */
	instant at;                                        /* now, as it will stand in the entry */
	instant event_at;
	uint64_t set;                                      /* fields that this act gives, by bit */
	/* the kernel's "reason" of strike, lapse … */
	struct str reason;
};

/* ---- acts ---------------------------------------------------------------------------------- */

enum act_flags {
	/* takes effect when a second person confirms */
	ACT_SECOND = 1,
	/* the caller must name the version he saw */
	ACT_VERSION = 2,
	/*
	 * the record moves to the post in field "to" of the act: the kind has a REF field
	 * named new_home
	 */
	ACT_REHOME = 4,
	ACT_ALARM = 8,                                     /* sounds at the home post's desks */
	ACT_LIFE_SAFETY = 16,                              /* offered first, on one key */
	/* one of the kernel's own (amend, strike …) */
	ACT_KERNEL = 32,
	ACT_DECLARE = 64,                                  /* fans out to all partner desks */
	ACT_PROMOTE = 128,                                 /* the one act of a follower's node */
	ACT_TELL = 256,                                    /* sounds at the addressees' posts */
};

/*
 * `after` is the record as it would be; `before` NULL when it is being made. Both are the kind's
 * struct. Reads only the model; no clock, no chance, no I/O.
 */
typedef const struct refusal *act_check(const struct model *model, const struct record *before,
					const struct record *after, const struct act_view *view);
/* Fills SYSTEM fields of the entry at the moment of stamping (copies to skipped levels …). */
struct stamp;
typedef void act_stamp(struct stamp *stamp, const struct model *model, const struct record *after,
		       const struct act_view *view);

struct act {
	/* 1..199 of the kind; the kernel's are 200.. */
	uint16_t number;
	const char *name;
	const char *zh;
	const char *en;
	uint32_t from;                                     /* IN(a) | IN(b); NEW makes a record */
	uint16_t to;                                       /* a state, or SAME */
	/* INT field that holds the number of the state to go (back) to; then `to` is SAME */
	const char *to_field;
	uint32_t roles;
	uint32_t relations;                                /* 0 means REL_OWN */
	/* names of fields, blank-separated; "*" all but SYSTEM */
	const char *takes;
	/* of these, the ones that must be given */
	const char *needs;
	uint32_t flags;
	act_check *check;
	act_stamp *stamp;
};

/* Rows for the kernel's own acts, which a kind must name to have them. */
#define ACT_AMEND(roles_, takes_) { .number = 200, .name = "amend", .zh = "更正", .en = "Amend",  \
	.from = ANY_STATE, .to = SAME, .roles = (roles_), .takes = (takes_),                      \
	.flags = ACT_VERSION | ACT_KERNEL }
#define ACT_STRIKE(roles_) { .number = 201, .name = "strike", .zh = "划销", .en = "Strike out",   \
	.from = ANY_STATE, .to = SAME, .roles = (roles_), .flags = ACT_KERNEL }
#define ACT_SHARE(roles_) { .number = 202, .name = "share", .zh = "共享", .en = "Share",          \
	.from = ANY_STATE, .to = SAME, .roles = (roles_), .flags = ACT_KERNEL }
#define ACT_LINK(roles_) { .number = 203, .name = "link", .zh = "关联", .en = "Link",             \
	.from = ANY_STATE, .to = SAME, .roles = (roles_), .flags = ACT_KERNEL }
#define ACT_ATTACH(roles_) { .number = 204, .name = "attach", .zh = "附件", .en = "Attach",       \
	.from = ANY_STATE, .to = SAME, .roles = (roles_), .flags = ACT_KERNEL }
#define ACT_MERGE(roles_, merged_state_) { .number = 205, .name = "merge", .zh = "并案",         \
	.en = "Merge", .from = ANY_STATE & ~IN(merged_state_), .to = (merged_state_),           \
	.roles = (roles_), .flags = ACT_KERNEL }
/*
 * confirm and reject come with any ACT_SECOND act, and the clock "second", which runs while it
 * waits (policy second.due); lapse comes with any clock, forget with any PERSONAL
 * field; no kind names them.
 */
enum kernel_act { ACT_NUMBER_AMEND = 200, ACT_NUMBER_STRIKE, ACT_NUMBER_SHARE, ACT_NUMBER_LINK,
		  ACT_NUMBER_ATTACH, ACT_NUMBER_MERGE, ACT_NUMBER_CONFIRM, ACT_NUMBER_REJECT,
		  ACT_NUMBER_LAPSE, ACT_NUMBER_FORGET };
/*
 * What the kernel's acts take besides the record's own fields (JSON members of "fields"):
 *   strike {reason}  share {post}  link {to, type}  attach {hash, name, mime, size}
 *   merge {into}     confirm {}    reject {reason}  lapse {clock, step}   forget {}
 */

/* ---- clocks -------------------------------------------------------------------------------- */

enum clock_rings {
	RINGS_HOME = 1,                                    /* the home post */
	RINGS_ABOVE = 2,                                   /* the post above the home */
	/* the home of the record that this one answers (REF field named "subject") */
	RINGS_ISSUER = 4,
	RINGS_CONTACT = 8,                                 /* the next contact of the home post */
	RINGS_OVERSIGHT = 16,
};
struct clock_step {
	const char *name;
	const char *zh;
	const char *en;
	/*
	 * key of the duration since the start; "{field}" is replaced by the name of an ENUM's
	 * choice; NULL only in the first step of a clock with `until`
	 */
	const char *policy;
	uint32_t rings;
	bool breach;                                       /* a row in the breach ledger */
	/* act of the same record that the node does now, or NULL */
	const char *proposes;
};
struct clock {
	uint16_t number;
	const char *name;
	const char *zh;
	const char *en;
	/* names of acts, blank-separated; starting a running clock starts it anew */
	const char *starts;
	const char *stops;
	/* starts only if so; NULL: always */
	bool (*when)(const struct model *model, const struct record *record);
	/* counts from the event, not from the entry */
	bool from_event;
	bool beyond_closing;                               /* goes on when the record is closed */
	/* TIME field: if present, step 1 is due at it, and the later steps their policy after it */
	const char *until;
	const struct clock_step *steps;
	uint16_t nsteps;
};

/* ---- reactions ----------------------------------------------------------------------------- */

/*
 * "When that happens, propose this." `on` names acts as "kind.act", blank-separated; "*.lapse" is
 * any kind's, "*.start" and "*.stop" any act that starts or stops a clock, "*.alarm" any that
 * sounds (ACT_ALARM, ACT_TELL), "*.second" any that begins to wait for its second person (then
 * entry->effect is NULL), "*.responsible" any act of a kind that needs the three responsibilities
 * while it is in force;
 * "*.late", alone, any that came behind a fence and is not applied (its record may be NULL).
 * Runs once at every node that the entry reaches, when it is accepted or arrives there, never in
 * replay: of what it proposes each node makes what is its own to write into entries, in the same
 * commit. What it reads of other records may not be here.
 */
struct reactor;
struct reaction {
	const char *name;
	const char *on;
	const char *doc_zh, *doc_en;
	void (*run)(struct reactor *reactor, const struct model *model, const struct record *record,
		    const struct entry *entry);
};
/* Begins a proposal: an act of the system at post `post`. id none: makes a record of the kind. */
void reactor_propose(struct reactor *reactor, const char *kind, const char *act, struct ident id,
		     code post);
/* Gives the proposal begun last a field, by name. */
void reactor_text(struct reactor *reactor, const char *field, struct str value);
void reactor_ref(struct reactor *reactor, const char *field, struct ident value);
void reactor_refs(struct reactor *reactor, const char *field, const struct ident *values,
		  uint32_t count);
void reactor_int(struct reactor *reactor, const char *field, int64_t value);
void reactor_real(struct reactor *reactor, const char *field, double value);
void reactor_bool(struct reactor *reactor, const char *field, bool value);
void reactor_time(struct reactor *reactor, const char *field, instant value);
void reactor_choice(struct reactor *reactor, const char *field, const char *choice_name);
/* The record that the proposal made last would make; for links between proposals. */
struct arena *reactor_arena(struct reactor *reactor);

/* The same for stamping SYSTEM fields of the act's own entry. */
void stamp_code(struct stamp *stamp, const char *field, code value);
void stamp_ref(struct stamp *stamp, const char *field, struct ident value);
void stamp_refs(struct stamp *stamp, const char *field, const struct ident *values, uint32_t count);
void stamp_int(struct stamp *stamp, const char *field, int64_t value);
void stamp_real(struct stamp *stamp, const char *field, double value);   /* finite */
void stamp_bool(struct stamp *stamp, const char *field, bool value);
void stamp_choice(struct stamp *stamp, const char *field, const char *choice_name);
void stamp_time(struct stamp *stamp, const char *field, instant value);
void stamp_text(struct stamp *stamp, const char *field, struct str value);

/* ---- gaps ---------------------------------------------------------------------------------- */

/*
 * "Nothing is silently missing" (doctrine 4.6): a condition that a record in one of these states
 * should not be in, and the act that ends it. All that are open are listed by GET /api/v1/gaps, in
 * the console and by `watchfloor gaps`, for whoever may see the record; coverage_run counts them.
 */
enum gap_severity { GAP_MINOR = 1, GAP_SERIOUS, GAP_SEVERE };
struct gap {
	const char *name;                                  /* of its kind: "place.plan_missing" */
	const char *zh;
	const char *en;
	enum gap_severity severity;
	uint32_t in;                                       /* IN(a) | IN(b); not if struck */
	/* NULL: whenever the record is in one of the states. Reads only the model. */
	bool (*open)(const struct model *model, const struct record *record, instant at);
	/*
	 * What closes it: "act" of the record itself, or "kind.act"; where that makes a record,
	 * `field` is its REF(S) field that names this one, or NULL
	 */
	const char *act;
	const char *field;
};

/* ---- countdowns ---------------------------------------------------------------------------- */

/*
 * Figures day by day from T-days to T-0, as they were and as they will be if nothing is done but
 * what is under way. Told by GET /api/v1/countdown/KIND/ID and by `watchfloor countdown`.
 */
#define COUNTDOWN_LINES 12
struct countdown {
	const char *day;                                   /* TIME field: T-0 */
	uint16_t days;                                     /* at most 366 */
	const char *lines;                                 /* numbers of its own, blank-separated */
	/*
	 * Their values at `at`, which may lie before `now` or after it. What it does not fill is
	 * not known. Reads only the model.
	 */
	void (*tell)(const struct model *model, const struct record *record, instant now,
		     instant at, double ret[COUNTDOWN_LINES]);
};

/* ---- the kind ------------------------------------------------------------------------------ */

enum kind_flags {
	/* its id is its CODE field "code": posts */
	KIND_CODED = 1,
	/* configuration: may be made while a log is set up */
	KIND_SETUP = 2,
	KIND_NOTE = 4,                                     /* never changes after it is made */
	/* cannot be struck or amended by anybody */
	KIND_LEDGER = 8,
	KIND_BOARD = 16,                                   /* shown on the situation board */
	KIND_MAP = 32,                                     /* has a GEO field that the map shows */
};
struct kind {
	uint16_t number;                                   /* never reused */
	const char *name;                                  /* also in routes and in the log */
	const char *module;
	const char *zh;
	const char *en;
	const char *doc_zh, *doc_en;                       /* one sentence */
	const char *doctrine;                              /* where it comes from */
	uint32_t flags;
	/* relations that may read it; 0: OWN ABOVE ADDRESSEE SHARED OVERSIGHT */
	uint32_t sees;
	size_t size;                                       /* of the struct */
	const struct field *fields;
	uint16_t nfields;
	const struct state *states;
	uint16_t nstates;
	const struct act *acts;
	uint16_t nacts;
	const struct clock *clocks;
	uint16_t nclocks;
	const struct reaction *reactions;
	uint16_t nreactions;
	const struct gap *gaps;
	uint16_t ngaps;
	const struct countdown *countdown;                 /* or NULL */
	/* its own, NULL at the end; may be NULL */
	const struct refusal *const *refusals;
	/* Feeds the model's services (tree, duty, policy) after each apply. Deterministic. */
	void (*applied)(struct model *model, const struct record *record);
	/* True: an entry of another node speaks of what is not here yet, and waits; may be NULL. */
	bool (*lacks)(const struct model *model, const struct entry *entry);
};

/*
 *	#define FIELDS(X, K)                                                                  \
 *		X(K, 1, TEXT, title, "标题", "Title", .max = 120, .flags = REQUIRED | TITLE)    \
 *		X(K, 2, ENUM, grade, "等级", "Grade", .choices = grades)
 *	KIND_STRUCT(incident);       // struct incident { struct record record; … }, enum of F_…
 *	KIND_FIELDS(incident);       // static const struct field fields[]
 *	KIND(incident, .number = 10, .module = "command", …);
 */
#define KIND_MEMBER(K, number, type, name, ...) KIND_CTYPE_##type name;
#define KIND_NUMBER(K, number, type, name, ...) F_##name = number,
#define KIND_ROWS(K, number_, type_, name_, zh_, en_, ...)                                      \
	{ .number = number_, .type = FIELD_##type_, .name = #name_, .zh = zh_, .en = en_,       \
	  .offset = offsetof(struct K, name_), __VA_ARGS__ },
#define KIND_STRUCT(K)                                                                          \
	struct K {                                                                              \
		struct record record;                                                           \
		FIELDS(KIND_MEMBER, K)                                                          \
	};                                                                                      \
	enum { FIELDS(KIND_NUMBER, K) F_none }
#define KIND_FIELDS(K) static const struct field fields[] = { FIELDS(KIND_ROWS, K) }
#define KIND_COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define KIND_ACTS(...) static const struct act acts[] = { __VA_ARGS__ }
/* The line begins in column one: the build finds kinds by it. */
#define KIND(K, ...)                                                                            \
	extern const struct kind kind_##K;                                                      \
	const struct kind kind_##K = { .name = #K, .size = sizeof(struct K), .fields = fields,  \
				       .nfields = KIND_COUNT(fields), .states = states,         \
				       .nstates = KIND_COUNT(states), .acts = acts,             \
				       .nacts = KIND_COUNT(acts), __VA_ARGS__ }
#define KIND_CLOCKS .clocks = clocks, .nclocks = KIND_COUNT(clocks)
#define KIND_GAPS .gaps = gaps, .ngaps = KIND_COUNT(gaps)
#define KIND_REACTIONS .reactions = reactions, .nreactions = KIND_COUNT(reactions)

/* Shared scales; the same words in every kind (doctrine 2.4). */
extern const struct choice choices_grade[];                /* g1..g4 */
extern const struct choice choices_warning[];              /* w1..w4 */
extern const struct choice choices_response[];             /* r1..r4 */
extern const struct choice choices_loop_side[];             /* in_loop out_of_loop interface */
extern const struct choice choices_priority[];             /* flash immediate priority routine */

extern const struct choice choices_likelihood[];           /* 1..5 of a matrix, 5 the worst */
extern const struct choice choices_consequence[];          /* 1..5 */
extern const struct choice choices_colour[];               /* red orange yellow blue */
extern const struct choice choices_means[];                /* people physical technical */
extern const struct choice choices_skill[];                /* first_aid crowd … of units, posts */
extern const struct choice choices_work[];                 /* standing working */

/* The three responsibilities (doctrine 2.5), for kinds that are active objects. */
#define RESPONSIBILITY_FIELDS(X, K, n1, n2, n3)                                                 \
	X(K, n1, REF, resp_entity, "主体责任单位", "Responsible entity", .target = "agency",    \
	  .flags = RESPONSIBLE)                                                                 \
	X(K, n2, REF, resp_leader, "领导责任人", "Responsible leader", .target = "account",     \
	  .flags = RESPONSIBLE | PERSONAL, .retain_days = 3650)                                 \
	X(K, n3, REF, resp_post, "责任岗位", "Responsible post", .target = "post",              \
	  .flags = RESPONSIBLE)

#endif
