/* The story of a simulated mesh: step after step, then all is healed and all must agree. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "lib/meshsim.h"
#include "os/sim.h"

#define SITES 6
#define SOON 15                                            /* looks, until all must agree */
#define LATER 40

/* Who may join, in any order that the tree allows; the first founds the event. */
static const struct {
	const char *code, *post;
} places[SITES] = {
	{ "hq", "nat" },   { "bjs", "bj" },   { "hbs", "hb" },
	{ "nsts", "nst" }, { "zjks", "zjk" }, { "clus", "clu" },
};

struct story {
	struct meshsim_net *net;
	struct meshsim_ledger *ledger;
	uint32_t asked[SITES];                             /* who was to write a site down + 1 */
	bool gone[SITES];                                  /* it has joined in vain */
	int64_t set_ms[SITES];                             /* how wrong its clock is */
};

const char *meshsim_what_name(enum meshsim_what what)
{
	static const char *const names[] = {
#define MESHSIM_NAME(name, weight) #name,
		MESHSIM_WHATS(MESHSIM_NAME)
#undef MESHSIM_NAME
	};

	return names[what];
}

void meshsim_trace_draw(struct meshsim_trace *trace, uint64_t seed)
{
	static const uint32_t weights[] = {
#define MESHSIM_WEIGHT(name, weight) weight,
		MESHSIM_WHATS(MESHSIM_WEIGHT)
#undef MESHSIM_WEIGHT
	};
	struct chance chance = { seed };
	uint32_t sum = 0;

	for (int i = 0; i < MESHSIM_WHAT_COUNT; i++)
		sum += weights[i];
	trace->seed = seed;
	trace->count = 40 + chance_below(&chance, 160);
	for (uint32_t i = 0; i < trace->count; i++) {
		uint32_t draw = chance_below(&chance, sum);
		int what = 0;

		while (draw >= weights[what])
			draw -= weights[what++];
		trace->steps[i].what = (enum meshsim_what)what;
		trace->steps[i].seed = chance_next(&chance);
	}
}

/* ---- who is there ---------------------------------------------------------------------------- */

/* One of those who live and belong to the mesh; SITES: nobody. */
static uint32_t draw_node(const struct story *story, struct chance *chance)
{
	uint32_t found = SITES, seen = 0;

	for (uint32_t i = 0; i < SITES; i++)
		if (story->ledger->sites[i].joined && meshsim_net_lives(story->net, i) &&
		    chance_below(chance, ++seen) == 0)
			found = i;
	return found;
}

static void order_all(struct story *story, enum meshsim_order_what what)
{
	for (uint32_t i = 0; i < SITES; i++)
		meshsim_net_order(story->net, i, &(struct meshsim_order){ .what = what });
}

static void check(struct story *story)
{
	order_all(story, MESHSIM_NOTE_REACH);
	order_all(story, MESHSIM_CHECK);
}

/* The machine has its log and its key; it runs when it has been let in. */
static void make_key(struct story *story, uint32_t site)
{
	struct meshsim_order order = { .what = MESHSIM_CLOSE };

	if (story->ledger->sites[site].begun)
		return;
	meshsim_net_start(story->net, site);
	meshsim_net_order(story->net, site, &order);
}

/* Its record is written at one node; who was asked once and did not answer is asked again. */
static void join(struct story *story, uint32_t site)
{
	struct meshsim_ledger *ledger = story->ledger;
	struct meshsim_order order = { .what = MESHSIM_JOIN, .node = site };

	if (ledger->sites[site].joined)
		return;
	make_key(story, site);
	for (uint32_t i = 0; ledger->sites[site].begun && i < SITES; i++) {
		if (!ledger->sites[i].joined || !meshsim_net_lives(story->net, i) ||
		    (story->asked[site] != 0 && story->asked[site] != i + 1))
			continue;
		if (!meshsim_net_order(story->net, i, &order)) {
			story->asked[site] = i + 1;
			return;
		}
		if (meshsim_net_answer(story->net)->joined) {
			meshsim_net_say(story->net, "%s joins at %s, written by %s",
					places[site].code, places[site].post, places[i].code);
			ledger->stats.joins++;
			ledger->sites[site].joined = true;
			ledger->sites[site].above = ledger->sites[i].code;
			meshsim_net_start(story->net, site);
			return;
		}
	}
}

