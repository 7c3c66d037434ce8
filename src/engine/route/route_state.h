/* What a road graph is made of; for its own files only. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ROUTE_STATE_H
#define ROUTE_STATE_H

#include <math.h>

#include "engine/route/route.h"

#define ROUTE_VERSION 1u
#define METRES_PER_DEGREE (6371008.8 * 3.14159265358979323846 / 180)
#define RADIANS (3.14159265358979323846 / 180)
#define CURB_M 30.0f                               /* so near is on the road: a device's error */
#define WALK_MS_PER_M 800.0f                       /* off the road: 4.5 km/h */
#define LEAVE_CAR_MS 60000u                        /* our estimate */
#define STRAY_STATES 50                            /* a component of fewer is stray */
#define UNREACHED UINT32_MAX

/* 1e-7 degree, about a centimetre: what OSM keeps. */
struct route_e7 {
	int32_t lon, lat;
};

/* As struct route_link, packed; metres are of the whole line. */
struct route_kept {
	uint32_t from, to;
	uint32_t shape, nshape;
	float metres;
	uint32_t fixed_ms;
	uint32_t name;
	uint8_t class, kmh;
	uint8_t pass[2];
	int8_t slope;
	uint8_t stray;                             /* ROUTE_CAR, ROUTE_FOOT */
	uint8_t unused[2];
};

struct route_arc {
	uint32_t state;                            /* the other end */
	uint32_t ms;
};

struct route_cell {
	uint32_t link, piece;                      /* a straight piece of the link's line */
};

struct route_head {
	char magic[8];
	uint32_t version;
	uint32_t order;                            /* of bytes: ROUTE_ORDER as this machine reads */
	uint64_t bytes;
	uint64_t sum;                              /* of all that follows the head */
	uint32_t nnodes, nlinks, nshape, nnames;
	uint32_t nstates, ncar;                    /* states of cars come first */
	uint32_t narcs, nways;                     /* nways: arcs that are travelled on a link */
	uint32_t has_points, nrestricted;
	uint32_t ncells, columns, rows;            /* cells: entries of the grid */
	int32_t west, south, east, north;          /* 1e-7 degree */
	uint32_t cell_lon, cell_lat;               /* size of a cell, the same unit */
	uint32_t unused;
};
#define ROUTE_MAGIC "WFROADS"
#define ROUTE_ORDER 0x01020304u

/*
 * States are what a search walks over. A node has one for cars, one for walkers, and one more for
 * each dir that ends in it and after which a turn is forbidden: there only the allowed arcs go on.
 * So a search over states obeys turn restrictions without looking at them.
 */
struct route_graph {
	struct route_head *head;
	struct route_e7 *points;                   /* by node */
	struct route_kept *links;
	struct route_e7 *shape;
	uint32_t *out_begin, *in_begin;            /* by state, nstates + 1 */
	struct route_arc *out, *in;                /* in: state is the arc's tail */
	uint32_t *out_dir, *in_dir;                /* by arc; ROUTE_NONE: gets out of the car */
	uint32_t *way_begin;                       /* by dir, 2 nlinks + 1 */
	uint32_t *ways;                            /* out arcs of the dir, those of cars first */
	uint32_t *node_begin;                      /* by node, nnodes + 1 */
	uint32_t *node_states;                     /* of cars first, the plain one before others */
	uint32_t *state_node;
	uint32_t *cell_begin;                      /* columns * rows + 1, if there are points */
	struct route_cell *cells;
	char *names;
	void *owned;                               /* NULL: the bytes are the caller's */
};

static inline bool route_is_car(const struct route_graph *graph, uint32_t state)
{
	return state < graph->head->ncar;
}

static inline struct geo_point route_point(struct route_e7 e7)
{
	return (struct geo_point){ e7.lon * 1e-7, e7.lat * 1e-7 };
}

static inline struct route_e7 route_e7_of(struct geo_point p)
{
	return (struct route_e7){ (int32_t)lrint(p.lon * 1e7), (int32_t)lrint(p.lat * 1e7) };
}

