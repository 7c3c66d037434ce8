/* Where the demonstration's scenario lies, and what came of its day. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/scenario.h"

#include <stdio.h>

#include "model/registry.h"
#include "os/os.h"
#include "os/self.h"

#define NAME "beijing-2022"
#define TIERS 8

static bool is_scenario(const char *dir)
{
	char path[4200];

	snprintf(path, sizeof path, "%s/day.script", dir);
	return os_file_size(path) >= 0;
}

/* Beside the program in its repository, or where `make install` puts it. */
static bool find_usual(struct buf *ret_dir)
{
	static const char *const usual[] = {
		"../share/watchfloor/demo/" NAME, "../demo/" NAME, "../../demo/" NAME, "demo/" NAME,
	};
	struct buf folder;
	bool found = false;

	buf_init(&folder, 4096);
	for (size_t i = 0; i < sizeof usual / sizeof usual[0] && !found; i++) {
		buf_clear(&folder);
		if (!self_folder(&folder))
			break;
		buf_clear(ret_dir);
		buf_printf(ret_dir, STR_FMT "%s", STR_ARG(buf_str(&folder)), usual[i]);
		found = is_scenario(ret_dir->at);
	}
	buf_release(&folder);
	return found;
}

bool scenario_find(const struct verb_args *args, struct buf *ret_dir)
{
	const char *given = verb_value(args, "scenario");

	buf_init(ret_dir, 4096);
	if (given != NULL) {
		buf_printf(ret_dir, "%s", given);
		if (is_scenario(given))
			return true;
	} else if (find_usual(ret_dir)) {
		return true;
	}
	verb_complain(args, "找不到想定（day.script）：请用--scenario / "
			    "no scenario (day.script) found: --scenario%s%s",
		      given != NULL ? ": " : "", given != NULL ? given : "");
	buf_release(ret_dir);
	return false;
}

/* ---- what came of it ----------------------------------------------------------------------- */

struct tally {
	uint32_t incidents, incidents_open;
	uint32_t orders, orders_open;
	uint32_t met, lapsed, running;
};

static const char *const tier_names[TIERS] = {
	[0] = "–",
	[TIER_NATIONAL] = "国家 national",
	[TIER_TERRITORIAL] = "属地 territorial",
	[TIER_CLUSTER] = "场馆群 cluster",
	[TIER_VENUE] = "场馆 venue",
	[TIER_UNIT] = "单元 unit",
	[TIER_LIAISON] = "对接 liaison",
	[TIER_OVERSIGHT] = "督察 oversight",
};

/* A clock that rings nobody asks nothing of anybody: a term of office is no deadline. */
static bool asks(const struct clock *clock)
{
	uint32_t rings = 0;

	for (uint16_t s = 0; s < clock->nsteps; s++)
		rings |= clock->steps[s].rings;
	return rings != 0;
}

static void add_clocks(struct tally *tally, const struct record *record)
{
	const struct kind_row *row = registry_of(record->kind);

	for (uint16_t i = 0; i < row->nclocks; i++) {
		const struct clock_run *run = &record->clocks[i];

		if (run->status == CLOCK_IDLE || !asks(&row->clocks[i]))
			continue;
		if (run->step > 0)
			tally->lapsed++;
		else if (run->status == CLOCK_RUNNING)
			tally->running++;
		else
			tally->met++;
	}
}

static void add(struct tally *tallies, const struct model *model, const struct record *record)
{
	const struct post *post = tree_get(model, record->home);
	struct tally *tally = &tallies[post != NULL ? (int)post->tier % TIERS : 0];

	add_clocks(tally, record);
	if (strcmp(record->kind->name, "incident") == 0) {
		tally->incidents++;
		tally->incidents_open += model_is_open(record);
	} else if (strcmp(record->kind->name, "order") == 0) {
		tally->orders++;
		tally->orders_open += model_is_open(record);
	}
}

/* Han characters are two columns wide; printf counts their bytes. */
static int width(const char *text)
{
	int columns = 0;

	for (const char *c = text; *c != 0; c++) {
		if (((unsigned char)*c & 0xc0) == 0x80)
			continue;
		columns += (unsigned char)*c >= 0xe3 ? 2 : 1;
	}
	return columns;
}

static void put_row(const char *name, const struct tally *tally)
{
	printf("%s%*s %9u %5u %8u %5u %8u %7u %8u\n", name, 20 - width(name), "", tally->incidents,
	       tally->incidents_open, tally->orders, tally->orders_open, tally->met, tally->lapsed,
	       tally->running);
}

void scenario_report(const struct model *model)
{
	struct tally tallies[TIERS] = { 0 };
	struct tally all = { 0 };

	for (uint16_t k = 0; k < registry_count(); k++)
		for (uint32_t i = 0; i < model_count(model, registry_at(k)->kind); i++)
			add(tallies, model, model_at(model, registry_at(k)->kind, i));
	printf("\n层级 tier            incidents  open   orders  open  clk met  lapsed  running\n"
	       "                       事件  未结     指令  未结     按时    超时   计时中\n");
	for (int i = 0; i < TIERS; i++) {
		const struct tally *tally = &tallies[i];

		all.incidents += tally->incidents;
		all.incidents_open += tally->incidents_open;
		all.orders += tally->orders;
		all.orders_open += tally->orders_open;
		all.met += tally->met;
		all.lapsed += tally->lapsed;
		all.running += tally->running;
		if (i > 0 || tally->incidents + tally->orders + tally->met + tally->lapsed > 0)
			put_row(tier_names[i], tally);
	}
	put_row("合计 all", &all);
}
