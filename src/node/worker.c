/* Hands for what the state thread must not wait for: passwords, the past, files, the index. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "node/worker.h"

#include <assert.h>
#include <stdio.h>

#include "base/limits.h"
#include "base/mem.h"
#include "os/thread.h"

/* So many hashes of 64 MiB take some seconds, one after the other. */
#define PASSWORDS_WAITING 32

struct queue {
	struct worker_job *first;
	struct worker_job **end;
};

struct workers {
	struct thread_mutex *mutex;                        /* guards all up to `threads` */
	struct thread_cond *work;
	struct thread_cond *finished;
	struct queue waiting;
	struct queue done;
	bool lane_busy[LANE_COUNT];
	bool stop;
	struct thread **threads;
	uint32_t nthreads;
	struct loop_wake *wake;
	uint32_t in_lane[LANE_COUNT];                      /* the loop's thread only */
	uint32_t in_all;
};

static void queue_init(struct queue *queue)
{
	queue->first = NULL;
	queue->end = &queue->first;
}

static void queue_put(struct queue *queue, struct worker_job *job)
{
	job->next = NULL;
	*queue->end = job;
	queue->end = &job->next;
}

/* Takes the first job whose lane is free; NULL: none. */
static struct worker_job *take(struct workers *workers)
{
	struct queue *queue = &workers->waiting;

	for (struct worker_job **at = &queue->first; *at != NULL; at = &(*at)->next) {
		struct worker_job *job = *at;

		if (job->lane != LANE_FREE && workers->lane_busy[job->lane])
			continue;
		*at = job->next;
		if (queue->end == &job->next)
			queue->end = at;
		workers->lane_busy[job->lane] = true;
		return job;
	}
	return NULL;
}

static void work(void *user)
{
	struct workers *workers = user;

	thread_mutex_lock(workers->mutex);
	for (;;) {
		struct worker_job *job = take(workers);

		if (job == NULL && workers->stop)
			break;
		if (job == NULL) {
			thread_cond_wait(workers->work, workers->mutex);
			continue;
		}
		thread_mutex_unlock(workers->mutex);
		job->run(job);
		thread_mutex_lock(workers->mutex);
		workers->lane_busy[job->lane] = false;
		queue_put(&workers->done, job);
		thread_cond_broadcast(workers->work);
		thread_cond_signal(workers->finished);
		loop_wake_send(workers->wake);
	}
	thread_mutex_unlock(workers->mutex);
}

/* Gives back what is done, in the order in which it was done. */
static void give_back(struct workers *workers)
{
	thread_mutex_lock(workers->mutex);
	struct worker_job *job = workers->done.first;

	queue_init(&workers->done);
	thread_mutex_unlock(workers->mutex);
	while (job != NULL) {
		struct worker_job *next = job->next;

		workers->in_lane[job->lane]--;
		workers->in_all--;
		job->done(job);
		job = next;
	}
}

static void on_wake(void *user)
{
	give_back(user);
}

struct workers *worker_create(struct loop *loop, uint32_t threads)
{
	struct workers *workers = heap_alloc(sizeof *workers);

	workers->mutex = thread_mutex_create();
	workers->work = thread_cond_create();
	workers->finished = thread_cond_create();
	queue_init(&workers->waiting);
	queue_init(&workers->done);
	workers->wake = loop_wake_create(loop, on_wake, workers);
	workers->nthreads = threads;
	workers->threads = heap_alloc(threads * sizeof workers->threads[0]);
	for (uint32_t i = 0; i < threads; i++) {
		char name[16];

		snprintf(name, sizeof name, "worker-%u", i % 1000);
		workers->threads[i] = thread_create(name, work, workers);
	}
	return workers;
}

bool worker_submit(struct workers *workers, struct worker_job *job)
{
	assert(job->lane < LANE_COUNT && job->run != NULL && job->done != NULL);
	if (workers->in_all >= LIMIT_WORKER_QUEUE ||
	    (job->lane == LANE_PASSWORD && workers->in_lane[LANE_PASSWORD] >= PASSWORDS_WAITING))
		return false;
	workers->in_all++;
	workers->in_lane[job->lane]++;
	thread_mutex_lock(workers->mutex);
	queue_put(&workers->waiting, job);
	thread_cond_signal(workers->work);
	thread_mutex_unlock(workers->mutex);
	return true;
}

void worker_settle(struct workers *workers)
{
	while (workers->in_all > 0) {
		thread_mutex_lock(workers->mutex);
		while (workers->done.first == NULL)
			thread_cond_wait(workers->finished, workers->mutex);
		thread_mutex_unlock(workers->mutex);
		give_back(workers);
	}
}

uint32_t worker_waiting(const struct workers *workers)
{
	return workers->in_all;
}

void worker_destroy(struct workers *workers)
{
	if (workers == NULL)
		return;
	worker_settle(workers);
	thread_mutex_lock(workers->mutex);
	workers->stop = true;
	thread_cond_broadcast(workers->work);
	thread_mutex_unlock(workers->mutex);
	for (uint32_t i = 0; i < workers->nthreads; i++)
		thread_join(workers->threads[i]);
	loop_wake_destroy(workers->wake);
	thread_cond_destroy(workers->finished);
	thread_cond_destroy(workers->work);
	thread_mutex_destroy(workers->mutex);
	heap_free(workers->threads);
	heap_free(workers);
}
