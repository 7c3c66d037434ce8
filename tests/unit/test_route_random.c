/* The road engine beside simple means on many small random networks with forbidden turns. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/lib/unit.h"

#include "tests/lib/roadkit.h"

#define NODES 12
#define WORLDS 150

/* A node that no link leaves or enters has no state: nobody is there. */
static bool has_road(const struct roadkit *kit, uint32_t node)
{
	for (uint32_t i = 0; i < kit->roads.nlinks; i++)
		if (kit->roads.links[i].from == node || kit->roads.links[i].to == node)
			return true;
	return false;
}

static void all_times(struct roadkit *kit, const struct route_ask *ask, uint32_t nodes,
		      uint32_t *ret)
{
	struct route_spot spots[64];

	for (uint32_t i = 0; i < nodes; i++)
		spots[i] = route_at_node(i);
	route_times(kit->scratch, ask, spots, nodes, spots, nodes, ret);
}

static void check_world(struct roadkit *kit, uint64_t seed, uint32_t nodes)
{
	struct route_ask ask = { .day = kit->day, .by = ROUTE_CAR, .vehicle = 1, .at = 1000 };
	uint32_t table[64 * 64], row[64], one[64];

	all_times(kit, &ask, nodes, table);
	for (uint32_t from = 0; from < nodes; from++) {
		struct route_spot a = route_at_node(from), spots[64];

		roadkit_relax(kit, from, true, row);
		for (uint32_t to = 0; to < nodes; to++)
			spots[to] = route_at_node(to);
		route_times(kit->scratch, &ask, &a, 1, spots, nodes, one);
		for (uint32_t to = 0; to < nodes; to++) {
			struct route_way way;
			uint32_t want = has_road(kit, from) ? row[to] : ROUTE_NONE;

			route_way(kit->scratch, kit->arena, &ask, &a, &spots[to], 0, &way);
			uint32_t got = way.reason == ROUTE_REACHES ? way.ms : ROUTE_NONE;

			if (table[from * nodes + to] != want || one[to] != want || got != want)
				fail_msg("world %llu, %u to %u: %u by hand, %u %u %u",
					 (unsigned long long)seed, from, to, want,
					 table[from * nodes + to], one[to], got);
		}
		arena_reset(kit->arena);
	}
}

static void test_turns(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= WORLDS; seed++) {
		struct chance chance = { seed };
		struct roadkit kit;

		roadkit_random(&kit, &chance, NODES, 14 + chance_below(&chance, 16),
			       chance_below(&chance, 20));
		check_world(&kit, seed, NODES);
		roadkit_release(&kit);
	}
}

/* A closed link is as one that is not there, from the next query on and until it opens again. */
static void test_closed(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= WORLDS; seed++) {
		struct chance chance = { seed };
		uint32_t before[NODES * NODES], after[NODES * NODES], rules[64], n = 0;
		struct roadkit kit;

		roadkit_random(&kit, &chance, NODES, 30, 10);
		struct route_ask ask = { .day = kit.day, .by = ROUTE_CAR, .vehicle = 4,
					 .at = 5000 };

		all_times(&kit, &ask, NODES, before);
		for (uint32_t i = 0; i < kit.roads.nlinks; i++) {
			struct route_rule rule = { .link = i, .ways = ROUTE_FORTH | ROUTE_BACK,
						   .vehicles = 4, .from = 5000, .until = 5001 };

			if (chance_below(&chance, 4) != 0)
				continue;
			rules[n++] = route_day_put(kit.day, &rule);
			kit.roads.links[i].pass[0] = kit.roads.links[i].pass[1] = 0;
		}
		all_times(&kit, &ask, NODES, after);
		for (uint32_t from = 0; from < NODES; from++) {
			uint32_t row[NODES];

			/* Demands for turns into closed links still hold: compare where no turn
			 * is demanded. */
			bool only = false;

			for (uint32_t i = 0; i < kit.roads.nturns; i++)
				only |= kit.roads.turns[i].only;
			roadkit_relax(&kit, from, true, row);
			for (uint32_t to = 0; to < NODES && !only; to++)
				if (before[from * NODES + from] == 0)
					assert_int_equal(after[from * NODES + to], row[to]);
		}
		ask.at = 5001;
		all_times(&kit, &ask, NODES, after);
		assert_memory_equal(before, after, sizeof before);
		ask.at = 5000;
		ask.vehicle = 2;
		all_times(&kit, &ask, NODES, after);
		assert_memory_equal(before, after, sizeof before);
		ask.vehicle = 4;
		for (uint32_t i = 0; i < n; i++)
			route_day_remove(kit.day, rules[i]);
		assert_int_equal(route_day_rules(kit.day), 0);
		all_times(&kit, &ask, NODES, after);
		assert_memory_equal(before, after, sizeof before);
		roadkit_release(&kit);
	}
}

