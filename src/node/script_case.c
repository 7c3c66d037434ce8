/* Test cases: each on a fresh event in memory, and what each must leave behind in order. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "node/script_state.h"

/* A run over files; says what happened in the form of the Test Anything Protocol. */
struct cases {
	script_say *say;
	void *user;
	struct script_count *count;
	struct arena *arena;                               /* of one case */
	struct str *complaints;
	uint32_t ncomplaints, complaints_size;
};

static void keep_complaint(void *user, struct str line)
{
	struct cases *cases = user;

	HEAP_ROOM(cases->complaints, cases->ncomplaints, cases->complaints_size);
	cases->complaints[cases->ncomplaints++] = arena_str(cases->arena, line);
}

static void say_result(struct cases *cases, struct str path, struct str title)
{
	bool passed = cases->ncomplaints == 0;

	cases->count->cases++;
	cases->count->failed += passed ? 0 : 1;
	cases->say(cases->user, arena_printf(cases->arena, "%s %u - " STR_FMT ": " STR_FMT,
					     passed ? "ok" : "not ok", cases->count->cases,
					     STR_ARG(path), STR_ARG(title)));
	for (uint32_t i = 0; i < cases->ncomplaints; i++)
		cases->say(cases->user, arena_printf(cases->arena, "# " STR_FMT,
						     STR_ARG(cases->complaints[i])));
	cases->ncomplaints = 0;
	arena_reset(cases->arena);
}

/* ---- after the case ------------------------------------------------------------------------ */

/* An entry that is read and written again is the same, byte for byte. */
static bool check_entry(struct script_player *player, uint64_t pos, struct str body)
{
	struct entry entry;
	struct str fault = { NULL, 0 };
	struct buf again;
	bool same;

	if (!entry_read(player->work, body, &entry, &fault))
		return script_run_complain(
			player,
			arena_printf(player->work, "第%llu条日志不能读回（" STR_FMT "）",
				     (unsigned long long)pos, STR_ARG(fault)),
			arena_printf(player->work, "entry %llu cannot be read back (" STR_FMT ")",
				     (unsigned long long)pos, STR_ARG(fault)));
	buf_init(&again, LIMIT_ENTRY_BYTES * 2);
	entry_write(&entry, &again);
	same = str_eq(buf_str(&again), body);
	if (!same)
		script_run_complain(
			player,
			arena_printf(player->work, "第%llu条日志读写后不同：" STR_FMT,
				     (unsigned long long)pos, STR_ARG(buf_str(&again))),
			arena_printf(player->work,
				     "entry %llu is written differently again; it was " STR_FMT,
				     (unsigned long long)pos, STR_ARG(body)));
	buf_release(&again);
	return same;
}

static void check_entries(struct script_player *player, struct script_count *count)
{
	struct str body;

	for (uint64_t pos = 1; (body = pipeline_body(player->pipeline, pos)).at != NULL; pos++) {
		count->entries++;
		if (!check_entry(player, pos, body))
			return;
		arena_reset(player->work);
	}
}

static void check_replay(struct script_player *player)
{
	if (!pipeline_refold(player->pipeline))
		script_run_complain(player, STR("重放后的状态与原状态不同"),
				    STR("folding the entries again gives another state"));
}

/* ---- one case ------------------------------------------------------------------------------ */

/* The shelf outlives the player: worlds are parsed once for all cases of a file. */
static void play_case(struct cases *cases, struct script_shelf *shelf,
		      const struct script_sheet *sheet, uint32_t first, uint32_t from, uint32_t end,
		      struct pipeline *pipeline)
{
	struct script_player player;

	script_run_init(&player, pipeline, shelf, keep_complaint, cases);
	script_run_push(&player, sheet, 0, first);
	if (script_run_play(&player, true)) {
		script_run_push(&player, sheet, from, end);
		if (script_run_play(&player, true)) {
			check_replay(&player);
			check_entries(&player, cases->count);
		}
	}
	cases->count->acts += player.report.acts;
	script_run_release(&player);
}

static void run_case(struct cases *cases, struct script_shelf *shelf,
		     const struct script_sheet *sheet, uint32_t first, uint32_t from, uint32_t end)
{
	struct pipeline_options options = { .demo_clock = true, .memory = true };
	struct pipeline *pipeline;
	struct str fault = STR("");

	if (pipeline_open(&options, &pipeline, &fault) != LOG_OK) {
		keep_complaint(cases, fault);
	} else {
		play_case(cases, shelf, sheet, first, from, end, pipeline);
		pipeline_close(pipeline);
	}
	say_result(cases, sheet->path, sheet->script.statements[from].text);
}

/* ---- files --------------------------------------------------------------------------------- */

static void run_file(struct cases *cases, struct script_shelf *shelf, const char *path)
{
	const struct script_sheet *sheet = script_shelf_get(shelf, str_of(path));
	const struct script_statement *all = sheet->script.statements;
	uint32_t count = sheet->script.count, first = 0;

	cases->count->files++;
	while (first < count && all[first].verb != SCRIPT_CASE)
		first++;
	if (!sheet->sound || first == count) {
		keep_complaint(cases,
			       sheet->sound ?
				       arena_printf(cases->arena, "%s:0: 文件中没有案例 / "
						    "there is no case in the file", path) :
				       arena_printf(cases->arena, "%s:%u: " STR_FMT " / " STR_FMT,
						    path, sheet->line, STR_ARG(sheet->zh),
						    STR_ARG(sheet->en)));
		say_result(cases, sheet->path, STR("文件不能使用 / the file cannot be used"));
		return;
	}
	for (uint32_t from = first, end; from < count; from = end) {
		end = from + 1;
		while (end < count && all[end].verb != SCRIPT_CASE)
			end++;
		run_case(cases, shelf, sheet, first, from, end);
	}
}

bool script_case_run(const char *const *paths, uint32_t count, script_say *say, void *user,
		     struct script_count *ret)
{
	struct cases cases = { .say = say, .user = user, .count = ret, .arena = arena_create() };

	*ret = (struct script_count){ 0 };
	for (uint32_t i = 0; i < count; i++) {
		struct script_shelf shelf;

		script_shelf_init(&shelf);
		run_file(&cases, &shelf, paths[i]);
		script_shelf_release(&shelf);
	}
	say(user, arena_printf(cases.arena, "1..%u", ret->cases));
	heap_free(cases.complaints);
	arena_destroy(cases.arena);
	return ret->cases > 0 && ret->failed == 0;
}
