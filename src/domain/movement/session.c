/* A session of the programme: when and where, and what became of it. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/movement/hang.h"
#include "model/entry.h"

static const struct choice types[] = {
	{ 1, "competition", "比赛", "Competition", NULL },
	{ 2, "ceremony", "仪式", "Ceremony", NULL },
	{ 3, "torch_relay", "火炬传递", "Torch relay", NULL },
	{ 4, "training", "训练", "Training", NULL },
	{ 5, "medals", "颁奖", "Medals", NULL },
	{ 6, "paralympic", "冬残奥", "Paralympic", NULL },
	{ 7, "other", "其他", "Other", NULL },
	{ 0 },
};

/* Doctrine 9.3, the attributes of the ODF schedule: SessionCode, StartDate, EndDate, Venue … */
#define FIELDS(X, K) \
	X(K, 1, TEXT, session_code, "场次代码", "Session code", .max = 20, \
	  .flags = REQUIRED | UNIQUE) \
	X(K, 2, TEXT, name_zh, "名称（中文）", "Name (Chinese)", .max = 120, \
	  .flags = REQUIRED | TITLE | SEARCHED) \
	X(K, 3, TEXT, name_en, "名称（英文）", "Name (English)", .max = 120, \
	  .flags = REQUIRED | TITLE | SEARCHED) \
	X(K, 4, ENUM, type, "类别", "Type", .choices = types, .flags = REQUIRED | INDEXED) \
	X(K, 5, REF, venue, "场馆", "Venue", .target = "place") \
	X(K, 6, TIME, starts, "开始", "Starts", .flags = REQUIRED) \
	X(K, 7, TIME, ends, "结束", "Ends", .flags = 0) \
	X(K, 8, BOOL, day_only, "只知日期", "Only the day is known", .flags = 0) \
	X(K, 9, INT, expected, "预计观众", "Audience expected", .most = 1000000, \
	  .unit = "person") \
	X(K, 10, TEXT, source, "数据来源", "Source", .max = 400, .flags = LONG) \
	X(K, 11, TEXT, reason, "理由", "Reason", .max = 400, .flags = LONG) \
	X(K, 12, TIME, first_starts, "原定开始", "First planned to start", .flags = SYSTEM) \
	X(K, 13, INT, moves, "改期次数", "Times moved", .flags = SYSTEM) \
	X(K, 14, TIME, began, "实际开始", "Began", .flags = 0) \
	X(K, 15, TIME, moved_from, "改期前开始", "Started before it was moved", .flags = SYSTEM)

KIND_STRUCT(session);
KIND_FIELDS(session);

enum { SCHEDULED = 1, POSTPONED, RUNNING, INTERRUPTED, FINISHED, CANCELLED };
static const struct state states[] = {
	{ SCHEDULED, "scheduled", "已排期", "Scheduled", STATE_OPEN },
	{ POSTPONED, "postponed", "推迟待定", "Postponed", STATE_OPEN | STATE_ALARM },
	{ RUNNING, "running", "进行中", "Running", STATE_OPEN },
	{ INTERRUPTED, "interrupted", "中断", "Interrupted", STATE_OPEN | STATE_ALARM },
	{ FINISHED, "finished", "已结束", "Finished", STATE_CLOSED },
	{ CANCELLED, "cancelled", "取消", "Cancelled", STATE_CLOSED },
};

REFUSAL(ends_before_start, "结束必须晚于开始", "A session ends after it starts");
REFUSAL(same_time, "改期后的时间与原来相同", "It is moved to the time that it has");
REFUSAL(moved_into_the_past, "不能改到已经过去的时间", "A session cannot be moved into the past");
static const struct refusal *const refusals[] = { &refuse_ends_before_start, &refuse_same_time,
						  &refuse_moved_into_the_past, NULL };

static const struct session *session_of(const struct record *record)
{
	return (const struct session *)record;
}

static const struct refusal *check_times(const struct model *model, const struct record *before,
					 const struct record *after, const struct act_view *view)
{
	const struct session *session = session_of(after);

	(void)model;
	(void)before;
	(void)view;
	return session->ends != 0 && session->ends <= session->starts ? &refuse_ends_before_start
								       : NULL;
}

/* Its length stays, unless another end is named with the new start. */
static instant new_end(const struct session *before, const struct session *after, uint64_t set)
{
	if ((set >> F_ends & 1) != 0 || before->ends == 0)
		return after->ends;
	instant ends = after->starts + (before->ends - before->starts);

	return ends < INSTANT_MAX ? ends : INSTANT_MAX;
}

