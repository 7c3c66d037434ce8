/* What a script expects: states, fields, clocks, alarms, breaches, records, who sees what. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "model/countdown.h"
#include "model/gaps.h"
#include "node/script_state.h"

/* How many records a complaint names as found. */
#define SHOWN_MOST 6

static bool no_record(struct script_player *player, struct str word)
{
	return script_run_complain(
		player,
		arena_printf(player->work, "没有名为" STR_FMT "的记录", STR_ARG(word)),
		arena_printf(player->work, "no record is called " STR_FMT, STR_ARG(word)));
}

/* A state, field or clock that the kind does not have is a slip of the script. */
static bool lacks(struct script_player *player, const struct kind *kind, struct str what)
{
	return script_run_complain(
		player,
		arena_printf(player->work, "%s没有" STR_FMT "这一状态、字段或计时", kind->zh,
			     STR_ARG(what)),
		arena_printf(player->work, "%s has no state, field or clock " STR_FMT, kind->name,
			     STR_ARG(what)));
}

static bool differs(struct script_player *player, struct str expected, struct str found)
{
	return script_run_complain(
		player,
		arena_printf(player->work, "应为" STR_FMT "，实际为" STR_FMT, STR_ARG(expected),
			     STR_ARG(found)),
		arena_printf(player->work, "expected " STR_FMT ", found " STR_FMT,
			     STR_ARG(expected), STR_ARG(found)));
}

static struct str shown_or_none(struct str text)
{
	return text.len > 0 ? text : STR("none");
}

static bool has_state(const struct kind *kind, struct str what)
{
	for (uint16_t i = 0; i < kind->nstates; i++) {
		if (str_eq(what, str_of(kind->states[i].name)))
			return true;
	}
	return false;
}

static bool has_field(const struct kind *kind, struct str what)
{
	return registry_field(registry_of(kind), what) != NULL;
}

static bool has_clock(const struct kind *kind, struct str what)
{
	const struct kind_row *row = registry_of(kind);

	for (uint16_t i = 0; i < row->nclocks; i++) {
		if (str_eq(what, str_of(row->clocks[i].name)))
			return true;
	}
	return false;
}

/* ---- state and fields ---------------------------------------------------------------------- */

static bool check_state(struct script_player *player, const struct script_statement *statement)
{
	const struct record *record =
		script_value_record(player, statement->subject, has_state, statement->state);
	struct str found;

	if (record == NULL)
		return no_record(player, statement->subject);
	if (!has_state(record->kind, statement->state))
		return lacks(player, record->kind, statement->state);
	found = str_of(model_state(record));
	if (str_eq(found, statement->state) != statement->negated)
		return true;
	return differs(player,
		       arena_printf(player->work, "%s" STR_FMT, statement->negated ? "not " : "",
				    STR_ARG(statement->state)),
		       found);
}

static bool check_field(struct script_player *player, const struct script_statement *statement)
{
	const struct record *record =
		script_value_record(player, statement->subject, has_field, statement->field);
	struct str found;
	enum script_match match;

	if (record == NULL)
		return no_record(player, statement->subject);
	match = script_match_field(player, record, statement->field, statement->value, &found);
	if (match == SCRIPT_NO_FIELD)
		return lacks(player, record->kind, statement->field);
	if ((match == SCRIPT_MATCHES) != statement->negated)
		return true;
	return differs(player,
		       arena_printf(player->work, "%s" STR_FMT, statement->negated ? "not " : "",
				    STR_ARG(shown_or_none(statement->value))),
		       shown_or_none(found));
}

/* ---- clocks -------------------------------------------------------------------------------- */

static bool find_clock(struct script_player *player, const struct script_statement *statement,
		       const struct clock **ret, const struct clock_run **ret_run)
{
	const struct record *record =
		script_value_record(player, statement->subject, has_clock, statement->clock);

	const struct kind_row *row;

	if (record == NULL)
		return no_record(player, statement->subject);
	row = registry_of(record->kind);
	for (uint16_t i = 0; i < row->nclocks; i++) {
		if (str_eq(statement->clock, str_of(row->clocks[i].name))) {
			*ret = &row->clocks[i];
			*ret_run = &record->clocks[i];
			return true;
		}
	}
	return lacks(player, record->kind, statement->clock);
}