/* The nearest are those of the whole table, in its order. */
static void test_near(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= WORLDS; seed++) {
		struct chance chance = { seed };
		struct route_spot units[40], place;
		struct route_near near[40];
		uint32_t times[40], count = 1 + chance_below(&chance, 40);
		uint32_t max = 1 + chance_below(&chance, count);
		uint8_t reasons[40];
		struct roadkit kit;

		roadkit_random(&kit, &chance, 40, 70, 30);
		struct route_ask ask = { .day = kit.day, .by = ROUTE_CAR, .vehicle = 1,
					 .at = 1000 };

		for (uint32_t i = 0; i < count; i++)
			units[i] = route_at_node(chance_below(&chance, 40));
		place = route_at_node(chance_below(&chance, 40));
		route_times(kit.scratch, &ask, units, count, &place, 1, times);
		uint32_t reach = 0, n = route_near(kit.scratch, &ask, &place, units, count, max,
						   near, reasons);

		for (uint32_t i = 0; i < count; i++)
			reach += times[i] != ROUTE_NONE;
		assert_int_equal(n, reach < max ? reach : max);
		for (uint32_t i = 0; i < n; i++) {
			uint32_t sooner = 0;

			assert_int_equal(near[i].ms, times[near[i].unit]);
			assert_int_equal(reasons[near[i].unit], ROUTE_REACHES);
			for (uint32_t k = 0; k < count; k++)
				sooner += times[k] < near[i].ms ||
					  (times[k] == near[i].ms && k < near[i].unit);
			assert_int_equal(sooner, i);
		}
		for (uint32_t i = 0; i < count; i++)
			if (reasons[i] == ROUTE_CUT)
				assert_int_equal(times[i], ROUTE_NONE);
		roadkit_release(&kit);
	}
}

/* The prepared bytes are the same graph; whatever byte is changed, it is noticed. */
static void test_bytes(void **state)
{
	struct chance chance = { 3 };
	struct roadkit kit;

	(void)state;
	roadkit_random(&kit, &chance, NODES, 25, 8);
	struct str bytes = route_bytes(kit.graph);
	char *copy = heap_alloc(bytes.len);
	struct route_graph *graph = NULL;

	for (uint32_t i = 0; i < bytes.len; i++) {
		memcpy(copy, bytes.at, bytes.len);
		copy[i] ^= (char)(1 << chance_below(&chance, 8));
		if (route_open((struct str){ copy, bytes.len }, &graph) == ROUTE_OK)
			fail_msg("byte %u of %u may be anything", i, bytes.len);
	}
	memcpy(copy, bytes.at, bytes.len);
	for (uint32_t len = 0; len < bytes.len; len += 8) {
		enum route_error error = route_open((struct str){ copy, len }, &graph);

		assert_true(error == ROUTE_CUT_OFF || (error == ROUTE_NOT_GRAPH && len < 8));
	}
	assert_int_equal(route_open((struct str){ copy, bytes.len }, &graph), ROUTE_OK);
	route_scratch_destroy(kit.scratch);
	route_day_destroy(kit.day);
	route_destroy(kit.graph);
	kit.graph = graph;
	kit.day = route_day_create(graph);
	kit.scratch = route_scratch_create(graph);
	check_world(&kit, 3, NODES);
	roadkit_release(&kit);
	heap_free(copy);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_turns),
		cmocka_unit_test(test_closed),
		cmocka_unit_test(test_near),
		cmocka_unit_test(test_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
