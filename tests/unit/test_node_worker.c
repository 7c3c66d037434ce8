/* Workers: everything submitted is done once and given back; a lane keeps its order. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <stdatomic.h>

#include "base/limits.h"
#include "base/mem.h"
#include "lib/unit.h"
#include "node/worker.h"

struct job {
	struct worker_job job;
	uint32_t number;
	atomic_uint *running;                              /* in the lane */
	uint32_t *order;                                   /* of running */
	atomic_uint *ran;
	uint32_t *given;
};

static void run(struct worker_job *base)
{
	struct job *job = (struct job *)base;

	if (job->job.lane != LANE_FREE) {
		/* Nobody else is in the lane. */
		assert(atomic_fetch_add(job->running, 1) == 0);
		job->order[atomic_load(job->ran)] = job->number;
		atomic_fetch_sub(job->running, 1);
	}
	atomic_fetch_add(job->ran, 1);
}

static void done(struct worker_job *base)
{
	struct job *job = (struct job *)base;

	(*job->given)++;
}

static void test_lane(void **state)
{
	static struct job jobs[LIMIT_WORKER_QUEUE];
	static uint32_t order[LIMIT_WORKER_QUEUE];
	atomic_uint running = 0, ran = 0;
	uint32_t given = 0;
	struct loop *loop = loop_create();
	struct workers *workers = worker_create(loop, 3);

	(void)state;
	for (uint32_t i = 0; i < LIMIT_WORKER_QUEUE; i++) {
		jobs[i] = (struct job){ .job = { .lane = LANE_SEARCH, .run = run, .done = done },
					.number = i, .running = &running, .order = order,
					.ran = &ran, .given = &given };
		assert_true(worker_submit(workers, &jobs[i].job));
	}
	/* Nothing is given back before somebody looks, so the queue is full now. */
	struct job more = jobs[0];

	assert_false(worker_submit(workers, &more.job));
	assert_int_equal(worker_waiting(workers), LIMIT_WORKER_QUEUE);
	worker_settle(workers);
	assert_int_equal(given, LIMIT_WORKER_QUEUE);
	assert_int_equal(worker_waiting(workers), 0);
	for (uint32_t i = 0; i < LIMIT_WORKER_QUEUE; i++)
		assert_int_equal(order[i], i);
	worker_destroy(workers);
	loop_destroy(loop);
}

static void test_free_and_destroy(void **state)
{
	static struct job jobs[100];
	atomic_uint running = 0, ran = 0;
	uint32_t given = 0;
	struct loop *loop = loop_create();
	struct workers *workers = worker_create(loop, 2);

	(void)state;
	for (uint32_t i = 0; i < COUNT(jobs); i++) {
		jobs[i] = (struct job){ .job = { .run = run, .done = done }, .running = &running,
					.ran = &ran, .given = &given };
		assert_true(worker_submit(workers, &jobs[i].job));
	}
	worker_destroy(workers);
	assert_int_equal(given, COUNT(jobs));
	assert_int_equal(atomic_load(&ran), COUNT(jobs));
	worker_destroy(NULL);
	loop_destroy(loop);
}

/* A full lane of passwords does not keep others out. */
static void test_password_lane(void **state)
{
	static struct job jobs[LIMIT_WORKER_QUEUE];
	static uint32_t order[LIMIT_WORKER_QUEUE];
	atomic_uint running = 0, ran = 0;
	uint32_t given = 0, taken = 0;
	struct loop *loop = loop_create();
	struct workers *workers = worker_create(loop, 2);

	(void)state;
	for (uint32_t i = 0; i < LIMIT_WORKER_QUEUE; i++) {
		jobs[i] = (struct job){ .job = { .lane = LANE_PASSWORD, .run = run, .done = done },
					.running = &running, .order = order, .ran = &ran,
					.given = &given };
		if (!worker_submit(workers, &jobs[i].job))
			break;
		taken++;
	}
	assert_in_range(taken, 8, LIMIT_WORKER_QUEUE - 1);
	struct job other = { .job = { .run = run, .done = done }, .ran = &ran, .given = &given };

	assert_true(worker_submit(workers, &other.job));
	worker_destroy(workers);
	assert_int_equal(given, taken + 1);
	loop_destroy(loop);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lane),
		cmocka_unit_test(test_free_and_destroy),
		cmocka_unit_test(test_password_lane),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