static struct str shown_clock(struct script_player *player, const struct clock *clock,
			      const struct clock_run *run)
{
	static const char *const names[] = { "idle", "running", "stopped", "lapsed" };
	struct buf due;
	struct str text;

	buf_init(&due, 64);
	if (run->status == CLOCK_RUNNING && run->step < clock->nsteps)
		instant_add_local(&due, run->due[run->step], player->offset_minutes);
	text = arena_printf(player->work, "%s, %u/%u steps lapsed%s" STR_FMT,
			    names[run->status], run->step, clock->nsteps,
			    due.len > 0 ? ", due " : "", STR_ARG(buf_str(&due)));
	buf_release(&due);
	return text;
}

static bool is_in_state(const struct clock *clock, const struct clock_run *run,
			const struct script_statement *statement)
{
	if (str_eq(statement->state, STR("running")))
		return run->status == CLOCK_RUNNING;
	if (str_eq(statement->state, STR("stopped")))
		return run->status == CLOCK_STOPPED;
	if (str_eq(statement->state, STR("idle")))
		return run->status == CLOCK_IDLE;
	if (statement->step.at == NULL)
		return run->status == CLOCK_LAPSED;
	for (uint16_t i = 0; i < run->step && i < clock->nsteps; i++) {
		if (str_eq(statement->step, str_of(clock->steps[i].name)))
			return true;
	}
	return false;
}

static bool check_clock(struct script_player *player, const struct script_statement *statement)
{
	const struct clock *clock = NULL;
	const struct clock_run *run = NULL;
	bool due = statement->verb == SCRIPT_EXPECT_DUE;
	bool good;

	if (!find_clock(player, statement, &clock, &run))
		return false;
	if (due)
		good = run->status == CLOCK_RUNNING && run->step < clock->nsteps &&
		       script_moment_is(player, &statement->time, run->due[run->step]);
	else
		good = is_in_state(clock, run, statement);
	if (good)
		return true;
	return differs(player,
		       arena_printf(player->work, STR_FMT "%s" STR_FMT,
				    STR_ARG(due ? STR("due at another time") : statement->state),
				    statement->step.at != NULL ? " " : "",
				    STR_ARG(statement->step)),
		       shown_clock(player, clock, run));
}

/* ---- alarms and breaches ------------------------------------------------------------------- */

struct ring {
	bool alarm;
	code post;
	struct str text;                                   /* absent: any */
	struct ident subject;                              /* none: any */
};

/* A text field of an alarm or a breach; absent where the kind has none of the name. */
static struct str text_of(const struct record *record, const char *name)
{
	const struct field *field = registry_field(registry_of(record->kind), str_of(name));

	if (field == NULL || field->type != FIELD_TEXT || !record_has(record, field->number))
		return (struct str){ NULL, 0 };
	return *(const struct str *)model_field(record, name);
}

static struct ident ref_of(const struct record *record, const char *name)
{
	const struct field *field = registry_field(registry_of(record->kind), str_of(name));

	if (field == NULL || field->type != FIELD_REF || !record_has(record, field->number))
		return (struct ident){ 0 };
	return *(const struct ident *)model_field(record, name);
}

static bool is_about(struct script_player *player, const struct record *record, struct str text)
{
	struct str clock = text_of(record, "clock"), step = text_of(record, "step");

	if (text.at == NULL || str_eq(text, text_of(record, "reason")))
		return true;
	if (clock.at == NULL)
		return false;
	return str_eq(text, clock) ||
	       str_eq(text, arena_printf(player->work, STR_FMT "." STR_FMT, STR_ARG(clock),
					 STR_ARG(step)));
}

