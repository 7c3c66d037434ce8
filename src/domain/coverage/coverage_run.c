/* The count of everything that is missing, each night and whenever somebody asks. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/gaps.h"

#define DAY_MS INT64_C(86400000)
#define FIELDS(X, K) \
	X(K, 1, TEXT, title, "说明", "Note", .max = 240, .flags = TITLE) \
	X(K, 2, INT, severe, "严重缺口", "Severe gaps", .most = 10000000, .flags = SYSTEM) \
	X(K, 3, INT, serious, "较重缺口", "Serious gaps", .most = 10000000, .flags = SYSTEM) \
	X(K, 4, INT, minor, "一般缺口", "Minor gaps", .most = 10000000, .flags = SYSTEM) \
	X(K, 5, TEXT, by_gap, "按缺口统计", "By gap", .max = 8000, .flags = LONG | SYSTEM) \
	X(K, 6, INT, change, "较上次增减", "Change since the last", .least = -10000000, \
	  .most = 10000000, .flags = SYSTEM) \
	X(K, 7, TIME, next_at, "下次核对", "Next", .flags = SYSTEM)

KIND_STRUCT(coverage_run);
KIND_FIELDS(coverage_run);

enum { CURRENT = 1, PAST };
static const struct state states[] = {
	{ CURRENT, "current", "最近一次", "Current", STATE_OPEN },
	{ PAST, "past", "历史", "Past", STATE_CLOSED },
};

static const struct coverage_run *run_of(const struct record *record)
{
	return (const struct coverage_run *)record;
}

/* The next moment at which the wall clock of the venues shows the hour of the nightly run. */
static instant next_run(const struct model *model, code post, instant at)
{
	instant offset = (instant)(policy_or(model, "event.utc_offset", post, at, 0) * 1000);
	instant hour = (instant)(policy_or(model, "coverage.run.at", post, at, 0) * 1000);
	instant local = at + offset;
	instant next = local - local % DAY_MS + hour;

	return (next > local ? next : next + DAY_MS) - offset;
}

static const struct record *last_run(const struct model *model, const struct record *record)
{
	for (uint32_t i = model_count(model, record->kind); i > 0; i--) {
		const struct record *run = model_at(model, record->kind, i - 1);

		if (run->home == record->home && run->state == CURRENT &&
		    !ident_eq(run->id, record->id))
			return run;
	}
	return NULL;
}

/* One line for each gap that is open somewhere, the worst first. */
static void count_by_gap(const struct gap_list *list, struct buf *out)
{
	for (uint32_t i = 0; i < list->count; i++) {
		const struct gap_found *found = &list->at[i];
		uint32_t count = 0;
		bool first = true;

		for (uint32_t j = 0; j < list->count; j++) {
			if (list->at[j].gap != found->gap ||
			    list->at[j].record->kind != found->record->kind)
				continue;
			first = first && (j >= i);
			count++;
		}
		if (first && out->len < 7800)
			buf_printf(out, "%u  %s.%s  %s / %s\n", count, found->record->kind->name,
				   found->gap->name, found->gap->zh, found->gap->en);
	}
}

static void stamp_counts(struct stamp *stamp, const struct model *model,
			 const struct record *after, const struct act_view *view)
{
	const struct post *home = tree_get(model, after->home);
	struct reader reader = { .post = after->home, .now = view->at,
				 .oversight = home && home->tier == TIER_OVERSIGHT };
	const struct record *last = last_run(model, after);
	struct gap_list list = { 0 };
	struct buf text;

	gaps_find(model, &reader, view->at, &list);
	buf_init(&text, 8000);
	count_by_gap(&list, &text);
	stamp_int(stamp, "severe", list.severe);
	stamp_int(stamp, "serious", list.serious);
	stamp_int(stamp, "minor", list.minor);
	stamp_text(stamp, "by_gap", buf_str(&text));
	if (last)
		stamp_int(stamp, "change",
			  (int64_t)list.count - run_of(last)->severe - run_of(last)->serious -
				  run_of(last)->minor);
	stamp_time(stamp, "next_at", next_run(model, after->home, view->at));
	buf_release(&text);
	gaps_release(&list);
}

KIND_ACTS(
	{ .number = 1, .name = "run", .zh = "核对", .en = "Run", .from = NEW, .to = CURRENT,
	  .roles = ROLE_STAFF | ROLE_oversight | ROLE_SYSTEM, .takes = "title",
	  .stamp = stamp_counts },
	{ .number = 2, .name = "pass", .zh = "归入历史", .en = "Pass", .from = IN(CURRENT),
	  .to = PAST, .roles = ROLE_SYSTEM });

static const struct clock_step next_steps[] = {
	{ .name = "night", .zh = "夜间核对", .en = "The nightly run", .rings = 0 },
};
static const struct clock clocks[] = {
	{ .number = 1, .name = "next", .zh = "下次核对", .en = "Next run", .starts = "run",
	  .stops = "pass", .until = "next_at", .steps = next_steps,
	  .nsteps = KIND_COUNT(next_steps) },
};

static void repeat(struct reactor *reactor, const struct model *model,
		   const struct record *record, const struct entry *entry)
{
	(void)model;
	(void)entry;
	reactor_propose(reactor, "coverage_run", "run", (struct ident){ 0 }, record->home);
	reactor_text(reactor, "title", STR("夜间核对 / Nightly run"));
}

static void pass(struct reactor *reactor, const struct model *model, const struct record *record,
		 const struct entry *entry)
{
	const struct record *last = last_run(model, record);

	(void)entry;
	if (last)
		reactor_propose(reactor, "coverage_run", "pass", last->id, last->home);
}

static const struct reaction reactions[] = {
	{ .name = "repeat", .on = "coverage_run.lapse",
	  .doc_zh = "每夜自动核对一次。", .doc_en = "Runs again each night.", .run = repeat },
	{ .name = "pass", .on = "coverage_run.run",
	  .doc_zh = "新的核对取代上一次。", .doc_en = "A new run takes the place of the last.",
	  .run = pass },
};

KIND(coverage_run, .number = 155, .module = "coverage", .zh = "万无一失核对",
     .en = "Coverage run",
     .doc_zh = "本指挥部可见范围内全部缺口的清点，每夜一次，也可随时进行。",
     .doc_en = "A count of all that is missing in reach of the post, each night and on demand.",
     .doctrine = "4.6", .flags = KIND_SETUP, KIND_CLOCKS, KIND_REACTIONS);
