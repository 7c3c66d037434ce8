/* Travel times from many places to many: a table for planning. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>

#include "engine/route/route_state.h"

/* From so many searches on the graph is first made smaller; fewer are not worth it. */
#define SHRINK_FROM 12

/* The entries of all spots of one side, those of spot i from begin[i] on. */
struct ends {
	struct route_entry *at;
	uint32_t *begin;
	uint32_t count;                            /* of spots */
};
struct table {
	struct route_scratch *scratch;             /* of the graph that is searched */
	const struct route_ask *ask;
	struct ends seeds, goals;
	bool against;
	uint32_t most;
	uint32_t *best;                            /* of one search, by goal */
	uint32_t found, bound;
};

static void find_ends(struct ends *ends, const struct route_graph *graph,
		      const struct route_ask *ask, const struct route_spot *spots, uint32_t count,
		      bool arrives)
{
	struct route_entry entries[ROUTE_ENTRIES_MOST];
	uint32_t total = 0, size = 0;

	*ends = (struct ends){ .count = count };
	ends->begin = heap_alloc((count + (size_t)1) * sizeof *ends->begin);
	for (uint32_t i = 0; i < count; i++) {
		uint32_t n = route_entries(graph, ask, false, &spots[i], arrives, entries);

		for (uint32_t k = 0; k < n; k++) {
			HEAP_ROOM(ends->at, total, size);
			ends->at[total++] = entries[k];
		}
		ends->begin[i + 1] = total;
	}
}

static void release_ends(struct ends *ends)
{
	heap_free(ends->at);
	heap_free(ends->begin);
}

/* ---- one search ------------------------------------------------------------------------------ */

static void offer(struct table *table, uint32_t goal, uint32_t ms)
{
	if (ms > table->most || ms >= table->best[goal])
		return;
	table->found += table->best[goal] == ROUTE_NONE;
	table->best[goal] = ms;
}

/* All goals are found, and none can come sooner than by now. */
static bool is_done(struct table *table, uint32_t ms)
{
	if (table->found < table->goals.count || ms < table->bound)
		return false;
	table->bound = 0;
	for (uint32_t i = 0; i < table->goals.count; i++)
		table->bound = table->best[i] > table->bound ? table->best[i] : table->bound;
	return ms >= table->bound;
}

static void search(struct table *table, uint32_t seed)
{
	struct route_scratch *scratch = table->scratch;
	struct route_side *side = &scratch->side[table->against];
	uint32_t state;

	table->found = table->bound = 0;
	for (uint32_t i = 0; i < table->goals.count; i++)
		table->found += table->best[i] != ROUTE_NONE;
	route_side_begin(side);
	for (uint32_t i = table->seeds.begin[seed]; i < table->seeds.begin[seed + 1]; i++)
		route_side_reach(side, table->seeds.at[i].state, table->seeds.at[i].ms);
	while (route_side_next(side, table->most, &state)) {
		uint32_t ms = side->ms[state];

		if (is_done(table, ms))
			return;
		for (uint32_t next = route_exits_at(scratch, state); next;
		     next = scratch->exits[next - 1].next) {
			const struct route_exit *exit = &scratch->exits[next - 1];

			if (exit->key == state)
				offer(table, exit->who, ms + exit->ms);
		}
		route_search_spread(scratch, table->ask, false, table->against, state);
	}
}

/* ---- the table ------------------------------------------------------------------------------- */

static void along_one_link(struct table *table, const struct route_graph *graph,
			   const struct route_spot *seed, const struct route_spot *goals)
{
	struct route_entry entry;
	float part;

	for (uint32_t i = 0; i < table->goals.count; i++) {
		const struct route_spot *goal = &goals[i];

		table->best[i] = ROUTE_NONE;
		if (seed->car.link != goal->car.link && seed->foot.link != goal->foot.link)
			continue;
		uint32_t ms = table->against ?
			route_straight(graph, table->ask, false, goal, seed, &entry, &part) :
			route_straight(graph, table->ask, false, seed, goal, &entry, &part);

		if (ms <= table->most)
			table->best[i] = ms;
	}
}

static void move_ends(struct ends *ends, const struct route_core *core)
{
	for (uint32_t i = 0; i < ends->begin[ends->count]; i++)
		ends->at[i].state = core->state_of[ends->at[i].state];
}

static struct route_core *shrink(struct table *table, const struct route_graph *graph,
				 struct route_ask *ask)
{
	bool *kept = heap_alloc(graph->head->nstates);
	struct route_core *core;

	for (uint32_t i = 0; i < table->seeds.begin[table->seeds.count]; i++)
		kept[table->seeds.at[i].state] = true;
	for (uint32_t i = 0; i < table->goals.begin[table->goals.count]; i++)
		kept[table->goals.at[i].state] = true;
	core = route_core_create(graph, ask, kept);
	heap_free(kept);
	move_ends(&table->seeds, core);
	move_ends(&table->goals, core);
	ask->day = &core->day;
	table->scratch = route_scratch_create(&core->graph);
	return core;
}

static void fill(struct table *table, const struct route_graph *graph,
		 const struct route_ask *real, const struct route_spot *seeds,
		 const struct route_spot *goals, uint32_t *ret_ms)
{
	const struct route_ask *ask = table->ask;

	route_exits_begin(table->scratch, table->goals.begin[table->goals.count]);
	for (uint32_t g = 0; g < table->goals.count; g++)
		for (uint32_t i = table->goals.begin[g]; i < table->goals.begin[g + 1]; i++)
			route_exits_add(table->scratch, table->goals.at[i].state,
					table->goals.at[i].ms, g);
	for (uint32_t s = 0; s < table->seeds.count; s++) {
		/* Spots lie on links of the whole graph, whatever is searched. */
		table->ask = real;
		along_one_link(table, graph, &seeds[s], goals);
		table->ask = ask;
		search(table, s);
		for (uint32_t g = 0; g < table->goals.count; g++)
			ret_ms[table->against ? (size_t)g * table->seeds.count + s :
						(size_t)s * table->goals.count + g] =
				table->best[g];
	}
	route_exits_end(table->scratch);
}

void route_times(struct route_scratch *scratch, const struct route_ask *ask,
		 const struct route_spot *from, uint32_t nfrom, const struct route_spot *to,
		 uint32_t nto, uint32_t *ret_ms)
{
	const struct route_graph *graph = scratch->graph;
	struct route_ask inner = *ask;
	struct table table = { .scratch = scratch, .ask = &inner, .against = nto < nfrom,
			       .most = ask->most_ms ? ask->most_ms : ROUTE_MS_MOST };
	const struct route_spot *seeds = table.against ? to : from;
	const struct route_spot *goals = table.against ? from : to;
	struct route_core *core = NULL;

	assert(ask->day->graph == graph);
	find_ends(&table.seeds, graph, ask, seeds, table.against ? nto : nfrom, table.against);
	find_ends(&table.goals, graph, ask, goals, table.against ? nfrom : nto, !table.against);
	table.best = heap_alloc((table.goals.count + (size_t)1) * sizeof *table.best);
	if (table.seeds.count >= SHRINK_FROM && !ask->most_ms)
		core = shrink(&table, graph, &inner);
	fill(&table, graph, ask, seeds, goals, ret_ms);
	if (core)
		route_scratch_destroy(table.scratch);
	route_core_destroy(core);
	release_ends(&table.seeds);
	release_ends(&table.goals);
	heap_free(table.best);
}
