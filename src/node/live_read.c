/* Turnstiles, counters and weather stations: fast values in, a reading as an act now and then. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "node/journal.h"
#include "node/live_state.h"
#include "wire/live/readings.h"

#define MINUTE_MS INT64_C(60000)
#define FACT_BYTES 512

static const struct model *model_of(const struct live *live)
{
	return pipeline_model(live->node->pipeline);
}

/* ---- whose ----------------------------------------------------------------------------------- */

static uint32_t check_time(const struct live *live, instant time, instant before)
{
	instant now = live_now(live);

	if (time > now + live->rules.ahead_ms)
		return PICTURE_AHEAD;
	if (time < now - live->rules.old_ms)
		return PICTURE_TOO_OLD;
	if (time > before)
		return PICTURE_TAKEN;
	return time == before ? PICTURE_REPEATED : PICTURE_LATE;
}

/* The record, if it is of that kind, written here, and the source's post is its home or above. */
static const struct record *find(const struct live *live, const struct live_source *source,
				 struct ident id, const char *kind)
{
	const struct model *model = model_of(live);
	const struct record *record = model_find_kind(model, id, kind);

	if (!record || !model_is_open(record) ||
	    (record->home != source->post && !tree_above(model, source->post, record->home)))
		return NULL;
	return record;
}

static struct live_count *count_of(struct live *live, const struct record *record)
{
	struct live_count *count;

	for (uint32_t i = 0; i < live->ncounts; i++)
		if (ident_eq(live->counts[i].record, record->id))
			return &live->counts[i];
	if (live->ncounts == LIMIT_LIVE_COUNTS)
		return NULL;
	HEAP_ROOM(live->counts, live->ncounts, live->counts_size);
	count = &live->counts[live->ncounts++];
	*count = (struct live_count){ .record = record->id, .since = live_now(live) };
	count->inside = count->told = *(const int64_t *)model_field(record, "inside");
	return count;
}

/* ---- acts ------------------------------------------------------------------------------------ */

static void on_reply(void *user, const struct outcome *outcome)
{
	(void)user;
	if (outcome->refused.why)
		journal_say("warn", "reading_refused", "refusal",
			    str_of(outcome->refused.why->name));
}

/* `facts` is {"f":{…}}; the act is that of whoever sent the values. */
static void submit(struct live *live, struct request *request, const struct buf *facts)
{
	struct arena *arena = arena_create();
	struct json json;

	if (!facts->over && json_parse(arena, buf_str(facts), &json) == JSON_OK) {
		request->json = &json;
		request->fields = json_find(&json, 0, STR("f"));
		pipeline_submit(live->node->pipeline, request, on_reply, NULL);
	}
	arena_destroy(arena);
}

static int64_t per_minute(int64_t count, int64_t span_ms)
{
	return span_ms > 0 ? llround((double)count * MINUTE_MS / (double)span_ms) : 0;
}

static void tell_count(struct live *live, struct live_count *count)
{
	instant now = live_now(live);
	struct request request = { .kind = STR_INIT("count"), .act = STR_INIT("read"),
				   .record = count->record, .actor = count->account,
				   .post = count->post };
	struct buf facts;

	buf_init(&facts, FACT_BYTES);
	buf_printf(&facts, "{\"f\":{\"inside\":%lld,\"inflow\":%lld,\"outflow\":%lld}}",
		   (long long)(count->inside > 0 ? count->inside : 0),
		   (long long)per_minute(count->in, now - count->since),
		   (long long)per_minute(count->out, now - count->since));
	count->told = count->inside;
	count->told_at = count->since = now;
	count->in = count->out = 0;
	submit(live, &request, &facts);
	buf_release(&facts);
}

