/* Where the forces are now: the newest position of each, and what is not believed of a device. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/live/picture.h"

#include <assert.h>
#include <math.h>

#include "engine/live/picture_state.h"

const char *picture_verdict_name(enum picture_verdict verdict)
{
	static const char *const names[] = {
		[PICTURE_TAKEN] = "taken",
		[PICTURE_REPEATED] = "repeated",
		[PICTURE_LATE] = "late",
		[PICTURE_TOO_OLD] = "too_old",
		[PICTURE_AHEAD] = "clock_ahead",
		[PICTURE_TOO_FAST] = "too_fast",
		[PICTURE_NOT_A_NUMBER] = "not_a_number",
		[PICTURE_OUT_OF_RANGE] = "out_of_range",
		[PICTURE_AXES_SWAPPED] = "axes_swapped",
		[PICTURE_OFF_DUTY] = "off_duty",
	};

	assert((unsigned)verdict < PICTURE_VERDICTS);
	return names[verdict];
}

struct picture *picture_create(void)
{
	struct picture *picture = heap_alloc(sizeof *picture);

	picture->rules = (struct picture_rules){ .most_speed = INFINITY, .ahead_ms = INT64_MAX / 4,
						 .old_ms = INT64_MAX / 4, .agreeing = 1 };
	picture_near_init(picture);
	return picture;
}

void picture_destroy(struct picture *picture)
{
	if (!picture)
		return;
	heap_free(picture->units);
	heap_free(picture->changed);
	heap_free(picture->spots);
	heap_free(picture->heads);
	heap_free(picture);
}

void picture_set_rules(struct picture *picture, const struct picture_rules *rules)
{
	picture->rules = *rules;
}

uint32_t picture_add(struct picture *picture)
{
	uint32_t size = picture->size;

	HEAP_ROOM(picture->units, picture->count, picture->size);
	if (picture->size != size) {
		picture->changed = heap_grow(picture->changed, size * sizeof picture->changed[0],
					     picture->size * sizeof picture->changed[0]);
		picture->spots = heap_grow(picture->spots, size * sizeof picture->spots[0],
					   picture->size * sizeof picture->spots[0]);
	}
	return picture->count++;
}

uint32_t picture_count(const struct picture *picture)
{
	return picture->count;
}

bool picture_allowed(const struct picture *picture, uint32_t slot)
{
	assert(slot < picture->count);
	return picture->units[slot].allowed;
}

const struct picture_place *picture_at(const struct picture *picture, uint32_t slot)
{
	assert(slot < picture->count);
	return &picture->units[slot].place;
}

uint64_t picture_changes(const struct picture *picture)
{
	return picture->changes;
}

uint64_t picture_changed(const struct picture *picture, uint32_t slot)
{
	assert(slot < picture->count);
	return picture->changed[slot];
}

void picture_touch(struct picture *picture, uint32_t slot)
{
	assert(slot < picture->count);
	picture->changed[slot] = ++picture->changes;
}

void picture_forget(struct picture *picture, uint32_t slot)
{
	struct picture_unit *unit = &picture->units[slot];

	assert(slot < picture->count);
	unit->suspects = 0;
	if (!unit->place.known)
		return;
	picture_near_remove(picture, slot);
	unit->place = (struct picture_place){ 0 };
	picture_touch(picture, slot);
}

void picture_allow(struct picture *picture, uint32_t slot, bool on_duty)
{
	assert(slot < picture->count);
	picture->units[slot].allowed = on_duty;
	if (!on_duty)
		picture_forget(picture, slot);
}

/* ---- what is believed ------------------------------------------------------------------------ */

static bool in_area(const struct picture_rules *rules, struct geo_point p)
{
	return p.lon >= rules->south_west.lon && p.lon <= rules->north_east.lon &&
	       p.lat >= rules->south_west.lat && p.lat <= rules->north_east.lat;
}

static bool has_area(const struct picture_rules *rules)
{
	return rules->south_west.lon < rules->north_east.lon;
}

static bool in_range(struct geo_point p)
{
	return fabs(p.lon) <= 180 && fabs(p.lat) <= 90;
}

static enum picture_verdict check_values(const struct picture_rules *rules, const struct fix *fix)
{
	struct geo_point swapped = { .lon = fix->at.lat, .lat = fix->at.lon };

