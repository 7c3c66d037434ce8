/* A whole mesh on simulated machines: what is done to it, what it has promised, what must hold. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_LIB_MESHSIM_H
#define TESTS_LIB_MESHSIM_H

#include "base/limits.h"
#include "lib/simkit.h"
#include "node/mesh.h"
#include "os/sim.h"

/*
 * Each node is a forked process on a machine of its own (os/sim.h), so it really dies; the parent
 * is the network and says whose turn it is. Only one runs at a time: all follows from the seed.
 */
#define MESHSIM_NODES 1024                                 /* as many machines as there are */
#define MESHSIM_STEPS 256
#define MESHSIM_ENTRIES (1u << 19)                         /* numbers of all chains */
#define MESHSIM_RECORDS (1u << 17)
#define MESHSIM_ORIGINS 2048
#define MESHSIM_DIFFERING 256
#define MESHSIM_SENT 65536                                 /* messages of one turn */
#define MESHSIM_SENT_BYTES (512u << 20)
#define MESHSIM_RECEIVED_BYTES (64u << 20)
#define MESHSIM_DESKS 4

/* ---- what is done --------------------------------------------------------------------------- */

/* name, weight in a random trace */
#define MESHSIM_WHATS(X)                                                                       \
	X(acts, 40)     /* some random acts at one node */                                     \
	X(repeat, 6)    /* an act is sent once more with its key */                            \
	X(pass, 26)     /* time passes, the network carries */                                 \
	X(leap, 2)      /* much time passes at once */                                         \
	X(join, 5)      /* one more site */                                                    \
	X(assume, 5)    /* a post above takes over one below, lost or not */                   \
	X(hand_over, 4) /* somebody signs a planned handover */                                \
	X(give_back, 6) /* … and somebody signs its return */                                  \
	X(weather, 5)   /* loss, delay, repetition and order of messages change */             \
	X(cut, 6)       /* a link, a node or half of the nodes is cut off */                   \
	X(mend, 4)      /* all links are whole again */                                        \
	X(clock, 2)     /* somebody sets the wall clock of a node */                           \
	X(kill, 3)      /* a process dies now */                                               \
	X(power, 3)     /* the power of a node fails now */                                    \
	X(die, 5)       /* a process dies, or its power fails, within the next changes */      \
	X(fail, 1)      /* the disk of a node refuses a change */                              \
	X(full, 1)      /* the disk of a node is nearly full */                                \
	X(memory, 1)    /* the memory of a node runs out */                                    \
	X(restart, 2)   /* in good order */                                                    \
	X(start, 4)     /* what is down starts again */                                        \
	X(snapshot, 2)                                                                         \
	X(forge, 5)     /* a node sends what is not true of a chain that another writes */    \
	X(check, 3)     /* all promises are looked at, at every node that lives */
enum meshsim_what {
#define MESHSIM_ENUM(name, weight) MESHSIM_##name,
	MESHSIM_WHATS(MESHSIM_ENUM)
#undef MESHSIM_ENUM
	MESHSIM_WHAT_COUNT
};
/* All else about a step follows from its own seed, so that steps can be left out of a trace. */
struct meshsim_step {
	enum meshsim_what what;
	uint64_t seed;
};
struct meshsim_trace {
	uint64_t seed;
	uint32_t count;
	struct meshsim_step steps[MESHSIM_STEPS];
};
void meshsim_trace_draw(struct meshsim_trace *trace, uint64_t seed);
const char *meshsim_what_name(enum meshsim_what what);

/* ---- what all processes share ---------------------------------------------------------------- */

struct meshsim_set {
	uint64_t bits[MESHSIM_NODES / 64];
};
static inline bool meshsim_set_has(const struct meshsim_set *set, uint32_t node)
{
	return (set->bits[node / 64] >> node % 64 & 1) != 0;
}
/* Two nodes may do so at once. */
static inline void meshsim_set_add(struct meshsim_set *set, uint32_t node)
{
	__atomic_fetch_or(&set->bits[node / 64], UINT64_C(1) << node % 64, __ATOMIC_RELAXED);
}