/* ---- steps ----------------------------------------------------------------------------------- */

static void do_pass(struct story *story, struct chance *chance)
{
	static const int64_t spans[] = { 50, 1000, 10000, 60000 };

	meshsim_net_run(story->net,
			1 + chance_below(chance, 1000) *
				    spans[chance_below(chance, KIND_COUNT(spans))] / 1000);
}

static void do_leap(struct story *story, struct chance *chance)
{
	static const uint32_t spans[] = { 600000, 3600000, 36000000 };

	sim_use(0);
	sim_pass(chance_below(chance, spans[chance_below(chance, KIND_COUNT(spans))]));
	meshsim_net_run(story->net, 1000);
}

static void do_weather(struct story *story, struct chance *chance)
{
	static const uint32_t rates[] = { 0, 20, 200, 500 };
	static const int64_t most[] = { 2, 40, 1500, 20000 };
	struct meshsim_weather weather = {
		.lost = rates[chance_below(chance, KIND_COUNT(rates))],
		.repeated = rates[chance_below(chance, KIND_COUNT(rates))],
		.least_ms = 1,
		.most_ms = most[chance_below(chance, KIND_COUNT(most))],
	};

	meshsim_net_weather(story->net, &weather);
	meshsim_net_say(story->net, "weather: %u of 1000 lost, %u repeated, up to %lld ms",
			weather.lost, weather.repeated, (long long)weather.most_ms);
}

static void do_cut(struct story *story, struct chance *chance)
{
	uint32_t what = chance_below(chance, 4), side = chance_below(chance, 1u << SITES);
	uint32_t a = chance_below(chance, SITES), b = chance_below(chance, SITES);

	for (uint32_t from = 0; from < SITES; from++) {
		for (uint32_t to = 0; to < SITES; to++) {
			bool cut = what == 0   ? from == a && to == b
				   : what == 1 ? (from == a && to == b) || (from == b && to == a)
				   : what == 2 ? from == a || to == a
					       : (side >> from & 1) != (side >> to & 1);

			if (cut && from != to)
				meshsim_net_cut(story->net, from, to, true);
		}
	}
	meshsim_net_say(story->net, "cut %u: %u %u %x", what, a, b, side);
}

static void mend(struct story *story)
{
	for (uint32_t from = 0; from < SITES; from++)
		for (uint32_t to = 0; to < SITES; to++)
			meshsim_net_cut(story->net, from, to, false);
	meshsim_net_say(story->net, "all links are whole");
}

static void do_clock(struct story *story, uint32_t node, struct chance *chance)
{
	static const int64_t steps[] = { 1, 1000, 30000, 600000 };
	int64_t ms = steps[chance_below(chance, KIND_COUNT(steps))] *
		     (1 + (int64_t)chance_below(chance, 5));

	sim_use(node);
	ms = chance_below(chance, 2) ? ms : -ms;
	sim_step(ms);
	story->set_ms[node] += ms;
	meshsim_net_say(story->net, "the clock of node %u is set by %lld ms", node, (long long)ms);
}

static void do_plan(struct story *story, enum meshsim_what what, uint32_t node,
		    struct chance *chance)
{
	struct sim_plan plan = { 0 };
	bool power = chance_below(chance, 3) > 0, keep = false;

	sim_use(node);
	switch (what) {
	case MESHSIM_die:
		plan.die_at = 1 + chance_below(chance, 40);
		break;
	case MESHSIM_fail:
		plan.fail_at = 1 + chance_below(chance, 40);
		plan.fail_on = chance_below(chance, 2);
		keep = plan.fail_on && chance_below(chance, 2);
		break;
	default:
		plan.disk_bytes = sim_disk_used() + chance_below(chance, 100000);
		keep = chance_below(chance, 2);
	}
	meshsim_net_plan(story->net, node, &plan, power, keep);
}