static bool is_ring_at(const struct ring *ring, const struct record *record)
{
	/* An alarm that was acknowledged or settled does not sound any more. */
	if (ring->alarm)
		return record->home == ring->post &&
		       str_eq(str_of(model_state(record)), STR("ringing"));
	return record->home == ring->post || ref_of(record, "owner").origin == ring->post;
}

static struct str shown_ring(struct script_player *player, const struct record *record)
{
	struct str reason = text_of(record, "reason"), clock = text_of(record, "clock");
	struct ident subject = ref_of(record, "subject");

	return arena_printf(player->work,
			    "[" STR_FMT " " STR_FMT "%s" STR_FMT "." STR_FMT " about " STR_FMT "]",
			    STR_ARG(script_value_ident(player, record->id)), STR_ARG(reason),
			    reason.len > 0 ? " " : "", STR_ARG(clock),
			    STR_ARG(text_of(record, "step")),
			    STR_ARG(script_value_ident(player, subject)));
}

/* Counts those that fit; *ret_found names the others of the post. */
static uint32_t count_rings(struct script_player *player, const struct ring *ring,
			    struct str *ret_found)
{
	const struct model *model = pipeline_model(player->pipeline);
	const struct kind_row *row = registry_find(ring->alarm ? STR("alarm") : STR("breach"));
	uint32_t all = row != NULL ? model_count(model, row->kind) : 0, fit = 0, shown = 0;

	*ret_found = STR("");
	for (uint32_t i = 0; i < all; i++) {
		const struct record *record = model_at(model, row->kind, i);

		if (!is_ring_at(ring, record))
			continue;
		if (is_about(player, record, ring->text) &&
		    (ident_none(ring->subject) ||
		     ident_eq(ring->subject, ref_of(record, "subject"))))
			fit++;
		if (shown++ < SHOWN_MOST)
			*ret_found = arena_printf(player->work, STR_FMT " " STR_FMT,
						  STR_ARG(*ret_found),
						  STR_ARG(shown_ring(player, record)));
	}
	return fit;
}

static bool check_ring(struct script_player *player, const struct script_statement *statement)
{
	struct ring ring = { .alarm = statement->verb == SCRIPT_EXPECT_ALARM,
			     .text = statement->text };
	struct str found;

	if (!code_parse(statement->post, &ring.post) ||
	    tree_get(pipeline_model(player->pipeline), ring.post) == NULL)
		return no_record(player, statement->post);
	if (statement->subject.at != NULL &&
	    !script_value_ref(player, NULL, statement->subject, &ring.subject))
		return no_record(player, statement->subject);
	if ((count_rings(player, &ring, &found) > 0) != statement->negated)
		return true;
	return differs(player,
		       arena_printf(player->work, "%s%s at " STR_FMT,
				    statement->negated ? "no " : "",
				    ring.alarm ? "alarm" : "breach", STR_ARG(statement->post)),
		       shown_or_none(found));
}

/* ---- gaps ---------------------------------------------------------------------------------- */

static struct str shown_gap(struct script_player *player, const struct gap_found *found)
{
	return arena_printf(player->work, "[%s.%s about " STR_FMT "]", found->record->kind->name,
			    found->gap->name,
			    STR_ARG(script_value_ident(player, found->record->id)));
}

/* Whether it is the one that is meant: "kind.gap" and record, each as far as it is written. */
static bool is_gap(const struct script_statement *statement, struct ident subject,
		   const struct gap_found *found)
{
	struct str rest = statement->text, kind;

	if (!ident_none(subject) && !ident_eq(subject, found->record->id))
		return false;
	if (rest.at == NULL)
		return true;
	str_split(&rest, '.', &kind);
	return str_eq(kind, str_of(found->record->kind->name)) &&
	       str_eq(rest, str_of(found->gap->name));
}

/* A venue's code may be that of its post and of its place: the gap's kind says which is meant. */
static bool read_about(struct script_player *player, const struct script_statement *statement,
		       struct ident *ret)
{
	struct str rest = statement->text, kind = { 0 };