static const struct refusal *check_move(const struct model *model, const struct record *before,
					const struct record *after, const struct act_view *view)
{
	const struct session *old = session_of(before), *now = session_of(after);
	instant ends = new_end(old, now, view->set);

	(void)model;
	if (now->starts < view->at)
		return &refuse_moved_into_the_past;
	if (ends != 0 && ends <= now->starts)
		return &refuse_ends_before_start;
	return now->starts == old->starts && ends == old->ends ? &refuse_same_time : NULL;
}

static void stamp_first(struct stamp *stamp, const struct model *model, const struct record *after,
			const struct act_view *view)
{
	(void)model;
	(void)view;
	stamp_time(stamp, "first_starts", session_of(after)->starts);
}

static void stamp_move(struct stamp *stamp, const struct model *model, const struct record *after,
		       const struct act_view *view)
{
	const struct record *before = model_find(model, after->id);
	instant ends = new_end(session_of(before), session_of(after), view->set);

	if (ends != 0)
		stamp_time(stamp, "ends", ends);
	stamp_int(stamp, "moves", session_of(after)->moves + 1);
	stamp_time(stamp, "moved_from", session_of(before)->starts);
}

static void stamp_began(struct stamp *stamp, const struct model *model, const struct record *after,
			const struct act_view *view)
{
	(void)model;
	if ((view->set >> F_began & 1) == 0)
		stamp_time(stamp, "began", view->at);
	(void)after;
}

/* What hangs on its end hangs on the true one. */
static void stamp_end(struct stamp *stamp, const struct model *model, const struct record *after,
		      const struct act_view *view)
{
	(void)model;
	(void)after;
	if ((view->set >> F_ends & 1) == 0)
		stamp_time(stamp, "ends", view->at);
}

#define NEAR (REL_OWN | REL_ABOVE)
KIND_ACTS(
	{ .number = 1, .name = "schedule", .zh = "排期", .en = "Schedule", .from = NEW,
	  .to = SCHEDULED, .roles = ROLE_DESK | ROLE_administrator | ROLE_SYSTEM,
	  .takes = "session_code name_zh name_en type venue starts ends day_only expected source",
	  .check = check_times, .stamp = stamp_first },
	{ .number = 2, .name = "move", .zh = "改期", .en = "Move",
	  .from = IN(SCHEDULED) | IN(POSTPONED), .to = SCHEDULED, .roles = ROLE_DESK,
	  .relations = NEAR, .takes = "starts ends day_only reason", .needs = "starts reason",
	  .flags = ACT_ALARM, .check = check_move, .stamp = stamp_move },
	{ .number = 3, .name = "postpone", .zh = "推迟", .en = "Postpone", .from = IN(SCHEDULED),
	  .to = POSTPONED, .roles = ROLE_DESK, .relations = NEAR, .takes = "reason",
	  .needs = "reason", .flags = ACT_ALARM },
	{ .number = 4, .name = "begin", .zh = "开始", .en = "Begin", .from = IN(SCHEDULED),
	  .to = RUNNING, .roles = ROLE_DESK, .relations = NEAR, .takes = "began",
	  .stamp = stamp_began },
	{ .number = 5, .name = "interrupt", .zh = "中断", .en = "Interrupt", .from = IN(RUNNING),
	  .to = INTERRUPTED, .roles = ROLE_DESK, .relations = NEAR, .takes = "reason",
	  .needs = "reason", .flags = ACT_ALARM },
	{ .number = 6, .name = "resume", .zh = "恢复", .en = "Resume", .from = IN(INTERRUPTED),
	  .to = RUNNING, .roles = ROLE_DESK, .relations = NEAR },
	{ .number = 7, .name = "prolong", .zh = "修正结束时间", .en = "Set another end",
	  .from = IN(SCHEDULED) | IN(RUNNING) | IN(INTERRUPTED), .to = SAME, .roles = ROLE_DESK,
	  .relations = NEAR, .takes = "ends reason", .needs = "ends", .check = check_times },
	{ .number = 8, .name = "finish", .zh = "结束", .en = "Finish",
	  .from = IN(RUNNING) | IN(INTERRUPTED), .to = FINISHED, .roles = ROLE_DESK,
	  .relations = NEAR, .takes = "ends", .check = check_times, .stamp = stamp_end },
	{ .number = 9, .name = "cancel", .zh = "取消", .en = "Cancel",
	  .from = IN(SCHEDULED) | IN(POSTPONED) | IN(RUNNING) | IN(INTERRUPTED), .to = CANCELLED,
	  .roles = ROLE_DESK, .relations = NEAR, .takes = "reason", .needs = "reason",
	  .flags = ACT_ALARM },
	ACT_AMEND(ROLE_DESK | ROLE_administrator, "name_zh name_en type venue expected source"));

