/* The picture when it is asked for: who is where now, who is nearest, where somebody has been. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "node/live_state.h"
#include "node/mqtt.h"
#include "os/os.h"
#include "wire/http/problem.h"

#define NEAR_USUAL 10
#define NEAR_LOOKED_AT 4096                   /* nearest of all, seen or not, to choose from */

/* What a reader may be told of; the reader's post is checked by then. */
struct question {
	struct live *live;
	struct call *call;
	struct reader reader;
	bool near;
	struct geo_point p;
	int64_t count;
};

static bool sees(const struct question *question, uint32_t slot)
{
	const struct record *record = live_record(question->live, slot);

	return picture_at(question->live->picture, slot)->known && record &&
	       model_sees(pipeline_model(question->live->node->pipeline), record,
			  question->reader.post, question->reader.oversight);
}

static bool read_place(struct str text, struct geo_point *ret)
{
	struct str lon;

	return str_split(&text, ',', &lon) && str_to_f64(lon, &ret->lon) &&
	       str_to_f64(text, &ret->lat) && fabs(ret->lon) <= 180 && fabs(ret->lat) <= 90;
}

static const struct refusal *read_question(struct call *call, struct question *ret)
{
	struct str near = target_value(&call->target, "near");
	struct str count = target_value(&call->target, "count");
	const struct refusal *why;

	*ret = (struct question){ .live = call->node->live, .call = call, .near = near.at != NULL,
				  .count = NEAR_USUAL };
	why = caller_reader(call, "role_as", &ret->reader);
	if (why)
		return why;
	if ((near.at && !read_place(near, &ret->p)) ||
	    (count.at && (!str_to_i64(count, &ret->count) || ret->count < 1 ||
			  ret->count > LIMIT_PAGE)))
		return &problem_bad_query;
	return NULL;
}

static void put_near(struct json_out *json, const struct question *question)
{
	struct live *live = question->live;
	struct picture_near *found = arena_room(question->call->arena,
						NEAR_LOOKED_AT * sizeof *found);
	uint32_t count = picture_nearest(live->picture, question->p, NEAR_LOOKED_AT, found);
	int64_t left = question->count;

	for (uint32_t i = 0; i < count && left > 0; i++) {
		struct str text;

		if (!sees(question, found[i].slot))
			continue;
		/* The unit as it is told to consoles, and how far it is away. */
		text = live_out_text(live, found[i].slot);
		text.len--;
		json_put_raw(json, arena_printf(question->call->arena, STR_FMT
						",\"distance_m\":%.1f}", STR_ARG(text),
						found[i].distance_m));
		left--;
	}
}

static void put_all(struct json_out *json, const struct question *question)
{
	struct live *live = question->live;

	for (uint32_t slot = 0; slot < picture_count(live->picture); slot++)
		if (sees(question, slot))
			json_put_raw(json, live_out_text(live, slot));
}

void live_show(struct call *call)
{
	struct question question;
	const struct refusal *why = read_question(call, &question);
	struct json_out json;

	if (why) {
		http_refuse(call, why);
		return;
	}
	question.live->asked_ns = os_monotonic_ns();
	json_begin(&json, &call->out);
	json_open(&json, '{');
	json_key(&json, "server_time");
	json_put_instant(&json, live_now(question.live));
	json_key(&json, "stale_s");
	json_put_i64(&json, question.live->stale_ms / 1000);
	json_key(&json, "units");
	json_open(&json, '[');
	if (question.near)
		put_near(&json, &question);
	else
		put_all(&json, &question);
	json_close(&json, ']');
	json_close(&json, '}');
	http_json(call, 200);
}

/* ---- a track --------------------------------------------------------------------------------- */

/* GeoJSON, oldest first; a time for each point among the properties. */
static void put_track(struct json_out *json, const struct tracks_point *points, uint32_t count)
{
	json_open(json, '{');
	json_key(json, "type");
	json_put_text(json, "Feature");
	json_key(json, "geometry");
	json_open(json, '{');
	json_key(json, "type");
	json_put_text(json, "MultiPoint");
	json_key(json, "coordinates");
	json_open(json, '[');
	for (uint32_t i = count; i-- > 0; ) {
		json_open(json, '[');
		json_put_f64(json, points[i].at.lon);
		json_put_f64(json, points[i].at.lat);
		json_close(json, ']');
	}
	json_close(json, ']');
	json_close(json, '}');
	json_key(json, "properties");
	json_open(json, '{');
	json_key(json, "times");
	json_open(json, '[');
	for (uint32_t i = count; i-- > 0; )
		json_put_instant(json, points[i].time);
	json_close(json, ']');
	json_close(json, '}');
	json_close(json, '}');
}