	if (rest.at != NULL)
		str_split(&rest, '.', &kind);
	if (registry_find(kind) == NULL)
		return script_value_ref(player, NULL, statement->subject, ret);
	kind = arena_printf(player->work, STR_FMT, STR_ARG(kind));
	return script_value_ref(player, kind.at, statement->subject, ret);
}

static bool check_gap(struct script_player *player, const struct script_statement *statement)
{
	const struct model *model = pipeline_model(player->pipeline);
	struct reader reader = { 0 };
	struct gap_list list = { 0 };
	struct ident subject = { 0 };
	struct str found = STR("");
	uint32_t fit = 0, shown = 0;

	if (!code_parse(statement->post, &reader.post) || tree_get(model, reader.post) == NULL)
		return no_record(player, statement->post);
	reader.oversight = tree_get(model, reader.post)->tier == TIER_OVERSIGHT;
	if (statement->subject.at != NULL && !read_about(player, statement, &subject))
		return no_record(player, statement->subject);
	gaps_find(model, &reader, pipeline_now(player->pipeline), &list);
	for (uint32_t i = 0; i < list.count; i++) {
		if (is_gap(statement, subject, &list.at[i]))
			fit++;
		if (shown < SHOWN_MOST && (ident_none(subject) ||
					   ident_eq(subject, list.at[i].record->id)) &&
		    ++shown > 0)
			found = arena_printf(player->work, STR_FMT " " STR_FMT, STR_ARG(found),
					     STR_ARG(shown_gap(player, &list.at[i])));
	}
	gaps_release(&list);
	if ((fit > 0) != statement->negated)
		return true;
	return differs(player,
		       arena_printf(player->work, "%sgap at " STR_FMT " " STR_FMT,
				    statement->negated ? "no " : "", STR_ARG(statement->post),
				    STR_ARG(statement->text)),
		       shown_or_none(found));
}

/* ---- countdowns ---------------------------------------------------------------------------- */

/* A whole number, as it is written; nothing: not known. */
static struct str shown_figure(struct script_player *player, double value)
{
	return isfinite(value) ? arena_printf(player->work, "%.0f", value) : STR("");
}

static bool check_day(struct script_player *player, const struct script_statement *statement)
{
	const struct model *model = pipeline_model(player->pipeline);
	const struct record *record =
		script_value_record(player, statement->subject, has_field, statement->field);
	instant at;
	struct str found;

	if (record == NULL)
		return no_record(player, statement->subject);
	if (countdown_day(record) == 0 || !has_field(record->kind, statement->field))
		return lacks(player, record->kind, statement->field);
	at = countdown_day(record) - statement->count * INT64_C(86400000);
	found = shown_figure(player, countdown_value(model, record, statement->field,
						     pipeline_now(player->pipeline), at));
	return str_eq(found, statement->value) ||
	       differs(player, shown_or_none(statement->value), shown_or_none(found));
}

/* ---- records that fit a description -------------------------------------------------------- */

static bool fits(struct script_player *player, const struct script_statement *statement,
		 code post, const struct record *record)
{
	struct str found;

	if (statement->post.at != NULL && record->home != post)
		return false;
	if (statement->state.at != NULL &&
	    !str_eq(statement->state, str_of(model_state(record))))
		return false;
	return statement->field.at == NULL ||
	       script_match_field(player, record, statement->field, statement->value, &found) ==
		       SCRIPT_MATCHES;
}

static struct str also(struct script_player *player, struct str found,
		       const struct record *record)
{
	return arena_printf(player->work, STR_FMT " [" STR_FMT " %s at " STR_FMT "]",
			    STR_ARG(found), STR_ARG(script_value_ident(player, record->id)),
			    model_state(record), STR_ARG(script_value_code(player, record->home)));
}

static bool no_kind(struct script_player *player, struct str name)
{
	return script_run_complain(
		player, arena_printf(player->work, "没有记录类型" STR_FMT, STR_ARG(name)),
		arena_printf(player->work, "there is no kind " STR_FMT, STR_ARG(name)));
}

