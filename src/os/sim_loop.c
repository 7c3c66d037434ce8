/* The loop of a simulated process: whoever simulates turns it, and it waits for nothing. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "os/loop.h"

#include <assert.h>
#include <stddef.h>

#include "base/mem.h"
#include "os/os.h"
#include "os/sim.h"

struct loop_timer {
	struct loop *loop;
	struct loop_timer *next;
	loop_call *call;
	void *user;
	int64_t deadline_ns;
	bool armed;
	uint64_t turn;                                     /* in which it was armed */
};
struct loop_wake {
	struct loop *loop;
	struct loop_wake *next;
	loop_call *call;
	void *user;
	bool sent;
};
struct loop {
	struct loop_timer *timers;
	struct loop_wake *wakes;
	uint64_t turn;
};

struct loop *loop_create(void)
{
	return heap_alloc(sizeof(struct loop));
}

void loop_destroy(struct loop *loop)
{
	if (!loop)
		return;
	assert(!loop->timers && !loop->wakes);
	heap_free(loop);
}

/* ---- a turn ---------------------------------------------------------------------------------- */

/* One that is due, but was not armed in this turn. */
static struct loop_timer *due(const struct loop *loop)
{
	for (struct loop_timer *timer = loop->timers; timer; timer = timer->next)
		if (timer->armed && timer->deadline_ns <= os_monotonic_ns() &&
		    timer->turn != loop->turn)
			return timer;
	return NULL;
}

static struct loop_wake *sent(const struct loop *loop)
{
	for (struct loop_wake *wake = loop->wakes; wake; wake = wake->next)
		if (wake->sent)
			return wake;
	return NULL;
}

int64_t sim_next_ns(const struct loop *loop)
{
	int64_t next = INT64_MAX;

	for (const struct loop_timer *timer = loop->timers; timer; timer = timer->next)
		if (timer->armed && timer->deadline_ns < next)
			next = timer->deadline_ns;
	return next;
}

bool sim_turn(struct loop *loop)
{
	struct loop_timer *timer;
	struct loop_wake *wake;
	bool called = false;

	loop->turn++;
	while ((timer = due(loop)) != NULL) {
		timer->armed = false;
		timer->call(timer->user);
		called = true;
	}
	/* What was sent while others are still at work must do no harm either. */
	if (sim_draw() % 2)
		sim_rest();
	while ((wake = sent(loop)) != NULL) {
		wake->sent = false;
		wake->call(wake->user);
		called = true;
	}
	return called;
}

/* ---- timers ---------------------------------------------------------------------------------- */

struct loop_timer *loop_timer_create(struct loop *loop, loop_call *call, void *user)
{
	struct loop_timer *timer = heap_alloc(sizeof *timer);

	timer->loop = loop;
	timer->call = call;
	timer->user = user;
	timer->next = loop->timers;
	loop->timers = timer;
	return timer;
}

void loop_timer_destroy(struct loop_timer *timer)
{
	struct loop_timer **at;

	if (!timer)
		return;
	for (at = &timer->loop->timers; *at != timer; at = &(*at)->next)
		continue;
	*at = timer->next;
	heap_free(timer);
}

void loop_timer_arm(struct loop_timer *timer, int64_t deadline_ns)
{
	timer->deadline_ns = deadline_ns;
	timer->armed = true;
	timer->turn = timer->loop->turn;
}

void loop_timer_disarm(struct loop_timer *timer)
{
	timer->armed = false;
}

/* ---- wakes ----------------------------------------------------------------------------------- */

struct loop_wake *loop_wake_create(struct loop *loop, loop_call *call, void *user)
{
	struct loop_wake *wake = heap_alloc(sizeof *wake);

	wake->loop = loop;
	wake->call = call;
	wake->user = user;
	wake->next = loop->wakes;
	loop->wakes = wake;
	return wake;
}

void loop_wake_destroy(struct loop_wake *wake)
{
	struct loop_wake **at;

	if (!wake)
		return;
	for (at = &wake->loop->wakes; *at != wake; at = &(*at)->next)
		continue;
	*at = wake->next;
	heap_free(wake);
}

void loop_wake_send(struct loop_wake *wake)
{
	wake->sent = true;
}