static void do_start(struct story *story)
{
	for (uint32_t i = 0; i < SITES; i++)
		if (story->ledger->sites[i].joined)
			meshsim_net_start(story->net, i);
}

/* What is said to one node and done by it. */
static void give(struct story *story, uint32_t node, enum meshsim_order_what what,
		 struct chance *chance)
{
	struct meshsim_order order = { .what = what, .seed = chance_next(chance) };

	meshsim_net_order(story->net, node, &order);
}

/* Offered and signed by the one, signed by whoever is above once he has heard of it. */
static void do_hand_over(struct story *story, uint32_t node, struct chance *chance)
{
	for (int i = 0; i < 2; i++) {
		give(story, node, MESHSIM_HAND_OVER, chance);
		meshsim_net_run(story->net, 1 + chance_below(chance, 2000));
	}
	for (uint32_t i = 0; i < SITES; i++)
		if (i != node && chance_below(chance, 4) > 0)
			give(story, i, MESHSIM_HAND_OVER, chance);
}

static void do_at(struct story *story, enum meshsim_what what, uint32_t node,
		  struct chance *chance)
{
	switch (what) {
	case MESHSIM_acts: give(story, node, MESHSIM_ACT, chance); break;
	case MESHSIM_repeat: give(story, node, MESHSIM_ACT_AGAIN, chance); break;
	case MESHSIM_assume: give(story, node, MESHSIM_ASSUME, chance); break;
	case MESHSIM_hand_over: do_hand_over(story, node, chance); break;
	case MESHSIM_give_back: give(story, node, MESHSIM_GIVE_BACK, chance); break;
	case MESHSIM_snapshot: give(story, node, MESHSIM_SNAPSHOT, chance); break;
	case MESHSIM_memory: give(story, node, MESHSIM_OUT_OF_MEMORY, chance); break;
	case MESHSIM_forge: give(story, node, MESHSIM_FORGE, chance); break;
	case MESHSIM_restart: give(story, node, MESHSIM_CLOSE, chance); break;
	case MESHSIM_clock: do_clock(story, node, chance); break;
	case MESHSIM_kill: meshsim_net_kill(story->net, node, false); break;
	case MESHSIM_power: meshsim_net_kill(story->net, node, true); break;
	default: do_plan(story, what, node, chance);
	}
}

static void do_step(struct story *story, const struct meshsim_step *step)
{
	struct chance chance = { step->seed };
	uint32_t node = draw_node(story, &chance);

	switch (step->what) {
	case MESHSIM_pass: do_pass(story, &chance); return;
	case MESHSIM_leap: do_leap(story, &chance); return;
	case MESHSIM_join: join(story, 1 + chance_below(&chance, SITES - 1)); return;
	case MESHSIM_weather: do_weather(story, &chance); return;
	case MESHSIM_cut: do_cut(story, &chance); return;
	case MESHSIM_mend: mend(story); return;
	case MESHSIM_start: do_start(story); return;
	case MESHSIM_check: check(story); return;
	default: break;
	}
	if (node == SITES)
		return;
	meshsim_net_say(story->net, "%s at node %u", meshsim_what_name(step->what), node);
	do_at(story, step->what, node, &chance);
}

/* ---- healing --------------------------------------------------------------------------------- */

static void fault(struct story *story, const char *what, uint32_t a, uint32_t b, uint32_t origin)
{
	char name[CODE_TEXT];

	story->ledger->fault = what;
	code_format(story->ledger->origins[origin], name);
	snprintf(story->ledger->text, SIMKIT_TEXT,
		 "healed, but %s: of %s at %s (to %llu) and %s (to %llu)", what, name,
		 places[a].code, (unsigned long long)story->ledger->views[a][origin].end,
		 places[b].code, (unsigned long long)story->ledger->views[b][origin].end);
}

