/* Threads for an engine: so many searches side by side, and a clock that ends them. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/crew.h"

#include "base/mem.h"
#include "os/os.h"
#include "os/thread.h"

struct hand {
	struct thread *thread;
	void (*task)(void *arg, uint32_t i);
	void *arg;
	uint32_t i;
};

static void work(void *user)
{
	struct hand *hand = user;

	hand->task(hand->arg, hand->i);
}

void crew_run(void *user, uint32_t count, void (*task)(void *arg, uint32_t i), void *arg)
{
	struct hand *hands = heap_alloc(count * sizeof *hands);

	(void)user;
	for (uint32_t i = 1; i < count; i++) {
		hands[i] = (struct hand){ .task = task, .arg = arg, .i = i };
		hands[i].thread = thread_create("roster", work, &hands[i]);
	}
	task(arg, 0);
	for (uint32_t i = 1; i < count; i++)
		thread_join(hands[i].thread);
	heap_free(hands);
}

void crew_clock_start(struct crew_clock *clock, double seconds)
{
	*clock = (struct crew_clock){ os_monotonic_ns(), seconds };
}

double crew_clock_share(void *clock)
{
	const struct crew_clock *of = clock;

	return (double)(os_monotonic_ns() - of->start_ns) * 1e-9 / of->seconds;
}
