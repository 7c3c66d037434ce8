/* What happens at a line or in an area: going out, being counted, changing the level, waiting. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdlib.h>

#include "engine/evac/evac_state.h"

#define HEADING_FIELD 200u /* beyond all fields: groups that walk on */
#define SOCIAL_REACH 10.0f /* m: others whose choice one sees */

_Static_assert(EVAC_FIELDS_MOST <= HEADING_FIELD, "headings have numbers of their own");

/* ---- goals --------------------------------------------------------------------------------- */

/* The wanted exits, as long as one of them is open; then 0 for all. */
static uint64_t open_exits(const struct evac_run *run, uint64_t wanted)
{
	uint64_t open = 0;

	for (uint32_t i = 0; i < run->world->nexits; i++)
		if (!run->exits[i].closed)
			open |= UINT64_C(1) << i;
	return wanted && wanted & open ? wanted : 0;
}

bool evac_pass_goal(struct evac_run *run, uint32_t id, uint32_t place)
{
	struct evac_cold *cold = &run->cold[id];
	const struct evac_group *group = &run->world->groups[cold->group];
	const struct evac_stage *stage = group->nstages ? &group->stages[cold->stage] : NULL;
	uint32_t word = run->next[HOT_FIELD][place].u & ~0xffu, field;
	uint64_t exits = stage ? stage->exits : 0;
	struct evac_way way;

	cold->best = EVAC_NEVER;
	if (group->heading_x != 0 || group->heading_y != 0) {
		run->next[HOT_FIELD][place].u = word | (HEADING_FIELD + cold->group % 50);
		return true;
	}
	if (cold->chosen)
		exits = UINT64_C(1) << (cold->chosen - 1);
	/* Where none of the own exits is open any more, any is right. */
	field = evac_field_find(run, open_exits(run, exits),
				stage && (uint32_t)cold->stage + 1 < group->nstages ? stage->area
										    : EVAC_NONE);
	if (field == EVAC_NONE)
		return false;
	run->next[HOT_FIELD][place].u = word | field;
	way = evac_field_look(&run->grid, &run->fields[field],
			      &run->grid.sheets[HOT_LEVEL_OF(word)], run->next[HOT_X][place].f,
			      run->next[HOT_Y][place].f);
	run->next[HOT_POT][place].f = way.t;
	return way.t < EVAC_NEVER;
}

/* How many of those in sight are bound for an exit, as a share of all who are bound for one. */
static float followers(const struct evac_run *run, uint32_t id, uint32_t exit)
{
	const struct evac_cold *own = &run->cold[id];
	uint32_t slot = own->slot, all = 0, there = 0;

	for (uint32_t i = 0; i < run->n; i++) {
		uint32_t word = run->next[HOT_FIELD][i].u;
		const struct evac_cold *other = &run->cold[run->next[HOT_ID][i].u];

		if (i == slot || word & HOT_ABSENT || !other->chosen ||
		    HOT_LEVEL_OF(word) != HOT_LEVEL_OF(run->next[HOT_FIELD][slot].u) ||
		    hypotf(run->next[HOT_X][i].f - run->next[HOT_X][slot].f,
			   run->next[HOT_Y][i].f - run->next[HOT_Y][slot].f) > SOCIAL_REACH)
			continue;
		all++;
		there += (uint32_t)other->chosen == exit + 1;
	}
	return all ? (float)there / (float)all : 0;
}

