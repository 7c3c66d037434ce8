/* Roads: who can be there first, which way, and what is within reach, as the roads are today. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ROUTE_H
#define ROUTE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/geo.h"
#include "base/instant.h"
#include "base/mem.h"

/*
 * Arrays in, arrays out; no clock, no chance, no file. Coordinates are WGS-84 degrees, lengths
 * metres, travel times milliseconds. A graph never changes and may be read by many threads; a day
 * (what is closed) belongs to whoever changes it; a scratch serves one query at a time.
 *
 * A link is a piece of road between two nodes; 2 * link is the way from its first node to its
 * second, 2 * link + 1 the way back: a "dir". docs/roads.md has the model, sources and numbers.
 */
#define ROUTE_NONE UINT32_MAX
#define ROUTE_NODES_MOST 20000000
#define ROUTE_LINKS_MOST 20000000
#define ROUTE_SHAPE_MOST 80000000
#define ROUTE_RULES_MOST 1000000
#define ROUTE_MS_MOST (7u * 86400000u)             /* a week: farther is not reachable */
#define ROUTE_LINK_MS_MOST 86400000u               /* of one link */
#define ROUTE_SNAP_M 500.0                         /* farther from any road is off the road */

enum route_error {
	ROUTE_OK,
	ROUTE_NO_LINKS,
	ROUTE_TOO_LARGE,
	ROUTE_BAD_POINT,                           /* not a number, or not on the earth */
	ROUTE_BAD_NODE,                            /* a link of a node that is not there */
	ROUTE_BAD_SHAPE,
	ROUTE_BAD_LENGTH,
	ROUTE_BAD_CLASS,
	ROUTE_BAD_NAME,
	ROUTE_BAD_TURN,                            /* its links do not meet at its node */
	/* of prepared bytes */
	ROUTE_NOT_GRAPH,
	ROUTE_OTHER_VERSION,
	ROUTE_CUT_OFF,
	ROUTE_DAMAGED,                             /* the checksum differs */
	ROUTE_NONSENSE,                            /* the checksum holds, the contents do not */
	ROUTE_ERRORS
};
const char *route_error_text(enum route_error error);      /* "zh / en" */

/* ---- classes and speeds (route_class.c) ------------------------------------------------------ */

enum route_class {
	ROUTE_MOTORWAY, ROUTE_TRUNK, ROUTE_PRIMARY, ROUTE_SECONDARY, ROUTE_TERTIARY,
	ROUTE_MINOR, ROUTE_RESIDENTIAL, ROUTE_LIVING, ROUTE_SERVICE, ROUTE_TRACK,
	ROUTE_PATH, ROUTE_STAIRS, ROUTE_CABLECAR, ROUTE_GONDOLA, ROUTE_CHAIRLIFT,
	ROUTE_CLASSES
};
const char *route_class_name(enum route_class class);      /* "motorway"; of files too */
enum route_class route_class_of(struct str name);          /* ROUTE_CLASSES: no such class */

/* Who may pass, and by which means a query goes. */
#define ROUTE_CAR 1u
#define ROUTE_FOOT 2u
/* Drives, and walks or takes a lift from where the road ends. */
#define ROUTE_ANY (ROUTE_CAR | ROUTE_FOOT)

enum route_snow { ROUTE_DRY, ROUTE_SNOWING, ROUTE_SNOW_COVER, ROUTE_ICE, ROUTE_SNOWS };

struct route_link {
	uint32_t from, to;
	uint32_t shape, nshape;                    /* points between its nodes: first, how many */
	double metres;                             /* 0: along its line */
	uint32_t fixed_ms;                         /* both ways, whatever the class; 0: by class */
	uint32_t name;                             /* where its name begins in the names */
	uint8_t class;
	uint8_t kmh;                               /* posted; 0: none */
	uint8_t pass[2];                           /* from → to, and back: ROUTE_CAR, ROUTE_FOOT */
	int8_t slope;                              /* rise in percent from → to */
};
/* Of the links: travel time of one at the speed of its class, posted speed, slope and snow. */
uint32_t route_class_ms(const struct route_link *link, bool back, uint32_t by,
			enum route_snow snow);

/* ---- graphs (route_build.c, route_file.c) ---------------------------------------------------- */

struct route_turn {
	uint32_t from, via, to;                    /* link, node, link */
	bool only;                                 /* to is the only way on; else it is barred */
};
struct route_input {
	const struct geo_point *points;            /* of the nodes; NULL: not known */
	uint32_t nnodes;
	const struct route_link *links;
	uint32_t nlinks;
	const struct geo_point *shape;
	uint32_t nshape;
	const struct route_turn *turns;            /* hold for cars */
	uint32_t nturns;
	struct str names;                          /* each ends with NUL; the first is empty */
};
struct route_graph;
/* *ret_place: the number of the point, link, shape point or turn that is wrong. */
enum route_error route_build(const struct route_input *input, struct route_graph **ret,
			     uint32_t *ret_place);
