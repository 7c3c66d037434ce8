/* Plays scripts: test cases on a fresh event each, and worlds and days on an event that goes on. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef NODE_SCRIPT_H
#define NODE_SCRIPT_H

#include "node/pipeline.h"

/* A line for the reader, without a line feed. */
typedef void script_say(void *user, struct str line);

/* ---- cases --------------------------------------------------------------------------------- */

struct script_count {
	uint32_t files;
	uint32_t cases;
	uint32_t failed;
	uint64_t acts;
	uint64_t entries;
};
/*
 * Runs every case of every file, each on a fresh pipeline in memory; says "ok N - FILE: TITLE" or
 * "not ok N - …" followed by "# FILE:LINE: zh / en", and at the end "1..N". A file that cannot be
 * read or parsed counts as one failed case. After each case the entries are folded again and must
 * give the same digest, and each must be written again byte for byte. True: all passed, and there
 * was at least one.
 */
bool script_cases(const char *const *paths, uint32_t count, script_say *say, void *user,
		  struct script_count *ret);

/* ---- worlds and days ----------------------------------------------------------------------- */

/*
 * Plays scripts on a pipeline that the caller owns, opened with demo_clock. Aliases are kept from
 * one script to the next. What was refused or not found as expected is said, and counted, and the
 * play goes on.
 */
struct script_player;
struct script_player *script_player_create(struct pipeline *pipeline, script_say *say, void *user);
void script_player_destroy(struct script_player *player);  /* NULL is fine */

/*
 * Plays a whole file now: a world is set up. False: the file could not be read or parsed, or
 * something in it was refused; all of it has been said.
 */
bool script_load_world(struct script_player *player, const char *path);
/* Opens a file for playing by and by. False: said why. */
bool script_open(struct script_player *player, const char *path);
/* When the next statement is due: maybe now or before; INSTANT_MAX: the script has ended. */
instant script_next_time(const struct script_player *player);
/*
 * Plays everything due up to the moment and puts the pipeline's time there; with INSTANT_MAX to
 * the end of the script, where time stays.
 */
void script_play_until(struct script_player *player, instant until);

struct script_report {
	uint64_t acts;                  /* by people */
	uint64_t setups;
	uint64_t refused;               /* as the script expected */
	uint64_t complaints;            /* anything not as the script expected */
};
struct script_report script_player_report(const struct script_player *player);
/* In which the script gives times of day, in minutes; for those who print times. */
int script_player_offset(const struct script_player *player);

#endif