	if (!isfinite(fix->at.lat) || !isfinite(fix->at.lon) || isnan(fix->accuracy) ||
	    isnan(fix->speed) || isnan(fix->course))
		return PICTURE_NOT_A_NUMBER;
	if (has_area(rules) && !in_area(rules, fix->at) && in_area(rules, swapped))
		return PICTURE_AXES_SWAPPED;
	if (!in_range(fix->at) || fix->course > 360)
		return PICTURE_OUT_OF_RANGE;
	if (fix->speed > rules->most_speed)
		return PICTURE_TOO_FAST;
	return PICTURE_TAKEN;
}

static enum picture_verdict check_time(const struct picture *picture,
				       const struct picture_place *before, const struct fix *fix,
				       instant now)
{
	if (fix->time > now + picture->rules.ahead_ms)
		return PICTURE_AHEAD;
	if (fix->time < now - picture->rules.old_ms)
		return PICTURE_TOO_OLD;
	if (!before->known || fix->time > before->time)
		return PICTURE_TAKEN;
	return fix->time == before->time ? PICTURE_REPEATED : PICTURE_LATE;
}

/* What both positions may be wrong by is given to the unit; a second is the clocks' grain. */
static bool within_reach(const struct picture_rules *rules, struct geo_point from, instant then,
			 double blur, const struct fix *fix)
{
	double north = (fix->at.lat - from.lat) * METRES_PER_DEGREE;
	double seconds = (double)(fix->time - then) / 1000 + 1;
	double far = rules->most_speed * seconds + fmax(blur, 0) + fmax(fix->accuracy, 0);
	double east = (fix->at.lon - from.lon) * METRES_PER_DEGREE;

	/* A degree to the east is nowhere longer than one to the north. */
	if (north * north + east * east <= far * far)
		return true;
	return geo_distance_m(from, fix->at) <= far;
}

/*
 * One wild position is a fault of the device. Several in a row that agree among themselves mean
 * that the position before was wrong, or that the unit was carried: then it is believed.
 */
static bool believe_jump(const struct picture_rules *rules, struct picture_unit *unit,
			 const struct fix *fix)
{
	bool agrees = unit->suspects > 0 && fix->time > unit->suspect_time &&
		      within_reach(rules, unit->suspect, unit->suspect_time, 0, fix);

	unit->suspects = agrees ? (uint8_t)(unit->suspects + 1) : 1;
	unit->suspect = fix->at;
	unit->suspect_time = fix->time;
	return unit->suspects >= rules->agreeing;
}

static void place_unit(struct picture *picture, uint32_t slot, const struct picture_place *place)
{
	struct picture_unit *unit = &picture->units[slot];
	bool known = unit->place.known;

	unit->place = *place;
	unit->place.known = true;
	unit->suspects = 0;
	picture_near_put(picture, slot, known);
	picture->changed[slot] = ++picture->changes;
}

enum picture_verdict picture_take(struct picture *picture, uint32_t slot, const struct fix *fix,
				  instant now)
{
	struct picture_unit *unit = &picture->units[slot];
	const struct picture_rules *rules = &picture->rules;
	enum picture_verdict verdict = check_values(rules, fix);
	uint8_t marks = 0;

	assert(slot < picture->count);
	if (verdict == PICTURE_TAKEN && !unit->allowed)
		verdict = PICTURE_OFF_DUTY;
	if (verdict == PICTURE_TAKEN)
		verdict = check_time(picture, &unit->place, fix, now);
	if (verdict != PICTURE_TAKEN)
		return verdict;
	if (unit->place.known &&
	    !within_reach(rules, unit->place.at, unit->place.time,
			  (double)unit->place.accuracy, fix)) {
		if (!believe_jump(rules, unit, fix))
			return PICTURE_TOO_FAST;
		marks |= PICTURE_JUMPED;
	}
	if (has_area(rules) && !in_area(rules, fix->at))
		marks |= PICTURE_OUTSIDE;
	place_unit(picture, slot, &(struct picture_place){
		.at = fix->at, .time = fix->time, .received = now,
		.accuracy = (float)fix->accuracy, .speed = (float)fix->speed,
		.course = (float)fix->course, .source = fix->source, .marks = marks });
	return PICTURE_TAKEN;
}

bool picture_put(struct picture *picture, uint32_t slot, const struct picture_place *place)
{
	const struct picture_unit *unit = &picture->units[slot];

	assert(slot < picture->count);
	if (!unit->allowed || (unit->place.known && place->time <= unit->place.time))
		return false;
	place_unit(picture, slot, place);
	return true;
}
