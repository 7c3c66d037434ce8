/* The story of a large simulated event: all join, work, are cut off, die, and agree again. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/meshscale.h"

#include <stdio.h>
#include <time.h>

#define NOTICES_AT_ONCE 100
#define ROUNDS 4                                           /* of work, and as many behind cuts */
#define LOOKS 60                                           /* until all must agree */

struct story {
	const struct meshscale_plan *plan;
	struct meshscale_result *result;
	struct meshsim_net *net;
	struct meshsim_ledger *ledger;
	struct chance chance;
	double begun;
};

const char *meshscale_phase_name(enum meshscale_phase phase)
{
	static const char *const names[] = { "joining", "working", "cut", "healing", "checking" };

	return names[phase];
}

static double now_s(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void end_phase(struct story *story, enum meshscale_phase phase)
{
	double now = now_s();

	story->result->seconds[phase] = now - story->begun;
	story->begun = now;
}

static void pass_beats(struct story *story, int64_t beats)
{
	meshsim_net_run(story->net, beats * story->ledger->beat_ms);
}

static bool good(const struct story *story)
{
	return !meshsim_net_failed(story->net);
}

/* ---- the tree -------------------------------------------------------------------------------- */

static void name_sites(struct story *story)
{
	const struct meshscale_plan *plan = story->plan;

	for (uint32_t i = 0; i < plan->sites; i++) {
		char text[16];
		code name = 0;

		snprintf(text, sizeof text, "%c%u",
			 i == 0                    ? 'n'
			 : i <= plan->territories ? 't'
						   : 'v', i);
		code_parse(str_of(text), &name);
		meshsim_ledger_name(story->ledger, i, name, name);
		story->ledger->sites[i].parent =
			i <= plan->territories
				? 0
				: 1 + (uint32_t)((uint64_t)(i - plan->territories - 1) *
						 plan->territories /
						 (plan->sites - plan->territories - 1));
	}
	story->ledger->nsites = plan->sites;
}

/* They make their logs and keys; their records are written by the site above; then they start. */
static void join_below(struct story *story, uint32_t upper)
{
	struct meshsim_ledger *ledger = story->ledger;

	for (uint32_t i = 1; i < ledger->nsites && good(story); i++) {
		if (ledger->sites[i].parent != upper)
			continue;
		meshsim_net_start(story->net, i);
		meshsim_net_order(story->net, i, &(struct meshsim_order){ .what = MESHSIM_CLOSE });
	}
	meshsim_net_order(story->net, upper, &(struct meshsim_order){ .what = MESHSIM_LET_IN });
	for (uint32_t i = 1; i < ledger->nsites && good(story); i++) {
		if (ledger->sites[i].parent != upper)
			continue;
		ledger->stats.joins++;
		ledger->sites[i].joined = true;
		ledger->sites[i].above = ledger->sites[upper].code;
		meshsim_net_start(story->net, i);
	}
}

/* One territory after the other: all others hear of its sites in one go. */
static void join_all(struct story *story)
{
	meshsim_net_start(story->net, 0);
	for (uint32_t upper = 0; upper <= story->plan->territories && good(story); upper++) {
		join_below(story, upper);
		/* Who lets others in must have heard of itself. */
		pass_beats(story, upper == 0 ? 6 : 1);
	}
	pass_beats(story, 4);
}

/* ---- work ------------------------------------------------------------------------------------ */

static struct meshsim_task task_of(struct story *story, uint32_t node, uint32_t acts)
{
	return (struct meshsim_task){ node, { .what = MESHSIM_WORK, .count = acts,
					      .seed = chance_next(&story->chance) } };
}

/* Every other site works, those that `odd` says. */
static void work(struct story *story, uint32_t notices, uint32_t acts, uint32_t odd)
{
	static struct meshsim_task tasks[MESHSIM_NODES];
	uint32_t ntasks = 0;

	for (uint32_t done = 0; done < notices && good(story); done += NOTICES_AT_ONCE) {
		uint32_t left = notices - done;

		tasks[0] = task_of(story, 0, left < NOTICES_AT_ONCE ? left : NOTICES_AT_ONCE);
		meshsim_net_order_each(story->net, tasks, 1);
		meshsim_net_run(story->net, 200);
	}
	for (uint32_t i = 2 - odd; acts > 0 && i < story->plan->sites; i += 2)
		tasks[ntasks++] = task_of(story, i, acts);
	meshsim_net_order_each(story->net, tasks, ntasks);
	pass_beats(story, 2);
}

static void work_in_rounds(struct story *story)
{
	for (int r = 0; r < ROUNDS && good(story); r++)
		work(story, story->plan->notices / ROUNDS / 2,
		     r == 0 ? story->plan->acts : 0, 0);
}

/* ---- what goes wrong ------------------------------------------------------------------------- */

static bool is_below(const struct story *story, uint32_t node, uint32_t upper)
{
	return node == upper || (node != 0 && story->ledger->sites[node].parent == upper);
}

static void cut_off(struct story *story, uint32_t upper)
{
	for (uint32_t a = 0; a < story->plan->sites; a++)
		for (uint32_t b = 0; b < story->plan->sites; b++)
			if (is_below(story, a, upper) != is_below(story, b, upper))
				meshsim_net_cut(story->net, a, b, true);
	story->result->cut_off++;
}

/* One territory in five with all that is below it, and one venue in ten by itself. */
static void cut(struct story *story)
{
	uint32_t sites = story->plan->sites, territories = story->plan->territories;

	for (uint32_t i = 0; i < (territories + 4) / 5; i++)
		cut_off(story, 1 + chance_below(&story->chance, territories));
	for (uint32_t i = 0; i < (sites + 9) / 10; i++)
		cut_off(story, territories + 1 +
				       chance_below(&story->chance, sites - territories - 1));
}

static void kill_some(struct story *story)
{
	for (uint32_t i = 0; i < (story->plan->sites + 19) / 20; i++) {
		uint32_t node = chance_below(&story->chance, story->plan->sites);

		story->result->killed += meshsim_net_lives(story->net, node);
		meshsim_net_kill(story->net, node, chance_below(&story->chance, 2) == 0);
	}
}

static void work_behind_cuts(struct story *story)
{
	cut(story);
	for (int r = 0; r < ROUNDS && good(story); r++) {
		work(story, story->plan->notices / ROUNDS / 2,
		     r == 0 ? story->plan->acts : 0, 1);
		if (r == 1)
			kill_some(story);
	}
}

/* ---- healing --------------------------------------------------------------------------------- */

static void order_all(struct story *story, enum meshsim_order_what what)
{
	static struct meshsim_task tasks[MESHSIM_NODES];

	for (uint32_t i = 0; i < story->plan->sites; i++)
		tasks[i] = (struct meshsim_task){ i, { .what = what } };
	meshsim_net_order_each(story->net, tasks, story->plan->sites);
}

static bool chains_agree(struct story *story)
{
	struct meshsim_ledger *ledger = story->ledger;

	ledger->round++;
	order_all(story, MESHSIM_REPORT);
	for (uint32_t i = 0; i < story->plan->sites; i++)
		if (!meshsim_net_lives(story->net, i))
			return false;
	for (uint32_t o = 0; o < ledger->norigins; o++) {
		uint32_t writer = ledger->views[0][o].writer;

		for (uint32_t i = 0; i < story->plan->sites; i++)
			if (ledger->views[i][o].writer != writer ||
			    ledger->views[i][o].end != ledger->views[writer - 1][o].end)
				return false;
	}
	return true;
}

static bool records_agree(struct story *story)
{
	story->ledger->ndiffering = 0;
	order_all(story, MESHSIM_COMPARE);
	return story->ledger->ndiffering == 0;
}

static void heal(struct story *story)
{
	uint32_t sites = story->plan->sites;

	for (uint32_t a = 0; a < sites; a++)
		for (uint32_t b = 0; b < sites; b++)
			meshsim_net_cut(story->net, a, b, false);
	for (uint32_t look = 0; good(story); look++) {
		for (uint32_t i = 0; i < sites; i++)
			meshsim_net_start(story->net, i);
		pass_beats(story, 2);
		if (chains_agree(story) && records_agree(story))
			return;
		if (look == LOOKS)
			meshsim_net_fail(story->net, "healed, but not all agree");
	}
}

/* ---- looking --------------------------------------------------------------------------------- */

static void check(struct story *story)
{
	struct meshsim_ledger *ledger = story->ledger;
	struct meshscale_result *result = story->result;
	uint32_t sites = story->plan->sites;
	static struct hash digests[MESHSIM_NODES];

	order_all(story, MESHSIM_NOTE_REACH);
	order_all(story, MESHSIM_TALLY);
	for (uint32_t i = 0; i < sites; i++) {
		result->stored += ledger->tallies[i].entries;
		result->veils += ledger->tallies[i].veils;
		digests[i] = ledger->tallies[i].digest;
	}
	result->digest = hash_of((const char *)digests, sites * sizeof *digests);
	result->made = ledger->nentries;
}

/* A part of the nodes is looked at as those of small stories are: states folded anew, and all. */
static void check_some(struct story *story)
{
	const struct meshscale_plan *plan = story->plan;
	uint32_t venues = plan->sites - plan->territories - 1, count = 0;
	static struct meshsim_task tasks[MESHSIM_NODES];

	for (uint32_t i = 0; i < plan->looked_at; i++) {
		uint32_t upper = i * (plan->territories + 1) / plan->looked_at;
		uint32_t venue = plan->territories + 1 + i * venues / plan->looked_at;

		tasks[count++] = (struct meshsim_task){ i % 3 == 0 ? upper : venue,
							{ .what = MESHSIM_CHECK } };
	}
	meshsim_net_order_each(story->net, tasks, count);
	story->result->checked = story->ledger->stats.checks;
}

/* ---- all of it ------------------------------------------------------------------------------- */

bool meshscale_run(const struct meshscale_plan *plan, struct meshscale_result *ret)
{
	struct story story = { .plan = plan, .result = ret, .chance = { plan->seed * 7 + 1 } };
	bool kept;

	*ret = (struct meshscale_result){ 0 };
	story.begun = now_s();
	story.net = meshsim_net_create(plan->seed);
	story.ledger = meshsim_net_ledger(story.net);
	story.ledger->large = true;
	story.ledger->beat_ms = 4000;
	name_sites(&story);
	meshsim_net_weather(story.net, &(struct meshsim_weather){ .least_ms = 20, .most_ms = 60 });
	meshsim_net_revive(story.net, true);
	meshsim_net_windows(story.net, 20, plan->desks);
	join_all(&story);
	end_phase(&story, MESHSCALE_JOIN);
	work_in_rounds(&story);
	end_phase(&story, MESHSCALE_WORK);
	work_behind_cuts(&story);
	end_phase(&story, MESHSCALE_CUT);
	heal(&story);
	end_phase(&story, MESHSCALE_HEAL);
	check(&story);
	check_some(&story);
	end_phase(&story, MESHSCALE_CHECK);
	kept = good(&story);
	ret->memory_mib = meshsim_net_memory_mib(story.net);
	ret->stats = story.ledger->stats;
	if (!kept)
		meshsim_net_words(story.net, ret->text);
	meshsim_net_destroy(story.net);
	return kept;
}
