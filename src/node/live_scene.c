/* A unit under orders that is where its order sends it: the node says "on scene" for it. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "node/journal.h"
#include "node/live_state.h"

#define FIXES 2                                            /* in a row at the scene */
#define RECEIPTS_MOST 64

static const struct model *model_of(const struct live *live)
{
	return pipeline_model(live->node->pipeline);
}

static struct ident ref(const struct record *record, const char *field)
{
	return *(const struct ident *)model_field(record, field);
}

static bool is_in(const struct record *record, const char *state)
{
	return str_eq(str_of(model_state(record)), str_of(state));
}

bool live_scene_is_due(const struct record *unit)
{
	return is_in(unit, "committed") || is_in(unit, "moving");
}

/* The receipt at the unit's own post, signed and not yet on scene; a copy speaks for nobody. */
static const struct record *receipt_of(const struct live *live, uint32_t slot, struct ident order)
{
	const struct record *found[RECEIPTS_MOST];
	uint32_t count = model_refs_to(model_of(live), order, "receipt", "subject", found,
				       RECEIPTS_MOST);

	for (uint32_t i = 0; i < count && i < RECEIPTS_MOST; i++)
		if (ident_eq(ref(found[i], "unit"), live->units[slot].record) &&
		    !*(const bool *)model_field(found[i], "copy"))
			return is_in(found[i], "signed") || is_in(found[i], "moving") ? found[i]
										      : NULL;
	return NULL;
}

/* The point of the incident, else the place that the order names, else that of the incident. */
static struct str scene_of(const struct model *model, const struct record *order)
{
	const struct record *incident = model_find_kind(model, ref(order, "incident"), "incident");
	const struct record *place = model_find_kind(model, ref(order, "place"), "place");
	struct str text = { NULL, 0 };

	if (incident)
		text = *(const struct str *)model_field(incident, "point");
	if (text.len > 0)
		return text;
	if (!place && incident)
		place = model_find_kind(model, ref(incident, "place"), "place");
	return place ? *(const struct str *)model_field(place, "geometry") : text;
}

static bool is_there(struct live *live, uint32_t slot, const struct record *order)
{
	const struct model *model = model_of(live);
	struct geo_point p = picture_at(live->picture, slot)->at;
	struct str text = scene_of(model, order);
	struct arena *arena;
	struct geo_shape shape;
	struct json json;
	bool there;

	if (text.len == 0)
		return false;
	arena = arena_create();
	there = json_parse(arena, text, &json) == JSON_OK &&
		geo_parse(arena, &json, 0, &shape) == GEO_OK &&
		(geo_inside(&shape, p) ||
		 (shape.type != GEO_POLYGON &&
		  geo_distance_m(geo_center(&shape), p) <= live->scene_m));
	arena_destroy(arena);
	return there;
}

static void on_reply(void *user, const struct outcome *outcome)
{
	(void)user;
	if (outcome->refused.why)
		journal_say("warn", "on_scene_refused", "refusal",
			    str_of(outcome->refused.why->name));
}

void live_scene_check(struct live *live, uint32_t slot)
{
	struct live_unit *unit = &live->units[slot];
	const struct record *record = live_record(live, slot);
	const struct record *order, *receipt;
	struct request request = { .kind = STR_INIT("receipt"), .act = STR_INIT("arrive"),
				   .system = true };

	order = record ? model_find_kind(model_of(live), ref(record, "order"), "order") : NULL;
	if (!order || live->scene_m <= 0 || !is_there(live, slot, order)) {
		unit->at_scene = 0;
		return;
	}
	if (++unit->at_scene < FIXES)
		return;
	unit->at_scene = 0;
	receipt = receipt_of(live, slot, order->id);
	if (!receipt)
		return;
	request.record = receipt->id;
	request.post = receipt->home;
	request.event_at = picture_at(live->picture, slot)->time;
	if (request.event_at > live_now(live))
		request.event_at = live_now(live);
	pipeline_submit(live->node->pipeline, &request, on_reply, NULL);
}
