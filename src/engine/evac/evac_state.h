/* What the parts of the evacuation engine share: grids, fields, walls and the people's arrays. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef EVAC_STATE_H
#define EVAC_STATE_H

#include "base/mem.h"
#include "engine/evac/evac.h"

/* ---- walls --------------------------------------------------------------------------------- */

/* A straight wall. Floor lies to its left, and for thin ones to both sides. */
struct evac_wall {
	float ax, ay, bx, by;
	float len;
	bool thin;
};

/* Numbers of walls by neighbour cell: list[start[cell] … start[cell + 1]]. */
struct evac_bins {
	uint32_t *start;
	uint32_t *list;
};

/* ---- grids --------------------------------------------------------------------------------- */

/*
 * Two grids cover all levels, one after the other in one array: squares of `h` for ways, bins of
 * EVAC_BIN_X by EVAC_BIN_Y for neighbours (narrow along the rows that are read in one go). A
 * level's own begins at `cells` and `bins`.
 */
#define EVAC_BIN_X 0.5f
#define EVAC_BIN_Y 1.0f
#define EVAC_SEE 3.0f /* how far people take note of others */
#define EVAC_CLEAR 2.0f /* distances to walls are kept up to here */
struct evac_sheet {
	float x, y; /* south-west corner, both grids */
	int32_t columns, rows;
	uint32_t cells;
	int32_t bin_columns, bin_rows;
	uint32_t bins;
	struct evac_wall *walls;
	uint32_t nwalls;
};

enum {
	CELL_FREE = 1,
	CELL_CUT_E = 2,
	CELL_CUT_W = 4,
	CELL_CUT_N = 8,
	CELL_CUT_S = 16, /* no way to that side */
	CELL_SPECIAL = 32, /* an exit, gate, portal or server is near */
	CELL_BEYOND = 64, /* no floor of this level, but the way leads on */
};
#define CELL_CUTS (CELL_CUT_E | CELL_CUT_W | CELL_CUT_N | CELL_CUT_S)

/* A cell that stands for another across a portal. */
struct evac_link {
	uint32_t from, to; /* to: the one that holds the way */
};

struct evac_grid {
	float h;
	struct evac_sheet sheets[EVAC_LEVELS_MOST];
	uint32_t nsheets;
	uint32_t ncells, nbins;
	uint8_t *flags;
	uint8_t *fixed_flags; /* without what gates cut */
	uint8_t *clear; /* distance to a wall, 1/100 m, capped */
	uint8_t *zone; /* 1 + its number; 0: none */
	struct evac_bins near, hiding; /* walls to touch; walls that hide people */
	struct evac_link *links; /* by `to` */
	uint32_t nlinks;
	double x, y; /* the world's origin */
};

/* ---- ways ---------------------------------------------------------------------------------- */

/* Time to the goal, s, and the direction there, in 1/32767. */
struct evac_cell {
	float t;
	int16_t dx, dy;
};
struct evac_field {
	uint64_t exits; /* open ones; 0 with an area */
	uint32_t area;
	bool stale;
	struct evac_cell *cells;
};

/* ---- people -------------------------------------------------------------------------------- */

/*
 * All arrays of people on their feet, sorted by neighbour cell at the start of each step. Behind
 * the last there is room for EVAC_LANES more. Ghosts are copies of people beyond a portal.
 */
enum evac_hot {
	HOT_X,
	HOT_Y,
	HOT_EX,
	HOT_EY,
	HOT_V,
	HOT_R,
	HOT_POT,
	HOT_FIELD,
	HOT_GX,
	HOT_GY,
	HOT_FREE,
	HOT_GAP,
	HOT_STUCK,
	HOT_WAKE,
	HOT_ID,
	HOT_BIN,
	HOT_COUNT
};
#define EVAC_LANES 8
#define EVAC_BLOCK 1024 /* people a piece of work */
union evac_word {
	float f;
	uint32_t u;
};
/* HOT_FIELD: field in the low byte, level in the next, flags above. */
#define HOT_GHOST 0x10000u
#define HOT_GONE 0x20000u
#define HOT_SPECIAL 0x80000u
#define HOT_LEAVING 0x100000u /* out, but still in the doorway */
#define HOT_FIELD_OF(word) ((word)&0xffu)
#define HOT_LEVEL_OF(word) ((word) >> 8 & 0xffu)