static const struct clock_step begin_steps[] = {
	{ .name = "due", .zh = "到开始时间", .en = "Time to begin", .rings = 0 },
	{ .name = "overdue", .zh = "逾时未开始", .en = "Has not begun",
	  .policy = "session.begin.overdue", .rings = RINGS_HOME },
};
static const struct clock_step finish_steps[] = {
	{ .name = "due", .zh = "到结束时间", .en = "Time to end", .rings = 0 },
	{ .name = "overdue", .zh = "逾时未结束", .en = "Goes on beyond its end",
	  .policy = "session.end.overdue", .rings = RINGS_HOME },
};

static bool when_timed(const struct model *model, const struct record *record)
{
	(void)model;
	return !session_of(record)->day_only;
}

static bool when_ends(const struct model *model, const struct record *record)
{
	return session_of(record)->ends != 0 && when_timed(model, record);
}

static const struct clock clocks[] = {
	{ .number = 1, .name = "begin", .zh = "开始", .en = "Begin", .starts = "schedule move",
	  .stops = "begin postpone cancel", .when = when_timed, .until = "starts",
	  .steps = begin_steps, .nsteps = KIND_COUNT(begin_steps) },
	{ .number = 2, .name = "finish", .zh = "结束", .en = "Finish", .starts = "begin prolong",
	  .stops = "finish cancel", .when = when_ends, .until = "ends", .steps = finish_steps,
	  .nsteps = KIND_COUNT(finish_steps) },
};

/* ---- who has to know ------------------------------------------------------------------------- */

static struct str local_time(struct reactor *reactor, instant at, double offset)
{
	struct buf buf;
	struct str text;

	if (at == 0)
		return STR("待定 / not known");
	buf_init(&buf, 64);
	instant_add_local(&buf, at, (int)(offset / 60));
	text = arena_str(reactor_arena(reactor), buf_str(&buf));
	buf_release(&buf);
	return text;
}

static const char *word_of(const struct entry *entry)
{
	struct str act = str_of(entry->act->act->name);

	return str_eq(act, STR("move"))	      ? "改期 / Moved"
	       : str_eq(act, STR("postpone")) ? "推迟待定 / Postponed"
	       : str_eq(act, STR("cancel"))   ? "取消 / Cancelled"
					      : "结束时间变更 / Ends at another time";
}

/*
 * Doctrine 9.3, 4.6: a lane that shifts and nobody told is a lane that is open. Whoever holds what
 * hangs on it signs; who does not is in the book.
 */
static void tell_touched(struct reactor *reactor, const struct model *model,
			 const struct record *record, const struct entry *entry)
{
	const struct session *session = session_of(record);
	double offset = policy_or(model, "event.utc_offset", record->home, record->updated_at, 0);
	bool timed = session->record.state != POSTPONED && session->record.state != CANCELLED;
	struct rules_list posts = { .count = 0 };
	struct arena *arena = reactor_arena(reactor);
	struct str titles = STR(""), when = STR("");

	hang_touched(reactor, model, record, &posts, &titles);
	if (timed)
		when = arena_printf(arena, "\n" STR_FMT " – " STR_FMT,
				    STR_ARG(local_time(reactor, session->starts, offset)),
				    STR_ARG(local_time(reactor, session->ends, offset)));
	hang_tell(reactor, record, record->home, &posts,
		  arena_printf(arena, "%s：" STR_FMT, word_of(entry), STR_ARG(session->name_zh)),
		  arena_printf(arena, STR_FMT " / " STR_FMT STR_FMT "\n" STR_FMT
			       "\n随动事项 / What hangs on it:" STR_FMT,
			       STR_ARG(session->name_zh), STR_ARG(session->name_en), STR_ARG(when),
			       STR_ARG(session->reason), STR_ARG(titles)));
}

static const struct reaction reactions[] = {
	{ .name = "tell_touched",
	  .on = "session.move session.postpone session.cancel session.prolong",
	  .doc_zh = "改期、推迟、取消即通知所有随动事项的负责与执勤岗位，逐一签收。",
	  .doc_en = "A change is told to all who answer for what hangs on it or hold it; each "
		    "signs for it.", .run = tell_touched },
};

KIND(session, .number = 100, .module = "movement", .zh = "场次", .en = "Session",
     .doc_zh = "赛程中的一个场次；封闭、专用道、人员流动都随它改期。",
     .doc_en = "A session of the programme; closures, lanes and movements move with it.",
     .doctrine = "9.3", .flags = KIND_SETUP | KIND_BOARD, .sees = REL_ANY, .refusals = refusals,
     KIND_CLOCKS, KIND_REACTIONS);
