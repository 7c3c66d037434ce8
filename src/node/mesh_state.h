/* What a node in the mesh remembers of others; for the mesh's own files only. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef NODE_MESH_STATE_H
#define NODE_MESH_STATE_H

#include "base/map.h"
#include "node/mesh.h"
#include "wire/mesh/frame.h"

#define MESH_FAULTS_KEPT 64
#define MESH_SIGNED_EVERY 4096          /* a head lies at least so often (log.h) */
#define MESH_RUN_BYTES (512 * 1024)                        /* bodies in one run, about */
#define MESH_WINDOW_LEAST (64 * 1024)                      /* that one question asks for */
#define MESH_WINDOW_MOST (4 * 1024 * 1024)
#define MESH_ARENA_KEPT (4 * 1024 * 1024)                  /* what a run needs, from run to run */
#define MESH_SILENT_BEATS 5                                /* that stay out: it is silent */
#define MESH_DOUBT_ROUNDS 3             /* a key may be of one who is not known yet for so long */
#define MESH_STUCK_ROUNDS 10          /* what was refused is asked for again so much later */

/* Another site, known from the tree or because it spoke. */
struct peer {
	code site;
	bool neighbour;                                    /* right above or right below */
	bool above;                                        /* anywhere above */
	instant heard_at;
	int64_t heard_ns;
	instant beat_sent, beat_taken;                     /* of its newest beat; its clock, ours */
	int64_t round_trip_ms, skew_ms;
	uint64_t received, sent;
	uint64_t live_received, live_sent;                 /* bytes of the live layer */
	int64_t watches_until_ns;                          /* it asked for the live layer */
	uint32_t told_live;                                /* beats since it was told all */
	struct map holds;                                  /* origin -> how far it says it holds */
	struct map told;                                   /* origin -> how far we sent */
	/* which of its records are for us is to be asked: from where on, and when next */
	bool index_wanted;
	uint64_t index_from;
	int64_t index_next_ns;
	bool index_lacked;                                 /* in this pass: one more follows */
	uint32_t window;                                   /* bytes that we ask it for at once */
	/* a follower of ours waits for what comes behind this position; how far its chains go */
	bool follower_waits;
	uint64_t follower_pos;
	struct map follower_ends;
};

/* An origin, as far as this node holds it. */
struct chain_end {
	code origin;
	uint64_t have;                                     /* without a gap; its link is `link` */
	struct hash link;
	uint64_t wanted;                                   /* somebody says it goes on to here */
	code said;                                         /* who */
	code asked;                                        /* who is to answer; 0: nobody */
	int64_t asked_ns;
	int64_t answer_ns;                                 /* when that question was put */
	uint32_t rounds;                                   /* questions without an answer */
	int64_t rest_until_ns;                             /* refused: not asked for before that */
	int64_t doubted_ns;                                /* since then by a key of nobody's */
	bool waits;                                        /* for an entry of another origin */
	struct ident past;                                 /* for the past of this record */
};

#define MESH_PIECE (128 * 1024)                            /* of an attachment, in one message */
#define MESH_FETCH_PATIENCE 5           /* questions for a piece, then the fetch is given up */

/* Hashes of a part of a chain, as they were last put behind the items of a run. */
struct ahead {
	code origin;                                       /* 0: none */
	uint64_t from;
	uint32_t count;
	struct hash *at;                                   /* room for MESH_SIGNED_EVERY, or NULL */
};

/* An attachment on its way here. */
struct fetch {
	struct hash hash;
	code site;
	struct buf bytes;
	int64_t asked_ns;
	int64_t until_ns;
};
/* The one that was asked of us last, whole. */
struct shelf {
	struct hash hash;
	code for_site;                                     /* 0: nothing lies here */
	struct buf bytes;
};

/* An act of ours that another node decides. */
struct errand {
	uint64_t number;
	code site;
	pipeline_reply *reply;                             /* NULL: the place is free */
	void *user;
	struct outcome outcome;                            /* once answered */
	bool answered;
	int64_t until_ns;
};

struct mesh {
	struct pipeline *pipeline;
	struct transport transport;
	struct loop *loop;
	struct loop_timer *timer;
	struct log_reader *reader;
	int64_t beat_ns, patience_ns, next_beat_ns, begun_ns;
	code root, above, follows;
	uint8_t root_key[SITE_KEY_BYTES], follows_key[SITE_KEY_BYTES];
	struct hash row_last;                              /* of the entry at our last position */
	uint64_t rows_end;                                 /* of the log that we repeat */
	struct peer **peers;
	uint32_t npeers, peers_size;
	struct map peer_of;                                /* site -> index */
	uint32_t turns;                                    /* site_turns, when last looked at */
	/* by what the peers were placed last */
	const struct model *placed_by;
	uint64_t placed_moves;
	uint32_t placed_peers;
	struct chain_end **chains;
	uint32_t nchains, chains_size;
	struct map chain_of;                               /* origin -> index */
	struct errand *errands;
	uint32_t nerrands, errands_size;
	uint64_t last_number;
	struct mesh_files files;
	struct mesh_live_layer live;
	struct fetch fetches[LIMIT_MESH_FETCHES];
	uint32_t nfetches;
	struct shelf shelf;
	struct mesh_fault faults[MESH_FAULTS_KEPT];
	uint32_t nfaults;
	struct arena *arena;                               /* of one message or one commit */
	struct arena *giving;                              /* of one run that is given */
	struct mesh_item *items;                           /* of that run */
	uint32_t items_size;
	struct ahead ahead;
	struct buf out;
};