/* The prepared form: these bytes may be kept in a file. */
struct str route_bytes(const struct route_graph *graph);
/* Takes them as they lie; they stay the caller's, aligned to 8, and must outlive the graph. */
enum route_error route_open(struct str bytes, struct route_graph **ret);
void route_destroy(struct route_graph *graph);             /* NULL is fine */

struct route_facts {
	uint32_t nodes, links, states, arcs, restricted; /* dirs after which not every turn is */
	uint32_t stray[2];                         /* links off the large components: car, foot */
	double metres;
	struct geo_point south_west, north_east;
	bool has_points;
};
void route_facts(const struct route_graph *graph, struct route_facts *ret);
struct str route_link_name(const struct route_graph *graph, uint32_t link);
void route_link_get(const struct route_graph *graph, uint32_t link, struct route_link *ret);
/* The points of a dir in order, its nodes included; at most `max`; how many there are. */
uint32_t route_link_points(const struct route_graph *graph, uint32_t dir, struct geo_point *ret,
			   uint32_t max);

/* ---- the day: what is closed, slow or snowed on (route_day.c) -------------------------------- */

#define ROUTE_FORTH 1u
#define ROUTE_BACK 2u
struct route_rule {
	uint32_t link;
	uint8_t ways;                              /* ROUTE_FORTH, ROUTE_BACK */
	uint16_t percent;                          /* of the usual speed; 0: closed */
	uint32_t vehicles;                         /* for whom it holds: bits of the caller's */
	instant from, until;                       /* INSTANT_MAX: no end; the end is outside */
	uint64_t origin;                           /* the caller's: why; told with answers */
};
struct route_day;
struct route_day *route_day_create(const struct route_graph *graph);
void route_day_destroy(struct route_day *day);             /* NULL is fine */
/* Holds from the next query on. Its number; ROUTE_NONE: no such link, or too many rules. */
uint32_t route_day_put(struct route_day *day, const struct route_rule *rule);
void route_day_remove(struct route_day *day, uint32_t rule);
void route_day_remove_origin(struct route_day *day, uint64_t origin);
uint32_t route_day_rules(const struct route_day *day);     /* how many there are */
/* Of links, or of all (links NULL). */
void route_day_snow(struct route_day *day, const uint32_t *links, uint32_t count,
		    enum route_snow snow);
/* Links of which a point lies inside; at most `max`; how many there are. */
uint32_t route_links_in(const struct route_graph *graph, const struct geo_shape *polygon,
			uint32_t *ret, uint32_t max);

/* ---- places on the road (route_snap.c) ------------------------------------------------------- */

struct route_on {
	uint32_t link;                             /* ROUTE_NONE: no road in reach */
	float share;                               /* of the link's length, from its first node */
	float off_m;                               /* from the road */
};
struct route_spot {
	struct geo_point at;
	struct route_on car, foot;
	uint32_t node;                             /* stands on a node instead; else ROUTE_NONE */
};
/* The nearest road for each means in `by`; links off the large components only if no other is. */
struct route_spot route_snap(const struct route_graph *graph, struct geo_point at, uint32_t by,
			     double within_m);
struct route_spot route_at_node(uint32_t node);
bool route_on_road(const struct route_spot *spot, uint32_t by);

/* ---- queries --------------------------------------------------------------------------------- */

struct route_scratch;
struct route_scratch *route_scratch_create(const struct route_graph *graph);
void route_scratch_destroy(struct route_scratch *scratch); /* NULL is fine */

struct route_ask {
	const struct route_day *day;
	uint32_t by;                               /* ROUTE_CAR, ROUTE_FOOT or ROUTE_ANY */
	uint32_t vehicle;                          /* a rule holds if it names one of these bits */
	instant at;                                /* of setting off */
	uint32_t most_ms;                          /* 0: ROUTE_MS_MOST */
};
/* Why there is a time, or none. */
enum route_reason {
	ROUTE_REACHES,
	ROUTE_FARTHER,                             /* there are enough that are nearer */
	ROUTE_TOO_FAR,                             /* beyond the most_ms that was asked for */
	ROUTE_CLOSED,                              /* would reach, were it not for today's rules */
	ROUTE_CUT,                                 /* no road leads there, whatever is open */
	ROUTE_OFF_ROAD,                            /* the unit stands off the road */
	ROUTE_PLACE_OFF_ROAD,
	ROUTE_REASONS
};
const char *route_reason_text(enum route_reason reason);   /* "zh / en" */

