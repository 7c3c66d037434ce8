/* Plays a script statement by statement: time, acts, names, and what is expected along the way. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "node/script_state.h"

#include <assert.h>

/* A script that names no time begins at the opening of the Games' morning, Beijing time. */
static const struct script_time usual_start = {
	.form = SCRIPT_TIME_ABSOLUTE,
	.at = INT64_C(1643932800000),                      /* 2022-02-04T08:00:00+08:00 */
	.offset_minutes = 480,
};

void script_run_init(struct script_player *player, struct pipeline *pipeline,
		     struct script_shelf *shelf, script_say *say, void *user)
{
	*player = (struct script_player){
		.pipeline = pipeline,
		.say = say,
		.user = user,
		.arena = arena_create(),
		.work = arena_create(),
		.offset_minutes = usual_start.offset_minutes,
		.until = INSTANT_MAX,
	};
	script_shelf_init(&player->own_shelf);
	player->shelf = shelf != NULL ? shelf : &player->own_shelf;
}

void script_run_release(struct script_player *player)
{
	script_shelf_release(&player->own_shelf);
	heap_free(player->aliases);
	arena_destroy(player->arena);
	arena_destroy(player->work);
}

/* ---- complaints ---------------------------------------------------------------------------- */

static bool say_fault(struct script_player *player, struct str path, uint32_t line, struct str zh,
		      struct str en)
{
	struct str text = arena_printf(player->work, STR_FMT ":%u: " STR_FMT " / " STR_FMT,
				       STR_ARG(path), line, STR_ARG(zh), STR_ARG(en));

	player->report.complaints++;
	player->say(player->user, text);
	return false;
}

bool script_run_complain(struct script_player *player, struct str zh, struct str en)
{
	return say_fault(player, player->sheet->path, player->line, zh, en);
}

bool script_run_complain_sheet(struct script_player *player, const struct script_sheet *sheet)
{
	return say_fault(player, sheet->path, sheet->line, sheet->zh, sheet->en);
}

/* ---- where it stands ----------------------------------------------------------------------- */

void script_run_push(struct script_player *player, const struct script_sheet *sheet,
		     uint32_t from, uint32_t end)
{
	assert(player->depth < LIMIT_SCRIPT_WORLDS);
	player->frames[player->depth++] = (struct script_frame){ sheet, from, end };
}

/* Leaves what has been played to its end. */
static struct script_frame *top(struct script_player *player)
{
	while (player->depth > 0) {
		struct script_frame *frame = &player->frames[player->depth - 1];

		if (frame->next < frame->end)
			return frame;
		player->depth--;
	}
	return NULL;
}

const struct script_statement *script_run_next(const struct script_player *player)
{
	for (uint32_t i = player->depth; i > 0; i--) {
		const struct script_frame *frame = &player->frames[i - 1];

		if (frame->next < frame->end)
			return &frame->sheet->script.statements[frame->next];
	}
	return NULL;
}

void script_run_alias(struct script_player *player, struct str name, struct ident id)
{
	for (uint32_t i = 0; i < player->naliases; i++) {
		if (str_eq(player->aliases[i].name, name)) {
			player->aliases[i].id = id;
			return;
		}
	}
	HEAP_ROOM(player->aliases, player->naliases, player->aliases_size);
	player->aliases[player->naliases++] = (struct script_alias){ name, id };
}

/* ---- time ---------------------------------------------------------------------------------- */

/* A play that runs late stays at the time it is; only a script can ask for time to go back. */
static void go_to(struct script_player *player, instant to)
{
	script_deed_settle(player);
	player->moment = to;
	if (to > pipeline_now(player->pipeline))
		pipeline_set_now(player->pipeline, to);
}

/* The first clock counts: a world's own gives way to that of the case which has it. */
static bool set_clock(struct script_player *player, const struct script_time *time)
{
	if (player->clocked && player->depth > 1)
		return true;
	if (player->clocked && time->at < player->moment)
		return script_run_complain(player, STR("时间不能倒退"),
					   STR("time cannot go back"));
	player->clocked = true;
	player->offset_minutes = time->offset_minutes;
	go_to(player, time->at);
	return true;
}

