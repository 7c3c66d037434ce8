/* Fences: the grid says what looking at each would say; who entered, stayed and left, and when. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/unit.h"

#include <math.h>
#include <string.h>

#include "engine/live/stays.h"
#include "base/chance.h"

static double between(struct chance *chance, double low, double high)
{
	return low + (high - low) * (double)chance_below(chance, 1u << 30) / (1u << 30);
}

/* A star, mostly concave, with a hole in every third; corners on round numbers in every fourth. */
struct sample {
	struct geo_shape shape;
	struct geo_point points[80];
	uint32_t ends[2];
};

static uint32_t put_ring(struct sample *sample, uint32_t at, struct geo_point middle,
			 struct chance *chance, double radius, bool round_off)
{
	uint32_t corners = 3 + chance_below(chance, 30), first = at;

	for (uint32_t i = 0; i < corners; i++, at++) {
		double angle = 6.28318530717958 * i / corners;
		double far = radius * between(chance, 0.3, 1);
		struct geo_point p = { middle.lon + far * cos(angle),
				       middle.lat + far * sin(angle) };

		if (round_off)
			p = (struct geo_point){ round(p.lon * 400) / 400,
						round(p.lat * 400) / 400 };
		sample->points[at] = p;
	}
	sample->points[at] = sample->points[first];
	return at + 1;
}

static void make_sample(struct sample *sample, struct chance *chance, uint32_t number, double most)
{
	struct geo_point middle = { between(chance, 115.9, 117.3), between(chance, 39.5, 41) };
	double radius = between(chance, 0.0005, most);

	sample->ends[0] = put_ring(sample, 0, middle, chance, radius, number % 4 == 0);
	sample->shape = (struct geo_shape){ .type = GEO_POLYGON, .nrings = 1,
					    .ring_ends = sample->ends, .points = sample->points,
					    .npoints = sample->ends[0] };
	if (number % 3 != 0)
		return;
	sample->ends[1] = put_ring(sample, sample->ends[0], middle, chance, radius * 0.25, false);
	sample->shape.nrings = 2;
	sample->shape.npoints = sample->ends[1];
}

/* A point anywhere, or right at a corner of somebody, where rounding is worst. */
static struct geo_point make_point(struct chance *chance, const struct sample *samples,
				   uint32_t count)
{
	const struct sample *sample = &samples[chance_below(chance, count)];
	struct geo_point corner = sample->points[chance_below(chance, sample->shape.npoints)];

	switch (chance_below(chance, 4)) {
	case 0:
		return corner;
	case 1:
		return (struct geo_point){ corner.lon + between(chance, -1e-3, 1e-3), corner.lat };
	case 2:
		return (struct geo_point){ corner.lon + between(chance, -5e-3, 5e-3),
					   corner.lat + between(chance, -5e-3, 5e-3) };
	default:
		return (struct geo_point){ between(chance, 115.5, 117.7),
					   between(chance, 39.2, 41.3) };
	}
}

#define SAMPLES 300
static void test_same_as_each(void **state)
{
	static const double sizes[] = { 0.02, 0.3, 6 };
	struct sample *samples = heap_alloc(SAMPLES * sizeof *samples);
	const struct geo_shape *shapes[SAMPLES];
	struct chance chance = { 20220204 };

	(void)state;
	for (size_t size = 0; size < COUNT(sizes); size++) {
		uint64_t found = 0;

		for (uint32_t i = 0; i < SAMPLES; i++) {
			make_sample(&samples[i], &chance, i, sizes[size]);
			shapes[i] = i % 50 == 49 ? NULL : &samples[i].shape;
		}
		struct fences *fences = fences_create(shapes, SAMPLES);

		assert_int_equal(fences_count(fences), SAMPLES);
		for (uint32_t n = 0; n < 20000; n++) {
			struct geo_point p = make_point(&chance, samples, SAMPLES);
			uint32_t got[SAMPLES], count = fences_at(fences, p, got, SAMPLES);
			uint32_t at = 0;

			for (uint32_t i = 0; i < SAMPLES; i++) {
				if (!shapes[i] || !geo_inside(shapes[i], p))
					continue;
				assert_true(at < count);
				assert_int_equal(got[at], i);
				at++;
			}
			assert_int_equal(at, count);
			found += count;
		}
		assert_true(found > 1000);
		fences_destroy(fences);
	}
	heap_free(samples);
}

