/* The evacuation engine: the same run on any threads, walls that hold, laws of chance, faults. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/unit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/evac/evac_state.h"

/* ---- worlds -------------------------------------------------------------------------------- */

#define RECT(x0, y0, x1, y1)                                                                       \
	{                                                                                          \
		{ x0, y0 }, { x1, y0 }, { x1, y1 }, { x0, y1 },                                    \
		{                                                                                  \
			x0, y0                                                                     \
		}                                                                                  \
	}
#define SHAPE(points)                                                                              \
	{                                                                                          \
		(points), &counts[COUNT(points)], 1, COUNT(points)                                 \
	}

static const uint32_t counts[] = { 0, 1, 2, 3, 4, 5, 6 };

static const struct evac_point hall[] = RECT(0, 0, 20, 10), start[] = RECT(1, 1, 12, 9),
			       pillar[] = RECT(14, 4, 15, 6);
static const struct evac_point door[] = { { 20, 4 }, { 20, 6 } };

struct hall {
	struct evac_world world;
	struct evac_floor floors[2];
	struct evac_exit exits[1];
	struct evac_group groups[2];
};

static void hall_init(struct hall *hall_of, uint32_t count)
{
	*hall_of = (struct hall){
		.floors = { { EVAC_WALKABLE, 0, SHAPE(hall) },
			    { EVAC_OBSTACLE, 0, SHAPE(pillar) } },
		.exits = { { .shape = SHAPE(door), .line = true } },
		.groups = { { .area = SHAPE(start),
			      .count = count,
			      .speed = { EVAC_NORMAL, 1.34, 0.26, 0.5, 2.2 },
			      .premovement = { EVAC_UNIFORM, 0, 5, 0, 0 } } },
	};
	hall_of->world = (struct evac_world){
		.nlevels = 1,
		.floors = hall_of->floors,
		.nfloors = 2,
		.exits = hall_of->exits,
		.nexits = 1,
		.groups = hall_of->groups,
		.ngroups = 1,
	};
}

/* ---- the same on any threads --------------------------------------------------------------- */

/* Blocks from the last to the first, as threads might happen to take them. */
static void backwards(void *user, uint32_t blocks, void (*work)(void *job, uint32_t block),
		      void *job)
{
	(void)user;
	for (uint32_t i = blocks; i-- > 0;)
		work(job, i);
}

static uint64_t digest_after(const struct evac_world *world, const struct evac_options *options,
			     double seconds, bool narrow)
{
	struct evac_fault fault;
	struct evac_run *run = evac_create(world, options, &fault);
	uint64_t digest;

	assert_non_null(run);
	if (narrow)
		run->wide = false;
	evac_advance(run, seconds);
	digest = evac_digest(run);
	evac_destroy(run);
	return digest;
}

static void test_order(void **state)
{
	static const struct evac_point big[] = RECT(0, 0, 60, 40), all[] = RECT(1, 1, 50, 39);
	struct evac_options options = { .seed = 7 };
	struct hall world;
	uint64_t first;

	(void)state;
	hall_init(&world, 3000);
	world.floors[0].shape = (struct evac_shape)SHAPE(big);
	world.groups[0].area = (struct evac_shape)SHAPE(all);
	world.exits[0].shape.points = (const struct evac_point[]){ { 60, 4 }, { 60, 6 } };
	first = digest_after(&world.world, &options, 8, false);
	assert_true(digest_after(&world.world, &options, 8, false) == first);
	/* Without AVX2 the answer is the same, to the bit. */
	assert_true(digest_after(&world.world, &options, 8, true) == first);
	options.each = backwards;
	assert_true(digest_after(&world.world, &options, 8, false) == first);
	options.seed = 8;
	assert_false(digest_after(&world.world, &options, 8, false) == first);
}

/* ---- nobody in walls ----------------------------------------------------------------------- */

static void test_walls(void **state)
{
	struct evac_options options = { .seed = 3 };
	struct evac_fault fault;
	struct hall world;
	struct evac_run *run;

	(void)state;
	hall_init(&world, 300);
	run = evac_create(&world.world, &options, &fault);
	assert_non_null(run);
	while (evac_inside(run) > 0 && evac_time(run) < 300) {
		evac_step(run);
		for (uint32_t i = 0; i < evac_count(run); i++) {
			struct evac_person p = evac_person(run, i);

			if (p.exit == EVAC_NONE)
				assert_true(evac_floor(&world.world, 0, p.x, p.y));
		}
	}
	assert_int_equal(evac_inside(run), 0);
	assert_int_equal(evac_use_exit(run, 0).persons, 300);
	evac_destroy(run);
}