/* What is asked for rarely, by person. */
struct evac_cold {
	float x0, y0;
	float left_at, moved_at;
	float premovement;
	float walked;
	float speed_free;
	float radius;
	float best; /* least time to the goal so far */
	uint32_t party; /* EVAC_NONE: alone */
	uint16_t group;
	uint16_t exit;
	uint8_t stage;
	uint8_t level;
	uint8_t chosen; /* 1 + the exit chosen; 0: any */
	uint8_t where; /* of enum evac_where */
	uint32_t slot; /* place in the hot arrays */
};
enum evac_where { EVAC_ON_FEET, EVAC_RIDING, EVAC_LEFT };

struct evac_flow { /* of an exit or a gate */
	bool closed;
	float tokens;
	struct evac_use use;
	float last;
};
struct evac_ride {
	uint32_t id;
	float arrives;
};
struct evac_lift { /* of a server */
	struct evac_ride *rides; /* a ring, by arrival */
	uint32_t head, count;
	uint32_t boarded; /* on the departure that loads now */
	float departs;
};
struct evac_gauge {
	struct evac_sample *samples;
	uint32_t count, size;
	uint32_t crossed;
	float area;
};
struct evac_maps {
	struct evac_map map;
	float *area, *density_most, *above_4, *above_5, *persons, *metres, *now;
	uint32_t span;
};
#define EVAC_MAP_SPAN 5 /* seconds of a mean density */

/* The model's numbers. */
struct evac_law_pair {
	float side, side_range, ahead_s; /* steering by anticipation */
	float push, push_range; /* steering away, Tordeux 2016 */
	float shoulder, shoulder_meeting; /* share of the widths that must be free */
	float touch; /* share below which bodies press */
	float turn_s;
	float close, close_share; /* behind one nearer than so many m: so much of the pace */
	float close_slope, touch_meeting; /* made of the others */
	bool in_order; /* who is nearer to the goal does not yield */
};

/* What falls due: an event, or a person's start. */
struct evac_due {
	double at;
	uint32_t index;
};

struct evac_run {
	const struct evac_world *world;
	struct evac_options options;
	struct arena *arena;
	struct evac_grid grid;
	struct evac_field *fields;
	uint32_t nfields;
	uint32_t *heap, *heap_place; /* for fast marching */
	float *slow; /* seconds a metre by crowd, or NULL */
	uint64_t tick;
	float dt;
	uint32_t count; /* persons */
	uint32_t inside;
	uint32_t n; /* on their feet, ghosts too */
	uint32_t room;
	/* Sorted, as at the step's beginning; what becomes of each, in the same places. */
	union evac_word *hot[HOT_COUNT], *next[HOT_COUNT];
	uint32_t *order, *list; /* places in `next`, ghosts marked */
	uint32_t *bin_start;
	uint8_t *bin_portal; /* a portal is in sight */
	struct evac_law_pair law;
	struct evac_cold *cold;
	struct evac_flow *exits, *gates;
	struct evac_lift *lifts;
	struct evac_gauge *gauges;
	struct evac_maps *maps;
	uint32_t nparties;
	float *party_far, *party_speed;
	struct evac_due *events, *starters; /* starters: who choose their exit */
	uint32_t nstarters, next_event, next_starter;
	double last_progress;
	bool closing; /* an exit has just filled up */
	bool wide; /* the processor has AVX2 */
};

/* ---- the parts ----------------------------------------------------------------------------- */

/* Who is nowhere any more, or somebody's copy, or out: not to be counted on the floor. */
#define HOT_ABSENT (HOT_GHOST | HOT_GONE | HOT_LEAVING)

static inline uint32_t evac_sheet_bin(const struct evac_sheet *sheet, float x, float y)
{
	int32_t column = (int32_t)((x - sheet->x) * (1 / EVAC_BIN_X));
	int32_t row = (int32_t)((y - sheet->y) * (1 / EVAC_BIN_Y));

	column = column < 0 ? 0 : column >= sheet->bin_columns ? sheet->bin_columns - 1 : column;
	row = row < 0 ? 0 : row >= sheet->bin_rows ? sheet->bin_rows - 1 : row;
	return sheet->bins + (uint32_t)(row * sheet->bin_columns + column);
}

/* The cell that holds a point; points outside are put at the border. */
static inline uint32_t evac_sheet_cell(const struct evac_sheet *sheet, float h, float x, float y)
{
	int32_t column = (int32_t)((x - sheet->x) / h);
	int32_t row = (int32_t)((y - sheet->y) / h);

	column = column < 0 ? 0 : column >= sheet->columns ? sheet->columns - 1 : column;
	row = row < 0 ? 0 : row >= sheet->rows ? sheet->rows - 1 : row;
	return sheet->cells + (uint32_t)(row * sheet->columns + column);
}

