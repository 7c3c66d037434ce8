/* Positions that come in over HTTP: who may say where a unit is, and what is left out and why. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "node/auth.h"
#include "node/journal.h"
#include "node/live_state.h"
#include "wire/http/problem.h"
#include "wire/live/readings.h"

/* ---- sources --------------------------------------------------------------------------------- */

static void tell(const struct live_source *source)
{
	struct json_out *line;
	char post[CODE_TEXT], hex[HASH_HEX];
	uint64_t dropped = 0;

	for (uint32_t i = 0; i < LIVE_OUTCOMES; i++)
		dropped += i == PICTURE_TAKEN ? 0 : source->outcomes[i];
	if (dropped == 0 || (line = journal_begin("warn", "positions_left_out")) == NULL)
		return;
	hash_format(&source->id, hex);
	json_key(line, "source");
	json_put_str(line, (struct str){ hex, 12 });
	code_format(source->post, post);
	json_key(line, "post");
	json_put_text(line, post);
	for (uint32_t i = 0; i < LIVE_OUTCOMES; i++) {
		if (source->outcomes[i] == 0)
			continue;
		json_key(line, live_outcome_name(i));
		json_put_i64(line, (int64_t)source->outcomes[i]);
	}
	journal_end();
}

static void empty(struct live_source *source)
{
	tell(source);
	map_release(&source->named);
	*source = (struct live_source){ .id = source->id, .post = source->post };
	map_init(&source->named);
}

/* Whoever was first gives his place up when there are too many; his line is written before. */
struct live_source *live_in_source(struct live *live, const struct caller *caller, code post)
{
	struct live_source *source;

	for (uint32_t i = 0; i < live->nsources; i++)
		if (hash_eq(&live->sources[i].id, &caller->id))
			return &live->sources[i];
	if (live->nsources < LIMIT_LIVE_SOURCES) {
		source = &live->sources[live->nsources++];
		map_init(&source->named);
	} else {
		source = &live->sources[live->next_source++ % LIMIT_LIVE_SOURCES];
		empty(source);
	}
	source->id = caller->id;
	source->post = post;
	return source;
}

void live_in_minute(struct live *live)
{
	for (uint32_t i = 0; i < live->nsources; i++)
		empty(&live->sources[i]);
	live->nsources = live->next_source = 0;
}

void live_in_release(struct live *live)
{
	live_in_minute(live);
	heap_free(live->sources);
}

/* ---- one position ---------------------------------------------------------------------------- */

static bool has_named_too_many(struct live_source *source, struct ident unit)
{
	uint64_t hash = ident_hash(unit);

	if (map_get(&source->named, hash))
		return false;
	if (source->named.count == LIMIT_LIVE_NAMED)
		return true;
	map_put(&source->named, hash);
	return false;
}

uint32_t live_in_take(struct live *live, struct live_source *source, struct fixes_item *item)
{
	instant now = live_now(live);
	const struct model *model = pipeline_model(live->node->pipeline);
	const struct live_unit *unit;
	enum picture_verdict verdict;
	uint32_t slot;

	if (has_named_too_many(source, item->unit))
		return LIVE_TOO_MANY_UNITS;
	if (ident_none(item->unit) || !live_slot(live, item->unit, &slot))
		return LIVE_UNKNOWN_UNIT;
	unit = &live->units[slot];
	if (unit->post != source->post && unit->home != source->post &&
	    !tree_above(model, source->post, unit->post))
		/* Who cannot see a record is told that there is none. */
		return model_sees(model, live_record(live, slot), source->post, false)
			       ? LIVE_NOT_BELOW
			       : LIVE_UNKNOWN_UNIT;
	if (!site_local_post(model, unit->home))
		return LIVE_WRITTEN_ELSEWHERE;
	if (item->fix.time == 0)
		item->fix.time = now;
	verdict = picture_take(live->picture, slot, &item->fix, now);
	if (verdict == PICTURE_TAKEN)
		live_moved(live, slot);
	return verdict;
}

/* ---- calls ----------------------------------------------------------------------------------- */

