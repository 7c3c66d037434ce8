/* The plan of a venue as GeoJSON or WKT, read into what the evacuation engine takes. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WIRE_EVAC_VENUE_H
#define WIRE_EVAC_VENUE_H

#include "base/json.h"
#include "engine/evac/evac.h"

/*
 * A FeatureCollection; the role of each feature says what it is (docs/formats.md). "metres": true
 * says that coordinates are metres; else they are degrees and are laid out flat around the first
 * position. Strict: an unknown member, role or property is a fault. Texts and arrays live in the
 * arena or in the text. Shapes are checked by evac_check, not here.
 *
 * "runs" are variants of the same plan: features left out, properties set otherwise, options.
 */
#define VENUE_FAULTS(F)                                                                            \
	F(OK, "没有错误", "nothing is wrong")                                                      \
	F(BROKEN, "不是合法的JSON", "it is not JSON")                                              \
	F(NOT_COLLECTION, "不是GeoJSON要素集合", "it is not a GeoJSON FeatureCollection")          \
	F(NOT_FEATURE, "不是GeoJSON要素", "it is not a GeoJSON Feature")                           \
	F(NO_ROLE, "要素缺少role", "a feature has no role")                                        \
	F(UNKNOWN_ROLE, "未知的role", "there is no such role")                                     \
	F(UNKNOWN_MEMBER, "未知的成员或属性", "there is no such member or property")               \
	F(BAD_GEOMETRY, "几何坐标写法不对", "the coordinates are not written as they must be")     \
	F(WRONG_GEOMETRY, "几何类型与role不符", "the role takes another type of geometry")         \
	F(BAD_VALUE, "属性值不对", "a property has a wrong value")                                 \
	F(NO_VALUE, "缺少属性", "a property is missing")                                           \
	F(NO_SUCH_ID, "没有这个id", "there is no feature of that id")                              \
	F(REPEATED_ID, "id重复", "two features have one id")                                       \
	F(TOO_MANY, "数量超出上限", "more than allowed")                                           \
	F(BAD_WKT, "WKT写法不对", "it is not WKT as it must be")
#define VENUE_FAULT_ID(id, zh, en) VENUE_##id,
enum venue_error { VENUE_FAULTS(VENUE_FAULT_ID) };
const char *venue_error_name(enum venue_error error); /* "RING_OPEN": as in the list */
const char *venue_error_text(enum venue_error error); /* "zh / en" */

struct venue_fault {
	enum venue_error error;
	uint32_t feature; /* its place in the text; from 0 */
	uint32_t byte; /* WKT: where reading stopped */
	struct str what; /* the member or value, if any */
};

struct venue {
	struct evac_world world;
	struct evac_options options;
	double until; /* seconds; a run's end */
	uint32_t repeat; /* seeds, from options.seed on */
	struct str run; /* its name */
	/* By the world's numbers; absent where the feature has no id. */
	struct str *exits, *gates, *groups, *meters, *areas;
};

#define VENUE_FEATURES_MOST 5000
#define VENUE_RUNS_MOST 64
#define VENUE_REPEAT_MOST 1000

/* How many variants the text holds: 1 where it names none. 0: it is no collection at all. */
uint32_t venue_runs(const struct json *json);
enum venue_error venue_read(struct arena *arena, const struct json *json, uint32_t run,
			    struct venue *ret, struct venue_fault *ret_fault);

/*
 * WKT polygons: POLYGON, MULTIPOLYGON or GEOMETRYCOLLECTION of them, each a floor to walk on with
 * its holes (the form of geometry that JuPedSim takes). Adds them to floors of level 0.
 */
enum venue_error venue_wkt(struct arena *arena, struct str text, struct venue *ret,
			   struct venue_fault *ret_fault);

#endif