/*
 * Starts and ends on a closed link may leave and reach it. Rules are those in force at `at`, but
 * in a way, which follows them in time. What stands more than 30 m off the road walks to it.
 */
struct route_near {
	uint32_t unit;
	uint32_t ms;
};
/*
 * The nearest of the units by travel time to the place, nearest first, at most `max`. `reasons`,
 * if not NULL, gets one a unit. Returns how many.
 */
uint32_t route_near(struct route_scratch *scratch, const struct route_ask *ask,
		    const struct route_spot *place, const struct route_spot *units, uint32_t count,
		    uint32_t max, struct route_near *ret, uint8_t *reasons);

struct route_step {
	uint32_t dir;                              /* ROUTE_NONE: gets out of the car */
	uint32_t enter_ms, leave_ms;               /* from setting off; waiting is before enter */
	float from_share, to_share;                /* of the dir: part of the first and last */
	uint8_t by;
};
struct route_way {
	enum route_reason reason;                  /* ROUTE_REACHES: the rest is there */
	uint32_t ms;
	uint32_t usual_ms;                         /* without rules; ROUTE_NONE: by no road */
	double metres;
	bool detour;                               /* another way than without rules */
	struct route_step *steps;
	uint32_t nsteps;
	struct geo_point *points;                  /* none without coordinates */
	uint32_t npoints;
	uint64_t origin;                           /* of the rule that bars the usual way, if any */
};
/* The quickest way; arrays live in the arena. Rules are followed in time: before what opens
 * within `wait_ms` it waits. */
void route_way(struct route_scratch *scratch, struct arena *arena, const struct route_ask *ask,
	       const struct route_spot *from, const struct route_spot *to, uint32_t wait_ms,
	       struct route_way *ret);

/* Travel times from each of `from` to each of `to`, row by row; ROUTE_NONE: none. */
void route_times(struct route_scratch *scratch, const struct route_ask *ask,
		 const struct route_spot *from, uint32_t nfrom, const struct route_spot *to,
		 uint32_t nto, uint32_t *ret_ms);

/* What is within reach of the place, or (towards) from where the place is. */
struct route_area {
	uint32_t ms;                               /* asked for */
	double km2;
	struct geo_shape *polygons;                /* outer ring anticlockwise, then holes */
	uint32_t npolygons;
};
#define ROUTE_AREAS_MOST 8
/* One area a limit, limits rising: 60,000, 180,000, 300,000 are the 1-3-5 minute circles. */
enum route_reason route_reach(struct route_scratch *scratch, struct arena *arena,
			      const struct route_ask *ask, const struct route_spot *place,
			      bool towards, const uint32_t *limits, uint32_t count,
			      struct route_area *ret);

/* ---- columns and relays (route_convoy.c) ----------------------------------------------------- */

struct route_halt {
	double metres;                             /* of the way, where the head stops */
	uint32_t ms;
};
struct route_convoy {
	uint32_t vehicles;                         /* a torch relay: 1, with its length */
	double vehicle_m, gap_m;                   /* length of one, free space between two */
	double kmh;                                /* most; slower links are gone at their speed */
	bool steady;                               /* at kmh whatever the link: runners, walkers */
	instant sets_off;                          /* the head passes the start */
	uint32_t before_ms, after_ms;              /* closed before the head, and after the tail */
	const struct route_halt *halts;            /* by rising metres */
	uint32_t nhalts;
};
struct route_passing {
	uint32_t dir;
	double metres;                             /* of the way, where the link begins */
	instant head_in, head_out, tail_in, tail_out;
	instant closed_from, closed_until;
};
enum route_convoy_fault {
	ROUTE_CONVOY_OK, ROUTE_CONVOY_NO_WAY, ROUTE_CONVOY_BAD_NUMBER, ROUTE_CONVOY_BAD_HALT,
};
struct route_convoy_times {
	struct route_passing *passings;            /* a step of the way each, by its links */
	uint32_t npassings;
	double column_m;
	instant head_arrives, tail_arrives;
};
/* The way's own times are not used, only its links; arrays live in the arena. */
enum route_convoy_fault route_convoy(struct arena *arena, const struct route_graph *graph,
				     const struct route_way *way,
				     const struct route_convoy *convoy,
				     struct route_convoy_times *ret);
/* Those passings as closures of both ways for the vehicles named; how many (`max` fit). */
uint32_t route_convoy_rules(const struct route_convoy_times *times, uint32_t vehicles,
			    uint64_t origin, struct route_rule *ret, uint32_t max);

#endif