/* Multinomial logit: weights are exp(utility). */
static void choose(struct evac_run *run, uint32_t id)
{
	struct evac_cold *cold = &run->cold[id];
	const struct evac_group *group = &run->world->groups[cold->group];
	const struct evac_choice *choice = &group->choice;
	uint64_t wanted = open_exits(run, group->nstages ? group->stages[0].exits : 0);
	double weights[EVAC_EXITS_MOST], sum = 0;
	uint32_t slot = cold->slot;

	for (uint32_t e = 0; e < run->world->nexits; e++) {
		uint32_t level = HOT_LEVEL_OF(run->next[HOT_FIELD][slot].u);
		float t = EVAC_NEVER;

		if ((!wanted || wanted >> e & 1) && !run->exits[e].closed)
			t = evac_way(run, UINT64_C(1) << e, level,
				     (double)run->next[HOT_X][slot].f + run->grid.x,
				     (double)run->next[HOT_Y][slot].f + run->grid.y);
		weights[e] = t >= EVAC_NEVER
				     ? 0
				     : exp(choice->familiar[e] - choice->per_second * (double)t +
					   choice->social * (double)followers(run, id, e));
		sum += weights[e];
	}
	double luck = evac_chance(run->options.seed, id, EVAC_BY_CHOICE, 0) * sum;

	for (uint32_t e = 0; e < run->world->nexits && !cold->chosen; e++) {
		luck -= weights[e];
		if (weights[e] > 0 && luck <= 0)
			cold->chosen = (uint8_t)(e + 1);
	}
	evac_pass_goal(run, id, slot);
}

/* ---- what falls due ------------------------------------------------------------------------ */

static int by_time(const void *a, const void *b)
{
	const struct evac_due *x = a, *y = b;

	return x->at < y->at   ? -1
	       : x->at > y->at ? 1
			       : (x->index > y->index) - (x->index < y->index);
}

static struct evac_flow fresh_flow(bool closed)
{
	return (struct evac_flow){ .closed = closed,
				   .tokens = 1,
				   .use = { 0, EVAC_NEVER, EVAC_NEVER, 0 },
				   .last = EVAC_NEVER };
}

void evac_pass_make(struct evac_run *run)
{
	const struct evac_world *world = run->world;

	for (uint32_t i = 0; i < world->nexits; i++)
		run->exits[i] = fresh_flow(world->exits[i].closed);
	for (uint32_t i = 0; i < world->ngates; i++)
		run->gates[i] = fresh_flow(world->gates[i].closed);
	evac_grid_gates(run);
	evac_lift_make(run);
	run->events = arena_alloc(run->arena, (world->nevents + 1) * sizeof *run->events);
	for (uint32_t i = 0; i < world->nevents; i++)
		run->events[i] = (struct evac_due){ world->events[i].at, i };
	if (world->nevents > 1)
		qsort(run->events, world->nevents, sizeof *run->events, by_time);
	run->starters = arena_alloc(run->arena, ((size_t)run->count + 1) * sizeof *run->starters);
}

/* Once everybody stands: who chooses among exits does so when he sets off. */
void evac_pass_starters(struct evac_run *run)
{
	for (uint32_t id = 0; id < run->count; id++)
		if (run->world->groups[run->cold[id].group].choice.on)
			run->starters[run->nstarters++] =
				(struct evac_due){ (double)run->cold[id].premovement, id };
	if (run->nstarters > 1)
		qsort(run->starters, run->nstarters, sizeof *run->starters, by_time);
}

/* Ways are found anew, and everybody looks for his goal again. */
static void find_anew(struct evac_run *run)
{
	for (uint32_t i = 0; i < run->nfields; i++)
		run->fields[i].stale = true;
	for (uint32_t i = 0; i < run->n; i++) {
		struct evac_cold *cold = &run->cold[run->next[HOT_ID][i].u];

		if (run->next[HOT_FIELD][i].u & HOT_ABSENT)
			continue;
		if (cold->chosen && run->exits[cold->chosen - 1].closed)
			cold->chosen = 0;
		evac_pass_goal(run, run->next[HOT_ID][i].u, i);
	}
	run->last_progress = evac_time(run);
}

static void do_deed(struct evac_run *run, const struct evac_event *event)
{
	switch (event->deed) {
	case EVAC_OPEN_EXIT:
	case EVAC_CLOSE_EXIT:
		run->exits[event->index].closed = event->deed == EVAC_CLOSE_EXIT;
		break;
	case EVAC_OPEN_GATE:
	case EVAC_CLOSE_GATE:
		run->gates[event->index].closed = event->deed == EVAC_CLOSE_GATE;
		evac_grid_gates(run);
		break;
	}
}

