/* Lets a crowd leave a venue by its plan, and says how long it takes and where it is crowded. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "cli/evac_case.h"

#include "cli/evac_write.h"
#include "cli/verbs.h"
#include "os/crew.h"
#include "os/os.h"

static bool read_text(const struct verb_args *args, const char *path, struct buf *ret)
{
	int rc;

	buf_init(ret, LIMIT_VENUE_BYTES);
	rc = os_read_file(path, ret);
	if (rc < 0)
		verb_complain(args, "%s: %s", path, os_error_text(rc));
	return rc >= 0;
}

/* A whole number given as an option, or what it is without; -1 and a complaint when it is none. */
static int64_t number_of(const struct verb_args *args, const char *name, int64_t without,
			 int64_t most)
{
	const char *text = verb_value(args, name);
	int64_t value = without;

	if (text && (!str_to_i64(str_of(text), &value) || value < 0 || value > most)) {
		verb_complain(args, "--%s: 0…%lld", name, (long long)most);
		return -1;
	}
	return value;
}

/* ---- one plan ------------------------------------------------------------------------------ */

struct study {
	const struct verb_args *args;
	struct venue venue;
	uint32_t seeds;
	double *times;
	const char *out;
};

static bool read_venue(struct study *study, struct arena *arena, struct str text, uint32_t run)
{
	struct venue_fault fault;
	struct json json;
	struct buf why;
	bool good;

	buf_init(&why, 4096);
	if (json_parse(arena, text, &json) != JSON_OK) {
		fault = (struct venue_fault){ .error = VENUE_BROKEN };
		good = false;
	} else {
		good = venue_read(arena, &json, run, &study->venue, &fault) == VENUE_OK;
	}
	if (!good) {
		evac_case_venue_fault(&why, &fault);
		verb_complain(study->args, STR_FMT, STR_ARG(buf_str(&why)));
	}
	buf_release(&why);
	return good;
}

static void print_end(const struct evac_run *run, enum evac_end end, uint64_t seed)
{
	static const char *const ends[] = {
		[EVAC_GOING] = "进行中 / under way",
		[EVAC_EMPTY] = "全部离开 / everybody is out",
		[EVAC_STANDING] = "停滞：有人走不动 / deadlock: nobody gets on any more",
		[EVAC_TIME_UP] = "时间到 / time is up",
	};

	printf("种子 / seed %llu: %.1f s, %s", (unsigned long long)seed, evac_time(run), ends[end]);
	if (evac_inside(run))
		printf(", 剩余 / left inside %u", evac_inside(run));
	printf("\n");
	for (uint32_t i = 0, shown = 0; end == EVAC_STANDING && i < evac_count(run) && shown < 5;
	     i++) {
		struct evac_person p = evac_person(run, i);

		if (p.exit != EVAC_NONE)
			continue;
		printf("  #%u (%u: %.2f, %.2f)\n", i, p.level, p.x, p.y);
		shown++;
	}
}

static void print_exits(const struct venue *venue, const struct evac_run *run)
{
	for (uint32_t i = 0; i < venue->world.nexits; i++) {
		const struct evac_exit *exit = &venue->world.exits[i];
		struct evac_use use = evac_use_exit(run, i);
		double flow =
			use.persons > 1 && use.last_at > use.first_at
				? (use.persons - 1) / ((double)use.last_at - (double)use.first_at)
				: 0;
		double width = 0;

		for (uint32_t k = 0; exit->line && k + 1 < exit->shape.npoints; k++)
			width += hypot(exit->shape.points[k + 1].x - exit->shape.points[k].x,
				       exit->shape.points[k + 1].y - exit->shape.points[k].y);
		printf("出口 / exit %u " STR_FMT ": %u", i, STR_ARG(venue->exits[i]), use.persons);
		if (use.persons)
			printf(", %.1f–%.1f s, %.2f /s", (double)use.first_at, (double)use.last_at,
			       flow);
		if (use.persons && width > 0)
			printf(", %.2f /(m s)", flow / width);
		printf("\n");
	}
}