static inline uint32_t route_tail_node(const struct route_graph *graph, uint32_t dir)
{
	return dir & 1 ? graph->links[dir / 2].to : graph->links[dir / 2].from;
}

static inline uint32_t route_head_node(const struct route_graph *graph, uint32_t dir)
{
	return dir & 1 ? graph->links[dir / 2].from : graph->links[dir / 2].to;
}

/* The i-th point of a link's line: 0 its first node, nshape + 1 its last. */
static inline struct route_e7 route_line_point(const struct route_graph *graph,
					       const struct route_kept *link, uint32_t i)
{
	if (i == 0)
		return graph->points[link->from];
	if (i > link->nshape)
		return graph->points[link->to];
	return graph->shape[link->shape + i - 1];
}

/* route_class.c: travel time of a dir. */
uint32_t route_dir_ms(const struct route_graph *graph, uint32_t dir, uint32_t by,
		      enum route_snow snow);
/* route_file.c: the parts of bytes with this head, which begin at base; how many bytes they are. */
uint64_t route_file_parts(struct route_head *head, void *base, struct route_graph *ret);
void route_file_seal(struct route_graph *graph);

/* route_order.c: a rank for each node, neighbours close together. */
uint32_t *route_order(const struct route_input *input);
/* route_component.c: marks links off the large components. */
void route_component_mark(struct route_graph *graph);
/* route_grid.c */
void route_grid_size(const struct route_input *input, struct route_head *head);
void route_grid_fill(struct route_graph *graph);

/* ---- route_day.c ----------------------------------------------------------------------------- */

struct route_kept_rule {
	struct route_rule rule;
	uint32_t next[2];                          /* by way: the dir's next rule + 1 */
	bool used;
};
struct route_day {
	const struct route_graph *graph;
	struct route_arc *out, *in;                /* the graph's own until it snows */
	uint64_t *out_bits, *in_bits;              /* by arc: look closer before taking it */
	uint32_t *first;                           /* by dir: its first rule + 1 */
	struct route_kept_rule *rules;
	uint32_t nrules, size, used;
	uint32_t free_rule;                        /* + 1; chained by next[0] */
	uint8_t *snow;                             /* by link; NULL: it is dry */
};

/* What an ask makes of a dir at a moment: percent of its speed, 0 closed. */
uint32_t route_day_percent(const struct route_day *day, uint32_t dir, uint32_t vehicle, instant at,
			   instant *ret_changes, uint64_t *ret_origin);

static inline bool route_bit(const uint64_t *bits, uint32_t i)
{
	return bits[i >> 6] >> (i & 63) & 1;
}

/* When one who comes at enter_ms leaves the dir, ms long by itself; UNREACHED: it stays closed. */
uint32_t route_day_pass(const struct route_ask *ask, uint32_t dir, uint32_t ms, uint32_t enter_ms,
			uint32_t wait_ms, uint32_t *ret_enter_ms);

/* An arc that wants a closer look: its time, or UNREACHED. `free`: as if there were no rules. */
uint32_t route_day_look(const struct route_ask *ask, bool free, uint32_t dir, uint32_t ms);

/* ---- route_search.c -------------------------------------------------------------------------- */

/*
 * A radix heap (Ahuja, Mehlhorn, Orlin, Tarjan 1990): times come out rising, so an item lies in the
 * bucket of the highest bit in which its time differs from the last that came out.
 */
#define ROUTE_BUCKETS 33
struct route_bucket {
	uint64_t *at;                              /* time << 32 | state */
	uint32_t count, size;
};
struct route_heap {
	struct route_bucket buckets[ROUTE_BUCKETS];
	uint64_t filled;                           /* bits of buckets that hold something */
	uint32_t last;
};
struct route_side {
	uint32_t *ms;                              /* by state; UNREACHED */
	uint32_t *touched;
	uint32_t ntouched;
	struct route_heap heap;
};
/* Where a search meets a unit or target: at a state, or on a link (key nstates + link). */
struct route_exit {
	uint32_t key, ms, who, next;               /* next + 1 in its bucket */
};
struct route_scratch {
	const struct route_graph *graph;
	struct route_side side[2];                 /* along the arcs, and against them */
	uint64_t *marks;                           /* by key: it has exits */
	struct route_exit *exits;
	uint32_t nexits, sexits;
	uint32_t *buckets;                         /* of exits: + 1 */
	uint32_t nbuckets;                         /* a power of two */
};