static void refresh_crowd(struct evac_run *run)
{
	uint64_t every = (uint64_t)(run->options.refresh / run->options.dt + 0.5);

	if (!run->slow || run->tick % (every ? every : 1) != 0 || run->tick == 0)
		return;
	evac_field_crowd(run);
	for (uint32_t i = 0; i < run->nfields; i++)
		evac_field_march(run, &run->fields[i]);
}

void evac_pass_events(struct evac_run *run)
{
	double now = evac_time(run) + 1e-6;
	bool changed = false;

	while (run->next_event < run->world->nevents && run->events[run->next_event].at <= now) {
		do_deed(run, &run->world->events[run->events[run->next_event++].index]);
		changed = true;
	}
	if (run->closing) {
		run->closing = false;
		changed = true;
	}
	if (changed)
		find_anew(run);
	refresh_crowd(run);
	while (run->next_starter < run->nstarters && run->starters[run->next_starter].at <= now)
		choose(run, run->starters[run->next_starter++].index);
}

/* ---- lines --------------------------------------------------------------------------------- */

struct step {
	struct evac_run *run;
	uint32_t at, id, level;
	double fx, fy, tx, ty; /* from, to; the world's numbers */
};

/* 0: not across; 1: from the left of the line to its right; -1: back. */
static int across(const struct step *step, struct evac_point a, struct evac_point b)
{
	double dx = b.x - a.x, dy = b.y - a.y;
	double from = dx * (step->fy - a.y) - dy * (step->fx - a.x);
	double to = dx * (step->ty - a.y) - dy * (step->tx - a.x);

	if ((from > 0) == (to > 0))
		return 0;
	double t = from / (from - to), x = step->fx + t * (step->tx - step->fx);
	double y = step->fy + t * (step->ty - step->fy);
	double along = ((x - a.x) * dx + (y - a.y) * dy) / (dx * dx + dy * dy);

	return along < 0 || along > 1 ? 0 : from > 0 ? 1 : -1;
}

static void stay(const struct step *step)
{
	struct evac_run *run = step->run;

	run->next[HOT_X][step->at].f = run->hot[HOT_X][step->at].f;
	run->next[HOT_Y][step->at].f = run->hot[HOT_Y][step->at].f;
	run->next[HOT_V][step->at].f = 0;
	run->next[HOT_BIN][step->at].u = run->hot[HOT_BIN][step->at].u;
}

static void count_use(struct evac_run *run, struct evac_flow *flow)
{
	float now = (float)evac_time(run);

	flow->tokens -= 1;
	if (flow->use.persons++ == 0)
		flow->use.first_at = now;
	else if (now - flow->last > flow->use.gap_most)
		flow->use.gap_most = now - flow->last;
	flow->use.last_at = flow->last = now;
}

static bool pass_gates(const struct step *step)
{
	struct evac_run *run = step->run;

	for (uint32_t i = 0; i < run->world->ngates; i++) {
		const struct evac_gate *gate = &run->world->gates[i];
		int way;

		if (gate->level != step->level)
			continue;
		way = across(step, gate->shape.points[0], gate->shape.points[1]);
		if (way == 0)
			continue;
		if (run->gates[i].closed || !(way > 0 ? gate->forward : gate->backward) ||
		    (gate->flow_most > 0 && run->gates[i].tokens < 1)) {
			stay(step);
			return false;
		}
		count_use(run, &run->gates[i]);
	}
	return true;
}

static void pass_meters(const struct step *step)
{
	struct evac_run *run = step->run;

	for (uint32_t i = 0; i < run->world->nmeters; i++) {
		const struct evac_meter *meter = &run->world->meters[i];

		if (meter->line && meter->level == step->level &&
		    across(step, meter->shape.points[0], meter->shape.points[1]))
			run->gauges[i].crossed++;
	}
}