/* A number of a chain, as it was first seen committed anywhere. */
struct meshsim_entry {
	struct ident id;
	uint64_t hash;                                     /* of its body, the first bytes */
	uint16_t writer;                                   /* node + 1; 0: not known */
	bool acknowledged;
};
struct meshsim_record {
	struct ident id;
	struct meshsim_set reach;                          /* whom its home has ever meant it for */
	/* when all were last asked: how its writer has it, and for whom */
	uint32_t round;
	uint32_t version;
	uint64_t digest;
	struct meshsim_set meant_for;
};
/* A node that was to have a record as its writer has it, and has not. */
struct meshsim_differing {
	uint32_t record, node;
	uint32_t version;                                  /* there; 0: not at all */
};
struct meshsim_site {
	code code, post;
	uint32_t parent;                                   /* the node of the post above */
	code above;                                        /* as the one who invited it said */
	uint8_t key[SITE_KEY_BYTES];
	struct ident record;                               /* that lets it in */
	bool begun;                                        /* it has a log and a key */
	bool joined;                                       /* its record is in the log */
};
/* How a node sees one origin, when it is asked. */
struct meshsim_view {
	uint64_t end;
	uint16_t writer;                                   /* node + 1 */
};
/* What a node holds when it is asked, its chains walked. */
struct meshsim_tally {
	uint64_t entries, veils;
	struct hash digest;                                /* of its state */
};
enum meshsim_order_what { MESHSIM_TURN, MESHSIM_RECEIVE, MESHSIM_ACT, MESHSIM_ACT_AGAIN,
			  MESHSIM_ASSUME, MESHSIM_HAND_OVER, MESHSIM_GIVE_BACK,
			  MESHSIM_JOIN, MESHSIM_SNAPSHOT,
			  MESHSIM_OUT_OF_MEMORY, MESHSIM_NOTE_REACH, MESHSIM_CHECK,
			  MESHSIM_REPORT, MESHSIM_COMPARE, MESHSIM_FORGE, MESHSIM_CLOSE,
			  MESHSIM_WORK, MESHSIM_LET_IN, MESHSIM_TALLY };
struct meshsim_order {
	enum meshsim_order_what what;
	uint64_t seed;
	uint32_t node;                                     /* who is to join */
	uint32_t count;                                    /* of messages received; work: of acts */
	int64_t now_ns;
	/* a turn: what comes in before that is received and what rings before that rings */
	int64_t until_ms;
};
/* A message that is received: its bytes follow, and the next one at a multiple of 8. */
struct meshsim_parcel {
	int64_t at_ms;
	uint32_t from, len;
};
struct meshsim_answer {
	int64_t now_ns;                                    /* its own time, by now */
	int64_t next_ms;                                   /* INT64_MAX: nothing to wait for */
	bool still;                                        /* false: there is more to do at once */
	bool joined;
};
struct meshsim_sent {
	uint32_t to, len;
	size_t at;
	int64_t at_ms;
};
struct meshsim_stats {
	uint32_t lives, deaths, cuts, died_full, died_memory, acts, done, refused, replayed;
	uint32_t forwarded, unreachable, entries, veils, late, joins, checks;
	uint32_t assumed, handed_over, given_back;
	uint32_t forged, forgeries_refused;
	uint64_t messages, lost, repeated, bytes;
	uint64_t seen[256];
};
void meshsim_stats_add(struct meshsim_stats *sum, const struct meshsim_stats *one);

