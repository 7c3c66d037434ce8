/* Threads by POSIX. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "os/thread.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>

#include "base/mem.h"

#define SECOND_NS INT64_C(1000000000)

struct thread {
	pthread_t id;
	void (*run)(void *user);
	void *user;
	char name[16];
};

struct thread_mutex {
	pthread_mutex_t mutex;
};

struct thread_cond {
	pthread_cond_t cond;
};

static void expect(int rc)
{
	if (rc == ENOMEM || rc == EAGAIN)
		mem_end();
	assert(rc == 0);
}

static void *start(void *user)
{
	struct thread *thread = user;

	expect(pthread_setname_np(pthread_self(), thread->name));
	thread->run(thread->user);
	return NULL;
}

struct thread *thread_create(const char *name, void (*run)(void *user), void *user)
{
	struct thread *thread = heap_alloc(sizeof *thread);
	sigset_t all, before;

	thread->run = run;
	thread->user = user;
	snprintf(thread->name, sizeof thread->name, "%s", name);
	sigfillset(&all);
	expect(pthread_sigmask(SIG_SETMASK, &all, &before));
	expect(pthread_create(&thread->id, NULL, start, thread));
	expect(pthread_sigmask(SIG_SETMASK, &before, NULL));
	return thread;
}

void thread_join(struct thread *thread)
{
	expect(pthread_join(thread->id, NULL));
	heap_free(thread);
}

struct thread_mutex *thread_mutex_create(void)
{
	struct thread_mutex *mutex = heap_alloc(sizeof *mutex);
	pthread_mutexattr_t attr;

	expect(pthread_mutexattr_init(&attr));
	expect(pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_ERRORCHECK));
	expect(pthread_mutex_init(&mutex->mutex, &attr));
	expect(pthread_mutexattr_destroy(&attr));
	return mutex;
}

void thread_mutex_destroy(struct thread_mutex *mutex)
{
	if (mutex == NULL)
		return;
	expect(pthread_mutex_destroy(&mutex->mutex));
	heap_free(mutex);
}

void thread_mutex_lock(struct thread_mutex *mutex)
{
	expect(pthread_mutex_lock(&mutex->mutex));
}

void thread_mutex_unlock(struct thread_mutex *mutex)
{
	expect(pthread_mutex_unlock(&mutex->mutex));
}

struct thread_cond *thread_cond_create(void)
{
	struct thread_cond *cond = heap_alloc(sizeof *cond);
	pthread_condattr_t attr;

	expect(pthread_condattr_init(&attr));
	/* A step of the wall clock must not lengthen or cut a wait. */
	expect(pthread_condattr_setclock(&attr, CLOCK_MONOTONIC));
	expect(pthread_cond_init(&cond->cond, &attr));
	expect(pthread_condattr_destroy(&attr));
	return cond;
}

void thread_cond_destroy(struct thread_cond *cond)
{
	if (cond == NULL)
		return;
	expect(pthread_cond_destroy(&cond->cond));
	heap_free(cond);
}

void thread_cond_wait(struct thread_cond *cond, struct thread_mutex *mutex)
{
	expect(pthread_cond_wait(&cond->cond, &mutex->mutex));
}

bool thread_cond_wait_until(struct thread_cond *cond, struct thread_mutex *mutex,
			    int64_t deadline_ns)
{
	int64_t at = deadline_ns < 0 ? 0 : deadline_ns;
	struct timespec until = { .tv_sec = at / SECOND_NS, .tv_nsec = at % SECOND_NS };
	int rc = pthread_cond_timedwait(&cond->cond, &mutex->mutex, &until);

	if (rc == ETIMEDOUT)
		return false;
	expect(rc);
	return true;
}

void thread_cond_signal(struct thread_cond *cond)
{
	expect(pthread_cond_signal(&cond->cond));
}

void thread_cond_broadcast(struct thread_cond *cond)
{
	expect(pthread_cond_broadcast(&cond->cond));
}
