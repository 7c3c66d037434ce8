/* Memory of records and of requests: zeroed, apart from each other, reused. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/unit.h"

#include <string.h>

#include "base/mem.h"
#include "base/chance.h"

#define PIECES 2000

static bool is_zero(const char *p, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		if (p[i] != 0)
			return false;
	}
	return true;
}

/* Every size once fresh and once reused: aligned, zero, and back in its class. */
static void test_pool_sizes(void **state)
{
	struct pool *pool = pool_create();

	(void)state;
	for (size_t size = 0; size <= 5000; size++) {
		char *p = pool_alloc(pool, size);

		assert_int_equal((uintptr_t)p % 16, 0);
		assert_true(is_zero(p, size));
		memset(p, 0xA5, size);
		pool_free(pool, p, size);
		if (size > 4096)
			continue;
		char *again = pool_alloc(pool, size);

		assert_ptr_equal(again, p);
		assert_true(is_zero(again, size));
		pool_free(pool, again, size);
	}
	pool_destroy(pool);
	pool_destroy(NULL);
}

struct kept {
	unsigned char *at;
	size_t size;
	unsigned char mark;
};

static void keep(struct pool *pool, struct kept *kept, struct chance *chance)
{
	static const uint32_t sizes[] = { 20, 100, 1000, 4096, 10000 };

	kept->size = 1 + chance_below(chance, sizes[chance_below(chance, COUNT(sizes))]);
	kept->mark = (unsigned char)chance_next(chance);
	kept->at = pool_alloc(pool, kept->size);
	assert_true(is_zero((const char *)kept->at, kept->size));
	memset(kept->at, kept->mark, kept->size);
}

static void drop(struct pool *pool, struct kept *kept)
{
	for (size_t i = 0; i < kept->size; i++)
		assert_int_equal(kept->at[i], kept->mark);
	pool_free(pool, kept->at, kept->size);
	kept->at = NULL;
}

/* Nobody's bytes are touched by anybody else, whatever the order of taking and giving back. */
static void test_pool_pieces_stay_apart(void **state)
{
	struct pool *pool = pool_create();
	struct chance chance = { 7 };
	static struct kept kept[PIECES];

	(void)state;
	for (int i = 0; i < 60000; i++) {
		struct kept *one = &kept[chance_below(&chance, PIECES)];

		if (one->at == NULL)
			keep(pool, one, &chance);
		else
			drop(pool, one);
	}
	size_t bytes = pool_bytes(pool);

	for (int i = 0; i < PIECES; i++) {
		if (kept[i].at != NULL)
			drop(pool, &kept[i]);
	}
	assert_true(pool_bytes(pool) < bytes);
	assert_true(pool_bytes(pool) > 0);
	pool_destroy(pool);
}

static void test_pool_reuses(void **state)
{
	struct pool *pool = pool_create();
	void *pieces[1000];

	(void)state;
	for (int i = 0; i < 1000; i++)
		pieces[i] = pool_alloc(pool, 200);
	size_t bytes = pool_bytes(pool);

	for (int round = 0; round < 100; round++) {
		for (int i = 0; i < 1000; i++)
			pool_free(pool, pieces[i], 200);
		for (int i = 0; i < 1000; i++)
			pieces[i] = pool_alloc(pool, 200);
	}
	assert_int_equal(pool_bytes(pool), bytes);
	void *large = pool_alloc(pool, 100000);

	assert_true(pool_bytes(pool) >= bytes + 100000);
	pool_free(pool, large, 100000);
	assert_int_equal(pool_bytes(pool), bytes);
	pool_free(pool, NULL, 200);
	pool_destroy(pool);
}

static void test_pool_str(void **state)
{
	struct pool *pool = pool_create();
	struct str copy = pool_str(pool, STR("东直门 gate"));

	(void)state;
	assert_true(str_eq(copy, STR("东直门 gate")));
	pool_str_free(pool, copy);
	copy = pool_str(pool, (struct str){ NULL, 0 });
	assert_null(copy.at);
	pool_str_free(pool, copy);
	copy = pool_str(pool, STR(""));
	assert_non_null(copy.at);
	pool_str_free(pool, copy);
	pool_destroy(pool);
}

static void test_arena(void **state)
{
	struct arena *arena = arena_create();
	uint64_t asked = 0;

	(void)state;
	for (int round = 0; round < 50; round++) {
		for (size_t size = 0; size < 300; size++) {
			char *p = arena_alloc(arena, size);

			assert_int_equal((uintptr_t)p % 16, 0);
			assert_true(is_zero(p, size));
			memset(p, 0x5A, size);
		}
		char *large = arena_alloc(arena, 3000000);

		assert_true(is_zero(large, 3000000));
		arena_reset(arena);
	}
	asked = mem_count();
	for (int i = 0; i < 100; i++) {
		memset(arena_alloc(arena, 15000), 1, 15000);
		arena_reset(arena);
	}
	assert_int_equal(mem_count(), asked);
	arena_destroy(arena);
	arena_destroy(NULL);
}

/* What one pass needed lies ready for the next, up to what is to be kept. */
static void test_arena_large(void **state)
{
	enum { KEPT = 4 * 1024 * 1024, PASS = KEPT / 2 };
	struct arena *arena = arena_create_large(KEPT);
	uint64_t asked = 0;

	(void)state;
	for (int pass = 0; pass < 12; pass++) {
		if (pass == 8)
			asked = mem_count();
		for (size_t used = 0; used < PASS; used += 1024)
			memset(arena_room(arena, 1024), 0x5A, 1024);
		arena_reset(arena);
	}
	assert_int_equal(mem_count(), asked);
	assert_true(is_zero(arena_alloc(arena, 1024), 1024));
	arena_destroy(arena);
}

static void test_arena_texts(void **state)
{
	struct arena *arena = arena_create();
	struct str s = arena_str(arena, STR("abc"));
	char long_text[1001];

	(void)state;
	assert_string_equal(s.at, "abc");
	assert_int_equal(s.len, 3);
	assert_null(arena_str(arena, (struct str){ NULL, 0 }).at);
	assert_string_equal(arena_str(arena, STR("")).at, "");
	s = arena_printf(arena, "%s-%d", "nst", 137);
	assert_true(str_eq(s, STR("nst-137")));
	for (size_t len = 250; len <= 1000; len += len == 260 ? 740 : 1) {
		memset(long_text, 'x', len);
		long_text[len] = '\0';
		s = arena_printf(arena, "%s", long_text);
		assert_int_equal(s.len, len);
		assert_string_equal(s.at, long_text);
	}
	arena_destroy(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pool_sizes), cmocka_unit_test(test_pool_pieces_stay_apart),
		cmocka_unit_test(test_pool_reuses), cmocka_unit_test(test_pool_str),
		cmocka_unit_test(test_arena), cmocka_unit_test(test_arena_texts),
		cmocka_unit_test(test_arena_large),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
