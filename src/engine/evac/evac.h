/* How a crowd leaves a place: people who walk, queue, take stairs and lifts, and go out. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef EVAC_H
#define EVAC_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

/*
 * Arrays in, arrays out. The engine reads no clock, no chance and no file, and starts no thread.
 * The same world, options and seed give the same run, bit for bit, on any number of threads.
 *
 * Units: metres, seconds, persons. x runs east, y north; levels are sheets of their own, which
 * portals join. Arrays of the world must outlive the run. All counts may be 0 but levels, floors.
 *
 * Model: first-order collision-free speed (Tordeux, Chraibi, Seyfried, "Collision-free speed
 * model for pedestrian dynamics", 2016) with anticipatory steering after Xu, Chraibi, Seyfried,
 * "Anticipation in a velocity-based model for pedestrian dynamics", 2021; the way is the gradient
 * of the time to the nearest open exit (fast marching, Sethian 1996). docs/evac-validation.md
 * says how far it may be trusted.
 */
#define EVAC_EXITS_MOST 64 /* bits of a set of goals */
#define EVAC_LEVELS_MOST 64
#define EVAC_ZONES_MOST 255
#define EVAC_AGENTS_MOST 1000000
#define EVAC_EDGES_MOST 20000 /* of one level's shapes */
#define EVAC_CELLS_MOST 40000000 /* of all levels' grids */
#define EVAC_FIELDS_MOST 64 /* sets of goals in use */
#define EVAC_STAGES_MOST 4
#define EVAC_NONE UINT32_MAX
#define EVAC_NEVER 1e30f

struct evac_point {
	double x, y;
};
/* A polygon: outer ring, then holes, each closed (last point = first). A line: one ring, open. */
struct evac_shape {
	const struct evac_point *points;
	const uint32_t *ring_ends; /* index after each ring's last point */
	uint32_t nrings;
	uint32_t npoints;
};

enum evac_role { EVAC_WALKABLE, EVAC_OBSTACLE };
struct evac_floor { /* a polygon; an obstacle may be a line */
	enum evac_role role;
	uint32_t level;
	struct evac_shape shape;
};

/*
 * Where people walk at another speed: stairs, ramps, ice, smoke. `factor` multiplies the free
 * speed; where (up_x, up_y) is given, `factor` holds uphill and `factor_down` downhill, both along
 * the slope, and `rise` is metres of height a metre of plan.
 */
struct evac_zone {
	uint32_t level;
	struct evac_shape shape;
	double factor, factor_down;
	double up_x, up_y;
	double rise;
};

/* A line across which, or a polygon into which, people leave. */
struct evac_exit {
	uint32_t level;
	struct evac_shape shape;
	bool line;
	bool closed; /* at the beginning; events open it */
	double flow_most; /* persons a second; 0: unlimited */
	uint32_t persons_most; /* then it closes; 0: unlimited */
};

/*
 * A line inside the floor: turnstiles, a checked doorway, a one-way rule. Who
 * walks across from the left of its direction to the right goes forward.
 */
struct evac_gate {
	uint32_t level;
	struct evac_shape shape; /* two points */
	bool forward, backward; /* which ways are allowed */
	bool closed;
	double flow_most;
};

/*
 * Joins two levels (or two places of one) along lines of equal length and direction. On level
 * [0] people come from the left of line [0] and then stand to the right of line [1] on level [1];
 * and back.
 */
struct evac_portal {
	uint32_t level[2];
	struct evac_point line[2][2];
};

/* A lift or gondola: fetches people from one area and sets them down in another, by timetable. */
struct evac_server {
	uint32_t level[2];
	struct evac_shape shape[2]; /* where one waits; where one arrives */
	uint32_t cabin; /* persons a departure */
	double first, interval, travel, last; /* seconds; last: 0 for never */
};

enum evac_law { EVAC_FIXED, EVAC_UNIFORM, EVAC_NORMAL, EVAC_LOGNORMAL, EVAC_GAMMA, EVAC_WEIBULL };
/*
 * FIXED a; UNIFORM from a to b; NORMAL mean a, deviation b; LOGNORMAL of ln; GAMMA and WEIBULL
 * shape a, scale b. Values below `least` or above `most` are drawn again (most 0: no bound).
 */
struct evac_law_of {
	enum evac_law law;
	double a, b, least, most;
};

/* Where a group is bound for, one after the other; the last stage is left by an exit. */
struct evac_stage {
	uint64_t exits; /* bits; 0: all. Last stage */
	uint32_t area; /* of evac_world.areas, or EVAC_NONE */
	double until; /* who has reached the area stays so long */
};

struct evac_area {
	uint32_t level;
	struct evac_shape shape;
};

