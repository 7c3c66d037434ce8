/* Makes a roster from a file, or judges one: who does which duty when, and what it costs. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "base/limits.h"
#include "cli/crew.h"
#include "cli/verbs.h"
#include "os/os.h"
#include "wire/roster/instance.h"

#define SECONDS_USUAL 60
#define THREADS_USUAL 2
#define SECONDS_MOST 86400

struct made {
	const struct verb_args *args;
	struct arena *arena;
	struct buf file, roster;         /* texts that the instance refers to */
	struct instance instance;
	struct roster_plan *plan;
	struct crew_clock clock;
	bool watched;
};

static bool read_number(const struct verb_args *args, const char *name, int64_t least, int64_t most,
			int64_t *ret)
{
	const char *text = verb_value(args, name);

	if (text == NULL || (str_to_i64(str_of(text), ret) && *ret >= least && *ret <= most))
		return true;
	verb_complain(args, "--%s 应为%lld至%lld / --%s is %lld to %lld", name, (long long)least,
		      (long long)most, name, (long long)least, (long long)most);
	return false;
}

static bool read_text(struct made *made, const char *path, struct buf *ret)
{
	int rc = os_read_file(path, ret);

	if (rc < 0)
		verb_complain(made->args, "%s: %s", path, os_error_text(rc));
	return rc >= 0;
}

static void complain_at(const struct made *made, const char *path,
			const struct instance_fault *fault)
{
	verb_complain(made->args, "%s:%u: %s: %s / %s: " STR_FMT, path, fault->line,
		      instance_fault_name(fault->kind), instance_fault_text(fault->kind, true),
		      instance_fault_text(fault->kind, false), STR_ARG(fault->near));
}

static int read_problem(struct made *made, const char *path)
{
	struct instance_fault fault;
	enum roster_fault unsound;
	uint32_t at;

	if (!read_text(made, path, &made->file))
		return VERB_DATA;
	if (!instance_parse(made->arena, buf_str(&made->file), &made->instance, &fault)) {
		complain_at(made, path, &fault);
		return VERB_DATA;
	}
	unsound = roster_prepare(made->arena, &made->instance.problem, &made->plan, &at);
	if (unsound == ROSTER_SOUND)
		return VERB_DONE;
	verb_complain(made->args, "%s: %s: %s / %s (%u)", path, roster_fault_name(unsound),
		      roster_fault_text(unsound, true), roster_fault_text(unsound, false), at);
	return VERB_DATA;
}

static int read_cells(struct made *made, const char *path, uint16_t **ret)
{
	struct instance_fault fault;

	if (!read_text(made, path, &made->roster))
		return VERB_DATA;
	if (instance_read_cells(made->arena, &made->instance, buf_str(&made->roster), ret, &fault))
		return VERB_DONE;
	complain_at(made, path, &fault);
	return VERB_DATA;
}

/* ---- what is said --------------------------------------------------------------------------- */

static void say_cost(const struct roster_cost *cost)
{
	fprintf(stderr, "%-16s %10lld\n", "cost", (long long)cost->total);
	for (uint32_t rule = 0; rule < ROSTER_NRULES; rule++)
		if (cost->by_rule[rule] != 0)
			fprintf(stderr, "%-16s %10lld  %s / %s\n",
				roster_rule_name((enum roster_rule)rule),
				(long long)cost->by_rule[rule],
				roster_rule_text((enum roster_rule)rule, true),
				roster_rule_text((enum roster_rule)rule, false));
	if (cost->broken > 0)
		fprintf(stderr, "不可行：%lld处违反硬性规则 / not feasible: hard rules are broken "
				"%lld times\n",
			(long long)cost->broken, (long long)cost->broken);
}

static void say_progress(void *user, const struct roster_progress *progress)
{
	struct made *made = user;

	if (made->watched)
		fprintf(stderr, "%5.1f s  %lld  (%llu)\n",
			crew_clock_share(&made->clock) * made->clock.seconds,
			(long long)progress->best, (unsigned long long)progress->iterations);
}

static struct str cell_name(const struct made *made, uint16_t cell)
{
	return cell == ROSTER_OFF ? STR("-") : made->instance.duties[cell];
}

/* Which rules cannot hold together, where that can be shown. */
static void say_why(const struct made *made, const uint16_t *cells)
{
	struct roster_collision collision;

	if (!roster_explain(made->plan, cells, &collision))
		return;
	if (collision.person != UINT32_MAX)
		fprintf(stderr, STR_FMT ": ", STR_ARG(made->instance.people[collision.person]));
	if (collision.day != UINT32_MAX)
		fprintf(stderr, "第%u天 / day %u: ", collision.day, collision.day);
	if (collision.slot != UINT32_MAX)
		fprintf(stderr, STR_FMT ": ", STR_ARG(made->instance.slots[collision.slot]));
	fprintf(stderr, "以下规则不能同时满足 / these rules cannot hold together:\n");
	for (uint32_t i = 0; i < collision.count; i++)
		fprintf(stderr, "  %-14s %s / %s\n", roster_rule_name(collision.rules[i]),
			roster_rule_text(collision.rules[i], true),
			roster_rule_text(collision.rules[i], false));
}

/* Whose row is other than what they were told, and the first day of it. */
static void say_told(const struct made *made, const uint16_t *cells)
{
	const struct roster_problem *p = &made->instance.problem;

	for (uint32_t e = 0; p->published != NULL && e < p->people; e++)
		for (uint32_t day = 0; day < p->days; day++) {
			size_t at = (size_t)e * p->days + day;
			uint16_t was = p->published[at], now = cells[at];
			bool away = (p->off != NULL && p->off[at]) ||
				    (p->fixed != NULL && p->fixed[at] != ROSTER_FREE);

			if (was == ROSTER_FREE || was == now)
				continue;
			fprintf(stderr, STR_FMT " 第%u天 / day %u: " STR_FMT " -> " STR_FMT "  %s\n",
				STR_ARG(made->instance.people[e]), day, day,
				STR_ARG(cell_name(made, was)), STR_ARG(cell_name(made, now)),
				away ? "本人原因 / the cell itself" : "为他人调整 / for others");
		}
}