/* evac_shape.c: plane geometry, doubles in the world's own numbers. */
bool evac_shape_holds(const struct evac_shape *polygon, double x, double y); /* even-odd */
double evac_shape_area(const struct evac_shape *polygon);
void evac_shape_box(const struct evac_shape *shape, double ret_low[2], double ret_high[2]);
bool evac_shape_cross(struct evac_point a, struct evac_point b, struct evac_point c,
		      struct evac_point d); /* properly, not at their ends */
double evac_shape_off(struct evac_point p, struct evac_point a, struct evac_point b);

/* evac_walls.c: what stops people, from the shapes of a level. */
enum evac_error evac_walls_make(struct arena *arena, const struct evac_world *world, uint32_t level,
				double x, double y, struct evac_sheet *sheet);

/* evac_grid.c */
enum evac_error evac_grid_make(struct arena *arena, const struct evac_world *world, double cell,
			       struct evac_grid *ret, struct evac_fault *ret_fault);
void evac_grid_gates(struct evac_run *run); /* anew, when a gate opens or closes */

/* evac_field.c */
uint32_t evac_field_find(struct evac_run *run, uint64_t exits, uint32_t area); /* or EVAC_NONE */
void evac_field_march(struct evac_run *run, struct evac_field *field);
void evac_field_crowd(struct evac_run *run); /* weighs ways by the crowd as it is */

/* Time and direction at a point, taking no value from behind a wall. */
struct evac_way {
	float t, x, y;
};
struct evac_way evac_field_look(const struct evac_grid *grid, const struct evac_field *field,
				const struct evac_sheet *sheet, float x, float y);

/* evac_chance.c: numbers that depend on seed, person and purpose alone. */
enum evac_purpose { EVAC_BY_PLACE, EVAC_BY_SPEED, EVAC_BY_START, EVAC_BY_CHOICE, EVAC_BY_STEP };
double evac_chance(uint64_t seed, uint64_t person, enum evac_purpose purpose, uint32_t nth);
double evac_chance_law(const struct evac_law_of *law, uint64_t seed, uint64_t person,
		       enum evac_purpose purpose);
bool evac_chance_lawful(const struct evac_law_of *law);

/* evac_place.c: sets everybody down at the beginning. */
enum evac_error evac_place_all(struct evac_run *run, struct evac_fault *ret_fault);
void evac_place_parties(struct evac_run *run);
/* A free spot for one of this radius in a polygon, looked for with the n-th chances of a person. */
bool evac_place_spot(struct evac_run *run, const struct evac_shape *shape, uint32_t level,
		     uint32_t id, uint32_t tries, float *ret_x, float *ret_y);

/* evac_sort.c: the people by neighbour cell, with ghosts across portals. */
void evac_sort_make(struct evac_run *run);
void evac_sort(struct evac_run *run);

/* evac_pair.c: one person among those near by. */
struct evac_pull {
	float side; /* to the left of the way */
	float x, y; /* away from others */
	float room; /* free metres ahead */
	float press_x, press_y; /* bodies that touch, metres */
};
/* What those near by do to the person at a place. `wide`: with AVX2; the answer is the same. */
struct evac_pull evac_pair(const struct evac_run *run, uint32_t at);
struct evac_pull evac_pair_wide(const struct evac_run *run, uint32_t at);

/* evac_walk.c: one step of one block of people. */
void evac_walk_block(void *run, uint32_t block);
struct evac_law_pair evac_walk_law(enum evac_model model);

/* evac_pass.c: exits, gates, portals, lifts, stages. */
void evac_pass_make(struct evac_run *run);
void evac_pass_starters(struct evac_run *run);
void evac_pass_events(struct evac_run *run); /* before a step: what is due by now */
void evac_pass(struct evac_run *run);
/* Turns the person at a place towards the goal of his stage; false: there is no way to it. */
bool evac_pass_goal(struct evac_run *run, uint32_t id, uint32_t place);

/* evac_lift.c */
void evac_lift_make(struct evac_run *run);
bool evac_lift_board(struct evac_run *run, uint32_t server, uint32_t place); /* false: full */
void evac_lift_run(struct evac_run *run);

/* evac_measure.c */
void evac_measure_make(struct evac_run *run);
void evac_measure_release(struct evac_run *run);
void evac_measure(struct evac_run *run);

#endif
