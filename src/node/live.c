/* Where the forces are: fast, replaceable, not in the log; only on duty, only for who may see. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "node/live.h"

#include <assert.h>

#include "model/registry.h"
#include "node/live_state.h"
#include "os/os.h"

#define SECOND_NS INT64_C(1000000000)
#define AREA_MARGIN 0.5                                    /* degrees around all places */

const char *live_outcome_name(uint32_t outcome)
{
	static const char *const names[] = {
		[LIVE_UNKNOWN_UNIT] = "unknown_unit",
		[LIVE_NOT_BELOW] = "not_below",
		[LIVE_WRITTEN_ELSEWHERE] = "written_elsewhere",
		[LIVE_TOO_MANY_UNITS] = "too_many_units",
		[LIVE_UNKNOWN_METER] = "unknown_meter",
	};

	assert(outcome < LIVE_OUTCOMES);
	return outcome < PICTURE_VERDICTS ? picture_verdict_name((enum picture_verdict)outcome)
					  : names[outcome];
}

static const struct model *model_of(const struct live *live)
{
	return pipeline_model(live->node->pipeline);
}

instant live_now(const struct live *live)
{
	return pipeline_now(live->node->pipeline);
}

/* ---- units ----------------------------------------------------------------------------------- */

/* Two records or posts of one hash are not told apart by it alone. */
bool live_slot(const struct live *live, struct ident unit, uint32_t *ret)
{
	const uint64_t *slot = map_get(&live->slots, ident_hash(unit));

	if (!slot)
		return false;
	const struct live_unit *found = &live->units[*slot];

	*ret = (uint32_t)*slot;
	return unit.seq == 0 ? found->post == unit.origin : ident_eq(found->record, unit);
}

const struct record *live_record(const struct live *live, uint32_t slot)
{
	return model_find(model_of(live), live->units[slot].record);
}

/* Who rests is not on duty (the act that ends it is called so). */
static bool is_on_duty(const struct record *unit)
{
	struct str state = str_of(model_state(unit));

	return !unit->struck && !str_eq(state, STR("off_duty")) && !str_eq(state, STR("resting"));
}

static void sync_unit(struct live *live, const struct record *record)
{
	struct ident post = *(const struct ident *)model_field(record, "post");
	uint32_t slot;

	if (!live_slot(live, record->id, &slot)) {
		if (picture_count(live->picture) == LIMIT_LIVE_UNITS)
			return;
		slot = picture_add(live->picture);
		HEAP_ROOM(live->units, slot, live->units_size);
		live->units[slot].record = record->id;
		*map_put(&live->slots, ident_hash(record->id)) = slot;
		*map_put(&live->slots, ident_hash((struct ident){ post.origin, 0 })) = slot;
	}
	live->units[slot].post = post.origin;
	live->units[slot].home = record->home;
	live->units[slot].due = live_scene_is_due(record);
	live->units[slot].at_scene = 0;
	if (picture_allowed(live->picture, slot) != is_on_duty(record)) {
		picture_allow(live->picture, slot, is_on_duty(record));
		stays_forget(live->stays, slot);
	}
	live_out_unit(live, slot);
}

/* ---- places ---------------------------------------------------------------------------------- */

static uint32_t area_of(struct live *live, struct ident place)
{
	for (uint32_t i = 0; i < live->nareas; i++)
		if (ident_eq(live->areas[i], place))
			return i;
	HEAP_ROOM(live->areas, live->nareas, live->areas_size);
	live->areas[live->nareas] = place;
	return live->nareas++;
}

static bool read_shape(const struct record *place, struct arena *arena, struct geo_shape *ret)
{
	struct str text = *(const struct str *)model_field(place, "geometry");
	struct json json;

	return text.len > 0 && json_parse(arena, text, &json) == JSON_OK &&
	       geo_parse(arena, &json, 0, ret) == GEO_OK;
}