static double share(void *user)
{
	struct made *made = user;

	return crew_clock_share(&made->clock);
}

static int put_roster(struct made *made, const uint16_t *cells)
{
	const char *path = verb_value(made->args, "out");
	struct buf text;
	int rc = 0;

	buf_init(&text, LIMIT_ROSTER_BYTES);
	instance_print_cells(&made->instance, cells, &text);
	if (path != NULL)
		rc = os_write_file(path, buf_str(&text), false);
	else
		fwrite(text.at, 1, text.len, stdout);
	buf_release(&text);
	if (rc < 0)
		verb_complain(made->args, "%s: %s", path, os_error_text(rc));
	return rc < 0 ? VERB_SYSTEM : VERB_DONE;
}

/* ---- the way in ---------------------------------------------------------------------------- */

static int judge(struct made *made, const char *path)
{
	struct roster_cost cost;
	uint16_t *cells;
	int rc = read_cells(made, path, &cells);

	if (rc != VERB_DONE)
		return rc;
	roster_evaluate(made->plan, cells, &cost);
	say_cost(&cost);
	if (cost.broken > 0)
		say_why(made, cells);
	return cost.broken > 0 ? VERB_FOUND : VERB_DONE;
}

static int make(struct made *made, const uint16_t *start)
{
	int64_t seconds = SECONDS_USUAL, threads = THREADS_USUAL, seed = 1, steps = 0;
	struct roster_crew crew = { .run = crew_run };
	struct roster_options options = { .user = made, .progress = say_progress, .start = start };
	struct roster_answer answer;

	if (!read_number(made->args, "seconds", 1, SECONDS_MOST, &seconds) ||
	    !read_number(made->args, "threads", 1, ROSTER_CREW_MOST, &threads) ||
	    !read_number(made->args, "seed", 0, INT64_MAX, &seed) ||
	    !read_number(made->args, "steps", 0, INT64_MAX, &steps))
		return VERB_USAGE;
	crew.count = (uint32_t)threads;
	options.seed = (uint64_t)seed;
	options.iterations = (uint64_t)steps;
	options.crew = threads > 1 ? &crew : NULL;
	/* With steps alone the clock has no say: the same steps give the same roster. */
	options.share = steps == 0 || verb_given(made->args, "seconds") ? share : NULL;
	made->watched = verb_given(made->args, "watch");
	crew_clock_start(&made->clock, (double)seconds);
	roster_solve(made->plan, &options, made->arena, &answer);
	int rc = put_roster(made, answer.cells);

	if (rc != VERB_DONE)
		return rc;
	say_cost(&answer.cost);
	if (answer.bound != INT64_MIN)
		fprintf(stderr, "%-16s %10lld  任何排班的代价都不低于此值 / no roster costs less\n",
			"bound", (long long)answer.bound);
	say_told(made, answer.cells);
	if (answer.cost.broken > 0)
		say_why(made, answer.cells);
	return answer.cost.broken > 0 ? VERB_FOUND : VERB_DONE;
}

static int run_roster(const struct verb_args *args)
{
	struct made made = { .args = args, .arena = arena_create() };
	const char *judged = verb_value(args, "judge"), *from = verb_value(args, "start");
	uint16_t *start = NULL;
	int rc;

	buf_init(&made.file, LIMIT_ROSTER_BYTES);
	buf_init(&made.roster, LIMIT_ROSTER_BYTES);
	rc = read_problem(&made, args->words[0]);
	if (rc == VERB_DONE && from != NULL)
		rc = read_cells(&made, from, &start);
	if (rc == VERB_DONE)
		rc = judged != NULL ? judge(&made, judged) : make(&made, start);
	buf_release(&made.file);
	buf_release(&made.roster);
	arena_destroy(made.arena);
	return rc;
}

static const struct verb_option roster_options[] = {
	{ "out", "FILE", "排班写入此文件，而不是标准输出",
	  "Writes the roster to this file instead of the standard output." },
	{ "seconds", "N", "计算时间，默认60秒", "How long it may take; 60 if nothing is said." },
	{ "steps", "N", "每个搜索的步数；步数、种子、线程数相同则结果相同",
	  "Steps of each search; the same steps, seed and threads give the same roster." },
	{ "seed", "N", "随机种子，默认1", "Where chance begins; 1 if nothing is said." },
	{ "threads", "N", "并行搜索数，默认2", "Searches side by side; 2 if nothing is said." },
	{ "start", "FILE", "从已有排班继续", "Goes on from a roster that was made before." },
	{ "judge", "FILE", "不计算，只评价此排班", "Makes nothing, says what this roster costs." },
	{ "watch", NULL, "每过一段时间报告进展", "Says from time to time how far it is." },
	{ NULL, NULL, NULL, NULL },
};

const struct verb verb_roster = {
	.name = "roster", .words = "FILE", .words_least = 1, .words_most = 1,
	.options = roster_options, .run = run_roster,
	.zh = "由人员、班次、规则与需求文件生成排班，并按规则列出代价",
	.en = "Makes a roster from people, shifts, rules and demand; tells its cost by rule.",
	.more_zh = "违反硬性规则时退出码为1。文件格式见docs/formats.md。",
	.more_en = "Exit 1 if hard rules are broken. docs/formats.md describes the file.",
};
