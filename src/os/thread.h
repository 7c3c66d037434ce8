/* Threads, and what keeps two of them from touching one thing at a time. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef OS_THREAD_H
#define OS_THREAD_H

#include <stdbool.h>
#include <stdint.h>

/*
 * All of these end the process by an assertion when used wrongly (locked twice by one thread,
 * destroyed while locked) and by mem_end when the system has no room for one more.
 */
struct thread;
/*
 * Runs `run(user)` on a thread of its own. The name (at most 15 bytes) is what top and gdb show.
 * No signal is delivered to it: those belong to the loop.
 */
struct thread *thread_create(const char *name, void (*run)(void *user), void *user);
void thread_join(struct thread *thread);                   /* waits for its end, frees it */

struct thread_mutex;
struct thread_mutex *thread_mutex_create(void);
void thread_mutex_destroy(struct thread_mutex *mutex);     /* NULL is fine */
void thread_mutex_lock(struct thread_mutex *mutex);
void thread_mutex_unlock(struct thread_mutex *mutex);

struct thread_cond;
struct thread_cond *thread_cond_create(void);
void thread_cond_destroy(struct thread_cond *cond);        /* NULL is fine */
/* Gives the mutex free while it waits. May return without reason: ask the condition again. */
void thread_cond_wait(struct thread_cond *cond, struct thread_mutex *mutex);
/* The same, up to a moment of os_monotonic_ns; false when that has come. */
bool thread_cond_wait_until(struct thread_cond *cond, struct thread_mutex *mutex,
			    int64_t deadline_ns);
void thread_cond_signal(struct thread_cond *cond);         /* wakes one that waits */
void thread_cond_broadcast(struct thread_cond *cond);      /* wakes all */

#endif
