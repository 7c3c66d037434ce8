/* The loop: who is called, in which order, and who is not called any more. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/unit.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "os/loop.h"
#include "os/os.h"
#include "os/thread.h"

#define MS INT64_C(1000000)

/* What the callbacks of a test write down, and what they act upon. */
struct scene {
	struct loop *loop;
	struct loop_timer *timer, *other;
	struct loop_wake *wake;
	struct loop_watch *watch;
	struct loop_catch *caught;
	int64_t deadline;
	unsigned rings, wakes, turns;
	char order[64];
	int fd;
};

static void note(struct scene *scene, char what)
{
	size_t len = strlen(scene->order);

	assert_true(len + 1 < sizeof scene->order);
	scene->order[len] = what;
}

static void stop(void *user)
{
	struct scene *scene = user;

	note(scene, 's');
	loop_stop(scene->loop);
}

static void ring_three_times(void *user)
{
	struct scene *scene = user;

	assert_true(os_monotonic_ns() >= scene->deadline);
	scene->rings++;
	if (scene->rings == 3) {
		loop_stop(scene->loop);
		return;
	}
	scene->deadline += MS;
	loop_timer_arm(scene->timer, scene->deadline);
}

static void test_timer_is_never_early(void **state)
{
	struct scene scene = { .loop = loop_create() };

	(void)state;
	scene.timer = loop_timer_create(scene.loop, ring_three_times, &scene);
	scene.deadline = os_monotonic_ns() + 3 * MS + 1;
	loop_timer_arm(scene.timer, scene.deadline);
	loop_run(scene.loop);
	assert_int_equal(scene.rings, 3);
	loop_timer_destroy(scene.timer);
	loop_timer_destroy(NULL);
	loop_destroy(scene.loop);
	loop_destroy(NULL);
}

/* An owner who always asks for a moment that is past must not keep others from their turn. */
static void ring_in_the_past(void *user)
{
	struct scene *scene = user;

	scene->rings++;
	loop_timer_arm(scene->timer, 0);
	loop_wake_send(scene->wake);
}

static void stop_at_third_wake(void *user)
{
	struct scene *scene = user;

	if (++scene->wakes == 3)
		loop_stop(scene->loop);
}

static void test_past_moments_let_others_in(void **state)
{
	struct scene scene = { .loop = loop_create() };

	(void)state;
	scene.timer = loop_timer_create(scene.loop, ring_in_the_past, &scene);
	scene.wake = loop_wake_create(scene.loop, stop_at_third_wake, &scene);
	loop_timer_arm(scene.timer, INT64_MIN / 2);
	loop_run(scene.loop);
	assert_int_equal(scene.wakes, 3);
	assert_true(scene.rings >= 3);
	loop_timer_destroy(scene.timer);
	loop_wake_destroy(scene.wake);
	loop_destroy(scene.loop);
}

static void ring_then_arm(void *user)
{
	struct scene *scene = user;

	note(scene, 'a');
	loop_timer_arm(scene->other, os_monotonic_ns() + MS);
}

static void ring_wrongly(void *user)
{
	note(user, '!');
}

/* Armed again means moved; disarmed and destroyed means silent; the far future waits. */
static void test_arm_and_disarm(void **state)
{
	struct scene scene = { .loop = loop_create() };
	struct loop_timer *moved = loop_timer_create(scene.loop, ring_wrongly, &scene);
	struct loop_timer *silent = loop_timer_create(scene.loop, ring_wrongly, &scene);
	struct loop_timer *gone = loop_timer_create(scene.loop, ring_wrongly, &scene);

	(void)state;
	scene.timer = loop_timer_create(scene.loop, ring_then_arm, &scene);
	scene.other = loop_timer_create(scene.loop, stop, &scene);
	loop_timer_arm(moved, 0);
	loop_timer_arm(moved, INT64_MAX);
	loop_timer_arm(silent, 0);
	loop_timer_disarm(silent);
	loop_timer_disarm(silent);
	loop_timer_arm(gone, 0);
	loop_timer_destroy(gone);
	loop_timer_arm(scene.other, INT64_MAX);
	loop_timer_arm(scene.timer, os_monotonic_ns() + MS);
	loop_run(scene.loop);
	assert_string_equal(scene.order, "as");
	loop_timer_destroy(moved);
	loop_timer_destroy(silent);
	loop_timer_destroy(scene.timer);
	loop_timer_destroy(scene.other);
	loop_destroy(scene.loop);
}

static void destroy_both(void *user)
{
	struct scene *scene = user;

	note(scene, 'd');
	loop_timer_destroy(scene->timer);
	loop_timer_destroy(scene->other);
	loop_wake_send(scene->wake);
}

static void test_destroy_from_within(void **state)
{
	struct scene scene = { .loop = loop_create() };

	(void)state;
	scene.timer = loop_timer_create(scene.loop, destroy_both, &scene);
	scene.other = loop_timer_create(scene.loop, destroy_both, &scene);
	scene.wake = loop_wake_create(scene.loop, stop, &scene);
	loop_timer_arm(scene.timer, 0);
	loop_timer_arm(scene.other, 0);
	loop_run(scene.loop);
	assert_string_equal(scene.order, "ds");
	loop_wake_destroy(scene.wake);
	loop_destroy(scene.loop);
}

