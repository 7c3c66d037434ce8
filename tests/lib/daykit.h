/* The scenario in memory, on a demonstration's clock, for tests that want a real day. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LIB_DAYKIT_H
#define LIB_DAYKIT_H

#include "node/script.h"

struct daykit {
	struct pipeline *pipeline;
	struct script_player *player;
};
/* A file of the project, wherever the test runs; good until the next call. */
const char *daykit_path(const char *name);
/* Its world is there, its day has not begun. False: it does not load; what is wrong is printed. */
bool daykit_open(struct daykit *kit, const char *world);
#define DAYKIT_WORLD "demo/beijing-2022/world.world"
#define DAYKIT_DAY "demo/beijing-2022/day.script"
bool daykit_close(struct daykit *kit);

#endif
