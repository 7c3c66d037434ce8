/* The figures of an evacuation by name: how long, how many, how dense, how fast. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdlib.h>

#include "cli/evac_case.h"

static uint32_t find(const struct str *names, uint32_t count, struct str name)
{
	for (uint32_t i = 0; i < count; i++)
		if (names[i].at && str_eq(names[i], name))
			return i;
	return EVAC_NONE;
}

struct figures {
	const struct venue *venue;
	const struct evac_run *run;
	const struct evac_case_window *window;
};

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* When the n-th person left by an exit (EVAC_NONE: by any); 1e30 if so many did not. */
static double left_nth(const struct figures *figures, uint32_t exit, uint32_t nth)
{
	uint32_t n = 0, count = evac_count(figures->run);
	double *times = heap_alloc((count + 1) * sizeof *times), result = (double)EVAC_NEVER;

	for (uint32_t i = 0; i < count; i++) {
		struct evac_person person = evac_person(figures->run, i);

		if (person.exit != EVAC_NONE && (exit == EVAC_NONE || person.exit == exit))
			times[n++] = (double)person.left_at;
	}
	qsort(times, n, sizeof *times, by_value);
	if (nth >= 1 && nth <= n)
		result = times[nth - 1];
	heap_free(times);
	return result;
}

static bool use_figure(struct evac_use use, struct str name, double *ret)
{
	double span = (double)use.last_at - (double)use.first_at;

	if (str_eq(name, STR("persons")))
		*ret = use.persons;
	else if (str_eq(name, STR("first")))
		*ret = (double)use.first_at;
	else if (str_eq(name, STR("last")))
		*ret = (double)use.last_at;
	else if (str_eq(name, STR("gap")))
		*ret = (double)use.gap_most;
	else if (str_eq(name, STR("flow")))
		*ret = use.persons > 1 && span > 0 ? (use.persons - 1) / span : 0;
	else
		return false;
	return true;
}

/* exit.ID.NAME and exit.ID.time.N */
static bool exit_figure(const struct figures *figures, uint32_t exit, struct str name, double *ret)
{
	struct str piece, rest = name;
	int64_t nth;

	if (exit == EVAC_NONE)
		return false;
	str_split(&rest, '.', &piece);
	if (str_eq(piece, STR("time")) && str_to_i64(rest, &nth) && nth > 0 && nth < 1000000) {
		*ret = left_nth(figures, exit, (uint32_t)nth);
		return true;
	}
	return use_figure(evac_use_exit(figures->run, exit), name, ret);
}

struct tally {
	uint32_t persons, out;
	double last, first, sum, squares, least, most, late, walk, by;
};

static struct tally tally_group(const struct figures *figures, uint32_t group, uint32_t exit)
{
	struct tally t = { .first = 1e30, .least = 1e30 };

	for (uint32_t i = 0; i < evac_count(figures->run); i++) {
		struct evac_person p = evac_person(figures->run, i);
		double speed = (double)p.speed_free;

		if (p.group != group)
			continue;
		t.persons++;
		t.sum += speed;
		t.squares += speed * speed;
		t.least = fmin(t.least, speed);
		t.most = fmax(t.most, speed);
		t.late = fmax(t.late, fabs((double)p.moved_at - (double)p.premovement));
		if (p.exit == EVAC_NONE)
			continue;
		t.out++;
		t.by += p.exit == exit;
		t.last = fmax(t.last, (double)p.left_at);
		t.first = fmin(t.first, (double)p.left_at);
		t.walk += (double)p.walked / fmax((double)p.left_at - (double)p.moved_at, 0.01);
	}
	return t;
}