/* Somebody behind a thin wall is no reason to stop before it. */
static void test_hidden(void **state)
{
	static const struct evac_point thin[] = { { 5, 5 }, { 19, 5 } };
	static const struct evac_point one[] = { { 2, 4.7 } },
				       others[] = { { 6, 5.2 },   { 6.5, 5.2 }, { 7, 5.2 },
						    { 7.5, 5.2 }, { 8, 5.2 },   { 8.5, 5.2 } };
	struct evac_options options = { .seed = 3 };
	struct evac_fault fault;
	struct hall world;
	struct evac_run *run;

	(void)state;
	hall_init(&world, 0);
	world.floors[1].shape = (struct evac_shape)SHAPE(thin);
	world.exits[0].shape.points = (const struct evac_point[]){ { 20, 0 }, { 20, 5 } };
	world.groups[0] = (struct evac_group){ .places = one,
					       .count = 1,
					       .speed = { EVAC_FIXED, 1.3, 0, 0, 0 } };
	world.groups[1] = (struct evac_group){ .places = others,
					       .count = COUNT(others),
					       .speed = { EVAC_FIXED, 1.3, 0, 0, 0 },
					       .premovement = { EVAC_FIXED, 1000, 0, 0, 0 } };
	world.world.ngroups = 2;
	run = evac_create(&world.world, &options, &fault);
	assert_non_null(run);
	evac_advance(run, 30);
	/* 18 m at 1.3 m/s, and not much more. */
	assert_true(evac_person(run, 0).left_at < 14.6F);
	evac_destroy(run);
}

/* ---- levels -------------------------------------------------------------------------------- */

/* Two floors drawn over one another, joined at a line; the way and the people go through it. */
static void test_portal(void **state)
{
	static const struct evac_point upper[] = RECT(0, 0, 10, 4), lower[] = RECT(10, 0, 20, 4);
	static const struct evac_point from[] = RECT(0.5, 0.5, 6, 3.5),
				       out[] = { { 20, 0 }, { 20, 4 } };
	const struct evac_floor floors[] = { { EVAC_WALKABLE, 1, SHAPE(upper) },
					     { EVAC_WALKABLE, 0, SHAPE(lower) } };
	const struct evac_portal portal = {
		{ 1, 0 }, { { { 10, 0 }, { 10, 4 } }, { { 10, 0 }, { 10, 4 } } }
	};
	const struct evac_exit exit = { .shape = SHAPE(out), .line = true };
	const struct evac_group group = {
		.level = 1, .area = SHAPE(from), .count = 30, .speed = { EVAC_FIXED, 1.2, 0, 0, 0 }
	};
	const struct evac_world world = { .nlevels = 2,
					  .floors = floors,
					  .nfloors = 2,
					  .portals = &portal,
					  .nportals = 1,
					  .exits = &exit,
					  .nexits = 1,
					  .groups = &group,
					  .ngroups = 1 };
	struct evac_fault fault;
	struct evac_run *run = evac_create(&world, NULL, &fault);

	(void)state;
	assert_non_null(run);
	assert_true(fabsf(evac_way(run, 0, 1, 5, 2) - 15) < 0.5F);
	while (evac_inside(run) > 0 && evac_time(run) < 120) {
		evac_step(run);
		for (uint32_t i = 0; i < evac_count(run); i++) {
			struct evac_person p = evac_person(run, i);

			assert_true(p.exit != EVAC_NONE || p.level == (p.x < 10));
		}
	}
	assert_int_equal(evac_inside(run), 0);
	evac_destroy(run);
}

/* ---- deadlock ------------------------------------------------------------------------------ */

static void test_standing(void **state)
{
	struct evac_event event = { 2, EVAC_CLOSE_EXIT, 0 };
	struct evac_fault fault;
	struct hall world;
	struct evac_run *run;

	(void)state;
	hall_init(&world, 50);
	world.world.events = &event;
	world.world.nevents = 1;
	run = evac_create(&world.world, NULL, &fault);
	assert_non_null(run);
	assert_int_equal(evac_advance(run, 1000), EVAC_STANDING);
	assert_true(evac_time(run) < 200);
	evac_destroy(run);
}

/* ---- faults -------------------------------------------------------------------------------- */

