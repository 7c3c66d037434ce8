/* The state of the event at moments of the past, folded by a worker and kept ready for a while. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "node/past.h"

#include "base/limits.h"

#define WAITING_MOST 128

struct moment {
	instant at;
	struct model *model;
	uint64_t used;
};

struct waiter {
	instant at;
	past_ready *ready;
	void *user;
};

struct past {
	struct node *node;
	struct moment kept[LIMIT_ASOF_MODELS];
	struct waiter waiters[WAITING_MOST];
	uint32_t nwaiters;
	uint64_t uses;
	uint64_t era;                                      /* rises when somebody is forgotten */
};

/* Folds one moment, or (at 0) takes apart a model that is no more kept. */
struct fold_job {
	struct worker_job job;
	struct past *past;
	instant at;
	uint64_t era;
	char *dir;
	struct model *model;
};

struct past *past_create(struct node *node)
{
	struct past *past = heap_alloc(sizeof *past);

	past->node = node;
	return past;
}

void past_destroy(struct past *past)
{
	if (past == NULL)
		return;
	for (uint32_t i = 0; i < LIMIT_ASOF_MODELS; i++)
		model_destroy(past->kept[i].model);
	heap_free(past);
}

static const struct model *find(struct past *past, instant at)
{
	for (uint32_t i = 0; i < LIMIT_ASOF_MODELS; i++)
		if (past->kept[i].model != NULL && past->kept[i].at == at) {
			past->kept[i].used = ++past->uses;
			return past->kept[i].model;
		}
	return NULL;
}

static void fold_run(struct worker_job *job)
{
	struct fold_job *fold = (struct fold_job *)job;
	uint64_t pos;

	if (fold->at == 0)
		model_destroy(fold->model);
	else
		fold->model = pipeline_model_at(fold->dir, fold->at, &pos);
}

static void discard_done(struct worker_job *job)
{
	heap_free(job);
}

/* A large model takes a while to take apart, too. */
static void discard(struct past *past, struct model *model)
{
	if (model == NULL)
		return;
	struct fold_job *fold = heap_alloc(sizeof *fold);

	fold->job = (struct worker_job){ .lane = LANE_PAST, .run = fold_run, .done = discard_done };
	fold->model = model;
	if (worker_submit(past->node->workers, &fold->job))
		return;
	model_destroy(model);
	heap_free(fold);
}

static void keep(struct past *past, instant at, struct model *model)
{
	struct moment *oldest = &past->kept[0];

	for (uint32_t i = 1; i < LIMIT_ASOF_MODELS; i++)
		if (past->kept[i].used < oldest->used)
			oldest = &past->kept[i];
	discard(past, oldest->model);
	*oldest = (struct moment){ .at = at, .model = model, .used = ++past->uses };
}

static void fold_done(struct worker_job *job)
{
	struct fold_job *fold = (struct fold_job *)job;
	struct past *past = fold->past;
	struct waiter waiters[WAITING_MOST];
	uint32_t count = 0, left = 0;

	if (fold->model != NULL && fold->era == past->era)
		keep(past, fold->at, fold->model);
	for (uint32_t i = 0; i < past->nwaiters; i++) {
		if (past->waiters[i].at == fold->at)
			waiters[count++] = past->waiters[i];
		else
			past->waiters[left++] = past->waiters[i];
	}
	past->nwaiters = left;
	for (uint32_t i = 0; i < count; i++)
		waiters[i].ready(waiters[i].user, fold->model);
	if (fold->era != past->era)
		discard(past, fold->model);
	heap_free(fold->dir);
	heap_free(fold);
}

static bool fold_wanted(const struct past *past, instant at)
{
	for (uint32_t i = 0; i < past->nwaiters; i++)
		if (past->waiters[i].at == at)
			return true;
	return false;
}

static bool fold_start(struct past *past, instant at)
{
	struct fold_job *fold = heap_alloc(sizeof *fold);

	fold->job = (struct worker_job){ .lane = LANE_PAST, .run = fold_run, .done = fold_done };
	fold->past = past;
	fold->at = at;
	fold->era = past->era;
	fold->dir = heap_text(str_of(pipeline_dir(past->node->pipeline)));
	if (worker_submit(past->node->workers, &fold->job))
		return true;
	heap_free(fold->dir);
	heap_free(fold);
	return false;
}

void past_publish(struct past *past, const struct entry *entry)
{
	if (entry->act->act->number != ACT_NUMBER_FORGET)
		return;
	past->era++;
	for (uint32_t i = 0; i < LIMIT_ASOF_MODELS; i++) {
		discard(past, past->kept[i].model);
		past->kept[i] = (struct moment){ 0 };
	}
}

bool past_at(struct past *past, instant at, past_ready *ready, void *user)
{
	const struct model *live = pipeline_model(past->node->pipeline);
	const struct model *model = at >= model_time(live) ? live : find(past, at);

	if (model != NULL) {
		ready(user, model);
		return true;
	}
	if (past->nwaiters == WAITING_MOST || (!fold_wanted(past, at) && !fold_start(past, at)))
		return false;
	past->waiters[past->nwaiters++] = (struct waiter){ at, ready, user };
	return true;
}