static bool group_figure(const struct figures *figures, uint32_t group, struct str name,
			 double *ret)
{
	struct str piece, rest = name;
	struct tally t;
	double n;

	if (group == EVAC_NONE)
		return false;
	str_split(&rest, '.', &piece);
	t = tally_group(figures, group,
			find(figures->venue->exits, figures->venue->world.nexits, rest));
	n = t.persons;
	if (str_eq(piece, STR("by")))
		*ret = t.by / fmax(t.out, 1);
	else if (str_eq(name, STR("last")))
		*ret = t.out == t.persons ? t.last : (double)EVAC_NEVER;
	else if (str_eq(name, STR("first")))
		*ret = t.first;
	else if (str_eq(name, STR("out")))
		*ret = t.out;
	else if (str_eq(name, STR("walk")))
		*ret = t.walk / fmax(t.out, 1);
	else if (str_eq(name, STR("late")))
		*ret = t.late;
	else if (str_eq(name, STR("speed_mean")))
		*ret = t.sum / n;
	else if (str_eq(name, STR("speed_sd")))
		*ret = sqrt(fmax(t.squares / n - t.sum / n * (t.sum / n), 0) * n / fmax(n - 1, 1));
	else if (str_eq(name, STR("speed_least")))
		*ret = t.least;
	else if (str_eq(name, STR("speed_most")))
		*ret = t.most;
	else
		return false;
	return true;
}

/* Means over the window's seconds; speed by person, not by second. */
static bool meter_figure(const struct figures *figures, uint32_t meter, struct str name,
			 double *ret)
{
	const struct evac_sample *samples;
	double density = 0, speed = 0, persons = 0, most = 0;
	uint32_t count, used = 0;

	if (meter == EVAC_NONE)
		return false;
	samples = evac_samples(figures->run, meter, &count);
	for (uint32_t i = 0; i < count; i++) {
		if (i + 1 <= figures->window->from || i + 1 > figures->window->to)
			continue;
		used++;
		density += (double)samples[i].density;
		most = fmax(most, (double)samples[i].density);
		persons += samples[i].persons;
		speed += (double)samples[i].speed * samples[i].persons;
	}
	used = used ? used : 1;
	if (str_eq(name, STR("density")))
		*ret = density / used;
	else if (str_eq(name, STR("density_most")))
		*ret = most;
	else if (str_eq(name, STR("speed")))
		*ret = persons > 0 ? speed / persons : 0;
	else if (str_eq(name, STR("flow")))
		*ret = persons / used;
	else if (str_eq(name, STR("persons")))
		*ret = persons;
	else
		return false;
	return true;
}

static bool whole_figure(const struct figures *figures, struct str name, double *ret)
{
	const struct evac_run *run = figures->run;

	if (str_eq(name, STR("time")))
		*ret = evac_inside(run) ? (double)EVAC_NEVER
					: left_nth(figures, EVAC_NONE, evac_count(run));
	else if (str_eq(name, STR("inside")))
		*ret = evac_inside(run);
	else if (str_eq(name, STR("out")))
		*ret = evac_count(run) - evac_inside(run);
	else if (str_eq(name, STR("standing")))
		*ret = figures->window->end == EVAC_STANDING;
	else if (str_eq(name, STR("trespasses")))
		*ret = figures->window->trespasses;
	else
		return false;
	return true;
}

bool evac_case_figure(const struct venue *venue, const struct evac_run *run,
		      const struct evac_case_window *window, struct str name, double *ret)
{
	const struct figures figures = { venue, run, window };
	const struct evac_world *world = &venue->world;
	struct str rest = name, kind, id;

	if (whole_figure(&figures, name, ret))
		return true;
	if (!str_split(&rest, '.', &kind) || !str_split(&rest, '.', &id))
		return false;
	if (str_eq(kind, STR("exit")))
		return exit_figure(&figures, find(venue->exits, world->nexits, id), rest, ret);
	if (str_eq(kind, STR("group")))
		return group_figure(&figures, find(venue->groups, world->ngroups, id), rest, ret);
	if (str_eq(kind, STR("meter")))
		return meter_figure(&figures, find(venue->meters, world->nmeters, id), rest, ret);
	if (str_eq(kind, STR("gate"))) {
		uint32_t gate = find(venue->gates, world->ngates, id);

		return gate != EVAC_NONE && use_figure(evac_use_gate(run, gate), rest, ret);
	}
	return false;
}
