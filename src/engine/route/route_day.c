/* The roads as they are today: closures, lanes and slow traffic by time, and snow. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>

#include "engine/route/route_state.h"

static void set_bit(uint64_t *bits, uint32_t i, bool on)
{
	if (on)
		bits[i >> 6] |= UINT64_C(1) << (i & 63);
	else
		bits[i >> 6] &= ~(UINT64_C(1) << (i & 63));
}

struct route_day *route_day_create(const struct route_graph *graph)
{
	struct route_day *day = heap_alloc(sizeof *day);
	size_t words = graph->head->narcs / 64 + 1;

	day->graph = graph;
	day->out = graph->out;
	day->in = graph->in;
	day->out_bits = heap_alloc(words * sizeof *day->out_bits);
	day->in_bits = heap_alloc(words * sizeof *day->in_bits);
	day->first = heap_alloc((2 * (size_t)graph->head->nlinks + 1) * sizeof *day->first);
	/* Whether one may get out of the car depends on the query. */
	for (uint32_t i = 0; graph->head->nways < graph->head->narcs && i < graph->head->narcs;
	     i++) {
		if (graph->out_dir[i] == ROUTE_NONE)
			set_bit(day->out_bits, i, true);
		if (graph->in_dir[i] == ROUTE_NONE)
			set_bit(day->in_bits, i, true);
	}
	return day;
}

void route_day_destroy(struct route_day *day)
{
	if (day == NULL)
		return;
	if (day->snow) {
		heap_free(day->out);
		heap_free(day->in);
	}
	heap_free(day->snow);
	heap_free(day->out_bits);
	heap_free(day->in_bits);
	heap_free(day->first);
	heap_free(day->rules);
	heap_free(day);
}

/* ---- rules ----------------------------------------------------------------------------------- */

static void mark(struct route_day *day, uint32_t dir, bool on)
{
	const struct route_graph *graph = day->graph;

	for (uint32_t i = graph->way_begin[dir]; i < graph->way_begin[dir + 1]; i++) {
		uint32_t out = graph->ways[i], head = graph->out[out].state;

		set_bit(day->out_bits, out, on);
		for (uint32_t in = graph->in_begin[head]; in < graph->in_begin[head + 1]; in++)
			if (graph->in_dir[in] == dir)
				set_bit(day->in_bits, in, on);
	}
}

static uint32_t new_rule(struct route_day *day)
{
	uint32_t rule;

	if (day->free_rule) {
		rule = day->free_rule - 1;
		day->free_rule = day->rules[rule].next[0];
		return rule;
	}
	HEAP_ROOM(day->rules, day->nrules, day->size);
	return day->nrules++;
}

uint32_t route_day_put(struct route_day *day, const struct route_rule *rule)
{
	uint32_t number;

	if (rule->link >= day->graph->head->nlinks || day->used == ROUTE_RULES_MOST)
		return ROUTE_NONE;
	number = new_rule(day);
	day->used++;
	struct route_kept_rule *kept = &day->rules[number];

	*kept = (struct route_kept_rule){ .rule = *rule, .used = true };
	for (uint32_t back = 0; back < 2; back++) {
		uint32_t dir = 2 * rule->link + back;

		if (!(rule->ways & (back ? ROUTE_BACK : ROUTE_FORTH)))
			continue;
		kept->next[back] = day->first[dir];
		day->first[dir] = number + 1;
		mark(day, dir, true);
	}
	return number;
}

void route_day_remove(struct route_day *day, uint32_t rule)
{
	struct route_kept_rule *kept;

	if (rule >= day->nrules || !day->rules[rule].used)
		return;
	kept = &day->rules[rule];
	for (uint32_t back = 0; back < 2; back++) {
		uint32_t dir = 2 * kept->rule.link + back, *at = &day->first[dir];

		if (!(kept->rule.ways & (back ? ROUTE_BACK : ROUTE_FORTH)))
			continue;
		while (*at != rule + 1)
			at = &day->rules[*at - 1].next[back];
		*at = kept->next[back];
		if (day->first[dir] == 0)
			mark(day, dir, false);
	}
	kept->used = false;
	kept->next[0] = day->free_rule;
	day->free_rule = rule + 1;
	day->used--;
}

void route_day_remove_origin(struct route_day *day, uint64_t origin)
{
	for (uint32_t i = 0; i < day->nrules; i++)
		if (day->rules[i].used && day->rules[i].rule.origin == origin)
			route_day_remove(day, i);
}

uint32_t route_day_rules(const struct route_day *day)
{
	return day->used;
}

