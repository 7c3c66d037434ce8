/* Running out of memory: at every single request the process ends in the one known way. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/geo.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/map.h"
#include "base/mem.h"

/* Where sanitizers are built in, a refused request shall come back as NULL, as it does without. */
const char *__asan_default_options(void);
const char *__tsan_default_options(void);
const char *__asan_default_options(void)
{
	return "allocator_may_return_null=1";
}
const char *__tsan_default_options(void)
{
	return "allocator_may_return_null=1";
}

/* Uses every allocator of the room, and more than one piece of each. */
static void work(void)
{
	struct pool *pool = pool_create();
	struct arena *arena = arena_create();
	struct buf buf;
	struct map map;
	struct json json;
	struct geo_shape shape;
	struct hash_run *run = hash_run_create();

	map_init(&map);
	buf_init(&buf, 100000);
	for (uint32_t i = 0; i < 3000; i++)
		*map_put(&map, i) = i;
	for (uint32_t i = 0; i < 9000; i++)
		pool_alloc(pool, 100);
	pool_alloc(pool, 5000);
	arena_alloc(arena, 100000);
	buf_add(&buf, STR("{\"type\":\"LineString\",\"coordinates\":[[0,0]"));
	for (int i = 0; i < 200; i++)
		buf_add(&buf, STR(",[116.3904,39.9911]"));
	buf_add(&buf, STR("]}"));
	assert_int_equal(json_parse(arena, buf_str(&buf), &json), JSON_OK);
	assert_int_equal(geo_parse(arena, &json, 0, &shape), GEO_OK);
	hash_run_add(run, "a", 1);
	hash_run_end(run);
	heap_free(heap_text(STR("text")));
	map_release(&map);
	buf_release(&buf);
	arena_destroy(arena);
	pool_destroy(pool);
}

static void too_much(void)
{
	heap_alloc(SIZE_MAX / 4);
}

static void grow_too_much(void)
{
	heap_grow(NULL, 0, SIZE_MAX / 4);
}

/* Runs in a child whose nth request fails; returns its exit code and what it said. */
static int in_child(void (*run)(void), uint64_t nth, char said[512])
{
	int ends[2], status;
	ssize_t len = 0, got;

	assert_int_equal(pipe(ends), 0);
	fflush(stdout);
	pid_t child = fork();

	if (child == 0) {
		dup2(ends[1], STDERR_FILENO);
		mem_fail_at(nth);
		run();
		_exit(0);
	}
	assert_true(child > 0);
	close(ends[1]);
	while ((got = read(ends[0], said + len, (size_t)(511 - len))) > 0)
		len += got;
	said[len] = '\0';
	close(ends[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void test_each_fails_in_turn(void **state)
{
	char said[512];

	(void)state;
	work();
	uint64_t before = mem_count();

	work();
	uint64_t count = mem_count() - before;

	assert_true(count > 20);
	for (uint64_t nth = 1; nth <= count; nth++) {
		assert_int_equal(in_child(work, nth, said), MEM_EXIT);
		assert_non_null(strstr(said, "内存不足"));
		assert_non_null(strstr(said, "out of memory"));
	}
	assert_int_equal(in_child(work, count + 1, said), 0);
	assert_int_equal(in_child(work, 0, said), 0);
}

static void test_the_system_refuses(void **state)
{
	char said[512];

	(void)state;
	assert_int_equal(in_child(too_much, 0, said), MEM_EXIT);
	assert_int_equal(in_child(grow_too_much, 0, said), MEM_EXIT);
}

static void test_heap(void **state)
{
	uint32_t *numbers = NULL;
	size_t count = 0, capacity = 0;

	(void)state;
	for (uint32_t i = 0; i < 1000; i++) {
		HEAP_ROOM(numbers, count, capacity);
		assert_int_equal(numbers[count], 0);
		numbers[count++] = i + 1;
	}
	for (uint32_t i = 0; i < 1000; i++)
		assert_int_equal(numbers[i], i + 1);
	heap_free(numbers);
	heap_free(NULL);
	uint64_t asked = mem_count();
	void *p = heap_alloc(0);

	assert_int_equal(mem_count(), asked + 1);
	p = heap_grow(p, 0, 10);
	assert_int_equal(mem_count(), asked + 2);
	heap_free(p);
	heap_free(heap_text(STR("x")));
	assert_int_equal(mem_count(), asked + 3);
	char *text = heap_text((struct str){ NULL, 0 });

	assert_string_equal(text, "");
	heap_free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_fails_in_turn),
		cmocka_unit_test(test_the_system_refuses), cmocka_unit_test(test_heap),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