/* How a free person chooses among exits: by time to each, and by what others do. */
struct evac_choice {
	bool on; /* off: the nearest by time, kept up to date */
	double per_second; /* weight of a second of way */
	double familiar[EVAC_EXITS_MOST]; /* weight of knowing an exit */
	double social; /* weight of the share of others near by */
};

struct evac_group {
	uint32_t level;
	struct evac_shape area; /* drawn at random from it, or … */
	const struct evac_point *places; /* … one place each, if not NULL */
	uint32_t count;
	struct evac_law_of speed; /* on the level, free, m/s */
	struct evac_law_of premovement; /* seconds after `start` */
	double start; /* a wave's time */
	double radius; /* 0: EVAC_RADIUS */
	double time_gap; /* 0: EVAC_TIME_GAP */
	double speed_factor; /* clothing, load; 0: 1 */
	double stairs_factor; /* on zones that rise; 0: 1 */
	struct evac_stage stages[EVAC_STAGES_MOST];
	uint32_t nstages; /* 0: all exits */
	struct evac_choice choice;
	uint32_t together; /* so many walk as one party; 0: alone */
	uint32_t party; /* groups of one number are one party; 0: none */
	double heading_x, heading_y; /* not 0, 0: walks that way for ever */
};

enum evac_deed { EVAC_OPEN_EXIT, EVAC_CLOSE_EXIT, EVAC_OPEN_GATE, EVAC_CLOSE_GATE };
struct evac_event {
	double at;
	enum evac_deed deed;
	uint32_t index;
};

/* Where speed, density (a polygon) or flow (a line) is measured once a second. */
struct evac_meter {
	uint32_t level;
	struct evac_shape shape;
	bool line;
};

struct evac_world {
	uint32_t nlevels;
	const struct evac_floor *floors;
	const struct evac_zone *zones;
	const struct evac_exit *exits;
	const struct evac_gate *gates;
	const struct evac_portal *portals;
	const struct evac_server *servers;
	const struct evac_area *areas;
	const struct evac_group *groups;
	const struct evac_event *events;
	const struct evac_meter *meters;
	uint32_t nfloors, nzones, nexits, ngates, nportals, nservers, nareas, ngroups, nevents;
	uint32_t nmeters;
};

/* Calls work(job, block) once for each block below `blocks`, in any order, on any threads. */
typedef void evac_each(void *user, uint32_t blocks, void (*work)(void *job, uint32_t block),
		       void *job);

enum evac_model {
	EVAC_ANTICIPATING, /* the product's own: both papers, and the order of the way */
	EVAC_SPEED, /* Tordeux 2016 as published */
};
#define EVAC_RADIUS 0.175
#define EVAC_TIME_GAP 0.5
struct evac_options {
	uint64_t seed;
	double dt; /* 0: 0.05 */
	double cell; /* of the floor field; 0: chosen */
	double refresh; /* ways by congestion every so many s; 0: off */
	enum evac_model model;
	evac_each *each; /* NULL: one after the other */
	void *each_user;
};

/* What is wrong with a world; the place is where to look for it. */
#define EVAC_ERRORS(E)                                                                             \
	E(OK, "没有错误", "nothing is wrong")                                                      \
	E(NO_LEVEL, "没有这一层", "there is no such level")                                        \
	E(NOT_FINITE, "坐标或数值不是有限数", "a coordinate or number is not finite")              \
	E(BAD_NUMBER, "数值超出允许范围", "a number is outside what it may be")                    \
	E(RING_SHORT, "环的点数不足", "a ring has too few points")                                 \
	E(RING_OPEN, "环没有闭合", "a ring is not closed")                                         \
	E(RING_CROSSES, "环自相交", "a ring crosses itself")                                       \
	E(HOLE_OUTSIDE, "孔洞不在外环之内", "a hole lies outside its ring")                        \
	E(LINE_SHORT, "线没有宽度", "a line has no width")                                         \
	E(NO_FLOOR, "没有可行走区域", "there is no floor to walk on")                              \
	E(OFF_FLOOR, "不在可行走区域上", "it does not lie on the floor")                           \
	E(PORTAL_UNEQUAL, "连接线两端不等长或不同向", "a portal's two lines differ")               \
	E(UNREACHABLE, "从这里到不了任何目标", "no goal can be reached from here")                 \
	E(AGENT_IN_WALL, "人员位于墙内或贴墙过近", "a person stands in a wall")                    \
	E(AGENTS_OVERLAP, "两人位置重叠", "two persons stand in one place")                        \
	E(TOO_FULL, "区域容不下这么多人", "more people than fit")                                  \
	E(TOO_MANY, "数量超出上限", "more items than allowed")                                     \
	E(TOO_LARGE, "范围过大，网格超出上限", "the place is too large for its grid")              \
	E(NO_SUCH, "引用的对象不存在", "it refers to something that is not there")