/* At the approved number nobody waits for the next round. */
static bool is_full(const struct live *live, const struct live_count *count)
{
	const struct model *model = model_of(live);
	const struct record *record = model_find_kind(model, count->record, "count");
	const struct record *place =
		record ? model_find_kind(model, *(const struct ident *)model_field(record, "place"),
					 "place")
		       : NULL;
	int64_t approved = place ? *(const int64_t *)model_field(place, "capacity") : 0;
	double share = policy_or(model, "count.stop.share", record ? record->home : 0,
				 live_now(live), 1);

	return approved > 0 && (double)count->inside >= share * (double)approved;
}

static void changed(struct live *live, struct live_count *count, const struct live_source *source,
		    struct ident account)
{
	bool was_full = count->full;

	count->account = account;
	count->post = source->post;
	count->full = is_full(live, count);
	if (count->full && !was_full)
		tell_count(live, count);
}

void live_read_second(struct live *live)
{
	instant now = live_now(live);

	for (uint32_t i = 0; i < live->ncounts; i++) {
		struct live_count *count = &live->counts[i];

		if ((count->inside != count->told || count->in + count->out > 0) &&
		    now - count->told_at >= live->count_every_ms)
			tell_count(live, count);
	}
}

/* Somebody has counted by hand: from there it goes on. */
void live_read_count(struct live *live, const struct record *record)
{
	int64_t inside = *(const int64_t *)model_field(record, "inside");

	for (uint32_t i = 0; i < live->ncounts; i++) {
		struct live_count *count = &live->counts[i];

		if (!ident_eq(count->record, record->id) || inside == count->told)
			continue;
		count->inside += inside - count->told;
		count->told = inside;
	}
}

/* ---- values ---------------------------------------------------------------------------------- */

static struct live_gate *gate_of(struct live *live, const struct readings_gate *value)
{
	uint64_t key = ident_hash(value->count) ^ str_hash(value->gate);
	uint64_t *index = map_get(&live->gate_of, key);

	if (index)
		return &live->gates[*index];
	if (live->ngates == LIMIT_LIVE_GATES)
		return NULL;
	HEAP_ROOM(live->gates, live->ngates, live->gates_size);
	*map_put(&live->gate_of, key) = live->ngates;
	return &live->gates[live->ngates++];
}

static bool is_total(double value)
{
	return value >= 0 && value <= 1e12 && value == floor(value);
}

/* A turnstile's first word says where it begins; one that went back was set back to nothing. */
static uint32_t pass(const struct live *live, struct live_gate *gate, double in, double out,
		     instant time, int64_t *ret_in, int64_t *ret_out)
{
	bool back = in < gate->in || out < gate->out;
	double minutes = (double)(time - gate->time) / MINUTE_MS + 1;

	*ret_in = gate->time == 0 ? 0 : (int64_t)(back ? in : in - gate->in);
	*ret_out = gate->time == 0 ? 0 : (int64_t)(back ? out : out - gate->out);
	if ((double)(*ret_in + *ret_out) > live->gate_most * minutes)
		return PICTURE_TOO_FAST;
	*gate = (struct live_gate){ in, out, time };
	return PICTURE_TAKEN;
}

uint32_t live_read_gate(struct live *live, const struct live_source *source, struct ident account,
			const struct readings_gate *value)
{
	const struct record *record = find(live, source, value->count, "count");
	struct live_count *count = record ? count_of(live, record) : NULL;
	instant time = value->time ? value->time : live_now(live);
	struct live_gate *gate;
	int64_t in, out;
	uint32_t outcome;

	if (!count || !value->gate.at)
		return LIVE_UNKNOWN_METER;
	if (isnan(value->in) || isnan(value->out))
		return PICTURE_NOT_A_NUMBER;
	if (!is_total(value->in) || !is_total(value->out))
		return PICTURE_OUT_OF_RANGE;
	gate = gate_of(live, value);
	if (!gate)
		return LIVE_TOO_MANY_UNITS;
	outcome = check_time(live, time, gate->time);
	if (outcome == PICTURE_TAKEN)
		outcome = pass(live, gate, value->in, value->out, time, &in, &out);
	if (outcome != PICTURE_TAKEN)
		return outcome;
	count->inside += in - out;
	count->in += in;
	count->out += out;
	changed(live, count, source, account);
	return outcome;
}

