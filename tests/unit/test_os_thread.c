/* Threads: they run, they wait for each other, and what they share stays whole. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/unit.h"

#include <pthread.h>
#include <signal.h>
#include <string.h>

#include "base/hash.h"
#include "os/os.h"
#include "os/thread.h"

#define THREADS 4
#define ROUNDS 2000

struct shared {
	struct thread_mutex *mutex;
	struct thread_cond *cond;
	unsigned count;
	unsigned turn;
	unsigned waiting;
	char name[16];
	bool signals_blocked;
};

static void shared_init(struct shared *shared)
{
	*shared = (struct shared){ .mutex = thread_mutex_create(), .cond = thread_cond_create() };
}

static void shared_release(struct shared *shared)
{
	thread_mutex_destroy(shared->mutex);
	thread_cond_destroy(shared->cond);
}

static void look_at_itself(void *user)
{
	struct shared *shared = user;
	sigset_t blocked;

	pthread_getname_np(pthread_self(), shared->name, sizeof shared->name);
	pthread_sigmask(SIG_SETMASK, NULL, &blocked);
	shared->signals_blocked = sigismember(&blocked, SIGTERM) == 1 &&
				  sigismember(&blocked, SIGINT) == 1 &&
				  sigismember(&blocked, SIGHUP) == 1;
}

static void test_name_and_signals(void **state)
{
	struct shared shared;
	sigset_t blocked;

	(void)state;
	shared_init(&shared);
	thread_join(thread_create("log", look_at_itself, &shared));
	assert_string_equal(shared.name, "log");
	assert_true(shared.signals_blocked);
	thread_join(thread_create("a-name-that-is-too-long", look_at_itself, &shared));
	assert_string_equal(shared.name, "a-name-that-is-");
	pthread_sigmask(SIG_SETMASK, NULL, &blocked);
	assert_int_equal(sigismember(&blocked, SIGTERM), 0);
	shared_release(&shared);
}

static void count_up(void *user)
{
	struct shared *shared = user;

	for (int i = 0; i < ROUNDS; i++) {
		thread_mutex_lock(shared->mutex);
		shared->count++;
		thread_mutex_unlock(shared->mutex);
	}
}

static void test_mutex(void **state)
{
	struct thread *threads[THREADS];
	struct shared shared;

	(void)state;
	shared_init(&shared);
	for (int i = 0; i < THREADS; i++)
		threads[i] = thread_create("counter", count_up, &shared);
	for (int i = 0; i < THREADS; i++)
		thread_join(threads[i]);
	assert_int_equal(shared.count, THREADS * ROUNDS);
	shared_release(&shared);
	thread_mutex_destroy(NULL);
	thread_cond_destroy(NULL);
}

static void answer(void *user)
{
	struct shared *shared = user;

	thread_mutex_lock(shared->mutex);
	for (unsigned i = 0; i < ROUNDS; i++) {
		while (shared->turn % 2 == 0)
			thread_cond_wait(shared->cond, shared->mutex);
		shared->turn++;
		thread_cond_signal(shared->cond);
	}
	thread_mutex_unlock(shared->mutex);
}

static void test_taking_turns(void **state)
{
	struct shared shared;

	(void)state;
	shared_init(&shared);
	struct thread *thread = thread_create("answer", answer, &shared);

	thread_mutex_lock(shared.mutex);
	for (unsigned i = 0; i < ROUNDS; i++) {
		assert_int_equal(shared.turn, 2 * i);
		shared.turn++;
		thread_cond_signal(shared.cond);
		while (shared.turn % 2 == 1)
			thread_cond_wait(shared.cond, shared.mutex);
	}
	thread_mutex_unlock(shared.mutex);
	thread_join(thread);
	assert_int_equal(shared.turn, 2 * ROUNDS);
	shared_release(&shared);
}

static void wait_for_turn(void *user)
{
	struct shared *shared = user;

	thread_mutex_lock(shared->mutex);
	shared->waiting++;
	thread_cond_broadcast(shared->cond);
	while (shared->turn == 0)
		thread_cond_wait(shared->cond, shared->mutex);
	shared->count++;
	thread_mutex_unlock(shared->mutex);
}

static void test_broadcast(void **state)
{
	struct thread *threads[THREADS];
	struct shared shared;

	(void)state;
	shared_init(&shared);
	for (int i = 0; i < THREADS; i++)
		threads[i] = thread_create("waiter", wait_for_turn, &shared);
	thread_mutex_lock(shared.mutex);
	while (shared.waiting < THREADS)
		thread_cond_wait(shared.cond, shared.mutex);
	assert_int_equal(shared.count, 0);
	shared.turn = 1;
	thread_cond_broadcast(shared.cond);
	thread_mutex_unlock(shared.mutex);
	for (int i = 0; i < THREADS; i++)
		thread_join(threads[i]);
	assert_int_equal(shared.count, THREADS);
	shared_release(&shared);
}

static void test_wait_until(void **state)
{
	struct shared shared;

	(void)state;
	shared_init(&shared);
	thread_mutex_lock(shared.mutex);
	assert_false(thread_cond_wait_until(shared.cond, shared.mutex, 0));
	assert_false(thread_cond_wait_until(shared.cond, shared.mutex, INT64_MIN));
	int64_t deadline = os_monotonic_ns() + 3000000;

	while (thread_cond_wait_until(shared.cond, shared.mutex, deadline))
		continue;
	assert_true(os_monotonic_ns() >= deadline);
	thread_mutex_unlock(shared.mutex);
	struct thread *thread = thread_create("waiter", wait_for_turn, &shared);

	thread_mutex_lock(shared.mutex);
	while (shared.waiting == 0)
		assert_true(thread_cond_wait_until(shared.cond, shared.mutex, INT64_MAX));
	shared.turn = 1;
	thread_cond_broadcast(shared.cond);
	thread_mutex_unlock(shared.mutex);
	thread_join(thread);
	shared_release(&shared);
}

static void hash_often(void *user)
{
	struct hash *ret = user;
	uint8_t bytes[300] = { 0 };

	*ret = (struct hash){ { 0 } };
	for (int i = 0; i < ROUNDS; i++) {
		memcpy(bytes, ret->bytes, HASH_BYTES);
		*ret = hash_of(bytes, sizeof bytes);
	}
}

/* Each thread hashes with a context of its own, which ends with it. */
static void test_hash_on_threads(void **state)
{
	struct thread *threads[THREADS];
	struct hash hashes[THREADS], here;

	(void)state;
	for (int i = 0; i < THREADS; i++)
		threads[i] = thread_create("hash", hash_often, &hashes[i]);
	hash_often(&here);
	for (int i = 0; i < THREADS; i++) {
		thread_join(threads[i]);
		assert_true(hash_eq(&hashes[i], &here));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_name_and_signals), cmocka_unit_test(test_mutex),
		cmocka_unit_test(test_taking_turns), cmocka_unit_test(test_broadcast),
		cmocka_unit_test(test_wait_until), cmocka_unit_test(test_hash_on_threads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