/* What the network and a node say to each other; so many nodes can be at work at once. */
struct meshsim_desk {
	struct meshsim_order order;
	struct meshsim_answer answer;
	struct meshsim_stats stats;                        /* of what has just been done */
	uint32_t nsent;
	size_t sent_bytes;
	struct meshsim_sent sent[MESHSIM_SENT];
	_Alignas(8) char received[MESHSIM_RECEIVED_BYTES];
	char bytes[MESHSIM_SENT_BYTES];
};
struct meshsim_ledger {
	uint64_t seed;
	uint32_t snapshot_every;
	int64_t beat_ms;
	uint32_t lives[MESHSIM_NODES];
	bool bad_disk[MESHSIM_NODES];
	char text[SIMKIT_TEXT];                            /* the first thing that did not hold */
	const char *fault;                                 /* which kind of thing it is */
	bool large;                                        /* the event of meshscale.h */
	uint32_t nsites;
	struct meshsim_site sites[MESHSIM_NODES];
	struct meshsim_tally tallies[MESHSIM_NODES];
	uint32_t site_at[4 * MESHSIM_NODES];               /* by a hash of the code: node + 1 */
	struct meshsim_entry entries[MESHSIM_ENTRIES];
	uint32_t nentries, entry_at[2 * MESHSIM_ENTRIES];  /* by a hash: place + 1 */
	struct meshsim_record records[MESHSIM_RECORDS];
	uint32_t nrecords, record_at[2 * MESHSIM_RECORDS];
	struct meshsim_differing differing[MESHSIM_DIFFERING];
	uint32_t ndiffering;                               /* maybe more than have a place */
	struct simkit_key keys[SIMKIT_KEYS];
	uint32_t nkeys;
	code origins[MESHSIM_ORIGINS];
	uint32_t norigins, origin_at[2 * MESHSIM_ORIGINS];
	uint32_t round;                                    /* of asking how they see everything */
	struct meshsim_set known;                          /* by the founder */
	struct meshsim_set forgers;
	struct meshsim_set in_vain;                        /* let in by who had been taken over */
	struct meshsim_view views[MESHSIM_NODES][MESHSIM_ORIGINS];
	struct meshsim_stats stats;
	bool locked;                                       /* somebody makes a place */
	struct meshsim_desk desks[MESHSIM_DESKS];
};

/* meshsim_ledger.c: places are made if there is none yet. */
struct meshsim_entry *meshsim_ledger_entry(struct meshsim_ledger *ledger, struct ident id);
struct meshsim_record *meshsim_ledger_record(struct meshsim_ledger *ledger, struct ident id);
uint32_t meshsim_ledger_origin(struct meshsim_ledger *ledger, code origin);
void meshsim_ledger_differ(struct meshsim_ledger *ledger, const struct meshsim_differing *one);
void meshsim_ledger_name(struct meshsim_ledger *ledger, uint32_t node, code site, code post);
/* The number of the node with that site; MESHSIM_NODES: there is none. */
uint32_t meshsim_ledger_site(const struct meshsim_ledger *ledger, code site);

/* ---- one life of one node -------------------------------------------------------------------- */

struct meshsim_life {
	struct meshsim_ledger *ledger;
	uint32_t node;
	struct pipeline *pipeline;
	struct mesh *mesh;
	struct loop *loop;
	struct meshsim_desk *desk;                         /* at which it is at work */
	int64_t wake_ms;                                   /* when it wants to turn again */
};
#define MESHSIM_DIR "node"

/* meshsim_life.c: opens, does what the parent orders over `line`, ends the process. */
_Noreturn void meshsim_life_run(struct meshsim_ledger *ledger, uint32_t node, int line);
void meshsim_life_turn(struct meshsim_life *life, bool to_rest);
bool meshsim_life_send(struct meshsim_life *life, code to, struct str bytes);

/* meshsim_forge.c */
void meshsim_forge(struct meshsim_life *life, struct chance *chance);

/* meshsim_work.c */
void meshsim_work_act(struct meshsim_life *life, struct chance *chance);
void meshsim_work_again(struct meshsim_life *life, struct chance *chance);
void meshsim_work_assume(struct meshsim_life *life, struct chance *chance);
void meshsim_work_hand_over(struct meshsim_life *life, struct chance *chance);
void meshsim_work_give_back(struct meshsim_life *life, struct chance *chance);
/* True: the site's record is in this node's log. */
bool meshsim_work_join(struct meshsim_life *life, uint32_t site);