static const struct refusal *find_track(struct call *call, uint32_t *ret_slot, instant *ret_since)
{
	struct live *live = call->node->live;
	const struct model *model = pipeline_model(live->node->pipeline);
	struct str since = target_value(&call->target, "since");
	struct reader reader;
	const struct refusal *why = caller_reader(call, "role_as", &reader);

	*ret_since = 0;
	if (why)
		return why;
	if (since.at && !instant_parse(since, ret_since))
		return &problem_bad_query;
	if (!live_slot(live, call->record, ret_slot) || !live_record(live, *ret_slot) ||
	    !model_sees(model, live_record(live, *ret_slot), reader.post, reader.oversight))
		return &refused_no_such_record;
	return NULL;
}

void live_show_track(struct call *call)
{
	struct tracks_point *points;
	struct json_out json;
	uint32_t slot, count;
	instant since;
	const struct refusal *why = find_track(call, &slot, &since);

	if (why) {
		http_refuse(call, why);
		return;
	}
	points = arena_room(call->arena, LIMIT_LIVE_TRACK_SHOWN * sizeof *points);
	count = tracks_of(call->node->live->tracks, slot, since, points, LIMIT_LIVE_TRACK_SHOWN);
	json_begin(&json, &call->out);
	put_track(&json, points, count);
	http_json(call, 200);
}

/* ---- metrics --------------------------------------------------------------------------------- */

static void put_head(struct buf *out, const char *name, const char *type, const char *help)
{
	buf_printf(out, "# HELP watchfloor_%s %s\n# TYPE watchfloor_%s %s\n", name, help, name,
		   type);
}

void live_metrics(const struct live *live, struct buf *out)
{
	static const char *const crossings[] = { "enter", "dwell", "leave" };
	uint32_t known = 0;

	put_head(out, "positions_total", "counter", "Positions that came in, by what became of "
		 "them.");
	for (uint32_t i = 0; i < LIVE_OUTCOMES; i++)
		buf_printf(out, "watchfloor_positions_total{outcome=\"%s\"} %llu\n",
			   live_outcome_name(i), (unsigned long long)live->outcomes[i]);
	put_head(out, "fence_events_total", "counter", "Units that entered, stayed in or left a "
		 "place.");
	for (uint32_t i = 0; i <= STAYS_LEAVE; i++)
		buf_printf(out, "watchfloor_fence_events_total{what=\"%s\"} %llu\n", crossings[i],
			   (unsigned long long)live->crossings[i]);
	for (uint32_t slot = 0; slot < picture_count(live->picture); slot++)
		known += picture_at(live->picture, slot)->known;
	put_head(out, "units_placed", "gauge", "Units whose place is known.");
	buf_printf(out, "watchfloor_units_placed %u\n", known);
	put_head(out, "live_streams", "gauge", "Consoles that are told of positions.");
	buf_printf(out, "watchfloor_live_streams %u\n", live->nstreams);
	put_head(out, "live_states_sent_total", "counter", "States of units handed to consoles.");
	buf_printf(out, "watchfloor_live_states_sent_total %llu\n",
		   (unsigned long long)live->sent);
	put_head(out, "live_states_received_total", "counter", "States of units taken from other "
		 "nodes.");
	buf_printf(out, "watchfloor_live_states_received_total %llu\n",
		   (unsigned long long)live->from_mesh);
	struct mqtt_state mqtt;

	if (live_mqtt_state(live, &mqtt)) {
		put_head(out, "mqtt_connected", "gauge", "Whether the broker of MQTT is there.");
		buf_printf(out, "watchfloor_mqtt_connected %d\n", mqtt.connected);
		put_head(out, "mqtt_lost_total", "counter", "Messages of MQTT that found no room.");
		buf_printf(out, "watchfloor_mqtt_lost_total %llu\n", (unsigned long long)mqtt.lost);
	}
	put_head(out, "track_points_early_total", "counter", "Points of tracks that went before "
		 "their time, for want of room.");
	buf_printf(out, "watchfloor_track_points_early_total %llu\n",
		   (unsigned long long)tracks_early(live->tracks));
}
