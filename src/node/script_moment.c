/* Time in a script: what a written time means at a moment, and how time goes on. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "node/script_state.h"

#define DAY_MS INT64_C(86400000)
#define HOUR_MS INT64_C(3600000)
/* In a field, "18:50" at 19:05 has just been and "07:00" at 20:00 is tomorrow morning. */
#define NEAR_BACK_MS (8 * HOUR_MS)

static int64_t offset_ms(const struct script_player *player)
{
	return (int64_t)player->offset_minutes * 60000;
}

/* The first moment from `from` on at which the script's clock on the wall shows this. */
static instant next_of_day(const struct script_player *player, int64_t seconds, instant from)
{
	int64_t local = from + offset_ms(player);
	int64_t found = local - local % DAY_MS + seconds * 1000;

	if (found < local)
		found += DAY_MS;
	return found - offset_ms(player);
}

instant script_moment_of(const struct script_player *player, const struct script_time *time,
			 enum script_sense sense, instant now)
{
	switch (time->form) {
	case SCRIPT_TIME_LOCAL:
		return time->at - offset_ms(player);
	case SCRIPT_TIME_RELATIVE:
		return now + time->seconds * 1000;
	case SCRIPT_TIME_OF_DAY:
		if (sense == SCRIPT_LAST)
			return next_of_day(player, time->seconds, now - DAY_MS + 1);
		return next_of_day(player, time->seconds,
				   sense == SCRIPT_NEXT ? now : now - NEAR_BACK_MS);
	default:
		return time->at;
	}
}

bool script_moment_is(const struct script_player *player, const struct script_time *time,
		      instant at)
{
	if (time->form != SCRIPT_TIME_OF_DAY)
		return script_moment_of(player, time, SCRIPT_NEAR,
					pipeline_now(player->pipeline)) == at;
	return (at + offset_ms(player)) / 1000 % 86400 == time->seconds;
}