static void test_none(void **state)
{
	const struct geo_shape point = { .type = GEO_POINT };
	const struct geo_shape *shapes[] = { NULL, &point };
	struct fences *empty = fences_create(NULL, 0), *none = fences_create(shapes, 2);
	uint32_t got[4];

	(void)state;
	assert_int_equal(fences_at(empty, (struct geo_point){ 0, 0 }, got, 4), 0);
	assert_int_equal(fences_at(none, (struct geo_point){ 0, 0 }, got, 4), 0);
	assert_int_equal(fences_at(none, (struct geo_point){ NAN, NAN }, got, 4), 0);
	fences_destroy(empty);
	fences_destroy(none);
	fences_destroy(NULL);
}

/* ---- stays ----------------------------------------------------------------------------------- */

/* A square of about 1,100 m a side at the equator, where a metre east is a metre north. */
static struct geo_point square_points[] = { { 0, 0 }, { 0.01, 0 }, { 0.01, 0.01 }, { 0, 0.01 },
					    { 0, 0 } };
static uint32_t square_end = 5;
static const struct geo_shape square = { .type = GEO_POLYGON, .nrings = 1,
					 .ring_ends = &square_end, .points = square_points,
					 .npoints = 5 };

static void test_border(void **state)
{
	const struct geo_shape *shapes[] = { &square };
	struct fences *fences = fences_create(shapes, 1);

	(void)state;
	assert_true(fabs(fences_border_m(fences, 0, (struct geo_point){ 0.011, 0.005 }) - 111.195) <
		    0.1);
	assert_true(fabs(fences_border_m(fences, 0, (struct geo_point){ 0.005, 0.004 }) - 444.78) <
		    0.5);
	assert_true(fabs(fences_border_m(fences, 0, (struct geo_point){ -0.003, -0.004 }) -
			 555.97) < 0.5);
	fences_destroy(fences);
}

/* One fix after another, and what each of them makes known. */
struct step {
	int64_t second;
	double lon;                                        /* inside: 0 to 0.01 */
	double accuracy;
	char says;                                         /* ' ', 'e', 'd', 'l' */
};
#define RULES_PLAIN { 0, 0, 0 }
#define RULES_SLOW { 10000, 20000, 60000 }
static const struct walk {
	const char *name;
	struct stays_rules rules;
	struct step steps[9];
} walks[] = {
	{ "two fixes in a row", RULES_PLAIN,
	  { { 1, 0.005, -1, ' ' }, { 2, 0.005, -1, 'e' }, { 3, 0.02, -1, ' ' },
	    { 4, 0.02, -1, 'l' }, { 5, 0.02, -1, ' ' } } },
	{ "one fix inside is nothing", RULES_PLAIN,
	  { { 1, 0.005, -1, ' ' }, { 2, 0.02, -1, ' ' }, { 3, 0.005, -1, ' ' },
	    { 4, 0.02, -1, ' ' }, { 5, 0.02, -1, ' ' } } },
	{ "one fix outside is nothing", RULES_PLAIN,
	  { { 1, 0.005, -1, ' ' }, { 2, 0.005, -1, 'e' }, { 3, 0.02, -1, ' ' },
	    { 4, 0.005, -1, ' ' }, { 5, 0.02, -1, ' ' }, { 6, 0.005, -1, ' ' } } },
	{ "enter after its time", RULES_SLOW,
	  { { 1, 0.005, -1, ' ' }, { 5, 0.005, -1, ' ' }, { 10, 0.005, -1, ' ' },
	    { 11, 0.005, -1, 'e' } } },
	{ "leave after its time", RULES_SLOW,
	  { { 1, 0.005, -1, ' ' }, { 11, 0.005, -1, 'e' }, { 20, 0.02, -1, ' ' },
	    { 39, 0.02, -1, ' ' }, { 40, 0.02, -1, 'l' }, { 41, 0.005, -1, ' ' } } },
	{ "dwell once", RULES_SLOW,
	  { { 1, 0.005, -1, ' ' }, { 11, 0.005, -1, 'e' }, { 60, 0.005, -1, ' ' },
	    { 61, 0.005, -1, 'd' }, { 200, 0.005, -1, ' ' } } },
	{ "out only when the whole circle is out", RULES_PLAIN,
	  { { 1, 0.005, -1, ' ' }, { 2, 0.005, -1, 'e' }, { 3, 0.011, 500, ' ' },
	    { 4, 0.011, 500, ' ' }, { 5, 0.011, 500, ' ' }, { 6, 0.011, 50, ' ' },
	    { 7, 0.011, 50, 'l' } } },
	{ "back within the circle starts anew", RULES_PLAIN,
	  { { 1, 0.005, -1, ' ' }, { 2, 0.005, -1, 'e' }, { 3, 0.011, 50, ' ' },
	    { 4, 0.011, 500, ' ' }, { 5, 0.011, 50, ' ' }, { 6, 0.011, 50, 'l' } } },
};

