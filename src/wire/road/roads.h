/* Road networks as others write them (OSM, CSV, DIMACS), read into what the route engine takes. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WIRE_ROAD_ROADS_H
#define WIRE_ROAD_ROADS_H

#include "base/buf.h"
#include "base/map.h"
#include "engine/route/route.h"

/* docs/roads.md has the forms. All that is gathered; arrays on the heap. */
struct roads {
	struct geo_point *points;
	struct route_link *links;
	struct geo_point *shape;
	struct route_turn *turns;
	uint32_t npoints, spoints, nlinks, slinks, nshape, sshape, nturns, sturns;
	bool has_points;
	struct buf names;
	struct map name_of;                        /* hash of a name → where it begins */
	/* What was seen and could not be used; none of it is a fault. */
	uint32_t ways;                             /* that are roads or lifts */
	uint32_t missing;                          /* refs to nodes that the file does not hold */
	uint32_t turns_left;                       /* over ways, conditional, or not to be placed */
};

#define ROADS_FAULTS(F)                                                                            \
	F(OK, "没有错误", "nothing is wrong")                                                      \
	F(UNREADABLE, "无法读取文件", "the file cannot be read")                                   \
	F(SUFFIX, "文件名须以.osm或.pbf结尾", "the file's name must end in .osm or .pbf")          \
	F(NOT_ROADS, "不是这种路网文件", "it is no such file of roads")                            \
	F(BROKEN_OFF, "文件中断或损坏", "the file breaks off or is damaged")                       \
	F(NO_ROADS, "其中没有道路", "there are no roads in it")                                    \
	F(TOO_MANY, "数量超出上限", "more than allowed")                                           \
	F(OUT_OF_RANGE, "坐标不在地球上", "a position that is not on the earth")                   \
	F(AXES_SWAPPED, "经纬度写反了", "longitude and latitude are the wrong way round")          \
	F(OUT_OF_AREA, "不在活动区域内", "it lies outside of the event's area")                    \
	F(BAD_ROW, "行的列数或类型不对", "a row of an unknown kind or with wrong columns")         \
	F(BAD_NUMBER, "数值不对", "a number is wrong")                                             \
	F(UNKNOWN_CLASS, "没有这个道路等级", "there is no such class of road")                     \
	F(UNKNOWN_WAYS, "通行写法不对", "who may pass is not written as it must be")               \
	F(UNKNOWN_NODE, "没有这个节点", "there is no such node")                                   \
	F(UNKNOWN_LINK, "没有这条道路", "there is no such link")                                   \
	F(REPEATED_ID, "编号重复", "the same id twice")                                            \
	F(BAD_TURN, "转向限制与道路不符", "a turn whose links do not meet there")                  \
	F(NO_HEADER, "缺少开头行", "the first line is missing")                                    \
	F(WRONG_COUNT, "数量与开头行不符", "not as many as the first line says")
#define ROADS_FAULT_ID(id, zh, en) ROADS_##id,
enum roads_error { ROADS_FAULTS(ROADS_FAULT_ID) };
const char *roads_error_name(enum roads_error error);      /* "BROKEN_OFF": as in the list */
const char *roads_error_text(enum roads_error error);      /* "zh / en" */
struct roads_fault {
	enum roads_error error;
	/* The line from 1, 0: none of them; OSM: the id, or how many elements came before. */
	int64_t place;
};

/* The event's area, against swapped axes; all 0: not known. */
struct roads_area {
	struct geo_point south_west, north_east;
};

void roads_init(struct roads *roads);
void roads_release(struct roads *roads);
struct route_input roads_input(const struct roads *roads); /* points into it */

/*
 * An OSM file, PBF or XML by its name; libreadosm opens it. On a fault `roads` holds nothing that
 * may be used. Roads end where they cross, at barriers and at turns that are forbidden.
 */
struct roads_fault roads_osm(const char *path, const struct roads_area *area, struct roads *roads);
struct roads_fault roads_csv(struct str text, const struct roads_area *area, struct roads *roads);
/* DIMACS challenge 9: the graph (.gr), and its coordinates (.co) or the absent text. An arc's
 * number is taken as milliseconds. */
struct roads_fault roads_dimacs(struct str graph, struct str coordinates, struct roads *roads);

/* ---- for its own files ----------------------------------------------------------------------- */

uint32_t roads_name(struct roads *roads, struct str name); /* where it begins */
uint32_t roads_add_point(struct roads *roads, struct geo_point p);
uint32_t roads_add_shape(struct roads *roads, struct geo_point p);
uint32_t roads_add_link(struct roads *roads, const struct route_link *link);
void roads_add_turn(struct roads *roads, struct route_turn turn);
/* ROADS_OK, or what is wrong with a position by itself. */
enum roads_error roads_check_point(struct geo_point p);
/* The same of all that were added, by the event's area. */
enum roads_error roads_check_area(const struct roads *roads, const struct roads_area *area);

/* What the tags of an OSM way say. */
struct roads_tags {
	bool is_road;
	uint8_t class, kmh, pass[2];
	int8_t slope;
	uint32_t lift_seconds;                     /* the whole ride; 0: not said */
	struct str name;
};
struct roads_tag {
	const char *key, *value;
};
void roads_tags_read(const struct roads_tag *tags, uint32_t count, struct roads_tags *ret);
bool roads_tags_barrier(const char *value);                /* that no car gets past */

#endif