static void stretch(struct picture_rules *rules, const struct geo_shape *shape)
{
	for (uint32_t i = 0; i < shape->npoints; i++) {
		struct geo_point p = shape->points[i];

		if (p.lon - AREA_MARGIN < rules->south_west.lon)
			rules->south_west.lon = p.lon - AREA_MARGIN;
		if (p.lat - AREA_MARGIN < rules->south_west.lat)
			rules->south_west.lat = p.lat - AREA_MARGIN;
		if (p.lon + AREA_MARGIN > rules->north_east.lon)
			rules->north_east.lon = p.lon + AREA_MARGIN;
		if (p.lat + AREA_MARGIN > rules->north_east.lat)
			rules->north_east.lat = p.lat + AREA_MARGIN;
	}
}

/* Each place in use with an area is a fence; all places together are the event's area. */
static void read_places(struct live *live, struct arena *arena, const struct geo_shape **shapes,
			struct picture_rules *rules)
{
	const struct model *model = model_of(live);
	const struct kind *kind = registry_find(STR("place"))->kind;
	uint32_t count = model_count(model, kind);

	for (uint32_t i = 0; i < count; i++) {
		const struct record *place = model_at(model, kind, i);
		struct geo_shape *shape = arena_alloc(arena, sizeof *shape);
		struct str state = str_of(model_state(place));
		bool used = str_eq(state, STR("active")) || str_eq(state, STR("stopped"));
		uint32_t area;

		if (place->struck || !read_shape(place, arena, shape))
			continue;
		stretch(rules, shape);
		if (live->nareas == LIMIT_LIVE_FENCES)
			continue;
		area = area_of(live, place->id);
		if (used && shape->type == GEO_POLYGON)
			shapes[area] = shape;
		else
			stays_forget_fence(live->stays, area);
	}
}

static double policy(const struct live *live, const char *key)
{
	const struct model *model = model_of(live);
	code top = tree_count(model) > 0 ? tree_at(model, 0)->code : 0;

	return policy_or(model, key, top, live_now(live), 0);
}

static int64_t policy_ms(const struct live *live, const char *key)
{
	return (int64_t)(policy(live, key) * 1000);
}

static void set_rules(struct live *live, struct picture_rules *rules)
{
	const struct stays_rules stays = { .enter_ms = policy_ms(live, "live.fence.enter"),
					   .leave_ms = policy_ms(live, "live.fence.leave"),
					   .dwell_ms = policy_ms(live, "live.fence.dwell") };

	rules->most_speed = policy(live, "live.speed");
	rules->ahead_ms = policy_ms(live, "live.ahead");
	rules->old_ms = policy_ms(live, "live.old");
	rules->agreeing = (uint32_t)policy(live, "live.agreeing");
	live->rules = *rules;
	picture_set_rules(live->picture, rules);
	stays_set_rules(live->stays, &stays);
	tracks_set_rules(live->tracks, policy_ms(live, "live.track.every"),
			 policy_ms(live, "live.track.keep"));
	live->stale_ms = policy_ms(live, "live.stale");
	live->drop_ms = policy_ms(live, "live.drop");
	live->count_every_ms = policy_ms(live, "live.count.every");
	live->weather_every_ms = policy_ms(live, "live.weather.every");
	live->gate_most = policy(live, "live.gate.most");
	live->scene_m = policy(live, "live.scene.radius");
}

void live_refresh(struct live *live)
{
	struct picture_rules rules = { .south_west = { 1e9, 1e9 }, .north_east = { -1e9, -1e9 } };
	const struct geo_shape **shapes;
	struct arena *arena;

	if (!live->areas_changed)
		return;
	live->areas_changed = false;
	arena = arena_create();
	shapes = heap_alloc(LIMIT_LIVE_FENCES * sizeof *shapes);
	read_places(live, arena, shapes, &rules);
	if (rules.south_west.lon > rules.north_east.lon)
		rules = (struct picture_rules){ 0 };
	set_rules(live, &rules);
	fences_destroy(live->fences);
	live->fences = fences_create(shapes, live->nareas);
	heap_free(shapes);
	arena_destroy(arena);
}

