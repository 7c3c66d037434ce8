/* The table of numbers, against a plain array that cannot be wrong. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/unit.h"

#include <string.h>

#include "base/map.h"
#include "base/chance.h"

#define KEYS 600

struct plain {
	bool known[KEYS];
	uint64_t values[KEYS];
	uint64_t count;
};

/* Keys that differ only in high bits, only in low bits, and key 0. */
static uint64_t key_of(uint32_t i)
{
	return i % 3 == 0 ? i : i % 3 == 1 ? (uint64_t)i << 40 : ~(uint64_t)i;
}

static void check_all(const struct map *map, const struct plain *plain)
{
	assert_int_equal(map->count, plain->count);
	assert_true(map->size == 0 || (map->size & (map->size - 1)) == 0);
	assert_true(map->count * 8 <= map->size * 5);
	for (uint32_t i = 0; i < KEYS; i++) {
		uint64_t *value = map_get(map, key_of(i));

		assert_int_equal(value != NULL, plain->known[i]);
		if (value != NULL)
			assert_int_equal(*value, plain->values[i]);
	}
}

static void put(struct map *map, struct plain *plain, uint32_t i, uint64_t value)
{
	uint64_t *slot = map_put(map, key_of(i));

	assert_int_equal(*slot, plain->known[i] ? plain->values[i] : 0);
	*slot = value;
	plain->count += !plain->known[i];
	plain->known[i] = true;
	plain->values[i] = value;
}

static void take_out(struct map *map, struct plain *plain, uint32_t i)
{
	assert_int_equal(map_remove(map, key_of(i)), plain->known[i]);
	plain->count -= plain->known[i];
	plain->known[i] = false;
}

/* Phases that mostly fill and phases that mostly empty, so that chains grow and are shifted. */
static void test_against_array(void **state)
{
	struct chance chance = { 3 };
	struct plain plain = { 0 };
	struct map map;

	(void)state;
	map_init(&map);
	for (int i = 0; i < 300000; i++) {
		uint32_t which = chance_below(&chance, KEYS);
		uint32_t fill = i / 5000 % 2 ? 2 : 8;

		if (chance_below(&chance, 10) < fill)
			put(&map, &plain, which, chance_next(&chance));
		else
			take_out(&map, &plain, which);
		if (i % 500 == 0)
			check_all(&map, &plain);
	}
	for (uint32_t i = 0; i < KEYS; i++)
		take_out(&map, &plain, i);
	check_all(&map, &plain);
	map_release(&map);
}

static void test_empty(void **state)
{
	struct map map;

	(void)state;
	map_init(&map);
	assert_null(map_get(&map, 0));
	assert_false(map_remove(&map, 0));
	*map_put(&map, 0) = 9;
	assert_int_equal(*map_get(&map, 0), 9);
	assert_true(map_remove(&map, 0));
	assert_false(map_remove(&map, 0));
	assert_null(map_get(&map, 0));
	map_release(&map);
	assert_null(map_get(&map, 0));
	map_release(&map);
}

static void test_reserve(void **state)
{
	struct map map;

	(void)state;
	map_init(&map);
	*map_put(&map, 77) = 1;
	map_reserve(&map, 10000);
	struct map_slot *slots = map.slots;

	for (uint64_t i = 0; i < 9999; i++)
		*map_put(&map, i + 1000) = i;
	assert_ptr_equal(map.slots, slots);
	assert_int_equal(*map_get(&map, 77), 1);
	map_reserve(&map, 5);
	assert_ptr_equal(map.slots, slots);
	map_release(&map);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_against_array), cmocka_unit_test(test_empty),
		cmocka_unit_test(test_reserve),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
