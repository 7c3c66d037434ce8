/* People out of a city by stations and buses: known answers, and no plan that is quicker. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/unit.h"

#include <stdio.h>
#include <string.h>

#include "engine/evac/city.h"
#include "base/chance.h"

enum { ANY = INT32_MAX };

/* A stadium, a bus bay and a metro station; minutes. */
static const uint32_t waits[] = { ANY, ANY, ANY, ANY };
enum { STADIUM, BAY, METRO, AWAY };
static const struct city_link links[] = {
	{ STADIUM, BAY, 5, 100, 0, 1, 0 },
	{ STADIUM, METRO, 10, 200, 0, 1, 0 },
	{ BAY, AWAY, 1, 60, 0, 2, 0 },
	{ METRO, AWAY, 1, 900, 0, 5, 0 },
};
static const struct city_source source = { STADIUM, 3000, 0 };
static const struct city_network network = { waits, 4, links, 4, &source, 1, AWAY };

/*
 * Buses take 60 from minute 6 on, every second minute; trains 900 every 5 minutes, and the walk
 * brings 200 a minute from minute 10 on: trains at 10 (200), 15 (900), 20 (900), 25 (the rest).
 */
static void test_known(void **state)
{
	struct arena *arena = arena_create();
	struct city_result result;

	(void)state;
	assert_int_equal(city_run(arena, &network, 60, &result), CITY_OK);
	assert_int_equal(result.persons, 3000);
	assert_int_equal(result.gone[6], 0);
	assert_int_equal(result.gone[7], 60);
	assert_int_equal(result.gone[11], 60 * 3 + 200);
	assert_int_equal(result.gone[16], 60 * 5 + 1100);
	assert_int_equal(result.gone[21], 60 * 8 + 2000);
	assert_int_equal(result.done, 26);
	assert_int_equal(result.gone[60], 3000);
	assert_int_equal(result.used[2] + result.used[3], 3000);
	assert_int_equal(city_run(arena, &network, 20, &result), CITY_STAYS);
	assert_int_equal(result.gone[20], 60 * 7 + 1100);
	arena_destroy(arena);
}

/* Only buses: 3,000 at 60 every two minutes; another bus with each departure halves it. */
static void test_gain(void **state)
{
	const struct city_link buses[] = { links[0], links[2] };
	const struct city_network bare = { waits, 4, buses, 2, &source, 1, AWAY };
	struct arena *arena = arena_create();
	struct city_result result;

	(void)state;
	assert_int_equal(city_run(arena, &bare, 200, &result), CITY_OK);
	assert_int_equal(result.done, 6 + 49 * 2 + 1);
	assert_int_equal(result.binding[0], 0);
	assert_true(result.binding[1] > 0);
	assert_int_equal(city_gain(arena, &bare, 200, 1, 60), 48 + 2);
	assert_int_equal(city_gain(arena, &bare, 200, 0, 60), 0);
	arena_destroy(arena);
}

/* By every step as many are gone as when that step alone were asked for. */
static void test_earliest(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 30; seed++) {
		struct chance chance = { seed };
		struct arena *arena = arena_create();
		struct city_link made[12];
		struct city_source from[2] = { { 0, 90, 0 }, { 1, 60, 3 } };
		uint32_t can_wait[6] = { 1000, 1000, 40, 1000, 30, 0 };
		const struct city_network drawn = { can_wait, 6, made, COUNT(made), from, 2, 5 };
		struct city_result whole, part;

		for (unsigned i = 0; i < COUNT(made); i++) {
			uint32_t a = chance_below(&chance, 5);

			made[i] = (struct city_link){ a,
						      a + 1 + chance_below(&chance, 5 - a),
						      chance_below(&chance, 4),
						      1 + chance_below(&chance, 12),
						      chance_below(&chance, 5),
						      chance_below(&chance, 4),
						      0 };
		}
		city_run(arena, &drawn, 25, &whole);
		for (uint32_t steps = 1; steps <= 25; steps++) {
			city_run(arena, &drawn, steps, &part);
			assert_int_equal(part.gone[steps], whole.gone[steps]);
			assert_true(steps == 1 || whole.gone[steps] >= whole.gone[steps - 1]);
		}
		arena_destroy(arena);
	}
}

static void test_faults(void **state)
{
	struct city_network wrong = network;
	struct city_link link = links[0];
	struct city_result result;
	struct arena *arena = arena_create();

	(void)state;
	wrong.goal = 9;
	assert_int_equal(city_run(arena, &wrong, 9, &result), CITY_NO_SUCH_NODE);
	assert_int_equal(city_run(arena, &network, 0, &result), CITY_TOO_LARGE);
	wrong = network;
	wrong.links = &link;
	wrong.nlinks = 1;
	link.persons = UINT32_MAX;
	assert_int_equal(city_run(arena, &wrong, 9, &result), CITY_BAD_NUMBER);
	assert_string_equal(city_error_name(CITY_STAYS), "CITY_STAYS");
	arena_destroy(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_known),
		cmocka_unit_test(test_gain),
		cmocka_unit_test(test_earliest),
		cmocka_unit_test(test_faults),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