void live_publish(struct live *live, const struct entry *entry, const struct record *record)
{
	struct str kind = str_of(entry->kind->kind->name);

	if (str_eq(kind, STR("unit")))
		sync_unit(live, record);
	else if (str_eq(kind, STR("count")))
		live_read_count(live, record);
	else if (str_eq(kind, STR("place")) || str_eq(kind, STR("policy")))
		live->areas_changed = true;
	else if (str_eq(kind, STR("post")) || str_eq(kind, STR("site")) ||
		 str_eq(kind, STR("takeover")))
		live_out_tree(live);
}

/* ---- what a position causes ------------------------------------------------------------------ */

void live_moved(struct live *live, uint32_t slot)
{
	const struct picture_place *place = picture_at(live->picture, slot);
	struct stays_event events[2 * STAYS_MOST];
	uint32_t count = stays_move(live->stays, live->fences, slot, place->at,
				    (double)place->accuracy, place->time, events);

	tracks_take(live->tracks, slot, place->at, place->time, live_now(live));
	for (uint32_t i = 0; i < count; i++) {
		live->crossings[events[i].what]++;
		live->events[live->next_event++ % LIMIT_LIVE_EVENTS] = (struct live_event){
			.slot = slot, .place = live->areas[events[i].fence],
			.what = events[i].what, .since = events[i].since, .at = events[i].at };
	}
	if (live->units[slot].due)
		live_scene_check(live, slot);
}

static void drop_silent(struct live *live)
{
	instant last = live_now(live) - live->drop_ms;

	for (uint32_t slot = 0; slot < picture_count(live->picture); slot++) {
		const struct picture_place *place = picture_at(live->picture, slot);

		if (!place->known || place->time >= last)
			continue;
		picture_forget(live->picture, slot);
		stays_forget(live->stays, slot);
	}
}

static void on_second(void *user)
{
	struct live *live = user;

	live->seconds++;
	live_refresh(live);
	tracks_expire(live->tracks, live_now(live));
	drop_silent(live);
	live_out_second(live);
	live_read_second(live);
	if (live->seconds % 60 == 0)
		live_in_minute(live);
	loop_timer_arm(live->second, os_monotonic_ns() + SECOND_NS);
}

/* ---- its life -------------------------------------------------------------------------------- */

struct live *live_create(struct node *node)
{
	struct live *live = heap_alloc(sizeof *live);
	const struct model *model = pipeline_model(node->pipeline);
	const struct kind *kind = registry_find(STR("unit"))->kind;

	live->node = node;
	live->picture = picture_create();
	live->stays = stays_create();
	live->tracks = tracks_create(LIMIT_LIVE_TRACK_POINTS);
	map_init(&live->slots);
	map_init(&live->gate_of);
	live->sources = heap_alloc(LIMIT_LIVE_SOURCES * sizeof live->sources[0]);
	live->areas_changed = true;
	live_refresh(live);
	for (uint32_t i = 0; i < model_count(model, kind); i++)
		sync_unit(live, model_at(model, kind, i));
	live->second = loop_timer_create(node->loop, on_second, live);
	loop_timer_arm(live->second, os_monotonic_ns() + SECOND_NS);
	return live;
}

void live_destroy(struct live *live)
{
	if (!live)
		return;
	assert(live->nstreams == 0);
	live_mqtt_close(live->mqtt);
	loop_timer_destroy(live->tick);
	loop_timer_destroy(live->second);
	live_in_release(live);
	for (uint32_t i = 0; i < live->nviews; i++) {
		heap_free(live->views[i]->sees);
		heap_free(live->views[i]->told);
		heap_free(live->views[i]);
	}
	heap_free(live->views);
	heap_free(live->streams);
	heap_free(live->sites);
	heap_free(live->texts);
	heap_free(live->units);
	heap_free(live->areas);
	map_release(&live->slots);
	map_release(&live->gate_of);
	heap_free(live->counts);
	heap_free(live->gates);
	heap_free(live->stations);
	fences_destroy(live->fences);
	tracks_destroy(live->tracks);
	stays_destroy(live->stays);
	picture_destroy(live->picture);
	heap_free(live);
}
