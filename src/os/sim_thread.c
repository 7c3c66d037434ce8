/* Threads of which one runs at a time: who is next is drawn, so that a seed tells it again. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "os/thread.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <ucontext.h>

#include "base/mem.h"
#include "os/os.h"
#include "os/sim_disk.h"

#if defined(__SANITIZE_ADDRESS__)
#define WATCHED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WATCHED 1
#endif
#endif
/* Who watches addresses must be told which stack is in use. */
#ifdef WATCHED
#include <sanitizer/common_interface_defs.h>
#endif

#define THREADS 16
#define STACK_BYTES (8u << 20)                             /* only what is used takes memory */
#define GUARD_BYTES 65536
#define NEVER INT64_MAX
/* Two that wait for each other by looking again and again would go on for ever. */
#define SWITCHES_MAX 20000000

enum state { READY, WAITING, ENDED };
struct thread {
	ucontext_t context;                                /* while another one runs */
	char *stack;                                       /* NULL: that of main */
	const void *low;                                   /* where it begins, and how long it is */
	size_t size;
	void *kept;                                        /* by who watches addresses */
	void (*run)(void *user);
	void *user;
	char name[16];
	enum state state;
	const void *waits_for;                             /* a mutex, condition or thread */
	int64_t deadline_ns;
	bool timed_out;
};
struct thread_mutex {
	const struct thread *owner;
};
struct thread_cond {
	uint32_t waiting;
};

/* For the system all of them are one thread: so a change of turns asks it for nothing. */
static struct {
	struct thread *all[THREADS];
	int count;
	struct thread *current;
	struct thread first;
	struct thread *before;                             /* who ran until now */
	uint64_t switches;
} threads;

/* The thread that asks first is that of main. */
static struct thread *self(void)
{
	if (!threads.current) {
		snprintf(threads.first.name, sizeof threads.first.name, "main");
		threads.current = &threads.first;
		threads.all[threads.count++] = &threads.first;
	}
	return threads.current;
}

/* ---- who is next ----------------------------------------------------------------------------- */

static bool can_run(struct thread *thread)
{
	if (thread->state == WAITING && thread->deadline_ns <= os_monotonic_ns()) {
		thread->state = READY;
		thread->timed_out = true;
	}
	return thread->state == READY;
}

/* One of those that can run, but not `besides`; NULL: there is none. */
static struct thread *draw(const struct thread *besides)
{
	struct thread *found[THREADS];
	int count = 0;

	for (int i = 0; i < threads.count; i++)
		if (threads.all[i] != besides && can_run(threads.all[i]))
			found[count++] = threads.all[i];
	return count > 0 ? found[sim_draw() % (uint64_t)count] : NULL;
}

static void leave(struct thread *own, const struct thread *next)
{
	threads.before = own;
#ifdef WATCHED
	__sanitizer_start_switch_fiber(own->state == ENDED ? NULL : &own->kept, next->low,
				       next->size);
#else
	(void)next;
#endif
}

static void arrive(struct thread *own)
{
#ifdef WATCHED
	__sanitizer_finish_switch_fiber(own->kept, &threads.before->low, &threads.before->size);
#else
	(void)own;
#endif
}

static void switch_to(struct thread *next)
{
	struct thread *own = threads.current;

	if (next == own)
		return;
	if (++threads.switches > SWITCHES_MAX) {
		fprintf(stderr, "simulation: the threads never come to rest\n");
		abort();
	}
	threads.current = next;
	leave(own, next);
	swapcontext(&own->context, &next->context);
	arrive(own);
}

/* All wait: the time of the first who waits for a moment comes. */
static struct thread *wait_for_time(void)
{
	struct thread *first = NULL;

	for (int i = 0; i < threads.count; i++)
		if (threads.all[i]->state == WAITING && threads.all[i]->deadline_ns != NEVER &&
		    (!first || threads.all[i]->deadline_ns < first->deadline_ns))
			first = threads.all[i];
	if (!first) {
		fprintf(stderr, "simulation: every thread waits for another\n");
		abort();
	}
	sim_pass((first->deadline_ns - os_monotonic_ns()) / 1000000 + 1);
	return can_run(first) ? first : NULL;
}

/* False: its time came before what it waits for. */
static bool wait_for(const void *what, int64_t deadline_ns)
{
	struct thread *own = self();
	struct thread *next;

	own->state = WAITING;
	own->waits_for = what;
	own->deadline_ns = deadline_ns;
	own->timed_out = false;
	next = draw(NULL);
	switch_to(next ? next : wait_for_time());
	own->waits_for = NULL;
	own->deadline_ns = NEVER;
	return !own->timed_out;
}