/* When a statement that moves time is due; all others at once. */
static instant due_of(const struct script_player *player,
		      const struct script_statement *statement)
{
	switch (statement->verb) {
	case SCRIPT_AT:
		return script_moment_of(player, &statement->time, SCRIPT_NEXT, player->moment);
	case SCRIPT_AFTER:
		return player->moment + statement->span * 1000;
	case SCRIPT_CLOCK:
		return statement->time.at > player->moment ? statement->time.at : player->moment;
	default:
		return player->moment;
	}
}

instant script_run_due(const struct script_player *player)
{
	const struct script_statement *next = script_run_next(player);

	return next != NULL ? due_of(player, next) : INSTANT_MAX;
}

/* ---- statements ---------------------------------------------------------------------------- */

static bool enter_world(struct script_player *player, struct str name)
{
	const struct script_sheet *world;

	if (player->depth == LIMIT_SCRIPT_WORLDS)
		return script_run_complain(player, STR("嵌套过深"),
					   STR("too many worlds within worlds"));
	world = script_shelf_world(player->shelf, player->sheet->path, name);
	if (world == NULL)
		return script_run_complain(
			player,
			arena_printf(player->work, "找不到" STR_FMT ".world", STR_ARG(name)),
			arena_printf(player->work, "there is no " STR_FMT ".world", STR_ARG(name)));
	if (!world->sound)
		return script_run_complain_sheet(player, world);
	script_run_push(player, world, 0, world->script.count);
	return true;
}

static bool restart(struct script_player *player)
{
	script_deed_settle(player);
	if (pipeline_refold(player->pipeline))
		return true;
	return script_run_complain(player, STR("重放后的状态与原状态不同"),
				   STR("folding the entries again gives another state"));
}

static bool find(struct script_player *player, const struct script_statement *statement)
{
	const struct record *record;

	script_deed_settle(player);
	record = script_expect_find(player, statement);
	if (record == NULL)
		return false;
	script_run_alias(player, statement->alias, record->id);
	return true;
}

static bool play(struct script_player *player, const struct script_statement *statement)
{
	switch (statement->verb) {
	case SCRIPT_CASE:
		return true;
	case SCRIPT_WORLD:
		return enter_world(player, statement->text);
	case SCRIPT_CLOCK:
		return set_clock(player, &statement->time);
	case SCRIPT_AT:
	case SCRIPT_AFTER:
		go_to(player, due_of(player, statement));
		return true;
	case SCRIPT_SETUP:
	case SCRIPT_ACT:
		return script_deed_do(player, statement);
	case SCRIPT_RESTART:
		return restart(player);
	case SCRIPT_FIND:
		return find(player, statement);
	case SCRIPT_EXPECT_REFUSED:
		script_deed_settle(player);
		return script_deed_expect_refused(player, statement->text);
	default:
		script_deed_settle(player);
		return script_expect_check(player, statement);
	}
}

/* What a reaction proposed and the checks refused is a fault of the program's tables. */
static void look_for_fault(struct script_player *player)
{
	struct str fault = pipeline_fault(player->pipeline);

	if (fault.at == NULL || player->faulty)
		return;
	player->faulty = true;
	script_run_complain(
		player, arena_printf(player->work, "连锁反应出错：" STR_FMT, STR_ARG(fault)),
		arena_printf(player->work, "a reaction failed: " STR_FMT, STR_ARG(fault)));
}

/* The clock has to be set before anything happens. */
static void begin(struct script_player *player, const struct script_statement *statement)
{
	if (player->clocked || statement->verb == SCRIPT_CLOCK ||
	    statement->verb == SCRIPT_WORLD || statement->verb == SCRIPT_CASE)
		return;
	player->clocked = true;
	if (pipeline_now(player->pipeline) < usual_start.at)
		pipeline_set_now(player->pipeline, usual_start.at);
	player->moment = pipeline_now(player->pipeline);
}

bool script_run_play(struct script_player *player, bool stop)
{
	uint64_t before = player->report.complaints;
	struct script_frame *frame;

	while ((frame = top(player)) != NULL) {
		const struct script_statement *statement =
			&frame->sheet->script.statements[frame->next];

		player->sheet = frame->sheet;
		player->line = statement->line;
		begin(player, statement);
		if (due_of(player, statement) > player->until)
			break;
		frame->next++;
		play(player, statement);
		look_for_fault(player);
		arena_reset(player->work);
		if (stop && player->report.complaints > before)
			return false;
	}
	script_deed_settle(player);
	return player->report.complaints == before;
}
