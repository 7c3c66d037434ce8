/* Who fails to sign in waits longer each time; time is given, so nothing here waits. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/unit.h"
#include "node/lockout.h"

#define FIRST 5

static void test_growing(void **state)
{
	/* Wait in seconds after the n-th failure, from the first on. */
	static const int64_t waits[] = { 0,  0,	 0,   0,   1,	2,   4,	  8,   16,  32,
					 64, 128, 256, 512, 900, 900, 900, 900, 900, 900 };
	struct lockout *lockout = lockout_create(FIRST);
	int64_t now = 1000000;

	(void)state;
	for (size_t i = 0; i < COUNT(waits); i++) {
		lockout_fail(lockout, 7, now);
		assert_int_equal(lockout_wait(lockout, 7, now), waits[i] * 1000);
		assert_int_equal(lockout_wait(lockout, 8, now), 0);
		now += waits[i] * 1000;
		assert_int_equal(lockout_wait(lockout, 7, now), 0);
	}
	lockout_destroy(lockout);
}

static void test_again_clear_forgive(void **state)
{
	struct lockout *lockout = lockout_create(FIRST);

	(void)state;
	for (int i = 0; i < FIRST; i++)
		lockout_fail(lockout, 7, 1000);
	/* Finding out that it was wrong took 5 s: the wait begins then. */
	lockout_again(lockout, 7, 6000);
	assert_int_equal(lockout_wait(lockout, 7, 6500), 500);
	lockout_forgive(lockout, 7);
	assert_int_equal(lockout_wait(lockout, 7, 6500), 0);
	lockout_fail(lockout, 7, 7000);
	assert_int_equal(lockout_wait(lockout, 7, 7000), 1000);
	lockout_clear(lockout, 7);
	assert_int_equal(lockout_wait(lockout, 7, 7000), 0);
	for (int i = 0; i < FIRST - 1; i++)
		lockout_fail(lockout, 7, 7000);
	assert_int_equal(lockout_wait(lockout, 7, 7000), 0);
	lockout_forgive(lockout, 99);
	lockout_again(lockout, 99, 1);
	lockout_clear(lockout, 99);
	lockout_destroy(lockout);
}

static void test_forgets(void **state)
{
	struct lockout *lockout = lockout_create(FIRST);

	(void)state;
	for (int i = 0; i < 9; i++)
		lockout_fail(lockout, 7, 1000);
	lockout_fail(lockout, 7, 1000 + LOCKOUT_FORGET_MS + 1);
	assert_int_equal(lockout_wait(lockout, 7, 1000 + LOCKOUT_FORGET_MS + 1), 0);
	lockout_destroy(lockout);
}

/* A flood of other keys takes the places of the oldest, and memory has an end. */
static void test_full(void **state)
{
	struct lockout *lockout = lockout_create(1);

	(void)state;
	lockout_fail(lockout, 1, 1);
	for (uint64_t key = 2; key <= LOCKOUT_ENTRIES; key++)
		lockout_fail(lockout, key, (int64_t)key);
	assert_true(lockout_wait(lockout, 1, 2) > 0);
	lockout_fail(lockout, LOCKOUT_ENTRIES + 1, LOCKOUT_ENTRIES + 1);
	assert_int_equal(lockout_wait(lockout, 1, 2), 0);
	assert_true(lockout_wait(lockout, 2, 2) > 0);
	assert_true(lockout_wait(lockout, LOCKOUT_ENTRIES, LOCKOUT_ENTRIES) > 0);
	lockout_destroy(lockout);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_growing),
		cmocka_unit_test(test_again_clear_forgive),
		cmocka_unit_test(test_forgets),
		cmocka_unit_test(test_full),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