static void wake(const void *what, bool all)
{
	struct thread *found[THREADS];
	int count = 0;

	for (int i = 0; i < threads.count; i++)
		if (threads.all[i]->state == WAITING && threads.all[i]->waits_for == what)
			found[count++] = threads.all[i];
	while (count > 0) {
		int which = (int)(sim_draw() % (uint64_t)count);

		found[which]->state = READY;
		found[which] = found[--count];
		if (!all)
			return;
	}
}

void sim_thread_maybe(void)
{
	struct thread *own = self();
	struct thread *next = sim_draw() % 4 == 0 ? draw(own) : NULL;

	if (next)
		switch_to(next);
}

void sim_thread_sleep(int64_t ns)
{
	wait_for(self(), os_monotonic_ns() + ns);
}

void sim_rest(void)
{
	struct thread *next;

	while ((next = draw(self())) != NULL)
		switch_to(next);
}

/* ---- threads --------------------------------------------------------------------------------- */

static void start(void)
{
	struct thread *own = threads.current;
	struct thread *next;

	arrive(own);
	own->run(own->user);
	own->state = ENDED;
	wake(own, true);
	next = draw(own);
	if (!next)
		next = wait_for_time();
	threads.current = next;
	leave(own, next);
	setcontext(&next->context);
	abort();
}

static void make_stack(struct thread *thread)
{
	size_t size = STACK_BYTES + GUARD_BYTES;

	thread->stack = mmap(NULL, size, PROT_READ | PROT_WRITE,
			     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
	if (thread->stack == MAP_FAILED || mprotect(thread->stack, GUARD_BYTES, PROT_NONE) != 0)
		abort();
	thread->low = thread->stack + GUARD_BYTES;
	thread->size = STACK_BYTES;
	getcontext(&thread->context);
	thread->context.uc_stack.ss_sp = thread->stack + GUARD_BYTES;
	thread->context.uc_stack.ss_size = STACK_BYTES;
	makecontext(&thread->context, start, 0);
}

struct thread *thread_create(const char *name, void (*run)(void *user), void *user)
{
	struct thread *thread = heap_alloc(sizeof *thread);

	self();
	thread->run = run;
	thread->user = user;
	thread->deadline_ns = NEVER;
	snprintf(thread->name, sizeof thread->name, "%s", name);
	assert(threads.count < THREADS);
	threads.all[threads.count++] = thread;
	make_stack(thread);
	sim_thread_maybe();
	return thread;
}

void thread_join(struct thread *thread)
{
	while (thread->state != ENDED)
		wait_for(thread, NEVER);
	for (int i = 0; i < threads.count; i++)
		if (threads.all[i] == thread)
			threads.all[i--] = threads.all[--threads.count];
	munmap(thread->stack, STACK_BYTES + GUARD_BYTES);
	heap_free(thread);
}

/* ---- what they wait at ----------------------------------------------------------------------- */

struct thread_mutex *thread_mutex_create(void)
{
	return heap_alloc(sizeof(struct thread_mutex));
}

void thread_mutex_destroy(struct thread_mutex *mutex)
{
	assert(!mutex || !mutex->owner);
	heap_free(mutex);
}

void thread_mutex_lock(struct thread_mutex *mutex)
{
	sim_thread_maybe();
	assert(mutex->owner != self());
	while (mutex->owner)
		wait_for(mutex, NEVER);
	mutex->owner = self();
}

void thread_mutex_unlock(struct thread_mutex *mutex)
{
	assert(mutex->owner == self());
	mutex->owner = NULL;
	wake(mutex, true);
	sim_thread_maybe();
}

struct thread_cond *thread_cond_create(void)
{
	return heap_alloc(sizeof(struct thread_cond));
}

void thread_cond_destroy(struct thread_cond *cond)
{
	assert(!cond || cond->waiting == 0);
	heap_free(cond);
}

bool thread_cond_wait_until(struct thread_cond *cond, struct thread_mutex *mutex,
			    int64_t deadline_ns)
{
	bool woken;

	assert(mutex->owner == self());
	mutex->owner = NULL;
	wake(mutex, true);
	cond->waiting++;
	woken = wait_for(cond, deadline_ns);
	cond->waiting--;
	while (mutex->owner)
		wait_for(mutex, NEVER);
	mutex->owner = self();
	return woken;
}

void thread_cond_wait(struct thread_cond *cond, struct thread_mutex *mutex)
{
	thread_cond_wait_until(cond, mutex, NEVER);
}

void thread_cond_signal(struct thread_cond *cond)
{
	wake(cond, false);
}

void thread_cond_broadcast(struct thread_cond *cond)
{
	wake(cond, true);
}