/* Counts them and gives the newest; *ret_found tells what else there is of the kind. */
static bool search(struct script_player *player, const struct script_statement *statement,
		   uint32_t *ret_count, const struct record **ret_newest, struct str *ret_found)
{
	const struct model *model = pipeline_model(player->pipeline);
	const struct kind_row *row = registry_find(statement->kind);
	code post = 0;

	*ret_count = 0;
	*ret_newest = NULL;
	*ret_found = STR("");
	if (row == NULL)
		return no_kind(player, statement->kind);
	if (statement->state.at != NULL && !has_state(row->kind, statement->state))
		return lacks(player, row->kind, statement->state);
	if (statement->field.at != NULL && !has_field(row->kind, statement->field) &&
	    !script_match_is_head(statement->field))
		return lacks(player, row->kind, statement->field);
	if (statement->post.at != NULL &&
	    (!code_parse(statement->post, &post) || tree_get(model, post) == NULL))
		return no_record(player, statement->post);
	for (uint32_t i = model_count(model, row->kind), shown = 0; i > 0; i--) {
		const struct record *record = model_at(model, row->kind, i - 1);

		if (fits(player, statement, post, record)) {
			*ret_newest = *ret_count == 0 ? record : *ret_newest;
			*ret_count += 1;
		}
		if (shown++ < SHOWN_MOST)
			*ret_found = also(player, *ret_found, record);
	}
	return true;
}

static bool check_count(struct script_player *player, const struct script_statement *statement)
{
	const struct record *newest;
	struct str found;
	uint32_t count;

	if (!search(player, statement, &count, &newest, &found))
		return false;
	if (count == statement->count)
		return true;
	return differs(player, arena_printf(player->work, "%u", statement->count),
		       arena_printf(player->work, "%u;" STR_FMT, count,
				    STR_ARG(shown_or_none(found))));
}

const struct record *script_expect_find(struct script_player *player,
					const struct script_statement *statement)
{
	const struct record *newest;
	struct str found;
	uint32_t count;

	if (search(player, statement, &count, &newest, &found) && newest == NULL)
		differs(player,
			arena_printf(player->work, "one " STR_FMT, STR_ARG(statement->kind)),
			shown_or_none(found));
	return newest;
}

/* ---- reach --------------------------------------------------------------------------------- */

static bool check_sees(struct script_player *player, const struct script_statement *statement)
{
	const struct model *model = pipeline_model(player->pipeline);
	const struct record *record =
		script_value_record(player, statement->subject, NULL, STR(""));
	struct script_who who;
	bool oversight;

	if (record == NULL)
		return no_record(player, statement->subject);
	if (!script_who_find(player, statement->who, NULL, NULL, &who))
		return false;
	oversight = duty_oversight(model, who.account, pipeline_now(player->pipeline));
	if (model_sees(model, record, who.post, oversight) != statement->negated)
		return true;
	return differs(player,
		       arena_printf(player->work, STR_FMT " %s " STR_FMT, STR_ARG(statement->who),
				    statement->negated ? "does not see" : "sees",
				    STR_ARG(statement->subject)),
		       statement->negated ? STR("seen") : STR("not seen"));
}

bool script_expect_check(struct script_player *player, const struct script_statement *statement)
{
	switch (statement->verb) {
	case SCRIPT_EXPECT_STATE:
		return check_state(player, statement);
	case SCRIPT_EXPECT_FIELD:
		return check_field(player, statement);
	case SCRIPT_EXPECT_CLOCK:
	case SCRIPT_EXPECT_DUE:
		return check_clock(player, statement);
	case SCRIPT_EXPECT_ALARM:
	case SCRIPT_EXPECT_BREACH:
		return check_ring(player, statement);
	case SCRIPT_EXPECT_GAP:
		return check_gap(player, statement);
	case SCRIPT_EXPECT_DAY:
		return check_day(player, statement);
	case SCRIPT_EXPECT_COUNT:
		return check_count(player, statement);
	default:
		return check_sees(player, statement);
	}
}
