/* The script player as others see it: cases run in one go, worlds loaded, days played by and by. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "node/script.h"

#include "node/script_state.h"

bool script_cases(const char *const *paths, uint32_t count, script_say *say, void *user,
		  struct script_count *ret)
{
	return script_case_run(paths, count, say, user, ret);
}

struct script_player *script_player_create(struct pipeline *pipeline, script_say *say, void *user)
{
	struct script_player *player = heap_alloc(sizeof *player);

	script_run_init(player, pipeline, NULL, say, user);
	return player;
}

void script_player_destroy(struct script_player *player)
{
	if (player == NULL)
		return;
	script_run_release(player);
	heap_free(player);
}

bool script_open(struct script_player *player, const char *path)
{
	const struct script_sheet *sheet = script_shelf_get(player->shelf, str_of(path));

	if (!sheet->sound)
		return script_run_complain_sheet(player, sheet);
	player->depth = 0;
	script_run_push(player, sheet, 0, sheet->script.count);
	return true;
}

bool script_load_world(struct script_player *player, const char *path)
{
	player->until = INSTANT_MAX;
	return script_open(player, path) && script_run_play(player, false);
}

instant script_next_time(const struct script_player *player)
{
	return script_run_due(player);
}

void script_play_until(struct script_player *player, instant until)
{
	player->until = until;
	script_run_play(player, false);
	if (until != INSTANT_MAX && until > pipeline_now(player->pipeline))
		pipeline_set_now(player->pipeline, until);
}

struct script_report script_player_report(const struct script_player *player)
{
	return player->report;
}

int script_player_offset(const struct script_player *player)
{
	return player->offset_minutes;
}