/* Across a line one walks on at right angles to it; in an area, as one was going. */
static void walk_on(const struct step *step, const struct evac_exit *exit)
{
	struct evac_run *run = step->run;

	for (uint32_t k = 0; exit->line && k + 1 < exit->shape.npoints; k++) {
		struct evac_point a = exit->shape.points[k], b = exit->shape.points[k + 1];
		double len = hypot(b.x - a.x, b.y - a.y);
		int way = across(step, a, b);

		if (way == 0)
			continue;
		run->next[HOT_EX][step->at].f = (float)((b.y - a.y) / len * way);
		run->next[HOT_EY][step->at].f = (float)((a.x - b.x) / len * way);
	}
	run->next[HOT_GX][step->at].f = run->next[HOT_EX][step->at].f;
	run->next[HOT_GY][step->at].f = run->next[HOT_EY][step->at].f;
	run->next[HOT_STUCK][step->at].f = 0;
	run->next[HOT_FIELD][step->at].u |= HOT_LEAVING;
}

static void leave(const struct step *step, uint32_t exit)
{
	struct evac_run *run = step->run;
	struct evac_cold *cold = &run->cold[step->id];

	count_use(run, &run->exits[exit]);
	cold->where = EVAC_LEFT;
	cold->exit = (uint16_t)exit;
	cold->left_at = (float)evac_time(run);
	cold->x0 = run->next[HOT_X][step->at].f;
	cold->y0 = run->next[HOT_Y][step->at].f;
	walk_on(step, &run->world->exits[exit]);
	run->inside--;
	run->last_progress = evac_time(run);
	if (run->world->exits[exit].persons_most > 0 &&
	    run->exits[exit].use.persons >= run->world->exits[exit].persons_most) {
		run->exits[exit].closed = true;
		run->closing = true;
	}
}

static bool crosses_exit(const struct step *step, const struct evac_exit *exit)
{
	if (!exit->line)
		return evac_shape_holds(&exit->shape, step->tx, step->ty);
	for (uint32_t k = 0; k + 1 < exit->shape.npoints; k++)
		if (across(step, exit->shape.points[k], exit->shape.points[k + 1]))
			return true;
	return false;
}

/* May this person take this exit? Who is bound for others walks past. */
static bool wants(const struct step *step, uint32_t exit)
{
	const struct evac_run *run = step->run;
	uint32_t field = HOT_FIELD_OF(run->next[HOT_FIELD][step->at].u);

	return field < run->nfields && run->fields[field].exits >> exit & 1;
}

static bool pass_exits(const struct step *step)
{
	struct evac_run *run = step->run;

	for (uint32_t i = 0; i < run->world->nexits; i++) {
		const struct evac_exit *exit = &run->world->exits[i];

		if (exit->level != step->level || !crosses_exit(step, exit))
			continue;
		if (run->exits[i].closed || !wants(step, i)) {
			if (exit->line)
				stay(step);
			continue;
		}
		if (exit->flow_most > 0 && run->exits[i].tokens < 1) {
			stay(step);
			return true;
		}
		leave(step, i);
		return true;
	}
	return false;
}

static bool pass_portals(const struct step *step)
{
	struct evac_run *run = step->run;

	for (uint32_t which = 0; which < 2 * run->world->nportals; which++) {
		const struct evac_portal *portal = &run->world->portals[which / 2];
		uint32_t side = which % 2;
		const struct evac_point *here = portal->line[side], *there = portal->line[!side];

		if (portal->level[side] != step->level ||
		    across(step, here[0], here[1]) != (side ? -1 : 1))
			continue;
		uint32_t level = portal->level[!side], word = run->next[HOT_FIELD][step->at].u;

		run->next[HOT_X][step->at].f += (float)(there[0].x - here[0].x);
		run->next[HOT_Y][step->at].f += (float)(there[0].y - here[0].y);
		run->next[HOT_FIELD][step->at].u = (word & ~0xff00u) | level << 8;
		run->next[HOT_BIN][step->at].u =
			evac_sheet_bin(&run->grid.sheets[level], run->next[HOT_X][step->at].f,
				       run->next[HOT_Y][step->at].f);
		run->cold[step->id].level = (uint8_t)level;
		return true;
	}
	return false;
}