#define REPORTERS (ROLE_DESK | ROLE_unit_leader | ROLE_administrator)
static const struct refusal *who_sends(struct call *call, struct live_source **ret)
{
	struct reader reader;
	const struct refusal *why = caller_reader(call, "post", &reader);

	if (!why && (reader.roles & REPORTERS) == 0)
		why = &refused_not_permitted;
	if (!why && call->caller.by_token &&
	    !auth_scope_covers(call->caller.scopes, STR("live"), STR("report")))
		why = &refused_scope_missing;
	if (!why)
		*ret = live_in_source(call->node->live, &call->caller, reader.post);
	return why;
}

/* Counts what became of the values, and says it. */
static void answer(struct call *call, struct live_source *source, const uint32_t *outcomes)
{
	struct live *live = call->node->live;
	struct json_out json;

	json_begin(&json, &call->out);
	json_open(&json, '{');
	json_key(&json, "taken");
	json_put_i64(&json, outcomes[PICTURE_TAKEN]);
	json_key(&json, "left_out");
	json_open(&json, '{');
	for (uint32_t i = 0; i < LIVE_OUTCOMES; i++) {
		live->outcomes[i] += outcomes[i];
		source->outcomes[i] += outcomes[i];
		if (i == PICTURE_TAKEN || outcomes[i] == 0)
			continue;
		json_key(&json, live_outcome_name(i));
		json_put_i64(&json, outcomes[i]);
	}
	json_close(&json, '}');
	json_close(&json, '}');
	http_json(call, 200);
}

static void take_all(struct call *call, struct live_source *source, struct fixes *fixes)
{
	struct live *live = call->node->live;
	uint32_t outcomes[LIVE_OUTCOMES] = { 0 };

	live_refresh(live);
	for (uint32_t i = 0; i < fixes->count; i++)
		outcomes[live_in_take(live, source, &fixes->items[i])]++;
	answer(call, source, outcomes);
}

void live_post(struct call *call)
{
	struct live_source *source = NULL;
	struct fixes fixes;
	struct refused refused = { .why = who_sends(call, &source) };

	if (!refused.why)
		refused = fixes_read(call->arena, buf_str(&call->body), &fixes);
	if (refused.why)
		http_refused(call, &refused);
	else
		take_all(call, source, &fixes);
}

void live_post_osmand(struct call *call)
{
	struct live_source *source = NULL;
	struct fixes_item item;
	struct fixes fixes = { &item, 1 };
	const struct refusal *why = who_sends(call, &source);

	if (!why && !fixes_osmand(&call->target, &item))
		why = &problem_bad_query;
	if (why)
		http_refuse(call, why);
	else
		take_all(call, source, &fixes);
}

static void count_readings(struct live *live, struct live_source *source, struct ident account,
			   const struct readings *readings, uint32_t *outcomes)
{
	for (uint32_t i = 0; i < readings->ngates; i++)
		outcomes[live_read_gate(live, source, account, &readings->gates[i])]++;
	for (uint32_t i = 0; i < readings->ninside; i++)
		outcomes[live_read_inside(live, source, account, &readings->inside[i])]++;
	for (uint32_t i = 0; i < readings->nweather; i++)
		outcomes[live_read_weather(live, source, account, &readings->weather[i])]++;
}

void live_in_note(struct live *live, struct live_source *source, uint32_t outcome)
{
	live->outcomes[outcome]++;
	source->outcomes[outcome]++;
}

void live_in_read(struct live *live, struct live_source *source, struct ident account,
		  const struct readings *readings)
{
	uint32_t outcomes[LIVE_OUTCOMES] = { 0 };

	count_readings(live, source, account, readings, outcomes);
	for (uint32_t i = 0; i < LIVE_OUTCOMES; i++) {
		live->outcomes[i] += outcomes[i];
		source->outcomes[i] += outcomes[i];
	}
}

void live_post_readings(struct call *call)
{
	struct live_source *source = NULL;
	uint32_t outcomes[LIVE_OUTCOMES] = { 0 };
	struct readings readings;
	struct refused refused = { .why = who_sends(call, &source) };

	if (!refused.why)
		refused = readings_read(call->arena, buf_str(&call->body), &readings);
	if (refused.why) {
		http_refused(call, &refused);
		return;
	}
	live_refresh(call->node->live);
	count_readings(call->node->live, source, call->caller.account, &readings, outcomes);
	answer(call, source, outcomes);
}