/* mesh.c */
struct peer *mesh_peer_of(struct mesh *mesh, code site);   /* made if it is new */
struct chain_end *mesh_chain_of(struct mesh *mesh, code origin);
bool mesh_send(struct mesh *mesh, struct peer *to, const struct mesh_frame *frame);
void mesh_note_fault(struct mesh *mesh, code from, code origin, uint64_t seq,
		     const struct refusal *why);
bool mesh_is_silent(const struct mesh *mesh, const struct peer *peer);
/*
 * Whether the site can say of each entry of the origin who may have it: it writes it, or stands
 * above it and has them all. What others lack may be meant for the one who asks them.
 */
bool mesh_vouches(const struct mesh *mesh, code site, code origin);

/* mesh_beat.c */
void mesh_beat_all(struct mesh *mesh);
void mesh_beat_take(struct mesh *mesh, struct peer *from, const struct mesh_beat *beat);

/* mesh_give.c: what we send of the logs that lie here */
void mesh_give_committed(struct mesh *mesh, uint64_t from_pos, uint64_t to_pos);
struct mesh_head mesh_give_head(const struct log_head *head);
void mesh_give_run(struct mesh *mesh, struct peer *to, const struct mesh_pull *pull);
void mesh_give_past(struct mesh *mesh, struct peer *to, const struct mesh_ask_past *ask);

/* mesh_take.c: what we ask for, and what arrives */
void mesh_take_run(struct mesh *mesh, struct peer *from, const struct mesh_run *run);
void mesh_take_past(struct mesh *mesh, struct peer *from, const struct mesh_past *past);
/* Asks for what is known to be missing and not asked for yet, or in vain. */
void mesh_take_missing(struct mesh *mesh);
void mesh_take_wanted(struct mesh *mesh, struct chain_end *chain, uint64_t seq, code said);

/* Whether the key of a signed end is the writer's, and its signature that key's. */
const struct refusal *mesh_take_check_head(const struct mesh *mesh, const struct log_head *head);

/* mesh_rows.c: the log of one, repeated at another */
code mesh_rows_of(const struct mesh *mesh);                /* whose we repeat; 0: nobody's */
void mesh_rows_begin(struct mesh *mesh);
void mesh_rows_ask(struct mesh *mesh);
void mesh_rows_serve(struct mesh *mesh, struct peer *from, const struct mesh_ask_rows *ask);
void mesh_rows_committed(struct mesh *mesh);
void mesh_rows_take(struct mesh *mesh, struct peer *from, const struct mesh_rows *rows);

/* mesh_alarm.c: neighbours that are silent, or whose clocks differ, ring and stop ringing */
void mesh_alarm_tick(struct mesh *mesh);

/* mesh_file.c */
void mesh_file_serve(struct mesh *mesh, struct peer *from, const struct mesh_ask_file *ask);
void mesh_file_taken(struct mesh *mesh, struct peer *from, const struct mesh_file *file);
/* Asks again, gives up; `all`: everything. */
void mesh_file_tick(struct mesh *mesh, bool all);

/* mesh_live.c */
uint64_t mesh_live_wanted(const struct mesh *mesh, const struct peer *to);
void mesh_live_asked(struct mesh *mesh, struct peer *from, uint64_t watching);
void mesh_live_take(struct mesh *mesh, struct peer *from, const struct mesh_live *live);
/* Once a beat: sends to those who watch what has changed. */
void mesh_live_tick(struct mesh *mesh);

/* mesh_index.c: what came into our reach by something else than a word in it */
void mesh_index_want(struct peer *from);
void mesh_index_tick(struct mesh *mesh);
void mesh_index_serve(struct mesh *mesh, struct peer *from, const struct mesh_ask_index *ask);
void mesh_index_taken(struct mesh *mesh, struct peer *from, const struct mesh_index *index);

/* mesh_act.c */
bool mesh_act_forward(void *user, const struct request *request, code site, pipeline_reply *reply,
		      void *reply_user);
void mesh_act_serve(struct mesh *mesh, struct peer *from, const struct mesh_act *act);
void mesh_act_answered(struct mesh *mesh, const struct mesh_answer *answer);
/* Answers those whose entry has come, and those who waited in vain; `all`: everybody. */
void mesh_act_settle(struct mesh *mesh, bool all);

#endif
