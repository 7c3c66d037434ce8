/* Positions between nodes: what a site above may see goes up while it watches, and no further. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "node/live_state.h"
#include "os/os.h"
#include "wire/mesh/frame.h"

#define ASKED_NS INT64_C(10000000000)       /* who reads the picture once may read it again */
#define FINE 1e7

static const struct model *model_of(const struct live *live)
{
	return pipeline_model(live->node->pipeline);
}

bool live_mesh_watched(void *user)
{
	const struct live *live = user;

	return live->nstreams > 0 ||
	       (live->asked_ns != 0 && os_monotonic_ns() - live->asked_ns < ASKED_NS);
}

/* Whether the site, or one below it, writes for the post. */
static bool is_theirs(const struct model *model, code site, code post)
{
	code at = site_of_post(model, post);

	for (int i = 0; at && i < LIMIT_TREE_DEPTH; i++) {
		if (at == site)
			return true;
		at = site_above(model, at);
	}
	return false;
}

/* ---- giving ---------------------------------------------------------------------------------- */

static uint16_t small(float value, double parts)
{
	double whole = round((double)value * parts);

	if (!(value >= 0))
		return MESH_LIVE_UNKNOWN;
	return whole >= MESH_LIVE_UNKNOWN ? MESH_LIVE_UNKNOWN - 1 : (uint16_t)whole;
}

static struct mesh_live_unit pack(const struct live *live, uint32_t slot)
{
	const struct picture_place *place = picture_at(live->picture, slot);

	return (struct mesh_live_unit){
		.unit = live->units[slot].record, .time = place->time,
		.lat = (int32_t)lround(place->at.lat * FINE),
		.lon = (int32_t)lround(place->at.lon * FINE),
		.accuracy = small(place->accuracy, 10), .speed = small(place->speed, 100),
		.course = small(place->course, 100), .source = place->source,
		.marks = place->marks };
}

/* The sender applies reach: what the site's posts may not see does not cross. */
static bool is_for(const struct live *live, uint32_t slot, code site, bool follower)
{
	const struct model *model = model_of(live);
	const struct record *record = live_record(live, slot);

	if (!record || !picture_at(live->picture, slot)->known)
		return false;
	/* What came from above is known there. */
	if (!follower && !is_theirs(model, site_self(model), record->home))
		return false;
	return model_reaches(model, record, site);
}

static struct live_site *site_of(struct live *live, code site)
{
	for (uint32_t i = 0; i < live->nsites; i++)
		if (live->sites[i].site == site)
			return &live->sites[i];
	HEAP_ROOM(live->sites, live->nsites, live->sites_size);
	live->sites[live->nsites] = (struct live_site){ .site = site };
	return &live->sites[live->nsites++];
}

uint32_t live_mesh_give(void *user, code site, bool anew, struct mesh_live_unit *ret, uint32_t max)
{
	struct live *live = user;
	struct live_site *to = site_of(live, site);
	const struct site *their = site_get(model_of(live), site);
	bool follower = their && their->follows == site_self(model_of(live));
	uint32_t count = 0;

	if (anew)
		*to = (struct live_site){ .site = site };
	if (!to->passing) {
		to->passing = true;
		to->slot = 0;
		to->upto = picture_changes(live->picture);
	}
	for (; to->slot < picture_count(live->picture) && count < max; to->slot++)
		if (picture_changed(live->picture, to->slot) > to->seen &&
		    is_for(live, to->slot, site, follower))
			ret[count++] = pack(live, to->slot);
	if (to->slot == picture_count(live->picture)) {
		to->passing = false;
		to->seen = to->upto;
	}
	return count;
}

/* ---- taking ---------------------------------------------------------------------------------- */

static float large(uint16_t value, double parts)
{
	return value == MESH_LIVE_UNKNOWN ? -1 : (float)(value / parts);
}

static bool unpack(const struct mesh_live_unit *unit, instant now, struct picture_place *ret)
{
	*ret = (struct picture_place){
		.at = { unit->lon / FINE, unit->lat / FINE }, .time = unit->time, .received = now,
		.accuracy = large(unit->accuracy, 10), .speed = large(unit->speed, 100),
		.course = large(unit->course, 100), .source = unit->source,
		.marks = unit->marks & (PICTURE_JUMPED | PICTURE_OUTSIDE) };
	return fabs(ret->at.lon) <= 180 && fabs(ret->at.lat) <= 90 &&
	       unit->source < FIXES_SOURCES && unit->time <= now + LIMIT_SKEW_MS;
}

/* A site says where its own units are and those of the sites below it; whom we follow says all. */
static bool may_say(const struct model *model, code from, code home)
{
	const struct site *self = site_get(model, site_self(model));

	if (self && self->follows == from)
		return true;
	return site_of_post(model, home) != site_self(model) && is_theirs(model, from, home);
}

void live_mesh_take(void *user, code from, const struct mesh_live_unit *units, uint32_t count)
{
	struct live *live = user;
	instant now = live_now(live);

	for (uint32_t i = 0; i < count; i++) {
		struct picture_place place;
		uint32_t slot;

		if (!live_slot(live, units[i].unit, &slot))
			live->outcomes[LIVE_UNKNOWN_UNIT]++;
		else if (!may_say(model_of(live), from, live->units[slot].home))
			live->outcomes[LIVE_NOT_BELOW]++;
		else if (!unpack(&units[i], now, &place))
			live->outcomes[PICTURE_OUT_OF_RANGE]++;
		else if (picture_put(live->picture, slot, &place))
			live->from_mesh++;
	}
}
