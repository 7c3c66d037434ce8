/* Positions as devices and gateways send them, in the forms that are in use, read into fixes. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WIRE_LIVE_FIXES_H
#define WIRE_LIVE_FIXES_H

#include "engine/live/picture.h"
#include "model/entry.h"
#include "wire/http/target.h"

enum fixes_source { FIXES_LIST = 1, FIXES_GEOJSON, FIXES_OSMAND, FIXES_OWNTRACKS, FIXES_SOURCES };
const char *fixes_source_name(uint8_t source);

/* One position of one unit. What cannot be read as a number is NaN: the picture names it. */
struct fixes_item {
	struct ident unit;              /* its record, or its post (number 0); none: not readable */
	struct fix fix;                                    /* time 0: not said */
};

/*
 * A batch, as JSON:
 * - {"fixes":[["nst-45",116.39,39.99,TIME,ACCURACY,SPEED,COURSE],…]}: longitude first; from
 *   TIME on all may be left out or null; metres, metres per second, degrees from north;
 * - GeoJSON (RFC 7946), a FeatureCollection or a Feature with a Point: the unit is its "id", or
 *   "unit", "id" or "deviceid" among its properties; beside it "time", "at" or "timestamp",
 *   "accuracy", "speed" (m/s), "course", "heading" or "bearing".
 * TIME is RFC 3339, or a number: seconds since 1970, or milliseconds from 10^11 on.
 */
struct fixes {
	struct fixes_item *items;
	uint32_t count;
};
/* A TIME; 0 where token is 0 or null; -1, long ago, where it cannot be read. */
instant fixes_time(const struct json *json, uint32_t token, struct arena *arena);
struct refused fixes_read(struct arena *arena, struct str body, struct fixes *ret);
/*
 * The form that OsmAnd and the clients of Traccar send, as parameters of an address: id or
 * deviceid, lat, lon, timestamp, accuracy, speed (knots), bearing or heading. False: neither id
 * nor place is there.
 */
bool fixes_osmand(const struct target *target, struct fixes_item *ret);
/*
 * OwnTracks' JSON (_type "location": tst, lat, lon, acc, vel in km/h, cog); the unit is not in it.
 * False: it is something else.
 */
bool fixes_owntracks(struct arena *arena, struct str body, struct fix *ret);

#endif