/* Of several the least holds; where all are above 100, that too. */
uint32_t route_day_percent(const struct route_day *day, uint32_t dir, uint32_t vehicle, instant at,
			   instant *ret_changes, uint64_t *ret_origin)
{
	uint32_t percent = UINT32_MAX;
	instant changes = INSTANT_MAX;

	for (uint32_t next = day->first[dir]; next; next = day->rules[next - 1].next[dir & 1]) {
		const struct route_rule *rule = &day->rules[next - 1].rule;

		if (!(rule->vehicles & vehicle) || rule->until <= at)
			continue;
		if (rule->from > at) {
			changes = rule->from < changes ? rule->from : changes;
			continue;
		}
		changes = rule->until < changes ? rule->until : changes;
		if (rule->percent < percent) {
			percent = rule->percent;
			if (ret_origin)
				*ret_origin = rule->origin;
		}
	}
	if (ret_changes)
		*ret_changes = changes;
	return percent == UINT32_MAX ? 100 : percent;
}

uint32_t route_day_look(const struct route_ask *ask, bool free, uint32_t dir, uint32_t ms)
{
	uint32_t percent;
	uint64_t slow;

	if (dir == ROUTE_NONE)
		return ask->by == ROUTE_ANY ? ms : UNREACHED;
	if (free)
		return ms;
	percent = route_day_percent(ask->day, dir, ask->vehicle, ask->at, NULL, NULL);
	if (percent == 0)
		return UNREACHED;
	slow = (uint64_t)ms * 100 / percent;
	return slow < 1 ? 1 : slow > ROUTE_LINK_MS_MOST ? ROUTE_LINK_MS_MOST : (uint32_t)slow;
}

/*
 * Travelled at the speed of each moment, so who sets off later never overtakes. Who is on a link
 * when it closes drives on; who comes to a closed one waits until it opens.
 */
uint32_t route_day_pass(const struct route_ask *ask, uint32_t dir, uint32_t ms, uint32_t enter_ms,
			uint32_t wait_ms, uint32_t *ret_enter_ms)
{
	instant now = ask->at + enter_ms, changes;
	double left = ms;
	bool on_it = false;

	*ret_enter_ms = enter_ms;
	for (;;) {
		uint32_t percent = route_day_percent(ask->day, dir, ask->vehicle, now, &changes,
						     NULL);
		if (percent == 0 && !on_it) {
			if (changes - ask->at - enter_ms > wait_ms)
				return UNREACHED;
			now = changes;
			*ret_enter_ms = (uint32_t)(now - ask->at);
			continue;
		}
		double speed = percent ? percent / 100.0 : 1;
		double takes = left / speed;

		if (takes <= (double)(changes - now)) {
			now += takes < 1 ? 1 : (instant)takes;
			break;
		}
		left -= (double)(changes - now) * speed;
		now = changes;
		on_it = true;
	}
	return now - ask->at > ROUTE_MS_MOST ? UNREACHED : (uint32_t)(now - ask->at);
}

/* ---- snow ------------------------------------------------------------------------------------ */

static struct route_arc *own(const struct route_arc *arcs, uint32_t count)
{
	struct route_arc *copy = heap_alloc((count + (size_t)1) * sizeof *copy);

	memcpy(copy, arcs, count * sizeof *copy);
	return copy;
}

static void reckon(struct route_day *day, struct route_arc *arcs, const uint32_t *dirs,
		   const uint8_t *changed)
{
	const struct route_graph *graph = day->graph;

	for (uint32_t i = 0; i < graph->head->narcs; i++) {
		if (dirs[i] == ROUTE_NONE || !changed[dirs[i] / 2])
			continue;
		arcs[i].ms = route_dir_ms(graph, dirs[i],
					  route_is_car(graph, arcs[i].state) ? ROUTE_CAR :
									       ROUTE_FOOT,
					  (enum route_snow)day->snow[dirs[i] / 2]);
	}
}

void route_day_snow(struct route_day *day, const uint32_t *links, uint32_t count,
		    enum route_snow snow)
{
	uint32_t nlinks = day->graph->head->nlinks;
	uint8_t *changed = heap_alloc(nlinks);

	assert(snow < ROUTE_SNOWS);
	if (!day->snow) {
		day->snow = heap_alloc(nlinks);
		day->out = own(day->graph->out, day->graph->head->narcs);
		day->in = own(day->graph->in, day->graph->head->narcs);
	}
	for (uint32_t i = 0; i < (links ? count : nlinks); i++) {
		uint32_t link = links ? links[i] : i;

		if (link >= nlinks || day->snow[link] == snow)
			continue;
		day->snow[link] = (uint8_t)snow;
		changed[link] = 1;
	}
	reckon(day, day->out, day->graph->out_dir, changed);
	reckon(day, day->in, day->graph->in_dir, changed);
	heap_free(changed);
}
