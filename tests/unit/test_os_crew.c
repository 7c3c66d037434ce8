/* A crew of threads does every block once, and is done when it says so. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/unit.h"

#include <string.h>

#include "os/crew.h"

enum { BLOCKS = 37, ROUNDS = 300 };

static void count(void *job, uint32_t block)
{
	uint32_t *times = job;

	times[block]++;
}

static void test_blocks(void **state)
{
	static const uint32_t threads[] = { 1, 2, 5 };

	(void)state;
	for (unsigned i = 0; i < COUNT(threads); i++) {
		struct crew *crew = crew_create(threads[i]);
		uint32_t times[BLOCKS] = { 0 };

		for (int round = 0; round < ROUNDS; round++)
			crew_each(crew, round % 3 ? BLOCKS : 1, count, times);
		assert_int_equal(times[0], ROUNDS);
		for (uint32_t block = 1; block < BLOCKS; block++)
			assert_int_equal(times[block], ROUNDS / 3 * 2);
		crew_each(crew, 0, count, times);
		assert_int_equal(times[0], ROUNDS);
		crew_destroy(crew);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_blocks) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
