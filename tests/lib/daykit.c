/* The scenario in memory, on a demonstration's clock, for tests that want a real day. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/daykit.h"

#include <stdio.h>
#include <stdlib.h>

#include "lib/unit.h"

static void say(void *user, struct str line)
{
	(void)user;
	print_error(STR_FMT "\n", STR_ARG(line));
}

const char *daykit_path(const char *name)
{
	static char path[1024];
	const char *root = getenv("SOURCE_ROOT");

	snprintf(path, sizeof path, "%s/%s", root ? root : ".", name);
	return path;
}

bool daykit_open(struct daykit *kit, const char *world)
{
	const struct pipeline_options options = { .demo_clock = true, .memory = true };
	struct str fault;

	if (pipeline_open(&options, &kit->pipeline, &fault) != LOG_OK)
		return false;
	kit->player = script_player_create(kit->pipeline, say, NULL);
	return script_load_world(kit->player, daykit_path(world));
}

bool daykit_close(struct daykit *kit)
{
	script_player_destroy(kit->player);
	return pipeline_close(kit->pipeline) == LOG_OK;
}
