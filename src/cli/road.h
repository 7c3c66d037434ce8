/* A road network that a verb works on: read from a file, and what is asked of it. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_ROAD_H
#define CLI_ROAD_H

#include "cli/verb.h"
#include "engine/route/route.h"
#include "os/os.h"

struct road {
	const struct verb_args *args;
	struct os_map *map;                        /* of prepared roads */
	struct route_graph *graph;
	struct route_day *day;
	struct route_scratch *scratch;
	struct arena *arena;
	struct route_ask ask;
};
/* Prepared roads, or any form that is read; on false it has complained. */
bool road_open(struct road *road, const struct verb_args *args, const char *path);
void road_close(struct road *road);
/* What the options say of the day: --by, --at, --snow, --close. */
bool road_set_day(struct road *road);
/* "LON,LAT" of an option; on false it has complained. */
bool road_point(const struct verb_args *args, const char *text, struct geo_point *ret);

/* Each carries out one option and gives the verb's exit code. */
int road_ask_way(struct road *road);
int road_ask_near(struct road *road);
int road_ask_reach(struct road *road);

#endif