static inline void route_heap_push(struct route_heap *heap, uint64_t key)
{
	uint32_t differs = (uint32_t)(key >> 32) ^ heap->last;
	uint32_t i = differs ? 32 - (uint32_t)__builtin_clz(differs) : 0;
	struct route_bucket *bucket = &heap->buckets[i];

	HEAP_ROOM(bucket->at, bucket->count, bucket->size);
	bucket->at[bucket->count++] = key;
	heap->filled |= UINT64_C(1) << i;
}
bool route_heap_pop(struct route_heap *heap, uint64_t *ret);
void route_side_begin(struct route_side *side);
/* Reached so soon, if that is news. */
static inline void route_side_reach(struct route_side *side, uint32_t state, uint32_t ms)
{
	if (ms >= side->ms[state])
		return;
	if (side->ms[state] == UNREACHED)
		side->touched[side->ntouched++] = state;
	side->ms[state] = ms;
	route_heap_push(&side->heap, (uint64_t)ms << 32 | state);
}
/* The next state and its time; false: none within `most`. */
bool route_side_next(struct route_side *side, uint32_t most, uint32_t *ret_state);
/* Relaxes what leads on from a state; against: what leads to it. */
void route_search_spread(struct route_scratch *scratch, const struct route_ask *ask, bool free,
			 bool against, uint32_t state);

/* Entries of a spot: a place in the graph and the time between it and the spot. */
struct route_entry {
	uint32_t state, ms;
	uint32_t dir;                              /* ROUTE_NONE: the spot is a node */
	float part;                                /* of the dir, from its tail to the spot */
	uint32_t by;
};
#define ROUTE_ENTRIES_MOST 64
/* `arrives`: states from which the spot is reached; else those that one who leaves it reaches. */
uint32_t route_entries(const struct route_graph *graph, const struct route_ask *ask, bool free,
		       const struct route_spot *spot, bool arrives, struct route_entry *ret);
/* Along one link, without passing a node; UNREACHED: not that way. ret_dir may be NULL. */
uint32_t route_straight(const struct route_graph *graph, const struct route_ask *ask, bool free,
			const struct route_spot *from, const struct route_spot *to,
			struct route_entry *ret_from, float *ret_part);
void route_exits_begin(struct route_scratch *scratch, uint32_t most);
void route_exits_add(struct route_scratch *scratch, uint32_t key, uint32_t ms, uint32_t who);
void route_exits_end(struct route_scratch *scratch);
static inline uint32_t route_exits_bucket(const struct route_scratch *scratch, uint32_t key)
{
	return key * 2654435761u >> 7 & (scratch->nbuckets - 1);
}
/* The first exit of the key's bucket + 1; others may stand there too. */
static inline uint32_t route_exits_at(const struct route_scratch *scratch, uint32_t key)
{
	return route_bit(scratch->marks, key) ?
		scratch->buckets[route_exits_bucket(scratch, key)] : 0;
}
/* The time walked between a spot and its road. */
uint32_t route_off_ms(float off_m);

/* ---- route_core.c ---------------------------------------------------------------------------- */

/* A graph of the states `kept` and few others, with the ask's travel times between them. */
struct route_core {
	struct route_head head;
	struct route_graph graph;
	struct route_day day;
	uint32_t *state_of;                        /* by state of the whole; ROUTE_NONE: left out */
};
struct route_core *route_core_create(const struct route_graph *graph, const struct route_ask *ask,
				     const bool *kept);
void route_core_destroy(struct route_core *core);          /* NULL is fine */

#endif
