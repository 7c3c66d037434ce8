/* What a script being played consists of; for the files of the player only. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef NODE_SCRIPT_STATE_H
#define NODE_SCRIPT_STATE_H

#include "base/json.h"
#include "node/script.h"
#include "wire/script/script.h"

/* A file, read and parsed once however often it is played. */
struct script_sheet {
	struct str path;
	struct script script;
	bool sound;
	struct str zh, en;                                 /* not sound: why */
	uint32_t line;
};
struct script_shelf {
	struct arena *arena;
	struct script_sheet **sheets;
	uint32_t count, size;
};
void script_shelf_init(struct script_shelf *shelf);
void script_shelf_release(struct script_shelf *shelf);
/* Never NULL; look at `sound`. */
const struct script_sheet *script_shelf_get(struct script_shelf *shelf, struct str path);
/* The world of that name as seen from a file; NULL: there is none. */
const struct script_sheet *script_shelf_world(struct script_shelf *shelf, struct str from,
					      struct str name);

struct script_alias {
	struct str name;
	struct ident id;
};
/* Where the playing stands in a file. */
struct script_frame {
	const struct script_sheet *sheet;
	uint32_t next, end;                                /* statements */
};
/* An act on its way. */
struct script_deed {
	struct script_player *player;
	const struct script_sheet *sheet;
	uint32_t line;
	bool attended;                                     /* somebody looks at the outcome */
	bool answered;
	struct outcome outcome;
};

struct script_player {
	struct pipeline *pipeline;
	script_say *say;
	void *user;
	struct script_shelf *shelf;
	struct script_shelf own_shelf;
	struct arena *arena;                               /* as long as the player */
	struct arena *work;                                /* one statement */
	struct script_alias *aliases;
	uint32_t naliases, aliases_size;
	struct script_frame frames[LIMIT_SCRIPT_WORLDS];
	uint32_t depth;
	bool clocked;
	int offset_minutes;
	instant moment;                                    /* where the script has brought it */
	instant until;                                     /* plays only what is due by then */
	const struct script_sheet *sheet;                  /* of the statement being played */
	uint32_t line;
	struct script_deed *last;                          /* for "expect refused" */
	uint32_t unsettled;
	bool faulty;                                       /* a fault of a reaction has been said */
	struct script_report report;
};

/* ---- script_deed.c: acts ------------------------------------------------------------------- */

/* Submits the act of an ACT or SETUP statement. False: complained. */
bool script_deed_do(struct script_player *player, const struct script_statement *statement);
bool script_deed_expect_refused(struct script_player *player, struct str name);
/* Waits for every act under way. */
void script_deed_settle(struct script_player *player);

/* ---- script_run.c: statements -------------------------------------------------------------- */

/* With a shelf that several players share, or NULL for one of its own. */
void script_run_init(struct script_player *player, struct pipeline *pipeline,
		     struct script_shelf *shelf, script_say *say, void *user);
void script_run_release(struct script_player *player);
/* Puts statements of a sheet on top of what is being played. */
void script_run_push(struct script_player *player, const struct script_sheet *sheet,
		     uint32_t from, uint32_t end);
/*
 * Plays until nothing is left or due by player->until; with `stop` only to the first complaint.
 * False: there was a complaint.
 */
bool script_run_play(struct script_player *player, bool stop);
/* When the next statement is due; INSTANT_MAX at the end. */
instant script_run_due(const struct script_player *player);
/* Says what is wrong with the statement being played; always false. */
bool script_run_complain(struct script_player *player, struct str zh, struct str en);
/* A sheet that is not sound or not there. */
bool script_run_complain_sheet(struct script_player *player, const struct script_sheet *sheet);
/* The statement after the one being played; NULL at the end. */
const struct script_statement *script_run_next(const struct script_player *player);
void script_run_alias(struct script_player *player, struct str name, struct ident id);

/* ---- script_moment.c: moments -------------------------------------------------------------- */

enum script_sense {
	SCRIPT_NEXT,                                       /* a time of day: from now on */
	SCRIPT_LAST,                                       /* up to now */
	SCRIPT_NEAR,                                       /* from 8 hours before now to 16 after */
};
instant script_moment_of(const struct script_player *player, const struct script_time *time,
			 enum script_sense sense, instant now);
/* Whether a moment is the one that is written: a time of day fits on any day. */
bool script_moment_is(const struct script_player *player, const struct script_time *time,
		      instant at);

/* ---- script_value.c: values ---------------------------------------------------------------- */

/* The record that a word means where records of `targets` are wanted (NULL: any). */
bool script_value_ref(struct script_player *player, const char *targets, struct str word,
		      struct ident *ret);
/*
 * A venue's code may be that of its post and of its place: the record that is meant is one of a
 * kind that has `what` (a field, a state, a clock), if there is one. `has` may be NULL.
 */
typedef bool script_kind_has(const struct kind *kind, struct str what);
const struct record *script_value_record(struct script_player *player, struct str word,
					 script_kind_has *has, struct str what);
/* A field of an act as JSON; field NULL: as text. False: complained. */
bool script_value_put(struct script_player *player, struct json_out *out,
		      const struct field *field, struct str text);
struct str script_value_ident(struct script_player *player, struct ident id);
struct str script_value_code(struct script_player *player, code value);
/* GeoJSON without blanks between its pieces, or a point from "lat,lon"; absent: neither. */
struct str script_value_geo(struct script_player *player, struct str text);

/* ---- script_match.c: comparing ------------------------------------------------------------- */

/* Whether a field of the record, or a part of its head, is as written. */
bool script_match_is_head(struct str name);
enum script_match { SCRIPT_MATCHES, SCRIPT_DIFFERS, SCRIPT_NO_FIELD };
enum script_match script_match_field(struct script_player *player, const struct record *record,
				     struct str name, struct str text, struct str *ret_found);

/* ---- script_who.c: people ------------------------------------------------------------------ */

struct script_who {
	struct ident account;
	code post;
};
/*
 * A login, an alias of an account, login@post, or post.role: who holds the role there now. Without
 * a post named it is the duty that fits the act and the record best (both may be NULL).
 */
bool script_who_find(struct script_player *player, struct str who, const struct act_row *act,
		     const struct record *record, struct script_who *ret);

/* ---- script_expect.c: expectations --------------------------------------------------------- */

bool script_expect_check(struct script_player *player, const struct script_statement *statement);
/* The newest record that fits a "find"; NULL: complained. */
const struct record *script_expect_find(struct script_player *player,
					const struct script_statement *statement);

/* ---- script_case.c ------------------------------------------------------------------------- */

bool script_case_run(const char *const *paths, uint32_t count, script_say *say, void *user,
		     struct script_count *ret);

#endif
