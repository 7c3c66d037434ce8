/* The index of places, against a plain array that cannot be wrong. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/unit.h"

#include <string.h>

#include "base/marks.h"
#include "base/chance.h"

#define HASHES 200
#define EACH 3                                             /* places that share a hash */

/* Hashes that differ only in high bits, only in low bits, and 0. */
static uint64_t hash_of(uint32_t i)
{
	return i % 3 == 0 ? i : i % 3 == 1 ? (uint64_t)i << 40 : ~(uint64_t)i;
}

struct plain {
	bool known[HASHES][EACH];
	uint64_t count;
};

static uint32_t place_of(uint32_t hash, uint32_t n)
{
	return n * HASHES + hash;
}

static void check_hash(const struct marks *marks, const struct plain *plain, uint32_t hash)
{
	struct marks_walk walk = marks_walk(marks, hash_of(hash));
	bool found[EACH] = { false };
	uint32_t place;

	while (marks_next(&walk, &place)) {
		if (place % HASHES != hash)
			continue;                          /* half of a hash may be another's */
		assert_true(place / HASHES < EACH && !found[place / HASHES]);
		found[place / HASHES] = true;
	}
	assert_memory_equal(found, plain->known[hash], sizeof found);
}

static void check_all(const struct marks *marks, const struct plain *plain)
{
	assert_int_equal(marks->count, plain->count);
	assert_true(marks->size == 0 || (marks->size & (marks->size - 1)) == 0);
	assert_true(marks->count * 8 <= marks->size * 5);
	for (uint32_t i = 0; i < HASHES; i++)
		check_hash(marks, plain, i);
}

static void put(struct marks *marks, struct plain *plain, uint32_t hash, uint32_t n)
{
	if (plain->known[hash][n])
		return;
	marks_add(marks, hash_of(hash), place_of(hash, n));
	plain->known[hash][n] = true;
	plain->count++;
}

static void take_out(struct marks *marks, struct plain *plain, uint32_t hash, uint32_t n)
{
	assert_int_equal(marks_remove(marks, hash_of(hash), place_of(hash, n)),
			 plain->known[hash][n]);
	plain->count -= plain->known[hash][n];
	plain->known[hash][n] = false;
}

/* Phases that mostly fill and phases that mostly empty, so that chains grow and are shifted. */
static void test_against_array(void **state)
{
	struct chance chance = { 5 };
	static struct plain plain;
	struct marks marks;

	(void)state;
	marks_init(&marks);
	check_all(&marks, &plain);
	for (int i = 0; i < 300000; i++) {
		uint32_t hash = chance_below(&chance, HASHES), n = chance_below(&chance, EACH);
		uint32_t fill = i / 5000 % 2 ? 2 : 8;

		if (chance_below(&chance, 10) < fill)
			put(&marks, &plain, hash, n);
		else
			take_out(&marks, &plain, hash, n);
		if (i % 500 == 0)
			check_all(&marks, &plain);
	}
	for (uint32_t i = 0; i < HASHES * EACH; i++)
		take_out(&marks, &plain, i % HASHES, i / HASHES);
	check_all(&marks, &plain);
	marks_release(&marks);
}

static void test_reserve(void **state)
{
	struct marks marks;
	uint32_t place = 0;
	uint64_t size;

	(void)state;
	marks_init(&marks);
	marks_reserve(&marks, 1000);
	size = marks.size;
	for (uint32_t i = 0; i < 1000; i++)
		marks_add(&marks, i * i, i);
	assert_int_equal(marks.size, size);
	for (uint32_t i = 0; i < 1000; i++) {
		struct marks_walk walk = marks_walk(&marks, i * i);

		do
			assert_true(marks_next(&walk, &place));
		while (place != i);
	}
	marks_release(&marks);
	assert_int_equal(marks.size, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_against_array),
		cmocka_unit_test(test_reserve),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
