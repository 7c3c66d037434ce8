/* Lifts and gondolas: they fetch so many people at a time, and set them down elsewhere later. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "engine/evac/evac_state.h"

#define SPOT_TRIES 24 /* places looked at a step for who gets off */

void evac_lift_make(struct evac_run *run)
{
	for (uint32_t i = 0; i < run->world->nservers; i++) {
		run->lifts[i].rides =
			arena_alloc(run->arena, (run->count + 1) * sizeof(struct evac_ride));
		run->lifts[i].departs = (float)run->world->servers[i].first;
	}
}

bool evac_lift_board(struct evac_run *run, uint32_t server, uint32_t place)
{
	const struct evac_server *lift = &run->world->servers[server];
	struct evac_lift *state = &run->lifts[server];
	uint32_t id = run->next[HOT_ID][place].u;

	if (state->boarded >= lift->cabin ||
	    (lift->last > 0 && (double)state->departs > lift->last))
		return false;
	state->boarded++;
	state->rides[(state->head + state->count++) % (run->count + 1)] =
		(struct evac_ride){ id, state->departs + (float)lift->travel };
	run->cold[id].where = EVAC_RIDING;
	run->next[HOT_FIELD][place].u |= HOT_GONE;
	return true;
}

/* Is nobody nearer to a spot than two bodies? */
static bool is_free(const struct evac_run *run, uint32_t level, float x, float y, float radius)
{
	for (uint32_t i = 0; i < run->n; i++) {
		uint32_t word = run->next[HOT_FIELD][i].u;

		if (!(word & HOT_ABSENT) && HOT_LEVEL_OF(word) == level &&
		    hypotf(run->next[HOT_X][i].f - x, run->next[HOT_Y][i].f - y) <
			    radius + run->next[HOT_R][i].f)
			return false;
	}
	return true;
}

static void get_off(struct evac_run *run, uint32_t id, uint32_t level, float x, float y)
{
	struct evac_cold *cold = &run->cold[id];
	const struct evac_group *group = &run->world->groups[cold->group];
	uint32_t at = run->n++;

	cold->where = EVAC_ON_FEET;
	cold->slot = at;
	cold->level = (uint8_t)level;
	run->next[HOT_X][at].f = x;
	run->next[HOT_Y][at].f = y;
	run->next[HOT_EX][at].f = 0;
	run->next[HOT_EY][at].f = 0;
	run->next[HOT_V][at].f = -1;
	run->next[HOT_R][at].f = cold->radius;
	run->next[HOT_FREE][at].f = cold->speed_free;
	run->next[HOT_GAP][at].f = (float)(group->time_gap > 0 ? group->time_gap : EVAC_TIME_GAP);
	run->next[HOT_STUCK][at].f = 0;
	run->next[HOT_WAKE][at].f = 0;
	run->next[HOT_ID][at].u = id;
	run->next[HOT_BIN][at].u = evac_sheet_bin(&run->grid.sheets[level], x, y);
	run->next[HOT_FIELD][at].u = level << 8;
	evac_pass_goal(run, id, at);
}

/* One after the other, as long as there is room where they get off. */
static void set_down(struct evac_run *run, uint32_t server)
{
	const struct evac_server *lift = &run->world->servers[server];
	struct evac_lift *state = &run->lifts[server];

	while (state->count > 0 && state->rides[state->head].arrives <= (float)evac_time(run)) {
		uint32_t id = state->rides[state->head].id;
		float x, y;

		if (!evac_place_spot(run, &lift->shape[1], lift->level[1], id, SPOT_TRIES, &x,
				     &y) ||
		    !is_free(run, lift->level[1], x, y, run->cold[id].radius))
			return;
		state->head = (state->head + 1) % (run->count + 1);
		state->count--;
		get_off(run, id, lift->level[1], x, y);
	}
}

void evac_lift_run(struct evac_run *run)
{
	for (uint32_t i = 0; i < run->world->nservers; i++) {
		struct evac_lift *state = &run->lifts[i];

		if ((double)state->departs <= evac_time(run)) {
			state->departs += (float)run->world->servers[i].interval;
			state->boarded = 0;
		}
		set_down(run, i);
		if (state->count > 0)
			run->last_progress = evac_time(run);
	}
}