#define EVAC_ERROR_ID(id, zh, en) EVAC_##id,
enum evac_error { EVAC_ERRORS(EVAC_ERROR_ID) };
const char *evac_error_name(enum evac_error error); /* "evac_ring_open" */
const char *evac_error_text(enum evac_error error); /* "zh / en" */

enum evac_item {
	EVAC_ITEM_WORLD,
	EVAC_ITEM_FLOOR,
	EVAC_ITEM_ZONE,
	EVAC_ITEM_EXIT,
	EVAC_ITEM_GATE,
	EVAC_ITEM_PORTAL,
	EVAC_ITEM_SERVER,
	EVAC_ITEM_AREA,
	EVAC_ITEM_GROUP,
	EVAC_ITEM_EVENT,
	EVAC_ITEM_METER,
	EVAC_ITEM_OPTION,
};
const char *evac_item_name(enum evac_item item);
struct evac_fault {
	enum evac_error error;
	enum evac_item item;
	uint32_t index;
	uint32_t level;
	double x, y;
};

struct evac_run;
/* Checks the world and sets everybody down; NULL and *ret_fault when the world is wrong. */
struct evac_run *evac_create(const struct evac_world *world, const struct evac_options *options,
			     struct evac_fault *ret_fault);
void evac_destroy(struct evac_run *run); /* NULL is fine */
/* The world's shapes alone, without setting anybody down: the first fault found. */
enum evac_error evac_check(const struct evac_world *world, struct evac_fault *ret_fault);

enum evac_end {
	EVAC_GOING,
	EVAC_EMPTY, /* everybody is out */
	EVAC_STANDING, /* nobody gets on any more: a deadlock */
	EVAC_TIME_UP,
};
#define EVAC_DEADLOCK_S 60.0 /* so long without anybody's getting on is a deadlock */
void evac_step(struct evac_run *run); /* by dt */
/* Steps until `until` (of the run's own time) or an end before. */
enum evac_end evac_advance(struct evac_run *run, double until);
double evac_time(const struct evac_run *run);
uint32_t evac_inside(const struct evac_run *run); /* persons not yet out */
uint32_t evac_count(const struct evac_run *run); /* persons of all groups */
uint64_t evac_digest(const struct evac_run *run); /* of everybody's place and speed */

/* One person as at now, or as last seen. */
struct evac_person {
	double x, y;
	float speed;
	float speed_free;
	float left_at; /* EVAC_NEVER: not yet */
	float moved_at; /* first went off; EVAC_NEVER: not yet */
	float premovement;
	float walked; /* metres */
	uint32_t level;
	uint32_t group;
	uint32_t exit; /* EVAC_NONE: not yet */
};
struct evac_person evac_person(const struct evac_run *run, uint32_t index);

struct evac_use {
	uint32_t persons;
	float first_at, last_at; /* EVAC_NEVER: nobody */
	float gap_most; /* longest time between two persons */
};
struct evac_use evac_use_exit(const struct evac_run *run, uint32_t exit);
struct evac_use evac_use_gate(const struct evac_run *run, uint32_t gate);

/* A second's measure of a meter. A polygon: density, mean speed; a line: who crossed it. */
struct evac_sample {
	float density; /* persons a square metre */
	float speed; /* mean, m/s; 0 where nobody is */
	uint32_t persons; /* inside, or crossed since the last */
};
/* All samples of a meter, one a second from second 1 on. */
const struct evac_sample *evac_samples(const struct evac_run *run, uint32_t meter,
				       uint32_t *ret_count);

/* The crowd as a map: squares of EVAC_MAP_CELL metres, rows from south to north. */
#define EVAC_MAP_CELL 1.0
struct evac_map {
	double x, y; /* of the south-west corner */
	uint32_t columns, rows;
	const float *area; /* floor in the square, m2 */
	const float *density_most; /* over EVAC_MAP_SPAN seconds' means */
	const float *above_4, *above_5; /* seconds above so many persons a m2 */
	const float *persons; /* person-seconds spent in it */
	const float *metres; /* person-metres walked in it */
};
struct evac_map evac_map(const struct evac_run *run, uint32_t level);
/* Fruin's levels of service A to F of a walkway, by persons a square metre (Fruin 1971). */
char evac_fruin(double density);

/* Is there floor at a point, and no obstacle on it? */
bool evac_floor(const struct evac_world *world, uint32_t level, double x, double y);

/* The time to the nearest goal of a set of exits (0: all), s; EVAC_NEVER where there is no way. */
float evac_way(struct evac_run *run, uint64_t exits, uint32_t level, double x, double y);

#endif
