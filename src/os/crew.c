/* A few threads that share the blocks of one computation. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "os/crew.h"

#include <stdatomic.h>
#include <stdbool.h>

#include "base/mem.h"
#include "os/thread.h"

struct crew {
	struct thread_mutex *mutex;
	struct thread_cond *begin, *done;
	struct thread **threads;
	uint32_t nthreads; /* beside the caller */
	uint64_t round;
	uint32_t busy;
	bool ending;
	void (*work)(void *job, uint32_t block);
	void *job;
	uint32_t blocks;
	atomic_uint next;
};

static void take_blocks(struct crew *crew)
{
	for (;;) {
		uint32_t block = atomic_fetch_add(&crew->next, 1);

		if (block >= crew->blocks)
			return;
		crew->work(crew->job, block);
	}
}

static void help(void *user)
{
	struct crew *crew = user;
	uint64_t seen = 0;

	thread_mutex_lock(crew->mutex);
	for (;;) {
		while (crew->round == seen && !crew->ending)
			thread_cond_wait(crew->begin, crew->mutex);
		if (crew->ending)
			break;
		seen = crew->round;
		thread_mutex_unlock(crew->mutex);
		take_blocks(crew);
		thread_mutex_lock(crew->mutex);
		if (--crew->busy == 0)
			thread_cond_signal(crew->done);
	}
	thread_mutex_unlock(crew->mutex);
}

struct crew *crew_create(uint32_t threads)
{
	struct crew *crew = heap_alloc(sizeof *crew);

	crew->mutex = thread_mutex_create();
	crew->begin = thread_cond_create();
	crew->done = thread_cond_create();
	crew->nthreads = threads - 1;
	crew->threads = heap_alloc((crew->nthreads + 1) * sizeof *crew->threads);
	for (uint32_t i = 0; i < crew->nthreads; i++)
		crew->threads[i] = thread_create("crew", help, crew);
	return crew;
}

void crew_destroy(struct crew *crew)
{
	thread_mutex_lock(crew->mutex);
	crew->ending = true;
	thread_cond_broadcast(crew->begin);
	thread_mutex_unlock(crew->mutex);
	for (uint32_t i = 0; i < crew->nthreads; i++)
		thread_join(crew->threads[i]);
	thread_cond_destroy(crew->begin);
	thread_cond_destroy(crew->done);
	thread_mutex_destroy(crew->mutex);
	heap_free(crew->threads);
	heap_free(crew);
}

void crew_each(void *user, uint32_t blocks, void (*work)(void *job, uint32_t block), void *job)
{
	struct crew *crew = user;

	if (crew->nthreads == 0 || blocks < 2) {
		for (uint32_t i = 0; i < blocks; i++)
			work(job, i);
		return;
	}
	thread_mutex_lock(crew->mutex);
	crew->work = work;
	crew->job = job;
	crew->blocks = blocks;
	atomic_store(&crew->next, 0);
	crew->busy = crew->nthreads;
	crew->round++;
	thread_cond_broadcast(crew->begin);
	thread_mutex_unlock(crew->mutex);
	take_blocks(crew);
	thread_mutex_lock(crew->mutex);
	while (crew->busy > 0)
		thread_cond_wait(crew->done, crew->mutex);
	thread_mutex_unlock(crew->mutex);
}