static char says(const struct stays_event *event)
{
	return event->what == STAYS_ENTER ? 'e' : event->what == STAYS_DWELL ? 'd' : 'l';
}

static void test_walks(void **state)
{
	const struct geo_shape *shapes[] = { NULL, &square };
	struct fences *fences = fences_create(shapes, 2);

	(void)state;
	for (size_t w = 0; w < COUNT(walks); w++) {
		struct stays *stays = stays_create();

		stays_set_rules(stays, &walks[w].rules);
		for (const struct step *step = walks[w].steps; step->second; step++) {
			struct stays_event events[2 * STAYS_MOST];
			uint32_t count = stays_move(stays, fences, 70,
						    (struct geo_point){ step->lon, 0.005 },
						    step->accuracy, step->second * 1000, events);

			ROW_TRUE(walks[w].name, count == (step->says != ' '));
			if (count == 0)
				continue;
			ROW_TRUE(walks[w].name, says(events) == step->says);
			ROW_TRUE(walks[w].name, events[0].slot == 70 && events[0].fence == 1);
			ROW_TRUE(walks[w].name, events[0].at == step->second * 1000);
			ROW_TRUE(walks[w].name, events[0].since == 1000);
		}
		stays_destroy(stays);
	}
	fences_destroy(fences);
}

static void test_forget(void **state)
{
	const struct geo_shape *shapes[] = { &square };
	struct fences *fences = fences_create(shapes, 1);
	struct stays *stays = stays_create();
	struct geo_point inside = { 0.005, 0.005 }, outside = { 1, 1 };
	struct stays_event events[2 * STAYS_MOST];
	uint32_t of[4];

	(void)state;
	for (uint32_t slot = 0; slot < 2; slot++) {
		stays_move(stays, fences, slot, inside, -1, 1000, events);
		assert_int_equal(stays_of(stays, slot, of, 4), 0);
		assert_int_equal(stays_move(stays, fences, slot, inside, -1, 2000, events), 1);
		assert_int_equal(stays_of(stays, slot, of, 4), 1);
	}
	stays_forget(stays, 0);
	assert_int_equal(stays_of(stays, 0, of, 4), 0);
	assert_int_equal(stays_of(stays, 1, of, 4), 1);
	stays_forget_fence(stays, 0);
	assert_int_equal(stays_of(stays, 1, of, 4), 0);
	stays_move(stays, fences, 1, outside, -1, 3000, events);
	assert_int_equal(stays_move(stays, fences, 1, outside, -1, 4000, events), 0);
	stays_destroy(stays);
	fences_destroy(fences);
}

/* A unit in more fences than are counted: it is told of as many as there is room for, no more. */
static void test_many_at_once(void **state)
{
	const struct geo_shape *shapes[3 * STAYS_MOST];
	struct stays *stays = stays_create();
	struct stays_event events[2 * STAYS_MOST];

	(void)state;
	for (size_t i = 0; i < COUNT(shapes); i++)
		shapes[i] = &square;
	struct fences *fences = fences_create(shapes, COUNT(shapes));

	stays_move(stays, fences, 0, (struct geo_point){ 0.005, 0.005 }, -1, 1000, events);
	assert_int_equal(stays_move(stays, fences, 0, (struct geo_point){ 0.005, 0.005 }, -1, 2000,
				    events), STAYS_MOST);
	stays_move(stays, fences, 0, (struct geo_point){ 1, 1 }, -1, 3000, events);
	assert_int_equal(stays_move(stays, fences, 0, (struct geo_point){ 1, 1 }, -1, 4000, events),
			 STAYS_MOST);
	stays_destroy(stays);
	fences_destroy(fences);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same_as_each), cmocka_unit_test(test_none),
		cmocka_unit_test(test_border), cmocka_unit_test(test_walks),
		cmocka_unit_test(test_forget), cmocka_unit_test(test_many_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