/* meshsim_check.c */
/* What the home of a record means for whom, before anybody is asked what he holds. */
void meshsim_check_note(struct meshsim_life *life, bool all);
/* What lies here and, as it lies here, is for this node: its home may not have heard of it. */
void meshsim_check_note_own(struct meshsim_life *life);
void meshsim_check_note_one(struct meshsim_life *life, const struct record *record);
void meshsim_check_all(struct meshsim_life *life);
void meshsim_check_report(struct meshsim_life *life);
/* When all have reported: which records that are meant for this node are others here. */
void meshsim_check_compare(struct meshsim_life *life);

/* ---- all of them ----------------------------------------------------------------------------- */

/* meshsim_net.c: the parent's side: who lives, what is under way, what the time is. */
struct meshsim_net;
struct meshsim_net *meshsim_net_create(uint64_t seed);
void meshsim_net_destroy(struct meshsim_net *net);
struct meshsim_ledger *meshsim_net_ledger(struct meshsim_net *net);
bool meshsim_net_failed(const struct meshsim_net *net);
void meshsim_net_fail(struct meshsim_net *net, const char *why);
void meshsim_net_words(struct meshsim_net *net, char ret[SIMKIT_TEXT]);
bool meshsim_net_lives(const struct meshsim_net *net, uint32_t node);
void meshsim_net_start(struct meshsim_net *net, uint32_t node);
void meshsim_net_kill(struct meshsim_net *net, uint32_t node, bool power);
/* False: it died over it. */
bool meshsim_net_order(struct meshsim_net *net, uint32_t node, const struct meshsim_order *order);
const struct meshsim_answer *meshsim_net_answer(const struct meshsim_net *net);  /* to that */
struct meshsim_task {
	uint32_t node;
	struct meshsim_order order;
};
/* As if each got its order alone; several are at work at once. Nodes that are down get none. */
void meshsim_net_order_each(struct meshsim_net *net, const struct meshsim_task *tasks,
			    uint32_t count);
/*
 * From now on what happens within so many ms, which no message is quicker than, happens to each
 * node in one turn, and so many nodes turn at once. The story is the same for any number of desks.
 * 0: one thing after the other, as at the beginning.
 */
void meshsim_net_windows(struct meshsim_net *net, int64_t ms, uint32_t desks);
void meshsim_net_run(struct meshsim_net *net, int64_t ms);  /* that much time passes */
/* What goes wrong at a node from now on; it ends with its life, at times with the next one. */
void meshsim_net_plan(struct meshsim_net *net, uint32_t node, const struct sim_plan *plan,
		      bool power, bool keep);
void meshsim_net_cut(struct meshsim_net *net, uint32_t from, uint32_t to, bool cut);
struct meshsim_weather {
	uint32_t lost, repeated;                           /* of a thousand messages */
	int64_t least_ms, most_ms;                         /* on the way */
};
void meshsim_net_weather(struct meshsim_net *net, const struct meshsim_weather *weather);
/* Who dies starts again by himself, or only when he is told. */
void meshsim_net_revive(struct meshsim_net *net, bool always);
/* All processes and disks, what they share counted once. */
double meshsim_net_memory_mib(const struct meshsim_net *net);
void meshsim_net_say(struct meshsim_net *net, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
const char *meshsim_net_told(const struct meshsim_net *net);

struct meshsim_fault {
	const char *what;                                  /* NULL: a process ended by itself */
	char text[SIMKIT_TEXT];
};
/* meshsim_run.c: true: all promises were kept to the end; else *ret_text says what was not. */
bool meshsim_run(const struct meshsim_trace *trace, struct meshsim_stats *ret_stats,
		 struct meshsim_fault *ret, char **ret_story);
/* Leaves out steps while it still fails so; at most `tries` runs. */
void meshsim_run_shorten(struct meshsim_trace *trace, uint32_t tries, struct meshsim_fault *fault);

#endif