uint32_t live_read_inside(struct live *live, const struct live_source *source,
			  struct ident account, const struct readings_inside *value)
{
	const struct record *record = find(live, source, value->count, "count");
	struct live_count *count = record ? count_of(live, record) : NULL;
	instant time = value->time ? value->time : live_now(live);
	uint32_t outcome;

	if (!count)
		return LIVE_UNKNOWN_METER;
	if (isnan(value->inside))
		return PICTURE_NOT_A_NUMBER;
	if (!is_total(value->inside) || value->inside > 1e6)
		return PICTURE_OUT_OF_RANGE;
	outcome = check_time(live, time, count->time);
	if (outcome != PICTURE_TAKEN)
		return outcome;
	count->time = time;
	count->inside = (int64_t)value->inside;
	changed(live, count, source, account);
	return outcome;
}

/* ---- weather --------------------------------------------------------------------------------- */

static struct live_station *station_of(struct live *live, struct ident place)
{
	for (uint32_t i = 0; i < live->nstations; i++)
		if (ident_eq(live->stations[i].place, place))
			return &live->stations[i];
	if (live->nstations == LIMIT_LIVE_COUNTS)
		return NULL;
	HEAP_ROOM(live->stations, live->nstations, live->stations_size);
	live->stations[live->nstations] = (struct live_station){ .place = place };
	return &live->stations[live->nstations++];
}

static void put(struct buf *facts, const char *name, double value, bool whole)
{
	if (!isnan(value))
		buf_printf(facts, whole ? ",\"%s\":%.0f" : ",\"%s\":%.1f", name, value);
}

/* The kind's own ranges judge the values; here they are only kept from becoming a flood of acts. */
static void tell_weather(struct live *live, const struct live_source *source,
			 struct ident account, const struct readings_weather *value, instant time)
{
	struct request request = { .kind = STR_INIT("weather"), .act = STR_INIT("observe"),
				   .actor = account, .post = source->post };
	struct str name = model_title(model_find_kind(model_of(live), value->place, "place"));
	struct json_out json;
	struct buf facts;

	buf_init(&facts, FACT_BYTES);
	json_begin(&json, &facts);
	json_open(&json, '{');
	json_key(&json, "f");
	json_open(&json, '{');
	json_key(&json, "title");
	json_put_str(&json, name.len <= 80 ? name : STR("站"));
	json_key(&json, "observed_at");
	json_put_instant(&json, time);
	json_key(&json, "source");
	json_put_text(&json, "station");
	json_key(&json, "place");
	buf_add_char(&facts, '"');
	ident_add(&facts, value->place);
	buf_add_char(&facts, '"');
	put(&facts, "air", value->air, false);
	put(&facts, "wind", value->wind, false);
	put(&facts, "gust", value->gust, false);
	put(&facts, "humidity", value->humidity, true);
	put(&facts, "visibility", value->visibility, true);
	buf_add(&facts, STR("}}"));
	submit(live, &request, &facts);
	buf_release(&facts);
}

uint32_t live_read_weather(struct live *live, const struct live_source *source,
			   struct ident account, const struct readings_weather *value)
{
	const struct record *place = find(live, source, value->place, "place");
	struct live_station *station = place ? station_of(live, place->id) : NULL;
	instant time = value->time ? value->time : live_now(live);
	uint32_t outcome;

	if (!station)
		return LIVE_UNKNOWN_METER;
	if (isnan(value->air) || isnan(value->wind))
		return PICTURE_NOT_A_NUMBER;
	if (fabs(value->air) > 100 || value->wind < 0 || value->wind > 120)
		return PICTURE_OUT_OF_RANGE;
	outcome = check_time(live, time, station->time);
	if (outcome != PICTURE_TAKEN)
		return outcome;
	station->time = time;
	if (station->told_at != 0 && time - station->told_at < live->weather_every_ms)
		return outcome;
	station->told_at = time;
	tell_weather(live, source, account, value, time);
	return outcome;
}