/* What a site wrote that had joined in vain, or was revoked, is nobody's. */
static bool in_vain(const struct story *story, code origin)
{
	const struct meshsim_ledger *ledger = story->ledger;

	for (uint32_t i = 0; i < SITES; i++) {
		if (!story->gone[i])
			continue;
		if (ledger->sites[i].post == origin)
			return true;
		for (uint32_t o = 0; o < ledger->norigins; o++)
			if (ledger->origins[o] == origin && ledger->views[0][o].writer == i + 1)
				return true;
	}
	return false;
}

/* Whether b sees the origin as its writer a does. */
static bool same_view(struct story *story, uint32_t a, uint32_t b, uint32_t origin)
{
	const struct meshsim_view *one = &story->ledger->views[a][origin];
	const struct meshsim_view *other = &story->ledger->views[b][origin];

	if (one->writer != other->writer)
		fault(story, "two nodes name different writers", a, b, origin);
	else if (one->end != other->end)
		fault(story, "entries are missing", a, b, origin);
	else
		return true;
	return false;
}

/* Whether everybody who is meant to have a record has it as its writer does. */
static bool may_differ(struct story *story, const struct meshsim_differing *differing)
{
	struct meshsim_ledger *ledger = story->ledger;
	const struct meshsim_record *record = &ledger->records[differing->record];
	char id[IDENT_TEXT];

	if (!ledger->sites[differing->node].joined || in_vain(story, record->id.origin))
		return true;
	ident_format(record->id, id);
	ledger->fault = "versions differ";
	snprintf(ledger->text, SIMKIT_TEXT,
		 "healed, but %s has version %u at its writer and another %u at %s", id,
		 record->version, differing->version, places[differing->node].code);
	return false;
}

static bool all_records_agree(struct story *story)
{
	struct meshsim_ledger *ledger = story->ledger;

	ledger->ndiffering = 0;
	order_all(story, MESHSIM_COMPARE);
	if (meshsim_net_failed(story->net))
		return false;
	for (uint32_t i = 0; i < ledger->ndiffering && i < MESHSIM_DIFFERING; i++)
		if (!may_differ(story, &ledger->differing[i]))
			return false;
	if (ledger->ndiffering > MESHSIM_DIFFERING)
		return false;
	ledger->text[0] = '\0';
	return true;
}

static bool all_agree(struct story *story)
{
	struct meshsim_ledger *ledger = story->ledger;

	ledger->round++;
	order_all(story, MESHSIM_REPORT);
	if (meshsim_net_failed(story->net))
		return false;
	for (uint32_t o = 0; o < ledger->norigins; o++) {
		uint32_t a = ledger->views[0][o].writer;

		if (in_vain(story, ledger->origins[o]))
			continue;
		/* Not a post that the founder knows: then nobody else may. */
		for (uint32_t b = 0; b < SITES; b++)
			if (ledger->sites[b].joined &&
			    !same_view(story, a ? a - 1 : 0, b, o))
				return false;
	}
	return all_records_agree(story);
}

static void heal(struct story *story)
{
	mend(story);
	meshsim_net_weather(story->net,
			    &(struct meshsim_weather){ .least_ms = 1, .most_ms = 20 });
	meshsim_net_revive(story->net, true);
	for (uint32_t i = 0; i < SITES; i++) {
		if (!story->ledger->sites[i].begun)
			continue;
		meshsim_net_plan(story->net, i, &(struct sim_plan){ 0 }, false, false);
		story->ledger->bad_disk[i] = false;
		sim_step(-story->set_ms[i]);
	}
	do_start(story);
}

static void settle_joins(struct story *story)
{
	for (uint32_t i = 1; i < SITES; i++)
		if (story->ledger->sites[i].begun && !story->ledger->sites[i].joined &&
		    !story->gone[i])
			join(story, i);
}

/*
 * Who was let in by a site that had been taken over, and did not know it, is not in: that is for
 * people to sort out. Who was revoked is out.
 */
static void leave_out(struct story *story)
{
	for (uint32_t i = 1; i < SITES; i++) {
		if (!story->ledger->sites[i].joined || meshsim_set_has(&story->ledger->known, i))
			continue;
		meshsim_net_say(story->net, "%s is left out", places[i].code);
		story->ledger->sites[i].joined = false;
		story->gone[i] = true;
		meshsim_net_kill(story->net, i, false);
	}
}