static struct evac_fault fault_of(const struct evac_world *world,
				  const struct evac_options *options)
{
	struct evac_fault fault = { 0 };
	struct evac_run *run = evac_create(world, options, &fault);

	if (run) {
		evac_destroy(run);
		fault.error = EVAC_OK;
	}
	return fault;
}

static const struct evac_point crossing[] = { { 0, 0 },
					      { 20, 0 },
					      { 0, 10 },
					      { 20, 10 },
					      { 0, 0 } },
			       open_ring[] = { { 0, 0 }, { 20, 0 }, { 20, 10 }, { 0, 10 } },
			       two[] = { { 0, 0 }, { 20, 0 }, { 0, 0 } },
			       nowhere[] = RECT(30, 0, 40, 10),
			       narrow[] = { { 20, 5 }, { 20, 5.01 } },
			       away[] = { { 50, 4 }, { 50, 6 } },
			       endless[] = { { NAN, 4 }, { 20, 6 } }, apart[] = RECT(0, 20, 10, 30),
			       within[] = RECT(1, 21, 9, 29),
			       holed[] = { { 0, 0 },  { 20, 0 }, { 20, 10 }, { 0, 10 }, { 0, 0 },
					   { 22, 1 }, { 24, 1 }, { 24, 2 },  { 22, 1 } };

