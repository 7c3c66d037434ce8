/* Threads of which one runs at a time: who is next is drawn, so that a seed tells it again. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "os/thread.h"

#include <assert.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "os/os.h"
#include "os/sim_disk.h"

#define THREADS 16
#define NEVER INT64_MAX
/* Two that wait for each other by looking again and again would go on for ever. */
#define SWITCHES_MAX 20000000

enum state { READY, WAITING, ENDED };
struct thread {
	pthread_t id;
	pthread_cond_t go;
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

/* Whoever runs holds the big mutex; the others wait for their turn at it. */
static struct {
	pthread_mutex_t big;
	struct thread *all[THREADS];
	int count;
	struct thread *current;
	struct thread first;
	uint64_t switches;
} threads = { .big = PTHREAD_MUTEX_INITIALIZER };

static void must(int rc)
{
	assert(rc == 0);
}

/* The thread that asks first is that of main. */
static struct thread *self(void)
{
	if (!threads.current) {
		must(pthread_mutex_lock(&threads.big));
		must(pthread_cond_init(&threads.first.go, NULL));
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
	must(pthread_cond_signal(&next->go));
	while (threads.current != own)
		must(pthread_cond_wait(&own->go, &threads.big));
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

static void *start(void *user)
{
	struct thread *own = user;
	struct thread *next;

	must(pthread_mutex_lock(&threads.big));
	while (threads.current != own)
		must(pthread_cond_wait(&own->go, &threads.big));
	own->run(own->user);
	own->state = ENDED;
	wake(own, true);
	next = draw(own);
	if (!next)
		next = wait_for_time();
	threads.current = next;
	must(pthread_cond_signal(&next->go));
	must(pthread_mutex_unlock(&threads.big));
	return NULL;
}

struct thread *thread_create(const char *name, void (*run)(void *user), void *user)
{
	struct thread *thread = heap_alloc(sizeof *thread);

	self();
	thread->run = run;
	thread->user = user;
	thread->deadline_ns = NEVER;
	snprintf(thread->name, sizeof thread->name, "%s", name);
	must(pthread_cond_init(&thread->go, NULL));
	assert(threads.count < THREADS);
	threads.all[threads.count++] = thread;
	must(pthread_create(&thread->id, NULL, start, thread));
	sim_thread_maybe();
	return thread;
}

void thread_join(struct thread *thread)
{
	while (thread->state != ENDED)
		wait_for(thread, NEVER);
	/* It waits for the big mutex no more, or only to leave it. */
	must(pthread_mutex_unlock(&threads.big));
	must(pthread_join(thread->id, NULL));
	must(pthread_mutex_lock(&threads.big));
	for (int i = 0; i < threads.count; i++)
		if (threads.all[i] == thread)
			threads.all[i--] = threads.all[--threads.count];
	must(pthread_cond_destroy(&thread->go));
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
