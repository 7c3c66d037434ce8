/* Says how long a city needs to take so many people away, and which link makes it wait. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "base/limits.h"
#include "cli/verbs.h"
#include "os/os.h"
#include "wire/evac/cityplan.h"

static void print_links(const struct cityplan *plan, const struct city_result *result)
{
	for (uint32_t i = 0; i < plan->network.nlinks; i++) {
		const struct city_link *link = &plan->network.links[i];
		uint32_t saved;

		printf("%s " STR_FMT ": %u", result->binding[i] ? "*" : " ",
		       STR_ARG(plan->links[i].at ? plan->links[i] : plan->places[link->to]),
		       result->used[i]);
		if (result->binding[i]) {
			struct arena *scratch = arena_create();

			saved = city_gain(scratch, &plan->network, plan->nsteps, i, link->persons);
			arena_destroy(scratch);
			printf("; 瓶颈，再加一辆快%.1f分钟 / binds; one more a departure saves %.1f min",
			       saved * plan->step_seconds / 60, saved * plan->step_seconds / 60);
		}
		printf("\n");
	}
}

static int show(const struct verb_args *args, struct arena *arena, const struct cityplan *plan)
{
	struct city_result result;
	enum city_error error = city_run(arena, &plan->network, plan->nsteps, &result);
	uint32_t every = plan->nsteps;

	if (error != CITY_OK && error != CITY_STAYS) {
		verb_complain(args, "%s", city_error_name(error));
		return VERB_DATA;
	}
	if (error == CITY_OK) {
		every = result.done > 10 ? result.done / 10 : 1;
		printf("%u人全部离开需%.1f分钟 / %u persons are gone in %.1f min\n", result.persons,
		       result.done * plan->step_seconds / 60, result.persons,
		       result.done * plan->step_seconds / 60);
	} else {
		printf("%.1f分钟内离开%u人，共%u人 / in %.1f min %u of %u are gone\n",
		       plan->nsteps * plan->step_seconds / 60, result.gone[plan->nsteps],
		       result.persons, plan->nsteps * plan->step_seconds / 60,
		       result.gone[plan->nsteps], result.persons);
		every = plan->nsteps > 10 ? plan->nsteps / 10 : 1;
	}
	for (uint32_t t = every; t <= plan->nsteps && t < result.done + every; t += every)
		printf("  %6.1f min %u\n", t * plan->step_seconds / 60, result.gone[t]);
	print_links(plan, &result);
	return error == CITY_OK ? VERB_DONE : VERB_FOUND;
}

static int run_city(const struct verb_args *args)
{
	struct arena *arena = arena_create();
	enum cityplan_error error;
	struct cityplan plan;
	struct str what = { 0 };
	struct json json;
	struct buf text;
	int rc;

	buf_init(&text, LIMIT_VENUE_BYTES);
	rc = os_read_file(args->words[0], &text);
	if (rc < 0) {
		verb_complain(args, "%s: %s", args->words[0], os_error_text(rc));
		rc = VERB_SYSTEM;
	} else if (json_parse(arena, buf_str(&text), &json) != JSON_OK) {
		verb_complain(args, "%s: JSON", args->words[0]);
		rc = VERB_DATA;
	} else if ((error = cityplan_read(arena, &json, &plan, &what)) != CITYPLAN_OK) {
		verb_complain(args, "%s: " STR_FMT, cityplan_error_text(error), STR_ARG(what));
		rc = VERB_DATA;
	} else {
		rc = show(args, arena, &plan);
	}
	buf_release(&text);
	arena_destroy(arena);
	return rc;
}

static const struct verb_option no_options[] = { { NULL, NULL, NULL, NULL } };
const struct verb verb_evac_city = {
	.name = "evac-city",
	.words = "PLAN.json",
	.words_least = 1,
	.words_most = 1,
	.options = no_options,
	.run = run_city,
	.zh = "按车站、公交、道路的能力推算全部人员最早何时离开，指出瓶颈",
	.en = "The earliest that stations, buses and roads can have all gone, and what binds.",
};
