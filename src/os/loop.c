/* The loop of one thread, over libuv. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "os/loop.h"

#include <assert.h>
#include <signal.h>
#include <uv.h>

#include "base/mem.h"
#include "os/os.h"

#define MS_NS INT64_C(1000000)
/* A timer that is further away rings once a day inside and is set again. */
#define DELAY_MAX_MS INT64_C(86400000)

struct loop {
	uv_loop_t uv;
	uv_prepare_t before_sleep;
	loop_call *after_turn;
	void *user;
};

struct loop_timer {
	uv_timer_t uv;
	loop_call *call;
	void *user;
	int64_t deadline_ns;
};

struct loop_wake {
	uv_async_t uv;
	loop_call *call;
	void *user;
};

struct loop_watch {
	uv_poll_t uv;
	loop_call *call;
	void *user;
};

struct loop_catch {
	uv_signal_t uv;
	loop_call *call;
	void *user;
};

/* What libuv can fail with here is want of memory or descriptors; both end the process. */
static void expect(int rc)
{
	if (rc == UV_ENOMEM || rc == UV_EMFILE || rc == UV_ENFILE)
		mem_end();
	assert(rc == 0);
}

static void on_closed(uv_handle_t *handle)
{
	heap_free(handle->data);
}

/* The handle's data is the struct that holds it; libuv lets go of it in the coming turn. */
static void close_and_free(uv_handle_t *handle)
{
	uv_close(handle, on_closed);
}

static void on_before_sleep(uv_prepare_t *prepare)
{
	struct loop *loop = prepare->data;

	if (loop->after_turn != NULL)
		loop->after_turn(loop->user);
}

struct loop *loop_create(void)
{
	struct loop *loop = heap_alloc(sizeof *loop);
	struct sigaction ignore = { .sa_handler = SIG_IGN };

	/* A client that hangs up while it is written to must not end the process. */
	expect(sigaction(SIGPIPE, &ignore, NULL));
	expect(uv_loop_init(&loop->uv));
	expect(uv_prepare_init(&loop->uv, &loop->before_sleep));
	loop->before_sleep.data = loop;
	expect(uv_prepare_start(&loop->before_sleep, on_before_sleep));
	return loop;
}

void loop_destroy(struct loop *loop)
{
	if (loop == NULL)
		return;
	loop->after_turn = NULL;
	uv_close((uv_handle_t *)&loop->before_sleep, NULL);
	/*
	 * Turns without sleeping until everything destroyed is let go of: one turn, one more if a
	 * stop is still pending, and one if a signal is.
	 */
	for (int turn = 0; turn < 8 && uv_run(&loop->uv, UV_RUN_NOWAIT) != 0; turn++)
		continue;
	int rc = uv_loop_close(&loop->uv);

	assert(rc == 0);
	heap_free(loop);
}

void loop_run(struct loop *loop)
{
	uv_run(&loop->uv, UV_RUN_DEFAULT);
	on_before_sleep(&loop->before_sleep);
}

void loop_stop(struct loop *loop)
{
	uv_stop(&loop->uv);
}

void loop_after_turn(struct loop *loop, loop_call *call, void *user)
{
	loop->after_turn = call;
	loop->user = user;
}

static void on_ring(uv_timer_t *uv)
{
	struct loop_timer *timer = uv->data;

	/* libuv counts whole milliseconds from the start of the turn, and so may ring early. */
	if (os_monotonic_ns() < timer->deadline_ns)
		loop_timer_arm(timer, timer->deadline_ns);
	else
		timer->call(timer->user);
}

struct loop_timer *loop_timer_create(struct loop *loop, loop_call *call, void *user)
{
	struct loop_timer *timer = heap_alloc(sizeof *timer);

	timer->call = call;
	timer->user = user;
	expect(uv_timer_init(&loop->uv, &timer->uv));
	timer->uv.data = timer;
	return timer;
}

void loop_timer_destroy(struct loop_timer *timer)
{
	if (timer != NULL)
		close_and_free((uv_handle_t *)&timer->uv);
}

void loop_timer_arm(struct loop_timer *timer, int64_t deadline_ns)
{
	int64_t now = os_monotonic_ns();
	int64_t delay = 1;

	/* At least 1: libuv would ring a timer of 0 again in the same turn, for ever. */
	if (deadline_ns > now)
		delay = (deadline_ns - now) / MS_NS + 1;
	if (delay > DELAY_MAX_MS)
		delay = DELAY_MAX_MS;
	timer->deadline_ns = deadline_ns;
	expect(uv_timer_start(&timer->uv, on_ring, (uint64_t)delay, 0));
}

void loop_timer_disarm(struct loop_timer *timer)
{
	expect(uv_timer_stop(&timer->uv));
}

static void on_wake(uv_async_t *uv)
{
	struct loop_wake *wake = uv->data;

	wake->call(wake->user);
}

struct loop_wake *loop_wake_create(struct loop *loop, loop_call *call, void *user)
{
	struct loop_wake *wake = heap_alloc(sizeof *wake);

	wake->call = call;
	wake->user = user;
	wake->uv.data = wake;
	expect(uv_async_init(&loop->uv, &wake->uv, on_wake));
	return wake;
}

void loop_wake_destroy(struct loop_wake *wake)
{
	if (wake != NULL)
		close_and_free((uv_handle_t *)&wake->uv);
}

void loop_wake_send(struct loop_wake *wake)
{
	expect(uv_async_send(&wake->uv));
}

static void on_readable(uv_poll_t *uv, int status, int events)
{
	struct loop_watch *watch = uv->data;

	(void)status;
	(void)events;
	watch->call(watch->user);
}

struct loop_watch *loop_watch_create(struct loop *loop, int fd, loop_call *call, void *user)
{
	struct loop_watch *watch = heap_alloc(sizeof *watch);

	watch->call = call;
	watch->user = user;
	watch->uv.data = watch;
	expect(uv_poll_init(&loop->uv, &watch->uv, fd));
	expect(uv_poll_start(&watch->uv, UV_READABLE | UV_DISCONNECT, on_readable));
	return watch;
}

void loop_watch_destroy(struct loop_watch *watch)
{
	if (watch != NULL)
		close_and_free((uv_handle_t *)&watch->uv);
}

static void on_signal(uv_signal_t *uv, int number)
{
	struct loop_catch *caught = uv->data;

	(void)number;
	caught->call(caught->user);
}

struct loop_catch *loop_catch_create(struct loop *loop, enum loop_signal which, loop_call *call,
				     void *user)
{
	static const int numbers[] = {
		[LOOP_INTERRUPT] = SIGINT, [LOOP_TERMINATE] = SIGTERM, [LOOP_HANGUP] = SIGHUP,
	};
	struct loop_catch *caught = heap_alloc(sizeof *caught);

	caught->call = call;
	caught->user = user;
	caught->uv.data = caught;
	expect(uv_signal_init(&loop->uv, &caught->uv));
	expect(uv_signal_start(&caught->uv, on_signal, numbers[which]));
	return caught;
}

void loop_catch_destroy(struct loop_catch *caught)
{
	if (caught != NULL)
		close_and_free((uv_handle_t *)&caught->uv);
}