#define ROW(change, expected)                                                                      \
	do {                                                                                       \
		hall_init(&hall_of, 10);                                                           \
		options = (struct evac_options){ .seed = 1 };                                      \
		change;                                                                            \
		ROW_TRUE(#change, fault_of(&hall_of.world, &options).error == (expected));         \
	} while (0)

static void test_faults(void **state)
{
	static const struct evac_point in_wall[] = { { 14.5, 5 } },
				       one[] = { { 3, 3 }, { 3, 3.01 } };
	const uint32_t ends[] = { 5, 9 };
	struct evac_event event = { 1, EVAC_OPEN_GATE, 0 };
	struct evac_floor more[3];
	struct hall hall_of;
	struct evac_options options;

	(void)state;
	ROW((void)0, EVAC_OK);
	ROW(hall_of.world.nlevels = 0, EVAC_NO_LEVEL);
	ROW(hall_of.floors[0].level = 1, EVAC_NO_LEVEL);
	ROW(hall_of.exits[0].shape.points = endless, EVAC_NOT_FINITE);
	ROW(hall_of.exits[0].flow_most = -1, EVAC_BAD_NUMBER);
	ROW(hall_of.groups[0].speed.a = INFINITY, EVAC_BAD_NUMBER);
	ROW(options.dt = 1, EVAC_BAD_NUMBER);
	ROW(hall_of.floors[0].shape = (struct evac_shape)SHAPE(two), EVAC_RING_SHORT);
	ROW(hall_of.floors[0].shape = (struct evac_shape)SHAPE(open_ring), EVAC_RING_OPEN);
	ROW(hall_of.floors[0].shape = (struct evac_shape)SHAPE(crossing), EVAC_RING_CROSSES);
	ROW((hall_of.floors[0].shape = (struct evac_shape){ holed, ends, 2, 9 }),
	    EVAC_HOLE_OUTSIDE);
	ROW(hall_of.exits[0].shape.points = narrow, EVAC_LINE_SHORT);
	ROW(hall_of.floors[0].role = EVAC_OBSTACLE, EVAC_NO_FLOOR);
	ROW(hall_of.exits[0].shape.points = away, EVAC_OFF_FLOOR);
	ROW(hall_of.groups[0].area = (struct evac_shape)SHAPE(nowhere), EVAC_OFF_FLOOR);
	ROW((hall_of.groups[0].places = in_wall, hall_of.groups[0].count = 1), EVAC_AGENT_IN_WALL);
	ROW((hall_of.groups[0].places = one, hall_of.groups[0].count = 2), EVAC_AGENTS_OVERLAP);
	ROW(hall_of.groups[0].count = 2000, EVAC_TOO_FULL);
	ROW(hall_of.groups[0].count = EVAC_AGENTS_MOST + 1, EVAC_TOO_MANY);
	ROW((hall_of.world.events = &event, hall_of.world.nevents = 1), EVAC_NO_SUCH);
	ROW(hall_of.exits[0].closed = true, EVAC_UNREACHABLE);
	ROW((hall_of.floors[0].shape.points = (const struct evac_point[])RECT(0, 0, 9e6, 9e6)),
	    EVAC_TOO_LARGE);
	hall_init(&hall_of, 10);
	memcpy(more, hall_of.floors, sizeof hall_of.floors);
	more[2] = (struct evac_floor){ EVAC_WALKABLE, 0, SHAPE(apart) };
	hall_of.world.floors = more;
	hall_of.world.nfloors = 3;
	hall_of.groups[0].area = (struct evac_shape)SHAPE(within);
	struct evac_fault fault = fault_of(&hall_of.world, NULL);

	assert_int_equal(fault.error, EVAC_UNREACHABLE);
	assert_int_equal(fault.item, EVAC_ITEM_GROUP);
	assert_true(fault.x > 1 && fault.x < 9 && fault.y > 21 && fault.y < 29);
}

static void test_portal_faults(void **state)
{
	struct evac_portal portal = { { 0, 0 },
				      { { { 20, 4 }, { 20, 6 } }, { { 0, 4 }, { 0, 7 } } } };
	struct hall hall_of;

	(void)state;
	hall_init(&hall_of, 10);
	hall_of.world.portals = &portal;
	hall_of.world.nportals = 1;
	assert_int_equal(fault_of(&hall_of.world, NULL).error, EVAC_PORTAL_UNEQUAL);
}

static void test_names(void **state)
{
	(void)state;
	assert_string_equal(evac_error_name(EVAC_HOLE_OUTSIDE), "HOLE_OUTSIDE");
	assert_string_equal(evac_error_text(EVAC_OK), "没有错误 / nothing is wrong");
	assert_string_equal(evac_item_name(EVAC_ITEM_OPTION), "option");
}

/* ---- laws of chance ------------------------------------------------------------------------ */

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* The regularized lower incomplete gamma function, by its series; good enough for shape 1.3. */
static double gamma_share(double shape, double x)
{
	double term = 1 / shape, sum = term;

	for (int i = 1; i < 400; i++) {
		term *= x / (shape + i);
		sum += term;
	}
	return sum * exp(-x + shape * log(x) - lgamma(shape));
}

static double share_below(const struct evac_law_of *law, double x)
{
	switch (law->law) {
	case EVAC_UNIFORM:
		return (x - law->a) / (law->b - law->a);
	case EVAC_NORMAL:
		return 0.5 * erfc(-(x - law->a) / law->b / sqrt(2));
	case EVAC_LOGNORMAL:
		return 0.5 * erfc(-(log(x) - law->a) / law->b / sqrt(2));
	case EVAC_GAMMA:
		return gamma_share(law->a, x / law->b);
	case EVAC_WEIBULL:
		return 1 - exp(-pow(x / law->b, law->a));
	case EVAC_FIXED:
		break;
	}
	return 0;
}

/* Kolmogorov and Smirnov at 5 %: NIST TN 1822, 1.1 and ISO 20414, 1. */
static void test_laws(void **state)
{
	static const struct evac_law_of laws[] = {
		{ EVAC_UNIFORM, 10, 100, 0, 0 },        { EVAC_NORMAL, 60, 20, -1e9, 0 },
		{ EVAC_LOGNORMAL, 4.586, 0.967, 0, 0 }, { EVAC_GAMMA, 1.291, 103.901, 0, 0 },
		{ EVAC_WEIBULL, 1.195, 139.285, 0, 0 },
	};
	enum { DRAWS = 1000 };
	double values[DRAWS];

	(void)state;
	for (unsigned l = 0; l < COUNT(laws); l++) {
		double worst = 0;

		for (unsigned i = 0; i < DRAWS; i++)
			values[i] = evac_chance_law(&laws[l], 5, i, EVAC_BY_START);
		qsort(values, DRAWS, sizeof *values, by_value);
		for (unsigned i = 0; i < DRAWS; i++) {
			double share = share_below(&laws[l], values[i]);

			worst = fmax(worst,
				     fmax(share - (double)i / DRAWS, (i + 1.0) / DRAWS - share));
		}
		assert_true(worst < 1.36 / sqrt(DRAWS));
	}
}

static void test_fruin(void **state)
{
	static const double densities[] = { 0.1, 0.4, 0.5, 0.9, 2, 3 };

	(void)state;
	for (unsigned i = 0; i < COUNT(densities); i++)
		assert_int_equal(evac_fruin(densities[i]), 'A' + (int)i);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),         cmocka_unit_test(test_walls),
		cmocka_unit_test(test_hidden),        cmocka_unit_test(test_portal),
		cmocka_unit_test(test_standing),      cmocka_unit_test(test_faults),
		cmocka_unit_test(test_portal_faults), cmocka_unit_test(test_names),
		cmocka_unit_test(test_laws),          cmocka_unit_test(test_fruin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
