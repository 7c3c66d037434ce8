/* Many acts that stand or fall together: tried beside the state, then done in one commit. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>

#include "node/pipeline_state.h"
#include "wire/http/problem.h"

/* A pipeline without a disk that goes on from here, at this moment. */
static struct pipeline *open_trial(const struct pipeline *p, instant now)
{
	const struct pipeline_options options = { .memory = true, .demo_clock = true };
	struct pipeline *trial;
	struct str fault;

	if (pipeline_open(&options, &trial, &fault) != LOG_OK)
		return NULL;
	model_destroy(trial->model);
	trial->model = model_over(p->model);
	trial->now = now;
	trial->committed = trial->told_pos = model_pos(trial->model);
	pipeline_be(trial, site_self(p->model));
	return trial;
}

/*
 * One row, the same way on both: no clock lapses between rows, so what was tried a moment ago
 * cannot be refused. What a refusal says may lie in the trial's memory, which ends soon.
 */
static void take_row(struct pipeline *p, struct arena *arena, const struct request *request,
		     instant now, struct outcome *ret, pipeline_reply *reply, void *user)
{
	struct batch *batch = pipeline_batch(p);
	struct entry entry;
	struct refused refused = act_decide(p->model, batch->arena, request, now, &entry);

	if (!refused.why)
		refused.why = pipeline_accept(p, batch, request, &entry, reply, user);
	if (refused.why) {
		if (refused.detail.at != NULL)
			refused.detail = arena_str(arena, refused.detail);
		*ret = (struct outcome){ .refused = refused };
		pipeline_drop_refused(p, batch);
		return;
	}
	*ret = (struct outcome){ .entry = entry.id, .record = entry.record,
				 .version = model_find(p->model, entry.record)->version,
				 .pos = entry.pos };
	pipeline_cascade(p, batch, &entry, now);
}

static void keep_outcome(void *user, const struct outcome *outcome)
{
	*(struct outcome *)user = *outcome;
}

struct tried {
	uint32_t refused, replayed;
	uint64_t entries, bytes;
};

static struct tried try_all(struct pipeline *trial, struct arena *arena,
			    const struct request *requests, uint32_t count, instant now,
			    struct outcome *ret)
{
	uint64_t before = model_pos(trial->model);
	struct tried tried = { .entries = 0 };

	for (uint32_t i = 0; i < count && tried.entries <= LIMIT_IMPORT_ENTRIES; i++) {
		const struct request *request = &requests[i];

		/* A key that was used is answered without a look at the state. */
		if (model_key(trial->model, request->actor, request->key))
			pipeline_submit(trial, request, keep_outcome, &ret[i]);
		else
			take_row(trial, arena, request, now, &ret[i], NULL, NULL);
		tried.refused += ret[i].refused.why != NULL;
		tried.replayed += ret[i].replayed;
		tried.entries = model_pos(trial->model) - before;
	}
	pipeline_append(trial);
	for (uint64_t i = 0; i < trial->nkept; i++)
		tried.bytes += trial->kept[i].body.len;
	return tried;
}

static const struct refusal *judge(const struct pipeline *p, struct tried tried, uint32_t count)
{
	uint64_t waiting = model_pos(p->model) - p->committed;

	if (tried.entries > LIMIT_IMPORT_ENTRIES || tried.bytes > LIMIT_IMPORT_LOG_BYTES)
		return &problem_import_too_large;
	if (tried.refused > 0)
		return &problem_import_refused;
	if (tried.replayed > 0 && tried.replayed < count)
		return &refused_key_reused;
	return waiting + tried.entries > LIMIT_QUEUE_ENTRIES - LIMIT_CASCADE ? &refused_busy : NULL;
}

static void do_all(struct pipeline *p, struct arena *arena, const struct request *requests,
		   uint32_t count, instant now, struct outcome *ret, pipeline_reply *reply,
		   void *user)
{
	for (uint32_t i = 0; i < count; i++) {
		take_row(p, arena, &requests[i], now, &ret[i], i + 1 == count ? reply : NULL, user);
		assert(!ret[i].refused.why);
	}
	pipeline_append(p);
	pipeline_look_again(p);
	pipeline_turn(p);
}

const struct refusal *pipeline_import(struct pipeline *p, struct arena *arena,
				      const struct request *requests, uint32_t count,
				      struct outcome *ret, pipeline_reply *reply, void *user)
{
	instant now = pipeline_now(p);
	const struct refusal *why;
	struct pipeline *trial;
	struct tried tried;

	assert(count > 0 && count <= LIMIT_IMPORT_ROWS);
	pipeline_lapse_due(p, now);
	trial = open_trial(p, now);
	if (!trial)
		return &problem_import_too_large;
	tried = try_all(trial, arena, requests, count, now, ret);
	pipeline_close(trial);
	why = judge(p, tried, count);
	if (why || !reply)
		return why;
	if (tried.replayed == count)
		pipeline_submit(p, &requests[count - 1], reply, user);
	else
		do_all(p, arena, requests, count, now, ret, reply, user);
	return NULL;
}