static void send_often(void *user)
{
	for (int i = 0; i < 1000; i++)
		loop_wake_send(user);
}

static void count_wake(void *user)
{
	struct scene *scene = user;

	scene->wakes++;
	loop_stop(scene->loop);
}

static void test_wake_from_thread(void **state)
{
	struct scene scene = { .loop = loop_create() };

	(void)state;
	scene.wake = loop_wake_create(scene.loop, count_wake, &scene);
	struct thread *thread = thread_create("sender", send_often, scene.wake);

	loop_run(scene.loop);
	thread_join(thread);
	assert_true(scene.wakes >= 1 && scene.wakes <= 1000);
	loop_wake_destroy(scene.wake);
	loop_wake_destroy(NULL);
	loop_destroy(scene.loop);
}

static void read_one(void *user)
{
	struct scene *scene = user;
	char byte;
	ssize_t got = read(scene->fd, &byte, 1);

	assert_true(got >= 0);
	note(scene, got == 0 ? '.' : byte);
	if (got == 0)
		loop_stop(scene->loop);
}

/* Each turn one byte, and at last the end of the pipe. */
static void test_watch(void **state)
{
	struct scene scene = { .loop = loop_create() };
	int ends[2];

	(void)state;
	assert_int_equal(pipe(ends), 0);
	scene.fd = ends[0];
	scene.watch = loop_watch_create(scene.loop, ends[0], read_one, &scene);
	assert_int_equal(write(ends[1], "xyz", 3), 3);
	close(ends[1]);
	loop_run(scene.loop);
	assert_string_equal(scene.order, "xyz.");
	loop_watch_destroy(scene.watch);
	loop_watch_destroy(NULL);
	loop_destroy(scene.loop);
	assert_int_equal(close(ends[0]), 0);
}

static void test_signals(void **state)
{
	static const int numbers[] = { SIGINT, SIGTERM, SIGHUP };

	(void)state;
	for (unsigned i = 0; i < COUNT(numbers); i++) {
		struct scene scene = { .loop = loop_create() };

		scene.caught = loop_catch_create(scene.loop, (enum loop_signal)i, stop, &scene);
		raise(numbers[i]);
		loop_run(scene.loop);
		assert_string_equal(scene.order, "s");
		loop_catch_destroy(scene.caught);
		loop_catch_destroy(NULL);
		loop_destroy(scene.loop);
	}
}

static void raise_and_stop(void *user)
{
	struct scene *scene = user;

	raise(SIGHUP);
	loop_stop(scene->loop);
}

/* A signal that came in the last moment does not keep the loop from being taken down. */
static void test_destroy_with_a_signal_pending(void **state)
{
	struct scene scene = { .loop = loop_create() };

	(void)state;
	scene.caught = loop_catch_create(scene.loop, LOOP_HANGUP, stop, &scene);
	scene.wake = loop_wake_create(scene.loop, raise_and_stop, &scene);
	loop_wake_send(scene.wake);
	loop_run(scene.loop);
	loop_stop(scene.loop);
	loop_catch_destroy(scene.caught);
	loop_wake_destroy(scene.wake);
	loop_destroy(scene.loop);
}

static void after_turn(void *user)
{
	struct scene *scene = user;

	note(scene, '|');
	if (++scene->turns == 1)
		loop_wake_send(scene->wake);
}

static void wake_then_stop(void *user)
{
	struct scene *scene = user;

	note(scene, 'w');
	if (++scene->wakes == 1)
		loop_wake_send(scene->wake);
	else
		loop_stop(scene->loop);
}

/* Timers, hook, sleep, others; and the hook once more when the loop has stopped. */
static void test_after_turn(void **state)
{
	struct scene scene = { .loop = loop_create() };

	(void)state;
	scene.wake = loop_wake_create(scene.loop, wake_then_stop, &scene);
	loop_after_turn(scene.loop, after_turn, &scene);
	loop_run(scene.loop);
	assert_string_equal(scene.order, "|w|w|");
	loop_after_turn(scene.loop, NULL, NULL);
	loop_wake_destroy(scene.wake);
	loop_destroy(scene.loop);
	assert_string_equal(scene.order, "|w|w|");
}

/* Writing to somebody who hung up is an error to read, not the end of the process. */
static void test_broken_pipe(void **state)
{
	struct loop *loop = loop_create();
	int ends[2];

	(void)state;
	assert_int_equal(pipe(ends), 0);
	close(ends[0]);
	assert_int_equal(write(ends[1], "x", 1), -1);
	close(ends[1]);
	loop_destroy(loop);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_timer_is_never_early),
		cmocka_unit_test(test_past_moments_let_others_in),
		cmocka_unit_test(test_arm_and_disarm),
		cmocka_unit_test(test_destroy_from_within),
		cmocka_unit_test(test_wake_from_thread), cmocka_unit_test(test_watch),
		cmocka_unit_test(test_signals),
		cmocka_unit_test(test_destroy_with_a_signal_pending),
		cmocka_unit_test(test_after_turn), cmocka_unit_test(test_broken_pipe),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
