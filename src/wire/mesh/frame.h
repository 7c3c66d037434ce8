/* What nodes say to each other, as bytes and back: beats, runs of entries, questions, answers. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WIRE_MESH_FRAME_H
#define WIRE_MESH_FRAME_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/hash.h"
#include "base/ident.h"
#include "base/instant.h"
#include "base/limits.h"
#include "base/mem.h"

/*
 * A frame: "WFM1", verb (1 byte), then the verb's members in the order of the struct. Numbers are
 * little-endian, of fixed width; a code is its 8 bytes; a text is its length (4 bytes) and bytes;
 * a list is its count (4 bytes) and members. At most LIMIT_MESH_FRAME bytes. Reading is strict:
 * nothing may be missing, over a limit, or left over. Texts point into the frame.
 */
enum mesh_verb {
	MESH_BEAT = 1,
	MESH_RUN,
	MESH_PULL,
	MESH_PAST,
	MESH_ASK_PAST,
	MESH_ACT,
	MESH_ANSWER,
	MESH_ASK_FILE,
	MESH_FILE,
	MESH_ASK_ROWS,
	MESH_ROWS,
	MESH_LIVE,
	MESH_ASK_INDEX,
	MESH_INDEX,
	MESH_VERBS
};

/* How far a node holds an origin, without gaps. */
struct mesh_hold {
	code origin;
	uint64_t seq;
};
/* What somebody looks at above, so that it crosses the link. */
#define MESH_WATCH_UNITS 1u
struct mesh_beat {
	instant sent;                                      /* the sender's wall clock */
	/* the newest beat that it had of you, and for how long by then; 0: none yet */
	instant echo;
	int64_t echo_held_ms;
	uint64_t watching;                                 /* MESH_WATCH_…: send me that */
	struct mesh_hold *holds;
	uint32_t nholds;                                   /* at most LIMIT_POSTS */
};

struct mesh_head {
	uint64_t seq;
	struct hash link;
	instant time;
	uint8_t key[32];
	uint8_t signature[64];
};
struct mesh_item {
	struct hash hash;
	/* absent: not for you, its hash alone */
	struct str body;
	/* entries of its record before it, at whatever origin; 0: it makes the record */
	uint32_t nth;
	/* the key of what it holds sealed, if it was first needed here */
	bool has_secret;
	instant secret_since;
	uint8_t secret[32];
};
/* Items are numbered from `from` on; head.seq is that of the last, or a later one. */
struct mesh_run {
	code origin;
	uint64_t from;
	struct mesh_item *items;
	uint32_t nitems;                                   /* at most LIMIT_MESH_ITEMS */
	/* the hashes of the entries behind the last item, up to the head, if that lies beyond */
	struct hash *ahead;
	uint32_t nahead;                                   /* at most LIMIT_MESH_ITEMS */
	struct mesh_head head;
	bool goes_on;                                      /* the answer's next run follows */
	bool unsure;        /* of some the sender has the hash alone, and they may be for you */
};
/* Runs one behind the other, as many as hold about `most` bytes; 0: one of the sender's size. */
struct mesh_pull {
	code origin;
	uint64_t from;
	uint32_t most;
};
/* Of one record: each entry with its own place; the asker holds the hashes already. */
struct mesh_past_item {
	struct ident entry;
	struct mesh_item item;
};
struct mesh_past {
	struct ident record;
	struct mesh_past_item *items;
	uint32_t nitems;
	bool whole;                                        /* false: more was over the limit */
};
struct mesh_ask_past {
	struct ident record;
	uint32_t skip;                                     /* that many are there already */
};
/*
 * Which records that you write are meant for me, and how many entries has each? `from` is 0 at
 * first, then what the answer said; what it counts is the answerer's affair.
 */
struct mesh_ask_index {
	uint64_t from;
};
struct mesh_index_item {
	struct ident record;
	uint32_t entries;
};
struct mesh_index {
	uint64_t from, next;                               /* next 0: that is all */
	uint32_t turns;                                    /* of posts, that you know of */
	struct mesh_index_item *items;
	uint32_t nitems;                                   /* at most LIMIT_MESH_ITEMS */
};
struct mesh_act {
	uint64_t number;                                   /* the asker's, for the answer */
	struct str kind;
	struct str act;
	struct ident record;
	struct ident actor;
	code post;
	struct str key;
	uint32_t version;
	instant event_at;
	struct str fields;                                 /* a JSON object; absent: none */
};
struct mesh_answer {
	uint64_t number;
	struct str refusal;                                /* absent: done and durable */
	struct str field;
	struct str detail;
	bool replayed;
	struct ident entry;
	struct ident record;
	uint32_t version;
};
struct mesh_ask_file {
	struct hash hash;
	uint64_t offset;
};
struct mesh_file {
	struct hash hash;
	uint64_t offset;
	uint64_t size;                                     /* of the whole; 0: not here */
	struct str bytes;
};

/* A follower asks for what lies behind a position of the log that it repeats. */
struct mesh_ask_rows {
	uint64_t after;
	struct mesh_hold *holds;                           /* how far its chains go by then */
	uint32_t nholds;                                   /* at most LIMIT_POSTS */
};
/* What lies there next, or the hash of a number whose text does not lie there. */
struct mesh_row {
	code origin;
	uint64_t seq;
	instant at;                                        /* since when it lies there; 0: a hash */
	struct mesh_item item;                             /* nth says nothing */
};
struct mesh_row_head {
	code origin;
	struct mesh_head head;
};
struct mesh_rows {
	uint64_t after;
	struct hash last;                                  /* of the entry that lies at `after` */
	uint64_t end;                                      /* of that log, now */
	struct mesh_row *rows;
	uint32_t nrows;                                    /* at most LIMIT_MESH_ITEMS */
	struct mesh_row_head *heads;                       /* of chains that end where one does */
	uint32_t nheads;                                   /* at most LIMIT_POSTS */
	uint8_t signature[64];                             /* of the sender, over all of this */
};

/*
 * Where a unit is, as small as it may be: degrees in parts of 10^7, decimetres, centimetres per
 * second, hundredths of a degree; MESH_LIVE_UNKNOWN: not known. Who gets it has the unit's record.
 */
#define MESH_LIVE_UNKNOWN 0xffffu
struct mesh_live_unit {
	struct ident unit;
	instant time;
	int32_t lat, lon;
	uint16_t accuracy, speed, course;
	uint8_t source, marks;
};
struct mesh_live {
	struct mesh_live_unit *units;
	uint32_t nunits;                                   /* at most LIMIT_MESH_ITEMS */
};

struct mesh_frame {
	enum mesh_verb verb;
	union {
		struct mesh_beat beat;
		struct mesh_run run;
		struct mesh_pull pull;
		struct mesh_past past;
		struct mesh_ask_past ask_past;
		struct mesh_act act;
		struct mesh_answer answer;
		struct mesh_ask_file ask_file;
		struct mesh_file file;
		struct mesh_ask_rows ask_rows;
		struct mesh_rows rows;
		struct mesh_live live;
		struct mesh_ask_index ask_index;
		struct mesh_index index;
	} as;
};

/* False, with nothing usable in *ret: not a frame. Lists are made in the arena. */
bool frame_read(struct arena *arena, struct str bytes, struct mesh_frame *ret);
/* buf->over: it did not fit LIMIT_MESH_FRAME, or the buf. */
void frame_write(const struct mesh_frame *frame, struct buf *buf);

#endif