static void print_crowding(const struct venue *venue, const struct evac_run *run)
{
	for (uint32_t level = 0; level < venue->world.nlevels; level++) {
		struct evac_map map = evac_map(run, level);
		uint32_t worst = 0, four = 0;

		for (uint32_t i = 0; i < map.columns * map.rows; i++) {
			worst = map.density_most[i] > map.density_most[worst] ? i : worst;
			four = map.above_4[i] > map.above_4[four] ? i : four;
		}
		double dense = (double)map.density_most[worst];

		printf("第%u层 / level %u: %.1f /m² (%c) @ %.0f, %.0f; >4/m² %.0f s; >5/m² %.0f s\n",
		       level, level, dense, evac_fruin(dense),
		       map.x + (worst % map.columns + 0.5) * EVAC_MAP_CELL,
		       map.y + (worst / map.columns + 0.5) * EVAC_MAP_CELL,
		       (double)map.above_4[four], (double)map.above_5[four]);
	}
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* Mean, and the quantiles that the seeds show themselves; no law is assumed. */
static void print_times(double *times, uint32_t count)
{
	double sum = 0;

	if (count < 2)
		return;
	for (uint32_t i = 0; i < count; i++)
		sum += times[i];
	qsort(times, count, sizeof *times, by_value);
	printf("用时 / time over %u seeds: %.1f s; 5%% %.1f; 50%% %.1f; 95%% %.1f\n", count,
	       sum / count, times[(uint32_t)(0.05 * (count - 1) + 0.5)], times[count / 2],
	       times[(uint32_t)(0.95 * (count - 1) + 0.5)]);
}

static int run_seed(struct study *study, uint32_t seed)
{
	const struct venue *venue = &study->venue;
	struct evac_write *files = NULL;
	struct evac_fault fault;
	struct evac_run *run = evac_create(&venue->world, &venue->options, &fault);
	enum evac_end end = EVAC_GOING;
	struct buf why;
	int rc = VERB_DONE;

	if (!run) {
		buf_init(&why, 4096);
		evac_case_fault(&why, &fault);
		verb_complain(study->args, STR_FMT, STR_ARG(buf_str(&why)));
		buf_release(&why);
		return VERB_DATA;
	}
	if (study->out && seed == 0)
		files = evac_write_create(venue, run);
	while (end == EVAC_GOING || (end == EVAC_TIME_UP && evac_time(run) < venue->until)) {
		end = evac_advance(run, fmin(evac_time(run) + 0.5, venue->until));
		if (files)
			evac_write_frame(files);
	}
	study->times[seed] = evac_time(run);
	print_end(run, end, venue->options.seed);
	if (seed == 0) {
		print_exits(venue, run);
		print_crowding(venue, run);
	}
	if (files && !evac_write_end(files, study->args, study->out))
		rc = VERB_SYSTEM;
	if (end == EVAC_STANDING)
		rc = VERB_FOUND;
	evac_destroy(run);
	return rc;
}

static int run_evac(const struct verb_args *args)
{
	int64_t seed = number_of(args, "seed", -1, INT64_C(1000000000000000));
	int64_t seeds = number_of(args, "repeat", 0, VENUE_REPEAT_MOST);
	int64_t threads = number_of(args, "threads", 1, 64),
		which = number_of(args, "run", 0, 1000);
	struct study study = { .args = args, .out = verb_value(args, "out") };
	struct arena *arena;
	struct buf text;
	int rc = VERB_DONE;

	if ((verb_given(args, "seed") && seed < 0) || seeds < 0 || threads < 1 || which < 0)
		return VERB_USAGE;
	if (!read_text(args, args->words[0], &text))
		return VERB_SYSTEM;
	arena = arena_create();
	if (read_venue(&study, arena, buf_str(&text), (uint32_t)which)) {
		struct crew *crew = crew_create((uint32_t)threads);

		study.venue.options.each = crew_each;
		study.venue.options.each_user = crew;
		study.venue.options.seed = seed >= 0 ? (uint64_t)seed : study.venue.options.seed;
		study.seeds = seeds ? (uint32_t)seeds : study.venue.repeat;
		study.times = arena_alloc(arena, study.seeds * sizeof *study.times);
		for (uint32_t i = 0; i < study.seeds && rc <= VERB_FOUND; i++) {
			int one = run_seed(&study, i);

			rc = one > rc ? one : rc;
			study.venue.options.seed++;
		}
		if (rc <= VERB_FOUND)
			print_times(study.times, study.seeds);
		crew_destroy(crew);
	} else {
		rc = VERB_DATA;
	}
	arena_destroy(arena);
	buf_release(&text);
	return rc;
}

/* ---- cases --------------------------------------------------------------------------------- */

struct count {
	uint32_t number, failed;
	bool table;
};

static void print_bounds(const struct evac_case_row *row)
{
	if (row->has_least && row->has_most && row->least == row->most)
		printf("%g", row->least);
	else if (row->has_least && row->has_most)
		printf("%g … %g", row->least, row->most);
	else if (row->has_least)
		printf("≥ %g", row->least);
	else
		printf("≤ %g", row->most);
}

static void print_row(struct count *count, const struct evac_case *played,
		      const struct evac_case_row *row)
{
	bool as_told = row->good == (row->fails.at == NULL);

	count->number++;
	count->failed += !as_told;
	if (count->table) {
		printf("| " STR_FMT " | " STR_FMT " | %.4g | ",
		       STR_ARG(row->source.at ? row->source : played->source), STR_ARG(row->name),
		       row->result);
		print_bounds(row);
		printf(" | %s", row->good ? "passes" : "**fails**");
		if (row->fails.at)
			printf(": " STR_FMT, STR_ARG(row->fails));
		printf(" |\n");
		return;
	}
	printf("%sok %u - " STR_FMT ": " STR_FMT ": %.5g (", as_told ? "" : "not ", count->number,
	       STR_ARG(played->title), STR_ARG(row->name), row->result);
	print_bounds(row);
	printf(")%s\n", row->fails.at ? row->good ? ", said to fail" : ", fails as said" : "");
}

static bool play_file(const struct verb_args *args, const char *path,
		      const struct evac_case_options *options, struct count *count)
{
	struct arena *arena = arena_create();
	struct evac_case played;
	struct buf text, why;
	bool good = read_text(args, path, &text);

	buf_init(&why, 4096);
	if (good && !evac_case_run(arena, buf_str(&text), options, &played, &why)) {
		good = false;
		printf("not ok %u - %s: " STR_FMT "\n", ++count->number, path,
		       STR_ARG(buf_str(&why)));
		count->failed++;
	}
	for (uint32_t i = 0; good && i < played.nrows; i++)
		print_row(count, &played, &played.rows[i]);
	buf_release(&why);
	buf_release(&text);
	arena_destroy(arena);
	return good;
}

static int run_cases(const struct verb_args *args)
{
	int64_t repeat = number_of(args, "repeat", 0, VENUE_REPEAT_MOST);
	int64_t threads = number_of(args, "threads", 1, 64);
	struct evac_case_options options = { .repeat_most = repeat > 0 ? (uint32_t)repeat : 0 };
	struct count count = { .table = verb_given(args, "table") };

	if (repeat < 0 || threads < 1)
		return VERB_USAGE;
	struct crew *crew = crew_create((uint32_t)threads);

	options.each = crew_each;
	options.each_user = crew;
	if (count.table)
		printf("| source | test | our number | criterion | verdict |\n"
		       "| --- | --- | --: | --- | --- |\n");
	for (uint32_t i = 0; i < args->nwords; i++)
		play_file(args, args->words[i], &options, &count);
	if (!count.table)
		printf("1..%u\n", count.number);
	crew_destroy(crew);
	fflush(stdout);
	return count.failed ? VERB_FOUND : VERB_DONE;
}

static const struct verb_option evac_options[] = {
	{ "out", "DIR", "把轨迹、密度图和出口用量写入该文件夹",
	  "writes trajectories, density maps and use of exits into this folder" },
	{ "seed", "N", "随机种子，代替文件中的", "the seed, instead of the file's" },
	{ "repeat", "N", "用多少个种子重复", "how many seeds, one after the other" },
	{ "run", "N", "文件中第几个方案，从0起", "which variant of the file, from 0 on" },
	{ "threads", "N", "线程数；结果与线程数无关",
	  "threads; the result is the same on any number" },
	{ NULL, NULL, NULL, NULL },
};
const struct verb verb_evac = {
	.name = "evac",
	.words = "VENUE.json",
	.words_least = 1,
	.words_most = 1,
	.options = evac_options,
	.run = run_evac,
	.zh = "按场馆平面（GeoJSON）推演人员疏散：用时、出口流量、拥挤之处",
	.en = "Lets the people of a venue (GeoJSON) leave: how long, by which exits, how dense.",
};
static const struct verb_option cases_options[] = {
	{ "table", NULL, "输出Markdown表格", "prints a table in Markdown" },
	{ "repeat", "N", "每个方案最多用多少个种子", "at most so many seeds a variant" },
	{ "threads", "N", "线程数", "threads" },
	{ NULL, NULL, NULL, NULL },
};
const struct verb verb_evac_cases = {
	.name = "evac-cases",
	.words = "VENUE.json…",
	.words_least = 1,
	.words_most = VERB_WORDS_MOST,
	.options = cases_options,
	.run = run_cases,
	.zh = "推演平面文件中的各方案，并与文件写明的期望值比较（TAP）",
	.en = "Runs the variants of plans and holds them against what the files expect (TAP).",
};
