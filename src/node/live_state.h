/* What the live layer is made of; for its own files only. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef NODE_LIVE_STATE_H
#define NODE_LIVE_STATE_H

#include "base/limits.h"
#include "base/map.h"
#include "engine/live/picture.h"
#include "engine/live/stays.h"
#include "engine/live/tracks.h"
#include "node/caller.h"
#include "node/live.h"
#include "wire/live/fixes.h"

/* What became of a fix: the picture's verdicts, and what is found before it is asked. */
enum live_outcome {
	LIVE_UNKNOWN_UNIT = PICTURE_VERDICTS,
	LIVE_NOT_BELOW,                                    /* the caller's post is not above it */
	LIVE_WRITTEN_ELSEWHERE,                            /* another node is the unit's home */
	LIVE_TOO_MANY_UNITS,                               /* named by one source in a minute */
	LIVE_UNKNOWN_METER,                                /* no such count or place for him */
	LIVE_OUTCOMES
};
const char *live_outcome_name(uint32_t outcome);

/* By slot of the picture. */
struct live_unit {
	struct ident record;
	code post, home;
	bool due;                                          /* under orders, not on scene yet */
	uint8_t at_scene;                                  /* fixes in a row that were there */
};

/* Who sends positions, by session or token. */
struct live_source {
	struct hash id;
	code post;
	struct map named;                                  /* units in this minute, by hash */
	uint64_t outcomes[LIVE_OUTCOMES];                  /* in this minute */
};

/* A place whose people are counted: what its turnstiles add up to. */
struct live_count {
	struct ident record;
	struct ident account;                              /* who sent the newest value, */
	code post;                                         /* and at which post */
	int64_t inside;
	int64_t told;                                      /* by the last reading */
	int64_t in, out;                                   /* since then */
	instant since, told_at;
	instant time;                                      /* of the newest count of a sensor */
	bool full;
};
struct live_gate {
	double in, out;
	instant time;                                      /* 0: nothing came yet */
};
struct live_station {
	struct ident place;
	instant time, told_at;
};

/* What is shown to all consoles of one post. */
struct live_view {
	code post;
	bool oversight;
	uint32_t streams;
	uint64_t *sees;                                    /* a bit per slot */
	uint64_t *told;                                    /* somebody was told of it */
	uint32_t words;
};

/* A unit as consoles read it, made once for all of them. */
#define LIVE_TEXT 256
struct live_text {
	uint64_t changed;                                  /* of the picture; 0: not made yet */
	uint16_t len;
	char at[LIVE_TEXT];
};

/* Somebody entered, stayed in or left a place. */
struct live_event {
	uint32_t slot;
	struct ident place;
	enum stays_what what;
	instant since, at;
};

/* A site that watches, and what it was told: a pass over all units, as for a console. */
struct live_site {
	code site;
	uint64_t seen, upto;
	uint32_t slot;
	bool passing;
};

struct live_stream;
struct live {
	struct node *node;
	struct picture *picture;
	struct stays *stays;
	struct tracks *tracks;
	struct fences *fences;                             /* fence i is areas[i] */
	struct ident *areas;
	uint32_t nareas, areas_size;
	bool areas_changed;
	int64_t stale_ms, drop_ms;
	struct picture_rules rules;
	int64_t count_every_ms, weather_every_ms;
	double gate_most;                                  /* persons through one in a minute */
	struct live_count *counts;
	uint32_t ncounts, counts_size;
	struct live_gate *gates;
	uint32_t ngates, gates_size;
	struct live_mqtt *mqtt;                            /* NULL: none */
	struct map gate_of;                                /* hash of count and name -> index */
	struct live_station *stations;
	uint32_t nstations, stations_size;
	double scene_m;                                    /* radius of a scene; 0: not asked for */
	struct live_unit *units;
	uint32_t units_size;
	struct map slots;                            /* hash of a unit's id or its post -> slot */
	struct live_source *sources;
	uint32_t nsources, next_source;
	uint64_t outcomes[LIVE_OUTCOMES];
	uint64_t crossings[STAYS_LEAVE + 1];
	struct live_event events[LIMIT_LIVE_EVENTS];       /* event n lies at n % size */
	uint64_t next_event;
	struct live_text *texts;
	uint32_t texts_size;
	struct live_view **views;
	uint32_t nviews, views_size;
	struct live_stream **streams;
	uint32_t nstreams, streams_size;
	struct live_site *sites;
	uint32_t nsites, sites_size;
	int64_t asked_ns;                                  /* when somebody read the picture */
	uint64_t from_mesh;                                /* states that were taken from it */
	uint64_t sent;                                     /* unit states handed to streams */
	struct loop_timer *tick;                           /* of the streams */
	struct loop_timer *second;
	uint32_t seconds;
};

/* live.c */
bool live_slot(const struct live *live, struct ident unit, uint32_t *ret);
const struct record *live_record(const struct live *live, uint32_t slot);
instant live_now(const struct live *live);
/* Before a batch: what has changed about places is taken up. */
void live_refresh(struct live *live);
/* A position was taken: its track, and the fences. */
void live_moved(struct live *live, uint32_t slot);

/* live_scene.c */
bool live_scene_is_due(const struct record *unit);
void live_scene_check(struct live *live, uint32_t slot);

/* live_read.c; each returns what became of the value */
struct readings_gate;
struct readings_inside;
struct readings_weather;
uint32_t live_read_gate(struct live *live, const struct live_source *source, struct ident account,
			const struct readings_gate *value);
uint32_t live_read_inside(struct live *live, const struct live_source *source,
			  struct ident account, const struct readings_inside *value);
uint32_t live_read_weather(struct live *live, const struct live_source *source,
			   struct ident account, const struct readings_weather *value);
void live_read_second(struct live *live);
void live_read_count(struct live *live, const struct record *record);  /* it has changed */

/* live_mqtt.c */
struct live_mqtt;
struct mqtt_state;
void live_mqtt_close(struct live_mqtt *mqtt);              /* NULL is fine */
bool live_mqtt_state(const struct live *live, struct mqtt_state *ret); /* false: there is none */

/* live_in.c */
struct readings;
struct live_source *live_in_source(struct live *live, const struct caller *caller, code post);
uint32_t live_in_take(struct live *live, struct live_source *source, struct fixes_item *item);
void live_in_note(struct live *live, struct live_source *source, uint32_t outcome);
void live_in_read(struct live *live, struct live_source *source, struct ident account,
		  const struct readings *readings);
void live_in_minute(struct live *live);
void live_in_release(struct live *live);

/* live_out.c */
struct str live_out_text(struct live *live, uint32_t slot);
void live_out_unit(struct live *live, uint32_t slot);      /* its record has changed */
void live_out_tree(struct live *live);                     /* who sees what may have changed */
void live_out_second(struct live *live);

#endif