static bool converge(struct story *story)
{
	heal(story);
	for (uint32_t i = 0; i < SOON + LATER && !meshsim_net_failed(story->net); i++) {
		do_start(story);
		settle_joins(story);
		meshsim_net_run(story->net, 10 * story->ledger->beat_ms);
		/* Clocks that were set ahead keep others waiting until they have come so far. */
		if (i >= SOON) {
			sim_use(0);
			sim_pass(600000);
		}
		if (i == SOON + LATER / 2)
			leave_out(story);
		if (all_agree(story))
			return true;
	}
	return false;
}

/* ---- all of it ------------------------------------------------------------------------------- */

static void begin(struct story *story, uint64_t seed)
{
	struct chance chance = { seed * 7 + 1 };

	story->net = meshsim_net_create(seed);
	story->ledger = meshsim_net_ledger(story->net);
	story->ledger->snapshot_every = (uint32_t[]){ 0, 13, 90 }[chance_below(&chance, 3)];
	story->ledger->beat_ms = 1000 << chance_below(&chance, 4);
	for (uint32_t i = 0; i < SITES; i++) {
		code site = 0, post = 0;

		code_parse(str_of(places[i].code), &site);
		code_parse(str_of(places[i].post), &post);
		meshsim_ledger_name(story->ledger, i, site, post);
	}
	meshsim_net_start(story->net, 0);
	/* Some are there from the first. */
	for (uint32_t i = 1; i < SITES; i++)
		if (chance_below(&chance, 2))
			join(story, i);
	meshsim_net_run(story->net, 20 * story->ledger->beat_ms);
}

bool meshsim_run(const struct meshsim_trace *trace, struct meshsim_stats *ret_stats,
		 struct meshsim_fault *ret, char **ret_story)
{
	struct story story = { 0 };
	bool good;

	begin(&story, trace->seed);
	for (uint32_t i = 0; i < trace->count && !meshsim_net_failed(story.net); i++) {
		do_step(&story, &trace->steps[i]);
		meshsim_net_run(story.net, 5);
	}
	good = !meshsim_net_failed(story.net) && converge(&story);
	if (good)
		check(&story);
	good = good && !meshsim_net_failed(story.net);
	if (!good) {
		ret->what = story.ledger->fault;
		meshsim_net_words(story.net, ret->text);
	}
	*ret_stats = story.ledger->stats;
	if (ret_story)
		*ret_story = heap_text(str_of(meshsim_net_told(story.net)));
	meshsim_net_destroy(story.net);
	return good;
}

/* ---- the shortest trace ---------------------------------------------------------------------- */

static bool fails_without(const struct meshsim_trace *trace, uint32_t from, uint32_t count,
			  struct meshsim_trace *ret, struct meshsim_fault *ret_fault)
{
	struct meshsim_stats stats;

	ret->seed = trace->seed;
	ret->count = trace->count - count;
	memcpy(ret->steps, trace->steps, from * sizeof *trace->steps);
	memcpy(ret->steps + from, trace->steps + from + count,
	       (trace->count - from - count) * sizeof *trace->steps);
	return !meshsim_run(ret, &stats, ret_fault, NULL);
}

void meshsim_run_shorten(struct meshsim_trace *trace, uint32_t tries, struct meshsim_fault *fault)
{
	static struct meshsim_trace shorter;
	struct meshsim_fault found;

	for (uint32_t size = trace->count / 2; size > 0; size = size == 1 ? 0 : (size + 1) / 2) {
		for (uint32_t end = trace->count; end > 0 && tries > 0; tries--) {
			uint32_t count = end < size ? end : size;

			/* Another fault would be another story. */
			if (fails_without(trace, end - count, count, &shorter, &found) &&
			    found.what == fault->what) {
				*trace = shorter;
				*fault = found;
			}
			end -= count;
		}
	}
}