/* Who has reached the area of his stage waits there as long as it says, then goes on. */
static void pass_areas(const struct step *step)
{
	struct evac_run *run = step->run;
	struct evac_cold *cold = &run->cold[step->id];
	const struct evac_group *group = &run->world->groups[cold->group];
	const struct evac_stage *stage = &group->stages[cold->stage];

	if ((uint32_t)cold->stage + 1 >= group->nstages ||
	    run->world->areas[stage->area].level != step->level ||
	    !evac_shape_holds(&run->world->areas[stage->area].shape, step->tx, step->ty))
		return;
	cold->stage++;
	if (stage->until > evac_time(run))
		run->next[HOT_WAKE][step->at].f = (float)stage->until;
	run->next[HOT_V][step->at].f = 0;
	evac_pass_goal(run, step->id, step->at);
}

static void pass_servers(const struct step *step)
{
	const struct evac_world *world = step->run->world;

	for (uint32_t i = 0; i < world->nservers; i++)
		if (world->servers[i].level[0] == step->level &&
		    evac_shape_holds(&world->servers[i].shape[0], step->tx, step->ty) &&
		    evac_lift_board(step->run, i, step->at))
			return;
}

static void pass_one(struct evac_run *run, uint32_t at)
{
	uint32_t word = run->next[HOT_FIELD][at].u;
	struct step step = {
		.run = run,
		.at = at,
		.id = run->next[HOT_ID][at].u,
		.level = HOT_LEVEL_OF(word),
		.fx = (double)run->hot[HOT_X][at].f + run->grid.x,
		.fy = (double)run->hot[HOT_Y][at].f + run->grid.y,
		.tx = (double)run->next[HOT_X][at].f + run->grid.x,
		.ty = (double)run->next[HOT_Y][at].f + run->grid.y,
	};

	if (!pass_gates(&step))
		return;
	pass_meters(&step);
	if (pass_exits(&step) || pass_portals(&step))
		return;
	pass_areas(&step);
	pass_servers(&step);
}

static void fill_tokens(struct evac_run *run)
{
	for (uint32_t i = 0; i < run->world->nexits; i++) {
		float rate = (float)run->world->exits[i].flow_most * run->dt;

		run->exits[i].tokens = fminf(run->exits[i].tokens + rate, fmaxf(1, rate));
	}
	for (uint32_t i = 0; i < run->world->ngates; i++) {
		float rate = (float)run->world->gates[i].flow_most * run->dt;

		run->gates[i].tokens = fminf(run->gates[i].tokens + rate, fmaxf(1, rate));
	}
}

/* Parties go at the pace of their slowest, and those in front wait for those behind. */
static void keep_parties(struct evac_run *run)
{
	if (run->nparties == 0)
		return;
	memset(run->party_far, 0, run->nparties * sizeof *run->party_far);
	for (uint32_t i = 0; i < run->n; i++) {
		uint32_t party = run->cold[run->next[HOT_ID][i].u].party;

		if (party != EVAC_NONE && !(run->next[HOT_FIELD][i].u & HOT_ABSENT) &&
		    run->next[HOT_POT][i].f > run->party_far[party])
			run->party_far[party] = run->next[HOT_POT][i].f;
	}
}

static void look_for_progress(struct evac_run *run)
{
	uint64_t second = (uint64_t)(1 / run->options.dt + 0.5);
	float now = (float)evac_time(run);

	if (run->tick % (second ? second : 1) != 0)
		return;
	for (uint32_t i = 0; i < run->n; i++) {
		struct evac_cold *cold = &run->cold[run->next[HOT_ID][i].u];

		if (run->next[HOT_FIELD][i].u & HOT_ABSENT)
			continue;
		if (run->next[HOT_WAKE][i].f > now || run->next[HOT_POT][i].f < cold->best - 0.2f) {
			cold->best = run->next[HOT_POT][i].f;
			run->last_progress = evac_time(run);
		}
	}
}

void evac_pass(struct evac_run *run)
{
	float before = (float)(evac_time(run) - run->options.dt);
	uint32_t n = run->n;

	fill_tokens(run);
	for (uint32_t i = 0; i < n; i++) {
		uint32_t word = run->next[HOT_FIELD][i].u;

		if (word & HOT_SPECIAL && !(word & HOT_ABSENT) &&
		    run->next[HOT_WAKE][i].f <= before)
			pass_one(run, i);
	}
	evac_lift_run(run);
	keep_parties(run);
	look_for_progress(run);
}
