/* The small event in memory, with one officer of the stadium who brings tables in. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/unit.h"

#include "lib/worldkit.h"

#include <stdio.h>
#include <stdlib.h>

#include "node/script.h"

static void say(void *user, struct str line)
{
	(void)user;
	(void)line;
}

static void on_nothing(void *user, const struct outcome *outcome)
{
	(void)user;
	(void)outcome;
}

void worldkit_open(struct worldkit *kit)
{
	const struct pipeline_options options = { .memory = true, .demo_clock = true };
	const char *root = getenv("SOURCE_ROOT");
	struct script_player *player;
	char path[512];
	struct str fault;

	snprintf(path, sizeof path, "%s/tests/cases/worlds/small.world", root ? root : ".");
	assert_int_equal(pipeline_open(&options, &kit->pipeline, &fault), LOG_OK);
	player = script_player_create(kit->pipeline, say, NULL);
	assert_true(script_load_world(player, path));
	script_player_destroy(player);
	kit->arena = arena_create();
	kit->officer = model_by_unique(pipeline_model(kit->pipeline), "account", "login",
				       STR("nst.duty_officer"))
			       ->id;
}

void worldkit_close(struct worldkit *kit)
{
	arena_destroy(kit->arena);
	pipeline_close(kit->pipeline);
}

struct worldkit_result worldkit_bring(struct worldkit *kit, const char *act, const char *key,
				      enum table_form form, struct str text,
				      void (*on_reply)(void *user, const struct outcome *outcome))
{
	struct request base = { .key = str_of(key), .actor = kit->officer };
	struct worldkit_result result = { .rows = NULL };

	assert_true(code_parse(STR("nst"), &base.post));
	assert_null(imports_name(str_of(act), &base));
	result.refused = imports_do(kit->pipeline, kit->arena, form, text, &base, &result.rows,
				    &result.count, on_reply ? on_reply : on_nothing, NULL);
	return result;
}
